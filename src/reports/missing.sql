-- report: missing
-- title: Not reported | 缺报
-- about: which figures each unit should have reported and has not, worst first | 各单位应报未报的指标，缺报多的在前
-- parameter: unit
-- parameter: period
-- parameter: scope
-- parameter: on
-- parameter: expected
-- word: total | All units | 合计
-- word: towns | Towns | 镇街
-- word: departments | Bureaus | 部门
-- word: governments | Governments | 政府
-- word: others | Others | 其他
-- column: level word data | Level | 层级
-- column: name tree | Unit | 单位
-- column: unit code data | Code | 单位代码
-- column: expected number | Expected | 应报
-- column: reported number | Reported | 已报
-- column: rate percent | Rate % | 上报率%
-- column: without_rows number optional | a no row at all | a 无任何记录
-- column: dropped number optional | b reported before, not now | b 上期有本期无
-- column: blank number optional | c row without value | c 有行无值
-- column: unreported number optional | e expected by the list, no row | e 清单应报而无行
-- column: not_applicable number optional | d not applicable | d 标明不适用
-- column: list text optional | What is missing | 缺项清单
-- note: indicators without a row for the period before, so that only rows of their own are looked at: {}
--     | {} 个指标没有上期的行，只按本期已有的行核对
--     | WITH -- with: chosen_units -- with: due_figures
--     asked AS (SELECT code FROM due WHERE :expected IS NULL AND (code, before) NOT IN (SELECT code, period FROM known)
--         AND (:unit IS NULL AND :kind IS NULL OR (code, period) IN (
--             SELECT code, period FROM metrics WHERE unit IN (SELECT code FROM chosen_units)
--             AND (:scope IS NULL OR scope = :scope))))
--     SELECT count(DISTINCT code) FROM asked
-- note: held against a list of what is expected; its rows: {} | 按应报清单核对，清单行数：{}
--     | WITH given AS (SELECT json_array_length(:expected) AS rows) SELECT rows FROM given
-- empty: no unit is active, or none is chosen | 没有有效单位，或没有符合条件的单位
-- example: taizhang report missing --period 2022-Q3
-- example: taizhang report missing --expected list.csv --period 2022-Q3
-- example: taizhang report missing --kind towns --where "rate < 100"
--
-- The periods of an indicator are, of each class of windows (month, quarter, half, year, several years, from January
-- on), the latest that anybody has reported or that is over by the day of judgement; with --period, the latest within
-- it. What still runs is not due, unless somebody has reported it. A unit is expected to report all that it has a row for, and all
-- that it had a row for in the period before, `na` excepted; where a period has none before it (January to September),
-- that is the same period of the year before. A row with a value is reported, and so are `na` and `included`; `missing` is
-- not. With --expected what the list says is expected, and nothing else: in the period that it names, or else in the
-- latest of the indicator, or in --period where nobody has reported it. Units that others are under, and that have no figures of their own, are expected to have none.
WITH
-- with: chosen_units
-- with: due_figures
listed AS MATERIALIZED (
    SELECT DISTINCT
        value ->> 0 AS unit, value ->> 1 AS code, coalesce(value ->> 2, due.period, :period, '') AS period
    FROM json_each(:expected)
    LEFT JOIN due ON due.code = value ->> 1 AND value ->> 2 IS NULL
    -- A list names no scope: what the unit has figures of in another scope alone is expected there.
    WHERE :scope IS NULL
        OR EXISTS (SELECT 1 FROM metrics WHERE unit = value ->> 0 AND metrics.code = value ->> 1 AND scope = :scope)
        OR NOT EXISTS (SELECT 1 FROM metrics WHERE unit = value ->> 0 AND metrics.code = value ->> 1)
),
expected AS MATERIALIZED (
    SELECT
        listed.unit, listed.code, listed.period,
        CASE
            WHEN this.unit IS NULL THEN 'e'
            WHEN this.status = 'missing' THEN 'c'
            WHEN this.actual IS NOT NULL OR this.status = 'included' OR this.measure = '定性' THEN ''
            WHEN this.status = 'na' THEN 'd'
            ELSE 'c'
        END AS state
    FROM listed
    LEFT JOIN metrics AS this
        ON this.unit = listed.unit AND this.code = listed.code AND this.period = listed.period
        AND (:scope IS NULL OR this.scope = :scope)
    UNION ALL
    SELECT
        this.unit, this.code, this.period,
        CASE
            WHEN this.status = 'missing' THEN 'c'
            WHEN this.actual IS NOT NULL OR this.status = 'included' OR this.measure = '定性' THEN ''
            WHEN this.status = 'na' THEN 'd'
            ELSE 'c'
        END
    FROM metrics AS this JOIN due ON due.code = this.code AND due.period = this.period
    WHERE :expected IS NULL AND (:scope IS NULL OR this.scope = :scope)
    UNION ALL
    SELECT earlier.unit, due.code, due.period, 'b'
    FROM metrics AS earlier JOIN due ON due.code = earlier.code AND due.before = earlier.period
    WHERE :expected IS NULL AND earlier.status IS NOT 'na' AND (:scope IS NULL OR earlier.scope = :scope)
        AND NOT EXISTS (
            SELECT 1 FROM metrics AS this
            WHERE this.unit = earlier.unit AND this.code = due.code AND this.period = due.period
        )
),
counts AS MATERIALIZED (
    SELECT
        unit, count(*) AS expected, count(*) FILTER (WHERE state IN ('', 'd')) AS reported,
        count(*) FILTER (WHERE state = 'b') AS dropped, count(*) FILTER (WHERE state = 'c') AS blank,
        count(*) FILTER (WHERE state = 'd') AS not_applicable, count(*) FILTER (WHERE state = 'e') AS unreported
    FROM expected GROUP BY unit
),
lists AS MATERIALIZED (
    SELECT unit, group_concat(state || ': ' || items, '; ' ORDER BY state) AS list
    FROM (
        SELECT unit, state, group_concat(code || iif(period = '', '', ' ' || period), ', ' ORDER BY code COLLATE natural_order) AS items
        FROM expected WHERE state <> '' GROUP BY unit, state
    )
    GROUP BY unit
),
lines AS MATERIALIZED (
    SELECT
        chosen_units.family, chosen_units.name, chosen_units.sort, chosen_units.code AS unit,
        coalesce(expected, 0) AS expected, coalesce(reported, 0) AS reported,
        NOT EXISTS (SELECT 1 FROM metrics WHERE metrics.unit = chosen_units.code) AS without_rows,
        dropped, blank, unreported, not_applicable, list
    FROM chosen_units
    LEFT JOIN counts ON counts.unit = chosen_units.code
    LEFT JOIN lists ON lists.unit = chosen_units.code
    WHERE active = 'yes' AND (
        EXISTS (SELECT 1 FROM metrics WHERE metrics.unit = chosen_units.code)
        OR chosen_units.code NOT IN (SELECT parent FROM units WHERE parent IS NOT NULL)
        OR expected IS NOT NULL
    )
),
levels AS (
    SELECT 0 AS depth, 'total' AS level, '' AS part, 'total' AS called, '' AS member, * FROM lines
    UNION ALL SELECT 1, 'group', family, family, '', * FROM lines
    UNION ALL SELECT 2, 'unit', family, '  ' || name, unit, * FROM lines
)
SELECT
    level, called AS name, nullif(member, '') AS unit, sum(expected) AS expected, sum(reported) AS reported,
    100.0 * sum(reported) / nullif(sum(expected), 0) AS rate,
    nullif(sum(without_rows), 0) AS without_rows, nullif(sum(dropped), 0) AS dropped, nullif(sum(blank), 0) AS blank,
    nullif(sum(unreported), 0) AS unreported, nullif(sum(not_applicable), 0) AS not_applicable, iif(depth = 2, max(list), NULL) AS list
FROM levels
GROUP BY depth, part, member
ORDER BY
    CASE part WHEN '' THEN 0 WHEN 'governments' THEN 1 WHEN 'towns' THEN 2 WHEN 'departments' THEN 3 ELSE 4 END,
    depth, sum(without_rows) DESC, rate IS NULL, rate, sum(expected) - sum(reported) DESC, min(sort) IS NULL, min(sort),
    member
