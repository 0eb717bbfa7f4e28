//! GET /v1/users/{userId}/logs

use crate::app::TestApp;
use crate::expected::{CHROME, CLIENT_FIELDS, LIMIT, OFFSET, START, USER_ID, client_fields, invalid_ids, with};
use roster_core::{Actor, Change, Origin, Proof, Scope};
use roster_tests::clock::{name, user_id};
use serde_json::{Value, json};

const PATH: &str = "/v1/users/ann/logs";
/// The seconds for which log entries are kept.
const RETENTION: u64 = 14 * 86_400;

/// An app in which a server created ann and sent her IP address and user agent.
async fn with_ann_from(ip: &str) -> TestApp {
    let app = TestApp::start().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "ann Lee" });
    let create = app.post("/v1/users").key().json(new).header("x-forwarded-for", ip).header("user-agent", CHROME);
    create.send().await.ok();
    app
}

async fn log(app: &TestApp, query: &str) -> Value {
    app.get(&format!("{PATH}{query}")).key().send().await.ok()
}

/// The id of the one API key of the app.
async fn key_id(app: &TestApp) -> String {
    app.store.list_keys(&app.project.id).await.unwrap()[0].id.to_string()
}

async fn entry_of_chrome(app: &TestApp, event: &str, ip: &str, country: (&str, &str)) -> Value {
    with(
        client_fields(),
        json!({
            "event": event,
            "userId": "ann",
            "userEmail": "ann@example.com",
            "userName": "ann Lee",
            "mode": "admin",
            "ip": ip,
            "time": START,
            "countryCode": country.0,
            "countryName": country.1,
            "keyId": key_id(app).await,
            "keyName": "Tests",
        }),
    )
}

#[tokio::test]
async fn a_log_entry_has_all_fields_in_order() {
    let app = with_ann_from("2.125.160.9").await;
    let answer = app.get(PATH).key().send().await;
    let entry = entry_of_chrome(&app, "users.ann.create", "2.125.160.9", ("gb", "United Kingdom")).await;
    answer.is(200, json!({ "total": 1, "logs": [entry] }));
    let (first, last) = (
        ["total", "logs", "event", "userId", "userEmail", "userName", "mode", "ip", "time"],
        ["countryCode", "countryName", "keyId", "keyName"],
    );
    answer.has_fields_in_order(&[&first[..], &CLIENT_FIELDS, &last].concat());
}

#[tokio::test]
async fn a_private_ip_address_has_no_country() {
    let app = with_ann_from("192.168.1.7").await;
    let entry = entry_of_chrome(&app, "users.ann.create", "192.168.1.7", ("--", "Unknown")).await;
    assert_eq!(log(&app, "").await, json!({ "total": 1, "logs": [entry] }));
}

#[tokio::test]
async fn the_locale_changes_the_name_of_the_country_only() {
    let app = with_ann_from("2.125.160.9").await;
    let entry = entry_of_chrome(&app, "users.ann.create", "2.125.160.9", ("gb", "Vereinigtes Königreich")).await;
    let expected = json!({ "total": 1, "logs": [entry] });
    app.get(PATH).key().header("x-appwrite-locale", "de").send().await.is(200, expected.clone());
    assert_eq!(log(&app, "?locale=de").await, expected);
}

#[tokio::test]
async fn a_server_sends_the_ip_address_and_user_agent_of_its_user() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let rename = app.patch("/v1/users/ann/name").key().json(json!({ "name": "ann Lee" }));
    let rename = rename.header("x-forwarded-for", "2.125.160.9, 192.0.2.1").header("user-agent", "my-server/1.0");
    rename.header("x-forwarded-user-agent", CHROME).send().await.ok();
    let entry = entry_of_chrome(&app, "users.ann.update.name", "2.125.160.9", ("gb", "United Kingdom")).await;
    assert_eq!(log(&app, "?limit=1").await, json!({ "total": 2, "logs": [entry] }));
}

#[tokio::test]
async fn a_caller_without_ip_address_and_user_agent_has_empty_fields() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let entry = &log(&app, "").await["logs"][0];
    let fields = ["ip", "osCode", "osName", "clientType", "clientName", "deviceName", "deviceModel"];
    assert!(fields.iter().all(|field| entry[field] == ""), "{entry}");
    assert_eq!((&entry["countryCode"], &entry["countryName"]), (&json!("--"), &json!("Unknown")));
}

