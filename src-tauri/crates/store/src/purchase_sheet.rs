//! Purchase contracts as they stand on a day: what is due, settled and committed, who must be told by when.
//!
//! The one thing to know: none of it is stored; it is worked out from instalments and the entries that settle them.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::offer::after::RenewalState;
use kezhang_core::evaluate::offer::price::Buyer;
use kezhang_core::evaluate::purchase::{
    Instalment, InstalmentSettlement, InstalmentState, Owed, Payment, Purchase, PurchaseList, PurchaseSheet,
    PurchaseState, renewal, suggestions,
};
use kezhang_core::language::say;
use kezhang_core::plan::request::rest;
use kezhang_core::record::EntryKind;
use kezhang_core::record::entry::{Deduction, InvoiceKind, Taxpayer};
use kezhang_core::{Amount, Currency, Fault, Language, Month, Outcome, Span};
use schemars::JsonSchema;
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use serde::Deserialize;

use crate::contract::day;
use crate::fault::OrFault;
use crate::labels::labels;
use crate::ledger::Ledger;
use crate::row::{instalment, purchase_contract};

/// Which purchase contracts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PurchaseQuery {
    /// Only those that run or wait for a decision.
    pub open: bool,
    /// The day on which they are looked at; today when absent.
    pub as_of: Option<NaiveDate>,
    /// Language of the names.
    pub language: Option<Language>,
}

/// An instalment with what settles it.
pub(crate) struct HeldInstalment {
    pub row: instalment::Model,
    pub category: String,
    pub settled: i64,
    /// What the entries that settle it cost in all: above the instalment where more was paid.
    pub paid: i64,
    settlements: Vec<InstalmentSettlement>,
}

/// A purchase contract with all that hangs on it.
pub(crate) struct HeldPurchase {
    pub row: purchase_contract::Model,
    pub vendor: String,
    /// Its name in Chinese and in English.
    names: (String, String),
    department: Option<String>,
    comparison: Option<String>,
    pub instalments: Vec<HeldInstalment>,
}

pub(crate) fn codes(bulk: &Connection, query: &str) -> Outcome<HashMap<i64, String>> {
    let mut statement = bulk.prepare(query).or_fault()?;
    let rows = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
        .or_fault()?;
    rows.collect::<Result<_, _>>().or_fault()
}

