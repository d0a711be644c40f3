-- report: milestones
-- title: Starts and finishes | 开竣工情况
-- about: which projects were to start and to finish by a day, and which of them did | 截至某日应开工、应竣工的项目及实际开竣工情况
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
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
-- column: level word data | Level | 层级
-- column: name tree units.kind projects.category | Name | 名称
-- column: code code data | Code | 代码
-- column: scope word projects.scope unless own | Scope | 统计范围
-- column: projects number | Projects | 项目数
-- column: start_planned number | To start | 计划开工
-- column: started number | Started | 已开工
-- column: start_rate percent | Started % | 开工率%
-- column: not_started number | Not started | 未按计划开工
-- column: started_early number | Started early | 提前开工
-- column: start_members number optional | Members, starts | 开工子项
-- column: finish_planned number | To finish | 计划竣工
-- column: finished number | Finished | 已竣工
-- column: finish_rate percent | Finished % | 竣工率%
-- column: not_finished number | Overdue | 逾期未竣工
-- column: finished_early number | Finished early | 提前竣工
-- column: finish_members number optional | Members, finishes | 竣工子项
-- column: undated number optional | No date | 未填时间
-- note: cancelled projects, which are not counted: {} | 已取消的项目不计入：{} 个 |
--     WITH -- with: chosen_units -- with: today
--     cancelled AS (SELECT count FROM projects CROSS JOIN today WHERE stage = 'cancelled'
--         AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
--         AND (:scope IS NULL OR scope = :scope) AND coalesce(start_plan, finish_plan) IS NOT NULL
--         AND (:period IS NULL OR substr(replace(start_plan, 'M', ''), 1, 7) BETWEEN first_month AND last_month
--             OR substr(replace(finish_plan, 'M', ''), 1, 7) BETWEEN first_month AND last_month))
--     SELECT sum(count) FROM cancelled
-- chart: bars name+scope start_rate
-- judged: judged at the end of {} | 按 {} 底评判
-- empty: no project says when it is to start or to finish | 没有项目填写计划开工或竣工时间
-- example: taizhang report milestones --on 2022-M09
-- example: taizhang report milestones --period 2022 --group-by category
--
-- Projects are counted by `count`. To start: `start_plan` is over by --on (a month is over when it ends) and, with
-- --period, lies in it. Started: of those, the ones whose `start_actual` is not after --on, or that state none and are
-- started, building, completed or operating as of a month (`as_of`) that is not after --on. What was to start later and has started already is early, and in no rate.
-- Finishes in the same way: finished are those with `finish_actual`, or without one completed or operating.
-- A row inside another counts only where none that it is inside says when it is to start (or to finish); how many do is
-- said by start_members and finish_members. Cancelled projects do not count, suspended ones do. City-wide rows (scope
-- area) stand apart. `undated` are the projects of rows inside no other that say neither, nor anything inside them.
WITH
-- with: chosen_units
-- with: today
-- with: stepped
-- Rows inside others that say when, for the row inside no other
inside AS MATERIALIZED (
    WITH RECURSIVE
    inner_rows AS MATERIALIZED (
        SELECT unit, code, scope, start_plan, finish_plan, inside_unit, inside_code
        FROM projects_named WHERE inside_code IS NOT NULL AND coalesce(start_plan, finish_plan) IS NOT NULL
    ),
    climbing (step, unit, code, scope, at_unit, at_code, inside_unit, inside_code) AS (
        SELECT 'start', unit, code, scope, unit, code, inside_unit, inside_code
        FROM inner_rows WHERE start_plan IS NOT NULL
        UNION
        SELECT 'finish', unit, code, scope, unit, code, inside_unit, inside_code
        FROM inner_rows WHERE finish_plan IS NOT NULL
        UNION
        SELECT
            climbing.step, climbing.unit, climbing.code, climbing.scope,
            above.unit, above.code, above.inside_unit, above.inside_code
        FROM climbing
        CROSS JOIN projects_named AS above ON above.unit = climbing.inside_unit AND above.code = climbing.inside_code
        WHERE climbing.inside_code IS NOT NULL AND above.scope = climbing.scope
            AND iif(climbing.step = 'start', above.start_plan, above.finish_plan) IS NULL
    )
    SELECT at_unit, at_code, step, unit, code FROM climbing WHERE inside_code IS NULL
),
steps AS (
    SELECT
        stepped.unit AS root_unit, stepped.code AS root_code, 0 AS is_inside, stepped.count, stepped.start_plan, is_started,
        stepped.finish_plan, is_finished
    FROM projects_named AS this CROSS JOIN stepped USING (unit, code)
    WHERE inside_code IS NULL AND coalesce(this.start_plan, this.finish_plan) IS NOT NULL
    UNION ALL
    SELECT
        at_unit, at_code, 1, count, iif(step = 'start', start_plan, NULL), is_started,
        iif(step = 'finish', finish_plan, NULL), is_finished
    FROM inside CROSS JOIN stepped USING (unit, code)
),
-- Where each step is: to be done by the day (1) or later (0), and whether it is done; NULL is none that is asked for
placed AS MATERIALIZED (
    SELECT
        root_unit, root_code, is_inside, count,
        iif(
            :period IS NULL OR substr(replace(start_plan, 'M', ''), 1, 7) BETWEEN first_month AND last_month,
            substr(replace(start_plan, 'M', '') || '-31', 1, 10) <= last_day, NULL
        ) AS start_due,
        is_started,
        iif(
            :period IS NULL OR substr(replace(finish_plan, 'M', ''), 1, 7) BETWEEN first_month AND last_month,
            substr(replace(finish_plan, 'M', '') || '-31', 1, 10) <= last_day, NULL
        ) AS finish_due,
        is_finished
    FROM steps CROSS JOIN today
),
sums AS MATERIALIZED (
    SELECT
        root_unit, root_code,
        sum(count * start_due) AS start_planned, sum(count * start_due * is_started) AS started,
        sum(count * (1 - start_due) * is_started) AS started_early,
        sum(count * is_inside * (start_due OR is_started)) FILTER (WHERE start_due IS NOT NULL) AS start_members,
        sum(count * finish_due) AS finish_planned, sum(count * finish_due * is_finished) AS finished,
        sum(count * (1 - finish_due) * is_finished) AS finished_early,
        sum(count * is_inside * (finish_due OR is_finished)) FILTER (WHERE finish_due IS NOT NULL) AS finish_members
    FROM placed GROUP BY root_unit, root_code
),
-- Who is shown: units, categories, kinds of units
lines AS MATERIALIZED (
    SELECT
        CASE :group_by WHEN 'category' THEN coalesce(category, 'unstated') WHEN 'kind' THEN kind ELSE unit END
            AS member,
        iif(coalesce(:group_by, 'unit') = 'unit', family, '') AS part,
        scope, sum(count) AS projects,
        sum(start_planned) AS start_planned, sum(started) AS started, sum(started_early) AS started_early,
        sum(start_members) AS start_members, sum(finish_planned) AS finish_planned, sum(finished) AS finished,
        sum(finished_early) AS finished_early, sum(finish_members) AS finish_members,
        sum(iif(root_unit IS NULL, count, 0)) AS undated
    FROM projects_named AS this
    JOIN chosen_units ON chosen_units.code = this.unit
    LEFT JOIN sums ON root_unit = this.unit AND root_code = this.code
    WHERE inside_code IS NULL AND stage IS NOT 'cancelled' AND (:scope IS NULL OR scope = :scope)
    GROUP BY 1, 2, 3
),
levels AS (
    SELECT 'total' AS level, 'total' AS line, '' AS of, * FROM lines
    UNION ALL SELECT 'group', part, part, * FROM lines WHERE part <> ''
    UNION ALL SELECT 'row', member, part, * FROM lines
)
SELECT
    level,
    iif(level = 'row', '  ', '') || coalesce(chosen_units.name, line) AS name,
    chosen_units.code, scope, sum(projects) AS projects,
    ifnull(sum(start_planned), 0) AS start_planned, ifnull(sum(started), 0) AS started,
    100.0 * sum(started) / nullif(sum(start_planned), 0) AS start_rate,
    ifnull(sum(start_planned) - sum(started), 0) AS not_started, ifnull(sum(started_early), 0) AS started_early,
    nullif(sum(start_members), 0) AS start_members,
    ifnull(sum(finish_planned), 0) AS finish_planned, ifnull(sum(finished), 0) AS finished,
    100.0 * sum(finished) / nullif(sum(finish_planned), 0) AS finish_rate,
    ifnull(sum(finish_planned) - sum(finished), 0) AS not_finished, ifnull(sum(finished_early), 0) AS finished_early,
    nullif(sum(finish_members), 0) AS finish_members,
    nullif(sum(undated), 0) AS undated
FROM levels
LEFT JOIN chosen_units ON chosen_units.code = line AND level = 'row' AND of <> ''
WHERE EXISTS (SELECT 1 FROM sums)
GROUP BY scope, level, line
HAVING level <> 'group' OR EXISTS (SELECT 1 FROM lines WHERE lines.scope = levels.scope AND lines.part <> levels.of)
ORDER BY
    scope = 'area', level <> 'total',
    CASE iif(level = 'total', '', of)
        WHEN 'governments' THEN 1 WHEN 'towns' THEN 2 WHEN 'departments' THEN 3 ELSE 4
    END,
    level <> 'group', sort IS NULL, sort,
    line COLLATE natural_order
