//! The review of a budget: a table of findings for every file, and the pages 预算合理性评估 in sections.

use kezhang_core::Language;
use kezhang_core::Outcome;
use kezhang_core::evaluate::review::{Evidence, Finding, GoalShown, Quantity, ReviewReport};
use kezhang_core::language::say;

use super::{Cell, Column, Document, HeadLine, Kind, Row, Section, unit_lines};
use crate::chart::ranges::{RangeRow, ranges};
use crate::chart::{ChartStyle, Theme};
use crate::figure::{Unit, percent};
use crate::words;

fn word(language: Language, key: &str) -> String {
    words::word(language, key)
}

/// The lines of the head.
pub(crate) fn head(report: &ReviewReport, language: Language, unit: Unit) -> Vec<HeadLine> {
    let figures = &report.head.figures;
    let line = |key: &str, value: String| HeadLine::new(word(language, key), value);
    let mut lines = vec![
        line("report.head.span", words::span(language, figures.from, figures.to)),
        line(
            "report.head.basis",
            word(language, &format!("basis.{}", figures.basis.as_str())),
        ),
        line(
            "report.head.measure",
            word(language, &format!("measure.{}", figures.measure.as_str())),
        ),
        line("review.head.made_on", report.head.made_on.to_string()),
    ];
    if let Some(next) = report.head.next_on {
        lines.push(line("review.head.next_on", next.to_string()));
    }
    lines.extend(unit_lines(language, unit, figures.currency));
    lines
}

/// What the review found, one finding a row.
pub fn review(report: &ReviewReport, language: Language, unit: Unit) -> Document {
    let column = |field: &str| Column::new(field, word(language, &format!("review.column.{field}")), Kind::Text);
    let rows = report.findings.iter().map(|finding| Row {
        cells: vec![
            Cell::text(word(language, &format!("review.test.{}", finding.test.as_str()))),
            Cell::text(weight(finding, language)),
            Cell::text(finding.title.clone()),
            Cell::text(evidence_of(report, finding, language)),
            Cell::text(rule(finding)),
            Cell::text(finding.suggestion.text.clone()),
        ],
        ..Row::default()
    });
    let figures = &report.head.figures;
    let mut notes = report.summary.clone();
    notes.extend(report.goals.iter().map(|goal| goal.about.clone()));
    Document {
        language,
        company: figures.company.clone(),
        title: word(language, "review.title"),
        sheet: word(language, "review.title"),
        head: head(report, language, unit),
        columns: ["test", "weight", "finding", "evidence", "rule", "suggestion"]
            .map(column)
            .into(),
        rows: rows.collect(),
        total: None,
        chart: None,
        notes,
        unit,
        decimals: unit.decimals(figures.currency.decimals()),
        more: Vec::new(),
    }
}

fn weight(finding: &Finding, language: Language) -> String {
    let word_of = match finding.weight {
        kezhang_core::evaluate::review::Weight::Bad => "bad",
        kezhang_core::evaluate::review::Weight::Weak => "weak",
        kezhang_core::evaluate::review::Weight::Note => "note",
    };
    word(language, &format!("review.weight.{word_of}"))
}

fn rule(finding: &Finding) -> String {
    match &finding.rule.tag {
        Some(tag) => format!("{} {tag}", finding.rule.text),
        None => finding.rule.text.clone(),
    }
}

