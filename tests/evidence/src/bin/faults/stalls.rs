//! Calls without a response in time: they arrive five seconds late, or are done and their response comes five seconds late.

use crate::probe::{ProbeRequest, Seen, probe_requests};
use crate::run::Run;
use futures_util::future::join_all;
use roster_evidence::report::{Table, ms};
use roster_tests::faults::{Fault, Rule};
use std::time::Duration;

/// The faults.
const CASES: [(&str, Fault, Option<&str>); 3] = [
    ("every call comes 5 s late", Fault::Delay(Duration::from_secs(5)), None),
    ("every call is done at once, its response comes 5 s late", Fault::LateAnswer, None),
    ("only responses of transactions are late", Fault::LateAnswer, Some("TransactWriteItems")),
];

pub async fn run(run: &mut Run) {
    let mut table =
        Table::new("A table that stalls", &["request", "fault", "warm", "warm ms", "cold", "cold ms", "calls"]);
    for (fault_name, fault, on) in CASES.into_iter().take(if run.quick { 1 } else { CASES.len() }) {
        let seen = probe_all(run, fault, on).await;
        for (request, warm, cold) in seen {
            table.row([
                request.to_owned(),
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
        "A creation whose transaction gets no response checks whether the user exists. Other changes without a response are \
         reported as 503; the next read shows whether they were done.",
    );
    table
        .note("Cold: from the start of the process, which tries to read the table's version before its first request.");
    run.report.add(table);
}

/// Each request with its own table, to a warm function and to a cold one, all at once: they only wait.
async fn probe_all(run: &mut Run, fault: Fault, on: Option<&'static str>) -> Vec<(&'static str, Seen, Seen)> {
    let rule = on.into_iter().fold(Rule::new(fault), Rule::on);
    let probed = requests_of(run).await.into_iter().map(|request| {
        let (run, rule) = (&*run, rule.clone());
        async move { (request.name, probe(run, &request, &rule, true).await, probe(run, &request, &rule, false).await) }
    });
    let probed: Vec<_> = join_all(probed).await;
    let mut seen = Vec::new();
    for (name, (deployment, warm), (_, cold)) in probed {
        let status = match (on, name) {
            // A read has no transaction.
            (Some(_), "get" | "list") => 200,
            // The function checks whether the user was created.
            (Some(_), "create") => 201,
            _ => 503,
        };
        warm.judge(run, &deployment, status, &format!("{name}, {fault:?} on {on:?}"));
        cold.judge(run, &deployment, status, &format!("{name}, {fault:?} on {on:?}"));
        seen.push((name, warm, cold));
    }
    seen
}

async fn requests_of(run: &Run) -> Vec<ProbeRequest> {
    let quick = ["get", "create"];
    let requests = probe_requests(&run.environment().await.deployment);
    requests.into_iter().filter(|request| !run.quick || quick.contains(&request.name)).collect()
}

async fn probe(
    run: &Run,
    request: &ProbeRequest,
    rule: &Rule,
    is_warm: bool,
) -> (roster_evidence::deployment::Deployment, Seen) {
    let environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let seen = environment.probe(request, environment.function(request.function), is_warm, |environment| {
        environment.proxy.clear();
        environment.proxy.faults.add(rule.clone());
    });
    let seen = seen.await;
    (environment.deployment, seen)
}
