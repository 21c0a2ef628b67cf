//! From an offer and a need to payments: month, cost to this buyer, gross.
//!
//! The one thing to know: advance payments fall on the first month that they pay for, arrears on the month after the
//! last one; a payment that reaches past the horizon is counted up to it. Quantities that rise within a paid period are
//! paid for the rest of it when they rise; what falls is not paid back.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::need::OfferNeed;
use super::terms::{Billing, ChargeEvery, ChargeUnit, ItemKind, OfferItem, OfferTerms, TierMode};
use crate::error::{Fault, Outcome};
use crate::money::{Currency, round};
use crate::record::entry::{Deduction, InvoiceKind, Taxpayer};

/// Who buys: decides what tax costs, and in what money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer {
    /// Base currency.
    pub currency: Currency,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
}

/// What tax an amount bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTerms {
    /// Whether the amount holds the tax.
    pub is_included: bool,
    /// Rate in percent.
    pub percent: Decimal,
    /// 发票票种.
    pub invoice: InvoiceKind,
}

fn overflow() -> Fault {
    Fault::new("offer_overflow")
}

impl TaxTerms {
    /// What an amount costs this buyer, and its gross 价税合计; neither rounded.
    ///
    /// ```
    /// use kezhang_core::Currency;
    /// use kezhang_core::evaluate::offer::price::{Buyer, TaxTerms};
    /// use kezhang_core::money::round;
    /// use kezhang_core::record::entry::{InvoiceKind, Taxpayer};
    /// use rust_decimal::Decimal;
    /// let cost = |percent: i64, invoice, taxpayer| {
    ///     let terms = TaxTerms { is_included: true, percent: percent.into(), invoice };
    ///     let buyer = Buyer { currency: Currency::CNY, taxpayer };
    ///     round(terms.cost(Decimal::from(100_000), buyer).unwrap().0, 2).to_string()
    /// };
    /// // 100,000 gross: 13 % 专票, 6 % 专票, 普票, and a 专票 at a small-scale taxpayer
    /// assert_eq!(cost(13, InvoiceKind::Special, Taxpayer::General), "88495.58");
    /// assert_eq!(cost(6, InvoiceKind::Special, Taxpayer::General), "94339.62");
    /// assert_eq!(cost(6, InvoiceKind::Ordinary, Taxpayer::General), "100000.00");
    /// assert_eq!(cost(6, InvoiceKind::Special, Taxpayer::Small), "100000.00");
    /// ```
    ///
    /// # Errors
    /// `offer_overflow`.
    pub fn cost(&self, amount: Decimal, buyer: Buyer) -> Outcome<(Decimal, Decimal)> {
        let factor = Decimal::ONE + self.percent / Decimal::ONE_HUNDRED;
        let (gross, net) = if self.is_included {
            (Some(amount), amount.checked_div(factor))
        } else {
            (amount.checked_mul(factor), Some(amount))
        };
        let (gross, net) = (gross.ok_or_else(overflow)?, net.ok_or_else(overflow)?);
        let is_deductible = Deduction::of(None, Some(self.invoice)).is_deductible(buyer.taxpayer, "1.2");
        Ok((if is_deductible { net } else { gross }, gross))
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Place of the item among the priced ones.
    pub item: usize,
    /// Month in which it is paid, 0 the signing.
    pub month: u32,
    /// Year that it is counted in, 0 the first: arrears belong to the year that they end.
    pub year: u32,
    /// First month that it pays for.
    pub covers_from: u32,
    /// Months that it pays for; 0 for what is due once.
    pub covers: u32,
    /// What it costs this buyer, in base currency, rounded to its decimals.
    pub cost: Decimal,
    /// 价税合计, in base currency, rounded to its decimals.
    pub gross: Decimal,
    /// What the unit price is multiplied with before discounts, uplift, tax and rate: quantity times periods; the list
    /// amount itself where the price is tiered.
    pub units: Decimal,
    /// Renewals before it: as often does the uplift apply.
    pub renewals: u32,
}

/// An item as it was priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedItem {
    /// Its name; empty for the need's own hardware.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// Whether it comes in the bundle.
    pub is_included: bool,
}

