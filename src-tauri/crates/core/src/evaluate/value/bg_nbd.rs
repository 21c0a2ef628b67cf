//! BG/NBD: how often a customer buys and when it stays away (Fader, Hardie & Lee 2005, "Counting your customers" the
//! easy way, Marketing Science 24(2)).
//!
//! Purchases come at a rate that differs between customers by Gamma(r, α); after each a customer stays away for ever
//! with a probability that differs by Beta(a, b). Everything is computed in logarithms; customers with the same three
//! numbers are one group, and what depends on one of the numbers alone is computed once for it.

use std::collections::HashMap;

use statrs::function::gamma::{digamma, ln_gamma};

use super::minimise::{Likelihood, maximise};
use super::purchase::Purchases;

/// The four parameters; time in weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    /// Shape of the purchase rate.
    pub r: f64,
    /// Scale of the purchase rate, weeks.
    pub alpha: f64,
    /// First shape of the probability of staying away.
    pub a: f64,
    /// Second shape of the probability of staying away.
    pub b: f64,
}

/// Customers in groups of equal numbers.
#[derive(Debug, Clone)]
pub struct Histories {
    frequencies: Vec<f64>,
    recencies: Vec<f64>,
    ages: Vec<f64>,
    groups: Vec<Group>,
    /// The group of each customer.
    of: Vec<u32>,
    /// Customers with each frequency.
    by_frequency: Vec<f64>,
    /// The mean age, which gives time its scale.
    scale: f64,
    count: f64,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    frequency: u32,
    recency: u32,
    age: u32,
    count: f64,
}

/// The place of a value among the distinct ones seen so far.
fn place(value: f64, places: &mut HashMap<u64, u32>, values: &mut Vec<f64>) -> u32 {
    *places.entry(value.to_bits()).or_insert_with(|| {
        values.push(value);
        u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
    })
}

impl Histories {
    /// Groups customers.
    pub fn of(customers: &[Purchases]) -> Self {
        let mut places: [HashMap<u64, u32>; 3] = Default::default();
        let mut values: [Vec<f64>; 3] = Default::default();
        let mut known: HashMap<(u32, u32, u32), u32> = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        let of = customers
            .iter()
            .map(|customer| {
                let numbers = [f64::from(customer.frequency), customer.recency, customer.age];
                let mut at = [0; 3];
                for (index, number) in numbers.into_iter().enumerate() {
                    at[index] = place(number, &mut places[index], &mut values[index]);
                }
                let [frequency, recency, age] = at;
                let group = *known.entry((frequency, recency, age)).or_insert_with(|| {
                    groups.push(Group {
                        frequency,
                        recency,
                        age,
                        count: 0.0,
                    });
                    u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
                });
                groups[group as usize].count += 1.0;
                group
            })
            .collect();
        let [frequencies, recencies, ages] = values;
        let mut found = Self {
            by_frequency: vec![0.0; frequencies.len()],
            frequencies,
            recencies,
            ages,
            groups,
            of,
            scale: 1.0,
            count: 0.0,
        };
        found.count_anew();
        found
    }

    fn count_anew(&mut self) {
        self.by_frequency.fill(0.0);
        let (mut count, mut weeks) = (0.0, 0.0);
        for group in &self.groups {
            self.by_frequency[group.frequency as usize] += group.count;
            count += group.count;
            weeks += group.count * self.ages[group.age as usize];
        }
        self.count = count;
        self.scale = if weeks > 0.0 { weeks / count } else { 1.0 };
    }

    /// The same customers, drawn anew: `drawn` are places in the list that the groups were made from.
    pub(super) fn drawn(&self, drawn: &[u32]) -> Self {
        let mut other = self.clone();
        for group in &mut other.groups {
            group.count = 0.0;
        }
        for customer in drawn {
            other.groups[self.of[*customer as usize] as usize].count += 1.0;
        }
        other.groups.retain(|group| group.count > 0.0);
        other.count_anew();
        other
    }

