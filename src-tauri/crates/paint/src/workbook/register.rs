//! A register as a workbook that can come back: keys in a hidden row, each row's mark in a hidden column.

use kezhang_core::record::roll::{CellKind, RollSheet, shown_cell};
use kezhang_core::{Language, Outcome};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::{failed, number, sheet_name, width};

/// The register as a workbook.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn register(register: &RollSheet, language: Language) -> Outcome<Vec<u8>> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), register, language).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

fn fill(sheet: &mut Worksheet, register: &RollSheet, language: Language) -> Result<(), XlsxError> {
    let page = &register.page;
    sheet.set_name(sheet_name(&page.title, &[]))?;
    let head = Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color("#EEF1F5");
    let text = Format::new().set_num_format("@");
    let fixed = text.clone().set_font_color("#5F6673");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let plain = Format::new().set_align(FormatAlign::Right);
    let money = match register.decimals {
        0 => "#,##0".to_owned(),
        places => format!("#,##0.{}", "0".repeat(places as usize)),
    };
    let money = Format::new().set_num_format(money);
    sheet.write_string(0, 0, &register.mark)?;
    let mut widths = vec![0; page.columns.len()];
    for ((at, column), place) in page.columns.iter().enumerate().zip(1u16..) {
        sheet.write_string(0, place, &column.key)?;
        let title = match column.is_needed {
            true => format!("{} *", column.title),
            false => column.title.clone(),
        };
        sheet.write_string_with_format(1, place, &title, &head)?;
        widths[at] = title.width();
        let format = match column.kind {
            CellKind::Date => &day,
            CellKind::Money => &money,
            CellKind::Count | CellKind::Quantity | CellKind::Number | CellKind::Rate => &plain,
            _ => &text,
        };
        sheet.set_column_format(place, format)?;
    }
    for ((row, mark), line) in page.rows.iter().zip(&register.marks).zip(2u32..) {
        sheet.write_string(line, 0, mark)?;
        for ((at, column), place) in page.columns.iter().enumerate().zip(1u16..) {
            let Some(cell) = &row.cells[at] else { continue };
            let label = column.choices.iter().find(|choice| choice.value == *cell);
            let shown = match column.kind {
                CellKind::Word => label.map_or_else(|| cell.clone(), |choice| choice.label.clone()),
                kind => shown_cell(kind, "", cell, language),
            };
            widths[at] = widths[at].max(shown.width());
            let format = if column.is_fixed { &fixed } else { &text };
            match (column.kind, cell.parse::<Decimal>()) {
                (CellKind::Money, Ok(value)) => number(sheet, line, place, value, &money, &plain)?,
                (CellKind::Count | CellKind::Quantity | CellKind::Number | CellKind::Rate, Ok(value)) => {
                    number(sheet, line, place, value, &plain, &plain)?;
                }
                (CellKind::Date, _) => match cell.parse::<chrono::NaiveDate>() {
                    Ok(date) => {
                        use chrono::Datelike;
                        let year = u16::try_from(date.year()).unwrap_or(1900);
                        let month = u8::try_from(date.month()).unwrap_or(1);
                        let date = ExcelDateTime::from_ymd(year, month, u8::try_from(date.day()).unwrap_or(1))?;
                        sheet.write_datetime_with_format(line, place, &date, &day)?;
                    }
                    Err(_) => {
                        sheet.write_string_with_format(line, place, &shown, format)?;
                    }
                },
                _ => {
                    sheet.write_string_with_format(line, place, &shown, format)?;
                }
            }
        }
    }
    // Words are offered while a cell is typed, below the rows too, where new ones go.
    let last = 2 + page.rows.len() as u32 + 200;
    for (column, place) in page.columns.iter().zip(1u16..) {
        let words: Vec<String> = match column.kind {
            CellKind::Word => column.choices.iter().map(|choice| choice.label.clone()).collect(),
            CellKind::Flag => ["true", "false"]
                .map(|flag| shown_cell(CellKind::Flag, "", flag, language))
                .to_vec(),
            _ => continue,
        };
        // A list in a cell's rule takes 255 characters and no commas.
        let length: usize = words.iter().map(|word| word.chars().count() + 1).sum();
        if length < 255 && !words.is_empty() && !words.iter().any(|word| word.contains(',')) {
            let validation = DataValidation::new().allow_list_strings(&words)?;
            sheet.add_data_validation(2, place, last, place, &validation)?;
        }
    }
    for (places, place) in widths.iter().zip(1u16..) {
        sheet.set_column_width(place, width(*places))?;
    }
    sheet.set_column_hidden(0)?;
    sheet.set_row_hidden(0)?;
    sheet.set_freeze_panes(2, 2)?;
    let columns = u16::try_from(page.columns.len()).unwrap_or(1);
    sheet.autofilter(1, 1, 1 + page.rows.len() as u32, columns)?;
    Ok(())
}
