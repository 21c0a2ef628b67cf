//! Spending standards and limits of tax law: kept, and held against what is entered.
//!
//! The one thing to know: they only warn; what has been spent before is read from the totals once, at the end of a
//! change, and only where something that comes is under one of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::link::Connection;
use chrono::{Datelike, NaiveDate};
use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::monitor::fold::World;
use kezhang_core::plan::control::{Control, ControlNote};
use kezhang_core::plan::standard::{
    Brought, BroughtYear, Per, Standard, TaxLimit, TaxLimitReport, TaxLimitShown, ceiling, deductible, known_limits,
    share,
};
use kezhang_core::plan::{Basis, LineKey};
use kezhang_core::record::entry::{Deduction, Taxpayer};
use kezhang_core::{Amount, Calendar, Currency, Fault, Language, Month, Outcome, Span};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{EntityTrait, QueryOrder};
use serde::Deserialize;

use crate::behind::{ANSWERED, Patience, Walk, behind, said};
use crate::budget::Codes;
use crate::entry::cost_of;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::entry::Model;
use crate::row::{spending_standard, tax_limit};
use crate::watch::Spending;

/// A ceiling as it shall be; one of the same kind on the same things is replaced.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardInput {
    /// Per person, event or customer.
    pub per: Per,
    /// A category, a grade, a customer, or any of them together: codes or names.
    pub key: LineKey,
    /// The ceiling, above zero; absent, the ceiling is taken away.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// A limit as the ledger has it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxLimitInput {
    /// `entertainment`, `promotion`, or a new one.
    pub code: String,
    /// From this day on.
    pub from: NaiveDate,
    /// Codes of categories; as known when absent.
    #[serde(default)]
    pub categories: Option<Vec<String>>,
    /// The share of the cost that is deductible at all, `0.6`; all of it when absent.
    #[serde(default)]
    pub of_cost: Option<String>,
    /// The share of the year's revenue, `0.005`.
    pub of_revenue: String,
    /// Where it stands written.
    #[serde(default)]
    pub source: String,
    /// Whether it warns.
    #[serde(default = "yes")]
    pub is_on: bool,
}

fn yes() -> bool {
    true
}

/// A ceiling by ids.
#[derive(Debug, Clone)]
struct Ceiling {
    per: Per,
    category: i64,
    grade: i64,
    customer: i64,
    amount: i64,
}

/// A limit by ids, as it is in one calendar year.
#[derive(Debug, Clone)]
struct Limit {
    code: String,
    categories: HashSet<i64>,
    of_cost: Option<Decimal>,
    of_revenue: Decimal,
    is_carried: bool,
}

/// The ceilings and limits of a ledger, and what a change adds under them.
pub(crate) struct Ceilings {
    ceilings: Vec<Ceiling>,
    own: Vec<tax_limit::Model>,
    /// Of the calendar years in which something comes; the revenue is asked for at the end.
    limits: BTreeMap<i32, Vec<Limit>>,
    world: World,
    codes: HashMap<i64, String>,
    taxpayer: Taxpayer,
    currency: Currency,
    calendar: Calendar,
    people: Option<u32>,
    /// By ceiling and activity, or by ceiling and customer and fiscal year.
    activities: BTreeMap<(usize, i64), Added>,
    customers: BTreeMap<(usize, i64, i32), Added>,
    /// Entries of no activity, one by one.
    alone: Vec<(usize, Model, i64, Option<u32>)>,
    taxed: BTreeMap<(i32, usize), Added>,
    /// By ceiling per person: entries above it for which nobody said how many people they were for.
    uncounted: BTreeMap<usize, Added>,
}

#[derive(Debug, Default)]
struct Added {
    amount: i64,
    rows: Vec<u32>,
    count: u64,
}

impl Added {
    fn add(&mut self, amount: i64, row: Option<u32>) {
        self.amount = self.amount.saturating_add(amount);
        if amount > 0 {
            self.count += 1;
            self.rows.extend(row.filter(|_| self.rows.len() < 20));
        }
    }
}

/// How many entries that name no activity are told of at most.
const MOST: usize = 50;

impl Ceilings {
    pub(crate) fn needs_grades(&self) -> bool {
        self.ceilings.iter().any(|of| of.grade != 0)
    }

    /// For how many people the entry was.
    pub(crate) fn people(&mut self, people: Option<u32>) {
        self.people = people;
    }

