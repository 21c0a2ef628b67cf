//! Evaluations as documents: acquisition, channels, value, retention, cohorts, fees, customers.

use kezhang_core::Language;
use kezhang_core::evaluate::report::{
    AcquisitionReport, CohortsReport, CustomersReport, EvaluateHead, FeesReport, RetentionReport, Segment, ValueReport,
};
use kezhang_core::language::say;
use kezhang_core::record::register::Dimension;

use super::table::Table;
use super::{Column, Document, Kind};
use crate::figure::{Unit, grouped, percent};
use crate::words::{self, Labels};

/// A table with no total.
const NO_TOTAL: Option<&()> = None;

pub(super) fn begun<'t>(
    head: &'t EvaluateHead,
    labels: &'t Labels,
    title: &'static str,
    language: Language,
    unit: Unit,
) -> Table<'t> {
    let mut table = Table::new(language, unit, &head.company, head.currency, title, labels);
    table.says("report.head.span", words::span(language, head.from, head.to));
    if let Some(until) = head.until.filter(|until| *until < head.to) {
        table.says("evaluate.head.until", until.to_string());
    }
    table.says(
        "report.head.basis",
        words::word(language, &format!("basis.{}", head.basis.as_str())),
    );
    table.says(
        "report.head.measure",
        words::word(language, &format!("measure.{}", head.measure.as_str())),
    );
    table.conditions(&head.filter);
    if head.omitted_count > 0 {
        table.notes.push(say(
            language,
            "evaluate.note.omitted",
            &[("count", &head.omitted_count.to_string())],
        ));
    }
    table
}

/// What new customers cost.
pub fn acquisition(report: &AcquisitionReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(
        &report.head,
        &report.labels,
        "evaluate.acquisition.title",
        language,
        unit,
    );
    table.coded(report.by.as_str(), report.by);
    table.figures(Kind::Amount, &["cost", "offset"]);
    table.figures(Kind::Integer, &["customers", "customers_from_metrics"]);
    table.figures(Kind::Amount, &["cac", "cac_net"]);
    table.figures(Kind::Integer, &["leads", "opportunities"]);
    table.figures(Kind::Amount, &["cost_per_lead"]);
    table.figures(Kind::Percent, &["lead_to_opportunity", "opportunity_to_customer"]);
    acquisition_notes(&mut table, report);
    table.document(&report.rows, Some(&report.total))
}

/// The same by channel, with what each returns.
pub fn channels(report: &AcquisitionReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.channels.title", language, unit);
    table.coded("channel", Dimension::Channel);
    table.figures(Kind::Integer, &["leads", "opportunities", "customers"]);
    table.figures(Kind::Percent, &["lead_to_opportunity", "opportunity_to_customer"]);
    table.figures(Kind::Amount, &["cost", "cost_per_lead", "cac", "revenue"]);
    table.figures(Kind::Percent, &["roi_revenue", "roi_margin"]);
    acquisition_notes(&mut table, report);
    table.document(&report.rows, Some(&report.total))
}

fn acquisition_notes(table: &mut Table<'_>, report: &AcquisitionReport) {
    let language = table.language;
    let decimals = report.head.currency.decimals();
    let amount = |amount: kezhang_core::Amount| grouped(amount.value(), decimals);
    let comma = language.pick("、", ", ");
    let lines: Vec<String> = report
        .lines
        .iter()
        .map(|line| {
            let name = words::label(language, &report.labels, Dimension::Category, Some(&line.category));
            format!("{name} {}", amount(line.cost))
        })
        .collect();
    if !lines.is_empty() {
        table
            .notes
            .push(say(language, "evaluate.note.lines", &[("lines", &lines.join(comma))]));
    }
    if report.leaves_metrics_out {
        table.notes.push(words::word(language, "evaluate.note.metrics_out"));
    }
    if !report.shared.value().is_zero() {
        table.notes.push(say(
            language,
            "evaluate.note.shared",
            &[("amount", &amount(report.shared))],
        ));
    }
    let back = &report.payback;
    if let (Some(months), Some(revenue), Some(cost)) = (back.months, back.monthly_revenue, back.monthly_cost) {
        table.notes.push(say(
            language,
            "evaluate.note.payback",
            &[
                ("months", &format!("{months:.1}")),
                ("customers", &back.customers.to_string()),
                ("revenue", &amount(revenue)),
                ("cost", &amount(cost)),
            ],
        ));
    }
    if back.customers > 0 && (back.undated > 0 || !back.kept_elsewhere.value().is_zero()) {
        table.notes.push(say(
            language,
            "evaluate.note.payback_out",
            &[
                ("count", &back.undated.to_string()),
                ("amount", &amount(back.kept_elsewhere)),
            ],
        ));
    }
}

