//! No log line contains a secret, an email, a phone, a name, or any other part of a path or a body except the id of an
//! existing user.

use crate::app::TestApp;
use crate::request::Request;
use crate::whole_log;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::routing::get;
use roster_api::{Config, Group, Policy, Refusal, View, init_logging, log_lines};
use roster_tests::buffer::Buffer;
use roster_tests::faults::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::Once;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;

/// The text, in upper or lower case, with which every value begins that callers send and that no log line may contain.
const MARK: &str = "canary";
/// The id of an existing user, which a log line may contain.
const USER: &str = "somebody-1";
/// The mark of a phone, which cannot contain letters.
const PHONE: &str = "+49307777777";

/// Collected log lines.
#[derive(Clone, Default)]
pub struct Lines(Buffer);

impl Lines {
    /// Collects the log of this thread: every line of the product's crates, and the errors of all others.
    pub fn collect(&self) -> tracing::subscriber::DefaultGuard {
        let levels =
            ["roster_api", "roster_store", "roster_agents", "roster_core"].map(|name| (name, LevelFilter::TRACE));
        let targets = Targets::new().with_default(LevelFilter::ERROR).with_targets(levels);
        let spans = tracing_subscriber::fmt::layer().json().with_span_events(FmtSpan::FULL).with_writer(self.writer());
        let lines = tracing_subscriber::registry().with(spans).with(log_lines(self.writer())).with(targets);
        tracing::subscriber::set_default(lines)
    }

    /// A writer that appends to these lines.
    pub fn writer(&self) -> impl for<'a> MakeWriter<'a> + Send + Sync + 'static {
        let buffer = self.0.clone();
        move || buffer.clone()
    }

    pub fn text(&self) -> String {
        self.0.text()
    }
}

/// Installs the product's panic hook, which logs a panic, in addition to that of the test runner, which prints it.
fn log_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        whole_log::begin();
        let test_hook = std::panic::take_hook();
        init_logging(&Config { log_level: "off".into(), ..Config::default() });
        let product_hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            product_hook(panic);
            test_hook(panic);
        }));
    });
}

async fn panics() -> Result<View, Refusal> {
    panic!("{MARK} in the text of a panic")
}

fn marked(id: &str) -> Value {
    json!({
        "userId": id,
        "email": format!("{id}@canary.example"),
        "password": "canary password",
        "name": "Canary Bird",
        "other": "canary",
    })
}

/// Calls every route of a user with marked values. The answers are ignored.
async fn call_everything(app: &TestApp) {
    let id = USER;
    let patches = [
        ("email", json!({ "email": "canary@elsewhere.example" })),
        ("name", json!({ "name": "Canary Finch" })),
        ("password", json!({ "password": "canary secret" })),
        ("phone", json!({ "number": PHONE })),
        ("prefs", json!({ "prefs": { "canary": "canary".repeat(500) } })),
        ("status", json!({ "status": "canary" })),
        ("status", json!({ "status": false })),
        ("verification", json!({ "emailVerification": "canary" })),
    ];
    let agent = async |request: Request<'_>| {
        let request = request.header("user-agent", "canary/1.0").header("x-forwarded-for", "canary");
        request.header("cookie", "canary=canary").header("x-appwrite-locale", "canary").send().await
    };
    for create in [marked(id), marked(id), marked("somebody-2"), marked("-canary"), json!({ "email": "canary" })] {
        agent(app.post("/v1/users").key().json(create)).await;
    }
    for (path, body) in patches {
        agent(app.patch(&format!("/v1/users/{id}/{path}")).key().json(body)).await;
    }
    for path in ["", "/prefs", "/sessions", "/logs", "/memberships", "/canary"] {
        agent(app.get(&format!("/v1/users/{id}{path}?canary=canary")).key()).await;
    }
    for query in
        ["search=canary", "search=canary@elsewhere.example", "search=%2B49307777777", "cursor=canary", "limit=canary"]
    {
        agent(app.get(&format!("/v1/users?{query}")).key()).await;
    }
    for body in ["{\"password\": canary}", "canary", "{\"canary\":"] {
        agent(app.patch(&format!("/v1/users/{id}/password")).key().body("application/json", body)).await;
        agent(app.post("/v1/users").key().body("multipart/form-data; boundary=canary", body)).await;
    }
    agent(app.get("/canary?canary")).await;
    agent(app.get("/v1/users").project("canary").secret("canary-secret")).await;
    agent(app.get("/v1/users").project("p").secret("standard_canary")).await;
    agent(app.get(&format!("/v1/users/{id}/panic")).key()).await;
    agent(app.delete(&format!("/v1/users/{id}/sessions/canary")).key()).await;
    agent(app.delete("/v1/users/somebody-2").key()).await;
}

