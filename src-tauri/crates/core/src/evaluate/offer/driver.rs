//! What the ranking hangs on: each driver moved alone, the others as they are.
//!
//! The one thing to know: the gap is the present value of the next best offer less that of the cheapest; where it falls
//! below 0 the cheapest is the cheapest no longer. The range is searched in tenths from the present value outwards, so
//! that its ends are the last tenths at which it still is.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::compare::{Comparing, discounted};
use super::need::OfferNeed;
use super::price::{Buyer, price};
use super::terms::{ChargeEvery, ChargeUnit, OfferTerms};
use super::time_value::Discount;
use crate::error::Outcome;
use crate::money::{Amount, round};

/// In what a driver is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DriverUnit {
    /// Percent more or less than now.
    Change,
    /// Percent a year.
    Percent,
    /// Years.
    Years,
}

/// A driver: how far it moves the gap, and within which bounds the cheapest stays the cheapest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferDriver {
    /// `seats`, `growth`, `storage`, `horizon`, `discount`, `uplift`, `recurring`, `one_off`, `exchange`.
    pub key: String,
    /// In what it is counted.
    pub unit: DriverUnit,
    /// Its figure now.
    #[schemars(with = "String")]
    pub base: Decimal,
    /// The low figure tried.
    #[schemars(with = "String")]
    pub low: Decimal,
    /// The high figure tried.
    #[schemars(with = "String")]
    pub high: Decimal,
    /// The gap at the low figure.
    pub gap_low: Amount,
    /// The gap at the high figure.
    pub gap_high: Amount,
    /// How far the two lie apart.
    pub swing: Amount,
    /// Lowest figure at which the cheapest stays so; none where it does down to the lowest one tried.
    #[schemars(with = "Option<String>")]
    pub holds_from: Option<Decimal>,
    /// Highest figure at which the cheapest stays so; none where it does up to the highest one tried.
    #[schemars(with = "Option<String>")]
    pub holds_to: Option<Decimal>,
    /// Lowest figure tried.
    #[schemars(with = "String")]
    pub searched_from: Decimal,
    /// Highest figure tried.
    #[schemars(with = "String")]
    pub searched_to: Decimal,
    /// Whether another one is the cheapest at the low or the high figure.
    pub is_decisive: bool,
}

/// What the ranking hangs on, the strongest driver first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DriverReport {
    /// The cheapest; none where fewer than two offers have items.
    pub cheapest: Option<String>,
    /// The next best.
    pub next: Option<String>,
    /// The gap between them now.
    pub gap: Amount,
    /// The drivers.
    pub drivers: Vec<OfferDriver>,
}

struct Case<'a> {
    need: &'a OfferNeed,
    offers: Vec<(&'a str, &'a OfferTerms)>,
    buyer: Buyer,
    discount: Discount,
}

/// What a driver does to a need and an offer; the bool tells whether the offer is the cheapest.
type Move = fn(&mut OfferNeed, &mut OfferTerms, bool, Decimal);

fn value(need: &OfferNeed, terms: &OfferTerms, buyer: Buyer, discount: &Discount) -> Outcome<Decimal> {
    let paid = price(need, terms, buyer)?.by_month(need.months());
    Ok(discounted(&paid, discount)?.last().copied().unwrap_or_default())
}

impl Case<'_> {
    /// The gap with a driver at a figure; the cheapest is the first.
    fn gap(&self, change: Move, figure: Decimal) -> Outcome<Decimal> {
        let mut values = Vec::with_capacity(self.offers.len());
        for (place, (_, terms)) in self.offers.iter().enumerate() {
            let (mut need, mut terms) = (self.need.clone(), (*terms).clone());
            change(&mut need, &mut terms, place == 0, figure);
            let fresh;
            let discount = if need.discount_percent == self.need.discount_percent && need.months() <= self.need.months()
            {
                &self.discount
            } else {
                fresh = Discount::new(need.discount_percent, need.months())?;
                &fresh
            };
            values.push(value(&need, &terms, self.buyer, discount)?);
        }
        let others = values.iter().skip(1).min().copied().unwrap_or_default();
        Ok(others - values.first().copied().unwrap_or_default())
    }
}

