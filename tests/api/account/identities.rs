//! /v1/account/identities: always empty, because users cannot sign in with other providers.

use crate::app::{PROJECT, TestApp};
use serde_json::json;

const IDENTITIES: &str = "/v1/account/identities";

#[tokio::test]
async fn a_user_has_no_identities() {
    let (app, token) = TestApp::with_ann().await;
    for format in ["0.15.0", "1.9.6"] {
        for query in ["", "?total=false", "?queries[]=equal(%22provider%22,%22github%22)"] {
            let answer = app.get(&format!("{IDENTITIES}{query}")).session(&token).format(format).send().await;
            answer.is(200, json!({ "total": 0, "identities": [] }));
        }
        let missing = app.delete(&format!("{IDENTITIES}/i1")).session(&token).format(format).send().await;
        assert_eq!((missing.status.as_u16(), &missing.body()["type"]), (404, &json!("user_identity_not_found")));
    }
    app.get(IDENTITIES).project(PROJECT).send().await.is_guest_without("account");
    app.delete(&format!("{IDENTITIES}/i1")).project(PROJECT).send().await.is_guest_without("account");
}

#[tokio::test]
async fn parameters_are_checked_although_the_list_is_empty() {
    let (app, token) = TestApp::with_ann().await;
    let of = async |query: &str| app.get(&format!("{IDENTITIES}?{query}")).session(&token).format("1.9.6").send().await;
    of("total=some").await.is_v1_invalid("total", "Value must be a valid boolean");
    let unknown = "Invalid query: Attribute not found in schema: colour";
    of("queries[]=equal(%22colour%22,%22red%22)").await.is_v1_invalid("queries", unknown);
    let cursor = of("queries[]=cursorAfter(%22i1%22)").await;
    cursor.is_v1_error(400, "general_cursor_not_found", "Identity 'i1' for the 'cursor' value not found.");
}
