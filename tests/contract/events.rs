//! Every sample event of `events/` is sent to its function.

use crate::deployment::{Deployment, SCHEDULED};
use crate::sources;
use crate::template::Template;
use roster_core::{AuthMethod, ProjectRules};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The users that exist before the event.
#[derive(Clone, Copy)]
pub enum Before {
    Nobody,
    AdaAndGrace,
    /// Ada and Grace, in a project whose users get no JWTs.
    WithoutJwts,
}
use Before::{AdaAndGrace, Nobody};

impl Before {
    /// A function, on a table with these users.
    pub async fn deploy(self, function: &str) -> Deployment {
        let deployment = Deployment::of(function).await;
        if !matches!(self, Nobody) {
            deployment.add_user("ada").await;
            deployment.add_user("grace").await;
        }
        if let Self::WithoutJwts = self {
            let edit = |rules: &mut ProjectRules| rules.methods = rules.methods.without(AuthMethod::Jwt);
            let (id, change) = (&deployment.project.id, deployment.clock.change());
            deployment.other_caller().store.update_rules(id, edit, &change).await.expect("the project exists");
        }
        deployment
    }
}

/// The expected status of every event; an event that is missing here fails a test.
pub const EXPECTED: [(&str, Before, i64); 134] = [
    ("begin-oauth", Nobody, 412),
    ("begin-oauth-token", Nobody, 412),
    ("confirm-membership", AdaAndGrace, 401),
    ("create-account", Nobody, 201),
    ("create-account-authenticator", AdaAndGrace, 200),
    ("create-account-recovery-codes", AdaAndGrace, 201),
    ("create-anonymous-session", AdaAndGrace, 201),
    ("create-challenge", AdaAndGrace, 201),
    ("create-challenge-alias", AdaAndGrace, 201),
    ("create-email-token", AdaAndGrace, 201),
    ("create-email-verification", AdaAndGrace, 201),
    ("create-email-verification-alias", AdaAndGrace, 201),
    ("create-jwt", AdaAndGrace, 201),
    ("create-jwt-alias", AdaAndGrace, 201),
    ("create-magic-url-session", AdaAndGrace, 201),
    ("create-magic-url-token", AdaAndGrace, 201),
    ("create-membership", AdaAndGrace, 201),
    ("create-phone-session", AdaAndGrace, 201),
    ("create-phone-token", AdaAndGrace, 201),
    ("create-phone-verification", AdaAndGrace, 201),
    ("create-phone-verification-alias", AdaAndGrace, 201),
    ("create-push-target", AdaAndGrace, 201),
    ("create-recovery", AdaAndGrace, 201),
    ("create-recovery-codes", AdaAndGrace, 200),
    ("create-session", AdaAndGrace, 201),
    ("create-target", AdaAndGrace, 201),
    ("create-team", AdaAndGrace, 201),
    ("create-token", AdaAndGrace, 201),
    ("create-user", Nobody, 201),
    ("create-user-argon2", Nobody, 201),
    ("create-user-bcrypt", Nobody, 201),
    ("create-user-form", Nobody, 201),
    ("create-user-jwt", AdaAndGrace, 201),
    ("create-user-md5", Nobody, 201),
    ("create-user-phpass", Nobody, 201),
    ("create-user-scrypt", Nobody, 201),
    ("create-user-scrypt-modified", Nobody, 201),
    ("create-user-sha", Nobody, 201),
    ("delete-account", AdaAndGrace, 204),
    ("delete-account-authenticator", AdaAndGrace, 401),
    ("delete-account-identity", AdaAndGrace, 404),
    ("delete-account-session", AdaAndGrace, 204),
    ("delete-account-sessions", AdaAndGrace, 204),
    ("delete-authenticator", AdaAndGrace, 404),
    ("delete-identity", AdaAndGrace, 404),
    ("delete-membership", AdaAndGrace, 204),
    ("delete-push-target", AdaAndGrace, 404),
    ("delete-session", AdaAndGrace, 204),
    ("delete-sessions", AdaAndGrace, 204),
    ("delete-target", AdaAndGrace, 404),
    ("delete-team", AdaAndGrace, 204),
    ("delete-user", AdaAndGrace, 204),
    ("finish-oauth", Nobody, 400),
    ("get-account", AdaAndGrace, 200),
    ("get-account-prefs", AdaAndGrace, 200),
    ("get-account-recovery-codes", AdaAndGrace, 401),
    ("get-account-session", AdaAndGrace, 200),
    ("get-challenge", AdaAndGrace, 404),
    ("get-console", Nobody, 200),
    ("get-health", Nobody, 200),
    ("get-initials", AdaAndGrace, 200),
    ("get-locale", Nobody, 200),
    ("get-membership", AdaAndGrace, 200),
    ("get-prefs", AdaAndGrace, 200),
    ("get-recovery-codes", AdaAndGrace, 404),
    ("get-target", AdaAndGrace, 404),
    ("get-team", AdaAndGrace, 200),
    ("get-team-prefs", AdaAndGrace, 200),
    ("get-usage", AdaAndGrace, 200),
    ("get-user", AdaAndGrace, 200),
    ("get-version", Nobody, 200),
    ("head-user", AdaAndGrace, 200),
    ("invite", AdaAndGrace, 201),
    ("list-account-factors", AdaAndGrace, 200),
    ("list-account-identities", AdaAndGrace, 200),
    ("list-account-logs", AdaAndGrace, 200),
    ("list-account-sessions", AdaAndGrace, 200),
    ("list-countries", Nobody, 200),
    ("list-factors", AdaAndGrace, 200),
    ("list-identities", AdaAndGrace, 200),
    ("list-logs", AdaAndGrace, 200),
    ("list-memberships", AdaAndGrace, 200),
    ("list-own-teams", AdaAndGrace, 200),
    ("list-sessions", AdaAndGrace, 200),
    ("list-targets", AdaAndGrace, 200),
    ("list-team-logs", AdaAndGrace, 200),
    ("list-team-memberships", AdaAndGrace, 200),
    ("list-teams", AdaAndGrace, 200),
    ("list-users", AdaAndGrace, 200),
    ("oauth-callback", Nobody, 302),
    ("oauth-callback-form", Nobody, 303),
    ("pass-challenge", AdaAndGrace, 401),
    ("pass-challenge-alias", AdaAndGrace, 401),
    ("ping", Nobody, 200),
    ("preflight", Nobody, 204),
    ("recover", AdaAndGrace, 401),
    ("sign-in", AdaAndGrace, 201),
    ("sign-in-alias", AdaAndGrace, 401),
    ("sign-in-by-token", AdaAndGrace, 401),
    ("slash-in-id", AdaAndGrace, 404),
    ("unknown-route", Nobody, 404),
    ("update-account-email", AdaAndGrace, 200),
    ("update-account-mfa", AdaAndGrace, 200),
    ("update-account-name", AdaAndGrace, 200),
    ("update-account-password", AdaAndGrace, 200),
    ("update-account-phone", AdaAndGrace, 200),
    ("update-account-prefs", AdaAndGrace, 200),
    ("update-account-recovery-codes", AdaAndGrace, 401),
    ("update-account-session", AdaAndGrace, 200),
    ("update-account-status", AdaAndGrace, 200),
    ("update-email", AdaAndGrace, 200),
    ("update-email-verification", AdaAndGrace, 200),
    ("update-impersonator", AdaAndGrace, 200),
    ("update-labels", AdaAndGrace, 200),
    ("update-magic-url-session", AdaAndGrace, 401),
    ("update-membership-roles", AdaAndGrace, 200),
    ("update-mfa", AdaAndGrace, 200),
    ("update-name", AdaAndGrace, 200),
    ("update-password", AdaAndGrace, 200),
    ("update-phone", AdaAndGrace, 200),
    ("update-phone-session", AdaAndGrace, 401),
    ("update-phone-verification", AdaAndGrace, 200),
    ("update-prefs", AdaAndGrace, 200),
    ("update-push-target", AdaAndGrace, 404),
    ("update-recovery-codes", AdaAndGrace, 404),
    ("update-status", AdaAndGrace, 200),
    ("update-target", AdaAndGrace, 404),
    ("update-team", AdaAndGrace, 200),
    ("update-team-prefs", AdaAndGrace, 200),
    ("verify-account-authenticator", AdaAndGrace, 404),
    ("verify-email-by-link", AdaAndGrace, 401),
    ("verify-email-by-link-alias", AdaAndGrace, 401),
    ("verify-phone-by-code", AdaAndGrace, 401),
    ("verify-phone-by-code-alias", AdaAndGrace, 401),
];

