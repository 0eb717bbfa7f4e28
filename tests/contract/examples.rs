//! The examples of `openapi.yaml` are exact responses of the functions: a test writes `openapi/examples.json` from
//! them.

use crate::events::{Before, event, function_of};
use crate::sources;
use serde_json::{Map, Value, json};

const FILE: &str = "openapi/examples.json";

/// An example: its name, its event, the users that exist before, and the change of the event.
struct Example(&'static str, &'static str, Before, fn(&mut Value));

const fn of(event: &'static str) -> Example {
    Example(event, event, Before::AdaAndGrace, |_| {})
}

const fn without_users(event: &'static str) -> Example {
    Example(event, event, Before::Nobody, |_| {})
}

/// Examples that are equal in both dialects.
const OF_ONE_FORM: [Example; 12] = [
    of("update-prefs"),
    of("list-targets"),
    of("create-target"),
    of("create-token"),
    of("create-user-jwt"),
    of("list-factors"),
    of("create-recovery-codes"),
    of("create-account-authenticator"),
    of("create-challenge"),
    of("list-identities"),
    of("get-usage"),
    without_users("get-locale"),
];

const OF_BOTH_DIALECTS: [Example; 24] = [
    of("create-magic-url-session"),
    of("get-user"),
    without_users("create-user"),
    of("list-users"),
    of("get-account"),
    without_users("create-account"),
    of("get-account-session"),
    of("sign-in"),
    of("create-session"),
    of("list-sessions"),
    of("list-logs"),
    of("get-team"),
    of("create-team"),
    of("list-teams"),
    of("get-membership"),
    of("create-membership"),
    of("list-memberships"),
    Example("get-health", "get-health", Before::Nobody, |event| {
        // The latency of the table differs in each run.
        event["rawPath"] = json!("/v1/health");
        event["routeKey"] = json!("ANY /v1/health");
        event["requestContext"]["http"]["path"] = json!("/v1/health");
        event["requestContext"]["routeKey"] = json!("ANY /v1/health");
    }),
    Example("bad-request", "create-user", Before::Nobody, |event| event["body"] = json!("{\"userId\":\"-\"}")),
    Example("unauthorized", "get-user", Before::AdaAndGrace, remove_the_key),
    Example("forbidden", "create-user", Before::Nobody, |event| {
        remove_the_key(event);
        event["headers"]["origin"] = json!("https://elsewhere.example.com");
    }),
    Example("not-found", "get-user", Before::Nobody, |_| {}),
    Example("conflict", "create-user", Before::AdaAndGrace, |_| {}),
    Example("not-implemented", "create-jwt", Before::WithoutJwts, |_| {}),
];

fn remove_the_key(event: &mut Value) {
    event["headers"].as_object_mut().unwrap().remove("x-appwrite-key").expect("an event has a key");
}

/// The stored file.
pub fn read() -> Value {
    serde_json::from_str(&sources::read(FILE)).expect("the examples are JSON")
}

async fn answer(Example(_, name, before, change): &Example, format: &str) -> Value {
    let mut event = event(name);
    event["headers"]["x-appwrite-response-format"] = json!(format);
    change(&mut event);
    let answer = before.deploy(&function_of(&event)).await.serve(&event).await;
    json!({ "value": answer.body })
}

async fn answers() -> Value {
    let mut answers = Map::new();
    for example in OF_ONE_FORM.iter().chain(&OF_BOTH_DIALECTS) {
        answers.insert(example.0.to_owned(), answer(example, "1.9.6").await);
    }
    for example in &OF_BOTH_DIALECTS {
        answers.insert(format!("{}-0.15", example.0), answer(example, "0.15.0").await);
    }
    answers.into()
}

#[tokio::test]
async fn every_example_is_a_response_of_a_function() {
    let same = answers().await == read();
    assert!(
        same,
        "responses differ from {FILE}: cargo test --workspace --test contract write_the_examples -- --ignored"
    );
}

#[tokio::test]
#[ignore = "writes openapi/examples.json; to run if responses have changed on purpose"]
async fn write_the_examples() {
    let text = serde_json::to_string_pretty(&answers().await).unwrap();
    std::fs::write(sources::path(FILE), text + "\n").unwrap();
}
