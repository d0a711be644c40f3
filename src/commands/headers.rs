//! `--headers`: the language of a sheet's headers and words.

use clap::{Args, ValueEnum};

use crate::text::Language;

#[derive(Debug, Clone, Copy, Args)]
pub struct HeadersArgs {
    #[arg(long, value_name = "LANGUAGE", hide_possible_values = true)]
    headers: Option<Headers>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Headers {
    En,
    Zh,
}

impl HeadersArgs {
    /// The language asked for, else the usual one
    pub fn language(self, usual: Language) -> Language {
        match self.headers {
            None => usual,
            Some(Headers::En) => Language::English,
            Some(Headers::Zh) => Language::Chinese,
        }
    }
}
