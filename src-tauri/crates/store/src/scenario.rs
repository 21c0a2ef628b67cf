//! Scenarios 情景: a version of a budget under other assumptions, beside the plan and one another; one becomes a draft.
//!
//! The one thing to know: what is kept are the assumptions. The figures are worked out whenever they are asked for, so
//! a scenario of a draft follows the draft.

use std::collections::BTreeSet;

use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::evaluate::review::GoalKind;
use kezhang_core::monitor::fold::{Named, World};
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::scenario::{
    Assumption, Scenario, ScenarioFigures, ScenarioLine, ScenarioReport, ValueShift, assume, pay_key, ratios,
};
use kezhang_core::plan::{LineKey, VersionState};
use kezhang_core::record::Stage;
use kezhang_core::record::category::{at_level, sort_key};
use kezhang_core::{Calendar, Currency, Fault, Language, Month, Outcome};
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use crate::budget::{
    Codes, VersionRow, amounts, empty_line, lines_of, make_draft, named, select, set_amounts, shown_version, sum,
    version_rows,
};
use crate::evaluate::ClvBasis;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::scenario::{Column, Entity, Model};

/// A scenario as it shall be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioInput {
    /// Its name.
    pub name: String,
    /// The scenario that changes; a new one when absent.
    #[serde(default)]
    pub scenario: Option<String>,
    /// The version that it starts from; the newest of the plan in force when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// First month that may change; for a plan in force this month, else the first of the year, when absent.
    #[serde(default)]
    pub from: Option<Month>,
    /// What is assumed, applied in this order.
    pub assumptions: Vec<Assumption>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// A scenario by its name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioName {
    /// Its name.
    pub name: String,
}

/// Which scenarios.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScenarioQuery {
    /// The version that they start from; that of the last one made, else the plan in force, when absent.
    pub budget: Option<String>,
    /// Categories rolled up to this level; 1 when absent.
    pub level: Option<u8>,
    /// One to try out beside those that are kept; nothing is written.
    pub trial: Option<ScenarioInput>,
    /// Language of the names.
    pub language: Option<Language>,
}

/// What every scenario of a version is worked out from.
struct Ground {
    base: VersionRow,
    plan: Vec<ScenarioLine>,
    first: Month,
    world: World,
    names: LineNames,
    codes: Codes,
    currency: Currency,
}

impl Ground {
    /// The stage that spending on a line has: its activity's, its department's, its category's.
    fn stage(&self, key: &LineKey) -> Option<Stage> {
        let named = self.names.resolve(key).ok()?;
        self.world.stage(None, named[3], named[1], named[0])
    }

    fn worked(&self, of: &Scenario) -> Outcome<(Vec<ScenarioLine>, Option<u32>)> {
        let from = usize::try_from(of.from.number() - self.first.number()).unwrap_or(0);
        assume(&self.plan, &of.assumptions, from, self.currency, &|key| self.stage(key))
    }
}

