//! The rule book, rule by rule: what breaks a rule, and what only looks like it.
//!
//! Each case is a few sheets, imported one after the other on 23 November 2026, and the findings of its rule that the
//! last one gets: place, severity, rule. A case without findings is the rule's silence. What only a whole plan can show
//! is read from the report on quality.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::transcripts::Session;

const UNITS: &str = "units.csv
code,name,kind,parent,short_name
350582,晋江市,city,,晋江
350582109,内坑镇,town,350582,内坑
350582110,龙湖镇,town,350582,龙湖
350582-JYJ,教育局,department,350582,
";

/// A rule, the sheets, what the last of them is told
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip] // a sheet is easier read unbroken
const UNITS_AND_KEYS: &[Case] = &[
    ("U1", &["units.csv\ncode,name,kind,parent\n350583109,某镇,town,350582"],
        &["units.csv:2:4 (D2 parent): warning U1"]),
    ("U1", &["units.csv\ncode,name,kind,parent\n350582111,某镇,town,350582\n350582-SLJ,水利局,department,350582\nHQ,总部,other,350582"],
        &[]),
    ("F6", &["goals.csv\nunit,code,title\n内坑,1-1,目标"], &["goals.csv:2:2 (B2 code): warning F6"]),
    ("F6", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,1-1,2022,指标,个,1"], &["metrics.csv:2:2 (B2 code): warning F6"]),
    ("F6", &["goals.csv\nunit,code,title\n内坑,G1.1,目标"], &[]),
    ("F6", &["goals.csv\nunit,code,title\n内坑,007,目标\n内坑,17.10,目标", "goals.csv\nunit,code,title\n内坑,7,目标\n内坑,17.1,目标\n龙湖,7,目标"],
        &["goals.csv:2:2 (B2 code): warning F6", "goals.csv:3:2 (B3 code): warning F6"]),
    ("K1", &["goals.csv\nunit,code,title\n内坑,G1,目标", "goals.csv\nunit,code,title\n内坑,g1,目标\n龙湖,g1,目标"],
        &["goals.csv:2:2 (B2 code): warning K1"]),
    ("K1", &["goals.csv\nunit,code,title\n内坑,G1,目标\n龙湖,G1,目标"], &[]),
    ("K1", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,AB.C,2022,占地,亩,3\n内坑,ab.C,2022,占地,亩,3\n内坑,x,2022,用地,亩,3"],
        &["metrics.csv:3:2 (B3 code): warning K1"]),
    ("D1", &["projects.csv\nunit,code,name,annual_done,money_unit,as_of\n内坑,P1,甲,3,亿元,2027-01-01\n内坑,P2,乙,3,亿元,2026-M12\n内坑,P3,丙,3,亿元,2026-M11\n内坑,P4,丁,3,亿元,2026-11-23\n内坑,P5,丁,,,2027-01-01"],
        &["projects.csv:2:6 (F2 as_of): warning D1", "projects.csv:3:6 (F3 as_of): warning D1"]),
    ("K2", &["goals.csv\nunit,code,title,parent\n内坑,G1,目标,G9"], &["goals.csv:2:4 (D2 parent): error K2"]),
    ("K2", &["metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2022,指标,个,1,G9"], &["metrics.csv:2:7 (G2 goal): error K2"]),
    ("K2", &["units.csv\ncode,name,kind,parent\n350582-A,水利站,other,350582109\n350582-B,水利站,other,350582109\n350582-C,水利站,other,350582"],
        &["units.csv:2:2 (B2 name): warning K2", "units.csv:3:2 (B3 name): warning K2"]),
    ("K2", &["goals.csv\nunit,code,title\n内坑,G1,目标\n龙湖,G1,目标",
        "metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2022,指标,个,1,G1\n内坑,B,2022,指标,个,1,龙湖镇/G1"], &[]),
];

#[rustfmt::skip]
const INDICATORS: &[Case] = &[
    ("V1", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,占地,亩,3",
        "metrics.csv\nunit,code,period,name,measure,actual\n龙湖,A,2022,占地,个,3\n龙湖,A,2023,占地,个,3"],
        &["metrics.csv:2:5 (E2 measure): error V1", "metrics.csv:3:5 (E3 measure): error V1"]),
    ("V1", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,占地,亩,3\n内坑,A,2022,占地,元,3\n龙湖,A,2022,占地,亩,3"],
        &["metrics.csv:3:5 (E3 measure): error V1"]),
    ("V1", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,占地,亩,3\n龙湖,A,2022,占地,公顷,3"], &[]),
    ("V3", &["metrics.csv\nunit,code,period,name,measure,actual,direction,agg,basis,nature\n内坑,A,2022,占地,亩,3,up,sum,stock,task",
        "metrics.csv\nunit,code,period,name,measure,actual,direction,agg,basis,nature\n龙湖,A,2022,用地,亩,3,down,none,flow,binding"],
        &["metrics.csv:2:4 (D2 name): warning V3", "metrics.csv:2:7 (G2 direction): warning V3", "metrics.csv:2:8 (H2 agg): warning V3",
          "metrics.csv:2:9 (I2 basis): warning V3", "metrics.csv:2:10 (J2 nature): warning V3"]),
    ("V3", &["metrics.csv\nunit,code,period,name,measure,actual,agg,basis,nature\n内坑,A,2022,占地,亩,3,sum,stock,task",
        "metrics.csv\nunit,code,period,name,measure,actual,agg,basis,nature\n龙湖,A,2022,占地,亩,3,,,\n龙湖,B,2022,用地,亩,3,,,"], &[]),
    ("V3", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,用地,亩,3\n龙湖,A,2022,占地,亩,3\n龙湖,A,2023,占地,亩,3"],
        &["metrics.csv:2:4 (D2 name): warning V3"]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,万元,3\n龙湖,A,2022,投资,亿元,3.1\n龙湖,A,2023,投资,亿元,2"],
        &["metrics.csv:2:6 (F2 actual): warning V4"]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,亿元,3\n龙湖,A,2022,投资,亿元,2",
        "metrics.csv\nunit,code,period,name,measure,target\n龙湖,A,2023,投资,亿元,30000\n龙湖,A,2024,投资,亿元,70000"],
        &["metrics.csv:2:6 (F2 target): warning V4", "metrics.csv:3:6 (F3 target): warning V4"]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,亿元,3", "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,万元,3"],
        &["metrics.csv:2:6 (F2 actual): warning V4"]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,亿元,3", "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,元,3"],
        &["metrics.csv:2:6 (F2 actual): warning V4"]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,亿元,3\n龙湖,A,2022,投资,亿元,2",
        "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,万元,30000"], &[]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual,scope\n内坑,A,2022,名次,名次,3,own\n龙湖,A,2022,名次,名次,3001,own\n内坑,B,2022,投资,元,0,own\n龙湖,B,2022,投资,元,1000,own\n教育局,B,2022,投资,元,9000000,area\n教育局,B,2023,投资,元,8000000,area"], &[]),
    ("V4", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,万元,3\n龙湖,A,2022,投资,亿元,3", "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,万元,3.1"], &[]),
    ("V4", &["projects.csv\nunit,code,name,total_investment,money_unit\n内坑,P1,项目,3,亿元", "projects.csv\nunit,code,name,total_investment,money_unit\n内坑,P1,项目,3,万元"],
        &["projects.csv:2:4 (D2 total_investment): warning V4"]),
    ("V4", &["projects.csv\nunit,code,name,total_investment,money_unit\n内坑,P1,项目,3,亿元", "projects.csv\nunit,code,name,total_investment,money_unit\n内坑,P1,项目,31000,万元"], &[]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,target,actual\n内坑,A,2022,覆盖率,%,100,120\n内坑,B,2022,占比,%,-5,50"],
        &["metrics.csv:2:7 (G2 actual): warning V5", "metrics.csv:3:6 (F3 target): warning V5"]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,target,actual\n内坑,A,2022,产值增长率,%,100,120\n内坑,B,2022,利润率,%,,-5\n内坑,C,2022,任务完成率,%,,122.6\n内坑,D,2022,覆盖率,%,0,100"], &[]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,50\n内坑,A,2022,达标,%,60", "metrics.csv\nunit,code,period,name,measure,actual\n龙湖,A,2022,达标,%,160"],
        &["metrics.csv:2:6 (F2 actual): warning V5"]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,50\n内坑,A,2022,达标,%,160", "metrics.csv\nunit,code,period,name,measure,actual\n龙湖,A,2022,达标,%,170"], &[]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,50", "metrics.csv\nunit,code,period,name,measure,actual\n龙湖,A,2022,达标,%,160"], &[]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,2\n内坑,A,2022,达标,%,3\n龙湖,A,2022,达标,%,0.025"], &[]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,80\n内坑,A,2022,达标,%,85\n龙湖,A,2022,达标,%,0.85"],
        &["metrics.csv:4:6 (F4 actual): warning V5"]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,0.3\n内坑,A,2022,达标,%,85\n龙湖,A,2022,达标,%,0.85"], &[]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,85", "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,0.85"],
        &["metrics.csv:2:6 (F2 actual): warning V5"]),
    ("V5", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,85", "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,达标,%,58"], &[]),
    ("V6", &["metrics.csv\nunit,code,period,name,measure,actual,agg\n内坑,A,2022,达标,%,50,mean"], &["metrics.csv:2:7 (G2 agg): warning V6"]),
    ("V6", &["metrics.csv\nunit,code,period,name,measure,actual,agg\n内坑,A,2022,达标,%,50,none\n内坑,B,2022,工资,元,50,mean"], &[]),
    ("V7", &["metrics.csv\nunit,code,period,name,measure,baseline,target\n内坑,A,2022,投资,亿元,2,1.1234567\n内坑,B,2022,投资,亿元,0.00000001,2"],
        &["metrics.csv:2:7 (G2 target): warning V7", "metrics.csv:3:6 (F3 baseline): warning V7"]),
    ("V7", &["metrics.csv\nunit,code,period,name,measure,target\n内坑,A,2022,投资,亿元,123456789.123456\n内坑,B,2022,投资,亿元,0.000001\n内坑,C,2022,投资,亿元,73.82"], &[]),
    ("V8", &["metrics.csv\nunit,code,period,name,measure,baseline,target\n内坑,A,2022,占地,亩,1,100\n内坑,B,2022,商户,家,,5",
        "metrics.csv\nunit,code,period,name,measure,baseline,target\n内坑,A,2022,占地,公顷,2,100\n内坑,B,2022,商户,户,,5"],
        &["metrics.csv:2:5 (E2 measure): warning V8", "metrics.csv:3:5 (E3 measure): warning V8"]),
    ("V8", &["projects.csv\nunit,code,name,annual_plan,annual_done,as_of,money_unit\n内坑,P1,路,5,3,2022-09,百万元",
        "projects.csv\nunit,code,name,annual_plan,annual_done,as_of,money_unit\n内坑,P1,路,5,4,2022-10,千万元"],
        &["projects.csv:2:7 (G2 money_unit): warning V8"]),
    // The number went with the unit, or the two units are one, or it is zero; a thousand times as much is V4.
    ("V8", &["metrics.csv\nunit,code,period,name,measure,target\n内坑,A,2022,占地,亩,100\n内坑,B,2022,岗位,人,20\n内坑,C,2022,占地,亩,0\n内坑,D,2022,产值,亿元,5",
        "metrics.csv\nunit,code,period,name,measure,target\n内坑,A,2022,占地,公顷,6.667\n内坑,B,2022,岗位,名,20\n内坑,C,2022,占地,公顷,0\n内坑,D,2022,产值,万元,5"], &[]),
];

