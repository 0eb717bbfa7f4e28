//! Many processes that start at once: all of them respond.

use crate::run::Run;
use futures_util::future::join_all;
use roster_evidence::report::{self, Table};
use std::time::{Duration, Instant};

/// The maximum time until the last response: a machine with few cores starts the processes one after the other.
const LONGEST: Duration = Duration::from_secs(30);

pub async fn run(run: &mut Run) {
    let many = run.processes;
    let environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let routes = [
        ("users", "/v1/users/{userId}", "/v1/users/ann"),
        ("prefs", "/v1/users/{userId}/prefs", "/v1/users/ann/prefs"),
        ("sessions", "/v1/users/{userId}/sessions", "/v1/users/ann/sessions"),
    ];
    let mut waiting = Vec::new();
    for (name, route, path) in routes.into_iter().cycle().take(many) {
        let event = environment.deployment.event("GET", route, path, "");
        waiting.push((environment.function(name).prepare(None).await, event));
    }
    let begun = Instant::now();
    let started = waiting.into_iter().map(|(process, event)| async move { process.begin(&event).await });
    let mut times = Vec::new();
    let mut answered = 0;
    for (process, (answer, _)) in join_all(started).await {
        answered += usize::from(answer.status() == 200);
        times.push(answer.at - begun);
        process.kill().await;
    }
    times.sort();
    let mut table =
        Table::new("Cold processes at once", &["processes", "answered 200", "first ms", "half ms", "last ms"]);
    let last = times.last().copied().unwrap_or_default();
    table.row([
        many.to_string(),
        answered.to_string(),
        report::ms(times.first().copied().unwrap_or_default()),
        report::ms(report::median(times)),
        report::ms(last),
    ]);
    table.note("All of them start at the same moment, on one CPU without a quota; harness and table use the others.");
    run.report.add(table);
    run.expect(answered == many, format!("cold: {answered} of {many} answered"));
    run.expect(last < LONGEST, format!("cold: the last took {last:?}"));
}
