//! Control on actuals: entries typed, many at once, and imported; spending standards; limits of tax law.
//!
//! Expected figures are worked by hand beside each test.

use serde_json::{Value, json};

use crate::desk::Desk;

/// 2025 approved: 7.2 1,200 a year, 100 a month, of which 350 are spent by March; 8.5 600. 7.2 stops over the year.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
    let line = |category: &str, total: &str| json!({ "key": { "category": category }, "total": total });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2025", "lines": [line("7.2", "1200.00"), line("8.5", "600.00")] }),
    );
    desk.call("approve_budget", json!({ "budget": "2025" }));
    desk.import(
        "date,category,amount,memo\n2025-01-10,7.2,100,a\n2025-02-10,7.2,100,b\n2025-03-10,7.2,150,c\n",
        &[],
    );
    desk.call(
        "set_control",
        json!({ "key": { "category": "7.2" }, "full_year": "stop", "to_date": "warn" }),
    );
    desk
}

fn entry(category: &str, amount: &str) -> Value {
    json!({ "date": "2025-06-15", "category": category, "amount": amount, "memo": "x" })
}

fn with(mut input: Value, name: &str, value: Value) -> Value {
    input[name] = value;
    input
}

#[test]
fn an_entry_beyond_a_stopped_line_is_refused_with_the_arithmetic_and_passes_with_a_name_and_a_reason() {
    let desk = desk();
    // To the end of June the plan is 600, 350 are spent: 250 fit without a word.
    assert_eq!(desk.call("add_entry", entry("7.2", "250.00"))["warnings"], json!([]));
    // 600 of 600 to date are spent; 100 more is 100 beyond to date, and fits the year (600 left): a warning.
    let warned = desk.call("add_entry", entry("7.2", "100.00"));
    let note = &warned["warnings"][0];
    assert_eq!(
        (&note["code"], &note["scope"], &note["excess"], &note["room"]),
        (
            &json!("control_warned"),
            &json!("to_date"),
            &json!("100.00"),
            &json!("0.00")
        )
    );
    assert_eq!((&note["plan"], &note["actual"]), (&json!("600.00"), &json!("600.00")));
    assert!(note["message"].as_str().unwrap().contains("to date"), "{note}");
    // 700 of 1,200: 500 are left, 501 is one too many.
    let before = desk.number("SELECT count(*) FROM journal");
    let refusal = desk.call_refused("add_entry", entry("7.2", "501.00"));
    assert_eq!(refusal["code"], "control_stopped");
    assert_eq!(
        (
            &refusal["facts"]["excess"],
            &refusal["facts"]["room"],
            &refusal["facts"]["plan"]
        ),
        (&json!("1.00"), &json!("500.00"), &json!("1200.00"))
    );
    // What has been spent is there with its largest entries: 100, 100, 150, then 250 and 100 were added.
    let listed = |entry: &Value| (entry["amount"].clone(), entry["memo"].clone());
    assert_eq!(note["entry_count"], 4, "before the fifth");
    assert_eq!(listed(&note["entries"][0]), (json!("250.00"), json!("x")));
    assert_eq!(listed(&note["entries"][1]), (json!("150.00"), json!("c")));
    let told = refusal["message"].as_str().unwrap();
    assert!(
        told.contains("It holds 5 entries, the largest: 2025-06-15 x 250.00; 2025-03-10 c 150.00"),
        "{told}"
    );
    assert_eq!(desk.number("SELECT count(*) FROM journal"), before);
    let nameless = with(
        entry("7.2", "501.00"),
        "override",
        json!({ "name": " ", "reason": "x" }),
    );
    assert_eq!(desk.call_refused("add_entry", nameless)["code"], "override_incomplete");
    let passed = with(
        entry("7.2", "501.00"),
        "override",
        json!({ "name": "Lin", "reason": "Fair booked" }),
    );
    let passed = desk.call("add_entry", passed);
    assert_eq!(passed["warnings"].as_array().unwrap().len(), 2, "to date and the year");
    let history = desk.on("history", &[]);
    let last = history.as_array().unwrap().last().unwrap()["about"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(last.contains("Lin") && last.contains("Fair booked"), "{last}");
    // What is not under control is not spoken of, nor a draft, nor what is out of scope.
    assert_eq!(desk.call("add_entry", entry("8.5", "9999.00"))["warnings"], json!([]));
    assert_eq!(desk.call("add_entry", entry("99", "9999.00"))["warnings"], json!([]));
    let draft = with(entry("7.2", "9999.00"), "status", json!("draft"));
    assert_eq!(desk.call("add_entry", draft)["warnings"], json!([]));
    desk.sound();
}

#[test]
fn what_is_typed_is_answered_before_it_is_saved() {
    let desk = desk();
    let before = desk.number("SELECT count(*) FROM journal");
    let told = desk.call("entry_control", json!({ "entry": entry("7.2", "900.00") }));
    // 1,200 − 350 = 850 are left in the year; 600 − 350 = 250 to the end of June.
    assert_eq!(told["line"]["full_year"]["available"], "850.00");
    assert_eq!(told["line"]["to_date"]["available"], "250.00");
    let excesses: Vec<(&Value, &Value)> = told["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| (&note["code"], &note["excess"]))
        .collect();
    assert_eq!(
        excesses,
        [
            (&json!("control_warned"), &json!("650.00")),
            (&json!("control_stopped"), &json!("50.00"))
        ]
    );
    // A sub-category is paid by its parent's line, an uncovered one by nobody, a name nobody knows yet by all others.
    let uncovered = desk.call("entry_control", json!({ "entry": entry("9.2", "1.00") }));
    assert_eq!((&uncovered["line"], &uncovered["warnings"]), (&Value::Null, &json!([])));
    let newcomer = with(entry("7.2", "1.00"), "customer", json!("Nobody yet"));
    assert_eq!(
        desk.call("entry_control", json!({ "entry": newcomer }))["line"]["key"]["category"],
        "7.2"
    );
    assert_eq!(desk.number("SELECT count(*) FROM journal"), before);
}

#[test]
fn a_change_is_checked_for_what_it_adds_alone() {
    let desk = desk();
    let id = desk.call("add_entry", entry("7.2", "850.00").clone())["id"].clone();
    // The year is full; less, or the same in another month, passes.
    let change = |amount: &str| json!({ "id": id, "entry": entry("7.2", amount) });
    desk.call("change_entry", change("800.00"));
    assert_eq!(
        desk.call_refused("change_entry", change("851.00"))["code"],
        "control_stopped"
    );
    // From another category into the line: 50 are left, 60 come.
    let other = desk.call("add_entry", entry("8.5", "60.00"))["id"].clone();
    let moved = json!({ "ids": [other], "set": { "category": "7.2" } });
    let trial = desk.call("change_entries", with(moved.clone(), "dry_run", json!(true)));
    assert_eq!(trial["warnings"][1]["excess"], "10.00", "{trial}");
    assert_eq!(
        desk.call_refused("change_entries", moved.clone())["code"],
        "control_stopped"
    );
    let passing = json!({ "name": "Lin", "reason": "Wrong category before" });
    assert_eq!(
        desk.call("change_entries", with(moved, "override", passing))["changed"],
        1
    );
    desk.sound();
}

#[test]
fn a_dry_run_lists_the_lines_that_rows_go_beyond_and_the_import_is_stopped_unless_let_pass() {
    let desk = desk();
    // Rows 2 and 4 are on the line: 900 where 850 are left. Row 3 is another's.
    desk.write(
        "more.csv",
        "date,category,amount,memo\n2025-06-01,7.2,500,p\n2025-06-02,8.5,700,q\n2025-07-03,7.2,400,r\n",
    );
    let trial = desk.on("import", &["more.csv", "--dry-run"]);
    let notes = trial["control"].as_array().unwrap();
    let year = notes.iter().find(|note| note["scope"] == "full_year").unwrap();
    assert_eq!(
        (&year["excess"], &year["amount"], &year["rows"], &year["row_count"]),
        (&json!("50.00"), &json!("900.00"), &json!([2, 4]), &json!(2))
    );
    // To date: June 600 − 850 = 250 beyond, July 700 − 1,250 = 550 beyond: the worst is told.
    let to_date = notes.iter().find(|note| note["scope"] == "to_date").unwrap();
    assert_eq!(to_date["excess"], "550.00");
    assert_eq!(desk.refused("import", &["more.csv"])["code"], "control_stopped");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE is_void = 0"), 3);
    let done = desk.on("import", &["more.csv", "--override", "Lin", "--reason", "Audited"]);
    assert_eq!(
        (&done["imported"], done["control"].as_array().unwrap().len()),
        (&json!(3), 2)
    );
    let about = desk
        .texts("SELECT about FROM journal ORDER BY number DESC LIMIT 1")
        .remove(0);
    assert!(about.contains("Lin") && about.contains("Audited"), "{about}");
    desk.wrong(&["import", "l.kezhang", "more.csv", "--override", "Lin"]);
    desk.sound();
}

#[test]
fn an_entry_that_settles_a_commitment_is_checked_for_the_excess() {
    let desk = desk();
    let asked = json!({ "title": "Fair", "key": { "category": "7.2" }, "amount": "800.00", "month": "2025-06" });
    let id = desk.call("add_request", asked)["id"].clone();
    desk.call("decide_request", json!({ "id": id, "verdict": "approve" }));
    // 1,200 − 350 − 800 = 50 are left: 850 fit together with the commitment, not beside it.
    let fair = entry("7.2", "850.00");
    assert_eq!(
        desk.call_refused("add_entry", fair.clone())["facts"]["excess"],
        "800.00"
    );
    let over = with(entry("7.2", "851.00"), "settles", id.clone());
    assert_eq!(desk.call_refused("add_entry", over)["facts"]["excess"], "1.00");
    desk.call("add_entry", with(fair, "settles", id));
    let requests = desk.call("requests", json!({}));
    assert_eq!(requests["committed"], "0.00");
    assert_eq!(requests["requests"][0]["state"], "closed");
    assert_eq!(
        desk.call("balances", json!({ "budget": "2025" }))["total"]["actual"],
        "1200.00"
    );
    desk.sound();
}

#[test]
fn spending_standards_warn_per_person_event_customer_and_grade() {
    let desk = Desk::new();
    desk.call("set_customer", json!({ "code": "C1", "name": "甲", "grade": "A" }));
    desk.call(
        "set_member",
        json!({ "register": "activity", "code": "E1", "name": "Fair" }),
    );
    let set = |per: &str, key: Value, amount: &str| {
        desk.call("set_standard", json!({ "per": per, "key": key, "amount": amount }));
    };
    set("person", json!({ "category": "8.4" }), "150.00");
    set("event", json!({ "category": "5" }), "1000.00");
    set("customer", json!({ "category": "8.5", "grade": "A" }), "300.00");
    let excess = |input: Value| {
        let saved = desk.call("add_entry", input);
        let notes = saved["warnings"].as_array().unwrap().clone();
        notes
            .iter()
            .map(|note| note["excess"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // Eight people at 150 are 1,200; without a number of people nothing can be said.
    assert_eq!(excess(with(entry("8.4", "1234.00"), "people", json!(8))), ["34.00"]);
    assert_eq!(excess(entry("8.4", "1234.00")), ["0.00"], "and that is told");
    // An event is all that names its activity; below category 5.
    let fair = |amount: &str| with(entry("5.2", amount), "activity", json!("E1"));
    assert_eq!(excess(fair("900.00")), Vec::<String>::new());
    assert_eq!(excess(fair("150.00")), ["50.00"]);
    // A customer of the grade over the year; another grade has no ceiling.
    let gift = |customer: &str, amount: &str| with(entry("8.5", amount), "customer", json!(customer));
    assert_eq!(excess(gift("C1", "300.00")), Vec::<String>::new());
    assert_eq!(excess(gift("C1", "0.01")), ["0.01"]);
    desk.call("set_customer", json!({ "code": "C2", "name": "乙", "grade": "B" }));
    assert_eq!(excess(gift("C2", "5000.00")), Vec::<String>::new());
    // Before an import is confirmed too.
    desk.write(
        "gifts.csv",
        "date,category,amount,customer\n2025-07-01,8.5,20,C1\n2025-07-02,8.5,30,C1\n",
    );
    let trial = desk.on("import", &["gifts.csv", "--dry-run"]);
    assert_eq!(
        (&trial["control"][0]["excess"], &trial["control"][0]["rows"]),
        (&json!("50.00"), &json!([2, 3]))
    );
    let refused = json!({ "per": "event", "key": { "department": "sales" }, "amount": "1.00" });
    assert_eq!(desk.call_refused("set_standard", refused)["code"], "standard_key");
    assert_eq!(
        desk.call("set_standard", json!({ "per": "person", "key": { "category": "8.4" } }))
            .as_array()
            .unwrap()
            .len(),
        2
    );
    desk.sound();
}

#[test]
fn tax_limits_speak_once_revenue_is_known() {
    let desk = Desk::new();
    let excess = |input: Value| desk.call("add_entry", input)["warnings"].as_array().unwrap().len();
    assert_eq!(excess(entry("8.4", "900.00")), 0, "no revenue, no limit");
    desk.import("date,category,amount\n2025-02-01,11.2,100000\n", &[]);
    let report = desk.call("tax_limits", json!({ "year": 2025 }));
    let of = &report["limits"][0];
    // 5 ‰ of 100,000 is 500, 60 % of 900 is 540: 500 are deductible, 400 are not.
    assert_eq!(
        (&of["code"], &of["deductible"], &of["excess"]),
        (&json!("entertainment"), &json!("500.00"), &json!("400.00"))
    );
    // 500 are reached at 833.33 of cost: of 10 more nothing is deductible.
    let saved = desk.call("add_entry", entry("8.4", "10.00"));
    let told = saved["warnings"][0]["message"].as_str().unwrap();
    assert!(
        told.contains("100,000.00 × 0.5% = 500.00")
            && told.contains("at 60% of the cost, which 833.33 of cost reaches"),
        "{told}"
    );
    assert_eq!(
        (&saved["warnings"][0]["plan"], &saved["warnings"][0]["excess"]),
        (&json!("833.33"), &json!("10.00"))
    );
    desk.call(
        "set_tax_limit",
        json!({ "code": "entertainment", "from": "2025-01-01", "of_cost": "0.6", "of_revenue": "0.005", "is_on": false }),
    );
    assert_eq!(excess(entry("8.4", "10.00")), 0, "turned off");
    assert_eq!(
        desk.call_refused(
            "set_tax_limit",
            json!({ "code": "moon", "from": "2025-01-01", "of_revenue": "0.1" })
        )["code"],
        "tax_limit_unknown"
    );
    desk.sound();
}

#[test]
fn an_excess_of_advertising_is_carried_into_the_years_after() {
    let desk = Desk::new();
    // 15 % of revenue: 15,000 of 100,000; 30,000 of 200,000; 15,000 of 100,000.
    desk.import(
        "date,category,amount\n2023-03-01,11.2,100000\n2023-04-01,7.2,20000.01\n2024-03-01,11.2,200000\n2024-04-01,7.3,28000\n\
         2025-03-01,11.2,100000\n2025-04-01,7.6,14000\n",
        &[],
    );
    let of = |year: i32| {
        let report = desk.call("tax_limits", json!({ "year": year }));
        let limits = report["limits"].as_array().unwrap();
        limits
            .iter()
            .find(|limit| limit["code"] == "promotion")
            .unwrap()
            .clone()
    };
    let told = |year: i32| {
        let limit = of(year);
        ["deductible", "excess", "brought", "used", "carried"].map(|name| limit[name].as_str().unwrap().to_owned())
    };
    assert_eq!(told(2023), ["15000.00", "5000.01", "0.00", "0.00", "5000.01"]);
    // 28,000 of its own leave room for 2,000 of the 5,000.01.
    assert_eq!(told(2024), ["28000.00", "0.00", "5000.01", "2000.00", "3000.01"]);
    assert_eq!(told(2025), ["14000.00", "0.00", "3000.01", "1000.00", "2000.01"]);
    assert_eq!(of(2025)["brought_from"], json!([{ "year": 2023, "amount": "3000.01" }]));
    // 3,000.01 + 14,000 stand against 15,000 already: of 100 more nothing is deducted this year.
    let saved = desk.call("add_entry", entry("7.2", "100.00"));
    let note = &saved["warnings"][0];
    assert_eq!((&note["excess"], &note["room"]), (&json!("100.00"), &json!("0.00")));
    assert!(note["message"].as_str().unwrap().contains("3,000.01"), "{note}");
    desk.sound();
}

#[test]
fn a_commitment_is_settled_by_its_own_invoice_also_where_the_line_is_overdrawn() {
    let desk = desk();
    let request = json!({ "title": "Ads", "key": { "category": "7.2" }, "amount": "700.00", "month": "2025-04" });
    let made = desk.call("add_request", request);
    desk.call("decide_request", json!({ "id": made["id"], "verdict": "approve" }));
    // 1,200 − 350 − 700 leaves 150; 250 more is let pass: the line is 100 overdrawn.
    let passing = json!({ "name": "Wang", "reason": "fair" });
    desk.call("add_entry", with(entry("7.2", "250.00"), "override", passing));
    let settling = |amount: &str| with(entry("7.2", amount), "settles", made["id"].clone());
    // 750 on a commitment of 700: 50 are new, and beyond.
    let refusal = desk.call_refused("add_entry", settling("750.00"));
    let facts = &refusal["facts"];
    assert_eq!(
        (&refusal["code"], &facts["excess"], &facts["room"], &facts["committed"]),
        (
            &json!("control_stopped"),
            &json!("50.00"),
            &json!("700.00"),
            &json!("700.00")
        )
    );
    desk.call("add_entry", settling("700.00"));
    desk.sound();
}

#[test]
fn a_standard_per_person_says_when_nobody_told_how_many_they_were() {
    let desk = Desk::new();
    desk.call(
        "set_standard",
        json!({ "per": "person", "key": { "category": "8.4" }, "amount": "150.00" }),
    );
    let warnings = |input: Value| desk.call("add_entry", input)["warnings"].clone();
    assert_eq!(warnings(entry("8.4", "150.00")), json!([]), "it fits one person");
    let told = warnings(entry("8.4", "600.01"));
    assert_eq!(told[0]["code"], "standard_unchecked", "{told}");
    assert_eq!(warnings(with(entry("8.4", "600.00"), "people", json!(4))), json!([]));
    desk.sound();
}

#[test]
fn a_request_in_the_typing_is_told_what_is_left_and_what_it_would_go_beyond() {
    let desk = desk();
    let draft = |amount: &str| json!({ "key": { "category": "7.2" }, "amount": amount, "month": "2025-06" });
    // 1,200 − 350 spent: 850 are left of the year; to date the plan is 600, 250 are left.
    let told = desk.call("request_control", draft("250.00"));
    assert_eq!(told["line"]["full_year"]["available"], "850.00");
    assert_eq!(told["warnings"], json!([]));
    let told = desk.call("request_control", draft("850.01"));
    let notes = told["warnings"].as_array().unwrap();
    let of = |control: &str| notes.iter().find(|note| note["control"] == control).unwrap();
    assert_eq!(of("stop")["excess"], "0.01");
    assert_eq!(of("warn")["excess"], "600.01");
    assert!(of("stop")["message"].as_str().unwrap().contains("1,200.00"), "{told}");
    assert_eq!(desk.records().last().unwrap(), "set_control", "asking writes nothing");
    // What the request then meets is the same.
    let whole = |amount: &str| with(draft(amount), "title", json!("Ads"));
    assert_eq!(
        desk.call_refused("add_request", whole("850.01"))["code"],
        "control_stopped"
    );
    let passing = json!({ "name": "Wang", "reason": "fair" });
    let made = desk.call("add_request", with(whole("850.01"), "override", passing.clone()));
    let decide = json!({ "id": made["id"], "verdict": "approve" });
    assert_eq!(
        desk.call_refused("decide_request", decide.clone())["code"],
        "control_stopped"
    );
    let half = with(decide.clone(), "override", json!({ "name": "Wang", "reason": " " }));
    assert_eq!(desk.call_refused("decide_request", half)["code"], "override_incomplete");
    assert_eq!(
        desk.call("decide_request", with(decide, "override", passing))["state"],
        "approved"
    );
    desk.sound();
}

#[test]
fn what_is_left_of_a_whole_group_is_told_line_by_line_and_summed() {
    let desk = desk();
    let lines = json!([{ "key": { "category": "7.1" }, "total": "60.00" }]);
    desk.call("set_budget_lines", json!({ "budget": "2025", "lines": lines }));
    desk.call("approve_budget", json!({ "budget": "2025", "valid_from": "2025-01" }));
    let told = desk.call("balances", json!({ "key": { "category": "7" } }));
    let names: Vec<&Value> = told["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["key"]["category"])
        .collect();
    assert_eq!(names, ["7.1", "7.2"]);
    // 60 of market research and 850 of advertising; gifts are another group.
    assert_eq!(told["total"]["available"], "910.00");
    assert_eq!(
        desk.call_refused("balances", json!({ "key": { "category": "9" } }))["code"],
        "line_unknown"
    );
}

#[test]
fn a_standard_or_a_tax_limit_lists_its_arithmetic_and_the_entries_behind_it_as_budget_control_does() {
    let desk = Desk::new();
    desk.call("set_customer", json!({ "code": "C1", "name": "甲", "grade": "A" }));
    for code in ["E1", "E2"] {
        desk.call(
            "set_member",
            json!({ "register": "activity", "code": code, "name": code }),
        );
    }
    let set = |per: &str, key: Value, amount: &str| {
        desk.call("set_standard", json!({ "per": per, "key": key, "amount": amount }));
    };
    set("person", json!({ "category": "8.4" }), "150.00");
    set("event", json!({ "category": "5" }), "1000.00");
    set("customer", json!({ "category": "8.5" }), "1000.00");
    // An event in two years; another event and what is not below category 5 are none of its entries.
    desk.import(
        "date,category,amount,activity,customer,memo\n\
         2024-12-30,5.1,100,E1,,idea\n2025-06-01,5.2,400,E1,,stage\n2025-06-02,5.2,250,E1,,food\n\
         2025-06-03,5.2,240,E1,,light\n2025-06-02,5.2,900,E2,,other\n2025-06-02,7.3,800,E1,,flyers\n\
         2024-08-01,8.5,700,,C1,last year\n2025-01-20,8.5,300,,C1,tea\n2025-02-20,8.5,450,,C1,fruit\n",
        &[],
    );
    let note = |input: Value| {
        let typed = desk.call("entry_control", json!({ "entry": input }));
        let saved = desk.call("add_entry", input);
        assert_eq!(typed["warnings"], saved["warnings"], "typed as saved");
        assert_eq!(saved["warnings"].as_array().unwrap().len(), 1, "{saved}");
        saved["warnings"][0].clone()
    };
    let listed = |note: &Value| -> Vec<(String, String)> {
        let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
        let entries = note["entries"].as_array().unwrap().iter();
        entries
            .map(|entry| (text(entry, "memo"), text(entry, "amount")))
            .collect()
    };
    let told = |note: &Value, part: &str| {
        let message = note["message"].as_str().unwrap();
        assert!(message.contains(part), "{message}");
    };
    let pairs = |of: &[(&str, &str)]| -> Vec<(String, String)> {
        of.iter()
            .map(|(memo, amount)| ((*memo).to_owned(), (*amount).to_owned()))
            .collect()
    };
    // 1,000 − 990: of 60 more 10 fit. Four entries in all, the three largest in the sentence.
    let event = note(with(entry("5.3", "60.00"), "activity", json!("E1")));
    assert_eq!(
        (&event["actual"], &event["excess"], &event["room"]),
        (&json!("990.00"), &json!("50.00"), &json!("10.00"))
    );
    assert_eq!(event["entry_count"], 4);
    assert_eq!(
        listed(&event),
        pairs(&[
            ("stage", "400.00"),
            ("food", "250.00"),
            ("light", "240.00"),
            ("idea", "100.00")
        ])
    );
    told(
        &event,
        "standard 1,000.00 − spent before 990.00; this 60.00 goes 50.00 beyond, 10.00 would fit",
    );
    told(
        &event,
        "It holds 4 entries, the largest: 2025-06-01 stage 400.00; 2025-06-02 food 250.00; 2025-06-03 light 240.00.",
    );
    // A customer's fiscal year alone: 1,000 − 750.
    let customer = note(with(entry("8.5", "251.00"), "customer", json!("C1")));
    assert_eq!(
        (&customer["excess"], &customer["entry_count"]),
        (&json!("1.00"), &json!(2))
    );
    assert_eq!(listed(&customer), pairs(&[("fruit", "450.00"), ("tea", "300.00")]));
    // Eight people at 150 are 1,200; nothing was spent before.
    let people = note(with(entry("8.4", "1234.00"), "people", json!(8)));
    assert_eq!(
        (&people["plan"], &people["entry_count"]),
        (&json!("1200.00"), &json!(0))
    );
    told(&people, "150.00 × 8 people = 1,200.00");
    // Revenue 100,000: 5 ‰ of it over 60 % are 833.33; 1,234 of 8.4 in 2025, and six months of a year's 100
    // at 8.33, whose last month takes the cents, fall into it.
    desk.import(
        "date,category,amount,benefit_from,benefit_to,memo\n2025-02-01,11.2,100000,,,\n\
         2025-07-01,8.4,100,2025-07-01,2026-06-30,club\n",
        &[],
    );
    let tax = note(entry("8.4", "10.00"));
    assert_eq!((&tax["plan"], &tax["actual"]), (&json!("833.33"), &json!("1283.98")));
    assert_eq!(tax["entry_count"], 2);
    assert_eq!(listed(&tax), pairs(&[("x", "1234.00"), ("club", "49.98")]));
    told(&tax, "100,000.00 × 0.5% = 500.00");
    told(
        &tax,
        "It holds 2 entries, the largest: 2025-06-15 x 1,234.00; 2025-07-01 club 49.98.",
    );
    // The trial of an import tells the same, and so does a request in the typing.
    desk.write("more.csv", "date,category,amount,customer\n2025-07-01,8.5,20,C1\n");
    let trial = desk.on("import", &["more.csv", "--dry-run"]);
    assert_eq!(trial["control"][0]["entry_count"], 3, "{trial}");
    let asked = json!({ "key": { "category": "5.2", "activity": "E1" }, "amount": "5.00", "month": "2025-08" });
    let typed = desk.call("request_control", asked);
    assert_eq!(typed["warnings"][0]["entry_count"], 5, "{typed}");
    desk.sound();
}

#[test]
fn a_line_counts_what_falls_into_its_months_and_what_it_paid_before_the_plan_changed() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
    let line = |category: &str, total: &str| json!({ "key": { "category": category }, "total": total });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2025", "lines": [line("7", "1200.00")] }),
    );
    desk.call("approve_budget", json!({ "budget": "2025" }));
    // From July on 7.2 has a line of its own: what comes then is no longer paid by 7.
    desk.call(
        "revise_budget",
        json!({ "kind": "supplement", "budget": "2025", "effective": "2025-07", "text": "own line",
                "to": [{ "key": { "category": "7.2" }, "amount": "60.00" }] }),
    );
    desk.import(
        "date,category,amount,benefit_from,benefit_to,memo\n2024-12-20,7.2,240,2024-12-01,2025-11-30,year\n\
         2025-03-01,7.4,500,,,sms\n2025-08-01,7.2,70,,,ads\n",
        &[],
    );
    desk.call(
        "set_control",
        json!({ "key": { "category": "7" }, "full_year": "warn" }),
    );
    desk.call(
        "set_control",
        json!({ "key": { "category": "7.2" }, "full_year": "warn" }),
    );
    // 240 over twelve months are 20 each: January to June, 120, were paid by 7; July to November, 100, by 7.2.
    let of = |category: &str, date: &str| {
        let mut input = entry(category, "9000.00");
        input["date"] = json!(date);
        let told = desk.call("entry_control", json!({ "entry": input }));
        let note = told["warnings"][0].clone();
        let entries = note["entries"].as_array().unwrap().iter();
        let amounts: Vec<(Value, Value)> = entries
            .map(|one| (one["memo"].clone(), one["amount"].clone()))
            .collect();
        (note["actual"].clone(), amounts)
    };
    assert_eq!(
        of("7.4", "2025-09-01"),
        (
            json!("620.00"),
            vec![(json!("sms"), json!("500.00")), (json!("year"), json!("120.00"))]
        )
    );
    assert_eq!(
        of("7.2", "2025-09-01"),
        (
            json!("170.00"),
            vec![(json!("year"), json!("100.00")), (json!("ads"), json!("70.00"))]
        )
    );
}

#[test]
fn who_types_into_a_ledger_of_many_entries_gets_the_arithmetic_at_once_and_who_saves_the_entries_too() {
    let desk = desk();
    // Beside the three there are 20,000 more, one yuan cent each, of the same line and year.
    let mut rows = String::from("date,category,amount,memo\n");
    for row in 0..20_000 {
        rows.push_str(&format!("2025-0{}-{:02},7.2,0.01,n{row}\n", row % 5 + 1, row % 28 + 1));
    }
    desk.import(&rows, &[]);
    let typed = desk.call("entry_control", json!({ "entry": entry("7.2", "900.00") }));
    let year = |notes: &Value| {
        let notes = notes.as_array().unwrap().iter();
        notes.clone().find(|note| note["scope"] == "full_year").unwrap().clone()
    };
    let note = year(&typed["warnings"]);
    // 1,200 − 350 − 200.
    assert_eq!((&note["actual"], &note["room"]), (&json!("550.00"), &json!("650.00")));
    assert_eq!((&note["entry_count"], &note["entries"]), (&json!(0), &json!([])));
    let refusal = desk.call_refused("add_entry", entry("7.2", "900.00"));
    let told = refusal["message"].as_str().unwrap();
    assert!(
        told.contains(
            "It holds 20003 entries, the largest: 2025-03-10 c 150.00; 2025-01-10 a 100.00; 2025-02-10 b 100.00"
        ),
        "{told}"
    );
}
