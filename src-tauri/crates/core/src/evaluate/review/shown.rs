//! A review as it is shown, printed and kept.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::benchmark::Benchmark;
use super::goal::{GoalKind, Standing};
use crate::evaluate::report::EvaluateHead;
use crate::money::Amount;
use crate::plan::{LineKey, ReasonClass, RevisionKind};

/// One of the three tests, or the share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestName {
    /// 目标是否达成.
    Goals,
    /// 成本与收益.
    CostBenefit,
    /// 资源使用.
    Resources,
    /// 占总预算的比例.
    Share,
}

impl TestName {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Goals, Self::CostBenefit, Self::Resources, Self::Share];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Goals => "goals",
            Self::CostBenefit => "cost_benefit",
            Self::Resources => "resources",
            Self::Share => "share",
        }
    }
}

/// What a figure of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Money in base currency.
    Money,
    /// A share of one.
    Share,
    /// A count.
    Count,
    /// Months.
    Months,
    /// A ratio, in times.
    Times,
    /// A score.
    Score,
}

/// A figure that a test stands on, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ReviewEvidence")]
pub struct Evidence {
    /// Stable name, unique in the review.
    pub key: String,
    /// What it is.
    pub label: String,
    /// What kind of figure.
    pub quantity: Quantity,
    /// Exact; null where there is none.
    pub value: Option<String>,
    /// The same as people read it; 数据不足 where there is none.
    pub text: String,
    /// More about it, or why there is none and what to import.
    pub about: String,
    /// What to ask `explain`; null where the figure stands by itself.
    pub explain: Option<serde_json::Value>,
}

/// A goal with what was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoalShown {
    /// What it is about.
    pub kind: GoalKind,
    /// The same in words.
    pub label: String,
    /// The year's target.
    pub target: String,
    /// What it comes to over the span; the same as `target` where it does not scale.
    pub target_in_span: String,
    /// What was reached; null: 数据不足.
    pub figure: Option<String>,
    /// Lower end of the 95 % interval, where there is one.
    pub low: Option<String>,
    /// Upper end.
    pub high: Option<String>,
    /// Money spent on it in the span.
    pub money: Option<Amount>,
    /// Where it stands.
    pub standing: Standing,
    /// The whole as a sentence, or what is missing.
    pub about: String,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Money is being lost.
    Bad,
    /// Worth changing.
    Weak,
    /// Worth a look.
    Note,
}

/// The rule behind a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleShown {
    /// In words, with the ends in use.
    pub text: String,
    /// `◇a` to `◇e`; null where it is no rule of thumb, or the company's own.
    pub tag: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// What to mind.
    pub caveat: String,
    /// Key of the benchmark that can be edited.
    pub benchmark: Option<String>,
}

/// A document that a suggestion would become: prefilled, to be completed by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "DraftRevision")]
pub struct Draft {
    /// 追加, 调减, 调剂 or 收回.
    pub kind: RevisionKind,
    /// The line that gives, where the plan has one that fits.
    pub from: Option<LineKey>,
    /// The line that gains, where the plan has one that fits.
    pub to: Option<LineKey>,
    /// How much to begin with.
    pub amount: Option<Amount>,
    /// Class of the reason.
    pub reason: ReasonClass,
    /// The reason in words.
    pub text: String,
}

/// What to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// In words.
    pub text: String,
    /// The draft revision that it opens.
    pub draft: Draft,
}

/// What a test found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ReviewFinding")]
pub struct Finding {
    /// Stable code.
    pub code: String,
    /// What it is about: a goal, a channel, a class; null where the code says all.
    pub subject: Option<String>,
    /// The test.
    pub test: TestName,
    /// How much it weighs.
    pub weight: Weight,
    /// In words.
    pub title: String,
    /// The figures that show it.
    pub evidence: Vec<String>,
    /// Why that is a finding.
    pub rule: RuleShown,
    /// What to do.
    pub suggestion: Suggestion,
    /// Whether the last review did not have it; null without one.
    pub is_new: Option<bool>,
}

/// How a test came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 有质疑: it found something.
    Questioned,
    /// 未见异常.
    Passed,
    /// 数据不足.
    Insufficient,
}

impl Outcome {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Questioned => "questioned",
            Self::Passed => "passed",
            Self::Insufficient => "insufficient",
        }
    }
}

/// A test with what it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestShown {
    /// Which.
    pub name: TestName,
    /// `一、目标是否达成`.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// How it came out.
    pub outcome: Outcome,
    /// The same in words.
    pub outcome_text: String,
    /// The figures it stands on.
    pub evidence: Vec<Evidence>,
}

/// The review before this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LastReview {
    /// Its number.
    pub id: i64,
    /// When it was kept.
    pub made_on: NaiveDate,
    /// What it found that no longer holds.
    pub gone: Vec<String>,
}

/// What the figures are, and when the next review is due.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReviewHead {
    /// What the figures are.
    #[serde(flatten)]
    pub figures: EvaluateHead,
    /// The fiscal year whose goals and total budget are compared with.
    pub year: i32,
    /// The day of the review.
    pub made_on: NaiveDate,
    /// When the next one is due; null before the first is kept.
    pub next_on: Option<NaiveDate>,
    /// Whether one is due.
    pub is_due: bool,
}

/// The review of a budget.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReviewReport {
    /// What the figures are.
    pub head: ReviewHead,
    /// The verdict in one or two sentences.
    pub summary: Vec<String>,
    /// The goals with what was reached.
    pub goals: Vec<GoalShown>,
    /// The tests and the share.
    pub tests: Vec<TestShown>,
    /// What they found, what weighs most first.
    pub findings: Vec<Finding>,
    /// The benchmarks in use that apply.
    pub benchmarks: Vec<Benchmark>,
    /// The review before.
    pub last: Option<LastReview>,
}
