//! Each policy allows exactly the calls that its function makes.

use crate::deployment::{CONSOLE, Deployment};
use crate::template::{Grant, Template};
use crate::work;
use roster_tests::meter::{Bill, Call};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The permissions that a piece of work needs.
fn needed(bill: &Bill) -> BTreeSet<Grant> {
    bill.calls.iter().flat_map(grants).collect()
}

/// The permissions that a call needs. IAM has no permission for transactions: each write needs the permission of its
/// kind.
fn grants(call: &Call) -> Vec<Grant> {
    let on_index = call.index().is_some();
    let grant = |name: &str| Grant { action: format!("dynamodb:{name}"), on_index };
    match call.operation.as_str() {
        "TransactWriteItems" => writes(&call.request).into_iter().map(grant).collect(),
        "TransactGetItems" => vec![grant("GetItem")],
        operation => vec![grant(operation)],
    }
}

fn writes(transaction: &Value) -> Vec<&'static str> {
    let kind = |write: &Value| match write.as_object().and_then(|write| write.keys().next()).map(String::as_str) {
        Some("ConditionCheck") => "ConditionCheckItem",
        Some("Put") => "PutItem",
        Some("Update") => "UpdateItem",
        Some("Delete") => "DeleteItem",
        other => panic!("an unknown part of a transaction: {other:?}"),
    };
    transaction["TransactItems"].as_array().expect("a transaction has writes").iter().map(kind).collect()
}

/// Routes whose objects cannot exist in this version: challenges whose code a server sends, other
/// providers.
const WITHOUT_SUCCESS: [&str; 3] = [
    "/v1/account/identities/{identityId}",
    "/v1/users/{userId}/mfa/challenges/{challengeId}",
    "/v1/users/identities/{identityId}",
];

async fn compare(function: &str, work: impl AsyncFnOnce(&Deployment)) {
    let deployment = Deployment::of(function).await;
    let allowed = Template::read().functions().remove(function).expect("the template has the function").grants();
    let ((), bill) = deployment.caller.meter.measure(async { work(&deployment).await }).await;
    let left_out: Vec<_> =
        deployment.routes_without_success().into_iter().filter(|route| !WITHOUT_SUCCESS.contains(route)).collect();
    assert_eq!(left_out, [""; 0], "work.rs does not call these routes of {function}");
    let needed = needed(&bill);
    let missing: Vec<_> = needed.difference(&allowed).collect();
    let unused: Vec<_> = allowed.difference(&needed).collect();
    assert!(missing.is_empty(), "the policy of {function} lacks permissions: {missing:#?}");
    assert!(unused.is_empty(), "the policy of {function} has unused permissions: {unused:#?}");
}

#[tokio::test]
async fn users_may_do_what_it_does_and_nothing_else() {
    compare("users", work::of_users).await;
}

#[tokio::test]
async fn prefs_may_do_what_it_does_and_nothing_else() {
    compare("prefs", work::of_prefs).await;
}

#[tokio::test]
async fn sessions_may_do_what_it_does_and_nothing_else() {
    compare("sessions", work::of_sessions).await;
}

#[tokio::test]
async fn logs_may_do_what_it_does_and_nothing_else() {
    compare("logs", work::of_logs).await;
}

#[tokio::test]
async fn memberships_may_do_what_it_does_and_nothing_else() {
    compare("memberships", work::of_memberships).await;
}

#[tokio::test]
async fn targets_may_do_what_it_does_and_nothing_else() {
    compare("targets", work::of_targets).await;
}

#[tokio::test]
async fn tokens_may_do_what_it_does_and_nothing_else() {
    compare("tokens", work::of_tokens).await;
}

#[tokio::test]
async fn jwts_may_do_what_it_does_and_nothing_else() {
    compare("jwts", work::of_jwts).await;
}

#[tokio::test]
async fn mfa_may_do_what_it_does_and_nothing_else() {
    compare("mfa", work::of_mfa).await;
}

#[tokio::test]
async fn identities_may_do_what_it_does_and_nothing_else() {
    compare("identities", work::of_identities).await;
}

#[tokio::test]
async fn usage_may_do_what_it_does_and_nothing_else() {
    compare("usage", work::of_usage).await;
}

#[tokio::test]
async fn health_may_do_what_it_does_and_nothing_else() {
    compare("health", work::of_health).await;
}

#[tokio::test]
async fn locale_may_do_what_it_does_and_nothing_else() {
    compare("locale", work::of_locale).await;
}

#[tokio::test]
async fn account_may_do_what_it_does_and_nothing_else() {
    compare("account", work::of_account).await;
}

#[tokio::test]
async fn teams_may_do_what_it_does_and_nothing_else() {
    compare("teams", work::of_teams).await;
}

#[tokio::test]
async fn messages_may_do_what_it_does_and_nothing_else() {
    compare("messages", work::of_messages).await;
}

#[tokio::test]
async fn oauth2_may_do_what_it_does_and_nothing_else() {
    compare("oauth2", work::of_oauth2).await;
}

#[tokio::test]
async fn the_sweeper_may_do_what_it_does_and_nothing_else() {
    compare("sweeper", work::of_the_sweeper).await;
}

/// It calls no service: not the table either, although its page shows what is in it.
#[test]
fn the_console_may_write_to_its_log_and_nothing_else() {
    let console = Template::read().functions().remove(CONSOLE).expect("the template has the function");
    assert_eq!((console.grants(), console.conditional_grants()), (BTreeSet::new(), BTreeMap::new()));
}

#[test]
fn every_function_is_compared() {
    let compared = [
        "account",
        CONSOLE,
        "health",
        "identities",
        "jwts",
        "locale",
        "logs",
        "memberships",
        "messages",
        "mfa",
        "oauth2",
        "prefs",
        "sessions",
        "sweeper",
        "targets",
        "teams",
        "tokens",
        "usage",
        "users",
    ];
    assert_eq!(Template::read().functions().into_keys().collect::<Vec<_>>(), compared);
}
