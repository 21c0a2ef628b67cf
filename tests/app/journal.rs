//! The journal: any sequence of changes undone leaves the empty ledger, done again the same totals; tampering is found.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// A small generator of numbers (xorshift), so that a failing sequence can be run again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.roll(words.len() as u64) as usize]
    }
}

/// What reports and the list of entries show, and by plain SQL what the registers and budgets hold.
fn state(desk: &Desk) -> Value {
    let span = ["--from", "2025-01", "--to", "2026-12"];
    let mut entries = desk.call("entries", json!({ "with_totals": true }));
    for entry in entries["entries"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().remove("id");
    }
    let kept = |table: &str| {
        let columns = desk
            .texts(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .join(", '|', ");
        desk.texts(&format!("SELECT concat({columns}) FROM {table} ORDER BY id"))
    };
    let tables = [
        "customer",
        "customer_grade",
        "channel",
        "department",
        "vendor",
        "product",
        "category",
        "grade",
        "rate",
        "mapping",
        "budget",
        "budget_version",
        "budget_line",
        "invoice",
        "profile",
    ];
    json!({
        "variance": desk.variance(&span),
        "cash": desk.variance(&[&span[..], &["--basis", "cash", "--by", "customer,month"]].concat()),
        "entries": entries,
        "tables": tables.map(kept),
    })
}

/// One change, which may be refused; whether it left a record.
fn change(desk: &Desk, dice: &mut Dice, step: u64) -> bool {
    let before = desk.number("SELECT count(*) FROM journal");
    let name = dice.pick(&["甲", "乙", "丙", ""]);
    let month = dice.roll(12) + 1;
    let amount = format!("{}.{:02}", dice.roll(900) + 1, dice.roll(100));
    let category = dice.pick(&["7.2", "8", "1.2", "10.1", "11.2", "99", ""]);
    let entry = json!({
        "date": format!("2025-{month:02}-05"), "category": category, "amount": amount, "tax_rate": "0.06",
        "paid_on": format!("2025-{month:02}-20"), "benefit_from": format!("2025-{month:02}-01"), "benefit_to": "2026-03-31",
    });
    let ids = desk.texts("SELECT CAST(id AS TEXT) FROM entry WHERE is_void = 0 ORDER BY id");
    let id: i64 = ids
        .get(dice.roll(ids.len().max(1) as u64) as usize)
        .map_or(1, |id| id.parse().unwrap());
    let (command, input) = match dice.roll(11) {
        0 => ("add_entry", entry),
        1 => ("change_entry", json!({ "id": id, "entry": entry })),
        2 => ("remove_entry", json!({ "id": id })),
        3 => (
            "set_customer",
            json!({ "code": format!("C{}", dice.roll(3)), "name": format!("名{step}"), "grade": dice.pick(&["A", "B"]), "channel": name }),
        ),
        4 => (
            "set_budget_lines",
            json!({ "budget": "2025", "lines": [{ "key": { "category": "7.2" }, "total": amount }] }),
        ),
        5 => ("approve_budget", json!({ "budget": "2025" })),
        6 => (
            "set_category",
            json!({ "code": "7.9", "name_zh": format!("新{step}"), "name_en": "New" }),
        ),
        7 => (
            "set_rate",
            json!({ "date": "2025-01-01", "currency": "USD", "rate": amount }),
        ),
        kind => {
            let text = if kind == 8 {
                format!(
                    "month,category,department,amount\n2025-{month:02},7.2,,{amount}\n2025-{month:02},,{name}部,{amount}\n"
                )
            } else {
                format!(
                    "date,category,amount,customer,vendor\n2025-{month:02}-01,{category},{amount},{name},{name}社\n2025-{month:02}-01,{category},{amount},{name},{name}社\n"
                )
            };
            desk.write("step.csv", text);
            let kind = if kind == 8 { "budget" } else { "entries" };
            ("import", json!({ "path": "step.csv", "kind": kind }))
        }
    };
    let told = desk.run(&["call", LEDGER, command, &input.to_string(), "--json"]);
    assert!(told.code <= 1, "{command} {input}: {}", told.err);
    let made = desk.number("SELECT count(*) FROM journal") - before;
    assert!(
        made == 0 || (made == 1 && told.code == 0),
        "{command} {input}: {}",
        told.err
    );
    made == 1
}

fn play(seed: u64) {
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let desk = Desk::new();
    let empty = state(&desk);
    let mut made = 0;
    for step in 0..14 {
        made += u64::from(change(&desk, &mut dice, step));
        if dice.roll(4) == 0 && made > 0 {
            desk.on("undo", &[]);
            if dice.roll(2) == 0 {
                desk.on("redo", &[]);
            } else {
                made -= 1;
            }
        }
        desk.sound();
    }
    assert!(made > 3, "a sequence that does something");
    let full = state(&desk);
    for _ in 0..made {
        desk.on("undo", &[]);
        desk.sound();
    }
    assert_eq!(desk.refused("undo", &[])["code"], "nothing_to_undo");
    assert_eq!(state(&desk), empty, "seed {seed}: undo all is the empty ledger");
    for _ in 0..made {
        desk.on("redo", &[]);
        desk.sound();
    }
    assert_eq!(desk.refused("redo", &[])["code"], "nothing_to_redo");
    assert_eq!(state(&desk), full, "seed {seed}: redo all is as it was");
}

#[test]
fn undo_all_is_the_empty_ledger_and_redo_all_the_same_totals() {
    // KEZHANG_SEED runs another sequence.
    play(
        std::env::var("KEZHANG_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(20_250_101),
    );
}

#[test]
fn a_record_tells_who_when_what_and_what_it_undoes() {
    let desk = Desk::new();
    desk.import("date,amount\n2025-01-01,5\n", &[]);
    desk.on("undo", &[]);
    desk.on("redo", &[]);
    let history = desk.on("history", &[]);
    let records = history.as_array().unwrap();
    let told: Vec<Value> = records
        .iter()
        .map(|r| json!([r["number"], r["command"], r["batch"], r["undoes"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!([1, "new", null, null]),
            json!([2, "import", 1, null]),
            json!([3, "undo", null, 2]),
            json!([4, "redo", null, 3]),
        ]
    );
    for record in records {
        assert_eq!(record["author"], "tester");
        let at = record["at"].as_str().unwrap();
        assert!(at.len() == 20 && at.ends_with('Z'), "{at}");
        assert!(!record["about"].as_str().unwrap().starts_with("about."), "{record}");
    }
    // What was done again is undone as the change itself, by either number.
    desk.on("undo", &["4"]);
    assert!(desk.entries().is_empty());
    assert_eq!(desk.refused("undo", &["2"])["code"], "record_reversed");
    desk.on("redo", &[]);
    assert_eq!(desk.entries().len(), 1);
    desk.on("undo", &["2"]);
    assert!(desk.entries().is_empty());
    // After a new change there is nothing to do again.
    desk.import("date,amount\n2025-01-02,5\n", &[]);
    assert_eq!(desk.refused("redo", &[])["code"], "nothing_to_redo");
    assert_eq!(desk.refused("undo", &["99"])["code"], "record_missing");
    desk.sound();
}

#[test]
fn an_older_record_is_undone_by_its_number_when_nothing_stands_on_it() {
    let desk = Desk::new();
    desk.call("set_member", json!({ "register": "channel", "code": "a", "name": "a" }));
    desk.call("set_member", json!({ "register": "channel", "code": "b", "name": "b" }));
    desk.call(
        "add_entry",
        json!({ "date": "2025-01-01", "amount": "5.00", "channel": "b" }),
    );
    desk.on("undo", &["2"]);
    let refused = desk.refused("undo", &["3"]);
    assert_eq!(
        (&refused["code"], &refused["facts"]["later"]),
        (&json!("undo_blocked"), &json!("4"))
    );
    assert!(refused["message"].as_str().unwrap().contains('4'));
    desk.sound();
    desk.on("undo", &[]);
    desk.on("undo", &["3"]);
    assert_eq!(desk.call("members", json!({ "register": "channel" })), json!([]));
    desk.sound();
}

#[test]
fn two_programs_on_one_ledger_take_turns() {
    let desk = Desk::new();
    let mut running = Vec::new();
    for at in 0..4 {
        let rows: String = (0..300)
            .map(|row| format!("2025-01-{:02},7.2,{row}.0{at},甲{at}\n", row % 28 + 1))
            .collect();
        desk.write(&format!("{at}.csv"), format!("date,category,amount,customer\n{rows}"));
        running.push(
            desk.command()
                .args(["import", desk.ledger(), &format!("{at}.csv")])
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap(),
        );
    }
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(desk.records(), ["new", "import", "import", "import", "import"]);
    assert_eq!(desk.number("SELECT count(*) FROM entry"), 1200);
    desk.sound();
}

/// A program that is killed leaves all of its change or nothing.
#[test]
fn a_program_that_dies_leaves_nothing_half_done() {
    let desk = Desk::new();
    let rows: String = (0..12_000)
        .map(|row| format!("2025-01-{:02},7.2,{row}\n", row % 28 + 1))
        .collect();
    desk.write("large.csv", format!("date,category,amount\n{rows}"));
    for pause in [100, 250, 500] {
        let mut child = desk
            .command()
            .args(["import", desk.ledger(), "large.csv"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        let _ = child.kill();
        child.wait().unwrap();
        desk.sound();
        let imports = desk.number("SELECT count(*) FROM journal WHERE command = 'import'");
        assert_eq!(desk.number("SELECT count(*) FROM entry"), imports * 12_000);
    }
    assert_eq!(desk.import_file("large.csv", &[])["read"], 12_000);
    assert_eq!(desk.entries().len(), 12_000);
    if !desk.is_on_server() {
        assert_eq!(desk.names(), ["l.kezhang", "large.csv"], "the next program tidies up");
    }
}

/// What somebody does to the file behind the program's back, by plain SQL.
#[test]
fn check_finds_what_was_changed_behind_the_programs_back() {
    let tampering = [
        "UPDATE entry SET base_gross_minor = base_gross_minor + 1 WHERE id = 2",
        "UPDATE entry SET memo = 'other' WHERE id = 1",
        "UPDATE entry SET customer_id = 99 WHERE id = 1",
        "UPDATE entry SET is_void = 1 WHERE id = 1",
        "UPDATE entry SET memo = 'other' WHERE id = 3",
        "DELETE FROM entry WHERE id = 2",
        "DELETE FROM entry WHERE id = 3",
        "INSERT INTO entry SELECT 99, null, 0, null, null, occurred_on, category_id, currency, rate, gross_minor, tax_minor, net_minor, \
         base_gross_minor, base_net_minor, tax_rate, invoice, invoice_kind, is_deductible, paid_on, invoiced_on, benefit_from, \
         benefit_to, stage, customer_id, channel_id, activity_id, department_id, vendor_id, product_id, memo, status FROM entry WHERE id = 1",
        "UPDATE customer SET name = 'other'",
        "UPDATE category SET stage = 'service' WHERE code = '7.2'",
        "UPDATE profile SET taxpayer = 'general'",
        "UPDATE budget_line SET m3 = m3 + 1",
        "DELETE FROM budget_line",
        "INSERT INTO grade (code, name, position, is_active) VALUES ('X', 'X', 9, 1)",
        "UPDATE total_category SET gross_minor = gross_minor + 1",
        "DELETE FROM total_customer",
        "INSERT INTO total_scope SELECT basis, month + 100, category_id, deduction, stage, department_id, activity_id, channel_id, product_id, \
         net_minor, gross_minor, untaxed FROM total_scope LIMIT 1",
        "UPDATE journal SET author = 'somebody else' WHERE number = 2",
        "UPDATE journal SET at = '2020-01-01T00:00:00Z' WHERE number = 3",
        "DELETE FROM journal_row WHERE number = 4",
        "UPDATE journal_row SET after = replace(after, '5', '6') WHERE number = 3",
        "DELETE FROM journal WHERE number = 4",
        "UPDATE batch SET file_name = 'other'",
        "UPDATE batch SET last_entry = last_entry - 1",
    ];
    let desk = Desk::new();
    desk.import(
        "date,category,amount,customer\n2025-01-01,7.2,10,甲\n2025-02-01,7.2,20,甲\n",
        &[],
    );
    desk.call("add_entry", json!({ "date": "2025-03-01", "amount": "5.00" }));
    desk.import("month,category,amount\n2025-01,7.2,100\n", &["--kind", "budget"]);
    desk.sound();
    if desk.is_on_server() {
        return;
    }
    let whole = desk.bytes(LEDGER);
    for statement in tampering {
        desk.write(LEDGER, &whole);
        desk.sqlite()
            .execute_batch(&format!("PRAGMA foreign_keys = OFF; {statement};"))
            .unwrap();
        let told = desk.run(&["check", LEDGER, "--json"]);
        assert_eq!(told.code, 1, "{statement}: {}", told.text());
        let report = told.json();
        assert_eq!(report["is_sound"], false);
        assert!(!report["faults"][0]["message"].as_str().unwrap().is_empty());
    }
    desk.write(LEDGER, &whole);
    desk.sound();
}