/// The figures of a finding's evidence, `获客成本 13,000.00`.
fn evidence_of(report: &ReviewReport, finding: &Finding, language: Language) -> String {
    let figure = |key: &String| {
        let evidence = report
            .tests
            .iter()
            .flat_map(|test| &test.evidence)
            .find(|one| one.key == *key);
        let goal = || {
            report
                .goals
                .iter()
                .find(|goal| format!("goal_{}", goal.kind.as_str()) == *key)
        };
        evidence
            .map(|one| format!("{} {}", one.label, one.text))
            .or_else(|| goal().map(|goal| goal.about.clone()))
    };
    let told: Vec<String> = finding.evidence.iter().filter_map(figure).collect();
    told.join(language.pick("；", "; "))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// The goals that are shares, drawn.
pub(super) fn goal_rows(goals: &[GoalShown]) -> Vec<RangeRow> {
    goals
        .iter()
        .filter(|goal| goal.kind.is_share())
        .filter_map(|goal| {
            let low = goal.low.as_deref().and_then(number);
            let high = goal.high.as_deref().and_then(number);
            Some(RangeRow {
                name: goal.label.clone(),
                band: low.map(|low| (low, high)),
                figure: Some(number(goal.figure.as_deref()?)?),
                target: number(&goal.target_in_span),
                label: goal.about.clone(),
                path: Some(format!("goals[kind={}].figure", goal.kind.as_str())),
            })
        })
        .collect()
}

/// The company's share beside the usual ones, drawn.
pub(super) fn share_rows(report: &ReviewReport, evidence: &[Evidence]) -> Vec<RangeRow> {
    let share = evidence.first().and_then(|one| number(one.value.as_deref()?));
    let end = |end: Option<rust_decimal::Decimal>| end.and_then(|end| number(&end.to_string()));
    evidence
        .iter()
        .skip(1)
        .filter_map(|one| {
            let benchmark = report.benchmarks.iter().find(|benchmark| benchmark.key == one.key)?;
            Some(RangeRow {
                name: benchmark.name.clone(),
                band: Some((end(benchmark.low).unwrap_or(0.0), end(benchmark.high))),
                figure: Some(share?),
                target: None,
                label: format!("{} {} {}", one.label, one.text, one.about),
                path: Some(format!(
                    "tests[name=share].evidence[key={}].value",
                    evidence.first()?.key
                )),
            })
        })
        .collect()
}

/// The parts of the pages.
///
/// # Errors
/// `chart_failed`.
pub(crate) fn sections(report: &ReviewReport, language: Language, unit: Unit) -> Outcome<Vec<Section>> {
    let w = |key: &str| word(language, key);
    let style = ChartStyle {
        language,
        theme: Theme::Light,
        unit,
        width: 680,
        height: 200,
        is_standalone: false,
    };
    let mut summary = report.summary.clone();
    if let Some(last) = &report.last {
        let new = report
            .findings
            .iter()
            .filter(|finding| finding.is_new == Some(true))
            .count();
        summary.push(say(
            language,
            "review.since_last",
            &[
                ("date", &last.made_on.to_string()),
                ("new", &new.to_string()),
                ("gone", &last.gone.len().to_string()),
            ],
        ));
    }
    let mut sections = vec![Section::Text {
        title: w("review.summary.title"),
        lines: summary,
    }];
    for test in &report.tests {
        sections.push(Section::Text {
            title: test.title.clone(),
            lines: vec![test.question.clone(), test.outcome_text.clone()],
        });
        if test.name.as_str() == "goals" && !report.goals.is_empty() {
            let rows = report.goals.iter().map(|goal| {
                vec![
                    goal.label.clone(),
                    w(&format!("review.standing.{}", goal.standing.as_str())),
                    goal.about.clone(),
                ]
            });
            sections.push(Section::Prose {
                title: w("review.goals"),
                heads: ["review.column.goal", "review.column.standing", "review.column.about"]
                    .map(w)
                    .into(),
                rows: rows.collect(),
            });
            let drawn = goal_rows(&report.goals);
            if !drawn.is_empty() {
                sections.push(Section::Picture(
                    w("review.chart.goals"),
                    Box::new(ranges(&drawn, ("", ""), style)?),
                ));
            }
        }
        let rows = test.evidence.iter().map(|one| {
            let text = match (one.quantity, one.value.as_deref()) {
                (Quantity::Share, Some(value)) if one.key == "share" => {
                    value.parse().map_or_else(|_| one.text.clone(), percent)
                }
                _ => one.text.clone(),
            };
            vec![one.label.clone(), text, one.about.clone()]
        });
        sections.push(Section::Prose {
            title: w("review.evidence"),
            heads: ["review.column.evidence", "review.column.figure", "review.column.about"]
                .map(w)
                .into(),
            rows: rows.collect(),
        });
        if test.name.as_str() == "share" {
            let drawn = share_rows(report, &test.evidence);
            if !drawn.is_empty() {
                sections.push(Section::Picture(
                    w("review.chart.share"),
                    Box::new(ranges(&drawn, ("", ""), style)?),
                ));
            }
        }
    }
    let rows = report.findings.iter().map(|finding| {
        vec![
            format!("{} · {}", weight(finding, language), finding.title),
            rule(finding),
            finding.suggestion.text.clone(),
        ]
    });
    if !report.findings.is_empty() {
        sections.push(Section::Prose {
            title: w("review.findings"),
            heads: [
                "review.column.finding",
                "review.column.rule",
                "review.column.suggestion",
            ]
            .map(w)
            .into(),
            rows: rows.collect(),
        });
    }
    let mut sources: Vec<String> = Vec::new();
    for finding in &report.findings {
        let rule = &finding.rule;
        if let Some(tag) = &rule.tag {
            let line = format!("{tag} {}{}{}", rule.source, language.pick("", " "), rule.caveat);
            if !sources.contains(&line) {
                sources.push(line);
            }
        }
    }
    // What the company compares itself with says where it comes from, also where nothing was found against it.
    sources.extend(report.benchmarks.iter().filter(|one| one.is_own).map(|one| {
        let of = [one.source.as_str(), one.caveat.as_str()].map(str::trim);
        let told: Vec<&str> = of.into_iter().filter(|part| !part.is_empty()).collect();
        format!(
            "{}{}{}",
            one.name,
            language.pick("：", ": "),
            told.join(language.pick("；", "; "))
        )
    }));
    if report.findings.is_empty() && sources.is_empty() {
        return Ok(sections);
    }
    sources.push(w("review.sources_about"));
    sections.push(Section::Text {
        title: w("review.sources"),
        lines: sources,
    });
    Ok(sections)
}
