//! `roster users export`: one line of JSON for each user, as `users.list` of Appwrite's server SDKs returns them; import takes
//! it back.

use super::date;
use crate::connection::Connection;
use crate::failure::{Failure, Outcome};
use crate::identifier;
use crate::output::{Output, record};
use crate::progress::Progress;
use roster_core::{Email, Phone, ProjectId, Timestamp, User};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Arguments of `roster users export`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The project.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// The file, which must not be there yet. It will hold the hashes of passwords: only you may read it.
    file: PathBuf,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
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
    // Under another name until it is whole: half an export must not be taken for one.
    let mut part = options.file.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    if options.file.exists() {
        return Err(Failure::new(format!("{} is there already", options.file.display())));
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

/// Begins a file that nobody else may read, in place of what an export left that was broken off.
fn create(path: &Path) -> Outcome<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|cause| unwritable(path, &cause))
}

fn line(user: &User) -> Outcome<String> {
    let broken = |_| Failure::new(format!("what is stored of the user {} is no JSON", user.id));
    let shown = user.password.as_ref().map(roster_core::PasswordHash::shown);
    let options = shown.as_ref().map(|shown| RawValue::from_string(shown.options.clone()));
    let moment = |at: Option<Timestamp>| at.map(date::write).unwrap_or_default();
    let line = Line {
        id: user.id.as_str(),
        created_at: date::write(user.created_at),
        updated_at: date::write(user.updated_at),
        name: user.name.as_str(),
        hash: shown.as_ref().map(|shown| shown.kind),
        hash_options: options.transpose().map_err(broken)?,
        password: shown.map(|shown| shown.password),
        registration: date::write(user.created_at),
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
    serde_json::to_string(&line).map_err(broken)
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {cause}", path.display()))
}
