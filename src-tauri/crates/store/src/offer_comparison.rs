//! Comparisons of offers 选型: the need, what is wanted, which offer was chosen; what they come to.
//!
//! The one thing to know: what is needed and what an offer says are kept as the JSON of their types, decimals as text.

use chrono::NaiveDate;
use kezhang_core::evaluate::offer::after::{Renewal, renewal};
use kezhang_core::evaluate::offer::compare::{Comparing, Entrant, compare};
use kezhang_core::evaluate::offer::driver::drivers;
use kezhang_core::evaluate::offer::need::SizeClass;
use kezhang_core::evaluate::offer::price::{Buyer, price};
use kezhang_core::evaluate::offer::score::{usual_functions, usual_weights};
use kezhang_core::evaluate::offer::{
    ComparisonReport, CriterionWeight, DriverReport, OfferNeed, OfferTerms, WantedFunction, check,
};
use kezhang_core::{Fault, Language, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::{comparison, offer, seat_use};

/// An offer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferShown {
    /// Its number.
    pub id: i64,
    /// Its name, one of its own in the comparison.
    pub name: String,
    /// 供应商.
    pub vendor: String,
    /// What it says.
    pub terms: OfferTerms,
}

/// Which offer was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Choice {
    /// Name of the offer.
    pub offer: String,
    /// 供应商.
    pub vendor: String,
    /// The day of signing; none while it is only decided.
    pub signed_on: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// Budgets that it has been taken into.
    pub planned_in: Vec<String>,
    /// When it renews; none before the signing.
    pub renewal: Option<Renewal>,
}

/// A comparison as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonShown {
    /// Its name.
    pub name: String,
    /// What is needed.
    pub need: OfferNeed,
    /// The check-list of functions.
    pub functions: Vec<WantedFunction>,
    /// The weights of the score.
    pub weights: Vec<CriterionWeight>,
    /// A remark.
    pub note: String,
    /// The offers, in their order.
    pub offers: Vec<OfferShown>,
    /// Which one was chosen.
    pub choice: Option<Choice>,
}

/// A comparison in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonSummary {
    /// Its name.
    pub name: String,
    /// Names of its offers.
    pub offers: Vec<String>,
    /// Which one was chosen.
    pub choice: Option<Choice>,
}

/// A comparison to begin.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComparison {
    /// Its name.
    pub name: String,
    /// A need to start from, by size class ◇b.
    #[serde(default)]
    pub size: Option<SizeClass>,
    /// The need; from the size class, or from the company's seats, when absent.
    #[serde(default)]
    pub need: Option<OfferNeed>,
}

/// What of a comparison changes; a field that is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonChange {
    /// Which.
    pub comparison: String,
    /// Another name.
    #[serde(default)]
    pub name: Option<String>,
    /// What is needed.
    #[serde(default)]
    pub need: Option<OfferNeed>,
    /// The check-list of functions.
    #[serde(default)]
    pub functions: Option<Vec<WantedFunction>>,
    /// The weights of the score.
    #[serde(default)]
    pub weights: Option<Vec<CriterionWeight>>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

pub(crate) fn broken(table: &str, error: impl std::fmt::Display) -> Fault {
    Fault::new("ledger_damaged").with("detail", format!("{table}: {error}"))
}

fn parsed<T: DeserializeOwned>(table: &str, text: &str) -> Outcome<T> {
    serde_json::from_str(text).map_err(|error| broken(table, error))
}

pub(crate) fn text<T: Serialize>(value: &T) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| Fault::new("store_failed").with("detail", error))
}

/// A comparison with its offers, read.
pub(crate) struct Kept {
    pub row: comparison::Model,
    pub need: OfferNeed,
    pub functions: Vec<WantedFunction>,
    pub weights: Vec<CriterionWeight>,
    pub offers: Vec<offer::Model>,
    pub entrants: Vec<Entrant>,
}

/// Reads a comparison by name; the newest one without.
pub(crate) async fn kept(connection: &DatabaseConnection, name: Option<&str>) -> Outcome<Kept> {
    let mut query = comparison::Entity::find().order_by_desc(comparison::Column::Id);
    if let Some(name) = name {
        query = query.filter(comparison::Column::Name.eq(name));
    }
    let row = query.one(connection).await.or_fault()?.ok_or_else(|| match name {
        Some(name) => Fault::new("comparison_unknown").with("value", name),
        None => Fault::new("comparison_none"),
    })?;
    let offers = offers_of(connection, row.id).await?;
    let entrants = offers
        .iter()
        .map(|row| {
            Ok(Entrant {
                id: row.id,
                name: row.name.clone(),
                vendor: row.vendor.clone(),
                terms: parsed("offer", &row.terms)?,
            })
        })
        .collect::<Outcome<_>>()?;
    Ok(Kept {
        need: parsed("comparison", &row.need)?,
        functions: parsed("comparison", &row.functions)?,
        weights: parsed("comparison", &row.weights)?,
        row,
        offers,
        entrants,
    })
}

