//! A ledger 账套: one SQLite file, one writer, several readers.
//!
//! The one thing to know: SQLite sees a file only after its first 100 bytes have been read and found ours;
//! a foreign, newer or empty file is refused untouched. The last to leave checkpoints: a closed ledger is one file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};
use kezhang_core::{Calendar, Currency, Fault, Language, Outcome};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement, Value,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, RwLock};

use crate::backup::has_log;
use crate::entry_find::Finder;
use crate::fault::OrFault;
use crate::migration::{APPLICATION_ID, Migrator, VERSION};
use crate::profile::Profile;
use crate::server::Address;
use crate::shelf::{Shelf, Why};

/// How long a writer waits for another program before it gives up with `ledger_busy`.
const BUSY_WAIT: Duration = Duration::from_secs(10);

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    /// The one connection that writes; held by a change from its first read to its commit.
    pub(crate) writer: Mutex<DatabaseConnection>,
    readers: DatabaseConnection,
    profile: RwLock<Profile>,
    /// Which file it is, whatever its name says later.
    identity: Option<Identity>,
    /// Nobody may write to it, so it is read without locks and without files beside it.
    pub(crate) is_still: bool,
    /// Where its automatic backups go.
    pub(crate) shelf: Option<Shelf>,
    pub(crate) kept: Mutex<Kept>,
    pub(crate) finder: Finder,
}

/// How the automatic backups of this session went.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The last day that has been looked after.
    pub day: Option<NaiveDate>,
    /// The copy that is being written.
    pub task: Option<tokio::task::JoinHandle<Outcome<Option<PathBuf>>>>,
    /// Why the last one failed.
    pub fault: Option<Fault>,
}

/// Where a copy goes before a migration.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Safety<'s> {
    /// On the shelf; beside the ledger where that fails.
    Shelf(&'s Shelf, DateTime<FixedOffset>),
    /// Beside the ledger.
    Beside,
    /// Nowhere: the file is itself a copy.
    None,
}

/// Device and number of a file.
pub(crate) type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<Option<Identity>> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|meta| Some((meta.dev(), meta.ino())))
}

/// Elsewhere an open file can be neither replaced nor removed.
#[cfg(not(unix))]
fn identity(_: &Path) -> std::io::Result<Option<Identity>> {
    Ok(None)
}

/// Whether nobody may write to a ledger's file, and no log beside it waits to be read with it.
fn is_still(path: &Path) -> bool {
    let is_locked = match std::fs::metadata(path) {
        Ok(meta) if meta.permissions().readonly() => true,
        _ => File::options()
            .append(true)
            .open(path)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::ReadOnlyFilesystem),
    };
    is_locked && !has_log(path)
}

/// What the first bytes of a file say.
pub(crate) fn inspect(path: &Path) -> Outcome<()> {
    let shown = path.display();
    let meta = std::fs::metadata(path).map_err(|error| open_fault(path, &error))?;
    if meta.is_dir() {
        return Err(Fault::new("ledger_is_directory").with("file", shown));
    }
    let mut head = Vec::with_capacity(100);
    File::open(path)
        .and_then(|file| file.take(100).read_to_end(&mut head))
        .map_err(|error| open_fault(path, &error))?;
    if head.is_empty() {
        return Err(Fault::new("ledger_empty").with("file", shown));
    }
    let number = |at: usize| {
        head.get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map(u32::from_be_bytes)
    };
    if !head.starts_with(b"SQLite format 3\0") || number(68) != Some(APPLICATION_ID) {
        return Err(Fault::new("ledger_foreign").with("file", shown));
    }
    match number(60) {
        Some(version) if version > VERSION => Err(Fault::new("ledger_newer")
            .with("file", shown)
            .with("version", version)
            .with("known", VERSION)),
        _ => Ok(()),
    }
}

/// Whether a file is a ledger, of whatever version and however damaged behind its first bytes.
pub fn is_ledger(path: &Path) -> bool {
    let mut head = Vec::with_capacity(100);
    let read = File::open(path).and_then(|file| file.take(100).read_to_end(&mut head));
    read.is_ok()
        && head.starts_with(b"SQLite format 3\0")
        && head.get(68..72).is_some_and(|id| id == APPLICATION_ID.to_be_bytes())
}