/// Own hours of a year: no cash, shown apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnHours {
    /// Hours.
    #[schemars(with = "String")]
    pub hours: Decimal,
    /// What they are worth at the need's rate.
    #[schemars(with = "String")]
    pub cost: Decimal,
}

/// An offer at the need of this buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// The items, in the order of the offer.
    pub items: Vec<PricedItem>,
    /// The payments, by item and month.
    pub flows: Vec<Flow>,
    /// Own hours by year.
    pub own: Vec<OwnHours>,
}

impl Priced {
    /// All that is paid.
    pub fn cash(&self) -> Decimal {
        self.flows.iter().map(|flow| flow.cost).sum()
    }

    /// What is paid by month, from 0 to `months`.
    pub fn by_month(&self, months: u32) -> Vec<Decimal> {
        let mut paid = vec![Decimal::ZERO; months as usize + 1];
        for flow in &self.flows {
            if let Some(sum) = paid.get_mut(flow.month as usize) {
                *sum += flow.cost;
            }
        }
        paid
    }
}

/// The quantity of an item in a year: standing (seats) or of the whole year (hours).
pub(super) fn quantity(need: &OfferNeed, item: &OfferItem, year: u32) -> Outcome<Decimal> {
    let own = || item.quantity.unwrap_or(Decimal::ONE);
    let needed = match item.unit {
        ChargeUnit::Flat | ChargeUnit::Module | ChargeUnit::LicencePercent => own(),
        ChargeUnit::Seat => item.quantity.unwrap_or_else(|| Decimal::from(need.seats_in(year))),
        ChargeUnit::Gigabyte => item.quantity.map_or_else(|| need.storage_in(year), Ok)?,
        ChargeUnit::BackupGigabyte => match item.quantity {
            Some(quantity) => quantity,
            None => need
                .storage_in(year)?
                .checked_mul(Decimal::from(need.backup_copies))
                .ok_or_else(overflow)?,
        },
        ChargeUnit::Hour => item.quantity.unwrap_or(need.support_hours),
        ChargeUnit::Incident => item.quantity.unwrap_or(need.incidents),
        ChargeUnit::Day if item.kind == ItemKind::Training => item.quantity.unwrap_or(need.training_days),
        ChargeUnit::Day => own(),
        ChargeUnit::System => item.quantity.unwrap_or_else(|| Decimal::from(need.integrations)),
        ChargeUnit::ThousandCalls => item.quantity.unwrap_or(need.api_calls * Decimal::from(12)),
    };
    let with_seats = item.free_per_seat.unwrap_or_default() * Decimal::from(need.seats_in(year));
    let free = item.free.unwrap_or_default() + with_seats;
    let charged = (needed - free).max(Decimal::ZERO);
    Ok(charged.max(item.minimum.unwrap_or_default()))
}

/// The list price of a quantity.
///
/// ```
/// use kezhang_core::evaluate::offer::price::list_price;
/// use kezhang_core::evaluate::offer::terms::{OfferItem, PriceTier, TierMode};
/// let tier = |from: i64, to: Option<i64>, price: i64| PriceTier {
///     from: from.into(), to: to.map(Into::into), price: price.into(),
/// };
/// let mut item = OfferItem { tiers: vec![tier(1, Some(50), 100), tier(51, None, 80)], ..OfferItem::default() };
/// // all 60 at 80; or 50 at 100 and 10 at 80
/// assert_eq!(list_price(&item, 60.into()).unwrap(), 4800.into());
/// item.tier_mode = TierMode::Graduated;
/// assert_eq!(list_price(&item, 60.into()).unwrap(), 5800.into());
/// ```
///
/// # Errors
/// `offer_overflow`.
pub fn list_price(item: &OfferItem, quantity: Decimal) -> Outcome<Decimal> {
    let times = |a: Decimal, b: Decimal| a.checked_mul(b).ok_or_else(overflow);
    if item.tiers.is_empty() {
        return times(item.price, quantity);
    }
    match item.tier_mode {
        TierMode::Whole => {
            let reached = item.tiers.iter().rev().find(|tier| tier.from <= quantity);
            let price = reached.or(item.tiers.first()).map_or(item.price, |tier| tier.price);
            times(price, quantity)
        }
        TierMode::Graduated => {
            let (mut sum, mut done) = (Decimal::ZERO, Decimal::ZERO);
            for (tier, place) in item.tiers.iter().zip(1..) {
                // The last step has no end, whatever is written there.
                let until = if place == item.tiers.len() {
                    quantity
                } else {
                    tier.to.unwrap_or(quantity).min(quantity)
                };
                if until > done {
                    sum += times(tier.price, until - done)?;
                    done = until;
                }
            }
            Ok(sum)
        }
    }
}

