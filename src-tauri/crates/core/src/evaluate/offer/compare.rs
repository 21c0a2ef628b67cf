//! The comparison: offers side by side by item and year, in cash and at present value, and where they cross.
//!
//! The one thing to know: the cash of each cell is a sum of payments, so rows, columns and totals agree to the cent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::hidden::{HiddenCost, HiddenState, hidden};
use super::need::{OfferNeed, SizeClass};
use super::price::{Buyer, Priced, price};
use super::score::{CriterionWeight, WantedFunction, missing_musts, score};
use super::terms::{ChargeEvery, ChargeUnit, ItemKind, OfferTerms};
use super::time_value::{Discount, internal_rate, level_payment};
use crate::error::{Fault, Outcome};
use crate::language::{Language, say};
use crate::money::{Amount, Currency, round};
use crate::record::entry::Taxpayer;

/// An offer that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrant {
    /// Its number in the ledger.
    pub id: i64,
    /// Its name, one of its own in the comparison.
    pub name: String,
    /// 供应商.
    pub vendor: String,
    /// What it says.
    pub terms: OfferTerms,
}

/// All that a comparison is made from.
#[derive(Debug, Clone)]
pub struct Comparing<'a> {
    /// Name of the comparison.
    pub name: &'a str,
    /// Name of the company.
    pub company: &'a str,
    /// What is needed.
    pub need: &'a OfferNeed,
    /// The check-list of functions.
    pub functions: &'a [WantedFunction],
    /// The weights of the score.
    pub weights: &'a [CriterionWeight],
    /// The offers.
    pub entrants: &'a [Entrant],
    /// Who buys.
    pub buyer: Buyer,
    /// Today: old offers are flagged.
    pub today: NaiveDate,
    /// Language of its words.
    pub language: Language,
}

/// What the figures are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonHead {
    /// Name of the company.
    pub company: String,
    /// Name of the comparison.
    pub comparison: String,
    /// Base currency.
    pub currency: Currency,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
    /// Years looked at.
    pub horizon_years: u32,
    /// Yearly effective discount rate, percent.
    #[schemars(with = "String")]
    pub discount_percent: Decimal,
    /// Seats by year.
    pub seats: Vec<u32>,
    /// Size class of the first year ◇b.
    pub size: SizeClass,
    /// Seats times months.
    pub seat_months: u64,
    /// The day of the comparison.
    pub as_of: NaiveDate,
    /// Language of its words.
    pub language: Language,
}

/// An item by year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemYears {
    /// What the offer calls it.
    pub item: String,
    /// What it is.
    pub kind: ItemKind,
    /// Code of its 费用类别.
    pub category: String,
    /// Whether it comes in the bundle.
    pub is_included: bool,
    /// Cash by year.
    pub years: Vec<Amount>,
    /// Their sum.
    pub total: Amount,
}

/// A year of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferYear {
    /// 1 for the first.
    pub year: u32,
    /// Seats.
    pub seats: u32,
    /// Cash.
    pub cash: Amount,
    /// Its part of the present value.
    pub npv: Amount,
    /// Own hours, no cash.
    #[schemars(with = "String")]
    pub own_hours: Decimal,
    /// What they are worth.
    pub own_cost: Amount,
}

/// Something to look at again, at its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferWarning {
    /// Stable code.
    pub code: String,
    /// Path of the field.
    pub at: String,
    /// What is to be looked at, and what would be right.
    pub message: String,
}

