//! `roster users import`: rows become users, some at a time.

use super::formats::{FirebaseParameters, Format};
use super::newcomer::{Admitted, Rules, Unfit};
use super::records::{Record, Records};
use super::report::{Fate, Line, Report};
use crate::connection::Connection;
use crate::identifier;
use futures_util::{StreamExt as _, stream};
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster::output::{Output, record};
use roster::progress::Progress;
use roster_core::{Error, Project, ProjectId, UserId};
use roster_store::{Arrival, Incoming, Store};
use serde_json::json;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Users looked at by one read, which takes a hundred keys, and written side by side.
const BATCH: usize = 25;
/// How often users are sent again whom a busy table did not take; the pause before it doubles from a second.
const TRIES: u32 = 6;

/// Arguments of `roster users import`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The file.
    file: PathBuf,
    /// Where it comes from.
    #[arg(long)]
    format: Format,
    /// The project that the users come into.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// Only tell what would come of every row.
    #[arg(long)]
    dry_run: bool,
    /// What to do with a row whose id, address or number somebody has. Nobody is ever overwritten.
    #[arg(long, value_enum, default_value = "refuse")]
    on_conflict: OnConflict,
    /// Take users without a password whose hash is of an unknown kind or would cost too much to compare with.
    #[arg(long)]
    drop_unknown_hashes: bool,
    /// Where to write what came of every row: lines of JSON [default: the file's name with .report.ndjson behind it].
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How many batches of 25 users are under way at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    parallel: u8,
    #[command(flatten)]
    firebase: FirebaseParameters,
}

/// What to do with a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OnConflict {
    /// Report it, go on, and end with exit code 1.
    Refuse,
    /// Report it and go on.
    Skip,
    /// End at the first.
    Stop,
}

/// What became of a row before anybody asked the table.
enum Row {
    Fit { line: u64, bytes: u64, admitted: Box<Admitted> },
    Unfit { line: u64, bytes: u64, fate: Fate, unfit: Unfit },
}

