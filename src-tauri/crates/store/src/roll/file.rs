//! A register's workbook: written with the trace of each cell, and held against the ledger when it comes back.
//!
//! The one thing to know: beside each row lies, hidden, its number and six characters for each cell as it was. A cell
//! that still has its trace was not touched in the workbook and is left alone, whatever the ledger has made of it since;
//! one that was touched, and that the ledger has changed too, is stale.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use kezhang_core::record::import::{Cell, Context, DecimalMark, Reading, Survey, clean_text, column_letter, trim};
use kezhang_core::record::roll::{
    CellDifference, Cells, DifferenceState, IgnoredColumn, OwnField, OwnKindTold, Roll, RollDifferences, RollFile,
    RollSheet, WORKBOOK_MARK, read_cell,
};
use kezhang_core::{Fault, Language, Outcome, language::say};
use sea_orm::DatabaseConnection;
use sha2::{Digest, Sha256};

use super::missing;
use super::put::{Refusal, put_row};
use super::sheet::{Members, RollQuery, Sheet, about, page};
use crate::fault::OrFault;
use crate::journal::{Change, hex};
use crate::ledger::{Ask, Ledger, sql};
use crate::row;

/// How many differences a result tells of: more than a person reads.
const TOLD: usize = 20_000;

/// The word of a mark that says that not all rows were exported.
const PART: &str = "part";

/// How a workbook that came back is taken.
#[derive(Debug, Clone, Default)]
pub struct RollTake {
    /// Whether cells that the ledger has changed since are taken too.
    pub takes_stale: bool,
    /// Whether it is a trial.
    pub dry_run: bool,
    /// Whether rows that the workbook does not have any more are taken away, where the register's rows can be.
    pub removes_missing: bool,
    /// Added columns that become own fields: name of the field → title of the column.
    pub own: BTreeMap<String, String>,
}

/// How cells of a register are read: dates and amounts as a spreadsheet or the window writes them.
pub(super) async fn context(ledger: &Ledger) -> Outcome<Context> {
    let base = ledger.currency().await;
    let calendar = ledger.calendar().await?;
    // Both languages of the window write a point; a comma groups.
    let reading = Reading {
        decimal: Some(DecimalMark::Point),
        ..Reading::default()
    };
    Ok(Context::new(base, calendar, &reading, &Survey::default()))
}

/// Six characters by which a cell is known again.
fn trace(cell: Option<&str>) -> String {
    match cell {
        None => "-".repeat(6),
        Some(text) => hex(&Sha256::digest(text.as_bytes())[..3]),
    }
}

/// A stored text as it comes back from a workbook: without what reading takes off.
fn as_read(plain: &str) -> String {
    trim(&clean_text(plain)).to_owned()
}

/// The hidden cell of a row: its number and the traces of its cells, in the order of the columns.
fn row_mark(id: i64, cells: &[Option<String>]) -> String {
    let traces: String = cells
        .iter()
        .map(|cell| trace(cell.as_deref().map(as_read).as_deref()))
        .collect();
    format!("{id} {traces}")
}

/// The number and the traces of a hidden cell.
fn read_mark(text: &str) -> Option<(i64, Vec<String>)> {
    let (id, traces) = text.trim().split_once(' ')?;
    if !traces.is_ascii() || !traces.len().is_multiple_of(6) {
        return None;
    }
    let traces = (0..traces.len() / 6).map(|at| traces[at * 6..at * 6 + 6].to_owned());
    Some((id.parse().ok()?, traces.collect()))
}

