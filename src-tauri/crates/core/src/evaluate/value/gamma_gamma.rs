//! Gamma-Gamma: what a purchase of a customer is worth (Fader & Hardie 2013, "The Gamma-Gamma model of monetary value").
//!
//! Fitted on repeat buyers alone; it assumes that how often a customer buys tells nothing about how much, which the
//! caller checks.

use statrs::function::gamma::{digamma, ln_gamma};

use super::minimise::{Likelihood, maximise};

/// The three parameters; `v` in currency units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    /// Shape of one purchase's amount.
    pub p: f64,
    /// Shape of how customers differ.
    pub q: f64,
    /// Scale of how customers differ.
    pub v: f64,
}

/// Frequency and mean amount of repeat buyers; both above zero.
#[derive(Debug, Clone, Default)]
pub struct Spending {
    buyers: Vec<(u32, f64)>,
    /// How often each is counted.
    counts: Vec<f64>,
}

impl Spending {
    /// Of repeat buyers with a mean above zero.
    pub fn of(buyers: Vec<(u32, f64)>) -> Self {
        let counts = vec![1.0; buyers.len()];
        Self { buyers, counts }
    }

    /// How many buyers.
    pub fn len(&self) -> usize {
        self.buyers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.buyers.is_empty()
    }

    /// The same buyers counted anew.
    pub(super) fn counted(&self, counts: Vec<f64>) -> Self {
        Self {
            buyers: self.buyers.clone(),
            counts,
        }
    }

    fn mean(&self) -> f64 {
        let count: f64 = self.counts.iter().sum();
        let sum: f64 = self.buyers.iter().zip(&self.counts).map(|((_, m), n)| m * n).sum();
        sum / count.max(1.0)
    }

    /// Pearson's correlation of frequency and mean amount; 0 where one of them does not vary.
    pub fn correlation(&self) -> f64 {
        let n = self.buyers.len() as f64;
        let mean = |of: fn(&(u32, f64)) -> f64| self.buyers.iter().map(of).sum::<f64>() / n;
        let (mx, my) = (mean(|b| f64::from(b.0)), mean(|b| b.1));
        let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
        for (x, y) in &self.buyers {
            let (dx, dy) = (f64::from(*x) - mx, y - my);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        let scale = (xx * yy).sqrt();
        if scale > 0.0 { xy / scale } else { 0.0 }
    }

    fn likelihood(&self, model: &GammaGamma) -> (f64, [f64; 3]) {
        let GammaGamma { p, q, v } = *model;
        let (gamma_q, psi_q, ln_v) = (ln_gamma(q), digamma(q), v.ln());
        // What depends on the frequency alone, once each.
        let mut known: std::collections::HashMap<u32, [f64; 4]> = std::collections::HashMap::new();
        let mut sum = 0.0;
        let mut gradient = [0.0; 3];
        for ((frequency, mean), count) in self.buyers.iter().zip(&self.counts) {
            if *count == 0.0 {
                continue;
            }
            let x = f64::from(*frequency);
            let px = p * x;
            let [gamma_pxq, gamma_px, psi_pxq, psi_px] = *known
                .entry(*frequency)
                .or_insert_with(|| [ln_gamma(px + q), ln_gamma(px), digamma(px + q), digamma(px)]);
            let spent = x * mean;
            let (ln_spent, ln_both) = (spent.ln(), (spent + v).ln());
            sum += count * (gamma_pxq - gamma_px - gamma_q + q * ln_v + px * ln_spent - mean.ln() - (px + q) * ln_both);
            gradient[0] += count * x * (psi_pxq - psi_px + ln_spent - ln_both);
            gradient[1] += count * (psi_pxq - psi_q + ln_v - ln_both);
            gradient[2] += count * (q / v - (px + q) / (spent + v));
        }
        (sum, gradient)
    }
}

struct Scaled<'s> {
    spending: &'s Spending,
    scale: f64,
    count: f64,
}

impl Likelihood for Scaled<'_> {
    fn at(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let model = GammaGamma {
            p: parameters[0],
            q: parameters[1],
            v: parameters[2] * self.scale,
        };
        let (sum, mut gradient) = self.spending.likelihood(&model);
        gradient[2] *= self.scale;
        (sum / self.count, gradient.iter().map(|g| g / self.count).collect())
    }
}

impl GammaGamma {
    /// The parameters of greatest likelihood; none where the search does not converge or a parameter runs away.
    pub fn fit(spending: &Spending, near: Option<Self>) -> Option<Self> {
        let scale = spending.mean();
        if !(scale.is_finite() && scale > 0.0) {
            return None;
        }
        let start = near.map_or([4.0, 3.0, 0.6], |m| [m.p, m.q, m.v / scale]);
        let count = spending.counts.iter().sum();
        let found = maximise(&Scaled { spending, scale, count }, &start)?;
        Some(Self {
            p: found[0],
            q: found[1],
            v: found[2] * scale,
        })
    }

    /// The mean amount of a purchase expected of a customer: between its own mean and that of all.
    ///
    /// Only for q > 1; below, the mean of all is infinite.
    pub fn expected_value(&self, frequency: u32, mean: Option<f64>) -> f64 {
        let all = self.v * self.p / (self.q - 1.0);
        let Some(own) = mean else { return all };
        let px = self.p * f64::from(frequency);
        let weight = px / (px + self.q - 1.0);
        (1.0 - weight) * all + weight * own
    }
}