/// A driver to try: key, unit, figure now, low, high, bounds of the search, step of the search.
struct Trial {
    key: &'static str,
    unit: DriverUnit,
    base: Decimal,
    low: Decimal,
    high: Decimal,
    bounds: (Decimal, Decimal),
    /// Steps to a unit: 10 searches in tenths, 1 in whole years.
    steps: i64,
    change: Move,
}

fn times(percent: Decimal) -> Decimal {
    Decimal::ONE + percent / Decimal::ONE_HUNDRED
}

fn scale_items(terms: &mut OfferTerms, factor: Decimal, is_wanted: impl Fn(ChargeEvery) -> bool) {
    for item in terms.items.iter_mut().filter(|item| is_wanted(item.every)) {
        item.price *= factor;
        for tier in &mut item.tiers {
            tier.price *= factor;
        }
    }
}

fn trials(case: &Case<'_>) -> Vec<Trial> {
    let dec = Decimal::from;
    let need = case.need;
    let change = |key, half: i64, bounds: (i64, i64), change: Move| Trial {
        key,
        unit: DriverUnit::Change,
        base: Decimal::ZERO,
        low: dec(-half),
        high: dec(half),
        bounds: (dec(bounds.0), dec(bounds.1)),
        steps: 10,
        change,
    };
    let has = |wanted: fn(ChargeUnit) -> bool| {
        case.offers
            .iter()
            .flat_map(|(_, terms)| &terms.items)
            .any(|item| wanted(item.unit))
    };
    let mut trials = vec![change("seats", 20, (-90, 400), |need, _, _, by| {
        let scaled = |seats: u32| {
            (Decimal::from(seats) * times(by))
                .ceil()
                .to_u32()
                .unwrap_or(u32::MAX)
                .max(1)
        };
        need.seats = scaled(need.seats);
        need.seats_by_year.iter_mut().for_each(|seats| *seats = scaled(*seats));
    })];
    if need.seats_by_year.is_empty() && need.horizon_years > 1 {
        trials.push(Trial {
            key: "growth",
            unit: DriverUnit::Percent,
            base: need.seats_growth_percent,
            low: need.seats_growth_percent - dec(10),
            high: need.seats_growth_percent + dec(10),
            bounds: (dec(-50), dec(100)),
            steps: 10,
            change: |need, _, _, to| need.seats_growth_percent = to,
        });
    }
    if has(|unit| matches!(unit, ChargeUnit::Gigabyte | ChargeUnit::BackupGigabyte)) {
        trials.push(change("storage", 50, (-90, 900), |need, _, _, by| {
            need.storage_gb *= times(by)
        }));
    }
    trials.push(Trial {
        key: "horizon",
        unit: DriverUnit::Years,
        base: dec(i64::from(need.horizon_years)),
        low: dec(i64::from(need.horizon_years) - 2).max(Decimal::ONE),
        high: dec(i64::from(need.horizon_years) + 2).min(Decimal::TEN),
        bounds: (Decimal::ONE, Decimal::TEN),
        steps: 1,
        change: |need, _, _, to| need.horizon_years = to.to_u32().unwrap_or(1),
    });
    trials.push(Trial {
        key: "discount",
        unit: DriverUnit::Percent,
        base: need.discount_percent,
        low: (need.discount_percent - dec(4)).max(Decimal::ZERO),
        high: (need.discount_percent + dec(4)).min(dec(100)),
        bounds: (Decimal::ZERO, dec(100)),
        steps: 10,
        change: |need, _, _, to| need.discount_percent = to,
    });
    // The cheapest one's own prices: how much room its vendor has, and what a surprise would do.
    trials.push(Trial {
        key: "uplift",
        unit: DriverUnit::Percent,
        base: case
            .offers
            .first()
            .map_or(Decimal::ZERO, |(_, terms)| terms.uplift_percent),
        low: Decimal::ZERO,
        high: case
            .offers
            .first()
            .map_or(Decimal::ZERO, |(_, terms)| terms.uplift_percent)
            + dec(10),
        bounds: (Decimal::ZERO, dec(100)),
        steps: 10,
        change: |_, terms, is_cheapest, to| {
            if is_cheapest {
                terms.uplift_percent = to;
            }
        },
    });
    trials.push(change("recurring", 10, (-90, 400), |_, terms, is_cheapest, by| {
        if is_cheapest {
            scale_items(terms, times(by), |every| every != ChargeEvery::Once);
        }
    }));
    trials.push(change("one_off", 30, (-100, 900), |_, terms, is_cheapest, by| {
        if is_cheapest {
            scale_items(terms, times(by), |every| every == ChargeEvery::Once);
        }
    }));
    let is_foreign = |terms: &OfferTerms| terms.currency.is_some_and(|currency| currency != case.buyer.currency);
    if case.offers.iter().any(|(_, terms)| is_foreign(terms)) {
        trials.push(change("exchange", 10, (-50, 200), |_, terms, _, by| {
            terms.rate = terms.rate.map(|rate| rate * times(by));
        }));
    }
    trials
}

