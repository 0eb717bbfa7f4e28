//! The product in this process, with a table that has a given number of users.

use crate::loader::{Loaded, Loader};
use crate::population::{Domains, Person, Population};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use dynoxide::Database;
use http_body_util::BodyExt;
use roster_api::{App, Config, RequestContext, router};
use roster_core::{ApiKey, HashCost, KeyId, KeySecret, ListIndexes, Project, Scope, Timestamp, UserId};
use roster_store::Store;
use roster_tests::caller::Caller;
use roster_tests::clock::{BEGINNING, TestClock, name, project};
use roster_tests::dynamo::Dynamo;
use roster_tests::issuer::Issuer;
use roster_tests::mailbox::Mailbox;
use roster_tests::meter::Bill;
use roster_tests::product::product_with;
use roster_tests::table::Table;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// The project of every data set.
const PROJECT: &str = "test";
/// A page of every project.
pub(crate) const PAGE: &str = "http://localhost/page";
/// The path that needs a deployment with statistics.
const USAGE: &str = "/v1/users/usage";
/// The number of users that are created before all others, and of those after them: the same users in every data set.
const ENDS: usize = 60;

/// A deployment with a data set: a project with a given number of users, and its own clock.
pub struct Fixture {
    /// The table, for tests that read all of it.
    pub table: Table,
    /// The product's own connection, whose calls are measured.
    pub caller: Caller,
    /// The clock and the random numbers of the product.
    pub time: Arc<TestClock>,
    /// The project.
    pub project: Project,
    /// What the loader added between the users that the product created.
    pub loaded: Loaded,
    /// The messages of the product.
    pub mailbox: Mailbox,
    /// The provider with which users of the project sign in, as `oidc`.
    pub issuer: Issuer,
    router: Router,
    /// The router of a deployment with statistics: they cost one write more when a user or a session is created.
    counting: Router,
    key: String,
}

/// The caller of a request.
#[derive(Debug, Clone)]
pub enum Sender {
    /// A server, with an API key that has every scope.
    Server,
    /// A caller without credentials.
    Guest,
    /// A user, with a session token.
    Session(String),
    /// A user, with a JWT.
    Jwt(String),
    /// A browser with these cookies, on a page of the project.
    Browser(String),
}

/// A request.
#[derive(Debug, Clone)]
pub struct ApiRequest {
    /// The caller.
    pub sender: Sender,
    /// The method.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// The body; null: the request has no body; a text: a form.
    pub body: Value,
}

