//! Users of Firebase: of `auth:export`, of the Admin SDK, and of the emulator.

use super::*;
use std::iter;

const HASH: &str = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

#[test]
fn a_row_of_the_csv_without_a_header_is_read_by_its_columns() {
    let claims = r#"{"admin":true,"plan":"gold"}"#;
    let google = ["108", "ada@example.com", "Ada", "https://example.com/ada.png"];
    let first =
        ["id1", "ada@example.com", "true", HASH, "42xEC+ixf3L2lw==", "Lovelace, Ada", "https://example.com/a.png"];
    let last = ["1700000000123", "1704103200000", "+4930901820", "false", claims, ""];
    let cells: Vec<&str> = first.into_iter().chain(google).chain(iter::repeat_n("", 12)).chain(last).collect();
    let columns = (Format::Firebase.spec().headers)(&cells).unwrap();
    assert_eq!((columns.len(), cells.len()), (29, 29));
    let cells: Vec<_> = columns.iter().copied().zip(cells).collect();
    let row = row(Format::Firebase, &cells);
    let expected =
        ["not imported: sign-ins through other providers", "fields not imported: photoUrl", "not imported: 2 claims"];
    assert_eq!(notes(&row), expected);
    let user = user(row);
    assert_eq!((user.id.as_str(), email(&user), user.name.as_str()), ("id1", "ada@example.com", "Lovelace, Ada"));
    assert!(knows(&user, "user1password") && user.email_verified && user.phone_verified && user.status);
    assert_eq!((user.created_at, user.accessed_at), (at("1700000000123"), Some(at("1704103200000"))));
}

#[test]
fn columns_are_known_for_all_versions_of_the_csv_and_for_no_other_table() {
    let columns = |row: &[&str]| (Format::Firebase.spec().headers)(row).map(<[&str]>::len);
    for width in [26, 27, 28, 29] {
        let mut row = vec!["id1", "ada@example.com", "false"];
        row.resize(width, "");
        assert_eq!(columns(&row), Some(width));
        row[2] = "Ada";
        assert_eq!(columns(&row), None);
    }
    assert_eq!(columns(&["localId", "email", "true"]), None);
    assert_eq!(columns(&["x"; 40]), None);
}

#[test]
fn users_of_the_admin_sdk_have_other_names_and_dates() {
    let json = format!(
        r#"{{"uid":"u1","email":"ada@example.com","emailVerified":true,"displayName":"Ada","disabled":true,
        "metadata":{{"lastSignInTime":"Sat, 03 Feb 2001 04:05:06 GMT","creationTime":"Fri, 02 Feb 2001 04:05:06 GMT","lastRefreshTime":null}},
        "customClaims":{{"roles":["editor"],"beta":true}},"passwordHash":"{}","passwordSalt":"42xEC-ixf3L2lw==",
        "tokensValidAfterTime":"Fri, 02 Feb 2001 04:05:06 GMT","tenantId":null,
        "providerData":[{{"providerId":"password","uid":"ada@example.com"}}],
        "multiFactor":{{"enrolledFactors":[{{"uid":"f"}}]}}}}"#,
        HASH.replace('/', "_").replace('+', "-")
    );
    let row = read(Format::Firebase, &json);
    assert_eq!(notes(&row), ["not imported: second factors", "not imported: 1 role, 1 claim"]);
    let user = user(row);
    assert!(knows(&user, "user1password") && !user.status && user.email_verified);
    assert_eq!((user.created_at, user.accessed_at), (at("2001-02-02T04:05:06Z"), Some(at("2001-02-03T04:05:06Z"))));
}

#[test]
fn hashes_that_are_none_of_the_project_are_rejected_with_their_reason() {
    let with = |fields: &str| {
        reason(read(Format::Firebase, &format!(r#"{{"localId":"a","email":"a@example.com",{fields}}}"#)))
    };
    let fake = r#""passwordHash":"fakeHash:salt=fakeSaltX:password=secret1","salt":"fakeSaltX""#;
    assert_eq!(with(fake), "password: a fake hash of the Firebase emulator");
    assert!(with(r#""passwordHash":"UkVEQUNURUQ=""#).starts_with("password: the hash is redacted"));
    assert!(with(&format!(r#""passwordHash":"{HASH}","salt":"","version":1"#)).contains("its version is not 0"));
    let without_key = read_with(
        Format::Firebase,
        Fields::from_json(&format!(r#"{{"localId":"a","email":"a@example.com","passwordHash":"{HASH}","salt":""}}"#)),
        &options(&[]),
    );
    assert_eq!(reason(without_key), "password: a Firebase hash, which needs --hash-key");
}

#[test]
fn a_missing_hash_is_reported_where_a_password_can_be() {
    let note = |fields: &str| {
        let row = read(Format::Firebase, &format!(r#"{{"localId":"a","displayName":"A",{fields}}}"#));
        row.ok().unwrap().notes.into_iter().find(|note| note.kind == NoteKind::Password)
    };
    let may_be = note(r#""email":"a@example.com""#).unwrap();
    assert!(!may_be.is_loss && may_be.text.contains("was imported into Firebase"), "{}", may_be.text);
    let is_there = note(r#""email":"a@example.com","providerUserInfo":[{"providerId":"password"}]"#).unwrap();
    assert!(is_there.is_loss && is_there.text.contains("has a password"));
    for without in [
        r#""email":"a@example.com","providerUserInfo":[{"providerId":"google.com"}]"#,
        r#""phoneNumber":"+4930901820""#,
    ] {
        assert_eq!(note(without), None, "{without}");
    }
}

#[test]
fn second_factors_and_claims_of_an_export_are_reported() {
    let json = r#"{"localId":"a/b","email":"a@example.com","customAttributes":"{\"groups\":[\"x\"],\"off\":false}",
        "mfaInfo":[{"mfaEnrollmentId":"1"}],"providerUserInfo":[{"providerId":"phone"},{"providerId":"github.com"}]}"#;
    let row = read(Format::Firebase, json);
    let expected = ["not imported: sign-ins through other providers, second factors", "not imported: 1 group"];
    assert_eq!(notes(&row), expected);
    assert!(user(row).id.is_generated(), "an id with a slash is not valid here");
}
