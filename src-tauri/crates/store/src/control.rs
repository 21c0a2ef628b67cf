//! Control of lines 不控制 / 预警 / 禁止 and the rules by which a plan is watched.
//!
//! The one thing to know: control belongs to the budget, not to a version, so a document does not lose it. What is
//! checked against it is in `watch.rs`.

use kezhang_core::monitor::pace::share;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::control::{Balance, Control};
use kezhang_core::{Fault, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::balance::{forecast, line_name, named_of, shown};
use crate::budget::Codes;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::{core_grade, grade, line_control, plan_rule};

/// How a plan is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlanRules {
    /// Whether one may approve one's own request.
    pub own_approval: bool,
    /// Whether the check counts what is under approval.
    pub counts_pending: bool,
    /// Per cent of the year's plan at which a line is told of first.
    pub warn_percent: u32,
    /// Per cent at which it is told of again.
    pub stop_percent: u32,
    /// Codes of the grades whose customers are core: what is planned for them stays when money is short. The first
    /// grade, until somebody decides.
    pub core_grades: Vec<String>,
}

impl Default for PlanRules {
    fn default() -> Self {
        Self {
            own_approval: true,
            counts_pending: true,
            warn_percent: 80,
            stop_percent: 100,
            core_grades: Vec::new(),
        }
    }
}

/// What of the rules changes; a field that is absent stays.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlanRulesChange {
    /// Whether one may approve one's own request.
    pub own_approval: Option<bool>,
    /// Whether the check counts what is under approval.
    pub counts_pending: Option<bool>,
    /// Per cent of the year's plan at which a line is told of first, 1 to 1000.
    pub warn_percent: Option<u32>,
    /// Per cent at which it is told of again, 1 to 1000.
    pub stop_percent: Option<u32>,
    /// Codes or names of the grades whose customers are core; none of them when empty.
    pub core_grades: Option<Vec<String>>,
}

/// Control of one line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlChange {
    /// The budget; the year's plan when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// What the line names.
    pub key: LineKey,
    /// Up to the month of the spending; stays when absent.
    #[serde(default)]
    pub to_date: Option<Control>,
    /// Over the fiscal year; stays when absent.
    #[serde(default)]
    pub full_year: Option<Control>,
}

