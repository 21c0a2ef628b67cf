//! Real shapes of files, as folders: `tests/fixtures/import/<case>/{input.*, mapping.json?, expected.json}`.
//!
//! A new case is a folder, no code. `expected.json` is written by hand; what it does not name is not compared.
//! `mapping.json` may hold `kind`, `map` (field → column), `reading`, `base`, `fiscal_start`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kezhang_core::record::import::{
    self, ActivityLine, BudgetLineIn, ChannelLine, Context, CustomerLine, EntryLine, FeedbackLine, HoursLine,
    Interpreted, Kind, MetricLine, PaymentLine, PurchaseLine, RateLine, Reading, RollLine, ServiceLine, ToolLine,
};
use kezhang_core::{Calendar, Currency};
use serde_json::{Map, Value, json};

#[test]
fn every_case_reads_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/import");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the fixtures are there")
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    let failures: Vec<String> = cases.iter().filter_map(|case| failure(case)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// What differs in a case, if anything.
fn failure(case: &Path) -> Option<String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let input = std::fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
        .unwrap_or_else(|| panic!("{name} has no input"));
    let load = |file: &str| -> Option<Value> {
        let text = std::fs::read_to_string(case.join(file)).ok()?;
        Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}/{file}: {error}")))
    };
    let expected = load("expected.json").unwrap_or_else(|| panic!("{name} has no expected.json"));
    let found = read(&input, &load("mapping.json").unwrap_or_else(|| json!({})));
    let mut differences = Vec::new();
    if !found["fault"].is_null() && expected["fault"].is_null() {
        differences.push(format!("  refused with {}", found["fault"]));
    }
    for (key, wanted) in expected.as_object().unwrap() {
        let got = &found[key];
        match (wanted, got) {
            (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
                for (wanted, got) in wanted.iter().zip(got) {
                    if wanted != got {
                        differences.push(format!("  {key}\n    expected {wanted}\n    found    {got}"));
                    }
                }
            }
            _ if wanted == got => {}
            _ => differences.push(format!("  {key}\n    expected {wanted}\n    found    {got}")),
        }
    }
    (!differences.is_empty()).then(|| format!("{name}:\n{}", differences.join("\n")))
}

/// Reads a file the way an import does, and says what came of each row.
fn read(path: &Path, mapping: &Value) -> Value {
    match try_read(path, mapping) {
        Ok(value) => value,
        Err(fault) => json!({ "fault": fault.code }),
    }
}

