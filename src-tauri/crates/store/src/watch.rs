//! Control of spending: what entries, requests and imports in the making do to the lines under control.
//!
//! The one thing to know: the balances are those before the change, read beside it; what the change adds and takes is
//! gathered here, entry by entry, and judged once at its end. A ledger without control pays some look-ups.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::monitor::fold::{Fact, Named};
use kezhang_core::plan::Basis;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::control::{Control, ControlNote, Override, Position};
use kezhang_core::record::EntryKind;
use kezhang_core::record::entry::Deduction;
use kezhang_core::{Fault, Language, Month, Outcome, Span};
use rustc_hash::FxHashMap;
use sea_orm::EntityTrait;

use crate::balance::{PlanBook, line_name};
use crate::behind::{ANSWERED, Behind, Patience, Walk, behind, said};
use crate::budget::{Codes, version_rows};
use crate::commitment::{commitments, pending};
use crate::control::rules_on;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::link::Connection;
use crate::profile::from_word;
use crate::row::entry::Model;
use crate::row::line_control;
use crate::standard::Ceilings;
use crate::totals::shares;

/// How many rows of a file a note names.
const ROWS: usize = 20;

/// A line that is gone beyond.
struct Beyond {
    line: Named,
    control: Control,
    scope: &'static str,
    /// The last month that counts, as its place in the fiscal year, from 1.
    until: usize,
    before: Position,
    comes: i64,
    settled: i64,
    excess: i64,
}

/// Money to be spent, in one month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spending {
    pub named: Named,
    pub month: Month,
    pub amount: i64,
}

/// What a change adds to one line.
#[derive(Debug, Default)]
struct Added {
    months: [i64; 12],
    rows: BTreeSet<u32>,
    count: u64,
    /// What of it settles a commitment on the line: that part takes nothing that was not taken already.
    settled: [i64; 12],
}

/// A fiscal year whose plan has lines under control.
struct Year {
    span: Span,
    book: PlanBook,
    controls: HashMap<Named, (Control, Control)>,
    /// The dimensions that some line names: only they decide who pays.
    told_apart: [bool; 7],
    /// Who pays, as far as it has been asked.
    payers: FxHashMap<(Month, Named), Option<Named>>,
    added: BTreeMap<Named, Added>,
}

/// The lines under control, and what a change in the making adds to them.
pub(crate) struct Watch {
    years: Vec<Year>,
    grades: Grades,
    counts_pending: bool,
    codes: Codes,
    ceilings: Option<Ceilings>,
}

impl Year {
    /// What of a thing decides who pays.
    fn told_apart(&self, mut thing: Named) -> Named {
        for (id, is_told_apart) in thing.iter_mut().zip(self.told_apart) {
            if !is_told_apart {
                *id = 0;
            }
        }
        thing
    }

    fn payer(&mut self, month: Month, named: &Named) -> Option<Named> {
        let thing = self.told_apart(*named);
        let book = &self.book;
        *self
            .payers
            .entry((month, thing))
            .or_insert_with(|| book.payer(month, &thing))
    }

    fn spend(&mut self, spending: Spending, row: Option<u32>) -> Outcome<()> {
        let Spending { named, month, amount } = spending;
        let node = self.book.frame.world.categories.get(&named[0]);
        let is_cost = node.is_none_or(|node| node.kind == EntryKind::Cost);
        if !self.span.contains(month) || !is_cost {
            return Ok(());
        }
        let Some(line) = self
            .payer(month, &named)
            .filter(|line| self.controls.contains_key(line))
        else {
            return Ok(());
        };
        let place = self.book.frame.calendar.place(month);
        let added = self.added.entry(line).or_default();
        added.months[place] = added.months[place]
            .checked_add(amount)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
        if amount > 0 {
            added.count += 1;
            if let Some(row) = row.filter(|_| added.rows.len() < ROWS) {
                added.rows.insert(row);
            }
        }
        Ok(())
    }