#[tokio::test]
async fn invalid_ip_addresses_and_user_agents_are_accepted() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for odd in ["<script>", "unknown", "", ",", "999.1.1.1", "2001:db8::1", "\"'", &"x".repeat(5_000)] {
        let rename = app.patch("/v1/users/ann/name").key().json(json!({ "name": "ann Lee" }));
        rename.header("x-forwarded-for", odd).header("user-agent", odd).send().await.ok();
        let ip = if odd == "2001:db8::1" { odd } else { "" };
        assert_eq!(log(&app, "?limit=1").await["logs"][0]["ip"], ip, "{odd}");
    }
    let bytes = app.patch("/v1/users/ann/name").key().json(json!({ "name": "ann Lee" }));
    bytes.header_bytes("user-agent", b"caf\xe9").send().await.ok();
    log(&app, "").await;
}

#[tokio::test]
async fn every_change_of_a_user_is_logged_newest_first() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let changes = [
        ("email", json!({ "email": "a@example.com" })),
        ("name", json!({ "name": "Anna" })),
        ("password", json!({ "password": "battery staple" })),
        ("phone", json!({ "number": "+4930901820" })),
        ("prefs", json!({ "prefs": { "a": 1 } })),
        ("status", json!({ "status": true })),
        ("verification", json!({ "emailVerification": true })),
        ("verification/phone", json!({ "phoneVerification": true })),
    ];
    for (path, body) in changes {
        app.patch(&format!("/v1/users/ann/{path}")).key().json(body).send().await.ok();
    }
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    app.delete("/v1/users/ann/sessions/s1").key().send().await.is_done();
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    let expected = [
        "sessions.delete",
        "sessions.s1.delete",
        "sessions.s1.create",
        "update.verification",
        "update.verification",
        "update.status",
        "update.prefs",
        "update.phone",
        "update.password",
        "update.name",
        "update.email",
        "create",
    ];
    assert_eq!(app.events("ann").await, expected.map(|event| format!("users.ann.{event}")));
}

/// The name and the email of every entry.
fn names(log: &Value) -> Vec<(&str, &str)> {
    let entries = log["logs"].as_array().unwrap().iter();
    entries.map(|entry| (entry["userName"].as_str().unwrap(), entry["userEmail"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn each_entry_has_the_name_and_the_email_of_its_time_in_both_dialects() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let patch = async |field: &str, body: Value| {
        app.patch(&format!("/v1/users/ann/{field}")).key().format("1.9.6").json(body).send().await.ok();
    };
    patch("status", json!({ "status": true })).await;
    patch("name", json!({ "name": "Anna" })).await;
    patch("email", json!({ "email": "" })).await;
    patch("prefs", json!({ "prefs": {} })).await;
    patch("email", json!({ "email": "anna@example.com" })).await;
    patch("name", json!({ "name": "" })).await;
    let expected = [
        ("", "anna@example.com"),
        ("Anna", "anna@example.com"),
        ("Anna", ""),
        ("Anna", ""),
        ("Anna", "ann@example.com"),
        ("ann Lee", "ann@example.com"),
        ("ann Lee", "ann@example.com"),
    ];
    assert_eq!(names(&log(&app, "").await), expected);
    assert_eq!(names(&log(&app, "?limit=2&offset=4").await), expected[4..6]);
    let in_1_x = |query: &str| app.get(&format!("{PATH}{query}")).key().format("1.9.6");
    assert_eq!(names(&in_1_x("").send().await.ok()), expected);
    let page = in_1_x("?queries[]=limit(2)&queries[]=offset(5)").send().await.ok();
    assert_eq!(names(&page), expected[5..]);
}

#[tokio::test]
async fn the_mode_distinguishes_users_and_api_keys() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let origin = Origin::new(Actor::User(user_id("ann")), "2.125.160.9", CHROME);
    app.time.pass(std::time::Duration::from_millis(1));
    let change = Change::new(app.time.now(), u128::from(app.time.bits()), origin);
    app.store.update_name(&app.project.id, &user_id("ann"), name("Anna"), &change).await.unwrap();
    let modes: Vec<_> = log(&app, "").await["logs"].as_array().unwrap().iter().map(|e| e["mode"].clone()).collect();
    assert_eq!(modes, ["default", "admin"]);
}

#[tokio::test]
async fn a_log_has_pages() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for n in 0..29 {
        app.pass(1);
        app.patch("/v1/users/ann/name").key().json(json!({ "name": format!("n{n}") })).send().await.ok();
    }
    let times = async |query: &str| -> Vec<u64> {
        let log = log(&app, query).await;
        assert_eq!(log["total"], 30, "{query}");
        log["logs"].as_array().unwrap().iter().map(|entry| entry["time"].as_u64().unwrap() - START).collect()
    };
    let newest = |from: u64, to: u64| (to..=from).rev().collect::<Vec<_>>();
    assert_eq!(times("").await, newest(29, 5));
    assert_eq!(times("?limit=").await, newest(29, 5));
    assert_eq!(times("?limit=100").await, newest(29, 0));
    assert_eq!(times("?limit=2&offset=3").await, newest(26, 25));
    assert_eq!(times("?offset=28").await, newest(1, 0));
    assert!(times("?limit=0").await.is_empty());
    assert!(times("?offset=30").await.is_empty());
    assert!(times("?offset=5000&limit=100").await.is_empty());
}

#[tokio::test]
async fn a_log_entry_expires_after_14_days() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.pass(RETENTION - 1);
    app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await.ok();
    assert_eq!(app.events("ann").await, ["users.ann.update.name", "users.ann.create"]);
    app.pass(2);
    assert_eq!(app.events("ann").await, ["users.ann.update.name"]);
    assert_eq!(log(&app, "").await["total"], 1);
}

