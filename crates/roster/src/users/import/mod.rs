//! `roster users import`: reads rows, writes them in batches, and reports the result of each.

mod labels;
mod memberships;
mod open;
pub mod options;
mod passwords;
pub mod report;
mod rows;
mod seen;
mod summary;
mod teams;
mod writer;

use self::memberships::{Joined, Joiner};
use self::open::Opened;
use self::options::{ImportOptions, OnConflict};
use self::passwords::Hasher;
use self::report::{Report, RowStatus};
use self::rows::Rows;
use self::summary::Summary;
use self::teams::Teams;
use self::writer::Writer;
use crate::connection::Connection;
use futures_util::{StreamExt as _, stream};
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster::output::Output;
use roster::progress::Progress;
use roster_core::{Error, Project, Timestamp};
use roster_store::Store;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Users per batch: two transactions of users with an email and a name of two words.
const BATCH: usize = 28;

/// The pauses after counts that another import has disturbed, in seconds.
const RECOUNT_PAUSES: [u64; 5] = [1, 2, 4, 8, 16];

/// Imports files. Ends with 1 when a user should have been imported, and was not; with 3 when something of a user is lost.
pub async fn run(options: &ImportOptions, connection: &Connection, output: Output) -> Outcome<ExitCode> {
    let store = &connection.store;
    let project = store.get_project(&connection.project(options.project.clone())?).await?;
    if project.deleting {
        return Err(Error::ProjectNotFound.into());
    }
    let (begun, now) = (Instant::now(), ambient::now());
    let opened = open::open(options)?;
    let spec = opened.spec;
    let teams = Teams::of(store, &project.id, options);
    let import = Import { options, store, project: &project, teams: teams.as_ref(), now };
    let pass = import.users(opened).await?;
    if !pass.is_counted && !options.dry_run {
        // An interrupted run may have written users without counting them.
        import.recount().await?;
    }
    let joined = import.members(&pass).await?;
    let summary = Summary {
        options,
        format: spec.name,
        counts: &pass.report.counts,
        teams: teams.as_ref().map(|teams| teams.counts(pass.memberships)),
        joined: joined.as_ref(),
        took: begun.elapsed(),
    };
    output.one(&summary.record())?;
    Ok(summary.exit_code())
}

/// An import, with everything that both of its passes need.
struct Import<'a> {
    options: &'a ImportOptions,
    store: &'a Store,
    project: &'a Project,
    teams: Option<&'a Teams<'a>>,
    now: Timestamp,
}

/// The result of the first pass.
struct UsersPass {
    report: Report,
    /// Whether the count of the project is right. If not, it must be recounted.
    is_counted: bool,
    /// Whether it ended at a conflict.
    has_stopped: bool,
    /// The memberships that the users who are in want.
    memberships: u64,
}

impl Import<'_> {
    /// The first pass: reads, writes and reports all rows.
    async fn users(&self, opened: Opened) -> Outcome<UsersPass> {
        let options = self.options;
        let report = Report::create(&options.report_path(), &options.files)?;
        let mut pass = UsersPass { report, is_counted: true, has_stopped: false, memberships: 0 };
        let what = if options.dry_run { "looking at users" } else { "importing users" };
        let progress = Progress::through(format!("{what} for {}", self.project.id), opened.source.total());
        let damages = opened.source.damages();
        let writer = self.writer(opened.source.file_names()).await?;
        let rows = stream::iter(Rows::of(opened.source, opened.spec, options, self.now));
        let batches = rows.chunks(BATCH).map(|rows| writer.write(rows)).buffered(usize::from(options.parallel));
        let mut batches = std::pin::pin!(batches);
        while let Some(written) = batches.next().await {
            let written = written?;
            pass.is_counted &= written.counted;
            pass.report.add(&written.lines)?;
            pass.memberships += self.teams.map_or(0, |all| written.teams.iter().map(|teams| all.want(teams)).sum());
            progress.pass(written.bytes, pass.report.counts.rows());
            if options.on_conflict == OnConflict::Stop && pass.report.counts.of(RowStatus::Refused) > 0 {
                pass.has_stopped = true;
                break;
            }
        }
        for damage in damages.all() {
            eprintln!("roster: {damage}");
        }
        if options.dry_run && !writer.looks_up.load(Ordering::Relaxed) && !self.store.is_empty(self.project).await? {
            return Err(Failure::new("users were created in the project during the dry run: run it again"));
        }
        let counts = &pass.report.counts;
        pass.is_counted &= counts.of(RowStatus::Already) == 0;
        if options.read.realm.is_some() && counts.rows() > 0 && counts.of_other_realms == counts.rows() {
            return Err(Failure::new("no user in the file is of the realm in --realm"));
        }
        progress.finish();
        Ok(pass)
    }

    /// The writer of the rows of these files. The report names the file of a row if there are several.
    async fn writer(&self, mut file_names: Vec<String>) -> Outcome<Writer<'_>> {
        let Self { options, store, project, teams, .. } = *self;
        if file_names.len() == 1 {
            file_names.clear();
        }
        let looks_up = AtomicBool::new(!store.is_empty(project).await?);
        Ok(Writer { store, project, options, teams, hasher: Hasher::new(), looks_up, file_names })
    }

    /// Counts the users of the project. Another import that is still writing disturbs the count, so it is tried again.
    async fn recount(&self) -> Outcome {
        let progress = Progress::begin(format!("counting the users of {}", self.project.id));
        for pause in RECOUNT_PAUSES {
            match self.store.recount_project(&self.project.id).await {
                Err(Error::Contention) => tokio::time::sleep(Duration::from_secs(pause)).await,
                result => {
                    result?;
                    progress.finish();
                    return Ok(());
                }
            }
        }
        Err(Failure::new(
            "the users of the project could not be counted: run roster projects recount when it is quieter",
        ))
    }

    /// The second pass: makes users members of teams, if that was asked for.
    async fn members(&self, pass: &UsersPass) -> Outcome<Option<Joined>> {
        let Some(teams) = self.teams.filter(|_| !self.options.dry_run && !pass.has_stopped) else { return Ok(None) };
        let Opened { source, spec } = open::open(self.options)?;
        let progress = Progress::through(format!("joining teams of {}", self.project.id), source.total());
        let joiner =
            Joiner { store: self.store, project: self.project, teams, parallel: usize::from(self.options.parallel) };
        let joined = joiner.join(Rows::of(source, spec, self.options, self.now), &progress).await?;
        progress.finish();
        if let (failed, Some(reason)) = &joined.failed {
            let advice = "run the import again";
            eprintln!("roster: {failed} memberships could not be created: {advice} ({reason})");
        }
        Ok(Some(joined))
    }
}
