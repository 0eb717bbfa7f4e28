//! The sequence of requests for a user: create, read, change, sign in, delete.

use crate::run::Environment;
use roster_evidence::deployment::{Deployment, PASSWORD};
use roster_evidence::event::Event;
use roster_evidence::function::Function;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The functions that the sequence needs, each a process.
pub struct Functions {
    users: Function,
    prefs: Function,
    sessions: Function,
}

/// One request of the sequence.
struct Step {
    name: &'static str,
    function: &'static str,
    event: Event,
    status: u16,
}

/// The results of some requests.
#[derive(Default)]
pub struct RequestStats {
    statuses: BTreeMap<u16, usize>,
    times: Vec<Duration>,
    failed_creations: u64,
    /// Responses that are neither the expected one nor 503 `general_unavailable`.
    pub wrong: Vec<String>,
}

impl Functions {
    /// Starts the processes; each gets a first request, so that the API key is in its cache.
    pub async fn start(environment: &Environment) -> Self {
        let first = |path: &str| environment.deployment.event("GET", path, &path.replace("{userId}", "ann"), "");
        let start = async |name, path: &str| environment.function(name).warm(None, &first(path)).await;
        Self {
            users: start("users", "/v1/users/{userId}").await,
            prefs: start("prefs", "/v1/users/{userId}/prefs").await,
            sessions: start("sessions", "/v1/users/{userId}/sessions").await,
        }
    }

    /// The processes by name.
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

    /// Sends the sequences of users, one after the other, until this time, with a pause between two requests.
    pub async fn run(&self, deployment: &Deployment, name: &str, until: Instant, pause: Duration) -> RequestStats {
        let mut stats = RequestStats::default();
        for number in 0.. {
            let id = format!("{name}-{number}");
            // One of four users is not deleted.
            for step in steps_of(deployment, &id, number % 4 != 0) {
                if Instant::now() >= until {
                    return stats;
                }
                let (answered, took) = self.function(step.function).invoke(&step.event).await;
                stats.note(&step, answered.status(), took, &answered.json());
                if step.name == "create" && answered.status() != step.status {
                    break;
                }
                tokio::time::sleep(pause).await;
            }
        }
        stats
    }

    /// Ends the processes.
    pub async fn end(self) {
        self.users.kill().await;
        self.prefs.kill().await;
        self.sessions.kill().await;
    }
}

impl RequestStats {
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

    /// Adds the results of other requests.
    pub fn add(&mut self, other: Self) {
        other.statuses.into_iter().for_each(|(status, count)| *self.statuses.entry(status).or_default() += count);
        self.times.extend(other.times);
        self.failed_creations += other.failed_creations;
        self.wrong.extend(other.wrong);
    }

    /// The number of requests.
    pub fn requests(&self) -> usize {
        self.statuses.values().sum()
    }

    /// The number of responses with a status of 500 or above.
    pub fn failures(&self) -> usize {
        self.statuses.range(500..).map(|(_, count)| count).sum()
    }

    /// The number of failed creations of users.
    pub fn failed_creations(&self) -> u64 {
        self.failed_creations
    }

    /// The time under which this percentage of the requests was answered.
    pub fn percentile(&mut self, percent: usize) -> Duration {
        self.times.sort();
        let place = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(place).copied().unwrap_or_default()
    }
}

/// Whether a body is the error envelope with a generic message.
pub fn is_generic(body: &Value) -> bool {
    let fields: Vec<_> = body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let message = body["message"].as_str().unwrap_or_default();
    fields == ["code", "message", "type", "version"]
        && ["The service is busy. Please try again", "Server Error"].contains(&message)
}

fn steps_of(deployment: &Deployment, id: &str, is_deleted: bool) -> Vec<Step> {
    let user = |method, rest: &str, status, body: Value, name, function| {
        let event =
            deployment.event(method, &format!("/v1/users/{{userId}}{rest}"), &format!("/v1/users/{id}{rest}"), "");
        let event = if body.is_null() { event } else { event.with_body(&body) };
        Step { name, function, event, status }
    };
    let list = |query, name| Step {
        name,
        function: "users",
        event: deployment.event("GET", "/v1/users", "/v1/users", query),
        status: 200,
    };
    let new = json!({ "userId": id, "email": format!("{id}@example.com"), "password": PASSWORD, "name": "Ann Lee" });
    let create = deployment.event("POST", "/v1/users", "/v1/users", "").with_body(&new);
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
        user("PATCH", "/email", 200, email, "change email", "users"),
        user("GET", "/sessions", 200, Value::Null, "list sessions", "sessions"),
        list("search=anna&limit=5", "search"),
        user("DELETE", "/sessions", 204, Value::Null, "sign out", "sessions"),
    ];
    if is_deleted {
        steps.push(user("DELETE", "", 204, Value::Null, "delete", "users"));
    }
    steps
}