#[rustfmt::skip]
const STATEMENTS: &[Case] = &[
    ("O1", &["metrics.csv\nunit,code,period,name,measure,target,actual,status\n内坑,A,2022,投资,元,,5,na\n内坑,B,2022,投资,元,5,,na\n内坑,C,2022,口碑,定性,5,,"],
        &["metrics.csv:2:7 (G2 actual): warning O1", "metrics.csv:3:6 (F3 target): warning O1", "metrics.csv:4:6 (F4 target): warning O1"]),
    ("O1", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,投资,元,"], &["metrics.csv:2:6 (F2 actual): error O1"]),
    ("O1", &["metrics.csv\nunit,code,period,name,measure,actual,status\n内坑,A,2022,投资,元,,na\n内坑,B,2022,口碑,定性,,\n内坑,C,2022,投资,元,,missing\n内坑,D,2022,投资,元,0,final"], &[]),
    ("O2", &["metrics.csv\nunit,code,period,name,measure,actual,status\n内坑,A,2027,投资,元,5,estimated\n内坑,A,2026-M12,投资,元,5,"],
        &["metrics.csv:2:6 (F2 actual): error O2", "metrics.csv:3:6 (F3 actual): error O2"]),
    ("O2", &["metrics.csv\nunit,code,period,name,measure,actual,status\n内坑,A,2026,投资,元,5,final\n内坑,A,2021/2030,投资,元,5,\n内坑,A,2022/..,投资,元,5,\n内坑,A,2026-M11,投资,元,5,"],
        &["metrics.csv:2:6 (F2 actual): warning O2", "metrics.csv:3:6 (F3 actual): warning O2", "metrics.csv:4:6 (F4 actual): warning O2", "metrics.csv:5:6 (F5 actual): warning O2"]),
    ("O2", &["metrics.csv\nunit,code,period,name,measure,target,actual,basis,status\n内坑,A,2026,投资,元,,5,,provisional\n内坑,B,2026,网格,个,,5,stock,final\n内坑,C,2027,投资,元,5,,,\n内坑,D,2026-M10,投资,元,,5,,final\n内坑,E,2026-M01/2026-M10,投资,元,,5,,final"], &[]),
    ("O2", &["metrics.csv\nunit,code,period,name,measure,actual,status\n内坑,A,2024,投资,元,5,provisional\n内坑,A,2025-M10,投资,元,5,provisional"],
        &["metrics.csv:2:7 (G2 status): warning O2", "metrics.csv:3:7 (G3 status): warning O2"]),
    ("O2", &["metrics.csv\nunit,code,period,name,measure,actual,status\n内坑,A,2025,投资,元,5,provisional\n内坑,A,2025-M11,投资,元,5,provisional\n内坑,A,2024,投资,元,5,final"], &[]),
    ("T1", &["metrics.csv\nunit,code,period,name,measure,target,direction,nature\n内坑,A,2022,投资,亿元,5,up,binding\n内坑,B,2022,能耗,吨,5,down,binding\n内坑,C,2022,投资,亿元,5,up,binding\n内坑,D,2022,投资,亿元,5,up,binding",
        "metrics.csv\nunit,code,period,name,measure,target,actual\n内坑,A,2022,投资,亿元,4,\n内坑,B,2022,能耗,吨,6,\n内坑,C,2022,投资,亿元,6,\n内坑,D,2022,投资,亿元,,1"],
        &["metrics.csv:2:6 (F2 target): warning T1", "metrics.csv:3:6 (F3 target): warning T1", "metrics.csv:4:6 (F4 target): warning T1", "metrics.csv:5:6 (F5 target): warning T1"]),
    ("T1", &["metrics.csv\nunit,code,period,name,measure,target,actual,nature\n内坑,A,2022,投资,亿元,5,,binding\n内坑,B,2022,投资,亿元,5,,expected\n内坑,C,2022,投资,亿元,,1,binding",
        "metrics.csv\nunit,code,period,name,measure,target\n内坑,A,2022,投资,万元,50000\n内坑,B,2022,投资,亿元,6\n内坑,C,2022,投资,亿元,6"], &[]),
    ("T1", &["metrics.csv\nunit,code,period,name,measure,baseline\n内坑,A,2022,投资,亿元,5", "metrics.csv\nunit,code,period,name,measure,baseline\n内坑,A,2022,投资,亿元,4"],
        &["metrics.csv:2:6 (F2 baseline): warning T1"]),
    ("T1", &["metrics.csv\nunit,code,period,name,measure,baseline\n内坑,A,2022,投资,亿元,5", "metrics.csv\nunit,code,period,name,measure,baseline,status\n内坑,A,2022,投资,亿元,4,break"], &[]),
];

#[rustfmt::skip]
const DATES: &[Case] = &[
    ("D1", &["projects.csv\nunit,code,name,start_actual,finish_actual\n内坑,P1,项目,2026-M12,\n内坑,P2,项目,2026-11-24,\n内坑,P3,项目,,2027-M01"],
        &["projects.csv:2:4 (D2 start_actual): error D1", "projects.csv:3:4 (D3 start_actual): error D1", "projects.csv:4:5 (E4 finish_actual): error D1"]),
    ("D1", &["projects.csv\nunit,code,name,start_plan,start_actual,finish_plan,finish_actual\n内坑,P1,项目,2023-M02,2022-M02,2023-M01,2022-01-30"],
        &["projects.csv:2:4 (D2 start_plan): error D1", "projects.csv:2:5 (E2 start_actual): error D1"]),
    ("D1", &["projects.csv\nunit,code,name,start_plan,start_actual,finish_plan,finish_actual\n内坑,P1,项目,2027-M01,2026-M11,2027-01-15,2026-11-23\n内坑,P2,项目,2022-M09,2022-09-30,2022-09-01,2022-M09"], &[]),
    ("D2", &["projects.csv\nunit,code,name,annual_done,money_unit\n内坑,P1,项目,3,亿元"], &["projects.csv:2:4 (D2 annual_done): warning D2"]),
    ("D2", &["projects.csv\nunit,code,name,annual_done,as_of,money_unit,stage\n内坑,P1,项目,3,2022-M09,亿元,\n内坑,P2,项目,3,2022-M08,亿元,\n内坑,P3,项目,3,2021-M09,亿元,"],
        &["projects.csv:4:5 (E4 as_of): warning D2"]),
    ("D2", &["projects.csv\nunit,code,name,annual_done,as_of,money_unit,stage\n内坑,P1,项目,3,2022-M09,亿元,\n内坑,P2,项目,3,2022-M08,亿元,\n内坑,P3,项目,3,2021-M12,亿元,completed\n内坑,P4,项目,,2021-M12,,\n内坑,P5,项目,3,2021-M12,亿元,operating\n内坑,P6,项目,3,2021-M12,亿元,completed"], &[]),
    ("D2", &["goals.csv\nunit,code,title,period,due\n内坑,G1,目标,2022,2023-01-01\n内坑,G2,目标,2021/2025,2020-M12"],
        &["goals.csv:2:5 (E2 due): warning D2", "goals.csv:3:5 (E3 due): warning D2"]),
    ("D2", &["goals.csv\nunit,code,title,period,due\n内坑,G1,目标,2022,2022-12-31\n内坑,G2,目标,2022/..,2025-M01\n内坑,G3,目标,,2020-M12"], &[]),
    ("D2", &["goals.csv\nunit,code,title,period\n内坑,G1,目标,2021/2025",
        "metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2020,投资,元,5,G1\n内坑,A,2025/2026,投资,元,5,G1"],
        &["metrics.csv:2:3 (C2 period): warning D2", "metrics.csv:3:3 (C3 period): warning D2"]),
    ("D2", &["goals.csv\nunit,code,title,period\n内坑,G1,目标,2022-H1", "metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2022,投资,元,5,G1"],
        &["metrics.csv:2:3 (C2 period): warning D2"]),
    ("D2", &["goals.csv\nunit,code,title,period\n内坑,G1,目标,2021/2025\n内坑,G2,目标,\n内坑,G3,目标,2022-H1",
        "metrics.csv\nunit,code,period,name,measure,target,goal\n内坑,A,2021,投资,元,5,G1\n内坑,A,2025-M12,投资,元,5,G1\n内坑,A,2021/2025,投资,元,5,G1\n内坑,A,2030,投资,元,5,G2\n内坑,A,2022-Q2,投资,元,5,G3"], &[]),
];

#[rustfmt::skip]
const PROJECTS: &[Case] = &[
    ("P1", &["projects.csv\nunit,code,name,total_investment,annual_plan,annual_done,cumulative_done,money_unit,as_of\n内坑,P1,项目,9,1,2.1,3,亿元,2022-M09\n内坑,P2,项目,9,1,2,1,亿元,2022-M09\n内坑,P3,项目,<9,,,10,亿元,\n内坑,P4,项目,9,10,,,亿元,"],
        &["projects.csv:2:6 (F2 annual_done): warning P1", "projects.csv:3:6 (F3 annual_done): error P1", "projects.csv:4:7 (G4 cumulative_done): warning P1", "projects.csv:5:5 (E5 annual_plan): warning P1"]),
    ("P1", &["projects.csv\nunit,code,name,total_investment,annual_plan,annual_done,cumulative_done,money_unit,as_of\n内坑,P1,项目,9,1,2,2,亿元,2022-M09\n内坑,P2,项目,>9,10,,11,亿元,\n内坑,P3,项目,约9,10,,11,亿元,\n内坑,P4,项目,9,0,2,9,亿元,2022-M09"], &[]),
    ("P2", &["projects.csv\nunit,code,name,count,total_investment,money_unit\n内坑,P1,项目,3,1,亿元\n内坑,P1.1,其中,2,6000,万元\n内坑,P1.2,其中,2,0.5,亿元"],
        &["projects.csv:2:4 (D2 count): warning P2", "projects.csv:2:5 (E2 total_investment): warning P2"]),
    ("P2", &["projects.csv\nunit,code,name,count\n内坑,P1,项目,3\n内坑,P2,其中,2", "projects.csv\nunit,code,name,count,parent\n内坑,P2,其中,2,P1\n龙湖,P1,其中,2,内坑镇/P1"],
        &["projects.csv:2:4 (D2 count): warning P2"]),
    ("P2", &["projects.csv\nunit,code,name,count,total_investment,money_unit,scope\n内坑,P1,项目,3,1,亿元,\n内坑,P1.1,其中,2,6000,万元,\n内坑,P1.2,其中,1,0.4,亿元,\n内坑,P1.3,其中,9,9,亿元,area\n内坑,P2,项目,1,超1,亿元,\n内坑,P2.1,其中,2,2,亿元,\n内坑,P3,项目,4,1,亿元,\n内坑,P3.1,其中,3,约2,亿元,"], &[]),
    ("P3", &["projects.csv\nunit,code,name,stage,annual_done,money_unit,as_of\n内坑,P1,项目,planned,3,亿元,2022-M09\n内坑,P2,项目,building,3,亿元,2022-M09\n内坑,P3,项目,planned,0,亿元,2022-M09"],
        &["projects.csv:2:4 (D2 stage): warning P3"]),
    ("P3", &["projects.csv\nunit,code,name,stage,start_actual,finish_actual\n内坑,P1,项目,completed,,2022-M09\n内坑,P2,项目,operating,,\n内坑,P3,项目,building,2022-M01,\n内坑,P4,项目,started,,"],
        &["projects.csv:3:4 (D3 stage): warning P3", "projects.csv:5:4 (D5 stage): warning P3"]),
    ("P3", &["projects.csv\nunit,code,name,count,stage,start_plan\n内坑,P1,项目,1,completed,\n内坑,P2,项目,1,building,2022-M01\n内坑,P3,项目,32,building,"], &[]),
    ("P3", &["projects.csv\nunit,code,name,stage,start_actual\n内坑,P1,项目,completed,\n内坑,P2,项目,building,"], &[]),
    ("P3", &["projects.csv\nunit,code,name,stage\n内坑,P1,项目,building\n内坑,P2,项目,building\n内坑,P3,项目,planned", "projects.csv\nunit,code,name,stage\n内坑,P1,项目,signed\n内坑,P2,项目,suspended\n内坑,P3,项目,building"],
        &["projects.csv:2:4 (D2 stage): warning P3"]),
    ("P4", &["projects.csv\nunit,code,name,count,category,scope,parent,as_of\n内坑,P1,教育项目,7,livelihood,own,,2022-M09\n内坑,P2,医疗项目,7,livelihood,own,,2022-M09\n教育局,P1,2022年教育项目,160,livelihood,area,,"],
        &["projects.csv:4:6 (F4 scope): warning P4"]),
    ("P4", &["projects.csv\nunit,code,name,count,category,scope\n教育局,P1,2022年教育项目,160,livelihood,area", "projects.csv\nunit,code,name,count,category,scope\n内坑,P1,2022年教育项目,7,livelihood,own"],
        &["projects.csv:2:6 (F2 scope): warning P4"]),
    ("P4", &["projects.csv\nunit,code,name,count,category,scope,parent\n教育局,P1,2022年教育项目,160,livelihood,area,\n教育局,P2,2022年教育项目,5,livelihood,own,\n内坑,P1,2022年教育项目,7,livelihood,own,教育局/P1\n龙湖,P1,教育项目,7,livelihood,own,\n龙湖,P2,2022年产业项目,7,industry,own,\n龙湖,P3,2022年小学,1,livelihood,own,"], &[]),
];

/// A metric of every unit that nobody is under, so that none of them is without rows
const EVERYBODY: &str = "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2021,占地,亩,3\n龙湖,A,2021,占地,亩,3\n350582-JYJ,A,2021,占地,亩,3";

/// Rules that an import says nothing of, as a plan is filled in bit by bit: all rows are held against them, and what is
/// told ends in the name of the sentence
#[rustfmt::skip]
const OF_THE_WHOLE: &[Case] = &[
    ("C1", &["metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,占地,亩,3"],
        &["units.csv:4: warning C1 UnitWithoutRows", "units.csv:5: warning C1 UnitWithoutRows"]),
    ("C1", &["units.csv\ncode,name,kind,parent,active\n350582112,某镇,town,350582,no",
        "goals.csv\nunit,code,title,kind\n教育局,G1,愿景,vision", "projects.csv\nunit,code,name,owner\n龙湖,P1,项目,林一",
        "metrics.csv\nunit,code,period,name,measure,actual\n内坑,A,2022,占地,亩,3"], &[]),
    ("C1", &[EVERYBODY, "goals.csv\nunit,code,title,owner\n内坑,G1,目标,林一\n内坑,G2,目标,林一\n龙湖,G1,目标,林一\n龙湖,G1.1,子目标,林一",
        "metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2022,占地,亩,3,G2\n龙湖,A,2022,占地,亩,3,内坑/G2"],
        &["goals.csv:2: warning C1 GoalUnserved", "goals.csv:5: warning C1 GoalUnserved"]),
    ("C1", &[EVERYBODY, "goals.csv\nunit,code,title,owner,kind,status,parent\n内坑,G1,目标,林一,,,\n内坑,G2,目标,林一,,,\n内坑,G3,目标,林一,,,\n内坑,G3.1,子目标,林一,,,\n内坑,G4,目标,林一,,,\n内坑,G5,愿景,林一,vision,,\n内坑,G6,目标,林一,,cancelled,\n龙湖,G1,子目标,林一,,,内坑/G4",
        "projects.csv\nunit,code,name,owner,goal\n龙湖,P1,项目,林一,内坑/G2",
        "metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2022,占地,亩,3,G1\n内坑,B,2022,占地,亩,3,G3.1\n龙湖,A,2022,占地,亩,3,G1"], &[]),
    ("C1", &[EVERYBODY, "goals.csv\nunit,code,title\n内坑,G1,目标", "metrics.csv\nunit,code,period,name,measure,actual,goal\n内坑,A,2022,占地,亩,3,G1"],
        &["goals.csv:2: warning C1 NoOwner"]),
    ("C1", &[EVERYBODY, "projects.csv\nunit,code,name,owner,stage\n内坑,P1,项目,,building\n内坑,P2,项目,,\n内坑,P3,项目,林一,"],
        &["projects.csv:2: warning C1 NoOwner", "projects.csv:3: warning C1 NoOwner"]),
    ("C1", &[EVERYBODY, "goals.csv\nunit,code,title,kind,status\n内坑,G1,愿景,vision,\n内坑,G2,目标,,cancelled",
        "projects.csv\nunit,code,name,stage\n内坑,P1,项目,cancelled"], &[]),
    ("Q1", &["goals.csv\nunit,code,title,source\n内坑,G1,目标,\n内坑,G2,目标,计划", "projects.csv\nunit,code,name,source\n内坑,P1,项目,计划\n内坑,P2,项目,",
        "metrics.csv\nunit,code,period,name,measure,actual,source\n内坑,A,2022,占地,亩,3,\n内坑,A,2021,占地,亩,3,计划"],
        &["goals.csv:2: warning Q1 NoSource", "projects.csv:3: warning Q1 NoSource", "metrics.csv:2: warning Q1 NoSource"]),
    ("Q1", &["projects.csv\nunit,code,name,count,total_investment,money_unit,source,quote\n内坑,P1,项目,3,2,亿元,计划,3个项目总投资1亿元\n内坑,P2,项目,4,,,计划,3个项目\n内坑,P3,项目,1,2,亿元,计划,总投资2亿元",
        "metrics.csv\nunit,code,period,name,measure,baseline,target,actual,source,quote\n内坑,A,2022,占地,亩,1,,,计划,达2亩\n内坑,B,2022,占地,亩,,1,,计划,达2亩\n内坑,C,2022,占地,亩,,,1,计划,达2亩"],
        &["projects.csv:2: warning Q1 NumbersNotInQuote", "projects.csv:3: warning Q1 NumbersNotInQuote", "metrics.csv:2: warning Q1 NumbersNotInQuote",
          "metrics.csv:3: warning Q1 NumbersNotInQuote", "metrics.csv:4: warning Q1 NumbersNotInQuote"]),
    ("Q1", &["goals.csv\nunit,code,title,source,quote\n内坑,G1,目标,计划,愿景", "projects.csv\nunit,code,name,count,total_investment,money_unit,source,quote\n内坑,P1,项目,3,2,亿元,计划,三个项目总投资20000万元\n内坑,P2,项目,4,5,亿元,计划,",
        "metrics.csv\nunit,code,period,name,measure,baseline,target,actual,source,quote\n内坑,A,2022,占地,亩,1,2,3,计划,由1亩增至2亩，实际3亩\n内坑,B,2022,占地,亩,,,1,计划,"], &[]),
];

/// The rules that an import speaks of
fn cases() -> impl Iterator<Item = &'static Case> {
    [UNITS_AND_KEYS, INDICATORS, STATEMENTS, DATES, PROJECTS].into_iter().flatten()
}

