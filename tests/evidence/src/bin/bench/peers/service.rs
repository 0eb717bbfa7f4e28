//! A service: what it is, and the request of each row. All but Roster are described by `tests/peers/start.py`.

use super::root;
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// The maximum time until all of them run, on a busy machine.
const START: std::time::Duration = std::time::Duration::from_mins(10);
const STOP: std::time::Duration = std::time::Duration::from_mins(1);

/// A running service.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// Its name.
    pub(crate) name: String,
    /// Its name and the reason, when it does not run.
    pub(crate) missing: Option<String>,
    about: Value,
}

/// The request of a row.
pub(crate) struct Call<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// The URL, with placeholders.
    pub(crate) url: String,
    /// The body, with placeholders.
    pub(crate) body: Option<String>,
    /// The headers.
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    /// The status of its response.
    pub(crate) status: Option<u16>,
    /// What its response contains, with placeholders, and how often.
    pub(crate) contains: Option<(&'a str, usize)>,
}

impl Service {
    /// A service by its description.
    pub(crate) fn new(about: Value) -> Self {
        let name = about["name"].as_str().expect("a name").to_owned();
        let missing = about["missing"].as_str().map(|why| format!("{name}: {why}"));
        Self { name, missing, about }
    }

    /// A property, such as `version`.
    pub(crate) fn say(&self, of: &str) -> &str {
        self.about[of].as_str().unwrap_or_default()
    }

    /// The endpoint of a row in words.
    pub(crate) fn endpoint(&self, row: &str) -> &str {
        self.about["said"][row].as_str().unwrap_or("no such endpoint")
    }

    /// The request of a row; `None` when there is no such endpoint.
    pub(crate) fn call(&self, row: &str) -> Option<Call<'_>> {
        let call = self.about["calls"].get(row)?;
        let is_anonymous = call["anonymous"] == true;
        let headers = &self.about[if is_anonymous { "anonymous" } else { "headers" }];
        let pairs = headers.as_object().into_iter().flatten();
        let contains = call["contains"].as_str().map(|text| (text, call["times"].as_u64().unwrap_or(1) as usize));
        Some(Call {
            method: call["method"].as_str().expect("a method"),
            url: format!("{}{}", self.say("base"), call["path"].as_str().expect("a path")),
            body: call.get("body").map(Value::to_string),
            headers: pairs.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect(),
            status: call["status"].as_u64().map(|status| status as u16),
            contains,
        })
    }
}

/// The services of others, as long as they run.
pub(crate) struct Started {
    /// Those that run.
    pub(crate) services: Vec<Service>,
    /// Those that do not, with the reason.
    pub(crate) missing: Vec<String>,
    script: Child,
}

impl Started {
    /// Starts these, or all.
    pub(crate) async fn all(folder: &Path, people: &Path, names: &[String]) -> Self {
        let mut script = Command::new("python3")
            .arg(root().join("tests/peers/start.py"))
            .arg(folder.join("data"))
            .arg(people)
            .args(names)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let mut lines = BufReader::new(script.stdout.take().expect("its output")).lines();
        let (mut services, mut missing) = (Vec::new(), Vec::new());
        loop {
            let line = timeout(START, lines.next_line()).await.expect("a service that starts in time");
            let line = line.expect("its output").expect("a script that goes on until all run");
            let about: Value = serde_json::from_str(&line).expect("a description");
            if about["ready"] == true {
                return Self { services, missing, script };
            }
            let service = Service::new(about);
            match service.missing.clone() {
                Some(why) => missing.push(why),
                None => services.push(service),
            }
        }
    }

    /// Stops them: the script does, when its input is closed.
    pub(crate) async fn stop(mut self) {
        drop(self.script.stdin.take());
        timeout(STOP, self.script.wait()).await.expect("services that stop").expect("a status");
    }
}
