//! PATCH /v1/users/{userId}/phone

use super::field::Field;
use crate::app::TestApp;
use crate::expected::{PHONE, START, user, with};
use serde_json::json;

fn phone() -> Field {
    Field {
        path: "phone",
        param: "number",
        valid: json!("+4930901820"),
        shown: json!({ "phone": "+4930901820" }),
        invalid: (json!("123"), PHONE),
        event: "phone",
    }
}

#[tokio::test]
async fn the_phone_is_set() {
    phone().follows_the_common_rules().await;
}

#[tokio::test]
async fn invalid_phones_are_rejected() {
    let texts = ["123", "+1", "+0123", "+1234567890123456", "++12", "+12 34", "+12\n", "+١٢٣", "00491234"];
    let others = [json!(4_930_901_820_u64), json!(true), json!(["+123"]), json!({})];
    phone().rejects(texts.map(|text| json!(text)).into_iter().chain(others), PHONE).await;
}

#[tokio::test]
async fn the_shortest_and_the_longest_phone_are_accepted() {
    phone().accepts(["+12", "+123456789012345"].map(|text| (json!(text), json!({ "phone": text })))).await;
}

#[tokio::test]
async fn a_phone_of_another_user_is_a_conflict_of_phones() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    app.patch("/v1/users/bob/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let taken = json!({ "number": "+4930901820" });
    let answer = app.patch("/v1/users/ann/phone").key().json(taken.clone()).send().await;
    let message = answer.body()["message"].as_str().unwrap().to_owned();
    answer.is_error(409, "user_phone_already_exists", &message);
    assert!(message.to_lowercase().contains("phone"), "{message}");
    assert_eq!(app.read("ann").await, user("ann"));
    app.patch("/v1/users/nobody/phone").key().json(taken).send().await.is_no_user();
    app.check("after a conflict");
}

#[tokio::test]
async fn a_new_phone_is_unverified_even_if_it_is_the_same() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for phone in ["+4930901820", "+4930901821", "+4930901821"] {
        app.pass(1);
        let verify = app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true }));
        assert_eq!(verify.send().await.ok()["phoneVerification"], true);
        let now = json!({ "phone": phone, "$updatedAt": app.time.now().as_secs() });
        let answer = app.patch("/v1/users/ann/phone").key().json(json!({ "number": phone })).send().await;
        answer.is(200, with(user("ann"), now));
    }
    assert_eq!(app.events("ann").await.iter().filter(|event| event.ends_with("update.phone")).count(), 3);
    app.check("the same phone");
}

#[tokio::test]
async fn other_users_can_have_a_former_phone() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    for (id, phone) in [("ann", "+4930901820"), ("ann", "+4930901821"), ("bob", "+4930901820")] {
        app.patch(&format!("/v1/users/{id}/phone")).key().json(json!({ "number": phone })).send().await.ok();
    }
    app.check("a phone of a former owner");
}

#[tokio::test]
async fn many_users_can_have_no_phone() {
    let app = TestApp::start().await;
    for id in ["ann", "bob", "cat"] {
        assert_eq!(app.create(id).await["phone"], "");
    }
    app.check("no phones");
}

#[tokio::test]
async fn the_user_is_found_by_the_phone() {
    let app = TestApp::start().await;
    app.create("bob").await;
    app.create("ann").await;
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let ann = with(user("ann"), json!({ "phone": "+4930901820", "$updatedAt": START }));
    for term in ["%2B4930901820", "4930901820", "49309"] {
        let answer = app.get(&format!("/v1/users?search={term}")).key().send().await;
        answer.is(200, json!({ "total": 1, "users": [ann] }));
    }
}