    /// Notes an entry that comes, or with sign −1 goes.
    pub(crate) fn entry(&mut self, entry: &Model, grade: i64, sign: i64, row: Option<u32>) -> Outcome<()> {
        let year = entry.occurred_on.year();
        let customer = entry.customer_id.unwrap_or(0);
        let mut cost = None;
        let mut cost_of = |codes: &HashMap<i64, String>, taxpayer| -> Outcome<i64> {
            if cost.is_none() {
                let code = codes.get(&entry.category_id).map_or("", String::as_str);
                cost = Some(cost_of(entry, code, taxpayer)?.1.saturating_mul(sign));
            }
            Ok(cost.unwrap_or(0))
        };
        for (at, of) in self.ceilings.iter().enumerate() {
            let fits = (of.category == 0 || self.world.ancestry(entry.category_id).any(|id| id == of.category))
                && (of.grade == 0 || of.grade == grade)
                && (of.customer == 0 || of.customer == customer);
            if !fits {
                continue;
            }
            let amount = cost_of(&self.codes, self.taxpayer)?;
            match (of.per, entry.activity_id) {
                (Per::Event, Some(activity)) => self.activities.entry((at, activity)).or_default().add(amount, row),
                (Per::Person, _) if self.people.is_none() && amount > of.amount => {
                    self.uncounted.entry(at).or_default().add(amount, row);
                }
                (Per::Person, _) if self.people.is_none() => {}
                (Per::Event | Per::Person, _) if sign > 0 && amount > 0 && self.alone.len() < MOST => {
                    self.alone.push((at, entry.clone(), amount, row));
                }
                (Per::Customer, _) if customer != 0 => {
                    let year = self.calendar.year(Month::of(entry.occurred_on));
                    self.customers.entry((at, customer, year)).or_default().add(amount, row);
                }
                _ => {}
            }
        }
        if !self.limits.contains_key(&year) {
            let limits = limits_of(&self.own, &self.world, year)?;
            self.limits.insert(year, limits);
        }
        for (at, of) in self.limits.get(&year).into_iter().flatten().enumerate() {
            if of.categories.contains(&entry.category_id) {
                let amount = cost_of(&self.codes, self.taxpayer)?;
                self.taxed.entry((year, at)).or_default().add(amount, row);
            }
        }
        Ok(())
    }

    /// Notes money that is asked for: the standards and limits of the spending that will come of it.
    pub(crate) fn asked(&mut self, of: &Spending) -> Outcome<()> {
        let id = |at: usize| (of.named[at] != 0).then_some(of.named[at]);
        let entry = Model {
            id: 0,
            batch_id: None,
            is_void: false,
            fingerprint: None,
            source_id: None,
            occurred_on: of.month.first_day(),
            category_id: of.named[0],
            currency: self.currency.code().to_owned(),
            rate: None,
            gross_minor: of.amount,
            tax_minor: None,
            net_minor: of.amount,
            base_gross_minor: of.amount,
            base_net_minor: of.amount,
            tax_rate: None,
            invoice: None,
            invoice_kind: None,
            is_deductible: None,
            paid_on: None,
            invoiced_on: None,
            benefit_from: None,
            benefit_to: None,
            stage: None,
            customer_id: id(5),
            channel_id: id(2),
            activity_id: id(3),
            department_id: id(1),
            vendor_id: None,
            product_id: id(4),
            memo: String::new(),
            status: String::new(),
        };
        self.entry(&entry, of.named[6], 1, None)
    }

    fn is_below(&self, category: i64, of: i64) -> bool {
        of == 0 || self.world.ancestry(category).any(|id| id == of)
    }

    /// What was spent before, from the totals: `what` is `activity_id` or `customer_id` of a table.
    fn before(&self, bulk: &Connection, conditions: &str, keep: impl Fn(i64) -> bool) -> Outcome<i64> {
        let mut statement = bulk.prepare_cached(conditions).or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        let mut sum = 0i64;
        while let Some(row) = rows.next().or_fault()? {
            let category: i64 = row.get(0).or_fault()?;
            if !keep(category) {
                continue;
            }
            let deduction = Deduction::from_number(row.get(1).or_fault()?);
            let code = self.codes.get(&category).map_or("", String::as_str);
            let at = if deduction.is_deductible(self.taxpayer, code) {
                2
            } else {
                3
            };
            let amount: i64 = row.get(at).or_fault()?;
            sum = sum.saturating_add(amount);
        }
        Ok(sum)
    }

