//! Too little money: a version under a ceiling, shown before and after, and written as a draft.
//!
//! The one thing to know: what is protected is decided here, from the ledger; how much is taken where is core's.

use std::collections::{HashMap, HashSet};

use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::language::say;
use kezhang_core::money::{grouped, split};
use kezhang_core::monitor::charge::Payers;
use kezhang_core::monitor::fold::{Line, Named};
use kezhang_core::plan::LineKey;
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::cutback::{
    Cutback, CutbackLine, Kept, Protection, Shrinking, cut_back, instead, most, usual_value,
};
use kezhang_core::record::category::lies_in;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{EntityTrait, QueryOrder};
use serde::Deserialize;

use crate::budget::{Codes, VersionRow, amounts, lines_of, named, select, set_amounts, sum, version_rows, writable};
use crate::control::{core_rows, keep_core_grades};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::link::Connection;
use crate::row::{budget_line, grade};

/// What a line's money is worth.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineValue {
    /// The lines: all that name what it names, a category with what is below it.
    pub key: LineKey,
    /// 1 to 100.
    pub value: u32,
}

/// Lines of which so much stays in any case.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptLines {
    /// The lines, as above.
    pub key: LineKey,
    /// What stays of them together.
    pub least: Amount,
}

/// A ceiling for a version.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CutbackInput {
    /// The budget; by name alone, a plan in force gets its next draft.
    pub budget: String,
    /// What there is.
    pub ceiling: Amount,
    /// Lines that stay as they are, beside pay, core customers, locked cells, and what is spent or committed.
    #[serde(default)]
    pub protect: Vec<LineKey>,
    /// What money is worth, where the usual does not fit.
    #[serde(default)]
    pub values: Vec<LineValue>,
    /// Lines of which so much stays.
    #[serde(default)]
    pub keep: Vec<KeptLines>,
    /// Codes or names of the grades whose customers are core; as the ledger keeps it when absent. Making the draft
    /// keeps them for the next time.
    #[serde(default)]
    pub core_grades: Option<Vec<String>>,
    /// At most this share of a line's open money is taken, per cent; 50 when absent.
    #[serde(default)]
    pub most_percent: Option<u32>,
    /// Language of the words.
    #[serde(default)]
    pub language: Option<Language>,
}

/// An amount as a sentence tells it.
fn said(amount: Amount) -> String {
    grouped(amount.value(), amount.value().scale())
}

/// A line, what may be taken of it, and from which months.
struct Part {
    row: budget_line::Model,
    open: [i64; 12],
    shrinking: Shrinking,
    protection: Option<Protection>,
    /// What of its open money contracts bind, where it is not protected as a whole.
    bound: i64,
    cut: i64,
}

/// What serves business that is not core.
struct Aside {
    products: HashSet<i64>,
    activities: HashSet<i64>,
    customers: HashSet<i64>,
    /// What those products are called.
    names: Vec<String>,
}

impl Aside {
    /// Products that are not core; activities and customers of whom the books name such products and no others.
    fn load(bulk: &Connection) -> Outcome<Self> {
        let ids = |query: &str| -> Outcome<HashSet<i64>> {
            let mut statement = bulk.prepare(query).or_fault()?;
            let rows = statement.query_map((), |row| row.get(0)).or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        };
        let mut aside = Self {
            products: ids("SELECT id FROM product WHERE is_core = 0")?,
            activities: HashSet::new(),
            customers: HashSet::new(),
            names: Vec::new(),
        };
        if aside.products.is_empty() {
            return Ok(aside);
        }
        let mut statement = bulk
            .prepare("SELECT name FROM product WHERE is_core = 0 AND is_active = 1 ORDER BY code")
            .or_fault()?;
        let names = statement.query_map((), |row| row.get(0)).or_fault()?;
        aside.names = names.collect::<Result<_, _>>().or_fault()?;
        let only = |column: &str, from: &str| {
            format!(
                "SELECT x.{column} FROM ({from}) x JOIN product p ON p.id = x.product_id WHERE x.{column} IS NOT NULL \
                 GROUP BY x.{column} HAVING count(*) = sum(CASE WHEN p.is_core = 0 THEN 1 ELSE 0 END)"
            )
        };
        let entries = |column: &str| format!("SELECT DISTINCT {column}, product_id FROM entry WHERE is_void = 0");
        aside.activities = ids(&only("activity_id", &entries("activity_id")))?;
        let bought = format!(
            "{} UNION SELECT customer_id, product_id FROM customer_order",
            entries("customer_id")
        );
        aside.customers = ids(&only("customer_id", &bought))?;
        Ok(aside)
    }

