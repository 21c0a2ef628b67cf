//! Finding entries quickly: a text among all of them, and the page that begins far down the list.
//!
//! The one thing to know: a text is looked for in one pass on two threads, which gives the matching ids by date and the
//! totals at once; the next search of the same list stops it. How many entries each day has tells where a page begins.
//! Both are kept until the journal has one record more.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kezhang_core::{Fault, Outcome};
use sea_orm::Value;

use crate::bulk;
use crate::fault::OrFault;
use crate::ledger::Ledger;
use crate::link::{Connection, Value as Cell};

/// Ids that are looked at between two looks whether the search was stopped: some ten milliseconds.
const SLICE: i64 = 40_000;
/// Results that are kept.
const KEPT: usize = 3;
/// Matches of one result that are kept at most, 12 MB.
const MOST: usize = 1_000_000;

/// A day as the number `20250131`, and the entry's id: the order of the list.
type Place = (i32, i64);

/// What entries have in common that decides which of their amounts counts, and as what.
pub(crate) type Lot = (i64, Option<bool>, Option<String>);

/// How many entries of a lot, what they come to net and gross.
pub(crate) type LotSums = (i64, i64, i64);

/// All entries that a search found.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// By date and id.
    pub places: Vec<Place>,
    pub lots: HashMap<Lot, LotSums>,
}

/// How many entries each day has, by day.
#[derive(Debug)]
pub(crate) struct Days(Vec<(String, u64)>);

impl Days {
    /// The day in which the entry at an offset lies, and how many entries come before that day, in the list's direction.
    pub(crate) fn at(&self, offset: u64, is_down: bool) -> Option<(&str, u64)> {
        let mut before = 0;
        let mut days: Box<dyn Iterator<Item = &(String, u64)>> = match is_down {
            false => Box::new(self.0.iter()),
            true => Box::new(self.0.iter().rev()),
        };
        let (day, _) = days.find(|(_, count)| {
            let is_here = offset < before + count;
            before += if is_here { 0 } else { *count };
            is_here
        })?;
        Some((day, before))
    }
}

/// What was found for which question.
#[derive(Debug)]
struct Kept<T>(Vec<(String, Arc<T>)>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Kept<T> {
    fn get(&self, key: &str) -> Option<Arc<T>> {
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, found)| Arc::clone(found))
    }

    fn put(&mut self, key: String, found: Arc<T>) {
        self.0.insert(0, (key, found));
        self.0.truncate(KEPT);
    }
}

/// What a ledger that is open remembers of questions about its list of entries.
#[derive(Debug, Default)]
pub(crate) struct Finder {
    matches: tokio::sync::Mutex<Kept<Matches>>,
    days: tokio::sync::Mutex<Kept<Days>>,
    /// The search under way of each list that asks, and how to stop it.
    under_way: std::sync::Mutex<HashMap<String, (String, Arc<AtomicBool>)>>,
}

impl Finder {
    /// The mark that stops this search; one of the same list for something else is stopped now.
    fn enter(&self, list: Option<&str>, key: &str) -> Arc<AtomicBool> {
        let Some(list) = list else { return Arc::default() };
        let Ok(mut under_way) = self.under_way.lock() else {
            return Arc::default();
        };
        match under_way.get(list) {
            Some((known, stop)) if known == key => Arc::clone(stop),
            other => {
                if let Some((_, stop)) = other {
                    stop.store(true, Ordering::Relaxed);
                }
                let stop = Arc::<AtomicBool>::default();
                under_way.insert(list.to_owned(), (key.to_owned(), Arc::clone(&stop)));
                stop
            }
        }
    }
}

/// SQL conditions with their values.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    /// `FROM …` with the entry as `e`.
    pub source: &'static str,
    /// `WHERE …`
    pub such: String,
    pub values: Vec<Value>,
    /// Whether an index leads to few entries: then they are not looked at in the order of their ids.
    pub is_narrow: bool,
}

impl Conditions {
    fn key(&self, number: i64) -> String {
        format!("{number} {} {:?}", self.such, self.values)
    }

    fn cells(&self) -> Vec<Cell> {
        let cell = |value: &Value| match value {
            Value::BigInt(Some(number)) => Cell::Integer(*number),
            Value::Int(Some(number)) => Cell::Integer((*number).into()),
            Value::String(Some(text)) => Cell::Text(text.clone()),
            _ => Cell::Null,
        };
        self.values.iter().map(cell).collect()
    }
}

fn superseded() -> Fault {
    Fault::new("search_superseded")
}

