//! 每户标准: what each customer of a grade gets in a year, and the revision that follows when customers move.
//!
//! The one thing to know: nothing changes by itself; what is due now beside what is planned becomes a proposed
//! document, which somebody accepts.

use std::collections::HashMap;

use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::grade_policy::{GradePolicy, GradePolicyReport};
use kezhang_core::plan::{LineKey, ReasonClass, RevisionKind};
use kezhang_core::{Amount, Fault, Language, Outcome};
use schemars::JsonSchema;
use sea_orm::EntityTrait;
use serde::Deserialize;

use crate::balance::line_name;
use crate::budget::{Codes, LineChange, amounts, lines_of, named, select, sum, version_rows};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::revision::{LineAmount, RevisionInput};
use crate::row::{customer, grade_policy};

/// What each customer of a grade gets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradePolicyInput {
    /// The budget.
    pub budget: String,
    /// Code or name of the category.
    pub category: String,
    /// Code or name of the grade.
    pub grade: String,
    /// A year for each customer; absent, the policy is taken away.
    #[serde(default)]
    pub amount: Option<Amount>,
}

impl Ledger {
    /// Sets what each customer of a grade gets, or takes it away.
    ///
    /// # Errors
    /// `budget_unknown`, `name_unknown`, `category_unknown`, `standard_amount`, `line_unknown`.
    pub async fn set_grade_policy(&self, change: &mut Change<'_>, input: &GradePolicyInput) -> Outcome<()> {
        let rows = version_rows(change.connection()).await?;
        let budget_id = select(&rows, &input.budget)?.budget.id;
        let key = LineKey {
            category: Some(input.category.clone()),
            grade: Some(input.grade.clone()),
            ..LineKey::default()
        };
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let named = names.resolve(&key).map_err(|mut refusals| refusals.remove(0).2)?;
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        change.note("line", line_name(&codes.key(named)));
        change.note(
            "amount",
            input.amount.map_or("–".to_owned(), |amount| amount.to_string()),
        );
        let old = grade_policy::Entity::find()
            .all(change.connection())
            .await
            .or_fault()?
            .into_iter()
            .find(|row| row.budget_id == budget_id && row.category_id == named[0] && row.grade_id == named[6]);
        let Some(amount) = input.amount else {
            let old = old.ok_or_else(|| Fault::new("line_unknown"))?;
            return change.remove(old).await;
        };
        let amount = self.currency().await.minor(amount.value())?;
        if amount <= 0 {
            return Err(Fault::new("standard_amount"));
        }
        let row = grade_policy::Model {
            id: 0,
            budget_id,
            category_id: named[0],
            grade_id: named[6],
            amount_minor: amount,
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop),
            None => change.insert(row).await.map(drop),
        }
    }

    /// What the customers of each grade are due now, beside what is planned for them.
    ///
    /// # Errors
    /// `budget_unknown`.
    pub async fn grade_policies(
        &self,
        selector: &str,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<GradePolicyReport> {
        let rows = version_rows(self.reader()).await?;
        let version = select(&rows, selector)?.clone();
        let currency = self.currency().await;
        let policies = grade_policy::Entity::find().all(self.reader()).await.or_fault()?;
        let (codes, grades) = crate::bulk::with(self.reader(), |bulk| {
            Ok((Codes::load(bulk)?, crate::watch::grades(bulk)?))
        })
        .await?;
        let mut counts: HashMap<i64, i64> = HashMap::new();
        let customers = customer::Entity::find().all(self.reader()).await.or_fault()?;
        for one in customers
            .iter()
            .filter(|one| one.is_active && one.lapsed_on.is_none_or(|on| on > today))
        {
            let now = grades
                .get(&one.id)
                .and_then(|history| history.iter().rev().find(|(from, _)| *from <= today));
            if let Some((_, grade)) = now {
                *counts.entry(*grade).or_default() += 1;
            }
        }
        let mut planned: HashMap<(i64, i64), i64> = HashMap::new();
        for line in lines_of(self.reader(), version.version.id).await? {
            let of = named(&line);
            if of[1..6] == [0; 5] {
                planned.insert((of[0], of[6]), sum(amounts(&line))?);
            }
        }
        let mut lines = Vec::new();
        let mut difference = 0i64;
        for policy in policies.iter().filter(|policy| policy.budget_id == version.budget.id) {
            let count = counts.get(&policy.grade_id).copied().unwrap_or(0);
            let due = policy
                .amount_minor
                .checked_mul(count)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", policy.amount_minor))?;
            let plan = planned
                .get(&(policy.category_id, policy.grade_id))
                .copied()
                .unwrap_or(0);
            difference = difference.saturating_add(due.saturating_sub(plan));
            lines.push(GradePolicy {
                key: codes.key([policy.category_id, 0, 0, 0, 0, 0, policy.grade_id]),
                each: currency.amount(policy.amount_minor),
                customers: u32::try_from(count).unwrap_or(u32::MAX),
                due: currency.amount(due),
                planned: currency.amount(plan),
                difference: currency.amount(due.saturating_sub(plan)),
            });
        }
        lines.sort_by(|a, b| a.key.cmp(&b.key));
        let labels = self
            .line_names(&lines.iter().map(|line| line.key.clone()).collect::<Vec<_>>(), language)
            .await?;
        Ok(GradePolicyReport {
            budget: version.label(),
            currency,
            is_draft: version.version.valid_from.is_none(),
            difference: currency.amount(difference),
            lines,
            labels,
        })
    }

    /// Makes the plan what the customers of each grade are due: in a draft at once, in force by a reduction and a
    /// supplement, in one change.
    ///
    /// # Errors
    /// `grade_policy_nothing` where all is as it should be; what [`Ledger::revise_budget`] says.
    pub async fn follow_grade_policy(
        &self,
        change: &mut Change<'_>,
        budget: &str,
        text: &str,
        today: chrono::NaiveDate,
    ) -> Outcome<Budget> {
        let language = self.language().await;
        let report = self.grade_policies(budget, today, language).await?;
        let moved: Vec<&GradePolicy> = report
            .lines
            .iter()
            .filter(|line| !line.difference.value().is_zero())
            .collect();
        if moved.is_empty() {
            return Err(Fault::new("grade_policy_nothing"));
        }
        let rows = version_rows(change.connection()).await?;
        let name = select(&rows, budget)?.budget.name.clone();
        if report.is_draft {
            let lines = moved.iter().map(|line| LineChange {
                key: line.key.clone(),
                months: Vec::new(),
                total: Some(line.due),
                driver: None,
                total_over: None,
                note: None,
            });
            let language = self.language().await;
            return self.set_budget_lines(change, &name, lines.collect(), language).await;
        }
        for kind in [RevisionKind::Reduction, RevisionKind::Supplement] {
            let is_gain = kind == RevisionKind::Supplement;
            let lines: Vec<LineAmount> = moved
                .iter()
                .filter(|line| line.difference.value().is_sign_positive() == is_gain)
                .map(|line| LineAmount {
                    key: line.key.clone(),
                    amount: Amount::new(line.difference.value().abs()),
                    months: None,
                })
                .collect();
            if lines.is_empty() {
                continue;
            }
            let (from, to) = if is_gain {
                (Vec::new(), lines)
            } else {
                (lines, Vec::new())
            };
            let input = RevisionInput {
                budget: Some(name.clone()),
                kind,
                effective: None,
                reason: ReasonClass::Demand,
                text: text.to_owned(),
                from,
                to,
            };
            self.revise_budget(change, &input, today, language).await?;
        }
        change.note("budget", &name);
        self.budget_on(change.connection(), &name).await
    }
}
