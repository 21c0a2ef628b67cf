//! Entries from a file or from the sample: resolved, checked for duplicates, written in bulk.

use std::sync::mpsc;

use crate::link::Connection;
use kezhang_core::plan::control::Override;
use kezhang_core::record::category::{UNCATEGORISED, UNCATEGORISED_INCOME};
use kezhang_core::record::entry::Taxpayer;
use kezhang_core::record::import::{EntryLine, Flow, Interpreted, Rejection};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::record::rule::{MoneyWay, Said};
use kezhang_core::record::{EntryKind, Stage};
use kezhang_core::{Fault, Language, Outcome};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::seen::Seen;
use super::{ImportResult, OnDuplicate, Tally, Titles};
use crate::bulk::{self, EntryWriter};
use crate::entry::{Rates, benefit_period, cost_of};
use crate::fault::OrFault;
use crate::journal::{Change, RowChange, Rows, canonical};
use crate::ledger::Ledger;
use crate::line_names::Refusal;
use crate::lookup::{self, CategoryNames, Found, Names};
use crate::member::MemberRow;
use crate::profile::Profile;
use crate::roll::{OwnCells, lacks, write_values};
use crate::row;
use crate::rule::Rules;
use crate::totals::Totals;
use crate::watch::Watch;

/// A row's identity: what its mapped cells say, and its place among equal rows of the file.
type Fingerprint = [u8; 16];

/// Rows that go from one thread to the other at a time, and how many such portions may wait.
const PORTION: usize = 256;
const WAITING: usize = 4;

/// The registers in which an unknown name makes a new member, in the order of `EntryLine`'s ids.
const CREATING: [Register; 5] = [
    Register::Customer,
    Register::Channel,
    Register::Department,
    Register::Vendor,
    Register::Product,
];

impl Ledger {
    /// Imports entries.
    ///
    /// # Errors
    /// What reading the file says; `amount_overflow` where a total would leave 64 bits. A row that cannot be taken is
    /// no error: it is in the result.
    pub async fn import_entries(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<EntryLine>>> + Send,
        titles: Titles<'_>,
        (on_duplicate, passing): (OnDuplicate, Option<&Override>),
        language: Language,
    ) -> Outcome<ImportResult> {
        let watch = self.watch().await?;
        let profile = self.profile().await;
        let rates = Rates::load(change.connection()).await?;
        let own = change.own_cells();
        let is_rehearsal = change.is_rehearsal();
        let mut totals = std::mem::take(&mut change.totals);
        let rows = change.take_rows();
        let imported = bulk::with(change.connection(), |bulk| {
            let writer = match is_rehearsal {
                true => None,
                false => Some(EntryWriter::new(bulk, has_entries(bulk)?)?),
            };
            let mut import = Import::new(bulk, writer, &profile, &rates, file_name, on_duplicate, language)?;
            import.watch = watch;
            import.own = own;
            import.rows = rows;
            import.run(lines, titles, &mut totals)?;
            import.finish()
        })
        .await;
        change.totals = totals;
        let Finished {
            tally,
            batch,
            first,
            last,
            digest,
            rows,
            watch,
        } = imported?;
        change.set_rows(rows);
        let control = match &watch {
            Some(watch) => self.judged(change, watch, passing, language).await?,
            None => Vec::new(),
        };
        if tally.imported == 0 || is_rehearsal {
            return Ok(ImportResult {
                control,
                ..tally.result(None)
            });
        }
        let row = row::batch::Model {
            id: batch,
            kind: "entries".to_owned(),
            file_name: file_name.to_owned(),
            first_entry: first,
            last_entry: last,
            digest,
            is_void: false,
        };
        change.insert(row).await?;
        change.set_batch(batch);
        change.note("file", file_name);
        change.note("count", tally.imported);
        Ok(ImportResult {
            control,
            ..tally.result(Some(batch))
        })
    }
}

