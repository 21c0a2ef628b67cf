//! Which customers carry the company: ABC 分类, the whale curve 累计利润曲线, margin tiers.

use schemars::JsonSchema;
use serde::Serialize;

/// A class of the ABC analysis (a common convention, 80/15/5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbcClass {
    /// Up to and including the one that reaches 80 % of the positive total.
    A,
    /// To 95 %.
    B,
    /// The rest, zero included.
    C,
    /// 亏损: below zero.
    Loss,
}

impl AbcClass {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::Loss => "loss",
        }
    }
}

/// Classes of members that come in the order of their codes; the answer has the same order.
///
/// ```
/// use kezhang_core::evaluate::ranking::{abc, AbcClass::{A, B, C, Loss}};
/// // 500 + 300 reach 80 % of 1,000, 150 more reaches 95 %
/// assert_eq!(abc(&[300, 500, 150, 50, -20, 0]), [A, A, B, C, Loss, C]);
/// // equal ones in the order of their codes
/// assert_eq!(abc(&[50, 50]), [A, A]);
/// ```
pub fn abc(measures: &[i64]) -> Vec<AbcClass> {
    let total: i128 = measures.iter().filter(|m| **m > 0).map(|m| i128::from(*m)).sum();
    let mut order: Vec<usize> = (0..measures.len()).collect();
    order.sort_by(|a, b| measures[*b].cmp(&measures[*a]).then(a.cmp(b)));
    let mut classes = vec![AbcClass::C; measures.len()];
    let mut before: i128 = 0;
    for at in order {
        let measure = i128::from(measures[at]);
        classes[at] = match measure {
            m if m < 0 => AbcClass::Loss,
            0 => AbcClass::C,
            _ if before * 100 < total * 80 => AbcClass::A,
            _ if before * 100 < total * 95 => AbcClass::B,
            _ => AbcClass::C,
        };
        if measure > 0 {
            before += measure;
        }
    }
    classes
}

/// The whale curve: cumulative profit from the most profitable customer on.
///
/// ```
/// use kezhang_core::evaluate::ranking::whale;
/// assert_eq!(whale(&[30, -20, 90]), [90, 120, 100]);
/// ```
pub fn whale(profits: &[i64]) -> Vec<i64> {
    let mut sorted = profits.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let mut sum: i64 = 0;
    sorted
        .into_iter()
        .map(|profit| {
            sum = sum.saturating_add(profit);
            sum
        })
        .collect()
}

/// The margin tier of a share (a convention of IT-service firms): 1 from 60 %, 2 from 40 %, 3 from 20 %, 4 below.
///
/// ```
/// use kezhang_core::evaluate::ranking::tier;
/// assert_eq!([0.6, 0.59, 0.2, -0.1].map(tier), [1, 2, 3, 4]);
/// ```
pub fn tier(margin: f64) -> u8 {
    match margin {
        m if m >= 0.6 => 1,
        m if m >= 0.4 => 2,
        m if m >= 0.2 => 3,
        _ => 4,
    }
}
