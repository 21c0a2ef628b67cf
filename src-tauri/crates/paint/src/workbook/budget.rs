//! A budget version as a workbook, in the shape that its import reads back.

use kezhang_core::plan::budget::Budget;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Calendar, Currency, Language, Month, Outcome};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{failed, number, width};
use crate::document::{BUDGET_KEYS, budget_value};
use crate::inert::inert;
use crate::words::{self, Labels};

/// A budget version for changing in a spreadsheet and importing again: a key by its codes, then twelve months.
///
/// The header is row 1. The column of category names and the sums are for the reader; the import leaves them
/// out. Of a budget without lines the header alone is written: a form to fill.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn budget(
    budget: &Budget,
    labels: &Labels,
    calendar: Calendar,
    currency: Currency,
    language: Language,
) -> Outcome<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let months: Vec<Month> = calendar.span(budget.version.fiscal_year).months().collect();
    fill_budget(sheet, budget, labels, &months, currency, language).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

fn fill_budget(
    sheet: &mut Worksheet,
    budget: &Budget,
    labels: &Labels,
    months: &[Month],
    currency: Currency,
    language: Language,
) -> Result<(), XlsxError> {
    sheet.set_name(words::word(language, "report.budget.sheet"))?;
    let head = Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color("#EEF1F5");
    let keys = BUDGET_KEYS;
    let mut titles = Vec::new();
    for dimension in keys {
        titles.push(words::word(language, &format!("report.budget.{}", dimension.as_str())));
        if dimension == Dimension::Category {
            titles.push(words::word(language, "report.budget.category_name"));
        }
    }
    let first_month = titles.len() as u16;
    titles.extend(months.iter().map(Month::to_string));
    titles.push(words::word(language, "term.total"));
    for (title, place) in titles.iter().zip(0u16..) {
        let align = if place >= first_month {
            FormatAlign::Right
        } else {
            FormatAlign::Left
        };
        sheet.write_string_with_format(0, place, title, &head.clone().set_align(align))?;
    }
    let decimals = currency.decimals() as usize;
    let pattern = if decimals == 0 {
        "#,##0".to_owned()
    } else {
        format!("#,##0.{}", "0".repeat(decimals))
    };
    let (plain, locked, text, key) = (
        Format::new().set_num_format(&pattern),
        Format::new().set_num_format(&pattern).set_background_color("#EEEEEE"),
        Format::new().set_align(FormatAlign::Right),
        Format::new().set_num_format("@"),
    );
    let sum = Format::new().set_num_format(&pattern).set_bold();
    let last_month = first_month + months.len() as u16 - 1;
    let mut widths: Vec<usize> = titles.iter().map(|title| title.width()).collect();
    for (line, row) in budget.lines.iter().zip(1u32..) {
        let mut place = 0u16;
        for dimension in keys {
            let code = budget_value(&line.key, dimension);
            if let Some(code) = code {
                sheet.write_string_with_format(row, place, code, &key)?;
                widths[usize::from(place)] = widths[usize::from(place)].max(code.width());
            }
            place += 1;
            if dimension == Dimension::Category {
                if let Some(code) = code {
                    let name = words::name(language, labels, dimension, Some(code));
                    sheet.write_string_with_format(row, place, &name, &key)?;
                    widths[usize::from(place)] = widths[usize::from(place)].max(name.width());
                }
                place += 1;
            }
        }
        for (month, column) in months.iter().zip(first_month..) {
            let Some(cell) = line.months.iter().find(|cell| cell.month == *month) else {
                continue;
            };
            let format = if cell.is_locked { &locked } else { &plain };
            number(sheet, row, column, cell.amount.value(), format, &text)?;
            if !cell.note.is_empty() {
                sheet.insert_note(row, column, &Note::new(inert(&cell.note)).add_author_prefix(false))?;
            }
        }
        // The only formulas of any file: ours, over cells of this sheet.
        formula(
            sheet,
            row,
            last_month + 1,
            (row, first_month, row, last_month),
            line.total.value(),
            &sum,
        )?;
    }
    let count = budget.lines.len() as u32;
    if count > 0 {
        sheet.write_string_with_format(count + 1, 0, words::word(language, "term.total"), &sum)?;
        for column in first_month..=last_month + 1 {
            let months = months.get(usize::from(column - first_month));
            let cells = budget.lines.iter().map(|line| match months {
                Some(month) => line
                    .months
                    .iter()
                    .find(|c| c.month == *month)
                    .map_or(Decimal::ZERO, |c| c.amount.value()),
                None => line.total.value(),
            });
            formula(sheet, count + 1, column, (1, column, count, column), cells.sum(), &sum)?;
        }
    }
    for (title, place) in widths.iter().zip(0u16..) {
        let places = if place >= first_month { 13 } else { *title + 1 };
        sheet.set_column_width(place, width(places))?;
        if place < first_month {
            // A code typed below stays the text that it is: 7.10 is not 7.1.
            sheet.set_column_format(place, &key)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

/// A sum over a rectangle of the sheet, with its present value for readers that do not calculate.
fn formula(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cells: (u32, u16, u32, u16),
    value: Decimal,
    format: &Format,
) -> Result<(), XlsxError> {
    let range = rust_xlsxwriter::utility::cell_range(cells.0, cells.1, cells.2, cells.3);
    let formula = Formula::new(format!("=SUM({range})")).set_result(value.normalize().to_string());
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {

    use calamine::Data;
    use kezhang_core::period::NamedAfter;

    use super::*;
    use crate::samples::{first_sheet, labels, plan, row_of};

    #[test]
    fn a_budget_goes_out_in_the_shape_that_its_import_reads() {
        let calendar = Calendar::new(1, NamedAfter::Start).unwrap();
        let plan_2025 = plan(&[("7.2", None, "1000.5"), ("7.10", Some("sales"), "20")]);
        for language in Language::ALL {
            let range = first_sheet(budget(&plan_2025, &labels(language), calendar, Currency::CNY, language).unwrap());
            let titles: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
            let wanted = language.pick(
                "类别,类别名称,部门,渠道,活动,产品,客户,客户等级",
                "Category,Category name,Department,Channel,Activity,Product,Customer,Grade",
            );
            assert_eq!(titles[..8].join(","), wanted);
            assert_eq!((titles[8].as_str(), titles[19].as_str()), ("2025-01", "2025-12"));
            let line = row_of(&range, "7.10");
            assert_eq!(
                (&line[2], &line[8]),
                (&Data::String("sales".to_owned()), &Data::Float(20.0))
            );
            assert_eq!(row_of(&range, "7.2")[20], Data::Float(12_006.0));
            assert_eq!(row_of(&range, language.pick("合计", "Total"))[8], Data::Float(1_020.5));
        }
        let form = budget(
            &plan(&[]),
            &labels(Language::Chinese),
            calendar,
            Currency::CNY,
            Language::Chinese,
        );
        assert_eq!(first_sheet(form.unwrap()).height(), 1);
    }
}
