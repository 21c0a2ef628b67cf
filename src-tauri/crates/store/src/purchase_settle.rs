//! What becomes of a purchase contract: paid by entries, renewed for another term, ended; made of a chosen offer.

use std::collections::HashMap;

use chrono::NaiveDate;
use kezhang_core::evaluate::offer::Entrant;
use kezhang_core::evaluate::offer::price::{Buyer, price};
use kezhang_core::evaluate::purchase::{PurchaseSheet, last_day, next_term, of_offer, suggestions};
use kezhang_core::record::EntryKind;
use kezhang_core::record::register::Register;
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::EntityTrait;
use serde::Deserialize;

use crate::budget::Codes;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{clean, id_or_new};
use crate::offer_comparison::Kept;
use crate::purchase::{percent, put_owed, row_of};
use crate::purchase_sheet::{held, payments};
use crate::request::SettleInput;
use crate::row::{self, instalment, purchase_contract, purchase_settlement};

/// A purchase contract to renew for another term.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseRenewal {
    /// 合同编号.
    pub code: String,
    /// Months of the new term; as before when absent.
    #[serde(default)]
    pub term_months: Option<u32>,
    /// Rise of the prices, percent; as agreed when absent.
    #[serde(default)]
    pub uplift_percent: Option<String>,
    /// Lets it pass a line that is closed.
    #[serde(default, rename = "override")]
    pub passing: Option<kezhang_core::plan::control::Override>,
}

/// A purchase contract to end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseEnd {
    /// 合同编号.
    pub code: String,
    /// From this day it no longer runs: what falls due from then on is released. The day after its term when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// Why; added to the remark.
    #[serde(default)]
    pub reason: String,
}

async fn part_of(change: &Change<'_>, id: i64) -> Outcome<(instalment::Model, purchase_contract::Model)> {
    let unknown = || Fault::new("instalment_unknown").with("id", id);
    let part = instalment::Entity::find_by_id(id)
        .one(change.connection())
        .await
        .or_fault()?
        .ok_or_else(unknown)?;
    let contract = purchase_contract::Entity::find_by_id(part.contract_id)
        .one(change.connection())
        .await
        .or_fault()?
        .ok_or_else(unknown)?;
    Ok((part, contract))
}

impl Ledger {
    /// Settles an instalment by entries that are recorded: what they cover is released; closing releases the rest.
    ///
    /// # Errors
    /// `instalment_unknown`, `entry_unknown`, `entry_not_cost`, `entry_settled` when the entry settles as much already,
    /// `settle_amount`.
    pub async fn settle_purchase(
        &self,
        change: &mut Change<'_>,
        input: &SettleInput,
        today: NaiveDate,
    ) -> Outcome<PurchaseSheet> {
        let (part, contract) = part_of(change, input.id).await?;
        if input.entries.is_empty() && !input.close {
            return Err(Fault::new("entry_unknown").with("id", "–"));
        }
        let currency = self.currency().await;
        let taxpayer = self.profile().await.taxpayer;
        let all = held(change.connection(), self.buyer().await).await?;
        let mut left = all
            .iter()
            .flat_map(|one| one.instalments.iter().map(move |part| (part, one.row.ended_on)))
            .find(|(one, _)| one.row.id == part.id)
            .map_or(0, |(one, ended_on)| one.open(ended_on));
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        let mut used: HashMap<i64, i64> = crate::bulk::with(change.connection(), crate::commitment::used).await?;
        for settling in &input.entries {
            let entry = row::entry::Entity::find_by_id(settling.entry)
                .one(change.connection())
                .await
                .or_fault()?
                .filter(|entry| !entry.is_void)
                .ok_or_else(|| Fault::new("entry_unknown").with("id", settling.entry))?;
            let code = codes
                .key([entry.category_id, 0, 0, 0, 0, 0, 0])
                .category
                .unwrap_or_default();
            if EntryKind::of(&code) != EntryKind::Cost || entry.status != "actual" {
                return Err(Fault::new("entry_not_cost").with("id", entry.id));
            }
            let (_, cost) = crate::entry::cost_of(&entry, &code, taxpayer)?;
            let taken = used.entry(entry.id).or_default();
            let free = cost.saturating_sub(*taken);
            let amount = match settling.amount {
                Some(amount) => currency.minor(amount.value())?,
                None => free.min(left),
            };
            if free <= 0 || (settling.amount.is_some() && amount > free) {
                return Err(Fault::new("entry_settled")
                    .with("id", entry.id)
                    .with("cost", currency.amount(cost))
                    .with("free", currency.amount(free.max(0))));
            }
            if amount <= 0 || amount > left {
                return Err(Fault::new("settle_amount")
                    .with("amount", currency.amount(amount))
                    .with("left", currency.amount(left)));
            }
            let link = purchase_settlement::Model {
                id: 0,
                instalment_id: part.id,
                entry_id: entry.id,
                amount_minor: amount,
            };
            change.insert(link).await?;
            *taken += amount;
            left -= amount;
        }
        change.note("contract", &contract.code);
        change.note("date", part.due_on);
        if input.close && !part.is_released && left > 0 {
            let mut after = part.clone();
            after.is_released = true;
            change.update(part, after).await?;
        }
        self.purchase_on(change.connection(), &contract.code, self.language().await, today)
            .await
    }

