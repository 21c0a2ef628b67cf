//! A row of a cost list or a statement, as an entry to be.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::read_tax_rate;
use super::currency::Sign;
use super::mapping::MONEY;
use super::reader::Reader;
use super::statement::{Direction, Marks, by_direction, by_sides, by_sign, direction};
use super::{Context, Field, Flow, Interpreted, Layout, Mapping, Row, clean_title};
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
pub fn interpret_entry(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<EntryLine> {
    let mut reader = Reader::new(mapping, row, context);
    let has_controls = !reader.is_clean();
    let date = reader.required_date(Field::Date);
    let mut signs = Vec::new();
    let mut amount = |reader: &mut Reader<'_>, field: Field| {
        let (value, sign) = reader.amount(field)?;
        if let Some(sign) = sign {
            signs.push((field, sign));
        }
        Some(value)
    };
    let memo = reader.text(Field::Memo).unwrap_or_default();
    let vendor = reader.text(Field::Vendor);
    let layout = match mapping.layout {
        Layout::SignedIfNegative if context.is_signed => Layout::Signed,
        Layout::SignedIfNegative => Layout::List,
        layout => layout,
    };
    let mut stated = Stated::default();
    let mut flow = None;
    let before = reader.rejected();
    if layout == Layout::List {
        let state = reader.text(Field::State);
        if !has_controls && state.as_deref().is_some_and(|state| state.contains("作废")) {
            return Interpreted::Skipped {
                row: row.number,
                reason: Fault::new("invoice_void"),
            };
        }
        // A row that only carries on the one above has no outcome of its own, and no amount.
        let is_approval = mapping
            .title(Field::State)
            .is_some_and(|text| clean_title(&text) == "审批结果");
        let was_agreed = state.as_deref().is_some_and(|state| state.contains("同意"));
        if !has_controls && is_approval && !was_agreed && date.is_some() {
            return Interpreted::Skipped {
                row: row.number,
                reason: Fault::new("approval_refused").with("value", state.unwrap_or_default()),
            };
        }
        stated = Stated {
            amount: amount(&mut reader, Field::Amount),
            gross: amount(&mut reader, Field::Gross),
            tax: amount(&mut reader, Field::Tax),
            net: amount(&mut reader, Field::Net),
            rate: reader.optional(Field::TaxRate, read_tax_rate),
        };
    } else {
        let (state, transaction) = (reader.text(Field::State), reader.text(Field::Transaction));
        let marks = Marks {
            state: state.as_deref().unwrap_or_default(),
            transaction: transaction.as_deref().unwrap_or_default(),
            memo: &memo,
        };
        let clean = reader.is_clean();
        let money = match layout {
            Layout::Sides => {
                let (out, into) = (
                    amount(&mut reader, Field::MoneyOut),
                    amount(&mut reader, Field::MoneyIn),
                );
                match by_sides(out, into, marks) {
                    Ok(money) => money,
                    Err(()) => {
                        reader.reject(Field::MoneyIn, Fault::new("both_sides"));
                        None
                    }
                }
            }
            Layout::Direction => {
                let value = amount(&mut reader, Field::Amount);
                let said = reader.text(Field::Direction);
                let is_unpaid = mapping.column(Field::PaidOn).is_some() && reader.text(Field::PaidOn).is_none();
                match direction(said.as_deref().unwrap_or_default()) {
                    None => {
                        reader.reject(
                            Field::Direction,
                            Fault::new("direction_unknown").with("value", said.unwrap_or_default()),
                        );
                        None
                    }
                    Some(found) => {
                        // An order that was closed before it was paid is neutral, whatever 收/支 says.
                        let found = if marks.was_never_paid(is_unpaid) {
                            Direction::Neutral
                        } else {
                            found
                        };
                        match by_direction(found, value.unwrap_or_default(), marks) {
                            Ok(money) => value.map(|_| money),
                            // A line of text below the rows has no direction either, and is no neutral row.
                            Err(_) if said.is_none() && (!clean || value.is_none()) => None,
                            Err(code) if !has_controls => {
                                return Interpreted::Skipped {
                                    row: row.number,
                                    reason: Fault::new(code),
                                };
                            }
                            Err(_) => None,
                        }
                    }
                }
            }
            _ => amount(&mut reader, Field::Amount).map(|value| by_sign(value, marks)),
        };
        if let Some((which, value)) = money {
            flow = Some(which);
            stated.amount = Some(value);
        }
    }
    let currency = currency(&mut reader, &signs);
    // What another cell says of its own does not keep an amount from being looked at.
    if reader.rejected() == before {
        check_amounts(
            &mut reader,
            &stated,
            currency.unwrap_or(context.base),
            layout == Layout::Sides,
        );
    }
    let mut line = EntryLine {
        row: row.number,
        date: date.unwrap_or_default(),
        category: reader.text(Field::Category),
        stated,
        currency,
        flow,
        customer: reader.text(Field::Customer),
        channel: reader.text(Field::Channel),
        activity: reader.text(Field::Activity),
        department: reader.text(Field::Department),
        vendor,
        product: reader.text(Field::Product),
        memo,
        status: reader
            .word(Field::Status, "status_unknown", read_status)
            .unwrap_or_default(),
        stage: reader.word(Field::Stage, "stage_unknown", Stage::parse),
        source_id: reader.text(Field::Id),
        invoice: reader.text(Field::Invoice),
        invoice_kind: reader.word(Field::InvoiceKind, "invoice_kind_unknown", InvoiceKind::parse),
        deductible: reader.word(Field::Deductible, "yes_or_no", read_bool),
        paid_on: reader.date(Field::PaidOn),
        invoiced_on: reader.date(Field::InvoicedOn),
        benefit_from: reader.date(Field::BenefitFrom),
        benefit_to: reader.date(Field::BenefitTo),
        cells: reader.cells(),
    };
    if let (Some(from), Some(to)) = (line.benefit_from, line.benefit_to)
        && to < from
    {
        reader.reject(
            Field::BenefitTo,
            Fault::new("benefit_reversed").with("from", from).with("to", to),
        );
    }
    if line.flow.is_some() {
        line.paid_on = line.paid_on.or(date);
    }
    if line.flow == Some(Flow::Income)
        && let Some(payer) = line.vendor.take()
    {
        // Who pays us is no vendor; the name is kept where it can be read.
        line.memo = if line.memo.is_empty() {
            payer
        } else {
            format!("{payer} {}", line.memo)
        };
    }
    reader.finish(Some(line))
}

