//! After the choice: into the budget, then offered against paid and seats paid against seats used.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::evaluate::offer::after::{
    OfferedPaid, Renewal, RenewalVerdict, SeatUse, by_category, offered_until, renewal, saving, seats_to_renew, verdict,
};
use kezhang_core::evaluate::offer::price::{Priced, price};
use kezhang_core::evaluate::offer::terms::ChargeUnit;
use kezhang_core::evaluate::offer::{Entrant, OfferNeed};
use kezhang_core::language::say;
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::{Basis, LineKey, Measure, VersionState};
use kezhang_core::record::category::sort_key;
use kezhang_core::record::entry::{Deduction, InvoiceKind, Taxpayer};
use kezhang_core::record::register::Register;
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::budget::{LineChange, MonthChange, version_rows};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::lookup::{self, Found};
use crate::offer_comparison::{Kept, kept, planned_in};
use crate::purchase_settle::{of_comparison, sign};
use crate::purchase_sheet::held;
use crate::row::seat_use;

/// A chosen offer to take into a budget.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferPlan {
    /// The comparison.
    pub comparison: String,
    /// Fiscal year of the budget.
    pub fiscal_year: i32,
    /// Name of the budget; the newest of that year, or a new one, when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// Month of the signing, where the choice has no date yet.
    #[serde(default)]
    pub from: Option<Month>,
    /// Whether its purchase contract is made along, where there is none yet; yes when absent.
    #[serde(default)]
    pub contract: Option<bool>,
}

/// Seats that were paid for and used in a month.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatUseInput {
    /// The comparison whose choice is in use.
    pub comparison: String,
    /// The month.
    pub month: Month,
    /// Seats paid for.
    pub paid: u32,
    /// Seats that were used.
    pub active: u32,
}

/// What an item of a contract was to cost up to a day and what was paid of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemPaid {
    /// What the offer calls it.
    pub item: String,
    /// Code of the 费用类别.
    pub category: String,
    /// Instalments due.
    pub offered: Amount,
    /// What the entries that settle them cost in all.
    pub paid: Amount,
    /// Offered less paid.
    pub difference: Amount,
}

/// A chosen offer a while later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferReview {
    /// The comparison.
    pub comparison: String,
    /// The offer.
    pub offer: String,
    /// 供应商.
    pub vendor: String,
    /// The day of signing.
    pub signed_on: NaiveDate,
    /// Months since, the one that runs included.
    pub months: u32,
    /// When it renews.
    pub renewal: Option<Renewal>,
    /// Number of its purchase contract.
    pub contract: Option<String>,
    /// Offered against paid, by category.
    pub lines: Vec<OfferedPaid>,
    /// Instalments of the contract that are due against what entries settle of them, by item.
    pub items: Vec<ItemPaid>,
    /// Offered in all.
    pub offered: Amount,
    /// Paid in all.
    pub paid: Amount,
    /// Offered less paid.
    pub difference: Amount,
    /// Seats paid for and used, by month.
    pub seats: Vec<SeatUse>,
    /// Share of the paid seats in use in the latest month, percent with one decimal.
    #[schemars(with = "Option<String>")]
    pub active_percent: Option<Decimal>,
    /// What to do at renewal.
    pub verdict: RenewalVerdict,
    /// The verdict in words, with its evidence.
    pub message: String,
    /// Seats to renew, where fewer are called for.
    pub seats_to_renew: Option<u32>,
    /// What that would save a year, at the offer's prices.
    pub saving_year: Option<Amount>,
}

fn chosen(kept: &Kept) -> Outcome<&Entrant> {
    kept.chosen()
        .ok_or_else(|| Fault::new("offer_not_chosen").with("comparison", &kept.row.name))
}

