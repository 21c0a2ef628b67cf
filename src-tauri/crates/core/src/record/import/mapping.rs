//! Which column is which field: by title in either language, then as the user says.
//!
//! The one thing to know: a column may serve two fields (a payment date that is also the date), a field has one
//! column, and a second one only where that is empty (two columns of invoice numbers).

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::alias::{alias, is_balance, is_unit, is_voucher, tells_a_list};
use super::heading::{Title, currency_columns, month_columns, title};
use super::statement::is_direction;
use super::{Cell, Field, Kind, Row};
use crate::error::{Fault, Outcome};
use crate::money::Currency;

/// A month column of a budget laid out by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthColumn {
    /// Index of the column.
    pub column: usize,
    /// The year, where the title says it.
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: u32,
}

/// How the amounts of a file of entries tell which way the money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Layout {
    /// A cost list: amounts are costs, negative ones refunds; the category decides the rest.
    #[default]
    List,
    /// A statement when any amount is negative, else a list: a date, a payee, an amount, nothing that only a
    /// cost list has.
    SignedIfNegative,
    /// A statement with one signed column: negative is money out.
    Signed,
    /// A statement with a column for money out and one for money in.
    Sides,
    /// A statement with 收/支 beside an unsigned amount.
    Direction,
}

/// Which column is which field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// What the file brings.
    pub kind: Kind,
    /// Titles of all columns, as they stand.
    pub header: Vec<String>,
    columns: [Option<usize>; Field::COUNT],
    seconds: [Option<usize>; Field::COUNT],
    titles: Vec<Title>,
    /// The fields that have a column, in order; what a row is read by.
    mapped: Vec<Field>,
    /// Month columns of a budget.
    pub months: Vec<MonthColumn>,
    /// Currency columns of a table of rates with a column per currency.
    pub(super) currencies: Vec<(usize, Currency)>,
    /// How amounts tell their direction.
    pub layout: Layout,
    /// Titles of columns that nothing reads: a notice.
    pub ignored: Vec<String>,
    /// A column that says what each row's amounts are counted in.
    pub(super) units: Option<usize>,
}

/// The fields that hold money.
pub(super) const MONEY: [Field; 10] = [
    Field::Amount,
    Field::Gross,
    Field::Tax,
    Field::Net,
    Field::MoneyOut,
    Field::MoneyIn,
    Field::Revenue,
    Field::PlannedCost,
    Field::ExpectedRevenue,
    Field::Cost,
];

impl Mapping {
    /// Whether any column holds money.
    pub fn has_money(&self) -> bool {
        !self.months.is_empty() || MONEY.iter().any(|field| self.column(*field).is_some())
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    /// The fields that have a column, in order.
    pub fn fields(&self) -> impl Iterator<Item = (Field, usize)> + '_ {
        Field::ALL
            .iter()
            .filter_map(|field| Some((*field, self.column(*field)?)))
    }

    /// The column that a text means: its title, else a letter, else a number from 1.
    ///
    /// # Errors
    /// `column_unknown`.
    pub fn find(&self, text: &str) -> Outcome<usize> {
        find_column(&self.header, self.header.len(), text)
    }

    /// The title of a field's column, its letter where it has none.
    pub fn title(&self, field: Field) -> Option<String> {
        self.column(field).map(|column| self.title_of(column))
    }

