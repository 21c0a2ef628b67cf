//! Charts: drawn once by plotters, to SVG; the same picture is on the screen, in the PNG and in the PDF.
//!
//! Layout is ours, in whole pixels, so that every mark's rectangle is known; plotters writes the picture.
//! The one thing to know: budget is always an outlined box, actual always filled, 预算外 always hatched,
//! and an overrun always carries a triangle, so that no meaning hangs on colour.

mod bars;
mod canvas;
mod cohorts;
pub mod curve;
mod named;
pub mod offer;
mod palette;
pub mod ranges;
mod scale;
mod series;
mod shares;
#[cfg(test)]
mod tests;
mod time;
mod waterfall;

use std::collections::BTreeMap;

use kezhang_core::language::say;
use kezhang_core::monitor::variance::VarianceReport;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Fault, Language, Outcome, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::figure::{Unit, typeset};
use crate::words;
pub use cohorts::cohorts;
pub use named::{NamedBar, NamedBars, height as named_height, named};

use canvas::Canvas;
use palette::Palette;
use series::{Bar, Series};
pub use waterfall::{comparison, waterfall_style};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartStyle {
    /// Language of its words and figures.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// 元 or 万元.
    pub unit: Unit,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// A file of its own: with a title, what the figures are, and a ground; else the screen or page has them.
    pub is_standalone: bool,
}

impl ChartStyle {
    /// The style of a picture file: as high as its rows want.
    pub fn standalone(report: &VarianceReport, language: Language, theme: Theme, unit: Unit) -> Self {
        let rows = Series::of(report, language).bars.len().min(bars::MOST_ROWS);
        let height = match kind(report) {
            Kind::Time => 520,
            Kind::Shares => 470,
            Kind::Bars => (rows.max(4) as u32) * 34 + 130,
        };
        Self {
            language,
            theme,
            unit,
            width: 960,
            height,
            is_standalone: true,
        }
    }

    /// The style inside a document, where title and head are the page's.
    pub fn embedded(report: &VarianceReport, language: Language, unit: Unit) -> Self {
        let mut style = Self::standalone(report, language, Theme::Light, unit);
        style.is_standalone = false;
        style.width = 690;
        style.height = style.height.saturating_sub(90).clamp(200, 400);
        style
    }
}

/// A rectangle of a chart that answers to hover, click and keyboard.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Mark {
    /// Left edge in pixels.
    pub x: f64,
    /// Upper edge in pixels.
    pub y: f64,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// What it shows, with the exact figure.
    pub label: String,
    /// Dimension → code (null for none); empty where it stands for several values.
    pub key: BTreeMap<String, Option<String>>,
    /// The codes of the values that it stands for (其他 n 项), of the report's first dimension.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<Option<String>>,
    /// The field that it shows: `budget`, `actual`, `compared`, `budget_cumulative`, `actual_cumulative`.
    pub figure: String,
    /// The row behind it: within the budget, outside it, or null for both together.
    pub budgeted: Option<bool>,
    /// The months behind it where these are not the report's own: what is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Where the figure stands in the report, for its derivation: `survival[3].survival`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<String>,
}

/// A chart: the picture, its marks and the same in words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Chart {
    /// The picture.
    pub svg: String,
    /// What in it answers to hover, click and keyboard, in reading order; later ones lie on top.
    pub marks: Vec<Mark>,
    /// The alternative text, with the figures.
    pub text: String,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
}

/// What is compared with, among the words of a legend.
const COMPARED: &str = "term.compared";

/// Which chart a report has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Bars and cumulative lines over time.
    Time,
    /// Shares of the whole.
    Shares,
    /// Bars by name.
    Bars,
}

fn kind(report: &VarianceReport) -> Kind {
    match report.head.by.first() {
        Some(dimension) if dimension.is_time() => Kind::Time,
        Some(Dimension::Stage) => Kind::Shares,
        _ => Kind::Bars,
    }
}

