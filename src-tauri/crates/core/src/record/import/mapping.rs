//! Which column is which field.

use std::collections::BTreeMap;

use super::{Field, Kind, Row};
use crate::error::Outcome;

/// A month column of a budget laid out by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthColumn {
    /// Index of the column.
    pub column: usize,
    /// The year, where the title says it.
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: u32,
}

/// How the amounts of a file of entries tell which way the money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Layout {
    /// A cost list: amounts are costs, negative ones refunds; the category decides the rest.
    #[default]
    List,
    /// A statement when any amount is negative, else a list: a date, a payee, an amount, nothing that only a
    /// cost list has.
    SignedIfNegative,
    /// A statement with one signed column: negative is money out.
    Signed,
    /// A statement with a column for money out and one for money in.
    Sides,
    /// A statement with 收/支 beside an unsigned amount.
    Direction,
}

/// Which column is which field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// What the file brings.
    pub kind: Kind,
    /// Titles of all columns, as they stand.
    pub header: Vec<String>,
    /// Column of each field, by the field's number.
    columns: [Option<usize>; Field::COUNT],
    /// Month columns of a budget.
    pub months: Vec<MonthColumn>,
    /// How amounts tell their direction.
    pub layout: Layout,
    /// Titles of columns that nothing reads: a notice.
    pub ignored: Vec<String>,
}

impl Mapping {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(field as usize).copied().flatten()
    }

    /// The fields that have a column, in order.
    pub fn fields(&self) -> impl Iterator<Item = (Field, usize)> + '_ {
        Field::ALL.iter().filter_map(|field| Some((*field, self.column(*field)?)))
    }

    /// The title of a field's column.
    pub fn title(&self, field: Field) -> Option<&str> {
        self.header.get(self.column(field)?).map(String::as_str)
    }
}

/// The letter of a column as spreadsheets show it: 0 is A, 26 is AA.
pub fn column_letter(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Finds the columns of a kind by their titles, then by `overrides` (field → title, letter or number).
///
/// # Errors
/// `kind_not_supported`, `field_unknown`, `column_unknown`, `column_missing`, `voucher_list`.
pub fn map_columns(
    kind: Kind,
    header: &[String],
    _samples: &[Row],
    _overrides: &BTreeMap<String, String>,
) -> Outcome<Mapping> {
    kind.supported()?;
    Ok(Mapping {
        kind,
        header: header.to_vec(),
        columns: [None; Field::COUNT],
        months: Vec::new(),
        layout: Layout::List,
        ignored: Vec::new(),
    })
}
