//! Copies of a ledger: whole, proved, never over another file; and putting one back.
//!
//! The one thing to know: a copy is made under another name, proved there, and only then gets its own; a backup that
//! is put back is never written to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use kezhang_core::{Fault, Language, Outcome};
use rusqlite::{Connection, OpenFlags};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::check;
use crate::fault::OrFault;
use crate::ledger::{Ask, Ledger, Safety, inspect, open_fault, sql};
use crate::migration::VERSION;
use crate::shelf::{Shelf, Why};

/// Up to this size a copy is proved whole (records, rows, totals); beyond it by its pages, its last record and its
/// count of entries, which takes a second where the whole proof takes minutes.
const PROVED_WHOLE: u64 = 64 << 20;

/// Writes a copy of the ledger under a hidden name beside `target`, which must not be there.
async fn copy_to(connection: &DatabaseConnection, target: &Path) -> Outcome<PathBuf> {
    if target.exists() {
        return Err(Fault::new("file_exists").with("file", target.display()));
    }
    let work = work_name(target)?;
    let text = work
        .to_str()
        .ok_or_else(|| Fault::new("file_name_invalid").with("file", target.display()))?;
    // VACUUM INTO writes a whole, consistent database; a half one is removed below.
    let written = connection.run(sql("VACUUM INTO ?", [text.into()])).await.or_fault();
    let written = written.and_then(|_| {
        std::fs::File::open(&work)
            .and_then(|file| file.sync_all())
            .map_err(|error| unwritable(target, &error))
    });
    match written {
        Ok(()) => Ok(work),
        Err(fault) => {
            remove(&work);
            Err(fault.with("file", target.display()))
        }
    }
}

/// Gives a finished copy its name, and tells its size.
pub(crate) fn name(work: &Path, target: &Path) -> Outcome<u64> {
    let named = if target.exists() {
        Err(Fault::new("file_exists").with("file", target.display()))
    } else {
        std::fs::rename(work, target).map_err(|error| unwritable(target, &error))
    };
    remove(work);
    named?;
    let meta = std::fs::metadata(target).map_err(|error| open_fault(target, &error))?;
    Ok(meta.len())
}

/// Removes a file of work and what SQLite keeps beside it.
pub(crate) fn remove(work: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(with_suffix(work, suffix));
    }
}

fn unwritable(file: &Path, error: &std::io::Error) -> Fault {
    Fault::new("file_unwritable")
        .with("file", file.display())
        .with("detail", error)
}

/// A backup beside the ledger, `NAME.WHY-N.kezhang`: where there is no shelf, or nothing can be put on it.
pub(crate) async fn beside(connection: &DatabaseConnection, ledger: &Path, why: &str) -> Outcome<PathBuf> {
    let target = free_name(ledger, why)?;
    let work = copy_to(connection, &target).await?;
    name(&work, &target)?;
    Ok(target)
}

/// Opens a ledger's file for reading only, and leaves no file beside it.
pub(crate) fn open_reading(path: &Path) -> Outcome<Connection> {
    open_beside(path, !has_log(path))
}

/// Whether changes wait in a log beside a ledger's file.
pub(crate) fn has_log(path: &Path) -> bool {
    std::fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Opens a ledger's file for reading only; one to which nobody writes leaves no file beside it.
pub(crate) fn open_beside(path: &Path, is_still: bool) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = if !is_still {
        Connection::open_with_flags(path, flags)
    } else {
        // SQLite needs neither locks nor a log, not even on a disk that cannot be written.
        let mut name = String::from("file:");
        for c in path.to_string_lossy().chars() {
            match c {
                '%' | '?' | '#' => name.push_str(&format!("%{:02x}", u32::from(c))),
                '\\' if cfg!(windows) => name.push('/'),
                c => name.push(c),
            }
        }
        if cfg!(windows) {
            name.insert_str("file:".len(), "///");
        }
        Connection::open_with_flags(name + "?immutable=1", flags | OpenFlags::SQLITE_OPEN_URI)
    };
    let connection = opened.or_fault()?;
    connection.busy_timeout(Duration::from_secs(10)).or_fault()?;
    Ok(connection)
}

