//! The code lists: each code with its word in both languages and what else people write for it.

use crate::text::Text;

/// A code and the words for it
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// What the ledger and the CSV hold
    pub code: &'static str,
    /// What people read
    pub title: Text,
    /// What else a sheet may say
    pub aliases: &'static [&'static str],
}

const fn word(code: &'static str, en: &'static str, zh: &'static str) -> Word {
    Word { code, title: Text::new(en, zh), aliases: &[] }
}

const fn known_as(word: Word, aliases: &'static [&'static str]) -> Word {
    Word { aliases, ..word }
}

/// The code that a cell's text means, by code, word or alias
pub fn find(words: &'static [Word], text: &str) -> Option<&'static Word> {
    words.iter().find(|word| {
        word.code.eq_ignore_ascii_case(text)
            || word.title.zh == text
            || word.title.en.eq_ignore_ascii_case(text)
            || word.aliases.contains(&text)
    })
}

/// The code whose word looks most like a text that is none of the list: `在见` like 在建
pub fn nearest(words: &'static [Word], text: &str) -> Option<&'static Word> {
    let lower = text.to_lowercase();
    let length = lower.chars().count();
    let most = 1.max(length / 3);
    let spellings = words.iter().flat_map(|word| {
        let own = [word.code, word.title.zh, word.title.en].into_iter();
        own.chain(word.aliases.iter().copied()).map(move |spelling| (spelling, word))
    });
    let near = spellings.filter_map(|(spelling, word)| {
        let distance = strsim::osa_distance(spelling, &lower);
        // A word that shares nothing is not near for being short.
        let is_near = distance <= most && distance < spelling.chars().count().min(length);
        is_near.then_some((distance, word))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// A code with its word, as people are told of it in either language: `town 镇`
pub fn in_words(words: &'static [Word], code: &str) -> String {
    find(words, code).map_or_else(|| code.to_owned(), |word| format!("{} {}", word.code, word.title.zh))
}

/// Kinds of unit
pub const UNIT_KINDS: &[Word] = &[
    known_as(word("province", "province", "省"), &["自治区", "直辖市"]),
    known_as(word("prefecture", "prefecture", "地级市"), &["州", "盟", "地区"]),
    known_as(word("city", "city", "市"), &["县级市", "全市"]),
    known_as(word("county", "county", "县"), &["旗"]),
    known_as(word("district", "district", "区"), &["市辖区"]),
    known_as(word("subdistrict", "subdistrict", "街道"), &["街道办事处"]),
    word("town", "town", "镇"),
    word("township", "township", "乡"),
    known_as(word("department", "department", "部门"), &["局", "委", "办", "市直部门", "市直单位"]),
    known_as(word("zone", "zone", "开发区"), &["园区", "管委会"]),
    known_as(word("soe", "state-owned enterprise", "国企"), &["国有企业"]),
    known_as(word("village", "village", "村"), &["社区", "村（社区）", "村(社区)"]),
    word("other", "other", "其他"),
];

/// Kinds of goal, from what a unit wants to be down to what it does
pub const GOAL_KINDS: &[Word] = &[
    known_as(word("vision", "vision", "定位"), &["愿景", "总体定位"]),
    word("goal", "goal", "目标"),
    known_as(word("task", "task", "任务"), &["举措", "任务举措", "工作任务"]),
];

/// What a unit reports of a goal
pub const GOAL_STATES: &[Word] = &[
    known_as(word("not_started", "not started", "未启动"), &["未开始", "未开展"]),
    known_as(word("ongoing", "ongoing", "推进中"), &["进行中", "正在推进", "在推进"]),
    known_as(word("done", "done", "已完成"), &["完成", "已办结", "办结"]),
    known_as(word("standing", "standing", "长期坚持"), &["长期"]),
    known_as(word("suspended", "suspended", "暂停"), &["暂缓"]),
    known_as(word("cancelled", "cancelled", "取消"), &["已取消"]),
];

/// Categories of project
pub const PROJECT_CATEGORIES: &[Word] = &[
    known_as(word("industry", "industry", "产业"), &["产业类", "产业项目", "工业", "工业类"]),
    known_as(
        word("infrastructure", "infrastructure", "基础设施"),
        &["基础设施类", "基础设施项目", "交通", "市政", "交通类", "市政类"],
    ),
    known_as(word("livelihood", "livelihood", "社会民生"), &["民生", "社会事业", "社会民生类"]),
    word("other", "other", "其他"),
];

/// Stages of a project, in their order
pub const PROJECT_STAGES: &[Word] = &[
    known_as(word("planned", "planned", "策划"), &["谋划", "储备", "拟建"]),
    known_as(word("signed", "signed", "签约"), &["已签约"]),
    known_as(word("prelim", "preliminary", "前期"), &["预备", "前期工作"]),
    known_as(word("started", "started", "开工"), &["新开工", "已开工"]),
    known_as(word("building", "building", "在建"), &["续建", "建设中"]),
    known_as(word("completed", "completed", "竣工"), &["建成", "已竣工", "完工", "竣工验收"]),
    known_as(word("operating", "operating", "投产"), &["投用", "已投产"]),
    known_as(word("suspended", "suspended", "停建"), &["缓建", "暂停"]),
    known_as(word("cancelled", "cancelled", "取消"), &["已取消"]),
];

/// Whether a figure is the unit's own or of its whole field
pub const SCOPES: &[Word] = &[
    known_as(word("own", "own", "本单位"), &["本级"]),
    known_as(word("area", "area", "全市口径"), &["全市", "全域"]),
];

/// Whether more is better
pub const DIRECTIONS: &[Word] = &[
    known_as(word("up", "up", "正向"), &["越大越好"]),
    known_as(word("down", "down", "逆向"), &["负向", "越小越好"]),
];

/// How figures of several units combine
pub const AGGREGATIONS: &[Word] = &[
    known_as(word("sum", "sum", "求和"), &["合计", "加总"]),
    known_as(word("mean", "mean", "平均"), &["均值"]),
    known_as(word("none", "none", "不汇总"), &["无"]),
];

/// How figures of several periods combine
pub const BASES: &[Word] = &[
    word("flow", "flow", "当期"),
    known_as(word("cumulative", "cumulative", "累计"), &["累计数"]),
    known_as(word("stock", "stock", "时点"), &["期末", "存量"]),
];

/// What kind of promise a target is
pub const NATURES: &[Word] = &[
    word("binding", "binding", "约束性"),
    word("expected", "expected", "预期性"),
    word("task", "task", "任务性"),
];

/// How reliable a figure is
pub const METRIC_STATES: &[Word] = &[
    known_as(word("final", "final", "正式数"), &["正式"]),
    known_as(word("provisional", "provisional", "快报数"), &["预计", "快报", "预计数"]),
    known_as(word("estimated", "estimated", "估计数"), &["估计"]),
    known_as(word("missing", "missing", "未报"), &["应报未报", "缺报"]),
    known_as(word("na", "not applicable", "不适用"), &[]),
    known_as(word("included", "included elsewhere", "并入他项"), &[]),
    known_as(word("break", "break in series", "口径变化"), &[]),
];

/// Whether a unit still exists
pub const FLAGS: &[Word] = &[
    known_as(word("yes", "yes", "是"), &["true", "1", "有效"]),
    known_as(word("no", "no", "否"), &["false", "0", "无效"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_met_with_the_nearest_word() {
        let near = |text| nearest(PROJECT_STAGES, text).map(|word| word.code);
        assert_eq!(near("在见"), Some("building"));
        assert_eq!(near("bilding"), Some("building"));
        assert_eq!(near("竣工了"), Some("completed"));
        assert_eq!(near("东"), None);
        assert_eq!(near("规模"), None);
    }

    #[test]
    fn words_of_other_offices_are_known() {
        assert_eq!(find(PROJECT_STAGES, "竣工验收").map(|word| word.code), Some("completed"));
        assert_eq!(find(PROJECT_CATEGORIES, "市政").map(|word| word.code), Some("infrastructure"));
    }
}
