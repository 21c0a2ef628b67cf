//! The one list of commands: what the window, the command line and the tests can do, they do through here.
//!
//! A query is a noun and changes nothing; a change is a verb and a noun, one transaction and one record, and returns
//! the thing as it now is. The macro below gives [`call`] and [`list`]; `kezhang commands` prints the list with the
//! JSON Schema of what goes in and comes out, and `bindings.ts` is made from that.

mod attachment;
mod briefing;
mod control;
mod customers;
mod cutback;
mod draft;
mod entries;
mod evaluate;
mod explain;
mod files;
mod formula;
mod grid;
mod import;
mod ledger;
mod monitor;
mod offer;
mod plan;
mod purchase;
mod record;
mod registers;
mod report;
mod review;
mod roll;
mod scenario;
mod settings;
mod template;

use chrono::{DateTime, FixedOffset, Local, NaiveDate, Utc};
use kezhang_core::{Fault, Language, Watch};
use kezhang_store::{Ledger, Stamp};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;

pub use files::{Format, Target, write_file};
pub use monitor::EXPORT_LIMIT;
pub(crate) use monitor::unit;
pub(crate) use report::{RenderOptions, make, render};

/// Who asks, when, in which language: read once at the edge, handed in.
#[derive(Debug, Clone)]
pub struct Context {
    /// Language of messages and labels.
    pub language: Language,
    /// Now.
    pub now: DateTime<Utc>,
    /// Today, where the user is.
    pub today: NaiveDate,
    /// Who.
    pub author: String,
    /// Who watches how far a long command comes, and may stop it.
    pub watch: Watch,
}

impl Context {
    /// The context of this moment, at this machine.
    pub fn now(language: Language) -> Self {
        let now = clock();
        let user = ["USER", "USERNAME", "LOGNAME"]
            .iter()
            .find_map(|name| std::env::var(name).ok());
        Self {
            language,
            now,
            today: now.with_timezone(&Local).date_naive(),
            author: user.filter(|name| !name.is_empty()).unwrap_or_else(|| "–".to_owned()),
            watch: Watch::default(),
        }
    }

    /// Now, where the user is.
    pub fn local(&self) -> DateTime<FixedOffset> {
        self.now.with_timezone(&Local).fixed_offset()
    }

    /// The stamp of a change.
    pub fn stamp(&self, command: &'static str) -> Stamp {
        Stamp {
            command,
            author: self.author.clone(),
            at: self.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        }
    }
}

/// Now; in a build for tests a moment of their choice (`KEZHANG_NOW`, RFC 3339).
fn clock() -> DateTime<Utc> {
    let chosen = cfg!(debug_assertions)
        .then(|| std::env::var("KEZHANG_NOW").ok())
        .flatten();
    chosen
        .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
        .map_or_else(Utc::now, |at| at.to_utc())
}

/// Nothing: what commands without input take, and what comes out where there is nothing to say.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A command of the list, as `kezhang commands` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Whether it changes the ledger.
    pub changes: bool,
    /// JSON Schema of what goes in.
    pub input: Schema,
    /// JSON Schema of what comes out.
    pub output: Schema,
}

