//! Evaluate: what was worth its money, and what to choose.

pub mod offer;