/// The number of the last record: as long as it is the same, so is the ledger.
async fn last_number(ledger: &Ledger) -> Outcome<i64> {
    bulk::with(ledger.reader(), number_of).await
}

fn number_of(bulk: &Connection) -> Outcome<i64> {
    bulk.query_row("SELECT coalesce(max(number), 0) FROM journal", (), |row| row.get(0))
        .or_fault()
}

impl Ledger {
    /// All entries that meet conditions in which a text is looked for.
    ///
    /// # Errors
    /// `search_superseded` when the same list has asked for something else meanwhile.
    pub(crate) async fn matches(&self, list: Option<&str>, conditions: Conditions) -> Outcome<Arc<Matches>> {
        let key = conditions.key(last_number(self).await?);
        let stop = self.finder.enter(list, &key);
        let mut kept = self.finder.matches.lock().await;
        if let Some(found) = kept.get(&key) {
            return Ok(found);
        }
        if stop.load(Ordering::Relaxed) {
            return Err(superseded());
        }
        let found = if self.is_on_server() {
            bulk::with(self.reader(), |bulk| look_on_server(bulk, &conditions, &stop)).await
        } else {
            let (path, is_still) = (self.path().to_path_buf(), self.is_still);
            tokio::task::spawn_blocking(move || look(&path, is_still, &conditions, &stop))
                .await
                .map_err(|error| Fault::new("store_failed").with("detail", error))?
        };
        let found = Arc::new(found?);
        if found.places.len() <= MOST {
            kept.put(key, Arc::clone(&found));
        }
        Ok(found)
    }

    /// How many of the entries that meet conditions each day has.
    pub(crate) async fn days(&self, conditions: &Conditions) -> Outcome<Arc<Days>> {
        let key = conditions.key(last_number(self).await?);
        let mut kept = self.finder.days.lock().await;
        if let Some(days) = kept.get(&key) {
            return Ok(days);
        }
        let days = bulk::with(self.reader(), |bulk| {
            let text = format!(
                "SELECT e.occurred_on, count(*) {} {} GROUP BY 1 ORDER BY 1",
                conditions.source, conditions.such
            );
            let mut statement = bulk.prepare(&text).or_fault()?;
            let rows = statement
                .query_map(conditions.cells(), |row| {
                    let count: i64 = row.get(1)?;
                    Ok((row.get(0)?, count.unsigned_abs()))
                })
                .or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        })
        .await?;
        let days = Arc::new(Days(days));
        kept.put(key, Arc::clone(&days));
        Ok(days)
    }
}

/// Looks at all entries, in two halves at once.
fn look(path: &Path, is_still: bool, conditions: &Conditions, stop: &AtomicBool) -> Outcome<Matches> {
    let open = || -> Outcome<Connection> {
        let bulk = crate::backup::open_beside(path, is_still)?;
        bulk.execute_batch("PRAGMA cache_size = -4096; BEGIN").or_fault()?;
        Ok(Connection::from(bulk))
    };
    loop {
        let (one, other) = (open()?, open()?);
        // Both must see the same ledger; a change that came between the two is rare.
        if number_of(&one)? != number_of(&other)? {
            continue;
        }
        let (first, last) = ends(&one)?;
        let mut matches = Matches::default();
        if conditions.is_narrow {
            half(&one, conditions, None, stop, &mut matches)?;
        } else if last - first < SLICE {
            half(&one, conditions, Some((first, last)), stop, &mut matches)?;
        } else {
            let middle = first + (last - first) / 2;
            let mut rest = Matches::default();
            let (low, high) = std::thread::scope(|scope| {
                let rest = &mut rest;
                let high = scope.spawn(move || half(&other, conditions, Some((middle + 1, last)), stop, rest));
                let low = half(&one, conditions, Some((first, middle)), stop, &mut matches);
                (low, high.join())
            });
            low?;
            high.map_err(|_| Fault::new("store_failed").with("detail", "search"))??;
            matches.places.append(&mut rest.places);
            for (lot, sums) in rest.lots {
                add(&mut matches.lots, lot, sums)?;
            }
        }
        matches.places.sort_unstable();
        return Ok(matches);
    }
}

/// The lowest and the highest id.
fn ends(bulk: &Connection) -> Outcome<(i64, i64)> {
    let ends = "SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM entry";
    bulk.query_row(ends, (), |row| Ok((row.get(0)?, row.get(1)?)))
        .or_fault()
}