/// The currency by column, title or sign; all must agree.
fn currency(reader: &mut Reader<'_>, signs: &[(Field, Sign)]) -> Option<Currency> {
    let mut currency = reader.stated_currency(&MONEY);
    for (field, sign) in signs {
        match sign.resolve(currency, reader.context.base) {
            Ok(found) => currency = Some(found),
            Err(found) => {
                let stated = currency.unwrap_or(reader.context.base);
                reader.reject(
                    *field,
                    Fault::new("currency_conflict")
                        .with("sign", found)
                        .with("currency", stated),
                );
            }
        }
    }
    currency
}

/// Refuses amounts that the currency cannot hold or that contradict each other.
fn check_amounts(reader: &mut Reader<'_>, stated: &Stated, currency: Currency, is_sides: bool) {
    let before = reader.rejected();
    let Err(fault) = stated.parts(currency) else { return };
    // Each amount that the currency cannot hold is named; else they contradict each other, or there is none.
    let values = [
        (Field::Amount, stated.amount),
        (Field::Gross, stated.gross),
        (Field::Tax, stated.tax),
        (Field::Net, stated.net),
    ];
    for (field, value) in values {
        let Some(Err(fault)) = value.map(|value: Decimal| currency.minor(value)) else {
            continue;
        };
        reader.reject(if is_sides { side(reader) } else { field }, fault);
    }
    if reader.rejected() != before {
        return;
    }
    let holds = |field: &Field| reader.mapping.column(*field).is_some();
    let wanted: &[Field] = if fault.code == "tax_mismatch" {
        &[Field::Gross, Field::Tax]
    } else if matches!(fault.code, "tax_impossible" | "tax_off_rate") {
        &[Field::Tax, Field::Gross, Field::Net]
    } else {
        &[Field::Amount, Field::Gross, Field::Net, Field::MoneyOut]
    };
    let field = wanted.iter().copied().find(holds).unwrap_or(Field::Amount);
    reader.reject(field, fault);
}

/// The one of two columns that is filled.
fn side(reader: &Reader<'_>) -> Field {
    let is_out = reader
        .mapping
        .cell(Field::MoneyOut, reader.row)
        .is_some_and(|(cell, _)| !cell.is_empty());
    if is_out { Field::MoneyOut } else { Field::MoneyIn }
}

fn read_status(text: &str) -> Option<Status> {
    match text.to_ascii_lowercase().as_str() {
        "actual" | "实际" | "实际发生" | "已发生" => Some(Status::Actual),
        "draft" | "草稿" => Some(Status::Draft),
        _ => None,
    }
}

pub(super) fn read_bool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "可抵扣" | "可以" | "√" | "✓" | "yes" | "y" | "true" | "1" => Some(true),
        "否" | "不可抵扣" | "不可以" | "不可" | "×" | "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}
