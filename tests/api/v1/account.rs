//! /v1/account: differences of 1.x.

use super::expected::{VERSION, ann, own};
use crate::app::{PROJECT, TestApp};
use crate::signing_in::{PASSWORD, SIGN_IN};
use roster_core::Scope;
use serde_json::{Value, json};

#[tokio::test]
async fn the_log_of_a_new_account_has_the_session_and_before_it_the_user() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "eve", "email": "eve@example.com", "password": PASSWORD });
    app.post("/v1/account").project(PROJECT).format(VERSION).json(new).send().await.ok();
    let token = app.try_sign_in("eve@example.com", PASSWORD).format(VERSION).send().await.token();
    let events = async |format| {
        let log = app.get("/v1/account/logs").session(&token).format(format).send().await.ok();
        log["logs"].as_array().unwrap().iter().map(|entry| entry["event"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(events(VERSION).await, ["session.create", "user.create"]);
    let session = roster_core::SessionToken::parse(&token).unwrap().session;
    assert_eq!(events("0.15.0").await, [format!("users.eve.sessions.{session}.create"), "users.eve.create".to_owned()]);
}

#[tokio::test]
async fn a_user_does_not_see_the_hash_of_their_password() {
    let (app, token) = TestApp::with_ann().await;
    let answer = app.get("/v1/account").session(&token).format(VERSION).send().await;
    let shown = answer.body();
    let mut expected = own(ann(&shown));
    // The answer shows the time of this access.
    assert!(shown["accessedAt"].as_str().unwrap().starts_with("2030-03-17T17:46:40."));
    expected["accessedAt"] = shown["accessedAt"].clone();
    assert_eq!(shown, expected);
    app.get("/v1/account").session(&token).format(VERSION).send().await.is(200, expected);
}

#[tokio::test]
async fn an_access_is_noted_once_a_day() {
    let (app, token) = TestApp::with_ann().await;
    let access = async || app.get("/v1/account").session(&token).format(VERSION).send().await.ok();
    let accessed_at = async || app.v1(app.get("/v1/users/ann")).send().await.ok()["accessedAt"].clone();
    access().await;
    let first = accessed_at().await;
    assert_ne!(first, "");
    app.pass(86_000);
    access().await;
    assert_eq!(accessed_at().await, first);
    app.pass(1_000);
    access().await;
    assert!(accessed_at().await.as_str() > first.as_str());
    app.check("after accesses");
}

async fn accessed_at(app: &TestApp, id: &str) -> Value {
    app.v1(app.get(&format!("/v1/users/{id}"))).send().await.ok()["accessedAt"].clone()
}

#[tokio::test]
async fn signing_up_is_an_access() {
    let app = TestApp::start().await;
    let new = |id: &str| json!({ "userId": id, "email": format!("{id}@example.com"), "password": PASSWORD });
    let sign_up = app.post("/v1/account").project(PROJECT).format("1.4.0").json(new("eve"));
    let shown = sign_up.send().await.ok();
    assert_eq!(shown["accessedAt"], shown["$createdAt"]);
    assert_eq!(accessed_at(&app, "eve").await, shown["$createdAt"]);
    app.post("/v1/account").project(PROJECT).json(new("bob")).send().await.ok();
    assert_eq!(accessed_at(&app, "bob").await, "", "0.15 does not have the field");
    app.v1(app.post("/v1/users")).json(new("cat")).send().await.ok();
    assert_eq!(accessed_at(&app, "cat").await, "", "a server created the user");
}

/// The time is recorded with the session, so that the first call of the session writes nothing.
#[tokio::test]
async fn the_first_sign_in_of_a_day_is_an_access() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.sign_in("ann").await;
    assert_eq!(accessed_at(&app, "ann").await, "", "0.15 does not have the field");
    let sign_in = app.try_sign_in("ann@example.com", PASSWORD).format(VERSION).send().await;
    let (token, first) = (sign_in.token(), accessed_at(&app, "ann").await);
    assert_eq!(first, sign_in.body()["$createdAt"]);
    let call = app.get("/v1/account").session(&token).format(VERSION).send();
    let (answer, bill) = app.caller.meter.measure(call).await;
    assert_eq!((&answer.ok()["accessedAt"], bill.write_units()), (&first, 0.0));
    assert_eq!(answer.body()["$updatedAt"], answer.body()["$createdAt"], "it is no change of the user");
    app.try_sign_in("ann@example.com", PASSWORD).format(VERSION).send().await.ok();
    assert_eq!(accessed_at(&app, "ann").await, first, "the second of the day");
    app.pass(86_400);
    let secret = app.v1(app.post("/v1/users/ann/tokens")).json(json!({})).send().await.ok()["secret"].clone();
    let by_token = app.post("/v1/account/sessions/token").project(PROJECT).format(VERSION);
    let session = by_token.json(json!({ "userId": "ann", "secret": secret })).send().await.ok();
    assert_eq!(accessed_at(&app, "ann").await, session["$createdAt"]);
    app.check("after the accesses");
}

/// Calls, round trips, read units and write units of a sign-in: the user is read once, and a success in 1.x costs one
/// write unit more, for the attempts that it forgets.
#[tokio::test]
async fn a_sign_in_reads_its_user_once() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.try_sign_in("ann@example.com", PASSWORD).format(VERSION).send().await.ok();
    let token = app.v1(app.post("/v1/users/ann/tokens")).json(json!({ "length": 32 })).send().await.ok();
    let by_email = |format| app.try_sign_in("ann@example.com", PASSWORD).format(format);
    let proof = json!({ "userId": "ann", "secret": token["secret"] });
    let by_token = app.post("/v1/account/sessions/token").project(PROJECT).format(VERSION).json(proof);
    for (request, expected) in [
        (by_email("0.15.0"), (5, 4, 2.0, 8.0)),
        (by_email(VERSION), (6, 4, 2.0, 9.0)),
        (by_email(VERSION).secret(app.key()), (3, 3, 2.0, 6.0)),
        (by_token, (5, 3, 2.0, 11.0)),
    ] {
        let name = format!("{request:?}");
        let (answer, bill) = app.caller.meter.measure(request.send()).await;
        let cost = (bill.calls.len(), bill.round_trips(), bill.read_units(), bill.write_units());
        assert_eq!((answer.status.as_u16(), cost), (201, expected), "{name}");
    }
}