    /// What goes beyond a ceiling or a limit, in words.
    pub(crate) fn notes(&self, bulk: &Connection, patience: Patience, language: Language) -> Outcome<Vec<ControlNote>> {
        let mut beyond = self.beyond_ceilings(bulk)?;
        beyond.extend(self.beyond_limits(bulk)?);
        self.tell_entries(bulk, patience, &mut beyond)?;
        let mut notes = Vec::with_capacity(beyond.len());
        for Beyond { mut note, told, .. } in beyond {
            let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
            for (dimension, code) in crate::balance::texts(&note.key) {
                wanted.entry(dimension).or_default().extend(code.clone());
            }
            let fault = match told {
                Told::Standard { each, people } => {
                    let labels = crate::labels::labels(bulk, &wanted, language)?;
                    let plan = note.plan.to_string();
                    let plan = in_words(language, "plan", &plan);
                    let standard = match people {
                        Some(people) => {
                            let each = self.currency.amount(each).to_string();
                            let each = in_words(language, "plan", &each);
                            let people = people.to_string();
                            let facts = [("each", &*each), ("people", people.as_str()), ("plan", &*plan)];
                            say(language, "standard.people", &facts)
                        }
                        None => plan.into_owned(),
                    };
                    Fault::new("standard_exceeded")
                        .with("per", say(language, &format!("standard.{}", note.scope), &[]))
                        .with("line", crate::watch::named_line(&note.key, &labels))
                        .with("standard", standard)
                }
                Told::Uncounted => {
                    let labels = crate::labels::labels(bulk, &wanted, language)?;
                    Fault::new("standard_unchecked")
                        .with("line", crate::watch::named_line(&note.key, &labels))
                        .with("standard", note.plan)
                        .with("count", note.row_count)
                }
                Told::Limit {
                    year,
                    revenue,
                    brought,
                    at,
                } => self.limit_told(&note, (year, revenue, brought), &self.limits[&year][at], language)?,
            };
            note.message = fault
                .with("actual", note.actual)
                .with("amount", note.amount)
                .with("excess", note.excess)
                .with("room", note.room)
                .with("entries", said(&note, language))
                .message(language);
            notes.push(note);
        }
        Ok(notes)
    }

    /// The sentence of a limit of tax law: what of revenue is deductible at most, and where a share of the cost alone
    /// counts, up to which cost.
    fn limit_told(
        &self,
        note: &ControlNote,
        (year, revenue, brought): (i32, i64, i64),
        limit: &Limit,
        language: Language,
    ) -> Outcome<Fault> {
        let shown = |minor: i64| {
            let text = self.currency.amount(minor).to_string();
            in_words(language, "amount", &text).into_owned()
        };
        let percent = |rate: Decimal| (rate * Decimal::ONE_HUNDRED).normalize().to_string();
        let (mut reached, mut part) = (String::new(), String::new());
        if let Some(of_cost) = limit.of_cost {
            let share = percent(of_cost);
            let plan = note.plan.to_string();
            let plan = in_words(language, "plan", &plan);
            reached = say(language, "tax_limit.reached", &[("share", &share), ("plan", &plan)]);
            part = say(language, "tax_limit.part", &[("share", &share)]);
        }
        let brought = match brought {
            0 => String::new(),
            brought => say(language, "tax_limit.brought", &[("amount", &shown(brought))]),
        };
        let later = match limit.is_carried {
            true => say(language, "tax_limit.later", &[]),
            false => String::new(),
        };
        Ok(Fault::new("tax_limit_exceeded")
            .with("limit", say(language, &format!("tax_limit.{}", limit.code), &[]))
            .with("year", year)
            .with("revenue", shown(revenue))
            .with("share", percent(limit.of_revenue))
            .with("most", shown(share(revenue, limit.of_revenue)?))
            .with("reached", reached)
            .with("part", part)
            .with("brought", brought)
            .with("later", later))
    }

    /// What earlier calendar years had beyond a limit and have not deducted since.
    fn brought(&self, bulk: &Connection, year: i32, code: &str) -> Outcome<Brought> {
        let mut years = costs_by_year(bulk, year, &self.codes, self.taxpayer)?;
        years.retain(|of, _| *of < year);
        brought(bulk, &self.own, &years, year, code)
    }

    fn beyond_ceilings(&self, bulk: &Connection) -> Outcome<Vec<Beyond>> {
        let mut found = Vec::new();
        let codes = Codes::load(bulk)?;
        let key_of = |of: &Ceiling, activity: i64, customer: i64| {
            let grade = if customer == 0 { of.grade } else { 0 };
            codes.key([of.category, 0, 0, activity, 0, customer, grade])
        };
        for ((at, activity), added) in self.activities.iter().filter(|(_, added)| added.amount > 0) {
            let of = &self.ceilings[*at];
            let query = format!(
                "SELECT category_id, deduction, sum(net_minor), sum(gross_minor) FROM total_scope \
                 WHERE basis = 0 AND activity_id = {activity} GROUP BY 1, 2"
            );
            let before = self.before(bulk, &query, |category| self.is_below(category, of.category))?;
            let spent = Spent::Activity {
                activity: *activity,
                category: of.category,
            };
            let key = key_of(of, *activity, of.customer);
            found.extend(self.beyond(of, None, key, before, added, Some(spent)));
        }
        for ((at, customer, year), added) in self.customers.iter().filter(|(_, added)| added.amount > 0) {
            let of = &self.ceilings[*at];
            let span = self.calendar.span(*year);
            let query = format!(
                "SELECT category_id, deduction, sum(net_minor), sum(gross_minor) FROM total_customer \
                 WHERE basis = 0 AND customer_id = {customer} AND month BETWEEN {} AND {} GROUP BY 1, 2",
                span.from.number(),
                span.to.number()
            );
            let before = self.before(bulk, &query, |category| self.is_below(category, of.category))?;
            let spent = Spent::Customer {
                customer: *customer,
                category: of.category,
                year: *year,
            };
            found.extend(self.beyond(of, None, key_of(of, 0, *customer), before, added, Some(spent)));
        }
        for (at, entry, amount, row) in &self.alone {
            let of = &self.ceilings[*at];
            let people = (of.per == Per::Person).then(|| self.people.unwrap_or(1).max(1));
            let added = Added {
                amount: *amount,
                rows: row.iter().copied().collect(),
                count: 1,
            };
            let key = key_of(of, 0, entry.customer_id.unwrap_or(0));
            found.extend(self.beyond(of, people, key, 0, &added, None));
        }
        for (at, added) in &self.uncounted {
            let of = &self.ceilings[*at];
            let mut note = self.bare("standard_unchecked", of.per.as_str(), of.amount, 0, added, 0);
            note.key = key_of(of, 0, of.customer);
            let told = Told::Uncounted;
            found.push(Beyond {
                note,
                told,
                spent: None,
            });
        }
        Ok(found)
    }

