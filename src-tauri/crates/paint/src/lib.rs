//! Reports made visible: charts, documents, workbooks, tables; nothing here knows a ledger file.
//!
//! ```text
//!  VarianceReport ──► chart::variance ──► Chart (SVG + marks + text) ──► png::png, pdf::chart
//!        │                                   │
//!        └──► document::variance ──► Document ◄┘ ──► pdf::document, workbook::document, csv::document, terminal::document
//!  [Entry] ─► document::entries ──────►┘
//!  Budget ──► document::budget ───────►┘        Budget ──► workbook::budget (and back through the import)
//! ```
//!
//! The one thing to know: a chart is drawn once, to SVG, and every picture is that SVG; a document is one
//! value, and every file is a rendering of it. Text from outside is always passed as a value, never as markup.

pub mod briefing;
pub mod chart;
pub mod csv;
pub mod document;
pub mod figure;
pub mod font;
#[cfg(test)]
mod gallery;
pub mod inert;
pub mod pdf;
pub mod png;
#[cfg(test)]
mod samples;
pub mod terminal;
pub mod words;
pub mod workbook;

pub use briefing::Briefing;
pub use chart::{Chart, ChartStyle, Mark, Theme};
pub use document::{Cell, Column, Document, Row};
pub use figure::Unit;
