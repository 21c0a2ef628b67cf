//! CSV: the exact figures for programs, with the field names of the contract and without a total.
//!
//! Text that a spreadsheet would run as a formula carries one leading apostrophe, which an import takes
//! off again; figures are written as they are.

use ::csv::{Terminator, WriterBuilder};
use kezhang_core::record::roll::{CellKind, RollPage, shown_cell};
use kezhang_core::{Fault, Language, Outcome};

use crate::document::{Cell, Document, Readers};
use crate::words::word;

/// The rows as CSV in UTF-8: comma, quotes where needed (RFC 4180), a line feed after each row.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn document(document: &Document) -> Outcome<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let failed = |error: ::csv::Error| Fault::new("file_failed").with("reason", error);
    // Tables of one report share a list: a field that a table lacks is empty in its rows.
    let tables: Vec<&Document> = std::iter::once(document).chain(&document.more).collect();
    let columns = |table: &Document| -> Vec<(String, usize)> {
        let of_programs = table.columns.iter().enumerate();
        let of_programs = of_programs.filter(|(_, column)| matches!(column.readers, Readers::All | Readers::Programs));
        of_programs.map(|(at, column)| (column.field.clone(), at)).collect()
    };
    let mut fields: Vec<String> = Vec::new();
    for (field, _) in tables.iter().flat_map(|table| columns(table)) {
        if tables.len() == 1 || !fields.contains(&field) {
            fields.push(field);
        }
    }
    writer
        .write_record(fields.iter().map(|field| guarded(field)))
        .map_err(failed)?;
    for table in &tables {
        let columns = columns(table);
        let places: Vec<Option<usize>> = match tables.len() {
            1 => columns.iter().map(|(_, at)| Some(*at)).collect(),
            _ => fields
                .iter()
                .map(|field| columns.iter().find(|(own, _)| own == field).map(|(_, at)| *at))
                .collect(),
        };
        for row in &table.rows {
            let cell = |at: &Option<usize>| at.and_then(|at| row.cells.get(at)).map(exact).unwrap_or_default();
            writer.write_record(places.iter().map(cell)).map_err(failed)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Fault::new("file_failed").with("reason", error.error()))
}

/// The same with a byte order mark, by which Excel knows that the file is UTF-8.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn for_spreadsheets(content: &Document) -> Outcome<Vec<u8>> {
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(document(content)?);
    Ok(bytes)
}

/// What is seen of a report, for a spreadsheet: its columns under their titles in the language, codes with their names,
/// and the total; amounts exact in base units. Further tables follow below an empty row.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn for_people(content: &Document) -> Outcome<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let failed = |error: ::csv::Error| Fault::new("file_failed").with("reason", error);
    for (place, table) in std::iter::once(content).chain(&content.more).enumerate() {
        let columns = table.filled();
        if place > 0 {
            writer.write_record([""]).map_err(failed)?;
            writer.write_record([guarded(&table.title)]).map_err(failed)?;
        }
        let title = |at: &usize| {
            let column = &table.columns[*at];
            guarded(&match &column.block {
                Some((block, title)) => format!("{block} {title}"),
                None => column.title.clone(),
            })
        };
        writer.write_record(columns.iter().map(title)).map_err(failed)?;
        for row in table.rows.iter().chain(&table.total) {
            let cell = |at: &usize| row.cells.get(*at).map(read_exactly).unwrap_or_default();
            writer.write_record(columns.iter().map(cell)).map_err(failed)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Fault::new("file_failed").with("reason", error.error()))
}

/// A cell for a person's spreadsheet: a share as it is read.
fn read_exactly(cell: &Cell) -> String {
    match cell {
        Cell::Percent(share) => crate::figure::percent(*share),
        other => exact(other),
    }
}

/// Rejected cells (row, column, value, reason) as CSV for a spreadsheet, with the words of the language above them.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn rejected(cells: &[[String; 4]], language: Language) -> Outcome<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let failed = |error: ::csv::Error| Fault::new("file_failed").with("reason", error);
    let titles = ["row", "column", "value", "reason"].map(|name| word(language, &format!("rejected.{name}")));
    writer.write_record(titles).map_err(failed)?;
    for cell in cells {
        writer
            .write_record(cell.iter().map(|text| guarded(text)))
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Fault::new("file_failed").with("reason", error.error()))
}

