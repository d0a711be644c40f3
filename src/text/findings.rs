//! What can be wrong with a sheet, in words.

use super::{Text, coded_messages};

coded_messages! {
    /// A finding in a sheet; the way out stands behind the semicolon
    pub enum FindingText {
        NotText { offset: u64 }
            en "the bytes from {offset} on are no text in the sheet's encoding; save it as CSV UTF-8, or name its encoding with `--encoding`"
            zh "从第 {offset} 字节起不是该编码的文本；请另存为 CSV UTF-8，或用 `--encoding` 指定编码";
        OtherEncoding { offset: u64, likelier: String }
            en "the bytes from {offset} on are no text in the sheet's encoding, which looks like {likelier}; import it with `--encoding {likelier}`, or save it as CSV UTF-8"
            zh "从第 {offset} 字节起不符合所用编码，像是 {likelier}；请用 `--encoding {likelier}` 导入，或另存为 CSV UTF-8";
        RecordTooLong { }
            en "the row is longer than any row of a sheet can be; look for a quote that is not closed"
            zh "本行过长，不像一行数据；请检查是否有未闭合的引号";
        Unsupported { format: String }
            en "the file is {format}, which is not read; open it and save it as .xlsx or CSV"
            zh "该文件是 {format}，无法读取；请打开后另存为 .xlsx 或 CSV";
        Archive { format: String }
            en "the file is an archive ({format}); unpack it and import the sheets that are in it"
            zh "该文件是压缩包（{format}）；请解压后导入其中的表格";
        Protected { }
            en "the workbook opens with a password only; save it without one"
            zh "工作簿有打开密码；请去掉密码后另存";
        Damaged { reason: String }
            en "the workbook is damaged ({reason}); open it in a spreadsheet and save it anew as .xlsx"
            zh "工作簿已损坏（{reason}）；请用电子表格软件打开后另存为 .xlsx";
        TooLarge { part: String, megabytes: u64 }
            en "the workbook unpacks to more than is read ({part}: {megabytes} MB); save the sheet alone, or as CSV"
            zh "工作簿解压后过大（{part}：{megabytes} MB）；请只保存该工作表，或另存为 CSV";
        UnclosedQuote { }
            en "a quote opens here and is never closed; close it, or double it if it is part of the text"
            zh "此处的引号没有闭合；请补上引号，属于正文的引号请写成两个";
        TextAfterQuote { }
            en "text follows a closing quote; put the whole cell in quotes and double the quotes inside it"
            zh "引号闭合后还有文字；请给整个单元格加引号，里面的引号写成两个";
        TooManyCells { cells: usize, headers: usize }
            en "the row has {cells} cells under {headers} headers; put text that holds a comma in quotes"
            zh "本行有 {cells} 个单元格，表头只有 {headers} 列；含逗号的文字请加引号";
        FolderPassedOver { }
            en "a folder in the folder, which was not looked into; name it too if its sheets are wanted"
            zh "文件夹中的子文件夹，未读入；如需导入请一并写明";
        NoHeader { }
            en "the sheet is empty; its first row must name the columns"
            zh "表是空的；第一行应为表头";
        UnknownTable { }
            en "the file's name and headers do not say which table it is; name it units, goals, projects or metrics, or use `--table`; describe an office's own form with `--map`"
            zh "从文件名和表头看不出是哪张表；请以单位、目标、项目或指标命名，或用 `--table` 指定；自制表式可用 `--map` 说明";
        DuplicateHeader { header: String, column: String }
            en "`{header}` is a second column of {column}; keep one of them"
            zh "“{header}”与另一列同为{column}；请只保留一列";
        MissingColumn { column: String, title: String }
            en "there is no column `{column}` ({title}), which every row needs; add it, or say with `--map` which header it is"
            zh "缺少必填列“{title}”（{column}）；请补上，或用 `--map` 指明是哪一列";
        UnreadReferred { count: u64 }
            en "references to rows of this sheet, which was not read, are not told one by one: {count}"
            zh "本表未能读入，其他表对本表的引用无法核对，未逐条列出：{count} 处";
        MissingUnit { }
            en "there is no column `unit` (责任单位), which every row needs; add it, or name the unit of the whole sheet with `--unit`"
            zh "缺少必填列“责任单位”（unit）；请补上，或用 `--unit` 指定全表的单位";
        UnknownColumn { header: String }
            en "nobody knows the column `{header}`; it was not read"
            zh "不认识“{header}”这一列；未读入";
        UnknownColumnNear { header: String, near: String }
            en "nobody knows the column `{header}`; it was not read, was `{near}` meant?"
            zh "不认识“{header}”这一列；未读入，是不是“{near}”？";
        BoundWithoutValue { bound: String, value: String }
            en "the column `{bound}` says nothing without `{value}`; add the value's column"
            zh "只有“{bound}”没有“{value}”；请补上数值列";
        RequiredBlank { column: String, title: String }
            en "{column} ({title}) is blank; every row needs it"
            zh "“{title}”（{column}）为空；该项必填";
        UnknownWord { value: String, allowed: String }
            en "`{value}` is not on the list; write one of {allowed}"
            zh "“{value}”不在代码表中；可填 {allowed}";
        UnknownUnit { name: String }
            en "no unit is called `{name}`; add it to units.csv, or write a unit's code, name, short name or alias"
            zh "没有名为“{name}”的单位；请在 units.csv 中添加，或填写单位的代码、名称、简称或别名";
        UnitLeftOut { name: String, place: String }
            en "the unit `{name}` was left out for its own errors ({place}); mend that row, and this one comes in too"
            zh "单位“{name}”因自身有误未导入（{place}）；改正该行后，本行即可一并导入";
        UnknownUnitNear { name: String, near: String }
            en "no unit is called `{name}`; was {near} meant?"
            zh "没有名为“{name}”的单位；是不是{near}？";
        AmbiguousUnit { name: String, codes: String }
            en "`{name}` may be any of the units {codes}; write the code"
            zh "“{name}”可以指 {codes}；请填写单位代码";
        UnknownMeasure { name: String }
            en "`{name}` is not a known unit of measure; `taizhang schema metrics` lists them, `--new-measures` takes new ones"
            zh "“{name}”不是已知的计量单位；可用 `taizhang schema metrics` 查看，确需新增请加 `--new-measures`";
        UnknownMeasureNear { name: String, near: String }
            en "`{name}` is not a known unit of measure; was {near} meant? `--new-measures` takes a new one"
            zh "“{name}”不是已知的计量单位；是不是{near}？确需新增请加 `--new-measures`";
        NotMoney { name: String }
            en "`{name}` is not a unit of money; write 元, 万元 or 亿元"
            zh "“{name}”不是金额单位；请填元、万元或亿元";
        MoneyWithoutUnit { }
            en "the row has money but nothing says in which unit; fill money_unit (元, 万元, 亿元)"
            zh "有金额而没有金额单位；请填写金额单位（元、万元、亿元）";
        UnitsDisagree { cell: String, row: String }
            en "the cell says {cell} and the row {row}; they cannot be converted exactly"
            zh "单元格写的是{cell}，本行单位是{row}；无法精确换算";
        StoredNotConvertible { unit: String }
            en "the ledger's other values of this row cannot be converted exactly to {unit}; give all values of the row"
            zh "台账中本行的其他数值不能精确换算为{unit}；请一并填写本行各数值";
        MultiplierAgainstUnit { value: String, unit: String }
            en "`{value}` has a 万 or 亿 of its own while the unit is {unit}; write the number in {unit}, or its unit with it (100亿元)"
            zh "“{value}”自带万或亿，而计量单位是{unit}；请按{unit}填写，或写全单位（如 100亿元）";
        BoundAlone { bound: String }
            en "there is a bound ({bound}) and no value; give the value, or clear the bound"
            zh "有限定（{bound}）而没有数值；请填写数值或清除限定";
        NulCharacter { }
            en "the cell holds a NUL character, at which other programs stop reading; delete it"
            zh "单元格含有 NUL 字符，其他程序读到此处会中断；请删除";
        BoundsDisagree { cell: String, column: String }
            en "the cell is bounded as {cell} and the bound's column as {column}; keep one of them"
            zh "单元格限定为{cell}，限定列为{column}；请保留一个";
        NoBoundHere { column: String, title: String }
            en "{column} ({title}) has no bound; write the plain number and put the rest into note"
            zh "“{title}”（{column}）不能带限定词；请只填数字，其余写入备注";
        NotCount { value: String }
            en "`{value}` is not a whole number of at least 1; write how many projects the row stands for"
            zh "“{value}”不是不小于 1 的整数；请填写本行代表的项目个数";
        NotWhole { value: String }
            en "`{value}` is not a whole number; write digits only"
            zh "“{value}”不是整数；请只填数字";
        Negative { value: String }
            en "`{value}` is negative, which an investment cannot be; check the sign"
            zh "“{value}”为负数，投资额不能为负；请核对正负号";
        BadReference { value: String }
            en "`{value}` is not a reference; write a code such as G2, or unit/code for another unit's"
            zh "“{value}”不是引用；请填写编号（如 G2），引用其他单位的用 单位/编号";
        NoSuchRow { table: String, title: String, reference: String }
            en "{table} ({title}) has no row `{reference}`; add it, or correct the reference"
            zh "{title}（{table}）中没有“{reference}”；请补上该行或更正引用";
        RowLeftOut { table: String, title: String, reference: String, place: String }
            en "`{reference}` of {table} ({title}) was left out for its own errors ({place}); mend that row, and this one comes in too"
            zh "{title}（{table}）的“{reference}”因自身有误未导入（{place}）；改正该行后，本行即可一并导入";
        Cycle { key: String, way: String }
            en "`{key}` is, by its parents, inside itself ({way}); clear one of the parents"
            zh "“{key}”按上级关系在自己之内（{way}）；请清除其中一个上级";
        TwoParents { key: String, stated: String }
            en "the code of `{key}` says what it is inside of, and the parent says `{stated}`; clear the parent or change the code"
            zh "“{key}”的编号已表明上级，而上级一栏填的是“{stated}”；请清除上级或更改编号";
        DuplicateKey { key: String, first: String, columns: String }
            en "`{key}` was already given at {first} with another {columns}; keep one of the two rows"
            zh "“{key}”在 {first} 已出现，但以下各列不同：{columns}；请只保留一行";
        RepeatedRow { key: String, first: String }
            en "the row `{key}` was already given at {first}, with the same values; it was read once"
            zh "“{key}”在 {first} 已出现，内容相同；只读一次";
        OtherCopy { key: String, other: String, columns: String }
            en "`{key}` stands at {other} too, with another {columns}: both files are copies of an export; import each on its own, and the second is merged with what the first brought"
            zh "“{key}”在 {other} 也有，以下各列不同：{columns}；两个文件都是导出的副本，请分两次导入，后导入的会与先导入的合并";
        TornAmount { key: String, columns: String }
            en "`{key}`: {columns} belong together, and the choices take them from several sides; choose ours, theirs or base for all of them"
            zh "“{key}”的 {columns} 同属一项数值，不能各取一方；请一律选“我方”“对方”或“原值”";
        UnsaidAmounts { key: String, columns: String }
            en "`{key}` gets another unit, and nothing is said of {columns}; name them in `changes`, or in `unchanged` where the digits stay"
            zh "“{key}”的单位有改动，却未说明以其计量的 {columns}；请写入 `changes`，数字不变的写入 `unchanged`";
        ChoiceUnneeded { row: String, column: String }
            en "{row} has no conflict in {column}; the choice was not used, check the key"
            zh "{row} 的 {column} 没有冲突，该选择未采用；请核对主键";
        ChoiceOutdated { row: String, column: String }
            en "the conflict of {row} in {column} has become another since; choose in a new table of conflicts"
            zh "{row} 的 {column} 的冲突已有变化；请在新的冲突表中选用";
        KindAgainstCode { kind: String, code: String, meant: String }
            en "by its code {code} the unit is `{meant}`, not `{kind}`; correct the kind or the code"
            zh "按代码 {code} 应为“{meant}”，而不是“{kind}”；请更正类型或代码";
        NotSummable { measure: String }
            en "figures in {measure} cannot be added up; write none or mean, or leave agg blank"
            zh "以{measure}计量的数不能相加；汇总方式请填不汇总、平均，或留空";
        FragileCode { code: String }
            en "a spreadsheet would turn the code `{code}` into a number or a date; begin it with a letter"
            zh "编号“{code}”会被电子表格改成数字或日期；请以字母开头";
        ShortenedCode { code: String, known: String }
            en "the code `{code}` may be what a spreadsheet left of `{known}`, which is there too; format the column as text and write the code again"
            zh "编号“{code}”可能是被电子表格截短的“{known}”（已存在）；请把该列设为文本格式后重新填写";
        CaseTwin { code: String, known: String }
            en "the codes `{code}` and `{known}` differ in case alone and are two rows; keep one spelling"
            zh "编号“{code}”与“{known}”只有大小写不同，是两行；请统一写法";
        NothingStated { }
            en "the row states no baseline, target or actual; give one, or write status missing or na"
            zh "基期值、目标值、实际值都为空；请至少填一个，或将数据状态填为未报或不适用";
        NoSuchTab { name: String, names: String }
            en "the workbook has no sheet `{name}`; its sheets are {names}"
            zh "工作簿中没有工作表“{name}”；现有：{names}";
        HiddenTab { }
            en "the sheet is hidden and was passed over; name it with `--sheet` to read it"
            zh "隐藏的工作表，未读入；如需读入，请用 `--sheet` 指定";
        HiddenRows { rows: u64 }
            en "the sheet hides {rows} rows; they were read like the others"
            zh "工作表中有 {rows} 行被隐藏；已一并读入";
        NoTableInTab { }
            en "no header of a table was found in the sheet; it was passed over"
            zh "该工作表中没有找到台账表头，未读入";
        LikelierEncoding { encoding: String, likelier: String }
            en "the text can be read as {encoding} but looks more like {likelier}; check it, and choose with `--encoding {likelier}`"
            zh "文本可按 {encoding} 读取，但更像 {likelier}；请核对，必要时用 `--encoding {likelier}` 指定";
        TitleLine { text: String }
            en "a line above the header, not read as a row: {text}"
            zh "表头以上的行，不作数据：{text}";
        SaidOnce { column: String, title: String, value: String }
            en "{column} ({title}) is {value} for the whole sheet, as a line above the header or the header says"
            zh "按表头或其上的说明，全表的{title}（{column}）为 {value}";
        TotalRow { text: String }
            en "a total, not read as a row: {text}"
            zh "合计行，不作数据：{text}";
        GroupRow { text: String }
            en "the heading of a group, not read as a row: {text}"
            zh "分组行，不作数据：{text}";
        PartRow { text: String }
            en "part of a total, not read as a row: {text}"
            zh "“其中”行，不作数据：{text}";
        NoteRow { text: String }
            en "a note, not read as a row: {text}"
            zh "备注行，不作数据：{text}";
        HeaderAgain { }
            en "the header once more, not read as a row"
            zh "重复的表头，不作数据";
        SecondTable { table: Text }
            en "a second table begins here ({table}), and nothing from here on was read; put it on a sheet of its own"
            zh "此处起是另一张表（{table:#}），以下未读入；请移到单独的工作表或文件";
        ColumnNumbers { }
            en "numbers of columns, not read as a row"
            zh "栏号行，不作数据";
        RowWithoutContent { }
            en "nothing but a running number, not read as a row"
            zh "只有序号的空行，不作数据";
        WrongTotal { stated: String, sum: String, difference: String }
            en "the sheet's total says {stated}, its rows add up to {sum} (difference {difference}); check the rows or the total"
            zh "合计写的是 {stated}，各行相加为 {sum}（相差 {difference}）；请核对明细或合计";
        WrongTotalOfBundles { stated: String, sum: String, difference: String }
            en "the sheet's total says {stated}, its rows add up to {sum}, those inside another left out (difference {difference}); check the rows or the total"
            zh "合计写的是 {stated}，各行相加为 {sum}（打包项目内的子项不重复计；相差 {difference}）；请核对明细或合计";
        MarkTaken { name: String }
            en "a mark before the name is not part of it; read as `{name}`"
            zh "名称前的标记不属于名称；按“{name}”读入";
        UnseenLeftOut { characters: String, seen: String }
            en "the cell holds characters that nobody can see ({characters}); they were left out, and it was read as `{seen}`"
            zh "单元格含有看不见的字符（{characters}）；已略去，按“{seen}”读入";
        Rewritten { cell: String, value: String }
            en "`{cell}` is what a spreadsheet makes of a date; it was read as {value}, format the column as text to keep it"
            zh "“{cell}”是被电子表格改写的日期；已按 {value} 读入，请把该列设为文本格式";
        UnitBlankUnder { unit: String }
            en "the unit is blank under `{unit}`, as a merged cell leaves it; fill it in, or import with `--fill-down`"
            zh "单位为空，上一行是“{unit}”，像是合并单元格；请补填，或用 `--fill-down` 导入";
        OtherUnit { unit: String, only: String }
            en "the row is of the unit {unit}, and only rows of {only} may come (--unit); take the row out, or import without `--unit`"
            zh "本行属于 {unit}，而本次只导入 {only}（--unit）；请移出该行，或不用 `--unit` 导入";
        MergedFigure { value: String }
            en "the merged cell `{value}` covers several rows; it was read for the first of them only"
            zh "合并单元格“{value}”跨多行；只计入其第一行";
        AmbiguousRow { name: String, codes: String }
            en "`{name}` is the name of several rows: {codes}; write the code"
            zh "名为“{name}”的有多行：{codes}；请填写编号";
        GivenAgain { key: String, second: String, columns: String }
            en "`{key}` is given again at {second} with another {columns}; keep one of the two rows"
            zh "“{key}”在 {second} 再次出现，以下各列不同：{columns}；请只保留一行";
        RemovedReferred { table: String, key: String, by: String }
            en "{table} {key} would be removed by the snapshot, and {by} refers to it; keep it in the sheets, or change what refers to it"
            zh "快照将删除 {table} {key}，而 {by} 引用了它；请在表中保留该行，或先更改引用";
        WouldRemoveMany { table: String, absent: i64, rows: i64 }
            en "the sheets lack {absent} of {rows} rows of {table}; to remove them for good needs `--allow-removals`"
            zh "数据表缺少 {table} 表 {rows} 行中的 {absent} 行；正式导入时删除它们需要 `--allow-removals`";
        AsOfInFuture { date: String, today: String }
            en "what is done is stated as of {date}, which is after today, {today}; correct the date"
            zh "完成情况的截至时间 {date} 晚于今天（{today}）；请更正日期";
        CodeByName { code: String }
            en "the row has no code; by its name it is {code}"
            zh "本行没有编号；按名称对应 {code}";
        NewCode { code: String }
            en "the row has no code and a new name; its code is {code}"
            zh "本行没有编号，名称为新；编号定为 {code}";
        RowWithoutNumber { }
            en "the row has no running number while others have; it was read as a row, take it out if it is a heading or part of a total"
            zh "其他行都有序号，本行没有；已按数据行读入，若是分组标题或其中项请删去";
        YearBefore { header: String }
            en "`{header}` is of the year before the period; it was read as the baseline"
            zh "“{header}”是时期的上一年；已作为基期值读入";
        YearNotRead { header: String, years: String }
            en "`{header}` is of another year than the rows ({years}); it was not read, put its figures into rows of their own year"
            zh "“{header}”与各行的年份（{years}）不同，未读入；请另列该年份的行";
        YearsDiffer { header: String, year: String }
            en "`{header}` is of another year than the sheet ({year}); it was read, check that it belongs here"
            zh "“{header}”与全表的年份（{year}）不同；已读入，请核对";
        YearAgainstPeriod { header: String, period: String }
            en "`{header}` is of another year than the row, whose period is {period}; put the figure into a row of its own year"
            zh "“{header}”与本行时期（{period}）的年份不符；请另列该年份的行";
        MonthsDiffer { title: String, header: String }
            en "the line above says that the figures reach to {title}, the header to {header}; the header was taken, check it"
            zh "表头以上写明截至 {title}，本列写的是 {header}；以本列为准，请核对";
        SheetOfOtherUnit { unit: String, only: String }
            en "by a line above its header the sheet is of {unit}, and only rows of {only} may come (--unit); take the right sheet, or import without `--unit`"
            zh "表头以上写明填报单位是 {unit}，而本次只导入 {only}（--unit）；请核对文件，或不用 `--unit` 导入";
        SectionOfOtherUnit { text: String }
            en "`{text}` names another unit than that of the sheet; the rows below were read as the sheet's, check whose they are"
            zh "“{text}”是另一单位；其下各行仍按全表的单位读入，请核对归属";
        UnreadableTotal { value: String }
            en "the total `{value}` is no number, so that nothing was held against it; correct it"
            zh "合计“{value}”不是数字，未能核对；请更正";
        ComputedColumns { headers: String }
            en "columns that are worked out from others were not read: {headers}"
            zh "由其他列计算得出的列，未读入：{headers}";
        SecondHeader { header: String, first: String, letters: String, column: String }
            en "`{header}` and `{first}` in column {letters} both mean {column}; keep one of them"
            zh "“{header}”与 {letters} 列的“{first}”同为{column}；请只保留一列";
        UnusedMapping { }
            en "no entry of the mapping (--map) means any of these sheets; correct its `file` and `name`"
            zh "映射文件（--map）中没有一项对应这些表；请更正其中的 `file` 和 `name`";
        ColumnWithoutHeader { value: String }
            en "the column has no header and was not read, though this row has `{value}` in it; write its header"
            zh "该列没有表头，未读入，而本行填有“{value}”；请补上表头";
        CellNotMoney { cell: String, unit: String }
            en "`{cell}` is in {unit}, which is no unit of money; write the amount in 元, 万元 or 亿元"
            zh "“{cell}”的单位“{unit}”不是金额单位；请按元、万元或亿元填写";
        HeaderNotMoney { unit: String }
            en "the header, or a line above it, says {unit}, which is no unit of money; write 元, 万元 or 亿元 there"
            zh "表头或其上的说明写的单位是“{unit}”，不是金额单位；请改为元、万元或亿元";
        BareAmongUnits { cell: String, units: String }
            en "nothing says the unit of `{cell}`, and the other headers differ ({units}); write the unit into this header"
            zh "“{cell}”没有单位，而其他表头的单位不一致（{units}）；请在本列表头写明单位";
        BareBesideUnit { cell: String, unit: String }
            en "nothing says the unit of `{cell}`; that another cell of the row says {unit} does not mean this one; write the unit into the cell or the header"
            zh "“{cell}”没有单位；同一行另一格写的是{unit}，但不能由此推定；请在单元格或表头写明单位";
        CellAgainstHeader { cell: String, header: String }
            en "the cell says {cell} under a header that says {header}; it was read in {cell}, check it"
            zh "表头的单位是{header}，单元格写的是{cell}；已按{cell}读入，请核对";
        MultiplierAlone { cell: String }
            en "`{cell}` has a 万 or 亿 and no unit of money; was `{cell}元` meant? write it so, or the unit into the header"
            zh "“{cell}”只有万或亿，没有金额单位；是不是“{cell}元”？请写全，或在表头写明单位";
        UnknownWordNear { value: String, near: String, allowed: String }
            en "`{value}` is not on the list; was {near} meant? One may write {allowed}"
            zh "“{value}”不在代码表中；是不是 {near}？可填 {allowed}";
        EndOfPeriod { cell: String, month: String }
            en "`{cell}` is longer than a month; its last month was read, {month}"
            zh "“{cell}”不是具体月份；已按其最后一个月 {month} 读入";
        TextLost { cell: String }
            en "characters of `{cell}` are lost: another program saved it in an encoding that lacks them; take the text from where it was whole"
            zh "“{cell}”中有字符已丢失（其他程序用不支持的编码保存过）；请从原始文件重新取得";
        TextReadWrongly { cell: String, meant: String }
            en "`{cell}` is UTF-8 that another program read in a wrong encoding; it seems to have been `{meant}`; take the text from where it was whole"
            zh "“{cell}”是被其他程序以错误编码打开后保存的 UTF-8 文本，原文像是“{meant}”；请从原始文件重新取得";
        DigitsLost { cell: String }
            en "`{cell}` is a long number of which a spreadsheet kept the first digits; format the column as text and write it again"
            zh "“{cell}”是被电子表格截短的长数字；请把该列设为文本格式后重新填写";
        GuardOfNobody { cell: String, text: String }
            en "`{cell}` is read as `{text}`, since exported CSV bears a `'` before such texts; but the ledger has `{cell}`: if a spreadsheet saved this file from a workbook, import it with `--no-guard`"
            zh "“{cell}”读作“{text}”，因为导出的 CSV 在这类文本前加了 `'`；但台账中就是“{cell}”：若本文件由电子表格从工作簿另存，请加 `--no-guard` 导入";
    }
}
