//! The bulk connection: prepared statements on the writer's own SQLite handle, inside its transaction.
//!
//! The one thing to know: it is the same connection that SeaORM writes through, lent for a moment; one million rows
//! take a third of the time here.

use crate::journal::RowChange;
use crate::link::Value;
use crate::link::{Cell, Connection};
use kezhang_core::{Fault, Outcome};

use crate::fault::OrFault;
use crate::import::BatchDigest;
use crate::migration::ENTRY_INDEXES;
use crate::row::entry::Model as EntryRow;

pub(crate) use crate::link::with;

pub(crate) const COLUMNS: &str = "id, batch_id, is_void, fingerprint, source_id, occurred_on, category_id, currency, rate, \
    gross_minor, tax_minor, net_minor, base_gross_minor, base_net_minor, tax_rate, invoice, invoice_kind, \
    is_deductible, paid_on, invoiced_on, benefit_from, benefit_to, stage, customer_id, channel_id, activity_id, \
    department_id, vendor_id, product_id, memo, status";

/// Columns of an entry.
const WIDTH: usize = 31;

/// Entries that one statement inserts: what SQLite does for each statement (above all keeping the highest id) it does
/// once for so many.
const ROWS: usize = 16;

/// A day as `YYYY-MM-DD`, without the detour of formatting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayText {
    bytes: [u8; 16],
    length: usize,
}

