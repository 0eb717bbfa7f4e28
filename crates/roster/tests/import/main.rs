//! Imports and exports as an operator runs them: the real program, on a table in an embedded DynamoDB.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the whole file is a test, including its helpers")]

mod exports;
mod files;
mod notes;
mod repeated;
mod rig;
mod sources;
mod systems;
mod teams;

use rig::{Roster, counts, data, user};
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

#[tokio::test]
async fn imported_users_are_exported_and_imported_again() {
    let roster = Roster::with_project().await;
    let file = data("appwrite.ndjson");
    let counted = roster.import(0, &format!("shop {file} --format appwrite --report report.ndjson")).await;
    assert_eq!((counts(&counted), &counted["rows"]), (json!({ "imported": 9 }), &json!(9)));
    let report = roster.lines("report.ndjson");
    assert_eq!(report[0], json!({ "line": 1, "outcome": "imported", "id": "user1" }));
    let exported = roster.export("shop", "out.ndjson").await;
    let originals: Vec<Value> =
        fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (original, exported) in originals.iter().zip(&exported) {
        for field in ["$id", "$createdAt", "$updatedAt", "registration", "name", "email", "phone", "status", "labels"] {
            assert_eq!(original[field], exported[field], "{field}");
        }
        for field in ["password", "hash", "passwordUpdate", "emailVerification", "phoneVerification", "accessedAt"] {
            assert_eq!(original[field], exported[field], "{field}");
        }
    }
    assert_eq!(exported[0]["prefs"], json!({ "theme": "pink", "n": 1.0, "o": {}, "a": [] }));
    let counted = roster.import(0, "other out.ndjson --format appwrite").await;
    assert_eq!(counts(&counted), json!({ "imported": 9 }));
    assert_eq!(roster.export("other", "again.ndjson").await, exported);
    let bytes = |file: &str| fs::read(roster.folder.join(file)).unwrap();
    assert!(bytes("out.ndjson") == bytes("again.ndjson"), "byte for byte");
    let found = roster.run("users export --project shop out.ndjson").await;
    assert!(String::from_utf8_lossy(&found.stderr).contains("exists already"));
}

#[tokio::test]
async fn every_format_is_imported() {
    let roster = Roster::with_project().await;
    for (file, format, expected) in [
        ("cognito.csv", "cognito", json!({ "imported": 2, "invalid": 1 })),
        ("auth0.ndjson", "auth0", json!({ "imported": 3, "refused": 2, "invalid": 2 })),
        ("supabase.csv", "supabase", json!({ "refused": 3, "skipped": 1 })),
        ("keycloak.json", "keycloak", json!({ "refused": 3, "skipped": 1, "invalid": 1 })),
    ] {
        let counted = roster.import(1, &format!("shop {} --format {format} --report {file}.r", data(file))).await;
        assert_eq!(counts(&counted), expected, "{file}");
    }
    let counted = roster.import(3, &format!("other {} --format firebase --report f.r --hash-key jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==", data("firebase.json"))).await;
    assert_eq!(counts(&counted), json!({ "imported": 3 }));
    assert_eq!(roster.export("other", "o").await[0]["email"], "grace@example.com", "the oldest user");
}

