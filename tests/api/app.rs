//! The product in this process: all functions behind one router, with a table and a clock of the test.

use crate::answer::Answer;
use crate::whole_log;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use roster_api::{App, Config, Group, RequestContext, router};
use roster_core::{ApiKey, HashCost, KeyId, KeySecret, Name, OnPasswordChange, Project, Scope, Timestamp};
use roster_mail::Mailer;
use roster_store::Store;
use roster_tests::caller::Caller;
use roster_tests::clock::{TestClock, project};
use roster_tests::invariants::EXACT;
use roster_tests::openapi::{Answered, Dialect, Document};
use roster_tests::product::{product, product_with};
use roster_tests::table::Table;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// The project of every app.
pub const PROJECT: &str = "p";
/// The host name of the API, as callers send it.
pub const HOST: &str = "roster.example.com";

/// One deployment, with one project and one API key.
pub struct TestApp {
    pub table: Table,
    pub time: Arc<TestClock>,
    pub project: Project,
    /// The product's own connection to the table: faults are injected and calls are measured there.
    pub caller: Caller,
    /// A store without faults, for set-up and checks.
    pub store: Store,
    router: Router,
    /// The response format of the deployment.
    format: String,
    key: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with_groups(Vec::new()).await
    }

    /// An app with additional routes.
    pub async fn with_groups(groups: Vec<Group>) -> Self {
        whole_log::begin();
        let (table, time, project) = (Table::create().await, Arc::new(TestClock::new(7)), project(PROJECT));
        let (caller, store) = (table.caller(), table.caller().store);
        store.create_project(&project, &time.change()).await.unwrap();
        let app = build_app(caller.store.clone(), &time, &Config::default());
        let router = router(product().into_iter().chain(groups), app);
        let format = Config::default().response_format;
        let mut app = Self { table, time, project, caller, store, router, format, key: String::new() };
        app.key = app.make_key(PROJECT, &Scope::ALL, None).await;
        app
    }

    /// The secret of the API key that has all scopes.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The router, for requests that are sent as an event of the gateway.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Replaces the product by one that has just started, with empty caches, on the same table.
    pub fn restart(&mut self) {
        self.restart_with(&Config::default());
    }

    /// Replaces the product by one of another configuration, on the same table.
    pub fn restart_with(&mut self, config: &Config) {
        self.router = router(product(), build_app(self.caller.store.clone(), &self.time, config));
        self.format.clone_from(&config.response_format);
    }

    /// Replaces the product by one that sends messages by this mailer, on the same table.
    pub fn restart_with_mailer(&mut self, mailer: &Mailer) {
        let app = build_app(self.caller.store.clone(), &self.time, &Config::default());
        self.router = router(product_with(mailer), app);
    }

    /// Does the work of the sweeper once: with a store without faults, and messages by this mailer.
    pub async fn sweep(&self, mailer: &Mailer) {
        let app = build_app(self.store.clone(), &self.time, &Config::default());
        sweeper::sweep(&app, mailer).await.unwrap();
    }

    /// Replaces the product by one with this retry budget, on the same table.
    pub fn restart_with_retry_budget(&mut self, budget: Duration) {
        let app = build_app(self.caller.store.clone(), &self.time, &Config::default());
        self.router = router(product(), app.with_retry_budget(budget));
    }

    /// Creates another project.
    pub async fn make_project(&self, id: &str) -> Project {
        let made = Project { jwt_key: format!("{id:f>64}"), ..project(id) };
        self.store.create_project(&made, &self.time.change()).await.unwrap();
        made
    }

    /// Sets the web origins from which browsers may call.
    pub async fn allow_origins(&mut self, origins: &[&str]) {
        let origins = origins.iter().map(|&origin| origin.to_owned()).collect();
        let change = self.time.change();
        self.project = self.store.update_project(&self.project.id, None, Some(origins), &change).await.unwrap();
        self.restart();
    }

    /// Sets what a new password does to the other sessions of its user.
    pub async fn set_on_password_change(&mut self, setting: OnPasswordChange) {
        let change = self.time.change();
        self.project = self.store.set_on_password_change(&self.project.id, setting, &change).await.unwrap();
        self.restart();
    }

    /// Creates an API key and returns its secret.
    pub async fn make_key(&self, project: &str, scopes: &[Scope], expires_at: Option<Timestamp>) -> String {
        let mut random = [0; 32];
        random.iter_mut().for_each(|byte| *byte = self.time.bits() as u8);
        let secret = KeySecret::create(random).reveal().to_owned();
        self.make_key_of(project, &secret, scopes, expires_at).await;
        secret
    }

    /// Creates an API key with this secret and returns its id.
    pub async fn make_key_of(&self, of: &str, secret: &str, scopes: &[Scope], expires_at: Option<Timestamp>) -> KeyId {
        let key = ApiKey {
            id: KeyId::generate(self.time.now(), self.time.bits()),
            project: project(of).id,
            name: Name::parse("Tests").unwrap(),
            hash: KeySecret::parse(secret).unwrap().hash(),
            scopes: scopes.to_vec(),
            expires_at,
            created_at: self.time.now(),
        };
        self.store.create_key(&key, &self.time.change()).await.unwrap();
        key.id
    }

    /// Moves the clock forward.
    pub fn pass(&self, seconds: u64) {
        self.time.pass(Duration::from_secs(seconds));
    }

    /// Checks the invariants of the whole table.
    #[track_caller]
    pub fn check(&self, when: &str) {
        self.table.check(EXACT, when);
    }

    /// Sends a request to the router, and compares the answer with `openapi.yaml`.
    pub async fn call(&self, request: Request<Body>) -> Answer {
        self.time.pass(Duration::from_millis(1));
        let mut request = noted(request).await;
        request.extensions_mut().insert(RequestContext::default());
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let dialect = self.dialect_of(&request);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        whole_log::note_answer(&answer.headers, &answer.body);
        if let Some(dialect) = dialect {
            ensure_documented(Document::of(dialect), &method, &path, &answer);
        }
        answer
    }

    /// The dialect of a request, if `openapi.yaml` describes it.
    fn dialect_of(&self, request: &Request<Body>) -> Option<Dialect> {
        let format = request.headers().get("x-appwrite-response-format").and_then(|format| format.to_str().ok());
        Dialect::of(format.unwrap_or(&self.format))
    }
}

