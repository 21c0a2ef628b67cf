//! A ledger on a PostgreSQL server 团队账套: one database holds one ledger, in the schema `kezhang`.
//!
//! The one thing to know: a connection of ours may only read until a change begins on it. So when one breaks inside a
//! change, what would come after on a fresh one is refused, and nothing is half written; and a change counts as made
//! once its record is found after the commit.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kezhang_core::{Fault, Outcome};
use percent_encoding::percent_decode_str;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::MigratorTrait;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};

use crate::fault::{OrFault, from_server};
use crate::key_store::kept_password;
use crate::ledger::{Ask, Ledger, sql};
use crate::link::dialect;
use crate::migration::Migrator;

/// The schema that holds the ledger.
const SCHEMA: &str = "kezhang";

/// How long a writer waits for another program, in milliseconds.
const LOCK_WAIT: &str = "10000";

/// How long to wait for a connection: so long a server, or a machine that is busy, may take to be there again.
const CONNECT_WAIT: Duration = Duration::from_secs(20);

/// Where a ledger on a server is.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    options: PgConnectOptions,
    /// Without a password.
    shown: String,
    /// The password in the address itself.
    pub(crate) said: Option<String>,
}

impl Address {
    /// The address that a path is, where it is one: `postgres://user@host:5432/database`.
    ///
    /// # Errors
    /// `server_address`.
    pub(crate) fn of(path: &Path) -> Option<Outcome<Self>> {
        is_address(path).then(|| Self::read(&path.to_string_lossy()))
    }

    fn read(text: &str) -> Outcome<Self> {
        let wrong = || Self::wrong(Path::new(text));
        let options: PgConnectOptions = text.parse().map_err(|_: sqlx::Error| wrong())?;
        if options.get_database().is_none_or(str::is_empty) {
            return Err(wrong());
        }
        let said = said_password(text).map(|word| percent_decode_str(word).decode_utf8_lossy().into_owned());
        Ok(Self {
            options,
            shown: without_password(text),
            said,
        })
    }

    /// That a place is no address. Its parts are not known, so whatever may be a password is left out.
    pub(crate) fn wrong(place: &Path) -> Fault {
        let text = place.to_string_lossy();
        let shown = match (text.split_once("://"), text.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
            _ => text.into_owned(),
        };
        Fault::new("server_address").with("value", without_password(&shown))
    }

    /// Whose password it is: the user, the server and the database, each of them said.
    pub(crate) fn owner(&self) -> String {
        let (host, port) = (self.options.get_host(), self.options.get_port());
        let (user, database) = (self.options.get_username(), self.options.get_database());
        format!("postgres://{user}@{host}:{port}/{}", database.unwrap_or_default())
    }

    /// The same with the password: of the address or the environment, else of the key store, else of `.pgpass`.
    async fn with_password(&self) -> Self {
        let mut address = self.clone();
        if self.said.is_none()
            && std::env::var_os("PGPASSWORD").is_none()
            && let Some(password) = kept_password(self.owner()).await
        {
            address.options = address.options.password(&password);
        }
        address
    }

    /// A pool of connections; only one of them writes.
    fn pool(&self, is_writer: bool) -> DatabaseConnection {
        let settings = [
            ("search_path", "kezhang,pg_catalog"),
            ("lock_timeout", LOCK_WAIT),
            ("client_min_messages", "error"),
            ("default_transaction_read_only", "on"),
            // A report reads one state of the ledger, whoever writes meanwhile; a change sees what is there once it waits.
            (
                "default_transaction_isolation",
                if is_writer { "read committed" } else { "repeatable read" },
            ),
        ];
        // Between machines nothing goes in clear where the server can do otherwise.
        let options = self.options.clone().application_name("kezhang").options(settings);
        let options = match options.get_ssl_mode() {
            PgSslMode::Allow => options.ssl_mode(PgSslMode::Prefer),
            _ => options,
        };
        let pool = PgPoolOptions::new()
            .max_connections(if is_writer { 1 } else { 4 })
            .min_connections(0)
            .acquire_timeout(CONNECT_WAIT)
            .test_before_acquire(!is_writer)
            .connect_lazy_with(options);
        DatabaseConnection::from(pool)
    }

    pub(crate) fn at(&self, fault: Fault) -> Fault {
        fault.with("file", &self.shown)
    }

    /// Both pools, and the name of the place.
    pub(crate) async fn connect(&self) -> Outcome<(PathBuf, DatabaseConnection, DatabaseConnection)> {
        let address = self.with_password().await;
        // A pool would try again and again; whoever opens a ledger is told at once.
        let first = tokio::time::timeout(CONNECT_WAIT, address.options.connect()).await;
        let first = first.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        let first = first.map_err(|error| self.at(from_server(&error)))?;
        let _ = sqlx::Connection::close(first).await;
        Ok((PathBuf::from(&self.shown), address.pool(true), address.pool(false)))
    }
}