    /// The field that a column serves; the first, where it serves two.
    pub fn field_of(&self, column: usize) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| {
            self.columns[*field as usize] == Some(column) || self.seconds[*field as usize] == Some(column)
        })
    }

    pub(super) fn title_of(&self, column: usize) -> String {
        match self.header.get(column) {
            Some(title) if !title.trim().is_empty() => title.trim().to_owned(),
            _ => column_letter(column),
        }
    }

    /// The cell of a field, or of its second column where the first is empty; and its column.
    pub(super) fn cell<'a>(&self, field: Field, row: &'a Row) -> Option<(&'a Cell, usize)> {
        let column = self.columns[field as usize]?;
        let cell = row.cell(column);
        match self.seconds[field as usize] {
            Some(second) if says_nothing(cell) => Some((row.cell(second), second)),
            _ => Some((cell, column)),
        }
    }

    /// The fields that have a column, in order.
    pub(super) fn mapped(&self) -> &[Field] {
        &self.mapped
    }

    /// What the numbers of a column are multiplied by: as its title says, else, where it holds money of this country,
    /// as the lines above the header do; none where nothing says.
    pub(super) fn scale(&self, column: usize, unit: Option<u32>) -> Option<Decimal> {
        let title = self.titles.get(column);
        let is_month = || self.months.iter().any(|month| month.column == column);
        let is_money = || self.field_of(column).is_some_and(|field| MONEY.contains(&field)) || is_month();
        let is_foreign = title
            .and_then(|title| title.currency)
            .is_some_and(|named| named != Currency::CNY);
        title.and_then(|title| title.scale).or_else(|| {
            unit.filter(|unit| *unit != 1 && !is_foreign && is_money())
                .map(Decimal::from)
        })
    }

    /// The currency that a column's title names.
    pub(super) fn currency_of(&self, column: usize) -> Option<Currency> {
        self.titles.get(column)?.currency
    }
}

fn says_nothing(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => super::text::is_placeholder(&super::text::clean_text(text)),
        other => other.is_empty(),
    }
}

/// The letter of a column as spreadsheets show it: 0 is A, 26 is AA.
pub fn column_letter(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

fn letter_column(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    Some(
        letters
            .bytes()
            .fold(0, |at, b| at * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1)
            - 1,
    )
}

/// Finds the columns of a kind by their titles, then by `overrides` (field → title, letter or number).
///
/// An override that is empty takes the field away from the column that it would have found.
///
/// # Errors
/// `field_unknown`, `column_unknown`, `column_missing`, `voucher_list`.
pub fn map_columns(
    kind: Kind,
    header: &[String],
    samples: &[Row],
    overrides: &BTreeMap<String, String>,
) -> Outcome<Mapping> {
    let mapping = find_columns(kind, header, samples, overrides)?;
    demand(&mapping, width_of(header, samples))?;
    Ok(mapping)
}

/// The columns that `map_columns` would find, whether or not they suffice.
///
/// # Errors
/// `field_unknown`, `column_unknown`, `voucher_list`.
pub fn suggest_columns(
    kind: Kind,
    header: &[String],
    samples: &[Row],
    overrides: &BTreeMap<String, String>,
) -> Outcome<Mapping> {
    find_columns(kind, header, samples, overrides)
}

/// What the columns of a file of entries seem to be by what stands in them, where their titles do not tell a date or
/// an amount: the only column of dates, the only column of amounts. To be shown and confirmed, never taken unseen.
pub fn guess_columns(
    kind: Kind,
    header: &[String],
    samples: &[Row],
    overrides: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    use Field as F;
    let mut guessed = BTreeMap::new();
    if kind != Kind::Entries {
        return guessed;
    }
    let Ok(mapping) = find_columns(kind, header, samples, overrides) else {
        return guessed;
    };
    let has = |field: F| mapping.column(field).is_some();
    let is_stated = |field: F| overrides.contains_key(field.as_str());
    let width = width_of(header, samples);
    let only = |is_such: fn(&Cell) -> bool| {
        let mut found = (0..width).filter(|column| {
            let cells = samples
                .iter()
                .map(|row| row.cell(*column))
                .filter(|cell| !cell.is_empty());
            let (mut count, mut all) = (0, true);
            for cell in cells {
                count += 1;
                all &= is_such(cell);
            }
            mapping.field_of(*column).is_none() && count > 1 && all
        });
        found.next().filter(|_| found.next().is_none())
    };
    let mut guess = |field: F, column: Option<usize>| {
        let Some(column) = column else { return };
        let letter = column_letter(column);
        // A title can look like a letter.
        if find_column(header, width, &letter) == Ok(column) {
            guessed.insert(field.as_str().to_owned(), letter);
        }
    };
    if !has(F::Date) && !is_stated(F::Date) {
        guess(F::Date, only(is_date));
    }
    let amounts = [F::Amount, F::Gross, F::Net, F::MoneyOut, F::MoneyIn];
    if !amounts.into_iter().any(|field| has(field) || is_stated(field)) {
        guess(F::Amount, only(is_amount));
    }
    guessed
}

fn is_date(cell: &Cell) -> bool {
    match cell {
        Cell::Date(_) => true,
        Cell::Text(text) => super::date::written(text).is_some(),
        _ => false,
    }
}

/// Digits without a point and as long as a number of a document are no amount.
fn is_amount(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => {
            let is_number = text.trim().len() > 8 && text.trim().bytes().all(|byte| byte.is_ascii_digit());
            !is_number && super::date::written(text).is_none() && matches!(super::amount::written(text), Ok(Some(_)))
        }
        _ => false,
    }
}

