//! Registers row by row: lists, own fields, cells, members that are one, workbooks that go out and come back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kezhang_core::record::import::{self, Cell, Kind, Mapping};
use kezhang_core::record::roll::{
    DifferenceState, IgnoredColumn, OwnField, OwnKind, OwnKindTold, Roll, RollDifferences, RollPage, read_cell,
};
use kezhang_core::{Fault, Outcome};
use kezhang_read::Source;
use kezhang_store::{
    Change, ImportResult, Ledger, LikelyPair, LikelyQuery, MembersMerge, OwnCells, OwnFieldId, OwnFieldInput,
    RejectedCell, RollCells, RollQuery, RollRowId, RollTake, SkippedRow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::import::ImportInput;
use super::{Context, Nothing, files};

/// Of which register.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OwnFieldsQuery {
    /// All registers when absent.
    pub register: Option<Roll>,
}

/// A register to write to a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRegister {
    /// The file; `.csv` gives CSV, anything else a workbook that can come back.
    pub path: PathBuf,
    /// Which rows of which register.
    pub query: RollQuery,
}

/// A register's workbook that came back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeRegister {
    /// The file.
    pub path: PathBuf,
    /// Whether cells that the ledger has changed since are taken too.
    #[serde(default)]
    pub stale: bool,
    /// Whether to change nothing and tell what differs.
    #[serde(default)]
    pub dry_run: bool,
    /// Whether rows that the workbook does not have any more are taken away, where the register's rows can be.
    #[serde(default)]
    pub remove_missing: bool,
    /// Columns added to the workbook that become own fields: name of the field → title of the column.
    #[serde(default)]
    pub own: BTreeMap<String, String>,
}

/// The member that stays.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Merged {
    /// Which register.
    pub register: Roll,
    /// Its code.
    pub code: String,
}

pub(super) async fn register(ledger: &Ledger, mut query: RollQuery, context: &Context) -> Outcome<RollPage> {
    query.language = query.language.or(Some(context.language));
    ledger.register_page(&query).await
}

pub(super) async fn own_fields(ledger: &Ledger, of: OwnFieldsQuery, _: &Context) -> Outcome<Vec<OwnField>> {
    ledger.own_fields(of.register).await
}

pub(super) async fn likely_members(ledger: &Ledger, of: LikelyQuery, _: &Context) -> Outcome<Vec<LikelyPair>> {
    ledger.likely_members(of.register).await
}

pub(super) async fn export_register(
    ledger: &Ledger,
    ask: ExportRegister,
    context: &Context,
) -> Outcome<files::Written> {
    let mut query = ask.query;
    query.language = query.language.or(Some(context.language));
    let language = query.language.unwrap_or(context.language);
    let sheet = ledger.register_sheet(&query).await?;
    let is_csv = ask.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let bytes = match is_csv {
        true => kezhang_paint::csv::register(&sheet.page, language)?,
        false => kezhang_paint::workbook::register(&sheet, language)?,
    };
    files::write_file(&ask.path, &bytes)?;
    Ok(files::Written {
        bytes: bytes.len() as u64,
        path: ask.path,
    })
}

pub(super) async fn set_own_field(change: &mut Change<'_>, new: OwnFieldInput, _: &Context) -> Outcome<Vec<OwnField>> {
    change.ledger().set_own_field(change, new).await
}

pub(super) async fn remove_own_field(change: &mut Change<'_>, which: OwnFieldId, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .remove_own_field(change, which.id)
        .await
        .map(|()| Nothing {})
}

pub(super) async fn set_register_row(change: &mut Change<'_>, new: RollCells, context: &Context) -> Outcome<RollPage> {
    change
        .ledger()
        .set_register_row(change, &new, context.language, context.today)
        .await
}

pub(super) async fn remove_register_row(change: &mut Change<'_>, which: RollRowId, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .remove_register_row(change, which)
        .await
        .map(|()| Nothing {})
}

pub(super) async fn merge_members(change: &mut Change<'_>, which: MembersMerge, context: &Context) -> Outcome<Merged> {
    let code = change.ledger().merge_members(change, &which, context.today).await?;
    Ok(Merged {
        register: which.register,
        code,
    })
}

