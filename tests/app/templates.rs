//! Templates for departments, amounts per customer of a grade, and too little money.
//!
//! Expected figures are worked by hand beside each test.

use kezhang_core::plan::LineKey;
use kezhang_core::plan::template::{Template, TemplateRow};
use kezhang_core::{Currency, Language, Month};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::registers::{edited, edited_part};

/// 2026 in draft: sales 7.3 1,200 a year and 8.6 600, service 9.2 2,400, each the same every month; sales spent 300 on
/// 7.3 and 90 on 8.4 in 2025.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let line = |department: &str, category: &str, total: &str| json!({ "key": { "category": category, "department": department }, "total": total });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2026", "lines": [line("sales", "7.3", "1200.00"), line("sales", "8.6", "600.00"), line("service", "9.2", "2400.00")] }),
    );
    desk.import(
        "date,category,amount,department\n2025-03-01,7.3,300,sales\n2025-04-01,8.4,90,sales\n",
        &[],
    );
    desk
}

fn sent(desk: &Desk) -> Vec<Value> {
    let sent = desk.call("send_templates", json!({ "budget": "2026", "folder": "." }));
    sent.as_array().unwrap().clone()
}

/// A template of an earlier version filled in, which kept of each row its key alone: these lines by month, under
/// another name.
fn fill(desk: &Desk, department: &str, lines: &[(&str, &str)], name: &str) {
    let token = desk
        .texts(&format!(
            "SELECT token FROM template JOIN department d ON d.id = department_id WHERE d.code = '{department}'"
        ))
        .pop()
        .unwrap();
    let yuan = |text: &str| kezhang_core::Amount::new(text.parse().unwrap());
    let row = |(category, monthly): &(&str, &str)| TemplateRow {
        key: LineKey {
            category: Some((*category).to_owned()),
            department: Some(department.to_owned()),
            ..LineKey::default()
        },
        name: String::new(),
        last_year: yuan("0"),
        months: vec![(yuan(monthly), false); 12],
        note: "From the department".to_owned(),
    };
    let template = Template {
        token,
        department: department.to_owned(),
        name: department.to_owned(),
        company: String::new(),
        budget: "2026".to_owned(),
        months: (1..=12).map(|month| Month::new(2026, month).unwrap()).collect(),
        currency: Currency::CNY,
        rows: lines.iter().map(row).collect(),
    };
    let bytes = kezhang_paint::workbook::template(&template, Language::English).unwrap();
    let earlier = edited_part(&bytes, "xl/worksheets/sheet2.xml", |xml| {
        let cells: Vec<&str> = xml.split("<c r=\"").collect();
        let kept = cells
            .iter()
            .skip(1)
            .filter(|cell| cell.starts_with(['A', 'B']) || cell.contains("</row>"));
        let mut text = cells[0].to_owned();
        for cell in kept {
            match cell.find("</row>") {
                Some(end) if !cell.starts_with(['A', 'B']) => text.push_str(&cell[end..]),
                _ => text.push_str(&format!("<c r=\"{cell}")),
            }
        }
        *xml = text;
    });
    desk.write(name, earlier);
}

/// Puts something else into a cell of a sheet.
fn put(xml: &mut String, cell: &str, content: &str) {
    let from = xml
        .find(&format!("<c r=\"{cell}\""))
        .unwrap_or_else(|| panic!("no {cell}"));
    let close = xml[from..].find('>').unwrap() + from;
    let end = match xml.as_bytes()[close - 1] {
        b'/' => close + 1,
        _ => xml[from..].find("</c>").unwrap() + from + 4,
    };
    xml.replace_range(from..end, &content.replace("CELL", &format!("c r=\"{cell}\"")));
}

/// The sales department's file as it was sent: 7.3 in row 5, 8.4 in row 6, 8.6 in row 7, January in column D.
fn file_of_sales(desk: &Desk) -> Vec<u8> {
    let sales = sent(desk).into_iter().find(|one| one["department"] == "sales").unwrap();
    let path = sales["path"].as_str().unwrap().to_owned();
    std::fs::read(desk.path(&path)).unwrap()
}

