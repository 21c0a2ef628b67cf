//! Evaluate: what customers cost to win and keep, and what they are worth, read from the ledger.
//!
//! The one thing to know: costs come through the same facts as budget against actual, so that every figure here is a
//! part of one there.

mod acquisition;
mod activities;
mod explain;
pub(crate) mod ground;
mod points;
mod resources;
mod retention;
mod review;
mod satisfaction;
mod value;
pub(crate) mod worth;

pub use explain::{Behind, Sought, Whose};
pub(crate) use review::ClvBasis;
pub use review::{
    BenchmarkChange, BenchmarkName, GoalInput, GoalName, KeepReview, KeptFinding, KeptReview, ReviewList,
};
