//! Users of Supabase: rows of all columns of `auth.users`, and objects of the admin API.

use super::*;

const ARGON2: &str = "$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$j2XvmacbHphFDyyA14YErzZEJ2+WXbUgRbvtE5sDtf0";
const ID: &str = "11111111-2222-4333-8444-555555555555";

/// All columns, with the values of a usual user, changed in some of them.
fn all_columns<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut columns = vec![
        ("instance_id", "00000000-0000-0000-0000-000000000000"),
        ("id", ID),
        ("aud", "authenticated"),
        ("role", "authenticated"),
        ("email", "ada@example.com"),
        ("encrypted_password", ARGON2),
        ("email_confirmed_at", "2023-01-02 03:04:05.123456+00"),
        ("invited_at", ""),
        ("confirmation_token", "token"),
        ("confirmation_sent_at", "2023-01-02 03:04:05+00"),
        ("recovery_token", ""),
        ("recovery_sent_at", ""),
        ("email_change_token_new", ""),
        ("email_change", ""),
        ("email_change_sent_at", ""),
        ("last_sign_in_at", "2023-07-02 03:04:05+00"),
        ("raw_app_meta_data", r#"{"provider":"email","providers":["email"]}"#),
        ("raw_user_meta_data", r#"{"full_name":"Ada Lovelace"}"#),
        ("is_super_admin", ""),
        ("created_at", "2023-01-02 03:04:05.123456+00"),
        ("updated_at", "2023-06-02 03:04:05+00"),
        ("phone", "4930901824"),
        ("phone_confirmed_at", ""),
        ("phone_change", ""),
        ("phone_change_token", ""),
        ("phone_change_sent_at", ""),
        ("confirmed_at", "2023-01-02 03:04:05.123456+00"),
        ("email_change_token_current", ""),
        ("email_change_confirm_status", "0"),
        ("banned_until", ""),
        ("reauthentication_token", ""),
        ("reauthentication_sent_at", ""),
        ("is_sso_user", "f"),
        ("deleted_at", ""),
        ("is_anonymous", "false"),
    ];
    for (name, value) in changed {
        columns.iter_mut().find(|(known, _)| known == name).unwrap().1 = value;
    }
    columns
}

fn of(changed: &[(&str, &str)]) -> Result<ValidRow, RowError> {
    row(Format::Supabase, &all_columns(changed))
}

#[test]
fn a_row_of_all_columns_is_a_user_and_nothing_is_lost() {
    let row = of(&[]);
    assert!(notes(&row).is_empty(), "{:?}", notes(&row));
    let user = user(row);
    assert_eq!((user.id.as_str(), email(&user), user.name.as_str()), (ID, "ada@example.com", "Ada Lovelace"));
    assert!(knows(&user, "correct horse") && user.email_verified && !user.phone_verified && user.status);
    assert_eq!(user.phone.unwrap().as_str(), "+4930901824");
    assert_eq!((user.created_at, user.accessed_at), (at("2023-01-02T03:04:05.123Z"), Some(at("2023-07-02T03:04:05Z"))));
}

#[test]
fn cells_with_null_are_empty() {
    let user =
        user(of(&[("deleted_at", "NULL"), ("phone", "NULL"), ("banned_until", "NULL"), ("last_sign_in_at", "NULL")]));
    assert!(user.phone.is_none() && user.status && user.accessed_at.is_none());
}

#[test]
fn deleted_and_anonymous_users_are_skipped() {
    assert_eq!(skipped(of(&[("deleted_at", "2023-01-04 03:04:05+00")])), "the user was deleted");
    assert!(skipped(of(&[("is_anonymous", "t"), ("email", "")])).starts_with("an anonymous user"));
}

#[test]
fn the_earlier_date_of_two_confirmations_does_not_verify_the_email() {
    let changed = [("email_confirmed_at", ""), ("phone_confirmed_at", "2023-01-02 03:04:05+00")];
    let by_phone = user(of(&changed));
    assert!(!by_phone.email_verified && by_phone.phone_verified);
    let json = format!(
        r#"{{"id":"{ID}","aud":"authenticated","email":"a@example.com","phone_confirmed_at":"2023-01-02T03:04:05Z",
        "confirmed_at":"2023-01-02T03:04:05Z"}}"#
    );
    assert!(!user(read(Format::Supabase, &json)).email_verified);
    let old = format!(
        r#"{{"id":"{ID}","email":"a@example.com","encrypted_password":"","confirmed_at":"2020-01-02T03:04:05Z"}}"#
    );
    assert!(user(read(Format::Supabase, &old)).email_verified, "the first versions had this column alone");
}

#[test]
fn what_the_application_wrote_and_other_providers_are_reported() {
    let metadata =
        r#"{"provider":"google","providers":["google","email"],"roles":["admin"],"claims_admin":true,"level":3}"#;
    let row = of(&[("raw_app_meta_data", metadata), ("role", "service"), ("email_change", "new@example.com")]);
    let expected = [
        "not imported: sign-ins through other providers",
        "fields not imported: email_change",
        "not imported: 2 roles, 2 claims",
    ];
    assert_eq!(notes(&row), expected);
}

#[test]
fn a_user_of_the_admin_api_has_identities_and_factors() {
    let json = format!(
        r#"{{"id":"{ID}","aud":"authenticated","role":"authenticated","email":"ada@example.com","phone":"","confirmed_at":
        "2023-01-02T03:04:05Z","email_confirmed_at":"2023-01-02T03:04:05Z","last_sign_in_at":"2023-07-02T03:04:05.5Z","app_metadata":
        {{"provider":"email","providers":["email"]}},"user_metadata":{{"name":"Ada","theme":"dark"}},"identities":[{{"provider":"email"}},
        {{"provider":"github"}}],"factors":[{{"factor_type":"totp"}}],"created_at":"2023-01-02T03:04:05.123456Z","is_anonymous":false}}"#
    );
    let row = read(Format::Supabase, &json);
    assert_eq!(notes(&row), ["not imported: sign-ins through other providers, second factors"]);
    let user = user(row);
    assert!(user.email_verified && user.phone.is_none() && user.name.as_str() == "Ada");
    assert!(user.prefs.as_json().contains("dark"));
}

#[test]
fn a_ban_may_have_an_end_or_none() {
    for (until, is_active) in [
        ("2999-01-01 00:00:00+00", false),
        ("infinity", false),
        ("2020-01-01 00:00:00+00", true),
        ("-infinity", true),
        ("none", true),
    ] {
        assert_eq!(user(of(&[("banned_until", until)])).status, is_active, "{until}");
    }
}

#[test]
fn a_user_of_single_sign_on_has_no_password() {
    let row = of(&[("is_sso_user", "t"), ("encrypted_password", "x")]);
    assert_eq!(notes(&row), ["not imported: sign-ins through other providers"]);
    assert!(user(row).password.is_none());
}

#[test]
fn an_encrypted_hash_is_rejected_with_its_reason() {
    let hash = r#"{"key_id":"1","alg":"aes-gcm-hkdf","data":"secret"}"#;
    assert!(reason(of(&[("encrypted_password", hash)])).starts_with("password: an encrypted hash"));
}
