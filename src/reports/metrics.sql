-- report: metrics
-- title: Metrics | 指标完成情况
-- about: every figure against its target and the pace of its period: binding ones first, red ones first |
--     各指标对照目标与序时进度：约束性在前，红灯在前
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
-- parameter: lights
-- group-by: figure | Each figure | 逐条
-- group-by: code | Indicator | 指标
-- group-by: nature | Nature | 属性
-- group-by: unit | Unit | 单位
-- word: met | met | 达标
-- word: not_met | not met | 未达标
-- word: not_yet | not yet | 尚未达标
-- word: within_cap | within the cap | 未超上限
-- word: not_begun | not begun | 未开始
-- word: about_met | about met | 基本达到
-- word: no_quota | no quota | 无定额
-- word: no_target | no target | 无目标
-- word: not_reported | not reported | 未报
-- word: not_applicable | n/a | 不适用
-- word: unknown | cannot say | 无法判定
-- word: unstated | not stated | 未填
-- word: nothing | no figure | 无数值
-- word: family | several kinds of measure | 计量类别不同
-- word: measure | its measure does not add up | 该计量不可相加
-- word: agg | not to be put together | 不汇总
-- word: mean | unweighted mean | 未加权平均
-- word: baseline | baselines of some only | 部分无基期
-- word: basis | flows and stocks | 口径不同
-- word: area | city | 全市
-- merged-by: spot
-- column: unit text | Unit | 单位
-- column: code code data | Code | 编码
-- column: name text | Metric | 指标
-- column: period code | Period | 时期
-- column: nature word metrics.nature optional | Nature | 属性
-- column: baseline amount optional | Baseline | 基期值
-- column: baseline_bound code data | Bound of the baseline | 基期值限定
-- column: baseline_unit code data | Unit of the baseline | 基期值单位
-- column: target amount optional | Target | 目标值
-- column: target_bound code data | Bound of the target | 目标值限定
-- column: target_unit code data | Unit of the target | 目标值单位
-- column: actual amount optional | Actual | 实际值
-- column: actual_bound code data | Bound of the actual value | 实际值限定
-- column: actual_unit code data | Unit of the actual value | 实际值单位
-- column: rate percent optional | Rate % | 完成率%
-- column: rate_bound code data | Bound of the rate | 完成率限定
-- column: pace percent optional | Pace % | 序时进度%
-- column: ahead points optional | Ahead | 超/欠序时
-- column: light light | Light | 灯
-- column: verdict word | Target met | 达标情况
-- column: scope word metrics.scope unless own | Scope | 统计范围
-- column: status word metrics.status unless final | Status | 数据状态
-- column: goal code data | Goal | 对应目标
-- chart: targets unit+name+period target actual light
-- empty: no metric is in what was chosen; `taizhang import` brings metrics in | 所选范围内没有指标；指标由 `taizhang import` 导入
-- example: taizhang report metrics --period 2022 --on 2022-09
-- example: taizhang report metrics --group-by code --scope own
-- example: taizhang report metrics --where "light = 'red'" --lights 银川
--
-- The rate is actual/target; of a stock (时点) with a baseline it is (actual-baseline)/(target-baseline), for what is to
-- shrink as well. For what is to shrink without a baseline, for ranks, and where the target is 0 or the baseline itself,
-- no formula is agreed upon: there is no rate, and the verdict says what can be said. A bound goes into the rate.
-- The pace is how much of the period's months is over; `ahead` is the rate less the pace. A stock without a baseline has
-- none: how much of it should be there halfway, nobody has said. Of what `light` and `verdict` go by, see
-- `taizhang schema functions`.
WITH
-- with: chosen_units
placed AS MATERIALIZED (
    SELECT code, name, row_number() OVER (ORDER BY sort IS NULL, sort, code COLLATE natural_order) AS place
    FROM chosen_units
),
judged AS (
    SELECT
        placed.name AS unit_name, place, metrics.code, metrics.name, period, nature, baseline, baseline_bound, target,
        target_bound, actual, actual_bound, measure, scope, status, goal,
        metric_judgement(
            actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure, status, period,
            :on, :lights
        ) AS judgement
    FROM placed CROSS JOIN metrics ON metrics.unit = placed.code
    WHERE (:share IS NULL OR place % :shares = :share)
        AND (:scope IS NULL OR scope = :scope)
        AND (:period IS NULL OR iif(:period_exact IS NULL, period_within(period, :period), period = :period))
    -- With an offset SQLite does not merge this with the SELECT below, where it would judge a row once for every column; of
    -- few rows only the light is asked for, until it is known which they are.
    LIMIT -1 OFFSET 0 -- of all
)
SELECT
    unit_name AS unit, code, name, period, nature,
    baseline, baseline_bound, iif(baseline IS NULL, NULL, measure) AS baseline_unit,
    target, target_bound, iif(target IS NULL, NULL, measure) AS target_unit,
    actual, actual_bound, iif(actual IS NULL, NULL, measure) AS actual_unit,
    judged_rate(judgement) AS rate, judged_bound(judgement) AS rate_bound, judged_pace(judgement) AS pace,
    judged_ahead(judgement) AS ahead, judged_light(judgement) AS light, judged_verdict(judgement) AS verdict,
    scope, status, goal,
    -- The nature, the light and the unit in one number, for one is compared much faster than three.
    (iif(nature = 'binding', 0, 8) + judged_rank(judgement)) * 100000000 + place AS spot
