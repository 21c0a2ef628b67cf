//! A price card 价目表: what a vendor's list says, where that is from and when it was true; shared as a small file.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::{Billing, ChargeEvery, ChargeUnit, PriceTier};
use crate::error::{Fault, Outcome};
use crate::language::Language;
use crate::money::Currency;

/// Days after which a card is flagged.
pub const STALE_DAYS: i64 = 180;
/// What a card's file calls itself.
const FORMAT: &str = "kezhang-price-card";

/// A row of a card: an edition and its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardRow {
    /// 版本.
    pub edition: String,
    /// What the price is for.
    pub unit: ChargeUnit,
    /// How often it is due.
    pub every: ChargeEvery,
    /// How far one payment reaches.
    #[serde(default)]
    pub billing: Billing,
    /// Price of a unit.
    #[schemars(with = "String")]
    pub price: Decimal,
    /// Least number of seats.
    #[serde(default)]
    pub minimum_seats: Option<u32>,
    /// Largest number of seats.
    #[serde(default)]
    pub maximum_seats: Option<u32>,
    /// Steps of a tiered price.
    #[serde(default)]
    pub tiers: Vec<PriceTier>,
}

/// A price card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceCard {
    /// 供应商.
    pub vendor: String,
    /// Its English name, where it has one.
    #[serde(default)]
    pub vendor_en: String,
    /// Currency of its prices.
    pub currency: Currency,
    /// What the prices are, and are not.
    #[serde(default)]
    pub label: String,
    /// The same in English.
    #[serde(default)]
    pub label_en: String,
    /// Where they come from.
    #[serde(default)]
    pub source: String,
    /// The day on which they were true; none where there are no prices.
    #[serde(default)]
    pub true_on: Option<NaiveDate>,
    /// The editions.
    #[serde(default)]
    pub rows: Vec<CardRow>,
}

/// A card as it lies in a file.
#[derive(Serialize, Deserialize)]
struct CardFile {
    format: String,
    version: u32,
    #[serde(flatten)]
    card: serde_json::Value,
}

impl PriceCard {
    /// Whether its prices are older than 180 days, or of no known day.
    ///
    /// ```
    /// use kezhang_core::evaluate::offer::PriceCard;
    /// let zoho = PriceCard::shipped().into_iter().find(|card| card.vendor == "Zoho CRM").unwrap();
    /// // 2026-08-13 and 180 days are 2027-02-09
    /// assert!(!zoho.is_stale("2027-02-09".parse().unwrap()));
    /// assert!(zoho.is_stale("2027-02-10".parse().unwrap()));
    /// ```
    pub fn is_stale(&self, today: NaiveDate) -> bool {
        !self.rows.is_empty() && self.true_on.is_none_or(|day| (today - day).num_days() > STALE_DAYS)
    }

    /// What its prices are, in a language.
    pub fn label_in(&self, language: Language) -> &str {
        match language {
            Language::English if !self.label_en.is_empty() => &self.label_en,
            _ => &self.label,
        }
    }

    /// The cards that come with the program: only what is known, with its date; a vendor without a trustworthy public
    /// price has a card without prices that says so.
    pub fn shipped() -> Vec<Self> {
        [include_str!("cards/fxiaoke.json"), include_str!("cards/zoho-crm.json")]
            .into_iter()
            .filter_map(|text| Self::read(text).ok())
            .collect()
    }

    /// Reads a card's file.
    ///
    /// # Errors
    /// `card_unreadable` for what is no card, `card_newer` for one of a later version, and what [`Self::check`] refuses.
    pub fn read(text: &str) -> Outcome<Self> {
        let unreadable = |detail: String| Fault::new("card_unreadable").with("detail", detail);
        let file: CardFile =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| unreadable(e.to_string()))?;
        if file.format != FORMAT {
            return Err(unreadable(file.format));
        }
        if file.version != 1 {
            return Err(Fault::new("card_newer").with("version", file.version));
        }
        let card: Self = serde_json::from_value(file.card).map_err(|e| unreadable(e.to_string()))?;
        card.check()?;
        Ok(card)
    }

    /// The text of a card's file.
    ///
    /// # Errors
    /// `file_failed`.
    pub fn write(&self) -> Outcome<String> {
        let failed = |e: serde_json::Error| Fault::new("file_failed").with("reason", e);
        let file = CardFile {
            format: FORMAT.to_owned(),
            version: 1,
            card: serde_json::to_value(self).map_err(failed)?,
        };
        serde_json::to_string_pretty(&file)
            .map(|text| text + "\n")
            .map_err(failed)
    }

    /// Refuses a card whose prices cannot be right.
    ///
    /// # Errors
    /// `card_vendor_missing`, `card_undated` for prices without a day, `card_source_missing`, `offer_price_negative`,
    /// `card_seats_reversed`, and those of tiers.
    pub fn check(&self) -> Outcome<()> {
        if self.vendor.trim().is_empty() {
            return Err(Fault::new("card_vendor_missing").with("at", "vendor"));
        }
        if self.rows.is_empty() {
            return Ok(());
        }
        if self.true_on.is_none() {
            return Err(Fault::new("card_undated")
                .with("at", "true_on")
                .with("vendor", &self.vendor));
        }
        if self.source.trim().is_empty() {
            return Err(Fault::new("card_source_missing")
                .with("at", "source")
                .with("vendor", &self.vendor));
        }
        for (row, place) in self.rows.iter().zip(0..) {
            if let (Some(least), Some(most)) = (row.minimum_seats, row.maximum_seats)
                && least > most
            {
                return Err(Fault::new("card_seats_reversed")
                    .with("at", format!("rows.{place}.minimum_seats"))
                    .with("value", least)
                    .with("right", most));
            }
            let item = super::terms::OfferItem {
                name: row.edition.clone(),
                unit: row.unit,
                price: row.price,
                tiers: row.tiers.clone(),
                quantity: Some(Decimal::ONE),
                ..Default::default()
            };
            let terms = super::terms::OfferTerms {
                items: vec![item],
                ..Default::default()
            };
            super::check::terms(&terms).map_err(|fault| {
                // The row is proved as the one item of an offer: its field is named as the card has it.
                let field = fault.facts.get("at").and_then(|at| at.strip_prefix("items.0."));
                let at = match field {
                    Some("name") => format!("rows.{place}.edition"),
                    Some(field) => format!("rows.{place}.{field}"),
                    None => format!("rows.{place}.price"),
                };
                fault.with("at", at)
            })?;
        }
        Ok(())
    }
}
