//! Price cards 价目表: those that come with the program, and the ledger's own, which take their place.

use chrono::NaiveDate;
use kezhang_core::evaluate::offer::PriceCard;
use kezhang_core::{Fault, Language, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::offer_comparison::text;
use crate::row::price_card::{Column, Entity, Model};

/// A price card with what to know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PriceCardShown {
    /// The card.
    pub card: PriceCard,
    /// What its prices are, in the language asked for.
    pub about: String,
    /// Whether it came with the program.
    pub is_shipped: bool,
    /// Whether its prices are older than 180 days.
    pub is_stale: bool,
}

fn read(row: &Model) -> Outcome<PriceCard> {
    serde_json::from_str(&row.body)
        .map_err(|error| Fault::new("ledger_damaged").with("detail", format!("price_card: {error}")))
}

async fn find(connection: &DatabaseConnection, vendor: &str) -> Outcome<Option<Model>> {
    Entity::find()
        .filter(Column::Vendor.eq(vendor))
        .one(connection)
        .await
        .or_fault()
}

impl Ledger {
    /// All price cards, by vendor: the ledger's own, and those of the program that it has not replaced.
    ///
    /// # Errors
    /// What the database says.
    pub async fn price_cards(&self, language: Language, today: NaiveDate) -> Outcome<Vec<PriceCardShown>> {
        let rows = Entity::find()
            .order_by_asc(Column::Vendor)
            .all(self.reader())
            .await
            .or_fault()?;
        let own = rows.iter().map(read).collect::<Outcome<Vec<_>>>()?;
        let shipped = PriceCard::shipped();
        let shipped = shipped
            .into_iter()
            .filter(|card| own.iter().all(|known| known.vendor != card.vendor))
            .map(|card| (card, true))
            .collect::<Vec<_>>();
        let mut cards: Vec<PriceCardShown> = own
            .into_iter()
            .map(|card| (card, false))
            .chain(shipped)
            .map(|(card, is_shipped)| PriceCardShown {
                about: card.label_in(language).to_owned(),
                is_stale: card.is_stale(today),
                is_shipped,
                card,
            })
            .collect();
        cards.sort_by(|a, b| a.card.vendor.cmp(&b.card.vendor));
        Ok(cards)
    }

    /// One price card.
    ///
    /// # Errors
    /// `card_unknown`.
    pub async fn price_card(&self, vendor: &str) -> Outcome<PriceCard> {
        match find(self.reader(), vendor).await? {
            Some(row) => read(&row),
            None => PriceCard::shipped()
                .into_iter()
                .find(|card| card.vendor == vendor)
                .ok_or_else(|| Fault::new("card_unknown").with("value", vendor)),
        }
    }

    /// Keeps a price card under its vendor.
    ///
    /// # Errors
    /// What the card refuses.
    pub async fn set_price_card(&self, change: &mut Change<'_>, mut card: PriceCard) -> Outcome<PriceCard> {
        card.check()?;
        card.vendor = crate::member::name(&card.vendor)?;
        change.note("vendor", &card.vendor);
        let old = find(change.connection(), &card.vendor).await?;
        let row = Model {
            id: old.as_ref().map_or(0, |old| old.id),
            vendor: card.vendor.clone(),
            body: text(&card)?,
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        Ok(card)
    }

    /// Removes a price card of the ledger; one that came with the program is there again.
    ///
    /// # Errors
    /// `card_unknown`.
    pub async fn remove_price_card(&self, change: &mut Change<'_>, vendor: &str) -> Outcome<()> {
        let row = find(change.connection(), vendor).await?;
        change.note("vendor", vendor);
        change
            .remove(row.ok_or_else(|| Fault::new("card_unknown").with("value", vendor))?)
            .await
    }
}
