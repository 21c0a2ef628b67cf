//! The journal 操作记录: every change is one transaction and one record, written by one recorder.
//!
//! The one thing to know: [`Change`] is the only door through which a row is written. It notes each row before and
//! after, keeps the monthly totals true, and closes with a record hashed over the one before it.

use std::any::Any;
use std::collections::BTreeMap;

use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::{Fault, Language, Outcome};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, Iterable, PrimaryKeyToColumn};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::MutexGuard;

use crate::fault::OrFault;
use crate::ledger::{Ledger, sql};
use crate::row::{self, Row};
use crate::totals::Totals;

/// Who changes what, when: given from outside, the store has no clock.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Name of the command.
    pub command: &'static str,
    /// Who.
    pub author: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// What a record is about: a key of the catalogue and its facts, said in the reader's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Key in the catalogue, `about.<command>`.
    pub key: String,
    /// Facts that the sentence names.
    pub facts: BTreeMap<String, String>,
    /// The change that an undo or a redo is about: `{about}` in the sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Box<About>>,
}

impl About {
    /// The sentence.
    pub fn say(&self, language: Language) -> String {
        let of = self.of.as_ref().map(|about| about.say(language));
        let mut facts: Vec<(&str, &str)> = self
            .facts
            .iter()
            .map(|(k, v)| (k.as_str(), in_words(language, k, v)))
            .collect();
        facts.extend(of.as_deref().map(|text| ("about", text)));
        say(language, &self.key, &facts)
    }
}

/// A row before and after, as canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowChange {
    pub table: &'static str,
    pub id: i64,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// One change in the making. Dropped without [`Change::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Change<'a> {
    ledger: &'a Ledger,
    connection: MutexGuard<'a, DatabaseConnection>,
    stamp: Stamp,
    number: i64,
    previous_hash: String,
    rows: Vec<RowChange>,
    about: About,
    batch: Option<i64>,
    undoes: Option<i64>,
    is_rehearsal: bool,
    pub(crate) totals: Totals,
}

/// The canonical text of a row: JSON with sorted keys.
pub(crate) fn canonical<M: Row>(row: &M) -> Outcome<String> {
    let broken = |error: serde_json::Error| Fault::new("store_failed").with("detail", error);
    let map: BTreeMap<String, serde_json::Value> = serde_json::to_value(row)
        .and_then(serde_json::from_value)
        .map_err(broken)?;
    serde_json::to_string(&map).map_err(broken)
}

fn parse<M: Row>(text: &str) -> Outcome<M> {
    serde_json::from_str(text).map_err(|error| Fault::new("ledger_damaged").with("detail", error))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Digest of a record's rows, in order.
pub(crate) fn rows_digest<'r>(rows: impl Iterator<Item = (&'r str, i64, Option<&'r str>, Option<&'r str>)>) -> String {
    let mut digest = Sha256::new();
    for (table, id, before, after) in rows {
        for part in [
            table,
            &id.to_string(),
            before.unwrap_or("\u{1}"),
            after.unwrap_or("\u{1}"),
        ] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
    }
    hex(&digest.finalize())
}

/// Hash of a record over the one before it.
pub(crate) fn record_hash(record: &JournalRow) -> String {
    let mut digest = Sha256::new();
    let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    for part in [
        record.previous_hash.as_str(),
        &record.number.to_string(),
        &record.at,
        &record.author,
        &record.command,
        &record.about,
        &number(record.batch_id),
        &number(record.undoes),
        &record.rows_digest,
    ] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

/// A record as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(crate) struct JournalRow {
    pub number: i64,
    pub at: String,
    pub author: String,
    pub command: String,
    pub about: String,
    pub batch_id: Option<i64>,
    pub undoes: Option<i64>,
    pub rows_digest: String,
    pub previous_hash: String,
    pub hash: String,
}

impl Ledger {
    /// Begins a change; waits for the writer, and up to ten seconds for another program.
    ///
    /// # Errors
    /// `ledger_busy`, `ledger_readonly`.
    pub async fn begin(&self, stamp: Stamp) -> Outcome<Change<'_>> {
        let connection = self.writer.lock().await;
        // A change that was dropped half-way (its task cancelled) leaves its transaction open: nothing of it is kept.
        let _ = connection.execute_unprepared("ROLLBACK").await;
        connection.execute_unprepared("BEGIN IMMEDIATE").await.or_fault()?;
        let last = connection
            .query_one_raw(sql("SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1", []))
            .await
            .or_fault()?;
        let (number, previous_hash) = match last {
            Some(row) => (
                row.try_get::<i64>("", "number").or_fault()? + 1,
                row.try_get("", "hash").or_fault()?,
            ),
            None => (1, String::new()),
        };
        let about = About {
            key: format!("about.{}", stamp.command),
            ..About::default()
        };
        Ok(Change {
            ledger: self,
            connection,
            stamp,
            number,
            previous_hash,
            rows: Vec::new(),
            about,
            batch: None,
            undoes: None,
            is_rehearsal: false,
            totals: Totals::default(),
        })
    }
}