/// All purchase contracts as a connection sees them, by code.
pub(crate) async fn held(connection: &DatabaseConnection, buyer: Buyer) -> Outcome<Vec<HeldPurchase>> {
    let currency = buyer.currency;
    let rows = purchase_contract::Entity::find()
        .order_by_asc(purchase_contract::Column::Code)
        .all(connection)
        .await
        .or_fault()?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let parts = instalment::Entity::find()
        .order_by_asc(instalment::Column::DueOn)
        .order_by_asc(instalment::Column::Id)
        .all(connection)
        .await
        .or_fault()?;
    crate::bulk::with(connection, move |bulk| {
        let vendors = codes(bulk, "SELECT id, code FROM vendor")?;
        let chinese = codes(bulk, "SELECT id, name FROM vendor")?;
        let english = codes(bulk, "SELECT id, coalesce(nullif(name_en, ''), name) FROM vendor")?;
        let departments = codes(bulk, "SELECT id, code FROM department")?;
        let comparisons = codes(bulk, "SELECT id, name FROM comparison")?;
        let categories = codes(bulk, "SELECT id, code FROM category")?;
        let mut settlements: HashMap<i64, Vec<(InstalmentSettlement, i64, i64)>> = HashMap::new();
        // What of an entry settles nothing was paid for the first that it settles.
        let mut excess = crate::commitment::used(bulk)?;
        // An entry that an undo made void releases nothing.
        let mut statement = bulk
            .prepare(
                "SELECT s.instalment_id, s.entry_id, e.occurred_on, e.memo, s.amount_minor, e.base_net_minor, \
                 e.base_gross_minor, e.is_deductible, e.invoice_kind, c.code FROM purchase_settlement s \
                 JOIN entry e ON e.id = s.entry_id AND e.is_void = 0 JOIN category c ON c.id = e.category_id ORDER BY s.id",
            )
            .or_fault()?;
        let mut found = statement.query(()).or_fault()?;
        while let Some(row) = found.next().or_fault()? {
            let (entry, minor): (i64, i64) = (row.get(1).or_fault()?, row.get(4).or_fault()?);
            let used = excess.remove(&entry);
            let above = match used {
                Some(used) => cost_at(row, 5, buyer.taxpayer)?.saturating_sub(used).max(0),
                None => 0,
            };
            let one = InstalmentSettlement {
                entry,
                date: day(row, 2)?,
                memo: row.get(3).or_fault()?,
                amount: currency.amount(minor),
            };
            settlements
                .entry(row.get(0).or_fault()?)
                .or_default()
                .push((one, minor, minor.saturating_add(above)));
        }
        let mut by_contract: HashMap<i64, Vec<HeldInstalment>> = HashMap::new();
        for row in parts {
            let links = settlements.remove(&row.id).unwrap_or_default();
            let sum = |of: fn(&(InstalmentSettlement, i64, i64)) -> i64| links.iter().map(of).fold(0i64, i64::saturating_add);
            by_contract.entry(row.contract_id).or_default().push(HeldInstalment {
                category: categories.get(&row.category_id).cloned().unwrap_or_default(),
                settled: sum(|link| link.1),
                paid: sum(|link| link.2),
                settlements: links.into_iter().map(|link| link.0).collect(),
                row,
            });
        }
        Ok(rows
            .into_iter()
            .map(|row| HeldPurchase {
                names: (
                    chinese.get(&row.vendor_id).cloned().unwrap_or_default(),
                    english.get(&row.vendor_id).cloned().unwrap_or_default(),
                ),
                vendor: vendors.get(&row.vendor_id).cloned().unwrap_or_default(),
                department: row.department_id.and_then(|id| departments.get(&id).cloned()),
                comparison: row.comparison_id.and_then(|id| comparisons.get(&id).cloned()),
                instalments: by_contract.remove(&row.id).unwrap_or_default(),
                row,
            })
            .collect())
    })
    .await
}

/// What an entry costs, from its net, gross, own word on deduction, invoice kind and category code in that order.
fn cost_at(row: crate::link::Row<'_>, at: usize, taxpayer: Taxpayer) -> Outcome<i64> {
    let kind: Option<String> = row.get(at + 3).or_fault()?;
    let code: String = row.get(at + 4).or_fault()?;
    let deduction = Deduction::of(
        row.get(at + 2).or_fault()?,
        kind.as_deref().and_then(InvoiceKind::parse),
    );
    let is_net = deduction.is_deductible(taxpayer, &code);
    row.get(if is_net { at } else { at + 1 }).or_fault()
}

impl HeldInstalment {
    /// What it still takes.
    pub(crate) fn open(&self, ended_on: Option<NaiveDate>) -> i64 {
        if self.row.is_released || ended_on.is_some_and(|end| self.row.due_on >= end) {
            0
        } else {
            rest(self.row.cost_minor, self.settled)
        }
    }

    fn state(&self, ended_on: Option<NaiveDate>, today: NaiveDate) -> InstalmentState {
        match () {
            () if rest(self.row.cost_minor, self.settled) == 0 => InstalmentState::Settled,
            () if self.open(ended_on) == 0 => InstalmentState::Released,
            () if self.row.due_on <= today => InstalmentState::Due,
            () => InstalmentState::Coming,
        }
    }

    fn shown(
        &self,
        ended_on: Option<NaiveDate>,
        today: NaiveDate,
        suggested: Option<i64>,
        currency: Currency,
    ) -> Instalment {
        Instalment {
            id: self.row.id,
            due_on: self.row.due_on,
            item: self.row.item.clone(),
            category: self.category.clone(),
            cost: currency.amount(self.row.cost_minor),
            gross: currency.amount(self.row.gross_minor),
            settled: currency.amount(self.settled),
            committed: currency.amount(self.open(ended_on)),
            days: (today - self.row.due_on).num_days(),
            state: self.state(ended_on, today),
            recurring: self.row.is_recurring,
            settlements: self.settlements.clone(),
            suggested,
        }
    }
}

