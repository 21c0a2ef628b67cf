//! Offers 报价 of a comparison: recorded, removed, chosen.
//!
//! The one thing to know: an offer in another currency keeps the rate at which it was taken in.

use chrono::NaiveDate;
use kezhang_core::evaluate::offer::price::price;
use kezhang_core::evaluate::offer::score::{usual_functions, usual_weights};
use kezhang_core::evaluate::offer::{OfferTerms, check};
use kezhang_core::record::register::Register;
use kezhang_core::sample::SampleComparison;
use kezhang_core::{Currency, Fault, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::DatabaseConnection;
use serde::Deserialize;

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::lookup::{self, Found};
use crate::offer_comparison::{ComparisonShown, Kept, broken, kept, text};
use crate::row::{comparison, offer, seat_use};

/// An offer as it shall be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferChange {
    /// The comparison.
    pub comparison: String,
    /// Name of the offer that changes; a new one when absent.
    #[serde(default)]
    pub offer: Option<String>,
    /// Its name.
    pub name: String,
    /// 供应商; the name when absent.
    #[serde(default)]
    pub vendor: Option<String>,
    /// What it says.
    pub terms: OfferTerms,
}

/// A choice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferChoice {
    /// The comparison.
    pub comparison: String,
    /// The offer; none takes the choice back.
    pub offer: Option<String>,
    /// The day of signing.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
    /// Why; printed with the choice.
    #[serde(default)]
    pub reason: String,
}

impl Ledger {
    /// Adds or changes an offer.
    ///
    /// # Errors
    /// `comparison_unknown`, `offer_unknown`, `offer_exists`, `name_missing`, and what [`check`] and pricing refuse.
    pub async fn set_offer(
        &self,
        change: &mut Change<'_>,
        new: OfferChange,
        today: NaiveDate,
    ) -> Outcome<ComparisonShown> {
        let kept_now = kept(change.connection(), Some(&new.comparison)).await?;
        let name = crate::member::name(&new.name).map_err(|fault| fault.with("at", "name"))?;
        let vendor = crate::member::clean(new.vendor.as_deref().unwrap_or_default().trim())?;
        let vendor = if vendor.is_empty() { name.clone() } else { vendor };
        let old = match &new.offer {
            Some(old) => Some(find(&kept_now, old)?.clone()),
            None => None,
        };
        let is_taken = |row: &&offer::Model| row.name == name && old.as_ref().is_none_or(|old| old.id != row.id);
        if kept_now.offers.iter().any(|row| is_taken(&row)) {
            return Err(Fault::new("offer_exists").with("value", name).with("at", "name"));
        }
        let mut terms = new.terms;
        check::terms(&terms)?;
        let buyer = self.buyer().await;
        if let Some(currency) = terms.currency {
            if currency == buyer.currency {
                (terms.currency, terms.rate) = (None, None);
            } else if terms.rate.is_none() {
                let day = terms.quoted_on.unwrap_or(today).min(today);
                terms.rate = rate_on(change.connection(), currency, day).await?;
            }
        }
        price(&kept_now.need, &terms, buyer)?;
        change.note("comparison", &kept_now.row.name);
        change.note("offer", &name);
        let row = offer::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            comparison_id: kept_now.row.id,
            name,
            vendor,
            position: old.as_ref().map_or_else(
                || {
                    kept_now
                        .offers
                        .iter()
                        .map(|row| row.position)
                        .max()
                        .map_or(0, |last| last + 1)
                },
                |old| old.position,
            ),
            terms: text(&terms)?,
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        Ok(kept(change.connection(), Some(&new.comparison)).await?.shown(today))
    }

    /// Removes an offer.
    ///
    /// # Errors
    /// `comparison_unknown`, `offer_unknown`, `offer_chosen`.
    pub async fn remove_offer(
        &self,
        change: &mut Change<'_>,
        comparison: &str,
        name: &str,
        today: NaiveDate,
    ) -> Outcome<ComparisonShown> {
        let old = kept(change.connection(), Some(comparison)).await?;
        let row = find(&old, name)?.clone();
        if old.row.chosen_id == Some(row.id) {
            return Err(Fault::new("offer_chosen").with("value", name));
        }
        change.note("comparison", comparison);
        change.note("offer", name);
        change.remove(row).await?;
        Ok(kept(change.connection(), Some(comparison)).await?.shown(today))
    }

