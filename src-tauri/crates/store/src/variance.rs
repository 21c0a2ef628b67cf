//! Budget against actual: reads the plan and the totals, folds them, gives rows their codes.
//!
//! The one thing to know: everything is read on one connection in one transaction, from the smallest table of totals
//! that knows the dimensions asked for; only what no table knows reads the entries.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::link::Connection;
use kezhang_core::monitor::fold::{Coverage, Cut, Fact, Line, Named, Node, Place, Sums, World, fold, fold_committed};
use kezhang_core::monitor::pace::{Pace, pace};
use kezhang_core::monitor::variance::{Figures, ReportHead, RowKey, VarianceQuery, VarianceReport, VarianceRow};
use kezhang_core::plan::{Basis, Measure};
use kezhang_core::record::category::{UNCATEGORISED, sort_key};
use kezhang_core::record::entry::{Deduction, Taxpayer};
use kezhang_core::record::register::Dimension;
use kezhang_core::record::{EntryKind, Stage};
use kezhang_core::{Amount, Calendar, Currency, Fault, Language, Month, Outcome, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::compared::{Compared, compared_total, question_before};
use crate::facts::facts;
use crate::fault::{OrFault, overflow};
use crate::labels::{CodeBook, labels};
use crate::ledger::Ledger;
use crate::lookup;
use crate::plan::{Plan, plan, versions};
use crate::profile::Profile;
use crate::scope::Scope;

/// A report in the making: its question, resolved.
pub(crate) struct Frame {
    pub span: Span,
    pub calendar: Calendar,
    pub currency: Currency,
    pub taxpayer: Taxpayer,
    pub basis: Basis,
    pub measure: Measure,
    pub by: Vec<Dimension>,
    pub level: Option<u8>,
    pub scope: Scope,
    pub world: World,
    pub plan: Plan,
}

impl Frame {
    /// The amount of an entry or a cell of totals on the report's basis and measure.
    pub(crate) fn amount(&self, deduction: Deduction, category: i64, net: i64, gross: i64) -> i64 {
        let is_net = self.basis == Basis::Accrual
            && self.measure == Measure::Cost
            && match self.world.categories.get(&category) {
                // Revenue is net of VAT, whatever its buyer may deduct.
                Some(node) if node.kind == EntryKind::Income => true,
                node => deduction.is_deductible(self.taxpayer, node.map_or("", |node| node.code.as_str())),
            };
        if is_net { net } else { gross }
    }

    /// What must be known of each fact for rows by these dimensions.
    pub(crate) fn needs_by(&self, by: &[Dimension]) -> Vec<Dimension> {
        let named = [
            Dimension::Department,
            Dimension::Channel,
            Dimension::Activity,
            Dimension::Product,
            Dimension::Customer,
            Dimension::Grade,
        ];
        let mut needs = by.to_vec();
        needs.extend(self.scope.dimensions());
        for (at, dimension) in named.into_iter().enumerate() {
            if self.plan.lines.iter().any(|line| line.named[at + 1] != 0) {
                needs.push(dimension);
            }
        }
        needs
    }

    /// Whether a thing with these dimensions passes the conditions.
    pub(crate) fn lets(&self, named: &Named, stage: Option<Stage>, vendor: i64, month: Month) -> bool {
        let scope = &self.scope;
        scope.lets_month(month)
            && scope.lets(Dimension::Category, named[0])
            && scope.lets(Dimension::Department, named[1])
            && scope.lets(Dimension::Channel, named[2])
            && scope.lets(Dimension::Activity, named[3])
            && scope.lets(Dimension::Product, named[4])
            && scope.lets(Dimension::Customer, named[5])
            && scope.lets(Dimension::Grade, named[6])
            && scope.lets(Dimension::Vendor, vendor)
            && (scope.stages.is_none() || scope.lets_stage(self.world.stage(stage, named[3], named[1], named[0])))
    }

    pub(crate) fn cut(&self) -> Cut {
        Cut {
            by: self.by.clone(),
            level: self.level,
            calendar: self.calendar,
        }
    }

    pub(crate) fn coverage(&self) -> Coverage {
        Coverage::of(&self.plan.lines)
    }

    pub(crate) fn lines_in_scope(&self) -> Vec<Line> {
        let mut lines = self.plan.lines.clone();
        for line in &mut lines {
            let named = line.named;
            line.months.retain(|(month, _)| self.lets(&named, None, 0, *month));
        }
        lines.retain(|line| !line.months.is_empty());
        lines
    }
}

impl Ledger {
    /// Budget against actual.
    ///
    /// # Errors
    /// `by_invalid`, `filter_unknown`, `name_unknown`, `budget_unknown`, `span_reversed`, `sort_unknown`,
    /// `measure_with_cash`, `plan_units_differ`, `amount_overflow`.
    pub async fn variance(&self, query: &VarianceQuery, today: chrono::NaiveDate) -> Outcome<VarianceReport> {
        let profile = self.profile().await;
        let asked = self.asked(query, today).await?;
        let language = query.language.unwrap_or(profile.language);
        crate::bulk::with(self.reader(), |bulk| {
            bulk.execute_batch("BEGIN").or_fault()?;
            let made = asked.frame(bulk).and_then(|frame| {
                let earlier = match query.compare {
                    None => None,
                    Some(compare) => {
                        let question = question_before(compare, &frame, query);
                        let before = Asked::of(&question, compare.of(frame.span), &profile)?.frame(bulk)?;
                        let earlier = report(bulk, &before, &question, &profile, language, today, None)?;
                        Some(Compared::of(earlier, &before, &frame)?)
                    }
                };
                report(bulk, &frame, query, &profile, language, today, earlier)
            });
            let _ = bulk.execute_batch("COMMIT");
            made
        })
        .await
    }

    /// Resolves a query: span, plan, basis and measure, conditions.
    pub(crate) async fn frame(&self, query: &VarianceQuery, today: chrono::NaiveDate) -> Outcome<Frame> {
        let asked = self.asked(query, today).await?;
        crate::bulk::with(self.reader(), |bulk| asked.frame(bulk)).await
    }

    /// A query with its span, which may depend on the day and on the entries.
    async fn asked<'q>(&self, query: &'q VarianceQuery, today: chrono::NaiveDate) -> Outcome<Asked<'q>> {
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        let span = match (query.from, query.to) {
            (Some(from), Some(to)) => Span::new(from, to)?,
            (Some(from), None) => Span::new(from, calendar.span(calendar.year(from)).to)?,
            (None, Some(to)) => Span::new(calendar.span(calendar.year(to)).from, to)?,
            (None, None) => self.default_span(today).await?.0,
        };
        Asked::of(query, span, &profile)
    }
}

