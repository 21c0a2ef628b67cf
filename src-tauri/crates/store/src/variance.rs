//! Budget against actual: reads the plan and the totals, folds them, gives rows their codes.
//!
//! The one thing to know: everything is read on one connection in one transaction, from the smallest table of totals
//! that knows the dimensions asked for; only what no table knows reads the entries.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::monitor::fold::{Coverage, Cut, Fact, Line, Named, Node, Sums, World, fold};
use kezhang_core::monitor::variance::{Figures, ReportHead, RowKey, VarianceQuery, VarianceReport, VarianceRow};
use kezhang_core::plan::{Basis, Measure};
use kezhang_core::record::category::UNCATEGORISED;
use kezhang_core::record::entry::{Deduction, Taxpayer};
use kezhang_core::record::register::{Dimension, Register};
use kezhang_core::record::{EntryKind, Stage};
use kezhang_core::{Amount, Calendar, Currency, Fault, Language, Month, Outcome, Span};
use rusqlite::Connection;

use crate::budget::{BudgetSelector, VersionRow, version_rows};
use crate::entry::by_code;
use crate::fault::OrFault;
use crate::ledger::Ledger;
use crate::lookup;
use crate::profile::{Profile, from_word};
use crate::row;
use crate::scope::Scope;
use crate::totals::{shares, stage_of};

/// The plan of a span: which version is it in each month, and their lines.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub version_of: HashMap<Month, i64>,
    pub lines: Vec<Line>,
    pub labels: Vec<String>,
    pub is_draft: bool,
    pub basis: Option<Basis>,
    pub measure: Option<Measure>,
}

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
    fn amount(&self, deduction: Deduction, category: i64, net: i64, gross: i64) -> i64 {
        let code = self
            .world
            .categories
            .get(&category)
            .map_or("", |node| node.code.as_str());
        let is_net = self.basis == Basis::Accrual
            && self.measure == Measure::Cost
            && deduction.is_deductible(self.taxpayer, code);
        if is_net { net } else { gross }
    }

    fn needs(&self) -> Vec<Dimension> {
        let named = [
            Dimension::Department,
            Dimension::Channel,
            Dimension::Activity,
            Dimension::Product,
            Dimension::Customer,
            Dimension::Grade,
        ];
        let mut needs = self.by.clone();
        needs.extend(self.scope.dimensions());
        for (at, dimension) in named.into_iter().enumerate() {
            if self.plan.lines.iter().any(|line| line.named[at + 1] != 0) {
                needs.push(dimension);
            }
        }
        needs
    }

    /// Whether a thing with these dimensions passes the conditions.
    fn lets(&self, named: &Named, stage: Option<Stage>, vendor: i64, month: Month) -> bool {
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
        let frame = self.frame(query, today).await?;
        let language = query.language.unwrap_or(profile.language);
        crate::bulk::with(self.reader(), |bulk| {
            bulk.execute_batch("BEGIN").or_fault()?;
            let report = report(bulk, &frame, query, &profile, language);
            let _ = bulk.execute_batch("COMMIT");
            report
        })
        .await
    }

    /// Resolves a query: span, plan, basis and measure, conditions.
    pub(crate) async fn frame(&self, query: &VarianceQuery, today: chrono::NaiveDate) -> Outcome<Frame> {
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        let by = if query.by.is_empty() {
            vec![Dimension::Category]
        } else {
            query.by.clone()
        };
        if by.len() > 2 || (by.len() == 2 && by[0] == by[1]) {
            return Err(Fault::new("by_invalid"));
        }
        let span = match (query.from, query.to) {
            (Some(from), Some(to)) => Span::new(from, to)?,
            (Some(from), None) => Span::new(from, calendar.span(calendar.year(from)).to)?,
            (None, Some(to)) => Span::new(calendar.span(calendar.year(to)).from, to)?,
            (None, None) => self.default_span(today).await?.0,
        };
        if query.basis == Some(Basis::Cash) && query.measure == Some(Measure::Cost) {
            return Err(Fault::new("measure_with_cash"));
        }
        let versions = version_rows(self.reader()).await?;
        let (world, scope, mut plan) = crate::bulk::with(self.reader(), |bulk| {
            let plan = plan(bulk, &versions, calendar, span, query.budget.as_deref())?;
            Ok((world(bulk)?, Scope::resolve(bulk, calendar, &query.filter)?, plan))
        })
        .await?;
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
            currency: profile.currency,
            taxpayer: profile.taxpayer,
            basis,
            measure,
            by,
            level: query.level.filter(|level| *level > 0),
            scope,
            world,
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

/// Which versions are the plan in a span, and their lines.
fn plan(
    bulk: &Connection,
    versions: &[VersionRow],
    calendar: Calendar,
    span: Span,
    selector: Option<&str>,
) -> Outcome<Plan> {
    let mut plan = Plan::default();
    let mut used: Vec<&VersionRow> = Vec::new();
    if let Some(selector) = selector {
        crate::budget::select(versions, selector)?;
    }
    for month in span.months() {
        let year = calendar.year(month);
        let found = match selector {
            Some(selector) => chosen(versions, selector, year),
            None => in_force(versions, year, month),
        };
        if let Some(row) = found {
            plan.version_of.insert(month, row.version.id);
            if !used.iter().any(|u| u.version.id == row.version.id) {
                used.push(row);
            }
        }
    }
    for row in &used {
        let state: kezhang_core::plan::VersionState = from_word("budget_version", &row.version.state)?;
        plan.is_draft |= state == kezhang_core::plan::VersionState::Draft;
        plan.labels.push(row.label());
    }
    let unit = |row: &&VersionRow| (row.version.basis.clone(), row.version.measure.clone());
    if let Some(first) = used.first().map(unit)
        && used.iter().all(|row| unit(row) == first)
    {
        plan.basis = Some(from_word("budget_version", &first.0)?);
        plan.measure = Some(from_word("budget_version", &first.1)?);
    }
    for row in used {
        plan.lines.extend(lines(bulk, row, calendar, &plan.version_of)?);
    }
    Ok(plan)
}

/// The version of a named budget for a fiscal year.
fn chosen<'v>(versions: &'v [VersionRow], selector: &str, year: i32) -> Option<&'v VersionRow> {
    let of = |name: &str, number: Option<i32>| {
        versions.iter().rev().find(|r| {
            r.budget.name == name && r.budget.fiscal_year == year && number.is_none_or(|n| r.version.number == n)
        })
    };
    let parsed = BudgetSelector::parse(selector);
    of(selector, None).or_else(|| of(&parsed.name, parsed.version))
}

