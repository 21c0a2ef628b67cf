//! A budget from nothing to its export, in Chinese, in the real window: drawn up from the guided start, held, spread,
//! approved; a plan in force revised and compared; scenarios beside it, standards and limits.
//!
//! What the guided start comes to is worked out in core's test of it; the rest is added up by hand here.

use std::path::Path;
use std::time::Instant;

use crate::browser::{Window, id};
use crate::{dialog, files};

const SAVE: &str = "保存为";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";

async fn sample(window: &Window) {
    window.click(&id("start-sample")).await;
    window.see(&id("chart-mark")).await;
    window.see(&id("tour")).await;
    window.click(&id("button-tour-leave")).await;
    window.gone(&id("tour")).await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn a_budget_is_drawn_up_held_spread_approved_revised_compared_and_exported() {
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let window = Window::open(home.path()).await;
    sample(&window).await;
    it_is_drawn_up_with_everything_skipped(&window, place.path()).await;
    a_cell_is_held_and_a_total_spreads_around_it(&window).await;
    it_is_approved(&window).await;
    every_key_is_answered_at_once(&window).await;
    it_goes_out_as_pages(&window, place.path()).await;
    a_plan_in_force_is_revised(&window).await;
    two_versions_are_compared(&window).await;
    scenarios_and_standards_are_seen(&window).await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn the_guided_start_with_only_its_defaults_ends_in_a_printed_budget() {
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let window = Window::open(home.path()).await;
    sample(&window).await;
    let before = window.clicks();
    window.click(&id("nav-guide")).await;
    for _ in 0..12 {
        window.click(&id("button-guide-next")).await;
    }
    window.see(&id("button-guide-finish")).await;
    // 100,000 is less than it comes to: two ways stand side by side.
    window.write(&id("input-guide-only"), "100000").await;
    window.see(&id("choice-guide-way")).await;
    window
        .amount(&format!("{} tfoot", id("guide-draft")), "100000.00")
        .await;
    window.picture("planning-guide-short").await;
    window.click(&id("button-guide-finish")).await;
    let page = place.path().join("b.pdf");
    dialog::answer(SAVE, &page);
    files::settled(&page);
    files::is_a_report(&page, &["100000", "环节占比"]);
    assert!(
        window.clicks() - before <= 14,
        "twelve questions, the way in and the way out"
    );
    it_is_the_one_next_step(&window, "2027").await;
    window.close().await;
}

/// The overview then shows one next step, which opens the draft.
async fn it_is_the_one_next_step(window: &Window, version: &str) {
    window.see(&id("next-step")).await;
    let steps = format!("return document.querySelectorAll('{}').length", id("next-step"));
    assert_eq!(window.ask(&steps).await, 1);
    window.quiet().await;
    window.picture("planning-next-step").await;
    window.click(&id("button-next-step")).await;
    window.see(&id("budget-grid")).await;
    window.shows(".plan-version", version).await;
}

async fn it_is_drawn_up_with_everything_skipped(window: &Window, place: &Path) {
    window.click(&id("nav-guide")).await;
    window.see(&id("guide-draft")).await;
    window.click(&id("button-guide-skip-all")).await;
    window.picture("planning-guide").await;
    window.click(&id("button-guide-finish")).await;
    let page = place.join("budget.pdf");
    dialog::answer(SAVE, &page);
    files::settled(&page);
    // As worked in core's test of the guided start; the page shows whole units where all are whole.
    files::is_a_report(&page, &["185829", "环节占比"]);
    it_is_the_one_next_step(window, "草稿").await;
    assert!(
        page.with_extension("xlsx").exists(),
        "the workbook lies beside the page"
    );
}

async fn a_cell_is_held_and_a_total_spreads_around_it(window: &Window) {
    // The first line, its first month.
    window.click(&id("cell-0-1")).await;
    window.click(&id("button-lock-cells")).await;
    window.see(&format!("{} .lock", id("cell-0-1"))).await;
    window.click(&id("cell-0-total")).await;
    // The cursor is elsewhere: what is read is the amount alone.
    let held = window
        .ask(&format!(
            "return document.querySelector('{}').innerText",
            id("cell-0-1")
        ))
        .await;
    window.keys("120000").await;
    window.keys(ENTER).await;
    window.amount(&id("cell-0-total"), "120000").await;
    let after = window
        .ask(&format!(
            "return document.querySelector('{}').innerText",
            id("cell-0-1")
        ))
        .await;
    assert_eq!(held, after, "what is held does not move");
    window.picture("planning-spread").await;
}

async fn it_is_approved(window: &Window) {
    window
        .choose(&id("button-approve-budget"), &id("button-approve-now"))
        .await;
    window.shows(".plan-version", "已批准").await;
}

/// Thirty keys down the sheet: each moves the cursor before the next frame is over. The figure is printed.
async fn every_key_is_answered_at_once(window: &Window) {
    window.click(&id("cell-0-1")).await;
    let began = Instant::now();
    for _ in 0..30 {
        window.keys(DOWN).await;
    }
    println!("30 keys through WebDriver: {:?}", began.elapsed());
    let script = "const grid = document.querySelector('[role=treegrid]'); const took = [];
        for (let at = 0; at < 40; at += 1) { const start = performance.now();
          document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: at % 2 ? 'ArrowUp' : 'ArrowDown', bubbles: true }));
          grid.getBoundingClientRect(); took.push(performance.now() - start); }
        took.sort((a, b) => a - b); return [took[20], took[39]]";
    let took = window.ask(script).await;
    println!("a key, in the page, median and worst: {took} ms");
}

