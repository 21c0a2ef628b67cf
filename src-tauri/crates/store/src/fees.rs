//! The report on maintenance fees: what contracts earn, have billed, received and are owed, by contract, customer or grade.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::report::{EvaluateQuery, FeeGroup, FeeRow, FeeTotal, FeesReport};
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Fault, Outcome};

use crate::contract::held;
use crate::evaluate::ground::{Ground, add, codes, members};
use crate::evaluate::worth::serving;
use crate::fault::OrFault;
use crate::labels::labels;
use crate::ledger::Ledger;
use crate::link::Connection;

fn total(rows: &[FeeRow], currency: Currency) -> Outcome<FeeTotal> {
    let sum = |of: fn(&FeeRow) -> Amount| -> Outcome<Amount> {
        let minor = rows.iter().try_fold(0i64, |sum, row| {
            sum.checked_add(currency.minor(of(row).value())?)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
        })?;
        Ok(currency.amount(minor))
    };
    let owed = sum(|r| r.owed)?;
    let not_due = sum(|r| r.not_due)?;
    Ok(FeeTotal {
        earned: sum(|r| r.earned)?,
        billed: sum(|r| r.billed)?,
        received: sum(|r| r.received)?,
        owed,
        overdue: Amount::new(owed.value() - not_due.value()),
        not_due,
        to_30: sum(|r| r.to_30)?,
        to_60: sum(|r| r.to_60)?,
        to_90: sum(|r| r.to_90)?,
        to_180: sum(|r| r.to_180)?,
        to_365: sum(|r| r.to_365)?,
        over_365: sum(|r| r.over_365)?,
        prepaid: sum(|r| r.prepaid)?,
    })
}

/// Customers' ids and grades at the end of the span.
struct Payers {
    names: HashMap<i64, String>,
    ids: HashMap<String, i64>,
    grades: HashMap<i64, Option<String>>,
}

impl Payers {
    fn load(bulk: &Connection, ground: &Ground) -> Outcome<Self> {
        let names = codes(bulk, "customer")?;
        Ok(Self {
            ids: names.iter().map(|(id, code)| (code.clone(), *id)).collect(),
            grades: members(bulk, ground)?
                .into_iter()
                .map(|one| (one.id, one.grade))
                .collect(),
            names,
        })
    }

    fn grade(&self, customer: &str) -> Option<String> {
        self.grades.get(self.ids.get(customer)?).cloned().flatten()
    }
}

/// What a group's contracts come to, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct GroupSum {
    earned: i64,
    billed: i64,
    received: i64,
    owed: i64,
    service: i64,
}

/// Fees by customer or by its grade at the end of the span, the largest first, beside the cost of serving.
fn groups(
    bulk: &Connection,
    ground: &Ground,
    payers: &Payers,
    by: Dimension,
    rows: &[FeeRow],
) -> Outcome<Vec<FeeGroup>> {
    let currency = ground.currency();
    let mut sums: BTreeMap<Option<String>, GroupSum> = BTreeMap::new();
    for row in rows {
        let place = match by {
            Dimension::Grade => row.grade.clone(),
            _ => Some(row.customer.clone()),
        };
        let sum = sums.entry(place).or_default();
        for (sum, amount) in [
            (&mut sum.earned, row.earned),
            (&mut sum.billed, row.billed),
            (&mut sum.received, row.received),
            (&mut sum.owed, row.owed),
        ] {
            add(sum, currency.minor(amount.value())?)?;
        }
    }
    for (customer, cost) in serving(bulk, ground)? {
        let place = match by {
            Dimension::Grade => payers.grades.get(&customer).cloned().flatten(),
            _ => payers.names.get(&customer).cloned(),
        };
        add(&mut sums.entry(place).or_default().service, cost)?;
    }
    let mut whole = 0;
    for sum in sums.values() {
        add(&mut whole, sum.earned)?;
    }
    let mut sums: Vec<_> = sums
        .into_iter()
        .filter(|(_, sum)| *sum != GroupSum::default())
        .collect();
    sums.sort_by_key(|(code, sum)| (code.is_none(), std::cmp::Reverse(sum.earned)));
    let group = |(code, sum): (Option<String>, GroupSum)| {
        let mut key = RowKey::default();
        *key.slot(by) = Some(code);
        FeeGroup {
            key,
            earned: currency.amount(sum.earned),
            share: share(sum.earned, whole),
            billed: currency.amount(sum.billed),
            received: currency.amount(sum.received),
            owed: currency.amount(sum.owed),
            service: currency.amount(sum.service),
        }
    };
    Ok(sums.into_iter().map(group).collect())
}