fn input_schema<T: JsonSchema>() -> Schema {
    SchemaSettings::default()
        .for_deserialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

fn output_schema<T: JsonSchema>() -> Schema {
    SchemaSettings::default()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

fn read<T: for<'de> Deserialize<'de>>(input: Value) -> Result<T, Fault> {
    let input = if input.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        input
    };
    // A list would be taken by position.
    if !input.is_object() {
        return Err(Fault::new("input_not_object"));
    }
    serde_json::from_value(input).map_err(kezhang_core::input::invalid)
}

fn written<T: Serialize>(output: &T) -> Result<Value, Fault> {
    serde_json::to_value(output).map_err(|error| Fault::new("store_failed").with("detail", error))
}

/// What a command will answer.
type Reply<'a> = std::pin::Pin<Box<dyn Future<Output = Result<Value, Fault>> + Send + 'a>>;

macro_rules! commands {
    (
        queries { $($(#[doc = $query_about:literal])+ $query:ident: $query_in:ty => $query_out:ty = $query_fn:path;)+ }
        changes { $($(#[doc = $change_about:literal])+ $change:ident: $change_in:ty => $change_out:ty = $change_fn:path;)+ }
    ) => {
        /// All commands with their schemas.
        pub fn list() -> Vec<Command> {
            // A small function each: one that made them all would keep the optimiser busy for a quarter of an hour.
            const EACH: &[fn() -> Command] = &[
                $(|| Command {
                    name: stringify!($query),
                    about: concat!($($query_about),+).trim_ascii(),
                    changes: false,
                    input: input_schema::<$query_in>(),
                    output: output_schema::<$query_out>(),
                },)+
                $(|| Command {
                    name: stringify!($change),
                    about: concat!($($change_about),+).trim_ascii(),
                    changes: true,
                    input: input_schema::<$change_in>(),
                    output: output_schema::<$change_out>(),
                },)+
            ];
            EACH.iter().map(|one| one()).collect()
        }

        /// Each command has a frame and a future of its own: together they would not fit on a thread's stack.
        fn run<'a>(ledger: &'a Ledger, name: &'a str, input: Value, context: &'a Context) -> Reply<'a> {
            match name {
                $(stringify!($query) => {
                    fn one<'a>(ledger: &'a Ledger, input: Value, context: &'a Context) -> Reply<'a> {
                        Box::pin(async move {
                            written(&$query_fn(ledger, read::<$query_in>(input)?, context).await?)
                        })
                    }
                    one(ledger, input, context)
                })+
                $(stringify!($change) => {
                    fn one<'a>(ledger: &'a Ledger, input: Value, context: &'a Context) -> Reply<'a> {
                        Box::pin(async move {
                            let input = read::<$change_in>(input)?;
                            ledger.keep_daily(context.local()).await;
                            let mut change = ledger.begin(context.stamp(stringify!($change))).await?;
                            match $change_fn(&mut change, input, context).await {
                                Ok(output) => {
                                    change.commit().await?;
                                    written(&output)
                                }
                                Err(fault) => {
                                    change.roll_back().await;
                                    Err(fault)
                                }
                            }
                        })
                    }
                    one(ledger, input, context)
                })+
                _ => Box::pin(async move { Err(Fault::new("command_unknown").with("name", name)) }),
            }
        }
    };
}

commands! {
    queries {
        /// The ledger in one look: company, currency, span to open on, what undo would reverse.
        ledger: Nothing => kezhang_store::LedgerSummary = ledger::ledger;
        /// The company's profile.
        profile: Nothing => kezhang_store::Profile = ledger::profile;
        /// The journal, oldest first.
        history: ledger::HistoryQuery => Vec<kezhang_store::HistoryRecord> = ledger::history;
        /// Proves the ledger: pages, journal, rows, totals, references.
        check: Nothing => kezhang_store::CheckReport = ledger::check;
        /// The taxonomy of categories.
        categories: Nothing => Vec<kezhang_core::record::Category> = record::categories;
        /// Members of a register.
        members: record::MembersQuery => Vec<kezhang_core::record::register::Member> = record::members;
        /// Customers, a page of them.
        customers: record::CustomersQuery => kezhang_store::CustomerPage = record::customers;
        /// Customer grades.
        grades: Nothing => Vec<kezhang_core::record::register::Grade> = record::grades;
        /// Exchange rates.
        rates: Nothing => Vec<record::RateShown> = record::rates;
        /// What channels brought, by month.
        metrics: Nothing => Vec<record::MetricShown> = record::metrics;
        /// Entries, a page of them.
        entries: kezhang_store::EntryQuery => kezhang_store::EntryPage = record::entries;
        /// What the entries that fit come to: their number, cost, income, offsets, what is out of scope.
        entry_totals: kezhang_store::EntryQuery => record::EntryTotals = record::entry_totals;
        /// One entry.
        entry: record::EntryId => kezhang_core::record::Entry = record::entry;
        /// What control has to say of an entry that is being typed, and the line that would pay.
        entry_control: record::EntryDraft => kezhang_store::EntryControl = record::entry_control;
        /// The records that wrote an entry, with what each changed.
        entry_history: record::EntryId => kezhang_store::EntryHistory = entries::entry_history;
        /// Rules, in the order in which they are tried.
        rules: Nothing => Vec<kezhang_core::record::rule::Rule> = entries::rules;
        /// Rules that would do the same from now on as is done to some entries.
        propose_rules: kezhang_store::RulesQuery => Vec<kezhang_store::RuleProposal> = entries::propose_rules;
        /// Saved views of the list of entries.
        views: Nothing => Vec<kezhang_store::SavedView> = entries::views;
        /// The imports that were, newest first.
        imports: entries::ImportsQuery => Vec<kezhang_store::ImportShown> = entries::imports;
        /// Writes the cells that an import rejected to a CSV.
        export_rejected: entries::ExportRejected => files::Written = entries::export_rejected;
        /// What a file holds and how it would be read, before an import.
        inspect_file: import::InspectQuery => import::FilePreview = import::inspect_file;
        /// Mapping profiles.
        mappings: Nothing => Vec<kezhang_store::MappingProfile> = record::mappings;
        /// Budgets with their versions.
        budgets: Nothing => Vec<kezhang_core::plan::BudgetVersion> = plan::budgets;
        /// A version of a budget with its lines.
        budget: plan::BudgetName => plan::BudgetShown = plan::budget;
        /// Documents that changed a plan in force, oldest first.
        revisions: control::OfBudget => control::RevisionList = control::revisions;
        /// One document that changed a plan in force.
        revision: control::RevisionQuery => control::RevisionShown = control::revision;
        /// Two versions of a plan compared: lines, months, and what made the difference.
        comparison: kezhang_store::ComparisonQuery => kezhang_core::plan::comparison::Comparison = control::comparison;
        /// The waterfall chart from one version of a plan to another.
        comparison_chart: control::ComparisonChart => kezhang_paint::Chart = control::comparison_chart;
        /// The budget that the answers of the guided start would become; nothing is written.
        proposal: draft::Guide => kezhang_core::plan::draft::Proposal = draft::proposal;
        /// The answers kept of the guided start.
        guide: draft::OfYear => draft::Kept = draft::guide;
        /// Writes a budget to one page of PDF.
        print_budget: draft::PrintBudget => files::Written = draft::print_budget;
        /// What may still be spent on each line, or on the line that would pay for a key.
        balances: kezhang_store::BalanceQuery => kezhang_core::plan::control::BalanceReport = control::balances;
        /// Year end as it would be: by line what is left, what goes over, what has gone, what lapses.
        year_end: kezhang_store::CarryInput => kezhang_core::plan::carry::YearEnd = control::year_end;
        /// Lines that crossed a threshold of their year's plan, one alert a crossing.
        alerts: control::OfBudget => Vec<kezhang_core::plan::control::Alert> = control::alerts;
        /// Requests with their age, what is committed and what is under approval.
        requests: kezhang_store::RequestQuery => kezhang_core::plan::request::RequestList = control::requests;
        /// What control has to say of a request that is being typed, and the line that would pay.
        request_control: kezhang_store::RequestDraft => kezhang_store::EntryControl = control::request_control;
        /// Who was sent a template for a budget, and who has not answered.
        templates: control::OfBudget => Vec<kezhang_core::plan::template::TemplateSent> = template::templates;
        /// Templates that came back, held against the draft, department by department.
        template_report: template::TemplateFiles => kezhang_core::plan::template::TemplateReport = template::template_report;
        /// A version under a ceiling, before and after: where the least value is lost.
        cutback: kezhang_store::CutbackInput => kezhang_core::plan::cutback::Cutback = cutback::cutback;
        /// What the customers of each grade are due, beside what is planned for them.
        grade_policies: plan::BudgetName => kezhang_core::plan::grade_policy::GradePolicyReport = cutback::grade_policies;
        /// Ceilings per person, event and customer.
        standards: Nothing => Vec<kezhang_core::plan::standard::Standard> = control::standards;
        /// Limits of tax law in a calendar year, and how the ledger stands to them.
        tax_limits: control::OfTaxYear => kezhang_core::plan::standard::TaxLimitReport = control::tax_limits;
        /// A plan and its scenarios side by side: totals, CAC, CLV to CAC; one may be tried out.
        scenarios: kezhang_store::ScenarioQuery => kezhang_core::plan::scenario::ScenarioReport = scenario::scenarios;
        /// Files kept with documents, requests and entries.
        attachments: kezhang_store::AttachmentQuery => Vec<kezhang_core::record::attachment::Attachment> = attachment::attachments;
        /// Writes a file that is kept in the ledger out again.
        save_attachment: attachment::SaveAttachment => files::Written = attachment::save_attachment;
        /// How a plan is watched.
        plan_rules: Nothing => kezhang_store::PlanRules = control::plan_rules;
        /// A version of a budget as a sheet: lines below subtotals, in months, quarters, half-years and the year.
        budget_sheet: plan::BudgetName => grid::SheetShown = grid::budget_sheet;
        /// Figures beside a version: last year's costs, this year's, other versions, and the differences.
        budget_beside: kezhang_store::BesideQuery => kezhang_store::Beside = grid::budget_beside;
        /// Budget against actual.
        variance: kezhang_core::monitor::VarianceQuery => kezhang_core::monitor::VarianceReport = monitor::variance;
        /// The standard table: budget against actual in the period, the year to date and the whole year.
        execution: kezhang_core::monitor::ExecutionQuery => kezhang_core::monitor::ExecutionReport = monitor::execution;
        /// The page for the boss: one sheet that says how the year stands and what is to be decided.
        briefing: kezhang_core::monitor::ExecutionQuery => briefing::BriefingReport = briefing::briefing;
        /// The entries and lines behind one row of budget against actual.
        figure: kezhang_store::FigureQuery => kezhang_store::Figure = monitor::figure;
        /// The chart of budget against actual, with its marks and the same in words.
        chart: monitor::ChartQuery => kezhang_paint::Chart = monitor::chart;
        /// The chart of any report that has one, with its marks and where each mark's figure stands in the report.
        picture: report::PictureQuery => kezhang_paint::Chart = report::picture;
        /// What new customers cost, by channel, time or customer.
        acquisition: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::report::AcquisitionReport = evaluate::acquisition;
        /// What customers are worth, from their orders: BG/NBD and Gamma-Gamma with intervals.
        value: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::report::ValueReport = evaluate::value;
        /// Who stays: retention, churn, NRR, GRR, repurchase, referral, survival.
        retention: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::report::RetentionReport = evaluate::retention;
        /// Customers by month of acquisition, and how many of them stayed.
        cohorts: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::report::CohortsReport = evaluate::cohorts;
        /// Maintenance fees: earned, billed, received, owed by age.
        fees: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::report::FeesReport = evaluate::fees;
        /// What each customer costs by stage and brings.
        customer_costs: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::report::CustomersReport = evaluate::customer_costs;
        /// Activities planned against actual: cost, attendance, response, return, score.
        activities: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::activity::ActivitiesReport = registers::activities;
        /// The register of activities.
        activity_list: Nothing => Vec<kezhang_core::record::activity::Activity> = registers::activity_list;
        /// What resources are used for: hours by kind of work and customer, tools, tickets.
        resources: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::resources::ResourcesReport = registers::resources;
        /// How satisfied customers are: CSAT, NPS, complaints, beside cost and churn.
        satisfaction: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::satisfaction::SatisfactionReport = registers::satisfaction;
        /// Loyalty points by month or customer: issued, redeemed, expired, open, and what that is likely to cost.
        points: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::points::PointsReport = registers::points;
        /// The log of feedback, open complaints first.
        feedback: kezhang_store::FeedbackQuery => kezhang_store::FeedbackPage = registers::feedback;
        /// Tools with their use by month.
        tools: Nothing => Vec<kezhang_core::record::work::Tool> = registers::tools;
        /// Hours worked, a page of them.
        hours: kezhang_store::HoursQuery => kezhang_store::HoursPage = registers::hours;
        /// A register row by row, with own fields: searched, filtered.
        register: kezhang_store::RollQuery => kezhang_core::record::roll::RollPage = roll::register;
        /// Own fields of registers.
        own_fields: roll::OwnFieldsQuery => Vec<kezhang_core::record::roll::OwnField> = roll::own_fields;
        /// Members of a register that are likely the same.
        likely_members: kezhang_store::LikelyQuery => Vec<kezhang_store::LikelyPair> = roll::likely_members;
        /// Writes a register to a workbook that can come back, or to CSV.
        export_register: roll::ExportRegister => files::Written = roll::export_register;
        /// Explains figures of a report: the derivation of each as a tree, down to the entries.
        explain: explain::ExplainQuery => explain::Explanation = explain::explain;
        /// Goals of fiscal years.
        goals: Nothing => Vec<kezhang_core::evaluate::review::Goal> = review::goals;
        /// Rules of thumb that a review compares with: the program's and the company's own.
        benchmarks: Nothing => Vec<kezhang_core::evaluate::review::Benchmark> = review::benchmarks;
        /// Was the budget reasonable: goals, cost and benefit, use of resources, share of the total budget.
        review: kezhang_core::evaluate::report::EvaluateQuery => kezhang_core::evaluate::review::ReviewReport = review::review;
        /// Reviews that were kept, and when the next one is due.
        reviews: Nothing => kezhang_store::ReviewList = review::reviews;
        /// All about one customer.
        customer: customers::CustomerQuery => kezhang_core::evaluate::report::CustomerSheet = customers::customer;
        /// A contract with its instalments, receipts and follow-ups.
        contract: customers::ContractQuery => kezhang_store::ContractSheet = customers::contract;
        /// Customers that are likely the same.
        likely_pairs: Nothing => Vec<kezhang_store::LikelyPair> = customers::likely_pairs;
        /// Writes a report to a file: SVG, PNG, PDF, XLSX, CSV or JSON.
        export_report: files::ExportReport => files::Written = files::export_report;
        /// Writes entries to a file: XLSX, CSV or JSON.
        export_entries: files::ExportEntries => files::Written = files::export_entries;
        /// Writes a version of a budget to a workbook that the import reads back.
        export_budget: files::ExportBudget => files::Written = files::export_budget;
        /// Comparisons of offers, the newest first.
        offer_comparisons: Nothing => Vec<kezhang_store::ComparisonSummary> = offer::comparisons;
        /// A comparison as it is kept: need, wishes, offers, choice.
        offer_comparison: offer::ComparisonName => kezhang_store::ComparisonShown = offer::comparison;
        /// What the offers of a comparison come to: by item and year, cash, present value, break-even.
        offers: offer::OffersQuery => kezhang_core::evaluate::offer::ComparisonReport = offer::offers;
        /// What the ranking of offers hangs on: the gap by driver, and the range in which the cheapest stays so.
        offer_drivers: offer::ComparisonName => kezhang_core::evaluate::offer::DriverReport = offer::offer_drivers;
        /// A chart of a comparison: cumulative cash or present value, or the drivers.
        offer_chart: offer::OfferChartQuery => kezhang_paint::Chart = offer::offer_chart;
        /// A chosen offer up to today: offered against paid, seats paid against used, what to do at renewal.
        offer_review: offer::ComparisonName => kezhang_store::OfferReview = offer::offer_review;
        /// Purchase contracts: what falls due, what is settled, who must be told by when.
        purchases: kezhang_store::PurchaseQuery => kezhang_core::evaluate::purchase::PurchaseList = purchase::purchases;
        /// A purchase contract with its instalments.
        purchase: purchase::PurchaseName => kezhang_core::evaluate::purchase::PurchaseSheet = purchase::purchase;
        /// Price cards: the program's and the ledger's own.
        price_cards: Nothing => Vec<kezhang_store::PriceCardShown> = offer::price_cards;
        /// Writes a price card to a file that others can import.
        export_price_card: offer::ExportCard => files::Written = offer::export_price_card;
        /// Writes a verified copy of the ledger to a new file.
        backup: files::Path => files::Written = files::backup;
    }
    changes {
        /// Imports a file: entries, a budget, registers, orders, hours, tickets, feedback, rates. A dry run changes nothing.
        import: import::ImportInput => kezhang_store::ImportResult = import::import;
        /// Adds an entry.
        add_entry: kezhang_core::record::entry::EntryInput => kezhang_store::EntrySaved = record::add_entry;
        /// Changes an entry.
        change_entry: record::EntryChange => kezhang_store::EntrySaved = record::change_entry;
        /// Removes an entry.
        remove_entry: record::EntryId => Nothing = record::remove_entry;
        /// Sets fields of many entries; a dry run tells what would change.
        change_entries: kezhang_store::EntriesChange => kezhang_store::EntriesChanged = entries::change_entries;
        /// Splits an entry into parts that add up to it.
        split_entry: kezhang_store::SplitEntry => Vec<kezhang_core::record::Entry> = entries::split_entry;
        /// Adds or changes a rule.
        set_rule: kezhang_core::record::rule::RuleInput => kezhang_core::record::rule::Rule = entries::set_rule;
        /// Removes a rule.
        remove_rule: entries::RuleId => Nothing = entries::remove_rule;
        /// Applies rules to entries that wait to be told apart; a dry run tells what would change.
        apply_rules: kezhang_store::ApplyRules => kezhang_store::EntriesChanged = entries::apply_rules;
        /// Keeps a view of the list of entries under a name.
        set_view: kezhang_store::SavedView => kezhang_store::SavedView = entries::set_view;
        /// Removes a view.
        remove_view: entries::ViewName => Nothing = entries::remove_view;
        /// Changes the company's profile.
        set_profile: kezhang_store::ProfileChange => kezhang_store::Profile = ledger::set_profile;
        /// Adds or changes a category.
        set_category: kezhang_store::CategoryChange => kezhang_core::record::Category = record::set_category;
        /// Adds or changes a department, channel, activity, product or vendor.
        set_member: kezhang_store::MemberChange => kezhang_core::record::register::Member = record::set_member;
        /// Adds or changes a customer.
        set_customer: kezhang_store::CustomerChange => kezhang_core::record::register::Customer = record::set_customer;
        /// Adds or changes a customer grade.
        set_grade: kezhang_core::record::register::Grade => kezhang_core::record::register::Grade = record::set_grade;
        /// Adds or changes a customer contract.
        set_contract: kezhang_store::ContractChange => kezhang_store::ContractSheet = customers::set_contract;
        /// Records money received from a customer.
        add_receipt: kezhang_store::ReceiptInput => kezhang_core::evaluate::report::Receipt = customers::add_receipt;
        /// Takes a receipt away.
        remove_receipt: customers::ReceiptId => Nothing = customers::remove_receipt;
        /// Notes that somebody asked for the money of a contract.
        add_follow_up: kezhang_store::FollowUpInput => kezhang_core::evaluate::report::FollowUp = customers::add_follow_up;
        /// Adds or changes an activity: what it is for, was planned to be and came to.
        set_activity: kezhang_store::ActivityChange => kezhang_core::record::activity::Activity = registers::set_activity;
        /// Adds or changes a tool.
        set_tool: kezhang_store::ToolChange => kezhang_core::record::work::Tool = registers::set_tool;
        /// Sets what a tool was used for in a month.
        set_tool_use: kezhang_store::ToolUse => kezhang_core::record::work::Tool = registers::set_tool_use;
        /// Records hours worked.
        add_hours: kezhang_store::HoursInput => kezhang_core::record::work::Hours = registers::add_hours;
        /// Takes hours away.
        remove_hours: registers::RowId => Nothing = registers::remove_hours;
        /// Sets the tickets of a month, customer and product.
        set_service: kezhang_store::ServiceInput => kezhang_store::ServiceShown = registers::set_service;
        /// Adds or changes a feedback.
        set_feedback: kezhang_store::FeedbackInput => kezhang_core::record::feedback::Feedback = registers::set_feedback;
        /// Takes a feedback away.
        remove_feedback: registers::RowId => Nothing = registers::remove_feedback;
        /// Makes two customers that are the same one.
        merge_customers: kezhang_store::MergeInput => kezhang_core::record::register::Customer = customers::merge_customers;
        /// Adds a row to a register, or changes cells of one; null clears a cell.
        set_register_row: kezhang_store::RollCells => kezhang_core::record::roll::RollPage = roll::set_register_row;
        /// Takes a row out of a register.
        remove_register_row: kezhang_store::RollRowId => Nothing = roll::remove_register_row;
        /// Makes two members of a register that are the same one.
        merge_members: kezhang_store::MembersMerge => roll::Merged = roll::merge_members;
        /// Adds or changes an own field of a register.
        set_own_field: kezhang_store::OwnFieldInput => Vec<kezhang_core::record::roll::OwnField> = roll::set_own_field;
        /// Removes an own field that is filled nowhere.
        remove_own_field: kezhang_store::OwnFieldId => Nothing = roll::remove_own_field;
        /// Takes a register's workbook that came back, cell by cell; a dry run tells what differs.
        take_register: roll::TakeRegister => kezhang_core::record::roll::RollDifferences = roll::take_register;
        /// Sets a goal of a fiscal year.
        set_goal: kezhang_store::GoalInput => kezhang_core::evaluate::review::Goal = review::set_goal;
        /// Removes a goal.
        remove_goal: kezhang_store::GoalName => Nothing = review::remove_goal;
        /// Puts a rule of thumb of the company's own in place of one, or beside them.
        set_benchmark: kezhang_store::BenchmarkChange => Vec<kezhang_core::evaluate::review::Benchmark> = review::set_benchmark;
        /// Takes a rule of thumb of the company's own away.
        remove_benchmark: kezhang_store::BenchmarkName => Nothing = review::remove_benchmark;
        /// Keeps the review as it stands, and says when the next one is due.
        keep_review: kezhang_store::KeepReview => kezhang_store::KeptReview = review::keep_review;
        /// Sets a dated exchange rate.
        set_rate: record::RateInput => record::RateShown = record::set_rate;
        /// Sets what an invoice is for in all; entries cannot take more.
        set_invoice: record::InvoiceInput => Nothing = record::set_invoice;
        /// Takes a dated exchange rate away.
        remove_rate: settings::RateName => Nothing = settings::remove_rate;
        /// Forgets how files of one origin are read.
        remove_mapping: settings::MappingName => Nothing = settings::remove_mapping;
        /// Puts the customer grades into an order.
        set_grade_order: settings::GradeOrder => Vec<kezhang_core::record::register::Grade> = settings::set_grade_order;
        /// Puts the categories below one into an order.
        set_category_order: settings::CategoryOrder => Vec<kezhang_core::record::Category> = settings::set_category_order;
        /// Keeps how files of one origin are read.
        set_mapping: kezhang_store::MappingProfile => Nothing = record::set_mapping;
        /// Begins a comparison of offers.
        new_offer_comparison: kezhang_store::NewComparison => kezhang_store::ComparisonShown = offer::new_comparison;
        /// Changes a comparison: its name, the need, the check-list, the weights.
        set_offer_comparison: kezhang_store::ComparisonChange => kezhang_store::ComparisonShown = offer::set_comparison;
        /// Removes a comparison with its offers.
        remove_offer_comparison: offer::OneComparison => Nothing = offer::remove_comparison;
        /// Adds or changes an offer.
        set_offer: kezhang_store::OfferChange => kezhang_store::ComparisonShown = offer::set_offer;
        /// Removes an offer.
        remove_offer: offer::OfferName => kezhang_store::ComparisonShown = offer::remove_offer;
        /// Chooses an offer, or takes the choice back.
        choose_offer: kezhang_store::OfferChoice => kezhang_store::ComparisonShown = offer::choose_offer;
        /// Adds the chosen offer to the draft of a fiscal year, by category and month, and makes its purchase contract.
        plan_offer: kezhang_store::OfferPlan => plan::BudgetShown = offer::plan_offer;
        /// Adds or changes a purchase contract.
        set_purchase: kezhang_store::PurchaseInput => kezhang_core::evaluate::purchase::PurchaseSheet = purchase::set_purchase;
        /// Removes a purchase contract that nothing settles.
        remove_purchase: purchase::PurchaseName => Nothing = purchase::remove_purchase;
        /// Settles an instalment of a purchase contract by recorded entries, or releases its rest.
        settle_purchase: kezhang_store::SettleInput => kezhang_core::evaluate::purchase::PurchaseSheet = purchase::settle_purchase;
        /// Renews a purchase contract for another term.
        renew_purchase: kezhang_store::PurchaseRenewal => kezhang_core::evaluate::purchase::PurchaseSheet = purchase::renew_purchase;
        /// Ends a purchase contract: what falls due from a day on is released.
        end_purchase: kezhang_store::PurchaseEnd => kezhang_core::evaluate::purchase::PurchaseSheet = purchase::end_purchase;
        /// Records how many seats were paid for and used in a month.
        set_seat_use: kezhang_store::SeatUseInput => kezhang_core::evaluate::offer::after::SeatUse = offer::set_seat_use;
        /// Keeps a price card under its vendor.
        set_price_card: kezhang_core::evaluate::offer::PriceCard => kezhang_core::evaluate::offer::PriceCard = offer::set_price_card;
        /// Removes a price card of the ledger.
        remove_price_card: offer::CardVendor => Nothing = offer::remove_price_card;
        /// Keeps the price card of a file.
        import_price_card: files::Path => kezhang_core::evaluate::offer::PriceCard = offer::import_price_card;
        /// Starts a draft: a new budget, or the next version of one.
        new_budget: plan::NewBudget => plan::BudgetShown = plan::new_budget;
        /// Sets lines of a draft; a typed total is spread over the open months.
        set_budget_lines: plan::SetLines => plan::BudgetShown = plan::set_budget_lines;
        /// Sets a block of cells of a draft: amounts, formulas, totals to spread, locks, remarks.
        edit_budget: kezhang_store::GridEdit => grid::SheetShown = grid::edit_budget;
        /// Removes a line from a draft.
        remove_budget_line: plan::RemoveLine => plan::BudgetShown = plan::remove_budget_line;
        /// Approves a draft: it is the plan from a month on.
        approve_budget: plan::ApproveBudget => kezhang_core::plan::BudgetVersion = plan::approve_budget;
        /// Changes a plan in force by a document: supplement, reduction, transfer or drawback.
        revise_budget: kezhang_store::RevisionInput => control::RevisionShown = control::revise_budget;
        /// Draws a draft up from the answers of the guided start, and keeps them.
        draft_budget: draft::Guide => plan::BudgetShown = draft::draft_budget;
        /// Keeps the answers of the guided start.
        keep_answers: draft::Guide => Nothing = draft::keep_answers;
        /// Draws a draft up from last year's plan or spending, or an average, by a factor.
        draw_up_budget: kezhang_store::DrawUp => plan::BudgetShown = draft::draw_up_budget;
        /// Sets what many lines of a draft come to; locked cells and held lines stay.
        spread_budget: kezhang_store::SpreadInput => plan::BudgetShown = draft::spread_budget;
        /// Carries what a year has left into the plan of the next.
        carry_forward: kezhang_store::CarryInput => control::RevisionShown = control::carry_forward;
        /// Closes a budget: no document changes it any more.
        close_budget: plan::BudgetName => kezhang_core::plan::BudgetVersion = control::close_budget;
        /// Gives a draft up.
        discard_draft: plan::BudgetName => Nothing = control::discard_draft;
        /// Asks for money: it stands under approval.
        add_request: kezhang_store::RequestInput => kezhang_store::RequestChanged = control::add_request;
        /// Approves a request, or refuses it with a reason.
        decide_request: kezhang_store::Decision => kezhang_store::RequestChanged = control::decide_request;
        /// Settles a commitment by recorded entries.
        settle_request: kezhang_store::SettleInput => kezhang_store::RequestChanged = control::settle_request;
        /// Closes a request and releases its rest.
        close_request: control::CloseRequest => kezhang_store::RequestChanged = control::close_request;
        /// Sets the control of a line: ignore, warn or stop, to date and over the year.
        set_control: kezhang_store::ControlChange => kezhang_core::plan::control::Balance = control::set_control;
        /// Writes a template for each department: last year beside, all else locked.
        send_templates: template::SendTemplates => Vec<template::TemplateWritten> = template::send_templates;
        /// Takes the templates that came back into the draft, as one change.
        accept_templates: template::TemplateFiles => template::TemplatesAccepted = template::accept_templates;
        /// Brings a version under a ceiling, as a draft.
        cut_back_budget: kezhang_store::CutbackInput => plan::BudgetShown = cutback::cut_back_budget;
        /// Sets what each customer of a grade gets in a year.
        set_grade_policy: kezhang_store::GradePolicyInput => Nothing = cutback::set_grade_policy;
        /// Makes the plan what the customers of each grade are due.
        follow_grade_policy: cutback::FollowGradePolicy => plan::BudgetShown = cutback::follow_grade_policy;
        /// Sets a ceiling per person, event or customer, or takes it away.
        set_standard: kezhang_store::StandardInput => Vec<kezhang_core::plan::standard::Standard> = control::set_standard;
        /// Keeps a limit of tax law of the ledger's own, from a day on.
        set_tax_limit: kezhang_store::TaxLimitInput => Nothing = control::set_tax_limit;
        /// Adds or changes a scenario: a version of a budget and what is assumed in place of it.
        set_scenario: kezhang_store::ScenarioInput => kezhang_core::plan::scenario::Scenario = scenario::set_scenario;
        /// Removes a scenario.
        remove_scenario: kezhang_store::ScenarioName => Nothing = scenario::remove_scenario;
        /// Makes a scenario the plan's next draft.
        promote_scenario: kezhang_store::ScenarioName => plan::BudgetShown = scenario::promote_scenario;
        /// Keeps a file with a document, a request or an entry.
        add_attachment: attachment::AddAttachment => kezhang_core::record::attachment::Attachment = attachment::add_attachment;
        /// Takes a file that is kept away.
        remove_attachment: attachment::AttachmentId => Nothing = attachment::remove_attachment;
        /// Changes how a plan is watched.
        set_plan_rules: kezhang_store::PlanRulesChange => kezhang_store::PlanRules = control::set_plan_rules;
        /// Reverses a record; without a number the latest change not undone.
        undo: ledger::UndoInput => kezhang_store::HistoryRecord = ledger::undo;
        /// Does again what was undone last.
        redo: Nothing => kezhang_store::HistoryRecord = ledger::redo;
    }
}

/// Runs a command of the list.
///
/// # Errors
/// `command_unknown`, `input_invalid`, and what the command refuses.
pub async fn call(ledger: &Ledger, name: &str, input: Value, context: &Context) -> Result<Value, Failure> {
    run(ledger, name, input, context)
        .await
        .map_err(|fault| Failure::new(ledger.placed(fault), context.language))
}
