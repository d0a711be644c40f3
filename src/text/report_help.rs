//! The help of `report`, and of what may be made of any result.

use super::help::HelpText;

/// Names, English, Chinese
pub const REPORT_HELP: &[HelpText] = &[
    ("report", "Print a report", "打印报表"),
    ("report.name", "Which report [default: overview]", "报表名称［默认：overview］"),
    ("report.list", "List the reports", "列出报表"),
    (
        "report.all",
        "Write every report into the folder that -o names: pages, a page for each unit, a list of them, one workbook",
        "将全部报表写入 -o 指定的文件夹：网页、各单位网页、目录页和一个工作簿",
    ),
    (
        "report.force",
        "With --all: put the reports among the files of a folder that holds something else",
        "配合 --all：写入已有其他文件的文件夹",
    ),
    ("report.sql", "Print the report's SQL instead", "改为输出该报表的 SQL"),
    (
        "report.reports",
        "The folder of your own reports [default: `reports` beside the ledger]",
        "自定义报表所在文件夹［默认：台账旁的 reports］",
    ),
    ("report.unit", "Only this unit: code, name, short name or alias", "只看该单位：代码、名称、简称或别名"),
    ("report.tree", "With --unit: all units below it too", "配合 --unit：含其所有下级单位"),
    (
        "report.kind",
        "Only units of this kind (town, department …) or group: towns, departments, governments, others",
        "只看该类单位：town 镇、department 局等，或 towns 镇街、departments 部门、governments 政府、others 其他",
    ),
    (
        "report.period",
        "Only periods within this one; `=2022` means only 2022 itself",
        "只看该时期以内；`=2022` 仅指 2022 本身",
    ),
    ("report.scope", "Only this scope: own or area", "只看该口径：own 或 area"),
    (
        "report.on",
        "The month or day at whose end pace is judged [default: the end of each period, or the last full month]",
        "评判序时进度的月份或日期［默认：各时期期末，未到期的按上一整月］",
    ),
    (
        "report.lights",
        "How lights are lit: default, yinchuan, ouhai, suqian, or `GREEN,YELLOW` in percentage points, such as `0,-10`",
        "亮灯规则：default、银川、瓯海、宿迁，或自定“绿,黄”阈值（百分点），如 `0,-10`",
    ),
    (
        "report.group_by",
        "Group the rows by this; `report NAME --help` lists what a report knows",
        "按此分组；`report 名称 --help` 列出可用的分组",
    ),
    ("report.text", "Look for quotes in these texts", "在这些文本中核对原文"),
    (
        "report.expected",
        "Hold what units have reported against this list: a sheet with the columns unit, code and perhaps period",
        "按此应报清单核对：含责任单位、指标编码两列，可有时期列",
    ),
    ("report.parameter", "A parameter of your own report, NAME=VALUE", "自定义报表的参数，名称=值"),
    ("report.totals", "Keep totals where rows are chosen or sorted", "筛选、排序时仍保留合计行"),
    ("report.no_totals", "Leave out totals and groups", "不含合计与小计行"),
    ("report.exact", "Print rates with all their digits", "比率显示全部位数"),
    (
        ".filter",
        "Only rows with this condition, SQL over the columns of the result: `rate < 50 AND unit = '内坑'`; amounts compare in the usual unit of their kind (亿元, 亩, 个)",
        "只列符合该条件的行，条件为结果列上的 SQL：`rate < 50 AND unit = '内坑'`；金额等按该类常用单位（亿元、亩、个）比较",
    ),
    (
        ".columns",
        "Only these columns, or SQL expressions over them, between commas",
        "只列这些列或列上的 SQL 表达式，逗号分隔",
    ),
    (".sort", "Sort by this SQL: `rate DESC, unit`", "按该 SQL 排序：`rate DESC, unit`"),
    (".top", "Only the first N rows", "只列前 N 行"),
    (
        ".pivot",
        "Spread the values of this column over the page, filled with the last of --columns",
        "将该列的各个值展开为列，以 --columns 的最后一列填充",
    ),
];
