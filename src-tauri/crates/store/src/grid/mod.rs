//! The budget grid: a version as a sheet, blocks of cells set as one change, other figures beside it.
//!
//! The one thing to know: what is typed is read and spread here, in integers; the page only shows it.

mod beside;
mod hand;
mod shape;

use std::collections::{BTreeSet, HashMap};

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::formula::Reading;
use kezhang_core::plan::sheet::{CellNote, Sheet, line_id};
use kezhang_core::plan::spread::Way;
use kezhang_core::record::import::DecimalMark;
use kezhang_core::{Fault, Month, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::budget::{Codes, empty_line, named, select, version_rows, writable};
use crate::cell_history::{Typed, keep_typed};
use crate::fault::overflow;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::budget_line::Model;

pub use beside::{Beside, BesideQuery};
use hand::Hand;
pub(crate) use shape::{Weights, spread_within};

/// Most cells that one change sets: what is larger is a file to import.
const MOST_CELLS: usize = 100_000;

/// What a cell of the grid shall be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CellEdit {
    /// Its month, or the first of its quarter, half-year or year.
    pub from: Month,
    /// The last month that it stands for; `from` when absent.
    #[serde(default)]
    pub to: Option<Month>,
    /// As typed or pasted: an amount, a formula (`=1200*12/4`), a change (`+5%`, `*1.1`); empty clears. A total is
    /// spread over the open cells below it.
    #[serde(default)]
    pub text: Option<String>,
    /// 锁定; stays when absent.
    #[serde(default)]
    pub locked: Option<bool>,
    /// A remark on one month of one line; empty removes it, stays when absent.
    #[serde(default)]
    pub note: Option<String>,
}

/// Cells of one row: a line by what it names (made when new), a subtotal, or with neither the total.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowEdit {
    /// The line.
    #[serde(default)]
    pub line: Option<LineKey>,
    /// The category of a subtotal; empty for lines that name none.
    #[serde(default)]
    pub group: Option<String>,
    /// Its cells.
    pub cells: Vec<CellEdit>,
}

/// A block of cells to set, as one change.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GridEdit {
    /// The draft; by name alone, a version in force is copied into the next draft first.
    pub budget: String,
    /// The rows, set one after the other.
    pub rows: Vec<RowEdit>,
    /// How totals are spread.
    #[serde(default)]
    pub way: Way,
    /// Of the way `weights`: one for each month of the year or of the cell, `1 1 2 1.5 …`.
    #[serde(default)]
    pub weights: String,
    /// Of the way `weights`: the line of the version whose months are the weights, in place of typed ones.
    #[serde(default)]
    pub weights_of: Option<LineKey>,
    /// Decimal mark of the texts; a point when absent.
    #[serde(default)]
    pub decimal: Option<DecimalMark>,
    /// Pasted: amounts alone are taken, formulas of change are not.
    #[serde(default)]
    pub pasted: bool,
    /// Sets what can be set and leaves the rest; else one refused cell refuses all.
    #[serde(default)]
    pub partial: bool,
}

impl GridEdit {
    fn typed(&self) -> Weights<'_> {
        Weights {
            text: &self.weights,
            of: self.weights_of.as_ref(),
        }
    }
}

fn sums(rows: impl Iterator<Item = [i64; 12]>) -> Outcome<[i64; 12]> {
    let mut sums = [0i64; 12];
    for row in rows {
        for (sum, amount) in sums.iter_mut().zip(row) {
            *sum = sum.checked_add(amount).ok_or_else(overflow)?;
        }
    }
    Ok(sums)
}

impl Ledger {
    /// A version as a sheet.
    ///
    /// # Errors
    /// `budget_unknown`, `amount_overflow`.
    pub async fn budget_sheet(&self, selector: &str) -> Outcome<Sheet> {
        let rows = version_rows(self.reader()).await?;
        let version = select(&rows, selector)?.clone();
        Hand::take(self, self.reader(), version).await?.sheet(None)
    }

