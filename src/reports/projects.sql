-- report: projects
-- title: Project ledger | 项目台账
-- about: every project and bundle with its money and progress, under the totals of its scope | 项目及打包项目的投资与进度，附分口径合计
-- parameter: unit
-- parameter: scope
-- word: total | Total | 合计
-- word: row | Project | 项目
-- word: member | Member | 其中
-- word: area | city | 全市
-- column: level word data | Level | 层级
-- column: unit text | Unit | 单位
-- column: code code | Code | 编号
-- column: name tree | Project | 项目名称
-- column: count number | Count | 个数
-- column: stage word projects.stage optional | Stage | 阶段
-- column: category word projects.category data | Category | 类别
-- column: scope word projects.scope unless own | Scope | 统计范围
-- column: total_investment amount optional | Investment | 总投资
-- column: annual_plan amount optional | Plan of the year | 年度计划
-- column: annual_done amount optional | Done | 本年完成
-- column: rate percent optional | Rate % | 占年计划%
-- column: cumulative_done amount optional | Done so far | 累计完成
-- column: as_of code optional | As of | 截至
-- column: progress text optional | Progress | 形象进度
-- column: problem text optional | Problem | 存在问题
-- column: owner text optional | Owner | 责任人
--
-- A member is inside the row whose code its own code or its parent names, and is never added to it again. A bundle
-- without a figure of its own is worth at least what its members state. Totals stand first, one a scope.
WITH
-- with: chosen_units
-- with: figures
chosen AS MATERIALIZED (
    SELECT
        unit, coalesce(unit_short_name, unit_name) AS unit_name, unit_sort, code, name, count, stage, category, scope,
        amount(total_investment, total_investment_bound, money_unit) AS total,
        amount(annual_plan, NULL, money_unit) AS plan,
        amount(annual_done, NULL, money_unit) AS done,
        amount(cumulative_done, NULL, money_unit) AS so_far,
        as_of, progress, problem, owner, inside_code
    FROM projects_named
    WHERE unit IN (SELECT code FROM chosen_units) AND (:scope IS NULL OR scope = :scope)
)
SELECT
    level, unit, code, name, count, stage, category, scope, total_investment, annual_plan, annual_done,
    rate(rated_done, rated_plan) AS rate, cumulative_done, as_of, progress, problem, owner
FROM (
    SELECT
        0 AS place, iif(scope = 'own', 0, 1) AS unit_sort, '' AS unit_code,
        'total' AS level, NULL AS unit, NULL AS code, 'total' AS name, sum(count) AS count, NULL AS stage,
        NULL AS category, scope, amount_sum(figures.total) AS total_investment,
        amount_sum(figures.plan) AS annual_plan, amount_sum(figures.done) AS annual_done,
        amount_sum(rated_plan) AS rated_plan, amount_sum(rated_done) AS rated_done,
        amount_sum(so_far) AS cumulative_done, NULL AS as_of, NULL AS progress, NULL AS problem, NULL AS owner
    FROM chosen LEFT JOIN figures ON root_unit = chosen.unit AND root_code = chosen.code
    WHERE inside_code IS NULL
    GROUP BY scope
    UNION ALL
    SELECT
        1, unit_sort, unit, iif(inside_code IS NULL, 'row', 'member'), unit_name, code,
        iif(inside_code IS NULL, '', '  ') || name, count, stage, category, scope, total, plan, done,
        plan, done, so_far, as_of, progress, problem, owner
    FROM chosen
)
ORDER BY place, unit_sort IS NULL, unit_sort, unit_code, code COLLATE natural_order
