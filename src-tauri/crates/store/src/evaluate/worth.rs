//! What each customer costs and brings: costs by stage, income, profit, ABC, the whale curve; and one customer's page.

use std::collections::HashMap;

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::{money, share};
use kezhang_core::evaluate::lifetime::contractual;
use kezhang_core::evaluate::ranking::{abc, tier, whale};
use kezhang_core::evaluate::report::{
    CustomerRow, CustomerSheet, CustomersReport, EvaluateQuery, GradeSince, RetentionRow, SheetActivity, SheetChange,
    StageCost,
};
use kezhang_core::money::round;
use kezhang_core::monitor::fold::Fact;
use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Fault, Month, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::ground::{Ground, Member, Share, add, codes, members, named};
use crate::contract::{day, follow_ups, held, receipts};
use crate::fault::{OrFault, overflow};
use crate::journal::About;
use crate::ledger::Ledger;
use crate::variance::place_of_code;

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    stages: [i64; 4],
    uncategorised: i64,
    offset: i64,
    income: i64,
    fees: i64,
}

impl Sums {
    fn take(&mut self, ground: &Ground, fact: &Fact) -> Outcome<()> {
        match ground.share(fact) {
            Share::Cost(stage) => add(&mut self.stages[place(stage)], fact.amount),
            Share::Uncategorised => add(&mut self.uncategorised, fact.amount),
            Share::Offset(_) => add(&mut self.offset, fact.amount),
            Share::Income { is_fee } => {
                if is_fee {
                    add(&mut self.fees, fact.amount)?;
                }
                add(&mut self.income, fact.amount)
            }
            Share::Outside => Ok(()),
        }
    }

    fn cost(&self) -> Outcome<i64> {
        self.stages
            .iter()
            .try_fold(self.uncategorised, |sum, part| sum.checked_add(*part))
            .ok_or_else(overflow)
    }

    /// Income × margin − cost.
    fn profit(&self, currency: Currency, margin: Option<Decimal>) -> Outcome<i64> {
        let income = currency.amount(self.income).value();
        let earned = income
            .checked_mul(margin.unwrap_or(Decimal::ONE))
            .ok_or_else(overflow)?;
        currency
            .minor(round(earned, currency.decimals()))?
            .checked_sub(self.cost()?)
            .ok_or_else(overflow)
    }

    fn row(
        &self,
        customer: Option<String>,
        grade: Option<String>,
        currency: Currency,
        margin: Option<Decimal>,
    ) -> Outcome<CustomerRow> {
        self.row_of(customer, grade, currency, self.profit(currency, margin)?)
    }

    fn row_of(
        &self,
        customer: Option<String>,
        grade: Option<String>,
        currency: Currency,
        profit: i64,
    ) -> Outcome<CustomerRow> {
        let amount = |minor: i64| currency.amount(minor);
        let ratio = if self.income > 0 {
            share(profit, self.income)
        } else {
            None
        };
        Ok(CustomerRow {
            customer,
            grade,
            acquisition: amount(self.stages[0]),
            maintenance: amount(self.stages[1]),
            service: amount(self.stages[2]),
            shared: amount(self.stages[3]),
            uncategorised: amount(self.uncategorised),
            cost: amount(self.cost()?),
            offset: amount(self.offset),
            income: amount(self.income),
            fees: amount(self.fees),
            profit: amount(profit),
            margin: ratio,
            tier: ratio.map(tier),
            class: None,
        })
    }

    fn is_nothing(&self) -> bool {
        self.stages == [0; 4] && self.uncategorised == 0 && self.offset == 0 && self.income == 0
    }
}

fn place(stage: Stage) -> usize {
    match stage {
        Stage::Acquisition => 0,
        Stage::Maintenance => 1,
        Stage::Service => 2,
        Stage::Shared => 3,
    }
}

/// The sums of each customer; 0 for what names none.
fn sums(ground: &Ground, facts: &[Fact]) -> Outcome<HashMap<i64, Sums>> {
    let mut sums: HashMap<i64, Sums> = HashMap::new();
    for fact in facts {
        sums.entry(fact.named[5]).or_default().take(ground, fact)?;
    }
    Ok(sums)
}

/// What serving each customer costs; 0 for what names none.
pub(crate) fn serving(bulk: &Connection, ground: &Ground) -> Outcome<HashMap<i64, i64>> {
    let sums = sums(ground, &ground.facts(bulk)?)?.into_iter();
    let costs = sums.map(|(id, own)| (id, own.stages[place(Stage::Service)]));
    Ok(costs.filter(|(_, minor)| *minor != 0).collect())
}

fn ratio(margin: Option<Decimal>) -> Option<f64> {
    margin.and_then(|margin| margin.to_f64())
}