/// The approved version valid in a month; the newest draft of the year where nothing is approved.
fn in_force(versions: &[VersionRow], year: i32, month: Month) -> Option<&VersionRow> {
    let of_year = || versions.iter().filter(|r| r.budget.fiscal_year == year);
    let approved = of_year()
        .filter(|r| r.version.valid_from.is_some_and(|from| from <= month.number()))
        .max_by_key(|r| (r.version.valid_from, r.version.id));
    let has_approved = of_year().any(|r| r.version.valid_from.is_some());
    approved.or_else(|| {
        if has_approved {
            None
        } else {
            of_year().max_by_key(|r| r.version.id)
        }
    })
}

fn lines(
    bulk: &Connection,
    row: &VersionRow,
    calendar: Calendar,
    version_of: &HashMap<Month, i64>,
) -> Outcome<Vec<Line>> {
    let mut statement = bulk
        .prepare(
            "SELECT coalesce(category_id, 0), coalesce(department_id, 0), coalesce(channel_id, 0), \
             coalesce(activity_id, 0), coalesce(product_id, 0), coalesce(customer_id, 0), coalesce(grade_id, 0), \
             m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12 FROM budget_line WHERE version_id = ? ORDER BY id",
        )
        .or_fault()?;
    let months: Vec<Month> = calendar.span(row.budget.fiscal_year).months().collect();
    let mut rows = statement.query([row.version.id]).or_fault()?;
    let mut lines = Vec::new();
    while let Some(cells) = rows.next().or_fault()? {
        let mut named: Named = [0; 7];
        for (at, id) in named.iter_mut().enumerate() {
            *id = cells.get(at).or_fault()?;
        }
        let mut amounts = Vec::with_capacity(12);
        for (at, month) in months.iter().enumerate() {
            if version_of.get(month) == Some(&row.version.id) {
                amounts.push((*month, cells.get::<_, i64>(7 + at).or_fault()?));
            }
        }
        lines.push(Line {
            version: row.version.id,
            named,
            months: amounts,
        });
    }
    Ok(lines)
}

