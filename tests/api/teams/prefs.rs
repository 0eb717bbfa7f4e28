//! GET and PUT /v1/teams/{teamId}/prefs, and the preferences in the answers that show teams.

use crate::app::{PROJECT, TestApp};
use crate::expected::{PREFS, TEAM_ID, invalid_ids, missing};
use roster_core::Scope;
use roster_tests::random::Random;
use serde_json::{Value, json};

const PATH: &str = "/v1/teams/crew/prefs";

/// An object of about this many bytes that compresses badly.
fn noise(bytes: usize) -> String {
    let mut random = Random::new(7);
    let text: String = std::iter::repeat_with(|| format!("{:016x}", random.bits())).take(bytes / 16).collect();
    format!("{{\"noise\":\"{text}\"}}")
}

#[tokio::test]
async fn preferences_are_replaced_as_a_whole_and_shown_with_the_team() {
    let (app, _) = TestApp::with_a_team().await;
    app.v1(app.get(PATH)).send().await.is(200, json!({}));
    for prefs in [json!({ "color": "red", "size": 1 }), json!({ "theme": { "dark": true } }), json!({})] {
        app.v1(app.put(PATH)).json(json!({ "prefs": prefs })).send().await.is(200, prefs.clone());
        app.v1(app.get(PATH)).send().await.is(200, prefs.clone());
        let team = app.v1(app.get("/v1/teams/crew")).send().await.ok();
        assert_eq!((&team["prefs"], &team["total"]), (&prefs, &json!(2)));
        assert_eq!(app.v1(app.get("/v1/teams")).send().await.ok()["teams"][0]["prefs"], prefs);
        let renamed = app.v1(app.put("/v1/teams/crew")).json(json!({ "name": "The crew" })).send().await.ok();
        assert_eq!(renamed["prefs"], prefs);
    }
    app.check("preferences");
}

#[tokio::test]
async fn large_preferences_are_returned_byte_for_byte_and_disappear_with_the_team() {
    let (app, _) = TestApp::with_a_team().await;
    let token = app.sign_in("ann").await;
    let large = noise(60_000);
    for prefs in [large.as_str(), r#"{"o":{},"l":[],"n":1.0,"é":"\u00e9"}"#, large.as_str()] {
        let put = app.put(PATH).session(&token).body("application/json", format!("{{\"prefs\":{prefs}}}"));
        assert_eq!(put.send().await.text(), prefs);
        assert_eq!(app.get(PATH).session(&token).send().await.text(), prefs);
        for path in ["/v1/teams/crew", "/v1/teams", "/v1/teams?search=crew", "/v1/teams?queries[]=equal(%22total%22,2)"]
        {
            for request in [app.get(path).key(), app.get(path).session(&token)] {
                let text = request.format("1.9.6").send().await.text().to_owned();
                assert!(text.contains(&format!("\"prefs\":{prefs}")), "{path}: {} bytes", text.len());
            }
        }
        let renamed = app.v1(app.put("/v1/teams/crew")).json(json!({ "name": "Renamed" })).send().await;
        assert!(renamed.text().contains(prefs));
        app.check("preferences of some size");
    }
    app.join("crew", "eve", &[]).await.ok();
    assert_eq!((app.total_of("crew").await, app.get(PATH).key().send().await.text()), (3, large.as_str()));
    app.delete("/v1/teams/crew").key().send().await.is_done();
    app.get(PATH).key().send().await.is_no_team();
    assert!(!app.table.rows().iter().any(|row| row.pk() == "T#p#crew"), "an item of the deleted team");
    app.make_team("crew").await;
    app.get(PATH).key().send().await.is(200, json!({}));
    app.check("a new team with the id");
}

#[tokio::test]
async fn members_read_and_owners_write() {
    let (app, _) = TestApp::with_a_team().await;
    let (ann, bob, eve) = (app.sign_in("ann").await, app.sign_in("bob").await, app.sign_in("eve").await);
    let prefs = json!({ "color": "red" });
    for format in ["0.15.0", "1.9.6"] {
        let put = async |token: &str| {
            app.put(PATH).session(token).format(format).json(json!({ "prefs": prefs })).send().await
        };
        put(&ann).await.is(200, prefs.clone());
        assert_eq!((put(&bob).await.status.as_u16(), put(&eve).await.status.as_u16()), (401, 404));
        app.get(PATH).session(&bob).format(format).send().await.is(200, prefs.clone());
        assert_eq!(app.get(PATH).session(&eve).format(format).send().await.status, 404);
    }
    let reads = app.make_key(PROJECT, &[Scope::TeamsRead], None).await;
    let read = app.get(PATH).project(PROJECT).secret(&reads);
    read.send().await.is(200, prefs);
    let write = app.put(PATH).project(PROJECT).secret(&reads).json(json!({ "prefs": {} }));
    assert_eq!(write.send().await.status, 401);
}

#[tokio::test]
async fn preferences_are_an_object_of_at_most_65_535_bytes() {
    let (app, _) = TestApp::with_a_team().await;
    app.put(PATH).key().json(json!({})).send().await.is_invalid(&missing("prefs"));
    for invalid in [json!("x"), json!(5), json!([1]), json!({ "a": "x".repeat(65_528) })] {
        app.put(PATH).key().json(json!({ "prefs": invalid })).send().await.is_invalid(PREFS);
    }
    let largest = json!({ "a": "x".repeat(65_527) });
    app.put(PATH).key().json(json!({ "prefs": largest })).send().await.ok();
    app.put(PATH).key().json(json!({ "prefs": Vec::<Value>::new() })).send().await.is(200, json!({}));
    for id in invalid_ids() {
        app.put(&format!("/v1/teams/{id}/prefs")).key().json(json!({ "prefs": 5 })).send().await.is_invalid(TEAM_ID);
    }
    app.put("/v1/teams/unknown/prefs").key().json(json!({ "prefs": {} })).send().await.is_no_team();
}

#[tokio::test]
async fn a_change_of_preferences_loses_neither_a_member_nor_a_name() {
    let (app, _) = TestApp::with_a_team().await;
    let put = |n: usize| app.put(PATH).key().json(json!({ "prefs": { "n": n } })).send();
    let name = app.put("/v1/teams/crew").key().json(json!({ "name": "The band" })).send();
    let (first, second, named, joined) = tokio::join!(put(1), put(2), name, app.join("crew", "eve", &[]));
    for answer in [&first, &second, &named, &joined] {
        answer.ok();
    }
    let team = app.v1(app.get("/v1/teams/crew")).send().await.ok();
    assert_eq!((&team["name"], &team["total"]), (&json!("The band"), &json!(3)));
    assert!([1, 2].contains(&team["prefs"]["n"].as_u64().unwrap()));
    app.check("changes at the same time");
}
