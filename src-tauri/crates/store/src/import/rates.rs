//! Exchange rates, typed or from a file.
//!
//! The one thing to know: a table with a column per currency has thousands of rates, so those that there are stand in
//! memory while a file is read, and new ones go in many with one statement.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::record::import::{Interpreted, RateLine};
use kezhang_core::{Fault, Language, Outcome};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::register::{close, count};
use super::{ImportResult, Tally};
use crate::bulk;
use crate::fault::OrFault;
use crate::journal::{Change, RowChange, canonical};
use crate::ledger::Ledger;
use crate::link::{Connection, Value};
use crate::member::Put;
use crate::row::rate::{Column, Entity, Model};

/// Rates that go in with one statement.
const TOGETHER: usize = 64;

/// The rates that there are, and those that a file adds.
struct Rates {
    known: FxHashMap<(NaiveDate, String), Model>,
    next: i64,
    /// Ids from here on are not written yet.
    first_new: i64,
    new: Vec<Model>,
    /// What changes, as it was before.
    before: BTreeMap<i64, Model>,
}

impl Rates {
    fn load(bulk: &Connection) -> Outcome<Self> {
        let mut statement = bulk
            .prepare("SELECT id, dated_on, currency, rate FROM rate")
            .or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        let mut known = FxHashMap::default();
        while let Some(row) = rows.next().or_fault()? {
            let Some(dated_on) = crate::contract::maybe_day(row, 1)? else {
                continue;
            };
            let currency: String = row.get(2).or_fault()?;
            let model = Model {
                id: row.get(0).or_fault()?,
                dated_on,
                currency: currency.clone(),
                rate: row.get(3).or_fault()?,
            };
            known.insert((dated_on, currency), model);
        }
        let next = bulk::next_id(bulk, "rate")?;
        Ok(Self {
            known,
            next,
            first_new: next,
            new: Vec::new(),
            before: BTreeMap::new(),
        })
    }

    fn put(&mut self, line: &RateLine) -> Put {
        let (date, currency) = (line.date, line.currency.to_string());
        let rate = line.rate.normalize().to_string();
        match self.known.get_mut(&(date, currency.clone())) {
            Some(known) if known.rate == rate => Put::Same,
            Some(known) => {
                let before = known.clone();
                known.rate = rate;
                match usize::try_from(before.id - self.first_new) {
                    // One that this file has just told: the last of them counts.
                    Ok(at) => self.new[at].rate.clone_from(&known.rate),
                    Err(_) => drop(self.before.entry(before.id).or_insert(before)),
                }
                Put::Changed
            }
            None => {
                let model = Model {
                    id: self.next,
                    dated_on: date,
                    currency: currency.clone(),
                    rate,
                };
                self.next += 1;
                self.known.insert((date, currency), model.clone());
                self.new.push(model);
                Put::New
            }
        }
    }

    fn write(self, bulk: &Connection) -> Outcome<Vec<RowChange>> {
        let mut rows = Vec::with_capacity(self.new.len() + self.before.len());
        for some in self.new.chunks(TOGETHER) {
            let query = format!(
                "INSERT INTO rate (id, dated_on, currency, rate) VALUES {}",
                vec!["(?, ?, ?, ?)"; some.len()].join(", ")
            );
            let mut statement = bulk.prepare_cached(&query).or_fault()?;
            let values = some.iter().flat_map(|one| {
                [
                    Value::Integer(one.id),
                    Value::Text(one.dated_on.to_string()),
                    Value::Text(one.currency.clone()),
                    Value::Text(one.rate.clone()),
                ]
            });
            statement.execute(values.collect::<Vec<_>>()).or_fault()?;
        }
        for one in &self.new {
            rows.push(RowChange {
                table: "rate",
                id: one.id,
                before: None,
                after: Some(canonical(one)?),
            });
        }
        if let Some(last) = self.new.last() {
            bulk::keep_id(bulk, "rate", last.id)?;
        }
        let mut update = bulk.prepare("UPDATE rate SET rate = ? WHERE id = ?").or_fault()?;
        for before in self.before.values() {
            let Some(after) = self.known.get(&(before.dated_on, before.currency.clone())) else {
                continue;
            };
            if after == before {
                continue;
            }
            update
                .execute(vec![Value::Text(after.rate.clone()), Value::Integer(after.id)])
                .or_fault()?;
            rows.push(RowChange {
                table: "rate",
                id: after.id,
                before: Some(canonical(before)?),
                after: Some(canonical(after)?),
            });
        }
        Ok(rows)
    }
}

impl Ledger {
    /// Imports exchange rates.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_rates(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<Vec<RateLine>>>> + Send,
        language: Language,
    ) -> Outcome<ImportResult> {
        let mut tally = Tally::new(language, self.currency().await);
        let mut rates = bulk::with(change.connection(), Rates::load).await?;
        for line in lines {
            let Some(told) = tally.line(line?) else { continue };
            let mut whole = Put::Same;
            for rate in &told {
                let put = rates.put(rate);
                if whole == Put::Same || put == Put::New {
                    whole = put;
                }
            }
            count(&mut tally, whole);
        }
        let rows = bulk::with(change.connection(), |bulk| rates.write(bulk)).await?;
        change.record(rows);
        close(change, "rates", file_name, tally).await
    }

    /// Sets a dated exchange rate: base units per unit of the currency.
    ///
    /// # Errors
    /// `rate_invalid` unless it is above zero.
    pub async fn set_rate(
        &self,
        change: &mut Change<'_>,
        date: NaiveDate,
        currency: &str,
        rate: Decimal,
    ) -> Outcome<()> {
        if rate <= Decimal::ZERO {
            return Err(Fault::new("rate_invalid").with("value", rate));
        }
        change.note("currency", currency);
        change.note("date", date);
        put_rate(change, date, currency, rate).await.map(drop)
    }
}

async fn put_rate(change: &mut Change<'_>, date: NaiveDate, currency: &str, rate: Decimal) -> Outcome<Put> {
    let old = Entity::find()
        .filter(Column::Currency.eq(currency))
        .filter(Column::DatedOn.eq(date))
        .one(change.connection())
        .await
        .or_fault()?;
    let new = Model {
        id: old.as_ref().map_or(0, |old| old.id),
        dated_on: date,
        currency: currency.to_owned(),
        rate: rate.normalize().to_string(),
    };
    Ok(match old {
        Some(old) if old == new => Put::Same,
        Some(old) => change.update(old, new).await.map(|_| Put::Changed)?,
        None => change.insert(new).await.map(|_| Put::New)?,
    })
}