    /// What goes beyond a line.
    fn beyond(&self, counts_pending: bool) -> Vec<Beyond> {
        let mut found = Vec::new();
        for (line, added) in &self.added {
            let (to_date, full_year) = self.controls.get(line).copied().unwrap_or_default();
            let of = self.book.lines.get(line).copied().unwrap_or_default();
            let up_to =
                |months: &[i64; 12], until: usize| months[..until].iter().fold(0i64, |a, b| a.saturating_add(*b));
            let sum = |until: usize| up_to(&added.months, until);
            // A line that is overdrawn already is no reason to refuse what only settles: the rest is judged.
            let settled = |until: usize| up_to(&added.settled, until).min(sum(until)).max(0);
            let excess = |position: Position, until: usize| {
                let amount = sum(until);
                let fresh = amount.saturating_sub(settled(until)).max(0);
                position.excess(amount, counts_pending).min(fresh)
            };
            // To date, the month counts in which the money is spent: the worst of those in which some is.
            let worst = (1..=12)
                .filter(|until| added.months[until - 1] > 0)
                .map(|until| {
                    let position = of.position(0..until);
                    (until, position, sum(until), excess(position, until))
                })
                .max_by_key(|(.., excess)| *excess);
            let year = of.full_year();
            let whole = (12, year, sum(12), excess(year, 12));
            for (control, scope, judged) in [(to_date, "to_date", worst), (full_year, "full_year", Some(whole))] {
                if let Some((until, before, comes, excess)) = judged.filter(|(.., excess)| *excess > 0)
                    && control != Control::Ignore
                {
                    found.push(Beyond {
                        line: *line,
                        control,
                        scope,
                        until,
                        before,
                        comes,
                        settled: settled(until),
                        excess,
                    });
                }
            }
        }
        found
    }

    /// The entries that lines have paid for, each up to the month that counts.
    fn paid_for(
        &self,
        bulk: &Connection,
        grades: &Grades,
        asking: &[Beyond],
        patience: Patience,
    ) -> Outcome<Option<Vec<Behind>>> {
        let (book, world) = (&self.book, &self.book.frame.world);
        // What all lines name narrows the walk.
        let named = |at: usize| -> Option<BTreeSet<i64>> {
            let ids: BTreeSet<i64> = asking.iter().map(|beyond| beyond.line[at]).collect();
            (!ids.contains(&0)).then_some(ids)
        };
        let below = |of: BTreeSet<i64>| {
            let ids = world.categories.keys().copied();
            ids.filter(|id| world.ancestry(*id).any(|id| of.contains(&id)))
                .collect()
        };
        let walk = Walk {
            span: self.span,
            basis: book.frame.basis,
            categories: named(0).map(below),
            customers: named(5),
            activity: None,
        };
        let mut of_line: FxHashMap<Named, Vec<usize>> = FxHashMap::default();
        for (place, beyond) in asking.iter().enumerate() {
            of_line.entry(beyond.line).or_default().push(place);
        }
        let mut payers: FxHashMap<(Month, Named), Option<Named>> = FxHashMap::default();
        let mut sums = vec![0i64; asking.len()];
        behind(bulk, &walk, asking.len(), patience, |met, found| {
            let named = self.told_apart(named_by(met.entry, grades));
            let mut touched: &[usize] = &[];
            let mut is_several = false;
            for (month, share) in met.shares {
                let payer = payers.entry((*month, named));
                let Some(places) = payer
                    .or_insert_with(|| book.payer(*month, &named))
                    .and_then(|line| of_line.get(&line))
                else {
                    continue;
                };
                is_several |= !touched.is_empty() && touched != places;
                touched = places;
                let amount = book
                    .frame
                    .amount(met.deduction, met.entry.category_id, share.net, share.gross);
                for place in places {
                    if book.frame.calendar.place(*month) < asking[*place].until {
                        sums[*place] = sums[*place].saturating_add(amount);
                    }
                }
            }
            // A plan that changed within the year may have moved the entry from line to line.
            if is_several {
                for (place, sum) in sums.iter_mut().enumerate() {
                    found(place, std::mem::take(sum));
                }
            } else {
                for place in touched {
                    found(*place, std::mem::take(&mut sums[*place]));
                }
            }
        })
    }
}

impl Watch {
    /// A note still without its sentence and its entries.
    fn note(&self, year: &Year, beyond: &Beyond) -> ControlNote {
        let currency = year.book.frame.currency;
        let Beyond {
            line,
            control,
            scope,
            before: position,
            comes: amount,
            settled,
            excess,
            ..
        } = *beyond;
        let pending = if self.counts_pending { position.pending } else { 0 };
        let added = year.added.get(&line);
        let code = match control {
            Control::Stop => "control_stopped",
            Control::Warn | Control::Ignore => "control_warned",
        };
        ControlNote {
            code: code.to_owned(),
            message: String::new(),
            key: self.codes.key(line),
            scope: scope.to_owned(),
            control,
            plan: currency.amount(position.plan),
            actual: currency.amount(position.actual),
            committed: currency.amount(position.committed.saturating_add(settled)),
            pending: currency.amount(pending),
            amount: currency.amount(amount),
            settled: currency.amount(settled),
            excess: currency.amount(excess),
            room: currency.amount(amount.saturating_sub(excess)),
            rows: added
                .map(|added| added.rows.iter().copied().collect())
                .unwrap_or_default(),
            row_count: added.map_or(0, |added| added.count),
            entries: Vec::new(),
            entry_count: 0,
        }
    }

