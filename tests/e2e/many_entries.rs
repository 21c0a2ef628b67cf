//! Jobs on many entries in the real window, with their limits: 200 rows of a bank that are no customer cost, and
//! 40 entries of another category, each always from now on.

use std::fmt::Write;
use std::path::Path;

use crate::browser::{Window, id};

fn statement(path: &Path) {
    let mut text = String::from("交易日期,支出,收入,对方户名,摘要\n");
    for row in 0..200 {
        let day = row % 28 + 1;
        let _ = writeln!(text, "2026-03-{day:02},{}.00,,恒基物业,{row} 号房租金", 1000 + row);
    }
    for row in 0..40 {
        let _ = writeln!(
            text,
            "2026-04-{:02},{}.50,,百川广告,搜索推广充值 {row}",
            row % 28 + 1,
            300 + row
        );
    }
    std::fs::write(path, text).expect("a statement is written");
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn many_entries_are_set_right_at_once_and_always_from_now_on() {
    let home = tempfile::tempdir().unwrap();
    let books = tempfile::tempdir().unwrap();
    let file = books.path().join("bank.csv");
    statement(&file);
    let window = Window::on_sample(home.path()).await;
    window.click(&id("nav-import")).await;
    window
        .write(&id("input-file-path"), &format!("{}\u{e007}", file.display()))
        .await;
    window.click(&id("button-confirm-import")).await;
    window.shows(&id("import-result"), "240").await;

    window.click(&id("nav-overview")).await;
    let before = window.clicks();
    window.click(&id("nav-record")).await;
    window.click(&id("input-search")).await;
    window.keys("号房租金").await;
    window.shows(&id("entries-total"), "200").await;
    window.click(&id("choose-all")).await;
    window.click(&id("button-bulk-aside")).await;
    window.click(&id("bulk-always")).await;
    window.shows(&id("bulk-preview"), "200").await;
    window.see(&id("rule-proposals")).await;
    window.picture("record-aside").await;
    window.click(&id("button-bulk-confirm")).await;
    window.gone(&id("bulk-form")).await;
    assert!(window.clicks() - before <= 6, "{} clicks", window.clicks() - before);
    window.shows(&id("entries-total"), "不计入").await;

    window.click(&id("nav-overview")).await;
    let before = window.clicks();
    window.click(&id("nav-record")).await;
    window.click(&id("input-search")).await;
    window.keys("推广充值").await;
    window.shows(&id("entries-total"), "40").await;
    window.click(&id("choose-all")).await;
    window.click(&id("button-bulk-edit")).await;
    window
        .until("the category has the focus", async |client| {
            let script = "return document.activeElement?.getAttribute('aria-label') === '费用类别'";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    window.keys("7.2").await;
    window.see(".ant-select-item-option-active").await;
    window.keys("\u{e007}").await;
    window.click(&id("bulk-always")).await;
    window.shows(&id("bulk-preview"), "40").await;
    window.see(&id("rule-proposals")).await;
    window.picture("record-category").await;
    // Enter confirms, as in every form.
    window.keys("\u{e007}").await;
    window.gone(&id("bulk-form")).await;
    assert!(window.clicks() - before <= 5, "{} clicks", window.clicks() - before);
    window.click(&id("button-rules")).await;
    window.shows(&id("rule-list"), "7.2").await;
    window.picture("record-rules").await;
    window.close().await;
}
