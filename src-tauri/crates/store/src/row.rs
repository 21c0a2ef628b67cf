//! The rows as they lie on disk, one SeaORM entity a table; private to the store.
//!
//! Every table that a change writes has the key `id` and is in [`for_each_table!`], so that the recorder, undo and
//! `check` treat them alike.

use sea_orm::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel};
use serde::{Deserialize, Serialize};

pub(crate) type NaiveDate = chrono::NaiveDate;

/// Declares one table: its module, its columns, and that the recorder may write it.
macro_rules! table {
    ($table:tt $name:ident { $($column:ident : $type:ty),* $(,)? }) => {
        pub(crate) mod $name {
            use super::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key)]
                pub id: i64,
                $(pub $column: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            impl super::Row for Model {
                type Table = Entity;
                const TABLE: &'static str = $table;
                fn id(&self) -> i64 {
                    self.id
                }
                fn set_id(&mut self, id: i64) {
                    self.id = id;
                }
            }
        }
    };
}

/// Work on the rows of any table, kept apart from its caller: that has an arm for each table, and forty of them side by
/// side would fill a thread's stack.
pub(crate) type Work<'a, T> = std::pin::Pin<Box<dyn Future<Output = kezhang_core::Outcome<T>> + Send + 'a>>;

/// A row that the recorder can write: keyed by `id`, readable as text.
pub(crate) trait Row:
    ModelTrait<Entity = Self::Table>
    + FromQueryResult
    + IntoActiveModel<<Self::Table as EntityTrait>::ActiveModel>
    + Serialize
    + for<'de> Deserialize<'de>
    + PartialEq
    + 'static
{
    type Table: EntityTrait<Model = Self, ActiveModel: ActiveModelBehavior + Send>;
    const TABLE: &'static str;
    fn id(&self) -> i64;
    fn set_id(&mut self, id: i64);
}

table! { "profile" profile {
    company: String,
    currency: String,
    fiscal_start: i32,
    named_after: String,
    taxpayer: String,
    language: String,
    industry: Option<String>,
    phase: Option<String>,
    business_model: Option<String>,
    staff: Option<i64>,
    seats: Option<i64>,
    total_budget_minor: Option<i64>,
    default_margin: Option<String>,
    discount_rate: Option<String>,
    dormant_days: Option<i32>,
    lapsed_days: Option<i32>,
} }

table! { "price_card" price_card {
    vendor: String,
    body: String,
} }

table! { "comparison" comparison {
    name: String,
    need: String,
    functions: String,
    weights: String,
    note: String,
    chosen_id: Option<i64>,
    signed_on: Option<NaiveDate>,
    reason: String,
    planned: String,
} }

table! { "offer" offer {
    comparison_id: i64,
    name: String,
    vendor: String,
    position: i64,
    terms: String,
} }

table! { "seat_use" seat_use {
    comparison_id: i64,
    month: i32,
    paid: i64,
    active: i64,
} }

table! { "category" category {
    code: String,
    parent_id: Option<i64>,
    name_zh: String,
    name_en: String,
    stage: Option<String>,
    position: i32,
    is_active: bool,
} }

table! { "department" department {
    code: String,
    name: String,
    name_en: Option<String>,
    stage: Option<String>,
    is_active: bool,
} }

table! { "channel" channel {
    code: String,
    name: String,
    name_en: Option<String>,
    stage: Option<String>,
    is_active: bool,
} }

table! { "activity" activity {
    code: String,
    name: String,
    name_en: Option<String>,
    stage: Option<String>,
    is_active: bool,
} }

table! { "product" product {
    code: String,
    name: String,
    name_en: Option<String>,
    stage: Option<String>,
    is_active: bool,
    is_core: Option<bool>,
} }

table! { "vendor" vendor {
    code: String,
    name: String,
    name_en: Option<String>,
    stage: Option<String>,
    is_active: bool,
} }

table! { "grade" grade {
    code: String,
    name: String,
    position: i32,
    is_active: bool,
} }

table! { "customer" customer {
    code: String,
    name: String,
    tax_number: Option<String>,
    industry: Option<String>,
    region: Option<String>,
    owner: Option<String>,
    status: String,
    acquired_on: Option<NaiveDate>,
    channel_id: Option<i64>,
    lapsed_on: Option<NaiveDate>,
    is_active: bool,
} }