/// The facts of the span, from the smallest table of totals that knows what is needed.
fn facts(bulk: &Connection, frame: &Frame) -> Outcome<Vec<Fact>> {
    let needs = frame.needs();
    let needs_any = |dimensions: &[Dimension]| needs.iter().any(|need| dimensions.contains(need));
    let by_customer = needs_any(&[Dimension::Customer, Dimension::Grade]);
    let needs_scope = needs_any(&[Dimension::Channel, Dimension::Product]);
    let has_regraded = || -> Outcome<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM customer_grade WHERE from_on > '0001-01-01')";
        bulk.query_row(query, (), |row| row.get(0)).or_fault()
    };
    let needs_entries = needs.contains(&Dimension::Vendor)
        || (by_customer && needs_scope)
        || (needs.contains(&Dimension::Grade) && has_regraded()?);
    if needs_entries {
        return facts_of_entries(bulk, frame, "", &mut |_, _| Ok(()));
    }
    let (table, columns) = if by_customer {
        (
            "total_customer",
            ["department_id", "0", "activity_id", "0", "customer_id", "stage"],
        )
    } else if needs_scope || needs_any(&[Dimension::Department, Dimension::Activity, Dimension::Stage]) {
        (
            "total_scope",
            ["department_id", "channel_id", "activity_id", "product_id", "0", "stage"],
        )
    } else {
        ("total_category", ["0", "0", "0", "0", "0", "0"])
    };
    let grades: HashMap<i64, i64> = if needs.contains(&Dimension::Grade) {
        let mut statement = bulk
            .prepare("SELECT customer_id, grade_id FROM customer_grade")
            .or_fault()?;
        let rows = statement
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
            .or_fault()?;
        rows.collect::<Result<_, _>>().or_fault()?
    } else {
        HashMap::new()
    };
    // Only what is asked for is told apart: the rest sums up in SQL.
    let dimensions = [
        Dimension::Department,
        Dimension::Channel,
        Dimension::Activity,
        Dimension::Product,
    ];
    let is_staged = needs.contains(&Dimension::Stage);
    let mut picked: Vec<&str> = Vec::with_capacity(6);
    for (at, column) in columns.into_iter().enumerate() {
        let is_needed = match at {
            0 | 2 => needs.contains(&dimensions[at]) || is_staged,
            1 | 3 => needs.contains(&dimensions[at]),
            4 => by_customer,
            _ => is_staged,
        };
        picked.push(if is_needed { column } else { "0" });
    }
    let query = format!(
        "SELECT month, category_id, deduction, {}, sum(net_minor), sum(gross_minor) FROM {table} \
         WHERE basis = ? AND month BETWEEN ? AND ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9",
        picked.join(", ")
    );
    let mut statement = bulk.prepare(&query).or_fault()?;
    let basis = i64::from(frame.basis == Basis::Cash);
    let mut rows = statement
        .query((basis, frame.span.from.number(), frame.span.to.number()))
        .or_fault()?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let id = |at: usize| row.get::<_, i64>(at).or_fault();
        let month = Month::from_number(row.get(0).or_fault()?);
        let (category, customer) = (id(1)?, id(7)?);
        let named = [
            category,
            id(3)?,
            id(4)?,
            id(5)?,
            id(6)?,
            customer,
            grades.get(&customer).copied().unwrap_or(0),
        ];
        let stage = stage_of(id(8)?);
        let deduction = Deduction::from_number(row.get(2).or_fault()?);
        let amount = frame.amount(deduction, category, id(9)?, id(10)?);
        if frame.lets(&named, stage, 0, month) {
            facts.push(Fact {
                month,
                named,
                stage,
                vendor: 0,
                amount,
            });
        }
    }
    Ok(facts)
}

