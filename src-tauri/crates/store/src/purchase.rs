//! The register of purchase contracts 采购合同: recorded, changed, removed.
//!
//! The one thing to know: an instalment that something settles is neither moved nor removed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::evaluate::fee::Rhythm;
use kezhang_core::evaluate::offer::price::{Buyer, TaxTerms};
use kezhang_core::evaluate::purchase::{Owed, PurchaseSheet, last_day, schedule};
use kezhang_core::record::EntryKind;
use kezhang_core::record::entry::InvoiceKind;
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Amount, Fault, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::lookup;
use crate::member::{clean, id_or_new, name};
use crate::purchase_sheet::{HeldInstalment, codes, held};
use crate::row::{instalment, purchase_contract};
use crate::watch::Spending;

/// An instalment as the user gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstalmentInput {
    /// When it is due.
    pub due_on: NaiveDate,
    /// What for.
    #[serde(default)]
    pub item: String,
    /// Code or name of the 费用类别.
    pub category: String,
    /// What it costs: net where the tax is deductible, else gross.
    pub cost: Amount,
    /// 价税合计; the cost when absent.
    #[serde(default)]
    pub gross: Option<Amount>,
    /// Whether it comes again with the next term; yes when absent.
    #[serde(default)]
    pub recurring: Option<bool>,
}

/// A purchase contract as the user gives it; a field that is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PurchaseInput {
    /// 合同编号; an unknown one adds a contract.
    pub code: String,
    /// What it is about.
    pub title: Option<String>,
    /// Code or name of the vendor; an unknown one is made.
    pub vendor: Option<String>,
    /// Code or name of the department that answers for it; empty for none.
    pub department: Option<String>,
    /// Who must be told.
    pub responsible: Option<String>,
    /// First day of the term.
    pub starts_on: Option<NaiveDate>,
    /// Months of a term; 12 when absent.
    pub term_months: Option<u32>,
    /// Days of notice before the term ends; 30 when absent.
    pub notice_days: Option<u32>,
    /// Whether it renews by itself; no when absent.
    pub auto_renewed: Option<bool>,
    /// Rise of prices at a renewal, percent; 0 when absent.
    pub uplift_percent: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// 价税合计 of a term, to be paid in equal parts; instead of instalments.
    pub amount: Option<Amount>,
    /// Rate of the tax in that amount, percent; 6 when absent.
    pub tax_percent: Option<String>,
    /// 发票票种; a 专票 when absent.
    pub invoice: Option<InvoiceKind>,
    /// Code or name of the 费用类别 of that amount; subscription 1.2 when absent.
    pub category: Option<String>,
    /// How often it is paid, in advance; yearly when absent.
    pub rhythm: Option<Rhythm>,
    /// Days from the start of a part to the day on which it is due; 0 when absent.
    pub due_days: Option<u32>,
    /// The instalments of the term, where they are not equal parts.
    pub instalments: Option<Vec<InstalmentInput>>,
    /// Values of own fields, by name or key; null clears one.
    pub own: BTreeMap<String, Option<String>>,
    /// Lets it pass a line that is closed.
    #[serde(rename = "override")]
    pub passing: Option<kezhang_core::plan::control::Override>,
}

pub(crate) fn percent(at: &'static str, text: &str, low: i64, high: i64) -> Outcome<Decimal> {
    text.trim()
        .parse::<Decimal>()
        .ok()
        .filter(|value| (Decimal::from(low)..=Decimal::from(high)).contains(value))
        .ok_or_else(|| {
            Fault::new("purchase_percent_invalid")
                .with("at", at)
                .with("value", text)
                .with("low", low)
                .with("high", high)
        })
}

pub(crate) async fn row_of(change: &Change<'_>, code: &str) -> Outcome<purchase_contract::Model> {
    known(change, code)
        .await?
        .ok_or_else(|| Fault::new("purchase_unknown").with("value", code))
}

pub(crate) async fn known(change: &Change<'_>, code: &str) -> Outcome<Option<purchase_contract::Model>> {
    purchase_contract::Entity::find()
        .filter(purchase_contract::Column::Code.eq(code.trim()))
        .one(change.connection())
        .await
        .or_fault()
}

