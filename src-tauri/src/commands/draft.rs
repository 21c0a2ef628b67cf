//! Drawing a budget up: the guided start, and last year by a factor; and its one page on paper.

use kezhang_core::plan::draft::{Answers, Proposal};
use kezhang_core::plan::shortage::ShortWay;
use kezhang_core::{Amount, Outcome};
use kezhang_paint::{document, pdf};
use kezhang_store::{Change, DrawUp, Ledger, SpreadInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

use super::plan::{BudgetShown, shown};
use super::{Context, Nothing, files};

/// Answers for a fiscal year.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Fiscal year.
    pub fiscal_year: i32,
    /// The answers; each may be skipped.
    #[serde(default)]
    pub answers: Answers,
    /// Name of the budget; the fiscal year when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// What is at hand, where that is less.
    #[serde(default)]
    pub ceiling: Option<Amount>,
    /// How the draft is brought under it; where the least value is lost when absent.
    #[serde(default)]
    pub way: Option<ShortWay>,
}

/// Which year.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfYear {
    /// Fiscal year.
    pub fiscal_year: i32,
}

/// What is kept of the guided start.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Kept {
    /// Fiscal year.
    pub fiscal_year: i32,
    /// The answers as they were given, JSON; none when nothing was answered yet.
    pub answers: Option<String>,
}

/// A page to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintBudget {
    /// `NAME` or `NAME@VERSION`.
    pub budget: String,
    /// The PDF; one that is there is replaced.
    pub path: PathBuf,
    /// 1 or 10000; 1 when absent.
    #[serde(default)]
    pub unit: Option<u32>,
}

pub(super) async fn proposal(ledger: &Ledger, guide: Guide, context: &Context) -> Outcome<Proposal> {
    ledger
        .proposal(&guide.answers, guide.fiscal_year, guide.ceiling, context.language)
        .await
}

pub(super) async fn guide(ledger: &Ledger, of: OfYear, _: &Context) -> Outcome<Kept> {
    Ok(Kept {
        fiscal_year: of.fiscal_year,
        answers: ledger
            .kept_answers(of.fiscal_year)
            .await?
            .map(|answers| answers.to_string()),
    })
}

pub(super) async fn keep_answers(change: &mut Change<'_>, guide: Guide, _: &Context) -> Outcome<Nothing> {
    let ledger = change.ledger();
    ledger.keep_answers(change, &guide.answers, guide.fiscal_year).await?;
    Ok(Nothing {})
}

pub(super) async fn draft_budget(change: &mut Change<'_>, guide: Guide, context: &Context) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let name = guide.budget.as_deref();
    let way = guide.way.unwrap_or(ShortWay::LeastValue);
    let short = guide.ceiling.map(|ceiling| (ceiling, way));
    let drawn = ledger
        .draft_budget(change, &guide.answers, guide.fiscal_year, name, short, context.language)
        .await?;
    shown(ledger, drawn, context).await
}

pub(super) async fn draw_up_budget(change: &mut Change<'_>, input: DrawUp, context: &Context) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let drawn = ledger
        .draw_up_budget(change, &input, context.today, context.language)
        .await?;
    shown(ledger, drawn, context).await
}

pub(super) async fn spread_budget(
    change: &mut Change<'_>,
    input: SpreadInput,
    context: &Context,
) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let spread = ledger.spread_budget(change, &input, context.today).await?;
    shown(ledger, spread, context).await
}

pub(super) async fn print_budget(ledger: &Ledger, ask: PrintBudget, context: &Context) -> Outcome<files::Written> {
    let budget = ledger.budget(&ask.budget).await?;
    let labels = ledger.budget_labels(&budget, context.language).await?;
    let profile = ledger.profile().await;
    let unit = super::unit(ask.unit)?;
    let page = document::budget_page(
        &budget,
        &labels,
        &profile.company,
        profile.currency,
        context.language,
        unit,
        &ledger.budget_ground(&budget, context.language).await?,
    )?;
    let bytes = pdf::document(&page)?;
    files::write_file(&ask.path, &bytes)?;
    Ok(files::Written {
        path: ask.path,
        bytes: bytes.len() as u64,
    })
}
