//! Proving a ledger: the pages, the schema, the journal's chain, every row against its last record, the totals
//! against the entries, the references. The one thing to know: a byte that is turned round anywhere in the file is
//! found here, or it changes nothing that the ledger says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::link::Connection;
use kezhang_core::{Fault, Language, Outcome};
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
    /// What: `pages`, `schema`, `records`, `rows`, `entries`, `totals`, `references`.
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
    /// What is worth knowing, and no fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CheckFault>,
}

struct Findings {
    language: Language,
    verified: Vec<Verified>,
    faults: Vec<CheckFault>,
    notes: Vec<CheckFault>,
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
        let wanted = Schema::wanted().await?;
        let mut report = bulk::with(self.reader(), |bulk| prove(bulk, wanted, language)).await?;
        let hint = crate::place::hint(self.path());
        report.notes.extend(hint.map(|hint| CheckFault::of(&hint, language)));
        Ok(report)
    }
}

/// Proves what a connection sees, in one transaction.
pub(crate) fn prove(bulk: &Connection, wanted: &Schema, language: Language) -> Outcome<CheckReport> {
    bulk.execute_batch("BEGIN").or_fault()?;
    let mut findings = Findings {
        language,
        verified: Vec::new(),
        faults: Vec::new(),
        notes: Vec::new(),
    };
    let done = check_all(bulk, wanted, &mut findings);
    let _ = bulk.execute_batch("COMMIT");
    if let Err(fault) = done {
        findings.off(&fault);
    }
    Ok(CheckReport {
        is_sound: findings.faults.is_empty(),
        verified: findings.verified,
        faults: findings.faults,
        notes: findings.notes,
    })
}

fn check_all(bulk: &Connection, wanted: &Schema, findings: &mut Findings) -> Outcome<()> {
    if bulk.server().is_some() {
        schema_on_server(bulk, wanted, findings)?;
    } else {
        pages(bulk, findings)?;
        schema(bulk, wanted, findings)?;
    }
    numbers(bulk, wanted, findings)?;
    chain(bulk, findings)?;
    rows(bulk, findings)?;
    batches(bulk, findings)?;
    totals(bulk, findings)?;
    references(bulk, findings)?;
    receipts(bulk, findings)?;
    let count = crate::attachment::prove(bulk, &mut |fault| findings.off(fault))?;
    findings.proved("attachments", count);
    Ok(())
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

/// What the schema of this program's version is: every definition by name, and the migrations that made it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Schema {
    definitions: BTreeMap<String, String>,
    /// Every column as `table.column`.
    columns: BTreeSet<String>,
    migrations: Vec<String>,
    marks: Vec<String>,
}

impl Schema {
    /// Of a new ledger, made once.
    pub(crate) async fn wanted() -> Outcome<&'static Self> {
        static WANTED: tokio::sync::OnceCell<Schema> = tokio::sync::OnceCell::const_new();
        WANTED
            .get_or_try_init(|| async {
                let fresh = crate::ledger::fresh_schema().await?;
                let read = bulk::with(&fresh, Self::read).await;
                fresh.close().await.or_fault()?;
                read
            })
            .await
    }

    fn read(bulk: &Connection) -> Outcome<Self> {
        let texts = |query: &str| -> Outcome<Vec<(String, String)>> {
            let mut statement = bulk.prepare(query).or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        };
        // What SQLite notes for its planner is no part of it.
        let definitions = texts(
            // A turned byte can make bytes of a text, which reads the same to SQLite and to others not at all.
            "SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') || CASE WHEN 'blob' IN \
             (typeof(type), typeof(name), typeof(tbl_name), typeof(sql)) THEN ' blob' ELSE '' END FROM sqlite_schema \
             WHERE name NOT LIKE 'sqlite!_stat%' ESCAPE '!'",
        )?;
        let mut marks = Vec::new();
        for mark in ["user_version", "application_id", "encoding", "auto_vacuum"] {
            let value: crate::link::Value = bulk
                .query_row(&format!("PRAGMA {mark}"), (), |row| row.get(0))
                .or_fault()?;
            marks.push(format!("{mark} {value:?}"));
        }
        let columns = texts(
            "SELECT m.name || '.' || c.name, '' FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' \
             AND m.name NOT LIKE 'sqlite!_stat%' ESCAPE '!'",
        )?;
        Ok(Self {
            definitions: definitions.into_iter().collect(),
            columns: columns.into_iter().map(|(column, _)| column).collect(),
            migrations: migrations(bulk)?,
            marks,
        })
    }

    /// The names of the definitions of a kind: `table`, `index`.
    fn names<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s str> {
        let of_kind = move |name: &'s String| name.strip_prefix(kind)?.strip_prefix(' ');
        self.definitions.keys().filter_map(of_kind)
    }
}