/// Whether a place is the address of a server, not the name of a file.
pub fn is_address(place: &Path) -> bool {
    let is = |text: &str| text.starts_with("postgres://") || text.starts_with("postgresql://");
    place.to_str().is_some_and(is)
}

/// Refuses places on a server, for what only a file has: pages, copies beside it.
///
/// # Errors
/// `files_only`.
pub(crate) fn files_only(places: &[&Path]) -> Outcome<()> {
    match places.iter().find(|place| is_address(place)) {
        Some(address) => Err(Fault::new("files_only").with("file", without_password(&address.to_string_lossy()))),
        None => Ok(()),
    }
}

/// The password in an address, as it is written there: between `:` and `@`, or by name.
fn said_password(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
    let named = path.split_once('?').and_then(|(_, words)| {
        let mut words = words.split('&').filter_map(|word| word.split_once('='));
        words.find_map(|(name, value)| (name == "password").then_some(value))
    });
    named.or_else(|| place.rsplit_once('@')?.0.split_once(':').map(|(_, word)| word))
}

/// The address without what is between `:` and `@`.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
    let place = match place.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split_once(':').map_or(user, |(name, _)| name)),
        None => place.to_owned(),
    };
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    format!("{scheme}://{place}/{path}")
}

/// Whether a server answers here.
pub(crate) fn is_server(connection: &DatabaseConnection) -> bool {
    connection.get_database_backend() == DbBackend::Postgres
}

/// Begins to write: on a file SQLite's own lock, on a server the ledger's one row of its company.
pub(crate) async fn begin_writing(connection: &DatabaseConnection) -> Outcome<()> {
    if !is_server(connection) {
        return connection
            .execute_unprepared("BEGIN IMMEDIATE")
            .await
            .map(drop)
            .or_fault();
    }
    connection.execute_unprepared("BEGIN READ WRITE").await.or_fault()?;
    connection
        .execute_unprepared("SELECT id FROM profile WHERE id = 1 FOR UPDATE")
        .await
        .map(drop)
        .or_fault()
}

/// Whether the record of a change is there after its commit: what a connection told that broke at that moment, or that
/// was another one than the change was written on, says nothing.
///
/// # Errors
/// `server_gone`, or what the server `told`: then nothing of the change has happened.
pub(crate) async fn ensure_made(
    connection: &DatabaseConnection,
    number: i64,
    hash: &str,
    told: Option<DbErr>,
) -> Outcome<()> {
    let found = connection
        .ask_one(sql(
            "SELECT number FROM journal WHERE number = ? AND hash = ?",
            [number.into(), hash.into()],
        ))
        .await
        .or_fault();
    match (found, told) {
        (Ok(Some(_)), _) => Ok(()),
        (Ok(None), Some(error)) => Err(crate::fault::from_db(error)),
        (Ok(None), None) => Err(Fault::new("server_gone").with("detail", "commit")),
        // Nobody can say now whether it is made.
        (Err(fault), _) => {
            Err(Fault::new("server_unsure").with("detail", fault.facts.get("detail").map_or("", String::as_str)))
        }
    }
}

/// What the schema of a ledger on a server is.
enum Found {
    Nothing,
    Ledger,
    /// Somebody else's schema of that name, or one that was being made when the program ended.
    Other,
}

async fn look(writer: &DatabaseConnection) -> Outcome<Found> {
    let row = writer
        .ask_one(sql(
            "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'kezhang') AS has_schema, \
             to_regclass('kezhang.seaql_migrations') IS NOT NULL AND to_regclass('kezhang.profile') IS NOT NULL AS has_tables",
            [],
        ))
        .await
        .or_fault()?;
    let is = |name: &str| match &row {
        Some(row) => row.try_get::<bool>("", name).or_fault(),
        None => Ok(false),
    };
    Ok(match (is("has_schema")?, is("has_tables")?) {
        (false, _) => Found::Nothing,
        (true, false) => Found::Other,
        (true, true) => Found::Ledger,
    })
}

/// The migrations that made the schema. The migrator's own question would write a table.
async fn applied(writer: &DatabaseConnection) -> Outcome<Vec<String>> {
    let rows = writer
        .ask_all(sql("SELECT version FROM seaql_migrations ORDER BY version", []))
        .await
        .or_fault()?;
    rows.iter().map(|row| row.try_get("", "version").or_fault()).collect()
}

/// All pending migrations, in the server's words; the migrator makes a transaction of them.
async fn migrate(writer: &DatabaseConnection) -> Outcome<()> {
    writer
        .execute_unprepared("SET default_transaction_read_only = off")
        .await
        .or_fault()?;
    let done = Migrator::up(writer, None).await.or_fault();
    writer
        .execute_unprepared("SET default_transaction_read_only = on")
        .await
        .or_fault()?;
    done
}

