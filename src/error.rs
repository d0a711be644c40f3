//! The one error of commands: what failed, what to do about it, and the exit code. Hints are chosen here.

use std::io;
use std::path::Path;

use crate::ledger;
use crate::text::{ExportFault, Failure, Hint, ReportFault};

/// How a command ends
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done
    Done,
    /// The user can fix it
    User,
    /// The command line is wrong
    CommandLine,
    /// Something was looked for and found
    Found,
    /// Our fault
    Internal,
}

impl Exit {
    /// The process's exit code
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::User => 1,
            Exit::CommandLine => 2,
            Exit::Found => 3,
            Exit::Internal => 70,
        }
    }
}

/// Why a command failed
#[derive(Debug)]
pub struct CommandError {
    /// How it ends
    pub exit: Exit,
    /// What to say; nothing where the reader has gone away
    pub failure: Option<Failure>,
    /// What to do about it
    pub hint: Option<Hint>,
}

impl CommandError {
    /// An error with a hint of its own
    pub fn hinted(failure: Failure, hint: Hint) -> CommandError {
        CommandError { exit: exit_of(&failure), failure: Some(failure), hint: Some(hint) }
    }

    /// The same error, with the name of the ledger where it could not be known below
    pub fn about(mut self, ledger: &Path) -> CommandError {
        if let Some(
            Failure::Busy { path }
            | Failure::Damaged { path }
            | Failure::DiskFull { path }
            | Failure::NotWritable { path }
            | Failure::CannotOpen { path }
            | Failure::DiskFailed { path },
        ) = &mut self.failure
            && path.is_empty()
        {
            *path = ledger.display().to_string();
        }
        self
    }

