//! Entries 费用明细: one of them, adding, changing, removing, splitting.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::control::{ControlNote, PositionShown};
use kezhang_core::record::category::UNCATEGORISED;
use kezhang_core::record::entry::{Deduction, EntryInput, Stated, Taxpayer, to_base};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::record::{Entry, EntryKind, Evidence, InvoiceKind, Stage};
use kezhang_core::{Amount, Currency, Fault, Language, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter, QueryResult};
use serde::Serialize;

use crate::fault::OrFault;
use crate::headcount;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::profile::{Profile, from_word, word};
use crate::request::{SettleInput, SettlingEntry};
use crate::roll::{own_of, put_value};
use crate::row;
use crate::row::entry::Model;
use crate::scope::STAGE_OF_ENTRY;
use crate::watch::Watch;

pub(crate) const FROM: &str = "FROM entry e CROSS JOIN category c ON c.id = e.category_id \
    LEFT JOIN department d ON d.id = e.department_id LEFT JOIN activity a ON a.id = e.activity_id";

/// An entry as it is kept, with what control has to say.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntrySaved {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Lines, standards and limits that it goes beyond, each with its arithmetic.
    pub warnings: Vec<ControlNote>,
}

/// The line that pays for an entry, before it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PayingLine {
    /// What it names.
    pub key: LineKey,
    /// The same in words.
    pub name: String,
    /// The budget.
    pub budget: String,
    /// Up to the month of the entry.
    pub to_date: PositionShown,
    /// The fiscal year.
    pub full_year: PositionShown,
}

/// What control has to say of an entry that is being typed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryControl {
    /// The line that would pay; none where no plan covers it 预算外.
    pub line: Option<PayingLine>,
    /// Lines, standards and limits that it would go beyond.
    pub warnings: Vec<ControlNote>,
}

/// SQL: an entry with the codes that it names.
pub(crate) fn select() -> String {
    let mut columns = format!(
        "SELECT e.*, c.code AS category, {STAGE_OF_ENTRY} AS effective_stage, d.code AS department, a.code AS activity"
    );
    columns.push_str(", n.people AS people");
    let mut joins = String::from(" LEFT JOIN headcount n ON n.entry_id = e.id");
    for name in ["customer", "channel", "vendor", "product"] {
        columns.push_str(&format!(", x{name}.code AS {name}"));
        joins.push_str(&format!(" LEFT JOIN {name} x{name} ON x{name}.id = e.{name}_id"));
    }
    format!("{columns} {FROM}{joins}")
}

/// What an entry costs: net where its tax is deductible, else gross; income is net of VAT.
pub(crate) fn cost_of(entry: &Model, code: &str, taxpayer: Taxpayer) -> Outcome<(i64, i64)> {
    if EntryKind::of(code) == EntryKind::Income {
        return Ok((entry.net_minor, entry.base_net_minor));
    }
    let invoice: Option<InvoiceKind> = entry
        .invoice_kind
        .as_deref()
        .map(|w| from_word("entry", w))
        .transpose()?;
    let is_deductible = Deduction::of(entry.is_deductible, invoice).is_deductible(taxpayer, code);
    Ok(if is_deductible {
        (entry.net_minor, entry.base_net_minor)
    } else {
        (entry.gross_minor, entry.base_gross_minor)
    })
}

