//! Setting the rows that were found against the journal, and making a ledger of them that proves.
//!
//! A row is taken from the table where no record speaks against it; where a record that proves has another text for
//! it, and no later record is missing, the record's text counts. What then refers to nothing is mended, and every
//! such change is told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::link::{self, Connection, Value};
use kezhang_core::record::category::UNCATEGORISED;
use kezhang_core::record::{InvoiceKind, Stage};
use kezhang_core::{Currency, Fault, Outcome};

use super::report::Findings;
use super::{Found, TABLES};
use crate::bulk;
use crate::check::{batch_proof, numbered, originals, row_text, same};
use crate::fault::OrFault;
use crate::journal::{About, JournalRow, Stamp, canonical, record_hash, rows_digest};
use crate::profile::{Profile, from_word, to_row};
use crate::row::{self, REFERENCES};
use crate::totals::Totals;

type Texts = (String, i64, Option<String>, Option<String>);

/// The journal as far as it was found.
struct Journal {
    records: BTreeMap<i64, JournalRow>,
    rows: BTreeMap<i64, Vec<Texts>>,
    /// Records 1 to this one prove, each by its own hash and by that of the one before.
    kept: i64,
    /// The highest number that is spoken of.
    last: i64,
    /// Whether every page of it could be read.
    is_whole: bool,
    /// The last record that is missing or does not prove; beyond all where the end is in doubt.
    doubtful: i64,
    /// What the last record that proves left of a row, and its number.
    latest: HashMap<(String, i64), (i64, Option<String>)>,
}

impl Journal {
    fn read(to: &Connection, found: &BTreeMap<String, Found>) -> Outcome<Self> {
        let mut rows: BTreeMap<i64, Vec<Texts>> = BTreeMap::new();
        let mut statement = to
            .prepare("SELECT number, table_name, row_id, before, after FROM journal_row ORDER BY id")
            .or_fault()?;
        let mut read = statement.query(()).or_fault()?;
        while let Some(row) = read.next().or_fault()? {
            rows.entry(row.get(0).or_fault()?).or_default().push((
                row.get(1).or_fault()?,
                row.get(2).or_fault()?,
                row.get(3).or_fault()?,
                row.get(4).or_fault()?,
            ));
        }
        let mut statement = to.prepare("SELECT * FROM journal ORDER BY number").or_fault()?;
        let records = statement
            .query_map((), crate::check::journal_row)
            .or_fault()?
            .collect::<Result<Vec<_>, _>>()
            .or_fault()?;
        let records: BTreeMap<i64, JournalRow> = records.into_iter().map(|record| (record.number, record)).collect();
        let last_of = |last: Option<&i64>| last.copied().unwrap_or(0);
        let last = last_of(records.keys().next_back()).max(last_of(rows.keys().next_back()));
        let none = Vec::new();
        let proves = |record: &JournalRow| {
            let rows = rows.get(&record.number).unwrap_or(&none);
            let texts = rows
                .iter()
                .map(|(t, id, b, a)| (t.as_str(), *id, b.as_deref(), a.as_deref()));
            rows_digest(texts) == record.rows_digest && record_hash(record) == record.hash
        };
        let sound: BTreeSet<i64> = records.values().filter(|r| proves(r)).map(|r| r.number).collect();
        let (mut kept, mut previous) = (0, "");
        while let Some(record) = records
            .get(&(kept + 1))
            .filter(|r| sound.contains(&r.number) && r.previous_hash == previous)
        {
            kept += 1;
            previous = &record.hash;
        }
        let is_whole = |name: &str| {
            found
                .get(name)
                .is_some_and(|f| f.trouble.is_none() && f.refused.is_empty())
        };
        let is_whole = is_whole("journal") && is_whole("journal_row");
        let doubtful = if is_whole {
            // Found numbers may be out of all order in a ruined file: counting up to the last would never end.
            let unsound = records.keys().chain(rows.keys()).filter(|n| !sound.contains(n)).max();
            let has_gap = last != i64::try_from(records.len()).unwrap_or(0);
            if has_gap { i64::MAX } else { last_of(unsound) }
        } else {
            i64::MAX
        };
        let mut latest = HashMap::new();
        for number in &sound {
            for (table, id, _, after) in rows.get(number).unwrap_or(&none) {
                latest.insert((table.clone(), *id), (*number, after.clone()));
            }
        }
        Ok(Self {
            records,
            rows,
            kept,
            last,
            is_whole,
            doubtful,
            latest,
        })
    }