impl<'a> Change<'a> {
    /// The connection inside the transaction, for reading.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The ledger.
    pub fn ledger(&self) -> &'a Ledger {
        self.ledger
    }

    /// Adds a fact to the sentence of the record.
    pub fn note(&mut self, name: &str, value: impl std::fmt::Display) {
        self.about.facts.insert(name.to_owned(), value.to_string());
    }

    /// Makes it a dry run: committing gives it up.
    pub fn rehearse(&mut self) {
        self.is_rehearsal = true;
    }

    /// Names the batch that the change brings.
    pub(crate) fn set_batch(&mut self, batch: i64) {
        self.batch = Some(batch);
    }

    /// Notes rows that the bulk connection has written.
    pub(crate) fn record(&mut self, rows: impl IntoIterator<Item = RowChange>) {
        self.rows.extend(rows);
    }

    /// Rows written so far.
    pub(crate) fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Whether anything has been written.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Inserts a row; an id of 0 asks for the next one.
    pub(crate) async fn insert<M: Row>(&mut self, row: M) -> Outcome<M> {
        let row = self.put(row, true).await?;
        self.totals_of(None, Some(&row))?;
        self.rows.push(RowChange {
            table: M::TABLE,
            id: row.id(),
            before: None,
            after: Some(canonical(&row)?),
        });
        Ok(row)
    }

    /// Replaces a row; does nothing when it is the same.
    pub(crate) async fn update<M: Row>(&mut self, before: M, mut after: M) -> Outcome<M> {
        after.set_id(before.id());
        if before == after {
            return Ok(after);
        }
        let after = self.put(after, false).await?;
        self.totals_of(Some(&before), Some(&after))?;
        self.rows.push(RowChange {
            table: M::TABLE,
            id: after.id(),
            before: Some(canonical(&before)?),
            after: Some(canonical(&after)?),
        });
        Ok(after)
    }

    /// Removes a row that nothing refers to.
    ///
    /// # Errors
    /// `still_referred_to`.
    pub(crate) async fn remove<M: Row>(&mut self, row: M) -> Outcome<()> {
        if let Some((table, _)) = self.referrer(M::TABLE, row.id()).await? {
            return Err(Fault::new("still_referred_to").with("table", table));
        }
        self.connection
            .execute_raw(sql(format!("DELETE FROM {} WHERE id = ?", M::TABLE), [row.id().into()]))
            .await
            .or_fault()?;
        self.totals_of(Some(&row), None)?;
        self.rows.push(RowChange {
            table: M::TABLE,
            id: row.id(),
            before: Some(canonical(&row)?),
            after: None,
        });
        Ok(())
    }

    async fn put<M: Row>(&self, row: M, insert: bool) -> Outcome<M> {
        let is_new = row.id() == 0;
        let mut active = row.into_active_model().reset_all();
        if is_new {
            for key in <M::Table as EntityTrait>::PrimaryKey::iter() {
                active.not_set(key.into_column());
            }
        }
        let written = if insert {
            active.insert(&*self.connection).await
        } else {
            active.update(&*self.connection).await
        };
        written.or_fault()
    }

    fn totals_of<M: Row>(&mut self, before: Option<&M>, after: Option<&M>) -> Outcome<()> {
        let entry = |row: Option<&M>| row.and_then(|r| (r as &dyn Any).downcast_ref::<row::entry::Model>().cloned());
        if let Some(before) = entry(before) {
            self.totals.add(&before, -1)?;
        }
        if let Some(after) = entry(after) {
            self.totals.add(&after, 1)?;
        }
        Ok(())
    }

    /// The first row that refers to one: its table and id.
    async fn referrer(&self, table: &str, id: i64) -> Outcome<Option<(&'static str, i64)>> {
        for (_, child, column) in row::REFERENCES.iter().filter(|r| r.0 == table) {
            let live = if *child == "entry" { " AND is_void = 0" } else { "" };
            let found = self
                .connection
                .query_one_raw(sql(
                    format!("SELECT id FROM {child} WHERE {column} = ?{live} LIMIT 1"),
                    [id.into()],
                ))
                .await
                .or_fault()?;
            if let Some(row) = found {
                return Ok(Some((child, row.try_get("", "id").or_fault()?)));
            }
        }
        Ok(None)
    }

    /// Writes the totals and the record, and makes the change true. Without rows it leaves no record.
    ///
    /// # Errors
    /// `amount_overflow` when a total leaves 64 bits, `disk_full`; then nothing has happened.
    pub async fn commit(mut self) -> Outcome<Option<i64>> {
        if self.rows.is_empty() || self.is_rehearsal {
            self.connection.execute_unprepared("ROLLBACK").await.or_fault()?;
            return Ok(None);
        }
        let result = self.write_record().await;
        match result {
            Ok(()) => {}
            Err(fault) => {
                let _ = self.connection.execute_unprepared("ROLLBACK").await;
                return Err(fault);
            }
        }
        if let Err(error) = self.connection.execute_unprepared("COMMIT").await {
            let _ = self.connection.execute_unprepared("ROLLBACK").await;
            return Err(crate::fault::from_db(error));
        }
        if self.rows.iter().any(|row| row.table == "profile") {
            self.ledger.refresh(&self.connection).await?;
        }
        Ok(Some(self.number))
    }

    /// Gives the change up.
    pub async fn roll_back(self) {
        let _ = self.connection.execute_unprepared("ROLLBACK").await;
    }

    async fn write_record(&mut self) -> Outcome<()> {
        let about = serde_json::to_string(&self.about).map_err(|e| Fault::new("store_failed").with("detail", e))?;
        let mut record = JournalRow {
            number: self.number,
            at: self.stamp.at.clone(),
            author: self.stamp.author.clone(),
            command: self.stamp.command.to_owned(),
            about,
            batch_id: self.batch,
            undoes: self.undoes,
            rows_digest: rows_digest(
                self.rows
                    .iter()
                    .map(|r| (r.table, r.id, r.before.as_deref(), r.after.as_deref())),
            ),
            previous_hash: std::mem::take(&mut self.previous_hash),
            hash: String::new(),
        };
        record.hash = record_hash(&record);
        let totals = std::mem::take(&mut self.totals);
        let rows = std::mem::take(&mut self.rows);
        let number = self.number;
        let written = crate::bulk::with(&self.connection, |bulk| {
            totals.write(bulk)?;
            let mut statement = bulk
                .prepare("INSERT INTO journal_row (number, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)")
                .or_fault()?;
            for row in &rows {
                statement
                    .execute((number, row.table, row.id, &row.before, &row.after))
                    .or_fault()?;
            }
            bulk.execute(
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
            Ok(())
        })
        .await;
        self.rows = rows;
        written
    }

    /// Puts one row back to a text (or removes it), as undo and redo do.
    async fn restore(&mut self, name: &str, id: i64, text: Option<&str>) -> Outcome<()> {
        let done = row::for_each_table!(name, M => { self.restore_row::<M>(id, text).await });
        done.ok_or_else(|| Fault::new("ledger_damaged").with("detail", format!("journal_row: {name}")))?
    }

    async fn restore_row<M: Row>(&mut self, id: i64, text: Option<&str>) -> Outcome<()> {
        let current = self.find::<M>(id).await?;
        let target = text.map(parse::<M>).transpose()?;
        if M::TABLE == "batch" {
            return self.restore_batch(id, target.is_some_and(|t| !is_void(&t))).await;
        }
        match (current, target) {
            (Some(current), Some(target)) => self.update(current, target).await.map(drop),
            (None, Some(target)) => self.insert(target).await.map(drop),
            (Some(current), None) => self.remove(current).await,
            (None, None) => Ok(()),
        }
    }

    async fn find<M: Row>(&self, id: i64) -> Outcome<Option<M>> {
        let row = self
            .connection
            .query_one_raw(sql(format!("SELECT * FROM {} WHERE id = ?", M::TABLE), [id.into()]))
            .await
            .or_fault()?;
        row.map(|row| <M as sea_orm::FromQueryResult>::from_query_result(&row, "").or_fault())
            .transpose()
    }

    /// A batch is never removed: undo marks it and its entries void, redo clears the mark.
    async fn restore_batch(&mut self, id: i64, is_live: bool) -> Outcome<()> {
        let Some(batch) = self.find::<row::batch::Model>(id).await? else {
            return Ok(());
        };
        if batch.is_void != is_live {
            return Ok(());
        }
        let range = (batch.first_entry, batch.last_entry);
        let mut after = batch.clone();
        after.is_void = !is_live;
        self.update(batch, after).await?;
        let connection = &*self.connection;
        let totals = &mut self.totals;
        crate::bulk::with(connection, |bulk| {
            crate::bulk::for_each_entry(bulk, id, range, |entry| {
                let mut counted = entry.clone();
                counted.is_void = false;
                totals.add(&counted, if is_live { 1 } else { -1 })
            })?;
            crate::bulk::set_void(bulk, id, range, !is_live)
        })
        .await
    }

    /// Reverses a record: each of its rows goes back to what it was before.
    ///
    /// # Errors
    /// `record_missing`; `nothing_to_undo`; `record_first`: the first record of a ledger stays;
    /// `undo_blocked` names the later change that stands in the way.
    pub async fn undo(&mut self, number: Option<i64>) -> Outcome<HistoryRecord> {
        let number = match number {
            Some(number) => number,
            None => self
                .last_undoable()
                .await?
                .ok_or_else(|| Fault::new("nothing_to_undo"))?,
        };
        self.reverse(number).await
    }

    /// Does again what was undone last.
    ///
    /// # Errors
    /// `nothing_to_redo`; `undo_blocked`.
    pub async fn redo(&mut self) -> Outcome<HistoryRecord> {
        let number = last_redoable(&*self.connection)
            .await?
            .ok_or_else(|| Fault::new("nothing_to_redo"))?;
        self.reverse(number).await
    }

    async fn last_undoable(&self) -> Outcome<Option<i64>> {
        last_undoable(&*self.connection).await
    }

    async fn reverse(&mut self, number: i64) -> Outcome<HistoryRecord> {
        let record = find_record(&*self.connection, number).await?;
        let mut record = record.ok_or_else(|| Fault::new("record_missing").with("number", number))?;
        // To reverse what was done again is to reverse the change itself: so no chain is longer than change, undo, redo.
        if let Some(undo) = record.undoes
            && let Some(change) = find_record(&*self.connection, undo).await?.and_then(|undo| undo.undoes)
            && let Some(change) = find_record(&*self.connection, change).await?
        {
            record = change;
        }
        let number = record.number;
        if record.number == 1 {
            return Err(Fault::new("record_first"));
        }
        if is_reversed(&*self.connection, number).await? {
            return Err(Fault::new("record_reversed").with("number", number));
        }
        let rows = self
            .connection
            .query_all_raw(sql(
                "SELECT table_name, row_id, before, after FROM journal_row WHERE number = ? ORDER BY id DESC",
                [number.into()],
            ))
            .await
            .or_fault()?;
        for row in rows {
            let table: String = row.try_get("", "table_name").or_fault()?;
            let id: i64 = row.try_get("", "row_id").or_fault()?;
            let before: Option<String> = row.try_get("", "before").or_fault()?;
            let after: Option<String> = row.try_get("", "after").or_fault()?;
            self.ensure_unchanged(number, &table, id, after.as_deref()).await?;
            match self.restore(&table, id, before.as_deref()).await {
                Err(fault) if fault.code == "still_referred_to" => {
                    return Err(self.blocked_by(number, &table, id).await?);
                }
                Err(fault) if is_taken(&fault) => return Err(self.blocked_by_namesake(number, &table).await?),
                other => other?,
            }
        }
        self.undoes = Some(number);
        self.batch = None;
        // An undo and a redo speak of the change at the bottom of the chain, not of each other.
        let mut root = record;
        while let Some(before) = root.undoes {
            root = find_record(&*self.connection, before)
                .await?
                .ok_or_else(|| Fault::new("record_missing").with("number", before))?;
        }
        self.note("number", root.number);
        self.about.of = serde_json::from_str(&root.about).ok();
        Ok(HistoryRecord {
            number: self.number,
            at: self.stamp.at.clone(),
            author: self.stamp.author.clone(),
            command: self.stamp.command.to_owned(),
            about: self.about.say(self.ledger.language().await),
            batch: None,
            undoes: Some(number),
            is_undone: false,
        })
    }

    /// Refuses when a row is no longer as the record left it, or a row of its batch has been changed since.
    async fn ensure_unchanged(&self, number: i64, table: &str, id: i64, after: Option<&str>) -> Outcome<()> {
        let current = row::for_each_table!(table, M => {
            self.find::<M>(id).await?.map(|row| canonical(&row)).transpose()?
        });
        let current = current.flatten();
        let same = if table == "batch" {
            // Undone and done again, a batch row differs from its first text only in the mark.
            true
        } else {
            current.as_deref() == after
        };
        if !same {
            return Err(self.blocked_by(number, table, id).await?);
        }
        if table == "batch"
            && let Some(batch) = self.find::<row::batch::Model>(id).await?
        {
            let later = self
                .connection
                .query_all_raw(sql(
                    "SELECT DISTINCT number FROM journal_row WHERE number > ? AND table_name = 'entry' \
                     AND row_id BETWEEN ? AND ? ORDER BY number",
                    [number.into(), batch.first_entry.into(), batch.last_entry.into()],
                ))
                .await
                .or_fault()?;
            for row in later {
                let later: i64 = row.try_get("", "number").or_fault()?;
                if is_effective(&*self.connection, later).await? {
                    return Err(self.blocked(number, later).await?);
                }
            }
        }
        Ok(())
    }

    async fn blocked_by(&self, number: i64, table: &str, id: i64) -> Outcome<Fault> {
        let mut places = vec![(table.to_owned(), id)];
        if let Some((child, child_id)) = self.referrer(table, id).await? {
            places.push((child.to_owned(), child_id));
        }
        for (table, id) in places.into_iter().rev() {
            let found = self
                .connection
                .query_one_raw(sql(
                    "SELECT max(number) AS number FROM (SELECT number FROM journal_row WHERE table_name = ?1 AND row_id = ?2 \
                     UNION ALL SELECT j.number FROM entry e JOIN journal j ON j.batch_id = e.batch_id \
                     WHERE ?1 = 'entry' AND e.id = ?2) WHERE number > ?3",
                    [table.into(), id.into(), number.into()],
                ))
                .await
                .or_fault()?;
            let later: Option<i64> = found
                .map(|row| row.try_get("", "number"))
                .transpose()
                .or_fault()?
                .flatten();
            if let Some(later) = later {
                return self.blocked(number, later).await;
            }
        }
        Ok(Fault::new("undo_blocked")
            .with("number", number)
            .with("later", "–")
            .with("about", "–"))
    }

    /// Names the later change that has made a row with the code or name of one that should come back.
    async fn blocked_by_namesake(&self, number: i64, table: &str) -> Outcome<Fault> {
        let made = self
            .connection
            .query_all_raw(sql(
                "SELECT DISTINCT number FROM journal_row WHERE number > ? AND table_name = ? AND after IS NOT NULL \
                 ORDER BY number DESC",
                [number.into(), table.into()],
            ))
            .await
            .or_fault()?;
        for row in made {
            let later: i64 = row.try_get("", "number").or_fault()?;
            if is_effective(&*self.connection, later).await? {
                return self.blocked(number, later).await;
            }
        }
        Ok(Fault::new("undo_blocked")
            .with("number", number)
            .with("later", "–")
            .with("about", "–"))
    }

    async fn blocked(&self, number: i64, later: i64) -> Outcome<Fault> {
        let about = find_record(&*self.connection, later).await?;
        let about = about
            .and_then(|record| serde_json::from_str::<About>(&record.about).ok())
            .unwrap_or_default();
        let said = about.say(self.ledger.language().await);
        Ok(Fault::new("undo_blocked")
            .with("number", number)
            .with("later", later)
            .with("about", said))
    }
}

