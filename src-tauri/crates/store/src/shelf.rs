//! The shelf: automatic backups, one folder a ledger, rotated.
//!
//! The one thing to know: nothing leaves the shelf before a new backup has been proved, and nothing ever but files
//! whose names are the shelf's own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};
use kezhang_core::{Fault, Language, Outcome};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::backup::{Mark, copy_pages, mark, open_reading, prove};
use crate::check::{CheckFault, Schema};
use crate::fault::OrFault;
use crate::journal::{About, hex};
use crate::ledger::{Ledger, inspect, open_fault};

/// Of the backups made before the first change of a day, the newest of so many days stay …
const DAYS: usize = 10;
/// … and the newest of so many weeks …
const WEEKS: usize = 8;
/// … and the newest of so many months.
const MONTHS: usize = 12;
/// Of those made before migrations and restores so many of each stay.
const OTHERS: usize = 10;

const TIME: &str = "%Y-%m-%d-%H%M%S";

/// Why a backup was made: before what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The first change of a day.
    Day,
    /// A newer program's first opening.
    Migration,
    /// Another backup was put in its place.
    Restore,
    /// A person asked for it; it stays until a person removes it.
    Asked,
}

impl Why {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Day, "day"),
        (Self::Migration, "migration"),
        (Self::Restore, "restore"),
        (Self::Asked, "asked"),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(why, _)| *why == self)
            .map_or("", |(_, word)| word)
    }
}

/// Where automatic backups are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
    /// A folder of choice is not made when it is gone: its disk may only be unplugged.
    is_chosen: bool,
}

/// A backup and what it holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Backup {
    /// Where it lies.
    pub path: String,
    /// Why it was made; absent for a file that is not of the shelf.
    pub why: Option<Why>,
    /// When it was made, local time `YYYY-MM-DDTHH:MM:SS`.
    pub made_at: String,
    /// Its size.
    pub bytes: u64,
    /// Name of the company.
    pub company: String,
    /// Entries that count.
    pub entries: i64,
    /// First day with an entry.
    pub from: Option<NaiveDate>,
    /// Last day with an entry.
    pub to: Option<NaiveDate>,
    /// Records of the journal.
    pub records: i64,
    /// When the last record was made, RFC 3339 in UTC.
    pub last_at: Option<String>,
    /// What the last record did, in words.
    pub last_about: Option<String>,
    /// Why it cannot be read; then all but path, time and size is empty.
    pub fault: Option<CheckFault>,
}

/// What the shelf holds for a ledger.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShelfState {
    /// The folder of all backups.
    pub folder: String,
    /// Whether it is a folder of choice.
    pub is_chosen: bool,
    /// When the newest was made, local time.
    pub last_at: Option<String>,
    /// Why the last attempt in this session failed.
    pub fault: Option<CheckFault>,
    /// That the ledger lies on a network, where one computer at a time may use it.
    pub hint: Option<CheckFault>,
    /// Newest first.
    pub backups: Vec<Backup>,
}

/// A file of the shelf by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    at: NaiveDateTime,
    why: Why,
    path: PathBuf,
}

impl Placed {
    /// Reads `STEM.2026-11-22-020139.day.kezhang`, or `…day-2.kezhang`.
    fn read(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(".kezhang")?;
        let (rest, why) = name.rsplit_once('.')?;
        let (_, at) = rest.rsplit_once('.')?;
        let word = why.split('-').next()?;
        let (why, _) = Why::ALL.into_iter().find(|(_, known)| *known == word)?;
        let at = NaiveDateTime::parse_from_str(at, TIME).ok()?;
        Some(Self { at, why, path })
    }
}