    /// What a record that proves and that nothing doubtful follows says of a row.
    fn of(&self, table: &str, id: i64) -> Said<'_> {
        match self.latest.get(&(table.to_owned(), id)) {
            None if self.doubtful == 0 => Said::Nothing,
            None => Said::Unknown,
            Some((number, text)) if *number > self.doubtful => Said::Surely(text.as_deref()),
            Some((_, text)) => Said::Once(text.as_deref()),
        }
    }
}

/// What the journal says of a row.
enum Said<'j> {
    /// It is whole, and has no record of such a row.
    Nothing,
    /// It has none, and is not whole.
    Unknown,
    /// This, and nothing later can be missing; none where the row was removed.
    Surely(Option<&'j str>),
    /// This, but a later record may be missing.
    Once(Option<&'j str>),
}

/// What a row is to be.
enum Verdict<'j> {
    Keep,
    Replace(&'j str),
    Drop,
}

fn judge<'j>(current: Option<&str>, said: Said<'j>) -> Verdict<'j> {
    match (current, said) {
        (Some(_), Said::Unknown | Said::Once(_)) => Verdict::Keep,
        (Some(text), Said::Surely(Some(recorded))) if same(recorded, text) => Verdict::Keep,
        (_, Said::Surely(Some(recorded)) | Said::Once(Some(recorded))) => Verdict::Replace(recorded),
        _ => Verdict::Drop,
    }
}

pub(super) fn merge(
    to: &Connection,
    found: &BTreeMap<String, Found>,
    source: &str,
    stamp: Stamp,
    findings: &mut Findings,
) -> Outcome<()> {
    let journal = Journal::read(to, found)?;
    for table in TABLES.iter().filter(|table| **table != "entry") {
        registers(to, table, found.get(*table), &journal, findings)?;
    }
    entries(to, found.get("entry"), &journal, findings)?;
    batches(to, findings)?;
    essentials(to, findings)?;
    for _ in 0..4 {
        if !mend_references(to, findings)? {
            break;
        }
    }
    sequences(to, &journal)?;
    totals(to)?;
    for table in TABLES {
        let count: i64 = to
            .query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0))
            .or_fault()?;
        findings.table(table).saved = count.unsigned_abs();
    }
    findings.records_kept = journal.kept;
    findings.records_lost = journal.is_whole.then(|| journal.last.saturating_sub(journal.kept));
    write_journal(to, journal, source, stamp, findings)
}

/// Whether a text is a row of the table, dates and words included.
fn is_valid(table: &str, text: &str) -> bool {
    row::for_each_table!(table, M => { serde_json::from_str::<M>(text).is_ok() }).unwrap_or(false)
}

fn texts_of(to: &Connection, table: &str) -> Outcome<Vec<(i64, String)>> {
    let mut statement = to.prepare(&format!("SELECT * FROM {table} ORDER BY id")).or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut texts = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        texts.push((row.get("id").or_fault()?, row_text(row)?));
    }
    Ok(texts)
}

fn reason_of(found: Option<&Found>) -> &'static str {
    match found {
        Some(found) if found.trouble.pages == 0 => "row",
        _ => "page",
    }
}

fn registers(
    to: &Connection,
    table: &'static str,
    found: Option<&Found>,
    journal: &Journal,
    findings: &mut Findings,
) -> Outcome<()> {
    let mut present = BTreeSet::new();
    let mut waiting: Vec<(i64, String)> = Vec::new();
    for (id, text) in texts_of(to, table)? {
        let current = Some(text.as_str()).filter(|text| is_valid(table, text));
        match judge(current, journal.of(table, id)) {
            Verdict::Keep => drop(present.insert(id)),
            Verdict::Replace(recorded) => {
                delete(to, table, id)?;
                waiting.push((id, recorded.to_owned()));
            }
            Verdict::Drop => {
                delete(to, table, id)?;
                if current.is_none() {
                    findings.lost(table, id, "row");
                } else {
                    findings.changed(table, id, "no_record");
                }
            }
        }
    }
    let of_table = journal
        .latest
        .keys()
        .filter(|(name, _)| name == table)
        .map(|(_, id)| *id);
    let mut absent: Vec<i64> = of_table.filter(|id| !present.contains(id)).collect();
    absent.sort_unstable();
    for id in absent {
        if !waiting.iter().any(|(waiting, _)| *waiting == id)
            && let Verdict::Replace(recorded) = judge(None, journal.of(table, id))
        {
            waiting.push((id, recorded.to_owned()));
        }
    }
    for (id, text) in waiting {
        if put(to, table, &text)? {
            findings.table(table).from_journal += 1;
        } else {
            findings.lost(table, id, "clash");
        }
        present.insert(id);
    }
    for (id, reason) in found.into_iter().flat_map(|found| &found.refused) {
        let is_removed = matches!(journal.of(table, *id), Said::Surely(None) | Said::Nothing);
        if !present.contains(id) && !is_removed {
            findings.lost(table, *id, reason);
        }
    }
    Ok(())
}