/// Whether a row cannot come back because another has its code or name.
fn is_taken(fault: &Fault) -> bool {
    fault
        .facts
        .get("detail")
        .is_some_and(|detail| detail.contains("UNIQUE constraint failed"))
}

fn is_void<M: Row>(row: &M) -> bool {
    (row as &dyn Any)
        .downcast_ref::<row::batch::Model>()
        .is_some_and(|batch| batch.is_void)
}

async fn find_record(connection: &impl ConnectionTrait, number: i64) -> Outcome<Option<JournalRow>> {
    let row = connection
        .query_one_raw(sql("SELECT * FROM journal WHERE number = ?", [number.into()]))
        .await
        .or_fault()?;
    row.map(|row| sea_orm::FromQueryResult::from_query_result(&row, "").or_fault())
        .transpose()
}

/// Whether the last reversal of a record still stands: an undo that was redone does not.
async fn is_reversed(connection: &impl ConnectionTrait, number: i64) -> Outcome<bool> {
    let row = connection
        .query_one_raw(sql(
            "SELECT 1 AS one FROM journal u WHERE u.undoes = ? \
             AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.undoes = u.number) LIMIT 1",
            [number.into()],
        ))
        .await
        .or_fault()?;
    Ok(row.is_some())
}

/// Whether a record's rows stand as it wrote them: it is no reversal, and not reversed.
async fn is_effective(connection: &impl ConnectionTrait, number: i64) -> Outcome<bool> {
    let is_reversal = find_record(connection, number)
        .await?
        .is_some_and(|record| record.undoes.is_some());
    Ok(!is_reversal && !is_reversed(connection, number).await?)
}

