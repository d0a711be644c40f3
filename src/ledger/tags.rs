//! Tags: a revision is given a name, such as 上报版, that stands wherever a revision does.
//!
//! A tag is no change of the plan, so it is no revision: undo does not take it back, and it stays on its revision
//! whatever is written later. It is never moved unless that is asked for.

use crate::domain::code::{excerpt, normalise};
use crate::domain::near::nearest;
use crate::ledger::operand::{revision_named, tag_name};
use crate::ledger::{Ledger, Result};
use crate::storage::tags::Tag;
use crate::text::Failure;

/// What became of a tag
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// The tag as it now is
    pub tag: Tag,
    /// The revision that it named before
    pub before: Option<i64>,
    /// The revision that other tools' writes were taken into first
    pub taken_in: Option<i64>,
}

impl Ledger {
    /// Gives a revision a name; one that names another revision is moved only by `force`
    pub fn tag(&mut self, name: &str, operand: &str, force: bool) -> Result<Tagged> {
        let name = tag_name(name)?;
        let draft = self.draft("tag");
        let transaction = self.store.begin(&draft.at)?;
        let store = transaction.store();
        // A revision that another tool has open may still change; what has a name does not.
        let taken_in = store.adopt_outside_writes()?;
        let missing = || Failure::NoSuchRevision { operand: operand.to_owned() };
        let revision = revision_named(store, operand)?.filter(|id| *id > 0).ok_or_else(missing)?;
        let known = store.tag(&name)?;
        let before = known.as_ref().map(|tag| tag.revision);
        if let Some(known) = known {
            if known.revision == revision {
                transaction.roll_back()?;
                return Ok(Tagged { tag: known, before, taken_in: None });
            }
            if !force {
                return Err(Failure::TagExists { name, revision: known.revision }.into());
            }
        }
        let tag = Tag { name, revision, at: draft.at, author: draft.author };
        store.put_tag(&tag)?;
        transaction.commit()?;
        Ok(Tagged { tag, before, taken_in })
    }

    /// Takes a tag away; its revision stays
    pub fn untag(&mut self, name: &str) -> Result<Tag> {
        let name = normalise(name).into_owned();
        let at = self.draft("tag").at;
        let transaction = self.store.begin(&at)?;
        let store = transaction.store();
        let Some(tag) = store.tag(&name)? else {
            let near = nearest(store.tags()?.iter().map(|tag| &tag.name), &name);
            let name = excerpt(&name);
            return Err(match near.is_empty() {
                true => Failure::NoSuchTag { name }.into(),
                false => Failure::NoSuchTagNear { name, near: near.join(", ") }.into(),
            });
        };
        store.delete_tag(&name)?;
        transaction.commit()?;
        Ok(tag)
    }
}
