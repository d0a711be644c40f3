//! What is said of stamps: what became of them, and how a sheet differs from what was exported.

use super::messages;

messages! {
    /// A sentence for standard error
    pub enum StampNews {
        Used { file: String, revision: i64, at: String }
            en "{file} was exported from revision {revision} at {at}: only what was changed in it since is taken"
            zh "{file} 导出自修订 {revision}（{at}）：只采用导出后在表中改动的内容";
        Newer { file: String }
            en "{file} bears the stamp of a newer taizhang, which is ignored: it is read like any other sheet"
            zh "{file} 的导出标记来自更新版本的 taizhang，已忽略：按普通表格读取";
        Damaged { file: String }
            en "the stamp of {file} was changed or is not whole, and is ignored: it is read like any other sheet"
            zh "{file} 的导出标记被改动或不完整，已忽略：按普通表格读取";
        Elsewhere { file: String }
            en "{file} was exported from another ledger; its stamp is ignored: it is read like any other sheet"
            zh "{file} 导出自另一个台账，其导出标记已忽略：按普通表格读取";
        Unknown { file: String, revision: i64 }
            en "{file} was exported from revision {revision}, which this ledger does not have; its stamp is ignored: it is read like any other sheet"
            zh "{file} 导出自修订 {revision}，本台账没有该修订，其导出标记已忽略：按普通表格读取";
        Other { file: String, revision: i64 }
            en "{file} was exported from another copy of this ledger, whose revision {revision} holds something else; its stamp is ignored: it is read like any other sheet"
            zh "{file} 导出自本台账的另一副本，其修订 {revision} 的内容不同，导出标记已忽略：按普通表格读取";
    }
}
