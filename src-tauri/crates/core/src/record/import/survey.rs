//! What only the whole file tells: the order of its dates, its decimal mark, whether money goes both ways.
//!
//! Evidence is gathered over all columns of dates and over all columns of amounts: a program writes one file in
//! one way. Where the evidence contradicts itself, each cell is read only as far as it is certain by itself.

use super::amount::written;
use super::date::orders;
use super::text::clean_text;
use super::{Cell, DateOrder, DecimalMark, Field, Layout, Mapping, Reading, Row};
use crate::money::Currency;
use crate::period::Calendar;

/// Gathers evidence over all rows before any is interpreted.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Rows seen, total lines left out.
    pub rows: u64,
    /// A year named above the header, in the sheet's or the file's name.
    pub year: Option<i32>,
    /// What the lines above the header count amounts in.
    pub unit: Option<u32>,
    /// Whether it is text, whose cells move where a mark is not quoted.
    pub is_text: bool,
    /// Whether the file separates its columns by semicolons, as places with a decimal comma do.
    pub has_semicolons: bool,
    /// Whether the mapping leaves the direction of amounts to their signs.
    layout: Layout,
    /// Dates whose order is open.
    dated: u64,
    /// How many of them are a date in each order.
    fits: [u64; 3],
    proves_point: u64,
    proves_comma: u64,
    open_commas: u64,
    open_points: u64,
    has_negative: bool,
}

/// What a survey looks for in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Dates: their order.
    Dates,
    /// Amounts: their decimal mark.
    Amounts,
    /// The amount column: also its signs.
    Signs,
}

impl Survey {
    /// A survey for a mapping.
    pub fn new(mapping: &Mapping) -> Self {
        Self {
            layout: mapping.layout,
            ..Self::default()
        }
    }

    /// The columns that matter, in order, and what to look for in each.
    pub fn aims(mapping: &Mapping) -> Vec<(usize, Aim)> {
        use Field as F;
        let mut aims: Vec<(usize, Aim)> = mapping
            .fields()
            .filter_map(|(field, column)| match field {
                F::Date
                | F::PaidOn
                | F::InvoicedOn
                | F::BenefitFrom
                | F::BenefitTo
                | F::AcquiredOn
                | F::LapsedOn
                | F::From
                | F::To
                | F::LastUsed
                | F::Renewal
                | F::Due
                | F::Month => Some((column, Aim::Dates)),
                F::Amount => Some((column, Aim::Signs)),
                F::Gross | F::Tax | F::Net | F::MoneyOut | F::MoneyIn | F::Revenue => Some((column, Aim::Amounts)),
                F::PointsIssued | F::PointsRedeemed | F::PointsExpired | F::CostPerPoint => {
                    Some((column, Aim::Amounts))
                }
                F::PlannedCost | F::ExpectedRevenue | F::Cost | F::Hours | F::Minutes | F::GbPaid | F::GbUsed => {
                    Some((column, Aim::Amounts))
                }
                _ => None,
            })
            .chain(mapping.months.iter().map(|month| (month.column, Aim::Amounts)))
            .collect();
        aims.sort_by_key(|(column, _)| *column);
        aims.dedup();
        aims
    }

    /// Looks at one cell's text.
    pub fn see(&mut self, aim: Aim, text: &str) {
        if text.is_empty() {
            return;
        }
        if aim == Aim::Dates {
            if let Some(fits) = orders(text) {
                self.dated += 1;
                for (count, fit) in self.fits.iter_mut().zip(fits) {
                    *count += u64::from(fit);
                }
            }
            return;
        }
        let Ok(Some(found)) = written(text) else { return };
        if found.is_ambiguous() {
            if found.is_comma_group {
                self.open_commas += 1
            } else {
                self.open_points += 1
            }
        }
        match found.proves() {
            Some(DecimalMark::Point) => self.proves_point += 1,
            Some(DecimalMark::Comma) => self.proves_comma += 1,
            None => {}
        }
        self.has_negative |= aim == Aim::Signs && found.is_negative();
    }

    /// Looks at one row.
    pub fn see_row(&mut self, aims: &[(usize, Aim)], row: &Row) {
        for (column, aim) in aims {
            match row.cell(*column) {
                Cell::Text(text) => self.see(*aim, &clean_text(text)),
                Cell::Number(number) => {
                    self.has_negative |= *aim == Aim::Signs && number.is_sign_negative() && !number.is_zero()
                }
                _ => {}
            }
        }
    }

    /// The order in which every open date is a date, where there is exactly one.
    pub fn date_order(&self) -> Option<DateOrder> {
        let mut all = DateOrder::ALL
            .into_iter()
            .filter(|order| self.fits[*order as usize] == self.dated);
        let order = all.next()?;
        (self.dated > 0 && all.next().is_none()).then_some(order)
    }

    /// The decimal mark that the amounts prove; or, where none proves anything, the one that is usual where
    /// `1,234` cannot be an amount of money with three decimals.
    pub fn decimal_mark(&self, base: Currency) -> Option<DecimalMark> {
        // One slip of the pen among many does not leave the rest in the dark.
        let outweighs = |a: u64, b: u64| a > 0 && a / 10 >= b;
        if outweighs(self.proves_point, self.proves_comma) {
            return Some(DecimalMark::Point);
        }
        if outweighs(self.proves_comma, self.proves_point) {
            return Some(DecimalMark::Comma);
        }
        // `1,234` alone: no money has three decimals, so the comma groups. Not so in a file of a country with a
        // decimal comma, where a program may have written an unrounded number; nor does `1.234` tell.
        let only_commas = self.proves_comma == 0 && self.open_points == 0 && self.open_commas > 0;
        (only_commas && !self.has_semicolons && base.decimals() <= 2).then_some(DecimalMark::Point)
    }
}

/// What is known when a row is interpreted.
#[derive(Debug, Clone)]
pub struct Context {
    /// Base currency of the ledger.
    pub base: Currency,
    /// The fiscal calendar, for 年度 beside month columns.
    pub calendar: Calendar,
    /// Order of the file's dates, where it could be told.
    pub dates: Option<DateOrder>,
    /// Whether the user said so: then nothing else is tried.
    pub dates_are_stated: bool,
    /// Decimal mark of the file, where it could be told.
    pub decimal: Option<DecimalMark>,
    /// Whether the user said so: then nothing else is tried.
    pub decimal_is_stated: bool,
    /// Fiscal year of month columns without one: of the budget named by the user, else as the file's titles say.
    pub year: Option<i32>,
    /// Whether a plain amount column is a statement's, negative for money out.
    pub is_signed: bool,
    /// What amounts are counted in where their column does not say it: as the user says, else the lines above the
    /// header.
    pub unit: Option<u32>,
    /// Whether the cells of a row can have moved.
    pub is_text: bool,
}

impl Context {
    /// What the survey found, under what the user says.
    pub fn new(base: Currency, calendar: Calendar, reading: &Reading, survey: &Survey) -> Self {
        Self {
            base,
            calendar,
            dates: reading.dates.or_else(|| survey.date_order()),
            dates_are_stated: reading.dates.is_some(),
            decimal: reading.decimal.or_else(|| survey.decimal_mark(base)),
            decimal_is_stated: reading.decimal.is_some(),
            year: survey.year,
            unit: reading.unit.or(survey.unit),
            is_text: survey.is_text,
            is_signed: match survey.layout {
                Layout::Signed => true,
                Layout::SignedIfNegative => survey.has_negative,
                _ => false,
            },
        }
    }
}
