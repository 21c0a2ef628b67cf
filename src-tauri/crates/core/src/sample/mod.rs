//! The sample company: a made-up maker of smart devices with two years of customer costs.
//!
//! The one thing to know: it is pure and deterministic. The same language gives the same bytes, the other
//! language the same figures with other words; nothing here reads a clock, and no figure is a float.
//!
//! The cases it tells: a channel that takes money and brings few customers (`social`), a product whose
//! faults drive complaints and returns ([`FAULTY_PRODUCT`]), a paid CRM that few use, a year without a plan
//! (2025) beside a year with one (2026), and a customer paid for more than it brings ([`COSTLY_CUSTOMER`]).

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "the last group of an amount is its cents"
)]

mod acquisition;
mod aside;
mod book;
mod budget;
mod customers;
mod deeds;
mod gatherings;
mod income;
mod loyalty;
mod offers;
mod people;
mod random;
mod registers;
mod relations;
mod service;
mod systems;
#[cfg(test)]
mod tests;
mod trade;
mod work;

pub use trade::{SampleContract, SampleOrder};

use chrono::NaiveDate;

pub use loyalty::{SampleOwn, SamplePoints};
pub use offers::SampleComparison;
pub use work::{SampleActivity, SampleFeedback, SampleHours, SampleTickets, SampleTool, SampleUse};

use crate::evaluate::review::GoalKind;
use crate::language::Language;
use crate::money::Currency;
use crate::period::Month;
use crate::plan::scenario::Assumption;
use crate::plan::standard::Per;
use crate::plan::{CarryRule, Control, LineKey, ReasonClass, RevisionKind};
use crate::record::entry::{EntryInput, Taxpayer};
use crate::record::register::{Customer, Member};

/// The channel that takes money and brings few customers.
pub const POOR_CHANNEL: &str = "social";
/// The product whose faults drive complaints and returns.
pub const FAULTY_PRODUCT: &str = "S3";
/// The customer of grade A that costs more than it brings.
pub const COSTLY_CUSTOMER: &str = "C003";

/// The sample company, in the order in which a ledger takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Who the company is.
    pub company: Company,
    /// Comparisons of CRM offers, oldest first.
    pub comparisons: Vec<SampleComparison>,
    /// 渠道, eight of them.
    pub channels: Vec<Member>,
    /// 产品.
    pub products: Vec<Member>,
    /// 供应商.
    pub vendors: Vec<Member>,
    /// 活动, each with the stage of its purpose.
    pub activities: Vec<Member>,
    /// 客户, 120 of them, by code.
    pub customers: Vec<SampleCustomer>,
    /// Leads, opportunities, new customers and revenue by channel and month.
    pub metrics: Vec<ChannelMonth>,
    /// Exchange rates to the base currency, oldest first.
    pub rates: Vec<Rate>,
    /// Budgets with their lines.
    pub budgets: Vec<SampleBudget>,
    /// What was done with the plans from their approval on, oldest first.
    pub deeds: Vec<SampleDeed>,
    /// Who began the ledger, and when, RFC 3339 in UTC.
    pub laid_down: (&'static str, &'static str),
    /// 费用明细, by date; departments are the four of every new ledger.
    pub entries: Vec<EntryInput>,
    /// 归类规则, in the order in which they are tried: text in the memo, category.
    pub rules: Vec<(&'static str, &'static str)>,
    /// Saved views of the list: name, category, sort; none for what waits to be told apart.
    pub views: Vec<(&'static str, Option<&'static str>, &'static str)>,
    /// 订单: the sales of the entries.
    pub orders: Vec<SampleOrder>,
    /// 客户合同 with their receipts: the fees of the entries.
    pub contracts: Vec<SampleContract>,
    /// What stands beside the activities of the register.
    pub activity_details: Vec<SampleActivity>,
    /// 工具 with their use.
    pub tools: Vec<SampleTool>,
    /// 工时 of 2026.
    pub hours: Vec<SampleHours>,
    /// 客服工单 by month and product.
    pub tickets: Vec<SampleTickets>,
    /// 反馈, oldest first.
    pub feedback: Vec<SampleFeedback>,
    /// 会员积分 by month.
    pub points: Vec<SamplePoints>,
    /// Own fields of registers with their values.
    pub own_fields: Vec<SampleOwn>,
    /// Goals of 2026: what about, and the target.
    pub goals: Vec<(GoalKind, &'static str)>,
}

/// Who the sample company is (the profile of a ledger, DOMAIN's company profile).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Name in the language asked for.
    pub name: &'static str,
    /// Base currency.
    pub currency: Currency,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_start: u32,
    /// Industry, in words.
    pub industry: &'static str,
    /// Growth phase 发展阶段, in words.
    pub growth_phase: &'static str,
    /// Business model, in words.
    pub business_model: &'static str,
    /// Number of staff.
    pub staff: u32,
    /// Seats paid for in the CRM.
    pub seats: u32,
    /// Total company budget of 2026, minor units.
    pub total_budget_minor: i64,
    /// Default gross margin, as a decimal fraction.
    pub gross_margin: &'static str,
}

