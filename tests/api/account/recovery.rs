//! POST and PUT /v1/account/recovery

use crate::account::verification::is_invalid_token;
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{START, missing};
use crate::inbox::WithInbox;
use crate::request::Request;
use crate::signing_in::PASSWORD;
use crate::v1::expected::VERSION;
use roster_core::{OnPasswordChange, Timestamp};
use roster_mail::{Keyring, KeyringSettings};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PATH: &str = "/v1/account/recovery";
const URL: &str = "https://localhost/recover";
const NEW: &str = "battery staple";

/// An app with ann, whose project does not hide who has an account: other answers take a second.
async fn with_ann() -> WithInbox {
    let mut app = hiding_users().await;
    app.set_rules(|rules| rules.reports_unknown_emails = true).await;
    app
}

/// An app with ann, and with the usual rules.
async fn hiding_users() -> WithInbox {
    let app = WithInbox::start().await;
    app.create("ann").await;
    app
}

fn ask<'a>(app: &'a WithInbox, email: &str) -> Request<'a> {
    app.post(PATH).project(PROJECT).format(VERSION).json(json!({ "email": email, "url": URL }))
}

fn recover<'a>(app: &'a TestApp, user: &str, secret: &str, password: &str) -> Request<'a> {
    let body = json!({ "userId": user, "secret": secret, "password": password });
    app.put(PATH).project(PROJECT).format(VERSION).json(body)
}

/// The secret of a link that ann gets.
async fn secret(app: &WithInbox) -> String {
    ask(app, "ann@example.com").send().await.ok();
    app.link("ann@example.com").await.secret().to_owned()
}

/// The parts of a token's body that do not differ from call to call.
fn without_id_and_times(answer: &Answer) -> Value {
    let mut body = answer.ok();
    for field in ["$id", "$createdAt", "expire"] {
        assert!(!body[field].as_str().unwrap().is_empty());
        body[field] = Value::Null;
    }
    body
}

/// F5
#[tokio::test]
async fn a_link_sets_a_new_password() {
    let app = hiding_users().await;
    ask(&app, "Ann@Example.COM").send().await.ok();
    let link = app.link("ann@example.com").await;
    assert_eq!(link.query["expire"], "2030-03-17T18:46:40.000+00:00");
    let answer = recover(&app, link.user(), link.secret(), NEW).send().await;
    assert_eq!((answer.status.as_u16(), answer.body()["userId"].clone()), (200, json!("ann")));
    assert_eq!(answer.body()["secret"], "");
    assert!(answer.cookies().is_empty(), "no session is made");
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    app.try_sign_in("ann@example.com", NEW).send().await.ok();
    let ann = app.read("ann").await;
    assert_eq!((&ann["emailVerification"], &ann["passwordUpdate"]), (&json!(true), &json!(START)));
    is_invalid_token(&recover(&app, "ann", link.secret(), "another one").send().await);
    let id = answer.body()["$id"].as_str().unwrap().to_owned();
    let events = app.events("ann").await;
    assert_eq!(events[1..3], [format!("users.ann.recovery.{id}.update"), format!("users.ann.recovery.{id}.create")]);
    app.check("recovered");
}

/// Anybody can ask for a link of somebody else, so the URL must not bring another one into the email.
#[tokio::test]
async fn a_url_with_a_second_one_in_it_makes_one_link() {
    let app = with_ann().await;
    let ask = |url: &str| {
        let body = json!({ "email": "ann@example.com", "url": url });
        app.post(PATH).project(PROJECT).format(VERSION).json(body)
    };
    let of_app = format!("appwrite-callback-{PROJECT}://x https://evil.example/x");
    for url in ["https://localhost/ https://evil.example/x", "https://localhost/x\">https://evil.example/x", &of_app] {
        ask(url).send().await.ok();
        let message = app.newest("ann@example.com").await;
        let words = |text: &str| text.split([' ', '\n', '"', '<', '>']).filter(|word| word.contains("secret=")).count();
        assert_eq!((words(&message.text), words(&message.html)), (1, 2), "{}", message.html);
        for text in [message.text, message.html] {
            assert!(!text.contains("https://evil") && text.contains("https%3A//evil"), "{text}");
        }
    }
    ask("https://evil.example@localhost/").send().await.is_v1_invalid("url", "Invalid URI.");
    assert_eq!(app.count().await, 3);
}

