//! A department's template: last year beside, the months open, all else locked, its token on a hidden sheet.

use kezhang_core::plan::template::{self as laid, HEADER, HIDDEN_SHEET, HIDDEN_TITLE, Template};
use kezhang_core::{Fault, Language, Outcome};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::{failed, number, width};
use crate::inert::inert;
use crate::words;

/// Column of the first month.
const FIRST: u16 = laid::FIRST as u16;

/// The template of a department.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn template(template: &Template, language: Language) -> Outcome<Vec<u8>> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), template, language).map_err(failed)?;
    let keys = template
        .rows
        .iter()
        .map(|row| serde_json::to_string(&row.key).map_err(|error| Fault::new("file_failed").with("reason", error)))
        .collect::<Outcome<Vec<String>>>()?;
    hidden(workbook.add_worksheet(), template, &keys).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

fn hidden(sheet: &mut Worksheet, template: &Template, keys: &[String]) -> Result<(), XlsxError> {
    sheet.set_name(HIDDEN_SHEET)?;
    sheet.set_very_hidden(true);
    sheet.write_string(0, 0, HIDDEN_TITLE)?;
    let column = |at: usize| at as u16;
    sheet.write_string(0, column(laid::hidden::KEY), &template.token)?;
    for (month, at) in template.months.iter().zip(column(laid::hidden::MONTHS)..) {
        sheet.write_string(0, at, month.to_string())?;
    }
    let plain = Format::new();
    for ((key, row), line) in keys.iter().zip(1u32..).zip(&template.rows) {
        sheet.write_number(row, column(laid::hidden::ROW), f64::from(HEADER + row + 1))?;
        sheet.write_string(row, column(laid::hidden::KEY), key)?;
        sheet.write_string(
            row,
            column(laid::hidden::CODE),
            line.key.category.as_deref().unwrap_or_default(),
        )?;
        sheet.write_string(row, column(laid::hidden::NAME), inert(&line.name))?;
        for ((amount, _), at) in line.months.iter().zip(column(laid::hidden::MONTHS)..) {
            number(sheet, row, at, amount.value(), &plain, &plain)?;
        }
        sheet.write_string(row, column(laid::hidden::NOTE), inert(&line.note))?;
    }
    Ok(())
}

fn fill(sheet: &mut Worksheet, template: &Template, language: Language) -> Result<(), XlsxError> {
    let word = |key: &str| words::word(language, key);
    sheet.set_name(word("template.sheet"))?;
    let quiet = Format::new().set_font_color("#5F6673");
    let title = format!("{} {} {}", template.company, template.name, template.budget);
    sheet.write_string_with_format(0, 0, inert(title.trim()), &Format::new().set_bold().set_font_size(14))?;
    sheet.write_string_with_format(1, 0, word("template.how"), &quiet)?;
    let head = Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color("#EEF1F5");
    let right = head.clone().set_align(FormatAlign::Right);
    sheet.write_string_with_format(HEADER, 0, word("term.category"), &head)?;
    sheet.write_string_with_format(HEADER, 1, word("term.line"), &head)?;
    sheet.write_string_with_format(HEADER, 2, word("template.last_year"), &right)?;
    let months = template.months.len() as u16;
    for (month, column) in template.months.iter().zip(FIRST..) {
        sheet.write_string_with_format(HEADER, column, month.to_string(), &right)?;
    }
    let (total, note) = (FIRST + months, FIRST + months + 1);
    sheet.write_string_with_format(HEADER, total, word("term.total"), &right)?;
    sheet.write_string_with_format(HEADER, note, word("template.note"), &head)?;
    let decimals = template.currency.decimals() as usize;
    let pattern = match decimals {
        0 => "#,##0".to_owned(),
        places => format!("#,##0.{}", "0".repeat(places)),
    };
    let locked = Format::new().set_num_format(&pattern).set_background_color("#EEEEEE");
    let open = Format::new().set_num_format(&pattern).set_unlocked();
    let text = Format::new().set_num_format("@").set_unlocked();
    let digits = Format::new().set_align(FormatAlign::Right).set_unlocked();
    let plain = Format::new().set_num_format("@");
    let mut widest = 12;
    for (line, at) in template.rows.iter().zip(HEADER + 1..) {
        let name = inert(&line.name);
        widest = widest.max(name.width());
        sheet.write_string_with_format(at, 0, line.key.category.as_deref().unwrap_or_default(), &plain)?;
        sheet.write_string_with_format(at, 1, name, &plain)?;
        number(sheet, at, 2, line.last_year.value(), &locked, &plain)?;
        for ((amount, is_locked), column) in line.months.iter().zip(FIRST..) {
            let format = if *is_locked { &locked } else { &open };
            number(sheet, at, column, amount.value(), format, &digits)?;
        }
        let range = rust_xlsxwriter::utility::cell_range(at, FIRST, at, total - 1);
        let sum: rust_decimal::Decimal = line.months.iter().map(|(amount, _)| amount.value()).sum();
        let formula = Formula::new(format!("=SUM({range})")).set_result(sum.normalize().to_string());
        sheet.write_formula_with_format(at, total, formula, &locked)?;
        sheet.write_string_with_format(at, note, inert(&line.note), &text)?;
    }
    if let Some(last) = (template.rows.len() as u32).checked_sub(1) {
        // Text in a month is refused while it is typed.
        let rule = DataValidationRule::Between(-1e12, 1e12);
        let validation = DataValidation::new()
            .allow_decimal_number(rule)
            .set_error_title(word("template.sheet"))?
            .set_error_message(word("template.only_numbers"))?;
        sheet.add_data_validation(HEADER + 1, FIRST, HEADER + 1 + last, total - 1, &validation)?;
    }
    sheet.set_column_width(0, width(8))?;
    sheet.set_column_width(1, width(widest))?;
    sheet.set_column_width(2, width(13))?;
    for column in FIRST..=total {
        sheet.set_column_width(column, width(11))?;
    }
    sheet.set_column_width(note, width(40))?;
    sheet.set_freeze_panes(HEADER + 1, FIRST)?;
    sheet.protect();
    Ok(())
}
