//! Exports: every kind of file is imported elsewhere, with the same users, and contains no hash that was not asked for.

use crate::rig::{Roster, counts, data, user};
use roster_core::{Password, ProjectId, UserId};
use roster_store::Store;
use serde_json::{Value, json};
use std::fs;

/// Users of `appwrite.ndjson` and their passwords: published examples of bcrypt, phpass, scrypt and Firebase's scrypt.
const PASSWORDS: [(&str, &str); 4] =
    [("user2", "rasmuslerdorf"), ("user5", "test12345"), ("user6", "password"), ("user7", "user1password")];

/// The kinds of files.
const FORMATS: [&str; 3] = ["csv", "ndjson", "appwrite"];

/// A project with users whose fields need care in CSV, and who have a password.
async fn with_difficult_users() -> (Roster, Vec<Value>) {
    let roster = Roster::with_project().await;
    let names = ["Says \"hi\", twice", "Zoë Ångström 日本", "=1+1", " blank ", "semi;colon, comma"];
    let users: Vec<Value> = (0..names.len())
        .map(|n| {
            let mut user = user(n);
            user["name"] = json!(names[n]);
            user["phone"] = json!(format!("+4917{n}"));
            user["labels"] = json!(["vip", format!("group{n}")]);
            user["prefs"] = json!({ "text": "two\nlines, \"quoted\"", "n": n });
            user["status"] = json!(n % 2 == 0);
            user["emailVerification"] = json!(n % 2 == 1);
            user["passwordUpdate"] = json!("2024-01-02T00:00:00.000+00:00");
            user
        })
        .collect();
    roster.write("users", &users);
    roster.import(0, "shop users --format appwrite").await;
    (roster, users)
}

fn text(roster: &Roster, file: &str) -> String {
    fs::read_to_string(roster.folder.join(file)).unwrap()
}

async fn export(roster: &Roster, options: &str) -> Value {
    let output = roster.run(&format!("users export --project shop {options}")).await;
    assert_eq!(output.status.code(), Some(0), "{options}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn each_kind_of_file_is_imported_elsewhere_with_the_same_users() {
    for format in FORMATS {
        let (roster, _) = with_difficult_users().await;
        let printed = export(&roster, &format!("--format {format} --with-hashes out")).await;
        assert_eq!(printed, json!({ "users": 5, "file": "out" }));
        // Without --format: the file is recognised.
        let imported = roster.import(0, "other out").await;
        assert_eq!(
            (counts(&imported), &imported["format"]),
            (json!({ "imported": 5 }), &json!("appwrite")),
            "{format}"
        );
        assert_eq!(roster.export("other", "there").await, roster.export("shop", "here").await, "{format}");
    }
}

#[tokio::test]
async fn users_sign_in_elsewhere_with_hashes_of_every_scheme() {
    for format in FORMATS {
        let roster = Roster::with_project().await;
        roster.import(0, &format!("shop {} --format appwrite --report r", data("appwrite.ndjson"))).await;
        export(&roster, &format!("--format {format} --with-hashes out")).await;
        assert_eq!(counts(&roster.import(0, "other out").await), json!({ "imported": 9 }), "{format}");
        let [shop, other] = [roster.export("shop", "here").await, roster.export("other", "there").await];
        assert_eq!(shop, other, "{format}");
        let store = Store::connect_to(&roster.endpoint, "roster").await;
        for (id, password) in PASSWORDS {
            let (project, id) = (ProjectId::parse("other").unwrap(), UserId::parse(id).unwrap());
            let hash = store.get_user(&project, &id).await.unwrap().password.unwrap();
            let matches = |text: &str| hash.matches(&Password::parse_candidate(text).unwrap()).unwrap();
            assert!(matches(password) && !matches("another password"), "{format}: {id}");
        }
    }
}

#[tokio::test]
async fn without_with_hashes_there_is_no_hash_and_the_import_says_so() {
    for format in FORMATS {
        let (roster, users) = with_difficult_users().await;
        export(&roster, &format!("--format {format} out")).await;
        let written = text(&roster, "out");
        let hash = users[0]["password"].as_str().unwrap();
        let parts = hash.split('$').filter(|part| part.len() > 8);
        for secret in parts.chain(["argon2", "hashOptions", "\"password\"", ",password,"]) {
            assert!(!written.contains(secret), "{format}: {secret}");
        }
        let imported = roster.import(3, "other out").await;
        assert_eq!((&imported["imported"], &imported["withoutPassword"]), (&json!(5), &json!(5)), "{format}");
        let notes = roster.lines("out.report.ndjson");
        assert!(notes.iter().all(|line| line["notes"][0]["kind"] == "password"), "{format}: {notes:?}");
    }
}

#[tokio::test]
async fn a_query_selects_users() {
    let (roster, _) = with_difficult_users().await;
    for (query, ids) in [
        (r#"equal("status",false)"#, vec!["user1", "user3"]),
        (r#"contains("labels","group2")"#, vec!["user2"]),
        (r#"{"method":"equal","attribute":"email","values":["user4@example.com"]}"#, vec!["user4"]),
        (r#"equal("status",true) --query equal("emailVerification",true)"#, vec![]),
    ] {
        let printed = export(&roster, &format!("--query {query} out")).await;
        assert_eq!(printed["users"], ids.len(), "{query}");
        let found: Vec<String> =
            roster.lines("out").iter().map(|user| user["$id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, ids, "{query}");
        fs::remove_file(roster.folder.join("out")).unwrap();
    }
    for query in ["limit(1)", "nonsense", r#"equal("shoeSize",1)"#] {
        let output = roster.run(&format!("users export --project shop --query {query} out")).await;
        assert_eq!(output.status.code(), Some(2), "{query}");
        assert!(!roster.folder.join("out").exists() && !roster.folder.join("out.part").exists());
    }
}

#[tokio::test]
async fn an_export_of_nobody_is_a_valid_file_and_an_existing_one_is_kept() {
    let roster = Roster::with_project().await;
    for format in FORMATS {
        let printed = export(&roster, &format!("--format {format} {format}")).await;
        assert_eq!(printed, json!({ "users": 0, "file": format }));
    }
    assert_eq!(text(&roster, "ndjson"), "");
    assert!(text(&roster, "csv").starts_with("$id,$createdAt,"));
    let list: Value = serde_json::from_str(&text(&roster, "appwrite")).unwrap();
    assert_eq!(list, json!({ "total": 0, "users": [] }));
    let again = roster.run("users export --project shop csv").await;
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    assert!(text(&roster, "csv").starts_with("$id,$createdAt,"));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_an_export() {
    use std::os::unix::fs::PermissionsExt as _;
    let (roster, _) = with_difficult_users().await;
    export(&roster, "--with-hashes out").await;
    assert_eq!(fs::metadata(roster.folder.join("out")).unwrap().permissions().mode() & 0o777, 0o600);
}
