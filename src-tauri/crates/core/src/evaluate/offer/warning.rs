//! What is no mistake but should be looked at again, at its field.
//!
//! The one thing to know: a flag changes no figure; what cannot be right is refused by [`super::check`] instead.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::OfferItem;
use super::card::STALE_DAYS;
use super::compare::Comparing;
use super::hidden::{HiddenState, hidden};
use super::need::SupportLevel;
use super::price::{Priced, quantity};
use super::result::OfferWarning;
use super::terms::{ChargeEvery, ChargeUnit, ItemKind, OfferTerms};
use crate::language::{Language, say};

/// A flag at a field, in words.
fn warn(language: Language, code: &str, at: impl Into<String>, facts: &[(&str, &str)]) -> OfferWarning {
    OfferWarning {
        code: code.to_owned(),
        at: at.into(),
        message: say(language, &format!("offer.warning.{code}"), facts),
    }
}

/// What of an offer is to be looked at again.
pub(super) fn warnings(comparing: &Comparing<'_>, terms: &OfferTerms, priced: &Priced) -> Vec<OfferWarning> {
    let Comparing {
        need, language, today, ..
    } = *comparing;
    let mut found = Vec::new();
    if terms.items.is_empty() {
        found.push(warn(language, "no_items", "items", &[]));
    }
    for (item, place) in terms.items.iter().zip(0..) {
        let (at, name) = (format!("items.{place}"), item.name.as_str());
        if item.is_included {
            continue;
        }
        if let Some(minimum) = item.minimum {
            let free = quantity(
                need,
                &OfferItem {
                    minimum: None,
                    ..item.clone()
                },
                0,
            );
            if let Ok(needed) = free
                && minimum > needed
            {
                let facts = [
                    ("item", name),
                    ("minimum", &minimum.normalize().to_string()),
                    ("need", &needed.normalize().to_string()),
                ];
                found.push(warn(language, "minimum_above_need", format!("{at}.minimum"), &facts));
            }
        }
        if item.from_month >= need.months() {
            let months = need.months().to_string();
            found.push(warn(
                language,
                "begins_after_horizon",
                format!("{at}.from_month"),
                &[("item", name), ("months", &months)],
            ));
        }
        let has_licence = terms
            .items
            .iter()
            .any(|i| i.kind == ItemKind::Licence && i.every == ChargeEvery::Once);
        if item.unit == ChargeUnit::LicencePercent && !has_licence {
            found.push(warn(
                language,
                "percent_of_nothing",
                format!("{at}.price"),
                &[("item", name)],
            ));
        }
        let is_priced = item.price > Decimal::ZERO || !item.tiers.is_empty();
        if is_priced && item.unit != ChargeUnit::LicencePercent && !priced.flows.iter().any(|flow| flow.item == place) {
            found.push(warn(
                language,
                "quantity_zero",
                format!("{at}.quantity"),
                &[("item", name)],
            ));
        }
    }
    let has = |wanted: ItemKind| {
        let item = terms.items.iter().any(|item| item.kind == wanted);
        let key = wanted.as_str();
        item || terms
            .answers
            .iter()
            .any(|answer| answer.key == key && !answer.text.trim().is_empty())
    };
    if !terms.items.is_empty() {
        if need.has_migration && !has(ItemKind::Migration) {
            found.push(warn(language, "migration_missing", "items", &[]));
        }
        if need.support == SupportLevel::Advanced && !has(ItemKind::AdvancedSupport) {
            found.push(warn(language, "support_missing", "items", &[]));
        }
    }
    if !need.has_migration {
        for (item, place) in terms.items.iter().zip(0..) {
            if item.kind == ItemKind::Migration && !item.is_included && item.price > Decimal::ZERO {
                let facts = [("item", item.name.as_str())];
                found.push(warn(
                    language,
                    "migration_extra",
                    format!("items.{place}.price"),
                    &facts,
                ));
            }
        }
    }
    if let Some(day) = terms.quoted_on
        && (today - day).num_days() > STALE_DAYS
    {
        found.push(warn(language, "quote_old", "quoted_on", &[("date", &day.to_string())]));
    }
    if let Some(day) = terms.valid_until
        && day < today
    {
        found.push(warn(
            language,
            "quote_expired",
            "valid_until",
            &[("date", &day.to_string())],
        ));
    }
    if terms.term_months > need.months() {
        let facts = [
            ("term", &*terms.term_months.to_string()),
            ("months", &need.months().to_string()),
        ];
        found.push(warn(language, "term_beyond_horizon", "term_months", &facts));
    }
    let open = hidden(terms)
        .iter()
        .filter(|cost| cost.state == HiddenState::Open)
        .count();
    if open > 0 && !terms.items.is_empty() {
        found.push(warn(language, "costs_open", "answers", &[("count", &open.to_string())]));
    }
    found
}

/// What of the need and the weights is to be looked at again.
pub(super) fn common_warnings(comparing: &Comparing<'_>) -> Vec<OfferWarning> {
    let mut found = Vec::new();
    let sum: u32 = comparing.weights.iter().map(|weight| weight.weight).sum();
    if sum != 100 {
        found.push(warn(
            comparing.language,
            "weights_not_hundred",
            "weights",
            &[("sum", &sum.to_string())],
        ));
    }
    let vendors = comparing
        .entrants
        .iter()
        .fold(BTreeMap::new(), |mut seen: BTreeMap<&str, u32>, entrant| {
            *seen.entry(entrant.name.as_str()).or_default() += 1;
            seen
        });
    if vendors.len() == 1 {
        found.push(warn(comparing.language, "one_offer", "offers", &[]));
    }
    found
}
