//! Units and calls of every endpoint, in data sets of growing size.

use roster_evidence::loader::Loaded;
use roster_evidence::report::{Report, Table};
use roster_evidence::scale::fixture::Fixture;
use roster_evidence::scale::{Cost, Verdict, allowances, compare, costs_in, costs_with_indexes, unmeasured};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A data set that was measured.
struct Measured {
    users: usize,
    loaded: Loaded,
    /// The time to fill the table: by the loader, and by the product.
    took: Duration,
    /// The size of the database file, in bytes.
    file: u64,
    costs: Vec<Cost>,
}

/// Measures one data set after the other; returns what is missing or costs more than is allowed.
pub async fn measure(users: &[usize], folder: &Path, report: &mut Report) -> Vec<String> {
    let mut data_sets = Vec::new();
    for &users in users {
        eprintln!("scale: a data set of {users} users");
        data_sets.push(measure_one(users, folder).await);
    }
    report.add(loads(&data_sets));
    let failures = add_costs(&data_sets, report);
    report.add(bounds());
    failures
}

async fn measure_one(users: usize, folder: &Path) -> Measured {
    let file = folder.join(format!("scale-{users}.sqlite"));
    remove(&file);
    let begun = Instant::now();
    let fixture = Fixture::of(users, Some(&file)).await;
    let (loaded, took) = (fixture.loaded, begun.elapsed());
    let size = fs::metadata(&file).expect("the database file").len();
    let mut costs = costs_in(&fixture).await;
    drop(fixture);
    remove(&file);
    show(&costs);
    let kept = costs_with_indexes(users, Some(&file)).await;
    remove(&file);
    show(&kept);
    costs.extend(kept);
    Measured { users, loaded, took, file: size, costs }
}

/// Shows the costs before the last data set is loaded, which takes minutes.
fn show(costs: &[Cost]) {
    for cost in costs {
        eprintln!("scale: {}: {}", cost.title(), cell(cost));
    }
}

/// Removes a database file and the other files of SQLite.
fn remove(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // Usually the file does not exist.
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

fn loads(data_sets: &[Measured]) -> Table {
    let mut table = Table::new("Data sets", &["users", "rows", "MB of rows", "MB of file", "seconds to load"]);
    let mb = |bytes: u64| format!("{:.0}", bytes as f64 / 1e6);
    for data_set in data_sets {
        let Loaded { rows, bytes, .. } = data_set.loaded;
        let seconds = format!("{:.0}", data_set.took.as_secs_f64());
        table.row([thousands(data_set.users), thousands(rows), mb(bytes as u64), mb(data_set.file), seconds]);
    }
    table.note(format!("Each has 120 more users, which the product created. Peak of memory: {} MB.", peak_mb()));
    table
}

/// The peak memory of this process in MB, including the table.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1_024
}

fn add_costs(data_sets: &[Measured], report: &mut Report) -> Vec<String> {
    let sizes: Vec<String> = data_sets.iter().map(|data_set| format!("among {}", thousands(data_set.users))).collect();
    let columns: Vec<&str> = ["request"].into_iter().chain(sizes.iter().map(String::as_str)).chain(["grows"]).collect();
    let mut table = Table::new("Units and calls of every endpoint", &columns);
    let mut failures = Vec::new();
    let first = data_sets.first().map(|data_set| data_set.costs.as_slice()).unwrap_or_default();
    failures.extend(unmeasured(first).into_iter().map(|route| format!("{route} was not measured")));
    for (n, cost) in first.iter().enumerate() {
        let costs: Vec<&Cost> = data_sets.iter().filter_map(|data_set| data_set.costs.get(n)).collect();
        let mark = match compare(&costs) {
            Verdict::Same => "",
            Verdict::Allowed => "as it may",
            verdict @ (Verdict::Grows | Verdict::Exceeds) => {
                failures.push(format!("{}: {verdict:?}: {costs:?}", cost.title()));
                "MORE THAN ALLOWED"
            }
        };
        let cells = costs.iter().map(|cost| cell(cost));
        table.row([cost.title()].into_iter().chain(cells).chain([mark.to_owned()]));
    }
    table.note("Calls / round trips / RRU / WRU; (400): rejected as too broad. API key and project are in the cache.");
    report.add(table);
    failures
}

fn cell(cost: &Cost) -> String {
    let rejected = if cost.status == 400 { " (400)" } else { "" };
    format!("{} / {} / {} / {}{rejected}", cost.calls, cost.round_trips, cost.reads, cost.writes)
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
