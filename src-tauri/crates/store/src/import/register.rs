//! Customers, channels and metrics from a file: same code, other values → updated.

use chrono::NaiveDate;
use kezhang_core::record::import::{ChannelLine, CustomerLine, Interpreted, MetricLine};
use kezhang_core::record::register::Register;
use kezhang_core::{Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{ImportResult, Tally, Titles};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{CustomerChange, Put, put_customer};
use crate::roll::put_imported;
use crate::row;

pub(super) fn count(tally: &mut Tally, put: Put) {
    match put {
        Put::New => tally.imported += 1,
        Put::Changed => tally.updated += 1,
        Put::Same => tally.duplicates += 1,
    }
}

/// Notes what an import did, and gives its batch's number where anything changed.
pub(super) async fn close(
    change: &mut Change<'_>,
    kind: &str,
    file_name: &str,
    mut tally: Tally,
) -> Outcome<ImportResult> {
    if change.comes_to_nothing() {
        // Rows of one key that the file changes to and fro: the ledger has the last of them.
        tally.duplicates += std::mem::take(&mut tally.updated);
        return Ok(tally.result(None));
    }
    let row = row::batch::Model {
        id: 0,
        kind: kind.to_owned(),
        file_name: file_name.to_owned(),
        first_entry: 0,
        last_entry: 0,
        digest: String::new(),
        is_void: false,
    };
    let batch = change.insert(row).await?.id;
    change.set_batch(batch);
    change.note("file", file_name);
    change.note("count", tally.imported + tally.updated);
    Ok(tally.result(Some(batch)))
}

impl Ledger {
    /// Imports customers; unknown channels are made.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_customers(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<CustomerLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut tally = Tally::new(language, self.currency().await);
        for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            let (row, grade) = (line.row, line.grade.clone());
            if let Some((field, day)) = [("acquired_on", line.acquired_on), ("lapsed_on", line.lapsed_on)]
                .into_iter()
                .find_map(|(field, day)| Some((field, day.filter(|day| *day > today)?)))
            {
                let fault = Fault::new("date_in_future").with("value", day).with("today", today);
                tally.reject(row, titles(field), Some(day.to_string()), fault);
                continue;
            }
            if let Some((field, day, fault)) = against_stored(change, &line).await? {
                tally.reject(row, titles(field), Some(day.to_string()), fault);
                continue;
            }
            let new = CustomerChange {
                code: line.code,
                name: Some(line.name),
                tax_number: line.tax_number,
                grade: line.grade,
                grade_from: None,
                industry: line.industry,
                region: line.region,
                owner: line.owner,
                status: line.status,
                acquired_on: line.acquired_on,
                channel: line.channel,
                lapsed_on: line.lapsed_on,
                active: None,
                ..CustomerChange::default()
            };
            if let Some(text) = &grade {
                let names = crate::bulk::with(change.connection(), crate::lookup::grades).await?;
                if let Err(fault) = names.one("grade", text) {
                    tally.reject(row, titles("grade"), grade, fault);
                    continue;
                }
            }
            if let Some(text) = &new.channel {
                let before = change.row_count();
                match crate::member::id_or_new(change, Register::Channel, text).await {
                    Ok(_) if change.row_count() > before => tally.made(Register::Channel, text),
                    Ok(_) => {}
                    Err(fault) if fault.code == "name_ambiguous" => {
                        tally.reject(row, titles("channel"), Some(text.clone()), fault);
                        continue;
                    }
                    Err(fault) => return Err(fault),
                }
            }
            let (mut put, id) = put_customer(change, &new, today).await?;
            if put_imported(change, row, id).await? && put == Put::Same {
                put = Put::Changed;
            }
            count(&mut tally, put);
        }
        close(change, "customers", file_name, tally).await
    }

    /// Imports channels.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_channels(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<ChannelLine>>> + Send,
        language: Language,
    ) -> Outcome<ImportResult> {
        let mut tally = Tally::new(language, self.currency().await);
        for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            let old = row::channel::Entity::find()
                .filter(row::channel::Column::Code.eq(&line.code))
                .one(change.connection())
                .await
                .or_fault()?;
            let new = row::channel::Model {
                id: old.as_ref().map_or(0, |old| old.id),
                name: line.name,
                name_en: line
                    .name_en
                    .or_else(|| old.as_ref().and_then(|old| old.name_en.clone())),
                stage: old.as_ref().and_then(|old| old.stage.clone()),
                is_active: old.as_ref().is_none_or(|old| old.is_active),
                code: line.code,
            };
            let (mut put, id) = match old {
                Some(old) if old == new => (Put::Same, old.id),
                Some(old) => (Put::Changed, change.update(old, new).await?.id),
                None => (Put::New, change.insert(new).await?.id),
            };
            if put_imported(change, line.row, id).await? && put == Put::Same {
                put = Put::Changed;
            }
            count(&mut tally, put);
        }
        close(change, "channels", file_name, tally).await
    }

    /// Imports what channels brought, by month; unknown channels are made.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_metrics(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<MetricLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let currency = self.currency().await;
        let mut tally = Tally::new(language, currency);
        for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            if line.month > Month::of(today) {
                let fault = Fault::new("date_in_future").with("value", line.month);
                let shown = Some(line.month.to_string());
                tally.reject(line.row, titles("month"), shown, fault.with("today", today));
                continue;
            }
            let whole = |field: &'static str, value: Option<Decimal>| match value {
                None => Ok(None),
                Some(value) => value
                    .to_i64()
                    .filter(|n| *n >= 0 && Decimal::from(*n) == value)
                    .map(Some)
                    .ok_or((
                        field,
                        value.to_string(),
                        Fault::new("count_invalid").with("value", value),
                    )),
            };
            let counts = whole("leads", line.leads)
                .and_then(|leads| Ok((leads, whole("opportunities", line.opportunities)?)))
                .and_then(|(leads, opportunities)| Ok((leads, opportunities, whole("customers", line.customers)?)));
            let (leads, opportunities, customers) = match counts {
                Ok(counts) => counts,
                Err((field, value, fault)) => {
                    tally.reject(line.row, titles(field), Some(value), fault);
                    continue;
                }
            };
            let revenue_minor = match line.revenue.map(|value| currency.minor(value)).transpose() {
                Ok(minor) => minor,
                Err(fault) => {
                    tally.reject(line.row, titles("revenue"), line.revenue.map(|v| v.to_string()), fault);
                    continue;
                }
            };
            let before = change.row_count();
            let channel_id = match crate::member::id_or_new(change, Register::Channel, &line.channel).await {
                Ok(id) => id,
                Err(fault) if fault.code == "name_ambiguous" => {
                    tally.reject(line.row, titles("channel"), Some(line.channel), fault);
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            if change.row_count() > before {
                tally.made(Register::Channel, &line.channel);
            }
            let (mut put, id) = put_metric(
                change,
                line.month.number(),
                channel_id,
                [leads, opportunities, customers, revenue_minor],
            )
            .await?;
            if put_imported(change, line.row, id).await? && put == Put::Same {
                put = Put::Changed;
            }
            count(&mut tally, put);
        }
        close(change, "metrics", file_name, tally).await
    }
}

