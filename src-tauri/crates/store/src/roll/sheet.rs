//! A register read as rows of plain cells, searched and filtered.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use crate::link::ValueRef;
use kezhang_core::language::say;
use kezhang_core::record::roll::{
    CellKind, ColumnShown, MOST_OWN_FIELDS, OwnField, OwnKind, Roll, RollColumn, RollPage, RollRow, WordChoice,
    columns, shown_cell,
};
use kezhang_core::{Currency, Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::ledger::Ledger;
use crate::lookup::{CategoryNames, Names};

/// Which rows of a register.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollQuery {
    /// Which register.
    pub register: Roll,
    /// One row alone, by the ledger's own number.
    #[serde(default)]
    pub id: Option<i64>,
    /// Text in any cell, or in the name of a member that one names.
    #[serde(default)]
    pub search: Option<String>,
    /// Conditions that all must hold.
    #[serde(default)]
    pub filter: Vec<CellFilter>,
    /// Key of the column to sort by, smallest first; with a leading `-` largest first. Empty cells come last.
    #[serde(default)]
    pub sort: Option<String>,
    /// How many to pass over.
    #[serde(default)]
    pub offset: u64,
    /// At most so many; all when absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Language of titles and labels.
    #[serde(default)]
    pub language: Option<Language>,
}

/// A condition on a column.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CellFilter {
    /// Key of the column; an own field also by its name.
    pub column: String,
    /// One of these values; an empty one is an empty cell.
    pub is: Vec<String>,
    /// A part of the text.
    pub has: Option<String>,
    /// From this number, day or month on.
    pub from: Option<String>,
    /// Up to this number, day or month, included.
    pub to: Option<String>,
}

/// A column with what the store needs of it.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub shown: ColumnShown,
    pub words: Vec<String>,
    pub label: &'static str,
    pub base: Option<&'static RollColumn>,
    pub own: Option<OwnField>,
}

/// A register's columns, own fields last.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub roll: Roll,
    pub columns: Vec<Column>,
    pub own_count: usize,
}

impl Sheet {
    pub(crate) fn load(bulk: &Connection, roll: Roll, language: Language) -> Outcome<Self> {
        let base = columns(roll).iter().map(|column| Column {
            shown: ColumnShown {
                key: column.key.to_owned(),
                title: say(language, column.title, &[]),
                kind: column.kind,
                choices: column
                    .words
                    .iter()
                    .map(|word| WordChoice {
                        value: (*word).to_owned(),
                        label: say(language, &format!("{}{word}", column.label), &[]),
                    })
                    .collect(),
                names: column.names.to_owned(),
                is_needed: column.is_needed,
                is_fixed: column.is_fixed,
                is_own: false,
            },
            words: column.words.iter().map(|word| (*word).to_owned()).collect(),
            label: column.label,
            base: Some(column),
            own: None,
        });
        let own = super::own::fields(bulk, Some(roll))?;
        let own_count = own.iter().filter(|field| field.active).count();
        let own = own.into_iter().filter(|field| field.active).map(|field| Column {
            shown: ColumnShown {
                key: field.key(),
                title: field.name.clone(),
                kind: field.kind.cell(),
                choices: field
                    .choices
                    .iter()
                    .map(|choice| WordChoice {
                        value: choice.clone(),
                        label: choice.clone(),
                    })
                    .collect(),
                names: String::new(),
                is_needed: false,
                is_fixed: false,
                is_own: true,
            },
            words: if field.kind == OwnKind::Choice {
                field.choices.clone()
            } else {
                Vec::new()
            },
            label: "",
            base: None,
            own: Some(field),
        });
        Ok(Self {
            roll,
            columns: base.chain(own).collect(),
            own_count,
        })
    }

    /// The place of a column, by key, or an own field by its name.
    pub(crate) fn find(&self, key: &str) -> Outcome<usize> {
        let by_key = self.columns.iter().position(|column| column.shown.key == key);
        let by_name = || {
            self.columns
                .iter()
                .position(|column| column.shown.is_own && column.shown.title == key)
        };
        by_key.or_else(by_name).ok_or_else(|| {
            let known: Vec<&str> = self.columns.iter().map(|column| column.shown.key.as_str()).collect();
            Fault::new("register_column_unknown")
                .with("column", key)
                .with("known", known.join(", "))
        })
    }