/// SQL: the record `j` is an ordinary change that stands.
const STANDS: &str = "j.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.number \
     AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.undoes = u.number))";

async fn last_undoable(connection: &impl ConnectionTrait) -> Outcome<Option<i64>> {
    let query = format!("SELECT number FROM journal j WHERE j.number > 1 AND {STANDS} ORDER BY number DESC LIMIT 1");
    let row = connection.query_one_raw(sql(query, [])).await.or_fault()?;
    row.map(|row| row.try_get("", "number").or_fault()).transpose()
}

/// The last undo that has not been redone, with no ordinary change after it.
async fn last_redoable(connection: &impl ConnectionTrait) -> Outcome<Option<i64>> {
    let row = connection
        .query_one_raw(sql(
            "SELECT u.number FROM journal u JOIN journal t ON t.number = u.undoes WHERE t.undoes IS NULL \
             AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.undoes = u.number) \
             AND u.number > (SELECT max(number) FROM journal WHERE undoes IS NULL) \
             ORDER BY u.number DESC LIMIT 1",
            [],
        ))
        .await
        .or_fault()?;
    row.map(|row| row.try_get("", "number").or_fault()).transpose()
}

/// A record of the journal as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct HistoryRecord {
    /// Number, from 1.
    pub number: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub author: String,
    /// The command.
    pub command: String,
    /// What it did, in words.
    pub about: String,
    /// The import that it brought.
    pub batch: Option<i64>,
    /// The record that it reverses.
    pub undoes: Option<i64>,
    /// Whether it has been undone and not redone.
    pub is_undone: bool,
}

