//! A small file of each format, and the users that are read from it. The hashes were made by the programs of others.

use super::super::source_file::SourceFile;
use super::super::source_user::{RowError, Rules};
use super::{FirebaseParameters, Format};
use roster_core::{Password, Timestamp, User};
use std::path::Path;

const SIGNER_KEY: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
const NOW: Timestamp = Timestamp::from_secs(1_900_000_000);

fn read_with(file: &str, format: Format, drop_hashes: bool, hash_key: Option<&str>) -> Vec<Result<User, RowError>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    let (parameters, rules) =
        (FirebaseParameters::of(hash_key), Rules { format: format.name(), now: NOW, drop_hashes });
    let file = SourceFile::open(&path, format.is_document()).unwrap();
    let total = file.total;
    let (mut users, mut bytes) = (Vec::new(), 0);
    for record in file {
        bytes += record.bytes;
        let user = record.json.and_then(|json| format.read(&json, &parameters)).map_err(RowError::from);
        let row = user.and_then(|user| user.validate(record.line as u32, rules));
        users.push(row.map(|row| row.import_user.user));
    }
    assert!(bytes <= total && total - bytes < 250, "{bytes} of {total}");
    users
}

fn read(file: &str, format: Format) -> Vec<Result<User, RowError>> {
    read_with(file, format, false, Some(SIGNER_KEY))
}

fn knows(user: &User, password: &str) -> bool {
    user.password.as_ref().unwrap().matches(&Password::parse_candidate(password).unwrap()).unwrap()
}

fn valid(read: Vec<Result<User, RowError>>) -> Vec<User> {
    read.into_iter().map(Result::unwrap).collect()
}

fn reason(read: &Result<User, RowError>) -> &str {
    &read.as_ref().unwrap_err().reason
}

fn at(text: &str) -> Timestamp {
    super::super::date::parse(text).unwrap()
}

fn email(user: &User) -> &str {
    user.email.as_ref().unwrap().as_str()
}

