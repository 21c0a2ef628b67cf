//! Activities, hours, tools, tickets and feedback from a file.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::record::import::{ActivityLine, FeedbackLine, HoursLine, Interpreted, ServiceLine, ToolLine, Usage};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Amount, Fault, Language, Outcome};

use super::register::count;
use super::run::{Run, write};
use super::{ImportResult, OnDuplicate, Titles};
use crate::activity::{ActivityChange, put_activity};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::lookup::Found;
use crate::member::Put;
use crate::roll::{put_all_imported, put_imported, put_imported_of};
use crate::row;
use crate::tool::{ToolChange, put_tool, put_use};
use crate::work::{Tickets, put_service};

/// What is wrong with one row's values together with what the register holds, and not with the file.
const ROW_FAULTS: [&str; 5] = [
    "activity_term_reversed",
    "activity_not_begun",
    "responses_above_invited",
    "used_beyond_paid",
    "amount_decimals",
];

/// Whose tickets: month, customer, product.
type Desk = (i32, Option<i64>, Option<i64>);

impl Ledger {
    /// Imports activities 客户活动: same code, or same name where the file has no code, other values → updated.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_activities(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<ActivityLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, None, titles, OnDuplicate::Skip, language).await?;
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            let cells = [(Register::Channel, "channel", line.channel.as_deref(), true)];
            if run.resolve(change, line.row, cells).await?.is_none() {
                continue;
            }
            let named = line.name.clone().or_else(|| line.code.clone()).unwrap_or_default();
            let code = match &line.code {
                Some(code) => code.clone(),
                None => {
                    let query = "SELECT code FROM activity WHERE code = ?1 OR name = ?1 OR name_en = ?1 LIMIT 2";
                    let codes = self.texts(change, query, &named).await?;
                    match codes.as_slice() {
                        [] => named.clone(),
                        [one] => one.clone(),
                        _ => {
                            let fault = Fault::new("name_ambiguous").with("field", "activity");
                            run.reject(line.row, "name", Some(named.clone()), fault.with("value", &named));
                            continue;
                        }
                    }
                }
            };
            let row = line.row;
            let new = ActivityChange {
                code,
                name: line.name,
                name_en: line.name_en,
                purpose: line.purpose,
                channel: line.channel,
                starts_on: line.from,
                ends_on: line.to,
                planned_cost: line.planned_cost.map(Amount::new),
                expected_revenue: line.expected_revenue.map(Amount::new),
                invited: line.invited,
                attendance: line.attendance,
                responses: line.responses,
                revenue: line.revenue.map(Amount::new),
                score: line.score.map(|score| score.to_string()),
                status: line.status,
                ..ActivityChange::default()
            };
            match put_activity(change, &new, today).await {
                Ok((mut put, id)) => {
                    if put_imported(change, row, id).await? && put == Put::Same {
                        put = Put::Changed;
                    }
                    count(&mut run.tally, put);
                }
                Err(fault) if ROW_FAULTS.contains(&fault.code) => {
                    let count = |count: Option<u32>| count.map(|count| count.to_string());
                    match fault.code {
                        "activity_not_begun" if new.attendance.is_some() => {
                            run.reject(row, "attendance", count(new.attendance), fault);
                        }
                        "activity_not_begun" => run.reject(row, "score", new.score, fault),
                        "responses_above_invited" => run.reject(row, "responses", count(new.responses), fault),
                        _ => run.tally.reject(row, None, None, fault),
                    }
                }
                Err(fault) => return Err(fault),
            }
        }
        run.close(change, "activities", file_name).await
    }

    /// Imports hours 工时; unknown customers are made, an unknown activity rejects the row.
    ///
    /// # Errors
    /// What reading the file says.
    #[expect(clippy::too_many_arguments, reason = "each says one thing about the file")]
    pub async fn import_hours(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<HoursLine>>> + Send,
        titles: Titles<'_>,
        on_duplicate: OnDuplicate,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, Some("work_hours"), titles, on_duplicate, language).await?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            let has_come = match line.date {
                Some(_) => run.has_come(line.row, "date", line.date, today),
                None => run.month_has_come(line.row, "month", line.month, today),
            };
            if !has_come {
                continue;
            }
            let Some(fingerprint) = run.fresh(change, line.row, &line.cells).await? else {
                continue;
            };
            let cells = [
                (Register::Customer, "customer", line.customer.as_deref(), true),
                (Register::Activity, "activity", line.activity.as_deref(), false),
            ];
            let Some([customer_id, activity_id]) = run.resolve(change, line.row, cells).await? else {
                continue;
            };
            run.tally.imported += 1;
            numbers.push(line.row);
            rows.push(row::work_hours::Model {
                id: 0,
                fingerprint: Some(fingerprint),
                worked_on: line.date,
                month: line.month.number(),
                employee: line.employee,
                hours: line.hours.to_string(),
                kind: line.work,
                customer_id,
                activity_id,
                memo: line.memo,
            });
        }
        let ids = write(change, rows).await?;
        put_all_imported(change, &numbers, &ids).await?;
        run.close(change, "hours", file_name).await
    }

    /// Imports tools 工具 and their use by month: same tool and month, other values → updated.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_tools(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<ToolLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, None, titles, OnDuplicate::Skip, language).await?;
        let categories = crate::bulk::with(change.connection(), crate::lookup::categories).await?;
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            if !run.has_come(line.row, "last_used", line.usage.last_used, today) {
                continue;
            }
            if let Some(month) = line.month
                && !run.month_has_come(line.row, "month", month, today)
            {
                continue;
            }
            if let Some(Err(fault)) = line.category.as_deref().map(|text| categories.one(text)) {
                run.reject(line.row, "category", line.category.clone(), fault);
                continue;
            }
            let cells = [(Register::Vendor, "vendor", line.vendor.as_deref(), true)];
            if run.resolve(change, line.row, cells).await?.is_none() {
                continue;
            }
            let code = match &line.code {
                Some(code) => code.clone(),
                None => {
                    let named = line.name.clone().unwrap_or_default();
                    let names = crate::bulk::with(change.connection(), crate::lookup::tools).await?;
                    match names.find(&named) {
                        Found::Nothing => named,
                        Found::Many => {
                            let fault = Fault::new("name_ambiguous").with("field", "tool");
                            run.reject(line.row, "tool", Some(named.clone()), fault.with("value", named));
                            continue;
                        }
                        Found::One(id) => self
                            .texts(change, "SELECT code FROM tool WHERE id = ?1", &id.to_string())
                            .await?
                            .pop()
                            .unwrap_or(named),
                    }
                }
            };
            let new = ToolChange {
                // The file's name is what it was found by, so it stays what it is called.
                name: line.code.as_ref().and(line.name.clone()),
                code,
                vendor: line.vendor,
                category: line.category,
                renewal_on: line.renewal,
                notice_days: line.notice_days,
                ..ToolChange::default()
            };
            let (mut put, tool) = put_tool(change, &new).await?;
            if put_imported(change, line.row, tool).await? && put == Put::Same {
                put = Put::Changed;
            }
            if let Some(month) = line.month.filter(|_| line.usage != Usage::default()) {
                let used = match put_use(change, tool, month, &line.usage).await {
                    Ok((used, id)) => match put_imported_of(change, Roll::ToolUse, line.row, id).await? {
                        true if used == Put::Same => Ok(Put::Changed),
                        _ => Ok(used),
                    },
                    Err(fault) => Err(fault),
                };
                match used {
                    Ok(Put::Same) => {}
                    // A further month of a known tool is new.
                    Ok(Put::New) => put = Put::New,
                    Ok(Put::Changed) if put == Put::Same => put = Put::Changed,
                    Ok(Put::Changed) => {}
                    Err(fault) if ROW_FAULTS.contains(&fault.code) => {
                        run.tally.reject(line.row, None, None, fault);
                        continue;
                    }
                    Err(fault) => return Err(fault),
                }
            }
            count(&mut run.tally, put);
        }
        run.close(change, "tools", file_name).await
    }

    /// Imports tickets 客服工单 by month, customer and product: equal keys of one file add up, what an earlier file told
    /// is replaced.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_service(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<ServiceLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, None, titles, OnDuplicate::Skip, language).await?;
        let mut sums: BTreeMap<Desk, (Tickets, Vec<u32>)> = BTreeMap::new();
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            if !run.month_has_come(line.row, "month", line.month, today) {
                continue;
            }
            let cells = [
                (Register::Customer, "customer", line.customer.as_deref(), true),
                (Register::Product, "product", line.product.as_deref(), true),
            ];
            let Some([customer, product]) = run.resolve(change, line.row, cells).await? else {
                continue;
            };
            let tickets = Tickets::new(
                i64::from(line.tickets),
                line.minutes,
                line.automated.map(i64::from),
                line.first_solution,
                line.solution,
            );
            let (sum, rows) = sums.entry((line.month.number(), customer, product)).or_default();
            sum.add(&tickets);
            rows.push(line.row);
        }
        for (key, (tickets, rows)) in sums {
            let (mut put, id) = put_service(change, key, &tickets).await?;
            // Rows of one key are one: the last that fills an own field says it.
            for row in &rows {
                if put_imported(change, *row, id).await? && put == Put::Same {
                    put = Put::Changed;
                }
            }
            let rows = rows.len() as u64;
            match put {
                Put::New => run.tally.imported += rows,
                Put::Changed => run.tally.updated += rows,
                Put::Same => run.tally.duplicates += rows,
            }
        }
        run.close(change, "service", file_name).await
    }

    /// Imports feedback 反馈; unknown customers and products are made, an unknown activity, tool or category rejects the
    /// row.
    ///
    /// # Errors
    /// What reading the file says.
    #[expect(clippy::too_many_arguments, reason = "each says one thing about the file")]
    pub async fn import_feedback(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<FeedbackLine>>> + Send,
        titles: Titles<'_>,
        on_duplicate: OnDuplicate,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, Some("feedback"), titles, on_duplicate, language).await?;
        let (categories, tools) = crate::bulk::with(change.connection(), |bulk| {
            Ok((crate::lookup::categories(bulk)?, crate::lookup::tools(bulk)?))
        })
        .await?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            if !run.has_come(line.row, "date", Some(line.date), today) {
                continue;
            }
            let Some(fingerprint) = run.fresh(change, line.row, &line.cells).await? else {
                continue;
            };
            let category = line.category.as_deref().map(|text| categories.one(text)).transpose();
            let tool = line.tool.as_deref().map(|text| tools.one("tool", text)).transpose();
            let (category_id, tool_id) = match (category, tool) {
                (Ok(category), Ok(tool)) => (category, tool),
                (Err(fault), _) => {
                    run.reject(line.row, "category", line.category, fault);
                    continue;
                }
                (_, Err(fault)) => {
                    let fault = match fault.code {
                        "name_unknown" => {
                            Fault::new("tool_unknown").with("value", line.tool.clone().unwrap_or_default())
                        }
                        _ => fault,
                    };
                    run.reject(line.row, "tool", line.tool, fault);
                    continue;
                }
            };
            let cells = [
                (Register::Customer, "customer", line.customer.as_deref(), true),
                (Register::Product, "product", line.product.as_deref(), true),
                (Register::Activity, "activity", line.activity.as_deref(), false),
            ];
            let Some([customer_id, product_id, activity_id]) = run.resolve(change, line.row, cells).await? else {
                continue;
            };
            if let Err(fault) = crate::activity::has_begun(change, activity_id, today).await {
                match fault.code {
                    "activity_not_begun" => run.reject(line.row, "activity", line.activity, fault),
                    _ => return Err(fault),
                }
                continue;
            }
            run.tally.imported += 1;
            numbers.push(line.row);
            rows.push(row::feedback::Model {
                id: 0,
                fingerprint: Some(fingerprint),
                noted_on: line.date,
                customer_id,
                employee: line.employee,
                topic: line.topic,
                source: line.source,
                satisfaction: line.satisfaction.map(i64::from),
                nps: line.nps.map(i64::from),
                text: line.text,
                is_complaint: line.is_complaint,
                owner: line.owner,
                due_on: line.due,
                outcome: line.outcome,
                activity_id,
                product_id,
                tool_id,
                category_id,
            });
        }
        let ids = write(change, rows).await?;
        put_all_imported(change, &numbers, &ids).await?;
        run.close(change, "feedback", file_name).await
    }

    /// The texts that a query gives for a value.
    async fn texts(&self, change: &Change<'_>, query: &str, value: &str) -> Outcome<Vec<String>> {
        use crate::fault::OrFault;
        crate::bulk::with(change.connection(), |bulk| {
            let mut statement = bulk.prepare_cached(query).or_fault()?;
            let rows = statement.query_map([value], |row| row.get(0)).or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        })
        .await
    }
}