    fn beyond_limits(&self, bulk: &Connection) -> Outcome<Vec<Beyond>> {
        let mut found = Vec::new();
        for ((year, at), added) in self.taxed.iter().filter(|(_, added)| added.amount > 0) {
            let of = &self.limits[year][*at];
            let Some(span) = calendar_year(*year) else { continue };
            let Some(revenue) = revenue(bulk, *year)? else { continue };
            let Some(most) = ceiling(revenue, of.of_cost, of.of_revenue) else {
                continue;
            };
            let query = format!(
                "SELECT category_id, deduction, sum(net_minor), sum(gross_minor) FROM total_category \
                 WHERE basis = 0 AND month BETWEEN {} AND {} GROUP BY 1, 2",
                span.from.number(),
                span.to.number()
            );
            let before = self.before(bulk, &query, |category| of.categories.contains(&category))?;
            let brought = if of.is_carried {
                self.brought(bulk, *year, &of.code)?.total()
            } else {
                0
            };
            let taken = before.saturating_add(brought).saturating_add(added.amount);
            let excess = taken.saturating_sub(most);
            if excess <= 0 {
                continue;
            }
            let code = of.categories.iter().filter_map(|id| self.codes.get(id)).min().cloned();
            let mut note = self.bare("tax_limit_exceeded", &of.code, most, before, added, excess);
            note.key.category = code;
            let (year, at) = (*year, *at);
            found.push(Beyond {
                note,
                told: Told::Limit {
                    year,
                    revenue,
                    brought,
                    at,
                },
                spent: Some(Spent::Year { year, at }),
            });
        }
        Ok(found)
    }

    /// Tells the first notes what has been spent under their ceiling or limit: one walk for each activity, one for the
    /// customers of a fiscal year, one for a calendar year.
    fn tell_entries(&self, bulk: &Connection, patience: Patience, beyond: &mut [Beyond]) -> Outcome<()> {
        let mut walks: BTreeMap<(Option<i64>, Month, Month, bool), Vec<usize>> = BTreeMap::new();
        for (place, one) in beyond.iter().enumerate().take(ANSWERED) {
            let walk = match one.spent {
                None => continue,
                Some(Spent::Activity { activity, .. }) => match months_of(bulk, activity)? {
                    Some(span) => (Some(activity), span, false),
                    None => continue,
                },
                Some(Spent::Customer { year, .. }) => (None, self.calendar.span(year), true),
                Some(Spent::Year { year, .. }) => match calendar_year(year) {
                    Some(span) => (None, span, false),
                    None => continue,
                },
            };
            let (activity, span, is_by_customer) = walk;
            let walk = (activity, span.from, span.to, is_by_customer);
            walks.entry(walk).or_default().push(place);
        }
        for ((activity, from, to, is_by_customer), places) in walks {
            let span = Span { from, to };
            let asking: Vec<Spent> = places.iter().filter_map(|place| beyond[*place].spent).collect();
            let categories: BTreeSet<i64> = self
                .codes
                .keys()
                .filter(|id| asking.iter().any(|spent| self.is_in(**id, *spent)))
                .copied()
                .collect();
            let customers = asking.iter().filter_map(|spent| match spent {
                Spent::Customer { customer, .. } => Some(*customer),
                _ => None,
            });
            let walk = Walk {
                span,
                basis: Basis::Accrual,
                categories: Some(categories),
                customers: is_by_customer.then(|| customers.collect()),
                activity,
            };
            let found = behind(bulk, &walk, asking.len(), patience, |met, found| {
                let category = met.entry.category_id;
                let code = self.codes.get(&category).map_or("", String::as_str);
                let is_net = met.deduction.is_deductible(self.taxpayer, code);
                let amount = met.shares.iter().fold(0i64, |sum, (_, share)| {
                    sum.saturating_add(if is_net { share.net } else { share.gross })
                });
                for (place, spent) in asking.iter().enumerate() {
                    let is_theirs = match spent {
                        Spent::Customer { customer, .. } => met.entry.customer_id == Some(*customer),
                        Spent::Activity { .. } | Spent::Year { .. } => true,
                    };
                    if is_theirs && self.is_in(category, *spent) {
                        found(place, amount);
                    }
                }
            })?;
            for (place, found) in places.into_iter().zip(found.into_iter().flatten()) {
                found.tell(bulk, self.currency, &mut beyond[place].note)?;
            }
        }
        Ok(())
    }

