-- report: unit
-- title: Unit ledger | 单位台账
-- about: all that one unit has said: its goals, projects and metrics | 一个单位的目标、项目和指标
-- parameter: unit required
-- word: goals | goals | 目标
-- word: projects | projects | 项目
-- word: metrics | metrics | 指标
-- column: section word | Part | 部分
-- column: code code | Code | 编号
-- column: name tree | What | 名称
-- column: kind word goals.kind projects.stage metrics.nature | Kind | 类别
-- column: count number optional | Count | 个数
-- column: target amount optional | Amount or target | 总投资/目标值
-- column: actual amount optional | Actual | 实际值
-- column: period code optional | Period | 时期
-- column: scope word projects.scope unless own | Scope | 范围
-- column: goal code optional | Goal | 对应目标
-- column: status word goals.status metrics.status unless final | Status | 状态
-- column: source text optional | Source | 来源
--
-- Names are set in by two columns for every dot in their code.
SELECT section, code, name, kind, count, target, actual, period, scope, goal, status, source
FROM (
    SELECT
        1 AS place, 'goals' AS section, code,
        printf('%*s', 2 * (length(code) - length(replace(code, '.', ''))), '') || title AS name,
        kind, NULL AS count, NULL AS target, NULL AS actual, coalesce(period, due) AS period, NULL AS scope,
        parent AS goal, status, source
    FROM goals WHERE unit = :unit
    UNION ALL
    SELECT
        2, 'projects', code,
        printf('%*s', 2 * (length(code) - length(replace(code, '.', ''))), '') || name,
        stage, count, amount(total_investment, total_investment_bound, money_unit),
        amount(annual_done, NULL, money_unit), as_of, scope, goal, NULL, source
    FROM projects WHERE unit = :unit
    UNION ALL
    SELECT
        3, 'metrics', code, name, nature, NULL,
        amount(target, target_bound, measure), amount(actual, actual_bound, measure), period,
        scope, goal, status, source
    FROM metrics WHERE unit = :unit
)
ORDER BY place, code COLLATE natural_order, period