fn width_of(header: &[String], samples: &[Row]) -> usize {
    samples
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or(0)
        .max(header.len())
}

fn find_columns(
    kind: Kind,
    header: &[String],
    samples: &[Row],
    overrides: &BTreeMap<String, String>,
) -> Outcome<Mapping> {
    let width = width_of(header, samples);
    let titles: Vec<Title> = header.iter().map(|text| title(text)).collect();
    let mut mapping = Mapping {
        kind,
        header: header.to_vec(),
        columns: [None; Field::COUNT],
        seconds: [None; Field::COUNT],
        titles,
        mapped: Vec::new(),
        months: Vec::new(),
        currencies: Vec::new(),
        layout: Layout::List,
        ignored: Vec::new(),
        units: None,
    };
    let mut stated = BTreeSet::new();
    for (word, column) in overrides {
        let field = Field::parse(kind, word).ok_or_else(|| {
            let known: Vec<&str> = Field::of(kind).iter().map(|field| field.as_str()).collect();
            Fault::new("field_unknown")
                .with("field", word)
                .with("kind", kind)
                .with("known", known.join(", "))
        })?;
        stated.insert(field);
        if !column.trim().is_empty() {
            mapping.columns[field as usize] = Some(find_column(header, width, column)?);
        }
    }
    let mut ranks = [u8::MAX; Field::COUNT];
    let taken: BTreeSet<usize> = stated.iter().filter_map(|field| mapping.column(*field)).collect();
    for (column, title) in mapping.titles.iter().enumerate() {
        let Some((field, rank)) = alias(kind, &title.key) else {
            continue;
        };
        // What the user gave to one field is not guessed to be another's too.
        if stated.contains(&field) || taken.contains(&column) {
            continue;
        }
        let at = field as usize;
        if rank < ranks[at] {
            if let Some(before) = mapping.columns[at].replace(column)
                && matches!(field, Field::Invoice | Field::Memo)
            {
                mapping.seconds[at] = Some(before);
            }
            ranks[at] = rank;
        } else if mapping.seconds[at].is_none() && matches!(field, Field::Invoice | Field::Memo) {
            mapping.seconds[at] = Some(column);
        }
    }
    match kind {
        Kind::Entries => complete_entries(&mut mapping, samples, &stated)?,
        Kind::Budget if mapping.column(Field::Month).is_none() || mapping.column(Field::Amount).is_none() => {
            mapping.months = month_columns(header);
        }
        Kind::Rates => complete_rates(&mut mapping),
        _ => {}
    }
    mapping.mapped = Field::ALL
        .iter()
        .copied()
        .filter(|field| mapping.column(*field).is_some())
        .collect();
    mapping.units =
        (0..header.len()).find(|column| is_unit(&mapping.titles[*column].key) && mapping.field_of(*column).is_none());
    mapping.ignored = (0..header.len())
        .filter(|column| mapping.field_of(*column).is_none())
        .filter(|column| !mapping.months.iter().any(|month| month.column == *column))
        .filter(|column| !mapping.currencies.iter().any(|(at, _)| at == column))
        .filter(|column| !mapping.header[*column].trim().is_empty())
        .map(|column| mapping.title_of(column))
        .collect();
    Ok(mapping)
}

