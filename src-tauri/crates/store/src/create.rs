//! A new ledger: its taxonomy, grades and departments, and with the sample its whole company, as the first record.
//! What the sample's people did with their plan is done in `sample_year.rs` and gathered into that record.

use std::path::Path;

use chrono::NaiveDate;
use kezhang_core::monitor::variance::Filter;
use kezhang_core::period::NamedAfter;
use kezhang_core::record::Stage;
use kezhang_core::record::category::UNCATEGORISED;
use kezhang_core::record::entry::{EntryInput, Taxpayer};
use kezhang_core::record::import::Usage;
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::record::rule::{RuleInput, When};
use kezhang_core::sample::{Sample, SampleBudget};
use kezhang_core::{Currency, Fault, Language, Outcome};

use crate::activity::{ActivityChange, put_activity};
use crate::backup::{name, remove, work_name};
use crate::budget::{empty_line, set_amounts};
use crate::bulk::{self, EntryWriter};
use crate::contract::{ContractChange, put_contract};
use crate::entry::{Rates, build};
use crate::entry_list::EntryQuery;
use crate::fault::OrFault;
use crate::import::put_metric;
use crate::journal::{Change, Stamp};
use crate::ledger::{Ledger, open_fault};
use crate::line_names::LineNames;
use crate::lookup;
use crate::member::{ALWAYS, CustomerChange, MemberRow, put_customer};
use crate::profile::{Profile, to_row};
use crate::row;
use crate::server::Address;
use crate::tool::{ToolChange, put_tool, put_use};
use crate::view::{SavedView, ViewColumn};

/// What a new ledger is to be.
#[derive(Debug, Clone, Default)]
pub struct NewLedger {
    /// Name of the company.
    pub company: String,
    /// Base currency; CNY when absent.
    pub currency: Option<Currency>,
    /// First month of the fiscal year, 1 to 12; January when absent.
    pub fiscal_start: Option<u32>,
    /// Which year a fiscal year is named after.
    pub named_after: NamedAfter,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
    /// The ledger's language.
    pub language: Language,
    /// Whether it shall hold the sample company.
    pub is_sample: bool,
}

/// The departments of a new ledger: code, Chinese, English, stage.
const DEPARTMENTS: [(&str, &str, &str, Stage); 4] = [
    ("sales", "销售", "Sales", Stage::Acquisition),
    ("marketing", "市场", "Marketing", Stage::Acquisition),
    ("success", "客户成功", "Customer success", Stage::Maintenance),
    ("service", "客服", "Customer service", Stage::Service),
];

