//! The jobs of a working day and how few clicks and keys each may take, counted in the real window.

use crate::browser::{Window, id};
use crate::{dialog, files};

const SAVE: &str = "保存为";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";
/// Control, held for the next key.
const CONTROL: &str = "\u{e009}";

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn the_jobs_of_a_working_day_stay_within_their_limits() {
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let window = Window::open(home.path()).await;
    window.click(&id("start-sample")).await;
    window.see(&id("chart-mark")).await;
    the_tour_leads_to_a_case_and_can_be_left(&window).await;
    what_a_customer_costs_is_one_palette_entry(&window).await;
    what_may_still_be_spent_is_one_palette_entry(&window).await;
    a_cost_is_added_by_one_key_and_undone_by_one(&window).await;
    the_filter_holds_and_goes(&window).await;
    the_chart_and_the_report_take_two_clicks_each(&window, place.path()).await;
    the_window_changes_its_language_in_two_clicks(&window).await;
    window.close().await;
}

async fn the_tour_leads_to_a_case_and_can_be_left(window: &Window) {
    window.see(&id("tour")).await;
    window.click(&id("button-tour-next")).await;
    window.shows(&id("status-line"), "2025 年度").await;
    window.picture("jobs-tour").await;
    window.click(&id("button-tour-next")).await;
    window.see(&id("figure-sum")).await;
    window.click(&id("button-tour-leave")).await;
    window.gone(&id("tour")).await;
    window.keys(ESCAPE).await;
}

/// One key, the question, Enter.
async fn what_a_customer_costs_is_one_palette_entry(window: &Window) {
    let before = window.clicks();
    window.keys(&format!("{CONTROL}k")).await;
    window.write(&id("palette-field"), "C003").await;
    let entry = id("palette-cost-customer-C003");
    window.until_digits(&entry).await;
    window.picture("jobs-palette").await;
    window.write(&id("palette-field"), ENTER).await;
    // The customer's page: the same cost, and beside it what came in, profit and value.
    window.see(&id("customer-page")).await;
    assert_eq!(window.clicks() - before, 0, "the keyboard alone does it");
    window.gone(&id("palette")).await;
    window.click(&id("nav-overview")).await;
    window.see(&id("chart-mark")).await;
}

async fn what_may_still_be_spent_is_one_palette_entry(window: &Window) {
    window.keys(&format!("{CONTROL}k")).await;
    window.write(&id("palette-field"), "7.2 还能花多少").await;
    window.until_digits(&id("palette-left-category-7.2")).await;
    window.write(&id("palette-field"), ESCAPE).await;
    window.gone(&id("palette")).await;
}

async fn a_cost_is_added_by_one_key_and_undone_by_one(window: &Window) {
    let before = window.clicks();
    window.keys("n").await;
    window.see(&id("entry-form")).await;
    window
        .until("the category has the focus", async |client| {
            let script = "return document.activeElement?.id === 'category'";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    window.keys("8.4").await;
    window.see(".ant-select-item-option").await;
    window.keys(ENTER).await;
    window.gone(".ant-select-item-option").await;
    window.keys(TAB).await;
    window
        .until("the amount has the focus", async |client| {
            let script = "return document.activeElement?.id !== 'category'";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    window.keys("1234.50").await;
    window.keys(ENTER).await;
    window
        .until("the cost can be undone", async |client| {
            let script = "return document.querySelector('[data-testid=button-undo]').getAttribute('aria-label')";
            let about = client.execute(script, Vec::new()).await.ok()?;
            about.as_str()?.contains("新增明细").then_some(())
        })
        .await;
    assert_eq!(window.clicks() - before, 0, "a cost takes no click");
    window.keys(ESCAPE).await;
    window.ask("document.activeElement?.blur(); return null").await;
    window.keys(&format!("{CONTROL}z")).await;
    window
        .until("the cost is undone", async |client| {
            let script = "return document.querySelector('[data-testid=button-redo]').getAttribute('aria-label')";
            let about = client.execute(script, Vec::new()).await.ok()?;
            about.as_str()?.contains("新增明细").then_some(())
        })
        .await;
}

async fn the_filter_holds_and_goes(window: &Window) {
    window.keys(ESCAPE).await;
    window.click(&id("nav-overview")).await;
    window.click(&id("button-filter")).await;
    window.see(&id("filter-choices")).await;
    window
        .until("the list of categories has the focus", async |client| {
            let script = "return document.activeElement?.getAttribute('aria-label') === '选择费用类别'";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    window.keys("7.2").await;
    window.see(".ant-select-item-option").await;
    window.keys(ENTER).await;
    window.see(&id("filter-chips")).await;
    window.shows(&id("status-line"), "7.2").await;
    window.picture("jobs-filter").await;
    window.click(&id("button-filter-clear")).await;
    window.gone(&id("filter-chips")).await;
}

async fn the_chart_and_the_report_take_two_clicks_each(window: &Window, place: &std::path::Path) {
    for (format, name) in [("png", "chart.png"), ("pdf", "report.pdf")] {
        let before = window.clicks();
        window.click(&id(&format!("button-export-{format}"))).await;
        dialog::answer(SAVE, &place.join(name));
        files::settled(&place.join(name));
        assert!(window.clicks() - before <= 2, "{format}");
    }
    files::is_a_drawing(&place.join("chart.png"));
}

async fn the_window_changes_its_language_in_two_clicks(window: &Window) {
    let before = window.clicks();
    window.click(&id("switch-language")).await;
    window.shows(&id("nav-settings"), "Settings").await;
    assert!(window.clicks() - before <= 2);
    window.click(&id("nav-settings")).await;
    for part in ["company", "categories", "grades", "backups", "machine"] {
        window.click(&id(&format!("settings-{part}"))).await;
        window.quiet().await;
        window.picture(&format!("jobs-settings-{part}")).await;
    }
}
