//! Purchase contracts 采购合同, money out: term, renewal, notice, and the instalments that they owe.
//!
//! ```text
//!  PurchaseTerms ──► instalments of a term ──► what falls due in the fiscal year, less what is settled: 占用
//!  chosen Offer  ──►        〃                 the term ends ──► renewed (instalments of the next) or ended (the rest goes)
//! ```
//!
//! The one thing to know: an instalment is committed in the month in which it is due, at cost to the company, less what
//! entries settle of it; the cost itself is the entry, counted once.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fee::{Rhythm, Terms};
use super::offer::after::Renewal;
use super::offer::price::Priced;
use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency};

/// What is to be paid at one time, in minor units of the base currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// When it is due.
    pub due_on: NaiveDate,
    /// What for.
    pub item: String,
    /// Code of the 费用类别.
    pub category: String,
    /// What it costs: net where the tax is deductible, else gross.
    pub cost: i64,
    /// 价税合计.
    pub gross: i64,
    /// Whether it comes again with the next term.
    pub is_recurring: bool,
}

/// The instalments of a term at one price: equal parts in advance, the remainder in the last.
///
/// ```
/// use kezhang_core::evaluate::fee::Rhythm;
/// use kezhang_core::evaluate::purchase::schedule;
/// let day = |text: &str| text.parse().unwrap();
/// // 100,000 gross with 6 % that come back: 94,339.62 at cost, in four quarters
/// let owed = schedule(day("2027-03-10"), 12, 9_433_962, 10_000_000, Rhythm::Quarter, 10).unwrap();
/// let due: Vec<String> = owed.iter().map(|(due_on, cost, gross)| format!("{due_on} {cost} {gross}")).collect();
/// assert_eq!(due, ["2027-03-20 2358490 2500000", "2027-06-20 2358490 2500000", "2027-09-20 2358490 2500000",
///     "2027-12-20 2358492 2500000"]);
/// ```
///
/// # Errors
/// `purchase_term_invalid`.
pub fn schedule(
    starts_on: NaiveDate,
    term_months: u32,
    cost: i64,
    gross: i64,
    rhythm: Rhythm,
    due_days: u32,
) -> Outcome<Vec<(NaiveDate, i64, i64)>> {
    let terms = Terms {
        from: starts_on,
        to: last_day(starts_on, term_months)?,
        gross,
        net: cost,
        rhythm,
        due_days,
        ended_on: None,
    };
    let at_cost = Terms { gross: cost, ..terms };
    let parts = terms.instalments()?.into_iter().zip(at_cost.instalments()?);
    Ok(parts
        .map(|(gross, cost)| (gross.due_on, cost.amount, gross.amount))
        .collect())
}

/// The last day of a term.
///
/// # Errors
/// `purchase_term_invalid`.
pub fn last_day(starts_on: NaiveDate, term_months: u32) -> Outcome<NaiveDate> {
    Some(term_months)
        .filter(|months| (1..=360).contains(months))
        .and_then(|months| starts_on.checked_add_months(Months::new(months)))
        .and_then(|next| next.pred_opt())
        .ok_or_else(|| {
            Fault::new("purchase_term_invalid")
                .with("at", "term_months")
                .with("value", term_months)
                .with("high", 360)
        })
}

/// What an offer owes in the term that is signed: one-off payments, and the recurring ones up to the first renewal.
pub fn of_offer(priced: &Priced, signed_on: NaiveDate, term_months: u32, currency: Currency) -> Outcome<Vec<Owed>> {
    let mut owed = Vec::new();
    let flows = priced.flows.iter();
    for flow in flows.filter(|flow| flow.renewals == 0 && flow.covers_from < term_months.max(1)) {
        let Some(item) = priced.items.get(flow.item) else {
            continue;
        };
        owed.push(Owed {
            due_on: signed_on
                .checked_add_months(Months::new(flow.month))
                .unwrap_or(signed_on),
            item: item.name.clone(),
            category: item.kind.category().to_owned(),
            cost: currency.minor(flow.cost)?,
            gross: currency.minor(flow.gross)?,
            is_recurring: flow.covers > 0,
        });
    }
    owed.sort_by(|a, b| (a.due_on, &a.category, &a.item).cmp(&(b.due_on, &b.category, &b.item)));
    Ok(owed)
}

