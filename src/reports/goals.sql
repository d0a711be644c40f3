-- report: goals
-- title: Goals | 目标清单
-- about: the tree of goals with what serves each, whether it is on time, and its light
--     | 各目标及其层级、支撑指标与项目、完成时限和灯色
-- beforehand: served_by_metrics served_by_others
-- parameter: unit
-- parameter: period
-- parameter: on
-- parameter: lights
-- group-by: unit | unit | 单位
-- group-by: kind | kind | 层级
-- group-by: status | status | 进展状态
-- word: total | All goals | 合计
-- word: unstated | not stated | 未填
-- word: loop | inside itself | 上级成环
-- column: level word data | Level | 层级
-- column: unit text | Unit | 单位
-- column: code code | Code | 编号
-- column: title tree goals.kind goals.status | Goal | 目标
-- column: goals number optional | Goals | 目标数
-- column: kind word goals.kind unless goal | Kind | 类别
-- column: period code optional | Period | 计划期
-- column: due code optional | Due | 完成时限
-- column: owner text optional | Owner | 责任人
-- column: partners text optional | Partners | 配合单位
-- column: status word goals.status optional | Status | 进展状态
-- column: metrics number optional | Metrics | 指标
-- column: projects number optional | Projects | 项目
-- column: area_projects number optional | City projects | 全市项目
-- column: light light | Light | 灯
-- column: red number optional | Red | 红
-- column: yellow number optional | Yellow | 黄
-- column: blue number optional | Blue | 蓝
-- column: green number optional | Green | 绿
-- column: grey number optional | Grey | 灰
-- column: overdue number optional | Overdue | 逾期
-- column: parent code optional | Serves | 对应目标
-- column: remark word optional | Remark | 说明
-- note: goals with neither period nor due, which are left out: {} | 未填计划期和完成时限的 {} 个目标未列
--     | WITH -- with: chosen_units undated AS (SELECT 1 FROM goals JOIN chosen_units ON chosen_units.code = goals.unit
--         WHERE :period IS NOT NULL AND period IS NULL AND due IS NULL) SELECT count(*) FROM undated
-- chart: tree title light
-- empty: no goal is in the ledger, or none is chosen | 台账中没有目标，或没有符合条件的目标
-- example: taizhang report goals --unit 内坑镇 --on 2022-12
-- example: taizhang report goals --group-by status --where "overdue > 0"
--
-- A goal is inside the one that its parent or its dotted code names, in whatever unit. Metrics and projects are those
-- that name the goal itself, projects by their count; what is inside a project of the same goal is not counted again, nor,
-- in groups and the total, what is inside a project of any other goal that is shown.
-- The numbers of each light, and the light, the worst of them, are those of the goal and of all goals below it, other
-- units' too. A group and the total have the worst light of their goals, and count what serves these goals themselves. A
-- metric is lit by `metric_light`, a project by its year's rate against the pace of the year at its own date.
-- Goals are overdue that are due by the end of the day of judgement and neither done, standing nor cancelled; being so
-- is a red light of their own.
WITH RECURSIVE
-- with: chosen_units
placed AS MATERIALIZED (
    SELECT code, name, row_number() OVER (ORDER BY sort IS NULL, sort, code) AS place FROM chosen_units
),
asked_goals AS (
    SELECT unit, code FROM goals
    WHERE unit IN (SELECT code FROM placed) AND (
        :period IS NULL OR CASE
            WHEN :period_exact IS NOT NULL THEN period = :period
            ELSE period_within(
                coalesce(
                    period, iif(substr(due, 6, 1) = 'M', due, substr(due, 1, 5) || 'M' || substr(due, 6, 2))
                ), :period
            )
        END
    )
),
-- with: standing
-- The projects of goals, each with the goal of the row that it is inside of, and whether that goal is shown
bearing AS (
    SELECT
        *, outer_goal IS NOT NULL AND outer_goal <> goal AND EXISTS (
            SELECT 1 FROM asked_goals
            WHERE unit = substr(outer_goal, 1, instr(outer_goal, '/') - 1)
                AND code = substr(outer_goal, instr(outer_goal, '/') + 1)
        ) AS is_again
    FROM (
        SELECT
            iif(instr(this.goal, '/') > 0, this.goal, this.unit || '/' || this.goal) AS goal,
            iif(instr(above.goal, '/') > 0, above.goal, above.unit || '/' || above.goal) AS outer_goal,
            this.count, this.scope, this.light
        FROM standing AS this
        LEFT JOIN projects AS above
            ON above.unit = this.inside_unit AND above.code = this.inside_code AND above.scope = this.scope
    )
),
-- A row a project, and a row a goal that is overdue
serving AS (
    SELECT
        goal, iif(scope = 'own' AND outer_goal IS NOT goal, count, 0) AS projects,
        iif(scope = 'area' AND outer_goal IS NOT goal, count, 0) AS area_projects,
        iif(scope = 'own' AND is_again, count, 0) AS again, iif(scope = 'area' AND is_again, count, 0) AS area_again,
        light
    FROM bearing
    UNION ALL
    SELECT unit || '/' || code, 0, 0, 0, 0, 'red' FROM goals
    WHERE coalesce(status, '') NOT IN ('done', 'standing', 'cancelled')
        AND substr(replace(replace(due, 'M', ''), '-', '') || '31', 1, 8)
            <= substr(replace(replace(:on, 'M', ''), '-', '') || '31', 1, 8)
),
-- with: served_by_metrics
-- with: served_by_others
served AS MATERIALIZED (
    SELECT
        goal, sum(metrics) AS metrics, sum(projects) AS projects, sum(area_projects) AS area_projects,
        sum(again) AS again, sum(area_again) AS area_again, sum(red) AS red, sum(yellow) AS yellow, sum(blue) AS blue,
        sum(green) AS green, sum(grey) AS grey
    FROM (
        SELECT
            goal, metrics, 0 AS projects, 0 AS area_projects, 0 AS again, 0 AS area_again, red, yellow, blue, green, grey
        FROM served_by_metrics
        UNION ALL
        SELECT goal, 0, projects, area_projects, again, area_again, red, yellow, blue, green, grey
        FROM served_by_others
    )
    GROUP BY goal
),
tree AS MATERIALIZED (
    SELECT
        unit || '/' || code AS goal, inside_unit || '/' || inside_code AS above, inside_unit = unit AS is_within,
        unit, code, title, kind, period, due, owner, partners, status
    FROM goals_named
),
-- Each goal that something serves, and all that it is inside of; UNION ends a walk that comes back to where it was
climbing (low, at) AS (
    SELECT goal, goal FROM served
    UNION
    SELECT climbing.low, tree.above FROM climbing JOIN tree ON tree.goal = climbing.at WHERE tree.above IS NOT NULL
),
lit AS MATERIALIZED (
    SELECT
        at AS goal, sum(red) AS red, sum(yellow) AS yellow, sum(blue) AS blue, sum(green) AS green, sum(grey) AS grey
    FROM climbing JOIN served ON served.goal = climbing.low
    GROUP BY at
),
-- The place of each goal in its unit's tree; what is inside itself is reached from nowhere
walking (goal, path, depth) AS (
    SELECT tree.goal, tree.code, 0 FROM tree
    WHERE tree.is_within IS NOT TRUE OR tree.above NOT IN (SELECT goal FROM tree)
    UNION ALL
    SELECT tree.goal, walking.path || char(1) || tree.code, walking.depth + 1
    FROM walking JOIN tree ON tree.above = walking.goal AND tree.is_within
),
lines AS MATERIALIZED (
    SELECT
        placed.name AS unit, placed.place AS unit_place, this.code, this.title, this.kind, this.period,
        this.due, this.owner, this.status,
        CASE WHEN this.partners IS NOT NULL THEN (
            SELECT group_concat(coalesce(partner.short_name, partner.name, listed.value), '、')
            FROM json_each('[' || replace(json_quote(this.partners), '、', '","') || ']') AS listed
            LEFT JOIN units AS partner ON partner.code = listed.value
        ) END AS partners,
        coalesce(own.metrics, 0) AS metrics, coalesce(own.projects, 0) AS projects,
        nullif(own.area_projects, 0) AS area_projects, coalesce(own.again, 0) AS again,
        coalesce(own.area_again, 0) AS area_again, lit.red, lit.yellow, lit.blue, lit.green, lit.grey,
        CASE
            WHEN lit.red > 0 THEN 'red' WHEN lit.yellow > 0 THEN 'yellow' WHEN lit.blue > 0 THEN 'blue'
            WHEN lit.green > 0 THEN 'green' ELSE 'grey'
        END AS light,
        own.red AS own_red, own.yellow AS own_yellow, own.blue AS own_blue, own.green AS own_green, own.grey AS own_grey,
        iif(
            substr(replace(replace(this.due, 'M', ''), '-', '') || '31', 1, 8)
                <= substr(replace(replace(:on, 'M', ''), '-', '') || '31', 1, 8)
            AND coalesce(this.status, '') NOT IN ('done', 'standing', 'cancelled'),
            1, NULL
        ) AS overdue,
        iif(this.is_within, NULL, this.above) AS parent, iif(walking.goal IS NULL, 'loop', NULL) AS remark,
        coalesce(walking.path, this.code) AS path, coalesce(walking.depth, 0) AS depth,
        CASE coalesce(:group_by, 'unit')
            WHEN 'kind' THEN this.kind WHEN 'status' THEN coalesce(this.status, 'unstated') ELSE this.unit
        END AS part,
        CASE coalesce(:group_by, 'unit')
            WHEN 'kind' THEN instr('vision goal task', this.kind)
            WHEN 'status'
                THEN instr(
                    'not_started ongoing done standing suspended cancelled unstated', coalesce(this.status, 'unstated')
                )
            ELSE placed.place
        END AS part_place
    FROM placed
    JOIN tree AS this ON this.unit = placed.code
    LEFT JOIN walking ON walking.goal = this.goal
    LEFT JOIN lit ON lit.goal = this.goal
    LEFT JOIN served AS own ON own.goal = this.goal
    WHERE :period IS NULL
        OR EXISTS (SELECT 1 FROM asked_goals WHERE asked_goals.unit = this.unit AND asked_goals.code = this.code)
),
groups AS MATERIALIZED (
    SELECT
        part, part_place, min(unit) AS unit, count(*) AS goals, sum(metrics) AS metrics,
        sum(projects - again) AS projects, nullif(sum(area_projects - area_again), 0) AS area_projects,
        sum(own_red) AS red, sum(own_yellow) AS yellow, sum(own_blue) AS blue, sum(own_green) AS green,
        sum(own_grey) AS grey, sum(overdue) AS overdue,
        worst_light(light) AS light
    FROM lines GROUP BY part
)
SELECT
    level, unit, code, title, goals, kind, period, due, owner, partners, status, metrics, projects, area_projects,
    light, nullif(red, 0) AS red, nullif(yellow, 0) AS yellow, nullif(blue, 0) AS blue, nullif(green, 0) AS green,
    nullif(grey, 0) AS grey, overdue, parent, remark
