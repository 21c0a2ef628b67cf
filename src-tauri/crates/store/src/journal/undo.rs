//! Undo and redo: a record's rows go back to what they were before, and that is a record too.
//!
//! The one thing to know: nothing is reversed that something later builds on; the refusal names it.

use std::any::Any;

use kezhang_core::{Fault, Outcome};
use sea_orm::DatabaseConnection;

use super::record::parse;
use super::{About, Change, HistoryRecord, JournalRow, canonical, plain};
use crate::check::same;
use crate::fault::OrFault;
use crate::ledger::{Ask, sql};
use crate::row::{self, Row};

/// A row of the record that is being reversed.
pub(super) struct Written {
    pub table: String,
    pub id: i64,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Written {
    /// Whether the record made or removed a row that moves no total and marks no entries.
    fn is_plain(&self) -> bool {
        self.before.is_some() != self.after.is_some() && !["entry", "batch", "profile"].contains(&self.table.as_str())
    }
}

impl Change<'_> {
    /// Puts one row back to a text (or removes it), as undo and redo do.
    async fn restore(&mut self, name: &str, id: i64, text: Option<&str>) -> Outcome<()> {
        let done = row::for_each_table!(name, M => { self.restore_row::<M>(id, text).await });
        done.ok_or_else(|| Fault::new("ledger_damaged").with("detail", format!("journal_row: {name}")))?
    }

    fn restore_row<'a, M: Row>(&'a mut self, id: i64, text: Option<&'a str>) -> row::Work<'a, ()> {
        Box::pin(self.put_back::<M>(id, text))
    }

