//! Customer value from orders: the models of core, on the ledger's own revenue events.

use std::collections::HashMap;

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::{money, number};
use kezhang_core::evaluate::report::{ContractTerms, EvaluateQuery, Refusal, ValueHead, ValueReport, ValueRow};
use kezhang_core::evaluate::value::{CheckName, Estimate, Purchases, Terms, estimate, summarise};
use kezhang_core::language::say;
use kezhang_core::{Currency, Fault, Language, Outcome};
use rust_decimal::prelude::ToPrimitive;

use super::ground::named;
use super::worth::{Contracted, contracted, monthly_retention};
use crate::contract::day;
use crate::fault::OrFault;
use crate::ledger::Ledger;

/// Months ahead where none are asked for.
const HORIZON: u32 = 36;

/// A customer's purchases: its code, dates and minor units.
type Bought = (String, Vec<(NaiveDate, i64)>);

impl Ledger {
    /// What customers are worth, from their orders.
    ///
    /// # Errors
    /// `horizon_invalid`, `sort_unknown`; data that do not carry a model are no error: the report says so.
    pub async fn value(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<ValueReport> {
        let horizon = query.horizon.unwrap_or(HORIZON);
        if !(1..=600).contains(&horizon) {
            return Err(Fault::new("horizon_invalid").with("value", horizon));
        }
        let ground = self.ground(query, today).await?;
        let as_of = query.as_of.map_or_else(|| ground.last_day(), |day| day.min(today));
        let whole = EvaluateQuery {
            by: Vec::new(),
            segment: None,
            limit: None,
            ..query.clone()
        };
        let (profile, currency) = (&ground.profile, ground.currency());
        let fraction = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<f64>().ok());
        let margin = fraction(&profile.default_margin);
        let discount = fraction(&profile.discount_rate).unwrap_or(0.0);
        let stays = self.retention(&whole, today).await?.total;
        let terms = Terms {
            horizon,
            discount,
            margin: margin.unwrap_or(1.0),
        };
        crate::bulk::with(self.reader(), |bulk| {
            let (events, bought) = purchases(bulk)?;
            let mut kept: Vec<(String, Purchases)> = Vec::new();
            let mut observed: HashMap<String, i64> = HashMap::new();
            let mut stray_returns = 0;
            let unit = 10f64.powi(currency.decimals() as i32);
            for (code, orders) in bought {
                if !ground.lets_customer(bulk, &code)? {
                    continue;
                }
                let summary = summarise(&orders, as_of, unit);
                stray_returns += summary.stray_returns;
                if orders.iter().any(|(on, _)| *on <= as_of) {
                    observed.insert(code.clone(), summary.observed);
                }
                if let Some(purchases) = summary.purchases {
                    kept.push((code, purchases));
                }
            }
            let mut contracted = contracted(bulk, &ground, &stays, horizon)?;
            let customers: Vec<Purchases> = kept.iter().map(|(_, purchases)| *purchases).collect();
            let valued = estimate(&customers, terms, true);
            let mut rows: Vec<ValueRow> = Vec::with_capacity(kept.len());
            for (at, (code, purchases)) in kept.into_iter().enumerate() {
                let estimated = Some((&purchases, valued.estimates.get(at)));
                let contract = contracted.remove(&code);
                let observed = observed.remove(&code).unwrap_or_default();
                rows.push(row(code, observed, contract, estimated, currency));
            }
            // Customers that pay by contract and order nothing, or gave back all that they bought, are worth something too.
            let mut others: Vec<String> = contracted.keys().chain(observed.keys()).cloned().collect();
            others.sort();
            others.dedup();
            for code in others {
                let contract = contracted.remove(&code);
                let observed = observed.remove(&code).unwrap_or_default();
                rows.push(row(code, observed, contract, None, currency));
            }
            sort(&mut rows, query.sort.as_deref())?;
            let mut figures = ground.head.clone();
            figures.omitted_count = ground.cut(&mut rows);
            let failed = valued.checks.iter().find(|check| !check.passed);
            let refusal = match (events, failed) {
                ("none", _) => Some("no_events"),
                (_, Some(check)) => Some(match check.name {
                    CheckName::Customers => "few_customers",
                    CheckName::RepeatBuyers => "few_repeat_buyers",
                    CheckName::PurchasesConverged => "purchases_not_converged",
                    CheckName::Independence => "amounts_depend",
                    CheckName::AmountsConverged => "amounts_not_converged",
                }),
                _ => None,
            };
            let head = ValueHead {
                figures,
                as_of,
                events,
                customers: u32::try_from(customers.len()).unwrap_or(u32::MAX),
                repeat_buyers: customers.iter().filter(|c| c.frequency > 0).count() as u32,
                horizon_months: horizon,
                horizon_weeks: number(terms.weeks()).unwrap_or(0.0),
                discount_rate: discount,
                margin,
                stray_returns,
                refusal: refusal.map(|code| Refusal {
                    code: code.to_owned(),
                    message: refused(code, ground.language),
                }),
            };
            let labels = named(
                bulk,
                ground.language,
                [("customer", rows.iter().map(|r| r.customer.clone()).collect())],
            )?;
            let terms_of = |retention: f64| {
                Some(ContractTerms {
                    retention,
                    monthly_retention: number(monthly_retention(&ground, retention)?).unwrap_or(0.0),
                    months: ground.months_seen()?,
                })
            };
            Ok(ValueReport {
                is_recommended: head.refusal.is_none(),
                head,
                contract: stays.retention.and_then(terms_of),
                model: valued.model,
                checks: valued.checks,
                rows,
                labels,
            })
        })
        .await
    }
}