impl Ledger {
    /// A plan and its scenarios side by side: totals by category and month, CAC, CLV : CAC.
    ///
    /// # Errors
    /// `budget_unknown`, `budget_missing` without any; of the one that is tried what [`Ledger::set_scenario`] says.
    pub async fn scenarios(&self, query: &ScenarioQuery, today: chrono::NaiveDate) -> Outcome<ScenarioReport> {
        let profile = self.profile().await;
        let language = query.language.unwrap_or(profile.language);
        let rows = version_rows(self.reader()).await?;
        let kept = Entity::find()
            .order_by_asc(Column::Name)
            .all(self.reader())
            .await
            .or_fault()?;
        let asked = query
            .budget
            .as_ref()
            .or(query.trial.as_ref().and_then(|trial| trial.budget.as_ref()));
        let base = match asked {
            Some(budget) => select(&rows, budget)?,
            None => {
                let last = kept.iter().max_by_key(|row| row.id);
                let of_last = last.and_then(|last| rows.iter().find(|row| row.version.id == last.version_id));
                match of_last {
                    Some(row) => row,
                    None => usual_base(&rows)?,
                }
            }
        };
        let ground = self.scenario_ground(self.reader(), base.clone()).await?;
        let mut scenarios = Vec::new();
        for row in kept.iter().filter(|row| row.version_id == ground.base.version.id) {
            scenarios.push((shown(row, &ground.base)?, false));
        }
        if let Some(trial) = &query.trial {
            let tried = self.scenario_of(&ground, trial, today)?;
            let replaced = trial.scenario.as_deref();
            scenarios.retain(|(of, _)| Some(of.name.as_str()) != replaced);
            scenarios.push((tried, true));
        }
        let year = ground.base.budget.fiscal_year;
        let goals = self.goals().await?;
        let expected = goals
            .iter()
            .find(|goal| goal.year == year && goal.kind == GoalKind::NewCustomers)
            .and_then(|goal| goal.target.to_u32());
        let worth = self.clv_won(today).await?;
        let level = usize::from(query.level.unwrap_or(1).max(1));
        let mut columns = vec![(None, false, ground.plan.clone(), expected, None)];
        for (scenario, is_trial) in scenarios {
            match ground.worked(&scenario) {
                Ok((lines, own)) => columns.push((Some(scenario), is_trial, lines, own.or(expected), None)),
                Err(fault) if is_trial => return Err(fault),
                // The version has changed since: the scenario stays and says what stands in its way.
                Err(fault) => {
                    let why = fault.message(language);
                    columns.push((Some(scenario), false, ground.plan.clone(), expected, Some(why)));
                }
            }
        }
        let top = |key: &LineKey| key.category.as_deref().map(|code| at_level(code, level).to_owned());
        let mut categories: Vec<Option<String>> = columns
            .iter()
            .flat_map(|(_, _, lines, ..)| lines.iter().map(|line| top(&line.key)))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        categories.sort_by_key(|code| (code.is_none(), code.as_deref().map(sort_key)));
        let plan_total = total(&ground.plan)?;
        let currency = ground.currency;
        let mut shown = Vec::with_capacity(columns.len());
        for (scenario, is_trial, lines, expected, refusal) in columns {
            let whole = total(&lines)?;
            let mut by_category = Vec::with_capacity(categories.len());
            for code in &categories {
                let below = lines.iter().filter(|line| top(&line.key) == *code);
                by_category.push(currency.amount(sum(below.flat_map(|line| line.cells))?));
            }
            let mut by_month = Vec::with_capacity(12);
            for place in 0..12 {
                by_month.push(currency.amount(sum(lines.iter().map(|line| line.cells[place]))?));
            }
            let won = lines
                .iter()
                .filter(|line| ground.stage(&line.key) == Some(Stage::Acquisition));
            let acquisition = sum(won.flat_map(|line| line.cells))?;
            let shift = match (&scenario, &refusal) {
                (Some(scenario), None) => ValueShift::of(&scenario.assumptions)?,
                _ => ValueShift::default(),
            };
            let clv = worth.as_ref().and_then(|worth| worth.value(&shift));
            let ratios = ratios(acquisition, expected, clv, currency)?;
            let difference = whole
                .checked_sub(plan_total)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
            shown.push(ScenarioFigures {
                scenario,
                is_trial,
                total: currency.amount(whole),
                difference: currency.amount(difference),
                by_category,
                by_month,
                acquisition: currency.amount(acquisition),
                new_customers: expected,
                clv,
                cac: ratios.cac.ok(),
                cac_unknown: ratios.cac.err(),
                ratio: ratios.ratio.clone().ok(),
                ratio_unknown: ratios.ratio.err(),
                refusal,
            });
        }
        let mut keys: Vec<LineKey> = categories
            .iter()
            .map(|category| LineKey {
                category: category.clone(),
                ..LineKey::default()
            })
            .collect();
        for figures in &shown {
            let assumptions = figures.scenario.iter().flat_map(|of| &of.assumptions);
            keys.extend(assumptions.filter_map(key_of));
        }
        let labels = self.line_names(&keys, language).await?;
        let lines = lines_of(self.reader(), ground.base.version.id).await?;
        Ok(ScenarioReport {
            company: profile.company,
            currency,
            budget: shown_version(&ground.base, &lines, currency)?,
            categories,
            months: (0..12).map(|place| ground.first.plus(place)).collect(),
            clv: worth.as_ref().and_then(|worth| worth.value(&ValueShift::default())),
            clv_terms: worth.as_ref().and_then(ClvBasis::terms),
            columns: shown,
            labels,
        })
    }