/// A customer with the history of its grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleCustomer {
    /// As the register holds it today.
    pub customer: Customer,
    /// Grades by the date from which they hold, oldest first; the last is the grade of today.
    pub grades: Vec<(NaiveDate, &'static str)>,
}

/// What a channel brought in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelMonth {
    /// The month.
    pub month: Month,
    /// Code of the channel.
    pub channel: &'static str,
    /// Leads 线索.
    pub leads: u32,
    /// Opportunities 商机.
    pub opportunities: u32,
    /// New customers: those of the register with this 获客日期 and channel.
    pub customers: u32,
    /// Revenue of the channel's customers, net, minor units.
    pub revenue_minor: i64,
}

/// A dated exchange rate: base units per unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The day from which it holds.
    pub date: NaiveDate,
    /// The foreign currency.
    pub currency: Currency,
    /// A decimal, `7.1234`.
    pub rate: &'static str,
}

/// A budget of one fiscal year with one version, a draft until a deed approves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleBudget {
    /// Name of the budget.
    pub name: &'static str,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Its lines; basis accrual, measure cost.
    pub lines: Vec<SampleLine>,
}

/// A budget line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleLine {
    /// What it names.
    pub key: LineKey,
    /// Twelve months in fiscal order: minor units, and whether the cell is 锁定.
    pub months: [(i64, bool); 12],
    /// A remark in the language asked for.
    pub note: &'static str,
}

/// Something that somebody did with the plan of 2026: a record of its own in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleDeed {
    /// When, RFC 3339 in UTC.
    pub at: &'static str,
    /// Who.
    pub author: &'static str,
    /// What.
    pub what: Deed,
}

/// What is done with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// The draft of a budget becomes the plan.
    Approve {
        /// Name of the budget.
        budget: &'static str,
        /// First month in which it is the plan.
        from: &'static str,
    },
    /// A line comes under control.
    Control {
        /// What the line names.
        key: LineKey,
        /// Up to date.
        to_date: Control,
        /// Over the year.
        full_year: Control,
    },
    /// 费用标准.
    Standard {
        /// Per whom.
        per: Per,
        /// On what.
        key: LineKey,
        /// The ceiling, minor units.
        amount_minor: i64,
        /// A remark.
        note: &'static str,
    },
    /// Money is asked for; requests are numbered from 1 in the order of asking.
    Ask {
        /// What it is for.
        title: &'static str,
        /// What the spending names.
        key: LineKey,
        /// The month in which the money is expected to be spent.
        month: &'static str,
        /// Minor units.
        amount_minor: i64,
    },
    /// A request is approved.
    Grant {
        /// Its number.
        request: i64,
        /// Who let it pass a line that is closed, and why.
        passing: Option<(&'static str, &'static str)>,
    },
    /// A request is refused.
    Refuse {
        /// Its number.
        request: i64,
        /// Why.
        reason: &'static str,
    },
    /// A request is settled by the entries of a category (and activity) of some days.
    Settle {
        /// Its number.
        request: i64,
        /// Category and, where it matters, activity of the entries.
        of: (&'static str, Option<&'static str>),
        /// First and last day.
        days: (NaiveDate, NaiveDate),
        /// Closes it: the rest is released.
        is_closed: bool,
    },
    /// A request is closed: what is not settled is released.
    Close {
        /// Its number.
        request: i64,
        /// Why.
        reason: &'static str,
    },
    /// A document changes the plan in force.
    Revise {
        /// What it does.
        kind: RevisionKind,
        /// First month that it may change.
        effective: &'static str,
        /// Class of its reason.
        reason: ReasonClass,
        /// The reason in words.
        text: &'static str,
        /// Lines and what they gain, minor units.
        moves: Vec<(LineKey, i64)>,
    },
    /// 结转下期: what the lines of a year have left goes into the plan of the next, each by a rule of its own; what is
    /// not named falls back.
    Carry {
        /// Budget of the year that ends.
        from: &'static str,
        /// Budget of the year that begins.
        to: &'static str,
        /// First month that gains.
        effective: &'static str,
        /// The reason in words.
        text: &'static str,
        /// Line, rule, and the line that it goes to where that is another.
        lines: Vec<(LineKey, CarryRule, Option<LineKey>)>,
    },
    /// A file is kept with a document.
    Attach {
        /// Number of the document.
        document: i32,
        /// Name of the file.
        name: &'static str,
        /// What it says.
        text: &'static str,
    },
    /// A scenario on the plan in force.
    Scenario {
        /// Its name.
        name: &'static str,
        /// First month that may change.
        from: &'static str,
        /// What is assumed.
        assumptions: Vec<Assumption>,
        /// A remark.
        note: &'static str,
    },
}