impl DayText {
    pub(crate) fn of(day: chrono::NaiveDate) -> Self {
        use chrono::Datelike;
        let mut bytes = [b'-'; 16];
        if let Ok(year) = u32::try_from(day.year())
            && year < 10_000
        {
            let digit = |value: u32| b'0' + (value % 10) as u8;
            let (month, day) = (day.month(), day.day());
            bytes[0] = digit(year / 1000);
            bytes[1] = digit(year / 100);
            bytes[2] = digit(year / 10);
            bytes[3] = digit(year);
            bytes[5] = digit(month / 10);
            bytes[6] = digit(month);
            bytes[8] = digit(day / 10);
            bytes[9] = digit(day);
            return Self { bytes, length: 10 };
        }
        let text = day.to_string();
        let length = text.len().min(bytes.len());
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { bytes, length }
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

/// An entry that goes from hand to hand, from one thread to the other: boxed, so that it is not copied each time.
pub(crate) type Boxed = Box<EntryRow>;

/// Inserts entries with the ids that they carry. What has been written is in the table after [`EntryWriter::finish`].
pub(crate) struct EntryWriter<'b> {
    bulk: &'b Connection,
    many: Way<'b>,
    waiting: Vec<Boxed>,
    /// For each place of the statement the columns that are bound to NULL already, one bit each.
    nulls: [u32; ROWS],
    indexes: Indexes,
    digest: BatchDigest,
    /// The highest id written.
    last: i64,
}

/// How entries go in.
enum Way<'b> {
    Statement(crate::link::Statement<'b>),
    Copy(crate::link::Copying<'b>),
}

/// Copies an entry to a server, in the order of [`COLUMNS`].
fn copy_row(copy: &mut crate::link::Copying<'_>, row: &EntryRow) -> Outcome<()> {
    let whole = |value: Option<i64>| value.map_or(Cell::Null, Cell::Whole);
    let day = |value: Option<chrono::NaiveDate>| value.map_or(Cell::Null, Cell::Day);
    copy.row([
        Cell::Whole(row.id),
        whole(row.batch_id),
        Cell::Truth(row.is_void),
        row.fingerprint.as_deref().map_or(Cell::Null, Cell::Bytes),
        Cell::of(&row.source_id),
        Cell::Day(row.occurred_on),
        Cell::Whole(row.category_id),
        Cell::Text(&row.currency),
        Cell::of(&row.rate),
        Cell::Whole(row.gross_minor),
        whole(row.tax_minor),
        Cell::Whole(row.net_minor),
        Cell::Whole(row.base_gross_minor),
        Cell::Whole(row.base_net_minor),
        Cell::of(&row.tax_rate),
        Cell::of(&row.invoice),
        Cell::of(&row.invoice_kind),
        row.is_deductible.map_or(Cell::Null, Cell::Truth),
        day(row.paid_on),
        day(row.invoiced_on),
        day(row.benefit_from),
        day(row.benefit_to),
        Cell::of(&row.stage),
        whole(row.customer_id),
        whole(row.channel_id),
        whole(row.activity_id),
        whole(row.department_id),
        whole(row.vendor_id),
        whole(row.product_id),
        Cell::Text(&row.memo),
        Cell::Text(&row.status),
    ])
    .or_fault()
}

impl<'b> EntryWriter<'b> {
    /// A writer; with `keeps_lookups` the indexes that an import asks stay, however many entries come in.
    pub(crate) fn new(bulk: &'b Connection, keeps_lookups: bool) -> Outcome<Self> {
        Ok(Self {
            bulk,
            many: match bulk.server() {
                Some(server) => Way::Copy(server.copy_into("entry", COLUMNS)),
                None => Way::Statement(bulk.prepare(&insertion(ROWS)).or_fault()?),
            },
            last: 0,
            waiting: Vec::with_capacity(ROWS),
            // Every parameter is NULL before it is bound.
            nulls: [u32::MAX; ROWS],
            indexes: Indexes::new(bulk, keeps_lookups)?,
            digest: BatchDigest::new()?,
        })
    }

    pub(crate) fn write(&mut self, row: Boxed) -> Outcome<()> {
        self.indexes.see(self.bulk, &row)?;
        self.last = self.last.max(row.id);
        self.waiting.push(row);
        if self.waiting.len() == ROWS {
            match &mut self.many {
                Way::Statement(many) => {
                    for (place, row) in self.waiting.iter().enumerate() {
                        bind(many, place, row, &mut self.nulls[place])?;
                    }
                    many.raw_execute().or_fault()?;
                }
                Way::Copy(copy) => self.waiting.iter().try_for_each(|row| copy_row(copy, row))?,
            }
            self.digest.add(self.waiting.drain(..))?;
        }
        Ok(())
    }

    /// Writes what still waits, and puts the indexes back that were taken off; returns the digest of what was written.
    pub(crate) fn finish(mut self) -> Outcome<String> {
        match &mut self.many {
            Way::Statement(_) => {
                let mut one = self.bulk.prepare(&insertion(1)).or_fault()?;
                let mut nulls = u32::MAX;
                for row in &self.waiting {
                    bind(&mut one, 0, row, &mut nulls)?;
                    one.raw_execute().or_fault()?;
                }
            }
            Way::Copy(copy) => {
                self.waiting.iter().try_for_each(|row| copy_row(copy, row))?;
                copy.send().or_fault()?;
                if self.last > 0 {
                    keep_id(self.bulk, "entry", self.last)?;
                }
            }
        }
        self.digest.add(self.waiting.drain(..))?;
        self.indexes.put_back(self.bulk)?;
        self.digest.finish()
    }
}

/// A failure gives the whole change up, so no statement needs to be able to take itself back.
fn insertion(rows: usize) -> String {
    let places = format!("({})", vec!["?"; WIDTH].join(", "));
    format!(
        "INSERT OR FAIL INTO entry ({COLUMNS}) VALUES {}",
        vec![places.as_str(); rows].join(", ")
    )
}

/// Binds an entry to its place of a statement; an absent value costs nothing where the last one there was absent too.
fn bind(statement: &mut crate::link::Statement<'_>, place: usize, row: &EntryRow, nulls: &mut u32) -> Outcome<()> {
    let day = |date: Option<chrono::NaiveDate>| date.map(DayText::of);
    let (paid, invoiced) = (day(row.paid_on), day(row.invoiced_on));
    let (from, to) = (day(row.benefit_from), day(row.benefit_to));
    let first = place * WIDTH + 1;
    let mut at = 0;
    macro_rules! bind {
        ($($value:expr),* $(,)?) => { $( statement.raw_bind_parameter(first + at, $value).or_fault()?; at += 1; )* };
    }
    macro_rules! bind_option {
        ($($value:expr),* $(,)?) => { $(
            let bit = 1u32 << at;
            match $value {
                Some(value) => {
                    statement.raw_bind_parameter(first + at, value).or_fault()?;
                    *nulls &= !bit;
                }
                None if *nulls & bit == 0 => {
                    statement.raw_bind_parameter(first + at, crate::link::Value::Null).or_fault()?;
                    *nulls |= bit;
                }
                None => {}
            }
            at += 1;
        )* };
    }
    bind!(row.id);
    bind_option!(row.batch_id);
    bind!(row.is_void);
    bind_option!(row.fingerprint.as_deref(), row.source_id.as_deref());
    bind!(
        DayText::of(row.occurred_on).as_str(),
        row.category_id,
        row.currency.as_str()
    );
    bind_option!(row.rate.as_deref());
    bind!(row.gross_minor);
    bind_option!(row.tax_minor);
    bind!(row.net_minor, row.base_gross_minor, row.base_net_minor);
    bind_option!(
        row.tax_rate.as_deref(),
        row.invoice.as_deref(),
        row.invoice_kind.as_deref(),
        row.is_deductible,
        paid.as_ref().map(DayText::as_str),
        invoiced.as_ref().map(DayText::as_str),
        from.as_ref().map(DayText::as_str),
        to.as_ref().map(DayText::as_str),
        row.stage.as_deref(),
        row.customer_id,
        row.channel_id,
        row.activity_id,
        row.department_id,
        row.vendor_id,
        row.product_id,
    );
    bind!(row.memo.as_str(), row.status.as_str());
    debug_assert_eq!(at, WIDTH);
    Ok(())
}

/// The indexes of `entry` while entries come in, in the order of [`ENTRY_INDEXES`].
struct Indexes {
    states: [IndexState; ENTRY_INDEXES.len()],
    /// From how many entries on an index is taken off.
    enough: i64,
}

/// An index into which many entries go is taken off, and built anew at the end in one sorted pass; one into which few or
/// none go stays, and costs no pass.
#[derive(Clone, Copy)]
enum IndexState {
    /// It is asked while entries come in.
    Stays,
    /// So many have gone in.
    Takes(i64),
    Off,
}

/// The indexes that an import asks for duplicates and invoices.
const LOOKUPS: [&str; 3] = [FINGERPRINT, "entry_source", "entry_invoice"];

/// Asked by imports alone, and only where there are entries already: once it is off, the next such import builds it.
pub(crate) const FINGERPRINT: &str = "entry_fingerprint";

/// Builds what is missing of the indexes that an import asks.
pub(crate) fn build_lookups(bulk: &Connection) -> Outcome<()> {
    if bulk.server().is_some() {
        return Ok(());
    }
    for (_, definition) in ENTRY_INDEXES.iter().filter(|(name, _)| LOOKUPS.contains(name)) {
        let definition = definition.replacen("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1);
        bulk.execute_batch(&definition).or_fault()?;
    }
    Ok(())
}

impl Indexes {
    fn new(bulk: &Connection, keeps_lookups: bool) -> Outcome<Self> {
        let last: Option<i64> = bulk
            .query_row("SELECT max(id) FROM entry", (), |r| r.get(0))
            .or_fault()?;
        Ok(Self {
            states: ENTRY_INDEXES.map(|(name, _)| {
                // To take one off would keep everybody else from reading until the change is made.
                if bulk.server().is_some() || keeps_lookups && LOOKUPS.contains(&name) {
                    IndexState::Stays
                } else {
                    IndexState::Takes(0)
                }
            }),
            // To build it anew takes a pass over what was there before as well.
            enough: last.unwrap_or(0).max(2_000),
        })
    }

    fn see(&mut self, bulk: &Connection, row: &EntryRow) -> Outcome<()> {
        let goes_in = [
            true,
            row.benefit_from.is_some(),
            row.fingerprint.is_some(),
            row.customer_id.is_some(),
            row.source_id.is_some(),
            row.invoice.is_some(),
        ];
        for ((state, goes_in), (name, _)) in self.states.iter_mut().zip(goes_in).zip(ENTRY_INDEXES) {
            let IndexState::Takes(count) = state else { continue };
            *count += i64::from(goes_in);
            if *count > self.enough {
                bulk.execute_batch(&format!("DROP INDEX {name}")).or_fault()?;
                *state = IndexState::Off;
            }
        }
        Ok(())
    }

    fn put_back(self, bulk: &Connection) -> Outcome<()> {
        sort_on_two_threads(bulk)?;
        for (state, (name, definition)) in self.states.iter().zip(ENTRY_INDEXES) {
            if matches!(state, IndexState::Off) && name != FINGERPRINT {
                bulk.execute_batch(definition).or_fault()?;
            }
        }
        Ok(())
    }
}

/// The id after the highest that a table ever gave out.
pub(crate) fn next_id(bulk: &Connection, table: &str) -> Outcome<i64> {
    let last: Option<i64> =
        match bulk.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?", [table], |r| r.get(0)) {
            Ok(last) => Some(last),
            Err(crate::link::Error::NoRow) => None,
            Err(error) => return Err(crate::fault::from_bulk(error)),
        };
    Ok(last.unwrap_or(0) + 1)
}

/// The id of a new row in a server's ledger: its own, or the one after the highest that its table ever gave out.
pub(crate) fn give_id(bulk: &Connection, table: &str, own: i64) -> Outcome<i64> {
    if own != 0 {
        keep_id(bulk, table, own)?;
        return Ok(own);
    }
    bulk.query_row(
        "INSERT INTO sqlite_sequence (name, seq) VALUES (?, 1) \
         ON CONFLICT (name) DO UPDATE SET seq = sqlite_sequence.seq + 1 RETURNING seq",
        [table],
        |row| row.get(0),
    )
    .or_fault()
}

/// Notes the last id that a table gave out, where the store itself counts: on a server.
pub(crate) fn keep_id(bulk: &Connection, table: &str, last: i64) -> Outcome<()> {
    if bulk.server().is_none() {
        return Ok(());
    }
    bulk.execute(
        "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?) \
         ON CONFLICT (name) DO UPDATE SET seq = GREATEST(sqlite_sequence.seq, excluded.seq)",
        (table, last),
    )
    .map(drop)
    .or_fault()
}

/// Writes the rows of a record.
pub(crate) fn write_rows(bulk: &Connection, number: i64, rows: &[RowChange]) -> Outcome<()> {
    let Some(server) = bulk.server() else {
        let mut statement = bulk
            .prepare("INSERT INTO journal_row (number, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)")
            .or_fault()?;
        return rows.iter().try_for_each(|row| {
            let values = (number, row.table, row.id, &row.before, &row.after);
            statement.execute(values).map(drop).or_fault()
        });
    };
    let mut id = next_id(bulk, "journal_row")?;
    let mut copy = server.copy_into("journal_row", "id, number, table_name, row_id, before, after");
    for row in rows {
        copy.row([
            Cell::Whole(id),
            Cell::Whole(number),
            Cell::Text(row.table),
            Cell::Whole(row.id),
            Cell::of(&row.before),
            Cell::of(&row.after),
        ])
        .or_fault()?;
        id += 1;
    }
    copy.send().or_fault()?;
    keep_id(bulk, "journal_row", id - 1)
}

/// Takes the indexes of `entry` off before most of it changes; [`build_indexes`] puts them back.
fn drop_indexes(bulk: &Connection) -> Outcome<()> {
    for (name, _) in ENTRY_INDEXES {
        bulk.execute_batch(&format!("DROP INDEX IF EXISTS {name}")).or_fault()?;
    }
    Ok(())
}

/// Lets SQLite sort with one thread beside its own; it does so where there is much to sort.
fn sort_on_two_threads(bulk: &Connection) -> Outcome<()> {
    if bulk.server().is_some() {
        return Ok(());
    }
    bulk.execute_batch("PRAGMA threads = 1").or_fault()
}

/// Puts the indexes of `entry` back but that of fingerprints, each in one sorted pass.
fn build_indexes(bulk: &Connection) -> Outcome<()> {
    sort_on_two_threads(bulk)?;
    for (_, definition) in ENTRY_INDEXES.iter().filter(|(name, _)| *name != FINGERPRINT) {
        bulk.execute_batch(definition).or_fault()?;
    }
    Ok(())
}

/// Marks the entries of a batch void, or live again.
pub(crate) fn set_void(bulk: &Connection, batch: i64, range: (i64, i64), is_void: bool) -> Outcome<()> {
    let large = range.1 - range.0 > LARGE && bulk.server().is_none();
    if large {
        drop_indexes(bulk)?;
    }
    bulk.execute(
        "UPDATE entry SET is_void = ? WHERE id BETWEEN ? AND ? AND batch_id = ?",
        (is_void, range.0, range.1, batch),
    )
    .or_fault()?;
    if large {
        build_indexes(bulk)?;
    }
    Ok(())
}

/// From this many rows on, building the indexes anew is cheaper than keeping them.
pub(crate) const LARGE: i64 = 50_000;

/// Reads what counts of the entries of a batch, one after the other, as if they were live: texts stay empty.
pub(crate) fn for_each_counted(
    bulk: &Connection,
    batch: i64,
    range: (i64, i64),
    mut each: impl FnMut(&EntryRow) -> Outcome<()>,
) -> Outcome<()> {
    let mut statement = bulk
        .prepare(
            "SELECT occurred_on, category_id, gross_minor, tax_minor, net_minor, base_gross_minor, base_net_minor, \
             invoice_kind, is_deductible, paid_on, benefit_from, benefit_to, stage, customer_id, channel_id, \
             activity_id, department_id, vendor_id, product_id, status \
             FROM entry WHERE id BETWEEN ? AND ? AND batch_id = ?",
        )
        .or_fault()?;
    let mut rows = statement.query((range.0, range.1, batch)).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        each(&read_counted(row).or_fault()?)?;
    }
    Ok(())
}

fn read_counted(row: crate::link::Row<'_>) -> crate::link::Result<EntryRow> {
    Ok(EntryRow {
        id: 0,
        batch_id: None,
        is_void: false,
        fingerprint: None,
        source_id: None,
        occurred_on: date(row, 0)?.unwrap_or_default(),
        category_id: row.get(1)?,
        currency: String::new(),
        rate: None,
        gross_minor: row.get(2)?,
        tax_minor: row.get(3)?,
        net_minor: row.get(4)?,
        base_gross_minor: row.get(5)?,
        base_net_minor: row.get(6)?,
        tax_rate: None,
        invoice: None,
        invoice_kind: row.get(7)?,
        is_deductible: row.get(8)?,
        paid_on: date(row, 9)?,
        invoiced_on: None,
        benefit_from: date(row, 10)?,
        benefit_to: date(row, 11)?,
        stage: row.get(12)?,
        customer_id: row.get(13)?,
        channel_id: row.get(14)?,
        activity_id: row.get(15)?,
        department_id: row.get(16)?,
        vendor_id: row.get(17)?,
        product_id: row.get(18)?,
        memo: String::new(),
        status: row.get(19)?,
    })
}

/// The canonical text of a row as it lies on disk; none where there is none.
pub(crate) fn row_text(bulk: &Connection, table: &str, id: i64) -> Outcome<Option<String>> {
    let mut statement = bulk
        .prepare_cached(&format!("SELECT * FROM {table} WHERE id = ?"))
        .or_fault()?;
    let names = column_names(&statement);
    let mut rows = statement.query([id]).or_fault()?;
    rows.next().or_fault()?.map(|row| text_of(row, &names)).transpose()
}

/// The names of a statement's columns.
pub(crate) fn column_names(statement: &crate::link::Statement<'_>) -> Vec<String> {
    statement.column_names()
}

/// The canonical text of a row just read.
pub(crate) fn text_of(row: crate::link::Row<'_>, names: &[String]) -> Outcome<String> {
    use crate::link::ValueRef;
    let mut map: std::collections::BTreeMap<&str, serde_json::Value> = std::collections::BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let value = match row.get_ref(at).or_fault()? {
            ValueRef::Null => serde_json::Value::Null,
            ValueRef::Integer(number) if name.starts_with("is_") => serde_json::Value::Bool(number != 0),
            ValueRef::Integer(number) => number.into(),
            other => serde_json::Value::String(other.as_str().map(str::to_owned).unwrap_or_default()),
        };
        map.insert(name, value);
    }
    serde_json::to_string(&map).map_err(|error| Fault::new("store_failed").with("detail", error))
}

