//! The budget grid: a version as a sheet, blocks of cells set as one change, other figures beside it.
//!
//! The one thing to know: what is typed is read and spread here, in integers; the page only shows it.

use std::collections::{BTreeSet, HashMap};

use kezhang_core::money::Amount;
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::charge::Payers;
use kezhang_core::monitor::fold::{Fact, Line, Named};
use kezhang_core::plan::formula::{Reading, read};
use kezhang_core::plan::sheet::{CellNote, PERIODS, Place, Sheet, SheetRow, line_id, outline, periods};
use kezhang_core::plan::spread::{Below, Way, spread_rows, weights, weights_at};
use kezhang_core::plan::{Basis, LineKey, Measure};
use kezhang_core::record::EntryKind;
use kezhang_core::record::category::{lies_in, sort_key};
use kezhang_core::record::import::DecimalMark;
use kezhang_core::{Calendar, Currency, Fault, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::DatabaseConnection;
use serde::{Deserialize, Serialize};

use crate::budget::{
    Codes, VersionRow, amounts, empty_line, ensure_above_locked, lines_of, named, select, set_amounts, shown_version,
    version_rows, writable,
};
use crate::cell_history::{Typed, keep_typed};
use crate::fault::overflow;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::budget_line::Model;
use crate::variance::Frame;

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

/// What to show beside a version.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BesideQuery {
    /// The version.
    pub budget: String,
    /// What was spent in the fiscal year before.
    #[serde(default)]
    pub last_year: bool,
    /// What is spent in its own fiscal year.
    #[serde(default)]
    pub actual: bool,
    /// Other versions, `NAME@VERSION`, of this or another fiscal year.
    #[serde(default)]
    pub versions: Vec<String>,
    /// Places of the periods wanted: months 0–11, quarters 12–15, half-years 16–17, the year 18; all when empty.
    #[serde(default)]
    pub periods: Vec<u8>,
}

/// Where figures beside a version come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesKind {
    /// Costs of the fiscal year before.
    LastYear,
    /// Costs of its own fiscal year.
    Actual,
    /// Another version.
    Version,
}

/// One set of figures beside a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Series {
    /// Where from.
    pub kind: SeriesKind,
    /// The fiscal year, or `NAME@VERSION`.
    pub name: String,
}

/// The figures beside one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BesideRow {
    /// The row of the sheet.
    pub id: String,
    /// By series, by period.
    pub figures: Vec<Vec<Amount>>,
    /// The version less these figures, by series, by period.
    pub differences: Vec<Vec<Amount>>,
}

/// Figures beside a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Beside {
    /// What they are.
    pub series: Vec<Series>,
    /// Places of the periods, in the order of the figures.
    pub periods: Vec<u8>,
    /// In the order of the sheet.
    pub rows: Vec<BesideRow>,
    /// What no line of the version covers; none where there is nothing.
    pub outside: Option<BesideRow>,
    /// The total, with what is outside.
    pub total: BesideRow,
}

/// A version in hand: its lines in the order of the sheet.
struct Hand {
    version: VersionRow,
    lines: Vec<(LineKey, Model)>,
    notes: HashMap<i64, Vec<CellNote>>,
    calendar: Calendar,
    currency: Currency,
}

impl Hand {
    async fn take(ledger: &Ledger, connection: &DatabaseConnection, version: VersionRow) -> Outcome<Self> {
        let codes = crate::bulk::with(connection, Codes::load).await?;
        let lines = lines_of(connection, version.version.id).await?;
        let notes = crate::budget_note::of_version(connection, version.version.id).await?;
        let shown = |note: crate::row::budget_note::Model| CellNote {
            place: u8::try_from(note.place).unwrap_or_default(),
            text: note.text,
        };
        let mut hand = Self {
            version,
            lines: lines.into_iter().map(|row| (codes.key(named(&row)), row)).collect(),
            notes: notes
                .into_iter()
                .map(|(line, notes)| (line, notes.into_iter().map(shown).collect()))
                .collect(),
            calendar: ledger.calendar().await?,
            currency: ledger.currency().await,
        };
        hand.sort();
        Ok(hand)
    }

    /// By category as the taxonomy has it, those without one last, then by the rest.
    fn sort(&mut self) {
        self.lines.sort_by_cached_key(|(key, _)| {
            (
                key.category.is_none(),
                key.category.as_deref().map(sort_key),
                key.clone(),
            )
        });
    }