/// What an offer comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferResult {
    /// Its number in the ledger.
    pub id: i64,
    /// Its name.
    pub offer: String,
    /// 供应商.
    pub vendor: String,
    /// 版本.
    pub edition: String,
    /// Place by present value, 1 the cheapest; none for an offer without items.
    pub rank: Option<u32>,
    /// Items by year.
    pub items: Vec<ItemYears>,
    /// Figures by year.
    pub years: Vec<OfferYear>,
    /// Cash of what is due once.
    pub one_off: Amount,
    /// Cash of what comes again.
    pub recurring: Amount,
    /// Cash of the first year.
    pub first_year: Amount,
    /// 总拥有成本: all cash.
    pub cash: Amount,
    /// 净现值 of the cash.
    pub npv: Amount,
    /// Cash per seat and month.
    pub per_seat_month: Amount,
    /// The level monthly payment, in advance, that is worth the present value.
    pub level_month: Amount,
    /// Own hours, no cash.
    #[schemars(with = "String")]
    pub own_hours: Decimal,
    /// What they are worth.
    pub own_cost: Amount,
    /// Weighted score, 1 to 5; none while marks are missing.
    #[schemars(with = "Option<String>")]
    pub score: Option<Decimal>,
    /// Musts that it does not have.
    pub missing_musts: Vec<String>,
    /// Musts about which it has not been asked.
    pub open_musts: Vec<String>,
    /// Costs that offers leave out.
    pub hidden: Vec<HiddenCost>,
    /// What to look at again.
    pub warnings: Vec<OfferWarning>,
    /// Cumulative cash by month, from month 0.
    pub cumulative: Vec<Amount>,
    /// Cumulative present value by month, from month 0.
    pub cumulative_npv: Vec<Amount>,
}

/// Where two offers cross.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BreakEven {
    /// The one that costs less at the beginning.
    pub first: String,
    /// The one that costs less in the end.
    pub later: String,
    /// Whether it is of present values rather than cash.
    pub is_npv: bool,
    /// First month from which on the other one has cost no more, to the end of the horizon.
    pub month: u32,
    /// What the money that the other one costs earlier earns a year, percent with one decimal; of cash alone.
    #[schemars(with = "Option<String>")]
    pub return_percent: Option<Decimal>,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonReport {
    /// What the figures are.
    pub head: ComparisonHead,
    /// The offers, in the order of the comparison.
    pub offers: Vec<OfferResult>,
    /// Where they cross.
    pub break_even: Vec<BreakEven>,
    /// Name of the one with the lowest present value.
    pub cheapest: Option<String>,
    /// What to look at again in the need and the weights.
    pub warnings: Vec<OfferWarning>,
}

/// The month from which on `later` has cost no more than `first`, to the end; none where the one that is cheaper first
/// stays so.
///
/// ```
/// use kezhang_core::evaluate::offer::compare::break_even;
/// let months = |values: [i64; 5]| values.map(Into::into).to_vec();
/// // 100 at once against 30 a month: 30, 60, 90, 120
/// let (bought, rented) = (months([100, 100, 100, 100, 100]), months([30, 60, 90, 120, 150]));
/// assert_eq!(break_even(&rented, &bought), Some(3));
/// assert_eq!(break_even(&bought, &rented), None);
/// ```
pub fn break_even(first: &[Decimal], later: &[Decimal]) -> Option<u32> {
    let pairs = || first.iter().zip(later);
    let (start, start_later) = pairs().find(|(a, b)| a != b)?;
    let (end, end_later) = pairs().next_back()?;
    if start > start_later || end_later > end {
        return None;
    }
    // The last month in which the other one had still cost more; the next one is the crossing.
    let last = pairs().rposition(|(a, b)| b > a)?;
    u32::try_from(last + 1).ok()
}

/// What paying earlier for less later earns a year, percent with one decimal: the internal rate of the difference.
fn yearly_return(first: &[Decimal], later: &[Decimal]) -> Option<Decimal> {
    let saved: Vec<Decimal> = first.iter().zip(later).map(|(a, b)| a - b).collect();
    let by_month: Vec<Decimal> = saved
        .iter()
        .scan(Decimal::ZERO, |before, value| {
            let step = value - *before;
            *before = *value;
            Some(step)
        })
        .collect();
    let monthly = Decimal::ONE + internal_rate(&by_month)?;
    let yearly = (0..12).try_fold(Decimal::ONE, |product, _| product.checked_mul(monthly))?;
    let percent = (yearly - Decimal::ONE).checked_mul(Decimal::ONE_HUNDRED)?;
    // Above 1000 % a year the figure says no more than "at once".
    (percent.abs() < Decimal::ONE_THOUSAND).then(|| round(percent, 1))
}