/// A register as CSV for a spreadsheet: its titles, words and members as they are read, figures exact.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn register(page: &RollPage, language: Language) -> Outcome<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let failed = |error: ::csv::Error| Fault::new("file_failed").with("reason", error);
    writer
        .write_record(page.columns.iter().map(|column| guarded(&column.title)))
        .map_err(failed)?;
    for row in &page.rows {
        let cells = page.columns.iter().zip(&row.cells).map(|(column, cell)| {
            let cell = cell.as_deref().unwrap_or_default();
            let label = column.choices.iter().find(|choice| choice.value == cell);
            match (column.kind, label) {
                (CellKind::Word, Some(choice)) => guarded(&choice.label),
                (CellKind::Flag, _) => shown_cell(CellKind::Flag, "", cell, language),
                (CellKind::Money | CellKind::Count | CellKind::Quantity | CellKind::Number | CellKind::Rate, _) => {
                    cell.to_owned()
                }
                _ => guarded(cell),
            }
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Fault::new("file_failed").with("reason", error.error()))
}

fn exact(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Amount(amount) => amount.to_string(),
        Cell::Percent(share) => share.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
    }
}

/// Text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use kezhang_core::Language;
    use kezhang_core::record::register::Dimension;

    use super::*;
    use crate::document::{entries, variance};
    use crate::figure::Unit;
    use crate::samples::{entry, labels, list_head, report};

    #[test]
    fn figures_are_exact_and_the_header_has_the_fields_of_the_contract() {
        let rows: [(&[&str], &str, &str, bool); 3] = [
            (&["7.2", "=1+1"], "1234567.89", "-3.5", true),
            (&["7.2", ""], "0", "-2", false),
            (&["9", "a,\"b"], "0", "5", false),
        ];
        let case = report(&[Dimension::Category, Dimension::Customer], &rows, Language::Chinese);
        // Written by hand from the contract; the unit of the document does not touch it.
        let wanted = "category,customer,budget,actual,offset,committed,available,variance,budgeted\n\
            7.2,'=1+1,1234567.89,-3.50,0.00,0.00,1234571.39,1234571.39,true\n\
            7.2,,0.00,-2.00,0.00,0.00,2.00,2.00,false\n\
            9,\"a,\"\"b\",0.00,5.00,0.00,0.00,-5.00,-5.00,false\n";
        for language in Language::ALL {
            let bytes = document(&variance(&case, language, Unit::TenThousand)).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), wanted);
        }
    }

    #[test]
    fn entries_have_the_fields_of_the_contract_in_its_order() {
        let list = entries(
            &[entry(7, "一,二")],
            &labels(Language::Chinese),
            &list_head(),
            Language::Chinese,
        );
        let text = String::from_utf8(document(&list).unwrap()).unwrap();
        let wanted = "id,date,category,amount,currency,base,gross,tax,net,kind,stage,customer,channel,activity,\
            department,vendor,product,memo,status,batch\n\
            7,2025-03-09,7.2,100.00,CNY,100.00,106.00,6.00,100.00,cost,acquisition,C001,,,sales,\
            '=cmd|' /C calc'!A0,,\"一,二\",actual,\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn a_person_gets_the_columns_of_the_screen_with_names_and_the_total() {
        let rows: [(&[&str], &str, &str, bool); 2] =
            [(&["7.2"], "100.00", "150.50", true), (&["9.2"], "0", "5", false)];
        let case = report(&[Dimension::Category], &rows, Language::Chinese);
        let read =
            |language| String::from_utf8(for_people(&variance(&case, language, Unit::TenThousand)).unwrap()).unwrap();
        let text = read(Language::Chinese);
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert!(
            text.starts_with('\u{feff}') && lines[0].contains("预算") && lines[0].contains("实际"),
            "{text}"
        );
        assert!(!lines[0].contains("budget") && !text.contains("true"), "{text}");
        // Code, name, exact figures: 100 − 150.50.
        assert!(
            lines[1].starts_with("7.2,") && lines[1].contains("150.50") && lines[1].contains("-50.50"),
            "{text}"
        );
        assert!(lines[3].contains("合计") && lines[3].contains("155.50"), "{text}");
        assert!(read(Language::English).contains("Budget"));
    }

    #[test]
    fn text_that_a_spreadsheet_would_run_carries_an_apostrophe() {
        for text in ["=1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("广告=1"), "广告=1");
    }

    #[test]
    fn the_kind_for_spreadsheets_begins_with_a_byte_order_mark() {
        let case = report(&[Dimension::Category], &[], Language::Chinese);
        let bytes = for_spreadsheets(&variance(&case, Language::Chinese, Unit::One)).unwrap();
        assert!(bytes.starts_with(b"\xEF\xBB\xBFcategory,"));
    }
}
