//! Watching plan against actual.

pub mod execution;
pub mod fold;
pub mod variance;

pub use execution::{ExecutionQuery, ExecutionReport, ExecutionRow};
pub use variance::{VarianceQuery, VarianceReport, VarianceRow};
