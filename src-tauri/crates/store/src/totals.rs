//! Monthly totals 月度合计: what reports read instead of entries, kept true by every change.
//!
//! The one thing to know: stage, deductibility and grade are applied when reading, so that changing them rewrites
//! nothing; here an entry counts under its own words.

use kezhang_core::record::entry::{Deduction, benefit_span};
use kezhang_core::record::{InvoiceKind, Stage};
use kezhang_core::{Fault, Month, Outcome};
use rustc_hash::FxHashMap;

use crate::fault::OrFault;
use crate::profile::from_word;
use crate::row::entry;

/// The sums of a cell, in minor units of the base currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub net: i64,
    pub gross: i64,
    /// Entries whose tax is not split out, counted in their first month.
    pub untaxed: i64,
}

impl Sums {
    fn add(&mut self, other: Self) -> Outcome<()> {
        let add = |a: i64, b: i64| {
            a.checked_add(b)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
        };
        self.net = add(self.net, other.net)?;
        self.gross = add(self.gross, other.gross)?;
        self.untaxed += other.untaxed;
        Ok(())
    }

    fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// Where an entry counts: month and basis, and its own words. Ids are 0 where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub basis: u8,
    pub month: i32,
    pub category: i64,
    pub deduction: u8,
    pub stage: u8,
    pub department: i64,
    pub activity: i64,
    /// channel, product of `total_scope`; customer and 0 of `total_customer`.
    pub last: (i64, i64),
}

/// 0 for none, else 1 to 4.
pub(crate) fn stage_number(stage: Option<Stage>) -> u8 {
    stage.map_or(0, |stage| {
        Stage::ALL.iter().position(|s| *s == stage).map_or(0, |at| at as u8 + 1)
    })
}

/// Back from [`stage_number`].
pub(crate) fn stage_of(number: i64) -> Option<Stage> {
    usize::try_from(number)
        .ok()
        .and_then(|n| n.checked_sub(1))
        .and_then(|n| Stage::ALL.get(n).copied())
}

/// What a change adds to the totals.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    scope: FxHashMap<Place, Sums>,
    customer: FxHashMap<Place, Sums>,
}

/// A month and what counts in it.
pub(crate) type Share = (Month, Sums);

/// The months in which an entry counts, with the share of each: accrual, then cash.
pub(crate) fn shares(entry: &entry::Model) -> (Vec<Share>, Option<Share>) {
    let untaxed = i64::from(entry.tax_minor.is_none());
    let whole = Sums {
        net: entry.base_net_minor,
        gross: entry.base_gross_minor,
        untaxed,
    };
    let accrual = match (entry.benefit_from, entry.benefit_to) {
        (Some(from), Some(to)) => {
            let span = benefit_span(from, to);
            let months: Vec<Month> = span.months().collect();
            let nets = kezhang_core::money::spread(whole.net, months.len());
            let grosses = kezhang_core::money::spread(whole.gross, months.len());
            months
                .into_iter()
                .zip(nets.into_iter().zip(grosses))
                .enumerate()
                .map(|(at, (month, (net, gross)))| {
                    (
                        month,
                        Sums {
                            net,
                            gross,
                            untaxed: if at == 0 { untaxed } else { 0 },
                        },
                    )
                })
                .collect()
        }
        _ => vec![(Month::of(entry.occurred_on), whole)],
    };
    let cash = entry.paid_on.map(|paid| {
        (
            Month::of(paid),
            Sums {
                net: whole.gross,
                gross: whole.gross,
                untaxed: 0,
            },
        )
    });
    (accrual, cash)
}

impl Totals {
    /// Adds an entry, or with sign −1 takes it away. Void entries and drafts count nowhere.
    pub(crate) fn add(&mut self, entry: &entry::Model, sign: i64) -> Outcome<()> {
        if entry.is_void || entry.status != "actual" {
            return Ok(());
        }
        let stage = entry.stage.as_deref().and_then(Stage::parse);
        let invoice: Option<InvoiceKind> = entry
            .invoice_kind
            .as_deref()
            .map(|word| from_word("entry", word))
            .transpose()?;
        let place = Place {
            basis: 0,
            month: 0,
            category: entry.category_id,
            deduction: Deduction::of(entry.is_deductible, invoice).number() as u8,
            stage: stage_number(stage),
            department: entry.department_id.unwrap_or(0),
            activity: entry.activity_id.unwrap_or(0),
            last: (0, 0),
        };
        let (accrual, cash) = shares(entry);
        let channel = (entry.channel_id.unwrap_or(0), entry.product_id.unwrap_or(0));
        let customer = (entry.customer_id.unwrap_or(0), 0);
        for (basis, (month, sums)) in accrual.into_iter().map(|s| (0, s)).chain(cash.map(|s| (1, s))) {
            let sums = Sums {
                net: sums.net * sign,
                gross: sums.gross * sign,
                untaxed: sums.untaxed * sign,
            };
            let place = Place {
                basis,
                month: month.number(),
                ..place
            };
            self.scope
                .entry(Place { last: channel, ..place })
                .or_default()
                .add(sums)?;
            self.customer
                .entry(Place {
                    last: customer,
                    ..place
                })
                .or_default()
                .add(sums)?;
        }
        Ok(())
    }

