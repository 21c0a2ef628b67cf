//! Templates for departments: what goes out, who has answered, and what answers would change.
//!
//! The one thing to know: a file is known by its token alone; a second template for the same department replaces the
//! first in the list of who has not answered, but an answer to either is taken.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::budget::Budget;
use kezhang_core::plan::template::{
    Template, TemplateAnswer, TemplateLine, TemplateProblem, TemplateReport, TemplateRow, TemplateSent,
    TemplateStranger,
};
use kezhang_core::record::EntryKind;
use kezhang_core::record::category::sort_key;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use sea_orm::{EntityTrait, QueryOrder};
use sha2::{Digest, Sha256};

use crate::budget::{Codes, LineChange, MonthChange, VersionRow, amounts, lines_of, named, select, version_rows};
use crate::fault::OrFault;
use crate::journal::{Change, hex};
use crate::ledger::Ledger;
use crate::row::{department, template};
use crate::watch::named_line;

/// A file that came back, its cells read.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Name of the file.
    pub file: String,
    /// The token of its hidden sheet; none where the file is no template.
    pub token: Option<String>,
    /// Its rows.
    pub rows: Vec<AnswerRow>,
    /// Cells that cannot be read.
    pub problems: Vec<TemplateProblem>,
}

/// A row that came back.
#[derive(Debug, Clone)]
pub struct AnswerRow {
    /// Row of the sheet.
    pub number: u32,
    /// What it names.
    pub key: LineKey,
    /// Twelve months; none where nobody touched the cell: it stays as the draft has it by now.
    pub months: Vec<Option<Amount>>,
    /// Its remark; none where nobody touched it.
    pub note: Option<String>,
}

impl Ledger {
    /// Makes the templates of departments for a budget, and notes that they went out.
    ///
    /// # Errors
    /// `budget_unknown`, `name_unknown`, `templates_empty` where no department is active.
    pub async fn send_templates(
        &self,
        change: &mut Change<'_>,
        selector: &str,
        only: Option<&[String]>,
        language: Language,
        today: chrono::NaiveDate,
    ) -> Outcome<Vec<Template>> {
        let rows = version_rows(change.connection()).await?;
        let version = select(&rows, selector)?.clone();
        let names = crate::bulk::with(change.connection(), |bulk| {
            crate::lookup::register(bulk, kezhang_core::record::register::Register::Department)
        })
        .await?;
        let mut wanted = Vec::new();
        for text in only.unwrap_or_default() {
            wanted.push(names.one("department", text)?);
        }
        let departments: Vec<department::Model> = department::Entity::find()
            .order_by_asc(department::Column::Id)
            .all(change.connection())
            .await
            .or_fault()?
            .into_iter()
            .filter(|one| {
                if only.is_some() {
                    wanted.contains(&one.id)
                } else {
                    one.is_active
                }
            })
            .collect();
        if departments.is_empty() {
            return Err(Fault::new("templates_empty"));
        }
        let codes = crate::bulk::with(change.connection(), Codes::load).await?;
        let calendar = self.calendar().await?;
        let profile = self.profile().await;
        let currency = profile.currency;
        let year = calendar.span(version.budget.fiscal_year);
        let spent = self.spent_before(&version, today).await?;
        let lines = lines_of(change.connection(), version.version.id).await?;
        let world = crate::bulk::with(change.connection(), crate::variance::world).await?;
        let mut templates = Vec::new();
        for one in &departments {
            let mut of: BTreeMap<Named, ([i64; 12], i32, String)> = BTreeMap::new();
            for line in lines.iter().filter(|line| line.department_id == Some(one.id)) {
                of.insert(named(line), (amounts(line), line.locked, line.note.clone()));
            }
            for key in spent.keys().filter(|key| key[1] == one.id) {
                // What a line pays for already needs no row of its own.
                let is_covered = of
                    .keys()
                    .any(|line| line[2..] == [0; 5] && world.ancestry(key[0]).any(|category| category == line[0]));
                if !is_covered {
                    of.insert(*key, ([0; 12], 0, String::new()));
                }
            }
            if of.is_empty() {
                // Someone who has spent nothing yet begins with the categories of its own stage.
                let stage = one.stage.as_deref().and_then(kezhang_core::record::Stage::parse);
                for (id, node) in &world.categories {
                    let is_top = node.kind == EntryKind::Cost && node.code.contains('.');
                    if is_top && node.stage == stage {
                        of.insert([*id, one.id, 0, 0, 0, 0, 0], ([0; 12], 0, String::new()));
                    }
                }
            }
            let keys: Vec<LineKey> = of.keys().map(|named| codes.key(*named)).collect();
            let labels = self.line_names(&keys, language).await?;
            let mut rows: Vec<TemplateRow> = of
                .iter()
                .map(|(named, (cells, locked, note))| {
                    let key = codes.key(*named);
                    let mut shown = key.clone();
                    shown.department = None;
                    let before = spent
                        .iter()
                        .filter(|(spent, _)| {
                            spent[1] == one.id && world.ancestry(spent[0]).any(|category| category == named[0])
                        })
                        .fold(0i64, |sum, (_, amount)| sum.saturating_add(*amount));
                    TemplateRow {
                        name: named_line(&shown, &labels),
                        last_year: currency.amount(before),
                        months: (0..12)
                            .map(|at| (currency.amount(cells[at]), locked & (1 << at) != 0))
                            .collect(),
                        note: note.clone(),
                        key,
                    }
                })
                .collect();
            rows.sort_by_cached_key(|row| (row.key.category.as_deref().map(sort_key), row.key.clone()));
            let token = token(change, version.budget.id, one.id);
            change
                .insert(template::Model {
                    id: 0,
                    token: token.clone(),
                    budget_id: version.budget.id,
                    department_id: one.id,
                    sent_at: change.made_at().to_owned(),
                    answered_at: None,
                    file_name: String::new(),
                })
                .await?;
            let name = match (language, &one.name_en) {
                (Language::English, Some(name)) => name.clone(),
                _ => one.name.clone(),
            };
            templates.push(Template {
                token,
                department: one.code.clone(),
                name,
                company: profile.company.clone(),
                budget: version.budget.name.clone(),
                months: year.months().collect(),
                currency,
                rows,
            });
        }
        change.note("budget", version.label());
        change.note("count", templates.len());
        Ok(templates)
    }