/// The same on a server, in one go: it looks with as many hands as it has.
fn look_on_server(bulk: &Connection, conditions: &Conditions, stop: &AtomicBool) -> Outcome<Matches> {
    let range = if conditions.is_narrow { None } else { Some(ends(bulk)?) };
    let mut matches = Matches::default();
    half(bulk, conditions, range, stop, &mut matches)?;
    matches.places.sort_unstable();
    Ok(matches)
}

/// Looks at the entries between two ids, or at those that an index leads to.
fn half(
    bulk: &Connection,
    conditions: &Conditions,
    range: Option<(i64, i64)>,
    stop: &AtomicBool,
    into: &mut Matches,
) -> Outcome<()> {
    let mut source = conditions.source.to_owned();
    let mut such = conditions.such.clone();
    if range.is_some() {
        if bulk.server().is_none() {
            source = source.replacen("FROM entry e", "FROM entry e NOT INDEXED", 1);
        }
        such.push_str(" AND e.id BETWEEN ? AND ?");
    }
    let text = format!(
        "SELECT e.id, e.occurred_on, e.category_id, e.is_deductible, e.invoice_kind, e.base_net_minor, \
         e.base_gross_minor {source} {such}"
    );
    let mut statement = bulk.prepare(&text).or_fault()?;
    let mut cells = conditions.cells();
    let mut slice = |cells: &[Cell]| -> Outcome<()> {
        let mut rows = statement.query(cells).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            if into.places.len().is_multiple_of(4096) && stop.load(Ordering::Relaxed) {
                return Err(superseded());
            }
            let day = row.get_ref(1).or_fault()?.as_str().unwrap_or_default();
            into.places.push((number_of_day(day), row.get(0).or_fault()?));
            let lot = (row.get(2).or_fault()?, row.get(3).or_fault()?, row.get(4).or_fault()?);
            let sums = (1, row.get(5).or_fault()?, row.get(6).or_fault()?);
            add(&mut into.lots, lot, sums)?;
        }
        Ok(())
    };
    let Some((first, last)) = range else {
        return slice(&cells);
    };
    let width = cells.len();
    let mut from = first;
    while from <= last {
        if stop.load(Ordering::Relaxed) {
            return Err(superseded());
        }
        let to = from.saturating_add(SLICE - 1).min(last);
        cells.truncate(width);
        cells.extend([Cell::Integer(from), Cell::Integer(to)]);
        slice(&cells)?;
        from = to + 1;
    }
    Ok(())
}

/// `2025-01-31` as 20250131.
fn number_of_day(day: &str) -> i32 {
    day.bytes().filter(u8::is_ascii_digit).fold(0i32, |number, digit| {
        number.wrapping_mul(10).wrapping_add(i32::from(digit - b'0'))
    })
}

fn add(lots: &mut HashMap<Lot, LotSums>, lot: Lot, (count, net, gross): LotSums) -> Outcome<()> {
    let sums = lots.entry(lot).or_default();
    sums.0 += count;
    sums.1 = sums.1.checked_add(net).ok_or_else(crate::fault::overflow)?;
    sums.2 = sums.2.checked_add(gross).ok_or_else(crate::fault::overflow)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_an_offset_is_found_from_either_end() {
        let days = Days(
            [("2025-01-01", 3), ("2025-01-02", 1), ("2025-02-01", 5)]
                .map(|(day, n)| (day.to_owned(), n))
                .to_vec(),
        );
        for (offset, is_down, wanted) in [
            (0, false, Some(("2025-01-01", 0))),
            (2, false, Some(("2025-01-01", 0))),
            (3, false, Some(("2025-01-02", 3))),
            (8, false, Some(("2025-02-01", 4))),
            (9, false, None),
            (0, true, Some(("2025-02-01", 0))),
            (4, true, Some(("2025-02-01", 0))),
            (5, true, Some(("2025-01-02", 5))),
            (8, true, Some(("2025-01-01", 6))),
        ] {
            assert_eq!(days.at(offset, is_down), wanted, "{offset} {is_down}");
        }
    }

    #[test]
    fn the_next_search_of_a_list_stops_the_one_before_and_no_other() {
        let finder = Finder::default();
        let first = finder.enter(Some("a"), "x");
        let page_of_it = finder.enter(Some("a"), "x");
        let elsewhere = finder.enter(Some("b"), "x");
        let nowhere = finder.enter(None, "x");
        let next = finder.enter(Some("a"), "xy");
        let stopped = [&first, &page_of_it, &elsewhere, &nowhere, &next].map(|stop| stop.load(Ordering::Relaxed));
        assert_eq!(stopped, [true, true, false, false, false]);
    }
}
