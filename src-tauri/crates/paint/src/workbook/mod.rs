//! XLSX: typed cells, a frozen header, widths that fit.
//!
//! The one thing to know: text from outside is only ever written as a string, so that nothing becomes a
//! formula. Excel's cells are doubles: figures of up to 15 digits are numbers, longer ones text.

mod budget;
mod offers;
mod register;
mod template;

pub use budget::budget;
pub use offers::offers;
pub use register::register;
pub use template::template;

use std::collections::BTreeMap;

use chrono::Datelike;
use kezhang_core::{Fault, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use crate::document::{Cell, Document, Kind, Row};

/// The longest text that a cell takes, in UTF-16 units.
const LONGEST: usize = 32_767;

fn failed(error: XlsxError) -> Fault {
    Fault::new("file_failed").with("reason", error)
}

/// The document as a workbook, a sheet for each of its tables.
///
/// # Errors
/// `file_failed` when it cannot be written, also when it has more rows than a sheet.
pub fn document(document: &Document) -> Outcome<Vec<u8>> {
    let mut workbook = Workbook::new();
    let mut names: Vec<String> = Vec::new();
    for table in std::iter::once(document).chain(&document.more) {
        let name = sheet_name(&table.sheet, &names);
        fill(workbook.add_worksheet(), table, &name).map_err(failed)?;
        names.push(name);
    }
    workbook.save_to_buffer().map_err(failed)
}

/// The longest name that a sheet may have, in characters.
const NAME: usize = 31;

/// A name as a workbook takes it: without the signs of its formulas, short enough, and no other sheet's.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let plain: String = wanted
        .chars()
        .map(|c| if "[]:*?/\\".contains(c) { ' ' } else { c })
        .collect();
    let plain = plain.trim_matches([' ', '\'']);
    let cut = |length: usize| plain.chars().take(length).collect::<String>().trim_end().to_owned();
    let is_taken = |name: &str| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2..).map(|number| format!("{} {number}", cut(NAME - 4)));
    let first = if plain.is_empty() { "1".to_owned() } else { cut(NAME) };
    std::iter::once(first)
        .chain(numbered)
        .find(|name| !is_taken(name))
        .unwrap_or_default()
}

fn fill(sheet: &mut Worksheet, document: &Document, name: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let columns = document.shown();
    let quiet = Format::new().set_font_color("#5F6673");
    let title = [document.company.as_str(), document.title.as_str()].join(" ");
    string(sheet, 0, 0, title.trim(), &Format::new().set_bold().set_font_size(14))?;
    let mut at = 1;
    for line in &document.head {
        string(sheet, at, 0, &format!("{}: {}", line.label, line.value), &quiet)?;
        at += 1;
    }
    at += 1;
    let header = at;
    for (column, place) in columns.iter().zip(0u16..) {
        let column = &document.columns[*column];
        let align = if column.is_right() {
            FormatAlign::Right
        } else {
            FormatAlign::Left
        };
        let format = Format::new()
            .set_bold()
            .set_align(align)
            .set_border_bottom(FormatBorder::Thin);
        string(
            sheet,
            header,
            place,
            &column.title,
            &format.set_background_color("#EEF1F5"),
        )?;
    }
    let formats = Formats::of(document);
    for row in &document.rows {
        at += 1;
        cells(sheet, at, document, &columns, row, &formats)?;
    }
    if !document.rows.is_empty() && !columns.is_empty() {
        sheet.autofilter(header, 0, at, (columns.len() - 1) as u16)?;
    }
    if let Some(total) = &document.total {
        at += 1;
        cells(sheet, at, document, &columns, total, &formats)?;
    }
    at += 1;
    for note in &document.notes {
        at += 1;
        string(sheet, at, 0, note, &quiet)?;
    }
    for (column, place) in columns.iter().zip(0u16..) {
        let widest = document
            .rows
            .iter()
            .chain(&document.total)
            .filter_map(|row| row.cells.get(*column));
        let widest = widest
            .map(|cell| document.written(*column, cell).width())
            .max()
            .unwrap_or(0);
        sheet.set_column_width(place, width(widest.max(document.columns[*column].title.width() + 2)))?;
    }
    sheet.set_freeze_panes(header + 1, 0)?;
    sheet.set_repeat_rows(header, header)?;
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    if columns.len() > 8 {
        sheet.set_landscape();
    }
    Ok(())
}