/// The path with something after its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Copies every page that `from` sees into a new file, with SQLite's own backup. The copy needs no log beside it.
pub(crate) fn copy_pages(from: &Connection, target: &Path) -> Outcome<()> {
    let mut to = Connection::open(target).or_fault()?;
    rusqlite::backup::Backup::new(from, &mut to)
        .and_then(|copy| copy.run_to_completion(i32::MAX, Duration::from_millis(50), None))
        .or_fault()?;
    to.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))
        .or_fault()?;
    to.close().map_err(|(_, error)| error).or_fault()?;
    std::fs::File::open(target)
        .and_then(|file| file.sync_all())
        .map_err(|error| unwritable(target, &error))
}

/// What a copy has to hold: how many entries, and the hash of the last record.
pub(crate) type Mark = (i64, Option<String>);

/// The mark of what a connection sees.
pub(crate) fn mark(bulk: &Connection) -> Outcome<Mark> {
    bulk.query_row(
        "SELECT (SELECT count(*) FROM entry), (SELECT hash FROM journal ORDER BY number DESC LIMIT 1)",
        (),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .or_fault()
}

/// Proves a copy that has just been written.
///
/// # Errors
/// `backup_unsound` with the first thing that is off.
pub(crate) fn prove(copy: &Path, wanted: &Mark, schema: &check::Schema) -> Outcome<()> {
    let unsound = |detail: String| {
        Fault::new("backup_unsound")
            .with("file", copy.display())
            .with("detail", detail)
    };
    let bulk = open_reading(copy)?;
    let size = std::fs::metadata(copy).map_err(|error| open_fault(copy, &error))?.len();
    if mark(&bulk)? != *wanted {
        return Err(unsound("journal, entry".to_owned()));
    }
    let version: u32 = bulk.query_row("PRAGMA user_version", (), |row| row.get(0)).or_fault()?;
    // An older schema, about to be migrated, is not what the whole proof expects.
    if size <= PROVED_WHOLE && version == VERSION {
        let report = check::prove(&bulk.into(), schema, Language::English)?;
        return match report.faults.first() {
            None => Ok(()),
            Some(fault) => Err(unsound(fault.message.clone())),
        };
    }
    let told: String = bulk
        .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))
        .or_fault()?;
    if told == "ok" { Ok(()) } else { Err(unsound(told)) }
}

impl Ledger {
    /// Writes a verified copy and gives its size in bytes.
    ///
    /// # Errors
    /// `file_exists`, `disk_full`, `no_permission`, `backup_unsound` when the copy does not hold what the ledger holds:
    /// then it is removed again.
    pub async fn backup(&self, target: &Path) -> Outcome<u64> {
        if self.is_on_server() {
            return self.copy(target).await;
        }
        let work = self.copy_beside(target).await?;
        let proved = async {
            let copy = Self::open_with(&work, Safety::None).await?;
            let report = copy.check().await;
            copy.close().await?;
            match report?.faults.first() {
                None => Ok(()),
                Some(off) => Err(Fault::new("backup_unsound").with("detail", &off.message)),
            }
        };
        match proved.await {
            Ok(()) => name(&work, target),
            Err(fault) => {
                remove(&work);
                Err(fault.with("file", target.display()))
            }
        }
    }

    /// A copy of a file in a file that does not exist yet; its size in bytes.
    pub(crate) async fn copy_file(&self, target: &Path) -> Outcome<u64> {
        let work = self.copy_beside(target).await?;
        name(&work, target)
    }

    async fn copy_beside(&self, target: &Path) -> Outcome<PathBuf> {
        // Readers may not even do this: SQLite counts VACUUM INTO as writing.
        let writer = self.writer.lock().await;
        let _ = writer.execute_unprepared("ROLLBACK").await;
        copy_to(&writer, target).await
    }
}

/// Puts a backup in place of a ledger, or where none is yet; gives where the ledger that was there is kept, on the
/// shelf or, without one, beside itself.
///
/// # Errors
/// As opening the backup; `backup_unsound` when it does not prove; `ledger_busy`, `disk_full`. The backup is never
/// written to, and the ledger stays as it is on any error.
pub async fn restore(
    backup: &Path,
    target: &Path,
    shelf: Option<(&Shelf, DateTime<FixedOffset>)>,
) -> Outcome<Option<PathBuf>> {
    crate::server::files_only(&[backup, target])?;
    inspect(backup)?;
    // A copy of the backup beside the ledger: an older one is migrated there, and the last step is on one disk.
    let work = work_name(target)?;
    let done = async {
        let from = open_reading(backup)?;
        copy_pages(&from, &work).map_err(|fault| fault.with("file", target.display()))?;
        drop(from);
        proved_for_restore(backup, &work).await?;
        put_in_place(&work, target, shelf).await
    };
    let done = done.await.map_err(|fault| match fault.facts.contains_key("file") {
        true => fault,
        false => fault.with("file", backup.display()),
    });
    remove(&work);
    done
}

