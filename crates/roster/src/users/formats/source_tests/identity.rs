//! Identity services.

use super::{Format, at, rows, users};
use roster_core::Timestamp;

#[test]
fn users_of_clerk_are_read_from_the_table_of_its_dashboard() {
    let rows = rows("clerk.csv", Format::Clerk);
    let [ada, grace, alan] = [0, 1, 2].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["user_2ada", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && !ada.knows("correct hose"));
    assert!(ada.user().email_verified && ada.phone() == "+4930901820" && !ada.user().phone_verified);
    assert_eq!(ada.notes(), ["the user name is not imported", "not imported: further emails, second factors"]);
    assert_eq!(grace.shown(), ["user_2grace", "grace@example.com", "Grace Hopper"]);
    assert!(!grace.user().email_verified && !grace.has_password() && grace.notes().is_empty());
    assert_eq!((alan.user().id.as_str(), alan.knows("correct horse")), ("alan", true));
    assert_eq!(rows[3].invalid(), "password: a hash with a pepper, which only its application knows");
}

#[test]
fn users_of_clerk_are_read_as_its_api_lists_them() {
    let rows = rows("clerk.json", Format::Clerk);
    let [ada, grace] = [0, 1].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["user_2ada", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.user().email_verified && !ada.user().phone_verified && ada.phone() == "+4930901820");
    assert_eq!(ada.prefs(), r#"{"theme":"dark"}"#);
    assert_eq!(ada.user().created_at, Timestamp::from_millis(1_700_000_000_123));
    assert_eq!(ada.user().accessed_at, Some(Timestamp::from_millis(1_706_702_400_123)));
    let losses = "not imported: further emails, the password, which is not in the file, second factors";
    assert_eq!(ada.notes(), [losses, "fields not imported: public_metadata"]);
    assert!(!grace.user().status && !grace.user().email_verified);
    let losses = "not imported: sign-ins through other providers, a lock after failed sign-ins, which ends by itself";
    assert_eq!(grace.notes(), [losses, "fields not imported: image_url"]);
}

#[test]
fn users_of_clerk_are_read_as_its_command_line_exports_them() {
    let rows = rows("clerk-export.json", Format::Clerk);
    assert_eq!(rows[0].shown(), ["user_2ada", "ada@example.com", "Ada"]);
    assert!(rows[0].user().email_verified && rows[0].prefs() == r#"{"theme":"dark"}"#);
    assert_eq!(rows[0].notes(), ["not imported: further emails"]);
    assert_eq!(rows[0].user().created_at, at("2023-11-14T22:13:20.123Z"));
    assert_eq!(rows[1].email(), "grace@example.com");
    assert!(!rows[1].user().email_verified && !rows[1].user().status && rows[1].notes().is_empty());
}

#[test]
fn users_of_entra_are_read_without_passwords() {
    let listed = rows("entra.json", Format::Entra);
    let [ada, grace] = [0, 1].map(|n| &listed[n]);
    assert_eq!(ada.shown(), ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.notes().is_empty() && ada.user().created_at == at("2024-01-31T12:00:00Z"));
    assert_eq!((grace.email(), grace.user().status), ("grace@example.com", false));
    let losses = "not imported: sign-ins through other providers, further emails";
    assert_eq!(grace.notes(), ["the user name is not imported", losses, "fields not imported: jobTitle"]);
    let downloaded = rows("entra.csv", Format::Entra);
    assert_eq!(downloaded[0].shown(), ada.shown());
    assert_eq!(downloaded[0].notes(), ["the user name is not imported"]);
    assert_eq!(downloaded[1].shown(), ["8c9e6679-7425-40de-944b-e07fc1f90ae7", "grace@example.com", "Grace Hopper"]);
    assert_eq!(downloaded[1].notes(), ["fields not imported: department, invitationState"]);
    assert!(!downloaded[1].user().status && !downloaded[1].has_password());
}

#[test]
fn users_of_okta_are_read_without_passwords() {
    let rows = rows("okta.json", Format::Okta);
    let [ada, grace] = [0, 1].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["00u1ada", "ada@example.com", "Ada Lovelace"]);
    assert_eq!((ada.phone(), ada.user().status, ada.user().phone_verified), ("+4930901820", true, false));
    assert_eq!(ada.user().accessed_at, Some(at("2024-02-01T12:00:00Z")));
    let losses = "not imported: the password, which is not in the file";
    assert_eq!(ada.notes(), ["the user name is not imported", losses, "fields not imported: profile.secondEmail"]);
    assert!(!grace.user().status && grace.phone().is_empty());
    let losses = "not imported: sign-ins through other providers";
    assert_eq!(grace.notes(), [losses, "fields not imported: profile.mobilePhone"]);
}

#[test]
fn identities_of_kratos_are_read_with_their_traits() {
    let rows = rows("kratos.json", Format::Kratos);
    let [ada, grace, alan] = [0, 1, 2].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && ada.user().email_verified);
    assert_eq!(ada.user().password_updated_at, Some(at("2024-02-01T12:00:00Z")));
    assert_eq!(ada.prefs(), r#"{"newsletter":true}"#);
    assert_eq!(ada.notes(), ["not imported: second factors", "fields not imported: metadata_public"]);
    assert_eq!((grace.email(), grace.user().status, grace.has_password()), ("grace@example.com", false, false));
    let losses = "not imported: sign-ins through other providers, the password, which is not in the file";
    assert_eq!(grace.notes(), ["the user name is not imported", losses]);
    assert!(alan.user().id.is_generated() && alan.knows("correct horse") && alan.valid().plain_password.is_some());
}

#[test]
fn human_users_of_zitadel_are_read_from_imports_and_lists() {
    let imported = rows("zitadel.json", Format::Zitadel);
    assert_eq!(imported[0].shown(), ["104133391271651848", "ada@example.com", "Ada L."]);
    assert!(imported[0].knows("correct horse") && imported[0].user().email_verified);
    assert!(imported[0].phone() == "+4930901820" && imported[0].user().phone_verified);
    let losses = "not imported: second factors, sign-ins through other providers";
    let left = "fields not imported: profile.preferredLanguage";
    assert_eq!(imported[0].notes(), ["the user name is not imported", losses, left]);
    assert_eq!(imported[1].user().name.as_str(), "Grace Hopper");
    assert!(imported[1].knows("correct horse") && imported[1].notes().is_empty());
    let listed = rows("zitadel-list.json", Format::Zitadel);
    assert_eq!(listed[0].shown(), ["280310551611114001", "ada@example.com", "Ada Lovelace"]);
    assert!(!listed[0].user().status && listed[0].user().created_at == at("2024-01-31T12:00:00Z"));
    assert_eq!(listed[1].skipped(), "a machine user");
    assert_eq!(listed[2].skipped(), "the user was deleted");
}

#[test]
fn users_of_fusionauth_are_read_with_salts_and_factors_of_their_own() {
    let rows = rows("fusionauth.json", Format::FusionAuth);
    let [ada, grace] = [0, 1].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && grace.knows("correct horse") && !grace.knows("correct hose"));
    assert!(ada.user().email_verified && ada.phone() == "+4930901820" && !ada.user().phone_verified);
    assert_eq!(ada.user().created_at, Timestamp::from_millis(1_700_000_000_123));
    let lists = "not imported: 2 roles, 1 group";
    let losses = ["not imported: second factors", "fields not imported: data", lists];
    assert_eq!(ada.notes()[1..], losses);
    assert!(!grace.user().status && !grace.user().email_verified && grace.user().name.as_str() == "Grace Hopper");
    assert_eq!(rows[2].invalid(), "password: a hash or a salt that is not base64");
    let users = users("fusionauth.json", Format::FusionAuth);
    assert_eq!(
        (users[0].roles.as_slice(), users[0].groups.as_slice()),
        (&["admin".to_owned(), "user".to_owned()][..], &["g1".to_owned()][..])
    );
}

