//! Challenges whose code is sent by email or text message.

use super::{CHALLENGES, Person, WRONG_CODE, verify_email, with_ann};
use crate::app::TestApp;
use crate::inbox::{WithInbox, mailer_to_nobody};
use roster_core::{OutboxContent, Proof};
use roster_mail::MailKind;
use roster_tests::clock::{email, user_id};
use serde_json::json;
use std::time::Duration;

const NO_EMAIL: (u16, &str, &str) = (503, "general_smtp_disabled", "SMTP disabled");
const NO_TEXT: (u16, &str, &str) = (503, "general_phone_disabled", "Phone provider not configured");

const EMAIL: &str = "ann@example.com";
const PHONE: &str = "+4930901820";

/// Ann with a verified email, in a deployment that sends messages.
async fn with_inbox() -> WithInbox {
    let app = WithInbox::start().await;
    app.create("ann").await;
    verify_email(&app).await;
    app
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn add_phone(app: &TestApp) {
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
}

async fn verify_phone(app: &TestApp) {
    app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true })).send().await.ok();
}

#[tokio::test]
async fn without_means_to_send_it_is_503() {
    let app = with_ann().await;
    verify_email(&app).await;
    let ann = Person::sign_in(&app).await;
    ann.post(CHALLENGES, json!({ "factor": "email" })).await.fails(NO_EMAIL);
    ann.post(CHALLENGES, json!({ "factor": "phone" })).await.fails(NO_TEXT);
    ann.ask("totp").await;
    app.check("no challenge of the first two");
}

#[tokio::test]
async fn an_email_or_phone_must_be_there_and_verified() {
    let app = WithInbox::start().await;
    app.create("ann").await;
    let ann = Person::sign_in(&app).await;
    let ask = async |factor: &str| ann.post(CHALLENGES, json!({ "factor": factor })).await;
    ask("email").await.fails((400, "user_email_not_verified", "User email is not verified"));
    let missing = "The current user does not have a phone number associated with their account.";
    ask("phone").await.fails((400, "user_phone_not_found", missing));
    add_phone(&app).await;
    ask("phone").await.fails((400, "user_phone_not_verified", "User phone is not verified"));
    let (p, id) = (&app.project.id, user_id("ann"));
    app.store.update_email(p, &id, None, &Proof::Key, &app.time.change()).await.unwrap();
    ask("email").await.fails((400, "user_email_not_found", "User email could not be found."));
    assert_eq!(app.count().await, 0);
    app.check("no challenge");
}

#[tokio::test]
async fn a_code_that_was_sent_passes_its_challenge_once() {
    let app = with_inbox().await;
    add_phone(&app).await;
    verify_phone(&app).await;
    let ann = Person::sign_in(&app).await;
    app.patch("/v1/users/ann/mfa").key().json(json!({ "mfa": true })).send().await.ok();
    assert!(!ann.is_let_in().await);
    for (factor, to) in [("email", EMAIL), ("phone", PHONE)] {
        let challenge = ann.ask(factor).await;
        let code = app.code(to).await;
        ann.present(&challenge, other_than(&code)).await.fails(WRONG_CODE);
        let session = ann.present(&challenge, &code).await.ok();
        assert!(session["factors"].as_array().unwrap().contains(&json!(factor)), "{session}");
        ann.present(&challenge, &code).await.fails(WRONG_CODE);
        assert!(ann.is_let_in().await);
    }
    assert_eq!(app.count().await, 2);
    app.check("passed by email and phone");
}

#[tokio::test]
async fn a_challenge_has_a_code_of_its_own() {
    let app = with_inbox().await;
    let ann = Person::sign_in(&app).await;
    let first = ann.ask("email").await;
    let of_first = app.code(EMAIL).await;
    let second = ann.ask("email").await;
    let of_second = app.code(EMAIL).await;
    assert_ne!(of_first, of_second, "the chance is one in a million, and the seed is fixed");
    ann.present(&second, &of_first).await.fails(WRONG_CODE);
    ann.present(&first, &of_first).await.ok();
    ann.present(&second, &of_second).await.ok();
}

/// F16, for second factors.
#[tokio::test]
async fn a_code_sent_to_a_former_email_is_worthless() {
    let app = with_inbox().await;
    let ann = Person::sign_in(&app).await;
    let challenge = ann.ask("email").await;
    let code = app.code(EMAIL).await;
    let (p, id) = (&app.project.id, user_id("ann"));
    app.store.update_email(p, &id, email("new@example.com"), &Proof::Key, &app.time.change()).await.unwrap();
    verify_email(&app).await;
    ann.present(&challenge, &code).await.fails(WRONG_CODE);
}

/// The request is answered as always, and the message waits in the outbox. Neither it nor the challenge shows the code or the
/// email.
#[tokio::test]
async fn a_challenge_waits_for_a_mail_server_that_does_not_answer() {
    let mut app = with_inbox().await;
    app.send_by(&mailer_to_nobody().await);
    let ann = Person::sign_in(&app).await;
    let challenge = ann.ask("email").await;
    let code = waiting_code(&app).await;
    let rows = app.table.rows();
    let of_message = rows.iter().filter(|row| row.pk().starts_with("O#") || row.sk().contains("#c#"));
    let written: Vec<String> = of_message.map(|row| format!("{:?}", row.item())).collect();
    assert_eq!(written.len(), 2, "the challenge and its message");
    assert!(written.iter().all(|item| !item.contains(&code) && !item.contains(EMAIL)), "{written:?}");
    ann.present(&challenge, &code).await.ok();
}

/// The code of the one message in the outbox.
async fn waiting_code(app: &WithInbox) -> String {
    let (later, mut next) = (app.time.now().after(Duration::from_hours(1)), None);
    loop {
        let page = app.store.due_messages(later, next).await.unwrap();
        if let Some(due) = page.messages.first() {
            let OutboxContent::Sealed(sealed) = &due.entry.content else { panic!("another kind of message") };
            let message = app.mailer.open(due.entry.id, &due.project, &due.user, sealed).await.unwrap();
            let MailKind::FactorCode { code } = message.kind else { panic!("{:?}", message.kind) };
            return code;
        }
        next = page.next;
        assert!(next.is_some(), "the outbox is empty");
    }
}
