//! Who stays, as it is shown: rates by segment, cohorts, survival.

use schemars::JsonSchema;
use serde::Serialize;

use super::{EvaluateHead, Labels, Refusal, Segment};
use crate::evaluate::retention::SurvivalStep;
use crate::money::Amount;
use crate::period::{Month, Span};

/// Who stayed, of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RetentionRow {
    /// The segment's value; null where it is not known.
    pub segment: Option<String>,
    /// Customers there at the start of the span.
    pub opening: u32,
    /// Those of them who left in the span.
    pub lost: u32,
    /// 客户保留率.
    pub retention: Option<f64>,
    /// Lower end of its 95 % interval.
    pub retention_low: Option<f64>,
    /// Upper end.
    pub retention_high: Option<f64>,
    /// 流失率.
    pub churn: Option<f64>,
    /// Revenue of the first of the two years compared; null, as all that follows from it, where they are not known.
    pub opening_revenue: Option<Amount>,
    /// Expansion in the second.
    pub expansion: Option<Amount>,
    /// Contraction.
    pub contraction: Option<Amount>,
    /// Revenue of those who left, or bring none any more.
    pub churned: Option<Amount>,
    /// Revenue churn: (contraction + churned) ÷ opening, 1 − GRR.
    pub revenue_churn: Option<f64>,
    /// NRR 净收入留存率.
    pub nrr: Option<f64>,
    /// GRR.
    pub grr: Option<f64>,
    /// Customers with at least one purchase.
    pub buyers: u32,
    /// Of them those with at least two.
    pub repeat_buyers: u32,
    /// 回购率.
    pub repurchase: Option<f64>,
    /// Lower end of its 95 % interval.
    pub repurchase_low: Option<f64>,
    /// Upper end.
    pub repurchase_high: Option<f64>,
    /// New customers of the span.
    pub acquired: u32,
    /// Of them those through referral.
    pub referred: u32,
    /// 推荐率.
    pub referral: Option<f64>,
    /// Lower end of its 95 % interval.
    pub referral_low: Option<f64>,
    /// Upper end.
    pub referral_high: Option<f64>,
}

/// The two years whose revenue is compared: whole months only, up to the last with income.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RevenueYears {
    /// The twelve months compared with; null where there are none.
    pub before: Option<Span>,
    /// The twelve that follow.
    pub after: Option<Span>,
    /// Why revenue is not compared; null where it is.
    pub refusal: Option<Refusal>,
}

/// Revenue of a customer who was there throughout the first of the two years.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RevenueMove {
    /// Code.
    pub customer: String,
    /// Its segment.
    pub segment: Option<String>,
    /// Revenue of the first year.
    pub before: Amount,
    /// Of the second.
    pub after: Amount,
    /// More than before.
    pub expansion: Amount,
    /// Less than before, of who stayed.
    pub contraction: Amount,
    /// All of it, of who left.
    pub churned: Amount,
}

/// Who stays.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RetentionReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// What revenue is compared.
    pub years: RevenueYears,
    /// The customers whose revenue is compared.
    pub moves: Vec<RevenueMove>,
    /// What customers are told apart by.
    pub segment: Option<Segment>,
    /// The rows; one where no segment is asked for.
    pub rows: Vec<RetentionRow>,
    /// All customers.
    pub total: RetentionRow,
    /// Survival since acquisition (Kaplan–Meier).
    pub survival: Vec<SurvivalStep>,
    /// Names.
    pub labels: Labels,
}

/// Customers won in one month.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CohortRow {
    /// Month of acquisition.
    pub cohort: Month,
    /// How many.
    pub customers: u32,
    /// Customers still there after 0, 1, 2 … months, as far as has been seen.
    pub there: Vec<u32>,
    /// The same as shares.
    pub retained: Vec<f64>,
}

/// Cohorts 同期群 by month of acquisition.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CohortsReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// The cohorts, oldest first.
    pub rows: Vec<CohortRow>,
}