#[track_caller]
fn has_no_mark(lines: &Lines, key: &str) {
    let text = lines.text();
    for line in text.lines() {
        let folded = line.to_lowercase();
        let marks = [MARK, &PHONE[1..], key, "argon2", "finch", "bird"];
        assert!(marks.iter().all(|mark| !folded.contains(mark)), "{line}");
    }
}

/// An app in which a handler panics.
async fn with_panic() -> TestApp {
    log_panics();
    TestApp::with_groups(vec![Group::new(Policy::Users).route("/v1/users/{userId}/panic", get(panics))]).await
}

#[tokio::test]
async fn no_log_line_has_data_of_callers() {
    let (app, lines) = (with_panic().await, Lines::default());
    let collecting = lines.collect();
    call_everything(&app).await;
    for path in ["canary-nobody", "canary-nobody/prefs", "canary%20", "canary@canary.example"] {
        app.get(&format!("/v1/users/{path}")).key().send().await;
        app.get(&format!("/v1/users/{path}")).project("p").secret("standard_canary").send().await;
    }
    drop(collecting);
    let text = lines.text();
    for expected in [
        "\"http.route\":\"/v1/users/{userId}/email\"",
        "\"http.status\":409",
        "a request failed",
        "a panic",
        "\"user.id\":\"somebody-1\"",
    ] {
        assert!(text.contains(expected), "the log should contain {expected}: {text}");
    }
    has_no_mark(&lines, app.key());
}

#[tokio::test]
async fn no_log_line_has_data_of_callers_if_the_table_fails() {
    let faults = [
        Fault::Refused("ThrottlingException"),
        Fault::Refused("ValidationException"),
        Fault::ServerError,
        Fault::Conflict,
        Fault::Cancelled("ThrottlingError"),
        Fault::Cancelled("ValidationError"),
        Fault::LostAnswer,
    ];
    for fault in faults {
        let (app, lines) = (with_panic().await, Lines::default());
        app.post("/v1/users").key().json(marked(USER)).send().await.ok();
        app.caller.faults.add(Rule::new(fault).with_chance(0.7));
        let collecting = lines.collect();
        call_everything(&app).await;
        drop(collecting);
        if fault != Fault::LostAnswer {
            assert!(lines.text().contains("a request failed"), "{fault:?}");
        }
        has_no_mark(&lines, app.key());
    }
}

/// Replaces an attribute of a user by an invalid value.
async fn corrupt(app: &TestApp, name: &str, value: AttributeValue) {
    let update = app.table.caller().sdk.update_item().table_name(app.table.address().1);
    let update = update.key("PK", AttributeValue::S(format!("U#p#{USER}"))).key("SK", AttributeValue::S("U".into()));
    let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
    update.expression_attribute_values(":value", value).send().await.unwrap();
}

#[tokio::test]
async fn an_invalid_item_is_a_server_error_and_no_log_line_quotes_it() {
    for (name, value) in [
        ("em", AttributeValue::S("canary, no email".into())),
        ("ph", AttributeValue::S("canary".into())),
        ("nm", AttributeValue::S("canary".repeat(100))),
        ("nm", AttributeValue::L(vec![AttributeValue::S("canary".into())])),
        ("v", AttributeValue::S("canary".into())),
        ("st", AttributeValue::S("canary".into())),
        ("pr", AttributeValue::S("canary, no json".into())),
        ("px", AttributeValue::S("canary".into())),
    ] {
        let (app, lines) = (with_panic().await, Lines::default());
        app.post("/v1/users").key().json(marked(USER)).send().await.ok();
        corrupt(&app, name, value).await;
        let collecting = lines.collect();
        for path in [format!("/v1/users/{USER}").as_str(), "/v1/users"] {
            app.get(path).key().send().await.is_error(500, "general_unknown", "Server Error");
        }
        drop(collecting);
        assert!(lines.text().contains("a request failed"), "{name}");
        has_no_mark(&lines, app.key());
    }
}