    /// The rows, all or the one of an id, as plain cells.
    pub(crate) fn rows(
        &self,
        bulk: &Connection,
        members: &Members,
        currency: Currency,
        id: Option<i64>,
    ) -> Outcome<Vec<RollRow>> {
        let mut selected = vec!["x.id".to_owned()];
        for column in self.columns.iter().filter_map(|column| column.base) {
            let alias = if column.is_beside { "d" } else { "x" };
            selected.push(match column.kind {
                CellKind::Member if column.names == "grade" => "(SELECT g.grade_id FROM customer_grade g \
                    WHERE g.customer_id = x.id ORDER BY g.from_on DESC LIMIT 1)"
                    .to_owned(),
                CellKind::Member => format!("{alias}.{}_id", column.key),
                CellKind::Money => format!("{alias}.{}_minor", column.key),
                CellKind::Flag => format!("{alias}.is_{}", column.key),
                _ => format!("{alias}.{}", column.key),
            });
        }
        // Of entries only the one in hand is read here: their list reads them by the page.
        if self.roll == Roll::Entry && id.is_none() {
            return Err(Fault::new("register_of_entries"));
        }
        let keys: Vec<&str> = columns(self.roll).iter().map(|column| column.key).collect();
        let time = ["noted_on", "received_on", "ordered_on", "worked_on"];
        let order = if keys.contains(&"code") {
            "x.code".to_owned()
        } else if let Some(day) = time.iter().find(|day| keys.contains(*day) && **day != "worked_on") {
            format!("x.{day} DESC, x.id DESC")
        } else if keys.contains(&"month") {
            "x.month DESC, x.id DESC".to_owned()
        } else {
            "x.id".to_owned()
        };
        let beside = match self.roll {
            Roll::Activity => "LEFT JOIN activity_detail d ON d.activity_id = x.id",
            _ => "",
        };
        let query = format!(
            "SELECT {} FROM {} x {beside} WHERE x.id = ?1 OR ?1 IS NULL ORDER BY {order}",
            selected.join(", "),
            self.roll.table()
        );
        let mut statement = bulk.prepare(&query).or_fault()?;
        let mut found = statement.query([id]).or_fault()?;
        let mut rows = Vec::new();
        let width = self.columns.len();
        while let Some(row) = found.next().or_fault()? {
            let mut cells = vec![None; width];
            for (at, column) in self.columns.iter().enumerate() {
                let Some(base) = column.base else { break };
                let value = row.get_ref(at + 1).or_fault()?;
                cells[at] = match (value, base.kind) {
                    (ValueRef::Null, CellKind::Word) if base.is_needed => Some(super::put::usual_word(base)),
                    // A product of which nothing was said is core.
                    (ValueRef::Null, CellKind::Flag) if base.is_needed => Some("true".to_owned()),
                    (ValueRef::Null, _) => None,
                    (ValueRef::Integer(minor), CellKind::Money) => Some(currency.amount(minor).to_string()),
                    (ValueRef::Integer(number), CellKind::Month) => i32::try_from(number)
                        .ok()
                        .map(|number| Month::from_number(number).to_string()),
                    (ValueRef::Integer(flag), CellKind::Flag) => Some((flag != 0).to_string()),
                    (ValueRef::Integer(member), CellKind::Member) => members.code(base.names, member),
                    (ValueRef::Integer(number), _) => Some(number.to_string()),
                    (other, _) => other.as_str().ok().filter(|text| !text.is_empty()).map(str::to_owned),
                };
            }
            rows.push(RollRow {
                id: row.get(0).or_fault()?,
                cells,
            });
        }
        super::own::fill(bulk, self, id, &mut rows)?;
        Ok(rows)
    }

    /// A cell as a person reads it in a workbook.
    pub(crate) fn shown(&self, at: usize, plain: &str, language: Language) -> String {
        let column = &self.columns[at];
        shown_cell(column.shown.kind, column.label, plain, language)
    }
}

/// Codes, names and ids of the members that cells name, by table.
#[derive(Debug)]
pub(crate) struct Members {
    known: HashMap<&'static str, HashMap<i64, (String, String)>>,
    names: HashMap<&'static str, Names>,
    categories: Option<CategoryNames>,
}

