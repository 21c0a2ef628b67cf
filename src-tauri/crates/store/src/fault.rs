//! Database errors in the user's words.

use kezhang_core::Fault;
use sea_orm::DbErr;

/// Turns a database error into a refusal that a person can act on.
pub(crate) fn from_db(error: DbErr) -> Fault {
    use sea_orm::RuntimeErr::SqlxError;
    match &error {
        DbErr::ConnectionAcquire(told) => Fault::new("server_gone").with("detail", told),
        DbErr::Exec(SqlxError(told)) | DbErr::Query(SqlxError(told)) | DbErr::Conn(SqlxError(told))
            if told
                .as_database_error()
                .is_none_or(|one| one.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some()) =>
        {
            let fault = from_server(told);
            if fault.code == "store_failed" {
                from_text(&error.to_string())
            } else {
                fault
            }
        }
        _ => from_text(&error.to_string()),
    }
}

/// The same for the bulk connection.
pub(crate) fn from_bulk(error: crate::link::Error) -> Fault {
    match error {
        crate::link::Error::Server(error) => from_server(&error),
        error => from_text(&error.to_string()),
    }
}

/// What a server says: its own codes are stable, its words are in its language.
pub(crate) fn from_server(error: &sqlx::Error) -> Fault {
    let text = error.to_string();
    let code = match error {
        sqlx::Error::Database(told) => match told.code().as_deref() {
            // A server says the name of what is taken; the words are those that the store looks for.
            Some("23505") => {
                return Fault::new("store_failed").with("detail", format!("UNIQUE constraint failed: {text}"));
            }
            Some("22003") => return Fault::new("amount_overflow").with("value", "∑").with("detail", text),
            Some("55P03" | "40001" | "40P01") => "ledger_busy",
            Some("53100") => "disk_full",
            Some("25006" | "42501") => "ledger_readonly",
            Some("28000" | "28P01") => "server_refused",
            Some("3D000") => "server_without_ledger",
            Some("57P01" | "57P02" | "57P03" | "08000" | "08003" | "08006" | "53300") => "server_gone",
            Some("XX001" | "XX002") => "ledger_damaged",
            _ => "store_failed",
        },
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            "server_gone"
        }
        sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => "server_gone",
        sqlx::Error::Configuration(_) => "server_address",
        _ => "store_failed",
    };
    Fault::new(code).with("detail", text)
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
        self.map_err(|error| from_bulk(error.into()))
    }
}

impl<T> OrFault<T> for Result<T, crate::link::Error> {
    fn or_fault(self) -> Result<T, Fault> {
        self.map_err(from_bulk)
    }
}
