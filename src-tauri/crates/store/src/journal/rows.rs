//! The rows of a record in the making. The one thing to know: what the bulk connection writes by the hundred thousand
//! is laid on disk in portions, so that a change holds a few of its rows in memory, whatever it brings.

use std::collections::BTreeMap;

use kezhang_core::Outcome;

use super::RowChange;
use super::record::RowsDigest;
use crate::link::Connection;

/// So many rows wait in memory.
const PORTION: usize = 4_096;

/// The rows of one record, in order.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    number: i64,
    waiting: Vec<RowChange>,
    digest: RowsDigest,
    laid: usize,
}

impl Rows {
    /// Of a record by its number.
    pub(super) fn of(number: i64) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    /// Notes a row.
    pub(super) fn push(&mut self, row: RowChange) {
        self.waiting.push(row);
    }

    /// Notes a row that the bulk connection has written.
    pub(crate) fn push_on(&mut self, bulk: &Connection, row: RowChange) -> Outcome<()> {
        self.waiting.push(row);
        if self.waiting.len() >= PORTION {
            self.lay(bulk)?;
        }
        Ok(())
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.laid + self.waiting.len()
    }

    /// Whether one that waits is of a table.
    pub(super) fn has(&self, table: &str) -> bool {
        self.waiting.iter().any(|row| row.table == table)
    }

    /// Whether every row ends as it began: what was written has been written back.
    pub(super) fn comes_to_nothing(&self) -> bool {
        let mut began = BTreeMap::new();
        let mut ended = BTreeMap::new();
        for row in &self.waiting {
            let place = (row.table, row.id);
            began.entry(place).or_insert(row.before.as_deref());
            ended.insert(place, row.after.as_deref());
        }
        self.laid == 0 && began == ended
    }

    /// Lays what waits on disk.
    fn lay(&mut self, bulk: &Connection) -> Outcome<()> {
        for row in &self.waiting {
            let (before, after) = (row.before.as_deref(), row.after.as_deref());
            self.digest.add(row.table, row.id, before, after);
        }
        crate::bulk::write_rows(bulk, self.number, &self.waiting)?;
        self.laid += self.waiting.len();
        self.waiting.clear();
        Ok(())
    }

    /// Lays the last ones and gives the digest of them all.
    pub(super) fn finish(mut self, bulk: &Connection) -> Outcome<String> {
        self.lay(bulk)?;
        Ok(self.digest.hex())
    }
}

impl Extend<RowChange> for Rows {
    fn extend<I: IntoIterator<Item = RowChange>>(&mut self, rows: I) {
        self.waiting.extend(rows);
    }
}
