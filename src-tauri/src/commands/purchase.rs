//! Purchase contracts: the register, what they owe, what settles them, renewal and end.

use kezhang_core::evaluate::purchase::{PurchaseList, PurchaseSheet};
use kezhang_core::{Language, Outcome};
use kezhang_paint::document::{self, Document};
use kezhang_store::{Change, Ledger, PurchaseEnd, PurchaseInput, PurchaseQuery, PurchaseRenewal, SettleInput};
use schemars::JsonSchema;
use serde::Deserialize;

use super::report::{RenderOptions, Report, json};
use super::{Context, Nothing};

/// Which purchase contract.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseName {
    /// 合同编号.
    pub code: String,
    /// Language of the names; the window's when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

pub(super) async fn purchases(ledger: &Ledger, mut ask: PurchaseQuery, context: &Context) -> Outcome<PurchaseList> {
    ask.language = ask.language.or(Some(context.language));
    ledger.purchases(&ask, context.today).await
}

pub(super) async fn purchase(ledger: &Ledger, ask: PurchaseName, context: &Context) -> Outcome<PurchaseSheet> {
    let language = ask.language.unwrap_or(context.language);
    ledger.purchase(&ask.code, language, context.today).await
}

pub(super) async fn set_purchase(
    change: &mut Change<'_>,
    new: PurchaseInput,
    context: &Context,
) -> Outcome<PurchaseSheet> {
    change.ledger().set_purchase(change, &new, context.today).await
}

pub(super) async fn remove_purchase(change: &mut Change<'_>, ask: PurchaseName, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_purchase(change, &ask.code).await?;
    Ok(Nothing {})
}

pub(super) async fn settle_purchase(
    change: &mut Change<'_>,
    new: SettleInput,
    context: &Context,
) -> Outcome<PurchaseSheet> {
    change.ledger().settle_purchase(change, &new, context.today).await
}

pub(super) async fn renew_purchase(
    change: &mut Change<'_>,
    new: PurchaseRenewal,
    context: &Context,
) -> Outcome<PurchaseSheet> {
    change.ledger().renew_purchase(change, &new, context.today).await
}

pub(super) async fn end_purchase(
    change: &mut Change<'_>,
    new: PurchaseEnd,
    context: &Context,
) -> Outcome<PurchaseSheet> {
    change.ledger().end_purchase(change, &new, context.today).await
}

impl Report for PurchaseList {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::purchases(self, options.language, options.unit)
    }
}
