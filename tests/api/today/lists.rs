//! `total=false` in lists that have it.

use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn a_list_of_sessions_leaves_its_total_out() {
    let (world, _) = World::with_ann().await;
    let list = async |query: &str| {
        world.today(world.get(&format!("/v1/users/ann/sessions{query}"))).send().await.ok()["total"].clone()
    };
    assert_eq!((list("").await, list("?total=true").await, list("?total=false").await), (json!(1), json!(1), json!(0)));
    let bad = world.today(world.get("/v1/users/ann/sessions?total=maybe")).send().await;
    bad.is_invalid_today("total", "Value must be a valid boolean");
}