    /// Whether a line serves such business: the nearest that it names decides.
    fn has(&self, line: &Named) -> bool {
        let [_, _, _, activity, product, customer, _] = *line;
        match (product, activity, customer) {
            (0, 0, customer) => self.customers.contains(&customer),
            (0, activity, _) => self.activities.contains(&activity),
            (product, ..) => self.products.contains(&product),
        }
    }
}

impl Ledger {
    /// A version under a ceiling, before and after; nothing is written.
    ///
    /// # Errors
    /// `budget_unknown`, `cutback_needless` when the plan fits, `cutback_infeasible` with the least ceiling that works,
    /// `percent_invalid`, `name_unknown`.
    pub async fn cutback(
        &self,
        input: &CutbackInput,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<Cutback> {
        let rows = version_rows(self.reader()).await?;
        let version = select(&rows, &input.budget)?.clone();
        let (parts, cutback) = self
            .shrunk(self.reader(), &rows, &version, input, today, language)
            .await?;
        drop(parts);
        Ok(cutback)
    }

    /// The same, written into the draft.
    ///
    /// # Errors
    /// As [`Ledger::cutback`]; `version_not_draft`.
    pub async fn cut_back_budget(
        &self,
        change: &mut Change<'_>,
        input: &CutbackInput,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<Budget> {
        let version = writable(change, &input.budget).await?;
        let rows = version_rows(change.connection()).await?;
        let (parts, cutback) = self
            .shrunk(change.connection(), &rows, &version, input, today, language)
            .await?;
        for part in parts.into_iter().filter(|part| part.cut != 0) {
            let mut after = part.row.clone();
            let mut cells = amounts(&part.row);
            for (cell, taken) in cells.iter_mut().zip(split(part.cut, &part.open)) {
                *cell -= taken;
            }
            after.filled |= (0..12)
                .filter(|at| part.open[*at] != 0)
                .fold(0, |mask, at| mask | 1 << at);
            set_amounts(&mut after, cells);
            change.update(part.row, after).await?;
        }
        if let Some(core) = &input.core_grades {
            keep_core_grades(change, core).await?;
        }
        change.note("budget", version.label());
        change.note("amount", cutback.ceiling);
        self.budget_on(change.connection(), &version.label()).await
    }

    /// Customers whose value is at least so many times what winning them cost, and how many times that is: the
    /// upper end of the benchmark of CLV : CAC, 3 ◇c or the company's own.
    async fn worth_their_cost(
        &self,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<(Option<Decimal>, HashSet<String>)> {
        let benchmarks = self.benchmarks(language).await?;
        let times = benchmarks.into_iter().find(|one| one.key == "clv_cac");
        let Some(times) = times.and_then(|one| one.high) else {
            return Ok((None, HashSet::new()));
        };
        let now = Month::of(today);
        let (_, known) = self.default_span(today).await?;
        let asked = EvaluateQuery {
            from: Some(known.map_or(now, |span| span.from).min(now.plus(-11))),
            to: Some(now),
            as_of: Some(today),
            by: vec![Dimension::Customer],
            ..EvaluateQuery::default()
        };
        let won = self.acquisition(&asked, today).await?;
        let year = EvaluateQuery {
            from: Some(now.plus(-11)),
            by: Vec::new(),
            ..asked
        };
        let valued = self.value(&year, today).await?;
        let mut values: HashMap<String, Amount> = HashMap::new();
        for row in valued.rows {
            if let Some(value) = row.clv.or(row.contractual) {
                values.insert(row.customer, value);
            }
        }
        let worth = won.rows.into_iter().filter_map(|row| {
            let customer = row.key.customer.flatten()?;
            let cac = row
                .figures
                .cac
                .map(|cac| cac.value())
                .filter(|cac| *cac > Decimal::ZERO)?;
            let value = values.get(&customer)?.value();
            (value >= cac.checked_mul(times)?).then_some(customer)
        });
        Ok((Some(times), worth.collect()))
    }

    async fn shrunk(
        &self,
        connection: &sea_orm::DatabaseConnection,
        rows: &[VersionRow],
        version: &VersionRow,
        input: &CutbackInput,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<(Vec<Part>, Cutback)> {
        crate::budget::ensure_open(rows, version.budget.id)?;
        let currency = self.currency().await;
        let calendar = self.calendar().await?;
        let percent = input.most_percent.unwrap_or(50);
        if !(1..=100).contains(&percent) {
            return Err(Fault::new("percent_invalid").with("value", percent));
        }
        let (names, codes, world, regraded) = crate::bulk::with(connection, |bulk| {
            Ok((
                LineNames::load(bulk)?,
                Codes::load(bulk)?,
                crate::variance::world(bulk)?,
                crate::watch::grades(bulk)?,
            ))
        })
        .await?;
        let resolve = |key: &LineKey| names.resolve(key).map_err(|mut refusals| refusals.remove(0).2);
        let fits = |of: &Named, line: &Named| {
            let category = of[0] == 0 || world.ancestry(line[0]).any(|category| category == of[0]);
            category && (1..7).all(|at| of[at] == 0 || of[at] == line[at])
        };
        let asked = input.protect.iter().map(resolve).collect::<Outcome<Vec<Named>>>()?;
        let values = input
            .values
            .iter()
            .map(|of| Ok((resolve(&of.key)?, of.value)))
            .collect::<Outcome<Vec<_>>>()?;
        let grades = match &input.core_grades {
            Some(core) => {
                let mut grades = grade::Entity::find()
                    .order_by_asc(grade::Column::Position)
                    .all(connection)
                    .await
                    .or_fault()?;
                let of = |text: &String| {
                    let grade = Some(text.clone());
                    resolve(&LineKey {
                        grade,
                        ..LineKey::default()
                    })
                    .map(|named| named[6])
                };
                let core = core.iter().map(of).collect::<Outcome<Vec<i64>>>()?;
                grades.retain(|grade| core.contains(&grade.id));
                grades
            }
            None => core_rows(connection).await?,
        };
        // Where a plan of the year is in force, months that are past and money that is taken stay.
        let is_in_force = rows
            .iter()
            .any(|row| row.budget.id == version.budget.id && row.version.valid_from.is_some());
        let year = calendar.span(version.budget.fiscal_year);
        let mut taken: HashMap<Named, i64> = HashMap::new();
        let mut past = 0;
        if is_in_force {
            let book = self.plan_book(Some(&version.budget.name), today).await?;
            for (line, of) in &book.lines {
                let position = of.full_year();
                taken.insert(*line, position.actual.saturating_add(position.committed));
            }
            past = year.months().filter(|month| *month < Month::of(today)).count();
        }
        let rows = lines_of(connection, version.version.id).await?;
        // A customer is core by its grade, or because it is worth a multiple of what winning it cost.
        let (times, worth) = if rows.iter().any(|row| row.customer_id.is_some()) {
            self.worth_their_cost(today, language).await?
        } else {
            (None, HashSet::new())
        };
        let is_core = |line: &Named| {
            let of_customer = regraded.get(&line[5]).and_then(|history| history.last());
            let is_of = |id: i64| grades.iter().any(|grade| grade.id == id);
            is_of(line[6])
                || of_customer.is_some_and(|(_, grade)| is_of(*grade))
                || codes.key(*line).customer.is_some_and(|code| worth.contains(&code))
        };
        // What contracts owe in the year is in the balances of a plan in force; what renewals bind never is.
        let bound = crate::bulk::with(connection, |bulk| {
            let mut bound = crate::commitment::renewals(bulk, year, today)?;
            if !is_in_force {
                let owed = crate::commitment::instalments(bulk, year)?;
                bound.extend(owed.into_iter().map(|one| one.fact));
            }
            Ok(bound)
        })
        .await?;
        let lines: Vec<Line> = rows
            .iter()
            .map(|row| Line {
                version: row.version_id,
                named: named(row),
                months: Vec::new(),
            })
            .collect();
        let payers = Payers::of(&lines);
        let mut contracted: HashMap<usize, i64> = HashMap::new();
        for fact in bound {
            if let Some(at) = payers.of_thing(&world, version.version.id, &fact.named) {
                let sum = contracted.entry(at).or_default();
                *sum = sum.saturating_add(fact.amount);
            }
        }
        let aside = crate::bulk::with(connection, Aside::load).await?;
        let mut parts = Vec::new();
        for (place, row) in rows.into_iter().enumerate() {
            let line = named(&row);
            let cells = amounts(&row);
            let total = sum(cells)?;
            let code = codes.key(line).category.unwrap_or_default();
            let mut open = [0i64; 12];
            for (at, cell) in open.iter_mut().enumerate().skip(past) {
                if row.locked & (1 << at) == 0 {
                    *cell = cells[at].max(0);
                }
            }
            let free = sum(open)?
                .min(total.saturating_sub(taken.get(&line).copied().unwrap_or(0)))
                .max(0);
            let owed = contracted.get(&place).copied().unwrap_or(0);
            let unbound = free.saturating_sub(owed).max(0);
            let protection = if asked.iter().any(|of| fits(of, &line)) {
                Some(Protection::Asked)
            } else if lies_in(&code, "6.1") {
                Some(Protection::Pay)
            } else if is_core(&line) {
                Some(Protection::Core)
            } else if free == 0 && row.locked == 0xfff {
                Some(Protection::Locked)
            } else if free == 0 && total > 0 {
                Some(Protection::Taken)
            } else if unbound == 0 && owed > 0 {
                Some(Protection::Contract)
            } else {
                None
            };
            let value = values
                .iter()
                .rev()
                .find(|(of, _)| fits(of, &line))
                .map_or_else(|| usual_value(&code), |(_, value)| *value)
                .clamp(1, 100);
            let bound = if protection.is_some() { 0 } else { free - unbound };
            let free = if protection.is_some() { 0 } else { unbound };
            let shrinking = Shrinking {
                open: free,
                most: i64::try_from(i128::from(free) * i128::from(percent) / 100).unwrap_or(free),
                value,
                is_aside: aside.has(&line),
            };
            parts.push(Part {
                row,
                open,
                shrinking,
                protection,
                bound,
                cut: 0,
            });
        }
        let before = sum(parts.iter().map(|part| amounts(&part.row).iter().sum::<i64>()))?;
        let ceiling = currency.minor(input.ceiling.value())?;
        if ceiling >= before {
            return Err(Fault::new("cutback_needless")
                .with("ceiling", currency.amount(ceiling))
                .with("total", currency.amount(before)));
        }
        let mut kept = Vec::new();
        for keep in &input.keep {
            let of = resolve(&keep.key)?;
            let lines: Vec<usize> = (0..parts.len())
                .filter(|at| fits(&of, &named(&parts[*at].row)))
                .collect();
            let there = sum(lines.iter().map(|at| amounts(&parts[*at].row).iter().sum::<i64>()))?;
            let most = there.saturating_sub(currency.minor(keep.least.value())?).max(0);
            kept.push(Kept { lines, most });
        }
        let shrinking: Vec<Shrinking> = parts.iter().map(|part| part.shrinking).collect();
        let least = before.saturating_sub(most(&shrinking, &kept));
        let cuts = cut_back(&shrinking, &kept, before.saturating_sub(ceiling)).map_err(|fault| match fault.code {
            "cutback_infeasible" => Fault::new("cutback_infeasible")
                .with("ceiling", currency.amount(ceiling))
                .with("least", currency.amount(least)),
            _ => fault,
        })?;
        for (part, cut) in parts.iter_mut().zip(cuts) {
            part.cut = cut;
        }
        let keys: Vec<LineKey> = parts.iter().map(|part| codes.key(named(&part.row))).collect();
        let labels = self.line_names(&keys, language).await?;
        let mut lines: Vec<CutbackLine> = Vec::new();
        let mut protected = 0i64;
        for (part, key) in parts.iter().zip(keys) {
            let total = sum(amounts(&part.row))?;
            if part.protection.is_some() {
                protected = protected.saturating_add(total);
            }
            protected = protected.saturating_add(part.bound);
            let code = key.category.clone().unwrap_or_default();
            let word = instead(&code).filter(|_| part.cut > 0);
            lines.push(CutbackLine {
                key,
                before: currency.amount(total),
                after: currency.amount(total - part.cut),
                cut: currency.amount(part.cut),
                protection: part.protection,
                value: part.shrinking.value,
                aside: part.shrinking.is_aside,
                instead: word.map(|word| say(language, &format!("cutback.instead.{word}"), &[])),
            });
        }
        lines.sort_by(|a, b| b.cut.value().cmp(&a.cut.value()).then_with(|| a.key.cmp(&b.key)));
        let percent = percent.to_string();
        let mut constraints = vec![
            say(
                language,
                "cutback.holds.ceiling",
                &[("ceiling", &said(currency.amount(ceiling)))],
            ),
            say(language, "cutback.holds.most", &[("percent", &percent)]),
            say(
                language,
                "cutback.holds.protected",
                &[("amount", &said(currency.amount(protected)))],
            ),
        ];
        let core: Vec<&str> = grades.iter().map(|grade| grade.name.as_str()).collect();
        let core = if core.is_empty() {
            "–".to_owned()
        } else {
            core.join(language.pick("、", ", "))
        };
        constraints.push(match times {
            Some(times) => say(
                language,
                "cutback.holds.core_worth",
                &[("grades", &core), ("times", &times.normalize().to_string())],
            ),
            None => say(language, "cutback.holds.core", &[("grades", &core)]),
        });
        if !aside.names.is_empty() {
            let names = aside.names.join(language.pick("、", ", "));
            constraints.push(say(language, "cutback.holds.aside", &[("products", &names)]));
        }
        for keep in &input.keep {
            let line = crate::watch::named_line(&keep.key, &labels);
            constraints.push(say(
                language,
                "cutback.holds.keep",
                &[("line", &line), ("least", &said(keep.least))],
            ));
        }
        let cutback = Cutback {
            company: self.profile().await.company,
            budget: version.label(),
            currency,
            ceiling: currency.amount(ceiling),
            before: currency.amount(before),
            after: currency.amount(ceiling),
            protected: currency.amount(protected),
            least: currency.amount(least),
            objective: say(language, "cutback.objective", &[]),
            constraints,
            lines,
            labels,
        };
        Ok((parts, cutback))
    }
}
