//! A table that fails, or a function that is killed, at any call of a sign-in with a provider.

use super::{Browser, COOKIE_FORM, FAILURE, SUCCESS, V1, callback};
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::Slack;
use roster_tests::issuer::{Issuer, Person};
use serde_json::json;

/// The counter of users is not in the transaction of a new user, so a fault between the two leaves it wrong by one.
const COUNTER: Slack = Slack(1);
/// More calls than the longest step makes.
const MOST_CALLS: usize = 16;

/// What a sign-in finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nobody,
    /// A user with the same verified email.
    SameEmail,
    /// The account has signed in before.
    Known,
}

fn ann() -> Person {
    Person::verified("sub-ann", "ann@example.com")
}

async fn prepare(before: Before) -> (TestApp, Issuer) {
    let (app, issuer) = TestApp::with_issuer().await;
    match before {
        Before::Nobody => {}
        Before::Known => drop(Browser::new(&app).sign_in(&issuer, COOKIE_FORM, &ann()).await),
        Before::SameEmail => {
            app.create("ann").await;
            let verified = app.patch("/v1/users/ann/verification").key().format(V1);
            verified.json(json!({ "emailVerification": true })).send().await.ok();
        }
    }
    (app, issuer)
}

/// Whether the browser was led to the page of success, and signed in with it.
fn signed_in(browser: &Browser<'_>, answer: Option<&Answer>) -> bool {
    let is_success = answer.and_then(|answer| answer.header("location")) == Some(SUCCESS);
    assert_eq!(is_success, browser.session().is_some());
    is_success
}

/// What a person sees when the table fails: their page of success or of failure, or a page that says so. If it was the answer to the
/// taking of the state that was lost, the repeated call finds it taken, and the person begins again.
fn is_explained(answer: &Answer, fault: Fault, at: &str) {
    match answer.header("location") {
        Some(url) => assert!(url == SUCCESS || url.starts_with(FAILURE), "{at}: {url}"),
        None if fault == Fault::LostAnswer => super::is_page(answer, 400, "Please begin again."),
        None => super::is_page(answer, 503, "The service is busy"),
    }
}

/// A later sign-in works, and there is one user with one identity whatever happened before.
async fn is_one_user(app: &TestApp, issuer: &Issuer, at: &str) {
    let browser = Browser::new(app);
    let back = browser.sign_in(issuer, COOKIE_FORM, &ann()).await;
    assert_eq!(back.url, SUCCESS, "{at}");
    let users = app.get("/v1/users").key().format(V1).send().await.ok();
    let emails: Vec<_> = users["users"].as_array().unwrap().iter().map(|user| &user["email"]).collect();
    assert_eq!(emails, ["ann@example.com"], "{at}");
    assert_eq!(app.identity_count().await, 1, "{at}");
    app.table.check(COUNTER, at);
}

/// Signs in with a fault at one call of the last step. Returns the number of calls that the step made.
async fn step_with(before: Before, fault: Fault, call: usize) -> usize {
    let at = format!("{before:?}, {fault:?} at call {call}");
    let (app, issuer) = prepare(before).await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let step = browser.follow(&callback(&login, &[("code", &issuer.sign_in(&login, &ann()))])).await;
    app.caller.faults.clear();
    app.caller.faults.add(Rule::new(fault).at_call(call));
    let answer = app.caller.faults.run(browser.open(&step.url)).await;
    app.caller.settle().await;
    let calls = app.caller.faults.calls();
    app.caller.faults.clear();
    if let Some(answer) = &answer {
        is_explained(answer, fault, &at);
    }
    let is_in = signed_in(&browser, answer.as_ref());
    if is_in {
        assert_eq!(browser.account().await.ok()["email"], "ann@example.com", "{at}");
    }
    app.table.check(COUNTER, &at);
    is_one_user(&app, &issuer, &at).await;
    calls
}

#[tokio::test]
async fn whatever_call_of_the_last_step_fails_the_account_becomes_one_user() {
    for before in [Before::Nobody, Before::SameEmail, Before::Known] {
        for fault in [Fault::ServerError, Fault::LostAnswer, Fault::KillBefore, Fault::KillAfter] {
            let mut call = 1;
            while step_with(before, fault, call).await >= call {
                call += 1;
                assert!(call <= MOST_CALLS, "{before:?} {fault:?}");
            }
            assert!(call > 4, "{before:?} {fault:?}: only {call} calls were made");
        }
    }
}

#[tokio::test]
async fn a_table_that_throttles_is_a_page_at_first_and_the_page_of_failure_later() {
    let (app, issuer) = TestApp::with_issuer().await;
    let throttle = || app.caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")));
    throttle();
    let browser = Browser::new(&app);
    let begun = browser.open(&format!("{COOKIE_FORM}?project={PROJECT}&success={SUCCESS}&failure={FAILURE}")).await;
    super::is_page(&begun, 503, "The service is busy");
    assert!(browser.cookie_names().is_empty());
    app.caller.faults.clear();
    let login = browser.begin(COOKIE_FORM).await;
    let step = browser.follow(&callback(&login, &[("code", &issuer.sign_in(&login, &ann()))])).await;
    throttle();
    let busy = browser.open(&step.url).await;
    super::is_page(&busy, 503, "The service is busy");
    app.caller.faults.clear();
    // Nothing was taken, so the same link still works.
    assert_eq!(browser.follow(&step.url).await.url, SUCCESS);
}