    /// The plan of a month's year, where it is watched.
    pub(crate) fn book_of(&self, month: Month) -> Option<&PlanBook> {
        let year = self.years.iter().find(|year| year.span.contains(month))?;
        Some(&year.book)
    }

    /// What an entry names, as far as the plans under watch tell it apart.
    pub(crate) fn named_by(&self, entry: &Model) -> Named {
        named_by(entry, &self.grades)
    }

    /// Notes money to be spent.
    pub(crate) fn spend(&mut self, spending: Spending) -> Outcome<()> {
        self.years.iter_mut().try_for_each(|year| year.spend(spending, None))
    }

    /// Notes a request, for so many people.
    pub(crate) fn asked(&mut self, spending: &Spending, people: Option<u32>) -> Outcome<()> {
        self.people(people);
        self.spend(*spending)?;
        match &mut self.ceilings {
            Some(ceilings) => ceilings.asked(spending),
            None => Ok(()),
        }
    }

    /// Notes an entry that comes, or with sign −1 one that goes; `row` of the file that brings it.
    pub(crate) fn entry(&mut self, entry: &Model, sign: i64, row: Option<u32>) -> Outcome<()> {
        if entry.is_void || entry.status != "actual" {
            return Ok(());
        }
        let named = named_by(entry, &self.grades);
        if let Some(ceilings) = &mut self.ceilings {
            ceilings.entry(entry, named[6], sign, row)?;
        }
        if self.years.is_empty() {
            return Ok(());
        }
        let invoice = entry
            .invoice_kind
            .as_deref()
            .map(|w| from_word("entry", w))
            .transpose()?;
        let deduction = Deduction::of(entry.is_deductible, invoice);
        let (accrual, cash) = shares(entry);
        for year in &mut self.years {
            let counted = match year.book.frame.basis {
                Basis::Cash => cash.as_slice(),
                Basis::Accrual => &accrual,
            };
            for (month, sums) in counted {
                let amount = year
                    .book
                    .frame
                    .amount(deduction, entry.category_id, sums.net, sums.gross);
                let spending = Spending {
                    named,
                    month: *month,
                    amount: amount.saturating_mul(sign),
                };
                year.spend(spending, row)?;
            }
        }
        Ok(())
    }

    /// For how many people the entry is that comes next.
    pub(crate) fn people(&mut self, people: Option<u32>) {
        if let Some(ceilings) = &mut self.ceilings {
            ceilings.people(people);
        }
    }

    /// The part of a commitment that is settled at once: it goes from the balances, and is no spending anew.
    fn settle(&mut self, fact: &Fact, amount: i64) -> Outcome<()> {
        for year in self.years.iter_mut().filter(|year| year.span.contains(fact.month)) {
            if let Some(line) = year.payer(fact.month, &fact.named) {
                let place = year.book.frame.calendar.place(fact.month);
                let settled = &mut year.added.entry(line).or_default().settled[place];
                *settled = settled.saturating_add(amount);
            }
        }
        self.release(fact, amount, |position| &mut position.committed)
    }

    /// Takes out of the balances what stands for the spending already: a request under approval, or the part of a
    /// commitment that is settled at once.
    fn release(&mut self, fact: &Fact, amount: i64, of: fn(&mut Position) -> &mut i64) -> Outcome<()> {
        for year in self.years.iter_mut().filter(|year| year.span.contains(fact.month)) {
            let mut fact = *fact;
            fact.amount = -amount;
            year.book.slot(&fact, of)?;
        }
        Ok(())
    }
}

