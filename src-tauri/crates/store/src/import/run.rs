//! The run that imports of rows share: counts, duplicates told by the cells as read, names that grow, writing in bulk.

use chrono::NaiveDate;
use kezhang_core::record::import::Interpreted;
use kezhang_core::record::register::Register;
use kezhang_core::{Currency, Fault, Language, Month, Outcome};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::register::close;
use super::{ImportResult, OnDuplicate, Tally, Titles};
use crate::fault::OrFault;
use crate::journal::{Change, RowChange, canonical, hex};
use crate::lookup::{Found, Names};
use crate::roll::lacks;
use crate::row::Row;

/// What a cell names: the register, the field, the text, and whether an unknown one is made.
pub(super) type Naming<'l> = (Register, &'static str, Option<&'l str>, bool);

/// One import under way.
pub(super) struct Run<'t> {
    pub tally: Tally,
    pub currency: Currency,
    titles: Titles<'t>,
    known: Option<Known>,
    members: FxHashMap<Register, Names>,
}

impl<'t> Run<'t> {
    /// Begins; rows of `table` are told by their cells, those of a register by their code (none).
    pub(super) async fn begin(
        change: &Change<'_>,
        table: Option<&str>,
        titles: Titles<'t>,
        on_duplicate: OnDuplicate,
        language: Language,
    ) -> Outcome<Self> {
        let currency = change.ledger().currency().await;
        let known = match table {
            Some(table) => Some(Known::load(change, table, on_duplicate).await?),
            None => None,
        };
        Ok(Self {
            tally: Tally::new(language, currency),
            currency,
            titles,
            known,
            members: FxHashMap::default(),
        })
    }

    /// The line of a row that can be taken; the others are counted.
    pub(super) fn line<T>(&mut self, row: Outcome<Interpreted<T>>) -> Outcome<Option<T>> {
        Ok(self.tally.line(row?))
    }

    /// The fingerprint of a row; none where the ledger has it: then it is counted.
    pub(super) async fn fresh(&mut self, change: &Change<'_>, row: u32, cells: &str) -> Outcome<Option<String>> {
        let (fingerprint, known) = match &mut self.known {
            Some(known) => known.of(cells),
            None => (String::new(), None),
        };
        let Some(known) = known else {
            return Ok(Some(fingerprint));
        };
        self.tally.duplicates += 1;
        if let Some(own) = change.own_cells() {
            let values = own.take(row, own.roll());
            let lacks = crate::bulk::with(change.connection(), |bulk| lacks(bulk, own.roll(), known, &values)).await?;
            self.tally.unfilled += u64::from(lacks);
        }
        Ok(None)
    }

    /// Rejects a row by one of its cells.
    pub(super) fn reject(&mut self, row: u32, field: &str, value: Option<String>, fault: Fault) {
        self.tally.reject(row, (self.titles)(field), value, fault);
    }

    /// Whether a day has come; else the row is rejected.
    pub(super) fn has_come(&mut self, row: u32, field: &str, day: Option<NaiveDate>, today: NaiveDate) -> bool {
        let future = day.filter(|day| *day > today);
        if let Some(day) = future {
            let fault = Fault::new("date_in_future").with("value", day).with("today", today);
            self.reject(row, field, Some(day.to_string()), fault);
        }
        future.is_none()
    }

    /// The same of a month.
    pub(super) fn month_has_come(&mut self, row: u32, field: &str, month: Month, today: NaiveDate) -> bool {
        let has = month <= Month::of(today);
        if !has {
            let fault = Fault::new("date_in_future").with("value", month).with("today", today);
            self.reject(row, field, Some(month.to_string()), fault);
        }
        has
    }

