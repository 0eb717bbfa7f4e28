//! POST and PUT /v1/account/verifications/phone, and /v1/account/verification/phone

use crate::account::email_code::another;
use crate::account::verification::is_invalid_token;
use crate::app::{PROJECT, TestApp};
use crate::expected::START;
use crate::inbox::WithInbox;
use crate::request::Request;
use crate::v1::expected::VERSION;
use roster_core::{AuthMethod, MockPhone};
use serde_json::json;

const NEW: &str = "/v1/account/verifications/phone";
const OLD: &str = "/v1/account/verification/phone";
const NUMBER: &str = "+4930901820";

/// An app with the signed-in user ann, who has a phone.
async fn with_ann() -> (WithInbox, String) {
    let app = WithInbox::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": NUMBER })).send().await.ok();
    let token = app.sign_in("ann").await;
    (app, token)
}

fn confirm<'a>(app: &'a TestApp, secret: &str) -> Request<'a> {
    app.put(NEW).project(PROJECT).format(VERSION).json(json!({ "userId": "ann", "secret": secret }))
}

#[tokio::test]
async fn a_code_verifies_the_phone() {
    let (app, token) = with_ann().await;
    let asked = app.post(NEW).session(&token).format(VERSION).send().await;
    let shown = asked.ok();
    assert_eq!((asked.status.as_u16(), &shown["userId"], &shown["secret"]), (201, &json!("ann"), &json!("")));
    assert_eq!(shown["expire"], "2030-03-17T18:46:40.000+00:00");
    let code = app.code(NUMBER).await;
    is_invalid_token(&confirm(&app, &another(&code)).send().await);
    let verified = confirm(&app, &code).send().await.ok();
    assert_eq!((&verified["$id"], &verified["secret"]), (&shown["$id"], &json!("")));
    let ann = app.read("ann").await;
    assert_eq!((&ann["phoneVerification"], &ann["emailVerification"]), (&json!(true), &json!(false)));
    is_invalid_token(&confirm(&app, &code).send().await);
    let again = app.post(NEW).session(&token).format(VERSION).send().await;
    again.is_v1_error(409, "user_phone_already_verified", "User phone is already verified");
    app.check("verified");
}

/// In 0.15 a guest verifies, too, and a code lives no longer than in 1.x: in a week it could be guessed.
#[tokio::test]
async fn a_code_verifies_the_phone_in_0_15() {
    let (app, token) = with_ann().await;
    let asked = app.post(OLD).session(&token).send().await;
    assert_eq!((asked.status.as_u16(), asked.body()["expire"].clone()), (201, json!(START + 3_600)));
    let code = app.code(NUMBER).await;
    let attempt = |secret: &str| app.put(OLD).project(PROJECT).json(json!({ "userId": "ann", "secret": secret }));
    attempt(&another(&code)).send().await.is_error(401, "user_invalid_token", "Invalid verification token");
    assert_eq!(attempt(&code).send().await.status, 200);
}

#[tokio::test]
async fn a_code_signs_nobody_in() {
    let (app, token) = with_ann().await;
    app.post(NEW).session(&token).format(VERSION).send().await.ok();
    let body = json!({ "userId": "ann", "secret": app.code(NUMBER).await });
    for request in [app.post("/v1/account/sessions/token"), app.put("/v1/account/sessions/phone")] {
        is_invalid_token(&request.project(PROJECT).format(VERSION).json(body.clone()).send().await);
    }
}

/// F16
#[tokio::test]
async fn a_code_verifies_no_phone_but_the_one_it_was_sent_to() {
    let (app, token) = with_ann().await;
    app.post(NEW).session(&token).format(VERSION).send().await.ok();
    let code = app.code(NUMBER).await;
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901821" })).send().await.ok();
    is_invalid_token(&confirm(&app, &code).send().await);
}

#[tokio::test]
async fn ten_codes_are_tried_in_an_hour_by_all_clients_together() {
    let (app, token) = with_ann().await;
    app.post(NEW).session(&token).format(VERSION).send().await.ok();
    let code = app.code(NUMBER).await;
    let wrong = another(&code);
    for client in ["192.0.2.1", "192.0.2.2"].into_iter().cycle().take(10) {
        is_invalid_token(&confirm(&app, &wrong).from(client).send().await);
    }
    assert_eq!(confirm(&app, &code).from("192.0.2.3").send().await.status, 429);
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let (app, token) = TestApp::with_ann().await;
    let answer = app.post(NEW).session(&token).format(VERSION).send().await;
    answer.is_v1_error(503, "general_phone_disabled", "Phone provider not configured");
    let app = WithInbox::start().await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    let message = "The current user does not have a phone number associated with their account.";
    app.post(NEW).session(&token).format(VERSION).send().await.is_v1_error(400, "user_phone_not_found", message);
    app.post(OLD).session(&token).send().await.is_error(400, "user_phone_not_found", "User has no phone number.");
}

#[tokio::test]
async fn a_project_switches_phones_off_or_gives_one_a_fixed_code() {
    let (mut app, token) = with_ann().await;
    app.set_rules(|rules| rules.mock_phones = vec![MockPhone::parse(&format!("{NUMBER}=135791")).unwrap()]).await;
    app.post(NEW).session(&token).format(VERSION).send().await.ok();
    assert_eq!(app.count().await, 0);
    confirm(&app, "135791").send().await.ok();
    app.set_rules(|rules| rules.methods = rules.methods.without(AuthMethod::Phone)).await;
    let off = app.post(NEW).session(&token).format(VERSION).send().await;
    off.is_v1_error(501, "user_auth_method_unsupported", "Phone authentication is disabled for this project");
}
