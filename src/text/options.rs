//! The help of options that several commands have, by `.option`.

use super::help::HelpText;

/// The help texts
pub const OPTIONS: &[HelpText] = &[
    (
        ".db",
        "The ledger file [default: $TAIZHANG_DB, else taizhang.db]",
        "台账文件［默认：$TAIZHANG_DB，否则 taizhang.db］",
    ),
    (
        ".lang",
        "Language of messages: en or zh [default: $TAIZHANG_LANG, else the system's]",
        "界面语言：en 或 zh［默认：$TAIZHANG_LANG，否则系统语言］",
    ),
    (
        ".color",
        "Colour: auto, always or never; NO_COLOR is heeded",
        "颜色：auto、always 或 never；遵从 NO_COLOR",
    ),
    (".quiet", "Say nothing but errors", "只输出错误"),
    (
        ".author",
        "Who writes, or with `log` whose revisions [default: $TAIZHANG_AUTHOR, else the system's user]",
        "修订作者；用于 log 时只列该作者的修订［默认：$TAIZHANG_AUTHOR，否则系统用户］",
    ),
    (
        ".wait",
        "Seconds to wait for another command that writes [default: 30]",
        "等待其他写入命令的秒数［默认：30］",
    ),
    (".help", "Print this help", "显示帮助"),
    (".version", "Print the version", "显示版本"),
    (".dry_run", "Show what would change, and write nothing", "只显示将有的变化，不写入"),
    (".message", "Why: kept with the revision", "说明，随修订保存"),
    (".format", "Format of the output [default: table]", "输出格式［默认：table］"),
    (".output", "Write to this file; its ending chooses the format", "写入文件；由扩展名决定格式"),
    (".ours", "Of conflicts, keep what the ledger has", "冲突处一律保留台账现值"),
    (".theirs", "Of conflicts, take what the file wants", "冲突处一律采用文件中的新值"),
    (
        ".conflicts",
        "Write conflicts into this file, CSV or XLSX, with a column to choose in: ours, theirs, base or a value",
        "将冲突写入该文件（CSV 或 XLSX），在“选用”（CSV 中为 choose）列填 我方、对方、原值 或一个值",
    ),
    (".decide", "A file of conflicts in which the choices are filled in", "已填好选用列的冲突文件"),
    (
        ".as_of",
        "Show the ledger as it was: a revision (3, @-2), a date or time, or a tag",
        "按过去的状态显示：修订（3、@-2）、日期时间或标签",
    ),
];
