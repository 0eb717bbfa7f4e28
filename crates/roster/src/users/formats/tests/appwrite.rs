//! Users of Appwrite, in the forms of its versions.

use super::*;

#[test]
fn a_user_of_0_15_has_seconds_and_no_hash() {
    let json = r#"{"$id":"5e5ea5c16897e","$createdAt":1592981250,"$updatedAt":1592981260,"name":"Ann","registration":1592981250,
        "status":false,"passwordUpdate":1592981255,"email":"ann@example.com","phone":"+4930901820","emailVerification":true,
        "phoneVerification":false,"prefs":{"theme":"pink"}}"#;
    let row = read(Format::Appwrite, json);
    assert_eq!(notes(&row), ["the user has a password (passwordUpdate), and the file has no hash of it"]);
    let user = user(row);
    assert_eq!((user.id.as_str(), email(&user), user.name.as_str()), ("5e5ea5c16897e", "ann@example.com", "Ann"));
    assert_eq!((user.created_at, user.updated_at), (at("1592981250"), at("1592981260")));
    assert_eq!(user.password_updated_at, None, "without a hash, the user may choose a first password");
    assert!(!user.status && user.email_verified && !user.phone_verified && user.prefs.as_json().contains("pink"));
}

#[test]
fn a_zero_is_no_date_and_the_status_of_0_11_is_a_number() {
    let json = |status: u8| {
        format!(r#"{{"$id":"a","email":"a@example.com","passwordUpdate":0,"registration":0,"status":{status}}}"#)
    };
    for (status, is_active) in [(0, true), (1, true), (2, false)] {
        let user = user(read(Format::Appwrite, &json(status)));
        assert_eq!((user.status, user.password_updated_at, user.created_at), (is_active, None, NOW), "{status}");
    }
    assert_eq!(reason(read(Format::Appwrite, &json(3))), "status: not a status");
    assert!(!user(super::row(Format::Appwrite, &[("$id", "a"), ("status", "false")])).status);
}

#[test]
fn targets_beyond_email_and_phone_and_identities_are_lost() {
    let json = |targets: &str| {
        format!(r#"{{"$id":"a","email":"Ann@example.com","phone":"+4930901820","targets":[{targets}]}}"#)
    };
    let own =
        r#"{"providerType":"email","identifier":"ann@example.com"},{"providerType":"sms","identifier":"+4930901820"}"#;
    assert!(notes(&read(Format::Appwrite, &json(own))).is_empty());
    let push = r#"{"providerType":"push","identifier":"token"},{"providerType":"push","identifier":"token 2"}"#;
    assert_eq!(notes(&read(Format::Appwrite, &json(push))), ["not imported: targets"]);
    let linked = r#"{"$id":"a","email":"a@example.com","identities":[{"provider":"google"}],"memberships":[1]}"#;
    let expected = ["not imported: sign-ins through other providers", "fields not imported: memberships"];
    assert_eq!(notes(&read(Format::Appwrite, linked)), expected);
}

#[test]
fn the_fields_of_the_database_are_no_loss() {
    let json = r#"{"$id":"a","$sequence":"1","$permissions":["x"],"email":"a@example.com","emailCanonical":"a@example.com",
        "emailIsFree":false,"impersonatorUserId":"b","password":"3cb4e732631f47e6eb961f34554b7cde","hash":"md5","hashOptions":"{}"}"#;
    let row = read(Format::Appwrite, json);
    assert!(notes(&row).is_empty());
    assert!(knows(&user(row), "correct horse"));
}

#[test]
fn a_record_without_an_id_is_no_user_of_appwrite() {
    assert_eq!(reason(read(Format::Appwrite, r#"{"email":"a@example.com"}"#)), "$id: is missing");
}

#[test]
fn a_row_of_our_own_csv_is_read() {
    let cells = [
        ("$id", "ann"),
        ("$createdAt", "2024-01-01T10:00:00.123+00:00"),
        ("$updatedAt", "2024-02-01T10:00:00.456+00:00"),
        ("name", "Ann"),
        ("email", "ann@example.com"),
        ("phone", ""),
        ("emailVerification", "true"),
        ("phoneVerification", "false"),
        ("status", "true"),
        ("mfa", "false"),
        ("impersonator", "false"),
        ("labels", r#"["vip","early"]"#),
        ("passwordUpdate", "2024-01-01T10:00:00.123+00:00"),
        ("accessedAt", ""),
        (
            "password",
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        ),
        ("hash", "scrypt"),
        (
            "hashOptions",
            r#"{"type":"scrypt","costCpu":1024,"costMemory":8,"costParallel":16,"length":64,"salt":"NaCl"}"#,
        ),
        ("prefs", r#"{"theme": "pink"}"#),
    ];
    let row = row(Format::Appwrite, &cells);
    assert!(notes(&row).is_empty());
    let user = user(row);
    assert!(knows(&user, "password") && user.status && user.email_verified);
    assert_eq!(
        (user.labels.as_slice(), user.prefs.as_json()),
        (&["vip".to_owned(), "early".to_owned()][..], r#"{"theme": "pink"}"#)
    );
    assert_eq!(user.updated_at, at("2024-02-01T10:00:00.456Z"));
}
