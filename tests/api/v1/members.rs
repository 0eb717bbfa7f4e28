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
async fn a_member_by_phone_has_no_name_and_the_answer_does_not_repeat_the_phone() {
    let app = with_team().await;
    let added = join(&app, json!({ "phone": "+4933333" })).await.ok();
    assert_eq!((&added["userName"], &added["userPhone"], &added["userEmail"]), (&json!(""), &json!(""), &json!("")));
    let read = app.v1(app.get(&format!("/v1/teams/crew/memberships/{}", added["$id"].as_str().unwrap()))).send().await;
    assert_eq!((&read.ok()["userName"], &read.ok()["userPhone"]), (&json!(""), &json!("+4933333")));
    let known = join(&app, json!({ "phone": "+4930901820" })).await.ok();
    assert_eq!((&known["userName"], &known["userPhone"]), (&json!("cat Lee"), &json!("")));
    let by_id = join(&app, json!({ "userId": "bob" })).await.ok();
    assert_eq!(by_id["userEmail"], "bob@example.com");
}

#[tokio::test]
async fn roles_of_members_have_81_characters_and_those_of_founders_36() {
    let app = with_team().await;
    let rule = |chars: u64| {
        format!(
            "Value must a valid array no longer than 100 items and Parameter must contain at most {chars} chars. Valid \
             chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char"
        )
    };
    let add = async |length: usize| {
        let body = json!({ "userId": "ann", "roles": ["x".repeat(length)] });
        app.v1(app.post("/v1/teams/crew/memberships")).json(body).send().await
    };
    add(82).await.is_v1_invalid("roles", &rule(81));
    let added = add(81).await.ok();
    let path = format!("/v1/teams/crew/memberships/{}", added["$id"].as_str().unwrap());
    let set =
        async |length: usize| app.v1(app.patch(&path)).json(json!({ "roles": ["y".repeat(length)] })).send().await;
    set(82).await.is_v1_invalid("roles", &rule(81));
    assert_eq!(set(81).await.ok()["roles"], json!(["y".repeat(81)]));
    let found = app.v1(app.post("/v1/teams")).json(json!({ "teamId": "t", "name": "T", "roles": ["x".repeat(37)] }));
    found.send().await.is_v1_invalid("roles", &rule(36));
    let older = app.patch(&path).key().json(json!({ "roles": ["y".repeat(37)] })).send().await;
    assert_eq!(older.status, 400, "0.15 has roles of at most 36 characters");
}

#[tokio::test]
async fn a_missing_unknown_or_ambiguous_user_is_rejected() {
    let app = with_team().await;
    let message = "At least one of userId, email, or phone is required";
    join(&app, json!({})).await.is_v1_error(400, "general_argument_invalid", message);
    let nobody = join(&app, json!({ "userId": "nobody" })).await;
    nobody.is_v1_error(404, "user_not_found", "User with given userId doesn't exist.");
    for (member, values) in [
        (json!({ "userId": "ann", "email": "bob@example.com" }), "userId and email"),
        (json!({ "userId": "ann", "email": "bob@example.com", "phone": "+4911111" }), "userId and email"),
        (json!({ "userId": "ann", "phone": "+4911111" }), "userId and phone"),
        (json!({ "email": "ann@example.com", "phone": "+4911111" }), "email and phone"),
    ] {
        let message = format!("Given {values} doesn't match");
        join(&app, member).await.is_v1_error(409, "user_already_exists", &message);
    }
    let url = async |url: &str| join(&app, json!({ "userId": "ann", "url": url })).await;
    let unknown = "Invalid URI. Register your new client (evil.example.com) as a new Web platform on your project console \
                   dashboard";
    url("https://evil.example.com/<script>").await.is_v1_invalid("url", unknown);
    for invalid in ["", "localhost", "ftp://localhost/", "https:///join"] {
        url(invalid).await.is_v1_invalid("url", "Invalid URI.");
    }
    assert_eq!(app.v1(app.get("/v1/teams/crew")).send().await.ok()["total"], 0);
}
