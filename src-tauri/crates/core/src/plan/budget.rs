//! A budget 预算 of one fiscal year: versions 版本 (draft, approved, closed) of lines 预算项目 by month.
//!
//! The one thing to know: a line is known by its key (the dimensions that it names), unique in its version;
//! a version in force is never changed, a change makes the next one.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::language::{Language, say};
use crate::money::Amount;
use crate::period::Month;

/// When a cost counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// 权责发生制: by 发生日期, spread over the benefit period.
    #[default]
    Accrual,
    /// 收付实现制: by 付款日期, gross.
    Cash,
}

impl Basis {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accrual => "accrual",
            Self::Cash => "cash",
        }
    }
}

/// Which amount of an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 不含税 where the tax is deductible, else 含税.
    #[default]
    Cost,
    /// 含税.
    Gross,
}

impl Measure {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Gross => "gross",
        }
    }
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// 草稿.
    Draft,
    /// 已批准.
    Approved,
    /// 已关闭.
    Closed,
}

impl VersionState {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::Closed => "closed",
        }
    }
}

/// The dimensions that a line names, by code; at least one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub struct LineKey {
    /// 费用类别, also a parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// 部门.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// 渠道.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// 活动.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// 产品.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// 客户.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// 客户等级.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// A version of a budget, without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BudgetVersion {
    /// Name of the budget.
    pub budget: String,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Number of the version, from 1.
    pub version: i32,
    /// 草稿, 已批准, 已关闭.
    pub state: VersionState,
    /// First month in which an approved version is the plan.
    pub valid_from: Option<Month>,
    /// Basis of its figures.
    pub basis: Basis,
    /// Measure of its figures.
    pub measure: Measure,
    /// Number of lines.
    pub line_count: u32,
    /// Sum of its lines.
    pub total: Amount,
}

/// One month of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineMonth {
    /// The month.
    pub month: Month,
    /// The amount planned.
    pub amount: Amount,
    /// 锁定: spreading a total leaves it alone.
    pub is_locked: bool,
    /// A remark, printed as a footnote.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A budget line 预算项目.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BudgetLine {
    /// What it names.
    pub key: LineKey,
    /// Twelve months, in order of the fiscal year.
    pub months: Vec<LineMonth>,
    /// Sum of the months.
    pub total: Amount,
    /// A remark.
    pub note: String,
}

/// A version with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Budget {
    /// The version.
    pub version: BudgetVersion,
    /// Its lines, by category, then the other dimensions.
    pub lines: Vec<BudgetLine>,
}

/// A version as people read it, `2026 第 1 版`; its notation for programs is `2026@1`.
pub fn version_words(language: Language, budget: &str, number: impl std::fmt::Display) -> String {
    let number = number.to_string();
    say(language, "budget.version", &[("budget", budget), ("number", &number)])
}

/// What stands in the notation for programs, as people read it; anything else stays.
///
/// ```
/// use kezhang_core::Language::{Chinese, English};
/// use kezhang_core::plan::budget::said_version;
/// assert_eq!(said_version(Chinese, "2026@5"), "2026 第 5 版");
/// assert_eq!(said_version(English, "a@b@12"), "a@b version 12");
/// assert_eq!(said_version(English, "2026@current"), "2026@current");
/// ```
pub fn said_version(language: Language, label: &str) -> Cow<'_, str> {
    match label.rsplit_once('@') {
        Some((budget, number))
            if !budget.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Cow::Owned(version_words(language, budget, number))
        }
        _ => Cow::Borrowed(label),
    }
}