/// Holds the one date that a row has against the other one that the ledger has: the field at fault, its day, and why.
async fn against_stored(change: &Change<'_>, line: &CustomerLine) -> Outcome<Option<(&'static str, NaiveDate, Fault)>> {
    let (field, day) = match (line.acquired_on, line.lapsed_on) {
        (Some(day), None) => ("acquired_on", day),
        (None, Some(day)) => ("lapsed_on", day),
        _ => return Ok(None),
    };
    let stored = row::customer::Entity::find().filter(row::customer::Column::Code.eq(line.code.trim()));
    let Some(stored) = stored.one(change.connection()).await.or_fault()? else {
        return Ok(None);
    };
    let (from, to) = (
        line.acquired_on.or(stored.acquired_on),
        line.lapsed_on.or(stored.lapsed_on),
    );
    Ok(from.zip(to).filter(|(from, to)| to < from).map(|(from, to)| {
        let fault = Fault::new("lapsed_before_acquired").with("from", from).with("to", to);
        (field, day, fault)
    }))
}

pub(crate) async fn put_metric(
    change: &mut Change<'_>,
    month: i32,
    channel_id: i64,
    values: [Option<i64>; 4],
) -> Outcome<(Put, i64)> {
    use row::metric::{Column, Entity, Model};
    let old = Entity::find()
        .filter(Column::Month.eq(month))
        .filter(Column::ChannelId.eq(channel_id))
        .one(change.connection())
        .await
        .or_fault()?;
    let kept = old.as_ref().map_or([None; 4], |old| {
        [old.leads, old.opportunities, old.customers, old.revenue_minor]
    });
    let at = |place: usize| values[place].or(kept[place]);
    let new = Model {
        id: old.as_ref().map_or(0, |old| old.id),
        month,
        channel_id,
        leads: at(0),
        opportunities: at(1),
        customers: at(2),
        revenue_minor: at(3),
    };
    Ok(match old {
        Some(old) if old == new => (Put::Same, old.id),
        Some(old) => (Put::Changed, change.update(old, new).await?.id),
        None => (Put::New, change.insert(new).await?.id),
    })
}
