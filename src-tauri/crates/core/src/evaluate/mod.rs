//! Evaluate: what customers cost to win and keep, what they are worth, was the budget reasonable.
//!
//! The one thing to know: money stays exact; estimates (value, intervals, ratios of survival) are f64 inside and
//! rounded once on their way out. What is undefined is none, never 0, never infinite.

pub mod acquisition;
pub mod activity;
pub mod estimate;
pub mod fee;
pub mod lifetime;
pub mod offer;
pub mod points;
pub mod purchase;
pub mod ranking;
pub mod report;
pub mod resources;
pub mod retention;
pub mod review;
pub mod satisfaction;
pub mod value;
