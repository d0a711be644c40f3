//! Single rows by their keys: looked up, and taken away.

use crate::domain::entity::Entity;
use crate::storage::relation::{column_list, join, same_key};
use crate::storage::{Result, Store, values};

impl Store {
    /// The texts of the row with that key, as an export writes them; none where there is no such row
    pub fn row_by_key(&self, entity: Entity, key: &[String]) -> Result<Option<Vec<String>>> {
        let condition = join(
            entity.key().iter().zip(1..).map(|(column, number)| format!("{} = ?{number}", column.name)),
            " AND ",
        );
        let sql = format!("SELECT {} FROM {} WHERE {condition}", column_list(entity, ""), entity.name());
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(key))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let text = |index| {
            let mut bytes = Vec::new();
            values::print(row.get_ref(index)?, &mut bytes);
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        Ok(Some((0..entity.columns().len()).map(text).collect::<Result<_>>()?))
    }

    /// Takes away the rows whose keys are in a stage; how many there were
    pub fn remove_staged(&self, stage: &'static str, entity: Entity) -> Result<usize> {
        let name = entity.name();
        let same = same_key(entity, "known", "gone");
        // The cross join begins with the few.
        Ok(self.connection().execute(
            &format!(
                "DELETE FROM {name} WHERE rowid IN (
                     SELECT known.rowid FROM temp.{stage}_{name} AS gone CROSS JOIN {name} AS known ON {same})"
            ),
            [],
        )?)
    }

    /// Lets rows refer to units that go or come in the same transaction, until it ends
    pub fn defer_references(&self) -> Result<()> {
        Ok(self.connection().pragma_update(None, "defer_foreign_keys", true)?)
    }
}