/// What an offer charges: everything that a payment of an item needs beside its quantity.
struct Pricing<'a> {
    need: &'a OfferNeed,
    terms: &'a OfferTerms,
    buyer: Buyer,
    rate: Decimal,
    term_discount: Decimal,
    licences: Decimal,
}

fn less(percent: Decimal) -> Decimal {
    Decimal::ONE - percent / Decimal::ONE_HUNDRED
}

impl Pricing<'_> {
    fn tax(&self, item: &OfferItem) -> TaxTerms {
        TaxTerms {
            is_included: item.includes_tax.unwrap_or(self.terms.includes_tax),
            percent: item.tax_percent.unwrap_or(self.terms.tax_percent),
            invoice: item.invoice.unwrap_or(self.terms.invoice),
        }
    }

    /// A payment from an amount as the offer states it, with tax and in base currency; rounded once.
    fn flow(
        &self,
        place: usize,
        item: &OfferItem,
        stated: Decimal,
        at: (u32, u32),
        covers: (u32, u32),
    ) -> Outcome<Flow> {
        let (cost, gross) = self.tax(item).cost(stated, self.buyer)?;
        let own = |value: Decimal| -> Outcome<Decimal> {
            let value = value.checked_mul(self.rate).ok_or_else(overflow)?;
            // Beyond 64 bits of minor units no ledger could hold it.
            let minor = self.buyer.currency.rounded_minor(value).map_err(|_| overflow())?;
            Ok(self.buyer.currency.amount(minor).value())
        };
        Ok(Flow {
            item: place,
            month: at.0,
            year: at.1,
            covers_from: covers.0,
            covers: covers.1,
            cost: own(cost)?,
            gross: own(gross)?,
            units: Decimal::ZERO,
            renewals: 0,
        })
    }

    /// Units of a list amount.
    fn units(item: &OfferItem, list: Decimal) -> Decimal {
        if item.tiers.is_empty() {
            list.checked_div(item.price).unwrap_or(list)
        } else {
            list
        }
    }

    /// The list price of a month's quantity in a year, as the price's own period has it.
    fn list(&self, item: &OfferItem, quantity: Decimal) -> Outcome<Decimal> {
        if item.unit == ChargeUnit::LicencePercent {
            let share = item.price / Decimal::ONE_HUNDRED;
            return self.licences.checked_mul(share).ok_or_else(overflow);
        }
        list_price(item, quantity)
    }

    fn once(&self, place: usize, item: &OfferItem) -> Outcome<Option<Flow>> {
        if item.from_month >= self.need.months() {
            return Ok(None);
        }
        let year = item.from_month / 12;
        let list = self.list(item, quantity(self.need, item, year)?)?;
        let stated = list * less(item.discount_percent);
        if stated.is_zero() {
            return Ok(None);
        }
        let flow = self.flow(place, item, stated, (item.from_month, year), (item.from_month, 0))?;
        Ok(Some(Flow {
            units: Self::units(item, list),
            ..flow
        }))
    }

    /// Price factor of a term: discounts, and the uplift of each renewal before it.
    fn factor(&self, item: &OfferItem, renewals: u32) -> Outcome<Decimal> {
        let mut factor = less(item.discount_percent);
        if item.is_fixed {
            return Ok(factor);
        }
        if renewals == 0 || !self.terms.is_discount_first_term_only {
            factor *= less(self.term_discount);
        }
        let uplift = Decimal::ONE + self.terms.uplift_percent / Decimal::ONE_HUNDRED;
        for _ in 0..renewals {
            factor = factor.checked_mul(uplift).ok_or_else(overflow)?;
        }
        Ok(factor)
    }

    fn recurring(&self, place: usize, item: &OfferItem, flows: &mut Vec<Flow>) -> Outcome<()> {
        let end = self.need.months();
        let term = self.terms.term_months.max(1);
        let period = match item.billing {
            Billing::Monthly => 1,
            Billing::Quarterly => 3,
            Billing::Yearly => 12,
            Billing::Term => term,
        };
        let is_yearly = item.every == ChargeEvery::Year || item.unit.runs();
        let mut start = item.from_month;
        while start < end {
            let renewals = (start - item.from_month) / term;
            let stop = (start + period).min(item.from_month + (renewals + 1) * term).min(end);
            let factor = self.factor(item, renewals)?;
            // From an amount of the price's own period to one of so many months.
            let stated = |list: Decimal, months: u32| -> Outcome<Decimal> {
                let amount = list
                    .checked_mul(Decimal::from(months))
                    .and_then(|amount| amount.checked_mul(factor))
                    .ok_or_else(overflow)?;
                Ok(if is_yearly { amount / Decimal::from(12) } else { amount })
            };
            // The same before discounts and uplift, for whoever reckons it again.
            let listed = |list: Decimal, months: u32| {
                let amount = list * Decimal::from(months);
                if is_yearly { amount / Decimal::from(12) } else { amount }
            };
            let (mut owed, mut owed_list) = (Decimal::ZERO, Decimal::ZERO);
            let mut paid_for: Option<Decimal> = None;
            let mut at = start;
            while at < stop {
                let until = ((at / 12 + 1) * 12).min(stop);
                let list = self.list(item, quantity(self.need, item, at / 12)?)?;
                if item.is_arrears {
                    owed += stated(list, until - at)?;
                    owed_list += listed(list, until - at);
                } else {
                    // Paid ahead: at the start for all of it, later for what has risen.
                    let more = (list - paid_for.unwrap_or_default()).max(Decimal::ZERO);
                    if !more.is_zero() {
                        let flow = self.flow(place, item, stated(more, stop - at)?, (at, at / 12), (at, stop - at))?;
                        let units = Self::units(item, listed(more, stop - at));
                        flows.push(Flow {
                            units,
                            renewals,
                            ..flow
                        });
                    }
                    paid_for = Some(paid_for.map_or(list, |before| before.max(list)));
                }
                at = until;
            }
            if item.is_arrears && !owed.is_zero() {
                let flow = self.flow(place, item, owed, (stop, (stop - 1) / 12), (start, stop - start))?;
                let units = Self::units(item, owed_list);
                flows.push(Flow {
                    units,
                    renewals,
                    ..flow
                });
            }
            start = stop;
        }
        Ok(())
    }
}

