//! A deployment on this machine: a table behind TLS with a project, an API key and some users, and the binaries of the functions.

use crate::event::Event;
use crate::function::Setup;
use crate::tls::Identity;
use roster_core::{
    ApiKey, HashCost, KeyId, KeySecret, NewUser, Password, Project, Proof, Scope, SessionToken, Timestamp, UserId,
};
use roster_store::Store;
use roster_tests::clock::{TestClock, full, name, project};
use roster_tests::table::Table;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The project of the deployment.
pub const PROJECT: &str = "bench";
/// The password of every user of the deployment.
pub const PASSWORD: &str = "correct horse battery";
/// In place of the temporary credentials that Lambda provides.
const AWS_SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const AWS_TOKEN: &str = "a-session-token";
/// The timeout of a function (`template.yaml`).
const TIMEOUT: Duration = Duration::from_secs(10);

/// A deployment on one machine.
pub struct Deployment {
    /// The table itself.
    pub table: Table,
    /// A store whose calls do not fail.
    pub store: Store,
    /// The project.
    pub project: Project,
    /// The clock of the changes that fill the table; it starts at the time of this machine.
    pub clock: TestClock,
    identity: Identity,
    port: u16,
    key: String,
    binaries: PathBuf,
}

impl Deployment {
    /// Creates the table, project and API key; the binaries are in the folder of `cargo lambda build`.
    pub async fn create(target: &Path) -> Self {
        Self::create_on(Table::create().await, target).await
    }

    /// The same on a table that exists.
    pub async fn create_on(table: Table, target: &Path) -> Self {
        let store = table.caller().store;
        let (clock, project) = (TestClock::new(1), project(PROJECT));
        clock.set(now());
        store.create_project(&project, &clock.change()).await.expect("a project");
        let identity = Identity::create(&target.join("evidence"));
        let (endpoint, _) = table.address();
        let inside = endpoint.trim_start_matches("http://").parse().expect("a socket address");
        let port = identity.tunnel(inside).await;
        let secret = KeySecret::create([7; 32]);
        let key = ApiKey {
            id: KeyId::generate(clock.now(), clock.bits()),
            project: project.id.clone(),
            name: name("Bench"),
            hash: secret.hash(),
            scopes: Scope::ALL.to_vec(),
            expires_at: None,
            created_at: clock.now(),
        };
        store.create_key(&key, &clock.change()).await.expect("a key");
        let (key, binaries) = (secret.reveal().to_owned(), target.join("lambda"));
        Self { table, store, project, clock, identity, port, key, binaries }
    }

    /// Adds a user called `Somebody Ordinary`, with [`PASSWORD`].
    pub async fn add_user(&self, id: &str) {
        let password = Password::parse(PASSWORD).expect("a password");
        let hash = HashCost { memory_kib: 64, iterations: 1 }.hash(&password, [3; 16]).expect("a hash");
        let phone = format!("+49{:09}", self.clock.bits() % 1_000_000_000);
        let new = full(id, &format!("{id}@example.com"), &phone, "Somebody Ordinary");
        let new = NewUser { password: Some(hash), ..new };
        self.store.create_user(&self.project, new, &self.clock.change()).await.expect("a user");
    }

    /// Adds a session of a user, and returns its token.
    pub async fn add_session(&self, user: &str, id: &str) -> String {
        let (user, project) = (UserId::parse(user).expect("an id"), &self.project.id);
        let (session, _) = self.clock.session(&user, id);
        let token = SessionToken::create(user, session.id.clone(), [9; 32]);
        let created =
            self.store.create_session(project, &session, &token.hash(), &Proof::Key, &self.clock.change()).await;
        created.expect("a session");
        token.reveal()
    }

    /// The setup of a function that uses this table.
    #[must_use]
    pub fn function(&self, name: &str) -> Setup {
        let port = self.port;
        self.function_at(name, &format!("https://localhost:{port}"))
    }

    /// The setup of a function that uses the table at another endpoint.
    #[must_use]
    pub fn function_at(&self, name: &str, endpoint: &str) -> Setup {
        let bundle = self.identity.bundle.display().to_string();
        let env = [
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", AWS_SECRET),
            ("AWS_SESSION_TOKEN", AWS_TOKEN),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
            ("AWS_LAMBDA_FUNCTION_NAME", name),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
            ("SSL_CERT_FILE", bundle.as_str()),
            ("ROSTER_TABLE", "roster"),
        ];
        let env: BTreeMap<_, _> = env.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Setup { program: self.program(name), env, timeout: TIMEOUT, log: None }
    }

    /// The same with the binaries of another folder, which has the layout of `cargo lambda build` or of `cargo build`.
    #[must_use]
    pub fn with_binaries(self, binaries: &Path) -> Self {
        Self { binaries: binaries.to_owned(), ..self }
    }

    fn program(&self, name: &str) -> PathBuf {
        let packed = self.binaries.join(name).join("bootstrap");
        if packed.exists() { packed } else { self.binaries.join(name) }
    }

    /// The secrets that no log and no response may contain.
    #[must_use]
    pub fn secrets(&self) -> [&str; 4] {
        [&self.key, PASSWORD, AWS_SECRET, AWS_TOKEN]
    }

    /// The TLS identity of the table, for a proxy in front of it.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The secret of an API key with every scope.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// A request with the project, by a guest.
    #[must_use]
    pub fn guest_event(&self, method: &str, path: &str) -> Event {
        Event::new(method, path, path, "").with_header("x-appwrite-project", PROJECT)
    }

    /// A request with the project and the API key.
    #[must_use]
    pub fn event(&self, method: &str, route: &str, path: &str, query: &str) -> Event {
        Event::new(method, route, path, query)
            .with_header("x-appwrite-project", PROJECT)
            .with_header("x-appwrite-key", &self.key)
    }
}

/// The time of this machine, which is the time of the functions.
#[expect(clippy::disallowed_methods, reason = "functions have the time of this machine")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(since.as_millis() as u64)
}