impl Members {
    pub(crate) fn load(bulk: &Connection, roll: Roll, language: Language) -> Outcome<Self> {
        let mut members = Self {
            known: HashMap::new(),
            names: HashMap::new(),
            categories: None,
        };
        for column in columns(roll).iter().filter(|column| !column.names.is_empty()) {
            let name = match (column.names, language) {
                ("category", Language::Chinese) => "name_zh",
                ("category", Language::English) => "name_en",
                ("customer_contract", _) => "services",
                ("customer" | "grade" | "tool", _) | (_, Language::Chinese) => "name",
                (_, Language::English) => "coalesce(nullif(name_en, ''), name)",
            };
            let mut statement = bulk
                .prepare(&format!("SELECT id, code, {name} FROM {}", column.names))
                .or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
                .or_fault()?;
            let known = rows.collect::<Result<_, _>>().or_fault()?;
            members.known.insert(column.names, known);
            match column.names {
                "category" => members.categories = Some(crate::lookup::categories(bulk)?),
                table => {
                    members.names.insert(table, crate::lookup::of_table(bulk, table)?);
                }
            }
        }
        Ok(members)
    }

    /// Takes in a member that a row has just named: its text means it from now on.
    pub(crate) fn know(&mut self, table: &'static str, id: i64, text: &str) {
        let known = self.known.entry(table).or_default();
        if let std::collections::hash_map::Entry::Vacant(place) = known.entry(id) {
            place.insert((text.to_owned(), text.to_owned()));
            self.names.entry(table).or_default().add(id, text, &[text]);
        }
    }

    pub(crate) fn code(&self, table: &str, id: i64) -> Option<String> {
        self.known.get(table)?.get(&id).map(|(code, _)| code.clone())
    }

    /// The id of the member that a text names.
    pub(crate) fn id(&self, table: &str, field: &str, text: &str) -> Outcome<i64> {
        match (table, &self.categories) {
            ("category", Some(categories)) => categories.any(text),
            _ => match self.names.get(table) {
                Some(names) => names.one(field, text),
                None => Err(Fault::new("name_unknown").with("field", field).with("value", text)),
            },
        }
    }

    fn name(&self, table: &str, code: &str) -> Option<&str> {
        self.known
            .get(table)?
            .values()
            .find(|(known, _)| known == code)
            .map(|(_, name)| name.as_str())
    }

    /// Names by table and code, of those that rows name.
    fn labels(&self, sheet: &Sheet, rows: &[RollRow]) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut labels: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (at, column) in sheet.columns.iter().enumerate() {
            let Some(base) = column.base.filter(|base| !base.names.is_empty()) else {
                continue;
            };
            let by_code: HashMap<&str, &str> = self
                .known
                .get(base.names)
                .into_iter()
                .flat_map(|known| known.values())
                .map(|(code, name)| (code.as_str(), name.as_str()))
                .collect();
            let named = labels.entry(base.names.to_owned()).or_default();
            for code in rows.iter().filter_map(|row| row.cells[at].as_ref()) {
                if let Some(name) = by_code.get(code.as_str()) {
                    named.insert(code.clone(), (*name).to_owned());
                }
            }
        }
        labels
    }
}

/// A condition made ready.
struct Condition<'q> {
    at: usize,
    filter: &'q CellFilter,
    is_number: bool,
}

impl Condition<'_> {
    fn holds(&self, row: &RollRow) -> bool {
        let cell = row.cells[self.at].as_deref();
        let text = cell.unwrap_or_default();
        let CellFilter { is, has, from, to, .. } = self.filter;
        if !is.is_empty() && !is.iter().any(|value| value == text) {
            return false;
        }
        if let Some(part) = has
            && !text.to_lowercase().contains(&part.trim().to_lowercase())
        {
            return false;
        }
        if from.is_none() && to.is_none() {
            return true;
        }
        let Some(text) = cell else { return false };
        let order = |bound: &str| -> Option<std::cmp::Ordering> {
            if self.is_number {
                let number: rust_decimal::Decimal = text.parse().ok()?;
                return Some(number.cmp(&bound.trim().parse().ok()?));
            }
            Some(text.cmp(bound.trim()))
        };
        let above = from
            .as_deref()
            .is_none_or(|bound| order(bound).is_some_and(std::cmp::Ordering::is_ge));
        let below = to
            .as_deref()
            .is_none_or(|bound| order(bound).is_some_and(std::cmp::Ordering::is_le));
        above && below
    }
}

impl Ledger {
    /// The rows of a register that fit.
    ///
    /// # Errors
    /// `register_column_unknown` of a condition or the order, `bound_invalid`.
    pub async fn register_page(&self, query: &RollQuery) -> Outcome<RollPage> {
        let language = query.language.unwrap_or(self.language().await);
        let currency = self.currency().await;
        crate::bulk::with(self.reader(), |bulk| page(bulk, query, currency, language)).await
    }
}

