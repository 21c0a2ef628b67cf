//! The sample company: every screen in both languages, light and dark, and from a figure to its entries.

use crate::browser::{Window, id};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn every_screen_speaks_both_languages_in_the_light_and_in_the_dark() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(home.path()).await;
    window.click(&id("start-sample")).await;
    window.see(&id("chart-mark")).await;
    for (language, nav) in [("zh", "总览"), ("en", "Overview")] {
        if language == "en" {
            window.click(&id("switch-language")).await;
        }
        window.shows(&id("nav-overview"), nav).await;
        for theme in ["light", "dark"] {
            window.theme(theme).await;
            for (place, sign) in [
                ("overview", id("report-table")),
                ("plan", id("budget-grid")),
                ("record", id("entries")),
                ("import", id("button-choose-file")),
                ("history", "[aria-current=page]".to_owned() + &id("nav-history")),
            ] {
                window.click(&id(&format!("nav-{place}"))).await;
                window.see(&sign).await;
                window.quiet().await;
                window.picture(&format!("sample-{place}-{language}-{theme}")).await;
                assert!(
                    !window
                        .ask("return /\\{[a-z_]+\\}|undefined|NaN/.test(document.body.innerText)")
                        .await
                        .as_bool()
                        .unwrap()
                );
            }
        }
    }
    window.close().await;
}

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
