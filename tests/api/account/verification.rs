//! POST and PUT /v1/account/verifications/email, and /v1/account/verification

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{START, missing};
use crate::inbox::{SentLink, WithInbox};
use crate::request::Request;
use crate::v1::expected::VERSION;
use serde_json::{Value, json};

const NEW: &str = "/v1/account/verifications/email";
const OLD: &str = "/v1/account/verification";
const URL: &str = "https://localhost/verify";

/// An app with an inbox and the signed-in user ann, whose email is not verified.
pub async fn with_ann() -> (WithInbox, String) {
    let app = WithInbox::start().await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    (app, token)
}

fn ask<'a>(app: &'a WithInbox, token: &str, url: &str) -> Request<'a> {
    app.post(NEW).session(token).format(VERSION).json(json!({ "url": url }))
}

async fn asked(app: &WithInbox, token: &str) -> SentLink {
    assert_eq!(ask(app, token, URL).send().await.status, 201);
    app.link("ann@example.com").await
}

pub fn confirm<'a>(app: &'a TestApp, path: &str, user: &str, secret: &str) -> Request<'a> {
    app.put(path).project(PROJECT).format(VERSION).json(json!({ "userId": user, "secret": secret }))
}

#[track_caller]
pub fn is_invalid_token(answer: &Answer) {
    answer.is_v1_error(401, "user_invalid_token", "Invalid token passed in the request.");
    assert!(answer.cookies().is_empty());
}

async fn is_verified(app: &TestApp) -> Value {
    app.read("ann").await["emailVerification"].clone()
}

#[tokio::test]
async fn a_link_verifies_the_email() {
    let (app, token) = with_ann().await;
    let answer = ask(&app, &token, URL).send().await;
    let shown = answer.body();
    let (id, made) = (shown["$id"].as_str().unwrap(), shown["$createdAt"].clone());
    let token_body = |secret: &str| {
        json!({
            "$id": id, "$createdAt": made, "userId": "ann", "secret": secret,
            "expire": "2030-03-17T18:46:40.000+00:00", "phrase": ""
        })
    };
    answer.is(201, token_body(""));
    answer.has_fields_in_order(&["$id", "$createdAt", "userId", "secret", "expire", "phrase"]);
    let link = app.link("ann@example.com").await;
    assert_eq!(link.user(), "ann");
    assert_eq!(link.query["expire"], "2030-03-17T18:46:40.000+00:00");
    assert!(link.secret().len() == 64 && link.url.starts_with("https://localhost/verify?userId=ann&secret="));
    let secret = link.secret();
    assert!(app.table.rows().iter().all(|item| !format!("{item:?}").contains(secret)), "the table has the hash alone");
    assert_eq!(is_verified(&app).await, false);
    // Nobody need be signed in.
    let verified = confirm(&app, NEW, "ann", secret).send().await;
    assert_eq!((verified.status.as_u16(), verified.body()["secret"].clone()), (200, json!("")));
    assert_eq!(verified.body()["$id"], id);
    assert!(verified.cookies().is_empty(), "no session is made");
    assert_eq!(is_verified(&app).await, true);
    let events = [format!("users.ann.verification.{id}.update"), format!("users.ann.verification.{id}.create")];
    assert_eq!(app.events("ann").await[..2], events);
    app.check("verified");
}

#[tokio::test]
async fn a_link_verifies_the_email_in_0_15() {
    let (app, token) = with_ann().await;
    let answer = app.post(OLD).session(&token).json(json!({ "url": URL })).send().await;
    let shown = answer.body();
    let week = START + 7 * 86_400;
    let body = json!({ "$id": shown["$id"], "$createdAt": START, "userId": "ann", "secret": "", "expire": week });
    answer.is(201, body.clone());
    let link = app.link("ann@example.com").await;
    assert_eq!(link.query["expire"], week.to_string());
    let wrong = app.put(OLD).project(PROJECT).json(json!({ "userId": "ann", "secret": "wrong" })).send().await;
    wrong.is_error(401, "user_invalid_token", "Invalid verification token");
    let right = json!({ "userId": "ann", "secret": link.secret() });
    app.put(OLD).project(PROJECT).json(right).send().await.is(200, body);
    assert_eq!(is_verified(&app).await, true);
    // A verified email gets another link in 0.15, but not in 1.x.
    assert_eq!(app.post(OLD).session(&token).json(json!({ "url": URL })).send().await.status, 201);
    let again = ask(&app, &token, URL).send().await;
    again.is_v1_error(409, "user_email_already_verified", "User email is already verified");
    app.check("verified");
}

