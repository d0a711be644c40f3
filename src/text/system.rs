//! What the operating system says of a file, in the reader's words, with the system's own number behind it.

use std::fmt;
use std::io::{self, ErrorKind};

use super::{Language, Text};

/// The kinds of errors that files meet, in words
const KINDS: [(ErrorKind, Text); 19] = [
    (ErrorKind::NotFound, Text::new("there is no such file or folder", "没有这个文件或文件夹")),
    (ErrorKind::PermissionDenied, Text::new("the system does not allow it", "系统不允许该操作")),
    (
        ErrorKind::AlreadyExists,
        Text::new("something of that name is there already", "已有同名的文件或文件夹"),
    ),
    (
        ErrorKind::NotADirectory,
        Text::new("a part of the path is a file and no folder", "路径中有一段是文件而不是文件夹"),
    ),
    (ErrorKind::IsADirectory, Text::new("it is a folder", "这是文件夹")),
    (ErrorKind::DirectoryNotEmpty, Text::new("the folder is not empty", "文件夹不是空的")),
    (ErrorKind::ReadOnlyFilesystem, Text::new("the disk is read-only", "磁盘是只读的")),
    (ErrorKind::StorageFull, Text::new("the disk is full", "磁盘已满")),
    (ErrorKind::QuotaExceeded, Text::new("the quota of the disk is used up", "磁盘配额已用完")),
    (
        ErrorKind::FileTooLarge,
        Text::new("the file would be larger than the disk allows", "文件超过磁盘允许的大小"),
    ),
    (ErrorKind::ResourceBusy, Text::new("it is in use", "正被占用")),
    (ErrorKind::ExecutableFileBusy, Text::new("it is a program that is running", "这是正在运行的程序")),
    (ErrorKind::InvalidFilename, Text::new("the name is too long or not allowed", "文件名过长或不被允许")),
    (ErrorKind::StaleNetworkFileHandle, Text::new("the network share has gone away", "网络共享已断开")),
    (ErrorKind::TimedOut, Text::new("the system waited in vain", "等待超时")),
    (ErrorKind::InvalidData, Text::new("what is in it is no text in UTF-8", "内容不是 UTF-8 文本")),
    (ErrorKind::UnexpectedEof, Text::new("it ends early", "文件提前结束")),
    (ErrorKind::WriteZero, Text::new("it takes no more", "无法继续写入")),
    (ErrorKind::OutOfMemory, Text::new("there is not enough memory", "内存不足")),
];

/// Errors that have no kind of their own, by their numbers on Unix
const NUMBERS: [(i32, Text); 2] = [
    (
        5,
        Text::new(
            "the disk or the connection to it failed while it was read or written",
            "读写时磁盘或连接出错",
        ),
    ),
    (40, Text::new("its links lead in a circle", "链接首尾相连，无法到达文件")),
];

/// An error of the operating system
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemFault {
    said: Option<Text>,
    number: Option<i32>,
    /// What the system, or a library in its place, says in English
    own: String,
}

impl From<&io::Error> for SystemFault {
    fn from(error: &io::Error) -> SystemFault {
        let number = error.raw_os_error();
        let by_kind = KINDS.iter().find(|(kind, _)| *kind == error.kind());
        let by_number = || NUMBERS.iter().find(|(known, _)| cfg!(unix) && Some(*known) == number);
        let said = by_kind.map(|(_, said)| *said).or_else(|| by_number().map(|(_, said)| *said));
        SystemFault { said, number, own: error.to_string() }
    }
}

/// `{}` is the English text, `{:#}` the Chinese one
impl fmt::Display for SystemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = if f.alternate() { Language::Chinese } else { Language::English };
        match (self.said, self.number, language) {
            (None, ..) => f.write_str(&self.own),
            (Some(said), None, _) => f.write_str(said.get(language)),
            (Some(said), Some(number), Language::English) => write!(f, "{said} (system error {number})"),
            (Some(said), Some(number), Language::Chinese) => write!(f, "{said:#}（系统错误 {number}）"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_heard_in_both_languages() {
        let both = |error: io::Error| {
            let fault = SystemFault::from(&error);
            [format!("{fault}"), format!("{fault:#}")]
        };
        assert_eq!(both(ErrorKind::NotADirectory.into())[1], "路径中有一段是文件而不是文件夹");
        assert_eq!(both(io::Error::other("odd")), ["odd", "odd"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_systems_number_stands_behind_its_words() {
        let fault = SystemFault::from(&io::Error::from_raw_os_error(5));
        assert!(format!("{fault}").ends_with("read or written (system error 5)"), "{fault}");
        assert_eq!(format!("{fault:#}"), "读写时磁盘或连接出错（系统错误 5）");
    }
}
