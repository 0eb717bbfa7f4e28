//! A small file of every source that is no identity service of the first six, and the users that are read from it. The hashes were made
//! by libxcrypt, OpenSSL's functions in Python and Node.js, and the tools that the tests of `core` name.

mod frameworks;
mod identity;
mod likeness;
mod platforms;
mod table;

use super::Format;
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Known, Reading, Rules, Sample, SourceFiles, SourceUser, Usernames, ValidRow};
use clap::Parser as _;
use roster_core::{HashCost, Password, Timestamp, User};
use std::path::Path;

const NOW: Timestamp = Timestamp::from_secs(1_900_000_000);

/// A row of a file.
enum Row {
    User(Box<ValidRow>),
    Skipped(String),
    Invalid(String),
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    read: ReadOptions,
}

/// The options as they are on the command line.
fn options(arguments: &[&str]) -> ReadOptions {
    Line::parse_from(["test"].iter().chain(arguments)).read
}

fn open(file: &str) -> SourceFiles {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    SourceFiles::open(&[path], &Known { headers: &|_| None, dump_table: None }).unwrap()
}

fn sample(file: &str) -> Sample {
    open(file).sample()
}

/// The users of a file as they are read, before they are validated.
fn read(file: &str, format: Format) -> Vec<Result<Reading, String>> {
    let options = options(&[]);
    let records = open(file).records(false);
    records.map(|record| record.fields.and_then(|fields: Fields| (format.spec().read)(fields, &options))).collect()
}

fn rows_with(file: &str, format: Format, arguments: &[&str]) -> Vec<Row> {
    let options = options(arguments);
    let rules = Rules { format: format.spec().name, now: NOW, drop_hashes: false, usernames: Usernames::default() };
    let records = open(file).records(false);
    let row = |read: Result<Reading, String>| match read {
        Ok(Reading::User(user)) => match user.validate(1, rules) {
            Ok(row) => Row::User(Box::new(row)),
            Err(error) => Row::Invalid(error.reason),
        },
        Ok(Reading::Skip(reason)) => Row::Skipped(reason),
        Err(reason) => Row::Invalid(reason),
    };
    records.map(|record| row(record.fields.and_then(|fields| (format.spec().read)(fields, &options)))).collect()
}

fn rows(file: &str, format: Format) -> Vec<Row> {
    rows_with(file, format, &[])
}

impl Row {
    fn valid(&self) -> &ValidRow {
        match self {
            Self::User(row) => row,
            Self::Skipped(reason) | Self::Invalid(reason) => panic!("{reason}"),
        }
    }

    fn user(&self) -> &User {
        &self.valid().import_user.user
    }

    fn notes(&self) -> Vec<&str> {
        self.valid().notes.iter().map(|note| note.text.as_str()).collect()
    }

    fn knows(&self, password: &str) -> bool {
        let password = Password::parse_candidate(password).unwrap();
        match (&self.user().password, &self.valid().plain_password) {
            (Some(hash), None) => hash.matches(&password).unwrap(),
            (None, Some(plain)) => HashCost::default().hash(plain, [7; 16]).unwrap().matches(&password).unwrap(),
            _ => panic!("no password"),
        }
    }

    fn has_password(&self) -> bool {
        self.user().password.is_some() || self.valid().plain_password.is_some()
    }

    fn email(&self) -> &str {
        self.user().email.as_ref().map_or("", |email| email.as_str())
    }

    fn phone(&self) -> &str {
        self.user().phone.as_ref().map_or("", |phone| phone.as_str())
    }

    /// The preferences, without spaces.
    fn prefs(&self) -> String {
        self.user().prefs.as_json().replace([' ', '\n'], "")
    }

    /// The id, the email and the name.
    fn shown(&self) -> [&str; 3] {
        [self.user().id.as_str(), self.email(), self.user().name.as_str()]
    }

    fn skipped(&self) -> &str {
        match self {
            Self::Skipped(reason) => reason,
            Self::User(_) | Self::Invalid(_) => panic!("not skipped"),
        }
    }

    fn invalid(&self) -> &str {
        match self {
            Self::Invalid(reason) => reason,
            Self::User(_) | Self::Skipped(_) => panic!("not invalid"),
        }
    }
}

/// The users of a file whose records all are users.
fn users(file: &str, format: Format) -> Vec<SourceUser> {
    let users = read(file, format).into_iter().map(|read| match read {
        Ok(Reading::User(user)) => Some(*user),
        _ => None,
    });
    users.flatten().collect()
}

fn at(text: &str) -> Timestamp {
    crate::users::source::parse_date(text).unwrap()
}

#[test]
fn the_reason_of_an_invalid_record_does_not_quote_it() {
    let options = options(&[]);
    for format in Format::ALL {
        for json in [
            r#"{"id":{"secret@example.com":1},"email":["secret@example.com"],"Email":{"secret@example.com":1}}"#,
            r#"{"uid":"1","mail":["secret@example.com"],"traits":"secret@example.com","loginMethods":"secret"}"#,
            r#"{"created_at":"secret","created":"secret","createdAt":"secret","insertInstant":"secret","id":"1"}"#,
            r#"{"credentials":"secret","profile":"secret","identities":"secret","email_addresses":[{"id":[]}]}"#,
        ] {
            let read = (format.spec().read)(Fields::from_json(json).unwrap(), &options);
            let reason = match read {
                Err(reason) | Ok(Reading::Skip(reason)) => reason,
                Ok(Reading::User(_)) => continue,
            };
            assert!(!reason.contains("secret"), "{format:?}: {reason}");
        }
    }
}
