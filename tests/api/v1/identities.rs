//! /v1/users/identities: always empty, because users cannot sign in with other providers.

use crate::app::TestApp;
use serde_json::json;

const IDENTITIES: &str = "/v1/users/identities";

#[tokio::test]
async fn the_list_of_identities_is_always_empty() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for query in ["", "?search=ann", "?total=false", "?queries[]=equal(%22provider%22,%22github%22)"] {
        let answer = app.v1(app.get(&format!("{IDENTITIES}{query}"))).send().await;
        answer.is(200, json!({ "total": 0, "identities": [] }));
        answer.has_fields_in_order(&["total", "identities"]);
    }
    app.get(IDENTITIES).key().send().await.is(200, json!({ "total": 0, "identities": [] }));
}

#[tokio::test]
async fn invalid_parameters_are_rejected() {
    let app = TestApp::start().await;
    let of = async |query: &str| app.v1(app.get(&format!("{IDENTITIES}?{query}"))).send().await;
    of("total=some").await.is_v1_invalid("total", "Value must be a valid boolean");
    let unknown = "Invalid query: Attribute not found in schema: colour";
    of("queries[]=equal(%22colour%22,%22red%22)").await.is_v1_invalid("queries", unknown);
}

#[tokio::test]
async fn every_identity_is_404() {
    let app = TestApp::start().await;
    let delete = async |id: &str| app.v1(app.delete(&format!("{IDENTITIES}/{id}"))).send().await;
    let message = "The identity could not be found. Please sign in with OAuth provider to create identity first.";
    delete("i1").await.is_v1_error(404, "user_identity_not_found", message);
    delete("-x").await.is_v1_invalid("identityId", crate::expected::USER_ID.split_once(": ").unwrap().1);
}

/// The path belongs to the list, as in Appwrite (source: docs/reference/appwrite/requests.md#routes).
#[tokio::test]
async fn users_with_the_ids_identities_and_usage_cannot_be_read() {
    let app = TestApp::start().await;
    for id in ["identities", "usage"] {
        app.create(id).await;
        app.delete(&format!("/v1/users/{id}")).key().send().await.is_no_route();
    }
    app.get(IDENTITIES).key().send().await.is(200, json!({ "total": 0, "identities": [] }));
    app.get("/v1/users/identities/prefs").key().send().await.is_no_route();
}
