//! Who stays: retention, churn, NRR and GRR, repurchase, survival (Kaplan & Meier 1958).

use schemars::JsonSchema;
use serde::Serialize;

use super::estimate::{number, share};

/// Recurring revenue of twelve months, split by what became of it in the next twelve; minor units, all parts positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Movement {
    /// Revenue of the customers there at the start.
    pub opening: i64,
    /// More from them.
    pub expansion: i64,
    /// Less from those who stayed.
    pub contraction: i64,
    /// All of those who left.
    pub churned: i64,
}

impl Movement {
    /// What became of a customer of the opening: revenue before and after, and whether it has left by the end, with
    /// which all of it is gone.
    ///
    /// ```
    /// use kezhang_core::evaluate::retention::Movement;
    /// let left = Movement::of(1_200, 400, true);
    /// assert_eq!((left.churned, left.contraction), (1_200, 0));
    /// assert_eq!((Movement::of(100, 115, false).expansion, Movement::of(100, 95, false).contraction), (15, 5));
    /// ```
    pub fn of(before: i64, after: i64, has_left: bool) -> Self {
        let mut movement = Self {
            opening: before,
            ..Self::default()
        };
        match after {
            after if has_left || after <= 0 => movement.churned = before,
            after if after > before => movement.expansion = after.saturating_sub(before),
            after => movement.contraction = before.saturating_sub(after),
        }
        movement
    }

    /// NRR 净收入留存率; none where nothing was there at the start.
    ///
    /// ```
    /// use kezhang_core::evaluate::retention::Movement;
    /// let year = Movement { opening: 100, expansion: 15, contraction: 5, churned: 12 };
    /// assert_eq!((year.nrr(), year.grr()), (Some(0.98), Some(0.83)));
    /// ```
    pub fn nrr(&self) -> Option<f64> {
        share(
            self.opening + self.expansion - self.contraction - self.churned,
            self.opening,
        )
    }

    /// GRR: the same without expansion.
    pub fn grr(&self) -> Option<f64> {
        share(self.opening - self.contraction - self.churned, self.opening)
    }
}

/// A step of a survival curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct SurvivalStep {
    /// Months since acquisition.
    pub month: u32,
    /// Still there and watched just before.
    pub at_risk: u32,
    /// Left in this month.
    pub lost: u32,
    /// Share still there after it (Kaplan–Meier).
    pub survival: f64,
    /// Lower end of the 95 % interval (Greenwood, on the log-log scale).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The survival curve of customers: months watched, and whether they left at its end (else the watch ended).
///
/// ```
/// use kezhang_core::evaluate::retention::survival;
/// // Remission under 6-MP, weeks (Freireich et al. 1963; a + is censored): 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+
/// // 22 23 25+ 32+ 32+ 34+ 35+. Published survival: 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448.
/// let left = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (week, true));
/// let watched = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (week, false));
/// let curve = survival(&[&left[..], &watched[..]].concat());
/// let rounded: Vec<f64> = curve.iter().map(|s| (s.survival * 1000.0).round() / 1000.0).collect();
/// assert_eq!(rounded, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]);
/// assert_eq!(curve[0].at_risk, 21);
/// ```
pub fn survival(watched: &[(u32, bool)]) -> Vec<SurvivalStep> {
    let mut sorted = watched.to_vec();
    sorted.sort_unstable();
    let mut steps = Vec::new();
    let (mut survival, mut variance) = (1.0f64, 0.0f64);
    let mut at = 0;
    while at < sorted.len() {
        let month = sorted[at].0;
        let same = sorted[at..].iter().take_while(|(m, _)| *m == month).count();
        let lost = sorted[at..at + same].iter().filter(|(_, has_left)| *has_left).count();
        let at_risk = sorted.len() - at;
        if lost > 0 {
            let (n, d) = (at_risk as f64, lost as f64);
            survival *= 1.0 - d / n;
            variance += d / (n * (n - d));
            let (low, high) = interval(survival, variance);
            steps.push(SurvivalStep {
                month,
                at_risk: u32::try_from(at_risk).unwrap_or(u32::MAX),
                lost: u32::try_from(lost).unwrap_or(u32::MAX),
                survival: number(survival).unwrap_or(0.0),
                low,
                high,
            });
        }
        at += same;
    }
    steps
}

fn interval(survival: f64, variance: f64) -> (Option<f64>, Option<f64>) {
    if !(0.0 < survival && survival < 1.0) {
        return (None, None);
    }
    let log = survival.ln();
    let half = 1.959_963_984_540_054 * variance.sqrt() / log.abs();
    (number(survival.powf(half.exp())), number(survival.powf((-half).exp())))
}
