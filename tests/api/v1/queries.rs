//! `queries`: filters, orders and pages of lists in the 1.x dialect, in the form that SDKs send.

use crate::answer::Answer;
use crate::app::TestApp;
use roster_tests::clock::{membership, name, team_id, user_id};
use serde_json::{Value, json};

/// The query string of these queries in the form of `node-appwrite`.
fn sent(queries: &[Value]) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pairs = queries.iter().enumerate().map(|(n, query)| {
        let text = if let Value::String(text) = query { text.clone() } else { query.to_string() };
        format!("queries%5B{n}%5D={}", encode(&text))
    });
    pairs.collect::<Vec<_>>().join("&")
}

async fn list(app: &TestApp, path: &str, queries: &[Value]) -> Answer {
    app.v1(app.get(&format!("/v1/{path}?{}", sent(queries)))).send().await
}

fn ids(list: &Value, of: &str) -> Vec<String> {
    list[of].as_array().unwrap().iter().map(|entry| entry["$id"].as_str().unwrap().to_owned()).collect()
}

async fn users(app: &TestApp, queries: &[Value]) -> (u64, Vec<String>) {
    let list = list(app, "users", queries).await.ok();
    (list["total"].as_u64().unwrap(), ids(&list, "users"))
}

fn query(method: &str, attribute: &str, values: Value) -> Value {
    json!({ "method": method, "attribute": attribute, "values": values })
}

async fn with_three_users() -> TestApp {
    let app = TestApp::start().await;
    for id in ["ann", "bob", "cat"] {
        app.create(id).await;
    }
    app.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
    app
}

#[tokio::test]
async fn users_are_filtered_ordered_and_paged() {
    let app = with_three_users().await;
    let limit = |n| json!({ "method": "limit", "values": [n] });
    for (queries, total, found) in [
        (vec![], 3, vec!["ann", "bob", "cat"]),
        (vec![query("equal", "$id", json!(["cat", "ann", "nobody"]))], 2, vec!["ann", "cat"]),
        (vec![query("equal", "email", json!(["bob@example.com"]))], 1, vec!["bob"]),
        (vec![query("equal", "status", json!([false]))], 1, vec!["bob"]),
        (vec![query("startsWith", "name", json!(["c"]))], 1, vec!["cat"]),
        (vec![json!({ "method": "orderDesc", "attribute": "$createdAt" }), limit(2)], 3, vec!["cat", "bob"]),
        (vec![json!({ "method": "orderDesc", "attribute": "name" }), limit(1)], 3, vec!["cat"]),
        (vec![json!({ "method": "cursorAfter", "values": ["ann"] })], 3, vec!["bob", "cat"]),
        (vec![json!({ "method": "cursorBefore", "values": ["cat"] }), limit(1)], 3, vec!["bob"]),
        (vec![json!({ "method": "offset", "values": [2] })], 3, vec!["cat"]),
        (vec![json!("equal(\"name\", [\"Bob Lee\"])")], 1, vec!["bob"]),
        (vec![json!("orderDesc(\"registration\")"), json!("limit(1)")], 3, vec!["cat"]),
        (
            vec![json!({ "method": "or", "values": [
                query("equal", "status", json!([false])),
                query("equal", "name", json!(["Cat Lee"])),
            ] })],
            2,
            vec!["bob", "cat"],
        ),
    ] {
        assert_eq!(
            users(&app, &queries).await,
            (total, found.iter().map(|&id| id.to_owned()).collect()),
            "{queries:?}"
        );
    }
}

#[tokio::test]
async fn users_are_filtered_and_ordered_by_their_last_access() {
    let app = with_three_users().await;
    app.patch("/v1/users/bob/status").key().json(json!({ "status": true })).send().await.ok();
    for id in ["cat", "bob"] {
        app.pass(60);
        let token = app.sign_in(id).await;
        app.get("/v1/account").session(&token).format("1.9.6").send().await.ok();
    }
    let of_cat = app.v1(app.get("/v1/users/cat")).send().await.ok()["accessedAt"].clone();
    let order = |method: &str| json!({ "method": method, "attribute": "accessedAt" });
    for (queries, found) in [
        (vec![order("orderAsc")], vec!["ann", "cat", "bob"]),
        (vec![order("orderDesc")], vec!["bob", "cat", "ann"]),
        (vec![order("orderDesc"), json!({ "method": "cursorAfter", "values": ["bob"] })], vec!["cat", "ann"]),
        (vec![query("isNull", "accessedAt", json!([]))], vec!["ann"]),
        (vec![query("isNotNull", "accessedAt", json!([]))], vec!["bob", "cat"]),
        (vec![query("equal", "accessedAt", json!([of_cat]))], vec!["cat"]),
        (vec![query("greaterThan", "accessedAt", json!([of_cat]))], vec!["bob"]),
    ] {
        assert_eq!(users(&app, &queries).await.1, found, "{queries:?}");
    }
    let from_nobody = [order("orderAsc"), json!({ "method": "cursorAfter", "values": ["ann"] })];
    let rejected = list(&app, "users", &from_nobody).await;
    assert_eq!((rejected.status.as_u16(), &rejected.body()["type"]), (400, &json!("database_query_order_null")));
    let no_time = list(&app, "users", &[query("equal", "accessedAt", json!(["soon"]))]).await;
    no_time.is_v1_invalid("queries", "Invalid query: Query value is invalid for attribute \"accessedAt\"");
}

