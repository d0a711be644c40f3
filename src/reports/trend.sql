-- report: trend
-- title: Trend | 同比环比
-- about: figures against the same period of the year before, and against the period before | 各指标与上年同期、上期对比
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
-- word: base | base not above 0 | 基数不大于0
-- word: sign | sign changes | 正负变号
-- word: break | break | 口径变化
-- word: points | in points | 按百分点
-- word: places | in places | 按位次
-- word: order | in turns | 按序次
-- word: running | not over yet | 未满期
-- word: none | nothing to compare | 无可比时期
-- word: inferred | inferred | 推算
-- word: differs | not comparable | 口径不同
-- word: area | city | 全市
-- column: unit text | Unit | 单位
-- column: code code data | Code | 编码
-- column: name text | Metric | 指标
-- column: period code | Period | 时期
-- column: actual amount | Actual | 本期
-- column: actual_bound code data | Bound of the actual value | 本期限定
-- column: actual_unit code data | Unit of the actual value | 本期单位
-- column: year_ago_period code data | Same period a year before | 上年同期时期
-- column: year_ago amount optional | Year before | 上年同期
-- column: year_ago_bound code data | Bound of the year before | 上年同期限定
-- column: year_ago_unit code data | Unit of the year before | 上年同期单位
-- column: year_change change optional | Change | 同比增减
-- column: year_change_bound code data | Bound of the change | 同比增减限定
-- column: year_change_unit code data | Unit of the change | 同比增减单位
-- column: year_growth percent optional | Growth % | 同比增幅%
-- column: year_growth_bound code data | Bound of the growth | 同比增幅限定
-- column: year_reason word optional | No yearly growth | 无同比增幅
-- column: before_period code optional | Period before | 上期时期
-- column: before amount optional | Before | 上期
-- column: before_bound code data | Bound of the period before | 上期限定
-- column: before_unit code data | Unit of the period before | 上期单位
-- column: before_change change optional | Change on it | 环比增减
-- column: before_change_bound code data | Bound of that change | 环比增减限定
-- column: before_change_unit code data | Unit of that change | 环比增减单位
-- column: before_growth percent optional | Growth on it % | 环比增幅%
-- column: before_growth_bound code data | Bound of that growth | 环比增幅限定
-- column: before_reason word optional | No growth on it | 无环比增幅
-- column: scope word metrics.scope unless own | Scope | 统计范围
-- column: status word metrics.status unless final | Status | 数据状态
-- chart: lines period actual series
-- drawn: WITH -- with: chosen_units
--     last AS (
--         SELECT unit, code, max(period) AS period, count(*) AS figures FROM metrics
--         WHERE actual IS NOT NULL AND unit IN (SELECT code FROM chosen_units) AND (:scope IS NULL OR scope = :scope)
--         GROUP BY unit, code HAVING count(*) > 1
--     )
--     SELECT this.period, amount(this.actual, NULL, this.measure) AS actual,
--         this.name || ' · ' || chosen_units.name AS series
--     FROM last JOIN chosen_units ON chosen_units.code = last.unit
--     JOIN metrics AS this ON this.unit = last.unit AND this.code = last.code
--     WHERE this.actual IS NOT NULL AND this.period NOT LIKE '%/..' AND length(this.period) = length(last.period)
--         AND (:scope IS NULL OR this.scope = :scope)
--     ORDER BY last.code COLLATE natural_order, sort IS NULL, sort, last.unit, this.period
-- empty: nothing has a figure of the year before or of the period before to be compared with |
--     没有可与上年同期或上期对比的指标
-- note: left out as the only figures of their unit and indicator, with nothing to be compared with: {} |
--     {} 个指标在本单位只有一期数据，无从对比，未列出 |
--     WITH -- with: chosen_units
--     figures AS (
--         SELECT count(*) AS rows_of_it, min(period) AS period, min(scope) AS scope FROM metrics
--         WHERE unit IN (SELECT code FROM chosen_units) AND actual IS NOT NULL
--             AND coalesce(status, '') NOT IN ('missing', 'na', 'included')
--         GROUP BY unit, code
--     )
--     SELECT count(*) FROM figures WHERE rows_of_it = 1 AND (:scope IS NULL OR scope = :scope)
--         AND (:period IS NULL OR iif(:period_exact IS NULL, period_within(period, :period), period = :period))
-- example: taizhang report trend --period 2022
-- example: taizhang report trend --unit 教育局 --where "year_growth < 0"
--
-- Without --period, of each unit's indicator the latest period that has a figure, of each kind: year, half, quarter, month,
-- January to a month, several years. A flow of a period that is not over on --on (`running`) is compared with no full one. Compared are figures of the same unit,
-- indicator, scope, basis and family of measures; the other one is converted to this one's unit. January to September is
-- compared with January to September alone. Shares change by percentage points and ranks by places, and have no growth;
-- nor has what grew from 0 or less, what changed its sign, or a series that broke (status `break`). The period before is
-- the one of equal length; of figures that are counted from January on, and of cumulative ones, the difference is what
-- came in between (`inferred`), which is no growth. Bounds make the change bounded.
WITH
-- with: chosen_units
placed AS MATERIALIZED (
    SELECT code, name, row_number() OVER (ORDER BY sort IS NULL, sort, code COLLATE natural_order) AS place
    FROM chosen_units
),
-- Indicators of a unit with more than one row, and of these the rows that have a figure
series AS MATERIALIZED (
    SELECT unit, code FROM metrics GROUP BY unit, code HAVING count(*) > 1
),
figures AS MATERIALIZED (
    SELECT
        placed.name AS unit_name, place, metrics.unit, metrics.code, period, metrics.name, actual, actual_bound, measure,
        family(measure) AS family, basis, scope, status
    FROM series
    CROSS JOIN metrics ON metrics.unit = series.unit AND metrics.code = series.code
    JOIN placed ON placed.code = series.unit
    WHERE actual IS NOT NULL AND coalesce(status, '') NOT IN ('missing', 'na', 'included')
),
-- With --period those within it, else the one that ends last: SQLite takes the other columns from the row of max().
these AS MATERIALIZED (
    SELECT *, NULL AS last FROM figures
    WHERE :period IS NOT NULL AND (:scope IS NULL OR scope = :scope)
        AND iif(:period_exact IS NULL, period_within(period, :period), period = :period)
        AND (unit, code) IN (SELECT unit, code FROM figures GROUP BY unit, code HAVING count(*) > 1)
    UNION ALL
    SELECT *, max(coalesce(period_end(period), period_start(period)) || period_start(period)) FROM figures
    WHERE :period IS NULL AND (:scope IS NULL OR scope = :scope)
        AND (unit, code) IN (SELECT unit, code FROM figures GROUP BY unit, code HAVING count(*) > 1)
    -- The shape of a period tells its kind: 2022, 2022-Q3, 2022-M09, 2022-M01/2022-M09, 2021/2025.
    GROUP BY unit, code, length(period), substr(period, 5, iif(length(period) = 17, 4, 2))
),
open_periods AS MATERIALIZED (
    SELECT period FROM (SELECT DISTINCT period FROM these) WHERE elapsed(period, :on) <> 'closed'
),
-- Each with the figure of the year before, and with that of the period before: of equal length, or of those that are
-- counted from January on in the same year the last
pairs AS MATERIALIZED (
    SELECT *, max(nearness) FROM (
        SELECT
            this.unit, this.code, this.period, this.actual, this.actual_bound, this.measure, this.family, this.basis,
            past.period AS past_period, past.actual AS past, past.actual_bound AS past_bound, past.measure AS past_unit,
            past.family = this.family AND past.scope = this.scope AND past.basis IS this.basis AS is_alike,
            this.status IS 'break' OR past.status IS 'break' AS is_broken,
            iif(past.period = period_add(this.period, -1), 'year', 'before') AS kind,
            past.period IS NOT period_before(this.period) AS is_earlier,
            CASE
                WHEN past.period = period_add(this.period, -1) THEN '9'
                WHEN coalesce(period_months(this.period), 12) >= 12 THEN NULL
                WHEN past.period = period_before(this.period) THEN '9'
                WHEN this.basis IS NOT 'stock' AND is_year_to_date(this.period) AND is_year_to_date(past.period)
                    AND substr(past.period, 1, 4) = substr(this.period, 1, 4)
                    AND period_end(past.period) < period_end(this.period) THEN period_end(past.period)
            END AS nearness
        FROM these AS this
        JOIN figures AS past ON past.unit = this.unit AND past.code = this.code AND past.period <> this.period
    )
    WHERE nearness IS NOT NULL
    GROUP BY unit, code, period, kind
),
-- The nearest earlier one where the period before is not there; then the arithmetic, shares as percentages
compared AS MATERIALIZED (
    SELECT
        unit, code, period, kind, past_period, past, past_bound, past_unit, reason, change_unit,
        iif(reason IN ('differs', 'running'), NULL, amount_minus(amount(now, actual_bound, step), amount(base, past_bound, step)))
            AS change,
        iif(
            reason IS NULL,
            rate(amount_minus(amount(now, NULL, step), amount(base, NULL, step)), amount(base, NULL, step)), NULL
        ) AS growth,
        iif(reason IS NULL, rate_bound(amount(now, actual_bound, step), amount(base, past_bound, step)), NULL)
            AS growth_bound
    FROM (
        SELECT
            *,
            CASE
                WHEN is_alike IS NOT 1 THEN 'differs'
                WHEN basis IS NOT 'stock' AND family NOT IN ('ratio', 'points', 'score', 'index', 'rank')
                    AND period IN (SELECT period FROM open_periods) THEN 'running'
                WHEN is_broken THEN 'break'
                WHEN family = 'ratio' OR family = 'points' THEN 'points'
                WHEN family = 'rank' THEN 'places'
                WHEN family LIKE 'ordinal%' THEN 'order'
                WHEN kind = 'before' AND (is_earlier OR basis IS 'cumulative') THEN 'inferred'
                WHEN base <= 0 THEN 'base'
                WHEN now < 0 THEN 'sign'
            END AS reason,
            iif(family = 'ratio', '百分点', measure) AS change_unit
        FROM (
            SELECT
                *, iif(family = 'ratio', '%', measure) AS step,
                iif(is_alike, in_unit(actual, measure, iif(family = 'ratio', '%', measure)), NULL) AS now,
                iif(is_alike, in_unit(past, past_unit, iif(family = 'ratio', '%', measure)), NULL) AS base
            FROM pairs
        )
    )
)
SELECT
    unit_name AS unit, these.code, name, these.period, actual, actual_bound, measure AS actual_unit,
    year.past_period AS year_ago_period, year.past AS year_ago, year.past_bound AS year_ago_bound,
    year.past_unit AS year_ago_unit,
    amount_value(year.change) AS year_change, amount_bound(year.change) AS year_change_bound,
    iif(year.change IS NULL, NULL, year.change_unit) AS year_change_unit,
    year.growth AS year_growth, year.growth_bound AS year_growth_bound,
    coalesce(year.reason, iif(coalesce(year.past_period, before.past_period) IS NULL, 'none', NULL)) AS year_reason,
    before.past_period AS before_period, before.past AS before, before.past_bound AS before_bound,
    before.past_unit AS before_unit,
    amount_value(before.change) AS before_change, amount_bound(before.change) AS before_change_bound,
    iif(before.change IS NULL, NULL, before.change_unit) AS before_change_unit,
    before.growth AS before_growth, before.growth_bound AS before_growth_bound, before.reason AS before_reason,
    scope, status
FROM these
LEFT JOIN compared AS year
    ON year.unit = these.unit AND year.code = these.code AND year.period = these.period AND year.kind = 'year'
LEFT JOIN compared AS before
    ON before.unit = these.unit AND before.code = these.code AND before.period = these.period AND before.kind = 'before'
ORDER BY place, these.code COLLATE natural_order, period_start(these.period), period_end(these.period)
