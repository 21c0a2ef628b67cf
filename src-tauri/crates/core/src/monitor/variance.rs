//! Budget against actual: the query, and the report that screens, charts and documents are made from.
//!
//! Each entry and each line is in exactly one row under its own values; the total is the sum of the rows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pace::Pace;
use crate::language::Language;
use crate::money::{Amount, Currency};
use crate::period::{Month, Span};
use crate::plan::{Basis, Measure};
use crate::record::register::Dimension;

/// One condition: the same field twice is or, different fields are and.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Filter {
    /// A dimension, by its word on the wire.
    pub field: String,
    /// A code (else a name); empty for none. A category includes what is below it.
    pub value: String,
}

/// What to compare.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VarianceQuery {
    /// First month; with `to` absent too: the fiscal year of today, else the latest with entries.
    pub from: Option<Month>,
    /// Last month, included.
    pub to: Option<Month>,
    /// One or two dimensions; category when empty.
    pub by: Vec<Dimension>,
    /// Rolls categories up to this depth, 1 for the top.
    pub level: Option<u8>,
    /// `NAME`, `NAME@VERSION`, `NAME@original` (as first approved), `NAME@latest` (as last approved) or `NAME@current`
    /// (the version valid in each month); without a name they mean the year's plan. Absent: the plan valid in each month.
    pub budget: Option<String>,
    /// Conditions.
    pub filter: Vec<Filter>,
    /// The plan's when absent.
    pub basis: Option<Basis>,
    /// The plan's when absent.
    pub measure: Option<Measure>,
    /// A field to sort by, largest first; by dimension when absent.
    pub sort: Option<String>,
    /// At most this many rows.
    pub limit: Option<u32>,
    /// Beside each actual that of another span.
    pub compare: Option<Compare>,
    /// Language of the labels.
    pub language: Option<Language>,
}

/// The span beside which another stands, of the same number of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// 上期: the one right before.
    Previous,
    /// 上年同期: the same months a year before.
    YearBefore,
}

impl Compare {
    /// The span to compare with.
    ///
    /// ```
    /// use kezhang_core::monitor::variance::Compare;
    /// let month = |text: &str| text.parse().unwrap();
    /// let quarter = kezhang_core::Span::new(month("2025-04"), month("2025-06")).unwrap();
    /// assert_eq!(Compare::Previous.of(quarter).from, month("2025-01"));
    /// assert_eq!(Compare::YearBefore.of(quarter).to, month("2024-06"));
    /// ```
    pub fn of(self, span: Span) -> Span {
        let months = match self {
            Self::Previous => span.to.number() - span.from.number() + 1,
            Self::YearBefore => 12,
        };
        Span {
            from: span.from.plus(-months),
            to: span.to.plus(-months),
        }
    }
}

/// The values of a row in the dimensions asked for; a field that was not asked for is absent, none is null.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct RowKey {
    /// `2025-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<Option<String>>,
    /// `2025-Q1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarter: Option<Option<String>>,
    /// `2025`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Option<String>>,
    /// Word on the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Option<String>>,
    /// Code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Option<String>>,
}

impl RowKey {
    /// The place of one dimension.
    pub fn slot(&mut self, dimension: Dimension) -> &mut Option<Option<String>> {
        match dimension {
            Dimension::Month => &mut self.month,
            Dimension::Quarter => &mut self.quarter,
            Dimension::Year => &mut self.year,
            Dimension::Category => &mut self.category,
            Dimension::Stage => &mut self.stage,
            Dimension::Department => &mut self.department,
            Dimension::Channel => &mut self.channel,
            Dimension::Activity => &mut self.activity,
            Dimension::Product => &mut self.product,
            Dimension::Customer => &mut self.customer,
            Dimension::Grade => &mut self.grade,
            Dimension::Vendor => &mut self.vendor,
        }
    }

    /// The value in one dimension; none where there is none or it was not asked for.
    pub fn value(&self, dimension: Dimension) -> Option<&str> {
        let slot = match dimension {
            Dimension::Month => &self.month,
            Dimension::Quarter => &self.quarter,
            Dimension::Year => &self.year,
            Dimension::Category => &self.category,
            Dimension::Stage => &self.stage,
            Dimension::Department => &self.department,
            Dimension::Channel => &self.channel,
            Dimension::Activity => &self.activity,
            Dimension::Product => &self.product,
            Dimension::Customer => &self.customer,
            Dimension::Grade => &self.grade,
            Dimension::Vendor => &self.vendor,
        };
        slot.as_ref().and_then(|value| value.as_deref())
    }
}

/// The figures of a row or of the total, in base currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figures {
    /// 预算.
    pub budget: Amount,
    /// 实际发生: cost that has happened.
    pub actual: Amount,
    /// Offsets, shown beside.
    pub offset: Amount,
    /// 占用.
    pub committed: Amount,
    /// 可用余额 = budget − actual − committed.
    pub available: Amount,
    /// 差异 = budget − actual.
    pub variance: Amount,
}

/// What stands beside the actual of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// The actual of the span that is compared with.
    pub actual: Amount,
    /// How much more the report's own actual is.
    pub change: Amount,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VarianceRow {
    /// Its values in the dimensions asked for.
    #[serde(flatten)]
    pub key: RowKey,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// True: lines and the spending they cover; false: 预算外.
    pub budgeted: bool,
    /// Actual of the span that is compared with, under the same values whether planned or not; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
}

/// What the figures are, for the header of every screen, document and workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReportHead {
    /// Name of the company.
    pub company: String,
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
    /// The dimensions of the rows.
    pub by: Vec<Dimension>,
    /// Every period of the span where the first dimension is time, so that a chart has a place for the empty ones.
    #[serde(skip)]
    pub periods: Vec<String>,
    /// 权责发生制 or 收付实现制.
    pub basis: Basis,
    /// 不含税 where deductible, or 含税.
    pub measure: Measure,
    /// Base currency.
    pub currency: Currency,
    /// The versions used, `2025@1 (approved)`, oldest first; empty when there is no plan.
    pub versions: Vec<String>,
    /// Whether the versions used are drafts.
    pub is_draft: bool,
    /// Whether the plan was made on another basis or measure than the report's, on request.
    pub plan_stands_as_is: bool,
    /// Entries in the span whose tax is not split out (税未拆分).
    pub untaxed_count: u32,
    /// Cost in the span that is 未分类.
    pub uncategorised: Amount,
    /// The conditions, as asked.
    pub filter: Vec<Filter>,
    /// Rows left out by `limit`.
    pub omitted_count: u32,
    /// The span that is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Span>,
    /// 序时进度 and 全年预计 of the span; none without a plan.
    pub pace: Option<Pace>,
}

/// Budget against actual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VarianceReport {
    /// What the figures are.
    pub head: ReportHead,
    /// The rows, none last.
    pub rows: Vec<VarianceRow>,
    /// The sum of the rows.
    pub total: Figures,
    /// The sum of what they are compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// Names in the language asked for: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}
