//! Rows of registers that are kept cell by cell: loyalty points, products, vendors, departments.
//!
//! The one thing to know: what a cell may hold is the register's own column, so a file from elsewhere is read by the
//! same rules as the window's form.

use rust_decimal::Decimal;

use super::reader::Reader;
use super::text::is_placeholder;
use super::{Cell, Context, Field, Interpreted, Kind, Mapping, Row, clean_text};
use crate::error::{Fault, Outcome};
use crate::record::roll::{CellKind, Cells, Roll, RollColumn, columns, read_cell};

/// What a row says, in plain cells by key; a column that the file lacks or an empty cell says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RollLine {
    /// Line or sheet row.
    pub row: u32,
    /// Key of the column → what stands there.
    pub cells: Cells,
}

/// The register whose columns a kind of import has, for those that are read cell by cell.
pub fn roll_of(kind: Kind) -> Option<Roll> {
    Some(match kind {
        Kind::Points => Roll::Points,
        Kind::Products => Roll::Product,
        Kind::Vendors => Roll::Vendor,
        Kind::Departments => Roll::Department,
        _ => return None,
    })
}

/// The column of a register that a field fills.
fn column_of(roll: Roll, field: Field) -> Option<&'static RollColumn> {
    columns(roll).iter().find(|column| match field {
        Field::InUse => column.key == "active",
        field => column.title.strip_prefix("field.") == Some(field.as_str()),
    })
}

/// The field whose column of a file fills a cell of a register.
pub(super) fn field_of(roll: Roll, key: &str) -> Option<Field> {
    let such = |field: &&Field| column_of(roll, **field).is_some_and(|column| column.key == key);
    Field::ALL.iter().find(such).copied()
}

impl RollLine {
    /// The word of the field that a cell came from.
    pub fn field(roll: Roll, key: &str) -> &'static str {
        field_of(roll, key).map_or("", Field::as_str)
    }
}

/// Interprets one row of `--kind points|products|vendors|departments`.
pub fn interpret_roll(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<RollLine> {
    let mut reader = Reader::new(mapping, row, context);
    let mut line = RollLine {
        row: row.number,
        ..RollLine::default()
    };
    let Some(roll) = roll_of(mapping.kind) else {
        return reader.finish(None);
    };
    for field in Field::of(mapping.kind) {
        let (Some(column), Some((cell, at))) = (column_of(roll, *field), mapping.cell(*field, row)) else {
            continue;
        };
        match read(column, cell, mapping.scale(at, context.unit), context) {
            Ok(None) => {}
            Ok(plain) => {
                line.cells.insert(column.key.to_owned(), plain);
            }
            Err(fault) => reader.reject_column(at, fault),
        }
    }
    if reader.is_clean() {
        let has = |key: &str| line.cells.contains_key(key);
        if roll.has_code() && !has("code") && !has("name") {
            reader.reject_row(Fault::new("name_missing"));
        }
        if roll == Roll::Points && !has("month") {
            reader.reject(Field::Month, Fault::new("month_missing"));
        }
    }
    reader.finish(Some(line))
}

fn read(column: &RollColumn, cell: &Cell, scale: Option<Decimal>, context: &Context) -> Outcome<Option<String>> {
    if let Cell::Text(text) = cell
        && is_placeholder(&clean_text(text))
    {
        return Ok(None);
    }
    let words: Vec<String> = column.words.iter().map(|word| (*word).to_owned()).collect();
    let plain = |cell: &Cell, kind| read_cell(kind, &words, column.label, cell, context);
    let counts = matches!(column.kind, CellKind::Count | CellKind::Quantity | CellKind::Money);
    let Some(scale) = scale.filter(|_| counts) else {
        return plain(cell, column.kind);
    };
    // 万 in the title: what stands there is counted in it, and need not be whole.
    let Some(number) = plain(cell, CellKind::Number)?.and_then(|text| text.parse::<Decimal>().ok()) else {
        return Ok(None);
    };
    let scaled = number
        .checked_mul(scale)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", number))?;
    plain(&Cell::Number(scaled), column.kind)
}