    /// Whether a category is under what has been spent.
    fn is_in(&self, category: i64, spent: Spent) -> bool {
        match spent {
            Spent::Activity { category: of, .. } | Spent::Customer { category: of, .. } => self.is_below(category, of),
            Spent::Year { year, at } => self
                .limits
                .get(&year)
                .and_then(|limits| limits.get(at))
                .is_some_and(|limit| limit.categories.contains(&category)),
        }
    }

    fn bare(&self, code: &str, scope: &str, most: i64, before: i64, added: &Added, excess: i64) -> ControlNote {
        let excess = excess.min(added.amount);
        let amount = |minor| self.currency.amount(minor);
        ControlNote {
            code: code.to_owned(),
            message: String::new(),
            key: LineKey::default(),
            scope: scope.to_owned(),
            control: Control::Warn,
            plan: amount(most),
            actual: amount(before),
            committed: amount(0),
            pending: amount(0),
            amount: amount(added.amount),
            settled: amount(0),
            excess: amount(excess),
            room: amount(added.amount.saturating_sub(excess)),
            rows: added.rows.clone(),
            row_count: added.count,
            entries: Vec::new(),
            entry_count: 0,
        }
    }

    /// What goes beyond a ceiling, for so many people.
    fn beyond(
        &self,
        of: &Ceiling,
        people: Option<u32>,
        key: LineKey,
        before: i64,
        added: &Added,
        spent: Option<Spent>,
    ) -> Option<Beyond> {
        let most = of.amount.saturating_mul(people.map_or(1, i64::from));
        let excess = before.saturating_add(added.amount).saturating_sub(most);
        (excess > 0).then(|| {
            let mut note = self.bare("standard_exceeded", of.per.as_str(), most, before, added, excess);
            note.key = key;
            let told = Told::Standard {
                each: of.amount,
                people,
            };
            Beyond { note, told, spent }
        })
    }
}

/// A ceiling or a limit that is gone beyond: a note still without its sentence and its entries.
struct Beyond {
    note: ControlNote,
    told: Told,
    /// None where nothing has been spent before: one entry alone.
    spent: Option<Spent>,
}

/// What its sentence tells beside the figures of the note.
enum Told {
    Standard {
        each: i64,
        people: Option<u32>,
    },
    Limit {
        year: i32,
        revenue: i64,
        brought: i64,
        at: usize,
    },
    Uncounted,
}

/// What has been spent under a ceiling or a limit.
#[derive(Debug, Clone, Copy)]
enum Spent {
    Activity { activity: i64, category: i64 },
    Customer { customer: i64, category: i64, year: i32 },
    Year { year: i32, at: usize },
}

/// The cost of each calendar year up to this one, by the code of its category.
fn costs_by_year(
    bulk: &Connection,
    year: i32,
    codes: &HashMap<i64, String>,
    taxpayer: Taxpayer,
) -> Outcome<BTreeMap<i32, HashMap<String, i64>>> {
    let last = Month::new(year, 12).map(Month::number).unwrap_or(i32::MAX);
    let mut statement = bulk
        .prepare_cached(
            "SELECT category_id, deduction, month, sum(net_minor), sum(gross_minor) FROM total_category \
             WHERE basis = 0 AND month <= ?1 GROUP BY 1, 2, 3",
        )
        .or_fault()?;
    let mut rows = statement.query([last]).or_fault()?;
    let mut costs: BTreeMap<i32, HashMap<String, i64>> = BTreeMap::new();
    while let Some(row) = rows.next().or_fault()? {
        let category: i64 = row.get(0).or_fault()?;
        let Some(code) = codes.get(&category) else { continue };
        let deduction = Deduction::from_number(row.get(1).or_fault()?);
        let month = Month::from_number(row.get(2).or_fault()?);
        let is_net = deduction.is_deductible(taxpayer, code);
        let amount: i64 = row.get(if is_net { 3 } else { 4 }).or_fault()?;
        let sum = costs.entry(month.year()).or_default().entry(code.clone()).or_default();
        *sum = sum.saturating_add(amount);
    }
    Ok(costs)
}

/// The cost under a limit.
fn cost_under(limit: &TaxLimit, costs: &HashMap<String, i64>) -> i64 {
    let lies_in = kezhang_core::record::category::lies_in;
    let under = costs
        .iter()
        .filter(|(code, _)| limit.categories.iter().any(|of| lies_in(code, of)));
    under.fold(0i64, |sum, (_, cost)| sum.saturating_add(*cost))
}

