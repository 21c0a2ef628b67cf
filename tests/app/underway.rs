//! Long commands: they tell how far they have come, and a stop leaves nothing behind.

use std::fmt::Write;
use std::sync::{Arc, Mutex, OnceLock};

use kezhang::commands::{self, Context};
use kezhang_core::Language;
use kezhang_core::watch::{Phase, Step, Watch};
use kezhang_store::Ledger;
use serde_json::{Value, json};

use crate::desk::Desk;

/// A file of so many costs of 1.00 each.
fn costs(count: usize) -> String {
    let mut text = String::from("日期,类别,金额,客户\n");
    for row in 0..count {
        let _ = writeln!(text, "2025-03-{:02},7.2,1.00,客户{}", row % 28 + 1, row % 50);
    }
    text
}

/// Imports with somebody who watches; `hear` gets the watch and each step.
fn import(desk: &Desk, dry_run: bool, hear: impl Fn(&Watch, Step) + Send + Sync + 'static) -> Result<Value, String> {
    let own: Arc<OnceLock<Watch>> = Arc::default();
    let ear = Arc::clone(&own);
    let watch = Watch::with(move |step| {
        if let Some(watch) = ear.get() {
            hear(watch, step);
        }
    });
    let _ = own.set(watch.clone());
    let context = Context {
        watch,
        ..Context::now(Language::English)
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let ledger = Ledger::open(&desk.place()).await.expect("the ledger opens");
        let input = json!({ "path": desk.path("costs.csv"), "kind": "entries", "dry_run": dry_run });
        let answer = commands::call(&ledger, "import", input, &context).await;
        ledger.close().await.expect("it closes");
        answer.map_err(|failure| failure.code.to_owned())
    })
}

#[test]
fn an_import_tells_how_many_rows_it_has_taken_of_how_many() {
    let desk = Desk::new();
    desk.write("costs.csv", costs(5_000));
    let heard: Arc<Mutex<Vec<Step>>> = Arc::default();
    let ear = Arc::clone(&heard);
    let result = import(&desk, false, move |_, step| ear.lock().expect("an ear").push(step)).expect("it comes in");
    assert_eq!(result["imported"], 5_000);
    let heard = heard.lock().expect("what was heard");
    let rows: Vec<_> = heard.iter().filter(|step| step.phase == Phase::Rows).collect();
    assert!(rows.len() >= 4, "{heard:?}");
    assert!(rows.iter().all(|step| step.total == Some(5_000)), "{heard:?}");
    assert!(rows.is_sorted_by_key(|step| step.done), "{heard:?}");
    let last = heard.last().expect("a step");
    assert_eq!((last.phase, last.done), (Phase::Finishing, 5_000));
}

#[test]
fn an_import_that_is_stopped_leaves_the_ledger_as_it_was() {
    let desk = Desk::new();
    desk.write("costs.csv", costs(5_000));
    let before = desk.records();
    let stop_at = |phase, at| {
        move |watch: &Watch, step: Step| {
            if step.phase == phase && step.done >= at {
                watch.stop();
            }
        }
    };
    for (phase, at) in [(Phase::Rows, 0), (Phase::Rows, 2_000), (Phase::Finishing, 0)] {
        assert_eq!(import(&desk, false, stop_at(phase, at)), Err("stopped".to_owned()));
        assert_eq!(import(&desk, true, stop_at(phase, at)), Err("stopped".to_owned()));
        assert_eq!(desk.records(), before);
        assert_eq!(desk.number("SELECT count(*) FROM entry"), 0);
        assert_eq!(desk.number("SELECT count(*) FROM customer"), 0);
    }
    desk.sound();
    // And it can be done again, whole.
    let result = import(&desk, false, |_, _| {}).expect("it comes in");
    assert_eq!(
        (&result["imported"], &result["created"]["customers"]),
        (&json!(5_000), &json!(50))
    );
    desk.sound();
}