struct Finished {
    tally: Tally,
    batch: i64,
    first: i64,
    last: i64,
    digest: String,
    rows: Rows,
    watch: Option<Watch>,
}

struct Import<'i> {
    bulk: &'i Connection,
    /// None in a rehearsal: everything is looked up and counted, nothing written.
    writer: Option<EntryWriter<'i>>,
    profile: &'i Profile,
    rates: &'i Rates,
    on_duplicate: OnDuplicate,
    tally: Tally,
    categories: CategoryNames,
    codes: FxHashMap<i64, String>,
    rules: Rules,
    /// How many rows each rule has taken.
    ruled: Vec<u64>,
    file: &'i str,
    registers: [Names; 5],
    next_member: [i64; 5],
    activities: Names,
    uncategorised: (i64, i64),
    /// Ids of the source met in this file (their digests), with the row's fingerprint.
    ids: Seen<16>,
    invoices: FxHashMap<String, Invoice>,
    /// Whether any invoice's total is known; without one there is nothing to look up or to keep.
    has_invoice_totals: bool,
    /// Whether there was anything before this import to be a duplicate of.
    has_entries: bool,
    batch: i64,
    first: i64,
    next: i64,
    /// The members made, as the record notes them.
    rows: Rows,
    /// The lines under control; none where there are none.
    watch: Option<Watch>,
    /// The own fields of the file, and what of them goes with which entry: entry, field, value.
    own: Option<OwnCells>,
    values: Vec<(i64, i64, String)>,
}

struct Invoice {
    total: Option<i64>,
    used: i64,
}

impl<'i> Import<'i> {
    fn new(
        bulk: &'i Connection,
        writer: Option<EntryWriter<'i>>,
        profile: &'i Profile,
        rates: &'i Rates,
        file: &'i str,
        on_duplicate: OnDuplicate,
        language: Language,
    ) -> Outcome<Self> {
        let categories = lookup::categories(bulk)?;
        let mut next_member = [0; 5];
        for (next, register) in next_member.iter_mut().zip(CREATING) {
            *next = bulk::next_id(bulk, register.as_str())?;
        }
        let has_invoice_totals: bool = bulk
            .query_row("SELECT EXISTS (SELECT 1 FROM invoice)", (), |r| r.get(0))
            .or_fault()?;
        let has_entries = has_entries(bulk)?;
        if has_entries {
            bulk::build_lookups(bulk)?;
        }
        let next = bulk::next_id(bulk, "entry")?;
        let rules = Rules::load(bulk)?;
        Ok(Self {
            bulk,
            writer,
            profile,
            rates,
            on_duplicate,
            tally: Tally::new(language, profile.currency),
            ruled: vec![0; rules.rows.len()],
            rules,
            file,
            codes: lookup::category_rows(bulk)?
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
            registers: [
                lookup::register(bulk, CREATING[0])?,
                lookup::register(bulk, CREATING[1])?,
                lookup::register(bulk, CREATING[2])?,
                lookup::register(bulk, CREATING[3])?,
                lookup::register(bulk, CREATING[4])?,
            ],
            next_member,
            activities: lookup::register(bulk, Register::Activity)?,
            uncategorised: (categories.any(UNCATEGORISED)?, categories.any(UNCATEGORISED_INCOME)?),
            categories,
            ids: Seen::default(),
            invoices: FxHashMap::default(),
            has_invoice_totals,
            has_entries,
            batch: bulk::next_id(bulk, "batch")?,
            first: next,
            next,
            rows: Rows::default(),
            watch: None,
            own: None,
            values: Vec::new(),
        })
    }