impl Ledger {
    /// Sets the control of a line: it holds over all versions of its budget.
    ///
    /// # Errors
    /// `budget_unapproved`, `budget_unknown`, `line_unknown`, `name_unknown`.
    pub async fn set_control(
        &self,
        change: &mut Change<'_>,
        set: &ControlChange,
        today: chrono::NaiveDate,
    ) -> Outcome<Balance> {
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let named = names.resolve(&set.key).map_err(|mut refusals| refusals.remove(0).2)?;
        let book = self.plan_book(set.budget.as_deref(), today).await?;
        let of = book.lines.get(&named).ok_or_else(|| Fault::new("line_unknown"))?;
        let budget_id = book.budget.budget.id;
        let old = line_control::Entity::find()
            .filter(line_control::Column::BudgetId.eq(budget_id))
            .all(change.connection())
            .await
            .or_fault()?
            .into_iter()
            .find(|row| named_of!(row) == named);
        let known = match &old {
            Some(row) => (
                from_word("line_control", &row.to_date)?,
                from_word("line_control", &row.full_year)?,
            ),
            None => (Control::Ignore, Control::Ignore),
        };
        let (to_date, full_year) = (set.to_date.unwrap_or(known.0), set.full_year.unwrap_or(known.1));
        let id = |at: usize| (named[at] != 0).then_some(named[at]);
        let row = line_control::Model {
            id: 0,
            budget_id,
            category_id: id(0),
            department_id: id(1),
            channel_id: id(2),
            activity_id: id(3),
            product_id: id(4),
            customer_id: id(5),
            grade_id: id(6),
            to_date: to_date.as_str().to_owned(),
            full_year: full_year.as_str().to_owned(),
        };
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        change.note("line", line_name(&codes.key(named)));
        match old {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        let year = book.frame.calendar.span(book.budget.budget.fiscal_year);
        let until = book.frame.calendar.place(Month::of(today).clamp(year.from, year.to)) + 1;
        let (so_far, whole) = (of.position(0..until), of.full_year());
        let currency = book.frame.currency;
        Ok(Balance {
            key: codes.key(named),
            to_date: shown(so_far, currency),
            full_year: shown(whole, currency),
            control_to_date: to_date,
            control_full_year: full_year,
            execution: share(whole.actual, whole.plan),
            forecast: currency.amount(forecast(of, year.from, today)),
        })
    }

    /// How a plan is watched.
    ///
    /// # Errors
    /// What the database says.
    pub async fn plan_rules(&self) -> Outcome<PlanRules> {
        rules_on(self.reader()).await.map(|(rules, _)| rules)
    }

    /// Changes how a plan is watched.
    ///
    /// # Errors
    /// `percent_invalid`, `name_unknown`.
    pub async fn set_plan_rules(&self, change: &mut Change<'_>, new: &PlanRulesChange) -> Outcome<PlanRules> {
        let (mut rules, old) = rules_on(change.connection()).await?;
        rules.own_approval = new.own_approval.unwrap_or(rules.own_approval);
        rules.counts_pending = new.counts_pending.unwrap_or(rules.counts_pending);
        rules.warn_percent = new.warn_percent.unwrap_or(rules.warn_percent);
        rules.stop_percent = new.stop_percent.unwrap_or(rules.stop_percent);
        let percent = |value: u32| match i32::try_from(value) {
            Ok(percent) if (1..=1000).contains(&percent) => Ok(percent),
            _ => Err(Fault::new("percent_invalid").with("value", value)),
        };
        let row = plan_rule::Model {
            id: 1,
            is_own_approval_allowed: rules.own_approval,
            is_pending_counted: rules.counts_pending,
            warn_percent: percent(rules.warn_percent)?,
            stop_percent: percent(rules.stop_percent)?,
        };
        let is_numbers = new.core_grades.is_none()
            || [new.warn_percent, new.stop_percent].iter().any(Option::is_some)
            || [new.own_approval, new.counts_pending].iter().any(Option::is_some);
        match old {
            Some(old) => change.update(old, row).await.map(drop)?,
            // Who decides on core grades alone leaves the rest as it usually is.
            None if !is_numbers => {}
            None => change.insert(row).await.map(drop)?,
        }
        if let Some(core) = &new.core_grades {
            keep_core_grades(change, core).await?;
            rules.core_grades = core_grades(change.connection()).await?;
        }
        Ok(rules)
    }
}

/// The grades that are core, in their order: those decided on, else the first that is in use.
pub(crate) async fn core_rows(connection: &sea_orm::DatabaseConnection) -> Outcome<Vec<grade::Model>> {
    let (mut grades, decided) = grades_and_decided(connection).await?;
    let core = core_of(&grades, &decided);
    grades.retain(|grade| core.contains(&grade.id));
    Ok(grades)
}

/// All grades in their order, and what has been decided of them.
async fn grades_and_decided(
    connection: &sea_orm::DatabaseConnection,
) -> Outcome<(Vec<grade::Model>, Vec<core_grade::Model>)> {
    let grades = grade::Entity::find()
        .order_by_asc(grade::Column::Position)
        .all(connection)
        .await
        .or_fault()?;
    let decided = core_grade::Entity::find().all(connection).await.or_fault()?;
    Ok((grades, decided))
}

fn core_of(grades: &[grade::Model], decided: &[core_grade::Model]) -> Vec<i64> {
    let is_decided = |grade: &&grade::Model| decided.iter().any(|row| row.is_core && row.grade_id == grade.id);
    if decided.is_empty() {
        let first = grades.iter().find(|grade| grade.is_active);
        first.map(|grade| grade.id).into_iter().collect()
    } else {
        grades.iter().filter(is_decided).map(|grade| grade.id).collect()
    }
}

async fn core_grades(connection: &sea_orm::DatabaseConnection) -> Outcome<Vec<String>> {
    Ok(core_rows(connection)
        .await?
        .into_iter()
        .map(|grade| grade.code)
        .collect())
}

/// Keeps which grades are core, for each grade there is; leaves no trace where it is so already.
pub(crate) async fn keep_core_grades(change: &mut Change<'_>, core: &[String]) -> Outcome<()> {
    let names = crate::bulk::with(change.connection(), LineNames::load).await?;
    let mut wanted = Vec::new();
    for text in core {
        let key = LineKey {
            grade: Some(text.clone()),
            ..LineKey::default()
        };
        let named = names.resolve(&key).map_err(|mut refusals| refusals.remove(0).2)?;
        wanted.push(named[6]);
    }
    let (grades, decided) = grades_and_decided(change.connection()).await?;
    let now = core_of(&grades, &decided);
    if now.len() == wanted.len() && now.iter().all(|id| wanted.contains(id)) {
        return Ok(());
    }
    for grade in grades {
        let row = core_grade::Model {
            id: 0,
            grade_id: grade.id,
            is_core: wanted.contains(&grade.id),
        };
        match decided.iter().find(|old| old.grade_id == grade.id) {
            Some(old) => change.update(old.clone(), row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
    }
    Ok(())
}

pub(crate) async fn rules_on(
    connection: &sea_orm::DatabaseConnection,
) -> Outcome<(PlanRules, Option<plan_rule::Model>)> {
    let row = plan_rule::Entity::find_by_id(1).one(connection).await.or_fault()?;
    let mut rules = row.as_ref().map_or_else(PlanRules::default, |row| PlanRules {
        own_approval: row.is_own_approval_allowed,
        counts_pending: row.is_pending_counted,
        warn_percent: row.warn_percent.unsigned_abs(),
        stop_percent: row.stop_percent.unsigned_abs(),
        core_grades: Vec::new(),
    });
    rules.core_grades = core_grades(connection).await?;
    Ok((rules, row))
}
