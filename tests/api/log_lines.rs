//! The log line of a request: its fields, and that its units are those that the table charged.

use crate::app::TestApp;
use crate::request::Request;
use crate::secrets::Lines;
use roster_api::{Config, Invocation, log_lines, serve_event};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::Slack;
use roster_tests::meter::Bill;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

/// The namespace of metrics in the apps that have metrics.
const NAMESPACE: &str = "Roster/tests";

/// Collects the log lines of the product in its own format.
fn collect(lines: &Lines) -> tracing::subscriber::DefaultGuard {
    let levels = ["roster_api", "roster_store"].map(|name| (name, LevelFilter::INFO));
    let targets = Targets::new().with_targets(levels);
    tracing::subscriber::set_default(tracing_subscriber::registry().with(log_lines(lines.writer())).with(targets))
}

/// The log lines of requests.
fn requests(lines: &Lines) -> Vec<Value> {
    let text = lines.text();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a log line is JSON"));
    lines.filter(|line| line["message"] == "request").collect()
}

/// The only log line of this request.
async fn line_of(request: Request<'_>) -> Value {
    let lines = Lines::default();
    let collecting = collect(&lines);
    request.send().await;
    drop(collecting);
    let [line] = requests(&lines).try_into().expect("a request has one log line");
    line
}

fn with_metrics() -> Config {
    Config { metrics: Some(NAMESPACE.to_owned()), ..Config::default() }
}

fn units(line: &Value) -> (u64, f64, f64) {
    let units = |name: &str| line[name].as_f64().unwrap();
    (line["table.calls"].as_u64().unwrap(), units("table.read_units"), units("table.write_units"))
}

fn charged(bill: &Bill) -> (u64, f64, f64) {
    (bill.calls.len() as u64, bill.read_units(), bill.write_units())
}

#[tokio::test]
async fn a_request_has_one_log_line_with_its_fields() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let line = line_of(app.get("/v1/users/ann").key()).await;
    let names: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "level",
        "message",
        "request.id",
        "function.request.id",
        "http.method",
        "http.route",
        "http.status",
        "duration_ms",
        "cold_start",
        "table.calls",
        "table.read_units",
        "table.write_units",
        "user.id",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(line["http.route"], "/v1/users/{userId}");
    assert_eq!((&line["http.method"], &line["http.status"]), (&json!("GET"), &json!(200)));
    assert_eq!((&line["user.id"], &line["cold_start"]), (&json!("ann"), &json!(false)));
    assert!(line["duration_ms"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn a_log_line_has_the_request_ids_of_gateway_and_lambda() {
    let (app, lines) = (TestApp::start().await, Lines::default());
    let event = json!({
        "rawPath": "/v1/users/ann",
        "headers": {},
        "requestContext": { "requestId": "gateway-1", "http": { "method": "GET", "path": "/v1/users/ann" } },
    });
    let collecting = collect(&lines);
    let invocation = Invocation { id: "lambda-1".into(), is_first: true };
    serve_event(app.router(), &to_raw_value(&event).unwrap(), invocation).await;
    drop(collecting);
    let line = &requests(&lines)[0];
    assert_eq!((&line["request.id"], &line["function.request.id"]), (&json!("gateway-1"), &json!("lambda-1")));
    assert_eq!(line["cold_start"], true);
}

/// DynamoDB recognizes the token of a transaction whose response was lost, and charges a read.
#[tokio::test]
async fn a_repeated_transaction_is_logged_with_the_read_units_that_it_costs() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let rename = |to: &str| app.patch("/v1/users/ann/name").key().json(json!({ "name": to }));
    let (calls, reads, writes) = units(&line_of(rename("Anna")).await);
    app.caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(1));
    let repeated = units(&line_of(rename("Ann")).await);
    assert_eq!((repeated.0, repeated.2), (calls + 1, 0.0), "the response with the write units was lost");
    assert!(writes > 0.0 && repeated.1 > reads, "{reads} and {} read units", repeated.1);
}

