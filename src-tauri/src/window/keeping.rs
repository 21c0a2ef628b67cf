//! Backups in the window: what the shelf holds, putting one back, where they go.

use std::path::PathBuf;

use kezhang_core::Fault;
use kezhang_store::{Ledger, Recovered, ShelfState};
use serde::Serialize;
use serde_json::Value;
use tauri::{AppHandle, State};

use super::{Desk, Reply, put_away};
use crate::preferences::Preferences;

/// A ledger after a backup was put in its place.
#[derive(Serialize)]
pub struct Restored {
    ledger: Value,
    /// Where the ledger that was there is kept.
    kept: Option<PathBuf>,
}

impl Desk {
    /// What the shelf holds for a ledger, for the open one when none is named.
    async fn shelf_state(&self, ledger: Option<PathBuf>) -> Reply<ShelfState> {
        let slot = self.ledger.read().await;
        let open = slot.as_ref();
        let path = ledger
            .or_else(|| open.map(|ledger| ledger.path().to_path_buf()))
            .ok_or_else(|| self.refuse(Fault::new("no_ledger_open")))?;
        let fault = match open.filter(|ledger| ledger.path() == path) {
            Some(ledger) => ledger.shelf_fault().await,
            None => None,
        };
        let (shelf, language) = (self.shelf(), self.language());
        let read = tokio::task::spawn_blocking(move || shelf.state(&path, language, fault.as_ref()));
        read.await
            .map_err(|error| self.refuse(Fault::new("store_failed").with("detail", error)))
    }
}

/// The automatic backups of the open ledger, or of one that does not open.
#[tauri::command]
pub async fn backups(desk: State<'_, Desk>, ledger: Option<PathBuf>) -> Reply<ShelfState> {
    desk.shelf_state(ledger).await
}

/// Puts a copy of the open ledger on the shelf.
#[tauri::command]
pub async fn back_up_now(desk: State<'_, Desk>) -> Reply<ShelfState> {
    {
        let slot = desk.ledger.read().await;
        let ledger = slot.as_ref().ok_or_else(|| desk.refuse(Fault::new("no_ledger_open")))?;
        ledger
            .keep_now(desk.context().local())
            .await
            .map_err(|fault| desk.refuse(fault))?;
    }
    desk.shelf_state(None).await
}

/// Puts a backup in place of the open ledger, or of one that does not open, and opens it.
#[tauri::command]
pub async fn restore_backup(
    app: AppHandle,
    desk: State<'_, Desk>,
    path: PathBuf,
    ledger: Option<PathBuf>,
) -> Reply<Restored> {
    let open = desk.ledger.read().await.as_ref().map(|open| open.path().to_path_buf());
    let target = ledger
        .or_else(|| open.clone())
        .ok_or_else(|| desk.refuse(Fault::new("no_ledger_open")))?;
    if kezhang_store::is_address(&target) {
        return Err(desk.refuse(Fault::new("files_only").with("file", target.display())));
    }
    if open.as_ref() == Some(&target) {
        put_away(&desk).await.map_err(|fault| desk.refuse(fault))?;
    }
    let (shelf, now) = (desk.shelf(), desk.context().local());
    let restored = kezhang_store::restore(&path, &target, Some((&shelf, now))).await;
    // Whether or not it was restored, the ledger is open again afterwards.
    let opened = super::open(&app, &desk, &target).await;
    let kept = restored.map_err(|fault| desk.refuse(fault))?;
    Ok(Restored { ledger: opened?, kept })
}

/// Saves what can be saved of a ledger that does not open, or does not prove, into a new file; the old one stays.
#[tauri::command]
pub async fn recover_ledger(desk: State<'_, Desk>, ledger: PathBuf, path: PathBuf) -> Reply<Recovered> {
    let context = desk.context();
    kezhang_store::recover(&ledger, &path, context.stamp("recover"), context.language)
        .await
        .map_err(|fault| desk.refuse(fault))
}

/// Sets where automatic backups go: a folder of choice, or with none the one beside the settings.
#[tauri::command]
pub async fn set_backup_folder(desk: State<'_, Desk>, folder: Option<PathBuf>) -> Reply<ShelfState> {
    if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(desk.refuse(Fault::new("backup_folder_missing").with("file", folder.display())));
    }
    Preferences::change(&desk.settings, |p| p.backup_folder = folder).map_err(|fault| desk.refuse(fault))?;
    if let Some(ledger) = desk.ledger.write().await.as_mut() {
        ledger.keep_on(desk.shelf());
    }
    desk.shelf_state(None).await
}

pub(super) fn on_shelf(desk: &Desk, mut ledger: Ledger) -> Ledger {
    ledger.keep_on(desk.shelf());
    ledger
}
