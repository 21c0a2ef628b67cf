//! The entries behind a figure of control: what a line, a standard or a limit of tax law has been spent on.
//!
//! The one thing to know: all that ask are answered in one walk over the entries of their months, or over those of the
//! customers whom all of them name; nobody who types waits for a long walk.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::plan::Basis;
use kezhang_core::plan::control::{ControlEntry, ControlNote};
use kezhang_core::record::entry::Deduction;
use kezhang_core::{Currency, Language, Outcome, Span};

use crate::fault::OrFault;
use crate::link::Connection;
use crate::profile::from_word;
use crate::row::entry::Model;
use crate::totals::{Share, shares};

/// How many of those that ask are answered.
pub(crate) const ANSWERED: usize = 20;

/// How many entries a note names, and how many of them its sentence.
const LISTED: usize = 10;
const SAID: usize = 3;

/// How many entries are walked over while somebody types: some thirty milliseconds.
const WHILE_TYPING: i64 = 20_000;

/// Who waits for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Somebody who types: a long walk is left out, and with it the entries.
    Typing,
    /// A change or its trial: the walk is made, however long.
    Whole,
}

/// Which entries are walked over: those that can count in a span, of these categories and customers alone.
#[derive(Debug)]
pub(crate) struct Walk {
    pub span: Span,
    pub basis: Basis,
    /// All where none are named.
    pub categories: Option<BTreeSet<i64>>,
    /// All where none are named; else the walk is as long as theirs.
    pub customers: Option<BTreeSet<i64>>,
    pub activity: Option<i64>,
}

/// What was found for one that asks: how many entries, and the largest as amount and id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Behind {
    count: u64,
    largest: Vec<(i64, i64)>,
}

impl Behind {
    fn add(&mut self, amount: i64, id: i64) {
        self.count += 1;
        let place = |(amount, id): &(i64, i64)| (Reverse(amount.unsigned_abs()), *id);
        let one = (amount, id);
        let at = self.largest.partition_point(|other| place(other) < place(&one));
        if at < LISTED {
            self.largest.insert(at, one);
            self.largest.truncate(LISTED);
        }
    }

    /// Tells a note what was found.
    pub(crate) fn tell(self, bulk: &Connection, currency: Currency, note: &mut ControlNote) -> Outcome<()> {
        let mut one = bulk
            .prepare_cached("SELECT occurred_on, memo FROM entry WHERE id = ?1")
            .or_fault()?;
        for (amount, id) in self.largest {
            let read = one.query_row([id], |row| Ok((crate::bulk::date(row, 0)?, row.get(1)?)));
            let (date, memo): (Option<chrono::NaiveDate>, String) = read.or_fault()?;
            note.entries.push(ControlEntry {
                id,
                date: date.unwrap_or_default(),
                memo,
                amount: currency.amount(amount),
            });
        }
        note.entry_count = self.count;
        Ok(())
    }
}

impl Walk {
    /// SQL that narrows the walk.
    fn narrowed(&self) -> String {
        let among = |column: &str, ids: &Option<BTreeSet<i64>>| {
            let ids: Vec<String> = ids.as_ref()?.iter().map(ToString::to_string).collect();
            Some(format!(" AND {column} IN ({})", ids.join(", ")))
        };
        let activity = self.activity.map(|activity| format!(" AND activity_id = {activity}"));
        let conditions = [
            among("category_id", &self.categories),
            among("customer_id", &self.customers),
            activity,
        ];
        conditions.into_iter().flatten().collect()
    }

    /// Whether the walk is short. Only indexes are asked: by day, by benefit period, by customer.
    fn is_short(&self, bulk: &Connection, (from, to): (&str, &str)) -> Outcome<bool> {
        let among = match &self.customers {
            Some(customers) => {
                let ids: Vec<String> = customers.iter().map(ToString::to_string).collect();
                vec![format!("customer_id IN ({})", ids.join(", "))]
            }
            // No index knows the day of payment.
            None if self.basis == Basis::Cash => vec!["occurred_on IS NOT NULL".to_owned()],
            None => vec![
                format!("occurred_on BETWEEN '{from}' AND '{to}'"),
                format!("benefit_from <= '{to}'"),
            ],
        };
        let mut count = 0i64;
        for among in among {
            let query = format!(
                "SELECT count(*) FROM (SELECT 1 FROM entry WHERE is_void = 0 AND {among} LIMIT {}) AS few",
                WHILE_TYPING + 1
            );
            count += bulk.query_row(&query, (), |row| row.get::<_, i64>(0)).or_fault()?;
        }
        Ok(count <= WHILE_TYPING)
    }
}

