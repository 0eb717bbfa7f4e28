//! The tables of the run, and the sentence that says how it was made.

use super::service::Service;
use super::{CALLERS, ROWS, Rates, Results, USERS};
use roster_evidence::machine;
use roster_evidence::report::{Table, middle};
use std::time::SystemTime;

/// How much more than Roster another service must do to be ahead: less is within the spread.
const AHEAD: f64 = 1.1;

/// Date, machine, load, rounds, and what was not measured.
pub(crate) fn about(rounds: usize, span_ms: u64, load: &str, missing: &[String]) -> String {
    let missing: String = missing.iter().map(|why| format!(" Not measured: {why}.")).collect();
    format!(
        "`make bench PARTS=peers` on {}: {}, load average {load} before the first request. {} users in each service. Median, and \
         (lowest–highest), of {rounds} rounds of {span_ms} ms for each figure.{missing}",
        date(),
        machine::description(),
        thousands(USERS as f64),
    )
}

/// Requests a second.
pub(crate) fn rates(services: &[Service], results: &Results) -> Table {
    let names = services.iter().map(|service| service.name.as_str());
    let columns: Vec<&str> = ["request, callers"].into_iter().chain(names).collect();
    let mut table = Table::new("Requests a second", &columns);
    for (row, (_, words)) in ROWS.iter().enumerate() {
        for (column, callers) in CALLERS.iter().enumerate() {
            let cells = results[row][column].iter().map(Rates::cell);
            table.row([format!("{words}, {callers}")].into_iter().chain(cells));
        }
    }
    table.note(ahead(services, results));
    table
}

/// What each service is.
pub(crate) fn services(services: &[Service]) -> Table {
    let mut table = Table::new("Services", &["service", "version", "from", "processes", "database", "password hash"]);
    for service in services {
        let cells = ["version", "from", "processes", "database", "hash"].map(|of| service.say(of).to_owned());
        table.row([service.name.clone()].into_iter().chain(cells));
    }
    table
}

/// The endpoint that stands for each row.
pub(crate) fn endpoints(services: &[Service]) -> Table {
    let columns: Vec<&str> = ["service"].into_iter().chain(ROWS.map(|(_, words)| words)).collect();
    let mut table = Table::new("Endpoints", &columns);
    for service in services {
        let cells = ROWS.iter().map(|(row, _)| service.endpoint(row).to_owned());
        table.row([service.name.clone()].into_iter().chain(cells));
    }
    table
}

/// Which services are ahead of the first one, Roster, and by how much.
fn ahead(services: &[Service], results: &Results) -> String {
    let mut found = Vec::new();
    for (row, (_, words)) in ROWS.iter().enumerate() {
        for (column, callers) in CALLERS.iter().enumerate() {
            let rates = &results[row][column];
            let Some(own) = rates[0].median() else { continue };
            let ratios = services.iter().zip(rates).skip(1).filter_map(|(service, rate)| {
                let ratio = rate.median()? / own;
                (ratio > AHEAD).then(|| format!("{} {ratio:.1}×", service.name))
            });
            let ratios: Vec<_> = ratios.collect();
            if !ratios.is_empty() {
                found.push(format!("{words}, {callers}: {}", ratios.join(", ")));
            }
        }
    }
    if found.is_empty() {
        "Nobody is ahead of Roster.".to_owned()
    } else {
        format!("Ahead of Roster: {}.", found.join("; "))
    }
}

impl Rates {
    /// The median; `None` without measurements.
    pub(crate) fn median(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| middle(self.0.clone()))
    }

    /// The lowest and the highest.
    pub(crate) fn spread(&self) -> (f64, f64) {
        let lowest = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        (lowest, self.0.iter().copied().fold(0.0, f64::max))
    }

    fn cell(&self) -> String {
        let Some(median) = self.median() else { return "–".to_owned() };
        let (lowest, highest) = self.spread();
        format!("{} ({}–{})", thousands(median), thousands(lowest), thousands(highest))
    }
}

/// A number with commas; with one decimal below ten.
pub(crate) fn thousands(number: f64) -> String {
    if number < 10.0 {
        return format!("{number:.1}");
    }
    let digits = format!("{number:.0}");
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group)).collect();
    groups.join(",")
}

#[expect(clippy::disallowed_methods, reason = "the date of the measurement")]
fn date() -> String {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    now.chars().take(10).collect()
}
