//! CRM 选型: what offers cost this buyer over the years, and what the choice hangs on.
//!
//! ```text
//!  OfferNeed ──┐
//!              ├─ price ──► Flow (month, cost to the buyer, gross) ──► compare ──► ComparisonReport
//!  OfferTerms ─┘                                                          └─► driver ──► DriverReport (tornado, ranges)
//!  PriceCard ──► OfferTerms          chosen Offer ──► after ──► renewal, offered against paid, verdict
//! ```
//!
//! The one thing to know: each payment is rounded once, to the cents of an invoice, and every cash figure is a sum of
//! such payments. A present value is rounded once from the exact sum; its yearly parts are differences of the rounded
//! cumulative figure, so that they add up to it.

pub mod after;
pub mod card;
pub mod check;
pub mod compare;
pub mod driver;
pub mod hidden;
pub mod need;
pub mod price;
pub mod result;
pub mod score;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod time_value;
mod warning;

pub use card::{CardRow, PriceCard};
pub use compare::Entrant;
pub use driver::DriverReport;
pub use need::OfferNeed;
pub use result::ComparisonReport;
pub use score::{CriterionWeight, WantedFunction};
pub use terms::{OfferItem, OfferTerms};
