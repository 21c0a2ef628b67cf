//! What is drawn of an evaluation: bars by name and curves, each figure with its place in the report.

use std::collections::BTreeMap;

use kezhang_core::evaluate::report::{
    AcquisitionReport, CustomersReport, EvaluateHead, FeesReport, RetentionReport, ValueReport,
};
use kezhang_core::evaluate::review::ReviewReport;
use kezhang_core::language::say;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Language};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::review::{goal_rows, share_rows};
use super::work::bars;
use crate::chart::curve::{Curve, CurveKind, CurvePoint};
use crate::chart::ranges::RangeRow;
use crate::chart::{NamedBar, NamedBars};
use crate::figure::{Unit, percent, short};
use crate::words;

fn length(amount: Amount) -> Option<f64> {
    amount.value().to_f64()
}

/// Company and span, and of figures in money their unit, basis and measure: none of them says what it is without.
pub(super) fn about(head: &EvaluateHead, language: Language, money: Option<Unit>) -> String {
    let mut parts = vec![head.company.clone(), words::span(language, head.from, head.to)];
    if let Some(unit) = money {
        let unit = words::unit(language, unit, head.currency);
        parts.extend([
            say(language, "report.unit.is", &[("unit", &unit)]),
            words::word(language, &format!("basis.{}", head.basis.as_str())),
            words::word(language, &format!("measure.{}", head.measure.as_str())),
        ]);
    }
    parts.retain(|part| !part.is_empty());
    parts.join("·")
}

/// What a new customer costs, by whatever the rows are.
pub fn acquisition_bars(report: &AcquisitionReport, title: &str, language: Language, unit: Unit) -> NamedBars {
    let shown = report
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !row.figures.cost.value().is_zero() || row.figures.customers != 0);
    let rows = shown.map(|(at, row)| {
        let (code, figures) = (row.key.value(report.by), &row.figures);
        let count = figures.customers.to_string();
        let cost = short(figures.cost.value(), language, unit);
        let told = match figures.cac {
            Some(cac) => say(
                language,
                "chart.cac",
                &[("cac", &short(cac.value(), language, unit)), ("count", &count)],
            ),
            None => say(language, "chart.cac_none", &[("cost", &cost)]),
        };
        NamedBar {
            label: match report.by.is_time() {
                true => code.unwrap_or_default().to_owned(),
                false => words::label(language, &report.labels, report.by, code),
            },
            key: BTreeMap::from([(report.by.as_str().to_owned(), code.map(str::to_owned))]),
            values: [figures.cac.and_then(length), None],
            paths: [Some(format!("rows[{at}].cac")), None],
            told,
            // Money spent in a named place that won nobody.
            is_alarm: figures.cac.is_none() && code.is_some(),
        }
    });
    bars(
        &report.head,
        title,
        &["column.cac"],
        (language, Some(unit)),
        rows.collect(),
    )
}

/// The worth of the customers that are worth most: by the model where the data carry it, else by contract.
pub fn value_bars(report: &ValueReport, language: Language, unit: Unit) -> NamedBars {
    let is_model = report.rows.iter().any(|row| row.clv.is_some());
    let column = if is_model { "column.clv" } else { "column.contractual" };
    let mut found: Vec<(Amount, NamedBar)> = Vec::new();
    for (at, row) in report.rows.iter().enumerate() {
        let (worth, low, high, field) = match is_model {
            true => (row.clv, row.clv_low, row.clv_high, "clv"),
            false => (
                row.contractual,
                row.contractual_low,
                row.contractual_high,
                "contractual",
            ),
        };
        let Some(worth) = worth else { continue };
        let figure = |amount: Amount| short(amount.value(), language, unit);
        let told = match (low, high) {
            (Some(low), Some(high)) => format!("{} ({}–{})", figure(worth), figure(low), figure(high)),
            _ => figure(worth),
        };
        found.push((
            worth,
            NamedBar {
                label: words::label(language, &report.labels, Dimension::Customer, Some(&row.customer)),
                key: BTreeMap::from([("customer".to_owned(), Some(row.customer.clone()))]),
                values: [length(worth), None],
                paths: [Some(format!("rows[{at}].{field}")), None],
                told,
                is_alarm: worth.value().is_sign_negative() && !worth.value().is_zero(),
            },
        ));
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.0.value()));
    NamedBars {
        title: words::word(language, "evaluate.value.title"),
        about: [report.head.figures.company.as_str(), &report.head.as_of.to_string()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("·"),
        legend: vec![words::word(language, column)],
        whole: None,
        bars: found.into_iter().map(|(_, bar)| bar).collect(),
    }
}