FROM (
    SELECT
        -1 AS spot, NULL AS unit_place, '' AS path, 'total' AS level, NULL AS unit, NULL AS code, 'total' AS title,
        sum(goals) AS goals, NULL AS kind, NULL AS period, NULL AS due, NULL AS owner, NULL AS partners, NULL AS status,
        sum(metrics) AS metrics, sum(projects) AS projects, sum(area_projects) AS area_projects, sum(red) AS red,
        sum(yellow) AS yellow, sum(blue) AS blue, sum(green) AS green, sum(grey) AS grey, sum(overdue) AS overdue,
        NULL AS parent, NULL AS remark, worst_light(light) AS light
    FROM groups HAVING count(*) > 0
    UNION ALL
    SELECT
        2 * part_place, NULL, '', 'group', NULL, NULL, iif(coalesce(:group_by, 'unit') = 'unit', unit, part), goals,
        NULL, NULL, NULL, NULL, NULL, NULL, metrics, projects, area_projects, red, yellow, blue, green, grey, overdue,
        NULL, NULL, light
    FROM groups
    UNION ALL
    SELECT
        2 * part_place + 1, unit_place, path, 'row', unit, code,
        printf('%*s', iif(coalesce(:group_by, 'unit') = 'unit', 2 * depth + 2, 2), '') || title, NULL, kind, period,
        due, owner, partners, status, metrics, projects, area_projects, red, yellow, blue, green, grey, overdue, parent,
        remark, light
    FROM lines
)
ORDER BY spot, unit_place, path COLLATE natural_order
