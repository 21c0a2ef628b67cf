//! 按总额分解 over many lines: a total for a category, a department or the whole draft, broken back to the cells.

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::spread::Way;
use kezhang_core::{Amount, Fault, Month, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::budget::{amounts, lines_of, named, places_of, set_amounts, writable};
use crate::grid::{Weights, spread_within};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::budget_line;

/// A total to break back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpreadInput {
    /// The draft; by name alone, a version in force is copied into the next draft first.
    pub budget: String,
    /// Which lines: all that name what it names (a category with what is below it); the whole draft when empty.
    #[serde(default)]
    pub scope: LineKey,
    /// What they shall come to.
    pub total: Amount,
    /// The months that take part; the whole year when absent.
    #[serde(default)]
    pub months: Option<Vec<Month>>,
    /// Lines that keep what they have, each for itself or as a category with what is below it.
    #[serde(default)]
    pub hold: Vec<LineKey>,
    /// How it is spread.
    #[serde(default)]
    pub way: Way,
    /// Of the way `weights`: one for each month of the year or of those that take part, `1 1 2 1.5 …`.
    #[serde(default)]
    pub weights: String,
    /// Of the way `weights`: the line of the draft whose months are the weights, in place of typed ones.
    #[serde(default)]
    pub weights_of: Option<LineKey>,
}

impl Ledger {
    /// Sets what many lines of a draft come to: what is neither locked nor held takes the rest, in proportion or as the
    /// way says.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `line_unknown` when no line is in the scope, `month_outside_year`,
    /// `breakback_no_room` when locks and holds leave nothing to move, `total_below_locked` when they are more than the
    /// total, `weights_unreadable`, `weights_count`, `weights_zero`, `name_unknown`, `amount_overflow`.
    pub async fn spread_budget(
        &self,
        change: &mut Change<'_>,
        input: &SpreadInput,
        today: chrono::NaiveDate,
    ) -> Outcome<Budget> {
        let version = writable(change, &input.budget).await?;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let world = crate::bulk::with(change.connection(), crate::variance::world).await?;
        let resolve = |key: &LineKey| names.resolve(key).map_err(|mut refusals| refusals.remove(0).2);
        let fits = |of: &Named, line: &Named| {
            let category = of[0] == 0 || world.ancestry(line[0]).any(|category| category == of[0]);
            category && (1..7).all(|at| of[at] == 0 || of[at] == line[at])
        };
        let scope = if input.scope == LineKey::default() {
            [0; 7]
        } else {
            resolve(&input.scope)?
        };
        let holds = input.hold.iter().map(resolve).collect::<Outcome<Vec<Named>>>()?;
        let calendar = self.calendar().await?;
        let places = match &input.months {
            None => (0..12).collect(),
            Some(months) => places_of(months, calendar, version.budget.fiscal_year)?,
        };
        let lines = lines_of(change.connection(), version.version.id).await?;
        let inside: Vec<budget_line::Model> = lines.into_iter().filter(|row| fits(&scope, &named(row))).collect();
        if inside.is_empty() || places.is_empty() {
            return Err(Fault::new("line_unknown"));
        }
        let keys: Vec<Named> = inside.iter().map(named).collect();
        let typed = Weights {
            text: &input.weights,
            of: input.weights_of.as_ref(),
        };
        let shape = self
            .shape(change.connection(), &version, &keys, input.way, typed, today)
            .await?;
        let mut below = shape.below(inside.iter().enumerate(), &places)?;
        for (row, key) in below.iter_mut().zip(&keys) {
            if holds.iter().any(|hold| fits(hold, key)) {
                row.iter_mut().for_each(|cell| cell.is_locked = true);
            }
        }
        let currency = self.currency().await;
        let total = currency.minor(input.total.value())?;
        let held = below.iter().flatten().filter(|cell| cell.is_locked);
        let held = crate::budget::sum(held.map(|cell| cell.amount))?;
        let parts = spread_within(total, &below, input.way, currency).map_err(|fault| match fault.code {
            "spread_all_locked" => Fault::new("breakback_no_room")
                .with("total", currency.amount(total))
                .with("held", currency.amount(held)),
            _ => fault,
        })?;
        let mut count = 0;
        for (row, parts) in inside.into_iter().zip(parts) {
            let mut after = row.clone();
            let mut cells = amounts(&row);
            for (at, amount) in places.iter().zip(parts) {
                if amount != cells[*at] {
                    cells[*at] = amount;
                    after.filled |= 1 << at;
                }
            }
            set_amounts(&mut after, cells);
            if after != row {
                count += 1;
                change.update(row, after).await?;
            }
        }
        change.note("budget", version.label());
        change.note("count", count);
        self.budget_on(change.connection(), &version.label()).await
    }
}
