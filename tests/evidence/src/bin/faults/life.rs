//! Lives of users, as servers live them: created, looked at, changed, signed in, deleted.

use crate::run::Scene;
use roster_evidence::event::Event;
use roster_evidence::function::Function;
use roster_evidence::stage::{PASSWORD, Stage};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The functions that a life needs, each a process.
pub struct Crew {
    users: Function,
    prefs: Function,
    sessions: Function,
}

/// One request of a life.
struct Step {
    name: &'static str,
    function: &'static str,
    event: Event,
    status: u16,
}

/// What came of some requests.
#[derive(Default)]
pub struct Tally {
    statuses: BTreeMap<u16, usize>,
    times: Vec<Duration>,
    failed_creations: u64,
    /// Answers that are neither what was asked for nor 503 `general_unavailable`.
    pub wrong: Vec<String>,
}

impl Crew {
    /// Starts the processes, and lets them know the key.
    pub async fn start(scene: &Scene) -> Self {
        let first = |path: &str| scene.stage.event("GET", path, &path.replace("{userId}", "ann"), "");
        let start = async |name, path: &str| scene.function(name).warm(None, &first(path)).await;
        Self {
            users: start("users", "/v1/users/{userId}").await,
            prefs: start("prefs", "/v1/users/{userId}/prefs").await,
            sessions: start("sessions", "/v1/users/{userId}/sessions").await,
        }
    }

    /// Its processes by name.
    pub fn processes(&self) -> [(&'static str, &Function); 3] {
        [("users", &self.users), ("prefs", &self.prefs), ("sessions", &self.sessions)]
    }

    fn function(&self, name: &str) -> &Function {
        match name {
            "prefs" => &self.prefs,
            "sessions" => &self.sessions,
            _ => &self.users,
        }
    }

    /// Lives lives, one after the other, until this time; between two requests it waits so long.
    pub async fn live(&self, stage: &Stage, name: &str, until: Instant, pause: Duration) -> Tally {
        let mut tally = Tally::default();
        for number in 0.. {
            let id = format!("{name}-{number}");
            // One of four stays.
            for step in life(stage, &id, number % 4 != 0) {
                if Instant::now() >= until {
                    return tally;
                }
                let (answered, took) = self.function(step.function).invoke(&step.event).await;
                tally.note(&step, answered.status(), took, &answered.json());
                if step.name == "create" && answered.status() != step.status {
                    break;
                }
                tokio::time::sleep(pause).await;
            }
        }
        tally
    }

    /// Ends the processes.
    pub async fn end(self) {
        self.users.kill().await;
        self.prefs.kill().await;
        self.sessions.kill().await;
    }
}

impl Tally {
    fn note(&mut self, step: &Step, status: u16, took: Duration, body: &Value) {
        *self.statuses.entry(status).or_default() += 1;
        self.times.push(took);
        if status != step.status && status < 500 {
            self.wrong.push(format!("{}: {status} {body}", step.name));
        }
        if status >= 500 && !(is_generic(body) && status == 503 && body["type"] == "general_unavailable") {
            self.wrong.push(format!("{}: {status} {body}", step.name));
        }
        self.failed_creations += u64::from(status >= 500 && step.name == "create");
    }

    /// Takes another's into this.
    pub fn add(&mut self, other: Self) {
        other.statuses.into_iter().for_each(|(status, count)| *self.statuses.entry(status).or_default() += count);
        self.times.extend(other.times);
        self.failed_creations += other.failed_creations;
        self.wrong.extend(other.wrong);
    }

    /// How many requests there were.
    pub fn requests(&self) -> usize {
        self.statuses.values().sum()
    }

    /// How many of them the server failed.
    pub fn failures(&self) -> usize {
        self.statuses.range(500..).map(|(_, count)| count).sum()
    }

    /// How many of those were creations of users.
    pub fn failed_creations(&self) -> u64 {
        self.failed_creations
    }

    /// Under what time so many percent of them were answered.
    pub fn percentile(&mut self, percent: usize) -> Duration {
        self.times.sort();
        let place = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(place).copied().unwrap_or_default()
    }
}

/// Whether a body is the one envelope, and says nothing of what is behind it.
pub fn is_generic(body: &Value) -> bool {
    let fields: Vec<_> = body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let message = body["message"].as_str().unwrap_or_default();
    fields == ["code", "message", "type", "version"]
        && ["The service is busy. Please try again", "Server Error"].contains(&message)
}

fn life(stage: &Stage, id: &str, ends: bool) -> Vec<Step> {
    let user = |method, rest: &str, status, body: Value, name, function| {
        let event = stage.event(method, &format!("/v1/users/{{userId}}{rest}"), &format!("/v1/users/{id}{rest}"), "");
        let event = if body.is_null() { event } else { event.with_body(&body) };
        Step { name, function, event, status }
    };
    let list = |query, name| Step {
        name,
        function: "users",
        event: stage.event("GET", "/v1/users", "/v1/users", query),
        status: 200,
    };
    let new = json!({ "userId": id, "email": format!("{id}@example.com"), "password": PASSWORD, "name": "Ann Lee" });
    let create = stage.event("POST", "/v1/users", "/v1/users", "").with_body(&new);
    let email = json!({ "email": format!("new-{id}@example.com") });
    let prefs = json!({ "prefs": { "theme": "dark", "note": "n".repeat(600) } });
    let mut steps = vec![
        Step { name: "create", function: "users", event: create, status: 201 },
        user("GET", "", 200, Value::Null, "get", "users"),
        user("PATCH", "/prefs", 200, prefs, "set prefs", "prefs"),
        user("GET", "/prefs", 200, Value::Null, "get prefs", "prefs"),
        user("POST", "/sessions", 201, Value::Null, "sign in", "sessions"),
        user("PATCH", "/name", 200, json!({ "name": "Anna Lee" }), "rename", "users"),
        list("limit=25", "list"),
        user("PATCH", "/email", 200, email, "change address", "users"),
        user("GET", "/sessions", 200, Value::Null, "list sessions", "sessions"),
        list("search=anna&limit=5", "search"),
        user("DELETE", "/sessions", 204, Value::Null, "sign out", "sessions"),
    ];
    if ends {
        steps.push(user("DELETE", "", 204, Value::Null, "delete", "users"));
    }
    steps
}