    async fn put_back<M: Row>(&mut self, id: i64, text: Option<&str>) -> Outcome<()> {
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
            .ask_one(sql(format!("SELECT * FROM {} WHERE id = ?", M::TABLE), [id.into()]))
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
            crate::bulk::for_each_counted(bulk, id, range, |entry| {
                totals.add(entry, if is_live { 1 } else { -1 })?;
                totals.spill(bulk)
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
        let number = last_redoable(&self.connection)
            .await?
            .ok_or_else(|| Fault::new("nothing_to_redo"))?;
        self.reverse(number).await
    }

    async fn last_undoable(&self) -> Outcome<Option<i64>> {
        last_undoable(&self.connection).await
    }

    async fn reverse(&mut self, number: i64) -> Outcome<HistoryRecord> {
        let record = find_record(&self.connection, number).await?;
        let mut record = record.ok_or_else(|| Fault::new("record_missing").with("number", number))?;
        // To reverse what was done again is to reverse the change itself: so no chain is longer than change, undo, redo.
        if let Some(undo) = record.undoes
            && let Some(change) = find_record(&self.connection, undo).await?.and_then(|undo| undo.undoes)
            && let Some(change) = find_record(&self.connection, change).await?
        {
            record = change;
        }
        let number = record.number;
        if record.number == 1 {
            return Err(Fault::new("record_first"));
        }
        if record.command == "recover" {
            return Err(Fault::new("record_recovery").with("number", number));
        }
        if is_reversed(&self.connection, number).await? {
            return Err(Fault::new("record_reversed").with("number", number));
        }
        let rows = self
            .connection
            .ask_all(sql(
                "SELECT table_name, row_id, before, after FROM journal_row WHERE number = ? ORDER BY id DESC",
                [number.into()],
            ))
            .await
            .or_fault()?;
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            written.push(Written {
                table: row.try_get("", "table_name").or_fault()?,
                id: row.try_get("", "row_id").or_fault()?,
                before: row.try_get("", "before").or_fault()?,
                after: row.try_get("", "after").or_fault()?,
            });
        }
        let mut rest = &written[..];
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|row| row.is_plain()).count();
            if run > 0 {
                self.reverse_plain(number, &rest[..run]).await?;
                rest = &rest[run..];
                continue;
            }
            self.ensure_unchanged(number, &first.table, first.id, first.after.as_deref())
                .await?;
            match self.restore(&first.table, first.id, first.before.as_deref()).await {
                Err(fault) if fault.code == "still_referred_to" => {
                    return Err(self.blocked_by(number, &first.table, first.id).await?);
                }
                Err(fault) if is_taken(&fault) => return Err(self.blocked_by_namesake(number, &first.table).await?),
                other => other?,
            }
            rest = &rest[1..];
        }
        self.undoes = Some(number);
        self.batch = None;
        // An undo and a redo speak of the change at the bottom of the chain, not of each other.
        let mut root = record;
        while let Some(before) = root.undoes {
            root = find_record(&self.connection, before)
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

    /// Removes rows that the record made, or brings back those that it removed: many at once, through the bulk
    /// connection, as an import may have made every customer there is.
    async fn reverse_plain(&mut self, number: i64, rows: &[Written]) -> Outcome<()> {
        let done = crate::bulk::with(&self.connection, |bulk| plain::reverse(bulk, rows)).await?;
        match done {
            Ok(changes) => {
                self.rows.extend(changes);
                Ok(())
            }
            Err(plain::Snag::InTheWay(at)) => Err(self.blocked_by(number, &rows[at].table, rows[at].id).await?),
            Err(plain::Snag::Namesake(at)) => Err(self.blocked_by_namesake(number, &rows[at].table).await?),
        }
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
            match (current.as_deref(), after) {
                // A record from before a column came does not name it.
                (Some(current), Some(after)) => same(after, current),
                (current, after) => current == after,
            }
        };
        if !same {
            return Err(self.blocked_by(number, table, id).await?);
        }
        if table == "batch"
            && let Some(batch) = self.find::<row::batch::Model>(id).await?
        {
            let later = self
                .connection
                .ask_all(sql(
                    "SELECT DISTINCT number FROM journal_row WHERE number > ?1 AND (table_name = 'entry' \
                     AND row_id BETWEEN ?2 AND ?3 OR table_name = 'own_value' \
                     AND row_id IN (SELECT id FROM own_value WHERE entry_id BETWEEN ?2 AND ?3)) ORDER BY number",
                    [number.into(), batch.first_entry.into(), batch.last_entry.into()],
                ))
                .await
                .or_fault()?;
            for row in later {
                let later: i64 = row.try_get("", "number").or_fault()?;
                if is_effective(&self.connection, later).await? {
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
                .ask_one(sql(
                    "SELECT max(number) AS number FROM (SELECT number FROM journal_row WHERE table_name = ?1 AND row_id = ?2 \
                     UNION ALL SELECT j.number FROM entry e JOIN journal j ON j.batch_id = e.batch_id \
                     WHERE ?1 = 'entry' AND e.id = ?2) AS later WHERE number > ?3",
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
            .of_before()
            .ask_all(sql(
                "SELECT DISTINCT number FROM journal_row WHERE number > ? AND table_name = ? AND after IS NOT NULL \
                 ORDER BY number DESC",
                [number.into(), table.into()],
            ))
            .await
            .or_fault()?;
        for row in made {
            let later: i64 = row.try_get("", "number").or_fault()?;
            if is_effective(self.of_before(), later).await? {
                return self.blocked(number, later).await;
            }
        }
        Ok(Fault::new("undo_blocked")
            .with("number", number)
            .with("later", "–")
            .with("about", "–"))
    }

    async fn blocked(&self, number: i64, later: i64) -> Outcome<Fault> {
        let about = find_record(self.of_before(), later).await?;
        let about = about
            .and_then(|record| serde_json::from_str::<About>(&record.about).ok())
            .unwrap_or_default();
        let said = about.say(self.ledger.language().await);
        Ok(Fault::new("undo_blocked")
            .with("number", number)
            .with("later", later)
            .with("about", said))
    }

    /// Who is asked about earlier changes: a server answers nothing more in a transaction in which a statement has failed.
    fn of_before(&self) -> &DatabaseConnection {
        if self.ledger.is_on_server() {
            self.ledger.reader()
        } else {
            &self.connection
        }
    }
}

/// Whether a row cannot come back because another has its code or name.
pub(super) fn is_taken(fault: &Fault) -> bool {
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

pub(super) async fn find_record(connection: &DatabaseConnection, number: i64) -> Outcome<Option<JournalRow>> {
    let row = connection
        .ask_one(sql("SELECT * FROM journal WHERE number = ?", [number.into()]))
        .await
        .or_fault()?;
    row.map(|row| sea_orm::FromQueryResult::from_query_result(&row, "").or_fault())
        .transpose()
}

/// Whether the last reversal of a record still stands: an undo that was redone does not.
async fn is_reversed(connection: &DatabaseConnection, number: i64) -> Outcome<bool> {
    let row = connection
        .ask_one(sql(
            "SELECT 1 AS one FROM journal u WHERE u.undoes = ? \
             AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.undoes = u.number) LIMIT 1",
            [number.into()],
        ))
        .await
        .or_fault()?;
    Ok(row.is_some())
}

/// Whether a record's rows stand as it wrote them: it is no reversal, and not reversed.
async fn is_effective(connection: &DatabaseConnection, number: i64) -> Outcome<bool> {
    let is_reversal = find_record(connection, number)
        .await?
        .is_some_and(|record| record.undoes.is_some());
    Ok(!is_reversal && !is_reversed(connection, number).await?)
}

/// SQL: the record `j` is an ordinary change that stands.
pub(crate) const STANDS: &str = "j.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.number \
     AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.undoes = u.number))";

pub(super) async fn last_undoable(connection: &DatabaseConnection) -> Outcome<Option<i64>> {
    let query = format!(
        "SELECT number FROM journal j WHERE j.number > 1 AND j.command <> 'recover' AND {STANDS} ORDER BY number DESC LIMIT 1"
    );
    let row = connection.ask_one(sql(query, [])).await.or_fault()?;
    row.map(|row| row.try_get("", "number").or_fault()).transpose()
}

/// The last undo that has not been redone, with no ordinary change after it.
pub(super) async fn last_redoable(connection: &DatabaseConnection) -> Outcome<Option<i64>> {
    let row = connection
        .ask_one(sql(
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