/// The instalments of the next term: those that recur, moved by the term, raised by the uplift and rounded.
///
/// ```
/// use kezhang_core::Currency;
/// use kezhang_core::evaluate::purchase::{Owed, next_term};
/// let day = |text: &str| text.parse().unwrap();
/// let owed = |due_on: &str, cost, is_recurring| Owed { due_on: day(due_on), item: String::new(),
///     category: "1.2".to_owned(), cost, gross: cost, is_recurring };
/// let term = [owed("2027-03-10", 60_000_00, true), owed("2027-03-10", 40_000_00, false)];
/// let next = next_term(&term, 12, "5".parse().unwrap()).unwrap();
/// assert_eq!(next, [owed("2028-03-10", 63_000_00, true)]);
/// ```
///
/// # Errors
/// `amount_overflow`.
pub fn next_term(term: &[Owed], months: u32, uplift_percent: Decimal) -> Outcome<Vec<Owed>> {
    let factor = Decimal::ONE + uplift_percent / Decimal::ONE_HUNDRED;
    let raised = |minor: i64| -> Outcome<i64> {
        let value = Decimal::from(minor).checked_mul(factor);
        let value = value.map(|value| crate::money::round(value, 0));
        value
            .and_then(|value| i64::try_from(value).ok())
            .ok_or_else(|| Fault::new("amount_overflow").with("value", uplift_percent))
    };
    term.iter()
        .filter(|owed| owed.is_recurring)
        .map(|owed| {
            Ok(Owed {
                due_on: owed
                    .due_on
                    .checked_add_months(Months::new(months))
                    .unwrap_or(owed.due_on),
                cost: raised(owed.cost)?,
                gross: raised(owed.gross)?,
                ..owed.clone()
            })
        })
        .collect()
}

/// When a term that ends on a day renews, and until when the vendor must be told.
///
/// ```
/// use kezhang_core::evaluate::offer::after::RenewalState;
/// use kezhang_core::evaluate::purchase::renewal;
/// let day = |text: &str| text.parse().unwrap();
/// let next = renewal(day("2028-03-09"), 60, day("2027-12-20")).unwrap();
/// assert_eq!((next.renews_on, next.notice_by, next.days_left), (day("2028-03-10"), day("2028-01-10"), 21));
/// assert_eq!(next.state, RenewalState::Near);
/// ```
pub fn renewal(ends_on: NaiveDate, notice_days: u32, today: NaiveDate) -> Option<Renewal> {
    Renewal::at(ends_on.succ_opt()?, notice_days, today)
}

/// Where a purchase contract stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseState {
    /// 执行中.
    Running,
    /// 已到期: the term is over and neither a renewal nor an end is recorded.
    Expired,
    /// 已终止.
    Ended,
}

impl PurchaseState {
    /// From the last day of the term and the day from which it no longer runs.
    pub fn on(ends_on: NaiveDate, ended_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match ended_on {
            Some(end) if end <= today => Self::Ended,
            _ if ends_on < today => Self::Expired,
            _ => Self::Running,
        }
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Expired => "expired",
            Self::Ended => "ended",
        }
    }
}

/// Where an instalment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstalmentState {
    /// 未到期.
    Coming,
    /// 已到期未核销.
    Due,
    /// 已核销.
    Settled,
    /// 已释放: by hand, or the contract ended before it.
    Released,
}

/// An entry that settles an instalment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InstalmentSettlement {
    /// The entry.
    pub entry: i64,
    /// Its date.
    pub date: NaiveDate,
    /// Its text.
    pub memo: String,
    /// What it released.
    pub amount: Amount,
}

/// An instalment of a purchase contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Instalment {
    /// Its number.
    pub id: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What for.
    pub item: String,
    /// Code of the 费用类别.
    pub category: String,
    /// What it costs.
    pub cost: Amount,
    /// 价税合计.
    pub gross: Amount,
    /// What entries have settled.
    pub settled: Amount,
    /// What it still takes of the plan.
    pub committed: Amount,
    /// Days past due; negative before.
    pub days: i64,
    /// Where it stands.
    pub state: InstalmentState,
    /// Whether it comes again with the next term.
    pub recurring: bool,
    /// The entries that settle it.
    pub settlements: Vec<InstalmentSettlement>,
    /// The entry that is likely its payment: of the vendor and the category, nearest in date, not used up.
    pub suggested: Option<i64>,
}

