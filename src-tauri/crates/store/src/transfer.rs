//! A whole ledger from a file to a server, or back: every row, the journal and its chain, the totals.
//!
//! The one thing to know: nothing is reckoned anew. The rows go over as they lie, and the copy counts once a check of
//! it finds nothing off.

use std::path::Path;

use kezhang_core::{Fault, Outcome};

use crate::backup::{name, remove, work_name};
use crate::fault::OrFault;
use crate::ledger::{Ledger, Safety};
use crate::link::{self, Cell, Connection, Value, dialect};
use crate::row::TABLES;
use crate::server::{Address, begin_writing};

/// What is no recorded table, in the order of its key.
const OTHERS: [(&str, &str); 7] = [
    ("attachment_body", "id"),
    ("journal", "number"),
    ("journal_row", "id"),
    ("total_category", "1, 2, 3, 4"),
    ("total_scope", "1, 2, 3, 4, 5, 6, 7, 8, 9"),
    ("total_customer", "1, 2, 3, 4, 5, 6, 7, 8"),
    ("sqlite_sequence", "name"),
];

/// Rows that are held at a time; of attached files fewer, for they may be large.
fn portion(table: &str) -> i64 {
    if table == "attachment_body" { 4 } else { 5_000 }
}

impl Ledger {
    /// Writes a copy of the ledger to a place where there is none yet: a file, or the database of a server.
    ///
    /// Gives its size in bytes, where it is a file.
    ///
    /// # Errors
    /// `file_exists`, `disk_full`, `no_permission`; `server_has_ledger`, `server_gone`, `server_refused`;
    /// `backup_unsound` when the copy does not hold what the ledger holds: then it is removed again.
    pub async fn copy(&self, target: &Path) -> Outcome<u64> {
        if let Some(address) = Address::of(target) {
            self.copy_to_server(&address?).await.map(|()| 0)
        } else if self.is_on_server() {
            self.copy_to_new_file(target).await
        } else {
            self.copy_file(target).await
        }
    }

    async fn copy_to_server(&self, address: &Address) -> Outcome<()> {
        let copy = Self::create_schema(address).await?;
        let done = self.pour_into(&copy).await;
        let proved = match done {
            Ok(()) => copy.is_proved().await,
            Err(fault) => Err(fault),
        };
        if proved.is_err() {
            copy.drop_schema().await;
        }
        copy.close().await?;
        proved.map_err(|fault| address.at(fault))
    }

    async fn copy_to_new_file(&self, target: &Path) -> Outcome<u64> {
        if target.exists() {
            return Err(Fault::new("file_exists").with("file", target.display()));
        }
        let work = work_name(target)?;
        let made = async {
            let copy = Self::create_file(&work).await?;
            let poured = self.pour_into(&copy).await;
            copy.close().await?;
            poured?;
            let copy = Self::open_with(&work, Safety::None).await?;
            let proved = copy.is_proved().await;
            copy.close().await?;
            proved
        };
        match made.await {
            Ok(()) => name(&work, target),
            Err(fault) => {
                remove(&work);
                Err(fault.with("file", target.display()))
            }
        }
    }

    async fn is_proved(&self) -> Outcome<()> {
        self.refresh(self.reader()).await?;
        match self.check().await?.faults.first() {
            None => Ok(()),
            Some(off) => Err(Fault::new("backup_unsound").with("detail", &off.message)),
        }
    }

    /// Every row into the bare schema of another ledger, in one transaction on each side.
    async fn pour_into(&self, copy: &Ledger) -> Outcome<()> {
        let writer = copy.writer.lock().await;
        begin_writing(&writer).await?;
        let poured = link::with(self.reader(), |from| {
            from.execute_batch("BEGIN").or_fault()?;
            let done = tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(link::with(&writer, |to| pour(from, to)))
            });
            let _ = from.execute_batch("COMMIT");
            done
        })
        .await;
        use sea_orm::ConnectionTrait;
        let end = if poured.is_ok() { "COMMIT" } else { "ROLLBACK" };
        writer.execute_unprepared(end).await.or_fault()?;
        poured
    }
}

fn pour(from: &Connection, to: &Connection) -> Outcome<()> {
    let defer = if to.server().is_some() {
        "SET CONSTRAINTS ALL DEFERRED"
    } else {
        "PRAGMA defer_foreign_keys = ON"
    };
    match to.server() {
        Some(server) => server.run(defer.to_owned()).or_fault()?,
        None => to.execute_batch(defer).or_fault()?,
    }
    for table in TABLES {
        table_of(from, to, table, "id")?;
    }
    for (table, order) in OTHERS {
        table_of(from, to, table, order)?;
    }
    Ok(())
}

fn table_of(from: &Connection, to: &Connection, table: &str, order: &str) -> Outcome<()> {
    if table == "sqlite_sequence" {
        // SQLite fills it by itself as rows come in.
        to.execute("DELETE FROM sqlite_sequence", ()).or_fault()?;
    }
    let query = format!("SELECT * FROM {table} ORDER BY {order}");
    let portion = portion(table);
    let Some(server) = from.server() else {
        // A file gives its rows one by one.
        let mut ask = from.prepare(&query).or_fault()?;
        let names = ask.column_names();
        let mut rows = ask.query(()).or_fault()?;
        let mut taken: Vec<Vec<Value>> = Vec::new();
        while let Some(row) = rows.next().or_fault()? {
            taken.push(row.values(names.len()).or_fault()?);
            if taken.len() as i64 == portion {
                put(to, table, &names, &taken)?;
                taken.clear();
            }
        }
        return put(to, table, &names, &taken);
    };
    server
        .run(dialect::query(&format!(
            "DECLARE copied_{table} NO SCROLL CURSOR FOR {query}"
        )))
        .or_fault()?;
    let mut ask = from
        .prepare(&format!("FETCH {portion} FROM copied_{table}"))
        .or_fault()?;
    let names = ask.column_names();
    loop {
        let mut rows = ask.query(()).or_fault()?;
        let mut taken: Vec<Vec<Value>> = Vec::new();
        while let Some(row) = rows.next().or_fault()? {
            taken.push(row.values(names.len()).or_fault()?);
        }
        if taken.is_empty() {
            return Ok(());
        }
        put(to, table, &names, &taken)?;
    }
}

fn put(to: &Connection, table: &str, names: &[String], rows: &[Vec<Value>]) -> Outcome<()> {
    let columns = names.join(", ");
    let Some(server) = to.server() else {
        let places = vec!["?"; names.len()].join(", ");
        let mut insert = to
            .prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({places})"))
            .or_fault()?;
        return rows.iter().try_for_each(|row| insert.execute(row).map(drop).or_fault());
    };
    let table = if table == "sqlite_sequence" { "sequence" } else { table };
    let mut copy = server.copy_into(table, &columns);
    for row in rows {
        copy.row(row.iter().map(cell)).or_fault()?;
    }
    copy.send().or_fault()
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Null | Value::Real(_) => Cell::Null,
        Value::Integer(number) => Cell::Whole(*number),
        Value::Text(text) => Cell::Text(text),
        Value::Blob(bytes) => Cell::Bytes(bytes),
    }
}
