//! The sample's year: what its people did with their plan, each deed by the function that serves a user.
//!
//! The one thing to know: a deed is a change of its own, under the name and at the time that the sample tells; when all
//! are done the journal gathers them into the one record that a new ledger has.

use chrono::{DateTime, NaiveDate};
use kezhang_core::plan::control::Override;
use kezhang_core::plan::{CarryRule, LineKey, ReasonClass};
use kezhang_core::record::attachment::AttachedTo;
use kezhang_core::sample::{Deed, Sample, SampleDeed};
use kezhang_core::{Currency, Fault, Language, Outcome};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::control::ControlChange;
use crate::fault::OrFault;
use crate::journal::{Change, Stamp};
use crate::ledger::Ledger;
use crate::request::{Decision, RequestInput, SettleInput, SettlingEntry, Verdict};
use crate::revision::{CarryInput, CarryLine, LineAmount, RevisionInput};
use crate::row::entry;
use crate::scenario::ScenarioInput;
use crate::standard::StandardInput;

/// What a deed is done in.
struct Year<'s> {
    ledger: &'s Ledger,
    currency: Currency,
    language: Language,
    today: NaiveDate,
}

/// Does all that the sample tells of, one record after the other.
pub(crate) async fn live_through(ledger: &Ledger, sample: &Sample, language: Language) -> Outcome<()> {
    for deed in &sample.deeds {
        let at = DateTime::parse_from_rfc3339(deed.at).map_err(|e| Fault::new("store_failed").with("detail", e))?;
        let year = Year {
            ledger,
            currency: sample.company.currency,
            language,
            today: at.date_naive(),
        };
        let mut change = ledger.begin(stamp(deed)).await?;
        match year.done(&mut change, &deed.what).await {
            Ok(()) => change.commit().await.map(drop)?,
            Err(fault) => {
                change.roll_back().await;
                return Err(fault);
            }
        }
    }
    Ok(())
}

fn stamp(deed: &SampleDeed) -> Stamp {
    let command = match deed.what {
        Deed::Approve { .. } => "approve_budget",
        Deed::Control { .. } => "set_control",
        Deed::Standard { .. } => "set_standard",
        Deed::Ask { .. } => "add_request",
        Deed::Grant { .. } | Deed::Refuse { .. } => "decide_request",
        Deed::Settle { .. } => "settle_request",
        Deed::Close { .. } => "close_request",
        Deed::Revise { .. } => "revise_budget",
        Deed::Carry { .. } => "carry_forward",
        Deed::Attach { .. } => "add_attachment",
        Deed::Scenario { .. } => "set_scenario",
    };
    Stamp {
        command,
        author: deed.author.to_owned(),
        at: deed.at.to_owned(),
    }
}

