//! CPU and time of one request to a function that is warm.

use roster_evidence::deployment::{Deployment, PASSWORD};
use roster_evidence::event::Event;
use roster_evidence::function::Function;
use roster_evidence::report::{Report, Table, median, middle, us};
use roster_evidence::share::WHOLE_CPU_MIB;
use serde_json::json;
use std::time::Duration;

/// The number of requests to one function in a batch; the functions take turns.
const BATCH: u32 = 100;

struct Case {
    what: &'static str,
    function: &'static str,
    event: Event,
    process: Function,
    taken: Vec<Taken>,
}

/// One request of a batch: the mean CPU time, and the median time.
struct Taken {
    cpu: Duration,
    time: Duration,
}

/// Measures the functions in turn, round by round, so that a ratio compares measurements that are close in time.
pub(crate) async fn measure(deployment: &Deployment, rounds: usize, report: &mut Report) {
    let mut cases = Vec::new();
    for (what, function, event) in events(deployment).await {
        let mut setup = deployment.function(function);
        // All requests come from one IP address, and all sign-ins are of one user.
        for limit in ["ROSTER_ATTEMPTS_PER_CLIENT", "ROSTER_ATTEMPTS_PER_ADDRESS"] {
            setup.env.insert(limit.to_owned(), "1000000".to_owned());
        }
        let process = setup.warm(Some(WHOLE_CPU_MIB), &event).await;
        cases.push(Case { what, function, event, process, taken: Vec::new() });
    }
    for _ in 0..rounds {
        for case in &mut cases {
            let taken = batch(case).await;
            case.taken.push(taken);
        }
    }
    report.add(table(&cases));
    for case in cases {
        case.process.kill().await;
    }
}

async fn events(deployment: &Deployment) -> Vec<(&'static str, &'static str, Event)> {
    let (user, prefs) = ("/v1/users/{userId}", "/v1/users/{userId}/prefs");
    let (sessions, name) = ("/v1/users/{userId}/sessions", "/v1/users/{userId}/name");
    let renamed = json!({ "name": "Somebody Ordinary" });
    let preferred = json!({ "prefs": { "theme": "dark", "language": "en" } });
    let token = deployment.add_session("user-0010", "bench").await;
    let account = deployment.guest_event("GET", "/v1/account").with_header("x-appwrite-session", &token);
    let credentials = json!({ "email": "user-0011@example.com", "password": PASSWORD });
    let sign_in = deployment.guest_event("POST", "/v1/account/sessions/email").with_body(&credentials);
    vec![
        ("one GetItem", "bare", deployment.event("GET", user, "/v1/users/user-0007", "")),
        ("GET user", "users", deployment.event("GET", user, "/v1/users/user-0007", "")),
        ("GET users, 25", "users", deployment.event("GET", "/v1/users", "/v1/users", "limit=25")),
        (
            "GET users, search, one hit",
            "users",
            deployment.event("GET", "/v1/users", "/v1/users", "search=user-0007%40example.com"),
        ),
        ("PATCH name", "users", deployment.event("PATCH", name, "/v1/users/user-0008/name", "").with_body(&renamed)),
        ("GET prefs", "prefs", deployment.event("GET", prefs, "/v1/users/user-0007/prefs", "")),
        (
            "PATCH prefs",
            "prefs",
            deployment.event("PATCH", prefs, "/v1/users/user-0009/prefs", "").with_body(&preferred),
        ),
        ("GET sessions", "sessions", deployment.event("GET", sessions, "/v1/users/user-0007/sessions", "")),
        ("GET account", "account", account),
        ("POST account/sessions/email, with its hash", "account", sign_in),
    ]
}

async fn batch(case: &Case) -> Taken {
    let before = case.process.cpu();
    let mut times = Vec::new();
    for _ in 0..BATCH {
        let (answered, time) = case.process.invoke(&case.event).await;
        assert!((200..300).contains(&answered.status()), "{}: {}", case.what, answered.body);
        times.push(time);
    }
    Taken { cpu: (case.process.cpu() - before) / BATCH, time: median(times) }
}

fn table(cases: &[Case]) -> Table {
    let columns = ["request", "function", "CPU µs", "of bare", "time µs", "of bare"];
    let mut table = Table::new("Warm: one request, on a whole CPU", &columns);
    let bare = &cases[0].taken;
    for case in cases {
        let ratio = |of: fn(&Taken) -> Duration| {
            let ratios = case.taken.iter().zip(bare).map(|(own, bare)| of(own).as_secs_f64() / of(bare).as_secs_f64());
            format!("{:.2}", middle(ratios.collect()))
        };
        let value = |of: fn(&Taken) -> Duration| us(median(case.taken.iter().map(of).collect()));
        let (what, function) = (case.what.to_owned(), case.function.to_owned());
        let [cpu, time] = [|taken: &Taken| taken.cpu, |taken: &Taken| taken.time];
        table.row([what, function, value(cpu), ratio(cpu), value(time), ratio(time)]);
    }
    table.note("Bar: GET user at most 1.2 of bare. The time is until the response has arrived; most of it is spent in the embedded table.");
    table
}
