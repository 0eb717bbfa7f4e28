//! DELETE /v1/account: users delete their own accounts.

use crate::app::TestApp;
use crate::signing_in::PASSWORD;
use serde_json::json;

#[tokio::test]
async fn a_user_deletes_their_own_account_with_all_that_belongs_to_it() {
    for format in ["0.15.0", "1.9.6"] {
        let (app, token) = TestApp::with_ann().await;
        app.create("bob").await;
        let (other, bob) = (app.sign_in("ann").await, app.sign_in("bob").await);
        let push = json!({ "targetId": "phone", "identifier": "device of ann" });
        app.post("/v1/account/targets/push").session(&token).json(push.clone()).send().await.ok();
        app.post("/v1/teams").key().json(json!({ "teamId": "crew", "name": "Crew" })).send().await.ok();
        app.join("crew", "ann", &["owner"]).await.ok();
        let answer = app.delete("/v1/account").session(&token).format(format).json(json!({})).send().await;
        answer.is_done();
        answer.ends_the_session();
        for token in [&token, &other] {
            app.account(token).await.is_guest_without("account");
        }
        app.get("/v1/users/ann").key().send().await.is_no_user();
        app.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
        assert_eq!(app.get("/v1/teams/crew").key().send().await.ok()["total"], 0);
        assert!(app.accepts(&bob).await, "others stay");
        app.post("/v1/account/targets/push").session(&bob).json(push).send().await.ok();
        app.create("ann").await;
        assert!(app.sessions_of("ann").await.is_empty(), "a new user with the id has nothing of the former one");
        app.check("an account is deleted");
    }
}

#[tokio::test]
async fn only_a_signed_in_user_deletes_an_account() {
    let (app, token) = TestApp::with_ann().await;
    app.delete("/v1/account").project("p").send().await.is_guest_without("account");
    let by_key = app.delete("/v1/account").key().send().await;
    assert_eq!((by_key.status.as_u16(), &by_key.body()["type"]), (401, &json!("general_unauthorized_scope")));
    let foreign = app.delete("/v1/account").session(&token).header("origin", "https://evil.example").send().await;
    assert_eq!((foreign.status.as_u16(), &foreign.body()["type"]), (403, &json!("general_unknown_origin")));
    assert!(app.accepts(&token).await);
    app.delete("/v1/account").session(&token).send().await.is_done();
    app.delete("/v1/account").session(&token).send().await.is_guest_without("account");
}