/// Prices an offer at a need.
///
/// A first year of 50 seats (DOMAIN §10, offer A): 60 + 40 + 25 + 45 + 10 + 0 = 180 thousand.
///
/// ```
/// use kezhang_core::Currency;
/// use kezhang_core::evaluate::offer::{OfferItem, OfferNeed, OfferTerms};
/// use kezhang_core::evaluate::offer::price::{Buyer, price};
/// use kezhang_core::evaluate::offer::terms::{ChargeEvery, ChargeUnit, ItemKind};
/// use kezhang_core::record::entry::Taxpayer;
/// use rust_decimal::Decimal;
/// let need = OfferNeed { seats: 50, horizon_years: 1, ..OfferNeed::default() };
/// let buyer = Buyer { currency: Currency::CNY, taxpayer: Taxpayer::Small };
/// let total = |seat: i64, rest: [i64; 5]| {
///     let mut items = vec![OfferItem {
///         unit: ChargeUnit::Seat, every: ChargeEvery::Month, price: seat.into(), ..OfferItem::default()
///     }];
///     items.extend(rest.map(|price| OfferItem {
///         kind: ItemKind::Implementation, every: ChargeEvery::Once, price: price.into(), ..OfferItem::default()
///     }));
///     price(&need, &OfferTerms { items, ..OfferTerms::default() }, buyer).unwrap().cash().to_string()
/// };
/// // 50 × 100 × 12 = 60,000 and 50 × 150 × 12 = 90,000
/// assert_eq!(total(100, [40_000, 25_000, 45_000, 10_000, 0]), "180000.00");
/// assert_eq!(total(150, [75_000, 15_000, 55_000, 15_000, 24_000]), "274000.00");
/// ```
///
/// # Errors
/// `offer_rate_missing` for another currency without a rate, `offer_overflow`.
pub fn price(need: &OfferNeed, terms: &OfferTerms, buyer: Buyer) -> Outcome<Priced> {
    let rate = match terms.currency {
        Some(currency) if currency != buyer.currency => terms.rate.ok_or_else(|| {
            Fault::new("offer_rate_missing")
                .with("at", "rate")
                .with("currency", currency)
                .with("base", buyer.currency)
        })?,
        _ => Decimal::ONE,
    };
    let mut pricing = Pricing {
        need,
        terms,
        buyer,
        rate,
        term_discount: terms.term_discount(),
        licences: Decimal::ZERO,
    };
    for item in &terms.items {
        let is_base = item.kind == ItemKind::Licence && item.every == ChargeEvery::Once && !item.is_included;
        if is_base && item.unit != ChargeUnit::LicencePercent {
            let list = list_price(item, quantity(need, item, 0)?)? * less(item.discount_percent);
            pricing.licences = pricing.licences.checked_add(list).ok_or_else(overflow)?;
        }
    }
    let mut items = Vec::with_capacity(terms.items.len() + 1);
    let mut flows = Vec::new();
    for (item, place) in terms.items.iter().zip(0..) {
        items.push(PricedItem {
            name: item.name.clone(),
            kind: item.kind,
            is_included: item.is_included,
        });
        let placed = |mut fault: Fault| {
            fault.facts.entry("item").or_insert_with(|| item.name.clone());
            let field = if terms.uplift_percent > Decimal::ZERO {
                "uplift_percent".to_owned()
            } else {
                format!("items.{place}.price")
            };
            fault.facts.entry("at").or_insert(field);
            fault
        };
        if item.is_included {
            continue;
        }
        if item.every == ChargeEvery::Once {
            flows.extend(pricing.once(place, item).map_err(placed)?);
        } else {
            pricing.recurring(place, item, &mut flows).map_err(placed)?;
        }
    }
    if terms.is_on_premises && need.hardware > Decimal::ZERO {
        let cost = round(need.hardware, buyer.currency.decimals());
        flows.push(Flow {
            item: items.len(),
            month: 0,
            year: 0,
            covers_from: 0,
            covers: 0,
            cost,
            gross: cost,
            units: Decimal::ONE,
            renewals: 0,
        });
        items.push(PricedItem {
            name: String::new(),
            kind: ItemKind::Hardware,
            is_included: false,
        });
    }
    let own = (0..need.horizon_years)
        .map(|year| {
            let yearly = terms.admin_hours.unwrap_or(need.admin_hours) * Decimal::from(12);
            let hours = yearly + if year == 0 { terms.own_hours } else { Decimal::ZERO };
            let cost = hours.checked_mul(need.hour_rate).ok_or_else(overflow)?;
            Ok(OwnHours {
                hours,
                cost: round(cost, buyer.currency.decimals()),
            })
        })
        .collect::<Outcome<_>>()?;
    Ok(Priced { items, flows, own })
}
