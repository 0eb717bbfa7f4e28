//! Sign-ups a second for each number of shards.

use crate::costs::thousands;
use roster_evidence::partitions::{MaxRate, max_rate};
use roster_evidence::population::{Domains, Population};
use roster_evidence::report::{Report, Table};
use roster_evidence::sign_ups::{SignUp, record};
use roster_tests::clock::BEGINNING;

/// Write units a second of a new table on demand, and by the default quota (source: AWS).
const TABLE: [(&str, f64); 2] = [("on a new table", 4_000.0), ("at the default quota", 40_000.0)];

/// Simulates projects with each of these numbers of shards.
pub async fn simulate(shards: &[usize], users: usize, report: &mut Report) {
    let columns = ["emails", "shards", "at first", "held up by", "after splits", "held up by", "splits a shard"];
    let mut table = Table::new("Sign-ups against shards", &columns);
    let mut units = Vec::new();
    for (domains, name) in [(Domains::Mixed, "of many domains"), (Domains::One, "all of one domain")] {
        eprintln!("scale: {users} sign-ups, {name}");
        let sign_ups = record(&Population::new(31, BEGINNING, domains), users, 1).await;
        units.push(units_of(&sign_ups));
        for &shards in shards {
            let (first, later) = (max_rate(&sign_ups, shards, false), max_rate(&sign_ups, shards, true));
            let cells = [name.to_owned(), shards.to_string(), rate(&first), key(&first), rate(&later), key(&later)];
            table.row(cells.into_iter().chain([later.splits.to_string()]));
        }
    }
    let mean = units.iter().sum::<f64>() / units.len().max(1) as f64;
    let whole = TABLE.map(|(when, limit)| format!("{} a second {when}", thousands((limit / mean) as usize)));
    table.note(format!(
        "Sign-ups a second by the limit of partitions alone, at which one sign-up in a thousand is throttled once and sent \
         again. The table as a whole allows less: a sign-up of this load takes {mean:.1} WRU, so {}.",
        whole.join(", ")
    ));
    report.add(table);
}

fn units_of(sign_ups: &[SignUp]) -> f64 {
    sign_ups.iter().flatten().map(|write| write.units).sum::<f64>() / sign_ups.len().max(1) as f64
}

/// Rounded down to two digits, the precision of the simulation.
fn rate(max_rate: &MaxRate) -> String {
    let step = 10_f64.powf(max_rate.rate.log10().floor() - 1.0);
    thousands(((max_rate.rate / step).floor() * step) as usize)
}

/// The key that limits the rate, in words, without the project.
fn key(max_rate: &MaxRate) -> String {
    let parts: Vec<&str> = max_rate.bottleneck.splitn(4, '#').collect();
    match parts[..] {
        ["L", ..] => "the list".to_owned(),
        ["C", ..] => "the counter".to_owned(),
        ["W", _, _, letters] => format!("words in {letters}…"),
        _ => max_rate.bottleneck.clone(),
    }
}