    fn outline(&self) -> Vec<Place> {
        let codes: Vec<Option<&str>> = self.lines.iter().map(|(key, _)| key.category.as_deref()).collect();
        outline(&codes)
    }

    /// The lines that a row stands for.
    fn below(&self, row: &RowEdit) -> Vec<usize> {
        let fits = |key: &LineKey| match (&row.group, &key.category) {
            (None, _) => true,
            (Some(group), None) => group.is_empty(),
            (Some(group), Some(code)) => !group.is_empty() && lies_in(code, group),
        };
        (0..self.lines.len()).filter(|at| fits(&self.lines[*at].0)).collect()
    }

    fn places(&self, from: Month, to: Month) -> Outcome<std::ops::RangeInclusive<usize>> {
        let year = self.calendar.span(self.version.budget.fiscal_year);
        for month in [from, to] {
            if !year.contains(month) {
                return Err(Fault::new("month_outside_year")
                    .with("month", month)
                    .with("from", year.from)
                    .with("to", year.to));
            }
        }
        if from > to {
            return Err(Fault::new("span_reversed").with("from", from).with("to", to));
        }
        Ok(self.calendar.place(from)..=self.calendar.place(to))
    }

    fn figures(&self, months: &[i64; 12]) -> Outcome<Vec<Amount>> {
        Ok(periods(months)?
            .iter()
            .map(|minor| self.currency.amount(*minor))
            .collect())
    }

    /// The sheet, or of it the subtotals and the lines in `touched`.
    fn sheet(&self, touched: Option<&BTreeSet<usize>>) -> Outcome<Sheet> {
        let mut rows = Vec::new();
        for place in self.outline() {
            match place {
                Place::Group { code, depth, from, to } => rows.push(SheetRow {
                    id: format!("#{code}"),
                    line: None,
                    group: Some(code),
                    depth,
                    figures: self.figures(&sums(self.lines[from..to].iter().map(|(_, row)| amounts(row)))?)?,
                    locked: Vec::new(),
                    note: String::new(),
                    notes: Vec::new(),
                }),
                Place::Line { line, depth } => {
                    if touched.is_some_and(|touched| !touched.contains(&line)) {
                        continue;
                    }
                    let (key, row) = &self.lines[line];
                    rows.push(SheetRow {
                        id: line_id(key),
                        line: Some(key.clone()),
                        group: None,
                        depth,
                        figures: self.figures(&amounts(row))?,
                        locked: (0..12u8).filter(|at| row.locked & (1 << at) != 0).collect(),
                        note: row.note.clone(),
                        notes: self.notes.get(&row.id).cloned().unwrap_or_default(),
                    });
                }
            }
        }
        let lines: Vec<Model> = self.lines.iter().map(|(_, row)| row.clone()).collect();
        let total = sums(lines.iter().map(amounts))?;
        let year = self.calendar.span(self.version.budget.fiscal_year);
        Ok(Sheet {
            version: shown_version(&self.version, &lines, self.currency)?,
            months: year.months().collect(),
            is_whole: touched.is_none(),
            rows,
            total: SheetRow {
                id: "#total".to_owned(),
                line: None,
                group: None,
                depth: 0,
                figures: self.figures(&total)?,
                locked: Vec::new(),
                note: String::new(),
                notes: Vec::new(),
            },
        })
    }

    /// Sets one cell.
    fn set(&mut self, targets: &[usize], cell: &CellEdit, reading: Reading, shape: &Shape) -> Outcome<()> {
        let places = self.places(cell.from, cell.to.unwrap_or(cell.from))?;
        if let Some(text) = &cell.text {
            if let ([line], true) = (targets, places.start() == places.end()) {
                self.set_one(*line, *places.start(), text, reading)?;
            } else {
                self.set_total(targets, places.clone(), text, reading, shape)?;
            }
        }
        if let Some(locked) = cell.locked {
            for line in targets {
                let row = &mut self.lines[*line].1;
                for at in places.clone() {
                    row.locked = if locked {
                        row.locked | 1 << at
                    } else {
                        row.locked & !(1 << at)
                    };
                }
            }
        }
        Ok(())
    }

