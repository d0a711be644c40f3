-- report: lines
-- title: Trend | 趋势
-- about: made up: two units of measure, and a gap | 示例：两种单位，一处无数据
-- column: name text | Metric | 指标
-- column: period code | Period | 时期
-- column: value amount | Value | 数值
-- chart: lines period value name
WITH RECURSIVE years(year) AS (VALUES (2016) UNION ALL SELECT year + 1 FROM years WHERE year < 2022)
SELECT name, year AS period, value
FROM (
    SELECT 1 AS place, '地区生产总值' AS name, year, (2000 + 160 * (year - 2016)) || '.5亿元' AS value FROM years
    UNION ALL SELECT 2, '工业增加值', year, (1200 + 90 * (year - 2016)) || '亿元' FROM years
    UNION ALL
    SELECT 3, '固定资产投资（不含农户、跨地区项目及房地产开发）', year, iif(year = 2019, NULL, (1100 + 80 * (year - 2016)) || '亿元') FROM years
    UNION ALL SELECT 4, '城镇化率', year, (65 + year - 2016) || '.4%' FROM years
)
ORDER BY place, year
