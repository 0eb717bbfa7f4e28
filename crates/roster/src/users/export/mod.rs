//! `roster users export`: writes the users of a project to a file that `roster users import` reads back.

mod format;
mod part_file;
mod record;

use self::format::{ExportFormat, UserWriter};
use self::part_file::PartFile;
use crate::connection::Connection;
use crate::identifier;
use roster::failure::{Failure, Outcome};
use roster::output::{Output, record};
use roster::progress::Progress;
use roster_core::{Filter, ProjectId, Queries, Schema};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `roster users export`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The id of the project.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// What kind of file is written.
    #[arg(long, value_enum, default_value = "ndjson")]
    format: ExportFormat,
    /// Only the users who match this query, in the language of `queries[]` of the API; may be repeated.
    #[arg(long, value_name = "QUERY")]
    query: Vec<String>,
    /// Write the password hashes, too. Without them, users sign in at the new place only with a new password.
    #[arg(long)]
    with_hashes: bool,
    /// The file. It must not exist, and no other export may write it at the same time. Only you can read it.
    file: PathBuf,
}

/// Writes the users.
pub async fn run(options: &Options, connection: &Connection, output: Output) -> Outcome {
    let store = &connection.store;
    let filter = filter(&options.query)?;
    let project = store.get_project(&connection.project(options.project.clone())?).await?;
    let progress = Progress::begin(format!("exporting the users of {}", project.id));
    let mut file = PartFile::create(&options.file)?;
    let mut writer = UserWriter::begin(options.format, options.with_hashes, &mut file)?;
    let mut read = 0;
    let export = store.export_users::<Failure>(&project, |step| {
        read += step.len() as u64;
        let is_wanted = |user: &&roster_core::User| filter.as_ref().is_none_or(|filter| filter.matches(*user));
        step.iter().filter(is_wanted).try_for_each(|user| writer.add(user))?;
        progress.count(read);
        Ok(())
    });
    export.await?;
    let users = writer.end()?;
    file.complete()?;
    progress.finish();
    output.one(&record([("users", json!(users)), ("file", json!(options.file))]))
}

/// The filter of all queries.
fn filter(queries: &[String]) -> Outcome<Option<Filter>> {
    let Queries { filter, orders, limit, offset, cursor } =
        Queries::parse(queries, Schema::Users).map_err(|error| Failure::usage(format!("--query: {error}")))?;
    if !orders.is_empty() || limit.is_some() || offset.is_some() || cursor.is_some() {
        return Err(Failure::usage("--query: takes filters only: an export has all users who match, oldest first"));
    }
    Ok(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_filters_are_accepted() {
        assert!(filter(&[]).unwrap().is_none());
        for query in
            [r#"equal("email", "a@example.com")"#, r#"{"method":"equal","attribute":"status","values":[true]}"#]
        {
            assert!(filter(&[query.to_owned()]).unwrap().is_some(), "{query}");
        }
        for query in
            ["limit(1)", "offset(1)", r#"orderDesc("name")"#, r#"cursorAfter("x")"#, "nonsense", r#"equal("x", 1)"#]
        {
            assert!(filter(&[query.to_owned()]).unwrap_err().to_string().starts_with("--query: "), "{query}");
        }
    }
}