    /// Chooses an offer, or takes the choice back; its vendor enters the register.
    ///
    /// # Errors
    /// `comparison_unknown`, `offer_unknown`.
    pub async fn choose_offer(
        &self,
        change: &mut Change<'_>,
        choice: OfferChoice,
        today: NaiveDate,
    ) -> Outcome<ComparisonShown> {
        let old = kept(change.connection(), Some(&choice.comparison)).await?;
        let mut row = old.row.clone();
        change.note("comparison", &choice.comparison);
        change.note("offer", choice.offer.as_deref().unwrap_or("–"));
        match &choice.offer {
            Some(name) => {
                let chosen = find(&old, name)?;
                if row.chosen_id != Some(chosen.id) {
                    row.planned = String::new();
                }
                row.chosen_id = Some(chosen.id);
                row.signed_on = choice.signed_on;
                row.reason = crate::member::clean(choice.reason.trim())?;
                let names =
                    crate::bulk::with(change.connection(), |bulk| lookup::register(bulk, Register::Vendor)).await?;
                if names.find(&chosen.vendor) == Found::Nothing {
                    change
                        .insert(crate::row::vendor::Model {
                            id: 0,
                            code: chosen.vendor.clone(),
                            name: chosen.vendor.clone(),
                            name_en: None,
                            stage: None,
                            is_active: true,
                        })
                        .await?;
                }
            }
            None => {
                row.chosen_id = None;
                row.signed_on = None;
                row.reason = String::new();
                row.planned = String::new();
            }
        }
        change.update(old.row, row).await?;
        Ok(kept(change.connection(), Some(&choice.comparison)).await?.shown(today))
    }
}

fn find<'k>(kept: &'k Kept, name: &str) -> Outcome<&'k offer::Model> {
    kept.offers.iter().find(|row| row.name == name).ok_or_else(|| {
        let known: Vec<&str> = kept.offers.iter().map(|row| row.name.as_str()).collect();
        Fault::new("offer_unknown")
            .with("value", name)
            .with("known", known.join(", "))
    })
}

/// The newest rate of a currency on a day.
async fn rate_on(connection: &DatabaseConnection, currency: Currency, day: NaiveDate) -> Outcome<Option<Decimal>> {
    let row = connection
        .ask_one(sql(
            "SELECT rate FROM rate WHERE currency = ? AND dated_on <= ? ORDER BY dated_on DESC LIMIT 1",
            [currency.code().into(), day.to_string().into()],
        ))
        .await
        .or_fault()?;
    let Some(row) = row else { return Ok(None) };
    let rate: String = row.try_get("", "rate").or_fault()?;
    rate.parse().map(Some).map_err(|error| broken("rate", error))
}

/// Takes a comparison of the sample company in.
pub(crate) async fn take_in(change: &mut Change<'_>, sample: &SampleComparison) -> Outcome<()> {
    let row = comparison::Model {
        id: 0,
        name: sample.name.to_owned(),
        need: text(&sample.need)?,
        functions: text(&usual_functions())?,
        weights: text(&usual_weights())?,
        note: String::new(),
        chosen_id: None,
        signed_on: None,
        reason: String::new(),
        planned: String::new(),
    };
    let row = change.insert(row).await?;
    let mut chosen = row.clone();
    for ((name, vendor, terms), place) in sample.offers.iter().zip(0usize..) {
        let offer = offer::Model {
            id: 0,
            comparison_id: row.id,
            name: name.clone(),
            vendor: vendor.clone(),
            position: place as i64,
            terms: text(terms)?,
        };
        let offer = change.insert(offer).await?;
        if let Some((wanted, signed_on, reason)) = sample.chosen
            && wanted == place
        {
            chosen.chosen_id = Some(offer.id);
            chosen.signed_on = Some(signed_on);
            chosen.reason = reason.to_owned();
        }
    }
    for seats in &sample.seats {
        let used = seat_use::Model {
            id: 0,
            comparison_id: row.id,
            month: seats.month.number(),
            paid: i64::from(seats.paid),
            active: i64::from(seats.active),
        };
        change.insert(used).await?;
    }
    change.update(row, chosen).await.map(drop)
}
