//! The ledger on disk: the only crate that names SeaORM.
//!
//! `ledger` opens and closes the file, `journal` is the one door through which it is changed, `totals` are what
//! reports read; beside them one file a noun. The one thing to know: a change is one transaction and one record.

mod backup;
mod balance;
mod budget;
mod budget_note;
mod bulk;
mod category;
mod check;
mod commitment;
mod comparison;
mod contract;
mod control;
mod create;
mod draft;
mod entry;
mod entry_bulk;
mod entry_history;
mod entry_list;
mod entry_split;
mod evaluate;
mod execution;
mod facts;
mod fault;
mod figure;
mod grade;
mod grid;
mod import;
mod journal;
mod labels;
mod ledger;
mod line_names;
mod lookup;
mod mapping;
mod measure;
mod member;
mod merge;
mod migration;
mod offer;
mod offer_after;
mod offer_card;
mod place;
mod plan;
mod profile;
mod recover;
mod request;
mod revision;
mod row;
mod rule;
mod scope;
mod shelf;
mod spread;
mod standard;
mod summary;
mod totals;
mod variance;
mod view;
mod watch;

pub use backup::restore;
pub use balance::BalanceQuery;
pub use budget::{BudgetSelector, LineChange, MonthChange, Pick};
pub use category::CategoryChange;
pub use check::{CheckFault, CheckReport, Verified};
pub use comparison::ComparisonQuery;
pub use contract::{ContractChange, ContractSheet, FollowUpInput, ReceiptInput};
pub use control::{ControlChange, PlanRules, PlanRulesChange};
pub use create::NewLedger;
pub use draft::{DrawUp, Source};
pub use entry::{EntryControl, EntrySaved, PayingLine};
pub use entry_bulk::{
    ApplyRules, EntriesChange, EntriesChanged, EntrySet, FieldChange, RuleProposal, RulesQuery, ValueCount,
};
pub use entry_history::{EntryHistory, EntryRecord, EntryStep, FieldStep};
pub use entry_list::{EntryPage, EntryQuery};
pub use entry_split::{EntryPart, SplitEntry};
pub use figure::{Figure, FigureEntry, FigureQuery};
pub use grid::{Beside, BesideQuery, CellEdit, GridEdit, RowEdit};
pub use import::{Created, ImportResult, ImportShown, OnDuplicate, RejectedCell, SkippedRow, Titles};
pub use journal::{About, Change, HistoryRecord, Stamp};
pub use ledger::Ledger;
pub use mapping::MappingProfile;
pub use measure::ChannelMonth;
pub use member::{CustomerChange, CustomerPage, MemberChange};
pub use merge::{LikelyPair, MergeInput};
pub use offer::{
    Choice, ComparisonChange, ComparisonShown, ComparisonSummary, NewComparison, OfferChange, OfferChoice, OfferShown,
};
pub use offer_after::{OfferPlan, OfferReview, SeatUseInput};
pub use offer_card::PriceCardShown;
pub use profile::{Profile, ProfileChange};
pub use recover::{Lost, Recovered, TableSaved, recover};
pub use request::{Decision, RequestChanged, RequestInput, RequestQuery, SettleInput, SettlingEntry, Verdict};
pub use revision::{CarryInput, CarryLine, LineAmount, RevisionInput};
pub use rule::RuleTaken;
pub use shelf::{Backup, Shelf, ShelfState, Why};
pub use spread::SpreadInput;
pub use standard::{StandardInput, TaxLimitInput};
pub use summary::LedgerSummary;
pub use view::{SavedView, ViewColumn};
