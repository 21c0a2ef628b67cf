//! Bytes into rows: text files in any encoding, workbooks of any office; what they mean is core's.
//!
//! ```no_run
//! # fn main() -> kezhang_core::Outcome<()> {
//! # use kezhang_core::record::import::{self, Kind, Reading};
//! # let (base, calendar) = (kezhang_core::Currency::CNY, kezhang_core::Calendar::new(1, Default::default())?);
//! let reading = Reading::default();
//! let source = kezhang_read::open("bill.csv".as_ref(), Some(Kind::Entries), &reading)?;
//! let mapping = import::map_columns(source.kind, &source.header, &source.samples, &Default::default())?;
//! let survey = source.survey(&mapping, &Default::default())?;
//! let context = import::Context::new(base, calendar, &reading, &survey);
//! for row in source.rows()? {
//!     import::interpret_entry(&mapping, &row?, &context);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The one thing to know: a text file is never held whole. It is read three times, for its encoding, for
//! what only all rows tell (the survey), and for the rows. A workbook's sheet is held.

mod delimited;
mod encoding;
mod fault;
mod header;
mod preview;
mod roll;
mod sniff;
mod template;
mod workbook;

pub use roll::register;
pub use template::{FilledCells, FilledTemplate, template};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kezhang_core::language::say;
use kezhang_core::money::grouped;
use kezhang_core::record::import::{Kind, Mapping, Reading, Row, Survey, clean_title, guess_kind, trim, unit_above};
use kezhang_core::watch::Phase;
use kezhang_core::{Fault, Language, Outcome, Watch};
use schemars::JsonSchema;
use serde::Serialize;

use delimited::{Record, Records, TextShape};
pub use preview::{FilePreview, PreviewColumn, PreviewField, PreviewRow, preview};
pub use sniff::FileKind;

/// Rows below the header that are looked at to tell what a column holds.
const SAMPLES: usize = 30;

/// Rows from one step to the next of a survey.
const STEP: u64 = 8_192;

/// How a file was read: what was detected, or said by the user.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Detected {
    /// What kind of file it is.
    pub file: FileKind,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Delimiter of a text file.
    pub delimiter: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<String>,
    /// Row of the header, as a person counts.
    pub header: u32,
    /// A year named in the sheet's name, the titles above the header, or the file's name.
    pub year: Option<i32>,
    /// What the lines above the header count amounts in: 10000 for 单位：万元.
    pub unit: Option<u32>,
    /// The other sheets that have the same header.
    pub same_head: Vec<String>,
}

/// An opened file: its header and a way to its rows.
#[derive(Debug)]
pub struct Source {
    /// How it is read.
    pub detected: Detected,
    /// What it brings: as asked, else as its header says.
    pub kind: Kind,
    /// Titles of the columns.
    pub header: Vec<String>,
    /// The first rows below the header.
    pub samples: Vec<Row>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Text { path: PathBuf, shape: TextShape },
    Sheet(Arc<Vec<Row>>),
}

/// Opens a file: detects what it is and where its header stands.
///
/// # Errors
/// `file_missing`, `file_is_folder`, `file_forbidden`, `file_unreadable`, `file_empty`, `file_too_large`,
/// `file_encrypted`, `file_damaged`, `file_is_web_page`, `file_wrong_kind`, `sheet_unknown`, `sheet_missing`,
/// `encoding_unknown`, `delimiter_invalid`, `header_missing`, `quote_open`.
pub fn open(path: &Path, kind: Option<Kind>, reading: &Reading) -> Outcome<Source> {
    let file = sniff::sniff(path)?;
    if file == FileKind::Text {
        open_text(path, kind, reading)
    } else {
        open_workbook(path, file, kind, reading)
    }
}

