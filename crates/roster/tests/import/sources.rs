//! Files of other systems, recognised by what is in them.

use crate::rig::{Roster, counts, data};
use serde_json::{Value, json};
use std::fs;

#[tokio::test]
async fn files_of_other_systems_are_recognised_and_imported() {
    let roster = Roster::with_project().await;
    for (file, format, code, expected) in [
        ("clerk.csv", "clerk", 1, json!({ "importable": 3, "invalid": 1 })),
        ("better-auth.json", "better-auth", 3, json!({ "importable": 1, "skipped": 1 })),
        ("authjs.csv", "authjs", 3, json!({ "importable": 2 })),
        ("wordpress.json", "wordpress", 3, json!({ "importable": 2, "skipped": 1 })),
        ("django.json", "django", 3, json!({ "importable": 2, "skipped": 1 })),
        ("aspnet.csv", "aspnet", 3, json!({ "importable": 3 })),
        ("drupal.csv", "drupal", 3, json!({ "importable": 2, "skipped": 1 })),
        ("entra.json", "entra", 3, json!({ "importable": 2 })),
        ("okta.json", "okta", 3, json!({ "importable": 2 })),
        ("kratos.json", "kratos", 3, json!({ "importable": 3 })),
        ("zitadel.json", "zitadel", 3, json!({ "importable": 2 })),
        ("fusionauth.json", "fusionauth", 1, json!({ "importable": 2, "invalid": 1 })),
        ("supertokens.json", "supertokens", 3, json!({ "importable": 3 })),
        ("logto.csv", "logto", 1, json!({ "importable": 2, "invalid": 1 })),
    ] {
        let counted = roster.import(code, &format!("shop {} --dry-run --report {file}.r", data(file))).await;
        assert_eq!((counts(&counted), &counted["format"]), (expected, &json!(format)), "{file}");
        let report = fs::read_to_string(roster.folder.join(format!("{file}.r"))).unwrap();
        for personal in ["example.com", "Lovelace", "$2", "correct horse"] {
            assert!(!report.contains(personal), "{file}: {report}");
        }
    }
}

/// The users of a project, with their hashes.
async fn exported(roster: &Roster, project: &str) -> Vec<Value> {
    let output = roster.run(&format!("users export --project {project} {project}.out --with-hashes")).await;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    roster.lines(&format!("{project}.out"))
}

#[tokio::test]
async fn users_and_accounts_of_better_auth_are_joined_from_two_files() {
    let roster = Roster::with_project().await;
    let users = "id,name,email,emailVerified,image,createdAt,updatedAt\n\
                 K3ada,Ada,ada@example.com,true,,2024-01-31T12:00:00Z,2024-01-31T12:00:00Z\n";
    let table = fs::read_to_string(data("better-auth.csv")).unwrap();
    let hash = table.lines().nth(1).unwrap().rsplit(',').next().unwrap();
    let accounts = format!(
        "id,accountId,providerId,userId,accessToken,password\na1,113,google,K3ada,x,\na2,K3ada,credential,K3ada,,{hash}\n"
    );
    fs::write(roster.folder.join("user.csv"), users).unwrap();
    fs::write(roster.folder.join("account.csv"), accounts).unwrap();
    for files in ["user.csv account.csv", "account.csv user.csv"] {
        let project = if files.starts_with("user") { "shop" } else { "other" };
        let counted = roster.import(0, &format!("{project} {files} --format better-auth --report r")).await;
        assert_eq!(counts(&counted), json!({ "imported": 1, "skipped": 1 }), "{files}");
        let exported = exported(&roster, project).await;
        assert_eq!(exported[0]["email"], "ada@example.com");
        assert!(exported[0]["password"].as_str().is_some_and(|text| !text.is_empty()), "the hash came along");
    }
}

#[tokio::test]
async fn columns_are_mapped_on_the_command_line() {
    let roster = Roster::with_project().await;
    fs::write(roster.folder.join("people.csv"), "mail,secret,who\nada@example.com,correct horse,Ada\n").unwrap();
    let map = "--columns email=mail,password-plain=secret --columns name=who";
    let counted = roster.import(0, &format!("shop people.csv {map}")).await;
    assert_eq!((counts(&counted), &counted["format"]), (json!({ "imported": 1 }), &json!("table")));
    let exported = exported(&roster, "shop").await;
    assert_eq!((&exported[0]["name"], &exported[0]["hash"]), (&json!("Ada"), &json!("argon2")));
    assert!(!fs::read_to_string(roster.folder.join("shop.out")).unwrap().contains("correct horse"));
    let failed = roster.run("users import --project shop people.csv --columns email=mial").await;
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("the file has no column mial"));
    let failed = roster.run("users import --project shop people.csv --columns mail=mail").await;
    assert_eq!(failed.status.code(), Some(2), "wrong usage");
    let clerk = roster.run(&format!("users import --project shop {} --format supabase", data("clerk.csv"))).await;
    assert_eq!(clerk.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&clerk.stderr);
    assert!(stderr.contains("looks like one of Clerk, not of Supabase: use --format clerk"), "{stderr}");
}
