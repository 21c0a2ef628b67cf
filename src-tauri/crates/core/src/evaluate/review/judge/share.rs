//! 4. The share of the total budget.

use rust_decimal::Decimal;

use super::super::benchmark::Benchmark;
use super::super::shown::{Draft, Evidence, Finding, Quantity, RuleShown, Suggestion, TestName, Weight};
use super::Judge;
use crate::plan::{ReasonClass, RevisionKind};

impl Judge<'_> {
    /// 4. The share of the total budget: each class that applies, and where the company stands.
    pub(super) fn share(&mut self) -> Vec<Evidence> {
        let facts = self.facts;
        let pen = self.pen;
        let share = facts
            .share
            .and_then(|of| (of.total > Decimal::ZERO).then(|| of.part.checked_div(of.total))?);
        let part = facts.share.map_or_else(String::new, |of| pen.money(of.part));
        let total = facts.share.map_or_else(String::new, |of| pen.money(of.total));
        let of = facts
            .share
            .map_or("", |of| if of.is_planned { "plan" } else { "spent" });
        let of = if of.is_empty() {
            String::new()
        } else {
            pen.say(&format!("review.share_of.{of}"), &[])
        };
        let mut evidence = vec![self.evidence(
            "share",
            Quantity::Share,
            share,
            &[("part", &part), ("total", &total), ("of", &of)],
            None,
        )];
        let Some(share) = share else {
            return evidence;
        };
        let shares: Vec<Benchmark> = facts
            .benchmarks
            .iter()
            .filter(|one| {
                one.applies && (one.key.starts_with("share_") || !super::super::benchmark::is_shipped(&one.key))
            })
            .cloned()
            .collect();
        for one in &shares {
            let side = match share {
                share if one.low.is_some_and(|low| share < low) => "below",
                share if one.high.is_some_and(|high| share > high) => "above",
                _ => "within",
            };
            let range = pen.say(
                if one.high.is_some() {
                    "review.range"
                } else {
                    "review.range_open"
                },
                &[("low", &self.end(one, one.low)), ("high", &self.end(one, one.high))],
            );
            evidence.push(Evidence {
                key: one.key.clone(),
                label: pen.say("review.usual_of", &[("name", &one.name)]),
                quantity: Quantity::Share,
                value: Some(share.normalize().to_string()),
                text: range.clone(),
                about: pen.say(&format!("review.side.{side}"), &[("tag", one.tag.unwrap_or_default())]),
                explain: None,
            });
            if side == "within" {
                continue;
            }
            let code = if side == "below" { "share_below" } else { "share_above" };
            let text = pen.say(
                &format!("review.found.{code}"),
                &[("share", &pen.share(share)), ("name", &one.name), ("range", &range)],
            );
            self.findings.push(Finding {
                code: code.to_owned(),
                subject: Some(one.key.clone()),
                test: TestName::Share,
                weight: Weight::Note,
                evidence: vec!["share".to_owned(), one.key.clone()],
                rule: RuleShown {
                    text: pen.say("review.rule.share", &[("name", &one.name), ("range", &range)]),
                    tag: one.tag.map(str::to_owned),
                    source: one.source.clone(),
                    caveat: one.caveat.clone(),
                    benchmark: Some(one.key.clone()),
                },
                suggestion: Suggestion {
                    text: pen.say(&format!("review.suggest.{code}"), &[]),
                    draft: Draft {
                        kind: if side == "below" {
                            RevisionKind::Supplement
                        } else {
                            RevisionKind::Reduction
                        },
                        from: None,
                        to: None,
                        amount: None,
                        reason: ReasonClass::Other,
                        text: pen.say("review.draft", &[("title", &text)]),
                    },
                },
                title: text,
                is_new: None,
            });
        }
        evidence
    }
}