fn delete(to: &Connection, table: &str, id: i64) -> Outcome<()> {
    to.execute(&format!("DELETE FROM {table} WHERE id = ?"), [id])
        .map(drop)
        .or_fault()
}

/// Writes a row from its text; whether the table takes it.
fn put(to: &Connection, table: &str, text: &str) -> Outcome<bool> {
    let broken = |error: serde_json::Error| Fault::new("store_failed").with("detail", error);
    let columns: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).map_err(broken)?;
    let values = columns.values().map(|json| match json {
        serde_json::Value::Array(bytes) => Value::Blob(
            bytes
                .iter()
                .filter_map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
                .collect(),
        ),
        other => bulk::value(other),
    });
    let values: Vec<Value> = values.collect();
    let names: Vec<&str> = columns.keys().map(String::as_str).collect();
    let places = vec!["?"; names.len()].join(", ");
    let query = format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", "));
    match to.execute(&query, values) {
        Ok(_) => Ok(true),
        Err(link::Error::File(rusqlite::Error::SqliteFailure(error, _)))
            if error.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            Ok(false)
        }
        Err(error) => Err(crate::fault::from_bulk(error)),
    }
}

/// An entry whose words are all words, and that counts without overflow.
fn entry_of(text: &str) -> Option<row::entry::Model> {
    let entry: row::entry::Model = serde_json::from_str(text).ok()?;
    let has_words = ["actual", "draft"].contains(&entry.status.as_str())
        && entry.stage.as_deref().is_none_or(|word| Stage::parse(word).is_some())
        && entry
            .invoice_kind
            .as_deref()
            .is_none_or(|word| from_word::<InvoiceKind>("entry", word).is_ok())
        && Currency::new(&entry.currency).is_ok();
    (has_words && Totals::default().add(&entry, 1).is_ok()).then_some(entry)
}

fn entries(to: &Connection, found: Option<&Found>, journal: &Journal, findings: &mut Findings) -> Outcome<()> {
    let mut replaced: Vec<(i64, String)> = Vec::new();
    let mut dropped: Vec<(i64, Option<&'static str>)> = Vec::new();
    let mut present: BTreeSet<i64> = BTreeSet::new();
    let mut statement = to.prepare("SELECT * FROM entry ORDER BY id").or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let id: i64 = row.get("id").or_fault()?;
        let text = row_text(row)?;
        let entry = entry_of(&text);
        let of_batch = entry.as_ref().is_some_and(|entry| entry.batch_id.is_some());
        // An undone import voids its entries without a record for each.
        let compared = match entry.clone() {
            Some(mut entry) if of_batch => {
                entry.is_void = false;
                Some(canonical(&entry)?)
            }
            Some(_) => Some(text),
            None => None,
        };
        let said = match journal.of("entry", id) {
            // The entries of an import stand in no record.
            Said::Nothing if of_batch => Said::Unknown,
            said => said,
        };
        match judge(compared.as_deref(), said) {
            Verdict::Keep => drop(present.insert(id)),
            Verdict::Replace(recorded) => replaced.push((id, recorded.to_owned())),
            Verdict::Drop => dropped.push((id, compared.is_none().then_some("row"))),
        }
    }
    drop(rows);
    drop(statement);
    for (id, reason) in &dropped {
        delete(to, "entry", *id)?;
        match reason {
            Some(reason) => findings.lost("entry", *id, reason),
            None => findings.changed("entry", *id, "no_record"),
        }
    }
    for (id, _) in &replaced {
        delete(to, "entry", *id)?;
    }
    let known: BTreeSet<i64> = replaced.iter().map(|(id, _)| *id).collect();
    let of_table = journal
        .latest
        .keys()
        .filter(|(name, _)| name == "entry")
        .map(|(_, id)| *id);
    let absent: BTreeSet<i64> = of_table
        .filter(|id| !present.contains(id) && !known.contains(id))
        .collect();
    for id in absent {
        if let Verdict::Replace(recorded) = judge(None, journal.of("entry", id)) {
            replaced.push((id, recorded.to_owned()));
        }
    }
    for (id, text) in replaced {
        if put(to, "entry", &text)? {
            findings.table("entry").from_journal += 1;
            present.insert(id);
        } else {
            findings.lost("entry", id, "clash");
        }
    }
    // Where every page and row could be read, what is not there had been removed.
    if found.is_some_and(|found| found.trouble.is_none() && found.refused.is_empty()) {
        return Ok(());
    }
    // Every number up to the highest ever given out is there, was removed by a record, or is lost.
    let told: BTreeSet<i64> = dropped.iter().map(|(id, _)| *id).collect();
    let known = present.last().copied().unwrap_or(0);
    let highest: i64 = to
        .query_row(
            "SELECT max(coalesce((SELECT max(last_entry) FROM batch WHERE last_entry < ?1), 0), \
             coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'entry' AND typeof(seq) = 'integer' \
             AND seq < ?1), 0))",
            // A number far beyond all others is damage, too.
            [known.saturating_add(100_000_000)],
            |row| row.get(0),
        )
        .or_fault()?;
    for id in (1..=highest).filter(|id| !present.contains(id) && !told.contains(id)) {
        if !matches!(journal.of("entry", id), Said::Surely(None) | Said::Once(None)) {
            findings.lost("entry", id, reason_of(found));
        }
    }
    Ok(())
}

