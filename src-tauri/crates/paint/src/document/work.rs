//! Activities, the use of resources and satisfaction as documents, with the bars that go with them.

use std::collections::BTreeMap;

use kezhang_core::Language;
use kezhang_core::evaluate::activity::ActivitiesReport;
use kezhang_core::evaluate::points::PointsReport;
use kezhang_core::evaluate::report::EvaluateHead;
use kezhang_core::evaluate::resources::{ResourcesReport, ToolVerdict};
use kezhang_core::evaluate::satisfaction::SatisfactionReport;
use kezhang_core::language::{catalogue, say};
use kezhang_core::record::register::Dimension;
use rust_decimal::prelude::ToPrimitive;

use super::evaluate::begun;
use super::{Cell, Document, Kind};
use crate::chart::{NamedBar, NamedBars};
use crate::figure::{Unit, short};
use crate::words::{self, Labels};

/// A table with no total.
const NO_TOTAL: Option<&()> = None;

/// Activities, planned against actual.
pub fn activities(report: &ActivitiesReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(
        &report.head,
        &report.labels,
        "evaluate.activities.title",
        language,
        unit,
    );
    table.notes.push(words::word(language, "evaluate.note.known"));
    table.coded("activity", Dimension::Activity);
    table.word("purpose", "purpose");
    table.coded("channel", Dimension::Channel);
    table.figures(Kind::Date, &["starts_on", "ends_on"]);
    table.word("status", "activity_status");
    table.figures(Kind::Amount, &["planned_cost"]);
    table.titled(Kind::Amount, "cost", "column.actual_cost");
    table.figures(Kind::Amount, &["variance", "offset"]);
    table.figures(Kind::Integer, &["invited", "attendance", "responses"]);
    table.figures(Kind::Percent, &["attendance_rate", "response_rate"]);
    table.figures(
        Kind::Amount,
        &["cost_per_attendee", "cost_per_response", "expected_revenue", "revenue"],
    );
    table.figures(Kind::Percent, &["roi_revenue", "roi_margin"]);
    table.figures(Kind::Number, &["score"]);
    table.notes.push(words::word(language, "evaluate.note.activities"));
    if report.margin.is_none() {
        table.notes.push(words::word(language, "evaluate.note.no_margin"));
    }
    table.document(&report.rows, Some(&report.total))
}

/// Loyalty points.
pub fn points(report: &PointsReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.points.title", language, unit);
    table.coded(report.by.as_str(), report.by);
    table.figures(Kind::Integer, &["issued", "redeemed", "expired", "open"]);
    table.figures(Kind::Number, &["cost_per_point"]);
    table.figures(Kind::Amount, &["redeemed_cost", "obligation"]);
    table.figures(Kind::Percent, &["breakage"]);
    table.figures(Kind::Integer, &["members", "active_members"]);
    table.figures(Kind::Percent, &["active_share"]);
    table.notes.push(words::word(language, "evaluate.note.points"));
    if report.is_short {
        table.notes.push(words::word(language, "evaluate.note.points_short"));
    }
    table.document(&report.rows, Some(&report.total))
}

/// Points that are open at the end of each row.
pub fn points_bars(report: &PointsReport, language: Language) -> NamedBars {
    let rows = report.rows.iter().enumerate().map(|(at, row)| {
        let code = row.key.value(report.by);
        NamedBar {
            paths: ["issued", "redeemed"].map(|field| Some(format!("rows[{at}].{field}"))),
            label: match report.by.is_time() {
                true => code.unwrap_or_default().to_owned(),
                false => words::label(language, &report.labels, report.by, code),
            },
            key: BTreeMap::from([(report.by.as_str().to_owned(), code.map(str::to_owned))]),
            values: [
                Some(row.issued.to_f64().unwrap_or_default()),
                Some(row.redeemed.to_f64().unwrap_or_default()),
            ],
            told: row.open.to_string(),
            is_alarm: row.open < 0,
        }
    });
    let legend = ["column.issued", "column.redeemed"];
    bars(
        &report.head,
        "evaluate.points.title",
        &legend,
        (language, None),
        rows.collect(),
    )
}

