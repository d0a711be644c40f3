-- report: metrics
-- title: Metrics | 指标完成情况
-- about: every figure with its baseline, target and actual value; binding targets first | 各指标的基期、目标、实际；约束性指标在前
-- parameter: unit
-- parameter: period
-- parameter: scope
-- word: area | city | 全市
-- column: unit text | Unit | 单位
-- column: code code | Code | 编码
-- column: name text | Metric | 指标
-- column: period code | Period | 时期
-- column: nature word metrics.nature optional | Nature | 属性
-- column: baseline amount optional | Baseline | 基期值
-- column: target amount optional | Target | 目标值
-- column: actual amount optional | Actual | 实际值
-- column: rate percent optional | Rate % | 完成率%
-- column: scope word metrics.scope unless own | Scope | 统计范围
-- column: status word metrics.status unless final | Status | 数据状态
-- column: goal code data | Goal | 对应目标
--
-- A rate is actual/target, for what is to grow from nothing: with a baseline, for less is better, for ranks and shares
-- and for bounded figures there is no rate here.
SELECT
    coalesce(unit_short_name, unit_name) AS unit, code, name, period, nature,
    amount(baseline, baseline_bound, measure) AS baseline,
    amount(target, target_bound, measure) AS target,
    amount(actual, actual_bound, measure) AS actual,
    iif(
        direction = 'up' AND baseline IS NULL AND target_bound IS NULL AND actual_bound IS NULL 
            AND coalesce(agg, iif(may_sum(measure), 'sum', 'none')) <> 'none',
        rate(amount(actual, NULL, measure), amount(target, NULL, measure)), NULL
    ) AS rate,
    scope, status, goal
FROM metrics_named
WHERE (:unit IS NULL OR unit = :unit) AND (:scope IS NULL OR scope = :scope)
    AND (:period IS NULL OR period_within(period, :period))
ORDER BY
    nature IS NOT 'binding', unit_sort IS NULL, unit_sort, metrics_named.unit, code COLLATE natural_order, period
