//! One request to one function on a table with which something is wrong: what its caller hears, and what its log says.

use crate::life::is_generic;
use crate::run::{Run, Scene};
use roster_evidence::event::Event;
use roster_evidence::function::Setup;
use roster_evidence::stage::{PASSWORD, Stage};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The longest that a caller waits for an answer.
const LONGEST: Duration = Duration::from_secs(3);

/// A request.
#[derive(Clone)]
pub struct Ask {
    /// What it is for.
    pub name: &'static str,
    /// Who serves it.
    pub function: &'static str,
    /// The request itself.
    pub event: Event,
}

/// What came of it.
pub struct Seen {
    pub status: u16,
    pub took: Duration,
    /// How many calls arrived at the table, at the start of the function too.
    pub calls: usize,
    /// The causes of failed requests in the log.
    pub causes: Vec<String>,
    is_warm: bool,
    body: Value,
    log: String,
}

/// The requests that are tried.
pub fn asks(stage: &Stage) -> Vec<Ask> {
    let ask = |name, function, (method, route): (&str, &str), body: Value| {
        let event = stage.event(method, route, &route.replace("{userId}", "ann"), "");
        Ask { name, function, event: if body.is_null() { event } else { event.with_body(&body) } }
    };
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": PASSWORD, "name": "Bob" });
    vec![
        ask("get", "users", ("GET", "/v1/users/{userId}"), Value::Null),
        ask("list", "users", ("GET", "/v1/users"), Value::Null),
        ask("set prefs", "prefs", ("PATCH", "/v1/users/{userId}/prefs"), json!({ "prefs": { "a": 1 } })),
        ask("create", "users", ("POST", "/v1/users"), new),
        ask("sign in", "sessions", ("POST", "/v1/users/{userId}/sessions"), Value::Null),
        ask("delete", "users", ("DELETE", "/v1/users/{userId}"), Value::Null),
    ]
}

impl Scene {
    /// Lets a function answer a request: one that has just started, or one that has answered another before anything went
    /// wrong. What is to go wrong is said by `begin`.
    pub async fn probe(&self, ask: &Ask, setup: Setup, is_warm: bool, begin: impl FnOnce(&Self)) -> Seen {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let log = self.log(&format!("{}-{}", ask.function, NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::write(&log, "").expect("a log");
        let setup = Setup { log: Some(log.clone()), ..setup };
        let greeting = self.stage.event("GET", "/v1/users/{userId}", "/v1/users/nobody", "");
        let (function, answered, took) = if is_warm {
            let function = setup.warm(None, &greeting).await;
            begin(self);
            let (answered, took) = function.invoke(&ask.event).await;
            (function, answered, took)
        } else {
            begin(self);
            let (function, (answered, took)) = setup.prepare(None).await.begin(&ask.event).await;
            (function, answered, took)
        };
        // The last lines are on their way.
        tokio::time::sleep(Duration::from_millis(50)).await;
        function.kill().await;
        let text = std::fs::read_to_string(&log).expect("the log");
        let _ = std::fs::remove_file(&log);
        Seen {
            status: answered.status(),
            took,
            calls: self.front.take_calls().len(),
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
    /// Holds a refused request against what must be true of it: status, envelope, time, one line with a cause, no secret.
    pub fn judge(&self, run: &mut Run, stage: &Stage, status: u16, when: &str) {
        let when = format!("{when}, {}", if self.is_warm { "warm" } else { "cold" });
        run.expect(self.status == status, format!("{when}: {} and not {status}: {}", self.status, self.body));
        // Where other tests run beside it, a process takes its time to start.
        let longest = if run.quick && !self.is_warm { LONGEST * 2 } else { LONGEST };
        run.expect(self.took <= longest, format!("{when}: took {:?}", self.took));
        if status >= 500 {
            run.expect(is_generic(&self.body), format!("{when}: {}", self.body));
            run.expect(self.causes.len() == 1 && !self.causes[0].is_empty(), format!("{when}: {:?}", self.causes));
        }
        let leaked: Vec<_> = stage.secrets().into_iter().filter(|secret| self.log.contains(secret)).collect();
        run.expect(leaked.is_empty(), format!("{when}: {leaked:?} in {}", self.log));
        run.expect(!self.log.contains("example.com") || status < 500, format!("{when}: an address in {}", self.log));
    }
}
