//! Watching plan against actual.

pub mod fold;
pub mod variance;

pub use variance::{VarianceQuery, VarianceReport, VarianceRow};