    /// One thread reads and interprets, this one looks up and writes; the order of the rows stays.
    fn run(
        &mut self,
        lines: impl Iterator<Item = Outcome<Interpreted<EntryLine>>> + Send,
        titles: Titles<'_>,
        totals: &mut Totals,
    ) -> Outcome<()> {
        std::thread::scope(|scope| {
            let (send, rows) = mpsc::sync_channel(WAITING);
            scope.spawn(move || {
                let mut repeats = Repeats::default();
                let mut lines = lines.map(|line| Fingerprinted::of(line?, &mut repeats));
                loop {
                    let portion: Vec<_> = lines.by_ref().take(PORTION).collect();
                    // Nobody takes it any more once the import has failed.
                    if portion.is_empty() || send.send(portion).is_err() {
                        return;
                    }
                }
            });
            for row in rows.into_iter().flatten() {
                self.row(row?, titles, totals)?;
            }
            Ok(())
        })
    }

    fn row(&mut self, row: Fingerprinted, titles: Titles<'_>, totals: &mut Totals) -> Outcome<()> {
        let row = match row {
            Fingerprinted {
                line: Interpreted::Rejected(cells, Some(line)),
                ..
            } => {
                self.rejected(cells, &line, titles);
                return Ok(());
            }
            row => row,
        };
        let Some(line) = self.tally.line(row.line) else {
            return Ok(());
        };
        let number = line.row;
        let own = self.own.as_ref().map(|own| own.take(number, Roll::Entry));
        let own = own.unwrap_or_default();
        match self.take(line, row.fingerprint, row.is_repeat, totals)? {
            Ok(Some(row)) => {
                if let Some(watch) = &mut self.watch {
                    watch.entry(&row, 1, Some(number))?;
                }
                if let Some(writer) = &mut self.writer {
                    let id = row.id;
                    self.values
                        .extend(own.into_iter().map(|(field, value)| (id, field, value)));
                    writer.write(row)?;
                    totals.spill(self.bulk)?;
                }
                self.tally.imported += 1;
                self.next += 1;
            }
            Ok(None) => {
                self.tally.duplicates += 1;
                if !own.is_empty() && self.lacks(&row.fingerprint, &own)? {
                    self.tally.unfilled += 1;
                }
            }
            Err(refusals) => {
                for (field, value, reason) in refusals {
                    self.tally.reject(number, titles(field), value, reason);
                }
            }
        }
        Ok(())
    }

    /// A row that cannot be taken, with what is wrong with its names as well.
    fn rejected(&mut self, mut cells: Vec<Rejection>, line: &EntryLine, titles: Titles<'_>) {
        let mut refusals = Vec::new();
        self.named(line, None, &mut refusals);
        for (field, value, reason) in refusals {
            let column = titles(field);
            if cells.iter().all(|cell| cell.column != column) {
                cells.push(Rejection {
                    row: line.row,
                    column,
                    value,
                    reason,
                });
            }
        }
        self.tally.line(Interpreted::<EntryLine>::Rejected(cells, None));
    }

    /// What a row names: its category, the members that are there, its activity; what cannot be told is refused.
    fn named(
        &self,
        line: &EntryLine,
        rule: Option<usize>,
        refusals: &mut Vec<Refusal>,
    ) -> (i64, [Option<i64>; 5], Option<i64>) {
        let category = match rule {
            Some(at) => self.rules.rows[at].category_id,
            None => self.category(line).unwrap_or_else(|fault| {
                refusals.push(("category", line.category.clone(), fault));
                0
            }),
        };
        let texts = [
            &line.customer,
            &line.channel,
            &line.department,
            &line.vendor,
            &line.product,
        ];
        let mut ids = [None; 5];
        for (at, text) in texts.into_iter().enumerate() {
            let Some(text) = text else { continue };
            match self.registers[at].find(text) {
                Found::One(id) => ids[at] = Some(id),
                // It is made once nothing else is wrong with the row.
                Found::Nothing => {}
                Found::Many => {
                    let register = CREATING[at].as_str();
                    let fault = Fault::new("name_ambiguous").with("field", register).with("value", text);
                    refusals.push((register, Some(text.clone()), fault));
                }
            }
        }
        let activity = line
            .activity
            .as_deref()
            .map(|text| self.activities.one("activity", text));
        let activity = activity.transpose().unwrap_or_else(|fault| {
            refusals.push(("activity", line.activity.clone(), fault));
            None
        });
        (category, ids, activity)
    }

