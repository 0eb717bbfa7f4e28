//! PATCH /v1/users/{userId}/verification and PATCH /v1/users/{userId}/verification/phone

use super::field::Field;
use crate::app::TestApp;
use crate::expected::{user, with};
use serde_json::{Value, json};

const EMAIL: &str = "Invalid emailVerification: Value must be a valid boolean";
const PHONE: &str = "Invalid phoneVerification: Value must be a valid boolean";

fn of_email() -> Field {
    Field {
        path: "verification",
        param: "emailVerification",
        valid: json!(true),
        shown: json!({ "emailVerification": true }),
        invalid: (json!("true"), EMAIL),
        event: "verification",
    }
}

fn of_phone() -> Field {
    Field {
        path: "verification/phone",
        param: "phoneVerification",
        valid: json!(true),
        shown: json!({ "phoneVerification": true }),
        invalid: (json!("true"), PHONE),
        event: "verification",
    }
}

/// Values other than the JSON values `true` and `false`.
fn non_booleans() -> [Value; 9] {
    [json!("true"), json!("false"), json!("1"), json!(1), json!(0), json!(1.0), json!([]), json!({}), json!([true])]
}

#[tokio::test]
async fn the_verification_of_the_email_is_set() {
    of_email().follows_the_common_rules().await;
    of_email().accepts([true, false, false].map(|set| (json!(set), json!({ "emailVerification": set })))).await;
}

#[tokio::test]
async fn the_verification_of_the_phone_is_set() {
    of_phone().follows_the_common_rules().await;
    of_phone().accepts([true, false, false].map(|set| (json!(set), json!({ "phoneVerification": set })))).await;
}

#[tokio::test]
async fn only_true_and_false_are_accepted() {
    of_email().rejects(non_booleans(), EMAIL).await;
    of_phone().rejects(non_booleans(), PHONE).await;
}

#[tokio::test]
async fn a_missing_value_keeps_the_verification() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    let answer = app.patch("/v1/users/ann/verification").key().json(json!({})).send().await;
    answer.is_invalid("Param \"emailVerification\" is not optional.");
    assert_eq!(app.read("ann").await["emailVerification"], true);
}

#[tokio::test]
async fn the_two_verifications_are_independent() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true })).send().await.ok();
    let answer = app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await;
    answer.is(200, with(user("ann"), json!({ "emailVerification": true, "phoneVerification": true })));
    let wrong = json!({ "phoneVerification": false });
    let answer = app.patch("/v1/users/ann/verification").key().json(wrong).send().await;
    answer.is_invalid("Param \"emailVerification\" is not optional.");
}
