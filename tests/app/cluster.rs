//! A PostgreSQL of the tests' own: a cluster in a folder of its own on loopback, run by a user without rights, and what
//! tests ask of a server.
//!
//! The one thing to know: with `KEZHANG_TEST_SERVER=postgres://user@host:port` every desk keeps its ledger on that
//! server, each in a database of its own; tests of what only a file has leave at once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::desk::Desk;

/// Where Debian and others put the server's programs: the newest.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .expect("no PostgreSQL: these tests start one; install it with apt-get install postgresql, or cargo xtask test")
}

/// A cluster in a folder of its own, stopped and gone when it is dropped.
#[cfg(target_os = "linux")]
pub struct Server {
    folder: tempfile::TempDir,
    port: u16,
}

/// A program of the server: it does not run as root, so for root as the user that its package made.
#[cfg(target_os = "linux")]
fn as_user(program: &str) -> Command {
    use std::os::unix::fs::MetadataExt;
    let program = programs().join(program);
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0);
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn run(command: &mut Command) -> String {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("the server's program starts");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{command:?}: {out}{err}");
    out.into_owned()
}

#[cfg(target_os = "linux")]
impl Server {
    pub fn start() -> Self {
        use std::net::TcpListener;
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { folder, port };
        run(as_user("initdb")
            .current_dir(server.folder.path())
            .args([
                "--username=kezhang",
                "--auth=trust",
                "--no-sync",
                "--locale=C",
                "--encoding=UTF8",
                "-D",
            ])
            .arg(server.data()));
        // Everybody but the owner needs a password.
        let rules = "host all kezhang 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(server.data().join("pg_hba.conf"), rules).unwrap();
        server.begin();
        server
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn begin(&self) {
        // Nothing of it outlives the test, so it keeps little of a log; what it has said is kept stays over a stop.
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c full_page_writes=off \
             -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=64MB -c max_connections=100",
            self.port,
            self.folder.path().display()
        );
        run(as_user("pg_ctl")
            .current_dir(self.folder.path())
            .arg("-D")
            .arg(self.data())
            .args(["-o", &options, "-w", "-l"])
            .arg(self.folder.path().join("log"))
            .arg("start")
            .stdout(Stdio::null()));
    }

    pub fn stop(&self) {
        let _ = as_user("pg_ctl")
            .current_dir("/")
            .arg("-D")
            .arg(self.data())
            .args(["-m", "immediate", "-w", "stop"])
            .stdout(Stdio::null())
            .status();
    }

    /// Its address, without a database.
    pub fn address(&self) -> String {
        format!("postgres://kezhang@127.0.0.1:{}", self.port)
    }

    /// A new database; its address.
    pub fn database(&self) -> String {
        database(&self.address())
    }

    /// A desk with a new database.
    pub fn desk(&self) -> Desk {
        Desk::on_server(self.database())
    }
}

#[cfg(target_os = "linux")]
impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs SQL on a database; what it says.
pub fn psql(address: &str, text: &str) -> String {
    run(Command::new(programs().join("psql")).args([address, "-AtqX", "-v", "ON_ERROR_STOP=1", "-c", text]))
}

/// A new database of a server; its address.
///
/// It sorts and folds letters as Chinese is sorted, unlike a file: what a ledger says must not hang on that.
pub fn database(server: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("desk_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let order = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C.UTF-8'";
    psql(
        &format!("{server}/postgres"),
        &format!("CREATE DATABASE {name} {order}"),
    );
    format!("{server}/{name}")
}

/// The ledger that these words make, at an address whose database is empty: made once on that server, then a copy of the same.
pub fn take_sample(desk: &Desk, address: &str, words: &[&str]) {
    let (server, name) = address.rsplit_once('/').unwrap();
    let kept = format!(
        "kept{}",
        words
            .concat()
            .to_lowercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
    );
    let server = format!("{server}/postgres");
    let is_there = psql(&server, &format!("SELECT 1 FROM pg_database WHERE datname = '{kept}'"));
    if is_there.is_empty() {
        desk.on("new", words);
        // Another test may have been quicker: then its copy stays.
        let copy = format!("CREATE DATABASE {kept} TEMPLATE {name}");
        let _ = Command::new(programs().join("psql"))
            .args([&server, "-Xqc", &copy])
            .output();
    } else {
        psql(&server, &format!("DROP DATABASE {name}"));
        psql(&server, &format!("CREATE DATABASE {name} TEMPLATE {kept}"));
    }
}

/// Every row of every table, by plain SQL.
pub fn everything(ledger: &rusqlite::Connection) -> BTreeMap<String, Vec<String>> {
    let texts = |query: &str| -> Vec<String> {
        let mut statement = ledger.prepare(query).unwrap();
        let rows = statement.query_map((), |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let tables = texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'");
    let rows = |table: &String| {
        let columns = texts(&format!(
            "SELECT name FROM pragma_table_info('{table}') WHERE name <> 'applied_at'"
        ));
        let quoted: Vec<String> = columns.iter().map(|name| format!("quote({name})")).collect();
        let mut rows = texts(&format!("SELECT concat_ws('|', {}) FROM {table}", quoted.join(", ")));
        rows.sort_unstable();
        (table.clone(), rows)
    };
    tables.iter().map(rows).collect()
}
