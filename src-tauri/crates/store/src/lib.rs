//! The ledger on disk: the only crate that names SeaORM.
//!
//! `ledger` opens and closes the file, `journal` is the one door through which it is changed, `totals` are what
//! reports read; beside them one file a noun. The one thing to know: a change is one transaction and one record.

mod activity;
mod attachment;
mod backup;
mod balance;
mod budget;
mod budget_note;
mod bulk;
mod category;
mod check;
mod commitment;
mod compared;
mod comparison;
mod contract;
mod control;
mod create;
mod cutback;
mod draft;
mod entry;
mod entry_bulk;
mod entry_find;
mod entry_history;
mod entry_list;
mod entry_split;
mod evaluate;
mod execution;
mod facts;
mod fault;
mod feedback;
mod figure;
mod grade;
mod grade_policy;
mod grid;
mod headcount;
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
mod offer_comparison;
mod place;
mod plan;
mod profile;
mod purchase;
mod purchase_settle;
mod purchase_sheet;
mod recover;
mod request;
mod revision;
mod roll;
mod row;
mod rule;
mod sample_year;
mod scenario;
mod scope;
mod shelf;
mod spread;
mod standard;
mod summary;
mod template;
mod tool;
mod totals;
mod variance;
mod view;
mod watch;
mod work;

pub use activity::ActivityChange;
pub use attachment::{AttachmentQuery, too_large};
pub use backup::restore;
pub use balance::BalanceQuery;
pub use budget::{BudgetSelector, LineChange, MonthChange, Pick};
pub use category::CategoryChange;
pub use check::{CheckFault, CheckReport, Verified};
pub use comparison::ComparisonQuery;
pub use contract::{ContractChange, ContractSheet, FollowUpInput, ReceiptInput};
pub use control::{ControlChange, PlanRules, PlanRulesChange};
pub use create::NewLedger;
pub use cutback::{CutbackInput, KeptLines, LineValue};
pub use draft::{DrawUp, Source};
pub use entry::{EntryControl, EntrySaved, PayingLine};
pub use entry_bulk::{
    ApplyRules, EntriesChange, EntriesChanged, EntrySet, FieldChange, RuleProposal, RulesQuery, ValueCount,
};
pub use entry_history::{EntryHistory, EntryRecord, EntryStep, FieldStep};
pub use entry_list::{EntryPage, EntryQuery};
pub use entry_split::{EntryPart, SplitEntry};
pub use evaluate::{
    Behind, BenchmarkChange, BenchmarkName, GoalInput, GoalName, KeepReview, KeptFinding, KeptReview, ReviewList,
    Sought,
};
pub use feedback::{FeedbackInput, FeedbackPage, FeedbackQuery};
pub use figure::{Figure, FigureEntry, FigureQuery};
pub use grade_policy::GradePolicyInput;
pub use grid::{Beside, BesideQuery, CellEdit, GridEdit, RowEdit};
pub use import::{Created, ImportResult, ImportShown, OnDuplicate, RejectedCell, SkippedRow, Titles};
pub use journal::{About, Change, HistoryRecord, Stamp};
pub use ledger::{Ledger, is_ledger};
pub use mapping::MappingProfile;
pub use measure::ChannelMonth;
pub use member::{CustomerChange, CustomerPage, MemberChange};
pub use merge::{LikelyPair, LikelyQuery, MembersMerge, MergeInput};
pub use offer::{OfferChange, OfferChoice};
pub use offer_after::{ItemPaid, OfferPlan, OfferReview, SeatUseInput};
pub use offer_card::PriceCardShown;
pub use offer_comparison::{Choice, ComparisonChange, ComparisonShown, ComparisonSummary, NewComparison, OfferShown};
pub use profile::{Profile, ProfileChange};
pub use purchase::{InstalmentInput, PurchaseInput};
pub use purchase_settle::{PurchaseEnd, PurchaseRenewal};
pub use purchase_sheet::PurchaseQuery;
pub use recover::{Lost, Recovered, TableSaved, recover};
pub use request::{
    Decision, RequestChanged, RequestDraft, RequestInput, RequestQuery, SettleInput, SettlingEntry, Verdict,
};
pub use revision::{CarryInput, CarryLine, LineAmount, RevisionInput};
pub use roll::{CellFilter, OwnCells, OwnFieldId, OwnFieldInput, RollCells, RollQuery, RollRowId, RollTake};
pub use rule::RuleTaken;
pub use scenario::{ScenarioInput, ScenarioName, ScenarioQuery};
pub use shelf::{Backup, Shelf, ShelfState, Why};
pub use spread::SpreadInput;
pub use standard::{StandardInput, TaxLimitInput};
pub use summary::LedgerSummary;
pub use template::{Answer, AnswerRow};
pub use tool::{ToolChange, ToolUse};
pub use view::{SavedView, ViewColumn};
pub use work::{HoursInput, HoursPage, HoursQuery, ServiceInput, ServiceShown};
