//! Drawing up: the guided start, and last year or an average by a factor, each written as a draft.
//!
//! The one thing to know: every line's remark says where its figures come from.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::language::say;
use kezhang_core::money::{round, spread};
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::budget::said_version;
use kezhang_core::plan::draft::{Answers, BudgetGround, Proposal, RESERVE, StageShare, propose, ranges};
use kezhang_core::plan::shortage::{ShortWay, alternatives, bring_under};
use kezhang_core::record::EntryKind;
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::budget::{VersionRow, amounts, empty_line, lines_of, named, select, set_amounts, version_rows};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::{activity, guide};

/// What a draft is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The plan of the year before, as last approved, month by month.
    Plan,
    /// What was spent in the year before, month by month, by category and department.
    Actual,
    /// The average of the last months, the same every month, by category and department.
    Average,
}

/// A draft to draw up from what is there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawUp {
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Name; the fiscal year when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// What it is made from.
    pub source: Source,
    /// Months of the average, 1 to 36; 12 when absent.
    #[serde(default)]
    pub months: Option<u32>,
    /// Per cent of the source, `105` for 5 % more; 100 when absent.
    #[serde(default)]
    pub percent: Option<String>,
}

impl Ledger {
    /// The budget that answers would become; nothing is written.
    ///
    /// # Errors
    /// As [`propose`]; `fiscal_year_invalid`.
    pub async fn proposal(
        &self,
        answers: &Answers,
        fiscal_year: i32,
        ceiling: Option<Amount>,
        language: Language,
    ) -> Outcome<Proposal> {
        if !(1..=9998).contains(&fiscal_year) {
            return Err(Fault::new("fiscal_year_invalid").with("value", fiscal_year));
        }
        let currency = self.currency().await;
        let benchmarks = self.benchmarks(language).await?;
        let calendar = self.calendar().await?;
        let mut proposal = propose(answers, fiscal_year, calendar, currency, &benchmarks, language)?;
        if let Some(ceiling) = ceiling {
            proposal.alternatives = alternatives(&proposal, ceiling, currency, language)?;
        }
        Ok(proposal)
    }

    /// What stands beside a budget on its printed page: its stages and, from the answers kept for its year, where the
    /// company stands in the usual ranges.
    ///
    /// # Errors
    /// What the database says.
    pub async fn budget_ground(&self, budget: &Budget, language: Language) -> Outcome<BudgetGround> {
        let kept = self.kept_answers(budget.version.fiscal_year).await?;
        // Answers of an older program may no longer be readable: then nothing is known.
        let answers: Option<Answers> = kept.and_then(|kept| serde_json::from_value(kept).ok());
        let (world, names) = crate::bulk::with(self.reader(), |bulk| {
            Ok((crate::variance::world(bulk)?, LineNames::load(bulk)?))
        })
        .await?;
        let currency = self.currency().await;
        let mut sums: BTreeMap<Option<Stage>, i64> = BTreeMap::new();
        let mut total = 0i64;
        for line in &budget.lines {
            let named = names.resolve(&line.key).unwrap_or_default();
            let is_reserve = line.key.activity.as_deref() == Some(RESERVE);
            let stage = if is_reserve {
                None
            } else {
                world.stage(None, named[3], named[1], named[0])
            };
            let minor = currency.minor(line.total.value())?;
            let sum = sums.entry(stage).or_default();
            *sum = sum.saturating_add(minor);
            total = total.saturating_add(minor);
        }
        let order = [
            Some(Stage::Acquisition),
            Some(Stage::Maintenance),
            Some(Stage::Service),
            Some(Stage::Shared),
            None,
        ];
        let of = |stage: Option<Stage>| {
            let sum = sums.get(&stage).copied().filter(|sum| *sum != 0)?;
            Some(StageShare {
                stage,
                total: currency.amount(sum),
                share: kezhang_core::monitor::pace::share(sum, total),
            })
        };
        let company = match answers.as_ref().and_then(|answers| answers.total_budget) {
            Some(whole) => Some(whole),
            None => self.profile().await.total_budget,
        };
        let company = company.map(|whole| currency.minor(whole.value())).transpose()?;
        Ok(BudgetGround {
            stages: order.into_iter().filter_map(of).collect(),
            share_of_company: company.and_then(|whole| kezhang_core::monitor::pace::share(total, whole)),
            ranges: match answers {
                Some(answers) => ranges(&answers, &self.benchmarks(language).await?, language),
                None => Vec::new(),
            },
        })
    }

