//! Division codes (GB/T 10114 and the statistical codes): which lies under which. It knows no list of them.

/// The division at the head of a unit's code: `350582109`, and of `350582-SLJ` the city's `350582`
fn head(code: &str) -> Option<&str> {
    let head = code.split('-').next().unwrap_or(code);
    let is_division = matches!(head.len(), 6 | 9 | 12) && head.bytes().all(|byte| byte.is_ascii_digit());
    is_division.then_some(head)
}

/// What all codes of a division begin with: 35 of the province 350000, 3505 of 350500, 350582 of 350582000000
fn prefix(division: &str) -> &str {
    let mut prefix = division;
    while prefix.len() > 6 && prefix.ends_with("000") {
        prefix = &prefix[..prefix.len() - 3];
    }
    while matches!(prefix.len(), 4 | 6) && prefix.ends_with("00") {
        prefix = &prefix[..prefix.len() - 2];
    }
    prefix
}

/// Whether a unit's code lies under another's; none where one of the two begins with no division code
pub fn is_under(code: &str, above: &str) -> Option<bool> {
    let (code, above) = (head(code)?, head(above)?);
    Some(code.starts_with(prefix(above)))
}

/// What digits 7 to 9 of a division code say (GB/T 10114): 001–099 街道, 100–199 镇, 200–399 乡
pub fn kind_of_code(code: &str) -> Option<&'static str> {
    let digits = matches!(code.len(), 9 | 12) && code.bytes().all(|byte| byte.is_ascii_digit());
    let class: u32 = digits.then(|| code[6..9].parse().ok()).flatten()?;
    match class {
        1..=99 => Some("subdistrict"),
        100..=199 => Some("town"),
        200..=399 => Some("township"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_lies_under_its_city_and_under_no_other() {
        for (code, above, expected) in [
            ("350582109", "350582", Some(true)),
            ("350582-SLJ", "350582", Some(true)),
            ("350582109000", "350582109", Some(true)),
            ("350582109", "350500", Some(true)),
            ("350582", "350000", Some(true)),
            ("350582109", "350582000000", Some(true)),
            ("350583109", "350582", Some(false)),
            ("350582109", "350583-JYJ", Some(false)),
            ("360100", "350000", Some(false)),
            ("HQ", "350582", None),
            ("350582109", "005", None),
        ] {
            assert_eq!(is_under(code, above), expected, "{code} under {above}");
        }
    }
}