/// What customers are worth.
pub fn value(report: &ValueReport, language: Language, unit: Unit) -> Document {
    let head = &report.head;
    let mut table = begun(&head.figures, &report.labels, "evaluate.value.title", language, unit);
    table.says("evaluate.head.as_of", head.as_of.to_string());
    table.says(
        "evaluate.head.events",
        words::word(language, &format!("value.events.{}", head.events)),
    );
    table.says(
        "evaluate.head.horizon",
        say(
            language,
            "evaluate.months",
            &[("count", &head.horizon_months.to_string())],
        ),
    );
    table.says("evaluate.head.estimate", words::word(language, "evaluate.estimate"));
    if let Some(refusal) = &head.refusal {
        table.notes.push(refusal.message.clone());
    }
    if head.margin.is_none() {
        table.notes.push(words::word(language, "evaluate.note.no_margin"));
    }
    if let Some(model) = &report.model {
        let figure = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"));
        table.notes.push(say(
            language,
            "evaluate.note.model",
            &[
                ("r", &figure(Some(model.r))),
                ("alpha", &figure(Some(model.alpha))),
                ("a", &figure(Some(model.a))),
                ("b", &figure(Some(model.b))),
                ("p", &figure(model.p)),
                ("q", &figure(model.q)),
                ("v", &figure(model.v)),
                ("likelihood", &format!("{:.2}", model.log_likelihood)),
            ],
        ));
    }
    table.coded("customer", Dimension::Customer);
    table.figures(Kind::Integer, &["frequency"]);
    table.figures(Kind::Number, &["recency", "age"]);
    table.figures(
        Kind::Amount,
        &["observed", "contractual", "contractual_low", "contractual_high"],
    );
    table.figures(Kind::Number, &["expected_purchases"]);
    table.figures(Kind::Percent, &["p_alive"]);
    table.figures(Kind::Amount, &["average_value", "clv", "clv_low", "clv_high"]);
    table.document(&report.rows, NO_TOTAL)
}

/// Who stays.
pub fn retention(report: &RetentionReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.retention.title", language, unit);
    match report.segment {
        Some(Segment::Grade) => table.coded("segment", Dimension::Grade),
        Some(Segment::Channel) => table.coded("segment", Dimension::Channel),
        Some(Segment::Product) => table.coded("segment", Dimension::Product),
        Some(Segment::Habit) => table.word("segment", "habit"),
        _ => table.figures(Kind::Text, &["segment"]),
    }
    table.figures(Kind::Integer, &["opening", "lost"]);
    table.figures(
        Kind::Percent,
        &[
            "retention",
            "retention_low",
            "retention_high",
            "churn",
            "revenue_churn",
            "nrr",
            "grr",
            "repurchase",
        ],
    );
    table.figures(Kind::Integer, &["acquired"]);
    table.figures(Kind::Percent, &["referral"]);
    table.figures(
        Kind::Amount,
        &["opening_revenue", "expansion", "contraction", "churned"],
    );
    table.notes.push(words::word(language, "evaluate.note.retention"));
    table.notes.push(compared(report, language));
    if report.head.until.is_none() {
        table.notes.push(words::word(language, "evaluate.note.unseen"));
    }
    table.document(&report.rows, Some(&report.total))
}