#[tokio::test]
async fn a_report_has_ids_and_nothing_else_of_a_user() {
    let roster = Roster::with_project().await;
    roster.import(1, &format!("shop {} --format auth0 --report r", data("auth0.ndjson"))).await;
    let report = fs::read_to_string(roster.folder.join("r")).unwrap();
    assert!(!report.contains('@') && !report.contains("$2b$") && !report.contains("Hopper"), "{report}");
    assert_eq!(report.lines().count(), 7);
    assert!(
        report.contains(r#"{"line":7,"outcome":"invalid","reason":"password: a custom hash of an unknown algorithm"#)
    );
    let counted = roster
        .import(3, &format!("shop {} --format auth0 --drop-unknown-hashes --report r", data("auth0.ndjson")))
        .await;
    assert_eq!(counts(&counted), json!({ "imported": 2, "already": 5 }));
}

#[tokio::test]
async fn a_dry_run_reports_the_same_and_writes_nothing() {
    let roster = Roster::with_project().await;
    roster.write("one", &[user(1)]);
    roster.import(0, "shop one --format appwrite").await;
    let taken = json!({ "$id": "other", "email": "user1@example.com" });
    let twice = json!({ "$id": "more", "email": "user2@example.com" });
    roster.write("two", &[user(1), user(2), taken, twice, json!({ "$id": "x", "email": "nonsense" })]);
    let dry = roster.import(1, "shop two --format appwrite --dry-run").await;
    assert_eq!(counts(&dry), json!({ "already": 1, "importable": 1, "refused": 2, "invalid": 1 }));
    assert_eq!(roster.total().await, 1);
    let counted = roster.import(1, "shop two --format appwrite").await;
    assert_eq!(counts(&counted), json!({ "already": 1, "imported": 1, "refused": 2, "invalid": 1 }));
    let reasons: Vec<_> = roster.lines("two.report.ndjson").iter().map(|line| line["reason"].clone()).collect();
    let expected = [
        Value::Null,
        Value::Null,
        json!("line 1 has the same email"),
        json!("line 2 has the same email"),
        json!(format!("email: {}", roster_core::Email::parse("nonsense").unwrap_err())),
    ];
    assert_eq!(reasons, expected);
    assert_eq!(roster.total().await, 2);
}

#[tokio::test]
async fn conflicts_are_rejected_or_skipped_or_stop_the_import() {
    let roster = Roster::with_project().await;
    roster.write("one", &[user(1)]);
    roster.import(0, "shop one --format appwrite").await;
    let mut users: Vec<Value> = (1..200).map(user).collect();
    users[0]["$id"] = json!("other");
    roster.write("many", &users);
    let stopped = roster.import(1, "shop many --format appwrite --on-conflict stop --parallel 1").await;
    assert_eq!(counts(&stopped), json!({ "imported": 27, "refused": 1 }));
    let skipped = roster.import(0, "shop many --format appwrite --on-conflict skip").await;
    assert_eq!(counts(&skipped), json!({ "already": 27, "imported": 171, "skipped": 1 }));
    let refused = roster.import(1, "shop many --format appwrite").await;
    assert_eq!(counts(&refused), json!({ "already": 198, "refused": 1 }));
    assert_eq!(roster.total().await, 199);
    assert_eq!(roster.export("shop", "out").await.len(), 199);
}

#[tokio::test]
async fn a_killed_import_is_finished_by_the_next_and_no_user_is_counted_twice() {
    const USERS: usize = 1_500;
    let roster = Roster::with_project().await;
    roster.write("many", &(0..USERS).map(user).collect::<Vec<_>>());
    let mut kills = 0;
    for wait in [150, 300, 450] {
        let mut child = roster.start("users import --project shop many --format appwrite");
        let died = tokio::time::timeout(Duration::from_millis(wait), child.wait()).await.is_err();
        kills += u32::from(died);
        child.kill().await.unwrap();
    }
    assert!(kills > 0, "no import was killed");
    let counted = roster.import(0, "shop many --format appwrite").await;
    let of = |name: &str| counted[name].as_u64().unwrap();
    assert_eq!(of("imported") + of("already"), USERS as u64);
    assert_eq!(roster.lines("many.report.ndjson").len(), USERS);
    assert_eq!(roster.total().await, USERS as u64);
    let exported = roster.export("shop", "out").await;
    let mut order: Vec<Value> = (0..USERS).map(user).collect();
    order.sort_by_key(|user| user["$createdAt"].as_str().unwrap().to_owned());
    assert!(exported.iter().zip(&order).all(|(one, other)| one["$id"] == other["$id"]), "in the order of their rows");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_an_export() {
    use std::os::unix::fs::PermissionsExt as _;
    let roster = Roster::with_project().await;
    // Another user of the machine has prepared a link to a file that they can read.
    fs::write(roster.folder.join("bait"), "").unwrap();
    fs::set_permissions(roster.folder.join("bait"), fs::Permissions::from_mode(0o666)).unwrap();
    std::os::unix::fs::symlink("bait", roster.folder.join("out.part")).unwrap();
    roster.export("shop", "out").await;
    assert_eq!(fs::symlink_metadata(roster.folder.join("out")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!roster.folder.join("out.part").exists());
    assert_eq!(fs::read_to_string(roster.folder.join("bait")).unwrap(), "");
}

/// How fast, and how much memory: `cargo test -p roster --test import -- --ignored --nocapture`.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "it prints what it measures")]
async fn a_hundred_thousand_users_are_imported_and_exported() {
    let roster = Roster::with_project().await;
    roster.write("many", &(0..100_000).map(user).collect::<Vec<_>>());
    for line in ["users import --project shop many --format appwrite", "users export --project shop out"] {
        let begun = std::time::Instant::now();
        let mut child = roster.start(line);
        let status = format!("/proc/{}/status", child.id().unwrap());
        let mut peak = String::new();
        while child.try_wait().unwrap().is_none() {
            let status = fs::read_to_string(&status).unwrap_or_default();
            peak = status.lines().find(|line| line.starts_with("VmHWM")).map_or(peak, str::to_owned);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let output = child.wait_with_output().await.unwrap();
        println!("{line}: {:?}, {peak}, {}", begun.elapsed(), String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(roster.lines("out").len(), 100_000);
}

#[tokio::test]
async fn a_missing_or_invalid_file_and_an_unknown_project_are_reported() {
    let roster = Roster::with_project().await;
    let error_of = async |line: &str| {
        let output = roster.run(line).await;
        assert_eq!(output.status.code(), Some(1), "{line}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    fs::write(roster.folder.join("broken.json"), "{ \"users\": [ {\"email\": \"ann@example.com\" ] }").unwrap();
    assert!(error_of("users import --project shop nowhere --format auth0").await.contains("nowhere cannot be read"));
    let broken = error_of("users import --project shop broken.json --format firebase").await;
    assert!(broken.contains("broken.json is damaged in line 1") && !broken.contains("ann@"), "{broken}");
    roster.write("one", &[user(1)]);
    assert!(error_of("users import --project nobody one --format appwrite").await.contains("no such project"));
}
