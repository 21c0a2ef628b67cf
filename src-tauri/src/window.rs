//! The window: Tauri around the one list of commands.
//!
//! The page may call the functions of this file and nothing else; it has no right to files or dialogs of its
//! own. The open ledger lies behind a lock that every command shares and that only opening and closing take
//! alone: whoever closes waits for what still runs, so that nothing is left half written.

mod dialog;
mod keeping;

use std::path::{Path, PathBuf};

use chrono::{Local, Utc};
use kezhang_core::record::entry::Taxpayer;
use kezhang_core::{Currency, Fault, Language, Outcome};
use kezhang_store::{Ledger, NewLedger, Shelf};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager, RunEvent, State, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::{Mutex, RwLock};

use crate::commands::{self, Context};
use crate::failure::Failure;
use crate::preferences::{HOME, Preferences, Recent, Theme};

type Reply<T> = Result<T, Failure>;

/// What the window holds: where settings and samples lie, and the open ledger.
struct Desk {
    settings: PathBuf,
    data: PathBuf,
    ledger: RwLock<Option<Ledger>>,
    /// The ledger to begin with, until the page has asked for it.
    first: Mutex<Option<PathBuf>>,
}

/// What the page begins with.
#[derive(Serialize)]
struct Start {
    language: Language,
    theme: Theme,
    ledger: Option<Value>,
    /// Why the ledger to begin with did not open.
    failure: Option<Failure>,
    recent: Vec<Recent>,
    version: &'static str,
}

/// Opens the window on a ledger, or where the person left off, and stays until it is closed; returns the exit code.
///
/// Call it on the main thread and outside any async runtime. Without a display it is `no_display` and 1.
pub fn run(ledger: Option<PathBuf>) -> i32 {
    match open_window(ledger) {
        Ok(code) => code,
        Err(fault) => {
            let language = crate::preferences::system_language();
            eprintln!("{} [{}]", fault.message(language), fault.code);
            1
        }
    }
}

fn open_window(ledger: Option<PathBuf>) -> Outcome<i32> {
    has_display()?;
    let broken = |error: tauri::Error| Fault::new("window_failed").with("detail", error);
    let home = std::env::var_os(HOME)
        .filter(|home| !home.is_empty())
        .map(PathBuf::from);
    // The plugin joins this to the system's folder for settings; an absolute name stands alone.
    let geometry = home
        .as_deref()
        .map_or_else(PathBuf::new, Path::to_path_buf)
        .join("window.json");
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(geometry.to_string_lossy())
                .build(),
        )
        .invoke_handler(tauri::generate_handler![
            start,
            set_preferences,
            open_ledger,
            new_ledger,
            open_sample,
            save_copy,
            close_ledger,
            call,
            keeping::backups,
            keeping::back_up_now,
            keeping::restore_backup,
            keeping::set_backup_folder,
            dialog::choose_file,
            dialog::choose_folder,
            dialog::choose_target,
        ])
        .on_page_load(|webview, _| {
            // Shown once there is something to see: no white flash.
            let _ = webview.window().show();
        })
        .build(tauri::generate_context!())
        .map_err(broken)?;

    let settings = home
        .clone()
        .map_or_else(|| app.path().app_config_dir(), Ok)
        .map_err(broken)?;
    let data = home
        .clone()
        .map_or_else(|| app.path().app_data_dir(), Ok)
        .map_err(broken)?;
    let preferences = Preferences::load(&settings);
    let given = ledger.map(|path| std::path::absolute(&path).unwrap_or(path));
    app.manage(Desk {
        settings,
        data,
        ledger: RwLock::new(None),
        first: Mutex::new(given.or_else(|| preferences.open.clone())),
    });

    let frame = app
        .config()
        .app
        .windows
        .first()
        .cloned()
        .ok_or_else(|| Fault::new("window_failed"))?;
    let mut window = WebviewWindowBuilder::from_config(app.handle(), &frame)
        .map_err(broken)?
        .theme(preferences.theme.of_window())
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"));
    if let Some(home) = home {
        window = window.data_directory(home.join("webview"));
    }
    window.build().map_err(broken)?;

    Ok(app.run_return(|app, event| match event {
        // The last to leave makes the ledger one file again.
        RunEvent::Exit => {
            let desk = app.state::<Desk>();
            let _ = tauri::async_runtime::block_on(async { put_away(&desk).await });
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => opened_from_outside(app, &urls),
        _ => {}
    }))
}

