//! What a session may do that lacks a second factor.

use super::{CHALLENGES, CODES, FACTORS, MFA, MORE_FACTORS, Person, TOTP, V1, by_jwt, jwt_of_a_server, with_ann};
use crate::app::{PROJECT, TestApp};
use crate::routes::{ACCOUNT_ROUTES, TEAM_ROUTES, calls_of};
use roster_tests::clock::user_id;
use roster_tests::openapi::{Dialect, Document};
use serde_json::json;

const NO_SESSION: (u16, &str, &str) = (404, "user_session_not_found", "The current user session could not be found.");

/// Ann with an authenticator and `mfa`, in a session with two factors and in one with one.
async fn in_two_sessions(app: &TestApp) -> (Person<'_>, Person<'_>) {
    let whole = Person::sign_in(app).await;
    whole.enrol().await;
    whole.switch_on().await;
    (whole, Person::sign_in(app).await)
}

/// The calls that such a session may make; anybody may make the open ones.
fn is_allowed(method: &str, path: &str) -> bool {
    matches!((method, path), ("GET", FACTORS) | ("POST" | "PUT", CHALLENGES | "/v1/account/mfa/challenge"))
}

#[tokio::test]
async fn it_may_list_factors_and_pass_challenges_and_nothing_else() {
    let app = with_ann().await;
    let (_whole, half) = in_two_sessions(&app).await;
    let before = app.table.rows();
    let mut rejected = 0;
    for (method, path) in calls_of(&ACCOUNT_ROUTES).chain(calls_of(&TEAM_ROUTES)) {
        let operation = Document::of(Dialect::Of1).find(method.as_str(), &path);
        if is_allowed(method.as_str(), &path) || operation.is_none_or(|operation| operation.takes_anybody()) {
            continue;
        }
        let request = half.as_self(app.request(method.clone(), &path));
        let request = if method.is_safe() { request } else { request.json(json!({})) };
        request.send().await.fails(MORE_FACTORS);
        rejected += 1;
    }
    assert!(rejected > 30, "only {rejected} calls");
    assert!(app.table.rows() == before, "a rejected call changes nothing");
    half.get(FACTORS).await.ok();
    half.ask("totp").await;
}

#[tokio::test]
async fn its_calls_are_no_access_of_the_user() {
    let app = with_ann().await;
    let (whole, half) = in_two_sessions(&app).await;
    app.pass(2 * 86_400);
    let before = app.table.rows();
    half.get(FACTORS).await.ok();
    half.as_self(app.delete("/v1/account/sessions/unknown")).send().await.fails(MORE_FACTORS);
    assert!(app.table.rows() == before, "the time of the last access stays");
    assert!(whole.is_let_in().await);
    assert!(app.table.rows() != before, "that of a whole session is written");
}

/// A caller who knows only the password signs nobody out.
#[tokio::test]
async fn it_ends_no_session_beyond_the_limit_before_it_has_its_second_factor() {
    let mut app = with_ann().await;
    app.set_rules(|rules| rules.session_limit = Some(1)).await;
    let whole = Person::sign_in(&app).await;
    let authenticator = whole.enrol().await;
    whole.switch_on().await;
    let (first, second, third) =
        (Person::sign_in(&app).await, Person::sign_in(&app).await, Person::sign_in(&app).await);
    assert!(whole.is_let_in().await);
    first.get(FACTORS).await.ok();
    second.pass(&authenticator).await;
    assert!(second.is_let_in().await);
    assert_eq!(whole.get("/v1/account").await.status, 401);
    assert_eq!(whole.get("/v1/account").await.body()["type"], "general_unauthorized_scope");
    assert_eq!(first.get(FACTORS).await.status, 401, "it is older and counts for nothing");
    third.get(FACTORS).await.ok();
    app.check("half sessions beyond the limit");
}