impl Shelf {
    /// The shelf in a folder that is made when it is needed.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            is_chosen: false,
        }
    }

    /// The shelf in a folder of choice.
    pub fn chosen(folder: PathBuf) -> Self {
        Self {
            folder,
            is_chosen: true,
        }
    }

    /// The folder of one ledger: its name, and what tells two of one name apart.
    fn of(&self, ledger: &Path) -> PathBuf {
        let whole = std::fs::canonicalize(ledger)
            .or_else(|_| std::path::absolute(ledger))
            .unwrap_or_else(|_| ledger.to_path_buf());
        let digest = Sha256::digest(whole.to_string_lossy().as_bytes());
        self.folder.join(format!("{}-{}", stem(ledger), &hex(&digest)[..8]))
    }

    fn placed(&self, ledger: &Path) -> Vec<Placed> {
        let files = std::fs::read_dir(self.of(ledger)).into_iter().flatten().flatten();
        let mut placed: Vec<Placed> = files.filter_map(|file| Placed::read(file.path())).collect();
        placed.sort_by(|a, b| (b.at, &b.path).cmp(&(a.at, &a.path)));
        placed
    }

    /// What it holds for a ledger, newest first; the ledger itself need not be readable.
    pub fn backups(&self, ledger: &Path, language: Language) -> Vec<Backup> {
        self.placed(ledger)
            .into_iter()
            .map(|placed| Backup::read(&placed.path, language))
            .collect()
    }

    /// The same with where it is and how the last attempt went.
    pub fn state(&self, ledger: &Path, language: Language, fault: Option<&Fault>) -> ShelfState {
        let backups = self.backups(ledger, language);
        ShelfState {
            folder: self.folder.display().to_string(),
            is_chosen: self.is_chosen,
            last_at: backups.first().map(|backup| backup.made_at.clone()),
            fault: fault.map(|fault| CheckFault::of(fault, language)),
            hint: crate::place::hint(ledger).map(|hint| CheckFault::of(&hint, language)),
            backups,
        }
    }

    /// Whether the first change of this day is still to come: nothing is on the shelf from today, and the ledger is
    /// not of today.
    fn is_due(&self, ledger: &Path, bulk: &rusqlite::Connection, now: DateTime<FixedOffset>) -> bool {
        let today = now.date_naive();
        if self.placed(ledger).iter().any(|placed| placed.at.date() == today) {
            return false;
        }
        let first = bulk.query_row("SELECT at FROM journal ORDER BY number LIMIT 1", (), |row| {
            row.get::<_, String>(0)
        });
        let made = first.ok().and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
        made.map(|at| at.with_timezone(now.offset()).date_naive()) != Some(today)
    }

    /// Puts a proved copy of what `from` sees on the shelf, and takes off what is older than the rule keeps.
    fn put(
        &self,
        ledger: &Path,
        from: &rusqlite::Connection,
        why: Why,
        now: DateTime<FixedOffset>,
        wanted: &Mark,
    ) -> Outcome<PathBuf> {
        if self.is_chosen && !self.folder.is_dir() {
            return Err(Fault::new("backup_folder_missing").with("file", self.folder.display()));
        }
        let folder = self.of(ledger);
        std::fs::create_dir_all(&folder).map_err(|error| open_fault(&folder, &error))?;
        only_for_its_owner(&folder);
        clear_half_ones(&folder);
        // On a thread of its own, where waiting stops nobody.
        let schema = tokio::runtime::Handle::current().block_on(Schema::wanted())?;
        let (part, target) = claim(&folder, ledger, why, now)?;
        let made = copy_pages(from, &part)
            .and_then(|()| prove(&part, wanted, schema))
            .and_then(|()| {
                std::fs::rename(&part, &target).map_err(|error| {
                    Fault::new("file_unwritable")
                        .with("file", target.display())
                        .with("detail", error)
                })
            });
        if let Err(mut fault) = made {
            let _ = std::fs::remove_file(&part);
            let _ = std::fs::remove_file(crate::backup::with_suffix(&part, "-journal"));
            // The copy is faithful: what is off in it is off in the ledger.
            let place = if fault.code == "backup_unsound" {
                ledger
            } else {
                &target
            };
            fault.facts.insert("file", place.display().to_string());
            if fault.code == "backup_unsound" {
                fault.code = "backup_of_unsound";
            }
            return Err(fault);
        }
        for old in superseded(&self.placed(ledger)) {
            let _ = std::fs::remove_file(old);
        }
        Ok(target)
    }
}

/// What the rule does not keep, of files newest first.
fn superseded(placed: &[Placed]) -> Vec<&Path> {
    let mut kept: BTreeSet<&Path> = BTreeSet::new();
    let days = || placed.iter().filter(|p| p.why == Why::Day);
    let mut keep = |limit: usize, key: &dyn Fn(NaiveDate) -> (i32, u32)| {
        let mut seen = BTreeSet::new();
        for one in days() {
            if seen.len() < limit && seen.insert(key(one.at.date())) {
                kept.insert(&one.path);
            }
        }
    };
    keep(DAYS, &|day| (day.year(), day.ordinal()));
    keep(WEEKS, &|day| (day.iso_week().year(), day.iso_week().week()));
    keep(MONTHS, &|day| (day.year(), day.month()));
    for why in [Why::Migration, Why::Restore] {
        kept.extend(
            placed
                .iter()
                .filter(|p| p.why == why)
                .take(OTHERS)
                .map(|p| p.path.as_path()),
        );
    }
    placed
        .iter()
        .filter(|p| p.why != Why::Asked)
        .map(|p| p.path.as_path())
        .filter(|path| !kept.contains(path))
        .collect()
}

