//! Which version of a budget is the plan in each month of a span, and its lines.

use std::collections::HashMap;

use kezhang_core::monitor::fold::{Line, Named};
use kezhang_core::plan::{Basis, Measure};
use kezhang_core::{Calendar, Month, Outcome, Span};
use rusqlite::Connection;

use crate::budget::{BudgetSelector, VersionRow};
use crate::fault::OrFault;
use crate::profile::from_word;

/// The plan of a span: which version is it in each month, and their lines.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub version_of: HashMap<Month, i64>,
    pub lines: Vec<Line>,
    pub labels: Vec<String>,
    pub is_draft: bool,
    pub basis: Option<Basis>,
    pub measure: Option<Measure>,
}

/// Which versions are the plan in a span, and their lines.
pub(crate) fn plan(
    bulk: &Connection,
    versions: &[VersionRow],
    calendar: Calendar,
    span: Span,
    selector: Option<&str>,
) -> Outcome<Plan> {
    let mut plan = Plan::default();
    let mut used: Vec<&VersionRow> = Vec::new();
    if let Some(selector) = selector {
        crate::budget::select(versions, selector)?;
    }
    for month in span.months() {
        let year = calendar.year(month);
        let found = match selector {
            Some(selector) => chosen(versions, selector, year),
            None => in_force(versions, year, month),
        };
        if let Some(row) = found {
            plan.version_of.insert(month, row.version.id);
            if !used.iter().any(|u| u.version.id == row.version.id) {
                used.push(row);
            }
        }
    }
    for row in &used {
        let state: kezhang_core::plan::VersionState = from_word("budget_version", &row.version.state)?;
        plan.is_draft |= state == kezhang_core::plan::VersionState::Draft;
        plan.labels.push(row.label());
    }
    let unit = |row: &&VersionRow| (row.version.basis.clone(), row.version.measure.clone());
    if let Some(first) = used.first().map(unit)
        && used.iter().all(|row| unit(row) == first)
    {
        plan.basis = Some(from_word("budget_version", &first.0)?);
        plan.measure = Some(from_word("budget_version", &first.1)?);
    }
    for row in used {
        plan.lines.extend(lines(bulk, row, calendar, &plan.version_of)?);
    }
    Ok(plan)
}

/// The version of a named budget for a fiscal year.
fn chosen<'v>(versions: &'v [VersionRow], selector: &str, year: i32) -> Option<&'v VersionRow> {
    let of = |name: &str, number: Option<i32>| {
        versions.iter().rev().find(|r| {
            r.budget.name == name && r.budget.fiscal_year == year && number.is_none_or(|n| r.version.number == n)
        })
    };
    let parsed = BudgetSelector::parse(selector);
    of(selector, None).or_else(|| of(&parsed.name, parsed.version))
}

/// The approved version valid in a month; the newest draft of the year where nothing is approved.
fn in_force(versions: &[VersionRow], year: i32, month: Month) -> Option<&VersionRow> {
    let of_year = || versions.iter().filter(|r| r.budget.fiscal_year == year);
    let approved = of_year()
        .filter(|r| r.version.valid_from.is_some_and(|from| from <= month.number()))
        .max_by_key(|r| (r.version.valid_from, r.version.id));
    let has_approved = of_year().any(|r| r.version.valid_from.is_some());
    approved.or_else(|| {
        if has_approved {
            None
        } else {
            of_year().max_by_key(|r| r.version.id)
        }
    })
}

fn lines(
    bulk: &Connection,
    row: &VersionRow,
    calendar: Calendar,
    version_of: &HashMap<Month, i64>,
) -> Outcome<Vec<Line>> {
    let mut statement = bulk
        .prepare(
            "SELECT coalesce(category_id, 0), coalesce(department_id, 0), coalesce(channel_id, 0), \
             coalesce(activity_id, 0), coalesce(product_id, 0), coalesce(customer_id, 0), coalesce(grade_id, 0), \
             m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12 FROM budget_line WHERE version_id = ? ORDER BY id",
        )
        .or_fault()?;
    let months: Vec<Month> = calendar.span(row.budget.fiscal_year).months().collect();
    let mut rows = statement.query([row.version.id]).or_fault()?;
    let mut lines = Vec::new();
    while let Some(cells) = rows.next().or_fault()? {
        let mut named: Named = [0; 7];
        for (at, id) in named.iter_mut().enumerate() {
            *id = cells.get(at).or_fault()?;
        }
        let mut amounts = Vec::with_capacity(12);
        for (at, month) in months.iter().enumerate() {
            if version_of.get(month) == Some(&row.version.id) {
                amounts.push((*month, cells.get::<_, i64>(7 + at).or_fault()?));
            }
        }
        lines.push(Line {
            version: row.version.id,
            named,
            months: amounts,
        });
    }
    Ok(lines)
}