/// Header text as it stands, else in one spelling, else a letter, else a number from 1.
fn find_column(header: &[String], width: usize, text: &str) -> Outcome<usize> {
    let wanted = text.trim();
    if let Some(column) = header.iter().position(|title| title.trim() == wanted) {
        return Ok(column);
    }
    let key = title(wanted).key;
    if let Some(column) = header.iter().position(|text| !key.is_empty() && title(text).key == key) {
        return Ok(column);
    }
    let by_place = letter_column(wanted).or_else(|| wanted.parse::<usize>().ok()?.checked_sub(1));
    by_place.filter(|column| *column < width).ok_or_else(|| {
        Fault::new("column_unknown")
            .with("column", wanted)
            .with("columns", listed(header, width))
    })
}

/// The columns that a file has, for a message.
fn listed(header: &[String], width: usize) -> String {
    let names: Vec<String> = (0..width.min(60))
        .map(|column| match header.get(column).map(|title| title.trim()) {
            Some(title) if !title.is_empty() => format!("{} {title}", column_letter(column)),
            _ => column_letter(column),
        })
        .collect();
    names.join(", ")
}

fn complete_entries(mapping: &mut Mapping, samples: &[Row], stated: &BTreeSet<Field>) -> Outcome<()> {
    use Field as F;
    let says = |mapping: &Mapping, field: F| mapping.columns[field as usize].is_some();
    let amount_stated = [F::Amount, F::Gross, F::Net, F::MoneyOut, F::MoneyIn]
        .iter()
        .any(|f| stated.contains(f));
    let sides = says(mapping, F::MoneyOut) && says(mapping, F::MoneyIn);
    let vouchers = mapping.titles.iter().filter(|title| is_voucher(&title.key)).count();
    if vouchers > 0
        && !amount_stated
        && (sides || mapping.titles.iter().any(|t| matches!(&*t.key, "方向" | "借贷方向")))
    {
        return Err(Fault::new("voucher_list").with("columns", listed(&mapping.header, mapping.header.len())));
    }
    // 方向 beside one column of amounts says which way the money went, where that is all that it says.
    if !says(mapping, F::Direction)
        && let Some(column) = mapping.titles.iter().position(|title| title.key == "方向")
        && mapping.field_of(column).is_none()
        && only_says_directions(samples, column)
    {
        mapping.columns[F::Direction as usize] = Some(column);
    }
    // An invoice list or a payment list has one date: it is when the cost occurred, as far as anyone can tell.
    if !says(mapping, F::Date) && !stated.contains(&F::Date) {
        mapping.columns[F::Date as usize] = mapping.column(F::InvoicedOn).or(mapping.column(F::PaidOn));
    }
    // A column named type or 类型 is a direction where that is what it says.
    if !says(mapping, F::Direction)
        && let Some(column) = mapping.column(F::Transaction)
        && !stated.contains(&F::Transaction)
        && only_says_directions(samples, column)
    {
        mapping.columns[F::Direction as usize] = Some(column);
        mapping.columns[F::Transaction as usize] = None;
    }
    let has_amount = says(mapping, F::Amount) || says(mapping, F::Gross) || says(mapping, F::Net);
    let is_overruled = stated.contains(&F::Amount) && !stated.contains(&F::MoneyOut);
    if sides && !is_overruled {
        mapping.layout = Layout::Sides;
        mapping.columns[F::Amount as usize] = None;
        mapping.columns[F::Direction as usize] = None;
    } else {
        if !has_amount && says(mapping, F::MoneyOut) {
            mapping.columns[F::Amount as usize] = mapping.columns[F::MoneyOut as usize].take();
        } else if !has_amount && says(mapping, F::MoneyIn) {
            mapping.layout = Layout::Sides;
            return Ok(());
        }
        mapping.columns[F::MoneyOut as usize] = None;
        mapping.columns[F::MoneyIn as usize] = None;
        let key = |column: usize| mapping.titles.get(column).map_or("", |title| title.key.as_str());
        mapping.layout = if says(mapping, F::Direction) && says(mapping, F::Amount) {
            Layout::Direction
        } else if !says(mapping, F::Amount) {
            Layout::List
        } else if mapping.titles.iter().any(|title| is_balance(&title.key)) {
            Layout::Signed
        } else if mapping.fields().any(|(field, column)| tells_a_list(field, key(column))) {
            Layout::List
        } else {
            Layout::SignedIfNegative
        };
    }
    // State and kind of transaction are only a statement's.
    if !matches!(mapping.layout, Layout::Direction | Layout::Sides | Layout::Signed) {
        for field in [F::State, F::Transaction] {
            // The state of an invoice tells whether it was cancelled, the outcome of an approval whether it is a cost.
            let tells = mapping
                .title(field)
                .is_some_and(|text| ["发票状态", "审批结果"].contains(&title(&text).key.as_str()));
            if !stated.contains(&field) && !tells {
                mapping.columns[field as usize] = None;
            }
        }
    }
    Ok(())
}

