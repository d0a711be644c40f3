-- report: projects
-- title: Project ledger | 项目台账
-- about: every project and bundle with its money, pace and progress, under totals, stages and groups |
--     项目及打包项目的投资、序时、形象进度，附合计、分阶段和分组小计
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
-- parameter: lights
-- group-by: category | category | 项目类别
-- group-by: stage | stage | 项目阶段
-- group-by: unit | unit | 单位
-- group-by: scope | scope | 统计范围
-- word: total | Total | 合计
-- word: row | Project | 项目
-- word: member | Member | 其中
-- word: area | city | 全市
-- word: under_way | Under construction | 在建
-- word: preparing | In preparation | 预备
-- word: built | Completed | 建成
-- word: halted | Suspended or cancelled | 停缓建
-- word: unstated | Not stated | 未填
-- word: family | several currencies | 币种不同
-- word: several_years | several years | 年度不同
-- word: no_plan | a plan of 0 | 计划为0
-- word: no_month | month not stated | 未填截至月份
-- word: later | figures later than the month judged | 数据晚于评判月份
-- column: level word data | Level | 层级
-- column: number number optional | No. | 序号
-- column: unit text optional | Unit | 单位
-- column: code code | Code | 编号
-- column: name tree projects.category | Project | 项目名称
-- column: count number | Count | 个数
-- column: stage word projects.stage optional | Stage | 阶段
-- column: category word projects.category data | Category | 类别
-- column: scope word projects.scope unless own | Scope | 统计范围
-- column: total_investment amount optional | Investment | 总投资
-- column: done_before amount optional | Done before the year | 至上年底累计
-- column: annual_plan amount optional | Plan of the year | 年度计划
-- column: annual_done amount optional | Done | 本年完成
-- column: rate percent optional | Rate % | 占年计划%
-- column: gap points optional | Ahead | 超/欠序时
-- column: light light optional | Money light | 投资灯
-- column: uncounted number optional | Not in rate | 未计入
-- column: refused word optional | Not judged | 未评原因
-- column: pace percent data | Pace % | 序时进度%
-- column: cumulative_done amount data | Done so far | 累计完成
-- column: as_of code optional | As of | 截至
-- column: progress text optional | Progress | 形象进度
-- column: problem text optional | Problem | 存在问题
-- column: owner text optional | Owner | 责任人
-- note: projects that lack a plan of the year or what is done of it, and are not in the rates: {} |
--     {} 个项目缺计划或完成，不计入完成率 |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: parts
--     counted AS (SELECT count, iif(annual_plan + annual_done IS NULL, rated_count, count) AS rated
--         FROM placed_projects LEFT JOIN parts ON root_unit = unit AND root_code = code
--         WHERE inside_code IS NULL AND (:scope IS NULL OR scope = :scope)
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
--         AND (:period IS NULL OR as_of IS NULL
--             OR iif(:period_exact IS NULL, period_within(month_of(as_of), :period), as_of = :period)))
--     SELECT iif(sum(rated) > 0, sum(max(count - ifnull(rated, 0), 0)), 0) FROM counted
-- judged: each project judged at the month that its figures are of (as_of) | 各项目按其填报的截至月份评判
-- empty: there is no project | 没有项目
-- example: taizhang report projects --group-by unit --kind towns
-- example: taizhang report projects --scope own --where "light = 'red'" --columns unit,name,rate,gap,problem
--
-- A member is inside the row whose code its own code or its parent names, and is never added to it again. A bundle
-- without a figure of its own is worth at least what its members state. Own and city-wide figures (scope area) are never
-- added. The rate of a sum is Σdone/Σplan over the rows that have both; `uncounted` says how many projects have not.
-- A plan is judged in the year of its `as_of`, at that month, or at --on,
-- where its figures are not later than that: the light is that of the money alone. Done before the year is what is done so far
-- without what is done this year. In preparation is planned, signed or prelim; under construction is started or
-- building; completed includes operating. With --period, a row is shown if its `as_of` lies in it or is not stated.
WITH
-- with: chosen_units
-- with: placed_projects
-- with: inside_figures
-- with: parts
-- with: rated
-- Members, each with the row inside no other that it is shown below: itself where there is none
members AS MATERIALIZED (
    WITH RECURSIVE
    inner_rows AS MATERIALIZED (
        SELECT unit, code, scope, as_of, inside_unit, inside_code FROM projects_named WHERE inside_code IS NOT NULL
    ),
    climbing (unit, code, scope, at_unit, at_code, inside_unit, inside_code) AS (
        SELECT unit, code, scope, unit, code, inside_unit, inside_code FROM inner_rows
        UNION
        SELECT
            climbing.unit, climbing.code, climbing.scope, above.unit, above.code, above.inside_unit, above.inside_code
        FROM climbing
        CROSS JOIN projects_named AS above ON above.unit = climbing.inside_unit AND above.code = climbing.inside_code
        WHERE climbing.inside_code IS NOT NULL AND above.scope = climbing.scope
    )
    SELECT
        this.unit, this.code, this.scope, as_of,
        coalesce(at_unit, this.unit) AS root_unit, coalesce(at_code, this.code) AS root_code
    FROM inner_rows AS this
    LEFT JOIN climbing AS top ON top.unit = this.unit AND top.code = this.code AND top.inside_code IS NULL
),
-- Each row with what places it, which is said by the row inside no other
listed AS (
    SELECT
        unit, code, is_member, root_unit, root_code, sort, name, scope, category,
        CASE
            WHEN stage IN ('started', 'building') THEN 'under_way'
            WHEN stage IN ('planned', 'signed', 'prelim') THEN 'preparing'
            WHEN stage IN ('completed', 'operating') THEN 'built'
            WHEN stage IS NOT NULL THEN 'halted'
            ELSE 'unstated'
        END AS phase
    FROM (
        SELECT
            unit, code, 0 AS is_member, unit AS root_unit, code AS root_code, unit_sort AS sort,
            unit_short_name AS name, scope, category, stage, as_of
        FROM projects_named WHERE inside_code IS NULL
        UNION ALL
        SELECT
            members.unit, members.code, 1, root_unit, root_code, sort, coalesce(short_name, units.name), members.scope,
            category, stage, members.as_of
        FROM members
        CROSS JOIN projects AS top ON top.unit = root_unit AND top.code = root_code
        CROSS JOIN units ON units.code = root_unit
    )
    WHERE (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
        AND (:scope IS NULL OR scope = :scope)
        AND (
            :period IS NULL OR as_of IS NULL
            OR iif(:period_exact IS NULL, period_within(month_of(as_of), :period), as_of = :period)
        )
),
-- The same with the group that each row stands in
placed AS MATERIALIZED (
    SELECT
        *,
        CASE :group_by
            WHEN 'unit' THEN root_unit WHEN 'scope' THEN '' WHEN 'stage' THEN phase
            ELSE coalesce(category, 'unstated')
        END AS part,
        CASE coalesce(:group_by, 'category')
            WHEN 'unit' THEN ifnull(sort, 9e18)
            WHEN 'stage' THEN phase_place
            WHEN 'category'
            THEN CASE category
                WHEN 'industry' THEN 1 WHEN 'infrastructure' THEN 2 WHEN 'livelihood' THEN 3 WHEN 'other' THEN 4 ELSE 5
            END
        END AS part_place
    FROM (SELECT *, instr('under_way preparing built halted unstated', phase) AS phase_place FROM listed)
),
-- What is summed: all, each stage, each group
sections (section) AS (VALUES (0), (1), (2)),
ordered AS (
    SELECT
        unit, code, is_member, scope, part, part_place, name AS unit_name,
        row_number() OVER shown AS spot, sum(NOT is_member) OVER shown AS number
    FROM placed
    WINDOW shown AS (
        ORDER BY
            scope = 'area', part_place, part, sort IS NULL, sort, root_unit, root_code COLLATE natural_order,
            is_member, unit, code COLLATE natural_order
        ROWS UNBOUNDED PRECEDING
    )
),
-- The money and the counts of each stage of each group, a scope each: first what the rows inside no other state
cells AS MATERIALIZED (
    SELECT
        placed.scope, part, part_place, placed.name, phase, phase_place,
        sum(count) AS count, sum(iif(annual_plan + annual_done IS NULL, count, 0)) AS uncounted,
        amount_sum(total_investment, total_investment_bound, money_unit) AS total,
        amount_sum(annual_plan, NULL, money_unit) AS plan, amount_sum(annual_done, NULL, money_unit) AS done,
        amount_sum(iif(annual_done IS NULL, NULL, annual_plan), NULL, money_unit) AS rated_plan,
        amount_sum(iif(annual_plan IS NULL, NULL, annual_done), NULL, money_unit) AS rated_done,
        amount_sum(cumulative_done, NULL, money_unit) AS so_far,
        amount_sum(iif(annual_done IS NULL, NULL, cumulative_done), NULL, money_unit) AS so_far_of_both,
        amount_sum(iif(cumulative_done IS NULL, NULL, annual_done), NULL, money_unit) AS done_of_both
    FROM placed CROSS JOIN projects USING (unit, code)
    WHERE NOT is_member
    GROUP BY 1, 2, phase
    UNION ALL
    SELECT
        placed.scope, part, part_place, placed.name, phase, phase_place,
        0, -sum(min(count, ifnull(rated_count, 0))), amount_sum(total),
        amount_sum(plan), amount_sum(done),
        amount_sum(rated_plan), amount_sum(rated_done), NULL, NULL, NULL
    FROM parts
    CROSS JOIN placed ON placed.unit = parts.root_unit AND placed.code = parts.root_code
    CROSS JOIN projects ON projects.unit = placed.unit AND projects.code = placed.code
    GROUP BY 1, 2, phase
),
sums AS MATERIALIZED (
    SELECT
        section, CASE section WHEN 0 THEN '' WHEN 1 THEN phase ELSE part END AS line, scope,
        min(part_place) AS part_place, min(phase_place) AS phase_place,
        min(name) AS name,
        sum(count) AS count, sum(uncounted) AS uncounted, amount_sum(total) AS total, amount_sum(plan) AS plan,
        amount_sum(done) AS done, amount_sum(rated_plan) AS rated_plan, amount_sum(rated_done) AS rated_done,
        amount_sum(so_far) AS so_far, amount_minus(amount_sum(so_far_of_both), amount_sum(done_of_both)) AS done_before,
        count(*) OVER (PARTITION BY section, scope) AS beside
    FROM cells CROSS JOIN sections
    WHERE section < 2 OR part <> ''
    GROUP BY section, line, scope
),
-- When they are judged
judged_rows AS (
    SELECT
        placed.scope, part, phase, annual_plan, rated.money_unit,
        substr(coalesce(as_of, iif(:on_given IS NULL, NULL, :on)), 1, 4) AS year,
        CASE
            WHEN :on_given IS NULL THEN as_of
            WHEN substr(replace(as_of, 'M', ''), 1, 7) > substr(replace(:on, 'M', ''), 1, 7) THEN NULL
            ELSE :on
        END AS moment
    FROM rated CROSS JOIN placed ON placed.unit = rated.root_unit AND placed.code = rated.root_code
    WHERE NOT is_member
),
months AS MATERIALIZED (
    SELECT scope, part, phase, year, moment, amount_sum(annual_plan, NULL, money_unit) AS plan
    FROM judged_rows GROUP BY 1, 2, 3, 4, 5
),
moments AS MATERIALIZED (
    SELECT year, moment, pace(year, moment) AS pace, elapsed(year, moment, 1) AS state
    FROM (
        SELECT DISTINCT
            substr(coalesce(as_of, iif(:on_given IS NULL, NULL, :on)), 1, 4) AS year,
            CASE
                WHEN :on_given IS NULL THEN as_of
                WHEN substr(replace(as_of, 'M', ''), 1, 7) > substr(replace(:on, 'M', ''), 1, 7) THEN NULL
                ELSE :on
            END AS moment
        FROM projects WHERE annual_plan IS NOT NULL AND annual_done IS NOT NULL
    )
),
paces AS MATERIALIZED (
    SELECT
        section, CASE section WHEN 0 THEN '' WHEN 1 THEN phase ELSE part END AS line, scope,
        min(year) <> max(year) AS has_years, max(moment IS NULL) AS lacks_month,
        weighted_pace(plan, year, moment) AS pace,
        CASE
            WHEN max(state = 'before') THEN 'before' WHEN max(state = 'running') THEN 'running'
            WHEN max(state = 'due') THEN 'due' ELSE 'closed'
        END AS state
    FROM months CROSS JOIN sections
    LEFT JOIN moments USING (year, moment)
    WHERE section < 2 OR part <> ''
    GROUP BY section, line, scope
),
lines AS (
    SELECT
        section, CASE section WHEN 1 THEN phase_place WHEN 2 THEN part_place END AS part_place, line AS part,
        0 AS spot, iif(section = 0, 'total', 'group') AS level,
        NULL AS number, NULL AS unit, NULL AS code,
        CASE
            WHEN section = 0 THEN 'total' WHEN section = 1 THEN '  ' || line WHEN :group_by = 'unit' THEN name ELSE line
        END AS name,
        count, NULL AS stage, NULL AS category, scope, total, done_before, plan, done,
        iif(has_years, NULL, rate(rated_done, rated_plan)) AS rate,
        iif(has_years OR lacks_month, NULL, pace) AS pace, state,
        iif(rated_plan IS NULL, NULL, nullif(uncounted, 0)) AS uncounted,
        CASE
            WHEN rated_plan IS NULL THEN NULL
            WHEN amount_value(rated_plan) IS NULL OR amount_value(rated_done) IS NULL THEN 'family'
            WHEN has_years THEN 'several_years' WHEN amount_value(rated_plan) <= 0 THEN 'no_plan'
            WHEN lacks_month THEN iif(:on_given IS NULL, 'no_month', 'later')
        END AS refused,
        so_far, NULL AS as_of, NULL AS progress, NULL AS problem, NULL AS owner
    FROM sums LEFT JOIN paces USING (section, line, scope)
    -- A stage that is the only one is the total once more.
    WHERE section <> 1 OR beside > 1
    UNION ALL
    SELECT
        2, part_place, part, spot, iif(is_member, 'member', 'row'), iif(is_member, NULL, number),
        unit_name, code, iif(is_member, '    ', '  ') || projects.name, count, stage, projects.category, placed.scope,
        amount(total_investment, total_investment_bound, money_unit),
        iif(
            annual_done IS NULL, NULL,
            amount_minus(amount(cumulative_done, NULL, money_unit), amount(annual_done, NULL, money_unit))
        ),
        amount(annual_plan, NULL, money_unit), amount(annual_done, NULL, money_unit),
        rate(amount(annual_done, NULL, money_unit), amount(annual_plan, NULL, money_unit)), pace, state, NULL,
        CASE
            WHEN annual_plan IS NULL OR annual_done IS NULL THEN NULL
            WHEN annual_plan <= 0 THEN 'no_plan' WHEN moments.moment IS NULL THEN iif(:on_given IS NULL, 'no_month', 'later')
        END,
        amount(cumulative_done, NULL, money_unit), as_of, progress, problem, owner
    FROM ordered AS placed
    JOIN projects USING (unit, code)
    LEFT JOIN moments
        ON moments.moment = CASE
            WHEN :on_given IS NULL THEN as_of
            WHEN substr(replace(as_of, 'M', ''), 1, 7) > substr(replace(:on, 'M', ''), 1, 7) THEN NULL
            ELSE :on
        END
        AND moments.year = substr(coalesce(as_of, iif(:on_given IS NULL, NULL, :on)), 1, 4)
)
SELECT
    level, number, unit, code, name, count, stage, category, scope, total AS total_investment, done_before,
    plan AS annual_plan, done AS annual_done, rate, rate - pace AS gap,
    iif(rate IS NULL AND refused IS NULL, NULL, light(rate - pace, state, NULL, :lights)) AS light,
    uncounted, refused, pace, so_far AS cumulative_done, as_of, progress, problem, owner
FROM lines
ORDER BY section > 1, scope = 'area', section, part_place, part, spot
