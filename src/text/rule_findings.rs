//! Which rule a row breaks, in words, with the figures that break it.

use super::coded_messages;

coded_messages! {
    /// A breach of a rule of the rule book; the way out stands behind the semicolon
    pub enum RuleText {
        OutsideParentCode { code: String, parent: String }
            en "the code `{code}` is not of the division of its parent `{parent}`; correct the code or the parent"
            zh "代码“{code}”不在上级“{parent}”的区划之内；请更正代码或上级";
        OtherFamily { code: String, measure: String, usual: String, row: String }
            en "`{code}` is in {measure} here and in {usual} at {row}, and the two cannot be compared; correct the measure, or give this figure a code of its own"
            zh "“{code}”此处以{measure}计量，{row} 以{usual}计量，两者无法比较；请更正计量单位，或为本行另设编码";
        OtherName { code: String, name: String, usual: String, row: String }
            en "`{code}` is called `{name}` here and `{usual}` at {row}; use one name, or another code for another indicator"
            zh "“{code}”此处名为“{name}”，{row} 名为“{usual}”；请统一名称，不同的指标请另设编码";
        OtherWord { code: String, column: String, title: String, word: String, usual: String, row: String }
            en "`{code}` has {column} ({title}) `{word}` here and `{usual}` at {row}; make them one, or use another code for another indicator"
            zh "“{code}”的“{title}”（{column}）此处为“{word}”，{row} 为“{usual}”；请统一，不同的指标请另设编码";
        FarFromOthers { value: String, other: String, row: String }
            en "{value} is at least a thousand times off from all other values of the indicator, the nearest being {other} at {row}; check the digits and the unit"
            zh "{value} 与该指标其他各值相差千倍以上，最接近的是 {row} 的 {other}；请核对数字和单位";
        TenThousandFromOthers { value: String, other: String, row: String }
            en "{value} is exactly 10,000 times off from {other} at {row}: a 万 too many or too few, or 万元 for 亿元; check the unit"
            zh "{value} 与 {row} 的 {other} 正好相差一万倍，可能多写或漏写“万”，或万元与亿元相混；请核对单位";
        FarFromBefore { value: String, before: String }
            en "{value} was {before} until now, at least a thousand times off; check the digits and the unit"
            zh "{value} 此前为 {before}，相差千倍以上；请核对数字和单位";
        TenThousandFromBefore { value: String, before: String }
            en "{value} was {before} until now, exactly 10,000 times off: a 万 too many or too few, or 万元 for 亿元; check the unit"
            zh "{value} 此前为 {before}，正好相差一万倍，可能多写或漏写“万”，或万元与亿元相混；请核对单位";
        ShareOutside { name: String, value: String }
            en "`{name}` is a share and cannot be {value}; write a value from 0 to 100 %, or name it as the growth that it is"
            zh "“{name}”是占比，不会是 {value}；请填 0 至 100 之间的数，若是增速请在名称中写明";
        ShareUnlikeOthers { value: String }
            en "{value} is over 100 %, as no other row of the indicator is; check the value"
            zh "{value} 超过 100%，而该指标其他各行都不超过；请核对数值";
        ShareOfHundredth { value: String, least: String, meant: String }
            en "{value} where the other rows of the indicator are {least} and more; is {meant} meant?"
            zh "{value} 明显偏小，该指标其他各行都在 {least} 以上；是不是 {meant}？";
        ShareHundredTimesBefore { value: String, before: String }
            en "{value} was {before} until now, exactly 100 times off; write a percentage as `85`, not as `0.85`"
            zh "{value} 此前为 {before}，正好相差一百倍；百分数请填 `85`，不填 `0.85`";
        MeanOfRatio { measure: String }
            en "a mean of figures in {measure} gives every unit the same weight; write none, or keep numerator and denominator as two codes"
            zh "以{measure}计量的数求平均时各单位权重相同；汇总方式请填不汇总，或将分子、分母分作两个编码";
        ManyDecimals { value: String }
            en "{value} has more than 6 decimals; round it, or write it in a smaller unit"
            zh "{value} 小数超过 6 位；请四舍五入，或改用较小的单位";
        ValueThoughNotApplicable { value: String }
            en "the status says not applicable, and the row states {value}; correct the status or clear the value"
            zh "数据状态为不适用，却填了 {value}；请更正数据状态或清除数值";
        ValueThoughText { value: String }
            en "the measure is 定性, which has no value, and the row states {value}; write the measure of the value, or clear it"
            zh "计量单位为定性，不应有数值，却填了 {value}；请填写该数值的计量单位或清除数值";
        ActualInFuture { value: String, period: String, start: String }
            en "{value} cannot be the actual value of {period}, which begins in {start}; write a forecast as the target"
            zh "{period} 自 {start} 开始，不会已有实际值 {value}；预测数请填目标值";
        ActualTooEarly { value: String, period: String, end: String }
            en "{value} is given as the actual value of {period}, which lasts until {end}; write the months that have passed as the period, or the status provisional"
            zh "{period} 到 {end} 才结束，已填实际值 {value}；请将时期填为已过去的月份，或将数据状态填为快报数";
        ActualWithoutEnd { value: String, period: String }
            en "{value} is given as the actual value of {period}, which has no end; write the months that have passed as the period, or the status provisional"
            zh "{period} 没有终止时间，已填实际值 {value}；请将时期填为已过去的月份，或将数据状态填为快报数";
        StaleProvisional { period: String }
            en "the value is provisional, and {period} ended more than a year ago; write the final value and the status final"
            zh "{period} 结束已逾一年，数据仍为快报数；请填写正式数并更正数据状态";
        DateInFuture { date: String, today: String }
            en "{date} is after today, {today}, and cannot have happened; write it as the planned date"
            zh "{date} 晚于今天（{today}），不会已经发生；请填到计划时间";
        StartAfterFinish { start: String, finish: String }
            en "the start {start} is after the finish {finish}; correct one of the two"
            zh "开工 {start} 晚于竣工 {finish}；请更正其一";
        DoneWithoutDate { done: String }
            en "{done} is done this year, and nothing says as of when; fill as_of, such as `2022-M09`"
            zh "有本年完成投资 {done} 而没有截至时间；请填写截至时间，如 `2022-M09`";
        OtherYear { date: String, year: String }
            en "the figures of the year are as of {date}, and most of this sheet's are of {year}; bring the row up to date, or put the years into two sheets"
            zh "本行年度数截至 {date}，而本表多数为 {year} 年；请更新本行，或按年度分表";
        DueOutside { due: String, period: String }
            en "{due} is outside the goal's own period {period}; correct one of the two"
            zh "完成时限 {due} 不在计划期 {period} 之内；请更正其一";
        OutsideGoal { period: String, goal: String, span: String }
            en "{period} is not within {span}, the period of the goal `{goal}`; correct the period, or name another goal"
            zh "{period} 不在对应目标“{goal}”的计划期 {span} 之内；请更正时期或对应目标";
        DoneOverPlan { done: String, plan: String }
            en "{done} is done this year, more than twice the plan of {plan}; check both"
            zh "本年完成投资 {done} 超过年度计划 {plan} 的两倍；请核对两数";
        DoneOverCumulative { done: String, cumulative: String }
            en "{done} is done this year and {cumulative} since the start, which cannot be less; correct one of the two"
            zh "本年完成投资 {done} 大于累计完成投资 {cumulative}；请更正其一";
        DoneOverTotal { done: String, total: String }
            en "{done} is done since the start, more than the total investment {total}; check both"
            zh "累计完成投资 {done} 超过总投资 {total}；请核对两数";
        PlanOverTotal { plan: String, total: String }
            en "{plan} is planned for this year, more than the total investment {total}; check both"
            zh "年度计划投资 {plan} 超过总投资 {total}；请核对两数";
        MorePartsThanWhole { whole: String, count: String, parts: String }
            en "the projects inside `{whole}` are {parts}, and it counts {count}; correct the number, or clear a parent"
            zh "“{whole}”之内的项目合计 {parts} 个，而其项目个数为 {count}；请更正个数或清除上级";
        DearerPartsThanWhole { whole: String, total: String, parts: String }
            en "the projects inside `{whole}` come to {parts}, and its total investment is {total}; correct an amount, or clear a parent"
            zh "“{whole}”之内的项目投资合计 {parts}，而其总投资为 {total}；请更正金额或清除上级";
        DoneBeforeStart { stage: String, done: String }
            en "the stage is `{stage}`, and {done} is done this year; correct the stage or the amount"
            zh "项目阶段为“{stage}”，却有本年完成投资 {done}；请更正阶段或金额";
        NoFinishDate { stage: String }
            en "the stage is `{stage}`, and no actual finish is given; fill finish_actual"
            zh "项目阶段为“{stage}”而没有实际竣工时间；请填写实际竣工时间";
        NoStartDate { stage: String }
            en "the stage is `{stage}`, and no start is given; fill start_actual"
            zh "项目阶段为“{stage}”而没有开工时间；请填写实际开工时间";
        StageBack { stage: String, before: String }
            en "the stage went back from `{before}` to `{stage}`; check it, or write suspended"
            zh "项目阶段由“{before}”退回“{stage}”；请核对，停建的请填停建";
        PossibleOverlap { area: String, count: String, own: String, part: String }
            en "the {count} city-wide projects of `{area}` may contain the {part} of `{own}`; if they do, write `{area}` as the parent of `{own}`"
            zh "“{area}”的 {count} 个全市口径项目可能已包含“{own}”的 {part} 个；若已包含，请将后者的所属项目填为“{area}”";
        SameName { name: String, other: String }
            en "the unit {other} is called `{name}` too, and a sheet that names it could mean either; make one of the names longer, or always write the code"
            zh "单位 {other} 也叫“{name}”，表中写此名称时无法分辨；请改用更完整的名称，或一律填写代码";
        UnitAloneChanged { value: String, before: String, now: String, then: String }
            en "the unit changed and the number did not: {before} until now, {value} since ({then} → {now}); convert the number, or write the former unit again"
            zh "单位变了而数未变：此前为 {before}，现为 {value}（{then} → {now}）；请换算数值或改回原单位";
        UnitOfOtherKind { value: String, before: String }
            en "the unit changed and the number did not: {before} until now, {value} since, which measures something else; check both, or write the former unit again"
            zh "单位变了而数未变：此前为 {before}，现为 {value}，两者不是同类单位；请核对，或改回原单位";
        TargetChanged { value: String, before: String }
            en "the target is binding and was {before} until now; say in note who changed it to {value}"
            zh "约束性指标的目标值此前为 {before}，现为 {value}；请在备注中写明调整依据";
        TargetLoosened { value: String, before: String }
            en "the target is binding and was loosened from {before} to {value}; say in note who allowed it"
            zh "约束性指标的目标值由 {before} 放宽为 {value}；请在备注中写明批准依据";
        TargetCleared { before: String }
            en "the target is binding and was {before} until now; write it again, or say in note who dropped it"
            zh "约束性指标的目标值此前为 {before}，现被清除；请恢复，或在备注中写明依据";
        BaselineChanged { value: String, before: String }
            en "the baseline was {before} and is {value} now; say why in note, or write the status break"
            zh "基期值由 {before} 改为 {value}；请在备注中说明，口径变化的请将数据状态填为口径变化";
        UnitWithoutRows { name: String }
            en "{name} is active and has no goal, project or metric; import its sheets, or write active no"
            zh "{name}为有效单位，却没有任何目标、项目或指标；请导入其台账，或将是否有效填为否";
        GoalUnserved { title: String }
            en "nothing bears out `{title}`: it has no metric, no project and no goal inside it; add one"
            zh "“{title}”没有指标、项目，也没有下级目标；请补充";
        NoOwner {}
            en "nobody is named as its owner; fill owner"
            zh "未填责任人；请填写责任人";
        NoSource {}
            en "nothing says where it is from; fill source"
            zh "未填来源；请填写来源";
        NumbersNotInQuote { numbers: String, quote: String }
            en "not every number of {numbers} stands in its quote, “{quote}”; correct the number or the quote"
            zh "{numbers} 中有的数不见于原文“{quote}”；请更正数值或原文";
    }
}
