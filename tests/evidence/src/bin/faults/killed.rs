//! Functions that are killed in the middle of a request, at different moments: no change is half-written.

use crate::run::{Environment, Run};
use roster_evidence::deployment::PASSWORD;
use roster_evidence::event::Event;
use roster_evidence::report::Table;
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{Slack, violations};
use serde_json::json;
use std::time::{Duration, Instant};

/// The delay of each call to the table, so that a process can be killed between any two calls.
const DISTANCE: Duration = Duration::from_millis(4);
/// The time budget of a sweep.
const BUDGET: Duration = Duration::from_secs(10);

pub async fn run(run: &mut Run) {
    let columns = ["request", "killed", "before it was done", "after", "jobs swept", "at the end"];
    let mut table = Table::new("Processes killed in the middle of a request", &columns);
    for name in ["create", "change email", "delete"] {
        table.row(run_case(run, name).await);
    }
    table.note(format!(
        "Each process is killed a little later than the one before, from the first moment of its request to the last; each call \
         takes {} ms longer. The counter may be wrong by one for each killed process, because it is updated outside of the \
         transaction; `roster projects recount` corrects it.",
        DISTANCE.as_millis()
    ));
    run.report.add(table);
}

async fn run_case(run: &mut Run, name: &str) -> Vec<String> {
    let environment = run.environment().await;
    let many = if run.quick { 3 } else { 40 };
    let (mut before, mut after) = (0, 0);
    let mut whole = None;
    for number in 0..=many {
        let id = format!("{}-{number}", name.replace(' ', "-"));
        if name != "create" {
            environment.deployment.add_user(&id).await;
        }
        // The first process is not killed: it measures the duration of the request. The last is killed at the end of it.
        let moment = whole.map(|whole: Duration| whole * number / many);
        let took = kill_in(&environment, &event(&environment, name, &id), moment).await;
        if whole.is_none() {
            whole = Some(took);
            continue;
        }
        if is_done(&environment, name, &id) { after += 1 } else { before += 1 }
    }
    // Longer than any request can take.
    let later = environment.deployment.clock.now().after(Duration::from_hours(1));
    let swept = environment.deployment.store.sweep(later, BUDGET).await.expect("a sweep");
    let broken = violations(&environment.deployment.table.rows(), Slack(u64::from(many)));
    run.expect(broken.is_empty(), format!("{name}: {broken:?}"));
    run.expect(swept.left == 0, format!("{name}: {} jobs are left", swept.left));
    vec![
        name.to_owned(),
        many.to_string(),
        before.to_string(),
        after.to_string(),
        swept.finished.to_string(),
        if broken.is_empty() { "whole".to_owned() } else { format!("{} broken", broken.len()) },
    ]
}

/// Sends a request to a process and kills the process at this moment, or after its response; returns the elapsed time.
async fn kill_in(environment: &Environment, event: &Event, moment: Option<Duration>) -> Duration {
    let first = environment.deployment.event("GET", "/v1/users/{userId}", "/v1/users/nobody", "");
    let function = environment.function("users").warm(None, &first).await;
    environment.proxy.clear();
    environment.proxy.faults.add(Rule::new(Fault::Delay(DISTANCE)));
    let begun = Instant::now();
    tokio::select! {
        _ = function.invoke(event) => {}
        () = tokio::time::sleep(moment.unwrap_or(Duration::MAX)) => {}
    }
    let took = begun.elapsed();
    function.kill().await;
    // Calls that were sent are done by then.
    tokio::time::sleep(DISTANCE * 5).await;
    environment.proxy.clear();
    took
}

fn event(environment: &Environment, name: &str, id: &str) -> Event {
    let (route, path) = ("/v1/users/{userId}", format!("/v1/users/{id}"));
    match name {
        "create" => {
            let new =
                json!({ "userId": id, "email": format!("{id}@example.com"), "password": PASSWORD, "name": "Ann Lee" });
            environment.deployment.event("POST", "/v1/users", "/v1/users", "").with_body(&new)
        }
        "delete" => environment.deployment.event("DELETE", route, &path, ""),
        _ => {
            let (route, path) = (format!("{route}/email"), format!("{path}/email"));
            let email = json!({ "email": format!("new-{id}@example.com") });
            environment.deployment.event("PATCH", &route, &path, "").with_body(&email)
        }
    }
}

fn is_done(environment: &Environment, name: &str, id: &str) -> bool {
    let rows = environment.deployment.table.rows();
    let user = rows.iter().find(|row| row.pk().ends_with(&format!("#{id}")) && row.sk() == "U");
    match name {
        "create" => user.is_some(),
        "delete" => user.is_none(),
        _ => user.is_some_and(|user| user.text("em").starts_with("new-")),
    }
}
