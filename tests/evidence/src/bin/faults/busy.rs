//! A table that throttles, conflicts or loses responses, while several functions use it.

use crate::life::{Functions, RequestStats};
use crate::run::{Environment, Run};
use futures_util::future::join_all;
use roster_evidence::fault_proxy::Call;
use roster_evidence::report::{self, Table};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack, violations};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// A kind of fault.
struct Case {
    name: &'static str,
    rules: Vec<Rule>,
    /// Whether responses are lost: then the counter of users may be wrong by the number that [`miscounts`] returns.
    loses_answers: bool,
    /// The maximum share, in percent, of requests with the response 503 `general_unavailable` because their retry budget was
    /// used up. No other error is allowed: [`RequestStats`] records it as wrong.
    failures: f64,
}

/// The operations that the functions call, other than [`WRITES`].
const OPERATIONS: [&str; 7] =
    ["GetItem", "BatchGetItem", "Query", "UpdateItem", "PutItem", "DeleteItem", "BatchWriteItem"];
const WRITES: &str = "TransactWriteItems";

pub async fn run(run: &mut Run) {
    let columns = [
        "table",
        "requests",
        "5xx",
        "5xx %",
        "calls",
        "of them failed %",
        "p50 ms",
        "p99 ms",
        "longest ms",
        "at the end",
    ];
    let mut table = Table::new("A busy table, under load", &columns);
    let (groups, span) = if run.quick { (1, Duration::from_secs(2)) } else { (4, run.span) };
    for case in cases() {
        // Only the throttled table is under load for the whole time.
        let span = if case.name.contains("30 %") { span } else { span / 3 };
        table.row(run_case(run, &case, groups, span).await);
    }
    table.note(
        format!(
            "{} processes of users, prefs and sessions; each group of three creates users (with a hash),",
            groups * 3
        ) + " reads, changes, lists, searches, signs in and out, and deletes, without a pause.",
    );
    table.note(format!("The throttled table for {} s, the others for a third of that.", span.as_secs()));
    run.report.add(table);
}

fn cases() -> Vec<Case> {
    let always = |fault| Rule::new(fault);
    vec![
        Case { name: "healthy", rules: vec![], loses_answers: false, failures: 0.0 },
        Case { name: "throttles 30 %", rules: throttling(), loses_answers: false, failures: 1.0 },
        Case {
            name: "half of the transactions conflict",
            rules: vec![always(Fault::Conflict).on(WRITES).with_chance(0.5)],
            loses_answers: false,
            failures: 1.0,
        },
        Case {
            name: "every batch half done",
            rules: vec![always(Fault::HalfDone).on("BatchGetItem"), always(Fault::HalfDone).on("BatchWriteItem")],
            loses_answers: false,
            failures: 1.0,
        },
        Case {
            name: "10 % of connections break",
            rules: vec![always(Fault::Reset).with_chance(0.05), always(Fault::LostAnswer).with_chance(0.05)],
            loses_answers: true,
            failures: 1.0,
        },
    ]
}

/// Three of ten calls of each operation are throttled, with both codes of DynamoDB; of transactions also a write is.
fn throttling() -> Vec<Rule> {
    // The second rule applies to calls that pass the first: 0.15 + 0.85 * 0.1765 is 0.30.
    let halves = |first, second, operation| {
        [(first, 0.15), (second, 0.1765)].map(|(fault, chance)| Rule::new(fault).on(operation).with_chance(chance))
    };
    let exceeded = Fault::Refused("ProvisionedThroughputExceededException");
    let within = halves(Fault::Cancelled("ThrottlingError"), exceeded, WRITES);
    let each = OPERATIONS.into_iter().flat_map(|on| halves(exceeded, Fault::Refused("ThrottlingException"), on));
    each.chain(within).collect()
}

async fn run_case(run: &mut Run, case: &Case, groups: usize, span: Duration) -> Vec<String> {
    let environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let mut all = Vec::new();
    for _ in 0..groups {
        all.push(Functions::start(&environment).await);
    }
    environment.proxy.clear();
    case.rules.iter().for_each(|rule| environment.proxy.faults.add(rule.clone()));
    let until = Instant::now() + span;
    let runs = all.iter().enumerate().map(|(number, functions)| {
        let (deployment, name) = (&environment.deployment, format!("c{number}"));
        async move { functions.run(deployment, &name, until, Duration::ZERO).await }
    });
    let mut stats = RequestStats::default();
    join_all(runs).await.into_iter().for_each(|of_group| stats.add(of_group));
    for functions in all {
        functions.end().await;
    }
    judge(run, case, &environment, stats)
}

fn judge(run: &mut Run, case: &Case, environment: &Environment, mut stats: RequestStats) -> Vec<String> {
    let (name, requests, failures) = (case.name, stats.requests(), stats.failures());
    let share = failures as f64 * 100.0 / requests.max(1) as f64;
    let calls = environment.proxy.take_calls();
    let failed = calls.iter().filter(|call| call.fault.is_some()).count() as f64 * 100.0 / calls.len().max(1) as f64;
    let slack = if case.loses_answers { Slack(miscounts(&calls) + stats.failed_creations()) } else { EXACT };
    let broken = violations(&environment.deployment.table.rows(), slack);
    run.expect(requests > 0 && share <= case.failures, format!("{name}: {share:.2} % of {requests} failed"));
    run.expect(stats.wrong.is_empty(), format!("{name}: {} wrong, as {:?}", stats.wrong.len(), stats.wrong.first()));
    run.expect(broken.is_empty(), format!("{name}: {broken:?}"));
    vec![
        name.to_owned(),
        requests.to_string(),
        failures.to_string(),
        format!("{share:.2}"),
        calls.len().to_string(),
        format!("{failed:.1}"),
        report::ms(stats.percentile(50)),
        report::ms(stats.percentile(99)),
        report::ms(stats.percentile(100)),
        if broken.is_empty() { "whole".to_owned() } else { format!("{} broken", broken.len()) },
    ]
}

/// The number by which the counter of users may be wrong. The counter is updated outside of the transaction of a creation: an
/// update whose response was lost is repeated and counts twice, and one that failed at each attempt is missing.
fn miscounts(calls: &[Call]) -> u64 {
    let updates = || calls.iter().filter(|call| call.partition.starts_with("C#"));
    let lost = updates().filter(|call| call.fault == Some(Fault::LostAnswer)).count();
    let names =
        |of: &dyn Fn(&&Call) -> bool| updates().filter(of).map(|call| call.name.clone()).collect::<HashSet<_>>();
    let given_up = names(&|_| true).len() - names(&|call| call.answered.is_some()).len();
    (lost + given_up) as u64
}