table! { "customer_grade" customer_grade {
    customer_id: i64,
    grade_id: i64,
    from_on: NaiveDate,
} }

table! { "batch" batch {
    kind: String,
    file_name: String,
    first_entry: i64,
    last_entry: i64,
    digest: String,
    is_void: bool,
} }

table! { "entry" entry {
    batch_id: Option<i64>,
    is_void: bool,
    fingerprint: Option<Vec<u8>>,
    source_id: Option<String>,
    occurred_on: NaiveDate,
    category_id: i64,
    currency: String,
    rate: Option<String>,
    gross_minor: i64,
    tax_minor: Option<i64>,
    net_minor: i64,
    base_gross_minor: i64,
    base_net_minor: i64,
    tax_rate: Option<String>,
    invoice: Option<String>,
    invoice_kind: Option<String>,
    is_deductible: Option<bool>,
    paid_on: Option<NaiveDate>,
    invoiced_on: Option<NaiveDate>,
    benefit_from: Option<NaiveDate>,
    benefit_to: Option<NaiveDate>,
    stage: Option<String>,
    customer_id: Option<i64>,
    channel_id: Option<i64>,
    activity_id: Option<i64>,
    department_id: Option<i64>,
    vendor_id: Option<i64>,
    product_id: Option<i64>,
    memo: String,
    status: String,
} }

table! { "invoice" invoice {
    number: String,
    total_minor: i64,
} }

table! { "budget" budget {
    name: String,
    fiscal_year: i32,
} }

table! { "budget_version" budget_version {
    budget_id: i64,
    number: i32,
    state: String,
    valid_from: Option<i32>,
    basis: String,
    measure: String,
    note: String,
} }

table! { "budget_line" budget_line {
    version_id: i64,
    category_id: Option<i64>,
    department_id: Option<i64>,
    channel_id: Option<i64>,
    activity_id: Option<i64>,
    product_id: Option<i64>,
    customer_id: Option<i64>,
    grade_id: Option<i64>,
    m1: i64,
    m2: i64,
    m3: i64,
    m4: i64,
    m5: i64,
    m6: i64,
    m7: i64,
    m8: i64,
    m9: i64,
    m10: i64,
    m11: i64,
    m12: i64,
    locked: i32,
    filled: i32,
    note: String,
} }

table! { "budget_note" budget_note {
    line_id: i64,
    place: i32,
    text: String,
} }

table! { "metric" metric {
    month: i32,
    channel_id: i64,
    leads: Option<i64>,
    opportunities: Option<i64>,
    customers: Option<i64>,
    revenue_minor: Option<i64>,
} }

table! { "rate" rate {
    dated_on: NaiveDate,
    currency: String,
    rate: String,
} }

table! { "mapping" mapping {
    name: String,
    kind: String,
    columns: String,
    reading: String,
} }

table! { "revision" revision {
    budget_id: i64,
    number: i32,
    base_id: i64,
    version_id: i64,
    kind: String,
    effective: i32,
    reason: String,
    note: String,
    author: String,
    made_at: String,
} }

table! { "revision_line" revision_line {
    revision_id: i64,
    category_id: Option<i64>,
    department_id: Option<i64>,
    channel_id: Option<i64>,
    activity_id: Option<i64>,
    product_id: Option<i64>,
    customer_id: Option<i64>,
    grade_id: Option<i64>,
    m1: i64,
    m2: i64,
    m3: i64,
    m4: i64,
    m5: i64,
    m6: i64,
    m7: i64,
    m8: i64,
    m9: i64,
    m10: i64,
    m11: i64,
    m12: i64,
} }

table! { "request" request {
    title: String,
    category_id: Option<i64>,
    department_id: Option<i64>,
    channel_id: Option<i64>,
    activity_id: Option<i64>,
    product_id: Option<i64>,
    customer_id: Option<i64>,
    grade_id: Option<i64>,
    month: i32,
    amount_minor: i64,
    state: String,
    requested_by: String,
    requested_at: String,
    decided_by: Option<String>,
    decided_at: Option<String>,
    decision: String,
} }