/// Reads the entries of a batch one after the other.
pub(crate) fn for_each_entry(
    bulk: &Connection,
    batch: i64,
    range: (i64, i64),
    mut each: impl FnMut(&EntryRow) -> Outcome<()>,
) -> Outcome<()> {
    let mut statement = bulk
        .prepare(&format!(
            "SELECT {COLUMNS} FROM entry WHERE id BETWEEN ? AND ? AND batch_id = ? ORDER BY id"
        ))
        .or_fault()?;
    let mut rows = statement.query((range.0, range.1, batch)).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        each(&read_entry(row).or_fault()?)?;
    }
    Ok(())
}

/// Reads every entry, live or void, one after the other.
pub(crate) fn for_each(bulk: &Connection, mut each: impl FnMut(&EntryRow) -> Outcome<()>) -> Outcome<()> {
    let mut statement = bulk
        .prepare(&format!("SELECT {COLUMNS} FROM entry ORDER BY id"))
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        each(&read_entry(row).or_fault()?)?;
    }
    Ok(())
}

/// Which entries can count in a span, from ?1 to ?2, on a basis; each condition walks an index.
pub(crate) fn counting(is_cash: bool) -> &'static [&'static str] {
    if is_cash {
        &["paid_on BETWEEN ?1 AND ?2"]
    } else {
        // Entries of their day, and those that are spread.
        &[
            "benefit_from IS NULL AND occurred_on BETWEEN ?1 AND ?2",
            "benefit_from <= ?2 AND benefit_to >= ?1",
        ]
    }
}