    /// Renews a purchase contract: its next term with the instalments that recur, at the agreed uplift.
    ///
    /// # Errors
    /// `purchase_unknown`, `purchase_ended`, `purchase_term_invalid`, `purchase_percent_invalid`, `control_stopped`.
    pub async fn renew_purchase(
        &self,
        change: &mut Change<'_>,
        input: &PurchaseRenewal,
        today: NaiveDate,
    ) -> Outcome<PurchaseSheet> {
        let row = row_of(change, &input.code).await?;
        if let Some(end) = row.ended_on {
            return Err(Fault::new("purchase_ended")
                .with("contract", &row.code)
                .with("date", end));
        }
        let uplift = match &input.uplift_percent {
            Some(text) => text.clone(),
            None => row.uplift_percent.clone(),
        };
        let row = renew(change, row, input.term_months, &uplift, today, input.passing.as_ref()).await?;
        change.note("contract", &row.code);
        change.note("date", row.ends_on);
        self.purchase_on(change.connection(), &row.code, self.language().await, today)
            .await
    }

    /// Ends a purchase contract: what falls due from that day on is released.
    ///
    /// # Errors
    /// `purchase_unknown`, `purchase_ended`, `purchase_end_early` for a day before it began.
    pub async fn end_purchase(
        &self,
        change: &mut Change<'_>,
        input: &PurchaseEnd,
        today: NaiveDate,
    ) -> Outcome<PurchaseSheet> {
        let row = row_of(change, &input.code).await?;
        if let Some(end) = row.ended_on {
            return Err(Fault::new("purchase_ended")
                .with("contract", &row.code)
                .with("date", end));
        }
        let on = input.on.or(row.ends_on.succ_opt()).unwrap_or(row.ends_on);
        if on < row.starts_on {
            return Err(Fault::new("purchase_end_early")
                .with("at", "on")
                .with("value", on)
                .with("right", row.starts_on));
        }
        let mut after = row.clone();
        after.ended_on = Some(on);
        let reason = clean(input.reason.trim())?;
        if !reason.is_empty() {
            after.note = if row.note.is_empty() {
                reason
            } else {
                format!("{}\n{reason}", row.note)
            };
        }
        change.note("contract", &row.code);
        change.note("date", on);
        let after = change.update(row, after).await?;
        self.purchase_on(change.connection(), &after.code, self.language().await, today)
            .await
    }
}

/// Puts the next term in the place of the one that runs, and adds its instalments.
pub(crate) async fn renew(
    change: &mut Change<'_>,
    row: purchase_contract::Model,
    term_months: Option<u32>,
    uplift_percent: &str,
    today: NaiveDate,
    passing: Option<&kezhang_core::plan::control::Override>,
) -> Outcome<purchase_contract::Model> {
    let uplift = percent("uplift_percent", uplift_percent, -100, 1000)?;
    let before = row.term_months.unsigned_abs();
    let all = held(change.connection(), change.ledger().buyer().await).await?;
    let owed = match all.iter().find(|one| one.row.id == row.id) {
        Some(one) => next_term(&one.of_term(), before, uplift)?,
        None => Vec::new(),
    };
    let months = term_months.unwrap_or(before);
    let mut after = row.clone();
    after.starts_on = row.ends_on.succ_opt().unwrap_or(row.ends_on);
    after.term_months = months as i32;
    after.ends_on = last_day(after.starts_on, months)?;
    let after = change.update(row, after).await?;
    put_owed(change, &after, owed, today, passing).await?;
    Ok(after)
}

