//! A look into a file before it is imported: its columns, which fields they would be, its first rows.

use std::collections::BTreeMap;
use std::path::Path;

use kezhang_core::record::import::{Cell, Field, Kind, Mapping, Reading, Row, column_letter, suggest_columns};
use kezhang_core::{Language, Outcome, language};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Detected, open};

/// What a file looks like.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FilePreview {
    /// What it brings: as asked, else as its header says.
    pub kind: Kind,
    /// How it is read.
    pub detected: Detected,
    /// All sheets of a workbook.
    pub sheets: Vec<String>,
    /// Its columns.
    pub columns: Vec<PreviewColumn>,
    /// Its first rows.
    pub rows: Vec<PreviewRow>,
    /// The fields that the kind knows.
    pub fields: Vec<PreviewField>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PreviewColumn {
    /// From 0.
    pub index: u32,
    /// As spreadsheets show it.
    pub letter: String,
    /// As the header says.
    pub title: String,
    /// The field that it would be.
    pub field: Option<Field>,
    /// The first few cells that are filled.
    pub samples: Vec<String>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PreviewRow {
    /// Line or sheet row.
    pub number: u32,
    /// Its cells as text.
    pub cells: Vec<String>,
}

/// A field that a column can be.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PreviewField {
    /// The word on the wire.
    pub field: Field,
    /// Its name in the language asked for.
    pub name: String,
    /// Whether a file cannot do without it.
    pub is_required: bool,
}

/// Looks into a file.
///
/// # Errors
/// As [`open`].
pub fn preview(path: &Path, kind: Option<Kind>, reading: &Reading, language: Language) -> Outcome<FilePreview> {
    let source = open(path, kind, reading)?;
    // A list that cannot be imported as it stands can still be looked at, and mapped by hand.
    let mapping = suggest_columns(source.kind, &source.header, &source.samples, &BTreeMap::new()).ok();
    let width = source
        .samples
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or(0)
        .max(source.header.len());
    let columns = (0..width)
        .map(|column| PreviewColumn {
            index: u32::try_from(column).unwrap_or(u32::MAX),
            letter: column_letter(column),
            title: source.header.get(column).cloned().unwrap_or_default(),
            field: mapping.as_ref().and_then(|mapping| field_of(mapping, column)),
            samples: samples(&source.samples, column),
        })
        .collect();
    let rows = source
        .samples
        .iter()
        .map(|row| PreviewRow {
            number: row.number,
            cells: row.cells.iter().map(Cell::shown).collect(),
        })
        .collect();
    let fields = Field::of(source.kind)
        .iter()
        .map(|field| PreviewField {
            field: *field,
            name: language::say(language, &format!("field.{field}"), &[]),
            is_required: field.is_required(source.kind),
        })
        .collect();
    Ok(FilePreview {
        kind: source.kind,
        sheets: source.detected.sheets.clone(),
        detected: source.detected,
        columns,
        rows,
        fields,
    })
}

fn field_of(mapping: &Mapping, column: usize) -> Option<Field> {
    let is_month = || {
        mapping
            .months
            .iter()
            .any(|month| month.column == column)
            .then_some(Field::Month)
    };
    mapping.field_of(column).or_else(is_month)
}

fn samples(rows: &[Row], column: usize) -> Vec<String> {
    rows.iter()
        .map(|row| row.cell(column).shown())
        .filter(|text| !text.is_empty())
        .take(3)
        .collect()
}
