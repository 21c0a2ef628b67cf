//! Budgets: versions, lines, approval.
//!
//! The one thing to know: only a draft is written to. Approving makes it the plan from a month on; the next change
//! starts the next version as a copy.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::money::spread_total;
use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::budget::{Budget, BudgetLine, LineMonth};
use kezhang_core::plan::driver::LineDriver;
use kezhang_core::plan::sheet::line_id;
use kezhang_core::plan::spread::Way;
use kezhang_core::plan::{Basis, BudgetVersion, LineKey, Measure, VersionState};
use kezhang_core::record::category::sort_key;
use kezhang_core::{Amount, Calendar, Currency, Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use crate::cell_history::{Typed, keep_typed};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::{self, budget_line, budget_version};

/// Which version of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The newest, draft or not.
    Newest,
    /// By number.
    Number(i32),
    /// `original`: as first approved.
    Original,
    /// `latest`: as last approved.
    Latest,
    /// `current`: the one valid in each month.
    Current,
}

/// A budget by name, and one of its versions: `NAME`, `NAME@2`, `NAME@original`, `NAME@latest`, `NAME@current`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetSelector {
    /// Name of the budget.
    pub name: String,
    /// Which version.
    pub pick: Pick,
}

impl BudgetSelector {
    /// Reads a selector; what follows no known word is part of the name.
    pub fn parse(text: &str) -> Self {
        let split = text.rsplit_once('@').and_then(|(name, word)| {
            let pick = match word {
                "original" => Pick::Original,
                "latest" => Pick::Latest,
                "current" => Pick::Current,
                number => Pick::Number(number.parse().ok()?),
            };
            Some((name, pick))
        });
        let (name, pick) = split.unwrap_or((text, Pick::Newest));
        Self {
            name: name.to_owned(),
            pick,
        }
    }
}

/// One month of a line as it shall be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthChange {
    /// The month.
    pub month: Month,
    /// The amount; stays when absent.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// 锁定; stays when absent.
    #[serde(default)]
    pub locked: Option<bool>,
}

/// A line as it shall be: made when its key is new.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    /// What it names: codes or names.
    pub key: LineKey,
    /// Months that change.
    #[serde(default)]
    pub months: Vec<MonthChange>,
    /// A typed total, spread over the open months after `months` are set.
    #[serde(default)]
    pub total: Option<Amount>,
    /// What the total is worked out of, in place of one that is typed.
    #[serde(default)]
    pub driver: Option<LineDriver>,
    /// Months over which the total is spread; the whole year when absent.
    #[serde(default)]
    pub total_over: Option<Vec<Month>>,
    /// A remark; stays when absent, and says where a driver's figure comes from.
    #[serde(default)]
    pub note: Option<String>,
}

/// The twelve amounts of a line's row.
pub(crate) fn amounts(row: &budget_line::Model) -> [i64; 12] {
    [
        row.m1, row.m2, row.m3, row.m4, row.m5, row.m6, row.m7, row.m8, row.m9, row.m10, row.m11, row.m12,
    ]
}

/// Sets the twelve amounts of a line's row.
pub(crate) fn set_amounts(row: &mut budget_line::Model, a: [i64; 12]) {
    [
        row.m1, row.m2, row.m3, row.m4, row.m5, row.m6, row.m7, row.m8, row.m9, row.m10, row.m11, row.m12,
    ] = a;
}

/// What a line's row names.
pub(crate) fn named(row: &budget_line::Model) -> Named {
    [
        row.category_id,
        row.department_id,
        row.channel_id,
        row.activity_id,
        row.product_id,
        row.customer_id,
        row.grade_id,
    ]
    .map(|id| id.unwrap_or(0))
}

