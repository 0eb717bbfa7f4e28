//! POST /v1/users/{userId}/jwts, and /v1/account/jwts: a user lent to a server.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::user;
use serde_json::{Value, json};

const JWTS: &str = "/v1/users/ann/jwts";
const NO_SESSION: &str = "The current user session could not be found.";

async fn create(app: &TestApp, body: Value) -> Answer {
    app.today(app.post(JWTS)).json(body).send().await
}

async fn jwt_of(app: &TestApp, body: Value) -> String {
    let answer = create(app, body).await;
    let jwt = answer.body()["jwt"].as_str().unwrap_or_default().to_owned();
    answer.is(201, json!({ "jwt": jwt }));
    jwt
}

async fn is_good(app: &TestApp, jwt: &str) -> bool {
    app.get("/v1/account").jwt(jwt).send().await.status == 200
}

async fn session_of(app: &TestApp, token: &str) -> Value {
    app.get("/v1/account/sessions/current").session(token).send().await.ok()["$id"].clone()
}

#[tokio::test]
async fn a_token_without_a_session_opens_the_account_and_has_no_session() {
    let (app, _) = TestApp::with_ann().await;
    for body in [json!({}), json!({ "sessionId": "" }), json!({ "sessionId": null, "duration": 900 })] {
        let jwt = jwt_of(&app, body).await;
        app.get("/v1/account").jwt(&jwt).send().await.is(200, user("ann"));
        let current = app.get("/v1/account/sessions/current").jwt(&jwt).send().await;
        current.is_refused(404, "user_session_not_found", "Session not found");
    }
    app.check("lent");
}

#[tokio::test]
async fn a_token_of_a_session_ends_with_it() {
    let (app, token) = TestApp::with_ann().await;
    let later = app.sign_in("ann").await;
    let own = session_of(&app, &token).await;
    let (named, recent) =
        (jwt_of(&app, json!({ "sessionId": own })).await, jwt_of(&app, json!({ "sessionId": "recent" })).await);
    let without = jwt_of(&app, json!({})).await;
    app.delete("/v1/account/sessions/current").session(&token).send().await.is_done();
    assert_eq!((is_good(&app, &named).await, is_good(&app, &recent).await), (false, true));
    app.delete("/v1/account/sessions/current").session(&later).send().await.is_done();
    assert_eq!((is_good(&app, &recent).await, is_good(&app, &without).await), (false, true));
}

#[tokio::test]
async fn a_session_that_is_not_there_is_not_found() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let of_ann = session_of(&app, &token).await;
    create(&app, json!({ "sessionId": "unknown" })).await.is_refused_today(404, "user_session_not_found", NO_SESSION);
    for session in [of_ann, json!("recent")] {
        let of_bob = app.today(app.post("/v1/users/bob/jwts")).json(json!({ "sessionId": session })).send().await;
        of_bob.is_refused_today(404, "user_session_not_found", NO_SESSION);
    }
    for session in ["", "unknown", "recent"] {
        let nobody = app.today(app.post("/v1/users/nobody/jwts")).json(json!({ "sessionId": session })).send().await;
        nobody.is_refused_today(404, "user_not_found", "User with the requested ID could not be found.");
    }
}

#[tokio::test]
async fn a_token_lives_as_long_as_is_said() {
    let (app, _) = TestApp::with_ann().await;
    let (short, usual) = (jwt_of(&app, json!({ "duration": 60 })).await, jwt_of(&app, json!({})).await);
    app.pass(69);
    assert!(is_good(&app, &short).await);
    app.pass(2);
    assert_eq!((is_good(&app, &short).await, is_good(&app, &usual).await), (false, true));
    app.pass(840);
    assert!(!is_good(&app, &usual).await);
    for bad in [json!(-1), json!(3_601), json!("long")] {
        let refused = create(&app, json!({ "duration": bad })).await;
        refused.is_invalid_today("duration", "Value must be a valid range between 0 and 3,600");
    }
}

#[tokio::test]
async fn a_token_of_a_user_who_is_gone_opens_nothing_of_the_next() {
    let (app, _) = TestApp::with_ann().await;
    let jwt = jwt_of(&app, json!({})).await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    app.get("/v1/account").jwt(&jwt).send().await.is_blocked();
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert!(!is_good(&app, &jwt).await);
    app.create("ann").await;
    assert!(!is_good(&app, &jwt).await);
}

#[tokio::test]
async fn users_ask_for_theirs_by_either_path() {
    let (app, token) = TestApp::with_ann().await;
    for path in ["/v1/account/jwt", "/v1/account/jwts"] {
        let made = app.post(path).session(&token).format("1.9.6").json(json!({ "duration": 5 })).send().await.ok();
        assert!(is_good(&app, made["jwt"].as_str().unwrap()).await, "{path}");
    }
}