#[tokio::test]
async fn a_user_must_match_the_search_and_the_queries() {
    let app = with_three_users().await;
    let both = format!("/v1/users?search=lee&{}", sent(&[query("equal", "status", json!([true]))]));
    let list = app.v1(app.get(&both)).send().await.ok();
    assert_eq!((list["total"].as_u64(), ids(&list, "users")), (Some(2), vec!["ann".to_owned(), "cat".to_owned()]));
    let uncounted = app.v1(app.get(&format!("{both}&total=false"))).send().await.ok();
    assert_eq!((uncounted["total"].as_u64(), ids(&uncounted, "users").len()), (Some(0), 2));
    app.v1(app.get("/v1/users?search="))
        .send()
        .await
        .is_v1_invalid("search", "Value must be a valid string and at least 1 chars and no longer than 256 chars");
}

#[tokio::test]
async fn invalid_queries_are_rejected_with_their_messages() {
    let app = with_three_users().await;
    for (sent, message) in [
        (json!("x"), "Invalid query: Invalid query: Syntax error"),
        (json!({ "method": "cursorAsc", "values": [] }), "Invalid query: Invalid query method: cursorAsc"),
        (query("regex", "name", json!(["^a"])), "Invalid query: Invalid query method: regex"),
        (json!({ "method": "select", "values": ["name"] }), "Invalid query method: select"),
        (query("equal", "foo", json!(["x"])), "Invalid query: Attribute not found in schema: foo"),
        (query("equal", "status", json!(["x"])), "Invalid query: Query value is invalid for attribute \"status\""),
        (query("equal", "name", json!([])), "Invalid query: Equal queries require at least one value."),
        (
            query("equal", "labels", json!(["x"])),
            "Invalid query: Cannot query equal on attribute \"labels\" because it is an array.",
        ),
        (
            json!({ "method": "limit", "values": [0] }),
            "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807",
        ),
    ] {
        list(&app, "users", &[sent]).await.is_v1_invalid("queries", message);
    }
    let one = app.v1(app.get("/v1/users?queries=limit(1)")).send().await;
    one.is_v1_invalid("queries", "Queries must be an array");
    let search = list(&app, "users", &[query("search", "email", json!(["x"]))]).await;
    let message = "Searching by attribute \"email\" requires a fulltext index.";
    search.is_v1_error(400, "general_query_invalid", message);
    let cursor = list(&app, "users", &[json!({ "method": "cursorAfter", "values": ["nobody"] })]).await;
    cursor.is_v1_error(400, "general_cursor_not_found", "User 'nobody' for the 'cursor' value not found.");
}

#[tokio::test]
async fn parameters_of_0_15_are_ignored_in_1_x_and_queries_in_0_15() {
    let app = with_three_users().await;
    let v1 = app.v1(app.get("/v1/users?limit=1&offset=x&cursor=nobody&orderType=up")).send().await.ok();
    assert_eq!(ids(&v1, "users"), ["ann", "bob", "cat"]);
    let v0_15 = app.get("/v1/users?queries[]=nonsense&limit=1").key().format("0.15.0").send().await.ok();
    assert_eq!(ids(&v0_15, "users"), ["ann"]);
}

/// As PHP reads them: names in the brackets make a list, too.
#[tokio::test]
async fn brackets_with_names_are_a_list_on_every_list() {
    let app = with_teams().await;
    let get = async |path: &str, query: &str| app.v1(app.get(&format!("/v1/{path}?{query}"))).send().await.ok();
    let limited = "queries[a]=limit(1)&queries[b]=offset(1)";
    for (path, of) in
        [("users", "users"), ("teams", "teams"), ("users/ann/memberships", "memberships"), ("users/ann/logs", "logs")]
    {
        let whole = get(path, "queries[]=limit(2)").await;
        let part = get(path, limited).await;
        assert_eq!(part[of].as_array().unwrap().len(), 1, "{path}");
        assert_eq!(part[of][0], whole[of][1], "{path}");
    }
    let encoded = "queries%5Bsecond%5D=limit(1)&queries%5Bfirst%5D=orderDesc(%22name%22)";
    assert_eq!(ids(&get("users", encoded).await, "users"), ["cat"]);
    let invalid = app.v1(app.get("/v1/users?queries[a]=nonsense")).send().await;
    assert_eq!(invalid.status, 400);
}