impl Ledger {
    /// Adds or changes a purchase contract.
    ///
    /// # Errors
    /// `purchase_incomplete`, `purchase_term_invalid`, `purchase_percent_invalid`, `purchase_amount`,
    /// `purchase_not_cost`, `category_unknown`, `instalment_settled`, `control_stopped`, `name_ambiguous`.
    pub async fn set_purchase(
        &self,
        change: &mut Change<'_>,
        new: &PurchaseInput,
        today: NaiveDate,
    ) -> Outcome<PurchaseSheet> {
        let code = name(&new.code).map_err(|fault| fault.with("at", "code"))?;
        let old = known(change, &code).await?;
        let incomplete = |field: &'static str| {
            Fault::new("purchase_incomplete")
                .with("at", field)
                .with("contract", &code)
        };
        let vendor_id = match (&new.vendor, &old) {
            (Some(text), _) if !text.trim().is_empty() => id_or_new(change, Register::Vendor, text).await?,
            (_, Some(old)) => old.vendor_id,
            _ => return Err(incomplete("vendor")),
        };
        let department_id = match &new.department {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => {
                let names =
                    crate::bulk::with(change.connection(), |b| lookup::register(b, Register::Department)).await?;
                Some(names.one("department", text)?)
            }
            None => old.as_ref().and_then(|old| old.department_id),
        };
        let starts_on = new.starts_on.or(old.as_ref().map(|old| old.starts_on));
        let starts_on = starts_on.ok_or_else(|| incomplete("starts_on"))?;
        let known_term = old.as_ref().map(|old| old.term_months.unsigned_abs());
        let term_months = new.term_months.or(known_term).unwrap_or(12);
        let notice_days = new
            .notice_days
            .or(old.as_ref().map(|old| old.notice_days.unsigned_abs()))
            .unwrap_or(30);
        if notice_days > 3650 {
            return Err(Fault::new("purchase_notice_invalid")
                .with("at", "notice_days")
                .with("value", notice_days)
                .with("high", 3650));
        }
        let text = |new: &Option<String>, old: Option<&String>| match new {
            Some(text) => clean(text.trim()),
            None => Ok(old.cloned().unwrap_or_default()),
        };
        let row = purchase_contract::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            title: text(&new.title, old.as_ref().map(|old| &old.title))?,
            vendor_id,
            department_id,
            comparison_id: old.as_ref().and_then(|old| old.comparison_id),
            starts_on,
            ends_on: last_day(starts_on, term_months)?,
            term_months: term_months as i32,
            notice_days: notice_days as i32,
            is_auto_renewed: new
                .auto_renewed
                .or(old.as_ref().map(|old| old.is_auto_renewed))
                .unwrap_or(false),
            uplift_percent: match &new.uplift_percent {
                Some(text) => percent("uplift_percent", text, -100, 1000)?.normalize().to_string(),
                None => old
                    .as_ref()
                    .map_or_else(|| "0".to_owned(), |old| old.uplift_percent.clone()),
            },
            responsible: text(&new.responsible, old.as_ref().map(|old| &old.responsible))?,
            note: text(&new.note, old.as_ref().map(|old| &old.note))?,
            ended_on: old.as_ref().and_then(|old| old.ended_on),
            code: code.clone(),
        };
        let owed = self.owed(new, starts_on, term_months).await?;
        if old.is_none() && owed.is_none() {
            return Err(incomplete("amount"));
        }
        let row = match old {
            Some(old) => change.update(old, row).await?,
            None => change.insert(row).await?,
        };
        if let Some(owed) = owed {
            put_owed(change, &row, owed, today, new.passing.as_ref()).await?;
        }
        change.note("contract", &code);
        self.put_cells(change, Roll::Purchase, row.id, &new.own, today).await?;
        self.purchase_on(change.connection(), &code, self.language().await, today)
            .await
    }

    /// The instalments that an input means; none where it says nothing of them.
    async fn owed(&self, new: &PurchaseInput, starts_on: NaiveDate, term_months: u32) -> Outcome<Option<Vec<Owed>>> {
        let profile = self.profile().await;
        let currency = profile.currency;
        let above = |at: String, amount: Amount| {
            let minor = currency.minor(amount.value())?;
            if minor > 0 {
                Ok(minor)
            } else {
                Err(Fault::new("purchase_amount").with("at", at).with("value", amount))
            }
        };
        if let Some(list) = &new.instalments {
            if list.is_empty() {
                return Err(Fault::new("purchase_incomplete")
                    .with("at", "instalments")
                    .with("contract", new.code.trim()));
            }
            let owed = list.iter().zip(0usize..).map(|(one, place)| {
                let cost = above(format!("instalments.{place}.cost"), one.cost)?;
                Ok(Owed {
                    due_on: one.due_on,
                    item: clean(one.item.trim())?,
                    category: one.category.clone(),
                    cost,
                    gross: match one.gross {
                        Some(gross) => above(format!("instalments.{place}.gross"), gross)?,
                        None => cost,
                    },
                    is_recurring: one.recurring.unwrap_or(true),
                })
            });
            return owed.collect::<Outcome<Vec<Owed>>>().map(Some);
        }
        let Some(amount) = new.amount else { return Ok(None) };
        let gross = above("amount".to_owned(), amount)?;
        let tax = TaxTerms {
            is_included: true,
            percent: percent("tax_percent", new.tax_percent.as_deref().unwrap_or("6"), 0, 100)?,
            invoice: new.invoice.unwrap_or(InvoiceKind::Special),
        };
        let buyer = Buyer {
            currency,
            taxpayer: profile.taxpayer,
        };
        let (cost, _) = tax.cost(amount.value(), buyer)?;
        let parts = schedule(
            starts_on,
            term_months,
            currency.rounded_minor(cost)?,
            gross,
            new.rhythm.unwrap_or_default(),
            new.due_days.unwrap_or(0),
        )?;
        let category = new.category.as_deref().unwrap_or("1.2");
        let owed = parts.into_iter().map(|(due_on, cost, gross)| Owed {
            due_on,
            item: String::new(),
            category: category.to_owned(),
            cost,
            gross,
            is_recurring: true,
        });
        Ok(Some(owed.collect()))
    }

    /// Removes a purchase contract that nothing settles.
    ///
    /// # Errors
    /// `purchase_unknown`, `instalment_settled`.
    pub async fn remove_purchase(&self, change: &mut Change<'_>, code: &str) -> Outcome<()> {
        let row = row_of(change, code).await?;
        change.note("contract", &row.code);
        let all = held(change.connection(), self.buyer().await).await?;
        for part in all
            .into_iter()
            .filter(|one| one.row.id == row.id)
            .flat_map(|one| one.instalments)
        {
            remove_part(change, part).await?;
        }
        change.remove(row).await
    }
}