impl SampleCustomer {
    /// The grade that holds on a date; none before the first.
    pub fn grade_on(&self, date: NaiveDate) -> Option<&'static str> {
        self.grades
            .iter()
            .rev()
            .find(|grade| grade.0 <= date)
            .map(|grade| grade.1)
    }
}

/// The sample company in a language.
pub fn company(language: Language) -> Sample {
    let customers = customers::customers(language);
    let entries = entries(language, &customers);
    Sample {
        company: Company {
            name: language.pick("云帆智能设备有限公司", "Yunfan Smart Devices Co., Ltd."),
            currency: Currency::CNY,
            taxpayer: Taxpayer::General,
            fiscal_start: 1,
            industry: language.pick("智能设备制造", "Smart device manufacturing"),
            growth_phase: language.pick("稳定期", "Stable"),
            business_model: language.pick("B2B 设备销售与维护", "B2B equipment and maintenance"),
            staff: 62,
            seats: 60,
            total_budget_minor: 3_000_000_000,
            gross_margin: "0.42",
        },
        comparisons: offers::comparisons(language),
        channels: registers::channels(language),
        products: registers::products(language),
        vendors: registers::vendors(language),
        activities: registers::activities(language),
        metrics: customers::metrics(&customers, &entries),
        rates: registers::rates(),
        budgets: vec![budget::of_2026(language), budget::of_2025(language)],
        orders: trade::orders(&entries),
        contracts: trade::contracts(language, &entries),
        points: loyalty::points(),
        own_fields: loyalty::own_fields(language, &customers, &entries),
        goals: vec![
            (GoalKind::NewCustomers, "30"),
            (GoalKind::Churn, "0.03"),
            (GoalKind::Nrr, "1.05"),
            (GoalKind::Referral, "0.4"),
            (GoalKind::Satisfaction, "0.9"),
        ],
        deeds: deeds::of_2026(language),
        laid_down: ("chen", "2026-01-05T01:00:00Z"),
        activity_details: work::activities(),
        tools: work::tools(language),
        hours: work::hours(language, &customers),
        tickets: work::tickets(),
        feedback: work::feedback(language, &customers),
        customers,
        entries,
        rules: [
            (("办公室租金", "Office rent"), "99"),
            (("增值税", "VAT of"), "99"),
            (("元器件采购", "Components bought"), "99"),
            (("差旅借款", "Travel advance"), "99"),
        ]
        .map(|((chinese, english), category)| (language.pick(chinese, english), category))
        .to_vec(),
        views: vec![
            (language.pick("待归类", "To be sorted"), None, "-date"),
            (
                language.pick("广告投放，从大到小", "Advertising, largest first"),
                Some("7.2"),
                "-base",
            ),
        ],
    }
}

fn entries(language: Language, customers: &[SampleCustomer]) -> Vec<EntryInput> {
    let mut book = book::Book::new(language);
    people::write(&mut book);
    acquisition::write(&mut book, customers);
    gatherings::write(&mut book);
    relations::write(&mut book, customers);
    service::write(&mut book, customers);
    systems::write(&mut book);
    income::write(&mut book, customers);
    aside::write(&mut book);
    book.close()
}
