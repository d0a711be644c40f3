-- report: warnings
-- title: Warnings | 预警清单
-- about: what is missed, late or behind: metrics, projects and goals, the worst first | 未达标、逾期、落后序时的指标、项目和目标，红灯在前
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
-- parameter: lights
-- word: metric | metric | 指标
-- word: project | project | 项目
-- word: goal | goal | 目标
-- word: missed | target missed | 未达目标
-- word: exceeded | cap exceeded | 已超上限
-- word: about | about the target | 基本达到
-- word: behind | behind the pace | 落后序时
-- word: plan_missed | plan of the year missed | 未完成年度计划
-- word: soon | due soon | 临近到期
-- word: finish | not finished in time | 逾期未竣工
-- word: start | not started in time | 逾期未开工
-- word: halted | suspended | 停建缓建
-- word: overdue | not done in time | 逾期未完成
-- word: area | city | 全市
-- merged-by: spot
-- column: light light | Light | 灯
-- column: unit text | Unit | 单位
-- column: entity word | Kind | 类别
-- column: code code | Code | 编号
-- column: name text | What | 事项
-- column: reason word | Why | 原因
-- column: target amount optional | Target or plan | 目标/计划
-- column: target_bound code data | Bound of the target | 目标值限定
-- column: target_unit code data | Unit of the target | 目标值单位
-- column: actual amount optional | Actual | 实际
-- column: actual_bound code data | Bound of the actual value | 实际值限定
-- column: actual_unit code data | Unit of the actual value | 实际值单位
-- column: rate percent optional | Rate % | 完成率%
-- column: rate_bound code data | Bound of the rate | 完成率限定
-- column: gap points optional | Ahead | 超/欠序时
-- column: due code optional | Due | 时限
-- column: late_days number optional | Days late | 逾期天数
-- column: owner text optional | Owner | 责任人
-- column: problem text optional | Problem | 存在问题
-- column: scope word metrics.scope unless own | Scope | 统计范围
-- note: metrics with a target that cannot be judged (grey), not reported or without anything to judge them by: {} |
--     有目标而无法评判（灰灯）的指标，未报或无可比依据：{} 项 |
--     WITH -- with: chosen_units grey AS (
--         SELECT 1 FROM metrics
--         WHERE target IS NOT NULL AND (:scope IS NULL OR scope = :scope)
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
--         AND (:period IS NULL OR iif(:period_exact IS NULL, period_within(period, :period), period = :period))
--         AND metric_light(actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis,
--             measure, status, period, :on, :lights) = 'grey'
--     ) SELECT count(*) FROM grey
-- note: projects whose money is not judged, for want of a plan of the year above 0, of what is done or of its month: {} |
--     缺年度计划（或计划为0）、完成投资或截至月份而未评判投资进度的项目：{} 项 |
--     WITH -- with: chosen_units grey AS (
--         SELECT 1 FROM projects
--         WHERE (annual_plan > 0 IS NOT TRUE OR annual_done IS NULL OR as_of IS NULL AND :on_given IS NULL
--             OR :on_given IS NOT NULL AND substr(replace(as_of, 'M', ''), 1, 7) > substr(replace(:on, 'M', ''), 1, 7))
--         AND stage IS NOT 'cancelled' AND (:scope IS NULL OR scope = :scope)
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
--         AND (:period IS NULL OR as_of IS NULL OR period_within(month_of(as_of), :period))
--     ) SELECT count(*) FROM grey
-- judged: judged at the end of {}; the money of a project at the month that its figures are of (as_of) |
--     按 {} 底评判；项目投资按其填报的截至月份评判
-- empty: nothing is red or yellow; what states no target, plan or date is not judged
--     | 没有红灯或黄灯事项；未填目标、计划或时限的事项不评判
-- example: taizhang report warnings --unit 内坑镇 --on 2022-M09
-- example: taizhang report warnings --period 2022 --lights 银川 --where "entity = 'project'"
--
-- Each row is one reason. A metric has the light of its verdict and pace on --on. A project has a row for its money (done
-- against the pace of the year of its `as_of`, at that month or on --on), one for a planned finish and one for a planned
-- start that is over without an actual one (red; where the rule of the lights names a number of months for starts, yellow
-- until then), and one for stage suspended (red). A goal is red when its `due` is over and it is not done, standing or
-- cancelled. A month is over when it ends.
-- Cancelled projects are not looked at. With --period: metrics, planned dates and dues that lie in it, and money and what is
-- suspended whose `as_of` does.
WITH
-- with: chosen_units
-- with: today
-- Units in their order, and those of them that are read here
places AS MATERIALIZED (
    SELECT code, name, row_number() OVER (ORDER BY sort IS NULL, sort, code) AS place FROM chosen_units
),
read_units AS (
    SELECT code AS unit, name AS unit_name, place AS unit_place
    FROM places WHERE :share IS NULL OR place % :shares = :share
),
judged AS (
    SELECT
        read_units.*, code, metrics.name, period, target, target_bound, actual, actual_bound, measure, direction, goal, scope,
        metric_judgement(
            actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure, status, period,
            :on, :lights
        ) AS judgement
    FROM read_units CROSS JOIN metrics USING (unit)
    WHERE target IS NOT NULL AND (:scope IS NULL OR scope = :scope)
        AND (:period IS NULL OR iif(:period_exact IS NULL, period_within(period, :period), period = :period))
    -- With an offset SQLite does not merge this with the SELECT that reads it, where it would judge a row once a column.
    LIMIT -1 OFFSET 0
),
-- with: stepped
-- with: late
-- with: dated
-- What is done of the year's plans
money AS MATERIALIZED (
    SELECT read_units.*, code, rate(annual_done, annual_plan) AS rate, year, moment
    FROM read_units CROSS JOIN dated USING (unit) CROSS JOIN today
    WHERE annual_plan > 0 AND annual_done IS NOT NULL AND stage IS NOT 'cancelled'
        AND (:scope IS NULL OR scope = :scope)
        AND (:period IS NULL OR substr(replace(as_of, 'M', ''), 1, 7) BETWEEN first_month AND last_month)
),
moments AS MATERIALIZED (
    SELECT year, moment, pace(year, moment) AS pace, elapsed(year, moment, 1) AS state
    FROM (SELECT DISTINCT year, moment FROM money)
),
lit_money AS MATERIALIZED (
    SELECT
        unit, unit_name, unit_place, code, rate, ahead(rate, pace) AS gap, year, state,
        light(ahead(rate, pace), state, NULL, :lights) AS light
    FROM money LEFT JOIN moments USING (year, moment)
),
-- What is to be said of projects
reasons AS (
    SELECT
        light, unit, unit_name, unit_place, code, year AS due,
        CASE WHEN light = 'blue' THEN 'soon' WHEN state = 'closed' THEN 'plan_missed' ELSE 'behind' END AS reason,
        rate, gap, NULL AS days
    FROM lit_money WHERE light IN ('red', 'yellow', 'blue')
    UNION ALL
    SELECT
        iif(step = 'start' AND ifnull(months_between(planned, :on) < start_limit(:lights), 0), 'yellow', 'red'),
        unit, unit_name, unit_place, code, planned, step, NULL, NULL, days
    FROM late CROSS JOIN read_units USING (unit) CROSS JOIN today
    WHERE (:scope IS NULL OR scope = :scope)
        AND (:period IS NULL OR substr(replace(planned, 'M', ''), 1, 7) BETWEEN first_month AND last_month)
    UNION ALL
    SELECT 'red', unit, unit_name, unit_place, code, NULL, 'halted', NULL, NULL, NULL
    FROM read_units CROSS JOIN projects USING (unit) CROSS JOIN today
    WHERE stage = 'suspended' AND (:scope IS NULL OR scope = :scope)
        AND (:period IS NULL OR as_of IS NULL OR substr(replace(as_of, 'M', ''), 1, 7) BETWEEN first_month AND last_month)
),
-- What is to be said of goals
dues AS (
    SELECT
        read_units.*, code, title, due, owner,
        iif(
            substr(replace(due, 'M', '') || '-31', 1, 10) <= last_day, 'red',
            iif(months_between(:on, due) <= 1, light(NULL, 'due', NULL, :lights), 'grey')
        ) AS light,
        julianday(day) - julianday(iif(instr(due, 'M') > 0, date(replace(due, 'M', '') || '-01', '+1 month', '-1 day'), due))
            AS days
    FROM read_units CROSS JOIN goals USING (unit) CROSS JOIN today
    WHERE due IS NOT NULL AND coalesce(status, '') NOT IN ('done', 'standing', 'cancelled')
        AND (:scope IS NULL OR :scope = 'own')
        AND (:period IS NULL OR substr(replace(due, 'M', ''), 1, 7) BETWEEN first_month AND last_month)
),
lines AS (
    SELECT
        judged_rank(judgement) AS rank, unit, unit_name, unit_place, 1 AS place, code, name, period AS due, NULL AS reason,
        target, target_bound, measure AS target_unit, actual, actual_bound, iif(actual IS NULL, NULL, measure) AS actual_unit,
        NULL AS rate, NULL AS gap, NULL AS days, NULL AS owner, NULL AS problem, scope, direction, goal, judgement
    FROM judged WHERE rank <= light_rank('blue')
    UNION ALL
    SELECT
        light_rank(light), unit, unit_name, unit_place, 2, code, name, due, reason,
        iif(rate IS NULL, NULL, annual_plan), NULL, iif(rate IS NULL, NULL, money_unit),
        iif(rate IS NULL, NULL, annual_done), NULL, iif(rate IS NULL, NULL, money_unit),
        rate, gap, nullif(days, 0), owner, problem, scope, NULL, NULL, NULL
    FROM reasons CROSS JOIN projects USING (unit, code)
    UNION ALL
    SELECT
        light_rank(light), unit, unit_name, unit_place, 3, code, title, due, iif(light = 'red', 'overdue', 'soon'),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, iif(light = 'red', nullif(days, 0), NULL), owner, NULL, NULL,
        NULL, NULL, NULL
    FROM dues WHERE light <> 'grey'
)
-- What is said of metrics alone is said here, where of --top only the first rows are asked for it.
SELECT
    CASE rank WHEN light_rank('red') THEN 'red' WHEN light_rank('yellow') THEN 'yellow' ELSE 'blue' END AS light,
    unit_name AS unit, CASE place WHEN 1 THEN 'metric' WHEN 2 THEN 'project' ELSE 'goal' END AS entity, code, name,
    CASE
        WHEN place > 1 THEN reason
        WHEN rank = light_rank('blue') THEN 'soon'
        WHEN rank = light_rank('yellow') AND judged_verdict(judgement) = 'about_met' THEN 'about'
        WHEN elapsed(due, :on) = 'closed' THEN 'missed'
        WHEN direction = 'down' AND judged_verdict(judgement) = 'not_met' THEN 'exceeded'
        ELSE 'behind'
    END AS reason,
    target, target_bound, target_unit, actual, actual_bound, actual_unit,
    iif(place = 1, judged_rate(judgement), rate) AS rate, judged_bound(judgement) AS rate_bound,
    iif(place = 1, judged_ahead(judgement), gap) AS gap, due, days AS late_days,
    CASE
        WHEN place > 1 THEN owner
        WHEN goal IS NOT NULL THEN (
            SELECT goals.owner FROM goals
            WHERE goals.unit = iif(instr(goal, '/') > 0, substr(goal, 1, instr(goal, '/') - 1), lines.unit)
                AND goals.code = substr(goal, instr(goal, '/') + 1)
        )
    END AS owner,
    problem, scope,
    -- The light and the unit are one number, for one is compared much faster than two.
    rank * 100000000 + unit_place AS spot
FROM lines
ORDER BY spot, place, code COLLATE natural_order, due, lines.reason
