//! 2. Cost and benefit: CAC, value against it, channels, customers below cost.

use rust_decimal::Decimal;
use serde_json::json;

use super::super::shown::{Evidence, Quantity, TestName, Weight};
use super::{Found, Judge, Place};
use crate::plan::{ReasonClass, RevisionKind};
use crate::record::Stage;

impl Judge<'_> {
    /// 2. Cost and benefit.
    pub(super) fn cost_benefit(&mut self) -> Vec<Evidence> {
        let facts = self.facts;
        let pen = self.pen;
        let (now, before) = facts.cac;
        let rise = now
            .zip(before)
            .and_then(|(now, before)| (before > Decimal::ZERO).then(|| (now - before).checked_div(before))?);
        if let (Some(now), Some(before), Some(rise), Some(limit)) = (now, before, rise, self.high("cac_rise"))
            && rise > limit
        {
            self.find(Found {
                code: "cac_rose",
                subject: None,
                test: TestName::CostBenefit,
                weight: Weight::Weak,
                facts: vec![
                    ("now", pen.money(now)),
                    ("before", pen.money(before)),
                    ("rise", pen.share(rise)),
                ],
                evidence: vec!["cac".to_owned(), "cac_before".to_owned()],
                benchmark: Some("cac_rise"),
                kind: RevisionKind::Transfer,
                from: Some(Place::Stage(Stage::Acquisition)),
                to: Some(Place::Stage(Stage::Maintenance)),
                reason: ReasonClass::Market,
            });
        }
        let ratio = facts.clv.and_then(|clv| clv.clv.checked_div(clv.cac));
        let ratio = ratio.map(|ratio| crate::money::round(ratio, 6));
        self.clv(ratio);
        self.channels();
        self.below_cost();
        let all = facts.customers.to_string();
        let worst = facts.below_cost.first().map_or_else(String::new, |(name, _, profit)| {
            pen.say("review.worst", &[("name", name), ("amount", &pen.money(*profit))])
        });
        let won = facts.clv.map_or_else(String::new, |clv| clv.customers.to_string());
        let explain_cac = Some(facts.cac_explain.clone());
        let months = facts.payback.and_then(|months| months.to_string().parse().ok());
        let dearest = facts.channels.iter().filter(|one| one.cost > Decimal::ZERO);
        let dearest = dearest.max_by(|a, b| a.cost.cmp(&b.cost));
        let name = dearest.map_or("", |one| one.name.as_str());
        let roi = dearest.and_then(|one| one.roi_margin);
        let of_channel = |field: &str, code: &str| {
            let mut explain = facts.cac_explain.clone();
            explain["field"] = json!(field);
            explain["key"] = json!({ "channel": code });
            Some(explain)
        };
        let same = facts.clv.map_or_else(String::new, |clv| pen.money(clv.cac));
        let mut evidence = vec![
            self.evidence("cac", Quantity::Money, now, &[], explain_cac),
            self.evidence("cac_before", Quantity::Money, before, &[], None),
            self.evidence(
                "clv",
                Quantity::Money,
                facts.clv.map(|clv| clv.clv),
                &[("count", &won)],
                None,
            ),
            self.evidence("cac_net", Quantity::Money, facts.cac_net, &[], None),
            self.evidence(
                "clv_cac",
                Quantity::Times,
                ratio,
                &[("count", &won), ("cac", &same)],
                None,
            ),
            self.evidence("payback", Quantity::Months, months, &[], None),
            self.evidence(
                "roi",
                Quantity::Share,
                roi,
                &[("name", name)],
                dearest.and_then(|one| of_channel("roi_margin", &one.code)),
            ),
            self.evidence(
                "below_cost",
                Quantity::Count,
                (facts.customers > 0).then(|| Decimal::from(facts.below_cost.len())),
                &[("all", &all), ("worst", &worst)],
                None,
            ),
        ];
        // A finding on a channel shows that channel's own figures.
        for one in self.questioned_channels() {
            let name = [("name", one.name.as_str())];
            let each = (one.customers > 0)
                .then(|| one.cost.checked_div(Decimal::from(one.customers)))
                .flatten()
                .map(|each| crate::money::round(each, pen.currency.decimals()));
            for (key, quantity, value, field) in [
                ("channel_cost", Quantity::Money, Some(one.cost), "cost"),
                ("channel_cac", Quantity::Money, each, "cac"),
                ("channel_roi", Quantity::Share, one.roi_margin, "roi_margin"),
            ] {
                let mut shown = self.evidence(key, quantity, value, &name, of_channel(field, &one.code));
                shown.key = format!("{key}_{}", one.code);
                evidence.push(shown);
            }
        }
        evidence
    }

    /// The channels that findings are about.
    fn questioned_channels(&self) -> Vec<&super::ChannelFacts> {
        let is_found = |code: &str| {
            let mut found = self.findings.iter();
            found.any(|one| one.code.starts_with("channel_") && one.subject.as_deref() == Some(code))
        };
        self.facts.channels.iter().filter(|one| is_found(&one.code)).collect()
    }

    pub(super) fn clv(&mut self, ratio: Option<Decimal>) {
        let (Some(ratio), Some(clv)) = (ratio, self.facts.clv) else {
            return;
        };
        let (low, high) = (self.low("clv_cac"), self.high("clv_cac"));
        let (code, weight) = match ratio {
            ratio if low.is_some_and(|low| ratio < low) => ("clv_bad", Weight::Bad),
            ratio if high.is_some_and(|high| ratio < high) => ("clv_weak", Weight::Weak),
            _ => return,
        };
        let pen = self.pen;
        self.find(Found {
            code,
            subject: None,
            test: TestName::CostBenefit,
            weight,
            facts: vec![
                ("clv", pen.money(clv.clv)),
                ("cac", pen.money(clv.cac)),
                ("ratio", pen.times(ratio)),
            ],
            evidence: vec!["clv".to_owned(), "clv_cac".to_owned()],
            benchmark: Some("clv_cac"),
            kind: RevisionKind::Transfer,
            from: Some(Place::Stage(Stage::Acquisition)),
            to: Some(Place::Stage(Stage::Maintenance)),
            reason: ReasonClass::Market,
        });
    }

    /// Each channel against its own return first, then against the others.
    pub(super) fn channels(&mut self) {
        let facts = self.facts;
        let pen = self.pen;
        let cost: Decimal = facts.channels.iter().map(|one| one.cost).sum();
        let won: i64 = facts.channels.iter().map(|one| one.customers).sum();
        let blended = (won > 0).then(|| cost.checked_div(Decimal::from(won))).flatten();
        let best = facts
            .channels
            .iter()
            .filter(|one| one.customers > 0 && one.roi_margin.is_some_and(|roi| roi > Decimal::ZERO))
            .max_by(|a, b| a.roi_margin.cmp(&b.roi_margin));
        for one in facts.channels.iter().filter(|one| one.cost > Decimal::ZERO) {
            let each = (one.customers > 0)
                .then(|| one.cost.checked_div(Decimal::from(one.customers)))
                .flatten();
            let times = each.zip(blended).and_then(|(each, blended)| each.checked_div(blended));
            let limit = self.high("channel_cac");
            let is_dear = times.zip(limit).is_some_and(|(times, limit)| times > limit);
            let (code, weight, benchmark) = match (one.roi_margin, one.customers) {
                (Some(roi), _) if roi < Decimal::ZERO => ("channel_loses", Weight::Bad, None),
                (None, 0) => ("channel_wins_nobody", Weight::Weak, None),
                _ if is_dear => ("channel_dear", Weight::Weak, Some("channel_cac")),
                _ => continue,
            };
            let other = best.filter(|best| best.code != one.code);
            self.find(Found {
                code,
                subject: Some(one.code.clone()),
                test: TestName::CostBenefit,
                weight,
                facts: vec![
                    ("name", one.name.clone()),
                    ("cost", pen.money(one.cost)),
                    ("customers", one.customers.to_string()),
                    (
                        "roi",
                        one.roi_margin.map_or_else(|| "–".to_owned(), |roi| pen.share(roi)),
                    ),
                    ("cac", each.map_or_else(|| "–".to_owned(), |each| pen.money(each))),
                    (
                        "blended",
                        blended.map_or_else(|| "–".to_owned(), |each| pen.money(each)),
                    ),
                    (
                        "best",
                        other.map_or_else(
                            || pen.say("review.better_channel", &[]),
                            |best| pen.say("review.that_channel", &[("name", &best.name)]),
                        ),
                    ),
                ],
                evidence: ["cost", "cac", "roi"]
                    .map(|part| format!("channel_{part}_{}", one.code))
                    .into(),
                benchmark,
                kind: if other.is_some() {
                    RevisionKind::Transfer
                } else {
                    RevisionKind::Reduction
                },
                from: Some(Place::Channel(&one.code)),
                to: other.map(|best| Place::Channel(&best.code)),
                reason: ReasonClass::Market,
            });
        }
    }

    pub(super) fn below_cost(&mut self) {
        let facts = self.facts;
        let Some((_, worst, _)) = facts.below_cost.first() else {
            return;
        };
        let pen = self.pen;
        let lost: Decimal = facts.below_cost.iter().map(|(_, _, profit)| *profit).sum();
        let comma = facts.language.pick("、", ", ");
        let names: Vec<String> = facts
            .below_cost
            .iter()
            .take(3)
            .map(|(name, _, profit)| format!("{name} {}", pen.money(*profit)))
            .collect();
        self.find(Found {
            code: "below_cost",
            subject: None,
            test: TestName::CostBenefit,
            weight: Weight::Bad,
            facts: vec![
                ("count", facts.below_cost.len().to_string()),
                ("lost", pen.money(lost)),
                ("names", names.join(comma)),
            ],
            evidence: vec!["below_cost".to_owned()],
            benchmark: None,
            kind: RevisionKind::Reduction,
            from: self
                .line(&Place::Customer(worst))
                .map_or(Some(Place::Stage(Stage::Maintenance)), |_| Some(Place::Customer(worst))),
            to: None,
            reason: ReasonClass::Demand,
        });
    }
}
