//! 申请—占用—核销: requests, decisions, settlements.
//!
//! The one thing to know: settling links entries that are already recorded and releases what they cover; the cost
//! itself is the entry, counted once.

use std::collections::HashMap;

use kezhang_core::plan::LineKey;
use kezhang_core::plan::control::{ControlNote, Override};
use kezhang_core::plan::request::{Request, RequestList, RequestState, Settlement, rest};
use kezhang_core::record::EntryKind;
use kezhang_core::{Amount, Fault, Language, Month, Outcome, Span};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::balance::named_of;
use crate::budget::Codes;
use crate::entry::EntryControl;
use crate::fault::OrFault;
use crate::headcount;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::{self, request, settlement};
use crate::watch::Spending;

/// A request to make.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestInput {
    /// What it is for.
    pub title: String,
    /// What the spending names: codes or names.
    pub key: LineKey,
    /// How much, above zero.
    pub amount: Amount,
    /// The month in which it is expected to be spent; this month when absent.
    #[serde(default)]
    pub month: Option<Month>,
    /// For how many people it is: standards per person are checked with it.
    #[serde(default)]
    pub people: Option<u32>,
    /// Lets it pass a line that is closed.
    #[serde(default, rename = "override")]
    pub passing: Option<Override>,
}

/// A request that is being typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestDraft {
    /// What the spending names: codes or names.
    pub key: LineKey,
    /// How much.
    pub amount: Amount,
    /// The month in which it is expected to be spent; this month when absent.
    #[serde(default)]
    pub month: Option<Month>,
    /// For how many people it is.
    #[serde(default)]
    pub people: Option<u32>,
}

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 同意.
    Approve,
    /// 不同意: needs a reason.
    Refuse,
}

/// A decision on a request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The request.
    pub id: i64,
    /// Approve or refuse.
    pub verdict: Verdict,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Lets it pass a line that is closed.
    #[serde(default, rename = "override")]
    pub passing: Option<Override>,
}

/// An entry that settles.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlingEntry {
    /// The entry.
    pub entry: i64,
    /// How much of it; what it costs, at most what is left of the request, when absent.
    #[serde(default)]
    pub amount: Option<Amount>,
}

/// Entries that settle a request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleInput {
    /// The request.
    pub id: i64,
    /// The entries.
    pub entries: Vec<SettlingEntry>,
    /// Closes it and releases the rest.
    #[serde(default)]
    pub close: bool,
}

/// Which requests.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RequestQuery {
    /// Only those in this state.
    pub state: Option<RequestState>,
    /// Only those on which something is still to be done.
    pub open: bool,
    /// Language of the names.
    pub language: Option<Language>,
}

/// A request as it now is, with what control has to say.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RequestChanged {
    /// The request.
    #[serde(flatten)]
    pub request: Request,
    /// Warnings of control, each with its arithmetic.
    pub warnings: Vec<String>,
}

impl Ledger {
    /// Requests.
    ///
    /// # Errors
    /// What the database says.
    pub async fn requests(&self, query: &RequestQuery, today: chrono::NaiveDate) -> Outcome<RequestList> {
        let currency = self.currency().await;
        let mut requests = self.requests_on(self.reader(), today).await?;
        requests
            .retain(|one| query.state.is_none_or(|state| state == one.state) && (!query.open || one.state.is_open()));
        requests.sort_by_key(|one| (!one.state.is_open(), one.requested_at.clone(), one.id));
        let (mut committed, mut pending) = (0i64, 0i64);
        for one in &requests {
            committed = committed.saturating_add(currency.minor(one.committed.value())?);
            if one.state == RequestState::Pending {
                pending = pending.saturating_add(currency.minor(one.amount.value())?);
            }
        }
        let language = match query.language {
            Some(language) => language,
            None => self.language().await,
        };
        let labels = self.key_labels(requests.iter().map(|one| &one.key), language).await?;
        Ok(RequestList {
            company: self.profile().await.company,
            currency,
            as_of: today,
            requests,
            committed: currency.amount(committed),
            pending: currency.amount(pending),
            labels,
        })
    }

