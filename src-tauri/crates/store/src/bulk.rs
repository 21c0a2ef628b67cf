//! The bulk connection: prepared statements on the writer's own SQLite handle, inside its transaction.
//!
//! The one thing to know: it is the same connection that SeaORM writes through, lent for a moment; one million rows
//! take a third of the time here.

use kezhang_core::{Fault, Outcome};
use rusqlite::Connection;
use rusqlite::types::Value;
use sea_orm::DatabaseConnection;

use crate::fault::OrFault;
use crate::migration::ENTRY_INDEXES;
use crate::row::entry::Model as EntryRow;

/// Runs `work` on the writer's own handle.
pub(crate) async fn with<T>(
    connection: &DatabaseConnection,
    work: impl FnOnce(&Connection) -> Outcome<T>,
) -> Outcome<T> {
    let failed = |error: sqlx::Error| Fault::new("store_failed").with("detail", error);
    let mut pooled = connection
        .get_sqlite_connection_pool()
        .acquire()
        .await
        .map_err(failed)?;
    let mut handle = pooled.lock_handle().await.map_err(failed)?;
    // SAFETY: the handle is locked for as long as `bulk` lives, and `from_handle` does not close it.
    #[allow(unsafe_code)]
    let bulk = unsafe { Connection::from_handle(handle.as_raw_handle().as_ptr()) }.or_fault()?;
    let result = work(&bulk);
    bulk.flush_prepared_statement_cache();
    drop(bulk);
    drop(handle);
    result
}

pub(crate) const COLUMNS: &str = "id, batch_id, is_void, fingerprint, source_id, occurred_on, category_id, currency, rate, \
    gross_minor, tax_minor, net_minor, base_gross_minor, base_net_minor, tax_rate, invoice, invoice_kind, \
    is_deductible, paid_on, invoiced_on, benefit_from, benefit_to, stage, customer_id, channel_id, activity_id, \
    department_id, vendor_id, product_id, memo, status";

/// Inserts entries with the ids that they carry.
pub(crate) struct EntryWriter<'b> {
    statement: rusqlite::Statement<'b>,
    date: DateText,
}

/// The last date as text: a file's rows mostly share it with the row above.
#[derive(Default)]
struct DateText(Option<(chrono::NaiveDate, String)>);

impl DateText {
    fn of(&mut self, date: chrono::NaiveDate) -> &str {
        if self.0.as_ref().is_none_or(|(known, _)| *known != date) {
            self.0 = Some((date, date.to_string()));
        }
        self.0.as_ref().map_or("", |(_, text)| text.as_str())
    }
}

impl<'b> EntryWriter<'b> {
    pub(crate) fn new(bulk: &'b Connection) -> Outcome<Self> {
        let places = vec!["?"; 31].join(", ");
        let statement = bulk
            .prepare(&format!("INSERT INTO entry ({COLUMNS}) VALUES ({places})"))
            .or_fault()?;
        Ok(Self {
            statement,
            date: DateText::default(),
        })
    }

    pub(crate) fn write(&mut self, row: &EntryRow) -> Outcome<()> {
        let text = |date: Option<chrono::NaiveDate>| date.map(|d| d.to_string());
        let statement = &mut self.statement;
        let mut at = 0;
        macro_rules! bind {
            ($($value:expr),* $(,)?) => { $( at += 1; statement.raw_bind_parameter(at, $value).or_fault()?; )* };
        }
        bind!(
            row.id,
            row.batch_id,
            row.is_void,
            row.fingerprint.as_deref(),
            row.source_id.as_deref(),
            self.date.of(row.occurred_on),
            row.category_id,
            row.currency.as_str(),
            row.rate.as_deref(),
            row.gross_minor,
            row.tax_minor,
            row.net_minor,
            row.base_gross_minor,
            row.base_net_minor,
            row.tax_rate.as_deref(),
            row.invoice.as_deref(),
            row.invoice_kind.as_deref(),
            row.is_deductible,
            text(row.paid_on),
            text(row.invoiced_on),
            text(row.benefit_from),
            text(row.benefit_to),
            row.stage.as_deref(),
            row.customer_id,
            row.channel_id,
            row.activity_id,
            row.department_id,
            row.vendor_id,
            row.product_id,
            row.memo.as_str(),
            row.status.as_str(),
        );
        statement.raw_execute().or_fault()?;
        Ok(())
    }
}

/// The id after the highest that a table ever gave out.
pub(crate) fn next_id(bulk: &Connection, table: &str) -> Outcome<i64> {
    let last: Option<i64> =
        match bulk.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?", [table], |r| r.get(0)) {
            Ok(last) => Some(last),
            Err(rusqlite::Error::QueryReturnedNoRows) => None,
            Err(error) => return Err(crate::fault::from_bulk(error)),
        };
    Ok(last.unwrap_or(0) + 1)
}

/// Takes the indexes of `entry` off before a large import; [`build_indexes`] puts them back at its end.
pub(crate) fn drop_indexes(bulk: &Connection) -> Outcome<()> {
    for (name, _) in ENTRY_INDEXES {
        bulk.execute_batch(&format!("DROP INDEX IF EXISTS {name}")).or_fault()?;
    }
    Ok(())
}

/// Puts the indexes of `entry` back, each in one sorted pass.
pub(crate) fn build_indexes(bulk: &Connection) -> Outcome<()> {
    for (_, definition) in ENTRY_INDEXES {
        bulk.execute_batch(definition).or_fault()?;
    }
    Ok(())
}

/// Marks the entries of a batch void, or live again.
pub(crate) fn set_void(bulk: &Connection, batch: i64, range: (i64, i64), is_void: bool) -> Outcome<()> {
    let large = range.1 - range.0 > LARGE;
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

/// Reads the actual entries that can count in a span on a basis, and that meet `conditions` (SQL on its own columns).
pub(crate) fn for_each_counting(
    bulk: &Connection,
    span: kezhang_core::Span,
    is_cash: bool,
    conditions: &str,
    mut each: impl FnMut(&EntryRow) -> Outcome<()>,
) -> Outcome<()> {
    let (from, to) = (span.from.first_day().to_string(), span.to.last_day().to_string());
    let whens: &[&str] = if is_cash {
        &["paid_on BETWEEN ?1 AND ?2"]
    } else {
        // Apart, so that each walks an index: entries of their day, and those that are spread.
        &[
            "benefit_from IS NULL AND occurred_on BETWEEN ?1 AND ?2",
            "benefit_from <= ?2 AND benefit_to >= ?1",
        ]
    };
    for when in whens {
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

fn date(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<chrono::NaiveDate>> {
    let text = row.get_ref(at)?.as_str_or_null()?;
    text.map(|text| {
        text.parse().map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                at,
                rusqlite::types::Type::Text,
                Box::<chrono::ParseError>::new(error),
            )
        })
    })
    .transpose()
}

pub(crate) fn read_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<EntryRow> {
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
        .execute(rusqlite::params_from_iter(columns.values().map(value)))
        .or_fault()?;
    Ok(())
}