impl Ledger {
    /// The lines under control; none where there are none.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn watch(&self) -> Outcome<Option<Watch>> {
        let controls = line_control::Entity::find().all(self.reader()).await.or_fault()?;
        let is_on = |row: &&line_control::Model| row.to_date != "ignore" || row.full_year != "ignore";
        let budgets: BTreeSet<i64> = controls.iter().filter(is_on).map(|row| row.budget_id).collect();
        let ceilings = self.ceilings().await?;
        if budgets.is_empty() && ceilings.is_none() {
            return Ok(None);
        }
        let rows = version_rows(self.reader()).await?;
        let in_force = rows
            .iter()
            .filter(|row| budgets.contains(&row.budget.id) && row.version.valid_from.is_some());
        let fiscal_years: BTreeSet<i32> = in_force.map(|row| row.budget.fiscal_year).collect();
        let calendar = self.calendar().await?;
        let mut years = Vec::new();
        for fiscal_year in fiscal_years {
            let span = calendar.span(fiscal_year);
            let book = match self.plan_book(None, span.from.first_day()).await {
                // Plans of unlike basis in one year have no balance that control could hold against.
                Err(fault) if fault.code == "plan_units_differ" => continue,
                book => book?,
            };
            let controls = self.controls(book.budget.budget.id).await?;
            if !controls.is_empty() {
                years.push(Year {
                    span,
                    told_apart: book.tells_apart(),
                    book,
                    controls,
                    payers: FxHashMap::default(),
                    added: BTreeMap::new(),
                });
            }
        }
        if years.is_empty() && ceilings.is_none() {
            return Ok(None);
        }
        let is_graded =
            years.iter().any(|year| year.told_apart[6]) || ceilings.as_ref().is_some_and(Ceilings::needs_grades);
        let (codes, grades) = crate::bulk::with(self.reader(), |bulk| {
            let grades = if is_graded { grades(bulk)? } else { Grades::new() };
            Ok((Codes::load(bulk)?, grades))
        })
        .await?;
        let (rules, _) = rules_on(self.reader()).await?;
        Ok(Some(Watch {
            years,
            grades,
            counts_pending: rules.counts_pending,
            codes,
            ceilings,
        }))
    }

    /// The same for a change that may settle a request: its rest, up to `cost`, is not counted twice.
    pub(crate) async fn release(&self, watch: &mut Watch, request: i64, cost: Option<i64>) -> Outcome<()> {
        let spans: Vec<Span> = watch.years.iter().map(|year| year.span).collect();
        for span in spans {
            let (committed, asked) = crate::bulk::with(self.reader(), |bulk| {
                Ok((commitments(bulk, span)?, pending(bulk, span)?))
            })
            .await?;
            for one in committed.iter().filter(|one| one.request == request) {
                let amount = cost.unwrap_or(0).clamp(0, one.fact.amount);
                watch.settle(&one.fact, amount)?;
            }
            if cost.is_none() {
                for one in asked.iter().filter(|one| one.request == request) {
                    watch.release(&one.fact, one.fact.amount, |position| &mut position.pending)?;
                }
            }
        }
        Ok(())
    }

    /// What control has to say of all that was noted: nothing where all fits. The entries behind are left out where
    /// `patience` is short and they are many.
    pub(crate) async fn notes(
        &self,
        watch: &Watch,
        patience: Patience,
        language: Language,
    ) -> Outcome<Vec<ControlNote>> {
        let mut notes = Vec::new();
        for year in &watch.years {
            let beyond = year.beyond(watch.counts_pending);
            let asking = &beyond[..beyond.len().min(ANSWERED.saturating_sub(notes.len()))];
            let mut of_year: Vec<ControlNote> = beyond.iter().map(|beyond| watch.note(year, beyond)).collect();
            if !asking.is_empty() {
                crate::bulk::with(self.reader(), |bulk| {
                    let Some(found) = year.paid_for(bulk, &watch.grades, asking, patience)? else {
                        return Ok(());
                    };
                    let mut told = of_year.iter_mut().zip(found);
                    told.try_for_each(|(note, found)| found.tell(bulk, year.book.frame.currency, note))
                })
                .await?;
            }
            notes.append(&mut of_year);
        }
        let labels = self.key_labels(notes.iter().map(|note| &note.key), language).await?;
        for note in &mut notes {
            note.message = fault_of(note, &named_line(&note.key, &labels), language).message(language);
        }
        if let Some(ceilings) = &watch.ceilings {
            notes.extend(crate::bulk::with(self.reader(), |bulk| ceilings.notes(bulk, patience, language)).await?);
        }
        Ok(notes)
    }

    /// Judges a change at its end: a stop refuses it unless it is let pass with a name and a reason, which the record
    /// then tells; a dry run is never refused.
    ///
    /// # Errors
    /// `control_stopped` with the arithmetic, `override_incomplete`.
    pub(crate) async fn judged(
        &self,
        change: &mut Change<'_>,
        watch: &Watch,
        passing: Option<&Override>,
        language: Language,
    ) -> Outcome<Vec<ControlNote>> {
        let notes = self.notes(watch, Patience::Whole, language).await?;
        self.let_pass(change, notes, passing, language).await
    }

    async fn let_pass(
        &self,
        change: &mut Change<'_>,
        notes: Vec<ControlNote>,
        passing: Option<&Override>,
        language: Language,
    ) -> Outcome<Vec<ControlNote>> {
        let stopped = notes.iter().find(|note| note.control == Control::Stop);
        match (stopped, passing) {
            (None, _) => {}
            (Some(_), _) if change.is_rehearsal() => {}
            (Some(note), None) => {
                let labels = self.key_labels(std::iter::once(&note.key), language).await?;
                return Err(fault_of(note, &named_line(&note.key, &labels), language));
            }
            (Some(_), Some(passing)) => {
                let text = |text: &str| crate::member::clean(text).map(|text| text.trim().to_owned());
                let (name, reason) = (text(&passing.name)?, text(&passing.reason)?);
                if name.is_empty() || reason.is_empty() {
                    return Err(Fault::new("override_incomplete"));
                }
                change.note("override_by", name);
                change.note("override_reason", reason);
            }
        }
        Ok(notes)
    }

    /// Refuses a request that a line under control has no room for; `beside` is the request itself where it stands
    /// under approval already, so that it is not counted twice.
    pub(crate) async fn ensure_room(
        &self,
        change: &mut Change<'_>,
        spending: Spending,
        beside: i64,
        people: Option<u32>,
        passing: Option<&Override>,
        language: Language,
    ) -> Outcome<Vec<ControlNote>> {
        let Some(mut watch) = self.watch().await? else {
            return Ok(Vec::new());
        };
        if beside != 0 {
            self.release(&mut watch, beside, None).await?;
        }
        watch.asked(&spending, people)?;
        self.judged(change, &watch, passing, language).await
    }
}

