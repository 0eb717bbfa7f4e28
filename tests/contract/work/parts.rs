//! Requests for all calls to the table of the functions whose routes are below a user, or beside users, since 1.4.

use super::{Step, begin, begin_by, get, set_large_prefs, step, walk, walk_as};
use crate::deployment::{Credential, Deployment, SESSION};
use serde_json::{Value, json};

/// The calls of the function `targets`.
pub async fn of_targets(deployment: &Deployment) {
    const TARGETS: &str = "/v1/users/ada/targets";
    for id in ["ada", "grace"] {
        deployment.add_user(id).await;
    }
    set_large_prefs(deployment, "ada").await;
    begin(deployment, TARGETS).await;
    let create = |status, id: &str, kind: &str, at: &str| {
        let new = json!({ "targetId": id, "providerType": kind, "identifier": at });
        step(status, "POST", TARGETS, new)
    };
    let one = format!("{TARGETS}/second");
    walk(
        deployment,
        [
            get(200, TARGETS),
            create(201, "second", "email", "second@example.com"),
            create(201, "third", "push", "device"),
            create(409, "fourth", "email", "grace@example.com"),
            create(409, "third", "push", "another device"),
            create(409, "fourth", "push", "device"),
            get(200, TARGETS),
            get(200, &one),
            get(404, format!("{TARGETS}/unknown")),
            step(200, "PATCH", &one, json!({ "identifier": "moved@example.com", "name": "Work" })),
            step(404, "PATCH", &one, json!({ "providerId": "unknown" })),
            step(204, "DELETE", &one, json!({})),
            step(404, "DELETE", &one, json!({})),
        ],
    )
    .await;
}

/// The calls of the function `tokens`.
pub async fn of_tokens(deployment: &Deployment) {
    deployment.add_user("ada").await;
    begin_by(deployment, "POST", "/v1/users/ada/tokens").await;
    walk(deployment, create("tokens")).await;
}

/// Creates one for an existing user, and fails for an unknown user.
fn create(what: &str) -> [Step; 2] {
    let of = |status, id: &str| step(status, "POST", format!("/v1/users/{id}/{what}"), json!({}));
    [of(201, "ada"), of(404, "nobody")]
}

/// The calls of the function `jwts`.
pub async fn of_jwts(deployment: &Deployment) {
    const JWTS: &str = "/v1/users/ada/jwts";
    deployment.add_user("ada").await;
    set_large_prefs(deployment, "ada").await;
    begin_by(deployment, "POST", JWTS).await;
    let of = |status, session: &str| step(status, "POST", JWTS, json!({ "sessionId": session }));
    walk(deployment, create("jwts")).await;
    walk(deployment, [of(201, SESSION), of(201, "recent"), of(404, "unknown")]).await;
}

/// The calls of the function `usage`.
pub async fn of_usage(deployment: &Deployment) {
    const USAGE: &str = "/v1/users/usage";
    deployment.add_user("ada").await;
    begin(deployment, USAGE).await;
    walk(deployment, [get(501, USAGE)]).await;
    let answer = deployment.call_v1("GET", USAGE, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// The calls of the function `health`.
pub async fn of_health(deployment: &Deployment) {
    const HEALTH: &str = "/v1/health";
    begin(deployment, HEALTH).await;
    walk(deployment, [get(200, HEALTH), get(200, format!("{HEALTH}/db"))]).await;
    walk(deployment, [get(200, format!("{HEALTH}/version")), get(200, "/v1/ping")]).await;
    // The test clock is in another year.
    deployment.clock.set(deployment.other_caller().store.clock().await.unwrap());
    walk(deployment, [get(200, format!("{HEALTH}/time"))]).await;
}

/// The calls of the function `locale`.
pub async fn of_locale(deployment: &Deployment) {
    const LOCALE: &str = "/v1/locale";
    deployment.add_user("ada").await;
    set_large_prefs(deployment, "ada").await;
    deployment.start().await;
    let lists = ["codes", "continents", "countries", "countries/eu", "countries/phones", "currencies", "languages"];
    let lists = lists.iter().map(|list| get(200, format!("{LOCALE}/{list}")));
    walk(deployment, [get(200, LOCALE), get(200, "/v1/avatars/initials?name=Ada")].into_iter().chain(lists)).await;
    walk_as(deployment, &Credential::session_of("ada"), [get(200, "/v1/avatars/initials")]).await;
}
