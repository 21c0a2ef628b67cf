//! Goals 目标 of a fiscal year, and where a figure stands against one.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::round;

/// What a goal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GoalKind {
    /// 新客户数 of the year.
    NewCustomers,
    /// 流失率 of the year, at most.
    Churn,
    /// 客户保留率 of the year.
    Retention,
    /// NRR 净收入留存率 over twelve months.
    Nrr,
    /// 满意度: CSAT, the share of 4 and 5.
    Satisfaction,
    /// 回购率.
    Repurchase,
    /// 推荐率.
    Referral,
    /// 市场份额; the figure is typed.
    MarketShare,
    /// 培训效果, gain in the score; the figure is typed.
    TrainingEffect,
}

impl GoalKind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::NewCustomers,
        Self::Churn,
        Self::Retention,
        Self::Nrr,
        Self::Satisfaction,
        Self::Repurchase,
        Self::Referral,
        Self::MarketShare,
        Self::TrainingEffect,
    ];

    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewCustomers => "new_customers",
            Self::Churn => "churn",
            Self::Retention => "retention",
            Self::Nrr => "nrr",
            Self::Satisfaction => "satisfaction",
            Self::Repurchase => "repurchase",
            Self::Referral => "referral",
            Self::MarketShare => "market_share",
            Self::TrainingEffect => "training_effect",
        }
    }

    /// Reads the word on the wire and on disk.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether less is better.
    pub fn is_ceiling(self) -> bool {
        self == Self::Churn
    }

    /// Whether no record of the ledger gives the figure, so that it is typed with the goal.
    pub fn is_typed(self) -> bool {
        matches!(self, Self::MarketShare | Self::TrainingEffect)
    }

    /// Whether target and figure are shares of one.
    pub fn is_share(self) -> bool {
        !matches!(self, Self::NewCustomers | Self::TrainingEffect)
    }

    /// What a year's target comes to over `months` of it: a count in proportion; retention compounds; the rest stands.
    ///
    /// ```
    /// use kezhang_core::evaluate::review::GoalKind;
    /// let d = |s: &str| s.parse().unwrap();
    /// // 24 new customers a year are 20 in ten months; 10 % churn a year is 1 − 0.9^(10/12) = 8.41 %.
    /// assert_eq!(GoalKind::NewCustomers.over(d("24"), 10), d("20"));
    /// assert_eq!(GoalKind::Churn.over(d("0.1"), 10), d("0.084056"));
    /// assert_eq!(GoalKind::Nrr.over(d("1.05"), 10), d("1.05"));
    /// ```
    pub fn over(self, target: Decimal, months: u32) -> Decimal {
        let part = Decimal::from(months) / Decimal::from(12);
        let compound = |kept: Decimal| -> Option<Decimal> {
            let power = kept.to_f64()?.powf(f64::from(months) / 12.0);
            Some(round(Decimal::from_f64(power)?, 6))
        };
        match self {
            _ if months == 12 => target,
            Self::NewCustomers => target
                .checked_mul(part)
                .map_or(target, |value| round(value, 2).normalize()),
            Self::Retention => compound(target).unwrap_or(target),
            Self::Churn => compound(Decimal::ONE - target).map_or(target, |kept| Decimal::ONE - kept),
            _ => target,
        }
    }
}

/// A goal as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Goal {
    /// The fiscal year.
    pub year: i32,
    /// What it is about.
    pub kind: GoalKind,
    /// The target: a share such as `0.9`, a count, or a score.
    #[schemars(with = "String")]
    pub target: Decimal,
    /// The figure reached, for what no record gives.
    #[schemars(with = "Option<String>")]
    pub typed: Option<Decimal>,
    /// A remark.
    pub note: String,
}

/// Where a figure stands against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 达成.
    Met,
    /// 未达成.
    Missed,
    /// 差距在误差之内: the interval holds the target.
    Undecided,
    /// 数据不足.
    Unknown,
}

impl Standing {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Undecided => "undecided",
            Self::Unknown => "unknown",
        }
    }

    /// A figure, with its 95 % interval where it has one, against a target.
    ///
    /// ```
    /// use kezhang_core::evaluate::review::{GoalKind::{Churn, Retention}, Standing::{self, Met, Missed, Undecided, Unknown}};
    /// let d = |s: &str| s.parse().unwrap();
    /// let kept = |target: &str| Standing::of(Retention, d(target), Some(d("0.95")), Some((d("0.90"), d("0.98"))));
    /// assert_eq!([kept("0.90"), kept("0.97"), kept("0.99")], [Met, Undecided, Missed]);
    /// // Churn is to stay below its target; without an interval the figure decides.
    /// assert_eq!(Standing::of(Churn, d("0.05"), Some(d("0.06")), None), Missed);
    /// assert_eq!(Standing::of(Churn, d("0.05"), None, None), Unknown);
    /// ```
    pub fn of(kind: GoalKind, target: Decimal, figure: Option<Decimal>, interval: Option<(Decimal, Decimal)>) -> Self {
        let Some(figure) = figure else {
            return Self::Unknown;
        };
        let (low, high) = interval.unwrap_or((figure, figure));
        let (is_met, is_missed) = if kind.is_ceiling() {
            (high <= target, low > target)
        } else {
            (low >= target, high < target)
        };
        match (is_met, is_missed) {
            (true, _) => Self::Met,
            (_, true) => Self::Missed,
            _ => Self::Undecided,
        }
    }
}
