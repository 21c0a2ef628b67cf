//! Registers row by row: lists, own fields, cells, members that are one, workbooks that go out and come back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kezhang_core::record::import::{self, Cell, Kind, Mapping};
use kezhang_core::record::roll::{DifferenceState, OwnField, OwnKind, Roll, RollDifferences, RollPage, read_cell};
use kezhang_core::{Fault, Outcome};
use kezhang_store::{
    Change, ImportResult, Ledger, LikelyPair, LikelyQuery, MembersMerge, OwnCells, OwnFieldId, OwnFieldInput,
    RejectedCell, RollCells, RollQuery, RollRowId, RollTake, SkippedRow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    };
    let ledger = change.ledger();
    let name = files::name_of(&ask.path);
    ledger
        .take_register(change, &name, &file, how, context.language, context.today)
        .await
}

/// A register's workbook given to the import: its differences as the result of one.
pub(super) async fn imported(
    change: &mut Change<'_>,
    path: PathBuf,
    kind: Option<Kind>,
    dry_run: bool,
    context: &Context,
) -> Outcome<ImportResult> {
    let ask = TakeRegister {
        path,
        stale: false,
        dry_run,
    };
    let found = take_register(change, ask, context).await?;
    // Entries are what the command line asks for where nothing is said.
    let kind = kind.filter(|kind| *kind != Kind::Entries);
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
        Kind::Budget | Kind::Rates => return None,
    })
}

/// The own fields of a file: which column each has, and how its cells are read.
pub(super) struct OwnColumns {
    cells: OwnCells,
    columns: Vec<(usize, OwnField, String)>,
}

impl OwnColumns {
    /// Takes the own fields out of what the user maps, by `own:NUMBER`, `own:NAME` or their name.
    pub(super) async fn split(
        ledger: &Ledger,
        kind: Kind,
        map: &mut BTreeMap<String, String>,
    ) -> Outcome<Vec<(OwnField, Option<String>)>> {
        let Some(roll) = roll_of(kind) else {
            return Ok(Vec::new());
        };
        let mut fields = ledger.own_fields(Some(roll)).await?;
        // A file of tools tells their use by month too.
        if roll == Roll::Tool {
            fields.extend(ledger.own_fields(Some(Roll::ToolUse)).await?);
        }
        fields.retain(|field| field.active);
        let words = |field: &OwnField| [field.key(), format!("own:{}", field.name), field.name.clone()];
        let stated: Vec<Option<String>> = fields
            .iter()
            .map(|field| words(field).iter().find_map(|word| map.get(word).cloned()))
            .collect();
        for word in fields.iter().flat_map(words) {
            map.remove(&word);
        }
        Ok(fields.into_iter().zip(stated).collect())
    }

    /// Finds their columns: as stated, else those of their name that nothing else reads.
    pub(super) fn find(
        fields: Vec<(OwnField, Option<String>)>,
        kind: Kind,
        mapping: &mut Mapping,
    ) -> Outcome<Option<Self>> {
        let Some(roll) = roll_of(kind).filter(|_| !fields.is_empty()) else {
            return Ok(None);
        };
        let mut columns = Vec::new();
        for (field, stated) in fields {
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
            mapping.ignored.retain(|ignored| *ignored != title.trim());
            columns.push((place, field, title));
        }
        Ok((!columns.is_empty()).then(|| Self {
            cells: OwnCells::new(roll),
            columns,
        }))
    }

    /// Which column has which own field, by its key.
    pub(super) fn places(&self) -> Vec<(usize, String)> {
        let places = self.columns.iter();
        places.map(|(place, field, _)| (*place, field.key())).collect()
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
            import::Interpreted::Rejected(mut cells) => {
                cells.extend(bad);
                import::Interpreted::Rejected(cells)
            }
            line if bad.is_empty() => {
                self.cells.keep(row.number, read);
                line
            }
            import::Interpreted::Skipped { row, reason } => import::Interpreted::Skipped { row, reason },
            import::Interpreted::Line(_) => import::Interpreted::Rejected(bad),
        }
    }
}
