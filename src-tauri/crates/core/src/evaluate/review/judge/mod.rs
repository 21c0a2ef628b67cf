//! The rules: what evidence a test stands on, and what is found in it.

mod cost_benefit;
mod facts;
mod goals;
mod resources;
mod share;

pub use facts::{ChannelFacts, ClvFacts, Facts, PlanLine, Resources, ShareFacts, Spending};

use rust_decimal::Decimal;

use super::benchmark::Benchmark;
use super::pen::Pen;
use super::shown::{
    Draft, Evidence, Finding, GoalShown, Outcome, Quantity, RuleShown, Suggestion, TestName, TestShown, Weight,
};
use crate::money::Amount;
use crate::plan::{ReasonClass, RevisionKind};
use crate::record::Stage;

/// What the judge found.
pub struct Judged {
    /// The goals with where they stand.
    pub goals: Vec<GoalShown>,
    /// The tests.
    pub tests: Vec<TestShown>,
    /// The findings, what weighs most first.
    pub findings: Vec<Finding>,
}

/// Puts the facts to the three tests and the share.
pub fn judge(facts: &Facts) -> Judged {
    let pen = Pen {
        language: facts.language,
        currency: facts.currency,
    };
    let mut judge = Judge {
        facts,
        pen,
        findings: Vec::new(),
    };
    let goals = judge.goals();
    let evidence = [
        judge.goal_evidence(&goals),
        judge.cost_benefit(),
        judge.resources(),
        judge.share(),
    ];
    let mut findings = judge.findings;
    findings.sort_by_key(|finding| (finding.weight, finding.test));
    let tests = TestName::ALL
        .into_iter()
        .zip(evidence)
        .map(|(name, evidence)| {
            let outcome = if findings.iter().any(|finding| finding.test == name) {
                Outcome::Questioned
            } else if evidence.iter().all(|one| one.value.is_none()) {
                Outcome::Insufficient
            } else {
                Outcome::Passed
            };
            TestShown {
                name,
                title: pen.say(&format!("review.test.{}", name.as_str()), &[]),
                question: pen.say(&format!("review.question.{}", name.as_str()), &[]),
                outcome,
                outcome_text: pen.say(&format!("review.outcome.{}", outcome.as_str()), &[]),
                evidence,
            }
        })
        .collect();
    Judged { goals, tests, findings }
}

/// Where a draft's line is looked for.
enum Place<'p> {
    Channel(&'p str),
    Customer(&'p str),
    Stage(Stage),
    Category(&'p str),
}

struct Judge<'f> {
    facts: &'f Facts,
    pen: Pen,
    findings: Vec<Finding>,
}

/// What is found, before its draft is made.
struct Found<'p> {
    code: &'static str,
    subject: Option<String>,
    test: TestName,
    weight: Weight,
    facts: Vec<(&'static str, String)>,
    evidence: Vec<String>,
    benchmark: Option<&'static str>,
    kind: RevisionKind,
    from: Option<Place<'p>>,
    to: Option<Place<'p>>,
    reason: ReasonClass,
}

impl Judge<'_> {
    fn benchmark(&self, key: &str) -> Option<&Benchmark> {
        self.facts.benchmarks.iter().find(|one| one.key == key)
    }

    fn low(&self, key: &str) -> Option<Decimal> {
        self.benchmark(key)?.low
    }

    fn high(&self, key: &str) -> Option<Decimal> {
        self.benchmark(key)?.high
    }

    fn end(&self, benchmark: &Benchmark, end: Option<Decimal>) -> String {
        end.map_or_else(
            || "–".to_owned(),
            |end| match benchmark.unit {
                "times" => self.pen.times(end),
                _ => self.pen.share(end),
            },
        )
    }

    /// The line of the plan with the most left among those that fit.
    fn line(&self, place: &Place<'_>) -> Option<&PlanLine> {
        let fits = |line: &&PlanLine| match place {
            Place::Channel(code) => line.key.channel.as_deref() == Some(*code),
            Place::Customer(code) => line.key.customer.as_deref() == Some(*code),
            Place::Stage(stage) => line.stage == Some(*stage),
            Place::Category(code) => {
                let named = line.key.category.as_deref();
                named.is_some_and(|named| crate::record::category::lies_in(named, code))
            }
        };
        self.facts
            .lines
            .iter()
            .filter(fits)
            .max_by(|a, b| (a.available, &b.key).cmp(&(b.available, &a.key)))
    }

    /// At most a fifth ◇e of the giving line's year, never more than is left, in whole hundreds.
    fn amount(&self, line: &PlanLine) -> Option<Amount> {
        let part = line.plan.checked_mul(self.high("step")?)?.min(line.available);
        let hundreds = (part / Decimal::ONE_HUNDRED).floor() * Decimal::ONE_HUNDRED;
        let minor = self.facts.currency.minor(hundreds).ok()?;
        (hundreds > Decimal::ZERO).then(|| self.facts.currency.amount(minor))
    }

    fn find(&mut self, found: Found<'_>) {
        let pen = self.pen;
        let borrowed: Vec<(&str, &str)> = found.facts.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let title = pen.say(&format!("review.found.{}", found.code), &borrowed);
        let text = pen.say(&format!("review.suggest.{}", found.code), &borrowed);
        let rule = match found.benchmark.and_then(|key| self.benchmark(key)) {
            Some(benchmark) => RuleShown {
                text: pen.say(
                    &format!("review.rule.{}", found.code),
                    &[
                        ("low", &self.end(benchmark, benchmark.low)),
                        ("high", &self.end(benchmark, benchmark.high)),
                        ("name", &benchmark.name),
                    ],
                ),
                tag: benchmark.tag.map(str::to_owned),
                source: benchmark.source.clone(),
                caveat: benchmark.caveat.clone(),
                benchmark: Some(benchmark.key.clone()),
            },
            None => RuleShown {
                text: pen.say(&format!("review.rule.{}", found.code), &[]),
                tag: None,
                source: pen.say("review.source", &[]),
                caveat: String::new(),
                benchmark: None,
            },
        };
        let giving = found.from.as_ref().and_then(|place| self.line(place));
        let gaining = found.to.as_ref().and_then(|place| self.line(place));
        let gaining = gaining.filter(|line| giving.is_none_or(|giving| giving.key != line.key));
        let draft = Draft {
            kind: found.kind,
            amount: giving.or(gaining).and_then(|line| self.amount(line)),
            from: giving.map(|line| line.key.clone()),
            to: gaining.map(|line| line.key.clone()),
            reason: found.reason,
            text: pen.say("review.draft", &[("title", &title)]),
        };
        self.findings.push(Finding {
            code: found.code.to_owned(),
            subject: found.subject,
            test: found.test,
            weight: found.weight,
            title,
            evidence: found.evidence,
            rule,
            suggestion: Suggestion { text, draft },
            is_new: None,
        });
    }

    fn evidence(
        &self,
        key: &str,
        quantity: Quantity,
        value: Option<Decimal>,
        facts: &[(&str, &str)],
        explain: Option<serde_json::Value>,
    ) -> Evidence {
        let pen = self.pen;
        Evidence {
            key: key.to_owned(),
            label: pen.say(&format!("review.evidence.{key}"), facts),
            quantity,
            text: value.map_or_else(
                || pen.say("review.insufficient", &[]),
                |value| pen.figure(quantity, value),
            ),
            about: match value {
                Some(_) => pen.say(&format!("review.about.{key}"), facts),
                None => pen.say(&format!("review.missing.{key}"), facts),
            },
            explain: explain.filter(|_| value.is_some()),
            value: value.map(|value| value.normalize().to_string()),
        }
    }
}