/// A line's row that names this and plans nothing.
pub(crate) fn empty_line(version_id: i64, named: Named) -> budget_line::Model {
    let id = |at: usize| (named[at] != 0).then_some(named[at]);
    budget_line::Model {
        id: 0,
        version_id,
        category_id: id(0),
        department_id: id(1),
        channel_id: id(2),
        activity_id: id(3),
        product_id: id(4),
        customer_id: id(5),
        grade_id: id(6),
        m1: 0,
        m2: 0,
        m3: 0,
        m4: 0,
        m5: 0,
        m6: 0,
        m7: 0,
        m8: 0,
        m9: 0,
        m10: 0,
        m11: 0,
        m12: 0,
        locked: 0,
        filled: 0,
        note: String::new(),
    }
}

/// A version with the budget that it is of.
#[derive(Debug, Clone)]
pub(crate) struct VersionRow {
    pub budget: row::budget::Model,
    pub version: budget_version::Model,
}

impl VersionRow {
    pub(crate) fn label(&self) -> String {
        format!("{}@{}", self.budget.name, self.version.number)
    }

    /// By fiscal year, name and number.
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        let year = self.budget.fiscal_year.cmp(&other.budget.fiscal_year);
        let name = year.then_with(|| self.budget.name.cmp(&other.budget.name));
        name.then(self.version.number.cmp(&other.version.number))
    }
}

/// All versions, by fiscal year, name and number.
pub(crate) async fn version_rows(connection: &impl ConnectionTrait) -> Outcome<Vec<VersionRow>> {
    let budgets = row::budget::Entity::find().all(connection).await.or_fault()?;
    let by_id: HashMap<i64, row::budget::Model> = budgets.into_iter().map(|b| (b.id, b)).collect();
    let versions = budget_version::Entity::find()
        .order_by_asc(budget_version::Column::Number)
        .all(connection)
        .await
        .or_fault()?;
    let mut rows: Vec<VersionRow> = versions
        .into_iter()
        .filter_map(|version| {
            Some(VersionRow {
                budget: by_id.get(&version.budget_id)?.clone(),
                version,
            })
        })
        .collect();
    rows.sort_by(VersionRow::order);
    Ok(rows)
}

/// The version that a selector means; a name that several fiscal years share means the newest of them.
pub(crate) fn select<'v>(rows: &'v [VersionRow], selector: &str) -> Outcome<&'v VersionRow> {
    let parsed = BudgetSelector::parse(selector);
    let whole = rows.iter().rfind(|r| r.budget.name == selector);
    let year = || {
        let named = rows
            .iter()
            .rev()
            .filter(|r| parsed.name.is_empty() || r.budget.name == parsed.name);
        // Without a name the year with a plan in force is meant.
        let newest = named
            .clone()
            .find(|r| !parsed.name.is_empty() || r.version.valid_from.is_some());
        newest.map(|newest| {
            let year = newest.budget.fiscal_year;
            named.rev().filter(move |r| r.budget.fiscal_year == year)
        })
    };
    let picked = || {
        let mut of = year()?;
        let is_approved = |r: &&VersionRow| r.version.valid_from.is_some();
        match parsed.pick {
            Pick::Newest if parsed.name.is_empty() => None,
            Pick::Newest => of.next_back(),
            Pick::Number(number) => rows
                .iter()
                .rfind(|r| r.budget.name == parsed.name && r.version.number == number),
            Pick::Original => of.find(is_approved),
            Pick::Latest | Pick::Current => of.rfind(is_approved).or_else(|| year()?.next_back()),
        }
    };
    whole.or_else(picked).ok_or_else(|| {
        let known = rows.iter().map(VersionRow::label).collect::<Vec<_>>().join(", ");
        Fault::new("budget_unknown")
            .with("value", selector)
            .with("known", known)
    })
}

pub(crate) fn sum(values: impl IntoIterator<Item = i64>) -> Outcome<i64> {
    values
        .into_iter()
        .try_fold(0i64, i64::checked_add)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
}

