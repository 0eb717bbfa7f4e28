//! Functions that are killed in the middle of a request, at any moment of it: nothing is half-written.

use crate::run::{Run, Scene};
use roster_evidence::event::Event;
use roster_evidence::report::Table;
use roster_evidence::stage::PASSWORD;
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{Slack, violations};
use serde_json::json;
use std::time::{Duration, Instant};

/// How far the table is from the function here, so that there is a moment between any two calls.
const DISTANCE: Duration = Duration::from_millis(4);
/// How long a sweep may last.
const BUDGET: Duration = Duration::from_secs(10);

pub async fn run(run: &mut Run) {
    let columns = ["request", "killed", "before it was done", "after", "jobs swept", "at the end"];
    let mut table = Table::new("Processes killed in the middle of a request", &columns);
    for name in ["create", "change address", "delete"] {
        table.row(play(run, name).await);
    }
    table.note(format!(
        "Each a little later than the one before, from the first moment of the request to its last; each call has {} ms to the table. \
         A count may be off by one for each process \
         that was killed: it stands beside the transaction, and `roster projects recount` mends it.",
        DISTANCE.as_millis()
    ));
    run.report.add(table);
}

async fn play(run: &mut Run, name: &str) -> Vec<String> {
    let scene = run.scene().await;
    let many = if run.quick { 3 } else { 40 };
    let (mut before, mut after) = (0, 0);
    let mut whole = None;
    for number in 0..=many {
        let id = format!("{}-{number}", name.replace(' ', "-"));
        if name != "create" {
            scene.stage.add_user(&id).await;
        }
        // The first one lives, and says how long it takes; the last one dies when it is done.
        let moment = whole.map(|whole: Duration| whole * number / many);
        let took = kill_in(&scene, &event(&scene, name, &id), moment).await;
        if whole.is_none() {
            whole = Some(took);
            continue;
        }
        if is_done(&scene, name, &id) { after += 1 } else { before += 1 }
    }
    // Long after what any request can last.
    let later = scene.stage.clock.now().after(Duration::from_hours(1));
    let swept = scene.stage.store.sweep(later, BUDGET).await.expect("a sweep");
    let broken = violations(&scene.stage.table.rows(), Slack(u64::from(many)));
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

/// Sends a request to a process and kills that, at this moment or after it has answered; says how long that was.
async fn kill_in(scene: &Scene, event: &Event, moment: Option<Duration>) -> Duration {
    let greeting = scene.stage.event("GET", "/v1/users/{userId}", "/v1/users/nobody", "");
    let function = scene.function("users").warm(None, &greeting).await;
    scene.front.clear();
    scene.front.faults.add(Rule::new(Fault::Delay(DISTANCE)));
    let begun = Instant::now();
    tokio::select! {
        _ = function.invoke(event) => {}
        () = tokio::time::sleep(moment.unwrap_or(Duration::MAX)) => {}
    }
    let took = begun.elapsed();
    function.kill().await;
    // What was sent is done.
    tokio::time::sleep(DISTANCE * 5).await;
    scene.front.clear();
    took
}

fn event(scene: &Scene, name: &str, id: &str) -> Event {
    let (route, path) = ("/v1/users/{userId}", format!("/v1/users/{id}"));
    match name {
        "create" => {
            let new =
                json!({ "userId": id, "email": format!("{id}@example.com"), "password": PASSWORD, "name": "Ann Lee" });
            scene.stage.event("POST", "/v1/users", "/v1/users", "").with_body(&new)
        }
        "delete" => scene.stage.event("DELETE", route, &path, ""),
        _ => {
            let (route, path) = (format!("{route}/email"), format!("{path}/email"));
            let email = json!({ "email": format!("new-{id}@example.com") });
            scene.stage.event("PATCH", &route, &path, "").with_body(&email)
        }
    }
}

fn is_done(scene: &Scene, name: &str, id: &str) -> bool {
    let rows = scene.stage.table.rows();
    let user = rows.iter().find(|row| row.pk().ends_with(&format!("#{id}")) && row.sk() == "U");
    match name {
        "create" => user.is_some(),
        "delete" => user.is_none(),
        _ => user.is_some_and(|user| user.text("em").starts_with("new-")),
    }
}