/// The facts of the span from the entries themselves that meet `conditions` (SQL, to read fewer); `each` sees every
/// entry with its facts.
pub(crate) fn facts_of_entries(
    bulk: &Connection,
    frame: &Frame,
    conditions: &str,
    each: &mut dyn FnMut(&row::entry::Model, &[Fact]) -> Outcome<()>,
) -> Outcome<Vec<Fact>> {
    let mut grades: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
    let mut statement = bulk
        .prepare("SELECT customer_id, from_on, grade_id FROM customer_grade ORDER BY customer_id, from_on")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let customer: i64 = row.get(0).or_fault()?;
        grades
            .entry(customer)
            .or_default()
            .push((row.get(1).or_fault()?, row.get(2).or_fault()?));
    }
    let mut all = Vec::new();
    let is_cash = frame.basis == Basis::Cash;
    crate::bulk::for_each_counting(bulk, frame.span, is_cash, conditions, |entry| {
        let id = |id: Option<i64>| id.unwrap_or(0);
        let customer = id(entry.customer_id);
        let on = entry.occurred_on.to_string();
        let grade = grades
            .get(&customer)
            .and_then(|history| history.iter().rev().find(|(from, _)| *from <= on))
            .map_or(0, |(_, grade)| *grade);
        let named = [
            entry.category_id,
            id(entry.department_id),
            id(entry.channel_id),
            id(entry.activity_id),
            id(entry.product_id),
            customer,
            grade,
        ];
        let stage = entry.stage.as_deref().and_then(Stage::parse);
        let vendor = id(entry.vendor_id);
        let invoice = entry
            .invoice_kind
            .as_deref()
            .map(|w| from_word("entry", w))
            .transpose()?;
        let deduction = Deduction::of(entry.is_deductible, invoice);
        let (accrual, cash) = shares(entry);
        let counted = if frame.basis == Basis::Cash {
            cash.into_iter().collect()
        } else {
            accrual
        };
        let facts: Vec<Fact> = counted
            .into_iter()
            .filter(|(month, _)| frame.span.contains(*month) && frame.lets(&named, stage, vendor, *month))
            .map(|(month, sums)| Fact {
                month,
                named,
                stage,
                vendor,
                amount: frame.amount(deduction, entry.category_id, sums.net, sums.gross),
            })
            .collect();
        if !facts.is_empty() {
            each(entry, &facts)?;
            all.extend(facts);
        }
        Ok(())
    })?;
    Ok(all)
}

