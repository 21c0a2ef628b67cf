//! Charts of offers: cumulative cost by month as steps that cross, and what the ranking hangs on as lying bars.
//!
//! The one thing to know: each curve is told by its dash and its name at the end as well as by its colour.

use std::collections::BTreeMap;

use kezhang_core::evaluate::offer::driver::{DriverUnit, OfferDriver};
use kezhang_core::evaluate::offer::result::OfferResult;
use kezhang_core::evaluate::offer::{ComparisonReport, DriverReport};
use kezhang_core::language::say;
use kezhang_core::{Amount, Fault, Language, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::canvas::{Anchor, Area, Canvas};
use super::palette::Palette;
use super::scale::Axis;
use super::{Chart, ChartStyle, Mark};
use crate::figure::{short, typeset};
use crate::font::{ellipsised, width};
use crate::inert::inert;
use crate::words;

/// Which picture of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferPicture {
    /// Cumulative cash by month.
    Cash,
    /// Cumulative present value by month.
    PresentValue,
    /// The drivers of the ranking.
    Drivers,
}

const TEXT: f64 = 13.0;
const SMALL: f64 = 12.0;

/// Draws a picture of a comparison.
///
/// # Errors
/// `chart_size`, `chart_failed`.
pub fn offers(
    report: &ComparisonReport,
    drivers: Option<&DriverReport>,
    picture: OfferPicture,
    style: &ChartStyle,
) -> Outcome<Chart> {
    if !(200..=8_000).contains(&style.width) || !(120..=8_000).contains(&style.height) {
        return Err(Fault::new("chart_size")
            .with("width", style.width)
            .with("height", style.height));
    }
    let mut canvas = Canvas::new(style, Palette::of(style.theme));
    let mut top = 10.0;
    let title = match picture {
        OfferPicture::Cash => "offer.chart.cash",
        OfferPicture::PresentValue => "offer.chart.present_value",
        OfferPicture::Drivers => "offer.chart.drivers",
    };
    let title = words::word(style.language, title);
    if style.is_standalone {
        let (ink, quiet, room) = (canvas.palette.ink, canvas.palette.quiet, f64::from(style.width) - 40.0);
        canvas.text(&ellipsised(&title, 18.0, room), 20.0, 32.0, 18.0, Anchor::Start, ink)?;
        let line = head_line(report, style);
        canvas.text(&ellipsised(&line, SMALL, room), 20.0, 53.0, SMALL, Anchor::Start, quiet)?;
        top = 72.0;
    }
    let mut marks = Vec::new();
    let drawn: Vec<&OfferResult> = report.offers.iter().filter(|offer| !offer.items.is_empty()).collect();
    let mut text = vec![format!("{title}{}", style.language.pick("。", ". "))];
    match (picture, drivers) {
        (OfferPicture::Drivers, Some(drivers)) if !drivers.drivers.is_empty() => {
            tornado(&mut canvas, drivers, style, top, &mut marks)?;
        }
        (OfferPicture::Cash | OfferPicture::PresentValue, _) if !drawn.is_empty() => {
            curves(&mut canvas, report, &drawn, picture, style, top, &mut marks)?;
        }
        _ => {
            let nothing = words::word(style.language, "offer.chart.nothing");
            let (x, y) = (f64::from(style.width) / 2.0, (f64::from(style.height) + top) / 2.0);
            let quiet = canvas.palette.quiet;
            canvas.text(&nothing, x, y, 14.0, Anchor::Middle, quiet)?;
            text.push(nothing);
        }
    }
    text.extend(marks.iter().map(|mark: &Mark| mark.label.clone()));
    Ok(Chart {
        svg: canvas.finish()?,
        marks,
        text: text.join(style.language.pick("；", "; ")),
        width: f64::from(style.width),
        height: f64::from(style.height),
    })
}

