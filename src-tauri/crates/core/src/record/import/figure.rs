//! Rows of figures by time: what channels brought, exchange rates.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::{broken, written};
use super::currency::{known_code, read_currency};
use super::month::read_month;
use super::reader::Reader;
use super::text::clean_text;
use super::{Cell, Context, DecimalMark, Field, Interpreted, Mapping, Row};
use crate::error::{Fault, Outcome};
use crate::money::Currency;
use crate::period::Month;

/// What a row says of a channel's month.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricLine {
    /// Line or sheet row.
    pub row: u32,
    /// 月份.
    pub month: Month,
    /// Channel, code or name.
    pub channel: String,
    /// 线索数.
    pub leads: Option<Decimal>,
    /// 商机数.
    pub opportunities: Option<Decimal>,
    /// 新客户数.
    pub customers: Option<Decimal>,
    /// Revenue in base currency.
    pub revenue: Option<Decimal>,
}

/// One rate of a row: base units per unit of the currency.
#[derive(Debug, Clone, PartialEq)]
pub struct RateLine {
    /// Line or sheet row.
    pub row: u32,
    /// From this day.
    pub date: NaiveDate,
    /// The other currency.
    pub currency: Currency,
    /// Base units per unit.
    pub rate: Decimal,
}

/// Interprets one row of `--kind metrics`.
pub fn interpret_metric(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<MetricLine> {
    let mut reader = Reader::new(mapping, row, context);
    let month = reader.required(Field::Month, "month_missing", read_month);
    let channel = reader.text(Field::Channel);
    if channel.is_none() && reader.is_clean() {
        reader.reject(Field::Channel, Fault::new("channel_missing"));
    }
    let mut count = |field: Field| {
        let (value, _) = reader.amount(field)?;
        if value < Decimal::ZERO {
            reader.reject(field, Fault::new("count_negative").with("value", value));
        }
        Some(value.normalize())
    };
    let (leads, opportunities, customers) = (
        count(Field::Leads),
        count(Field::Opportunities),
        count(Field::Customers),
    );
    let revenue = reader.amount(Field::Revenue).map(|(value, _)| value);
    let nothing = leads.is_none() && opportunities.is_none() && customers.is_none() && revenue.is_none();
    if nothing && reader.is_clean() {
        reader.reject_row(Fault::new("figures_missing"));
    }
    let line = month.zip(channel).map(|(month, channel)| MetricLine {
        row: row.number,
        month,
        channel,
        leads,
        opportunities,
        customers,
        revenue,
    });
    reader.finish(line)
}

/// Interprets one row of `--kind rates`; a table with a column per currency gives several rates a row.
///
/// Such a table quotes each currency per euro, as the European Central Bank's does: the rate of a currency is
/// the base's quote divided by its own, at ten significant digits.
pub fn interpret_rates(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<Vec<RateLine>> {
    let mut reader = Reader::new(mapping, row, context);
    let date = reader.required_date(Field::Date).unwrap_or_default();
    if mapping.currencies.is_empty() {
        let currency = reader.required(Field::Currency, "currency_missing", |cell, context| match cell {
            Cell::Empty => Ok(None),
            Cell::Broken(_) => Err(broken(cell)),
            other => {
                let shown = other.shown();
                if shown.is_empty() {
                    Ok(None)
                } else {
                    read_currency(&shown, context.base).map(Some)
                }
            }
        });
        let rate = reader.required(Field::Rate, "rate_unreadable", read_rate);
        let line = currency.zip(rate).map(|(currency, rate)| {
            vec![RateLine {
                row: row.number,
                date,
                currency,
                rate,
            }]
        });
        return reader.finish(line);
    }
    let mut quotes = Vec::new();
    for (column, currency) in &mapping.currencies {
        match read_rate(row.cell(*column), context) {
            Ok(Some(quote)) => quotes.push((*currency, quote)),
            Ok(None) => {}
            Err(fault) => reader.reject_column(*column, fault),
        }
    }
    if let Some(euro) = known_code("EUR") {
        quotes.push((euro, Decimal::ONE));
    }
    let base = quotes
        .iter()
        .find(|(currency, _)| *currency == context.base)
        .map(|(_, quote)| *quote);
    let Some(base) = base else {
        if reader.is_clean() {
            reader.reject_row(Fault::new("rate_of_base_missing").with("base", context.base));
        }
        return reader.finish(None);
    };
    let rates = quotes
        .iter()
        .filter(|(currency, _)| *currency != context.base)
        .filter_map(|(currency, quote)| {
            let rate = base.checked_div(*quote)?.round_sf(10)?.normalize();
            Some(RateLine {
                row: row.number,
                date,
                currency: *currency,
                rate,
            })
        })
        .collect();
    reader.finish(Some(rates))
}

/// A rate: above zero, with as many decimals as it likes; a lone separator is its decimal mark.
fn read_rate(cell: &Cell, context: &Context) -> Outcome<Option<Decimal>> {
    let fail = || Fault::new("rate_unreadable").with("value", cell.shown());
    let value = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => *number,
        Cell::Text(text) => {
            let text = clean_text(text);
            if text.eq_ignore_ascii_case("n/a") {
                return Ok(None);
            }
            let Some(found) = written(&text).map_err(|_| fail())? else {
                return Ok(None);
            };
            let comma = context.decimal == Some(DecimalMark::Comma);
            let value = if comma {
                found.comma.or(found.point)
            } else {
                found.point.or(found.comma)
            };
            value.ok_or_else(fail)?
        }
        Cell::Broken(_) => return Err(broken(cell)),
        Cell::Date(_) | Cell::Bool(_) => return Err(fail()),
    };
    if value > Decimal::ZERO {
        Ok(Some(value.normalize()))
    } else {
        Err(fail())
    }
}
