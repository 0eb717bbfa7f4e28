//! Roster itself: the release builds of the functions, behind `cargo lambda watch`, with the embedded table in a file.
//!
//! As on Lambda, there is an instance for each request at one time, and an instance serves one request at a time.

use super::people::population;
use super::service::Service;
use super::{CALLERS, USERS};
use crate::watch;
use dynoxide::Database;
use roster_core::HashCost;
use roster_evidence::deployment::{Deployment, PROJECT};
use roster_evidence::loader::Loader;
use roster_tests::dynamo::Dynamo;
use roster_tests::table::Table;
use serde_json::json;
use std::path::Path;
use tokio::process::Child;

/// The instances of the function.
const INSTANCES: usize = CALLERS[CALLERS.len() - 1];

/// A running deployment.
pub(crate) struct Roster {
    deployment: Deployment,
    emulator: Child,
    instances: Vec<Child>,
    port: u16,
}

impl Roster {
    /// Creates the table with these users, and starts emulator and function.
    pub(crate) async fn start(target: &Path, folder: &Path) -> Self {
        let database = Database::new(&folder.join("roster.db").to_string_lossy()).expect("a database");
        let table = Table::create_on(Dynamo::on(database)).await;
        let deployment = Deployment::create_on(table, target).await;
        Loader::learn(&deployment.project).await.load(&deployment.table, &population(), USERS);
        let port = watch::free_port();
        let emulator = watch::start(port);
        watch::listening(port).await;
        let instances = (0..INSTANCES).map(|_| watch::function("users", &deployment, port)).collect();
        let roster = Self { deployment, emulator, instances, port };
        watch::first_answer(&roster.deployment, port).await;
        roster
    }

    /// What it is, and the request of each row.
    pub(crate) fn service(&self) -> Service {
        let HashCost { memory_kib, iterations } = HashCost::default();
        let users = "/v1/users";
        let equal = r#"{"method":"equal","attribute":"email","values":[""#;
        let equal: String = form_urlencoded::byte_serialize(equal.as_bytes()).collect();
        let signed_up = json!({
            "userId": "new{fresh}", "email": "new.{fresh}@example.net", "password": "correct horse battery", "name": "Ann Lee {fresh}",
        });
        Service::new(json!({
            "name": "Roster",
            "version": env!("CARGO_PKG_VERSION"),
            "from": "this commit",
            "base": format!("http://127.0.0.1:{}", self.port),
            "database": "embedded DynamoDB, SQLite inside",
            "processes": format!("{INSTANCES} of users, and cargo lambda watch"),
            "hash": format!("argon2id, m={memory_kib},t={iterations},p=1"),
            "headers": {
                "x-appwrite-project": PROJECT,
                "x-appwrite-key": self.deployment.key(),
                "x-appwrite-response-format": "1.9.6",
            },
            "calls": {
                "get": { "method": "GET", "path": format!("{users}/{{rosterid}}"), "contains": r#""email":"{email}""# },
                "list": { "method": "GET", "path": users, "contains": r#""emailVerification":"#, "times": 25 },
                "find": {
                    "method": "GET", "contains": r#""email":"{email}""#,
                    "path": format!("{users}?queries%5B%5D={equal}{{emailurl}}%22%5D%7D"),
                },
                "search": { "method": "GET", "path": format!("{users}?search={{emailurl}}"), "contains": r#""email":"{email}""# },
                "update": {
                    "method": "PATCH", "path": format!("{users}/{{rosterid}}/name"), "body": { "name": "Ann Lee {fresh}" },
                    "contains": r#""name":"Ann Lee {fresh}""#,
                },
                "signup": { "method": "POST", "path": users, "body": signed_up, "contains": r#""name":"Ann Lee {fresh}""# },
            },
            "said": {
                "get": "GET users/{userId}", "list": "GET users", "find": "GET users with equal(email)",
                "search": "GET users?search=...", "update": "PATCH users/{userId}/name",
                "signup": "POST users, by the server",
            },
        }))
    }

    /// Stops everything, and closes the table.
    pub(crate) async fn stop(mut self) {
        for instance in &mut self.instances {
            // An error means that the process has already ended.
            let _ = instance.kill().await;
        }
        watch::stop(&mut self.emulator).await;
    }
}
