//! What every part of the sample writes its entries with: one line with its paper, and the calendar.
//!
//! A line is given what it costs the company: net where the invoice's tax is deductible, else gross.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::SampleCustomer;
use super::random::Random;
use crate::language::Language;
use crate::money::Currency;
use crate::period::{Month, Span};
use crate::record::entry::{EntryInput, InvoiceKind, Status};
use crate::record::register::CustomerStatus;

/// The months that have entries: 2025, and 2026 to October.
pub(super) fn span() -> Span {
    Span {
        from: month(2025, 1),
        to: month(2026, 10),
    }
}

/// A month that is known to exist.
pub(super) fn month(year: i32, number: u32) -> Month {
    Month::new(year, number).unwrap_or(Month::from_number(0))
}

/// A date that is known to exist.
pub(super) fn date(year: i32, number: u32, day: u32) -> NaiveDate {
    later(month(year, number).first_day(), day.saturating_sub(1))
}

/// So many days later.
pub(super) fn later(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(days))).unwrap_or(date)
}

/// The working day of a month nearest to a day; no holiday is known.
pub(super) fn workday(month: Month, day: u32) -> NaiveDate {
    let date = later(month.first_day(), day.min(month.last_day().day()).saturating_sub(1));
    let moved = |days: i64| date.checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or(date);
    let nearest = match date.weekday() {
        Weekday::Sat => [-1, 2],
        Weekday::Sun => [1, -2],
        _ => [0, 0],
    };
    let first = moved(nearest[0]);
    if Month::of(first) == month {
        first
    } else {
        moved(nearest[1])
    }
}

/// How busy a month of the year is, in percent: quiet around the Spring Festival, busy before year's end.
pub(super) fn season(month: Month) -> i64 {
    const BUSY: [i64; 12] = [92, 62, 100, 104, 105, 108, 95, 96, 114, 92, 118, 114];
    BUSY[month.month() as usize - 1]
}

/// A percentage of an amount in minor units, half away from zero.
pub(super) fn percent(minor: i64, percent: i64) -> i64 {
    rounded(minor * percent, 100)
}

/// Integer division, half away from zero.
fn rounded(value: i64, by: i64) -> i64 {
    (value.abs() * 2 + by) / (by * 2) * value.signum()
}

/// The paper behind an amount, with the tax rate in percent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paper {
    /// 数电专票: its tax is deductible, the amount is net.
    Special(i64),
    /// 数电普票: its tax is not deductible, the amount is gross.
    Ordinary(i64),
    /// A train or air ticket: deductible, though no invoice.
    Ticket,
    /// Pay and the like, on which there is no VAT.
    NoTax,
    /// One amount, 税未拆分.
    Untaxed,
}

/// One entry in the making.
#[derive(Debug, Clone)]
pub(super) struct Line(EntryInput);

impl Line {
    pub(super) fn new(date: NaiveDate, category: &str, paper: Paper, minor: i64, memo: String) -> Self {
        let amount = |minor| Some(Currency::CNY.amount(minor));
        let mut entry = EntryInput {
            date,
            category: Some(category.to_owned()),
            amount: None,
            currency: None,
            gross: None,
            tax: None,
            net: None,
            tax_rate: None,
            stage: None,
            customer: None,
            channel: None,
            activity: None,
            department: None,
            vendor: None,
            product: None,
            memo,
            status: Status::Actual,
            source_id: None,
            invoice: None,
            invoice_kind: None,
            deductible: None,
            paid_on: Some(date),
            invoiced_on: None,
            benefit_from: None,
            benefit_to: None,
            create_members: false,
            people: None,
            own: BTreeMap::new(),
            settles: None,
            passing: None,
        };
        let (net, tax, rate, kind) = match paper {
            Paper::Special(rate) => (minor, percent(minor, rate), Some(rate), InvoiceKind::Special),
            Paper::Ordinary(rate) => {
                let net = rounded(minor * 100, 100 + rate);
                (net, minor - net, Some(rate), InvoiceKind::Ordinary)
            }
            Paper::Ticket => (minor, percent(minor, 9), Some(9), InvoiceKind::Other),
            Paper::NoTax => (minor, 0, None, InvoiceKind::Other),
            Paper::Untaxed => {
                entry.amount = amount(minor);
                return Self(entry);
            }
        };
        entry.gross = amount(net + tax);
        entry.tax = amount(tax);
        entry.net = amount(net);
        entry.tax_rate = rate.map(|rate| format!("0.{rate:02}"));
        entry.invoice_kind = Some(kind);
        entry.deductible = matches!(paper, Paper::Ticket).then_some(true);
        entry.invoiced_on = matches!(paper, Paper::Special(_) | Paper::Ordinary(_)).then_some(date);
        Self(entry)
    }

    pub(super) fn customer(mut self, code: &str) -> Self {
        self.0.customer = Some(code.to_owned());
        self
    }

    pub(super) fn channel(mut self, code: &str) -> Self {
        self.0.channel = Some(code.to_owned());
        self
    }

    pub(super) fn activity(mut self, code: &str) -> Self {
        self.0.activity = Some(code.to_owned());
        self
    }

