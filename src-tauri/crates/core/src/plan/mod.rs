//! What is meant to be spent: budgets, their versions, their lines; how they change, and what is asked for.

pub mod budget;
pub mod carry;
pub mod comparison;
pub mod control;
pub mod cutback;
pub mod draft;
pub mod driver;
pub mod formula;
pub mod grade_policy;
pub mod request;
pub mod revision;
pub mod scenario;
pub mod sheet;
pub mod shortage;
pub mod spread;
pub mod standard;
pub mod template;

pub use budget::{Basis, BudgetVersion, LineKey, Measure, VersionState};
pub use control::Control;
pub use request::RequestState;
pub use revision::{CarryRule, ReasonClass, RevisionKind};