/// Writes a sheet, whose first line is its name, and imports it: what was printed
fn import(session: &Session, sheet: &str) -> String {
    let (name, content) = sheet.split_once('\n').unwrap();
    fs::write(session.path().join(name), format!("{content}\n")).unwrap();
    session.run(&format!("taizhang import {name}")).0
}

/// The findings of a rule: place, severity and id
fn findings(output: &str, rule: &str) -> Vec<String> {
    let told = |line: &str| {
        let severities = ["error", "warning"].map(|severity| format!(": {severity} {rule} "));
        severities.iter().find_map(|mark| {
            let at = line.find(mark.as_str())?;
            Some(line[..at + mark.len() - 1].to_owned())
        })
    };
    output.lines().filter_map(told).collect()
}

/// What the last sheet of a case was told, and what it is told when it comes again
fn run(case: &Case) -> (String, String) {
    let session = Session::new();
    import(&session, UNITS);
    let (last, first) = case.1.split_last().unwrap();
    for sheet in first {
        let output = import(&session, sheet);
        assert!(output.contains("revision"), "{}: {output}", case.0);
    }
    (import(&session, last), import(&session, last))
}

/// What the sheets of a case are told together, and how the report tells it; the import tells nothing of the rule
fn run_whole((rule, sheets, _): &Case) -> (Vec<String>, String) {
    let session = Session::new();
    for sheet in std::iter::once(&UNITS).chain(*sheets) {
        let output = import(&session, sheet);
        assert!(output.contains("revision"), "{rule}: {output}");
        assert_eq!(findings(&output, rule), Vec::<String>::new(), "an import told {rule}");
    }
    let (text, status) = session.run(&format!("taizhang report quality -p rule={rule} --format csv 2> said"));
    assert_eq!(status, 0, "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    let found = rows.filter(|row| row["level"] == "row").map(|row| {
        assert_eq!(row["rule"], *rule);
        format!("{}: {} {rule} {}", row["places"], row["severity"], row["sentence"])
    });
    (found.collect(), text)
}