/// Refuses before the toolkit is touched where there is no screen, or one that nobody answers for.
fn has_display() -> Outcome<()> {
    #[cfg(target_os = "linux")]
    {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !(is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")) || gtk::init().is_err() {
            return Err(Fault::new("no_display"));
        }
    }
    Ok(())
}

/// macOS hands over a double-clicked ledger as an event, often before the page has asked where to begin.
#[cfg(target_os = "macos")]
fn opened_from_outside(app: &AppHandle, urls: &[tauri::Url]) {
    let Some(path) = urls.iter().find_map(|url| url.to_file_path().ok()) else {
        return;
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let desk = app.state::<Desk>();
        let _ = put_away(&desk).await;
        *desk.first.lock().await = Some(path);
        if let Some(window) = app.get_webview_window("main") {
            let _ = window.reload();
        }
    });
}

impl Theme {
    fn of_window(self) -> Option<tauri::Theme> {
        match self {
            Self::System => None,
            Self::Light => Some(tauri::Theme::Light),
            Self::Dark => Some(tauri::Theme::Dark),
        }
    }
}

impl Desk {
    fn language(&self) -> Language {
        Preferences::load(&self.settings).language
    }

    fn context(&self) -> Context {
        Context::now(self.language())
    }

    /// Where automatic backups go, as the settings have it.
    fn shelf(&self) -> Shelf {
        Preferences::load(&self.settings).shelf(&self.settings)
    }

    fn refuse(&self, fault: Fault) -> Failure {
        Failure::new(fault, self.language())
    }
}

/// Closes what is open, waiting for the commands that still run.
async fn put_away(desk: &Desk) -> Outcome<()> {
    match desk.ledger.write().await.take() {
        Some(ledger) => ledger.close().await,
        None => Ok(()),
    }
}

/// Puts a ledger on the desk in place of the one that was there, remembers it, and tells what it is.
async fn lay_open(app: &AppHandle, desk: &Desk, ledger: Ledger) -> Reply<Value> {
    let path = ledger.path().to_path_buf();
    let summary = {
        let mut slot = desk.ledger.write().await;
        if let Some(before) = slot.take() {
            // The one before is safe on disk even where its log could not be folded in.
            let _ = before.close().await;
        }
        let summary = commands::call(&ledger, "ledger", json!({}), &desk.context()).await?;
        *slot = Some(ledger);
        summary
    };
    let company = summary["company"].as_str().unwrap_or_default().to_owned();
    // A ledger opens even where settings cannot be kept.
    let _ = Preferences::change(&desk.settings, |p| p.opened(&path, &company, Utc::now()));
    if let Some(window) = app.get_webview_window("main") {
        let name = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let shown = if company.is_empty() { name } else { company };
        let _ = window.set_title(&format!("{shown} – Kezhang 客账"));
    }
    Ok(summary)
}

async fn open(app: &AppHandle, desk: &Desk, path: &Path) -> Reply<Value> {
    let ledger = Ledger::open_kept(path, desk.shelf(), desk.context().local())
        .await
        .map_err(|fault| desk.refuse(fault))?;
    lay_open(app, desk, ledger).await
}