fn migrations(bulk: &Connection) -> Outcome<Vec<String>> {
    first_column(bulk, "SELECT version FROM seaql_migrations ORDER BY version")
}

fn first_column(bulk: &Connection, query: &str) -> Outcome<Vec<String>> {
    let mut statement = bulk.prepare(query).or_fault()?;
    let rows = statement.query_map((), |row| row.get(0)).or_fault()?;
    rows.collect::<Result<_, _>>().or_fault()
}

/// On a server: every column and every index that this program makes, and no column besides. The server proves its pages.
fn schema_on_server(bulk: &Connection, wanted: &Schema, findings: &mut Findings) -> Outcome<()> {
    let columns = first_column(
        bulk,
        "SELECT (CASE table_name WHEN 'sequence' THEN 'sqlite_' ELSE '' END || table_name || '.' || column_name)::text \
         FROM information_schema.columns WHERE table_schema = 'kezhang'",
    )?;
    let columns: BTreeSet<String> = columns.into_iter().collect();
    let indexes = first_column(
        bulk,
        "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'kezhang'",
    )?;
    let mut off = |name: &str| findings.off(&Fault::new("check_schema").with("name", name));
    wanted.columns.symmetric_difference(&columns).for_each(|name| off(name));
    let is_made = |name: &str| name.starts_with("sqlite_autoindex") || indexes.iter().any(|one| one == name);
    wanted.names("index").filter(|name| !is_made(name)).for_each(&mut off);
    if migrations(bulk)? != wanted.migrations {
        off("seaql_migrations");
    }
    findings.proved("schema", columns.len());
    Ok(())
}

/// Tables, indexes and marks are those that this program makes.
fn schema(bulk: &Connection, wanted: &Schema, findings: &mut Findings) -> Outcome<()> {
    let found = Schema::read(bulk)?;
    let mut off = |name: &str| findings.off(&Fault::new("check_schema").with("name", name));
    for (name, definition) in &wanted.definitions {
        // The index of fingerprints is built by the next import after a large one took it off.
        let may_wait = name.strip_prefix("index ") == Some(crate::bulk::FINGERPRINT);
        match found.definitions.get(name) {
            None if may_wait => {}
            text if text == Some(definition) => {}
            _ => off(name),
        }
    }
    for name in found
        .definitions
        .keys()
        .filter(|name| !wanted.definitions.contains_key(*name))
    {
        off(name);
    }
    if found.migrations != wanted.migrations {
        off("seaql_migrations");
    }
    for (mark, wanted) in found
        .marks
        .iter()
        .zip(&wanted.marks)
        .filter(|(found, wanted)| found != wanted)
    {
        off(&format!("{mark} ≠ {wanted}"));
    }
    findings.proved("schema", found.definitions.len());
    Ok(())
}

/// The recorded tables whose rows SQLite numbers.
pub(crate) fn numbered(bulk: &Connection) -> Outcome<Vec<&'static str>> {
    let mut of = bulk
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
        .or_fault()?;
    let names: Vec<String> = of
        .query_map((), |row| row.get(0))
        .or_fault()?
        .collect::<Result<_, _>>()
        .or_fault()?;
    let tables = row::TABLES.iter().copied();
    Ok(tables.filter(|table| names.iter().any(|name| name == table)).collect())
}

