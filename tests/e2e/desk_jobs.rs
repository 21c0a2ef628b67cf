//! Further jobs of SCREENS with their limits: files that come again, files that nobody has seen before, money moved,
//! next year drawn up, templates, fees, the page for the boss, a request settled by an invoice file.

use std::path::Path;

use crate::browser::{Window, id};
use crate::{dialog, files};

const SAVE: &str = "保存为";
const IMPORT: &str = "选择要导入的文件";
const FOLDER: &str = "选择文件夹";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";

/// What a job took.
struct Job<'a> {
    window: &'a Window,
    before: usize,
}

impl<'a> Job<'a> {
    /// Counted from the overview.
    async fn begin(window: &'a Window) -> Self {
        window.click(&id("nav-overview")).await;
        window.see(&id("report-table")).await;
        Self {
            window,
            before: window.clicks(),
        }
    }

    fn took_at_most(&self, limit: usize) {
        let clicks = self.window.clicks() - self.before;
        assert!(clicks <= limit, "{clicks} clicks, {limit} are allowed");
    }
}

/// A bank of which nobody has heard: its words are in no list of ours.
/// Of a vendor that is known: what the first file makes, the second builds on, and then the first cannot go back.
fn bank(path: &Path, month: &str, rows: usize) {
    let mut text = String::from("哪天,花掉,给谁,为了什么,归到哪里\n");
    for row in 1..=rows {
        text += &format!(
            "2026-{month}-{row:02},{}.{month},星搜网络科技有限公司,{month} 月推广 {row},7.2\n",
            200 + row
        );
    }
    std::fs::write(path, text).expect("a statement is written");
}

