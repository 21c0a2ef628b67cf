//! The sample company: from a figure to its entries.

use crate::browser::{Window, id};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn the_entries_behind_the_line_most_over_its_plan_are_two_clicks_away() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(home.path()).await;
    window.click(&id("start-sample")).await;
    window.see(&id("chart-mark")).await;
    let before = window.clicks();
    window.click(&id("sort-variance")).await;
    window
        .shows(&format!("{} tbody tr:first-child", id("report-table")), "超支")
        .await;
    window
        .click(&format!("{} tbody tr:first-child td:first-child", id("report-table")))
        .await;
    window.see(&id("drawer")).await;
    window.see(&id("figure-actual")).await;
    assert!(window.clicks() - before <= 2);
    window.quiet().await;
    window.picture("sample-figure").await;
    window.close().await;
}
