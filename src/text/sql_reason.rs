//! What SQL was refused for: in the words of the program's own functions, or of SQLite.

use std::fmt;

use super::{CellFault, SchemeFault, messages};

/// Between the languages of a message on its way through SQLite, which hands on one text
const BETWEEN: char = '\u{1f}';

messages! {
    /// Why a function of the domain refuses its arguments
    pub enum FunctionFault {
        NotUtf8 {}
            en "a text is not in UTF-8"
            zh "文本不是 UTF-8 编码";
        NotAText { place: usize }
            en "argument {place} is to be a text in quotes, as in '2022'"
            zh "第 {place} 个参数应为带引号的文本，如 '2022'";
        NotADecimal { place: usize }
            en "argument {place} is no decimal of at most 15 digits"
            zh "第 {place} 个参数不是 15 位以内的小数";
        NotANumber { place: usize }
            en "argument {place} is not a number"
            zh "第 {place} 个参数不是数字";
        UnknownBound { code: String }
            en "unknown bound `{code}`: about, over, at_least, under or at_most, or NULL"
            zh "不认识限定“{code}”：应为 about、over、at_least、under、at_most 或 NULL";
        NotAnAmount { text: String }
            en "`{text}` is not an amount, as `amount(value, bound, unit)` gives one"
            zh "“{text}”不是量；量由 `amount(数值, 限定, 单位)` 得出";
        NotAJudgement {}
            en "argument 1 is not what metric_judgement() gives"
            zh "第 1 个参数不是 metric_judgement() 给出的值";
        ValueWithoutUnit {}
            en "a value without a unit"
            zh "有数值而没有计量单位";
        NoUnit { function: &'static str }
            en "{function}: a unit is blank"
            zh "{function}：计量单位为空";
        NotConvertible { fault: CellFault }
            en "in_unit: {fault}"
            zh "in_unit：{fault:#}";
        UnknownState { code: String }
            en "unknown state `{code}`: what elapsed() gives"
            zh "不认识状态“{code}”：应为 elapsed() 给出的值";
        UnknownVerdict { code: String }
            en "unknown verdict `{code}`: what metric_verdict() gives"
            zh "不认识结论“{code}”：应为 metric_verdict() 给出的值";
        UnknownLight { code: String }
            en "unknown light `{code}`: what light() gives"
            zh "不认识灯色“{code}”：应为 light() 给出的值";
        UnknownDirection { code: String }
            en "unknown direction `{code}`: up or down"
            zh "不认识指标方向“{code}”：应为 up 或 down";
        UnknownScheme { fault: SchemeFault }
            en "{fault}"
            zh "{fault:#}";
    }
}

impl FunctionFault {
    /// Both languages as one text, for SQLite to hand on
    pub fn carried(&self) -> String {
        format!("{self}{BETWEEN}{self:#}")
    }
}

/// What SQLite commonly says: the text before and behind what it names, and the same in Chinese
const COMMON: [(&str, &str, &str, &str); 13] = [
    ("no such column: ", "", "没有列 ", ""),
    ("no such table: ", "", "没有表 ", ""),
    ("no such function: ", "", "没有函数 ", ""),
    ("ambiguous column name: ", "", "列名不明确：", ""),
    ("wrong number of arguments to function ", "", "函数参数个数不对：", ""),
    ("misuse of aggregate", "", "此处不能用聚合函数", ""),
    ("near ", ": syntax error", "语法错误，在 ", " 附近"),
    ("incomplete input", "", "语句不完整", ""),
    ("not authorized to use function: ", "", "查询中不能使用函数 ", ""),
    ("VIEWs and/or subqueries nested too deep", "", "视图、子查询或 WITH 层数过多", ""),
    ("Expression tree is too large (maximum depth ", ")", "表达式层数超过 ", ""),
    ("too many terms in compound SELECT", "", "UNION 等连接的 SELECT 过多", ""),
    ("unrecognized token: ", "", "无法识别 ", ""),
];

/// Why SQL was refused, in both languages where both are known
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlReason {
    /// What SQLite says, or what the function says in English
    pub en: String,
    zh: String,
}

impl SqlReason {
    /// The reason that a message of SQLite gives
    pub fn read(message: &str) -> SqlReason {
        let (en, zh) = match message.split_once(BETWEEN) {
            Some((en, zh)) => (en.to_owned(), zh.to_owned()),
            None => (message.to_owned(), in_chinese(message)),
        };
        SqlReason { en, zh }
    }
}

fn in_chinese(message: &str) -> String {
    let translated = COMMON.iter().find_map(|(before, behind, zh_before, zh_behind)| {
        let named = message.strip_prefix(before)?.strip_suffix(behind)?;
        Some(format!("{zh_before}{named}{zh_behind}"))
    });
    translated.unwrap_or_else(|| message.to_owned())
}

/// `{}` is the English text, `{:#}` the Chinese one
impl fmt::Display for SqlReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if f.alternate() { &self.zh } else { &self.en })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_in_both_languages() {
        let both = |message: &str| {
            let reason = SqlReason::read(message);
            (format!("{reason}"), format!("{reason:#}"))
        };
        let told = |en: &str, zh: &str| (en.to_owned(), zh.to_owned());
        assert_eq!(both("no such column: 名"), told("no such column: 名", "没有列 名"));
        assert_eq!(
            both("near \"x\": syntax error"),
            told("near \"x\": syntax error", "语法错误，在 \"x\" 附近")
        );
        let kept = "not authorized to use function: zeroblob";
        assert_eq!(both(kept), told(kept, "查询中不能使用函数 zeroblob"));
        assert_eq!(both("stack overflow"), told("stack overflow", "stack overflow"));
        let fault = FunctionFault::NoUnit { function: "in_unit" };
        assert_eq!(both(&fault.carried()), told("in_unit: a unit is blank", "in_unit：计量单位为空"));
    }
}
