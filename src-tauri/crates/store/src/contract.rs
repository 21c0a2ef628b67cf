//! Customer contracts, their receipts and the follow-up log; what is owed and since when.
//!
//! The one thing to know: nothing that is owed is stored. Standing is worked out from terms and receipts as of a day.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::fee::{Age, Rhythm, Standing, Terms, agree, standing};
use kezhang_core::evaluate::report::{Contract, DueItem, FeeRow, FollowUp, Receipt};
use kezhang_core::record::entry::Stated;
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Amount, Currency, Fault, Outcome, Span};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{Put, clean, id_or_new, name};
use crate::profile::{from_word, word};
use crate::roll::hold;
use crate::row;

/// Days to pay where a contract says nothing.
const DUE_DAYS: u32 = 30;

/// A contract as the user gives it; a field that is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContractChange {
    /// 合同编号; an unknown one adds a contract.
    pub code: String,
    /// Code or name of the customer; an unknown one is made.
    pub customer: Option<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Option<NaiveDate>,
    /// 价税合计 of the whole term.
    pub amount: Option<Amount>,
    /// 税率 as a fraction, `0.06`.
    pub tax_rate: Option<String>,
    /// How often it is billed, in advance; yearly when absent.
    pub rhythm: Option<Rhythm>,
    /// Days from the bill to the day on which it is due; 30 when absent.
    pub due_days: Option<u32>,
    /// What is promised.
    pub services: Option<String>,
    /// Code or name of the department that answers for it.
    pub department: Option<String>,
    /// From this day it no longer runs.
    pub ended_on: Option<NaiveDate>,
    /// Values of own fields, by name or key; null clears one.
    pub own: BTreeMap<String, Option<String>>,
    /// Keys of fields that shall be empty, as the register names its columns.
    pub clear: Vec<String>,
}

/// A receipt as the user gives it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptInput {
    /// When.
    pub date: NaiveDate,
    /// Code or name of the customer; the contract's when absent.
    #[serde(default)]
    pub customer: Option<String>,
    /// Code of the contract that it pays.
    #[serde(default)]
    pub contract: Option<String>,
    /// How much; a refund is negative.
    pub amount: Amount,
    /// 摘要.
    #[serde(default)]
    pub memo: String,
}

/// A follow-up as the user gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpInput {
    /// Code of the contract.
    pub contract: String,
    /// When; today when absent.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// What was said.
    pub note: String,
    /// When they promise to pay.
    #[serde(default)]
    pub promised_on: Option<NaiveDate>,
}

/// A contract with all that hangs on it, as of a day.
#[derive(Debug, Clone, PartialEq, serde::Serialize, JsonSchema)]
pub struct ContractSheet {
    /// Its terms.
    pub contract: Contract,
    /// Where it stands.
    pub standing: FeeRow,
    /// Its instalments billed up to the day, oldest first.
    pub due: Vec<DueItem>,
    /// What is still to be billed.
    pub coming: Vec<DueItem>,
    /// Its receipts, newest first.
    pub receipts: Vec<Receipt>,
    /// Who asked for the money, newest first.
    pub follow_ups: Vec<FollowUp>,
}

