-- report: targets
-- title: Metrics | 指标完成情况
-- about: made up: targets of every kind | 示例：各种目标
-- column: name text | Metric | 指标
-- column: nature code | Nature | 属性
-- column: target amount | Target | 目标值
-- column: actual amount | Actual | 实际值
-- column: light light | Light | 灯
-- chart: targets name target actual light
--
-- Met, missed, far beyond, not reported, a place in an order, and a target of nothing.
SELECT *
FROM (
    WITH metrics(name, nature, target, actual, light) AS (
        VALUES
            ('固定资产投资', '预期性', '835.6亿元', '>565.4亿元', 'yellow'),
            ('新增城镇就业', '预期性', '2万人', '24500人', 'green'),
            ('义务教育大班额比例', '约束性', '0.2%', '1.9%', 'red'),
            ('粮食播种面积', '约束性', '11.2万亩', NULL, 'grey'),
            ('亩均税收位次', '预期性', '5位次', '7位次', 'red'),
            ('存量问题', '约束性', '0个', '3个', 'red')
    )
    SELECT * FROM metrics
)
