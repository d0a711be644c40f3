//! What a difference expects and the ledger does not have.

use crate::domain::entity::Entity;
use crate::text::Text;

/// Why an edit cannot simply be made
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The cell has another value than the one that was to change
    Changed,
    /// The row that was to change is not there
    Absent,
    /// The row that was to come is there, with another value
    Present,
    /// The row that was to go has another value
    Kept,
    /// The cell is part of an amount of which another part is a conflict
    Together,
}

impl Reason {
    /// All of them
    pub const ALL: [Reason; 5] =
        [Reason::Changed, Reason::Absent, Reason::Present, Reason::Kept, Reason::Together];

    /// The word for programs
    pub fn code(self) -> &'static str {
        match self {
            Reason::Changed => "changed",
            Reason::Absent => "absent",
            Reason::Present => "present",
            Reason::Kept => "kept",
            Reason::Together => "together",
        }
    }

    /// The words for people
    pub fn title(self) -> Text {
        match self {
            Reason::Changed => Text::new("changed here too", "我方也已改动"),
            Reason::Absent => Text::new("no such row here", "我方无此行"),
            Reason::Present => Text::new("here already", "我方已有此行"),
            Reason::Kept => Text::new("to go, but changed", "应删除而我方已改"),
            Reason::Together => Text::new("of the same amount", "与冲突的数值同属一项"),
        }
    }
}

/// A cell of which nothing was decided
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The table
    pub entity: Entity,
    /// The row's key, with slashes
    pub key: String,
    /// The column's number
    pub column: usize,
    /// Why
    pub reason: Reason,
    /// What the difference took it to be
    pub base: String,
    /// What the ledger has
    pub ours: String,
    /// What the difference wants
    pub theirs: String,
}
