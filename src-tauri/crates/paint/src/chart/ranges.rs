//! Shares beside the range that is usual or certain, one row each: a band, a dot, and where there is one the target.

use std::collections::BTreeMap;

use kezhang_core::{Fault, Outcome};

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::{Chart, ChartStyle, Mark};

/// A row of the chart; figures are shares of one.
#[derive(Debug, Clone, PartialEq)]
pub struct RangeRow {
    /// What it is.
    pub name: String,
    /// Lower and upper end of the band; an open upper end runs off the picture.
    pub band: Option<(f64, Option<f64>)>,
    /// The dot; none where the figure is not known.
    pub figure: Option<f64>,
    /// The target, a line across the row.
    pub target: Option<f64>,
    /// The row in words.
    pub label: String,
    /// Where the figure stands in the report, for its derivation.
    pub path: Option<String>,
}

/// Space for names.
const NAMES: f64 = 190.0;
/// Height of a row.
const ROW: f64 = 30.0;

/// Draws the rows; title and what the figures are stand above where the picture stands alone.
///
/// # Errors
/// `chart_size` with too many rows, `chart_failed` when the picture cannot be written.
pub fn ranges(rows: &[RangeRow], (title, about): (&str, &str), mut style: ChartStyle) -> Outcome<Chart> {
    let head = if style.is_standalone { 68.0 } else { 0.0 };
    style.height = (head + rows.len().max(1) as f64 * ROW + 34.0) as u32;
    if rows.len() > 60 {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let mut canvas = Canvas::new(&style, Palette::of(style.theme));
    let palette = canvas.palette;
    if style.is_standalone {
        canvas.text(title, 20.0, 32.0, 18.0, Anchor::Start, palette.ink)?;
        let about = crate::inert::inert(about).into_owned();
        canvas.text(&about, 20.0, 53.0, 12.0, Anchor::Start, palette.quiet)?;
    }
    if rows.is_empty() {
        let nothing = crate::words::word(style.language, "report.nothing");
        let middle = f64::from(style.width) / 2.0;
        canvas.text(&nothing, middle, head + 28.0, 14.0, Anchor::Middle, palette.quiet)?;
    }
    let ends = rows.iter().flat_map(|row| {
        let (low, high) = row.band.unwrap_or_default();
        [
            row.figure.unwrap_or(0.0),
            low,
            high.unwrap_or(low * 1.2),
            row.target.unwrap_or(0.0),
        ]
    });
    let most = ends.fold(0.1f64, f64::max) * 1.08;
    // Ticks at 5, 10, 20 or 50 points, so that at most eight fit.
    let step = [0.05, 0.1, 0.2, 0.5]
        .into_iter()
        .find(|step| most / step <= 8.0)
        .unwrap_or(1.0);
    let (left, right) = (NAMES, f64::from(style.width) - 58.0);
    let x = |share: f64| left + (right - left) * (share / most).clamp(0.0, 1.0);
    let foot = head + rows.len() as f64 * ROW + 6.0;
    let mut tick = 0.0;
    while tick <= most && !rows.is_empty() {
        canvas.line(&[(x(tick), head + 4.0), (x(tick), foot)], palette.grid, 1);
        let figure = format!("{:.0}%", tick * 100.0);
        canvas.text(&figure, x(tick), foot + 16.0, 11.0, Anchor::Middle, palette.quiet)?;
        tick += step;
    }
    let mut marks = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (y0, y1) = (head + at as f64 * ROW + 10.0, head + at as f64 * ROW + ROW);
        let middle = f64::midpoint(y0, y1);
        let name = crate::font::ellipsised(&row.name, 12.0, left - 14.0);
        canvas.text(&name, left - 10.0, middle + 4.0, 12.0, Anchor::End, palette.ink)?;
        if let Some((low, high)) = row.band {
            let area = Area::new(x(low).round(), y0 + 3.0, x(high.unwrap_or(most)).round(), y1 - 3.0);
            canvas.boxed(area, palette.budget_fill, palette.budget_line);
        }
        if let Some(target) = row.target {
            canvas.line(&[(x(target), y0), (x(target), y1)], palette.alarm, 2);
        }
        if let Some(figure) = row.figure {
            canvas.dot(x(figure), middle, 5, palette.actual);
        }
        let figure = row
            .figure
            .map_or_else(|| "–".to_owned(), |figure| format!("{:.1}%", figure * 100.0));
        canvas.text(&figure, right + 8.0, middle + 4.0, 12.0, Anchor::Start, palette.ink)?;
        marks.push(Mark {
            x: left,
            y: y0,
            width: right - left,
            height: y1 - y0,
            label: row.label.clone(),
            key: BTreeMap::new(),
            rest: Vec::new(),
            figure: "share".to_owned(),
            budgeted: None,
            span: None,
            explain: row.path.clone(),
        });
    }
    let told: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: told.join(style.language.pick("；", "; ")),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}