FROM judged
ORDER BY spot, code COLLATE natural_order, period

-- grouped: the sums of an indicator over units, or the lights of what a nature or a unit has
-- column: unit text optional | Unit | 单位
-- column: code code optional | Code | 编码
-- column: name text optional | Metric | 指标
-- column: period code optional | Period | 时期
-- column: nature word metrics.nature optional | Nature | 属性
-- column: figures number | Figures | 个数
-- column: target amount optional | Target | 目标值
-- column: actual amount optional | Actual | 实际值
-- column: rate percent optional | Rate % | 完成率%
-- column: rate_bound code data | Bound of the rate | 完成率限定
-- column: pace percent optional | Pace % | 序时进度%
-- column: ahead points optional | Ahead | 超/欠序时
-- column: light light | Light | 灯
-- column: verdict word optional | Target met | 达标情况
-- column: agg word optional | Put together | 汇总方式
-- column: refused word optional | Not added up | 未汇总原因
-- column: unrated number optional | Not in the rate | 未计入完成率
-- column: left_out number optional | Left out | 未计入合计
-- column: green number | Green | 绿
-- column: yellow number | Yellow | 黄
-- column: red number | Red | 红
-- column: blue number optional | Blue | 蓝
-- column: grey number | Grey | 灰
-- column: scope word metrics.scope unless own | Scope | 统计范围
--
-- Sums of an indicator pass the sum gate: figures of one period, scope, basis and kind of measure that add up; if they are
-- not such, `refused` says why there is no sum. Left out are figures with status missing, na or included. The rate is
-- Σactual/Σtarget over the figures that have both, `unrated` says how many have not; of a stock with baselines it is the
-- way from Σbaseline to Σtarget, and there is none where only some have a baseline, nor of what is to shrink without. The
-- light is that of the sums, or, where there is none, the worst of the figures; beside it stand theirs. What a nature or
-- a unit has is never added up: those are different things, and only their lights are counted.
-- Figures of one measure, basis and kind are added first, so that the gate sees one subtotal instead of many rows.
WITH
-- with: chosen_units
placed AS MATERIALIZED (
    SELECT code, name, row_number() OVER (ORDER BY sort IS NULL, sort, code COLLATE natural_order) AS place
    FROM chosen_units
),
parts AS MATERIALIZED (
    SELECT
        CASE :group_by
            WHEN 'unit' THEN place
            WHEN 'nature' THEN CASE nature WHEN 'binding' THEN 1 WHEN 'expected' THEN 2 WHEN 'task' THEN 3 ELSE 4 END
        END AS place,
        iif(:group_by = 'unit', placed.name, NULL) AS unit, metrics.code, metrics.name,
        metrics.period, metrics.scope, nature, agg, basis, direction,
        coalesce(status, '') IN ('missing', 'na', 'included') AS is_left_out,
        count(*) AS figures,
        count(iif(target <> 0 OR direction = 'down', target + actual, NULL)) AS rated,
        count(target) AS targets, count(actual) AS actuals,
        amount_sum(target, target_bound, measure) FILTER (WHERE :group_by = 'code') AS target,
        amount_sum(actual, actual_bound, measure) FILTER (WHERE :group_by = 'code') AS actual,
        amount_sum(target, target_bound, measure)
            FILTER (WHERE :group_by = 'code' AND actual IS NOT NULL AND (target <> 0 OR direction = 'down'))
            AS rated_target,
        amount_sum(actual, actual_bound, measure)
            FILTER (WHERE :group_by = 'code' AND (target <> 0 OR direction = 'down' AND target IS NOT NULL))
            AS rated_actual,
        amount_sum(baseline, baseline_bound, measure)
            FILTER (WHERE :group_by = 'code' AND target + actual IS NOT NULL AND (target <> 0 OR direction = 'down'))
            AS rated_baseline,
        count(iif(target <> 0 OR direction = 'down', target + actual + baseline, NULL)) AS baselines,
        metric_lights(
            actual, actual_bound, target, target_bound, baseline, baseline_bound, direction, basis, measure, status,
            metrics.period, :on, :lights
        ) AS lights
    FROM placed CROSS JOIN metrics ON metrics.unit = placed.code
    WHERE (:scope IS NULL OR scope = :scope)
        AND (
            :period IS NULL
            OR iif(:period_exact IS NULL, period_within(metrics.period, :period), metrics.period = :period)
        )
    -- One key of all that keeps figures apart: a million rows are sorted by it sooner than by nine columns.
    GROUP BY
        CASE :group_by
            WHEN 'unit' THEN 2 * placed.place + is_left_out
            WHEN 'nature' THEN concat_ws(' ', nature, is_left_out)
            ELSE concat_ws(
                char(31), is_left_out, metrics.code, metrics.period, metrics.scope, measure, coalesce(agg, ''),
                coalesce(basis, ''), direction
            )
        END
),
sums AS MATERIALIZED (
    SELECT
        place, unit, code, name, period, scope, nature, min(direction) AS direction, min(basis) AS basis,
        min(direction) = max(direction) AS is_one_way, max(agg) FILTER (WHERE NOT is_left_out) AS agg,
        sum(figures) AS figures, sum(rated) FILTER (WHERE NOT is_left_out) AS rated,
        sum(figures) FILTER (WHERE is_left_out) AS left_out,
        gathered(target, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), targets) AS target,
        gathered(actual, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), actuals) AS actual,
        gathered(rated_target, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), rated) AS rated_target,
        gathered(rated_actual, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), rated) AS rated_actual,
        gathered(rated_baseline, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), baselines)
            AS rated_baseline,
        sum(baselines) FILTER (WHERE NOT is_left_out) AS baselines,
        gathered_reason(target, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), targets) AS target_reason,
        gathered_reason(actual, code, agg, period, scope, basis, iif(is_left_out, 'missing', NULL), actuals) AS actual_reason,
        sum(lights ->> 0) AS red, sum(lights ->> 1) AS yellow, sum(lights ->> 2) AS blue, sum(lights ->> 3) AS green,
        sum(lights ->> 4) AS grey
    FROM parts
    GROUP BY
        place, iif(:group_by = 'code', code, NULL), iif(:group_by = 'code', period, NULL),
        iif(:group_by = 'code', scope, NULL)
),
figured AS MATERIALIZED (
    SELECT
        *, amount_value(rated_actual) AS done, amount_bound(rated_actual) AS done_bound,
        in_unit(amount_value(rated_target), amount_unit(rated_target), amount_unit(rated_actual)) AS planned,
        amount_bound(rated_target) AS planned_bound, amount_unit(rated_actual) AS unit_of_both,
        iif(
            baselines = rated, in_unit(amount_value(rated_baseline), amount_unit(rated_baseline), amount_unit(rated_actual)), NULL
        ) AS start,
        iif(baselines = rated, amount_bound(rated_baseline), NULL) AS start_bound,
        -- Only of a stock a baseline makes another rate; and only a stock has no pace without one.
        baselines BETWEEN 1 AND rated - 1 AND metric_pace(NULL, basis, amount_unit(rated_target), period, :on) IS NULL AS is_mixed
    FROM sums
),
judged AS MATERIALIZED (
    SELECT
        *,
        CASE
            WHEN is_one_way IS NOT TRUE OR is_mixed THEN NULL
            WHEN start IS NOT NULL
            THEN completion(done, done_bound, planned, planned_bound, start, start_bound, direction, basis, unit_of_both)
            WHEN direction = 'up' THEN rate(rated_actual, rated_target)
        END AS rate,
        metric_pace(start, basis, amount_unit(rated_target), period, :on) AS pace
    FROM figured
)
SELECT
    unit, iif(:group_by = 'code', code, NULL) AS code, iif(:group_by = 'code', name, NULL) AS name,
    iif(:group_by = 'code', period, NULL) AS period,
    iif(:group_by = 'nature', coalesce(nature, 'unstated'), NULL) AS nature,
    figures, target, actual, rate,
    iif(
        rate IS NULL OR coalesce(done_bound, planned_bound) IS NULL, NULL,
        completion_bound(done, done_bound, planned, planned_bound, start, start_bound, direction, basis, unit_of_both)
    ) AS rate_bound,
    iif(rate IS NULL, NULL, pace) AS pace, iif(elapsed(period, :on) = 'before', NULL, ahead(rate, pace)) AS ahead,
    CASE
        WHEN rated_target IS NOT NULL AND is_one_way AND NOT is_mixed
        THEN metric_light(
            done, done_bound, planned, planned_bound, start, start_bound, direction, basis, unit_of_both, NULL, period, :on, :lights
        )
        WHEN red > 0 THEN 'red' WHEN yellow > 0 THEN 'yellow' WHEN blue > 0 THEN 'blue' WHEN green > 0 THEN 'green'
        ELSE 'grey'
    END AS light,
    iif(
        rated_target IS NOT NULL AND is_one_way,
        metric_verdict(
            done, done_bound, planned, planned_bound, start, start_bound, direction, basis, unit_of_both, NULL, period, :on
        ),
        iif(direction = 'up' AND amount_value(target) = 0, 'no_quota', NULL)
    ) AS verdict,
    iif(:group_by = 'code' AND agg = 'mean' AND coalesce(target, actual) IS NOT NULL, agg, NULL) AS agg,
    iif(
        :group_by = 'code',
        coalesce(
            nullif(target_reason, 'nothing'), nullif(actual_reason, 'nothing'),
            iif(target_reason = actual_reason, 'nothing', NULL), iif(is_mixed, 'baseline', NULL)
        ), NULL
    ) AS refused,
    iif(:group_by = 'code', nullif(figures - coalesce(rated, 0) - coalesce(left_out, 0), 0), NULL) AS unrated,
    iif(:group_by = 'code', left_out, NULL) AS left_out,
    green, yellow, red, nullif(blue, 0) AS blue, grey,
    iif(:group_by = 'code', scope, NULL) AS scope
FROM judged
ORDER BY place, code COLLATE natural_order, period_start(period), period_end(period), scope DESC