async fn offers_of(connection: &DatabaseConnection, comparison_id: i64) -> Outcome<Vec<offer::Model>> {
    offer::Entity::find()
        .filter(offer::Column::ComparisonId.eq(comparison_id))
        .order_by_asc(offer::Column::Position)
        .order_by_asc(offer::Column::Id)
        .all(connection)
        .await
        .or_fault()
}

pub(crate) fn planned_in(row: &comparison::Model) -> Vec<String> {
    row.planned.lines().map(str::to_owned).collect()
}

impl Kept {
    /// The chosen offer.
    pub(crate) fn chosen(&self) -> Option<&Entrant> {
        let id = self.row.chosen_id?;
        self.entrants.iter().find(|entrant| entrant.id == id)
    }

    fn choice(&self, today: NaiveDate) -> Option<Choice> {
        let chosen = self.chosen()?;
        let terms = &chosen.terms;
        Some(Choice {
            offer: chosen.name.clone(),
            vendor: chosen.vendor.clone(),
            signed_on: self.row.signed_on,
            reason: self.row.reason.clone(),
            planned_in: planned_in(&self.row),
            renewal: self
                .row
                .signed_on
                .and_then(|day| renewal(day, terms.term_months, terms.notice_days, today)),
        })
    }

    pub(crate) fn shown(self, today: NaiveDate) -> ComparisonShown {
        let choice = self.choice(today);
        let offers = self.entrants.into_iter().map(|entrant| OfferShown {
            id: entrant.id,
            name: entrant.name,
            vendor: entrant.vendor,
            terms: entrant.terms,
        });
        ComparisonShown {
            name: self.row.name,
            need: self.need,
            functions: self.functions,
            weights: self.weights,
            note: self.row.note,
            offers: offers.collect(),
            choice,
        }
    }
}

impl Ledger {
    /// Who buys.
    pub(crate) async fn buyer(&self) -> Buyer {
        let profile = self.profile().await;
        Buyer {
            currency: profile.currency,
            taxpayer: profile.taxpayer,
        }
    }