/// Moves each driver alone.
///
/// # Errors
/// What pricing refuses.
pub fn drivers(comparing: &Comparing<'_>) -> Outcome<DriverReport> {
    super::check::need(comparing.need)?;
    let decimals = comparing.buyer.currency.decimals();
    let shown = |value: Decimal| Amount::new(round(value, decimals));
    let discount = Discount::new(comparing.need.discount_percent, comparing.need.months())?;
    let mut offers: Vec<(Decimal, &str, &OfferTerms)> = Vec::new();
    for entrant in comparing
        .entrants
        .iter()
        .filter(|entrant| !entrant.terms.items.is_empty())
    {
        let worth = value(comparing.need, &entrant.terms, comparing.buyer, &discount)?;
        // The ranking goes by the figure that is shown.
        offers.push((round(worth, decimals), &entrant.name, &entrant.terms));
    }
    offers.sort_by_key(|offer| offer.0);
    let mut report = DriverReport {
        cheapest: None,
        next: None,
        gap: shown(Decimal::ZERO),
        drivers: Vec::new(),
    };
    let [best, second, ..] = offers.as_slice() else {
        return Ok(report);
    };
    report.cheapest = Some(best.1.to_owned());
    report.next = Some(second.1.to_owned());
    report.gap = shown(second.0 - best.0);
    let case = Case {
        need: comparing.need,
        offers: offers.iter().map(|(_, name, terms)| (*name, *terms)).collect(),
        buyer: comparing.buyer,
        discount,
    };
    for trial in trials(&case) {
        // A figure so large that nothing can be priced is as good as one at which the cheapest is not the cheapest.
        let gap = |figure: Decimal| case.gap(trial.change, figure).ok().map(|gap| round(gap, decimals));
        let holds = |figure: Decimal| gap(figure).is_some_and(|gap| gap >= Decimal::ZERO);
        let (Some(low), Some(high)) = (gap(trial.low), gap(trial.high)) else {
            continue;
        };
        report.drivers.push(OfferDriver {
            key: trial.key.to_owned(),
            unit: trial.unit,
            base: trial.base.normalize(),
            low: trial.low.normalize(),
            high: trial.high.normalize(),
            gap_low: shown(low),
            gap_high: shown(high),
            swing: shown((high - low).abs()),
            holds_from: edge(&trial, trial.bounds.0, holds),
            holds_to: edge(&trial, trial.bounds.1, holds),
            searched_from: trial.bounds.0,
            searched_to: trial.bounds.1,
            is_decisive: low < Decimal::ZERO || high < Decimal::ZERO,
        });
    }
    report.drivers.sort_by_key(|driver| std::cmp::Reverse(driver.swing));
    Ok(report)
}

/// The last figure between now and a bound at which the condition still holds; none where it holds at the bound too.
fn edge(trial: &Trial, bound: Decimal, holds: impl Fn(Decimal) -> bool) -> Option<Decimal> {
    let steps = Decimal::from(trial.steps);
    let whole = |value: Decimal| (value * steps).round().to_i64().unwrap_or(0);
    let figure = |step: i64| Decimal::from(step) / steps;
    let (mut inside, end) = (whole(trial.base), whole(bound));
    // Eight strides outwards: a way back to being the cheapest further out is none that can be relied on.
    let strides = 8;
    let start = inside;
    let mut outside = None;
    for stride in 1..=strides {
        let step = start + (end - start) * stride / strides;
        if step == inside {
            continue;
        }
        if holds(figure(step)) {
            inside = step;
        } else {
            outside = Some(step);
            break;
        }
    }
    let mut outside = outside?;
    while (outside - inside).abs() > 1 {
        let middle = (inside + outside) / 2;
        if holds(figure(middle)) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Some(figure(inside).normalize())
}