/// Draws the chart of budget against actual; of two dimensions the first is drawn, summed over the second.
///
/// # Errors
/// `chart_size` for a size that nothing can be drawn in, `chart_failed` when the picture cannot be written.
pub fn variance(report: &VarianceReport, style: &ChartStyle) -> Outcome<Chart> {
    if !(240..=8_000).contains(&style.width) || !(120..=8_000).contains(&style.height) {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let series = Series::of(report, style.language);
    let mut canvas = Canvas::new(style, Palette::of(style.theme));
    let mut top = 8.0;
    if style.is_standalone {
        top = heading(&mut canvas, report, style)?;
    }
    let mut marks = Vec::new();
    if series.bars.iter().all(Bar::is_nothing) {
        let text = words::word(style.language, "chart.empty");
        let (x, y) = (f64::from(style.width) / 2.0, (f64::from(style.height) + top) / 2.0);
        canvas.text(&text, x, y, 14.0, canvas::Anchor::Middle, canvas.palette.quiet)?;
    } else {
        match kind(report) {
            Kind::Time => time::draw(&mut canvas, report, &series, style, top, &mut marks)?,
            Kind::Shares => shares::draw(&mut canvas, report, &series, style, top, &mut marks)?,
            Kind::Bars => bars::draw(&mut canvas, report, &series, style, top, &mut marks)?,
        }
    }
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: alternative(report, &series, style),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}

/// Title and head line of a picture that stands alone; returns where the chart may begin.
fn heading(canvas: &mut Canvas<'_>, report: &VarianceReport, style: &ChartStyle) -> Outcome<f64> {
    let (language, head) = (style.language, &report.head);
    let room = f64::from(style.width) - 40.0;
    let title = title(report, language);
    let line = [
        crate::inert::inert(&head.company).into_owned(),
        words::span(language, head.from, head.to),
        say(
            language,
            "report.unit.is",
            &[("unit", &words::unit(language, style.unit, head.currency))],
        ),
        words::word(language, &format!("basis.{}", head.basis.as_str())),
        words::word(language, &format!("measure.{}", head.measure.as_str())),
        words::versions(language, head),
    ];
    let line: Vec<&str> = line
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let ink = canvas.palette.ink;
    let quiet = canvas.palette.quiet;
    let title = crate::font::ellipsised(&title, 18.0, room);
    canvas.text(&title, 20.0, 32.0, 18.0, canvas::Anchor::Start, ink)?;
    let line = crate::font::ellipsised(&line.join("·"), 12.0, room);
    canvas.text(&line, 20.0, 53.0, 12.0, canvas::Anchor::Start, quiet)?;
    Ok(68.0)
}

/// `预算执行情况·按费用类别`.
pub(crate) fn title(report: &VarianceReport, language: Language) -> String {
    let names: Vec<String> = report.head.by.iter().map(|d| words::dimension(language, *d)).collect();
    say(
        language,
        "report.variance.title_by",
        &[("dimension", &names.join(language.pick("、", " and ")))],
    )
}

/// The chart in words: the whole first, then each value.
fn alternative(report: &VarianceReport, series: &Series, style: &ChartStyle) -> String {
    let (language, currency) = (style.language, report.head.currency);
    let unit = words::unit(language, style.unit, currency);
    let decimals = style.unit.decimals(currency.decimals());
    let figure = |value| typeset(style.unit.of(value), decimals);
    let sentence = |key: &str, name: &str, bar: &Bar| {
        let variance = bar.budget - bar.actual();
        let verdict = if variance.is_sign_negative() && !variance.is_zero() {
            "overrun"
        } else {
            "saved"
        };
        say(
            language,
            key,
            &[
                ("name", name),
                ("budget", &figure(bar.budget)),
                ("actual", &figure(bar.actual())),
                ("verdict", &words::word(language, &format!("report.{verdict}"))),
                ("variance", &figure(variance.abs())),
                ("unit", &unit),
            ],
        )
    };
    // What stands beside is told beside.
    let beside = |bar: &Bar| {
        bar.compared.map_or_else(String::new, |compared| {
            say(language, "chart.text.compared", &[("actual", &figure(compared))])
        })
    };
    let mut text = vec![title(report, language) + language.pick("。", ".")];
    if series.bars.iter().all(Bar::is_nothing) {
        text.push(words::word(language, "chart.empty"));
        return text.concat();
    }
    let whole = Bar {
        budget: report.total.budget.value(),
        within: report.total.actual.value(),
        compared: report.compared.map(|beside| beside.actual.value()),
        ..Bar::default()
    };
    if !series.is_planned {
        let spent = |key: &str, bar: &Bar| {
            let facts = [
                ("name", bar.label.as_str()),
                ("actual", &figure(bar.actual())),
                ("unit", &unit),
            ];
            say(language, key, &facts) + &beside(bar)
        };
        text.push(spent("chart.text.spent_total", &whole));
        text.extend(series.bars.iter().map(|bar| spent("chart.text.spent", bar)));
        return text.join(language.pick("", " "));
    }
    text.push(sentence("chart.text.total", "", &whole) + &beside(&whole));
    text.extend(series.bars.iter().map(|bar| {
        let mut line = sentence("chart.text.row", &bar.label, bar);
        if bar.has_outside {
            line += &say(
                language,
                "chart.text.outside",
                &[("actual", &figure(bar.outside)), ("unit", &unit)],
            );
        }
        line + &beside(bar)
    }));
    text.join(language.pick("", " "))
}