    /// Whether the entry that a row is the duplicate of lacks values of own fields that the row has; one of this very
    /// file is not in the ledger yet, and takes none either.
    fn lacks(&self, fingerprint: &Fingerprint, own: &[(i64, String)]) -> Outcome<bool> {
        let mut statement = self
            .bulk
            .prepare_cached("SELECT id FROM entry WHERE fingerprint = ? AND is_void = 0 LIMIT 1")
            .or_fault()?;
        let mut rows = statement.query([&fingerprint[..]]).or_fault()?;
        match rows.next().or_fault()? {
            Some(row) => lacks(self.bulk, Roll::Entry, row.get(0).or_fault()?, own),
            None => Ok(true),
        }
    }

    /// The row of a line; none for a duplicate; what is wrong with it otherwise.
    fn take(
        &mut self,
        line: Box<EntryLine>,
        fingerprint: Fingerprint,
        is_repeat: bool,
        totals: &mut Totals,
    ) -> Outcome<Result<Option<Box<row::entry::Model>>, Vec<Refusal>>> {
        match self.identity(&line, &fingerprint, is_repeat)? {
            Identity::New => {}
            Identity::Duplicate => return Ok(Ok(None)),
            Identity::Taken(fault) => return Ok(Err(vec![("id", line.source_id, fault)])),
        }
        let mut refusals = Vec::new();
        let rule = self.rule(&line);
        let (category, mut ids, activity) = self.named(&line, rule, &mut refusals);
        let currency = line.currency.unwrap_or(self.profile.currency);
        let money = line.stated.parts(currency).and_then(|parts| {
            let base = self
                .rates
                .to_base(self.profile.currency, currency, line.date, parts.gross, parts.net)?;
            Ok((parts, base))
        });
        let is_reversed = self.is_reversed(&line, category);
        let (parts, (rate, base_gross, base_net)) = match money {
            Ok((parts, base)) if is_reversed => (parts.reversed(), (base.0, -base.1, -base.2)),
            Ok(money) => money,
            Err(fault) => {
                let field = if fault.code == "rate_missing" {
                    "currency"
                } else {
                    "amount"
                };
                let value = fault
                    .facts
                    .get("value")
                    .or_else(|| fault.facts.get("currency"))
                    .cloned();
                refusals.push((field, value, fault));
                return Ok(Err(refusals));
            }
        };
        let benefit = benefit_period(line.date, line.benefit_from, line.benefit_to).unwrap_or_else(|fault| {
            refusals.push(("benefit_to", line.benefit_to.map(|to| to.to_string()), fault));
            None
        });
        if refusals.is_empty()
            && let Some(invoice) = &line.invoice
            && let Err(fault) = self.invoice(invoice, parts.gross)?
        {
            refusals.push(("invoice", Some(invoice.clone()), fault));
        }
        if !refusals.is_empty() {
            return Ok(Err(refusals));
        }
        for (at, text) in [line.customer, line.channel, line.department, line.vendor, line.product]
            .into_iter()
            .enumerate()
        {
            if let (None, Some(text)) = (ids[at], text) {
                ids[at] = Some(self.create(at, &text)?);
            }
        }
        if let Some(at) = rule {
            let rule = &self.rules.rows[at];
            for (id, named) in [(0, rule.customer_id), (1, rule.channel_id), (2, rule.department_id)] {
                ids[id] = ids[id].or(named);
            }
            self.ruled[at] += 1;
        }
        let row = Box::new(row::entry::Model {
            id: self.next,
            batch_id: Some(self.batch),
            is_void: false,
            fingerprint: Some(fingerprint.to_vec()),
            source_id: line.source_id,
            occurred_on: line.date,
            category_id: category,
            currency: currency.to_string(),
            rate: rate.map(|rate| rate.normalize().to_string()),
            gross_minor: parts.gross,
            tax_minor: parts.tax,
            net_minor: parts.net,
            base_gross_minor: base_gross,
            base_net_minor: base_net,
            tax_rate: line.stated.rate.map(|rate| rate.normalize().to_string()),
            invoice: line.invoice,
            invoice_kind: line.invoice_kind.map(|kind| kind.as_str().to_owned()),
            is_deductible: line.deductible,
            paid_on: line.paid_on,
            invoiced_on: line.invoiced_on,
            benefit_from: benefit.map(|(from, _)| from),
            benefit_to: benefit.map(|(_, to)| to),
            stage: line.stage.map(|stage: Stage| stage.as_str().to_owned()),
            customer_id: ids[0],
            channel_id: ids[1],
            activity_id: activity,
            department_id: ids[2],
            vendor_id: ids[3],
            product_id: ids[4],
            memo: line.memo,
            status: line.status.as_str().to_owned(),
        });
        totals.add(&row, 1)?;
        self.count(&row)?;
        Ok(Ok(Some(row)))
    }

