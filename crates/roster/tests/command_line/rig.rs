//! A table, and the program as an operator calls it.

use dynoxide::Database;
use roster_store::Store;
use serde_json::Value;
use std::process::{Output, Stdio};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::process::Command;

/// A table, and a command line that works on it.
pub struct Roster {
    pub endpoint: String,
}

impl Roster {
    /// With an empty table.
    pub async fn with_table() -> Self {
        let roster = Self::without_table().await;
        Store::connect_to(&roster.endpoint, "roster").await.create_table().await.unwrap();
        roster
    }

    /// Without a table.
    pub async fn without_table() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(listener, Database::memory().unwrap()));
        Self { endpoint }
    }

    /// Runs a command.
    pub async fn run(&self, line: &str, input: &str) -> Output {
        self.run_with(&[], line, input).await
    }

    /// Runs a command with more variables in its environment.
    pub async fn run_with(&self, variables: &[(&str, &str)], line: &str, input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_roster"))
            .args(line.split(' '))
            .env_clear()
            .env("AWS_ENDPOINT_URL_DYNAMODB", &self.endpoint)
            .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        child.wait_with_output().await.unwrap()
    }

    /// The output of a command that succeeds.
    pub async fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("--json {line}"), "").await;
        assert_eq!(output.status.code(), Some(0), "{line}: {}", stderr_of(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The exit code and the error of a command that fails.
    pub async fn failure(&self, line: &str) -> (Option<i32>, String) {
        let output = self.run(line, "").await;
        assert_eq!(output.stdout, b"", "{line}");
        (output.status.code(), stderr_of(&output))
    }
}

/// What a command printed to standard error.
pub fn stderr_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}
