//! Two offers typed in Chinese, compared, one chosen, found again in the budget, the purchase contracts and the pages.

use crate::browser::{Window, id};
use crate::{dialog, files};

const SAVE: &str = "保存为";
const ENTER: &str = "\u{e007}";

/// Kind of item and the prices of 甲 and 乙: the two first years of 180 and 274 thousand at 50 seats.
const PRICES: [(&str, &str, &str); 6] = [
    ("subscription", "100", "150"),
    ("implementation", "40000", "75000"),
    ("migration", "25000", "15000"),
    ("customisation", "45000", "55000"),
    ("training", "10000", "15000"),
    ("support", "0.00", "24000"),
];

#[tokio::test]
#[ignore = "needs a display: cargo xtask test e2e"]
async fn two_offers_are_typed_compared_chosen_and_found_again() {
    let home = tempfile::tempdir().unwrap();
    let books = tempfile::tempdir().unwrap();
    let place = books.path();
    let window = Window::open(home.path()).await;
    window.click(&id("start-new")).await;
    window.write("#company", "云帆科技").await;
    window.click(&id("button-create-ledger")).await;
    dialog::answer(SAVE, &place.join("yunfan"));
    window.shows(&id("button-ledger-menu"), "云帆科技").await;

    window.click(&id("nav-offers")).await;
    window.click(&id("button-new-comparison")).await;
    window.write(&id("input-comparison"), "CRM 选型二〇二七").await;
    window.click(&id("button-create-comparison")).await;
    for (at, name) in ["纷云销售云", "客星旗舰版"].into_iter().enumerate() {
        window.click(&id("button-add-offer")).await;
        let field = id(&format!("offer-name-{at}"));
        window.see(&field).await;
        retype(&window, &field, name).await;
        window
            .until(&format!("the offer is called {name}"), async |client| {
                let script = "return [...document.querySelectorAll('[data-testid^=offer-name-]')].map(f => f.value)";
                let names = client.execute(script, Vec::new()).await.ok()?;
                (names.as_array()?.get(at)?.as_str()? == name).then_some(())
            })
            .await;
        for (kind, first, second) in PRICES {
            let price = if at == 0 { first } else { second };
            if price == "0.00" {
                continue;
            }
            window
                .write(&id(&format!("price-{kind}-0-{at}")), &format!("{price}{ENTER}"))
                .await;
            window.see(&id(&format!("open-price-{kind}-0-{at}"))).await;
        }
    }
    // Three years: 180,000 + 2 × 60,000 and 274,000 + 2 × 114,000.
    for figure in ["180000.00", "274000.00", "300000.00", "502000.00"] {
        window.amount(&id("offer-sheet"), figure).await;
    }
    window.picture("offers-1-compared").await;

    let part = |number: usize| format!("{} label:nth-of-type({number})", id("offer-parts"));
    window.click(&part(2)).await;
    window.see(&id("offer-drivers")).await;
    window.quiet().await;
    window.picture("offers-2-charts").await;

    window.click(&part(5)).await;
    window.click(&id("choice-offer")).await;
    window.click(".ant-select-item-option[title='纷云销售云']").await;
    window.write(&id("choice-day"), "2027-03-10").await;
    window.write(&id("choice-reason"), "三年总成本最低").await;
    window.click(&id("button-choose")).await;
    window.see(&id("button-plan-offer")).await;
    retype(
        &window,
        "input[data-testid=choice-year], [data-testid=choice-year] input",
        "2027",
    )
    .await;
    window.click(&id("button-plan-offer")).await;
    window.shows(".offer-choice", "2027").await;
    window.picture("offers-3-chosen").await;

    window.click(&id("button-export-pdf")).await;
    dialog::answer(SAVE, &place.join("why.pdf"));
    files::settled(&place.join("why.pdf"));
    files::is_a_report(&place.join("why.pdf"), &["纷云销售云", "三年总成本最低", "300000.00"]);

    // The contract that was made along: its term, its notice, what it owes.
    window
        .click(&format!("{} label:nth-of-type(2)", id("offer-desks")))
        .await;
    window.click(&format!("{} td", id("purchase-CG-2027-01"))).await;
    window.amount(&id("instalments"), "60000").await;
    window.shows(&id("purchase"), "2028-02-09").await;
    window.picture("offers-4-contract").await;

    window.click(&id("nav-plan")).await;
    // March to December of the seats: ten times 5,000.
    window.amount(&id("budget-grid"), "50000").await;
    window.amount(&id("budget-grid"), "40000").await;
    window.picture("offers-5-budget").await;
    window.close().await;
}

/// Types over what a field says. Control and A would hold Control for the letters after it: WebKit's driver knows no
/// key that lets go of all others.
async fn retype(window: &Window, field: &str, text: &str) {
    window
        .until(&format!("what {field} says is selected"), async |client| {
            let script = "const f = document.querySelector(arguments[0]); f?.focus(); f?.select(); \
                          return f !== null && document.activeElement === f";
            let arguments = vec![serde_json::Value::from(field)];
            client.execute(script, arguments).await.ok()?.as_bool()?.then_some(())
        })
        .await;
    window.keys(&format!("{text}{ENTER}")).await;
}
