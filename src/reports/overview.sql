-- report: overview
-- title: Overview | 总览
-- about: what the units have said they will do, in numbers: all, groups, units | 各单位目标、项目、指标总览：合计、分组、单位
-- parameter: unit
-- word: total | All units | 合计
-- word: group | group | 分组
-- word: unit | unit | 单位
-- word: towns | Towns | 镇街
-- word: departments | Bureaus | 部门
-- word: governments | Governments | 政府
-- word: others | Others | 其他
-- column: level word data | Level | 层级
-- column: name tree | Unit | 单位
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
-- column: metrics number | Metrics | 指标
-- column: missing number optional | Not reported | 缺报
-- column: area_projects number optional | City projects | 全市项目
-- column: area_investment amount optional | City investment | 全市总投资
--
-- Totals follow one rule: only rows inside no other row are added, a row's own figure stands for all that is inside it,
-- and a bundle without a figure of its own counts at least what its members state. City-wide figures (scope area) stand
-- apart. Projects are counted by `count`; `without_investment` says how many of them have no figure.
-- A rate is Σdone/Σplan over the rows that have both.
WITH
-- with: chosen_units
chosen AS MATERIALIZED (
    SELECT code, name, sort, family FROM chosen_units WHERE active = 'yes' OR code = :unit
),
roots AS MATERIALIZED (
    SELECT unit, code, count, scope FROM projects_named WHERE inside_code IS NULL
),
-- with: inside_figures
-- with: figures
sums AS MATERIALIZED (
    SELECT
        roots.unit,
        sum(count) FILTER (WHERE scope = 'own') AS projects,
        sum(count) FILTER (WHERE scope = 'area') AS area_projects,
        amount_sum(total) FILTER (WHERE scope = 'own') AS total,
        amount_sum(total) FILTER (WHERE scope = 'area') AS area_total,
        sum(max(count - coalesce(covered, 0), 0)) FILTER (WHERE scope = 'own') AS uncovered,
        amount_sum(plan) FILTER (WHERE scope = 'own') AS plan,
        amount_sum(done) FILTER (WHERE scope = 'own') AS done,
        amount_sum(rated_plan) FILTER (WHERE scope = 'own') AS rated_plan,
        amount_sum(rated_done) FILTER (WHERE scope = 'own') AS rated_done
    FROM roots LEFT JOIN figures ON root_unit = roots.unit AND root_code = roots.code
    GROUP BY roots.unit
),
goal_counts AS MATERIALIZED (
    SELECT unit, count(*) AS goals FROM goals GROUP BY unit
),
metric_counts AS MATERIALIZED (
    SELECT
        unit, count(*) AS metrics,
        nullif(count(*) FILTER (WHERE status = 'missing'), 0) AS missing,
        nullif(count(DISTINCT goal) FILTER (WHERE instr(goal, '/') = 0), 0) AS measured
    FROM metrics GROUP BY unit
),
-- Goals that only other units' metrics measure
measured_elsewhere AS MATERIALIZED (
    SELECT goal_unit AS unit, count(*) AS measured
    FROM (
        SELECT DISTINCT
            substr(goal, 1, instr(goal, '/') - 1) AS goal_unit, substr(goal, instr(goal, '/') + 1) AS goal_code
        FROM metrics WHERE instr(goal, '/') > 0
    )
    WHERE NOT EXISTS (SELECT 1 FROM metrics AS own WHERE own.unit = goal_unit AND own.goal = goal_code)
    GROUP BY goal_unit
),
lines AS MATERIALIZED (
    SELECT
        chosen.family, chosen.name, chosen.sort, chosen.code,
        coalesce(goals, 0) AS goals,
        coalesce(metric_counts.measured, 0) + coalesce(measured_elsewhere.measured, 0) AS measured,
        coalesce(projects, 0) AS projects, total,
        coalesce(uncovered, 0) AS uncovered, plan, done, rated_plan, rated_done,
        coalesce(metrics, 0) AS metrics, missing, area_projects, area_total
    FROM chosen
    LEFT JOIN goal_counts ON goal_counts.unit = chosen.code
    LEFT JOIN measured_elsewhere ON measured_elsewhere.unit = chosen.code
    LEFT JOIN sums ON sums.unit = chosen.code
    LEFT JOIN metric_counts ON metric_counts.unit = chosen.code
    WHERE chosen.family <> 'governments'
        OR coalesce(goals, projects, area_projects, metrics) IS NOT NULL OR :unit IS NOT NULL
),
levels AS (
    SELECT 0 AS depth, 'total' AS level, '' AS part, NULL AS called, NULL AS place, '' AS member, * FROM lines
    UNION ALL SELECT 1, 'group', family, family, NULL, '', * FROM lines
    UNION ALL SELECT 2, 'unit', family, '  ' || name, sort, code, * FROM lines
)
SELECT
    level,
    coalesce(called, 'total') AS name,
    count(*) AS units,
    sum(goals) AS goals,
    sum(measured) AS measured,
    100.0 * sum(measured) / nullif(sum(goals), 0) AS measured_rate,
    sum(projects) AS projects,
    amount_sum(total) AS total_investment,
    sum(uncovered) AS without_investment,
    amount_sum(plan) AS annual_plan,
    amount_sum(done) AS annual_done,
    rate(amount_sum(rated_done), amount_sum(rated_plan)) AS rate,
    sum(metrics) AS metrics,
    sum(missing) AS missing,
    sum(area_projects) AS area_projects,
    amount_sum(area_total) AS area_investment
FROM levels
GROUP BY depth, part, member
ORDER BY
    CASE part WHEN '' THEN 0 WHEN 'governments' THEN 1 WHEN 'towns' THEN 2 WHEN 'departments' THEN 3 ELSE 4 END,
    depth, place IS NULL, place, member COLLATE natural_order