/// Reads the actual entries that can count in a span on a basis, and that meet `conditions` (SQL on its own columns).
pub(crate) fn for_each_counting(
    bulk: &Connection,
    span: kezhang_core::Span,
    is_cash: bool,
    conditions: &str,
    mut each: impl FnMut(&EntryRow) -> Outcome<()>,
) -> Outcome<()> {
    let (from, to) = (span.from.first_day().to_string(), span.to.last_day().to_string());
    for when in counting(is_cash) {
        let query = format!(
            "SELECT {COLUMNS} FROM entry WHERE is_void = 0 AND status = 'actual' AND {when}{conditions} ORDER BY id"
        );
        let mut statement = bulk.prepare(&query).or_fault()?;
        let mut rows = statement.query((&from, &to)).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            each(&read_entry(row).or_fault()?)?;
        }
    }
    Ok(())
}

pub(crate) fn date(row: crate::link::Row<'_>, at: usize) -> crate::link::Result<Option<chrono::NaiveDate>> {
    let text = row.get_ref(at)?.as_str_or_null()?;
    text.map(|text| {
        text.parse()
            .map_err(|error: chrono::ParseError| crate::link::Error::Kind(format!("{at}: {error}")))
    })
    .transpose()
}

pub(crate) fn read_entry(row: crate::link::Row<'_>) -> crate::link::Result<EntryRow> {
    Ok(EntryRow {
        id: row.get(0)?,
        batch_id: row.get(1)?,
        is_void: row.get(2)?,
        fingerprint: row.get(3)?,
        source_id: row.get(4)?,
        occurred_on: date(row, 5)?.unwrap_or_default(),
        category_id: row.get(6)?,
        currency: row.get(7)?,
        rate: row.get(8)?,
        gross_minor: row.get(9)?,
        tax_minor: row.get(10)?,
        net_minor: row.get(11)?,
        base_gross_minor: row.get(12)?,
        base_net_minor: row.get(13)?,
        tax_rate: row.get(14)?,
        invoice: row.get(15)?,
        invoice_kind: row.get(16)?,
        is_deductible: row.get(17)?,
        paid_on: date(row, 18)?,
        invoiced_on: date(row, 19)?,
        benefit_from: date(row, 20)?,
        benefit_to: date(row, 21)?,
        stage: row.get(22)?,
        customer_id: row.get(23)?,
        channel_id: row.get(24)?,
        activity_id: row.get(25)?,
        department_id: row.get(26)?,
        vendor_id: row.get(27)?,
        product_id: row.get(28)?,
        memo: row.get(29)?,
        status: row.get(30)?,
    })
}

