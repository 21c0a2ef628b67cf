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
    let text = target.to_str().ok_or_else(|| Fault::new("file_name_invalid").with("file", target.display()))?;
    // VACUUM INTO writes a whole, consistent database; a half one is removed below.
    let written = connection.execute_raw(sql("VACUUM INTO ?", [text.into()])).await.or_fault();
    if let Err(fault) = written {
        let _ = std::fs::remove_file(target);
        return Err(fault.with("file", target.display()));
    }
    let size = std::fs::metadata(target).map_err(|error| open_fault(target, &error))?.len();
    std::fs::File::open(target)
        .and_then(|file| file.sync_all())
        .map_err(|error| Fault::new("file_unwritable").with("file", target.display()).with("detail", error))?;
    Ok(size)
}

/// A backup beside the ledger, `NAME.WHY-N.kezhang`.
pub(crate) async fn beside(connection: &DatabaseConnection, ledger: &Path, why: &str) -> Outcome<PathBuf> {
    let stem = ledger.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    for number in 1..10_000 {
        let target = ledger.with_file_name(format!("{stem}.{why}-{number}.kezhang"));
        if !target.exists() {
            copy_to(connection, &target).await?;
            return Ok(target);
        }
    }
    Err(Fault::new("file_exists").with("file", ledger.display()))
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
        let size = copy_to(self.reader(), target).await?;
        let copy = Self::open(target).await?;
        let report = copy.check().await;
        copy.close().await?;
        if !report?.is_sound {
            return Err(Fault::new("backup_unsound").with("file", target.display()));
        }
        Ok(size)
    }
}
