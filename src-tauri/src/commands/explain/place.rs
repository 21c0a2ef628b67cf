//! Where a figure stands in a report's JSON: `rows[3].to_date.available`, `tools[tool=crm].cost`.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// A step into JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Name(String),
    At(usize),
    /// The first element whose fields have these values; an empty value is null.
    Where(Vec<(String, String)>),
}

/// A path from the root of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place(pub Vec<Step>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        for step in &self.0 {
            match step {
                Step::Name(name) if is_first => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::At(at) => write!(f, "[{at}]")?,
                Step::Where(fields) => {
                    let fields: Vec<String> = fields.iter().map(|(field, value)| format!("{field}={value}")).collect();
                    write!(f, "[{}]", fields.join(","))?;
                }
            }
            is_first = false;
        }
        Ok(())
    }
}

impl Place {
    pub(super) fn of_name(name: &str) -> Self {
        Self(vec![Step::name(name)])
    }

    /// Reads a path; none where brackets do not close or a name is empty.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end > 0 {
                steps.push(Step::name(&rest[..end]));
            }
            rest = &rest[end..];
            if let Some(inside) = rest.strip_prefix('[') {
                let (index, after) = inside.split_once(']')?;
                steps.push(match index.parse() {
                    Ok(at) => Step::At(at),
                    Err(_) => Step::Where(
                        index
                            .split(',')
                            .map(|pair| pair.split_once('=').map(|(f, v)| (f.to_owned(), v.to_owned())))
                            .collect::<Option<_>>()?,
                    ),
                });
                rest = after;
            } else if end == 0 && !rest.starts_with('.') {
                return None;
            }
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
        Some(Self(steps))
    }

    pub(super) fn join(&self, more: &Self) -> Self {
        Self(self.0.iter().chain(&more.0).cloned().collect())
    }

    pub(super) fn push(&self, step: Step) -> Self {
        self.join(&Self(vec![step]))
    }

    /// The path with every choice by value settled to an index; none where it leads nowhere.
    pub(super) fn settle(&self, root: &Value) -> Option<Self> {
        let mut value = root;
        let mut settled = Vec::new();
        for step in &self.0 {
            let step = match step {
                Step::Where(fields) => {
                    let fits = |row: &Value| {
                        fields.iter().all(|(field, wanted)| match row.get(field) {
                            None | Some(Value::Null) => wanted.is_empty(),
                            Some(found) => match found {
                                Value::Bool(is) => wanted == if *is { "true" } else { "false" },
                                other => super::text(other).as_deref() == Some(wanted),
                            },
                        })
                    };
                    Step::At(value.as_array()?.iter().position(fits)?)
                }
                other => other.clone(),
            };
            value = match &step {
                Step::Name(name) => value.get(name)?,
                Step::At(at) => value.get(at)?,
                Step::Where(_) => return None,
            };
            settled.push(step);
        }
        Some(Self(settled))
    }

    pub(super) fn value<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(root, |value, step| match step {
            Step::Name(name) => value.get(name),
            Step::At(at) => value.get(at),
            Step::Where(_) => None,
        })
    }

    /// The object a figure stands in, that object's pattern, and the figure's name in it.
    pub(super) fn spot<'v>(&self, root: &'v Value) -> Option<(&'v Value, String, String)> {
        let (mut place, mut name) = (self.clone(), String::new());
        loop {
            match place.0.pop()? {
                Step::Name(last) => {
                    name.insert_str(0, &last);
                    break;
                }
                _ => name.push_str("[]"),
            }
        }
        // A list at the root has no name; its elements are objects of the pattern `[]`.
        let value = place.value(root)?;
        Some((value, place.pattern(), name))
    }

    /// Its names and lists without their places: `hours.by_kind[]`.
    pub(super) fn pattern(&self) -> String {
        let mut pattern = String::new();
        for step in &self.0 {
            match step {
                Step::Name(name) => {
                    if !pattern.is_empty() {
                        pattern.push('.');
                    }
                    pattern.push_str(name);
                }
                _ => pattern.push_str("[]"),
            }
        }
        pattern
    }

    /// The object a figure stands in.
    pub(super) fn object(&self) -> Self {
        let mut place = self.clone();
        while let Some(last) = place.0.pop() {
            if matches!(last, Step::Name(_)) {
                break;
            }
        }
        place
    }

    /// The innermost element of a list of objects that holds the figure.
    pub(super) fn innermost_row(&self) -> Option<Self> {
        let last_name = self.0.iter().rposition(|step| matches!(step, Step::Name(_)))?;
        let at = self.0[..last_name]
            .iter()
            .rposition(|step| matches!(step, Step::At(_)))?;
        Some(Self(self.0[..=at].to_vec()))
    }

    /// The index of the list that holds it, counted from the inside.
    pub(super) fn index(&self, from_inside: usize) -> Option<usize> {
        let mut indexes = self.0.iter().rev().filter_map(|step| match step {
            Step::At(at) => Some(*at),
            _ => None,
        });
        indexes.nth(from_inside)
    }

    pub(super) fn is_in(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    pub(super) fn is_in_list(&self) -> bool {
        self.0.iter().any(|step| !matches!(step, Step::Name(_)))
    }

    /// The rest of the path after a row.
    pub(super) fn after(&self, row: &Self) -> String {
        if self.is_in(row) {
            Self(self.0[row.0.len()..].to_vec()).to_string()
        } else {
            self.to_string()
        }
    }

    /// The row of a list with these values.
    pub(super) fn row(
        &self,
        root: &Value,
        key: &BTreeMap<String, Option<String>>,
        budgeted: Option<bool>,
    ) -> Option<Self> {
        self.rows(root, key, budgeted).into_iter().next()
    }

    /// All rows of a list with these values.
    pub(super) fn rows(
        &self,
        root: &Value,
        key: &BTreeMap<String, Option<String>>,
        budgeted: Option<bool>,
    ) -> Vec<Self> {
        let Some(list) = self.settle(root) else {
            return Vec::new();
        };
        let fits = |row: &Value| {
            let value = |field: &str| row.get(field).or_else(|| row.get("key").and_then(|key| key.get(field)));
            let is_named = key.iter().all(|(field, wanted)| match wanted {
                Some(wanted) => value(field).and_then(super::text).as_deref() == Some(wanted),
                None => value(field).is_none_or(Value::is_null),
            });
            // A line is the one that names nothing else.
            let is_only = row
                .get("key")
                .and_then(Value::as_object)
                .is_none_or(|names| names.len() == key.values().filter(|value| value.is_some()).count());
            is_named && is_only && budgeted.is_none_or(|budgeted| row.get("budgeted") == Some(&Value::Bool(budgeted)))
        };
        let rows = list.value(root).and_then(Value::as_array).into_iter().flatten();
        let found = rows.enumerate().filter(|(_, row)| fits(row));
        found.map(|(at, _)| list.push(Step::At(at))).collect()
    }

    /// Every value that is no object and no list.
    pub(super) fn leaves(root: &Value) -> Vec<Self> {
        fn walk(value: &Value, place: &mut Vec<Step>, found: &mut Vec<Place>) {
            match value {
                Value::Object(fields) => {
                    for (name, value) in fields {
                        place.push(Step::name(name));
                        walk(value, place, found);
                        place.pop();
                    }
                }
                Value::Array(values) => {
                    for (at, value) in values.iter().enumerate() {
                        place.push(Step::At(at));
                        walk(value, place, found);
                        place.pop();
                    }
                }
                _ => found.push(Place(place.clone())),
            }
        }
        let mut found = Vec::new();
        walk(root, &mut Vec::new(), &mut found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_is_written_as_it_is_read() {
        for text in [
            "rows[3].to_date.available",
            "total.cac",
            "years[0]",
            "rows[category=7.2,budgeted=true].cost",
            "[2].net",
        ] {
            assert_eq!(Place::parse(text).map(|place| place.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Place::parse("rows[3"), None);
        assert_eq!(Place::parse("rows[x]"), None);
    }

    #[test]
    fn a_choice_by_value_settles_to_an_index() {
        let root = json!({ "rows": [{ "channel": null, "cac": "1" }, { "channel": "search", "cac": "2" }] });
        let settled = |text: &str| Place::parse(text)?.settle(&root).map(|place| place.to_string());
        assert_eq!(settled("rows[channel=search].cac").as_deref(), Some("rows[1].cac"));
        assert_eq!(settled("rows[channel=].cac").as_deref(), Some("rows[0].cac"));
        assert_eq!(settled("rows[channel=moon].cac"), None);
    }
}
