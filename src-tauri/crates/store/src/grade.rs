//! The order of customer grades: dearest first, as the company ranks them.

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
        let incomplete = || Fault::new("grade_order_incomplete").with("count", rows.len());
        if codes.len() != rows.len() {
            return Err(incomplete());
        }
        let mut ordered: Vec<&Model> = Vec::new();
        for code in codes {
            let row = rows.iter().find(|row| row.code == *code).ok_or_else(incomplete)?;
            if ordered.iter().any(|other| other.id == row.id) {
                return Err(incomplete());
            }
            ordered.push(row);
        }
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
