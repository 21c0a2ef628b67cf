//! Two versions of a plan side by side.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::revision::MonthDelta;
use super::{BudgetVersion, LineKey, ReasonClass, RevisionKind};
use crate::money::{Amount, Currency};

/// A line in both versions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ComparedLine {
    /// What it names.
    pub key: LineKey,
    /// Its year before.
    pub before: Amount,
    /// Its year after.
    pub after: Amount,
    /// after − before.
    pub difference: Amount,
    /// The same by month; months that are equal are left out.
    pub months: Vec<MonthDelta>,
}

/// One step from the plan before to the plan after.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ComparisonStep {
    /// What the documents do; absent for what was drawn up anew.
    pub kind: Option<RevisionKind>,
    /// Why; absent for what was drawn up anew.
    pub reason: Option<ReasonClass>,
    /// How many documents.
    pub count: u32,
    /// What they add to the total.
    pub change: Amount,
    /// What they move between lines without changing the total.
    pub moved: Amount,
}

/// Two versions compared.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Comparison {
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// The version before.
    pub before: BudgetVersion,
    /// The version after.
    pub after: BudgetVersion,
    /// after − before.
    pub difference: Amount,
    /// The lines that differ, by category.
    pub lines: Vec<ComparedLine>,
    /// What made the difference, in the order of kinds and reasons; the changes add up to the difference.
    pub steps: Vec<ComparisonStep>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}