    /// Sets a block of cells of a draft as one change; what comes back are the rows that it touched.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `block_too_large`, `edit_empty`; for a cell, with its place in `cells`:
    /// `amount_unreadable`, `amount_percent`, `amount_decimal_comma`, `amount_currency`, `amount_decimals`,
    /// `amount_overflow`, `formula_unreadable`, `formula_zero`, `cell_locked`, `spread_all_locked`, `total_below_locked`,
    /// `weights_unreadable`, `weights_count`, `weights_zero`,
    /// `month_outside_year`, `span_reversed`, `note_needs_cell`, and what a line's names refuse.
    pub async fn edit_budget(
        &self,
        change: &mut Change<'_>,
        edit: &GridEdit,
        today: chrono::NaiveDate,
    ) -> Outcome<Sheet> {
        let count: usize = edit.rows.iter().map(|row| row.cells.len()).sum();
        if count > MOST_CELLS {
            return Err(Fault::new("block_too_large")
                .with("count", count)
                .with("limit", MOST_CELLS));
        }
        if count == 0 {
            return Err(Fault::new("edit_empty"));
        }
        let version = writable(change, &edit.budget).await?;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        let mut hand = Hand::take(self, change.connection(), version).await?;
        let before: HashMap<Named, Model> = hand.lines.iter().map(|(_, row)| (named(row), row.clone())).collect();
        let reading = Reading {
            currency: hand.currency,
            decimal: edit.decimal.unwrap_or(DecimalMark::Point),
            is_pasted: edit.pasted,
        };
        let lines: Vec<Named> = hand.lines.iter().map(|(_, row)| named(row)).collect();
        let shape = self
            .shape(
                change.connection(),
                &hand.version,
                &lines,
                edit.way,
                edit.typed(),
                today,
            )
            .await?;
        let mut refused: Vec<(String, Fault)> = Vec::new();
        let mut notes: Vec<(Named, usize, String)> = Vec::new();
        let mut done = 0usize;
        for (at, row) in edit.rows.iter().enumerate() {
            let targets = match targets(&mut hand, row, &names, &codes) {
                Ok(targets) => targets,
                Err(fault) => {
                    refused.extend((0..row.cells.len()).map(|cell| (format!("{at}:{cell}"), fault.clone())));
                    continue;
                }
            };
            for (place, cell) in row.cells.iter().enumerate() {
                let set = hand.set(&targets, cell, reading, &shape);
                match set.and_then(|()| note(&hand, &targets, cell)) {
                    Ok(found) => {
                        notes.extend(found);
                        done += 1;
                    }
                    Err(fault) => refused.push((format!("{at}:{place}"), fault)),
                }
            }
        }
        if let Some((_, first)) = refused.first()
            && (!edit.partial || done == 0)
        {
            let cells: Vec<&str> = refused.iter().map(|(cell, _)| cell.as_str()).collect();
            return Err(first
                .clone()
                .with("cells", cells.join(","))
                .with("refused", refused.len())
                .with("all", count));
        }
        keep_typed(change, &typed_of(edit, &names, &codes), Some(edit.way.as_str()));
        self.write_hand(change, &mut hand, &before, notes, count).await
    }

    async fn write_hand(
        &self,
        change: &mut Change<'_>,
        hand: &mut Hand,
        before: &HashMap<Named, Model>,
        notes: Vec<(Named, usize, String)>,
        count: usize,
    ) -> Outcome<Sheet> {
        change.note("budget", hand.version.label());
        change.note("count", count);
        let mut is_whole = false;
        let mut touched: BTreeSet<usize> = BTreeSet::new();
        let mut ids: HashMap<Named, i64> = HashMap::new();
        for (at, (_, row)) in hand.lines.iter_mut().enumerate() {
            let key = named(row);
            match before.get(&key) {
                Some(old) if old == row => {}
                Some(old) => {
                    change.update(old.clone(), row.clone()).await?;
                    touched.insert(at);
                }
                None => {
                    *row = change.insert(row.clone()).await?;
                    is_whole = true;
                }
            }
            ids.insert(key, row.id);
        }
        for (key, place, text) in notes {
            let Some(line) = ids.get(&key).copied() else { continue };
            crate::budget_note::set(change, line, place, &text).await?;
            touched.extend(hand.lines.iter().position(|(_, row)| row.id == line));
        }
        if is_whole || before.is_empty() {
            return Hand::take(self, change.connection(), hand.version.clone())
                .await?
                .sheet(None);
        }
        if !touched.is_empty() {
            let fresh = crate::budget_note::of_version(change.connection(), hand.version.version.id).await?;
            hand.notes = fresh
                .into_iter()
                .map(|(line, notes)| {
                    let shown = notes.into_iter().map(|note| CellNote {
                        place: u8::try_from(note.place).unwrap_or_default(),
                        text: note.text,
                    });
                    (line, shown.collect())
                })
                .collect();
        }
        hand.sheet(Some(&touched))
    }
}

/// The lines of a row; a line that is not there yet is made.
fn targets(hand: &mut Hand, row: &RowEdit, names: &LineNames, codes: &Codes) -> Outcome<Vec<usize>> {
    let Some(key) = &row.line else {
        let below = hand.below(row);
        return if below.is_empty() {
            Err(Fault::new("line_unknown"))
        } else {
            Ok(below)
        };
    };
    let key = names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)?;
    let found = hand.lines.iter().position(|(_, row)| named(row) == key);
    Ok(vec![found.unwrap_or_else(|| {
        let made = empty_line(hand.version.version.id, key);
        hand.lines.push((codes.key(key), made));
        hand.lines.len() - 1
    })])
}

/// What was typed, cell by cell, each named by the row of the sheet.
fn typed_of(edit: &GridEdit, names: &LineNames, codes: &Codes) -> Vec<Typed> {
    let mut typed = Vec::new();
    for row in &edit.rows {
        let id = match (&row.line, &row.group) {
            (Some(line), _) => match names.resolve(line) {
                Ok(named) => line_id(&codes.key(named)),
                Err(_) => continue,
            },
            (None, Some(group)) => format!("#{group}"),
            (None, None) => "#total".to_owned(),
        };
        typed.extend(row.cells.iter().filter_map(|cell| {
            Some(Typed {
                row: id.clone(),
                from: cell.from,
                to: cell.to.unwrap_or(cell.from),
                text: cell.text.clone()?,
            })
        }));
    }
    typed
}

/// The remark that a cell brings.
fn note(hand: &Hand, targets: &[usize], cell: &CellEdit) -> Outcome<Option<(Named, usize, String)>> {
    let Some(text) = &cell.note else { return Ok(None) };
    let places = hand.places(cell.from, cell.to.unwrap_or(cell.from))?;
    match targets {
        [line] if places.start() == places.end() => Ok(Some((
            named(&hand.lines[*line].1),
            *places.start(),
            crate::member::clean(text)?,
        ))),
        _ => Err(Fault::new("note_needs_cell")),
    }
}
