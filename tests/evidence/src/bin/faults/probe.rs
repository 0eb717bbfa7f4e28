//! One request to one function while the table fails: the response to the caller, and the log.

use crate::life::is_generic;
use crate::run::{Environment, Run};
use roster_evidence::deployment::{Deployment, PASSWORD};
use roster_evidence::event::Event;
use roster_evidence::function::Setup;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The longest that a caller waits for an answer.
const LONGEST: Duration = Duration::from_secs(3);

/// A request.
#[derive(Clone)]
pub struct ProbeRequest {
    /// Its name.
    pub name: &'static str,
    /// The function that serves it.
    pub function: &'static str,
    /// The request itself.
    pub event: Event,
}

/// The result of a request.
pub struct Seen {
    pub status: u16,
    pub took: Duration,
    /// The number of calls that arrived at the table, including those at the start of the function.
    pub calls: usize,
    /// The causes of failed requests in the log.
    pub causes: Vec<String>,
    is_warm: bool,
    body: Value,
    log: String,
}

/// The requests that are sent.
pub fn probe_requests(deployment: &Deployment) -> Vec<ProbeRequest> {
    let request = |name, function, (method, route): (&str, &str), body: Value| {
        let event = deployment.event(method, route, &route.replace("{userId}", "ann"), "");
        ProbeRequest { name, function, event: if body.is_null() { event } else { event.with_body(&body) } }
    };
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": PASSWORD, "name": "Bob" });
    vec![
        request("get", "users", ("GET", "/v1/users/{userId}"), Value::Null),
        request("list", "users", ("GET", "/v1/users"), Value::Null),
        request("set prefs", "prefs", ("PATCH", "/v1/users/{userId}/prefs"), json!({ "prefs": { "a": 1 } })),
        request("create", "users", ("POST", "/v1/users"), new),
        request("sign in", "sessions", ("POST", "/v1/users/{userId}/sessions"), Value::Null),
        request("delete", "users", ("DELETE", "/v1/users/{userId}"), Value::Null),
    ]
}

impl Environment {
    /// Sends a request to a function that has just started, or to a warm one that had a first request on a healthy table.
    /// `begin` starts the fault.
    pub async fn probe(&self, request: &ProbeRequest, setup: Setup, is_warm: bool, begin: impl FnOnce(&Self)) -> Seen {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let log = self.log(&format!("{}-{}", request.function, NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::write(&log, "").expect("a log");
        let setup = Setup { log: Some(log.clone()), ..setup };
        let first = self.deployment.event("GET", "/v1/users/{userId}", "/v1/users/nobody", "");
        let (function, answered, took) = if is_warm {
            let function = setup.warm(None, &first).await;
            begin(self);
            let (answered, took) = function.invoke(&request.event).await;
            (function, answered, took)
        } else {
            begin(self);
            let (function, (answered, took)) = setup.prepare(None).await.begin(&request.event).await;
            (function, answered, took)
        };
        // The last log lines may still be in the pipe.
        tokio::time::sleep(Duration::from_millis(50)).await;
        function.kill().await;
        let text = std::fs::read_to_string(&log).expect("the log");
        let _ = std::fs::remove_file(&log);
        Seen {
            status: answered.status(),
            took,
            calls: self.proxy.take_calls().len(),
            causes: causes(&text),
            is_warm,
            body: answered.json(),
            log: format!("{text}{}", answered.body),
        }
    }
}

fn causes(log: &str) -> Vec<String> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let failed = lines.filter(|line| line["level"] == "ERROR" && line["message"] == "a request failed");
    failed.map(|line| line["cause"].as_str().unwrap_or_default().to_owned()).collect()
}

impl Seen {
    /// Checks the result: status, envelope, time, one log line with a cause, no secret.
    pub fn judge(&self, run: &mut Run, deployment: &Deployment, status: u16, when: &str) {
        let when = format!("{when}, {}", if self.is_warm { "warm" } else { "cold" });
        run.expect(self.status == status, format!("{when}: {} and not {status}: {}", self.status, self.body));
        // A process starts more slowly while other tests run.
        let longest = if run.quick && !self.is_warm { LONGEST * 2 } else { LONGEST };
        run.expect(self.took <= longest, format!("{when}: took {:?}", self.took));
        if status >= 500 {
            run.expect(is_generic(&self.body), format!("{when}: {}", self.body));
            run.expect(self.causes.len() == 1 && !self.causes[0].is_empty(), format!("{when}: {:?}", self.causes));
        }
        let leaked: Vec<_> = deployment.secrets().into_iter().filter(|secret| self.log.contains(secret)).collect();
        run.expect(leaked.is_empty(), format!("{when}: {leaked:?} in {}", self.log));
        run.expect(!self.log.contains("example.com") || status < 500, format!("{when}: an email in {}", self.log));
    }
}