/// Language, theme, what was open before; opens the ledger to begin with.
#[tauri::command]
async fn start(app: AppHandle, desk: State<'_, Desk>) -> Reply<Start> {
    let first = desk.first.lock().await.take();
    let (mut ledger, mut failure) = (None, None);
    if let Some(path) = first {
        match open(&app, &desk, &path).await {
            Ok(summary) => ledger = Some(summary),
            Err(reason) => {
                failure = Some(reason);
                let _ = Preferences::change(&desk.settings, |p| p.open = None);
            }
        }
    } else if let Some(open) = desk.ledger.read().await.as_ref() {
        // The page was loaded again.
        ledger = Some(commands::call(open, "ledger", json!({}), &desk.context()).await?);
    }
    let preferences = Preferences::load(&desk.settings);
    let recent = preferences
        .recent
        .into_iter()
        .filter(|recent| recent.path.exists())
        .collect();
    let (language, theme) = (preferences.language, preferences.theme);
    Ok(Start {
        language,
        theme,
        ledger,
        failure,
        recent,
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// Sets language or theme; returns both as they now are.
#[tauri::command(rename_all = "snake_case")]
async fn set_preferences(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    language: Option<Language>,
    theme: Option<Theme>,
) -> Reply<Value> {
    let preferences = Preferences::change(&desk.settings, |p| {
        p.language = language.unwrap_or(p.language);
        p.theme = theme.unwrap_or(p.theme);
    })
    .map_err(|fault| desk.refuse(fault))?;
    let _ = window.set_theme(preferences.theme.of_window());
    Ok(json!({ "language": preferences.language, "theme": preferences.theme }))
}

/// Opens a ledger in place of the one that is open.
#[tauri::command]
async fn open_ledger(app: AppHandle, desk: State<'_, Desk>, path: PathBuf) -> Reply<Value> {
    open(&app, &desk, &path).await
}

/// A new ledger, as the page asks for it.
#[derive(Deserialize)]
struct NewLedgerInput {
    path: PathBuf,
    #[serde(default)]
    company: String,
    currency: Currency,
    fiscal_start: u32,
    taxpayer: Taxpayer,
    language: Language,
}

/// Makes a ledger and opens it.
#[tauri::command]
async fn new_ledger(app: AppHandle, desk: State<'_, Desk>, request: Request<'_>) -> Reply<Value> {
    let InvokeBody::Json(body) = request.body() else {
        return Err(desk.refuse(Fault::new("input_invalid")));
    };
    let input = NewLedgerInput::deserialize(body)
        .map_err(|error| desk.refuse(Fault::new("input_invalid").with("detail", error)))?;
    let new = NewLedger {
        company: input.company,
        currency: Some(input.currency),
        fiscal_start: Some(input.fiscal_start),
        taxpayer: input.taxpayer,
        language: input.language,
        ..NewLedger::default()
    };
    let ledger = create(&desk, &input.path, &new).await?;
    lay_open(&app, &desk, keeping::on_shelf(&desk, ledger)).await
}

async fn create(desk: &Desk, path: &Path, new: &NewLedger) -> Reply<Ledger> {
    Ledger::create(path, new, desk.context().stamp("new"))
        .await
        .map_err(|fault| desk.refuse(fault))
}

/// Opens the sample company, always as it was shipped.
///
/// Each time under a name of its own: another window may still have the one before open.
#[tauri::command]
async fn open_sample(app: AppHandle, desk: State<'_, Desk>) -> Reply<Value> {
    let folder = desk.data.join("sample");
    std::fs::create_dir_all(&folder).map_err(|error| {
        desk.refuse(
            Fault::new("no_permission")
                .with("file", folder.display())
                .with("detail", error),
        )
    })?;
    let language = desk.language();
    let name = language.pick("示例公司", "Sample company");
    let path = folder.join(format!("{name} {}.kezhang", Local::now().format("%Y-%m-%d %H%M%S")));
    let new = NewLedger {
        language,
        is_sample: true,
        ..NewLedger::default()
    };
    let ledger = create(&desk, &path, &new).await?;
    lay_open(&app, &desk, ledger).await
}

/// Writes a copy of the open ledger elsewhere; the window stays on the original.
#[tauri::command]
async fn save_copy(desk: State<'_, Desk>, path: PathBuf) -> Reply<Value> {
    on_ledger(&desk, "backup", json!({ "path": path })).await
}

/// Closes the open ledger; the next window begins on the start screen.
#[tauri::command]
async fn close_ledger(window: WebviewWindow, desk: State<'_, Desk>) -> Reply<()> {
    put_away(&desk).await.map_err(|fault| desk.refuse(fault))?;
    let _ = Preferences::change(&desk.settings, |p| p.open = None);
    let _ = window.set_title("Kezhang 客账");
    Ok(())
}

/// Runs a command of the one list on the open ledger.
#[tauri::command]
async fn call(desk: State<'_, Desk>, command: String, input: Value) -> Reply<Value> {
    on_ledger(&desk, &command, input).await
}

async fn on_ledger(desk: &Desk, command: &str, input: Value) -> Reply<Value> {
    let slot = desk.ledger.read().await;
    let ledger = slot.as_ref().ok_or_else(|| desk.refuse(Fault::new("no_ledger_open")))?;
    commands::call(ledger, command, input, &desk.context()).await
}
