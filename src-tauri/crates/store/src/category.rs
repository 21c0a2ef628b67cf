//! The taxonomy in the ledger: rename, add, deactivate; codes stay.

use std::collections::HashMap;

use kezhang_core::record::category::sort_key;
use kezhang_core::record::{Category, EntryKind, Stage};
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::fault::OrFault;
use crate::grade::in_order_of;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::lookup::CategoryRow;
use crate::row::category::{Column, Entity, Model};

/// A category as it shall be: made when the code is new.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// Code; its parents must exist.
    pub code: String,
    /// 中文名称.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Default stage; the parent's when absent and new.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Whether it can be chosen.
    #[serde(default = "yes")]
    pub active: bool,
}

pub(crate) fn yes() -> bool {
    true
}

/// The code of the category above.
fn above(code: &str) -> Option<&str> {
    code.rsplit_once('.').map(|(parent, _)| parent)
}

/// By the places of a category and of all above it; those of one place by their codes.
fn in_order(mut rows: Vec<CategoryRow>) -> Vec<Category> {
    let places: HashMap<String, i32> = rows.iter().map(|row| (row.code.clone(), row.position)).collect();
    rows.sort_by_cached_key(|row| {
        let ends = row.code.match_indices('.').map(|(at, _)| at).chain([row.code.len()]);
        ends.map(|end| (places.get(&row.code[..end]).copied(), sort_key(&row.code[..end])))
            .collect::<Vec<_>>()
    });
    rows.iter().map(shown).collect()
}

pub(crate) fn shown(row: &CategoryRow) -> Category {
    Category {
        parent: above(&row.code).map(str::to_owned),
        kind: EntryKind::of(&row.code),
        name_zh: row.name_zh.clone(),
        name_en: row.name_en.clone(),
        stage: row.stage.as_deref().and_then(Stage::parse),
        active: row.is_active,
        code: row.code.clone(),
    }
}

impl Ledger {
    /// The taxonomy as the company ordered it, each category before what is below it; reports go by codes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn categories(&self) -> Outcome<Vec<Category>> {
        let rows = crate::bulk::with(self.reader(), crate::lookup::category_rows).await?;
        Ok(in_order(rows))
    }

    /// Puts the categories right below one, or those at the top, into an order.
    ///
    /// # Errors
    /// `category_order_incomplete` when one is missing, unknown or named twice.
    pub async fn set_category_order(
        &self,
        change: &mut Change<'_>,
        parent: Option<&str>,
        codes: &[String],
    ) -> Outcome<Vec<Category>> {
        let rows = Entity::find().all(change.connection()).await.or_fault()?;
        let mut here: Vec<&Model> = rows.iter().filter(|row| above(&row.code) == parent).collect();
        let ordered = in_order_of(here.iter().copied(), |row| &row.code, codes)
            .ok_or_else(|| Fault::new("category_order_incomplete").with("count", here.len()))?;
        // The places that these categories have are dealt out anew; where two have one place, all are numbered.
        here.sort_by_cached_key(|row| (row.position, sort_key(&row.code)));
        let mut places: Vec<i32> = here.iter().map(|row| row.position).collect();
        if places.windows(2).any(|two| two[0] == two[1]) {
            places = (0..).take(here.len()).collect();
        }
        for (position, row) in places.into_iter().zip(ordered) {
            if row.position != position {
                let after = Model {
                    position,
                    ..row.clone()
                };
                change.update(row.clone(), after).await?;
            }
        }
        let rows = crate::bulk::with(change.connection(), crate::lookup::category_rows).await?;
        Ok(in_order(rows))
    }

    /// The highest place among the categories right below one.
    async fn last_place(&self, change: &Change<'_>, parent: Option<&str>) -> Outcome<i32> {
        let rows = Entity::find().all(change.connection()).await.or_fault()?;
        let here = rows.iter().filter(|row| above(&row.code) == parent);
        Ok(here.map(|row| row.position).max().unwrap_or(0))
    }

    /// Changes or adds a category.
    ///
    /// # Errors
    /// `category_code_invalid`, `category_parent_missing`, `name_missing`, `text_control`.
    pub async fn set_category(&self, change: &mut Change<'_>, new: CategoryChange) -> Outcome<Category> {
        let code = new.code.trim();
        let parts_fine = code
            .split('.')
            .all(|part| !part.is_empty() && part.len() < 10 && part.bytes().all(|b| b.is_ascii_digit()));
        if !parts_fine {
            return Err(Fault::new("category_code_invalid").with("value", code));
        }
        let (name_zh, name_en) = (crate::member::name(&new.name_zh)?, crate::member::name(&new.name_en)?);
        let find = |code: &str| Entity::find().filter(Column::Code.eq(code)).one(change.connection());
        let old = find(code).await.or_fault()?;
        let parent = match code.rsplit_once('.') {
            Some((parent, _)) => Some(find(parent).await.or_fault()?.ok_or_else(|| {
                Fault::new("category_parent_missing")
                    .with("value", code)
                    .with("parent", parent)
            })?),
            None => None,
        };
        let stage = new.stage.map(|stage| stage.as_str().to_owned());
        let row = Model {
            id: old.as_ref().map_or(0, |old| old.id),
            code: code.to_owned(),
            parent_id: parent.as_ref().map(|parent| parent.id),
            name_zh,
            name_en,
            stage: match (&old, stage) {
                (None, None) => parent.and_then(|parent| parent.stage),
                (_, stage) => stage,
            },
            position: match &old {
                Some(old) => old.position,
                None => self.last_place(change, above(code)).await? + 1,
            },
            is_active: new.active,
        };
        change.note("code", code);
        let row = match old {
            Some(old) => change.update(old, row).await?,
            None => change.insert(row).await?,
        };
        Ok(shown(&CategoryRow {
            id: row.id,
            position: row.position,
            parent: row.parent_id.unwrap_or(0),
            code: row.code,
            name_zh: row.name_zh,
            name_en: row.name_en,
            stage: row.stage,
            is_active: row.is_active,
        }))
    }
}

/// The rows of a new ledger's taxonomy, parents first.
pub(crate) fn seed() -> Vec<(Model, Option<&'static str>)> {
    let mut rows = kezhang_core::record::category::TAXONOMY.to_vec();
    rows.sort_by_cached_key(|row| sort_key(row.0));
    rows.iter()
        .enumerate()
        .map(|(at, (code, name_zh, name_en, stage))| {
            let row = Model {
                id: 0,
                code: (*code).to_owned(),
                parent_id: None,
                name_zh: (*name_zh).to_owned(),
                name_en: (*name_en).to_owned(),
                stage: stage.map(|stage| stage.as_str().to_owned()),
                position: at as i32,
                is_active: true,
            };
            (row, code.rsplit_once('.').map(|(parent, _)| parent))
        })
        .collect()
}
