//! Plan in force: what changes it, what is asked for, what may still be spent.

use std::collections::BTreeMap;

use chrono::Datelike;
use kezhang_core::plan::carry::YearEnd;
use kezhang_core::plan::comparison::Comparison;
use kezhang_core::plan::control::{Alert, Balance, BalanceReport};
use kezhang_core::plan::request::RequestList;
use kezhang_core::plan::revision::Revision;
use kezhang_core::plan::standard::{Standard, TaxLimitReport};
use kezhang_core::plan::{BudgetVersion, LineKey};
use kezhang_core::record::attachment::{AttachedTo, Attachment};
use kezhang_core::{Currency, Fault, Outcome};
use kezhang_paint::chart::{self, Chart};
use kezhang_paint::document::{self, Document};
use kezhang_store::{
    AttachmentQuery, BalanceQuery, CarryInput, Change, ComparisonQuery, ControlChange, Decision, EntryControl, Ledger,
    PlanRules, PlanRulesChange, RequestChanged, RequestDraft, RequestInput, RequestQuery, RevisionInput, SettleInput,
    StandardInput, TaxLimitInput,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::BudgetName;
use super::report::{Place, RenderOptions, Report, json};
use super::{Context, Nothing};

/// Which budget.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OfBudget {
    /// `NAME`; all budgets, or the plan in force, when absent.
    pub budget: Option<String>,
    /// Language of the names.
    pub language: Option<kezhang_core::Language>,
}

/// Which document.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RevisionQuery {
    /// `NAME`; the budget of the last document when absent.
    pub budget: Option<String>,
    /// Its number; the last one when absent.
    pub number: Option<i32>,
    /// Language of the names.
    pub language: Option<kezhang_core::Language>,
}

/// Documents, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RevisionList {
    /// The documents.
    pub revisions: Vec<Revision>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(skip)]
    company: String,
    #[serde(skip)]
    currency: Option<Currency>,
}

/// One document.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RevisionShown {
    /// The document.
    #[serde(flatten)]
    pub revision: Revision,
    /// Files kept with it; none yet when it has just been made.
    pub attachments: Vec<Attachment>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(skip)]
    company: String,
    #[serde(skip)]
    currency: Option<Currency>,
}

/// A request to close.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRequest {
    /// The request.
    pub id: i64,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

async fn labels(
    ledger: &Ledger,
    revisions: &[Revision],
    language: kezhang_core::Language,
) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
    let keys: Vec<LineKey> = revisions
        .iter()
        .flat_map(|r| r.lines.iter().map(|line| line.key.clone()))
        .collect();
    ledger.line_names(&keys, language).await
}

pub(super) async fn revisions(ledger: &Ledger, ask: OfBudget, context: &Context) -> Outcome<RevisionList> {
    let revisions = ledger.revisions(ask.budget.as_deref()).await?;
    let profile = ledger.profile().await;
    Ok(RevisionList {
        labels: labels(ledger, &revisions, ask.language.unwrap_or(context.language)).await?,
        revisions,
        company: profile.company,
        currency: Some(profile.currency),
    })
}

pub(super) async fn revision(ledger: &Ledger, ask: RevisionQuery, context: &Context) -> Outcome<RevisionShown> {
    let all = ledger.revisions(ask.budget.as_deref()).await?;
    let found = all
        .into_iter()
        .rfind(|one| ask.number.is_none_or(|number| number == one.number));
    let unknown =
        || Fault::new("revision_unknown").with("number", ask.number.map_or("–".to_owned(), |n| n.to_string()));
    let found = found.ok_or_else(unknown)?;
    let of = AttachmentQuery {
        to: Some(AttachedTo::Revision {
            budget: found.budget.clone(),
            number: found.number,
        }),
    };
    let attachments = ledger.attachments(&of).await?;
    let shown = shown(ledger, found, ask.language.unwrap_or(context.language)).await?;
    Ok(RevisionShown { attachments, ..shown })
}

async fn shown(ledger: &Ledger, revision: Revision, language: kezhang_core::Language) -> Outcome<RevisionShown> {
    let profile = ledger.profile().await;
    Ok(RevisionShown {
        labels: labels(ledger, std::slice::from_ref(&revision), language).await?,
        revision,
        attachments: Vec::new(),
        company: profile.company,
        currency: Some(profile.currency),
    })
}

pub(super) async fn comparison(ledger: &Ledger, mut query: ComparisonQuery, context: &Context) -> Outcome<Comparison> {
    query.language = query.language.or(Some(context.language));
    ledger.comparison(&query).await
}

/// The waterfall from one version to another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonChart {
    /// The comparison.
    #[serde(default)]
    pub query: ComparisonQuery,
    /// Width in pixels, 240 to 4000.
    pub width: u32,
    /// Height in pixels, 120 to 4000.
    pub height: u32,
    /// Light or dark; light when absent.
    #[serde(default)]
    pub theme: chart::Theme,
    /// 1 or 10000; 1 when absent.
    #[serde(default)]
    pub unit: Option<u32>,
}

pub(super) async fn comparison_chart(ledger: &Ledger, ask: ComparisonChart, context: &Context) -> Outcome<Chart> {
    let report = comparison(ledger, ask.query, context).await?;
    let mut style = chart::waterfall_style(context.language, super::unit(ask.unit)?, false);
    (style.width, style.height, style.theme) = (ask.width.min(4_000), ask.height.min(4_000), ask.theme);
    chart::comparison(&report, &style)
}

