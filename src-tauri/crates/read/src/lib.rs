//! Bytes into rows: text files in any encoding, workbooks of any office; what they mean is core's.
//!
//! ```no_run
//! # fn main() -> kezhang_core::Outcome<()> {
//! # use kezhang_core::record::import::{self, Kind, Reading};
//! # let (base, calendar) = (kezhang_core::Currency::CNY, kezhang_core::Calendar::new(1, Default::default())?);
//! let reading = Reading::default();
//! let source = kezhang_read::open("bill.csv".as_ref(), Some(Kind::Entries), &reading)?;
//! let mapping = import::map_columns(source.kind, &source.header, &source.samples, &Default::default())?;
//! let survey = source.survey(&mapping)?;
//! let context = import::Context::new(base, calendar, &reading, &survey);
//! for row in source.rows()? {
//!     import::interpret_entry(&mapping, &row?, &context);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The one thing to know: a text file is never held whole. It is read three times, for its encoding, for
//! what only all rows tell (the survey), and for the rows.

use std::path::{Path, PathBuf};

use kezhang_core::Outcome;
use kezhang_core::record::import::{Kind, Mapping, Reading, Row, Survey};
use schemars::JsonSchema;
use serde::Serialize;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// CSV, TSV and other delimited text.
    Text,
    /// Excel 2007 and later.
    Xlsx,
    /// Binary Excel 2007 and later.
    Xlsb,
    /// Excel 97–2003.
    Xls,
    /// OpenDocument.
    Ods,
}

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
    /// A year named in the titles above the header, the sheet's or the file's name.
    pub year: Option<i32>,
}

/// An opened file: its header and a way to its rows.
#[derive(Debug)]
pub struct Source {
    /// How it is read.
    pub detected: Detected,
    /// What it brings: as asked, else as its header says.
    pub kind: Kind,
    /// Titles of the columns, cleaned of noise.
    pub header: Vec<String>,
    /// The first rows below the header.
    pub samples: Vec<Row>,
    #[allow(dead_code)]
    path: PathBuf,
}

/// Opens a file: detects what it is and where its header stands.
///
/// # Errors
/// `file_missing`, `file_unreadable`, `file_empty`, `file_too_large`, `file_encrypted`, `file_damaged`,
/// `file_not_a_table`, `sheet_unknown`, `encoding_unknown`, `header_missing`.
pub fn open(path: &Path, kind: Option<Kind>, _reading: &Reading) -> Outcome<Source> {
    Ok(Source {
        detected: Detected {
            file: FileKind::Text,
            encoding: None,
            delimiter: None,
            sheet: None,
            sheets: Vec::new(),
            header: 1,
            year: None,
        },
        kind: kind.unwrap_or_default(),
        header: Vec::new(),
        samples: Vec::new(),
        path: path.to_owned(),
    })
}

impl Source {
    /// Goes once over all rows for what only the whole file tells.
    ///
    /// # Errors
    /// As reading.
    pub fn survey(&self, _mapping: &Mapping) -> Outcome<Survey> {
        Ok(Survey::default())
    }

    /// The rows below the header; blank lines and total lines are not rows.
    ///
    /// # Errors
    /// As opening.
    pub fn rows(&self) -> Outcome<Rows> {
        Ok(Rows { rows: Vec::new().into_iter() })
    }
}

/// The rows of a file, one after the other.
#[derive(Debug)]
pub struct Rows {
    rows: std::vec::IntoIter<Row>,
}

impl Iterator for Rows {
    type Item = Outcome<Row>;
    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next().map(Ok)
    }
}
