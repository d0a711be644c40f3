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
-- A rate is Σdone/Σplan over the projects that have both.
WITH RECURSIVE
chosen AS MATERIALIZED (
    SELECT
        code, coalesce(short_name, name) AS name, sort,
        CASE
            WHEN kind IN ('subdistrict', 'town', 'township', 'village') THEN 'towns'
            WHEN kind IN ('department', 'zone', 'soe') THEN 'departments'
            WHEN kind = 'other' THEN 'others'
            ELSE 'governments'
        END AS family
    FROM units
    WHERE active = 'yes' AND (:unit IS NULL OR code = :unit)
),
tree AS MATERIALIZED (
    SELECT
        projects_named.unit, projects_named.code, inside_unit, inside_code, count, scope,
        amount(total_investment, total_investment_bound, money_unit) AS total,
        amount(annual_plan, NULL, money_unit) AS plan,
        amount(annual_done, NULL, money_unit) AS done
    FROM projects_named
),
roots AS MATERIALIZED (
    SELECT * FROM tree WHERE inside_code IS NULL
),
stated AS MATERIALIZED (
    SELECT 'total' AS figure, unit, code, count, total AS stated, inside_unit, inside_code FROM tree WHERE total IS NOT NULL
    UNION ALL SELECT 'plan', unit, code, count, plan, inside_unit, inside_code FROM tree WHERE plan IS NOT NULL
    UNION ALL SELECT 'done', unit, code, count, done, inside_unit, inside_code FROM tree WHERE done IS NOT NULL
),
-- From a row that states a figure up through the rows that do not: whoever comes to a root counts for it.
climbing (figure, unit, code, count, stated, at_unit, at_code, inside_unit, inside_code) AS (
    SELECT figure, unit, code, count, stated, unit, code, inside_unit, inside_code FROM stated
    UNION
    SELECT
        climbing.figure, climbing.unit, climbing.code, climbing.count, climbing.stated,
        above.unit, above.code, above.inside_unit, above.inside_code
    FROM climbing
    CROSS JOIN projects_named AS above ON above.unit = climbing.inside_unit AND above.code = climbing.inside_code
    WHERE climbing.inside_code IS NOT NULL
        AND CASE climbing.figure
            WHEN 'total' THEN above.total_investment WHEN 'plan' THEN above.annual_plan ELSE above.annual_done
        END IS NULL
),
reached AS MATERIALIZED (
    SELECT at_unit AS root_unit, at_code AS root_code, figure, unit, code, count, stated
    FROM climbing WHERE inside_code IS NULL
),
figures AS MATERIALIZED (
    SELECT
        root_unit, root_code, figure,
        CASE
            WHEN max(stated IS NOT NULL AND (unit <> root_unit OR code <> root_code))
            THEN amount_at_least(amount_sum(stated))
            ELSE amount_sum(stated)
        END AS stated,
        sum(count) FILTER (WHERE stated IS NOT NULL) AS covered
    FROM reached
    GROUP BY root_unit, root_code, figure
),
sums AS MATERIALIZED (
    SELECT
        roots.unit,
        sum(roots.count) FILTER (WHERE scope = 'own') AS projects,
        sum(roots.count) FILTER (WHERE scope = 'area') AS area_projects,
        amount_sum(total.stated) FILTER (WHERE scope = 'own') AS total,
        amount_sum(total.stated) FILTER (WHERE scope = 'area') AS area_total,
        sum(max(roots.count - coalesce(total.covered, 0), 0)) FILTER (WHERE scope = 'own') AS uncovered,
        amount_sum(plan.stated) FILTER (WHERE scope = 'own') AS plan,
        amount_sum(done.stated) FILTER (WHERE scope = 'own') AS done,
        amount_sum(plan.stated) FILTER (WHERE scope = 'own' AND done.stated IS NOT NULL) AS rated_plan,
        amount_sum(done.stated) FILTER (WHERE scope = 'own' AND plan.stated IS NOT NULL) AS rated_done
    FROM roots
    LEFT JOIN figures AS total
        ON total.root_unit = roots.unit AND total.root_code = roots.code AND total.figure = 'total'
    LEFT JOIN figures AS plan
        ON plan.root_unit = roots.unit AND plan.root_code = roots.code AND plan.figure = 'plan'
    LEFT JOIN figures AS done
        ON done.root_unit = roots.unit AND done.root_code = roots.code AND done.figure = 'done'
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
