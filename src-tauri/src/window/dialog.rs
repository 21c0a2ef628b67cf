//! The system's own dialogs for files, opened here so that the page needs no right to them.

use std::path::{Path, PathBuf};

use kezhang_core::Language;
use serde::Deserialize;
use tauri::{Manager, State, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, MessageDialogButtons};
use tokio::sync::oneshot;

use super::Desk;

/// What a file is chosen for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Costs, budgets and registers to read in.
    Import,
    /// A ledger to open.
    Ledger,
    /// A backup to restore.
    Backup,
    /// A file to keep in the ledger.
    Attachment,
}

/// Asks for a file to read; null when the person thinks better of it.
#[tauri::command]
pub async fn choose_file(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    purpose: Purpose,
) -> Result<Option<PathBuf>, ()> {
    let (answer, waiting) = oneshot::channel();
    dialog(&window, &desk, purpose).pick_file(move |chosen| {
        let _ = answer.send(chosen.and_then(|chosen| chosen.into_path().ok()));
    });
    Ok(desk.answered(waiting.await.ok().flatten()))
}

/// Asks for files to read, in the order of their names; none when the person thinks better of it.
#[tauri::command]
pub async fn choose_files(window: WebviewWindow, desk: State<'_, Desk>, purpose: Purpose) -> Result<Vec<PathBuf>, ()> {
    let (answer, waiting) = oneshot::channel();
    dialog(&window, &desk, purpose).pick_files(move |chosen| {
        let paths = chosen
            .unwrap_or_default()
            .into_iter()
            .filter_map(|one| one.into_path().ok());
        let _ = answer.send(paths.collect::<Vec<_>>());
    });
    let mut paths = waiting.await.unwrap_or_default();
    paths.sort();
    desk.answered(paths.first().cloned());
    Ok(paths)
}

/// The dialog for a purpose, with its title and the kinds of files that fit.
fn dialog(window: &WebviewWindow, desk: &Desk, purpose: Purpose) -> FileDialogBuilder<tauri::Wry> {
    let language = desk.language();
    let dialog = begun(window, desk);
    match purpose {
        Purpose::Import => dialog
            .set_title(language.pick("选择要导入的文件", "Choose a file to import"))
            .add_filter(
                language.pick(
                    "表格文件(CSV、TSV、TXT、Excel、ODS)",
                    "Tables (CSV, TSV, TXT, Excel, ODS)",
                ),
                &[
                    "csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "CSV", "TSV", "TXT", "XLSX", "XLS",
                    "ODS",
                ],
            )
            .add_filter(language.pick("所有文件", "All files"), &["*"]),
        Purpose::Ledger => dialog
            .set_title(language.pick("打开账套", "Open a ledger"))
            .add_filter(kind_of("kezhang", language), &["kezhang"])
            .add_filter(language.pick("所有文件", "All files"), &["*"]),
        Purpose::Attachment => dialog
            .set_title(language.pick("选择附件", "Choose a file to attach"))
            .add_filter(language.pick("所有文件", "All files"), &["*"]),
        Purpose::Backup => dialog
            .set_title(language.pick("选择备份文件", "Choose a backup"))
            .add_filter(kind_of("kezhang", language), &["kezhang"])
            .add_filter(language.pick("所有文件", "All files"), &["*"]),
    }
}

/// A dialog that begins where the last one ended.
///
/// Windows and macOS remember that themselves. The toolkit on Linux begins with what was used last by any program,
/// where no folder can be chosen by its path.
fn begun(window: &WebviewWindow, desk: &Desk) -> FileDialogBuilder<tauri::Wry> {
    let dialog = window.dialog().file().set_parent(window);
    if !cfg!(target_os = "linux") {
        return dialog;
    }
    let paths = window.path();
    let places = [desk.folder(), paths.document_dir().ok(), paths.home_dir().ok()];
    match places.into_iter().flatten().find(|folder| folder.is_dir()) {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}

/// Asks for a folder; null when the person thinks better of it.
#[tauri::command]
pub async fn choose_folder(window: WebviewWindow, desk: State<'_, Desk>) -> Result<Option<PathBuf>, ()> {
    let language = desk.language();
    let dialog = begun(&window, &desk).set_title(language.pick("选择文件夹", "Choose a folder"));
    let (answer, waiting) = oneshot::channel();
    dialog.pick_folder(move |chosen| {
        let _ = answer.send(chosen.and_then(|chosen| chosen.into_path().ok()));
    });
    Ok(desk.answered(waiting.await.ok().flatten()))
}

/// Asks where to write a file; null when the person thinks better of it.
///
/// Not every system's dialog adds the extension. Where it is added here, the file of that name has not been
/// asked about yet, so this asks.
#[tauri::command(rename_all = "snake_case")]
pub async fn choose_target(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    suggested_name: String,
    extension: String,
) -> Result<Option<PathBuf>, ()> {
    let language = desk.language();
    let name = if has_extension(Path::new(&suggested_name), &extension) {
        suggested_name
    } else {
        format!("{suggested_name}.{extension}")
    };
    let dialog = begun(&window, &desk)
        .set_title(language.pick("保存为", "Save as"))
        .set_file_name(plain_name(&name))
        .add_filter(kind_of(&extension, language), &[&extension]);
    let Some(chosen) = desk.answered(save(dialog).await) else {
        return Ok(None);
    };
    if has_extension(&chosen, &extension) {
        return Ok(Some(chosen));
    }
    let mut whole = chosen.into_os_string();
    whole.push(".");
    whole.push(&extension);
    let whole = PathBuf::from(whole);
    Ok(if !whole.exists() || may_replace(&window, &whole, language).await {
        Some(whole)
    } else {
        None
    })
}

async fn save(dialog: FileDialogBuilder<tauri::Wry>) -> Option<PathBuf> {
    let (answer, waiting) = oneshot::channel();
    dialog.save_file(move |chosen| {
        let _ = answer.send(chosen.and_then(|chosen| chosen.into_path().ok()));
    });
    waiting.await.ok().flatten()
}

async fn may_replace(window: &WebviewWindow, path: &Path, language: Language) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (replace, keep) = (language.pick("替换", "Replace"), language.pick("取消", "Cancel"));
    let question = match language {
        Language::Chinese => format!("文件“{name}”已存在,要替换它吗?"),
        Language::English => format!("“{name}” already exists. Replace it?"),
    };
    let (answer, waiting) = oneshot::channel();
    window
        .dialog()
        .message(question)
        .parent(window)
        .buttons(MessageDialogButtons::OkCancelCustom(
            replace.to_owned(),
            keep.to_owned(),
        ))
        .show(move |yes| {
            let _ = answer.send(yes);
        });
    waiting.await.unwrap_or(false)
}

fn kind_of(extension: &str, language: Language) -> String {
    match extension {
        "kezhang" => language
            .pick("客账账套(*.kezhang)", "Kezhang ledger (*.kezhang)")
            .to_owned(),
        other => format!("{} (*.{other})", other.to_uppercase()),
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

/// A suggested name as every system accepts it: a company may be called anything.
pub(super) fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || r#"\/:*?"<>|"#.contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    plain.trim_matches([' ', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_holds_no_character_that_a_system_refuses() {
        assert_eq!(plain_name("A/B: 预算?.xlsx"), "A_B_ 预算_.xlsx");
        assert_eq!(plain_name("..hidden. "), "hidden");
    }

    #[test]
    fn an_extension_counts_in_either_case_and_only_as_the_last_part() {
        assert!(has_extension(Path::new("a.PNG"), "png"));
        assert!(!has_extension(Path::new("report.2026"), "pdf"));
    }
}
