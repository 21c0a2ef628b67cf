//! Rows that a register's workbook does not have any more when it comes back: told, and taken away where that is wished.
//!
//! The one thing to know: the workbook says up to which record it is true. A row that came later was never in it; one
//! that was changed later is stale.

use std::collections::BTreeMap;

use kezhang_core::record::roll::{CellDifference, DifferenceState, Roll, RollDifferences};
use kezhang_core::{Fault, Language, Outcome};
use sea_orm::DatabaseConnection;

use super::RollTake;
use super::put::remove_from;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, sql};

/// How the mark of a workbook says up to which record it is true.
const UP_TO: &str = "up-to:";

pub(super) fn mark(number: i64) -> String {
    format!("{UP_TO}{number}")
}

pub(super) fn read_mark(word: &str) -> Option<i64> {
    word.strip_prefix(UP_TO)?.parse().ok()
}

/// The number of the newest record.
pub(super) async fn newest(connection: &DatabaseConnection) -> Outcome<i64> {
    let found = connection
        .ask_one(sql("SELECT coalesce(max(number), 0) AS n FROM journal", []))
        .await
        .or_fault()?;
    let number = found.map(|row| row.try_get("", "n")).transpose().or_fault()?;
    Ok(number.unwrap_or(0))
}

/// The rows of a table that records after a number have touched, and whether they made them.
async fn touched(connection: &DatabaseConnection, table: &str, after: i64) -> Outcome<BTreeMap<i64, bool>> {
    // The first of them tells: what was there before it was in the workbook, even if it was taken away and back since.
    let query = "SELECT row_id, CASE WHEN before IS NULL THEN 1 ELSE 0 END AS made FROM journal_row \
                 WHERE id IN (SELECT min(id) FROM journal_row WHERE number > ?1 AND table_name = ?2 GROUP BY row_id)";
    let rows = connection
        .ask_all(sql(query, [after.into(), table.into()]))
        .await
        .or_fault()?;
    rows.iter()
        .map(|row| {
            let made: i64 = row.try_get("", "made").or_fault()?;
            Ok((row.try_get("", "row_id").or_fault()?, made == 1))
        })
        .collect()
}

fn told(about: String, state: DifferenceState, reason: Option<(&Fault, Language)>) -> CellDifference {
    CellDifference {
        row: 0,
        letter: String::new(),
        column: String::new(),
        about,
        old: None,
        new: None,
        is_new: false,
        state,
        code: reason.map(|(fault, _)| fault.code.to_owned()),
        reason: reason.map(|(fault, language)| fault.message(language)),
    }
}

/// Tells of the rows that are gone, and takes them away where that is wished; each as a difference.
pub(super) async fn take_out(
    change: &mut Change<'_>,
    roll: Roll,
    rows: Vec<(i64, String)>,
    written_at: Option<i64>,
    how: &RollTake,
    result: &mut RollDifferences,
    language: Language,
) -> Outcome<Vec<CellDifference>> {
    let later = match written_at {
        Some(number) if !rows.is_empty() => touched(change.connection(), roll.table(), number).await?,
        _ => BTreeMap::new(),
    };
    let mut differences = Vec::new();
    // A workbook that does not say when it was written cannot tell what was taken out from what came later.
    let removes = roll.removes() && written_at.is_some();
    for (id, about) in rows {
        let state = match later.get(&id) {
            Some(true) => continue,
            Some(false) if removes && how.removes_missing && !how.takes_stale => {
                result.stale += 1;
                DifferenceState::Stale
            }
            _ if removes && how.removes_missing => {
                if change.kept_by(roll.table(), id).await?.is_some() {
                    let code = match roll {
                        Roll::Contract => "contract_in_use",
                        _ => "still_referred_to",
                    };
                    let fault = Fault::new(code).with("table", roll.table());
                    result.refused += 1;
                    differences.push(told(about, DifferenceState::Refused, Some((&fault, language))));
                    continue;
                }
                remove_from(change, roll, id).await?;
                result.removed += 1;
                DifferenceState::Removed
            }
            _ => {
                result.missing += 1;
                DifferenceState::Missing
            }
        };
        result.removable += u64::from(removes);
        differences.push(told(about, state, None));
    }
    Ok(differences)
}
