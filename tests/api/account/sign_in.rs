//! POST /v1/account/sessions/email

use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, EMAIL, PASSWORD_LONG, PASSWORD_SHORT, START, missing, user, with};
use crate::signing_in::{PASSWORD, SIGN_IN, british_session};
use roster_core::{HashCost, Password, SessionToken};
use roster_tests::clock::{full, user_id};
use roster_tests::faults::{Fault, Rule};
use serde_json::{Value, json};

/// The expiry, in the form of cookies, of a session that is created in the first second of the app.
const END: &str = "Mon, 17 Mar 2031 17:46:40 GMT";

#[tokio::test]
async fn signing_in_returns_the_session() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answer = app.sign_in_from_britain("ann").await;
    let session = british_session(&answer.body()["$id"], "ann", START);
    answer.is(201, with(session, json!({ "current": true })));
    let id = answer.body()["$id"].as_str().unwrap().to_owned();
    assert!(id.len() == 20 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    answer.has_fields_in_order(&["$id", "$createdAt", "userId", "expire", "provider", "countryName", "current"]);
    assert_eq!(answer.rate(), Some((10, 9, START + 800)));
    assert_eq!(app.events("ann").await, [format!("users.ann.sessions.{id}.create"), "users.ann.create".into()]);
    app.check("signed in");
}

#[tokio::test]
async fn two_cookies_the_older_first_and_the_fallback_header_contain_the_token() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for answer in [
        app.try_sign_in("ann@example.com", PASSWORD).send().await,
        app.try_sign_in("ann@example.com", PASSWORD).from(BRITAIN).send().await,
    ] {
        let token = answer.token();
        let rest = format!("={token}; Path=/; Expires={END}; HttpOnly; Secure");
        let expected = [format!("a_session_p_legacy{rest}"), format!("a_session_p{rest}; SameSite=None")];
        assert_eq!(answer.cookies(), expected);
        let fallback = format!("{{\"a_session_p\":\"{token}\"}}");
        assert_eq!(answer.header("x-fallback-cookies"), Some(fallback.as_str()));
        app.account(&token).await.is(200, user("ann"));
        assert!(!answer.text().contains(&token), "only headers contain it");
    }
}

#[tokio::test]
async fn names_of_cookies_contain_the_project_in_lower_case() {
    let app = TestApp::start().await;
    app.make_project("Shop").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    app.post("/v1/account").project("Shop").json(new).send().await.ok();
    let answer = app.try_sign_in("ann@example.com", PASSWORD).project("Shop").send().await;
    assert!(
        answer.cookies()[0].starts_with("a_session_shop_legacy=") && answer.cookies()[1].starts_with("a_session_shop=")
    );
    let cookie = format!("a_session_shop={}", answer.token());
    app.get("/v1/account").project("Shop").header("cookie", &cookie).send().await.ok();
}

#[tokio::test]
async fn the_older_path_signs_in_too() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let body = json!({ "email": "Ann@EXAMPLE.com", "password": PASSWORD });
    let answer = app.post("/v1/account/sessions").project(PROJECT).json(body).send().await;
    app.account(&answer.token()).await.is(200, user("ann"));
    assert_eq!(answer.body()["providerUid"], "ann@example.com");
}

#[tokio::test]
async fn every_sign_in_creates_a_new_session() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let tokens = [app.sign_in("ann").await, app.sign_in("ann").await];
    let [one, two] = tokens.each_ref().map(|token| SessionToken::parse(token).unwrap());
    assert!(one.session != two.session && one.hash() != two.hash());
    assert!(app.accepts(&tokens[0]).await && app.accepts(&tokens[1]).await);
    assert_eq!(app.sessions_of("ann").await.len(), 2);
}