/// No number that was given out will be given out again, and the rows of the journal are numbered without a gap.
fn numbers(bulk: &Connection, wanted: &Schema, findings: &mut Findings) -> Outcome<()> {
    let tables = match bulk.server() {
        None => numbered(bulk)?,
        Some(_) => {
            let is_numbered = |table: &&str| {
                let definition = wanted.definitions.get(&format!("table {table}"));
                definition.is_some_and(|definition| definition.contains("AUTOINCREMENT"))
            };
            row::TABLES.iter().copied().filter(is_numbered).collect()
        }
    };
    for table in tables {
        let of_batches = if table == "entry" {
            "(SELECT max(last_entry) FROM batch)"
        } else {
            "0"
        };
        let is_right: bool = bulk
            .query_row(
                &format!(
                    "SELECT coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = ?1), 0) >= \
                     max(coalesce((SELECT max(id) FROM {table}), 0), \
                         coalesce((SELECT max(row_id) FROM journal_row WHERE table_name = ?1), 0), \
                         coalesce({of_batches}, 0)) \
                     AND (SELECT count(*) FROM sqlite_sequence WHERE name = ?1) <= 1"
                ),
                [table],
                |row| row.get(0),
            )
            .or_fault()?;
        if !is_right {
            findings.off(&Fault::new("check_schema").with("name", format!("sqlite_sequence {table}")));
        }
    }
    let is_dense: bool = bulk
        .query_row(
            "SELECT count(*) = coalesce(max(id), 0) AND coalesce(min(id), 1) = 1 \
             AND coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'journal_row'), 0) = coalesce(max(id), 0) \
             FROM journal_row",
            (),
            |row| row.get(0),
        )
        .or_fault()?;
    if !is_dense {
        findings.off(&Fault::new("check_schema").with("name", "sqlite_sequence journal_row"));
    }
    Ok(())
}

/// A record as it lies.
pub(crate) fn journal_row(row: crate::link::Row<'_>) -> crate::link::Result<JournalRow> {
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
}