fn width(places: usize) -> f64 {
    (places as f64 + 1.5).clamp(7.0, 48.0)
}

/// The formats of cells: plain and set off.
struct Formats {
    by_kind: BTreeMap<(u8, bool), Format>,
}

impl Formats {
    fn of(document: &Document) -> Self {
        let decimals = |count: u32| {
            if count == 0 {
                String::new()
            } else {
                format!(".{}", "0".repeat(count as usize))
            }
        };
        let amount = format!("#,##0{0};-#,##0{0}", decimals(document.decimals));
        let mut by_kind = BTreeMap::new();
        for is_strong in [false, true] {
            let base = || {
                let format = Format::new();
                if is_strong {
                    format.set_bold().set_border_top(FormatBorder::Thin)
                } else {
                    format
                }
            };
            by_kind.insert((0, is_strong), base());
            by_kind.insert((1, is_strong), base().set_num_format(&amount));
            by_kind.insert((2, is_strong), base().set_num_format("0.0%"));
            by_kind.insert((3, is_strong), base().set_num_format("yyyy-mm-dd"));
            by_kind.insert((4, is_strong), base().set_num_format("0"));
            by_kind.insert((5, is_strong), base().set_num_format("#,##0.00##;-#,##0.00##"));
            by_kind.insert((6, is_strong), base().set_align(FormatAlign::Right));
            by_kind.insert((7, is_strong), base().set_num_format("#,##0.###"));
        }
        Self { by_kind }
    }

    fn get(&self, kind: u8, is_strong: bool) -> Format {
        self.by_kind.get(&(kind, is_strong)).cloned().unwrap_or_default()
    }
}

fn cells(
    sheet: &mut Worksheet,
    at: u32,
    document: &Document,
    columns: &[usize],
    row: &Row,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let is_strong = row.is_emphasised;
    for (column, place) in columns.iter().zip(0u16..) {
        let Some(cell) = row.cells.get(*column) else { continue };
        match cell {
            Cell::Empty if is_strong => {
                sheet.write_blank(at, place, &formats.get(0, true))?;
            }
            Cell::Empty => {}
            Cell::Text(text) => string(sheet, at, place, text, &formats.get(0, is_strong))?,
            Cell::Amount(amount) => {
                let is_own = document.columns[*column].kind == Kind::OwnAmount;
                let value = if is_own {
                    amount.value()
                } else {
                    document.unit.of(amount.value())
                };
                let format = formats.get(if is_own { 5 } else { 1 }, is_strong);
                number(sheet, at, place, value, &format, &formats.get(6, is_strong))?;
            }
            Cell::Percent(share) => {
                number(
                    sheet,
                    at,
                    place,
                    *share,
                    &formats.get(2, is_strong),
                    &formats.get(6, is_strong),
                )?;
            }
            Cell::Date(date) => {
                // Excel's days begin in 1900; older ones are words to it.
                let year = u16::try_from(date.year()).unwrap_or(0);
                match ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8) {
                    Ok(day) => {
                        sheet.write_datetime_with_format(at, place, day, &formats.get(3, is_strong))?;
                    }
                    Err(_) => string(sheet, at, place, &date.to_string(), &formats.get(0, is_strong))?,
                }
            }
            Cell::Integer(value) => {
                let (format, text) = (formats.get(4, is_strong), formats.get(6, is_strong));
                number(sheet, at, place, Decimal::from(*value), &format, &text)?;
            }
            Cell::Number(value) => {
                let (format, text) = (formats.get(7, is_strong), formats.get(6, is_strong));
                number(sheet, at, place, *value, &format, &text)?;
            }
        }
    }
    Ok(())
}

/// A figure as a number where a double holds it, else as text.
fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Decimal,
    format: &Format,
    text: &Format,
) -> Result<(), XlsxError> {
    match as_number(value) {
        Some(float) => sheet.write_number_with_format(row, column, float, format)?,
        None => sheet.write_string_with_format(row, column, value.to_string(), text)?,
    };
    Ok(())
}

/// The double nearest to a figure of up to 15 digits that count.
fn as_number(value: Decimal) -> Option<f64> {
    let plain = value.normalize();
    let digits = plain.mantissa().unsigned_abs().to_string().len();
    // Through text: the shortest way from a decimal to the nearest double that is right in its last digit.
    if digits <= 15 {
        plain.to_string().parse().ok().or_else(|| plain.to_f64())
    } else {
        None
    }
}