    /// The end that everybody expects when the reader of a pipe goes away
    pub fn broken_pipe() -> CommandError {
        CommandError { exit: Exit::Done, failure: None, hint: None }
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> CommandError {
        CommandError { exit: exit_of(&failure), hint: hint_of(&failure), failure: Some(failure) }
    }
}

impl From<ReportFault> for CommandError {
    fn from(fault: ReportFault) -> CommandError {
        Failure::from(fault).into()
    }
}

impl From<ExportFault> for CommandError {
    fn from(fault: ExportFault) -> CommandError {
        Failure::from(fault).into()
    }
}

impl From<ledger::Error> for CommandError {
    fn from(error: ledger::Error) -> CommandError {
        match error {
            ledger::Error::Refused(failure) => failure.into(),
            ledger::Error::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => {
                CommandError::broken_pipe()
            }
            ledger::Error::Io { path, source } => file_fault(&path, &source).into(),
            ledger::Error::Sqlite(error) => Failure::Internal { reason: error.to_string() }.into(),
        }
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> CommandError {
        match error.kind() {
            io::ErrorKind::BrokenPipe => CommandError::broken_pipe(),
            _ => Failure::OutputFailed { reason: Box::new((&error).into()) }.into(),
        }
    }
}

/// What the system says of a file, in our words where it is one of the common things
pub fn file_fault(path: &Path, error: &io::Error) -> Failure {
    let path = path.display().to_string();
    match error.kind() {
        io::ErrorKind::NotFound => Failure::NoSuchFile { path },
        io::ErrorKind::PermissionDenied => Failure::MayNot { path },
        io::ErrorKind::IsADirectory => Failure::IsFolder { path },
        io::ErrorKind::StorageFull => Failure::NoSpace { path },
        _ => Failure::FileFault { path, reason: Box::new(error.into()) },
    }
}

/// The same of a file that is being written, which need not be there, but its folder must
pub fn output_fault(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::NoFolder { path: path.display().to_string() },
        _ => file_fault(path, error),
    }
}

fn exit_of(failure: &Failure) -> Exit {
    match failure {
        Failure::CommandLine { .. }
        | Failure::NotAnOption { .. }
        | Failure::NotOneOf { .. }
        | Failure::BadQuery {}
        | Failure::SnapshotSkips {}
        | Failure::PlanWhole { .. }
        | Failure::SumsAreATable {} => Exit::CommandLine,
        Failure::Internal { .. } => Exit::Internal,
        _ => Exit::User,
    }
}

fn hint_of(failure: &Failure) -> Option<Hint> {
    Some(match failure {
        Failure::NoLedger { .. } => Hint::ImportFirst {},
        Failure::NotALedger { .. } | Failure::CannotOpen { .. } => Hint::ChooseAnotherFile {},
        Failure::NewerLedger { .. } => Hint::Upgrade {},
        Failure::Damaged { .. } => Hint::RestoreCopy {},
        Failure::DiskFailed { .. } => Hint::CopyElsewhere {},
        Failure::Busy { .. } => Hint::WaitLonger {},
        Failure::ImportRefused { .. } | Failure::SheetsRefused { .. } => Hint::MendAndRepeat {},
        Failure::LeftHalfDone { path } => Hint::RollBack { path: path.clone() },
        Failure::NotADifference { .. } => Hint::ImportSheets {},
        Failure::PlanVersion { .. }
        | Failure::PlanAltered { .. }
        | Failure::PlanElsewhere { .. }
        | Failure::PlanMoved { .. } => Hint::PlanAgain {},
        Failure::ApplyConflicts { .. } => Hint::DecideConflicts {},
        Failure::ManyRemovals { .. } => Hint::AllowRemovals {},
        Failure::NoColumn { .. } | Failure::NoSuchColumn { .. } | Failure::UnknownColumn { .. } => {
            Hint::SeeSchema {}
        }
        Failure::NoSuchRevision { .. } | Failure::SameOperand { .. } => Hint::SeeLog {},
        Failure::UnknownUnit { .. } | Failure::UnknownUnitNear { .. } => Hint::SeeUnits {},
        Failure::AmbiguousUnit { .. } => Hint::WriteCode {},
        Failure::UnknownParameter { .. } | Failure::ParameterMissing { .. } => Hint::GiveParameter {},
        Failure::QueryMayOnlyRead {} => Hint::UseImport {},
        Failure::PastEvaded {} => Hint::LeaveOutMain {},
        Failure::Report { fault } => return hint_of_report(fault),
        Failure::Export { fault } => return hint_of_export(fault),
        Failure::QueryTooLong {} => Hint::MoreTime {},
        Failure::QueryValueTooBig {} => Hint::SmallerValues {},
        Failure::HistoryIncomplete { .. } => Hint::SeeCheck {},
        Failure::NoTable { .. } => Hint::UseTables {},
        Failure::TagExists { .. } => Hint::MoveTag {},
        Failure::NoSuchTag { .. } | Failure::NoSuchTagNear { .. } => Hint::SeeTags {},
        Failure::NothingToRedo {} | Failure::NothingUndone { .. } => Hint::RedoUndo {},
        Failure::RowsReferredTo { .. } | Failure::RowsMisplaced { .. } => Hint::RemoveReferring {},
        Failure::ChangedSince { .. } => Hint::ChangeByImport {},
        Failure::SeveralStatements {} => Hint::OneStatement {},
        Failure::CommandLine { .. } | Failure::BadQuery {} | Failure::BlankSql {} => Hint::SeeHelp {},
        Failure::Internal { .. } => Hint::Tell {},
        _ => return None,
    })
}

fn hint_of_export(fault: &ExportFault) -> Option<Hint> {
    Some(match fault {
        ExportFault::OutputExists { .. } | ExportFault::OutputSaved { .. } => Hint::UseForce {},
        ExportFault::OutputEdited { path, .. } => Hint::TakeEdits { path: path.clone() },
        ExportFault::OutputUnknown { path, .. } => Hint::TakeRows { path: path.clone() },
        ExportFault::ExportTarget { path } if path == "-" || path.to_lowercase().ends_with(".csv") => {
            Hint::OneTable {}
        }
        ExportFault::WorkbookCharacter { .. } => Hint::CleanByCsv {},
        ExportFault::WorkbookText { .. } => Hint::ExportCsv {},
        _ => return None,
    })
}

fn hint_of_report(fault: &ReportFault) -> Option<Hint> {
    Some(match fault {
        ReportFault::PivotMeets { .. } => Hint::PivotKeys {},
        ReportFault::ParameterNotTaken { report, .. } | ReportFault::ParameterNeeded { report, .. } => {
            Hint::SeeReport { report: report.clone() }
        }
        ReportFault::FolderTaken { .. } => Hint::ForceAmong {},
        _ => return None,
    })
}