/// How satisfied customers are.
pub fn satisfaction(report: &SatisfactionReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(
        &report.head,
        &report.labels,
        "evaluate.satisfaction.title",
        language,
        unit,
    );
    if report.by == Dimension::Category {
        table.notes.push(words::word(language, "evaluate.note.parts"));
    }
    table.coded(report.by.as_str(), report.by);
    table.figures(Kind::Integer, &["feedback", "n"]);
    table.figures(Kind::Percent, &["csat", "csat_low", "csat_high"]);
    table.figures(Kind::Number, &["mean"]);
    table.figures(Kind::Integer, &["nps_n", "promoters", "passives", "detractors"]);
    table.figures(Kind::Number, &["nps", "nps_low", "nps_high"]);
    table.figures(Kind::Integer, &["complaints", "open_complaints"]);
    table.figures(Kind::Amount, &["cost"]);
    table.figures(Kind::Percent, &["churn"]);
    table.notes.push(words::word(language, "evaluate.note.satisfaction"));
    if report.internal > 0 {
        let count = report.internal.to_string();
        table
            .notes
            .push(say(language, "evaluate.note.internal", &[("count", &count)]));
    }
    table.document(&report.rows, Some(&report.total))
}

/// Tools; behind them hours by kind of work and customer, and tickets.
pub fn resources(report: &ResourcesReport, language: Language, unit: Unit) -> Document {
    let labels = Labels::new();
    let mut table = begun(&report.head, &labels, "evaluate.tools.title", language, unit);
    table.constant("section", "tools");
    table.figures(Kind::Text, &["tool", "name"]);
    table.figures(Kind::Integer, &["seats", "active"]);
    table.figures(Kind::Percent, &["active_share"]);
    table.figures(Kind::Integer, &["logins", "modules_paid", "modules_used"]);
    table.figures(Kind::Percent, &["module_share"]);
    table.figures(Kind::Date, &["last_used_on"]);
    table.figures(Kind::Number, &["gb_paid", "gb_used"]);
    table.figures(Kind::Amount, &["cost", "cost_per_active_seat"]);
    table.figures(Kind::Date, &["renewal_on", "notice_by"]);
    table.word("verdict", "verdict");
    table.notes.push(words::word(language, "evaluate.note.tools"));
    for alike in &report.alike {
        let (tools, count) = (alike.tools.join(language.pick("、", ", ")), alike.entries.to_string());
        let cost = alike.cost.to_string();
        let facts = [
            ("tools", tools.as_str()),
            ("count", count.as_str()),
            ("cost", cost.as_str()),
        ];
        table.notes.push(say(language, "evaluate.note.tools_alike", &facts));
    }
    let mut document = table.document(&report.tools, NO_TOTAL);
    document.more = vec![hours(report, language, unit), service(report, language, unit)];
    document
}

fn hours(report: &ResourcesReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.hours.title", language, unit);
    table.constant("section", "hours");
    table.figures(Kind::Text, &["kind"]);
    table.coded("customer", Dimension::Customer);
    table.figures(Kind::Number, &["hours"]);
    table.figures(Kind::Percent, &["share"]);
    if let Some(share) = report.hours.administration_share {
        let key = match report.hours.is_mostly_administration {
            true => "evaluate.note.administration_much",
            false => "evaluate.note.administration",
        };
        let share = crate::figure::percent(share.to_string().parse().unwrap_or_default());
        table.notes.push(say(language, key, &[("share", &share)]));
    }
    if let Some(share) = report.hours.unused_share.filter(|share| *share > 0.0) {
        let share = crate::figure::percent(share.to_string().parse().unwrap_or_default());
        let hours = report.hours.unused.to_string();
        let facts = [("share", share.as_str()), ("hours", hours.as_str())];
        table.notes.push(say(language, "evaluate.note.unused", &facts));
    }
    let mut document = table.document(&report.hours.rows, NO_TOTAL);
    // Known kinds of work have a word in the reader's language; programs read the same word everywhere in JSON.
    if let Some(at) = document.columns.iter().position(|column| column.field == "kind") {
        for row in &mut document.rows {
            if let Some(Cell::Text(kind)) = row.cells.get(at) {
                row.cells[at] = Cell::Text(work(language, kind));
            }
        }
    }
    document
}

/// The word of a kind of work.
fn work(language: Language, kind: &str) -> String {
    let known = catalogue(language).get(&format!("work.{kind}"));
    known.cloned().unwrap_or_else(|| kind.to_owned())
}

fn service(report: &ResourcesReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.service.title", language, unit);
    table.constant("section", "service");
    table.coded(report.by.as_str(), report.by);
    table.figures(Kind::Integer, &["tickets"]);
    table.figures(Kind::Number, &["minutes", "minutes_per_ticket"]);
    table.figures(Kind::Integer, &["automated"]);
    table.figures(Kind::Percent, &["automated_share"]);
    table.figures(Kind::Amount, &["cost", "cost_per_ticket"]);
    table.figures(Kind::Number, &["first_solution_minutes", "solution_minutes"]);
    table.notes.push(words::word(language, "evaluate.note.service"));
    table.document(&report.service, Some(&report.service_total))
}

