//! The product in this process, in front of a table with a crowd in it.

use crate::crowd::{Crowd, Domains};
use crate::loader::{Loaded, Loader};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dynoxide::Database;
use http_body_util::BodyExt;
use roster_api::{App, Config, RequestContext, router};
use roster_core::{ApiKey, HashCost, KeyId, KeySecret, Project, Scope, Timestamp};
use roster_store::Store;
use roster_tests::caller::Caller;
use roster_tests::clock::{BEGINNING, TestClock, name, project};
use roster_tests::dynamo::Dynamo;
use roster_tests::meter::Bill;
use roster_tests::product::product;
use roster_tests::table::Table;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// The project of every town.
const PROJECT: &str = "town";
/// What is answered only where statistics are kept.
const USAGE: &str = "/v1/users/usage";
/// The first and the last of the crowd: they come before and after everybody else, and are the same in every town.
const ENDS: usize = 60;

/// A deployment whose project has so many users, and a clock of its own.
pub struct Town {
    /// The table, for who looks at all of it.
    pub table: Table,
    /// The product's own connection, whose calls are measured.
    pub caller: Caller,
    /// The clock and the chance of the product.
    pub time: Arc<TestClock>,
    /// The project.
    pub project: Project,
    /// What the loader put between those who were made.
    pub loaded: Loaded,
    router: Router,
    /// The same in a deployment that keeps statistics, which cost a write more where users and sessions are made.
    counting: Router,
    key: String,
}

/// Who calls.
#[derive(Debug, Clone)]
pub enum Who {
    /// A server, with the key that may do everything.
    Server,
    /// Nobody who is known.
    Guest,
    /// A user, with the token of a session.
    Session(String),
    /// A user, by the JWT that he lent.
    Jwt(String),
}

/// A request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Who sends it.
    pub who: Who,
    /// The method.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// The body; nothing is sent for null.
    pub body: Value,
}

impl Town {
    /// A town of so many users beside those at its ends, in a file or in memory.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub async fn of(users: usize, file: Option<&Path>) -> Self {
        let database = match file {
            Some(file) => Database::new(&file.to_string_lossy()),
            None => Database::memory(),
        };
        let database = database.expect("a database");
        // Nobody waits for the disk: what a crash would lose is thrown away in any case.
        database.enable_bulk_loading().expect("a database that may be lost");
        let mut town = Self::empty(database, 1).await;
        town.settle(&Crowd::new(21, BEGINNING, Domains::Mixed)).await;
        let between = Crowd::new(22, BEGINNING.after(Duration::from_mins(1)), Domains::Mixed);
        town.loaded = Loader::learn(&town.project).await.load(&town.table, &between, users);
        // The last come at the same time everywhere, so that nothing depends on how long the crowd took.
        town.settle(&Crowd::new(23, Self::evening(), Domains::Mixed)).await;
        town.time.set(Self::evening().after(Duration::from_mins(10)));
        town
    }

    /// A town without anybody in it, whose list has so many shards.
    pub async fn empty(database: Database, shards: u16) -> Self {
        let table = Table::create_on(Dynamo::on(database)).await;
        let (time, mut project, caller) = (Arc::new(TestClock::new(7)), project(PROJECT), table.caller());
        project.slices[0].shards = shards;
        let store = table.caller().store;
        store.create_project(&project, &time.change()).await.expect("a project");
        let key = make_key(&store, &time).await;
        let [router, counting] =
            [false, true].map(|counts| router(product(), app(caller.store.clone(), &time, counts)));
        Self { table, caller, time, project, loaded: Loaded::default(), router, counting, key }
    }

    async fn settle(&self, crowd: &Crowd) {
        let store = self.table.caller().store;
        for n in 0..ENDS {
            crowd.person(n).settle(&store, &self.project).await;
        }
    }

    /// After everybody of the largest crowd has come.
    const fn evening() -> Timestamp {
        Timestamp::from_secs(BEGINNING.as_secs() + 7_200)
    }

    /// Sends a request, and says what it cost.
    pub async fn measure(&self, ask: &Ask) -> ((StatusCode, Value), Bill) {
        self.caller.meter.measure(self.send(ask)).await
    }

    /// Sends a request, a millisecond after the one before.
    pub async fn send(&self, ask: &Ask) -> (StatusCode, Value) {
        self.time.pass(Duration::from_millis(1));
        let router = if ask.path.starts_with(USAGE) { &self.counting } else { &self.router };
        let answer = router.clone().oneshot(self.http(ask)).await.expect("a router always answers");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        (parts.status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn http(&self, ask: &Ask) -> Request<Body> {
        let method = Method::from_bytes(ask.method.as_bytes()).expect("a method");
        let request = Request::builder().method(method).uri(&ask.path).header(header::HOST, "roster.example.com");
        let request = request.header("x-appwrite-project", PROJECT).header("x-appwrite-response-format", "1.9.6");
        let request = match &ask.who {
            Who::Server => request.header("x-appwrite-key", &self.key),
            Who::Guest => request,
            Who::Session(token) => request.header("x-appwrite-session", token),
            Who::Jwt(jwt) => request.header("x-appwrite-jwt", jwt),
        };
        let request = request.header(header::CONTENT_TYPE, "application/json").extension(RequestContext::default());
        let body = if ask.body.is_null() { Body::empty() } else { Body::from(ask.body.to_string()) };
        request.body(body).expect("a request")
    }
}

async fn make_key(store: &Store, time: &TestClock) -> String {
    let secret = KeySecret::create([7; 32]);
    let key = ApiKey {
        id: KeyId::generate(time.now(), time.bits()),
        project: project(PROJECT).id,
        name: name("Scale"),
        hash: secret.hash(),
        scopes: Scope::ALL.to_vec(),
        expires_at: None,
        created_at: time.now(),
    };
    store.create_key(&key, &time.change()).await.expect("a key");
    secret.reveal().to_owned()
}

/// The product's app, with hashes that cost nothing.
fn app(store: Store, time: &Arc<TestClock>, usage_stats: bool) -> App {
    let hash_cost = HashCost { memory_kib: 64, iterations: 1 };
    let config = Config { hash_cost, usage_stats, ..Config::default() };
    let (clock, chance) = (Arc::clone(time), Arc::clone(time));
    let entropy = move || Ok(u128::from(chance.bits()) << 64 | u128::from(chance.bits()));
    App::new(store, &config, Arc::new(move || clock.now()), Arc::new(entropy))
}
