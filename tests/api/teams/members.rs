//! GET and POST /v1/teams/{teamId}/memberships

use super::{ROLES, URL, member};
use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{EMAIL, LIMIT, NAME, OFFSET, START, TEAM_ID, invalid_ids, missing, with};
use roster_tests::faults::{Fault, Rule};
use serde_json::{Value, json};

const PATH: &str = "/v1/teams/crew/memberships";
/// A valid body with these fields replaced.
fn new(changes: Value) -> Value {
    with(json!({ "email": "eve@example.com", "roles": ["cook"], "url": URL }), changes)
}

async fn add(app: &TestApp, changes: Value) -> Answer {
    app.post(PATH).key().json(new(changes)).send().await
}

#[tokio::test]
async fn a_member_added_by_an_api_key_is_confirmed_at_once() {
    let (app, _) = TestApp::with_a_team().await;
    let answer = add(&app, json!({})).await;
    answer.is(201, member(&answer.body()["$id"], "eve", "crew", &["cook"]));
    answer.has_fields_in_order(&["$id", "userId", "userName", "userEmail", "teamId", "teamName", "invited", "roles"]);
    assert_eq!(app.total_of("crew").await, 3);
    assert_eq!(app.events("eve").await[0], "users.eve.memberships.create");
    let list = app.get("/v1/users/eve/memberships").key().send().await;
    list.is(200, json!({ "total": 1, "memberships": [answer.body()] }));
    app.check("another member");
}

#[tokio::test]
async fn an_unknown_email_creates_a_user() {
    let (app, _) = TestApp::with_a_team().await;
    let named = add(&app, json!({ "email": "Zoe@Example.com", "name": "Zoe" })).await.ok();
    let unnamed = add(&app, json!({ "email": "yan@example.com" })).await.ok();
    for (membership, email, name) in
        [(named, "zoe@example.com", "Zoe"), (unnamed, "yan@example.com", "yan@example.com")]
    {
        assert_eq!((&membership["userEmail"], &membership["userName"]), (&json!(email), &json!(name)));
        let id = membership["userId"].as_str().unwrap();
        let created = app.read(id).await;
        assert_eq!(
            (&created["name"], &created["passwordUpdate"], &created["status"]),
            (&json!(name), &json!(0), &json!(true))
        );
        // Both events are of the same millisecond, so their order is undefined.
        let mut events = app.events(id).await;
        events.sort();
        assert_eq!(events, ["create", "memberships.create"].map(|event| format!("users.{id}.{event}")));
        app.try_sign_in(email, "").send().await.is_invalid(&missing("password"));
        app.try_sign_in(email, "any password").send().await.is_wrong_password();
    }
    assert_eq!(app.total_of("crew").await, 4);
    app.check("new users");
}

#[tokio::test]
async fn an_existing_user_keeps_their_name() {
    let (app, _) = TestApp::with_a_team().await;
    let answer = add(&app, json!({ "email": "EVE@example.com", "name": "Somebody" })).await;
    assert_eq!(answer.ok()["userName"], "eve Lee");
}

#[tokio::test]
async fn a_member_is_added_once() {
    let (app, _) = TestApp::with_a_team().await;
    let again = add(&app, json!({ "email": "bob@example.com" })).await;
    again.is_error(409, "team_invite_already_exists", "User is already a member of this team");
    assert_eq!(app.total_of("crew").await, 2);
    app.check("a member added twice");
}

#[tokio::test]
async fn a_lost_answer_of_the_table_adds_one_member() {
    let (app, _) = TestApp::with_a_team().await;
    app.caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(1));
    add(&app, json!({})).await.ok();
    assert_eq!(app.total_of("crew").await, 3);
    app.check("a lost answer");
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let (app, _) = TestApp::with_a_team().await;
    for (changes, message) in [
        (json!({ "email": Value::Null, "roles": 5 }), missing("email")),
        (json!({ "email": "x", "roles": 5 }), EMAIL.to_owned()),
        (json!({ "roles": Value::Null, "url": "x" }), missing("roles")),
        (json!({ "roles": "cook", "url": "x" }), ROLES.to_owned()),
        (json!({ "roles": ["a b"], "url": "x" }), ROLES.to_owned()),
        (json!({ "roles": vec!["x"; 101] }), ROLES.to_owned()),
        (json!({ "url": Value::Null, "name": 5 }), missing("url")),
        (json!({ "url": "x", "name": 5 }), "Invalid url: Value must be a valid URL".to_owned()),
        (json!({ "url": "ftp://localhost" }), "Invalid url: Value must be a valid URL".to_owned()),
        (json!({ "name": 5 }), NAME.to_owned()),
    ] {
        add(&app, changes).await.is_invalid(&message);
    }
    for id in invalid_ids() {
        let path = format!("/v1/teams/{id}/memberships");
        app.post(&path).key().json(json!({ "email": "x" })).send().await.is_invalid(TEAM_ID);
        app.get(&format!("{path}?limit=101")).key().send().await.is_invalid(TEAM_ID);
    }
    let unknown = app.post("/v1/teams/unknown/memberships").key();
    unknown.json(new(json!({ "email": "x" }))).send().await.is_invalid(EMAIL);
    assert_eq!(app.total_of("crew").await, 2);
}

