//! Was the budget reasonable? Three tests (goals, cost and benefit, use of resources) and the share of the total budget.
//!
//! ```text
//!  Facts (gathered from reports, any of them missing) ─ judge ─┬─ Evidence: a figure, or 数据不足 and what to import
//!                                                              └─ Finding: evidence, rule (◇ tag, source), suggestion
//! ```
//!
//! The one thing to know: a test without its evidence finds nothing and says so; a rule of thumb is compared with,
//! never aimed at, and every one of them can be replaced by the company's own.

pub mod benchmark;
pub mod goal;
mod judge;
mod pen;
mod shown;

pub use benchmark::Benchmark;
pub use goal::{Goal, GoalKind, Standing};
pub use judge::{ChannelFacts, ClvFacts, Facts, PlanLine, Resources, ShareFacts, Spending, judge};
pub use shown::{
    Draft, Evidence, Finding, GoalShown, LastReview, Outcome, Quantity, ReviewHead, ReviewReport, RuleShown,
    Suggestion, TestName, TestShown, Weight,
};