pub(crate) fn shown(row: &QueryResult, profile: &Profile) -> Outcome<Entry> {
    let model = Model::from_query_result(row, "").or_fault()?;
    let text = |name: &str| row.try_get::<Option<String>>("", name).or_fault();
    let category: String = row.try_get("", "category").or_fault()?;
    let currency = Currency::new(&model.currency)?;
    let (amount, base) = cost_of(&model, &category, profile.taxpayer)?;
    Ok(Entry {
        id: model.id,
        date: model.occurred_on,
        kind: EntryKind::of(&category),
        amount: currency.amount(amount),
        currency,
        base: profile.currency.amount(base),
        gross: currency.amount(model.gross_minor),
        tax: model.tax_minor.map(|minor| currency.amount(minor)),
        net: currency.amount(model.net_minor),
        stage: text("effective_stage")?.as_deref().and_then(Stage::parse),
        own_stage: model.stage.as_deref().and_then(Stage::parse),
        customer: text("customer")?,
        channel: text("channel")?,
        activity: text("activity")?,
        department: text("department")?,
        vendor: text("vendor")?,
        product: text("product")?,
        memo: model.memo,
        status: from_word("entry", &model.status)?,
        batch: model.batch_id,
        source_id: model.source_id,
        evidence: Evidence {
            invoice: model.invoice,
            invoice_kind: model
                .invoice_kind
                .as_deref()
                .map(|w| from_word("entry", w))
                .transpose()?,
        },
        tax_rate: model.tax_rate,
        deductible: model.is_deductible,
        paid_on: model.paid_on,
        invoiced_on: model.invoiced_on,
        benefit_from: model.benefit_from,
        benefit_to: model.benefit_to,
        rate: model.rate,
        people: row
            .try_get::<Option<i64>>("", "people")
            .or_fault()?
            .and_then(|people| u32::try_from(people).ok()),
        own: BTreeMap::new(),
        category,
    })
}

impl Ledger {
    /// One entry.
    ///
    /// # Errors
    /// `entry_unknown`.
    pub async fn entry(&self, id: i64) -> Outcome<Entry> {
        self.entry_on(self.reader(), id).await
    }

    pub(crate) async fn entry_on(&self, connection: &DatabaseConnection, id: i64) -> Outcome<Entry> {
        let text = format!("{} WHERE e.id = ? AND e.is_void = 0", select());
        let row = connection.ask_one(sql(text, [id.into()])).await.or_fault()?;
        let mut entry = shown(
            &row.ok_or_else(|| Fault::new("entry_unknown").with("id", id))?,
            &self.profile().await,
        )?;
        entry.own = own_of(connection, &[id]).await?.remove(&id).unwrap_or_default();
        Ok(entry)
    }

    /// Adds an entry, and settles a request by it where it says so.
    ///
    /// # Errors
    /// As in [`Ledger::change_entry`], without `entry_unknown`; what [`Ledger::settle_request`] says.
    pub async fn add_entry(
        &self,
        change: &mut Change<'_>,
        input: EntryInput,
        today: NaiveDate,
        language: Language,
    ) -> Outcome<EntrySaved> {
        let (passing, settles, people) = (input.passing.clone(), input.settles, input.people);
        let own = self.own_given(change, Roll::Entry, &input.own).await?;
        let row = self.entry_row(change, input, 0).await?;
        let mut notes = Vec::new();
        if let Some(watch) = self.watched(None, &row, settles, people).await? {
            notes = self.judged(change, &watch, passing.as_ref(), language).await?;
        }
        let row = change.insert(row).await?;
        headcount::set(change, headcount::Of::Entry(row.id), people).await?;
        for (field, value) in own {
            put_value(change, Roll::Entry, row.id, field.id, value).await?;
        }
        if let Some(id) = settles {
            let entries = vec![SettlingEntry {
                entry: row.id,
                amount: None,
            }];
            let close = false;
            self.settle_request(change, &SettleInput { id, entries, close }, today)
                .await?;
        }
        change.note("id", row.id);
        let entry = self.entry_on(change.connection(), row.id).await?;
        Ok(EntrySaved { entry, warnings: notes })
    }

    /// Changes an entry.
    ///
    /// # Errors
    /// `entry_unknown`; `category_unknown`, `category_inactive`, `name_unknown`, `name_ambiguous`; `amount_missing`,
    /// `amount_decimals`, `amount_overflow`, `tax_mismatch`, `rate_missing`; `benefit_reversed`, `text_control`;
    /// `invoice_exceeded`; `register_column_unknown` and what reading a cell says for own fields.
    pub async fn change_entry(
        &self,
        change: &mut Change<'_>,
        id: i64,
        input: EntryInput,
        language: Language,
    ) -> Outcome<EntrySaved> {
        let old = live(change, id).await?;
        let (passing, people) = (input.passing.clone(), input.people);
        let own = self.own_given(change, Roll::Entry, &input.own).await?;
        let mut row = self.entry_row(change, input, id).await?;
        let mut notes = Vec::new();
        if let Some(watch) = self.watched(Some(&old), &row, None, people).await? {
            notes = self.judged(change, &watch, passing.as_ref(), language).await?;
        }
        row.batch_id = old.batch_id;
        row.fingerprint = old.fingerprint.clone();
        change.note("id", id);
        change.update(old, row).await?;
        headcount::set(change, headcount::Of::Entry(id), people).await?;
        for (field, value) in own {
            put_value(change, Roll::Entry, id, field.id, value).await?;
        }
        let entry = self.entry_on(change.connection(), id).await?;
        Ok(EntrySaved { entry, warnings: notes })
    }