/// Cumulative sums.
pub(super) fn cumulated(values: &[Decimal]) -> Vec<Decimal> {
    values
        .iter()
        .scan(Decimal::ZERO, |sum, value| {
            *sum += value;
            Some(*sum)
        })
        .collect()
}

/// Cumulative present value by month, exact.
pub(super) fn discounted(paid: &[Decimal], discount: &Discount) -> Outcome<Vec<Decimal>> {
    let mut sum = Decimal::ZERO;
    paid.iter()
        .zip(0..)
        .map(|(value, month)| {
            if !value.is_zero() {
                let part = value.checked_mul(discount.factor(month));
                sum = part.and_then(|part| sum.checked_add(part)).ok_or_else(too_large)?;
            }
            Ok(sum)
        })
        .collect()
}

fn too_large() -> Fault {
    Fault::new("amount_overflow").with("value", "∑")
}

/// Compares offers at a need.
///
/// # Errors
/// What [`super::check`] refuses, `offer_rate_missing`, `offer_overflow`, each with the fact `offer`.
pub fn compare(comparing: &Comparing<'_>) -> Outcome<ComparisonReport> {
    let Comparing {
        need, buyer, language, ..
    } = *comparing;
    super::check::need(need)?;
    let discount = Discount::new(need.discount_percent, need.months())?;
    let mut offers = Vec::with_capacity(comparing.entrants.len());
    for entrant in comparing.entrants {
        let result = result(comparing, entrant, &discount).map_err(|fault| fault.with("offer", &entrant.name))?;
        offers.push(result);
    }
    let mut order: Vec<usize> = (0..offers.len()).filter(|at| !offers[*at].items.is_empty()).collect();
    order.sort_by_key(|at| (offers[*at].npv, *at));
    for (at, rank) in order.iter().zip(1..) {
        offers[*at].rank = Some(rank);
    }
    let cheapest = order.first().map(|at| offers[*at].offer.clone());
    let mut crossings = Vec::new();
    for is_npv in [false, true] {
        let curve = |at: usize| -> Vec<Decimal> {
            let curve = if is_npv {
                &offers[at].cumulative_npv
            } else {
                &offers[at].cumulative
            };
            curve.iter().map(|amount| amount.value()).collect()
        };
        for first in 0..offers.len() {
            for later in (0..offers.len()).filter(|later| *later != first) {
                if offers[first].items.is_empty() || offers[later].items.is_empty() {
                    continue;
                }
                crossings.extend(break_even(&curve(first), &curve(later)).map(|month| BreakEven {
                    first: offers[first].offer.clone(),
                    later: offers[later].offer.clone(),
                    is_npv,
                    month,
                    return_percent: if is_npv {
                        None
                    } else {
                        yearly_return(&curve(first), &curve(later))
                    },
                }));
            }
        }
    }
    Ok(ComparisonReport {
        head: ComparisonHead {
            company: comparing.company.to_owned(),
            comparison: comparing.name.to_owned(),
            currency: buyer.currency,
            taxpayer: buyer.taxpayer,
            horizon_years: need.horizon_years,
            discount_percent: need.discount_percent,
            seats: (0..need.horizon_years).map(|year| need.seats_in(year)).collect(),
            size: SizeClass::of(need.seats_in(0)),
            seat_months: need.seat_months(),
            as_of: comparing.today,
            language,
        },
        warnings: common_warnings(comparing),
        offers,
        break_even: crossings,
        cheapest,
    })
}

