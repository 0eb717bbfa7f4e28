//! Users of Keycloak: of exports, of files written for its import, and of its admin API.

use super::*;

#[test]
fn users_without_an_id_get_one_from_email_or_user_name_and_plain_passwords_are_kept_to_be_hashed() {
    let json = r#"{"username":"ada","enabled":true,"email":"ada@example.com","firstName":"Ada","lastName":"Lovelace",
        "credentials":[{"type":"password","value":"correct horse","temporary":false}]}"#;
    let of = |json: &str| read(Format::Keycloak, json).ok().unwrap();
    let first = of(json);
    assert!(first.plain_password.is_some() && first.import_user.user.password.is_none());
    assert!(first.import_user.user.id.is_generated());
    assert_eq!(first.import_user.user.id, of(json).import_user.user.id, "the same in every import");
    let named = of(r#"{"username":"ada","enabled":true}"#);
    assert_eq!(named.import_user.user.id.as_str(), "ada");
    assert!(named.notes.iter().any(|note| note.kind == NoteKind::Username && !note.is_loss));
    let long = of(&json.replace("correct horse", "x").replace("ada@", "bob@"));
    assert!(long.plain_password.is_some(), "a short password that is in use");
}

#[test]
fn a_plain_password_that_cannot_be_one_and_a_temporary_one_are_reported() {
    let json = |value: &str, temporary: bool| {
        format!(
            r#"{{"username":"a","email":"a@example.com","credentials":[{{"type":"password","value":"{value}","temporary":{temporary}}}]}}"#
        )
    };
    assert!(reason(read(Format::Keycloak, &json(&"x".repeat(300), false))).starts_with("password: "));
    let expected = ["the password was to be changed at the next sign-in (temporary): nothing here asks for that"];
    assert_eq!(notes(&read(Format::Keycloak, &json("correct horse", true))), expected);
}

#[test]
fn service_accounts_are_skipped() {
    for json in [
        r#"{"id":"1","username":"service-account-app","enabled":true,"serviceAccountClientId":"app"}"#,
        r#"{"id":"1","username":"service-account-app","enabled":true,"credentials":[]}"#,
        r#"{"id":"1","username":"x","serviceAccountClientLink":"app"}"#,
    ] {
        assert_eq!(skipped(read(Format::Keycloak, json)), "a service account of a client, not a person");
    }
}

#[test]
fn roles_groups_and_attributes_that_are_not_those_of_everybody_are_reported() {
    let json = r#"{"id":"1","username":"ada","email":"ada@example.com","realmRoles":["default-roles-shop","offline_access",
        "uma_authorization","admin"],"clientRoles":{"account":["view-profile"],"app":["editor","viewer"]},"groups":["/staff/north"],
        "attributes":{"phoneNumber":["+49 30 901820"],"phoneNumberVerified":["true"],"department":["R&D"]},
        "requiredActions":["VERIFY_EMAIL"],"notBefore":0,"disableableCredentialTypes":[],"totp":false,"credentials":[]}"#;
    let row = read(Format::Keycloak, json);
    let expected = ["fields not imported: requiredActions, attributes.department", "not imported: 3 roles, 1 group"];
    assert_eq!(notes(&row), expected);
    let user = user(row);
    assert_eq!((user.phone.as_ref().unwrap().as_str(), user.phone_verified), ("+4930901820", true));
    let usual = r#"{"id":"1","username":"a@example.com","email":"a@example.com","realmRoles":["default-roles-shop"],
        "clientRoles":{"account":["view-profile"]},"groups":[],"attributes":{},"requiredActions":[]}"#;
    assert!(read(Format::Keycloak, usual).ok().unwrap().notes.is_empty());
}

#[test]
fn attributes_of_version_1_are_texts() {
    let json = r#"{"id":"1","username":"ada","email":"a@example.com","attributes":{"phone":"+4930901820"},"applicationRoles":{"app":["x"]},
        "socialLinks":[{"socialProvider":"google"}]}"#;
    let row = read(Format::Keycloak, json);
    assert_eq!(notes(&row), ["not imported: sign-ins through other providers", "not imported: 1 role"]);
    assert!(user(row).phone.is_some());
}

#[test]
fn factors_providers_and_passwords_elsewhere_are_reported() {
    let of = |fields: &str| {
        let row = read(Format::Keycloak, &format!(r#"{{"id":"1","username":"a","email":"a@example.com",{fields}}}"#));
        notes(&row).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for kind in ["otp", "totp", "webauthn", "webauthn-passwordless", "recovery-authn-codes"] {
        assert_eq!(of(&format!(r#""credentials":[{{"type":"{kind}"}}]"#)), ["not imported: second factors"], "{kind}");
    }
    assert_eq!(of(r#""totp":true"#), ["not imported: second factors"]);
    assert_eq!(
        of(r#""federatedIdentities":[{"identityProvider":"google"}]"#),
        ["not imported: sign-ins through other providers"]
    );
    assert_eq!(of(r#""credentials":[{"type":"kerberos"}]"#), ["not imported: credentials of other kinds"]);
    let expected = of(r#""federationLink":"ldap-1","credentials":[]"#);
    assert_eq!(expected, ["the password is in the directory that Keycloak asked (federationLink)"]);
    let expected = of(r#""access":{"manage":true},"totp":false,"createdTimestamp":1690000000123"#);
    assert_eq!(expected, ["the admin API gives no hashes: export the realm with its users"]);
}

#[test]
fn a_user_name_that_is_an_email_is_the_email_of_a_user_without_one() {
    let row = read(Format::Keycloak, r#"{"id":"1","username":"ada@example.com","enabled":true,"emailVerified":true}"#)
        .ok()
        .unwrap();
    let [note] = row.notes.as_slice() else { panic!("{:?}", row.notes) };
    assert!(note.kind == NoteKind::Username && !note.is_loss && note.text.contains("not verified"));
    let user = row.import_user.user;
    assert_eq!((email(&user), user.email_verified), ("ada@example.com", false));
}
