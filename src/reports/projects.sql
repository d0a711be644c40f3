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
-- word: apart | not comparable | 不可比
-- word: no_plan | a plan of 0 | 计划为0
-- word: finish | not finished in time | 逾期未竣工
-- word: start | not started in time | 逾期未开工
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
-- column: years code optional | Years | 建设年限
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
-- column: late word optional | Schedule | 工期
-- column: late_days number optional | Days late | 逾期天数
-- column: progress text optional | Progress | 形象进度
-- column: problem text optional | Problem | 存在问题
-- column: owner text optional | Owner | 责任人
-- note: projects that are in no rate, for want of a plan of the year above 0 or of what is done of it: {} |
--     {} 个项目缺计划（或计划为0）或缺完成，不计入完成率 |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: parts
--     counted AS (SELECT count, iif(annual_plan + annual_done IS NULL, rated_count, iif(annual_plan > 0, count, 0)) AS rated
--         FROM placed_projects LEFT JOIN parts ON root_unit = unit AND root_code = code
--         WHERE inside_code IS NULL AND (:scope IS NULL OR scope = :scope)
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
--         AND (:period IS NULL OR as_of IS NULL
--             OR iif(:period_exact IS NULL, period_within(month_of(as_of), :period), as_of = :period)))
--     SELECT iif(sum(rated) > 0, sum(max(count - ifnull(rated, 0), 0)), 0) FROM counted
-- note: of another year or currency than most projects and in no rate; --period shows another year: {} |
--     年度或币种与多数项目不同，不计入完成率（其他年度可用 --period 查看）：{} |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: rated -- with: asked
--     -- with: picked -- with: of_another -- with: first_places
--     months AS (SELECT scope, year, money_unit, sum(count) AS count FROM asked GROUP BY 1, 2, 3)
--     SELECT told FROM first_places
-- note: cancelled projects whose plans of the year are in the rate all the same: {} | 已取消而年度计划仍计入完成率的项目：{} 个 |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: rated -- with: asked
--     cancelled AS (SELECT asked.count FROM asked JOIN projects ON unit = root_unit AND code = root_code
--         WHERE stage = 'cancelled')
--     SELECT sum(count) FROM cancelled
-- note: their figures are of no month, or of one later than --on, so that no sum with them has a pace: {} |
--     未填截至月份或数据晚于 --on，含其在内的合计不算序时进度：{} |
--     WITH -- with: chosen_units -- with: placed_projects -- with: inside_figures -- with: rated -- with: asked -- with: first_places
--     named AS (SELECT root_unit AS unit, root_code AS code, count, as_of AS what FROM asked WHERE moment IS NULL)
--     SELECT told FROM first_places
-- judged: each project judged at the month that its figures are of (as_of) | 各项目按其填报的截至月份评判
-- empty: there is no project | 没有项目
-- example: taizhang report projects --group-by unit --kind towns
-- example: taizhang report projects --scope own --where "light = 'red'" --columns unit,name,rate,gap,problem
--
-- A member is inside the row whose code its own code or its parent names, and is never added to it again. A bundle
-- without a figure of its own is worth at least what its members state. Own and city-wide figures (scope area) are never
-- added. The rate of a sum is Σdone/Σplan over the rows that have both, a plan above 0, and are of the year and the currency
-- that most projects are of (picked); `uncounted` says how many projects are not. A plan is judged in the year of its
-- `as_of`, at that month, or at --on, where its figures are not later than that: the light is that of the money alone, and
-- what was to be started or finished by --on and is not is said by `late`. The years are from the start to the finish, as
-- they were or else are planned. Done before the year is what is done so far
-- without what is done this year. In preparation is planned, signed or prelim; under construction is started or
-- building; completed includes operating. With --period, a row is shown if its `as_of` lies in it or is not stated.
WITH
-- with: chosen_units
-- with: placed_projects
-- with: inside_figures
-- with: parts
-- with: rated
-- with: asked
-- with: dated
-- with: today
-- with: stepped
-- with: late
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
-- What is rated of them, by the month at which it is judged
months AS MATERIALIZED (
    SELECT
        asked.scope, part, phase, year, moment, money_unit, sum(count) AS count,
        sum(iif(is_inside, 0, count)) AS own_count,
        amount_sum(annual_plan, NULL, money_unit) AS plan, amount_sum(annual_done, NULL, money_unit) AS done
    FROM asked CROSS JOIN placed ON placed.unit = asked.root_unit AND placed.code = asked.root_code
    WHERE NOT is_member
    GROUP BY 1, 2, 3, 4, 5, 6
),
-- with: picked
-- How many projects inside each are rated
inside AS MATERIALIZED (
    SELECT root_unit, root_code, sum(count) AS rated
    FROM asked
    WHERE is_inside AND (scope, ifnull(year, ''), money_unit) IN (SELECT scope, year, money_unit FROM picked WHERE reason IS NULL)
    GROUP BY root_unit, root_code
),
-- The money and the counts of each stage of each group, a scope each: first what the rows inside no other state
cells AS MATERIALIZED (
    SELECT
        placed.scope, part, part_place, placed.name, phase, phase_place,
        sum(count) AS count, 0 AS covered,
        amount_sum(total_investment, total_investment_bound, money_unit) AS total,
        amount_sum(annual_plan, NULL, money_unit) AS plan, amount_sum(annual_done, NULL, money_unit) AS done,
        amount_sum(cumulative_done, NULL, money_unit) AS so_far,
        amount_sum(iif(annual_done IS NULL, NULL, cumulative_done), NULL, money_unit) AS so_far_of_both,
        amount_sum(iif(cumulative_done IS NULL, NULL, annual_done), NULL, money_unit) AS done_of_both
    FROM placed CROSS JOIN projects USING (unit, code)
    WHERE NOT is_member
    GROUP BY 1, 2, phase
    UNION ALL
    SELECT
        placed.scope, part, part_place, placed.name, phase, phase_place,
        0, sum(min(count, ifnull(inside.rated, 0))), amount_sum(total), amount_sum(plan), amount_sum(done),
        NULL, NULL, NULL
    FROM parts
    LEFT JOIN inside USING (root_unit, root_code)
    CROSS JOIN placed ON placed.unit = parts.root_unit AND placed.code = parts.root_code
    CROSS JOIN projects ON projects.unit = placed.unit AND projects.code = placed.code
    GROUP BY 1, 2, phase
),
sums AS MATERIALIZED (
    SELECT
        section, CASE section WHEN 0 THEN '' WHEN 1 THEN phase ELSE part END AS line, scope,
        min(part_place) AS part_place, min(phase_place) AS phase_place,
        min(name) AS name,
        sum(count) AS count, sum(covered) AS covered, amount_sum(total) AS total, amount_sum(plan) AS plan,
        amount_sum(done) AS done,
        amount_sum(so_far) AS so_far, amount_minus(amount_sum(so_far_of_both), amount_sum(done_of_both)) AS done_before,
        count(*) OVER (PARTITION BY section, scope) AS beside
    FROM cells CROSS JOIN sections
    WHERE section < 2 OR part <> ''
    GROUP BY section, line, scope
),
moments AS MATERIALIZED (
    SELECT year, moment, pace(year, moment) AS pace, elapsed(year, moment, 1) AS state
    FROM (SELECT DISTINCT year, moment FROM dated WHERE annual_plan IS NOT NULL AND annual_done IS NOT NULL)
),
paces AS MATERIALIZED (
    SELECT
        section, CASE section WHEN 0 THEN '' WHEN 1 THEN phase ELSE part END AS line, scope,
        sum(own_count) AS rated, rate(amount_sum(done), amount_sum(plan)) AS rate, max(moment IS NULL) AS lacks_month,
        weighted_pace(plan, year, moment) AS pace,
        CASE
            WHEN max(state = 'before') THEN 'before' WHEN max(state = 'running') THEN 'running'
            WHEN max(state = 'due') THEN 'due' ELSE 'closed'
        END AS state
    FROM months CROSS JOIN sections
    LEFT JOIN moments USING (year, moment)
    WHERE (section < 2 OR part <> '')
        AND (scope, ifnull(year, ''), money_unit) IN (SELECT scope, year, money_unit FROM picked WHERE reason IS NULL)
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
        count, NULL AS stage, NULL AS category, scope, NULL AS years, total, done_before, plan, done, rate,
        iif(lacks_month, NULL, pace) AS pace, state,
        iif(rate IS NULL, NULL, nullif(count - covered - rated, 0)) AS uncounted,
        CASE
            WHEN rate IS NULL THEN iif(plan IS NULL OR done IS NULL, NULL, 'apart')
            WHEN lacks_month THEN iif(:on_given IS NULL, 'no_month', 'later')
        END AS refused,
        so_far, NULL AS as_of, NULL AS late, NULL AS late_days, NULL AS progress, NULL AS problem, NULL AS owner
    FROM sums LEFT JOIN paces USING (section, line, scope)
    -- A stage that is the only one is the total once more.
    WHERE section <> 1 OR beside > 1
    UNION ALL
    SELECT
        2, part_place, part, spot, iif(is_member, 'member', 'row'), iif(is_member, NULL, number),
        unit_name, code, iif(is_member, '    ', '  ') || projects.name, count, stage, projects.category, placed.scope,
        substr(coalesce(start_actual, start_plan), 1, 4)
            || ifnull('/' || nullif(substr(coalesce(finish_actual, finish_plan), 1, 4), substr(coalesce(start_actual, start_plan), 1, 4)), ''),
        amount(total_investment, total_investment_bound, money_unit),
        iif(
            annual_done IS NULL, NULL,
            amount_minus(amount(cumulative_done, NULL, money_unit), amount(annual_done, NULL, money_unit))
        ),
        amount(annual_plan, NULL, money_unit), amount(annual_done, NULL, money_unit),
        rate(annual_done, annual_plan), pace, state, NULL,
        CASE
            WHEN annual_plan IS NULL OR annual_done IS NULL THEN NULL
            WHEN annual_plan <= 0 THEN 'no_plan' WHEN moments.moment IS NULL THEN iif(:on_given IS NULL, 'no_month', 'later')
        END,
        amount(cumulative_done, NULL, money_unit), as_of, step, days, progress, problem, owner
    FROM ordered AS placed
    JOIN dated AS projects USING (unit, code)
    -- Of a project that is late with both, the finish: min() takes the other columns from its row.
    LEFT JOIN (SELECT unit, code, min(step) AS step, days FROM late GROUP BY unit, code) USING (unit, code)
    LEFT JOIN moments ON moments.moment = projects.moment AND moments.year = projects.year
)
SELECT
    level, number, unit, code, name, count, stage, category, scope, years, total AS total_investment, done_before,
    plan AS annual_plan, done AS annual_done, rate, ahead(rate, pace) AS gap,
    CASE
        WHEN rate IS NULL AND refused IS NULL THEN NULL WHEN stage = 'cancelled' THEN 'grey'
        ELSE light(ahead(rate, pace), state, NULL, :lights)
    END AS light,
    uncounted, refused, pace, so_far AS cumulative_done, as_of, late, nullif(late_days, 0) AS late_days, progress, problem,
    owner
FROM lines
ORDER BY section > 1, scope = 'area', section, part_place, part, spot