impl Ledger {
    /// A register with all that its workbook needs.
    ///
    /// # Errors
    /// `register_column_unknown`, `bound_invalid`.
    pub async fn register_sheet(&self, query: &RollQuery) -> Outcome<RollSheet> {
        let language = query.language.unwrap_or(self.language().await);
        let currency = self.currency().await;
        let mut query = query.clone();
        (query.offset, query.limit) = (0, None);
        // Before the rows: what changes in between counts as later.
        let number = missing::newest(self.reader()).await?;
        let page = crate::bulk::with(self.reader(), |bulk| page(bulk, &query, currency, language)).await?;
        let is_part = query.id.is_some() || query.search.is_some() || !query.filter.is_empty();
        let part = if is_part { format!(" {PART}") } else { String::new() };
        Ok(RollSheet {
            mark: format!(
                "{WORKBOOK_MARK} {} {}{part} {}",
                query.register.as_str(),
                token(self.reader()).await?,
                missing::mark(number)
            ),
            marks: page.rows.iter().map(|row| row_mark(row.id, &row.cells)).collect(),
            decimals: currency.decimals(),
            page,
        })
    }

    /// Holds a register's workbook against the ledger and takes what differs, as one change.
    ///
    /// # Errors
    /// `register_workbook_other`: of another ledger; `register_workbook_damaged`; what the disk says.
    pub async fn take_register(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        file: &RollFile,
        how: RollTake,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<RollDifferences> {
        let damaged = |detail: &str| Fault::new("register_workbook_damaged").with("detail", detail);
        let mut mark = file.mark.split_whitespace().skip(1);
        let (roll, of) = (mark.next().and_then(Roll::parse), mark.next().unwrap_or_default());
        let rest: Vec<&str> = mark.collect();
        let is_part = rest.contains(&PART);
        let written_at = rest.iter().find_map(|word| missing::read_mark(word));
        let roll = roll.ok_or_else(|| damaged("A1"))?;
        if of != token(change.connection()).await? {
            return Err(Fault::new("register_workbook_other"));
        }
        if how.dry_run {
            change.rehearse();
        }
        change.mark().await?;
        let context = context(self).await?;
        let kept = self.keep_added(change, roll, file, &how.own, &context).await?;
        let (sheet, members, current) = {
            let currency = self.currency().await;
            crate::bulk::with(change.connection(), |bulk| {
                let sheet = Sheet::load(bulk, roll, language)?;
                let members = Members::load(bulk, roll, language)?;
                let rows = sheet.rows(bulk, &members, currency, None)?;
                let rows: BTreeMap<i64, Vec<Option<String>>> =
                    rows.into_iter().map(|row| (row.id, row.cells)).collect();
                Ok((sheet, members, rows))
            })
            .await?
        };
        let mut result = RollDifferences {
            register: roll,
            title: say(language, &format!("roll.{}", roll.as_str()), &[]),
            batch: None,
            read: 0,
            unchanged: 0,
            changed: 0,
            added: 0,
            stale: 0,
            refused: 0,
            missing: 0,
            removable: 0,
            removed: 0,
            cells: Vec::new(),
            ignored: self.ignored(change, roll, file, &kept).await?,
            own_fields: kept.iter().map(|(_, field)| field.name.clone()).collect(),
            notices: Vec::new(),
        };
        // Of each column of the file: its place there, its place in the register, its place among the traces.
        let mut places: Vec<(usize, usize, usize)> = Vec::new();
        for (nth, (column, key)) in file.keys.iter().enumerate() {
            match sheet.columns.iter().position(|known| known.shown.key == *key) {
                Some(at) if places.iter().any(|(_, known, _)| *known == at) => return Err(damaged(key)),
                Some(at) => places.push((*column, at, nth)),
                None => result.notices.push(say(
                    language,
                    "notice.columns_ignored",
                    &[("columns", &column_letter(*column))],
                )),
            }
        }
        if places.is_empty() {
            return Err(damaged("1"));
        }
        // A field that the column makes has no traces: each of its cells is new.
        for (column, field) in &kept {
            let known = sheet.columns.iter().position(|known| known.shown.key == field.key());
            places.extend(known.map(|at| (*column, at, usize::MAX)));
        }
        if !result.ignored.is_empty() {
            let columns: Vec<&str> = result.ignored.iter().map(|ignored| ignored.column.as_str()).collect();
            let told = say(language, "notice.columns_ignored", &[("columns", &columns.join(", "))]);
            result.notices.push(told);
        }
        // First what is gone, so that a row of the same key can take its place.
        let mut gone = Vec::new();
        if !is_part {
            let there: HashSet<i64> = file
                .rows
                .iter()
                .filter_map(|row| Some(read_mark(&row.mark)?.0))
                .collect();
            let rows = current.iter().filter(|(id, _)| !there.contains(id));
            let rows = rows.map(|(id, cells)| (*id, about(&sheet, &members, cells)));
            gone = missing::take_out(change, roll, rows.collect(), written_at, &how, &mut result, language).await?;
        }
        let mut seen: HashSet<i64> = HashSet::new();
        for line in &file.rows {
            let marked = read_mark(&line.mark);
            // A row that was copied brings the hidden cell of its model along: the first is the row, others are new.
            let known = marked.filter(|(id, _)| seen.insert(*id));
            if known.is_none() && line.cells.iter().skip(1).all(Cell::is_empty) {
                continue;
            }
            result.read += 1;
            let mut told = Told {
                row: line.number,
                sheet: &sheet,
                language,
                cells: Vec::new(),
                about: String::new(),
            };
            let old = match &known {
                Some((id, _)) => match current.get(id) {
                    Some(old) => Some(old),
                    None => {
                        told.about = id.to_string();
                        told.refuse(None, None, None, &Fault::new("register_row_gone"), false);
                        result.refused += 1;
                        result.cells.append(&mut told.cells);
                        continue;
                    }
                },
                None => None,
            };
            let is_new = old.is_none();
            let mut given = Cells::new();
            let mut shape: Vec<Option<String>> = vec![None; sheet.columns.len()];
            let (mut is_refused, mut is_stale) = (false, false);
            let empty = vec![None; sheet.columns.len()];
            let old_cells = old.unwrap_or(&empty);
            for (place, at, nth) in &places {
                let column = &sheet.columns[*at];
                let cell = line.cells.get(*place).unwrap_or(&Cell::Empty);
                let before = old_cells[*at].as_deref().map(as_read);
                let read = read_cell(column.shown.kind, &column.words, column.label, cell, &context);
                let read = read.and_then(
                    |plain| match (&plain, column.base.filter(|base| !base.names.is_empty())) {
                        // A member by its name is the same member.
                        (Some(text), Some(base)) => {
                            let id = members.id(base.names, base.key, text)?;
                            Ok(members.code(base.names, id))
                        }
                        _ => Ok(plain),
                    },
                );
                let new = match read {
                    Ok(new) => new,
                    Err(fault) => {
                        // What the ledger itself wrote, and cannot read any more, was not touched.
                        let shown = cell.shown();
                        if before
                            .as_deref()
                            .is_some_and(|plain| sheet.shown(*at, plain, language) == shown)
                        {
                            continue;
                        }
                        told.refuse(Some((*place, *at)), before, Some(shown), &fault, is_new);
                        is_refused = true;
                        continue;
                    }
                };
                shape[*at].clone_from(&new);
                if is_new {
                    if new.is_some() {
                        given.insert(column.shown.key.clone(), new.clone());
                        told.differs(*place, *at, None, new, DifferenceState::Taken, true);
                    }
                    continue;
                }
                let base = known.as_ref().and_then(|(_, traces)| traces.get(*nth));
                let is_touched = base.is_none_or(|base| *base != trace(new.as_deref()));
                if !is_touched || new == before {
                    continue;
                }
                let is_old = base.is_some_and(|base| *base != trace(before.as_deref()));
                let state = if is_old && !how.takes_stale {
                    is_stale = true;
                    DifferenceState::Stale
                } else {
                    DifferenceState::Taken
                };
                told.differs(*place, *at, before, new.clone(), state, false);
                given.insert(column.shown.key.clone(), new);
            }
            told.about = about(&sheet, &members, if is_new { &shape } else { old_cells });
            if told.cells.is_empty() {
                result.unchanged += 1;
                continue;
            }
            if !is_refused && !is_stale {
                let id = known.as_ref().map(|(id, _)| *id);
                match put_row(change, &sheet, &members, id, &given, today).await {
                    Ok((_, _)) if is_new => result.added += 1,
                    Ok((_, true)) => result.changed += 1,
                    Ok((_, false)) => result.unchanged += 1,
                    Err(Refusal { fault, .. }) if is_of_the_disk(&fault) => return Err(fault),
                    Err(Refusal { key, fault }) => {
                        is_refused = true;
                        told.refuse_key(key.as_deref(), &places, &fault, is_new);
                    }
                }
            }
            if is_refused || is_stale {
                told.hold();
            }
            result.refused += u64::from(is_refused);
            result.stale += u64::from(is_stale && !is_refused);
            result.cells.append(&mut told.finish());
        }
        if is_part {
            // What was exported in part lacks rows that nobody took out.
            result.missing = current.keys().filter(|id| !seen.contains(id)).count() as u64;
        }
        result.cells.append(&mut gone);
        result.cells.truncate(TOLD);
        if result.added + result.changed + result.removed == 0 && !kept.is_empty() {
            // A field that nothing fills is not made.
            change.rewind().await?;
            result.own_fields.clear();
        }
        change.note("register", roll.as_str());
        change.note("file", file_name);
        change.note("count", result.added + result.changed + result.removed);
        if !change.is_empty()
            && let Some(kind) = kind_of(roll)
        {
            let batch = row::batch::Model {
                id: 0,
                kind: kind.to_owned(),
                file_name: file_name.to_owned(),
                first_entry: 0,
                last_entry: 0,
                digest: String::new(),
                is_void: false,
            };
            let batch = change.insert(batch).await?.id;
            change.set_batch(batch);
            result.batch = (!how.dry_run).then_some(batch);
        }
        Ok(result)
    }
}

impl Ledger {
    /// Makes own fields of columns that somebody has added to a register's workbook; each with its place.
    async fn keep_added(
        &self,
        change: &mut Change<'_>,
        roll: Roll,
        file: &RollFile,
        own: &BTreeMap<String, String>,
        context: &Context,
    ) -> Outcome<Vec<(usize, OwnField)>> {
        let mut kept = Vec::new();
        for (name, title) in own {
            let added = file.added.iter().find(|(_, added)| added.trim() == title.trim());
            let Some((place, _)) = added else {
                let known: Vec<&str> = file.added.iter().map(|(_, title)| title.as_str()).collect();
                return Err(Fault::new("column_unknown")
                    .with("column", title)
                    .with("columns", known.join(", ")));
            };
            let mut told = OwnKindTold::default();
            for line in &file.rows {
                told.hear(line.cells.get(*place).unwrap_or(&Cell::Empty), context);
            }
            let field = self.keep_own_field(change, roll, name, told.kind()).await?;
            kept.push((*place, field));
        }
        Ok(kept)
    }

