//! What is taken of the plan before it is spent: 占用, and 审批中 beside it.
//!
//! The one thing to know: every source of commitments is a function from a span to [`Commitment`]s, listed in
//! [`commitments`]; reports, balances and control read them all and ask none where it comes from.

use std::collections::HashMap;

use crate::link::Connection;
use chrono::{Months, NaiveDate};
use kezhang_core::evaluate::purchase::renewal;
use kezhang_core::money::round;
use kezhang_core::monitor::fold::{Fact, Named};
use kezhang_core::plan::request::rest;
use kezhang_core::{Fault, Month, Outcome, Span};
use rust_decimal::Decimal;

use crate::fault::OrFault;

/// Money that is taken, in the month in which it is expected to be spent.
#[derive(Debug, Clone)]
pub(crate) struct Commitment {
    /// The request that it comes from, 0 for another source.
    pub request: i64,
    /// The instalment that it comes from, 0 for another source.
    pub instalment: i64,
    /// What it names, its month and its rest in base currency.
    pub fact: Fact,
}

/// Everything committed in a span, from every source.
pub(crate) fn commitments(bulk: &Connection, span: Span) -> Outcome<Vec<Commitment>> {
    let mut found = requests(bulk, span, "approved")?;
    found.extend(instalments(bulk, span)?);
    Ok(found)
}

/// Everything under approval in a span.
pub(crate) fn pending(bulk: &Connection, span: Span) -> Outcome<Vec<Commitment>> {
    requests(bulk, span, "pending")
}

/// The rests of the requests in a state. A settlement by an entry that an undo made void releases nothing.
fn requests(bulk: &Connection, span: Span, state: &str) -> Outcome<Vec<Commitment>> {
    let mut statement = bulk
        .prepare(
            "SELECT r.id, r.month, r.amount_minor, coalesce((SELECT sum(s.amount_minor) FROM settlement s \
             JOIN entry e ON e.id = s.entry_id AND e.is_void = 0 WHERE s.request_id = r.id), 0), \
             coalesce(category_id, 0), coalesce(department_id, 0), coalesce(channel_id, 0), coalesce(activity_id, 0), \
             coalesce(product_id, 0), coalesce(customer_id, 0), coalesce(grade_id, 0) \
             FROM request r WHERE r.state = ? AND r.month BETWEEN ? AND ? ORDER BY r.id",
        )
        .or_fault()?;
    let mut rows = statement
        .query((state, span.from.number(), span.to.number()))
        .or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let mut named: Named = [0; 7];
        for (at, id) in named.iter_mut().enumerate() {
            *id = row.get(4 + at).or_fault()?;
        }
        found.push(Commitment {
            request: row.get(0).or_fault()?,
            instalment: 0,
            fact: Fact {
                month: Month::from_number(row.get(1).or_fault()?),
                named,
                stage: None,
                vendor: 0,
                amount: rest(row.get(2).or_fault()?, row.get(3).or_fault()?),
            },
        });
    }
    Ok(found)
}

/// The rests of the instalments of purchase contracts that fall due in a span. What is released, and what falls due after
/// its contract ended, takes nothing.
pub(crate) fn instalments(bulk: &Connection, span: Span) -> Outcome<Vec<Commitment>> {
    let mut statement = bulk
        .prepare(
            "SELECT i.due_on, i.cost_minor, coalesce((SELECT sum(s.amount_minor) FROM purchase_settlement s \
             JOIN entry e ON e.id = s.entry_id AND e.is_void = 0 WHERE s.instalment_id = i.id), 0), \
             i.category_id, coalesce(k.department_id, 0), k.vendor_id, i.id \
             FROM instalment i JOIN purchase_contract k ON k.id = i.contract_id \
             WHERE i.is_released = 0 AND (k.ended_on IS NULL OR i.due_on < k.ended_on) AND i.due_on BETWEEN ? AND ? \
             ORDER BY i.id",
        )
        .or_fault()?;
    let days = (span.from.first_day().to_string(), span.to.last_day().to_string());
    let mut rows = statement.query(days).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let mut named: Named = [0; 7];
        named[0] = row.get(3).or_fault()?;
        named[1] = row.get(4).or_fault()?;
        found.push(Commitment {
            request: 0,
            instalment: row.get(6).or_fault()?,
            fact: Fact {
                month: Month::of(crate::contract::day(row, 0)?),
                named,
                stage: None,
                vendor: row.get(5).or_fault()?,
                amount: rest(row.get(1).or_fault()?, row.get(2).or_fault()?),
            },
        });
    }
    Ok(found)
}

/// What renewals bind in a span, by the day on which it falls due: of contracts that renew themselves and whose notice
/// can no longer be given, the recurring instalments of the last term once more, with the uplift.
pub(crate) fn renewals(bulk: &Connection, span: Span, today: NaiveDate) -> Outcome<Vec<Fact>> {
    let mut statement = bulk
        .prepare(
            "SELECT k.ends_on, k.term_months, k.notice_days, k.uplift_percent, i.due_on, i.cost_minor, i.category_id, \
             coalesce(k.department_id, 0), k.vendor_id FROM purchase_contract k JOIN instalment i ON i.contract_id = k.id \
             WHERE k.is_auto_renewed = 1 AND k.ended_on IS NULL AND i.is_recurring = 1 ORDER BY i.id",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let ends_on = crate::contract::day(row, 0)?;
        let term: u32 = row.get(1).or_fault()?;
        let notice: u32 = row.get(2).or_fault()?;
        let uplift: String = row.get(3).or_fault()?;
        let due_on = crate::contract::day(row, 4)?;
        let cost: i64 = row.get(5).or_fault()?;
        let is_bound = renewal(ends_on, notice, today).is_some_and(|next| today > next.notice_by && today <= ends_on);
        let (Some(first), Some(again)) = (
            ends_on.checked_sub_months(Months::new(term)),
            due_on.checked_add_months(Months::new(term)),
        ) else {
            continue;
        };
        if !is_bound || due_on <= first || !span.contains(Month::of(again)) {
            continue;
        }
        let percent: Decimal = uplift.parse().unwrap_or_default();
        let raised = Decimal::from(cost).checked_mul(Decimal::ONE + percent / Decimal::ONE_HUNDRED);
        let amount = raised.and_then(|raised| i64::try_from(round(raised, 0)).ok());
        let mut named: Named = [0; 7];
        named[0] = row.get(6).or_fault()?;
        named[1] = row.get(7).or_fault()?;
        found.push(Fact {
            month: Month::of(again),
            named,
            stage: None,
            vendor: row.get(8).or_fault()?,
            amount: amount.ok_or_else(|| Fault::new("amount_overflow").with("value", cost))?,
        });
    }
    Ok(found)
}

/// How much of each entry settles something, by entry: requests and instalments alike.
pub(crate) fn used(bulk: &Connection) -> Outcome<HashMap<i64, i64>> {
    let mut statement = bulk
        .prepare(
            "SELECT entry_id, sum(amount_minor) FROM (SELECT entry_id, amount_minor FROM settlement UNION ALL \
             SELECT entry_id, amount_minor FROM purchase_settlement) AS used GROUP BY entry_id",
        )
        .or_fault()?;
    let rows = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
        .or_fault()?;
    rows.collect::<Result<_, _>>().or_fault()
}
