//! Revisions as people name them: a number, `@`, `@-3`, a date, a time, a tag; and what a tag may be called.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::domain::code::{excerpt, normalise};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::text::Failure;

/// The longest name of a tag, in characters
const LONGEST_TAG: usize = 64;

impl Ledger {
    /// The revision that a text names; none for a text that is not the name of a revision at all
    ///
    /// A number, `@` (the latest), `@-`, `@-3`, or `YYYY-MM-DD[ hh:mm[:ss]]`: the last revision not later than
    /// that local time, a bare date meaning its end; or `YYYY-MM-DDThh:mm:ssZ`, which is UTC. 0 is the empty ledger. Anything else may be a tag, which no
    /// text of these forms can be; where a file is called like a tag, the tag is meant, and `./NAME` is the file.
    pub fn revision_named(&self, text: &str) -> Result<Option<i64>> {
        revision_named(&self.store, text)
    }
}

/// The revision that a text names, inside a transaction too
pub fn revision_named(store: &Store, text: &str) -> Result<Option<i64>> {
    let latest = store.latest_revision()?;
    let missing = || Failure::NoSuchRevision { operand: text.to_owned() };
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        let id: i64 = text.parse().map_err(|_| missing())?;
        return if id <= latest { Ok(Some(id)) } else { Err(missing().into()) };
    }
    if let Some(back) = text.strip_prefix('@') {
        let steps = match back.strip_prefix('-') {
            None if back.is_empty() => Some(0),
            Some("") => Some(1),
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse::<i64>().ok(),
            _ => None,
        };
        let id = steps.and_then(|steps| latest.checked_sub(steps)).filter(|id| *id >= 0);
        return id.map(Some).ok_or_else(|| missing().into());
    }
    match moment(text) {
        Some(time) => Ok(Some(store.revision_at(&time)?)),
        None => Ok(store.tag(&normalise(text))?.map(|tag| tag.revision)),
    }
}

/// A tag's name in its stored form, or why it can be none
///
/// A name must be told from everything else that names a revision, also from what may come to name one.
pub fn tag_name(text: &str) -> Result<String> {
    let name = normalise(text);
    let of_dates = |character: char| character.is_ascii_digit() || "-:./ TZ".contains(character);
    let failure = |name: &str| {
        let name = excerpt(name);
        Some(match name.chars().next() {
            None => Failure::TagBlank {},
            Some('@') => Failure::TagAt { name },
            _ if name.chars().any(char::is_control) => {
                Failure::TagControl { name: name.escape_debug().to_string() }
            }
            _ if name.chars().all(of_dates) => Failure::TagDate { name },
            _ => return None,
        })
    };
    if name.chars().count() > LONGEST_TAG {
        return Err(Failure::TagLong { name: excerpt(&name), most: LONGEST_TAG }.into());
    }
    failure(&name).map_or(Ok(name.into_owned()), |failure| Err(failure.into()))
}

/// The last second that a date or time means, in UTC as the ledger writes it
fn moment(text: &str) -> Option<String> {
    let parsed: Option<DateTime> = match text.len() {
        10 => text.parse::<Date>().ok().map(|date| date.at(23, 59, 59, 0)),
        16 => DateTime::strptime("%Y-%m-%d %H:%M", text)
            .ok()
            .and_then(|time| time.with().second(59).build().ok()),
        19 => DateTime::strptime("%Y-%m-%d %H:%M:%S", text.replacen('T', " ", 1)).ok(),
        // As programs are told it, in UTC
        20 => return text.parse::<Timestamp>().ok().map(stored),
        _ => None,
    };
    let zoned = parsed?.to_zoned(TimeZone::system()).ok()?;
    Some(stored(zoned.timestamp()))
}

fn stored(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::{moment, tag_name};

    #[test]
    fn what_is_not_a_date_is_not_taken_for_one() {
        assert_eq!(moment("2022"), None);
        assert_eq!(moment("2022-13-01"), None);
        assert_eq!(moment("seed/goals.csv"), None);
        assert!(moment("2026-11-23").is_some());
        assert_eq!(moment("2026-11-23T08:00:00Z").as_deref(), Some("2026-11-23T08:00:00Z"));
        assert_eq!(moment("2026-11-23T28:00:00Z"), None);
        assert_eq!(moment("2026-11-23T08:00:00"), moment("2026-11-23 08:00:00"));
    }
    #[test]
    fn a_tag_is_told_from_every_other_name_of_a_revision() {
        for name in ["上报版", "2022年三季度", "2022-Q3", "v1", "a/b", " 终稿 ", &"版".repeat(64)] {
            assert!(tag_name(name).is_ok(), "{name}");
        }
        for name in
            ["", " ", "12", "１２", "@x", "2022-11-23", "2022-11", "11:30", "a\u{7}b", &"版".repeat(65)]
        {
            assert!(tag_name(name).is_err(), "{name}");
        }
        assert_eq!(tag_name("　终稿　").unwrap(), "终稿");
    }
}
