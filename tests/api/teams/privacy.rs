//! What the members of a team see of each other.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::request::Request;
use roster_core::{Labels, MemberField, MemberFields};
use roster_tests::clock::user_id;
use serde_json::{Value, json};

const PATH: &str = "/v1/teams/crew/memberships";
/// The fields about the user, with their values when they are hidden.
const HIDDEN: [(&str, Value); 6] = [
    ("userId", Value::String(String::new())),
    ("userName", Value::String(String::new())),
    ("userEmail", Value::String(String::new())),
    ("userPhone", Value::String(String::new())),
    ("userAccessedAt", Value::String(String::new())),
    ("mfa", Value::Bool(false)),
];

impl TestApp {
    async fn v1_session(&self, request: Request<'_>, token: &str) -> Answer {
        request.session(token).format("1.9.6").send().await
    }

    /// Sets what members see of each other.
    pub async fn show(&mut self, fields: Option<MemberFields>) {
        let change = self.time.change();
        self.project = self.store.set_memberships_privacy(&self.project.id, fields, &change).await.unwrap();
        self.restart();
    }
}

/// A team of ann and bob, where every field of ann has a value; with the session of bob.
async fn with_a_full_member() -> (TestApp, [String; 2], String) {
    let (app, ids) = TestApp::with_a_team().await;
    let (p, ann) = (&app.project.id, user_id("ann"));
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let session = app.sign_in("ann").await;
    // The first call of a day sets the time of access.
    app.v1_session(app.get("/v1/account"), &session).await.ok();
    app.store.update_phone_verification(p, &ann, true, &app.time.change()).await.unwrap();
    app.store.update_mfa(p, &ann, true, &app.time.change()).await.unwrap();
    let token = app.sign_in("bob").await;
    (app, ids, token)
}

fn has_hidden(membership: &Value, fields: &[&str]) {
    for (name, hidden) in &HIDDEN {
        let is_hidden = membership[name] == *hidden;
        assert_eq!(is_hidden, fields.contains(name), "{name} of {membership}");
    }
}

const ALL: [&str; 6] = ["userId", "userName", "userEmail", "userPhone", "userAccessedAt", "mfa"];

#[tokio::test]
async fn a_member_sees_nothing_of_others_but_everything_of_themselves() {
    let (app, [ann, bob], token) = with_a_full_member().await;
    let list = app.v1_session(app.get(PATH), &token).await.ok();
    assert_eq!(list["total"], 2);
    has_hidden(&list["memberships"][0], &ALL);
    let own = &list["memberships"][1];
    assert_eq!(
        (&own["$id"], &own["userId"], &own["userEmail"]),
        (&json!(bob), &json!("bob"), &json!("bob@example.com"))
    );
    assert_eq!(list["memberships"][0]["roles"], json!(["owner"]), "roles are shown");
    let one = app.v1_session(app.get(&format!("{PATH}/{ann}")), &token).await.ok();
    assert_eq!(one, list["memberships"][0]);
    let stranger = app.sign_in("eve").await;
    app.v1_session(app.get(PATH), &stranger).await.is_v1_error(
        404,
        "team_not_found",
        "Team with the requested ID could not be found.",
    );
}

#[tokio::test]
async fn an_owner_who_sets_roles_sees_no_more() {
    let (app, [_, bob], _) = with_a_full_member().await;
    let owner = app.sign_in("ann").await;
    let request = app.patch(&format!("{PATH}/{bob}")).json(json!({ "roles": ["cook", "singer"] }));
    let changed = app.v1_session(request, &owner).await.ok();
    assert_eq!((&changed["userEmail"], &changed["roles"]), (&json!(""), &json!(["cook", "singer"])));
}

#[tokio::test]
async fn an_api_key_sees_all() {
    let (mut app, [ann, _], _) = with_a_full_member().await;
    app.show(Some(MemberFields::NONE)).await;
    let one = app.v1(app.get(&format!("{PATH}/{ann}"))).send().await.ok();
    has_hidden(&one, &[]);
    assert_eq!(app.v1(app.get(PATH)).send().await.ok()["memberships"][0], one);
    assert_eq!(app.v1(app.get("/v1/users/ann/memberships")).send().await.ok()["memberships"][0], one);
}

#[tokio::test]
async fn a_project_shows_the_fields_that_it_names() {
    let (mut app, _, token) = with_a_full_member().await;
    for (shown, hidden) in [
        (Some(MemberFields::ALL), vec![]),
        (Some(MemberFields::NONE), ALL.to_vec()),
        (
            Some([MemberField::UserName, MemberField::UserMfa].into_iter().collect()),
            vec!["userId", "userEmail", "userPhone", "userAccessedAt"],
        ),
        (None, ALL.to_vec()),
    ] {
        app.show(shown).await;
        let list = app.v1_session(app.get(PATH), &token).await.ok();
        has_hidden(&list["memberships"][0], &hidden);
    }
}

