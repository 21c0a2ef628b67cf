//! The window: Tauri around the one list of commands.
//!
//! The page may call the functions of this file and nothing else; it has no right to files or dialogs of its
//! own. The open ledger lies behind a lock that every command shares and that only opening and closing take
//! alone: whoever closes waits for what still runs, so that nothing is left half written.

mod dialog;
mod font;
mod keeping;
mod menu;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{Local, Utc};
use kezhang_core::record::entry::Taxpayer;
use kezhang_core::watch::{Phase, Step};
use kezhang_core::{Currency, Fault, Language, Outcome, Watch};
use kezhang_store::{Ledger, NewLedger, Shelf};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{AppHandle, DragDropEvent, Manager, RunEvent, State, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tokio::sync::{Mutex, RwLock};

use crate::commands::{self, Context};
use crate::failure::Failure;
use crate::preferences::{HOME, Preferences, Recent, Theme, Zoom};

/// Folder of the sample ledgers, below the program's data.
const SAMPLES: &str = "sample";

type Reply<T> = Result<T, Failure>;

/// What the window holds: where settings and samples lie, and the open ledger.
struct Desk {
    settings: PathBuf,
    data: PathBuf,
    ledger: RwLock<Option<Ledger>>,
    /// The ledger to begin with, until the page has asked for it.
    first: Mutex<Option<PathBuf>>,
    /// Where the page hears what happens to the window from outside.
    page: std::sync::Mutex<Option<Channel<Happening>>>,
    /// Who watches the commands that run, by the page's number of the run.
    watches: std::sync::Mutex<HashMap<u64, Watch>>,
    /// Where the last dialog for files ended, in this run.
    folder: std::sync::Mutex<Option<PathBuf>>,
}

/// What happens to the window from outside the page. The page gets names and paths, never a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Happening {
    /// Files are held over the window; the page shows where they would go.
    Hover {
        /// How many.
        count: usize,
    },
    /// The files are elsewhere again.
    Leave,
    /// The files were let go over the window.
    Drop {
        /// Where they lie.
        paths: Vec<PathBuf>,
    },
    /// The system's menu was used.
    Act {
        /// The page's name of the act.
        id: String,
    },
    /// A long command came further.
    Progress {
        /// Its name.
        command: String,
        /// The page's number of the run.
        run: u64,
        /// How far.
        #[serde(flatten)]
        step: Step,
    },
}

/// A ledger that was open before, as the start screen lists it.
#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    recent: Recent,
    /// The file is not there: moved, deleted, or on a disk that is not plugged in.
    is_missing: bool,
}

