//! Many entries at once, rules, views, histories: what the list of entries offers beside adding and changing one.

use std::path::PathBuf;

use kezhang_core::Outcome;
use kezhang_core::record::Entry;
use kezhang_core::record::rule::{Rule, RuleInput};
use kezhang_store::{
    ApplyRules, Change, EntriesChange, EntriesChanged, EntryHistory, ImportShown, Ledger, RuleProposal, RulesQuery,
    SavedView, SplitEntry,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::files::{Written, write_file};
use super::record::EntryId;
use super::{Context, Nothing};

/// One rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleId {
    /// The ledger's own number of the rule.
    pub id: i64,
}

/// One view.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewName {
    /// Its name.
    pub name: String,
}

/// Which imports.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportsQuery {
    /// At most this many, the newest.
    pub limit: Option<u32>,
}

/// A rejected cell to write down.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectedRow {
    /// Line or sheet row.
    pub row: u32,
    /// Title of the column.
    #[serde(default)]
    pub column: Option<String>,
    /// What stands there.
    #[serde(default)]
    pub value: Option<String>,
    /// Why.
    pub reason: String,
}

/// Rejected cells to write down.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRejected {
    /// The cells, as an import told them.
    pub cells: Vec<RejectedRow>,
    /// The CSV; one that is there is replaced.
    pub path: PathBuf,
}

pub(super) async fn rules(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Rule>> {
    ledger.rules().await
}

pub(super) async fn propose_rules(ledger: &Ledger, query: RulesQuery, _: &Context) -> Outcome<Vec<RuleProposal>> {
    ledger.propose_rules(&query).await
}

pub(super) async fn views(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<SavedView>> {
    ledger.views().await
}

pub(super) async fn imports(ledger: &Ledger, query: ImportsQuery, _: &Context) -> Outcome<Vec<ImportShown>> {
    ledger.imports(query.limit).await
}

pub(super) async fn entry_history(ledger: &Ledger, id: EntryId, context: &Context) -> Outcome<EntryHistory> {
    ledger.entry_history(id.id, context.language).await
}

pub(super) async fn export_rejected(_: &Ledger, ask: ExportRejected, context: &Context) -> Outcome<Written> {
    let cells: Vec<_> = ask
        .cells
        .into_iter()
        .map(|cell| {
            let value = |text: Option<String>| text.unwrap_or_default();
            [cell.row.to_string(), value(cell.column), value(cell.value), cell.reason]
        })
        .collect();
    let bytes = kezhang_paint::csv::rejected(&cells, context.language)?;
    write_file(&ask.path, &bytes)?;
    Ok(Written {
        bytes: bytes.len() as u64,
        path: ask.path,
    })
}

pub(super) async fn set_rule(change: &mut Change<'_>, new: RuleInput, _: &Context) -> Outcome<Rule> {
    change.ledger().set_rule(change, &new).await
}

pub(super) async fn remove_rule(change: &mut Change<'_>, id: RuleId, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_rule(change, id.id).await.map(|()| Nothing {})
}

pub(super) async fn change_entries(
    change: &mut Change<'_>,
    input: EntriesChange,
    context: &Context,
) -> Outcome<EntriesChanged> {
    change.ledger().change_entries(change, &input, context.language).await
}

pub(super) async fn apply_rules(
    change: &mut Change<'_>,
    input: ApplyRules,
    context: &Context,
) -> Outcome<EntriesChanged> {
    change.ledger().apply_rules(change, &input, context.language).await
}

pub(super) async fn split_entry(change: &mut Change<'_>, input: SplitEntry, _: &Context) -> Outcome<Vec<Entry>> {
    change.ledger().split_entry(change, &input).await
}

pub(super) async fn set_view(change: &mut Change<'_>, new: SavedView, _: &Context) -> Outcome<SavedView> {
    change.ledger().set_view(change, &new).await
}

pub(super) async fn remove_view(change: &mut Change<'_>, view: ViewName, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .remove_view(change, &view.name)
        .await
        .map(|()| Nothing {})
}
