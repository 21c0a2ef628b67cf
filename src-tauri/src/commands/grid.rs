//! The budget grid: a version as a sheet, blocks of cells, other figures beside it.

use std::collections::BTreeMap;

use kezhang_core::Outcome;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::sheet::Sheet;
use kezhang_store::{Beside, BesideQuery, Change, GridEdit, Ledger};
use schemars::JsonSchema;
use serde::Serialize;

use super::Context;
use super::plan::BudgetName;

/// A sheet and the names of what its lines name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SheetShown {
    /// The sheet.
    #[serde(flatten)]
    pub sheet: Sheet,
    /// Names: dimension → code → name; of the rows that are here.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

async fn shown(ledger: &Ledger, sheet: Sheet, context: &Context) -> Outcome<SheetShown> {
    let labels = if sheet.is_whole {
        let keys: Vec<LineKey> = sheet.rows.iter().filter_map(|row| row.line.clone()).collect();
        ledger.line_names(&keys, context.language).await?
    } else {
        BTreeMap::new()
    };
    Ok(SheetShown { sheet, labels })
}

pub(super) async fn budget_sheet(ledger: &Ledger, name: BudgetName, context: &Context) -> Outcome<SheetShown> {
    shown(ledger, ledger.budget_sheet(&name.budget).await?, context).await
}

pub(super) async fn budget_beside(ledger: &Ledger, query: BesideQuery, context: &Context) -> Outcome<Beside> {
    ledger.budget_beside(&query, context.today).await
}

pub(super) async fn edit_budget(change: &mut Change<'_>, edit: GridEdit, context: &Context) -> Outcome<SheetShown> {
    let ledger = change.ledger();
    let sheet = ledger.edit_budget(change, &edit, context.today).await?;
    shown(ledger, sheet, context).await
}
