-- report: ranking
-- title: Ranking by investment done | 投资完成率排名
-- about: who has done most of the year's plan, and who is ahead of the year or behind it | 年度投资完成率排名及超欠序时进度
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
-- parameter: lights
-- group-by: unit | unit | 单位
-- group-by: category | category of projects | 项目类别
-- group-by: kind | kind of unit | 单位类型
-- word: total | All | 合计
-- word: towns | Towns | 镇街
-- word: departments | Bureaus | 部门
-- word: governments | Governments | 政府
-- word: others | Others | 其他
-- word: unstated | not stated | 未填
-- word: area | city | 全市
-- word: nothing | no plan, or nothing reported | 缺计划或完成
-- word: family | another currency | 币种不同
-- word: period | another year | 年度不同
-- word: no_plan | a plan of 0 | 计划为0
-- word: no_month | month not stated | 未填截至月份
-- word: later | figures later than the month judged | 数据晚于评判月份
-- column: level word data | Level | 层级
-- column: rank number | Rank | 名次
-- column: name tree units.kind projects.category | Name | 名称
-- column: code code data | Code | 代码
-- column: scope word projects.scope unless own | Scope | 统计范围
-- column: projects number | Projects | 项目数
-- column: annual_plan amount | Plan of the year | 年度计划
-- column: annual_done amount | Done | 完成
-- column: rate percent | Rate % | 完成率%
-- column: pace percent optional | Pace % | 序时进度%
-- column: gap points optional | Ahead | 超/欠序时
-- column: light light | Money light | 投资灯
-- column: uncounted number | Not counted | 未计入
-- column: refused word optional | Not judged | 未评原因
-- chart: bars name+scope rate pace light
-- note: figures of the projects are of different months: {} | 各项目数据截至月份不同：{} |
--     WITH -- with: chosen_units
--     months AS (SELECT DISTINCT month_of(as_of) AS month FROM projects
--         WHERE annual_plan IS NOT NULL AND annual_done IS NOT NULL AND (:scope IS NULL OR scope = :scope)
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
--         AND (:period IS NULL OR iif(:period_exact IS NULL, period_within(month_of(as_of), :period), as_of = :period)))
--     SELECT iif(count(month) > 1, min(month) || ' – ' || max(month), NULL) FROM months
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
-- empty: no project states both its plan of the year and what is done of it |
--     没有项目同时填有年度计划和完成投资
-- example: taizhang report ranking --kind towns --on 2022-M09
-- example: taizhang report ranking --group-by category --period 2022
--
-- A rate is Σdone/Σplan over the rows that have both, each counted once (rated); of a plan of 0 there is no rate. The other
-- projects are in no sum: `uncounted` says how many they are. A plan is judged in the year of its `as_of`, at that month, or
-- at --on; the pace of a sum is that of its plans, weighted by what they plan. Nothing is compared that cannot be: the rates
-- are of the year and the currency that most projects are of, and what is of another is not counted (picked). Without a
-- month, or with figures later than --on, there is no pace. Whoever has the same rate, as it is shown, has the same rank.
-- City-wide figures (scope area) have a ranking of their own.
-- With --period, a project is looked at only if its `as_of` lies in it, or is not stated.
WITH
-- with: chosen_units
-- with: placed_projects
-- with: inside_figures
-- with: rated
-- with: asked
covered AS MATERIALIZED (
    SELECT root_unit, root_code, sum(count) AS count
    FROM asked WHERE is_inside OR :period IS NOT NULL GROUP BY root_unit, root_code
),
-- Who is ranked (units, categories, kinds of units), and their money by the month at which it is judged
months AS MATERIALIZED (
    SELECT
        CASE :group_by
            WHEN 'category'
            THEN coalesce(
                (SELECT category FROM projects WHERE unit = root_unit AND projects.code = root_code), 'unstated'
            )
            WHEN 'kind' THEN kind
            ELSE root_unit
        END AS member,
        iif(coalesce(:group_by, 'unit') = 'unit', family, '') AS part,
        scope, year, moment, money_unit, sum(count) AS count,
        amount_sum(annual_plan, NULL, money_unit) AS plan,
        amount_sum(annual_done, NULL, money_unit) AS done
    FROM asked JOIN chosen_units ON chosen_units.code = root_unit
    GROUP BY 1, 2, 3, 4, 5, 6
),
-- with: picked
-- The projects that are of another year or currency
others AS MATERIALIZED (
    SELECT root_unit, root_code, sum(count) AS count, max(reason) AS reason
    FROM asked
    JOIN picked ON picked.scope = asked.scope AND picked.year = ifnull(asked.year, '')
        AND picked.money_unit = asked.money_unit
    WHERE reason IS NOT NULL
    GROUP BY root_unit, root_code
),
-- How many projects they have, and how many of them have no rate, and why
counts AS MATERIALIZED (
    SELECT
        CASE :group_by WHEN 'category' THEN coalesce(category, 'unstated') WHEN 'kind' THEN kind ELSE unit END
            AS member,
        iif(coalesce(:group_by, 'unit') = 'unit', family, '') AS part,
        this.scope, sum(this.count) AS projects,
        sum(
            CASE
                WHEN :period IS NULL AND annual_plan > 0 AND annual_done IS NOT NULL THEN ifnull(others.count, 0)
                ELSE max(this.count - max(ifnull(covered.count, 0) - ifnull(others.count, 0), 0), 0)
            END
        ) AS uncounted,
        max(coalesce(others.reason, iif(annual_plan <= 0 AND annual_done IS NOT NULL, 'no_plan', NULL))) AS reason
    FROM placed_projects AS this
    JOIN chosen_units ON chosen_units.code = this.unit
    LEFT JOIN covered ON covered.root_unit = this.unit AND covered.root_code = this.code
    LEFT JOIN others ON others.root_unit = this.unit AND others.root_code = this.code
    WHERE inside_code IS NULL AND (:scope IS NULL OR this.scope = :scope)
        AND (
            :period IS NULL OR as_of IS NULL OR covered.count IS NOT NULL
            OR iif(:period_exact IS NULL, period_within(month_of(as_of), :period), as_of = :period)
        )
    GROUP BY 1, 2, 3
),
-- What every line counts in besides itself. A WITH is opened anew wherever it is named, with all below it, and SQLite takes
-- no more than a thousand of those: hence one reading for both.
levels (level) AS (VALUES ('group'), ('total')),
all_counts AS (
    SELECT 'row' AS level, member AS line, part AS of, scope, projects, uncounted, reason, NULL AS groups FROM counts
    UNION ALL
    SELECT
        level, iif(level = 'group', part, 'total'), iif(level = 'group', part, ''), scope, sum(projects),
        sum(uncounted), max(reason), sum(level = 'group') OVER (PARTITION BY scope)
    FROM counts JOIN levels ON level = 'total' OR level = 'group' AND part <> ''
    GROUP BY 1, 2, 3, 4
),
picked_months AS MATERIALIZED (
    SELECT member, part, scope, year, moment, plan, done
    FROM months
    WHERE (scope, ifnull(year, ''), money_unit) IN (SELECT scope, year, money_unit FROM picked WHERE reason IS NULL)
),
all_months AS (
    SELECT 'row' AS level, member AS line, scope, year, moment, plan, done FROM picked_months
    UNION ALL
    SELECT level, iif(level = 'group', part, 'total'), scope, year, moment, amount_sum(plan), amount_sum(done)
    FROM picked_months JOIN levels ON level = 'total' OR level = 'group' AND part <> ''
    GROUP BY 1, 2, 3, 4, 5
),
moments AS MATERIALIZED (
    SELECT year, moment, elapsed(year, moment, 1) AS state FROM (SELECT DISTINCT year, moment FROM months)
),
sums AS MATERIALIZED (
    SELECT
        level, line, scope, amount_sum(plan) AS plan, amount_sum(done) AS done,
        max(all_months.moment IS NULL) AS lacks_month,
        weighted_pace(plan, year, all_months.moment) AS pace,
        CASE
            WHEN max(state = 'before') THEN 'before' WHEN max(state = 'running') THEN 'running'
            WHEN max(state = 'due') THEN 'due' ELSE 'closed'
        END AS state
    FROM all_months LEFT JOIN moments USING (year, moment)
    GROUP BY level, line, scope
),
judged AS MATERIALIZED (
    SELECT
        level, line, of, scope, groups, projects, uncounted, plan, done, state,
        rate(done, plan) AS rate, iif(lacks_month, NULL, pace) AS pace,
        CASE
            WHEN plan IS NULL THEN coalesce(reason, 'nothing')
            WHEN lacks_month THEN iif(:on_given IS NULL, 'no_month', 'later')
        END AS refused
    FROM all_counts LEFT JOIN sums USING (level, line, scope)
)
SELECT
    level,
    iif(
        level = 'row' AND rate IS NOT NULL,
        rank() OVER (PARTITION BY scope, level ORDER BY round_percent(rate) DESC), NULL
    ) AS rank,
    coalesce(iif(level = 'row', '  ', '') || name, line) AS name,
    chosen_units.code, scope, projects, plan AS annual_plan, done AS annual_done, rate, pace, ahead(rate, pace) AS gap,
    light(ahead(rate, pace), state, NULL, :lights) AS light, uncounted, refused
FROM judged
LEFT JOIN chosen_units ON chosen_units.code = line AND level = 'row' AND of <> ''
WHERE EXISTS (SELECT 1 FROM months)
    AND (level = 'total' OR scope IN (SELECT scope FROM months))
    AND (level <> 'group' OR groups > 1)
ORDER BY
    scope = 'area', CASE level WHEN 'total' THEN 0 WHEN 'group' THEN 1 ELSE 2 END,
    CASE iif(level = 'group', of, '')
        WHEN 'governments' THEN 1 WHEN 'towns' THEN 2 WHEN 'departments' THEN 3 ELSE 4
    END,
    round_percent(rate) DESC NULLS LAST, refused = 'nothing', sort IS NULL, sort, line COLLATE natural_order
