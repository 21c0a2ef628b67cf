//! A row of a cost list or a statement, as an entry to be.

use chrono::NaiveDate;

use super::{Context, Flow, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::money::Currency;
use crate::record::category::Stage;
use crate::record::entry::{InvoiceKind, Stated, Status};

/// What a row says of an entry; names are texts as read, to be resolved by the store.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryLine {
    /// Line or sheet row.
    pub row: u32,
    /// 发生日期.
    pub date: NaiveDate,
    /// Code, name or path; none: 0 未分类, or 11.0 where `flow` is income.
    pub category: Option<String>,
    /// The amounts; completed once in `currency`, so `stated.parts` does not fail. A refund is negative,
    /// income positive.
    pub stated: Stated,
    /// Currency by column, sign or code; none: the base currency.
    pub currency: Option<Currency>,
    /// Which way the money went, on a statement; none on a cost list, where the category alone decides.
    pub flow: Option<Flow>,
    /// 客户.
    pub customer: Option<String>,
    /// 渠道.
    pub channel: Option<String>,
    /// 活动.
    pub activity: Option<String>,
    /// 部门.
    pub department: Option<String>,
    /// 供应商.
    pub vendor: Option<String>,
    /// 产品.
    pub product: Option<String>,
    /// 摘要.
    pub memo: String,
    /// 状态.
    pub status: Status,
    /// 环节 of its own.
    pub stage: Option<Stage>,
    /// 编号; never from a statement, whose order numbers come back with refunds.
    pub source_id: Option<String>,
    /// 发票号码.
    pub invoice: Option<String>,
    /// 发票票种.
    pub invoice_kind: Option<InvoiceKind>,
    /// 可抵扣.
    pub deductible: Option<bool>,
    /// 付款日期; the date itself on a statement.
    pub paid_on: Option<NaiveDate>,
    /// 开票日期.
    pub invoiced_on: Option<NaiveDate>,
    /// 受益期起.
    pub benefit_from: Option<NaiveDate>,
    /// 受益期止, included.
    pub benefit_to: Option<NaiveDate>,
    /// The mapped, filled cells as read: `field=text` in order of [`super::Field`], joined by U+001F. What a
    /// fingerprint is taken of, so that neither the order of the columns nor unmapped ones matter.
    pub cells: String,
}

/// Interprets one row of `--kind entries`.
pub fn interpret_entry(_mapping: &Mapping, row: &Row, _context: &Context) -> Interpreted<EntryLine> {
    Interpreted::Skipped { row: row.number, reason: Fault::new("statement_neutral") }
}
