//! What customers are worth, as it is shown: how it was reckoned, the model, a row a customer.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::{EvaluateHead, Labels};
use crate::evaluate::value::{Check, Model};
use crate::money::Amount;

/// How customer value was reckoned.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueHead {
    /// What the contractual figures are.
    #[serde(flatten)]
    pub figures: EvaluateHead,
    /// The last day looked at.
    pub as_of: NaiveDate,
    /// What purchases were taken from: `orders`, `receipts` or `none`.
    pub events: &'static str,
    /// Customers with at least one purchase.
    pub customers: u32,
    /// Those with more than one.
    pub repeat_buyers: u32,
    /// Months ahead.
    pub horizon_months: u32,
    /// The same in weeks.
    pub horizon_weeks: f64,
    /// Yearly discount rate; 0 where the profile has none.
    pub discount_rate: f64,
    /// Gross margin; null where the profile has none: then value is revenue.
    pub margin: Option<f64>,
    /// Returns that no purchase precedes; left out.
    pub stray_returns: u32,
    /// Why figures are missing; null when none is.
    pub refusal: Option<Refusal>,
}

/// Why figures are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refusal {
    /// Stable code.
    pub code: String,
    /// The same as a sentence, and what would help.
    pub message: String,
}

/// How long a relation lasts, for contractual value: the company's own retention of the span.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ContractTerms {
    /// 客户保留率 over the span.
    pub retention: f64,
    /// The same a month.
    pub monthly_retention: f64,
    /// Months of the span over which it was seen.
    pub months: u32,
}

/// What a customer is worth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueRow {
    /// Code.
    pub customer: String,
    /// Repeat purchases; null where it has none of the events.
    pub frequency: Option<u32>,
    /// Weeks from the first purchase to the last.
    pub recency: Option<f64>,
    /// Weeks from the first purchase to the last day looked at.
    pub age: Option<f64>,
    /// Mean amount of its repeat purchases, in currency units; null where it has none.
    pub mean_value: Option<f64>,
    /// All its orders so far: observed value.
    pub observed: Amount,
    /// Income of the months seen; null without any.
    pub income: Option<Amount>,
    /// Cost of those months but for winning it.
    pub lasting: Option<Amount>,
    /// In how many of those months it was there.
    pub months: Option<u32>,
    /// What such a month left: (income × margin − cost) ÷ months.
    pub monthly: Option<Amount>,
    /// Contractual value over the horizon; null without income, once it has left, or where nobody was there to tell
    /// retention.
    pub contractual: Option<Amount>,
    /// The same at the lower end of the retention's interval.
    pub contractual_low: Option<Amount>,
    /// At its upper end.
    pub contractual_high: Option<Amount>,
    /// Purchases expected over the horizon.
    pub expected_purchases: Option<f64>,
    /// Probability that it still buys.
    pub p_alive: Option<f64>,
    /// Mean amount expected of a purchase.
    pub average_value: Option<Amount>,
    /// Value over the horizon, an estimate.
    pub clv: Option<Amount>,
    /// Lower end of the 95 % interval of that expectation.
    pub clv_low: Option<Amount>,
    /// Upper end.
    pub clv_high: Option<Amount>,
}

/// What customers are worth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueReport {
    /// How it was reckoned.
    pub head: ValueHead,
    /// The model; null where the data do not carry one.
    pub model: Option<Model>,
    /// What contractual value rests on; null where nobody was there at the start of the span.
    pub contract: Option<ContractTerms>,
    /// Whether the data carry the statistical estimate in full: every check passed.
    pub is_recommended: bool,
    /// What was checked.
    pub checks: Vec<Check>,
    /// One a customer, by code.
    pub rows: Vec<ValueRow>,
    /// Names.
    pub labels: Labels,
}
