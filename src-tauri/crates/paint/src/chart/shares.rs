//! Shares of the whole, by stage: one bar for the plan and one for what happened, and the figures below.
//!
//! Two bars under each other compare; two rings do not. A negative figure has no share: it is in the table
//! below, without a percentage.

use std::collections::BTreeMap;

use kezhang_core::Outcome;
use kezhang_core::monitor::variance::VarianceReport;
use plotters::style::RGBColor;
use rust_decimal::Decimal;

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::scale::pixels;
use super::series::{Bar, Series};
use super::{ChartStyle, Mark};
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
    let sides = [("budget", "term.budget"), ("actual", "term.actual")];
    let figure_of = |side: &str, bar: &Bar| if side == "budget" { bar.budget } else { bar.actual() };
    let names: Vec<String> = sides.iter().map(|(_, key)| words::word(language, key)).collect();
    let (x0, x1) = (
        (20.0 + names.iter().map(|name| width(name, TEXT)).fold(0.0, f64::max) + 12.0).round(),
        f64::from(style.width) - 20.0,
    );
    let table = 26.0 * (bars.len() as f64 + 2.0) + 12.0;
    let room = f64::from(style.height) - top - table - 10.0;
    let thick = ((room - 14.0) / 2.0).clamp(14.0, 60.0).floor();
    let exact = |value: Decimal| typeset(unit.of(value), unit.decimals(report.head.currency.decimals()));
    let unit_word = words::unit(language, unit, report.head.currency);

    let mut y = top + 8.0;
    let mut wholes = Vec::new();
    for ((side, _), name) in sides.iter().zip(&names) {
        let whole: Decimal = bars.iter().map(|bar| figure_of(side, bar).max(Decimal::ZERO)).sum();
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
        for bar in bars.iter().filter(|bar| figure_of(side, bar) > Decimal::ZERO) {
            let value = figure_of(side, bar);
            let at = |sum: Decimal| x0 + (x1 - x0) * (pixels(sum) / pixels(whole));
            let (from, to) = (at(before).round(), at(before + value).round());
            before += value;
            // Two pixels of ground between neighbours, so that they part without their colours.
            let area = Area::new(from, y, (to - 2.0).max(from + 1.0), y + thick);
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
                figure: (*side).to_owned(),
                budgeted: (*side == "budget").then_some(true),
            });
        }
        y += thick + 14.0;
    }

    // The figures: swatch and name, then amount and share of each side.
    let end = x1.min(x0 + 620.0);
    let columns = [end - 300.0, end - 220.0, end - 80.0, end].map(|x: f64| x.max(x0 + 60.0));
    let mut baseline = y + 20.0;
    for (index, name) in names.iter().enumerate() {
        canvas.text(name, columns[index * 2], baseline, TEXT, Anchor::End, palette.quiet)?;
        let share = words::word(language, "chart.share");
        canvas.text(
            &share,
            columns[index * 2 + 1],
            baseline,
            TEXT,
            Anchor::End,
            palette.quiet,
        )?;
    }
    let rule = |canvas: &mut Canvas<'_>, baseline: f64| {
        canvas.fill(
            Area::new(x0, (baseline + 9.0).round(), end, (baseline + 10.0).round()),
            palette.grid,
        );
    };
    rule(canvas, baseline);
    for bar in &bars {
        baseline += 26.0;
        canvas.fill(
            Area::new(x0, baseline - 11.0, x0 + 12.0, baseline + 1.0),
            colour(&palette, bar),
        );
        let room = columns[0] - x0 - 30.0 - 70.0;
        canvas.text(
            &ellipsised(&bar.label, TEXT, room),
            x0 + 20.0,
            baseline,
            TEXT,
            Anchor::Start,
            palette.ink,
        )?;
        for (index, (side, _)) in sides.iter().enumerate() {
            let value = figure_of(side, bar);
            let share = match ratio(value, wholes[index]) {
                Some(share) if value >= Decimal::ZERO => percent(share),
                _ => "–".to_owned(),
            };
            let amount = short(value, language, unit);
            canvas.text(&amount, columns[index * 2], baseline, TEXT, Anchor::End, palette.ink)?;
            canvas.text(&share, columns[index * 2 + 1], baseline, TEXT, Anchor::End, palette.ink)?;
        }
    }
    rule(canvas, baseline);
    baseline += 26.0;
    canvas.text(
        &words::word(language, "term.total"),
        x0 + 20.0,
        baseline,
        TEXT,
        Anchor::Start,
        palette.ink,
    )?;
    for (index, (side, _)) in sides.iter().enumerate() {
        let total = bars.iter().map(|bar| figure_of(side, bar)).sum();
        canvas.text(
            &short(total, language, unit),
            columns[index * 2],
            baseline,
            TEXT,
            Anchor::End,
            palette.ink,
        )?;
    }
    Ok(())
}