#[tokio::test]
async fn invalid_parameters_are_rejected_in_their_order() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for limit in ["101", "-1", "abc", "1.5"] {
        app.get(&format!("{PATH}?limit={limit}&offset=5001")).key().send().await.is_invalid(LIMIT);
    }
    for offset in ["5001", "-1", "abc"] {
        app.get(&format!("/v1/users/nobody/logs?offset={offset}")).key().send().await.is_invalid(OFFSET);
    }
    for id in invalid_ids() {
        app.get(&format!("/v1/users/{id}/logs?limit=101")).key().send().await.is_invalid(USER_ID);
    }
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.get("/v1/users/nobody/logs").key().send().await.is_no_user();
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.get(PATH).project("q").secret(&secret).send().await.is_no_user();
}

/// An entry keeps the name, so that it names the key also when that no longer exists.
#[tokio::test]
async fn an_entry_has_the_key_that_made_the_change_also_after_it_is_revoked() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let secret = app.make_key(app.project.id.as_str(), &[Scope::UsersRead, Scope::UsersWrite], None).await;
    let keys = app.store.list_keys(&app.project.id).await.unwrap();
    let first = key_id(&app).await;
    let second = keys.iter().map(|key| key.id.to_string()).find(|id| *id != first).unwrap();
    let rename = app.patch("/v1/users/ann/name").header("x-appwrite-key", &secret).json(json!({ "name": "Anna" }));
    rename.send().await.ok();
    let id = keys.iter().find(|key| key.id.as_str() == second).unwrap().id.clone();
    app.store.revoke_key(&app.project.id, &id, &app.time.change()).await.unwrap();
    for format in ["0.15.0", "1.9.6"] {
        let list = app.get(PATH).key().format(format).send().await.ok();
        let keys: Vec<_> = [0, 1].map(|at| (&list["logs"][at]["keyId"], &list["logs"][at]["keyName"])).into();
        assert_eq!(keys, [(&json!(second), &json!("Tests")), (&json!(first), &json!("Tests"))], "{format}");
    }
    let of_11 = app.get(PATH).key().format("0.11.0").send().await.ok();
    assert_eq!((of_11["logs"][0].get("keyId"), of_11["logs"][0].get("keyName")), (None, None));
}

/// The names of keys are for those who have them.
#[tokio::test]
async fn a_user_does_not_see_which_key_made_a_change() {
    let (app, token) = TestApp::with_ann().await;
    app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await.ok();
    for format in ["0.15.0", "1.9.6"] {
        let list = app.get("/v1/account/logs").session(&token).format(format).send().await.ok();
        assert_eq!(list["logs"][0]["mode"], "admin", "{format}");
        assert_eq!((&list["logs"][0]["keyId"], &list["logs"][0]["keyName"]), (&json!(""), &json!("")), "{format}");
    }
}