fn head_line(report: &ComparisonReport, style: &ChartStyle) -> String {
    let head = &report.head;
    let facts = [
        ("years", head.horizon_years.to_string()),
        ("rate", head.discount_percent.normalize().to_string()),
        ("unit", words::unit(style.language, style.unit, head.currency)),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let basis = say(style.language, "offer.chart.head", &facts);
    let parts = [
        inert(&head.company).into_owned(),
        inert(&head.comparison).into_owned(),
        basis,
    ];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("·")
}

fn curve_of(offer: &OfferResult, picture: OfferPicture) -> &[Amount] {
    if picture == OfferPicture::PresentValue {
        &offer.cumulative_npv
    } else {
        &offer.cumulative
    }
}

fn curves(
    canvas: &mut Canvas<'_>,
    report: &ComparisonReport,
    drawn: &[&OfferResult],
    picture: OfferPicture,
    style: &ChartStyle,
    top: f64,
    marks: &mut Vec<Mark>,
) -> Outcome<()> {
    let (language, unit, palette) = (style.language, style.unit, canvas.palette);
    let months = report.head.horizon_years * 12;
    let names = drawn
        .iter()
        .map(|offer| width(&inert(&offer.offer), TEXT))
        .fold(0.0, f64::max);
    let names = names.min(f64::from(style.width) * 0.22);
    let highest = drawn
        .iter()
        .filter_map(|offer| curve_of(offer, picture).last())
        .map(|amount| unit.of(amount.value()))
        .max()
        .unwrap_or_default();
    let bottom = f64::from(style.height) - 44.0;
    let axis = Axis::new(Decimal::ZERO, highest, if bottom - top < 160.0 { 3 } else { 5 });
    let labels = axis.labels(language, unit);
    let left = labels.iter().map(|label| width(label, SMALL)).fold(0.0, f64::max) + 28.0;
    let right = f64::from(style.width) - names - 34.0;
    let x_of = |month: u32| (left + (right - left) * f64::from(month) / f64::from(months.max(1))).round();
    let y_of = |value: Decimal| (bottom - (bottom - top) * axis.place(unit.of(value))).round();
    for (tick, label) in axis.ticks().into_iter().zip(&labels) {
        let y = (bottom - (bottom - top) * axis.place(tick)).round();
        let colour = if tick.is_zero() { palette.axis } else { palette.grid };
        canvas.fill(Area::new(left, y, right, y + 1.0), colour);
        canvas.text(label, left - 8.0, y + 4.0, SMALL, Anchor::End, palette.quiet)?;
    }
    for year in 0..=report.head.horizon_years {
        let x = x_of(year * 12);
        canvas.fill(Area::new(x, bottom, x + 1.0, bottom + 4.0), palette.axis);
        canvas.text(
            &(year * 12).to_string(),
            x,
            bottom + 18.0,
            SMALL,
            Anchor::Middle,
            palette.quiet,
        )?;
    }
    let months_word = words::word(language, "offer.chart.months");
    canvas.text(
        &months_word,
        (left + right) / 2.0,
        bottom + 36.0,
        SMALL,
        Anchor::Middle,
        palette.quiet,
    )?;
    // Names at the right end, moved apart where the curves end close together.
    let mut ends: Vec<(usize, f64)> = drawn
        .iter()
        .enumerate()
        .map(|(at, offer)| {
            (
                at,
                curve_of(offer, picture)
                    .last()
                    .map_or(bottom, |last| y_of(last.value())),
            )
        })
        .collect();
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut lowest = f64::MIN;
    for end in &mut ends {
        end.1 = end.1.max(lowest + 16.0);
        lowest = end.1;
    }
    for (at, offer) in drawn.iter().enumerate() {
        let colour = palette.stages[at % 3];
        let values = curve_of(offer, picture);
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(values.len() * 2);
        let mut before = Decimal::ZERO;
        for (amount, month) in values.iter().zip(0..) {
            let x = x_of(month);
            if month > 0 && amount.value() != before {
                points.push((x, y_of(before)));
            }
            before = amount.value();
            points.push((x, y_of(before)));
        }
        if at % 2 == 0 {
            canvas.line(&points, colour, 2);
        } else {
            canvas.dashed(&points, colour, 2);
        }
        let end = ends.iter().find(|(place, _)| *place == at).map_or(bottom, |(_, y)| *y);
        let place = report.offers.iter().position(|other| other.id == offer.id);
        let field = if picture == OfferPicture::PresentValue {
            "cumulative_npv"
        } else {
            "cumulative"
        };
        let name = ellipsised(&inert(&offer.offer), TEXT, names.max(24.0));
        canvas.text(&name, right + 10.0, end + 4.0, TEXT, Anchor::Start, colour)?;
        for year in 1..=report.head.horizon_years {
            // What has been paid before the next year begins; arrears of the last month included at the end.
            let month = if year == report.head.horizon_years {
                months
            } else {
                year * 12 - 1
            };
            let Some(amount) = values.get(month as usize) else {
                continue;
            };
            let (x, y) = (x_of(month), y_of(amount.value()));
            let figure = typeset(unit.of(amount.value()), unit.decimals(report.head.currency.decimals()));
            marks.push(Mark {
                x: x - 8.0,
                y: y - 8.0,
                width: 16.0,
                height: 16.0,
                label: say(
                    language,
                    "offer.chart.mark",
                    &[
                        ("offer", &offer.offer),
                        ("year", &year.to_string()),
                        ("amount", &figure),
                    ],
                ),
                key: BTreeMap::new(),
                rest: Vec::new(),
                figure: offer.offer.clone(),
                budgeted: None,
                span: None,
                explain: place.map(|place| format!("offers[{place}].{field}[{month}]")),
            });
        }
    }
    let is_npv = picture == OfferPicture::PresentValue;
    let crossings = report.break_even.iter().enumerate();
    for (place, crossing) in crossings.filter(|(_, crossing)| crossing.is_npv == is_npv) {
        let Some(offer) = drawn.iter().find(|offer| offer.offer == crossing.later) else {
            continue;
        };
        let Some(amount) = curve_of(offer, picture).get(crossing.month as usize) else {
            continue;
        };
        let (x, y) = (x_of(crossing.month), y_of(amount.value()));
        canvas.dot(x, y, 5, palette.ink);
        let text = say(
            language,
            "offer.chart.crossing",
            &[("month", &crossing.month.to_string())],
        );
        canvas.text(&text, x, y - 10.0, SMALL, Anchor::Middle, palette.ink)?;
        marks.push(Mark {
            x: x - 9.0,
            y: y - 9.0,
            width: 18.0,
            height: 18.0,
            label: say(
                language,
                "offer.break_even.sentence",
                &[
                    ("first", &crossing.first),
                    ("later", &crossing.later),
                    ("month", &crossing.month.to_string()),
                ],
            ),
            key: BTreeMap::new(),
            rest: Vec::new(),
            figure: "break_even".to_owned(),
            budgeted: None,
            span: None,
            explain: Some(format!("break_even[{place}].month")),
        });
    }
    Ok(())
}

/// A figure of a driver as people read it: `+20%`, `3 年`.
pub fn driver_figure(language: Language, unit: DriverUnit, value: Decimal) -> String {
    let text = typeset(value, value.normalize().scale());
    match unit {
        DriverUnit::Change if value > Decimal::ZERO => format!("+{text}%"),
        DriverUnit::Change | DriverUnit::Percent => format!("{text}%"),
        DriverUnit::Years => say(language, "offer.driver.years", &[("years", &text)]),
    }
}

/// A driver's name.
pub fn driver_name(language: Language, driver: &OfferDriver) -> String {
    words::word(language, &format!("offer.driver.{}", driver.key))
}

fn tornado(
    canvas: &mut Canvas<'_>,
    report: &DriverReport,
    style: &ChartStyle,
    top: f64,
    marks: &mut Vec<Mark>,
) -> Outcome<()> {
    let (language, unit, palette) = (style.language, style.unit, canvas.palette);
    let bottom = f64::from(style.height) - 44.0;
    let drivers = &report.drivers;
    let gaps = || {
        drivers
            .iter()
            .flat_map(|driver| [driver.gap_low, driver.gap_high])
            .chain([report.gap])
    };
    let low = gaps().map(|gap| unit.of(gap.value())).min().unwrap_or_default();
    let high = gaps().map(|gap| unit.of(gap.value())).max().unwrap_or_default();
    let axis = Axis::new(low, high, 5);
    let names: Vec<String> = drivers.iter().map(|driver| driver_name(language, driver)).collect();
    let room = names.iter().map(|name| width(name, TEXT)).fold(0.0, f64::max);
    let room = room.min(f64::from(style.width) * 0.3);
    let (left, right) = (20.0 + room + 62.0, f64::from(style.width) - 74.0);
    let x_of = |value: Decimal| (left + (right - left) * axis.place(value)).round();
    for (tick, label) in axis.ticks().into_iter().zip(axis.labels(language, unit)) {
        let x = x_of(tick);
        canvas.fill(Area::new(x, top, x + 1.0, bottom), palette.grid);
        canvas.text(&label, x, bottom + 18.0, SMALL, Anchor::Middle, palette.quiet)?;
    }
    let foot = words::word(language, "offer.chart.gap");
    canvas.text(
        &foot,
        (left + right) / 2.0,
        bottom + 36.0,
        SMALL,
        Anchor::Middle,
        palette.quiet,
    )?;
    let band = ((bottom - top) / drivers.len() as f64).min(46.0);
    let thick = (band * 0.5).clamp(4.0, 20.0);
    let now = x_of(unit.of(report.gap.value()));
    for (at, driver) in drivers.iter().enumerate() {
        let middle = (top + band * (at as f64 + 0.5)).round();
        let name = ellipsised(&names[at], TEXT, room);
        canvas.text(&name, 20.0 + room, middle + 4.5, TEXT, Anchor::End, palette.ink)?;
        let sides = [(driver.low, driver.gap_low), (driver.high, driver.gap_high)];
        let ends = sides.map(|(_, gap)| x_of(unit.of(gap.value())));
        for (((figure, gap), end), field) in sides.into_iter().zip(ends).zip(["gap_low", "gap_high"]) {
            let area = Area::new(
                now,
                middle - thick / 2.0,
                if (end - now).abs() < 1.0 { now + 1.0 } else { end },
                middle + thick / 2.0,
            );
            // Where another one is the cheapest the bar is hatched.
            if gap.value() < Decimal::ZERO {
                canvas.hatched(area, palette.alarm_fill, palette.alarm);
            } else {
                canvas.boxed(area, palette.budget_fill, palette.budget_line);
            }
            let said = driver_figure(language, driver.unit, figure);
            let other = if end == ends[0] { ends[1] } else { ends[0] };
            // Two ends on one side of today: the nearer one has no room of its own.
            let is_outer = (end - now).abs() >= 1.0
                && ((end - now).signum() != (other - now).signum() || (end - now).abs() >= (other - now).abs());
            if is_outer {
                let (x, anchor) = if end < now {
                    (end - 5.0, Anchor::End)
                } else {
                    (end + 5.0, Anchor::Start)
                };
                canvas.text(&said, x, middle + 4.0, 11.0, anchor, palette.quiet)?;
            }
            marks.push(Mark {
                x: area.x0.min(area.x1 - 6.0),
                y: area.y0,
                width: area.width().max(6.0),
                height: area.y1 - area.y0,
                label: say(
                    language,
                    "offer.chart.driver_mark",
                    &[
                        ("driver", &names[at]),
                        ("figure", &said),
                        ("gap", &short(gap.value(), language, unit)),
                    ],
                ),
                key: BTreeMap::new(),
                rest: Vec::new(),
                figure: driver.key.clone(),
                budgeted: None,
                span: None,
                explain: Some(format!("drivers[{at}].{field}")),
            });
        }
    }
    canvas.fill(Area::new(now, top, now + 2.0, bottom), palette.actual_line);
    let zero = x_of(Decimal::ZERO);
    canvas.dashed(&[(zero, top), (zero, bottom)], palette.alarm, 1);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use kezhang_core::Currency;
    use kezhang_core::evaluate::offer::compare::{Comparing, Entrant, compare};
    use kezhang_core::evaluate::offer::driver::drivers;
    use kezhang_core::evaluate::offer::price::Buyer;
    use kezhang_core::evaluate::offer::terms::ChargeEvery;
    use kezhang_core::evaluate::offer::{OfferItem, OfferNeed, OfferTerms};
    use kezhang_core::record::entry::Taxpayer;

    use super::*;
    use crate::chart::Theme;
    use crate::figure::Unit;

    #[test]
    fn the_crossing_is_drawn_and_told_with_its_month() {
        let entrant = |name: &str, every, price: i64| Entrant {
            id: 1,
            name: name.to_owned(),
            vendor: String::new(),
            terms: OfferTerms {
                items: vec![OfferItem {
                    name: "x".to_owned(),
                    every,
                    price: price.into(),
                    ..OfferItem::default()
                }],
                ..OfferTerms::default()
            },
        };
        let entrants = [
            entrant("买断", ChargeEvery::Once, 40_000),
            entrant("订阅", ChargeEvery::Year, 15_000),
        ];
        let need = OfferNeed {
            horizon_years: 5,
            ..OfferNeed::default()
        };
        let comparing = Comparing {
            name: "CRM",
            company: "",
            need: &need,
            functions: &[],
            weights: &[],
            entrants: &entrants,
            buyer: Buyer {
                currency: Currency::CNY,
                taxpayer: Taxpayer::Small,
            },
            today: "2026-11-22".parse().unwrap(),
            language: Language::Chinese,
        };
        let (report, moved) = (compare(&comparing).unwrap(), drivers(&comparing).unwrap());
        let style = ChartStyle {
            language: Language::Chinese,
            theme: Theme::Light,
            unit: Unit::One,
            width: 800,
            height: 400,
            is_standalone: true,
        };
        // 15,000 at months 0, 12, 24: 45,000 from month 24 on against 40,000.
        let chart = offers(&report, None, OfferPicture::Cash, &style).unwrap();
        assert!(
            chart
                .marks
                .iter()
                .any(|mark| mark.figure == "break_even" && mark.label.contains("24")),
            "{}",
            chart.text
        );
        assert!(chart.text.contains("45,000.00") && chart.svg.contains("买断"));
        let chart = offers(&report, Some(&moved), OfferPicture::Drivers, &style).unwrap();
        assert_eq!(chart.marks.len(), moved.drivers.len() * 2);
    }
}