    pub(super) fn department(mut self, code: &str) -> Self {
        self.0.department = Some(code.to_owned());
        self
    }

    pub(super) fn vendor(mut self, code: &str) -> Self {
        self.0.vendor = Some(code.to_owned());
        self
    }

    pub(super) fn product(mut self, code: &str) -> Self {
        self.0.product = Some(code.to_owned());
        self
    }

    /// The amount is in US dollars.
    pub(super) fn in_dollars(mut self) -> Self {
        self.0.currency = Currency::new("USD").ok();
        self
    }

    /// Paid so many days after it occurred.
    pub(super) fn paid_after(mut self, days: u32) -> Self {
        self.0.paid_on = Some(later(self.0.date, days));
        self
    }

    /// Paid on a day of the next month.
    pub(super) fn paid_next_month(mut self, day: u32) -> Self {
        self.0.paid_on = Some(workday(Month::of(self.0.date).plus(1), day));
        self
    }

    /// Benefits these whole months, from a first day.
    pub(super) fn benefits(mut self, from: NaiveDate, months: i32) -> Self {
        let after = Month::of(from).plus(months).first_day();
        self.0.benefit_from = Some(from);
        self.0.benefit_to = later(after, from.day0()).pred_opt();
        self
    }

    /// Another part of the invoice that the line before carries.
    pub(super) fn same_invoice(mut self) -> Self {
        self.0.invoice = Some(SAME.to_owned());
        self
    }
}

const SAME: &str = "same";

/// The entries as they are written, before they are put in order.
#[derive(Debug)]
pub(super) struct Book {
    language: Language,
    lines: Vec<EntryInput>,
}

impl Book {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            lines: Vec::new(),
        }
    }

    /// The one of two texts that is in the sample's language.
    pub(super) fn say(&self, chinese: impl Into<String>, english: impl Into<String>) -> String {
        match self.language {
            Language::Chinese => chinese.into(),
            Language::English => english.into(),
        }
    }

    /// One of some pairs of texts, in the sample's language.
    pub(super) fn one(&self, random: &mut Random, of: &[(&str, &str)]) -> String {
        let (chinese, english) = random.one(of);
        self.say(chinese, english)
    }

    pub(super) fn put(&mut self, line: Line) {
        self.lines.push(line.0);
    }

    /// The entries by date, invoices numbered, the last days still open.
    pub(super) fn close(self) -> Vec<EntryInput> {
        let mut lines = self.lines;
        // A stable sort: lines of one day stay as they were written, so parts of an invoice stay together.
        lines.sort_by_key(|line| line.date);
        let mut random = Random::new(99);
        let end = span().to.last_day();
        let mut number = 0u32;
        let mut last = String::new();
        for line in &mut lines {
            line.paid_on = line.paid_on.filter(|paid| *paid <= end);
            if matches!(line.invoice_kind, Some(InvoiceKind::Special | InvoiceKind::Ordinary)) {
                if line.invoice.as_deref() != Some(SAME) {
                    number += 1;
                    // Twenty digits like a 数电票; region 00 does not exist, so none can be a real one.
                    last = format!("{:02}00{number:016}", line.date.year() % 100);
                }
                line.invoice = Some(last.clone());
            }
            // Claims of the last days wait for their review.
            let is_claim = line
                .category
                .as_deref()
                .is_some_and(|code| matches!(code, "8.4" | "8.6" | "9.2" | "7.3"));
            if is_claim && line.date >= date(2026, 10, 19) && random.chance(45) {
                line.status = Status::Draft;
                line.paid_on = None;
            }
        }
        lines
    }
}

/// Customers as the parts of the sample choose among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circle<'a>(pub(super) &'a [SampleCustomer]);

impl<'a> Circle<'a> {
    /// Those with whom the company did business on a date, of one grade.
    fn of_grade(self, grade: &str, on: NaiveDate) -> Vec<&'a SampleCustomer> {
        self.on(on)
            .filter(|c| c.grade_on(on) == Some(grade) && c.customer.code != super::COSTLY_CUSTOMER)
            .collect()
    }

    /// Those with whom the company did business on a date.
    pub(super) fn on(self, on: NaiveDate) -> impl Iterator<Item = &'a SampleCustomer> {
        self.0.iter().filter(move |c| {
            c.customer.acquired_on.is_some_and(|acquired| acquired <= on)
                && c.customer.lapsed_on.is_none_or(|lapsed| on < lapsed)
        })
    }

    /// One of them, its grade drawn by weight; never the costly one, which has its own story.
    pub(super) fn draw(self, random: &mut Random, on: NaiveDate, weights: [i64; 3]) -> &'a SampleCustomer {
        let at = random.between(1, weights.iter().sum());
        let grade = if at <= weights[0] {
            "A"
        } else if at <= weights[0] + weights[1] {
            "B"
        } else {
            "C"
        };
        let of = self.of_grade(grade, on);
        // The first customers were there before the first month, in every grade.
        if of.is_empty() { &self.0[0] } else { random.one(&of) }
    }

    /// Prospects 线索 without a purchase.
    pub(super) fn prospects(self) -> impl Iterator<Item = &'a SampleCustomer> {
        self.0.iter().filter(|c| c.customer.status == CustomerStatus::Lead)
    }
}
