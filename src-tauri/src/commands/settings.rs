//! Settings that have a change of their own beside the registers: what is taken away, and orders.

use chrono::NaiveDate;
use kezhang_core::record::Category;
use kezhang_core::record::register::Grade;
use kezhang_core::{Currency, Outcome};
use kezhang_store::Change;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, Nothing};

/// A dated exchange rate to take away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateName {
    /// Its day.
    pub date: NaiveDate,
    /// The other currency.
    pub currency: Currency,
}

/// A mapping profile.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingName {
    /// Its name.
    pub name: String,
}

/// The grades in their order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeOrder {
    /// The codes of all of them, the dearest first.
    pub codes: Vec<String>,
}

/// The categories right below one in their order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryOrder {
    /// Code of the category above; the top when absent.
    #[serde(default)]
    pub parent: Option<String>,
    /// The codes of all of them.
    pub codes: Vec<String>,
}

pub(super) async fn set_category_order(
    change: &mut Change<'_>,
    order: CategoryOrder,
    _: &Context,
) -> Outcome<Vec<Category>> {
    let ledger = change.ledger();
    ledger
        .set_category_order(change, order.parent.as_deref(), &order.codes)
        .await
}

pub(super) async fn remove_rate(change: &mut Change<'_>, rate: RateName, _: &Context) -> Outcome<Nothing> {
    let ledger = change.ledger();
    ledger.remove_rate(change, rate.date, rate.currency).await?;
    Ok(Nothing {})
}

pub(super) async fn remove_mapping(change: &mut Change<'_>, mapping: MappingName, _: &Context) -> Outcome<Nothing> {
    let ledger = change.ledger();
    ledger.remove_mapping(change, &mapping.name).await?;
    Ok(Nothing {})
}

pub(super) async fn set_grade_order(change: &mut Change<'_>, order: GradeOrder, _: &Context) -> Outcome<Vec<Grade>> {
    change.ledger().set_grade_order(change, &order.codes).await
}
