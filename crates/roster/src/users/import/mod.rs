//! `roster users import`: reads rows, writes them in batches, and reports the result of each.

pub mod options;
pub mod report;
mod rows;
mod seen;
mod writer;

use self::options::{ImportOptions, OnConflict};
use self::report::{Report, RowStatus};
use self::rows::Rows;
use self::writer::Writer;
use crate::users::source::SourceFile;
use crate::connection::Connection;
use futures_util::{StreamExt as _, stream};
use roster::ambient;
use roster::failure::Outcome;
use roster::output::{Output, record};
use roster::progress::Progress;
use roster_core::Error;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Users per batch. One read of the table takes a hundred keys, and a user has up to three.
const BATCH: usize = 25;

/// Imports a file. Ends with 1 when a user should have been imported, and was not.
pub async fn run(options: &ImportOptions, connection: &Connection, output: Output) -> Outcome<ExitCode> {
    let store = &connection.store;
    let project = store.get_project(&connection.project(options.project.clone())?).await?;
    if project.deleting {
        return Err(Error::ProjectNotFound.into());
    }
    let file = SourceFile::open(&options.file, options.format.is_document())?;
    let path = options.report_path();
    let begun = Instant::now();
    let what = if options.dry_run { "looking at users" } else { "importing users" };
    let progress = Progress::through(format!("{what} for {}", project.id), file.total);
    let (mut report, counted) = import(file, options, &Writer { store, project: &project, options }, &progress).await?;
    report.finish()?;
    progress.finish();
    let must_recount = !counted || report.count(RowStatus::Already) > 0;
    if must_recount && !options.dry_run {
        // An interrupted run may have written users without counting them.
        let progress = Progress::begin(format!("counting the users of {}", project.id));
        store.recount_project(&project.id).await?;
        progress.finish();
    }
    print(&report, &path, begun.elapsed(), output)?;
    Ok(if report.is_bad() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Reads, writes and reports all rows. Returns the report, and whether every new user was counted.
async fn import(
    file: SourceFile,
    options: &ImportOptions,
    writer: &Writer<'_>,
    progress: &Progress,
) -> Outcome<(Report, bool)> {
    let (mut report, mut counted) = (Report::create(&options.report_path())?, true);
    let rows = stream::iter(Rows::of(file, options, ambient::now()));
    let batches = rows.chunks(BATCH).map(|rows| writer.write(rows)).buffered(usize::from(options.parallel));
    let mut batches = std::pin::pin!(batches);
    while let Some(written) = batches.next().await {
        let written = written?;
        counted &= written.counted;
        written.lines.iter().try_for_each(|line| report.add(line))?;
        progress.pass(written.bytes, report.rows());
        if options.on_conflict == OnConflict::Stop && report.count(RowStatus::Refused) > 0 {
            break;
        }
    }
    Ok((report, counted))
}

/// Prints how many rows have each status.
fn print(report: &Report, path: &Path, took: Duration, output: Output) -> Outcome {
    let counts = RowStatus::ALL.into_iter().map(|(status, name)| (name, json!(report.count(status))));
    let seconds = (took.as_secs_f64() * 10.0).round() / 10.0;
    let rest = record([("rows", json!(report.rows())), ("seconds", json!(seconds)), ("report", json!(path))]);
    output.one(&counts.chain(rest).collect())
}