    /// What control has to say of an entry that is being typed, and the line that would pay for it. Names that no
    /// register knows name nothing yet.
    ///
    /// # Errors
    /// `entry_unknown`; what is wrong with its category, amounts or dates.
    pub async fn entry_control(
        &self,
        id: Option<i64>,
        input: &EntryInput,
        language: Language,
    ) -> Outcome<EntryControl> {
        let profile = self.profile().await;
        let rates = Rates::load(self.reader()).await?;
        let row = crate::bulk::with(self.reader(), |bulk| {
            let category = lookup_category(bulk, input.category.as_deref())?;
            let names = names_of(bulk, input, true)?;
            build(&profile, &rates, category, names, input)
        })
        .await?;
        let old = match id {
            Some(id) => row::entry::Entity::find_by_id(id).one(self.reader()).await.or_fault()?,
            None => None,
        };
        let watch = self.watch().await?;
        // The line as it stands before: what the entry does to it is noted after.
        let line = self.paying_line(&row, watch.as_ref(), language).await?;
        let warnings = match watch {
            Some(mut watch) => {
                self.note(&mut watch, old.as_ref(), &row, input.settles, input.people)
                    .await?;
                self.notes(&watch, crate::behind::Patience::Typing, language).await?
            }
            None => Vec::new(),
        };
        Ok(EntryControl { line, warnings })
    }

    /// The watch over one entry that comes, or comes in place of another.
    async fn watched(
        &self,
        old: Option<&Model>,
        new: &Model,
        settles: Option<i64>,
        people: Option<u32>,
    ) -> Outcome<Option<Watch>> {
        let Some(mut watch) = self.watch().await? else {
            return Ok(None);
        };
        self.note(&mut watch, old, new, settles, people).await?;
        Ok(Some(watch))
    }

    /// Notes one entry that comes, or comes in place of another.
    async fn note(
        &self,
        watch: &mut Watch,
        old: Option<&Model>,
        new: &Model,
        settles: Option<i64>,
        people: Option<u32>,
    ) -> Outcome<()> {
        if let Some(request) = settles {
            let code = crate::bulk::with(self.reader(), |bulk| {
                let rows = crate::lookup::category_rows(bulk)?;
                Ok(rows
                    .into_iter()
                    .find(|row| row.id == new.category_id)
                    .map(|row| row.code))
            })
            .await?;
            let cost = cost_of(new, code.as_deref().unwrap_or_default(), self.profile().await.taxpayer)?.1;
            self.release(watch, request, Some(cost)).await?;
        }
        watch.people(people);
        if let Some(old) = old {
            watch.entry(old, -1, None)?;
        }
        watch.entry(new, 1, None)
    }

    /// Removes an entry; undo brings it back.
    ///
    /// # Errors
    /// `entry_unknown`.
    pub async fn remove_entry(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let old = live(change, id).await?;
        change.note("id", id);
        crate::attachment::remove_of_entry(change, id).await?;
        change.remove(old).await
    }

    async fn entry_row(&self, change: &mut Change<'_>, input: EntryInput, except: i64) -> Outcome<Model> {
        if input.create_members {
            create_members(change, &input).await?;
        }
        let profile = self.profile().await;
        let rates = Rates::load(change.connection()).await?;
        let row = crate::bulk::with(change.connection(), |bulk| {
            let category = lookup_category(bulk, input.category.as_deref())?;
            let names = names_of(bulk, &input, false)?;
            build(&profile, &rates, category, names, &input)
        })
        .await?;
        if let Some(invoice) = &row.invoice {
            ensure_invoice(change.connection(), invoice, row.gross_minor, except).await?;
        }
        Ok(row)
    }
}

