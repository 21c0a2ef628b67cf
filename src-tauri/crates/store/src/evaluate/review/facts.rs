//! What a review stands on, gathered from the other reports.

use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::{money, proportion};
use kezhang_core::evaluate::lifetime::contractual;
use kezhang_core::evaluate::report::{AcquisitionReport, CustomersReport, EvaluateHead, EvaluateQuery, RetentionRow};
use kezhang_core::evaluate::resources::ToolRow;
use kezhang_core::evaluate::review::{ChannelFacts, ClvFacts, Goal, GoalKind, PlanLine, Resources, ShareFacts};
use kezhang_core::evaluate::satisfaction::SatisfactionFigures;
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::variance::VarianceReport;
use kezhang_core::plan::Basis;
use kezhang_core::plan::scenario::{ValueShift, ValueTerms};
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Month, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::super::ground::{Ground, Share, add, members};
use super::super::worth::monthly_retention;
use crate::balance::BalanceQuery;
use crate::fault::OrFault;
use crate::ledger::Ledger;

/// New customers below which their value is not judged ◇e.
const FEW: i64 = 5;

impl Ledger {
    /// Spending of the span by top category, on the review's basis and measure.
    pub(super) async fn by_top(
        &self,
        asked: &EvaluateQuery,
        head: &EvaluateHead,
        today: NaiveDate,
    ) -> Outcome<VarianceReport> {
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
    pub(super) async fn share_of_total(
        &self,
        head: &EvaluateHead,
        year: i32,
        today: NaiveDate,
    ) -> Outcome<Option<ShareFacts>> {
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
    pub(super) async fn giving_lines(&self, to: Month, today: NaiveDate) -> Outcome<Vec<PlanLine>> {
        let query = BalanceQuery {
            to: Some(to),
            ..BalanceQuery::default()
        };
        let balances = match self.balances(&query, today).await {
            Ok(balances) => balances,
            Err(fault) if matches!(fault.code, "budget_unapproved" | "plan_missing") => return Ok(Vec::new()),
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
        // Value can only be told of customers in the register: their number alone divides the cost of winning them.
        let registered = won.total.customers_registered;
        let net = won.total.cost.value() - won.total.offset.value();
        let Some(cac) = (won.total.cac_net.is_some() && registered > 0)
            .then(|| net.checked_div(Decimal::from(registered)))
            .flatten()
        else {
            return Ok(None);
        };
        let Some(basis) = self.clv_basis(asked, stays, today).await? else {
            return Ok(None);
        };
        let value = basis.value(&ValueShift::default());
        Ok(value.map(|clv| ClvFacts {
            clv: clv.value(),
            cac,
            customers: basis.customers,
        }))
    }

    /// What the value of a customer won in the span is worked out from; none where the records are too thin.
    pub(crate) async fn clv_basis(
        &self,
        asked: &EvaluateQuery,
        stays: &RetentionRow,
        today: NaiveDate,
    ) -> Outcome<Option<ClvBasis>> {
        let Some(retention) = stays.retention else {
            return Ok(None);
        };
        let ground = self.ground(asked, today).await?;
        let margin = ground.margin().and_then(|margin| margin.to_f64());
        let (Some(margin), Some(kept)) = (margin, monthly_retention(&ground, retention)) else {
            return Ok(None);
        };
        let found = crate::bulk::with(self.reader(), |bulk| of_new(bulk, &ground)).await?;
        let (income, cost, customers, customer_months) = found;
        if customers < FEW || customer_months == 0 || income <= 0 {
            return Ok(None);
        }
        let currency = ground.currency();
        let unit = 10f64.powi(currency.decimals() as i32);
        let monthly = |minor: i64| minor as f64 / unit / customer_months as f64;
        let discount = ground
            .profile
            .discount_rate
            .as_deref()
            .and_then(|rate| rate.parse().ok());
        Ok(Some(ClvBasis {
            customers,
            revenue: monthly(income),
            margin,
            cost: monthly(cost),
            retention: kept,
            discount: discount.unwrap_or(0.0),
            currency,
        }))
    }

    /// What is paid for and used: hours, tools and tickets of the span; seats of the chosen offer where no tool is kept.
    pub(super) async fn resources_used(
        &self,
        asked: &EvaluateQuery,
        to: Month,
        today: NaiveDate,
    ) -> Outcome<Resources> {
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
        let told = report
            .tools
            .iter()
            .filter_map(|tool| tool.active_months.zip(tool.seat_months));
        let told = told.filter(|(_, seats)| *seats > 0);
        let least = told.min_by_key(|(active, seats)| i128::from(*active) * 1_000_000 / i128::from(*seats));
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
}

/// Months ahead that a customer's value counts.
const HORIZON: u32 = 36;

/// What the value of a customer won is worked out from: figures a month, estimates.
pub(crate) struct ClvBasis {
    customers: i64,
    revenue: f64,
    margin: f64,
    cost: f64,
    retention: f64,
    discount: f64,
    currency: Currency,
}

impl ClvBasis {
    /// The value, under what is assumed beside the records.
    pub(crate) fn value(&self, shift: &ValueShift) -> Option<Amount> {
        let monthly = self.revenue * shift.revenue.to_f64()? * self.margin - self.cost * shift.cost.to_f64()?;
        let retention = match shift.retention {
            Some(yearly) => yearly.to_f64()?.powf(1.0 / 12.0),
            None => self.retention,
        };
        money(
            contractual(monthly, retention, self.discount, Some(HORIZON))?,
            self.currency,
        )
    }

    /// The figures for people.
    pub(crate) fn terms(&self) -> Option<ValueTerms> {
        let percent = |share: f64| {
            let value = Decimal::from_f64(share * 100.0)?;
            Some(kezhang_core::money::round(value, 1).normalize().to_string())
        };
        Some(ValueTerms {
            customers: u32::try_from(self.customers).ok()?,
            revenue: money(self.revenue, self.currency)?,
            margin_percent: percent(self.margin)?,
            cost: money(self.cost, self.currency)?,
            retention_percent: percent(self.retention.powi(12))?,
            horizon: HORIZON,
        })
    }
}

/// Income, cost to keep and serve, number, and months there of the customers won in the span.
fn of_new(bulk: &crate::link::Connection, ground: &Ground) -> Outcome<(i64, i64, i64, i64)> {
    let mut new = std::collections::HashSet::new();
    let mut customer_months = 0;
    for member in members(bulk, ground)? {
        let Some(month) = member
            .acquired_on
            .filter(|_| ground.has_seen(member.acquired_on))
            .map(Month::of)
        else {
            continue;
        };
        customer_months += ground.months_there(Some(month), member.lapsed_on);
        new.insert(member.id);
    }
    let (mut income, mut kept) = (0, 0);
    for fact in ground
        .booked_facts(bulk)?
        .iter()
        .filter(|fact| new.contains(&fact.named[5]))
    {
        match ground.share(fact) {
            Share::Income { .. } => add(&mut income, fact.amount)?,
            Share::Cost(Stage::Maintenance | Stage::Service) => add(&mut kept, fact.amount)?,
            _ => {}
        }
    }
    Ok((income, kept, new.len() as i64, customer_months))
}

pub(super) fn spent_on(report: &VarianceReport, top: &str) -> Decimal {
    let rows = report
        .rows
        .iter()
        .filter(|row| row.key.value(Dimension::Category) == Some(top));
    rows.map(|row| row.figures.actual.value()).sum()
}

/// What a goal's figure is, and its 95 % interval where it is a proportion of customers.
pub(super) fn reached(
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

pub(super) fn channels(won: &AcquisitionReport) -> Vec<ChannelFacts> {
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
pub(super) fn below_cost(costs: &CustomersReport) -> Vec<(String, String, Decimal)> {
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
