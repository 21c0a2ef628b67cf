//! Figures beside a version: last year's costs, this year's, other versions.

use std::collections::HashMap;

use kezhang_core::money::Amount;
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::charge::Payers;
use kezhang_core::monitor::fold::{Fact, Line, Named};
use kezhang_core::plan::sheet::{PERIODS, Place, line_id, periods};
use kezhang_core::plan::{Basis, Measure};
use kezhang_core::record::EntryKind;
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hand::Hand;
use super::sums;
use crate::budget::{VersionRow, amounts, lines_of, named, select, version_rows};
use crate::fault::overflow;
use crate::ledger::Ledger;
use crate::profile::from_word;
use crate::variance::Frame;

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

impl Ledger {
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
    pub(super) async fn costs_by_line(
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