    async fn requests_on(
        &self,
        connection: &sea_orm::DatabaseConnection,
        today: chrono::NaiveDate,
    ) -> Outcome<Vec<Request>> {
        let currency = self.currency().await;
        let codes = crate::bulk::with(connection, Codes::load).await?;
        let rows = request::Entity::find()
            .order_by_asc(request::Column::Id)
            .all(connection)
            .await
            .or_fault()?;
        let mut settled: HashMap<i64, Vec<Settlement>> = HashMap::new();
        let links = settlement::Entity::find()
            .order_by_asc(settlement::Column::Id)
            .all(connection)
            .await
            .or_fault()?;
        for link in links {
            let entry = row::entry::Entity::find_by_id(link.entry_id)
                .one(connection)
                .await
                .or_fault()?;
            // An entry that an undo made void releases nothing.
            if let Some(entry) = entry.filter(|entry| !entry.is_void) {
                settled.entry(link.request_id).or_default().push(Settlement {
                    entry: entry.id,
                    date: entry.occurred_on,
                    memo: entry.memo,
                    amount: currency.amount(link.amount_minor),
                });
            }
        }
        let people: HashMap<i64, i64> = row::headcount::Entity::find()
            .filter(row::headcount::Column::RequestId.is_not_null())
            .all(connection)
            .await
            .or_fault()?
            .into_iter()
            .filter_map(|row| Some((row.request_id?, row.people)))
            .collect();
        rows.into_iter()
            .map(|row| {
                let state: RequestState = from_word("request", &row.state)?;
                let settlements = settled.remove(&row.id).unwrap_or_default();
                let sum = settlements
                    .iter()
                    .try_fold(0i64, |sum, s| Ok(sum.saturating_add(currency.minor(s.amount.value())?)))?;
                let committed = if state == RequestState::Approved {
                    rest(row.amount_minor, sum)
                } else {
                    0
                };
                let asked = row
                    .requested_at
                    .get(..10)
                    .and_then(|day| day.parse::<chrono::NaiveDate>().ok());
                let age = asked.map(|day| (today - day).num_days().max(0));
                Ok(Request {
                    id: row.id,
                    people: people.get(&row.id).and_then(|people| u32::try_from(*people).ok()),
                    key: codes.key(named_of!(row)),
                    title: row.title,
                    month: Month::from_number(row.month),
                    amount: currency.amount(row.amount_minor),
                    settled: currency.amount(sum),
                    committed: currency.amount(committed),
                    state,
                    requested_by: row.requested_by,
                    requested_at: row.requested_at,
                    decided_by: row.decided_by,
                    decided_at: row.decided_at,
                    decision: row.decision,
                    age_days: age
                        .filter(|_| state.is_open())
                        .and_then(|days| u32::try_from(days).ok()),
                    settlements,
                })
            })
            .collect()
    }

    async fn request_now(
        &self,
        change: &Change<'_>,
        id: i64,
        warnings: Vec<ControlNote>,
        today: chrono::NaiveDate,
    ) -> Outcome<RequestChanged> {
        let all = self.requests_on(change.connection(), today).await?;
        let request = all.into_iter().find(|one| one.id == id);
        Ok(RequestChanged {
            request: request.ok_or_else(|| Fault::new("request_unknown").with("id", id))?,
            warnings: warnings.into_iter().map(|note| note.message).collect(),
        })
    }

    /// How many requests of a span are open, as the change sees them.
    pub(crate) async fn open_requests(&self, change: &Change<'_>, span: Span) -> Outcome<usize> {
        let rows = request::Entity::find()
            .filter(request::Column::Month.between(span.from.number(), span.to.number()))
            .filter(request::Column::State.is_in(["pending", "approved"]))
            .all(change.connection())
            .await
            .or_fault()?;
        Ok(rows.len())
    }