fn try_read(path: &Path, mapping: &Value) -> kezhang_core::Outcome<Value> {
    let kind = mapping["kind"].as_str().map(Kind::parse).transpose()?;
    let reading: Reading = serde_json::from_value(mapping["reading"].clone()).unwrap_or_default();
    let map: BTreeMap<String, String> = serde_json::from_value(mapping["map"].clone()).unwrap_or_default();
    let base = mapping["base"].as_str().map_or(Ok(Currency::CNY), Currency::new)?;
    let start = u32::try_from(mapping["fiscal_start"].as_u64().unwrap_or(1)).unwrap();
    let source = kezhang_read::open(path, kind, &reading)?;
    let mapping = import::map_columns(source.kind, &source.header, &source.samples, &map)?;
    let survey = source.survey(&mapping, &Default::default())?;
    let context = Context::new(base, Calendar::new(start, Default::default())?, &reading, &survey);
    let (mut lines, mut skipped, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
    for row in source.rows()? {
        let row = row?;
        let found = match source.kind {
            Kind::Entries => shown(import::interpret_entry(&mapping, &row, &context), entry),
            Kind::Budget => shown(import::interpret_budget_line(&mapping, &row, &context), budget),
            Kind::Customers => shown(import::interpret_customer(&mapping, &row, &context), customer),
            Kind::Channels => shown(import::interpret_channel(&mapping, &row, &context), channel),
            Kind::Metrics => shown(import::interpret_metric(&mapping, &row, &context), metric),
            Kind::Rates => shown(import::interpret_rates(&mapping, &row, &context), rates),
            Kind::Activities => shown(import::interpret_activity(&mapping, &row, &context), activity),
            Kind::Hours => shown(import::interpret_hours(&mapping, &row, &context), hours),
            Kind::Tools => shown(import::interpret_tool(&mapping, &row, &context), tool),
            Kind::Service => shown(import::interpret_service(&mapping, &row, &context), service),
            Kind::Feedback => shown(import::interpret_feedback(&mapping, &row, &context), feedback),
            Kind::Purchases => shown(import::interpret_purchase(&mapping, &row, &context), purchase),
            Kind::Orders => shown(import::interpret_order(&mapping, &row, &context), payment),
            Kind::Receipts => shown(import::interpret_receipt(&mapping, &row, &context), payment),
            Kind::Points | Kind::Products | Kind::Vendors | Kind::Departments => {
                shown(import::interpret_roll(&mapping, &row, &context), roll)
            }
            kind => panic!("{kind} is not read"),
        };
        match found {
            Interpreted::Line(value) => lines.push(value),
            Interpreted::Skipped { row, reason } => skipped.push(json!({ "row": row, "reason": reason.code })),
            Interpreted::Rejected(all, _) => rejected.extend(all.into_iter().map(|rejection| {
                json!({ "row": rejection.row, "column": rejection.column, "value": rejection.value,
                        "reason": rejection.reason.code })
            })),
        }
    }
    let detected = serde_json::to_value(&source.detected).unwrap();
    Ok(json!({
        "kind": source.kind, "encoding": detected["encoding"], "delimiter": detected["delimiter"],
        "sheet": detected["sheet"], "same_head": detected["same_head"], "unit": detected["unit"], "header": detected["header"], "ignored": mapping.ignored,
        "dates": context.dates, "decimal": context.decimal,
        "lines": lines, "skipped": skipped, "rejected": rejected,
    }))
}

fn shown<T>(found: Interpreted<T>, show: impl Fn(T) -> Value) -> Interpreted<Value> {
    match found {
        Interpreted::Line(line) => Interpreted::Line(bare(show(line))),
        Interpreted::Skipped { row, reason } => Interpreted::Skipped { row, reason },
        Interpreted::Rejected(all, _) => Interpreted::Rejected(all, None),
    }
}

/// Without what is empty, so that a case names only what is there.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(all) => Value::Object(
            all.into_iter()
                .filter(|(_, value)| !value.is_null() && value != "")
                .collect::<Map<_, _>>(),
        ),
        other => other,
    }
}

fn text<T: ToString>(value: Option<T>) -> Value {
    value.map_or(Value::Null, |value| Value::String(value.to_string()))
}

fn entry(line: EntryLine) -> Value {
    json!({
        "row": line.row, "date": line.date.to_string(), "category": line.category,
        "amount": text(line.stated.amount), "gross": text(line.stated.gross), "tax": text(line.stated.tax),
        "net": text(line.stated.net), "tax_rate": text(line.stated.rate), "currency": text(line.currency),
        "flow": text(line.flow.map(|flow| format!("{flow:?}").to_lowercase())),
        "customer": line.customer, "channel": line.channel, "activity": line.activity,
        "department": line.department, "vendor": line.vendor, "product": line.product, "memo": line.memo,
        "status": if line.status == Default::default() { Value::Null } else { json!(line.status) },
        "stage": line.stage, "id": line.source_id, "invoice": line.invoice, "invoice_kind": line.invoice_kind,
        "deductible": line.deductible, "paid_on": text(line.paid_on), "invoiced_on": text(line.invoiced_on),
        "benefit_from": text(line.benefit_from), "benefit_to": text(line.benefit_to),
    })
}

fn budget(line: BudgetLineIn) -> Value {
    let months: Map<String, Value> = line
        .months
        .iter()
        .map(|(month, amount)| (month.to_string(), json!(amount.to_string())))
        .collect();
    json!({
        "row": line.row, "category": line.category, "department": line.department, "channel": line.channel,
        "activity": line.activity, "product": line.product, "customer": line.customer, "grade": line.grade,
        "months": months,
    })
}

fn customer(line: CustomerLine) -> Value {
    json!({
        "row": line.row, "code": line.code, "name": line.name, "tax_number": line.tax_number, "grade": line.grade,
        "industry": line.industry, "region": line.region, "owner": line.owner, "status": line.status,
        "acquired_on": text(line.acquired_on), "channel": line.channel, "lapsed_on": text(line.lapsed_on),
    })
}

