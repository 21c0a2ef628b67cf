//! The questions and the answers of evaluation, as screens, documents and scripts see them.
//!
//! The one thing to know: money is exact and stands as decimal strings; ratios and estimates are numbers; what is
//! undefined is null.

mod acquisition;
mod customers;
mod fees;
mod retention;
mod value;

pub use acquisition::{AcquisitionFigures, AcquisitionReport, AcquisitionRow, IncludedLine, Payback};
pub use customers::{CustomerRow, CustomerSheet, CustomersReport, GradeSince, SheetActivity, SheetChange, StageCost};
pub use fees::{Contract, DueItem, FeeGroup, FeeRow, FeeTotal, FeesReport, FollowUp, Receipt};
pub use retention::{CohortRow, CohortsReport, RetentionReport, RetentionRow, RevenueMove, RevenueYears};
pub use value::{ContractTerms, Refusal, ValueHead, ValueReport, ValueRow};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::money::Currency;
use crate::monitor::variance::Filter;
use crate::period::Month;
use crate::plan::{Basis, Measure};
use crate::record::register::Dimension;

/// Names in one language: dimension → code → name.
pub type Labels = BTreeMap<String, BTreeMap<String, String>>;

/// What to evaluate.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EvaluateQuery {
    /// First month; the ledger's usual span when absent.
    pub from: Option<Month>,
    /// Last month, included.
    pub to: Option<Month>,
    /// What the rows are.
    pub by: Vec<Dimension>,
    /// Conditions.
    pub filter: Vec<Filter>,
    /// 权责发生制 when absent.
    pub basis: Option<Basis>,
    /// Net where deductible when absent.
    pub measure: Option<Measure>,
    /// A field to sort by, largest first; with a leading `-` smallest first.
    pub sort: Option<String>,
    /// At most this many rows.
    pub limit: Option<u32>,
    /// Language of the labels.
    pub language: Option<Language>,
    /// Months ahead for customer value; 36 when absent.
    pub horizon: Option<u32>,
    /// The day as of which is looked; the last day of `to` when absent.
    pub as_of: Option<NaiveDate>,
    /// For retention: what customers are told apart by.
    pub segment: Option<Segment>,
}

/// What customers are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// 客户等级.
    Grade,
    /// 行业.
    Industry,
    /// 地区.
    Region,
    /// Source channel.
    Channel,
    /// The product on which it spent most.
    Product,
    /// How it buys: never, once, again.
    Habit,
}

/// What the figures are, for the header of every screen and document.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EvaluateHead {
    /// Name of the company.
    pub company: String,
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
    /// The last month of the span that the records reach, at most the present one; null where they reach none of it.
    pub until: Option<Month>,
    /// Base currency.
    pub currency: Currency,
    /// Basis of the costs.
    pub basis: Basis,
    /// Measure of the costs.
    pub measure: Measure,
    /// The conditions, as asked.
    pub filter: Vec<Filter>,
    /// Rows left out by `limit`.
    pub omitted_count: u32,
}