#[test]
fn users_of_appwrite_are_read_with_all_fields() {
    let users = valid(read("appwrite.ndjson", Format::Appwrite));
    let first = &users[0];
    assert_eq!((first.id.as_str(), email(first), first.name.as_str()), ("user1", "user1@example.com", "User 1"));
    assert_eq!(first.phone.as_ref().unwrap().as_str(), "+4930901820");
    assert!(first.status && first.email_verified && first.phone_verified && !first.mfa && !first.impersonator);
    assert_eq!(first.labels.as_slice(), ["vip", "early"]);
    assert_eq!(first.prefs.as_json(), r#"{"theme": "pink", "n": 1.0, "o": {}, "a": []}"#);
    assert_eq!((first.created_at, first.updated_at), (at("2024-01-01T10:00:00.123Z"), at("2024-02-01T10:00:00.456Z")));
    assert_eq!(first.password_updated_at, Some(at("2024-01-01T10:00:00.123Z")));
    assert_eq!(first.accessed_at, Some(at("2024-03-01")));
    assert!(!users[1].status);
    assert_eq!(users[3].prefs.as_json(), "{}", "PHP writes an empty object as an empty list");
    let passwords = [
        "correct horse",
        "rasmuslerdorf",
        "correct horse",
        "correct horse",
        "test12345",
        "password",
        "user1password",
        "correct horse",
    ];
    for (user, password) in users.iter().zip(passwords) {
        assert!(knows(user, password) && !knows(user, "wrong password"), "{}", user.id);
    }
    let last = &users[8];
    assert_eq!((&last.email, &last.password, last.password_updated_at, last.impersonator), (&None, &None, None, true));
}

#[test]
fn users_of_firebase_are_read_with_the_hash_parameters_of_the_project() {
    let users = valid(read("firebase.json", Format::Firebase));
    assert!(knows(&users[0], "user1password") && !knows(&users[0], "user2password"));
    assert_eq!((users[0].id.as_str(), users[0].name.as_str()), ("zQ7mN0pXw2Lk9Rt4YbVc1DsEfGh3", "Ada Lovelace"));
    assert!(users[0].email_verified && users[0].created_at == Timestamp::from_millis(1_700_000_000_123));
    assert!(users[1].phone_verified && users[1].email.is_none() && users[1].password.is_none());
    assert!(users[2].id.is_generated() && !users[2].status, "an id with a slash is not valid here");
    let without = read_with("firebase.json", Format::Firebase, false, None);
    assert_eq!(reason(&without[0]), "password: a Firebase hash, which needs --hash-key");
    assert!(without[1].is_ok());
}

#[test]
fn users_of_auth0_are_read_with_the_hashes_of_known_kinds() {
    let users = read("auth0.ndjson", Format::Auth0);
    for user in users[..4].iter().map(|user| user.as_ref().unwrap()) {
        assert!(knows(user, "correct horse"), "{}", user.id);
    }
    assert!(knows(users[4].as_ref().unwrap(), "password"));
    let [ada, grace, alan] = [0, 1, 2].map(|n| users[n].as_ref().unwrap());
    assert!(ada.id.is_generated() && grace.id.is_generated() && ada.id != grace.id);
    assert_eq!(ada.password_updated_at, Some(at("2021-03-05T16:33:08.505Z")));
    assert_eq!(
        (grace.name.as_str(), grace.status, grace.prefs.as_json()),
        ("Grace Hopper", false, r#"{"theme": "dark"}"#)
    );
    assert_eq!((alan.name.as_str(), alan.created_at), ("Alan Turing", NOW));
    for unknown in &users[5..] {
        assert!(reason(unknown).starts_with("password: a custom hash of an unknown kind"), "{}", reason(unknown));
    }
    let without = read_with("auth0.ndjson", Format::Auth0, true, None);
    assert!(without[5].as_ref().unwrap().password.is_none());
}

#[test]
fn users_of_cognito_are_read_without_passwords() {
    let users = read("cognito.csv", Format::Cognito);
    let [ada, grace] = [0, 1].map(|n| users[n].as_ref().unwrap());
    assert_eq!((ada.id.as_str(), ada.name.as_str()), ("b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f", "Lovelace, Ada"));
    assert!(ada.email_verified && !ada.phone_verified && ada.status && ada.password.is_none());
    assert_eq!(ada.created_at, at("2023-05-01T12:00:00.250Z"));
    assert!(grace.id.is_generated() && !grace.status && grace.name.as_str() == "Grace Hopper");
    assert_eq!(grace.created_at, at("2023-05-02T10:00:00Z"));
    assert!(reason(&users[2]).starts_with("nothing identifies the user"));
}

#[test]
fn users_of_supabase_are_the_same_from_json_and_from_csv() {
    let users = read("supabase.json", Format::Supabase);
    let [ada, grace, emmy] = [0, 1, 3].map(|n| users[n].as_ref().unwrap());
    assert!(knows(ada, "correct horse") && knows(grace, "user1password") && knows(emmy, "correct horse"));
    assert!(ada.email_verified && ada.name.as_str() == "Ada Lovelace" && ada.prefs.as_json().contains("dark"));
    assert_eq!(ada.created_at, at("2023-01-02T03:04:05.123Z"));
    assert!(!grace.status && grace.phone_verified && grace.phone.as_ref().unwrap().as_str() == "+4930901824");
    assert!(emmy.status, "a ban that is over");
    assert_eq!(reason(&users[2]), "the user was deleted");
    let of_csv = read("supabase.csv", Format::Supabase);
    assert_eq!(of_csv.len(), users.len());
    for (one, other) in users.iter().zip(&of_csv) {
        match (one, other) {
            (Ok(one), Ok(other)) => {
                assert_eq!(one.prefs.as_json().replace([' ', '\n'], ""), other.prefs.as_json().replace(' ', ""));
                assert_eq!(User { prefs: other.prefs.clone(), ..one.clone() }, *other);
            }
            (one, other) => assert_eq!(reason(one), reason(other)),
        }
    }
}

#[test]
fn users_of_keycloak_are_read_with_pbkdf2_and_argon2_hashes() {
    let users = read("keycloak.json", Format::Keycloak);
    let [ada, grace, emmy] = [0, 1, 3].map(|n| users[n].as_ref().unwrap());
    for user in [ada, grace, emmy] {
        assert!(knows(user, "correct horse") && !knows(user, "correct hose"), "{}", user.id);
    }
    assert_eq!((ada.name.as_str(), ada.phone_verified), ("Ada Lovelace", true));
    assert_eq!(ada.password_updated_at, Some(Timestamp::from_millis(1_690_000_001_000)));
    assert!(!grace.status && grace.name.as_str().is_empty());
    assert_eq!(reason(&users[2]), "a service account, not a user");
    assert_eq!(reason(&users[4]), "password: a hash of an unknown kind");
}

#[test]
fn the_reason_of_an_invalid_record_does_not_quote_it() {
    let parameters = FirebaseParameters::of(None);
    for format in
        [Format::Appwrite, Format::Firebase, Format::Auth0, Format::Cognito, Format::Supabase, Format::Keycloak]
    {
        for bad in [
            "",
            "secret@example.com",
            "{\"email\":",
            "[]",
            "{\"email\":{\"secret@example.com\":1}}",
            "\"secret@example.com\"",
        ] {
            let reason = format.read(bad, &parameters).err().unwrap_or_else(|| panic!("{format:?} accepts {bad}"));
            assert!(!reason.contains("secret"), "{reason}");
        }
    }
}
