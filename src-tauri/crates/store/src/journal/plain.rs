//! Rows of a record that were made or removed as a whole, reversed in bulk.
//!
//! The one thing to know: who refers to a row is asked of the entries once for all rows, not once for each: no index
//! of theirs knows vendors, channels or departments.

use crate::link::{Connection, Statement};
use kezhang_core::{Fault, Outcome};
use rustc_hash::{FxHashMap, FxHashSet};

use super::RowChange;
use super::undo::Written;
use crate::bulk;
use crate::check::same;
use crate::fault::OrFault;
use crate::row::{REFERENCES, TABLES};

/// Why a row cannot be reversed, and the place of the row.
pub(super) enum Snag {
    /// It was changed since, or something refers to it.
    InTheWay(usize),
    /// Another row has its code or name.
    Namesake(usize),
}

/// Reverses each row, or says which one cannot be; then what was done so far is to be rolled back.
pub(super) fn reverse(bulk: &Connection, rows: &[Written]) -> Outcome<Result<Vec<RowChange>, Snag>> {
    let mut referred = Referred::new(rows);
    let mut changes = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let table = *TABLES
            .iter()
            .find(|table| **table == row.table)
            .ok_or_else(|| Fault::new("ledger_damaged").with("detail", format!("journal_row: {}", row.table)))?;
        let current = bulk::row_text(bulk, table, row.id)?;
        let is_same = match (&current, &row.after) {
            // A record from before a column came does not name it.
            (Some(current), Some(after)) => same(after, current),
            (current, after) => current == after,
        };
        if !is_same {
            return Ok(Err(Snag::InTheWay(at)));
        }
        match &row.before {
            None => {
                if referred.is(bulk, table, row.id)? {
                    return Ok(Err(Snag::InTheWay(at)));
                }
                let mut remove = cached(bulk, &format!("DELETE FROM {table} WHERE id = ?"))?;
                remove.execute([row.id]).or_fault()?;
            }
            Some(text) => match bulk::insert_row(bulk, table, text) {
                Err(fault) if super::undo::is_taken(&fault) => return Ok(Err(Snag::Namesake(at))),
                other => other?,
            },
        }
        changes.push(RowChange {
            table,
            id: row.id,
            before: row.after.clone(),
            after: row.before.clone(),
        });
    }
    Ok(Ok(changes))
}

fn cached<'b>(bulk: &'b Connection, query: &str) -> Outcome<Statement<'b>> {
    bulk.prepare_cached(query).or_fault()
}

/// Which rows live entries refer to.
struct Referred {
    /// From how many rows on one pass over all entries is cheaper than a question for each.
    is_worth_a_pass: bool,
    /// By table, the ids that live entries name.
    by_entries: Option<FxHashMap<&'static str, FxHashSet<i64>>>,
}

impl Referred {
    fn new(rows: &[Written]) -> Self {
        Self {
            is_worth_a_pass: rows.iter().filter(|row| row.before.is_none()).count() > 4,
            by_entries: None,
        }
    }

    fn is(&mut self, bulk: &Connection, table: &str, id: i64) -> Outcome<bool> {
        for (_, child, column) in REFERENCES.iter().filter(|reference| reference.0 == table) {
            if *child == "entry" && self.is_worth_a_pass {
                let named = match &mut self.by_entries {
                    Some(named) => named,
                    none => none.insert(named_by_entries(bulk)?),
                };
                if named.get(table).is_some_and(|ids| ids.contains(&id)) {
                    return Ok(true);
                }
                continue;
            }
            let live = if *child == "entry" { " AND is_void = 0" } else { "" };
            let mut ask = cached(bulk, &format!("SELECT 1 FROM {child} WHERE {column} = ?{live} LIMIT 1"))?;
            if ask.exists([id]).or_fault()? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The ids that live entries name, by table, in one pass.
fn named_by_entries(bulk: &Connection) -> Outcome<FxHashMap<&'static str, FxHashSet<i64>>> {
    let references: Vec<_> = REFERENCES.iter().filter(|reference| reference.1 == "entry").collect();
    let columns: Vec<&str> = references.iter().map(|reference| reference.2).collect();
    let mut sets = vec![FxHashSet::default(); references.len()];
    let mut statement = bulk
        .prepare(&format!("SELECT {} FROM entry WHERE is_void = 0", columns.join(", ")))
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        for (at, set) in sets.iter_mut().enumerate() {
            if let Some(id) = row.get::<_, Option<i64>>(at).or_fault()? {
                set.insert(id);
            }
        }
    }
    let mut named: FxHashMap<&'static str, FxHashSet<i64>> = FxHashMap::default();
    for (reference, set) in references.iter().zip(sets) {
        named.entry(reference.0).or_default().extend(set);
    }
    Ok(named)
}