table! { "settlement" settlement {
    request_id: i64,
    entry_id: i64,
    amount_minor: i64,
} }

table! { "line_control" line_control {
    budget_id: i64,
    category_id: Option<i64>,
    department_id: Option<i64>,
    channel_id: Option<i64>,
    activity_id: Option<i64>,
    product_id: Option<i64>,
    customer_id: Option<i64>,
    grade_id: Option<i64>,
    to_date: String,
    full_year: String,
} }

table! { "plan_rule" plan_rule {
    is_own_approval_allowed: bool,
    is_pending_counted: bool,
    warn_percent: i32,
    stop_percent: i32,
} }

table! { "core_grade" core_grade {
    grade_id: i64,
    is_core: bool,
} }

table! { "spending_standard" spending_standard {
    per: String,
    category_id: Option<i64>,
    grade_id: Option<i64>,
    customer_id: Option<i64>,
    amount_minor: i64,
    note: String,
} }

table! { "tax_limit" tax_limit {
    code: String,
    from_on: NaiveDate,
    categories: String,
    of_cost: Option<String>,
    of_revenue: String,
    source: String,
    is_on: bool,
} }

table! { "grade_policy" grade_policy {
    budget_id: i64,
    category_id: i64,
    grade_id: i64,
    amount_minor: i64,
} }

table! { "template" template {
    token: String,
    budget_id: i64,
    department_id: i64,
    sent_at: String,
    answered_at: Option<String>,
    file_name: String,
} }

table! { "guide" guide {
    fiscal_year: i32,
    answers: String,
} }

table! { "rule" rule {
    position: i32,
    any_text: Option<String>,
    memo_text: Option<String>,
    vendor_text: Option<String>,
    file_text: Option<String>,
    money: Option<String>,
    category_id: i64,
    customer_id: Option<i64>,
    department_id: Option<i64>,
    channel_id: Option<i64>,
    is_active: bool,
} }

table! { "saved_view" saved_view {
    name: String,
    content: String,
} }

table! { "customer_order" customer_order {
    fingerprint: Option<String>,
    ordered_on: NaiveDate,
    customer_id: i64,
    amount_minor: i64,
    number: Option<String>,
    product_id: Option<i64>,
} }

table! { "customer_contract" customer_contract {
    code: String,
    customer_id: i64,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    gross_minor: i64,
    net_minor: i64,
    tax_rate: Option<String>,
    rhythm: String,
    due_days: i32,
    services: String,
    department_id: Option<i64>,
    ended_on: Option<NaiveDate>,
} }

table! { "receipt" receipt {
    fingerprint: Option<String>,
    received_on: NaiveDate,
    customer_id: i64,
    contract_id: Option<i64>,
    amount_minor: i64,
    memo: String,
} }

table! { "follow_up" follow_up {
    contract_id: i64,
    noted_on: NaiveDate,
    by_whom: String,
    note: String,
    promised_on: Option<NaiveDate>,
} }

table! { "activity_detail" activity_detail {
    activity_id: i64,
    channel_id: Option<i64>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    planned_minor: Option<i64>,
    expected_minor: Option<i64>,
    invited: Option<i64>,
    attendance: Option<i64>,
    responses: Option<i64>,
    revenue_minor: Option<i64>,
    score: Option<String>,
    status: String,
} }

table! { "work_hours" work_hours {
    fingerprint: Option<String>,
    worked_on: Option<NaiveDate>,
    month: i32,
    employee: String,
    hours: String,
    kind: Option<String>,
    customer_id: Option<i64>,
    activity_id: Option<i64>,
    memo: String,
} }

table! { "tool" tool {
    code: String,
    name: String,
    vendor_id: Option<i64>,
    category_id: Option<i64>,
    renewal_on: Option<NaiveDate>,
    notice_days: Option<i64>,
    is_active: bool,
} }

table! { "tool_month" tool_month {
    tool_id: i64,
    month: i32,
    seats: Option<i64>,
    active: Option<i64>,
    logins: Option<i64>,
    modules_paid: Option<i64>,
    modules_used: Option<i64>,
    last_used_on: Option<NaiveDate>,
    gb_paid: Option<String>,
    gb_used: Option<String>,
    cost_minor: Option<i64>,
} }

