//! Units and calls of every endpoint, in towns of growing size.

use roster_evidence::loader::Loaded;
use roster_evidence::report::{Report, Table};
use roster_evidence::scale::town::Town;
use roster_evidence::scale::{Cost, Verdict, allowances, compare, costs_in, unmeasured};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A town that was measured.
struct Measured {
    users: usize,
    loaded: Loaded,
    /// Until the town stood: the loader, and those whom the product made.
    took: Duration,
    /// The size of its file, in bytes.
    file: u64,
    costs: Vec<Cost>,
}

/// Measures in one town after the other, and says what is not as it must be.
pub async fn measure(users: &[usize], folder: &Path, report: &mut Report) -> Vec<String> {
    let mut towns = Vec::new();
    for &users in users {
        eprintln!("scale: a town of {users} users");
        towns.push(measure_one(users, folder).await);
    }
    report.add(loads(&towns));
    let complaints = add_costs(&towns, report);
    report.add(bounds());
    complaints
}

async fn measure_one(users: usize, folder: &Path) -> Measured {
    let file = folder.join(format!("scale-{users}.sqlite"));
    remove(&file);
    let begun = Instant::now();
    let town = Town::of(users, Some(&file)).await;
    let (loaded, took) = (town.loaded, begun.elapsed());
    let size = fs::metadata(&file).expect("the file of a town").len();
    let costs = costs_in(&town).await;
    drop(town);
    remove(&file);
    Measured { users, loaded, took, file: size, costs }
}

/// Removes a database, with what SQLite puts beside it.
fn remove(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // There is none, mostly.
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

fn loads(towns: &[Measured]) -> Table {
    let mut table = Table::new("Towns", &["users", "rows", "MB of rows", "MB of file", "seconds to load"]);
    let mb = |bytes: u64| format!("{:.0}", bytes as f64 / 1e6);
    for town in towns {
        let Loaded { rows, bytes, .. } = town.loaded;
        let seconds = format!("{:.0}", town.took.as_secs_f64());
        table.row([thousands(town.users), thousands(rows), mb(bytes as u64), mb(town.file), seconds]);
    }
    table.note(format!("120 more in each, whom the product made. Peak of memory: {} MB.", peak_mb()));
    table
}

/// The most memory that this process had, table included.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1_024
}

fn add_costs(towns: &[Measured], report: &mut Report) -> Vec<String> {
    let sizes: Vec<String> = towns.iter().map(|town| format!("among {}", thousands(town.users))).collect();
    let columns: Vec<&str> = ["request"].into_iter().chain(sizes.iter().map(String::as_str)).chain(["grows"]).collect();
    let mut table = Table::new("Units and calls of every endpoint", &columns);
    let mut complaints = Vec::new();
    let first = towns.first().map(|town| town.costs.as_slice()).unwrap_or_default();
    complaints.extend(unmeasured(first).into_iter().map(|route| format!("{route} was not measured")));
    for (n, cost) in first.iter().enumerate() {
        let costs: Vec<&Cost> = towns.iter().filter_map(|town| town.costs.get(n)).collect();
        let mark = match compare(&costs) {
            Verdict::Same => "",
            Verdict::Allowed => "as it may",
            verdict @ (Verdict::Grows | Verdict::Exceeds) => {
                complaints.push(format!("{}: {verdict:?}: {costs:?}", cost.title()));
                "MORE THAN IT MAY"
            }
        };
        let cells = costs.iter().map(|cost| cell(cost));
        table.row([cost.title()].into_iter().chain(cells).chain([mark.to_owned()]));
    }
    table.note(
        "Calls / round trips / RRU / WRU; (400): refused, as too broad. A key and a project that are remembered.",
    );
    report.add(table);
    complaints
}

fn cell(cost: &Cost) -> String {
    let refused = if cost.status == 400 { " (400)" } else { "" };
    format!("{} / {} / {} / {}{refused}", cost.calls, cost.round_trips, cost.reads, cost.writes)
}

fn bounds() -> Table {
    let mut table = Table::new("What may grow, and to what", &["request", "calls", "RRU", "because"]);
    for row in allowances() {
        let cells = [row.calls.to_string(), format!("{:.0}", row.reads), row.why.to_owned()];
        table.row([row.title.to_owned()].into_iter().chain(cells));
    }
    table
}

/// A number with commas.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}
