-- report: tree
-- title: Goals | 目标树
-- about: made up: goals in goals | 示例：目标分解
-- column: code code | Code | 编号
-- column: name tree | Goal | 目标
-- column: light light | Light | 灯
-- chart: tree name light
WITH goals(code, name, light) AS (
    VALUES
        ('1', '建设国际化创新型品质城市', 'yellow'),
        ('1.1', '  做强实体经济', 'yellow'),
        ('1.1.1', '    规模以上工业增加值年均增长7%', 'green'),
        ('1.1.2', '    新增“专精特新”企业50家', 'yellow'),
        ('1.2.1.1', '      老旧小区改造120个', 'green'),
        ('2', '保障和改善民生', 'red'),
        ('2.1', '  新增学位1.2万个，其中公办幼儿园学位不少于3000个，义务教育学位不少于9000个', 'red'),
        ('3', '其他', 'grey')
)
SELECT code, name, light FROM goals