fn open_text(path: &Path, kind: Option<Kind>, reading: &Reading) -> Outcome<Source> {
    let encoding = match &reading.encoding {
        Some(label) => encoding::by_label(label)?,
        None => encoding::detect(path)?,
    };
    let sample = encoding::head(path, encoding)?;
    sniff::refuse_other_text(path, &sample)?;
    let delimiter = match &reading.delimiter {
        Some(stated) => delimited::parse_delimiter(stated)?,
        None => delimited::detect_delimiter(&sample, kind),
    };
    let first = delimited::sample_rows(&sample, delimiter);
    let header_row = header::find(path, kind, &first, reading.header)?;
    let mut shape = TextShape {
        encoding,
        delimiter,
        header_line: header_row,
    };
    let mut records = Records::open(path, &shape)?;
    let mut record = Record::default();
    let mut header = None;
    // A stated header may stand below the sample.
    while header.is_none() && records.read(&mut record)? {
        if record.line() >= header_row {
            header = Some((
                record.line(),
                record
                    .fields()
                    .into_iter()
                    .map(|f| f.trim().to_owned())
                    .collect::<Vec<_>>(),
            ));
        }
    }
    let (line, header) = header
        .filter(|(line, titles)| *line == header_row && titles.iter().any(|title| !title.is_empty()))
        .ok_or_else(|| {
            Fault::new("header_missing")
                .with("file", fault::name(path))
                .with("row", header_row)
        })?;
    shape.header_line = line;
    let titles = header::texts_above(&first, header_row);
    let detected = Detected {
        file: FileKind::Text,
        encoding: Some(encoding::label(encoding)),
        delimiter: Some(delimited::delimiter_name(delimiter)),
        sheet: None,
        sheets: Vec::new(),
        header: header_row,
        year: header::year(None, &titles, path),
        unit: unit_above(&titles),
        same_head: Vec::new(),
    };
    let body = Body::Text {
        path: path.to_owned(),
        shape,
    };
    finish(detected, kind, header, body)
}

fn open_workbook(path: &Path, file: FileKind, kind: Option<Kind>, reading: &Reading) -> Outcome<Source> {
    let mut book = workbook::Book::open(path, file)?;
    let sheets = book.sheets();
    let sheet = match &reading.sheet {
        Some(wanted) => sheets
            .iter()
            .find(|name| name.trim() == wanted.trim())
            .cloned()
            .ok_or_else(|| {
                Fault::new("sheet_unknown")
                    .with("file", fault::name(path))
                    .with("sheet", wanted)
                    .with("sheets", sheets.join(", "))
            })?,
        None => best_sheet(&mut book, path, kind)?,
    };
    let rows = book.rows(&sheet, None)?;
    let first: Vec<(u32, Vec<String>)> = rows.iter().take(header::SCAN).map(shown).collect();
    let header_row = header::find(path, kind, &first, reading.header)?;
    let at = rows.iter().position(|row| row.number == header_row).ok_or_else(|| {
        Fault::new("header_missing")
            .with("file", fault::name(path))
            .with("row", header_row)
    })?;
    let titles = header::texts_above(&first, header_row);
    let header = shown(&rows[at]).1;
    let detected = Detected {
        file,
        encoding: None,
        delimiter: None,
        year: header::year(Some(&sheet), &titles, path),
        unit: unit_above(&titles),
        same_head: same_head(&mut book, path, kind, (&sheet, &header))?,
        sheet: Some(sheet),
        sheets,
        header: header_row,
    };
    let mut rows = rows;
    rows.drain(..=at);
    finish(detected, kind, header, Body::Sheet(Arc::new(rows)))
}

