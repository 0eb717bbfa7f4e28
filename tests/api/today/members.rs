//! POST /v1/teams/{teamId}/memberships: who joins is named by id, address or number.

use crate::answer::Answer;
use crate::app::TestApp;
use roster_core::Proof;
use roster_tests::clock::{name, phone, team_id, user_id};
use serde_json::{Value, json};

async fn with_crew() -> TestApp {
    let app = TestApp::start().await;
    for id in ["ann", "bob", "cat"] {
        app.create(id).await;
    }
    let p = &app.project.id;
    app.store.update_phone(p, &user_id("cat"), phone("+4930901820"), &Proof::Key, &app.time.change()).await.unwrap();
    app.store.create_team(p, &team_id("crew"), &name("Crew"), None, &app.time.change()).await.unwrap();
    app
}

async fn join(app: &TestApp, who: Value) -> Answer {
    let mut body = who;
    body["roles"] = json!(["crew"]);
    app.today(app.post("/v1/teams/crew/memberships")).json(body).send().await
}

#[tokio::test]
async fn a_member_is_named_by_id_address_or_number() {
    let app = with_crew().await;
    for (who, id) in [
        (json!({ "userId": "ann" }), "ann"),
        (json!({ "email": "bob@example.com" }), "bob"),
        (json!({ "phone": "+4930901820" }), "cat"),
    ] {
        let answer = join(&app, who).await;
        let body = answer.body();
        assert_eq!((answer.status.as_u16(), &body["userId"], &body["confirm"]), (201, &json!(id), &json!(true)));
        assert_eq!(body["userEmail"], format!("{id}@example.com"));
    }
    let again = join(&app, json!({ "userId": "ann" })).await;
    again.is_refused_today(409, "membership_already_confirmed", "Membership is already confirmed.");
    app.check("a crew of three");
}

#[tokio::test]
async fn who_is_new_is_created() {
    let app = with_crew().await;
    let by_phone = join(&app, json!({ "phone": "+4911111", "name": "Dan" })).await;
    assert_eq!((by_phone.status.as_u16(), by_phone.body()["userName"].clone()), (201, json!("Dan")));
    let by_both = join(&app, json!({ "email": "eve@example.com", "phone": "+4922222" })).await.ok();
    assert_eq!((&by_both["userName"], &by_both["userPhone"]), (&json!("eve@example.com"), &json!("+4922222")));
    app.check("new members");
}

#[tokio::test]
async fn who_is_not_named_or_not_there_does_not_join() {
    let app = with_crew().await;
    let message = "At least one of userId, email, or phone is required";
    join(&app, json!({})).await.is_refused_today(400, "general_argument_invalid", message);
    let nobody = join(&app, json!({ "userId": "nobody" })).await;
    nobody.is_refused_today(404, "user_not_found", "User with the requested ID could not be found.");
    let two = join(&app, json!({ "userId": "ann", "email": "bob@example.com" })).await;
    two.is_refused_today(409, "user_already_exists", "Given userId, email and phone don't match");
    let page = join(&app, json!({ "userId": "ann", "url": "https://evil.example.com" })).await;
    page.is_invalid_today("url", "URL host must be one of: localhost");
    assert_eq!(app.today(app.get("/v1/teams/crew")).send().await.ok()["total"], 0);
}