#[test]
fn users_of_supertokens_are_read_with_all_their_login_methods() {
    let rows = rows("supertokens.json", Format::SuperTokens);
    let [ada, grace, alan] = [0, 1, 2].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["user-1", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && ada.user().email_verified);
    assert_eq!(ada.user().created_at, Timestamp::from_millis(1_700_000_000_123));
    let losses = "not imported: sign-ins through other providers, further emails, second factors";
    assert_eq!(ada.notes(), [losses, "fields not imported: userMetadata", "not imported: 1 role"]);
    assert!(grace.phone() == "+4930901820" && grace.user().phone_verified && grace.user().created_at == super::NOW);
    assert!(alan.knows("correct horse") && !alan.user().email_verified);
    let listed = super::rows("supertokens-list.json", Format::SuperTokens);
    assert_eq!(listed[0].email(), "ada@example.com");
    assert_eq!(listed[0].notes(), ["not imported: the password, which is not in the file"]);
}

#[test]
fn users_of_logto_are_read_from_its_table_and_its_api() {
    let rows = rows("logto.csv", Format::Logto);
    let [ada, grace] = [0, 1].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["iHXPuSb9eMzt", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && grace.knows("correct horse") && ada.phone() == "+4930901820");
    assert_eq!(ada.notes(), ["the user name is not imported", "fields not imported: profile"]);
    assert_eq!((grace.user().id.as_str(), grace.user().status), ("grace", false));
    let losses = "not imported: second factors, sign-ins through other providers";
    assert_eq!(grace.notes()[1..], [losses, "fields not imported: custom_data"]);
    let reason = "password: a Legacy hash with more arguments than the password, or of an unknown kind";
    assert_eq!(rows[2].invalid(), reason);
    let listed = super::rows("logto.json", Format::Logto);
    assert_eq!(listed[0].notes()[1..], ["not imported: the password, which is not in the file"]);
    assert_eq!(listed[0].user().created_at, Timestamp::from_millis(1_700_000_000_123));
}
