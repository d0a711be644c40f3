//! Why a command could not be carried out.

use super::{ExportFault, ReportFault, SqlReason, SystemFault, coded_messages};

coded_messages! {
    /// Why something failed
    pub enum Failure {
        NoLedger { path: String }
            en "there is no ledger at `{path}`"
            zh "“{path}”处没有台账";
        NotALedger { path: String }
            en "`{path}` is not a ledger; it was left alone"
            zh "“{path}”不是台账文件；未作改动";
        NewerLedger { path: String }
            en "`{path}` was written by a newer taizhang; it was left alone"
            zh "“{path}”由更新版本的 taizhang 写成；未作改动";
        Damaged { path: String }
            en "`{path}` is damaged"
            zh "“{path}”已损坏";
        Busy { path: String }
            en "`{path}` is in use by another command"
            zh "“{path}”正被另一个命令使用";
        DiskFull { path: String }
            en "the disk with `{path}` is full; the ledger is as it was"
            zh "“{path}”所在磁盘已满；台账保持原样";
        NotWritable { path: String }
            en "`{path}` may not be written to"
            zh "“{path}”不可写";
        CannotOpen { path: String }
            en "`{path}` cannot be opened"
            zh "无法打开“{path}”";
        NoSuchFile { path: String }
            en "there is no file or folder `{path}`"
            zh "没有文件或文件夹“{path}”";
        NoSheets { path: String }
            en "the folder `{path}` holds no sheet of a plan"
            zh "文件夹“{path}”中没有台账数据表";
        FileFault { path: String, reason: Box<SystemFault> }
            en "`{path}`: {reason}"
            zh "“{path}”：{reason:#}";
        DiskFailed { path: String }
            en "`{path}` could not be read or written: the disk or the connection to it failed"
            zh "读写“{path}”时磁盘或连接出错";
        ImportRefused { errors: u64 }
            en "nothing was written; errors: {errors}"
            zh "未写入任何内容：{errors} 处错误";
        UnknownEncoding { label: String, usable: String }
            en "there is no encoding `{label}`; it is one of {usable}"
            zh "没有编码“{label}”；可用：{usable}";
        EncodingLacks { character: char, encoding: String }
            en "`{character}` cannot be written in {encoding}"
            zh "“{character}”无法用 {encoding} 写出";
        CellEncodingLacks { row: String, column: String, character: char, code: u32, encoding: String }
            en "{row}, {column}: `{character}` (U+{code:04X}) cannot be written in {encoding}; nothing was written"
            zh "{row}，{column}：“{character}”（U+{code:04X}）无法用 {encoding} 写出；未写出任何内容";
        BadMapping { path: String, reason: String }
            en "`{path}` is no mapping: {reason}"
            zh "“{path}”不是映射文件：{reason}";
        NoColumn { path: String, column: String }
            en "`{path}` names a column `{column}`, which no table has"
            zh "“{path}”中的列“{column}”不存在";
        ManyRemovals { table: String, absent: i64, rows: i64 }
            en "the sheets lack {absent} of {rows} rows of {table}, which a snapshot would remove; nothing was written"
            zh "快照将删除 {table} 表 {rows} 行中的 {absent} 行；未写入任何内容";
        SnapshotSkips { }
            en "`--mode snapshot` and `--on-error skip` cannot go together: a row left out would be a row removed"
            zh "`--mode snapshot` 与 `--on-error skip` 不能同时使用：略过的行会被当作删除";
        SheetsUnchecked { count: usize }
            en "files that cannot be held against what was exported: {count}"
            zh "{count} 个文件无法与导出时的内容比较";
        SnapshotMixed { table: String, sheet: String }
            en "{sheet} holds {table} without a stamp, beside sheets with one: what they lack means different things in `--mode snapshot`; import them one after the other, or give `--no-stamp`"
            zh "{sheet} 含“{table}”表但没有导出标记，而其他文件有：在 `--mode snapshot` 下，缺少的行对二者含义不同；请分别导入，或加 `--no-stamp`";
        SnapshotOfRejects { sheet: String }
            en "{sheet} holds only rows that were handed back, not the whole table: import it without `--mode snapshot`"
            zh "{sheet} 只含退回的行，不是整张表：请去掉 `--mode snapshot` 再导入";
        RejectsNeedFolder { path: String, count: usize }
            en "{count} sheets have rows to hand back and `{path}` is one file; name a folder"
            zh "有 {count} 张表需要退回，而“{path}”是一个文件；请指定文件夹";
        RejectsEnding { path: String, ending: String }
            en "`{path}` cannot take the rows: they go back in the sheet's own form, in a file that ends in {ending}"
            zh "“{path}”不能用于退回：按原表格式退回，文件名应以 {ending} 结尾";
        WrittenAllTheSame { revision: i64, rows: u64, reason: String }
            en "revision {revision} is written, rows left out: {rows}; but what was asked for besides is not all there: {reason}"
            zh "修订 {revision} 已写入，未导入 {rows} 行；但其他输出未能全部写出：{reason}";
        SheetBreaks { path: String, line: u64 }
            en "the rows of `{path}` cannot be handed back: from line {line} on the sheet cannot be read; mend that first"
            zh "“{path}”的行无法退回：自第 {line} 行起无法读取；请先改正该处";
        NoFolder { path: String }
            en "the folder for `{path}` does not exist"
            zh "“{path}”所在的文件夹不存在";
        IsFolder { path: String }
            en "`{path}` is a folder"
            zh "“{path}”是文件夹";
        NoSpace { path: String }
            en "there is no space left for `{path}`"
            zh "磁盘空间不足，无法写入“{path}”";
        MayNot { path: String }
            en "the system does not allow access to `{path}`"
            zh "没有“{path}”的访问权限";
        OutputIsSheet { path: String }
            en "`{path}` is the sheet itself; nothing was written over it"
            zh "“{path}”就是原表本身；未作覆盖";
        Interrupted { }
            en "interrupted; the ledger is as it was"
            zh "已中断；台账保持原样";
        SheetsRefused { errors: u64 }
            en "the sheets cannot be compared; errors: {errors}"
            zh "数据表无法比较：{errors} 处错误";
        NoSuchRevision { operand: String }
            en "there is no revision `{operand}`"
            zh "没有修订“{operand}”";
        BlankOption { name: String }
            en "`--{name}` is blank"
            zh "`--{name}` 为空";
        Export { fault: Box<ExportFault> }
            en "{fault}"
            zh "{fault:#}";
        Report { fault: Box<ReportFault> }
            en "{fault}"
            zh "{fault:#}";
        NotAText { path: String }
            en "{path} is no text: neither UTF-8 nor GB18030"
            zh "{path} 不是文本：既非 UTF-8 也非 GB18030";
        TextsTooLong { most: usize }
            en "`--text`: the texts have more than {most} MB together"
            zh "`--text`：文本合计超过 {most} MB";
        UnknownUnit { name: String }
            en "no unit is called `{name}`"
            zh "没有名为“{name}”的单位";
        AmbiguousUnit { name: String, codes: String }
            en "`{name}` may be any of the units {codes}"
            zh "“{name}”可以指 {codes}";
        UnknownUnitNear { name: String, near: String }
            en "no unit is called `{name}`; was {near} meant?"
            zh "没有名为“{name}”的单位；是不是 {near}？";
        NoSuchRow { table: String, key: String }
            en "{table} has no row `{key}`"
            zh "{table} 表中没有“{key}”";
        NoSuchRowNear { table: String, key: String, near: String }
            en "{table} has no row `{key}`; was {near} meant?"
            zh "{table} 表中没有“{key}”；是不是 {near}？";
        MalformedKey { key: String, table: String, form: String }
            en "`{key}` is no key of {table}, which is written `{form}`"
            zh "“{key}”不是 {table} 的主键；写法为 `{form}`";
        NotOneOf { name: String, value: String, words: String }
            en "`--{name} {value}`: no such value; one may write {words}"
            zh "`--{name} {value}`：没有这个值；可用：{words}";
        NotAnOption { name: String, value: String, reason: String }
            en "`--{name} {value}`: {reason}"
            zh "`--{name} {value}`：{reason}";
        HistoryIncomplete { revision: i64 }
            en "the history does not hold all rows of revision {revision}: another tool replaced rows without a trace"
            zh "历史中缺少修订 {revision} 的部分行：其他工具替换了行而未留记录";
        NothingToUndo { }
            en "there is nothing to undo"
            zh "没有可撤销的修订";
        NothingToRedo { }
            en "there is nothing to redo: everything that was undone is there again"
            zh "没有可重做的修订：撤销的内容均已恢复";
        NothingUndone { revision: i64, command: String }
            en "there is nothing to redo: the last revision, {revision}, is no undo ({command})"
            zh "没有可重做的修订：最近的修订 {revision} 不是撤销（{command}）";
        ChangedSince { revision: i64, cells: u64 }
            en "revision {revision} cannot be reverted; cells and rows that later revisions changed: {cells}"
            zh "无法撤回修订 {revision}：有 {cells} 处已被后来的修订改动";
        RowsReferredTo { rows: String }
            en "nothing was written (K2): these rows would refer to something that is no longer there: {rows}"
            zh "未写入（K2）：以下各行引用的内容将不复存在：{rows}";
        RowsMisplaced { rows: String }
            en "nothing was written (K2): these rows would be inside themselves, or inside two others at once: {rows}"
            zh "未写入（K2）：以下各行将在自己之内，或同时在两行之内：{rows}";
        CodeTaken { keys: String }
            en "nothing was written: already there: {keys}"
            zh "未写入：已存在 {keys}";
        NameTaken { name: String, codes: String }
            en "`{name}` already means another unit: {codes}"
            zh "“{name}”已指其他单位：{codes}";
        NotACode { code: String, reason: String }
            en "`{code}` can be no code: {reason}"
            zh "“{code}”不能用作代码：{reason}";
        NotAUnitName { name: String }
            en "`{name}` cannot name a unit: a name is not blank and has no separator or control character in it"
            zh "“{name}”不能用作单位名称：不能为空，也不能含分隔符或控制字符";
        OnlyUnitsHaveNames { table: String }
            en "`--name` is for units; the rows of {table} are named by an import"
            zh "`--name` 仅用于单位；{table} 表的名称请通过导入修改";
        TagExists { name: String, revision: i64 }
            en "the tag `{name}` names revision {revision}"
            zh "标签“{name}”已用于修订 {revision}";
        NoSuchTag { name: String }
            en "there is no tag `{name}`"
            zh "没有标签“{name}”";
        NoSuchTagNear { name: String, near: String }
            en "there is no tag `{name}`; was {near} meant?"
            zh "没有标签“{name}”；是不是 {near}？";
        TagBlank { }
            en "a tag has a name"
            zh "标签不能为空";
        TagAt { name: String }
            en "`{name}` can be no tag: `@` begins the names of revisions"
            zh "“{name}”不能用作标签：“@”开头的是修订";
        TagControl { name: String }
            en "`{name}` can be no tag: it has a control character in it"
            zh "“{name}”不能用作标签：含控制字符";
        TagDate { name: String }
            en "`{name}` can be no tag: it would be taken for a revision or a date"
            zh "“{name}”不能用作标签：会被当作修订号或日期";
        TagLong { name: String, most: usize }
            en "`{name}` can be no tag: it is longer than {most} characters"
            zh "“{name}”不能用作标签：超过 {most} 个字符";
        UnknownColumn { name: String }
            en "no table has a column `{name}`"
            zh "各表中都没有列“{name}”";
        NoSuchColumn { table: String, column: String }
            en "{table} has no column `{column}`"
            zh "{table} 没有列“{column}”";
        UnknownParameter { name: String }
            en "the SQL has no parameter `:{name}`"
            zh "SQL 中没有参数 `:{name}`";
        ParameterMissing { names: String }
            en "the SQL wants values for {names}"
            zh "SQL 需要参数 {names} 的值";
        BadSql { reason: Box<SqlReason>, line: u32, column: u32, shown: Box<str> }
            en "SQL line {line}, column {column}: {reason}{shown}"
            zh "SQL 第 {line} 行第 {column} 列：{reason:#}{shown}";
        BlankSql {}
            en "the SQL is blank"
            zh "SQL 为空";
        QueryFailed { reason: Box<SqlReason> }
            en "the SQL failed: {reason}"
            zh "SQL 执行失败：{reason:#}";
        QueryMayOnlyRead { }
            en "a query may only read the ledger"
            zh "查询只能读取台账";
        PastEvaded { }
            en "with `--as-of`, a query sees the tables as they were; `main.` would name them as they are"
            zh "使用 `--as-of` 时查询的是当时的表；`main.` 指的是现在的表";
        QueryTooLong { }
            en "the query ran longer than its time"
            zh "查询超时";
        QueryValueTooBig { }
            en "a value of the query is larger than 16 MB"
            zh "查询中的值超过 16 MB";
        SeveralStatements { }
            en "there is more than one statement"
            zh "语句多于一条";
        OutputIsLedger { path: String }
            en "`{path}` is the ledger itself; nothing was written over it"
            zh "“{path}”就是台账本身；未作覆盖";
        StampBesideNothing { }
            en "--stamp writes a file beside each CSV, and there is none beside `-`; name a file or a folder"
            zh "--stamp 在 CSV 文件旁写出导出标记，输出到 `-` 时无处可写；请指定文件或文件夹";
        CsvProtection { }
            en "--no-protect is for workbooks; nothing in a CSV file can be protected"
            zh "--no-protect 只用于工作簿；CSV 文件没有保护";
        OutputFailed { reason: Box<SystemFault> }
            en "the output could not be written: {reason}"
            zh "无法写出：{reason:#}";
        NotAFile { path: String }
            en "`{path}` is neither a file nor a folder"
            zh "“{path}”既不是文件也不是文件夹";
        UnknownFormat { path: String }
            en "the ending of `{path}` is not that of a format"
            zh "“{path}”的扩展名不是已知格式";
        SameOperand { operand: String }
            en "`{operand}` cannot be compared: it is no revision, tag or date, no ledger, and no sheet or folder"
            zh "“{operand}”无法比较：不是修订、标签或日期，也不是台账、数据表或文件夹";
        LeftHalfDone { path: String }
            en "`{path}` holds what an interrupted command left half done, and is only to be read"
            zh "“{path}”中有被中断的命令留下的未完成内容，而此处只能读取";
        DaffNeedsPlace { }
            en "a daff diff is of one table: name it with `--table`, or a folder for one file a table with `-o FOLDER`"
            zh "daff 差异文件一次只含一个表：请用 `--table` 指定，或用 `-o 文件夹` 每表写一个文件";
        NotADifference { path: String }
            en "`{path}` is no difference that can be applied: neither the JSON of `taizhang diff` nor a daff diff"
            zh "“{path}”不是可应用的差异文件：既不是 `taizhang diff` 的 JSON，也不是 daff 差异";
        DifferenceNeedsTable { path: String }
            en "`{path}` does not say of which table it is; name it with `--table`"
            zh "“{path}”没有说明属于哪个表；请用 `--table` 指定";
        DifferenceText { place: String }
            en "{place}: the text is not well-formed CSV"
            zh "{place}：不是规范的 CSV 文本";
        DifferenceFault { place: String, reason: String }
            en "{place}: cannot be read: {reason}"
            zh "{place}：无法读取：{reason}";
        DifferenceOfColumns { place: String }
            en "{place}: the diff adds, removes or renames columns, and a ledger's tables keep theirs"
            zh "{place}：差异中有列的增删或改名，而台账各表的列是固定的";
        DifferenceColumn { place: String, column: String }
            en "{place}: the table has no column `{column}`"
            zh "{place}：该表没有列“{column}”";
        DifferenceKey { place: String }
            en "{place}: the key is not complete"
            zh "{place}：主键不完整";
        DifferenceOfKey { place: String }
            en "{place}: the diff changes a key; a row with another key is another row: make the diff with `daff --id` for each column of the key"
            zh "{place}：差异改动了主键；主键不同即为另一行：请对主键各列使用 `daff --id` 重新生成";
        DifferenceHalf { place: String, bound: String, value: String }
            en "{place}: `{bound}` says nothing without `{value}`; name it too, in `unchanged` if it stays"
            zh "{place}：只有“{bound}”没有“{value}”；请一并写明，不变的写入 `unchanged`";
        DifferenceAction { place: String, action: String }
            en "{place}: a row marked `{action}` cannot be applied"
            zh "{place}：标记为“{action}”的行不能应用";
        NoConflictTable { path: String }
            en "`{path}` is no table of conflicts: it needs the columns table, key, column, base, ours, theirs and choose"
            zh "“{path}”不是冲突表：应有列 表、主键、列、原值、我方、对方、选用";
        DecisionTable { place: String, name: String }
            en "{place}: there is no table `{name}`"
            zh "{place}：没有表“{name}”";
        ConflictsEnding { path: String }
            en "`{path}` cannot take conflicts that are to be decided: `--decide` reads them back from .csv, .tsv and .xlsx"
            zh "无法将冲突写到“{path}”：`--decide` 只能从 .csv、.tsv 和 .xlsx 读回";
        SumsAreATable { }
            en "--stat sums up in a table; daff and sql hold the changes themselves"
            zh "--stat 的汇总是表格；daff 和 sql 写的是改动本身";
        PlanVersion { path: String, version: u32 }
            en "`{path}` is a plan of version {version}, which this taizhang does not know"
            zh "“{path}”是第 {version} 版的计划文件，本程序尚不认识";
        PlanAltered { path: String }
            en "`{path}` was altered after it was made: its changes are not those that its head says; nothing was written"
            zh "“{path}”生成后被改过：改动与文件开头所记不符；未写入任何内容";
        PlanElsewhere { path: String, base: i64 }
            en "`{path}` was made against revision {base} of another ledger; nothing was written"
            zh "“{path}”是针对另一台账的修订 {base} 生成的；未写入任何内容";
        PlanMoved { path: String, base: i64, latest: i64 }
            en "`{path}` was made against revision {base}, and the ledger is at {latest}, which differs as shown; nothing was written"
            zh "“{path}”是针对修订 {base} 生成的，台账现为修订 {latest}，差异如上；未写入任何内容";
        PlanWhole { path: String, option: String }
            en "`{path}` is a plan, which is applied as it is or not at all: {option} cannot be used"
            zh "“{path}”是计划文件，只能原样应用：不能使用 {option}";
        ApplyConflicts { count: u64 }
            en "nothing was written; conflicts: {count}"
            zh "未写入任何内容：{count} 处冲突";
        ApplyRefused { errors: u64 }
            en "nothing was written; errors: {errors}"
            zh "未写入任何内容：{errors} 处错误";
        NoTable { name: String }
            en "there is no table `{name}`"
            zh "没有表“{name}”";
        BadQuery { }
            en "give the SQL, or a file of it with `-f`, and not both"
            zh "请给出 SQL，或用 `-f` 给出 SQL 文件，二者取一";
        Internal { reason: String }
            en "something went wrong inside taizhang: {reason}"
            zh "taizhang 内部出错：{reason}";
        CommandLine { reason: String }
            en "{reason}"
            zh "{reason}";
        BadClock { text: String }
            en "TAIZHANG_NOW: `{text}` is not a time such as 2026-11-23T08:00:00Z"
            zh "TAIZHANG_NOW：“{text}”不是时间，应如 2026-11-23T08:00:00Z";
    }
}

impl Failure {
    /// What is wrong with a report, if that is it
    pub fn of_report(&self) -> Option<&ReportFault> {
        match self {
            Failure::Report { fault } => Some(fault),
            _ => None,
        }
    }

    /// The stable name for machines: that of what is wrong, where it is told within another
    pub fn name(&self) -> &'static str {
        match self {
            Failure::Report { fault } => fault.code(),
            Failure::Export { fault } => fault.code(),
            other => other.code(),
        }
    }
}

impl From<ReportFault> for Failure {
    fn from(fault: ReportFault) -> Failure {
        Failure::Report { fault: Box::new(fault) }
    }
}

impl From<ExportFault> for Failure {
    fn from(fault: ExportFault) -> Failure {
        Failure::Export { fault: Box::new(fault) }
    }
}
