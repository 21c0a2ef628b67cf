//! Names into ids: by code, then by name in either language, exactly; only bracket widths are folded.

use crate::link::Connection;
use kezhang_core::record::category::{at_level, sort_key};
use kezhang_core::record::import::trim;
use kezhang_core::record::register::Register;
use kezhang_core::{Fault, Outcome};
use rustc_hash::FxHashMap;

use crate::fault::OrFault;

/// What a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    One(i64),
    Many,
    Nothing,
}

/// Codes and names of a register.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by_code: FxHashMap<String, i64>,
    by_name: FxHashMap<String, Found>,
}

/// Full- and half-width brackets are equal.
pub(crate) fn fold_brackets(text: &str) -> std::borrow::Cow<'_, str> {
    // Nearly every code is ASCII, and a million rows ask.
    if !text.is_ascii() && text.contains(['（', '）']) {
        text.replace('（', "(").replace('）', ")").into()
    } else {
        text.into()
    }
}

impl Names {
    pub(crate) fn add(&mut self, id: i64, code: &str, names: &[&str]) {
        let code = fold_brackets(code);
        // A text is looked for among the codes first, so a name that is its code need not be kept twice.
        for name in names.iter().filter(|name| fold_brackets(name) != code) {
            self.add_name(id, name);
        }
        self.by_code.insert(code.into_owned(), id);
    }

    fn add_name(&mut self, id: i64, name: &str) {
        if name.is_empty() {
            return;
        }
        let known = self
            .by_name
            .entry(fold_brackets(name).into_owned())
            .or_insert(Found::One(id));
        if *known != Found::One(id) {
            *known = Found::Many;
        }
    }

    pub(crate) fn find(&self, text: &str) -> Found {
        let text = fold_brackets(trim(text));
        if let Some(id) = self.by_code.get(text.as_ref()) {
            return Found::One(*id);
        }
        self.by_name.get(text.as_ref()).copied().unwrap_or(Found::Nothing)
    }

    /// The member of a code, whatever is called so.
    pub(crate) fn of_code(&self, code: &str) -> Option<i64> {
        self.by_code.get(fold_brackets(trim(code)).as_ref()).copied()
    }

    /// The one id, or a refusal.
    pub(crate) fn one(&self, dimension: &str, text: &str) -> Outcome<i64> {
        match self.find(text) {
            Found::One(id) => Ok(id),
            Found::Many => Err(Fault::new("name_ambiguous")
                .with("field", dimension)
                .with("value", text)),
            Found::Nothing => Err(Fault::new("name_unknown").with("field", dimension).with("value", text)),
        }
    }
}

/// Loads the names of a register.
pub(crate) fn register(bulk: &Connection, register: Register) -> Outcome<Names> {
    let english = if register == Register::Customer {
        "NULL"
    } else {
        "name_en"
    };
    named(
        bulk,
        &format!("SELECT id, code, name, {english} FROM {}", register.as_str()),
    )
}

/// The id of the member that a text names, as [`Names::one`]; one that is named by its code is found without the others.
pub(crate) fn member(bulk: &Connection, of: Register, text: &str) -> Outcome<i64> {
    let query = format!("SELECT id FROM {} WHERE code = ?", of.as_str());
    let mut statement = bulk.prepare_cached(&query).or_fault()?;
    match statement.query_row([trim(text)], |row| row.get(0)) {
        Ok(id) => Ok(id),
        Err(crate::link::Error::NoRow) => register(bulk, of)?.one(of.dimension().as_str(), text),
        Err(error) => Err(crate::fault::from_bulk(error)),
    }
}

/// Loads the names of grades.
pub(crate) fn grades(bulk: &Connection) -> Outcome<Names> {
    named(bulk, "SELECT id, code, name, NULL FROM grade")
}

/// Loads the names of tools.
pub(crate) fn tools(bulk: &Connection) -> Outcome<Names> {
    named(bulk, "SELECT id, code, name, NULL FROM tool")
}

/// Loads the names of a table whose members cells of registers name.
pub(crate) fn of_table(bulk: &Connection, table: &str) -> Outcome<Names> {
    match Register::ALL.into_iter().find(|register| register.as_str() == table) {
        Some(found) => register(bulk, found),
        // A contract has no name of its own.
        None if table == "customer_contract" => named(bulk, "SELECT id, code, '', NULL FROM customer_contract"),
        None => named(bulk, &format!("SELECT id, code, name, NULL FROM {table}")),
    }
}

