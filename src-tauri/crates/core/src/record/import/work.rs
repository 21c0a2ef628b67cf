//! Rows of what work takes: hours of people, tools in use, tickets of the service desk.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::month::read_month;
use super::reader::Reader;
use super::{Context, Field, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::period::Month;
use crate::record::work::{check_hours, kind_of_work};

/// What a row says of hours worked.
#[derive(Debug, Clone, PartialEq)]
pub struct HoursLine {
    /// Line or sheet row.
    pub row: u32,
    /// The day; none where the file has months only.
    pub date: Option<NaiveDate>,
    /// The month.
    pub month: Month,
    /// Who.
    pub employee: String,
    /// 工时.
    pub hours: Decimal,
    /// 工作类型: a word of [`kind_of_work`], else the text.
    pub work: Option<String>,
    /// For whom, code or name.
    pub customer: Option<String>,
    /// For which activity, code or name.
    pub activity: Option<String>,
    /// 摘要.
    pub memo: String,
    /// The mapped, filled cells as read: what a duplicate is told by.
    pub cells: String,
}

/// What a row says of a tool, and of its use in a month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ToolLine {
    /// Line or sheet row.
    pub row: u32,
    /// 编号; none where the file has only names.
    pub code: Option<String>,
    /// 名称.
    pub name: Option<String>,
    /// Who is paid for it, code or name.
    pub vendor: Option<String>,
    /// Where its cost is recorded.
    pub category: Option<String>,
    /// When its licence renews.
    pub renewal: Option<NaiveDate>,
    /// Days before that by which notice is due.
    pub notice_days: Option<u32>,
    /// The month of the figures below.
    pub month: Option<Month>,
    /// What it was used for.
    pub usage: Usage,
}

/// The use of a tool in a month; none is not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Usage {
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
    pub last_used: Option<NaiveDate>,
    /// GB paid for.
    pub gb_paid: Option<Decimal>,
    /// Of them used.
    pub gb_used: Option<Decimal>,
    /// Cost of the month in base currency, where no entry tells it.
    pub cost: Option<Decimal>,
}

/// What a row says of the tickets of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLine {
    /// Line or sheet row.
    pub row: u32,
    /// 月份.
    pub month: Month,
    /// Whose, code or name.
    pub customer: Option<String>,
    /// About what, code or name.
    pub product: Option<String>,
    /// 工单数.
    pub tickets: u32,
    /// 处理时长 of all of them together.
    pub minutes: Option<Decimal>,
    /// Of them solved by bot or self-service.
    pub automated: Option<u32>,
    /// Minutes to the first solution, the mean of a ticket.
    pub first_solution: Option<Decimal>,
    /// Minutes to the full solution, the mean of a ticket.
    pub solution: Option<Decimal>,
}

/// Interprets one row of `--kind hours`.
pub fn interpret_hours(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<HoursLine> {
    let mut reader = Reader::new(mapping, row, context);
    let date = reader.date(Field::Date);
    let month = match date {
        Some(date) => Some(Month::of(date)),
        None => reader.optional(Field::Month, read_month),
    };
    if month.is_none() && reader.is_clean() {
        reader.reject(Field::Date, Fault::new("date_missing"));
    }
    let employee = reader.text(Field::Employee);
    if employee.is_none() && reader.is_clean() {
        reader.reject(Field::Employee, Fault::new("employee_missing"));
    }
    let hours = reader.quantity(Field::Hours);
    if hours.is_none() && reader.is_clean() {
        reader.reject(Field::Hours, Fault::new("hours_missing"));
    }
    if let Some(Err(fault)) = hours.map(|hours| check_hours(hours, date.is_some())) {
        reader.reject(Field::Hours, fault);
    }
    let line = HoursLine {
        row: row.number,
        date,
        month: month.unwrap_or(Month::from_number(0)),
        employee: employee.unwrap_or_default(),
        hours: hours.unwrap_or_default(),
        work: reader.text(Field::Work).map(|text| kind_of_work(&text)),
        customer: reader.text(Field::Customer),
        activity: reader.text(Field::Activity),
        memo: reader.text(Field::Memo).unwrap_or_default(),
        cells: reader.cells(),
    };
    reader.finish(Some(line))
}

/// Interprets one row of `--kind tools`.
pub fn interpret_tool(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<ToolLine> {
    let mut reader = Reader::new(mapping, row, context);
    let line = ToolLine {
        row: row.number,
        code: reader.text(Field::Code),
        name: reader.text(Field::Tool),
        vendor: reader.text(Field::Vendor),
        category: reader.text(Field::Category),
        renewal: reader.date(Field::Renewal),
        notice_days: reader.count(Field::NoticeDays),
        month: reader.optional(Field::Month, read_month),
        usage: Usage {
            seats: reader.count(Field::Seats),
            active: reader.count(Field::Active),
            logins: reader.count(Field::Logins),
            modules_paid: reader.count(Field::ModulesPaid),
            modules_used: reader.count(Field::ModulesUsed),
            last_used: reader.date(Field::LastUsed),
            gb_paid: reader.quantity(Field::GbPaid),
            gb_used: reader.quantity(Field::GbUsed),
            cost: reader.base_amount(Field::Cost),
        },
    };
    if line.code.is_none() && line.name.is_none() && reader.is_clean() {
        reader.reject(Field::Tool, Fault::new("tool_missing"));
    }
    if line.month.is_none() && line.usage != Usage::default() && reader.is_clean() {
        reader.reject(Field::Month, Fault::new("month_missing"));
    }
    if let Some((fault, is_modules)) = line.usage.excess() {
        let field = if is_modules { Field::ModulesUsed } else { Field::Active };
        reader.reject(field, fault);
    }
    reader.finish(Some(line))
}

impl Usage {
    /// What is used beyond what is paid for cannot be; whether it is modules.
    pub fn excess(&self) -> Option<(Fault, bool)> {
        let over = |used: Option<u32>, paid: Option<u32>| match (used, paid) {
            (Some(used), Some(paid)) if used > paid => {
                Some(Fault::new("used_beyond_paid").with("used", used).with("paid", paid))
            }
            _ => None,
        };
        let modules = over(self.modules_used, self.modules_paid).map(|fault| (fault, true));
        over(self.active, self.seats).map(|fault| (fault, false)).or(modules)
    }
}

/// Interprets one row of `--kind service`.
pub fn interpret_service(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<ServiceLine> {
    let mut reader = Reader::new(mapping, row, context);
    let month = reader.required(Field::Month, "month_missing", read_month);
    let tickets = reader.count(Field::Tickets);
    if tickets.is_none() && reader.is_clean() {
        reader.reject(Field::Tickets, Fault::new("tickets_missing"));
    }
    let line = ServiceLine {
        row: row.number,
        month: month.unwrap_or(Month::from_number(0)),
        customer: reader.text(Field::Customer),
        product: reader.text(Field::Product),
        tickets: tickets.unwrap_or_default(),
        minutes: reader.quantity(Field::Minutes),
        automated: reader.count(Field::Automated),
        first_solution: reader.quantity(Field::FirstSolutionMinutes),
        solution: reader.quantity(Field::SolutionMinutes),
    };
    if let Some(automated) = line.automated.filter(|automated| *automated > line.tickets) {
        let fault = Fault::new("automated_beyond_tickets").with("automated", automated);
        reader.reject(Field::Automated, fault.with("tickets", line.tickets));
    }
    reader.finish(Some(line))
}
