//! The things a cost hangs on: customers, channels, activities, departments, products, vendors, grades.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::category::Stage;

/// What a report can be cut by and an entry or a budget line can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// `2025-03`.
    Month,
    /// Fiscal quarter, `2025-Q1`.
    Quarter,
    /// Fiscal year, `2025`.
    Year,
    /// 费用类别.
    Category,
    /// 环节.
    Stage,
    /// 部门.
    Department,
    /// 渠道.
    Channel,
    /// 活动.
    Activity,
    /// 产品.
    Product,
    /// 客户.
    Customer,
    /// 客户等级.
    Grade,
    /// 供应商.
    Vendor,
}

impl Dimension {
    /// All, in the order of the contract.
    pub const ALL: [Self; 12] = [
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Category,
        Self::Stage,
        Self::Department,
        Self::Channel,
        Self::Activity,
        Self::Product,
        Self::Customer,
        Self::Grade,
        Self::Vendor,
    ];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Category => "category",
            Self::Stage => "stage",
            Self::Department => "department",
            Self::Channel => "channel",
            Self::Activity => "activity",
            Self::Product => "product",
            Self::Customer => "customer",
            Self::Grade => "grade",
            Self::Vendor => "vendor",
        }
    }

    /// Reads the word on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.as_str() == text)
    }

    /// Whether it is time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Month | Self::Quarter | Self::Year)
    }
}

/// A register: a list that the user keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// 客户.
    Customer,
    /// 渠道.
    Channel,
    /// 活动.
    Activity,
    /// 部门.
    Department,
    /// 产品.
    Product,
    /// 供应商.
    Vendor,
}

impl Register {
    /// All six.
    pub const ALL: [Self; 6] = [
        Self::Customer,
        Self::Channel,
        Self::Activity,
        Self::Department,
        Self::Product,
        Self::Vendor,
    ];

    /// The dimension it gives.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::Customer => Dimension::Customer,
            Self::Channel => Dimension::Channel,
            Self::Activity => Dimension::Activity,
            Self::Department => Dimension::Department,
            Self::Product => Dimension::Product,
            Self::Vendor => Dimension::Vendor,
        }
    }

    /// The word on the wire and the table on disk.
    pub fn as_str(self) -> &'static str {
        self.dimension().as_str()
    }
}

/// A member of a register without fields of its own: channel, product, vendor; and what lists show of the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Member {
    /// Unique in its register; what reports show and filters take.
    pub code: String,
    /// 名称.
    pub name: String,
    /// English name, where one is kept.
    pub name_en: Option<String>,
    /// The stage that it gives entries (departments, activities).
    pub stage: Option<Stage>,
    /// Whether it can still be chosen.
    pub active: bool,
    /// Whether it is core business (products and business lines); none elsewhere.
    pub core: Option<bool>,
}

/// Where a relation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerStatus {
    /// 线索.
    Lead,
    /// 合作中.
    #[default]
    Active,
    /// 沉默.
    Dormant,
    /// 流失.
    Lapsed,
}

impl CustomerStatus {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Active => "active",
            Self::Dormant => "dormant",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads the word on the wire or the Chinese label.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "lead" | "线索" => Some(Self::Lead),
            "active" | "合作中" => Some(Self::Active),
            "dormant" | "沉默" => Some(Self::Dormant),
            "lapsed" | "流失" => Some(Self::Lapsed),
            _ => None,
        }
    }
}

/// A customer 客户.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Customer {
    /// 客户编号.
    pub code: String,
    /// 名称.
    pub name: String,
    /// 统一社会信用代码.
    pub tax_number: Option<String>,
    /// 客户等级 today, its code.
    pub grade: Option<String>,
    /// 行业.
    pub industry: Option<String>,
    /// 地区.
    pub region: Option<String>,
    /// 负责人.
    pub owner: Option<String>,
    /// 状态.
    pub status: CustomerStatus,
    /// 获客日期.
    pub acquired_on: Option<NaiveDate>,
    /// Code of the source channel (first touch).
    pub channel: Option<String>,
    /// 流失日期.
    pub lapsed_on: Option<NaiveDate>,
    /// Whether it can still be chosen.
    pub active: bool,
}

/// A customer grade 客户等级.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grade {
    /// Code, `A`.
    pub code: String,
    /// 名称.
    pub name: String,
    /// Whether it can still be chosen.
    pub active: bool,
}
