//! One deployment with somebody in it, for as many requests as a target likes to send.

use crate::answer::Answer;
use crate::product::serve;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use roster_api::{Invocation, serve_event};
use roster_core::{ApiKey, Email, KeyId, KeySecret, Name, NewUser, Phone, Proof, Scope, SessionToken, UserId};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use roster_tests::world::{World as Time, founder, project, team_id};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
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

/// A deployment, with one project, one key, three users, a team and a session.
pub struct World {
    table: Table,
    runtime: Runtime,
    router: Router,
    time: Arc<Time>,
    key: String,
    session: String,
    requests: usize,
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

impl World {
    fn begin() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (table, time) = (runtime.block_on(Table::create()), Arc::new(Time::new(7)));
        let (clock, chance) = (Arc::clone(&time), Arc::clone(&time));
        let router = serve(table.caller().store, move || clock.now(), move || chance.bits());
        let (key, session) = runtime.block_on(populate(&table, &time));
        Self { table, runtime, router, time, key, session, requests: 0 }
    }

    /// The secret of the key that may do everything.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The token of ann's session.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// Sends a request.
    pub fn send(&mut self, request: Request<Body>) -> Answer {
        self.tick();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("a router answers");
            let (parts, body) = response.into_parts();
            let body = body.collect().await.expect("a body").to_bytes().to_vec();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        })
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
        self.time.pass(Duration::from_millis(1));
    }

    /// Whatever was sent, the table is whole.
    fn check(&self) {
        self.table.check(EXACT, "after a world of requests");
    }
}

async fn populate(table: &Table, time: &Time) -> (String, String) {
    let (store, project) = (table.caller().store, project(PROJECT));
    store.create_project(&project, &time.change()).await.expect("a project");
    let secret = KeySecret::create([7; 32]);
    let key = ApiKey {
        id: KeyId::generate(time.now(), time.bits()),
        project: project.id.clone(),
        name: Name::parse("Fuzz").expect("a name"),
        hash: secret.hash(),
        scopes: Scope::ALL.to_vec(),
        expires_at: None,
        created_at: time.now(),
    };
    store.create_key(&key, &time.change()).await.expect("a key");
    for (number, id) in USERS.into_iter().enumerate() {
        let new = NewUser {
            id: UserId::parse(id).expect("an id"),
            email: Some(Email::parse(&format!("{id}@example.com")).expect("an address")),
            phone: Some(Phone::parse(&format!("+4912345{number}")).expect("a number")),
            name: Name::parse(&format!("{id} Lee")).expect("a name"),
            password: None,
        };
        store.create_user(&project, new, &time.change()).await.expect("a user");
    }
    let (ann, change) = (UserId::parse(USERS[0]).expect("an id"), time.change());
    let crew = Name::parse("Crew").expect("a name");
    store.create_team(&project.id, &team_id(TEAM), &crew, Some(&founder(&ann, "m1")), &change).await.expect("a team");
    let (session, _) = time.session(&ann, SESSION);
    let token = SessionToken::create(ann, session.id.clone(), [9; 32]);
    let made = store.create_session(&project.id, &session, &token.hash(), &Proof::Key, &time.change()).await;
    made.expect("a session");
    (secret.reveal().to_owned(), token.reveal())
}
