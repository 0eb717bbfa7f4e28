//! Calls are sent again a bounded number of times, after pauses that differ.

use crate::probe::asks;
use crate::run::{Run, Scene};
use futures_util::future::join_all;
use roster_evidence::faulty::Call;
use roster_evidence::report::{self, Table, ms};
use roster_tests::faults::{Fault, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Attempts of a call, and tries of a transaction that is cancelled for a reason that passes.
const ATTEMPTS: usize = 8;
const TRIES: usize = 12;
/// A process sends no more again than its bucket of retries holds: 500, and 5 for each.
const BUCKET: usize = 100;

pub async fn run(run: &mut Run) {
    pauses(run).await;
    if !run.quick {
        bucket(run).await;
    }
}

/// Many processes, each refused for ever: how often they come again, and when.
async fn pauses(run: &mut Run) {
    let columns =
        ["what is sent again", "calls", "attempts of each", "pause", "shortest ms", "middle ms", "longest ms"];
    let mut table = Table::new("Pauses between attempts", &columns);
    let cases = [
        ("a throttled read", "get", Fault::Refused("ThrottlingException"), None, ATTEMPTS),
        ("a read without an answer", "get", Fault::ServerError, None, ATTEMPTS),
        ("a conflicting transaction", "set prefs", Fault::Conflict, Some("TransactWriteItems"), TRIES),
    ];
    for (name, ask, fault, on, bound) in cases {
        let calls = refused(run, ask, on.into_iter().fold(Rule::new(fault), Rule::on)).await;
        let most = calls.values().map(Vec::len).max().unwrap_or_default();
        run.expect((2..=bound).contains(&most), format!("{name}: {most} attempts, bound {bound}"));
        let each: Vec<_> = calls.values().map(|attempts| gaps(attempts)).collect();
        for number in 0..most.saturating_sub(1) {
            let at: Vec<_> = each.iter().filter_map(|gaps| gaps.get(number).copied()).collect();
            // To the tenth of a millisecond: who waited for the same time would come back together.
            let distinct: BTreeSet<_> = at.iter().map(|gap| gap.as_micros() / 100).collect();
            run.expect(distinct.len() * 2 > at.len(), format!("{name}: pause {number} is the same for many: {at:?}"));
            table.row([
                name.to_owned(),
                calls.len().to_string(),
                most.to_string(),
                (number + 1).to_string(),
                ms(at.iter().min().copied().unwrap_or_default()),
                ms(report::median(at.clone())),
                ms(at.iter().max().copied().unwrap_or_default()),
            ]);
        }
    }
    table.note("From an answer of the table until the next attempt of the same call is there.");
    run.report.add(table);
}

/// The calls that are in vain, by their name, each with all its attempts.
async fn refused(run: &Run, ask: &str, rule: Rule) -> BTreeMap<String, Vec<Call>> {
    let scene = run.scene().await;
    scene.stage.add_user("ann").await;
    let ask = asks(&scene.stage).into_iter().find(|known| known.name == ask).expect("a request that is known");
    let mut functions = Vec::new();
    for _ in 0..if run.quick { 4 } else { 20 } {
        functions.push(scene.function(ask.function).warm(None, &ask.event).await);
    }
    scene.front.clear();
    scene.front.faults.add(rule);
    join_all(functions.iter().map(|function| function.invoke(&ask.event))).await;
    for function in functions {
        function.kill().await;
    }
    let mut calls: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    scene.front.take_calls().into_iter().filter(|call| call.fault.is_some()).for_each(|call| {
        calls.entry(call.name.clone()).or_default().push(call);
    });
    calls
}

fn gaps(attempts: &[Call]) -> Vec<Duration> {
    attempts.windows(2).filter_map(|two| Some(two[1].at - two[0].answered?)).collect()
}

/// One process that is asked again and again while everything is throttled.
async fn bucket(run: &mut Run) {
    let scene: Scene = run.scene().await;
    scene.stage.add_user("ann").await;
    let ask = asks(&scene.stage).into_iter().find(|known| known.name == "get").expect("a request that is known");
    let function = scene.function(ask.function).warm(None, &ask.event).await;
    scene.front.clear();
    scene.front.faults.add(Rule::new(Fault::Refused("ThrottlingException")));
    let (requests, mut times) = (200, Vec::new());
    for _ in 0..requests {
        times.push(function.invoke(&ask.event).await.1);
    }
    function.kill().await;
    let calls = scene.front.take_calls().len();
    let mut table = Table::new(
        "Calls of one process to a table that refuses all of them",
        &["requests", "calls", "first ms", "last ms"],
    );
    let (first, last) = (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
    table.row([requests.to_string(), calls.to_string(), ms(first), ms(last)]);
    table.note("Retries are paid for out of a bucket that only successes fill: a table in trouble is not asked again and again.");
    run.report.add(table);
    run.expect(calls <= requests + BUCKET, format!("{calls} calls for {requests} requests"));
}
