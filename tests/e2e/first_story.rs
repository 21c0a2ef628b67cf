//! New ledger → costs from a GB18030 file → chart → PNG and PDF → undo → the other language → restart.
//!
//! The sums are added up by hand from the rows below.

use std::path::Path;

use crate::browser::{Window, id};
use crate::{dialog, files};

const SAVE: &str = "保存为";
const IMPORT: &str = "选择要导入的文件";

/// As an accountant's program writes it; `𠮷` takes four bytes in GB18030 and does not exist in GBK. Row 5 is wrong.
const COSTS: &str = "日期,类别,金额,客户,渠道,摘要\r\n\
    2025-01-15,1.2,12000.00,,,客户管理系统年费\r\n\
    2025-02-03,7.2,3600.50,,搜索广告,二月投放\r\n\
    2025-03-20,8.1,880.00,𠮷祥商贸(上海)有限公司,,春节拜访礼品\r\n\
    2025-03-31,7.2,八百,,搜索广告,写错的金额\r\n";

/// 12,000.00 + 3,600.50 + 880.00.
const SUM: &str = "16480.50";

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn costs_come_in_are_seen_go_out_and_are_all_there_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let books = tempfile::tempdir().unwrap();
    let place = books.path();
    let costs = place.join("costs.csv");
    std::fs::write(&costs, encoding_rs::GB18030.encode(COSTS).0).unwrap();

    let window = Window::open(home.path()).await;
    window.see(&id("start-new")).await;
    window.picture("01-start").await;

    a_new_ledger(&window, &place.join("yunfan")).await;
    the_costs_come_in(&window, &costs).await;
    the_chart_is_seen(&window).await;
    the_picture_and_the_report_are_on_disk(&window, place).await;
    undo_takes_the_import_back_and_redo_brings_it(&window).await;
    the_other_language_and_the_dark(&window).await;
    window.close().await;

    let window = Window::open(home.path()).await;
    everything_is_still_there(&window).await;
    the_closed_ledger_is_one_file(&window, place).await;
    window.close().await;
}

async fn a_new_ledger(window: &Window, path: &Path) {
    window.click(&id("start-new")).await;
    window.write("#company", "云帆科技").await;
    window.picture("02-new-ledger").await;
    window.click(&id("button-create-ledger")).await;
    dialog::answer(SAVE, path);
    window.shows(&id("button-ledger-menu"), "云帆科技").await;
    assert!(
        path.with_extension("kezhang").exists(),
        "the ledger lies where the dialog was told"
    );
    window.picture("03-empty-overview").await;
}

async fn the_costs_come_in(window: &Window, costs: &Path) {
    let before = window.clicks();
    window.click(&id("nav-import")).await;
    window.click(&id("button-choose-file")).await;
    dialog::answer(IMPORT, costs);
    window.shows(&id("import-preview"), "𠮷祥商贸").await;
    window.picture("04-import-preview").await;
    window.click(&id("button-confirm-import")).await;
    window.shows(&id("import-result"), "八百").await;
    assert!(
        window.clicks() - before <= 6,
        "columns that name themselves need at most 6 clicks"
    );
    window.picture("05-import-result").await;
}

async fn the_chart_is_seen(window: &Window) {
    window.click(&id("nav-overview")).await;
    window.see(&id("chart-mark")).await;
    window
        .until("the chart is drawn", async |client| {
            let script = "const i = document.querySelector('[data-testid=chart] img'); return !!i && i.complete && i.naturalWidth > 400";
            (client.execute(script, Vec::new()).await.ok()?.as_bool()?).then_some(())
        })
        .await;
    window.amount(&id("report-table"), SUM).await;
    window.picture("06-overview").await;
}

async fn the_picture_and_the_report_are_on_disk(window: &Window, place: &Path) {
    let before = window.clicks();
    window.click(&id("button-export-png")).await;
    dialog::answer(SAVE, &place.join("chart.png"));
    files::settled(&place.join("chart.png"));
    assert!(window.clicks() - before <= 2, "a picture takes at most 2 clicks");
    files::is_a_drawing(&place.join("chart.png"));

    window.click(&id("button-export-pdf")).await;
    dialog::answer(SAVE, &place.join("report.pdf"));
    files::settled(&place.join("report.pdf"));
    files::is_a_report(&place.join("report.pdf"), &["云帆科技", SUM]);
    window.picture("07-exported").await;
}

async fn undo_takes_the_import_back_and_redo_brings_it(window: &Window) {
    let before = window.clicks();
    window.click(&id("button-undo")).await;
    window.see(&id("empty-import")).await;
    assert_eq!(window.clicks() - before, 1, "undo is one click");
    window.picture("08-undone").await;
    window.click(&id("button-redo")).await;
    window.amount(&id("report-table"), SUM).await;
}

async fn the_other_language_and_the_dark(window: &Window) {
    let before = window.clicks();
    window.click(&id("switch-language")).await;
    window.shows(&id("nav-overview"), "Overview").await;
    assert!(
        window.clicks() - before <= 2,
        "the whole window speaks the other language after at most 2 clicks"
    );
    window.amount(&id("report-table"), SUM).await;
    window.picture("09-english").await;
    window.theme("dark").await;
    window.picture("10-english-dark").await;
    window.click(&id("nav-history")).await;
    window.see(&id("history")).await;
    window.picture("11-history").await;
}

async fn everything_is_still_there(window: &Window) {
    window.shows(&id("button-ledger-menu"), "云帆科技").await;
    window.shows(&id("nav-overview"), "Overview").await;
    window.amount(&id("report-table"), SUM).await;
    assert_eq!(
        window.ask("return document.documentElement.dataset.theme").await,
        "dark"
    );
    window.picture("12-after-restart").await;
}

async fn the_closed_ledger_is_one_file(window: &Window, place: &Path) {
    window.click(&id("button-ledger-menu")).await;
    window.click(&id("menu-close")).await;
    window.see(&id("start-new")).await;
    let names: Vec<String> = std::fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("yunfan"))
        .collect();
    assert_eq!(names, ["yunfan.kezhang"]);
    window.picture("13-closed").await;
}