/// A query whose span is known, before anything of the ledger is read.
struct Asked<'q> {
    query: &'q VarianceQuery,
    by: Vec<Dimension>,
    span: Span,
    calendar: Calendar,
    currency: Currency,
    taxpayer: Taxpayer,
}

impl<'q> Asked<'q> {
    fn of(query: &'q VarianceQuery, span: Span, profile: &Profile) -> Outcome<Self> {
        let by = if query.by.is_empty() {
            vec![Dimension::Category]
        } else {
            query.by.clone()
        };
        if by.len() > 2 || (by.len() == 2 && by[0] == by[1]) {
            return Err(Fault::new("by_invalid"));
        }
        if query.basis == Some(Basis::Cash) && query.measure == Some(Measure::Cost) {
            return Err(Fault::new("measure_with_cash"));
        }
        Ok(Self {
            query,
            by,
            span,
            calendar: Calendar::new(profile.fiscal_start, profile.named_after)?,
            currency: profile.currency,
            taxpayer: profile.taxpayer,
        })
    }

    fn frame(&self, bulk: &Connection) -> Outcome<Frame> {
        let Self {
            query, span, calendar, ..
        } = *self;
        let mut plan = plan(bulk, &versions(bulk)?, calendar, span, query.budget.as_deref())?;
        if query.basis.is_none() && query.measure.is_none() && plan.basis.is_none() && !plan.lines.is_empty() {
            return Err(Fault::new("plan_units_differ").with("versions", plan.labels.join(", ")));
        }
        let basis = query.basis.or(plan.basis).unwrap_or_default();
        let measure = match basis {
            Basis::Cash => Measure::Gross,
            Basis::Accrual => query.measure.or(plan.measure).unwrap_or_default(),
        };
        plan.lines.sort_by_key(|line| line.version);
        Ok(Frame {
            span,
            calendar,
            currency: self.currency,
            taxpayer: self.taxpayer,
            basis,
            measure,
            by: self.by.clone(),
            level: query.level.filter(|level| *level > 0),
            scope: Scope::resolve(bulk, calendar, &query.filter)?,
            world: world(bulk)?,
            plan,
        })
    }
}