pub(super) async fn take_register(
    change: &mut Change<'_>,
    ask: TakeRegister,
    context: &Context,
) -> Outcome<RollDifferences> {
    let file = kezhang_read::register(&ask.path)?;
    let file = file.ok_or_else(|| Fault::new("register_workbook_none").with("path", ask.path.display()))?;
    let how = RollTake {
        takes_stale: ask.stale,
        dry_run: ask.dry_run,
        removes_missing: ask.remove_missing,
        own: ask.own,
    };
    let ledger = change.ledger();
    let name = files::name_of(&ask.path);
    ledger
        .take_register(change, &name, &file, how, context.language, context.today)
        .await
}

/// A register's workbook given to the import: its differences as the result of one.
pub(super) async fn imported(change: &mut Change<'_>, input: &ImportInput, context: &Context) -> Outcome<ImportResult> {
    let own = input.map.iter().filter_map(|(word, column)| {
        let name = word.strip_prefix(OWN)?;
        (!column.trim().is_empty()).then(|| (name.to_owned(), column.clone()))
    });
    let ask = TakeRegister {
        path: input.path.clone(),
        stale: false,
        dry_run: input.dry_run,
        remove_missing: false,
        own: own.collect(),
    };
    let found = take_register(change, ask, context).await?;
    // Entries are what the command line asks for where nothing is said.
    let kind = input.kind.filter(|kind| *kind != Kind::Entries);
    if let Some(kind) = kind.filter(|kind| roll_of(*kind) != Some(found.register)) {
        return Err(Fault::new("register_workbook_kind")
            .with("kind", kind)
            .with("register", found.register.as_str()));
    }
    let currency = change.ledger().currency().await;
    let mut result = ImportResult::nothing(currency);
    result.batch = found.batch;
    (result.read, result.imported, result.updated) = (found.read, found.added, found.changed);
    result.duplicates = found.unchanged;
    result.rejected = found
        .cells
        .iter()
        .filter(|cell| cell.code.is_some())
        .map(|cell| RejectedCell {
            row: cell.row,
            column: (!cell.column.is_empty()).then(|| cell.column.clone()),
            value: cell.new.clone(),
            reason: cell.reason.clone().unwrap_or_default(),
            code: cell.code.clone().unwrap_or_default(),
        })
        .collect();
    let stale = found.cells.iter().filter(|cell| cell.state == DifferenceState::Stale);
    for cell in stale {
        let is_refused = result.rejected.iter().any(|rejected| rejected.row == cell.row);
        if !is_refused && result.skipped.last().is_none_or(|skipped| skipped.row != cell.row) {
            result.skipped.push(SkippedRow {
                row: cell.row,
                reason: kezhang_core::language::say(context.language, "skipped.stale", &[]),
            });
        }
    }
    result.made_own_fields(found.own_fields);
    result.ignored = found.ignored;
    result.notices = found.notices;
    result.differences = found.cells;
    Ok(result)
}

/// The register that a kind of import fills.
fn roll_of(kind: Kind) -> Option<Roll> {
    Some(match kind {
        Kind::Customers => Roll::Customer,
        Kind::Channels => Roll::Channel,
        Kind::Activities => Roll::Activity,
        Kind::Contracts => Roll::Contract,
        Kind::Receipts => Roll::Receipt,
        Kind::Orders => Roll::Order,
        Kind::Hours => Roll::Hours,
        Kind::Tools => Roll::Tool,
        Kind::Feedback => Roll::Feedback,
        Kind::Metrics => Roll::Metric,
        Kind::Service => Roll::Service,
        Kind::Purchases => Roll::Purchase,
        Kind::Entries => Roll::Entry,
        Kind::Points => Roll::Points,
        Kind::Products => Roll::Product,
        Kind::Vendors => Roll::Vendor,
        Kind::Departments => Roll::Department,
        Kind::Budget | Kind::Rates => return None,
    })
}