    /// All comparisons, the newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn offer_comparisons(&self, today: NaiveDate) -> Outcome<Vec<ComparisonSummary>> {
        let rows = comparison::Entity::find()
            .order_by_desc(comparison::Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let kept = kept(self.reader(), Some(&row.name)).await?;
            shown.push(ComparisonSummary {
                choice: kept.choice(today),
                offers: kept.entrants.iter().map(|entrant| entrant.name.clone()).collect(),
                name: row.name,
            });
        }
        Ok(shown)
    }

    /// A comparison as it is kept; the newest without a name.
    ///
    /// # Errors
    /// `comparison_unknown`, `comparison_none`.
    pub async fn offer_comparison(&self, name: Option<&str>, today: NaiveDate) -> Outcome<ComparisonShown> {
        Ok(kept(self.reader(), name).await?.shown(today))
    }

    /// What the offers of a comparison come to.
    ///
    /// # Errors
    /// `comparison_unknown`, `comparison_none`, and what pricing refuses.
    pub async fn offers(&self, name: Option<&str>, language: Language, today: NaiveDate) -> Outcome<ComparisonReport> {
        let kept = kept(self.reader(), name).await?;
        let profile = self.profile().await;
        compare(&kept.comparing(&profile.company, self.buyer().await, language, today))
    }

    /// What the ranking of a comparison hangs on.
    ///
    /// # Errors
    /// `comparison_unknown`, `comparison_none`, and what pricing refuses.
    pub async fn offer_drivers(
        &self,
        name: Option<&str>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<DriverReport> {
        let kept = kept(self.reader(), name).await?;
        drivers(&kept.comparing("", self.buyer().await, language, today))
    }

    /// Begins a comparison.
    ///
    /// # Errors
    /// `name_missing`, `comparison_exists`, and what a need refuses.
    pub async fn new_comparison(
        &self,
        change: &mut Change<'_>,
        new: NewComparison,
        today: NaiveDate,
    ) -> Outcome<ComparisonShown> {
        let name = crate::member::name(&new.name)?;
        free(change, &name, 0).await?;
        let profile = self.profile().await;
        let need = match (new.need, new.size) {
            (Some(need), _) => need,
            (None, Some(size)) => OfferNeed::of_class(size),
            (None, None) => {
                let seats = profile
                    .seats
                    .and_then(|seats| u32::try_from(seats).ok())
                    .filter(|seats| *seats > 0);
                let need = OfferNeed::of_class(seats.map_or(SizeClass::Medium, SizeClass::of));
                OfferNeed {
                    seats: seats.unwrap_or(need.seats),
                    ..need
                }
            }
        };
        check::need(&need)?;
        change.note("comparison", &name);
        change
            .insert(comparison::Model {
                id: 0,
                name: name.clone(),
                need: text(&need)?,
                functions: text(&usual_functions())?,
                weights: text(&usual_weights())?,
                note: String::new(),
                chosen_id: None,
                signed_on: None,
                reason: String::new(),
                planned: String::new(),
            })
            .await?;
        Ok(kept(change.connection(), Some(&name)).await?.shown(today))
    }

    /// Changes a comparison: its name, the need, what is wanted.
    ///
    /// # Errors
    /// `comparison_unknown`, `comparison_exists`, and what a need, a check-list or the pricing of an offer refuses.
    pub async fn set_comparison(
        &self,
        change: &mut Change<'_>,
        new: ComparisonChange,
        today: NaiveDate,
    ) -> Outcome<ComparisonShown> {
        let old = kept(change.connection(), Some(&new.comparison)).await?;
        let mut row = old.row.clone();
        if let Some(name) = &new.name {
            row.name = crate::member::name(name)?;
            free(change, &row.name, row.id).await?;
        }
        if let Some(need) = &new.need {
            check::need(need)?;
            let buyer = self.buyer().await;
            for entrant in &old.entrants {
                price(need, &entrant.terms, buyer).map_err(|fault| fault.with("offer", &entrant.name))?;
            }
            row.need = text(need)?;
        }
        check::wanted(
            new.functions.as_deref().unwrap_or_default(),
            new.weights.as_deref().unwrap_or_default(),
        )?;
        if let Some(functions) = &new.functions {
            row.functions = text(functions)?;
        }
        if let Some(weights) = &new.weights {
            row.weights = text(weights)?;
        }
        if let Some(note) = &new.note {
            row.note = crate::member::clean(note)?;
        }
        change.note("comparison", &row.name);
        let row = change.update(old.row, row).await?;
        Ok(kept(change.connection(), Some(&row.name)).await?.shown(today))
    }

    /// Removes a comparison with its offers.
    ///
    /// # Errors
    /// `comparison_unknown`, `comparison_chosen`: one with a choice is kept.
    pub async fn remove_comparison(&self, change: &mut Change<'_>, name: &str) -> Outcome<()> {
        let old = kept(change.connection(), Some(name)).await?;
        if old.row.chosen_id.is_some() {
            return Err(Fault::new("comparison_chosen").with("value", name));
        }
        change.note("comparison", name);
        let used = seat_use::Entity::find()
            .filter(seat_use::Column::ComparisonId.eq(old.row.id))
            .all(change.connection())
            .await
            .or_fault()?;
        for seats in used {
            change.remove(seats).await?;
        }
        for offer in old.offers {
            change.remove(offer).await?;
        }
        change.remove(old.row).await
    }
}

impl Kept {
    pub(crate) fn comparing<'a>(
        &'a self,
        company: &'a str,
        buyer: Buyer,
        language: Language,
        today: NaiveDate,
    ) -> Comparing<'a> {
        Comparing {
            name: &self.row.name,
            company,
            need: &self.need,
            functions: &self.functions,
            weights: &self.weights,
            entrants: &self.entrants,
            buyer,
            today,
            language,
        }
    }
}

/// Refuses a name that another comparison has.
async fn free(change: &Change<'_>, name: &str, id: i64) -> Outcome<()> {
    let taken = comparison::Entity::find()
        .filter(comparison::Column::Name.eq(name))
        .filter(comparison::Column::Id.ne(id))
        .one(change.connection())
        .await
        .or_fault()?;
    match taken {
        Some(_) => Err(Fault::new("comparison_exists").with("value", name).with("at", "name")),
        None => Ok(()),
    }
}