/// Every entry of an import lies within the range of its batch and has its mark.
fn batches(to: &Connection, findings: &mut Findings) -> Outcome<()> {
    let mut statement = to
        .prepare(
            "SELECT e.id, e.batch_id, (SELECT max(o.id) FROM batch o WHERE o.kind = 'entries' \
             AND e.id BETWEEN o.first_entry AND o.last_entry) FROM entry e WHERE e.batch_id IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM batch b WHERE b.id = e.batch_id AND e.id BETWEEN b.first_entry AND b.last_entry)",
        )
        .or_fault()?;
    let strays: Vec<(i64, i64, Option<i64>)> = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .or_fault()?
        .collect::<Result<_, _>>()
        .or_fault()?;
    for (id, batch, around) in strays {
        if let Some(around) = around {
            to.execute("UPDATE entry SET batch_id = ? WHERE id = ?", (around, id))
                .or_fault()?;
            findings.changed("entry", id, "cell");
            continue;
        }
        let made = to
            .execute(
                "INSERT INTO batch (id, kind, file_name, first_entry, last_entry, digest, is_void) \
                 VALUES (?1, 'entries', '', ?2, ?2, '', (SELECT is_void FROM entry WHERE id = ?2)) \
                 ON CONFLICT (id) DO UPDATE SET first_entry = min(first_entry, ?2), last_entry = max(last_entry, ?2)",
                (batch, id),
            )
            .or_fault()?;
        if made > 0 {
            findings.changed("batch", batch, "parent");
        }
    }
    to.execute_batch(
        "UPDATE entry SET is_void = b.is_void FROM batch b WHERE b.id = entry.batch_id AND entry.is_void <> b.is_void",
    )
    .or_fault()
}

/// A profile and a taxonomy are there in any case.
fn essentials(to: &Connection, findings: &mut Findings) -> Outcome<()> {
    let is_empty = |table: &str| -> Outcome<bool> {
        to.query_row(&format!("SELECT NOT EXISTS (SELECT 1 FROM {table})"), (), |row| {
            row.get(0)
        })
        .or_fault()
    };
    if is_empty("profile")? {
        put(to, "profile", &canonical(&to_row(&Profile::default())?)?)?;
        findings.lost("profile", 1, "page");
    }
    let seeded = |only: &dyn Fn(&str) -> bool| -> Outcome<()> {
        for (at, (mut model, _)) in crate::category::seed().into_iter().enumerate() {
            if only(&model.code) {
                model.id = at as i64 + 1;
                put(to, "category", &canonical(&model)?)?;
            }
        }
        Ok(())
    };
    if is_empty("category")? {
        seeded(&|_| true)?;
        // As in a new ledger: what is below a category has it as the beginning of its code.
        to.execute_batch(
            "UPDATE category SET parent_id = (SELECT p.id FROM category p WHERE category.code LIKE p.code || '.%' \
             ORDER BY length(p.code) DESC LIMIT 1)",
        )
        .or_fault()?;
        findings.lost("category", 0, "page");
    }
    let has_rest: bool = to
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM category WHERE code = ?)",
            [UNCATEGORISED],
            |row| row.get(0),
        )
        .or_fault()?;
    if !has_rest {
        to.execute(
            "INSERT INTO category (code, name_zh, name_en, position, is_active) VALUES (?, '未分类', 'Uncategorised', 0, 1)",
            [UNCATEGORISED],
        )
        .or_fault()?;
    }
    Ok(())
}

