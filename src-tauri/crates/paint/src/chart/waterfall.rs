//! A waterfall: how one total becomes another, step by step. Gains stand filled, losses hatched, totals boxed.

use std::collections::BTreeMap;

use kezhang_core::plan::budget::version_words;
use kezhang_core::plan::comparison::Comparison;
use kezhang_core::{Currency, Fault, Language, Outcome};
use rust_decimal::Decimal;

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::scale::Axis;
use super::{Chart, ChartStyle, Mark};
use crate::figure::{short, typeset};
use crate::font::{ellipsised, width};
use crate::inert::inert;
use crate::words;

const TEXT: f64 = 12.0;

struct Step {
    label: String,
    value: Decimal,
    is_total: bool,
    figure: &'static str,
    /// Where it stands in the report.
    explain: String,
}

/// From one version of a plan to another: the total before, each class of documents, the total after.
///
/// # Errors
/// `chart_size` for a size that nothing can be drawn in, `chart_failed` when the picture cannot be written.
pub fn comparison(report: &Comparison, style: &ChartStyle) -> Outcome<Chart> {
    let language = style.language;
    let name = |version: &kezhang_core::plan::BudgetVersion| {
        inert(&version_words(language, &version.budget, version.version)).into_owned()
    };
    let mut steps = vec![Step {
        label: name(&report.before),
        value: report.before.total.value(),
        is_total: true,
        figure: "before",
        explain: "before.total".to_owned(),
    }];
    steps.extend(
        report
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| !step.change.value().is_zero())
            .map(|(at, step)| Step {
                label: crate::document::step_name(language, step.kind, step.reason),
                value: step.change.value(),
                is_total: false,
                figure: "change",
                explain: format!("steps[{at}].change"),
            }),
    );
    steps.push(Step {
        label: name(&report.after),
        value: report.after.total.value(),
        is_total: true,
        figure: "after",
        explain: "after.total".to_owned(),
    });
    let title = words::word(language, "report.comparison.title");
    draw(&title, &report.company, report.currency, &steps, style)
}

fn draw(title: &str, company: &str, currency: Currency, steps: &[Step], style: &ChartStyle) -> Outcome<Chart> {
    if !(240..=8_000).contains(&style.width) || !(120..=8_000).contains(&style.height) {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let (language, unit) = (style.language, style.unit);
    let mut canvas = Canvas::new(style, Palette::of(style.theme));
    let palette = canvas.palette;
    let room = f64::from(style.width) - 40.0;
    let mut top = 26.0;
    if style.is_standalone {
        canvas.text(
            &ellipsised(title, 18.0, room),
            20.0,
            32.0,
            18.0,
            Anchor::Start,
            palette.ink,
        )?;
        let line = format!("{} · {}", inert(company), words::unit(language, unit, currency));
        canvas.text(
            &ellipsised(&line, TEXT, room),
            20.0,
            53.0,
            TEXT,
            Anchor::Start,
            palette.quiet,
        )?;
        top = 90.0;
    }
    // Where each bar begins and ends.
    let mut at = Decimal::ZERO;
    let spans: Vec<(Decimal, Decimal)> = steps
        .iter()
        .map(|step| {
            let from = if step.is_total { Decimal::ZERO } else { at };
            at = from + step.value;
            (unit.of(from), unit.of(at))
        })
        .collect();
    let low = spans.iter().map(|s| s.0.min(s.1)).min().unwrap_or_default();
    let high = spans.iter().map(|s| s.0.max(s.1)).max().unwrap_or_default();
    let axis = Axis::new(low, high, 5);
    let labels = axis.labels(language, unit);
    let left = labels.iter().map(|label| width(label, TEXT)).fold(0.0, f64::max) + 28.0;
    let (right, bottom) = (f64::from(style.width) - 20.0, f64::from(style.height) - 44.0);
    let y_of = |place: f64| (bottom - (bottom - top) * place).round();
    for (tick, label) in axis.ticks().into_iter().zip(&labels) {
        let y = y_of(axis.place(tick));
        let colour = if tick.is_zero() { palette.axis } else { palette.grid };
        canvas.fill(Area::new(left, y, right, y + 1.0), colour);
        canvas.text(label, left - 8.0, y + 4.0, TEXT, Anchor::End, palette.quiet)?;
    }
    let band = (right - left) / steps.len().max(1) as f64;
    let thick = (band * 0.6).clamp(6.0, 90.0);
    let decimals = unit.decimals(currency.decimals());
    let unit_word = words::unit(language, unit, currency);
    let mut marks = Vec::new();
    let mut text = vec![format!("{title}{}", language.pick("。", "."))];
    for (place, (step, (from, to))) in steps.iter().zip(&spans).enumerate() {
        let middle = left + band * (place as f64 + 0.5);
        let (x0, x1) = ((middle - thick / 2.0).round(), (middle + thick / 2.0).round());
        let (y0, y1) = (y_of(axis.place(*from)), y_of(axis.place(*to)));
        // At least two pixels for what is not nothing.
        let y1 = if (y1 - y0).abs() < 2.0 {
            y0 + if to < from { 2.0 } else { -2.0 }
        } else {
            y1
        };
        let area = Area::new(x0, y0, x1, y1);
        if step.is_total {
            canvas.boxed(area, palette.budget_fill, palette.budget_line);
        } else if step.value.is_sign_negative() {
            canvas.hatched(area, palette.alarm_fill, palette.alarm);
        } else {
            canvas.fill(area, palette.actual);
        }
        if place + 1 < steps.len() {
            let next = left + band * (place as f64 + 1.5) - thick / 2.0;
            let y = y_of(axis.place(*to));
            canvas.dashed(&[(x1, y), (next, y)], palette.axis, 1);
        }
        let sign = if !step.is_total && step.value.is_sign_positive() {
            "+"
        } else {
            ""
        };
        let figure = format!("{sign}{}", short(step.value, language, unit));
        canvas.text(&figure, middle, area.y0 - 6.0, TEXT, Anchor::Middle, palette.ink)?;
        let label = ellipsised(&step.label, TEXT, band - 6.0);
        canvas.text(&label, middle, bottom + 18.0, TEXT, Anchor::Middle, palette.ink)?;
        let exact = typeset(unit.of(step.value), decimals);
        let label = format!("{} {sign}{exact} {unit_word}", step.label);
        text.push(format!("{label}{}", language.pick("。", ".")));
        marks.push(Mark {
            x: area.x0,
            y: area.y0,
            width: area.width().max(6.0),
            height: (area.y1 - area.y0).max(6.0),
            label,
            key: BTreeMap::new(),
            rest: Vec::new(),
            figure: step.figure.to_owned(),
            budgeted: None,
            span: None,
            explain: Some(step.explain.clone()),
        });
    }
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: text.join(language.pick("", " ")),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}

/// The style of a waterfall: a picture of its own, or on a page.
pub fn waterfall_style(language: Language, unit: crate::Unit, is_standalone: bool) -> ChartStyle {
    ChartStyle {
        language,
        theme: super::Theme::Light,
        unit,
        width: if is_standalone { 960 } else { 690 },
        height: if is_standalone { 460 } else { 300 },
        is_standalone,
    }
}