impl Ledger {
    /// All versions of all budgets.
    ///
    /// # Errors
    /// What the database says.
    pub async fn budgets(&self) -> Outcome<Vec<BudgetVersion>> {
        let currency = self.currency().await;
        let rows = version_rows(self.reader()).await?;
        let mut versions = Vec::with_capacity(rows.len());
        for row in &rows {
            let lines = lines_of(self.reader(), row.version.id).await?;
            versions.push(shown_version(row, &lines, currency)?);
        }
        Ok(versions)
    }

    /// A version with its lines.
    ///
    /// # Errors
    /// `budget_unknown`.
    pub async fn budget(&self, selector: &str) -> Outcome<Budget> {
        self.budget_on(self.reader(), selector).await
    }

    pub(crate) async fn budget_on(&self, connection: &sea_orm::DatabaseConnection, selector: &str) -> Outcome<Budget> {
        let rows = version_rows(connection).await?;
        let row = select(&rows, selector)?;
        let lines = lines_of(connection, row.version.id).await?;
        let currency = self.currency().await;
        let calendar = self.calendar().await?;
        let codes = crate::bulk::with(connection, Codes::load).await?;
        let notes = crate::budget_note::of_version(connection, row.version.id).await?;
        let version = shown_version(row, &lines, currency)?;
        let mut shown = lines
            .iter()
            .map(|line| {
                let mut shown = shown_line(line, &codes, calendar, row.budget.fiscal_year, currency)?;
                for note in notes.get(&line.id).into_iter().flatten() {
                    let month = usize::try_from(note.place).ok().and_then(|at| shown.months.get_mut(at));
                    if let Some(month) = month {
                        month.note.clone_from(&note.text);
                    }
                }
                Ok(shown)
            })
            .collect::<Outcome<Vec<_>>>()?;
        shown.sort_by_cached_key(|line| (line.key.category.as_deref().map(sort_key), line.key.clone()));
        // A line without a category follows those that name one.
        shown.sort_by_key(|line| line.key.category.is_none());
        Ok(Budget { version, lines: shown })
    }

    /// A new draft: of a new budget, or the next version of one; empty or a copy.
    ///
    /// # Errors
    /// `draft_exists`, `budget_unknown` for the copy, `name_missing`, `fiscal_year_invalid`.
    pub async fn new_budget(
        &self,
        change: &mut Change<'_>,
        name: Option<&str>,
        fiscal_year: i32,
        copy: Option<&str>,
    ) -> Outcome<Budget> {
        if !(1..=9998).contains(&fiscal_year) {
            return Err(Fault::new("fiscal_year_invalid").with("value", fiscal_year));
        }
        let name = crate::member::name(name.unwrap_or(&fiscal_year.to_string()))?;
        let rows = version_rows(change.connection()).await?;
        if let Some(draft) = rows.iter().find(|r| {
            r.budget.name == name
                && r.budget.fiscal_year == fiscal_year
                && r.version.state == VersionState::Draft.as_str()
        }) {
            return Err(Fault::new("draft_exists").with("budget", draft.label()));
        }
        let source = copy.map(|selector| select(&rows, selector)).transpose()?.cloned();
        let version = make_draft(change, &rows, &name, fiscal_year, source.as_ref()).await?;
        change.note("budget", version.label());
        let label = version.label();
        self.budget_on(change.connection(), &label).await
    }