#[tokio::test]
async fn the_url_must_have_an_allowed_host() {
    let (mut app, _) = TestApp::with_a_team().await;
    let url = "https://app.example.com/join";
    add(&app, json!({ "url": url })).await.is_invalid("Invalid url: URL host must be one of: localhost");
    app.allow_origins(&["https://app.example.com", "https://b.example"]).await;
    let message = "Invalid url: URL host must be one of: localhost, app.example.com, b.example";
    for url in ["https://evil.example", "https://app.example.com.evil.example", "https://evil.example/app.example.com"]
    {
        add(&app, json!({ "url": url })).await.is_invalid(message);
        let token = app.sign_in("ann").await;
        let nowhere = app.post("/v1/teams/unknown/memberships").session(&token).json(new(json!({ "url": url })));
        nowhere.send().await.is_invalid(message);
    }
    add(&app, json!({ "url": url })).await.ok();
}

#[tokio::test]
async fn only_scheme_and_host_of_the_url_are_looked_at() {
    let (app, _) = TestApp::with_a_team().await;
    for (n, end) in
        ["/join us", "/<join>?a=b c&d=\"e\"", "?next=http://evil.example", "#{}|^`", "/\u{fc}/%zz", ":3000/a\\b"]
            .into_iter()
            .enumerate()
    {
        let url = format!("HTTP://Localhost{end}");
        add(&app, json!({ "email": format!("n{n}@example.com"), "url": url })).await.ok();
    }
    let none = ["http:localhost", "localhost", "http://", "http:///join", "http://local host/", "//localhost"];
    let with_user = ["http://evil.example\\@localhost/", "http://localhost@evil.example/", "http://localhost\\x"];
    for url in none.into_iter().chain(with_user) {
        add(&app, json!({ "url": url })).await.is_invalid("Invalid url: Value must be a valid URL");
    }
    let other = add(&app, json!({ "url": "http://evil.example?@localhost" })).await;
    other.is_invalid("Invalid url: URL host must be one of: localhost");
}

#[tokio::test]
async fn no_user_is_created_for_an_unknown_team() {
    let app = TestApp::start().await;
    app.post("/v1/teams/unknown/memberships").key().json(new(json!({}))).send().await.is_no_team();
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn members_are_listed_with_all_fields_and_current_names() {
    let (app, [ann, bob]) = TestApp::with_a_team().await;
    let members = [member(&json!(ann), "ann", "crew", &["owner"]), member(&json!(bob), "bob", "crew", &["cook"])];
    let expected = json!({ "total": 2, "memberships": members });
    app.get(PATH).key().send().await.is(200, expected.clone());
    let token = app.sign_in("bob").await;
    app.get(PATH).session(&token).send().await.is(200, expected);
    app.patch("/v1/account/name").session(&token).json(json!({ "name": "Robert" })).send().await.ok();
    let list = app.get(PATH).session(&token).send().await.ok();
    assert_eq!(
        (&list["memberships"][1]["userName"], &list["memberships"][1]["$updatedAt"]),
        (&json!("Robert"), &json!(START))
    );
    app.get("/v1/teams/unknown/memberships").key().send().await.is_no_team();
}

#[tokio::test]
async fn the_list_of_members_has_pages() {
    let app = TestApp::start().await;
    app.make_team("crew").await;
    for n in 0..5 {
        let new = json!({ "email": format!("u{n}@example.com"), "roles": [], "url": URL });
        app.post(PATH).key().json(new).send().await.ok();
    }
    let emails = async |query: &str| -> Vec<String> {
        let list = app.get(&format!("{PATH}{query}")).key().send().await.ok();
        assert_eq!(list["total"], 5, "{query}");
        let members = list["memberships"].as_array().unwrap().iter();
        members.map(|member| member["userEmail"].as_str().unwrap()[..2].to_owned()).collect()
    };
    assert_eq!(emails("").await, ["u0", "u1", "u2", "u3", "u4"]);
    assert_eq!(emails("?limit=2&offset=1").await, ["u1", "u2"]);
    assert!(emails("?limit=0").await.is_empty() && emails("?offset=5").await.is_empty());
    app.get(&format!("{PATH}?limit=101&offset=5001")).key().send().await.is_invalid(LIMIT);
    app.get(&format!("{PATH}?offset=5001")).key().send().await.is_invalid(OFFSET);
}