#[test]
fn each_rule_speaks_where_it_is_broken_and_nowhere_else() {
    let mut wrong = Vec::new();
    let mut told = String::new();
    for case in OF_THE_WHOLE {
        let (found, text) = run_whole(case);
        if found != case.2 {
            wrong.push(format!("{case:#?}\nfound {found:#?}"));
        }
        told.push_str(&text);
    }
    for case in cases() {
        let (rule, sheets, expected) = case;
        let (output, again) = run(case);
        let found = findings(&output, rule);
        if found != *expected {
            wrong.push(format!("{rule} {sheets:#?}\nexpected {expected:#?}\nfound {found:#?}\n{output}"));
        }
        if !output.contains(": error ") && again.contains(": warning ") {
            wrong.push(format!("{rule} {sheets:#?}: an unchanged row was told again\n{again}"));
        }
        told.push_str(&output);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unheard = sentences().into_iter().filter(|sentence| !told.contains(sentence.as_str()));
    assert_eq!(unheard.collect::<Vec<_>>(), Vec::<String>::new(), "sentences that no case has drawn");
}

/// The longest fixed part of each English sentence about a rule
fn sentences() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text/rule_findings.rs");
    let text = fs::read_to_string(path).unwrap();
    let english = text.lines().filter_map(|line| line.trim().strip_prefix("en \"")?.strip_suffix('"'));
    let longest = |sentence: &str| {
        let fixed = sentence.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        fixed.max_by_key(|part| part.len()).unwrap_or_default().to_owned()
    };
    english.map(longest).collect()
}

#[test]
fn every_rule_about_rows_has_a_case_that_breaks_it_and_one_that_does_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/storage/rules");
    let mut rules = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let ids = text.split("Rule::").skip(1).filter_map(|rest| rest.get(..2)).map(str::to_owned);
        rules.extend(ids.filter(|id| id.ends_with(|letter: char| letter.is_ascii_digit())));
    }
    assert!(rules.len() >= 17, "{rules:?}");
    for rule in &rules {
        let of_rule = || cases().chain(OF_THE_WHOLE).filter(|(id, ..)| id == rule);
        assert!(of_rule().any(|(_, _, expected)| !expected.is_empty()), "{rule} is never broken");
        assert!(of_rule().any(|(_, _, expected)| expected.is_empty()), "{rule} is never silent");
    }
}
