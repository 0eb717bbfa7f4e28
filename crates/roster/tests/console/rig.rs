//! A table with a project, an API on it, and the program.

use crate::Session;
use dynoxide::Database;
use roster_api::{App, Config, RequestContext, router};
use roster_core::Timestamp;
use roster_store::Store;
use serde_json::Value;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;

/// The page as it is in the sources: the tests need no build.
pub const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../console/src");

/// A table with a project, and an API on it.
pub struct Rig {
    pub database: String,
    pub api: String,
}

impl Rig {
    pub async fn start() -> Self {
        let (database, listener) = listen().await;
        tokio::spawn(dynoxide::server::serve_on(listener, Database::memory().unwrap()));
        Store::connect_to(&database, "roster").await.create_table().await.unwrap();
        let (api, listener) = listen().await;
        let now = || Timestamp::from_millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64);
        let random =
            || roster::ambient::random().map(u128::from_be_bytes).map_err(|_| roster_core::Error::internal("random"));
        let store = Store::connect_to(&database, "roster").await;
        let app = App::new(store, &Config::default(), Arc::new(now), Arc::new(random));
        let functions = router([users::routes(), logs::routes()], app);
        let functions = functions.layer(axum::Extension(RequestContext::default()));
        tokio::spawn(async move { axum::serve(listener, functions).await });
        let rig = Self { database, api: format!("{api}/v1") };
        rig.json("projects create --name Shop --id shop").await;
        rig
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roster"));
        command
            .args(line.split_whitespace())
            .env_clear()
            .env("USER", "ann")
            .env("AWS_ENDPOINT_URL_DYNAMODB", &self.database)
            .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    pub async fn run(&self, line: &str) -> Output {
        self.command(line).output().await.unwrap()
    }

    pub async fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("--json {line}")).await;
        assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub async fn keys(&self) -> Vec<Value> {
        self.json("keys list --project shop").await.as_array().unwrap().clone()
    }

    /// Starts the console and waits until it prints its link.
    pub async fn console(&self, options: &str) -> Session {
        let line = format!("--json console --project shop --url {} --files {FILES} {options}", self.api);
        let mut program = self.command(&line).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).await.unwrap();
        let printed: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("it prints its link: {line}"));
        let link = printed["link"].as_str().unwrap().to_owned();
        let (origin, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let page = format!("/{}/", path.split_once('/').unwrap().0);
        Session { program, origin: format!("http://{origin}"), page, link, cookie: String::new(), printed }
    }
}

pub async fn listen() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (format!("http://{}", listener.local_addr().unwrap()), listener)
}