impl Year<'_> {
    async fn done(&self, change: &mut Change<'_>, deed: &Deed) -> Outcome<()> {
        let Self {
            ledger,
            currency,
            language,
            today,
        } = *self;
        match deed {
            Deed::Approve { budget, from } => ledger
                .approve_budget(change, budget, Some(from.parse()?), today)
                .await
                .map(drop),
            Deed::Control {
                key,
                to_date,
                full_year,
            } => {
                let set = ControlChange {
                    budget: None,
                    key: key.clone(),
                    to_date: Some(*to_date),
                    full_year: Some(*full_year),
                };
                ledger.set_control(change, &set, today).await.map(drop)
            }
            Deed::Standard {
                per,
                key,
                amount_minor,
                note,
            } => {
                let set = StandardInput {
                    per: *per,
                    key: key.clone(),
                    amount: Some(currency.amount(*amount_minor)),
                    note: (*note).to_owned(),
                };
                ledger.set_standard(change, &set).await.map(drop)
            }
            Deed::Ask {
                title,
                key,
                month,
                amount_minor,
            } => {
                let input = RequestInput {
                    title: (*title).to_owned(),
                    key: key.clone(),
                    amount: currency.amount(*amount_minor),
                    month: Some(month.parse()?),
                    people: None,
                    passing: None,
                };
                ledger.add_request(change, &input, today, language).await.map(drop)
            }
            Deed::Grant { request, passing } => {
                let passing = passing.map(|(name, reason)| Override {
                    name: name.to_owned(),
                    reason: reason.to_owned(),
                });
                self.decide(change, *request, Verdict::Approve, "", passing).await
            }
            Deed::Refuse { request, reason } => self.decide(change, *request, Verdict::Refuse, reason, None).await,
            Deed::Settle {
                request,
                of,
                days,
                is_closed,
            } => {
                let input = SettleInput {
                    id: *request,
                    entries: settling(change, *of, *days).await?,
                    close: *is_closed,
                };
                ledger.settle_request(change, &input, today).await.map(drop)
            }
            Deed::Close { request, reason } => ledger.close_request(change, *request, reason, today).await.map(drop),
            Deed::Revise {
                kind,
                effective,
                reason,
                text,
                moves,
            } => {
                let side = |sign: i64| -> Vec<LineAmount> {
                    let of_side = moves.iter().filter(|(_, amount)| amount.signum() == sign);
                    of_side
                        .map(|(key, amount): &(LineKey, i64)| LineAmount {
                            key: key.clone(),
                            amount: currency.amount(amount.abs()),
                            months: None,
                        })
                        .collect()
                };
                let input = RevisionInput {
                    budget: None,
                    kind: *kind,
                    effective: Some(effective.parse()?),
                    reason: *reason,
                    text: (*text).to_owned(),
                    from: side(-1),
                    to: side(1),
                };
                ledger.revise_budget(change, &input, today, language).await.map(drop)
            }
            Deed::Carry {
                from,
                to,
                effective,
                text,
                lines,
            } => {
                let lines = lines.iter().map(|(key, rule, to)| CarryLine {
                    key: key.clone(),
                    rule: *rule,
                    to: to.clone(),
                });
                let input = CarryInput {
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                    rule: CarryRule::None,
                    lines: lines.collect(),
                    effective: Some(effective.parse()?),
                    requests: Vec::new(),
                    instalments: Vec::new(),
                    reason: ReasonClass::default(),
                    text: (*text).to_owned(),
                };
                ledger.carry_forward(change, &input, today).await.map(drop)
            }
            Deed::Attach { document, name, text } => {
                let budget = ledger.revisions(None).await?.pop();
                let budget = budget.ok_or_else(|| Fault::new("revision_unknown").with("number", document))?;
                let to = AttachedTo::Revision {
                    budget: budget.budget,
                    number: *document,
                };
                ledger
                    .add_attachment(change, &to, name, text.as_bytes())
                    .await
                    .map(drop)
            }
            Deed::Scenario {
                name,
                from,
                assumptions,
                note,
            } => {
                let input = ScenarioInput {
                    name: (*name).to_owned(),
                    scenario: None,
                    budget: None,
                    from: Some(from.parse()?),
                    assumptions: assumptions.clone(),
                    note: (*note).to_owned(),
                };
                ledger.set_scenario(change, &input, today).await.map(drop)
            }
        }
    }

    async fn decide(
        &self,
        change: &mut Change<'_>,
        id: i64,
        verdict: Verdict,
        reason: &str,
        passing: Option<Override>,
    ) -> Outcome<()> {
        let decision = Decision {
            id,
            verdict,
            reason: reason.to_owned(),
            passing,
        };
        let decided = self.ledger.decide_request(change, &decision, self.today, self.language);
        decided.await.map(drop)
    }
}

/// The entries of a category, and of an activity, on some days.
async fn settling(
    change: &Change<'_>,
    (category, activity): (&str, Option<&str>),
    (first, last): (NaiveDate, NaiveDate),
) -> Outcome<Vec<SettlingEntry>> {
    let names = crate::bulk::with(change.connection(), crate::line_names::LineNames::load).await?;
    let key = LineKey {
        category: Some(category.to_owned()),
        activity: activity.map(str::to_owned),
        ..LineKey::default()
    };
    let named = names.resolve(&key).map_err(|mut refusals| refusals.remove(0).2)?;
    let mut found = entry::Entity::find()
        .filter(entry::Column::CategoryId.eq(named[0]))
        .filter(entry::Column::OccurredOn.between(first, last))
        .order_by_asc(entry::Column::Id);
    if activity.is_some() {
        found = found.filter(entry::Column::ActivityId.eq(named[3]));
    }
    let rows = found.all(change.connection()).await.or_fault()?;
    Ok(rows
        .into_iter()
        .map(|row| SettlingEntry {
            entry: row.id,
            amount: None,
        })
        .collect())
}