/// What is owed, by how long it is past due.
pub fn fee_bars(report: &FeesReport, language: Language, unit: Unit) -> NamedBars {
    let total = &report.total;
    let ages = [
        ("not_due", total.not_due),
        ("to_30", total.to_30),
        ("to_60", total.to_60),
        ("to_90", total.to_90),
        ("to_180", total.to_180),
        ("to_365", total.to_365),
        ("over_365", total.over_365),
    ];
    let is_nothing = ages.iter().all(|(_, amount)| amount.value().is_zero());
    let rows = ages.into_iter().filter(|_| !is_nothing).map(|(age, amount)| NamedBar {
        label: words::word(language, &format!("column.{age}")),
        key: BTreeMap::new(),
        values: [length(amount), None],
        paths: [Some(format!("total.{age}")), None],
        told: short(amount.value(), language, unit),
        is_alarm: age != "not_due" && !amount.value().is_zero(),
    });
    bars(
        &report.head,
        "evaluate.fees.title",
        &["column.owed"],
        (language, Some(unit)),
        rows.collect(),
    )
}

/// Cumulative profit of the customers, the most profitable first: the whale curve.
pub fn profit_curve(report: &CustomersReport, language: Language, unit: Unit) -> Curve {
    let start = CurvePoint {
        at: 0,
        value: Decimal::ZERO,
        band: None,
        label: words::word(language, "chart.whale_start"),
        path: None,
    };
    let points = report.whale.iter().enumerate().map(|(place, sum)| CurvePoint {
        at: u32::try_from(place + 1).unwrap_or(u32::MAX),
        value: sum.value(),
        band: None,
        label: say(
            language,
            "chart.whale",
            &[
                ("count", &(place + 1).to_string()),
                ("amount", &short(sum.value(), language, unit)),
            ],
        ),
        path: Some(format!("whale[{place}]")),
    });
    Curve {
        title: words::word(language, "chart.whale_title"),
        about: about(&report.head, language, Some(unit)),
        foot: words::word(language, "chart.whale_foot"),
        kind: CurveKind::Money,
        points: [start].into_iter().chain(points).collect(),
    }
}

/// The survival of customers since they were won (Kaplan–Meier), with its interval.
pub fn survival_curve(report: &RetentionReport, language: Language) -> Curve {
    let exact = |share: f64| share.to_string().parse::<Decimal>().unwrap_or_default();
    let start = CurvePoint {
        at: 0,
        value: Decimal::ONE,
        band: None,
        label: words::word(language, "chart.survival_start"),
        path: None,
    };
    let points = report.survival.iter().enumerate().map(|(place, step)| {
        let share = exact(step.survival);
        let facts = |band: &str| {
            say(
                language,
                "chart.survival",
                &[
                    ("months", &step.month.to_string()),
                    ("share", &percent(share)),
                    ("band", band),
                ],
            )
        };
        let band = step.low.zip(step.high).map(|(low, high)| (exact(low), exact(high)));
        CurvePoint {
            at: step.month,
            value: share,
            label: facts(&band.map_or_else(String::new, |(low, high)| {
                say(
                    language,
                    "chart.band",
                    &[("low", &percent(low)), ("high", &percent(high))],
                )
            })),
            band,
            path: Some(format!("survival[{place}].survival")),
        }
    });
    // Who leaves in the month of acquisition is a step at the start.
    let points: Vec<CurvePoint> = [start].into_iter().chain(points).collect();
    Curve {
        title: words::word(language, "evaluate.survival"),
        about: about(&report.head, language, None),
        foot: words::word(language, "evaluate.months_since"),
        kind: CurveKind::Share,
        points: if points.len() > 1 { points } else { Vec::new() },
    }
}

/// The goals that are shares, and the company's share beside the usual ones.
pub fn review_rows(report: &ReviewReport) -> Vec<RangeRow> {
    let mut rows = goal_rows(&report.goals);
    let shares = report.tests.iter().filter(|test| test.name.as_str() == "share");
    rows.extend(shares.flat_map(|test| share_rows(report, &test.evidence)));
    rows
}
