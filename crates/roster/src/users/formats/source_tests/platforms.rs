//! Platforms.

use super::{Format, at, rows, users};

#[test]
fn users_of_wordpress_are_read_as_its_command_line_lists_them() {
    let rows = rows("wordpress.csv", Format::WordPress);
    let [ada, grace, alan] = [0, 1, 2].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["1", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && !ada.knows("correct hose") && grace.knows("test12345"));
    assert_eq!(ada.user().created_at, at("2016-06-03T04:37:00Z"));
    assert_eq!(ada.notes(), ["the user name is not imported", "not imported: 2 roles"]);
    assert_eq!((grace.user().created_at, grace.notes()), (super::NOW, vec!["not imported: 1 role"]));
    assert!(alan.invalid().starts_with("password: "), "{}", alan.invalid());
    assert_eq!(users("wordpress.csv", Format::WordPress)[0].roles, ["administrator", "editor"]);
}

#[test]
fn users_of_wordpress_are_read_from_its_table() {
    let rows = rows("wordpress.json", Format::WordPress);
    assert!(rows[0].knows("correct horse") && rows[0].user().status);
    let notes = ["the user name is not imported", "fields not imported: user_url", "not imported: 1 role"];
    assert_eq!(rows[0].notes(), notes);
    assert_eq!(users("wordpress.json", Format::WordPress)[0].roles, ["editor"], "a role that is set");
    assert_eq!(rows[1].skipped(), "the user was deleted");
    assert!(!rows[2].user().status, "a spammer");
}

#[test]
fn users_of_drupal_are_read_without_the_anonymous_one() {
    let rows = rows("drupal.csv", Format::Drupal);
    assert_eq!(rows[0].skipped(), "the anonymous user of Drupal");
    assert_eq!(rows[1].shown(), ["1", "ada@example.com", "ada"]);
    assert!(rows[1].knows("correct horse") && !rows[1].knows("correct hose") && rows[1].user().status);
    assert_eq!(rows[1].user().accessed_at, Some(at("1700000009")));
    assert_eq!(rows[1].notes(), ["fields not imported: timezone"]);
    assert!(rows[2].knows("correct horse") && !rows[2].user().status && rows[2].user().accessed_at.is_none());
    assert!(rows[2].notes().is_empty(), "the user name is the name");
}

#[test]
fn users_of_pocketbase_are_read_from_both_of_its_versions() {
    let rows = rows("pocketbase.json", Format::PocketBase);
    assert_eq!(rows[0].shown(), ["k3ada4lovelace5", "ada@example.com", "Ada Lovelace"]);
    assert!(rows[0].knows("correct horse") && rows[0].user().email_verified);
    assert_eq!(rows[0].user().created_at, at("2024-01-31T12:00:00.123Z"));
    assert_eq!(rows[0].notes(), ["the user name is not imported"]);
    let older = super::rows("pocketbase.csv", Format::PocketBase);
    assert!(older[0].knows("correct horse") && older[0].user().email_verified);
}

#[test]
fn users_of_directus_are_read_from_its_table() {
    let rows = rows("directus.json", Format::Directus);
    let [ada, grace] = [0, 1].map(|n| &rows[n]);
    assert_eq!(ada.shown(), ["0bc7b36a-9ba9-4ce0-83f0-0a526f354e07", "ada@example.com", "Ada Lovelace"]);
    assert!(ada.knows("correct horse") && ada.user().status && !grace.user().status && !grace.has_password());
    assert_eq!(users("directus.json", Format::Directus)[0].roles, ["Editor"]);
    let losses = "not imported: sign-ins through other providers, the password, which is not in the file";
    assert_eq!(grace.notes(), [losses, "not imported: 1 role"]);
    let notes = ["not imported: second factors", "fields not imported: title, language", "not imported: 1 role"];
    assert_eq!(ada.notes(), notes);
}