/// Ids and customers of contracts by code.
pub(crate) async fn codes(connection: &DatabaseConnection) -> Outcome<HashMap<String, (i64, i64)>> {
    crate::bulk::with(connection, |bulk| {
        let mut statement = bulk
            .prepare("SELECT code, id, customer_id FROM customer_contract")
            .or_fault()?;
        let rows = statement
            .query_map((), |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
            .or_fault()?;
        rows.collect::<Result<_, _>>().or_fault()
    })
    .await
}

async fn row_of(change: &Change<'_>, code: &str) -> Outcome<Option<row::customer_contract::Model>> {
    row::customer_contract::Entity::find()
        .filter(row::customer_contract::Column::Code.eq(code))
        .one(change.connection())
        .await
        .or_fault()
}

/// Writes a contract.
pub(crate) async fn put_contract(change: &mut Change<'_>, new: &ContractChange) -> Outcome<(Put, i64)> {
    let code = name(&new.code)?;
    let old = row_of(change, &code).await?;
    let currency = change.ledger().currency().await;
    let incomplete = |field: &'static str| {
        Fault::new("contract_incomplete")
            .with("contract", &code)
            .with("field", field)
    };
    let customer_id = match (&new.customer, &old) {
        (Some(text), _) => id_or_new(change, Register::Customer, text).await?,
        (None, Some(old)) => old.customer_id,
        (None, None) => return Err(incomplete("customer")),
    };
    let starts_on = new
        .starts_on
        .or(old.as_ref().map(|old| old.starts_on))
        .ok_or_else(|| incomplete("from"))?;
    let ends_on = new
        .ends_on
        .or(old.as_ref().map(|old| old.ends_on))
        .ok_or_else(|| incomplete("to"))?;
    let tax_rate = match &new.tax_rate {
        Some(text) => Some(
            text.trim()
                .parse::<Decimal>()
                .ok()
                .filter(|rate| *rate >= Decimal::ZERO && *rate < Decimal::ONE)
                .ok_or_else(|| Fault::new("tax_rate_invalid").with("value", text))?,
        ),
        None => old.as_ref().and_then(|old| old.tax_rate.as_deref()?.parse().ok()),
    };
    let gross = match (new.amount, &old) {
        (Some(amount), _) => currency.minor(amount.value())?,
        (None, Some(old)) => old.gross_minor,
        (None, None) => return Err(incomplete("amount")),
    };
    let ended_on = new.ended_on.or(old.as_ref().and_then(|old| old.ended_on));
    agree(starts_on, ends_on, ended_on, currency.amount(gross).value()).map_err(|(_, fault)| fault)?;
    let parts = Stated {
        gross: Some(currency.amount(gross).value()),
        rate: tax_rate,
        ..Stated::default()
    }
    .parts(currency)?;
    let department_id = match &new.department {
        Some(text) => {
            let names = crate::bulk::with(change.connection(), |b| {
                crate::lookup::register(b, Register::Department)
            })
            .await?;
            Some(names.one("department", text)?)
        }
        None => old.as_ref().and_then(|old| old.department_id),
    };
    let row = row::customer_contract::Model {
        id: old.as_ref().map_or(0, |old| old.id),
        customer_id,
        starts_on,
        ends_on,
        gross_minor: parts.gross,
        net_minor: parts.net,
        tax_rate: tax_rate.map(|rate| rate.normalize().to_string()),
        rhythm: match new.rhythm {
            Some(rhythm) => rhythm.as_str().to_owned(),
            None => old
                .as_ref()
                .map_or_else(|| word(&Rhythm::default()), |old| old.rhythm.clone()),
        },
        due_days: match new.due_days {
            Some(days) => i32::try_from(days).unwrap_or(i32::MAX),
            None => old.as_ref().map_or(DUE_DAYS as i32, |old| old.due_days),
        },
        services: match &new.services {
            Some(text) => clean(text)?,
            None => old.as_ref().map(|old| old.services.clone()).unwrap_or_default(),
        },
        department_id,
        ended_on,
        code,
    };
    Ok(match old {
        Some(old) if old == row => (Put::Same, old.id),
        Some(old) => {
            give_receipts(change, old.id, row.customer_id).await?;
            (Put::Changed, change.update(old, row).await?.id)
        }
        None => (Put::New, change.insert(row).await?.id),
    })
}

/// Makes the receipts of a contract those of its customer: what pays a contract, its customer has paid.
pub(crate) async fn give_receipts(change: &mut Change<'_>, contract: i64, customer: i64) -> Outcome<()> {
    let others = row::receipt::Entity::find()
        .filter(row::receipt::Column::ContractId.eq(contract))
        .filter(row::receipt::Column::CustomerId.ne(customer))
        .all(change.connection())
        .await
        .or_fault()?;
    for receipt in others {
        let mut given = receipt.clone();
        given.customer_id = customer;
        change.update(receipt, given).await?;
    }
    Ok(())
}

/// A contract with what was received for it.
pub(crate) struct Held {
    pub code: String,
    pub customer: String,
    pub terms: Terms,
    row: row::customer_contract::Model,
    department: Option<String>,
    receipts: Vec<(NaiveDate, i64)>,
    followed_up_on: Option<NaiveDate>,
}

