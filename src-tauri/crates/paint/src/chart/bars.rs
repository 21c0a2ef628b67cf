//! Budget against actual by name: a pair of lying bars for each, with the difference in words beside it.

use std::collections::BTreeMap;

use kezhang_core::Outcome;
use kezhang_core::language::say;
use kezhang_core::monitor::variance::VarianceReport;
use rust_decimal::Decimal;

use super::canvas::{Anchor, Area, Canvas};
use super::scale::Axis;
use super::series::{Bar, Series};
use super::{COMPARED, ChartStyle, Mark};
use crate::figure::{short, typeset};
use crate::font::{ellipsised, width};
use crate::words;

/// More bars than this are drawn as 其他 n 项.
pub const MOST_ROWS: usize = 15;
const TEXT: f64 = 13.0;
const SMALL: f64 = 12.0;

/// Draws below `top`.
pub fn draw(
    canvas: &mut Canvas<'_>,
    report: &VarianceReport,
    series: &Series,
    style: &ChartStyle,
    top: f64,
    marks: &mut Vec<Mark>,
) -> Outcome<()> {
    let (language, unit, palette) = (style.language, style.unit, canvas.palette);
    let word = |key: &str| words::word(language, key);
    let (right, bottom) = (f64::from(style.width) - 20.0, f64::from(style.height) - 30.0);
    let top = legend(canvas, series, style, top)? + 6.0;
    let most = (((bottom - top) / 20.0) as usize).clamp(1, MOST_ROWS);
    let bars = series.at_most(most, language);

    // Columns: names, the bars, the verdicts.
    let verdicts: Vec<(String, bool)> = bars.iter().map(|bar| verdict(bar, style)).collect();
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let names = widest(&mut bars.iter().map(|bar| width(&bar.label, TEXT)));
    let names = names.min((f64::from(style.width) * 0.3).max(80.0));
    let said = widest(&mut verdicts.iter().map(|(text, _)| width(text, SMALL))) + 16.0;
    let (x0, x1) = ((20.0 + names + 12.0).round(), (right - said - 12.0).round());

    let of = |value: Decimal| unit.of(value);
    // The rest of many can dwarf each of the named: then it is told in figures and has no bar.
    let size = |bar: &Bar| bar.high().max(bar.low().abs());
    let largest = bars
        .iter()
        .filter(|bar| !bar.is_rest)
        .map(size)
        .max()
        .unwrap_or_default();
    let is_told = |bar: &Bar| bar.is_rest && size(bar) > largest;
    let drawn = || bars.iter().filter(|bar| !is_told(bar));
    let least = drawn()
        .map(|bar| of(bar.low()))
        .min()
        .unwrap_or_default()
        .min(Decimal::ZERO);
    let greatest = drawn()
        .map(|bar| of(bar.high()))
        .max()
        .unwrap_or_default()
        .max(Decimal::ZERO);
    let axis = Axis::new(least, greatest, if x1 - x0 < 320.0 { 3 } else { 5 });
    // A small refund does not cost a whole step of room on its side.
    let (from, to) = (
        axis.place(least).min(axis.place(Decimal::ZERO)),
        axis.place(greatest).max(axis.place(Decimal::ZERO)),
    );
    let margin = |end: f64, limit: f64| {
        if (end - limit).abs() < 0.02 {
            limit
        } else {
            end + (limit - end) * 0.15
        }
    };
    let (from, to) = (margin(from, 0.0), margin(to, 1.0));
    let along = |place: f64| (x0 + (x1 - x0) * (place - from) / (to - from).max(f64::EPSILON)).round();
    let x_of = |value: Decimal| along(axis.place(of(value)));
    let zero = x_of(Decimal::ZERO);
    for (tick, label) in axis.ticks().into_iter().zip(axis.labels(language, unit)) {
        let x = along(axis.place(tick));
        if x < x0 - 0.5 || x > x1 + 0.5 {
            continue;
        }
        if !tick.is_zero() {
            canvas.fill(Area::new(x, top, x + 1.0, bottom), palette.grid);
        }
        canvas.text(&label, x, bottom + 18.0, SMALL, Anchor::Middle, palette.quiet)?;
    }

    let band = ((bottom - top) / bars.len() as f64).min(56.0);
    let thick = (band * 0.36).clamp(3.0, 16.0).floor();
    let exact = |value: Decimal| typeset(of(value), unit.decimals(report.head.currency.decimals()));
    let unit_word = words::unit(language, unit, report.head.currency);
    for (index, bar) in bars.iter().enumerate() {
        let middle = (top + band * (index as f64 + 0.5)).round();
        let label = ellipsised(&bar.label, TEXT, names);
        canvas.text(&label, x0 - 12.0, middle + 4.5, TEXT, Anchor::End, palette.ink)?;
        let mut mark = |area: Area, figure: &str, budgeted: bool, key: &str, value: Decimal| {
            marks.push(Mark {
                x: area.x0.min(area.x1 - 6.0),
                y: area.y0,
                width: area.width().max(6.0),
                height: area.y1 - area.y0,
                label: format!("{} {} {} {unit_word}", bar.label, word(key), exact(value)),
                key: if bar.is_rest {
                    BTreeMap::new()
                } else {
                    BTreeMap::from([(series.dimension.as_str().to_owned(), bar.code.clone())])
                },
                rest: bar.rest.clone(),
                figure: figure.to_owned(),
                budgeted: bar.row(budgeted),
                span: None,
                explain: None,
            });
        };
        // At least one pixel for what is not nothing.
        let reach = |from: f64, value: Decimal| {
            let to = x_of(value);
            if (to - from).abs() >= 1.0 {
                to
            } else {
                from + if value.is_sign_negative() { -1.0 } else { 1.0 }
            }
        };
        if is_told(bar) {
            let figures = [bar.budget, bar.actual()].map(|value| short(value, language, unit));
            let figures = say(
                language,
                "chart.rest_figures",
                &[("budget", &figures[0]), ("actual", &figures[1])],
            );
            canvas.text(&figures, zero + 8.0, middle + 4.5, SMALL, Anchor::Start, palette.quiet)?;
            let area = Area::new(
                zero,
                middle - thick,
                zero + 8.0 + width(&figures, SMALL),
                middle + thick,
            );
            mark(area, "budget", true, "term.budget", bar.budget);
            write_verdict(canvas, &verdicts[index], right, said, middle)?;
            continue;
        }
        if !bar.budget.is_zero() {
            let area = Area::new(zero, middle - thick - 1.0, reach(zero, bar.budget), middle - 1.0);
            canvas.boxed(area, palette.budget_fill, palette.budget_line);
            mark(area, "budget", true, "term.budget", bar.budget);
        }
        let (y0, y1) = (middle + 1.0, middle + 1.0 + thick);
        if !bar.within.is_zero() {
            let area = Area::new(zero, y0, reach(zero, bar.within), y1);
            canvas.fill(area, palette.actual);
            mark(area, "actual", true, "term.actual", bar.within);
        }
        if !bar.outside.is_zero() {
            let same = bar.within.is_sign_negative() == bar.outside.is_sign_negative();
            let base = if same { bar.within } else { Decimal::ZERO };
            let from = x_of(base);
            let area = Area::new(from, y0, reach(from, base + bar.outside), y1);
            canvas.hatched(area, palette.alarm_fill, palette.alarm);
            mark(area, "actual", false, "term.unbudgeted", bar.outside);
        }
        if let Some(compared) = bar.compared {
            let x = x_of(compared);
            canvas.needle(Area::new(x - 1.0, y0 - 1.0, x + 1.0, y1 + 2.0));
            mark(
                Area::new(x - 4.0, y0 - 2.0, x + 4.0, y1 + 3.0),
                "compared",
                true,
                "term.compared",
                compared,
            );
            if let Some(mark) = marks.pop() {
                marks.push(series.compared_mark(mark, index));
            }
        }
        write_verdict(canvas, &verdicts[index], right, said, middle)?;
    }
    canvas.fill(Area::new(zero, top, zero + 1.0, bottom), palette.axis);
    Ok(())
}

