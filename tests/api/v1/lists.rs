//! `total=false` in lists.

use crate::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_list_of_sessions_has_no_total_if_not_requested() {
    let (app, _) = TestApp::with_ann().await;
    let list = async |query: &str| {
        app.v1(app.get(&format!("/v1/users/ann/sessions{query}"))).send().await.ok()["total"].clone()
    };
    assert_eq!((list("").await, list("?total=true").await, list("?total=false").await), (json!(1), json!(1), json!(0)));
    let invalid = app.v1(app.get("/v1/users/ann/sessions?total=maybe")).send().await;
    invalid.is_v1_invalid("total", "Value must be a valid boolean");
}
