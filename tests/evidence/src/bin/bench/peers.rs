//! User services of others beside Roster: the same users, the same requests, the same client, one machine, one run.
//!
//! `tests/peers/start.py` starts them and says by which request each does what. Rounds are interleaved: in each round every
//! request is measured on every service, one service at a time, while the others wait.

mod chart;
mod load;
mod page;
mod people;
mod roster;
mod service;
mod table;

use load::Client;
use people::People;
use roster_evidence::report::{Report, Table};
use service::{Service, Started};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The number of users of each service before the measurement.
const USERS: usize = 10_000;
/// The numbers of callers at one time.
pub(crate) const CALLERS: [usize; 2] = [1, 16];
/// What a row asks of a service: its name in `start.py`, and the words of the table.
pub(crate) const ROWS: [(&str, &str); 6] = [
    ("get", "get one user"),
    ("list", "list 25"),
    ("find", "find by email"),
    ("search", "search, one hit"),
    ("update", "update the name"),
    ("signup", "sign-up"),
];

/// How the services are measured.
#[derive(Debug, clap::Args)]
pub(crate) struct PeersOptions {
    /// Part peers: the length of each measurement, in milliseconds.
    #[arg(long, default_value_t = 700)]
    span_ms: u64,
    /// Part peers: the services to measure beside Roster; all by default.
    #[arg(long, value_delimiter = ',')]
    peers: Vec<String>,
    /// Part peers: write table and chart into docs/development.
    #[arg(long)]
    write: bool,
}

/// Requests a second of one row of one service in each round; empty when the service has no such endpoint.
#[derive(Debug, Default, Clone)]
pub(crate) struct Rates(pub(crate) Vec<f64>);

/// The results: by row, by number of callers, by service.
pub(crate) type Results = Vec<Vec<Vec<Rates>>>;

/// The folder of all data. It is removed at the end, also after a failure.
struct Folder(PathBuf);

impl Folder {
    fn create() -> Self {
        let path = std::env::temp_dir().join(format!("roster-peers-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the data");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After a failure a service may still write into it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Starts everything, measures it, and stops it.
pub(crate) async fn measure(target: &Path, rounds: usize, options: &PeersOptions, report: &mut Report) {
    let data = Folder::create();
    let folder = &data.0;
    let people = People::of(USERS);
    let list = folder.join("people.csv");
    fs::write(&list, people.csv()).expect("a list of the users");
    let roster = roster::Roster::start(target, folder).await;
    let others = Started::all(folder, &list, &options.peers).await;
    let services: Vec<Service> = std::iter::once(roster.service()).chain(others.services.iter().cloned()).collect();
    let load = load_average();
    let results = run(&services, &people, rounds, Duration::from_millis(options.span_ms)).await;
    let about = table::about(rounds, options.span_ms, &load, &others.missing);
    others.stop().await;
    roster.stop().await;
    let tables = [table::rates(&services, &results), table::services(&services), table::endpoints(&services)];
    let text = format!("{about}\n\n{}", tables.iter().map(Table::text).collect::<Vec<_>>().join("\n"));
    report.head("peers", about);
    tables.into_iter().for_each(|table| report.add(table));
    if options.write {
        page::write(&root().join("docs/development"), &text, &chart::draw(&services, &results));
    }
}

async fn run(services: &[Service], people: &People, rounds: usize, span: Duration) -> Results {
    let client = Client::new();
    let mut results = vec![vec![vec![Rates::default(); services.len()]; CALLERS.len()]; ROWS.len()];
    for service in services {
        for (row, _) in ROWS {
            client.check(service, row, people).await;
        }
    }
    for round in 0..rounds {
        for (row, (name, _)) in ROWS.iter().enumerate() {
            for (column, callers) in CALLERS.into_iter().enumerate() {
                for turn in 0..services.len() {
                    // Another service is the first in each round.
                    let at = (turn + round) % services.len();
                    if let Some(rate) = client.measure(&services[at], name, people, callers, span).await {
                        results[row][column][at].0.push(rate);
                    }
                }
            }
        }
    }
    results
}

fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the folder of the project").to_owned()
}
