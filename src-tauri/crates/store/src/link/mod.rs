//! The link to what holds a ledger: statements on a connection inside its transaction, whether a file answers (SQLite)
//! or a server (PostgreSQL).
//!
//! The one thing to know: it is the same connection that SeaORM writes through, lent for a moment. The statements are
//! SQLite's; [`dialect`] says them in PostgreSQL's words, and [`server`] gives its answers in SQLite's five kinds of
//! value, so that no query is written twice.

pub(crate) mod dialect;
mod server;

use std::fmt;

use kezhang_core::{Fault, Outcome};
use rusqlite::types::{FromSql, FromSqlError, ToSqlOutput};
use sea_orm::{DatabaseConnection, DbBackend};

use crate::fault::OrFault;

pub(crate) use rusqlite::types::{ToSql, Value, ValueRef};
pub(crate) use server::{Cell, Copying, ServerRow, Session, typed};

/// Statements kept ready. Undoing an import asks of each member that it made whether one of some twenty tables names it:
/// with fewer than those, each question would be read anew for each member.
const STATEMENTS: usize = 128;

/// Runs `work` on the connection's own link.
pub(crate) async fn with<T>(
    connection: &DatabaseConnection,
    work: impl FnOnce(&Connection) -> Outcome<T>,
) -> Outcome<T> {
    if connection.get_database_backend() == DbBackend::Postgres {
        let pooled = connection
            .get_postgres_connection_pool()
            .acquire()
            .await
            .map_err(|error| crate::fault::from_server(&error))?;
        let lent = Connection::Server(Session::new(pooled));
        let result = work(&lent);
        if let Some(session) = lent.server() {
            session.leave();
        }
        return result;
    }
    let failed = |error: sqlx::Error| Fault::new("store_failed").with("detail", error);
    let mut pooled = connection
        .get_sqlite_connection_pool()
        .acquire()
        .await
        .map_err(failed)?;
    let mut handle = pooled.lock_handle().await.map_err(failed)?;
    // SAFETY: the handle is locked for as long as `lent` lives, and `from_handle` does not close it.
    #[allow(unsafe_code)]
    let lent = unsafe { rusqlite::Connection::from_handle(handle.as_raw_handle().as_ptr()) }.or_fault()?;
    lent.set_prepared_statement_cache_capacity(STATEMENTS);
    let lent = Connection::File(lent);
    let result = work(&lent);
    if let Connection::File(file) = &lent {
        file.flush_prepared_statement_cache();
    }
    drop(lent);
    drop(handle);
    result
}

/// Why a statement failed.
#[derive(Debug)]
pub(crate) enum Error {
    /// There is no such row.
    NoRow,
    /// Another number of values than the statement has places for.
    Places { has: usize, given: usize },
    /// What the file says.
    File(rusqlite::Error),
    /// What the server says.
    Server(sqlx::Error),
    /// A value is of another kind than was asked for.
    Kind(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRow => f.write_str("no such row"),
            Self::Places { has, given } => write!(f, "{given} values for {has} places"),
            Self::File(error) => error.fmt(f),
            Self::Server(error) => error.fmt(f),
            Self::Kind(text) => f.write_str(text),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NoRow,
            error => Self::File(error),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Server(error)
    }
}

impl From<FromSqlError> for Error {
    fn from(error: FromSqlError) -> Self {
        Self::Kind(error.to_string())
    }
}

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Values for the places of a statement, in order.
pub(crate) trait Values {
    /// Hands each over, with its place from 1.
    fn each(&self, hand: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()>;
}

impl Values for () {
    fn each(&self, _: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()> {
        Ok(())
    }
}

impl<T: ToSql> Values for [T] {
    fn each(&self, hand: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()> {
        self.iter().enumerate().try_for_each(|(at, value)| hand(at + 1, value))
    }
}

impl<T: ToSql, const N: usize> Values for [T; N] {
    fn each(&self, hand: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()> {
        self.as_slice().each(hand)
    }
}

impl<T: ToSql> Values for Vec<T> {
    fn each(&self, hand: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()> {
        self.as_slice().each(hand)
    }
}

impl<V: Values + ?Sized> Values for &V {
    fn each(&self, hand: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()> {
        (**self).each(hand)
    }
}

impl Cell<'_> {
    /// A text, or nothing.
    pub(crate) fn of(text: &Option<String>) -> Cell<'_> {
        text.as_deref().map_or(Cell::Null, Cell::Text)
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt),+))*) => { $(
        impl<$($name: ToSql),+> Values for ($($name,)+) {
            fn each(&self, hand: &mut dyn FnMut(usize, &dyn ToSql) -> Result<()>) -> Result<()> {
                $( hand($at + 1, &self.$at)?; )+
                Ok(())
            }
        }
    )* };
}
tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

/// A connection inside its transaction.
#[derive(Debug)]
pub(crate) enum Connection {
    File(rusqlite::Connection),
    Server(Session),
}

impl From<rusqlite::Connection> for Connection {
    fn from(file: rusqlite::Connection) -> Self {
        Self::File(file)
    }
}

impl Connection {
    /// The server's session, where a server holds the ledger.
    pub(crate) fn server(&self) -> Option<&Session> {
        match self {
            Self::File(_) => None,
            Self::Server(session) => Some(session),
        }
    }

