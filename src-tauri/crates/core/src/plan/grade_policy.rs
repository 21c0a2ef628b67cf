//! 每户标准 × 户数: what the customers of a grade are due, beside what is planned.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::LineKey;
use crate::money::{Amount, Currency};

/// A grade in a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GradePolicy {
    /// Category and grade.
    pub key: LineKey,
    /// What each customer gets in a year.
    pub each: Amount,
    /// Customers of the grade today.
    pub customers: u32,
    /// each × customers.
    pub due: Amount,
    /// The line of the newest version.
    pub planned: Amount,
    /// due − planned.
    pub difference: Amount,
}

/// The policies of a budget, and the document that would follow them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GradePolicyReport {
    /// The version.
    pub budget: String,
    /// Base currency.
    pub currency: Currency,
    /// Whether it is a draft, which is written without a document.
    pub is_draft: bool,
    /// What the total would gain.
    pub difference: Amount,
    /// The policies.
    pub lines: Vec<GradePolicy>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}
