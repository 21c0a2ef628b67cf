//! Non-contractual value: BG/NBD for how often, Gamma-Gamma for how much; with intervals, checks and refusals.
//!
//! ```text
//!  orders ──summarise──► Purchases ──BgNbd::fit──► expected purchases, p(alive) ─┐
//!                            └──repeat buyers──GammaGamma::fit──► mean amount ───┴─► CLV ± bootstrap
//! ```
//!
//! The one thing to know: a figure is given only where the data carry it. Thin data, a fit that does not converge or
//! an assumption that fails give none and the reason.

mod bg_nbd;
mod gamma_gamma;
mod minimise;
mod purchase;
#[cfg(test)]
#[allow(clippy::panic)]
mod tests;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use bg_nbd::{BgNbd, Histories};
pub use gamma_gamma::{GammaGamma, Spending};
pub use purchase::{Purchases, Summary, summarise};

use super::estimate::number;
use super::lifetime::monthly_rate;

/// Weeks of a month, as the reference package counts them.
pub const WEEKS_A_MONTH: f64 = 4.345;
/// Fewer customers than this tell nothing (our own default).
pub const LEAST_CUSTOMERS: usize = 50;
/// Fewer repeat buyers than this tell nothing (our own default).
pub const LEAST_REPEAT_BUYERS: usize = 20;
/// A stronger correlation of frequency and amount breaks the assumption (our own default).
pub const MOST_CORRELATION: f64 = 0.3;

/// How often customers are drawn anew for the intervals.
const REPLICATES: usize = 100;
/// More customers than this are drawn in part, and the spread is scaled (m out of n bootstrap).
const MOST_DRAWN: usize = 20_000;

/// The estimated model; p, q and v are none where amounts cannot be modelled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Model {
    /// BG/NBD: shape of the purchase rate.
    pub r: f64,
    /// BG/NBD: scale of the purchase rate, weeks.
    pub alpha: f64,
    /// BG/NBD: first shape of staying away.
    pub a: f64,
    /// BG/NBD: second shape of staying away.
    pub b: f64,
    /// Gamma-Gamma: shape of one purchase.
    pub p: Option<f64>,
    /// Gamma-Gamma: shape of how customers differ.
    pub q: Option<f64>,
    /// Gamma-Gamma: scale of how customers differ, currency units.
    pub v: Option<f64>,
    /// Log-likelihood of the BG/NBD part.
    pub log_likelihood: f64,
    /// `week`.
    pub unit: &'static str,
}

/// What was checked before a figure was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// Enough customers.
    Customers,
    /// Enough repeat buyers.
    RepeatBuyers,
    /// The purchase model converged.
    PurchasesConverged,
    /// Frequency and mean amount of repeat buyers are (nearly) independent.
    Independence,
    /// The amount model converged and has a mean.
    AmountsConverged,
}

impl CheckName {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::RepeatBuyers => "repeat_buyers",
            Self::PurchasesConverged => "purchases_converged",
            Self::Independence => "independence",
            Self::AmountsConverged => "amounts_converged",
        }
    }
}

/// One check and how it came out; a check that failed is the reason why figures are missing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Check {
    /// What was checked.
    pub name: CheckName,
    /// Whether it holds.
    pub passed: bool,
    /// What was found.
    pub found: Option<f64>,
    /// What it is held against.
    pub limit: Option<f64>,
}

/// What is estimated of a customer; amounts in currency units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// Purchases expected over the horizon.
    pub expected_purchases: f64,
    /// Probability that it still buys.
    pub p_alive: f64,
    /// Mean amount expected of a purchase.
    pub average_value: Option<f64>,
    /// Value over the horizon.
    pub clv: Option<f64>,
    /// Lower end of the 95 % interval of that expectation.
    pub clv_low: Option<f64>,
    /// Upper end.
    pub clv_high: Option<f64>,
}

/// On what terms value is reckoned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Months ahead.
    pub horizon: u32,
    /// Yearly effective rate.
    pub discount: f64,
    /// Gross margin, 1 for revenue itself.
    pub margin: f64,
}

impl Terms {
    /// The horizon in weeks.
    pub fn weeks(&self) -> f64 {
        f64::from(self.horizon) * WEEKS_A_MONTH
    }
}

