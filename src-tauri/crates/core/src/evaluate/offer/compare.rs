//! The comparison: offers side by side by item and year, in cash and at present value, and where they cross.
//!
//! The one thing to know: the cash of each cell is a sum of payments, so rows, columns and totals agree to the cent.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::hidden::hidden;
use super::need::{OfferNeed, SizeClass};
use super::price::{Buyer, Priced, price};
use super::result::{BreakEven, ComparisonHead, ComparisonReport, ItemYears, OfferResult, OfferYear};
use super::score::{CriterionWeight, WantedFunction, missing_musts, score};
use super::terms::OfferTerms;
use super::time_value::{Discount, internal_rate, level_payment};
use super::warning::{common_warnings, warnings};
use crate::error::{Fault, Outcome};
use crate::language::{Language, say};
use crate::money::{Amount, round};

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
