//! Words by which a row of an office's sheet says that it is none of its table.

use crate::domain::code::normalise;
use crate::domain::measure::Measure;
use crate::domain::number::read_numeral;
use crate::ledger::import::office::RowKind;

/// Words for the sum of all rows
const TOTALS: [&str; 12] = [
    "合计",
    "总计",
    "共计",
    "总合计",
    "全市合计",
    "累计合计",
    "汇总",
    "累计",
    "以上合计",
    "总投资合计",
    "total",
    "grandtotal",
];
/// Whose sum a total may be called that is the sum of all rows
const WHOLES: [&str; 6] = ["全市", "全县", "全区", "全镇", "全乡", "全街道"];
const SUBTOTALS: [&str; 4] = ["小计", "本页小计", "本页合计", "subtotal"];
const NOTES: [&str; 29] = [
    "备注",
    "注",
    "说明",
    "附注",
    "填表说明",
    "填表人",
    "填报人",
    "审核人",
    "联系人",
    "联系电话",
    "制表人",
    "制表",
    "填报日期",
    "填表日期",
    "报送日期",
    "单位负责人",
    "负责人",
    "分管领导",
    "note",
    "notes",
    "审核",
    "复核",
    "校对",
    "填报",
    "数据来源",
    "资料来源",
    "以下空白",
    "平均",
    "平均值",
];

/// The text without any white space, in its normal form
pub fn squeeze(text: &str) -> String {
    normalise(text).split_whitespace().collect::<String>().to_lowercase()
}

/// A total or subtotal, with the number of rows that it states: `合 计`, `合计12项`, `小计（3个）`
pub fn summary(text: &str) -> Option<RowKind> {
    let text = squeeze(text);
    let (word, _) = text
        .split_once(|mark: char| mark.is_ascii_digit() || mark == '(' || mark == ':')
        .unwrap_or((&text, ""));
    let rest = &text[word.len()..];
    let is_number = |rest: &str| is_arabic(rest.trim_start_matches(':'));
    let in_brackets = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let is_measured = in_brackets.is_some_and(|unit| Measure::find(unit).is_some());
    let is_counted =
        rest.is_empty() || rest == ":" || count_in(&text).is_some() || is_measured || is_number(rest);
    if !is_counted {
        return None;
    }
    if TOTALS.contains(&word) {
        return Some(RowKind::Total(count_in(&text)));
    }
    let is_whole = |word: &str| WHOLES.contains(&word.trim_end_matches("合计").trim_end_matches("总计"));
    if word.ends_with(['计']) && is_whole(word) {
        return Some(RowKind::Total(count_in(&text)));
    }
    SUBTOTALS.contains(&word).then(|| RowKind::Subtotal(count_in(&text)))
}

/// `内坑镇小计`, `续建项目合计`: the sum of the rows that are so called
pub fn subtotal_by_ending(text: &str) -> Option<RowKind> {
    let text = squeeze(text);
    let word = text.split(['(', ':']).next().unwrap_or("");
    // A long text that ends so is a sentence, not the name of a sum.
    let is_short = word.chars().count() <= 12;
    ["小计", "合计"]
        .iter()
        .any(|ending| is_short && word.ends_with(ending))
        .then(|| RowKind::Subtotal(count_in(&text)))
}

/// The number before 项 or 个 at the end of a label
pub fn count_in(text: &str) -> Option<i64> {
    let text = text.trim_end_matches([')', ':']);
    let text = text.strip_suffix(['项', '个']).unwrap_or_else(|| text.strip_suffix("个项目").unwrap_or(""));
    let text = text.strip_suffix("个项").unwrap_or(text);
    let digits = text.trim_end_matches(|mark: char| mark.is_ascii_digit());
    text[digits.len()..].parse().ok()
}

/// `其中：在建（90项）`, `#新开工`
pub fn is_part(text: &str) -> bool {
    text.starts_with("其中") || text.starts_with('#') && !text.starts_with("##")
}

/// `备注：…`, `注1：…`, or the word alone
pub fn is_note(text: &str) -> bool {
    NOTES.iter().filter_map(|word| text.strip_prefix(word)).any(|rest| {
        let rest = rest.trim_start_matches(|mark: char| mark.is_ascii_digit());
        rest.is_empty() || rest.starts_with([':', '.', '、'])
    })
}

/// 1 for `一、…`, 2 for `（一）…`
pub fn group_level(text: &str) -> Option<u8> {
    let is_numeral = |text: &str| !text.is_empty() && read_numeral(text).is_some();
    if let Some((number, rest)) = text.split_once(['、', '.']) {
        let chinese = number.chars().all(|mark| "一二三四五六七八九十".contains(mark));
        if chinese && is_numeral(number) && !rest.is_empty() {
            return Some(1);
        }
    }
    let (number, rest) = text.strip_prefix('(')?.split_once(')')?;
    (is_numeral(number) && !number.starts_with(|mark: char| mark.is_ascii_digit()) && !rest.is_empty())
        .then_some(2)
}

/// The count of a heading that ends in it: `预备（1项）`, `交通 2项`
pub fn stated_count(text: &str) -> Option<i64> {
    text.ends_with(['项', ')']).then(|| count_in(text)).flatten()
}

/// 1 for the running number `一` of a heading, 2 for `（一）`
pub fn numeral_level(text: &str) -> Option<u8> {
    let text = squeeze(text);
    let bare = text.trim_end_matches(['、', '.']);
    let (bare, level) = match bare.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) => (inside, 2),
        None => (bare, 1),
    };
    let is_chinese = !bare.is_empty() && bare.chars().all(|mark| "一二三四五六七八九十".contains(mark));
    (is_chinese && read_numeral(bare).is_some()).then_some(level)
}

/// A running number in figures
pub fn is_arabic(text: &str) -> bool {
    let text = squeeze(text);
    let text = text.trim_matches(['(', ')']).trim_end_matches(['、', '.']);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
}

/// `1.续建项目`
pub fn is_numbered_heading(text: &str) -> bool {
    let rest = text.trim_start_matches(|mark: char| mark.is_ascii_digit());
    rest.len() < text.len()
        && rest.strip_prefix(['.', '、']).is_some_and(|words| words.starts_with(char::is_alphabetic))
}

/// A heading without its number and count: `一、深沪镇（1项）` is `深沪镇`
pub fn bare_heading(text: &str) -> &str {
    let text = match text.split_once(['、', '.', '．', ')', '）']) {
        Some((number, rest)) if numeral_level(number.trim_start_matches(['(', '（'])).is_some() => rest,
        _ => text,
    };
    text.split(['(', '（', ':', '：']).next().unwrap_or("").trim()
}