impl Ledger {
    /// Makes a ledger in a file that does not exist yet; on any error no file is left behind.
    ///
    /// # Errors
    /// `file_exists`, `no_permission`, `fiscal_start_invalid`, `ledger_unopenable`, `disk_full`.
    pub async fn create(path: &Path, new: &NewLedger, stamp: Stamp) -> Outcome<Self> {
        kezhang_core::Calendar::new(new.fiscal_start.unwrap_or(1), new.named_after)?;
        if let Some(address) = Address::of(path) {
            return Self::create_on_server(&address?, new, stamp).await;
        }
        match std::fs::metadata(path) {
            Ok(_) => return Err(Fault::new("file_exists").with("file", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(open_fault(path, &error)),
        }
        // Made under another name: a program that is killed in the middle leaves no half ledger under this one.
        let work = work_name(path)?;
        let made = make(&work, new, stamp).await.and_then(|()| name(&work, path).map(drop));
        remove(&work);
        made.map_err(|fault| fault.with("file", path.display()))?;
        Self::open(path).await
    }
}

impl Ledger {
    /// The same on a server; on any error the server is as it was.
    async fn create_on_server(address: &Address, new: &NewLedger, stamp: Stamp) -> Outcome<Self> {
        let ledger = Self::create_schema(address).await?;
        let filled = fill(&ledger, new, stamp).await;
        if let Err(fault) = filled {
            ledger.drop_schema().await;
            let _ = ledger.close().await;
            return Err(address.at(fault));
        }
        ledger.close().await?;
        Self::open_server(address).await
    }
}

async fn make(work: &Path, new: &NewLedger, stamp: Stamp) -> Outcome<()> {
    let ledger = Ledger::create_file(work).await?;
    let filled = fill(&ledger, new, stamp).await;
    let closed = ledger.close().await;
    filled.and(closed)
}

async fn fill(ledger: &Ledger, new: &NewLedger, stamp: Stamp) -> Outcome<()> {
    let sample = new.is_sample.then(|| kezhang_core::sample::company(new.language));
    // The sample begins when its first year of planning does: what its people did comes after.
    let laid_down = sample.as_ref().map_or(stamp.clone(), |sample| Stamp {
        author: sample.laid_down.0.to_owned(),
        at: sample.laid_down.1.to_owned(),
        ..stamp.clone()
    });
    let mut change = ledger.begin(laid_down).await?;
    let filled = fill_in(&mut change, new, sample.as_ref()).await;
    match filled {
        Ok(()) => change.commit().await.map(drop)?,
        Err(fault) => {
            change.roll_back().await;
            return Err(fault);
        }
    }
    match &sample {
        Some(sample) => {
            crate::sample_year::live_through(ledger, sample, new.language).await?;
            // What `new` leaves is one record, which undo leaves alone.
            ledger.gather(stamp).await
        }
        None => Ok(()),
    }
}

async fn fill_in(change: &mut Change<'_>, new: &NewLedger, sample: Option<&Sample>) -> Outcome<()> {
    let mut profile = Profile {
        company: new.company.clone(),
        currency: new.currency.unwrap_or(Currency::CNY),
        fiscal_start: new.fiscal_start.unwrap_or(1),
        named_after: new.named_after,
        taxpayer: new.taxpayer,
        language: new.language,
        ..Profile::default()
    };
    if let Some(sample) = sample {
        let company = &sample.company;
        profile.company = company.name.to_owned();
        profile.currency = company.currency;
        profile.fiscal_start = company.fiscal_start;
        profile.taxpayer = company.taxpayer;
        profile.industry = Some(company.industry.to_owned());
        profile.phase = Some(company.growth_phase.to_owned());
        profile.business_model = Some(company.business_model.to_owned());
        profile.staff = Some(i64::from(company.staff));
        profile.seats = Some(i64::from(company.seats));
        profile.total_budget = Some(company.currency.amount(company.total_budget_minor));
        profile.default_margin = Some(company.gross_margin.to_owned());
    }
    change.insert(to_row(&profile)?).await?;
    for (row, parent) in crate::category::seed() {
        let parent_id = match parent {
            Some(code) => Some(bulk::with(change.connection(), lookup::categories).await?.any(code)?),
            None => None,
        };
        change.insert(row::category::Model { parent_id, ..row }).await?;
    }
    for (at, code) in ["A", "B", "C"].into_iter().enumerate() {
        let (code, name) = (code.to_owned(), code.to_owned());
        change
            .insert(row::grade::Model {
                id: 0,
                code,
                name,
                position: at as i32,
                is_active: true,
            })
            .await?;
    }
    for (code, name, name_en, stage) in DEPARTMENTS {
        let row = row::department::Model {
            id: 0,
            code: code.to_owned(),
            name: name.to_owned(),
            name_en: Some(name_en.to_owned()),
            stage: Some(stage.as_str().to_owned()),
            is_active: true,
        };
        change.insert(row).await?;
    }
    change.note("company", &profile.company);
    if let Some(sample) = sample {
        change.tell("about.new_sample");
        take_in(change, sample, &profile).await?;
    }
    Ok(())
}

/// Takes the sample company in: registers, metrics, rates, budgets, entries.
async fn take_in(change: &mut Change<'_>, sample: &Sample, profile: &Profile) -> Outcome<()> {
    macro_rules! members {
        ($module:ident, $members:expr) => {
            for member in &$members {
                change
                    .insert(row::$module::Model::from(MemberRow::of(member.clone())))
                    .await?;
            }
        };
    }
    members!(channel, sample.channels);
    members!(product, sample.products);
    members!(vendor, sample.vendors);
    members!(activity, sample.activities);
    for customer in &sample.customers {
        let c = &customer.customer;
        let mut put = CustomerChange {
            code: c.code.clone(),
            name: Some(c.name.clone()),
            tax_number: c.tax_number.clone(),
            industry: c.industry.clone(),
            region: c.region.clone(),
            owner: c.owner.clone(),
            status: Some(c.status),
            acquired_on: c.acquired_on,
            channel: c.channel.clone(),
            lapsed_on: c.lapsed_on,
            active: Some(c.active),
            ..CustomerChange::default()
        };
        put_customer(change, &put, ALWAYS).await?;
        for (at, (from, grade)) in customer.grades.iter().enumerate() {
            put.grade = Some((*grade).to_owned());
            put.grade_from = Some(if at == 0 { ALWAYS } else { *from });
            put_customer(change, &put, ALWAYS).await?;
        }
    }
    let channels = bulk::with(change.connection(), |b| lookup::register(b, Register::Channel)).await?;
    for metric in &sample.metrics {
        let values = [
            Some(i64::from(metric.leads)),
            Some(i64::from(metric.opportunities)),
            Some(i64::from(metric.customers)),
            Some(metric.revenue_minor),
        ];
        put_metric(
            change,
            metric.month.number(),
            channels.one("channel", metric.channel)?,
            values,
        )
        .await?;
    }
    for comparison in &sample.comparisons {
        crate::offer::take_in(change, comparison).await?;
    }
    for rate in &sample.rates {
        let row = row::rate::Model {
            id: 0,
            dated_on: rate.date,
            currency: rate.currency.to_string(),
            rate: rate.rate.to_owned(),
        };
        change.insert(row).await?;
    }
    for budget in &sample.budgets {
        take_budget(change, budget).await?;
    }
    take_rules_and_views(change, sample).await?;
    for (kind, target) in &sample.goals {
        let row = row::goal::Model {
            id: 0,
            year: 2026,
            kind: kind.as_str().to_owned(),
            target: (*target).to_owned(),
            typed: None,
            note: String::new(),
        };
        change.insert(row).await?;
    }
    take_entries(change, &sample.entries, profile).await?;
    take_purchases(change, sample).await?;
    take_trade(change, sample).await?;
    take_work(change, sample).await
}

/// Takes in what activities came to, tools, hours, tickets and feedback.
async fn take_work(change: &mut Change<'_>, sample: &Sample) -> Outcome<()> {
    let currency = sample.company.currency;
    for month in &sample.points {
        let row = row::loyalty_month::Model {
            id: 0,
            month: month.month.number(),
            customer_id: None,
            issued: month.moved[0],
            redeemed: month.moved[1],
            expired: month.moved[2],
            cost_per_point: Some(month.cost_per_point.to_owned()),
            members: Some(month.members[0]),
            active_members: Some(month.members[1]),
        };
        change.insert(row).await?;
    }
    for own in &sample.own_fields {
        let fields = change
            .ledger()
            .set_own_field(
                change,
                crate::roll::OwnFieldInput {
                    id: None,
                    register: own.register,
                    name: own.name.to_owned(),
                    kind: own.kind,
                    choices: own.choices.iter().map(|choice| (*choice).to_owned()).collect(),
                    active: true,
                },
            )
            .await?;
        let Some(field) = fields.last().map(|field| field.id) else {
            continue;
        };
        if own.register == Roll::Entry {
            let rows = bulk::with(change.connection(), |b| {
                let first: i64 = b
                    .query_row("SELECT min(id) FROM entry", (), |row| row.get(0))
                    .or_fault()?;
                let places = own
                    .values
                    .iter()
                    .filter_map(|(place, value)| Some((first + place.parse::<i64>().ok()?, field, value.clone())));
                crate::roll::write_values(b, own.register, places.collect())
            })
            .await?;
            change.record(rows);
            continue;
        }
        let names = bulk::with(change.connection(), |b| lookup::of_table(b, own.register.table())).await?;
        for (code, value) in &own.values {
            let id = names.one(own.register.as_str(), code)?;
            crate::roll::put_value(change, own.register, id, field, Some(value.clone())).await?;
        }
    }
    for one in &sample.activity_details {
        let [invited, attendance, responses] = one.people.map(Some);
        let new = ActivityChange {
            code: one.code.to_owned(),
            channel: one.channel.map(str::to_owned),
            starts_on: Some(one.term.0),
            ends_on: Some(one.term.1),
            planned_cost: Some(currency.amount(one.planned_minor)),
            expected_revenue: one.revenue_minor.map(|(expected, _)| currency.amount(expected)),
            revenue: one.revenue_minor.map(|(_, won)| currency.amount(won)),
            invited,
            attendance,
            responses,
            score: one.score.map(str::to_owned),
            status: Some(one.status),
            ..ActivityChange::default()
        };
        // Its activities are told as they stand at the end of the sample.
        put_activity(change, &new, NaiveDate::MAX).await?;
    }
    for tool in &sample.tools {
        let new = ToolChange {
            code: tool.code.to_owned(),
            name: Some(tool.name.to_owned()),
            vendor: Some(tool.paid_to.0.to_owned()),
            category: Some(tool.paid_to.1.to_owned()),
            renewal_on: Some(tool.renewal.0),
            notice_days: Some(tool.renewal.1),
            ..ToolChange::default()
        };
        let (_, id) = put_tool(change, &new).await?;
        for month in &tool.months {
            let usage = Usage {
                seats: month.seats.map(|(paid, _)| paid),
                active: month.seats.map(|(_, active)| active),
                logins: month.logins,
                modules_paid: month.modules.map(|(paid, _)| paid),
                modules_used: month.modules.map(|(_, used)| used),
                last_used: Some(month.last_used),
                gb_paid: month.gb.map(|(paid, _)| paid.into()),
                gb_used: month.gb.map(|(_, used)| used.into()),
                cost: None,
            };
            put_use(change, id, month.month, &usage).await?;
        }
    }
    let load = |register| move |bulk: &crate::link::Connection| lookup::register(bulk, register);
    let customers = bulk::with(change.connection(), load(Register::Customer)).await?;
    let products = bulk::with(change.connection(), load(Register::Product)).await?;
    let activities = bulk::with(change.connection(), load(Register::Activity)).await?;
    let tools = bulk::with(change.connection(), lookup::tools).await?;
    let categories = bulk::with(change.connection(), lookup::categories).await?;
    let id = |names: &lookup::Names, register: &str, code: Option<&str>| {
        code.map(|code| names.one(register, code)).transpose()
    };
    for one in &sample.hours {
        let row = row::work_hours::Model {
            id: 0,
            fingerprint: None,
            worked_on: None,
            month: one.month.number(),
            employee: one.employee.to_owned(),
            hours: rust_decimal::Decimal::new(one.quarters * 25, 2).normalize().to_string(),
            kind: Some(one.kind.to_owned()),
            customer_id: id(&customers, "customer", one.customer.as_deref())?,
            activity_id: None,
            memo: String::new(),
        };
        change.insert(row).await?;
    }
    for one in &sample.tickets {
        let row = row::service_month::Model {
            id: 0,
            month: one.month.number(),
            customer_id: None,
            product_id: id(&products, "product", Some(one.product))?,
            tickets: i64::from(one.tickets),
            minutes: Some(one.minutes.to_string()),
            automated: Some(i64::from(one.automated)),
            first_solution: Some(one.solution.0.to_string()),
            solution: Some(one.solution.1.to_string()),
        };
        change.insert(row).await?;
    }
    for one in &sample.feedback {
        let row = row::feedback::Model {
            id: 0,
            fingerprint: None,
            noted_on: one.date,
            customer_id: id(&customers, "customer", one.customer.as_deref())?,
            employee: one.employee.map(str::to_owned),
            topic: one.topic.to_owned(),
            source: one.source.to_owned(),
            satisfaction: one.satisfaction.map(i64::from),
            nps: one.nps.map(i64::from),
            text: one.text.to_owned(),
            is_complaint: one.is_complaint,
            owner: one.owner.map(|(owner, _)| owner.to_owned()),
            due_on: one.owner.map(|(_, due)| due),
            outcome: one.outcome.to_owned(),
            activity_id: id(&activities, "activity", one.activity)?,
            product_id: id(&products, "product", one.product)?,
            tool_id: id(&tools, "tool", one.tool)?,
            category_id: one.category.map(|code| categories.one(code)).transpose()?,
        };
        change.insert(row).await?;
    }
    Ok(())
}

/// The purchase contracts of the offers that were chosen, renewed up to the year of the entries, settled by them.
async fn take_purchases(change: &mut Change<'_>, sample: &Sample) -> Outcome<()> {
    for comparison in &sample.comparisons {
        let Some((_, signed_on, _)) = comparison.chosen else {
            continue;
        };
        let kept = crate::offer_comparison::kept(change.connection(), Some(comparison.name)).await?;
        let Some(entrant) = kept.chosen() else { continue };
        let buyer = kezhang_core::evaluate::offer::price::Buyer {
            currency: sample.company.currency,
            taxpayer: sample.company.taxpayer,
        };
        let row = crate::purchase_settle::sign(change, &kept, entrant, buyer, signed_on, signed_on).await?;
        let mut told = row.clone();
        told.responsible = comparison.responsible.to_owned();
        let row = change.update(row, told).await?;
        let row = crate::purchase_settle::renew(change, row, None, "0", signed_on, None).await?;
        while crate::purchase_settle::settle_likely(change, row.id, buyer).await? {}
    }
    Ok(())
}

/// Takes orders, contracts, receipts and the follow-up log in.
async fn take_trade(change: &mut Change<'_>, sample: &Sample) -> Outcome<()> {
    let load = |register| move |bulk: &crate::link::Connection| lookup::register(bulk, register);
    let customers = bulk::with(change.connection(), load(Register::Customer)).await?;
    let products = bulk::with(change.connection(), load(Register::Product)).await?;
    for order in &sample.orders {
        let product_id = match &order.product {
            Some(code) => Some(products.one("product", code)?),
            None => None,
        };
        let row = row::customer_order::Model {
            id: 0,
            fingerprint: None,
            ordered_on: order.date,
            customer_id: customers.one("customer", &order.customer)?,
            amount_minor: order.amount_minor,
            number: order.number.clone(),
            product_id,
        };
        change.insert(row).await?;
    }
    let currency = sample.company.currency;
    for contract in &sample.contracts {
        let new = ContractChange {
            code: contract.code.clone(),
            customer: Some(contract.customer.clone()),
            starts_on: Some(contract.from),
            ends_on: Some(contract.to),
            amount: Some(currency.amount(contract.gross_minor)),
            tax_rate: Some("0.06".to_owned()),
            rhythm: Some(contract.rhythm),
            services: Some(contract.services.to_owned()),
            department: Some("service".to_owned()),
            ..ContractChange::default()
        };
        put_contract(change, &new).await?;
        let codes = crate::contract::codes(change.connection()).await?;
        let Some((contract_id, customer_id)) = codes.get(&contract.code).copied() else {
            return Err(Fault::new("store_failed").with("detail", "sample"));
        };
        for (received_on, amount_minor) in &contract.receipts {
            let row = row::receipt::Model {
                id: 0,
                fingerprint: None,
                received_on: *received_on,
                customer_id,
                contract_id: Some(contract_id),
                amount_minor: *amount_minor,
                memo: String::new(),
            };
            change.insert(row).await?;
        }
        for (noted_on, note) in &contract.follow_ups {
            let row = row::follow_up::Model {
                id: 0,
                contract_id,
                noted_on: *noted_on,
                by_whom: sample_owner(sample, &contract.customer),
                note: (*note).to_owned(),
                promised_on: None,
            };
            change.insert(row).await?;
        }
    }
    Ok(())
}

/// Who looks after a customer of the sample.
fn sample_owner(sample: &Sample, code: &str) -> String {
    let found = sample.customers.iter().find(|c| c.customer.code == code);
    found.and_then(|c| c.customer.owner.clone()).unwrap_or_default()
}

async fn take_rules_and_views(change: &mut Change<'_>, sample: &Sample) -> Outcome<()> {
    // Each rule goes before all others, so the last comes first.
    for (text, category) in sample.rules.iter().rev() {
        let rule = RuleInput {
            id: None,
            when: When {
                memo: Some((*text).to_owned()),
                ..When::default()
            },
            category: (*category).to_owned(),
            customer: None,
            department: None,
            channel: None,
            active: None,
        };
        crate::rule::put(change, &rule).await?;
    }
    for (name, category, sort) in &sample.views {
        let filter = category.map(|code| Filter {
            field: "category".to_owned(),
            value: code.to_owned(),
        });
        let fields = ["date", "category", "vendor", "memo", "department", "base"];
        let view = SavedView {
            name: (*name).to_owned(),
            query: EntryQuery {
                uncategorised: category.is_none(),
                filter: filter.into_iter().collect(),
                sort: Some((*sort).to_owned()),
                ..EntryQuery::default()
            },
            columns: fields
                .map(|field| ViewColumn {
                    field: field.to_owned(),
                    width: None,
                })
                .to_vec(),
        };
        change.insert(crate::view::row_of(&view)?).await?;
    }
    Ok(())
}

async fn take_budget(change: &mut Change<'_>, sample: &SampleBudget) -> Outcome<()> {
    let version = crate::budget::make_draft(change, &[], sample.name, sample.fiscal_year, None).await?;
    let names = bulk::with(change.connection(), LineNames::load).await?;
    for line in &sample.lines {
        let named = names.resolve(&line.key).map_err(|mut refusals| refusals.remove(0).2)?;
        let mut row = empty_line(version.version.id, named);
        set_amounts(&mut row, line.months.map(|(minor, _)| minor));
        for (at, (_, is_locked)) in line.months.iter().enumerate() {
            row.locked |= i32::from(*is_locked) << at;
        }
        row.filled = 0xfff;
        row.note = line.note.to_owned();
        change.insert(row).await?;
    }
    Ok(())
}

async fn take_entries(change: &mut Change<'_>, entries: &[EntryInput], profile: &Profile) -> Outcome<()> {
    let rates = Rates::load(change.connection()).await?;
    let mut totals = std::mem::take(&mut change.totals);
    let written = bulk::with(change.connection(), |bulk| {
        let categories = lookup::categories(bulk)?;
        let names = |register| lookup::register(bulk, register);
        let registers = [
            (Register::Customer, names(Register::Customer)?),
            (Register::Channel, names(Register::Channel)?),
            (Register::Activity, names(Register::Activity)?),
            (Register::Department, names(Register::Department)?),
            (Register::Vendor, names(Register::Vendor)?),
            (Register::Product, names(Register::Product)?),
        ];
        let batch = bulk::next_id(bulk, "batch")?;
        let first = bulk::next_id(bulk, "entry")?;
        let mut writer = EntryWriter::new(bulk, false)?;
        let mut next = first;
        for entry in entries {
            let category = categories.one(entry.category.as_deref().unwrap_or(UNCATEGORISED))?;
            let texts = [
                &entry.customer,
                &entry.channel,
                &entry.activity,
                &entry.department,
                &entry.vendor,
                &entry.product,
            ];
            let mut ids = [None; 6];
            for ((id, text), (register, names)) in ids.iter_mut().zip(texts).zip(&registers) {
                *id = text
                    .as_deref()
                    .map(|text| names.one(register.as_str(), text))
                    .transpose()?;
            }
            let mut row = build(profile, &rates, category, ids, entry)?;
            row.id = next;
            row.batch_id = Some(batch);
            totals.add(&row, 1)?;
            writer.write(Box::new(row))?;
            next += 1;
        }
        Ok((batch, first, next - 1, writer.finish()?))
    })
    .await;
    change.totals = totals;
    let (batch, first_entry, last_entry, digest) = written?;
    if last_entry < first_entry {
        return Err(Fault::new("store_failed").with("detail", "sample"));
    }
    let row = row::batch::Model {
        id: batch,
        kind: "entries".to_owned(),
        file_name: String::new(),
        first_entry,
        last_entry,
        digest,
        is_void: false,
    };
    change.insert(row).await.map(drop)
}
