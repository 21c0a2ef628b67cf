//! Feedback 反馈 of customers and colleagues: scores, complaints, what came of them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Fault, Outcome};

/// What a score is out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// 满意度, 1 to 5.
    Satisfaction,
    /// NPS, 0 to 10.
    Nps,
}

impl Scale {
    /// Reads the word on the wire or its labels.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "satisfaction" | "csat" | "满意度" => Some(Self::Satisfaction),
            "nps" | "推荐意愿" | "净推荐值" => Some(Self::Nps),
            _ => None,
        }
    }

    /// A score that the scale has.
    ///
    /// # Errors
    /// `satisfaction_invalid`, `nps_invalid`.
    ///
    /// ```
    /// use kezhang_core::record::feedback::Scale;
    /// assert_eq!(Scale::Satisfaction.read(5).unwrap(), 5);
    /// assert_eq!(Scale::Satisfaction.read(0).unwrap_err().code, "satisfaction_invalid");
    /// assert_eq!(Scale::Nps.read(11).unwrap_err().code, "nps_invalid");
    /// ```
    pub fn read(self, score: i64) -> Outcome<u8> {
        let range = match self {
            Self::Satisfaction => 1..=5,
            Self::Nps => 0..=10,
        };
        let found = range.contains(&score).then(|| u8::try_from(score).ok()).flatten();
        found.ok_or_else(|| self.refusal(&score.to_string()))
    }

    /// What is said of a score that the scale has not.
    pub fn refusal(self, value: &str) -> Fault {
        let code = match self {
            Self::Satisfaction => "satisfaction_invalid",
            Self::Nps => "nps_invalid",
        };
        Fault::new(code).with("value", value)
    }
}

/// A feedback as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Feedback {
    /// The ledger's own number.
    pub id: i64,
    /// When.
    pub date: NaiveDate,
    /// Code of the customer; null: internal, or anonymous.
    pub customer: Option<String>,
    /// Who, of internal feedback.
    pub employee: Option<String>,
    /// 主题.
    pub topic: String,
    /// 来源.
    pub source: String,
    /// 满意度, 1 to 5.
    pub satisfaction: Option<u8>,
    /// NPS, 0 to 10.
    pub nps: Option<u8>,
    /// What was said.
    pub text: String,
    /// Whether it is a complaint.
    pub complaint: bool,
    /// Who sees to it.
    pub owner: Option<String>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// What came of it; empty while it is open.
    pub outcome: String,
    /// Whether it is a complaint without an outcome.
    pub open: bool,
    /// Days past due of an open complaint; null when it is not late.
    pub days_late: Option<i64>,
    /// Code of the activity.
    pub activity: Option<String>,
    /// Code of the product.
    pub product: Option<String>,
    /// Code of the tool.
    pub tool: Option<String>,
    /// Code of the category.
    pub category: Option<String>,
}
