//! One function as it is deployed: called with events of the gateway, on a table with users.

use crate::answer::Answer;
use roster_api::{App, Config, Group, Invocation, router, serve_event};
use roster_core::{
    ApiKey, HashCost, KeyId, KeySecret, Name, NewUser, Password, PasswordHash, Project, Proof, Scope, SessionId,
    SessionToken, UserId,
};
use roster_mail::{MailSettings, Mailer};
use roster_tests::caller::Caller;
use roster_tests::clock::{self, BEGINNING, TestClock};
use roster_tests::openapi::{Answered, Dialect, Document};
use roster_tests::pages::error_of_page;
use roster_tests::product::{keyring, providers};
use roster_tests::table::Table;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The function without routes, which a schedule calls.
pub const SCHEDULED: &str = "sweeper";

/// The function whose routes are not those of the API: the files of a web page.
pub const CONSOLE: &str = "console";

/// The project and the API key of `events/`.
/// The project of every deployment.
pub const PROJECT: &str = "demo";
const KEY: &str = "standard_demo";

/// The session of `events/`.
pub const SESSION: &str = "655f1d2a0c3b14f5e6d7";
/// The random bytes of its secret.
const SECRET: [u8; 32] = [0x7a; 32];

/// The password of every user, as in `events/`.
pub const PASSWORD: &str = "analytical engine";

/// The lowest cost that Argon2 allows: hashes are not tested here.
const COST: HashCost = HashCost { memory_kib: 8, iterations: 1 };

/// A credential of a caller: the name of a header, and its value.
pub struct Credential(pub &'static str, pub String);

impl Credential {
    /// An API key, existing or not.
    pub fn key(secret: &str) -> Self {
        Self("x-appwrite-key", secret.to_owned())
    }

    /// The session of `events/` of a user.
    pub fn session_of(id: &str) -> Self {
        Self("x-appwrite-session", token(&clock::user_id(id)).reveal())
    }
}

fn token(user: &UserId) -> SessionToken {
    SessionToken::create(user.clone(), SessionId::parse(SESSION).unwrap(), SECRET)
}

fn password() -> PasswordHash {
    COST.hash(&Password::parse(PASSWORD).unwrap(), [7; 16]).unwrap()
}

/// A mailer whose server does not answer: nobody listens at the port, and every message stays in the outbox.
fn mailer() -> Mailer {
    let var = |name| match name {
        "ROSTER_MAIL" => Some("smtp://127.0.0.1:1".to_owned()),
        "ROSTER_MAIL_FROM" => Some("no-reply@example.com".to_owned()),
        "ROSTER_TEXT" => Some("email:text.invalid".to_owned()),
        _ => None,
    };
    Mailer::connect(MailSettings::from_vars(var).unwrap(), keyring())
}

/// Every function with routes, by the name of its binary.
pub fn groups() -> [(&'static str, Group); 17] {
    let mailer = mailer();
    [
        ("users", users::routes()),
        ("prefs", prefs::routes()),
        ("sessions", sessions::routes()),
        ("logs", logs::routes()),
        ("memberships", memberships::routes()),
        ("targets", targets::routes()),
        ("tokens", tokens::routes()),
        ("jwts", jwts::routes()),
        ("mfa", mfa::routes(&keyring())),
        ("identities", identities::routes(&keyring())),
        ("usage", usage::routes()),
        ("health", health::routes()),
        ("locale", locale::routes()),
        ("account", account::routes()),
        ("teams", teams::routes()),
        ("messages", messages::routes(&mailer)),
        ("oauth2", oauth2::routes(&keyring(), providers())),
    ]
}

/// A function and its table.
pub struct Deployment {
    /// The function as a caller of the table.
    pub caller: Caller,
    /// The clock and the randomness of the function.
    pub clock: Arc<TestClock>,
    /// The project of all its users.
    pub project: Project,
    function: String,
    app: App,
    table: Table,
    answered: Mutex<Vec<String>>,
}

impl Deployment {
    /// A function on a table with a project and an API key, and without users.
    pub async fn of(function: &str) -> Self {
        let table = Table::create().await;
        let (caller, clock) = (table.caller(), Arc::new(TestClock::new(1)));
        let (time, chance) = (clock.clone(), clock.clone());
        // Enables all optional features, so that the policy is compared with all calls that the function can make.
        let config =
            Config { hash_cost: COST, usage_stats: true, metrics: Some("Roster/tests".into()), ..Config::default() };
        let now = Arc::new(move || time.now());
        let chance = Arc::new(move || Ok(u128::from(chance.bits()) << 64 | u128::from(chance.bits())));
        let app = App::new(caller.store.clone(), &config, now, chance);
        let deployment = Self {
            caller,
            clock,
            project: clock::project(PROJECT),
            function: function.to_owned(),
            app,
            table,
            answered: Mutex::default(),
        };
        deployment.open().await;
        deployment
    }

    /// Another caller of the same table, whose calls are not measured and have no faults.
    pub fn other_caller(&self) -> Caller {
        self.table.caller()
    }

    async fn open(&self) {
        let store = self.other_caller().store;
        store.create_project(&self.project, &self.clock.change()).await.unwrap();
        let key = ApiKey {
            id: KeyId::parse("key-1").unwrap(),
            project: self.project.id.clone(),
            name: Name::default(),
            hash: KeySecret::parse(KEY).unwrap().hash(),
            scopes: Scope::ALL.to_vec(),
            expires_at: None,
            created_at: BEGINNING,
        };
        store.create_key(&key, &self.clock.change()).await.unwrap();
    }

    /// Creates a user with an email, a phone, a password, a name of two words, two sessions and a team.
    pub async fn add_user(&self, id: &str) -> UserId {
        let (store, project, clock) = (self.other_caller().store, &self.project, &self.clock);
        let number = format!("+4420{:08}", id.bytes().fold(7, |sum, byte| sum * 31 % 99_999_989 + u64::from(byte)));
        let new = clock::full(id, &format!("{id}@example.com"), &number, &format!("{id} Lovelace"));
        let new = NewUser { password: Some(password()), ..new };
        let user = store.create_user(project, new, &clock.change()).await.unwrap().id;
        for id in [SESSION, "another"] {
            let (session, other) = clock.session(&user, id);
            let secret = if id == SESSION { token(&user).hash() } else { other };
            store.create_session(&project.id, &session, &secret, &Proof::Key, &clock.change()).await.unwrap();
        }
        let (team, name) = (clock::team_id(&format!("team-of-{id}")), clock::name("A team"));
        let founder = clock::founder(&user, &format!("membership-of-{id}"));
        store.create_team(&project.id, &team, &name, Some(&founder), &clock.change()).await.unwrap();
        user
    }

    /// Does what a function does when it starts.
    pub async fn start(&self) {
        self.caller.store.schema_version().await.unwrap();
    }

    /// The routes of the function without a successful response so far.
    pub fn routes_without_success(&self) -> Vec<&'static str> {
        let answered = self.answered.lock().unwrap();
        let is_idle = |route: &&str| !answered.iter().any(|path| is_of(path, route));
        self.group().map(|group| group.paths().filter(is_idle).collect()).unwrap_or_default()
    }

    /// Calls the function with an event.
    pub async fn serve(&self, event: &Value) -> Answer {
        if self.function == CONSOLE {
            return serve_the_console(event);
        }
        let raw: Box<RawValue> = serde_json::value::to_raw_value(event).unwrap();
        let router = router(self.group(), self.app.clone());
        let answer = serde_json::to_value(serve_event(router, &raw, Invocation::default()).await).unwrap();
        let body = answer["body"].as_str().unwrap_or_default();
        let status = answer["statusCode"].as_i64().unwrap();
        ensure_documented(event, status, body);
        let body = serde_json::from_str(body).ok().or_else(|| error_of_page(body)).unwrap_or_default();
        if status < 400 {
            self.answered.lock().unwrap().push(event["rawPath"].as_str().unwrap().to_owned());
        }
        let location = answer["headers"]["location"].as_str().map(str::to_owned);
        let cookies = answer["cookies"].as_array().into_iter().flatten();
        let cookies = cookies.filter_map(Value::as_str).map(str::to_owned).collect();
        Answer { status, body, location, cookies }
    }

    fn group(&self) -> Option<Group> {
        groups().into_iter().find_map(|(name, group)| (name == self.function).then_some(group))
    }

    /// Sends a request in the 0.15 dialect, with the API key of the project.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call_as(&Credential::key(KEY), method, path, body).await
    }

    /// Sends a request in the 1.x dialect, with the API key of the project.
    pub async fn call_v1(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send(&Credential::key(KEY), "1.9.5", (method, path), body).await
    }

    /// Sends a request in the 1.x dialect, with a credential.
    pub async fn call_v1_as(&self, who: &Credential, method: &str, path: &str, body: Value) -> Answer {
        self.send(who, "1.9.5", (method, path), body).await
    }

    /// Sends a request in the 0.15 dialect, with a credential.
    pub async fn call_as(&self, who: &Credential, method: &str, path: &str, body: Value) -> Answer {
        self.send(who, "0.15.0", (method, path), body).await
    }

    async fn send(
        &self,
        Credential(header, value): &Credential,
        format: &str,
        (method, path): (&str, &str),
        body: Value,
    ) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        self.serve(&json!({
            "rawPath": path,
            "rawQueryString": query,
            "headers": {
                "content-type": "application/json",
                "x-appwrite-project": PROJECT,
                *header: value,
                "x-appwrite-response-format": format,
            },
            "requestContext": { "http": { "method": method, "path": path, "sourceIp": "192.0.2.10" } },
            "body": body.to_string(),
            "isBase64Encoded": false,
        }))
        .await
    }

    /// Runs the scheduled function.
    pub async fn sweep(&self) -> Value {
        sweeper::sweep(&self.app, &mailer()).await.unwrap()
    }
}

