//! Workbooks: sheets as rows of typed cells, at the row numbers that a person sees.
//!
//! The one thing to know: a workbook's numbers are doubles. They are read as their shortest decimal at 15
//! significant digits, and a whole number beyond that has already lost its last digits and is not believed.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{
    Data, DataRef, DataType, Ods, OdsError, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, Xlsx,
};
use chrono::{NaiveDate, NaiveDateTime};
use kezhang_core::Outcome;
use kezhang_core::record::import::{Cell, Row, is_blank};
use rust_decimal::Decimal;

use crate::fault;
use crate::sniff::{CELLS, FileKind, encrypted, too_large};

type Input = BufReader<File>;

/// An open workbook.
pub(crate) struct Book {
    path: PathBuf,
    inner: Inner,
}

enum Inner {
    Xlsx(Box<Xlsx<Input>>),
    Xlsb(Box<Xlsb<Input>>),
    Xls(Box<Xls<Input>>),
    Ods(Box<Ods<Input>>),
}

impl Book {
    pub(crate) fn open(path: &Path, kind: FileKind) -> Outcome<Self> {
        let file = File::open(path).map_err(|error| fault::io(path, &error))?;
        let input = BufReader::new(file);
        let damaged = |error: String| fault::damaged(path, error);
        let inner = match kind {
            FileKind::Xlsx => Inner::Xlsx(Box::new(Xlsx::new(input).map_err(|e| damaged(e.to_string()))?)),
            FileKind::Xlsb => Inner::Xlsb(Box::new(Xlsb::new(input).map_err(|e| damaged(e.to_string()))?)),
            FileKind::Ods => Inner::Ods(Box::new(Ods::new(input).map_err(|error| match error {
                OdsError::Password => encrypted(path),
                error => damaged(error.to_string()),
            })?)),
            FileKind::Xls | FileKind::Text => Inner::Xls(Box::new(Xls::new(input).map_err(|error| match error {
                XlsError::Password => encrypted(path),
                error => damaged(error.to_string()),
            })?)),
        };
        Ok(Self {
            path: path.to_owned(),
            inner,
        })
    }

    fn metadata(&self) -> &[Sheet] {
        match &self.inner {
            Inner::Xlsx(book) => book.sheets_metadata(),
            Inner::Xlsb(book) => book.sheets_metadata(),
            Inner::Xls(book) => book.sheets_metadata(),
            Inner::Ods(book) => book.sheets_metadata(),
        }
    }

    /// The names of all worksheets.
    pub(crate) fn sheets(&self) -> Vec<String> {
        self.metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    /// The worksheets that a person sees; all where none is.
    pub(crate) fn visible_sheets(&self) -> Vec<String> {
        let visible: Vec<String> = self
            .metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect();
        if visible.is_empty() { self.sheets() } else { visible }
    }

    /// The filled rows of a sheet, all or the first so many.
    pub(crate) fn rows(&mut self, sheet: &str, most: Option<usize>) -> Outcome<Vec<Row>> {
        let path = self.path.clone();
        let damaged = |error: String| fault::damaged(&path, error);
        let mut gather = Gather::new(most.unwrap_or(usize::MAX));
        match &mut self.inner {
            Inner::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| damaged(e.to_string()))?;
                while let Some(cell) = cells.next_cell_with_formula().map_err(|e| damaged(e.to_string()))? {
                    if !gather.take(cell.pos, solved(&cell.value, cell.formula)) {
                        break;
                    }
                }
            }
            Inner::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| damaged(e.to_string()))?;
                while let Some(cell) = cells.next_cell().map_err(|e| damaged(e.to_string()))? {
                    if !gather.take(cell.get_position(), from_ref(cell.get_value())) {
                        break;
                    }
                }
            }
            Inner::Xls(book) => gather.range(&book.worksheet_range(sheet).map_err(|e| damaged(e.to_string()))?),
            Inner::Ods(book) => gather.range(&book.worksheet_range(sheet).map_err(|e| damaged(e.to_string()))?),
        }
        if gather.count > CELLS {
            return Err(too_large(&path));
        }
        Ok(gather.finish())
    }
}

/// Builds rows out of cells that come in order.
struct Gather {
    rows: Vec<Row>,
    current: Row,
    most: usize,
    count: u64,
    is_sorted: bool,
}

impl Gather {
    fn new(most: usize) -> Self {
        Self {
            rows: Vec::new(),
            current: Row::default(),
            most,
            count: 0,
            is_sorted: true,
        }
    }