/// The contracts that meet `such` (SQL on `k`, with its values), by code.
pub(crate) fn held(bulk: &Connection, such: &str, value: Option<i64>) -> Outcome<Vec<Held>> {
    let bound: Vec<i64> = value.into_iter().collect();
    let mut received: HashMap<i64, Vec<(NaiveDate, i64)>> = HashMap::new();
    {
        let mut statement = bulk
            .prepare(
                "SELECT contract_id, received_on, amount_minor FROM receipt WHERE contract_id IS NOT NULL \
                 ORDER BY received_on, id",
            )
            .or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            received
                .entry(row.get(0).or_fault()?)
                .or_default()
                .push((day(row, 1)?, row.get(2).or_fault()?));
        }
    }
    let mut statement = bulk
        .prepare(&format!(
            "SELECT k.id, k.code, k.customer_id, k.starts_on, k.ends_on, k.gross_minor, k.net_minor, k.tax_rate, k.rhythm, \
             k.due_days, k.services, k.department_id, k.ended_on, c.code, d.code, \
             (SELECT max(noted_on) FROM follow_up f WHERE f.contract_id = k.id) \
             FROM customer_contract k JOIN customer c ON c.id = k.customer_id \
             LEFT JOIN department d ON d.id = k.department_id {such} ORDER BY k.code"
        ))
        .or_fault()?;
    let mut rows = statement.query(bound).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let model = row::customer_contract::Model {
            id: row.get(0).or_fault()?,
            code: row.get(1).or_fault()?,
            customer_id: row.get(2).or_fault()?,
            starts_on: day(row, 3)?,
            ends_on: day(row, 4)?,
            gross_minor: row.get(5).or_fault()?,
            net_minor: row.get(6).or_fault()?,
            tax_rate: row.get(7).or_fault()?,
            rhythm: row.get(8).or_fault()?,
            due_days: row.get(9).or_fault()?,
            services: row.get(10).or_fault()?,
            department_id: row.get(11).or_fault()?,
            ended_on: maybe_day(row, 12)?,
        };
        found.push(Held {
            code: model.code.clone(),
            customer: row.get(13).or_fault()?,
            department: row.get(14).or_fault()?,
            followed_up_on: maybe_day(row, 15)?,
            terms: Terms {
                from: model.starts_on,
                to: model.ends_on,
                gross: model.gross_minor,
                net: model.net_minor,
                rhythm: from_word("customer_contract", &model.rhythm)?,
                due_days: model.due_days.unsigned_abs(),
                ended_on: model.ended_on,
            },
            receipts: received.remove(&model.id).unwrap_or_default(),
            row: model,
        });
    }
    Ok(found)
}

/// A day of a row.
pub(crate) fn day(row: crate::link::Row<'_>, at: usize) -> Outcome<NaiveDate> {
    Ok(maybe_day(row, at)?.unwrap_or_default())
}

pub(crate) fn maybe_day(row: crate::link::Row<'_>, at: usize) -> Outcome<Option<NaiveDate>> {
    let text: Option<String> = row.get(at).or_fault()?;
    text.map(|text| {
        text.parse()
            .map_err(|_| Fault::new("ledger_damaged").with("detail", text))
    })
    .transpose()
}

impl Held {
    /// Where it stands on a day.
    pub(crate) fn standing(&self, on: NaiveDate) -> Outcome<Standing> {
        Ok(standing(&self.terms.instalments()?, &self.receipts, on))
    }

    /// Earned in a span, net of VAT.
    pub(crate) fn earned(&self, span: Span) -> i64 {
        let months = self.terms.earned().into_iter();
        months
            .filter(|(month, _)| span.contains(*month))
            .map(|(_, minor)| minor)
            .sum()
    }

    pub(crate) fn fee_row(&self, span: Span, on: NaiveDate, currency: Currency) -> Outcome<FeeRow> {
        let standing = self.standing(on)?;
        let instalments = self.terms.instalments()?;
        let ages = standing.by_age().map(|minor| currency.amount(minor));
        let open = standing.claims.iter().find(|claim| claim.open > 0);
        Ok(FeeRow {
            contract: self.code.clone(),
            customer: self.customer.clone(),
            grade: None,
            starts_on: self.terms.from,
            ends_on: self.terms.to,
            amount: currency.amount(self.terms.gross),
            rhythm: self.terms.rhythm,
            earned: currency.amount(self.earned(span)),
            billed: currency.amount(standing.billed),
            received: currency.amount(standing.received),
            owed: currency.amount(standing.owed()),
            not_due: ages[Age::NotDue as usize],
            to_30: ages[Age::To30 as usize],
            to_60: ages[Age::To60 as usize],
            to_90: ages[Age::To90 as usize],
            to_180: ages[Age::To180 as usize],
            to_365: ages[Age::To365 as usize],
            over_365: ages[Age::Over365 as usize],
            prepaid: currency.amount(standing.prepaid),
            oldest_due_on: open.map(|claim| claim.instalment.due_on),
            days_past_due: open.map(|claim| claim.days),
            next_due_on: instalments.iter().find(|i| i.billed_on > on).map(|i| i.due_on),
            followed_up_on: self.followed_up_on,
        })
    }

    fn shown(&self, currency: Currency) -> Contract {
        Contract {
            code: self.code.clone(),
            customer: self.customer.clone(),
            starts_on: self.terms.from,
            ends_on: self.terms.to,
            amount: currency.amount(self.terms.gross),
            tax_rate: self.row.tax_rate.clone(),
            net: currency.amount(self.terms.net),
            rhythm: self.terms.rhythm,
            due_days: self.terms.due_days,
            services: self.row.services.clone(),
            department: self.department.clone(),
            ended_on: self.terms.ended_on,
        }
    }
}

