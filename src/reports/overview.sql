-- report: overview
-- title: Overview | 总览
-- about: what the units have said they will do and how it stands, in numbers: all, groups, units |
--     各单位目标、项目、投资、指标及亮灯总览：合计、分组、单位
-- beforehand: metric_counts accounts
-- parameter: unit
-- parameter: period
-- parameter: on
-- parameter: lights
-- word: total | All units | 合计
-- word: group | group | 分组
-- word: unit | unit | 单位
-- word: towns | Towns | 镇街
-- word: departments | Bureaus | 部门
-- word: governments | Governments | 政府
-- word: others | Others | 其他
-- column: level word data | Level | 层级
-- column: name tree | Unit | 单位
-- column: code code data | Code | 代码
-- column: units number data | Units | 单位数
-- column: goals number | Goals | 目标
-- column: measured number data | Measured goals | 量化目标
-- column: measured_rate percent optional | With metric % | 量化率%
-- column: projects number | Projects | 项目数
-- column: total_investment amount optional | Investment | 总投资
-- column: without_investment number | No figure | 无金额
-- column: annual_plan amount optional | Plan of the year | 年度计划
-- column: annual_done amount optional | Done | 本年完成
-- column: rate percent optional | Rate % | 完成率%
-- column: pace percent data | Pace % | 序时进度%
-- column: ahead points optional | Ahead | 超/欠序时
-- column: unrated number optional | Not in the rate | 未计入
-- column: metrics number | Metrics | 指标
-- column: green number optional | Green | 绿
-- column: yellow number optional | Yellow | 黄
-- column: red number optional | Red | 红
-- column: blue number optional | Blue | 蓝
-- column: grey number optional | Grey | 灰
-- column: missing number optional | Not reported | 未报
-- column: area_projects number optional | City projects | 全市项目
-- column: area_investment amount optional | City investment | 全市总投资
-- note: of another year or currency than most projects and in no rate: {} |
--     年度或币种与多数项目不同，不计入完成率：{} |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: rated
--     -- with: picked -- with: of_another -- with: first_places
--     asked AS (SELECT * FROM rated
--         WHERE scope = 'own' AND (:unit IS NULL AND :kind IS NULL OR root_unit IN (SELECT code FROM chosen_units))),
--     months AS (SELECT scope, year, money_unit, sum(count) AS count FROM asked GROUP BY 1, 2, 3)
--     SELECT told FROM first_places
-- note: cancelled projects whose plans of the year are in the rate all the same: {} | 已取消而年度计划仍计入完成率的项目：{} 个 |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: rated
--     asked AS (SELECT * FROM rated
--         WHERE scope = 'own' AND (:unit IS NULL AND :kind IS NULL OR root_unit IN (SELECT code FROM chosen_units))),
--     cancelled AS (SELECT asked.count FROM asked JOIN projects ON unit = root_unit AND code = root_code
--         WHERE stage = 'cancelled')
--     SELECT sum(count) FROM cancelled
-- note: projects that are in no rate, for want of a plan of the year above 0 or of what is done of it: {} |
--     {} 个项目缺计划（或计划为0）或缺完成，不计入完成率 |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: parts
--     roots AS (SELECT * FROM placed_projects LEFT JOIN parts ON root_unit = unit AND root_code = code
--         WHERE inside_code IS NULL AND scope = 'own'
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units)))
--     SELECT sum(iif(annual_plan <= 0 AND annual_done IS NOT NULL, count, max(count - ifnull(rated_count, 0), 0))) FROM roots
--         WHERE (annual_plan + annual_done IS NULL OR annual_plan <= 0)
--         AND coalesce(annual_plan, annual_done, plan, done) IS NOT NULL
-- note: the period chooses metrics only; goals, {} of them, and projects are counted whole |
--     所选时期只作用于指标：目标（{} 个）和项目不分时期，全部计入 |
--     WITH -- with: chosen_units all_goals AS (SELECT 1 FROM goals JOIN chosen_units ON chosen_units.code = goals.unit
--         WHERE :period IS NOT NULL) SELECT count(*) FROM all_goals
-- empty: no unit is in what was chosen; `taizhang import` brings units in | 所选范围内没有单位；单位由 `taizhang import` 导入
-- example: taizhang report overview --kind towns --on 2022-09
-- example: taizhang report overview --unit 晋江 --tree --period 2022 --lights 银川
--
-- Totals follow one rule: only rows inside no other row are added, a row's own figure stands for all that is inside it,
-- and a bundle without a figure of its own counts at least what its members state. City-wide figures (scope area) stand
-- apart. Projects are counted by `count`; `without_investment` says how many of them have no figure, `unrated` how many
-- state a plan of the year or what is done of it, and are in no rate: that is Σdone/Σplan over the rows that have both, a
-- plan above 0, and are of the year and the currency that most projects are of (picked). The pace is that of those
-- plans in the year of their `as_of`, weighted by what they plan; `ahead` is the rate less the pace.
-- The lights are those of the metrics, as `report metrics` shows them; a unit without metrics has blanks there, not 0.
-- Not reported (未报) is a metric with status missing, or one whose period is over and that has no value. --period chooses
-- metrics; whether a goal has one is asked of all.
WITH
-- with: chosen_units
chosen AS MATERIALIZED (
    SELECT
        code, name, family,
        1000000000 * CASE family WHEN 'governments' THEN 1 WHEN 'towns' THEN 2 WHEN 'departments' THEN 3 ELSE 4 END
            AS part_place,
        row_number() OVER (ORDER BY sort IS NULL, sort, code COLLATE natural_order) AS place
    FROM chosen_units WHERE active = 'yes' OR code = :unit
),
-- with: placed_projects
-- with: inside_figures
-- with: parts
-- with: rated
money AS MATERIALIZED (
    SELECT
        unit,
        sum(count) FILTER (WHERE scope = 'own') AS projects,
        sum(count) FILTER (WHERE scope = 'area') AS area_projects,
        amount_sum(total_investment, total_investment_bound, money_unit, parts.total) FILTER (WHERE scope = 'own')
            AS total,
        amount_sum(total_investment, total_investment_bound, money_unit, parts.total) FILTER (WHERE scope = 'area')
            AS area_total,
        sum(iif(total_investment IS NULL, max(count - coalesce(covered, 0), 0), 0)) FILTER (WHERE scope = 'own')
            AS uncovered,
        amount_sum(annual_plan, NULL, money_unit, parts.plan) FILTER (WHERE scope = 'own') AS plan,
        amount_sum(annual_done, NULL, money_unit, parts.done) FILTER (WHERE scope = 'own') AS done,
        sum(iif(annual_plan + annual_done IS NULL, max(count - coalesce(rated_count, 0), 0), iif(annual_plan > 0, 0, count)))
            FILTER (WHERE scope = 'own' AND coalesce(annual_plan, annual_done, parts.plan, parts.done) IS NOT NULL)
            AS unrated
    FROM placed_projects LEFT JOIN parts ON root_unit = unit AND root_code = code
    WHERE inside_code IS NULL
    GROUP BY unit
),
-- What is rated, and when it is judged
judged AS MATERIALIZED (
    SELECT
        root_unit AS unit, family AS part, scope, count, annual_plan, annual_done, money_unit, year, moment
    FROM rated JOIN chosen ON chosen.code = root_unit
    WHERE scope = 'own'
),
months AS MATERIALIZED (
    SELECT
        part, scope, year, moment, money_unit, sum(count) AS count, amount_sum(annual_plan, NULL, money_unit) AS plan,
        amount_sum(annual_done, NULL, money_unit) AS done
    FROM judged GROUP BY part, year, moment, money_unit
),
-- with: picked
paces AS MATERIALIZED (
    SELECT
        unit, sum(iif(reason IS NULL, 0, count)) AS others,
        rate(
            amount_sum(annual_done, NULL, judged.money_unit) FILTER (WHERE reason IS NULL),
            amount_sum(annual_plan, NULL, judged.money_unit) FILTER (WHERE reason IS NULL)
        ) AS rate,
        iif(
            max((judged.year IS NULL OR moment IS NULL) AND reason IS NULL), NULL,
            weighted_pace(annual_plan, judged.money_unit, judged.year, moment) FILTER (WHERE reason IS NULL)
        ) AS pace
    FROM judged CROSS JOIN picked ON picked.year = ifnull(judged.year, '') AND picked.money_unit = judged.money_unit
    GROUP BY unit
),
part_paces AS MATERIALIZED (
    SELECT
        iif(is_total, '', part) AS part, sum(iif(reason IS NULL, 0, count)) AS others,
        rate(amount_sum(done) FILTER (WHERE reason IS NULL), amount_sum(plan) FILTER (WHERE reason IS NULL)) AS rate,
        iif(
            max((months.year IS NULL OR moment IS NULL) AND reason IS NULL), NULL,
            weighted_pace(plan, months.year, moment) FILTER (WHERE reason IS NULL)
        ) AS pace
    FROM months
    CROSS JOIN picked ON picked.year = ifnull(months.year, '') AND picked.money_unit = months.money_unit
    CROSS JOIN (SELECT 0 AS is_total UNION ALL SELECT 1)
    GROUP BY 1
),
-- with: accounts
goal_counts AS MATERIALIZED (
    SELECT unit, count(*) AS goals FROM goals GROUP BY unit
),
-- with: metric_counts
-- Goals of other units that metrics measure: they were counted where the metric is
elsewhere AS MATERIALIZED (
    SELECT DISTINCT
        unit, goal, substr(goal, 1, instr(goal, '/') - 1) AS goal_unit, substr(goal, instr(goal, '/') + 1) AS goal_code
    FROM metrics WHERE (SELECT max(is_elsewhere) FROM metric_counts) > 0 AND instr(goal, '/') > 0
),
moved AS MATERIALIZED (
    SELECT unit, sum(measured) AS measured
    FROM (
        SELECT
            iif(is_gain, goal_unit, unit) AS unit, iif(is_gain, count(DISTINCT goal_code), -count(*)) AS measured
        FROM elsewhere CROSS JOIN (SELECT 0 AS is_gain UNION ALL SELECT 1)
        WHERE NOT is_gain
            OR NOT EXISTS (SELECT 1 FROM metrics AS own WHERE own.unit = goal_unit AND own.goal = goal_code)
        GROUP BY is_gain, iif(is_gain, goal_unit, unit)
    )
    GROUP BY unit
),
lines AS MATERIALIZED (
    SELECT
        chosen.family, chosen.name, part_place, place, chosen.code,
        coalesce(goals, 0) AS goals,
        coalesce(metric_counts.measured, 0) + coalesce(moved.measured, 0) AS measured,
        coalesce(projects, 0) AS projects, total, coalesce(uncovered, 0) AS uncovered, plan, done, rate, pace, unrated,
        others, lights ->> 0 AS red, lights ->> 1 AS yellow, lights ->> 2 AS blue, lights ->> 3 AS green,
        lights ->> 4 AS grey, lights ->> 5 AS missing, area_projects, area_total
    FROM chosen
    LEFT JOIN goal_counts ON goal_counts.unit = chosen.code
    LEFT JOIN moved ON moved.unit = chosen.code
    LEFT JOIN accounts ON accounts.of_unit = chosen.code
    LEFT JOIN metric_counts ON metric_counts.unit = chosen.code
    WHERE chosen.family <> 'governments'
        OR coalesce(goals, projects, area_projects, lights) IS NOT NULL OR :unit IS NOT NULL
),
groups AS (
    SELECT
        family, part_place, count(*) AS units, sum(goals) AS goals, sum(measured) AS measured,
        sum(projects) AS projects, amount_sum(total) AS total, sum(uncovered) AS uncovered, amount_sum(plan) AS plan,
        amount_sum(done) AS done, sum(unrated) AS unrated, sum(red) AS red, sum(yellow) AS yellow, sum(blue) AS blue,
        sum(green) AS green, sum(grey) AS grey, sum(missing) AS missing, sum(area_projects) AS area_projects,
        amount_sum(area_total) AS area_total
    FROM lines GROUP BY family
),
-- The groups, and all of them
wholes AS MATERIALIZED (
    SELECT
        iif(is_all, '', family) AS part, is_all, part_place, sum(units) AS units, sum(goals) AS goals, sum(measured) AS measured,
        sum(projects) AS projects, amount_sum(total) AS total, sum(uncovered) AS uncovered, amount_sum(plan) AS plan,
        amount_sum(done) AS done, sum(unrated) AS unrated, sum(red) AS red, sum(yellow) AS yellow, sum(blue) AS blue,
        sum(green) AS green, sum(grey) AS grey, sum(missing) AS missing, sum(area_projects) AS area_projects,
        amount_sum(area_total) AS area_total
    FROM groups CROSS JOIN (SELECT 0 AS is_all UNION ALL SELECT 1)
    GROUP BY is_all, iif(is_all, '', family)
),
levels AS (
    SELECT
        iif(is_all, 0, part_place) AS spot, iif(is_all, 'total', 'group') AS level, iif(is_all, 'total', part) AS name,
        NULL AS code, units, goals, measured, wholes.projects, wholes.total, wholes.uncovered,
        wholes.plan, wholes.done, rate, pace, wholes.unrated, others, red, yellow, blue, green, grey, missing,
        wholes.area_projects, wholes.area_total
    FROM wholes LEFT JOIN accounts ON of_part = part
    UNION ALL
    SELECT
        part_place + place, 'unit', '  ' || name, code, 1, goals, measured, projects, total, uncovered, plan, done,
        rate, pace, unrated, others, red, yellow, blue, green, grey, missing, area_projects, area_total
    FROM lines
)
SELECT
    level, name, code, units, goals, measured, 100.0 * measured / nullif(goals, 0) AS measured_rate,
    projects, total AS total_investment, uncovered AS without_investment, plan AS annual_plan, done AS annual_done,
    rate, pace, ahead(rate, pace) AS ahead, nullif(ifnull(unrated, 0) + ifnull(others, 0), 0) AS unrated,
    coalesce(red + yellow + blue + green + grey, 0) AS metrics,
    green, yellow, red, nullif(blue, 0) AS blue, grey, nullif(missing, 0) AS missing,
    area_projects, area_total AS area_investment
FROM levels
ORDER BY spot
