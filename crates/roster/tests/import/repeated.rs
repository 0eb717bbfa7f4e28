//! Imports that are killed, that run twice at once, or whose files are hostile or very large: each ends with a report that adds up.

use crate::rig::{Roster, adds_up, counts, user};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_import_that_is_killed_at_any_row_is_finished_by_the_next() {
    const USERS: usize = 400;
    let roster = Roster::with_project().await;
    let mut users: Vec<Value> = (0..USERS).map(user).collect();
    users[7]["email"] = json!("nonsense");
    users[333]["email"] = json!("user5@example.com");
    roster.write("many", &users);
    let mut kills = 0;
    for wait in (0..12).map(|n| 100 + 45 * n) {
        let mut child = roster.start("users import --project shop many --format appwrite");
        kills += u32::from(tokio::time::timeout(Duration::from_millis(wait), child.wait()).await.is_err());
        child.kill().await.unwrap();
        // The report of a killed import has whole lines only.
        for line in fs::read_to_string(roster.folder.join("many.report.ndjson")).unwrap_or_default().lines() {
            serde_json::from_str::<Value>(line).unwrap();
        }
    }
    assert!(kills > 0, "no import was killed");
    let printed = roster.import(1, "shop many --format appwrite").await;
    adds_up(&printed, &roster.lines("many.report.ndjson"), USERS);
    assert_eq!((&printed["invalid"], &printed["refused"]), (&json!(1), &json!(1)));
    assert_eq!(roster.total().await, USERS as u64 - 2);
}

#[tokio::test]
async fn two_imports_at_once_import_every_user_once() {
    const USERS: usize = 400;
    let roster = Roster::with_project().await;
    roster.write("many", &(0..USERS).map(user).collect::<Vec<_>>());
    let run =
        |report: &str| roster.command(&format!("users import --project shop many --format appwrite --report {report}"));
    let (mut one, mut other) = (run("one"), run("other"));
    let (one, other) = tokio::join!(one.output(), other.output());
    let mut imported = 0;
    for (output, report) in [(one.unwrap(), "one"), (other.unwrap(), "other")] {
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        adds_up(&printed, &roster.lines(report), USERS);
        imported += printed["imported"].as_u64().unwrap();
    }
    assert_eq!(imported, USERS as u64);
    assert_eq!(roster.total().await, USERS as u64);
}

#[tokio::test]
async fn a_dry_run_says_the_same_as_the_run_that_follows() {
    let roster = Roster::with_project().await;
    roster.write("first", &[user(1)]);
    roster.import(0, "shop first --format appwrite").await;
    let mut users: Vec<Value> = (0..60).map(user).collect();
    users[3]["email"] = json!("nonsense");
    users[4]["email"] = json!("user9@example.com");
    users[5]["$id"] = json!("user6");
    users[6]["somethingElse"] = json!({ "a": 1 });
    users[7]["hash"] = json!("rot13");
    users[8]["mfa"] = json!(true);
    roster.write("many", &users);
    let of = |lines: Vec<Value>| {
        let rename = |mut line: Value| {
            if line["outcome"] == "imported" {
                line["outcome"] = json!("importable");
            }
            line
        };
        lines.into_iter().map(rename).collect::<Vec<_>>()
    };
    let dry = roster.import(1, "shop many --format appwrite --dry-run --report dry").await;
    let run = roster.import(1, "shop many --format appwrite --report run").await;
    assert_eq!(of(roster.lines("dry")), of(roster.lines("run")));
    for field in
        ["already", "refused", "invalid", "skipped", "failed", "rows", "notes", "withLosses", "withoutPassword"]
    {
        assert_eq!(dry[field], run[field], "{field}");
    }
    assert_eq!(dry["importable"], run["imported"]);
    adds_up(&run, &roster.lines("run"), 60);
}

