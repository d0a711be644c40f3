//! Measures: the units that values are stated in, their families, and exact conversion (domain.md part 3).
//!
//! One table holds them; prefixes 万, 亿 … are multiplied in. It does not know which row a measure stands in,
//! and nothing about rounding: a conversion is exact or refused.
//!
//! Where one word is in two families: `名` counts people (`第4名` is rank, which `value` reads), `分` is a
//! score (the coin only for [`Measure::money`]), `次` is ordinal, `年` a duration (`连续年` the ordinal).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use foldhash::fast::FixedState;

use crate::domain::code::normalise;
use crate::domain::number::read_numeral;

/// The longest text, in bytes, that is looked up
const LONGEST: usize = 64;

/// What a measure measures. Values of two families are never compared, converted or added
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// 元
    Money,
    /// each foreign currency alone, no exchange rates
    Currency(Cow<'static, str>),
    /// 个 and 项
    Item,
    /// each counter alone: 家, 所, 户 …
    Counter(Cow<'static, str>),
    /// 人 and 名
    People,
    /// 人次
    PersonTimes,
    /// a place in a ranking; lower is better
    Rank,
    /// the n-th time: 届, 期, 批, 次, each alone
    Ordinal(Cow<'static, str>),
    /// base 平方米
    Area,
    /// base 米
    Length,
    /// base 公斤
    Mass,
    /// base 立方米
    Volume,
    /// base 吨/日
    MassPerDay,
    /// base 立方米/日
    VolumePerDay,
    /// base 千瓦时
    Energy,
    /// 吨标准煤
    CoalEnergy,
    /// %, ‰, 成, 倍
    Ratio,
    /// the difference of two ratios
    Points,
    /// 分 of an assessment
    Score,
    /// 指数
    Index,
    /// 天 and 周; 月 and 年 alone, because they are not constant
    Duration(Cow<'static, str>),
    /// described in words, without a value
    Text,
}

impl Family {
    /// The stable English name, with the counter or currency of such a family: `money`, `counter:家`
    pub fn name(&self) -> String {
        let (name, _) = self.facts();
        match self {
            Family::Currency(of) | Family::Counter(of) | Family::Ordinal(of) | Family::Duration(of) => {
                format!("{name}:{of}")
            }
            _ => name.to_owned(),
        }
    }

    /// Its English name, and the measure in which its sums are shown when their rows have several
    #[rustfmt::skip] // two a line
    fn facts(&self) -> (&'static str, &str) {
        use Family::*;
        match self {
            Money => ("money", "亿元"), Currency(of) => ("currency", of),
            Item => ("item", "个"), Counter(of) => ("counter", of),
            People => ("people", "人"), PersonTimes => ("person_times", "人次"),
            Rank => ("rank", "名次"), Ordinal(of) => ("ordinal", if of == "年" { "连续年" } else { of }),
            Area => ("area", "亩"), Length => ("length", "公里"),
            Mass => ("mass", "吨"), Volume => ("volume", "立方米"),
            MassPerDay => ("mass_per_day", "吨/日"), VolumePerDay => ("volume_per_day", "立方米/日"),
            Energy => ("energy", "千瓦时"), CoalEnergy => ("coal_energy", "吨标准煤"),
            Ratio => ("ratio", "%"), Points => ("points", "百分点"),
            Score => ("score", "分"), Index => ("index", "指数"),
            Duration(of) => ("duration", of), Text => ("text", "定性"),
        }
    }

    fn is_money(&self) -> bool {
        matches!(self, Family::Money | Family::Currency(_))
    }
}

/// A unit of measure: its canonical spelling, family, and exact factor to the family's base
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Measure(Arc<Entry>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Entry {
    name: String,
    family: Family,
    numerator: i128,
    denominator: i128,
    prefixed: bool,
}

/// Canonical name and other spellings, family, and the exact factor to the base of the family
type Row = (Names, Family, i128, i128);
type Names = &'static [&'static str];

const fn own(text: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(text)
}

/// The measures of domain.md part 3 that take the prefixes
#[rustfmt::skip] // one line a family
static SCALED: &[Row] = { use Family::*; &[
    (&["元", "人民币元"], Money, 1, 1),
    (&["美元", "美金"], Currency(own("美元")), 1, 1), (&["港元", "港币"], Currency(own("港元")), 1, 1),
    (&["个"], Item, 1, 1), (&["项"], Item, 1, 1),
    (&["村", "个村"], Counter(own("村")), 1, 1), (&["班", "个班"], Counter(own("班")), 1, 1),
    (&["张", "张床位", "床位"], Counter(own("张")), 1, 1),
    (&["人"], People, 1, 1), (&["名"], People, 1, 1), (&["人次"], PersonTimes, 1, 1),
    (&["平方米", "m2", "平米"], Area, 1, 1), (&["亩"], Area, 2000, 3), (&["公顷", "ha"], Area, 10_000, 1),
    (&["平方公里", "平方千米", "km2"], Area, 1_000_000, 1),
    (&["米", "m"], Length, 1, 1), (&["公里", "km"], Length, 1000, 1),
    (&["公斤"], Mass, 1, 1), (&["千克", "kg"], Mass, 1, 1), (&["斤", "市斤"], Mass, 1, 2), (&["吨", "t"], Mass, 1000, 1),
    (&["立方米", "m3", "立方"], Volume, 1, 1),
    (&["吨/日", "吨/天", "t/d"], MassPerDay, 1, 1), (&["立方米/日", "立方米/天", "m3/d"], VolumePerDay, 1, 1),
    (&["千瓦时", "kwh"], Energy, 1, 1), (&["度"], Energy, 1, 1), (&["吨标准煤", "吨标煤", "tce"], CoalEnergy, 1, 1),
] };

/// Those that take none. Of two equal spellings the first is found: 分 is a score
#[rustfmt::skip] // one line a family
static UNSCALED: &[Row] = { use Family::*; &[
    (&["千米"], Length, 1000, 1), (&["里", "华里"], Length, 500, 1),
    (&["名次", "排名"], Rank, 1, 1), (&["位次"], Rank, 1, 1), (&["连续年", "连续年数"], Ordinal(own("年")), 1, 1),
    (&["%"], Ratio, 1, 100), (&["‰"], Ratio, 1, 1000), (&["成"], Ratio, 1, 10), (&["倍"], Ratio, 1, 1),
    (&["百分点", "个百分点"], Points, 1, 1), (&["分"], Score, 1, 1), (&["指数"], Index, 1, 1),
    (&["角"], Money, 1, 10), (&["分"], Money, 1, 100),
    (&["天"], Duration(own("天")), 1, 1), (&["日"], Duration(own("天")), 1, 1), (&["周"], Duration(own("天")), 7, 1),
    (&["月", "个月"], Duration(own("月")), 1, 1), (&["年"], Duration(own("年")), 1, 1),
    (&["定性", "定性指标"], Text, 1, 1),
] };

/// Measures alone in their family, which bears their name
const COUNTERS: Names = &["家", "所", "座", "处", "户", "条", "件", "场", "台", "套", "辆"];
const CURRENCIES: Names = &["欧元", "日元", "英镑", "新台币"];
const ORDINALS: Names = &["届", "期", "批", "次"];

/// The prefixes, which are Chinese numerals
const PREFIXES: [&str; 7] = ["百", "千", "万", "百万", "千万", "亿", "万亿"];

fn alone(names: Names, family: fn(Cow<'static, str>) -> Family) -> impl Iterator<Item = Row> {
    names.chunks(1).map(move |name| (name, family(own(name[0])), 1, 1))
}

/// The table with its prefixes multiplied in, and every spelling's place in it
struct Table {
    all: Vec<Measure>,
    places: HashMap<String, usize, FixedState>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { all: Vec::new(), places: HashMap::default() };
    let scaled = || {
        let more = alone(COUNTERS, Family::Counter).chain(alone(CURRENCIES, Family::Currency));
        SCALED.iter().cloned().chain(more)
    };
    for row in scaled().chain(UNSCALED.iter().cloned()).chain(alone(ORDINALS, Family::Ordinal)) {
        table.add("", 1, &row);
    }
    for row in scaled() {
        for prefix in PREFIXES {
            table.add(prefix, read_numeral(prefix).map_or(1, |power| power.mantissa()), &row);
        }
    }
    table
});

impl Table {
    /// Adds a row under a prefix; of two equal spellings the first stays, so 千米 is no prefixed 米
    fn add(&mut self, prefix: &str, power: i128, row: &Row) {
        let (names, family, numerator, denominator) = row;
        let name = format!("{prefix}{}", names[0]);
        if !prefix.is_empty() && self.places.contains_key(&name) {
            return;
        }
        for name in *names {
            self.places.entry(format!("{prefix}{name}")).or_insert(self.all.len());
        }
        self.all.push(Measure(Arc::new(Entry {
            name,
            family: family.clone(),
            numerator: numerator * power,
            denominator: *denominator,
            prefixed: !prefix.is_empty(),
        })));
    }
}

impl Measure {
    /// The measure of a name in any known spelling: `㎡`, `平方米`, `万个`, `亿元`
    pub fn find(text: &str) -> Option<Measure> {
        if text.len() > LONGEST {
            return None;
        }
        let place = |name: &str| TABLE.places.get(name).copied();
        // What a ledger holds is spelled as the table has it.
        let place = place(text).or_else(|| {
            let name = normalise(text);
            place(&name).or_else(|| place(&name.to_ascii_lowercase()))
        })?;
        TABLE.all.get(place).cloned()
    }

    /// The measure of an amount of money, at home or abroad; here 分 is the coin
    pub fn money(text: &str) -> Option<Measure> {
        let found = Measure::find(text)?;
        let same_name = |other: &&Measure| other.family().is_money() && other.name() == found.name();
        if found.family().is_money() { Some(found) } else { TABLE.all.iter().find(same_name).cloned() }
    }

    /// The measure that `--new-measures` makes of an unknown name: a counter of its own family
    ///
    /// Also `万只`: whether 万 is a prefix there, nobody has said. The name must not be empty.
    pub fn counter(name: &str) -> Measure {
        let name = normalise(name).into_owned();
        let family = Family::Counter(Cow::Owned(name.clone()));
        Measure(Arc::new(Entry { name, family, numerator: 1, denominator: 1, prefixed: false }))
    }

    /// Up to three known names that look like an unknown one, the likeliest first
    pub fn nearest(text: &str) -> Vec<String> {
        let text = normalise(text);
        let length = text.chars().count();
        let known = list().filter(|_| text.len() <= LONGEST).map(|(name, _)| {
            // In halves of the longer name, so that the shorter one is not nearer for being short.
            (strsim::damerau_levenshtein(&text, name) * 2, name.chars().count().max(length), name)
        });
        let mut close: Vec<_> = known.filter(|(distance, longer, _)| distance <= longer).collect();
        close.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
        close.dedup_by_key(|(_, _, name)| *name);
        close.into_iter().take(3).map(|(_, _, name)| name.to_owned()).collect()
    }

    /// The measure in which sums of a family are shown when their rows have several
    pub fn default_unit(family: &Family) -> Measure {
        let (_, name) = family.facts();
        Measure::find(name).unwrap_or_else(|| Measure::counter(name))
    }

    /// The canonical spelling
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What it measures
    pub fn family(&self) -> &Family {
        &self.0.family
    }

    /// Numerator and denominator of the exact factor to the base of the family
    pub fn factor(&self) -> (i128, i128) {
        (self.0.numerator, self.0.denominator)
    }

    /// Whether the name is a prefix before another measure: `万个`, but not `千瓦时`
    pub fn is_prefixed(&self) -> bool {
        self.0.prefixed
    }

    /// Whether values may be added at all: the family's part of the sum gate (domain.md part 3)
    pub fn may_sum(&self) -> bool {
        use Family::{Index, Ordinal, Points, Rank, Ratio, Score, Text};
        !matches!(self.family(), Rank | Ordinal(_) | Ratio | Points | Score | Index | Text)
    }

    /// Whether a mean of values says anything: of places in an order it does not
    pub fn may_average(&self) -> bool {
        !matches!(self.family(), Family::Rank | Family::Ordinal(_) | Family::Text)
    }
}

/// Every known measure's canonical name and family, those with a prefix last
pub fn list() -> impl Iterator<Item = (&'static str, &'static Family)> {
    TABLE.all.iter().map(|measure| (measure.name(), measure.family()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    fn measure(name: &str) -> Measure {
        Measure::find(name).unwrap()
    }

    #[test]
    fn spellings_meet_in_one_canonical_name() {
        let cases = "㎡=平方米 万m²=万平方米 ％=% KM=公里 kWh=千瓦时 万美金=万美元 千米=千米 个百分点=百分点";
        for (spelling, name) in cases.split(' ').filter_map(|case| case.split_once('=')) {
            assert_eq!(measure(spelling).name(), name);
        }
        assert_eq!(Measure::find("亿 元"), None);
    }

    #[test]
    fn a_word_of_two_families_follows_the_table() {
        assert_eq!(measure("名").family(), &Family::People);
        assert_eq!(measure("分").family(), &Family::Score);
        assert_eq!(Measure::money("分").unwrap().factor(), (1, 100));
        assert_eq!(measure("年").family().name(), "duration:年");
        assert_eq!(measure("连续年").family().name(), "ordinal:年");
        assert_eq!(Measure::money("亿美元").unwrap().family().name(), "currency:美元");
    }

    #[test]
    fn only_amounts_may_be_summed() {
        assert!(["亿元", "亩", "户", "吨/日"].iter().all(|name| measure(name).may_sum()));
        assert!(!["%", "百分点", "名次", "届", "分", "定性"].iter().any(|name| measure(name).may_sum()));
    }

    #[test]
    fn every_family_has_a_default_unit_of_its_own() {
        for (name, family) in list() {
            assert_eq!(Measure::default_unit(family).family(), family, "{name}");
        }
        assert_eq!(Measure::default_unit(Measure::counter("只").family()), Measure::counter("只"));
    }

    #[test]
    fn near_names_are_suggested() {
        assert_eq!(Measure::nearest("万圆").first().map(String::as_str), Some("万元"));
        assert!(Measure::nearest("平房米").contains(&"平方米".to_owned()));
        assert!(Measure::nearest("匹").is_empty());
    }

    proptest! {
        #[test]
        fn a_canonical_name_finds_itself(place: Index) {
            let known = &TABLE.all[place.index(TABLE.all.len())];
            let found = [Measure::money(known.name()), Measure::find(known.name())];
            prop_assert!(found.iter().flatten().any(|found| found == known));
        }
    }
}