/// Events whose errors are web pages, because a browser shows them.
const PAGES: [&str; 3] = ["begin-oauth", "begin-oauth-token", "finish-oauth"];

/// The event of the schedule.
const SWEEP: &str = "sweep";

/// The event of this name.
pub fn event(name: &str) -> Value {
    serde_json::from_str(&sources::read(&format!("events/{name}.json"))).expect("an event is JSON")
}

/// The names of all events.
fn events() -> BTreeSet<String> {
    let files = std::fs::read_dir(sources::path("events")).expect("there are events");
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect()
}

/// The function to which the template routes the event.
pub fn function_of(event: &Value) -> String {
    let key = event["routeKey"].as_str().expect("an event has a route key");
    let path = key.strip_prefix("ANY ").unwrap_or(key);
    Template::read().routes().remove(path).unwrap_or_else(|| panic!("no function has the route {key}"))
}

#[tokio::test]
async fn every_event_has_the_expected_status() {
    for (name, before, status) in EXPECTED {
        let event = event(name);
        let answer = before.deploy(&function_of(&event)).await.serve(&event).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
        if PAGES.contains(&name) {
            // A redirect has no body; an error is a page, which has no version.
            assert!(status < 400 || answer.body["code"] == status && answer.body["version"].is_null(), "{name}");
        } else if status >= 400 {
            let fields: Vec<&str> = answer.body.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!((fields, &answer.body["code"]), (vec!["code", "message", "type", "version"], &json!(status)));
        }
    }
}