#[test]
fn a_row_is_known_wherever_it_stands_and_a_cell_that_nobody_touched_stays_as_the_draft_has_it() {
    let desk = desk();
    let bytes = file_of_sales(&desk);
    // Sorted otherwise: rows 5 and 7 change places with everything in them; then January of 7.3 is 250 and text.
    let sorted = edited(&bytes, |xml| {
        for (from, to) in [("5", "#"), ("7", "5"), ("#", "7")] {
            for column in 'A'..='Q' {
                *xml = xml.replace(&format!("<c r=\"{column}{from}\""), &format!("<c r=\"{column}{to}\""));
            }
            *xml = xml.replace(&format!("<row r=\"{from}\""), &format!("<row r=\"{to}\""));
        }
        put(xml, "D7", "<CELL t=\"str\"><v>１，２５０.50</v></c>");
    });
    desk.write("sorted.xlsx", sorted);
    // Since it went out June of 7.3 became 999.
    let june = json!([{ "key": { "category": "7.3", "department": "sales" }, "months": [{ "month": "2026-06", "amount": "999.00" }] }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": june }));
    let report = desk.call("template_report", json!({ "paths": ["sorted.xlsx"] }));
    let lines = &report["answers"][0]["lines"];
    assert_eq!(report["answers"][0]["problems"], json!([]), "{report}");
    assert_eq!(lines.as_array().unwrap().len(), 1, "{report}");
    // 11 × 100 + 999 = 2,099; January 1,250.50 in place of 100.
    assert_eq!(
        (&lines[0]["key"]["category"], &lines[0]["before"], &lines[0]["after"]),
        (&json!("7.3"), &json!("2099.00"), &json!("3249.50"))
    );
    let done = desk.call("accept_templates", json!({ "paths": ["sorted.xlsx"] }));
    // 3,249.50 + 600 + 2,400.
    assert_eq!(done["budget"]["version"]["total"], "6249.50");
    desk.sound();
}

#[test]
fn what_no_longer_fits_what_was_sent_keeps_the_file_back_and_says_where() {
    let desk = desk();
    let bytes = file_of_sales(&desk);
    let problem = |bytes: Vec<u8>| {
        desk.write("x.xlsx", bytes);
        let report = desk.call("template_report", json!({ "paths": ["x.xlsx"] }));
        let answer = report["answers"][0].clone();
        assert_eq!(
            answer["difference"], "0.00",
            "what cannot be read changes nothing: {answer}"
        );
        assert_eq!(
            desk.call_refused("accept_templates", json!({ "paths": ["x.xlsx"] }))["code"],
            "templates_unreadable"
        );
        answer["problems"][0]["reason"].as_str().unwrap().to_owned()
    };
    // Row 6 taken out.
    let gone = problem(edited(&bytes, |xml| {
        let from = xml.find("<row r=\"6\"").unwrap();
        let end = xml[from..].find("</row>").unwrap() + from + 6;
        xml.replace_range(from..end, "");
    }));
    assert!(gone.contains("8.4") && gone.contains("in row 6"), "{gone}");
    // January's title is February's.
    let title = |xml: &str, cell: &str| {
        let from = xml.find(&format!("<c r=\"{cell}\"")).unwrap();
        let end = xml[from..].find("</c>").unwrap() + from + 4;
        xml[from..end].to_owned()
    };
    let moved = problem(edited(&bytes, |xml| {
        let february = title(xml, "E4").replace("<c r=\"E4\"", "<CELL");
        put(xml, "D4", &february);
    }));
    assert!(moved.contains("2026-01") && moved.contains("2026-02"), "{moved}");
    let unsolved = problem(edited(&bytes, |xml| put(xml, "D5", "<CELL><f>1200*2</f></c>")));
    assert!(unsolved.contains("formula"), "{unsolved}");
    let foreign = problem(edited_part(&bytes, "xl/sharedStrings.xml", |xml| {
        *xml = xml.replace("\"department\":\"sales\"", "\"department\":\"service\"");
    }));
    assert!(foreign.contains("does not belong"), "{foreign}");
    let told = desk.call_refused("template_report", json!({ "paths": ["nowhere.xlsx"] }));
    assert!(told["message"].as_str().unwrap().contains("nowhere.xlsx"), "{told}");
}

#[test]
fn templates_go_out_with_last_year_beside_and_come_back_as_differences_in_one_change() {
    let desk = desk();
    let written = sent(&desk);
    assert_eq!(written.len(), 4, "one for each department of a new ledger");
    let sales = written.iter().find(|one| one["department"] == "sales").unwrap();
    assert_eq!(sales["lines"], 3, "its two lines, and 8.4 that it spent on last year");
    // As it was sent it changes nothing.
    let path = sales["path"].as_str().unwrap().to_owned();
    let same = desk.call("template_report", json!({ "paths": [path] }));
    assert_eq!(
        (&same["answers"][0]["difference"], &same["answers"][0]["lines"]),
        (&json!("0.00"), &json!([]))
    );
    // 7.3 from 100 to 120.50 a month: 246 more; 8.4 new, 10 a month: 120 more.
    fill(
        &desk,
        "sales",
        &[("7.3", "120.50"), ("8.6", "50"), ("8.4", "10")],
        "from sales.xlsx",
    );
    fill(&desk, "service", &[("9.2", "200")], "whatever.xlsx");
    desk.write("stranger.xlsx", desk.bytes("from sales.xlsx"));
    let paths = json!({ "paths": ["whatever.xlsx", "from sales.xlsx"] });
    let report = desk.call("template_report", paths.clone());
    let of_sales = &report["answers"][1];
    assert_eq!(
        (&of_sales["before"], &of_sales["after"], &of_sales["difference"]),
        (&json!("1800.00"), &json!("2166.00"), &json!("366.00"))
    );
    let missing = |report: &Value| {
        let sent = report["sent"].as_array().unwrap();
        sent.iter().filter(|one| one["answered_at"].is_null()).count()
    };
    assert_eq!(missing(&report), 4);
    let before = desk.number("SELECT count(*) FROM journal");
    let done = desk.call("accept_templates", paths);
    assert_eq!(desk.number("SELECT count(*) FROM journal"), before + 1, "one change");
    // 1,800 + 2,400 + 366.
    assert_eq!(done["budget"]["version"]["total"], "4566.00");
    assert_eq!(missing(&done["report"]), 2, "marketing and success have not answered");
    assert_eq!(done["report"]["sent"][0]["department"], "marketing");
    desk.done(&["undo", "l.kezhang"]);
    assert_eq!(
        desk.call("budget", json!({ "budget": "2026" }))["version"]["total"],
        "4200.00"
    );
    assert_eq!(
        missing(&desk.call("template_report", json!({ "paths": ["whatever.xlsx"] }))),
        4
    );
    desk.sound();
}

#[test]
fn what_is_no_template_is_named_and_two_of_one_department_are_not_taken() {
    let desk = desk();
    sent(&desk);
    fill(&desk, "sales", &[("7.3", "1")], "a.xlsx");
    fill(&desk, "sales", &[("7.3", "2")], "b.xlsx");
    desk.write("c.csv", "date,amount\n2026-01-01,1\n");
    let report = desk.call("template_report", json!({ "paths": ["a.xlsx", "b.xlsx", "c.csv"] }));
    assert_eq!(report["answers"].as_array().unwrap().len(), 1);
    assert_eq!(report["strangers"].as_array().unwrap().len(), 2);
    let refused = |paths: Value| desk.call_refused("template_report", json!({ "paths": paths }))["code"].clone();
    assert_eq!(refused(json!(["c.csv"])), "templates_strange");
    // Another ledger's template is a stranger here.
    let other = Desk::new();
    other.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    other.call("send_templates", json!({ "budget": "2026", "folder": "." }));
    fill(&other, "sales", &[("7.3", "1")], "d.xlsx");
    desk.write("d.xlsx", other.bytes("d.xlsx"));
    assert_eq!(refused(json!(["d.xlsx"])), "templates_strange");
}

#[test]
fn a_line_that_no_longer_resolves_keeps_its_file_back() {
    let desk = desk();
    sent(&desk);
    fill(&desk, "sales", &[("7.3", "1"), ("12.5", "3")], "a.xlsx");
    let report = desk.call("template_report", json!({ "paths": ["a.xlsx"] }));
    assert_eq!(
        report["answers"][0]["problems"].as_array().unwrap().len(),
        1,
        "{report}"
    );
    assert_eq!(
        desk.call_refused("accept_templates", json!({ "paths": ["a.xlsx"] }))["code"],
        "templates_unreadable"
    );
}

#[test]
fn a_ceiling_takes_where_least_is_lost_leaves_what_is_protected_and_tells_the_least_that_works() {
    // A year that has not begun: of one that runs, past months stay as they are.
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2099 }));
    let line = |key: Value, total: &str| json!({ "key": key, "total": total });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2026", "lines": [
            line(json!({ "category": "6.1" }), "6000.00"),
            line(json!({ "category": "7.6" }), "1200.00"),
            line(json!({ "category": "9.2" }), "2400.00"),
            line(json!({ "category": "8.5", "grade": "A" }), "400.00"),
        ] }),
    );
    // 7.6 is worth 20, 9.2 70. Of 10,000 400 must go: 20 % of 7.6 (240) at 20, then its next step at 30: all from it.
    let cut = |ceiling: &str| json!({ "budget": "2026", "ceiling": ceiling });
    let told = desk.call("cutback", cut("9600.00"));
    let of = |told: &Value, category: &str| -> (String, Value) {
        let lines = told["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["key"]["category"] == category).unwrap();
        (line["cut"].as_str().unwrap().to_owned(), line["protection"].clone())
    };
    assert_eq!(of(&told, "7.6"), ("400.00".to_owned(), Value::Null));
    assert_eq!(of(&told, "9.2"), ("0.00".to_owned(), Value::Null));
    assert_eq!(of(&told, "6.1"), ("0.00".to_owned(), json!("pay")));
    assert_eq!(of(&told, "8.5"), ("0.00".to_owned(), json!("core")));
    assert_eq!(
        (&told["protected"], &told["least"]),
        (&json!("6400.00"), &json!("8200.00"))
    );
    assert!(!told["objective"].as_str().unwrap().is_empty() && told["constraints"].as_array().unwrap().len() == 4);
    // Half of 7.6 is the most: 600; the other 100.01 come from 9.2.
    let told = desk.call("cutback", cut("9299.99"));
    assert_eq!(
        (of(&told, "7.6").0, of(&told, "9.2").0),
        ("600.00".to_owned(), "100.01".to_owned())
    );
    // Whoever knows better says so.
    let mut other = cut("9600.00");
    other["values"] = json!([{ "key": { "category": "9" }, "value": 5 }]);
    assert_eq!(of(&desk.call("cutback", other), "9.2").0, "400.00");
    let mut kept = cut("9000.00");
    kept["keep"] = json!([{ "key": { "category": "7" }, "least": "1000.00" }]);
    let told = desk.call("cutback", kept);
    assert_eq!(
        (of(&told, "7.6").0, of(&told, "9.2").0),
        ("200.00".to_owned(), "800.00".to_owned())
    );
    let refusal = desk.call_refused("cutback", cut("8199.99"));
    assert_eq!(
        (&refusal["code"], &refusal["facts"]["least"]),
        (&json!("cutback_infeasible"), &json!("8200.00"))
    );
    assert_eq!(
        desk.call_refused("cutback", cut("10000.00"))["code"],
        "cutback_needless"
    );
    let done = desk.call("cut_back_budget", cut("9299.99"));
    assert_eq!(done["version"]["total"], "9299.99");
    desk.done(&["undo", "l.kezhang"]);
    // A plan in force gets its next draft.
    desk.call("approve_budget", json!({ "budget": "2026" }));
    let done = desk.call("cut_back_budget", cut("9600.00"));
    assert_eq!(
        (
            &done["version"]["state"],
            &done["version"]["version"],
            &done["version"]["total"]
        ),
        (&json!("draft"), &json!(2), &json!("9600.00"))
    );
    desk.sound();
}