fn result(comparing: &Comparing<'_>, entrant: &Entrant, discount: &Discount) -> Outcome<OfferResult> {
    let Comparing {
        need, buyer, language, ..
    } = *comparing;
    let terms = &entrant.terms;
    super::check::terms(terms)?;
    let priced = price(need, terms, buyer)?;
    let decimals = buyer.currency.decimals();
    let shown = |value: Decimal| Amount::new(round(value, decimals));
    let years = need.horizon_years as usize;

    let mut cells = vec![vec![Decimal::ZERO; years]; priced.items.len()];
    let (mut one_off, mut recurring) = (Decimal::ZERO, Decimal::ZERO);
    for flow in &priced.flows {
        if let Some(cell) = cells.get_mut(flow.item).and_then(|row| row.get_mut(flow.year as usize)) {
            *cell += flow.cost;
        }
        *(if flow.covers == 0 { &mut one_off } else { &mut recurring }) += flow.cost;
    }
    let own_hardware = say(language, "offer.own_hardware", &[]);
    let items: Vec<ItemYears> = priced
        .items
        .iter()
        .zip(&cells)
        .map(|(item, row)| ItemYears {
            item: if item.name.is_empty() {
                own_hardware.clone()
            } else {
                item.name.clone()
            },
            kind: item.kind,
            category: item.kind.category().to_owned(),
            is_included: item.is_included,
            years: row.iter().map(|value| shown(*value)).collect(),
            total: shown(row.iter().sum()),
        })
        .collect();

    let paid = priced.by_month(need.months());
    let cash = cumulated(&paid);
    let npv: Vec<Decimal> = discounted(&paid, discount)?
        .into_iter()
        .map(|value| round(value, decimals))
        .collect();
    let total = cash.last().copied().unwrap_or_default();
    let worth = npv.last().copied().unwrap_or_default();
    let year_rows = years_of(need, &priced, &cells, discount, decimals)?;
    let own_hours: Decimal = priced.own.iter().map(|own| own.hours).sum();
    let own_cost: Decimal = priced.own.iter().map(|own| own.cost).sum();
    let seat_months = Decimal::from(need.seat_months().max(1));
    let (missing, open) = missing_musts(comparing.functions, terms);
    let monthly = discount.factor(0) / discount.factor(1) - Decimal::ONE;
    Ok(OfferResult {
        id: entrant.id,
        offer: entrant.name.clone(),
        vendor: entrant.vendor.clone(),
        edition: terms.edition.clone(),
        rank: None,
        items,
        one_off: shown(one_off),
        recurring: shown(recurring),
        first_year: year_rows.first().map_or(shown(Decimal::ZERO), |year| year.cash),
        years: year_rows,
        cash: shown(total),
        npv: shown(worth),
        per_seat_month: shown(total / seat_months),
        level_month: shown(level_payment(monthly, need.months(), worth, true)?),
        own_hours,
        own_cost: shown(own_cost),
        score: score(comparing.weights, &terms.marks),
        missing_musts: missing,
        open_musts: open,
        hidden: hidden(terms),
        warnings: warnings(comparing, terms, &priced),
        cumulative: cash.into_iter().map(shown).collect(),
        cumulative_npv: npv.into_iter().map(Amount::new).collect(),
    })
}

/// Figures by year. A year's part of the present value is the difference of the rounded sums, so that the parts add up.
fn years_of(
    need: &OfferNeed,
    priced: &Priced,
    cells: &[Vec<Decimal>],
    discount: &Discount,
    decimals: u32,
) -> Outcome<Vec<OfferYear>> {
    let mut worth = vec![Decimal::ZERO; need.horizon_years as usize];
    for flow in &priced.flows {
        if let Some(sum) = worth.get_mut(flow.year as usize) {
            let part = flow
                .cost
                .checked_mul(discount.factor(flow.month))
                .ok_or_else(too_large)?;
            *sum = sum.checked_add(part).ok_or_else(too_large)?;
        }
    }
    let mut before = Decimal::ZERO;
    let until = cumulated(&worth);
    let years = (0..need.horizon_years).zip(until).zip(&priced.own);
    Ok(years
        .map(|((year, until), own)| {
            let rounded = round(until, decimals);
            let npv = rounded - before;
            before = rounded;
            OfferYear {
                year: year + 1,
                seats: need.seats_in(year),
                cash: Amount::new(round(
                    cells.iter().filter_map(|row| row.get(year as usize)).sum(),
                    decimals,
                )),
                npv: Amount::new(npv),
                own_hours: own.hours,
                own_cost: Amount::new(own.cost),
            }
        })
        .collect())
}

