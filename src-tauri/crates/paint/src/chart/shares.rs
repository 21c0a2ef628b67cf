//! Shares of the whole, by stage: one bar for the plan and one for what happened, and the figures below.
//!
//! Two bars under each other compare; two rings do not. A negative figure has no share, and neither has what is of no
//! stage (0 未分类): they are in the table below, without a percentage.

use std::collections::BTreeMap;

use kezhang_core::Outcome;
use kezhang_core::monitor::variance::VarianceReport;
use plotters::style::RGBColor;
use rust_decimal::Decimal;

use super::bars::verdict;
use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::scale::pixels;
use super::series::{Bar, Series};
use super::{COMPARED, ChartStyle, Mark};
use crate::figure::{percent, ratio, short, typeset};
use crate::font::{ellipsised, width};
use crate::words;

const TEXT: f64 = 13.0;

fn colour(palette: &Palette, bar: &Bar) -> RGBColor {
    let place = match bar.code.as_deref() {
        Some("acquisition") => 0,
        Some("maintenance") => 1,
        Some("service") => 2,
        Some("shared") => 3,
        _ => 4,
    };
    palette.stages[place]
}

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
    let bars: Vec<&Bar> = series.bars.iter().filter(|bar| !bar.is_nothing()).collect();
    let sides = sides(series);
    let names: Vec<String> = sides.iter().map(|(_, key, _)| words::word(language, key)).collect();
    let (x0, x1) = (
        (20.0 + names.iter().map(|name| width(name, TEXT)).fold(0.0, f64::max) + 12.0).round(),
        f64::from(style.width) - 20.0,
    );
    let table = 26.0 * (bars.len() as f64 + 2.0) + 12.0;
    let room = f64::from(style.height) - top - table - 10.0;
    let count = sides.len() as f64;
    let thick = ((room - 14.0 * (count - 1.0)) / count).clamp(14.0, 60.0).floor();
    let exact = |value: Decimal| typeset(unit.of(value), unit.decimals(report.head.currency.decimals()));
    let unit_word = words::unit(language, unit, report.head.currency);

    let mut y = top + 8.0;
    let mut wholes = Vec::new();
    for ((side, _, figure_of), name) in sides.iter().zip(&names) {
        let shared = || bars.iter().filter(|bar| has_share(bar));
        let whole: Decimal = shared().map(|bar| figure_of(bar).max(Decimal::ZERO)).sum();
        wholes.push(whole);
        canvas.text(name, x0 - 12.0, y + thick / 2.0 + 5.0, TEXT, Anchor::End, palette.ink)?;
        if whole.is_zero() {
            canvas.fill(Area::new(x0, y + thick / 2.0, x1, y + thick / 2.0 + 1.0), palette.grid);
            let nothing = words::word(language, "chart.nothing");
            canvas.text(
                &nothing,
                x0 + 8.0,
                y + thick / 2.0 - 6.0,
                TEXT,
                Anchor::Start,
                palette.quiet,
            )?;
        }
        let mut before = Decimal::ZERO;
        for bar in shared().filter(|bar| figure_of(bar) > Decimal::ZERO) {
            let value = figure_of(bar);
            let at = |sum: Decimal| x0 + (x1 - x0) * (pixels(sum) / pixels(whole));
            let (from, to) = (at(before).round(), at(before + value).round());
            before += value;
            // Two pixels of ground between neighbours, so that they part without their colours.
            let gap = if before < whole { 2.0 } else { 0.0 };
            let area = Area::new(from, y, (to - gap).max(from + 1.0), y + thick);
            let fill = colour(&palette, bar);
            canvas.fill(area, fill);
            let share = ratio(value, whole).map(percent).unwrap_or_default();
            let full = format!("{} {share}", bar.label);
            let space = area.width() - 12.0;
            let inside = [full.as_str(), share.as_str()]
                .into_iter()
                .find(|text| width(text, TEXT) <= space);
            if let Some(inside) = inside {
                let x = (area.x0 + area.x1) / 2.0;
                canvas.text(
                    inside,
                    x,
                    y + thick / 2.0 + 5.0,
                    TEXT,
                    Anchor::Middle,
                    Palette::on(fill),
                )?;
            }
            marks.push(Mark {
                x: area.x0,
                y: area.y0,
                width: area.width().max(3.0),
                height: thick,
                label: format!("{} {name} {} {unit_word} {share}", bar.label, exact(value)),
                key: BTreeMap::from([(series.dimension.as_str().to_owned(), bar.code.clone())]),
                rest: Vec::new(),
                figure: (*side).to_owned(),
                budgeted: (*side == "budget").then_some(true),
                span: (*side == "compared").then_some(series.compared).flatten(),
                explain: None,
            });
        }
        y += thick + 14.0;
    }

    figures(canvas, &bars, series, style, (x0, x1, y + 20.0), &names, &wholes)
}

/// Whether a bar is part of the whole.
fn has_share(bar: &Bar) -> bool {
    bar.code.is_some()
}

/// What is shown of a bar: the field, its word and its figure.
type Side = (&'static str, &'static str, fn(&Bar) -> Decimal);