impl Ledger {
    /// Adds a chosen offer to the draft of a fiscal year, by category and month on the budget's basis, and makes its
    /// purchase contract the first time.
    ///
    /// # Errors
    /// `offer_not_chosen`, `offer_unsigned`, `offer_planned`, `offer_outside_year`, and what the budget refuses.
    pub async fn plan_offer(&self, change: &mut Change<'_>, plan: OfferPlan, today: NaiveDate) -> Outcome<Budget> {
        let kept = kept(change.connection(), Some(&plan.comparison)).await?;
        let entrant = chosen(&kept)?;
        let signed_on = kept.row.signed_on.or(plan.from.map(Month::first_day));
        let signed = signed_on.map(Month::of);
        let signed = signed.ok_or_else(|| Fault::new("offer_unsigned").with("offer", &entrant.name))?;
        let year = plan.fiscal_year;
        let rows = version_rows(change.connection()).await?;
        let of_year = rows.iter().rev().find(|row| {
            row.budget.fiscal_year == year && plan.budget.as_ref().is_none_or(|name| *name == row.budget.name)
        });
        // A draft is written to as it is; of what is in force the name starts the next draft as a copy.
        let selector = of_year.map(|row| {
            if row.version.state == VersionState::Draft.as_str() {
                row.label()
            } else {
                row.budget.name.clone()
            }
        });
        let (name, is_cash, is_gross) = match of_year {
            Some(row) => (
                row.budget.name.clone(),
                row.version.basis == Basis::Cash.as_str(),
                row.version.measure == Measure::Gross.as_str(),
            ),
            None => {
                let made = self
                    .new_budget(change, plan.budget.as_deref(), year, None)
                    .await?
                    .version;
                (made.budget, made.basis == Basis::Cash, made.measure == Measure::Gross)
            }
        };
        let mark = format!("{name} {year}");
        if planned_in(&kept.row).contains(&mark) {
            return Err(Fault::new("offer_planned")
                .with("offer", &entrant.name)
                .with("budget", &name));
        }
        let span = self.calendar().await?.span(year);
        let mut buyer = self.buyer().await;
        if is_gross {
            // A budget with tax counts the tax as cost.
            buyer.taxpayer = Taxpayer::Small;
        }
        let priced = price(&kept.need, &entrant.terms, buyer)?;
        let mut planned: BTreeMap<(&'static str, Month), Decimal> = BTreeMap::new();
        for (category, month, amount) in by_category(&priced, signed, buyer.currency, is_cash) {
            if span.contains(month) {
                *planned.entry((category, month)).or_default() += amount;
            }
        }
        if planned.is_empty() {
            return Err(Fault::new("offer_outside_year")
                .with("offer", &entrant.name)
                .with("from", span.from)
                .with("to", span.to));
        }
        let there = match of_year {
            Some(row) => self.budget(&row.label()).await?.lines,
            None => Vec::new(),
        };
        let key_of = |category: &str| LineKey {
            category: Some(category.to_owned()),
            ..LineKey::default()
        };
        let mut lines: Vec<LineChange> = Vec::new();
        for ((category, month), amount) in planned {
            let key = key_of(category);
            let line = there.iter().find(|line| line.key == key);
            let before = line.and_then(|line| line.months.iter().find(|cell| cell.month == month));
            let sum = amount + before.map_or(Decimal::ZERO, |cell| cell.amount.value());
            let cell = MonthChange {
                month,
                amount: Some(Amount::new(sum)),
                locked: None,
            };
            match lines.last_mut().filter(|line| line.key == key) {
                Some(line) => line.months.push(cell),
                None => lines.push(LineChange {
                    note: line.is_none().then(|| format!("{} · {}", kept.row.name, entrant.name)),
                    key,
                    months: vec![cell],
                    total: None,
                    driver: None,
                    total_over: None,
                }),
            }
        }
        let budget = self
            .set_budget_lines(
                change,
                selector.as_deref().unwrap_or(&name),
                lines,
                self.language().await,
            )
            .await?;
        let mut row = kept.row.clone();
        if !row.planned.is_empty() {
            row.planned.push('\n');
        }
        row.planned.push_str(&mark);
        if let Some(day) = signed_on
            && plan.contract.unwrap_or(true)
            && of_comparison(change, kept.row.id).await?.is_none()
        {
            let at_cost = self.buyer().await;
            sign(change, &kept, entrant, at_cost, day, today).await?;
        }
        change.note("comparison", &kept.row.name);
        change.note("offer", &entrant.name);
        change.update(kept.row, row).await?;
        Ok(budget)
    }

    /// Records how many seats were paid for and used in a month.
    ///
    /// # Errors
    /// `offer_not_chosen`, `seats_used_above_paid`.
    pub async fn set_seat_use(&self, change: &mut Change<'_>, new: &SeatUseInput) -> Outcome<SeatUse> {
        let kept = kept(change.connection(), Some(&new.comparison)).await?;
        chosen(&kept)?;
        if new.active > new.paid {
            return Err(Fault::new("seats_used_above_paid")
                .with("at", "active")
                .with("value", new.active)
                .with("right", new.paid));
        }
        change.note("comparison", &kept.row.name);
        change.note("month", new.month);
        let old = seat_use::Entity::find()
            .filter(seat_use::Column::ComparisonId.eq(kept.row.id))
            .filter(seat_use::Column::Month.eq(new.month.number()))
            .one(change.connection())
            .await
            .or_fault()?;
        let row = seat_use::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            comparison_id: kept.row.id,
            month: new.month.number(),
            paid: i64::from(new.paid),
            active: i64::from(new.active),
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        Ok(SeatUse {
            month: new.month,
            paid: new.paid,
            active: new.active,
        })
    }

    /// A chosen offer up to today: offered against paid, seats paid against used, what to do at renewal.
    ///
    /// # Errors
    /// `comparison_unknown`, `offer_not_chosen`, `offer_unsigned`.
    pub async fn offer_review(&self, name: Option<&str>, language: Language, today: NaiveDate) -> Outcome<OfferReview> {
        let kept = kept(self.reader(), name).await?;
        let entrant = chosen(&kept)?;
        let signed_on = kept.row.signed_on;
        let signed_on = signed_on.ok_or_else(|| Fault::new("offer_unsigned").with("offer", &entrant.name))?;
        let buyer = self.buyer().await;
        let months = (Month::of(today).number() - Month::of(signed_on).number() + 1).max(0);
        let months = u32::try_from(months).unwrap_or(0);
        // What runs on past the horizon of the comparison is still offered at its terms.
        let mut need = kept.need.clone();
        need.horizon_years = need.horizon_years.max(months.div_ceil(12)).clamp(1, 30);
        let priced = price(&need, &entrant.terms, buyer)?;
        let mut by_code: BTreeMap<String, (Decimal, Decimal)> = BTreeMap::new();
        for (code, amount) in offered_until(&priced, months) {
            by_code.entry(code.to_owned()).or_default().0 += amount;
        }
        for (code, amount) in self.paid_to(&entrant.vendor, signed_on, today, buyer.taxpayer).await? {
            by_code.entry(code).or_default().1 += amount;
        }
        let mut lines: Vec<OfferedPaid> = by_code
            .into_iter()
            .map(|(category, (offered, paid))| OfferedPaid {
                category,
                offered: self::amount(offered, buyer.currency.decimals()),
                paid: self::amount(paid, buyer.currency.decimals()),
                difference: self::amount(offered - paid, buyer.currency.decimals()),
            })
            .collect();
        lines.sort_by_cached_key(|line| sort_key(&line.category));
        let sum = |part: fn(&OfferedPaid) -> Amount| lines.iter().map(|line| part(line).value()).sum::<Decimal>();
        let (offered, paid) = (sum(|line| line.offered), sum(|line| line.paid));
        let (contract, items) = self.items_paid(kept.row.id, today).await?;
        let seats = self.seats_of(kept.row.id).await?;
        let latest = seats
            .iter()
            .rev()
            .find(|seats| seats.month <= Month::of(today))
            .copied();
        let verdict = verdict(latest, offered, paid);
        let yearly = yearly_of_seats(&priced, entrant, &need, months);
        let fewer = latest
            .filter(|_| verdict == RenewalVerdict::RenewFewer)
            .map(|s| seats_to_renew(s.active));
        let saving_year = latest
            .zip(fewer)
            .map(|(latest, wanted)| Amount::new(saving(yearly, latest.paid, wanted, buyer.currency)));
        let active_percent = latest.filter(|s| s.paid > 0).map(|s| {
            let share = Decimal::from(s.active) * Decimal::ONE_HUNDRED / Decimal::from(s.paid);
            kezhang_core::money::round(share, 1)
        });
        let word = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        let key = match verdict {
            RenewalVerdict::Renew => "offer.verdict.renew",
            RenewalVerdict::RenewFewer => "offer.verdict.renew_fewer",
            RenewalVerdict::Renegotiate => "offer.verdict.renegotiate",
            RenewalVerdict::Unknown => "offer.verdict.unknown",
        };
        let facts = [
            ("paid_seats", word(latest.map(|s| s.paid.to_string()))),
            ("active", word(latest.map(|s| s.active.to_string()))),
            ("percent", word(active_percent.map(|p| p.to_string()))),
            ("seats", word(fewer.map(|s| s.to_string()))),
            ("saving", word(saving_year.map(|s| s.to_string()))),
            ("offered", self::amount(offered, buyer.currency.decimals()).to_string()),
            ("paid", self::amount(paid, buyer.currency.decimals()).to_string()),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok(OfferReview {
            comparison: kept.row.name.clone(),
            offer: entrant.name.clone(),
            vendor: entrant.vendor.clone(),
            signed_on,
            months,
            renewal: renewal(signed_on, entrant.terms.term_months, entrant.terms.notice_days, today),
            offered: self::amount(offered, buyer.currency.decimals()),
            paid: self::amount(paid, buyer.currency.decimals()),
            difference: self::amount(offered - paid, buyer.currency.decimals()),
            lines,
            contract,
            items,
            seats,
            active_percent,
            message: say(language, key, &facts),
            verdict,
            seats_to_renew: fewer,
            saving_year,
        })
    }

    /// The contract of a comparison, and its instalments due against what settles them.
    async fn items_paid(&self, comparison_id: i64, today: NaiveDate) -> Outcome<(Option<String>, Vec<ItemPaid>)> {
        let buyer = self.buyer().await;
        let currency = buyer.currency;
        let all = held(self.reader(), buyer).await?;
        let Some(one) = all.into_iter().find(|one| one.row.comparison_id == Some(comparison_id)) else {
            return Ok((None, Vec::new()));
        };
        let mut items: Vec<(String, String, i64, i64)> = Vec::new();
        for part in one.instalments.iter().filter(|part| part.row.due_on <= today) {
            let place = items
                .iter()
                .position(|item| item.0 == part.row.item && item.1 == part.category);
            let sums = match place.and_then(|place| items.get_mut(place)) {
                Some(sums) => sums,
                None => {
                    items.push((part.row.item.clone(), part.category.clone(), 0, 0));
                    let Some(last) = items.last_mut() else { continue };
                    last
                }
            };
            sums.2 = sums.2.saturating_add(part.row.cost_minor);
            sums.3 = sums.3.saturating_add(part.paid);
        }
        items.sort_by_cached_key(|item| sort_key(&item.1));
        let shown = items.into_iter().map(|(item, category, offered, paid)| ItemPaid {
            item,
            category,
            offered: currency.amount(offered),
            paid: currency.amount(paid),
            difference: currency.amount(offered.saturating_sub(paid)),
        });
        Ok((Some(one.row.code), shown.collect()))
    }

    async fn seats_of(&self, comparison_id: i64) -> Outcome<Vec<SeatUse>> {
        let rows = seat_use::Entity::find()
            .filter(seat_use::Column::ComparisonId.eq(comparison_id))
            .order_by_asc(seat_use::Column::Month)
            .all(self.reader())
            .await
            .or_fault()?;
        let count = |value: i64| u32::try_from(value).unwrap_or(0);
        Ok(rows
            .into_iter()
            .map(|row| SeatUse {
                month: Month::from_number(row.month),
                paid: count(row.paid),
                active: count(row.active),
            })
            .collect())
    }

    /// Costs of a vendor that occurred in a span of days, by category code.
    async fn paid_to(
        &self,
        vendor: &str,
        from: NaiveDate,
        to: NaiveDate,
        taxpayer: Taxpayer,
    ) -> Outcome<Vec<(String, Decimal)>> {
        let names = crate::bulk::with(self.reader(), |bulk| lookup::register(bulk, Register::Vendor)).await?;
        let Found::One(id) = names.find(vendor) else {
            return Ok(Vec::new());
        };
        let currency = self.currency().await;
        let rows = self
            .reader()
            .ask_all(sql(
                "SELECT c.code, e.is_deductible, e.invoice_kind, sum(e.base_gross_minor) AS gross, \
                 sum(e.base_net_minor) AS net FROM entry e JOIN category c ON c.id = e.category_id \
                 WHERE e.is_void = 0 AND e.status = 'actual' AND e.vendor_id = ? AND e.occurred_on BETWEEN ? AND ? \
                 AND c.code NOT LIKE '10%' AND c.code NOT LIKE '11%' AND c.code NOT LIKE '99%' \
                 GROUP BY c.code, e.is_deductible, e.invoice_kind",
                [id.into(), from.to_string().into(), to.to_string().into()],
            ))
            .await
            .or_fault()?;
        rows.iter()
            .map(|row| {
                let code: String = row.try_get("", "code").or_fault()?;
                let own: Option<bool> = row.try_get("", "is_deductible").or_fault()?;
                let kind: Option<String> = row.try_get("", "invoice_kind").or_fault()?;
                let kind = kind.as_deref().and_then(InvoiceKind::parse);
                let part = if Deduction::of(own, kind).is_deductible(taxpayer, &code) {
                    "net"
                } else {
                    "gross"
                };
                let minor: i64 = row.try_get("", part).or_fault()?;
                Ok((code, currency.amount(minor).value()))
            })
            .collect()
    }
}

fn amount(value: Decimal, decimals: u32) -> Amount {
    Amount::new(kezhang_core::money::round(value, decimals))
}

/// What the seats cost in the year of the contract that runs.
fn yearly_of_seats(priced: &Priced, entrant: &Entrant, need: &OfferNeed, months: u32) -> Decimal {
    let year = (months.saturating_sub(1) / 12).min(need.horizon_years.saturating_sub(1));
    let is_seat = |place: usize| {
        let item = entrant.terms.items.get(place);
        item.is_some_and(|item| item.unit == ChargeUnit::Seat)
    };
    let flows = priced.flows.iter();
    flows
        .filter(|flow| flow.year == year && flow.covers > 0 && is_seat(flow.item))
        .map(|flow| flow.cost)
        .sum()
}