    /// Writes the draft that answers become, and keeps the answers.
    ///
    /// # Errors
    /// As [`Ledger::proposal`]; `draft_exists`.
    pub async fn draft_budget(
        &self,
        change: &mut Change<'_>,
        answers: &Answers,
        fiscal_year: i32,
        name: Option<&str>,
        short: Option<(Amount, ShortWay)>,
        language: Language,
    ) -> Outcome<Budget> {
        let mut proposal = self.proposal(answers, fiscal_year, None, language).await?;
        if let Some((ceiling, way)) = short {
            bring_under(&mut proposal, ceiling, way, self.currency().await)?;
        }
        self.keep_answers(change, answers, fiscal_year).await?;
        if proposal
            .lines
            .iter()
            .any(|line| line.key.activity.as_deref() == Some(RESERVE))
        {
            let known = activity::Entity::find()
                .filter(activity::Column::Code.eq(RESERVE))
                .one(change.connection())
                .await
                .or_fault()?;
            if known.is_none() {
                change
                    .insert(activity::Model {
                        id: 0,
                        code: RESERVE.to_owned(),
                        name: say(Language::Chinese, "guide.reserve", &[]),
                        name_en: Some(say(Language::English, "guide.reserve", &[])),
                        stage: None,
                        is_active: true,
                    })
                    .await?;
            }
        }
        let version = self.fresh_draft(change, fiscal_year, name, None).await?;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let currency = self.currency().await;
        for line in &proposal.lines {
            let key = names.resolve(&line.key).map_err(|mut refusals| refusals.remove(0).2)?;
            let mut row = empty_line(version.version.id, key);
            let mut cells = [0i64; 12];
            for (cell, amount) in cells.iter_mut().zip(&line.months) {
                *cell = currency.minor(amount.value())?;
            }
            set_amounts(&mut row, cells);
            row.filled = 0xfff;
            row.note = line.why.clone();
            change.insert(row).await?;
        }
        change.note("budget", version.label());
        change.note("count", proposal.lines.len());
        self.budget_on(change.connection(), &version.label()).await
    }

