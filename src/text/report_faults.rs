//! What is wrong with a report: its file, its parameters, or what is to be made of its result.

use super::{SqlReason, Text, coded_messages};

coded_messages! {
    /// Why a report could not be printed
    pub enum ReportFault {
        NoSuchReport { name: String }
            en "there is no report `{name}`"
            zh "没有报表“{name}”";
        BadReport { name: String, line: usize, reason: Text }
            en "the report `{name}` is not one: line {line}: {reason}"
            zh "报表“{name}”有误：第 {line} 行：{reason:#}";
        ParameterNeeded { report: String, name: String }
            en "the report `{report}` needs `{name}`"
            zh "报表“{report}”需要 `{name}`";
        ParameterNotTaken { report: String, name: String }
            en "the report `{report}` does not take `{name}`"
            zh "报表“{report}”不接受 `{name}`";
        GivenTwice { name: String }
            en "`{name}` is given twice, also with `-p`"
            zh "`{name}` 给出了两次，其中有用 `-p` 的";
        ReportsNotMade { names: String, path: String }
            en "could not be made as it should: {names}; what could be made is in `{path}`"
            zh "未能完整生成：{names}；其余已写入“{path}”";
        NoReportTakes { name: String }
            en "no report takes `{name}`"
            zh "没有报表接受 `{name}`";
        NotAFolder { path: String }
            en "`{path}` is a file, and the reports need a folder"
            zh "“{path}”是文件，报表需要写入文件夹";
        FolderTaken { path: String, file: String }
            en "`{path}` holds something that no `report --all` wrote: `{file}`"
            zh "“{path}”中有不是由 `report --all` 生成的文件：“{file}”";
        ReportTwice { name: String, path: String, other: String }
            en "{path} and {other} are both the report `{name}`; give one of them another name"
            zh "{path} 与 {other} 都是报表“{name}”；请给其中一个改名";
        ReportIsBuiltIn { name: String, path: String }
            en "{path}: there is a report `{name}` already; give this one another name"
            zh "{path}：已有内置报表“{name}”；请改用其他名称";
        ReportTooLarge { path: String, most: u64 }
            en "{path} is no report: it has more than {most} KB"
            zh "{path} 不是报表：超过 {most} KB";
        ReportColumns { name: String, said: String, given: String }
            en "the report `{name}` is not one: its header says the columns {said}, its SELECT gives {given}"
            zh "报表“{name}”有误：表头写的列为 {said}，SELECT 给出的列为 {given}";
        ReportSql { name: String, reason: Box<SqlReason>, line: u32, column: u32, shown: Box<str> }
            en "{name}, line {line}, column {column}: {reason}{shown}"
            zh "{name} 第 {line} 行第 {column} 列：{reason:#}{shown}";
        ReportParameter { name: String, parameter: String }
            en "the report `{name}` is not one: its SQL uses `:{parameter}`, and its header has no `-- parameter: {parameter}`"
            zh "报表“{name}”有误：SQL 用到 `:{parameter}`，表头却没有 `-- parameter: {parameter}`";
        ReportFailed { name: String, reason: Box<SqlReason> }
            en "{name}: the SQL failed: {reason}"
            zh "{name}：SQL 执行失败：{reason:#}";
        BadExpression { option: String, reason: Box<SqlReason>, line: u32, column: u32, shown: Box<str> }
            en "`{option}`, line {line}, column {column}: {reason}{shown}"
            zh "`{option}` 第 {line} 行第 {column} 列：{reason:#}{shown}";
        ColumnOfAllRows { expression: String }
            en "`--columns`: `{expression}` puts rows together, totals with what they are of; a column is of one row, and sums are asked for by `taizhang query`"
            zh "`--columns`：“{expression}”会把各行合并，合计行与其明细混在一起；每列只针对一行，汇总请用 `taizhang query`";
        PivotColumn { name: String, names: String }
            en "`--pivot {name}`: no such column among {names}"
            zh "`--pivot {name}`：{names} 中没有这一列";
        PivotMeets { cell: String, rows: String }
            en "`--pivot`: {rows} rows meet in one cell: {cell}"
            zh "`--pivot`：有 {rows} 行落入同一格：{cell}";
        PivotTooWide { name: String, most: usize }
            en "`--pivot {name}`: the column has more than {most} different values"
            zh "`--pivot {name}`：该列不同的值超过 {most} 个";
        BadListCell { path: String, line: u64, reason: String }
            en "{path}:{line}: {reason}"
            zh "{path}:{line}：{reason}";
        NotAList { path: String, line: u64, most: usize }
            en "{path}:{line}: a list of what is expected has the columns unit and code, and may have period; no cell of the first two is blank, and it has at most {most} rows"
            zh "{path}:{line}：应报清单须有“责任单位”和“指标编码”两列，可有“时期”列；前两列不得空白，且不超过 {most} 行";
    }
}