#[test]
fn core_customers_are_those_of_the_grades_named_and_those_worth_thrice_what_they_cost() {
    use chrono::{Datelike, Local, Months};
    let desk = Desk::new();
    let today = Local::now().date_naive().with_day(1).unwrap();
    let month = |back: u32| today - Months::new(back);
    // Both won 20 months ago, for 1,000 and for 20,000; each brings 1,000 a month since a year: 36,000 over 36 months
    // where nobody leaves, 36 times and 1.8 times its cost.
    let won = month(20);
    let mut entries = String::from("date,category,amount,customer\n");
    for (code, cost) in [("K", 1_000), ("L", 20_000)] {
        let made = json!({ "code": code, "name": code, "grade": "C", "acquired_on": won, "status": "active" });
        desk.call("set_customer", made);
        entries.push_str(&format!("{won},7.2,{cost},{code}\n"));
        for back in 0..12 {
            entries.push_str(&format!("{},11.2,1000,{code}\n", month(back)));
        }
    }
    desk.import(&entries, &[]);
    desk.call("new_budget", json!({ "budget": "P", "fiscal_year": 2099 }));
    let line = |customer: &str| json!({ "key": { "category": "8.5", "customer": customer }, "total": "1200.00" });
    let graded = json!({ "key": { "category": "8.6", "grade": "B" }, "total": "1200.00" });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "P", "lines": [line("K"), line("L"), graded] }),
    );
    let protected = |input: Value| -> Vec<Value> {
        let told = desk.call("cutback", input);
        let mut lines = told["lines"].as_array().unwrap().clone();
        lines.sort_by_key(|line| line["key"].to_string());
        lines.iter().map(|line| line["protection"].clone()).collect()
    };
    let ceiling = |grades: Value| json!({ "budget": "P", "ceiling": "3500.00", "core_grades": grades });
    let (core, open) = (json!("core"), Value::Null);
    // In order: K, L, grade B.
    assert_eq!(
        protected(ceiling(Value::Null)),
        [core.clone(), open.clone(), open.clone()]
    );
    assert_eq!(
        protected(ceiling(json!(["B"]))),
        [core.clone(), open.clone(), core.clone()]
    );
    assert_eq!(
        protected(ceiling(json!(["C"]))),
        [core.clone(), core.clone(), open.clone()]
    );
    assert_eq!(
        desk.call_refused("cutback", ceiling(json!(["Z"])))["code"],
        "name_unknown"
    );
    // Making the draft keeps the grades for the next time; undo takes both back at once.
    desk.call("cut_back_budget", ceiling(json!(["B"])));
    assert_eq!(desk.call("plan_rules", json!({}))["core_grades"], json!(["B"]));
    desk.on("undo", &[]);
    assert_eq!(desk.call("plan_rules", json!({}))["core_grades"], json!(["A"]));
    // So does the rule by itself, and a trial then takes it as given; none at all is a choice too.
    desk.call("set_plan_rules", json!({ "core_grades": ["C", "B"] }));
    assert_eq!(
        desk.call("plan_rules", json!({}))["core_grades"],
        json!(["B", "C"]),
        "in their order"
    );
    desk.call("set_plan_rules", json!({ "core_grades": ["C"] }));
    assert_eq!(
        protected(ceiling(Value::Null)),
        [core.clone(), core.clone(), open.clone()]
    );
    desk.call("set_plan_rules", json!({ "core_grades": [] }));
    assert_eq!(desk.call("plan_rules", json!({}))["core_grades"], json!([]));
    // The paper says what was aimed at and what held.
    let paper = desk
        .done(&[
            "report",
            crate::desk::LEDGER,
            "cutback",
            "--budget",
            "P",
            "--ceiling",
            "3500.00",
            "--language",
            "en",
        ])
        .text();
    for wanted in [
        "Among the others the value lost is as small as can be",
        "Condition: The total is exactly 3,500.00.",
        "Core customers",
    ] {
        assert!(paper.contains(wanted), "{wanted}: {paper}");
    }
    desk.sound();
    // The company's own benchmark decides how many times its cost a customer must be worth.
    desk.call(
        "set_benchmark",
        json!({ "key": "clv_cac", "low": "1", "high": "40", "source": "Board" }),
    );
    assert_eq!(protected(ceiling(Value::Null)), [open.clone(), open.clone(), open]);
}