/// What refers to nothing gets a stand-in, or loses the reference; whether there was any.
fn mend_references(to: &Connection, findings: &mut Findings) -> Outcome<bool> {
    let mut has_any = false;
    for (parent, child, column) in REFERENCES {
        let live = if *child == "entry" { "AND x.is_void = 0" } else { "" };
        let missing =
            format!("x.{column} IS NOT NULL {live} AND NOT EXISTS (SELECT 1 FROM {parent} t WHERE t.id = x.{column})");
        let mut statement = to
            .prepare(&format!("SELECT x.id, x.{column} FROM {child} x WHERE {missing}"))
            .or_fault()?;
        let strays: Vec<(i64, i64)> = statement
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
            .or_fault()?
            .collect::<Result<_, _>>()
            .or_fault()?;
        let wanted: BTreeSet<i64> = strays.iter().map(|(_, wanted)| *wanted).collect();
        has_any |= !strays.is_empty();
        let columns = match *parent {
            "department" | "channel" | "activity" | "product" | "vendor" => "name, is_active) VALUES (?1, ?2, ?2, 1)",
            "grade" => "name, position, is_active) VALUES (?1, ?2, ?2, 99, 1)",
            "customer" => "name, status, is_active) VALUES (?1, ?2, ?2, 'active', 1)",
            _ => "",
        };
        if !columns.is_empty() {
            for id in wanted {
                let query = format!("INSERT INTO {parent} (id, code, {columns}");
                to.execute(&query, (id, format!("recovered-{id}"))).or_fault()?;
                findings.changed(parent, id, "parent");
            }
            continue;
        }
        for (id, _) in strays {
            let target = match (*parent, *child) {
                ("category", "entry") => format!("(SELECT id FROM category WHERE code = '{UNCATEGORISED}')"),
                _ => "NULL".to_owned(),
            };
            let query = format!("UPDATE OR IGNORE {child} SET {column} = {target} WHERE id = ?");
            match to.execute(&query, [id]) {
                Ok(1) => findings.changed(child, id, "cell"),
                // Neither without it nor with it can the row stand.
                _ => {
                    delete(to, child, id)?;
                    findings.lost(child, id, "parent");
                }
            }
        }
    }
    Ok(has_any)
}

/// No number that was ever given out is given out again.
fn sequences(to: &Connection, journal: &Journal) -> Outcome<()> {
    for table in numbered(to)? {
        let highest: i64 = to
            .query_row(&format!("SELECT coalesce(max(id), 0) FROM {table}"), (), |row| {
                row.get(0)
            })
            .or_fault()?;
        let recorded = journal
            .latest
            .keys()
            .filter(|(name, _)| name == table)
            .map(|(_, id)| *id)
            .max();
        let of_batches: i64 = match table {
            "entry" => to
                .query_row("SELECT coalesce(max(last_entry), 0) FROM batch", (), |row| row.get(0))
                .or_fault()?,
            _ => 0,
        };
        let least = highest.max(recorded.unwrap_or(0)).max(of_batches);
        let told: Option<i64> = to
            .query_row(
                "SELECT max(seq) FROM sqlite_sequence WHERE name = ? AND typeof(seq) = 'integer'",
                [table],
                |row| row.get(0),
            )
            .or_fault()?;
        // A number far beyond all others is damage, too.
        let told = told.filter(|told| *told < least + 1_000_000_000).unwrap_or(0);
        to.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
            .or_fault()?;
        to.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            (table, least.max(told)),
        )
        .or_fault()?;
    }
    let known: Vec<String> = TABLES.iter().map(|table| format!("'{table}'")).collect();
    to.execute_batch(&format!(
        "DELETE FROM sqlite_sequence WHERE name IS NULL OR name NOT IN ({})",
        known.join(", ")
    ))
    .or_fault()
}

fn totals(to: &Connection) -> Outcome<()> {
    to.execute_batch("DELETE FROM total_category; DELETE FROM total_scope; DELETE FROM total_customer")
        .or_fault()?;
    let mut totals = Totals::default();
    bulk::for_each(to, |entry| totals.add(entry, 1))?;
    totals.write(to)
}

