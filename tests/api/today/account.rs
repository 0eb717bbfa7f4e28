//! /v1/account: what differs for users of today.

use super::expected::{TODAY, ann, own};
use crate::app::{PROJECT, TestApp};
use crate::signing_in::{PASSWORD, SIGN_IN};
use roster_core::Scope;
use serde_json::json;

#[tokio::test]
async fn a_user_sees_no_hash_of_his_own() {
    let (app, token) = TestApp::with_ann().await;
    let answer = app.get("/v1/account").session(&token).format(TODAY).send().await;
    let shown = answer.body();
    let mut expected = own(ann(&shown));
    // The answer shows the user as he was when he came; the next one that he did.
    assert_eq!(shown, expected);
    let next = app.get("/v1/account").session(&token).format(TODAY).send().await.ok();
    assert!(next["accessedAt"].as_str().unwrap().starts_with("2030-03-17T17:46:40."));
    expected["accessedAt"] = next["accessedAt"].clone();
    assert_eq!(next, expected);
}

#[tokio::test]
async fn an_access_is_noted_once_a_day() {
    let (app, token) = TestApp::with_ann().await;
    let come = async || app.get("/v1/account").session(&token).format(TODAY).send().await.ok();
    let noted = async || app.today(app.get("/v1/users/ann")).send().await.ok()["accessedAt"].clone();
    come().await;
    let first = noted().await;
    assert_ne!(first, "");
    app.pass(86_000);
    come().await;
    assert_eq!(noted().await, first);
    app.pass(1_000);
    come().await;
    assert!(noted().await.as_str() > first.as_str());
    app.check("after accesses");
}

#[tokio::test]
async fn callers_of_0_15_do_not_pay_for_what_they_cannot_see() {
    let (app, token) = TestApp::with_ann().await;
    let call = app.get("/v1/account").session(&token).send();
    let (answer, bill) = app.caller.meter.measure(call).await;
    answer.ok();
    assert_eq!(bill.write_units(), 0.0);
    assert_eq!(app.today(app.get("/v1/users/ann")).send().await.ok()["accessedAt"], "");
}

#[tokio::test]
async fn who_signs_up_sees_himself() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "eve", "email": " Eve@example.com", "password": PASSWORD });
    let answer = app.post("/v1/account").project(PROJECT).format(TODAY).json(new).send().await;
    let shown = answer.body();
    assert_eq!((answer.status.as_u16(), &shown["email"]), (201, &json!("eve@example.com")));
    assert!(shown.get("password").is_none() && shown.get("hash").is_none());
    let without = json!({ "userId": "bob", "password": PASSWORD });
    let answer = app.post("/v1/account").project(PROJECT).format(TODAY).json(without).send().await;
    answer.is_refused_today(400, "general_argument_invalid", "Param \"email\" is not optional.");
}

#[tokio::test]
async fn a_server_that_signs_its_user_in_is_shown_the_token() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
    let signed_in = app.today(app.post(SIGN_IN)).json(credentials.clone()).send().await;
    let session = signed_in.body();
    assert_eq!((signed_in.status.as_u16(), &session["factors"]), (201, &json!(["password"])));
    assert!(app.knows(session["secret"].as_str().unwrap()).await);
    assert_eq!(signed_in.rate(), None, "a server is not counted");
    let account = app.get("/v1/account").project(PROJECT).format(TODAY);
    assert_eq!(account.header("x-appwrite-session", session["secret"].as_str().unwrap()).send().await.status, 200);
    let browser = app.post(SIGN_IN).project(PROJECT).format(TODAY).json(credentials.clone()).send().await;
    assert_eq!(browser.body()["secret"], "");
    // In 0.15 a session has no such field, whoever signs in.
    let before = app.post(SIGN_IN).key().json(credentials).send().await;
    assert!(before.status == 201 && before.body().get("secret").is_none());
}

#[tokio::test]
async fn a_server_that_signs_its_user_in_by_a_token_is_shown_that_of_the_session() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let token = app.today(app.post("/v1/users/ann/tokens")).json(json!({})).send().await.body();
    let proof = json!({ "userId": "ann", "secret": token["secret"] });
    let signed_in = app.today(app.post("/v1/account/sessions/token")).json(proof).send().await;
    let session = signed_in.body();
    assert_eq!((signed_in.status.as_u16(), &session["provider"]), (201, &json!("token")));
    assert!(app.knows(session["secret"].as_str().unwrap()).await);
}

