//! Beside the cost: functions that are wanted, and a weighted score. Cost and score are shown together, not blended.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::OfferTerms;
use crate::money::round;

/// In which edition a function is usually found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FunctionLevel {
    /// 基础版.
    #[default]
    Basic,
    /// 高级版.
    Advanced,
    /// 定制.
    Custom,
}

/// How much a function is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// 必须有.
    Must,
    /// 希望有.
    #[default]
    Wish,
    /// 不需要.
    No,
}

/// A function on the check-list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedFunction {
    /// A word of [`FUNCTIONS`], or a name of the user's own.
    pub name: String,
    /// In which edition it is usually found.
    #[serde(default)]
    pub level: FunctionLevel,
    /// How much it is wanted.
    #[serde(default)]
    pub wish: Wish,
}

/// Whether an offer has a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Has {
    /// In the price.
    Yes,
    /// For more money.
    Extra,
    /// Not at all.
    No,
    /// Not told yet.
    #[default]
    Unknown,
}

/// What an offer says about a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FunctionAnswer {
    /// Name of the function.
    pub name: String,
    /// Whether it is there.
    pub has: Has,
}

/// What an offer says about a cost that no item shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// A word of [`super::hidden::HIDDEN`].
    pub key: String,
    /// What the vendor answered.
    pub text: String,
}

/// A criterion and its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionWeight {
    /// A word of [`CRITERIA`].
    pub criterion: String,
    /// 0 to 100; together 100.
    pub weight: u32,
}

/// The mark of an offer in a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionMark {
    /// The criterion.
    pub criterion: String,
    /// 1 to 5.
    pub mark: u32,
    /// What the mark rests on.
    #[serde(default)]
    pub evidence: String,
}

/// The functions of the check-list (DOMAIN §10) with their usual edition.
pub const FUNCTIONS: [(&str, FunctionLevel); 14] = [
    ("customer_records", FunctionLevel::Basic),
    ("contacts", FunctionLevel::Basic),
    ("opportunities", FunctionLevel::Basic),
    ("tasks", FunctionLevel::Basic),
    ("calendar", FunctionLevel::Basic),
    ("mobile", FunctionLevel::Basic),
    ("sales_automation", FunctionLevel::Advanced),
    ("marketing_automation", FunctionLevel::Advanced),
    ("service_automation", FunctionLevel::Advanced),
    ("analytics", FunctionLevel::Advanced),
    ("reports", FunctionLevel::Advanced),
    ("own_fields", FunctionLevel::Custom),
    ("own_workflows", FunctionLevel::Custom),
    ("open_api", FunctionLevel::Custom),
];

/// The criteria of the score (DOMAIN §10) with the weights that they begin with ◇e; they sum to 100.
pub const CRITERIA: [(&str, u32); 14] = [
    ("functions", 20),
    ("performance", 8),
    ("ease", 12),
    ("service", 10),
    ("response_promised", 5),
    ("response_measured", 5),
    ("safety", 10),
    ("speed", 5),
    ("upgrades", 5),
    ("plugins", 5),
    ("languages", 2),
    ("flexibility", 5),
    ("brand", 3),
    ("exit", 5),
];

/// The check-list to begin with: all functions, basic ones a must.
pub fn usual_functions() -> Vec<WantedFunction> {
    FUNCTIONS
        .iter()
        .map(|(name, level)| WantedFunction {
            name: (*name).to_owned(),
            level: *level,
            wish: match level {
                FunctionLevel::Basic => Wish::Must,
                FunctionLevel::Advanced => Wish::Wish,
                FunctionLevel::Custom => Wish::No,
            },
        })
        .collect()
}

/// The weights to begin with.
pub fn usual_weights() -> Vec<CriterionWeight> {
    CRITERIA
        .iter()
        .map(|(criterion, weight)| CriterionWeight {
            criterion: (*criterion).to_owned(),
            weight: *weight,
        })
        .collect()
}

/// The weighted score, 1 to 5 with two decimals; none until every weighted criterion has a mark or while the weights do
/// not sum to 100.
///
/// ```
/// use kezhang_core::evaluate::offer::score::{CriterionMark, CriterionWeight, score};
/// let weight = |criterion: &str, weight| CriterionWeight { criterion: criterion.to_owned(), weight };
/// let mark = |criterion: &str, mark| CriterionMark { criterion: criterion.to_owned(), mark, evidence: String::new() };
/// let weights = [weight("ease", 60), weight("exit", 40)];
/// // 0.6 × 4 + 0.4 × 2 = 3.2
/// assert_eq!(score(&weights, &[mark("ease", 4), mark("exit", 2)]).unwrap().to_string(), "3.20");
/// assert_eq!(score(&weights, &[mark("ease", 4)]), None);
/// assert_eq!(score(&weights[..1], &[mark("ease", 4)]), None);
/// ```
pub fn score(weights: &[CriterionWeight], marks: &[CriterionMark]) -> Option<Decimal> {
    if weights.iter().map(|weight| weight.weight).sum::<u32>() != 100 {
        return None;
    }
    let mut sum = 0u32;
    for weight in weights.iter().filter(|weight| weight.weight > 0) {
        let mark = marks.iter().find(|mark| mark.criterion == weight.criterion)?;
        sum += weight.weight * mark.mark;
    }
    Some(round(Decimal::new(i64::from(sum), 2), 2))
}

/// The musts that an offer does not have, and those about which it has not been asked.
pub fn missing_musts(wanted: &[WantedFunction], terms: &OfferTerms) -> (Vec<String>, Vec<String>) {
    let (mut missing, mut unknown) = (Vec::new(), Vec::new());
    for function in wanted.iter().filter(|function| function.wish == Wish::Must) {
        let answer = terms.functions.iter().find(|answer| answer.name == function.name);
        match answer.map_or(Has::Unknown, |answer| answer.has) {
            Has::Yes | Has::Extra => {}
            Has::No => missing.push(function.name.clone()),
            Has::Unknown => unknown.push(function.name.clone()),
        }
    }
    (missing, unknown)
}