/// What the years before one had beyond a limit, each by the limit of its own end; a year whose revenue is unknown
/// neither adds nor takes.
fn brought(
    bulk: &Connection,
    own: &[tax_limit::Model],
    costs: &BTreeMap<i32, HashMap<String, i64>>,
    year: i32,
    code: &str,
) -> Outcome<Brought> {
    let mut brought = Brought::default();
    let Some(first) = costs.keys().next() else {
        return Ok(brought);
    };
    let none = HashMap::new();
    for before in *first..year {
        let on = NaiveDate::from_ymd_opt(before, 12, 31);
        let limit = on.and_then(|on| limits_on(own, on).into_iter().find(|(limit, _)| limit.code == code));
        let (Some((limit, _)), Some(revenue)) = (limit, revenue(bulk, before)?) else {
            continue;
        };
        let cost = cost_under(&limit, costs.get(&before).unwrap_or(&none));
        brought.pass(before, cost, share(revenue, rate(&limit.of_revenue)?)?);
    }
    Ok(brought)
}

fn calendar_year(year: i32) -> Option<Span> {
    Span::new(Month::new(year, 1)?, Month::new(year, 12)?).ok()
}

/// The months in which an activity has cost anything.
fn months_of(bulk: &Connection, activity: i64) -> Outcome<Option<Span>> {
    let query = "SELECT min(month), max(month) FROM total_scope WHERE basis = 0 AND activity_id = ?1";
    let months: (Option<i32>, Option<i32>) = bulk
        .query_row(query, [activity], |row| Ok((row.get(0)?, row.get(1)?)))
        .or_fault()?;
    match months {
        (Some(from), Some(to)) => Span::new(Month::from_number(from), Month::from_number(to)).map(Some),
        _ => Ok(None),
    }
}

fn rate(text: &str) -> Outcome<Decimal> {
    let fault = || Fault::new("share_invalid").with("value", text);
    let rate: Decimal = text.trim().parse().map_err(|_| fault())?;
    if rate <= Decimal::ZERO || rate > Decimal::ONE {
        return Err(fault());
    }
    Ok(rate)
}

/// The limits that hold on a day: the ledger's own before those the program knows.
fn limits_on(rows: &[tax_limit::Model], on: NaiveDate) -> Vec<(TaxLimit, bool)> {
    let own = rows.iter().map(|row| {
        let limit = TaxLimit {
            code: row.code.clone(),
            from: row.from_on,
            categories: row
                .categories
                .split(',')
                .filter(|c| !c.is_empty())
                .map(str::to_owned)
                .collect(),
            of_cost: row.of_cost.clone(),
            of_revenue: row.of_revenue.clone(),
            source: row.source.clone(),
            is_on: row.is_on,
        };
        (limit, true)
    });
    let mut held: BTreeMap<String, (TaxLimit, bool)> = BTreeMap::new();
    for (limit, is_own) in known_limits().into_iter().map(|limit| (limit, false)).chain(own) {
        if limit.from <= on && held.get(&limit.code).is_none_or(|(known, _)| known.from <= limit.from) {
            held.insert(limit.code.clone(), (limit, is_own));
        }
    }
    held.into_values().collect()
}

/// The limits that warn in a calendar year, by ids.
fn limits_of(own: &[tax_limit::Model], world: &World, year: i32) -> Outcome<Vec<Limit>> {
    let Some(on) = NaiveDate::from_ymd_opt(year, 12, 31) else {
        return Ok(Vec::new());
    };
    let in_force = limits_on(own, on).into_iter().filter(|(limit, _)| limit.is_on);
    in_force
        .map(|(limit, _)| {
            let roots: Vec<i64> = limit
                .categories
                .iter()
                .filter_map(|code| world.category_ids.get(code).copied())
                .collect();
            let is_below = |id: &i64| world.ancestry(*id).any(|id| roots.contains(&id));
            Ok(Limit {
                categories: world.categories.keys().copied().filter(is_below).collect(),
                of_cost: limit.of_cost.as_deref().map(rate).transpose()?,
                of_revenue: rate(&limit.of_revenue)?,
                is_carried: limit.is_carried(),
                code: limit.code,
            })
        })
        .collect()
}

/// Revenue of a calendar year: orders, or where there are none income 11.2. None while nothing is known.
fn revenue(bulk: &Connection, year: i32) -> Outcome<Option<i64>> {
    let (from, to) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let orders: Option<i64> = bulk
        .query_row(
            "SELECT sum(amount_minor) FROM customer_order WHERE ordered_on BETWEEN ?1 AND ?2",
            (&from, &to),
            |row| row.get(0),
        )
        .or_fault()?;
    if orders.is_some() {
        return Ok(orders.filter(|revenue| *revenue > 0));
    }
    let (Some(from), Some(to)) = (Month::new(year, 1), Month::new(year, 12)) else {
        return Ok(None);
    };
    let income: Option<i64> = bulk
        .query_row(
            "SELECT sum(t.net_minor) FROM total_category t JOIN category c ON c.id = t.category_id \
             WHERE t.basis = 0 AND c.code = '11.2' AND t.month BETWEEN ?1 AND ?2",
            (from.number(), to.number()),
            |row| row.get(0),
        )
        .or_fault()?;
    Ok(income.filter(|revenue| *revenue > 0))
}

