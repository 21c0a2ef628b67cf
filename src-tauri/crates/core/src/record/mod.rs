//! What has been spent, on whom, with which evidence.
//!
//! The one thing to know: one cost is one entry; what kind of thing it is (cost, income, offset, out of
//! scope) follows from its category alone.

pub mod activity;
pub mod attachment;
pub mod category;
pub mod entry;
pub mod feedback;
pub mod import;
pub mod register;
pub mod roll;
pub mod rule;
pub mod work;

pub use category::{Category, EntryKind, Stage};
pub use entry::{Entry, Evidence, InvoiceKind, Status};
