#!/usr/bin/env python3
"""A plan of national size, as the four sheets that `taizhang import` reads.

    generate.py FOLDER [--rows 1000000] [--seed 1] [--shuffle] [--change 1%] [--wrong 100000]

FOLDER/units.csv, goals.csv, projects.csv and metrics.csv are what `taizhang export` would write of that plan, byte for
byte: canonical columns, in the binary order of the key. A million rows of metrics are 40,000 units with 25 indicators
each; fewer rows mean fewer units, more rows mean more years.

Further copies of metrics.csv, each in a folder of its own, because the file's name says what it holds:

    --shuffle     shuffled/metrics.csv     the same rows in no order
    --change N    changed-N/metrics.csv    N rows (or N percent of them) with another actual value; may be repeated
    --wrong N     wrong/metrics.csv        the first N rows, each with an unknown unit and an unknown measure,
                  right/metrics.csv        and the same N rows as they are
"""

import argparse
import math
import random
import sys
from pathlib import Path

UNITS = "code,name,kind,parent,short_name,aliases,sort,active,note"
GOALS = "unit,code,title,kind,parent,period,due,owner,partners,status,source,quote,note"
PROJECTS = (
    "unit,code,name,count,parent,goal,category,stage,scope,total_investment,total_investment_bound,annual_plan,"
    "annual_done,cumulative_done,money_unit,as_of,place,owner,start_plan,start_actual,finish_plan,finish_actual,"
    "progress,problem,source,quote,note"
)
METRICS = (
    "unit,code,period,name,measure,baseline,baseline_bound,target,target_bound,actual,actual_bound,goal,project,"
    "direction,agg,basis,scope,nature,status,source,quote,note"
)

MOST_UNITS = 40_000
LAST_YEAR = 2022

# Code, name, measure, direction, basis, nature, greatest value, decimals; in the order of the codes
INDICATORS = [
    ("AGRI.GRAIN", "粮食播种面积", "亩", "up", "flow", "binding", 90_000, 0),
    ("AGRI.LAND.HIGH", "高标准农田面积", "万亩", "up", "stock", "binding", 40, 2),
    ("CULT.VENUE", "文化场馆", "座", "up", "stock", "", 60, 0),
    ("ECO.AIR", "空气优良天数比例", "%", "up", "flow", "binding", 100, 1),
    ("ECO.FOREST", "森林覆盖率", "%", "up", "stock", "binding", 80, 2),
    ("ECO.SEWAGE", "污水处理能力", "万吨/日", "up", "stock", "", 90, 1),
    ("EDU.SCHOOL", "新建改扩建学校", "所", "up", "cumulative", "", 50, 0),
    ("EDU.SEAT.NEW", "新增学位", "万个", "up", "cumulative", "expected", 14, 2),
    ("EDU.TEACHER", "专任教师", "人", "up", "stock", "", 9_000, 0),
    ("FIN.REVENUE", "一般公共预算收入", "亿元", "up", "flow", "expected", 200, 2),
    ("GRID.L2", "二级网格", "个", "up", "stock", "", 300, 0),
    ("GRID.L3", "三级网格", "个", "up", "stock", "", 900, 0),
    ("HEALTH.BED", "医疗机构床位", "张", "up", "stock", "expected", 6_000, 0),
    ("HEALTH.REFER", "转外就医率", "%", "down", "stock", "", 30, 1),
    ("HOUSE.OLD", "改造老旧小区", "户", "up", "flow", "task", 5_000, 0),
    ("IND.ENTERPRISE", "规模以上工业企业", "家", "up", "stock", "", 800, 0),
    ("IND.OUTPUT", "工业总产值", "亿元", "up", "flow", "expected", 2_000, 2),
    ("LIFE.JOB.NEW", "城镇新增就业", "万人", "up", "flow", "expected", 9, 2),
    ("LIFE.OLD.CARE", "养老床位", "张", "up", "stock", "task", 3_000, 0),
    ("PARK.AREA", "园区标准化建设占地", "亩", "up", "stock", "", 4_000, 0),
    ("ROAD.RURAL", "农村公路新改建", "公里", "up", "flow", "task", 120, 1),
    ("TECH.FIRM", "高新技术企业", "家", "up", "stock", "expected", 400, 0),
    ("TOUR.VISIT", "接待游客", "万人次", "up", "flow", "", 900, 1),
    ("WATER.PIPE", "新建供水管网", "公里", "up", "cumulative", "", 200, 1),
    ("WATER.PROJECT", "在建水利项目", "项", "up", "stock", "task", 60, 0),
]

