//! Reading the cells of one row by field, gathering every bad one.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::amount::{amount_and_sign, broken};
use super::currency::{Sign, read_currency};
use super::date::read_date;
use super::text::{clean_text, control_character, is_placeholder};
use super::{Cell, Context, Field, Interpreted, Mapping, Rejection, Row, read_unit};
use crate::error::{Fault, Outcome};
use crate::money::Currency;

/// One row under a mapping; remembers what is wrong with it.
pub(super) struct Reader<'a> {
    pub mapping: &'a Mapping,
    pub row: &'a Row,
    pub context: &'a Context,
    rejections: Vec<Rejection>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(mapping: &'a Mapping, row: &'a Row, context: &'a Context) -> Self {
        let mut reader = Self {
            mapping,
            row,
            context,
            rejections: Vec::new(),
        };
        for (column, cell) in row.cells.iter().enumerate() {
            if let Cell::Text(text) = cell
                && let Some(found) = control_character(text)
            {
                let code = if found == '\u{fffd}' {
                    "undecodable"
                } else {
                    "control_character"
                };
                let fault = Fault::new(code).with("code", format!("U+{:04X}", u32::from(found)));
                reader.reject_column(column, fault);
            }
        }
        reader.look_for_overlong();
        reader.look_at_unit();
        reader
    }

    /// In text, filled cells beyond the header are the rest of a row that an unquoted mark has moved.
    fn look_for_overlong(&mut self) {
        let width = self.mapping.header.len();
        if !self.context.is_text || self.row.cells.len() <= width {
            return;
        }
        let beyond: Vec<String> = (width..self.row.cells.len())
            .filter(|column| self.mapping.field_of(*column).is_none())
            .map(|column| self.row.cell(column).shown())
            .filter(|text| !text.is_empty())
            .collect();
        if !beyond.is_empty() {
            let fault = Fault::new("row_overlong").with("value", beyond.join(", "));
            self.rejections.push(Rejection {
                row: self.row.number,
                column: None,
                value: Some(beyond.join(", ")),
                reason: fault.with("count", width),
            });
        }
    }

    /// A row that says by itself that it is counted in 万元 cannot be taken as it stands.
    fn look_at_unit(&mut self) {
        let Some(column) = self.mapping.units.filter(|_| self.mapping.has_money()) else {
            return;
        };
        let said = self.row.cell(column).shown();
        if read_unit(&said).is_some_and(|unit| unit != self.context.unit.unwrap_or(1)) {
            self.reject_column(column, Fault::new("unit_in_row").with("value", said));
        }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.rejections.is_empty()
    }

    /// How many bad cells there are so far.
    pub(super) fn rejected(&self) -> usize {
        self.rejections.len()
    }

    /// A text without which there is no line.
    pub(super) fn required_text(&mut self, field: Field, code: &'static str) -> Option<String> {
        let before = self.rejections.len();
        let text = self.text(field);
        if text.is_none() && self.rejections.len() == before {
            self.reject(field, Fault::new(code));
        }
        text
    }

    /// An amount in base currency without which there is no line.
    pub(super) fn required_amount(&mut self, field: Field) -> Option<Decimal> {
        let before = self.rejections.len();
        let amount = self.base_amount(field);
        if amount.is_none() && self.rejections.len() == before {
            self.reject(field, Fault::new("amount_missing"));
        }
        amount
    }

    /// The line, unless something was wrong.
    pub(super) fn finish<T>(self, line: Option<T>) -> Interpreted<T> {
        match line {
            Some(line) if self.rejections.is_empty() => Interpreted::Line(line),
            line => Interpreted::Rejected(self.rejections, line),
        }
    }

    /// Remembers a bad cell of a field.
    pub(super) fn reject(&mut self, field: Field, fault: Fault) {
        match self.mapping.cell(field, self.row).map(|(_, column)| column) {
            Some(column) => self.reject_column(column, fault),
            None => self.reject_row(fault),
        }
    }

    pub(super) fn reject_column(&mut self, column: usize, fault: Fault) {
        let shown = self.row.cell(column).shown();
        self.rejections.push(Rejection {
            row: self.row.number,
            column: Some(self.mapping.title_of(column)),
            value: (!shown.is_empty()).then_some(shown),
            reason: fault,
        });
    }

    /// Remembers that something is missing altogether.
    pub(super) fn reject_row(&mut self, fault: Fault) {
        self.rejections.push(Rejection {
            row: self.row.number,
            column: None,
            value: None,
            reason: fault,
        });
    }

    fn take<T>(&mut self, field: Field, read: impl FnOnce(&Cell, &Context) -> Outcome<Option<T>>) -> Option<T> {
        let (cell, column) = self.mapping.cell(field, self.row)?;
        match read(cell, self.context) {
            Ok(value) => value,
            Err(fault) => {
                self.reject_column(column, fault);
                None
            }
        }
    }

    /// The text of a field; none when empty or a placeholder.
    pub(super) fn text(&mut self, field: Field) -> Option<String> {
        self.take(field, |cell, _| match cell {
            Cell::Empty => Ok(None),
            Cell::Broken(_) => Err(broken(cell)),
            Cell::Text(text) => {
                let text = clean_text(text);
                Ok((!is_placeholder(&text)).then(|| text.into_owned()))
            }
            other => Ok(Some(other.shown())),
        })
    }

    /// A text that must be one of some words.
    pub(super) fn word<T>(
        &mut self,
        field: Field,
        code: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(field)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.reject(field, Fault::new(code).with("value", text));
        }
        parsed
    }

    pub(super) fn date(&mut self, field: Field) -> Option<NaiveDate> {
        self.take(field, read_date)
    }

    /// A date without which there is no line.
    pub(super) fn required_date(&mut self, field: Field) -> Option<NaiveDate> {
        let before = self.rejections.len();
        let date = self.date(field);
        if date.is_none() && self.rejections.len() == before {
            self.reject(field, Fault::new("date_missing"));
        }
        date
    }

    /// The rest goes through `read`, with `code` where nothing stands.
    pub(super) fn required<T>(
        &mut self,
        field: Field,
        code: &'static str,
        read: impl FnOnce(&Cell, &Context) -> Outcome<Option<T>>,
    ) -> Option<T> {
        let before = self.rejections.len();
        let value = self.take(field, read);
        if value.is_none() && self.rejections.len() == before {
            self.reject(field, Fault::new(code));
        }
        value
    }

    pub(super) fn optional<T>(
        &mut self,
        field: Field,
        read: impl FnOnce(&Cell, &Context) -> Outcome<Option<T>>,
    ) -> Option<T> {
        self.take(field, read)
    }

    /// An amount at the scale of its column, and the sign beside it.
    pub(super) fn amount(&mut self, field: Field) -> Option<(Decimal, Option<Sign>)> {
        let column = self.mapping.cell(field, self.row)?.1;
        self.amount_at(column)
    }

    pub(super) fn amount_at(&mut self, column: usize) -> Option<(Decimal, Option<Sign>)> {
        let (titled, scale) = (
            self.mapping.scale(column, None),
            self.mapping.scale(column, self.context.unit),
        );
        let read = amount_and_sign(self.row.cell(column), self.context).and_then(|found| match found {
            None => Ok(None),
            // 500元 says itself what it is counted in, whatever stands above the header.
            Some((value, Some(Sign::Yuan))) if titled.is_none() => Ok(Some((value, Some(Sign::Yuan)))),
            Some((value, sign)) => match scale.map_or(Some(value), |scale| value.checked_mul(scale)) {
                Some(scaled) => Ok(Some((scaled, sign))),
                None => Err(Fault::new("amount_overflow").with("value", value)),
            },
        });
        match read {
            Ok(value) => value,
            Err(fault) => {
                self.reject_column(column, fault);
                None
            }
        }
    }

    /// The currency that the row's own column names, else the title of an amount's column.
    pub(super) fn stated_currency(&mut self, amounts: &[Field]) -> Option<Currency> {
        let base = self.context.base;
        let named = self.text(Field::Currency);
        if let Some(text) = named {
            return match read_currency(&text, base) {
                Ok(currency) => Some(currency),
                Err(fault) => {
                    self.reject(Field::Currency, fault);
                    None
                }
            };
        }
        amounts
            .iter()
            .find_map(|field| self.mapping.currency_of(self.mapping.column(*field)?))
    }

    /// An amount in base currency.
    pub(super) fn base_amount(&mut self, field: Field) -> Option<Decimal> {
        let base = self.context.base;
        let named = self.stated_currency(&[field]);
        let (value, sign) = self.amount(field)?;
        let currency = match sign {
            Some(sign) => sign.resolve(named, base),
            None => Ok(named.unwrap_or(base)),
        };
        if currency != Ok(base) {
            let found = currency.unwrap_or_else(|found| found);
            let fault = Fault::new("amount_not_in_base").with("currency", found);
            self.reject(field, fault.with("base", base));
            return None;
        }
        if let Err(fault) = base.minor(value) {
            self.reject(field, fault);
            return None;
        }
        Some(value)
    }

    /// A number of at least zero.
    pub(super) fn quantity(&mut self, field: Field) -> Option<Decimal> {
        let (value, _) = self.amount(field)?;
        if value < Decimal::ZERO {
            self.reject(field, Fault::new("count_negative").with("value", value));
            return None;
        }
        Some(value.normalize())
    }

    /// A whole number of at least zero.
    pub(super) fn count(&mut self, field: Field) -> Option<u32> {
        let value = self.quantity(field)?;
        let whole = value.fract().is_zero().then(|| value.to_u32()).flatten();
        if whole.is_none() {
            self.reject(field, Fault::new("count_invalid").with("value", value));
        }
        whole
    }

    /// The mapped, filled cells as read, for the fingerprint.
    pub(super) fn cells(&self) -> String {
        let mut joined = String::with_capacity(128);
        for field in self.mapping.mapped() {
            let Some((cell, _)) = self.mapping.cell(*field, self.row) else {
                continue;
            };
            let shown;
            let text = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => {
                    shown = clean_text(text);
                    &*shown
                }
                other => {
                    shown = other.shown().into();
                    &*shown
                }
            };
            if text.is_empty() {
                continue;
            }
            if !joined.is_empty() {
                joined.push('\u{1f}');
            }
            joined.push_str(field.as_str());
            joined.push('=');
            joined.push_str(text);
        }
        joined
    }
}
