//! Too little money, and what customers of a grade are due: proposals that become drafts or documents.

use kezhang_core::Outcome;
use kezhang_core::plan::cutback::Cutback;
use kezhang_core::plan::grade_policy::GradePolicyReport;
use kezhang_paint::document::{self, Document};
use kezhang_store::{Change, CutbackInput, GradePolicyInput, Ledger};
use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::{BudgetName, BudgetShown, shown};
use super::report::{RenderOptions, Report, json};
use super::{Context, Nothing};

/// What becomes of a budget whose customers moved between grades.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowGradePolicy {
    /// The budget.
    pub budget: String,
    /// Why, for the documents.
    pub text: String,
}

pub(super) async fn cutback(ledger: &Ledger, input: CutbackInput, context: &Context) -> Outcome<Cutback> {
    let language = input.language.unwrap_or(context.language);
    ledger.cutback(&input, context.today, language).await
}

impl Report for Cutback {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::cutback(self, options.language, options.unit)
    }
}

pub(super) async fn cut_back_budget(
    change: &mut Change<'_>,
    input: CutbackInput,
    context: &Context,
) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let cut = ledger
        .cut_back_budget(change, &input, context.today, context.language)
        .await?;
    shown(ledger, cut, context).await
}

pub(super) async fn grade_policies(ledger: &Ledger, of: BudgetName, context: &Context) -> Outcome<GradePolicyReport> {
    ledger.grade_policies(&of.budget, context.today, context.language).await
}

pub(super) async fn set_grade_policy(
    change: &mut Change<'_>,
    input: GradePolicyInput,
    _: &Context,
) -> Outcome<Nothing> {
    change.ledger().set_grade_policy(change, &input).await?;
    Ok(Nothing {})
}

pub(super) async fn follow_grade_policy(
    change: &mut Change<'_>,
    of: FollowGradePolicy,
    context: &Context,
) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let made = ledger
        .follow_grade_policy(change, &of.budget, &of.text, context.today)
        .await?;
    shown(ledger, made, context).await
}
