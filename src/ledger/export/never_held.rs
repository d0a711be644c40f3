//! Rows of a CSV file that the ledger never held: what would be lost if the file were written over.
//!
//! A CSV file without a stamp looks like an export whoever wrote it: a unit's filled-in sheet, or an export that somebody
//! has edited. Its rows tell. It does not know what is about to be written in its place.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::domain::entity::Entity;
use crate::ledger::import::find::{Find, find_sheets};
use crate::ledger::import::finding::Findings;
use crate::ledger::import::load::{Loader, STAGE};
use crate::ledger::import::row::RowRules;
use crate::ledger::{Error, Ledger, Result};
use crate::storage::base::SheetRows;

/// What is read of a file at once
const CHUNK: usize = 1 << 16;

impl Ledger {
    /// How many rows of a table's CSV file the ledger neither holds nor ever held; one that cannot be read counts
    pub(super) fn rows_never_held(&self, path: &Path, entity: Entity, guarded: bool) -> Result<u64> {
        let find = Find { table: Some(entity), as_exported: true, ..Find::default() };
        let mut findings = Findings::default();
        let sheets = find_sheets(&[path.to_owned()], &find, &mut findings)?;
        self.store.at_once(|| {
            let rules = RowRules { guarded, shows_faults: true, ..RowRules::default() };
            let sheets = (0..).zip(sheets).collect();
            let mut loader = Loader { sheets, ..Loader::new(&self.store, 0, rules, findings) };
            let store = loader.store;
            store.collect_unit_names(None)?;
            store.create_stage(STAGE, entity)?;
            let mut insert = store.stage_insert(STAGE, entity)?;
            for position in 0..loader.sheets.len() {
                loader.each_row(position, true, &mut |row, _, source, line, _| {
                    insert.put(&row.cells, source, line).map(|()| true)
                })?;
            }
            if entity == Entity::Units {
                loader.resolve_parents(STAGE)?;
            }
            let mut lost = loader.findings.errors();
            for (source, sheet) in &loader.sheets {
                let (source, columns) = (*source, sheet.header.written.as_slice());
                let rows = SheetRows { stage: STAGE, entity, source, columns, keeps_blanks: false };
                lost = lost.max(store.count_never_held(rows)?);
            }
            Ok::<_, Error>(lost)
        })
    }
}

/// Whether two files are certainly alike, byte for byte
pub fn are_alike(one: &Path, other: &Path) -> bool {
    let compare = || -> std::io::Result<bool> {
        let files = [File::open(one)?, File::open(other)?];
        if files[0].metadata()?.len() != files[1].metadata()?.len() {
            return Ok(false);
        }
        let [mut one, mut other] = files.map(|file| BufReader::with_capacity(CHUNK, file));
        let (mut left, mut right) = ([0; CHUNK], [0; CHUNK]);
        loop {
            let count = one.read(&mut left)?;
            if count == 0 {
                return Ok(true);
            }
            other.read_exact(&mut right[..count])?;
            if left[..count] != right[..count] {
                return Ok(false);
            }
        }
    };
    compare().unwrap_or(false)
}
