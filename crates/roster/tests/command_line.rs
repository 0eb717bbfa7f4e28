//! The command line as an operator sees it: the real program, on a real table in an embedded DynamoDB.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "all of this file is a test, also what stands outside of one"
)]

use dynoxide::Database;
use roster_store::Store;
use serde_json::{Value, json};
use std::process::{Output, Stdio};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::process::Command;

/// A table, and a command line that works on it.
struct Roster {
    endpoint: String,
}

impl Roster {
    async fn with_table() -> Self {
        let roster = Self::without_table().await;
        Store::connect_to(&roster.endpoint, "roster").await.create_table().await.unwrap();
        roster
    }

    async fn without_table() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(listener, Database::memory().unwrap()));
        Self { endpoint }
    }

    async fn run(&self, line: &str, input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_roster"))
            .args(line.split(' '))
            .env_clear()
            .env("AWS_ENDPOINT_URL_DYNAMODB", &self.endpoint)
            .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        child.wait_with_output().await.unwrap()
    }

    /// What a command that succeeds prints.
    async fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("--json {line}"), "").await;
        assert_eq!(output.status.code(), Some(0), "{line}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a command that fails says, and its exit code.
    async fn failure(&self, line: &str) -> (Option<i32>, String) {
        let output = self.run(line, "").await;
        assert_eq!(output.stdout, b"", "{line}");
        (output.status.code(), said(&output))
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}

#[tokio::test]
async fn a_project_lives_from_create_to_delete() {
    let roster = Roster::with_table().await;
    let created = roster.json("projects create --name Shop --id shop").await;
    assert_eq!(created["name"], "Shop");
    assert_eq!(roster.json("projects list").await, json!([created]));

    let updated = roster.json("projects update shop --origins https://shop.example").await;
    assert_eq!((&updated["name"], &updated["origins"]), (&json!("Shop"), &json!(["https://shop.example"])));
    let widened = roster.json("projects widen shop --shards 4").await;
    assert_eq!(widened["slices"].as_array().unwrap().len(), 2);
    assert_eq!(widened["slices"][1]["shards"], 4);
    assert_eq!(roster.json("projects rekey shop").await, widened, "the key is not shown");
    assert_eq!(roster.json("projects recount shop").await, json!({ "project": "shop", "users": 0 }));
    assert_eq!(roster.json("projects reindex shop").await, json!({ "project": "shop", "users": 0 }));

    assert_eq!(roster.json("projects delete shop --yes --settle 0s").await, json!({ "deleted": "shop", "users": 0 }));
    assert_eq!(roster.json("projects list").await, json!([]));
}

#[tokio::test]
async fn a_deletion_wants_the_id_typed() {
    let roster = Roster::with_table().await;
    roster.json("projects create --name Shop --id shop").await;
    let refused = roster.run("projects delete shop", "shopping\n").await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).ends_with("nothing was deleted"), "{}", said(&refused));
    assert_eq!(roster.json("projects list").await.as_array().unwrap().len(), 1);
    assert_eq!(roster.run("projects delete shop --settle 0s", "shop\n").await.status.code(), Some(0));
    assert_eq!(roster.json("projects list").await, json!([]));
}

#[tokio::test]
async fn a_secret_is_shown_once() {
    let roster = Roster::with_table().await;
    let project = roster.json("projects create --name Shop --with-key").await;
    let (id, first) = (project["id"].as_str().unwrap(), project["secret"].as_str().unwrap());
    let second = roster.json(&format!("keys create --project {id} --name n --scopes users.read --expires 30d")).await;
    assert!(first.starts_with("standard_") && second["secret"].as_str().unwrap().starts_with("standard_"));
    assert_eq!(second["scopes"], json!(["users.read"]));
    assert!(second["expiresAt"].is_string());

    let listed = roster.json(&format!("keys list --project {id}")).await;
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert!(listed.as_array().unwrap().iter().all(|key| key.get("secret").is_none()));

    let key = second["id"].as_str().unwrap();
    assert_eq!(roster.json(&format!("keys revoke {key} --project {id}")).await, json!({ "revoked": key }));
    assert_eq!(roster.json(&format!("keys list --project {id}")).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_that_exists_is_taken_from_standard_input_and_not_repeated() {
    let roster = Roster::with_table().await;
    roster.json("projects create --name Shop --id shop").await;
    let line = "--json keys create --project shop --name old --scopes all --secret-stdin";
    let brought = "a1".repeat(128);
    let output = roster.run(line, &format!("{brought}\n")).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(!String::from_utf8_lossy(&output.stdout).contains(&brought));
    let twice = roster.run(line, &brought).await;
    assert_eq!(
        (twice.status.code(), said(&twice).as_str()),
        (Some(1), "roster: a key with this id or secret exists already")
    );
    let nothing = roster.run(line, "\n").await;
    assert_eq!(nothing.status.code(), Some(1));
    assert!(said(&nothing).contains("cannot be a key"), "{}", said(&nothing));
}

#[tokio::test]
async fn a_sound_table_passes_the_check_and_a_missing_one_is_named() {
    let sound = Roster::with_table().await.json("check").await;
    assert!(sound.as_array().unwrap().iter().all(|finding| finding["ok"] == true), "{sound}");

    let (code, said) = Roster::without_table().await.failure("check").await;
    assert_eq!(code, Some(1));
    assert!(said.starts_with("roster: the table does not exist: name another with --table"), "{said}");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_named() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let roster = Roster { endpoint: format!("http://{}", unused.local_addr().unwrap()) };
    drop(unused);
    let (code, said) = roster.failure("projects list").await;
    assert_eq!(code, Some(1));
    assert!(said.starts_with("roster: DynamoDB cannot be reached"), "{said}");
}

#[tokio::test]
async fn a_wrong_usage_exits_with_2() {
    let roster = Roster::without_table().await;
    assert_eq!(roster.failure("keys list").await, (Some(2), "roster: say which project: --project ID".to_owned()));
    let (code, said) = roster.failure("keys create --project shop --name n --scopes users").await;
    assert_eq!(code, Some(2));
    assert!(said.contains("no scope is called `users`"), "{said}");
}
