//! `openapi.yaml` describes exactly the routes of the routers, and their responses.
//!
//! Every response in these tests is checked against the document (`deployment.rs`), and so is every response in
//! `tests/api` (`app.rs`).

use crate::deployment::{Deployment, groups};
use crate::events::{Before, EXPECTED, event, function_of};
use crate::examples;
use crate::sources;
use roster_tests::openapi::{Answered, Dialect, Document, METHODS, Operation, documented_path};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The scope in the error of a route that needs no scope of an API key, if the caller is a guest.
const NO_SCOPE: &str = "account";

/// What stands for the scopes of a route that needs no project.
const NO_PROJECT: &str = "public";

/// Every path and method of a function, with the scopes of which an API key needs one. A function does not list them,
/// so each path and method is called without a project: an existing route rejects the call with 401, an unknown one with
/// 404, and a public one answers it.
async fn routes() -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut routes = BTreeMap::new();
    for (function, group) in groups() {
        let deployment = Deployment::of(function).await;
        for path in group.paths() {
            for method in METHODS {
                let answer = deployment.serve(&call_without_project(method, path)).await;
                let documented = (documented_path(path, method).to_owned(), method.to_owned());
                match answer.status {
                    401 => routes.insert(documented, scopes_in(&answer.body["message"])),
                    404 => None,
                    // A public route does its work, or sends a browser on, or does not know the provider `provider`.
                    200 | 302 | 303 | 400 => {
                        routes.insert((path.to_owned(), method.to_owned()), [NO_PROJECT.to_owned()].into())
                    }
                    status => panic!("{method} {path}: {status}"),
                };
            }
        }
    }
    routes
}

fn call_without_project(method: &str, path: &str) -> Value {
    let path = path.replace(['{', '}'], "");
    json!({
        "rawPath": path,
        "rawQueryString": "",
        "headers": { "x-appwrite-response-format": "1.9.6" },
        "requestContext": { "http": { "method": method, "path": path, "sourceIp": "192.0.2.10" } },
        "isBase64Encoded": false,
    })
}

/// `... missing scopes (["users.read"])`.
fn scopes_in(message: &Value) -> BTreeSet<String> {
    let message = message.as_str().expect("an error has a message");
    let list = message.split_once('(').and_then(|_| message.rsplit_once("(")).expect("scopes are named").1;
    serde_json::from_str(list.trim_end_matches(')')).expect("scopes are a list")
}

/// The scopes of which an API key needs one, from the document; if it has no scope, the one that the error names.
fn scopes_of(operation: &Operation) -> BTreeSet<String> {
    let scopes: BTreeSet<String> = operation.scopes().into_iter().map(str::to_owned).collect();
    if operation.needs_no_project() {
        return [NO_PROJECT.to_owned()].into();
    }
    if scopes.is_empty() { [NO_SCOPE.to_owned()].into() } else { scopes }
}

#[tokio::test]
async fn the_document_has_the_routes_and_scopes_of_the_functions() {
    for dialect in [Dialect::Of0_15, Dialect::Of1] {
        let written = Document::of(dialect).operations().iter();
        let written: BTreeMap<_, _> = written.map(|(route, it)| (route.clone(), scopes_of(it))).collect();
        assert_eq!(written, routes().await);
    }
}

#[tokio::test]
async fn the_responses_to_events_are_as_documented_in_the_other_dialect_too() {
    for (name, before, _) in EXPECTED {
        let mut event = event(name);
        let format = &mut event["headers"]["x-appwrite-response-format"];
        let is_of_0_15 = format.as_str().is_none_or(|format| Dialect::of(format) == Some(Dialect::Of0_15));
        *format = json!(if is_of_0_15 { "1.9.6" } else { "0.15.0" });
        before.deploy(&function_of(&event)).await.serve(&event).await;
    }
}

#[test]
fn every_path_parameter_is_documented() {
    for ((path, method), operation) in Document::of(Dialect::Of1).operations() {
        let named: BTreeSet<_> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let parameters = operation.written["parameters"].as_array().unwrap().iter();
        let in_path = parameters.filter(|parameter| parameter["in"] == "path");
        let written: BTreeSet<_> = in_path.map(|parameter| parameter["name"].as_str().unwrap()).collect();
        assert_eq!(written, named, "{method} {path}");
    }
}

/// The types of all errors, from the sources: words with underscores between quotes.
fn error_types() -> BTreeSet<String> {
    let texts = ["accounts", "providers", "v0_15", "v1"]
        .map(|name| sources::read(&format!("crates/api/src/answers/texts/{name}.rs")))
        .concat();
    let is_type = |word: &&str| {
        word.contains('_')
            && word.chars().all(|letter| letter.is_ascii_lowercase() || matches!(letter, '_' | '0'..='9'))
    };
    texts.split('"').filter(is_type).map(str::to_owned).collect()
}

#[test]
fn the_document_has_every_error_type() {
    let written = roster_tests::yaml::parse(&sources::read("openapi/errors.yaml"));
    let written = written["ErrorType"]["enum"].as_array().unwrap().iter();
    let written: BTreeSet<String> = written.map(|kind| kind.as_str().unwrap().to_owned()).collect();
    assert_eq!(written, error_types());
}

/// A request body: its schema in the document, and the events that send it.
struct Sent {
    dialect: Dialect,
    schema: Value,
    example: Option<Value>,
    /// Events of the route with a JSON body, and that body.
    events: Vec<(Value, Value)>,
}

/// The request bodies of all operations that have one, in both dialects.
fn sent() -> Vec<Sent> {
    let mut sent = Vec::new();
    for dialect in [Dialect::Of0_15, Dialect::Of1] {
        for (route, operation) in Document::of(dialect).operations() {
            let Some(content) = operation.written.pointer("/requestBody/content/application~1json") else { continue };
            let (schema, example) = (content["schema"].clone(), content.get("example").cloned());
            sent.push(Sent { dialect, schema, example, events: events_of(route) });
        }
    }
    sent
}