pub(crate) fn receipts(bulk: &Connection, such: &str, value: i64, currency: Currency) -> Outcome<Vec<Receipt>> {
    let mut statement = bulk
        .prepare(&format!(
            "SELECT r.id, r.received_on, c.code, k.code, r.amount_minor, r.memo FROM receipt r \
             JOIN customer c ON c.id = r.customer_id LEFT JOIN customer_contract k ON k.id = r.contract_id \
             WHERE {such} = ? ORDER BY r.received_on DESC, r.id DESC LIMIT 500"
        ))
        .or_fault()?;
    let mut rows = statement.query([value]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        found.push(Receipt {
            id: row.get(0).or_fault()?,
            date: day(row, 1)?,
            customer: row.get(2).or_fault()?,
            contract: row.get(3).or_fault()?,
            amount: currency.amount(row.get(4).or_fault()?),
            memo: row.get(5).or_fault()?,
        });
    }
    Ok(found)
}

pub(crate) fn follow_ups(bulk: &Connection, such: &str, value: i64) -> Outcome<Vec<FollowUp>> {
    let mut statement = bulk
        .prepare(&format!(
            "SELECT f.id, f.noted_on, k.code, f.by_whom, f.note, f.promised_on FROM follow_up f \
             JOIN customer_contract k ON k.id = f.contract_id WHERE {such} = ? ORDER BY f.noted_on DESC, f.id DESC LIMIT 500"
        ))
        .or_fault()?;
    let mut rows = statement.query([value]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        found.push(FollowUp {
            id: row.get(0).or_fault()?,
            date: day(row, 1)?,
            contract: row.get(2).or_fault()?,
            by: row.get(3).or_fault()?,
            note: row.get(4).or_fault()?,
            promised_on: maybe_day(row, 5)?,
        });
    }
    Ok(found)
}

fn due_items(claims: &[kezhang_core::evaluate::fee::Claim], currency: Currency) -> Vec<DueItem> {
    let item = |claim: &kezhang_core::evaluate::fee::Claim| DueItem {
        billed_on: claim.instalment.billed_on,
        due_on: claim.instalment.due_on,
        amount: currency.amount(claim.instalment.amount),
        received: currency.amount(claim.received),
        open: currency.amount(claim.open),
        days: claim.days,
    };
    claims.iter().map(item).collect()
}

impl Ledger {
    /// A contract with its instalments, receipts and follow-ups.
    ///
    /// # Errors
    /// `contract_unknown`.
    pub async fn contract(&self, code: &str, as_of: NaiveDate) -> Outcome<ContractSheet> {
        let currency = self.currency().await;
        let calendar = self.calendar().await?;
        let span = calendar.span(calendar.year(kezhang_core::Month::of(as_of)));
        crate::bulk::with(self.reader(), |bulk| sheet(bulk, code, as_of, span, currency)).await
    }

    /// Adds or changes a contract.
    ///
    /// # Errors
    /// `contract_incomplete`, `contract_term_reversed`, `contract_term_long`, `name_unknown`, `name_ambiguous`,
    /// `tax_rate_invalid`, `amount_decimals`.
    pub async fn set_contract(
        &self,
        change: &mut Change<'_>,
        new: ContractChange,
        today: NaiveDate,
    ) -> Outcome<ContractSheet> {
        put_contract(change, &new).await?;
        self.put_more(change, Roll::Contract, new.code.trim(), &new.own, &new.clear, today)
            .await?;
        change.note("contract", new.code.trim());
        let currency = self.currency().await;
        let calendar = self.calendar().await?;
        let span = calendar.span(calendar.year(kezhang_core::Month::of(today)));
        crate::bulk::with(change.connection(), |bulk| {
            sheet(bulk, new.code.trim(), today, span, currency)
        })
        .await
    }

