//! Which version of a budget is the plan in each month of a span, and its lines.

use std::collections::HashMap;

use crate::link::Connection;
use kezhang_core::monitor::fold::{Line, Named};
use kezhang_core::plan::{Basis, Measure};
use kezhang_core::{Calendar, Month, Outcome, Span};

use crate::budget::{BudgetSelector, Pick, VersionRow};
use crate::fault::OrFault;
use crate::profile::from_word;
use crate::row::{budget, budget_version};

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

/// All versions, by fiscal year, name and number, on a link that is there already.
pub(crate) fn versions(bulk: &Connection) -> Outcome<Vec<VersionRow>> {
    let mut statement = bulk
        .prepare(
            "SELECT b.id, b.name, b.fiscal_year, v.id, v.number, v.state, v.valid_from, v.basis, v.measure, v.note \
             FROM budget_version v JOIN budget b ON b.id = v.budget_id",
        )
        .or_fault()?;
    let rows = statement
        .query_map((), |row| {
            let budget = budget::Model {
                id: row.get(0)?,
                name: row.get(1)?,
                fiscal_year: row.get(2)?,
            };
            let version = budget_version::Model {
                id: row.get(3)?,
                budget_id: budget.id,
                number: row.get(4)?,
                state: row.get(5)?,
                valid_from: row.get(6)?,
                basis: row.get(7)?,
                measure: row.get(8)?,
                note: row.get(9)?,
            };
            Ok(VersionRow { budget, version })
        })
        .or_fault()?;
    let mut versions: Vec<VersionRow> = rows.collect::<Result<_, _>>().or_fault()?;
    versions.sort_by(VersionRow::order);
    Ok(versions)
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
            Some(selector) => chosen(versions, selector, year, month),
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

/// The version that a selector means in a month of a fiscal year.
fn chosen<'v>(versions: &'v [VersionRow], selector: &str, year: i32, month: Month) -> Option<&'v VersionRow> {
    let named = |name: &str| -> Vec<&'v VersionRow> {
        let of_year = versions.iter().filter(|r| r.budget.fiscal_year == year);
        of_year.filter(|r| name.is_empty() || r.budget.name == name).collect()
    };
    let whole = named(selector);
    if !whole.is_empty() && !selector.is_empty() {
        return whole.last().copied();
    }
    let parsed = BudgetSelector::parse(selector);
    let of = named(&parsed.name);
    let is_approved = |r: &&&VersionRow| r.version.valid_from.is_some();
    match parsed.pick {
        Pick::Newest => of.last().copied(),
        Pick::Number(number) => of.into_iter().rev().find(|r| r.version.number == number),
        Pick::Original => of.iter().find(is_approved).copied(),
        Pick::Latest => of.iter().rfind(is_approved).or(of.last()).copied(),
        Pick::Current => valid_in(&of, month),
    }
}

/// The approved version valid in a month; the newest draft of the year where nothing is approved.
fn in_force(versions: &[VersionRow], year: i32, month: Month) -> Option<&VersionRow> {
    let of_year: Vec<&VersionRow> = versions.iter().filter(|r| r.budget.fiscal_year == year).collect();
    valid_in(&of_year, month)
}

/// Of each budget the last approved version that has begun, of several budgets the one that began last.
fn valid_in<'v>(of_year: &[&'v VersionRow], month: Month) -> Option<&'v VersionRow> {
    let mut of_budget: HashMap<i64, &VersionRow> = HashMap::new();
    let begun = |r: &&&'v VersionRow| r.version.valid_from.is_some_and(|from| from <= month.number());
    for row in of_year.iter().filter(begun) {
        let last = of_budget.entry(row.budget.id).or_insert(row);
        if last.version.number < row.version.number {
            *last = row;
        }
    }
    let found = of_budget
        .into_values()
        .max_by_key(|r| (r.version.valid_from, r.version.id));
    if found.is_some() || of_year.iter().any(|r| r.version.valid_from.is_some()) {
        return found;
    }
    of_year.iter().max_by_key(|r| r.version.id).copied()
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
