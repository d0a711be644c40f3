//! What is said of stamps: what became of them, and how a sheet differs from what was exported.

use super::messages;

messages! {
    /// Why a stamp is of no use
    pub enum StampReason {
        None { file: String }
            en "{file} bears no stamp: it was not exported from a ledger, or its stamp was taken out"
            zh "{file} 没有导出标记：不是从台账导出的，或标记已被删除";
        Newer { file: String }
            en "{file} bears the stamp of a newer taizhang"
            zh "{file} 的导出标记来自更新版本的 taizhang";
        Damaged { file: String }
            en "the stamp of {file} was changed or is not whole"
            zh "{file} 的导出标记被改动或不完整";
        Elsewhere { file: String }
            en "{file} was exported from another ledger"
            zh "{file} 导出自另一个台账";
        Unknown { file: String, revision: i64 }
            en "{file} was exported from revision {revision}, which this ledger does not have"
            zh "{file} 导出自修订 {revision}，本台账没有该修订";
        Other { file: String, revision: i64 }
            en "{file} was exported from a revision {revision} that held something else: from another copy of this ledger, or while another tool wrote into it"
            zh "{file} 导出时修订 {revision} 的内容与本台账不同：它出自台账的另一副本，或导出时另有工具在写入";
    }
}

messages! {
    /// A sentence for standard error
    pub enum StampNews {
        Used { file: String, revision: i64, at: String }
            en "{file} was exported from revision {revision} at {at}: only what was changed in it since is taken"
            zh "{file} 导出自修订 {revision}（{at}）：只采用导出后在表中改动的内容";
        UsedOfMany { files: usize, revision: i64, at: String }
            en "{files} files were exported from revision {revision} at {at}: only what was changed in them since is taken"
            zh "{files} 个文件导出自修订 {revision}（{at}）：只采用导出后在表中改动的内容";
        Ignored { reason: String }
            en "{reason}: the stamp is ignored, and the file is read like any other"
            zh "{reason}：忽略该标记，按普通表格读取";
        StayGone { rows: i64 }
            en "rows that the ledger has removed since and nobody touched, which stay removed: {rows}"
            zh "导出后台账已删除、表中未改动的行，仍保持删除：{rows} 行";
        Missing { table: String, rows: u64, keys: String }
            en "{table}: rows of the export that are missing in the sheet: {rows} ({keys}); they stay in the ledger unless you import with `--mode snapshot`"
            zh "{table}：表中缺少导出时的 {rows} 行（{keys}）；这些行仍留在台账中，如要删除请用 `--mode snapshot` 导入";
        From { file: String, id: String, revision: i64, at: String, latest: i64 }
            en "{file}: ledger {id}, revision {revision}, exported at {at}; the ledger is now at revision {latest}"
            zh "{file}：台账 {id}，修订 {revision}，{at} 导出；台账现为修订 {latest}";
        OnlyUnits { units: String }
            en "only rows of {units} were exported"
            zh "只导出了 {units} 的内容";
        AsExported { }
            en "as exported: nothing was edited by hand"
            zh "与导出时一致，没有手工改动";
        NotReadable { }
            en "not as exported: what is wrong above was written by hand"
            zh "与导出时不一致：上述问题来自手工改动";
        Edits { count: u64 }
            en "edits by hand: {count}"
            zh "手工改动：{count} 处";
        GuardStays { file: String }
            en "{file} was exported with the formula guard, as its stamp says: it is read so, whatever --no-guard says"
            zh "{file} 的导出标记表明导出时带有公式防护：按此读取，不采用 --no-guard";
    }
}