/// Otherwise a header would be enough to get around the setting.
#[tokio::test]
async fn the_older_dialect_shows_all_unless_the_project_decides() {
    let (mut app, [ann, _], token) = with_a_full_member().await;
    let first = async |app: &TestApp| app.get(PATH).session(&token).send().await.ok()["memberships"][0].clone();
    let shown = first(&app).await;
    assert_eq!((&shown["userName"], &shown["userEmail"]), (&json!("ann Lee"), &json!("ann@example.com")));
    app.show(Some(MemberFields::NONE)).await;
    let hidden = first(&app).await;
    let fields = ["userId", "userName", "userEmail"].map(|name| hidden[name].as_str().unwrap().to_owned());
    assert_eq!((fields.concat(), &hidden["$id"]), (String::new(), &json!(ann)));
    let of_13 = app.get(PATH).session(&token).format("0.13.0").send().await.ok();
    assert_eq!((&of_13["memberships"][0]["name"], &of_13["memberships"][0]["email"]), (&json!(""), &json!("")));
}

#[tokio::test]
async fn no_search_and_no_filter_finds_out_what_is_hidden() {
    let (mut app, [ann, bob], token) = with_a_full_member().await;
    let p = app.project.id.clone();
    let labels = Labels::parse(vec!["vip".into()]).unwrap();
    app.store.update_labels(&p, &user_id("ann"), labels, &app.time.change()).await.unwrap();
    let found = async |app: &TestApp, query: &str| -> Vec<String> {
        let list = app.v1_session(app.get(&format!("{PATH}?{query}")), &token).await.ok();
        list["memberships"].as_array().unwrap().iter().map(|one| one["$id"].as_str().unwrap().to_owned()).collect()
    };
    let query = |text: &str| format!("queries[]={}", text.replace('"', "%22").replace('{', "%7B").replace('}', "%7D"));
    for search in ["an", "lee%20ann", "ann@example.com", "%2B4930901820", "label:vip"] {
        assert_eq!(found(&app, &format!("search={search}")).await, [""; 0], "{search}");
    }
    let by_id = query(r#"{"method":"startsWith","attribute":"userId","values":["an"]}"#);
    assert_eq!(found(&app, &by_id).await, [""; 0]);
    assert_eq!(found(&app, "search=lee").await, std::slice::from_ref(&bob), "their own name");
    // A whole id is found, because the caller knows it already.
    assert_eq!(found(&app, "search=ann").await, std::slice::from_ref(&ann));
    assert_eq!(found(&app, &format!("search={ann}")).await, std::slice::from_ref(&ann));
    app.show(Some([MemberField::UserName, MemberField::UserId].into_iter().collect())).await;
    assert_eq!(found(&app, "search=lee%20ann").await, std::slice::from_ref(&ann));
    assert_eq!(found(&app, &by_id).await, std::slice::from_ref(&ann));
    assert_eq!(found(&app, "search=ann@example.com").await, [""; 0]);
    assert_eq!(found(&app, "search=label:vip").await, [""; 0]);
    app.show(Some(MemberFields::ALL)).await;
    assert_eq!(found(&app, "search=ann@example.com").await, [ann]);
}

#[tokio::test]
async fn members_do_not_find_others_by_labels_even_if_all_fields_are_shown() {
    let (mut app, [ann, bob], token) = with_a_full_member().await;
    for user in ["ann", "bob"] {
        let labels = Labels::parse(vec!["vip".into()]).unwrap();
        app.store.update_labels(&app.project.id, &user_id(user), labels, &app.time.change()).await.unwrap();
    }
    let path = format!("{PATH}?search=label:vip");
    let ids = |answer: Answer| -> Vec<String> {
        let list = answer.ok();
        list["memberships"].as_array().unwrap().iter().map(|one| one["$id"].as_str().unwrap().to_owned()).collect()
    };
    // In the 0.15 dialect all fields are shown without a setting.
    assert_eq!(ids(app.get(&path).session(&token).send().await), std::slice::from_ref(&bob), "their own label");
    app.show(Some(MemberFields::ALL)).await;
    for format in ["0.15.3", "1.9.6"] {
        let found = ids(app.get(&path).session(&token).format(format).send().await);
        assert_eq!(found, std::slice::from_ref(&bob), "{format}");
    }
    assert_eq!(ids(app.v1(app.get(&path)).send().await), [ann, bob], "labels are for servers");
}