    /// What control has to say of a request that is being typed, and the line that would pay for it.
    ///
    /// # Errors
    /// `name_unknown`, `line_names_nothing`, `line_never_matches`, `amount_decimals`.
    pub async fn request_control(
        &self,
        draft: &RequestDraft,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<EntryControl> {
        let amount = self.currency().await.minor(draft.amount.value())?;
        let names = crate::bulk::with(self.reader(), LineNames::load).await?;
        let named = names.resolve(&draft.key).map_err(|mut refusals| refusals.remove(0).2)?;
        let month = draft.month.unwrap_or(Month::of(today));
        let watch = self.watch().await?;
        let line = self.payer_of(month, named, watch.as_ref(), language).await?;
        let warnings = match watch.filter(|_| amount > 0) {
            Some(mut watch) => {
                watch.asked(&Spending { named, month, amount }, draft.people)?;
                self.notes(&watch, crate::behind::Patience::Typing, language).await?
            }
            None => Vec::new(),
        };
        Ok(EntryControl { line, warnings })
    }

    /// Asks for money: it stands under approval until somebody decides.
    ///
    /// # Errors
    /// `request_title_missing`, `request_amount`, `control_stopped` with the arithmetic, `name_unknown`,
    /// `line_names_nothing`, `line_never_matches`.
    pub async fn add_request(
        &self,
        change: &mut Change<'_>,
        input: &RequestInput,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<RequestChanged> {
        let title = crate::member::clean(&input.title)?.trim().to_owned();
        if title.is_empty() {
            return Err(Fault::new("request_title_missing"));
        }
        let amount = self.currency().await.minor(input.amount.value())?;
        if amount <= 0 {
            return Err(Fault::new("request_amount").with("value", input.amount));
        }
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let named = names.resolve(&input.key).map_err(|mut refusals| refusals.remove(0).2)?;
        let month = input.month.unwrap_or(Month::of(today));
        self.ensure_year_open(change, month).await?;
        let spending = Spending { named, month, amount };
        let warnings = self
            .ensure_room(change, spending, 0, input.people, input.passing.as_ref(), language)
            .await?;
        let id = |at: usize| (named[at] != 0).then_some(named[at]);
        let row = request::Model {
            id: 0,
            title: title.clone(),
            category_id: id(0),
            department_id: id(1),
            channel_id: id(2),
            activity_id: id(3),
            product_id: id(4),
            customer_id: id(5),
            grade_id: id(6),
            month: month.number(),
            amount_minor: amount,
            state: RequestState::Pending.as_str().to_owned(),
            requested_by: change.author().to_owned(),
            requested_at: change.made_at().to_owned(),
            decided_by: None,
            decided_at: None,
            decision: String::new(),
        };
        let row = change.insert(row).await?;
        headcount::set(change, headcount::Of::Request(row.id), input.people).await?;
        change.note("request", format!("{} {title}", row.id));
        change.note("amount", input.amount);
        self.request_now(change, row.id, warnings, today).await
    }

    /// Approves a request (it becomes a commitment) or refuses it with a reason.
    ///
    /// # Errors
    /// `request_unknown`, `request_decided`, `request_own` where the rules forbid it, `decision_reason_missing`,
    /// `control_stopped` with the arithmetic.
    pub async fn decide_request(
        &self,
        change: &mut Change<'_>,
        input: &Decision,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<RequestChanged> {
        let row = find(change, input.id).await?;
        let state: RequestState = from_word("request", &row.state)?;
        if state != RequestState::Pending {
            return Err(Fault::new("request_decided")
                .with("id", row.id)
                .with("state", &row.state));
        }
        if row.requested_by == change.author() && !self.plan_rules().await?.own_approval {
            return Err(Fault::new("request_own")
                .with("id", row.id)
                .with("author", change.author()));
        }
        let reason = crate::member::clean(&input.reason)?.trim().to_owned();
        let mut warnings = Vec::new();
        let state = match input.verdict {
            Verdict::Refuse if reason.is_empty() => return Err(Fault::new("decision_reason_missing")),
            Verdict::Refuse => RequestState::Refused,
            Verdict::Approve => {
                // It stands under approval already, and is not counted twice.
                let spending = Spending {
                    named: named_of!(row),
                    month: Month::from_number(row.month),
                    amount: row.amount_minor,
                };
                let people = headcount::row(change.connection(), headcount::Of::Request(row.id)).await?;
                let people = people.and_then(|row| u32::try_from(row.people).ok());
                warnings = self
                    .ensure_room(change, spending, row.id, people, input.passing.as_ref(), language)
                    .await?;
                RequestState::Approved
            }
        };
        change.note("request", format!("{} {}", row.id, row.title));
        change.note("state", state.as_str());
        let mut after = row.clone();
        after.state = state.as_str().to_owned();
        after.decided_by = Some(change.author().to_owned());
        after.decided_at = Some(change.made_at().to_owned());
        after.decision = reason;
        change.update(row, after).await?;
        self.request_now(change, input.id, warnings, today).await
    }

    /// Refuses a month whose budgets are all closed: what is asked for could be paid by none.
    async fn ensure_year_open(&self, change: &Change<'_>, month: Month) -> Outcome<()> {
        let year = self.calendar().await?.year(month);
        let rows = crate::budget::version_rows(change.connection()).await?;
        let of_year =
            |row: &&crate::budget::VersionRow| row.budget.fiscal_year == year && row.version.valid_from.is_some();
        let planned: Vec<_> = rows.iter().filter(of_year).collect();
        let is_open = |row: &&crate::budget::VersionRow| crate::budget::ensure_open(&rows, row.budget.id).is_ok();
        match planned.last() {
            Some(last) if !planned.iter().any(is_open) => Err(Fault::new("request_year_closed")
                .with("month", month)
                .with("budget", &last.budget.name)),
            _ => Ok(()),
        }
    }

    /// Settles a commitment by entries that are recorded: what they cover is released.
    ///
    /// # Errors
    /// `request_unknown`, `request_not_approved`, `settle_empty`, `entry_unknown`, `entry_not_cost`, `entry_settled` when the entry
    /// settles as much already, `settle_amount`.
    pub async fn settle_request(
        &self,
        change: &mut Change<'_>,
        input: &SettleInput,
        today: chrono::NaiveDate,
    ) -> Outcome<RequestChanged> {
        let row = find(change, input.id).await?;
        if row.state != RequestState::Approved.as_str() {
            return Err(Fault::new("request_not_approved")
                .with("id", row.id)
                .with("state", &row.state));
        }
        if input.entries.is_empty() {
            return Err(Fault::new("settle_empty").with("id", row.id));
        }
        let currency = self.currency().await;
        let taxpayer = self.profile().await.taxpayer;
        let links = settlement::Entity::find().all(change.connection()).await.or_fault()?;
        let mut left = {
            let mut sum = 0i64;
            for link in links.iter().filter(|link| link.request_id == row.id) {
                let entry = row::entry::Entity::find_by_id(link.entry_id)
                    .one(change.connection())
                    .await
                    .or_fault()?;
                if entry.is_some_and(|entry| !entry.is_void) {
                    sum = sum.saturating_add(link.amount_minor);
                }
            }
            rest(row.amount_minor, sum)
        };
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        let mut used = crate::bulk::with(change.connection(), crate::commitment::used).await?;
        for settling in &input.entries {
            let entry = row::entry::Entity::find_by_id(settling.entry)
                .one(change.connection())
                .await
                .or_fault()?
                .filter(|entry| !entry.is_void)
                .ok_or_else(|| Fault::new("entry_unknown").with("id", settling.entry))?;
            let code = codes
                .key([entry.category_id, 0, 0, 0, 0, 0, 0])
                .category
                .unwrap_or_default();
            if EntryKind::of(&code) != EntryKind::Cost || entry.status != "actual" {
                return Err(Fault::new("entry_not_cost").with("id", entry.id));
            }
            let (_, cost) = crate::entry::cost_of(&entry, &code, taxpayer)?;
            let taken = used.entry(entry.id).or_default();
            let free = cost.saturating_sub(*taken);
            let amount = match settling.amount {
                Some(amount) => currency.minor(amount.value())?,
                None => free.min(left),
            };
            if free <= 0 || (settling.amount.is_some() && amount > free) {
                return Err(Fault::new("entry_settled")
                    .with("id", entry.id)
                    .with("cost", currency.amount(cost))
                    .with("free", currency.amount(free.max(0))));
            }
            if amount <= 0 || amount > left {
                return Err(Fault::new("settle_amount")
                    .with("amount", currency.amount(amount))
                    .with("left", currency.amount(left)));
            }
            change
                .insert(settlement::Model {
                    id: 0,
                    request_id: row.id,
                    entry_id: entry.id,
                    amount_minor: amount,
                })
                .await?;
            *taken += amount;
            left -= amount;
        }
        change.note("request", format!("{} {}", row.id, row.title));
        change.note("count", input.entries.len());
        if input.close || left == 0 {
            let mut after = row.clone();
            after.state = RequestState::Closed.as_str().to_owned();
            change.update(row, after).await?;
        }
        self.request_now(change, input.id, Vec::new(), today).await
    }

    /// Closes a request: what is not settled is released.
    ///
    /// # Errors
    /// `request_unknown`, `request_decided` when it is refused or closed already.
    pub async fn close_request(
        &self,
        change: &mut Change<'_>,
        id: i64,
        reason: &str,
        today: chrono::NaiveDate,
    ) -> Outcome<RequestChanged> {
        let row = find(change, id).await?;
        let state: RequestState = from_word("request", &row.state)?;
        if !state.is_open() {
            return Err(Fault::new("request_decided").with("id", id).with("state", &row.state));
        }
        let reason = crate::member::clean(reason)?.trim().to_owned();
        change.note("request", format!("{} {}", row.id, row.title));
        let mut after = row.clone();
        after.state = RequestState::Closed.as_str().to_owned();
        after.decided_by = Some(change.author().to_owned());
        after.decided_at = Some(change.made_at().to_owned());
        if !reason.is_empty() {
            after.decision = reason;
        }
        change.update(row, after).await?;
        self.request_now(change, id, Vec::new(), today).await
    }
}

pub(crate) async fn find(change: &Change<'_>, id: i64) -> Outcome<request::Model> {
    request::Entity::find_by_id(id)
        .one(change.connection())
        .await
        .or_fault()?
        .ok_or_else(|| Fault::new("request_unknown").with("id", id))
}
