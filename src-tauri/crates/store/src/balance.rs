//! What may still be spent on each line, and control of what goes beyond.
//!
//! The one thing to know: every cost and every commitment of the fiscal year is charged to one line
//! (`monitor::charge`), on the plan's own basis and measure, so a line's balance and the report agree.

use std::collections::{BTreeMap, HashMap, HashSet};

use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::charge::Payers;
use kezhang_core::monitor::fold::{Fact, Named};
use kezhang_core::monitor::pace::{heading_for, share};
use kezhang_core::plan::LineKey;
use kezhang_core::plan::control::{Alert, Balance, BalanceReport, Control, Position, PositionShown};
use kezhang_core::record::EntryKind;
use kezhang_core::record::category::sort_key;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Currency, Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::budget::{Codes, VersionRow, version_rows};
use crate::commitment::{commitments, pending};
use crate::entry::PayingLine;
use crate::facts::facts;
use crate::fault::OrFault;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::line_control;
use crate::variance::Frame;
use crate::watch::{Grades, Watch, named_by};

/// The dimensions that a row names, 0 for none.
macro_rules! named_of {
    ($row:expr) => {
        [
            $row.category_id,
            $row.department_id,
            $row.channel_id,
            $row.activity_id,
            $row.product_id,
            $row.customer_id,
            $row.grade_id,
        ]
        .map(|id| id.unwrap_or(0))
    };
}
pub(crate) use named_of;

/// Which balances.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BalanceQuery {
    /// The budget; the plan in force when absent.
    pub budget: Option<String>,
    /// Up to which month; today's when absent.
    pub to: Option<Month>,
    /// The line that would pay for spending with this key, else the lines that lie in it; all lines when absent.
    pub key: Option<LineKey>,
    /// Language of the names.
    pub language: Option<Language>,
}

/// A line's year by month, in minor units.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineBook {
    months: [Position; 12],
}

impl LineBook {
    pub(crate) fn position(&self, months: std::ops::Range<usize>) -> Position {
        let mut sum = Position::default();
        for month in &self.months[months] {
            sum.plan = sum.plan.saturating_add(month.plan);
            sum.actual = sum.actual.saturating_add(month.actual);
            sum.committed = sum.committed.saturating_add(month.committed);
            sum.pending = sum.pending.saturating_add(month.pending);
        }
        sum
    }

    pub(crate) fn full_year(&self) -> Position {
        self.position(0..12)
    }
}

/// The fiscal year of a plan, charged line by line.
pub(crate) struct PlanBook {
    pub frame: Frame,
    pub budget: VersionRow,
    pub lines: HashMap<Named, LineBook>,
    pub outside: LineBook,
    payers: Payers,
}

impl PlanBook {
    /// The line of the plan in `month` that pays for a thing.
    pub(crate) fn payer(&self, month: Month, named: &Named) -> Option<Named> {
        let version = self.frame.plan.version_of.get(&month)?;
        let at = self.payers.of_thing(&self.frame.world, *version, named)?;
        self.frame.plan.lines.get(at).map(|line| line.named)
    }

    /// The dimensions that some line names: only they decide who pays.
    pub(crate) fn tells_apart(&self) -> [bool; 7] {
        let mut told_apart = [false; 7];
        for line in &self.frame.plan.lines {
            for (is_named, id) in told_apart.iter_mut().zip(line.named) {
                *is_named |= id != 0;
            }
        }
        told_apart
    }

    pub(crate) fn slot(&mut self, fact: &Fact, of: fn(&mut Position) -> &mut i64) -> Outcome<()> {
        let place = self.frame.calendar.place(fact.month);
        let book = match self.payer(fact.month, &fact.named) {
            Some(line) => self.lines.entry(line).or_default(),
            None => &mut self.outside,
        };
        let sum = of(&mut book.months[place]);
        *sum = sum
            .checked_add(fact.amount)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
        Ok(())
    }
}

