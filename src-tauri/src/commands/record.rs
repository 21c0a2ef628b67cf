//! Record: entries, registers, rates, kept mappings.

use chrono::NaiveDate;
use kezhang_core::record::entry::EntryInput;
use kezhang_core::record::register::{Customer, Grade, Member, Register};
use kezhang_core::record::{Category, Entry};
use kezhang_core::{Amount, Currency, Fault, Month, Outcome};
use kezhang_store::{
    CategoryChange, Change, CustomerChange, CustomerPage, EntryControl, EntryPage, EntryQuery, EntrySaved, Ledger,
    MappingProfile, MemberChange,
};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Nothing};

/// Which members.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MembersQuery {
    /// Which register.
    pub register: Register,
    /// Text in code or name.
    #[serde(default)]
    pub search: Option<String>,
    /// At most this many.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Which customers.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CustomersQuery {
    /// Text in code, name or tax number.
    pub search: Option<String>,
    /// Rows to pass over.
    pub offset: u64,
    /// At most this many.
    pub limit: Option<u32>,
}

/// One entry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryId {
    /// The ledger's own number of the entry.
    pub id: i64,
}

/// An entry as it shall be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryChange {
    /// The ledger's own number of the entry.
    pub id: i64,
    /// All of it.
    pub entry: EntryInput,
}

/// A dated exchange rate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RateShown {
    /// From this day.
    pub date: NaiveDate,
    /// The other currency.
    pub currency: Currency,
    /// Base units per unit, a decimal.
    pub rate: String,
}

/// A dated exchange rate to set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateInput {
    /// From this day.
    pub date: NaiveDate,
    /// The other currency.
    pub currency: Currency,
    /// Base units per unit, a decimal above zero.
    pub rate: String,
}

/// What a channel brought in a month.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MetricShown {
    /// The month.
    pub month: Month,
    /// Code of the channel.
    pub channel: String,
    /// 线索.
    pub leads: Option<i64>,
    /// 商机.
    pub opportunities: Option<i64>,
    /// New customers.
    pub customers: Option<i64>,
    /// Revenue in base currency.
    pub revenue: Option<Amount>,
}

/// What an invoice is for in all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceInput {
    /// 发票号码.
    pub number: String,
    /// 价税合计 of the invoice, in base currency.
    pub total: Amount,
}

pub(super) async fn categories(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Category>> {
    ledger.categories().await
}

pub(super) async fn members(ledger: &Ledger, query: MembersQuery, _: &Context) -> Outcome<Vec<Member>> {
    ledger
        .members(query.register, query.search.as_deref(), query.limit)
        .await
}

pub(super) async fn customers(ledger: &Ledger, query: CustomersQuery, _: &Context) -> Outcome<CustomerPage> {
    ledger
        .customers(query.search.as_deref(), query.offset, query.limit)
        .await
}

pub(super) async fn grades(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Grade>> {
    ledger.grades().await
}

pub(super) async fn rates(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<RateShown>> {
    let rates = ledger.rates().await?;
    Ok(rates
        .into_iter()
        .map(|(date, currency, rate)| RateShown { date, currency, rate })
        .collect())
}

pub(super) async fn metrics(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<MetricShown>> {
    let metrics = ledger.metrics().await?;
    Ok(metrics
        .into_iter()
        .map(|m| MetricShown {
            month: m.month,
            channel: m.channel,
            leads: m.leads,
            opportunities: m.opportunities,
            customers: m.customers,
            revenue: m.revenue,
        })
        .collect())
}

pub(super) async fn entries(ledger: &Ledger, mut query: EntryQuery, context: &Context) -> Outcome<EntryPage> {
    query.language = query.language.or(Some(context.language));
    ledger.entries(&query).await
}

/// What the entries that fit come to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryTotals {
    /// How many.
    pub count: i64,
    /// Their cost, in base currency.
    pub cost: Option<kezhang_core::Amount>,
    /// Their income.
    pub income: Option<kezhang_core::Amount>,
    /// Their offsets.
    pub offset: Option<kezhang_core::Amount>,
    /// What is out of scope.
    pub out_of_scope: Option<kezhang_core::Amount>,
}

pub(super) async fn entry_totals(ledger: &Ledger, query: EntryQuery, _: &Context) -> Outcome<EntryTotals> {
    let page = ledger
        .entries(&EntryQuery {
            offset: 0,
            limit: Some(1),
            with_totals: Some(true),
            list: None,
            ..query
        })
        .await?;
    Ok(EntryTotals {
        count: page.count.unwrap_or_default(),
        cost: page.cost,
        income: page.income,
        offset: page.offset,
        out_of_scope: page.out_of_scope,
    })
}

pub(super) async fn entry(ledger: &Ledger, id: EntryId, _: &Context) -> Outcome<Entry> {
    ledger.entry(id.id).await
}

pub(super) async fn mappings(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<MappingProfile>> {
    ledger.mappings().await
}

/// An entry that is being typed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryDraft {
    /// The entry that it shall be, where it is one already.
    #[serde(default)]
    pub id: Option<i64>,
    /// All of it, as far as it is typed.
    pub entry: EntryInput,
}

pub(super) async fn entry_control(ledger: &Ledger, draft: EntryDraft, context: &Context) -> Outcome<EntryControl> {
    ledger.entry_control(draft.id, &draft.entry, context.language).await
}

pub(super) async fn add_entry(change: &mut Change<'_>, input: EntryInput, context: &Context) -> Outcome<EntrySaved> {
    let ledger = change.ledger();
    ledger.add_entry(change, input, context.today, context.language).await
}

pub(super) async fn change_entry(
    change: &mut Change<'_>,
    input: EntryChange,
    context: &Context,
) -> Outcome<EntrySaved> {
    let ledger = change.ledger();
    ledger
        .change_entry(change, input.id, input.entry, context.language)
        .await
}

pub(super) async fn remove_entry(change: &mut Change<'_>, id: EntryId, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_entry(change, id.id).await.map(|()| Nothing {})
}

pub(super) async fn set_category(change: &mut Change<'_>, new: CategoryChange, _: &Context) -> Outcome<Category> {
    change.ledger().set_category(change, new).await
}

pub(super) async fn set_member(change: &mut Change<'_>, new: MemberChange, _: &Context) -> Outcome<Member> {
    change.ledger().set_member(change, new).await
}

pub(super) async fn set_customer(change: &mut Change<'_>, new: CustomerChange, context: &Context) -> Outcome<Customer> {
    change.ledger().set_customer(change, new, context.today).await
}

pub(super) async fn set_grade(change: &mut Change<'_>, new: Grade, _: &Context) -> Outcome<Grade> {
    change.ledger().set_grade(change, new).await
}

pub(super) async fn set_rate(change: &mut Change<'_>, input: RateInput, _: &Context) -> Outcome<RateShown> {
    let rate: Decimal = input
        .rate
        .trim()
        .parse()
        .map_err(|_| Fault::new("rate_invalid").with("value", &input.rate))?;
    change
        .ledger()
        .set_rate(change, input.date, input.currency.code(), rate)
        .await?;
    Ok(RateShown {
        date: input.date,
        currency: input.currency,
        rate: rate.normalize().to_string(),
    })
}

pub(super) async fn set_invoice(change: &mut Change<'_>, input: InvoiceInput, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .set_invoice(change, &input.number, input.total)
        .await
        .map(|()| Nothing {})
}

pub(super) async fn set_mapping(change: &mut Change<'_>, new: MappingProfile, _: &Context) -> Outcome<Nothing> {
    change.ledger().set_mapping(change, &new).await.map(|()| Nothing {})
}
