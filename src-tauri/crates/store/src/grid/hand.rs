//! A version in hand: its lines in the order of the sheet, set cell by cell and shown as a sheet.

use std::collections::{BTreeSet, HashMap};

use kezhang_core::money::Amount;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::formula::{Reading, read};
use kezhang_core::plan::sheet::{CellNote, Place, Sheet, SheetRow, line_id, outline, periods};
use kezhang_core::record::category::{lies_in, sort_key};
use kezhang_core::{Calendar, Currency, Fault, Month, Outcome};
use sea_orm::DatabaseConnection;

use super::shape::{Shape, spread_within};
use super::{CellEdit, RowEdit, sums};
use crate::budget::{Codes, VersionRow, amounts, lines_of, named, set_amounts, shown_version};
use crate::fault::overflow;
use crate::ledger::Ledger;
use crate::row::budget_line::Model;

/// A version in hand: its lines in the order of the sheet.
pub(super) struct Hand {
    pub(super) version: VersionRow,
    pub(super) lines: Vec<(LineKey, Model)>,
    pub(super) notes: HashMap<i64, Vec<CellNote>>,
    calendar: Calendar,
    pub(super) currency: Currency,
}

impl Hand {
    pub(super) async fn take(ledger: &Ledger, connection: &DatabaseConnection, version: VersionRow) -> Outcome<Self> {
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

    pub(super) fn outline(&self) -> Vec<Place> {
        let codes: Vec<Option<&str>> = self.lines.iter().map(|(key, _)| key.category.as_deref()).collect();
        outline(&codes)
    }

    /// The lines that a row stands for.
    pub(super) fn below(&self, row: &RowEdit) -> Vec<usize> {
        let fits = |key: &LineKey| match (&row.group, &key.category) {
            (None, _) => true,
            (Some(group), None) => group.is_empty(),
            (Some(group), Some(code)) => !group.is_empty() && lies_in(code, group),
        };
        (0..self.lines.len()).filter(|at| fits(&self.lines[*at].0)).collect()
    }

    pub(super) fn places(&self, from: Month, to: Month) -> Outcome<std::ops::RangeInclusive<usize>> {
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
    pub(super) fn sheet(&self, touched: Option<&BTreeSet<usize>>) -> Outcome<Sheet> {
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
    pub(super) fn set(&mut self, targets: &[usize], cell: &CellEdit, reading: Reading, shape: &Shape) -> Outcome<()> {
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
