//! The past in words: what a revision did, what became of a cell, and where its value is from.

use super::messages;

messages! {
    /// What a revision did that brings a former state back
    pub enum DidText {
        TookBack { undone: i64, restored: i64 }
            en "took back {undone}: as after {restored}"
            zh "撤销 {undone}：回到 {restored} 之后";
        TookBackAll { undone: i64 }
            en "took back {undone}: empty again"
            zh "撤销 {undone}：恢复为空";
        BroughtBack { restored: i64 }
            en "brought back {restored}"
            zh "重做 {restored}";
        TookOut { undone: i64 }
            en "took out what {undone} did"
            zh "去除 {undone} 所作的改动";
        AsAfter { restored: i64 }
            en "as after {restored}"
            zh "恢复到 {restored} 之后";
        Emptied { }
            en "empty again"
            zh "恢复为空";
        OtherTool { }
            en "edited with another tool"
            zh "由其他工具修改";
    }
}

messages! {
    /// What became of a cell or a row
    pub enum StepText {
        Blank { }
            en "blank"
            zh "空";
        Separator { }
            en "; "
            zh "；";
        Set { column: String, new: String }
            en "{column}: {new}"
            zh "{column}：{new}";
        Became { column: String, old: String, new: String }
            en "{column}: {old} → {new}"
            zh "{column}：{old} → {new}";
        Added { }
            en "added"
            zh "新增";
        Changed { }
            en "changed"
            zh "修改";
        Removed { }
            en "removed"
            zh "删除";
    }
}

messages! {
    /// Where a value is from
    pub enum OriginText {
        Line { file: String, line: i64 }
            en "{file}:{line}"
            zh "{file}:{line}";
        SheetRow { file: String, sheet: String, line: i64 }
            en "{file} {sheet}!{line}"
            zh "{file} {sheet}!{line}";
        Command { command: String }
            en "`{command}`"
            zh "`{command}`";
        OtherTool { }
            en "another tool"
            zh "其他工具";
        Pending { }
            en "another tool, in no revision yet"
            zh "其他工具，尚未计入修订";
        Earlier { origin: String, first: i64 }
            en "{origin} in revision {first}"
            zh "{origin}（修订 {first}）";
        Rewritten { origin: String, revision: i64 }
            en "{origin}, in another unit since {revision}"
            zh "{origin}，修订 {revision} 起改用其他计量单位";
        Restored { origin: String, first: i64, revision: i64, command: String, operand: i64 }
            en "{origin} in revision {first}, restored by {revision} ({command} {operand})"
            zh "{origin}（修订 {first}），由修订 {revision} 恢复（{command} {operand}）";
    }
}