/// Each record hashes over its fields, its rows and the record before it; numbers run without a gap.
fn chain(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut statement = bulk.prepare("SELECT * FROM journal ORDER BY number").or_fault()?;
    let records = statement.query_map((), journal_row).or_fault()?;
    let mut of_record = bulk
        .prepare("SELECT table_name, row_id, before, after FROM journal_row WHERE number = ? ORDER BY id")
        .or_fault()?;
    let (mut previous, mut count) = (String::new(), 0);
    let mut before: Option<String> = None;
    for record in records {
        let record = record.or_fault()?;
        count += 1;
        // The order is that of the numbers: a clock that was set back is told, and no harm.
        if let Some(before) = before.filter(|before| *before > record.at) {
            let note = Fault::new("clock_set_back")
                .with("number", record.number)
                .with("at", &record.at)
                .with("before", before);
            if findings.notes.len() < 100 {
                findings.notes.push(CheckFault::of(&note, findings.language));
            }
        }
        before = Some(record.at.clone());
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
            if !recorded.is_some_and(|recorded| same(&recorded, &text)) {
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
                let live = canonical(&live)?;
                if !after.is_some_and(|after| same(&after, &live)) {
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

/// Whether a row is as its record has it. A record older than a column has no word for it; the row then has none either.
pub(crate) fn same(recorded: &str, row: &str) -> bool {
    if recorded == row {
        return true;
    }
    let read = |text: &str| serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text);
    let (Ok(recorded), Ok(row)) = (read(recorded), read(row)) else {
        return false;
    };
    recorded.keys().all(|name| row.contains_key(name))
        && row.iter().all(|(name, value)| match recorded.get(name) {
            Some(recorded) => recorded == value,
            None => value.is_null(),
        })
}

fn read_table<M: Row>(bulk: &Connection) -> Outcome<Vec<(i64, String)>> {
    let mut statement = bulk
        .prepare(&format!("SELECT * FROM {} ORDER BY id", M::TABLE))
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut read = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        read.push((row.get("id").or_fault()?, row_text(row)?));
    }
    Ok(read)
}

/// The canonical text of a row as it lies, whatever its cells are.
pub(crate) fn row_text(row: crate::link::Row<'_>) -> Outcome<String> {
    let mut map = BTreeMap::new();
    for (at, name) in row.names().into_iter().enumerate() {
        use crate::link::ValueRef;
        let value = match row.get_ref(at).or_fault()? {
            ValueRef::Null => serde_json::Value::Null,
            ValueRef::Integer(n @ (0 | 1)) if name.starts_with("is_") => serde_json::Value::Bool(n == 1),
            ValueRef::Integer(n) => n.into(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
            // Bytes where text should be are no text, not even none.
            ValueRef::Blob(bytes) => bytes.to_vec().into(),
            ValueRef::Real(number) => format!("REAL {number}").into(),
        };
        map.insert(name, value);
    }
    serde_json::to_string(&map).map_err(|e| Fault::new("store_failed").with("detail", e))
}

/// The entries of imports that were changed since, as they were imported.
pub(crate) fn originals(bulk: &Connection) -> Outcome<FxHashMap<i64, row::entry::Model>> {
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
    Ok(originals)
}

/// What the entries of a batch come to.
pub(crate) struct BatchProof {
    pub digest: String,
    pub count: usize,
    /// None of them has this mark.
    pub live: bool,
    pub void: bool,
}

/// The digest of a batch's entries as the import left them.
pub(crate) fn batch_proof(
    bulk: &Connection,
    id: i64,
    (first, last): (i64, i64),
    originals: &FxHashMap<i64, row::entry::Model>,
) -> Outcome<BatchProof> {
    let mut sha = Sha256::new();
    let mut proof = BatchProof {
        digest: String::new(),
        count: 0,
        live: false,
        void: false,
    };
    // Entries that were removed since stand in the journal, between those that are still there.
    let mut removed: Vec<&row::entry::Model> = originals
        .values()
        .filter(|original| original.batch_id == Some(id) && (first..=last).contains(&original.id))
        .collect();
    removed.sort_unstable_by_key(|original| original.id);
    let mut waiting = removed.into_iter().peekable();
    bulk::for_each_entry(bulk, id, (first, last), |entry| {
        while let Some(original) = waiting.next_if(|original| original.id < entry.id) {
            digest_entry(&mut sha, original);
        }
        waiting.next_if(|original| original.id == entry.id);
        digest_entry(&mut sha, originals.get(&entry.id).unwrap_or(entry));
        proof.count += 1;
        proof.live |= !entry.is_void;
        proof.void |= entry.is_void;
        Ok(())
    })?;
    waiting.for_each(|original| digest_entry(&mut sha, original));
    proof.digest = hex(&sha.finalize());
    Ok(proof)
}

/// The entries of each batch, as the import left them, give its digest; their void marks are the batch's.
fn batches(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let originals = originals(bulk)?;
    let mut statement = bulk
        .prepare("SELECT id, first_entry, last_entry, digest, is_void FROM batch WHERE kind = 'entries'")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut count = 0;
    while let Some(row) = rows.next().or_fault()? {
        let (id, first, last): (i64, i64, i64) =
            (row.get(0).or_fault()?, row.get(1).or_fault()?, row.get(2).or_fault()?);
        let (digest, is_void): (String, bool) = (row.get(3).or_fault()?, row.get(4).or_fault()?);
        let proof = batch_proof(bulk, id, (first, last), &originals)?;
        count += proof.count;
        let has_other_marks = if is_void { proof.live } else { proof.void };
        if proof.digest != digest || has_other_marks {
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

/// A receipt for a contract is of the customer of that contract.
fn receipts(bulk: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut statement = bulk
        .prepare(
            "SELECT r.id, k.code FROM receipt r JOIN customer_contract k ON k.id = r.contract_id \
             WHERE k.customer_id <> r.customer_id ORDER BY r.id LIMIT 100",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let (id, contract): (i64, String) = (row.get(0).or_fault()?, row.get(1).or_fault()?);
        findings.off(&Fault::new("check_receipt").with("id", id).with("contract", contract));
    }
    Ok(())
}
