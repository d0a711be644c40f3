-- report: quality
-- title: Data quality | 数据质量
-- about: every rule that rows of the ledger break, how often, and where first; `-p rule=V4` lists all rows of one
--     | 台账各行违反的规则、处数及位置；`-p rule=V4` 列出该规则的全部行
-- reads: findings
-- parameter: rule
-- word: total | All findings | 合计
-- word: accuracy | Accuracy | 正确
-- word: completeness | Completeness | 完整
-- word: consistency | Consistency | 一致
-- word: timeliness | Timeliness | 及时
-- word: error | error | 错误
-- word: warning | warning | 警告
-- word: units | units | 单位
-- word: goals | goals | 目标
-- word: projects | projects | 项目
-- word: metrics | metrics | 指标
-- column: level word data | Level | 层级
-- column: dimension word data | Dimension | 质量维度
-- column: name tree | About | 事项
-- column: rule code | Rule | 规则
-- column: severity word | Severity | 级别
-- column: table_name word | Table | 台账
-- column: findings number | Findings | 处数
-- column: places text | Where | 位置
-- column: keys code data | Keys | 主键
-- column: finding text | What | 说明
-- column: sentence code data | Sentence | 说明代码
-- chart: bars rule+name+table_name findings
-- empty: no row breaks a rule | 各行均未违反规则
-- example: taizhang report quality
-- example: taizhang report quality -p rule=Q1
--
-- A place is the sheet and line that a row came from; its key, where no sheet gave it. What breaks rules is collected
-- before this runs: `found_kinds` counts it, `found` holds the first rows of each, or with a rule all of them.
WITH
told AS MATERIALIZED (
    SELECT
        kind, found.key, sentence,
        row_number() OVER (PARTITION BY kind ORDER BY origin IS NULL, origin, line, found.key COLLATE natural_order) AS place_number,
        coalesce(
            sources.name || iif(sources.sheet IS NULL, ':', ' ' || sources.sheet || '!') || line, found.key
        ) AS place
    FROM found LEFT JOIN sources ON sources.id = found.origin
),
firsts AS MATERIALIZED (
    SELECT
        kind, group_concat(place, ', ' ORDER BY place_number) AS places, group_concat(key, ' ' ORDER BY place_number) AS keys,
        max(sentence) FILTER (WHERE place_number = 1) AS sentence
    FROM told WHERE place_number <= 3
    GROUP BY kind
),
ordered AS MATERIALIZED (
    SELECT
        *,
        CASE dimension WHEN 'accuracy' THEN 1 WHEN 'completeness' THEN 2 WHEN 'consistency' THEN 3 ELSE 4 END AS part
    FROM found_kinds
)
SELECT
    level, dimension, name, rule, severity, table_name, findings, places, keys, finding, sentence
FROM (
    SELECT
        0 AS part, 0 AS depth, 0 AS rule_number, 0 AS table_number, 0 AS kind, 0 AS place_number,
        'total' AS level, NULL AS dimension, 'total' AS name, NULL AS rule, NULL AS severity, NULL AS table_name,
        sum(findings) AS findings, NULL AS places, NULL AS keys, NULL AS finding, NULL AS sentence
    FROM ordered HAVING count(*) > 0
    UNION ALL
    SELECT
        part, 0, 0, 0, 0, 0, 'group', dimension, dimension, NULL, NULL, NULL, sum(findings), NULL, NULL, NULL, NULL
    FROM ordered GROUP BY part
    UNION ALL
    SELECT
        part, 1, rule_number, table_number, kind, 0, 'row', dimension, '  ' || title, rule, severity, table_name,
        findings, firsts.places, firsts.keys, firsts.sentence, sentence_name
    FROM ordered JOIN firsts USING (kind)
    WHERE :rule IS NULL
    UNION ALL
    SELECT
        part, 1, rule_number, table_number, kind, place_number, 'row', dimension, '  ' || title, rule, severity,
        table_name, NULL, told.place, told.key, told.sentence, sentence_name
    FROM ordered JOIN told USING (kind)
    WHERE :rule IS NOT NULL
)
ORDER BY part, depth, rule_number, severity, table_number, kind, place_number
