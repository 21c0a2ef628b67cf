//! Satisfaction: CSAT and NPS with their intervals, complaints, beside the money spent and who left.
//!
//! The one thing to know: a score counts once, for what it names; ratios are totals over totals.

use schemars::JsonSchema;
use serde::Serialize;

use super::estimate::{number, proportion, share};
use super::report::{EvaluateHead, Labels};
use crate::money::Amount;
use crate::monitor::variance::RowKey;
use crate::record::register::Dimension;

/// Answers of one group, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// Scores of satisfaction.
    pub scores: u32,
    /// Their sum.
    pub sum: u32,
    /// Those of 4 and 5.
    pub satisfied: u32,
    /// NPS of 9 and 10.
    pub promoters: u32,
    /// NPS of 7 and 8.
    pub passives: u32,
    /// NPS of 0 to 6.
    pub detractors: u32,
    /// Complaints.
    pub complaints: u32,
    /// Of them without an outcome.
    pub open: u32,
    /// All feedback, scored or not.
    pub count: u32,
}

impl Answers {
    /// Counts one feedback.
    pub fn add(&mut self, satisfaction: Option<u8>, nps: Option<u8>, is_complaint: bool, is_open: bool) {
        self.count += 1;
        if let Some(score) = satisfaction {
            self.scores += 1;
            self.sum += u32::from(score);
            self.satisfied += u32::from(score >= 4);
        }
        match nps {
            Some(9..) => self.promoters += 1,
            Some(7 | 8) => self.passives += 1,
            Some(_) => self.detractors += 1,
            None => {}
        }
        self.complaints += u32::from(is_complaint);
        self.open += u32::from(is_open);
    }

    /// Answers to the question of recommending.
    pub fn recommendations(&self) -> u32 {
        self.promoters + self.passives + self.detractors
    }

    /// CSAT: the share of 4 and 5; none of nothing.
    pub fn csat(&self) -> Option<f64> {
        share(i64::from(self.satisfied), i64::from(self.scores))
    }

    /// The mean score.
    pub fn mean(&self) -> Option<f64> {
        share(i64::from(self.sum), i64::from(self.scores))
    }

    /// NPS in points, −100 to 100: share of promoters − share of detractors.
    ///
    /// ```
    /// use kezhang_core::evaluate::satisfaction::Answers;
    /// // 70 promoters, 20 passives, 10 detractors of 100: the textbook's 60.
    /// let answers = Answers { promoters: 70, passives: 20, detractors: 10, ..Answers::default() };
    /// assert_eq!(answers.nps(), Some(60.0));
    /// assert_eq!(Answers::default().nps(), None);
    /// ```
    pub fn nps(&self) -> Option<f64> {
        let net = i64::from(self.promoters) - i64::from(self.detractors);
        let whole = i64::from(self.recommendations());
        // Four decimals of a point, as a share has six.
        share(net, whole).and_then(|share| number(share * 100.0))
    }

    /// The 95 % interval of NPS in points: adjusted Wald, three quarters of an answer added to the promoters and to
    /// the detractors and three answers in all (Sauro and Lewis), so that it holds for few answers too; none of nothing.
    ///
    /// With p, d of n + 3: centre p − d, variance (p + d − (p − d)²) ÷ (n + 3).
    ///
    /// ```
    /// use kezhang_core::evaluate::satisfaction::Answers;
    /// // By hand: p 70.75/103, d 10.75/103, centre 58.2524, half 1.959964 × √(0.451921 ÷ 103) = 12.9826.
    /// let answers = Answers { promoters: 70, passives: 20, detractors: 10, ..Answers::default() };
    /// let (low, high) = answers.nps_interval().unwrap();
    /// assert!((low - 45.2698).abs() < 1e-3 && (high - 71.2350).abs() < 1e-3, "{low} {high}");
    /// // One promoter: the NPS is 100, and the interval holds it.
    /// let one = Answers { promoters: 1, ..Answers::default() };
    /// assert_eq!(one.nps_interval().unwrap().1, 100.0);
    /// ```
    pub fn nps_interval(&self) -> Option<(f64, f64)> {
        if self.recommendations() == 0 {
            return None;
        }
        const Z: f64 = 1.959_963_984_540_054;
        let n = f64::from(self.recommendations()) + 3.0;
        let (p, d) = (
            (f64::from(self.promoters) + 0.75) / n,
            (f64::from(self.detractors) + 0.75) / n,
        );
        let net = p - d;
        let half = Z * ((p + d - net * net) / n).sqrt();
        // The centre is drawn towards nothing: of few answers alike the interval would end before their own figure.
        let nps = self.nps()?;
        Some((
            number(((net - half) * 100.0).max(-100.0).min(nps))?,
            number(((net + half) * 100.0).min(100.0).max(nps))?,
        ))
    }

    /// The figures of a row.
    pub fn figures(&self) -> SatisfactionFigures {
        let csat = proportion(u64::from(self.satisfied), u64::from(self.scores));
        let nps = self.nps_interval();
        SatisfactionFigures {
            feedback: self.count,
            n: self.scores,
            scores: self.sum,
            satisfied: self.satisfied,
            csat: self.csat(),
            csat_low: csat.map(|i| i.0),
            csat_high: csat.map(|i| i.1),
            mean: self.mean(),
            nps_n: self.recommendations(),
            promoters: self.promoters,
            passives: self.passives,
            detractors: self.detractors,
            nps: self.nps(),
            nps_low: nps.map(|i| i.0),
            nps_high: nps.map(|i| i.1),
            complaints: self.complaints,
            open_complaints: self.open,
        }
    }
}

/// What a group says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SatisfactionFigures {
    /// All feedback.
    pub feedback: u32,
    /// Scores of satisfaction.
    pub n: u32,
    /// Their sum.
    pub scores: u32,
    /// Those of 4 and 5.
    pub satisfied: u32,
    /// CSAT: share of 4 and 5.
    pub csat: Option<f64>,
    /// Lower end of its 95 % interval (Wilson).
    pub csat_low: Option<f64>,
    /// Upper end.
    pub csat_high: Option<f64>,
    /// Mean score, 1 to 5.
    pub mean: Option<f64>,
    /// Answers to the question of recommending.
    pub nps_n: u32,
    /// Of them 9 and 10.
    pub promoters: u32,
    /// 7 and 8.
    pub passives: u32,
    /// 0 to 6.
    pub detractors: u32,
    /// NPS in points.
    pub nps: Option<f64>,
    /// Lower end of its 95 % interval (adjusted Wald).
    pub nps_low: Option<f64>,
    /// Upper end.
    pub nps_high: Option<f64>,
    /// Complaints.
    pub complaints: u32,
    /// Of them without an outcome.
    pub open_complaints: u32,
}

/// What a group says, what was spent on it, and how many of it left.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SatisfactionRow {
    /// Its value in the dimension asked for.
    #[serde(flatten)]
    pub key: RowKey,
    /// What it says.
    #[serde(flatten)]
    pub figures: SatisfactionFigures,
    /// Cost of the group in the span.
    pub cost: Amount,
    /// Share of the customers there at the start who left; null where the dimension is not one of customers or time.
    pub churn: Option<f64>,
}

/// How satisfied customers are.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SatisfactionReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// What the rows are.
    pub by: Dimension,
    /// The rows, none last.
    pub rows: Vec<SatisfactionRow>,
    /// All feedback of customers.
    pub total: SatisfactionRow,
    /// Internal feedback of the span, in no figure above.
    pub internal: u32,
    /// Names.
    pub labels: Labels,
}