/// By column of a file what keeps it as an own field: none for one that is read (`own` names those that own fields
/// read) or cannot be one; and how many fields its register can still have.
pub(super) async fn own_offers(
    ledger: &Ledger,
    change: Option<&Change<'_>>,
    mapping: &Mapping,
    own: &[(usize, String)],
) -> Outcome<(Vec<Option<String>>, usize)> {
    let Some(roll) = roll_of(mapping.kind) else {
        return Ok((vec![None; mapping.header.len()], 0));
    };
    let (names, left) = ledger.own_names(change, roll, &mapping.header).await?;
    let offers = names.into_iter().enumerate();
    let offers = offers.map(|(at, name)| {
        name.filter(|_| is_ignored(mapping, own, at))
            .map(|name| format!("{OWN}{name}"))
    });
    Ok((offers.collect(), left))
}

fn is_ignored(mapping: &Mapping, own: &[(usize, String)], at: usize) -> bool {
    let title = mapping.header.get(at).map_or("", |title| title.trim());
    let is_titled = mapping.ignored.iter().any(|ignored| ignored == title);
    is_titled && mapping.field_of(at).is_none() && own.iter().all(|(place, _)| *place != at)
}

/// The columns of a file that nothing reads, each with what keeps it as an own field.
pub(super) async fn ignored(
    change: &Change<'_>,
    mapping: &Mapping,
    own: &[(usize, String)],
) -> Outcome<Vec<IgnoredColumn>> {
    let (offers, _) = own_offers(change.ledger(), Some(change), mapping, own).await?;
    let columns = mapping.header.iter().zip(offers).enumerate();
    let columns = columns.filter(|(at, _)| is_ignored(mapping, own, *at));
    Ok(columns
        .map(|(_, (title, own))| IgnoredColumn {
            column: title.trim().to_owned(),
            own,
        })
        .collect())
}

/// The own fields that a file may fill: those of its register, each with the column that the user maps it to, and by
/// name those that the map asks for and the register has not yet.
#[derive(Default)]
pub(super) struct OwnAsked {
    pub(super) fields: Vec<(OwnField, Option<String>)>,
    new: BTreeMap<String, String>,
}

/// What names an own field in a map and as a column.
const OWN: &str = "own:";

/// The own fields of a file: which column each has, and how its cells are read.
pub(super) struct OwnColumns {
    roll: Roll,
    cells: OwnCells,
    columns: Vec<(usize, OwnField, String)>,
    /// Columns that become fields, and the names of these.
    new: Vec<(usize, String)>,
}

impl OwnAsked {
    /// Takes the own fields out of what the user maps, by `own:NUMBER`, `own:NAME` or their name.
    pub(super) async fn split(ledger: &Ledger, kind: Kind, map: &mut BTreeMap<String, String>) -> Outcome<Self> {
        let Some(roll) = roll_of(kind) else {
            return Ok(Self::default());
        };
        let mut fields = ledger.own_fields(Some(roll)).await?;
        // A file of tools tells their use by month too.
        if roll == Roll::Tool {
            fields.extend(ledger.own_fields(Some(Roll::ToolUse)).await?);
        }
        fields.retain(|field| field.active);
        let words = |field: &OwnField| [field.key(), format!("{OWN}{}", field.name), field.name.clone()];
        let stated: Vec<Option<String>> = fields
            .iter()
            .map(|field| words(field).iter().find_map(|word| map.get(word).cloned()))
            .collect();
        for word in fields.iter().flat_map(words) {
            map.remove(&word);
        }
        let mut new = BTreeMap::new();
        map.retain(|word, column| match word.strip_prefix(OWN).map(str::trim) {
            // A number that is no field's is left, and refused with the other unknown words.
            Some(name) if !name.bytes().all(|byte| byte.is_ascii_digit()) => {
                if !column.trim().is_empty() {
                    new.insert(name.to_owned(), std::mem::take(column));
                }
                false
            }
            _ => true,
        });
        Ok(Self {
            fields: fields.into_iter().zip(stated).collect(),
            new,
        })
    }
}

