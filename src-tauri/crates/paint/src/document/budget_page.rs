//! A budget on one page, for whoever signs it: lines by quarter with their why, shares by stage, what is usual as bars.
//!
//! The one thing to know: a usual range is told with its source and caveat and is never a target; without the company's
//! whole budget there is no share and no dot.

use kezhang_core::language::say;
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::draft::BudgetGround;
use kezhang_core::{Currency, Language, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::plan::{blank, column, head, line_cells, line_columns};
use super::{Cell, Column, Document, Kind, Row, unit_lines};
use crate::chart::ranges::{RangeRow, ranges};
use crate::chart::{Chart, ChartStyle, Theme};
use crate::figure::Unit;
use crate::inert::inert;
use crate::words::{self, Labels};

/// A budget on one page: its lines by quarter, each with its remark, room to sign, and where it stands in what is
/// usual.
///
/// # Errors
/// `chart_failed`.
pub fn budget_page(
    budget: &Budget,
    labels: &Labels,
    company: &str,
    currency: Currency,
    language: Language,
    unit: Unit,
    ground: &BudgetGround,
) -> Outcome<Document> {
    let version = &budget.version;
    let mut document = blank(language, company, "budget", currency, unit);
    document.head = vec![
        head(language, "fiscal_year", version.fiscal_year.to_string()),
        head(language, "version", words::version_state(language, version)),
        head(
            language,
            "basis",
            words::word(language, &format!("basis.{}", version.basis.as_str())),
        ),
        head(
            language,
            "measure",
            words::word(language, &format!("measure.{}", version.measure.as_str())),
        ),
    ];
    document.head.extend(unit_lines(language, unit, currency));
    document.columns = line_columns(language).into();
    for quarter in 1..=4 {
        let field = format!("q{quarter}");
        document
            .columns
            .push(Column::new(field.clone(), field.to_uppercase(), Kind::Amount));
    }
    document
        .columns
        .push(column(language, "total", "term.total", Kind::Amount));
    document
        .columns
        .push(column(language, "why", "report.budget.why", Kind::Text));
    let scale = currency.decimals();
    let amount = |mut sum: Decimal| {
        sum.rescale(scale);
        Cell::Amount(kezhang_core::Amount::new(sum))
    };
    let mut sums = [Decimal::ZERO; 4];
    for line in &budget.lines {
        let mut cells: Vec<Cell> = line_cells(language, labels, &line.key).into();
        for (quarter, sum) in sums.iter_mut().enumerate() {
            let months = line.months.iter().skip(quarter * 3).take(3);
            let part: Decimal = months.map(|month| month.amount.value()).sum();
            *sum += part;
            cells.push(amount(part));
        }
        cells.push(Cell::Amount(line.total));
        cells.push(Cell::text(&line.note));
        document.rows.push(Row {
            cells,
            ..Row::default()
        });
    }
    let mut cells = vec![Cell::Empty, Cell::Text(words::word(language, "term.total"))];
    cells.extend(sums.map(amount));
    cells.extend([Cell::Amount(version.total), Cell::Empty]);
    document.total = Some(Row {
        cells,
        is_emphasised: true,
        ..Row::default()
    });
    let all = budget.lines.iter().flat_map(|line| &line.months);
    if unit == Unit::One && all.clone().all(|month| month.amount.value().fract().is_zero()) {
        document.decimals = 0;
    }
    let percent = |share: &Option<String>| {
        let share = share.as_deref().and_then(|share| share.parse::<Decimal>().ok());
        share.map_or_else(|| "–".to_owned(), crate::figure::percent)
    };
    if !ground.stages.is_empty() {
        let parts: Vec<String> = ground
            .stages
            .iter()
            .map(|of| {
                let name = of.stage.map_or_else(
                    || words::word(language, "report.budget.no_stage"),
                    |stage| words::word(language, &format!("stage.{}", stage.as_str())),
                );
                format!("{name} {}", percent(&of.share))
            })
            .collect();
        document
            .notes
            .push(say(language, "report.budget.stages", &[("stages", &parts.join(" · "))]));
    }
    document.notes.push(words::word(language, "report.budget.estimate"));
    document.notes.push(words::word(language, "report.revision.sign"));
    if !ground.ranges.is_empty() {
        let mut part = blank(language, company, "budget", currency, unit);
        part.title = words::word(language, "report.budget.ranges");
        part.chart = Some(usual(ground, language, unit)?);
        let mut sources: Vec<String> = Vec::new();
        for range in &ground.ranges {
            let source = format!("{} {}", range.tag.as_deref().unwrap_or_default(), range.source);
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        part.notes = sources.into_iter().map(|source| source.trim().to_owned()).collect();
        document.more.push(part);
    }
    Ok(document)
}

/// The usual ranges as bars, the budget's own share as a dot on each.
fn usual(ground: &BudgetGround, language: Language, unit: Unit) -> Outcome<Chart> {
    let fraction = |percent: &Option<String>| percent.as_deref()?.parse::<f64>().ok().map(|percent| percent / 100.0);
    let share = ground
        .share_of_company
        .as_deref()
        .and_then(|share| share.parse::<Decimal>().ok());
    let told = share.map_or_else(|| "–".to_owned(), crate::figure::percent);
    let rows: Vec<RangeRow> = ground
        .ranges
        .iter()
        .map(|range| {
            let ends = match (&range.low, &range.high) {
                (Some(low), Some(high)) => format!("{low}–{high}%"),
                (Some(low), None) => format!("≥ {low}%"),
                (None, high) => format!("≤ {}%", high.as_deref().unwrap_or("–")),
            };
            let facts = [("name", range.name.as_str()), ("ends", &ends), ("share", &told)];
            RangeRow {
                name: format!("{} {ends}", inert(&range.name)),
                band: Some((fraction(&range.low).unwrap_or(0.0), fraction(&range.high))),
                figure: share.and_then(|share| share.to_f64()),
                target: None,
                label: say(language, "report.budget.range", &facts),
                path: None,
            }
        })
        .collect();
    let style = ChartStyle {
        language,
        theme: Theme::Light,
        unit,
        width: 680,
        height: 200,
        is_standalone: false,
    };
    ranges(&rows, ("", ""), style)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use kezhang_core::plan::draft::UsualRange;

    use super::*;

    fn ground(share: Option<&str>) -> BudgetGround {
        let range = |name: &str, low: &str, high: Option<&str>| UsualRange {
            of: name.to_owned(),
            name: name.to_owned(),
            low: Some(low.to_owned()),
            high: high.map(str::to_owned),
            tag: Some("◇a".to_owned()),
            source: "来源；仅供参照，不是目标。".to_owned(),
        };
        BudgetGround {
            stages: Vec::new(),
            share_of_company: share.map(str::to_owned),
            ranges: vec![range("服务业", "10", Some("30")), range("创业期", "30", None)],
        }
    }

    #[test]
    fn what_is_usual_is_a_bar_each_and_the_budget_a_dot_only_where_its_share_is_known() {
        let drawn = |share| usual(&ground(share), Language::Chinese, Unit::One).unwrap();
        let dots = |chart: &Chart| chart.svg.matches("<circle").count();
        let (known, unknown) = (drawn(Some("0.1200")), drawn(None));
        assert_eq!((dots(&known), dots(&unknown)), (2, 0));
        assert_eq!((known.marks.len(), unknown.marks.len()), (2, 2));
        assert!(
            known.svg.contains("服务业 10–30%") && known.svg.contains("12.0%"),
            "{}",
            known.svg
        );
        assert!(
            known.text.contains("12.0%") && unknown.text.contains("–"),
            "{}",
            unknown.text
        );
    }
}