fn is_number(kind: CellKind) -> bool {
    matches!(
        kind,
        CellKind::Count | CellKind::Quantity | CellKind::Number | CellKind::Rate | CellKind::Money
    )
}

/// Sorts rows by a column: numbers as numbers, members as they are called.
fn order(rows: &mut [RollRow], sheet: &Sheet, members: &Members, by: &str) -> Outcome<()> {
    let (key, is_down) = by.strip_prefix('-').map_or((by, false), |key| (key, true));
    let at = sheet.find(key)?;
    let column = &sheet.columns[at];
    let names: HashMap<&str, &str> = column
        .base
        .and_then(|base| members.known.get(base.names))
        .into_iter()
        .flat_map(|known| known.values())
        .map(|(code, name)| (code.as_str(), name.as_str()))
        .collect();
    let is_number = is_number(column.shown.kind);
    let place = |row: &RollRow| {
        let cell = row.cells[at].as_deref()?;
        let number: Option<rust_decimal::Decimal> = is_number.then(|| cell.parse().ok()).flatten();
        Some((number, names.get(cell).copied().unwrap_or(cell).to_lowercase()))
    };
    rows.sort_by_cached_key(place);
    if is_down {
        rows.reverse();
    }
    let empty = rows.iter().take_while(|row| row.cells[at].is_none()).count();
    rows.rotate_left(empty);
    Ok(())
}

pub(crate) fn page(bulk: &Connection, query: &RollQuery, currency: Currency, language: Language) -> Outcome<RollPage> {
    let sheet = Sheet::load(bulk, query.register, language)?;
    let members = Members::load(bulk, query.register, language)?;
    let mut conditions = Vec::new();
    for filter in &query.filter {
        let at = sheet.find(&filter.column)?;
        let kind = sheet.columns[at].shown.kind;
        let is_number = is_number(kind);
        for bound in [&filter.from, &filter.to].into_iter().flatten() {
            if is_number && bound.trim().parse::<rust_decimal::Decimal>().is_err() {
                return Err(Fault::new("bound_invalid").with("value", bound));
            }
        }
        conditions.push(Condition { at, filter, is_number });
    }
    let mut rows = sheet.rows(bulk, &members, currency, query.id)?;
    rows.retain(|row| conditions.iter().all(|condition| condition.holds(row)));
    if let Some(text) = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let wanted = text.to_lowercase();
        let by_table: HashMap<&str, HashMap<&str, String>> = members
            .known
            .iter()
            .map(|(table, known)| {
                let names = known.values().map(|(code, name)| (code.as_str(), name.to_lowercase()));
                (*table, names.collect())
            })
            .collect();
        rows.retain(|row| {
            sheet.columns.iter().zip(&row.cells).any(|(column, cell)| {
                let Some(cell) = cell else { return false };
                let names = column.base.map_or("", |base| base.names);
                let named = by_table.get(names).and_then(|names| names.get(cell.as_str()));
                cell.to_lowercase().contains(&wanted) || named.is_some_and(|name| name.contains(&wanted))
            })
        });
    }
    if let Some(by) = &query.sort {
        order(&mut rows, &sheet, &members, by)?;
    }
    let count = rows.len() as u64;
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX).min(rows.len());
    rows.drain(..offset);
    if let Some(limit) = query.limit {
        rows.truncate(limit as usize);
    }
    let roll = query.register;
    Ok(RollPage {
        register: roll,
        title: say(language, &format!("roll.{}", roll.as_str()), &[]),
        labels: members.labels(&sheet, &rows),
        own_left: MOST_OWN_FIELDS.saturating_sub(sheet.own_count) as u64,
        columns: sheet.columns.into_iter().map(|column| column.shown).collect(),
        rows,
        count,
        adds: roll.adds(),
        removes: roll.removes(),
        deactivates: roll.deactivates(),
        merges: crate::merge::merges(roll),
    })
}

/// What a row is about, for a list of differences: its code and name, else what is filled first.
pub(crate) fn about(sheet: &Sheet, members: &Members, cells: &[Option<String>]) -> String {
    let named = |at: usize| -> Option<String> {
        let cell = cells.get(at)?.clone()?;
        let base = sheet.columns.get(at)?.base?;
        let name = members
            .name(base.names, &cell)
            .filter(|name| !name.is_empty() && base.names != "customer_contract");
        Some(name.map_or(cell.clone(), str::to_owned))
    };
    let parts: Vec<String> = (0..sheet.columns.len()).filter_map(named).take(2).collect();
    parts.join(" ")
}