#[tokio::test]
async fn in_0_15_the_password_is_repeated() {
    let app = with_ann().await;
    let asked = app.post(PATH).project(PROJECT).json(json!({ "email": "ann@example.com", "url": URL })).send().await;
    asked.has_fields_in_order(&["$id", "$createdAt", "userId", "secret", "expire"]);
    assert_eq!(asked.ok()["expire"], START + 3_600);
    let link = app.link("ann@example.com").await;
    assert_eq!(link.query["expire"], (START + 3_600).to_string());
    let attempt = |user: &str, secret: &str, again: Option<&str>| {
        let mut body = json!({ "userId": user, "secret": secret, "password": NEW });
        if let Some(again) = again {
            body["passwordAgain"] = json!(again);
        }
        app.put(PATH).project(PROJECT).json(body)
    };
    attempt("ann", link.secret(), None).send().await.is_invalid(&missing("passwordAgain"));
    // F6: before the user is looked at.
    let other = attempt("nobody", "wrong", Some("something else")).send().await;
    other.is_error(400, "user_password_mismatch", "Passwords must match");
    attempt("nobody", "wrong", Some(NEW)).send().await.is_error(404, "user_not_found", "User not found");
    let wrong = attempt("ann", "wrong", Some(NEW)).send().await;
    wrong.is_error(401, "user_invalid_token", "Invalid recovery token");
    attempt("ann", link.secret(), Some(NEW)).send().await.ok();
    app.try_sign_in("ann@example.com", NEW).send().await.ok();
}

/// The sessions follow the setting of the project, as after any change of the password.
#[tokio::test]
async fn sessions_stay_or_end_as_the_project_says() {
    for (setting, format, stays) in [
        (OnPasswordChange::ByDialect, VERSION, false),
        (OnPasswordChange::ByDialect, "0.15.0", true),
        (OnPasswordChange::KeepSessions, VERSION, true),
        (OnPasswordChange::EndSessions, "0.15.0", false),
    ] {
        let mut app = with_ann().await;
        let change = app.time.change();
        app.store.set_on_password_change(&app.project.id, setting, &change).await.unwrap();
        app.reload();
        let token = app.sign_in("ann").await;
        let body = json!({ "userId": "ann", "secret": secret(&app).await, "password": NEW, "passwordAgain": NEW });
        app.put(PATH).project(PROJECT).format(format).json(body).send().await.ok();
        assert_eq!(app.accepts(&token).await, stays, "{setting:?} {format}");
    }
}

/// An older link would set the password that the user has just replaced.
#[tokio::test]
async fn a_new_password_ends_every_link() {
    let app = with_ann().await;
    let (first, second) = (secret(&app).await, secret(&app).await);
    recover(&app, "ann", &second, NEW).send().await.ok();
    is_invalid_token(&recover(&app, "ann", &first, "another one").send().await);
    let third = secret(&app).await;
    app.patch("/v1/users/ann/password").key().json(json!({ "password": "a third one" })).send().await.ok();
    is_invalid_token(&recover(&app, "ann", &third, "another one").send().await);
    app.try_sign_in("ann@example.com", "a third one").send().await.ok();
}

#[tokio::test]
async fn of_two_calls_with_one_link_at_once_one_sets_the_password() {
    let app = with_ann().await;
    let secret = secret(&app).await;
    let call = |password: &'static str| {
        let request = recover(&app, "ann", &secret, password);
        async move { (password, request.send().await.status.as_u16()) }
    };
    let (one, other) = tokio::join!(call("first of two"), call("second of two"));
    let done: Vec<_> = [one, other].into_iter().filter(|(_, status)| *status == 200).collect();
    assert_eq!(done.len(), 1, "{one:?} {other:?}");
    app.try_sign_in("ann@example.com", done[0].0).send().await.ok();
    app.check("recovered once");
}

/// Neither the answer nor its time say whether somebody has an account.
#[tokio::test]
async fn an_unknown_email_gets_the_same_answer_at_the_same_time() {
    let app = hiding_users().await;
    app.create("bob").await;
    app.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
    let mut answers = Vec::new();
    for email in ["ann@example.com", "nobody@example.com", "bob@example.com"] {
        let begun = Instant::now();
        let answer = ask(&app, email).send().await;
        let took = begun.elapsed();
        assert!((Duration::from_secs(1)..Duration::from_secs(3)).contains(&took), "{email}: {took:?}");
        // Of the calls of one IP address, which are counted together, each leaves one less.
        let rate = answer.rate().map(|(limit, left, end)| (limit, left + answers.len() as u64, end));
        answers.push((answer.status, rate, without_id_and_times(&answer)));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].2["userId"], "", "it would differ from call to call for somebody unknown");
    assert_eq!(app.count().await, 1, "ann alone got a link");
    app.check("asked");
}

/// As when KMS is down: it must not say who is a user.
#[tokio::test]
async fn without_its_key_every_email_gets_the_same_error() {
    let mut app = hiding_users().await;
    let key = Keyring::connect(&KeyringSettings::File("there/is/no/such/key".into()));
    app.send_by(&roster_tests::mailbox::mailer_with(1, key));
    for email in ["ann@example.com", "nobody@example.com"] {
        let begun = Instant::now();
        let answer = ask(&app, email).send().await;
        assert!(answer.status == 503 && answer.body()["type"] == "general_unavailable", "{email}: {}", answer.text());
        assert!(begun.elapsed() >= Duration::from_secs(1), "{email}");
    }
    assert_eq!(app.count().await, 0);
    app.check("nothing is half written");
}