/// Which two years' revenue is compared, or why none is.
fn compared(report: &RetentionReport, language: Language) -> String {
    let years = &report.years;
    if let (Some(before), Some(after)) = (years.before, years.after) {
        return say(
            language,
            "evaluate.note.years",
            &[
                ("before", &words::span(language, before.from, before.to)),
                ("after", &words::span(language, after.from, after.to)),
            ],
        );
    }
    let reason = years.refusal.as_ref().map_or("", |refusal| refusal.message.as_str());
    say(language, "evaluate.note.no_years", &[("reason", reason)])
}

/// Cohorts by month of acquisition: a column for each month of age.
pub fn cohorts(report: &CohortsReport, language: Language, unit: Unit) -> Document {
    let labels = Labels::new();
    let mut table = begun(&report.head, &labels, "evaluate.cohorts.title", language, unit);
    table.figures(Kind::Text, &["cohort"]);
    table.figures(Kind::Integer, &["customers"]);
    let mut document = table.document(&report.rows, NO_TOTAL);
    let ages = report.rows.iter().map(|row| row.retained.len()).max().unwrap_or(0);
    for age in 0..ages {
        let title = say(language, "evaluate.age", &[("months", &age.to_string())]);
        document
            .columns
            .push(Column::new(format!("month_{age}"), title, Kind::Percent));
    }
    for (row, cohort) in document.rows.iter_mut().zip(&report.rows) {
        row.cells.extend((0..ages).map(|age| {
            let share = cohort
                .retained
                .get(age)
                .and_then(|share| share.to_string().parse().ok());
            super::Cell::share(share)
        }));
    }
    document
}

/// Maintenance fees.
pub fn fees(report: &FeesReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.fees.title", language, unit);
    table.says("evaluate.head.as_of", report.as_of.to_string());
    if let Some(first) = report.groups.first() {
        match first.key.grade {
            Some(_) => table.coded("grade", Dimension::Grade),
            None => table.coded("customer", Dimension::Customer),
        }
        table.figures(Kind::Amount, &["earned"]);
        table.figures(Kind::Percent, &["share"]);
        table.figures(Kind::Amount, &["billed", "received", "owed"]);
        table.titled(Kind::Amount, "service", "column.serving");
        return table.document(&report.groups, Some(&report.total));
    }
    table.figures(Kind::Text, &["contract"]);
    table.coded("customer", Dimension::Customer);
    table.figures(Kind::Amount, &["earned", "billed", "received", "owed"]);
    table.figures(
        Kind::Amount,
        &[
            "not_due", "to_30", "to_60", "to_90", "to_180", "to_365", "over_365", "prepaid",
        ],
    );
    table.figures(Kind::Date, &["oldest_due_on", "next_due_on", "followed_up_on"]);
    if !report.unassigned.value().is_zero() {
        let amount = grouped(report.unassigned.value(), report.head.currency.decimals());
        table
            .notes
            .push(say(language, "evaluate.note.unassigned", &[("amount", &amount)]));
    }
    table.notes.push(words::word(language, "evaluate.note.fees_sources"));
    table.document(&report.rows, Some(&report.total))
}

/// What customers cost and bring.
pub fn customers(report: &CustomersReport, language: Language, unit: Unit) -> Document {
    let mut table = begun(&report.head, &report.labels, "evaluate.customers.title", language, unit);
    if let Some(margin) = report.margin {
        let margin = margin.to_string().parse().unwrap_or_default();
        table.says("evaluate.head.margin", percent(margin));
    } else {
        table.notes.push(words::word(language, "evaluate.note.no_margin"));
    }
    table.coded("customer", Dimension::Customer);
    table.coded("grade", Dimension::Grade);
    table.figures(
        Kind::Amount,
        &[
            "acquisition",
            "maintenance",
            "service",
            "shared",
            "uncategorised",
            "cost",
            "offset",
            "income",
            "fees",
            "profit",
        ],
    );
    table.figures(Kind::Percent, &["margin"]);
    table.figures(Kind::Integer, &["tier"]);
    table.word("class", "abc");
    if !report.unallocated.value().is_zero() {
        let amount = grouped(report.unallocated.value(), report.head.currency.decimals());
        table
            .notes
            .push(say(language, "evaluate.note.unallocated", &[("amount", &amount)]));
    }
    table.document(&report.rows, Some(&report.total))
}