/// The same request, after its secrets are noted as texts that no log may contain.
pub async fn noted(request: Request<Body>) -> Request<Body> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    whole_log::note_request(&parts, &body);
    Request::from_parts(parts, Body::from(body))
}

/// Compares an answer with the document. A compressed answer is skipped: other tests send the same request without
/// compression.
fn ensure_documented(document: &Document, method: &str, path: &str, answer: &Answer) {
    if answer.header("content-encoding").is_none() {
        let answered = Answered { status: answer.status.as_u16(), body: &answer.body };
        let complaints = document.complaints(method, path, &answered);
        assert!(complaints.is_empty(), "the answer differs from openapi.yaml: {complaints:#?}\n{}", answer.text());
    }
}

/// The product's app, with cheap password hashes and a country database of a few IP addresses.
fn build_app(store: Store, time: &Arc<TestClock>, config: &Config) -> App {
    let country_db = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/agents/tests/data/tiny.mmdb");
    let hash_cost = HashCost { memory_kib: 64, iterations: 1 };
    let config = Config { hash_cost, country_db, ..config.clone() };
    let (clock, random) = (Arc::clone(time), Arc::clone(time));
    let entropy = move || Ok(u128::from(random.bits()) << 64 | u128::from(random.bits()));
    App::new(store, &config, Arc::new(move || clock.now()), Arc::new(entropy))
}
