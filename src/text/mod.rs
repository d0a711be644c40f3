//! The one catalog of user-facing text, in English and Chinese.
//!
//! Everything a person reads is here, or is a [`Text`] beside the fact it names (a column's title, a code's
//! word). A message is an enum variant with typed fields; [`messages!`] wants both languages, so a missing
//! text does not compile, and a field that one language forgets is a compiler warning. Nothing here knows
//! what the program does.

mod cells;
mod export_faults;
mod failures;
mod findings;
mod help;
mod hints;
mod judgement;
mod news;
mod options;
mod page;
mod past;
mod report_faults;
mod report_help;
mod reports;
mod rule_findings;
mod sql_place;
mod sql_reason;
mod stack;
mod stamp;
mod system;
mod template;
mod usage;

pub use cells::CellFault;
pub use export_faults::ExportFault;
pub use failures::Failure;
pub use findings::FindingText;
#[cfg(test)]
pub use help::all as help_texts;
pub use help::help;
pub use hints::Hint;
pub use judgement::{SchemeFault, SchemeText};
pub use news::{AmountText, News};
pub use page::PageText;
pub use past::{DidText, OriginText, StepText};
pub use report_faults::ReportFault;
pub use reports::ReportText;
pub use rule_findings::RuleText;
pub use sql_place::SqlPlace;
pub use sql_reason::{FunctionFault, SqlReason};
pub use stack::StackNews;
pub use stamp::{StampNews, StampReason};
pub use system::SystemFault;
pub use template::TemplateText;
pub use usage::{UsageFault, error_heads, headings};

/// A language that the program speaks
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, the default
    #[default]
    English,
    /// Simplified Chinese
    Chinese,
}

impl Language {
    /// The language of a locale name such as `zh_CN.UTF-8`: Chinese for `zh*`, else English
    pub fn of_locale(locale: &str) -> Language {
        if locale.to_ascii_lowercase().starts_with("zh") { Language::Chinese } else { Language::English }
    }
}

/// A fixed text in both languages
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English
    pub en: &'static str,
    /// Chinese
    pub zh: &'static str,
}

impl Text {
    /// Both texts, in the order of the fields
    pub const fn new(en: &'static str, zh: &'static str) -> Text {
        Text { en, zh }
    }

    /// The text in `language`
    pub fn get(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }
}

/// `{}` is the English text, `{:#}` the Chinese one: so a message can hold a text that knows no reader yet
impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if f.alternate() { self.zh } else { self.en })
    }
}

/// A text in both languages that comes from a file
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnText {
    /// English
    pub en: String,
    /// Chinese
    pub zh: String,
}

impl OwnText {
    /// The text in `language`
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

impl From<Text> for OwnText {
    fn from(text: Text) -> OwnText {
        OwnText { en: text.en.to_owned(), zh: text.zh.to_owned() }
    }
}

/// Declares an enum of messages: `Variant { field: Type } en "…{field}…" zh "…{field}…";`
///
/// `text` renders a message.
macro_rules! messages {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $variant:ident { $($field:ident : $type:ty),* $(,)? } en $en:literal zh $zh:literal; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $( $variant { $($field: $type),* } ),* }

        impl $name {
            /// The message in `language`
            pub fn text(&self, language: $crate::text::Language) -> String {
                match language {
                    $crate::text::Language::English => match self {
                        $( Self::$variant { $($field),* } => format!($en), )*
                    },
                    $crate::text::Language::Chinese => match self {
                        $( Self::$variant { $($field),* } => format!($zh), )*
                    },
                }
            }
        }

        /// `{}` is the English message, `{:#}` the Chinese one: so a message can stand within another
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use $crate::text::Language::{Chinese, English};
                f.write_str(&self.text(if f.alternate() { Chinese } else { English }))
            }
        }
    };
}
pub(crate) use messages;

/// Declares messages that machines know by a name: [`messages!`] with `code`, which `#![cfg(test)]` keeps to tests
macro_rules! coded_messages {
    (
        $(#![$when:meta])?
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $variant:ident { $($fields:tt)* } en $en:literal zh $zh:literal; )*
        }
    ) => {
        $crate::text::messages! {
            $(#[$meta])*
            pub enum $name { $( $variant { $($fields)* } en $en zh $zh; )* }
        }

        $(#[$when])?
        impl $name {
            /// The stable name of the message, the same in every language
            pub fn code(&self) -> &'static str {
                match self { $( Self::$variant { .. } => stringify!($variant), )* }
            }
        }
    };
}
pub(crate) use coded_messages;
