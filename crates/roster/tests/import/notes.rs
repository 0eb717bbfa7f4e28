//! What the report and the exit code say of users that have lost something, or have it in another place.

use crate::rig::{Roster, counts, user};
use serde_json::{Value, json};

/// A user of Auth0 with these fields beside an id, an email and a hash.
fn of_auth0(n: usize, more: Value) -> Value {
    const HASH: &str = "$2b$05$HbJSZkOuyW5M.3CmZ8fPvOD/tXaAOSpKjuP1WFudAMk4AyQyb3qoG";
    let mut user = json!({ "user_id": format!("auth0|{n}"), "email": format!("user{n}@example.com"), "email_verified": true, "passwordHash": HASH });
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    user
}

/// A user of Keycloak with these fields beside a user name.
pub fn of_keycloak(username: &str, more: Value) -> Value {
    let mut user = json!({ "username": username, "enabled": true, "createdTimestamp": 1_700_000_000_000_u64 });
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    user
}

fn texts(line: &Value) -> Vec<String> {
    let notes = line["notes"].as_array().cloned().unwrap_or_default();
    notes.iter().map(|note| note["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_lost_field_is_a_note_of_its_row_a_count_and_exit_code_3() {
    let roster = Roster::with_project().await;
    let users =
        [of_auth0(1, json!({ "name": "Ann", "favourite_plan": "gold" })), of_auth0(2, json!({ "name": "Bob" }))];
    roster.write("two", &users);
    let dry = roster.import(3, "shop two --format auth0 --dry-run --report dry").await;
    assert_eq!(counts(&dry), json!({ "importable": 2 }));
    let run = roster.import(3, "shop two --format auth0 --report run").await;
    assert_eq!(counts(&run), json!({ "imported": 2 }));
    for printed in [&dry, &run] {
        assert_eq!((&printed["notes"], &printed["withLosses"]), (&json!({ "fields": 1 }), &json!(1)));
        assert_eq!((&printed["withoutPassword"], &printed["format"]), (&json!(0), &json!("auth0")));
    }
    let line = &roster.lines("run")[0];
    let note = json!({ "kind": "fields", "text": "fields not imported: favourite_plan", "loss": true });
    assert_eq!(line["notes"], json!([note]));
    assert!(roster.lines("run")[1].get("notes").is_none());
    let again = roster.import(3, "shop two --format auth0 --report again").await;
    assert_eq!((counts(&again), &again["withLosses"]), (json!({ "already": 2 }), &json!(1)));
    roster.import(0, "shop two --format auth0 --allow-loss").await;
}

#[tokio::test]
async fn a_row_that_was_left_out_takes_precedence_over_a_loss() {
    let roster = Roster::with_project().await;
    let bad = json!({ "user_id": "auth0|9", "email": "nonsense", "plan": "gold" });
    roster.write("two", &[of_auth0(1, json!({ "plan": "gold" })), bad]);
    let printed = roster.import(1, "shop two --format auth0 --allow-loss").await;
    assert_eq!((counts(&printed), &printed["withLosses"]), (json!({ "imported": 1, "invalid": 1 }), &json!(1)));
    assert!(roster.lines("two.report.ndjson")[1].get("notes").is_none(), "a row that is not in has lost nothing");
}

#[tokio::test]
async fn a_row_with_nothing_but_an_id_is_invalid_except_of_appwrite() {
    let roster = Roster::with_project().await;
    roster.write(
        "ids",
        &[of_auth0(1, json!({})), json!({ "user_id": "auth0|2" }), json!({ "user_id": "auth0|3", "name": "Ann" })],
    );
    let printed = roster.import(1, "shop ids --format auth0").await;
    assert_eq!(counts(&printed), json!({ "imported": 2, "invalid": 1 }));
    assert!(roster.lines("ids.report.ndjson")[1]["reason"].as_str().unwrap().starts_with("nothing but an id"));
    roster.write("anonymous", &[json!({ "$id": "guest" }), user(7)]);
    assert_eq!(counts(&roster.import(0, "other anonymous --format appwrite").await), json!({ "imported": 2 }));
}

#[tokio::test]
async fn a_user_name_without_an_address_is_kept_and_reported() {
    let roster = Roster::with_project().await;
    let users = [
        of_keycloak("ann", json!({ "id": "0b0c9a9e-0000-4000-8000-000000000001" })),
        of_keycloak("zoë ünal", json!({ "id": "0b0c9a9e-0000-4000-8000-000000000002" })),
        of_keycloak("bob", json!({ "id": "0b0c9a9e-0000-4000-8000-000000000003", "email": "bob@example.com" })),
    ];
    roster.write("realm", &users);
    let printed = roster.import(3, "shop realm --format keycloak").await;
    assert_eq!((counts(&printed), &printed["withLosses"]), (json!({ "imported": 3 }), &json!(1)));
    assert_eq!(printed["notes"]["username"], 3);
    let exported = roster.export("shop", "out").await;
    let shown: Vec<_> =
        exported.iter().map(|user| (user["$id"].as_str().unwrap(), user["name"].as_str().unwrap())).collect();
    assert_eq!(
        shown,
        [
            ("ann", ""),
            ("0b0c9a9e-0000-4000-8000-000000000002", "zoë ünal"),
            ("0b0c9a9e-0000-4000-8000-000000000003", ""),
        ]
    );
    let report = roster.lines("realm.report.ndjson");
    assert!(texts(&report[0])[0].contains("in place of the id in the source"), "{report:?}");
    assert_eq!(texts(&report[2]), ["the user name is not imported"]);
    let named = roster.import(3, "other realm --format keycloak --usernames name --report r").await;
    assert_eq!(counts(&named), json!({ "imported": 3 }));
    let first = &roster.export("other", "named").await[0];
    assert_eq!((&first["$id"], &first["name"]), (&users[0]["id"], &json!("ann")));
    let again = roster.import(3, "shop realm --format keycloak").await;
    assert_eq!(counts(&again), json!({ "already": 3 }));
}

#[tokio::test]
async fn service_accounts_are_skipped_and_end_with_0() {
    let roster = Roster::with_project().await;
    let account = of_keycloak("service-account-app", json!({ "id": "s", "serviceAccountClientId": "app" }));
    roster.write("realm", &[account, of_keycloak("ann", json!({ "id": "ann" }))]);
    let printed = roster.import(0, "shop realm --format keycloak").await;
    assert_eq!(counts(&printed), json!({ "imported": 1, "skipped": 1 }));
    assert_eq!(roster.lines("realm.report.ndjson")[0]["outcome"], "skipped");
}

#[tokio::test]
async fn roles_and_groups_become_labels_and_changes_are_reported() {
    let roster = Roster::with_project().await;
    let roles =
        json!({ "id": "1", "email": "ann@example.com", "realmRoles": ["read-only", "editor"], "groups": ["/staff"] });
    roster.write("realm", &[of_keycloak("ann@example.com", roles)]);
    let without = roster.import(3, "other realm --format keycloak --dry-run").await;
    assert_eq!(without["notes"], json!({ "fields": 1 }));
    let printed = roster.import(0, "shop realm --format keycloak --labels-from roles,groups").await;
    assert_eq!((&printed["notes"], &printed["withLosses"]), (&json!({ "labels": 1 }), &json!(0)));
    assert_eq!(roster.export("shop", "out").await[0]["labels"], json!(["readonly", "editor", "staff"]));
}

#[tokio::test]
async fn plain_passwords_are_hashed_for_new_users_and_appear_nowhere() {
    use roster_core::{HashCost, Password, PasswordHash};
    let roster = Roster::with_project().await;
    let with = |n: usize, password: &str| {
        let credentials = json!([{ "type": "password", "value": password }]);
        let email = format!("user{n}@example.com");
        of_keycloak(&email, json!({ "id": format!("k{n}"), "email": email, "credentials": credentials }))
    };
    roster.write("realm", &[with(1, "Sommer!2024 grün"), with(2, "kurz"), with(3, "correct horse")]);
    let printed = roster.import(0, "shop realm --format keycloak --dry-run").await;
    assert_eq!((counts(&printed), &printed["withoutPassword"]), (json!({ "importable": 3 }), &json!(0)));
    assert_eq!(counts(&roster.import(0, "shop realm --format keycloak").await), json!({ "imported": 3 }));
    let exported = roster.export("shop", "out").await;
    let hash = |n: usize| PasswordHash::argon2(exported[n]["password"].as_str().unwrap()).unwrap();
    for (n, password) in ["Sommer!2024 grün", "kurz", "correct horse"].into_iter().enumerate() {
        let password = Password::parse_candidate(password).unwrap();
        assert!(hash(n).matches(&password).unwrap() && hash(n).is_current(HashCost::default()));
    }
    let before = hash(0);
    assert_eq!(counts(&roster.import(0, "shop realm --format keycloak").await), json!({ "already": 3 }));
    assert!(
        before == PasswordHash::argon2(roster.export("shop", "again").await[0]["password"].as_str().unwrap()).unwrap()
    );
    let report = std::fs::read_to_string(roster.folder.join("realm.report.ndjson")).unwrap();
    assert!(!report.contains("kurz") && !report.contains("Sommer"), "{report}");
}

#[tokio::test]
async fn a_password_that_comes_after_its_user_is_reported_as_lost() {
    let roster = Roster::with_project().await;
    let without = json!({ "$id": "user1", "email": "user1@example.com" });
    roster.write("users", &[without, user(2)]);
    assert_eq!(counts(&roster.import(0, "shop users --format appwrite").await), json!({ "imported": 2 }));
    roster.write("hashes", &[user(1), user(2)]);
    for run in ["--dry-run --report dry", "--report run"] {
        let printed = roster.import(3, &format!("shop hashes --format appwrite {run}")).await;
        assert_eq!((counts(&printed), &printed["notes"]), (json!({ "already": 2 }), &json!({ "password": 1 })));
        assert_eq!(printed["withoutPassword"], 1);
    }
    assert_eq!(roster.lines("dry"), roster.lines("run"));
    assert!(texts(&roster.lines("run")[0])[0].starts_with("the user is here without a password"));
    let credentials = json!([{ "type": "password", "value": "correct horse" }]);
    let late = of_keycloak("ann@example.com", json!({ "id": "k1", "email": "ann@example.com", "emailVerified": true }));
    roster.write("first", std::slice::from_ref(&late));
    roster.import(0, "other first --format keycloak").await;
    let mut plain = late;
    plain["credentials"] = credentials;
    roster.write("second", &[plain]);
    for run in ["--dry-run --report dry", "--report run"] {
        let printed = roster.import(3, &format!("other second --format keycloak {run}")).await;
        assert_eq!((counts(&printed), &printed["notes"]), (json!({ "already": 1 }), &json!({ "password": 1 })));
    }
    assert!(roster.export("other", "out").await[0]["password"].as_str().is_none_or(str::is_empty));
}

#[tokio::test]
async fn of_several_realms_one_may_be_chosen_and_an_unknown_one_is_an_error() {
    let roster = Roster::with_project().await;
    let realm = |name: &str, user: Value| json!({ "id": name, "realm": name, "enabled": true, "users": [user] });
    let realms = json!([
        realm("master", of_keycloak("root", json!({ "id": "r", "email": "root@example.com" }))),
        realm("shop", of_keycloak("ann@example.com", json!({ "id": "a", "email": "ann@example.com" }))),
    ]);
    std::fs::write(roster.folder.join("realms.json"), realms.to_string()).unwrap();
    let printed = roster.import(0, "shop realms.json --format keycloak --realm shop").await;
    assert_eq!(counts(&printed), json!({ "imported": 1, "skipped": 1 }));
    let failed = roster.run("users import --project other realms.json --format keycloak --realm nowhere").await;
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("no user in the file is of the realm"));
}