    fn count(&mut self, row: &row::entry::Model) -> Outcome<()> {
        let code = self.codes.get(&row.category_id).map_or("", String::as_str);
        let taxpayer: Taxpayer = self.profile.taxpayer;
        match EntryKind::of(code) {
            EntryKind::Cost => {
                let cost = cost_of(row, code, taxpayer)?.1;
                self.tally.add_cost(cost)
            }
            EntryKind::Income => self.tally.add_income(row.base_net_minor),
            EntryKind::Offset | EntryKind::OutOfScope => Ok(()),
        }
    }

    /// Whether a statement's money went against its category: in under a cost is a refund, out under an income is paid
    /// back. What is out of scope is money out too, so that it keeps its way for the day it is told apart after all.
    fn is_reversed(&self, line: &EntryLine, category: i64) -> bool {
        let kind = self.codes.get(&category).map(|code| EntryKind::of(code));
        matches!(
            (line.flow, kind),
            (Some(Flow::Income), Some(EntryKind::Cost | EntryKind::OutOfScope))
                | (Some(Flow::Cost), Some(EntryKind::Income))
        )
    }

    /// The place of the rule that takes a row without a category.
    fn rule(&self, line: &EntryLine) -> Option<usize> {
        if line.category.is_some() || self.rules.is_empty() {
            return None;
        }
        let money = match line.flow {
            Some(Flow::Income | Flow::Refund) => MoneyWay::In,
            Some(Flow::Cost) => MoneyWay::Out,
            None => {
                let amount = line.stated.gross.or(line.stated.amount).or(line.stated.net);
                MoneyWay::of(
                    EntryKind::Cost,
                    if amount.is_some_and(|a| a.is_sign_negative()) {
                        -1
                    } else {
                        1
                    },
                )
            }
        };
        self.rules.first(&Said {
            memo: &line.memo,
            vendor: line.vendor.as_deref().unwrap_or_default(),
            customer: line.customer.as_deref().unwrap_or_default(),
            file: self.file,
            money,
        })
    }

    fn category(&self, line: &EntryLine) -> Outcome<i64> {
        match (&line.category, line.flow) {
            (Some(text), _) => self.categories.one(text),
            (None, Some(Flow::Income)) => Ok(self.uncategorised.1),
            (None, _) => Ok(self.uncategorised.0),
        }
    }

    fn identity(&mut self, line: &EntryLine, fingerprint: &Fingerprint, is_repeat: bool) -> Outcome<Identity> {
        if let Some(id) = &line.source_id {
            return self.by_id(id, fingerprint);
        }
        // Equal rows with one invoice number are one, however often they come.
        let is_known = if line.invoice.is_some() {
            is_repeat || (self.has_entries && self.is_in_ledger(fingerprint)?)
        } else {
            self.on_duplicate == OnDuplicate::Skip && self.has_entries && self.is_in_ledger(fingerprint)?
        };
        Ok(if is_known { Identity::Duplicate } else { Identity::New })
    }