/// What the customers that the conditions let through have paid for no contract.
fn unassigned(bulk: &Connection, ground: &Ground, as_of: NaiveDate) -> Outcome<i64> {
    let mut statement = bulk
        .prepare(
            "SELECT c.code, coalesce(sum(r.amount_minor), 0) FROM receipt r JOIN customer c ON c.id = r.customer_id \
             WHERE r.contract_id IS NULL AND r.received_on <= ? GROUP BY c.code",
        )
        .or_fault()?;
    let mut rows = statement.query([as_of.to_string()]).or_fault()?;
    let mut whole = 0;
    while let Some(row) = rows.next().or_fault()? {
        let code: String = row.get(0).or_fault()?;
        if ground.lets_customer(bulk, &code)? {
            add(&mut whole, row.get(1).or_fault()?)?;
        }
    }
    Ok(whole)
}

impl Ledger {
    /// What fees are earned, billed, received and owed.
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`, `fees_by_invalid`.
    pub async fn fees(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<FeesReport> {
        let by = match query.by.as_slice() {
            [] => None,
            [one @ (Dimension::Customer | Dimension::Grade)] => Some(*one),
            _ => return Err(Fault::new("fees_by_invalid")),
        };
        let ground = self.ground(query, today).await?;
        let as_of = query.as_of.unwrap_or_else(|| match query.to {
            Some(_) => ground.last_day(),
            None => today,
        });
        let currency = ground.head.currency;
        crate::bulk::with(self.reader(), |bulk| {
            let payers = Payers::load(bulk, &ground)?;
            let mut rows = Vec::new();
            for held in held(bulk, "", None)? {
                if ground.lets_customer(bulk, &held.customer)? {
                    rows.push(FeeRow {
                        grade: payers.grade(&held.customer),
                        ..held.fee_row(ground.span, as_of, currency)?
                    });
                }
            }
            // Who owes longest comes first; who owes nothing, last.
            rows.sort_by(|a, b| {
                let key = |row: &FeeRow| (row.oldest_due_on.is_none(), row.oldest_due_on, row.contract.clone());
                key(a).cmp(&key(b))
            });
            let total = total(&rows, currency)?;
            // A contract that has not begun has nothing to show.
            rows.retain(|row| {
                let figures = [row.earned, row.billed, row.received, row.owed, row.prepaid];
                figures.iter().any(|amount| !amount.value().is_zero())
            });
            let unassigned = unassigned(bulk, &ground, as_of)?;
            let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
            wanted.insert("customer", rows.iter().map(|row| row.customer.clone()).collect());
            let groups = by.map_or(Ok(Vec::new()), |by| groups(bulk, &ground, &payers, by, &rows))?;
            let grades = groups.iter().filter_map(|group| group.key.grade.clone().flatten());
            wanted.insert("grade", grades.collect());
            let served = groups.iter().filter_map(|group| group.key.customer.clone().flatten());
            wanted.entry("customer").or_default().extend(served);
            let mut head = ground.head.clone();
            head.omitted_count = ground.cut(&mut rows);
            Ok(FeesReport {
                head,
                as_of,
                total,
                unassigned: currency.amount(unassigned),
                groups,
                labels: labels(bulk, &wanted, ground.language)?,
                rows,
            })
        })
        .await
    }
}
