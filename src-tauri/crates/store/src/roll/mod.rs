//! Registers row by row: listing, searching, own fields, changing cells, and workbooks that come back.
//!
//! The one thing to know: every register goes through the same few functions here, driven by the columns that core
//! names; what a noun's own file does (a standing, a due list) reads the same tables.

mod file;
mod own;
mod put;
mod sheet;

pub use file::RollTake;
pub use own::{OwnCells, OwnFieldId, OwnFieldInput};
pub(crate) use own::{drop_values, put_all_imported, put_imported, put_value};
pub use put::{RollCells, RollRowId};
pub use sheet::{CellFilter, RollQuery};
