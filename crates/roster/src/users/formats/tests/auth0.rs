//! Users of Auth0: of its exports, of the file with hashes, of its API and of its bulk import.

use super::*;

const BCRYPT: &str = "$2b$05$HbJSZkOuyW5M.3CmZ8fPvOD/tXaAOSpKjuP1WFudAMk4AyQyb3qoG";

#[test]
fn the_file_with_hashes_has_the_id_of_the_database() {
    let of = |id: &str| {
        let json = format!(
            r#"{{{id},"email":"ada@example.com","email_verified":false,"passwordHash":"{BCRYPT}","tenant":"demo",
            "password_set_date":{{"$date":"2021-03-05T16:33:08.505Z"}},"connection":"x","_tmp_is_unique":true}}"#
        );
        let row = read(Format::Auth0, &json);
        assert!(notes(&row).is_empty());
        user(row)
    };
    let listed = user(read(Format::Auth0, r#"{"user_id":"auth0|60425dc43519d90068f82973","email":"ada@example.com"}"#));
    for id in [
        r#""_id":{"$oid":"60425dc43519d90068f82973"}"#,
        r#""_ID":{"$oid":"60425dc43519d90068f82973"}"#,
        r#""_id":"60425dc43519d90068f82973""#,
        r#""user_id":"auth0|60425dc43519d90068f82973""#,
    ] {
        let user = of(id);
        assert_eq!(user.id, listed.id, "the id is the same in both files: {id}");
        assert!(knows(&user, "correct horse"));
        assert_eq!(user.password_updated_at, Some(at("2021-03-05T16:33:08.505Z")));
    }
}

#[test]
fn a_user_of_the_management_api_is_read_and_what_is_lost_is_reported() {
    let json = r#"{"user_id":"auth0|1","email":"ada@example.com","email_verified":true,"name":"ada@example.com","nickname":"ada",
        "picture":"https://s.gravatar.com/avatar/x","given_name":"Ada","family_name":"Lovelace","username":"countess","logins_count":7,
        "last_ip":"10.0.0.1","last_login":"2022-01-01T00:00:00.000Z","created_at":"2021-03-06T00:00:00.000Z",
        "identities":[{"user_id":"1","provider":"auth0","connection":"db","isSocial":false},{"provider":"google-oauth2"}],
        "multifactor":["guardian"],"user_metadata":{"theme":"dark"},
        "app_metadata":{"roles":["admin"],"plan":"gold","authorization":{"groups":["staff"],"permissions":["read:x"]}}}"#;
    let row = read(Format::Auth0, json);
    let expected = [
        "the user has a password, and the file has no hash of it: import it with the file of hashes from Auth0's support",
        "not imported: sign-ins through other providers, second factors",
        "fields not imported: app_metadata.plan",
        "not imported: 1 role, 1 group, 1 claim",
    ];
    assert_eq!(notes(&row), expected);
    let user = user(row);
    assert_eq!((user.name.as_str(), user.prefs.as_json()), ("Ada Lovelace", r#"{"theme":"dark"}"#));
    assert_eq!((user.created_at, user.accessed_at), (at("2021-03-06"), Some(at("2022-01-01"))));
}

#[test]
fn the_apostrophes_of_the_csv_are_removed() {
    let cells = [
        ("Id", "'auth0|1"),
        ("Given Name", "'Ada"),
        ("Family Name", "''t Hooft"),
        ("Nickname", "'ada"),
        ("Name", "'ada@example.com"),
        ("Email", "'ada@example.com"),
        ("Email Verified", "true"),
        ("Created At", "'2021-03-06T00:00:00.000Z"),
        ("Updated At", "'2021-03-07T00:00:00.000Z"),
    ];
    let row = row(Format::Auth0, &cells);
    assert_eq!(notes(&row).len(), 1, "only the missing hash: {:?}", notes(&row));
    let csv = user(row);
    assert_eq!((email(&csv), csv.name.as_str(), csv.email_verified), ("ada@example.com", "Ada 't Hooft", true));
    assert_eq!((csv.created_at, csv.updated_at), (at("2021-03-06"), at("2021-03-07")));
    let json = user(read(Format::Auth0, r#"{"user_id":"auth0|1","email":"ada@example.com"}"#));
    assert_eq!(csv.id, json.id, "the same id as in other files");
    let plain =
        user(super::row(Format::Auth0, &[("user_id", "auth0|1"), ("email", "a@example.com"), ("name", "'t Hooft")]));
    assert_eq!(plain.name.as_str(), "'t Hooft", "a file without apostrophes keeps those of names");
}

#[test]
fn users_of_other_providers_have_no_password_to_miss() {
    for (json, expected) in [
        (
            r#"{"user_id":"google-oauth2|1","email":"a@example.com"}"#,
            Some("not imported: sign-ins through other providers"),
        ),
        (r#"{"user_id":"email|1","email":"a@example.com","identities":[{"provider":"email"}]}"#, None),
        (r#"{"email":"a@example.com","blocked":false}"#, None),
    ] {
        assert_eq!(notes(&read(Format::Auth0, json)), expected.into_iter().collect::<Vec<_>>(), "{json}");
    }
}

#[test]
fn a_nickname_and_a_picture_that_people_chose_are_reported() {
    let json = r#"{"user_id":"sms|1","email":"a@example.com","nickname":"Ace","picture":"https://example.com/a.png"}"#;
    assert_eq!(notes(&read(Format::Auth0, json)), ["fields not imported: nickname, picture"]);
}

#[test]
fn a_user_name_without_an_email_is_kept() {
    let row =
        read(Format::Auth0, r#"{"user_id":"sms|1","username":"ada","nickname":"ada","name":"ada"}"#).ok().unwrap();
    let [note] = row.notes.as_slice() else { panic!("{:?}", row.notes) };
    assert!(note.kind == NoteKind::Username && !note.is_loss);
    assert_eq!(row.import_user.user.id.as_str(), "ada");
}
