//! Watching plan against actual.

pub mod charge;
pub mod execution;
pub mod fold;
pub mod pace;
pub mod variance;

pub use execution::{ExecutionQuery, ExecutionReport, ExecutionRow};
pub use variance::{VarianceQuery, VarianceReport, VarianceRow};
