//! Plan: budgets, versions, lines.

use std::collections::BTreeMap;

use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::{BudgetVersion, LineKey};
use kezhang_core::{Month, Outcome};
use kezhang_store::{Change, Ledger, LineChange};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Nothing};

/// Which budget: `NAME`, its newest version, or `NAME@2`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetName {
    /// `NAME` or `NAME@VERSION`.
    pub budget: String,
}

/// A version with its lines and the names of what they name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BudgetShown {
    /// The version with its lines.
    #[serde(flatten)]
    pub budget: Budget,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// A draft to start.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBudget {
    /// Name; the fiscal year when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// A version whose lines it starts with, `NAME@VERSION`.
    #[serde(default)]
    pub copy: Option<String>,
}

/// Lines to set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLines {
    /// The draft; by name alone, a version in force is copied into the next draft first.
    pub budget: String,
    /// The lines.
    pub lines: Vec<LineChange>,
}

/// A line to remove.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveLine {
    /// The draft.
    pub budget: String,
    /// What the line names.
    pub key: LineKey,
}

/// A draft to approve.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveBudget {
    /// The draft.
    pub budget: String,
    /// First month in which it is the plan; the whole year for the first approval, else this month, when absent.
    #[serde(default)]
    pub valid_from: Option<Month>,
}

pub(super) async fn budgets(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<BudgetVersion>> {
    ledger.budgets().await
}

pub(super) async fn shown(ledger: &Ledger, budget: Budget, context: &Context) -> Outcome<BudgetShown> {
    let labels = ledger.budget_labels(&budget, context.language).await?;
    Ok(BudgetShown { budget, labels })
}

pub(super) async fn budget(ledger: &Ledger, name: BudgetName, context: &Context) -> Outcome<BudgetShown> {
    shown(ledger, ledger.budget(&name.budget).await?, context).await
}

pub(super) async fn new_budget(change: &mut Change<'_>, new: NewBudget, context: &Context) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let budget = ledger
        .new_budget(change, new.budget.as_deref(), new.fiscal_year, new.copy.as_deref())
        .await?;
    shown(change.ledger(), budget, context).await
}

pub(super) async fn set_budget_lines(
    change: &mut Change<'_>,
    set: SetLines,
    context: &Context,
) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let budget = ledger
        .set_budget_lines(change, &set.budget, set.lines, context.language)
        .await?;
    shown(change.ledger(), budget, context).await
}

pub(super) async fn remove_budget_line(
    change: &mut Change<'_>,
    remove: RemoveLine,
    context: &Context,
) -> Outcome<BudgetShown> {
    let budget = change
        .ledger()
        .remove_budget_line(change, &remove.budget, &remove.key)
        .await?;
    shown(change.ledger(), budget, context).await
}

pub(super) async fn approve_budget(
    change: &mut Change<'_>,
    approve: ApproveBudget,
    context: &Context,
) -> Outcome<BudgetVersion> {
    change
        .ledger()
        .approve_budget(change, &approve.budget, approve.valid_from, context.today)
        .await
}
