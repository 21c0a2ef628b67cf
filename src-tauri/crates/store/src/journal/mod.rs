//! The journal 操作记录: every change is one transaction and one record, written by one recorder.
//!
//! The one thing to know: [`Change`] is the only door through which a row is written. It notes each row before and
//! after, keeps the monthly totals true, and closes with a record hashed over the one before it.

mod history;
mod plain;
mod record;
mod rows;
mod undo;

use std::any::Any;
use std::collections::BTreeMap;

use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::{Fault, Language, Outcome};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, Iterable, PrimaryKeyToColumn};
use serde::{Deserialize, Serialize};
use tokio::sync::MutexGuard;

use crate::fault::OrFault;
use crate::ledger::{Ask, Ledger, sql};
use crate::roll::OwnCells;
use crate::row::{self, Row};
use crate::totals::Totals;

pub use history::HistoryRecord;
pub(crate) use record::{JournalRow, canonical, hex, record_hash, rows_digest};
pub(crate) use rows::Rows;
pub(crate) use undo::STANDS;

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
        let told: Vec<_> = self
            .facts
            .iter()
            .map(|(k, v)| (k.as_str(), in_words(language, k, v)))
            .collect();
        let mut facts: Vec<(&str, &str)> = told.iter().map(|(k, v)| (*k, v.as_ref())).collect();
        facts.extend(of.as_deref().map(|text| ("about", text)));
        let about = say(language, &self.key, &facts);
        match (self.facts.get("override_by"), self.facts.get("override_reason")) {
            (Some(by), Some(reason)) => {
                let facts = [("about", about.as_str()), ("by", by), ("reason", reason)];
                say(language, "about.override", &facts)
            }
            _ => about,
        }
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
    rows: Rows,
    about: About,
    batch: Option<i64>,
    undoes: Option<i64>,
    is_rehearsal: bool,
    own_cells: Option<OwnCells>,
    pub(crate) totals: Totals,
}

impl Ledger {
    /// Begins a change; waits for the writer, and up to ten seconds for another program.
    ///
    /// # Errors
    /// `ledger_busy`, `ledger_readonly`.
    pub async fn begin(&self, stamp: Stamp) -> Outcome<Change<'_>> {
        self.is_in_place()?;
        let connection = self.writer.lock().await;
        // A change that was dropped half-way (its task cancelled) leaves its transaction open: nothing of it is kept.
        let _ = connection.execute_unprepared("ROLLBACK").await;
        crate::server::begin_writing(&connection).await?;
        let last = connection
            .ask_one(sql("SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1", []))
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
            rows: Rows::of(number),
            about,
            batch: None,
            undoes: None,
            is_rehearsal: false,
            own_cells: None,
            totals: Totals::default(),
        })
    }
}

impl Ledger {
    /// Makes one record of all that the journal holds, for a ledger in the making: each row once, as it now is.
    pub(crate) async fn gather(&self, stamp: Stamp) -> Outcome<()> {
        let mut change = self.begin(stamp).await?;
        match change.gather().await {
            Ok(()) => change.commit().await.map(drop),
            Err(fault) => {
                change.roll_back().await;
                Err(fault)
            }
        }
    }
}

/// The last state of each row that is still there, in the order in which the rows came.
const LAST_STATES: &str = "SELECT r.table_name, r.row_id, r.after FROM journal_row r \
    JOIN (SELECT min(id) AS first, max(id) AS last FROM journal_row GROUP BY table_name, row_id) s ON s.last = r.id \
    WHERE r.after IS NOT NULL ORDER BY s.first";