/// F18.
#[tokio::test]
async fn it_can_end_itself_and_no_other_session() {
    let app = with_ann().await;
    let (whole, half) = in_two_sessions(&app).await;
    let other = whole.get("/v1/account/sessions/current").await.ok()["$id"].as_str().unwrap().to_owned();
    half.delete(&format!("/v1/account/sessions/{other}")).await.fails(MORE_FACTORS);
    half.delete("/v1/account/sessions").await.fails(MORE_FACTORS);
    assert!(whole.is_let_in().await);
    let ended = half.delete("/v1/account/sessions/current").await;
    ended.is_done();
    ended.ends_the_session();
    assert_eq!(half.get("/v1/account").await.body()["type"], "general_unauthorized_scope");
    assert!(whole.is_let_in().await);
}

#[tokio::test]
async fn a_jwt_may_do_what_its_session_may() {
    let app = with_ann().await;
    let before = Person::sign_in(&app).await;
    let jwt = before.post("/v1/account/jwts", json!({})).await.ok()["jwt"].as_str().unwrap().to_owned();
    let (whole, half) = in_two_sessions(&app).await;
    by_jwt(app.get("/v1/account"), &jwt).send().await.fails(MORE_FACTORS);
    by_jwt(app.get(FACTORS), &jwt).send().await.ok();
    half.post("/v1/account/jwts", json!({})).await.fails(MORE_FACTORS);
    let jwt = whole.post("/v1/account/jwts", json!({})).await.ok()["jwt"].as_str().unwrap().to_owned();
    by_jwt(app.get("/v1/account"), &jwt).send().await.ok();
}

#[tokio::test]
async fn the_jwt_of_a_server_is_not_held_back_and_has_no_session() {
    let app = with_ann().await;
    in_two_sessions(&app).await;
    let jwt = jwt_of_a_server(&app).await;
    by_jwt(app.get("/v1/account"), &jwt).send().await.ok();
    let challenge = by_jwt(app.post(CHALLENGES), &jwt).json(json!({ "factor": "totp" })).send().await.ok();
    let body = json!({ "challengeId": challenge["$id"], "otp": "123456" });
    by_jwt(app.put(CHALLENGES), &jwt).json(body).send().await.fails(NO_SESSION);
    by_jwt(app.patch(MFA), &jwt).json(json!({ "mfa": true })).send().await.fails(NO_SESSION);
    by_jwt(app.get(CODES), &jwt).send().await.fails(super::NOT_RECENT);
    by_jwt(app.delete(TOTP), &jwt).send().await.fails(super::NOT_RECENT);
    assert_eq!(by_jwt(app.patch(MFA), &jwt).json(json!({ "mfa": false })).send().await.ok()["mfa"], false);
}

#[tokio::test]
async fn a_guest_route_treats_it_as_a_guest() {
    let app = with_ann().await;
    let (whole, half) = in_two_sessions(&app).await;
    let initials = async |person: &Person<'_>| {
        let picture = app.get("/v1/avatars/initials").session(&person.token).project(PROJECT).format(V1).send().await;
        assert_eq!(picture.status, 200);
        picture.text().to_owned()
    };
    let guest = app.get("/v1/avatars/initials").project(PROJECT).format(V1).send().await.text().to_owned();
    assert_eq!(initials(&half).await, guest);
    assert_ne!(initials(&whole).await, guest);
}

#[tokio::test]
async fn an_impersonator_who_lacks_a_factor_is_nobody_else() {
    let app = with_ann().await;
    app.create("bob").await;
    app.store.update_impersonator(&app.project.id, &user_id("ann"), true, &app.time.change()).await.unwrap();
    let (whole, half) = in_two_sessions(&app).await;
    let as_bob = |person: &Person<'_>| {
        app.get(FACTORS).session(&person.token).format(V1).header("x-appwrite-impersonate-user-id", "bob")
    };
    as_bob(&half).send().await.fails(MORE_FACTORS);
    assert_eq!(as_bob(&whole).send().await.ok()["totp"], false, "bob has no authenticator");
}