async fn it_goes_out_as_pages(window: &Window, place: &Path) {
    window
        .choose(&id("button-export-budget"), &id("export-budget-pdf"))
        .await;
    let pages = place.join("whole.pdf");
    dialog::answer(SAVE, &pages);
    files::settled(&pages);
    files::is_a_report(&pages, &["120000"]);
}

async fn a_plan_in_force_is_revised(window: &Window) {
    window.click(&id("nav-revisions")).await;
    let row = |at: usize| format!("{} tbody tr:nth-child({at}) td:nth-child(2)", id("balances"));
    // The last line gives, the one above it gains.
    window.see(&row(1)).await;
    let count = window
        .ask(&format!(
            "return document.querySelectorAll('{} tbody tr').length",
            id("balances")
        ))
        .await
        .as_u64()
        .unwrap() as usize;
    window.click(&row(count)).await;
    // A row under the head of the table cannot be clicked.
    let up = format!(
        "document.querySelector('{} tbody tr').scrollIntoView({{ block: 'center' }})",
        id("balances")
    );
    window.ask(&up).await;
    window.click(&row(1)).await;
    window
        .write(&format!("{} input[inputmode=decimal]", id("revise-form")), "1")
        .await;
    window
        .write(&format!("{} input[maxlength='300']", id("revise-form")), "试着调剂一元")
        .await;
    window.click(&id("button-revise-save")).await;
    window.shows(&id("revisions"), "试着调剂一元").await;
    window
        .click(&format!(
            "{} tbody tr:nth-child(1) [data-testid=button-attachments]",
            id("revisions")
        ))
        .await;
    window.see(&id("attachments")).await;
    window.picture("planning-revised").await;
}

/// Chooses a job of the budget's menu, once the sheet that bears it stands.
async fn job(window: &Window, name: &str) {
    window.see(&id("budget-grid")).await;
    window.quiet().await;
    let item = id(&format!("plan-job-{name}"));
    window.choose(&id("button-plan-jobs"), &item).await;
    window.see(&id("button-plan-sheet")).await;
}

async fn two_versions_are_compared(window: &Window) {
    window.click(&id("nav-plan")).await;
    window.see(&id("budget-grid")).await;
    window.click(".plan-version").await;
    window.click(".ant-select-item-option[title*='2026 第 6 版']").await;
    window.shows(".plan-version", "第 6 版").await;
    job(window, "difference").await;
    window.see(&id("waterfall")).await;
    window.picture("planning-compared").await;
    window.click(&id("button-plan-sheet")).await;
}

async fn scenarios_and_standards_are_seen(window: &Window) {
    job(window, "standards").await;
    window.shows(&id("standard-list"), "招待每人每餐").await;
    window.shows(&id("tax-limits"), "业务招待费").await;
    window.quiet().await;
    window.picture("planning-standards").await;
    window.click(&id("button-plan-sheet")).await;
    // The sample's scenarios start from the version before.
    window.click(".plan-version").await;
    window.click(".ant-select-item-option[title*='2026 第 5 版']").await;
    window.shows(".plan-version", "第 5 版").await;
    job(window, "scenarios").await;
    window.shows(&id("scenario-table"), "行情转弱").await;
    window.quiet().await;
    window.picture("planning-scenarios").await;
    window.click(&id("button-edit-scenario-1")).await;
    window.see(&id("scenario-form")).await;
    window.shows(&id("scenario-table"), "试算中").await;
    window.picture("planning-scenario-edit").await;
}
