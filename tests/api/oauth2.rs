//! Signing in with others: by a real OpenID Connect provider on this machine, with a browser that keeps cookies.

mod doors;
mod forms;
mod identities;
mod issuers;
mod joining;
mod killed;
mod linking;
mod proofs;
mod sessions;

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::request::Request;
use roster_tests::issuer::{Issuer, Person, set_provider};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Mutex;

/// The paths of the first step, in its two forms.
pub const COOKIE_FORM: &str = "/v1/account/sessions/oauth2/oidc";
pub const TOKEN_FORM: &str = "/v1/account/tokens/oauth2/oidc";
/// Pages of the project: localhost always is one.
pub const SUCCESS: &str = "http://localhost/in";
pub const FAILURE: &str = "http://localhost/out";
/// The newest dialect.
pub const V1: &str = "1.9.6";

impl TestApp {
    /// An app whose project lets people sign in with a provider of their own.
    pub async fn with_issuer() -> (Self, Issuer) {
        let app = Self::start().await;
        let issuer = Issuer::start(&app.time).await;
        app.set_provider("oidc", [("endpoint", issuer.url().as_str())], true).await;
        (app, issuer)
    }

    /// Sets up a provider of the project.
    pub async fn set_provider<const N: usize>(&self, name: &str, options: [(&str, &str); N], enabled: bool) {
        let change = self.time.change();
        set_provider(&self.store, &self.project.id, (name, &options, enabled), &change).await;
    }
}

/// A browser: it keeps the cookies of the API.
pub struct Browser<'a> {
    pub app: &'a TestApp,
    cookies: Mutex<HashMap<String, String>>,
    format: &'static str,
    project: String,
}

/// What is in a redirect.
pub struct Redirected {
    pub answer: Answer,
    pub url: String,
}

impl Redirected {
    /// A parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.url.split_once('?')?;
        let query = query.split('#').next().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes()).into_owned().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The error that the page of failure got.
    pub fn error(&self) -> Value {
        serde_json::from_str(&self.parameter("error").unwrap()).unwrap()
    }
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self::of(app, PROJECT, V1)
    }

    /// A browser with a page of a project, whose SDK speaks this dialect.
    pub fn of(app: &'a TestApp, project: &str, format: &'static str) -> Self {
        Self { app, cookies: Mutex::default(), format, project: project.to_owned() }
    }

    /// A browser with a page of an older SDK.
    pub fn of_0_15(app: &'a TestApp) -> Self {
        Self::of(app, PROJECT, "0.15.0")
    }

    /// Signed in with this session.
    pub fn with_session(self, token: &str) -> Self {
        self.cookies.lock().unwrap().insert(format!("a_session_{}", self.project), token.to_owned());
        self
    }

    /// The token of the session.
    pub fn session(&self) -> Option<String> {
        self.cookies.lock().unwrap().get(&format!("a_session_{}", self.project)).cloned()
    }

    /// The names of the cookies.
    pub fn cookie_names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.cookies.lock().unwrap().keys().cloned().collect();
        names.sort();
        names
    }

    /// Sends a request with the cookies, and keeps those of the answer.
    pub async fn send(&self, request: Request<'a>) -> Answer {
        let cookies = self.cookies.lock().unwrap().clone();
        let cookies = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = if cookies.is_empty() { request } else { request.header("cookie", &cookies) };
        let answer = request.format(self.format).send().await;
        for cookie in answer.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            let mut kept = self.cookies.lock().unwrap();
            if value.is_empty() || value == "deleted" || attributes.contains("Max-Age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Opens a URL of the API, as a link of a page of the project.
    pub async fn open(&self, path: &str) -> Answer {
        self.send(self.app.get(path).header("referer", "http://localhost/login")).await
    }

    /// Opens a URL that redirects.
    pub async fn follow(&self, path: &str) -> Redirected {
        redirected(self.open(path).await)
    }

    /// Begins a sign-in, with a page of success and one of failure; returns the URL at the provider.
    pub async fn begin(&self, path: &str) -> String {
        let path = format!("{path}?project={}&success={SUCCESS}&failure={FAILURE}", self.project);
        self.follow(&path).await.url
    }

    /// Comes back from the provider with this code: to the callback, and to the step behind it.
    pub async fn come_back(&self, login_url: &str, code: &str) -> Answer {
        let step = self.follow(&callback(login_url, &[("code", code)])).await;
        self.open(&step.url).await
    }

    /// The whole way.
    pub async fn sign_in(&self, issuer: &Issuer, path: &str, person: &Person) -> Redirected {
        let login_url = self.begin(path).await;
        let code = issuer.sign_in(&login_url, person);
        redirected(self.come_back(&login_url, &code).await)
    }

    /// The user who is signed in.
    pub async fn account(&self) -> Answer {
        self.send(self.app.get("/v1/account").project(PROJECT)).await
    }
}

/// The callback of a login, with its state and these parameters.
pub fn callback(login_url: &str, parameters: &[(&str, &str)]) -> String {
    let redirect_uri = sent_to_provider(login_url, "redirect_uri");
    let path = &redirect_uri[redirect_uri.find("/v1/").unwrap()..];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", &state_of(login_url)).extend_pairs(parameters);
    format!("{path}?{}", query.finish())
}

/// The state of a login.
pub fn state_of(login_url: &str) -> String {
    sent_to_provider(login_url, "state")
}

fn sent_to_provider(login_url: &str, wanted: &str) -> String {
    let query = login_url.split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes()).into_owned().find(|(name, _)| name == wanted).unwrap().1
}

#[track_caller]
pub fn redirected(answer: Answer) -> Redirected {
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let url = answer.header("location").unwrap().to_owned();
    Redirected { answer, url }
}

/// The page of an error: its status and its text.
#[track_caller]
pub fn is_page(answer: &Answer, status: u16, text: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("text/html; charset=UTF-8"));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert!(answer.text().contains(text), "{}", answer.text());
}