pub(crate) fn open_fault(path: &Path, error: &std::io::Error) -> Fault {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound => "ledger_missing",
        std::io::ErrorKind::PermissionDenied => "no_permission",
        _ => "ledger_unopenable",
    };
    Fault::new(code).with("file", path.display()).with("detail", error)
}

impl Ledger {
    /// Opens an existing ledger, migrating an older one.
    ///
    /// # Errors
    /// `ledger_missing`, `ledger_is_directory`, `ledger_empty`, `ledger_foreign`, `ledger_newer`, `no_permission`,
    /// `ledger_damaged`, `ledger_busy`.
    pub async fn open(path: &Path) -> Outcome<Self> {
        Self::open_with(path, Safety::Beside).await
    }

    /// The same with a shelf for automatic backups.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub async fn open_kept(path: &Path, shelf: Shelf, now: DateTime<FixedOffset>) -> Outcome<Self> {
        let mut ledger = Self::open_with(path, Safety::Shelf(&shelf, now)).await?;
        ledger.keep_on(shelf);
        Ok(ledger)
    }

    /// Keeps the automatic backups of a ledger that is open on a shelf from now on.
    ///
    /// A server has its own.
    pub fn keep_on(&mut self, shelf: Shelf) {
        self.shelf = Some(shelf).filter(|_| !self.is_on_server());
    }

    pub(crate) async fn open_with(path: &Path, safety: Safety<'_>) -> Outcome<Self> {
        if let Some(address) = Address::of(path) {
            return Self::open_server(&address?).await;
        }
        Self::open_file(path, safety).await.map_err(|fault| placed(path, fault))
    }

    async fn open_file(path: &Path, safety: Safety<'_>) -> Outcome<Self> {
        inspect(path)?;
        let ledger = Self::connect(path, false).await?;
        if let Err(fault) = ledger.migrate(safety).await {
            let _ = ledger.close().await;
            return Err(fault);
        }
        let profile = match crate::profile::load(&ledger.readers).await {
            Ok(profile) => profile,
            Err(fault) => {
                let _ = ledger.close().await;
                return Err(fault);
            }
        };
        *ledger.profile.write().await = profile;
        Ok(ledger)
    }

    /// The bare file with the schema in it; [`crate::create`] fills it.
    pub(crate) async fn create_file(path: &Path) -> Outcome<Self> {
        let ledger = Self::connect(path, true).await?;
        migrate_whole(&*ledger.writer.lock().await, None).await?;
        Ok(ledger)
    }

    async fn connect(path: &Path, create: bool) -> Outcome<Self> {
        let is_still = is_still(path);
        let pool = |max: u32, query_only: bool| {
            let file = path.to_path_buf();
            let mut options = ConnectOptions::new("sqlite::memory:");
            options
                .max_connections(max)
                .min_connections(0)
                .test_before_acquire(false)
                .sqlx_logging(false)
                .acquire_timeout(Duration::from_secs(60));
            options.map_sqlx_sqlite_opts(move |options| {
                let options = options
                    .in_memory(false)
                    .shared_cache(false)
                    .filename(&file)
                    .create_if_missing(create)
                    .foreign_keys(true)
                    .busy_timeout(BUSY_WAIT)
                    .pragma("cache_size", "-8192")
                    // What is sorted goes to a file beyond the size of the cache: memory stays bounded.
                    .pragma("temp_store", "FILE");
                if is_still {
                    options.read_only(true).immutable(true)
                } else if query_only {
                    options.pragma("query_only", "ON")
                } else {
                    options
                        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                }
            });
            options
        };
        let writer = Database::connect(pool(1, false))
            .await
            .map_err(|error| at(path, crate::fault::from_db(error)))?;
        let readers = Database::connect(pool(3, true))
            .await
            .map_err(|error| at(path, crate::fault::from_db(error)))?;
        Ok(Self {
            path: path.to_path_buf(),
            writer: Mutex::new(writer),
            readers,
            profile: RwLock::default(),
            identity: identity(path).ok().flatten(),
            is_still,
            shelf: None,
            kept: Mutex::default(),
            finder: Finder::default(),
        })
    }

    /// The ledger that a server holds, unread.
    pub(crate) async fn on_server(address: &Address) -> Outcome<Self> {
        let (path, writer, readers) = address.connect().await?;
        Ok(Self {
            path,
            writer: Mutex::new(writer),
            readers,
            profile: RwLock::default(),
            identity: None,
            is_still: false,
            shelf: None,
            kept: Mutex::default(),
            finder: Default::default(),
        })
    }

    /// Whether a server holds it.
    pub fn is_on_server(&self) -> bool {
        crate::server::is_server(&self.readers)
    }

    async fn migrate(&self, safety: Safety<'_>) -> Outcome<()> {
        let is_pending = {
            let writer = self.writer.lock().await;
            !Migrator::get_pending_migrations(&*writer).await.or_fault()?.is_empty()
        };
        if !is_pending {
            return Ok(());
        }
        match safety {
            Safety::Shelf(shelf, now) => drop(self.keep(Some((shelf, now)), Why::Migration).await?),
            Safety::Beside => drop(self.keep(None, Why::Migration).await?),
            Safety::None => {}
        }
        migrate_whole(&*self.writer.lock().await, None).await
    }

    /// Refuses when the file under this name is no longer the one that was opened: what is written would be lost.
    ///
    /// # Errors
    /// `ledger_removed`, `ledger_replaced`.
    pub(crate) fn is_in_place(&self) -> Outcome<()> {
        if self.is_on_server() {
            return Ok(());
        }
        let code = match identity(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => "ledger_removed",
            // Anything else the database itself will tell.
            Err(_) => return Ok(()),
            Ok(now) if now == self.identity => return Ok(()),
            Ok(_) => "ledger_replaced",
        };
        Err(Fault::new(code).with("file", self.path.display()))
    }

    /// A fault of the ledger's file with its place, where it names none yet.
    pub fn placed(&self, fault: Fault) -> Fault {
        // A file that is gone fails in many ways; this one says what has happened.
        if matches!(fault.code, "ledger_unopenable" | "ledger_readonly" | "store_failed")
            && let Err(gone) = self.is_in_place()
        {
            return gone;
        }
        placed(&self.path, fault)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The company's profile.
    pub async fn profile(&self) -> Profile {
        self.profile.read().await.clone()
    }

    /// Base currency.
    pub async fn currency(&self) -> Currency {
        self.profile.read().await.currency
    }

    /// The fiscal calendar.
    ///
    /// # Errors
    /// `fiscal_start_invalid` when the file holds another month than 1 to 12.
    pub async fn calendar(&self) -> Outcome<Calendar> {
        let profile = self.profile.read().await;
        Calendar::new(profile.fiscal_start, profile.named_after)
    }

    /// The ledger's own language.
    pub async fn language(&self) -> Language {
        self.profile.read().await.language
    }

    /// Reads the profile again after a change to it.
    pub(crate) async fn refresh(&self, connection: &DatabaseConnection) -> Outcome<()> {
        *self.profile.write().await = crate::profile::load(connection).await?;
        Ok(())
    }

    /// A reading connection pool.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Leaves: checkpoints the write-ahead log, so that the ledger is one file, and waits until all is closed.
    ///
    /// # Errors
    /// What the database says; the data are safe in any case.
    pub async fn close(self) -> Outcome<()> {
        let _ = self.shelf_fault().await;
        let is_on_server = self.is_on_server();
        self.readers.close().await.or_fault()?;
        let writer = self.writer.into_inner();
        if is_on_server {
            return writer.close().await.or_fault();
        }
        // Another program may still read: then the log stays for it, which is no error.
        let _ = writer
            .execute_unprepared("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
            .await;
        writer.close().await.or_fault()
    }
}

/// All pending migrations in one transaction: a program that is killed in the middle leaves the schema as it was.
async fn migrate_whole(writer: &DatabaseConnection, steps: Option<u32>) -> Outcome<()> {
    writer.execute_unprepared("BEGIN IMMEDIATE").await.or_fault()?;
    let done = match Migrator::up(writer, steps).await {
        Ok(()) => writer.execute_unprepared("COMMIT").await.map(drop),
        Err(error) => Err(error),
    };
    if done.is_err() {
        let _ = writer.execute_unprepared("ROLLBACK").await;
    }
    done.or_fault()
}

/// The bare schema in a file: that of a version in a new one, or the newest in one that is there.
pub(crate) async fn lay_schema(path: &Path, is_new: bool, version: Option<u32>) -> Outcome<()> {
    let ledger = Ledger::connect(path, is_new).await?;
    let done = migrate_whole(&*ledger.writer.lock().await, version).await;
    ledger.close().await?;
    done
}

/// A database in memory with the newest schema.
pub(crate) async fn fresh_schema() -> Outcome<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let fresh = Database::connect(options).await.or_fault()?;
    migrate_whole(&fresh, None).await?;
    Ok(fresh)
}

