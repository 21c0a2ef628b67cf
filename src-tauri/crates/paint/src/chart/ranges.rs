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
    /// The dot.
    pub figure: f64,
    /// The target, a line across the row.
    pub target: Option<f64>,
    /// The row in words.
    pub label: String,
}

/// Space for names.
const NAMES: f64 = 190.0;
/// Height of a row.
const ROW: f64 = 30.0;

/// Draws the rows.
///
/// # Errors
/// `chart_size` without rows, `chart_failed` when the picture cannot be written.
pub fn ranges(rows: &[RangeRow], mut style: ChartStyle) -> Outcome<Chart> {
    style.height = (rows.len() as f64 * ROW + 34.0) as u32;
    if rows.is_empty() || rows.len() > 60 {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let mut canvas = Canvas::new(&style, Palette::of(style.theme));
    let palette = canvas.palette;
    let ends = rows.iter().flat_map(|row| {
        let (low, high) = row.band.unwrap_or_default();
        [row.figure, low, high.unwrap_or(low * 1.2), row.target.unwrap_or(0.0)]
    });
    let most = ends.fold(0.1f64, f64::max) * 1.08;
    // Ticks at 5, 10, 20 or 50 points, so that at most eight fit.
    let step = [0.05, 0.1, 0.2, 0.5]
        .into_iter()
        .find(|step| most / step <= 8.0)
        .unwrap_or(1.0);
    let (left, right) = (NAMES, f64::from(style.width) - 58.0);
    let x = |share: f64| left + (right - left) * (share / most).clamp(0.0, 1.0);
    let foot = rows.len() as f64 * ROW + 6.0;
    let mut tick = 0.0;
    while tick <= most {
        canvas.line(&[(x(tick), 4.0), (x(tick), foot)], palette.grid, 1);
        let figure = format!("{:.0}%", tick * 100.0);
        canvas.text(&figure, x(tick), foot + 16.0, 11.0, Anchor::Middle, palette.quiet)?;
        tick += step;
    }
    let mut marks = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (y0, y1) = (at as f64 * ROW + 10.0, at as f64 * ROW + ROW);
        let middle = f64::midpoint(y0, y1);
        canvas.text(&row.name, left - 10.0, middle + 4.0, 12.0, Anchor::End, palette.ink)?;
        if let Some((low, high)) = row.band {
            let area = Area::new(x(low).round(), y0 + 3.0, x(high.unwrap_or(most)).round(), y1 - 3.0);
            canvas.boxed(area, palette.budget_fill, palette.budget_line);
        }
        if let Some(target) = row.target {
            canvas.line(&[(x(target), y0), (x(target), y1)], palette.alarm, 2);
        }
        canvas.dot(x(row.figure), middle, 5, palette.actual);
        let figure = format!("{:.1}%", row.figure * 100.0);
        canvas.text(&figure, right + 8.0, middle + 4.0, 12.0, Anchor::Start, palette.ink)?;
        marks.push(Mark {
            x: left,
            y: y0,
            width: right - left,
            height: y1 - y0,
            label: row.label.clone(),
            key: BTreeMap::new(),
            figure: "share".to_owned(),
            budgeted: None,
            span: None,
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
