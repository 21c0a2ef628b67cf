//! Goals of a fiscal year: set, changed, removed.

use kezhang_core::evaluate::review::{Goal, GoalKind};
use kezhang_core::{Fault, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use super::{decimal, read};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::goal;

/// A goal to set.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalInput {
    /// The fiscal year.
    pub year: i32,
    /// What it is about.
    pub kind: GoalKind,
    /// The target: a share such as `0.9`, a count, or a score.
    pub target: String,
    /// The figure reached, for what no record gives.
    #[serde(default)]
    pub typed: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// Which goal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalName {
    /// The fiscal year.
    pub year: i32,
    /// What it is about.
    pub kind: GoalKind,
}

fn goal_of(row: goal::Model) -> Outcome<Goal> {
    let damaged = || Fault::new("ledger_damaged").with("detail", format!("goal: {}", row.kind));
    Ok(Goal {
        year: row.year,
        kind: GoalKind::parse(&row.kind).ok_or_else(damaged)?,
        target: read("goal", &row.target)?,
        typed: row.typed.as_deref().map(|text| read("goal", text)).transpose()?,
        note: row.note,
    })
}

impl Ledger {
    /// Goals, by year and kind.
    ///
    /// # Errors
    /// What the database says.
    pub async fn goals(&self) -> Outcome<Vec<Goal>> {
        let rows = goal::Entity::find().all(self.reader()).await.or_fault()?;
        let mut goals = rows.into_iter().map(goal_of).collect::<Outcome<Vec<_>>>()?;
        goals.sort_by_key(|goal| (goal.year, goal.kind));
        Ok(goals)
    }

    /// Sets a goal.
    ///
    /// # Errors
    /// `number_invalid`, `share_above_one`, `goal_typed` where a figure is typed that records give.
    pub async fn set_goal(&self, change: &mut Change<'_>, new: &GoalInput) -> Outcome<Goal> {
        let target = decimal("target", &new.target)?;
        let typed = new.typed.as_deref().filter(|text| !text.trim().is_empty());
        let typed = typed.map(|text| decimal("typed", text)).transpose()?;
        let is_ratio = new.kind.is_share() && new.kind != GoalKind::Nrr;
        for value in [Some(target), typed].into_iter().flatten() {
            if is_ratio && value > Decimal::ONE {
                return Err(Fault::new("share_above_one").with("value", value));
            }
        }
        if typed.is_some() && !new.kind.is_typed() {
            return Err(Fault::new("goal_typed").with("goal", new.kind.as_str()));
        }
        change.note("goal", new.kind.as_str());
        change.note("year", new.year);
        let row = goal::Model {
            id: 0,
            year: new.year,
            kind: new.kind.as_str().to_owned(),
            target: target.to_string(),
            typed: typed.map(|value| value.to_string()),
            note: crate::member::clean(&new.note)?,
        };
        let old = one_goal(change, new.year, new.kind).await?;
        goal_of(match old {
            Some(old) => change.update(old, row).await?,
            None => change.insert(row).await?,
        })
    }

    /// Removes a goal.
    ///
    /// # Errors
    /// `goal_unknown`.
    pub async fn remove_goal(&self, change: &mut Change<'_>, name: &GoalName) -> Outcome<()> {
        change.note("goal", name.kind.as_str());
        change.note("year", name.year);
        let row = one_goal(change, name.year, name.kind).await?;
        change.remove(row.ok_or_else(|| Fault::new("goal_unknown"))?).await
    }
}

async fn one_goal(change: &Change<'_>, year: i32, kind: GoalKind) -> Outcome<Option<goal::Model>> {
    goal::Entity::find()
        .filter(goal::Column::Year.eq(year))
        .filter(goal::Column::Kind.eq(kind.as_str()))
        .one(change.connection())
        .await
        .or_fault()
}
