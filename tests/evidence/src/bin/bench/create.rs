//! Users with a password that are created in a second, compared with the rate of pure hashes.

use roster_evidence::deployment::Deployment;
use roster_evidence::report::{Report, Table, middle};
use roster_evidence::share::WHOLE_CPU_MIB;
use serde_json::json;

/// The number of users, or hashes, in one batch; batches alternate.
const BATCH: u32 = 20;

/// Measures both in turn.
pub(crate) async fn measure(deployment: &Deployment, rounds: usize, report: &mut Report) {
    let hash = deployment.event("GET", "/hash/{count}", &format!("/hash/{BATCH}"), "");
    let bare = deployment.function("bare").warm(Some(WHOLE_CPU_MIB), &hash).await;
    let users = deployment.function("users");
    let get = deployment.event("GET", "/v1/users/{userId}", "/v1/users/user-0007", "");
    let users = users.warm(Some(WHOLE_CPU_MIB), &get).await;
    let (mut pure, mut created, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut by_cpu, mut ratios_by_cpu) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let (answered, _) = bare.invoke(&hash).await;
        let hashes = f64::from(BATCH) / answered.json()["seconds"].as_f64().expect("the seconds of the hashes");
        let (mut seconds, before) = (0.0, users.cpu());
        for n in 0..BATCH {
            let (id, email) = (format!("new-{round}-{n}"), format!("new.{round}.{n}@example.net"));
            let body = json!({ "userId": id, "email": email, "password": "correct horse", "name": "Ann Lee" });
            let (answered, took) =
                users.invoke(&deployment.event("POST", "/v1/users", "/v1/users", "").with_body(&body)).await;
            assert_eq!(answered.status(), 201, "{}", answered.body);
            seconds += took.as_secs_f64();
        }
        let (in_turn, of_cpu) = (f64::from(BATCH) / seconds, f64::from(BATCH) / (users.cpu() - before).as_secs_f64());
        pure.push(hashes);
        created.push(in_turn);
        ratios.push(in_turn / hashes);
        by_cpu.push(of_cpu);
        ratios_by_cpu.push(of_cpu / hashes);
    }
    let columns = ["on one whole CPU", "a second", "of pure"];
    let mut table = Table::new("Create: users with a password", &columns);
    table.row([
        "argon2id 19456/2/1 alone, buffer reused".to_owned(),
        format!("{:.1}", middle(pure)),
        "1.00".to_owned(),
    ]);
    let ratio = format!("{:.2}", middle(ratios));
    table.row(["POST /v1/users, one after the other".to_owned(), format!("{:.1}", middle(created)), ratio]);
    let ratio = format!("{:.2}", middle(ratios_by_cpu));
    table.row(["POST /v1/users, by the CPU that it takes".to_owned(), format!("{:.1}", middle(by_cpu)), ratio]);
    table.note("Bar: at least 0.85 of the pure rate. One after the other, the CPU waits while the table writes.");
    report.add(table);
    bare.kill().await;
    users.kill().await;
}