#[tokio::test]
async fn unknown_emails_and_wrong_passwords_get_the_same_answer() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    app.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
    let invited = json!({ "email": "no-password@example.com", "roles": [], "url": "http://localhost" });
    app.post("/v1/teams").key().json(json!({ "teamId": "crew", "name": "Crew" })).send().await.ok();
    app.post("/v1/teams/crew/memberships").key().json(invited).send().await.ok();
    let mut answers = Vec::new();
    for email in ["ann@example.com", "bob@example.com", "no-password@example.com", "nobody@example.com"] {
        let answer = app.try_sign_in(email, "wrong password").send().await;
        answer.is_wrong_password();
        assert!(answer.cookies().is_empty() && answer.header("x-fallback-cookies").is_none());
        answers.push((answer.status, answer.headers, answer.body));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(app.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn a_blocked_user_with_the_right_password_gets_the_error_of_blocked_users() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    app.try_sign_in("ann@example.com", "wrong password").send().await.is_wrong_password();
    assert_eq!(app.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = TestApp::start().await;
    let post = async |body: Value| app.post(SIGN_IN).project(PROJECT).json(body).send().await;
    post(json!({})).await.is_invalid(&missing("email"));
    post(json!({ "password": "short" })).await.is_invalid(&missing("email"));
    post(json!({ "email": "x", "password": "short" })).await.is_invalid(EMAIL);
    post(json!({ "email": "a@example.com" })).await.is_invalid(&missing("password"));
    post(json!({ "email": "a@example.com", "password": "1234567" })).await.is_invalid(PASSWORD_SHORT);
    post(json!({ "email": "a@example.com", "password": 12_345_678 })).await.is_invalid(PASSWORD_SHORT);
    post(json!({ "email": "a@example.com", "password": "x".repeat(257) })).await.is_invalid(PASSWORD_LONG);
}

#[tokio::test]
async fn only_the_current_email_signs_in() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "new@example.com" })).send().await.ok();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    app.try_sign_in("new@example.com", PASSWORD).send().await.ok();
}

/// An app in which the password of ann has a hash of another cost.
async fn with_an_old_hash() -> TestApp {
    let app = TestApp::start().await;
    let old = HashCost { memory_kib: 128, iterations: 2 };
    let hash = old.hash(&Password::parse(PASSWORD).unwrap(), [7; 16]).unwrap();
    let mut ann = full("ann", "ann@example.com", "+4930901820", "ann Lee");
    ann.password = Some(hash);
    app.store.create_user(&app.project, ann, &app.time.change()).await.unwrap();
    app
}

async fn cost_of_ann(app: &TestApp) -> HashCost {
    let ann = app.store.get_user(&app.project.id, &user_id("ann")).await.unwrap();
    ann.password.unwrap().cost().unwrap()
}

#[tokio::test]
async fn a_hash_of_another_cost_is_replaced_at_sign_in() {
    let app = with_an_old_hash().await;
    let before = app.read("ann").await;
    app.pass(5);
    app.try_sign_in("ann@example.com", "wrong password").send().await.is_wrong_password();
    assert_eq!(cost_of_ann(&app).await, HashCost { memory_kib: 128, iterations: 2 });
    let token = app.sign_in("ann").await;
    assert_eq!(cost_of_ann(&app).await, HashCost { memory_kib: 64, iterations: 1 });
    app.account(&token).await.is(200, before);
    assert_eq!(app.events("ann").await.len(), 2, "sign-up and sign-in: the user changed nothing");
    app.sign_in("ann").await;
    assert!(app.accepts(&token).await);
    app.check("upgraded");
}

#[tokio::test]
async fn the_table_contains_neither_passwords_nor_session_secrets() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let token = app.try_sign_in("ann@example.com", PASSWORD).header("user-agent", CHROME).send().await.token();
    let parsed = SessionToken::parse(&token).unwrap();
    let table = format!("{:?}", app.table.rows());
    assert!(table.contains(parsed.hash().as_str()), "the table contains the hash");
    assert!(!table.contains(PASSWORD) && !table.contains(&token));
}

#[tokio::test]
async fn a_lost_answer_of_the_table_creates_one_session() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(1));
    let token = app.sign_in("ann").await;
    assert!(app.accepts(&token).await);
    assert_eq!(app.sessions_of("ann").await.len(), 1);
    assert_eq!(app.events("ann").await.len(), 2);
    app.check("a lost answer");
}

#[tokio::test]
async fn a_throttled_table_neither_creates_nor_deletes_sessions() {
    let (app, token) = TestApp::with_ann().await;
    app.caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")));
    let answers = [
        app.try_sign_in("ann@example.com", PASSWORD).send().await,
        app.try_sign_in("nobody@example.com", PASSWORD).send().await,
        app.account(&token).await,
        app.delete("/v1/account/sessions").session(&token).send().await,
    ];
    for answer in answers {
        answer.is_error(503, "general_unavailable", "The service is busy. Please try again");
        assert!(answer.cookies().is_empty() && answer.header("x-fallback-cookies").is_none());
    }
    app.caller.faults.clear();
    assert!(app.accepts(&token).await);
    assert_eq!(app.sessions_of("ann").await.len(), 1);
}