/// The first free number of a contract of a year: `CG-2027-01`.
async fn free_code(change: &Change<'_>, year: i32) -> Outcome<String> {
    let taken = purchase_contract::Entity::find()
        .all(change.connection())
        .await
        .or_fault()?;
    let code = |number: usize| format!("CG-{year}-{number:02}");
    let free = (1..=taken.len() + 1).find(|number| taken.iter().all(|row| row.code != code(*number)));
    Ok(code(free.unwrap_or(taken.len() + 1)))
}

/// The contract of a comparison's choice; none while there is none.
pub(crate) async fn of_comparison(
    change: &Change<'_>,
    comparison_id: i64,
) -> Outcome<Option<purchase_contract::Model>> {
    let all = purchase_contract::Entity::find()
        .all(change.connection())
        .await
        .or_fault()?;
    Ok(all.into_iter().find(|row| row.comparison_id == Some(comparison_id)))
}

/// Makes the purchase contract of a chosen offer: its term, notice and uplift, its payments as instalments.
pub(crate) async fn sign(
    change: &mut Change<'_>,
    kept: &Kept,
    entrant: &Entrant,
    buyer: Buyer,
    signed_on: NaiveDate,
    today: NaiveDate,
) -> Outcome<purchase_contract::Model> {
    let terms = &entrant.terms;
    // The whole term is signed, even where it is longer than what was compared.
    let mut need = kept.need.clone();
    need.horizon_years = need.horizon_years.max(terms.term_months.div_ceil(12)).clamp(1, 30);
    let owed = of_offer(
        &price(&need, terms, buyer)?,
        signed_on,
        terms.term_months,
        buyer.currency,
    )?;
    let row = purchase_contract::Model {
        id: 0,
        code: free_code(change, chrono::Datelike::year(&signed_on)).await?,
        title: entrant.name.clone(),
        vendor_id: id_or_new(change, Register::Vendor, &entrant.vendor).await?,
        department_id: None,
        comparison_id: Some(kept.row.id),
        starts_on: signed_on,
        ends_on: last_day(signed_on, terms.term_months)?,
        term_months: terms.term_months as i32,
        notice_days: i32::try_from(terms.notice_days).unwrap_or(i32::MAX),
        is_auto_renewed: terms.is_auto_renewed,
        uplift_percent: terms.uplift_percent.normalize().to_string(),
        responsible: String::new(),
        note: String::new(),
        ended_on: None,
    };
    let row = change.insert(row).await?;
    let owed = owed.into_iter().filter(|one| one.cost > 0).collect();
    put_owed(change, &row, owed, today, None).await?;
    Ok(row)
}

/// Settles each open instalment of a contract by the payments that are likely its own, in as many parts as there are;
/// whether anything was settled.
pub(crate) async fn settle_likely(change: &mut Change<'_>, contract_id: i64, buyer: Buyer) -> Outcome<bool> {
    let all = held(change.connection(), buyer).await?;
    let Some(one) = all.into_iter().find(|one| one.row.id == contract_id) else {
        return Ok(false);
    };
    let vendor_id = one.row.vendor_id;
    let payments = crate::bulk::with(change.connection(), move |bulk| {
        payments(bulk, vendor_id, buyer.taxpayer)
    })
    .await?;
    let open: Vec<(i64, NaiveDate, &str)> = one
        .instalments
        .iter()
        .filter(|part| part.open(one.row.ended_on) > 0)
        .map(|part| (part.row.id, part.row.due_on, part.category.as_str()))
        .collect();
    let likely = suggestions(&open, &payments);
    for (instalment_id, entry_id) in &likely {
        let left = one
            .instalments
            .iter()
            .find(|part| part.row.id == *instalment_id)
            .map_or(0, |part| part.open(one.row.ended_on));
        let free = payments
            .iter()
            .find(|paid| paid.entry == *entry_id)
            .map_or(0, |paid| paid.free);
        let link = purchase_settlement::Model {
            id: 0,
            instalment_id: *instalment_id,
            entry_id: *entry_id,
            amount_minor: left.min(free),
        };
        change.insert(link).await?;
    }
    Ok(!likely.is_empty())
}