#[tokio::test]
async fn the_event_of_the_schedule_runs_the_sweeper() {
    assert!(event(SWEEP).is_object());
    let answer = Deployment::of(SCHEDULED).await.sweep().await;
    assert_eq!(answer, json!({ "finished": 0, "left": 0, "sent": 0, "messagesLeft": 0 }));
}

#[test]
fn every_event_has_an_expected_status() {
    let expected: BTreeSet<String> =
        EXPECTED.iter().map(|(name, ..)| *name).chain([SWEEP]).map(str::to_owned).collect();
    assert_eq!(events(), expected, "a new event needs a line in events.rs");
}

#[test]
fn the_two_routes_and_paths_of_an_event_are_equal() {
    for (name, ..) in EXPECTED {
        let event = event(name);
        assert_eq!(event["routeKey"], event["requestContext"]["routeKey"], "{name}: the route");
        assert_eq!(event["rawPath"], event["requestContext"]["http"]["path"], "{name}: the path");
    }
}

#[test]
fn the_readme_of_the_events_lists_them_with_their_functions() {
    let readme = sources::read("events/README.md");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let listed: BTreeMap<String, String> =
        rows.map(|(name, rest)| (name.to_owned(), rest.split(" |").next().unwrap_or_default().to_owned())).collect();
    let function = |name: &str| if name == SWEEP { SCHEDULED.to_owned() } else { function_of(&event(name)) };
    let expected: BTreeMap<String, String> = events().into_iter().map(|name| (name.clone(), function(&name))).collect();
    assert_eq!(listed, expected);
}