fn at(path: &Path, fault: Fault) -> Fault {
    fault.with("file", path.display())
}

/// A fault of the file itself with its place, where it names none yet.
fn placed(path: &Path, mut fault: Fault) -> Fault {
    // A file's own pool of connections gave none.
    if fault.code == "server_gone" && !crate::server::is_address(path) {
        fault.code = "store_failed";
    }
    const OF_FILES: [&str; 11] = [
        "disk_failed",
        "disk_full",
        "files_only",
        "ledger_busy",
        "ledger_damaged",
        "ledger_readonly",
        "ledger_unopenable",
        "server_gone",
        "server_refused",
        "server_unsure",
        "store_failed",
    ];
    if OF_FILES.contains(&fault.code) {
        fault.facts.entry("file").or_insert_with(|| path.display().to_string());
    }
    fault
}

/// A statement with bound values.
pub(crate) struct Query {
    text: String,
    values: Vec<Value>,
}

pub(crate) fn sql(text: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Query {
    Query {
        text: text.into(),
        values: values.into_iter().collect(),
    }
}

impl Query {
    /// In the words of what answers.
    async fn said(self, connection: &DatabaseConnection) -> Result<Statement, DbErr> {
        if !crate::server::is_server(connection) {
            return Ok(Statement::from_sql_and_values(
                DbBackend::Sqlite,
                self.text,
                self.values,
            ));
        }
        let text = crate::link::dialect::query(&self.text);
        let values = crate::link::typed(connection, &text, self.values).await?;
        Ok(Statement::from_sql_and_values(DbBackend::Postgres, text, values))
    }
}

/// Asks through SeaORM, whatever answers.
pub(crate) trait Ask {
    async fn ask_one(&self, query: Query) -> Result<Option<QueryResult>, DbErr>;
    async fn ask_all(&self, query: Query) -> Result<Vec<QueryResult>, DbErr>;
    async fn run(&self, query: Query) -> Result<(), DbErr>;
}

impl Ask for DatabaseConnection {
    async fn ask_one(&self, query: Query) -> Result<Option<QueryResult>, DbErr> {
        let said = query.said(self).await?;
        self.query_one_raw(said).await
    }

    async fn ask_all(&self, query: Query) -> Result<Vec<QueryResult>, DbErr> {
        let said = query.said(self).await?;
        self.query_all_raw(said).await
    }

    async fn run(&self, query: Query) -> Result<(), DbErr> {
        let said = query.said(self).await?;
        self.execute_raw(said).await.map(drop)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{NewLedger, Stamp};

    #[tokio::test]
    async fn a_new_ledger_is_known_to_the_next_program_while_it_is_still_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.kezhang");
        let stamp = Stamp {
            command: "new",
            author: String::new(),
            at: "2026-01-01T00:00:00Z".to_owned(),
        };
        let first = Ledger::create(&path, &NewLedger::default(), stamp).await.unwrap();
        let second = Ledger::open(&path).await.unwrap();
        second.close().await.unwrap();
        first.close().await.unwrap();
    }
}
