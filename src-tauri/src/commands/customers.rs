//! Customers: one customer's page, contracts, receipts, the follow-up log, members that are the same.

use kezhang_core::Outcome;
use kezhang_core::evaluate::report::{CustomerSheet, EvaluateQuery, FollowUp, Receipt};
use kezhang_core::record::register::Customer;
use kezhang_store::{
    Change, ContractChange, ContractSheet, FollowUpInput, Ledger, LikelyPair, MergeInput, ReceiptInput,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, Nothing};

/// Which customer, in which span.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerQuery {
    /// Code of the customer.
    pub code: String,
    /// The span and how costs count; the ledger's usual when absent.
    #[serde(default)]
    pub query: EvaluateQuery,
}

/// Which contract, as of which day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractQuery {
    /// 合同编号.
    pub code: String,
    /// Today when absent.
    #[serde(default)]
    pub as_of: Option<chrono::NaiveDate>,
}

/// Which receipt.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptId {
    /// The ledger's own number.
    pub id: i64,
}

pub(super) async fn customer(ledger: &Ledger, mut ask: CustomerQuery, context: &Context) -> Outcome<CustomerSheet> {
    ask.query.language = ask.query.language.or(Some(context.language));
    ledger.customer_sheet(&ask.code, &ask.query, context.today).await
}

pub(super) async fn contract(ledger: &Ledger, ask: ContractQuery, context: &Context) -> Outcome<ContractSheet> {
    ledger.contract(&ask.code, ask.as_of.unwrap_or(context.today)).await
}

pub(super) async fn likely_pairs(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<LikelyPair>> {
    ledger.likely_pairs().await
}

pub(super) async fn set_contract(
    change: &mut Change<'_>,
    new: ContractChange,
    context: &Context,
) -> Outcome<ContractSheet> {
    change.ledger().set_contract(change, new, context.today).await
}

pub(super) async fn add_receipt(change: &mut Change<'_>, new: ReceiptInput, context: &Context) -> Outcome<Receipt> {
    change.ledger().add_receipt(change, new, context.today).await
}

pub(super) async fn remove_receipt(change: &mut Change<'_>, which: ReceiptId, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .remove_receipt(change, which.id)
        .await
        .map(|()| Nothing {})
}

pub(super) async fn add_follow_up(change: &mut Change<'_>, new: FollowUpInput, context: &Context) -> Outcome<FollowUp> {
    change
        .ledger()
        .add_follow_up(change, new, &context.author, context.today)
        .await
}

pub(super) async fn merge_customers(
    change: &mut Change<'_>,
    which: MergeInput,
    context: &Context,
) -> Outcome<Customer> {
    change.ledger().merge_customers(change, &which, context.today).await
}