/// F1
#[tokio::test]
async fn a_link_leads_to_hosts_of_the_project_alone_and_keeps_query_and_fragment() {
    let (mut app, token) = with_ann().await;
    for (url, message) in [
        ("localhost/x", "Invalid URI.".to_owned()),
        ("javascript://localhost/%0aalert(1)", "Invalid URI.".to_owned()),
        ("https://evil.example/verify", unknown("evil.example")),
        ("https://localhost@evil.example/", "Invalid URI.".to_owned()),
        ("exp://evil.example/--/", "Invalid URI.".to_owned()),
        ("https://localhost/\r\nBcc: eve@example.com", "Invalid URI.".to_owned()),
    ] {
        ask(&app, &token, url).send().await.is_v1_invalid("url", &message);
    }
    let old = app.post(OLD).session(&token).json(json!({ "url": "https://evil.example/" })).send().await;
    old.is_invalid("Invalid url: URL host must be one of: localhost");
    assert_eq!(app.count().await, 0);
    app.allow_origins(&["https://app.example.com"]).await;
    let url = "https://app.example.com/verify?a=1&secret=mine#top";
    assert_eq!(ask(&app, &token, url).send().await.status, 201);
    let link = app.link("ann@example.com").await;
    let (secret, expire) = (link.secret(), "2030-03-17T18%3A46%3A40.000%2B00%3A00");
    let expected = format!("https://app.example.com/verify?a=1&secret={secret}&userId=ann&expire={expire}#top");
    assert_eq!(link.url, expected);
    confirm(&app, NEW, "ann", secret).send().await.ok();
}

fn unknown(host: &str) -> String {
    format!("Invalid URI. Register your new client ({host}) as a new Web platform on your project console dashboard")
}

/// F2
#[tokio::test]
async fn each_of_two_links_works_once() {
    let (app, token) = with_ann().await;
    let links = [asked(&app, &token).await, asked(&app, &token).await];
    for link in &links {
        confirm(&app, NEW, "ann", link.secret()).send().await.ok();
    }
    for link in &links {
        is_invalid_token(&confirm(&app, NEW, "ann", link.secret()).send().await);
    }
    app.check("used");
}

/// Two clicks on one link at once: one verifies, and the other gets the error of a used link.
#[tokio::test]
async fn of_two_clicks_at_once_one_uses_the_link() {
    let (app, token) = with_ann().await;
    let link = asked(&app, &token).await;
    let click = || async { confirm(&app, NEW, "ann", link.secret()).send().await };
    let (one, other) = tokio::join!(click(), click());
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    assert_eq!(is_verified(&app).await, true);
    app.check("clicked twice");
}

/// F3
#[tokio::test]
async fn the_secret_of_another_kind_verifies_nothing() {
    let (app, token) = with_ann().await;
    let recovery = json!({ "email": "ann@example.com", "url": URL });
    app.post("/v1/account/recovery").project(PROJECT).format(VERSION).json(recovery).send().await.ok();
    let recovery = app.link("ann@example.com").await;
    is_invalid_token(&confirm(&app, NEW, "ann", recovery.secret()).send().await);
    let magic = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
    app.post("/v1/account/tokens/magic-url").project(PROJECT).format(VERSION).json(magic).send().await.ok();
    is_invalid_token(&confirm(&app, NEW, "ann", app.link("ann@example.com").await.secret()).send().await);
    let server = app.v1(app.post("/v1/users/ann/tokens")).json(json!({ "length": 64 })).send().await.ok();
    is_invalid_token(&confirm(&app, NEW, "ann", server["secret"].as_str().unwrap()).send().await);
    // And the other way round: it neither signs in nor sets a password.
    let verification = asked(&app, &token).await;
    let attempt = json!({ "userId": "ann", "secret": verification.secret() });
    let sign_in = app.post("/v1/account/sessions/token").project(PROJECT).format(VERSION).json(attempt);
    is_invalid_token(&sign_in.send().await);
    let new = json!({ "userId": "ann", "secret": verification.secret(), "password": "battery staple" });
    is_invalid_token(&app.put("/v1/account/recovery").project(PROJECT).format(VERSION).json(new).send().await);
    assert_eq!(is_verified(&app).await, false);
    confirm(&app, NEW, "ann", verification.secret()).send().await.ok();
}

/// F4
#[tokio::test]
async fn a_link_is_valid_to_the_second_of_its_end() {
    for (seconds, status) in [(3_600, 200), (3_601, 401)] {
        let (app, token) = with_ann().await;
        let link = asked(&app, &token).await;
        app.time.set(roster_core::Timestamp::from_secs(START + seconds));
        assert_eq!(confirm(&app, NEW, "ann", link.secret()).send().await.status, status, "after {seconds} s");
    }
}

/// F10
#[tokio::test]
async fn a_link_is_for_its_own_user() {
    let (app, token) = with_ann().await;
    app.create("bob").await;
    let link = asked(&app, &token).await;
    is_invalid_token(&confirm(&app, NEW, "bob", link.secret()).send().await);
    let unknown = confirm(&app, NEW, "nobody", link.secret()).send().await;
    unknown.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    confirm(&app, NEW, "ann", link.secret()).send().await.ok();
}