/// Two names that are nobody else's: one to write under, one to end with.
fn claim(folder: &Path, ledger: &Path, why: Why, now: DateTime<FixedOffset>) -> Outcome<(PathBuf, PathBuf)> {
    let head = format!("{}.{}.{}", stem(ledger), now.naive_local().format(TIME), why.as_str());
    for number in 1..10_000 {
        let suffix = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let target = folder.join(format!("{head}{suffix}.kezhang"));
        if target.exists() {
            continue;
        }
        let part = folder.join(format!("{head}{suffix}.part"));
        match std::fs::File::create_new(&part) {
            // Another program may have ended with the name between the two looks.
            Ok(_) if target.exists() => {
                let _ = std::fs::remove_file(&part);
            }
            Ok(_) => return Ok((part, target)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(open_fault(&part, &error)),
        }
    }
    Err(Fault::new("file_exists").with("file", folder.display()))
}

/// Removes what a program that was killed left half an hour ago or more.
fn clear_half_ones(folder: &Path) {
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_half = file
            .path()
            .extension()
            .is_some_and(|e| e == "part" || e == "part-journal");
        let age = file.metadata().and_then(|meta| meta.modified()).map(|at| at.elapsed());
        if is_half && matches!(age, Ok(Ok(age)) if age > Duration::from_secs(1800)) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

#[cfg(unix)]
fn only_for_its_owner(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn only_for_its_owner(_: &Path) {}

fn stem(ledger: &Path) -> String {
    ledger
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

impl Backup {
    /// What a backup holds, read without touching it.
    pub fn read(path: &Path, language: Language) -> Self {
        let placed = Placed::read(path.to_path_buf());
        let meta = std::fs::metadata(path);
        let modified = meta.as_ref().ok().and_then(|meta| meta.modified().ok());
        let made_at = placed.as_ref().map(|placed| placed.at).or_else(|| {
            let at: DateTime<chrono::Local> = modified?.into();
            Some(at.naive_local())
        });
        let mut backup = Self {
            path: path.display().to_string(),
            why: placed.map(|placed| placed.why),
            made_at: made_at.map_or_else(String::new, |at| at.format("%Y-%m-%dT%H:%M:%S").to_string()),
            bytes: meta.map_or(0, |meta| meta.len()),
            company: String::new(),
            entries: 0,
            from: None,
            to: None,
            records: 0,
            last_at: None,
            last_about: None,
            fault: None,
        };
        if let Err(fault) = backup.look_inside(path, language) {
            backup.fault = Some(CheckFault::of(&fault.with("file", path.display()), language));
        }
        backup
    }

    fn look_inside(&mut self, path: &Path, language: Language) -> Outcome<()> {
        inspect(path)?;
        let bulk = open_reading(path)?;
        self.company = bulk
            .query_row("SELECT company FROM profile", (), |row| row.get(0))
            .or_fault()?;
        let (entries, from, to): (i64, Option<String>, Option<String>) = bulk
            .query_row(
                "SELECT (SELECT count(*) FROM entry WHERE is_void = 0), \
                 (SELECT occurred_on FROM entry WHERE is_void = 0 ORDER BY occurred_on, id LIMIT 1), \
                 (SELECT occurred_on FROM entry WHERE is_void = 0 ORDER BY occurred_on DESC, id DESC LIMIT 1)",
                (),
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .or_fault()?;
        self.entries = entries;
        let date = |text: Option<String>| text.and_then(|text| text.parse().ok());
        (self.from, self.to) = (date(from), date(to));
        let (number, at, about): (i64, String, String) = bulk
            .query_row(
                "SELECT number, at, about FROM journal ORDER BY number DESC LIMIT 1",
                (),
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .or_fault()?;
        self.records = number;
        self.last_at = Some(at);
        self.last_about = serde_json::from_str::<About>(&about)
            .ok()
            .map(|about| about.say(language));
        Ok(())
    }
}

impl Ledger {
    /// Puts a copy on the shelf before the first change of a day. What fails is told by [`Ledger::shelf_fault`]; the
    /// change goes on, and while it does the copy is still being written, of what was there before.
    pub async fn keep_daily(&self, now: DateTime<FixedOffset>) {
        // To a ledger that nobody may write to no change comes.
        let Some(shelf) = self.shelf.clone().filter(|_| !self.is_still) else {
            return;
        };
        {
            let mut kept = self.kept.lock().await;
            if kept.day == Some(now.date_naive()) {
                return;
            }
            kept.day = Some(now.date_naive());
        }
        let path = self.path().to_path_buf();
        let (seen, is_seen) = tokio::sync::oneshot::channel();
        let task = tokio::task::spawn_blocking(move || {
            let from = crate::backup::open_beside(&path, false)?;
            from.execute_batch("BEGIN").or_fault()?;
            // From the first read on this connection sees the ledger as it is now, whatever is written meanwhile.
            if !shelf.is_due(&path, &from, now) {
                return Ok(None);
            }
            let wanted = mark(&from)?;
            let _ = seen.send(());
            shelf.put(&path, &from, Why::Day, now, &wanted).map(Some)
        });
        // Also when it ended without a word: then there is nothing to wait for.
        let _ = is_seen.await;
        self.kept.lock().await.task = Some(task);
    }

    /// Puts a copy on the shelf now.
    ///
    /// # Errors
    /// `backup_folder_missing`, `no_permission`, `disk_full`, `backup_of_unsound`.
    pub async fn keep_now(&self, now: DateTime<FixedOffset>) -> Outcome<PathBuf> {
        crate::server::files_only(&[self.path()])?;
        let shelf = self
            .shelf
            .clone()
            .ok_or_else(|| Fault::new("backup_folder_missing").with("file", "–"))?;
        self.put_on(&shelf, Why::Asked, now).await
    }

    async fn put_on(&self, shelf: &Shelf, why: Why, now: DateTime<FixedOffset>) -> Outcome<PathBuf> {
        let (path, shelf, is_still) = (self.path().to_path_buf(), shelf.clone(), self.is_still);
        let made = tokio::task::spawn_blocking(move || {
            let from = crate::backup::open_beside(&path, is_still)?;
            from.execute_batch("BEGIN").or_fault()?;
            let wanted = mark(&from)?;
            shelf.put(&path, &from, why, now, &wanted)
        });
        made.await
            .map_err(|error| Fault::new("store_failed").with("detail", error))?
    }

    /// Keeps a copy before something that replaces the ledger: on the shelf, and where that fails beside itself.
    pub(crate) async fn keep(&self, shelf: Option<(&Shelf, DateTime<FixedOffset>)>, why: Why) -> Outcome<PathBuf> {
        if let Some((shelf, now)) = shelf
            && let Ok(kept) = self.put_on(shelf, why, now).await
        {
            return Ok(kept);
        }
        let before = format!("before-{}", why.as_str());
        let writer = self.writer.lock().await;
        crate::backup::beside(&writer, self.path(), &before).await
    }

    /// Waits for a copy that is still being written, and tells why the last one of this session failed.
    pub async fn shelf_fault(&self) -> Option<Fault> {
        let mut kept = self.kept.lock().await;
        if let Some(task) = kept.task.take() {
            kept.fault = match task.await {
                Ok(done) => done.err(),
                Err(error) => Some(Fault::new("store_failed").with("detail", error)),
            };
        }
        kept.fault.clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The rule counted by hand: two years of daily backups, one each day.
    #[test]
    fn ten_days_eight_weeks_and_twelve_months_stay() {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let mut placed: Vec<Placed> = first
            .iter_days()
            .take(731)
            .map(|day| Placed {
                at: day.and_hms_opt(9, 0, 0).unwrap(),
                why: Why::Day,
                path: PathBuf::from(day.to_string()),
            })
            .collect();
        placed.reverse();
        let gone = superseded(&placed);
        let stays: Vec<String> = placed
            .iter()
            .filter(|p| !gone.contains(&p.path.as_path()))
            .map(|p| p.path.display().to_string())
            .collect();
        // 2025-12-31 is a Wednesday: its week and the seven before end on Sundays, months on their last days.
        let wanted = [
            "2025-12-31",
            "2025-12-30",
            "2025-12-29",
            "2025-12-28",
            "2025-12-27",
            "2025-12-26",
            "2025-12-25",
            "2025-12-24",
            "2025-12-23",
            "2025-12-22",
            "2025-12-21",
            "2025-12-14",
            "2025-12-07",
            "2025-11-30",
            "2025-11-23",
            "2025-11-16",
            "2025-10-31",
            "2025-09-30",
            "2025-08-31",
            "2025-07-31",
            "2025-06-30",
            "2025-05-31",
            "2025-04-30",
            "2025-03-31",
            "2025-02-28",
            "2025-01-31",
        ];
        assert_eq!(stays, wanted);
    }

    #[test]
    fn what_is_not_of_the_shelf_is_never_taken_off() {
        for name in [
            "books.kezhang",
            "books.2025-01-01.kezhang",
            "books.2025-01-01-100000.day.txt",
            "a.b.c.kezhang",
        ] {
            assert_eq!(Placed::read(PathBuf::from(name)), None, "{name}");
        }
        let own = Placed::read(PathBuf::from("my.books.2025-01-01-100000.day-2.kezhang")).unwrap();
        assert_eq!(
            (own.why, own.at.to_string().as_str()),
            (Why::Day, "2025-01-01 10:00:00")
        );
        let asked = |at| Placed {
            at: NaiveDate::from_ymd_opt(2025, 1, 1)
                .unwrap()
                .and_hms_opt(at, 0, 0)
                .unwrap(),
            why: Why::Asked,
            path: PathBuf::from(at.to_string()),
        };
        let all: Vec<Placed> = (0..24).rev().map(asked).collect();
        assert!(superseded(&all).is_empty());
    }
}