    /// Adds it all to the tables.
    pub(crate) fn write(self, bulk: &rusqlite::Connection) -> Outcome<()> {
        let mut category: FxHashMap<(u8, i32, i64, u8), Sums> = FxHashMap::default();
        for (place, sums) in &self.scope {
            category
                .entry((place.basis, place.month, place.category, place.deduction))
                .or_default()
                .add(*sums)?;
        }
        let upsert = |table: &str, dims: &str| {
            format!(
                "INSERT INTO {table} (basis, month, category_id, deduction{dims}, net_minor, gross_minor, untaxed) \
                 VALUES ({}) ON CONFLICT DO UPDATE SET net_minor = net_minor + excluded.net_minor, \
                 gross_minor = gross_minor + excluded.gross_minor, untaxed = untaxed + excluded.untaxed",
                vec!["?"; 7 + dims.matches(',').count()].join(", ")
            )
        };
        let mut put = bulk.prepare(&upsert("total_category", "")).or_fault()?;
        for ((basis, month, category, deduction), sums) in sorted(category) {
            put.execute((basis, month, category, deduction, sums.net, sums.gross, sums.untaxed))
                .or_fault()?;
        }
        let mut put = bulk
            .prepare(&upsert(
                "total_scope",
                ", stage, department_id, activity_id, channel_id, product_id",
            ))
            .or_fault()?;
        for (at, sums) in sorted(self.scope) {
            put.execute((
                at.basis,
                at.month,
                at.category,
                at.deduction,
                at.stage,
                at.department,
                at.activity,
                at.last.0,
                at.last.1,
                sums.net,
                sums.gross,
                sums.untaxed,
            ))
            .or_fault()?;
        }
        let mut put = bulk
            .prepare(&upsert(
                "total_customer",
                ", stage, department_id, activity_id, customer_id",
            ))
            .or_fault()?;
        for (at, sums) in sorted(self.customer) {
            put.execute((
                at.basis,
                at.month,
                at.category,
                at.deduction,
                at.stage,
                at.department,
                at.activity,
                at.last.0,
                sums.net,
                sums.gross,
                sums.untaxed,
            ))
            .or_fault()?;
        }
        Ok(())
    }
}

impl Totals {
    /// All cells that are not zero, by a name that tells the table and the place: for comparing.
    pub(crate) fn cells(&self) -> Outcome<std::collections::BTreeMap<String, Sums>> {
        let mut cells: std::collections::BTreeMap<String, Sums> = std::collections::BTreeMap::new();
        for (at, sums) in &self.scope {
            let category = format!(
                "total_category {} {} {} {}",
                at.basis, at.month, at.category, at.deduction
            );
            cells.entry(category).or_default().add(*sums)?;
            cells
                .entry(format!("total_scope {}", at.name(true)))
                .or_default()
                .add(*sums)?;
        }
        for (at, sums) in &self.customer {
            cells
                .entry(format!("total_customer {}", at.name(false)))
                .or_default()
                .add(*sums)?;
        }
        cells.retain(|_, sums| !sums.is_zero());
        Ok(cells)
    }
}

impl Place {
    fn name(&self, has_two: bool) -> String {
        let last = if has_two {
            format!("{} {}", self.last.0, self.last.1)
        } else {
            self.last.0.to_string()
        };
        format!(
            "{} {} {} {} {} {} {} {last}",
            self.basis, self.month, self.category, self.deduction, self.stage, self.department, self.activity
        )
    }
}

/// The cells on disk that are not zero, named as [`Totals::cells`] names them.
pub(crate) fn stored(bulk: &rusqlite::Connection) -> Outcome<std::collections::BTreeMap<String, Sums>> {
    let mut cells = std::collections::BTreeMap::new();
    for (table, keys) in [("total_category", 4), ("total_scope", 9), ("total_customer", 8)] {
        let mut statement = bulk.prepare(&format!("SELECT * FROM {table}")).or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            let mut name = table.to_owned();
            for at in 0..keys {
                name.push_str(&format!(" {}", row.get::<_, i64>(at).or_fault()?));
            }
            let get = |at: usize| row.get::<_, i64>(at).or_fault();
            let sums = Sums {
                net: get(keys)?,
                gross: get(keys + 1)?,
                untaxed: get(keys + 2)?,
            };
            if !sums.is_zero() {
                cells.insert(name, sums);
            }
        }
    }
    Ok(cells)
}

fn sorted<K: Ord + Copy>(map: FxHashMap<K, Sums>) -> Vec<(K, Sums)> {
    let mut cells: Vec<(K, Sums)> = map.into_iter().filter(|(_, sums)| !sums.is_zero()).collect();
    cells.sort_unstable_by_key(|cell| cell.0);
    cells
}
