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
mod control;
mod customers;
mod gatherings;
mod income;
mod loyalty;
mod offers;
mod people;
mod random;
mod registers;
mod relations;
mod scenario;
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
use crate::plan::{Control, LineKey, ReasonClass, RequestState, RevisionKind};
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
    /// Documents that changed the plan of 2026, oldest first.
    pub revisions: Vec<SampleRevision>,
    /// Requests, oldest first.
    pub requests: Vec<SampleRequest>,
    /// Lines under control.
    pub controls: Vec<SampleControl>,
    /// 情景 on the plan in force.
    pub scenarios: Vec<SampleScenario>,
    /// 费用标准: per whom, on what, minor units, remark.
    pub standards: Vec<(Per, LineKey, i64, &'static str)>,
    /// What is attached to the documents: number of the document, name, text.
    pub attachments: Vec<(i32, &'static str, String)>,
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

/// A budget of one fiscal year with one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleBudget {
    /// Name of the budget.
    pub name: &'static str,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Whether the version is approved 已批准 (from the first month of the year); else a draft.
    pub is_approved: bool,
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

/// A document that changed the plan of 2026.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRevision {
    /// What it does.
    pub kind: RevisionKind,
    /// First month that it may change.
    pub effective: &'static str,
    /// Class of its reason.
    pub reason: ReasonClass,
    /// The reason in words.
    pub text: &'static str,
    /// Lines and what they gain, minor units.
    pub moves: Vec<(LineKey, i64)>,
    /// Who made it.
    pub author: &'static str,
    /// When, RFC 3339 in UTC.
    pub made_at: &'static str,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRequest {
    /// What it is for.
    pub title: &'static str,
    /// What the spending names.
    pub key: LineKey,
    /// The month in which the money is expected to be spent.
    pub month: &'static str,
    /// Minor units.
    pub amount_minor: i64,
    /// Where it stands.
    pub state: RequestState,
    /// Who asked.
    pub requested_by: &'static str,
    /// When, RFC 3339 in UTC.
    pub requested_at: &'static str,
    /// Who decided, and when.
    pub decided: Option<(&'static str, &'static str)>,
}

/// A scenario on the plan in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleScenario {
    /// Its name.
    pub name: &'static str,
    /// First month that may change.
    pub from: &'static str,
    /// What is assumed.
    pub assumptions: Vec<Assumption>,
    /// A remark.
    pub note: &'static str,
    /// Who made it.
    pub author: &'static str,
    /// When, RFC 3339 in UTC.
    pub made_at: &'static str,
}

/// A line under control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleControl {
    /// What the line names.
    pub key: LineKey,
    /// Up to date.
    pub to_date: Control,
    /// Over the year.
    pub full_year: Control,
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
        budgets: vec![budget::of_2026(language)],
        orders: trade::orders(&entries),
        contracts: trade::contracts(language, &entries),
        points: loyalty::points(),
        own_fields: loyalty::own_fields(language, &customers),
        goals: vec![
            (GoalKind::NewCustomers, "30"),
            (GoalKind::Churn, "0.03"),
            (GoalKind::Nrr, "1.05"),
            (GoalKind::Referral, "0.4"),
            (GoalKind::Satisfaction, "0.9"),
        ],
        revisions: control::revisions(language),
        requests: control::requests(language),
        controls: control::controls(),
        scenarios: scenario::scenarios(language),
        standards: scenario::standards(language),
        attachments: scenario::attachments(language),
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
