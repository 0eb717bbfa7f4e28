//! Only the browser that began a sign-in ends it, once, in time, with the state and the code that belong together.

use super::{Browser, COOKIE_FORM, callback, is_page, redirected, state_of};
use crate::app::{PROJECT, TestApp};
use roster_tests::issuer::{Mood, Person};

const STATE: &str = "The sign-in has expired, has ended before, or began in another browser";

fn ann() -> Person {
    Person::verified("sub-ann", "ann@example.com")
}

#[tokio::test]
async fn a_callback_is_used_once() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &ann());
    let step = browser.follow(&callback(&login, &[("code", &code)])).await;
    let cookie = browser.cookie_names();
    redirected(browser.open(&step.url).await);
    assert_ne!(cookie, browser.cookie_names());
    is_page(&browser.open(&step.url).await, 400, STATE);
    let calls = issuer.calls().iter().filter(|path| *path == "/token").count();
    assert_eq!(calls, 1, "the second time nothing is asked of the provider");
}

#[tokio::test]
async fn of_parallel_callbacks_one_signs_in() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &ann());
    let step = browser.follow(&callback(&login, &[("code", &code)])).await.url;
    let answers = futures_util::future::join_all((0..8).map(|_| browser.open(&step))).await;
    let done = answers.iter().filter(|answer| answer.status == 302).count();
    assert_eq!(done, 1);
    app.check("parallel callbacks");
}

#[tokio::test]
async fn a_callback_in_another_browser_signs_nobody_in() {
    let (app, issuer) = TestApp::with_issuer().await;
    let (attacker, victim) = (Browser::new(&app), Browser::new(&app));
    let login = attacker.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &Person::verified("sub-attacker", "attacker@example.com"));
    is_page(&victim.come_back(&login, &code).await, 400, STATE);
    assert!(victim.session().is_none());
    // Also with a cookie of a sign-in that the victim began.
    let own = victim.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&own, &ann());
    let mixed = attacker.begin(COOKIE_FORM).await;
    is_page(&victim.come_back(&mixed, &code).await, 400, STATE);
    assert!(victim.session().is_none());
}

#[tokio::test]
async fn a_state_is_ours_of_this_project_and_provider_and_not_old() {
    let (app, issuer) = TestApp::with_issuer().await;
    app.set_provider("keycloak", [("domain", issuer.url().as_str()), ("realm", "r")], true).await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &ann());
    let state = state_of(&login);
    let other = app.make_project("other").await;
    let finish = |provider: &str, project: &str, state: &str| {
        format!("/v1/account/sessions/oauth2/{provider}/redirect?project={project}&state={state}&code={code}")
    };
    let changed = format!("{}x", &state[..state.len() - 1]);
    for path in [
        finish("oidc", PROJECT, ""),
        finish("oidc", PROJECT, "x.y.z"),
        finish("oidc", PROJECT, &changed),
        finish("keycloak", PROJECT, &state),
        finish("oidc", other.id.as_str(), &state),
    ] {
        is_page(&browser.open(&path).await, 400, STATE);
    }
    app.pass(601);
    is_page(&browser.open(&finish("oidc", PROJECT, &state)).await, 400, STATE);
    assert!(browser.session().is_none() && issuer.calls().iter().all(|path| path != "/token"));
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_worth_nothing() {
    let (app, issuer) = TestApp::with_issuer().await;
    let (attacker, victim) = (Browser::new(&app), Browser::new(&app));
    let stolen = issuer.sign_in(&victim.begin(COOKIE_FORM).await, &ann());
    let login = attacker.begin(COOKIE_FORM).await;
    let back = redirected(attacker.come_back(&login, &stolen).await);
    assert_eq!(back.error()["type"], "user_oauth2_bad_request", "the verifier is that of another browser");
    assert!(attacker.session().is_none());
}

#[tokio::test]
async fn a_token_for_another_nonce_or_of_another_key_is_rejected() {
    let (app, issuer) = TestApp::with_issuer().await;
    for mood in [Mood::WrongNonce, Mood::WrongKey] {
        issuer.set_mood(mood);
        let browser = Browser::new(&app);
        let back = browser.sign_in(&issuer, COOKIE_FORM, &ann()).await;
        assert_eq!(back.error()["type"], "user_oauth2_provider_error", "{mood:?}");
        assert!(browser.session().is_none());
    }
    let users = app.get("/v1/users").key().send().await.ok();
    assert_eq!(users["total"], 0);
}
