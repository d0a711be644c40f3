//! What the commands say that move along the history, name a revision, or remove and rename rows.

use super::messages;

messages! {
    /// A sentence for standard error, or a part of one
    pub enum StackNews {
        Revision { id: i64, command: String }
            en "revision {id} ({command})"
            zh "修订 {id}（{command}）";
        RevisionSaying { id: i64, command: String, message: String }
            en "revision {id} ({command}: {message})"
            zh "修订 {id}（{command}：{message}）";
        EmptyPlan { }
            en "the empty plan"
            zh "空台账";
        Undone { undone: String, restored: String, revision: i64 }
            en "undid {undone}: back to {restored}, recorded as revision {revision}"
            zh "已撤销{undone}：恢复到{restored}，记为修订 {revision}";
        WouldUndo { undone: String, restored: String }
            en "nothing was written (--dry-run); undoing {undone} would bring back {restored}"
            zh "试运行，未写入（--dry-run）；撤销{undone}将恢复到{restored}";
        Redone { redone: String, revision: i64 }
            en "redid {redone}, recorded as revision {revision}"
            zh "已重做{redone}，记为修订 {revision}";
        WouldRedo { redone: String }
            en "nothing was written (--dry-run); {redone} would be made anew"
            zh "试运行，未写入（--dry-run）；将重做{redone}";
        Restored { restored: String, revision: i64 }
            en "restored {restored}, recorded as revision {revision}"
            zh "已恢复到{restored}，记为修订 {revision}";
        WouldRestore { restored: String }
            en "nothing was written (--dry-run); the plan would be as in {restored}"
            zh "试运行，未写入（--dry-run）；将恢复到{restored}";
        Reverted { reverted: String, revision: i64 }
            en "reverted {reverted}, recorded as revision {revision}"
            zh "已撤回{reverted}的改动，记为修订 {revision}";
        WouldRevert { reverted: String }
            en "nothing was written (--dry-run); what {reverted} changed would be taken out"
            zh "试运行，未写入（--dry-run）；将撤回{reverted}的改动";
        ConflictsCut { shown: usize, total: u64 }
            en "{shown} of {total} are shown"
            zh "共 {total} 处，显示 {shown} 处";
        Removed { table: String, rows: usize, revision: i64 }
            en "removed from {table}, rows: {rows}; recorded as revision {revision}"
            zh "已从{table}删除 {rows} 行，记为修订 {revision}";
        Renamed { table: String, old: String, new: String, revision: i64 }
            en "renamed {table} {old} to {new}, recorded as revision {revision}"
            zh "{table} {old} 已改为 {new}，记为修订 {revision}";
        WouldChange { }
            en "nothing was written (--dry-run); this is what would change"
            zh "试运行，未写入（--dry-run）；将有如下变化";
        Tagged { name: String, revision: String }
            en "`{name}` is now {revision}"
            zh "“{name}”现为{revision}";
        TagMoved { name: String, revision: String, before: i64 }
            en "`{name}` is now {revision}; it was revision {before}"
            zh "“{name}”现为{revision}，原为修订 {before}";
        TagStays { name: String, revision: String }
            en "`{name}` is {revision} already"
            zh "“{name}”已是{revision}";
        TagDeleted { name: String, revision: i64 }
            en "deleted the tag `{name}` of revision {revision}; the revision stays"
            zh "已删除修订 {revision} 的标签“{name}”；修订保留";
        NoTags { }
            en "no revision has a tag"
            zh "尚无标签";
    }
}
