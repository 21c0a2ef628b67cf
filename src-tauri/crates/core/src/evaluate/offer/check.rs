//! What cannot be right in a need, an offer or a card: refused at its field, with what would be right.
//!
//! The one thing to know: the fact `at` is the path of the field (`items.2.tiers.1.from`), for the page to put the
//! sentence beside it.

use rust_decimal::Decimal;

use super::need::OfferNeed;
use super::score::{CriterionWeight, WantedFunction};
use super::terms::{ChargeUnit, ItemKind, OfferItem, OfferTerms, PriceTier};
use crate::error::{Fault, Outcome};

/// The longest term and the latest start, in months.
const LONGEST: u32 = 120;

fn within(code: &'static str, at: &str, value: Decimal, low: i64, high: i64) -> Outcome<()> {
    if value >= Decimal::from(low) && value <= Decimal::from(high) {
        return Ok(());
    }
    Err(Fault::new(code)
        .with("at", at)
        .with("value", value)
        .with("low", low)
        .with("high", high))
}

fn not_negative(code: &'static str, at: &str, item: &str, value: Decimal) -> Outcome<()> {
    if value >= Decimal::ZERO {
        return Ok(());
    }
    Err(Fault::new(code).with("at", at).with("item", item).with("value", value))
}

/// Checks a need.
///
/// # Errors
/// `need_seats_zero`, `need_horizon_invalid`, `need_discount_invalid`, `need_growth_invalid`, `need_negative`.
pub fn need(need: &OfferNeed) -> Outcome<()> {
    const MOST: u32 = 1_000_000;
    let zero = |at: String, value: u32| {
        if (1..=MOST).contains(&value) {
            return Ok(());
        }
        Err(Fault::new("need_seats_zero")
            .with("at", at)
            .with("value", value)
            .with("high", MOST))
    };
    zero("seats".to_owned(), need.seats)?;
    for (seats, year) in need.seats_by_year.iter().zip(0..) {
        zero(format!("seats_by_year.{year}"), *seats)?;
    }
    if !(1..=10).contains(&need.horizon_years) {
        return Err(Fault::new("need_horizon_invalid")
            .with("at", "horizon_years")
            .with("value", need.horizon_years));
    }
    within(
        "need_discount_invalid",
        "discount_percent",
        need.discount_percent,
        0,
        100,
    )?;
    within(
        "need_growth_invalid",
        "seats_growth_percent",
        need.seats_growth_percent,
        -99,
        1000,
    )?;
    within(
        "need_growth_invalid",
        "storage_growth_percent",
        need.storage_growth_percent,
        -99,
        1000,
    )?;
    for (at, value) in [
        ("storage_gb", need.storage_gb),
        ("training_days", need.training_days),
        ("support_hours", need.support_hours),
        ("incidents", need.incidents),
        ("api_calls", need.api_calls),
        ("admin_hours", need.admin_hours),
        ("hour_rate", need.hour_rate),
        ("hardware", need.hardware),
    ] {
        within("need_negative", at, value, 0, 1_000_000_000)?;
    }
    Ok(())
}

/// Checks an offer by itself; what it costs is proved by pricing it.
///
/// # Errors
/// `offer_price_negative`, `offer_quantity_invalid`, `offer_percent_invalid`, `offer_tier_order`, `offer_tier_overlap`,
/// `offer_tier_gap`, `offer_discount_invalid`, `offer_uplift_invalid`, `offer_term_invalid`, `offer_tax_invalid`,
/// `offer_start_invalid`, `offer_rate_invalid`, `offer_days_missing`, `offer_mark_invalid`, `offer_item_unnamed`.
pub fn terms(terms: &OfferTerms) -> Outcome<()> {
    within("offer_tax_invalid", "tax_percent", terms.tax_percent, 0, 100)?;
    within(
        "offer_uplift_invalid",
        "uplift_percent",
        terms.uplift_percent,
        -99,
        1000,
    )?;
    if !(1..=LONGEST).contains(&terms.term_months) {
        return Err(Fault::new("offer_term_invalid")
            .with("at", "term_months")
            .with("value", terms.term_months)
            .with("high", LONGEST));
    }
    if let Some(rate) = terms.rate
        && rate <= Decimal::ZERO
    {
        return Err(Fault::new("offer_rate_invalid").with("at", "rate").with("value", rate));
    }
    for (discount, place) in terms.discounts.iter().zip(0..) {
        within(
            "offer_discount_invalid",
            &format!("discounts.{place}.percent"),
            discount.percent,
            0,
            100,
        )?;
    }
    not_negative("offer_quantity_invalid", "own_hours", "own_hours", terms.own_hours)?;
    not_negative(
        "offer_quantity_invalid",
        "admin_hours",
        "admin_hours",
        terms.admin_hours.unwrap_or_default(),
    )?;
    for (item, place) in terms.items.iter().zip(0..) {
        check_item(item, &format!("items.{place}"))?;
    }
    for (mark, place) in terms.marks.iter().zip(0..) {
        if !(1..=5).contains(&mark.mark) {
            return Err(Fault::new("offer_mark_invalid")
                .with("at", format!("marks.{place}.mark"))
                .with("value", mark.mark));
        }
    }
    Ok(())
}

