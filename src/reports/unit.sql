-- report: unit
-- title: Unit ledger | 单位台账
-- about: all that one unit has said and how it stands: its positioning, goals, projects and metrics, each with its light |
--     一个单位的全部台账：定位、目标、项目、指标，逐条亮灯
-- parameter: unit required
-- parameter: on
-- parameter: lights
-- word: vision | positioning | 定位
-- word: goals | goals | 目标
-- word: projects | projects | 项目
-- word: metrics | metrics | 指标
-- word: number_of_projects | number of projects | 项目数
-- word: investment_of_projects | total investment of projects | 项目总投资
-- column: unit text optional | Unit | 单位
-- column: section word | Part | 部分
-- column: code code | Code | 编号
-- column: name tree | What | 名称
-- column: kind word goals.kind projects.stage metrics.nature optional | Kind | 类别
-- column: count number optional | Count | 个数
-- column: investment amount optional | Investment | 总投资
-- column: target amount optional | Target, or plan of the year | 目标值/年度计划
-- column: actual amount optional | Actual, or done | 实际值/本年完成
-- column: rate percent optional | Rate % | 完成率%
-- column: rate_bound code data | Bound of the rate | 完成率限定
-- column: ahead points optional | Ahead | 超/欠序时
-- column: light light optional | Light | 灯
-- column: judged number optional | Lights below | 下属亮灯
-- column: period code optional | Period | 时期
-- column: due code optional | Due | 完成时限
-- column: owner text optional | Owner | 责任人
-- column: scope word projects.scope unless own | Scope | 统计范围
-- column: goal code optional | Goal | 对应目标
-- column: status word goals.status metrics.status unless final | Status | 状态
-- column: source text optional | Source | 来源
-- column: quote text data | Quote | 原文
-- chart: tree name+period light
-- empty: the unit has no goal, project or metric yet | 该单位还没有目标、项目或指标
-- example: taizhang report unit --unit 内坑
-- example: taizhang report unit --unit 教育局 --where "light IN ('red', 'yellow')"
--
-- A metric's light is that of `report metrics`; a project's is that of what is done of its plan of the year, at the month of
-- its `as_of`, or at --on. A goal has the worst light of the metrics and projects that are for it or for what is inside it,
-- other units' included, and `judged` says how many they are; without any it has none. If it is overdue, it is red. Names are set in by two columns for
-- every dot in their code. The metrics begin with two that nobody reports and projects make: PRJ.N, how many projects there
-- are, and PRJ.INV, what they cost, by the rule of totals: rows inside others are not added again, a bundle without a figure
-- of its own is worth at least what its members state, and city-wide projects stand apart. With --tree, the units below come one after the other.
WITH
-- with: chosen_units
-- with: dated
placed AS MATERIALIZED (
    SELECT
        code, name, row_number() OVER (ORDER BY code <> :unit, sort IS NULL, sort, code COLLATE natural_order) AS place
    FROM chosen_units
),
-- Goals of other units that are, by their parents, inside goals of the chosen ones
elsewhere AS MATERIALIZED (
    WITH RECURSIVE
    near AS MATERIALIZED (
        SELECT unit, code, inside_unit, inside_code FROM goals_named
        WHERE unit IN (SELECT unit FROM goals WHERE instr(parent, '/') > 0) AND unit NOT IN (SELECT code FROM placed)
    ),
    below (unit, code) AS (
        SELECT unit, code FROM near WHERE inside_unit IN (SELECT code FROM placed)
        UNION
        SELECT near.unit, near.code FROM below JOIN near ON near.inside_unit = below.unit AND near.inside_code = below.code
    )
    SELECT unit, code FROM below
),
-- Metrics and projects of the chosen units, and others' that are for their goals
metric_lines AS MATERIALIZED (
    SELECT
        *, completion(actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure)
            AS rate,
        completion_bound(actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure)
            AS rate_bound,
        ahead(
            actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure, period, :on
        ) AS ahead,
        metric_light(
            actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure, status,
            period, :on, :lights
        ) AS light
    FROM metrics
    WHERE unit IN (SELECT code FROM placed)
        OR substr(goal, 1, instr(goal, '/') - 1) IN (SELECT code FROM placed)
        OR EXISTS (SELECT 1 FROM elsewhere)
            AND (iif(instr(goal, '/') > 0, substr(goal, 1, instr(goal, '/') - 1), unit), substr(goal, instr(goal, '/') + 1))
                IN (SELECT unit, code FROM elsewhere)
),
project_lines AS MATERIALIZED (
    SELECT
        *, rate(annual_done, annual_plan) AS rate,
        ahead(annual_done, NULL, annual_plan, NULL, NULL, NULL, 'up', 'flow', money_unit, year, moment) AS ahead,
        CASE
            WHEN moment IS NULL OR annual_plan IS NULL OR annual_done IS NULL THEN NULL
            WHEN stage = 'cancelled' THEN 'grey'
            ELSE metric_light(
                annual_done, NULL, annual_plan, NULL, NULL, NULL, 'up', 'flow', money_unit, NULL, year, moment, :lights
            )
        END AS light
    FROM dated
    WHERE unit IN (SELECT code FROM placed)
        OR substr(goal, 1, instr(goal, '/') - 1) IN (SELECT code FROM placed)
        OR EXISTS (SELECT 1 FROM elsewhere)
            AND (iif(instr(goal, '/') > 0, substr(goal, 1, instr(goal, '/') - 1), unit), substr(goal, instr(goal, '/') + 1))
                IN (SELECT unit, code FROM elsewhere)
),
-- with: standing
goal_lights AS MATERIALIZED (
    WITH RECURSIVE climbing (unit, code, item, light) AS (
        SELECT
            iif(instr(goal, '/') > 0, substr(goal, 1, instr(goal, '/') - 1), unit),
            substr(goal, instr(goal, '/') + 1), item, light
        FROM (
            SELECT goal, unit, unit || '/' || code || '/' || period AS item, light FROM metric_lines
            UNION ALL
            SELECT goal, unit, unit || '/' || code, light FROM standing
            WHERE (unit, code) IN (SELECT unit, code FROM project_lines)
            UNION ALL
            SELECT code, unit, NULL, 'red' FROM goals
            WHERE (unit IN (SELECT code FROM placed) OR (unit, code) IN (SELECT unit, code FROM elsewhere))
                AND coalesce(status, '') NOT IN ('done', 'standing', 'cancelled')
                AND substr(replace(replace(due, 'M', ''), '-', '') || '31', 1, 8)
                    <= substr(replace(replace(:on, 'M', ''), '-', '') || '31', 1, 8)
        )
        WHERE goal IS NOT NULL
        UNION
        SELECT inside_unit, inside_code, item, light
        FROM climbing CROSS JOIN goals_named USING (unit, code)
        WHERE inside_code IS NOT NULL
    )
    SELECT unit, code, worst_light(light) AS light, nullif(count(item), 0) AS judged FROM climbing GROUP BY unit, code
),
-- with: placed_projects
-- with: inside_figures
project_sums AS MATERIALIZED (
    SELECT unit, scope, sum(count) AS count, amount_sum(total) AS total
    FROM (
        SELECT unit, scope, count, amount(total_investment, total_investment_bound, money_unit) AS total
        FROM placed_projects
        WHERE inside_code IS NULL AND unit IN (SELECT code FROM placed)
        UNION ALL
        SELECT
            root_unit, scope, 0,
            amount_at_least(amount_sum(total_investment, total_investment_bound, money_unit))
        FROM inside_figures CROSS JOIN projects USING (unit, code)
        WHERE figure = 'total' AND root_unit IN (SELECT code FROM placed)
        GROUP BY root_unit, root_code, scope
    )
    GROUP BY unit, scope
),
lines AS (
    SELECT
        this.unit, iif(root.kind = 'vision', 0, 1) AS part, this.code, this.title AS name, this.kind, NULL AS count,
        NULL AS investment, NULL AS target, NULL AS actual, NULL AS rate, NULL AS rate_bound, NULL AS ahead, light,
        judged, this.period, this.due, this.owner, NULL AS scope, this.parent AS goal, this.status,
        this.source, this.quote
    FROM goals AS this
    LEFT JOIN goal_lights ON goal_lights.unit = this.unit AND goal_lights.code = this.code
    LEFT JOIN goals AS root
        ON root.unit = this.unit AND root.code = substr(this.code, 1, instr(this.code || '.', '.') - 1)
    UNION ALL
    SELECT
        unit, 2, code, name, stage, count, amount(total_investment, total_investment_bound, money_unit),
        amount(annual_plan, NULL, money_unit), amount(annual_done, NULL, money_unit), rate, NULL, ahead, light, NULL,
        as_of, NULL, owner, scope, goal, NULL, source, quote
    FROM project_lines
    UNION ALL
    SELECT
        unit, 3, 'PRJ.N', 'number_of_projects', NULL, NULL, NULL, NULL, amount(count, NULL, '个'), NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, scope, NULL, NULL, NULL, NULL
    FROM project_sums
    UNION ALL
    SELECT
        unit, 3, 'PRJ.INV', 'investment_of_projects', NULL, NULL, NULL, NULL, total, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, scope, NULL, NULL, NULL, NULL
    FROM project_sums WHERE total IS NOT NULL
    UNION ALL
    SELECT
        unit, 3, code, name, nature, NULL, NULL, amount(target, target_bound, measure),
        amount(actual, actual_bound, measure), rate, rate_bound, ahead, light, NULL, period, NULL, NULL, scope, goal, status,
        source, quote
    FROM metric_lines
)
SELECT
    iif(:tree IS NULL, NULL, placed.name) AS unit,
    CASE part WHEN 0 THEN 'vision' WHEN 1 THEN 'goals' WHEN 2 THEN 'projects' ELSE 'metrics' END AS section,
    lines.code,
    iif(part = 3, '', printf('%*s', 2 * (length(lines.code) - length(replace(lines.code, '.', ''))), '')) || lines.name
        AS name,
    kind, count, investment, target, actual, rate, rate_bound, ahead, light, judged, period, due, owner, scope, goal, status,
    source, quote
FROM placed CROSS JOIN lines ON lines.unit = placed.code
ORDER BY place, part, iif(part = 3, instr('PRJ.INV PRJ.N', lines.code) = 0, 0), lines.code COLLATE natural_order, period, scope DESC