impl Fixture {
    /// A data set with this number of loaded users, in a file or in memory.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub async fn of(users: usize, file: Option<&Path>) -> Self {
        Self::with_indexes(users, file, ListIndexes::default()).await
    }

    /// As [`Fixture::of`], in a project that keeps these indexes from the beginning.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub async fn with_indexes(users: usize, file: Option<&Path>, indexes: ListIndexes) -> Self {
        let database = match file {
            Some(file) => Database::new(&file.to_string_lossy()),
            None => Database::memory(),
        };
        let database = database.expect("a database");
        // The data is removed after the run, so no write has to survive a crash.
        database.enable_bulk_loading().expect("a database for bulk loading");
        let mut fixture = Self::created(database, 1, indexes).await;
        let [first, loaded, last] = Self::populations();
        fixture.create_users(&first).await;
        fixture.loaded = Loader::learn(&fixture.project).await.load(&fixture.table, &loaded, users);
        // The last users are created at the same time in every data set, whatever the number of loaded users.
        fixture.create_users(&last).await;
        fixture.time.set(Self::after_populations());
        fixture
    }

    /// A data set without users; the list of its project has this number of shards.
    pub async fn empty(database: Database, shards: u16) -> Self {
        Self::created(database, shards, ListIndexes::default()).await
    }

    async fn created(database: Database, shards: u16, indexes: ListIndexes) -> Self {
        let table = Table::create_on(Dynamo::on(database)).await;
        let (time, mut project, caller) = (Arc::new(TestClock::new(7)), project(PROJECT), table.caller());
        project.slices[0].shards = shards;
        (project.indexes, project.complete_indexes) = (indexes, indexes);
        let store = table.caller().store;
        store.create_project(&project, &time.change()).await.expect("a project");
        let key = make_key(&store, &time).await;
        let mailbox = Mailbox::open().await;
        let issuer = Issuer::start(&time).await;
        issuer.set_up(&store, &project.id, &time.change()).await;
        let [router, counting] =
            [false, true].map(|counts| router(product_with(&mailbox.mailer), app(caller.store.clone(), &time, counts)));
        Self { table, caller, time, project, loaded: Loaded::default(), mailbox, issuer, router, counting, key }
    }

    /// The id of the first user.
    #[must_use]
    pub fn first_user() -> UserId {
        Self::populations()[0].person(0).new.id
    }

    /// Every user that was not created by a request.
    pub(crate) fn people(&self) -> impl Iterator<Item = Person> + use<> {
        let [first, loaded, last] = Self::populations();
        let of = |population: Population, users: usize| (0..users).map(move |n| population.person(n));
        of(first, ENDS).chain(of(loaded, self.loaded.users)).chain(of(last, ENDS))
    }

    /// Those before the loaded ones, the loaded ones, and those after them.
    fn populations() -> [Population; 3] {
        let loaded = BEGINNING.after(Duration::from_mins(1));
        let of = |(seed, at)| Population::new(seed, at, Domains::Mixed);
        [(21, BEGINNING), (22, loaded), (23, Self::after_all())].map(of)
    }

    /// A time after all of them.
    pub(crate) const fn after_populations() -> Timestamp {
        Timestamp::from_secs(Self::after_all().as_secs() + 600)
    }

    async fn create_users(&self, population: &Population) {
        let store = self.table.caller().store;
        for n in 0..ENDS {
            population.person(n).create(&store, &self.project).await;
        }
    }

    /// A time after the creation of the last user of the largest population.
    const fn after_all() -> Timestamp {
        Timestamp::from_secs(BEGINNING.as_secs() + 7_200)
    }

    /// Sends a request, and returns the response and what it cost.
    pub async fn measure(&self, request: &ApiRequest) -> ((StatusCode, Value), Bill) {
        self.caller.meter.measure(self.send(request)).await
    }

    /// Sends a request, one millisecond after the previous one. The body of a redirect is replaced by its URL and its cookies.
    pub async fn send(&self, request: &ApiRequest) -> (StatusCode, Value) {
        self.time.pass(Duration::from_millis(1));
        let router = if request.path.starts_with(USAGE) { &self.counting } else { &self.router };
        let answer = router.clone().oneshot(self.http(request)).await.expect("a router always answers");
        let (parts, body) = answer.into_parts();
        if parts.status.is_redirection() {
            return (parts.status, redirect(&parts.headers));
        }
        let body = body.collect().await.expect("a body").to_bytes();
        (parts.status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn http(&self, sent: &ApiRequest) -> Request<Body> {
        let method = Method::from_bytes(sent.method.as_bytes()).expect("a method");
        let request = Request::builder().method(method).uri(&sent.path).header(header::HOST, "roster.example.com");
        let request = request.header("x-appwrite-project", PROJECT).header("x-appwrite-response-format", "1.9.6");
        let request = match &sent.sender {
            Sender::Server => request.header("x-appwrite-key", &self.key),
            Sender::Guest => request,
            Sender::Session(token) => request.header("x-appwrite-session", token),
            Sender::Jwt(jwt) => request.header("x-appwrite-jwt", jwt),
            Sender::Browser(cookies) => request.header(header::COOKIE, cookies).header(header::REFERER, PAGE),
        };
        let request = request.extension(RequestContext::default());
        let (kind, body) = match &sent.body {
            Value::Null => ("application/json", Body::empty()),
            Value::String(form) => ("application/x-www-form-urlencoded", Body::from(form.clone())),
            json => ("application/json", Body::from(json.to_string())),
        };
        let request = request.header(header::CONTENT_TYPE, kind);
        request.body(body).expect("a request")
    }
}

/// Where a redirect leads, and its cookies as a browser sends them.
fn redirect(headers: &HeaderMap) -> Value {
    let text = |value: &HeaderValue| value.to_str().expect("a header is text").to_owned();
    let cookies = headers.get_all(header::SET_COOKIE).iter().map(text);
    let cookies: Vec<_> = cookies.filter_map(|it| Some(it.split_once(';')?.0.to_owned())).collect();
    json!({ "location": headers.get(header::LOCATION).map(text), "cookies": cookies.join("; ") })
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

/// The product's app, with the cheapest hashes.
fn app(store: Store, time: &Arc<TestClock>, usage_stats: bool) -> App {
    let hash_cost = HashCost { memory_kib: 64, iterations: 1 };
    let config = Config { hash_cost, usage_stats, ..Config::default() };
    let (clock, chance) = (Arc::clone(time), Arc::clone(time));
    let entropy = move || Ok(u128::from(chance.bits()) << 64 | u128::from(chance.bits()));
    App::new(store, &config, Arc::new(move || clock.now()), Arc::new(entropy))
}
