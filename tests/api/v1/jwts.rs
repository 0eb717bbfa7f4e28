//! POST /v1/users/{userId}/jwts and /v1/account/jwts

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::user;
use serde_json::{Value, json};

const JWTS: &str = "/v1/users/ann/jwts";
const NO_SESSION: &str = "The current user session could not be found.";

async fn create(app: &TestApp, body: Value) -> Answer {
    app.v1(app.post(JWTS)).json(body).send().await
}

async fn jwt_of(app: &TestApp, body: Value) -> String {
    let answer = create(app, body).await;
    let jwt = answer.body()["jwt"].as_str().unwrap_or_default().to_owned();
    answer.is(201, json!({ "jwt": jwt }));
    jwt
}

async fn is_valid(app: &TestApp, jwt: &str) -> bool {
    app.get("/v1/account").jwt(jwt).send().await.status == 200
}

async fn session_of(app: &TestApp, token: &str) -> Value {
    app.get("/v1/account/sessions/current").session(token).send().await.ok()["$id"].clone()
}

#[tokio::test]
async fn a_jwt_without_a_session_gives_access_to_the_account() {
    let (app, _) = TestApp::with_ann().await;
    for body in [json!({}), json!({ "sessionId": null, "duration": 900 })] {
        let jwt = jwt_of(&app, body).await;
        app.get("/v1/account").jwt(&jwt).send().await.is(200, user("ann"));
        let current = app.get("/v1/account/sessions/current").jwt(&jwt).send().await;
        current.is_error(404, "user_session_not_found", "Session not found");
    }
    app.check("JWTs");
}

#[tokio::test]
async fn a_jwt_of_a_session_ends_with_it() {
    let (app, token) = TestApp::with_ann().await;
    let later = app.sign_in("ann").await;
    let own = session_of(&app, &token).await;
    let (named, recent) =
        (jwt_of(&app, json!({ "sessionId": own })).await, jwt_of(&app, json!({ "sessionId": "recent" })).await);
    let without = jwt_of(&app, json!({})).await;
    app.delete("/v1/account/sessions/current").session(&token).send().await.is_done();
    assert_eq!((is_valid(&app, &named).await, is_valid(&app, &recent).await), (false, true));
    app.delete("/v1/account/sessions/current").session(&later).send().await.is_done();
    assert_eq!((is_valid(&app, &recent).await, is_valid(&app, &without).await), (false, true));
}

#[tokio::test]
async fn an_unknown_session_is_404() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let of_ann = session_of(&app, &token).await;
    create(&app, json!({ "sessionId": "unknown" })).await.is_v1_error(404, "user_session_not_found", NO_SESSION);
    for session in [of_ann, json!("recent")] {
        let of_bob = app.v1(app.post("/v1/users/bob/jwts")).json(json!({ "sessionId": session })).send().await;
        of_bob.is_v1_error(404, "user_session_not_found", NO_SESSION);
    }
    for session in ["unknown", "recent"] {
        let nobody = app.v1(app.post("/v1/users/nobody/jwts")).json(json!({ "sessionId": session })).send().await;
        nobody.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    }
}

#[tokio::test]
async fn an_empty_session_id_is_invalid_and_counts_as_missing_in_0_15() {
    let (app, _) = TestApp::with_ann().await;
    let no_id = crate::expected::SESSION_ID.split_once(": ").unwrap().1;
    for user in ["ann", "nobody"] {
        let path = format!("/v1/users/{user}/jwts");
        let in_1_x = app.v1(app.post(&path)).json(json!({ "sessionId": "" })).send().await;
        in_1_x.is_v1_invalid("sessionId", no_id);
    }
    let in_0_15 = app.post(JWTS).key().json(json!({ "sessionId": "" })).send().await.ok();
    assert!(is_valid(&app, in_0_15["jwt"].as_str().unwrap()).await);
}

#[tokio::test]
async fn a_jwt_has_the_requested_duration() {
    let (app, _) = TestApp::with_ann().await;
    let (short, default) = (jwt_of(&app, json!({ "duration": 60 })).await, jwt_of(&app, json!({})).await);
    app.pass(69);
    assert!(is_valid(&app, &short).await);
    app.pass(2);
    assert_eq!((is_valid(&app, &short).await, is_valid(&app, &default).await), (false, true));
    app.pass(840);
    assert!(!is_valid(&app, &default).await);
    for invalid in [json!(-1), json!(3_601), json!("long")] {
        let rejected = create(&app, json!({ "duration": invalid })).await;
        rejected.is_v1_invalid("duration", "Value must be a valid range between 0 and 3,600");
    }
}

#[tokio::test]
async fn a_jwt_of_a_deleted_user_is_invalid_for_a_new_user_of_the_same_id() {
    let (app, _) = TestApp::with_ann().await;
    let jwt = jwt_of(&app, json!({})).await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    app.get("/v1/account").jwt(&jwt).send().await.is_blocked();
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert!(!is_valid(&app, &jwt).await);
    app.create("ann").await;
    assert!(!is_valid(&app, &jwt).await);
}

#[tokio::test]
async fn users_create_their_jwts_by_two_paths() {
    let (app, token) = TestApp::with_ann().await;
    for path in ["/v1/account/jwt", "/v1/account/jwts"] {
        let answer = app.post(path).session(&token).format("1.9.6").json(json!({ "duration": 5 })).send().await.ok();
        assert!(is_valid(&app, answer["jwt"].as_str().unwrap()).await, "{path}");
    }
}
