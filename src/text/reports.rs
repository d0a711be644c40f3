//! What stands above and below a report, and what its parameters are called.

use super::messages;

messages! {
    /// What a report is about: its ledger, what was chosen, how it judges
    pub enum ReportText {
        Ledger { id: i64, at: String }
            en "ledger at revision {id} of {at}"
            zh "台账修订 {id}（{at}）";
        EmptyLedger {}
            en "empty ledger"
            zh "空台账";
        Unit { name: String }
            en "unit: {name}"
            zh "单位：{name}";
        UnitTree { name: String }
            en "unit: {name} and all below it"
            zh "单位：{name}及其下级";
        UnitKind { name: String }
            en "kind: {name}"
            zh "单位类型：{name}";
        Period { period: String }
            en "period: {period} and what lies within it"
            zh "时期：{period} 以内";
        PeriodOnly { period: String }
            en "period: only {period}"
            zh "时期：仅 {period}";
        Scope { name: String }
            en "scope: {name}"
            zh "口径：{name}";
        GroupedBy { name: String }
            en "by {name}"
            zh "按{name}";
        Parameter { name: String, value: String }
            en "{name}: {value}"
            zh "{name}：{value}";
        On { month: String }
            en "judged at the end of {month}"
            zh "按 {month} 底评判";
        OnAssumed { month: String }
            en "judged at the end of each period, or of {month} while it runs"
            zh "按各时期期末评判，未到期的按 {month} 底";
        Filter { filter: String }
            en "only rows with {filter}"
            zh "仅列 {filter} 的行";
        Top { rows: u64 }
            en "the first {rows} rows"
            zh "前 {rows} 行";
        TotalsLeftOut {}
            en "totals are left out; --totals keeps them"
            zh "不含合计行；--totals 可保留";
        Between {}
            en "; "
            zh "；";
        Takes {}
            en "Takes"
            zh "参数";
        Columns {}
            en "Columns"
            zh "列";
        Examples {}
            en "Examples"
            zh "示例";
        GroupBy {}
            en "Groups by"
            zh "分组";
        AllReports {}
            en "All reports"
            zh "报表目录";
        AllInWorkbook {}
            en "All reports in one workbook"
            zh "全部报表（Excel 工作簿）";
        OnePageAUnit { units: u64 }
            en "a page for each of {units} units"
            zh "{units} 个单位，每个单位一页";
        NotTakenHere { names: String }
            en "not narrowed by {names}"
            zh "不受 {names} 限制";
        PageCut { shown: u64, rows: u64 }
            en "the first {shown} of {rows} rows; more are in the workbook"
            zh "仅列前 {shown} 行，共 {rows} 行；更多见工作簿";
        SheetCut { shown: u64, rows: u64 }
            en "the workbook's sheet holds the first {shown} of {rows} rows, which is all that a sheet can hold"
            zh "工作表容量所限，只含前 {shown} 行，共 {rows} 行";
        SheetNotMade { reason: String }
            en "its sheet in the workbook is not complete: {reason}"
            zh "工作簿中的工作表不完整：{reason}";
        NotMade { reason: String }
            en "could not be made: {reason}"
            zh "未能生成：{reason}";
        LeftOut { name: String }
            en "left out: it needs `{name}`"
            zh "未生成：需要 `{name}`";
        NoRows {}
            en "there is nothing to show"
            zh "没有可显示的内容";
    }
}
