//! Cohorts as a heat map: a row a month of acquisition, a column a month of age; the share stands in each cell, so that
//! nothing hangs on colour.

use std::collections::BTreeMap;

use kezhang_core::evaluate::report::CohortsReport;
use kezhang_core::language::say;
use kezhang_core::{Fault, Outcome};
use plotters::style::RGBColor;

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::{Chart, ChartStyle, Mark};
use crate::words;

const SMALL: f64 = 11.0;

/// Draws the heat map.
///
/// # Errors
/// `chart_size` for a size that nothing can be drawn in, `chart_failed` when the picture cannot be written.
pub fn cohorts(report: &CohortsReport, style: &ChartStyle) -> Outcome<Chart> {
    if !(240..=8_000).contains(&style.width) || !(40..=8_000).contains(&style.height) {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let language = style.language;
    let mut canvas = Canvas::new(style, Palette::of(style.theme));
    let (ink, quiet, actual, ground) = (
        canvas.palette.ink,
        canvas.palette.quiet,
        canvas.palette.actual,
        canvas.palette.ground,
    );
    let title = words::word(language, "evaluate.cohorts.title");
    let mut top = 8.0;
    if style.is_standalone {
        canvas.text(&title, 20.0, 32.0, 18.0, Anchor::Start, ink)?;
        let line = [
            crate::inert::inert(&report.head.company).into_owned(),
            words::span(language, report.head.from, report.head.to),
        ];
        let line: Vec<&str> = line
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        canvas.text(&line.join("·"), 20.0, 53.0, 12.0, Anchor::Start, quiet)?;
        top = 68.0;
    }
    let mut marks = Vec::new();
    let mut text = vec![title + language.pick("。", ".")];
    let first = report.rows.len().saturating_sub(60);
    let rows = &report.rows[first..];
    let ages = rows.iter().map(|row| row.retained.len()).max().unwrap_or(0);
    if ages == 0 {
        let nothing = words::word(language, "report.nothing");
        let (x, y) = (f64::from(style.width) / 2.0, (f64::from(style.height) + top) / 2.0);
        canvas.text(&nothing, x, y, 14.0, Anchor::Middle, quiet)?;
        text.push(nothing);
    } else {
        let (left, right) = (118.0, f64::from(style.width) - 16.0);
        let wide = (right - left) / ages as f64;
        let high = ((f64::from(style.height) - top - 24.0) / rows.len() as f64).min(26.0);
        // Narrow columns carry every third figure of the axis, and none in the cells.
        let has_room = wide >= 30.0;
        let step = if has_room { 1 } else { 3 };
        for age in (0..ages).step_by(step) {
            let x = left + wide * (age as f64 + 0.5);
            canvas.text(&age.to_string(), x, top + 13.0, SMALL, Anchor::Middle, quiet)?;
        }
        for (at, row) in rows.iter().enumerate() {
            let y = top + 20.0 + high * at as f64;
            let label = format!("{} ({})", row.cohort, row.customers);
            canvas.text(&label, left - 8.0, y + high / 2.0 + 4.0, SMALL, Anchor::End, ink)?;
            for (age, share) in row.retained.iter().enumerate() {
                let x = left + wide * age as f64;
                let area = Area::new(x.round(), y.round(), (x + wide - 1.0).round(), (y + high - 1.0).round());
                canvas.fill(area, blend(ground, actual, 0.08 + 0.82 * share));
                let figure = format!("{:.0}%", share * 100.0);
                if has_room {
                    let over = if *share > 0.55 { ground } else { ink };
                    canvas.text(
                        &figure,
                        x + wide / 2.0,
                        y + high / 2.0 + 4.0,
                        SMALL,
                        Anchor::Middle,
                        over,
                    )?;
                }
                marks.push(Mark {
                    x: area.x0,
                    y: area.y0,
                    width: area.width(),
                    height: area.y1 - area.y0,
                    label: say(
                        language,
                        "chart.cohort",
                        &[
                            ("cohort", &row.cohort.to_string()),
                            ("months", &age.to_string()),
                            ("share", &figure),
                        ],
                    ),
                    key: BTreeMap::from([("month".to_owned(), Some(row.cohort.to_string()))]),
                    rest: Vec::new(),
                    figure: "retained".to_owned(),
                    budgeted: None,
                    span: None,
                    explain: Some(format!("rows[{}].retained[{age}]", first + at)),
                });
            }
            let last = row.retained.last().copied().unwrap_or(0.0);
            text.push(say(
                language,
                "chart.text.cohort",
                &[
                    ("cohort", &row.cohort.to_string()),
                    ("customers", &row.customers.to_string()),
                    ("share", &format!("{:.0}%", last * 100.0)),
                ],
            ));
        }
    }
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: text.join(language.pick("", " ")),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}

/// A colour between two.
fn blend(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share.clamp(0.0, 1.0)).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}
