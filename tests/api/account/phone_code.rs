//! POST /v1/account/tokens/phone, POST and PUT /v1/account/sessions/phone

use crate::account::email_code::another;
use crate::account::verification::is_invalid_token;
use crate::app::{PROJECT, TestApp};
use crate::expected::{PHONE, START, missing};
use crate::inbox::WithInbox;
use crate::request::Request;
use crate::v1::expected::VERSION;
use roster_core::MockPhone;
use serde_json::{Value, json};

const ASK: &str = "/v1/account/tokens/phone";
const OLD: &str = "/v1/account/sessions/phone";
const NUMBER: &str = "+4930901820";

fn ask<'a>(app: &'a TestApp, phone: &str) -> Request<'a> {
    app.post(ASK).project(PROJECT).format(VERSION).json(json!({ "userId": "unique()", "phone": phone }))
}

fn sign_in<'a>(app: &'a TestApp, user: &Value, secret: &str) -> Request<'a> {
    app.put(OLD).project(PROJECT).json(json!({ "userId": user, "secret": secret }))
}

#[tokio::test]
async fn a_code_makes_a_user_signs_in_and_verifies_the_phone() {
    let app = WithInbox::start().await;
    let asked = ask(&app, NUMBER).send().await;
    assert_eq!((asked.status.as_u16(), asked.body()["secret"].clone()), (201, json!("")));
    let message = app.newest(NUMBER).await;
    assert_eq!((message.kind.as_str(), message.html.as_str()), ("text", ""));
    let (user, code) = (asked.body()["userId"].clone(), app.code(NUMBER).await);
    let unknown = sign_in(&app, &json!("nobody"), &code).format(VERSION).send().await;
    is_invalid_token(&unknown);
    let session = sign_in(&app, &user, &code).format(VERSION).send().await;
    let shown = session.ok();
    assert_eq!((&shown["provider"], &shown["factors"]), (&json!("phone"), &json!(["phone"])));
    let account = app.account(&session.token()).await.ok();
    assert_eq!((&account["phone"], &account["phoneVerification"]), (&json!(NUMBER), &json!(true)));
    assert_eq!((&account["email"], &account["emailVerification"]), (&json!(""), &json!(false)));
    is_invalid_token(&sign_in(&app, &user, &code).format(VERSION).send().await);
    // The same phone is the same user.
    assert_eq!(ask(&app, NUMBER).send().await.ok()["userId"], user);
    app.check("signed in by a text message");
}

#[tokio::test]
async fn in_0_15_the_parameter_is_called_number() {
    let app = WithInbox::start().await;
    let old = |body: Value| app.post(OLD).project(PROJECT).json(body);
    old(json!({ "userId": "ann", "phone": NUMBER })).send().await.is_invalid(&missing("number"));
    old(json!({ "userId": "ann", "number": "0" })).send().await.is_invalid(PHONE);
    let asked = old(json!({ "userId": "ann", "number": NUMBER })).send().await;
    assert_eq!((asked.status.as_u16(), asked.body()["expire"].clone()), (201, json!(START + 900)));
    sign_in(&app, &json!("nobody"), "123456").send().await.is_error(404, "user_not_found", "User not found");
    let code = app.code(NUMBER).await;
    let wrong = sign_in(&app, &json!("ann"), &another(&code)).send().await;
    wrong.is_error(401, "user_invalid_token", "Invalid login token");
    let session = sign_in(&app, &json!("ann"), &code).send().await;
    assert_eq!((session.status.as_u16(), session.body()["provider"].clone()), (201, json!("phone")));
}

/// The codes of emails and phones are not interchangeable with those of verifications.
#[tokio::test]
async fn a_code_to_sign_in_verifies_nothing_by_itself() {
    let app = WithInbox::start().await;
    let user = ask(&app, NUMBER).send().await.ok()["userId"].clone();
    let code = app.code(NUMBER).await;
    let body = json!({ "userId": user, "secret": code });
    let path = "/v1/account/verifications/phone";
    is_invalid_token(&app.put(path).project(PROJECT).format(VERSION).json(body).send().await);
}

#[tokio::test]
async fn a_phone_with_a_fixed_code_gets_no_message() {
    let mut app = WithInbox::start().await;
    app.set_rules(|rules| rules.mock_phones = vec![MockPhone::parse(&format!("{NUMBER}=246810")).unwrap()]).await;
    let user = ask(&app, NUMBER).send().await.ok()["userId"].clone();
    assert_eq!(app.count().await, 0);
    sign_in(&app, &user, "246810").format(VERSION).send().await.token();
    app.check("a fixed code");
}

#[tokio::test]
async fn without_text_messages_the_call_says_so_and_a_server_gets_the_code() {
    let app = TestApp::start().await;
    let answer = ask(&app, NUMBER).send().await;
    answer.is_v1_error(503, "general_phone_disabled", "Phone provider not configured");
    let asked = app.v1(app.post(ASK)).json(json!({ "userId": "ann", "phone": NUMBER })).send().await.ok();
    sign_in(&app, &json!("ann"), asked["secret"].as_str().unwrap()).format(VERSION).send().await.token();
}

#[tokio::test]
async fn ten_messages_an_hour_for_a_phone_and_ten_for_a_client() {
    let app = WithInbox::start().await;
    for _ in 0..10 {
        assert_eq!(ask(&app, NUMBER).from("192.0.2.1").send().await.status, 201);
    }
    assert_eq!(ask(&app, NUMBER).from("192.0.2.2").send().await.status, 429);
    assert_eq!(ask(&app, "+4930901821").from("192.0.2.1").send().await.status, 429);
    assert_eq!(ask(&app, "+4930901821").from("192.0.2.2").send().await.status, 201);
}