    /// Keeps the answers of the guided start, so that leaving it loses nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep_answers(&self, change: &mut Change<'_>, answers: &Answers, fiscal_year: i32) -> Outcome<()> {
        let answers = serde_json::to_string(answers).map_err(|e| Fault::new("store_failed").with("detail", e))?;
        let old = guide::Entity::find()
            .filter(guide::Column::FiscalYear.eq(fiscal_year))
            .one(change.connection())
            .await
            .or_fault()?;
        let row = guide::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            fiscal_year,
            answers,
        };
        change.note("year", fiscal_year);
        match old {
            Some(old) => change.update(old, row).await.map(drop),
            None => change.insert(row).await.map(drop),
        }
    }

    /// The answers kept for a fiscal year, as they were given.
    ///
    /// # Errors
    /// What the database says.
    pub async fn kept_answers(&self, fiscal_year: i32) -> Outcome<Option<serde_json::Value>> {
        let row = guide::Entity::find()
            .filter(guide::Column::FiscalYear.eq(fiscal_year))
            .one(self.reader())
            .await
            .or_fault()?;
        row.map(|row| serde_json::from_str(&row.answers).map_err(|e| Fault::new("ledger_damaged").with("detail", e)))
            .transpose()
    }

    /// Draws a draft up from last year's plan or spending, or an average, by a factor.
    ///
    /// # Errors
    /// `draw_up_empty` when the source holds nothing, `answer_percent`, `draft_exists`, `fiscal_year_invalid`.
    pub async fn draw_up_budget(
        &self,
        change: &mut Change<'_>,
        input: &DrawUp,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<Budget> {
        if !(2..=9998).contains(&input.fiscal_year) {
            return Err(Fault::new("fiscal_year_invalid").with("value", input.fiscal_year));
        }
        let percent_text = input.percent.as_deref().unwrap_or("100").trim();
        let percent: Decimal = percent_text
            .parse()
            .ok()
            .filter(|percent| *percent >= Decimal::ZERO && *percent <= Decimal::from(1_000))
            .ok_or_else(|| Fault::new("answer_percent").with("value", percent_text))?;
        let calendar = self.calendar().await?;
        let before = calendar.span(input.fiscal_year - 1);
        let mut lines: BTreeMap<Named, [i64; 12]> = BTreeMap::new();
        let mut notes: HashMap<Named, String> = HashMap::new();
        let factor = percent.normalize().to_string();
        let (count, said) = match input.source {
            Source::Plan => {
                let rows = version_rows(change.connection()).await?;
                let of_year = |r: &&VersionRow| r.budget.fiscal_year == input.fiscal_year - 1;
                let last = rows.iter().filter(of_year).rfind(|r| r.version.valid_from.is_some());
                let Some(last) = last.or_else(|| rows.iter().rfind(of_year)) else {
                    return Err(Fault::new("draw_up_empty")
                        .with("from", before.from)
                        .with("to", before.to));
                };
                for row in lines_of(change.connection(), last.version.id).await? {
                    lines.insert(named(&row), amounts(&row));
                    notes.insert(named(&row), row.note.clone());
                }
                let said = say(
                    language,
                    "why.last_plan",
                    &[("budget", &said_version(language, &last.label())), ("percent", &factor)],
                );
                (1, said)
            }
            Source::Actual | Source::Average => {
                let months = input.months.unwrap_or(12);
                if !(1..=36).contains(&months) {
                    return Err(Fault::new("answer_months").with("value", months));
                }
                let (from, to, count) = if input.source == Source::Actual {
                    (before.from, before.to, 1)
                } else {
                    // The running month is not over: the average ends with the one before.
                    let to = Month::of(today).plus(-1).min(before.to);
                    (to.plus(1 - months as i32), to, i64::from(months))
                };
                let query = VarianceQuery {
                    from: Some(from),
                    to: Some(to),
                    by: vec![Dimension::Category, Dimension::Department],
                    ..VarianceQuery::default()
                };
                let frame = self.frame(&query, today).await?;
                let facts = crate::bulk::with(self.reader(), |bulk| crate::facts::facts(bulk, &frame)).await?;
                for fact in &facts {
                    let node = frame.world.categories.get(&fact.named[0]);
                    let is_cost = node.is_some_and(|node| node.kind == EntryKind::Cost);
                    let is_told = node.is_some_and(|node| node.code != kezhang_core::record::category::UNCATEGORISED);
                    if !is_cost || !is_told {
                        continue;
                    }
                    let key: Named = [fact.named[0], fact.named[1], 0, 0, 0, 0, 0];
                    let cell = &mut lines.entry(key).or_default()[calendar.place(fact.month)];
                    *cell = cell
                        .checked_add(fact.amount)
                        .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
                }
                let facts = [
                    ("from", from.to_string()),
                    ("to", to.to_string()),
                    ("percent", factor.clone()),
                ];
                let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
                let key = if input.source == Source::Actual {
                    "why.last_actual"
                } else {
                    "why.average"
                };
                (count, say(language, key, &facts))
            }
        };
        lines.retain(|_, cells| cells.iter().any(|cell| *cell != 0));
        if lines.is_empty() {
            return Err(Fault::new("draw_up_empty")
                .with("from", before.from)
                .with("to", before.to));
        }
        let version = self
            .fresh_draft(change, input.fiscal_year, input.budget.as_deref(), None)
            .await?;
        let currency = self.currency().await;
        let scaled = |minor: i64, divisor: i64| -> Outcome<i64> {
            let overflow = || Fault::new("amount_overflow").with("value", minor);
            let product = Decimal::from(minor).checked_mul(percent).ok_or_else(overflow)?;
            let share = product / Decimal::ONE_HUNDRED / Decimal::from(divisor);
            let minor = round(share, 0);
            i64::try_from(minor.mantissa() / 10i128.pow(minor.scale())).map_err(|_| overflow())
        };
        let _ = currency;
        for (key, cells) in &lines {
            let mut row = empty_line(version.version.id, *key);
            let cells = if input.source == Source::Average {
                let sum = crate::budget::sum(*cells)?;
                // count months gave the sum: a year is twelve of their average.
                let year = scaled(
                    sum.checked_mul(12)
                        .ok_or_else(|| Fault::new("amount_overflow").with("value", sum))?,
                    count,
                )?;
                <[i64; 12]>::try_from(spread(year, 12)).unwrap_or_default()
            } else {
                let mut new = [0i64; 12];
                for (new, old) in new.iter_mut().zip(cells) {
                    *new = scaled(*old, 1)?;
                }
                new
            };
            set_amounts(&mut row, cells);
            row.filled = 0xfff;
            row.note = said.clone();
            change.insert(row).await?;
        }
        change.note("budget", version.label());
        change.note("count", lines.len());
        self.budget_on(change.connection(), &version.label()).await
    }

    /// A new draft of a budget, which must not have one already.
    async fn fresh_draft(
        &self,
        change: &mut Change<'_>,
        fiscal_year: i32,
        name: Option<&str>,
        source: Option<&VersionRow>,
    ) -> Outcome<VersionRow> {
        let name = crate::member::name(name.unwrap_or(&fiscal_year.to_string()))?;
        let rows = version_rows(change.connection()).await?;
        if let Ok(known) = select(&rows, &name)
            && known.budget.fiscal_year == fiscal_year
            && known.version.state == kezhang_core::plan::VersionState::Draft.as_str()
        {
            return Err(Fault::new("draft_exists").with("budget", known.label()));
        }
        crate::budget::make_draft(change, &rows, &name, fiscal_year, source).await
    }
}