/// Whether a column says 借 or 贷, 收 or 支, and nothing else.
fn only_says_directions(samples: &[Row], column: usize) -> bool {
    let mut said = samples
        .iter()
        .map(|row| row.cell(column).shown())
        .filter(|text| !text.is_empty())
        .peekable();
    said.peek().is_some() && said.all(|text| is_direction(&text))
}

/// A table of rates with a column per currency, each quoted per euro: a date and many codes.
fn complete_rates(mapping: &mut Mapping) {
    if mapping.column(Field::Currency).is_some() || mapping.column(Field::Rate).is_some() {
        return;
    }
    mapping.currencies = currency_columns(&mapping.header);
}

fn demand(mapping: &Mapping, width: usize) -> Outcome<()> {
    use Field as F;
    let has = |field: F| mapping.column(field).is_some();
    let missing: &[F] = match mapping.kind {
        Kind::Entries if !has(F::Date) => &[F::Date],
        Kind::Entries
            if ![F::Amount, F::Gross, F::Net, F::MoneyOut, F::MoneyIn]
                .into_iter()
                .any(has) =>
        {
            &[F::Amount]
        }
        Kind::Budget if mapping.months.is_empty() && !has(F::Month) => &[F::Month],
        Kind::Budget if mapping.months.is_empty() && !has(F::Amount) => &[F::Amount],
        Kind::Customers | Kind::Channels | Kind::Products | Kind::Vendors | Kind::Departments
            if !has(F::Code) && !has(F::Name) =>
        {
            &[F::Name]
        }
        Kind::Points if !has(F::Month) => &[F::Month],
        Kind::Points
            if ![F::PointsIssued, F::PointsRedeemed, F::PointsExpired]
                .into_iter()
                .any(has) =>
        {
            &[F::PointsIssued]
        }
        Kind::Metrics if !has(F::Month) => &[F::Month],
        Kind::Metrics if !has(F::Channel) => &[F::Channel],
        Kind::Metrics
            if ![F::Leads, F::Opportunities, F::Customers, F::Revenue]
                .into_iter()
                .any(has) =>
        {
            &[F::Leads]
        }
        Kind::Orders | Kind::Receipts if !has(F::Date) => &[F::Date],
        Kind::Orders | Kind::Receipts if !has(F::Customer) => &[F::Customer],
        Kind::Orders | Kind::Receipts if !has(F::Amount) => &[F::Amount],
        Kind::Contracts | Kind::Purchases if !has(F::Contract) => &[F::Contract],
        Kind::Activities if !has(F::Code) && !has(F::Name) => &[F::Name],
        Kind::Hours if !has(F::Date) && !has(F::Month) => &[F::Date],
        Kind::Hours if !has(F::Employee) => &[F::Employee],
        Kind::Hours if !has(F::Hours) => &[F::Hours],
        Kind::Tools if !has(F::Tool) && !has(F::Code) => &[F::Tool],
        Kind::Service if !has(F::Month) => &[F::Month],
        Kind::Service if !has(F::Tickets) => &[F::Tickets],
        Kind::Feedback if !has(F::Date) => &[F::Date],
        Kind::Rates if !has(F::Date) => &[F::Date],
        Kind::Rates if mapping.currencies.is_empty() && !has(F::Currency) => &[F::Currency],
        Kind::Rates if mapping.currencies.is_empty() && !has(F::Rate) => &[F::Rate],
        _ => return Ok(()),
    };
    let field = missing[0];
    Err(Fault::new("column_missing")
        .with("field", field)
        .with("word", field)
        .with("kind", mapping.kind)
        .with("columns", listed(&mapping.header, width)))
}