/// The members that an entry names: customer, channel, activity, department, vendor, product. While it is typed, what
/// no register knows is nobody.
fn names_of(bulk: &crate::link::Connection, input: &EntryInput, is_typed: bool) -> Outcome<[Option<i64>; 6]> {
    let find = |register: Register, text: &Option<String>| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => match crate::lookup::member(bulk, register, text) {
            Err(_) if is_typed => Ok(None),
            found => found.map(Some),
        },
    };
    Ok([
        find(Register::Customer, &input.customer)?,
        find(Register::Channel, &input.channel)?,
        find(Register::Activity, &input.activity)?,
        find(Register::Department, &input.department)?,
        find(Register::Vendor, &input.vendor)?,
        find(Register::Product, &input.product)?,
    ])
}

/// Makes the row of an entry from what is given and the ids that its names stand for: customer, channel, activity,
/// department, vendor, product.
pub(crate) fn build(
    profile: &Profile,
    rates: &Rates,
    category: i64,
    names: [Option<i64>; 6],
    input: &EntryInput,
) -> Outcome<Model> {
    let currency = input.currency.unwrap_or(profile.currency);
    let tax_rate = input.tax_rate.as_deref().map(tax_rate).transpose()?;
    let value = |amount: Option<Amount>| amount.map(Amount::value);
    let stated = Stated {
        amount: value(input.amount),
        gross: value(input.gross),
        tax: value(input.tax),
        net: value(input.net),
        rate: tax_rate,
    };
    let parts = stated.parts(currency)?;
    let (rate, base_gross, base_net) = rates.to_base(profile.currency, currency, input.date, parts.gross, parts.net)?;
    let benefit = benefit_period(input.date, input.benefit_from, input.benefit_to)?;
    let clean = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(crate::member::clean)
            .transpose()
    };
    Ok(Model {
        id: 0,
        batch_id: None,
        is_void: false,
        fingerprint: None,
        source_id: clean(&input.source_id)?,
        occurred_on: input.date,
        category_id: category,
        currency: currency.to_string(),
        rate: rate.map(|rate| rate.normalize().to_string()),
        gross_minor: parts.gross,
        tax_minor: parts.tax,
        net_minor: parts.net,
        base_gross_minor: base_gross,
        base_net_minor: base_net,
        tax_rate: tax_rate.map(|rate| rate.normalize().to_string()),
        invoice: clean(&input.invoice)?,
        invoice_kind: input.invoice_kind.map(|kind| kind.as_str().to_owned()),
        is_deductible: input.deductible,
        paid_on: input.paid_on,
        invoiced_on: input.invoiced_on,
        benefit_from: benefit.map(|(from, _)| from),
        benefit_to: benefit.map(|(_, to)| to),
        stage: input.stage.map(|stage| stage.as_str().to_owned()),
        customer_id: names[0],
        channel_id: names[1],
        activity_id: names[2],
        department_id: names[3],
        vendor_id: names[4],
        product_id: names[5],
        memo: crate::member::clean(&input.memo)?,
        status: word(&input.status),
    })
}

/// Makes the members that an entry names and no register knows.
async fn create_members(change: &mut Change<'_>, input: &EntryInput) -> Outcome<()> {
    let texts = [
        (Register::Customer, &input.customer),
        (Register::Channel, &input.channel),
        (Register::Department, &input.department),
        (Register::Vendor, &input.vendor),
        (Register::Product, &input.product),
    ];
    for (register, text) in texts {
        if let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            crate::member::id_or_new(change, register, text).await?;
        }
    }
    Ok(())
}

