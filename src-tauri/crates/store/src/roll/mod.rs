//! Registers row by row: listing, searching, own fields, changing cells, and workbooks that come back.
//!
//! The one thing to know: every register goes through the same few functions here, driven by the columns that core
//! names; what a noun's own file does (a standing, a due list) reads the same tables.

mod entries;
mod file;
mod missing;
mod own;
mod put;
mod sheet;

pub(crate) use entries::{Asked, is_own, own_of, set_many};
pub use file::RollTake;
pub use own::{OwnCells, OwnFieldId, OwnFieldInput};
pub(crate) use own::{
    copy_values, drop_values, lacks, put_all_imported, put_imported, put_imported_of, put_value, write_values,
};
pub(crate) use put::{Door, hold, settles};
pub use put::{RollCells, RollRowId};
pub use sheet::{CellFilter, RollQuery};