    /// The added columns that nothing reads.
    async fn ignored(
        &self,
        change: &Change<'_>,
        roll: Roll,
        file: &RollFile,
        kept: &[(usize, OwnField)],
    ) -> Outcome<Vec<IgnoredColumn>> {
        let left = file
            .added
            .iter()
            .filter(|(at, _)| kept.iter().all(|(place, _)| place != at));
        let titles: Vec<String> = left.map(|(_, title)| title.trim().to_owned()).collect();
        let (names, _) = self.own_names(Some(change), roll, &titles).await?;
        let ignored = titles.into_iter().zip(names);
        Ok(ignored
            .map(|(column, name)| IgnoredColumn {
                column,
                own: name.map(|name| format!("own:{name}")),
            })
            .collect())
    }
}

/// Whether a fault is the disk's and not a row's.
pub(super) fn is_of_the_disk(fault: &Fault) -> bool {
    matches!(
        fault.code,
        "store_failed" | "disk_full" | "disk_failed" | "ledger_busy" | "ledger_damaged" | "ledger_readonly"
    )
}

/// The word of the import that a register has, for the list of imports.
fn kind_of(roll: Roll) -> Option<&'static str> {
    Some(match roll {
        Roll::Customer => "customers",
        Roll::Channel => "channels",
        Roll::Metric => "metrics",
        Roll::Activity => "activities",
        Roll::Contract => "contracts",
        Roll::Receipt => "receipts",
        Roll::Order => "orders",
        Roll::Points => "points",
        Roll::Tool | Roll::ToolUse => "tools",
        Roll::Hours => "hours",
        Roll::Service => "service",
        Roll::Feedback => "feedback",
        Roll::Purchase => "purchases",
        Roll::Product => "products",
        Roll::Vendor => "vendors",
        Roll::Department => "departments",
        Roll::Entry => return None,
    })
}