async fn proved_for_restore(backup: &Path, work: &Path) -> Outcome<()> {
    let copy = Ledger::open_with(work, Safety::None).await.map_err(|mut fault| {
        fault.facts.insert("file", backup.display().to_string());
        fault
    })?;
    let report = copy.check().await;
    copy.close().await?;
    match report?.faults.first() {
        None => Ok(()),
        Some(off) => Err(Fault::new("backup_unsound")
            .with("file", backup.display())
            .with("detail", &off.message)),
    }
}

async fn put_in_place(
    work: &Path,
    target: &Path,
    shelf: Option<(&Shelf, DateTime<FixedOffset>)>,
) -> Outcome<Option<PathBuf>> {
    let move_in = || std::fs::rename(work, target).map_err(|error| unwritable(target, &error));
    if !target.exists() {
        return move_in().map(|()| None);
    }
    let ledger = match Ledger::open(target).await {
        Ok(ledger) => ledger,
        Err(fault) if ["ledger_damaged", "ledger_empty"].contains(&fault.code) => {
            let kept = move_aside(target)?;
            return match move_in() {
                Ok(()) => Ok(Some(kept)),
                Err(fault) => {
                    move_ledger(&kept, target);
                    Err(fault)
                }
            };
        }
        Err(fault) => return Err(fault),
    };
    let kept = ledger.keep(shelf, Why::Restore).await;
    ledger.close().await?;
    let kept = match kept {
        Err(fault) if fault.code == "ledger_damaged" => {
            let kept = move_aside(target)?;
            move_in()?;
            return Ok(Some(kept));
        }
        kept => kept?,
    };
    let from = open_reading(work)?;
    let mut to = Connection::open(target).or_fault()?;
    to.busy_timeout(Duration::from_secs(10)).or_fault()?;
    // SQLite's own backup writes the pages in one transaction: whoever has the ledger open sees all or nothing.
    rusqlite::backup::Backup::new(&from, &mut to)
        .and_then(|copy| copy.run_to_completion(i32::MAX, Duration::from_millis(50), None))
        .or_fault()
        .map_err(|fault| fault.with("file", target.display()))?;
    // The pages say "no log"; the next to open it turns that back. A log of before is gone with the last connection.
    Ok(Some(kept))
}

/// Moves a ledger that cannot be read out of the way, as it is, and says where to.
fn move_aside(target: &Path) -> Outcome<PathBuf> {
    let kept = free_name(target, "before-restore")?;
    std::fs::rename(target, &kept).map_err(|error| unwritable(target, &error))?;
    // A log that stayed behind belongs to the damaged file and must not be taken for the new one's.
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::rename(with_suffix(target, suffix), with_suffix(&kept, suffix));
    }
    Ok(kept)
}

fn move_ledger(from: &Path, to: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::rename(with_suffix(from, suffix), with_suffix(to, suffix));
    }
}

/// A hidden name beside a file for work on it; what a program that was killed left there an hour ago or more is removed.
pub(crate) fn work_name(target: &Path) -> Outcome<PathBuf> {
    let name = target
        .file_name()
        .ok_or_else(|| Fault::new("file_name_invalid").with("file", target.display()))?
        .to_string_lossy()
        .into_owned();
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    if !folder.exists() {
        return Err(Fault::new("folder_missing").with("folder", folder.display()));
    }
    let head = format!(".{name}.at-work-");
    for left in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let is_old = || {
            let age = left.metadata().and_then(|meta| meta.modified()).map(|at| at.elapsed());
            matches!(age, Ok(Ok(age)) if age > Duration::from_secs(3600))
        };
        if left.file_name().to_string_lossy().starts_with(&head) && is_old() {
            let _ = std::fs::remove_file(left.path());
        }
    }
    let work = target.with_file_name(format!("{head}{}", std::process::id()));
    remove(&work);
    Ok(work)
}

/// A name beside a ledger that nothing has yet, `NAME.WHY-N.kezhang`.
fn free_name(ledger: &Path, why: &str) -> Outcome<PathBuf> {
    let stem = ledger
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    (1..10_000)
        .map(|number| ledger.with_file_name(format!("{stem}.{why}-{number}.kezhang")))
        .find(|target| !target.exists())
        .ok_or_else(|| Fault::new("file_exists").with("file", ledger.display()))
}