fn named(bulk: &Connection, query: &str) -> Outcome<Names> {
    let mut names = Names::default();
    let mut statement = bulk.prepare(query).or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let (code, name): (String, String) = (row.get(1).or_fault()?, row.get(2).or_fault()?);
        let english: Option<String> = row.get(3).or_fault()?;
        names.add(
            row.get(0).or_fault()?,
            &code,
            &[&name, english.as_deref().unwrap_or("")],
        );
    }
    Ok(names)
}

/// A category as lookups and reports need it.
#[derive(Debug, Clone)]
pub(crate) struct CategoryRow {
    pub id: i64,
    pub parent: i64,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub stage: Option<String>,
    pub is_active: bool,
    pub position: i32,
}

/// All categories, in the order of their codes.
pub(crate) fn category_rows(bulk: &Connection) -> Outcome<Vec<CategoryRow>> {
    let mut statement = bulk
        .prepare("SELECT id, coalesce(parent_id, 0), code, name_zh, name_en, stage, is_active, position FROM category")
        .or_fault()?;
    let rows = statement
        .query_map((), |row| {
            Ok(CategoryRow {
                id: row.get(0)?,
                parent: row.get(1)?,
                code: row.get(2)?,
                name_zh: row.get(3)?,
                name_en: row.get(4)?,
                stage: row.get(5)?,
                is_active: row.get(6)?,
                position: row.get(7)?,
            })
        })
        .or_fault()?;
    let mut categories: Vec<CategoryRow> = rows.collect::<Result<_, _>>().or_fault()?;
    categories.sort_by_cached_key(|category| sort_key(&category.code));
    Ok(categories)
}

/// Categories by code, name in either language, path (`营销获客/广告投放`, `7/7.2`) or `code name`.
#[derive(Debug)]
pub(crate) struct CategoryNames {
    names: Names,
    paths: Names,
    inactive: FxHashMap<i64, String>,
}

/// A path with its separators made one: `营销 > 广告` is `营销/广告`.
fn path_form(text: &str) -> String {
    text.split(['/', '>', '\\', '＞', '／'])
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("/")
}

pub(crate) fn categories(bulk: &Connection) -> Outcome<CategoryNames> {
    let rows = category_rows(bulk)?;
    let by_code: FxHashMap<&str, &CategoryRow> = rows.iter().map(|row| (row.code.as_str(), row)).collect();
    let mut names = Names::default();
    let mut paths = Names::default();
    let mut inactive = FxHashMap::default();
    for row in &rows {
        names.add(row.id, &row.code, &[&row.name_zh, &row.name_en]);
        let depth = row.code.split('.').count();
        let chain: Vec<&CategoryRow> = (1..=depth)
            .filter_map(|level| by_code.get(at_level(&row.code, level)).copied())
            .collect();
        let joined = |name: fn(&CategoryRow) -> &str| {
            path_form(&chain.iter().map(|row| name(row)).collect::<Vec<_>>().join("/"))
        };
        for path in [joined(|r| &r.name_zh), joined(|r| &r.name_en), joined(|r| &r.code)] {
            paths.add_name(row.id, &path);
        }
        for name in [&row.name_zh, &row.name_en] {
            paths.add_name(row.id, &path_form(&format!("{} {name}", row.code)));
        }
        if !row.is_active {
            inactive.insert(row.id, row.code.clone());
        }
    }
    Ok(CategoryNames { names, paths, inactive })
}

impl CategoryNames {
    /// The category that a text names, active or not.
    pub(crate) fn any(&self, text: &str) -> Outcome<i64> {
        let found = match self.names.find(text) {
            Found::Nothing => self.paths.find(&path_form(text)),
            found => found,
        };
        match found {
            Found::One(id) => Ok(id),
            Found::Many => Err(Fault::new("name_ambiguous")
                .with("field", "category")
                .with("value", text)),
            Found::Nothing => Err(Fault::new("category_unknown").with("value", text)),
        }
    }

    /// The category that a text names, if it can still be chosen.
    pub(crate) fn one(&self, text: &str) -> Outcome<i64> {
        let id = self.any(text)?;
        match self.inactive.get(&id) {
            Some(code) => Err(Fault::new("category_inactive").with("value", text).with("code", code)),
            None => Ok(id),
        }
    }
}