    /// What each department spent in the year before, by category.
    async fn spent_before(&self, version: &VersionRow, today: chrono::NaiveDate) -> Outcome<HashMap<Named, i64>> {
        let calendar = self.calendar().await?;
        let before = calendar.span(version.budget.fiscal_year - 1);
        let query = VarianceQuery {
            from: Some(before.from),
            to: Some(before.to),
            by: vec![Dimension::Category, Dimension::Department],
            ..VarianceQuery::default()
        };
        let frame = self.frame(&query, today).await?;
        let facts = crate::bulk::with(self.reader(), |bulk| crate::facts::facts(bulk, &frame)).await?;
        let mut spent: HashMap<Named, i64> = HashMap::new();
        for fact in facts {
            let node = frame.world.categories.get(&fact.named[0]);
            if node.is_some_and(|node| node.kind == EntryKind::Cost) && fact.named[1] != 0 {
                let sum = spent.entry([fact.named[0], fact.named[1], 0, 0, 0, 0, 0]).or_default();
                *sum = sum.saturating_add(fact.amount);
            }
        }
        spent.retain(|_, amount| *amount != 0);
        Ok(spent)
    }

    /// Who was sent a template for a budget, or for all: who has not answered stands first.
    ///
    /// # Errors
    /// `budget_unknown`.
    pub async fn templates(&self, selector: Option<&str>, language: Language) -> Outcome<Vec<TemplateSent>> {
        let rows = version_rows(self.reader()).await?;
        let only = selector
            .map(|selector| select(&rows, selector).map(|row| row.budget.id))
            .transpose()?;
        self.sent(self.reader(), &rows, only, language).await
    }

    async fn sent(
        &self,
        connection: &sea_orm::DatabaseConnection,
        rows: &[VersionRow],
        only: Option<i64>,
        language: Language,
    ) -> Outcome<Vec<TemplateSent>> {
        let departments = departments(connection).await?;
        let all = template::Entity::find()
            .order_by_asc(template::Column::Id)
            .all(connection)
            .await
            .or_fault()?;
        let mut last: BTreeMap<(i64, i64), TemplateSent> = BTreeMap::new();
        for row in all
            .into_iter()
            .filter(|row| only.is_none_or(|only| only == row.budget_id))
        {
            let budget = rows.iter().find(|version| version.budget.id == row.budget_id);
            let department = departments.get(&row.department_id);
            let (Some(budget), Some(department)) = (budget, department) else {
                continue;
            };
            let sent = TemplateSent {
                budget: budget.budget.name.clone(),
                department: department.code.clone(),
                name: name_of(department, language),
                sent_at: row.sent_at,
                answered_at: row.answered_at,
            };
            last.insert((row.budget_id, row.department_id), sent);
        }
        let mut sent: Vec<TemplateSent> = last.into_values().collect();
        sent.sort_by(|a, b| {
            let key = |one: &TemplateSent| (one.answered_at.is_some(), one.budget.clone(), one.department.clone());
            key(a).cmp(&key(b))
        });
        Ok(sent)
    }

