//! The review of a budget: gathers what the reports say, keeps goals, benchmarks and reviews.
//!
//! The one thing to know: every figure is one of another report over the same span, basis and measure; what a report
//! cannot tell yet stays missing and is named.

use chrono::{Months, NaiveDate};
use kezhang_core::evaluate::estimate::{money, proportion};
use kezhang_core::evaluate::lifetime::contractual;
use kezhang_core::evaluate::report::{AcquisitionReport, CustomersReport, EvaluateHead, EvaluateQuery, RetentionRow};
use kezhang_core::evaluate::resources::ToolRow;
use kezhang_core::evaluate::review::benchmark::{Kind, Own, benchmarks, is_shipped};
use kezhang_core::evaluate::review::{
    Benchmark, ChannelFacts, ClvFacts, Facts, Goal, GoalKind, LastReview, PlanLine, Resources, ReviewHead,
    ReviewReport, ShareFacts, Spending, judge,
};
use kezhang_core::evaluate::satisfaction::SatisfactionFigures;
use kezhang_core::language::say;
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::variance::VarianceReport;
use kezhang_core::plan::Basis;
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::ground::{Ground, Share, add, members, within};
use crate::balance::BalanceQuery;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::{benchmark, goal, review};

/// New customers below which their value is not judged ◇e.
const FEW: i64 = 5;
/// Months from one review to the next, where no day is chosen.
const QUARTER: Months = Months::new(3);

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

/// A benchmark of the company's own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkChange {
    /// Key of the one it replaces, else the name of a share of its own.
    pub key: String,
    /// Lower end, a fraction or a number of times.
    #[serde(default)]
    pub low: Option<String>,
    /// Upper end.
    #[serde(default)]
    pub high: Option<String>,
    /// Where it comes from; asked for.
    pub source: String,
    /// What to mind.
    #[serde(default)]
    pub caveat: String,
}

/// Which benchmark.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkName {
    /// Its key.
    pub key: String,
}

/// A review to keep.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepReview {
    /// What is reviewed.
    #[serde(default)]
    pub query: EvaluateQuery,
    /// What was decided.
    #[serde(default)]
    pub note: String,
    /// When the next one is due; in three months when absent.
    #[serde(default)]
    pub next_on: Option<NaiveDate>,
}

/// A finding of a review that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptFinding {
    /// Stable code.
    pub code: String,
    /// What it is about.
    pub subject: Option<String>,
    /// How much it weighs.
    pub weight: String,
    /// In words, as it was said.
    pub title: String,
}

/// A review that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeptReview {
    /// Its number.
    pub id: i64,
    /// The day.
    pub made_on: NaiveDate,
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
    /// Who.
    pub author: String,
    /// What was decided.
    pub note: String,
    /// When the next one is due.
    pub next_on: NaiveDate,
    /// What it said in one or two sentences.
    pub summary: Vec<String>,
    /// What it found.
    pub findings: Vec<KeptFinding>,
}

/// The reviews that were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReviewList {
    /// When the next one is due; null before the first.
    pub next_on: Option<NaiveDate>,
    /// Whether one is due.
    pub is_due: bool,
    /// Newest first.
    pub reviews: Vec<KeptReview>,
}

/// What is read back of a kept review.
#[derive(Deserialize)]
struct Body {
    summary: Vec<String>,
    findings: Vec<KeptFinding>,
}

fn decimal(field: &str, text: &str) -> Outcome<Decimal> {
    let invalid = || Fault::new("number_invalid").with("field", field).with("value", text);
    let value: Decimal = text.trim().parse().map_err(|_| invalid())?;
    if value.is_sign_negative() || value > Decimal::from(1_000_000) {
        return Err(invalid());
    }
    Ok(value.normalize())
}

