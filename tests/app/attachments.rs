//! Attachments: files kept in the ledger with documents, requests and entries; standards per person with them.

use serde_json::{Value, json};

use crate::desk::Desk;

/// A plan in force with one document and one request, and an entry.
fn kept() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let lines = json!([{ "key": { "category": "8.5" }, "total": "12000.00" }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    desk.call("approve_budget", json!({ "budget": "2026", "valid_from": "2026-01" }));
    let more = json!({ "budget": "2026", "kind": "supplement", "effective": "2026-06", "text": "礼品涨价", "to": [{ "key": { "category": "8.5" }, "amount": "600.00" }] });
    desk.call("revise_budget", more);
    desk.call(
        "add_request",
        json!({ "title": "中秋礼盒", "key": { "category": "8.5" }, "amount": "900.00", "month": "2026-09" }),
    );
    desk.call(
        "add_entry",
        json!({ "date": "2026-06-02", "category": "8.5", "amount": "50" }),
    );
    desk.write("报价 单.pdf", b"%PDF-1.4 quote");
    desk
}

fn revision() -> Value {
    json!({ "revision": { "budget": "2026", "number": 1 } })
}

#[test]
fn a_file_is_kept_listed_written_out_again_and_undone() {
    let desk = kept();
    let path = desk.path("报价 单.pdf");
    for to in [revision(), json!({ "request": 1 }), json!({ "entry": 1 })] {
        let made = desk.call("add_attachment", json!({ "to": to, "path": path }));
        assert_eq!(
            (&made["name"], &made["kind"], &made["size"]),
            (&json!("报价 单.pdf"), &json!("pdf"), &json!(14))
        );
        assert_eq!(made["to"], to);
        // sha256sum of the fourteen bytes.
        assert_eq!(
            made["hash"],
            "2c9636c852a244f77b3e0142eef00678e25a4759605a5c2e6576285fc7adf662"
        );
    }
    assert_eq!(desk.number("SELECT count(*) FROM attachment_body"), 1, "each body once");
    let listed = desk.call("attachments", json!({ "to": { "request": 1 } }));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(desk.call("attachments", json!({})).as_array().unwrap().len(), 3);
    desk.call("save_attachment", json!({ "id": listed[0]["id"], "path": "out.pdf" }));
    assert_eq!(desk.bytes("out.pdf"), desk.bytes("报价 单.pdf"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(desk.path("out.pdf")).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0, "nothing that is written out can be run");
    }
    desk.sound();
    desk.call("remove_attachment", json!({ "id": listed[0]["id"] }));
    assert_eq!(desk.call("attachments", json!({})).as_array().unwrap().len(), 2);
    desk.on("undo", &[]);
    desk.call("save_attachment", json!({ "id": listed[0]["id"], "path": "again.pdf" }));
    assert_eq!(desk.bytes("again.pdf"), b"%PDF-1.4 quote");
    // An entry goes with what is kept with it, and comes back with it.
    desk.call("remove_entry", json!({ "id": 1 }));
    assert_eq!(desk.call("attachments", json!({})).as_array().unwrap().len(), 2);
    desk.on("undo", &[]);
    assert_eq!(desk.call("attachments", json!({})).as_array().unwrap().len(), 3);
    desk.sound();
}

#[test]
fn a_hostile_name_is_kept_inert_and_a_program_is_no_picture() {
    let desk = kept();
    desk.write("invoice\u{202e}gnp.exe", b"MZ\x90\x00 a program");
    let made = desk.call(
        "add_attachment",
        json!({ "to": revision(), "path": desk.path("invoice\u{202e}gnp.exe") }),
    );
    assert_eq!(
        (&made["name"], &made["kind"]),
        (&json!("invoice_gnp.exe"), &json!("other"))
    );
    desk.sound();
}

#[test]
fn what_cannot_be_kept_is_refused_and_leaves_nothing() {
    let desk = kept();
    desk.write("empty.txt", "");
    desk.write("large.bin", vec![b'x'; (20 << 20) + 1]);
    let before = desk.records();
    let refused =
        |to: Value, path: &str| desk.call_refused("add_attachment", json!({ "to": to, "path": path }))["code"].clone();
    assert_eq!(refused(revision(), "empty.txt"), "attachment_empty");
    assert_eq!(refused(revision(), "large.bin"), "attachment_large");
    assert_eq!(refused(revision(), "none.txt"), "file_missing");
    assert_eq!(refused(revision(), "."), "file_is_folder");
    assert_eq!(
        refused(json!({ "revision": { "budget": "2026", "number": 9 } }), "报价 单.pdf"),
        "revision_unknown"
    );
    assert_eq!(refused(json!({ "request": 9 }), "报价 单.pdf"), "request_unknown");
    assert_eq!(refused(json!({ "entry": 9 }), "报价 单.pdf"), "entry_unknown");
    assert_eq!(desk.records(), before);
    assert_eq!(desk.number("SELECT count(*) FROM attachment_body"), 0);
    desk.call("add_attachment", json!({ "to": revision(), "path": "报价 单.pdf" }));
    assert_eq!(refused(revision(), "报价 单.pdf"), "attachment_twice");
    assert_eq!(
        desk.call_refused("save_attachment", json!({ "id": 9, "path": "x" }))["code"],
        "attachment_unknown"
    );
}

#[test]
fn check_finds_an_attachment_that_is_not_what_was_kept() {
    let desk = kept();
    if desk.is_on_server() {
        return;
    }
    let made = desk.call("add_attachment", json!({ "to": revision(), "path": "报价 单.pdf" }));
    desk.sqlite()
        .execute("UPDATE attachment_body SET body = x'00'", ())
        .unwrap();
    let told = desk.run(&["check", crate::desk::LEDGER, "--json"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["faults"][0]["code"], "check_attachment", "{}", told.text());
    assert_eq!(
        desk.call_refused("save_attachment", json!({ "id": made["id"], "path": "x.pdf" }))["code"],
        "check_attachment"
    );
    assert!(!desk.path("x.pdf").exists());
}

#[test]
fn a_recovered_ledger_has_its_attachments() {
    let desk = kept();
    let made = desk.call("add_attachment", json!({ "to": revision(), "path": "报价 单.pdf" }));
    desk.done(&["recover", crate::desk::LEDGER, "saved.kezhang"]);
    let words = [
        "call",
        "saved.kezhang",
        "save_attachment",
        &json!({ "id": made["id"], "path": "r.pdf" }).to_string(),
    ];
    desk.done(&words);
    assert_eq!(desk.bytes("r.pdf"), b"%PDF-1.4 quote");
    assert_eq!(desk.run(&["check", "saved.kezhang"]).code, 0);
}

#[test]
fn for_how_many_people_stays_with_an_entry_and_a_request() {
    let desk = Desk::new();
    desk.call(
        "set_standard",
        json!({ "per": "person", "key": { "category": "8.4" }, "amount": "200.00" }),
    );
    // Five at 200: 1,000; 1,200 is 200 beyond.
    let dinner = json!({ "date": "2026-03-05", "category": "8.4", "amount": "1200", "people": 5 });
    let made = desk.call("add_entry", dinner.clone());
    assert_eq!(
        (&made["people"], &made["warnings"][0]["excess"]),
        (&json!(5), &json!("200.00"))
    );
    assert_eq!(desk.call("entry", json!({ "id": made["id"] }))["people"], 5);
    let changed = json!({ "date": "2026-03-05", "category": "8.4", "amount": "1200", "people": 6 });
    let changed = desk.call("change_entry", json!({ "id": made["id"], "entry": changed }));
    assert_eq!((&changed["people"], &changed["warnings"]), (&json!(6), &json!([])));
    desk.on("undo", &[]);
    assert_eq!(desk.call("entry", json!({ "id": made["id"] }))["people"], 5);
    let asked = desk.call(
        "add_request",
        json!({ "title": "招待", "key": { "category": "8.4" }, "amount": "900.00", "month": "2026-04", "people": 3 }),
    );
    assert_eq!(asked["people"], 3);
    assert_eq!(
        asked["warnings"].as_array().unwrap().len(),
        1,
        "3 × 200 = 600 is below 900: {asked}"
    );
    desk.call("remove_entry", json!({ "id": made["id"] }));
    assert_eq!(
        desk.number("SELECT count(*) FROM headcount WHERE entry_id IS NOT NULL"),
        0
    );
    desk.on("undo", &[]);
    assert_eq!(desk.call("entry", json!({ "id": made["id"] }))["people"], 5);
    desk.sound();
}