    /// Files that came back, held against the newest version of their budget.
    ///
    /// # Errors
    /// `templates_mixed` where they are of several budgets, `templates_strange` where none is a template of this
    /// ledger.
    pub async fn template_report(&self, answers: &[Answer], language: Language) -> Outcome<TemplateReport> {
        let (report, _) = self.held_against(self.reader(), answers, language).await?;
        Ok(report)
    }

    /// Takes the answers of all files that can be read into the draft of their budget, as one change; a plan in force
    /// gets its next draft first.
    ///
    /// # Errors
    /// As [`Ledger::template_report`]; `templates_unreadable` where no file can be taken; what
    /// [`Ledger::set_budget_lines`] says.
    pub async fn accept_templates(
        &self,
        change: &mut Change<'_>,
        answers: &[Answer],
        language: Language,
    ) -> Outcome<(Budget, TemplateReport)> {
        let (mut report, found) = self.held_against(change.connection(), answers, language).await?;
        let lines: Vec<LineChange> = found.iter().flat_map(|(_, _, lines)| lines.clone()).collect();
        if found.is_empty() {
            return Err(Fault::new("templates_unreadable"));
        }
        let rows = version_rows(change.connection()).await?;
        let budget = match lines.is_empty() {
            true => {
                let label = select(&rows, &report.budget)?.label();
                self.budget_on(change.connection(), &label).await?
            }
            false => self.set_budget_lines(change, &report.budget, lines, language).await?,
        };
        for (row, file, _) in found {
            let mut after = row.clone();
            after.answered_at = Some(change.made_at().to_owned());
            after.file_name = file;
            change.update(row, after).await?;
        }
        let rows = version_rows(change.connection()).await?;
        let only = select(&rows, &report.budget)?.budget.id;
        report.sent = self.sent(change.connection(), &rows, Some(only), language).await?;
        change.note(
            "count",
            report.answers.iter().filter(|one| one.problems.is_empty()).count(),
        );
        change.note("budget", report.budget.clone());
        Ok((budget, report))
    }