#[tokio::test]
async fn a_session_that_a_server_creates_is_no_access_and_its_first_call_is() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let session = app.v1(app.post("/v1/users/ann/sessions")).json(json!({})).send().await.ok();
    assert_eq!(accessed_at(&app, "ann").await, "");
    let token = session["secret"].as_str().unwrap();
    let shown = app.get("/v1/account").session(token).format(VERSION).send().await.ok();
    assert_ne!(shown["accessedAt"], "");
    assert_eq!(accessed_at(&app, "ann").await, shown["accessedAt"]);
}

#[tokio::test]
async fn callers_of_0_15_cause_no_write_of_the_time_of_access() {
    let (app, token) = TestApp::with_ann().await;
    let call = app.get("/v1/account").session(&token).send();
    let (answer, bill) = app.caller.meter.measure(call).await;
    answer.ok();
    assert_eq!(bill.write_units(), 0.0);
    assert_eq!(app.v1(app.get("/v1/users/ann")).send().await.ok()["accessedAt"], "");
}

#[tokio::test]
async fn signing_up_returns_the_user_without_the_hash() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "eve", "email": " Eve@example.com", "password": PASSWORD });
    let answer = app.post("/v1/account").project(PROJECT).format(VERSION).json(new).send().await;
    let shown = answer.body();
    assert_eq!((answer.status.as_u16(), &shown["email"]), (201, &json!("eve@example.com")));
    assert!(shown.get("password").is_none() && shown.get("hash").is_none());
    let without = json!({ "userId": "bob", "password": PASSWORD });
    let answer = app.post("/v1/account").project(PROJECT).format(VERSION).json(without).send().await;
    answer.is_v1_error(400, "general_argument_invalid", "Param \"email\" is not optional.");
}

#[tokio::test]
async fn a_server_that_signs_a_user_in_gets_the_session_token() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
    let signed_in = app.v1(app.post(SIGN_IN)).json(credentials.clone()).send().await;
    let session = signed_in.body();
    assert_eq!((signed_in.status.as_u16(), &session["factors"]), (201, &json!(["password"])));
    assert!(app.accepts(session["secret"].as_str().unwrap()).await);
    assert_eq!(signed_in.rate(), None, "servers have no rate limit");
    let account = app.get("/v1/account").project(PROJECT).format(VERSION);
    assert_eq!(account.header("x-appwrite-session", session["secret"].as_str().unwrap()).send().await.status, 200);
    let browser = app.post(SIGN_IN).project(PROJECT).format(VERSION).json(credentials.clone()).send().await;
    assert_eq!(browser.body()["secret"], "");
    // In 0.15 a session has no such field for any caller.
    let v0_15 = app.post(SIGN_IN).key().json(credentials).send().await;
    assert!(v0_15.status == 201 && v0_15.body().get("secret").is_none());
}

#[tokio::test]
async fn a_server_that_signs_a_user_in_by_a_token_gets_the_session_token() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let token = app.v1(app.post("/v1/users/ann/tokens")).json(json!({})).send().await.body();
    let proof = json!({ "userId": "ann", "secret": token["secret"] });
    let signed_in = app.v1(app.post("/v1/account/sessions/token")).json(proof).send().await;
    let session = signed_in.body();
    assert_eq!((signed_in.status.as_u16(), &session["provider"]), (201, &json!("token")));
    assert!(app.accepts(session["secret"].as_str().unwrap()).await);
}

