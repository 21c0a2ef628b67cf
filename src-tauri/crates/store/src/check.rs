//! Proving a ledger: the pages, the journal's chain, every row against its last record, the totals against the
//! entries, the references.

use std::collections::HashMap;

use kezhang_core::{Fault, Language, Outcome};
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::bulk;
use crate::fault::OrFault;
use crate::import::digest_entry;
use crate::journal::{JournalRow, canonical, hex, record_hash, rows_digest};
use crate::ledger::Ledger;
use crate::row::{self, Row};
use crate::totals::{Totals, stored};

/// Something that was proved, and how many of it there are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Verified {
    /// What: `pages`, `records`, `rows`, `entries`, `totals`, `references`.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// Something that is off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckFault {
    /// Stable code.
    pub code: String,
    /// What is off, where.
    pub message: String,
}

impl CheckFault {
    /// A fault, told in a language.
    pub(crate) fn of(fault: &Fault, language: Language) -> Self {
        Self {
            code: fault.code.to_owned(),
            message: fault.message(language),
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckReport {
    /// Whether nothing is off.
    pub is_sound: bool,
    /// What was proved.
    pub verified: Vec<Verified>,
    /// What is off.
    pub faults: Vec<CheckFault>,
}

struct Findings {
    language: Language,
    verified: Vec<Verified>,
    faults: Vec<CheckFault>,
}

impl Findings {
    fn proved(&mut self, name: &str, count: usize) {
        self.verified.push(Verified {
            name: name.to_owned(),
            count: count as u64,
        });
    }

    fn off(&mut self, fault: &Fault) {
        // A ruined file could fill the report with one fault a row: a thousand say enough.
        if self.faults.len() < 1000 {
            self.faults.push(CheckFault::of(fault, self.language));
        }
    }
}

impl Ledger {
    /// Proves the whole ledger, reading only.
    ///
    /// # Errors
    /// What the database says when it cannot even be read; what is off is in the report.
    pub async fn check(&self) -> Outcome<CheckReport> {
        let language = self.language().await;
        bulk::with(self.reader(), |bulk| prove(bulk, language)).await
    }
}

/// Proves what a connection sees, in one transaction.
pub(crate) fn prove(bulk: &Connection, language: Language) -> Outcome<CheckReport> {
    bulk.execute_batch("BEGIN").or_fault()?;
    let mut findings = Findings {
        language,
        verified: Vec::new(),
        faults: Vec::new(),
    };
    let done = check_all(bulk, &mut findings);
    let _ = bulk.execute_batch("COMMIT");
    if let Err(fault) = done {
        findings.off(&fault);
    }
    Ok(CheckReport {
        is_sound: findings.faults.is_empty(),
        verified: findings.verified,
        faults: findings.faults,
    })
}

fn check_all(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    pages(bulk, findings)?;
    chain(bulk, findings)?;
    rows(bulk, findings)?;
    batches(bulk, findings)?;
    totals(bulk, findings)?;
    references(bulk, findings)
}

fn pages(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut statement = bulk.prepare("PRAGMA integrity_check(100)").or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let text: String = row.get(0).or_fault()?;
        if text != "ok" {
            findings.off(&Fault::new("check_page").with("detail", text));
        }
    }
    let count: i64 = bulk.query_row("PRAGMA page_count", (), |row| row.get(0)).or_fault()?;
    findings.proved("pages", usize::try_from(count).unwrap_or(0));
    Ok(())
}

/// Each record hashes over its fields, its rows and the record before it; numbers run without a gap.
fn chain(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut statement = bulk.prepare("SELECT * FROM journal ORDER BY number").or_fault()?;
    let records = statement
        .query_map((), |row| {
            Ok(JournalRow {
                number: row.get("number")?,
                at: row.get("at")?,
                author: row.get("author")?,
                command: row.get("command")?,
                about: row.get("about")?,
                batch_id: row.get("batch_id")?,
                undoes: row.get("undoes")?,
                rows_digest: row.get("rows_digest")?,
                previous_hash: row.get("previous_hash")?,
                hash: row.get("hash")?,
            })
        })
        .or_fault()?;
    let mut of_record = bulk
        .prepare("SELECT table_name, row_id, before, after FROM journal_row WHERE number = ? ORDER BY id")
        .or_fault()?;
    let (mut previous, mut count) = (String::new(), 0);
    for record in records {
        let record = record.or_fault()?;
        count += 1;
        let off = |what: &str| {
            Fault::new("check_chain")
                .with("number", record.number)
                .with("detail", what)
        };
        if record.number != count as i64 {
            findings.off(&off("number"));
        }
        if record.previous_hash != previous {
            findings.off(&off("previous_hash"));
        }
        let rows: Vec<(String, i64, Option<String>, Option<String>)> = of_record
            .query_map([record.number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .or_fault()?
            .collect::<Result<_, _>>()
            .or_fault()?;
        let digest = rows_digest(
            rows.iter()
                .map(|(t, id, b, a)| (t.as_str(), *id, b.as_deref(), a.as_deref())),
        );
        if digest != record.rows_digest {
            findings.off(&off("rows"));
        }
        if record_hash(&record) != record.hash {
            findings.off(&off("hash"));
        }
        previous = record.hash;
    }
    // A record cut off at the end leaves the chain whole, but its rows behind.
    let mut left = bulk
        .prepare(
            "SELECT DISTINCT number FROM journal_row r \
             WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.number = r.number)",
        )
        .or_fault()?;
    for number in left.query_map((), |row| row.get::<_, i64>(0)).or_fault()? {
        let number = number.or_fault()?;
        findings.off(
            &Fault::new("check_chain")
                .with("number", number)
                .with("detail", "record"),
        );
    }
    findings.proved("records", count);
    Ok(())
}

/// Every row is as its last record left it, and no row is without one (entries of a batch are proved by its digest).
fn rows(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut last: HashMap<(String, i64), Option<String>> = HashMap::new();
    let mut statement = bulk
        .prepare("SELECT table_name, row_id, after FROM journal_row ORDER BY id")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        last.insert((row.get(0).or_fault()?, row.get(1).or_fault()?), row.get(2).or_fault()?);
    }
    let mut count = 0;
    for table in row::TABLES.iter().filter(|table| **table != "entry") {
        let current: Option<Outcome<Vec<(i64, String)>>> = row::for_each_table!(*table, M => { read_table::<M>(bulk) });
        for (id, text) in current.unwrap_or_else(|| Ok(Vec::new()))? {
            count += 1;
            let recorded = last.remove(&((*table).to_owned(), id)).flatten();
            if recorded.as_deref() != Some(text.as_str()) {
                findings.off(&Fault::new("check_row").with("table", table).with("id", id));
            }
        }
    }
    // What is left was recorded but is not there: fine only where the record says removed, or for entries below.
    let mut entries: HashMap<i64, Option<String>> = HashMap::new();
    for ((table, id), after) in last {
        if table == "entry" {
            entries.insert(id, after);
        } else if after.is_some() {
            findings.off(&Fault::new("check_row").with("table", table).with("id", id));
        }
    }
    count += recorded_entries(bulk, entries, findings)?;
    findings.proved("rows", count);
    Ok(())
}

/// Entries that were written or changed one by one.
fn recorded_entries(
    bulk: &Connection,
    mut recorded: HashMap<i64, Option<String>>,
    findings: &mut Findings,
) -> Outcome<usize> {
    let mut count = 0;
    let off = |id: i64| Fault::new("check_row").with("table", "entry").with("id", id);
    bulk::for_each(bulk, |entry| {
        match recorded.remove(&entry.id) {
            Some(after) => {
                count += 1;
                // An undone import voids its entries without a record for each.
                let mut live = entry.clone();
                if entry.batch_id.is_some() {
                    live.is_void = false;
                }
                if after.as_deref() != Some(canonical(&live)?.as_str()) {
                    findings.off(&off(entry.id));
                }
            }
            None if entry.batch_id.is_none() => findings.off(&off(entry.id)),
            None => {}
        }
        Ok(())
    })?;
    for (id, after) in recorded {
        if after.is_some() {
            findings.off(&off(id));
        }
    }
    Ok(count)
}

fn read_table<M: Row>(bulk: &Connection) -> Outcome<Vec<(i64, String)>> {
    let mut statement = bulk
        .prepare(&format!("SELECT * FROM {} ORDER BY id", M::TABLE))
        .or_fault()?;
    let names = bulk::column_names(&statement);
    let mut rows = statement.query(()).or_fault()?;
    let mut read = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        read.push((row.get("id").or_fault()?, bulk::text_of(row, &names)?));
    }
    Ok(read)
}

/// The entries of each batch, as the import left them, give its digest; their void marks are the batch's.
fn batches(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut originals: FxHashMap<i64, row::entry::Model> = FxHashMap::default();
    let mut statement = bulk
        .prepare(
            "SELECT row_id, before FROM journal_row WHERE table_name = 'entry' AND before IS NOT NULL ORDER BY id DESC",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let text: String = row.get(1).or_fault()?;
        let before = serde_json::from_str(&text).map_err(|e| Fault::new("ledger_damaged").with("detail", e))?;
        originals.insert(row.get(0).or_fault()?, before);
    }
    let mut statement = bulk
        .prepare("SELECT id, first_entry, last_entry, digest, is_void FROM batch WHERE kind = 'entries'")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut count = 0;
    while let Some(row) = rows.next().or_fault()? {
        let (id, first, last): (i64, i64, i64) =
            (row.get(0).or_fault()?, row.get(1).or_fault()?, row.get(2).or_fault()?);
        let (digest, is_void): (String, bool) = (row.get(3).or_fault()?, row.get(4).or_fault()?);
        let mut sha = Sha256::new();
        let mut next = first;
        let mut marks_agree = true;
        // Entries that were removed since stand in the journal, between those that are still there.
        let put = |sha: &mut Sha256, next: &mut i64, until: i64| {
            while *next < until {
                if let Some(original) = originals.get(next).filter(|o| o.batch_id == Some(id)) {
                    digest_entry(sha, original);
                }
                *next += 1;
            }
        };
        bulk::for_each_entry(bulk, id, (first, last), |entry| {
            put(&mut sha, &mut next, entry.id);
            digest_entry(&mut sha, originals.get(&entry.id).unwrap_or(entry));
            next = entry.id + 1;
            count += 1;
            marks_agree &= entry.is_void == is_void;
            Ok(())
        })?;
        put(&mut sha, &mut next, last + 1);
        if hex(&sha.finalize()) != digest || !marks_agree {
            findings.off(&Fault::new("check_batch").with("batch", id));
        }
    }
    let orphans: i64 = bulk
        .query_row(
            "SELECT count(*) FROM entry e WHERE e.batch_id IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM batch b WHERE b.id = e.batch_id AND e.id BETWEEN b.first_entry AND b.last_entry)",
            (),
            |row| row.get(0),
        )
        .or_fault()?;
    if orphans > 0 {
        findings.off(&Fault::new("check_batch").with("batch", "–"));
    }
    let alone: i64 = bulk
        .query_row("SELECT count(*) FROM entry WHERE batch_id IS NULL", (), |row| {
            row.get(0)
        })
        .or_fault()?;
    findings.proved("entries", count + usize::try_from(alone).unwrap_or(0));
    Ok(())
}

/// The monthly totals are those of the entries.
fn totals(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut fresh = Totals::default();
    bulk::for_each(bulk, |entry| fresh.add(entry, 1))?;
    let (fresh, kept) = (fresh.cells()?, stored(bulk)?);
    let count = kept.len();
    for (place, sums) in &fresh {
        if kept.get(place) != Some(sums) {
            findings.off(&Fault::new("check_total").with("place", place));
        }
    }
    for place in kept.keys().filter(|place| !fresh.contains_key(*place)) {
        findings.off(&Fault::new("check_total").with("place", place));
    }
    findings.proved("totals", count);
    Ok(())
}

/// What rows that count refer to is there.
fn references(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut count = 0;
    for (table, child, column) in row::REFERENCES {
        let live = if *child == "entry" { "AND x.is_void = 0" } else { "" };
        let missing = format!(
            "SELECT x.id FROM {child} x WHERE x.{column} IS NOT NULL {live} \
             AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = x.{column}) LIMIT 100"
        );
        let mut statement = bulk.prepare(&missing).or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            let id: i64 = row.get(0).or_fault()?;
            findings.off(
                &Fault::new("check_reference")
                    .with("table", child)
                    .with("id", id)
                    .with("column", column),
            );
        }
        count += 1;
    }
    findings.proved("references", count);
    Ok(())
}
