//! What a command says it has done.

use super::messages;

messages! {
    /// An amount that is not written as a number and its unit
    pub enum AmountText {
        Rank { number: String }
            en "no. {number}"
            zh "第{number}名";
        RankUp { number: String }
            en "up {number}"
            zh "上升{number}位";
        RankDown { number: String }
            en "down {number}"
            zh "下降{number}位";
        SameRank {}
            en "unchanged"
            zh "持平";
    }
}

messages! {
    /// A sentence for standard error
    pub enum News {
        ReadAs { file: String, table: String, rows: u64, encoding: String }
            en "read {file} as {table}, {encoding}; rows: {rows}"
            zh "已读 {file}：{table}，{encoding}，{rows} 行";
        Imported { revision: i64 }
            en "revision {revision}"
            zh "修订 {revision}";
        ImportedNothing { }
            en "nothing changed; no revision was made"
            zh "没有变化；未产生修订";
        WouldPlan { }
            en "nothing was written; this is what the plan would change"
            zh "未写入；计划将作如下变化";
        OnlyFiltered { }
            en "(only what the filters let through was looked at)"
            zh "（只比较了筛选范围内的内容）";
        WouldChange { }
            en "nothing was written (--dry-run); this is what would change"
            zh "试运行，未写入（--dry-run）；将有如下变化";
        Counted { table: String, added: i64, changed: i64, unchanged: i64, removed: i64 }
            en "{table}: {added} added, {changed} updated, {unchanged} unchanged, {removed} removed"
            zh "{table}：新增 {added}，更新 {changed}，未变 {unchanged}，删除 {removed}";
        MakingReport { name: String }
            en "making {name}"
            zh "正在生成：{name}";
        MakingUnits { name: String, done: usize, units: usize }
            en "making {name}: {done} of {units} units"
            zh "正在生成：{name}，{done}／{units} 个单位";
        ReportsWritten { path: String, reports: usize, pages: usize }
            en "reports in {path}: {reports}; pages: {pages}"
            zh "已生成 {reports} 个报表、{pages} 个网页：{path}";
        ReportRemark { name: String, remark: String }
            en "{name}: {remark}"
            zh "{name}：{remark}";
        Reading { rows: u64 }
            en "reading, rows: {rows}"
            zh "正在读取：{rows} 行";
        Checking { }
            en "holding the rows against each other"
            zh "正在核对各行之间的关系";
        Skipped { rows: u64 }
            en "rows that are no data and were passed over: {rows}"
            zh "非数据行，未读入：{rows} 行";
        Rejected { rows: u64 }
            en "rows with errors that were left out: {rows}"
            zh "有错误、未导入：{rows} 行";
        HandedBack { path: String, rows: u64 }
            en "rows handed back in {path}: {rows}"
            zh "已退回 {rows} 行：{path}";
        NothingHandedBack { }
            en "no rows are handed back: the errors are about whole sheets, or about where one cannot be read on"
            zh "没有退回的行：错误涉及整张表，或自该处起无法读取";
        NotHandedBack { reason: String }
            en "{reason}"
            zh "{reason}";
        FindingsWritten { path: String, total: u64 }
            en "all {total} findings are in {path}"
            zh "全部 {total} 条检查结果已写入 {path}";
        PlanWritten { path: String, base: i64 }
            en "the plan against revision {base} is in {path}; `taizhang apply` writes it"
            zh "针对修订 {base} 的计划已写入 {path}；用 `taizhang apply` 应用";
        PlanOf { author: String, at: String, base: i64 }
            en "plan by {author}, {at}, against revision {base}"
            zh "{author} 于 {at} 针对修订 {base} 所作的计划";
        MappingWritten { path: String }
            en "the mapping that was used is in {path}"
            zh "所用映射已写入 {path}";
        GroupCut { place: String, rule: String, title: String, more: u64, rows: String }
            en "{place}: and {more} more of {rule} {title}, in rows {rows}"
            zh "{place}：{rule} {title} 另有 {more} 处，行 {rows}";
        NotesCut { place: String, more: u64, rows: String }
            en "{place}: and {more} more notes like it, in rows {rows}"
            zh "{place}：另有 {more} 条同类说明，行 {rows}";
        TookIn { revision: i64 }
            en "changes made by another tool were recorded as revision {revision}"
            zh "其他工具所作的改动已记为修订 {revision}";
        FindingsCut { shown: usize, total: u64 }
            en "{shown} of {total} findings are shown"
            zh "共 {total} 处，显示 {shown} 处";
        FindingsCounted { errors: u64, warnings: u64 }
            en "errors: {errors}, warnings: {warnings}"
            zh "错误 {errors} 处，警告 {warnings} 处";
        NoDifference { }
            en "no difference"
            zh "没有差异";
        DiffCounted { table: String, added: u64, changed: u64, removed: u64 }
            en "{table}: {added} added, {changed} changed, {removed} removed"
            zh "{table}：新增 {added}，修改 {changed}，删除 {removed}";
        DiffWritten { path: String }
            en "wrote {path}"
            zh "已写出 {path}";
        NotAddedUp { count: u64 }
            en "values that changed and cannot be added up (rates, ranks, and what is not exact): {count}"
            zh "已变化但不能相加的数值（比率、名次、非确数）：{count} 个";
        Exported { path: String, revision: i64, rows: String }
            en "wrote {path} at revision {revision}; rows: {rows}"
            zh "已写出 {path}（修订 {revision}）；行数：{rows}";
        Between { }
            en ", "
            zh "，";
        ExportedFiles { path: String, files: u64, revision: i64, rows: String }
            en "wrote {files} files into {path} at revision {revision}; rows: {rows}"
            zh "已写出 {files} 个文件到 {path}（修订 {revision}）；行数：{rows}";
        AsOf { id: i64, at: String, command: String }
            en "as of revision {id} ({at}, {command})"
            zh "截至修订 {id}（{at}，{command}）";
        AsOfNothing { operand: String }
            en "as of `{operand}` no revision had been made: the ledger was empty"
            zh "截至“{operand}”尚无任何修订：台账为空";
        PastIncomplete { }
            en "rows of that time are missing: another tool replaced them without a trace; `taizhang check` names the revisions"
            zh "缺少当时的部分行：其他工具替换了行而未留记录；`taizhang check` 可指出有关修订";
        RowRemoved { table: String, key: String, revision: i64 }
            en "{table} {key} was removed by revision {revision}; this is how it last was"
            zh "{table} {key} 已由修订 {revision} 删除；以下为删除前的内容";
        TemplateWritten { path: String, rows: usize }
            en "wrote {path}; rows filled in: {rows}"
            zh "已写出 {path}；预填 {rows} 行";
        NothingToShow { }
            en "nothing to show"
            zh "没有内容";
        NothingMeets {}
            en "nothing to show: no row meets the condition; without --where the report shows what its columns hold"
            zh "没有内容：没有符合条件的行；去掉 --where 可查看各列的内容";
        NothingBecause { text: String }
            en "nothing to show: {text}"
            zh "没有内容：{text}";
        ChosenBy { names: String }
            en "only what {names} chose was looked at"
            zh "只查看了 {names} 选定的范围";
        CutAt { rows: u64 }
            en "there is more; cut by --limit, rows shown: {rows}"
            zh "仅列前 {rows} 行（--limit），其后还有";
        Whole { revisions: i64 }
            en "the file, its references and its history are whole; revisions: {revisions}"
            zh "文件、引用和 {revisions} 次修订的历史均完好";
        FaultsFound { count: usize }
            en "faults found: {count}"
            zh "发现 {count} 处问题";
        FileFault { reason: String }
            en "file: {reason}"
            zh "文件：{reason}";
        BrokenForeignKeys { table: String, count: i64 }
            en "{table}: rows that refer to a unit that does not exist: {count}"
            zh "{table}：{count} 行引用了不存在的单位";
        Dangling { table: String, key: String, column: String, reference: String }
            en "{table} {key}: {column} refers to `{reference}`, which does not exist"
            zh "{table} {key}：{column} 引用的“{reference}”不存在";
        InCycle { table: String, key: String }
            en "{table} {key}: is, by its parents, inside itself"
            zh "{table} {key}：按上级关系在自己之内";
        Miscounted { table: String, revision: i64, recorded: i64, found: i64 }
            en "history of {table}: revision {revision} made {recorded} changes and {found} are there; another tool replaced rows without a trace"
            zh "{table}的历史：修订 {revision} 有 {recorded} 处变化，现存 {found} 处；其他工具替换了行而未留记录";
        RuleBroken { table: String, key: String, rule: String, sentence: String }
            en "{table} {key}: {rule} {sentence}"
            zh "{table} {key}：{rule} {sentence}";
        WarningsOfRule { rule: String, title: String, count: u64 }
            en "warnings of {rule} {title}: {count}"
            zh "警告 {rule} {title}：{count} 处";
        SeeQuality { }
            en "`taizhang report quality` says where the warnings are"
            zh "`taizhang report quality` 列出各警告的位置";
        PendingRows { }
            en "another tool has inserted rows that no revision holds yet; the next command that writes takes them in"
            zh "其他工具插入的行尚未计入修订；下一个写入命令会将其记入";
        RevisionLine { id: i64, at: String, author: String, command: String }
            en "revision {id}, {at}, {author}, {command}"
            zh "修订 {id}，{at}，{author}，{command}";
        DidLine { did: String }
            en "{did}"
            zh "{did}";
        MessageLine { message: String }
            en "message: {message}"
            zh "说明：{message}";
        SourceLine { name: String, table: String, rows: i64, encoding: String, digest: String }
            en "from {name}: {table}, {encoding}, rows: {rows}, SHA-256 {digest}…"
            zh "来自 {name}：{table}，{encoding}，{rows} 行，SHA-256 {digest}…";
        SameAmount { count: u64 }
            en "same amount, other unit; cells: {count}"
            zh "金额未变、单位改变：{count} 处";
        BlankParameters { names: String }
            en "not given, and so blank in the report's SQL: {names}"
            zh "未给出的参数在报表 SQL 中为空白：{names}";
    }
}
