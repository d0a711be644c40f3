//! The seed: what is in it, what its totals must be and why, and that it goes out and comes back unchanged.

use std::collections::BTreeMap;
use std::fs;

use crate::transcripts::Session;

fn rows(report: &str) -> Vec<BTreeMap<String, String>> {
    let session = Session::new();
    let (_, status) = session.run("taizhang import seed --quiet");
    assert_eq!(status, 0);
    let (text, status) = session.run(&format!("taizhang report {report} --format csv"));
    assert_eq!(status, 0, "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Own projects and their money by hand, from the article:
///
/// | unit | bundles | named projects in no bundle | Σ | money |
/// |---|---|---|---|---|
/// | 西园 | | 6: 双龙路, the five 区 | 6 | |
/// | 罗山 | 16 教育项目 | 11 | 27 | |
/// | 灵源 | | 3 | 3 | |
/// | 新塘 | 111 乡村振兴 | 10 | 121 | |
/// | 内坑 | 9 产业项目, 48 重点项目 (the 11 new ones are among the 48) | 3 | 60 | 超100 + at least 35 (11 of 48) = 超135 |
/// | 紫帽 | | 13 | 13 | |
/// | 英林 | 7 教育项目 | 3 | 10 | |
/// | 龙湖 | 25 + 21 + 1 + 4 + 5 | 7 | 63 | |
/// | 深沪 | | 5 | 5 | |
/// | 西滨 | | 3 | 3 | |
/// | 水利局 | 32 水利项目 | | 32 | 73.82 |
///
/// A bureau's other works are city-wide: they stand apart, the 160 of 教育局 and the 40 and 6 of 水利局 among them.
const OWN_PROJECTS: [(&str, &str, &str, &str); 17] = [
    ("西园", "6", "", ""),
    ("罗山", "27", "", ""),
    ("灵源", "3", "", ""),
    ("新塘", "121", "", ""),
    ("内坑", "60", "135", "over"),
    ("紫帽", "13", "", ""),
    ("英林", "10", "", ""),
    ("龙湖", "63", "", ""),
    ("深沪", "5", "", ""),
    ("西滨", "3", "", ""),
    ("水利局", "32", "73.82", ""),
    ("城市管理局", "0", "", ""),
    ("财政局", "0", "", ""),
    ("民政局", "0", "", ""),
    ("农业农村局", "0", "", ""),
    ("卫生健康局", "0", "", ""),
    ("教育局", "0", "", ""),
];

#[test]
fn the_overview_is_the_one_worked_out_by_hand() {
    let rows = rows("overview");
    let units: Vec<_> = rows.iter().filter(|row| row["level"] == "unit").collect();
    let found: Vec<_> = units
        .iter()
        .map(|row| {
            let get = |name: &str| row[name].as_str();
            (get("name"), get("projects"), get("total_investment"), get("total_investment_bound"))
        })
        .collect();
    assert_eq!(found, OWN_PROJECTS);
    let total = &rows[0];
    // 6 + 27 + 3 + 121 + 60 + 13 + 10 + 63 + 5 + 3 + 32; the 11 inside 内坑's 48 and the named members are not added.
    assert_eq!(total["projects"], "343");
    // 超100 + at least 35 + 73.82: what is over stays over.
    assert_eq!(total["total_investment"], "208.82");
    assert_eq!(
        (total["total_investment_bound"].as_str(), total["total_investment_unit"].as_str()),
        ("over", "亿元")
    );
    // 343 less the 9 with 超100, the 11 with 35 and the 32 with 73.82.
    assert_eq!(total["without_investment"], "291");
    // No project states a plan of the year or what is done of it, so there is no rate, no pace and nothing left out of one.
    for column in ["annual_plan", "annual_done", "rate", "pace", "ahead", "unrated"] {
        assert!(rows.iter().all(|row| row[column].is_empty()), "{column}");
    }
    // The nine metrics state a target (4) or what is there (5) and never both: no light can be lit.
    let lights = ["green", "yellow", "red", "blue", "grey"].map(|light| total[light].as_str());
    assert_eq!(lights, ["0", "0", "0", "", "9"]);
    // 3550亩, 10项 and 398村 of 2022 and 13.89万个 of 2021/2025: their periods are over, and nobody has said what came of it.
    assert_eq!(total["missing"], "4");
    let lit = |name: &str| {
        let row = units.iter().find(|row| row["name"] == name).unwrap();
        (row["metrics"].clone(), row["grey"].clone(), row["red"].clone(), row["missing"].clone())
    };
    let told = |texts: [&str; 4]| texts.map(str::to_owned).into();
    assert_eq!(lit("水利局"), told(["3", "3", "0", "2"]));
    assert_eq!(lit("新塘"), told(["2", "2", "0", ""]));
    // A unit without metrics has no lights, which is not the same as none of each.
    assert_eq!(lit("西园"), told(["0", "", "", ""]));
    let education = units.iter().find(|row| row["name"] == "教育局").unwrap();
    assert_eq!((education["projects"].as_str(), education["area_projects"].as_str()), ("0", "160"));
}

/// Unit, count, bound and money in 亿元, scope of every bundle
const BUNDLES: [(&str, &str, &str, &str); 14] = [
    ("罗山", "16", "", "own"),
    ("新塘", "111", "", "own"),
    ("内坑", "9", "over100", "own"),
    ("内坑", "48", "", "own"),
    ("内坑", "11", "35", "own"),
    ("英林", "7", "", "own"),
    ("龙湖", "25", "", "own"),
    ("龙湖", "21", "", "own"),
    ("龙湖", "4", "", "own"),
    ("龙湖", "5", "", "own"),
    ("水利局", "32", "73.82", "own"),
    ("水利局", "40", "", "area"),
    ("水利局", "6", "", "area"),
    ("教育局", "160", "", "area"),
];

#[test]
fn the_twenty_seven_quantities_of_the_article_are_there() {
    // The report groups its rows: what is compared is which bundles there are, each as often as it is there.
    let sorted = |mut bundles: Vec<[String; 4]>| {
        bundles.sort();
        bundles
    };
    let bundles = rows("projects")
        .into_iter()
        .filter(|row| row["count"] != "1" && ["row", "member"].contains(&row["level"].as_str()))
        .map(|row| {
            let money = format!("{}{}", row["total_investment_bound"], row["total_investment"]);
            [row["unit"].clone(), row["count"].clone(), money, row["scope"].clone()]
        });
    let expected = BUNDLES.map(|(unit, count, money, scope)| [unit, count, money, scope].map(str::to_owned));
    assert_eq!(sorted(bundles.collect()), sorted(expected.into()));
    let metrics: Vec<String> = rows("metrics")
        .into_iter()
        .map(|row| {
            format!(
                "{} {}{} {}{}",
                row["code"], row["target"], row["target_unit"], row["actual"], row["actual_unit"]
            )
        })
        .collect();
    assert_eq!(
        metrics,
        [
            "GRID.L2  70个",
            "GRID.L3  99个",
            "PARK.AREA 3550亩 ",
            "CIVIL.TOWN.PROV  3届",
            "RANK.TOWN100  4名次",
            "RIVER.CHIEF.RULE 10项 ",
            "SEWAGE.FEE.COVER  100%",
            "SEWAGE.VILLAGE 398村 ",
            "EDU.SEAT.NEW 13.89万个 ",
        ]
    );
}

#[test]
fn every_unit_has_goals_and_nine_of_seventeen_have_no_metric() {
    let rows = rows("overview");
    let units: Vec<_> = rows.iter().filter(|row| row["level"] == "unit").collect();
    assert_eq!(units.len(), 17);
    assert!(units.iter().all(|row| row["goals"].parse::<u32>().unwrap() > 0));
    let measured: Vec<&str> =
        units.iter().filter(|row| row["metrics"] != "0").map(|row| row["name"].as_str()).collect();
    assert_eq!(measured, ["新塘", "内坑", "西滨", "水利局", "教育局"]);
    // 罗山, 英林 and 龙湖 state figures as well: numbers of projects, which are bundles. The other nine state none.
    let counted = ["罗山", "英林", "龙湖"];
    let silent = units.iter().map(|row| row["name"].as_str());
    let silent: Vec<&str> =
        silent.filter(|name| !measured.contains(name) && !counted.contains(name)).collect();
    let nine = ["西园", "灵源", "紫帽", "深沪", "城市管理局", "财政局", "民政局", "农业农村局", "卫生健康局"];
    assert_eq!(silent, nine);
}

#[test]
fn the_seed_goes_out_and_comes_back_unchanged() {
    let session = Session::new();
    for (line, expected) in [
        ("taizhang import seed", "revision 1"),
        ("taizhang import seed", "no revision was made"),
        ("taizhang export out", "at revision 1"),
        ("taizhang import out", "no revision was made"),
        ("taizhang --db other.db import out", "revision 1"),
        ("taizhang --db other.db export again", "at revision 1"),
        ("taizhang --db other.db diff out @", "no difference"),
    ] {
        let (output, status) = session.run(line);
        assert!(status == 0 && output.contains(expected), "{line}: {output}");
    }
    for name in ["units.csv", "goals.csv", "projects.csv", "metrics.csv"] {
        let read = |folder: &str| fs::read(session.path().join(folder).join(name)).unwrap();
        assert_eq!(read("out"), read("again"), "{name}");
    }
}