impl OwnColumns {
    /// Finds their columns: as stated, else those of their name that nothing else reads.
    pub(super) fn find(asked: OwnAsked, kind: Kind, mapping: &mut Mapping) -> Outcome<Option<Self>> {
        let Some(roll) = roll_of(kind) else {
            return Ok(None);
        };
        let mut columns = Vec::new();
        for (field, stated) in asked.fields {
            let place = match stated.as_deref().map(str::trim) {
                Some("") => None,
                Some(column) => Some(mapping.find(column)?),
                None => mapping.header.iter().position(|title| title.trim() == field.name),
            };
            // What a field of the kind has stays its own.
            let Some(place) = place.filter(|place| stated.is_some() || mapping.field_of(*place).is_none()) else {
                continue;
            };
            let title = mapping.header.get(place).cloned().unwrap_or_default();
            columns.push((place, field, title));
        }
        let mut new = Vec::new();
        for (name, column) in asked.new {
            new.push((mapping.find(&column)?, name));
        }
        new.sort();
        let read = columns
            .iter()
            .map(|(place, ..)| *place)
            .chain(new.iter().map(|(place, _)| *place));
        let read: Vec<String> = read
            .filter_map(|place| Some(mapping.header.get(place)?.trim().to_owned()))
            .collect();
        mapping.ignored.retain(|ignored| !read.contains(ignored));
        let is_any = !columns.is_empty() || !new.is_empty();
        Ok(is_any.then(|| Self {
            roll,
            cells: OwnCells::new(roll),
            columns,
            new,
        }))
    }

    /// Which column has which own field, by its key; one that the import makes by `own:NAME`.
    pub(super) fn places(&self) -> Vec<(usize, String)> {
        let known = self.columns.iter().map(|(place, field, _)| (*place, field.key()));
        let new = self.new.iter().map(|(place, name)| (*place, format!("{OWN}{name}")));
        known.chain(new).collect()
    }

    /// Makes the fields that the register has not yet, each of the kind that its whole column is; their names.
    pub(super) async fn make(
        &mut self,
        change: &mut Change<'_>,
        source: &Source,
        reader: &import::Context,
    ) -> Outcome<Vec<String>> {
        if self.new.is_empty() {
            return Ok(Vec::new());
        }
        let new = std::mem::take(&mut self.new);
        let mut told = vec![OwnKindTold::default(); new.len()];
        let (mut rows, mut row) = (source.rows()?, import::Row::default());
        while rows.read(&mut row)? {
            for ((place, _), told) in new.iter().zip(&mut told) {
                told.hear(row.cells.get(*place).unwrap_or(&Cell::Empty), reader);
            }
        }
        let mut names = Vec::new();
        for ((place, name), told) in new.into_iter().zip(told) {
            let ledger = change.ledger();
            let field = ledger.keep_own_field(change, self.roll, &name, told.kind()).await?;
            names.push(field.name.clone());
            let title = source.header.get(place).cloned().unwrap_or_default();
            self.columns.push((place, field, title));
        }
        Ok(names)
    }

    /// Where the cells are kept until their row is written.
    pub(super) fn cells(&self) -> OwnCells {
        self.cells.clone()
    }

    /// Reads the own cells of a row; a row with a bad one is rejected.
    pub(super) fn read<T>(
        &self,
        row: &import::Row,
        reader: &import::Context,
        line: import::Interpreted<T>,
    ) -> import::Interpreted<T> {
        let mut read = Vec::new();
        let mut bad = Vec::new();
        for (place, field, title) in &self.columns {
            let cell = row.cells.get(*place).unwrap_or(&Cell::Empty);
            let words: &[String] = if field.kind == OwnKind::Choice {
                &field.choices
            } else {
                &[]
            };
            match read_cell(field.kind.cell(), words, "", cell, reader) {
                Ok(value) => read.push((field.register, field.id, value)),
                Err(reason) => bad.push(import::Rejection {
                    row: row.number,
                    column: Some(title.clone()),
                    value: Some(cell.shown()),
                    reason,
                }),
            }
        }
        match line {
            import::Interpreted::Rejected(mut cells, rest) => {
                cells.extend(bad);
                import::Interpreted::Rejected(cells, rest)
            }
            line if bad.is_empty() => {
                self.cells.keep(row.number, read);
                line
            }
            import::Interpreted::Skipped { row, reason } => import::Interpreted::Skipped { row, reason },
            import::Interpreted::Line(line) => import::Interpreted::Rejected(bad, Some(line)),
        }
    }
}
