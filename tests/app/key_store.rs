//! The password of a server in the system's key store: kept, asked for in its turn, forgotten, and written nowhere else.
//!
//! The one thing to know: the key store is asked by the process itself, so the test runs again in one whose message bus
//! is the test's own.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::cluster::{Server, psql};
use crate::ring::{Ring, holds};

/// Says to the test that it runs on the bus made for it.
const INSIDE: &str = "KEZHANG_TEST_INSIDE";

/// The bus of a process, in the variable that the desktop sets.
const BUS: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Runs a test of this file again, on another bus.
fn again(name: &str, bus: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("key_store::{name}"), "--nocapture"])
        .env(INSIDE, "1")
        .env(BUS, bus)
        .env_remove("PGPASSWORD")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

#[tokio::test]
async fn a_kept_password_opens_the_ledger_after_the_environment_and_before_pgpass_until_it_is_forgotten() {
    if !is_inside() {
        let ring = Ring::start();
        again(
            "a_kept_password_opens_the_ledger_after_the_environment_and_before_pgpass_until_it_is_forgotten",
            ring.address(),
        );
        assert!(!holds(ring.folder(), "right-word"), "the key store writes it in clear");
        return;
    }
    let server = Server::start();
    let desk = server.desk(&[]);
    let address = desk.ledger().to_owned();
    psql(
        &address,
        "CREATE ROLE ann LOGIN PASSWORD 'right-word'; GRANT USAGE ON SCHEMA kezhang TO ann; \
         GRANT SELECT ON ALL TABLES IN SCHEMA kezhang TO ann",
    );
    let ann = address.replace("kezhang@", "ann@");
    let asked = |variable: Option<(&str, &str)>| {
        let output = desk
            .command()
            .args(["history", &ann, "--json"])
            .envs(variable)
            .output()
            .unwrap();
        if output.status.success() { "opened" } else { "refused" }
    };
    let pgpass = |word: &str| {
        let file = desk.path(".pgpass");
        std::fs::write(&file, format!("127.0.0.1:*:*:ann:{word}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    };

    // Nobody says one; then the file does; then the key store goes before the file, and the environment before both.
    assert_eq!(asked(None), "refused");
    pgpass("right-word");
    assert_eq!(asked(None), "opened");
    pgpass("wrong-word");
    assert_eq!(asked(None), "refused");
    let with_password = ann.replace("ann@", "ann:right-word@");
    let is_kept = kezhang_store::keep_password(Path::new(&ann)).await.unwrap();
    assert!(!is_kept, "none is said");
    assert!(kezhang_store::keep_password(Path::new(&with_password)).await.unwrap());
    assert_eq!(asked(None), "opened");
    assert_eq!(asked(Some(("PGPASSWORD", "wrong-word"))), "refused");
    // Without a key store the others still serve.
    let nowhere = Some((BUS, "unix:path=/nowhere"));
    assert_eq!(asked(nowhere), "refused");
    pgpass("right-word");
    assert_eq!(asked(nowhere), "opened");

    pgpass("wrong-word");
    kezhang_store::forget_password(Path::new(&ann)).await.unwrap();
    assert_eq!(asked(None), "refused");
    kezhang_store::forget_password(Path::new(&ann)).await.unwrap();
    std::fs::remove_file(desk.path(".pgpass")).unwrap();
    assert!(!holds(desk.home(), "-word") && !holds(&desk.path(""), "-word"));
}

#[tokio::test]
async fn a_system_without_a_key_store_says_so() {
    if !is_inside() {
        return again("a_system_without_a_key_store_says_so", "unix:path=/nowhere");
    }
    let address = Path::new("postgres://ann:right-word@db.example/books");
    for fault in [
        kezhang_store::keep_password(address).await.unwrap_err(),
        kezhang_store::forget_password(address).await.unwrap_err(),
    ] {
        assert_eq!(fault.code, "key_store");
        assert!(
            !fault.facts["detail"].is_empty() && !format!("{fault:?}").contains("-word"),
            "{fault:?}"
        );
    }
}