/// A purchase contract in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Purchase {
    /// 合同编号.
    pub code: String,
    /// What it is about.
    pub title: String,
    /// Code of the 供应商.
    pub vendor: String,
    /// Code of the department that answers for it.
    pub department: Option<String>,
    /// Who must be told.
    pub responsible: String,
    /// First day of the term that runs.
    pub starts_on: NaiveDate,
    /// Its last day, included.
    pub ends_on: NaiveDate,
    /// Months of a term.
    pub term_months: u32,
    /// Days of notice before the term ends.
    pub notice_days: u32,
    /// Whether it renews by itself.
    pub is_auto_renewed: bool,
    /// Rise of prices at a renewal, percent.
    #[schemars(with = "String")]
    pub uplift_percent: Decimal,
    /// The comparison of offers that it comes from.
    pub comparison: Option<String>,
    /// A remark.
    pub note: String,
    /// From this day it no longer runs.
    pub ended_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: PurchaseState,
    /// When it renews; none once it has ended.
    pub renewal: Option<Renewal>,
    /// What must be told to whom by when; empty while that is far.
    pub reminder: String,
    /// What all its instalments cost.
    pub cost: Amount,
    /// What entries have settled.
    pub settled: Amount,
    /// What falls due in the fiscal year of the day and is not settled: 占用.
    pub committed: Amount,
    /// What is due and not settled.
    pub due: Amount,
    /// The next instalment.
    pub next_due_on: Option<NaiveDate>,
    /// What it costs.
    pub next_due: Option<Amount>,
}

/// Purchase contracts, the one whose notice is due first on top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PurchaseList {
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// The day on which they are looked at.
    pub as_of: NaiveDate,
    /// The fiscal year of that day.
    pub fiscal_year: i32,
    /// The contracts.
    pub purchases: Vec<Purchase>,
    /// The sum of what is committed in that year.
    pub committed: Amount,
    /// The sum of what is due and not settled.
    pub due: Amount,
    /// Contracts of which the vendor must be told within 60 days, or that have run out.
    pub reminders: usize,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// A purchase contract with its instalments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PurchaseSheet {
    /// The contract.
    pub purchase: Purchase,
    /// Its instalments, the first due first.
    pub instalments: Vec<Instalment>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// A cost that may settle: entry, category, day, what is not used up of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The entry.
    pub entry: i64,
    /// Code of its 费用类别.
    pub category: String,
    /// When it occurred.
    pub on: NaiveDate,
    /// What of it settles nothing yet, in minor units.
    pub free: i64,
}

/// Days before an instalment is due in which its payment is looked for, and after.
const NEAR_PAYMENT: (i64, i64) = (-45, 100);

/// The payment that likely belongs to each open instalment: same category, nearest in date, each used once.
///
/// ```
/// use kezhang_core::evaluate::purchase::{Payment, suggestions};
/// let day = |text: &str| text.parse().unwrap();
/// let paid = |entry, category: &str, on: &str| Payment { entry, category: category.to_owned(), on: day(on), free: 1 };
/// let open = [(1, day("2027-03-10"), "1.7"), (2, day("2027-03-10"), "1.7"), (3, day("2027-03-10"), "1.2")];
/// let paid = [paid(7, "1.7", "2027-03-24"), paid(8, "1.7", "2027-04-18"), paid(9, "1.2", "2028-03-10")];
/// assert_eq!(suggestions(&open, &paid), [(1, 7), (2, 8)]);
/// ```
pub fn suggestions(open: &[(i64, NaiveDate, &str)], payments: &[Payment]) -> Vec<(i64, i64)> {
    let mut used = Vec::new();
    let mut found = Vec::new();
    for (instalment, due_on, category) in open {
        let days = |payment: &&Payment| (payment.on - *due_on).num_days();
        let nearest = payments
            .iter()
            .filter(|payment| payment.category == *category && payment.free > 0 && !used.contains(&payment.entry))
            .filter(|payment| (NEAR_PAYMENT.0..=NEAR_PAYMENT.1).contains(&days(payment)))
            .min_by_key(|payment| (days(payment).abs(), payment.entry));
        if let Some(payment) = nearest {
            used.push(payment.entry);
            found.push((*instalment, payment.entry));
        }
    }
    found
}
