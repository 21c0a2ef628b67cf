//! Rows of purchase contracts: a term, what it costs, and by when it must be told that it shall not go on.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::read_tax_rate;
use super::reader::Reader;
use super::{Context, Field, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::evaluate::fee::Rhythm;
use crate::evaluate::purchase::last_day;
use crate::period::Month;

/// What a row says of a purchase contract; none is a column that the file lacks or an empty cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PurchaseLine {
    /// Line or sheet row.
    pub row: u32,
    /// 合同编号.
    pub code: String,
    /// What it is about.
    pub title: Option<String>,
    /// Who sells.
    pub vendor: Option<String>,
    /// 部门 that answers for it.
    pub department: Option<String>,
    /// Who must be told.
    pub responsible: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Months of the term, from its last day.
    pub term_months: Option<u32>,
    /// Days of notice.
    pub notice_days: Option<u32>,
    /// Whether it renews by itself.
    pub auto_renewed: Option<bool>,
    /// 价税合计 of a term.
    pub amount: Option<Decimal>,
    /// 税率 as a fraction.
    pub tax_rate: Option<Decimal>,
    /// 费用类别, code or name.
    pub category: Option<String>,
    /// 付款周期.
    pub rhythm: Option<Rhythm>,
    /// Days from the start of a part to the day on which it is due.
    pub due_days: Option<u32>,
    /// 备注.
    pub note: Option<String>,
}

/// Yes or no, as lists write it.
fn flag(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "是" | "对" | "√" | "yes" | "y" | "true" | "1" => Some(true),
        "否" | "不" | "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn days(text: &str) -> Option<u32> {
    let number = text.trim_end_matches('天').trim_end_matches(" days").trim();
    number.parse().ok().filter(|days| *days <= 3650)
}

/// Months from the first day of a term to its last: whole ones alone.
fn months(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    let about = u32::try_from(Month::of(to).number() - Month::of(from).number()).ok()?;
    [about, about + 1]
        .into_iter()
        .find(|months| last_day(from, *months).is_ok_and(|last| last == to))
}

/// Interprets one row of `--kind purchases`.
pub fn interpret_purchase(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<PurchaseLine> {
    let mut reader = Reader::new(mapping, row, context);
    let code = reader.text(Field::Contract);
    if code.is_none() && reader.is_clean() {
        reader.reject(Field::Contract, Fault::new("contract_code_missing"));
    }
    let (from, to) = (reader.date(Field::From), reader.date(Field::To));
    let term_months = from.zip(to).and_then(|(from, to)| months(from, to));
    if let (Some(from), Some(to)) = (from, to)
        && term_months.is_none()
    {
        let code = if to < from {
            "contract_term_reversed"
        } else {
            "purchase_term_broken"
        };
        reader.reject(Field::To, Fault::new(code).with("from", from).with("to", to));
    }
    if to.is_some() && from.is_none() && reader.is_clean() {
        let fault = Fault::new("purchase_incomplete").with("at", Field::From);
        reader.reject(Field::From, fault.with("contract", code.as_deref().unwrap_or_default()));
    }
    let line = PurchaseLine {
        row: row.number,
        code: code.unwrap_or_default(),
        title: reader.text(Field::Name),
        vendor: reader.text(Field::Vendor),
        department: reader.text(Field::Department),
        responsible: reader.text(Field::Owner),
        from,
        term_months,
        notice_days: reader.word(Field::NoticeDays, "count_invalid", days),
        auto_renewed: reader.word(Field::AutoRenewed, "flag_unknown", flag),
        amount: reader.base_amount(Field::Amount),
        tax_rate: reader.optional(Field::TaxRate, read_tax_rate),
        category: reader.text(Field::Category),
        rhythm: reader.word(Field::Rhythm, "rhythm_unknown", Rhythm::parse),
        due_days: reader.word(Field::DueDays, "count_invalid", days),
        note: reader.text(Field::Memo),
    };
    if let Some(amount) = line.amount.filter(|amount| *amount <= Decimal::ZERO) {
        reader.reject(Field::Amount, Fault::new("purchase_amount").with("value", amount));
    }
    reader.finish(Some(line))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_whole_months_from_its_first_day_to_its_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(months(day("2026-01-01"), day("2026-12-31")), Some(12));
        assert_eq!(months(day("2026-03-15"), day("2027-03-14")), Some(12));
        assert_eq!(months(day("2026-02-01"), day("2026-02-28")), Some(1));
        assert_eq!(months(day("2026-01-01"), day("2026-12-30")), None);
        assert_eq!(months(day("2026-12-31"), day("2026-01-01")), None);
    }
}