    /// Takes a cell; false when enough is known.
    fn take(&mut self, (row, column): (u32, u32), cell: Cell) -> bool {
        if cell == Cell::Empty {
            return true;
        }
        let number = row.saturating_add(1);
        if number != self.current.number {
            self.is_sorted &= number > self.current.number;
            self.close();
            if self.rows.len() >= self.most {
                return false;
            }
            self.current.number = number;
        }
        let column = column as usize;
        // A cell far to the right costs its empty neighbours: they count as well.
        self.count += (column + 1).saturating_sub(self.current.cells.len()) as u64;
        if self.count > CELLS {
            return false;
        }
        if self.current.cells.len() <= column {
            self.current.cells.resize(column + 1, Cell::Empty);
        }
        self.current.cells[column] = cell;
        true
    }

    fn close(&mut self) {
        if self.current.number > 0 && !is_blank(&self.current) {
            self.rows.push(std::mem::take(&mut self.current));
        }
        self.current = Row::default();
    }

    fn range(&mut self, range: &calamine::Range<Data>) {
        let Some((top, left)) = range.start() else { return };
        for (row, column, value) in range.used_cells() {
            let place = (
                top + u32::try_from(row).unwrap_or(u32::MAX - top),
                left + u32::try_from(column).unwrap_or(0),
            );
            if !self.take(place, from_data(value)) {
                return;
            }
        }
    }

    fn finish(mut self) -> Vec<Row> {
        if self.rows.len() < self.most {
            self.close();
        }
        if !self.is_sorted {
            self.rows.sort_by_key(|row| row.number);
        }
        self.rows
    }
}

/// A cell with its formula: one that no program has worked out yet is not empty.
fn solved(value: &DataRef<'_>, formula: Option<String>) -> Cell {
    match (value, formula) {
        (DataRef::Empty, Some(formula)) if !formula.is_empty() => Cell::Broken(format!("={formula}")),
        _ => from_ref(value),
    }
}

fn from_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Int(number) => whole(*number),
        DataRef::Float(number) => float(*number),
        DataRef::Bool(is_true) => Cell::Bool(*is_true),
        DataRef::DateTime(date) => date_cell(date.is_duration(), value.as_datetime(), date.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

fn from_data(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => text_cell(text),
        Data::Int(number) => whole(*number),
        Data::Float(number) => float(*number),
        Data::Bool(is_true) => Cell::Bool(*is_true),
        Data::DateTime(date) => date_cell(date.is_duration(), value.as_datetime(), date.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => iso(text),
        Data::Error(error) => Cell::Broken(error.to_string()),
    }
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text.to_owned())
    }
}

fn date_cell(is_duration: bool, date: Option<NaiveDateTime>, serial: f64) -> Cell {
    match date {
        // A number under a date's format that is no day of a calendar is only a number.
        Some(date) if !is_duration && serial >= 1.0 => Cell::Date(date),
        _ => float(serial),
    }
}

fn iso(text: &str) -> Cell {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .and_then(|date| date.and_hms_opt(0, 0, 0));
    let instant = || {
        let bare = text.trim_end_matches('Z');
        NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M:%S%.f").ok()
    };
    date.or_else(instant).map_or_else(|| text_cell(text), Cell::Date)
}

/// The largest whole number of 15 digits.
const FIFTEEN_DIGITS: f64 = 999_999_999_999_999.0;

fn whole(number: i64) -> Cell {
    if number.unsigned_abs() > 999_999_999_999_999 {
        Cell::Broken(number.to_string())
    } else {
        Cell::Number(number.into())
    }
}

/// From here on 15 digits leave no room for cents and what is smaller.
const WIDE: f64 = 1e12;

/// The shortest decimal at 15 significant digits.
fn float(number: f64) -> Cell {
    if !number.is_finite() || number.abs() > FIFTEEN_DIGITS {
        return Cell::Broken(number.to_string());
    }
    // A sixteenth digit of a small number is what adding up leaves behind; of such a number it is money.
    if number.abs() >= WIDE && number.to_string().bytes().filter(u8::is_ascii_digit).count() > 15 {
        return Cell::Broken(number.to_string());
    }
    match Decimal::from_scientific(&format!("{number:.14e}")) {
        Ok(decimal) => Cell::Number(decimal.normalize()),
        // Below anything that money or a rate can be.
        Err(_) => Cell::Number(Decimal::ZERO),
    }
}
