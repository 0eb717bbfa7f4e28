//! POST /v1/account/jwt, and the use of the JWT

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{START, user};
use crate::signing_in::PASSWORD;
use roster_core::SessionToken;
use serde_json::json;

/// The seconds for which a JWT is valid, and the additional seconds for which it is accepted.
const LIFETIME: u64 = 900;
const LEEWAY: u64 = 10;

async fn create_jwt(app: &TestApp, token: &str) -> String {
    let answer = app.post("/v1/account/jwt").session(token).send().await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.body()["jwt"].as_str().unwrap().to_owned()
}

async fn account(app: &TestApp, jwt: &str) -> Answer {
    app.get("/v1/account").jwt(jwt).send().await
}

#[track_caller]
fn is_invalid(answer: &Answer, why: &str) {
    answer.is_error(401, "user_jwt_invalid", &format!("Failed to verify JWT. {why}"));
}

#[tokio::test]
async fn a_jwt_gives_access_to_the_account() {
    let (app, token) = TestApp::with_ann().await;
    let answer = app.post("/v1/account/jwt").session(&token).send().await;
    let jwt = answer.body()["jwt"].as_str().unwrap().to_owned();
    answer.is(201, json!({ "jwt": jwt }));
    assert_eq!(answer.rate(), Some((100, 99, START + 800)));
    assert_eq!(jwt.split('.').count(), 3);
    account(&app, &jwt).await.is(200, user("ann"));
    let list = app.get("/v1/account/sessions").jwt(&jwt).send().await.ok();
    assert_eq!(list["sessions"][0]["current"], true);
    app.patch("/v1/account/name").jwt(&jwt).json(json!({ "name": "Anna" })).send().await.ok();
    assert_eq!(app.events("ann").await[0], "users.ann.update.name");
}

#[tokio::test]
async fn a_jwt_is_valid_for_900_seconds_and_accepted_for_10_more() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = create_jwt(&app, &token).await;
    app.pass(LIFETIME + LEEWAY - 1);
    account(&app, &jwt).await.is(200, user("ann"));
    app.pass(1);
    is_invalid(&account(&app, &jwt).await, "Invalid token: Expired");
    assert!(app.accepts(&token).await);
}

#[tokio::test]
async fn a_jwt_ends_with_its_session() {
    let (app, token) = TestApp::with_ann().await;
    let other = app.sign_in("ann").await;
    let (jwt, others) = (create_jwt(&app, &token).await, create_jwt(&app, &other).await);
    app.delete("/v1/account/sessions/current").session(&token).send().await.is_done();
    account(&app, &jwt).await.is_guest_without("account");
    account(&app, &others).await.is(200, user("ann"));
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    account(&app, &others).await.is_guest_without("account");
}

#[tokio::test]
async fn a_jwt_of_a_blocked_user_is_rejected() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = create_jwt(&app, &token).await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    account(&app, &jwt).await.is_blocked();
}

#[tokio::test]
async fn a_jwt_of_a_deleted_user_is_rejected() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = create_jwt(&app, &token).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    account(&app, &jwt).await.is_guest_without("account");
    app.create("ann").await;
    account(&app, &jwt).await.is_guest_without("account");
}

#[tokio::test]
async fn an_invalid_jwt_is_rejected_with_its_fault_in_both_dialects() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = create_jwt(&app, &token).await;
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    // The algorithm "none" with the claims of the valid JWT.
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let other_signature = format!("{signed}.{first}{}", &signature[1..]);
    // {"userId":"ann","sessionId":"s1","exp":9999999999}
    let other_claims = "eyJ1c2VySWQiOiJhbm4iLCJzZXNzaW9uSWQiOiJzMSIsImV4cCI6OTk5OTk5OTk5OX0";
    let other_claims = format!("{header}.{other_claims}.{signature}");
    let (incomplete, forged) = ("Invalid token: Incomplete segments", "Invalid token: Signature failed");
    for (invalid, why) in [
        (unsigned.as_str(), "Invalid token: Unsupported header algo"),
        (&other_signature, forged),
        (&other_claims, forged),
        (signed, incomplete),
        ("x", incomplete),
        ("a.b.c", "JSON failed: Syntax error"),
        (&format!("Bearer {jwt}"), "JSON failed: Syntax error"),
        (&token, incomplete),
    ] {
        is_invalid(&account(&app, invalid).await, why);
        let in_1_x = app.get("/v1/account").jwt(invalid).format("1.9.6").send().await;
        in_1_x.is_v1_error(401, "user_jwt_invalid", &format!("Failed to verify JWT. {why}"));
    }
    assert!(account(&app, "").await.status == 401 && account(&app, &jwt).await.status == 200);
}

#[tokio::test]
async fn a_jwt_of_another_project_is_rejected() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = create_jwt(&app, &token).await;
    app.make_project("q").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    app.post("/v1/account").project("q").json(new).send().await.ok();
    is_invalid(&account_of("q", &app, &jwt).await, "Invalid token: Signature failed");
    account_of(PROJECT, &app, &jwt).await.is(200, user("ann"));
}

async fn account_of(project: &str, app: &TestApp, jwt: &str) -> Answer {
    app.get("/v1/account").project(project).header("x-appwrite-jwt", jwt).send().await
}

#[tokio::test]
async fn a_session_takes_precedence_over_a_jwt() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bob_token = create_jwt(&app, &app.sign_in("bob").await).await;
    app.get("/v1/account").session(&token).jwt(&bob_token).send().await.is(200, user("ann"));
    app.get("/v1/account").session("over").jwt(&bob_token).send().await.is(200, user("bob"));
    app.get("/v1/account").session(&token).jwt("x").send().await.is(200, user("ann"));
}

#[tokio::test]
async fn a_jwt_contains_user_and_session_and_no_secret() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = create_jwt(&app, &token).await;
    let session = SessionToken::parse(&token).unwrap().session;
    let again = create_jwt(&app, &token).await;
    assert_eq!(jwt, again, "two JWTs of the same second are equal: no part is random, so no part is a secret");
    app.get(&format!("/v1/account/sessions/{session}")).jwt(&jwt).send().await.ok();
}