    /// With an id: same id and cells is a duplicate, same id and other cells is refused and names the entry.
    fn by_id(&mut self, id: &str, fingerprint: &Fingerprint) -> Outcome<Identity> {
        let place = hash(id, 0);
        let mut known = self.ids.get(&place)?.map(|other| (other == *fingerprint, None));
        if known.is_none() && self.has_entries {
            let mut statement = self
                .bulk
                .prepare_cached("SELECT id, fingerprint FROM entry WHERE source_id = ? AND is_void = 0 LIMIT 1")
                .or_fault()?;
            let mut rows = statement.query([id]).or_fault()?;
            if let Some(row) = rows.next().or_fault()? {
                let entry: i64 = row.get(0).or_fault()?;
                let other: Option<Vec<u8>> = row.get(1).or_fault()?;
                known = Some((other.as_deref() == Some(&fingerprint[..]), Some(entry)));
            }
        }
        Ok(match known {
            None => {
                self.ids.put(place, *fingerprint)?;
                Identity::New
            }
            Some((true, _)) => Identity::Duplicate,
            Some((false, Some(entry))) => Identity::Taken(Fault::new("id_taken").with("id", id).with("entry", entry)),
            Some((false, None)) => Identity::Taken(Fault::new("id_twice").with("id", id)),
        })
    }

    fn is_in_ledger(&self, fingerprint: &Fingerprint) -> Outcome<bool> {
        let mut statement = self
            .bulk
            .prepare_cached("SELECT 1 FROM entry WHERE fingerprint = ? AND is_void = 0 LIMIT 1")
            .or_fault()?;
        statement.exists([&fingerprint[..]]).or_fault()
    }

    /// Adds to what an invoice has been used for; refuses past its known total.
    fn invoice(&mut self, number: &str, gross: i64) -> Outcome<Result<(), Fault>> {
        if !self.has_invoice_totals {
            return Ok(Ok(()));
        }
        if !self.invoices.contains_key(number) {
            let total: Option<i64> =
                match self
                    .bulk
                    .query_row("SELECT total_minor FROM invoice WHERE number = ?", [number], |r| {
                        r.get(0)
                    }) {
                    Ok(total) => Some(total),
                    Err(crate::link::Error::NoRow) => None,
                    Err(error) => return Err(crate::fault::from_bulk(error)),
                };
            let used = match total {
                Some(_) if self.has_entries => self
                    .bulk
                    .query_row(
                        "SELECT coalesce(sum(gross_minor), 0) FROM entry WHERE invoice = ? AND is_void = 0",
                        [number],
                        |r| r.get(0),
                    )
                    .or_fault()?,
                _ => 0,
            };
            self.invoices.insert(number.to_owned(), Invoice { total, used });
        }
        let Some(invoice) = self.invoices.get_mut(number) else {
            return Ok(Ok(()));
        };
        let used = invoice.used.checked_add(gross);
        match (invoice.total, used) {
            (None, _) => Ok(Ok(())),
            (Some(total), Some(used)) if used <= total => {
                invoice.used = used;
                Ok(Ok(()))
            }
            _ => Ok(Err(Fault::new("invoice_exceeded").with("invoice", number))),
        }
    }

    /// Makes the member that a text names, with the trimmed text as code and name.
    fn create(&mut self, at: usize, text: &str) -> Outcome<i64> {
        let id = self.next_member[at];
        self.next_member[at] += 1;
        let text = text.trim();
        self.registers[at].add(id, text, &[text]);
        let register = CREATING[at];
        if self.writer.is_some() {
            let after = new_member(register, id, text)?;
            bulk::insert_row(self.bulk, register.as_str(), &after)?;
            let row = RowChange {
                table: register.as_str(),
                id,
                before: None,
                after: Some(after),
            };
            self.rows.push_on(self.bulk, row)?;
        }
        self.tally.made(register, text);
        Ok(id)
    }