fn read(table: &str, text: &str) -> Outcome<Decimal> {
    text.parse()
        .map_err(|error| Fault::new("ledger_damaged").with("detail", format!("{table}: {error}")))
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

fn kept(row: review::Model) -> Outcome<KeptReview> {
    let body: Body = serde_json::from_str(&row.body)
        .map_err(|error| Fault::new("ledger_damaged").with("detail", format!("review: {error}")))?;
    Ok(KeptReview {
        id: row.id,
        made_on: row.made_on,
        from: Month::from_number(row.from_month),
        to: Month::from_number(row.to_month),
        author: row.author,
        note: row.note,
        next_on: row.next_on,
        summary: body.summary,
        findings: body.findings,
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

    /// The benchmarks in use.
    ///
    /// # Errors
    /// What the database says.
    pub async fn benchmarks(&self, language: Language) -> Outcome<Vec<Benchmark>> {
        let rows = benchmark::Entity::find()
            .order_by_asc(benchmark::Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        own_and_shipped(rows, &self.profile().await, language)
    }

    /// Puts a benchmark of the company's own in place of one, or beside them.
    ///
    /// # Errors
    /// `number_invalid`, `benchmark_empty` without an end, `benchmark_reversed`, `benchmark_source`, `name_missing`.
    pub async fn set_benchmark(
        &self,
        change: &mut Change<'_>,
        new: &BenchmarkChange,
        language: Language,
    ) -> Outcome<Vec<Benchmark>> {
        let key = crate::member::name(&new.key)?;
        let end = |field: &str, text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.trim().is_empty());
            text.map(|text| decimal(field, text)).transpose()
        };
        let (low, high) = (end("low", &new.low)?, end("high", &new.high)?);
        match (low, high) {
            (None, None) => return Err(Fault::new("benchmark_empty")),
            (Some(low), Some(high)) if low > high => {
                return Err(Fault::new("benchmark_reversed").with("low", low).with("high", high));
            }
            _ => {}
        }
        let source = crate::member::clean(new.source.trim())?;
        if source.is_empty() {
            return Err(Fault::new("benchmark_source"));
        }
        change.note("benchmark", &key);
        let row = benchmark::Model {
            id: 0,
            key: key.clone(),
            low: low.map(|value| value.to_string()),
            high: high.map(|value| value.to_string()),
            source,
            caveat: crate::member::clean(&new.caveat)?,
        };
        match one_benchmark(change, &key).await? {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        change.ledger().benchmarks_on(change, language).await
    }

    /// Takes a benchmark of the company's own away: the shipped one holds again.
    ///
    /// # Errors
    /// `benchmark_unknown`.
    pub async fn remove_benchmark(&self, change: &mut Change<'_>, key: &str) -> Outcome<()> {
        let key = key.trim();
        change.note("benchmark", key);
        let row = one_benchmark(change, key).await?;
        let is_known = is_shipped(key);
        change
            .remove(row.ok_or_else(|| {
                let code = if is_known {
                    "benchmark_shipped"
                } else {
                    "benchmark_unknown"
                };
                Fault::new(code).with("value", key)
            })?)
            .await
    }

    /// Reviews that were kept, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reviews(&self, today: NaiveDate) -> Outcome<ReviewList> {
        let rows = review::Entity::find()
            .order_by_desc(review::Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        let reviews = rows.into_iter().map(kept).collect::<Outcome<Vec<_>>>()?;
        let next_on = reviews.first().map(|last| last.next_on);
        Ok(ReviewList {
            next_on,
            is_due: next_on.is_none_or(|next| next <= today),
            reviews,
        })
    }

    /// Keeps a review as it stands.
    ///
    /// # Errors
    /// `review_next_past`, and what the review refuses.
    pub async fn keep_review(
        &self,
        change: &mut Change<'_>,
        new: &KeepReview,
        today: NaiveDate,
    ) -> Outcome<KeptReview> {
        let report = self.review(&new.query, today).await?;
        let next_on = new
            .next_on
            .or_else(|| today.checked_add_months(QUARTER))
            .unwrap_or(today);
        if next_on <= today {
            return Err(Fault::new("review_next_past").with("value", next_on));
        }
        let figures = &report.head.figures;
        change.note("from", figures.from);
        change.note("to", figures.to);
        change.note("count", report.findings.len());
        let row = review::Model {
            id: 0,
            made_on: today,
            from_month: figures.from.number(),
            to_month: figures.to.number(),
            author: change.author().to_owned(),
            note: crate::member::clean(&new.note)?,
            next_on,
            body: crate::offer_comparison::text(&report)?,
        };
        kept(change.insert(row).await?)
    }

    /// Was the budget reasonable?
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`.
    pub async fn review(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<ReviewReport> {
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        let language = query.language.unwrap_or(profile.language);
        let asked = EvaluateQuery {
            by: Vec::new(),
            sort: None,
            limit: None,
            segment: None,
            language: Some(language),
            ..query.clone()
        };
        let won = self.acquisition(&asked, today).await?;
        let (from, to) = (won.head.from, won.head.to);
        let months = u32::try_from(to.number() - from.number() + 1).unwrap_or(1).max(1);
        let asked = EvaluateQuery {
            from: Some(from),
            to: Some(to),
            ..asked
        };
        let earlier = EvaluateQuery {
            from: Some(from.plus(-(months as i32))),
            to: Some(from.plus(-1)),
            ..asked.clone()
        };
        let before = self.acquisition(&earlier, today).await?;
        let stays = self.retention(&asked, today).await?.total;
        let costs = self.customer_costs(&asked, today).await?;
        let said = self.satisfaction(&asked, today).await?.total.figures;
        let by_top = self.by_top(&asked, &won.head, today).await?;
        let year = calendar.year(to);
        let clv = self.clv_of_new(&asked, &won, &stays, today).await?;
        let goals = self.goals().await?.into_iter().filter(|goal| goal.year == year);
        let benchmarks = self.benchmarks(language).await?;
        let facts = Facts {
            language,
            currency: profile.currency,
            months,
            spending: Spending {
                acquisition: costs.total.acquisition.value(),
                maintenance: costs.total.maintenance.value(),
                service: costs.total.service.value(),
                training: spent_on(&by_top, "3"),
            },
            goals: goals
                .map(|goal| {
                    let (figure, interval) = reached(&goal, &won, &stays, &said);
                    (goal, figure, interval)
                })
                .collect(),
            cac: (
                won.total.cac.map(|cac| cac.value()),
                before.total.cac.map(|cac| cac.value()),
            ),
            cac_explain: serde_json::json!({
                "report": "acquisition",
                "query": { "from": from, "to": to, "filter": asked.filter, "basis": won.head.basis,
                    "measure": (won.head.basis == Basis::Accrual).then_some(won.head.measure) },
                "field": "cac",
            }),
            payback: won.payback.months,
            channels: channels(&won),
            clv,
            customers: costs.rows.iter().filter(|row| row.customer.is_some()).count(),
            below_cost: below_cost(&costs),
            resources: self.resources_used(&asked, to, today).await?,
            share: self.share_of_total(&won.head, year, today).await?,
            lines: self.giving_lines(to, today).await?,
            benchmarks,
        };
        let mut judged = judge(&facts);
        let list = self.reviews(today).await?;
        let last = list.reviews.first().map(|last| {
            let was = |code: &str, subject: &Option<String>| {
                last.findings
                    .iter()
                    .any(|old| old.code == code && old.subject == *subject)
            };
            for finding in &mut judged.findings {
                finding.is_new = Some(!was(&finding.code, &finding.subject));
            }
            let still = |old: &&KeptFinding| {
                !judged
                    .findings
                    .iter()
                    .any(|now| now.code == old.code && now.subject == old.subject)
            };
            LastReview {
                id: last.id,
                made_on: last.made_on,
                gone: last
                    .findings
                    .iter()
                    .filter(still)
                    .map(|old| old.title.clone())
                    .collect(),
            }
        });
        let count = |weight| {
            judged
                .findings
                .iter()
                .filter(|finding| finding.weight == weight)
                .count()
                .to_string()
        };
        use kezhang_core::evaluate::review::{Outcome as Came, Weight};
        let insufficient = judged
            .tests
            .iter()
            .filter(|test| test.outcome == Came::Insufficient)
            .count();
        let mut summary = vec![if judged.findings.is_empty() {
            say(language, "review.summary.clean", &[])
        } else {
            say(
                language,
                "review.summary.findings",
                &[
                    ("count", &judged.findings.len().to_string()),
                    ("bad", &count(Weight::Bad)),
                    ("weak", &count(Weight::Weak)),
                    ("note", &count(Weight::Note)),
                ],
            )
        }];
        if insufficient > 0 {
            summary.push(say(
                language,
                "review.summary.insufficient",
                &[("count", &insufficient.to_string())],
            ));
        }
        Ok(ReviewReport {
            head: ReviewHead {
                figures: won.head,
                year,
                made_on: today,
                next_on: list.next_on,
                is_due: list.is_due,
            },
            summary,
            goals: judged.goals,
            tests: judged.tests,
            findings: judged.findings,
            benchmarks: facts.benchmarks.into_iter().filter(|one| one.applies).collect(),
            last,
        })
    }

    /// Spending of the span by top category, on the review's basis and measure.
    async fn by_top(&self, asked: &EvaluateQuery, head: &EvaluateHead, today: NaiveDate) -> Outcome<VarianceReport> {
        let query = VarianceQuery {
            from: asked.from,
            to: asked.to,
            by: vec![Dimension::Category],
            level: Some(1),
            filter: asked.filter.clone(),
            basis: Some(head.basis),
            measure: (head.basis == Basis::Accrual).then_some(head.measure),
            ..VarianceQuery::default()
        };
        self.variance(&query, today).await
    }

    /// 1–9 of the fiscal year beside the company's total budget: planned where there is a plan, else spent.
    async fn share_of_total(&self, head: &EvaluateHead, year: i32, today: NaiveDate) -> Outcome<Option<ShareFacts>> {
        let Some(total) = self.profile().await.total_budget else {
            return Ok(None);
        };
        let span = self.calendar().await?.span(year);
        let whole = EvaluateQuery {
            from: Some(span.from),
            to: Some(span.to),
            ..EvaluateQuery::default()
        };
        let report = self.by_top(&whole, head, today).await?;
        let counts = |row: &&kezhang_core::monitor::variance::VarianceRow| {
            row.key.value(Dimension::Category).is_none_or(|code| code != "0")
        };
        let sum = |of: fn(&kezhang_core::monitor::variance::Figures) -> kezhang_core::Amount| -> Decimal {
            report
                .rows
                .iter()
                .filter(counts)
                .map(|row| of(&row.figures).value())
                .sum()
        };
        let planned = sum(|figures| figures.budget);
        let is_planned = planned > Decimal::ZERO;
        Ok(Some(ShareFacts {
            part: if is_planned {
                planned
            } else {
                sum(|figures| figures.actual)
            },
            is_planned,
            total: total.value(),
        }))
    }

    /// The lines of the plan in force with what is left on them; none without a plan.
    async fn giving_lines(&self, to: Month, today: NaiveDate) -> Outcome<Vec<PlanLine>> {
        let query = BalanceQuery {
            to: Some(to),
            ..BalanceQuery::default()
        };
        let balances = match self.balances(&query, today).await {
            Ok(balances) => balances,
            Err(fault) if fault.code == "budget_unapproved" => return Ok(Vec::new()),
            Err(fault) => return Err(fault),
        };
        let categories = self.categories().await?;
        let departments = self
            .members(kezhang_core::record::register::Register::Department, None, None)
            .await?;
        Ok(balances
            .lines
            .into_iter()
            .map(|line| {
                let department = line.key.department.as_deref();
                let of_department = departments.iter().find(|one| Some(one.code.as_str()) == department);
                let category = line.key.category.as_deref();
                let of_category = categories.iter().find(|one| Some(one.code.as_str()) == category);
                PlanLine {
                    stage: of_department
                        .and_then(|one| one.stage)
                        .or_else(|| of_category.and_then(|one| one.stage)),
                    plan: line.full_year.plan.value(),
                    available: line.full_year.available.value(),
                    key: line.key,
                }
            })
            .collect())
    }

    /// Contractual value of a customer won in the span: what they brought and cost a month, at the company's retention.
    pub(crate) async fn clv_of_new(
        &self,
        asked: &EvaluateQuery,
        won: &AcquisitionReport,
        stays: &RetentionRow,
        today: NaiveDate,
    ) -> Outcome<Option<ClvFacts>> {
        let (Some(cac), Some(retention)) = (won.total.cac_net, stays.retention) else {
            return Ok(None);
        };
        let ground = self.ground(asked, today).await?;
        let (Some(margin), span) = (ground.margin().and_then(|margin| margin.to_f64()), ground.span) else {
            return Ok(None);
        };
        let found = crate::bulk::with(self.reader(), |bulk| of_new(bulk, &ground)).await?;
        let (income, kept, customers, customer_months) = found;
        if customers < FEW || customer_months == 0 || income <= 0 {
            return Ok(None);
        }
        let currency = ground.currency();
        let unit = 10f64.powi(currency.decimals() as i32);
        let monthly = (income as f64 * margin - kept as f64) / unit / customer_months as f64;
        let months = f64::from(span.to.number() - span.from.number() + 1);
        let discount = ground
            .profile
            .discount_rate
            .as_deref()
            .and_then(|rate| rate.parse().ok());
        let value = contractual(monthly, retention.powf(1.0 / months), discount.unwrap_or(0.0), Some(36));
        Ok(value.and_then(|value| money(value, currency)).map(|clv| ClvFacts {
            clv: clv.value(),
            cac: cac.value(),
            customers,
        }))
    }

    /// What is paid for and used: hours, tools and tickets of the span; seats of the chosen offer where no tool is kept.
    async fn resources_used(&self, asked: &EvaluateQuery, to: Month, today: NaiveDate) -> Outcome<Resources> {
        let report = self.resources(asked, today).await?;
        let of = |value: f64| Decimal::from_f64(value).map(|value| kezhang_core::money::round(value, 2));
        let worked = report.hours.total - report.hours.unused;
        let hours = of(report.hours.administration).zip(of(worked).filter(|_| worked > 0.0));
        let sum = |pair: fn(&ToolRow) -> Option<(f64, f64)>| {
            let known: Vec<(f64, f64)> = report.tools.iter().filter_map(pair).collect();
            let total = known.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            if known.is_empty() {
                None
            } else {
                of(total.0).zip(of(total.1))
            }
        };
        // The tool least in use: together with the others its waste would not be seen.
        let least = report
            .tools
            .iter()
            .filter(|tool| tool.seats.is_some_and(|seats| seats > 0));
        let least = least.filter_map(|tool| Some((tool.active?, tool.seats?)));
        let least = least.min_by_key(|(active, seats)| u64::from(*active) * 1_000_000 / u64::from(*seats));
        let kept = least.map(|(active, seats)| (Decimal::from(active), Decimal::from(seats)));
        let seats = match kept {
            Some(kept) => Some(kept),
            None => self.seats_of_offer(to).await?,
        };
        let service = &report.service_total;
        let solved = service.automated.zip(service.automated_share).map(|(solved, share)| {
            // Tickets that do not tell how they were solved are in neither figure.
            let all = if share > 0.0 {
                solved as f64 / share
            } else {
                service.tickets as f64
            };
            (Decimal::from(solved), of(all.round()).unwrap_or_default())
        });
        Ok(Resources {
            hours,
            seats,
            storage: sum(|tool| tool.gb_used.zip(tool.gb_paid)),
            tickets: solved,
            ticket_cost: service.cost_per_ticket.map(|cost| cost.value()),
        })
    }

    async fn seats_of_offer(&self, to: Month) -> Outcome<Option<(Decimal, Decimal)>> {
        let seats: Option<(i64, i64)> = crate::bulk::with(self.reader(), |bulk| {
            let mut statement = bulk
                .prepare("SELECT active, paid FROM seat_use WHERE month <= ? ORDER BY month DESC, id DESC LIMIT 1")
                .or_fault()?;
            let mut rows = statement.query([to.number()]).or_fault()?;
            match rows.next().or_fault()? {
                Some(row) => Ok(Some((row.get(0).or_fault()?, row.get(1).or_fault()?))),
                None => Ok(None),
            }
        })
        .await?;
        Ok(seats.map(|(active, paid)| (Decimal::from(active), Decimal::from(paid))))
    }

    async fn benchmarks_on(&self, change: &Change<'_>, language: Language) -> Outcome<Vec<Benchmark>> {
        let rows = benchmark::Entity::find()
            .order_by_asc(benchmark::Column::Id)
            .all(change.connection())
            .await
            .or_fault()?;
        let profile = self.profile().await;
        own_and_shipped(rows, &profile, language)
    }
}

fn own_and_shipped(
    rows: Vec<benchmark::Model>,
    profile: &crate::profile::Profile,
    language: Language,
) -> Outcome<Vec<Benchmark>> {
    let end = |text: &Option<String>| text.as_deref().map(|text| read("benchmark", text)).transpose();
    let own = rows
        .into_iter()
        .map(|row| {
            Ok(Own {
                low: end(&row.low)?,
                high: end(&row.high)?,
                key: row.key,
                source: row.source,
                caveat: row.caveat,
            })
        })
        .collect::<Outcome<Vec<_>>>()?;
    let kind = Kind {
        industry: profile.industry.as_deref(),
        phase: profile.phase.as_deref(),
        business_model: profile.business_model.as_deref(),
    };
    Ok(benchmarks(&own, kind, language))
}

async fn one_goal(change: &Change<'_>, year: i32, kind: GoalKind) -> Outcome<Option<goal::Model>> {
    goal::Entity::find()
        .filter(goal::Column::Year.eq(year))
        .filter(goal::Column::Kind.eq(kind.as_str()))
        .one(change.connection())
        .await
        .or_fault()
}

async fn one_benchmark(change: &Change<'_>, key: &str) -> Outcome<Option<benchmark::Model>> {
    benchmark::Entity::find()
        .filter(benchmark::Column::Key.eq(key))
        .one(change.connection())
        .await
        .or_fault()
}

/// Income, cost to keep and serve, number, and months there of the customers won in the span.
fn of_new(bulk: &rusqlite::Connection, ground: &Ground) -> Outcome<(i64, i64, i64, i64)> {
    let mut new = std::collections::HashSet::new();
    let mut customer_months = 0;
    for member in members(bulk, ground)? {
        if let Some(month) = member
            .acquired_on
            .map(Month::of)
            .filter(|_| within(ground.span, member.acquired_on))
        {
            let last = member.lapsed_on.map_or(ground.span.to, Month::of).min(ground.span.to);
            customer_months += i64::from((last.number() - month.number() + 1).max(0));
            new.insert(member.id);
        }
    }
    let (mut income, mut kept) = (0, 0);
    for fact in ground.facts(bulk)?.iter().filter(|fact| new.contains(&fact.named[5])) {
        match ground.share(fact) {
            Share::Income { .. } => add(&mut income, fact.amount)?,
            Share::Cost(Stage::Maintenance | Stage::Service) => add(&mut kept, fact.amount)?,
            _ => {}
        }
    }
    Ok((income, kept, new.len() as i64, customer_months))
}

fn spent_on(report: &VarianceReport, top: &str) -> Decimal {
    let rows = report
        .rows
        .iter()
        .filter(|row| row.key.value(Dimension::Category) == Some(top));
    rows.map(|row| row.figures.actual.value()).sum()
}

/// What a goal's figure is, and its 95 % interval where it is a proportion of customers.
fn reached(
    goal: &Goal,
    won: &AcquisitionReport,
    stays: &RetentionRow,
    said: &SatisfactionFigures,
) -> (Option<Decimal>, Option<(Decimal, Decimal)>) {
    let exact = |value: Option<f64>| value.and_then(|value| value.to_string().parse::<Decimal>().ok());
    let of = |value: f64| Decimal::from_f64(value).map(|value| kezhang_core::money::round(value, 6));
    let pair = |ends: Option<(f64, f64)>| ends.and_then(|(low, high)| of(low).zip(of(high)));
    let part = |part: u32, whole: u32| pair(proportion(u64::from(part), u64::from(whole)));
    let kept = pair(stays.retention_low.zip(stays.retention_high));
    match goal.kind {
        GoalKind::NewCustomers => {
            let is_known = won.total.customers > 0 || stays.opening > 0;
            (is_known.then(|| Decimal::from(won.total.customers)), None)
        }
        GoalKind::Retention => (exact(stays.retention), kept),
        GoalKind::Churn => (
            exact(stays.churn),
            kept.map(|(low, high)| (Decimal::ONE - high, Decimal::ONE - low)),
        ),
        GoalKind::Nrr => (exact(stays.nrr), None),
        GoalKind::Repurchase => (exact(stays.repurchase), part(stays.repeat_buyers, stays.buyers)),
        GoalKind::Referral => (exact(stays.referral), part(stays.referred, stays.acquired)),
        GoalKind::Satisfaction => (exact(said.csat), pair(said.csat_low.zip(said.csat_high))),
        GoalKind::MarketShare | GoalKind::TrainingEffect => (goal.typed, None),
    }
}

fn channels(won: &AcquisitionReport) -> Vec<ChannelFacts> {
    won.rows
        .iter()
        .filter_map(|row| {
            let code = row.key.value(Dimension::Channel)?;
            let name = won.labels.get("channel").and_then(|names| names.get(code));
            Some(ChannelFacts {
                code: code.to_owned(),
                name: name.cloned().unwrap_or_else(|| code.to_owned()),
                cost: row.figures.cost.value(),
                customers: row.figures.customers,
                roi_margin: row.figures.roi_margin.and_then(|roi| roi.to_string().parse().ok()),
            })
        })
        .collect()
}

/// Customers that bring less than they cost, worst first.
fn below_cost(costs: &CustomersReport) -> Vec<(String, String, Decimal)> {
    let names = costs.labels.get("customer");
    let mut found: Vec<(String, String, Decimal)> = costs
        .rows
        .iter()
        .filter(|row| row.profit.value() < Decimal::ZERO)
        .filter_map(|row| {
            let code = row.customer.clone()?;
            let name = names.and_then(|names| names.get(&code)).cloned();
            Some((name.unwrap_or_else(|| code.clone()), code, row.profit.value()))
        })
        .collect();
    found.sort_by(|a, b| (a.2, &a.1).cmp(&(b.2, &b.1)));
    found
}