/// The taxonomy and the stages that departments and activities give.
pub(crate) fn world(bulk: &Connection) -> Outcome<World> {
    let mut world = World::default();
    for row in lookup::category_rows(bulk)? {
        world.category_ids.insert(row.code.clone(), row.id);
        let node = Node {
            parent: row.parent,
            stage: row.stage.as_deref().and_then(Stage::parse),
            kind: EntryKind::of(&row.code),
            code: row.code,
        };
        world.categories.insert(row.id, node);
    }
    for (table, stages) in [
        ("activity", &mut world.activities),
        ("department", &mut world.departments),
    ] {
        let mut statement = bulk
            .prepare(&format!("SELECT id, stage FROM {table} WHERE stage IS NOT NULL"))
            .or_fault()?;
        let rows = statement
            .query_map((), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .or_fault()?;
        for row in rows {
            let (id, stage) = row.or_fault()?;
            if let Some(stage) = Stage::parse(&stage) {
                stages.insert(id, stage);
            }
        }
    }
    Ok(world)
}

pub(crate) fn report(
    bulk: &Connection,
    frame: &Frame,
    query: &VarianceQuery,
    profile: &Profile,
    language: Language,
    today: chrono::NaiveDate,
    compared: Option<Compared>,
) -> Outcome<VarianceReport> {
    let facts = facts(bulk, frame)?;
    let lines = frame.lines_in_scope();
    let (cut, coverage) = (frame.cut(), frame.coverage());
    let mut sums = fold(&frame.world, &cut, &facts, &lines, &coverage, &frame.plan.version_of)?;
    let committed: Vec<Fact> = crate::commitment::commitments(bulk, frame.span)?
        .into_iter()
        .map(|commitment| commitment.fact)
        .filter(|fact| frame.lets(&fact.named, fact.stage, fact.vendor, fact.month))
        .collect();
    let versions = &frame.plan.version_of;
    fold_committed(&mut sums, &frame.world, &cut, &committed, &coverage, versions)?;
    let codes = CodeBook::load(bulk, &frame.by)?;
    let currency = frame.currency;
    let mut rows = rows(frame, &codes, &sums)?;
    let compared_span = compared.as_ref().map(|compared| compared.span);
    if let Some(compared) = compared {
        compared.beside(&mut rows, &frame.by, currency)?;
        rows.sort_by_cached_key(|row| place_of(&frame.by, &row.key, row.budgeted));
    }
    sort(&mut rows, frame, query.sort.as_deref())?;
    let omitted_count = match query.limit {
        Some(limit) => {
            let left = rows.len().saturating_sub(limit as usize);
            rows.truncate(limit as usize);
            left
        }
        None => 0,
    };
    let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for dimension in &frame.by {
        let codes: FxHashSet<&str> = rows.iter().filter_map(|row| row.key.value(*dimension)).collect();
        if !codes.is_empty() {
            wanted.insert(dimension.as_str(), codes.into_iter().map(str::to_owned).collect());
        }
    }
    let uncategorised = frame.world.category_ids.get(UNCATEGORISED).copied().unwrap_or(0);
    let uncategorised = facts
        .iter()
        .filter(|fact| fact.named[0] == uncategorised)
        .try_fold(0i64, |sum, fact| sum.checked_add(fact.amount));
    let untaxed: i64 = bulk
        .query_row(
            "SELECT coalesce(sum(untaxed), 0) FROM total_category WHERE basis = 0 AND month BETWEEN ? AND ?",
            (frame.span.from.number(), frame.span.to.number()),
            |row| row.get(0),
        )
        .or_fault()?;
    let asked = query.basis.is_some() || query.measure.is_some();
    let head = ReportHead {
        company: profile.company.clone(),
        from: frame.span.from,
        to: frame.span.to,
        by: frame.by.clone(),
        periods: periods(frame),
        basis: frame.basis,
        measure: frame.measure,
        currency,
        versions: frame.plan.labels.clone(),
        is_draft: frame.plan.is_draft,
        plan_stands_as_is: asked
            && !frame.plan.lines.is_empty()
            && (frame.plan.basis != Some(frame.basis) || frame.plan.measure != Some(frame.measure)),
        untaxed_count: untaxed.try_into().unwrap_or(u32::MAX),
        uncategorised: currency.amount(uncategorised.ok_or_else(overflow)?),
        filter: query.filter.clone(),
        omitted_count: omitted_count.try_into().unwrap_or(u32::MAX),
        compared: compared_span,
        pace: pace_of(frame, &facts, &lines, today)?,
    };
    let total = total(currency, &rows)?;
    let compared = match compared_span {
        Some(_) => Some(compared_total(currency, &rows, total.actual)?),
        None => None,
    };
    Ok(VarianceReport {
        head,
        total,
        compared,
        labels: labels(bulk, &wanted, language)?,
        rows,
    })
}

/// A row of a fold: where its values stand, whether it is budgeted, its values and its figures.
type Placed = ([usize; 2], Reverse<bool>, [i64; 2], Sums);

/// A value of a dimension: where it stands among those of the report, and its code.
type Standing = (usize, Option<String>);

/// The rows of a fold in the order of their dimensions, none last, what a plan covers first. There are far fewer values
/// than rows, so the values are sorted, and the rows by where their values stand.
fn rows(frame: &Frame, codes: &CodeBook, sums: &BTreeMap<Place, Sums>) -> Outcome<Vec<VarianceRow>> {
    let standing: Vec<FxHashMap<i64, Standing>> = frame
        .by
        .iter()
        .enumerate()
        .map(|(at, dimension)| standing(codes, *dimension, sums.keys().map(|(values, _)| values[at]).collect()))
        .collect();
    let mut places: Vec<Placed> = Vec::with_capacity(sums.len());
    for ((values, is_budgeted), sums) in sums {
        let mut ranks = [0; 2];
        for (rank, (of, value)) in ranks.iter_mut().zip(standing.iter().zip(values)) {
            *rank = of.get(value).map_or(usize::MAX, |(rank, _)| *rank);
        }
        places.push((ranks, Reverse(*is_budgeted), *values, *sums));
    }
    places.sort_by_key(|(ranks, is_budgeted, _, _)| (*ranks, *is_budgeted));
    let mut rows = Vec::with_capacity(places.len());
    for (_, Reverse(budgeted), values, sums) in places {
        let mut key = RowKey::default();
        for (at, dimension) in frame.by.iter().enumerate() {
            let code = standing[at].get(&values[at]).and_then(|(_, code)| code.clone());
            *key.slot(*dimension) = Some(code);
        }
        rows.push(VarianceRow {
            key,
            figures: figures(frame.currency, sums)?,
            budgeted,
            compared: None,
        });
    }
    Ok(rows)
}

/// Where each of these values of a dimension stands; what sorts alike stands alike.
fn standing(codes: &CodeBook, dimension: Dimension, values: FxHashSet<i64>) -> FxHashMap<i64, Standing> {
    let mut sorted: BTreeMap<SortKey, Vec<(i64, Option<String>)>> = BTreeMap::new();
    for value in values {
        let code = codes.code(dimension, value);
        let place = place_of_code(dimension, code.as_deref());
        sorted.entry(place).or_default().push((value, code));
    }
    let ranked = sorted.into_values().enumerate();
    ranked
        .flat_map(|(rank, values)| values.into_iter().map(move |(value, code)| (value, (rank, code))))
        .collect()
}

/// 序时进度 and 全年预计 of the report's span; none without a plan.
fn pace_of(frame: &Frame, facts: &[Fact], lines: &[Line], today: chrono::NaiveDate) -> Outcome<Option<Pace>> {
    if lines.is_empty() {
        return Ok(None);
    }
    let planned = lines
        .iter()
        .flat_map(|line| &line.months)
        .map(|(m, amount)| (*m, *amount, 0));
    let is_cost = |fact: &&Fact| {
        let node = frame.world.categories.get(&fact.named[0]);
        node.is_none_or(|node| node.kind == EntryKind::Cost)
    };
    let spent = facts.iter().filter(is_cost).map(|fact| (fact.month, 0, fact.amount));
    // Month by month, so that half a cent of each line does not add up.
    let mut months: BTreeMap<Month, (i64, i64)> = BTreeMap::new();
    for (month, plan, actual) in planned.chain(spent) {
        let sums = months.entry(month).or_default();
        sums.0 = sums.0.checked_add(plan).ok_or_else(overflow)?;
        sums.1 = sums.1.checked_add(actual).ok_or_else(overflow)?;
    }
    let months = months.into_iter().map(|(month, (plan, actual))| (month, plan, actual));
    pace(frame.currency, months, today).map(Some)
}

pub(crate) fn figures(currency: Currency, sums: Sums) -> Outcome<Figures> {
    let variance = sums.budget.checked_sub(sums.actual).ok_or_else(overflow)?;
    let available = variance.checked_sub(sums.committed).ok_or_else(overflow)?;
    Ok(Figures {
        budget: currency.amount(sums.budget),
        actual: currency.amount(sums.actual),
        offset: currency.amount(sums.offset),
        committed: currency.amount(sums.committed),
        available: currency.amount(available),
        variance: currency.amount(variance),
    })
}

fn total(currency: Currency, rows: &[VarianceRow]) -> Outcome<Figures> {
    let add = |of: fn(&Figures) -> Amount| {
        rows.iter().try_fold(0i64, |sum, row| {
            sum.checked_add(currency.minor(of(&row.figures).value())?)
                .ok_or_else(overflow)
        })
    };
    figures(
        currency,
        Sums {
            budget: add(|f| f.budget)?,
            actual: add(|f| f.actual)?,
            offset: add(|f| f.offset)?,
            committed: add(|f| f.committed)?,
        },
    )
}

/// The codes of every period of the span, where the rows are by time first.
fn periods(frame: &Frame) -> Vec<String> {
    frame.by.first().map_or_else(Vec::new, |by| periods_of(frame, *by))
}

/// The codes of every period of the span in a dimension of time.
pub(crate) fn periods_of(frame: &Frame, by: Dimension) -> Vec<String> {
    let code = |month: Month| match Some(by) {
        Some(Dimension::Month) => Some(month.to_string()),
        Some(Dimension::Quarter) => Some(frame.calendar.quarter(month)),
        Some(Dimension::Year) => Some(format!("{:04}", frame.calendar.year(month))),
        _ => None,
    };
    let mut codes: Vec<String> = frame.span.months().filter_map(code).collect();
    codes.dedup();
    codes
}

/// What a row is sorted by in one dimension; what names nothing comes last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Stage(Option<Stage>),
    Category(Vec<(u64, String)>),
    Code(String),
    Nothing,
}