    fn finish(mut self) -> Outcome<Finished> {
        self.tally.rules = self.rules.taken(&self.ruled);
        // What tells duplicates apart has done its work, and building the indexes wants the room.
        self.ids = Seen::default();
        let digest = match self.writer {
            Some(writer) => writer.finish()?,
            None => String::new(),
        };
        let values = write_values(self.bulk, Roll::Entry, std::mem::take(&mut self.values))?;
        values
            .into_iter()
            .try_for_each(|row| self.rows.push_on(self.bulk, row))?;
        Ok(Finished {
            batch: self.batch,
            first: self.first,
            last: self.next - 1,
            digest,
            rows: self.rows,
            watch: self.watch,
            tally: self.tally,
        })
    }
}

enum Identity {
    New,
    Duplicate,
    Taken(Fault),
}

/// An interpreted row with what tells it apart.
struct Fingerprinted {
    /// Boxed: it goes from hand to hand.
    line: Interpreted<Box<EntryLine>>,
    fingerprint: Fingerprint,
    /// Whether an equal row stands above it in the file.
    is_repeat: bool,
}

impl Fingerprinted {
    fn of(line: Interpreted<EntryLine>, repeats: &mut Repeats) -> Outcome<Self> {
        let (mut fingerprint, mut is_repeat) = (Fingerprint::default(), false);
        let mut line = line.map(Box::new);
        if let Interpreted::Line(line) = &mut line {
            let cells = std::mem::take(&mut line.cells);
            fingerprint = hash(&cells, 0);
            let ordinal = repeats.ordinal(fingerprint)?;
            is_repeat = ordinal > 0;
            // What has an id or an invoice number is one, however often it comes; else each is a cost of its own.
            if is_repeat && line.source_id.is_none() && line.invoice.is_none() {
                fingerprint = hash(&cells, ordinal);
            }
        }
        Ok(Self {
            line,
            fingerprint,
            is_repeat,
        })
    }
}

/// How often equal rows have come by in this file.
#[derive(Default)]
struct Repeats {
    once: Seen<0>,
    more: FxHashMap<Fingerprint, u32>,
}

impl Repeats {
    /// How many equal rows stand above this one.
    fn ordinal(&mut self, fingerprint: Fingerprint) -> Outcome<u32> {
        if self.once.get(&fingerprint)?.is_none() {
            self.once.put(fingerprint, [])?;
            return Ok(0);
        }
        let more = self.more.entry(fingerprint).or_insert(0);
        *more += 1;
        Ok(*more)
    }
}

fn has_entries(bulk: &Connection) -> Outcome<bool> {
    bulk.query_row("SELECT EXISTS (SELECT 1 FROM entry)", (), |r| r.get(0))
        .or_fault()
}

fn hash(cells: &str, ordinal: u32) -> Fingerprint {
    let mut digest = Sha256::new();
    digest.update(cells.as_bytes());
    digest.update([0]);
    digest.update(ordinal.to_be_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&digest.finalize()[..16]);
    short
}

/// The canonical text of a member that an import makes.
fn new_member(register: Register, id: i64, text: &str) -> Outcome<String> {
    macro_rules! plain {
        ($module:ident) => {
            canonical(&row::$module::Model::from(MemberRow::bare(id, text)))
        };
    }
    match register {
        Register::Customer => canonical(&crate::member::bare_customer(id, text)),
        Register::Channel => plain!(channel),
        Register::Department => plain!(department),
        Register::Vendor => plain!(vendor),
        Register::Product => plain!(product),
        Register::Activity => plain!(activity),
    }
}