    /// Sets lines of a draft; a version in force is copied into the next draft first. The remark of a line that a
    /// driver gives is in the language of whoever gives it.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `line_never_matches`, `line_names_nothing`, `name_unknown`,
    /// `month_outside_year`, `spread_all_locked`, `driver_figure`, `driver_range`, `amount_decimals`, `amount_overflow`.
    pub async fn set_budget_lines(
        &self,
        change: &mut Change<'_>,
        selector: &str,
        lines: Vec<LineChange>,
        language: Language,
    ) -> Outcome<Budget> {
        let version = writable(change, selector).await?;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let calendar = self.calendar().await?;
        let currency = self.currency().await;
        let mut known: HashMap<Named, budget_line::Model> = lines_of(change.connection(), version.version.id)
            .await?
            .into_iter()
            .map(|row| (named(&row), row))
            .collect();
        change.note("budget", version.label());
        change.note("count", lines.len());
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        let mut typed = Vec::new();
        for mut line in lines {
            let mut said = line.total.map(|total| total.to_string());
            if let Some(driver) = line.driver.take() {
                line.total = Some(currency.amount(driver.year(currency)?));
                said = Some(driver.said(language));
                line.note.get_or_insert_with(|| driver.said(language));
            }
            let key = names.resolve(&line.key).map_err(|mut refusals| refusals.remove(0).2)?;
            let row = line_id(&codes.key(key));
            typed.extend(line.months.iter().filter_map(|month| {
                Some(Typed {
                    row: row.clone(),
                    from: month.month,
                    to: month.month,
                    text: month.amount?.to_string(),
                })
            }));
            if let Some(text) = said {
                let year = calendar.span(version.budget.fiscal_year);
                let over = line.total_over.as_deref().filter(|months| !months.is_empty());
                typed.push(Typed {
                    row,
                    from: over
                        .and_then(|months| months.iter().min().copied())
                        .unwrap_or(year.from),
                    to: over.and_then(|months| months.iter().max().copied()).unwrap_or(year.to),
                    text,
                });
            }
            let old = known.get(&key).cloned();
            let mut row = old.clone().unwrap_or_else(|| empty_line(version.version.id, key));
            apply(&mut row, &line, calendar, version.budget.fiscal_year, currency)?;
            let row = match old {
                Some(old) => change.update(old, row).await?,
                None => change.insert(row).await?,
            };
            known.insert(key, row);
        }
        keep_typed(change, &typed, Some(Way::Proportion.as_str()));
        let label = version.label();
        self.budget_on(change.connection(), &label).await
    }

    /// Removes a line from a draft.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `line_unknown`.
    pub async fn remove_budget_line(&self, change: &mut Change<'_>, selector: &str, key: &LineKey) -> Outcome<Budget> {
        let version = writable(change, selector).await?;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let key = names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)?;
        let lines = lines_of(change.connection(), version.version.id).await?;
        let line = lines
            .into_iter()
            .find(|row| named(row) == key)
            .ok_or_else(|| Fault::new("line_unknown"))?;
        change.note("budget", version.label());
        crate::budget_note::remove_of_line(change, line.id).await?;
        change.remove(line).await?;
        let label = version.label();
        self.budget_on(change.connection(), &label).await
    }

    /// Approves a draft: the plan from `valid_from` on. Absent, that is the whole year for the first approval, else the
    /// month of today, so that past months keep the plan that was valid then.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `version_outdated`, `version_empty`, `month_outside_year`.
    pub async fn approve_budget(
        &self,
        change: &mut Change<'_>,
        selector: &str,
        valid_from: Option<Month>,
        today: chrono::NaiveDate,
    ) -> Outcome<BudgetVersion> {
        let rows = version_rows(change.connection()).await?;
        let row = select(&rows, selector)?.clone();
        ensure_draft(&row)?;
        ensure_open(&rows, row.budget.id)?;
        let is_later = |r: &&VersionRow| {
            r.budget.id == row.budget.id && r.version.number > row.version.number && r.version.valid_from.is_some()
        };
        if let Some(later) = rows.iter().find(is_later) {
            // A document changed the plan after this draft was begun: approving it would undo the document unseen.
            return Err(Fault::new("version_outdated")
                .with("budget", row.label())
                .with("later", later.label()));
        }
        let lines = lines_of(change.connection(), row.version.id).await?;
        if lines.is_empty() {
            return Err(Fault::new("version_empty").with("budget", row.label()));
        }
        let year = self.calendar().await?.span(row.budget.fiscal_year);
        let has_plan = rows
            .iter()
            .any(|r| r.budget.fiscal_year == row.budget.fiscal_year && r.version.valid_from.is_some());
        let from = valid_from.unwrap_or(if has_plan {
            Month::of(today).clamp(year.from, year.to)
        } else {
            year.from
        });
        if !year.contains(from) {
            return Err(Fault::new("month_outside_year")
                .with("month", from)
                .with("from", year.from)
                .with("to", year.to));
        }
        let mut after = row.version.clone();
        after.state = VersionState::Approved.as_str().to_owned();
        after.valid_from = Some(from.number());
        change.note("budget", row.label());
        change.note("month", from);
        let version = change.update(row.version, after).await?;
        shown_version(
            &VersionRow {
                budget: row.budget,
                version,
            },
            &lines,
            self.currency().await,
        )
    }
}

