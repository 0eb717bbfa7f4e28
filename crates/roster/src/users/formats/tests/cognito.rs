//! Users of Cognito: rows of its CSV, and objects of its API and of backup tools.

use super::*;

const SUB: &str = "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f";

#[test]
fn a_row_of_the_import_csv_is_trimmed_and_its_user_name_is_the_id() {
    let cells = [
        ("cognito:username", " ada "),
        ("name", " Lovelace, Ada "),
        ("email", "ada@example.com "),
        ("email_verified", " TRUE"),
        ("phone_number_verified", ""),
        ("birthdate", "02/01/1985"),
        ("custom:plan", "gold"),
        ("updated_at", "1471453471"),
        ("cognito:mfa_enabled", "TRUE"),
    ];
    let row = row(Format::Cognito, &cells);
    assert_eq!(notes(&row), ["not imported: second factors", "fields not imported: birthdate, custom:plan"]);
    let user = user(row);
    assert_eq!((user.id.as_str(), email(&user), user.name.as_str()), ("ada", "ada@example.com", "Lovelace, Ada"));
    assert!(user.email_verified && user.password.is_none());
}

#[test]
fn a_user_of_the_api_has_attributes_and_sub_is_the_id() {
    let attributes = format!(
        r#"[{{"Name":"sub","Value":"{SUB}"}},{{"Name":"email","Value":"ada@example.com"}},{{"Name":"email_verified","Value":"true"}},
        {{"Name":"given_name","Value":"Ada"}},{{"Name":"family_name","Value":"Lovelace"}},{{"Name":"phone_number","Value":"+4930901820"}}]"#
    );
    for (field, date) in [
        ("Attributes", "1588888888.123"),
        ("UserAttributes", "\"2020-05-08T03:31:28.123000+05:30\""),
        ("Attributes", "\"2020-05-07 22:01:28.123000+00:00\""),
    ] {
        let json = format!(
            r#"{{"Username":"{SUB}","{field}":{attributes},"UserCreateDate":{date},"UserLastModifiedDate":{date},"Enabled":false,
            "UserStatus":"CONFIRMED","Groups":[{{"GroupName":"staff"}},"north"]}}"#
        );
        let row = read(Format::Cognito, &json);
        assert_eq!(notes(&row), ["not imported: 2 groups"], "{json}");
        assert_eq!(row.as_ref().ok().unwrap().notes.len(), 1, "a user name that Cognito made is no user name");
        let user = user(row);
        assert_eq!((user.id.as_str(), email(&user), user.name.as_str()), (SUB, "ada@example.com", "Ada Lovelace"));
        assert!(user.email_verified && !user.status && user.created_at == at("2020-05-07T22:01:28.123Z"));
        assert_eq!(user.phone.unwrap().as_str(), "+4930901820");
    }
}

#[test]
fn attributes_may_be_an_object() {
    let json = format!(
        r#"{{"Username":"ada","attributes":{{"sub":"{SUB}","email":"ada@example.com","email_verified":true}}}}"#
    );
    let user = user(read(Format::Cognito, &json));
    assert_eq!((user.id.as_str(), email(&user), user.email_verified), (SUB, "ada@example.com", true));
}

#[test]
fn users_of_other_providers_and_second_factors_are_reported() {
    let json = format!(
        r#"{{"Username":"Google_108","Attributes":[{{"Name":"sub","Value":"{SUB}"}},{{"Name":"email","Value":"ada@example.com"}},
        {{"Name":"identities","Value":"[{{\"providerName\":\"Google\"}}]"}}],"UserStatus":"EXTERNAL_PROVIDER","MFAOptions":[],
        "UserMFASettingList":["SOFTWARE_TOKEN_MFA"]}}"#
    );
    let row = read(Format::Cognito, &json);
    assert_eq!(notes(&row), ["not imported: sign-ins through other providers, second factors"]);
    assert_eq!(row.ok().unwrap().notes.len(), 1, "the name that Cognito made of the provider is no user name");
}

#[test]
fn states_that_lose_something_are_reported() {
    let status = |status: &str| format!(r#"{{"Username":"a","email":"a@example.com","UserStatus":"{status}"}}"#);
    for usual in ["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"] {
        assert!(notes(&read(Format::Cognito, &status(usual))).is_empty(), "{usual}");
    }
    assert_eq!(notes(&read(Format::Cognito, &status("COMPROMISED"))), ["fields not imported: UserStatus"]);
}

#[test]
fn the_user_name_with_which_people_sign_in_is_kept() {
    let of = |fields: &str| {
        let row = read(Format::Cognito, &format!(r#"{{"sub":"{SUB}",{fields}}}"#)).ok().unwrap();
        let note = row.notes.iter().find(|note| note.kind == NoteKind::Username).map(|note| note.is_loss);
        let user = row.import_user.user;
        (user.id.as_str().to_owned(), email(&user).to_owned(), note)
    };
    assert_eq!(of(r#""Username":"ada""#), ("ada".into(), String::new(), Some(false)));
    assert_eq!(of(r#""Username":"ada","email":"a@example.com""#), (SUB.into(), "a@example.com".into(), Some(true)));
    assert_eq!(
        of(&format!(r#""Username":"{SUB}","preferred_username":"ada""#)),
        ("ada".into(), String::new(), Some(false))
    );
    // An email that was only the user name: nobody has verified it.
    assert_eq!(of(r#""Username":"ada@example.com""#), (SUB.into(), "ada@example.com".into(), Some(false)));
}

#[test]
fn attributes_that_are_none_make_a_row_invalid() {
    let expected = "Attributes: not a list of names and values";
    for wrong in ["[1]", "7", "[{\"Value\":\"secret\"}]"] {
        assert_eq!(reason(read(Format::Cognito, &format!(r#"{{"Username":"a","Attributes":{wrong}}}"#))), expected);
    }
}
