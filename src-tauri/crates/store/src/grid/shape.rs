//! By what a typed total is shared out.

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::spread::{Below, Way, spread_rows, weights, weights_at};
use kezhang_core::{Currency, Fault, Outcome};
use sea_orm::DatabaseConnection;

use crate::budget::{VersionRow, amounts, ensure_above_locked, lines_of, named};
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::budget_line::Model;

/// Weights as they are asked for: typed, or a line's months.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'w> {
    pub text: &'w str,
    pub of: Option<&'w LineKey>,
}

/// By what a typed total is shared out.
pub(crate) struct Shape {
    pub(super) way: Way,
    /// Last year's costs by line and month.
    last_year: Vec<[i64; 12]>,
    /// As typed, or a line's months; what is wrong with them is told where they are asked for.
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

impl Ledger {
    /// By what a total over lines of a version is shared out.
    pub(crate) async fn shape(
        &self,
        connection: &DatabaseConnection,
        version: &VersionRow,
        lines: &[Named],
        way: Way,
        typed: Weights<'_>,
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
            Way::Weights => {
                shape.weights = match typed.of {
                    Some(key) => Ok(months_of(connection, version, key).await?),
                    None => weights(typed.text),
                }
            }
            Way::Proportion | Way::Even => {}
        }
        Ok(shape)
    }
}

/// The months of a line of a version; what is below zero weighs nothing.
async fn months_of(connection: &DatabaseConnection, version: &VersionRow, key: &LineKey) -> Outcome<Vec<i64>> {
    let names = crate::bulk::with(connection, LineNames::load).await?;
    let key = names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)?;
    let lines = lines_of(connection, version.version.id).await?;
    let line = lines.iter().find(|row| named(row) == key);
    let line = line.ok_or_else(|| Fault::new("line_unknown"))?;
    Ok(amounts(line).iter().map(|amount| (*amount).max(0)).collect())
}
