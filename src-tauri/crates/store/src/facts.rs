//! What has been spent in a span: from the smallest table of totals that knows what is asked, else from the entries.

use std::collections::HashMap;

use crate::link::Connection;
use kezhang_core::monitor::fold::Fact;
use kezhang_core::plan::Basis;
use kezhang_core::record::Stage;
use kezhang_core::record::entry::Deduction;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Month, Outcome};

use crate::fault::OrFault;
use crate::profile::from_word;
use crate::row;
use crate::totals::{shares, stage_of};
use crate::variance::Frame;

/// The facts of the span, from the smallest table of totals that knows what is needed.
pub(crate) fn facts(bulk: &Connection, frame: &Frame) -> Outcome<Vec<Fact>> {
    facts_by(bulk, frame, &frame.by)
}

/// The same facts, told apart by other dimensions than the frame's own.
pub(crate) fn facts_by(bulk: &Connection, frame: &Frame, by: &[Dimension]) -> Outcome<Vec<Fact>> {
    let needs = frame.needs_by(by);
    let needs_any = |dimensions: &[Dimension]| needs.iter().any(|need| dimensions.contains(need));
    let by_customer = needs_any(&[Dimension::Customer, Dimension::Grade]);
    let needs_scope = needs_any(&[Dimension::Channel, Dimension::Product]);
    let has_regraded = || -> Outcome<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM customer_grade WHERE from_on > '0001-01-01')";
        bulk.query_row(query, (), |row| row.get(0)).or_fault()
    };
    let needs_entries = needs.contains(&Dimension::Vendor)
        || (by_customer && needs_scope)
        || (needs.contains(&Dimension::Grade) && has_regraded()?);
    if needs_entries {
        return facts_of_entries(bulk, frame, "", &mut |_, _| Ok(()));
    }
    let (table, columns) = if by_customer {
        (
            "total_customer",
            ["department_id", "0", "activity_id", "0", "customer_id", "stage"],
        )
    } else if needs_scope || needs_any(&[Dimension::Department, Dimension::Activity, Dimension::Stage]) {
        (
            "total_scope",
            ["department_id", "channel_id", "activity_id", "product_id", "0", "stage"],
        )
    } else {
        ("total_category", ["0", "0", "0", "0", "0", "0"])
    };
    let grades: HashMap<i64, i64> = if needs.contains(&Dimension::Grade) {
        let mut statement = bulk
            .prepare("SELECT customer_id, grade_id FROM customer_grade")
            .or_fault()?;
        let rows = statement
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
            .or_fault()?;
        rows.collect::<Result<_, _>>().or_fault()?
    } else {
        HashMap::new()
    };
    // Only what is asked for is told apart: the rest sums up in SQL.
    let dimensions = [
        Dimension::Department,
        Dimension::Channel,
        Dimension::Activity,
        Dimension::Product,
    ];
    let is_staged = needs.contains(&Dimension::Stage);
    let mut told = vec!["month", "category_id", "deduction"];
    // Where each of the six is among what is read; what is not told apart is none.
    let mut places = [None; 6];
    for (at, column) in columns.into_iter().enumerate() {
        let is_needed = match at {
            0 | 2 => needs.contains(&dimensions[at]) || is_staged,
            1 | 3 => needs.contains(&dimensions[at]),
            4 => by_customer,
            _ => is_staged,
        };
        if is_needed && column != "0" {
            places[at] = Some(told.len());
            told.push(column);
        }
    }
    let (told, amounts) = (told.join(", "), told.len());
    // The smallest table has one row for each of its keys: there is nothing to sum up.
    let (sums, groups) = match table {
        "total_category" => ("net_minor, gross_minor", String::new()),
        _ => ("sum(net_minor), sum(gross_minor)", format!(" GROUP BY {told}")),
    };
    let query = format!("SELECT {told}, {sums} FROM {table} WHERE basis = ? AND month BETWEEN ? AND ?{groups}");
    let mut statement = bulk.prepare(&query).or_fault()?;
    let basis = i64::from(frame.basis == Basis::Cash);
    let mut rows = statement
        .query((basis, frame.span.from.number(), frame.span.to.number()))
        .or_fault()?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let id = |at: usize| row.get::<_, i64>(at).or_fault();
        let one = |at: usize| places[at].map_or(Ok(0), id);
        let month = Month::from_number(row.get(0).or_fault()?);
        let (category, customer) = (id(1)?, one(4)?);
        let named = [
            category,
            one(0)?,
            one(1)?,
            one(2)?,
            one(3)?,
            customer,
            grades.get(&customer).copied().unwrap_or(0),
        ];
        let stage = stage_of(one(5)?);
        let deduction = Deduction::from_number(row.get(2).or_fault()?);
        let amount = frame.amount(deduction, category, id(amounts)?, id(amounts + 1)?);
        if frame.lets(&named, stage, 0, month) {
            facts.push(Fact {
                month,
                named,
                stage,
                vendor: 0,
                amount,
            });
        }
    }
    Ok(facts)
}

/// The facts of the span from the entries themselves that meet `conditions` (SQL, to read fewer); `each` sees every
/// entry with its facts.
pub(crate) fn facts_of_entries(
    bulk: &Connection,
    frame: &Frame,
    conditions: &str,
    each: &mut dyn FnMut(&row::entry::Model, &[Fact]) -> Outcome<()>,
) -> Outcome<Vec<Fact>> {
    let mut grades: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
    let mut statement = bulk
        .prepare("SELECT customer_id, from_on, grade_id FROM customer_grade ORDER BY customer_id, from_on")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let customer: i64 = row.get(0).or_fault()?;
        grades
            .entry(customer)
            .or_default()
            .push((row.get(1).or_fault()?, row.get(2).or_fault()?));
    }
    let mut all = Vec::new();
    let is_cash = frame.basis == Basis::Cash;
    crate::bulk::for_each_counting(bulk, frame.span, is_cash, conditions, |entry| {
        let id = |id: Option<i64>| id.unwrap_or(0);
        let customer = id(entry.customer_id);
        let on = entry.occurred_on.to_string();
        let grade = grades
            .get(&customer)
            .and_then(|history| history.iter().rev().find(|(from, _)| *from <= on))
            .map_or(0, |(_, grade)| *grade);
        let named = [
            entry.category_id,
            id(entry.department_id),
            id(entry.channel_id),
            id(entry.activity_id),
            id(entry.product_id),
            customer,
            grade,
        ];
        let stage = entry.stage.as_deref().and_then(Stage::parse);
        let vendor = id(entry.vendor_id);
        let invoice = entry
            .invoice_kind
            .as_deref()
            .map(|w| from_word("entry", w))
            .transpose()?;
        let deduction = Deduction::of(entry.is_deductible, invoice);
        let (accrual, cash) = shares(entry);
        let counted = if frame.basis == Basis::Cash {
            cash.into_iter().collect()
        } else {
            accrual
        };
        let facts: Vec<Fact> = counted
            .into_iter()
            .filter(|(month, _)| frame.span.contains(*month) && frame.lets(&named, stage, vendor, *month))
            .map(|(month, sums)| Fact {
                month,
                named,
                stage,
                vendor,
                amount: frame.amount(deduction, entry.category_id, sums.net, sums.gross),
            })
            .collect();
        if !facts.is_empty() {
            each(entry, &facts)?;
            all.extend(facts);
        }
        Ok(())
    })?;
    Ok(all)
}