table! { "service_month" service_month {
    month: i32,
    customer_id: Option<i64>,
    product_id: Option<i64>,
    tickets: i64,
    minutes: Option<String>,
    automated: Option<i64>,
    first_solution: Option<String>,
    solution: Option<String>,
} }

table! { "feedback" feedback {
    fingerprint: Option<String>,
    noted_on: NaiveDate,
    customer_id: Option<i64>,
    employee: Option<String>,
    topic: String,
    source: String,
    satisfaction: Option<i64>,
    nps: Option<i64>,
    text: String,
    is_complaint: bool,
    owner: Option<String>,
    due_on: Option<NaiveDate>,
    outcome: String,
    activity_id: Option<i64>,
    product_id: Option<i64>,
    tool_id: Option<i64>,
    category_id: Option<i64>,
} }

table! { "purchase_contract" purchase_contract {
    code: String,
    title: String,
    vendor_id: i64,
    department_id: Option<i64>,
    comparison_id: Option<i64>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    term_months: i32,
    notice_days: i32,
    is_auto_renewed: bool,
    uplift_percent: String,
    responsible: String,
    note: String,
    ended_on: Option<NaiveDate>,
} }

table! { "instalment" instalment {
    contract_id: i64,
    due_on: NaiveDate,
    item: String,
    category_id: i64,
    cost_minor: i64,
    gross_minor: i64,
    is_recurring: bool,
    is_released: bool,
} }

table! { "purchase_settlement" purchase_settlement {
    instalment_id: i64,
    entry_id: i64,
    amount_minor: i64,
} }

table! { "goal" goal {
    year: i32,
    kind: String,
    target: String,
    typed: Option<String>,
    note: String,
} }

table! { "benchmark" benchmark {
    key: String,
    low: Option<String>,
    high: Option<String>,
    source: String,
    caveat: String,
} }

table! { "review" review {
    made_on: NaiveDate,
    from_month: i32,
    to_month: i32,
    author: String,
    note: String,
    next_on: NaiveDate,
    body: String,
} }

table! { "own_field" own_field {
    register: String,
    name: String,
    kind: String,
    choices: String,
    position: i64,
    is_active: bool,
} }

table! { "loyalty_month" loyalty_month {
    month: i32,
    customer_id: Option<i64>,
    issued: i64,
    redeemed: i64,
    expired: i64,
    cost_per_point: Option<String>,
    members: Option<i64>,
    active_members: Option<i64>,
} }

table! { "own_value" own_value {
    field_id: i64,
    value: String,
    customer_id: Option<i64>,
    channel_id: Option<i64>,
    activity_id: Option<i64>,
    contract_id: Option<i64>,
    receipt_id: Option<i64>,
    order_id: Option<i64>,
    product_id: Option<i64>,
    purchase_id: Option<i64>,
    vendor_id: Option<i64>,
    department_id: Option<i64>,
    points_id: Option<i64>,
    tool_id: Option<i64>,
    hours_id: Option<i64>,
    feedback_id: Option<i64>,
    entry_id: Option<i64>,
    metric_id: Option<i64>,
    tool_use_id: Option<i64>,
    service_id: Option<i64>,
} }

table! { "scenario" scenario {
    name: String,
    version_id: i64,
    from_month: i32,
    assumptions: String,
    note: String,
    author: String,
    made_at: String,
} }

table! { "attachment" attachment {
    revision_id: Option<i64>,
    request_id: Option<i64>,
    entry_id: Option<i64>,
    name: String,
    kind: String,
    size: i64,
    hash: String,
    author: String,
    added_at: String,
} }

table! { "headcount" headcount {
    entry_id: Option<i64>,
    request_id: Option<i64>,
    people: i64,
} }

