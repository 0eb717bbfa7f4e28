//! Calls that are not answered in time: five seconds later, or done and answered five seconds later.

use crate::probe::{Ask, Seen, asks};
use crate::run::Run;
use futures_util::future::join_all;
use roster_evidence::report::{Table, ms};
use roster_tests::faults::{Fault, Rule};
use std::time::Duration;

/// What stalls.
const CASES: [(&str, Fault, Option<&str>); 3] = [
    ("every call comes 5 s late", Fault::Delay(Duration::from_secs(5)), None),
    ("every answer comes 5 s late", Fault::LateAnswer, None),
    ("answers to transactions come 5 s late", Fault::LateAnswer, Some("TransactWriteItems")),
];

pub async fn run(run: &mut Run) {
    let mut table =
        Table::new("A table that stalls", &["request", "fault", "warm", "warm ms", "cold", "cold ms", "calls"]);
    for (fault_name, fault, on) in CASES.into_iter().take(if run.quick { 1 } else { CASES.len() }) {
        let seen = probe_all(run, fault, on).await;
        for (ask, warm, cold) in seen {
            table.row([
                ask.to_owned(),
                fault_name.to_owned(),
                warm.status.to_string(),
                ms(warm.took),
                cold.status.to_string(),
                ms(cold.took),
                format!("{} / {}", warm.calls, cold.calls),
            ]);
        }
    }
    table.note(
        "A creation whose transaction is not answered looks whether the user is there. What else is done and not answered is \
         told as busy; the same request again succeeds.",
    );
    table.note("Cold: from the start of the process, which looks at the table first and then goes on without it.");
    run.report.add(table);
}

/// Each request on a table of its own, to a warm function and to a cold one, all at once: they only wait.
async fn probe_all(run: &mut Run, fault: Fault, on: Option<&'static str>) -> Vec<(&'static str, Seen, Seen)> {
    let rule = on.into_iter().fold(Rule::new(fault), Rule::on);
    let probed = asks_of(run).await.into_iter().map(|ask| {
        let (run, rule) = (&*run, rule.clone());
        async move { (ask.name, probe(run, &ask, &rule, true).await, probe(run, &ask, &rule, false).await) }
    });
    let probed: Vec<_> = join_all(probed).await;
    let mut seen = Vec::new();
    for (name, (stage, warm), (_, cold)) in probed {
        let status = match (on, name) {
            // What only reads does not meet what happens to transactions.
            (Some(_), "get" | "list") => 200,
            // Whether a user was created all the same is looked up.
            (Some(_), "create") => 201,
            _ => 503,
        };
        warm.judge(run, &stage, status, &format!("{name}, {fault:?} on {on:?}"));
        cold.judge(run, &stage, status, &format!("{name}, {fault:?} on {on:?}"));
        seen.push((name, warm, cold));
    }
    seen
}

async fn asks_of(run: &Run) -> Vec<Ask> {
    let quick = ["get", "create"];
    let asks = asks(&run.scene().await.stage);
    asks.into_iter().filter(|ask| !run.quick || quick.contains(&ask.name)).collect()
}

async fn probe(run: &Run, ask: &Ask, rule: &Rule, is_warm: bool) -> (roster_evidence::stage::Stage, Seen) {
    let scene = run.scene().await;
    scene.stage.add_user("ann").await;
    let seen = scene.probe(ask, scene.function(ask.function), is_warm, |scene| {
        scene.front.clear();
        scene.front.faults.add(rule.clone());
    });
    let seen = seen.await;
    (scene.stage, seen)
}
