//! Pages of GET /v1/teams/{teamId}/memberships: cursors in both directions and orders, and searches.

use super::URL;
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

const PATH: &str = "/v1/teams/crew/memberships";

async fn page(app: &TestApp, query: &str) -> Answer {
    app.get(&format!("{PATH}?{query}")).key().send().await
}

fn ids(answer: &Value) -> Vec<String> {
    let memberships = answer["memberships"].as_array().unwrap();
    memberships.iter().map(|membership| membership["$id"].as_str().unwrap().to_owned()).collect()
}

/// A team of nine members, and the ids of their memberships.
async fn with_nine_members() -> (TestApp, Vec<String>) {
    let (app, _) = TestApp::with_a_team().await;
    for n in 0..7 {
        let new =
            json!({ "email": format!("m{n}@example.com"), "name": format!("Sailor {n}"), "roles": [], "url": URL });
        app.pass(1);
        app.post(PATH).key().json(new).send().await.ok();
    }
    let all = ids(&page(&app, "limit=100").await.ok());
    assert_eq!(all.len(), 9);
    (app, all)
}

#[tokio::test]
async fn paging_by_cursor_returns_every_member_once() {
    let (app, all) = with_nine_members().await;
    for (order, expected) in [("ASC", all.clone()), ("DESC", all.iter().rev().cloned().collect())] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let step = page(&app, &format!("limit=2&orderType={order}&cursor={cursor}")).await.ok();
            assert_eq!(step["total"], 9);
            let step = ids(&step);
            let Some(last) = step.last().cloned() else { break };
            found.extend(step);
            cursor = last;
        }
        assert_eq!(found, expected, "{order}");
    }
}

#[tokio::test]
async fn a_page_before_the_cursor_is_in_the_order_of_the_list() {
    let (app, all) = with_nine_members().await;
    let before = page(&app, &format!("limit=2&cursor={}&cursorDirection=before", all[5])).await.ok();
    assert_eq!(ids(&before), all[3..5]);
    let descending = page(&app, &format!("limit=2&cursor={}&cursorDirection=before&orderType=DESC", all[5])).await.ok();
    assert_eq!(ids(&descending), [all[7].clone(), all[6].clone()]);
}

#[tokio::test]
async fn a_search_finds_members_by_their_words() {
    let (app, _) = with_nine_members().await;
    let all = page(&app, "limit=100").await.ok();
    let is_sailor = |member: &&Value| member["userName"].as_str().unwrap().starts_with("Sailor");
    let sailors: Vec<&Value> = all["memberships"].as_array().unwrap().iter().filter(is_sailor).collect();
    let found = page(&app, "search=sailor&limit=3&offset=1").await;
    found.is(200, json!({ "total": 7, "memberships": sailors[1..4] }));
    let after = page(&app, &format!("search=sailor&cursor={}", sailors[4]["$id"].as_str().unwrap())).await;
    after.is(200, json!({ "total": 7, "memberships": sailors[5..] }));
    let one = page(&app, "search=m4@example.com").await.ok();
    assert_eq!((&one["total"], &one["memberships"][0]["userName"]), (&json!(1), &json!("Sailor 4")));
    assert_eq!(page(&app, "search=nobody").await.ok()["total"], 0);
}

#[tokio::test]
async fn a_search_finds_members_by_the_ids_of_membership_and_user() {
    let (app, all) = with_nine_members().await;
    let members = page(&app, "limit=100").await.ok();
    for format in ["0.15.0", "1.9.6"] {
        // The last member has a generated id, the first one the id "ann".
        for at in [0, 8] {
            let user = members["memberships"][at]["userId"].as_str().unwrap();
            for term in [all[at].as_str(), user] {
                let found = app.get(&format!("{PATH}?search={term}")).key().format(format).send().await.ok();
                assert_eq!((&found["total"], ids(&found)), (&json!(1), vec![all[at].clone()]), "{term}");
                let list = app.get(&format!("/v1/users/{user}/memberships?search={term}")).key().format(format);
                assert_eq!(list.send().await.ok()["total"], 1, "{term} of the user");
            }
        }
        let no_part = app.get("/v1/users/ann/memberships?search=nn").key().format("1.9.6").send().await.ok();
        assert_eq!(no_part["total"], 0);
    }
}

#[tokio::test]
async fn a_cursor_of_an_unknown_membership_is_rejected() {
    let (app, _) = with_nine_members().await;
    let message = "Membership 'nobody' for the 'cursor' value not found.";
    page(&app, "cursor=nobody").await.is_error(400, "general_cursor_not_found", message);
}