pub(super) async fn balances(ledger: &Ledger, mut query: BalanceQuery, context: &Context) -> Outcome<BalanceReport> {
    query.language = query.language.or(Some(context.language));
    ledger.balances(&query, context.today).await
}

pub(super) async fn alerts(ledger: &Ledger, ask: OfBudget, context: &Context) -> Outcome<Vec<Alert>> {
    ledger.alerts(ask.budget.as_deref(), context.today).await
}

pub(super) async fn requests(ledger: &Ledger, mut query: RequestQuery, context: &Context) -> Outcome<RequestList> {
    query.language = query.language.or(Some(context.language));
    ledger.requests(&query, context.today).await
}

pub(super) async fn request_control(ledger: &Ledger, draft: RequestDraft, context: &Context) -> Outcome<EntryControl> {
    ledger.request_control(&draft, context.today, context.language).await
}

pub(super) async fn plan_rules(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<PlanRules> {
    ledger.plan_rules().await
}

pub(super) async fn revise_budget(
    change: &mut Change<'_>,
    input: RevisionInput,
    context: &Context,
) -> Outcome<RevisionShown> {
    let ledger = change.ledger();
    let made = ledger
        .revise_budget(change, &input, context.today, context.language)
        .await?;
    shown(ledger, made, context.language).await
}

pub(super) async fn carry_forward(
    change: &mut Change<'_>,
    input: CarryInput,
    context: &Context,
) -> Outcome<RevisionShown> {
    let ledger = change.ledger();
    let made = ledger.carry_forward(change, &input, context.today).await?;
    shown(ledger, made, context.language).await
}

pub(super) async fn year_end(ledger: &Ledger, input: CarryInput, context: &Context) -> Outcome<YearEnd> {
    ledger.year_end(&input, context.today, context.language).await
}

pub(super) async fn close_budget(change: &mut Change<'_>, name: BudgetName, _: &Context) -> Outcome<BudgetVersion> {
    change.ledger().close_budget(change, &name.budget).await
}

pub(super) async fn discard_draft(change: &mut Change<'_>, name: BudgetName, _: &Context) -> Outcome<Nothing> {
    change.ledger().discard_draft(change, &name.budget).await?;
    Ok(Nothing {})
}

pub(super) async fn add_request(
    change: &mut Change<'_>,
    input: RequestInput,
    context: &Context,
) -> Outcome<RequestChanged> {
    let ledger = change.ledger();
    ledger
        .add_request(change, &input, context.today, context.language)
        .await
}

pub(super) async fn decide_request(
    change: &mut Change<'_>,
    input: Decision,
    context: &Context,
) -> Outcome<RequestChanged> {
    let ledger = change.ledger();
    ledger
        .decide_request(change, &input, context.today, context.language)
        .await
}

pub(super) async fn settle_request(
    change: &mut Change<'_>,
    input: SettleInput,
    context: &Context,
) -> Outcome<RequestChanged> {
    change.ledger().settle_request(change, &input, context.today).await
}

pub(super) async fn close_request(
    change: &mut Change<'_>,
    input: CloseRequest,
    context: &Context,
) -> Outcome<RequestChanged> {
    let ledger = change.ledger();
    ledger
        .close_request(change, input.id, &input.reason, context.today)
        .await
}

pub(super) async fn set_control(change: &mut Change<'_>, input: ControlChange, context: &Context) -> Outcome<Balance> {
    change.ledger().set_control(change, &input, context.today).await
}

pub(super) async fn set_plan_rules(change: &mut Change<'_>, input: PlanRulesChange, _: &Context) -> Outcome<PlanRules> {
    change.ledger().set_plan_rules(change, &input).await
}

/// Which calendar year.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OfTaxYear {
    /// The calendar year; today's when absent.
    pub year: Option<i32>,
}

pub(super) async fn standards(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Standard>> {
    ledger.standards().await
}

pub(super) async fn tax_limits(ledger: &Ledger, of: OfTaxYear, context: &Context) -> Outcome<TaxLimitReport> {
    let year = of.year.unwrap_or(context.today.year());
    ledger.tax_limits(year, context.language).await
}

pub(super) async fn set_standard(change: &mut Change<'_>, input: StandardInput, _: &Context) -> Outcome<Vec<Standard>> {
    change.ledger().set_standard(change, &input).await
}

pub(super) async fn set_tax_limit(change: &mut Change<'_>, input: TaxLimitInput, _: &Context) -> Outcome<Nothing> {
    change.ledger().set_tax_limit(change, &input).await?;
    Ok(Nothing {})
}

impl Report for Comparison {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::comparison(self, options.language, options.unit)
    }

    fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
        let style = chart::waterfall_style(options.language, options.unit, place == Place::Alone);
        Some(chart::comparison(self, &style))
    }
}

impl Report for RevisionShown {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        let currency = self.currency.unwrap_or(Currency::CNY);
        let RenderOptions { language, unit, .. } = *options;
        document::revision(
            &self.revision,
            &self.attachments,
            &self.labels,
            &self.company,
            currency,
            language,
            unit,
        )
    }
}

impl Report for RevisionList {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        let currency = self.currency.unwrap_or(Currency::CNY);
        document::revisions(&self.revisions, &self.company, currency, options.language, options.unit)
    }
}

impl Report for RequestList {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::requests(self, options.language, options.unit)
    }
}

impl Report for BalanceReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::balances(self, options.language, options.unit)
    }
}
