//! Challenges whose code is sent by email or text message.

use super::{CHALLENGES, Person, WRONG_CODE, verify_email, with_ann};
use crate::app::TestApp;
use roster_core::{OutboxContent, Proof};
use roster_mail::{MailKind, MailSettings, Mailer, Message, Recipient};
use roster_tests::clock::{email, user_id};
use roster_tests::product::keyring;
use serde_json::json;
use std::time::Duration;

const NO_EMAIL: (u16, &str, &str) = (503, "general_smtp_disabled", "SMTP disabled");
const NO_TEXT: (u16, &str, &str) = (503, "general_phone_disabled", "Phone provider not configured");

/// A mailer whose server does not accept connections: whatever is sent stays in the outbox.
fn mailer() -> Mailer {
    let setting = |name: &str| match name {
        "ROSTER_MAIL" => Some("smtp://127.0.0.1:9".to_owned()),
        "ROSTER_MAIL_FROM" => Some("Tests <tests@example.com>".to_owned()),
        "ROSTER_TEXT" => Some("email:text.example.com".to_owned()),
        _ => None,
    };
    Mailer::connect(MailSettings::from_vars(setting).unwrap(), keyring())
}

/// Opens every message in the outbox, oldest first.
async fn messages(app: &TestApp, mailer: &Mailer) -> Vec<Message> {
    let later = app.time.now().after(Duration::from_hours(1));
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let page = app.store.due_messages(later, next).await.unwrap();
        for due in page.messages {
            let OutboxContent::Sealed(sealed) = &due.entry.content else { panic!("another kind of message") };
            found.push(mailer.open(due.entry.id, &due.project, &due.user, sealed).await.unwrap());
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    found.sort_by_key(|message| message.id);
    found
}

/// The code in the last message, and whether it is a text message.
async fn last_code(app: &TestApp, mailer: &Mailer) -> (String, bool) {
    let message = messages(app, mailer).await.pop().expect("a message");
    match (message.kind, message.to) {
        (MailKind::FactorCode { code }, Recipient::Email { email, .. }) => {
            assert_eq!(email.as_str(), "ann@example.com");
            (code, false)
        }
        (MailKind::FactorText { code }, Recipient::Phone(phone)) => {
            assert_eq!(phone.as_str(), "+4930901820");
            (code, true)
        }
        (kind, _) => panic!("{kind:?}"),
    }
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
    let mut app = with_ann().await;
    app.restart_with_mailer(&mailer());
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
    assert!(messages(&app, &mailer()).await.is_empty());
    app.check("no challenge");
}

#[tokio::test]
async fn a_code_that_was_sent_passes_its_challenge_once() {
    let (mut app, mailer) = (with_ann().await, mailer());
    app.restart_with_mailer(&mailer);
    verify_email(&app).await;
    add_phone(&app).await;
    verify_phone(&app).await;
    let ann = Person::sign_in(&app).await;
    app.patch("/v1/users/ann/mfa").key().json(json!({ "mfa": true })).send().await.ok();
    for (factor, is_text) in [("email", false), ("phone", true)] {
        let challenge = ann.ask(factor).await;
        let (code, was_text) = last_code(&app, &mailer).await;
        assert_eq!((was_text, code.len()), (is_text, 6));
        ann.present(&challenge, other_than(&code)).await.fails(WRONG_CODE);
        let session = ann.present(&challenge, &code).await.ok();
        assert!(session["factors"].as_array().unwrap().contains(&json!(factor)), "{session}");
        ann.present(&challenge, &code).await.fails(WRONG_CODE);
        assert!(ann.is_let_in().await);
    }
    app.check("passed by email and phone");
}

#[tokio::test]
async fn a_challenge_has_a_code_of_its_own() {
    let (mut app, mailer) = (with_ann().await, mailer());
    app.restart_with_mailer(&mailer);
    verify_email(&app).await;
    let ann = Person::sign_in(&app).await;
    let first = ann.ask("email").await;
    let of_first = last_code(&app, &mailer).await.0;
    let second = ann.ask("email").await;
    let of_second = last_code(&app, &mailer).await.0;
    assert_ne!(of_first, of_second, "the chance is one in a million, and the seed is fixed");
    ann.present(&second, &of_first).await.fails(WRONG_CODE);
    ann.present(&first, &of_first).await.ok();
    ann.present(&second, &of_second).await.ok();
}

/// F16, for second factors.
#[tokio::test]
async fn a_code_sent_to_a_former_email_is_worthless() {
    let (mut app, mailer) = (with_ann().await, mailer());
    app.restart_with_mailer(&mailer);
    verify_email(&app).await;
    let ann = Person::sign_in(&app).await;
    let challenge = ann.ask("email").await;
    let (code, _) = last_code(&app, &mailer).await;
    let (p, id) = (&app.project.id, user_id("ann"));
    app.store.update_email(p, &id, email("new@example.com"), &Proof::Key, &app.time.change()).await.unwrap();
    verify_email(&app).await;
    ann.present(&challenge, &code).await.fails(WRONG_CODE);
}

#[tokio::test]
async fn the_table_has_neither_code_nor_email_of_a_message() {
    let (mut app, mailer) = (with_ann().await, mailer());
    app.restart_with_mailer(&mailer);
    verify_email(&app).await;
    let ann = Person::sign_in(&app).await;
    ann.ask("email").await;
    let (code, _) = last_code(&app, &mailer).await;
    let rows = app.table.rows();
    let of_message = rows.iter().filter(|row| row.pk().starts_with("O#") || row.sk().contains("#c#"));
    let written: Vec<String> = of_message.map(|row| format!("{:?}", row.item())).collect();
    assert_eq!(written.len(), 2, "the challenge and its message");
    assert!(written.iter().all(|item| !item.contains(&code) && !item.contains("ann@example.com")), "{written:?}");
}