    fn set_one(&mut self, line: usize, at: usize, text: &str, reading: Reading) -> Outcome<()> {
        let row = &mut self.lines[line].1;
        let mut cells = amounts(row);
        let minor = read(text, cells[at], reading)?.unwrap_or(0);
        if row.locked & (1 << at) != 0 {
            if minor == cells[at] {
                return Ok(());
            }
            return Err(Fault::new("cell_locked"));
        }
        cells[at] = minor;
        periods(&cells)?;
        row.filled |= 1 << at;
        set_amounts(row, cells);
        Ok(())
    }

    fn set_total(
        &mut self,
        targets: &[usize],
        places: std::ops::RangeInclusive<usize>,
        text: &str,
        reading: Reading,
        shape: &Shape,
    ) -> Outcome<()> {
        let places: Vec<usize> = places.collect();
        let rows = targets.iter().map(|line| (*line, &self.lines[*line].1));
        let below = shape.below(rows, &places)?;
        let before = below
            .iter()
            .flatten()
            .try_fold(0i64, |sum, cell| sum.checked_add(cell.amount))
            .ok_or_else(overflow)?;
        let parts = match read(text, before, reading)? {
            Some(total) => spread_within(total, &below, shape.way, reading.currency)?,
            // Cleared: nothing is left but what is locked.
            None => below
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|cell| if cell.is_locked { cell.amount } else { 0 })
                        .collect()
                })
                .collect(),
        };
        for (line, parts) in targets.iter().zip(parts) {
            let row = &mut self.lines[*line].1;
            let mut cells = amounts(row);
            for (at, part) in places.iter().zip(parts) {
                cells[*at] = part;
                row.filled |= 1 << at;
            }
            periods(&cells)?;
            set_amounts(row, cells);
        }
        Ok(())
    }
}

/// By what a typed total is shared out.
pub(crate) struct Shape {
    way: Way,
    /// Last year's costs by line and month.
    last_year: Vec<[i64; 12]>,
    /// As typed; what is wrong with them is told where they are asked for.
    weights: Outcome<Vec<i64>>,
}

impl Shape {
    /// The cells of lines at some places, with their weights.
    pub(crate) fn below<'r>(
        &self,
        rows: impl Iterator<Item = (usize, &'r Model)>,
        places: &[usize],
    ) -> Outcome<Vec<Vec<Below>>> {
        let weights = match self.way {
            // A single month is its lines' alone: they share it in proportion.
            Way::Weights if places.len() > 1 => weights_at(self.weights.as_ref().map_err(Fault::clone)?, places)?,
            _ => vec![1; places.len()],
        };
        let below = rows.map(|(line, row)| {
            let cells = amounts(row);
            let cell = |(at, weight): (&usize, &i64)| Below {
                amount: cells[*at],
                is_locked: row.locked & (1 << at) != 0,
                weight: match self.way {
                    Way::LastYear => self.last_year.get(line).map_or(0, |months| months[*at]),
                    _ => *weight,
                },
            };
            places.iter().zip(&weights).map(cell).collect()
        });
        Ok(below.collect())
    }
}