impl Ledger {
    /// The budget that a name means, else the plan in force today, else the newest one approved: its newest version.
    pub(crate) fn meant<'v>(
        rows: &'v [VersionRow],
        budget: Option<&str>,
        calendar: kezhang_core::Calendar,
        today: chrono::NaiveDate,
    ) -> Outcome<&'v VersionRow> {
        let approved = |row: &&VersionRow| row.version.valid_from.is_some();
        let found = match budget {
            Some(budget) => Some(crate::budget::select(rows, budget)?),
            None => {
                let year = calendar.year(Month::of(today));
                let this = rows
                    .iter()
                    .rev()
                    .filter(approved)
                    .find(|row| row.budget.fiscal_year == year);
                this.or_else(|| rows.iter().rfind(approved))
            }
        };
        found.ok_or_else(|| Fault::new("plan_missing"))
    }

    /// The whole fiscal year of a plan, every cost and commitment charged to its line.
    pub(crate) async fn plan_book(&self, budget: Option<&str>, today: chrono::NaiveDate) -> Outcome<PlanBook> {
        let rows = version_rows(self.reader()).await?;
        let calendar = self.calendar().await?;
        let meant = Self::meant(&rows, budget, calendar, today)?.clone();
        let year = calendar.span(meant.budget.fiscal_year);
        let query = VarianceQuery {
            from: Some(year.from),
            to: Some(year.to),
            by: vec![Dimension::Month],
            budget: budget.map(|_| format!("{}@current", meant.budget.name)),
            ..VarianceQuery::default()
        };
        let frame = self.frame(&query, today).await?;
        let mut book = PlanBook {
            payers: Payers::of(&frame.plan.lines),
            frame,
            budget: meant,
            lines: HashMap::new(),
            outside: LineBook::default(),
        };
        let (spent, committed, asked) = crate::bulk::with(self.reader(), |bulk| {
            bulk.execute_batch("BEGIN").or_fault()?;
            let read = || {
                Ok((
                    facts(bulk, &book.frame)?,
                    commitments(bulk, year)?,
                    pending(bulk, year)?,
                ))
            };
            let read = read();
            let _ = bulk.execute_batch("COMMIT");
            read
        })
        .await?;
        for line in &book.frame.plan.lines.clone() {
            let of = book.lines.entry(line.named).or_default();
            for (month, amount) in &line.months {
                let plan = &mut of.months[book.frame.calendar.place(*month)].plan;
                *plan = plan.saturating_add(*amount);
            }
        }
        for fact in &spent {
            let node = book.frame.world.categories.get(&fact.named[0]);
            if node.is_none_or(|node| node.kind == EntryKind::Cost) {
                book.slot(fact, |position| &mut position.actual)?;
            }
        }
        for commitment in &committed {
            book.slot(&commitment.fact, |position| &mut position.committed)?;
        }
        for commitment in &asked {
            book.slot(&commitment.fact, |position| &mut position.pending)?;
        }
        Ok(book)
    }

    /// What may still be spent: every line, or the one that would pay for a key, or those that lie in it.
    ///
    /// # Errors
    /// `budget_unapproved`, `budget_unknown`, `line_unknown` when no line covers the key, `name_unknown`.
    pub async fn balances(&self, query: &BalanceQuery, today: chrono::NaiveDate) -> Outcome<BalanceReport> {
        let book = self.plan_book(query.budget.as_deref(), today).await?;
        let calendar = book.frame.calendar;
        let year = calendar.span(book.budget.budget.fiscal_year);
        let to = query.to.unwrap_or(Month::of(today)).clamp(year.from, year.to);
        let controls = self.controls(book.budget.budget.id).await?;
        let (codes, names) = crate::bulk::with(self.reader(), |b| Ok((Codes::load(b)?, LineNames::load(b)?))).await?;
        let only = match &query.key {
            Some(key) => {
                let named = names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)?;
                let world = &book.frame.world;
                // A whole group is asked for: the lines that lie in it.
                let lies_in = |line: &Named| {
                    let is_below = named[0] == 0 || world.ancestry(line[0]).any(|category| category == named[0]);
                    is_below && (1..7).all(|at| named[at] == 0 || named[at] == line[at])
                };
                let found: HashSet<Named> = match book.payer(to, &named) {
                    Some(line) => HashSet::from([line]),
                    None => book.lines.keys().filter(|line| lies_in(line)).copied().collect(),
                };
                if found.is_empty() {
                    return Err(Fault::new("line_unknown"));
                }
                Some(found)
            }
            None => None,
        };
        let currency = book.frame.currency;
        let until = calendar.place(to) + 1;
        let mut lines: Vec<Balance> = Vec::new();
        for (named, of) in book
            .lines
            .iter()
            .filter(|(named, _)| only.as_ref().is_none_or(|only| only.contains(*named)))
        {
            let (to_date, full_year) = (of.position(0..until), of.full_year());
            let control = controls.get(named).copied().unwrap_or_default();
            lines.push(Balance {
                key: codes.key(*named),
                to_date: shown(to_date, currency),
                full_year: shown(full_year, currency),
                control_to_date: control.0,
                control_full_year: control.1,
                execution: share(full_year.actual, full_year.plan),
                forecast: currency.amount(forecast(of, year.from, today)),
            });
        }
        lines.sort_by_cached_key(|line| line_order(&line.key));
        let mut total = Position::default();
        let meant = |named: &Named| only.as_ref().is_none_or(|only| only.contains(named));
        for (_, of) in book.lines.iter().filter(|(named, _)| meant(named)) {
            let position = of.full_year();
            total.plan = total.plan.saturating_add(position.plan);
            total.actual = total.actual.saturating_add(position.actual);
            total.committed = total.committed.saturating_add(position.committed);
            total.pending = total.pending.saturating_add(position.pending);
        }
        let language = match query.language {
            Some(language) => language,
            None => self.language().await,
        };
        let labels = self.key_labels(lines.iter().map(|line| &line.key), language).await?;
        Ok(BalanceReport {
            company: self.profile().await.company,
            currency,
            budget: book.budget.budget.name.clone(),
            fiscal_year: book.budget.budget.fiscal_year,
            to,
            outside: shown(book.outside.full_year(), currency),
            total: shown(total, currency),
            lines,
            labels,
        })
    }

    /// The line that pays for an entry in the plan of its month, with its balance; none without a plan in force. A
    /// watch that has the month's plan lends it.
    pub(crate) async fn paying_line(
        &self,
        entry: &crate::row::entry::Model,
        watch: Option<&Watch>,
        language: Language,
    ) -> Outcome<Option<PayingLine>> {
        let month = Month::of(entry.occurred_on);
        if let Some((watch, book)) = watch.and_then(|watch| Some((watch, watch.book_of(month)?))) {
            return self.paid_by(book, month, watch.named_by(entry), language).await;
        }
        let Some(book) = self.book_in_force(month).await? else {
            return Ok(None);
        };
        let grades = if book.tells_apart()[6] {
            crate::bulk::with(self.reader(), crate::watch::grades).await?
        } else {
            Grades::new()
        };
        self.paid_by(&book, month, named_by(entry, &grades), language).await
    }

    /// The line that pays for a thing in the plan of a month, with its balance; none without a plan in force.
    pub(crate) async fn payer_of(
        &self,
        month: Month,
        named: Named,
        watch: Option<&Watch>,
        language: Language,
    ) -> Outcome<Option<PayingLine>> {
        if let Some(book) = watch.and_then(|watch| watch.book_of(month)) {
            return self.paid_by(book, month, named, language).await;
        }
        match self.book_in_force(month).await? {
            Some(book) => self.paid_by(&book, month, named, language).await,
            None => Ok(None),
        }
    }

    /// The fiscal year of a month under its plan; none without a plan in force, or where plans of unlike units are.
    async fn book_in_force(&self, month: Month) -> Outcome<Option<PlanBook>> {
        let rows = version_rows(self.reader()).await?;
        let year = self.calendar().await?.year(month);
        let is_planned = |row: &VersionRow| row.budget.fiscal_year == year && row.version.valid_from.is_some();
        if !rows.iter().any(is_planned) {
            return Ok(None);
        }
        match self.plan_book(None, month.first_day()).await {
            Err(fault) if fault.code == "plan_units_differ" => Ok(None),
            book => book.map(Some),
        }
    }

    async fn paid_by(
        &self,
        book: &PlanBook,
        month: Month,
        named: Named,
        language: Language,
    ) -> Outcome<Option<PayingLine>> {
        let Some(line) = book.payer(month, &named) else {
            return Ok(None);
        };
        let codes = crate::bulk::with(self.reader(), Codes::load).await?;
        let of = book.lines.get(&line).copied().unwrap_or_default();
        let key = codes.key(line);
        let labels = self.key_labels(std::iter::once(&key), language).await?;
        let currency = book.frame.currency;
        let until = book.frame.calendar.place(month) + 1;
        Ok(Some(PayingLine {
            name: crate::watch::named_line(&key, &labels),
            key,
            budget: book.budget.budget.name.clone(),
            to_date: shown(of.position(0..until), currency),
            full_year: shown(of.full_year(), currency),
        }))
    }

    /// The lines that crossed a threshold of the year's plan, one alert a crossing, newest month first.
    ///
    /// # Errors
    /// `budget_unapproved`, `budget_unknown`.
    pub async fn alerts(&self, budget: Option<&str>, today: chrono::NaiveDate) -> Outcome<Vec<Alert>> {
        let rules = self.plan_rules().await?;
        let book = self.plan_book(budget, today).await?;
        let codes = crate::bulk::with(self.reader(), Codes::load).await?;
        let currency = book.frame.currency;
        let year = book.frame.calendar.span(book.budget.budget.fiscal_year);
        // A month that has not come crosses nothing: what is known of it is in 全年预计.
        let come = year.months().filter(|month| *month <= Month::of(today)).count();
        let mut alerts = Vec::new();
        for (named, of) in &book.lines {
            let plan = of.full_year().plan;
            if plan <= 0 {
                continue;
            }
            let is_reached =
                |amount: i64, percent: u32| i128::from(amount) * 100 >= i128::from(plan) * i128::from(percent);
            let mut alert = |threshold: u32, of: &str, month: Month, reached: i64| {
                alerts.push(Alert {
                    key: codes.key(*named),
                    threshold,
                    of: of.to_owned(),
                    month,
                    plan: currency.amount(plan),
                    reached: currency.amount(reached),
                });
            };
            for threshold in [rules.warn_percent, rules.stop_percent] {
                let crossing = (1..=come).find(|until| is_reached(of.position(0..*until).actual, threshold));
                if let Some(until) = crossing {
                    let reached = of.position(0..until).actual;
                    alert(threshold, "actual", year.from.plus(until as i32 - 1), reached);
                }
            }
            let expected = forecast(of, year.from, today);
            if expected > plan {
                alert(100, "forecast", Month::of(today).clamp(year.from, year.to), expected);
            }
        }
        alerts.sort_by(|a, b| (b.month, b.threshold, &a.of, &a.key).cmp(&(a.month, a.threshold, &b.of, &b.key)));
        Ok(alerts)
    }

    pub(crate) async fn controls(&self, budget: i64) -> Outcome<HashMap<Named, (Control, Control)>> {
        let rows = line_control::Entity::find()
            .filter(line_control::Column::BudgetId.eq(budget))
            .all(self.reader())
            .await
            .or_fault()?;
        rows.into_iter()
            .map(|row| {
                let word = |text: &str| from_word("line_control", text);
                Ok((named_of!(row), (word(&row.to_date)?, word(&row.full_year)?)))
            })
            .collect()
    }

    /// Names of everything that keys name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn line_names(
        &self,
        keys: &[LineKey],
        language: Language,
    ) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
        self.key_labels(keys.iter(), language).await
    }

    pub(crate) async fn key_labels<'k>(
        &self,
        keys: impl Iterator<Item = &'k LineKey>,
        language: Language,
    ) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
        let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for key in keys {
            for (name, code) in texts(key) {
                wanted.entry(name).or_default().extend(code.clone());
            }
        }
        crate::bulk::with(self.reader(), |bulk| crate::labels::labels(bulk, &wanted, language)).await
    }
}