#[tokio::test]
async fn a_session_ends_when_it_said_that_it_would() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let made = app.today(app.post("/v1/users/ann/sessions")).json(json!({})).send().await.body();
    let listed = app.today(app.get("/v1/users/ann/sessions")).send().await.ok();
    assert_eq!(made["expire"], listed["sessions"][0]["expire"]);
    assert_ne!(made["expire"], "");
}

#[tokio::test]
async fn a_key_that_may_not_make_sessions_signs_in_as_everybody_does() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let secret = app.make_key(PROJECT, &[Scope::TeamsRead, Scope::TeamsWrite, Scope::UsersRead], None).await;
    let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
    let sign_in = app.post(SIGN_IN).project(PROJECT).secret(&secret).format(TODAY).json(credentials);
    let answer = sign_in.send().await;
    assert_eq!((answer.status.as_u16(), answer.body()["secret"].clone()), (201, json!("")));
    assert!(answer.rate().is_some(), "it is counted");
    let able = app.make_key(PROJECT, &[Scope::SessionsWrite], None).await;
    let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
    let sign_in = app.post(SIGN_IN).project(PROJECT).secret(&able).format(TODAY).json(credentials);
    let answer = sign_in.send().await;
    assert!(answer.rate().is_none() && answer.body()["secret"] != "");
}

#[tokio::test]
async fn a_key_goes_before_a_session() {
    let (app, token) = TestApp::with_ann().await;
    let users = app.today(app.get("/v1/users")).header("x-appwrite-session", &token).send().await;
    assert_eq!(users.ok()["total"], 1);
    let account = app.today(app.get("/v1/account")).header("x-appwrite-session", &token).send().await;
    let message = "app.p@service.roster.example.com (role: applications) missing scopes ([\"account\"])";
    account.is_refused_today(401, "general_unauthorized_scope", message);
    let member = app.get("/v1/users").session(&token).format(TODAY).send().await;
    let message = "ann@example.com (role: users) missing scopes ([\"users.read\"])";
    member.is_refused_today(401, "general_unauthorized_scope", message);
}

#[tokio::test]
async fn a_blocked_user_is_forbidden() {
    let (app, token) = TestApp::with_ann().await;
    app.today(app.patch("/v1/users/ann/status")).json(json!({ "status": false })).send().await.ok();
    let blocked = app.get("/v1/account").session(&token).format(TODAY).send().await;
    blocked.is_refused_today(403, "user_blocked", "The current user has been blocked.");
    let again = json!({ "email": "ann@example.com", "password": PASSWORD });
    let sign_in = app.post(SIGN_IN).project(PROJECT).format(TODAY).json(again).send().await;
    sign_in.is_refused_today(403, "user_blocked", "The current user has been blocked.");
    let wrong = json!({ "email": "ann@example.com", "password": "wrong horse" });
    let sign_in = app.post(SIGN_IN).project(PROJECT).format(TODAY).json(wrong).send().await;
    let message = "Invalid credentials. Please check the email and password.";
    sign_in.is_refused_today(401, "user_invalid_credentials", message);
}

#[tokio::test]
async fn a_jwt_lives_as_long_as_it_is_asked_to() {
    let (app, token) = TestApp::with_ann().await;
    let lend = async |body| app.post("/v1/account/jwt").session(&token).format(TODAY).json(body).send().await;
    let account = async |jwt: &str| app.get("/v1/account").jwt(jwt).format(TODAY).send().await.status.as_u16();
    let short = lend(json!({ "duration": 60 })).await.body()["jwt"].as_str().unwrap().to_owned();
    assert_eq!(account(&short).await, 200);
    app.pass(59);
    assert_eq!(account(&short).await, 200);
    app.pass(1);
    assert_eq!(account(&short).await, 401, "not a moment longer, which 0.15 gives");
    let message = "Value must be a valid range between 0 and 3,600";
    for bad in [json!(3_601), json!(-1), json!("x")] {
        lend(json!({ "duration": bad })).await.is_invalid_today("duration", message);
    }
}

#[tokio::test]
async fn who_must_show_a_second_factor_is_kept_out() {
    let (app, token) = TestApp::with_ann().await;
    let (p, change) = (&app.project.id, app.time.change());
    app.store.update_mfa(p, &roster_tests::clock::user_id("ann"), true, &change).await.unwrap();
    // Nothing verified: there is no second factor that could be shown
    // (source: docs/reference/appwrite/mfa.md#when-a-session-is-rejected).
    assert!(app.knows(&token).await);
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    let message = "More factors are required to complete the sign in process.";
    let kept_out = app.get("/v1/account").session(&token).format(TODAY).send().await;
    kept_out.is_refused_today(401, "user_more_factors_required", message);
}
