//! The ledger itself: summary, profile, journal, proof.

use kezhang_core::Outcome;
use kezhang_store::{Change, CheckReport, HistoryRecord, Ledger, LedgerSummary, Profile, ProfileChange};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, Nothing};

/// How much of the journal.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HistoryQuery {
    /// Only the newest so many.
    pub limit: Option<u32>,
}

/// What to undo.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UndoInput {
    /// Number of the record; the latest change not undone when absent.
    pub number: Option<i64>,
}

pub(super) async fn ledger(ledger: &Ledger, _: Nothing, context: &Context) -> Outcome<LedgerSummary> {
    ledger.summary(context.today, context.language).await
}

pub(super) async fn profile(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Profile> {
    Ok(ledger.profile().await)
}

pub(super) async fn history(ledger: &Ledger, query: HistoryQuery, context: &Context) -> Outcome<Vec<HistoryRecord>> {
    ledger.history(query.limit, context.language).await
}

pub(super) async fn check(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<CheckReport> {
    ledger.check().await
}

pub(super) async fn set_profile(change: &mut Change<'_>, new: ProfileChange, _: &Context) -> Outcome<Profile> {
    change.ledger().set_profile(change, new).await
}

pub(super) async fn undo(change: &mut Change<'_>, input: UndoInput, _: &Context) -> Outcome<HistoryRecord> {
    change.undo(input.number).await
}

pub(super) async fn redo(change: &mut Change<'_>, _: Nothing, _: &Context) -> Outcome<HistoryRecord> {
    change.redo().await
}
