//! What a page says of itself: its parts, its drawing, and what its script tells.

use super::messages;

messages! {
    /// A text of a page
    pub enum PageText {
        SkipToTable { }
            en "Skip to the table"
            zh "跳到表格";
        Table { }
            en "Table"
            zh "表格";
        Filter { }
            en "Filter rows:"
            zh "筛选行：";
        Notes { }
            en "Notes"
            zh "注";
        TooNarrow { columns: String }
            en "left out for want of width: {columns}; a wider terminal, or --columns, shows them"
            zh "终端宽度不足，未显示：{columns}；加宽终端或用 --columns 可显示";
        Comma {}
            en ", "
            zh "、";
        Rows { count: String }
            en "Rows: {count}"
            zh "共 {count} 行";
        Shown { shown: String, count: String }
            en "Rows shown: {shown} of {count}"
            zh "显示 {shown} 行，共 {count} 行";
        Ascending { column: String }
            en "Sorted by {column}, ascending"
            zh "按“{column}”升序";
        Descending { column: String }
            en "Sorted by {column}, descending"
            zh "按“{column}”降序";
        AsGiven { }
            en "In the order of the report"
            zh "恢复原来的顺序";
        DrawnAll { count: u64 }
            en "Rows drawn: {count}."
            zh "图中 {count} 行。";
        DrawnSome { drawn: usize, count: u64 }
            en "Rows drawn: the first {drawn} of {count}; the table has all."
            zh "图中为前 {drawn} 行，共 {count} 行；全部见表格。";
        MarkIs { column: String }
            en "Dashed line: {column}."
            zh "虚线：{column}。";
        TargetIs { column: String }
            en "Thick line: {column}, 100%."
            zh "粗线：{column}，即 100%。";
        GapIs { }
            en "A gap in a line: no figure."
            zh "断开处：无数据。";
        NoFigure { }
            en "no figure"
            zh "无数据";
        OpenAll { }
            en "Expand all"
            zh "全部展开";
        CloseAll { }
            en "Collapse all"
            zh "全部收起";
        Home { }
            en "↑ Contents"
            zh "↑ 目录";
    }
}