#[test]
fn the_plan_follows_customers_that_move_between_grades_by_documents() {
    let desk = Desk::new();
    for (code, grade) in [("C1", "A"), ("C2", "A"), ("C3", "B")] {
        desk.call("set_customer", json!({ "code": code, "name": code, "grade": grade }));
    }
    let year: i32 = 2099;
    desk.call("new_budget", json!({ "budget": "P", "fiscal_year": year }));
    let set = |grade: &str, amount: &str| {
        desk.call(
            "set_grade_policy",
            json!({ "budget": "P", "category": "8.5", "grade": grade, "amount": amount }),
        );
    };
    set("A", "1200.00");
    set("B", "600.00");
    // 2 × 1,200 + 1 × 600, into the draft at once.
    let made = desk.call("follow_grade_policy", json!({ "budget": "P", "text": "First" }));
    assert_eq!(made["version"]["total"], "3000.00");
    desk.call("approve_budget", json!({ "budget": "P" }));
    assert_eq!(
        desk.call_refused("follow_grade_policy", json!({ "budget": "P", "text": "x" }))["code"],
        "grade_policy_nothing"
    );
    desk.call("set_customer", json!({ "code": "C2", "grade": "B" }));
    let told = desk.call("grade_policies", json!({ "budget": "P" }));
    let differences: Vec<&Value> = told["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| &l["difference"])
        .collect();
    assert_eq!(differences, [&json!("-1200.00"), &json!("600.00")]);
    let before = desk.number("SELECT count(*) FROM journal");
    let made = desk.call("follow_grade_policy", json!({ "budget": "P", "text": "C2 is a B now" }));
    assert_eq!(made["version"]["total"], "2400.00");
    assert_eq!(desk.number("SELECT count(*) FROM journal"), before + 1);
    assert_eq!(
        desk.call("revisions", json!({ "budget": "P" }))["revisions"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    desk.sound();
}