#[tokio::test]
async fn a_file_of_bad_rows_ends_with_a_report_of_all_of_them() {
    const ROWS: usize = 100_000;
    let roster = Roster::with_project().await;
    let mut file = BufWriter::new(fs::File::create(roster.folder.join("bad")).unwrap());
    writeln!(file, "{}", user(1)).unwrap();
    for n in 1..ROWS {
        match n % 4 {
            0 => writeln!(file, "{{\"$id\":\"user{n}\",\"email\":\"nonsense\"}}"),
            1 => writeln!(file, "{{\"$id\":\"user{n}\",\"email\":"),
            2 => writeln!(file, "[{n}]"),
            _ => writeln!(file, "{{\"name\":\"{n}\"}}"),
        }
        .unwrap();
    }
    drop(file);
    let begun = Instant::now();
    let printed = roster.import(1, "shop bad --format appwrite").await;
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    adds_up(&printed, &roster.lines("bad.report.ndjson"), ROWS);
    assert_eq!(counts(&printed), json!({ "imported": 1, "invalid": ROWS - 1 }));
}

#[tokio::test]
async fn the_format_is_recognised_and_a_file_of_another_system_is_rejected_before_anything_is_written() {
    let roster = Roster::with_project().await;
    roster.write("users", &[user(1)]);
    let printed = roster.import(0, "shop users").await;
    assert_eq!((counts(&printed), &printed["format"]), (json!({ "imported": 1 }), &json!("appwrite")));
    let output = roster.run("users import --project other users --format auth0 --report r").await;
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("Appwrite") && error.contains("--format appwrite"), "{error}");
    assert!(!roster.folder.join("r").exists());
    fs::write(roster.folder.join("odd.csv"), "colour,weight\nred,7\n").unwrap();
    let output = roster.run("users import --project other odd.csv").await;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--format"));
}

#[tokio::test]
async fn a_report_that_cannot_be_written_is_an_error_before_any_user_is() {
    let roster = Roster::with_project().await;
    roster.write("users", &[user(1)]);
    for (report, code, text) in
        [("nowhere/report", 1, "cannot write the report nowhere/report"), ("./users", 2, "is a file of the import")]
    {
        let output =
            roster.run(&format!("users import --project shop users --format appwrite --report {report}")).await;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(code) && error.contains(text), "{error}");
    }
    assert_eq!(roster.total().await, 0);
    assert_eq!(roster.lines("users").len(), 1, "the file is as it was");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_ends_the_import_with_an_error_and_the_next_run_finishes_it() {
    let roster = Roster::with_project().await;
    roster.write("users", &(0..200).map(user).collect::<Vec<_>>());
    let output = roster.run("users import --project shop users --format appwrite --report /dev/full").await;
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && error.contains("cannot write the report /dev/full"), "{error}");
    let printed = roster.import(0, "shop users --format appwrite").await;
    adds_up(&printed, &roster.lines("users.report.ndjson"), 200);
    assert_eq!(roster.total().await, 200);
}

/// A file of two gigabytes: `cargo test -p roster --test import two_gigabytes -- --ignored --nocapture`.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and two gigabytes of disk"]
#[expect(clippy::print_stdout, reason = "it prints what it measures")]
async fn a_file_of_two_gigabytes_is_read_at_flat_memory() {
    const ROWS: usize = 100_000;
    let roster = Roster::with_project().await;
    let padding = "x".repeat(20_000);
    for (container, begin, between, end) in [("lines", "", "\n", "\n"), ("list", "{\"total\":1,\"users\":[", ",", "]}")]
    {
        let mut file = BufWriter::new(fs::File::create(roster.folder.join(container)).unwrap());
        write!(file, "{begin}").unwrap();
        for n in 0..ROWS {
            let mut user = user(n);
            user["prefs"] = json!({ "padding": padding });
            write!(file, "{}{user}", if n == 0 { "" } else { between }).unwrap();
        }
        write!(file, "{end}").unwrap();
        drop(file);
        assert!(fs::metadata(roster.folder.join(container)).unwrap().len() > 2_000_000_000);
        let line = format!("users import --project shop {container} --format appwrite --dry-run --report r");
        let (begun, child) = (Instant::now(), roster.start(&line));
        let (peak, output) = crate::rig::peak_memory(child).await;
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        println!("{container}: {:?}, {peak} KiB, {printed}", begun.elapsed());
        adds_up(&printed, &roster.lines("r"), ROWS);
        assert!(peak < 128 * 1024, "{peak} KiB");
        fs::remove_file(roster.folder.join(container)).unwrap();
    }
}
