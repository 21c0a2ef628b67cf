//! The rules: what evidence a test stands on, and what is found in it.

use rust_decimal::Decimal;
use serde_json::json;

use super::benchmark::Benchmark;
use super::goal::{Goal, GoalKind, Standing};
use super::pen::Pen;
use super::shown::{
    Draft, Evidence, Finding, GoalShown, Outcome, Quantity, RuleShown, Suggestion, TestName, TestShown, Weight,
};
use crate::language::Language;
use crate::money::{Amount, Currency};
use crate::plan::{LineKey, ReasonClass, RevisionKind};
use crate::record::Stage;

/// Cost of the span by what it was for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spending {
    /// 获客.
    pub acquisition: Decimal,
    /// 维系.
    pub maintenance: Decimal,
    /// 服务.
    pub service: Decimal,
    /// 3 培训费, of whatever stage.
    pub training: Decimal,
}

/// What a channel cost and brought.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFacts {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its acquisition cost.
    pub cost: Decimal,
    /// Customers won.
    pub customers: i64,
    /// ROI 毛利口径.
    pub roi_margin: Option<Decimal>,
}

/// Value of the customers won in the span beside what they cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClvFacts {
    /// Contractual value of one of them.
    pub clv: Decimal,
    /// Their CAC.
    pub cac: Decimal,
    /// How many they are.
    pub customers: i64,
}

/// What is paid for and used; each missing until it is recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resources {
    /// Hours on administration and all hours.
    pub hours: Option<(Decimal, Decimal)>,
    /// Seats in use and paid for.
    pub seats: Option<(Decimal, Decimal)>,
    /// GB used and paid for.
    pub storage: Option<(Decimal, Decimal)>,
    /// Tickets solved by bot or self-service, and all.
    pub tickets: Option<(Decimal, Decimal)>,
    /// Cost of a ticket.
    pub ticket_cost: Option<Decimal>,
}

/// The share of the company's total budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareFacts {
    /// 1–9 of the fiscal year: planned where there is a plan, else spent.
    pub part: Decimal,
    /// Whether that is the plan.
    pub is_planned: bool,
    /// The company's total budget of the same year.
    pub total: Decimal,
}

/// A line of the plan in force, for drafts.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// What it names.
    pub key: LineKey,
    /// The stage of its spending.
    pub stage: Option<Stage>,
    /// The year's plan.
    pub plan: Decimal,
    /// 可用余额 of the year.
    pub available: Decimal,
}

/// A goal, the figure reached, and its interval.
pub type ReachedGoal = (Goal, Option<Decimal>, Option<(Decimal, Decimal)>);