/// What the page begins with.
#[derive(Serialize)]
struct Start {
    language: Language,
    theme: Theme,
    zoom: Zoom,
    ledger: Option<Value>,
    /// Why the ledger to begin with did not open.
    failure: Option<Failure>,
    recent: Vec<Listed>,
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

/// No pages of two megabytes for a program that waits for a person: what they round up is a fifth of what it holds.
#[cfg(target_os = "linux")]
fn spare_memory() {
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(not(target_os = "linux"))]
fn spare_memory() {}

fn open_window(ledger: Option<PathBuf>) -> Outcome<i32> {
    has_display()?;
    spare_memory();
    let broken = |error: tauri::Error| Fault::new("window_failed").with("detail", error);
    let home = std::env::var_os(HOME)
        .filter(|home| !home.is_empty())
        .map(PathBuf::from);
    // The plugin joins this to the system's folder for settings; an absolute name stands alone.
    let geometry = home
        .as_deref()
        .map_or_else(PathBuf::new, Path::to_path_buf)
        .join("window.json");
    // The workers' stacks are those of a main thread: the command line runs the same commands there.
    let workers = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(8 << 20)
        .build()
        .map_err(|error| Fault::new("window_failed").with("detail", error))?;
    tauri::async_runtime::set(workers.handle().clone());
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(geometry.to_string_lossy())
                .build(),
        )
        .register_uri_scheme_protocol(font::SCHEME, |_, request| font::answer(&request))
        .invoke_handler(tauri::generate_handler![
            start,
            set_preferences,
            open_ledger,
            new_ledger,
            open_sample,
            save_copy,
            close_ledger,
            quit,
            call,
            stop,
            keeping::backups,
            keeping::back_up_now,
            keeping::restore_backup,
            keeping::set_backup_folder,
            attend,
            forget_recent,
            forget_password,
            keeping::recover_ledger,
            dialog::choose_file,
            dialog::choose_folder,
            dialog::choose_files,
            dialog::choose_target,
        ])
        .on_menu_event(|app, event| {
            app.state::<Desk>().tell(Happening::Act {
                id: event.id().0.clone(),
            });
        })
        .on_window_event(|window, event| {
            if let WindowEvent::DragDrop(event) = event
                && let Some(happening) = carried(event)
            {
                window.state::<Desk>().tell(happening);
            }
        })
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
    let given = ledger.map(|path| match kezhang_store::is_address(&path) {
        true => path,
        false => std::path::absolute(&path).unwrap_or(path),
    });
    app.manage(Desk {
        settings,
        data,
        ledger: RwLock::new(None),
        first: Mutex::new(given.or_else(|| preferences.open.clone())),
        page: std::sync::Mutex::new(None),
        watches: std::sync::Mutex::default(),
        folder: std::sync::Mutex::default(),
    });
    menu::hang(app.handle(), preferences.language).map_err(broken)?;

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
        .initialization_script(ASK_AHEAD)
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"));
    if let Some(home) = home {
        window = window.data_directory(home.join("webview"));
    }
    let window = window.build().map_err(broken)?;
    let _ = window.set_zoom(preferences.zoom.factor());

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

/// The page's first question, asked before its program is read: the ledger opens meanwhile (`ahead` in ui/src/api.ts).
const ASK_AHEAD: &str = "
    window.kezhangStart = window.__TAURI_INTERNALS__?.invoke('start', {});
    window.kezhangStart?.catch(() => undefined);
";

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

/// What the page is to hear of something dragged; movements over the window are of no use to it.
fn carried(event: &DragDropEvent) -> Option<Happening> {
    match event {
        DragDropEvent::Enter { paths, .. } => Some(Happening::Hover { count: paths.len() }),
        DragDropEvent::Drop { paths, .. } => Some(Happening::Drop { paths: paths.clone() }),
        DragDropEvent::Leave => Some(Happening::Leave),
        _ => None,
    }
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

    /// Where the last dialog for files ended.
    fn folder(&self) -> Option<PathBuf> {
        self.folder.lock().ok()?.clone()
    }

    /// Remembers where a dialog for files ended.
    fn answered(&self, chosen: Option<PathBuf>) -> Option<PathBuf> {
        if let (Some(path), Ok(mut folder)) = (&chosen, self.folder.lock()) {
            let own = if path.is_dir() {
                Some(path.as_path())
            } else {
                path.parent()
            };
            *folder = own.map(Path::to_path_buf);
        }
        chosen
    }

    /// Where automatic backups go, as the settings have it.
    fn shelf(&self) -> Shelf {
        Preferences::load(&self.settings).shelf(&self.settings)
    }

    /// Tells the page; a page that is not there yet, or no more, misses nothing.
    fn tell(&self, happening: Happening) {
        if let Ok(page) = self.page.lock()
            && let Some(page) = page.as_ref()
        {
            let _ = page.send(happening);
        }
    }

    /// Whether a ledger is one of the sample company's.
    fn is_sample(&self, path: &Path) -> bool {
        path.starts_with(self.data.join(SAMPLES))
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
        let mut summary = commands::call(&ledger, "ledger", json!({}), &desk.context()).await?;
        summary["is_sample"] = json!(desk.is_sample(&path));
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

async fn open_kept(desk: &Desk, path: &Path) -> Reply<Ledger> {
    Ledger::open_kept(path, desk.shelf(), desk.context().local())
        .await
        .map_err(|fault| desk.refuse(fault))
}

async fn open(app: &AppHandle, desk: &Desk, path: &Path) -> Reply<Value> {
    let ledger = open_kept(desk, path).await?;
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
        let mut summary = commands::call(open, "ledger", json!({}), &desk.context()).await?;
        summary["is_sample"] = json!(desk.is_sample(open.path()));
        ledger = Some(summary);
    }
    let preferences = Preferences::load(&desk.settings);
    let recent = preferences
        .recent
        .into_iter()
        .map(|recent| Listed {
            is_missing: !kezhang_store::is_address(&recent.path) && !recent.path.exists(),
            recent,
        })
        .collect();
    let (language, theme, zoom) = (preferences.language, preferences.theme, preferences.zoom);
    Ok(Start {
        language,
        theme,
        zoom,
        ledger,
        failure,
        recent,
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// Sets language, theme or zoom (in percent); returns them as they now are.
#[tauri::command(rename_all = "snake_case")]
async fn set_preferences(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    language: Option<Language>,
    theme: Option<Theme>,
    zoom: Option<Zoom>,
) -> Reply<Value> {
    let preferences = Preferences::change(&desk.settings, |p| {
        p.language = language.unwrap_or(p.language);
        p.theme = theme.unwrap_or(p.theme);
        p.zoom = zoom.unwrap_or(p.zoom);
    })
    .map_err(|fault| desk.refuse(fault))?;
    let _ = window.set_theme(preferences.theme.of_window());
    let _ = window.set_zoom(preferences.zoom.factor());
    if language.is_some() {
        let _ = menu::hang(window.app_handle(), preferences.language);
    }
    Ok(json!({ "language": preferences.language, "theme": preferences.theme, "zoom": preferences.zoom }))
}

/// Opens a ledger in place of the one that is open; keeps its server's password in the system's key store where that is
/// wished, and does not open it where that cannot be.
#[tauri::command]
async fn open_ledger(app: AppHandle, desk: State<'_, Desk>, path: PathBuf, remember: Option<bool>) -> Reply<Value> {
    if !remember.unwrap_or(false) {
        return open(&app, &desk, &path).await;
    }
    let ledger = open_kept(&desk, &path).await?;
    let is_kept = match kezhang_store::keep_password(&path).await {
        Ok(is_kept) => is_kept,
        Err(fault) => {
            let _ = ledger.close().await;
            return Err(desk.refuse(fault));
        }
    };
    let place = ledger.path().to_path_buf();
    let summary = lay_open(&app, &desk, ledger).await?;
    let _ = Preferences::change(&desk.settings, |p| p.set_password_kept(&place, is_kept));
    Ok(summary)
}

/// Takes the password of a ledger's server out of the system's key store.
#[tauri::command]
async fn forget_password(desk: State<'_, Desk>, path: PathBuf) -> Reply<()> {
    forget_kept(&desk, &path).await.map_err(|fault| desk.refuse(fault))
}

async fn forget_kept(desk: &Desk, path: &Path) -> Outcome<()> {
    kezhang_store::forget_password(path).await?;
    Preferences::change(&desk.settings, |p| p.set_password_kept(path, false)).map(drop)
}

/// A new ledger, as the page asks for it.
#[derive(Deserialize)]
struct NewLedgerInput {
    /// Where it is to lie; among the person's documents when absent.
    #[serde(default)]
    path: Option<PathBuf>,
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
    let input = NewLedgerInput::deserialize(body).map_err(|error| desk.refuse(kezhang_core::input::invalid(error)))?;
    let new = NewLedger {
        company: input.company,
        currency: Some(input.currency),
        fiscal_start: Some(input.fiscal_start),
        taxpayer: input.taxpayer,
        language: input.language,
        ..NewLedger::default()
    };
    let path = match input.path {
        Some(path) => path,
        None => among_documents(&app, &desk, &new.company)?,
    };
    let ledger = create(&desk, &path, &new).await?;
    lay_open(&app, &desk, keeping::on_shelf(&desk, ledger)).await
}

/// A name for a new ledger among the person's documents that nothing bears yet.
fn among_documents(app: &AppHandle, desk: &Desk, company: &str) -> Reply<PathBuf> {
    let has_own_home = std::env::var_os(HOME).is_some_and(|home| !home.is_empty());
    let documents = app.path().document_dir().ok().filter(|_| !has_own_home);
    let folder = documents.unwrap_or_else(|| desk.data.clone());
    std::fs::create_dir_all(&folder).map_err(|error| {
        desk.refuse(
            Fault::new("no_permission")
                .with("file", folder.display())
                .with("detail", error),
        )
    })?;
    let plain = dialog::plain_name(company);
    let name = if plain.is_empty() {
        desk.language().pick("客账", "Kezhang").to_owned()
    } else {
        plain.chars().take(60).collect()
    };
    let free = |number: u32| {
        let number = if number == 1 {
            String::new()
        } else {
            format!(" {number}")
        };
        folder.join(format!("{name}{number}.kezhang"))
    };
    Ok((1..).map(free).find(|path| !path.exists()).unwrap_or_else(|| free(1)))
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
    let folder = desk.data.join(SAMPLES);
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

/// Closes the window, and with it the program: it remembers its size and place and puts the ledger away.
#[tauri::command]
async fn quit(window: WebviewWindow, desk: State<'_, Desk>) -> Reply<()> {
    let failed = |error| desk.refuse(Fault::new("window_failed").with("detail", error));
    window.close().map_err(failed)
}

/// Takes the page's ear: from now on it hears what happens to the window from outside.
#[tauri::command]
async fn attend(desk: State<'_, Desk>, page: Channel<Happening>) -> Reply<()> {
    if let Ok(mut place) = desk.page.lock() {
        *place = Some(page);
    }
    Ok(())
}

/// Takes a ledger off the list of recent ones, and its server's password out of the system's key store; the file stays.
#[tauri::command]
async fn forget_recent(desk: State<'_, Desk>, path: PathBuf) -> Reply<()> {
    if Preferences::load(&desk.settings).has_password(&path) {
        forget_kept(&desk, &path).await.map_err(|fault| desk.refuse(fault))?;
    }
    Preferences::change(&desk.settings, |p| p.forget(&path))
        .map(drop)
        .map_err(|fault| desk.refuse(fault))
}

/// Runs a command of the one list on the open ledger; by the number of its run the page hears of it and stops it.
#[tauri::command]
async fn call(app: AppHandle, desk: State<'_, Desk>, command: String, input: Value, run: u64) -> Reply<Value> {
    let watch = watched(app.clone(), command.clone(), run);
    if let Ok(mut watches) = desk.watches.lock() {
        watches.insert(run, watch.clone());
    }
    let _done = Watched { desk: &desk, run };
    let context = Context {
        watch,
        ..desk.context()
    };
    let slot = desk.ledger.read().await;
    let ledger = slot.as_ref().ok_or_else(|| desk.refuse(Fault::new("no_ledger_open")))?;
    commands::call(ledger, &command, input, &context).await
}

/// Wishes that a long command under way stop; it then refuses with `stopped` and leaves nothing behind.
#[tauri::command]
async fn stop(desk: State<'_, Desk>, run: u64) -> Reply<()> {
    if let Ok(watches) = desk.watches.lock()
        && let Some(watch) = watches.get(&run)
    {
        watch.stop();
    }
    Ok(())
}

/// How often the page hears how far a command has come.
const HEARD: Duration = Duration::from_millis(100);

/// A watch that tells the page of a command's steps, but not of each.
fn watched(app: AppHandle, command: String, run: u64) -> Watch {
    let told = std::sync::Mutex::new(None::<(Instant, Phase)>);
    Watch::with(move |step| {
        let Ok(mut told) = told.lock() else { return };
        let is_due = told.is_none_or(|(at, phase)| phase != step.phase || at.elapsed() >= HEARD);
        if is_due {
            *told = Some((Instant::now(), step.phase));
            app.state::<Desk>().tell(Happening::Progress {
                command: command.clone(),
                run,
                step,
            });
        }
    })
}

/// A run whose watch goes when it ends, also when nobody waits for it any more.
struct Watched<'d> {
    desk: &'d Desk,
    run: u64,
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Ok(mut watches) = self.desk.watches.lock() {
            watches.remove(&self.run);
        }
    }
}

async fn on_ledger(desk: &Desk, command: &str, input: Value) -> Reply<Value> {
    let slot = desk.ledger.read().await;
    let ledger = slot.as_ref().ok_or_else(|| desk.refuse(Fault::new("no_ledger_open")))?;
    commands::call(ledger, command, input, &desk.context()).await
}
