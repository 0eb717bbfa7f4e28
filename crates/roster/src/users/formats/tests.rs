//! Records of each of the first six formats, and the users that are read from them. The hashes were made by the programs of others.

mod appwrite;
mod auth0;
mod cognito;
mod custom_hashes;
mod firebase;
mod keycloak;
mod keycloak_hashes;
mod supabase;

use super::Format;
use crate::users::import::options::ReadOptions;
use crate::users::import::report::RowStatus;
use crate::users::source::{Fields, NoteKind, Reading, RowError, Rules, Usernames, ValidRow};
use clap::Parser as _;
use roster_core::{Email, Password, Timestamp, User};

const SIGNER_KEY: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
const NOW: Timestamp = Timestamp::from_secs(1_900_000_000);

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    read: ReadOptions,
}

fn options(arguments: &[&str]) -> ReadOptions {
    Line::parse_from(["test"].iter().chain(arguments)).read
}

fn rules(format: Format) -> Rules {
    Rules { format: format.spec().name, now: NOW, drop_hashes: false, usernames: Usernames::Id }
}

fn read_with(format: Format, fields: Result<Fields, String>, options: &ReadOptions) -> Result<ValidRow, RowError> {
    match fields.and_then(|fields| (format.spec().read)(fields, options))? {
        Reading::User(user) => user.validate(1, rules(format)),
        Reading::Skip(reason) => Err(RowError::skipped(reason)),
    }
}

/// What becomes of a JSON record.
fn read(format: Format, json: &str) -> Result<ValidRow, RowError> {
    read_with(format, Fields::from_json(json), &options(&["--hash-key", SIGNER_KEY]))
}

/// What becomes of a row of a table.
fn row(format: Format, cells: &[(&str, &str)]) -> Result<ValidRow, RowError> {
    let cells = cells.iter().map(|(name, cell)| (*name, (*cell).to_owned()));
    read_with(format, Ok(Fields::from_cells(cells)), &options(&["--hash-key", SIGNER_KEY]))
}

fn user(row: Result<ValidRow, RowError>) -> User {
    row.unwrap_or_else(|error| panic!("{}", error.reason)).import_user.user
}

/// The notes on a row, without those on a user name.
fn notes(row: &Result<ValidRow, RowError>) -> Vec<&str> {
    let notes = row.as_ref().unwrap_or_else(|error| panic!("{}", error.reason)).notes.iter();
    notes.filter(|note| note.kind != NoteKind::Username).map(|note| note.text.as_str()).collect()
}

/// The reason of a row that is invalid.
fn reason(row: Result<ValidRow, RowError>) -> String {
    let error = row.err().unwrap();
    assert_eq!(error.status, RowStatus::Invalid, "{}", error.reason);
    error.reason
}

/// The reason of a row that is skipped.
fn skipped(row: Result<ValidRow, RowError>) -> String {
    let error = row.err().unwrap();
    assert_eq!(error.status, RowStatus::Skipped, "{}", error.reason);
    error.reason
}

fn knows(user: &User, password: &str) -> bool {
    user.password.as_ref().unwrap().matches(&Password::parse_candidate(password).unwrap()).unwrap()
}

fn at(text: &str) -> Timestamp {
    crate::users::source::parse_date(text).unwrap()
}

fn email(user: &User) -> &str {
    user.email.as_ref().map_or("", Email::as_str)
}

#[test]
fn the_reason_of_an_invalid_record_does_not_quote_it() {
    for format in Format::ALL.iter().copied() {
        for bad in [
            "",
            "secret@example.com",
            "{\"email\":",
            "[]",
            "{\"email\":{\"secret@example.com\":1}}",
            "\"secret@example.com\"",
            "{\"$id\":\"1\",\"id\":\"1\",\"localId\":\"1\",\"email\":[\"secret@example.com\"]}",
        ] {
            let name = format.spec().name;
            let reason = read(format, bad).err().unwrap_or_else(|| panic!("{name} accepts {bad}")).reason;
            assert!(!reason.contains("secret"), "{reason}");
        }
    }
}

#[test]
fn a_date_that_does_not_exist_makes_a_row_invalid() {
    for (format, json) in [
        (Format::Appwrite, r#"{"$id":"1","email":"a@example.com","registration":"2024-02-31"}"#),
        (
            Format::Firebase,
            r#"{"uid":"1","email":"a@example.com","metadata":{"creationTime":"Sat, 31 Feb 2024 00:00:00 GMT"}}"#,
        ),
        (Format::Auth0, r#"{"user_id":"auth0|1","email":"a@example.com","created_at":"2024-02-31"}"#),
        (Format::Cognito, r#"{"Username":"a","UserCreateDate":"2024-02-31","Attributes":[]}"#),
        (Format::Supabase, r#"{"id":"1","email":"a@example.com","created_at":"2024-02-31"}"#),
        (Format::Supabase, r#"{"id":"1","email":"a@example.com","banned_until":"2024-02-31"}"#),
        (Format::Keycloak, r#"{"username":"a","email":"a@example.com","createdTimestamp":"2024-02-31"}"#),
    ] {
        assert!(reason(read(format, json)).ends_with(": not a date"), "{json}");
    }
}

#[test]
fn a_row_with_nothing_but_an_id_is_a_user_of_appwrite_only() {
    assert!(read(Format::Appwrite, r#"{"$id":"guest"}"#).is_ok());
    for (format, json) in [
        (Format::Firebase, r#"{"localId":"guest"}"#),
        (Format::Auth0, r#"{"user_id":"auth0|guest"}"#),
        (Format::Cognito, r#"{"sub":"guest","Attributes":[]}"#),
        (Format::Supabase, r#"{"id":"guest"}"#),
        (Format::Keycloak, r#"{"id":"guest"}"#),
    ] {
        assert!(reason(read(format, json)).starts_with("nothing but an id"), "{json}");
    }
}