/// What the models make of customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Valued {
    /// The model; none where the checks refuse it.
    pub model: Option<Model>,
    /// What was checked, in order; the first that failed is the reason.
    pub checks: Vec<Check>,
    /// One for each customer, in order; empty where there is no model.
    pub estimates: Vec<Estimate>,
}

/// Fits both models and estimates each customer; `with_interval` draws anew for the intervals.
///
/// ```
/// use kezhang_core::evaluate::value::{estimate, Purchases, Terms};
/// // ten customers: refused, with the reason
/// let few = vec![Purchases { frequency: 1, recency: 3.0, age: 20.0, value: Some(5.0) }; 10];
/// let found = estimate(&few, Terms { horizon: 36, discount: 0.0, margin: 1.0 }, true);
/// assert!(found.model.is_none() && !found.checks[0].passed && found.estimates.is_empty());
/// ```
pub fn estimate(customers: &[Purchases], terms: Terms, with_interval: bool) -> Valued {
    let mut valued = Valued {
        model: None,
        checks: Vec::new(),
        estimates: Vec::new(),
    };
    let at_least = |name, found: usize, limit: usize| Check {
        name,
        passed: found >= limit,
        found: Some(found as f64),
        limit: Some(limit as f64),
    };
    let repeat: Vec<(usize, u32, f64)> = customers
        .iter()
        .enumerate()
        .filter_map(|(at, c)| c.value.filter(|v| *v > 0.0).map(|v| (at, c.frequency, v)))
        .collect();
    valued
        .checks
        .push(at_least(CheckName::Customers, customers.len(), LEAST_CUSTOMERS));
    valued
        .checks
        .push(at_least(CheckName::RepeatBuyers, repeat.len(), LEAST_REPEAT_BUYERS));
    if valued.checks.iter().any(|check| !check.passed) {
        return valued;
    }
    let histories = Histories::of(customers);
    let counts = BgNbd::fit(&histories, None);
    valued.checks.push(Check {
        name: CheckName::PurchasesConverged,
        passed: counts.is_some(),
        found: None,
        limit: None,
    });
    let Some(counts) = counts else { return valued };
    let spending = Spending::of(repeat.iter().map(|(_, frequency, mean)| (*frequency, *mean)).collect());
    let correlation = spending.correlation();
    let is_independent = correlation.abs() <= MOST_CORRELATION;
    valued.checks.push(Check {
        name: CheckName::Independence,
        passed: is_independent,
        found: number(correlation),
        limit: Some(MOST_CORRELATION),
    });
    let amounts = if is_independent {
        let found = GammaGamma::fit(&spending, None).filter(|model| model.q > 1.0);
        valued.checks.push(Check {
            name: CheckName::AmountsConverged,
            passed: found.is_some(),
            found: None,
            limit: None,
        });
        found
    } else {
        None
    };
    let given = |value: f64| number(value).unwrap_or(0.0);
    valued.model = Some(Model {
        r: given(counts.r),
        alpha: given(counts.alpha),
        a: given(counts.a),
        b: given(counts.b),
        p: amounts.and_then(|m| number(m.p)),
        q: amounts.and_then(|m| number(m.q)),
        v: amounts.and_then(|m| number(m.v)),
        log_likelihood: given(counts.log_likelihood(&histories)),
        unit: "week",
    });
    valued.estimates = of_all(customers, &counts, amounts.as_ref(), terms);
    if let Some(amounts) = amounts.filter(|_| with_interval) {
        let drawn = draw(customers, &histories, (&counts, &amounts), &repeat, &spending);
        intervals(customers, &mut valued.estimates, &drawn, terms);
    }
    valued
}

/// The discounted purchases of a customer that is alive for sure, over the horizon.
fn discounted(model: &BgNbd, frequency: u32, age: f64, terms: Terms) -> f64 {
    let rate = monthly_rate(terms.discount);
    if rate == 0.0 {
        return model.expected_if_seen(frequency, age, terms.weeks());
    }
    let (mut before, mut sum) = (0.0, 0.0);
    for month in 1..=terms.horizon {
        let until = model.expected_if_seen(frequency, age, f64::from(month) * WEEKS_A_MONTH);
        sum += (until - before) / (1.0 + rate).powi(month as i32);
        before = until;
    }
    sum
}

