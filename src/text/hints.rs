//! What to do about a command that could not be carried out.

use super::messages;

messages! {
    /// What to do about a failure
    pub enum Hint {
        ImportFirst { }
            en "`taizhang import FOLDER` makes one from CSV files; `--db FILE` names another"
            zh "`taizhang import 文件夹` 可由 CSV 文件建立台账；`--db 文件` 可指定其他台账";
        OneTable { }
            en "`--table NAME` chooses one of units, goals, projects and metrics; a folder or an .xlsx file takes all of them"
            zh "`--table 表名` 可选定一张表（units、goals、projects、metrics）；文件夹或 .xlsx 文件可容纳全部";
        AskAsReport { }
            en "this is a report: save it with a name of its own as a `.sql` file in `reports/` beside the ledger, then `taizhang report NAME` gives it its parameters"
            zh "这是报表的 SQL：请改名后存为台账旁 `reports/` 中的 `.sql` 文件，再用 `taizhang report 名称` 运行，由其提供参数";
        TakeEdits { path: String }
            en "`taizhang check {path}` lists the edits, `taizhang import {path}` takes them; `--force` writes over them"
            zh "`taizhang check {path}` 列出改动，`taizhang import {path}` 采用改动；`--force` 直接覆盖";
        TakeRows { path: String }
            en "`taizhang import {path} --dry-run` shows what of it the ledger does not have; choose another path, or write over it with `--force`"
            zh "`taizhang import {path} --dry-run` 可看台账中没有的内容；请换一个路径，或加 `--force` 覆盖";
        OtherPath { }
            en "choose another path, or move what is there away"
            zh "请换一个路径，或先移走原有文件";
        ChooseAnotherFile { }
            en "name another file with `--db FILE`"
            zh "请用 `--db 文件` 指定其他文件";
        Upgrade { }
            en "install the newer version"
            zh "请安装新版本";
        RestoreCopy { }
            en "go on with a copy that is whole; `taizhang --db COPY check` tells"
            zh "请改用完好的副本；`taizhang --db 副本 check` 可检查";
        CopyElsewhere { }
            en "see that the disk or USB stick is well connected and not full, or copy the ledger to another disk"
            zh "请检查磁盘或 U 盘是否连接正常、空间是否充足，或把台账复制到其他磁盘";
        WaitLonger { }
            en "try again when it is done, or wait longer with `--wait SECONDS`"
            zh "请待其结束后重试，或用 `--wait 秒数` 延长等待";
        MendAndRepeat { }
            en "mend the sheets and import them again; the ledger is as it was"
            zh "请改正后重新导入；台账保持原样";
        NearColumns { names: String }
            en "was {names} meant?"
            zh "是不是 {names}？";
        PlanAgain { }
            en "make the plan anew with `taizhang import … --plan FILE`"
            zh "请用 `taizhang import … --plan 文件` 重新生成";
        AllowRemovals { }
            en "check that the sheets are complete, or import with `--allow-removals`; `--dry-run` shows the rows"
            zh "请确认数据表完整；确需删除请用 `--allow-removals`，可先用 `--dry-run` 查看";
        SeeSchema { }
            en "`taizhang schema` lists the tables' columns"
            zh "`taizhang schema` 可列出各表的列";
        SeeLog { }
            en "`taizhang log` lists the revisions; a date is written YYYY-MM-DD"
            zh "`taizhang log` 可列出修订；日期写作 YYYY-MM-DD";
        RollBack { path: String }
            en "any command on it puts it right: `taizhang --db {path} check`"
            zh "对它执行任一命令即可复原：`taizhang --db {path} check`";
        ImportSheets { }
            en "a sheet is read by `taizhang import`; `taizhang diff A B --format json -o FILE.json` writes a difference"
            zh "数据表请用 `taizhang import` 导入；差异可用 `taizhang diff A B --format json -o 文件.json` 写出";
        DecideConflicts { }
            en "`--conflicts FILE` writes them down with a column to choose in, which `--decide FILE` takes; `--ours` or `--theirs` decides all"
            zh "`--conflicts 文件` 写出冲突表供填写“选用”列（CSV 中为 choose），填好后用 `--decide 文件` 交回；`--ours`、`--theirs` 一律从我方或对方";
        WritePath { path: String }
            en "for the file or folder of that name write `./{path}`"
            zh "如指同名文件或文件夹，请写 `./{path}`";
        SeeReports { names: String }
            en "the reports are {names}"
            zh "可用的报表：{names}";
        SeeUnits { }
            en "`taizhang query \"SELECT code, name, short_name, aliases FROM units\"` lists the units' names"
            zh "`taizhang query \"SELECT code, name, short_name, aliases FROM units\"` 可列出各单位名称";
        WriteCode { }
            en "write the unit's code"
            zh "请填写单位代码";
        SeeCheck { }
            en "`taizhang check` names the revisions; import the right rows anew"
            zh "`taizhang check` 可指出有关修订；请重新导入正确的行";
        GiveParameter { }
            en "give it with `-p NAME=VALUE`"
            zh "请用 `-p 名称=值` 给出";
        UseImport { }
            en "to change the ledger, export a table, edit it and import it"
            zh "要修改台账，请导出表格，改好后再导入";
        LeaveOutMain { }
            en "write the table's name without `main.`"
            zh "请直接写表名，不加 `main.`";
        MoreTime { }
            en "narrow it, or allow more with `--timeout SECONDS`"
            zh "请缩小范围，或用 `--timeout 秒数` 延长";
        SmallerValues { }
            en "take fewer or shorter values together; `group_concat` and `printf` are the usual ones"
            zh "请减少合并的值，常见于 `group_concat` 和 `printf`";
        SqlColumns { names: String }
            en "the columns are {names}"
            zh "可用的列：{names}";
        SqlNear { names: String }
            en "was {names} meant? `taizhang schema` lists the tables' columns, `taizhang query \"SELECT name FROM sqlite_schema\"` tables and views"
            zh "是不是 {names}？`taizhang schema` 可列出各表的列，`taizhang query \"SELECT name FROM sqlite_schema\"` 可列出表和视图";
        PivotKeys { }
            en "add a column to `--columns` that tells the rows apart"
            zh "请在 `--columns` 中加入能区分这些行的列";
        SeeReport { report: String }
            en "`taizhang report {report} --help` lists what it takes"
            zh "`taizhang report {report} --help` 可列出可用的参数";
        UseTables { }
            en "the tables are units, goals, projects and metrics"
            zh "可用的表：units、goals、projects、metrics";
        UseFormats { names: String }
            en "the formats are {names}"
            zh "可用的格式：{names}";
        MoveTag { }
            en "`--force` moves it"
            zh "用 `--force` 可移动";
        SeeTags { }
            en "`taizhang tag` lists the tags"
            zh "`taizhang tag` 可列出标签";
        RedoUndo { }
            en "`taizhang log` lists the revisions; `taizhang restore REVISION` brings any of them back"
            zh "`taizhang log` 可列出修订；`taizhang restore 修订` 可恢复任一修订";
        RemoveReferring { }
            en "change or remove those rows first; `--dry-run` tries it"
            zh "请先修改或删除这些行；可用 `--dry-run` 先试";
        ChangeByImport { }
            en "revert a part with `--table` or `--unit`, or mend the cells by an import"
            zh "可用 `--table` 或 `--unit` 只撤回一部分，或通过导入更正";
        UseForce { }
            en "choose another path; `--force` writes over it, and what it holds now is lost"
            zh "请换一个路径；加 `--force` 可覆盖，文件现有内容将丢失";
        ForceAmong { }
            en "choose another folder, or put the reports among its files with `--force`"
            zh "请换一个文件夹，或用 `--force` 写入其中";
        CleanByCsv { }
            en "`taizhang export FOLDER` takes it as CSV; importing that folder leaves such characters out for good"
            zh "可用 `taizhang export 文件夹` 导出为 CSV；再导入该文件夹即可清除这类字符";
        ExportCsv { }
            en "`taizhang export FOLDER` takes it as CSV; or shorten the text by an import"
            zh "可用 `taizhang export 文件夹` 导出为 CSV；或通过导入缩短该文字";
        OneStatement { }
            en "ask one SELECT at a time"
            zh "一次只执行一条 SELECT";
        SeeHelp { }
            en "`taizhang --help` says how"
            zh "用法见 `taizhang --help`";
        Tell { }
            en "please tell its makers what you did"
            zh "请告知开发者您的操作";
    }
}