/// All that the tests ask for.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Language of the sentences.
    pub language: Language,
    /// Base currency.
    pub currency: Currency,
    /// Months of the span.
    pub months: u32,
    /// Cost of the span.
    pub spending: Spending,
    /// Goals with the figure reached and its interval.
    pub goals: Vec<ReachedGoal>,
    /// CAC of the span and of the span before.
    pub cac: (Option<Decimal>, Option<Decimal>),
    /// What `explain` is asked for the CAC.
    pub cac_explain: serde_json::Value,
    /// Payback in months.
    pub payback: Option<f64>,
    /// Channels that cost something or brought somebody.
    pub channels: Vec<ChannelFacts>,
    /// Value and cost of a new customer; none with too few customers or without income.
    pub clv: Option<ClvFacts>,
    /// Customers with costs or income, and those below cost: name, code, profit, worst first.
    pub customers: usize,
    /// Those that bring less than they cost.
    pub below_cost: Vec<(String, String, Decimal)>,
    /// What is paid for and used.
    pub resources: Resources,
    /// The share; none where the total budget is not known.
    pub share: Option<ShareFacts>,
    /// Lines of the plan in force.
    pub lines: Vec<PlanLine>,
    /// The benchmarks in use.
    pub benchmarks: Vec<Benchmark>,
}

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

    fn money_on(&self, kind: GoalKind) -> Decimal {
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
    fn goals(&mut self) -> Vec<GoalShown> {
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

    fn missed(&mut self, kind: GoalKind, money: Decimal, facts: Vec<(&'static str, String)>) {
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

    fn goal_evidence(&self, goals: &[GoalShown]) -> Vec<Evidence> {
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

    /// 2. Cost and benefit.
    fn cost_benefit(&mut self) -> Vec<Evidence> {
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
        let mut explain_roi = facts.cac_explain.clone();
        if let Some(one) = dearest {
            explain_roi["field"] = json!("roi_margin");
            explain_roi["key"] = json!({ "channel": one.code });
        }
        vec![
            self.evidence("cac", Quantity::Money, now, &[], explain_cac),
            self.evidence("cac_before", Quantity::Money, before, &[], None),
            self.evidence(
                "clv",
                Quantity::Money,
                facts.clv.map(|clv| clv.clv),
                &[("count", &won)],
                None,
            ),
            self.evidence("clv_cac", Quantity::Times, ratio, &[], None),
            self.evidence("payback", Quantity::Months, months, &[], None),
            self.evidence("roi", Quantity::Share, roi, &[("name", name)], Some(explain_roi)),
            self.evidence(
                "below_cost",
                Quantity::Count,
                (facts.customers > 0).then(|| Decimal::from(facts.below_cost.len())),
                &[("all", &all), ("worst", &worst)],
                None,
            ),
        ]
    }

    fn clv(&mut self, ratio: Option<Decimal>) {
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
            evidence: vec!["clv".to_owned(), "cac".to_owned(), "clv_cac".to_owned()],
            benchmark: Some("clv_cac"),
            kind: RevisionKind::Transfer,
            from: Some(Place::Stage(Stage::Acquisition)),
            to: Some(Place::Stage(Stage::Maintenance)),
            reason: ReasonClass::Market,
        });
    }

    /// Each channel against its own return first, then against the others.
    fn channels(&mut self) {
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
                        other.map_or_else(|| pen.say("review.better_channel", &[]), |best| best.name.clone()),
                    ),
                ],
                evidence: vec!["cac".to_owned(), "roi".to_owned()],
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

    fn below_cost(&mut self) {
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

    /// 3. Use of resources.
    fn resources(&mut self) -> Vec<Evidence> {
        let of = &self.facts.resources;
        let share = |pair: Option<(Decimal, Decimal)>| {
            pair.and_then(|(part, whole)| (whole > Decimal::ZERO).then(|| part.checked_div(whole)).flatten())
        };
        let (hours, seats, storage, tickets) = (share(of.hours), share(of.seats), share(of.storage), share(of.tickets));
        let seldom = [
            (
                "administration",
                hours.zip(self.high("administration")).is_some_and(|(a, b)| a > b),
                hours,
                of.hours,
            ),
            (
                "seats_active",
                seats.zip(self.low("seats_active")).is_some_and(|(a, b)| a < b),
                seats,
                of.seats,
            ),
            (
                "storage_used",
                storage.zip(self.low("storage_used")).is_some_and(|(a, b)| a < b),
                storage,
                of.storage,
            ),
        ];
        for (code, is_off, share, pair) in seldom {
            let (Some(share), Some((part, whole)), true) = (share, pair, is_off) else {
                continue;
            };
            let (kind, from, to) = match code {
                "administration" => (RevisionKind::Supplement, None, Some(Place::Category("1.3"))),
                "seats_active" => (RevisionKind::Reduction, Some(Place::Category("1.2")), None),
                _ => (RevisionKind::Reduction, Some(Place::Category("4")), None),
            };
            let pen = self.pen;
            self.find(Found {
                code,
                subject: None,
                test: TestName::Resources,
                weight: Weight::Weak,
                facts: vec![
                    ("share", pen.share(share)),
                    ("part", pen.figure(Quantity::Count, part)),
                    ("whole", pen.figure(Quantity::Count, whole)),
                ],
                evidence: vec![code.to_owned()],
                benchmark: Some(code),
                kind,
                from,
                to,
                reason: ReasonClass::InternalFeedback,
            });
        }
        let counted = |key: &str, value: Option<Decimal>, pair: Option<(Decimal, Decimal)>| {
            let (part, whole) = pair.unwrap_or_default();
            let (part, whole) = (
                self.pen.figure(Quantity::Count, part),
                self.pen.figure(Quantity::Count, whole),
            );
            self.evidence(key, Quantity::Share, value, &[("part", &part), ("whole", &whole)], None)
        };
        vec![
            counted("administration", hours, of.hours),
            counted("seats_active", seats, of.seats),
            counted("storage_used", storage, of.storage),
            counted("automated", tickets, of.tickets),
            self.evidence("ticket_cost", Quantity::Money, of.ticket_cost, &[], None),
        ]
    }

    /// 4. The share of the total budget: each class that applies, and where the company stands.
    fn share(&mut self) -> Vec<Evidence> {
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
            .filter(|one| one.applies && (one.key.starts_with("share_") || !super::benchmark::is_shipped(&one.key)))
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