fn of_all(customers: &[Purchases], counts: &BgNbd, amounts: Option<&GammaGamma>, terms: Terms) -> Vec<Estimate> {
    let mut known: HashMap<(u32, u64), (f64, f64)> = HashMap::new();
    customers
        .iter()
        .map(|customer| {
            let key = (customer.frequency, customer.age.to_bits());
            let (purchases, worth) = *known.entry(key).or_insert_with(|| {
                (
                    counts.expected_if_seen(customer.frequency, customer.age, terms.weeks()),
                    discounted(counts, customer.frequency, customer.age, terms),
                )
            });
            let alive = counts.share_alive(customer);
            let average_value = amounts.map(|m| m.expected_value(customer.frequency, customer.value));
            Estimate {
                expected_purchases: purchases * alive,
                p_alive: alive,
                average_value,
                clv: average_value.map(|value| value * worth * alive * terms.margin),
                clv_low: None,
                clv_high: None,
            }
        })
        .collect()
}

/// Models of customers drawn anew, and how much narrower their spread is to be made.
struct Drawn {
    models: Vec<(BgNbd, GammaGamma)>,
    scale: f64,
}

fn draw(
    customers: &[Purchases],
    histories: &Histories,
    near: (&BgNbd, &GammaGamma),
    repeat: &[(usize, u32, f64)],
    spending: &Spending,
) -> Drawn {
    let all = customers.len();
    let size = all.min(MOST_DRAWN);
    let mut place = vec![usize::MAX; all];
    for (at, (customer, _, _)) in repeat.iter().enumerate() {
        place[*customer] = at;
    }
    // Seeded: the same ledger gives the same interval.
    let mut random = fastrand::Rng::with_seed(20_050_201);
    let mut models = Vec::with_capacity(REPLICATES);
    for _ in 0..REPLICATES {
        let mut counts = vec![0.0; spending.len()];
        let drawn: Vec<u32> = (0..size)
            .map(|_| {
                let customer = random.usize(0..all);
                if let Some(count) = counts.get_mut(place[customer]) {
                    *count += 1.0;
                }
                customer as u32
            })
            .collect();
        let purchases = BgNbd::fit(&histories.drawn(&drawn), Some(*near.0));
        let amounts = GammaGamma::fit(&spending.counted(counts), Some(*near.1)).filter(|model| model.q > 1.0);
        models.extend(purchases.zip(amounts));
    }
    Drawn {
        models,
        scale: (size as f64 / all as f64).sqrt(),
    }
}

/// Gives each estimate the 2.5 % and 97.5 % points of what the drawn models make of it.
fn intervals(customers: &[Purchases], estimates: &mut [Estimate], drawn: &Drawn, terms: Terms) {
    // Where a fifth of the draws does not even converge, an interval would pretend.
    if drawn.models.len() * 5 < REPLICATES * 4 {
        return;
    }
    let mut known: Vec<HashMap<(u32, u64), f64>> = vec![HashMap::new(); drawn.models.len()];
    let mut values = vec![0.0; drawn.models.len()];
    for (customer, estimate) in customers.iter().zip(estimates) {
        let Some(clv) = estimate.clv else { continue };
        let key = (customer.frequency, customer.age.to_bits());
        for ((value, (counts, amounts)), known) in values.iter_mut().zip(&drawn.models).zip(&mut known) {
            let worth = *known
                .entry(key)
                .or_insert_with(|| discounted(counts, customer.frequency, customer.age, terms));
            let each = amounts.expected_value(customer.frequency, customer.value);
            *value = worth * counts.share_alive(customer) * each * terms.margin;
        }
        values.sort_unstable_by(f64::total_cmp);
        let point = |share: f64| {
            let at = share * (values.len() - 1) as f64;
            let (low, part) = (at.floor() as usize, at.fract());
            let high = (low + 1).min(values.len() - 1);
            clv + (values[low] * (1.0 - part) + values[high] * part - clv) * drawn.scale
        };
        estimate.clv_low = Some(point(0.025).min(clv));
        estimate.clv_high = Some(point(0.975).max(clv));
    }
}
