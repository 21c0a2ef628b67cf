//! Budgets from a file: the draft of each fiscal year that it names is filled.

use std::collections::{HashMap, HashSet};

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::{LineKey, VersionState};
use kezhang_core::record::import::{BudgetLineIn, Interpreted};
use kezhang_core::record::register::Register;
use kezhang_core::{Fault, Language, Outcome};

use super::register::close;
use super::{ImportResult, Tally, Titles};
use crate::budget::{VersionRow, amounts, empty_line, lines_of, make_draft, named, set_amounts, version_rows};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::budget_line;

/// A cell of a line: fiscal year, what the line names, place in the year.
type CellKey = (i32, Named, usize);

struct Row {
    cells: Vec<(CellKey, i64)>,
}

impl Ledger {
    /// Imports a budget: equal keys inside the file add up; a cell that is there is replaced, one with the same value is
    /// a duplicate, one not named stays. Unknown customers, channels, departments and products are made.
    ///
    /// # Errors
    /// What reading the file says; `amount_overflow`.
    pub async fn import_budget(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<BudgetLineIn>>> + Send,
        titles: Titles<'_>,
        budget: Option<&str>,
        language: Language,
    ) -> Outcome<ImportResult> {
        let currency = self.currency().await;
        let calendar = self.calendar().await?;
        let mut names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let mut tally = Tally::new(language, currency);
        let mut sums: HashMap<CellKey, i64> = HashMap::new();
        let mut order: Vec<(i32, Named)> = Vec::new();
        let mut lines_seen: HashSet<(i32, Named)> = HashSet::new();
        let mut rows: Vec<Row> = Vec::new();
        'rows: for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            let mut cells = Vec::with_capacity(line.months.len());
            for (month, amount) in &line.months {
                match currency.minor(*amount) {
                    Ok(minor) => cells.push((*month, minor)),
                    Err(fault) => {
                        tally.reject(line.row, titles("amount"), Some(amount.to_string()), fault);
                        continue 'rows;
                    }
                }
            }
            let key = key_of(&line);
            if let Err(refusals) = names.resolve(&known_only(&key, &names)) {
                for (field, value, fault) in refusals {
                    tally.reject(line.row, titles(field), value, fault);
                }
                continue;
            }
            create_members(change, &mut names, &key, &mut tally).await?;
            let named = match names.resolve(&key) {
                Ok(named) => named,
                Err(refusals) => {
                    for (field, value, fault) in refusals {
                        tally.reject(line.row, titles(field), value, fault);
                    }
                    continue;
                }
            };
            let mut keyed = Vec::with_capacity(cells.len());
            for (month, minor) in cells {
                let year = calendar.year(month);
                let cell: CellKey = (year, named, calendar.place(month));
                let sum = sums.entry(cell).or_insert(0);
                *sum = sum
                    .checked_add(minor)
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
                tally.add_cost(minor)?;
                if lines_seen.insert((year, named)) {
                    order.push((year, named));
                }
                keyed.push((cell, minor));
            }
            rows.push(Row { cells: keyed });
        }
        let states = fill(change, budget, &order, &sums).await?;
        for row in rows {
            let state = |wanted: CellState| row.cells.iter().any(|(cell, _)| states.get(cell) == Some(&wanted));
            if state(CellState::Replaced) {
                tally.updated += 1;
            } else if state(CellState::New) || row.cells.is_empty() {
                tally.imported += 1;
            } else {
                tally.duplicates += 1;
            }
        }
        close(change, "budget", file_name, tally).await
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellState {
    New,
    Replaced,
    Same,
}

fn key_of(line: &BudgetLineIn) -> LineKey {
    LineKey {
        category: line.category.clone(),
        department: line.department.clone(),
        channel: line.channel.clone(),
        activity: line.activity.clone(),
        product: line.product.clone(),
        customer: line.customer.clone(),
        grade: line.grade.clone(),
    }
}

/// The registers in which an unknown name makes a new member.
fn creating(key: &LineKey) -> [(Register, &Option<String>); 4] {
    [
        (Register::Department, &key.department),
        (Register::Channel, &key.channel),
        (Register::Product, &key.product),
        (Register::Customer, &key.customer),
    ]
}

/// The key without the names that are about to be made, so that what else is wrong is told first.
fn known_only(key: &LineKey, names: &LineNames) -> LineKey {
    let mut known = key.clone();
    let mut has_new = false;
    for (register, text) in creating(key) {
        if text.as_deref().is_some_and(|text| !names.knows(register, text)) {
            has_new = true;
            *match register {
                Register::Department => &mut known.department,
                Register::Channel => &mut known.channel,
                Register::Product => &mut known.product,
                _ => &mut known.customer,
            } = None;
        }
    }
    // A line that names only something new names something: let it pass as any known one would.
    if has_new && known == LineKey::default() {
        known.category = Some("0".to_owned());
    }
    known
}

async fn create_members(
    change: &mut Change<'_>,
    names: &mut LineNames,
    key: &LineKey,
    tally: &mut Tally,
) -> Outcome<()> {
    for (register, text) in creating(key) {
        let Some(text) = text.as_deref().map(str::trim).filter(|t| !t.is_empty()) else {
            continue;
        };
        if names.knows(register, text) {
            continue;
        }
        let id = crate::member::make(change, register, text).await?;
        names.learn(register, id, text);
        tally.made(register, text);
    }
    Ok(())
}

/// Writes the summed cells into the drafts and says of each what it was.
async fn fill(
    change: &mut Change<'_>,
    budget: Option<&str>,
    order: &[(i32, Named)],
    sums: &HashMap<CellKey, i64>,
) -> Outcome<HashMap<CellKey, CellState>> {
    let mut states = HashMap::with_capacity(sums.len());
    let mut years: Vec<i32> = order.iter().map(|(year, _)| *year).collect();
    years.sort_unstable();
    years.dedup();
    for year in years {
        let target = target_of(change, budget, year).await?;
        if let Target::NextOf(newest) = &target
            && is_same(change, newest, year, order, sums, &mut states).await?
        {
            continue;
        }
        let version = target.draft(change, budget, year).await?;
        change.note("budget", version.label());
        let mut known: HashMap<Named, budget_line::Model> = lines_of(change.connection(), version.version.id)
            .await?
            .into_iter()
            .map(|row| (named(&row), row))
            .collect();
        for (_, key) in order.iter().filter(|(of, _)| *of == year) {
            let old = known.remove(key);
            let mut row = old.clone().unwrap_or_else(|| empty_line(version.version.id, *key));
            let mut cells = amounts(&row);
            for (place, cell) in cells.iter_mut().enumerate() {
                let Some(sum) = sums.get(&(year, *key, place)) else {
                    continue;
                };
                let is_filled = row.filled & (1 << place) != 0;
                if !is_filled && *sum == 0 && old.is_some() {
                    // A line that is there plans nothing in this month already: an export comes back as it was.
                    states.insert((year, *key, place), CellState::Same);
                    continue;
                }
                let state = match (is_filled, *cell == *sum) {
                    (true, true) => CellState::Same,
                    (true, false) => CellState::Replaced,
                    (false, _) => CellState::New,
                };
                states.insert((year, *key, place), state);
                *cell = *sum;
                row.filled |= 1 << place;
            }
            set_amounts(&mut row, cells);
            match old {
                Some(old) => change.update(old, row).await?,
                None => change.insert(row).await?,
            };
        }
    }
    Ok(states)
}

/// Where the cells of a fiscal year go.
enum Target {
    /// Into a draft that is there.
    Draft(VersionRow),
    /// Into the next version of this one, as a copy.
    NextOf(VersionRow),
    /// Into a new budget.
    New,
}

async fn target_of(change: &Change<'_>, name: Option<&str>, year: i32) -> Outcome<Target> {
    let rows = version_rows(change.connection()).await?;
    let mut of_year = rows
        .iter()
        .rev()
        .filter(|r| r.budget.fiscal_year == year && name.is_none_or(|n| r.budget.name == n))
        .peekable();
    let newest = of_year.peek().map(|r| (*r).clone());
    Ok(
        match (
            of_year.find(|r| r.version.state == VersionState::Draft.as_str()),
            newest,
        ) {
            (Some(draft), _) => Target::Draft(draft.clone()),
            (None, Some(newest)) => Target::NextOf(newest),
            (None, None) => Target::New,
        },
    )
}

impl Target {
    async fn draft(self, change: &mut Change<'_>, name: Option<&str>, year: i32) -> Outcome<VersionRow> {
        let rows = version_rows(change.connection()).await?;
        match self {
            Self::Draft(draft) => Ok(draft),
            Self::NextOf(newest) => {
                let name = newest.budget.name.clone();
                make_draft(change, &rows, &name, year, Some(&newest)).await
            }
            Self::New => make_draft(change, &rows, name.unwrap_or(&year.to_string()), year, None).await,
        }
    }
}

/// Whether a version already holds every cell; then nothing needs a new draft.
async fn is_same(
    change: &Change<'_>,
    version: &VersionRow,
    year: i32,
    order: &[(i32, Named)],
    sums: &HashMap<CellKey, i64>,
    states: &mut HashMap<CellKey, CellState>,
) -> Outcome<bool> {
    let known: HashMap<Named, budget_line::Model> = lines_of(change.connection(), version.version.id)
        .await?
        .into_iter()
        .map(|row| (named(&row), row))
        .collect();
    let mut same = Vec::new();
    for (_, key) in order.iter().filter(|(of, _)| *of == year) {
        for place in 0..12 {
            let Some(sum) = sums.get(&(year, *key, place)) else {
                continue;
            };
            let holds = known
                .get(key)
                .is_some_and(|row| amounts(row)[place] == *sum && (*sum == 0 || row.filled & (1 << place) != 0));
            if !holds {
                return Ok(false);
            }
            same.push((year, *key, place));
        }
    }
    states.extend(same.into_iter().map(|cell| (cell, CellState::Same)));
    Ok(true)
}
