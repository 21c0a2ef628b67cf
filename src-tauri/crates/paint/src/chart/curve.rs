//! A curve over a count: the survival of customers as steps with its interval, cumulative profit as a line.
//!
//! The one thing to know: the figures are exact decimals until they become lengths, and each point is a mark that leads
//! to the derivation of its figure.

use std::collections::BTreeMap;

use kezhang_core::{Fault, Language, Outcome};
use rust_decimal::Decimal;

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::scale::{Axis, pixels};
use super::{Chart, ChartStyle, Mark};
use crate::words;

const SMALL: f64 = 11.0;
/// More marks than this would be too narrow to point at; the curve itself is drawn whole.
const MOST_MARKS: usize = 240;

/// What the figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveKind {
    /// Shares of one, which hold from their point on: steps.
    Share,
    /// Money, in base units.
    Money,
}

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Title above.
    pub title: String,
    /// Company and span, below the title.
    pub about: String,
    /// What is counted along the foot.
    pub foot: String,
    /// What the figures are.
    pub kind: CurveKind,
    /// The points, from the left.
    pub points: Vec<CurvePoint>,
}

/// A point of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// Where along the foot.
    pub at: u32,
    /// The figure.
    pub value: Decimal,
    /// Its interval.
    pub band: Option<(Decimal, Decimal)>,
    /// The point in words.
    pub label: String,
    /// Where the figure stands in the report; none where nothing is behind it.
    pub path: Option<String>,
}

/// The height that a curve wants.
pub fn height(is_standalone: bool) -> u32 {
    if is_standalone { 440 } else { 260 }
}

