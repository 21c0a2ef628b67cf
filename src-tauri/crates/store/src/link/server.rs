//! A session with a PostgreSQL server, asked like a file.
//!
//! The one thing to know: a statement is described by the server before its values go, so each value goes as the kind
//! that the server expects at its place (a day as a date, 0 and 1 as truth), and comes back as SQLite would give it.

use std::cell::{Cell as Kept, RefCell};
use std::sync::Arc;

use rusqlite::types::ToSql;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnection, PgRow, PgStatement};
use sqlx::{Arguments, AssertSqlSafe, Column as _, Either, Executor, Postgres, Row as _, SqlSafeStr, Statement as _};
use sqlx::{TypeInfo, ValueRef as _};
use tokio::runtime::Handle;

use super::{Error, Result, Value, Values, dialect, owned};

/// A connection of the pool, lent.
pub(crate) struct Session {
    connection: RefCell<PoolConnection<Postgres>>,
    runtime: Handle,
    /// Whether a transaction that was begun here is still open.
    is_begun: Kept<bool>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

/// A row of an answer.
#[derive(Debug)]
pub(crate) struct ServerRow {
    pub(super) names: Arc<[String]>,
    pub(super) values: Vec<Value>,
}

impl Session {
    pub(super) fn new(connection: PoolConnection<Postgres>) -> Self {
        Self {
            connection: RefCell::new(connection),
            runtime: Handle::current(),
            is_begun: Kept::new(false),
        }
    }

    /// Waits for the server on this thread; the runtime moves its other work to another one meanwhile.
    fn wait<T>(&self, ask: impl AsyncFnOnce(&mut PgConnection) -> std::result::Result<T, sqlx::Error>) -> Result<T> {
        let mut connection = self.connection.borrow_mut();
        let done = tokio::task::block_in_place(|| self.runtime.block_on(ask(&mut connection)));
        Ok(done?)
    }

    pub(super) fn prepare(&self, text: &str) -> Result<Prepared<'_>> {
        let text = dialect::query(text);
        let statement = self.wait(async |connection| connection.prepare(AssertSqlSafe(text).into_sql_str()).await)?;
        let names = statement
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let kinds: Vec<Kind> = match statement.parameters() {
            Some(Either::Left(types)) => types.iter().map(|one| Kind::of(one.name())).collect(),
            _ => Vec::new(),
        };
        Ok(Prepared {
            session: self,
            values: vec![Value::Null; kinds.len()],
            statement,
            kinds,
            names,
        })
    }

    pub(super) fn execute_batch(&self, text: &str) -> Result<()> {
        for statement in dialect::statements(text) {
            self.run(dialect::query(&statement))?;
            match statement.as_str() {
                "BEGIN" => self.is_begun.set(true),
                "COMMIT" | "ROLLBACK" => self.is_begun.set(false),
                _ => {}
            }
        }
        Ok(())
    }

    /// Gives up a transaction that was begun here and not ended: a report that failed half-way.
    pub(super) fn leave(&self) {
        if self.is_begun.replace(false) {
            let _ = self.run("ROLLBACK".to_owned());
        }
    }

    /// One statement in the server's own words.
    pub(crate) fn run(&self, text: String) -> Result<()> {
        self.wait(async |connection| connection.execute(sqlx::raw_sql(AssertSqlSafe(text))).await.map(drop))
    }

    /// Begins to copy rows into a table.
    pub(crate) fn copy_into(&self, table: &str, columns: &str) -> Copying<'_> {
        Copying {
            session: self,
            statement: format!("COPY {table} ({columns}) FROM STDIN"),
            text: Vec::new(),
        }
    }
}