/// Runs a block for the table of that name: `for_each_table!(name, Model => { … })`; `None` for an unknown name.
macro_rules! for_each_table {
    ($name:expr, $model:ident => $body:block) => {
        match $name {
            "profile" => {
                type $model = crate::row::profile::Model;
                Some($body)
            }
            "price_card" => {
                type $model = crate::row::price_card::Model;
                Some($body)
            }
            "comparison" => {
                type $model = crate::row::comparison::Model;
                Some($body)
            }
            "offer" => {
                type $model = crate::row::offer::Model;
                Some($body)
            }
            "seat_use" => {
                type $model = crate::row::seat_use::Model;
                Some($body)
            }
            "category" => {
                type $model = crate::row::category::Model;
                Some($body)
            }
            "department" => {
                type $model = crate::row::department::Model;
                Some($body)
            }
            "channel" => {
                type $model = crate::row::channel::Model;
                Some($body)
            }
            "activity" => {
                type $model = crate::row::activity::Model;
                Some($body)
            }
            "product" => {
                type $model = crate::row::product::Model;
                Some($body)
            }
            "vendor" => {
                type $model = crate::row::vendor::Model;
                Some($body)
            }
            "grade" => {
                type $model = crate::row::grade::Model;
                Some($body)
            }
            "customer" => {
                type $model = crate::row::customer::Model;
                Some($body)
            }
            "customer_grade" => {
                type $model = crate::row::customer_grade::Model;
                Some($body)
            }
            "batch" => {
                type $model = crate::row::batch::Model;
                Some($body)
            }
            "entry" => {
                type $model = crate::row::entry::Model;
                Some($body)
            }
            "invoice" => {
                type $model = crate::row::invoice::Model;
                Some($body)
            }
            "budget" => {
                type $model = crate::row::budget::Model;
                Some($body)
            }
            "budget_version" => {
                type $model = crate::row::budget_version::Model;
                Some($body)
            }
            "budget_line" => {
                type $model = crate::row::budget_line::Model;
                Some($body)
            }
            "budget_note" => {
                type $model = crate::row::budget_note::Model;
                Some($body)
            }
            "metric" => {
                type $model = crate::row::metric::Model;
                Some($body)
            }
            "rate" => {
                type $model = crate::row::rate::Model;
                Some($body)
            }
            "mapping" => {
                type $model = crate::row::mapping::Model;
                Some($body)
            }
            "revision" => {
                type $model = crate::row::revision::Model;
                Some($body)
            }
            "revision_line" => {
                type $model = crate::row::revision_line::Model;
                Some($body)
            }
            "request" => {
                type $model = crate::row::request::Model;
                Some($body)
            }
            "settlement" => {
                type $model = crate::row::settlement::Model;
                Some($body)
            }
            "line_control" => {
                type $model = crate::row::line_control::Model;
                Some($body)
            }
            "plan_rule" => {
                type $model = crate::row::plan_rule::Model;
                Some($body)
            }
            "core_grade" => {
                type $model = crate::row::core_grade::Model;
                Some($body)
            }
            "spending_standard" => {
                type $model = crate::row::spending_standard::Model;
                Some($body)
            }
            "tax_limit" => {
                type $model = crate::row::tax_limit::Model;
                Some($body)
            }
            "grade_policy" => {
                type $model = crate::row::grade_policy::Model;
                Some($body)
            }
            "template" => {
                type $model = crate::row::template::Model;
                Some($body)
            }
            "guide" => {
                type $model = crate::row::guide::Model;
                Some($body)
            }
            "rule" => {
                type $model = crate::row::rule::Model;
                Some($body)
            }
            "saved_view" => {
                type $model = crate::row::saved_view::Model;
                Some($body)
            }
            "customer_order" => {
                type $model = crate::row::customer_order::Model;
                Some($body)
            }
            "customer_contract" => {
                type $model = crate::row::customer_contract::Model;
                Some($body)
            }
            "receipt" => {
                type $model = crate::row::receipt::Model;
                Some($body)
            }
            "follow_up" => {
                type $model = crate::row::follow_up::Model;
                Some($body)
            }
            "activity_detail" => {
                type $model = crate::row::activity_detail::Model;
                Some($body)
            }
            "work_hours" => {
                type $model = crate::row::work_hours::Model;
                Some($body)
            }
            "tool" => {
                type $model = crate::row::tool::Model;
                Some($body)
            }
            "tool_month" => {
                type $model = crate::row::tool_month::Model;
                Some($body)
            }
            "service_month" => {
                type $model = crate::row::service_month::Model;
                Some($body)
            }
            "feedback" => {
                type $model = crate::row::feedback::Model;
                Some($body)
            }
            "purchase_contract" => {
                type $model = crate::row::purchase_contract::Model;
                Some($body)
            }
            "instalment" => {
                type $model = crate::row::instalment::Model;
                Some($body)
            }
            "purchase_settlement" => {
                type $model = crate::row::purchase_settlement::Model;
                Some($body)
            }
            "goal" => {
                type $model = crate::row::goal::Model;
                Some($body)
            }
            "benchmark" => {
                type $model = crate::row::benchmark::Model;
                Some($body)
            }
            "scenario" => {
                type $model = crate::row::scenario::Model;
                Some($body)
            }
            "attachment" => {
                type $model = crate::row::attachment::Model;
                Some($body)
            }
            "headcount" => {
                type $model = crate::row::headcount::Model;
                Some($body)
            }
            "review" => {
                type $model = crate::row::review::Model;
                Some($body)
            }
            "own_field" => {
                type $model = crate::row::own_field::Model;
                Some($body)
            }
            "loyalty_month" => {
                type $model = crate::row::loyalty_month::Model;
                Some($body)
            }
            "own_value" => {
                type $model = crate::row::own_value::Model;
                Some($body)
            }
            _ => None,
        }
    };
}
pub(crate) use for_each_table;

