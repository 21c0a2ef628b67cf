//! Every place of the window on the sample company, in both languages, light and dark: seen, whole, and without a
//! serious finding of axe-core, which here, other than without a window, knows colours and places.

use serde_json::Value;

use crate::browser::{Window, id};

/// A place, what shows that it is there, and the choice whose parts it has.
type Place = (&'static str, &'static str, Option<(&'static str, usize)>);

const PLACES: [Place; 13] = [
    ("overview", "report-table", Some(("switch-by", 3))),
    ("plan", "budget-grid", None),
    ("guide", "guide-draft", None),
    ("revisions", "balances", None),
    ("requests", "requests", None),
    ("record", "entries", None),
    ("customers", "customers", Some(("customer-tabs", 3))),
    ("evaluate", "channels", Some(("evaluate-tabs", 6))),
    ("offers", "offer-sheet", Some(("offer-parts", 6))),
    ("reports", "execution-table", None),
    ("import", "button-choose-file", None),
    ("history", "nav-history", None),
    ("settings", "settings", None),
];

const SETTINGS: [&str; 12] = [
    "company",
    "categories",
    "departments",
    "grades",
    "channels",
    "products",
    "activities",
    "vendors",
    "rates",
    "mappings",
    "backups",
    "machine",
];

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");

/// What axe finds that is serious; of colours alone where all else has been looked at.
async fn findings(window: &Window, is_whole: bool) -> Vec<String> {
    if window.ask("return typeof window.axe").await == "undefined" {
        let source = std::fs::read_to_string(AXE).expect("axe-core is among the page's packages");
        window.ask(&format!("{source}; return null")).await;
    }
    let script = "const done = arguments[arguments.length - 1]; \
        const only = arguments[0] ? { rules: { region: { enabled: false } } } : { runOnly: ['color-contrast'] }; \
        axe.run({ exclude: [['textarea[name=hiddenTextarea]']] }, { resultTypes: ['violations'], ...only }).then(({ violations }) => done(violations \
            .filter(({ impact }) => impact === 'serious' || impact === 'critical') \
            .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join(' | ')}`)), \
            (error) => done([String(error)]));";
    let found = window.client.execute_async(script, vec![Value::Bool(is_whole)]).await;
    let found = found.unwrap_or_else(|error| panic!("axe does not answer: {error}"));
    let lines = found.as_array().expect("a list").iter();
    lines.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What a screen must never show: an unfilled text, nothing where something was meant, a part that others press flat,
/// and more than the window is wide. A name of one line may end in dots where a pointer reads it whole.
async fn blemish(window: &Window) -> Option<String> {
    let script = "const text = document.body.innerText.match(/.{0,30}(\\{[a-z_]+\\}|undefined|NaN|\\[object).{0,20}/); \
        if (text) return text[0]; \
        const cut = [...document.querySelectorAll('main *')].find((one) => getComputedStyle(one).overflowY === 'hidden' \
            && (getComputedStyle(one).webkitLineClamp === 'none' || !one.closest('[title]')) && one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 3 && one.checkVisibility() && one.innerText?.trim()); \
        if (cut) return `${cut.className} is cut: ${cut.scrollHeight} pixels in ${cut.clientHeight}`; \
        const wide = document.documentElement.scrollWidth; \
        return wide > window.innerWidth + 1 ? `${wide} pixels wide` : null";
    window.ask(script).await.as_str().map(str::to_owned)
}

/// Goes everywhere and hands on the name of each screen that is to be seen.
async fn everywhere(window: &Window, mut look: impl AsyncFnMut(&Window, String)) {
    for (place, sign, parts) in PLACES {
        window.click(&id(&format!("nav-{place}"))).await;
        window.see(&id(sign)).await;
        window.quiet().await;
        look(window, place.to_owned()).await;
        let (choice, count) = parts.unwrap_or_default();
        for part in 2..=count {
            window.click(&format!("{} label:nth-of-type({part})", id(choice))).await;
            window.quiet().await;
            look(window, format!("{place}-{part}")).await;
        }
        if count > 1 {
            window.click(&format!("{} label:nth-of-type(1)", id(choice))).await;
        }
    }
    for part in SETTINGS {
        window.click(&id(&format!("settings-{part}"))).await;
        window.quiet().await;
        look(window, format!("settings-{part}")).await;
    }
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn every_screen_is_legible_and_reachable_in_both_languages_in_the_light_and_in_the_dark() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::on_sample(home.path()).await;
    let mut found: Vec<String> = Vec::new();
    for (language, nav, theme, is_whole) in [
        ("zh", "总览", "light", true),
        ("zh", "总览", "dark", false),
        ("en", "Overview", "dark", true),
        ("en", "Overview", "light", false),
    ] {
        if !window
            .ask("return document.documentElement.lang")
            .await
            .as_str()
            .unwrap()
            .starts_with(language)
        {
            window.click(&id("switch-language")).await;
        }
        window.shows(&id("nav-overview"), nav).await;
        window.theme(theme).await;
        everywhere(&window, async |window, name| {
            let name = format!("{name}-{language}-{theme}");
            window.snap(&format!("look-{name}")).await;
            found.extend(blemish(window).await.map(|one| format!("{name}: {one}")));
            found.extend(
                findings(window, is_whole)
                    .await
                    .into_iter()
                    .map(|one| format!("{name}: {one}")),
            );
        })
        .await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn the_smallest_window_and_a_large_one_show_every_screen_whole() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::on_sample(home.path()).await;
    let mut found: Vec<String> = Vec::new();
    for (width, height) in [(800, 560), (1920, 1080)] {
        window.client.set_window_size(width, height).await.unwrap();
        everywhere(&window, async |window, name| {
            let name = format!("{name}-{width}");
            window.snap(&format!("look-{name}")).await;
            found.extend(blemish(window).await.map(|one| format!("{name}: {one}")));
        })
        .await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    the_widths_of_columns_are_dragged_remembered_and_given_back(&window).await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn where_no_font_has_chinese_the_program_s_own_is_taken() {
    let home = tempfile::tempdir().unwrap();
    let latin = std::path::Path::new("/usr/share/fonts/truetype/dejavu");
    assert!(latin.is_dir(), "the package fonts-dejavu-core comes with the web view");
    let rules = home.path().join("fonts.conf");
    let text = format!(
        "<?xml version=\"1.0\"?><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>",
        latin.display(),
        home.path().join("fonts").display()
    );
    std::fs::write(&rules, text).unwrap();
    let window = Window::open_in(home.path(), &[], &[("FONTCONFIG_FILE", &rules)]).await;
    window.shows(&id("start-sample"), "示例公司").await;
    window
        .until("the program's own font is there", async |client| {
            let script = "return [...document.fonts].some((face) => face.family.includes('Kezhang Sans') && face.status === 'loaded')";
            (client.execute(script, Vec::new()).await.ok()? == true).then_some(())
        })
        .await;
    window.picture("look-no-font").await;
    window.close().await;
}

/// Where the first column of the register of customers ends, in pixels.
async fn first_edge(window: &Window) -> f64 {
    let script = "return document.querySelector('[data-testid=customers] thead th').getBoundingClientRect().right";
    window.ask(script).await.as_f64().expect("a table")
}

async fn the_widths_of_columns_are_dragged_remembered_and_given_back(window: &Window) {
    use fantoccini::actions::{InputSource, MouseActions, PointerAction};
    window.click(&id("nav-customers")).await;
    window.see(&id("customers")).await;
    window.quiet().await;
    let usual = first_edge(window).await;
    let middle = "return document.querySelector('[data-testid=customers] thead th').getBoundingClientRect().top + 10";
    let y = window.ask(middle).await.as_f64().unwrap();
    let go = |x: f64| PointerAction::MoveTo { duration: None, x, y };
    let drag = MouseActions::new("mouse".to_owned())
        .then(go(usual - 1.0))
        .then(PointerAction::Down {
            button: fantoccini::actions::MOUSE_BUTTON_LEFT,
        })
        .then(go(usual + 40.0))
        .then(go(usual + 79.0))
        .then(PointerAction::Up {
            button: fantoccini::actions::MOUSE_BUTTON_LEFT,
        });
    window.client.perform_actions(drag).await.unwrap();
    let dragged = first_edge(window).await;
    assert!((dragged - usual - 80.0).abs() <= 2.0, "{usual} {dragged}");
    window.picture("look-column-dragged").await;
    window.click(&id("nav-overview")).await;
    window.see(&id("report-table")).await;
    window.click(&id("nav-customers")).await;
    window.see(&id("customers")).await;
    assert!(
        (first_edge(window).await - dragged).abs() <= 1.0,
        "the width is remembered"
    );
    window.click(&id("button-widths-usual")).await;
    window.gone(&id("button-widths-usual")).await;
    assert!(
        (first_edge(window).await - usual).abs() <= 1.0,
        "one click gives the usual widths back"
    );
}
