//! A ledger that a server keeps, opened by its address with a password in the system's key store.

use crate::browser::{Window, id};
use crate::cluster::{Server, psql};
use crate::ring::{Ring, holds};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn a_ledger_on_a_server_opens_again_without_asking_until_its_password_is_forgotten() {
    let (server, ring) = (Server::start(), Ring::start());
    let desk = server.desk(&[]);
    psql(
        desk.ledger(),
        "CREATE ROLE ann LOGIN PASSWORD 'right-word'; GRANT USAGE ON SCHEMA kezhang TO ann; \
         GRANT SELECT ON ALL TABLES IN SCHEMA kezhang TO ann",
    );
    let place = desk.ledger().rsplit_once('@').unwrap().1.to_owned();
    let home = tempfile::tempdir().unwrap();
    let system = [
        ("DBUS_SESSION_BUS_ADDRESS", ring.address().as_ref()),
        // No file of the person's own says a password.
        ("HOME", home.path()),
    ];

    let window = Window::open_in(home.path(), &[], &system).await;
    window.click(&id("start-server")).await;
    window.write(&id("server-place"), &place).await;
    window.write(&id("server-user"), "ann").await;
    window.write(&id("server-password"), "wrong-word").await;
    window.click(&id("server-remember")).await;
    window.click(&id("server-open")).await;
    let refused = format!("{} [role=alert]", id("server-form"));
    window.see(&refused).await;
    window.picture("server-1-refused").await;
    // What stands there is taken back, key by key.
    let again = format!("{}right-word", "\u{e003}".repeat("wrong-word".len()));
    window.write(&id("server-password"), &again).await;
    window.click(&id("server-open")).await;
    window.see(&id("status-line")).await;
    window.close().await;

    // It begins there again, and nobody is asked.
    let window = Window::open_in(home.path(), &[], &system).await;
    window.see(&id("status-line")).await;
    window.choose(&id("button-ledger-menu"), &id("menu-close")).await;
    window.see(&id("button-forget-password")).await;
    window.picture("server-2-remembered").await;
    window.click(&id("button-forget-password")).await;
    window.gone(&id("button-forget-password")).await;
    // Now the form asks for it, and knows the rest.
    window.click(&format!("{} li .ant-btn-link", id("start-recent"))).await;
    window.see(&refused).await;
    assert_eq!(
        window
            .ask(&format!(
                "return document.querySelector('{}').value",
                id("server-place")
            ))
            .await,
        place
    );
    window.picture("server-3-asked").await;
    window.close().await;
    assert!(!holds(home.path(), "-word"), "a password is written in clear");
}