/// SeaORM's values as the server expects them at their places: a day that is a text becomes a day.
pub(crate) async fn typed(
    connection: &sea_orm::DatabaseConnection,
    text: &str,
    values: Vec<sea_orm::Value>,
) -> std::result::Result<Vec<sea_orm::Value>, sea_orm::DbErr> {
    let is_text = |value: &sea_orm::Value| matches!(value, sea_orm::Value::String(_));
    if !values.iter().any(is_text) {
        return Ok(values);
    }
    let failed = |error: sqlx::Error| sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(Arc::new(error)));
    let mut pooled = connection
        .get_postgres_connection_pool()
        .acquire()
        .await
        .map_err(failed)?;
    let statement = pooled
        .prepare(AssertSqlSafe(text.to_owned()).into_sql_str())
        .await
        .map_err(failed)?;
    let Some(Either::Left(types)) = statement.parameters() else {
        return Ok(values);
    };
    let fitting = values
        .into_iter()
        .zip(types)
        .map(|(value, one)| match (value, Kind::of(one.name())) {
            (sea_orm::Value::String(text), Kind::Day) => {
                sea_orm::Value::ChronoDate(text.and_then(|text| text.parse().ok()))
            }
            (value, _) => value,
        });
    Ok(fitting.collect())
}

/// What the server expects at a place.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Whole8,
    Whole4,
    Whole2,
    Truth,
    Day,
    Text,
    Bytes,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "INT8" => Self::Whole8,
            "INT4" => Self::Whole4,
            "INT2" => Self::Whole2,
            "BOOL" => Self::Truth,
            "DATE" => Self::Day,
            "BYTEA" => Self::Bytes,
            _ => Self::Text,
        }
    }
}

/// A statement with its places.
pub(crate) struct Prepared<'c> {
    session: &'c Session,
    statement: PgStatement,
    kinds: Vec<Kind>,
    names: Arc<[String]>,
    values: Vec<Value>,
}

impl Prepared<'_> {
    pub(super) fn column_names(&self) -> Vec<String> {
        self.names.to_vec()
    }

    pub(super) fn bind(&mut self, place: usize, value: &dyn ToSql) -> Result<()> {
        let has = self.values.len();
        match place.checked_sub(1).and_then(|at| self.values.get_mut(at)) {
            Some(slot) => *slot = owned(value)?,
            None => return Err(Error::Places { has, given: place }),
        }
        Ok(())
    }

    /// Takes a value for each place.
    pub(super) fn take(&mut self, values: &impl Values) -> Result<()> {
        let mut given = 0;
        values.each(&mut |place, value| {
            given = place;
            self.bind(place, value)
        })?;
        let has = self.values.len();
        if has == given {
            Ok(())
        } else {
            Err(Error::Places { has, given })
        }
    }

    fn arguments(&self) -> Result<PgArguments> {
        let mut arguments = PgArguments::default();
        for (kind, value) in self.kinds.iter().zip(&self.values) {
            add(&mut arguments, *kind, value)?;
        }
        Ok(arguments)
    }

    pub(super) fn query(&mut self) -> Result<Vec<ServerRow>> {
        let arguments = self.arguments()?;
        let statement = &self.statement;
        let names = &self.names;
        self.session.wait(async |connection| {
            let answer = connection.fetch_all(statement.query_with(arguments)).await?;
            answer.iter().map(|row| read(row, names)).collect()
        })
    }

    pub(super) fn execute(&mut self) -> Result<usize> {
        let arguments = self.arguments()?;
        let statement = &self.statement;
        self.session.wait(async |connection| {
            let done = connection.execute(statement.query_with(arguments)).await?;
            Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
        })
    }
}

