//! Sign-ups a second against shards.

use crate::costs::thousands;
use roster_evidence::crowd::{Crowd, Domains};
use roster_evidence::partitions::{Carried, carried};
use roster_evidence::report::{Report, Table};
use roster_evidence::sign_ups::{SignUp, record};
use roster_tests::clock::BEGINNING;

/// Write units a second of a new table on demand, and by the default quota (source: AWS).
const TABLE: [(&str, f64); 2] = [("on a new table", 4_000.0), ("at the default quota", 40_000.0)];

/// Simulates what projects of so many shards carry.
pub async fn simulate(shards: &[usize], people: usize, report: &mut Report) {
    let columns = ["addresses", "shards", "at first", "held up by", "after splits", "held up by", "splits a shard"];
    let mut table = Table::new("Sign-ups a second against shards", &columns);
    let mut units = Vec::new();
    for (domains, name) in [(Domains::Mixed, "of many domains"), (Domains::One, "all of one domain")] {
        eprintln!("scale: {people} sign-ups, {name}");
        let sign_ups = record(&Crowd::new(31, BEGINNING, domains), people, 1).await;
        units.push(units_of(&sign_ups));
        for &shards in shards {
            let (first, later) = (carried(&sign_ups, shards, false), carried(&sign_ups, shards, true));
            let cells = [name.to_owned(), shards.to_string(), rate(&first), key(&first), rate(&later), key(&later)];
            table.row(cells.into_iter().chain([later.splits.to_string()]));
        }
    }
    let mean = units.iter().sum::<f64>() / units.len().max(1) as f64;
    let whole = TABLE.map(|(when, limit)| format!("{} {when}", thousands((limit / mean) as usize)));
    table.note(format!(
        "By the limit of partitions alone: one sign-up in a thousand is throttled once, and repeated. The table as a whole \
         carries less: a sign-up of this crowd takes {mean:.1} WRU, so {}.",
        whole.join(", ")
    ));
    report.add(table);
}

fn units_of(sign_ups: &[SignUp]) -> f64 {
    sign_ups.iter().flatten().map(|write| write.units).sum::<f64>() / sign_ups.len().max(1) as f64
}

/// Two digits: the simulation is no more exact.
fn rate(carried: &Carried) -> String {
    let step = 10_f64.powf(carried.rate.log10().floor() - 1.0);
    thousands(((carried.rate / step).floor() * step) as usize)
}

/// What holds up, in words, without the project.
fn key(carried: &Carried) -> String {
    let parts: Vec<&str> = carried.bottleneck.splitn(4, '#').collect();
    match parts[..] {
        ["L", ..] => "the list".to_owned(),
        ["C", ..] => "the counter".to_owned(),
        ["W", _, _, letters] => format!("words in {letters}…"),
        _ => carried.bottleneck.clone(),
    }
}