    /// Log-likelihood of all customers and its gradient by r, α, a, b.
    fn likelihood(&self, model: &BgNbd) -> (f64, [f64; 4]) {
        let BgNbd { r, alpha, a, b } = *model;
        let (ln_alpha, ln_a) = (alpha.ln(), a.ln());
        let (gamma_r, psi_r) = (ln_gamma(r), digamma(r));
        let (gamma_ab, psi_ab) = (ln_gamma(a + b), digamma(a + b));
        let (gamma_b, psi_b) = (ln_gamma(b), digamma(b));
        let mut sum = 0.0;
        let mut gradient = [0.0; 4];
        let mut left = Vec::with_capacity(self.frequencies.len());
        for (x, count) in self.frequencies.iter().zip(&self.by_frequency) {
            left.push(if *x > 0.0 { ln_a - (b + x - 1.0).ln() } else { 0.0 });
            if *count == 0.0 {
                continue;
            }
            sum += count
                * (ln_gamma(r + x) - gamma_r + r * ln_alpha + gamma_ab + ln_gamma(b + x)
                    - gamma_b
                    - ln_gamma(a + b + x));
            let psi_abx = digamma(a + b + x);
            gradient[0] += count * (digamma(r + x) - psi_r + ln_alpha);
            gradient[1] += count * r / alpha;
            gradient[2] += count * (psi_ab - psi_abx);
            gradient[3] += count * (psi_ab + digamma(b + x) - psi_b - psi_abx);
        }
        let logs = |weeks: &[f64]| -> Vec<(f64, f64)> {
            weeks.iter().map(|t| ((alpha + t).ln(), 1.0 / (alpha + t))).collect()
        };
        let (by_recency, by_age) = (logs(&self.recencies), logs(&self.ages));
        for group in &self.groups {
            let x = self.frequencies[group.frequency as usize];
            let (ln_age, per_age) = by_age[group.age as usize];
            let alive = -(r + x) * ln_age;
            if x == 0.0 {
                sum += group.count * alive;
                gradient[0] -= group.count * ln_age;
                gradient[1] -= group.count * r * per_age;
                continue;
            }
            let (ln_recency, per_recency) = by_recency[group.recency as usize];
            let gone = left[group.frequency as usize] - (r + x) * ln_recency;
            // ln(e^alive + e^gone), and the weight of the second.
            let apart = gone - alive;
            let (both, weight) = if apart > 0.0 {
                let e = (-apart).exp();
                (gone + e.ln_1p(), 1.0 / (1.0 + e))
            } else {
                let e = apart.exp();
                (alive + e.ln_1p(), e / (1.0 + e))
            };
            sum += group.count * both;
            gradient[0] -= group.count * ((1.0 - weight) * ln_age + weight * ln_recency);
            gradient[1] -= group.count * (r + x) * ((1.0 - weight) * per_age + weight * per_recency);
            gradient[2] += group.count * weight / a;
            gradient[3] -= group.count * weight / (b + x - 1.0);
        }
        (sum, gradient)
    }
}

struct Scaled<'h>(&'h Histories);

impl Likelihood for Scaled<'_> {
    fn at(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let model = BgNbd {
            r: parameters[0],
            alpha: parameters[1] * self.0.scale,
            a: parameters[2],
            b: parameters[3],
        };
        let (sum, mut gradient) = self.0.likelihood(&model);
        gradient[1] *= self.0.scale;
        (sum / self.0.count, gradient.iter().map(|g| g / self.0.count).collect())
    }
}

impl BgNbd {
    /// The parameters of greatest likelihood; none where the search does not converge or a parameter runs away.
    pub fn fit(histories: &Histories, near: Option<Self>) -> Option<Self> {
        let scale = histories.scale;
        let start = near.map_or([0.5, 0.5, 0.8, 2.0], |m| [m.r, m.alpha / scale, m.a, m.b]);
        let found = maximise(&Scaled(histories), &start)?;
        Some(Self {
            r: found[0],
            alpha: found[1] * scale,
            a: found[2],
            b: found[3],
        })
    }

    /// Log-likelihood of these customers.
    pub fn log_likelihood(&self, histories: &Histories) -> f64 {
        histories.likelihood(self).0
    }

    /// The odds of having stayed away: probability gone ÷ probability alive.
    fn odds(&self, customer: &Purchases) -> f64 {
        if customer.frequency == 0 {
            return 0.0;
        }
        let x = f64::from(customer.frequency);
        let ln = self.a.ln() - (self.b + x - 1.0).ln()
            + (self.r + x) * ((self.alpha + customer.age) / (self.alpha + customer.recency)).ln();
        ln.min(700.0).exp()
    }

    /// The probability that a customer still buys, 0 to 1.
    pub fn p_alive(&self, customer: &Purchases) -> f64 {
        1.0 / (1.0 + self.odds(customer))
    }

    /// Purchases expected in the coming weeks.
    pub fn expected_purchases(&self, customer: &Purchases, weeks: f64) -> f64 {
        self.expected_if_seen(customer.frequency, customer.age, weeks) / (1.0 + self.odds(customer))
    }

    /// The numerator of the expectation, which does not depend on the recency (equation 10 of the paper, after Euler's
    /// transformation of its hypergeometric function: stable for any frequency and for a near 1).
    pub(super) fn expected_if_seen(&self, frequency: u32, age: f64, weeks: f64) -> f64 {
        let x = f64::from(frequency);
        let z = weeks / (self.alpha + age + weeks);
        let ln_rest = (-z).ln_1p();
        // F(a+b−1−r, a−1; a+b+x−1; z) = 1 + (a−1)·S
        let (first, third) = (self.a + self.b - 1.0 - self.r, self.a + self.b + x - 1.0);
        let (mut term, mut sum) = (first / third * z, first / third * z);
        for n in 1..100_000u32 {
            let n = f64::from(n);
            term *= (first + n) * (self.a + n - 1.0) / ((third + n) * (n + 1.0)) * z;
            sum += term;
            if term.abs() <= sum.abs() * 1e-14 {
                break;
            }
        }
        let c = self.a - 1.0;
        let power = (c * ln_rest).exp_m1();
        let first_part = if c.abs() < 1e-12 { -ln_rest } else { -power / c };
        third * (first_part - (power + 1.0) * sum)
    }

    /// The odds of having stayed away, for callers that keep the numerator.
    pub(super) fn share_alive(&self, customer: &Purchases) -> f64 {
        1.0 / (1.0 + self.odds(customer))
    }
}
