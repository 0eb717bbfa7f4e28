//! One deployment with somebody in it, for as many requests as a target likes to send.

use crate::answer::Answer;
use crate::population::{People, populate, revive, tick};
use crate::product::serve;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use roster_api::{Invocation, RequestContext, serve_event};
use roster_tests::clock::TestClock;
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The project of every world.
pub const PROJECT: &str = "p";
/// The key under which the project's JWTs are signed.
pub const JWT_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Users who are there at the beginning.
pub const USERS: [&str; 3] = ["ann", "bob", "cat"];
/// A team that is there at the beginning, whose owner is ann.
pub const TEAM: &str = "crew";
/// A session of ann's that is there at the beginning.
pub const SESSION: &str = "s1";
/// Requests that one world answers before it is looked through and another takes its place: lists grow with what is created.
const REQUESTS: usize = 2_000;
/// After so many requests whoever was deleted is created again, so that most of them meet somebody.
const REVIVE_EVERY: usize = 50;

/// A deployment, with one project, one key, three users, a team and a session.
pub struct World {
    table: Table,
    runtime: Runtime,
    router: Router,
    time: Arc<TestClock>,
    people: People,
    requests: usize,
    answers: BTreeMap<u16, usize>,
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// Does something in the world of this thread.
pub fn with<T>(work: impl FnOnce(&mut World) -> T) -> T {
    WORLD.with_borrow_mut(|kept| {
        if let Some(old) = kept.take_if(|world| world.requests >= REQUESTS) {
            old.check();
        }
        work(kept.get_or_insert_with(World::begin))
    })
}

/// Ends the world of this thread, if there is one: looks through its table, and says how often it answered what.
#[must_use]
pub fn end() -> BTreeMap<u16, usize> {
    WORLD.take().map_or_else(BTreeMap::new, |world| {
        world.check();
        world.answers
    })
}

impl World {
    fn begin() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (table, time) = (runtime.block_on(Table::create()), Arc::new(TestClock::new(7)));
        let (clock, chance) = (Arc::clone(&time), Arc::clone(&time));
        let router = serve(table.caller().store, move || clock.now(), move || chance.bits());
        let people = runtime.block_on(populate(table.caller().store, &time));
        Self { table, runtime, router, time, people, requests: 0, answers: BTreeMap::new() }
    }

    /// The secret of the key that may do everything.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.people.key
    }

    /// The token of ann's session.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.people.session
    }

    /// Creates again whoever was deleted, once in a while.
    pub fn revive(&mut self) {
        if self.requests.is_multiple_of(REVIVE_EVERY) {
            self.runtime.block_on(revive(&self.people, &self.time));
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

    /// Sends an event of the gateway that is put together.
    pub fn send_made_event(&mut self, event: &Value) -> Answer {
        self.send_event(&to_raw_value(event).expect("an event is JSON"))
    }

    fn tick(&mut self) {
        self.requests += 1;
        tick(&self.time);
    }

    /// Whatever was sent, the table is whole.
    fn check(&self) {
        self.table.check(EXACT, "after a world of requests");
    }
}