impl<'a> Change<'a> {
    async fn gather(&mut self) -> Outcome<()> {
        let rows: Vec<RowChange> = crate::bulk::with(&self.connection, |bulk| {
            let mut statement = bulk.prepare(LAST_STATES).or_fault()?;
            let states = statement
                .query_map((), |row| {
                    let name: String = row.get(0)?;
                    Ok((name, row.get(1)?, row.get(2)?))
                })
                .or_fault()?;
            let mut rows = Vec::new();
            for state in states {
                let (name, id, after): (String, i64, Option<String>) = state.or_fault()?;
                let table = row::TABLES.iter().find(|table| **table == name);
                let table = table.ok_or_else(|| Fault::new("store_failed").with("detail", name))?;
                rows.push(RowChange {
                    table,
                    id,
                    before: None,
                    after,
                });
            }
            bulk.execute_batch(
                "DELETE FROM journal_row; DELETE FROM journal; UPDATE sqlite_sequence SET seq = 0 WHERE name = 'journal_row'",
            )
            .or_fault()?;
            Ok(rows)
        })
        .await?;
        (self.number, self.previous_hash) = (1, String::new());
        self.rows = Rows::of(self.number);
        self.rows.extend(rows);
        Ok(())
    }

    /// The connection inside the transaction, for reading.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The ledger.
    pub fn ledger(&self) -> &'a Ledger {
        self.ledger
    }

    /// Who makes the change.
    pub(crate) fn author(&self) -> &str {
        &self.stamp.author
    }

    /// Its number in the journal.
    pub(crate) fn number(&self) -> i64 {
        self.number
    }

    /// When, RFC 3339 in UTC.
    pub(crate) fn made_at(&self) -> &str {
        &self.stamp.at
    }

    /// Adds a fact to the sentence of the record.
    pub fn note(&mut self, name: &str, value: impl std::fmt::Display) {
        self.about.facts.insert(name.to_owned(), value.to_string());
    }

    /// Gives the record another sentence than that of its command.
    pub(crate) fn tell(&mut self, key: &str) {
        key.clone_into(&mut self.about.key);
    }

    /// Makes it a dry run: committing gives it up.
    pub fn rehearse(&mut self) {
        self.is_rehearsal = true;
    }

    /// Whether it is a dry run.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.is_rehearsal
    }

    /// Marks the beginning, before anything is written: [`Change::rewind`] comes back to it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark(&self) -> Outcome<()> {
        let marked = self.connection.execute_unprepared("SAVEPOINT beginning").await;
        marked.or_fault().map(drop)
    }

    /// Takes back all that was written since the mark; the change goes on as one that has done nothing yet.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rewind(&mut self) -> Outcome<()> {
        let back = self
            .connection
            .execute_unprepared("ROLLBACK TO SAVEPOINT beginning")
            .await;
        back.or_fault()?;
        self.rows = Rows::of(self.number);
        self.totals = Totals::default();
        self.about.facts.clear();
        self.batch = None;
        Ok(())
    }

    /// Gives it the cells of own fields of the file that it imports.
    pub fn set_own_cells(&mut self, cells: OwnCells) {
        self.own_cells = Some(cells);
    }

    pub(crate) fn own_cells(&self) -> Option<OwnCells> {
        self.own_cells.clone()
    }

    /// Names the batch that the change brings.
    pub(crate) fn set_batch(&mut self, batch: i64) {
        self.batch = Some(batch);
    }

    /// Notes rows that the bulk connection has written.
    pub(crate) fn record(&mut self, rows: impl IntoIterator<Item = RowChange>) {
        self.rows.extend(rows);
    }

    /// Takes the rows, for the bulk connection to add many to them; [`Change::set_rows`] gives them back.
    pub(crate) fn take_rows(&mut self) -> Rows {
        std::mem::replace(&mut self.rows, Rows::of(self.number))
    }

    /// Gives the rows back.
    pub(crate) fn set_rows(&mut self, rows: Rows) {
        self.rows = rows;
    }

    /// Rows written so far.
    pub(crate) fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Whether anything has been written.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// Whether nothing has been written, or all of it back as it was; then it leaves no record.
    pub(crate) fn comes_to_nothing(&mut self) -> bool {
        let is_nothing = self.rows.comes_to_nothing();
        if is_nothing {
            drop(self.take_rows());
        }
        is_nothing
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
        // The values of its own fields go with it.
        crate::roll::drop_values(self, M::TABLE, row.id()).await?;
        if let Some((table, _)) = self.referrer(M::TABLE, row.id()).await? {
            return Err(Fault::new("still_referred_to").with("table", table));
        }
        self.connection
            .run(sql(format!("DELETE FROM {} WHERE id = ?", M::TABLE), [row.id().into()]))
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

    async fn put<M: Row>(&self, mut row: M, insert: bool) -> Outcome<M> {
        if insert && self.ledger.is_on_server() {
            // A server's ledger counts by itself.
            let own = row.id();
            row.set_id(crate::bulk::with(&self.connection, |bulk| crate::bulk::give_id(bulk, M::TABLE, own)).await?);
        }
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
    /// The table of a row that refers to a row; values of own fields go with what they are of, and stand in no way.
    pub(crate) async fn kept_by(&self, table: &str, id: i64) -> Outcome<Option<&'static str>> {
        let found = self.referrer_but(table, id, "own_value").await?;
        Ok(found.map(|(table, _)| table))
    }

    async fn referrer(&self, table: &str, id: i64) -> Outcome<Option<(&'static str, i64)>> {
        self.referrer_but(table, id, "").await
    }

    async fn referrer_but(&self, table: &str, id: i64, but: &str) -> Outcome<Option<(&'static str, i64)>> {
        for (_, child, column) in row::REFERENCES.iter().filter(|r| r.0 == table && r.1 != but) {
            let live = if *child == "entry" { " AND is_void = 0" } else { "" };
            let found = self
                .connection
                .ask_one(sql(
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
    /// `amount_overflow` when a total leaves 64 bits, `disk_full`; then nothing has happened. `ledger_removed`,
    /// `ledger_replaced` when the file is no longer the one that was opened: then what is under its name has not changed.
    pub async fn commit(mut self) -> Outcome<Option<i64>> {
        if self.is_empty() || self.is_rehearsal {
            self.connection.execute_unprepared("ROLLBACK").await.or_fault()?;
            return Ok(None);
        }
        let is_of_profile = self.rows.has("profile");
        let hash = match self.write_record().await {
            Ok(hash) => hash,
            Err(fault) => {
                let _ = self.connection.execute_unprepared("ROLLBACK").await;
                return Err(fault);
            }
        };
        // A long change gives others time to put another file in the place of this one.
        if let Err(fault) = self.ledger.is_in_place() {
            let _ = self.connection.execute_unprepared("ROLLBACK").await;
            return Err(fault);
        }
        let told = self.connection.execute_unprepared("COMMIT").await;
        if self.ledger.is_on_server() {
            crate::server::ensure_made(&self.connection, self.number, &hash, told.err()).await?;
        } else if let Err(error) = told {
            let _ = self.connection.execute_unprepared("ROLLBACK").await;
            return Err(crate::fault::from_db(error));
        }
        self.ledger.is_in_place()?;
        if is_of_profile {
            self.ledger.refresh(&self.connection).await?;
        }
        Ok(Some(self.number))
    }

    /// Gives the change up.
    pub async fn roll_back(self) {
        let _ = self.connection.execute_unprepared("ROLLBACK").await;
    }

    /// Writes the record; gives its hash.
    async fn write_record(&mut self) -> Outcome<String> {
        let about = serde_json::to_string(&self.about).map_err(|e| Fault::new("store_failed").with("detail", e))?;
        let mut record = JournalRow {
            number: self.number,
            at: self.stamp.at.clone(),
            author: self.stamp.author.clone(),
            command: self.stamp.command.to_owned(),
            about,
            batch_id: self.batch,
            undoes: self.undoes,
            rows_digest: String::new(),
            previous_hash: std::mem::take(&mut self.previous_hash),
            hash: String::new(),
        };
        let totals = std::mem::take(&mut self.totals);
        let rows = self.take_rows();
        crate::bulk::with(&self.connection, |bulk| {
            totals.write(bulk)?;
            record.rows_digest = rows.finish(bulk)?;
            record.hash = record_hash(&record);
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
            Ok(record.hash)
        })
        .await
    }
}
