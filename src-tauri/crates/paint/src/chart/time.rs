//! Budget and actual over time: bars by period, and what they add up to as lines on the right axis.

use std::collections::BTreeMap;

use kezhang_core::monitor::variance::VarianceReport;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Language, Outcome};
use rust_decimal::Decimal;

use super::canvas::{Anchor, Area, Canvas};
use super::scale::Axis;
use super::series::{Bar, Series};
use super::{COMPARED, ChartStyle, Mark};
use crate::figure::typeset;
use crate::font::width;
use crate::words;

const SMALL: f64 = 12.0;

/// The sums up to each period; the actual ends with the last period in which something happened.
fn cumulated(bars: &[Bar]) -> (Vec<Decimal>, Vec<Decimal>) {
    let sum = |total: &mut Decimal, value: Decimal| {
        *total += value;
        Some(*total)
    };
    let budget = bars.iter().map(|bar| bar.budget).scan(Decimal::ZERO, sum).collect();
    let last = bars
        .iter()
        .rposition(|bar| !bar.within.is_zero() || !bar.outside.is_zero())
        .map_or(0, |at| at + 1);
    (
        budget,
        bars[..last].iter().map(Bar::actual).scan(Decimal::ZERO, sum).collect(),
    )
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
    let bars = &series.bars;
    let (sum_budget, sum_actual) = cumulated(bars);
    let has_lines = bars.len() > 1;
    let top = legend(canvas, series, style, top, has_lines)?;

    let of = |value: Decimal| unit.of(value);
    let fold = |values: &mut dyn Iterator<Item = Decimal>| {
        values.fold((Decimal::ZERO, Decimal::ZERO), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let (least, most) = fold(&mut bars.iter().flat_map(|bar| [of(bar.low()), of(bar.high())]));
    let steps = if style.height < 260 { 3 } else { 5 };
    let mut left = Axis::new(least, most, steps);
    let (least, most) = fold(&mut sum_budget.iter().chain(&sum_actual).map(|value| of(*value)));
    let right = left.beside(least, most);

    let left_labels = left.labels(language, unit);
    let right_labels = if has_lines {
        right.labels(language, unit)
    } else {
        Vec::new()
    };
    let widest = |labels: &[String]| labels.iter().map(|label| width(label, SMALL)).fold(0.0, f64::max);
    let x0 = (20.0 + widest(&left_labels) + 8.0).round();
    let x1 = (f64::from(style.width) - 20.0 - if has_lines { widest(&right_labels) + 8.0 } else { 0.0 }).round();
    let (y0, y1) = (top + 28.0, f64::from(style.height) - 42.0);
    let y_of = |place: f64| y1 - place * (y1 - y0);

    // Grid lines and both scales.
    for (index, tick) in left.ticks().into_iter().enumerate() {
        let y = y_of(left.place(tick)).round();
        let colour = if tick.is_zero() { palette.axis } else { palette.grid };
        canvas.fill(Area::new(x0, y, x1, y + 1.0), colour);
        canvas.text(
            &left_labels[index],
            x0 - 8.0,
            y + 4.5,
            SMALL,
            Anchor::End,
            palette.quiet,
        )?;
        if let Some(label) = right_labels.get(index) {
            canvas.text(label, x1 + 8.0, y + 4.5, SMALL, Anchor::Start, palette.quiet)?;
        }
    }
    let side = |key: &str| words::word(language, key);
    canvas.text(
        &side("chart.axis.period"),
        x0 - 8.0 - widest(&left_labels),
        y0 - 14.0,
        SMALL,
        Anchor::Start,
        palette.quiet,
    )?;
    if has_lines {
        let end = f64::from(style.width) - 20.0;
        canvas.text(
            &side("chart.axis.cumulative"),
            end,
            y0 - 14.0,
            SMALL,
            Anchor::End,
            palette.quiet,
        )?;
    }

    let band = (x1 - x0) / bars.len() as f64;
    let thick = (band * 0.34).clamp(1.0, 34.0).floor();
    let zero = y_of(left.place(Decimal::ZERO)).round();
    let exact = |value: Decimal| typeset(of(value), unit.decimals(report.head.currency.decimals()));
    let unit_word = words::unit(language, unit, report.head.currency);
    let mark = |area: Area, bar: &Bar, figure: &str, budgeted: Option<bool>, word: &str, value: Decimal| Mark {
        x: area.x0,
        // A bar of a pixel must still be found by a pointer.
        y: (area.y0).min(area.y1 - 6.0),
        width: area.width().max(3.0),
        height: (area.y1 - area.y0).max(6.0),
        label: format!("{} {word} {} {unit_word}", bar.label, exact(value)),
        key: BTreeMap::from([(series.dimension.as_str().to_owned(), bar.code.clone())]),
        rest: Vec::new(),
        figure: figure.to_owned(),
        budgeted,
        span: None,
        explain: None,
    };
    let (budget_word, actual_word) = (side("term.budget"), side("term.actual"));
    let outside_word = side("term.unbudgeted");
    let centre = |index: usize| x0 + band * (index as f64 + 0.5);
    for (index, bar) in bars.iter().enumerate() {
        let middle = centre(index).round();
        let from_to = |from: Decimal, to: Decimal| {
            let y = |value: Decimal| y_of(left.place(of(value))).round();
            (if from.is_zero() { zero } else { y(from) }, y(to))
        };
        if !bar.budget.is_zero() {
            let (from, to) = from_to(Decimal::ZERO, bar.budget);
            let area = Area::new(middle - thick - 1.0, from, middle - 1.0, to);
            canvas.boxed(area, palette.budget_fill, palette.budget_line);
            marks.push(mark(area, bar, "budget", Some(true), &budget_word, bar.budget));
        }
        let (x, end) = (middle + 1.0, middle + 1.0 + thick);
        if !bar.within.is_zero() {
            let (from, to) = from_to(Decimal::ZERO, bar.within);
            let area = Area::new(x, from, end, to);
            canvas.fill(area, palette.actual);
            marks.push(mark(area, bar, "actual", bar.row(true), &actual_word, bar.within));
        }
        if !bar.outside.is_zero() {
            // On top of what is covered where both point the same way.
            let same = bar.within.is_sign_negative() == bar.outside.is_sign_negative();
            let base = if same { bar.within } else { Decimal::ZERO };
            let (from, to) = from_to(base, base + bar.outside);
            let area = Area::new(x, from, end, to);
            canvas.hatched(area, palette.alarm_fill, palette.alarm);
            marks.push(mark(area, bar, "actual", Some(false), &outside_word, bar.outside));
        }
        if let Some(compared) = bar.compared {
            let y = y_of(left.place(of(compared))).round();
            canvas.needle(Area::new(x - 1.0, y - 1.0, end + 2.0, y + 1.0));
            let area = Area::new(x - 2.0, y - 4.0, end + 3.0, y + 4.0);
            let one = mark(area, bar, "compared", None, &side(COMPARED), compared);
            marks.push(series.compared_mark(one, index));
        }
        if bar.is_over() && thick >= 6.0 {
            let top = bar.within.max(Decimal::ZERO) + bar.outside.max(Decimal::ZERO);
            let y = y_of(left.place(of(top))).min(zero).round();
            canvas.triangle(middle + 1.0 + thick / 2.0, y - 4.0, 9.0, palette.alarm);
        }
    }
    if has_lines {
        let points = |sums: &[Decimal]| -> Vec<(f64, f64)> {
            sums.iter()
                .enumerate()
                .map(|(i, sum)| (centre(i), y_of(right.place(of(*sum)))))
                .collect()
        };
        let (planned, happened) = (points(&sum_budget), points(&sum_actual));
        let has_plan = sum_budget.iter().any(|sum| !sum.is_zero());
        if has_plan {
            canvas.dashed(&planned, palette.budget_line, 2);
        }
        if happened.len() > 1 {
            // A rim in the colour of the ground keeps the line apart from the bars behind it.
            canvas.line(&happened, palette.ground, 5);
            canvas.line(&happened, palette.actual_line, 2);
        }
        let radius = if band >= 16.0 { 3 } else { 2 };
        for (sums, points, figure, colour, is_shown) in [
            (
                &sum_budget,
                &planned,
                "budget_cumulative",
                palette.budget_line,
                has_plan,
            ),
            (&sum_actual, &happened, "actual_cumulative", palette.actual_line, true),
        ] {
            let word = side(&format!("chart.{figure}"));
            for ((index, (x, y)), sum) in points.iter().enumerate().zip(sums).filter(|_| is_shown) {
                canvas.dot(*x, *y, radius, colour);
                let area = Area::new(x - 5.0, y - 5.0, x + 5.0, y + 5.0);
                marks.push(mark(area, &bars[index], figure, None, &word, *sum));
            }
        }
    }
    periods(canvas, series, style, (x0, band, y1))
}

/// The legend; returns the lower edge of its line.
fn legend(canvas: &mut Canvas<'_>, series: &Series, style: &ChartStyle, top: f64, has_lines: bool) -> Outcome<f64> {
    let palette = canvas.palette;
    let word = |key: &str| words::word(style.language, key);
    let mut x = 20.0;
    let middle = top + 10.0;
    let bars = &series.bars;
    let mut items = if series.is_planned {
        vec!["term.budget", "term.actual"]
    } else {
        vec!["term.actual"]
    };
    if bars.iter().any(|bar| !bar.outside.is_zero()) {
        items.push("term.unbudgeted");
    }
    if bars.iter().any(Bar::is_over) {
        items.push("report.overrun");
    }
    if has_lines {
        if series.is_planned {
            items.push("chart.budget_cumulative");
        }
        items.push("chart.actual_cumulative");
    }
    let compared = series.compared_word(style.language);
    if compared.is_some() {
        items.push(COMPARED);
    }
    let mut middle = middle;
    for item in items {
        let text = match (item, &compared) {
            (COMPARED, Some(text)) => text.clone(),
            _ => word(item),
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
            "term.unbudgeted" => canvas.hatched(area, palette.alarm_fill, palette.alarm),
            COMPARED => canvas.needle(Area::new(x, middle - 1.0, x + 16.0, middle + 1.0)),
            "report.overrun" => canvas.triangle(x + 8.0, middle + 4.0, 10.0, palette.alarm),
            "chart.budget_cumulative" => {
                canvas.dashed(&[(x - 2.0, middle), (x + 18.0, middle)], palette.budget_line, 2)
            }
            _ => {
                canvas.line(&[(x - 2.0, middle), (x + 18.0, middle)], palette.actual_line, 2);
                canvas.dot(x + 8.0, middle, 3, palette.actual_line);
            }
        }
        canvas.text(&text, x + 22.0, middle + 4.5, SMALL, Anchor::Start, palette.ink)?;
        x += room + 20.0;
    }
    Ok(middle + 14.0)
}

/// Names of the periods below the bars, as many as fit, with the year under the first one of each year.
fn periods(canvas: &mut Canvas<'_>, series: &Series, style: &ChartStyle, place: (f64, f64, f64)) -> Outcome<()> {
    let (x0, band, bottom) = place;
    let (language, ink, quiet) = (style.language, canvas.palette.ink, canvas.palette.quiet);
    let names: Vec<(String, String)> = series
        .bars
        .iter()
        .map(|bar| parts(series.dimension, bar, language))
        .collect();
    let widest = names.iter().map(|(name, _)| width(name, SMALL)).fold(0.0, f64::max) + 8.0;
    let every = (widest / band).ceil().max(1.0) as usize;
    let mut free = f64::MIN;
    for (index, (name, year)) in names.iter().enumerate() {
        let middle = x0 + band * (index as f64 + 0.5);
        if index.is_multiple_of(every) {
            canvas.text(name, middle, bottom + 18.0, SMALL, Anchor::Middle, ink)?;
        }
        let is_new = index == 0 || names[index - 1].1 != *year;
        let half = width(year, SMALL) / 2.0;
        if is_new && !year.is_empty() && middle - half > free {
            canvas.text(year, middle, bottom + 34.0, SMALL, Anchor::Middle, quiet)?;
            free = middle + half + 8.0;
        }
    }
    Ok(())
}

/// A period's short name and the year that goes under it.
fn parts(dimension: Dimension, bar: &Bar, language: Language) -> (String, String) {
    let Some(code) = bar.code.as_deref() else {
        return (bar.label.clone(), String::new());
    };
    let year = |year: &str| language.pick(&format!("{year}年"), year).to_owned();
    match (dimension, code.split_once('-')) {
        (Dimension::Month, Some((of, month))) => {
            let name = words::word(language, &format!("chart.month.{month}"));
            (name, year(of))
        }
        (Dimension::Quarter, Some((of, quarter))) => (quarter.to_owned(), year(of)),
        _ => (year(code), String::new()),
    }
}