#[tokio::test]
async fn a_project_can_say_that_nobody_has_the_email() {
    let app = with_ann().await;
    let unknown = ask(&app, "nobody@example.com").send().await;
    unknown.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    assert_eq!(ask(&app, "ann@example.com").send().await.ok()["userId"], "ann");
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    ask(&app, "ann@example.com").send().await.is_v1_error(403, "user_blocked", "The current user has been blocked.");
}

#[tokio::test]
async fn a_server_gets_the_secret_and_sends_its_own_email() {
    let (app, _) = TestApp::with_ann().await;
    let body = json!({ "email": "ann@example.com", "url": URL });
    let asked = app.v1(app.post(PATH)).json(body.clone()).send().await.ok();
    let secret = asked["secret"].as_str().unwrap();
    assert_eq!((secret.len(), &asked["userId"]), (64, &json!("ann")));
    app.v1(app.put(PATH)).json(json!({ "userId": "ann", "secret": secret, "password": NEW })).send().await.ok();
    app.try_sign_in("ann@example.com", NEW).send().await.ok();
    let unknown = json!({ "email": "nobody@example.com", "url": URL });
    assert_eq!(app.v1(app.post(PATH)).json(unknown).send().await.status, 404);
    // Without a key, the deployment would have to send it; and in 0.15 no key may call.
    let guest = app.post(PATH).project(PROJECT).format(VERSION).json(body.clone()).send().await;
    guest.is_v1_error(503, "general_smtp_disabled", "SMTP Disabled");
    let old = app.post(PATH).key().json(body).send().await;
    assert_eq!((old.status.as_u16(), old.body()["type"].clone()), (401, json!("general_unauthorized_scope")));
}

/// F4, F15, F16
#[tokio::test]
async fn a_link_ends_with_its_hour_its_email_and_its_user() {
    let app = with_ann().await;
    let late = secret(&app).await;
    app.time.set(Timestamp::from_secs(START + 3_601));
    is_invalid_token(&recover(&app, "ann", &late, NEW).send().await);
    let moved = secret(&app).await;
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "other@example.com" })).send().await.ok();
    is_invalid_token(&recover(&app, "ann", &moved, NEW).send().await);
    ask(&app, "other@example.com").send().await.ok();
    let gone = app.link("other@example.com").await.secret().to_owned();
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert_eq!(recover(&app, "ann", &gone, NEW).send().await.status, 404);
    app.create("ann").await;
    is_invalid_token(&recover(&app, "ann", &gone, NEW).send().await);
    app.try_sign_in("ann@example.com", PASSWORD).send().await.ok();
}

#[tokio::test]
async fn somebody_without_a_password_gets_one() {
    let app = WithInbox::start().await;
    let new = json!({ "userId": "eve", "email": "eve@example.com" });
    app.v1(app.post("/v1/users")).json(new).send().await.ok();
    ask(&app, "eve@example.com").send().await.ok();
    let link = app.link("eve@example.com").await;
    recover(&app, "eve", link.secret(), NEW).send().await.ok();
    app.try_sign_in("eve@example.com", NEW).send().await.ok();
}

#[tokio::test]
async fn ten_links_an_hour_for_an_email_and_ten_for_a_client() {
    let app = with_ann().await;
    let mut clients = ["192.0.2.1", "192.0.2.2"].into_iter().cycle();
    for _ in 0..10 {
        assert_ne!(ask(&app, "nobody@example.com").from(clients.next().unwrap()).send().await.status, 429);
    }
    let full = ask(&app, "nobody@example.com").from("192.0.2.3").send().await;
    assert_eq!((full.status.as_u16(), full.rate().unwrap().1), (429, 0));
    for number in 0..5 {
        assert_eq!(ask(&app, &format!("nobody{number}@example.com")).from("192.0.2.1").send().await.status, 404);
    }
    assert_eq!(ask(&app, "somebody@example.com").from("192.0.2.1").send().await.status, 429);
}

#[tokio::test]
async fn ten_attempts_an_hour_from_one_client() {
    let app = with_ann().await;
    let secret = secret(&app).await;
    for _ in 0..10 {
        is_invalid_token(&recover(&app, "ann", "wrong", NEW).from("192.0.2.1").send().await);
    }
    assert_eq!(recover(&app, "ann", &secret, NEW).from("192.0.2.1").send().await.status, 429);
    recover(&app, "ann", &secret, NEW).from("192.0.2.2").send().await.ok();
}
