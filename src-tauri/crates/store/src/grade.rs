//! The order of customer grades: dearest first, as the company ranks them.

use std::collections::BTreeMap;

use kezhang_core::record::register::Grade;
use kezhang_core::{Fault, Outcome};
use sea_orm::EntityTrait;

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::grade::{Entity, Model};

impl Ledger {
    /// Puts the grades into an order that names each of them once.
    ///
    /// # Errors
    /// `grade_order_incomplete` when one is missing, unknown or named twice.
    pub async fn set_grade_order(&self, change: &mut Change<'_>, codes: &[String]) -> Outcome<Vec<Grade>> {
        let rows = Entity::find().all(change.connection()).await.or_fault()?;
        let ordered = in_order_of(rows.iter(), |row| &row.code, codes)
            .ok_or_else(|| Fault::new("grade_order_incomplete").with("count", rows.len()))?;
        for (position, row) in (0_i32..).zip(&ordered) {
            if row.position != position {
                let after = Model {
                    position,
                    ..(*row).clone()
                };
                change.update((*row).clone(), after).await?;
            }
        }
        Ok(ordered
            .into_iter()
            .map(|row| Grade {
                code: row.code.clone(),
                name: row.name.clone(),
                active: row.is_active,
            })
            .collect())
    }
}

/// The rows in the order in which their codes are named; none unless each is named once.
pub(crate) fn in_order_of<'r, R>(
    rows: impl Iterator<Item = &'r R>,
    code: fn(&R) -> &str,
    codes: &[String],
) -> Option<Vec<&'r R>> {
    let mut left: BTreeMap<&str, &R> = rows.map(|row| (code(row), row)).collect();
    let ordered: Option<Vec<&R>> = codes.iter().map(|code| left.remove(code.as_str())).collect();
    ordered.filter(|_| left.is_empty())
}
