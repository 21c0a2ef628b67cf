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

/// An entry's own words, as far as every table of totals tells them apart. Ids are 0 where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Words {
    category: i64,
    deduction: u8,
    stage: u8,
    department: i64,
    activity: i64,
}

/// A month on one basis, in the order of the tables: all of accrual, then all of cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct When {
    basis: u8,
    month: i32,
}

/// Where an entry counts in `total_scope`; the words by their place in the list of [`Totals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct ScopePlace {
    when: When,
    words: u32,
    channel: i64,
    product: i64,
}

/// Where it counts in `total_customer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CustomerPlace {
    when: When,
    words: u32,
    customer: i64,
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
    words: Vec<Words>,
    numbers: FxHashMap<Words, u32>,
    scope: FxHashMap<ScopePlace, Sums>,
    customers: Customers,
}

/// The cells of customers. In most books nearly every entry is a cell of its own, so they are not looked up one by one
/// but appended, and sorted and summed up each time they have doubled.
#[derive(Debug, Default)]
struct Customers {
    cells: Vec<(CustomerPlace, Sums)>,
    settled: usize,
}

/// From so many cells on they are written out.
const MANY: usize = 400_000;

impl Customers {
    /// Below this many cells sorting is not worth while.
    const FEW: usize = 1 << 14;

    fn add(&mut self, place: CustomerPlace, sums: Sums) -> Outcome<()> {
        self.cells.push((place, sums));
        if self.cells.len() >= 2 * self.settled.max(Self::FEW) {
            self.settle()?;
        }
        Ok(())
    }

    fn settle(&mut self) -> Outcome<()> {
        self.cells.sort_unstable_by_key(|(place, _)| *place);
        let mut last = 0;
        for at in 1..self.cells.len() {
            let (place, sums) = self.cells[at];
            if self.cells[last].0 == place {
                self.cells[last].1.add(sums)?;
            } else {
                last += 1;
                self.cells[last] = (place, sums);
            }
        }
        self.cells.truncate(last + 1);
        self.settled = self.cells.len();
        Ok(())
    }
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
        let words = self.number(Words {
            category: entry.category_id,
            deduction: Deduction::of(entry.is_deductible, invoice).number() as u8,
            stage: stage_number(stage),
            department: entry.department_id.unwrap_or(0),
            activity: entry.activity_id.unwrap_or(0),
        });
        let (accrual, cash) = shares(entry);
        let (channel, product) = (entry.channel_id.unwrap_or(0), entry.product_id.unwrap_or(0));
        let customer = entry.customer_id.unwrap_or(0);
        for (basis, (month, sums)) in accrual.into_iter().map(|s| (0, s)).chain(cash.map(|s| (1, s))) {
            let sums = Sums {
                net: sums.net * sign,
                gross: sums.gross * sign,
                untaxed: sums.untaxed * sign,
            };
            let when = When {
                basis,
                month: month.number(),
            };
            let place = ScopePlace {
                when,
                words,
                channel,
                product,
            };
            self.scope.entry(place).or_default().add(sums)?;
            let place = CustomerPlace { when, words, customer };
            self.customers.add(place, sums)?;
        }
        Ok(())
    }

    fn number(&mut self, words: Words) -> u32 {
        *self.numbers.entry(words).or_insert_with(|| {
            self.words.push(words);
            self.words.len() as u32 - 1
        })
    }

    /// Writes it out once it holds many cells, and begins anew: its memory stays bounded, however much changes.
    pub(crate) fn spill(&mut self, bulk: &crate::link::Connection) -> Outcome<()> {
        if self.scope.len() + self.customers.cells.len() < MANY {
            return Ok(());
        }
        std::mem::take(self).write(bulk)
    }

    /// Adds it all to the tables.
    pub(crate) fn write(mut self, bulk: &crate::link::Connection) -> Outcome<()> {
        self.customers.settle()?;
        let words = self.words;
        let of = |number: u32| words[number as usize];
        let mut category: FxHashMap<(When, i64, u8), Sums> = FxHashMap::default();
        for (place, sums) in &self.scope {
            let Words {
                category: id,
                deduction,
                ..
            } = of(place.words);
            category.entry((place.when, id, deduction)).or_default().add(*sums)?;
        }
        let mut put = Put::new(bulk, "total_category", &[])?;
        let mut cells: Vec<_> = category.into_iter().collect();
        cells.sort_unstable_by_key(|cell| cell.0);
        for ((when, category, deduction), sums) in cells {
            put.cell(
                [
                    i64::from(when.basis),
                    i64::from(when.month),
                    category,
                    i64::from(deduction),
                ],
                sums,
            )?;
        }
        put.finish()?;

        let scope = ["stage", "department_id", "activity_id", "channel_id", "product_id"];
        let mut put = Put::new(bulk, "total_scope", &scope)?;
        let mut cells: Vec<_> = self.scope.into_iter().collect();
        cells.sort_unstable_by_key(|(at, _)| (at.when, of(at.words), at.channel, at.product));
        for (at, sums) in cells {
            let [basis, month, category, deduction, stage, department, activity] = of(at.words).keys(at.when);
            let keys = [
                basis, month, category, deduction, stage, department, activity, at.channel, at.product,
            ];
            put.cell(keys, sums)?;
        }
        put.finish()?;

        // In the order of the table's key: then each goes in behind the one before it.
        let mut order: Vec<u32> = (0..words.len() as u32).collect();
        order.sort_unstable_by_key(|number| of(*number));
        let mut rank = vec![0u32; words.len()];
        for (place, number) in order.iter().enumerate() {
            rank[*number as usize] = place as u32;
        }
        let mut put = Put::new(
            bulk,
            "total_customer",
            &["stage", "department_id", "activity_id", "customer_id"],
        )?;
        let mut cells = self.customers.cells;
        cells.sort_unstable_by_key(|(at, _)| (at.when, rank[at.words as usize], at.customer));
        for (at, sums) in cells {
            let [basis, month, category, deduction, stage, department, activity] = of(at.words).keys(at.when);
            let keys = [
                basis,
                month,
                category,
                deduction,
                stage,
                department,
                activity,
                at.customer,
            ];
            put.cell(keys, sums)?;
        }
        put.finish()
    }
}

