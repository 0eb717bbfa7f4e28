//! GET /v1/account/logs

use crate::app::TestApp;
use crate::expected::{BRITAIN, CHROME, LIMIT, OFFSET, START, client_fields, with};
use serde_json::{Value, json};

const PATH: &str = "/v1/account/logs";

async fn log(app: &TestApp, token: &str, query: &str) -> Value {
    app.get(&format!("{PATH}{query}")).session(token).send().await.ok()
}

#[tokio::test]
async fn a_log_entry_has_all_fields() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let sign_in = app.sign_in_from_britain("ann").await;
    let (token, id) = (sign_in.token(), sign_in.body()["$id"].clone());
    let entry = with(
        client_fields(),
        json!({
            "event": format!("users.ann.sessions.{}.create", id.as_str().unwrap()),
            "userId": "ann",
            "userEmail": "ann@example.com",
            "userName": "ann Lee",
            "mode": "default",
            "ip": BRITAIN,
            "time": START,
            "countryCode": "gb",
            "countryName": "United Kingdom",
            "keyId": "",
            "keyName": "",
        }),
    );
    assert_eq!(log(&app, &token, "?limit=1").await, json!({ "total": 2, "logs": [entry] }));
    let german = app.get(&format!("{PATH}?limit=1")).session(&token).header("x-appwrite-locale", "de");
    assert_eq!(german.send().await.ok()["logs"][0]["countryName"], "Vereinigtes Königreich");
}

#[tokio::test]
async fn a_user_cannot_send_another_ip_address_or_user_agent() {
    let (app, token) = TestApp::with_ann().await;
    let rename = app.patch("/v1/account/name").session(&token).json(json!({ "name": "Anna" })).key();
    let rename = rename.header("user-agent", CHROME).header("x-forwarded-for", "192.0.2.77");
    rename.header("x-forwarded-user-agent", "liar/1.0").from(BRITAIN).send().await.ok();
    let entry = log(&app, &token, "?limit=1").await["logs"][0].clone();
    assert_eq!(
        (&entry["ip"], &entry["clientName"], &entry["mode"]),
        (&json!(BRITAIN), &json!("Chrome"), &json!("default"))
    );
}

#[tokio::test]
async fn every_change_is_logged_newest_first_with_its_mode() {
    let (app, token) = TestApp::with_ann().await;
    let password = "correct horse";
    for (field, body) in [
        ("name", json!({ "name": "Anna" })),
        ("email", json!({ "email": "anna@example.com", "password": password })),
        ("phone", json!({ "number": "+4930901820", "password": password })),
        ("prefs", json!({ "prefs": { "a": 1 } })),
        ("password", json!({ "password": "battery staple", "oldPassword": password })),
    ] {
        app.patch(&format!("/v1/account/{field}")).session(&token).json(body).send().await.ok();
    }
    app.patch("/v1/users/ann/name").key().json(json!({ "name": "Ann" })).send().await.ok();
    let log = log(&app, &token, "").await;
    let entries = log["logs"].as_array().unwrap().iter();
    let entries = entries.map(|entry| (entry["event"].as_str(), entry["mode"].as_str()));
    let changes: Vec<_> =
        entries.map(|(event, mode)| (event.unwrap().rsplit("ann.").next().unwrap(), mode.unwrap())).collect();
    let own = ["update.password", "update.prefs", "update.phone", "update.email", "update.name"];
    assert_eq!(changes[0], ("update.name", "admin"));
    assert_eq!(changes[1..6], own.map(|event| (event, "default")));
    assert_eq!((changes[6].1, changes[7]), ("default", ("create", "admin")));
    assert_eq!(log["total"], 8);
}

#[tokio::test]
async fn each_entry_has_the_name_and_the_email_of_its_time_in_both_dialects() {
    let (app, token) = TestApp::with_ann().await;
    let patch = async |field: &str, body: Value| {
        app.patch(&format!("/v1/account/{field}")).session(&token).json(body).send().await.ok();
    };
    patch("name", json!({ "name": "Anna" })).await;
    patch("email", json!({ "email": "anna@example.com", "password": "correct horse" })).await;
    for format in ["0.15.0", "1.9.6"] {
        let log = app.get(PATH).session(&token).format(format).send().await.ok();
        let entries = log["logs"].as_array().unwrap().iter();
        let names: Vec<_> = entries.map(|entry| (&entry["userName"], &entry["userEmail"])).collect();
        let entry = |name, email| (json!(name), json!(email));
        let expected = [
            entry("Anna", "anna@example.com"),
            entry("Anna", "ann@example.com"),
            entry("ann Lee", "ann@example.com"),
            entry("ann Lee", "ann@example.com"),
        ];
        assert_eq!(names, expected.iter().map(|(name, email)| (name, email)).collect::<Vec<_>>(), "{format}");
    }
}

#[tokio::test]
async fn a_log_has_pages() {
    let (app, token) = TestApp::with_ann().await;
    for n in 0..5 {
        app.pass(1);
        app.patch("/v1/account/name").session(&token).json(json!({ "name": format!("n{n}") })).send().await.ok();
    }
    let times = async |query: &str| -> Vec<u64> {
        let log = log(&app, &token, query).await;
        assert_eq!(log["total"], 7, "{query}");
        log["logs"].as_array().unwrap().iter().map(|entry| entry["time"].as_u64().unwrap() - START).collect()
    };
    assert_eq!(times("").await, [5, 4, 3, 2, 1, 0, 0]);
    assert_eq!(times("?limit=2&offset=1").await, [4, 3]);
    assert!(times("?limit=0").await.is_empty() && times("?offset=7").await.is_empty());
    app.get(&format!("{PATH}?limit=101&offset=5001")).session(&token).send().await.is_invalid(LIMIT);
    app.get(&format!("{PATH}?offset=5001")).session(&token).send().await.is_invalid(OFFSET);
}

#[tokio::test]
async fn a_user_reads_only_their_own_log() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bob_token = app.sign_in("bob").await;
    app.patch("/v1/account/name").session(&bob_token).json(json!({ "name": "Bob" })).send().await.ok();
    let log = log(&app, &token, "?userId=bob").await;
    let mut events = log["logs"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap());
    assert!(events.all(|event| event.starts_with("users.ann.")), "{log}");
}
