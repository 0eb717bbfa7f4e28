//! A table that cannot do all that it is asked, while several functions work on it.

use crate::life::{Crew, Tally};
use crate::run::{Run, Scene};
use futures_util::future::join_all;
use roster_evidence::faulty::Call;
use roster_evidence::report::{self, Table};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack, violations};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// A way of being busy.
struct Case {
    name: &'static str,
    rules: Vec<Rule>,
    /// Whether answers are lost: then the count of users may be off by as many as [`miscounts`] says, else by none.
    loses_answers: bool,
    /// How many percent of the requests may answer 503 `general_unavailable`, because their retry budget was used up. No
    /// other error is admitted: [`Tally`] calls it wrong.
    failures: f64,
}

/// What the functions call.
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
    let (crews, span) = if run.quick { (1, Duration::from_secs(2)) } else { (4, run.span) };
    for case in cases() {
        // Only the throttled table is under load for the whole time.
        let span = if case.name.contains("30 %") { span } else { span / 3 };
        table.row(play(run, &case, crews, span).await);
    }
    table.note(format!(
        "{} processes of users, prefs and sessions; each crew of three creates users (with a hash), reads, changes, lists, \
         searches, signs in and out, and deletes, without a pause. Throttled for {} s, the others for a third of that.",
        crews * 3,
        span.as_secs()
    ));
    run.report.add(table);
}

fn cases() -> Vec<Case> {
    let always = |fault| Rule::new(fault);
    vec![
        Case { name: "sound", rules: vec![], loses_answers: false, failures: 0.0 },
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

/// Three of ten calls of each kind: refused in both ways that DynamoDB has, transactions also from within.
fn throttling() -> Vec<Rule> {
    // What passes the first rule is thrown for again: 0.15 + 0.85 * 0.1765 is 0.30.
    let halves = |first, second, operation| {
        [(first, 0.15), (second, 0.1765)].map(|(fault, chance)| Rule::new(fault).on(operation).with_chance(chance))
    };
    let exceeded = Fault::Refused("ProvisionedThroughputExceededException");
    let within = halves(Fault::Cancelled("ThrottlingError"), exceeded, WRITES);
    let each = OPERATIONS.into_iter().flat_map(|on| halves(exceeded, Fault::Refused("ThrottlingException"), on));
    each.chain(within).collect()
}

async fn play(run: &mut Run, case: &Case, crews: usize, span: Duration) -> Vec<String> {
    let scene = run.scene().await;
    scene.stage.add_user("ann").await;
    let mut crew = Vec::new();
    for _ in 0..crews {
        crew.push(Crew::start(&scene).await);
    }
    scene.front.clear();
    case.rules.iter().for_each(|rule| scene.front.faults.add(rule.clone()));
    let until = Instant::now() + span;
    let lives = crew.iter().enumerate().map(|(number, crew)| {
        let (stage, name) = (&scene.stage, format!("c{number}"));
        async move { crew.live(stage, &name, until, Duration::ZERO).await }
    });
    let mut tally = Tally::default();
    join_all(lives).await.into_iter().for_each(|of_one| tally.add(of_one));
    for crew in crew {
        crew.end().await;
    }
    judge(run, case, &scene, tally)
}

fn judge(run: &mut Run, case: &Case, scene: &Scene, mut tally: Tally) -> Vec<String> {
    let (name, requests, failures) = (case.name, tally.requests(), tally.failures());
    let share = failures as f64 * 100.0 / requests.max(1) as f64;
    let calls = scene.front.take_calls();
    let struck = calls.iter().filter(|call| call.fault.is_some()).count() as f64 * 100.0 / calls.len().max(1) as f64;
    let slack = if case.loses_answers { Slack(miscounts(&calls) + tally.failed_creations()) } else { EXACT };
    let broken = violations(&scene.stage.table.rows(), slack);
    run.expect(requests > 0 && share <= case.failures, format!("{name}: {share:.2} % of {requests} failed"));
    run.expect(tally.wrong.is_empty(), format!("{name}: {} wrong, as {:?}", tally.wrong.len(), tally.wrong.first()));
    run.expect(broken.is_empty(), format!("{name}: {broken:?}"));
    vec![
        name.to_owned(),
        requests.to_string(),
        failures.to_string(),
        format!("{share:.2}"),
        calls.len().to_string(),
        format!("{struck:.1}"),
        report::ms(tally.percentile(50)),
        report::ms(tally.percentile(99)),
        report::ms(tally.percentile(100)),
        if broken.is_empty() { "whole".to_owned() } else { format!("{} broken", broken.len()) },
    ]
}

/// By how many the count of users may be off: it is kept beside the transaction of a creation, so that an update of it whose
/// answer was lost is repeated and counts twice, and one that failed at each attempt counts nobody.
fn miscounts(calls: &[Call]) -> u64 {
    let updates = || calls.iter().filter(|call| call.partition.starts_with("C#"));
    let lost = updates().filter(|call| call.fault == Some(Fault::LostAnswer)).count();
    let names =
        |of: &dyn Fn(&&Call) -> bool| updates().filter(of).map(|call| call.name.clone()).collect::<HashSet<_>>();
    let given_up = names(&|_| true).len() - names(&|call| call.answered.is_some()).len();
    (lost + given_up) as u64
}