impl Ledger {
    /// The journal, oldest first; with a limit its newest part.
    ///
    /// # Errors
    /// What the database says.
    pub async fn history(&self, limit: Option<u32>, language: Language) -> Outcome<Vec<HistoryRecord>> {
        let limit = limit.map_or(-1, i64::from);
        let query = format!(
            "SELECT *, NOT ({STANDS}) AND j.undoes IS NULL AS is_undone FROM journal j ORDER BY number DESC LIMIT ?"
        );
        let rows = self
            .reader()
            .query_all_raw(sql(query, [limit.into()]))
            .await
            .or_fault()?;
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let record: JournalRow = sea_orm::FromQueryResult::from_query_result(&row, "").or_fault()?;
            let is_undone: bool = row.try_get("", "is_undone").or_fault()?;
            let about: About = serde_json::from_str(&record.about).unwrap_or_default();
            records.push(HistoryRecord {
                number: record.number,
                at: record.at,
                author: record.author,
                command: record.command,
                about: about.say(language),
                batch: record.batch_id,
                undoes: record.undoes,
                is_undone,
            });
        }
        records.reverse();
        Ok(records)
    }

    /// What undo and redo would reverse now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reversible(&self, language: Language) -> Outcome<(Option<HistoryRecord>, Option<HistoryRecord>)> {
        let undo = last_undoable(self.reader()).await?;
        let redo = last_redoable(self.reader()).await?;
        let redone = match redo {
            Some(number) => find_record(self.reader(), number)
                .await?
                .and_then(|record| record.undoes),
            None => None,
        };
        let mut found = Vec::new();
        for number in [undo, redone] {
            let record = match number {
                Some(number) => find_record(self.reader(), number).await?,
                None => None,
            };
            found.push(record.map(|record| {
                HistoryRecord {
                    number: record.number,
                    at: record.at,
                    author: record.author,
                    command: record.command,
                    about: serde_json::from_str::<About>(&record.about)
                        .unwrap_or_default()
                        .say(language),
                    batch: record.batch_id,
                    undoes: record.undoes,
                    is_undone: false,
                }
            }));
        }
        let redo = found.pop().flatten();
        Ok((found.pop().flatten(), redo))
    }
}