pub(crate) fn ensure_draft(row: &VersionRow) -> Outcome<()> {
    if row.version.state == VersionState::Draft.as_str() {
        return Ok(());
    }
    Err(Fault::new("version_not_draft").with("budget", row.label()))
}

/// A budget that is closed has no further version.
pub(crate) fn ensure_open(rows: &[VersionRow], budget: i64) -> Outcome<()> {
    let is_closed = |r: &&VersionRow| r.budget.id == budget && r.version.state == VersionState::Closed.as_str();
    match rows.iter().find(is_closed) {
        Some(row) => Err(Fault::new("budget_closed").with("budget", &row.budget.name)),
        None => Ok(()),
    }
}

/// The draft that a selector means. A name whose newest version is in force starts the next one as a copy.
pub(crate) async fn writable(change: &mut Change<'_>, selector: &str) -> Outcome<VersionRow> {
    let rows = version_rows(change.connection()).await?;
    let row = select(&rows, selector)?.clone();
    ensure_open(&rows, row.budget.id)?;
    if row.version.state == VersionState::Draft.as_str() {
        return Ok(row);
    }
    let is_newest = !rows
        .iter()
        .any(|r| r.budget.id == row.budget.id && r.version.number > row.version.number);
    if BudgetSelector::parse(selector).pick != Pick::Newest || !is_newest {
        ensure_draft(&row)?;
    }
    let (name, year) = (row.budget.name.clone(), row.budget.fiscal_year);
    make_draft(change, &rows, &name, year, Some(&row)).await
}

/// Makes a draft: the budget when it is new, the version, and the lines of what it copies.
pub(crate) async fn make_draft(
    change: &mut Change<'_>,
    rows: &[VersionRow],
    name: &str,
    fiscal_year: i32,
    source: Option<&VersionRow>,
) -> Outcome<VersionRow> {
    let known = rows
        .iter()
        .filter(|r| r.budget.name == name && r.budget.fiscal_year == fiscal_year);
    let last = known.clone().map(|r| r.version.number).max().unwrap_or(0);
    let budget = match known.map(|r| r.budget.clone()).next() {
        Some(budget) => {
            ensure_open(rows, budget.id)?;
            budget
        }
        None => {
            change
                .insert(row::budget::Model {
                    id: 0,
                    name: name.to_owned(),
                    fiscal_year,
                })
                .await?
        }
    };
    let version = budget_version::Model {
        id: 0,
        budget_id: budget.id,
        number: last + 1,
        state: VersionState::Draft.as_str().to_owned(),
        valid_from: None,
        basis: source.map_or_else(|| Basis::default().as_str().to_owned(), |s| s.version.basis.clone()),
        measure: source.map_or_else(|| Measure::default().as_str().to_owned(), |s| s.version.measure.clone()),
        note: String::new(),
    };
    let version = change.insert(version).await?;
    if let Some(source) = source {
        change.note("copy", source.label());
        let notes = crate::budget_note::of_version(change.connection(), source.version.id).await?;
        for line in lines_of(change.connection(), source.version.id).await? {
            let notes = notes.get(&line.id);
            let copy = change
                .insert(budget_line::Model {
                    id: 0,
                    version_id: version.id,
                    ..line
                })
                .await?;
            for note in notes.into_iter().flatten() {
                change
                    .insert(row::budget_note::Model {
                        id: 0,
                        line_id: copy.id,
                        ..note.clone()
                    })
                    .await?;
            }
        }
    }
    Ok(VersionRow { budget, version })
}