/// The plan, what happened and, where there is one, what it is compared with.
fn sides(series: &Series) -> Vec<Side> {
    let mut sides: Vec<Side> = vec![
        ("budget", "term.budget", |bar| bar.budget),
        ("actual", "term.actual", Bar::actual),
    ];
    if series.compared.is_some() {
        sides.push(("compared", COMPARED, |bar| bar.compared.unwrap_or_default()));
    }
    sides
}

/// The figures below the bars: swatch and name, amount and share of each side, and the verdict where there is room.
fn figures(
    canvas: &mut Canvas<'_>,
    bars: &[&Bar],
    series: &Series,
    style: &ChartStyle,
    place: (f64, f64, f64),
    names: &[String],
    wholes: &[Decimal],
) -> Outcome<()> {
    let (language, unit, palette) = (style.language, style.unit, canvas.palette);
    let word = |key: &str| words::word(language, key);
    let (x0, end, mut baseline) = place;
    let sum = |side: fn(&Bar) -> Decimal| bars.iter().map(|bar| side(bar)).sum::<Decimal>();
    let sides = sides(series);
    // The column of verdicts is the last, after an amount and a share of each side.
    let verdicts = 2 * sides.len();
    let share = |bar: &Bar, value: Decimal, whole: Decimal| match ratio(value, whole) {
        Some(share) if value >= Decimal::ZERO && has_share(bar) => percent(share),
        _ => "–".to_owned(),
    };
    // Header, a row for each, the sum; each cell is held at its right end.
    let mut heads: Vec<String> = names
        .iter()
        .flat_map(|name| [name.clone(), word("chart.share")])
        .collect();
    heads.push(word("term.variance"));
    let mut rows = vec![heads];
    rows.extend(bars.iter().map(|bar| {
        let mut row: Vec<String> = sides
            .iter()
            .zip(wholes)
            .flat_map(|((_, _, side), whole)| [short(side(bar), language, unit), share(bar, side(bar), *whole)])
            .collect();
        row.push(verdict(bar, style).0);
        row
    }));
    let whole = Bar {
        budget: sum(|bar| bar.budget),
        within: sum(Bar::actual),
        is_unplanned: bars.iter().any(|bar| bar.is_unplanned),
        ..Bar::default()
    };
    let mut total: Vec<String> = sides
        .iter()
        .flat_map(|(_, _, side)| [short(sum(*side), language, unit), String::new()])
        .collect();
    total.push(verdict(&whole, style).0);
    rows.push(total);
    let widest = |column: usize| rows.iter().map(|row| width(&row[column], TEXT)).fold(0.0, f64::max);
    let widths: Vec<f64> = (0..=verdicts).map(widest).collect();
    let label = bars
        .iter()
        .map(|bar| width(&bar.label, TEXT))
        .fold(width(&word("term.total"), TEXT), f64::max)
        + 26.0;
    // What does not fit goes: first the verdicts, then the shares.
    let sets: [Vec<usize>; 3] = [
        (0..=verdicts).collect(),
        (0..verdicts).collect(),
        (0..verdicts).step_by(2).collect(),
    ];
    let need = |set: &[usize]| label.min(130.0) + set.iter().map(|column| widths[*column] + 16.0).sum::<f64>();
    let [_, _, least] = &sets;
    let set = sets.iter().find(|set| need(set) <= end - x0).unwrap_or(least);
    let gap = ((end - x0 - need(set)) / set.len() as f64 + 16.0).min(90.0);
    let mut columns = Vec::new();
    let mut edge = end;
    for column in set.iter().rev() {
        columns.push((*column, edge));
        edge -= widths[*column] + gap;
    }
    let rule = |canvas: &mut Canvas<'_>, baseline: f64| {
        canvas.fill(
            Area::new(x0, (baseline + 9.0).round(), end, (baseline + 10.0).round()),
            palette.grid,
        );
    };
    let last = rows.len() - 1;
    for (index, row) in rows.iter().enumerate() {
        let ink = if index == 0 { palette.quiet } else { palette.ink };
        for (column, x) in &columns {
            let is_over =
                *column == verdicts && index > 0 && (if index == last { &whole } else { bars[index - 1] }).is_over();
            let colour = if is_over { palette.alarm } else { ink };
            canvas.text(&row[*column], *x, baseline, TEXT, Anchor::End, colour)?;
            if is_over {
                canvas.triangle(x - widths[verdicts] - 9.0, baseline, 9.0, palette.alarm);
            }
        }
        if index == last {
            canvas.text(&word("term.total"), x0 + 20.0, baseline, TEXT, Anchor::Start, ink)?;
        } else if index > 0 {
            let bar = bars[index - 1];
            canvas.fill(
                Area::new(x0, baseline - 11.0, x0 + 12.0, baseline + 1.0),
                colour(&palette, bar),
            );
            let name = ellipsised(&bar.label, TEXT, edge - x0 - 20.0);
            canvas.text(&name, x0 + 20.0, baseline, TEXT, Anchor::Start, ink)?;
        }
        if index == 0 || index + 1 == last {
            rule(canvas, baseline);
        }
        baseline += 26.0;
    }
    Ok(())
}