#[tokio::test]
async fn a_new_session_and_the_list_show_the_same_expiry() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let session = app.v1(app.post("/v1/users/ann/sessions")).json(json!({})).send().await.body();
    let listed = app.v1(app.get("/v1/users/ann/sessions")).send().await.ok();
    assert_eq!(session["expire"], listed["sessions"][0]["expire"]);
    assert_ne!(session["expire"], "");
}

#[tokio::test]
async fn an_api_key_without_the_scope_of_sessions_signs_in_like_a_browser() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let secret = app.make_key(PROJECT, &[Scope::TeamsRead, Scope::TeamsWrite, Scope::UsersRead], None).await;
    let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
    let sign_in = app.post(SIGN_IN).project(PROJECT).secret(&secret).format(VERSION).json(credentials);
    let answer = sign_in.send().await;
    assert_eq!((answer.status.as_u16(), answer.body()["secret"].clone()), (201, json!("")));
    assert!(answer.rate().is_some(), "the rate limit applies");
    let able = app.make_key(PROJECT, &[Scope::SessionsWrite], None).await;
    let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
    let sign_in = app.post(SIGN_IN).project(PROJECT).secret(&able).format(VERSION).json(credentials);
    let answer = sign_in.send().await;
    assert!(answer.rate().is_none() && answer.body()["secret"] != "");
}

#[tokio::test]
async fn an_api_key_takes_precedence_over_a_session() {
    let (app, token) = TestApp::with_ann().await;
    let users = app.v1(app.get("/v1/users")).header("x-appwrite-session", &token).send().await;
    assert_eq!(users.ok()["total"], 1);
    let account = app.v1(app.get("/v1/account")).header("x-appwrite-session", &token).send().await;
    let message = "app.p@service.roster.example.com (role: applications) missing scopes ([\"account\"])";
    account.is_v1_error(401, "general_unauthorized_scope", message);
    let member = app.get("/v1/users").session(&token).format(VERSION).send().await;
    let message = "ann@example.com (role: users) missing scopes ([\"users.read\"])";
    member.is_v1_error(401, "general_unauthorized_scope", message);
}

#[tokio::test]
async fn a_blocked_user_gets_403() {
    let (app, token) = TestApp::with_ann().await;
    app.v1(app.patch("/v1/users/ann/status")).json(json!({ "status": false })).send().await.ok();
    let blocked = app.get("/v1/account").session(&token).format(VERSION).send().await;
    blocked.is_v1_error(403, "user_blocked", "The current user has been blocked.");
    let again = json!({ "email": "ann@example.com", "password": PASSWORD });
    let sign_in = app.post(SIGN_IN).project(PROJECT).format(VERSION).json(again).send().await;
    sign_in.is_v1_error(403, "user_blocked", "The current user has been blocked.");
    let wrong = json!({ "email": "ann@example.com", "password": "wrong horse" });
    let sign_in = app.post(SIGN_IN).project(PROJECT).format(VERSION).json(wrong).send().await;
    let message = "Invalid credentials. Please check the email and password.";
    sign_in.is_v1_error(401, "user_invalid_credentials", message);
}

#[tokio::test]
async fn a_jwt_has_the_requested_duration() {
    let (app, token) = TestApp::with_ann().await;
    let create = async |body| app.post("/v1/account/jwt").session(&token).format(VERSION).json(body).send().await;
    let account = async |jwt: &str| app.get("/v1/account").jwt(jwt).format(VERSION).send().await.status.as_u16();
    let short = create(json!({ "duration": 60 })).await.body()["jwt"].as_str().unwrap().to_owned();
    assert_eq!(account(&short).await, 200);
    app.pass(59);
    assert_eq!(account(&short).await, 200);
    app.pass(1);
    assert_eq!(account(&short).await, 401, "there is no leeway, unlike in 0.15");
    let message = "Value must be a valid range between 0 and 3,600";
    for invalid in [json!(3_601), json!(-1), json!("x")] {
        create(json!({ "duration": invalid })).await.is_v1_invalid("duration", message);
    }
}

#[tokio::test]
async fn a_user_who_lacks_a_second_factor_is_rejected() {
    let (app, token) = TestApp::with_ann().await;
    let (p, change) = (&app.project.id, app.time.change());
    app.store.update_mfa(p, &roster_tests::clock::user_id("ann"), true, &change).await.unwrap();
    // Without a verified email or phone there is no second factor
    // (source: docs/reference/appwrite/mfa.md#when-a-session-is-rejected).
    assert!(app.accepts(&token).await);
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    let message = "More factors are required to complete the sign in process.";
    let rejected = app.get("/v1/account").session(&token).format(VERSION).send().await;
    rejected.is_v1_error(401, "user_more_factors_required", message);
}
