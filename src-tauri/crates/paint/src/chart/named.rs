//! Bars by name: one or two lying bars for each, and what is said of it beside; for reports that hold two figures
//! against each other and have no months.
//!
//! The one thing to know: nothing hangs on colour or length alone, the figure stands beside its bar in words.

use std::collections::BTreeMap;

use kezhang_core::Language;
use kezhang_core::{Fault, Outcome};

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::{Chart, ChartStyle, Mark};
use crate::font::{ellipsised, width};
use crate::words;

const TEXT: f64 = 13.0;
const SMALL: f64 = 12.0;
/// More than this many are not drawn; the table has them.
pub const MOST: usize = 24;

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedBars {
    /// Title above.
    pub title: String,
    /// Company and span, below the title.
    pub about: String,
    /// Names of the first and the second bar; one name, one bar.
    pub legend: Vec<String>,
    /// What fills the width, as of shares the whole; else the longest bar does.
    pub whole: Option<f64>,
    /// The bars, from the top.
    pub bars: Vec<NamedBar>,
}

/// One name with its bars.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedBar {
    /// Its name.
    pub label: String,
    /// What marks lead to: dimension and code.
    pub key: BTreeMap<String, Option<String>>,
    /// Lengths; none is not known.
    pub values: [Option<f64>; 2],
    /// Where the figures stand in the report, for their derivation.
    pub paths: [Option<String>; 2],
    /// What is said beside.
    pub told: String,
    /// Whether that is bad news.
    pub is_alarm: bool,
}

/// The height that so many bars want.
pub fn height(bars: usize, is_standalone: bool) -> u32 {
    let rows = u32::try_from(bars.clamp(1, MOST)).unwrap_or(1);
    rows * 34 + if is_standalone { 130 } else { 60 }
}

/// Draws the bars.
///
/// # Errors
/// `chart_size`, `chart_failed`.
pub fn named(what: &NamedBars, style: &ChartStyle) -> Outcome<Chart> {
    if !(240..=8_000).contains(&style.width) || !(40..=8_000).contains(&style.height) {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let language = style.language;
    let mut canvas = Canvas::new(style, Palette::of(style.theme));
    let palette = canvas.palette;
    let mut top = 8.0;
    if style.is_standalone {
        canvas.text(&what.title, 20.0, 32.0, 18.0, Anchor::Start, palette.ink)?;
        let about = crate::inert::inert(&what.about).into_owned();
        let about = ellipsised(&about, 12.0, f64::from(style.width) - 40.0);
        canvas.text(&about, 20.0, 53.0, 12.0, Anchor::Start, palette.quiet)?;
        top = 68.0;
    }
    let mut text = vec![format!("{}{}", what.title, language.pick("。", "."))];
    let mut marks = Vec::new();
    let bars = &what.bars[..what.bars.len().min(MOST)];
    if bars.is_empty() {
        let nothing = words::word(language, "report.nothing");
        let (x, y) = (f64::from(style.width) / 2.0, (f64::from(style.height) + top) / 2.0);
        canvas.text(&nothing, x, y, 14.0, Anchor::Middle, palette.quiet)?;
        text.push(nothing);
        return finish(canvas, marks, text, style, language);
    }
    let mut x = 20.0;
    for (place, name) in what.legend.iter().enumerate() {
        let area = Area::new(x, top + 4.0, x + 16.0, top + 16.0);
        if place == 0 && what.legend.len() > 1 {
            canvas.boxed(area, palette.budget_fill, palette.budget_line);
        } else {
            canvas.fill(area, palette.actual);
        }
        canvas.text(name, x + 22.0, top + 14.5, SMALL, Anchor::Start, palette.ink)?;
        x += 22.0 + width(name, SMALL) + 20.0;
    }
    top += 28.0;
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let names =
        widest(&mut bars.iter().map(|bar| width(&bar.label, TEXT))).min((f64::from(style.width) * 0.32).max(80.0));
    let said = widest(&mut bars.iter().map(|bar| width(&bar.told, SMALL))) + 32.0;
    let (x0, x1) = (
        (20.0 + names + 12.0).round(),
        (f64::from(style.width) - 20.0 - said).round(),
    );
    let largest = bars
        .iter()
        .flat_map(|bar| bar.values)
        .flatten()
        .filter(|value| value.is_finite())
        .fold(what.whole.unwrap_or(0.0), f64::max);
    let band = ((f64::from(style.height) - top - 10.0) / bars.len() as f64).min(44.0);
    let thick = (band * 0.34).clamp(3.0, 14.0).floor();
    for (index, bar) in bars.iter().enumerate() {
        let middle = (top + band * (index as f64 + 0.5)).round();
        let label = ellipsised(&bar.label, TEXT, names);
        canvas.text(&label, x0 - 12.0, middle + 4.5, TEXT, Anchor::End, palette.ink)?;
        if what.whole.is_some() {
            canvas.line(&[(x0, middle), (x1, middle)], palette.grid, 1);
        }
        for (place, value) in bar.values.into_iter().enumerate().take(what.legend.len()) {
            let Some(value) = value.filter(|value| *value > 0.0 && largest > 0.0) else {
                continue;
            };
            // At least one pixel for what is not nothing.
            let end = (x0 + (x1 - x0).max(1.0) * value / largest).round().max(x0 + 1.0);
            let area = match (what.legend.len(), place) {
                (1, _) => Area::new(x0, middle - thick / 2.0, end, middle + thick / 2.0),
                (_, 0) => Area::new(x0, middle - thick - 1.0, end, middle - 1.0),
                _ => Area::new(x0, middle + 1.0, end, middle + 1.0 + thick),
            };
            if place == 0 && what.legend.len() > 1 {
                canvas.boxed(area, palette.budget_fill, palette.budget_line);
            } else {
                canvas.fill(area, palette.actual);
            }
            marks.push(Mark {
                x: area.x0,
                y: area.y0,
                width: area.width().max(6.0),
                height: area.y1 - area.y0,
                label: format!("{} {} {}", bar.label, what.legend[place], bar.told),
                key: bar.key.clone(),
                rest: Vec::new(),
                figure: "actual".to_owned(),
                budgeted: None,
                span: None,
                explain: bar.paths[place].clone(),
            });
        }
        let right = f64::from(style.width) - 20.0;
        let colour = if bar.is_alarm { palette.alarm } else { palette.quiet };
        canvas.text(&bar.told, right, middle + 4.5, SMALL, Anchor::End, colour)?;
        if bar.is_alarm {
            canvas.triangle(right - width(&bar.told, SMALL) - 14.0, middle + 4.0, 9.0, colour);
        }
        text.push(format!("{} {}{}", bar.label, bar.told, language.pick("；", ";")));
    }
    canvas.fill(
        Area::new(x0, top, x0 + 1.0, f64::from(style.height) - 8.0),
        palette.axis,
    );
    finish(canvas, marks, text, style, language)
}

fn finish(
    canvas: Canvas<'_>,
    marks: Vec<Mark>,
    text: Vec<String>,
    style: &ChartStyle,
    language: Language,
) -> Outcome<Chart> {
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: text.join(language.pick("", " ")),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}