impl Ledger {
    /// Opens the ledger of a server, migrating an older one.
    ///
    /// # Errors
    /// `server_address`, `server_gone`, `server_refused`, `server_without_ledger`, `ledger_newer`, `ledger_busy`.
    pub(crate) async fn open_server(address: &Address) -> Outcome<Self> {
        let ledger = Self::on_server(address).await?;
        let opened = ledger.enter().await;
        match opened {
            Ok(()) => Ok(ledger),
            Err(fault) => {
                let _ = ledger.close().await;
                Err(address.at(fault))
            }
        }
    }

    async fn enter(&self) -> Outcome<()> {
        {
            let writer = self.writer.lock().await;
            match look(&writer).await? {
                Found::Nothing => return Err(Fault::new("server_without_ledger")),
                Found::Other => return Err(Fault::new("server_foreign")),
                Found::Ledger => {}
            }
            let applied = applied(&writer).await?;
            let known: Vec<String> = Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
            if applied.iter().any(|name| !known.contains(name)) {
                return Err(Fault::new("ledger_newer")
                    .with("version", applied.len())
                    .with("known", known.len()));
            }
            if applied.len() < known.len() {
                migrate(&writer).await?;
            }
        }
        self.refresh(self.reader()).await
    }

    /// The bare schema on a server that has none; [`crate::create`] fills it.
    ///
    /// # Errors
    /// `server_has_ledger`.
    pub(crate) async fn create_schema(address: &Address) -> Outcome<Self> {
        let ledger = Self::on_server(address).await?;
        let made = {
            let writer = ledger.writer.lock().await;
            lay(&writer).await
        };
        match made {
            Ok(()) => Ok(ledger),
            Err(fault) => {
                let _ = ledger.close().await;
                Err(address.at(fault))
            }
        }
    }

    /// Takes the schema away again that [`Ledger::create_schema`] has just made.
    pub(crate) async fn drop_schema(&self) {
        let writer = self.writer.lock().await;
        let _ = writer
            .execute_unprepared("BEGIN READ WRITE; DROP SCHEMA kezhang CASCADE; COMMIT")
            .await;
    }
}

async fn lay(writer: &DatabaseConnection) -> Outcome<()> {
    match look(writer).await? {
        Found::Nothing => {}
        Found::Ledger => return Err(Fault::new("server_has_ledger")),
        Found::Other => return Err(Fault::new("server_foreign")),
    }
    writer.execute_unprepared("BEGIN READ WRITE").await.or_fault()?;
    let laid = async {
        writer
            .execute_unprepared(&format!("CREATE SCHEMA {SCHEMA}"))
            .await
            .or_fault()?;
        for function in dialect::statements(dialect::FUNCTIONS) {
            writer.execute_unprepared(&function).await.or_fault()?;
        }
        writer.execute_unprepared("COMMIT").await.map(drop).or_fault()
    }
    .await;
    if let Err(fault) = laid {
        let _ = writer.execute_unprepared("ROLLBACK").await;
        return Err(fault);
    }
    migrate(writer).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let shown = |text| without_password(text);
        assert_eq!(
            shown("postgres://ann:secret@db.example:5433/books?sslmode=require"),
            "postgres://ann@db.example:5433/books"
        );
        assert_eq!(shown("postgres://db/books"), "postgres://db/books");
        assert!(!is_address(Path::new("postgres.kezhang")));
        assert!(Address::read("postgres://ann@db").is_err());
    }

    #[test]
    fn an_address_that_is_none_is_shown_without_what_may_be_a_password() {
        for text in [
            "postgres://ann:se/cret@db/books",
            "postgres://ann:secret@db",
            "postgres://ann:s@e:cret@db:x/b",
        ] {
            let told = Address::read(text).unwrap_err().facts["value"].clone();
            assert!(!told.contains("cret") && told.contains("@db"), "{told}");
        }
    }

    #[test]
    fn the_password_of_an_address_and_whose_it_is_are_read_as_the_server_reads_them() {
        let read = |text| Address::read(text).unwrap();
        let address = read("postgres://ann:a%3Ab%40c%2Fd@db.example/books?sslmode=require");
        assert_eq!(address.said.as_deref(), Some("a:b@c/d"));
        assert_eq!(address.owner(), "postgres://ann@db.example:5432/books");
        assert_eq!(read("postgres://ann@db.example:5432/books").owner(), address.owner());
        assert_eq!(read("postgresql://ann@db:5433/books").said, None);
        assert_eq!(
            read("postgres://ann@db/books?sslmode=require&password=x%20y")
                .said
                .as_deref(),
            Some("x y")
        );
    }
}
