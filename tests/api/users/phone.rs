//! PATCH /v1/users/{userId}/phone

use super::field::Field;
use crate::app::TestApp;
use crate::expected::{PHONE, START, user, with};
use serde_json::json;

fn phone() -> Field {
    Field {
        path: "phone",
        param: "number",
        good: json!("+4930901820"),
        shown: json!({ "phone": "+4930901820" }),
        bad: (json!("123"), PHONE),
        event: "phone",
    }
}

#[tokio::test]
async fn the_number_is_set() {
    phone().keeps_the_common_rules().await;
}

#[tokio::test]
async fn what_is_no_number_is_refused() {
    let texts = ["123", "+1", "+0123", "+1234567890123456", "++12", "+12 34", "+12\n", "+١٢٣", "00491234"];
    let others = [json!(4_930_901_820_u64), json!(true), json!(["+123"]), json!({})];
    phone().refuses(texts.map(|text| json!(text)).into_iter().chain(others), PHONE).await;
}

#[tokio::test]
async fn the_shortest_and_the_longest_number_are_taken() {
    phone().takes(["+12", "+123456789012345"].map(|text| (json!(text), json!({ "phone": text })))).await;
}

#[tokio::test]
async fn another_users_number_is_a_conflict_of_numbers() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    app.patch("/v1/users/bob/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let taken = json!({ "number": "+4930901820" });
    let answer = app.patch("/v1/users/ann/phone").key().json(taken.clone()).send().await;
    let message = answer.body()["message"].as_str().unwrap().to_owned();
    answer.is_refused(409, "user_phone_already_exists", &message);
    assert!(message.to_lowercase().contains("phone"), "{message}");
    assert_eq!(app.read("ann").await, user("ann"));
    app.patch("/v1/users/nobody/phone").key().json(taken).send().await.is_no_user();
    app.check("after a conflict");
}

#[tokio::test]
async fn another_number_is_unverified_and_so_is_the_same_one_again() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for number in ["+4930901820", "+4930901821", "+4930901821"] {
        app.pass(1);
        let verify = app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true }));
        assert_eq!(verify.send().await.ok()["phoneVerification"], true);
        let now = json!({ "phone": number, "$updatedAt": app.time.now().as_secs() });
        let answer = app.patch("/v1/users/ann/phone").key().json(json!({ "number": number })).send().await;
        answer.is(200, with(user("ann"), now));
    }
    assert_eq!(app.events("ann").await.iter().filter(|event| event.ends_with("update.phone")).count(), 3);
    app.check("the same number");
}

#[tokio::test]
async fn a_former_number_is_free() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    for (id, number) in [("ann", "+4930901820"), ("ann", "+4930901821"), ("bob", "+4930901820")] {
        app.patch(&format!("/v1/users/{id}/phone")).key().json(json!({ "number": number })).send().await.ok();
    }
    app.check("a number handed on");
}

#[tokio::test]
async fn many_users_have_no_number() {
    let app = TestApp::start().await;
    for id in ["ann", "bob", "cat"] {
        assert_eq!(app.create(id).await["phone"], "");
    }
    app.check("no numbers");
}

#[tokio::test]
async fn the_user_is_found_by_the_number() {
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