/// The benefit period of an entry: without a start it begins on its date, without an end it is that day alone.
///
/// # Errors
/// `benefit_reversed`; `benefit_too_long` beyond 100 years, of which each month would be kept.
pub(crate) fn benefit_period(
    date: NaiveDate,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Outcome<Option<(NaiveDate, NaiveDate)>> {
    let (from, to) = match (from, to) {
        (None, None) => return Ok(None),
        (Some(from), to) => (from, to.unwrap_or(from)),
        (None, Some(to)) => (date, to),
    };
    let fault = |code| Fault::new(code).with("from", from).with("to", to);
    if to < from {
        return Err(fault("benefit_reversed"));
    }
    if to.years_since(from).is_some_and(|years| years >= 100) {
        return Err(fault("benefit_too_long"));
    }
    Ok(Some((from, to)))
}

/// The id of a category by text; 未分类 for none.
pub(crate) fn lookup_category(bulk: &crate::link::Connection, text: Option<&str>) -> Outcome<i64> {
    let names = crate::lookup::categories(bulk)?;
    match text.map(str::trim) {
        None | Some("") => names.any(UNCATEGORISED),
        Some(text) => names.one(text),
    }
}

fn tax_rate(text: &str) -> Outcome<Decimal> {
    let fault = || Fault::new("tax_rate_invalid").with("value", text);
    let rate: Decimal = text.trim().parse().map_err(|_| fault())?;
    if rate < Decimal::ZERO || rate >= Decimal::ONE {
        Err(fault())
    } else {
        Ok(rate)
    }
}

pub(crate) async fn live(change: &Change<'_>, id: i64) -> Outcome<Model> {
    let row = row::entry::Entity::find_by_id(id)
        .filter(row::entry::Column::IsVoid.eq(false))
        .one(change.connection())
        .await
        .or_fault()?;
    row.ok_or_else(|| Fault::new("entry_unknown").with("id", id))
}

/// Refuses what would take an invoice past its known total.
async fn ensure_invoice(connection: &DatabaseConnection, invoice: &str, gross: i64, except: i64) -> Outcome<()> {
    let row = connection
        .ask_one(sql(
            "SELECT i.total_minor AS total, coalesce((SELECT sum(gross_minor) FROM entry e WHERE e.invoice = i.number \
             AND e.is_void = 0 AND e.id <> ?), 0) AS used FROM invoice i WHERE i.number = ?",
            [except.into(), invoice.into()],
        ))
        .await
        .or_fault()?;
    let Some(row) = row else { return Ok(()) };
    let (total, used): (i64, i64) = (
        row.try_get("", "total").or_fault()?,
        row.try_get("", "used").or_fault()?,
    );
    if used.checked_add(gross).is_none_or(|sum| sum > total) {
        return Err(Fault::new("invoice_exceeded").with("invoice", invoice));
    }
    Ok(())
}

/// Dated exchange rates, by currency, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Rates(HashMap<Currency, Vec<(chrono::NaiveDate, Decimal)>>);

impl Rates {
    pub(crate) async fn load(connection: &DatabaseConnection) -> Outcome<Self> {
        let rows = row::rate::Entity::find().all(connection).await.or_fault()?;
        let mut rates = Self::default();
        for row in rows {
            let rate = row
                .rate
                .parse()
                .map_err(|_| Fault::new("ledger_damaged").with("detail", "rate"))?;
            rates.add(Currency::new(&row.currency)?, row.dated_on, rate);
        }
        Ok(rates)
    }

    pub(crate) fn add(&mut self, currency: Currency, dated_on: chrono::NaiveDate, rate: Decimal) {
        let dated = self.0.entry(currency).or_default();
        let at = dated.partition_point(|(date, _)| *date < dated_on);
        dated.insert(at, (dated_on, rate));
    }

    /// The rate in force on a day and the amounts at it.
    pub(crate) fn to_base(
        &self,
        base: Currency,
        currency: Currency,
        on: chrono::NaiveDate,
        gross: i64,
        net: i64,
    ) -> Outcome<(Option<Decimal>, i64, i64)> {
        if currency == base {
            return Ok((None, gross, net));
        }
        let dated = self.0.get(&currency).map_or(&[][..], Vec::as_slice);
        let after = dated.partition_point(|(date, _)| *date <= on);
        let rate = after.checked_sub(1).and_then(|at| dated.get(at)).map(|(_, rate)| *rate);
        let rate = rate.ok_or_else(|| Fault::new("rate_missing").with("currency", currency).with("date", on))?;
        Ok((
            Some(rate),
            to_base(gross, currency, rate, base)?,
            to_base(net, currency, rate, base)?,
        ))
    }
}