/// Puts a value among the arguments as the kind that is expected.
fn add(arguments: &mut PgArguments, kind: Kind, value: &Value) -> Result<()> {
    let off = || Error::Kind(format!("{value:?} as {kind:?}"));
    let number = match value {
        Value::Integer(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    let text = match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        _ => None,
    };
    // None is either NULL, or a value that cannot be of this kind.
    macro_rules! put {
        ($value:expr) => {{
            let value_of_kind = $value;
            if value_of_kind.is_none() && !matches!(value, Value::Null) {
                return Err(off());
            }
            arguments.add(value_of_kind)
        }};
    }
    let added = match kind {
        Kind::Whole8 => put!(number),
        Kind::Whole4 => put!(number.and_then(|number| i32::try_from(number).ok())),
        Kind::Whole2 => put!(number.and_then(|number| i16::try_from(number).ok())),
        Kind::Truth => put!(number.map(|number| number != 0)),
        Kind::Day => put!(text.and_then(|text| text.parse::<chrono::NaiveDate>().ok())),
        Kind::Text => put!(text),
        Kind::Bytes => put!(match value {
            Value::Blob(bytes) => Some(bytes.clone()),
            _ => text.map(String::into_bytes),
        }),
    };
    added.map_err(|error| Error::Kind(error.to_string()))
}

/// A row in SQLite's kinds of value.
fn read(row: &PgRow, names: &Arc<[String]>) -> std::result::Result<ServerRow, sqlx::Error> {
    let mut values = Vec::with_capacity(names.len());
    for at in 0..names.len() {
        let raw = row.try_get_raw(at)?;
        if raw.is_null() {
            values.push(Value::Null);
            continue;
        }
        let kind = raw.type_info().name().to_owned();
        values.push(match kind.as_str() {
            "INT8" => Value::Integer(row.try_get(at)?),
            "INT4" => Value::Integer(row.try_get::<i32, _>(at)?.into()),
            "INT2" => Value::Integer(row.try_get::<i16, _>(at)?.into()),
            "BOOL" => Value::Integer(row.try_get::<bool, _>(at)?.into()),
            "DATE" => Value::Text(row.try_get::<chrono::NaiveDate, _>(at)?.to_string()),
            "BYTEA" => Value::Blob(row.try_get(at)?),
            "FLOAT8" => Value::Real(row.try_get(at)?),
            _ => Value::Text(row.try_get_unchecked(at)?),
        });
    }
    Ok(ServerRow {
        names: names.clone(),
        values,
    })
}

/// Rows on their way into a table, in the server's own quick way.
pub(crate) struct Copying<'c> {
    session: &'c Session,
    statement: String,
    text: Vec<u8>,
}

/// So many bytes go at once.
const PORTION: usize = 4 << 20;

impl Copying<'_> {
    /// Writes one row.
    pub(crate) fn row<'v>(&mut self, values: impl IntoIterator<Item = Cell<'v>>) -> Result<()> {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.text.push(b'\t');
            }
            value.write(&mut self.text);
        }
        self.text.push(b'\n');
        if self.text.len() >= PORTION {
            self.send()
        } else {
            Ok(())
        }
    }

    /// Sends what waits.
    pub(crate) fn send(&mut self) -> Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        let statement = &self.statement;
        self.session.wait(async |connection| {
            let mut copy = connection.copy_in_raw(statement).await?;
            match copy.send(text).await {
                Ok(_) => copy.finish().await.map(drop),
                Err(error) => {
                    let _ = copy.abort("not sent").await;
                    Err(error)
                }
            }
        })
    }
}

/// One value of a copied row.
pub(crate) enum Cell<'v> {
    Null,
    Whole(i64),
    Truth(bool),
    Day(chrono::NaiveDate),
    Text(&'v str),
    Bytes(&'v [u8]),
}

impl Cell<'_> {
    fn write(&self, text: &mut Vec<u8>) {
        use std::io::Write;
        // Writing into a Vec cannot fail.
        let _ = match self {
            Self::Null => text.write_all(b"\\N"),
            Self::Whole(number) => write!(text, "{number}"),
            Self::Truth(is) => text.write_all(if *is { b"t" } else { b"f" }),
            Self::Day(day) => write!(text, "{day}"),
            Self::Bytes(bytes) => text
                .write_all(b"\\\\x")
                .and_then(|()| bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}"))),
            Self::Text(value) => {
                for byte in value.bytes() {
                    match byte {
                        b'\\' => text.extend_from_slice(b"\\\\"),
                        b'\t' => text.extend_from_slice(b"\\t"),
                        b'\n' => text.extend_from_slice(b"\\n"),
                        b'\r' => text.extend_from_slice(b"\\r"),
                        byte => text.push(byte),
                    }
                }
                Ok(())
            }
        };
    }
}
