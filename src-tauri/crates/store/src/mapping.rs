//! Mapping profiles: how files of one origin are read and which column is what.

use std::collections::BTreeMap;

use kezhang_core::record::import::{Kind, Reading};
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::mapping::{Column, Entity, Model};

/// A mapping profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MappingProfile {
    /// Its name.
    pub name: String,
    /// What such files bring.
    pub kind: Kind,
    /// Field → column.
    pub map: BTreeMap<String, String>,
    /// How they are read.
    pub reading: Reading,
}

fn shown(row: Model) -> Outcome<MappingProfile> {
    let broken = |error: serde_json::Error| Fault::new("ledger_damaged").with("detail", format!("mapping: {error}"));
    Ok(MappingProfile {
        kind: Kind::parse(&row.kind)?,
        map: serde_json::from_str(&row.columns).map_err(broken)?,
        reading: serde_json::from_str(&row.reading).map_err(broken)?,
        name: row.name,
    })
}

impl Ledger {
    /// All mapping profiles, by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mappings(&self) -> Outcome<Vec<MappingProfile>> {
        let rows = Entity::find()
            .order_by_asc(Column::Name)
            .all(self.reader())
            .await
            .or_fault()?;
        rows.into_iter().map(shown).collect()
    }

    /// One mapping profile.
    ///
    /// # Errors
    /// `mapping_unknown`.
    pub async fn mapping(&self, name: &str) -> Outcome<MappingProfile> {
        let row = Entity::find()
            .filter(Column::Name.eq(name))
            .one(self.reader())
            .await
            .or_fault()?;
        shown(row.ok_or_else(|| Fault::new("mapping_unknown").with("value", name))?)
    }

    /// Keeps a mapping profile under its name.
    ///
    /// # Errors
    /// `name_missing`.
    pub async fn set_mapping(&self, change: &mut Change<'_>, new: &MappingProfile) -> Outcome<()> {
        let name = crate::member::name(&new.name)?;
        let text = |value: serde_json::Result<String>| value.map_err(|e| Fault::new("store_failed").with("detail", e));
        let old = Entity::find()
            .filter(Column::Name.eq(&name))
            .one(change.connection())
            .await
            .or_fault()?;
        let row = Model {
            id: old.as_ref().map_or(0, |old| old.id),
            name,
            kind: new.kind.as_str().to_owned(),
            columns: text(serde_json::to_string(&new.map))?,
            reading: text(serde_json::to_string(&new.reading))?,
        };
        match old {
            Some(old) => change.update(old, row).await.map(drop),
            None => change.insert(row).await.map(drop),
        }
    }

    /// Forgets a mapping profile.
    ///
    /// # Errors
    /// `mapping_unknown`.
    pub async fn remove_mapping(&self, change: &mut Change<'_>, name: &str) -> Outcome<()> {
        let row = Entity::find()
            .filter(Column::Name.eq(name))
            .one(change.connection())
            .await
            .or_fault()?
            .ok_or_else(|| Fault::new("mapping_unknown").with("value", name))?;
        change.note("name", name);
        change.remove(row).await
    }
}