impl HeldPurchase {
    /// The instalments of the term that runs.
    pub(crate) fn of_term(&self) -> Vec<Owed> {
        let is_of_term = |one: &&HeldInstalment| one.row.due_on >= self.row.starts_on;
        self.instalments
            .iter()
            .filter(is_of_term)
            .map(|one| Owed {
                due_on: one.row.due_on,
                item: one.row.item.clone(),
                category: one.category.clone(),
                cost: one.row.cost_minor,
                gross: one.row.gross_minor,
                is_recurring: one.row.is_recurring,
            })
            .collect()
    }

    fn shown(&self, year: Span, today: NaiveDate, language: Language, currency: Currency) -> Purchase {
        let row = &self.row;
        let state = PurchaseState::on(row.ends_on, row.ended_on, today);
        let notice_days = row.notice_days.unsigned_abs();
        let renewal = renewal(row.ends_on, notice_days, today).filter(|_| row.ended_on.is_none());
        let sum = |of: &dyn Fn(&HeldInstalment) -> i64| {
            let minor = self.instalments.iter().map(of).fold(0i64, i64::saturating_add);
            currency.amount(minor)
        };
        let next = self
            .instalments
            .iter()
            .find(|one| one.row.due_on > today && one.open(row.ended_on) > 0);
        let reminder = match &renewal {
            Some(next) if state == PurchaseState::Expired || next.state != RenewalState::Far => {
                let key = match (state, next.state, row.is_auto_renewed) {
                    (PurchaseState::Expired, _, _) => "purchase.reminder.expired",
                    (_, RenewalState::Passed, true) => "purchase.reminder.renews",
                    (_, RenewalState::Passed, false) => "purchase.reminder.late",
                    (_, _, true) => "purchase.reminder.auto",
                    (_, _, false) => "purchase.reminder.manual",
                };
                let who = if row.responsible.is_empty() {
                    "–"
                } else {
                    &row.responsible
                };
                say(
                    language,
                    key,
                    &[
                        ("contract", &row.code),
                        ("vendor", language.pick(&self.names.0, &self.names.1)),
                        ("who", who),
                        ("notice", &next.notice_by.to_string()),
                        ("day", &next.renews_on.to_string()),
                        ("days", &next.days_left.abs().to_string()),
                    ],
                )
            }
            _ => String::new(),
        };
        Purchase {
            code: row.code.clone(),
            title: row.title.clone(),
            vendor: self.vendor.clone(),
            department: self.department.clone(),
            responsible: row.responsible.clone(),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            term_months: row.term_months.unsigned_abs(),
            notice_days,
            is_auto_renewed: row.is_auto_renewed,
            uplift_percent: row.uplift_percent.parse().unwrap_or_default(),
            comparison: self.comparison.clone(),
            note: row.note.clone(),
            ended_on: row.ended_on,
            state,
            renewal,
            reminder,
            cost: sum(&|one| one.row.cost_minor),
            settled: sum(&|one| one.settled),
            committed: sum(&|one| {
                if year.contains(Month::of(one.row.due_on)) {
                    one.open(row.ended_on)
                } else {
                    0
                }
            }),
            due: sum(&|one| {
                if one.row.due_on <= today {
                    one.open(row.ended_on)
                } else {
                    0
                }
            }),
            next_due_on: next.map(|one| one.row.due_on),
            next_due: next.map(|one| currency.amount(one.open(row.ended_on))),
        }
    }
}

/// The costs of a vendor that are recorded, with what of each settles nothing yet.
pub(crate) fn payments(bulk: &Connection, vendor_id: i64, taxpayer: Taxpayer) -> Outcome<Vec<Payment>> {
    let used = crate::commitment::used(bulk)?;
    let mut statement = bulk
        .prepare(
            "SELECT e.id, c.code, e.occurred_on, e.base_net_minor, e.base_gross_minor, e.is_deductible, e.invoice_kind, c.code \
             FROM entry e JOIN category c ON c.id = e.category_id \
             WHERE e.is_void = 0 AND e.status = 'actual' AND e.vendor_id = ? ORDER BY e.occurred_on, e.id",
        )
        .or_fault()?;
    let mut rows = statement.query([vendor_id]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let (entry, category): (i64, String) = (row.get(0).or_fault()?, row.get(1).or_fault()?);
        if EntryKind::of(&category) != EntryKind::Cost {
            continue;
        }
        let cost = cost_at(row, 3, taxpayer)?;
        found.push(Payment {
            free: cost.saturating_sub(used.get(&entry).copied().unwrap_or(0)),
            on: day(row, 2)?,
            entry,
            category,
        });
    }
    Ok(found)
}

