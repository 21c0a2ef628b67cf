//! A ledger 账套: one SQLite file, one writer, several readers.
//!
//! The one thing to know: SQLite sees a file only after its first 100 bytes have been read and found ours;
//! a foreign, newer or empty file is refused untouched. The last to leave checkpoints: a closed ledger is one file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kezhang_core::{Calendar, Currency, Fault, Language, Outcome};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, RwLock};

use crate::fault::OrFault;
use crate::migration::{APPLICATION_ID, Migrator, VERSION};
use crate::profile::Profile;

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
}

/// What the first bytes of a file say.
fn inspect(path: &Path) -> Outcome<()> {
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
        Self::open_file(path).await.map_err(|fault| placed(path, fault))
    }

    async fn open_file(path: &Path) -> Outcome<Self> {
        inspect(path)?;
        let ledger = Self::connect(path, false).await?;
        ledger.migrate().await?;
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
        match std::fs::metadata(path) {
            Ok(_) => return Err(Fault::new("file_exists").with("file", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(open_fault(path, &error)),
        }
        let ledger = Self::connect(path, true).await?;
        {
            let writer = ledger.writer.lock().await;
            Migrator::up(&*writer, None).await.or_fault()?;
            // Until the log is folded in, the file itself does not say whose it is: to the next program, or after a
            // crash, it would look foreign.
            writer
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await
                .or_fault()?;
        }
        Ok(ledger)
    }

    async fn connect(path: &Path, create: bool) -> Outcome<Self> {
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
                    .pragma("cache_size", "-32768")
                    .pragma("temp_store", "MEMORY");
                if query_only {
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
        })
    }

    async fn migrate(&self) -> Outcome<()> {
        let writer = self.writer.lock().await;
        let pending = Migrator::get_pending_migrations(&*writer).await.or_fault()?;
        if pending.is_empty() {
            return Ok(());
        }
        crate::backup::beside(&writer, &self.path, "before-migration").await?;
        Migrator::up(&*writer, None).await.or_fault()
    }

    /// A fault of the ledger's file with its place, where it names none yet.
    pub fn placed(&self, fault: Fault) -> Fault {
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
        self.readers.close().await.or_fault()?;
        let writer = self.writer.into_inner();
        // Another program may still read: then the log stays for it, which is no error.
        let _ = writer
            .execute_unprepared("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
            .await;
        writer.close().await.or_fault()
    }
}

fn at(path: &Path, fault: Fault) -> Fault {
    fault.with("file", path.display())
}

/// A fault of the file itself with its place, where it names none yet.
fn placed(path: &Path, mut fault: Fault) -> Fault {
    const OF_FILES: [&str; 6] = [
        "disk_failed",
        "disk_full",
        "ledger_busy",
        "ledger_damaged",
        "ledger_readonly",
        "store_failed",
    ];
    if OF_FILES.contains(&fault.code) {
        fault.facts.entry("file").or_insert_with(|| path.display().to_string());
    }
    fault
}

/// A statement with bound values.
pub(crate) fn sql(text: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, text, values)
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
