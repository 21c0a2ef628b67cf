//! What is meant to be spent: budgets, their versions, their lines.

pub mod budget;

pub use budget::{Basis, BudgetVersion, LineKey, Measure, VersionState};