    async fn held_against(
        &self,
        connection: &sea_orm::DatabaseConnection,
        answers: &[Answer],
        language: Language,
    ) -> Outcome<(TemplateReport, Vec<(template::Model, String, Vec<LineChange>)>)> {
        let sent = template::Entity::find().all(connection).await.or_fault()?;
        let rows = version_rows(connection).await?;
        let departments = departments(connection).await?;
        let mut strangers = Vec::new();
        let mut known: Vec<(template::Model, &Answer)> = Vec::new();
        for answer in answers {
            let row = sent.iter().find(|row| Some(&row.token) == answer.token.as_ref());
            match row {
                None => strangers.push(TemplateStranger {
                    file: answer.file.clone(),
                    // A file that cannot be opened says so itself.
                    reason: match answer.problems.first() {
                        Some(problem) if answer.token.is_none() => problem.reason.clone(),
                        _ => Fault::new("template_unknown")
                            .with("file", &answer.file)
                            .message(language),
                    },
                }),
                Some(row) => match known
                    .iter()
                    .position(|(other, _)| other.department_id == row.department_id)
                {
                    Some(_) => strangers.push(TemplateStranger {
                        file: answer.file.clone(),
                        reason: Fault::new("template_twice")
                            .with("file", &answer.file)
                            .message(language),
                    }),
                    None => known.push((row.clone(), answer)),
                },
            }
        }
        let Some((first, _)) = known.first() else {
            let told: Vec<&str> = strangers.iter().map(|one| one.reason.as_str()).collect();
            return Err(Fault::new("templates_strange").with("files", told.join(language.pick("", " "))));
        };
        let budget_id = first.budget_id;
        if known.iter().any(|(row, _)| row.budget_id != budget_id) {
            return Err(Fault::new("templates_mixed"));
        }
        let version = rows.iter().rfind(|row| row.budget.id == budget_id).ok_or_else(|| {
            let known: Vec<String> = rows.iter().map(VersionRow::label).collect();
            Fault::new("budget_unknown")
                .with("value", "–")
                .with("known", known.join(", "))
        })?;
        let currency = self.currency().await;
        let calendar = self.calendar().await?;
        let months: Vec<Month> = calendar.span(version.budget.fiscal_year).months().collect();
        let names = crate::bulk::with(connection, crate::line_names::LineNames::load).await?;
        let lines: HashMap<Named, _> = lines_of(connection, version.version.id)
            .await?
            .into_iter()
            .map(|line| (named(&line), line))
            .collect();
        let keys: Vec<LineKey> = known
            .iter()
            .flat_map(|(_, answer)| answer.rows.iter().map(|row| row.key.clone()))
            .collect();
        let labels = self.line_names(&keys, language).await?;
        let mut report = TemplateReport {
            budget: version.budget.name.clone(),
            currency,
            answers: Vec::new(),
            strangers,
            sent: self.sent(connection, &rows, Some(budget_id), language).await?,
        };
        let mut found = Vec::new();
        for (row, answer) in known {
            let mut told = Vec::new();
            let mut changes = Vec::new();
            let (mut before, mut after) = (0i64, 0i64);
            let mut problems = answer.problems.clone();
            for line in &answer.rows {
                let key = match names.resolve(&line.key) {
                    Ok(key) => key,
                    Err(mut refusals) => {
                        let (field, value, fault) = refusals.remove(0);
                        problems.push(TemplateProblem {
                            row: line.number,
                            column: field.to_owned(),
                            value: value.unwrap_or_default(),
                            reason: fault.message(language),
                        });
                        continue;
                    }
                };
                if key[1] != row.department_id {
                    let value = named_line(&line.key, &labels);
                    problems.push(TemplateProblem {
                        row: line.number,
                        column: String::new(),
                        reason: Fault::new("template_foreign").with("line", &value).message(language),
                        value,
                    });
                    continue;
                }
                let old = lines.get(&key);
                let cells = old.map(amounts).unwrap_or_default();
                let new = line
                    .months
                    .iter()
                    .zip(cells)
                    .map(|(amount, old)| amount.map_or(Ok(old), |amount| currency.minor(amount.value())))
                    .collect::<Outcome<Vec<i64>>>()?;
                let (old_sum, new_sum) = (crate::budget::sum(cells)?, crate::budget::sum(new.iter().copied())?);
                (before, after) = (before.saturating_add(old_sum), after.saturating_add(new_sum));
                let old_note = old.map_or("", |old| old.note.as_str());
                let note = line
                    .note
                    .as_deref()
                    .map(str::trim)
                    .filter(|note| *note != old_note.trim());
                let note = note.map(str::to_owned);
                let differing: Vec<MonthChange> = months
                    .iter()
                    .zip(new.iter().zip(cells))
                    .filter(|(_, (new, old))| **new != *old)
                    .map(|(month, (new, _))| MonthChange {
                        month: *month,
                        amount: Some(currency.amount(*new)),
                        locked: None,
                    })
                    .collect();
                if differing.is_empty() && note.is_none() {
                    continue;
                }
                told.push(TemplateLine {
                    name: named_line(&line.key, &labels),
                    key: line.key.clone(),
                    before: currency.amount(old_sum),
                    after: currency.amount(new_sum),
                    difference: currency.amount(new_sum.saturating_sub(old_sum)),
                    note: note.clone(),
                });
                changes.push(LineChange {
                    key: line.key.clone(),
                    months: differing,
                    total: None,
                    driver: None,
                    total_over: None,
                    note,
                });
            }
            let department = departments.get(&row.department_id);
            report.answers.push(TemplateAnswer {
                file: answer.file.clone(),
                department: department.map(|one| one.code.clone()).unwrap_or_default(),
                name: department.map(|one| name_of(one, language)).unwrap_or_default(),
                before: currency.amount(before),
                after: currency.amount(after),
                difference: currency.amount(after.saturating_sub(before)),
                lines: told,
                problems: problems.clone(),
            });
            if problems.is_empty() {
                found.push((row, answer.file.clone(), changes));
            }
        }
        Ok((report, found))
    }
}

async fn departments(connection: &sea_orm::DatabaseConnection) -> Outcome<HashMap<i64, department::Model>> {
    let rows = department::Entity::find().all(connection).await.or_fault()?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn name_of(department: &department::Model, language: Language) -> String {
    match (language, &department.name_en) {
        (Language::English, Some(name)) => name.clone(),
        _ => department.name.clone(),
    }
}

/// A token that no other template has: of the moment, the place in the journal, the budget and the department.
fn token(change: &Change<'_>, budget: i64, department: i64) -> String {
    let mut digest = Sha256::new();
    digest.update(format!(
        "{} {} {} {budget} {department}",
        change.made_at(),
        change.author(),
        change.number(),
    ));
    hex(&digest.finalize()[..16])
}
