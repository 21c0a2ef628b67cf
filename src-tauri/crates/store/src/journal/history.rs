//! The journal as it is shown.

use kezhang_core::{Language, Outcome};
use serde::Serialize;

use super::undo::{STANDS, find_record, last_redoable, last_undoable};
use super::{About, JournalRow};
use crate::fault::OrFault;
use crate::ledger::{Ask, Ledger, sql};

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
        let limit = limit.map_or(i64::MAX, i64::from);
        let query = format!(
            "SELECT *, NOT ({STANDS}) AND j.undoes IS NULL AS is_undone FROM journal j ORDER BY number DESC LIMIT ?"
        );
        let rows = self.reader().ask_all(sql(query, [limit.into()])).await.or_fault()?;
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