/// The names of all recorded tables, parents before their children.
pub(crate) const TABLES: &[&str] = &[
    "profile",
    "price_card",
    "comparison",
    "offer",
    "seat_use",
    "category",
    "department",
    "channel",
    "activity",
    "product",
    "vendor",
    "grade",
    "customer",
    "customer_grade",
    "batch",
    "entry",
    "invoice",
    "budget",
    "budget_version",
    "budget_line",
    "budget_note",
    "metric",
    "rate",
    "mapping",
    "revision",
    "revision_line",
    "request",
    "settlement",
    "line_control",
    "plan_rule",
    "core_grade",
    "spending_standard",
    "tax_limit",
    "grade_policy",
    "template",
    "guide",
    "rule",
    "saved_view",
    "customer_order",
    "customer_contract",
    "receipt",
    "follow_up",
    "activity_detail",
    "work_hours",
    "tool",
    "tool_month",
    "service_month",
    "feedback",
    "purchase_contract",
    "instalment",
    "purchase_settlement",
    "goal",
    "benchmark",
    "review",
    "own_field",
    "loyalty_month",
    "own_value",
    "scenario",
    "attachment",
    "headcount",
];

/// Who refers to whom: (table referred to, table that refers, its column). What is referred to is not removed.
pub(crate) const REFERENCES: &[(&str, &str, &str)] = &[
    ("category", "category", "parent_id"),
    ("comparison", "offer", "comparison_id"),
    ("comparison", "seat_use", "comparison_id"),
    ("offer", "comparison", "chosen_id"),
    ("channel", "customer", "channel_id"),
    ("customer", "customer_grade", "customer_id"),
    ("grade", "customer_grade", "grade_id"),
    ("budget", "budget_version", "budget_id"),
    ("budget_version", "budget_line", "version_id"),
    ("budget_line", "budget_note", "line_id"),
    ("channel", "metric", "channel_id"),
    ("category", "entry", "category_id"),
    ("customer", "entry", "customer_id"),
    ("channel", "entry", "channel_id"),
    ("activity", "entry", "activity_id"),
    ("department", "entry", "department_id"),
    ("vendor", "entry", "vendor_id"),
    ("product", "entry", "product_id"),
    ("category", "budget_line", "category_id"),
    ("customer", "budget_line", "customer_id"),
    ("channel", "budget_line", "channel_id"),
    ("activity", "budget_line", "activity_id"),
    ("department", "budget_line", "department_id"),
    ("product", "budget_line", "product_id"),
    ("grade", "budget_line", "grade_id"),
    ("budget", "revision", "budget_id"),
    ("budget_version", "revision", "base_id"),
    ("budget_version", "revision", "version_id"),
    ("revision", "revision_line", "revision_id"),
    ("request", "settlement", "request_id"),
    ("entry", "settlement", "entry_id"),
    ("budget", "line_control", "budget_id"),
    ("category", "revision_line", "category_id"),
    ("department", "revision_line", "department_id"),
    ("channel", "revision_line", "channel_id"),
    ("activity", "revision_line", "activity_id"),
    ("product", "revision_line", "product_id"),
    ("customer", "revision_line", "customer_id"),
    ("grade", "revision_line", "grade_id"),
    ("category", "request", "category_id"),
    ("department", "request", "department_id"),
    ("channel", "request", "channel_id"),
    ("activity", "request", "activity_id"),
    ("product", "request", "product_id"),
    ("customer", "request", "customer_id"),
    ("grade", "request", "grade_id"),
    ("category", "line_control", "category_id"),
    ("department", "line_control", "department_id"),
    ("channel", "line_control", "channel_id"),
    ("activity", "line_control", "activity_id"),
    ("product", "line_control", "product_id"),
    ("customer", "line_control", "customer_id"),
    ("grade", "line_control", "grade_id"),
    ("category", "spending_standard", "category_id"),
    ("grade", "spending_standard", "grade_id"),
    ("customer", "spending_standard", "customer_id"),
    ("grade", "core_grade", "grade_id"),
    ("budget", "grade_policy", "budget_id"),
    ("category", "grade_policy", "category_id"),
    ("grade", "grade_policy", "grade_id"),
    ("budget", "template", "budget_id"),
    ("department", "template", "department_id"),
    ("category", "rule", "category_id"),
    ("customer", "rule", "customer_id"),
    ("department", "rule", "department_id"),
    ("channel", "rule", "channel_id"),
    ("customer", "customer_order", "customer_id"),
    ("product", "customer_order", "product_id"),
    ("customer", "customer_contract", "customer_id"),
    ("department", "customer_contract", "department_id"),
    ("customer", "receipt", "customer_id"),
    ("customer_contract", "receipt", "contract_id"),
    ("customer_contract", "follow_up", "contract_id"),
    ("activity", "activity_detail", "activity_id"),
    ("channel", "activity_detail", "channel_id"),
    ("customer", "work_hours", "customer_id"),
    ("activity", "work_hours", "activity_id"),
    ("vendor", "tool", "vendor_id"),
    ("category", "tool", "category_id"),
    ("tool", "tool_month", "tool_id"),
    ("customer", "service_month", "customer_id"),
    ("product", "service_month", "product_id"),
    ("customer", "feedback", "customer_id"),
    ("activity", "feedback", "activity_id"),
    ("product", "feedback", "product_id"),
    ("tool", "feedback", "tool_id"),
    ("category", "feedback", "category_id"),
    ("vendor", "purchase_contract", "vendor_id"),
    ("department", "purchase_contract", "department_id"),
    ("comparison", "purchase_contract", "comparison_id"),
    ("purchase_contract", "instalment", "contract_id"),
    ("category", "instalment", "category_id"),
    ("instalment", "purchase_settlement", "instalment_id"),
    ("entry", "purchase_settlement", "entry_id"),
    ("customer", "loyalty_month", "customer_id"),
    ("own_field", "own_value", "field_id"),
    ("customer", "own_value", "customer_id"),
    ("channel", "own_value", "channel_id"),
    ("activity", "own_value", "activity_id"),
    ("customer_contract", "own_value", "contract_id"),
    ("receipt", "own_value", "receipt_id"),
    ("customer_order", "own_value", "order_id"),
    ("product", "own_value", "product_id"),
    ("purchase_contract", "own_value", "purchase_id"),
    ("vendor", "own_value", "vendor_id"),
    ("department", "own_value", "department_id"),
    ("loyalty_month", "own_value", "points_id"),
    ("tool", "own_value", "tool_id"),
    ("work_hours", "own_value", "hours_id"),
    ("feedback", "own_value", "feedback_id"),
    ("entry", "own_value", "entry_id"),
    ("metric", "own_value", "metric_id"),
    ("tool_month", "own_value", "tool_use_id"),
    ("service_month", "own_value", "service_id"),
    ("budget_version", "scenario", "version_id"),
    ("revision", "attachment", "revision_id"),
    ("request", "attachment", "request_id"),
    ("entry", "attachment", "entry_id"),
    ("entry", "headcount", "entry_id"),
    ("request", "headcount", "request_id"),
];