async fn with_teams() -> TestApp {
    let app = with_three_users().await;
    let p = &app.project.id;
    for (id, team_name) in [("red", "Red Crew"), ("blue", "Blue Crew"), ("green", "Green Team")] {
        app.store.create_team(p, &team_id(id), &name(team_name), None, &app.time.change()).await.unwrap();
    }
    for (n, (user, team)) in
        [("ann", "red"), ("ann", "blue"), ("ann", "green"), ("bob", "red"), ("cat", "red")].iter().enumerate()
    {
        let joined = membership(&format!("m{n}"), &user_id(user), team);
        app.store.create_membership(p, &joined, &app.time.change()).await.unwrap();
    }
    app
}

#[tokio::test]
async fn memberships_of_a_user_are_filtered_and_searched() {
    let app = with_teams().await;
    let path = "users/ann/memberships";
    let all = list(&app, path, &[]).await.ok();
    assert_eq!((all["total"].as_u64(), ids(&all, "memberships").len()), (Some(3), 3));
    let of_blue = list(&app, path, &[query("equal", "teamId", json!(["blue"]))]).await.ok();
    assert_eq!((of_blue["total"].as_u64(), ids(&of_blue, "memberships")), (Some(1), vec!["m1".to_owned()]));
    let owners =
        list(&app, path, &[query("contains", "roles", json!(["owner"])), json!({ "method": "limit", "values": [1] })])
            .await
            .ok();
    assert_eq!((owners["total"].as_u64(), ids(&owners, "memberships").len()), (Some(3), 1));
    let found = app.v1(app.get(&format!("/v1/{path}?search=crew&total=false"))).send().await.ok();
    assert_eq!((found["total"].as_u64(), ids(&found, "memberships").len()), (Some(0), 2));
    let roles = list(&app, path, &[query("equal", "roles", json!(["owner"]))]).await;
    let message = "Invalid query: Cannot query equal on attribute \"roles\" because it is an array.";
    roles.is_v1_invalid("queries", message);
    let cursor = list(&app, path, &[json!({ "method": "cursorAfter", "values": ["none"] })]).await;
    assert_eq!(cursor.body()["type"], "general_cursor_not_found");
}

#[tokio::test]
async fn teams_and_their_members_are_filtered_ordered_and_paged() {
    let app = with_teams().await;
    let teams = async |queries: &[Value]| ids(&list(&app, "teams", queries).await.ok(), "teams");
    assert_eq!(teams(&[]).await, ["red", "blue", "green"]);
    assert_eq!(teams(&[json!({ "method": "orderAsc", "attribute": "name" })]).await, ["blue", "green", "red"]);
    assert_eq!(teams(&[query("greaterThan", "total", json!([1]))]).await, ["red"]);
    assert_eq!(teams(&[query("equal", "name", json!(["green team"]))]).await, ["green"]);
    assert_eq!(teams(&[json!({ "method": "cursorAfter", "values": ["red"] }), json!("limit(1)")]).await, ["blue"]);
    let members =
        async |queries: &[Value]| ids(&list(&app, "teams/red/memberships", queries).await.ok(), "memberships");
    assert_eq!(members(&[]).await, ["m0", "m3", "m4"]);
    assert_eq!(members(&[query("equal", "userId", json!(["bob"]))]).await, ["m3"]);
    assert_eq!(members(&[json!("orderDesc(\"$createdAt\")"), json!("limit(2)")]).await, ["m4", "m3"]);
    let far = list(&app, "teams", &[json!("offset(5001)")]).await;
    assert_eq!((far.status.as_u16(), far.body()["type"].as_str()), (400, Some("general_argument_invalid")));
}

#[tokio::test]
async fn a_log_has_limit_and_offset_but_no_filters() {
    let app = with_three_users().await;
    let events = async |queries: &[Value]| {
        let log = list(&app, "users/bob/logs", queries).await.ok();
        let events = log["logs"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap().to_owned());
        (log["total"].as_u64().unwrap(), events.collect::<Vec<_>>())
    };
    assert_eq!(events(&[]).await, (2, vec!["user.update".to_owned(), "user.create".to_owned()]));
    assert_eq!(events(&[json!("limit(1)"), json!("offset(1)")]).await, (2, vec!["user.create".to_owned()]));
    let filtered = list(&app, "users/bob/logs", &[query("equal", "event", json!(["x"]))]).await;
    filtered.is_v1_invalid("queries", "Invalid query method: equal");
    let uncounted = app.v1(app.get("/v1/users/bob/logs?total=false")).send().await.ok();
    assert_eq!(uncounted["total"], 0);
}