FIRST = "青安内龙英紫西罗新灵深东石金永池磁陈梅华泰和宁兴福清南长平云山河湖江海林溪桥塘岭坑门口沙田洋浦城关堂泉"
SECOND = "阳海坑湖林帽滨山塘源沪石井埭灶店和岭泰宁兴福清安平云河江溪桥门口沙田洋浦城关堂泉庄岗坪坝湾屿港埔墩寨营屯"
TITLES = ["建设产城人融合示范区", "打造生态宜居新城", "推进乡村全面振兴", "建设先进制造业基地", "提升基层治理水平", "办好人民满意的教育"]
TASKS = ["完善路网和管网", "盘活低效用地", "整治农房和裸房", "培育龙头企业", "建设智慧停车场", "新增公办学位"]
WORKS = ["道路拓改工程", "标准化园区", "水系综合治理", "老旧小区改造", "污水处理厂扩建", "中心小学迁建", "智能制造产业园"]
OWNERS = ["陈志强", "林美华", "吴建国", "黄秀英", ""]
PROBLEMS = ["征地拆迁未完成", "资金未到位", "施工图审查滞后", "", "", ""]
SOURCES = ["统计公报", "部门报送", "年度计划", "月度快报", ""]
WRONG_MEASURES = ["万各", "母", "％点", "人天", "亿园", "平方里", "筐"]


def name_of(rng, ends):
    return rng.choice(FIRST) + rng.choice(SECOND) + rng.choice(ends)