/// Gives a column of the file its field: one click, and the field by its name.
async fn column(window: &Window, letter: &str, field: &str) {
    window.click(&id(&format!("column-{letter}"))).await;
    window.keys(field).await;
    window
        .see(&format!(".ant-select-item-option-active[title^='{field}']"))
        .await;
    window.keys(ENTER).await;
    window
        .gone(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
        .await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn files_come_in_again_and_for_the_first_time_and_go_back() {
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let (first, second) = (place.path().join("first.csv"), place.path().join("second.csv"));
    bank(&first, "08", 12);
    bank(&second, "09", 9);
    let window = Window::on_sample(home.path()).await;

    // A spreadsheet with words of its own.
    let job = Job::begin(&window).await;
    window.click(&id("nav-import")).await;
    window.click(&id("button-choose-file")).await;
    dialog::answer(IMPORT, &first);
    window.shows(&id("import-preview"), "星搜网络").await;
    for (letter, field) in [
        ("A", "日期"),
        ("B", "金额"),
        ("C", "供应商"),
        ("D", "摘要"),
        ("E", "类别"),
    ] {
        column(&window, letter, field).await;
    }
    window.shows(&id("import-dry-run"), "12").await;
    window.picture("jobs-import-unknown").await;
    // Remembering it is no part of the job.
    window.click(".confirm .ant-checkbox-wrapper:last-of-type").await;
    window.see(&id("input-save-mapping")).await;
    window.click(&id("button-confirm-import")).await;
    window.shows(&id("import-result"), "12").await;
    let clicks = window.clicks() - job.before - 1;
    assert!(clicks <= 11, "{clicks} clicks");

    // The next month's file of the same bank.
    let job = Job::begin(&window).await;
    window.click(&id("nav-import")).await;
    window.click(&id("button-choose-file")).await;
    dialog::answer(IMPORT, &second);
    window.shows(&id("import-preview"), "09 月推广").await;
    window.click(&id("button-confirm-import")).await;
    window.shows(&id("import-result"), "9").await;
    job.took_at_most(3);

    // The first of them is yesterday's: something else has been done since.
    let job = Job::begin(&window).await;
    window.click(&id("nav-import")).await;
    window.see(&id("imports")).await;
    let undo = "return [...document.querySelectorAll('[data-testid=imports] tbody tr')]\
                .find(row => row.innerText.includes('first.csv'))?.querySelector('[data-testid^=undo-import]')?.dataset.testid ?? null";
    let undo = window.ask(undo).await;
    window
        .click(&id(undo.as_str().expect("the import can be undone")))
        .await;
    window
        .click(".ant-popover:not(.ant-popover-hidden):not([class*=-enter]) .ant-btn-primary")
        .await;
    window
        .until("the first import is undone", async |client| {
            let script = "return [...document.querySelectorAll('[data-testid=imports] tbody tr')]\
                          .some(row => row.innerText.includes('first.csv') && row.innerText.includes('已撤销'))";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    job.took_at_most(3);
    window.picture("jobs-import-undone").await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn the_jobs_of_plan_fees_and_reports_stay_within_their_limits() {
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let window = Window::on_sample(home.path()).await;
    money_moves_from_one_line_to_another(&window).await;
    a_request_is_settled_by_an_invoice_file(&window, place.path()).await;
    next_year_is_drawn_up(&window).await;
    templates_go_out_and_come_back(&window, place.path()).await;
    who_owes_fees_is_two_clicks_away(&window).await;
    the_page_for_the_boss_is_written(&window, place.path()).await;
    window.close().await;
}

/// Five clicks and two typed fields.
async fn money_moves_from_one_line_to_another(window: &Window) {
    let job = Job::begin(window).await;
    window.click(&id("nav-revisions")).await;
    window.see(&id("balances")).await;
    let rows = "[data-testid=balances] tbody tr";
    window.click(&format!("{rows}:nth-child(4) td:nth-child(2)")).await;
    window.click(&format!("{rows}:nth-child(5) td:nth-child(2)")).await;
    window.click(&format!("{} #amount", id("revise-form"))).await;
    window.keys("5000").await;
    window.keys(TAB).await;
    window.keys("展会改为线上").await;
    window.click(&id("button-revise-save")).await;
    window.shows(&id("revisions"), "展会改为线上").await;
    window.amount(&id("revisions"), "5000.00").await;
    job.took_at_most(5);
    window.picture("jobs-transfer").await;
}

/// Three clicks and one choice of a file: the request of the sample that is approved and open.
async fn a_request_is_settled_by_an_invoice_file(window: &Window, place: &Path) {
    let invoice = place.join("invoice.csv");
    std::fs::write(
        &invoice,
        "日期,金额,供应商,摘要\n2026-10-20,18500.00,星搜网络科技有限公司,年度品牌调研尾款\n",
    )
    .unwrap();
    let job = Job::begin(window).await;
    window.click(&id("nav-requests")).await;
    window.click("[data-testid^=button-settle-request]").await;
    window.click(&id("button-settle-file")).await;
    dialog::answer(IMPORT, &invoice);
    window.amount(&id("requests"), "18500.00").await;
    job.took_at_most(3);
    // What is left of 19,000.
    window.amount(&id("requests"), "500.00").await;
    window.picture("jobs-settled").await;
}

async fn next_year_is_drawn_up(window: &Window) {
    let job = Job::begin(window).await;
    window.click(&id("nav-plan")).await;
    window.click(&id("button-draw-up")).await;
    window.click(&id("button-draw-up-make")).await;
    window.shows(".plan-version", "2027").await;
    job.took_at_most(5);
    window.quiet().await;
    window.picture("jobs-next-year").await;
}

/// Out: three clicks and a folder. Back: two clicks and one choice of files.
async fn templates_go_out_and_come_back(window: &Window, place: &Path) {
    let folder = place.join("templates");
    std::fs::create_dir(&folder).unwrap();
    let job = Job::begin(window).await;
    window.click(&id("nav-plan")).await;
    window.see(&id("budget-grid")).await;
    window.quiet().await;
    window.choose(&id("button-plan-jobs"), &id("plan-job-send")).await;
    dialog::answer(FOLDER, &folder);
    window.see(&id("templates")).await;
    job.took_at_most(3);
    let mut sent: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    sent.sort();
    assert!(!sent.is_empty(), "a template for each department");

    let job = Job::begin(window).await;
    window.click(&id("nav-plan")).await;
    window.click(&id("button-templates-back")).await;
    // Whatever it is called: the template is known by what is in it.
    let answer = place.join("answer.xlsx");
    std::fs::copy(&sent[0], &answer).unwrap();
    dialog::answer(IMPORT, &answer);
    window.see(&id("template-answers")).await;
    job.took_at_most(2);
    window.picture("jobs-templates-back").await;
}

async fn who_owes_fees_is_two_clicks_away(window: &Window) {
    let job = Job::begin(window).await;
    window.click(&id("nav-customers")).await;
    window
        .click(&format!("{} label:nth-of-type(2)", id("customer-tabs")))
        .await;
    window.see(&id("fees")).await;
    job.took_at_most(2);
    // Oldest first: the days that they are late only fall.
    let days = window
        .ask("return [...document.querySelectorAll('[data-testid=fees] tbody tr')].map(row => row.cells[2].innerText.slice(0, 10)).filter(day => /^\\d{4}/.test(day))")
        .await;
    let days: Vec<&str> = days
        .as_array()
        .unwrap()
        .iter()
        .filter_map(serde_json::Value::as_str)
        .collect();
    assert!(!days.is_empty() && days.is_sorted(), "{days:?}");
    window.picture("jobs-fees").await;
}

async fn the_page_for_the_boss_is_written(window: &Window, place: &Path) {
    let page = place.join("boss.pdf");
    let job = Job::begin(window).await;
    window.click(&id("nav-reports")).await;
    window.click(&id("button-boss-page")).await;
    dialog::answer(SAVE, &page);
    files::settled(&page);
    job.took_at_most(2);
    files::is_a_report(&page, &["客户管理费用执行情况表", "请批示"]);
}

/// Import → the line most over its plan → the entries behind it → the report as PDF, with no mouse at all.
#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn the_main_job_is_done_by_keyboard_alone() {
    const CONTROL: &str = "\u{e009}";
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let costs = place.path().join("costs.csv");
    std::fs::write(&costs, "日期,类别,金额,摘要\n2026-10-12,8.5,998000.00,加急印制的礼盒\n").unwrap();
    let window = Window::on_sample(home.path()).await;
    let before = window.clicks();
    let mut presses = 0;
    let mut press = async |keys: &str| {
        presses += 1;
        window.keys(keys).await;
    };
    press(&format!("{CONTROL}i")).await;
    window.see(&id("input-file-path")).await;
    focused(&window, "main").await;
    press(TAB).await;
    press(TAB).await;
    focused(&window, "[data-testid=input-file-path]").await;
    window.keys(costs.to_str().unwrap()).await;
    press(ENTER).await;
    window.shows(&id("button-confirm-import"), "1").await;
    window
        .until("the import can be confirmed", async |client| {
            let script = "const b = document.querySelector('[data-testid=button-confirm-import]'); \
                          return b !== null && !b.disabled && !b.className.includes('loading')";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    press(&format!("{CONTROL}{ENTER}")).await;
    window.see(&id("import-result")).await;
    window.ask("document.activeElement?.blur(); return null").await;
    press("o").await;
    window
        .until("the line most over its plan has the keys", async |client| {
            let script = "const row = document.activeElement; \
                          return row?.tagName === 'TR' && row.innerText.includes('客户关系维护') && row === row.parentElement.rows[0]";
            client.execute(script, Vec::new()).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    press(ENTER).await;
    window.shows(&id("drawer"), "加急印制的礼盒").await;
    window.picture("keyboard-entries").await;
    let report = place.path().join("report.pdf");
    press(&format!("{CONTROL}e")).await;
    dialog::answer(SAVE, &report);
    files::settled(&report);
    assert_eq!(window.clicks() - before, 0, "no click");
    assert!(presses <= 9, "{presses} presses of keys besides the path");
    window.close().await;
}

async fn focused(window: &Window, selector: &str) {
    window
        .until(&format!("{selector} has the focus"), async |client| {
            let script = "return document.activeElement?.matches(arguments[0])";
            let found = client.execute(script, vec![serde_json::Value::from(selector)]).await;
            found.ok()?.as_bool()?.then_some(())
        })
        .await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn everything_is_as_large_as_one_likes_and_comes_back_so() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::on_sample(home.path()).await;
    let wide = "return window.innerWidth";
    let usual = window.ask(wide).await.as_f64().unwrap();
    // 110, 125, 150 %: what fits is two thirds of what fitted before.
    for _ in 0..3 {
        window.keys("\u{e009}=\u{e000}").await;
    }
    let is_large = async |window: &Window| {
        window
            .until("two thirds fit", async |client| {
                let now = client.execute(wide, Vec::new()).await.ok()?.as_f64()?;
                ((now * 1.5 - usual).abs() < 2.0).then_some(())
            })
            .await;
    };
    is_large(&window).await;
    window.close().await;

    let window = Window::open(home.path()).await;
    window.see(&id("chart-mark")).await;
    is_large(&window).await;
    window.keys("\u{e009}0\u{e000}").await;
    window
        .until("everything fits again", async |client| {
            (client.execute(wide, Vec::new()).await.ok()?.as_f64()? == usual).then_some(())
        })
        .await;
    window.close().await;
}
