-- report: evidence
-- title: Evidence | 来源核对
-- about: whether each row's quote stands in the documents given by --text, and its numbers in its quote
--     | 各行原文是否见于 --text 所给文件，行中数字是否见于原文
-- parameter: unit
-- parameter: text
-- word: total | all rows | 合计
-- word: not_found | quote not found | 未找到原文
-- word: number_differs | number not in quote | 数字不符
-- word: borne_out | borne out | 核对相符
-- word: numbers_agree | numbers agree, no text given | 数字相符（未给文件）
-- word: not_checked | no number, no text given | 无数字可核（未给文件）
-- word: not_quoted | not quoted | 未引原文
-- word: no_source | neither quote nor source | 无原文无来源
-- word: goals | goal | 目标
-- word: projects | project | 项目
-- word: metrics | metric | 指标
-- merged-by: spot
-- column: level word data | Level | 层级
-- column: result word | Result | 核对结果
-- column: rows number | Rows | 行数
-- column: unit text | Unit | 单位
-- column: table_name word | Table | 台账
-- column: code code | Code | 编号
-- column: period code optional | Period | 时期
-- column: name text | Name | 名称
-- column: numbers text optional | Numbers | 行中数字
-- column: absent text optional | Not in quote | 原文未见
-- column: quote text optional | Quote | 原文
-- column: source text optional | Source | 来源
-- note: rows without a source: {} | 未填来源的行：{}
--     | WITH -- with: chosen_units sourceless AS (
--         SELECT unit FROM goals WHERE source IS NULL UNION ALL SELECT unit FROM projects WHERE source IS NULL
--         UNION ALL SELECT unit FROM metrics WHERE source IS NULL
--     ) SELECT count(*) FROM sourceless
--     WHERE :unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units)
-- empty: no goal, project or metric is in the ledger, or none is chosen | 台账中没有目标、项目和指标，或没有符合条件的行
-- example: taizhang report evidence --text article.txt
-- example: taizhang report evidence --where "result IN ('not_found', 'number_differs')"
--
-- Texts are compared after NFKC and without white space; numbers after 百亿 is 100亿. The numbers of a row are its values
-- and, of a bundle, its count. A row without quote is no fault; it is only listed as what it is.
WITH
-- with: chosen_units
placed AS MATERIALIZED (
    SELECT code, name, row_number() OVER (ORDER BY sort IS NULL, sort, code) AS place FROM chosen_units
),
-- The units that are read here. The first reader reads of the others what it needs to count.
read_units AS (
    SELECT code AS unit, name AS unit_name, place AS unit_place
    FROM placed WHERE :share IS NULL OR place % :shares = :share
),
quoting AS (
    SELECT
        unit, 1 AS place, 'goals' AS table_name, code, NULL AS period, title AS name, quote, source,
        NULL AS one, NULL AS two, NULL AS three, NULL AS four, NULL AS five
    FROM goals WHERE quote IS NOT NULL
    UNION ALL
    SELECT
        unit, 2, 'projects', code, NULL, name, quote, source, iif(count > 1, count || '', NULL),
        stated(total_investment, total_investment_bound, money_unit), stated(annual_plan, NULL, money_unit),
        stated(annual_done, NULL, money_unit), stated(cumulative_done, NULL, money_unit)
    FROM projects WHERE quote IS NOT NULL
    UNION ALL
    SELECT
        unit, 3, 'metrics', code, period, name, quote, source, stated(baseline, baseline_bound, measure),
        stated(target, target_bound, measure), stated(actual, actual_bound, measure), NULL, NULL
    FROM metrics WHERE quote IS NOT NULL
),
compared AS (
    SELECT
        quoting.*, placed.name AS unit_name, placed.place AS unit_place, concat_ws(' ', one, two, three, four, five) AS numbers,
        concat_ws(
            ' ', iif(quote_numbers_match(one, quote), NULL, one), iif(quote_numbers_match(two, quote), NULL, two),
            iif(quote_numbers_match(three, quote), NULL, three), iif(quote_numbers_match(four, quote), NULL, four),
            iif(quote_numbers_match(five, quote), NULL, five)
        ) AS absent,
        quote_found(quote, :text) AS is_found
    FROM quoting CROSS JOIN placed ON placed.code = quoting.unit
    WHERE ifnull(:share, 0) = 0 OR placed.place % :shares = :share
),
quoted AS MATERIALIZED (
    SELECT
        4 * unit_place + place AS spot, unit_place, unit_name, table_name, code, period, name, numbers, absent, quote,
        source,
        CASE
            WHEN is_found = 0 THEN 'not_found'
            WHEN absent <> '' THEN 'number_differs'
            WHEN is_found THEN 'borne_out'
            WHEN numbers <> '' THEN 'numbers_agree'
            ELSE 'not_checked'
        END AS result
    FROM compared
),
unquoted AS (
    SELECT 4 * unit_place + 1 AS spot, unit_name, 'goals' AS table_name, code, NULL AS period, title AS name, source
    FROM read_units CROSS JOIN goals USING (unit) WHERE quote IS NULL
    UNION ALL
    SELECT 4 * unit_place + 2, unit_name, 'projects', code, NULL, name, source
    FROM read_units CROSS JOIN projects USING (unit) WHERE quote IS NULL
    UNION ALL
    SELECT 4 * unit_place + 3, unit_name, 'metrics', code, period, name, source
    FROM read_units CROSS JOIN metrics USING (unit) WHERE quote IS NULL
),
unquoted_counts AS (
    SELECT count(*) AS rows, count(source) AS sourced
    FROM goals WHERE quote IS NULL AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
    UNION ALL
    SELECT count(*), count(source)
    FROM projects WHERE quote IS NULL AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
    UNION ALL
    SELECT count(*), count(source)
    FROM metrics WHERE quote IS NULL AND (:unit IS NULL AND :kind IS NULL OR unit IN (SELECT code FROM chosen_units))
),
-- Counted by one reader for all
counts AS MATERIALIZED (
    SELECT result, count(*) AS rows FROM quoted WHERE ifnull(:share, 0) = 0 GROUP BY result
    UNION ALL
    -- Counted and not grouped: a million rows need not be sorted to know how many have a source.
    SELECT result, iif(result = 'no_source', unquoted_rows - sourced, sourced)
    FROM (
        SELECT sum(rows) AS unquoted_rows, sum(sourced) AS sourced FROM unquoted_counts WHERE ifnull(:share, 0) = 0
    )
    CROSS JOIN (SELECT 'no_source' AS result UNION ALL VALUES ('not_quoted'))
    WHERE iif(result = 'no_source', unquoted_rows - sourced, sourced) > 0
)
SELECT level, result, rows, unit, table_name, nullif(code, '') AS code, period, name, numbers, absent, quote, source, spot
FROM (
    SELECT
        -9 AS spot, 'total' AS level, 'total' AS result, sum(rows) AS rows, NULL AS unit, NULL AS table_name, '' AS code,
        NULL AS period, NULL AS name, NULL AS numbers, NULL AS absent, NULL AS quote, NULL AS source
    FROM counts HAVING count(*) > 0
    UNION ALL
    SELECT
        CASE result
            WHEN 'not_found' THEN -8 WHEN 'number_differs' THEN -7 WHEN 'borne_out' THEN -6 WHEN 'numbers_agree' THEN -5
            WHEN 'not_checked' THEN -4 WHEN 'not_quoted' THEN -3 ELSE -2
        END,
        'group', result, rows, NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL
    FROM counts
    UNION ALL
    SELECT
        spot, 'row', result, NULL, unit_name, table_name, code, period, name, nullif(numbers, ''), nullif(absent, ''),
        quote, source
    FROM quoted WHERE :share IS NULL OR unit_place % :shares = :share
    UNION ALL
    SELECT
        spot, 'row', iif(source IS NULL, 'no_source', 'not_quoted'), NULL, unit_name, table_name, code, period, name,
        NULL, NULL, NULL, source
    FROM unquoted
)
-- One number for the unit and the table, for it is compared faster than four.
ORDER BY spot, code COLLATE natural_order, period