/// Calls the console, with the page as it is in the sources: a build is not needed here.
fn serve_the_console(event: &Value) -> Answer {
    let files = roster_console_files::Files::Folder(crate::sources::path("console/src"));
    let site = roster_console_files::Console::new(files, roster_console_files::Settings::default());
    let event = serde_json::from_value(event.clone()).expect("an event of the gateway");
    let answer = serde_json::to_value(roster_console::answer(Some(&site), &event)).unwrap();
    Answer {
        status: answer["statusCode"].as_i64().unwrap(),
        body: answer["body"].clone(),
        location: None,
        cookies: Vec::new(),
    }
}

/// Checks a response against openapi.yaml.
fn ensure_documented(event: &Value, status: i64, body: &str) {
    let format = event["headers"]["x-appwrite-response-format"].as_str().unwrap_or("0.15.0");
    let dialect = Dialect::of(format).expect("requests of these tests are in a documented dialect");
    let method = event["requestContext"]["http"]["method"].as_str().unwrap();
    let answered = Answered { status: status as u16, body: body.as_bytes() };
    let complaints = Document::of(dialect).complaints(method, event["rawPath"].as_str().unwrap(), &answered);
    assert!(complaints.is_empty(), "the response differs from openapi.yaml: {complaints:#?}\n{body}");
}

/// Whether the path belongs to the route.
fn is_of(path: &str, route: &str) -> bool {
    let (path, route): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    path.len() == route.len() && path.iter().zip(&route).all(|(path, part)| part.starts_with('{') || path == part)
}
