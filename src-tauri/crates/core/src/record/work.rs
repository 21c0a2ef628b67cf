//! What work takes: hours by kind, tools by month.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Fault, Outcome};
use crate::money::Amount;
use crate::period::Month;

/// The kind of work that is administration; more than half of the hours is a finding.
pub const ADMINISTRATION: &str = "administration";
/// Paid hours in which there was nothing to do 闲置: a line of their own.
pub const UNUSED: &str = "unused";

/// The kinds of work that have a word in both languages; any other text is a kind of its own.
pub const KINDS_OF_WORK: [&str; 7] = [
    "sales",
    "visits",
    "service",
    "activities",
    "training",
    ADMINISTRATION,
    UNUSED,
];

/// A kind of work by one of its names, else the text as it stands.
///
/// ```
/// use kezhang_core::record::work::kind_of_work;
/// assert_eq!(kind_of_work(" 行政事务 "), "administration");
/// assert_eq!(kind_of_work("Admin"), "administration");
/// assert_eq!(kind_of_work("合同审核"), "合同审核");
/// ```
pub fn kind_of_work(text: &str) -> String {
    let text = text.trim();
    let known = match text.to_lowercase().as_str() {
        "sales" | "selling" | "销售" | "销售跟进" | "商务" => "sales",
        "visits" | "visit" | "customer visits" | "拜访" | "客户拜访" | "回访" | "客户维护" => "visits",
        "service" | "support" | "客服" | "服务" | "售后" | "售后服务" | "客户服务" => "service",
        "activities" | "activity" | "events" | "活动" | "客户活动" => "activities",
        "training" | "培训" => "training",
        "administration" | "admin" | "paperwork" | "行政" | "行政事务" | "行政工作" | "内勤" | "文书" | "填报" => {
            ADMINISTRATION
        }
        "unused" | "idle" | "闲置" | "空闲" | "待命" => UNUSED,
        _ => return text.to_owned(),
    };
    known.to_owned()
}

/// Hours as a day (at most 24) or a month (at most 744) can hold, with at most two decimals.
///
/// # Errors
/// `hours_invalid`.
pub fn check_hours(hours: Decimal, is_day: bool) -> Outcome<()> {
    let most = Decimal::from(if is_day { 24 } else { 744 });
    if hours <= Decimal::ZERO || hours > most || hours.normalize().scale() > 2 {
        return Err(Fault::new("hours_invalid").with("value", hours).with("most", most));
    }
    Ok(())
}

/// Hours as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hours {
    /// The ledger's own number.
    pub id: i64,
    /// The day; null where only the month is known.
    pub date: Option<NaiveDate>,
    /// The month.
    pub month: Month,
    /// Who.
    pub employee: String,
    /// How many, a decimal.
    pub hours: String,
    /// 工作类型: a known word, else a text.
    pub kind: Option<String>,
    /// Code of the customer.
    pub customer: Option<String>,
    /// Code of the activity.
    pub activity: Option<String>,
    /// 摘要.
    pub memo: String,
}

/// A tool 工具 as the register holds it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Tool {
    /// 编号.
    pub code: String,
    /// 名称.
    pub name: String,
    /// Code of the vendor whose entries are its cost.
    pub vendor: Option<String>,
    /// Code of the category, narrower than the vendor alone.
    pub category: Option<String>,
    /// When its licence renews.
    pub renewal_on: Option<NaiveDate>,
    /// Days before that by which notice is due.
    pub notice_days: Option<u32>,
    /// Whether it can still be chosen.
    pub active: bool,
    /// Its use by month, newest first.
    pub months: Vec<ToolMonth>,
}

/// The use of a tool in a month; null is not known.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ToolMonth {
    /// The month.
    pub month: Month,
    /// 账号数 paid for.
    pub seats: Option<u32>,
    /// Of them active.
    pub active: Option<u32>,
    /// 登录次数.
    pub logins: Option<u32>,
    /// Modules paid for.
    pub modules_paid: Option<u32>,
    /// Of them used.
    pub modules_used: Option<u32>,
    /// 最近使用.
    pub last_used_on: Option<NaiveDate>,
    /// GB paid for, a decimal.
    pub gb_paid: Option<String>,
    /// Of them used, a decimal.
    pub gb_used: Option<String>,
    /// Cost of the month, where no entry tells it.
    pub cost: Option<Amount>,
}