    /// The members that a row names; none where one cannot be told: then the row is rejected and nothing made.
    pub(super) async fn resolve<const N: usize>(
        &mut self,
        change: &mut Change<'_>,
        row: u32,
        cells: [Naming<'_>; N],
    ) -> Outcome<Option<[Option<i64>; N]>> {
        let mut is_refused = false;
        for (register, field, text, creates) in cells {
            let Some(text) = text else { continue };
            let names = self.names(change, register).await?;
            let fault = match names.one(register.as_str(), text) {
                Ok(_) => continue,
                Err(fault) if fault.code == "name_unknown" && creates => continue,
                Err(fault) => fault,
            };
            is_refused = true;
            self.reject(row, field, Some(text.to_owned()), fault);
        }
        if is_refused {
            return Ok(None);
        }
        let mut ids = [None; N];
        for (id, (register, _, text, _)) in ids.iter_mut().zip(cells) {
            if let Some(text) = text {
                *id = Some(self.id(change, register, text).await?);
            }
        }
        Ok(Some(ids))
    }

    async fn names(&mut self, change: &Change<'_>, register: Register) -> Outcome<&mut Names> {
        use std::collections::hash_map::Entry;
        match self.members.entry(register) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let names = crate::bulk::with(change.connection(), |bulk| crate::lookup::register(bulk, register));
                Ok(place.insert(names.await?))
            }
        }
    }

    async fn id(&mut self, change: &mut Change<'_>, register: Register, text: &str) -> Outcome<i64> {
        let names = self.names(change, register).await?;
        if names.find(text) != Found::Nothing {
            return names.one(register.as_str(), text);
        }
        let text = text.trim();
        let id = crate::member::make(change, register, text).await?;
        self.names(change, register).await?.add(id, text, &[text]);
        self.tally.made(register, text);
        Ok(id)
    }

    /// Notes what the import did.
    pub(super) async fn close(self, change: &mut Change<'_>, kind: &str, file_name: &str) -> Outcome<ImportResult> {
        close(change, kind, file_name, self.tally).await
    }
}

/// Tells rows that the ledger has: by their cells and their place among equal rows of the file.
struct Known {
    there: FxHashMap<String, i64>,
    seen: FxHashMap<String, u32>,
    on_duplicate: OnDuplicate,
}

impl Known {
    async fn load(change: &Change<'_>, table: &str, on_duplicate: OnDuplicate) -> Outcome<Self> {
        let there = crate::bulk::with(change.connection(), |bulk| {
            let mut statement = bulk
                .prepare(&format!(
                    "SELECT fingerprint, id FROM {table} WHERE fingerprint IS NOT NULL"
                ))
                .or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        })
        .await?;
        Ok(Self {
            there,
            seen: FxHashMap::default(),
            on_duplicate,
        })
    }

    /// The fingerprint of a row, and the row of the ledger that has it already.
    fn of(&mut self, cells: &str) -> (String, Option<i64>) {
        let place = self.seen.entry(cells.to_owned()).or_insert(0);
        let mut digest = Sha256::new();
        digest.update(cells.as_bytes());
        digest.update([0]);
        digest.update(place.to_be_bytes());
        *place += 1;
        let fingerprint = hex(&digest.finalize()[..16]);
        let known = self.there.get(&fingerprint).copied();
        (fingerprint, known.filter(|_| self.on_duplicate == OnDuplicate::Skip))
    }
}

/// Writes rows with new ids, and notes them; the ids in order.
pub(super) async fn write<M: Row>(change: &mut Change<'_>, mut rows: Vec<M>) -> Outcome<Vec<i64>> {
    let written = crate::bulk::with(change.connection(), |bulk| {
        let first = crate::bulk::next_id(bulk, M::TABLE)?;
        let mut written = Vec::with_capacity(rows.len());
        for (row, id) in rows.iter_mut().zip(first..) {
            row.set_id(id);
            let text = canonical(row)?;
            crate::bulk::insert_row(bulk, M::TABLE, &text)?;
            written.push(RowChange {
                table: M::TABLE,
                id,
                before: None,
                after: Some(text),
            });
        }
        Ok(written)
    })
    .await?;
    let ids = written.iter().map(|row| row.id).collect();
    change.record(written);
    Ok(ids)
}