/// The records that prove, and one more that says what was lost and makes up the difference.
fn write_journal(
    to: &Connection,
    journal: Journal,
    source: &str,
    stamp: Stamp,
    findings: &mut Findings,
) -> Outcome<()> {
    to.execute_batch(
        "DELETE FROM journal; DELETE FROM journal_row; DELETE FROM sqlite_sequence WHERE name = 'journal_row'",
    )
    .or_fault()?;
    let mut state: BTreeMap<(String, i64), Option<String>> = BTreeMap::new();
    let mut previous_hash = String::new();
    for number in 1..=journal.kept {
        let (Some(record), rows) = (journal.records.get(&number), journal.rows.get(&number)) else {
            continue;
        };
        let rows = rows.map_or(&[][..], Vec::as_slice);
        write_record(to, record, rows)?;
        previous_hash.clone_from(&record.hash);
        for (table, id, _, after) in rows {
            state.insert((table.clone(), *id), after.clone());
        }
    }
    // A batch that is not as it was imported stands for what is left of it.
    let known = originals(to)?;
    let mut statement = to
        .prepare("SELECT id, first_entry, last_entry, digest FROM batch WHERE kind = 'entries'")
        .or_fault()?;
    let all: Vec<(i64, i64, i64, String)> = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .or_fault()?
        .collect::<Result<_, _>>()
        .or_fault()?;
    for (id, first, last, digest) in all {
        let proof = batch_proof(to, id, (first, last), &known)?;
        if proof.digest != digest {
            to.execute("UPDATE batch SET digest = ? WHERE id = ?", (&proof.digest, id))
                .or_fault()?;
            findings.batches.push(id);
        }
    }
    let mut rows: Vec<Texts> = Vec::new();
    for table in TABLES {
        let mut present = BTreeSet::new();
        let mut differs = |id: i64, before: Option<String>, text: String| {
            present.insert(id);
            if !before.as_deref().is_some_and(|before| same(before, &text)) {
                rows.push(((*table).to_owned(), id, before, Some(text)));
            }
        };
        let before = |id: i64| state.get(&((*table).to_owned(), id)).cloned().flatten();
        if *table == "entry" {
            bulk::for_each(to, |entry| {
                let mut live = entry.clone();
                if entry.batch_id.is_some() {
                    live.is_void = false;
                }
                match before(entry.id) {
                    None if entry.batch_id.is_some() => {}
                    before => differs(entry.id, before, canonical(&live)?),
                }
                Ok(())
            })?;
        } else {
            for (id, text) in texts_of(to, table)? {
                differs(id, before(id), text);
            }
        }
        let gone = state
            .iter()
            .filter(|((name, id), text)| name == table && text.is_some() && !present.contains(id));
        let gone: Vec<Texts> = gone
            .map(|((name, id), text)| (name.clone(), *id, text.clone(), None))
            .collect();
        rows.extend(gone);
    }
    let mut about = About {
        key: "about.recover".to_owned(),
        ..About::default()
    };
    for (name, value) in [
        ("file", source.to_owned()),
        ("kept", journal.kept.to_string()),
        ("records", journal.last.max(journal.kept).to_string()),
        ("lost", findings.lost_count().to_string()),
    ] {
        about.facts.insert(name.to_owned(), value);
    }
    let mut record = JournalRow {
        number: journal.kept + 1,
        at: stamp.at,
        author: stamp.author,
        command: stamp.command.to_owned(),
        about: serde_json::to_string(&about).map_err(|e| Fault::new("store_failed").with("detail", e))?,
        batch_id: None,
        undoes: None,
        rows_digest: rows_digest(
            rows.iter()
                .map(|(t, id, b, a)| (t.as_str(), *id, b.as_deref(), a.as_deref())),
        ),
        previous_hash,
        hash: String::new(),
    };
    record.hash = record_hash(&record);
    write_record(to, &record, &rows)
}

fn write_record(to: &Connection, record: &JournalRow, rows: &[Texts]) -> Outcome<()> {
    to.execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.number,
            &record.at,
            &record.author,
            &record.command,
            &record.about,
            record.batch_id,
            record.undoes,
            &record.rows_digest,
            &record.previous_hash,
            &record.hash,
        ),
    )
    .or_fault()?;
    let mut statement = to
        .prepare_cached("INSERT INTO journal_row (number, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)")
        .or_fault()?;
    for (table, id, before, after) in rows {
        statement
            .execute((record.number, table, id, before, after))
            .or_fault()?;
    }
    Ok(())
}