fn channel(line: ChannelLine) -> Value {
    json!({ "row": line.row, "code": line.code, "name": line.name, "name_en": line.name_en })
}

fn metric(line: MetricLine) -> Value {
    json!({
        "row": line.row, "month": line.month.to_string(), "channel": line.channel, "leads": text(line.leads),
        "opportunities": text(line.opportunities), "customers": text(line.customers), "revenue": text(line.revenue),
    })
}

fn rates(lines: Vec<RateLine>) -> Value {
    let all = lines.iter().map(|line| {
        json!({ "row": line.row, "date": line.date.to_string(), "currency": line.currency.code(),
                "rate": line.rate.to_string() })
    });
    Value::Array(all.collect())
}

fn activity(line: ActivityLine) -> Value {
    json!({
        "row": line.row, "code": line.code, "name": line.name, "purpose": line.purpose, "channel": line.channel,
        "start": text(line.from), "end": text(line.to), "planned_cost": text(line.planned_cost),
        "expected_revenue": text(line.expected_revenue), "invited": line.invited, "attendance": line.attendance,
        "responses": line.responses, "revenue": text(line.revenue), "score": text(line.score), "status": line.status,
    })
}

fn purchase(line: PurchaseLine) -> Value {
    json!({
        "row": line.row, "code": line.code, "title": line.title, "vendor": line.vendor, "department": line.department,
        "responsible": line.responsible, "start": text(line.from), "months": line.term_months,
        "notice_days": line.notice_days, "auto_renewed": line.auto_renewed, "amount": text(line.amount),
        "tax_rate": text(line.tax_rate), "category": line.category, "rhythm": line.rhythm, "due_days": line.due_days,
        "note": line.note,
    })
}

fn payment(line: PaymentLine) -> Value {
    json!({
        "row": line.row, "date": line.date.to_string(), "customer": line.customer, "amount": line.amount.to_string(),
        "order": line.order, "product": line.product, "contract": line.contract, "memo": line.memo,
    })
}

fn roll(line: RollLine) -> Value {
    let cells = line.cells.into_iter().map(|(key, cell)| (key, json!(cell)));
    let row = ("row".to_owned(), json!(line.row));
    Value::Object(std::iter::once(row).chain(cells).collect())
}

fn hours(line: HoursLine) -> Value {
    json!({
        "row": line.row, "date": text(line.date), "month": line.month.to_string(), "employee": line.employee,
        "hours": line.hours.to_string(), "kind": line.work, "customer": line.customer, "activity": line.activity,
        "memo": line.memo,
    })
}

fn tool(line: ToolLine) -> Value {
    let usage = line.usage;
    json!({
        "row": line.row, "code": line.code, "tool": line.name, "vendor": line.vendor, "category": line.category,
        "month": text(line.month), "renewal": text(line.renewal), "notice_days": line.notice_days, "seats": usage.seats,
        "active": usage.active, "logins": usage.logins, "modules_paid": usage.modules_paid,
        "modules_used": usage.modules_used, "last_used": text(usage.last_used), "gb_paid": text(usage.gb_paid),
        "gb_used": text(usage.gb_used), "cost": text(usage.cost),
    })
}

fn service(line: ServiceLine) -> Value {
    json!({
        "row": line.row, "month": line.month.to_string(), "customer": line.customer, "product": line.product,
        "tickets": line.tickets, "minutes": text(line.minutes), "automated": line.automated,
        "first_solution_minutes": text(line.first_solution), "solution_minutes": text(line.solution),
    })
}

fn feedback(line: FeedbackLine) -> Value {
    json!({
        "row": line.row, "date": line.date.to_string(), "customer": line.customer, "employee": line.employee,
        "topic": line.topic, "source": line.source, "satisfaction": line.satisfaction, "nps": line.nps,
        "text": line.text, "complaint": line.is_complaint.then_some(true), "owner": line.owner, "due": text(line.due),
        "outcome": line.outcome, "activity": line.activity, "product": line.product, "tool": line.tool,
        "category": line.category,
    })
}