/// Draws the curve.
///
/// # Errors
/// `chart_size`, `chart_failed`.
pub fn curve(what: &Curve, style: &ChartStyle) -> Outcome<Chart> {
    if !(240..=8_000).contains(&style.width) || !(120..=8_000).contains(&style.height) {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let language = style.language;
    let mut canvas = Canvas::new(style, Palette::of(style.theme));
    let palette = canvas.palette;
    let (wide, high) = (f64::from(style.width), f64::from(style.height));
    let mut top = 14.0;
    if style.is_standalone {
        canvas.text(&what.title, 20.0, 32.0, 18.0, Anchor::Start, palette.ink)?;
        let about = crate::inert::inert(&what.about).into_owned();
        let about = crate::font::ellipsised(&about, 12.0, f64::from(style.width) - 40.0);
        canvas.text(&about, 20.0, 53.0, 12.0, Anchor::Start, palette.quiet)?;
        top = 74.0;
    }
    let mut text = vec![format!("{}{}", what.title, language.pick("。", "."))];
    let mut marks = Vec::new();
    let last = what.points.last().map_or(0, |point| point.at);
    if what.points.len() < 2 || last == 0 {
        let nothing = words::word(language, "report.nothing");
        canvas.text(
            &nothing,
            wide / 2.0,
            f64::midpoint(top, high),
            14.0,
            Anchor::Middle,
            palette.quiet,
        )?;
        text.push(nothing);
        return finish(canvas, marks, text, style);
    }
    let figures = what.points.iter().flat_map(|point| {
        let (low, high) = point.band.unwrap_or((point.value, point.value));
        [point.value, low, high]
    });
    let (least, most) = figures.fold((Decimal::ZERO, Decimal::ZERO), |(least, most), value| {
        (least.min(value), most.max(value))
    });
    let axis = match what.kind {
        CurveKind::Share => Axis {
            step: Decimal::new(25, 2),
            above: 4,
            below: 0,
        },
        CurveKind::Money => Axis::new(style.unit.of(least), style.unit.of(most), 4),
    };
    let labels: Vec<String> = match what.kind {
        CurveKind::Share => axis.ticks().into_iter().map(whole_percent).collect(),
        CurveKind::Money => axis.labels(language, style.unit),
    };
    let (left, right, foot) = (72.0, wide - 20.0, high - 34.0);
    let shown = |value: Decimal| match what.kind {
        CurveKind::Share => value,
        CurveKind::Money => style.unit.of(value),
    };
    let x = |at: f64| left + (right - left) * at / f64::from(last);
    let y = |value: Decimal| foot - (foot - top) * axis.place(shown(value)).clamp(0.0, 1.0);
    for (tick, label) in axis.ticks().into_iter().zip(labels) {
        let level = foot - (foot - top) * axis.place(tick);
        let colour = if tick.is_zero() { palette.axis } else { palette.grid };
        canvas.line(&[(left, level), (right, level)], colour, 1);
        canvas.text(&label, left - 8.0, level + 4.0, SMALL, Anchor::End, palette.quiet)?;
    }
    let step = (pixels(Decimal::from(last)) / 8.0).ceil().max(1.0);
    let mut at = 0.0;
    while at <= f64::from(last) {
        canvas.text(
            &format!("{at:.0}"),
            x(at),
            foot + 16.0,
            SMALL,
            Anchor::Middle,
            palette.quiet,
        )?;
        at += step;
    }
    canvas.text(&what.foot, right, foot + 30.0, SMALL, Anchor::End, palette.quiet)?;
    draw(&mut canvas, what, &x, &y, last);
    let every = what.points.len().div_ceil(MOST_MARKS).max(1);
    for (place, point) in what.points.iter().enumerate() {
        let is_last = place + 1 == what.points.len();
        if place % every == 0 || is_last {
            text.push(format!("{}{}", point.label, language.pick("；", ";")));
        } else {
            continue;
        }
        let (here, level) = (x(f64::from(point.at)), y(point.value));
        if what.points.len() <= 60 {
            canvas.dot(here, level, 3, palette.actual_line);
        }
        // From half way to the one before to half way to the next.
        let middle = |other: Option<&CurvePoint>, edge: f64| {
            other.map_or(edge, |other| f64::midpoint(here, x(f64::from(other.at))))
        };
        let from = middle(
            place.checked_sub(1).and_then(|before| what.points.get(before)),
            here - 6.0,
        );
        let to = middle(what.points.get(place + 1), here + 6.0);
        let area = Area::new(from.min(here - 3.0), top, to.max(here + 3.0), foot);
        marks.push(Mark {
            x: area.x0,
            y: area.y0,
            width: area.width(),
            height: area.y1 - area.y0,
            label: point.label.clone(),
            key: BTreeMap::new(),
            rest: Vec::new(),
            figure: "value".to_owned(),
            budgeted: None,
            span: None,
            explain: point.path.clone(),
        });
    }
    finish(canvas, marks, text, style)
}

/// A share of the axis, `25%`.
fn whole_percent(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).normalize())
}

fn draw(canvas: &mut Canvas<'_>, what: &Curve, x: &dyn Fn(f64) -> f64, y: &dyn Fn(Decimal) -> f64, last: u32) {
    let is_stepped = what.kind == CurveKind::Share;
    let palette = canvas.palette;
    let mut line: Vec<(f64, f64)> = Vec::new();
    for (place, point) in what.points.iter().enumerate() {
        let here = x(f64::from(point.at));
        let next = what.points.get(place + 1).map_or(last, |next| next.at);
        if let Some((low, high)) = point.band.filter(|_| is_stepped && next > point.at) {
            canvas.fill(
                Area::new(here, y(high), x(f64::from(next)), y(low)),
                palette.budget_fill,
            );
        }
        if is_stepped && let Some((_, level)) = line.last().copied() {
            line.push((here, level));
        }
        line.push((here, y(point.value)));
    }
    canvas.line(&line, palette.actual, 2);
}

fn finish(canvas: Canvas<'_>, marks: Vec<Mark>, text: Vec<String>, style: &ChartStyle) -> Outcome<Chart> {
    let between = if style.language == Language::Chinese { "" } else { " " };
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: text.join(between),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}