async fn remove_part(change: &mut Change<'_>, part: HeldInstalment) -> Outcome<()> {
    if part.settled != 0 {
        return Err(Fault::new("instalment_settled").with("date", part.row.due_on).with(
            "item",
            if part.row.item.is_empty() {
                &part.category
            } else {
                &part.row.item
            },
        ));
    }
    // What settled it by entries that an undo took away settles nothing.
    let links = crate::row::purchase_settlement::Entity::find()
        .filter(crate::row::purchase_settlement::Column::InstalmentId.eq(part.row.id))
        .all(change.connection())
        .await
        .or_fault()?;
    for link in links {
        change.remove(link).await?;
    }
    change.remove(part.row).await
}

/// Puts the instalments of the term that runs in the place of those that are there; those of earlier terms stay.
///
/// # Errors
/// `purchase_not_cost`, `category_unknown`, `instalment_settled`, `control_stopped`.
pub(crate) async fn put_owed(
    change: &mut Change<'_>,
    row: &purchase_contract::Model,
    owed: Vec<Owed>,
    today: NaiveDate,
    passing: Option<&kezhang_core::plan::control::Override>,
) -> Outcome<()> {
    let names = crate::bulk::with(change.connection(), lookup::categories).await?;
    let ledger = change.ledger();
    let all = held(change.connection(), ledger.buyer().await).await?;
    let mut there: Vec<HeldInstalment> = all
        .into_iter()
        .filter(|one| one.row.id == row.id)
        .flat_map(|one| one.instalments)
        .filter(|part| part.row.due_on >= row.starts_on)
        .collect();
    let mut spending: Vec<Spending> = Vec::new();
    for one in owed {
        let category_id = names.one(&one.category)?;
        let code = crate::bulk::with(change.connection(), |bulk| {
            codes(bulk, "SELECT id, code FROM category").map(|codes| codes.get(&category_id).cloned())
        })
        .await?
        .unwrap_or_default();
        if EntryKind::of(&code) != EntryKind::Cost {
            return Err(Fault::new("purchase_not_cost")
                .with("at", "category")
                .with("value", code));
        }
        let same = there.iter().position(|part| {
            part.row.due_on == one.due_on && part.row.category_id == category_id && part.row.item == one.item
        });
        let mut more = one.cost;
        let new = instalment::Model {
            id: 0,
            contract_id: row.id,
            due_on: one.due_on,
            item: one.item,
            category_id,
            cost_minor: one.cost,
            gross_minor: one.gross,
            is_recurring: one.is_recurring,
            is_released: false,
        };
        match same {
            Some(place) => {
                let old = there.remove(place).row;
                more = more.saturating_sub(old.cost_minor);
                let new = instalment::Model {
                    id: old.id,
                    is_released: old.is_released,
                    ..new
                };
                change.update(old, new).await?;
            }
            None => {
                change.insert(new).await?;
            }
        }
        // What is due before this month is spent or late; only what is to come is checked.
        if more > 0 && one.due_on >= Month::of(today).first_day() {
            spending.push(Spending {
                named: [category_id, row.department_id.unwrap_or(0), 0, 0, 0, 0, 0],
                month: Month::of(one.due_on),
                amount: more,
            });
        }
    }
    for part in there {
        remove_part(change, part).await?;
    }
    if spending.is_empty() {
        return Ok(());
    }
    if let Some(mut watch) = ledger.watch().await? {
        for one in spending {
            watch.spend(one)?;
        }
        let language = ledger.language().await;
        ledger.judged(change, &watch, passing, language).await?;
    }
    Ok(())
}
