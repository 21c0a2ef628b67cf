//! Scenarios: a plan under other assumptions, side by side; one becomes the plan's next draft.

use kezhang_core::Outcome;
use kezhang_core::plan::scenario::{Scenario, ScenarioReport};
use kezhang_paint::document::{self, Document};
use kezhang_store::{Change, Ledger, ScenarioInput, ScenarioName, ScenarioQuery};

use super::plan::{BudgetShown, shown};
use super::report::{RenderOptions, Report, json};
use super::{Context, Nothing};

pub(super) async fn scenarios(ledger: &Ledger, mut query: ScenarioQuery, context: &Context) -> Outcome<ScenarioReport> {
    query.language = query.language.or(Some(context.language));
    ledger.scenarios(&query, context.today).await
}

pub(super) async fn set_scenario(
    change: &mut Change<'_>,
    input: ScenarioInput,
    context: &Context,
) -> Outcome<Scenario> {
    change.ledger().set_scenario(change, &input, context.today).await
}

pub(super) async fn remove_scenario(change: &mut Change<'_>, of: ScenarioName, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_scenario(change, &of.name).await?;
    Ok(Nothing {})
}

pub(super) async fn promote_scenario(
    change: &mut Change<'_>,
    of: ScenarioName,
    context: &Context,
) -> Outcome<BudgetShown> {
    let ledger = change.ledger();
    let made = ledger.promote_scenario(change, &of.name).await?;
    shown(ledger, made, context).await
}

impl Report for ScenarioReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::scenarios(self, options.language, options.unit)
    }
}