fn string(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if text.encode_utf16().count() <= LONGEST {
        sheet.write_string_with_format(row, column, text, format)?;
        return Ok(());
    }
    let mut units = 0;
    let short: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < LONGEST
        })
        .collect();
    sheet.write_string_with_format(row, column, short + "…", format)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use kezhang_core::Language;
    use kezhang_core::record::register::Dimension;

    use super::*;
    use crate::document::{entries, variance};
    use crate::figure::Unit;
    use crate::samples::{by_category, dec, entry, first_sheet, labels, list_head, report, row_of};

    #[test]
    fn a_sheet_has_a_name_that_a_workbook_takes() {
        let none: [String; 0] = [];
        assert_eq!(
            sheet_name("Was the budget reasonable?", &none),
            "Was the budget reasonable"
        );
        assert_eq!(sheet_name("[x]: 1/2 * 3\\4?", &none), "x   1 2   3 4");
        assert_eq!(sheet_name(&"费".repeat(40), &none), "费".repeat(31));
        assert_eq!(sheet_name("'?'", &none), "1");
        let taken = ["Costs".to_owned(), "costs 2".to_owned()];
        assert_eq!(sheet_name("costs", &taken), "costs 3");
    }

    #[test]
    fn nothing_from_outside_becomes_a_formula() {
        let memo = "=HYPERLINK(\"http://example.org\",\"x\")";
        let list = [entry(7, memo), entry(8, &"长".repeat(40_000))];
        let list = entries(&list, &labels(Language::Chinese), &list_head(), Language::Chinese);
        let bytes = document(&list).unwrap();
        let mut workbook = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
        let name = workbook.sheet_names()[0].clone();
        assert!(
            workbook
                .worksheet_formula(&name)
                .unwrap()
                .rows()
                .flatten()
                .all(String::is_empty)
        );
        let range = first_sheet(bytes);
        assert_eq!(
            range
                .rows()
                .flatten()
                .filter(|cell| **cell == Data::String(memo.to_owned()))
                .count(),
            1
        );
        assert!(
            range
                .rows()
                .flatten()
                .any(|cell| *cell == Data::String("=cmd|' /C calc'!A0".to_owned()))
        );
        let date = range.rows().flatten().find_map(|cell| match cell {
            Data::DateTime(day) => day.as_datetime().map(|d| d.date().to_string()),
            _ => None,
        });
        assert_eq!(date.as_deref(), Some("2025-03-09"));
    }

    #[test]
    fn figures_are_numbers_as_far_as_a_double_holds_them() {
        let rows: [(&[&str], &str, &str, bool); 2] = [
            (&["1"], "9999999999999.99", "0.1", true),
            (&["2"], "12345678901234567.89", "0", true),
        ];
        let case = report(&[Dimension::Category], &rows, Language::Chinese);
        let range = first_sheet(document(&variance(&case, Language::Chinese, Unit::One)).unwrap());
        assert_eq!(row_of(&range, "1")[2], Data::Float(9_999_999_999_999.99));
        assert_eq!(row_of(&range, "1")[3], Data::Float(0.1));
        assert_eq!(row_of(&range, "2")[2], Data::String("12345678901234567.89".to_owned()));
    }

    #[test]
    fn a_report_has_its_head_lines_a_header_and_the_total() {
        let paper = variance(&by_category(Language::Chinese), Language::Chinese, Unit::TenThousand);
        let range = first_sheet(document(&paper).unwrap());
        assert_eq!(
            range.get((0, 0)),
            Some(&Data::String("杭州示例科技有限公司 预算执行情况表".to_owned()))
        );
        assert!(range.rows().any(|row| row[0] == Data::String("单位: 万元".to_owned())));
        let titles = ["费用类别", "预算", "实际发生"].map(|title| Data::String(title.to_owned()));
        assert_eq!(row_of(&range, "费用类别编码")[1..4], titles);
        assert_eq!(row_of(&range, "5.2")[2], Data::Float(8.0));
        assert_eq!(row_of(&range, "合计")[2], Data::Float(77.7));
    }

    #[test]
    fn a_double_is_the_nearest_to_the_figure() {
        assert_eq!(as_number(dec("0.30")), Some(0.3));
        assert_eq!(as_number(dec("-123456789012345.000")), Some(-123_456_789_012_345.0));
        assert_eq!(as_number(dec("1234567890123.456")), None);
    }
}
