//! What can be wrong with one cell of a sheet, in the reader's words.
//!
//! Every fault quotes the cell and says the way out where there is one. It does not know which table, row or
//! column the cell stands in: that is the place of a finding, not its text.

use super::coded_messages;

coded_messages! {
    #![cfg(test)]
    /// Why a cell cannot be read as the number, period, date or code it should be
    pub enum CellFault {
        NotANumber { cell: String }
            en "`{cell}` is not a number; write digits, such as `73.82`"
            zh "“{cell}”不是数字；请填阿拉伯数字，如 `73.82`";
        UnitAlone { cell: String }
            en "`{cell}` is a unit without a number"
            zh "“{cell}”只有单位，没有数字";
        UnitUnknown { cell: String, unit: String }
            en "`{cell}` ends in `{unit}`, which is not a known unit; write the number alone"
            zh "“{cell}”中的“{unit}”不是已知单位；请只填数字";
        Range { cell: String }
            en "`{cell}` is a range; write one bound, such as `≥100`, or use two rows"
            zh "“{cell}”是区间；请只填一端，如 `≥100`，或分两行填写";
        Vague { cell: String }
            en "`{cell}` names no certain number; write one, such as `>10`"
            zh "“{cell}”没有确切数字；请填一个数，如 `超10`";
        TwoNumbers { cell: String }
            en "`{cell}` holds two numbers; write one number in a cell, without spaces in it"
            zh "“{cell}”里有两个数；一格只填一个数，数字中间不留空格";
        CommaPlace { cell: String }
            en "`{cell}` has a comma in the wrong place; write `1,234.5` or `1234.5`"
            zh "“{cell}”的千分位逗号位置不对；请写 `1,234.5` 或 `1234.5`";
        TooManyDigits { cell: String, most: u32 }
            en "`{cell}` has more than {most} significant digits; use a larger unit or round it"
            zh "“{cell}”超过 {most} 位有效数字；请换用更大的单位或四舍五入";
        TooManyDecimals { cell: String, most: u32 }
            en "`{cell}` has more than {most} decimals; round it"
            zh "“{cell}”的小数超过 {most} 位；请四舍五入";
        Scientific { cell: String }
            en "`{cell}` is scientific notation, in which a spreadsheet may have lost digits; write all digits"
            zh "“{cell}”是科学计数法，电子表格可能已丢失数位；请写出完整数字";
        SheetError { cell: String }
            en "`{cell}` is a spreadsheet error, not a value; correct the formula"
            zh "“{cell}”是电子表格的公式错误，不是数值；请改正公式";
        FormulaAlone { cell: String }
            en "the cell holds the formula `{cell}` without its result; open the workbook in a spreadsheet program and save it, or put values in place of formulas"
            zh "此格只有公式“{cell}”，没有保存计算结果；请用电子表格软件打开并保存，或改为粘贴数值";
        ColumnTooNarrow { cell: String }
            en "`{cell}` is what a spreadsheet shows when a column is too narrow; widen the column and save again"
            zh "“{cell}”是列宽不够时电子表格显示的符号；请调宽该列后重新保存";
        Parentheses { cell: String }
            en "`{cell}` stands in parentheses; write a minus sign for a negative number"
            zh "“{cell}”带括号；负数请用负号";
        BoundsDisagree { cell: String }
            en "`{cell}` has two qualifiers that disagree; keep one"
            zh "“{cell}”的两个限定词不一致；请只保留一个";
        DateAsNumber { cell: String }
            en "`{cell}` is a date, not a number; a spreadsheet turns entries such as `3-5` into dates"
            zh "“{cell}”是日期，不是数字；电子表格会把 `3-5` 这样的内容变成日期";
        OtherFamily { from: String, to: String }
            en "`{from}` cannot be converted to `{to}`: they measure different things"
            zh "“{from}”不能换算成“{to}”：两者不是同类单位";
        NotExact { number: String, from: String, to: String, most: u32 }
            en "`{number}` {from} is not exact in {to} with {most} digits; keep it in {from}"
            zh "`{number}` {from}换算成{to}在 {most} 位数字内不精确；请保留{from}";
        PeriodUnreadable { cell: String }
            en "`{cell}` is not a period; write `2022`, `2022-H1`, `2022-Q3`, `2022-M09` or `2021/2025`"
            zh "“{cell}”不是时期；请写 `2022`、`2022-H1`、`2022-Q3`、`2022-M09` 或 `2021/2025`";
        PeriodRelative { cell: String }
            en "`{cell}` depends on when it was written; write the year, such as `2022`"
            zh "“{cell}”要看成文时间才知道是哪一年；请写明年份，如 `2022`";
        PeriodWithoutYear { cell: String }
            en "`{cell}` does not say which year; write the year too, such as `2022-M01/2022-M09`"
            zh "“{cell}”没有年份；请写明年份，如 `2022年前三季度`";
        PeriodReversed { cell: String }
            en "`{cell}` ends before it begins; write the earlier time first"
            zh "“{cell}”的结束早于开始；请把较早的时间写在前面";
        PeriodIsDay { cell: String }
            en "`{cell}` is a day, not a period; write a month, such as `2022-M09`, or a longer time"
            zh "“{cell}”是某一天，不是时期；请写月份，如 `2022-M09`，或更长的时期";
        MonthAmbiguous { cell: String }
            en "`{cell}` may be January or October, because a spreadsheet drops the last 0; write the month as `M01` or `M10`"
            zh "“{cell}”可能是1月，也可能是10月（电子表格会去掉末尾的0）；月份请写成 `M01` 或 `M10`";
        MonthRewritten { cell: String, month: String }
            en "`{cell}` is a month as a spreadsheet rewrites it; write `{month}`"
            zh "“{cell}”是被电子表格改写的月份；请写 `{month}`";
        SerialDay { cell: String, day: String }
            en "`{cell}` is a spreadsheet's day number for {day}; format the column as text and write the date"
            zh "“{cell}”是电子表格的日期序号，即 {day}；请把该列设为文本格式后重新填写日期";
        YearOutOfRange { cell: String, first: i16, last: i16 }
            en "`{cell}` names a year outside {first} to {last}"
            zh "“{cell}”的年份不在 {first} 至 {last} 之间";
        DateUnreadable { cell: String }
            en "`{cell}` is not a date; write `2022-09-30` or `2022-M09`"
            zh "“{cell}”不是日期；请写 `2022-09-30` 或 `2022-M09`";
        DateOnlyYear { cell: String }
            en "`{cell}` is only a year; write a month or a day, such as `2022-M09` or `2022-09-30`"
            zh "“{cell}”只有年份；请写到月或日，如 `2022-M09` 或 `2022-09-30`";
        DateWithoutYear { cell: String }
            en "`{cell}` does not say which year; write the year too, such as `2022-M12`"
            zh "“{cell}”没有年份；请写明年份，如 `2022年12月`";
        DateNotInCalendar { cell: String }
            en "`{cell}` is not in the calendar"
            zh "“{cell}”在日历上不存在";
        CodeBlank {}
            en "the code is blank"
            zh "代码为空";
        CodeTooLong { code: String, most: usize }
            en "code `{code}` has more than {most} characters"
            zh "代码“{code}”超过 {most} 个字符";
        CodeCharacter { code: String, character: char }
            en "code `{code}` contains `{character}`; use only letters, digits, `-`, `_` and `.`"
            zh "代码“{code}”含有“{character}”；只能用文字、数字、`-`、`_` 和 `.`";
        CodeOnlyMarks { code: String }
            en "code `{code}` has neither a letter nor a digit"
            zh "代码“{code}”既无文字也无数字";
        CodeScientific { code: String }
            en "code `{code}` is a long number that a spreadsheet cut short; format the column as text and write it again"
            zh "代码“{code}”是被电子表格截短的长数字；请把该列设为文本格式后重新填写";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_fault_quotes_the_cell_in_both_languages() {
        let fault = CellFault::Range { cell: "100~150".to_owned() };
        assert!(fault.text(Language::English).starts_with("`100~150` is a range; "));
        assert!(fault.text(Language::Chinese).starts_with("“100~150”是区间"));
        assert_eq!(fault.code(), "Range");
    }
}
