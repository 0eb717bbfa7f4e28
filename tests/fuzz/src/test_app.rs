//! A deployment with users, to which targets send requests.

use crate::answer::Answer;
use crate::fixture::{Fixture, create_fixture, recreate_deleted, tick};
use crate::product::serve;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use roster_api::{Invocation, RequestContext, serve_event};
use roster_tests::clock::TestClock;
use roster_tests::invariants::EXACT;
use roster_tests::mailbox::Mailbox;
use roster_tests::table::Table;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The project of every deployment.
pub const PROJECT: &str = "p";
/// The key that signs the project's JWTs.
pub const JWT_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The users at the beginning.
pub const USERS: [&str; 3] = ["ann", "bob", "cat"];
/// The team at the beginning; its owner is ann.
pub const TEAM: &str = "crew";
/// The session of ann at the beginning.
pub const SESSION: &str = "s1";
/// The requests of one deployment before its table is checked and a new one is created: lists grow with each creation.
const REQUESTS: usize = 2_000;
/// After this number of requests deleted users are created again, so that most requests are about a user that exists.
const RECREATE_EVERY: usize = 50;

/// A deployment with one project, one API key, three users, a team and a session.
pub struct TestApp {
    table: Table,
    runtime: Runtime,
    router: Router,
    time: Arc<TestClock>,
    fixture: Fixture,
    requests: usize,
    answers: BTreeMap<u16, usize>,
    _mailbox: Mailbox,
}

thread_local! {
    static TEST_APP: RefCell<Option<TestApp>> = const { RefCell::new(None) };
}

/// Runs `work` with the deployment of this thread.
pub fn with<T>(work: impl FnOnce(&mut TestApp) -> T) -> T {
    TEST_APP.with_borrow_mut(|kept| {
        if let Some(old) = kept.take_if(|test_app| test_app.requests >= REQUESTS) {
            old.check();
        }
        work(kept.get_or_insert_with(TestApp::begin))
    })
}

/// Removes the deployment of this thread: checks its table, and returns the number of responses by status.
#[must_use]
pub fn end() -> BTreeMap<u16, usize> {
    TEST_APP.take().map_or_else(BTreeMap::new, |test_app| {
        test_app.check();
        test_app.answers
    })
}

impl TestApp {
    fn begin() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (table, time) = (runtime.block_on(Table::create()), Arc::new(TestClock::new(7)));
        let (clock, chance) = (Arc::clone(&time), Arc::clone(&time));
        let mailbox = runtime.block_on(Mailbox::open());
        let router = serve(table.caller().store, &mailbox.mailer, move || clock.now(), move || chance.bits());
        let fixture = runtime.block_on(create_fixture(table.caller().store, &time));
        Self { table, runtime, router, time, fixture, requests: 0, answers: BTreeMap::new(), _mailbox: mailbox }
    }

    /// The secret of an API key with every scope.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.fixture.key
    }

    /// The token of the session of ann.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.fixture.session
    }

    /// Creates deleted users again, after every `RECREATE_EVERY` requests.
    pub fn recreate_deleted(&mut self) {
        if self.requests.is_multiple_of(RECREATE_EVERY) {
            self.runtime.block_on(recreate_deleted(&self.fixture, &self.time));
        }
    }

    /// Sends a request.
    pub fn send(&mut self, mut request: Request<Body>) -> Answer {
        self.tick();
        request.extensions_mut().insert(RequestContext::default());
        let answer = self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("a router answers");
            let (parts, body) = response.into_parts();
            let body = body.collect().await.expect("a body").to_bytes().to_vec();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        });
        *self.answers.entry(answer.status).or_default() += 1;
        answer
    }

    /// Sends an event of the gateway.
    pub fn send_event(&mut self, event: &RawValue) -> Answer {
        self.tick();
        let answer = self.runtime.block_on(serve_event(self.router.clone(), event, Invocation::default()));
        Answer::of_event(&serde_json::to_value(answer).expect("an answer is JSON"))
    }

    /// Sends an event of the gateway, given as a JSON value.
    pub fn send_made_event(&mut self, event: &Value) -> Answer {
        self.send_event(&to_raw_value(event).expect("an event is JSON"))
    }

    fn tick(&mut self) {
        self.requests += 1;
        tick(&self.time);
    }

    /// Checks the table, which must be consistent after any requests.
    fn check(&self) {
        self.table.check(EXACT, "after all requests");
    }
}