fn check_item(item: &OfferItem, at: &str) -> Outcome<()> {
    let at = |field: &str| format!("{at}.{field}");
    if item.name.trim().is_empty() {
        return Err(Fault::new("offer_item_unnamed").with("at", at("name")));
    }
    not_negative("offer_price_negative", &at("price"), &item.name, item.price)?;
    for (field, value) in [
        ("quantity", item.quantity),
        ("minimum", item.minimum),
        ("free", item.free),
        ("free_per_seat", item.free_per_seat),
    ] {
        not_negative(
            "offer_quantity_invalid",
            &at(field),
            &item.name,
            value.unwrap_or_default(),
        )?;
    }
    within(
        "offer_discount_invalid",
        &at("discount_percent"),
        item.discount_percent,
        0,
        100,
    )?;
    if let Some(percent) = item.tax_percent {
        within("offer_tax_invalid", &at("tax_percent"), percent, 0, 100)?;
    }
    if item.unit == ChargeUnit::LicencePercent {
        within("offer_percent_invalid", &at("price"), item.price, 0, 100)?;
    }
    if item.unit == ChargeUnit::Day && item.kind != ItemKind::Training && item.quantity.is_none() && !item.is_included {
        return Err(Fault::new("offer_days_missing")
            .with("at", at("quantity"))
            .with("item", &item.name));
    }
    if item.from_month >= LONGEST {
        return Err(Fault::new("offer_start_invalid")
            .with("at", at("from_month"))
            .with("value", item.from_month)
            .with("high", LONGEST - 1));
    }
    check_tiers(item, &at("tiers"))
}

/// Each step begins where the one before it ends: at the next whole unit for what is counted, else at the same figure.
fn check_tiers(item: &OfferItem, at: &str) -> Outcome<()> {
    let step = if item.unit.is_counted() {
        Decimal::ONE
    } else {
        Decimal::ZERO
    };
    let mut before: Option<&PriceTier> = None;
    for (tier, place) in item.tiers.iter().zip(0..) {
        let at = |field: &str| format!("{at}.{place}.{field}");
        let tell = |code: &'static str, field: &str, right: Decimal| {
            Fault::new(code)
                .with("at", at(field))
                .with("item", &item.name)
                .with("number", place + 1)
                .with("value", tier.from)
                .with("right", right)
        };
        not_negative("offer_price_negative", &at("price"), &item.name, tier.price)?;
        let right = match before {
            None => {
                if tier.from < Decimal::ZERO || tier.from > Decimal::ONE {
                    return Err(tell("offer_tier_gap", "from", step));
                }
                tier.from
            }
            Some(before) => match before.to {
                None => return Err(tell("offer_tier_open", "from", tier.from - step)),
                Some(to) => to + step,
            },
        };
        if tier.from < right {
            return Err(tell("offer_tier_overlap", "from", right));
        }
        if tier.from > right {
            return Err(tell("offer_tier_gap", "from", right));
        }
        if let Some(to) = tier.to
            && to < tier.from
        {
            return Err(tell("offer_tier_order", "to", tier.from));
        }
        before = Some(tier);
    }
    // Above the last end nothing would have a price.
    if let Some(last) = before
        && let Some(to) = last.to
    {
        return Err(Fault::new("offer_tier_end")
            .with("at", format!("{at}.{}.to", item.tiers.len() - 1))
            .with("item", &item.name)
            .with("value", to));
    }
    Ok(())
}

/// Checks what is wanted: names once each, weights from 0 to 100.
///
/// # Errors
/// `function_twice`, `function_unnamed`, `weight_invalid`.
pub fn wanted(functions: &[WantedFunction], weights: &[CriterionWeight]) -> Outcome<()> {
    for (function, place) in functions.iter().zip(0..) {
        let at = format!("functions.{place}.name");
        if function.name.trim().is_empty() {
            return Err(Fault::new("function_unnamed").with("at", at));
        }
        if functions[..place].iter().any(|before| before.name == function.name) {
            return Err(Fault::new("function_twice")
                .with("at", at)
                .with("value", &function.name));
        }
    }
    for (weight, place) in weights.iter().zip(0..) {
        if weight.weight > 100 {
            return Err(Fault::new("weight_invalid")
                .with("at", format!("weights.{place}.weight"))
                .with("value", weight.weight));
        }
    }
    Ok(())
}
