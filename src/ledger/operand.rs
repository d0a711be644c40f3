//! Revisions as people name them: a number, `@`, `@-3`, a date, a time.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::ledger::{Ledger, Result};
use crate::text::Failure;

impl Ledger {
    /// The revision that a text names; none for a text that is not the name of a revision at all
    ///
    /// A number, `@` (the latest), `@-`, `@-3`, or `YYYY-MM-DD[ hh:mm[:ss]]`: the last revision not later than
    /// that local time, a bare date meaning its end. 0 is the empty ledger.
    pub fn revision_named(&self, text: &str) -> Result<Option<i64>> {
        let latest = self.store.latest_revision()?;
        let missing = || Failure::NoSuchRevision { operand: text.to_owned() };
        if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
            let id: i64 = text.parse().map_err(|_| missing())?;
            return if id <= latest { Ok(Some(id)) } else { Err(missing().into()) };
        }
        if let Some(back) = text.strip_prefix('@') {
            let steps = match back.strip_prefix('-') {
                None if back.is_empty() => Some(0),
                Some("") => Some(1),
                Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    digits.parse::<i64>().ok()
                }
                Some(_) => None,
                None => None,
            };
            let id = steps.map(|steps| latest - steps).filter(|id| *id >= 0);
            return id.map(Some).ok_or_else(|| missing().into());
        }
        match moment(text) {
            Some(time) => Ok(Some(self.store.revision_at(&time)?)),
            None => Ok(None),
        }
    }
}

/// The last second that a date or time means, in UTC as the ledger writes it
fn moment(text: &str) -> Option<String> {
    let parsed: Option<DateTime> = match text.len() {
        10 => text.parse::<Date>().ok().map(|date| date.at(23, 59, 59, 0)),
        16 => DateTime::strptime("%Y-%m-%d %H:%M", text)
            .ok()
            .and_then(|time| time.with().second(59).build().ok()),
        19 => DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok(),
        _ => None,
    };
    let zoned = parsed?.to_zoned(TimeZone::system()).ok()?;
    Some(zoned.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn what_is_not_a_date_is_not_taken_for_one() {
        assert_eq!(moment("2022"), None);
        assert_eq!(moment("2022-13-01"), None);
        assert_eq!(moment("seed/goals.csv"), None);
        assert!(moment("2026-11-23").is_some());
    }
}