/// One value of a canonical row as SQLite takes it.
pub(crate) fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(is) => Value::Integer(i64::from(*is)),
        serde_json::Value::Number(number) => Value::Integer(number.as_i64().unwrap_or_default()),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    }
}

/// Inserts a row of any recorded table but `entry` from its canonical text.
pub(crate) fn insert_row(bulk: &Connection, table: &str, text: &str) -> Outcome<()> {
    let broken = |error: serde_json::Error| Fault::new("store_failed").with("detail", error);
    let columns: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(text).map_err(broken)?;
    let names: Vec<&str> = columns.keys().map(String::as_str).collect();
    let places = vec!["?"; names.len()].join(", ");
    let query = format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", "));
    let mut statement = bulk.prepare_cached(&query).or_fault()?;
    statement
        .execute(columns.values().map(value).collect::<Vec<_>>())
        .or_fault()?;
    match columns.get("id").and_then(serde_json::Value::as_i64) {
        Some(id) => keep_id(bulk, table, id),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_chrono_writes_it() {
        let days = [-1, 0, 1, 999, 1900, 2024, 9999, 10_000, 12_345];
        for year in days {
            for (month, day) in [(1, 1), (2, 28), (10, 9), (12, 31)] {
                let day = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
                assert_eq!(DayText::of(day).as_str(), day.to_string());
            }
        }
    }
}