/// Spreads a total over the cells of lines; one that what is locked leaves no room for is refused.
pub(crate) fn spread_within(total: i64, below: &[Vec<Below>], way: Way, currency: Currency) -> Outcome<Vec<Vec<i64>>> {
    let cells = below.iter().flatten().map(|cell| (cell.amount, cell.is_locked));
    ensure_above_locked(total, cells, currency)?;
    spread_rows(total, below, way)
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
            .shape(&hand.version, &lines, edit.way, &edit.weights, today)
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

    /// Other figures beside a version: last year's costs, this year's, other versions, and the differences.
    ///
    /// # Errors
    /// `budget_unknown`, `amount_overflow`, `period_unknown`.
    pub async fn budget_beside(&self, query: &BesideQuery, today: chrono::NaiveDate) -> Outcome<Beside> {
        let rows = version_rows(self.reader()).await?;
        let version = select(&rows, &query.budget)?.clone();
        let wanted: Vec<u8> = if query.periods.is_empty() {
            (0..PERIODS as u8).collect()
        } else {
            query.periods.clone()
        };
        if let Some(bad) = wanted.iter().find(|at| usize::from(**at) >= PERIODS) {
            return Err(Fault::new("period_unknown").with("value", bad));
        }
        let hand = Hand::take(self, self.reader(), version.clone()).await?;
        let lines: Vec<Named> = hand.lines.iter().map(|(_, row)| named(row)).collect();
        let year = version.budget.fiscal_year;
        let mut series = Vec::new();
        let mut figures: Vec<(Vec<[i64; 12]>, [i64; 12])> = Vec::new();
        for (is_wanted, kind, of) in [
            (query.last_year, SeriesKind::LastYear, year - 1),
            (query.actual, SeriesKind::Actual, year),
        ] {
            if is_wanted {
                figures.push(self.costs_by_line(&version, &lines, of, today).await?);
                series.push(Series {
                    kind,
                    name: of.to_string(),
                });
            }
        }
        for selector in &query.versions {
            let other = select(&rows, selector)?;
            let mut by_line = vec![[0i64; 12]; lines.len()];
            let places: HashMap<Named, usize> = lines.iter().enumerate().map(|(at, key)| (*key, at)).collect();
            let mut outside = Vec::new();
            for row in lines_of(self.reader(), other.version.id).await? {
                match places.get(&named(&row)) {
                    Some(at) => by_line[*at] = amounts(&row),
                    None => outside.push(amounts(&row)),
                }
            }
            figures.push((by_line, sums(outside.into_iter())?));
            series.push(Series {
                kind: SeriesKind::Version,
                name: other.label(),
            });
        }
        let own: Vec<[i64; 12]> = hand.lines.iter().map(|(_, row)| amounts(row)).collect();
        let row = |id: String, own: [i64; 12], others: Vec<[i64; 12]>| -> Outcome<BesideRow> {
            let pick = |months: &[i64; 12]| -> Outcome<Vec<i64>> {
                let all = periods(months)?;
                Ok(wanted.iter().map(|at| all[usize::from(*at)]).collect())
            };
            let own = pick(&own)?;
            let mut shown = BesideRow {
                id,
                figures: Vec::new(),
                differences: Vec::new(),
            };
            for other in &others {
                let other = pick(other)?;
                let differences = own
                    .iter()
                    .zip(&other)
                    .map(|(a, b)| a.checked_sub(*b).ok_or_else(overflow))
                    .collect::<Outcome<Vec<i64>>>()?;
                let amounts = |minor: Vec<i64>| minor.into_iter().map(|m| hand.currency.amount(m)).collect();
                shown.figures.push(amounts(other));
                shown.differences.push(amounts(differences));
            }
            Ok(shown)
        };
        let mut shown = Vec::new();
        for place in hand.outline() {
            let (id, range) = match place {
                Place::Group { code, from, to, .. } => (format!("#{code}"), from..to),
                Place::Line { line, .. } => (line_id(&hand.lines[line].0), line..line + 1),
            };
            let others = figures
                .iter()
                .map(|(lines, _)| sums(lines[range.clone()].iter().copied()))
                .collect::<Outcome<_>>()?;
            shown.push(row(id, sums(own[range].iter().copied())?, others)?);
        }
        let outside: Vec<[i64; 12]> = figures.iter().map(|(_, outside)| *outside).collect();
        let totals = figures
            .iter()
            .map(|(lines, outside)| sums(lines.iter().chain([outside]).copied()))
            .collect::<Outcome<_>>()?;
        Ok(Beside {
            rows: shown,
            outside: if outside.iter().flatten().any(|amount| *amount != 0) {
                Some(row("#outside".to_owned(), [0; 12], outside)?)
            } else {
                None
            },
            total: row("#total".to_owned(), sums(own.iter().copied())?, totals)?,
            series,
            periods: wanted,
        })
    }

    /// By what a total over lines of a version is shared out.
    pub(crate) async fn shape(
        &self,
        version: &VersionRow,
        lines: &[Named],
        way: Way,
        typed: &str,
        today: chrono::NaiveDate,
    ) -> Outcome<Shape> {
        let mut shape = Shape {
            way,
            last_year: Vec::new(),
            weights: Ok(Vec::new()),
        };
        match way {
            Way::LastYear => {
                let year = version.budget.fiscal_year - 1;
                shape.last_year = self.costs_by_line(version, lines, year, today).await?.0;
            }
            Way::Weights => shape.weights = weights(typed),
            Way::Proportion | Way::Even => {}
        }
        Ok(shape)
    }

    /// The frame of a fiscal year's costs on a version's basis and measure, with its lines.
    async fn cost_frame(
        &self,
        version: &VersionRow,
        lines: &[Named],
        year: i32,
        today: chrono::NaiveDate,
    ) -> Outcome<Frame> {
        let span = self.calendar().await?.span(year);
        let basis: Basis = from_word("budget_version", &version.version.basis)?;
        let measure: Measure = from_word("budget_version", &version.version.measure)?;
        let query = VarianceQuery {
            from: Some(span.from),
            to: Some(span.to),
            basis: Some(basis),
            measure: (basis == Basis::Accrual).then_some(measure),
            ..VarianceQuery::default()
        };
        let mut frame = self.frame(&query, today).await?;
        frame.plan.lines = lines
            .iter()
            .map(|named| Line {
                version: 0,
                named: *named,
                months: Vec::new(),
            })
            .collect();
        Ok(frame)
    }

    /// The costs of a fiscal year that stand beside a row of a version's sheet.
    ///
    /// # Errors
    /// `budget_unknown`, `line_unknown`.
    pub(crate) async fn costs_beside(
        &self,
        budget: &str,
        row: &str,
        year: i32,
        today: chrono::NaiveDate,
    ) -> Outcome<CostsBeside> {
        let rows = version_rows(self.reader()).await?;
        let version = select(&rows, budget)?.clone();
        let hand = Hand::take(self, self.reader(), version.clone()).await?;
        let lines: Vec<Named> = hand.lines.iter().map(|(_, row)| named(row)).collect();
        let of_place = |place: Place| match place {
            Place::Group { code, from, to, .. } => (format!("#{code}"), from..to),
            Place::Line { line, .. } => (line_id(&hand.lines[line].0), line..line + 1),
        };
        let payers = match row {
            "#total" => None,
            "#outside" => Some(0..0),
            _ => {
                let mut places = hand.outline().into_iter().map(of_place);
                let found = places.find(|(id, _)| id == row).map(|(_, lines)| lines);
                Some(found.ok_or_else(|| Fault::new("line_unknown"))?)
            }
        };
        let frame = self.cost_frame(&version, &lines, year, today).await?;
        Ok(CostsBeside {
            by_line: Payers::of(&frame.plan.lines),
            frame,
            payers,
        })
    }

    /// The costs of a fiscal year by line and month, and those that no line covers; on the version's basis and measure.
    async fn costs_by_line(
        &self,
        version: &VersionRow,
        lines: &[Named],
        year: i32,
        today: chrono::NaiveDate,
    ) -> Outcome<(Vec<[i64; 12]>, [i64; 12])> {
        let calendar = self.calendar().await?;
        let frame = self.cost_frame(version, lines, year, today).await?;
        let facts = crate::bulk::with(self.reader(), |bulk| crate::facts::facts(bulk, &frame)).await?;
        let payers = Payers::of(&frame.plan.lines);
        let mut by_line = vec![[0i64; 12]; lines.len()];
        let mut outside = [0i64; 12];
        for fact in &facts {
            if !is_cost(&frame, fact) {
                continue;
            }
            let months = match payers.of_thing(&frame.world, 0, &fact.named) {
                Some(line) => &mut by_line[line],
                None => &mut outside,
            };
            let month = &mut months[calendar.place(fact.month)];
            *month = month.checked_add(fact.amount).ok_or_else(overflow)?;
        }
        Ok((by_line, outside))
    }
}

fn is_cost(frame: &Frame, fact: &Fact) -> bool {
    let node = frame.world.categories.get(&fact.named[0]);
    node.is_none_or(|node| node.kind == EntryKind::Cost)
}

/// The costs that stand beside a row of a sheet.
pub(crate) struct CostsBeside {
    /// All costs of the year.
    pub frame: Frame,
    by_line: Payers,
    /// The lines that pay for them; none where all do, and what no line covers with them; nobody for that alone.
    payers: Option<std::ops::Range<usize>>,
}

impl CostsBeside {
    /// Whether a part of an entry is among them.
    pub fn takes(&self, fact: &Fact) -> bool {
        let is_paid = match &self.payers {
            None => true,
            Some(lines) => match self.by_line.of_thing(&self.frame.world, 0, &fact.named) {
                Some(line) => lines.contains(&line),
                None => lines.is_empty(),
            },
        };
        is_paid && is_cost(&self.frame, fact)
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