/// Lines stand in the order of their categories, those without one last.
pub(crate) fn line_order(key: &LineKey) -> impl Ord + use<> {
    (
        key.category.is_none(),
        key.category.as_deref().map(sort_key),
        key.clone(),
    )
}

/// What the year of a line is heading for, months as `heading_for` has them.
pub(crate) fn forecast(of: &LineBook, first: Month, today: chrono::NaiveDate) -> i64 {
    (0..12).fold(0i64, |sum, at| {
        let position = of.months[at as usize];
        let month = heading_for(first.plus(at), position.plan, position.actual, today).unwrap_or(position.actual);
        sum.saturating_add(month)
    })
}

pub(crate) fn shown(position: Position, currency: Currency) -> PositionShown {
    PositionShown {
        plan: currency.amount(position.plan),
        actual: currency.amount(position.actual),
        committed: currency.amount(position.committed),
        pending: currency.amount(position.pending),
        available: currency.amount(position.available()),
    }
}

pub(crate) fn texts(key: &LineKey) -> [(&'static str, &Option<String>); 7] {
    [
        ("category", &key.category),
        ("department", &key.department),
        ("channel", &key.channel),
        ("activity", &key.activity),
        ("product", &key.product),
        ("customer", &key.customer),
        ("grade", &key.grade),
    ]
}

/// A line as a refusal names it: its codes.
pub(crate) fn line_name(key: &LineKey) -> String {
    let codes: Vec<&str> = texts(key).into_iter().filter_map(|(_, code)| code.as_deref()).collect();
    codes.join(" · ")
}