/// Bars of a report; of money in a unit, or of something else.
pub(super) fn bars(
    head: &EvaluateHead,
    title: &str,
    legend: &[&str],
    (language, money): (Language, Option<Unit>),
    bars: Vec<NamedBar>,
) -> NamedBars {
    NamedBars {
        title: words::word(language, title),
        about: super::drawn::about(head, language, money),
        legend: legend.iter().map(|key| words::word(language, key)).collect(),
        whole: None,
        bars,
    }
}

/// Planned against actual cost of each activity.
pub fn activity_bars(report: &ActivitiesReport, language: Language, unit: Unit) -> NamedBars {
    let rows = report.rows.iter().enumerate().map(|(at, row)| {
        let code = row.activity.as_deref();
        let (told, is_alarm) = match row.variance.map(|variance| variance.value()) {
            None => (short(row.cost.value(), language, unit), false),
            Some(left) if left.is_zero() => (words::word(language, "report.even"), false),
            Some(left) => {
                let key = if left.is_sign_negative() {
                    "chart.over_by"
                } else {
                    "chart.saved_by"
                };
                let amount = short(left.abs(), language, unit);
                (say(language, key, &[("amount", &amount)]), left.is_sign_negative())
            }
        };
        NamedBar {
            paths: ["planned_cost", "cost"].map(|field| Some(format!("rows[{at}].{field}"))),
            label: words::label(language, &report.labels, Dimension::Activity, code),
            key: BTreeMap::from([("activity".to_owned(), row.activity.clone())]),
            values: [
                row.planned_cost.and_then(|amount| amount.value().to_f64()),
                row.cost.value().to_f64(),
            ],
            told,
            is_alarm,
        }
    });
    let legend = ["column.planned_cost", "column.actual_cost"];
    bars(
        &report.head,
        "evaluate.activities.title",
        &legend,
        (language, Some(unit)),
        rows.collect(),
    )
}

/// Seats paid for against active, of each tool.
pub fn tool_bars(report: &ResourcesReport, language: Language) -> NamedBars {
    let tools = report.tools.iter().enumerate().filter(|(_, row)| row.seats.is_some());
    let rows = tools.map(|(at, row)| {
        let share = row
            .active_share
            .map(|share| crate::figure::percent(share.to_string().parse().unwrap_or_default()));
        let is_alarm = row.verdict == Some(ToolVerdict::Waste);
        let word = match row.verdict {
            Some(ToolVerdict::Waste) => words::word(language, "verdict.waste"),
            Some(ToolVerdict::InUse) => words::word(language, "verdict.in_use"),
            None => String::new(),
        };
        NamedBar {
            paths: ["seats", "active"].map(|field| Some(format!("tools[{at}].{field}"))),
            label: crate::inert::inert(row.name.as_deref().unwrap_or_default()).into_owned(),
            key: BTreeMap::new(),
            values: [row.seats.map(f64::from), row.active.map(f64::from)],
            told: [share.unwrap_or_default(), word].join(" ").trim().to_owned(),
            is_alarm,
        }
    });
    let legend = ["column.seats", "column.active"];
    bars(
        &report.head,
        "evaluate.tools.title",
        &legend,
        (language, None),
        rows.collect(),
    )
}

/// CSAT of each row.
pub fn satisfaction_bars(report: &SatisfactionReport, language: Language) -> NamedBars {
    let told = report
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.figures.csat.is_some());
    let rows = told.map(|(at, row)| {
        let code = row.key.value(report.by);
        let csat = row.figures.csat.unwrap_or_default();
        let share = crate::figure::percent(csat.to_string().parse().unwrap_or_default());
        let told = say(
            language,
            "chart.csat",
            &[("share", &share), ("count", &row.figures.n.to_string())],
        );
        NamedBar {
            paths: [Some(format!("rows[{at}].csat")), None],
            label: words::label(language, &report.labels, report.by, code),
            key: BTreeMap::from([(report.by.as_str().to_owned(), code.map(str::to_owned))]),
            values: [Some(csat), None],
            told,
            is_alarm: false,
        }
    });
    let shares = bars(
        &report.head,
        "evaluate.satisfaction.title",
        &["column.csat"],
        (language, None),
        rows.collect(),
    );
    NamedBars {
        whole: Some(1.0),
        ..shares
    }
}