fn warn(language: Language, code: &str, at: impl Into<String>, facts: &[(&str, &str)]) -> OfferWarning {
    OfferWarning {
        code: code.to_owned(),
        at: at.into(),
        message: say(language, &format!("offer.warning.{code}"), facts),
    }
}

fn warnings(comparing: &Comparing<'_>, terms: &OfferTerms, priced: &Priced) -> Vec<OfferWarning> {
    let Comparing {
        need, language, today, ..
    } = *comparing;
    let mut found = Vec::new();
    if terms.items.is_empty() {
        found.push(warn(language, "no_items", "items", &[]));
    }
    for (item, place) in terms.items.iter().zip(0..) {
        let (at, name) = (format!("items.{place}"), item.name.as_str());
        if item.is_included {
            continue;
        }
        if let Some(minimum) = item.minimum {
            let free = super::price::quantity(
                need,
                &super::OfferItem {
                    minimum: None,
                    ..item.clone()
                },
                0,
            );
            if let Ok(needed) = free
                && minimum > needed
            {
                let facts = [
                    ("item", name),
                    ("minimum", &minimum.normalize().to_string()),
                    ("need", &needed.normalize().to_string()),
                ];
                found.push(warn(language, "minimum_above_need", format!("{at}.minimum"), &facts));
            }
        }
        if item.from_month >= need.months() {
            let months = need.months().to_string();
            found.push(warn(
                language,
                "begins_after_horizon",
                format!("{at}.from_month"),
                &[("item", name), ("months", &months)],
            ));
        }
        let has_licence = terms
            .items
            .iter()
            .any(|i| i.kind == ItemKind::Licence && i.every == ChargeEvery::Once);
        if item.unit == ChargeUnit::LicencePercent && !has_licence {
            found.push(warn(
                language,
                "percent_of_nothing",
                format!("{at}.price"),
                &[("item", name)],
            ));
        }
        let is_priced = item.price > Decimal::ZERO || !item.tiers.is_empty();
        if is_priced && item.unit != ChargeUnit::LicencePercent && !priced.flows.iter().any(|flow| flow.item == place) {
            found.push(warn(
                language,
                "quantity_zero",
                format!("{at}.quantity"),
                &[("item", name)],
            ));
        }
    }
    if let Some(day) = terms.quoted_on
        && (today - day).num_days() > super::card::STALE_DAYS
    {
        found.push(warn(language, "quote_old", "quoted_on", &[("date", &day.to_string())]));
    }
    if let Some(day) = terms.valid_until
        && day < today
    {
        found.push(warn(
            language,
            "quote_expired",
            "valid_until",
            &[("date", &day.to_string())],
        ));
    }
    if terms.term_months > need.months() {
        let facts = [
            ("term", &*terms.term_months.to_string()),
            ("months", &need.months().to_string()),
        ];
        found.push(warn(language, "term_beyond_horizon", "term_months", &facts));
    }
    let open = hidden(terms)
        .iter()
        .filter(|cost| cost.state == HiddenState::Open)
        .count();
    if open > 0 && !terms.items.is_empty() {
        found.push(warn(language, "costs_open", "answers", &[("count", &open.to_string())]));
    }
    found
}

fn common_warnings(comparing: &Comparing<'_>) -> Vec<OfferWarning> {
    let mut found = Vec::new();
    let sum: u32 = comparing.weights.iter().map(|weight| weight.weight).sum();
    if sum != 100 {
        found.push(warn(
            comparing.language,
            "weights_not_hundred",
            "weights",
            &[("sum", &sum.to_string())],
        ));
    }
    let vendors = comparing
        .entrants
        .iter()
        .fold(BTreeMap::new(), |mut seen: BTreeMap<&str, u32>, entrant| {
            *seen.entry(entrant.name.as_str()).or_default() += 1;
            seen
        });
    if vendors.len() == 1 {
        found.push(warn(comparing.language, "one_offer", "offers", &[]));
    }
    found
}
