//! Copies of a ledger: whole, verified, never over another file.

use std::path::{Path, PathBuf};

use kezhang_core::{Fault, Outcome};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::fault::OrFault;
use crate::ledger::{Ledger, open_fault, sql};

/// Writes a copy of the ledger to a file that does not exist yet.
async fn copy_to(connection: &DatabaseConnection, target: &Path) -> Outcome<u64> {
    if target.exists() {
        return Err(Fault::new("file_exists").with("file", target.display()));
    }
    let text = target
        .to_str()
        .ok_or_else(|| Fault::new("file_name_invalid").with("file", target.display()))?;
    // VACUUM INTO writes a whole, consistent database; a half one is removed below.
    let written = connection
        .execute_raw(sql("VACUUM INTO ?", [text.into()]))
        .await
        .or_fault();
    if let Err(fault) = written {
        let _ = std::fs::remove_file(target);
        return Err(fault.with("file", target.display()));
    }
    let size = std::fs::metadata(target)
        .map_err(|error| open_fault(target, &error))?
        .len();
    std::fs::File::open(target)
        .and_then(|file| file.sync_all())
        .map_err(|error| {
            Fault::new("file_unwritable")
                .with("file", target.display())
                .with("detail", error)
        })?;
    Ok(size)
}

/// A backup beside the ledger, `NAME.WHY-N.kezhang`.
pub(crate) async fn beside(connection: &DatabaseConnection, ledger: &Path, why: &str) -> Outcome<PathBuf> {
    let target = free_name(ledger, why)?;
    copy_to(connection, &target).await?;
    Ok(target)
}

impl Ledger {
    /// Writes a verified copy and gives its size in bytes.
    ///
    /// # Errors
    /// `file_exists`, `disk_full`, `no_permission`, `backup_unsound` when the copy does not hold what the ledger holds.
    pub async fn backup(&self, target: &Path) -> Outcome<u64> {
        if let Some(folder) = target.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::metadata(folder).map_err(|error| open_fault(folder, &error))?;
        }
        let size = self.copy(target).await?;
        let copy = Self::open(target).await?;
        let report = copy.check().await;
        copy.close().await?;
        if !report?.is_sound {
            return Err(Fault::new("backup_unsound").with("file", target.display()));
        }
        Ok(size)
    }
}

/// Puts a backup in place of a ledger, or where none is yet. A ledger that is there is first copied beside itself.
///
/// # Errors
/// As opening the backup; `backup_unsound` when it does not prove; `ledger_busy`, `disk_full`. The backup is never
/// written to, and the ledger stays as it is on any error.
pub async fn restore(backup: &Path, target: &Path) -> Outcome<()> {
    let source = Ledger::open(backup).await?;
    let report = source.check().await;
    if !report.as_ref().is_ok_and(|report| report.is_sound) {
        source.close().await?;
        report?;
        return Err(Fault::new("backup_unsound").with("file", backup.display()));
    }
    if !target.exists() {
        let copied = source.copy(target).await;
        source.close().await?;
        return copied.map(drop);
    }
    source.close().await?;
    let ledger = match Ledger::open(target).await {
        Ok(ledger) => ledger,
        Err(fault) if fault.code == "ledger_damaged" => return replace_damaged(backup, target).await,
        Err(fault) => return Err(fault),
    };
    let kept = beside(&*ledger.writer.lock().await, target, "before-restore").await;
    ledger.close().await?;
    match kept {
        Err(fault) if fault.code == "ledger_damaged" => return replace_damaged(backup, target).await,
        kept => kept?,
    };
    let from = rusqlite::Connection::open_with_flags(backup, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).or_fault()?;
    let mut to = rusqlite::Connection::open(target).or_fault()?;
    to.busy_timeout(std::time::Duration::from_secs(10)).or_fault()?;
    // SQLite's own backup writes the pages in one transaction: whoever has the ledger open sees all or nothing.
    rusqlite::backup::Backup::new(&from, &mut to)
        .and_then(|copy| copy.run_to_completion(1000, std::time::Duration::ZERO, None))
        .or_fault()
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

/// Puts a backup in place of a ledger that is too damaged to be read: as it is, it is moved beside itself.
async fn replace_damaged(backup: &Path, target: &Path) -> Outcome<()> {
    let moved = |error: std::io::Error| {
        Fault::new("file_unwritable")
            .with("file", target.display())
            .with("detail", error)
    };
    let kept = free_name(target, "before-restore")?;
    std::fs::rename(target, &kept).map_err(moved)?;
    let log = |ledger: &Path, suffix: &str| {
        let mut name = ledger.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    // A log that stayed behind belongs to the damaged file and must not be taken for the new one's.
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::rename(log(target, suffix), log(&kept, suffix));
    }
    let source = Ledger::open(backup).await?;
    let copied = source.copy(target).await;
    source.close().await?;
    if copied.is_err() {
        let _ = std::fs::rename(&kept, target);
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::rename(log(&kept, suffix), log(target, suffix));
        }
    }
    copied.map(drop)
}

impl Ledger {
    /// Writes a copy to a file that does not exist yet, and gives its size in bytes.
    ///
    /// # Errors
    /// `file_exists`, `disk_full`, `no_permission`.
    pub async fn copy(&self, target: &Path) -> Outcome<u64> {
        // Readers may not even do this: SQLite counts VACUUM INTO as writing.
        let writer = self.writer.lock().await;
        let _ = writer.execute_unprepared("ROLLBACK").await;
        copy_to(&writer, target).await
    }
}
