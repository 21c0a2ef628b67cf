//! What the tests ask for: facts gathered from reports, any of them missing.

use rust_decimal::Decimal;

use super::super::benchmark::Benchmark;
use super::super::goal::Goal;
use crate::language::Language;
use crate::money::Currency;
use crate::plan::LineKey;
use crate::record::Stage;

/// Cost of the span by what it was for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spending {
    /// 获客.
    pub acquisition: Decimal,
    /// 维系.
    pub maintenance: Decimal,
    /// 服务.
    pub service: Decimal,
    /// 3 培训费, of whatever stage.
    pub training: Decimal,
}

/// What a channel cost and brought.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFacts {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its acquisition cost.
    pub cost: Decimal,
    /// Customers won.
    pub customers: i64,
    /// ROI 毛利口径.
    pub roi_margin: Option<Decimal>,
}

/// Value of the customers won in the span beside what they cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClvFacts {
    /// Contractual value of one of them.
    pub clv: Decimal,
    /// What winning one of them cost, net of offsets.
    pub cac: Decimal,
    /// How many they are.
    pub customers: i64,
}

/// What is paid for and used; each missing until it is recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resources {
    /// Hours on administration and all hours.
    pub hours: Option<(Decimal, Decimal)>,
    /// Seats in use and paid for.
    pub seats: Option<(Decimal, Decimal)>,
    /// GB used and paid for.
    pub storage: Option<(Decimal, Decimal)>,
    /// Tickets solved by bot or self-service, and all.
    pub tickets: Option<(Decimal, Decimal)>,
    /// Cost of a ticket.
    pub ticket_cost: Option<Decimal>,
}

/// The share of the company's total budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareFacts {
    /// 1–9 of the fiscal year: planned where there is a plan, else spent.
    pub part: Decimal,
    /// Whether that is the plan.
    pub is_planned: bool,
    /// The company's total budget of the same year.
    pub total: Decimal,
}

/// A line of the plan in force, for drafts.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// What it names.
    pub key: LineKey,
    /// The stage of its spending.
    pub stage: Option<Stage>,
    /// The year's plan.
    pub plan: Decimal,
    /// 可用余额 of the year.
    pub available: Decimal,
}

/// A goal, the figure reached, and its interval.
pub type ReachedGoal = (Goal, Option<Decimal>, Option<(Decimal, Decimal)>);

/// All that the tests ask for.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Language of the sentences.
    pub language: Language,
    /// Base currency.
    pub currency: Currency,
    /// Months of the span that are over and recorded.
    pub months: u32,
    /// Cost of the span.
    pub spending: Spending,
    /// Goals with the figure reached and its interval.
    pub goals: Vec<ReachedGoal>,
    /// CAC of the span and of the span before.
    pub cac: (Option<Decimal>, Option<Decimal>),
    /// CAC of the span net of offsets, on which payback rests.
    pub cac_net: Option<Decimal>,
    /// What `explain` is asked for the CAC.
    pub cac_explain: serde_json::Value,
    /// Payback in months.
    pub payback: Option<f64>,
    /// Channels that cost something or brought somebody.
    pub channels: Vec<ChannelFacts>,
    /// Value and cost of a new customer; none with too few customers or without income.
    pub clv: Option<ClvFacts>,
    /// Customers with costs or income, and those below cost: name, code, profit, worst first.
    pub customers: usize,
    /// Those that bring less than they cost.
    pub below_cost: Vec<(String, String, Decimal)>,
    /// What is paid for and used.
    pub resources: Resources,
    /// The share; none where the total budget is not known.
    pub share: Option<ShareFacts>,
    /// Lines of the plan in force.
    pub lines: Vec<PlanLine>,
    /// The benchmarks in use.
    pub benchmarks: Vec<Benchmark>,
}