/// Imports a file. Ends with 1 when somebody was left out who should not have been.
pub async fn run(options: &Options, connection: &Connection, output: Output) -> Outcome<ExitCode> {
    let store = &connection.store;
    let project = store.get_project(&connection.project(options.project.clone())?).await?;
    if project.deleting {
        return Err(Error::ProjectNotFound.into());
    }
    let records = Records::open(&options.file, options.format.is_document())?;
    let mut path = options.file.clone().into_os_string();
    path.push(".report.ndjson");
    let path = options.report.clone().unwrap_or_else(|| path.into());
    let begun = Instant::now();
    let what = if options.dry_run { "looking at users" } else { "importing users" };
    let progress = Progress::through(format!("{what} for {}", project.id), records.total);
    let (mut report, counted) = import(options, store, &project, records, &path, &progress).await?;
    report.finish()?;
    progress.finish();
    let recounted = !options.dry_run && (!counted || report.count(Fate::Already) > 0);
    if recounted {
        // A run that was broken off may have died between users and their count.
        let progress = Progress::begin(format!("counting the users of {}", project.id));
        store.recount_project(&project.id).await?;
        progress.finish();
    }
    tell(&report, &path, begun.elapsed(), output)?;
    Ok(if report.is_bad() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn import(
    options: &Options,
    store: &Store,
    project: &Project,
    records: Records,
    path: &std::path::Path,
    progress: &Progress,
) -> Outcome<(Report, bool)> {
    let rules = Rules { format: options.format.name(), now: ambient::now(), drop_hashes: options.drop_unknown_hashes };
    let (mut report, mut counted, mut seen) = (Report::begin(path)?, true, Seen::default());
    let rows = records.map(move |record| row(record, options, rules, &mut seen));
    let batches = stream::iter(rows).chunks(BATCH).map(|rows| batch(store, project, options, rows));
    let mut batches = std::pin::pin!(batches.buffered(usize::from(options.parallel)));
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        counted &= batch.counted;
        batch.lines.iter().try_for_each(|line| report.add(line))?;
        progress.pass(batch.bytes, report.rows());
        let conflict = batch.lines.iter().any(|line| line.outcome == Fate::Refused);
        if conflict && options.on_conflict == OnConflict::Stop {
            break;
        }
    }
    Ok((report, counted))
}

fn row(record: Record, options: &Options, rules: Rules, seen: &mut Seen) -> Row {
    let Record { line, json, bytes } = record;
    let newcomer = json.and_then(|json| options.format.read(&json, &options.firebase));
    let admitted = newcomer.map_err(Unfit::from).and_then(|newcomer| newcomer.admit(line as u32, rules));
    let unfit = match admitted {
        Ok(admitted) => match seen.before(&admitted.incoming, line) {
            None => return Row::Fit { line, bytes, admitted: Box::new(admitted) },
            Some(reason) => (Fate::Refused, Unfit { reason, id: Some(admitted.incoming.user.id) }),
        },
        Err(unfit) => (Fate::Invalid, unfit),
    };
    let (fate, unfit) = unfit;
    let fate = if fate == Fate::Refused && options.on_conflict == OnConflict::Skip { Fate::Skipped } else { fate };
    Row::Unfit { line, bytes, fate, unfit }
}

/// Ids, addresses and numbers that stood in the file already: the first row that has one keeps it. Hashes of them are kept, of
/// 64 bits each: of a million users two would meet once in ten million imports.
#[derive(Default)]
struct Seen(HashMap<u64, u64>);

impl Seen {
    /// Why this user may not be, if an earlier row has the id, address or number.
    fn before(&mut self, incoming: &Incoming, line: u64) -> Option<String> {
        let user = &incoming.user;
        let phone = user.phone.as_ref().map(roster_core::Phone::as_str);
        let email = user.email.as_ref().map(roster_core::Email::as_str);
        let traits = [("id", Some(user.id.as_str())), ("e-mail", email), ("phone number", phone)];
        let hashed: Vec<_> =
            traits.into_iter().filter_map(|(what, value)| Some((what, hash_of(what, value?)))).collect();
        let earlier = hashed.iter().find_map(|(what, hash)| Some((what, self.0.get(hash)?)));
        if let Some((what, earlier)) = earlier {
            return Some(format!("line {earlier} has the same {what}"));
        }
        // Only who may be claims what he has.
        self.0.extend(hashed.into_iter().map(|(_, hash)| (hash, line)));
        None
    }
}

fn hash_of(what: &str, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (what, value).hash(&mut hasher);
    hasher.finish()
}

/// What came of the rows of a batch.
struct Batch {
    lines: Vec<Line>,
    bytes: u64,
    counted: bool,
}

async fn batch(store: &Store, project: &Project, options: &Options, rows: Vec<Row>) -> Outcome<Batch> {
    let (mut batch, mut users, mut of_users) =
        (Batch { lines: Vec::new(), bytes: 0, counted: true }, Vec::new(), Vec::new());
    for row in rows {
        match row {
            Row::Fit { line, bytes, admitted } => {
                batch.bytes += bytes;
                of_users.push((line, admitted.incoming.user.id.clone(), admitted.note));
                users.push(admitted.incoming);
            }
            Row::Unfit { line, bytes, fate, unfit: Unfit { reason, id } } => {
                batch.bytes += bytes;
                batch.lines.push(Line { line, outcome: fate, reason: Some(reason), id });
            }
        }
    }
    let outcomes = if options.dry_run {
        store.preview_import(&project.id, &users).await?.into_iter().map(Ok).collect()
    } else {
        let (outcomes, counted) = take_in(store, project, &users).await?;
        batch.counted = counted;
        outcomes
    };
    let told = of_users.into_iter().zip(outcomes).map(|(of, outcome)| line_of(of, outcome, options));
    batch.lines.extend(told);
    batch.lines.sort_by_key(|line| line.line);
    Ok(batch)
}

/// Sends users until the table has taken or refused all of them, or has been busy for a minute.
async fn take_in(store: &Store, project: &Project, users: &[Incoming]) -> Outcome<(Vec<Result<Arrival, Error>>, bool)> {
    let mut outcomes: Vec<Option<Result<Arrival, Error>>> = users.iter().map(|_| None).collect();
    let mut counted = true;
    for attempt in 0..TRIES {
        let open: Vec<usize> = (0..users.len()).filter(|n| !matches!(outcomes[*n], Some(Ok(_)))).collect();
        if open.is_empty() {
            break;
        }
        if attempt > 0 {
            tokio::time::sleep(Duration::from_secs(1 << (attempt - 1))).await;
        }
        let sent: Vec<Incoming> = open.iter().map(|n| users[*n].clone()).collect();
        match store.import_users(project, &sent, &ambient::change()?).await {
            Ok(arrivals) => {
                counted &= arrivals.counted;
                for (n, outcome) in open.into_iter().zip(arrivals.outcomes) {
                    outcomes[n] = Some(outcome);
                }
            }
            Err(Error::Unavailable(_) | Error::Contention) if attempt + 1 < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
    let outcomes = outcomes.into_iter().map(|outcome| outcome.unwrap_or(Err(Error::Contention)));
    Ok((outcomes.collect(), counted))
}

fn line_of(
    (line, id, note): (u64, UserId, Option<String>),
    outcome: Result<Arrival, Error>,
    options: &Options,
) -> Line {
    let conflict = if options.on_conflict == OnConflict::Skip { Fate::Skipped } else { Fate::Refused };
    let (outcome, reason) = match outcome {
        Ok(Arrival::New) => (if options.dry_run { Fate::Importable } else { Fate::Imported }, note),
        Ok(Arrival::Known) => (Fate::Already, None),
        Ok(Arrival::IdTaken) => (conflict, Some("another user has this id".to_owned())),
        Ok(Arrival::EmailTaken) => (conflict, Some("another user has this e-mail".to_owned())),
        Ok(Arrival::PhoneTaken) => (conflict, Some("another user has this phone number".to_owned())),
        Err(error) => (Fate::Failed, Some(Failure::from(error).to_string())),
    };
    Line { line, outcome, reason, id: Some(id) }
}

/// Tells how many rows came to what.
fn tell(report: &Report, path: &std::path::Path, took: Duration, output: Output) -> Outcome {
    let counts = Fate::ALL.into_iter().map(|(fate, name)| (name, json!(report.count(fate))));
    let seconds = (took.as_secs_f64() * 10.0).round() / 10.0;
    let rest = record([("rows", json!(report.rows())), ("seconds", json!(seconds)), ("report", json!(path))]);
    output.one(&counts.chain(rest).collect())
}
