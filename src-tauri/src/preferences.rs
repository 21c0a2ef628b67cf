//! What the program remembers about a person: language, theme, the ledgers they had open. Nothing about money.
//!
//! One JSON file in the system's folder for settings. A file that cannot be read counts as absent: settings
//! are a convenience, and no ledger is lost with them. Two windows may be open, so every change reads the
//! file again and replaces it as a whole. `KEZHANG_HOME` moves settings and data to one folder of one's choice.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use kezhang_core::{Fault, Language, Outcome};
use kezhang_store::Shelf;
use serde::{Deserialize, Serialize};

/// How many ledgers the start screen offers.
const RECENT: usize = 10;

/// The environment variable that moves settings and data.
pub const HOME: &str = "KEZHANG_HOME";

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How large the window shows everything, in percent: one of [`Zoom::STEPS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct Zoom(u16);

impl Zoom {
    /// What it can be.
    pub const STEPS: [u16; 9] = [70, 80, 90, 100, 110, 125, 150, 175, 200];

    /// As the web view counts it.
    pub fn factor(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

/// The nearest step: a file may have been written by hand.
impl From<u16> for Zoom {
    fn from(percent: u16) -> Self {
        let nearest = Self::STEPS.into_iter().min_by_key(|step| step.abs_diff(percent));
        nearest.map_or_else(Self::default, Self)
    }
}

impl From<Zoom> for u16 {
    fn from(zoom: Zoom) -> Self {
        zoom.0
    }
}

/// A ledger that was open before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Where it lies.
    pub path: PathBuf,
    /// The company, or the file's name when it has none.
    pub name: String,
    /// When it was last opened.
    pub opened_at: DateTime<Utc>,
    /// The system's key store holds the password of its server; here it is never.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_password: bool,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The language of the window and of messages.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// How large the window shows everything.
    pub zoom: Zoom,
    /// The ledger that was open when the window was last used; the next window begins there.
    pub open: Option<PathBuf>,
    /// Latest first.
    pub recent: Vec<Recent>,
    /// Where automatic backups go; beside the settings when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_folder: Option<PathBuf>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: system_language(),
            theme: Theme::System,
            zoom: Zoom::default(),
            open: None,
            recent: Vec::new(),
            backup_folder: None,
        }
    }
}

/// The folder of settings: of one's choice, else the system's.
pub fn settings_folder() -> PathBuf {
    std::env::var_os(HOME)
        .filter(|home| !home.is_empty())
        .map(PathBuf::from)
        .or_else(|| dirs::config_dir().map(|folder| folder.join("app.kezhang.desktop")))
        .unwrap_or_else(|| std::env::temp_dir().join("kezhang"))
}

impl Preferences {
    /// Reads them; defaults where there are none yet.
    pub fn load(folder: &Path) -> Self {
        std::fs::read(file(folder))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Where automatic backups go: the folder of choice, else `backups` beside the settings.
    pub fn shelf(&self, folder: &Path) -> Shelf {
        match &self.backup_folder {
            Some(chosen) => Shelf::chosen(chosen.clone()),
            None => Shelf::new(folder.join("backups")),
        }
    }

    /// Reads them, changes them and writes them back.
    ///
    /// # Errors
    /// `preferences_unwritable`.
    pub fn change(folder: &Path, change: impl FnOnce(&mut Self)) -> Outcome<Self> {
        let mut preferences = Self::load(folder);
        change(&mut preferences);
        preferences.save(folder).map_err(|error| {
            Fault::new("preferences_unwritable")
                .with("file", file(folder).display())
                .with("detail", error)
        })?;
        Ok(preferences)
    }

    fn save(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let beside = folder.join(format!("preferences.{}.json", std::process::id()));
        std::fs::write(&beside, serde_json::to_vec_pretty(self)?)?;
        std::fs::rename(&beside, file(folder))
    }

    /// Puts a ledger at the head of the recent ones and remembers it as open.
    pub fn opened(&mut self, path: &Path, company: &str, at: DateTime<Utc>) {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let name = if company.is_empty() { stem } else { company.to_owned() };
        let has_password = self.has_password(path);
        self.recent.retain(|recent| recent.path != path);
        self.recent.insert(
            0,
            Recent {
                path: path.to_path_buf(),
                name,
                opened_at: at,
                has_password,
            },
        );
        self.recent.truncate(RECENT);
        self.open = Some(path.to_path_buf());
    }

    /// Whether the system's key store holds the password of a ledger's server.
    pub fn has_password(&self, path: &Path) -> bool {
        self.recent
            .iter()
            .any(|recent| recent.path == path && recent.has_password)
    }

    /// Notes whether it does.
    pub fn set_password_kept(&mut self, path: &Path, is_kept: bool) {
        for recent in self.recent.iter_mut().filter(|recent| recent.path == path) {
            recent.has_password = is_kept;
        }
    }

    /// Takes a ledger off the list; the file stays.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|recent| recent.path != path);
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("preferences.json")
}

/// The system's language where it is one of ours, else Chinese.
pub fn system_language() -> Language {
    sys_locale::get_locale()
        .and_then(|tag| Language::from_tag(&tag))
        .unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_is_there_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("not/yet/there");
        let saved = Preferences::change(&below, |p| p.theme = Theme::Dark).unwrap();
        assert_eq!(Preferences::load(&below), saved);
        assert_eq!(saved.theme, Theme::Dark);
    }

    #[test]
    fn the_size_is_one_that_the_window_offers() {
        let zoom: Zoom = serde_json::from_str("160").unwrap();
        assert_eq!((u16::from(zoom), zoom.factor()), (150, 1.5));
        assert_eq!(u16::from(Zoom::from(9999)), 200);
        assert_eq!(serde_json::from_str::<Preferences>("{}").unwrap().zoom, Zoom::default());
    }

    #[test]
    fn a_damaged_file_counts_as_absent() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(file(folder.path()), b"{\"language\": 7").unwrap();
        assert_eq!(Preferences::load(folder.path()), Preferences::default());
    }

    #[test]
    fn a_ledger_opened_again_moves_to_the_head_and_is_listed_once() {
        let mut preferences = Preferences::default();
        let at = DateTime::UNIX_EPOCH;
        for number in 0..12 {
            preferences.opened(Path::new(&format!("/books/{number}.kezhang")), "", at);
        }
        preferences.opened(Path::new("/books/7.kezhang"), "云帆科技", at);
        assert_eq!(preferences.recent.len(), RECENT);
        assert_eq!(preferences.recent[0].name, "云帆科技");
        assert_eq!(preferences.recent[1].name, "11");
        assert_eq!(
            preferences
                .recent
                .iter()
                .filter(|r| r.path.ends_with("7.kezhang"))
                .count(),
            1
        );
        assert_eq!(preferences.open.as_deref(), Some(Path::new("/books/7.kezhang")));
    }

    #[test]
    fn a_forgotten_ledger_is_off_the_list_and_the_others_stay() {
        let mut preferences = Preferences::default();
        for name in ["/books/a.kezhang", "/books/b.kezhang"] {
            preferences.opened(Path::new(name), "", DateTime::UNIX_EPOCH);
        }
        preferences.forget(Path::new("/books/a.kezhang"));
        let left: Vec<_> = preferences.recent.iter().map(|r| r.path.clone()).collect();
        assert_eq!(left, [PathBuf::from("/books/b.kezhang")]);
    }

    #[test]
    fn settings_that_cannot_be_written_are_a_refusal_with_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::write(&taken, b"a file where the folder should be").unwrap();
        let fault = Preferences::change(&taken, |p| p.theme = Theme::Light).unwrap_err();
        assert_eq!(fault.code, "preferences_unwritable");
        assert!(fault.facts["file"].contains("taken"));
    }
}
