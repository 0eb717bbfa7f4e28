//! /v1/users/identities: none, as long as nobody signs in with another provider.

use crate::app::TestApp;
use serde_json::json;

const IDENTITIES: &str = "/v1/users/identities";

#[tokio::test]
async fn there_are_none_whatever_is_asked() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for query in ["", "?search=ann", "?total=false", "?queries[]=equal(%22provider%22,%22github%22)"] {
        let answer = app.today(app.get(&format!("{IDENTITIES}{query}"))).send().await;
        answer.is(200, json!({ "total": 0, "identities": [] }));
        answer.has_fields_in_order(&["total", "identities"]);
    }
    app.get(IDENTITIES).key().send().await.is(200, json!({ "total": 0, "identities": [] }));
}

#[tokio::test]
async fn what_is_asked_must_be_well_asked() {
    let app = TestApp::start().await;
    let of = async |query: &str| app.today(app.get(&format!("{IDENTITIES}?{query}"))).send().await;
    of("total=some").await.is_invalid_today("total", "Value must be a valid boolean");
    let unknown = "Invalid query: Attribute not found in schema: colour";
    of("queries[]=equal(%22colour%22,%22red%22)").await.is_invalid_today("queries", unknown);
}

#[tokio::test]
async fn there_is_none_to_delete() {
    let app = TestApp::start().await;
    let delete = async |id: &str| app.today(app.delete(&format!("{IDENTITIES}/{id}"))).send().await;
    let none = "The identity could not be found. Please sign in with OAuth provider to create identity first.";
    delete("i1").await.is_refused_today(404, "user_identity_not_found", none);
    delete("-x").await.is_invalid_today("identityId", crate::expected::USER_ID.split_once(": ").unwrap().1);
}

/// The path is the list's, as in Appwrite (source: docs/reference/appwrite/requests.md#routes).
#[tokio::test]
async fn a_user_of_this_id_cannot_be_read() {
    let app = TestApp::start().await;
    for id in ["identities", "usage"] {
        app.create(id).await;
        app.delete(&format!("/v1/users/{id}")).key().send().await.is_no_route();
    }
    app.get(IDENTITIES).key().send().await.is(200, json!({ "total": 0, "identities": [] }));
    app.get("/v1/users/identities/prefs").key().send().await.is_no_route();
}
