//! What stands above a header and holds for the whole sheet: `单位：万元`, `填报单位：内坑镇`, `截至2023年7月`.

use crate::domain::code::normalise;
use crate::domain::date::read_date;
use crate::domain::measure::Measure;
use crate::domain::period::Period;

/// What the lines above a header say
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The unit of values that have none of their own
    pub measure: Option<Measure>,
    /// The unit of government that reports
    pub unit: Option<String>,
    /// The date that the figures reach to
    pub as_of: Option<String>,
    /// The period that the figures are of
    pub period: Option<String>,
    /// The year that the sheet's title names
    pub year: Option<i16>,
}

/// Words before a colon that name a unit of measure, or of government
const UNITS: [&str; 9] =
    ["填报单位", "报送单位", "责任单位", "单位名称", "制表单位", "金额单位", "计量单位", "货币单位", "单位"];

/// Words before a day or month up to which figures reach
const AS_OF: [&str; 5] = ["截至", "截止", "截止到", "截至到", "报告期"];

/// Words before a period
const PERIODS: [&str; 3] = ["报告期", "统计时期", "所属时期"];

impl Facts {
    /// Takes in what a cell above the header says
    pub fn read(&mut self, cell: &str) {
        let text: String = normalise(cell).split_whitespace().collect::<Vec<_>>().join(" ");
        self.read_units(&text);
        for word in AS_OF {
            if let Some((_, rest)) = text.split_once(word) {
                self.as_of = self.as_of.take().or_else(|| date_at(rest));
            }
        }
        for word in PERIODS {
            if let Some((_, rest)) = text.split_once(word) {
                let value = value_of(rest);
                self.period = self.period.take().or_else(|| Some(Period::read(value).ok()?.to_string()));
            }
        }
        self.year = self.year.or_else(|| year_in(&text));
        self.as_of = self.as_of.take().or_else(|| months_in(&text));
    }

    /// A unit of measure is known by its name; what is none, names a unit of government
    fn read_units(&mut self, text: &str) {
        let mut rest = text;
        while let Some((at, word)) = UNITS.iter().filter_map(|word| Some((rest.find(word)?, *word))).min() {
            rest = &rest[at + word.len()..];
            let Some(stated) = without_stamp(rest).strip_prefix(':') else { continue };
            let value = value_of(stated);
            match Measure::find(value) {
                Some(measure) => self.measure = self.measure.take().or(Some(measure)),
                None if !value.is_empty() && !word.starts_with(['金', '计', '货']) => {
                    self.unit = self.unit.take().or_else(|| Some(value.to_owned()));
                }
                None => {}
            }
        }
    }
}

/// `填报单位（盖章）：` is `填报单位：`
fn without_stamp(text: &str) -> &str {
    let text = text.trim_start();
    let stamp = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match stamp {
        Some((inside, rest)) if inside.ends_with('章') => rest.trim_start(),
        _ => text,
    }
}

/// The word behind a colon, up to the next space or bracket
fn value_of(text: &str) -> &str {
    let text = text.trim_start_matches([':', ' ']);
    let end = text.find([' ', ')', '(', ',', ';', ':', '|']).unwrap_or(text.len());
    text[..end].trim()
}

/// The longest date at the start of a text: `2023年7月底)` is 2023年7月
fn date_at(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['到', ':', ' ', '至']);
    let longest: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).take(16).collect();
    longest.iter().rev().find_map(|&end| read_date(&text[..end]).ok())
}

/// `2023年1-7月` reaches to July
fn months_in(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('年')?;
    let year = before.get(before.len().checked_sub(4)?..)?;
    let (_, rest) = rest.split_once('1').filter(|(between, _)| between.is_empty())?;
    let rest = rest.trim_start_matches('月').strip_prefix(['-', '~', '—', '–', '至', '到'])?;
    let (month, _) = rest.split_once('月')?;
    read_date(&format!("{year}年{month}月")).ok()
}

fn year_in(text: &str) -> Option<i16> {
    text.match_indices('年').find_map(|(at, _)| {
        let year = text.get(at.checked_sub(4)?..at)?;
        year.parse().ok().filter(|year| (1900..2200).contains(year))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(cells: &[&str]) -> Facts {
        let mut facts = Facts::default();
        cells.iter().for_each(|cell| facts.read(cell));
        facts
    }

    #[test]
    fn units_of_measure_and_of_government_are_told_apart() {
        let found = facts(&["填报单位：内坑镇人民政府    单位：万元"]);
        assert_eq!(found.measure.as_ref().map(Measure::name), Some("万元"));
        assert_eq!(found.unit.as_deref(), Some("内坑镇人民政府"));
        assert_eq!(facts(&["（单位：亿元、个）"]).measure, None);
        assert_eq!(facts(&["（计量单位:亩）"]).measure.as_ref().map(Measure::name), Some("亩"));
        assert_eq!(facts(&["各单位重点项目"]).unit, None);
        assert_eq!(facts(&["填报单位（盖章）：内坑镇"]).unit.as_deref(), Some("内坑镇"));
        assert_eq!(facts(&["单位（万元）：内坑镇"]).unit, None);
    }

    #[test]
    fn a_date_is_taken_from_a_line_of_its_own_or_from_the_title() {
        assert_eq!(facts(&["（截至2023年7月底）"]).as_of.as_deref(), Some("2023-M07"));
        assert_eq!(facts(&["截止到 2023-07-31"]).as_of.as_deref(), Some("2023-07-31"));
        assert_eq!(facts(&["内坑镇2023年1—7月重点项目进展"]).as_of.as_deref(), Some("2023-M07"));
        assert_eq!(facts(&["报告期：2022年前三季度"]).period.as_deref(), Some("2022-M01/2022-M09"));
        let title = facts(&["晋江市2023年度重点项目计划表"]);
        assert_eq!((title.year, title.as_of), (Some(2023), None));
    }
}
