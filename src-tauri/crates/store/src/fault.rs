//! Database errors in the user's words.

use kezhang_core::Fault;
use sea_orm::DbErr;

/// Turns a database error into a refusal that a person can act on.
pub(crate) fn from_db(error: DbErr) -> Fault {
    from_text(&error.to_string())
}

/// The same for the bulk connection.
pub(crate) fn from_bulk(error: rusqlite::Error) -> Fault {
    from_text(&error.to_string())
}

/// A sum that leaves 64 bits of minor units.
pub(crate) fn overflow() -> Fault {
    Fault::new("amount_overflow").with("value", "∑")
}

/// SQLite's own words are stable and the one thing that every layer above passes on.
fn from_text(text: &str) -> Fault {
    let has = |needle: &str| text.contains(needle);
    let code = if has("database is locked") || has("(code: 5)") || has("(code: 6)") || has("database table is locked") {
        "ledger_busy"
    } else if has("disk is full") || has("(code: 13)") {
        "disk_full"
    } else if has("malformed") || has("file is not a database") || has("(code: 11)") || has("(code: 26)") {
        "ledger_damaged"
    } else if has("readonly") || has("(code: 8)") || has("(code: 1032)") {
        "ledger_readonly"
    } else if has("integer overflow") || has("cannot store REAL value in INTEGER column") {
        "amount_overflow"
    } else if has("disk I/O error") {
        "disk_failed"
    } else if has("unable to open database") || has("(code: 14)") {
        "ledger_unopenable"
    } else {
        "store_failed"
    };
    let fault = Fault::new(code).with("detail", text);
    if code == "amount_overflow" {
        fault.with("value", "∑")
    } else {
        fault
    }
}

/// Shorthand for mapping results.
pub(crate) trait OrFault<T> {
    /// The value, or the database error as a [`Fault`].
    fn or_fault(self) -> Result<T, Fault>;
}

impl<T> OrFault<T> for Result<T, DbErr> {
    fn or_fault(self) -> Result<T, Fault> {
        self.map_err(from_db)
    }
}

impl<T> OrFault<T> for Result<T, rusqlite::Error> {
    fn or_fault(self) -> Result<T, Fault> {
        self.map_err(from_bulk)
    }
}
