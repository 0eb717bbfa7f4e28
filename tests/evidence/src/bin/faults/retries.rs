//! Calls are sent again a bounded number of times, after pauses that differ.

use crate::probe::probe_requests;
use crate::run::{Environment, Run};
use futures_util::future::join_all;
use roster_evidence::fault_proxy::Call;
use roster_evidence::report::{self, Table, ms};
use roster_tests::faults::{Fault, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The maximum attempts of a call, and of a transaction that is cancelled for a temporary reason.
const ATTEMPTS: usize = 8;
const TRIES: usize = 12;
/// The maximum number of retries of a process: its bucket has 500 tokens, and a retry takes 5.
const BUCKET: usize = 100;

pub async fn run(run: &mut Run) {
    pauses(run).await;
    if !run.quick {
        bucket(run).await;
    }
}

/// Many processes whose calls always fail: the number of attempts, and the pauses.
async fn pauses(run: &mut Run) {
    let columns =
        ["call that is sent again", "calls", "attempts of each", "pause", "shortest ms", "median ms", "longest ms"];
    let mut table = Table::new("Attempts and pauses", &columns);
    let cases = [
        ("a throttled read", "get", Fault::Refused("ThrottlingException"), None, ATTEMPTS),
        ("a read that fails with status 500", "get", Fault::ServerError, None, ATTEMPTS),
        ("a transaction that conflicts", "set prefs", Fault::Conflict, Some("TransactWriteItems"), TRIES),
    ];
    for (name, request, fault, on, bound) in cases.into_iter().skip(usize::from(run.quick)) {
        let calls = failed_calls(run, request, on.into_iter().fold(Rule::new(fault), Rule::on)).await;
        let most = calls.values().map(Vec::len).max().unwrap_or_default();
        run.expect((2..=bound).contains(&most), format!("{name}: {most} attempts, bound {bound}"));
        let each: Vec<_> = calls.values().map(|attempts| gaps(attempts)).collect();
        for number in 0..most.saturating_sub(1) {
            let at: Vec<_> = each.iter().filter_map(|gaps| gaps.get(number).copied()).collect();
            // Rounded to a tenth of a millisecond: processes with equal pauses would send their calls at the same time.
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
    table.note("From a response of the table until the next attempt of the same call arrives.");
    run.report.add(table);
}

/// The calls that fail, by name, each with all its attempts.
async fn failed_calls(run: &Run, request: &str, rule: Rule) -> BTreeMap<String, Vec<Call>> {
    let environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let request = probe_requests(&environment.deployment)
        .into_iter()
        .find(|known| known.name == request)
        .expect("a request that is known");
    let mut functions = Vec::new();
    for _ in 0..if run.quick { 4 } else { 20 } {
        functions.push(environment.function(request.function).warm(None, &request.event).await);
    }
    environment.proxy.clear();
    environment.proxy.faults.add(rule);
    join_all(functions.iter().map(|function| function.invoke(&request.event))).await;
    for function in functions {
        function.kill().await;
    }
    let mut calls: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    environment.proxy.take_calls().into_iter().filter(|call| call.fault.is_some()).for_each(|call| {
        calls.entry(call.name.clone()).or_default().push(call);
    });
    calls
}

fn gaps(attempts: &[Call]) -> Vec<Duration> {
    attempts.windows(2).filter_map(|two| Some(two[1].at - two[0].answered?)).collect()
}

/// One process that gets many requests while everything is throttled.
async fn bucket(run: &mut Run) {
    let environment: Environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let request = probe_requests(&environment.deployment)
        .into_iter()
        .find(|known| known.name == "get")
        .expect("a request that is known");
    let function = environment.function(request.function).warm(None, &request.event).await;
    environment.proxy.clear();
    environment.proxy.faults.add(Rule::new(Fault::Refused("ThrottlingException")));
    let (requests, mut times) = (200, Vec::new());
    for _ in 0..requests {
        times.push(function.invoke(&request.event).await.1);
    }
    function.kill().await;
    let calls = environment.proxy.take_calls().len();
    let mut table = Table::new(
        "Calls of one process to a table that throttles all of them",
        &["requests", "calls", "first ms", "last ms"],
    );
    let (first, last) = (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
    table.row([requests.to_string(), calls.to_string(), ms(first), ms(last)]);
    table.note("Retries take tokens from a bucket that only successful calls fill, so that they do not overload a failing table.");
    run.report.add(table);
    run.expect(calls <= requests + BUCKET, format!("{calls} calls for {requests} requests"));
}
