//! Saved views of the list of entries: a name for conditions, columns and order.

use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::entry_list::EntryQuery;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::saved_view::{Column, Entity, Model};

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// The field.
    pub field: String,
    /// Its width in pixels; as the window sees fit when absent.
    #[serde(default)]
    pub width: Option<u32>,
}

/// A view of the list of entries under a name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// Conditions and order.
    pub query: EntryQuery,
    /// Columns from left to right.
    pub columns: Vec<ViewColumn>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    query: EntryQuery,
    columns: Vec<ViewColumn>,
}

pub(crate) fn row_of(view: &SavedView) -> Outcome<Model> {
    let mut query = view.query.clone();
    // A view is a question, not an answer: neither a page of it nor a language.
    (query.offset, query.limit, query.language, query.with_totals) = (0, None, None, None);
    let content = Content {
        query,
        columns: view.columns.clone(),
    };
    Ok(Model {
        id: 0,
        name: crate::member::name(&view.name)?,
        content: serde_json::to_string(&content).map_err(|e| Fault::new("store_failed").with("detail", e))?,
    })
}

fn shown(row: Model) -> Outcome<SavedView> {
    let broken = |error: serde_json::Error| Fault::new("ledger_damaged").with("detail", format!("saved_view: {error}"));
    let content: Content = serde_json::from_str(&row.content).map_err(broken)?;
    Ok(SavedView {
        name: row.name,
        query: content.query,
        columns: content.columns,
    })
}

impl Ledger {
    /// All views, by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn views(&self) -> Outcome<Vec<SavedView>> {
        let rows = Entity::find()
            .order_by_asc(Column::Name)
            .all(self.reader())
            .await
            .or_fault()?;
        rows.into_iter().map(shown).collect()
    }

    /// Keeps a view under its name, in place of one of that name.
    ///
    /// # Errors
    /// `name_missing`, `text_control`.
    pub async fn set_view(&self, change: &mut Change<'_>, new: &SavedView) -> Outcome<SavedView> {
        let mut row = row_of(new)?;
        change.note("name", &row.name);
        let old = Entity::find()
            .filter(Column::Name.eq(&row.name))
            .one(change.connection())
            .await
            .or_fault()?;
        row = match old {
            Some(old) => change.update(old, row).await?,
            None => change.insert(row).await?,
        };
        shown(row)
    }

    /// Removes a view; no entry is touched.
    ///
    /// # Errors
    /// `view_unknown`.
    pub async fn remove_view(&self, change: &mut Change<'_>, name: &str) -> Outcome<()> {
        let row = Entity::find()
            .filter(Column::Name.eq(name.trim()))
            .one(change.connection())
            .await
            .or_fault()?;
        change.note("name", name.trim());
        change
            .remove(row.ok_or_else(|| Fault::new("view_unknown").with("value", name))?)
            .await
    }
}
