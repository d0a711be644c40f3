//! A state of a table in a stage, where it stands in for a sheet.

use crate::domain::entity::Entity;
use crate::storage::relation::{Relation, column_list};
use crate::storage::{Result, Store};

impl Store {
    /// Puts all rows of a state of a table into a stage
    pub fn stage_state(&self, stage: &'static str, entity: Entity, relation: &Relation) -> Result<()> {
        self.create_stage(stage, entity)?;
        let columns = column_list(entity, "");
        self.connection().execute_batch(&format!(
            "INSERT INTO temp.{stage}_{} ({columns}) {}",
            entity.name(),
            relation.select(entity, &columns)
        ))?;
        Ok(())
    }
}
