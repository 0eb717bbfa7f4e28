//! A provider that is down, and functions that are killed: the change is whole, and its message is sent later.

use crate::app::{PROJECT, TestApp};
use crate::inbox::{SentLink, WithInbox, mailer_to_nobody};
use crate::request::Request;
use crate::v1::expected::VERSION;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;

const ASK: &str = "/v1/account/tokens/magic-url";
const URL: &str = "https://localhost/sign-in";

/// The number of items whose partition key begins so.
fn items(app: &TestApp, prefix: &str) -> usize {
    app.table.rows().iter().filter(|row| row.pk().starts_with(prefix)).count()
}

/// The answer does not wait for the provider and does not say what it did. The sweeper sends the message, and its link works.
#[tokio::test]
async fn a_message_that_the_provider_does_not_take_is_sent_later() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.send_by(&mailer_to_nobody().await);
    let body = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
    assert_eq!(app.post(ASK).project(PROJECT).format(VERSION).json(body).send().await.status, 201);
    assert_eq!((app.count().await, items(&app, "O#")), (0, 1));
    let waiting =
        app.table.rows().into_iter().find(|row| row.pk().starts_with("O#")).map(|row| format!("{row:?}")).unwrap();
    assert!(!waiting.contains("example.com") && !waiting.contains("secret="), "{waiting}");
    app.pass(120);
    app.sweep(&app.mailer).await;
    assert_eq!((app.count().await, items(&app, "O#")), (1, 0));
    let link = SentLink::of(&app.newest("ann@example.com").await);
    let sign_in = json!({ "userId": "ann", "secret": link.secret() });
    app.post("/v1/account/sessions/token").project(PROJECT).format(VERSION).json(sign_in).send().await.token();
    app.check("sent later");
}

/// Wherever a function is killed, there is a token with its message, or neither; a message is never sent without its token.
#[tokio::test]
async fn a_killed_function_leaves_token_and_message_or_nothing() {
    for call in 1..=6 {
        for fault in [Fault::KillBefore, Fault::KillAfter] {
            let app = WithInbox::start().await;
            app.create("ann").await;
            app.caller.faults.add(Rule::new(fault).at_call(call));
            let body = json!({ "email": "ann@example.com", "url": URL });
            let request = app.v1(app.post("/v1/account/recovery")).json(body);
            app.caller.faults.run(request.send()).await;
            app.caller.settle().await;
            app.caller.faults.clear();
            let tokens = app.table.rows().iter().filter(|row| row.sk().starts_with("Q#")).count();
            let (waiting, sent) = (items(&app, "O#"), app.count().await);
            assert!(waiting <= 1 && sent <= 1, "{fault:?} at {call}");
            assert_eq!(tokens == 1, waiting + sent >= 1, "{fault:?} at {call}: {tokens} {waiting} {sent}");
            app.pass(120);
            app.sweep(&app.mailer).await;
            assert_eq!((app.count().await >= tokens, items(&app, "O#")), (true, 0), "{fault:?} at {call}");
            app.check("a killed function");
        }
    }
}

/// Asks for a code that signs ann in.
fn ask(app: &WithInbox) -> Request<'_> {
    let body = json!({ "userId": "ann", "email": "ann@example.com" });
    app.post("/v1/account/tokens/email").project(PROJECT).format(VERSION).json(body)
}

/// A code that another one has replaced, or that has been used: whoever types in what came last must not fail.
#[tokio::test]
async fn a_code_that_is_no_longer_valid_is_not_sent() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.send_by(&mailer_to_nobody().await);
    assert_eq!(ask(&app).send().await.status, 201);
    app.reload();
    assert_eq!(ask(&app).send().await.status, 201);
    let code = app.code("ann@example.com").await;
    assert_eq!((app.count().await, items(&app, "O#")), (1, 1), "the first one waits");
    app.pass(120);
    app.sweep(&app.mailer).await;
    assert_eq!((app.count().await, items(&app, "O#")), (1, 0));
    // One whose provider has taken it without saying so.
    app.send_by(&mailer_to_nobody().await);
    let body = json!({ "userId": "ann", "email": "ann@example.com" });
    let again = app.post("/v1/account/tokens/email").key().format(VERSION).json(body).send().await.ok();
    assert_eq!(items(&app, "O#"), 1);
    assert_ne!(again["secret"], json!(code));
    let sign_in = json!({ "userId": "ann", "secret": again["secret"] });
    app.post("/v1/account/sessions/token").project(PROJECT).format(VERSION).json(sign_in).send().await.token();
    app.pass(120);
    app.sweep(&app.mailer).await;
    assert_eq!((app.count().await, items(&app, "O#")), (1, 0));
    app.check("codes that are not sent");
}

#[tokio::test]
async fn the_code_of_a_challenge_that_was_not_passed_is_sent_later() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    let token = app.sign_in("ann").await;
    app.send_by(&mailer_to_nobody().await);
    let factor = json!({ "factor": "email" });
    let asked = app.post("/v1/account/mfa/challenges").session(&token).format(VERSION).json(factor);
    let challenge = asked.send().await.ok()["$id"].as_str().unwrap().to_owned();
    app.pass(120);
    app.sweep(&app.mailer).await;
    assert_eq!((app.count().await, items(&app, "O#")), (1, 0));
    let body = json!({ "challengeId": challenge, "otp": app.code("ann@example.com").await });
    app.put("/v1/account/mfa/challenges").session(&token).format(VERSION).json(body).send().await.ok();
}