/// Without anything that was in the event.
#[tokio::test]
async fn an_event_that_cannot_be_read_has_a_log_line() {
    let http = |path: &str| json!({ "http": { "method": "GET", "path": path } });
    let events = [
        (json!({ "headers": { "a": "secret\n" } }), "it is not an event of an HTTP API"),
        (json!({ "headers": "secret" }), "it is not an event of an HTTP API"),
        (json!(["secret"]), "it is not an event of an HTTP API"),
        (json!({ "requestContext": http("/"), "body": "secret!", "isBase64Encoded": true }), "the body is not base64"),
        (json!({ "requestContext": http("/"), "rawQueryString": "q=secret word" }), "the path and the query"),
    ];
    let app = TestApp::start().await;
    for (event, reason) in events {
        let (lines, raw) = (Lines::default(), to_raw_value(&event).unwrap());
        let collecting = collect(&lines);
        let invocation = Invocation { id: "lambda-1".into(), is_first: false };
        let answer = serde_json::to_value(serve_event(app.router(), &raw, invocation).await).unwrap();
        drop(collecting);
        assert_eq!(answer["statusCode"], 400, "{event}");
        let line: Value = serde_json::from_str(lines.text().trim_end()).expect("one line of JSON");
        assert_eq!((&line["level"], &line["message"]), (&json!("WARN"), &json!("an event cannot be read")), "{event}");
        assert!(line["reason"].as_str().unwrap().starts_with(reason), "{line}");
        assert_eq!((&line["function.request.id"], &line["event.bytes"]), (&json!("lambda-1"), &json!(raw.get().len())));
        assert!(!lines.text().contains("secret"), "{line}");
    }
}

#[tokio::test]
async fn a_log_line_has_the_calls_and_units_that_the_table_charged() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "Ann Lee" });
    let requests = [
        app.post("/v1/users").key().json(new),
        app.get("/v1/users").key(),
        app.get("/v1/users/ann").key(),
        app.get("/v1/users?search=lee").key(),
        app.get("/v1/users/ann/logs").key(),
        app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })),
        app.delete("/v1/users/ann").key(),
    ];
    for request in requests {
        let what = format!("{request:?}");
        let (line, bill) = app.caller.meter.measure(line_of(request)).await;
        assert_eq!(units(&line), charged(&bill), "{what}: calls, read units, write units");
        assert!(
            bill.calls.iter().all(|call| call.request["ReturnConsumedCapacity"] == "TOTAL"),
            "{what} requests the consumed capacity"
        );
    }
}

#[tokio::test]
async fn calls_outside_of_requests_do_not_request_the_consumed_capacity() {
    let app = TestApp::start().await;
    let (version, bill) = app.caller.meter.measure(app.caller.store.schema_version()).await;
    version.unwrap();
    assert_eq!(bill.calls[0].request["ReturnConsumedCapacity"], Value::Null);
}

#[tokio::test]
async fn without_a_namespace_there_are_no_metrics() {
    let app = TestApp::start().await;
    let line = line_of(app.get("/v1/users").key()).await;
    assert_eq!((&line["_aws"], &line["requests"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_log_line_contains_the_metrics_of_the_request() {
    let mut app = TestApp::start().await;
    app.restart_with(&with_metrics());
    let line = line_of(app.get("/v1/users/nobody").key()).await;
    let aws = &line["_aws"];
    assert_eq!(aws["Timestamp"].as_u64(), Some(app.time.now().as_millis()));
    let directive = &aws["CloudWatchMetrics"][0];
    assert_eq!(directive["Namespace"], NAMESPACE);
    assert_eq!(directive["Dimensions"], json!([["http.route"]]));
    assert_eq!(line["http.route"], "/v1/users/{userId}");
    for metric in directive["Metrics"].as_array().unwrap() {
        assert!(line[metric["Name"].as_str().unwrap()].is_number(), "{metric} is a number in the log line");
    }
    let counts = ["requests", "errors.client", "errors.server"].map(|name| line[name].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 0]);
}

#[tokio::test]
async fn paths_without_a_route_are_one_metric() {
    let mut app = TestApp::start().await;
    app.restart_with(&with_metrics());
    for path in ["/", "/v1/nothing", "/v1/users/ann/nothing", "/wp-login.php"] {
        let line = line_of(app.get(path).key()).await;
        assert_eq!(line["http.route"], "none", "{path}");
    }
}

#[tokio::test]
async fn a_feature_that_is_not_offered_is_not_logged_as_a_failure() {
    let (app, lines) = (TestApp::start().await, Lines::default());
    let collecting = collect(&lines);
    for format in ["0.15.0", "1.9.6"] {
        let answer = app.get("/v1/users/usage").key().format(format).send().await;
        assert_eq!(answer.status, 501);
    }
    drop(collecting);
    assert_eq!(requests(&lines).len(), 2);
    assert!(!lines.text().contains("ERROR") && !lines.text().contains("a request failed"), "{}", lines.text());
}

#[tokio::test]
async fn a_throttled_counter_is_logged_and_the_user_is_created() {
    let app = TestApp::start().await;
    app.caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")).on("UpdateItem"));
    let lines = Lines::default();
    let collecting = collect(&lines);
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": "correct horse" });
    assert_eq!(app.post("/v1/users").key().json(new).send().await.status, 201);
    drop(collecting);
    let text = lines.text();
    assert!(text.contains("a created user is not counted until the next recount"), "{text}");
    assert!(!text.contains("bob@example.com"), "{text}");
    app.table.check(Slack(1), "a counter that was throttled");
}