pub(crate) async fn lines_of(connection: &impl ConnectionTrait, version: i64) -> Outcome<Vec<budget_line::Model>> {
    budget_line::Entity::find()
        .filter(budget_line::Column::VersionId.eq(version))
        .order_by_asc(budget_line::Column::Id)
        .all(connection)
        .await
        .or_fault()
}

/// The place of a month in its fiscal year.
///
/// # Errors
/// `month_outside_year`.
pub(crate) fn place_of(month: Month, calendar: Calendar, fiscal_year: i32) -> Outcome<usize> {
    let year = calendar.span(fiscal_year);
    if year.contains(month) {
        return Ok(calendar.place(month));
    }
    Err(Fault::new("month_outside_year")
        .with("month", month)
        .with("from", year.from)
        .with("to", year.to))
}

/// The places of months in their fiscal year, each once however often it is named.
///
/// # Errors
/// `month_outside_year`.
pub(crate) fn places_of(months: &[Month], calendar: Calendar, fiscal_year: i32) -> Outcome<Vec<usize>> {
    let places = months.iter().map(|month| place_of(*month, calendar, fiscal_year));
    let mut places = places.collect::<Outcome<Vec<usize>>>()?;
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn apply(
    row: &mut budget_line::Model,
    change: &LineChange,
    calendar: Calendar,
    fiscal_year: i32,
    currency: Currency,
) -> Outcome<()> {
    let mut cells = amounts(row);
    for month in &change.months {
        let at = place_of(month.month, calendar, fiscal_year)?;
        if let Some(amount) = month.amount {
            cells[at] = currency.minor(amount.value())?;
            row.filled |= 1 << at;
        }
        match month.locked {
            Some(true) => row.locked |= 1 << at,
            Some(false) => row.locked &= !(1 << at),
            None => {}
        }
    }
    if let Some(total) = change.total {
        let places: Vec<usize> = match &change.total_over {
            Some(months) => places_of(months, calendar, fiscal_year)?,
            None => (0..12).collect(),
        };
        let open: Vec<(i64, bool)> = places
            .iter()
            .map(|at| (cells[*at], row.locked & (1 << at) != 0))
            .collect();
        let minor = currency.minor(total.value())?;
        ensure_above_locked(minor, open.iter().copied(), currency)?;
        let spread = spread_total(minor, &open)?;
        for (at, amount) in places.iter().zip(spread) {
            cells[*at] = amount;
            row.filled |= 1 << at;
        }
    }
    sum(cells)?;
    set_amounts(row, cells);
    if let Some(note) = &change.note {
        row.note = crate::member::clean(note)?;
    }
    Ok(())
}

/// Refuses a total below what its locked months already are: the rest would have to turn negative.
///
/// # Errors
/// `total_below_locked` with the least that works.
pub(crate) fn ensure_above_locked(
    total: i64,
    cells: impl Iterator<Item = (i64, bool)> + Clone,
    currency: Currency,
) -> Outcome<()> {
    let locked = sum(cells.clone().filter(|cell| cell.1).map(|cell| cell.0))?;
    let is_plain = total >= 0 && cells.clone().all(|cell| cell.0 >= 0) && cells.clone().any(|cell| !cell.1);
    if is_plain && locked > total {
        return Err(Fault::new("total_below_locked")
            .with("total", currency.amount(total))
            .with("locked", currency.amount(locked)));
    }
    Ok(())
}

/// Codes by id, for everything that a line can name.
pub(crate) struct Codes([HashMap<i64, String>; 7]);

impl Codes {
    pub(crate) fn load(bulk: &crate::link::Connection) -> Outcome<Self> {
        let mut codes: [HashMap<i64, String>; 7] = Default::default();
        let tables = [
            "category",
            "department",
            "channel",
            "activity",
            "product",
            "customer",
            "grade",
        ];
        for (map, table) in codes.iter_mut().zip(tables) {
            let mut statement = bulk.prepare(&format!("SELECT id, code FROM {table}")).or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?;
            *map = rows.collect::<Result<_, _>>().or_fault()?;
        }
        Ok(Self(codes))
    }

    pub(crate) fn key(&self, named: Named) -> LineKey {
        let code = |at: usize| self.0[at].get(&named[at]).cloned();
        LineKey {
            category: code(0),
            department: code(1),
            channel: code(2),
            activity: code(3),
            product: code(4),
            customer: code(5),
            grade: code(6),
        }
    }
}

pub(crate) fn shown_version(
    row: &VersionRow,
    lines: &[budget_line::Model],
    currency: Currency,
) -> Outcome<BudgetVersion> {
    Ok(BudgetVersion {
        budget: row.budget.name.clone(),
        fiscal_year: row.budget.fiscal_year,
        version: row.version.number,
        state: from_word("budget_version", &row.version.state)?,
        valid_from: row.version.valid_from.map(Month::from_number),
        basis: from_word("budget_version", &row.version.basis)?,
        measure: from_word("budget_version", &row.version.measure)?,
        line_count: lines.len().try_into().unwrap_or(u32::MAX),
        total: currency.amount(sum(lines.iter().flat_map(amounts))?),
    })
}

pub(crate) fn shown_line(
    row: &budget_line::Model,
    codes: &Codes,
    calendar: Calendar,
    fiscal_year: i32,
    currency: Currency,
) -> Outcome<BudgetLine> {
    let cells = amounts(row);
    let months = calendar
        .span(fiscal_year)
        .months()
        .zip(cells)
        .enumerate()
        .map(|(at, (month, minor))| LineMonth {
            month,
            amount: currency.amount(minor),
            is_locked: row.locked & (1 << at) != 0,
            note: String::new(),
        })
        .collect();
    Ok(BudgetLine {
        key: codes.key(named(row)),
        months,
        total: currency.amount(sum(cells)?),
        note: row.note.clone(),
    })
}

impl Ledger {
    /// Names of everything that lines name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn budget_labels(
        &self,
        budget: &Budget,
        language: Language,
    ) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
        self.key_labels(budget.lines.iter().map(|line| &line.key), language)
            .await
    }

    /// The fiscal year of a named budget's newest version.
    ///
    /// # Errors
    /// What the database says.
    pub async fn budget_year(&self, name: Option<&str>) -> Outcome<Option<i32>> {
        let rows = version_rows(self.reader()).await?;
        Ok(name
            .and_then(|name| rows.iter().rev().find(|row| row.budget.name == name))
            .map(|row| row.budget.fiscal_year))
    }

    /// What an invoice is for in all, so that entries cannot take more.
    ///
    /// # Errors
    /// `name_missing`, `amount_decimals`, `amount_overflow`, `invoice_exceeded` when entries already take more.
    pub async fn set_invoice(&self, change: &mut Change<'_>, number: &str, total: Amount) -> Outcome<()> {
        use row::invoice::{Column, Entity, Model};
        let number = crate::member::name(number)?;
        let total_minor = self.currency().await.minor(total.value())?;
        let used = change
            .connection()
            .ask_one(sql(
                "SELECT coalesce(sum(gross_minor), 0) AS used FROM entry WHERE invoice = ? AND is_void = 0",
                [number.clone().into()],
            ))
            .await
            .or_fault()?;
        let used: i64 = used
            .map(|row| row.try_get("", "used"))
            .transpose()
            .or_fault()?
            .unwrap_or(0);
        if used > total_minor {
            return Err(Fault::new("invoice_exceeded").with("invoice", number));
        }
        change.note("invoice", &number);
        let old = Entity::find()
            .filter(Column::Number.eq(&number))
            .one(change.connection())
            .await
            .or_fault()?;
        let row = Model {
            id: old.as_ref().map_or(0, |old| old.id),
            number,
            total_minor,
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop),
            None => change.insert(row).await.map(drop),
        }
    }
}