/// A customer: what it bought, what its contract leaves, and what the model says.
fn row(
    customer: String,
    observed: i64,
    contract: Option<Contracted>,
    estimated: Option<(&Purchases, Option<&Estimate>)>,
    currency: Currency,
) -> ValueRow {
    let amount = |value: Option<f64>| value.and_then(|value| money(value, currency));
    let purchases = estimated.map(|(purchases, _)| purchases);
    let estimate = estimated.and_then(|(_, estimate)| estimate);
    let contract = contract.as_ref();
    ValueRow {
        customer,
        frequency: purchases.map(|of| of.frequency),
        recency: purchases.and_then(|of| number(of.recency)),
        age: purchases.and_then(|of| number(of.age)),
        mean_value: purchases.and_then(|of| of.value).and_then(number),
        observed: currency.amount(observed),
        income: contract.map(|one| one.income),
        lasting: contract.map(|one| one.lasting),
        months: contract.map(|one| one.months),
        monthly: contract.map(|one| one.monthly),
        contractual: contract.and_then(|one| one.value),
        contractual_low: contract.and_then(|one| one.low),
        contractual_high: contract.and_then(|one| one.high),
        expected_purchases: estimate.and_then(|e| number(e.expected_purchases)),
        p_alive: estimate.and_then(|e| number(e.p_alive)),
        average_value: amount(estimate.and_then(|e| e.average_value)),
        clv: amount(estimate.and_then(|e| e.clv)),
        clv_low: amount(estimate.and_then(|e| e.clv_low)),
        clv_high: amount(estimate.and_then(|e| e.clv_high)),
    }
}

/// Why figures are missing, as a sentence.
fn refused(code: &str, language: Language) -> String {
    say(language, &format!("value.refusal.{code}"), &[])
}

/// The revenue events: orders; where there are none, receipts that name no contract.
fn purchases(bulk: &Connection) -> Outcome<(&'static str, Vec<Bought>)> {
    let sources = [
        (
            "orders",
            "SELECT c.code, o.ordered_on, o.amount_minor FROM customer_order o JOIN customer c ON c.id = o.customer_id \
             ORDER BY c.code, o.ordered_on, o.id",
        ),
        (
            "receipts",
            "SELECT c.code, r.received_on, r.amount_minor FROM receipt r JOIN customer c ON c.id = r.customer_id \
             WHERE r.contract_id IS NULL ORDER BY c.code, r.received_on, r.id",
        ),
    ];
    for (name, query) in sources {
        let mut statement = bulk.prepare(query).or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        let mut found: Vec<Bought> = Vec::new();
        while let Some(row) = rows.next().or_fault()? {
            let code: String = row.get(0).or_fault()?;
            let event = (day(row, 1)?, row.get(2).or_fault()?);
            match found.last_mut() {
                Some((last, events)) if *last == code => events.push(event),
                _ => found.push((code, vec![event])),
            }
        }
        if !found.is_empty() {
            return Ok((name, found));
        }
    }
    Ok(("none", Vec::new()))
}

fn sort(rows: &mut [ValueRow], by: Option<&str>) -> Outcome<()> {
    let Some(by) = by else { return Ok(()) };
    let (field, is_ascending) = (by.trim_start_matches('-'), by.starts_with('-'));
    let figure: fn(&ValueRow) -> f64 = match field {
        "customer" => return Ok(()),
        "frequency" => |r| r.frequency.map_or(f64::MIN, f64::from),
        "recency" => |r| r.recency.unwrap_or(f64::MIN),
        "age" => |r| r.age.unwrap_or(f64::MIN),
        "contractual" => |r| r.contractual.and_then(|c| c.value().to_f64()).unwrap_or(f64::MIN),
        "expected_purchases" => |r| r.expected_purchases.unwrap_or(f64::MIN),
        "p_alive" => |r| r.p_alive.unwrap_or(f64::MIN),
        "clv" => |r| {
            r.clv
                .and_then(|c| c.value().to_string().parse().ok())
                .unwrap_or(f64::MIN)
        },
        "observed" => |r| r.observed.value().to_string().parse().unwrap_or(f64::MIN),
        _ => {
            return Err(Fault::new("sort_unknown").with("value", field).with(
                "known",
                "customer, frequency, recency, age, expected_purchases, p_alive, clv, observed, contractual",
            ));
        }
    };
    rows.sort_by(|a, b| {
        let order = figure(b).total_cmp(&figure(a));
        if is_ascending { order.reverse() } else { order }
    });
    Ok(())
}
