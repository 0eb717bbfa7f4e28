//! POST /v1/teams/{teamId}/memberships: the member is found by id, email or phone.

use crate::answer::Answer;
use crate::app::TestApp;
use roster_core::Proof;
use roster_tests::clock::{name, phone, team_id, user_id};
use serde_json::{Value, json};

async fn with_team() -> TestApp {
    let app = TestApp::start().await;
    for id in ["ann", "bob", "cat"] {
        app.create(id).await;
    }
    let p = &app.project.id;
    app.store.update_phone(p, &user_id("cat"), phone("+4930901820"), &Proof::Key, &app.time.change()).await.unwrap();
    app.store.create_team(p, &team_id("crew"), &name("Crew"), None, &app.time.change()).await.unwrap();
    app
}

async fn join(app: &TestApp, member: Value) -> Answer {
    let mut body = member;
    body["roles"] = json!(["crew"]);
    app.v1(app.post("/v1/teams/crew/memberships")).json(body).send().await
}

#[tokio::test]
async fn a_member_is_found_by_id_email_or_phone() {
    let app = with_team().await;
    for (member, id) in [
        (json!({ "userId": "ann" }), "ann"),
        (json!({ "email": "bob@example.com" }), "bob"),
        (json!({ "phone": "+4930901820" }), "cat"),
    ] {
        let answer = join(&app, member).await;
        let body = answer.body();
        assert_eq!((answer.status.as_u16(), &body["userId"], &body["confirm"]), (201, &json!(id), &json!(true)));
        assert_eq!(body["userEmail"], format!("{id}@example.com"));
    }
    let again = join(&app, json!({ "userId": "ann" })).await;
    again.is_v1_error(409, "membership_already_confirmed", "Membership is already confirmed.");
    app.check("a team of three");
}

#[tokio::test]
async fn an_unknown_email_or_phone_creates_a_user() {
    let app = with_team().await;
    let by_phone = join(&app, json!({ "phone": "+4911111", "name": "Dan" })).await;
    assert_eq!((by_phone.status.as_u16(), by_phone.body()["userName"].clone()), (201, json!("Dan")));
    let by_both = join(&app, json!({ "email": "eve@example.com", "phone": "+4922222" })).await.ok();
    assert_eq!((&by_both["userName"], &by_both["userPhone"]), (&json!("eve@example.com"), &json!("+4922222")));
    app.check("new members");
}

#[tokio::test]
async fn a_missing_unknown_or_ambiguous_user_is_rejected() {
    let app = with_team().await;
    let message = "At least one of userId, email, or phone is required";
    join(&app, json!({})).await.is_v1_error(400, "general_argument_invalid", message);
    let nobody = join(&app, json!({ "userId": "nobody" })).await;
    nobody.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    let two = join(&app, json!({ "userId": "ann", "email": "bob@example.com" })).await;
    two.is_v1_error(409, "user_already_exists", "Given userId, email and phone don't match");
    let url = join(&app, json!({ "userId": "ann", "url": "https://evil.example.com" })).await;
    url.is_v1_invalid("url", "URL host must be one of: localhost");
    assert_eq!(app.v1(app.get("/v1/teams/crew")).send().await.ok()["total"], 0);
}