def units(rng, count):
    """Provinces, prefectures, counties and towns in the order of their codes: (code, name, kind, parent, sort)"""
    counties = max(1, round(count * 2_843 / MOST_UNITS))
    towns = math.ceil((count - 1) / counties)
    made = 0
    province = prefecture = ""
    for county in range(counties):
        codes = []
        place, within = divmod(county, 92)
        in_prefecture = within % 9
        if within == 0:
            province = f"{11 + place:02}0000"
            codes.append((province, name_of(rng, "省"), "province", ""))
        if in_prefecture == 0:
            prefecture = f"{11 + place:02}{within // 9 + 1:02}00"
            codes.append((prefecture, name_of(rng, "市"), "prefecture", province))
        code = f"{prefecture[:4]}{in_prefecture + 1:02}"
        kind, end = rng.choice([("city", "市"), ("county", "县"), ("district", "区")])
        codes.append((code, name_of(rng, end), kind, prefecture))
        for town in range(towns):
            kind, end, digits = (("subdistrict", "街道", 1), ("town", "镇", 100), ("township", "乡", 200))[town * 3 // towns]
            codes.append((f"{code}{digits + town:03}", name_of(rng, [end]), kind, code))
        for sort, row in enumerate(codes):
            if made == count:
                return
            made += 1
            yield (*row, sort)


def write_units(path, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(UNITS + "\n")
        for code, name, kind, parent, sort in rows:
            short, alias = (name[:-2], name + "办事处") if kind == "subdistrict" else (name[:-1], "")
            out.write(f"{code},{name},{kind},{parent},{short},{alias},{sort},yes,\n")


def write_goals(path, codes, rng):
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(GOALS + "\n")
        for unit in codes:
            first, second, task = rng.choice(TITLES), rng.choice(TITLES), rng.choice(TASKS)
            status = rng.choice(["ongoing", "done", "not_started", ""])
            due, owner = month(LAST_YEAR, rng.randint(3, 12)), rng.choice(OWNERS)
            out.write(f"{unit},G1,{first},vision,,,,,,standing,,,\n")
            out.write(f"{unit},G2,{second},goal,,2021/2025,,{owner},,ongoing,年度计划,,\n")
            out.write(f"{unit},G2.1,{task},task,,{LAST_YEAR},{due},{owner},,{status},年度计划,,\n")


def month(year, number):
    return f"{year}-M{number:02}"


def money(rng):
    """Total investment, plan and done of the year, done so far, unit and month; some without a plan, some without done"""
    unit, places = rng.choice([("亿元", 2), ("万元", 0)])
    plan = rng.randint(500, 90_000)
    done = plan * rng.randint(20, 130) // 100
    so_far = done + plan * rng.randint(0, 100) // 100
    total = max(plan, so_far) * rng.randint(110, 300) // 100
    total, plan, done, so_far = (shortest(value, places) for value in (total, plan, done, so_far))
    chance = rng.random()
    if chance < 0.1:
        plan = ""
    elif chance < 0.2:
        done = so_far = ""
    return total, plan, done, so_far, unit, month(LAST_YEAR, rng.choice([8, 9, 9, 9])) if done else ""


def dates(rng):
    """Planned and actual start, planned and actual finish: some early, some late, some not yet, and a stage to match"""
    start, work = rng.randint(1, 12), rng.randint(3, 30)
    begun, over = start + rng.randint(-2, 6), start + work + rng.randint(-2, 4)
    begun = begun if 1 <= begun <= 9 else 0
    over = over if begun < over <= 9 and begun else 0
    stage = "completed" if over else "building" if begun else rng.choice(["planned", "signed", "prelim", "suspended"])
    finish = month(LAST_YEAR + (start + work - 1) // 12, (start + work - 1) % 12 + 1)
    actual = [month(LAST_YEAR, number) if number else "" for number in (begun, over)]
    return stage, month(LAST_YEAR, start), actual[0], finish, actual[1]


def write_projects(path, codes, rng):
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(PROJECTS + "\n")
        for unit in codes:
            count, part = rng.randint(4, 48), rng.randint(1, 4)
            category = rng.choice(["industry", "infrastructure", "livelihood"])
            scope = "own" if len(unit) > 6 else "area"
            bound = rng.choice(["", "", "", "over", "about"])
            total, plan, done, so_far, money_unit, as_of = money(rng)
            owner, problem = rng.choice(OWNERS), rng.choice(PROBLEMS)
            out.write(
                f"{unit},P1,{LAST_YEAR}年度{rng.choice(WORKS)}等项目,{count},,G2,{category},building,{scope},"
                f"{total},{bound},{plan},{done},{so_far},{money_unit},{as_of},,{owner},,,,,,{problem},年度计划,,\n"
            )
            stage, *timing = dates(rng)
            out.write(
                f"{unit},P1.1,{rng.choice(WORKS)},{part},,G2.1,{category},{stage},{scope},"
                f",,,,,,,,,{','.join(timing)},,,年度计划,,\n"
            )
            stage, *timing = dates(rng)
            total, plan, done, so_far, money_unit, as_of = money(rng)
            out.write(
                f"{unit},P2,{rng.choice(WORKS)},1,,G2,{category},{stage},own,{total},,{plan},{done},{so_far},"
                f"{money_unit},{as_of},,{owner},{','.join(timing)},主体施工,,部门报送,,\n"
            )


def shortest(number, places):
    """A number of that many places behind the point, as the shortest text"""
    whole, rest = divmod(number, 10**places)
    fraction = f"{rest:0{places}}".rstrip("0") if places else ""
    return f"{whole}.{fraction}" if fraction else str(whole)


def decimal(rng, most, places):
    """A number from above 0 to `most`, as the shortest text"""
    return shortest(rng.randint(1, most * 10**places), places)


def metrics(codes, years, count, rng):
    """Rows of metrics in key order: what stands before the actual value, its greatest and decimals, what stands behind"""
    left = count
    for unit in codes:
        for code, name, measure, direction, basis, nature, most, places in INDICATORS:
            for year in years:
                if left == 0:
                    return
                left -= 1
                baseline = decimal(rng, most, places) if rng.random() < 0.3 else ""
                bound = rng.choice(("at_least", "about", "over")) if rng.random() < 0.1 else ""
                goal = rng.choice(("G2", "G2", "G2.1", ""))
                project = "P1" if rng.random() < 0.2 else ""
                status = "final" if rng.random() < 0.8 else "provisional"
                yield (
                    f"{unit},{code},{year},{name},{measure},{baseline},,{decimal(rng, most, places)},{bound},",
                    (most, places),
                    f",,{goal},{project},{direction},,{basis},own,{nature},{status},{rng.choice(SOURCES)},,\n",
                )


def amount(text, count):
    """`1%` of `count`, or just a number"""
    number = round(count * float(text[:-1]) / 100) if text.endswith("%") else int(text)
    return min(number, count)


def beside(folder, name):
    path = folder / name
    path.mkdir(parents=True, exist_ok=True)
    return path / "metrics.csv"


def write_lines(path, lines):
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(METRICS + "\n")
        out.writelines(lines)


def write_metrics(folder, codes, options):
    years = range(LAST_YEAR - math.ceil(options.rows / (len(codes) * len(INDICATORS))) + 1, LAST_YEAR + 1)
    rng = random.Random(f"{options.seed} metrics")
    keeps_lines = options.shuffle
    changed = []
    for text in options.change:
        rows = amount(text, options.rows)
        chosen = set(random.Random(f"{options.seed} {text}").sample(range(options.rows), rows))
        out = beside(folder, f"changed-{text.replace('%', '-percent')}").open("w", encoding="utf-8", newline="")
        out.write(METRICS + "\n")
        changed.append((chosen, out))
    wrong = amount(options.wrong, options.rows)
    lines, rights, wrongs = [], [], []
    with (folder / "metrics.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(METRICS + "\n")
        for index, (before, (most, places), behind) in enumerate(metrics(codes, years, options.rows, rng)):
            actual = decimal(rng, most, places)
            line = f"{before}{actual}{behind}"
            out.write(line)
            for chosen, copy in changed:
                copy.write(f"{before}{1 if actual != '1' else 2}{behind}" if index in chosen else line)
            if keeps_lines:
                lines.append(line)
            if index < wrong:
                fields = line.split(",")
                fields[0], fields[4] = f"无此镇{fields[0]}", WRONG_MEASURES[index % len(WRONG_MEASURES)]
                rights.append(line)
                wrongs.append(",".join(fields))
    for _, copy in changed:
        copy.close()
    if options.shuffle:
        random.Random(f"{options.seed} shuffle").shuffle(lines)
        write_lines(beside(folder, "shuffled"), lines)
    if wrong:
        write_lines(beside(folder, "right"), rights)
        write_lines(beside(folder, "wrong"), wrongs)


def main():
    summary, _, about = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="rows of metrics.csv")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--change", action="append", default=[], metavar="N")
    parser.add_argument("--wrong", default="0", metavar="N")
    options = parser.parse_args()
    if options.rows < 1:
        parser.error("--rows must be at least 1")
    options.folder.mkdir(parents=True, exist_ok=True)
    count = min(MOST_UNITS, math.ceil(options.rows / len(INDICATORS)))
    rows = list(units(random.Random(f"{options.seed} units"), count))
    codes = [code for code, *_ in rows]
    write_units(options.folder / "units.csv", rows)
    write_goals(options.folder / "goals.csv", codes, random.Random(f"{options.seed} goals"))
    write_projects(options.folder / "projects.csv", codes, random.Random(f"{options.seed} projects"))
    write_metrics(options.folder, codes, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
