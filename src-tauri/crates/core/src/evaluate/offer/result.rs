//! What a comparison of offers says: head, items by year, figures, crossings, what to look at again.
//!
//! The one thing to know: it is the report's JSON as scripts read it; fields are added, none is renamed.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::hidden::HiddenCost;
use super::need::SizeClass;
use super::terms::ItemKind;
use crate::language::Language;
use crate::money::{Amount, Currency};
use crate::record::entry::Taxpayer;

/// What the figures are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonHead {
    /// Name of the company.
    pub company: String,
    /// Name of the comparison.
    pub comparison: String,
    /// Base currency.
    pub currency: Currency,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
    /// Years looked at.
    pub horizon_years: u32,
    /// Yearly effective discount rate, percent.
    #[schemars(with = "String")]
    pub discount_percent: Decimal,
    /// Seats by year.
    pub seats: Vec<u32>,
    /// Size class of the first year ◇b.
    pub size: SizeClass,
    /// Seats times months.
    pub seat_months: u64,
    /// The day of the comparison.
    pub as_of: NaiveDate,
    /// Language of its words.
    pub language: Language,
}

/// An item by year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemYears {
    /// What the offer calls it.
    pub item: String,
    /// What it is.
    pub kind: ItemKind,
    /// Code of its 费用类别.
    pub category: String,
    /// Whether it comes in the bundle.
    pub is_included: bool,
    /// Cash by year.
    pub years: Vec<Amount>,
    /// Their sum.
    pub total: Amount,
}

/// A year of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferYear {
    /// 1 for the first.
    pub year: u32,
    /// Seats.
    pub seats: u32,
    /// Cash.
    pub cash: Amount,
    /// Its part of the present value.
    pub npv: Amount,
    /// Own hours, no cash.
    #[schemars(with = "String")]
    pub own_hours: Decimal,
    /// What they are worth.
    pub own_cost: Amount,
}

/// Something to look at again, at its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferWarning {
    /// Stable code.
    pub code: String,
    /// Path of the field.
    pub at: String,
    /// What is to be looked at, and what would be right.
    pub message: String,
}

/// What an offer comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferResult {
    /// Its number in the ledger.
    pub id: i64,
    /// Its name.
    pub offer: String,
    /// 供应商.
    pub vendor: String,
    /// 版本.
    pub edition: String,
    /// Place by present value, 1 the cheapest; none for an offer without items.
    pub rank: Option<u32>,
    /// Items by year.
    pub items: Vec<ItemYears>,
    /// Figures by year.
    pub years: Vec<OfferYear>,
    /// Cash of what is due once.
    pub one_off: Amount,
    /// Cash of what comes again.
    pub recurring: Amount,
    /// Cash of the first year.
    pub first_year: Amount,
    /// 总拥有成本: all cash.
    pub cash: Amount,
    /// 净现值 of the cash.
    pub npv: Amount,
    /// Cash per seat and month.
    pub per_seat_month: Amount,
    /// The level monthly payment, in advance, that is worth the present value.
    pub level_month: Amount,
    /// Own hours, no cash.
    #[schemars(with = "String")]
    pub own_hours: Decimal,
    /// What they are worth.
    pub own_cost: Amount,
    /// Weighted score, 1 to 5; none while marks are missing.
    #[schemars(with = "Option<String>")]
    pub score: Option<Decimal>,
    /// Musts that it does not have.
    pub missing_musts: Vec<String>,
    /// Musts about which it has not been asked.
    pub open_musts: Vec<String>,
    /// Costs that offers leave out.
    pub hidden: Vec<HiddenCost>,
    /// What to look at again.
    pub warnings: Vec<OfferWarning>,
    /// Cumulative cash by month, from month 0.
    pub cumulative: Vec<Amount>,
    /// Cumulative present value by month, from month 0.
    pub cumulative_npv: Vec<Amount>,
}

/// Where two offers cross.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BreakEven {
    /// The one that costs less at the beginning.
    pub first: String,
    /// The one that costs less in the end.
    pub later: String,
    /// Whether it is of present values rather than cash.
    pub is_npv: bool,
    /// First month from which on the other one has cost no more, to the end of the horizon.
    pub month: u32,
    /// What the money that the other one costs earlier earns a year, percent with one decimal; of cash alone.
    #[schemars(with = "Option<String>")]
    pub return_percent: Option<Decimal>,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonReport {
    /// What the figures are.
    pub head: ComparisonHead,
    /// The offers, in the order of the comparison.
    pub offers: Vec<OfferResult>,
    /// Where they cross.
    pub break_even: Vec<BreakEven>,
    /// Name of the one with the lowest present value.
    pub cheapest: Option<String>,
    /// What to look at again in the need and the weights.
    pub warnings: Vec<OfferWarning>,
}