/// Adds cells to a table, many a statement.
struct Put<'b> {
    bulk: &'b crate::link::Connection,
    table: &'static str,
    keys: String,
    many: crate::link::Statement<'b>,
    /// The values of the cells that wait.
    values: Vec<i64>,
    width: usize,
}

/// Cells of one statement.
const CELLS: usize = 16;

impl<'b> Put<'b> {
    /// A table whose key is basis, month, category, deduction and `more`.
    fn new(bulk: &'b crate::link::Connection, table: &'static str, more: &[&str]) -> Outcome<Self> {
        let mut keys = "basis, month, category_id, deduction".to_owned();
        for name in more {
            keys.push_str(", ");
            keys.push_str(name);
        }
        let width = 4 + more.len() + 3;
        let many = bulk.prepare(&upsert(table, &keys, width, CELLS)).or_fault()?;
        Ok(Self {
            bulk,
            table,
            keys,
            many,
            values: Vec::with_capacity(width * CELLS),
            width,
        })
    }

    fn cell<const N: usize>(&mut self, keys: [i64; N], sums: Sums) -> Outcome<()> {
        if sums.is_zero() {
            return Ok(());
        }
        self.values.extend(keys);
        self.values.extend([sums.net, sums.gross, sums.untaxed]);
        if self.values.len() == self.width * CELLS {
            execute(&mut self.many, &self.values)?;
            self.values.clear();
        }
        Ok(())
    }

    /// Writes the cells that still wait.
    fn finish(self) -> Outcome<()> {
        let mut one = self
            .bulk
            .prepare(&upsert(self.table, &self.keys, self.width, 1))
            .or_fault()?;
        self.values
            .chunks(self.width)
            .try_for_each(|cell| execute(&mut one, cell))
    }
}

fn execute(statement: &mut crate::link::Statement<'_>, values: &[i64]) -> Outcome<()> {
    for (at, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value).or_fault()?;
    }
    statement.raw_execute().map(drop).or_fault()
}

/// A failure gives the whole change up, so no statement needs to be able to take itself back.
fn upsert(table: &str, keys: &str, width: usize, cells: usize) -> String {
    let places = format!("({})", vec!["?"; width].join(", "));
    format!(
        "INSERT OR FAIL INTO {table} ({keys}, net_minor, gross_minor, untaxed) VALUES {} \
         ON CONFLICT ({keys}) DO UPDATE SET net_minor = {table}.net_minor + excluded.net_minor, \
         gross_minor = {table}.gross_minor + excluded.gross_minor, untaxed = {table}.untaxed + excluded.untaxed",
        vec![places.as_str(); cells].join(", ")
    )
}

impl Totals {
    /// All cells that are not zero, by a name that tells the table and the place: for comparing.
    pub(crate) fn cells(&self) -> Outcome<std::collections::BTreeMap<String, Sums>> {
        let mut cells: std::collections::BTreeMap<String, Sums> = std::collections::BTreeMap::new();
        for (at, sums) in &self.scope {
            let words = self.words[at.words as usize];
            let category = format!(
                "total_category {} {} {} {}",
                at.when.basis, at.when.month, words.category, words.deduction
            );
            cells.entry(category).or_default().add(*sums)?;
            let scope = format!("total_scope {} {} {}", words.name(at.when), at.channel, at.product);
            cells.entry(scope).or_default().add(*sums)?;
        }
        for (at, sums) in &self.customers.cells {
            let words = self.words[at.words as usize];
            let customer = format!("total_customer {} {}", words.name(at.when), at.customer);
            cells.entry(customer).or_default().add(*sums)?;
        }
        cells.retain(|_, sums| !sums.is_zero());
        Ok(cells)
    }
}

impl Words {
    /// The first columns of a table's key.
    fn keys(self, when: When) -> [i64; 7] {
        [
            i64::from(when.basis),
            i64::from(when.month),
            self.category,
            i64::from(self.deduction),
            i64::from(self.stage),
            self.department,
            self.activity,
        ]
    }

    fn name(self, when: When) -> String {
        format!(
            "{} {} {} {} {} {} {}",
            when.basis, when.month, self.category, self.deduction, self.stage, self.department, self.activity
        )
    }
}

/// The cells on disk that are not zero, named as [`Totals::cells`] names them.
pub(crate) fn stored(bulk: &crate::link::Connection) -> Outcome<std::collections::BTreeMap<String, Sums>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_customers_are_summed_whatever_their_order() {
        let place = |n: i64| CustomerPlace {
            when: When { basis: 0, month: 1 },
            words: 0,
            customer: n,
        };
        let mut customers = Customers::default();
        // 100,000 cells in a scrambled order (7,919 is prime), each of 10,000 customers ten times.
        for n in 0..100_000i64 {
            let sums = Sums {
                net: 1,
                gross: n,
                untaxed: 0,
            };
            assert!(customers.add(place(n * 7_919 % 10_000), sums).is_ok());
        }
        assert!(customers.settle().is_ok());
        assert_eq!(customers.cells.len(), 10_000);
        assert!(customers.cells.iter().all(|(_, sums)| sums.net == 10));
        // 0 + 1 + … + 99,999
        assert_eq!(
            customers.cells.iter().map(|(_, sums)| sums.gross).sum::<i64>(),
            4_999_950_000
        );
    }
}
