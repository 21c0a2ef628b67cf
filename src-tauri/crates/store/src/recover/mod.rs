//! Recovering a damaged ledger into a new file; the damaged one is only read.
//!
//! `pages` reads what is whole, row by row; `merge` sets it against the journal, which holds a second copy of every
//! row but those of imports; `report` says what was saved and what was lost. The one thing to know: a text of the
//! journal counts where its record proves by its own hash, and then it counts more than a row of a table.

mod merge;
mod pages;
mod report;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use crate::link::{self, Connection, Value};
use kezhang_core::{Fault, Language, Outcome};

use crate::backup::{name, remove, work_name};
use crate::check::Schema;
use crate::fault::OrFault;
use crate::journal::Stamp;
use crate::ledger::{Ledger, Safety, lay_schema};
use crate::migration::{APPLICATION_ID, ENTRY_INDEXES, VERSION};
use crate::row::TABLES;
use pages::{Pages, Trouble, u32_at};
use report::Findings;

pub use report::{Lost, Recovered, TableSaved};

/// What was found of a table.
#[derive(Debug, Default)]
struct Found {
    trouble: Trouble,
    /// Rows that the new file does not take, by id and reason.
    refused: Vec<(i64, &'static str)>,
}

/// Saves what can be saved of a ledger into a new file.
///
/// # Errors
/// `file_exists`, `ledger_missing`, `ledger_newer`, `recover_nothing` where no row of a ledger is found, `disk_full`.
pub async fn recover(ledger: &Path, target: &Path, stamp: Stamp, language: Language) -> Outcome<Recovered> {
    crate::server::files_only(&[ledger, target])?;
    if target.exists() {
        return Err(Fault::new("file_exists").with("file", target.display()));
    }
    let pages = Pages::open(ledger)?;
    let head = pages.get(1).unwrap_or_default();
    let version = match u32_at(&head, 60) {
        version if (1..=VERSION).contains(&version) => version,
        // A number beyond reason is damage; one a little above ours is a newer program.
        version if u32_at(&head, 68) == APPLICATION_ID && (VERSION..1000).contains(&version) => {
            return Err(Fault::new("ledger_newer")
                .with("file", ledger.display())
                .with("version", version)
                .with("known", VERSION));
        }
        _ => VERSION,
    };
    let work = work_name(target)?;
    let saved = save(ledger, pages, &work, version, stamp, language).await;
    let done = saved.and_then(|recovered| {
        name(&work, target)?;
        Ok(Recovered {
            file: target.display().to_string(),
            ..recovered
        })
    });
    remove(&work);
    done.map_err(|mut fault| {
        fault.facts.insert(
            "file",
            match fault.code {
                "recover_nothing" => ledger.display().to_string(),
                _ => target.display().to_string(),
            },
        );
        fault
    })
}

async fn save(
    ledger: &Path,
    pages: Pages,
    work: &Path,
    version: u32,
    stamp: Stamp,
    language: Language,
) -> Outcome<Recovered> {
    lay_schema(work, true, Some(version)).await?;
    let found = {
        let to = Connection::from(rusqlite::Connection::open(work).or_fault()?);
        // A foreign key would refuse the child of a row that comes later, or not at all.
        to.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN")
            .or_fault()?;
        // Built in one pass each when all is in.
        for (name, _) in ENTRY_INDEXES {
            to.execute_batch(&format!("DROP INDEX IF EXISTS {name}")).or_fault()?;
        }
        let found = take_over(&pages, &to)?;
        to.execute_batch("COMMIT").or_fault()?;
        found
    };
    lay_schema(work, false, None).await?;
    let schema = Schema::wanted().await?;
    let (mut findings, report) = {
        let to = Connection::from(rusqlite::Connection::open(work).or_fault()?);
        to.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").or_fault()?;
        let mut findings = Findings::new(language);
        let source = ledger.file_name().unwrap_or_default().to_string_lossy();
        merge::merge(&to, &found, &source, stamp, &mut findings)?;
        for (_, definition) in ENTRY_INDEXES {
            to.execute_batch(definition).or_fault()?;
        }
        to.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").or_fault()?;
        let report = crate::check::prove(&to, schema, language)?;
        (findings, report)
    };
    // It opens like any other, and then is one file.
    Ledger::open_with(work, Safety::None).await?.close().await?;
    findings.faults = report.faults;
    Ok(findings.into_recovered())
}

/// Takes every row that can be read into the new file's tables.
fn take_over(pages: &Pages, to: &Connection) -> Outcome<BTreeMap<String, Found>> {
    let mut names: Vec<String> = TABLES.iter().map(|name| (*name).to_owned()).collect();
    names.extend(["journal", "journal_row", "sqlite_sequence", "attachment_body"].map(str::to_owned));
    let mut writers = BTreeMap::new();
    for name in &names {
        // An older schema lacks the newer tables.
        if let Some(writer) = Writer::new(to, name)? {
            writers.insert(name.clone(), writer);
        }
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let mut seen = HashSet::new();
    let roots = roots(pages, &mut seen)?;
    for (name, writer) in &mut writers {
        let here = found.entry(name.clone()).or_default();
        let Some(root) = roots.get(name) else {
            here.trouble.pages += 1;
            continue;
        };
        let refused = &mut here.refused;
        pages.walk(*root, &mut seen, &mut here.trouble, &mut |(id, cells)| {
            if let Some(reason) = writer.write(id, cells)? {
                refused.push((id, reason));
            }
            Ok(())
        })?;
    }
    // Leaves whose way down is lost are told by their shape; only of a table that has lost some.
    if found.values().any(|found| found.trouble.pages > 0) {
        let free = pages.free();
        let strays = (1..=pages.count).filter(|number| !seen.contains(number) && !free.contains(number));
        for number in strays.collect::<Vec<_>>() {
            if !pages.is_leaf(number) {
                continue;
            }
            for (id, cells) in pages.leaf(number, &mut HashSet::new(), &mut Trouble::default()) {
                let fits: Vec<&String> = writers
                    .iter()
                    .filter(|(name, writer)| found[*name].trouble.pages > 0 && writer.fits(&cells))
                    .map(|(name, _)| name)
                    .collect();
                if let [only] = fits.as_slice() {
                    let only = (*only).clone();
                    if let Some(writer) = writers.get_mut(&only) {
                        writer.write(id, cells)?;
                    }
                }
            }
        }
    }
    let is_empty = |name: &str| -> Outcome<bool> {
        to.query_row(&format!("SELECT NOT EXISTS (SELECT 1 FROM {name})"), (), |row| {
            row.get(0)
        })
        .or_fault()
    };
    if is_empty("entry")? && is_empty("journal_row")? && is_empty("category")? {
        return Err(Fault::new("recover_nothing"));
    }
    Ok(found)
}

/// Where each table begins, as far as the first pages tell.
fn roots(pages: &Pages, seen: &mut HashSet<u32>) -> Outcome<BTreeMap<String, u32>> {
    let mut roots = BTreeMap::new();
    pages.walk(1, seen, &mut Trouble::default(), &mut |(_, cells)| {
        if let [Value::Text(kind), Value::Text(name), _, Value::Integer(root), ..] = cells.as_slice()
            && kind == "table"
            && let Ok(root) = u32::try_from(*root)
        {
            roots.insert(name.clone(), root);
        }
        Ok(())
    })?;
    Ok(roots)
}

/// Writes rows as they lay into a table of the new file.
struct Writer<'c> {
    statement: link::Statement<'c>,
    /// Type, default and whether it may be empty, of each column in order.
    columns: Vec<Column>,
}

struct Column {
    kind: String,
    is_required: bool,
    default: Value,
    /// The column that is the row's id, kept outside its record.
    is_id: bool,
}

impl<'c> Writer<'c> {
    fn new(to: &'c Connection, table: &str) -> Outcome<Option<Self>> {
        if table == "sqlite_sequence" {
            let text = |is_id| Column {
                kind: String::new(),
                is_required: false,
                default: Value::Null,
                is_id,
            };
            let statement = to
                .prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)")
                .or_fault()?;
            return Ok(Some(Self {
                statement,
                columns: vec![text(false), text(false)],
            }));
        }
        let mut about = to.prepare(&format!("PRAGMA table_info({table})")).or_fault()?;
        let mut columns = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mut rows = about.query(()).or_fault()?;
        while let Some(row) = rows.next().or_fault()? {
            let default: Option<String> = row.get(4).or_fault()?;
            names.push(row.get(1).or_fault()?);
            columns.push(Column {
                kind: row.get(2).or_fault()?,
                is_required: row.get(3).or_fault()?,
                is_id: row.get::<_, i64>(5).or_fault()? == 1,
                default: default.map_or(Value::Null, |text| match text.parse() {
                    Ok(number) => Value::Integer(number),
                    Err(_) => Value::Text(text.trim_matches('\'').to_owned()),
                }),
            });
        }
        if columns.is_empty() {
            return Ok(None);
        }
        let places = vec!["?"; names.len()].join(", ");
        let query = format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", "));
        Ok(Some(Self {
            statement: to.prepare(&query).or_fault()?,
            columns,
        }))
    }

    /// Whether a row could be of this table: as many cells, each of its column's type.
    fn fits(&self, cells: &[Value]) -> bool {
        cells.len() == self.columns.len()
            && self.columns.iter().zip(cells).all(|(column, cell)| match cell {
                Value::Null => column.is_id || !column.is_required,
                Value::Integer(_) => column.kind == "INTEGER" && !column.is_id,
                Value::Text(_) => column.kind == "TEXT",
                Value::Blob(_) => column.kind == "BLOB",
                Value::Real(_) => false,
            })
    }

    /// Writes a row; a reason where the table does not take it.
    fn write(&mut self, id: i64, mut cells: Vec<Value>) -> Outcome<Option<&'static str>> {
        if cells.len() > self.columns.len() {
            return Ok(Some("row"));
        }
        // Rows older than a column have its default.
        for column in self.columns.iter().skip(cells.len()) {
            cells.push(column.default.clone());
        }
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            if column.is_id {
                *cell = Value::Integer(id);
            }
        }
        match self.statement.execute(cells) {
            Ok(_) => Ok(None),
            Err(link::Error::File(rusqlite::Error::SqliteFailure(error, text)))
                if error.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                let is_taken = text.is_some_and(|text| text.contains("UNIQUE"));
                Ok(Some(if is_taken { "clash" } else { "row" }))
            }
            Err(link::Error::File(rusqlite::Error::SqliteFailure(error, _)))
                if error.code == rusqlite::ErrorCode::TypeMismatch =>
            {
                Ok(Some("row"))
            }
            Err(error) => Err(crate::fault::from_bulk(error)),
        }
    }
}
