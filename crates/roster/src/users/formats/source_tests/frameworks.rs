//! Frameworks and libraries.

use super::{Format, at, rows, users};

#[test]
fn users_of_better_auth_are_read_with_the_password_of_their_account() {
    let joined = rows("better-auth.csv", Format::BetterAuth);
    let [ada, grace] = [0, 1].map(|n| &joined[n]);
    assert_eq!(ada.shown(), ["K3ada", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && grace.knows("correct horse") && !ada.knows("correct hose"));
    assert!(ada.user().email_verified && !grace.user().email_verified && !grace.user().status);
    assert_eq!(ada.user().created_at, at("2024-01-31T12:00:00.123Z"));
    let notes = ["the user name is not imported", "not imported: second factors", "not imported: 2 roles"];
    assert_eq!(ada.notes(), notes);
    assert_eq!(users("better-auth.csv", Format::BetterAuth)[0].roles, ["admin", "editor"]);
    let nested = rows("better-auth.json", Format::BetterAuth);
    assert!(nested[0].knows("correct horse"));
    assert_eq!(nested[0].notes(), ["not imported: sign-ins through other providers"]);
    assert_eq!(nested[0].user().password_updated_at, Some(at("2024-02-02")));
    assert_eq!(nested[1].skipped(), "an anonymous user");
}

#[test]
fn a_user_of_better_auth_without_accounts_has_a_note() {
    let json =
        r#"{"id":"1","email":"ada@example.com","emailVerified":true,"createdAt":1706702400123,"updatedAt":null}"#;
    let fields = super::Fields::from_json(json).unwrap();
    let options = super::options(&[]);
    let Ok(super::Reading::User(user)) = (Format::BetterAuth.spec().read)(fields, &options) else { panic!() };
    assert_eq!(user.losses, ["sign-ins: the file has no account of the user, with or without a password"]);
}

#[test]
fn users_of_authjs_are_verified_since_a_date() {
    let rows = rows("authjs.csv", Format::AuthJs);
    assert_eq!(rows[0].shown(), ["clx1ada", "ada@example.com", "Ada Lovelace"]);
    assert!(rows[0].user().email_verified && !rows[1].user().email_verified && !rows[0].has_password());
    assert_eq!(rows[0].notes(), ["fields not imported: image"]);
    let nested = super::rows("authjs.json", Format::AuthJs);
    assert_eq!(nested[0].shown(), ["65ba1c0012ab34cd56ef7890", "ada@example.com", "Ada"]);
    assert!(nested[0].user().email_verified);
    assert_eq!(nested[0].notes(), ["not imported: sign-ins through other providers"]);
}

#[test]
fn users_of_lucia_are_read_with_their_keys_and_from_keys_alone() {
    let nested = rows("lucia.json", Format::Lucia);
    assert_eq!(nested[0].shown(), ["laRZ8RgA34YYcgj", "ada@example.com", ""]);
    assert!(nested[0].knows("correct horse") && nested[1].knows("correct horse"));
    assert_eq!(nested[1].email(), "grace@example.com");
    let losses = "not imported: sign-ins through other providers";
    assert_eq!(nested[0].notes(), ["the user name is not imported", losses]);
    let keys = rows("lucia-keys.csv", Format::Lucia);
    assert_eq!(keys[0].shown(), ["laRZ8RgA34YYcgj", "ada@example.com", ""]);
    assert!(keys[0].knows("correct horse"));
    assert_eq!(keys[1].skipped(), "a key of another provider, without a password");
    let columns = rows("lucia-3.csv", Format::Lucia);
    assert_eq!((columns[0].user().id.as_str(), columns[1].user().id.as_str()), ("ada", "grace"));
    assert!(columns[0].knows("correct horse") && columns[1].knows("correct horse"));
    assert_eq!(columns[0].user().created_at, at("2024-01-31T12:00:00Z"));
}

#[test]
fn users_of_django_are_read_from_its_table() {
    let rows = rows("django.csv", Format::Django);
    let [ada, grace] = [0, 1].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["1", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && ada.user().status);
    assert_eq!(ada.user().accessed_at, Some(at("2024-02-01T08:00:00.500Z")));
    assert_eq!(ada.notes(), ["the user name is not imported", "not imported: 2 roles"]);
    assert!(!grace.has_password() && !grace.user().status, "nobody can enter such a password");
}

#[test]
fn users_of_django_are_read_from_fixtures_and_other_models_are_skipped() {
    let rows = rows("django.json", Format::Django);
    assert_eq!(rows[0].skipped(), "a record of another model, not a user");
    assert_eq!(rows[1].shown(), ["7", "ada@example.com", "Ada"]);
    assert!(rows[1].knows("correct horse") && rows[2].knows("correct horse"));
    assert_eq!(rows[2].shown(), ["5f1", "grace@example.com", ""]);
    let losses = "not imported: groups that are numbers (dumpdata --natural-foreign writes their names)";
    assert_eq!(rows[2].notes(), [losses, "fields not imported: user_permissions"]);
    let users = users("django.json", Format::Django);
    assert_eq!(
        (users[0].roles.as_slice(), users[0].groups.as_slice()),
        (&["staff".to_owned()][..], &["editors".to_owned()][..])
    );
}

#[test]
fn users_of_laravel_and_devise_are_read_from_their_tables() {
    let laravel = rows("laravel.csv", Format::Laravel);
    assert_eq!(laravel[0].shown(), ["1", "ada@example.com", "Ada Lovelace"]);
    assert!(laravel[0].knows("correct horse") && laravel[1].knows("correct horse"));
    assert!(laravel[0].user().email_verified && !laravel[1].user().email_verified, "NULL is no date");
    assert_eq!((laravel[0].notes(), laravel[1].notes()), (vec!["not imported: second factors"], Vec::new()));
    let devise = rows("devise.csv", Format::Devise);
    assert_eq!(devise[0].shown(), ["1", "ada@example.com", ""]);
    assert!(devise[0].knows("correct horse") && devise[0].user().email_verified && !devise[1].user().email_verified);
    assert_eq!(devise[0].user().accessed_at, Some(at("2024-02-01T08:00:00Z")));
    assert_eq!(devise[0].notes(), ["fields not imported: plan"]);
    assert_eq!(devise[1].notes(), ["not imported: sign-ins through other providers, a lock after failed sign-ins"]);
}

#[test]
fn users_of_aspnet_identity_are_read_with_hashes_of_both_versions() {
    let rows = rows("aspnet.csv", Format::AspNet);
    let [ada, grace, alan] = [0, 1, 2].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "ada@example.com", ""]);
    assert!(ada.knows("correct horse") && grace.knows("correct horse") && !grace.knows("correct hose"));
    assert!(ada.user().status && ada.user().email_verified && ada.user().phone_verified);
    assert_eq!((ada.phone(), ada.notes()), ("+4930901820", vec!["not imported: second factors"]));
    assert!(!grace.user().status, "a lockout until the end of time");
    let left = "fields not imported: PhoneNumber";
    assert!(grace.notes().contains(&left) && grace.phone().is_empty(), "{:?}", grace.notes());
    assert!(alan.user().status && !alan.has_password());
    let other = super::rows("aspnet.json", Format::AspNet);
    assert!(other[0].knows("correct horse") && other[0].user().status, "lockouts are not enabled for them");
    assert!(other[0].notes().contains(&"fields not imported: Hometown"));
}