fn report(
    bulk: &Connection,
    frame: &Frame,
    query: &VarianceQuery,
    profile: &Profile,
    language: Language,
) -> Outcome<VarianceReport> {
    let facts = facts(bulk, frame)?;
    let lines = frame.lines_in_scope();
    let sums = fold(
        &frame.world,
        &frame.cut(),
        &facts,
        &lines,
        &frame.coverage(),
        &frame.plan.version_of,
    )?;
    let codes = CodeBook::load(bulk, &frame.by)?;
    let currency = frame.currency;
    let mut rows: Vec<VarianceRow> = sums
        .iter()
        .map(|((values, is_budgeted), sums)| {
            let mut key = RowKey::default();
            for (dimension, value) in frame.by.iter().zip(values) {
                *key.slot(*dimension) = Some(codes.code(*dimension, *value));
            }
            Ok(VarianceRow {
                key,
                figures: figures(currency, *sums)?,
                budgeted: *is_budgeted,
            })
        })
        .collect::<Outcome<_>>()?;
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
    for row in &rows {
        for dimension in &frame.by {
            if let Some(code) = row.key.value(*dimension) {
                wanted.entry(dimension.as_str()).or_default().push(code.to_owned());
            }
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
    };
    let total = total(currency, &rows)?;
    Ok(VarianceReport {
        head,
        total,
        labels: labels(bulk, &wanted, language)?,
        rows,
    })
}

fn overflow() -> Fault {
    Fault::new("amount_overflow").with("value", "∑")
}

pub(crate) fn figures(currency: Currency, sums: Sums) -> Outcome<Figures> {
    let variance = sums.budget.checked_sub(sums.actual).ok_or_else(overflow)?;
    Ok(Figures {
        budget: currency.amount(sums.budget),
        actual: currency.amount(sums.actual),
        offset: currency.amount(sums.offset),
        committed: currency.amount(0),
        available: currency.amount(variance),
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
        },
    )
}

fn sort(rows: &mut [VarianceRow], frame: &Frame, by: Option<&str>) -> Outcome<()> {
    rows.sort_by(|a, b| {
        for dimension in &frame.by {
            let order = match (a.key.value(*dimension), b.key.value(*dimension)) {
                (Some(x), Some(y)) if *dimension == Dimension::Stage => Stage::parse(x).cmp(&Stage::parse(y)),
                (Some(x), Some(y)) => by_code(dimension.as_str(), x, y),
                (None, None) => std::cmp::Ordering::Equal,
                (None, _) => std::cmp::Ordering::Greater,
                (_, None) => std::cmp::Ordering::Less,
            };
            if order.is_ne() {
                return order;
            }
        }
        b.budgeted.cmp(&a.budgeted)
    });
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

/// Codes of the ids in a report's dimensions.
pub(crate) struct CodeBook(HashMap<Dimension, HashMap<i64, String>>);

impl CodeBook {
    pub(crate) fn load(bulk: &Connection, by: &[Dimension]) -> Outcome<Self> {
        let mut book = HashMap::new();
        for dimension in by.iter().filter(|d| !d.is_time() && **d != Dimension::Stage) {
            let mut statement = bulk
                .prepare(&format!("SELECT id, code FROM {}", dimension.as_str()))
                .or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?;
            book.insert(*dimension, rows.collect::<Result<_, _>>().or_fault()?);
        }
        Ok(Self(book))
    }

    /// The value on the wire; none for 0.
    pub(crate) fn code(&self, dimension: Dimension, value: i64) -> Option<String> {
        match dimension {
            Dimension::Month => i32::try_from(value).ok().map(|n| Month::from_number(n).to_string()),
            Dimension::Quarter => Some(format!("{:04}-Q{}", value.div_euclid(4), value.rem_euclid(4) + 1)),
            Dimension::Year => Some(format!("{value:04}")),
            Dimension::Stage => stage_of(value).map(|stage| stage.as_str().to_owned()),
            other => self.0.get(&other).and_then(|codes| codes.get(&value).cloned()),
        }
    }
}

impl CodeBook {
    /// The id of a code.
    pub(crate) fn id(&self, dimension: Dimension, code: &str) -> Option<i64> {
        self.0
            .get(&dimension)?
            .iter()
            .find(|(_, known)| *known == code)
            .map(|(id, _)| *id)
    }
}

/// Names of codes in a language, by dimension.
pub(crate) fn labels(
    bulk: &Connection,
    wanted: &BTreeMap<&'static str, Vec<String>>,
    language: Language,
) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
    let mut labels = BTreeMap::new();
    for (dimension, codes) in wanted {
        let mut named = BTreeMap::new();
        if *dimension == "stage" {
            for code in codes {
                named.insert(
                    code.clone(),
                    kezhang_core::language::say(language, &format!("stage.{code}"), &[]),
                );
            }
        } else if let Some(query) = name_query(dimension, language) {
            let mut statement = bulk.prepare_cached(&query).or_fault()?;
            for code in codes {
                if !named.contains_key(code) {
                    let name: Option<String> = match statement.query_row([code], |row| row.get(0)) {
                        Ok(name) => name,
                        Err(rusqlite::Error::QueryReturnedNoRows) => None,
                        Err(error) => return Err(crate::fault::from_bulk(error)),
                    };
                    named.insert(code.clone(), name.unwrap_or_else(|| code.clone()));
                }
            }
        }
        labels.insert((*dimension).to_owned(), named);
    }
    Ok(labels)
}

fn name_query(dimension: &str, language: Language) -> Option<String> {
    let register = Register::ALL
        .into_iter()
        .find(|register| register.as_str() == dimension);
    let column = match (dimension, register, language) {
        ("category", _, Language::Chinese) => "name_zh",
        ("category", _, Language::English) => "name_en",
        ("grade", _, _) | (_, Some(Register::Customer), _) | (_, Some(_), Language::Chinese) => "name",
        (_, Some(_), Language::English) => "coalesce(nullif(name_en, ''), name)",
        _ => return None,
    };
    Some(format!("SELECT {column} FROM {dimension} WHERE code = ?"))
}
