-- report: bars
-- title: Ranking by investment | 投资完成率排名
-- about: made up: bars of every kind | 示例：各种条形
-- column: level word data | Level | 层级
-- column: place number | No. | 名次
-- column: name text | Unit | 单位
-- column: plan amount | Plan of the year | 年度计划
-- column: done amount | Done | 本年完成
-- column: rate percent | Rate % | 完成率%
-- column: rate_bound code data | Bound | 限定
-- column: pace percent | Pace % | 序时进度%
-- column: gap points | Ahead | 超欠序时
-- column: light light | Light | 灯
-- chart: bars name rate pace light
-- note: Units without a plan, left out: {} | {} 个单位没有计划，未计入 | SELECT 1
--
-- A total, bars beyond the scale, below nothing, with a bound, of every light, and none at all.
WITH units(level, place, name, plan, done, rate, rate_bound, gap, light) AS (
    VALUES
        ('total', NULL, '合计', '835.6亿元', '565.4亿元', 67.7, NULL, 9.4, 'green'),
        ('unit', 1, '青阳街道', '3亿元', '10.5亿元', 350.0, NULL, 291.7, 'green'),
        ('unit', 2, '梅岭街道', '8000万元', '>8500万元', 106.25, 'over', 48.0, 'green'),
        ('unit', 3, '池店镇', '10.5亿元', '6.3亿元', 60.0, NULL, 1.7, 'blue'),
        ('unit', 4, '安海镇', '11.5亿元', '6亿元', 52.2, NULL, -6.1, 'yellow'),
        ('unit', 5, '深沪镇', '9亿元', '2.7亿元', 30.0, NULL, -28.3, 'red'),
        ('unit', 6, '西滨镇', '8亿元', '-1亿元', -12.5, NULL, -70.8, 'red'),
        (
            'unit', NULL, '经济开发区管委会、国际陆港发展服务中心及综合保税区 <b>&"', NULL, '2亿元',
            NULL, NULL, NULL, 'grey'
        )
)
SELECT level, place, name, plan, done, rate, rate_bound, 58.3 AS pace, gap, light FROM units
