//! `roster users export`: one line of JSON for each user, in the form of `users.list` of Appwrite's server SDKs. `roster users
//! import` reads it back.

use super::date;
use crate::connection::Connection;
use crate::identifier;
use roster::failure::{Failure, Outcome};
use roster::output::{Output, record};
use roster::progress::Progress;
use roster_core::{Email, Phone, ProjectId, Timestamp, User};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Arguments of `roster users export`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The id of the project.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// The file. It must not exist, and no other export may write it at the same time. It will contain password hashes, so
    /// only you can read it.
    file: PathBuf,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportedUser<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    name: &'a str,
    password: Option<String>,
    hash: Option<&'static str>,
    hash_options: Option<Box<RawValue>>,
    registration: String,
    status: bool,
    labels: &'a [String],
    password_update: String,
    email: &'a str,
    phone: &'a str,
    email_verification: bool,
    phone_verification: bool,
    mfa: bool,
    prefs: &'a RawValue,
    accessed_at: String,
    impersonator: bool,
}

/// Writes all users.
pub async fn run(options: &Options, connection: &Connection, output: Output) -> Outcome {
    let store = &connection.store;
    let project = store.get_project(&connection.project(options.project.clone())?).await?;
    let progress = Progress::begin(format!("exporting the users of {}", project.id));
    // Under another name until it is complete, so that nobody takes half of an export for all of it.
    let mut part = options.file.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    if options.file.exists() {
        return Err(Failure::new(format!("{} exists already", options.file.display())));
    }
    let mut file = BufWriter::new(create(&part)?);
    let mut users = 0;
    let export = store.export_users::<Failure>(&project, |step| {
        for user in &step {
            writeln!(file, "{}", line(user)?).map_err(|cause| unwritable(&part, &cause))?;
        }
        users += step.len() as u64;
        progress.count(users);
        Ok(())
    });
    export.await?;
    let file = file.into_inner().map_err(|cause| unwritable(&part, cause.error()))?;
    file.sync_all().map_err(|cause| unwritable(&part, &cause))?;
    std::fs::rename(&part, &options.file).map_err(|cause| unwritable(&options.file, &cause))?;
    progress.finish();
    output.one(&record([("users", json!(users)), ("file", json!(options.file))]))
}

/// Creates a file that only its owner can read. It replaces the file of an interrupted export, instead of writing to it: that
/// one may belong to another user of the machine, or be a link.
fn create(path: &Path) -> Outcome<File> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(unwritable(path, &cause)),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|cause| unwritable(path, &cause))
}

fn line(user: &User) -> Outcome<String> {
    let broken = |_| Failure::new(format!("the stored user {} has invalid JSON", user.id));
    let shown = user.password.as_ref().map(roster_core::PasswordHash::shown);
    let options = shown.as_ref().map(|shown| RawValue::from_string(shown.options.clone()));
    let moment = |at: Option<Timestamp>| at.map(date::format).unwrap_or_default();
    let line = ExportedUser {
        id: user.id.as_str(),
        created_at: date::format(user.created_at),
        updated_at: date::format(user.updated_at),
        name: user.name.as_str(),
        hash: shown.as_ref().map(|shown| shown.kind),
        hash_options: options.transpose().map_err(broken)?,
        password: shown.map(|shown| shown.password),
        registration: date::format(user.created_at),
        status: user.status,
        labels: user.labels.as_slice(),
        password_update: moment(user.password_updated_at),
        email: user.email.as_ref().map_or("", Email::as_str),
        phone: user.phone.as_ref().map_or("", Phone::as_str),
        email_verification: user.email_verified,
        phone_verification: user.phone_verified,
        mfa: user.mfa,
        prefs: serde_json::from_str(user.prefs.as_json()).map_err(broken)?,
        accessed_at: moment(user.accessed_at),
        impersonator: user.impersonator,
    };
    // Preferences are stored as they were sent, possibly on several lines. An import would read each line as a user, which the
    // sender of the preferences could forge. Between tokens a blank means the same; within strings JSON has no raw line breaks.
    Ok(serde_json::to_string(&line).map_err(broken)?.replace(['\n', '\r'], " "))
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {cause}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, NewUser, Prefs, UserId};

    /// Each line of these preferences would be read as a user, one of them with more rights.
    #[test]
    fn a_user_is_one_line_even_with_preferences_on_several() {
        let id = UserId::parse("mallory").unwrap();
        let mut user = User::create(
            NewUser { id, email: None, phone: None, name: Name::default(), password: None },
            Timestamp::default(),
        );
        let prefs = "{\"a\":\r\n{\"$id\":\"root\",\"impersonator\":true}\n,\"text\":\"two\\nlines\"}";
        user.prefs = Prefs::parse(prefs).unwrap();
        let line = line(&user).unwrap();
        assert!(!line.contains(['\n', '\r']), "{line}");
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["prefs"], serde_json::from_str::<serde_json::Value>(prefs).unwrap());
        assert_eq!((&read["$id"], &read["impersonator"]), (&json!("mallory"), &json!(false)));
    }
}
