//! 1. Goals: met, missed, or not distinguishable; and the money spent on them.

use rust_decimal::Decimal;

use super::super::goal::{GoalKind, Standing};
use super::super::shown::{Evidence, GoalShown, Quantity, TestName, Weight};
use super::{Found, Judge, Place};
use crate::plan::{ReasonClass, RevisionKind};
use crate::record::Stage;

impl Judge<'_> {
    pub(super) fn money_on(&self, kind: GoalKind) -> Decimal {
        let spent = &self.facts.spending;
        match kind {
            GoalKind::NewCustomers | GoalKind::Referral | GoalKind::MarketShare => spent.acquisition,
            GoalKind::Churn | GoalKind::Retention | GoalKind::Nrr | GoalKind::Repurchase => {
                spent.maintenance + spent.service
            }
            GoalKind::Satisfaction => spent.service,
            GoalKind::TrainingEffect => spent.training,
        }
    }

    /// 1. Goals: met, missed or not distinguishable.
    pub(super) fn goals(&mut self) -> Vec<GoalShown> {
        let pen = self.pen;
        let mut shown = Vec::new();
        for (goal, figure, interval) in &self.facts.goals {
            let kind = goal.kind;
            let target = kind.over(goal.target, self.facts.months);
            let standing = Standing::of(kind, target, *figure, *interval);
            let quantity = match kind {
                GoalKind::NewCustomers => Quantity::Count,
                GoalKind::TrainingEffect => Quantity::Score,
                _ => Quantity::Share,
            };
            let label = pen.say(&format!("goal.{}", kind.as_str()), &[]);
            let money = self.money_on(kind);
            let text = |value: Decimal| pen.figure(quantity, value);
            let range = interval.map_or_else(String::new, |(low, high)| {
                pen.say("review.interval", &[("low", &text(low)), ("high", &text(high))])
            });
            let reached = figure.map_or_else(|| pen.say("review.insufficient", &[]), text);
            let facts = vec![
                ("goal", label.clone()),
                ("target", text(target)),
                ("figure", reached),
                ("interval", range),
                ("money", pen.money(money)),
            ];
            let borrowed: Vec<(&str, &str)> = facts.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let about = match standing {
                Standing::Unknown => pen.say(&format!("review.missing.goal_{}", kind.as_str()), &[]),
                _ => pen.say(&format!("review.goal.{}", standing.as_str()), &borrowed),
            };
            let plain = |value: Decimal| value.normalize().to_string();
            shown.push(GoalShown {
                kind,
                label,
                target: plain(goal.target),
                target_in_span: plain(target),
                figure: figure.map(plain),
                low: interval.map(|(low, _)| plain(low)),
                high: interval.map(|(_, high)| plain(high)),
                money: self
                    .facts
                    .currency
                    .minor(money)
                    .ok()
                    .map(|minor| self.facts.currency.amount(minor)),
                standing,
                about,
            });
            if standing == Standing::Missed {
                self.missed(kind, money, facts);
            }
        }
        shown
    }

    pub(super) fn missed(&mut self, kind: GoalKind, money: Decimal, facts: Vec<(&'static str, String)>) {
        let stages = |from, to| (Some(Place::Stage(from)), Some(Place::Stage(to)));
        let (code, from, to) = match kind {
            _ if money <= Decimal::ZERO => ("goal_unfunded", None, None),
            GoalKind::NewCustomers | GoalKind::Referral | GoalKind::MarketShare => {
                let (from, to) = stages(Stage::Acquisition, Stage::Maintenance);
                ("goal_acquisition", from, to)
            }
            GoalKind::TrainingEffect => ("goal_training", Some(Place::Category("3")), None),
            GoalKind::Satisfaction => {
                let (from, to) = stages(Stage::Acquisition, Stage::Service);
                ("goal_service", from, to)
            }
            _ => {
                let (from, to) = stages(Stage::Acquisition, Stage::Maintenance);
                ("goal_retention", from, to)
            }
        };
        let draft = match code {
            "goal_unfunded" => RevisionKind::Supplement,
            "goal_training" => RevisionKind::Reduction,
            _ => RevisionKind::Transfer,
        };
        self.find(Found {
            code,
            subject: Some(kind.as_str().to_owned()),
            test: TestName::Goals,
            weight: Weight::Weak,
            facts,
            evidence: vec![format!("goal_{}", kind.as_str())],
            benchmark: None,
            kind: draft,
            from,
            to,
            reason: ReasonClass::Other,
        });
    }

    pub(super) fn goal_evidence(&self, goals: &[GoalShown]) -> Vec<Evidence> {
        let spent = &self.facts.spending;
        let part = |key: &str, value| self.evidence(key, Quantity::Money, Some(value), &[], None);
        let met = goals.iter().filter(|goal| goal.standing == Standing::Met).count();
        let known = goals.iter().filter(|goal| goal.standing != Standing::Unknown).count();
        let (met, all) = (met.to_string(), known.to_string());
        let count = (known > 0).then(|| Decimal::from(known));
        vec![
            self.evidence(
                "goals_known",
                Quantity::Count,
                count,
                &[("met", &met), ("known", &all)],
                None,
            ),
            part("spent_acquisition", spent.acquisition),
            part("spent_keeping", spent.maintenance + spent.service),
            part("spent_training", spent.training),
        ]
        .into_iter()
        // Spending alone says nothing about a goal.
        .filter(|one| count.is_some() || one.key == "goals_known")
        .collect()
    }
}