    /// Records money received.
    ///
    /// # Errors
    /// `contract_unknown`, `contract_of_another`, `customer_missing`, `name_unknown`, `amount_decimals`,
    /// `date_in_future`, `receipt_zero`.
    pub async fn add_receipt(&self, change: &mut Change<'_>, new: ReceiptInput, today: NaiveDate) -> Outcome<Receipt> {
        let currency = self.currency().await;
        let contract = match &new.contract {
            Some(code) => Some(
                row_of(change, code.trim())
                    .await?
                    .ok_or_else(|| Fault::new("contract_unknown").with("value", code))?,
            ),
            None => None,
        };
        let customer_id = match (&new.customer, &contract) {
            (Some(text), _) => {
                let names =
                    crate::bulk::with(change.connection(), |b| crate::lookup::register(b, Register::Customer)).await?;
                names.one("customer", text)?
            }
            (None, Some(contract)) => contract.customer_id,
            (None, None) => return Err(Fault::new("customer_missing")),
        };
        if let Some(contract) = contract.as_ref().filter(|contract| contract.customer_id != customer_id) {
            return Err(Fault::new("contract_of_another")
                .with("contract", &contract.code)
                .with("customer", new.customer.unwrap_or_default()));
        }
        hold(
            Roll::Receipt,
            [
                ("received_on", Some(new.date.to_string())),
                ("customer", Some(customer_id.to_string())),
                ("amount", Some(new.amount.to_string())),
            ],
            today,
        )?;
        let row = row::receipt::Model {
            id: 0,
            fingerprint: None,
            received_on: new.date,
            customer_id,
            contract_id: contract.map(|contract| contract.id),
            amount_minor: currency.minor(new.amount.value())?,
            memo: clean(&new.memo)?,
        };
        change.note("amount", new.amount);
        let id = change.insert(row).await?.id;
        crate::bulk::with(change.connection(), |bulk| receipts(bulk, "r.id", id, currency))
            .await?
            .pop()
            .ok_or_else(|| Fault::new("store_failed").with("detail", "receipt"))
    }

    /// Takes a receipt away.
    ///
    /// # Errors
    /// `receipt_unknown`.
    pub async fn remove_receipt(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let row = row::receipt::Entity::find_by_id(id)
            .one(change.connection())
            .await
            .or_fault()?;
        let row = row.ok_or_else(|| Fault::new("receipt_unknown").with("id", id))?;
        change.note("amount", self.currency().await.amount(row.amount_minor));
        change.remove(row).await
    }

    /// Notes that somebody asked for money.
    ///
    /// # Errors
    /// `contract_unknown`, `text_control`, `cell_needed`, `date_in_future`, `promise_before_note`.
    pub async fn add_follow_up(
        &self,
        change: &mut Change<'_>,
        new: FollowUpInput,
        by: &str,
        today: NaiveDate,
    ) -> Outcome<FollowUp> {
        let contract = row_of(change, new.contract.trim())
            .await?
            .ok_or_else(|| Fault::new("contract_unknown").with("value", &new.contract))?;
        change.note("contract", &contract.code);
        let noted_on = new.date.unwrap_or(today);
        if noted_on > today {
            return Err(Fault::new("date_in_future")
                .with("value", noted_on)
                .with("today", today));
        }
        if let Some(promised) = new.promised_on.filter(|promised| *promised < noted_on) {
            return Err(Fault::new("promise_before_note")
                .with("value", promised)
                .with("date", noted_on));
        }
        if new.note.trim().is_empty() {
            return Err(Fault::new("cell_needed").with("field", "note"));
        }
        let row = row::follow_up::Model {
            id: 0,
            contract_id: contract.id,
            noted_on,
            by_whom: by.to_owned(),
            note: name(&new.note)?,
            promised_on: new.promised_on,
        };
        let id = change.insert(row).await?.id;
        crate::bulk::with(change.connection(), |bulk| follow_ups(bulk, "f.id", id))
            .await?
            .pop()
            .ok_or_else(|| Fault::new("store_failed").with("detail", "follow_up"))
    }
}

fn sheet(bulk: &Connection, code: &str, as_of: NaiveDate, span: Span, currency: Currency) -> Outcome<ContractSheet> {
    let all = held(bulk, "", None)?;
    let held = all
        .into_iter()
        .find(|held| held.code == code)
        .ok_or_else(|| Fault::new("contract_unknown").with("value", code))?;
    let instalments = held.terms.instalments()?;
    let standing = held.standing(as_of)?;
    let coming = instalments.iter().filter(|i| i.billed_on > as_of).map(|i| DueItem {
        billed_on: i.billed_on,
        due_on: i.due_on,
        amount: currency.amount(i.amount),
        received: currency.amount(0),
        open: currency.amount(i.amount),
        days: (as_of - i.due_on).num_days(),
    });
    Ok(ContractSheet {
        contract: held.shown(currency),
        standing: held.fee_row(span, as_of, currency)?,
        due: due_items(&standing.claims, currency),
        coming: coming.collect(),
        receipts: receipts(bulk, "r.contract_id", held.row.id, currency)?,
        follow_ups: follow_ups(bulk, "f.contract_id", held.row.id)?,
    })
}
