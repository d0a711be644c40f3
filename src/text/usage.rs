//! What is wrong with a command line, and the headings of help.

use super::{Text, messages};

messages! {
    /// A fault of the command line
    pub enum UsageFault {
        UnknownArgument { argument: String }
            en "there is no option or argument `{argument}` here"
            zh "此处没有选项或参数“{argument}”";
        UnknownArgumentNear { argument: String, near: String }
            en "there is no option `{argument}` here; was `{near}` meant?"
            zh "此处没有选项“{argument}”；是不是“{near}”？";
        UnknownCommand { command: String }
            en "there is no command `{command}`"
            zh "没有命令“{command}”";
        UnknownCommandNear { command: String, near: String }
            en "there is no command `{command}`; was `{near}` meant?"
            zh "没有命令“{command}”；是不是“{near}”？";
        NoCommand { }
            en "a command is missing"
            zh "缺少命令";
        MissingArgument { arguments: String }
            en "{arguments} is missing"
            zh "缺少 {arguments}";
        BadValue { argument: String, value: String, reason: String }
            en "`{value}` is no value for {argument}{reason}"
            zh "“{value}”不能用于 {argument}{reason}";
        NoValue { argument: String }
            en "{argument} needs a value"
            zh "{argument} 需要一个值";
        Conflict { argument: String, other: String }
            en "{argument} and {other} cannot go together"
            zh "{argument} 与 {other} 不能同时使用";
        Twice { argument: String }
            en "{argument} is given twice"
            zh "{argument} 重复";
        OneOf { values: String }
            en "; it is one of {values}"
            zh "；可用：{values}";
    }
}

/// What stands before an error and before its way out
pub fn error_heads() -> [Text; 2] {
    [Text::new("error: ", "错误："), Text::new("hint: ", "提示：")]
}

/// The headings of help: usage, commands, arguments, options
pub fn headings() -> [Text; 4] {
    [
        Text::new("Usage", "用法"),
        Text::new("Commands", "命令"),
        Text::new("Arguments", "参数"),
        Text::new("Options", "选项"),
    ]
}
