//! Customer activities 客户活动: plan → execute → feedback.
//!
//! The one thing to know: what an activity really cost is never typed here; it is the sum of the entries that name it.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Stage;
use crate::error::{Fault, Outcome};
use crate::money::Amount;

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// 计划中.
    #[default]
    Planned,
    /// 执行中.
    Running,
    /// 收集反馈.
    Feedback,
    /// 已结束.
    Done,
    /// 已取消.
    Cancelled,
}

impl ActivityStatus {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Feedback => "feedback",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word on the wire, the Chinese label, or what other systems call it.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "planned" | "planning" | "plan" | "计划" | "计划中" | "策划中" | "筹备中" => Some(Self::Planned),
            "running" | "active" | "in progress" | "执行" | "执行中" | "进行中" => Some(Self::Running),
            "feedback" | "反馈" | "收集反馈" | "反馈中" => Some(Self::Feedback),
            "done" | "complete" | "completed" | "closed" | "已结束" | "结束" | "已完成" | "完成" => {
                Some(Self::Done)
            }
            "cancelled" | "canceled" | "inactive" | "已取消" | "取消" | "作废" => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// The purpose of an activity, as the stage that it gives its entries: 拉新, 维系, 售后.
///
/// ```
/// use kezhang_core::record::{Stage, activity::purpose};
/// assert_eq!(purpose("拉新"), Some(Stage::Acquisition));
/// assert_eq!(purpose("shared"), None);
/// ```
pub fn purpose(text: &str) -> Option<Stage> {
    match text.trim() {
        "拉新" => Some(Stage::Acquisition),
        "售后" => Some(Stage::Service),
        other => Stage::parse(other).filter(|stage| *stage != Stage::Shared),
    }
}

/// A score of an activity: 1 to 5, with two decimals at most.
///
/// # Errors
/// `activity_score_invalid`.
pub fn score(value: Decimal) -> Outcome<Decimal> {
    if value < Decimal::ONE || value > Decimal::from(5) || value.normalize().scale() > 2 {
        return Err(Fault::new("activity_score_invalid").with("value", value));
    }
    Ok(value.normalize())
}

/// An activity as the register holds it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Activity {
    /// 活动编号.
    pub code: String,
    /// 名称.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// 目的, as the stage that it gives entries.
    pub purpose: Option<Stage>,
    /// Code of its channel.
    pub channel: Option<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Option<NaiveDate>,
    /// 预算成本.
    pub planned_cost: Option<Amount>,
    /// 预期收益.
    pub expected_revenue: Option<Amount>,
    /// 邀请人数.
    pub invited: Option<u32>,
    /// 到场人数.
    pub attendance: Option<u32>,
    /// 响应人数.
    pub responses: Option<u32>,
    /// Revenue won, as typed or imported.
    pub revenue: Option<Amount>,
    /// 评分, 1 to 5, a decimal.
    pub score: Option<String>,
    /// Where it stands.
    pub status: ActivityStatus,
    /// Whether it can still be chosen.
    pub active: bool,
}