    pub(crate) fn prepare(&self, text: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Self::File(file) => Statement::File(file.prepare(text)?),
            Self::Server(session) => Statement::Server(session.prepare(text)?),
        })
    }

    /// The same, kept for the next time.
    pub(crate) fn prepare_cached(&self, text: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Self::File(file) => Statement::Cached(file.prepare_cached(text)?),
            Self::Server(session) => Statement::Server(session.prepare(text)?),
        })
    }

    /// Runs one statement; how many rows it changed.
    pub(crate) fn execute(&self, text: &str, values: impl Values) -> Result<usize> {
        self.prepare(text)?.execute(values)
    }

    /// Runs statements without values.
    pub(crate) fn execute_batch(&self, text: &str) -> Result<()> {
        match self {
            Self::File(file) => Ok(file.execute_batch(text)?),
            Self::Server(session) => session.execute_batch(text),
        }
    }

    /// The first row of an answer.
    pub(crate) fn query_row<T>(
        &self,
        text: &str,
        values: impl Values,
        read: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare(text)?.query_row(values, read)
    }
}

/// A statement that is ready to run.
pub(crate) enum Statement<'c> {
    File(rusqlite::Statement<'c>),
    Cached(rusqlite::CachedStatement<'c>),
    Server(server::Prepared<'c>),
}

impl<'c> Statement<'c> {
    /// The file's statement, or the server's.
    fn either(&mut self) -> Either<'_, 'c> {
        match self {
            Self::File(statement) => Either::File(statement),
            Self::Cached(statement) => Either::File(statement),
            Self::Server(statement) => Either::Server(statement),
        }
    }

    pub(crate) fn query(&mut self, values: impl Values) -> Result<Rows<'_>> {
        Ok(match self.either() {
            Either::File(statement) => {
                bind(statement, &values)?;
                Rows::File(statement.raw_query())
            }
            Either::Server(statement) => {
                statement.take(&values)?;
                Rows::Server {
                    rows: statement.query()?.into_iter(),
                    current: None,
                }
            }
        })
    }

    pub(crate) fn query_map<T, F>(&mut self, values: impl Values, read: F) -> Result<Read<'_, F>>
    where
        F: FnMut(Row<'_>) -> Result<T>,
    {
        Ok(Read {
            rows: self.query(values)?,
            read,
        })
    }

    pub(crate) fn query_row<T>(&mut self, values: impl Values, read: impl FnOnce(Row<'_>) -> Result<T>) -> Result<T> {
        let mut rows = self.query(values)?;
        match rows.next()? {
            Some(row) => read(row),
            None => Err(Error::NoRow),
        }
    }

    pub(crate) fn exists(&mut self, values: impl Values) -> Result<bool> {
        Ok(self.query(values)?.next()?.is_some())
    }

    pub(crate) fn execute(&mut self, values: impl Values) -> Result<usize> {
        match self.either() {
            Either::File(statement) => {
                bind(statement, &values)?;
                Ok(statement.raw_execute()?)
            }
            Either::Server(statement) => {
                statement.take(&values)?;
                statement.execute()
            }
        }
    }

    /// Puts one value at a place (from 1), where it stays for the next run too.
    pub(crate) fn raw_bind_parameter(&mut self, place: usize, value: impl ToSql) -> Result<()> {
        match self.either() {
            Either::File(statement) => Ok(statement.raw_bind_parameter(place, value)?),
            Either::Server(statement) => statement.bind(place, &value),
        }
    }

    /// Runs it with the values that are at its places.
    pub(crate) fn raw_execute(&mut self) -> Result<usize> {
        match self.either() {
            Either::File(statement) => Ok(statement.raw_execute()?),
            Either::Server(statement) => statement.execute(),
        }
    }

    /// The names of its columns.
    pub(crate) fn column_names(&self) -> Vec<String> {
        let own = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        match self {
            Self::File(statement) => own(statement.column_names()),
            Self::Cached(statement) => own(statement.column_names()),
            Self::Server(statement) => statement.column_names(),
        }
    }
}

enum Either<'s, 'c> {
    File(&'s mut rusqlite::Statement<'c>),
    Server(&'s mut server::Prepared<'c>),
}

/// Puts values at the places of a file's statement, all of them.
fn bind(statement: &mut rusqlite::Statement<'_>, values: &impl Values) -> Result<()> {
    let mut given = 0;
    values.each(&mut |place, value| {
        given = place;
        Ok(statement.raw_bind_parameter(place, value)?)
    })?;
    let has = statement.parameter_count();
    if has == given {
        Ok(())
    } else {
        Err(Error::Places { has, given })
    }
}

/// A value as it goes over the wire or into a file.
fn owned(value: &dyn ToSql) -> Result<Value> {
    match value.to_sql()? {
        ToSqlOutput::Owned(value) => Ok(value),
        ToSqlOutput::Borrowed(value) => Ok(value.try_into().map_err(|error: FromSqlError| error)?),
        _ => Err(Error::Kind("value".to_owned())),
    }
}

/// The rows of an answer, one after the other.
pub(crate) enum Rows<'s> {
    File(rusqlite::Rows<'s>),
    Server {
        rows: std::vec::IntoIter<ServerRow>,
        current: Option<ServerRow>,
    },
}

impl Rows<'_> {
    #[allow(clippy::should_implement_trait)]
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>> {
        Ok(match self {
            Self::File(rows) => rows.next()?.map(Row::File),
            Self::Server { rows, current } => {
                *current = rows.next();
                current.as_ref().map(Row::Server)
            }
        })
    }
}

/// The rows of an answer, each read.
pub(crate) struct Read<'s, F> {
    rows: Rows<'s>,
    read: F,
}

impl<T, F: FnMut(Row<'_>) -> Result<T>> Iterator for Read<'_, F> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rows.next() {
            Ok(Some(row)) => Some((self.read)(row)),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// A row that was just read.
#[derive(Clone, Copy)]
pub(crate) enum Row<'r> {
    File(&'r rusqlite::Row<'r>),
    Server(&'r ServerRow),
}

/// A column by its place from 0, or by its name.
pub(crate) trait Column: rusqlite::RowIndex + Copy {
    fn place(self, row: &ServerRow) -> Option<usize>;
}

impl Column for usize {
    fn place(self, _: &ServerRow) -> Option<usize> {
        Some(self)
    }
}

impl Column for &str {
    fn place(self, row: &ServerRow) -> Option<usize> {
        row.names.iter().position(|name| name == self)
    }
}

impl<'r> Row<'r> {
    /// All its values.
    pub(crate) fn values(self, width: usize) -> Result<Vec<Value>> {
        (0..width).map(|at| Ok(self.get_ref(at)?.try_into()?)).collect()
    }

    pub(crate) fn get<C: Column, T: FromSql>(self, column: C) -> Result<T> {
        match self {
            Self::File(row) => Ok(row.get(column)?),
            Self::Server(_) => Ok(T::column_result(self.get_ref(column)?)?),
        }
    }

    pub(crate) fn get_ref<C: Column>(self, column: C) -> Result<ValueRef<'r>> {
        match self {
            Self::File(row) => Ok(row.get_ref(column)?),
            Self::Server(row) => column
                .place(row)
                .and_then(|at| row.values.get(at))
                .map(ValueRef::from)
                .ok_or_else(|| Error::Kind("column".to_owned())),
        }
    }

    /// The names of its columns.
    pub(crate) fn names(self) -> Vec<&'r str> {
        match self {
            Self::File(row) => {
                let statement: &rusqlite::Statement<'_> = row.as_ref();
                statement.column_names()
            }
            Self::Server(row) => row.names.iter().map(String::as_str).collect(),
        }
    }
}