fn fault_of(note: &ControlNote, line: &str, language: Language) -> Fault {
    let code = match note.control {
        Control::Stop => "control_stopped",
        Control::Warn | Control::Ignore => "control_warned",
    };
    let settled = if note.settled.value().is_zero() {
        String::new()
    } else {
        let amount = note.settled.to_string();
        say(
            language,
            "control.settled",
            &[("amount", &*in_words(language, "amount", &amount))],
        )
    };
    Fault::new(code)
        .with("line", line)
        .with("scope", &note.scope)
        .with("plan", note.plan)
        .with("actual", note.actual)
        .with("committed", note.committed)
        .with("pending", note.pending)
        .with("amount", note.amount)
        .with("settled", settled)
        .with("excess", note.excess)
        .with("room", note.room)
        .with("entries", said(note, language))
}

/// A line as a sentence names it: codes with their names.
pub(crate) fn named_line(key: &LineKey, labels: &BTreeMap<String, BTreeMap<String, String>>) -> String {
    let parts = crate::balance::texts(key).into_iter().filter_map(|(dimension, code)| {
        let code = code.as_deref()?;
        let name = labels.get(dimension).and_then(|names| names.get(code));
        Some(match (dimension, name) {
            ("category", Some(name)) => format!("{code} {name}"),
            (_, Some(name)) => name.clone(),
            (_, None) => code.to_owned(),
        })
    });
    let text = parts.collect::<Vec<_>>().join(" · ");
    if text.is_empty() { line_name(key) } else { text }
}

/// What an entry names; its customer's grade is that of its day.
pub(crate) fn named_by(entry: &Model, grades: &Grades) -> Named {
    let id = |id: Option<i64>| id.unwrap_or(0);
    let customer = id(entry.customer_id);
    let grade = grades
        .get(&customer)
        .and_then(|history| history.iter().rev().find(|(from, _)| *from <= entry.occurred_on));
    [
        entry.category_id,
        id(entry.department_id),
        id(entry.channel_id),
        id(entry.activity_id),
        id(entry.product_id),
        customer,
        grade.map_or(0, |(_, grade)| *grade),
    ]
}

/// By customer: from which day on it had which grade, oldest first.
pub(crate) type Grades = HashMap<i64, Vec<(NaiveDate, i64)>>;

/// The grades that customers have had.
pub(crate) fn grades(bulk: &crate::link::Connection) -> Outcome<Grades> {
    let mut statement = bulk
        .prepare("SELECT customer_id, from_on, grade_id FROM customer_grade ORDER BY customer_id, from_on")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut grades = Grades::new();
    while let Some(row) = rows.next().or_fault()? {
        let from: String = row.get(1).or_fault()?;
        let from = from
            .parse()
            .map_err(|_| Fault::new("ledger_damaged").with("detail", "customer_grade"))?;
        let customer: i64 = row.get(0).or_fault()?;
        grades.entry(customer).or_default().push((from, row.get(2).or_fault()?));
    }
    Ok(grades)
}
