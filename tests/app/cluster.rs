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
pub fn programs() -> PathBuf {
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
    /// A cluster of its own, a copy of the one that is made once for all tests of a build.
    pub fn start() -> Self {
        let server = Self::nowhere();
        run(Command::new("cp").arg("-a").arg(kept()).arg(server.data()));
        server.begin();
        server
    }

    /// A place for a cluster.
    fn nowhere() -> Self {
        use std::net::TcpListener;
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder, port }
    }

    /// A new cluster, with the ledgers that tests begin with: an empty one and the sample company.
    fn laid() -> Self {
        let server = Self::nowhere();
        run(as_user("initdb")
            .current_dir(server.folder.path())
            .args([
                "--username=kezhang",
                "--auth=trust",
                "--no-sync",
                "--wal-segsize=1",
                "--locale=C",
                "--encoding=UTF8",
                "-D",
            ])
            .arg(server.data()));
        // Everybody but the owner needs a password.
        let rules = "host all kezhang 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(server.data().join("pg_hba.conf"), rules).unwrap();
        server.begin();
        for words in [&[][..], &["--sample"]] {
            take_sample(&Desk::on_server(server.database()), words);
        }
        server
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn begin(&self) {
        // Nothing of it outlives the test, so it keeps little of a log; what it has said is kept stays over a stop.
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c full_page_writes=off \
             -c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=2MB -c max_wal_size=64MB -c max_connections=100",
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

    /// Stops it as a fault of the machine does.
    pub fn stop(&self) {
        self.leave("immediate");
    }

    fn leave(&self, mode: &str) {
        let _ = as_user("pg_ctl")
            .current_dir("/")
            .arg("-D")
            .arg(self.data())
            .args(["-m", mode, "-w", "stop"])
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

    /// A desk with a new ledger in a database of its own, made with these words.
    pub fn desk(&self, words: &[&str]) -> Desk {
        let desk = Desk::on_server(self.database());
        take_sample(&desk, words);
        desk
    }
}

#[cfg(target_os = "linux")]
impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The cluster that all tests of this build of the program begin with.
#[cfg(target_os = "linux")]
fn kept() -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let kept = tests.join(format!("cluster-{}", built()));
    let lock = std::fs::File::create(tests.join("cluster.lock")).unwrap();
    lock.lock().unwrap();
    if !kept.exists() {
        // Those of earlier builds.
        for one in std::fs::read_dir(&tests).unwrap().flatten() {
            if one.file_name().to_string_lossy().starts_with("cluster-") {
                let _ = std::fs::remove_dir_all(one.path());
            }
        }
        let server = Server::laid();
        server.leave("fast");
        let part = tests.join("cluster-part");
        run(Command::new("cp").arg("-a").arg(server.data()).arg(&part));
        std::fs::rename(part, &kept).unwrap();
    }
    kept
}

/// When the program was built.
fn built() -> u128 {
    let built = std::fs::metadata(env!("CARGO_BIN_EXE_kezhang")).and_then(|meta| meta.modified());
    let since = built.unwrap().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_nanos()
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

/// The ledger that these words make, where the desk's database is empty: made once on that server, then a copy of the same.
pub fn take_sample(desk: &Desk, words: &[&str]) {
    let (server, name) = desk.ledger().rsplit_once('/').unwrap();
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
