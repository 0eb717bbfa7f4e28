//! `total=false` in lists that have it.

use crate::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_list_of_sessions_leaves_its_total_out() {
    let (app, _) = TestApp::with_ann().await;
    let list = async |query: &str| {
        app.today(app.get(&format!("/v1/users/ann/sessions{query}"))).send().await.ok()["total"].clone()
    };
    assert_eq!((list("").await, list("?total=true").await, list("?total=false").await), (json!(1), json!(1), json!(0)));
    let bad = app.today(app.get("/v1/users/ann/sessions?total=maybe")).send().await;
    bad.is_invalid_today("total", "Value must be a valid boolean");
}