/// Writes a verdict at the right edge; bad news has a triangle, all in one column.
fn write_verdict(canvas: &mut Canvas<'_>, verdict: &(String, bool), right: f64, room: f64, middle: f64) -> Outcome<()> {
    let (text, is_over) = verdict;
    let colour = if *is_over {
        canvas.palette.alarm
    } else {
        canvas.palette.quiet
    };
    canvas.text(text, right, middle + 4.5, SMALL, Anchor::End, colour)?;
    if *is_over {
        canvas.triangle(right - room + 5.0, middle + 4.0, 9.0, colour);
    }
    Ok(())
}

/// `超支 3,200`, `节余 1.2万` or `预算外 800`, and whether it is bad news.
pub(super) fn verdict(bar: &Bar, style: &ChartStyle) -> (String, bool) {
    // Without a plan there is nothing to judge by.
    if bar.is_unplanned {
        return (String::new(), false);
    }
    let variance = bar.budget - bar.actual();
    let say = |key: &str, value: Decimal| {
        say(
            style.language,
            key,
            &[("amount", &short(value.abs(), style.language, style.unit))],
        )
    };
    if bar.budget.is_zero() && bar.within.is_zero() && bar.outside > Decimal::ZERO {
        return (say("chart.outside_by", bar.outside), true);
    }
    // A line of another row covers it: neither saved nor overrun here.
    if bar.budget.is_zero() && bar.outside.is_zero() && !bar.within.is_zero() {
        return (words::word(style.language, "report.elsewhere"), false);
    }
    match variance {
        v if v.is_zero() => (words::word(style.language, "report.even"), false),
        v if v.is_sign_negative() => (say("chart.over_by", v), true),
        v => (say("chart.saved_by", v), false),
    }
}

/// The legend; returns the lower edge of its line.
fn legend(canvas: &mut Canvas<'_>, series: &Series, style: &ChartStyle, top: f64) -> Outcome<f64> {
    let palette = canvas.palette;
    let mut items = if series.is_planned {
        vec!["term.budget", "term.actual"]
    } else {
        vec!["term.actual"]
    };
    if series.bars.iter().any(|bar| !bar.outside.is_zero()) {
        items.push("term.unbudgeted");
    }
    let compared = series.compared_word(style.language);
    if compared.is_some() {
        items.push(COMPARED);
    }
    let mut x = 20.0;
    let mut middle = top + 10.0;
    for item in items {
        let text = match (item, &compared) {
            (COMPARED, Some(text)) => text.clone(),
            _ => words::word(style.language, item),
        };
        let room = 22.0 + width(&text, SMALL);
        if x + room > f64::from(style.width) - 20.0 && x > 20.0 {
            x = 20.0;
            middle += 20.0;
        }
        let area = Area::new(x, middle - 6.0, x + 16.0, middle + 6.0);
        match item {
            "term.budget" => canvas.boxed(area, palette.budget_fill, palette.budget_line),
            "term.actual" => canvas.fill(area, palette.actual),
            COMPARED => canvas.needle(Area::new(x + 7.0, middle - 7.0, x + 9.0, middle + 7.0)),
            _ => canvas.hatched(area, palette.alarm_fill, palette.alarm),
        }
        canvas.text(&text, x + 22.0, middle + 4.5, SMALL, Anchor::Start, palette.ink)?;
        x += room + 20.0;
    }
    Ok(middle + 14.0)
}