/// F15
#[tokio::test]
async fn the_link_of_a_deleted_user_is_worth_nothing_to_a_new_one_with_the_same_id() {
    let (app, token) = with_ann().await;
    let link = asked(&app, &token).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert_eq!(confirm(&app, NEW, "ann", link.secret()).send().await.status, 404);
    app.create("ann").await;
    is_invalid_token(&confirm(&app, NEW, "ann", link.secret()).send().await);
    assert_eq!(is_verified(&app).await, false);
    app.check("created again");
}

/// F16
#[tokio::test]
async fn a_link_verifies_no_email_but_the_one_it_was_sent_to() {
    let (app, token) = with_ann().await;
    let link = asked(&app, &token).await;
    let other = json!({ "email": "other@example.com" });
    app.patch("/v1/users/ann/email").key().json(other).send().await.ok();
    is_invalid_token(&confirm(&app, NEW, "ann", link.secret()).send().await);
    assert_eq!(is_verified(&app).await, false);
    // The link works again with the email that it was sent to.
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "ann@example.com" })).send().await.ok();
    confirm(&app, NEW, "ann", link.secret()).send().await.ok();
}

#[tokio::test]
async fn a_user_without_an_email_has_nothing_to_verify() {
    let app = WithInbox::start().await;
    let guest = app.post("/v1/account/sessions/anonymous").project(PROJECT).format(VERSION).send().await.token();
    let answer = ask(&app, &guest, URL).send().await;
    answer.is_v1_error(400, "user_email_not_found", "User email could not be found.");
    let old = app.post(OLD).session(&guest).json(json!({ "url": URL })).send().await;
    old.is_error(400, "user_email_not_found", "User has no email.");
}

#[tokio::test]
async fn without_emails_the_call_says_so() {
    let (app, token) = TestApp::with_ann().await;
    let body = json!({ "url": URL });
    let answer = app.post(NEW).session(&token).format(VERSION).json(body.clone()).send().await;
    answer.is_v1_error(503, "general_smtp_disabled", "SMTP Disabled");
    app.post(OLD).session(&token).json(body).send().await.is_error(503, "general_smtp_disabled", "SMTP Disabled");
}

#[tokio::test]
async fn only_the_user_asks_for_a_link() {
    let (app, token) = with_ann().await;
    let body = json!({ "url": URL });
    app.post(OLD).project(PROJECT).json(body.clone()).send().await.is_guest_without("account");
    assert_eq!(app.post(NEW).key().format(VERSION).json(body).send().await.status, 401);
    app.post(OLD).session(&token).json(json!({})).send().await.is_invalid(&missing("url"));
    for body in [json!({ "secret": "x" }), json!({ "userId": "ann" })] {
        assert_eq!(app.put(NEW).project(PROJECT).format(VERSION).json(body).send().await.status, 400);
    }
    assert_eq!(app.count().await, 0);
}

#[tokio::test]
async fn ten_links_and_ten_attempts_an_hour() {
    let (app, token) = with_ann().await;
    for left in (0..10).rev() {
        assert_eq!(ask(&app, &token, URL).send().await.rate(), Some((10, left, START + 800)));
    }
    assert_eq!(ask(&app, &token, URL).send().await.status, 429);
    assert_eq!(app.count().await, 10);
    let link = app.link("ann@example.com").await;
    for _ in 0..10 {
        is_invalid_token(&confirm(&app, NEW, "ann", "wrong").from("192.0.2.1").send().await);
    }
    assert_eq!(confirm(&app, NEW, "ann", link.secret()).from("192.0.2.1").send().await.status, 429);
    // Others cannot use up the attempts of the user.
    confirm(&app, NEW, "ann", link.secret()).from("192.0.2.2").send().await.ok();
}

#[tokio::test]
async fn the_email_is_in_the_language_of_the_client_and_escapes_the_name() {
    let (app, token) = with_ann().await;
    let name = "<b>Ann</b> & \"Co\"";
    app.patch("/v1/users/ann/name").key().json(json!({ "name": name })).send().await.ok();
    ask(&app, &token, URL).header("x-appwrite-locale", "de").send().await.ok();
    let german = app.newest("ann@example.com").await;
    ask(&app, &token, URL).send().await.ok();
    let english = app.newest("ann@example.com").await;
    assert_ne!(german.subject, english.subject);
    for message in [german, english] {
        assert!(
            message.html.contains("&lt;b&gt;Ann&lt;/b&gt;") && !message.html.contains("<b>Ann"),
            "{}",
            message.html
        );
        assert!(message.html.contains("https://localhost/verify?userId=ann&amp;secret="), "{}", message.html);
    }
}
