//! A row of a budget: one month, or twelve beside each other.

use rust_decimal::Decimal;

use super::heading::month_title;
use super::month::read_month;
use super::reader::Reader;
use super::{Cell, Context, Field, Interpreted, Mapping, Row};
use crate::error::{Fault, Outcome};
use crate::period::Month;

/// What a row says of the plan; names are texts as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BudgetLineIn {
    /// Line or sheet row.
    pub row: u32,
    /// 费用类别.
    pub category: Option<String>,
    /// 部门.
    pub department: Option<String>,
    /// 渠道.
    pub channel: Option<String>,
    /// 活动.
    pub activity: Option<String>,
    /// 产品.
    pub product: Option<String>,
    /// 客户.
    pub customer: Option<String>,
    /// 客户等级.
    pub grade: Option<String>,
    /// The months that the row names; empty cells are not named.
    pub months: Vec<(Month, Decimal)>,
}

/// Interprets one row of `--kind budget`.
pub fn interpret_budget_line(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<BudgetLineIn> {
    let mut reader = Reader::new(mapping, row, context);
    let year = reader.word(Field::Year, "year_unreadable", read_year).or(context.year);
    let mut months = Vec::new();
    if mapping.months.is_empty() {
        let month = reader.required(Field::Month, "month_missing", |cell, context| {
            month_of(cell, context, year)
        });
        let column = mapping.column(Field::Amount);
        match column.and_then(|column| amount(&mut reader, column)) {
            Some(value) => months.extend(month.map(|month| (month, value))),
            None if reader.is_clean() => reader.reject(Field::Amount, Fault::new("amount_missing")),
            None => {}
        }
    } else {
        for place in &mapping.months {
            let Some(value) = amount(&mut reader, place.column) else {
                continue;
            };
            let month = match place.year {
                Some(year) => Month::new(year, place.month),
                None => year.and_then(|year| in_fiscal_year(context, year, place.month)),
            };
            match month {
                Some(month) => months.push((month, value)),
                None => reader.reject_column(place.column, Fault::new("year_missing")),
            }
        }
        if months.is_empty() && reader.is_clean() {
            reader.reject_row(Fault::new("amount_missing"));
        }
    }
    let line = BudgetLineIn {
        row: row.number,
        category: reader.text(Field::Category),
        department: reader.text(Field::Department),
        channel: reader.text(Field::Channel),
        activity: reader.text(Field::Activity),
        product: reader.text(Field::Product),
        customer: reader.text(Field::Customer),
        grade: reader.text(Field::Grade),
        months,
    };
    let names = [
        &line.category,
        &line.department,
        &line.channel,
        &line.activity,
        &line.product,
        &line.customer,
        &line.grade,
    ];
    if names.iter().all(|name| name.is_none()) && reader.is_clean() {
        reader.reject_row(Fault::new("budget_key_missing"));
    }
    reader.finish(Some(line))
}

/// An amount in base currency.
fn amount(reader: &mut Reader<'_>, column: usize) -> Option<Decimal> {
    let base = reader.context.base;
    let (value, sign) = reader.amount_at(column)?;
    let named = reader.mapping.currency_of(column);
    let currency = match sign {
        Some(sign) => sign.resolve(named, base),
        None => Ok(named.unwrap_or(base)),
    };
    if currency != Ok(base) {
        let found = currency.unwrap_or_else(|found| found);
        reader.reject_column(
            column,
            Fault::new("budget_currency").with("currency", found).with("base", base),
        );
        return None;
    }
    if let Err(fault) = base.minor(value) {
        reader.reject_column(column, fault);
        return None;
    }
    Some(value)
}

/// A month, also `3月` where the year is known otherwise.
fn month_of(cell: &Cell, context: &Context, year: Option<i32>) -> Outcome<Option<Month>> {
    match read_month(cell, context) {
        Err(fault) if fault.code == "month_unreadable" => {
            let number = match cell {
                Cell::Number(number) if number.is_integer() => number.to_string().parse().ok(),
                Cell::Text(text) => match month_title(text) {
                    Some((None, month)) => Some(month),
                    _ => text.trim().parse().ok(),
                },
                _ => None,
            };
            let Some(number) = number.filter(|number| (1..=12).contains(number)) else {
                return Err(fault);
            };
            let year = year.ok_or_else(|| Fault::new("year_missing"))?;
            in_fiscal_year(context, year, number).map(Some).ok_or(fault)
        }
        other => other,
    }
}

/// The month of this number in a fiscal year.
fn in_fiscal_year(context: &Context, year: i32, number: u32) -> Option<Month> {
    context
        .calendar
        .span(year)
        .months()
        .find(|month| month.month() == number)
}

/// `2025`, `2025年`, `2025年度`, `FY2025`.
pub(super) fn read_year(text: &str) -> Option<i32> {
    let bare = text
        .trim()
        .trim_start_matches("FY")
        .trim_start_matches("fy")
        .trim_end_matches("年度")
        .trim_end_matches('年');
    bare.trim().parse().ok().filter(|year| (1900..=2200).contains(year))
}
