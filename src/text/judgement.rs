//! What the lights mean, and what is wrong with how they were asked for.

use super::messages;

messages! {
    /// A scheme of lights in one line, for the header of a report
    pub enum SchemeText {
        Thresholds { green: String, yellow: String }
            en "green from {green} percentage points against the pace, yellow from {yellow}, else red; once the period is over, green if met and red if not; grey: cannot be judged"
            zh "与序时相比 {green} 个百分点及以上为绿灯，{yellow} 及以上为黄灯，其余为红灯；到期后达标为绿、未达标为红；灰灯：无法判定";
        Yinchuan { }
            en "Yinchuan: green on pace or ahead, yellow 10 to 30 percentage points behind, red more than 30 behind; less than 10 behind is left open by the published rule and shown grey; once the period is over, green if met and red if not"
            zh "银川：达到序时为绿灯，落后 10 至 30 个百分点为黄灯，落后超过 30 为红灯；落后不足 10 个百分点，公布的规则未作规定，显示灰灯；到期后达标为绿、未达标为红";
        Ouhai { }
            en "Ouhai: red at any miss, else green; yellow for a miss that has been caught up since needs the past and is not judged here; grey: cannot be judged"
            zh "瓯海：凡未达序时或目标即为红灯，否则为绿灯；规则中“补上后转黄灯”须看历史，这里不作判定；灰灯：无法判定";
        Suqian { }
            en "Suqian: red when overdue, yellow behind the pace, blue when due within a month, else green; grey: cannot be judged"
            zh "宿迁：逾期为红灯，落后序时为黄灯，一个月内到期为蓝灯，其余为绿灯；灰灯：无法判定";
        LateStart { months: i32 }
            en "a project that has not started {months} months after its planned start is red"
            zh "计划开工后满 {months} 个月仍未开工的项目为红灯";
    }
}

messages! {
    /// What is wrong with a scheme of lights
    pub enum SchemeFault {
        UnknownScheme { given: String, presets: String }
            en "`{given}` is no scheme of lights: give one of {presets}, or two thresholds in percentage points, GREEN,YELLOW, as in `0,-10`"
            zh "“{given}”不是亮灯规则：可用 {presets}，或以百分点给出两个界限“绿,黄”，如 `0,-10`";
        ThresholdsReversed { given: String }
            en "`{given}`: green must not begin below yellow, as in `0,-10`"
            zh "“{given}”：绿灯界限不得低于黄灯界限，应如 `0,-10`";
    }
}