/// What an entry is to those that ask.
pub(crate) struct Met<'e> {
    pub entry: &'e Model,
    pub deduction: Deduction,
    /// What of it counts in the months of the walk.
    pub shares: &'e [Share],
}

/// Walks over entries once; `counts` says what of each counts for whom, by place among the `asking`. None while
/// somebody types and the walk is long.
pub(crate) fn behind(
    bulk: &Connection,
    walk: &Walk,
    asking: usize,
    patience: Patience,
    mut counts: impl FnMut(Met<'_>, &mut dyn FnMut(usize, i64)),
) -> Outcome<Option<Vec<Behind>>> {
    let (from, to) = (
        walk.span.from.first_day().to_string(),
        walk.span.to.last_day().to_string(),
    );
    if patience == Patience::Typing && !walk.is_short(bulk, (&from, &to))? {
        return Ok(None);
    }
    let mut found = vec![Behind::default(); asking];
    let narrowed = walk.narrowed();
    for when in crate::bulk::counting(walk.basis == Basis::Cash) {
        let query = format!(
            "SELECT id, occurred_on, category_id, tax_minor, base_gross_minor, base_net_minor, invoice_kind, \
             is_deductible, paid_on, benefit_from, benefit_to, customer_id, channel_id, activity_id, department_id, \
             product_id FROM entry WHERE is_void = 0 AND status = 'actual' AND {when}{narrowed}"
        );
        let mut statement = bulk.prepare(&query).or_fault()?;
        let mut rows = statement.query((&from, &to)).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            let entry = met(row).or_fault()?;
            let invoice = entry
                .invoice_kind
                .as_deref()
                .map(|word| from_word("entry", word))
                .transpose()?;
            let (accrual, cash) = shares(&entry);
            let mut shares = match walk.basis {
                Basis::Cash => cash.into_iter().collect(),
                Basis::Accrual => accrual,
            };
            shares.retain(|(month, _)| walk.span.contains(*month));
            let met = Met {
                entry: &entry,
                deduction: Deduction::of(entry.is_deductible, invoice),
                shares: &shares,
            };
            counts(met, &mut |place, amount| {
                if amount != 0
                    && let Some(found) = found.get_mut(place)
                {
                    found.add(amount, entry.id);
                }
            });
        }
    }
    Ok(Some(found))
}

/// An entry as far as the walk needs it.
fn met(row: crate::link::Row<'_>) -> crate::link::Result<Model> {
    let date = |at| crate::bulk::date(row, at);
    Ok(Model {
        id: row.get(0)?,
        batch_id: None,
        is_void: false,
        fingerprint: None,
        source_id: None,
        occurred_on: date(1)?.unwrap_or_default(),
        category_id: row.get(2)?,
        currency: String::new(),
        rate: None,
        gross_minor: 0,
        tax_minor: row.get(3)?,
        net_minor: 0,
        base_gross_minor: row.get(4)?,
        base_net_minor: row.get(5)?,
        tax_rate: None,
        invoice: None,
        invoice_kind: row.get(6)?,
        is_deductible: row.get(7)?,
        paid_on: date(8)?,
        invoiced_on: None,
        benefit_from: date(9)?,
        benefit_to: date(10)?,
        stage: None,
        customer_id: row.get(11)?,
        channel_id: row.get(12)?,
        activity_id: row.get(13)?,
        department_id: row.get(14)?,
        vendor_id: None,
        product_id: row.get(15)?,
        memo: String::new(),
        status: String::new(),
    })
}

/// The entries of a note as its sentence ends: how many, and the largest.
pub(crate) fn said(note: &ControlNote, language: Language) -> String {
    let named: Vec<String> = note
        .entries
        .iter()
        .take(SAID)
        .map(|entry| {
            let (date, amount) = (entry.date.to_string(), entry.amount.to_string());
            let amount = in_words(language, "amount", &amount);
            let facts = [("date", date.as_str()), ("memo", &entry.memo), ("amount", &amount)];
            say(language, "control.entry", &facts)
        })
        .collect();
    if named.is_empty() {
        return String::new();
    }
    let (count, named) = (note.entry_count.to_string(), named.join(language.pick("；", "; ")));
    say(language, "control.entries", &[("count", &count), ("entries", &named)])
}
