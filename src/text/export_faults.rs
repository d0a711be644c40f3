//! Why a sheet could not be written for people: what stands there already, and what no workbook can hold.

use super::coded_messages;

coded_messages! {
    /// Why an export failed
    pub enum ExportFault {
        OutputExists { path: String }
            en "`{path}` is there already, and taizhang did not write it or somebody has edited it since; nothing was written"
            zh "“{path}”已存在，不是本程序写出的文件，或写出后已被改动；未写出任何内容";
        OutputEdited { path: String, count: u64 }
            en "`{path}` was edited by hand since it was exported; edits that the ledger does not have, and that would be lost: {count}"
            zh "“{path}”导出后有手工改动，其中 {count} 处台账中没有，覆盖将会丢失";
        OutputSaved { path: String }
            en "`{path}` was saved by another program since it was exported: the ledger has what its tables say, but formats, comments and sheets of its own would be lost; nothing was written"
            zh "“{path}”导出后被其他程序保存过：各表内容台账中都有，但其中的格式、批注和另加的工作表会丢失；未写出任何内容";
        OutputUnknown { path: String, count: u64 }
            en "`{path}` is there already, with rows that the ledger never held and that would be lost: {count}; nothing was written"
            zh "“{path}”已存在，其中 {count} 行是台账从未有过的内容，覆盖将会丢失；未写出任何内容";
        OutputLeadsElsewhere { path: String }
            en "`{path}` is a link or a folder, and not a file to write over; choose another path"
            zh "“{path}”是链接或文件夹，不是可覆盖的文件；请换一个路径";
        ExportTarget { path: String }
            en "`{path}` cannot take this export: tables go into a folder or an .xlsx file, one table (--table) into a .csv file or to `-`, a file a unit (--split-by) into a folder"
            zh "无法这样导出到“{path}”：各表导出到文件夹或 .xlsx 文件，单表（--table）导出到 .csv 文件或 `-`，每单位一个文件（--split-by）导出到文件夹";
        ExportFormat { path: String, format: String }
            en "`{path}` is not the name of a file of format {format}"
            zh "“{path}”与格式 {format} 不符";
        WorkbookEncoding { }
            en "--encoding is for CSV; a workbook is always in Unicode"
            zh "--encoding 只用于 CSV；工作簿始终为 Unicode";
        ExportOnTerminal { }
            en "a workbook is not for the screen; name a file that ends in .xlsx"
            zh "工作簿不能显示在屏幕上；请指定以 .xlsx 结尾的文件";
        TemplateTarget { path: String }
            en "`{path}` cannot take a template: all tables go into a folder or an .xlsx file, one table (--table) into a .csv file or to `-`"
            zh "无法将模板写到“{path}”：全部表写入文件夹或 .xlsx 文件，单表（--table）写入 .csv 文件或 `-`";
        WorkbookCharacter { row: String, column: String, character: String }
            en "{row}, {column}: the text holds the control character {character}, which no workbook can; nothing was written"
            zh "{row}，{column}：含有控制字符 {character}，工作簿无法存放；未写出任何内容";
        WorkbookText { row: String, column: String, most: usize }
            en "{row}, {column}: the text has more than the {most} characters that a cell of a workbook holds; nothing was written"
            zh "{row}，{column}：文字超过工作簿单元格的上限 {most} 个字符；未写出任何内容";
        WorkbookTooLarge { sheet: String }
            en "sheet {sheet} has more rows than a workbook can hold; CSV takes them all"
            zh "工作表“{sheet}”的行数超出工作簿上限；CSV 不限";
        WorkbookOnTerminal { }
            en "a workbook is not for the screen; name a file with `-o FILE.xlsx`"
            zh "工作簿不能显示在屏幕上；请用 `-o 文件.xlsx` 指定文件";
    }
}