fn events_of((path, method): &(String, String)) -> Vec<(Value, Value)> {
    let events = EXPECTED.iter().map(|(name, ..)| event(name));
    let of_route = events.filter(|event| {
        let key = event["routeKey"].as_str().unwrap();
        key.ends_with(&format!(" {path}")) && event["requestContext"]["http"]["method"] == *method
    });
    of_route.filter_map(|event| Some((event.clone(), serde_json::from_str(event["body"].as_str()?).ok()?))).collect()
}

#[test]
fn events_have_documented_bodies_and_the_documented_examples_are_those_of_events() {
    for Sent { dialect, schema, example, events } in sent() {
        let validator = jsonschema::validator_for(&schema).unwrap();
        for (event, body) in &events {
            let format = event["headers"]["x-appwrite-response-format"].as_str().unwrap_or("0.15.0");
            let is_of_another = Dialect::of(format) != Some(dialect);
            assert!(is_of_another || validator.is_valid(body), "{} {body} {schema}", event["routeKey"]);
        }
        assert!(example.is_none_or(|example| events.iter().any(|(_, body)| *body == example)), "{schema}");
    }
}

/// The required fields.
fn required(schema: &Value) -> BTreeSet<String> {
    let own = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned());
    own.chain(schema["allOf"].as_array().into_iter().flatten().flat_map(required)).collect()
}

#[tokio::test]
async fn exactly_the_fields_that_the_document_requires_are_required() {
    let mut count = 0;
    for Sent { dialect, schema, events, .. } in sent() {
        let (required, format) = (required(&schema), if dialect == Dialect::Of1 { "1.9.6" } else { "0.15.0" });
        // Of an event that is for another dialect, not all fields may exist.
        let validator = jsonschema::validator_for(&schema).unwrap();
        let Some((mut event, body)) = events.into_iter().find(|(_, body)| validator.is_valid(body)) else { continue };
        let deployment = Before::AdaAndGrace.deploy(&function_of(&event)).await;
        event["headers"]["x-appwrite-response-format"] = json!(format);
        for name in body.as_object().into_iter().flatten().map(|(name, _)| name) {
            let mut less = body.clone();
            less.as_object_mut().unwrap().remove(name);
            event["body"] = json!(less.to_string());
            let answer = deployment.serve(&event).await;
            let is_missed = answer.body["message"] == format!("Param \"{name}\" is not optional.");
            assert_eq!(is_missed, required.contains(name), "{format} {} {name} {}", event["routeKey"], answer.body);
            count += 1;
        }
    }
    assert!(count > 100, "{count} fields");
}

/// An example of an operation.
struct Shown {
    status: u16,
    dialect: Dialect,
    body: Value,
    /// Whether it may have any field, as preferences may.
    is_free: bool,
}

fn shown(operation: &Value) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (status, answer) in operation["responses"].as_object().unwrap() {
        let content = &answer["content"]["application/json"];
        for (name, example) in content["examples"].as_object().into_iter().flatten() {
            shown.push(Shown {
                status: status.parse().unwrap(),
                dialect: if name == "0.15" { Dialect::Of0_15 } else { Dialect::Of1 },
                body: example["value"].clone(),
                is_free: content["schema"]["additionalProperties"] == true,
            });
        }
    }
    shown
}

fn complaints(dialect: Dialect, (path, method): &(String, String), status: u16, body: &Value) -> Vec<String> {
    let body = body.to_string();
    Document::of(dialect).complaints(method, path, &Answered { status, body: body.as_bytes() })
}

#[test]
fn every_example_matches_its_schema_and_unknown_fields_do_not() {
    let mut count = 0;
    for (route, operation) in Document::of(Dialect::Of1).operations() {
        for Shown { status, dialect, mut body, is_free } in shown(&operation.written) {
            assert_eq!(complaints(dialect, route, status, &body), Vec::<String>::new());
            body["surprise"] = json!(1);
            assert_eq!(complaints(dialect, route, status, &body).is_empty(), is_free, "{route:?} {status}");
            count += 1;
        }
    }
    assert!(count > 100, "{count} examples");
}

#[test]
fn undocumented_responses_are_found() {
    let route = ("/v1/users/{userId}".to_owned(), "GET".to_owned());
    let user = examples::read()["get-user-0.15"]["value"].clone();
    assert!(complaints(Dialect::Of0_15, &route, 200, &user).is_empty());
    let with = |field: &str, value: Value| {
        let mut other = user.clone();
        other[field] = value;
        other
    };
    let mut without = user.clone();
    without.as_object_mut().unwrap().remove("phone");
    for (dialect, status, body) in [
        (Dialect::Of1, 200, user.clone()),
        (Dialect::Of0_15, 201, user.clone()),
        (Dialect::Of0_15, 200, without),
        (Dialect::Of0_15, 200, with("mfa", json!(false))),
        (Dialect::Of0_15, 200, with("status", json!(1))),
        (Dialect::Of0_15, 200, with("$id", json!("-"))),
        (Dialect::Of0_15, 404, json!({ "message": "x", "code": 404, "type": "invented", "version": "0.15.3" })),
    ] {
        assert!(!complaints(dialect, &route, status, &body).is_empty(), "{dialect:?} {status} {body}");
    }
}

#[test]
fn the_document_has_the_version_of_the_workspace() {
    let version = sources::in_manifest("workspace.package.version");
    let written = roster_tests::yaml::parse(&sources::read("openapi.yaml"));
    assert_eq!(written["info"]["version"].as_str(), version.as_str());
}
