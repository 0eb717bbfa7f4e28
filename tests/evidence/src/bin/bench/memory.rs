//! Resident memory of the function that hashes: after its start, and after many requests.

use roster_evidence::deployment::Deployment;
use roster_evidence::function::Function;
use roster_evidence::report::{Report, Table};
use roster_evidence::share::WHOLE_CPU_MIB;
use serde_json::json;

/// The numbers of requests and hashes, and of the steps after which memory is read.
const REQUESTS: usize = 1_000;
const HASHES: usize = 200;
const STEPS: usize = 4;

/// Measures one process.
pub(crate) async fn measure(deployment: &Deployment, report: &mut Report) {
    let get = deployment.event("GET", "/v1/users/{userId}", "/v1/users/user-0007", "");
    let list = deployment.event("GET", "/v1/users", "/v1/users", "limit=100");
    let users = deployment.function("users").warm(Some(WHOLE_CPU_MIB), &get).await;
    let mut table = Table::new("Memory of `users`, in MB", &["after", "resident", "most so far"]);
    add_row(&mut table, "the first answer", &users);
    for step in 1..=STEPS {
        for n in 0..REQUESTS / STEPS {
            let event = if n % 2 == 0 { &get } else { &list };
            assert_eq!(users.invoke(event).await.0.status(), 200);
        }
        add_row(&mut table, &format!("{} requests", step * REQUESTS / STEPS), &users);
    }
    for step in 1..=STEPS {
        for n in 0..HASHES / STEPS {
            let id = format!("memory-{step}-{n}");
            let body = json!({ "userId": id, "email": format!("{id}@example.org"), "password": "correct horse" });
            let event = deployment.event("POST", "/v1/users", "/v1/users", "").with_body(&body);
            assert_eq!(users.invoke(&event).await.0.status(), 201);
        }
        add_row(&mut table, &format!("{} hashes", step * HASHES / STEPS), &users);
    }
    table.note("Bars: at most 15 at rest, 45 at the most, and flat.");
    report.add(table);
    users.kill().await;
}

fn add_row(table: &mut Table, when: &str, users: &Function) {
    let (resident, most) = users.memory();
    let mb = |kib: u64| format!("{:.1}", kib as f64 / 1024.0);
    table.row([when.to_owned(), mb(resident), mb(most)]);
}