impl Ledger {
    /// What each customer costs and brings.
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `sort_unknown`, `amount_overflow`.
    pub async fn customer_costs(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<CustomersReport> {
        let ground = self.ground(query, today).await?;
        crate::bulk::with(self.reader(), |bulk| report(bulk, &ground, query.sort.as_deref())).await
    }

    /// All about one customer, for its page.
    ///
    /// # Errors
    /// `name_unknown`, `span_reversed`.
    pub async fn customer_sheet(&self, code: &str, query: &EvaluateQuery, today: NaiveDate) -> Outcome<CustomerSheet> {
        let mut asked = query.clone();
        asked.filter = vec![Filter {
            field: "customer".to_owned(),
            value: code.to_owned(),
        }];
        let ground = self.ground(&asked, today).await?;
        let whole = EvaluateQuery {
            filter: Vec::new(),
            ..query.clone()
        };
        let everything = self.ground(&whole, today).await?;
        let all = self.customers(Some(code), 0, None).await?.customers;
        let unknown = || Fault::new("name_unknown").with("field", "customer").with("value", code);
        let customer = all.into_iter().find(|c| c.code == code).ok_or_else(unknown)?;
        let valued = self
            .value(
                &EvaluateQuery {
                    filter: Vec::new(),
                    sort: None,
                    limit: None,
                    ..query.clone()
                },
                today,
            )
            .await?;
        let as_of = query.as_of.unwrap_or_else(|| ground.last_day());
        let currency = ground.currency();
        let value = valued.rows.into_iter().find(|row| row.customer == code);
        crate::bulk::with(self.reader(), |bulk| {
            let id: i64 = bulk
                .query_row("SELECT id FROM customer WHERE code = ?", [code], |row| row.get(0))
                .or_fault()?;
            let facts = ground.facts(bulk)?;
            let activities = attended(bulk, &ground, &facts, id)?;
            let own = sums(&ground, &facts)?.remove(&id).unwrap_or_default();
            let free = sums(&everything, &everything.facts(bulk)?)?.remove(&0).unwrap_or_default();
            let margin = ground.margin();
            let figures = own.row(Some(code.to_owned()), customer.grade.clone(), currency, margin)?;
            let stages = Stage::ALL
                .into_iter()
                .map(|stage| StageCost {
                    stage: Some(stage.as_str().to_owned()),
                    cost: currency.amount(own.stages[place(stage)]),
                })
                .chain([StageCost {
                    stage: None,
                    cost: currency.amount(own.uncategorised),
                }])
                .collect();
            let contracts = held(bulk, "WHERE k.customer_id = ?", Some(id))?;
            let fees = contracts
                .iter()
                .map(|held| held.fee_row(ground.span, as_of, currency))
                .collect::<Outcome<Vec<_>>>()?;
            let (orders, observed): (i64, i64) = bulk
                .query_row(
                    "SELECT count(*), coalesce(sum(amount_minor), 0) FROM customer_order WHERE customer_id = ? AND ordered_on <= ?",
                    (id, as_of.to_string()),
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .or_fault()?;
            let mut wanted = vec![("customer", vec![code.to_owned()])];
            wanted.push(("grade", customer.grade.iter().cloned().collect()));
            wanted.push(("channel", customer.channel.iter().cloned().collect()));
            wanted.push(("activity", activities.iter().map(|one| one.activity.clone()).collect()));
            Ok(CustomerSheet {
                contractual: value.as_ref().and_then(|row| row.contractual),
                value,
                figures,
                from: ground.span.from,
                to: ground.span.to,
                stages,
                unallocated: currency.amount(free.cost()?),
                fees,
                receipts: receipts(bulk, "r.customer_id", id, currency)?,
                follow_ups: follow_ups(bulk, "k.customer_id", id)?,
                orders: u32::try_from(orders).unwrap_or(u32::MAX),
                observed: currency.amount(observed),
                grades: grades(bulk, id)?,
                history: history(bulk, &ground, id)?,
                activities,
                feedback: crate::feedback::of_customer(bulk, id, today)?,
                labels: named(bulk, ground.language, wanted)?,
                customer,
            })
        })
        .await
    }
}

/// The activities that costs of a customer name, the dearest first, and those that it said something about or that
/// somebody worked on for it up to the end of the span.
fn attended(bulk: &Connection, ground: &Ground, facts: &[Fact], customer: i64) -> Outcome<Vec<SheetActivity>> {
    let mut costs: HashMap<i64, i64> = HashMap::new();
    for fact in facts.iter().filter(|fact| fact.named[3] != 0) {
        if let Share::Cost(_) | Share::Uncategorised = ground.share(fact) {
            add(costs.entry(fact.named[3]).or_default(), fact.amount)?;
        }
    }
    let mut told: HashMap<i64, Option<i64>> = costs.into_iter().map(|(id, minor)| (id, Some(minor))).collect();
    let mut statement = bulk
        .prepare(
            "SELECT activity_id FROM feedback WHERE customer_id = ?1 AND activity_id IS NOT NULL AND noted_on <= ?2 \
             UNION SELECT activity_id FROM work_hours WHERE customer_id = ?1 AND activity_id IS NOT NULL AND month <= ?3",
        )
        .or_fault()?;
    let end = ground.span.to;
    let mut rows = statement
        .query((customer, end.last_day().to_string(), i64::from(end.number())))
        .or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        told.entry(row.get(0).or_fault()?).or_insert(None);
    }
    let book = codes(bulk, "activity")?;
    let mut found: Vec<SheetActivity> = told
        .into_iter()
        .filter_map(|(id, minor)| {
            Some(SheetActivity {
                activity: book.get(&id)?.clone(),
                cost: minor.map(|minor| ground.currency().amount(minor)),
            })
        })
        .collect();
    found.sort_by(|a, b| b.cost.cmp(&a.cost).then_with(|| a.activity.cmp(&b.activity)));
    Ok(found)
}

/// Contractual value of a customer, from the months seen in which it was there.
pub(super) struct Contracted {
    pub income: Amount,
    pub lasting: Amount,
    pub months: u32,
    pub monthly: Amount,
    pub value: Option<Amount>,
    pub low: Option<Amount>,
    pub high: Option<Amount>,
}

/// The monthly rate of a retention over the months seen.
pub(super) fn monthly_retention(ground: &Ground, retention: f64) -> Option<f64> {
    Some(retention.powf(1.0 / f64::from(ground.months_seen()?)))
}

/// Contractual value of each customer with income in the months with bookkeeping, by code.
pub(super) fn contracted(
    bulk: &Connection,
    ground: &Ground,
    stays: &RetentionRow,
    horizon: u32,
) -> Outcome<HashMap<String, Contracted>> {
    let (currency, last) = (ground.currency(), ground.last_day());
    let facts = ground.booked_facts(bulk)?;
    let mut first: HashMap<i64, Month> = HashMap::new();
    for fact in facts
        .iter()
        .filter(|fact| matches!(ground.share(fact), Share::Income { .. }))
    {
        let month = first.entry(fact.named[5]).or_insert(fact.month);
        *month = fact.month.min(*month);
    }
    let own = sums(ground, &facts)?;
    let discount = ground.profile.discount_rate.as_deref();
    let discount = discount.and_then(|rate| rate.parse().ok()).unwrap_or(0.0);
    let mut found = HashMap::new();
    for member in members(bulk, ground)? {
        // Acquisition is spent once; keeping and serving come back each month.
        let Some(mut own) = own.get(&member.id).copied().filter(|own| own.income > 0) else {
            continue;
        };
        own.stages[place(Stage::Acquisition)] = 0;
        // Who has no date was there from its first income.
        let since = member.acquired_on.map(Month::of).or(first.get(&member.id).copied());
        let there = ground.months_there(since, member.lapsed_on);
        let (Ok(months), true) = (u32::try_from(there), there > 0) else {
            continue;
        };
        let unit = 10f64.powi(currency.decimals() as i32);
        let left = own.profit(currency, ground.margin())? as f64 / unit / f64::from(months);
        let has_left = member.lapsed_on.is_some_and(|on| on <= last);
        let at = |retention: Option<f64>| {
            let kept = monthly_retention(ground, retention.filter(|_| !has_left)?)?;
            money(contractual(left, kept, discount, Some(horizon))?, currency)
        };
        let (one, other) = (at(stays.retention_low), at(stays.retention_high));
        if let Some(monthly) = money(left, currency) {
            // Where a month loses money, staying longer loses more.
            let (low, high) = if one <= other { (one, other) } else { (other, one) };
            found.insert(
                member.code.clone(),
                Contracted {
                    income: currency.amount(own.income),
                    lasting: currency.amount(own.cost()?),
                    months,
                    monthly,
                    value: at(stays.retention),
                    low,
                    high,
                },
            );
        }
    }
    Ok(found)
}

fn grades(bulk: &Connection, customer: i64) -> Outcome<Vec<GradeSince>> {
    let mut statement = bulk
        .prepare(
            "SELECT g.code, cg.from_on FROM customer_grade cg JOIN grade g ON g.id = cg.grade_id \
             WHERE cg.customer_id = ? ORDER BY cg.from_on",
        )
        .or_fault()?;
    let mut rows = statement.query([customer]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let since = day(row, 1)?;
        found.push(GradeSince {
            grade: row.get(0).or_fault()?,
            since: (since > crate::member::ALWAYS).then_some(since),
        });
    }
    Ok(found)
}

/// The last changes of the journal that touched the customer, its contracts or its money.
fn history(bulk: &Connection, ground: &Ground, customer: i64) -> Outcome<Vec<SheetChange>> {
    let mut statement = bulk
        .prepare(
            "SELECT j.number, j.at, j.about FROM journal j WHERE j.number IN (SELECT r.number FROM journal_row r WHERE \
             (r.table_name = 'customer' AND r.row_id = ?1) OR (r.table_name = 'customer_contract' AND r.row_id IN \
             (SELECT id FROM customer_contract WHERE customer_id = ?1)) OR (r.table_name = 'receipt' AND r.row_id IN \
             (SELECT id FROM receipt WHERE customer_id = ?1)) OR (r.table_name = 'entry' AND r.row_id IN \
             (SELECT id FROM entry WHERE customer_id = ?1 AND is_void = 0))) ORDER BY j.number DESC LIMIT 20",
        )
        .or_fault()?;
    let mut rows = statement.query([customer]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let about: String = row.get(2).or_fault()?;
        let about: About =
            serde_json::from_str(&about).map_err(|error| Fault::new("ledger_damaged").with("detail", error))?;
        found.push(SheetChange {
            number: row.get(0).or_fault()?,
            at: row.get(1).or_fault()?,
            about: about.say(ground.language),
        });
    }
    Ok(found)
}

fn report(bulk: &Connection, ground: &Ground, sort: Option<&str>) -> Outcome<CustomersReport> {
    let (currency, margin) = (ground.currency(), ground.margin());
    let mut by_customer = sums(ground, &ground.facts(bulk)?)?;
    let none = by_customer.remove(&0).unwrap_or_default();
    let book = codes(bulk, "customer")?;
    let grades: HashMap<i64, Option<String>> = members(bulk, ground)?
        .into_iter()
        .map(|Member { id, grade, .. }| (id, grade))
        .collect();
    let mut total = none;
    let mut rows = Vec::with_capacity(by_customer.len());
    for (id, sums) in by_customer.iter().filter(|(_, sums)| !sums.is_nothing()) {
        for (mine, more) in total.stages.iter_mut().zip(sums.stages) {
            add(mine, more)?;
        }
        add(&mut total.uncategorised, sums.uncategorised)?;
        add(&mut total.offset, sums.offset)?;
        add(&mut total.income, sums.income)?;
        add(&mut total.fees, sums.fees)?;
        rows.push(sums.row(
            book.get(id).cloned(),
            grades.get(id).cloned().flatten(),
            currency,
            margin,
        )?);
    }
    rows.sort_by_cached_key(|row| place_of_code(Dimension::Customer, row.customer.as_deref()));
    let profits: Vec<i64> = rows
        .iter()
        .map(|row| currency.minor(row.profit.value()))
        .collect::<Outcome<_>>()?;
    for (row, class) in rows.iter_mut().zip(abc(&profits)) {
        row.class = Some(class);
    }
    let whale = whale(&profits)
        .into_iter()
        .map(|minor| currency.amount(minor))
        .collect();
    order(&mut rows, sort)?;
    if !none.is_nothing() {
        rows.push(none.row(None, None, currency, margin)?);
    }
    // Each row's is rounded: the whole is their sum, or the rows would not come to it.
    let mut profit = 0;
    for row in &rows {
        add(&mut profit, currency.minor(row.profit.value())?)?;
    }
    let wanted = rows.iter().filter_map(|row| row.customer.clone()).collect();
    let grade_codes = rows.iter().filter_map(|row| row.grade.clone()).collect();
    let mut head = ground.head.clone();
    head.omitted_count = ground.cut(&mut rows);
    Ok(CustomersReport {
        head,
        margin: ratio(margin),
        total: total.row_of(None, None, currency, profit)?,
        unallocated: currency.amount(none.cost()?),
        whale,
        labels: named(bulk, ground.language, [("customer", wanted), ("grade", grade_codes)])?,
        rows,
    })
}

fn order(rows: &mut [CustomerRow], by: Option<&str>) -> Outcome<()> {
    let by = by.unwrap_or("profit");
    let (field, is_ascending) = (by.trim_start_matches('-'), by.starts_with('-'));
    let figure: fn(&CustomerRow) -> kezhang_core::Amount = match field {
        "customer" => return Ok(()),
        "profit" => |r| r.profit,
        "cost" => |r| r.cost,
        "income" => |r| r.income,
        "acquisition" => |r| r.acquisition,
        "maintenance" => |r| r.maintenance,
        "service" => |r| r.service,
        "fees" => |r| r.fees,
        _ => {
            return Err(Fault::new("sort_unknown").with("value", field).with(
                "known",
                "customer, profit, cost, income, acquisition, maintenance, service, fees",
            ));
        }
    };
    rows.sort_by(|a, b| {
        let order = figure(b).cmp(&figure(a));
        if is_ascending { order.reverse() } else { order }
    });
    Ok(())
}