    /// Adds or changes a scenario.
    ///
    /// # Errors
    /// `budget_unknown`, `budget_missing`, `scenario_unknown`, `scenario_exists`, `scenario_empty`, `scenario_figure`,
    /// `scenario_locked`, `month_outside_year`, `name_missing`, and what is wrong with the names of a line.
    pub async fn set_scenario(
        &self,
        change: &mut Change<'_>,
        input: &ScenarioInput,
        today: chrono::NaiveDate,
    ) -> Outcome<Scenario> {
        let old = match &input.scenario {
            Some(name) => Some(row_of(change, name).await?),
            None => None,
        };
        let rows = version_rows(change.connection()).await?;
        let base = match (&input.budget, &old) {
            (Some(budget), _) => select(&rows, budget)?,
            (None, Some(old)) => rows
                .iter()
                .find(|row| row.version.id == old.version_id)
                .ok_or_else(|| Fault::new("ledger_damaged").with("detail", "scenario"))?,
            (None, None) => usual_base(&rows)?,
        };
        let ground = self.scenario_ground(change.connection(), base.clone()).await?;
        let mut made = self.scenario_of(&ground, input, today)?;
        let is_taken = Entity::find()
            .filter(Column::Name.eq(&made.name))
            .one(change.connection())
            .await
            .or_fault()?
            .is_some_and(|row| old.as_ref().is_none_or(|old| old.id != row.id));
        if is_taken {
            return Err(Fault::new("scenario_exists").with("value", &made.name));
        }
        made.author = change.author().to_owned();
        made.made_at = change.made_at().to_owned();
        change.note("name", &made.name);
        change.note("budget", &made.budget);
        let row = Model {
            id: old.as_ref().map_or(0, |old| old.id),
            name: made.name.clone(),
            version_id: ground.base.version.id,
            from_month: made.from.number(),
            assumptions: serde_json::to_string(&made.assumptions)
                .map_err(|error| Fault::new("store_failed").with("detail", error))?,
            note: made.note.clone(),
            author: made.author.clone(),
            made_at: made.made_at.clone(),
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        Ok(made)
    }

    /// Removes a scenario; the budget is untouched.
    ///
    /// # Errors
    /// `scenario_unknown`.
    pub async fn remove_scenario(&self, change: &mut Change<'_>, name: &str) -> Outcome<()> {
        let row = row_of(change, name).await?;
        change.note("name", &row.name);
        change.remove(row).await
    }

    /// Makes a scenario the plan's next draft, as one change; where it starts from a draft, it is written into it.
    ///
    /// # Errors
    /// `scenario_unknown`; `scenario_outdated` where the plan has moved on; `draft_exists`, `budget_closed`; what the
    /// assumptions refuse.
    pub async fn promote_scenario(&self, change: &mut Change<'_>, name: &str) -> Outcome<Budget> {
        let row = row_of(change, name).await?;
        let rows = version_rows(change.connection()).await?;
        let base = rows
            .iter()
            .find(|version| version.version.id == row.version_id)
            .ok_or_else(|| Fault::new("ledger_damaged").with("detail", "scenario"))?
            .clone();
        let later = rows
            .iter()
            .rfind(|other| other.budget.id == base.budget.id && other.version.number > base.version.number);
        if let Some(later) = later {
            let is_draft = later.version.state == VersionState::Draft.as_str();
            return Err(if is_draft {
                Fault::new("draft_exists").with("budget", later.label())
            } else {
                Fault::new("scenario_outdated")
                    .with("name", &row.name)
                    .with("budget", base.label())
                    .with("later", later.label())
            });
        }
        if base.version.state == VersionState::Closed.as_str() {
            return Err(Fault::new("budget_closed").with("budget", &base.budget.name));
        }
        let ground = self.scenario_ground(change.connection(), base.clone()).await?;
        let scenario = shown(&row, &base)?;
        let (worked, _) = ground.worked(&scenario)?;
        let draft = if base.version.state == VersionState::Draft.as_str() {
            base.clone()
        } else {
            make_draft(change, &rows, &base.budget.name, base.budget.fiscal_year, Some(&base)).await?
        };
        let mut old = std::collections::HashMap::new();
        for line in lines_of(change.connection(), draft.version.id).await? {
            old.insert(named(&line), line);
        }
        for line in worked {
            let key = ground.named(&line.key)?;
            match old.remove(&key) {
                Some(old) => {
                    let mut new = old.clone();
                    set_amounts(&mut new, line.cells);
                    change.update(old, new).await?;
                }
                None if line.cells == [0; 12] => {}
                None => {
                    let mut new = empty_line(draft.version.id, key);
                    set_amounts(&mut new, line.cells);
                    new.filled = 0xfff;
                    new.note = row.name.clone();
                    change.insert(new).await?;
                }
            }
        }
        change.note("name", &row.name);
        change.note("budget", draft.label());
        self.budget_on(change.connection(), &draft.label()).await
    }

    async fn scenario_ground(&self, connection: &sea_orm::DatabaseConnection, base: VersionRow) -> Outcome<Ground> {
        let lines = lines_of(connection, base.version.id).await?;
        let calendar: Calendar = self.calendar().await?;
        let (world, names, codes) = crate::bulk::with(connection, |bulk| {
            Ok((
                crate::variance::world(bulk)?,
                LineNames::load(bulk)?,
                Codes::load(bulk)?,
            ))
        })
        .await?;
        let plan = lines
            .iter()
            .map(|line| ScenarioLine {
                key: codes.key(named(line)),
                cells: amounts(line),
                locked: line.locked,
            })
            .collect();
        Ok(Ground {
            first: calendar.span(base.budget.fiscal_year).from,
            base,
            plan,
            world,
            names,
            codes,
            currency: self.currency().await,
        })
    }

    /// A scenario from what was typed: names become codes, and it can be worked out.
    fn scenario_of(&self, ground: &Ground, input: &ScenarioInput, today: chrono::NaiveDate) -> Outcome<Scenario> {
        if input.assumptions.is_empty() {
            return Err(Fault::new("scenario_empty"));
        }
        let (first, last) = (ground.first, ground.first.plus(11));
        let is_in_force = ground.base.version.valid_from.is_some();
        let usual = if is_in_force {
            Month::of(today).clamp(first, last)
        } else {
            first
        };
        let from = input.from.unwrap_or(usual);
        if from < first || from > last {
            return Err(Fault::new("month_outside_year")
                .with("month", from)
                .with("from", first)
                .with("to", last));
        }
        let assumptions = input.assumptions.iter().map(|one| ground.coded(one));
        let made = Scenario {
            name: crate::member::name(&input.name)?,
            budget: ground.base.label(),
            from,
            assumptions: assumptions.collect::<Outcome<_>>()?,
            note: crate::member::clean(input.note.trim())?,
            author: String::new(),
            made_at: String::new(),
        };
        ground.worked(&made)?;
        Ok(made)
    }

    /// What the CLV of a customer won is worked out from by the records of the default span; none where they do not
    /// carry one.
    async fn clv_won(&self, today: chrono::NaiveDate) -> Outcome<Option<ClvBasis>> {
        let asked = EvaluateQuery::default();
        let won = match self.acquisition(&asked, today).await {
            Ok(won) => won,
            // A span in which versions of unlike basis meet has no one figure.
            Err(fault) if fault.code == "plan_units_differ" => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let asked = EvaluateQuery {
            from: Some(won.head.from),
            to: Some(won.head.to),
            ..asked
        };
        let stays = self.retention(&asked, today).await?.total;
        self.clv_basis(&asked, &stays, today).await
    }
}

impl Ground {
    fn named(&self, key: &LineKey) -> Outcome<Named> {
        self.names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)
    }

    /// Names of a line become codes, so that it is found whatever it was called.
    fn coded(&self, assumption: &Assumption) -> Outcome<Assumption> {
        let coded = |key: &LineKey| self.named(key).map(|named| self.codes.key(named));
        let mut assumption = assumption.clone();
        match &mut assumption {
            Assumption::People { key, .. } => *key = coded(&pay_key(key))?,
            Assumption::Seats { key, .. } | Assumption::Factor { key, .. } => *key = coded(key)?,
            Assumption::PerCustomer { category, grade, .. } => {
                let key = coded(&LineKey {
                    category: Some(category.clone()),
                    grade: Some(grade.clone()),
                    ..LineKey::default()
                })?;
                (*category, *grade) = (key.category.unwrap_or_default(), key.grade.unwrap_or_default());
            }
            Assumption::Outlook { .. } | Assumption::NewCustomers { .. } | Assumption::CustomerValue { .. } => {}
        }
        Ok(assumption)
    }
}

fn key_of(assumption: &Assumption) -> Option<LineKey> {
    match assumption {
        Assumption::People { key, .. } | Assumption::Seats { key, .. } | Assumption::Factor { key, .. } => {
            Some(key.clone())
        }
        Assumption::PerCustomer { category, grade, .. } => Some(LineKey {
            category: Some(category.clone()),
            grade: Some(grade.clone()),
            ..LineKey::default()
        }),
        Assumption::Outlook { .. } | Assumption::NewCustomers { .. } | Assumption::CustomerValue { .. } => None,
    }
}

/// The newest version of the budget in force; the newest of all where nothing is approved.
fn usual_base(rows: &[VersionRow]) -> Outcome<&VersionRow> {
    rows.iter()
        .rfind(|row| row.version.valid_from.is_some())
        .or(rows.last())
        .ok_or_else(|| Fault::new("budget_missing"))
}

/// The name of a scenario that starts from a version, if there is one.
pub(crate) async fn of_version(change: &Change<'_>, version_id: i64) -> Outcome<Option<String>> {
    let row = Entity::find()
        .filter(Column::VersionId.eq(version_id))
        .order_by_asc(Column::Name)
        .one(change.connection())
        .await
        .or_fault()?;
    Ok(row.map(|row| row.name))
}

async fn row_of(change: &Change<'_>, name: &str) -> Outcome<Model> {
    Entity::find()
        .filter(Column::Name.eq(name.trim()))
        .one(change.connection())
        .await
        .or_fault()?
        .ok_or_else(|| Fault::new("scenario_unknown").with("value", name))
}

fn shown(row: &Model, base: &VersionRow) -> Outcome<Scenario> {
    let broken = |error: serde_json::Error| Fault::new("ledger_damaged").with("detail", format!("scenario: {error}"));
    Ok(Scenario {
        name: row.name.clone(),
        budget: base.label(),
        from: Month::from_number(row.from_month),
        assumptions: serde_json::from_str(&row.assumptions).map_err(broken)?,
        note: row.note.clone(),
        author: row.author.clone(),
        made_at: row.made_at.clone(),
    })
}

fn total(lines: &[ScenarioLine]) -> Outcome<i64> {
    sum(lines.iter().flat_map(|line| line.cells))
}