impl Ledger {
    /// Purchase contracts: whoever must be told first on top.
    ///
    /// # Errors
    /// What the database says.
    pub async fn purchases(&self, query: &PurchaseQuery, today: NaiveDate) -> Outcome<PurchaseList> {
        let today = query.as_of.unwrap_or(today);
        let profile = self.profile().await;
        let language = query.language.unwrap_or(profile.language);
        let calendar = self.calendar().await?;
        let fiscal_year = calendar.year(Month::of(today));
        let span = calendar.span(fiscal_year);
        let all = held(self.reader(), self.buyer().await).await?;
        let mut purchases: Vec<Purchase> = all
            .iter()
            .map(|one| one.shown(span, today, language, profile.currency))
            .filter(|one| !query.open || one.state != PurchaseState::Ended)
            .collect();
        purchases.sort_by_key(|one| {
            let notice = one.renewal.as_ref().map(|next| next.notice_by);
            (
                one.state == PurchaseState::Ended,
                notice.is_none(),
                notice,
                one.code.clone(),
            )
        });
        let sum = |of: fn(&Purchase) -> Amount| Amount::new(purchases.iter().map(|one| of(one).value()).sum());
        let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for one in &purchases {
            wanted.entry("vendor").or_default().push(one.vendor.clone());
            wanted.entry("department").or_default().extend(one.department.clone());
        }
        Ok(PurchaseList {
            company: profile.company,
            currency: profile.currency,
            as_of: today,
            fiscal_year,
            committed: with_cents(sum(|one| one.committed), profile.currency),
            due: with_cents(sum(|one| one.due), profile.currency),
            reminders: purchases.iter().filter(|one| !one.reminder.is_empty()).count(),
            labels: crate::bulk::with(self.reader(), |bulk| labels(bulk, &wanted, language)).await?,
            purchases,
        })
    }

    /// A purchase contract with its instalments.
    ///
    /// # Errors
    /// `purchase_unknown`.
    pub async fn purchase(&self, code: &str, language: Language, today: NaiveDate) -> Outcome<PurchaseSheet> {
        self.purchase_on(self.reader(), code, language, today).await
    }

    pub(crate) async fn purchase_on(
        &self,
        connection: &DatabaseConnection,
        code: &str,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<PurchaseSheet> {
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        let span = calendar.span(calendar.year(Month::of(today)));
        let all = held(connection, self.buyer().await).await?;
        let one = all
            .into_iter()
            .find(|one| one.row.code == code.trim())
            .ok_or_else(|| Fault::new("purchase_unknown").with("value", code))?;
        crate::bulk::with(connection, move |bulk| {
            let open: Vec<(i64, NaiveDate, &str)> = one
                .instalments
                .iter()
                .filter(|part| part.open(one.row.ended_on) > 0)
                .map(|part| (part.row.id, part.row.due_on, part.category.as_str()))
                .collect();
            let payments = payments(bulk, one.row.vendor_id, profile.taxpayer)?;
            let likely: HashMap<i64, i64> = suggestions(&open, &payments).into_iter().collect();
            let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
            wanted.insert("vendor", vec![one.vendor.clone()]);
            wanted.insert("department", one.department.iter().cloned().collect());
            wanted.insert(
                "category",
                one.instalments.iter().map(|part| part.category.clone()).collect(),
            );
            let shown = |part: &HeldInstalment| {
                part.shown(
                    one.row.ended_on,
                    today,
                    likely.get(&part.row.id).copied(),
                    profile.currency,
                )
            };
            Ok(PurchaseSheet {
                instalments: one.instalments.iter().map(shown).collect(),
                labels: labels(bulk, &wanted, language)?,
                purchase: one.shown(span, today, language, profile.currency),
            })
        })
        .await
    }
}

/// A sum that may be zero, with the decimals of the currency.
fn with_cents(amount: Amount, currency: Currency) -> Amount {
    currency
        .minor(amount.value())
        .map_or(amount, |minor| currency.amount(minor))
}
