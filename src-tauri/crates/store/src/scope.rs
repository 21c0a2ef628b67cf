//! Conditions: filters of reports and lists, resolved to ids.

use std::collections::HashMap;

use crate::link::Connection;
use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::Stage;
use kezhang_core::record::category::lies_in;
use kezhang_core::record::register::{Dimension, Register};
use kezhang_core::{Calendar, Fault, Month, Outcome};

use crate::lookup;

/// What a filter lets through; 0 stands for none. The same dimension twice is or, different ones are and.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scope {
    /// By dimension, the ids let through.
    pub ids: HashMap<Dimension, Vec<i64>>,
    pub stages: Option<Vec<Option<Stage>>>,
    pub months: Option<Vec<Month>>,
}

impl Scope {
    pub(crate) fn resolve(bulk: &Connection, calendar: Calendar, filters: &[Filter]) -> Outcome<Self> {
        let mut scope = Self::default();
        for filter in filters {
            let dimension = Dimension::parse(&filter.field).ok_or_else(|| {
                let known = Dimension::ALL.map(Dimension::as_str).join(", ");
                Fault::new("filter_unknown")
                    .with("field", &filter.field)
                    .with("known", known)
            })?;
            let value = filter.value.trim();
            if dimension.is_time() {
                scope
                    .months
                    .get_or_insert_default()
                    .extend(months(dimension, calendar, value)?);
                continue;
            }
            if dimension == Dimension::Stage {
                let stage = match value {
                    "" => None,
                    word => Some(Stage::parse(word).ok_or_else(|| unknown(dimension, word))?),
                };
                scope.stages.get_or_insert_default().push(stage);
                continue;
            }
            let ids = match (dimension, value) {
                (_, "") => vec![0],
                (Dimension::Category, text) => {
                    let id = lookup::categories(bulk)?.any(text)?;
                    let rows = lookup::category_rows(bulk)?;
                    let code = rows
                        .iter()
                        .find(|row| row.id == id)
                        .map(|row| row.code.clone())
                        .unwrap_or_default();
                    rows.iter()
                        .filter(|row| lies_in(&row.code, &code))
                        .map(|row| row.id)
                        .collect()
                }
                (Dimension::Grade, text) => vec![lookup::grades(bulk)?.one("grade", text)?],
                (_, text) => {
                    let register = Register::ALL.into_iter().find(|r| r.dimension() == dimension);
                    let register = register.ok_or_else(|| unknown(dimension, text))?;
                    vec![lookup::member(bulk, register, text)?]
                }
            };
            scope.ids.entry(dimension).or_default().extend(ids);
        }
        Ok(scope)
    }

    /// The dimensions that are conditions.
    pub(crate) fn dimensions(&self) -> Vec<Dimension> {
        let mut found: Vec<Dimension> = self.ids.keys().copied().collect();
        if self.stages.is_some() {
            found.push(Dimension::Stage);
        }
        found
    }

    pub(crate) fn lets(&self, dimension: Dimension, id: i64) -> bool {
        self.ids.get(&dimension).is_none_or(|ids| ids.contains(&id))
    }

    pub(crate) fn lets_stage(&self, stage: Option<Stage>) -> bool {
        self.stages.as_ref().is_none_or(|stages| stages.contains(&stage))
    }

    pub(crate) fn lets_month(&self, month: Month) -> bool {
        self.months.as_ref().is_none_or(|months| months.contains(&month))
    }

    /// SQL for entries `e` with their joined category `c`, department `d` and activity `a`.
    pub(crate) fn sql(&self) -> String {
        let by_ids = self.ids.iter().map(|(dimension, ids)| {
            let column = match dimension {
                Dimension::Grade => GRADE_OF_ENTRY.to_owned(),
                other if ids.contains(&0) => format!("coalesce(e.{}_id, 0)", other.as_str()),
                // An index leads to them.
                other => format!("e.{}_id", other.as_str()),
            };
            let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            format!(" AND {column} IN ({list})")
        });
        let mut by_ids: Vec<String> = by_ids.collect();
        // The same conditions are the same text.
        by_ids.sort_unstable();
        let mut conditions = by_ids.concat();
        if let Some(stages) = &self.stages {
            let list = stages
                .iter()
                .map(|s| format!("'{}'", s.map_or("", Stage::as_str)))
                .collect::<Vec<_>>()
                .join(", ");
            conditions.push_str(&format!(" AND {STAGE_OF_ENTRY} IN ({list})"));
        }
        if let Some(months) = &self.months {
            let list = months.iter().map(|m| format!("'{m}'")).collect::<Vec<_>>().join(", ");
            conditions.push_str(&format!(" AND substr(e.occurred_on, 1, 7) IN ({list})"));
        }
        conditions
    }
}

/// SQL: the customer's grade on the entry's date, 0 for none.
pub(crate) const GRADE_OF_ENTRY: &str = "coalesce((SELECT cg.grade_id FROM customer_grade cg \
    WHERE cg.customer_id = e.customer_id AND cg.from_on <= e.occurred_on ORDER BY cg.from_on DESC LIMIT 1), 0)";

/// SQL: the stage by the stage rule, empty for none; as `World::stage` has it.
pub(crate) const STAGE_OF_ENTRY: &str = "CASE WHEN c.code = '0' OR c.code = '99' OR c.code LIKE '99.%' OR c.code = '10' \
    OR c.code LIKE '10.%' OR c.code = '11' OR c.code LIKE '11.%' THEN '' \
    ELSE coalesce(e.stage, a.stage, d.stage, c.stage, '') END";

fn unknown(dimension: Dimension, value: &str) -> Fault {
    Fault::new("name_unknown")
        .with("field", dimension.as_str())
        .with("value", value)
}

fn months(dimension: Dimension, calendar: Calendar, value: &str) -> Outcome<Vec<Month>> {
    let fault = || unknown(dimension, value);
    let year = |text: &str| {
        text.parse::<i32>()
            .ok()
            .filter(|y| (1..=9999).contains(y))
            .ok_or_else(fault)
    };
    match dimension {
        Dimension::Month => Ok(vec![value.parse()?]),
        Dimension::Quarter => {
            let (of, quarter) = value.split_once("-Q").ok_or_else(fault)?;
            let quarter = quarter
                .parse::<i32>()
                .ok()
                .filter(|q| (1..=4).contains(q))
                .ok_or_else(fault)?;
            let from = calendar.span(year(of)?).from.plus((quarter - 1) * 3);
            Ok((0..3).map(|at| from.plus(at)).collect())
        }
        _ => Ok(calendar.span(year(value)?).months().collect()),
    }
}
