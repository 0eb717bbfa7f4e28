//! A table, a folder, and the program that works on both.

use dynoxide::Database;
use roster_store::Store;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// A table with a project, a folder, and a command line that works on both.
pub struct Roster {
    pub endpoint: String,
    pub folder: PathBuf,
}

/// The folder is removed after the test.
impl Drop for Roster {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Roster {
    pub async fn with_project() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(listener, Database::memory().unwrap()));
        let roster = Self { endpoint, folder };
        Store::connect_to(&roster.endpoint, "roster").await.create_table().await.unwrap();
        roster.run("projects create --name Shop --id shop").await;
        roster.run("projects create --name Other --id other").await;
        roster
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roster"));
        command
            .arg("--json")
            .args(line.split(' '))
            .current_dir(&self.folder)
            .env_clear()
            .env("AWS_ENDPOINT_URL_DYNAMODB", &self.endpoint)
            .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub async fn run(&self, line: &str) -> Output {
        self.command(line).output().await.unwrap()
    }

    pub fn start(&self, line: &str) -> Child {
        self.command(line).kill_on_drop(true).spawn().unwrap()
    }

    /// The output of an import, which must end with this exit code.
    pub async fn import(&self, code: i32, line: &str) -> Value {
        let output = self.run(&format!("users import --project {line}")).await;
        assert_eq!(output.status.code(), Some(code), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The users of a project, with their hashes.
    pub async fn export(&self, project: &str, file: &str) -> Vec<Value> {
        let output = self.run(&format!("users export --project {project} --with-hashes {file}")).await;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let users = self.lines(file);
        assert_eq!(printed, json!({ "users": users.len(), "file": file }));
        users
    }

    pub fn lines(&self, file: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.folder.join(file)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn write(&self, file: &str, users: &[Value]) {
        let lines: Vec<String> = users.iter().map(ToString::to_string).collect();
        fs::write(self.folder.join(file), lines.join("\n")).unwrap();
    }

    /// What the list of users says of their number.
    pub async fn total(&self) -> u64 {
        let store = Store::connect_to(&self.endpoint, "roster").await;
        let project = store.get_project(&roster_core::ProjectId::parse("shop").unwrap()).await.unwrap();
        store.list_users(&project, &roster_core::ListUsers::default()).await.unwrap().total
    }
}

pub fn data(file: &str) -> String {
    format!("{}/tests/data/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// The counts of an import that are not zero.
pub fn counts(printed: &Value) -> Value {
    let kept = ["imported", "importable", "already", "skipped", "refused", "invalid", "failed"];
    printed
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, count)| kept.contains(&name.as_str()) && **count != 0)
        .map(|(name, count)| (name.clone(), count.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

pub fn user(n: usize) -> Value {
    json!({
        "$id": format!("user{n}"), "$createdAt": format!("2024-01-01T00:00:{:02}.000+00:00", n % 60),
        "email": format!("user{n}@example.com"), "name": format!("Number {n}"),
        "password": "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$f5Wi/jsRmH5xdwOinq2L3+sADy2cqExCg0Pnn4lBxe4",
        "hash": "argon2",
    })
}

/// Checks that the report of an import has a line for each of this many rows, and that its counts add up to them.
pub fn adds_up(printed: &Value, report: &[Value], rows: usize) {
    let statuses = ["imported", "importable", "already", "skipped", "refused", "invalid", "failed"];
    let sum: u64 = statuses.iter().map(|status| printed[status].as_u64().unwrap()).sum();
    assert_eq!((sum, printed["rows"].as_u64(), report.len()), (rows as u64, Some(rows as u64), rows), "{printed}");
    for status in statuses {
        let lines = report.iter().filter(|line| line["outcome"] == status).count();
        assert_eq!(printed[status], lines, "{status}");
    }
    let places: Vec<_> = report.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert!(places.is_sorted(), "the order of the file");
}

/// The most memory that a program has used, in KiB, and its output.
#[cfg(target_os = "linux")]
pub async fn peak_memory(mut child: Child) -> (u64, Output) {
    let status = format!("/proc/{}/status", child.id().unwrap());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    (peak, child.wait_with_output().await.unwrap())
}