/// What a ledger is known by: its first record, which its copies share.
async fn token(connection: &DatabaseConnection) -> Outcome<String> {
    let first = connection
        .ask_one(sql("SELECT hash FROM journal ORDER BY number LIMIT 1", []))
        .await
        .or_fault()?;
    let hash: Option<String> = first.map(|row| row.try_get("", "hash")).transpose().or_fault()?;
    Ok(hash.map_or_else(|| "-".to_owned(), |hash| hash.chars().take(16).collect()))
}

/// The differences of one row in the making.
struct Told<'s> {
    row: u32,
    sheet: &'s Sheet,
    language: Language,
    cells: Vec<CellDifference>,
    about: String,
}

impl Told<'_> {
    fn differs(
        &mut self,
        place: usize,
        at: usize,
        old: Option<String>,
        new: Option<String>,
        state: DifferenceState,
        is_new: bool,
    ) {
        let shown = |plain: Option<String>| plain.map(|plain| self.sheet.shown(at, &plain, self.language));
        let (old, new) = (shown(old), shown(new));
        self.cells.push(CellDifference {
            row: self.row,
            letter: column_letter(place),
            column: self.sheet.columns[at].shown.title.clone(),
            about: String::new(),
            old,
            new,
            is_new,
            state,
            code: None,
            reason: None,
        });
    }

    fn refuse(
        &mut self,
        place: Option<(usize, usize)>,
        old: Option<String>,
        new: Option<String>,
        fault: &Fault,
        is_new: bool,
    ) {
        let old = match (place, old) {
            (Some((_, at)), Some(plain)) => Some(self.sheet.shown(at, &plain, self.language)),
            (_, old) => old,
        };
        self.cells.push(CellDifference {
            row: self.row,
            letter: place.map(|(place, _)| column_letter(place)).unwrap_or_default(),
            column: place
                .map(|(_, at)| self.sheet.columns[at].shown.title.clone())
                .unwrap_or_default(),
            about: self.about.clone(),
            old,
            new,
            is_new,
            state: DifferenceState::Refused,
            code: Some(fault.code.to_owned()),
            reason: Some(fault.message(self.language)),
        });
    }

    /// Marks the cell of a key as refused, or the row where none of its cells is meant.
    fn refuse_key(&mut self, key: Option<&str>, places: &[(usize, usize, usize)], fault: &Fault, is_new: bool) {
        let place = key.and_then(|key| {
            let place = places
                .iter()
                .find(|(_, at, _)| self.sheet.columns[*at].shown.key == key)?;
            Some((place.0, place.1))
        });
        let letter = place.map(|(place, _)| column_letter(place));
        let same = letter.and_then(|letter| self.cells.iter_mut().find(|cell| cell.letter == letter));
        match same {
            Some(cell) => {
                cell.state = DifferenceState::Refused;
                cell.code = Some(fault.code.to_owned());
                cell.reason = Some(fault.message(self.language));
            }
            None => self.refuse(place, None, None, fault, is_new),
        }
    }

    fn hold(&mut self) {
        for cell in &mut self.cells {
            if cell.state == DifferenceState::Taken {
                cell.state = DifferenceState::Held;
            }
        }
    }

    fn finish(mut self) -> Vec<CellDifference> {
        for cell in &mut self.cells {
            cell.about.clone_from(&self.about);
        }
        self.cells
    }
}