/// The sheet whose header is known best; the first of those that tie.
fn best_sheet(book: &mut workbook::Book, path: &Path, kind: Option<Kind>) -> Outcome<String> {
    let candidates = book.visible_sheets();
    let mut best: Option<(usize, String)> = None;
    for name in candidates {
        let rows: Vec<(u32, Vec<String>)> = book.rows(&name, Some(header::SCAN))?.iter().map(shown).collect();
        if rows.is_empty() {
            continue;
        }
        // The tax bureau's list has a sheet by invoice and one by line of invoice: never both, and the first.
        let is_summary = name.trim() == "发票基础信息";
        let score = header::best_score(kind, &rows) + if is_summary { 100 } else { 0 };
        if best.as_ref().is_none_or(|(before, _)| score > *before) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
        .ok_or_else(|| Fault::new("file_empty").with("file", fault::name(path)))
}

/// The other sheets that have rows under the same header.
fn same_head(
    book: &mut workbook::Book,
    path: &Path,
    kind: Option<Kind>,
    (sheet, header): (&str, &[String]),
) -> Outcome<Vec<String>> {
    let titles = |cells: &[String]| cells.iter().map(|cell| clean_title(cell)).collect::<Vec<_>>();
    let wanted = titles(header);
    let mut found = Vec::new();
    for name in book.visible_sheets() {
        if name == sheet {
            continue;
        }
        let rows: Vec<(u32, Vec<String>)> = book.rows(&name, Some(header::SCAN))?.iter().map(shown).collect();
        let Ok(at) = header::find(path, kind, &rows, None) else {
            continue;
        };
        let is_same = |(number, cells): &(u32, Vec<String>)| *number == at && titles(cells) == wanted;
        if rows.iter().any(is_same) && rows.iter().any(|(number, _)| *number > at) {
            found.push(name);
        }
    }
    Ok(found)
}

fn shown(row: &Row) -> (u32, Vec<String>) {
    (
        row.number,
        row.cells
            .iter()
            .map(kezhang_core::record::import::Cell::shown)
            .collect(),
    )
}

fn finish(detected: Detected, kind: Option<Kind>, header: Vec<String>, body: Body) -> Outcome<Source> {
    let kind = kind.unwrap_or_else(|| guess_kind(&header));
    let mut source = Source {
        detected,
        kind,
        header,
        samples: Vec::new(),
        body,
    };
    source.samples = source.rows()?.take(SAMPLES).collect::<Outcome<_>>()?;
    Ok(source)
}

impl Source {
    /// Goes once over all rows for what only the whole file tells.
    ///
    /// # Errors
    /// `file_unreadable`, `quote_open`; `stopped`, when that is wished.
    pub fn survey(&self, mapping: &Mapping, watch: &Watch) -> Outcome<Survey> {
        let mut survey = Survey::new(mapping);
        survey.year = self.detected.year;
        survey.unit = self.detected.unit;
        survey.is_text = self.detected.file == FileKind::Text;
        survey.has_semicolons = self.detected.delimiter.as_deref() == Some(";");
        let aims = Survey::aims(mapping);
        match &self.body {
            Body::Sheet(rows) => {
                for row in rows.iter().filter(|row| is_row(row)) {
                    survey.see_row(&aims, row);
                    survey.rows += 1;
                }
            }
            Body::Text { path, shape } => {
                let mut records = Records::below_header(path, shape)?;
                let mut record = Record::default();
                while records.read(&mut record)? {
                    let fields = record.fields();
                    if fields.is_total() {
                        continue;
                    }
                    survey.rows += 1;
                    if survey.rows.is_multiple_of(STEP) {
                        watch.step(Phase::Reading, survey.rows, None)?;
                    }
                    for (column, aim) in &aims {
                        if let Some(text) = fields.get(*column) {
                            survey.see(*aim, trim(text));
                        }
                    }
                }
            }
        }
        Ok(survey)
    }

    /// What was taken from beside the rows, and what was left: the unit above the header, other sheets of the same head.
    pub fn notices(&self, mapping: &Mapping, reading: &Reading, language: Language) -> Vec<String> {
        let mut notices = Vec::new();
        let unit = reading.unit.or(self.detected.unit).unwrap_or(1);
        if unit != 1 && mapping.has_money() {
            let factor = grouped(unit.into(), 0);
            notices.push(say(language, "notice.unit_above", &[("factor", &factor)]));
        }
        if let (None, Some(sheet), false) = (&reading.sheet, &self.detected.sheet, self.detected.same_head.is_empty()) {
            let others = self.detected.same_head.join(", ");
            let facts = [("sheet", sheet.as_str()), ("others", others.as_str())];
            notices.push(say(language, "notice.sheets_left", &facts));
        }
        notices
    }

    /// The rows below the header; blank lines and total lines are not rows.
    ///
    /// # Errors
    /// `file_unreadable`.
    pub fn rows(&self) -> Outcome<Rows> {
        Ok(Rows(match &self.body {
            Body::Sheet(rows) => Inner::Sheet {
                rows: Arc::clone(rows),
                next: 0,
            },
            Body::Text { path, shape } => Inner::Text {
                records: Box::new(Records::below_header(path, shape)?),
                record: Record::default(),
                spare: Vec::new(),
            },
        }))
    }
}

fn is_row(row: &Row) -> bool {
    use kezhang_core::record::import::{is_blank, is_total};
    !is_blank(row) && !is_total(row)
}

/// The rows of a file, one after the other.
#[derive(Debug)]
pub struct Rows(Inner);

#[derive(Debug)]
enum Inner {
    Sheet {
        rows: Arc<Vec<Row>>,
        next: usize,
    },
    Text {
        records: Box<Records>,
        record: Record,
        /// Texts that cells gave back.
        spare: Vec<String>,
    },
}

impl Rows {
    /// Reads the next row into one that is there already, whose texts are used again; false at the end.
    ///
    /// # Errors
    /// `file_unreadable`, `quote_open`.
    pub fn read(&mut self, row: &mut Row) -> Outcome<bool> {
        match &mut self.0 {
            Inner::Sheet { rows, next } => {
                while let Some(found) = rows.get(*next) {
                    *next += 1;
                    if is_row(found) {
                        row.clone_from(found);
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Inner::Text { records, record, spare } => {
                while records.read(record)? {
                    let fields = record.fields();
                    if !fields.is_blank() && !fields.is_total() {
                        fields.put(record.line(), row, spare);
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

impl Iterator for Rows {
    type Item = Outcome<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        match self.read(&mut row) {
            Ok(true) => Some(Ok(row)),
            Ok(false) => None,
            Err(fault) => Some(Err(fault)),
        }
    }
}