/// The place of a row: by dimension, none last, what a plan covers first. To be made once a row: taking codes apart at
/// each comparison was most of a report's time.
pub(crate) fn place_of(by: &[Dimension], key: &RowKey, is_budgeted: bool) -> (Vec<SortKey>, Reverse<bool>) {
    let keys = by
        .iter()
        .map(|dimension| place_of_code(*dimension, key.value(*dimension)));
    (keys.collect(), Reverse(is_budgeted))
}

/// The place of a code in its dimension, none last.
pub(crate) fn place_of_code(dimension: Dimension, code: Option<&str>) -> SortKey {
    match (dimension, code) {
        (_, None) => SortKey::Nothing,
        (Dimension::Stage, Some(stage)) => SortKey::Stage(Stage::parse(stage)),
        (Dimension::Category, Some(code)) => SortKey::Category(sort_key(code)),
        (_, Some(code)) => SortKey::Code(code.to_owned()),
    }
}

/// Sorts rows, which stand in the order of their dimensions, by a field.
fn sort(rows: &mut [VarianceRow], frame: &Frame, by: Option<&str>) -> Outcome<()> {
    let (field, is_ascending) = match by {
        None => return Ok(()),
        Some(by) => (by.trim_start_matches('-'), by.starts_with('-')),
    };
    if Dimension::parse(field).is_some_and(|d| frame.by.contains(&d)) {
        if is_ascending {
            rows.reverse();
        }
        return Ok(());
    }
    let figure: fn(&Figures) -> Amount = match field {
        "budget" => |f| f.budget,
        "actual" => |f| f.actual,
        "offset" => |f| f.offset,
        "committed" => |f| f.committed,
        "available" => |f| f.available,
        "variance" => |f| f.variance,
        "compared" => {
            rows.sort_by(|a, b| {
                let order = b.compared.map(|c| c.actual).cmp(&a.compared.map(|c| c.actual));
                if is_ascending { order.reverse() } else { order }
            });
            return Ok(());
        }
        _ => {
            return Err(Fault::new("sort_unknown")
                .with("value", field)
                .with("known", "budget, actual, offset, committed, available, variance"));
        }
    };
    rows.sort_by(|a, b| {
        let order = figure(&b.figures).cmp(&figure(&a.figures));
        if is_ascending { order.reverse() } else { order }
    });
    Ok(())
}
