//! The arithmetic and the words of Kezhang 客账: pure, no I/O, no clock, no float for money.
//!
//! ```text
//!  Ledger 账套 ── Profile (currency, fiscal year, taxpayer)
//!    ├─ Category 费用类别 tree ── Stage 环节 (last resort)
//!    ├─ registers: Customer ── Grade (with history) · Channel · Activity · Department ── Stage · Product · Vendor
//!    ├─ Entry 费用明细: amount, tax, dates, category, any of the registers ── Batch (the import it came with)
//!    └─ Budget 预算 (one fiscal year) ── Version (draft, approved, closed) ── BudgetLine (any mix of dimensions) ── 12 cells
//!
//!  Entry ─┐
//!         ├─ monitor::variance: budget against actual, each entry and each line in exactly one row
//!  Line  ─┘
//!  orders, contracts, receipts, registers ── evaluate: cost to win and keep, value, retention, fees owed
//! ```
//!
//! Dependencies run one way: `money, period, language, error ← record ← plan ← monitor ← evaluate`.
//! The one thing to know before changing anything: a recorded amount is an integer of minor units on
//! disk and an exact decimal here, and every total equals the sum of what is shown.

pub mod error;
pub mod evaluate;
pub mod input;
pub mod language;
pub mod money;
pub mod monitor;
pub mod period;
pub mod plan;
pub mod record;
pub mod sample;
pub mod watch;

pub use error::{Fault, Outcome};
pub use language::Language;
pub use money::{Amount, Currency};
pub use period::{Calendar, Month, Span};
pub use watch::Watch;