impl Ledger {
    /// The ceilings and limits that something could be under; none where there are none.
    pub(crate) async fn ceilings(&self) -> Outcome<Option<Ceilings>> {
        let standards = spending_standard::Entity::find().all(self.reader()).await.or_fault()?;
        let own = tax_limit::Entity::find().all(self.reader()).await.or_fault()?;
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        crate::bulk::with(self.reader(), |bulk| {
            // Without any revenue no limit is on.
            let is_earning: bool = bulk
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM customer_order) OR EXISTS (SELECT 1 FROM total_category t \
                     JOIN category c ON c.id = t.category_id WHERE t.basis = 0 AND c.code = '11.2')",
                    (),
                    |row| row.get(0),
                )
                .or_fault()?;
            if standards.is_empty() && !is_earning {
                return Ok(None);
            }
            let world = crate::variance::world(bulk)?;
            let codes: HashMap<i64, String> = world
                .categories
                .iter()
                .map(|(id, node)| (*id, node.code.clone()))
                .collect();
            let ceilings = standards
                .iter()
                .map(|row| {
                    Ok(Ceiling {
                        per: from_word("spending_standard", &row.per)?,
                        category: row.category_id.unwrap_or(0),
                        grade: row.grade_id.unwrap_or(0),
                        customer: row.customer_id.unwrap_or(0),
                        amount: row.amount_minor,
                    })
                })
                .collect::<Outcome<Vec<_>>>()?;
            Ok(Some(Ceilings {
                ceilings,
                own: if is_earning { own } else { Vec::new() },
                limits: BTreeMap::new(),
                world,
                codes,
                taxpayer: profile.taxpayer,
                currency: profile.currency,
                calendar,
                people: None,
                activities: BTreeMap::new(),
                customers: BTreeMap::new(),
                alone: Vec::new(),
                taxed: BTreeMap::new(),
                uncounted: BTreeMap::new(),
            }))
        })
        .await
    }

    /// The ceilings, by what they are per and on.
    ///
    /// # Errors
    /// What the database says.
    pub async fn standards(&self) -> Outcome<Vec<Standard>> {
        self.standards_on(self.reader()).await
    }

    async fn standards_on(&self, connection: &sea_orm::DatabaseConnection) -> Outcome<Vec<Standard>> {
        let currency = self.currency().await;
        let rows = spending_standard::Entity::find()
            .order_by_asc(spending_standard::Column::Id)
            .all(connection)
            .await
            .or_fault()?;
        let codes = crate::bulk::with(connection, Codes::load).await?;
        let id = |id: Option<i64>| id.unwrap_or(0);
        rows.into_iter()
            .map(|row| {
                Ok(Standard {
                    id: row.id,
                    per: from_word("spending_standard", &row.per)?,
                    key: codes.key([id(row.category_id), 0, 0, 0, 0, id(row.customer_id), id(row.grade_id)]),
                    amount: currency.amount(row.amount_minor),
                    note: row.note,
                })
            })
            .collect()
    }

    /// Sets a ceiling, or takes it away.
    ///
    /// # Errors
    /// `standard_key` when it names anything but category, grade and customer; `standard_amount`; `name_unknown`,
    /// `line_names_nothing`, `line_never_matches`.
    pub async fn set_standard(&self, change: &mut Change<'_>, input: &StandardInput) -> Outcome<Vec<Standard>> {
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let named = names.resolve(&input.key).map_err(|mut refusals| refusals.remove(0).2)?;
        if named[1..5].iter().any(|id| *id != 0) {
            return Err(Fault::new("standard_key"));
        }
        let id = |at: usize| (named[at] != 0).then_some(named[at]);
        let old = spending_standard::Entity::find()
            .all(change.connection())
            .await
            .or_fault()?
            .into_iter()
            .find(|row| {
                row.per == input.per.as_str()
                    && row.category_id == id(0)
                    && row.customer_id == id(5)
                    && row.grade_id == id(6)
            });
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        change.note("line", crate::balance::line_name(&codes.key(named)));
        change.note(
            "amount",
            input.amount.map_or("–".to_owned(), |amount| amount.to_string()),
        );
        let amount = match input.amount {
            Some(amount) => Some(self.currency().await.minor(amount.value())?),
            None => None,
        };
        match (amount, old) {
            (Some(amount), _) if amount <= 0 => return Err(Fault::new("standard_amount")),
            (Some(amount), old) => {
                let row = spending_standard::Model {
                    id: 0,
                    per: input.per.as_str().to_owned(),
                    category_id: id(0),
                    grade_id: id(6),
                    customer_id: id(5),
                    amount_minor: amount,
                    note: crate::member::clean(&input.note)?.trim().to_owned(),
                };
                match old {
                    Some(old) => change.update(old, row).await.map(drop)?,
                    None => change.insert(row).await.map(drop)?,
                }
            }
            (None, Some(old)) => change.remove(old).await?,
            (None, None) => return Err(Fault::new("line_unknown")),
        }
        self.standards_on(change.connection()).await
    }

    /// The limits of tax law in a calendar year, and how the ledger stands to them.
    ///
    /// # Errors
    /// `fiscal_year_invalid`.
    pub async fn tax_limits(&self, year: i32, language: Language) -> Outcome<TaxLimitReport> {
        let on = NaiveDate::from_ymd_opt(year, 12, 31)
            .filter(|_| (1..=9998).contains(&year))
            .ok_or_else(|| Fault::new("fiscal_year_invalid").with("value", year))?;
        let own = tax_limit::Entity::find().all(self.reader()).await.or_fault()?;
        let profile = self.profile().await;
        let currency = profile.currency;
        crate::bulk::with(self.reader(), |bulk| {
            let revenue = revenue(bulk, year)?;
            let world = crate::variance::world(bulk)?;
            let codes = world
                .categories
                .iter()
                .map(|(id, node)| (*id, node.code.clone()))
                .collect();
            let costs = costs_by_year(bulk, year, &codes, profile.taxpayer)?;
            let none = HashMap::new();
            let mut limits = Vec::new();
            for (limit, is_own) in limits_on(&own, on) {
                let cost = cost_under(&limit, costs.get(&year).unwrap_or(&none));
                let of_cost = limit.of_cost.as_deref().map(rate).transpose()?;
                let of_revenue = rate(&limit.of_revenue)?;
                let most = revenue
                    .map(|revenue| deductible(cost, revenue, of_cost, of_revenue))
                    .transpose()?;
                let mut shown = TaxLimitShown {
                    name: say(language, &format!("tax_limit.{}", limit.code), &[]),
                    is_own,
                    cost: currency.amount(cost),
                    deductible: most.map(|most| currency.amount(most)),
                    excess: most.map(|most| currency.amount(cost.saturating_sub(most))),
                    brought: None,
                    brought_from: Vec::new(),
                    used: None,
                    carried: None,
                    limit,
                };
                if shown.limit.is_carried() {
                    let mut brought = brought(bulk, &own, &costs, year, &shown.limit.code)?;
                    let of_year = |(year, amount): &(i32, i64)| BroughtYear {
                        year: *year,
                        amount: currency.amount(*amount),
                    };
                    shown.brought = Some(currency.amount(brought.total()));
                    shown.brought_from = brought.years().iter().map(of_year).collect();
                    if let Some(revenue) = revenue {
                        let used = brought.pass(year, cost, share(revenue, of_revenue)?);
                        shown.used = Some(currency.amount(used));
                        shown.carried = Some(currency.amount(brought.total()));
                    }
                }
                limits.push(shown);
            }
            Ok(TaxLimitReport {
                year,
                currency,
                revenue: revenue.map(|revenue| currency.amount(revenue)),
                limits,
            })
        })
        .await
    }

    /// Keeps a limit of the ledger's own, from a day on.
    ///
    /// # Errors
    /// `share_invalid`, `category_unknown`, `tax_limit_unknown` for a code that the program has no words for.
    pub async fn set_tax_limit(&self, change: &mut Change<'_>, input: &TaxLimitInput) -> Outcome<()> {
        let known = known_limits().into_iter().find(|limit| limit.code == input.code);
        let Some(known) = known else {
            return Err(Fault::new("tax_limit_unknown").with("value", &input.code));
        };
        rate(&input.of_revenue)?;
        input.of_cost.as_deref().map(rate).transpose()?;
        let categories = input.categories.clone().unwrap_or(known.categories);
        crate::bulk::with(change.connection(), |bulk| {
            let names = crate::lookup::categories(bulk)?;
            categories.iter().try_for_each(|code| names.any(code).map(drop))
        })
        .await?;
        let text = |text: &str| crate::member::clean(text).map(|text| text.trim().to_owned());
        let row = tax_limit::Model {
            id: 0,
            code: input.code.clone(),
            from_on: input.from,
            categories: categories.join(","),
            of_cost: input.of_cost.as_deref().map(text).transpose()?,
            of_revenue: text(&input.of_revenue)?,
            source: if input.source.trim().is_empty() {
                known.source
            } else {
                text(&input.source)?
            },
            is_on: input.is_on,
        };
        let old = tax_limit::Entity::find()
            .all(change.connection())
            .await
            .or_fault()?
            .into_iter()
            .find(|old| old.code == row.code && old.from_on == row.from_on);
        change.note("limit", &input.code);
        match old {
            Some(old) => change.update(old, row).await.map(drop),
            None => change.insert(row).await.map(drop),
        }
    }
}
