//! Codes of ids, and names of codes in a language.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use kezhang_core::record::register::{Dimension, Register};
use kezhang_core::{Language, Month, Outcome};

use crate::fault::OrFault;
use crate::totals::stage_of;

/// Codes of the ids in a report's dimensions.
pub(crate) struct CodeBook(HashMap<Dimension, HashMap<i64, String>>);

impl CodeBook {
    pub(crate) fn load(bulk: &Connection, by: &[Dimension]) -> Outcome<Self> {
        let mut book = HashMap::new();
        for dimension in by.iter().filter(|d| !d.is_time() && **d != Dimension::Stage) {
            let mut statement = bulk
                .prepare(&format!("SELECT id, code FROM {}", dimension.as_str()))
                .or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?;
            book.insert(*dimension, rows.collect::<Result<_, _>>().or_fault()?);
        }
        Ok(Self(book))
    }

    /// The value on the wire; none for 0.
    pub(crate) fn code(&self, dimension: Dimension, value: i64) -> Option<String> {
        match dimension {
            Dimension::Month => i32::try_from(value).ok().map(|n| Month::from_number(n).to_string()),
            Dimension::Quarter => Some(format!("{:04}-Q{}", value.div_euclid(4), value.rem_euclid(4) + 1)),
            Dimension::Year => Some(format!("{value:04}")),
            Dimension::Stage => stage_of(value).map(|stage| stage.as_str().to_owned()),
            other => self.0.get(&other).and_then(|codes| codes.get(&value).cloned()),
        }
    }
}

impl CodeBook {
    /// The id of a code.
    pub(crate) fn id(&self, dimension: Dimension, code: &str) -> Option<i64> {
        self.0
            .get(&dimension)?
            .iter()
            .find(|(_, known)| *known == code)
            .map(|(id, _)| *id)
    }
}

/// Names of codes in a language, by dimension.
pub(crate) fn labels(
    bulk: &Connection,
    wanted: &BTreeMap<&'static str, Vec<String>>,
    language: Language,
) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
    let mut labels = BTreeMap::new();
    for (dimension, codes) in wanted {
        let mut named = BTreeMap::new();
        if *dimension == "stage" {
            for code in codes {
                named.insert(
                    code.clone(),
                    kezhang_core::language::say(language, &format!("stage.{code}"), &[]),
                );
            }
        } else if let Some(query) = name_query(dimension, language) {
            let mut statement = bulk.prepare_cached(&query).or_fault()?;
            for code in codes {
                if !named.contains_key(code) {
                    let name: Option<String> = match statement.query_row([code], |row| row.get(0)) {
                        Ok(name) => name,
                        Err(crate::link::Error::NoRow) => None,
                        Err(error) => return Err(crate::fault::from_bulk(error)),
                    };
                    named.insert(code.clone(), name.unwrap_or_else(|| code.clone()));
                }
            }
        }
        labels.insert((*dimension).to_owned(), named);
    }
    Ok(labels)
}

fn name_query(dimension: &str, language: Language) -> Option<String> {
    let register = Register::ALL
        .into_iter()
        .find(|register| register.as_str() == dimension);
    let column = match (dimension, register, language) {
        ("category", _, Language::Chinese) => "name_zh",
        ("category", _, Language::English) => "name_en",
        ("grade", _, _) | (_, Some(Register::Customer), _) | (_, Some(_), Language::Chinese) => "name",
        (_, Some(_), Language::English) => "coalesce(nullif(name_en, ''), name)",
        _ => return None,
    };
    Some(format!("SELECT {column} FROM {dimension} WHERE code = ?"))
}
