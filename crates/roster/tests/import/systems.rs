//! Whole files of the first six systems, in their variants: they are recognised by the file alone, and their users are imported.

use crate::rig::{Roster, adds_up, counts};
use serde_json::{Value, json};
use std::fs;

const KEY: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
const FIREBASE: &str = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
const BCRYPT: &str = "$2b$05$HbJSZkOuyW5M.3CmZ8fPvOD/tXaAOSpKjuP1WFudAMk4AyQyb3qoG";

impl Roster {
    fn put(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The users of a project with their hashes, in the order of their emails.
    async fn emails(&self, project: &str, file: &str) -> Vec<(String, Value)> {
        let exported = self.run(&format!("users export --project {project} --with-hashes {file}")).await;
        assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
        let users = self.lines(file).into_iter();
        let mut users: Vec<_> = users.map(|user| (user["email"].as_str().unwrap().to_owned(), user)).collect();
        users.sort_by(|one, other| one.0.cmp(&other.0));
        users
    }
}

#[tokio::test]
async fn the_csv_of_firebase_without_a_header_loses_no_user() {
    let roster = Roster::with_project().await;
    let row = |id: &str, name: &str, claims: &str| {
        format!(
            "{id},{id}@example.com,true,{FIREBASE},42xEC+ixf3L2lw==,{name},{}1700000000123,,,false,{claims},\n",
            ",".repeat(17)
        )
    };
    let claims = r#""{""admin"":true}""#;
    roster.put("users.csv", &(row("ada", "\"Lovelace, Ada\"", "") + &row("bob", "Bob", claims)));
    let counted = roster.import(3, &format!("shop users.csv --hash-key {KEY}")).await;
    assert_eq!((counts(&counted), &counted["format"]), (json!({ "imported": 2 }), &json!("firebase")));
    let users = roster.emails("shop", "out").await;
    assert_eq!((users[0].1["name"].as_str(), users[1].1["$id"].as_str()), (Some("Lovelace, Ada"), Some("bob")));
    assert_eq!(users[0].1["hash"], "scryptMod");
    roster.put("one.csv", &row("ada", "Ada", ""));
    let counted = roster.import(0, &format!("other one.csv --hash-key {KEY} --format firebase")).await;
    assert_eq!(counts(&counted), json!({ "imported": 1 }), "one row is a user, and no header");
}

#[tokio::test]
async fn the_two_files_of_auth0_are_joined_whichever_is_first() {
    let roster = Roster::with_project().await;
    let users = r#"{"user_id":"auth0|60425dc43519d90068f82973","email":"ada@example.com","name":"Ada","email_verified":true}
{"user_id":"auth0|60425dc43519d90068f82974","email":"bob@example.com","name":"Bob","email_verified":false}
"#;
    let hashes = format!(
        r#"{{"_id":{{"$oid":"60425dc43519d90068f82974"}},"email":"bob@example.com","passwordHash":"{BCRYPT}"}}
{{"_ID":{{"$oid":"60425dc43519d90068f82973"}},"email":"ada@example.com","passwordHash":"{BCRYPT}"}}
"#
    );
    roster.put("users.json", users);
    roster.put("hashes.json", &hashes);
    for (project, files) in [("shop", "users.json hashes.json"), ("other", "hashes.json users.json")] {
        let counted = roster.import(0, &format!("{project} {files} --format auth0")).await;
        assert_eq!(counts(&counted), json!({ "imported": 2 }), "{files}");
        let exported = roster.emails(project, &format!("{project}.out")).await;
        for (email, user) in &exported {
            assert_eq!(
                (&user["password"], user["name"].as_str().unwrap().is_empty()),
                (&json!(BCRYPT), false),
                "{email}"
            );
        }
        assert_eq!(exported[0].1["emailVerification"], true);
    }
    let without = roster.import(3, "other users.json --dry-run --format auth0").await;
    assert_eq!((counts(&without), &without["withLosses"]), (json!({ "already": 2 }), &json!(2)));
}

#[tokio::test]
async fn the_csv_of_cognito_has_commas_after_backslashes_and_its_json_has_attributes() {
    let roster = Roster::with_project().await;
    let csv = "cognito:username,name,email,email_verified,cognito:mfa_enabled\n\
        ada,Lovelace\\, Ada, ada@example.com ,TRUE,FALSE\n\
        bob,Bob,bob@example.com,FALSE,FALSE\n";
    roster.put("pool.csv", csv);
    let counted = roster.import(0, "shop pool.csv").await;
    assert_eq!((counts(&counted), &counted["format"]), (json!({ "imported": 2 }), &json!("cognito")));
    assert!(counted["withoutPasswordBecause"].as_str().unwrap().contains("Cognito exports no passwords"));
    let users = roster.emails("shop", "out").await;
    assert_eq!((&users[0].1["name"], &users[0].1["emailVerification"]), (&json!("Lovelace, Ada"), &json!(true)));
    let user = |name: &str, sub: &str| {
        json!({ "Username": sub, "Enabled": true, "UserStatus": "CONFIRMED", "UserCreateDate": 1_588_888_888.123,
            "Attributes": [{ "Name": "sub", "Value": sub }, { "Name": "email", "Value": format!("{name}@example.com") }] })
    };
    let list = json!({ "Users": [user("cleo", "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f"), user("dan", "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e60")],
        "PaginationToken": "x" });
    roster.put("list.json", &serde_json::to_string_pretty(&list).unwrap());
    let counted = roster.import(0, "other list.json").await;
    assert_eq!(counts(&counted), json!({ "imported": 2 }));
    let users = roster.emails("other", "other.out").await;
    assert_eq!(users[0].1["$id"], "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f");
    assert_eq!(users[0].1["$createdAt"], "2020-05-07T22:01:28.123+00:00");
}

#[tokio::test]
async fn a_dump_of_supabase_has_its_users_in_a_copy() {
    let roster = Roster::with_project().await;
    let dump = format!(
        "--\n-- PostgreSQL database dump\n--\nSET statement_timeout = 0;\n\
        COPY auth.audit_log_entries (id, payload) FROM stdin;\n1\t{{}}\n\\.\n\n\
        COPY auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, \
        is_super_admin, created_at, updated_at, phone, phone_confirmed_at, confirmed_at, banned_until, is_sso_user, deleted_at, is_anonymous) FROM stdin;\n\
        0\t11111111-2222-4333-8444-555555555555\tauthenticated\tauthenticated\tada@example.com\t{BCRYPT}\t2023-01-02 03:04:05.123456+00\t\
        {{\"provider\": \"email\", \"providers\": [\"email\"]}}\t{{\"full_name\": \"Ada \\\\\"The\\\\\" Lovelace\"}}\t\\N\t2023-01-02 03:04:05.123456+00\t\
        2023-06-02 03:04:05+00\t\\N\t\\N\t2023-01-02 03:04:05.123456+00\t\\N\tf\t\\N\tf\n\
        0\t11111111-2222-4333-8444-555555555556\tauthenticated\tauthenticated\t\\N\t\\N\t\\N\t{{}}\t{{}}\t\\N\t2023-01-03 03:04:05+00\t\\N\t\\N\t\\N\t\\N\t\\N\tf\t\\N\tt\n\
        \\.\n\nSELECT pg_catalog.setval('auth.x', 1, true);\n"
    );
    roster.put("dump.sql", &dump);
    let counted = roster.import(0, "shop dump.sql").await;
    assert_eq!((counts(&counted), &counted["format"]), (json!({ "imported": 1, "skipped": 1 }), &json!("supabase")));
    let users = roster.emails("shop", "out").await;
    assert_eq!(users[0].1["name"], "Ada \"The\" Lovelace");
    assert_eq!((&users[0].1["password"], &users[0].1["emailVerification"]), (&json!(BCRYPT), &json!(true)));
}

fn realm(name: &str, users: &Value) -> Value {
    json!({ "id": name, "realm": name, "enabled": true, "users": users, "roles": { "realm": [{ "name": "x" }] } })
}

#[tokio::test]
async fn realms_of_keycloak_come_in_a_list_and_in_a_folder() {
    let roster = Roster::with_project().await;
    let person = |name: &str| {
        json!({ "id": format!("id-{name}"), "username": format!("{name}@example.com"), "email": format!("{name}@example.com"), "enabled": true,
            "credentials": [{ "type": "password", "secretData": json!({ "value": BCRYPT }).to_string(),
                "credentialData": json!({ "algorithm": "bcrypt" }).to_string() }] })
    };
    let robot =
        json!({ "id": "r", "username": "service-account-app", "enabled": true, "serviceAccountClientId": "app" });
    let realms = json!([
        realm("master", &json!([person("root"), robot])),
        realm("shop", &json!([person("ada"), person("bob")]))
    ]);
    roster.put("realms.json", &serde_json::to_string_pretty(&realms).unwrap());
    let counted = roster.import(0, "shop realms.json --realm shop --report shop.report").await;
    assert_eq!(counts(&counted), json!({ "imported": 2, "skipped": 2 }));
    adds_up(&counted, &roster.lines("shop.report"), 4);
    let counted = roster.import(0, "other realms.json").await;
    assert_eq!((counts(&counted), &counted["format"]), (json!({ "imported": 3, "skipped": 1 }), &json!("keycloak")));
    roster.put(
        "export/shop-realm.json",
        &json!({ "id": "shop", "realm": "shop", "enabled": true, "clients": [] }).to_string(),
    );
    roster.put("export/shop-users-0.json", &json!({ "realm": "shop", "users": [person("cleo")] }).to_string());
    roster.put("export/shop-users-1.json", &json!({ "realm": "shop", "users": [person("dan")] }).to_string());
    let counted = roster.import(0, "shop export --report export.report").await;
    assert_eq!(counts(&counted), json!({ "imported": 2 }));
    let emails: Vec<_> = roster.emails("shop", "out").await.into_iter().map(|(email, _)| email).collect();
    assert_eq!(emails, ["ada@example.com", "bob@example.com", "cleo@example.com", "dan@example.com"]);
}

#[tokio::test]
async fn a_file_for_keycloaks_import_has_no_ids_and_plain_passwords_which_are_hashed() {
    let roster = Roster::with_project().await;
    let users = json!([
        { "username": "ada", "email": "ada@example.com", "enabled": true, "credentials": [{ "type": "password", "value": "correct horse" }] },
        { "username": "bob", "enabled": true, "firstName": "Bob" },
    ]);
    roster.put("realm.json", &realm("shop", &users).to_string());
    let counted = roster.import(3, "shop realm.json --report r").await;
    assert_eq!(counts(&counted), json!({ "imported": 2 }));
    let report = fs::read_to_string(roster.folder.join("r")).unwrap();
    assert!(!report.contains("horse") && !report.contains("ada@"), "{report}");
    let users = roster.emails("shop", "out").await;
    assert_eq!((&users[0].1["$id"], &users[0].1["name"]), (&json!("bob"), &json!("Bob")));
    assert_eq!(users[1].1["hash"], "argon2");
    let stored = roster_core::PasswordHash::argon2(users[1].1["password"].as_str().unwrap()).unwrap();
    assert!(stored.matches(&roster_core::Password::parse("correct horse").unwrap()).unwrap());
    let again = roster.import(3, "shop realm.json").await;
    assert_eq!(counts(&again), json!({ "already": 2 }), "the ids are the same in every import");
}

#[tokio::test]
async fn a_file_of_another_system_is_refused_before_anything_is_written() {
    let roster = Roster::with_project().await;
    roster.put(
        "plain.json",
        &json!([{ "id": "1", "email": "a@example.com", "password": BCRYPT, "name": "A" }]).to_string(),
    );
    roster.put("clerk.csv", &format!("id,first_name,primary_email_address,password_digest,password_hasher\nuser_1,A,a@example.com,{BCRYPT},bcrypt\n"));
    roster.put("realm.json", &json!({ "id": "shop", "realm": "shop", "enabled": true, "clients": [] }).to_string());
    for (line, expected) in [
        ("plain.json --format auth0", "the file looks like one of plain CSV or JSON, not of Auth0: use --format table"),
        ("clerk.csv --format supabase", "the file looks like one of Clerk, not of Supabase: use --format clerk"),
        ("realm.json --format keycloak", "holds a realm without users: export it with its users"),
    ] {
        let output = roster.run(&format!("users import --project shop {line}")).await;
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(stderr.contains(expected), "{line}: {stderr}");
    }
    assert_eq!(roster.total().await, 0);
}
