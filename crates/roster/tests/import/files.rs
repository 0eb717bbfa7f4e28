//! Files of all shapes, from the command line.

use crate::rig::{Roster, adds_up, counts, user};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn users_are_the_same_in_files_of_all_shapes() {
    let roster = Roster::with_project().await;
    let users: Vec<Value> = (0..30).map(user).collect();
    let lines: String = users.iter().map(|user| format!("{user}\n")).collect();
    let page = |from: usize, to: usize| json!({ "total": 30, "users": users[from..to] });
    let pretty = serde_json::to_string_pretty(&page(0, 30)).unwrap();
    let files = [
        ("lines.ndjson", lines.clone().into_bytes()),
        ("list.json", json!(users).to_string().into_bytes()),
        ("object.json", pretty.clone().into_bytes()),
        ("pages.json", format!("{}{}", page(0, 20), page(20, 30)).into_bytes()),
        ("object.json.gz", gzip(pretty.as_bytes())),
        ("utf16.ndjson", format!("\u{feff}{lines}").encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("folder/a.json", page(0, 20).to_string().into_bytes()),
        ("folder/b.json", page(20, 30).to_string().into_bytes()),
    ];
    fs::create_dir(roster.folder.join("folder")).unwrap();
    for (name, content) in &files {
        fs::write(roster.folder.join(name), content).unwrap();
    }
    for name in ["lines.ndjson", "list.json", "object.json", "pages.json", "object.json.gz", "utf16.ndjson", "folder"] {
        let printed = roster.import(0, &format!("shop --dry-run {name}")).await;
        assert_eq!((counts(&printed), &printed["format"]), (json!({ "importable": 30 }), &json!("appwrite")), "{name}");
    }
    assert_eq!(counts(&roster.import(0, "shop folder").await), json!({ "imported": 30 }));
    let report = roster.lines("folder.report.ndjson");
    assert!(report[29]["file"].as_str().unwrap().ends_with("b.json"));
    // What one file has imported, the others have already.
    assert_eq!(counts(&roster.import(0, "shop object.json.gz").await), json!({ "already": 30 }));
}

#[tokio::test]
async fn the_two_files_of_auth0_are_joined_whichever_is_first() {
    let roster = Roster::with_project().await;
    let oid = |n: usize| format!("60425dc43519d90068f829{n:02}");
    let hash = "$2b$04$QXlI0dpjOYkO3HASSAqQtuhSCK2B3X/eJmJcBZbyrVHNhYhT.uIvu";
    let users: Vec<Value> = (0..5)
        .map(|n| json!({ "user_id": format!("auth0|{}", oid(n)), "email": format!("u{n}@example.com"), "name": format!("Number {n}"), "email_verified": true }))
        .collect();
    let hashes: Vec<Value> = (1..6)
        .map(|n| json!({ "_id": { "$oid": oid(n) }, "email": format!("u{n}@example.com"), "passwordHash": hash, "tenant": "t", "connection": "c" }))
        .collect();
    roster.write("users.ndjson", &users);
    roster.write("hashes.ndjson", &hashes);
    for (project, files) in [("shop", "users.ndjson hashes.ndjson"), ("other", "hashes.ndjson users.ndjson")] {
        let printed = roster.import(3, &format!("{project} --report report.ndjson {files}")).await;
        // Four users with a hash, one without, and a hash without another record.
        assert_eq!((counts(&printed), &printed["format"]), (json!({ "imported": 6 }), &json!("auth0")), "{files}");
        let exported = roster.export(project, &format!("{project}.ndjson")).await;
        let with_hashes = exported.iter().filter(|user| user["password"] == hash).count();
        let with_names = exported.iter().filter(|user| user["name"].as_str().unwrap().starts_with("Number")).count();
        assert_eq!((exported.len(), with_hashes, with_names), (6, 5, 5));
    }
}

#[tokio::test]
async fn a_damaged_file_is_reported_as_a_row_and_in_a_sentence() {
    let roster = Roster::with_project().await;
    let users: Vec<String> = (0..20).map(|n| user(n).to_string()).collect();
    fs::write(roster.folder.join("users.json"), format!("[\n{}", users.join(",\n"))).unwrap();
    let output = roster.run("users import --project shop users.json").await;
    assert_eq!(output.status.code(), Some(1));
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts(&printed), json!({ "imported": 20, "invalid": 1 }));
    let report = roster.lines("users.json.report.ndjson");
    adds_up(&printed, &report, 21);
    assert!(report[20]["reason"].as_str().unwrap().starts_with("nothing was read from here to the end of the file"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("users.json was not read further than line 21"));
}

#[tokio::test]
async fn rows_with_the_id_email_or_phone_of_an_earlier_row_name_its_place() {
    let roster = Roster::with_project().await;
    roster.write("a.ndjson", &[user(1), user(2)]);
    let mut again = user(3);
    again["email"] = user(1)["email"].clone();
    roster.write("b.ndjson", &[user(2), again, user(4)]);
    let printed = roster.import(1, "shop --report report.ndjson a.ndjson b.ndjson").await;
    assert_eq!(counts(&printed), json!({ "imported": 3, "refused": 2 }));
    let reasons: Vec<_> =
        roster.lines("report.ndjson").iter().filter_map(|line| line["reason"].as_str().map(str::to_owned)).collect();
    assert_eq!(reasons, ["line 2 of a.ndjson has the same id", "line 1 of a.ndjson has the same email"]);
}
