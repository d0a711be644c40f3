//! The help of commands and of their own options, by `command` and `command.option`.

use super::Text;
use super::options::OPTIONS;
use super::report_help::REPORT_HELP;

/// The help text of that name
pub fn help(name: &str) -> Option<Text> {
    all().find(|(known, _, _)| *known == name).map(|(_, en, zh)| Text::new(en, zh))
}

/// All help texts
pub fn all() -> impl Iterator<Item = &'static HelpText> {
    OPTIONS.iter().chain(HELP).chain(REPORT_HELP)
}

/// Name, English, Chinese
pub type HelpText = (&'static str, &'static str, &'static str);

const HELP: &[HelpText] = &[
    (
        "",
        "A plan ledger in one file: checked imports, full history, diffs and reports",
        "台账：单文件计划台账，导入有校验，历史可追溯，可比对、可出报表",
    ),
    ("import", "Read sheets into the ledger, all or nothing", "将数据表导入台账，全部成功或全不写入"),
    (
        "import.paths",
        "CSV files and workbooks, folders of them, or - for standard input",
        "CSV 文件、工作簿或其所在文件夹；- 为标准输入",
    ),
    (
        "import.table",
        "The table that the files hold, where their names and headers do not say it",
        "文件所属的表，文件名和表头看不出时使用",
    ),
    ("import.message", "Why: kept with the revision", "说明，随修订保存"),
    (
        "import.dry_run",
        "Check everything, show what would change, and write nothing",
        "只检查并显示将有的变化，不写入",
    ),
    (
        "import.plan",
        "Write nothing, and store what would change in this file, for `taizhang apply`",
        "不写入，将有的变化存入该文件，供 `taizhang apply` 应用",
    ),
    (
        "import.exit_code",
        "With --dry-run: exit with 3 if anything would change",
        "配合 --dry-run：有变化时退出码为 3",
    ),
    ("import.then", "Print this report afterwards", "导入后打印该报表"),
    ("import.sheet", "In workbooks, only the sheet of this name", "工作簿中只读该名称的工作表"),
    (
        "import.unit",
        "The unit of rows that name none; rows of any other unit are refused",
        "未写单位的行均属该单位；其他单位的行不予导入",
    ),
    (
        "import.encoding",
        "Encoding of text files [default: found out; UTF-8, else GB18030]",
        "文本文件的编码［默认：自动判断，UTF-8 或 GB18030］",
    ),
    (
        "import.delimiter",
        "What stands between fields: `,`, `;`, `|` or tab [default: found out]",
        "字段分隔符：`,`、`;`、`|` 或 tab［默认：自动判断］",
    ),
    (
        "import.map",
        "Read an office's own form by this TOML file: header = column, values, skip",
        "按该 TOML 文件读取单位自制表格：表头对应的列、固定值、略过的列",
    ),
    ("import.save_map", "Write the mapping that was used into this file", "将所用映射写入该文件"),
    (
        "import.mode",
        "update: rows are added or changed; snapshot: rows that no sheet has are removed [default: update]",
        "update：新增和修改；snapshot：表中没有的行一并删除［默认：update］",
    ),
    (
        "import.blank",
        "A blank cell clears what the ledger has, or keeps it [default: clear]",
        "空单元格：clear 清除原值，keep 保留原值［默认：clear］",
    ),
    (
        "import.fill_down",
        "A blank unit is the one above it, as merged cells leave it",
        "单位为空时沿用上一行（合并单元格）",
    ),
    (
        "import.new_measures",
        "Take an unknown unit of measure as a counter of its own",
        "未知的计量单位按新的计数单位接受",
    ),
    (
        "import.allow_removals",
        "Let a snapshot remove more than 5 % of a table",
        "允许快照删除某表 5% 以上的行",
    ),
    (
        "import.on_error",
        "abort: write nothing; skip: leave rows with errors out [default: abort]",
        "abort：有错则全不写入；skip：略过有错的行［默认：abort］",
    ),
    ("import.strict", "Take every warning as an error", "将警告一律视为错误"),
    (
        "import.warnings",
        "show or hide warnings and notes [default: show]",
        "显示或隐藏警告和说明：show、hide［默认：show］",
    ),
    ("import.limit", "Print at most so many findings [default: 200]", "最多显示的检查结果条数［默认：200］"),
    (
        "import.findings",
        "Write every finding into this file: CSV, JSON, HTML … by its ending",
        "将全部检查结果写入该文件，格式由扩展名决定（CSV、JSON、HTML 等）",
    ),
    (
        "import.rejects",
        "Hand rows with errors back in this file, in the sheet's own form, with a column that says why",
        "将有错误的行按原表格式写入该文件，并附错误说明列",
    ),
    (
        "import.no_guard",
        "Read texts as they are, without taking the formula guard off",
        "按原样读取文字，不去除公式防护引号",
    ),
    (
        "export.stamp",
        "Put a stamp beside each CSV, NAME.stamp.json, by which `import` and `check` know later what was changed in it",
        "在每个 CSV 旁写出导出标记（NAME.stamp.json），供 `import`、`check` 日后识别改动；工作簿总带标记",
    ),
    (
        "import.no_stamp",
        "Read sheets that were exported from the ledger like any others, not against what they were",
        "把从台账导出的表当普通表读取，不与导出时的内容比较",
    ),
    ("query", "Ask the ledger a SELECT", "用 SELECT 查询台账"),
    ("query.sql", "One SELECT", "一条 SELECT"),
    ("query.file", "A file that holds it", "SQL 文件"),
    ("query.parameter", "A value for :NAME in the SQL", "SQL 中 :名称 的值"),
    ("query.limit", "At most so many rows", "最多行数"),
    ("query.timeout", "Seconds that it may take [default: 30]", "限时秒数［默认：30］"),
    ("diff", "Show what differs between two states, cell by cell", "逐单元格比较两个状态的差异"),
    (
        "diff.before",
        "A revision (3, @-2, a tag), a date, another ledger (other.db@3), or a sheet, workbook or folder [default: before the last revision]",
        "修订（3、@-2、标签）、日期、其他台账（other.db@3），或数据表、工作簿、文件夹［默认：上一修订之前］",
    ),
    ("diff.after", "The same [default: now]", "同上［默认：当前］"),
    ("diff.tables", "Only this table; may be repeated", "只看该表，可重复"),
    ("diff.unit", "Only this unit: code, name, short name or alias", "只看该单位：代码、名称、简称或别名"),
    ("diff.columns", "Only these columns, separated by commas", "只看这些列，以逗号分隔"),
    ("diff.ignore", "Not these columns", "不看这些列"),
    (
        "diff.min_delta",
        "Of changed rows only numbers that changed by at least this: 100, in the row's unit, or 5%",
        "修改的行只看变化不小于此值的数：如 100（按该行单位）或 5%",
    ),
    (
        "diff.stat",
        "Only numbers: rows of each table, and the sums of values before and after, unit by unit",
        "只看数字：各表行数，以及各单位数值变化前后的合计",
    ),
    ("diff.exit_code", "Exit with 3 if they differ", "有差异时退出码为 3"),
    ("diff.no_guard", "Read sheets without taking the formula guard off", "读取数据表时不去除公式防护引号"),
    (
        "apply",
        "Write a reviewed difference, where the ledger is as it expects",
        "写入已审阅的差异，仅当台账与其预期相符",
    ),
    (
        "apply.path",
        "A plan of `taizhang import --plan`, the JSON of `taizhang diff`, or a daff diff of one table",
        "`taizhang import --plan` 的计划文件、`taizhang diff` 的 JSON，或单个表的 daff 差异",
    ),
    (
        "apply.table",
        "The table of a daff diff, where its name does not say it; of JSON only this table",
        "daff 差异所属的表，文件名看不出时使用；对 JSON 则只应用该表",
    ),
    (
        "apply.new_measures",
        "Take an unknown unit of measure as a counter of its own",
        "未知的计量单位按新的计数单位接受",
    ),
    (
        "apply.no_guard",
        "Read the texts of a daff diff as they are, without taking the formula guard off",
        "按原样读取 daff 差异中的文字，不去除公式防护引号",
    ),
    ("apply.message", "Why: kept with the revision", "说明，随修订保存"),
    (
        "apply.dry_run",
        "Check everything, show what would change, and write nothing",
        "只检查并显示将有的变化，不写入",
    ),
    ("export", "Write the tables as CSV or as a workbook", "将表导出为 CSV 或工作簿"),
    (
        "export.path",
        "A folder for a CSV file a table, an .xlsx file, a .csv file with --table, or - for standard output; else ledger.xlsx",
        "放各表 CSV 的文件夹、.xlsx 文件、配合 --table 的 .csv 文件，或 - 即标准输出；默认为 台账.xlsx",
    ),
    ("export.tables", "Only this table; may be given several times", "只导出该表，可多次指定"),
    ("export.format", "csv or xlsx, where PATH does not say it", "csv 或 xlsx，用于路径未注明格式时"),
    ("export.unit", "Only the rows of this unit, by any of its names", "只导出该单位的行，可用其任一名称"),
    (
        "export.columns",
        "Only these columns, separated by commas, and the key; tables without any of them are left out. Only a sheet with all required columns can be imported again",
        "只导出这些列（以逗号分隔）和主键；不含这些列的表不导出。缺少必填列的表不能再导入",
    ),
    (
        "export.split_by",
        "`unit`: a workbook a unit, or with --format csv its CSV files, into the folder PATH",
        "`unit`：每单位一个工作簿，加 --format csv 则为 CSV 文件，写入文件夹 PATH",
    ),
    (
        "export.for_excel",
        "CSV that Excel opens right: byte order mark, CRLF, rows in the order of people",
        "Excel 能正确打开的 CSV：带 BOM、CRLF，按阅读习惯排序",
    ),
    (
        "export.headers",
        "en: the columns' names and codes; zh: Chinese titles, words and short unit names; by default en for plain CSV, else the language of the program",
        "en：列名和代码；zh：中文表头、取值和单位简称；普通 CSV 默认 en，其余随界面语言",
    ),
    (
        "export.encoding",
        "The encoding of CSV, such as gb18030; by default utf-8",
        "CSV 的编码，如 gb18030；默认 utf-8",
    ),
    (
        "export.no_guard",
        "Write texts as they are, even those that a spreadsheet would run as formulas; workbooks need no guard",
        "按原样写出文字，即使电子表格会当作公式执行；工作簿无需防护",
    ),
    ("export.no_protect", "Leave the key columns of a workbook open to typing", "不保护工作簿的主键列"),
    ("export.force", "Write over files that are not exports", "覆盖并非导出结果的文件"),
    ("log", "List the revisions, the latest first", "列出修订，最新在前"),
    ("log.limit", "At most so many", "最多条数"),
    (
        "log.since",
        "Only from this date, time or revision on; a date means its beginning",
        "只看此日期、时间或修订起；日期指当日开始",
    ),
    (
        "log.until",
        "Only up to this date, time or revision; a date means its end",
        "只看到此日期、时间或修订为止；日期指当日结束",
    ),
    ("log.table", "Only revisions that changed rows of this table", "只看改动该表的修订"),
    ("log.unit", "Only revisions that changed rows of this unit", "只看改动该单位的修订"),
    (
        "log.file",
        "Only revisions that read a file whose name holds this text",
        "只看所读文件名含该文字的修订",
    ),
    ("log.message", "Only revisions whose message holds this text", "只看说明中含该文字的修订"),
    (
        "log.stat",
        "Say for each table how many rows were added, changed and removed",
        "按表列出新增、修改、删除的行数",
    ),
    ("show", "Show what one revision changed", "显示一个修订的改动"),
    ("show.revision", "A number, @, @-2, or a date [default: @]", "编号、@、@-2 或日期［默认：@］"),
    ("history", "Show one row through time, a version a line", "显示一行的历次版本"),
    ("history.table", "units, goals, projects or metrics", "units、goals、projects 或 metrics"),
    (
        "history.key",
        "The row: UNIT, UNIT/CODE or UNIT/CODE/PERIOD, the unit by any of its names",
        "行：单位、单位/编号 或 单位/编号/时期；单位可用任一名称",
    ),
    (
        "blame",
        "Show which revision, author, file and line each cell of a row has its value from",
        "显示一行各单元格的值出自哪次修订、何人、哪个文件的哪一行",
    ),
    ("blame.table", "units, goals, projects or metrics", "units、goals、projects 或 metrics"),
    (
        "blame.key",
        "The row: UNIT, UNIT/CODE or UNIT/CODE/PERIOD, the unit by any of its names",
        "行：单位、单位/编号 或 单位/编号/时期；单位可用任一名称",
    ),
    ("blame.column", "Only this column, with all values that it had", "只看该列，并列出以往各值"),
    ("undo", "Take the last revision back, by a further one", "以新修订撤销最近的修订"),
    ("redo", "Make the revision anew that was undone last", "重做最近撤销的修订"),
    (
        "revert",
        "Take out what one older revision changed, and keep what came later",
        "撤回某次修订的改动，保留其后的修订",
    ),
    ("revert.revision", "The revision: a number, @-2, a date or a tag", "修订：编号、@-2、日期或标签"),
    ("revert.table", "Only what it changed in this table", "只撤回这张表的改动"),
    ("revert.unit", "Only what it changed of this unit", "只撤回这个单位的改动"),
    ("restore", "Bring the whole state of a revision back", "恢复某次修订之后的整个状态"),
    (
        "restore.revision",
        "The revision: a number, @-2, a date or a tag; 0 is the empty plan",
        "修订：编号、@-2、日期或标签；0 为空台账",
    ),
    ("remove", "Remove rows by their keys", "按主键删除行"),
    ("remove.table", "units, goals, projects or metrics", "units、goals、projects 或 metrics"),
    (
        "remove.keys",
        "The rows, as UNIT, UNIT/CODE or UNIT/CODE/PERIOD; the unit by any of its names",
        "行，写作 单位、单位/代码 或 单位/代码/期间；单位可用任一名称",
    ),
    ("rename", "Give a row another code; references follow", "更改一行的代码，引用随之更新"),
    ("rename.table", "units, goals, projects or metrics", "units、goals、projects 或 metrics"),
    (
        "rename.key",
        "The row, as UNIT, UNIT/CODE or UNIT/CODE/PERIOD; a metric without a period is all its periods",
        "行，写作 单位、单位/代码 或 单位/代码/期间；指标不写期间即全部期间",
    ),
    ("rename.code", "The new code", "新代码"),
    ("rename.name", "The unit's new name; its former one becomes an alias", "单位的新名称；原名称转为别名"),
    ("tag", "Name a revision, or list the names", "给修订加标签，或列出标签"),
    ("tag.name", "The name", "标签"),
    ("tag.revision", "The revision [default: the latest]", "修订［默认：最近的修订］"),
    ("tag.force", "Move a name that another revision has", "标签已用于其他修订时，移动过来"),
    ("tag.delete", "Take the name away; the revision stays", "删除标签，修订保留"),
    ("schema", "Show the columns of the tables, with what they may hold", "显示各表的列及取值"),
    (
        "schema.table",
        "Only this table; `functions` lists the functions of SQL",
        "只看该表；functions 列出 SQL 函数",
    ),
    (
        "template",
        "Write sheets for a unit to fill in, empty or with what the ledger holds",
        "生成供单位填报的表，空表或已预填",
    ),
    (
        "template.path",
        "An .xlsx file, a folder of CSV files, or with --table a .csv file or - [default: template.xlsx]",
        ".xlsx 文件、放 CSV 的文件夹，配合 --table 为 .csv 文件或 -［默认：填报表.xlsx］",
    ),
    ("template.tables", "Only this table; may be repeated", "只要该表，可重复"),
    (
        "template.unit",
        "Fill in what the ledger holds of this unit: code, name, short name or alias",
        "预填该单位现有内容：代码、名称、简称或别名",
    ),
    (
        "template.period",
        "With --unit: metrics of this period; those without figures for it are begun",
        "配合 --unit：填报该时期的指标，尚无数据的指标列出待填",
    ),
    (
        "template.headers",
        "Headers and words: en or zh [default: the language of messages]",
        "表头和用词：en 或 zh［默认：界面语言］",
    ),
    ("template.force", "Write over files that are not untouched templates", "覆盖并非未动过的模板的文件"),
    (
        "check",
        "See whether the ledger is whole, or what was edited in exported sheets",
        "检查文件、历史和数据是否完好，或导出的表格有哪些手工改动",
    ),
    (
        "check.paths",
        "Exported workbooks, or CSV files with their stamp: what was edited in them since",
        "导出的工作簿或带导出标记的 CSV：列出导出后的手工改动",
    ),
    (
        "check.no_guard",
        "Read texts of CSV files as they are, without taking the formula guard off",
        "按原样读取 CSV 的文字，不去除公式防护引号",
    ),
    ("check.strict", "Let warnings count too: exit with 3 if there are any", "警告也计入：有警告时以 3 退出"),
];
