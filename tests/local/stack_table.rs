//! The table of a stack. Tests write to it what no route can create.

use crate::report::Outcome;
use crate::stack::Stack;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region, SharedHttpClient};
use roster_core::{
    Actor, ApiKey, Change, Email, Factor, KeyId, KeySecret, Name, NewUser, Origin, Project, ProjectId, Proof, Scope,
    SecretHash, Session, SessionId, Timestamp, UserId,
};
use roster_store::Store;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::runtime::Runtime;

/// The result of writing to the table.
pub type Stored<T = ()> = Result<T, Box<dyn Error>>;

/// The table of a stack, opened.
pub struct StackTable {
    /// The store.
    pub store: Store,
    /// The SDK, for reads that only tests need.
    pub sdk: Client,
    /// The name of the table.
    pub name: String,
    /// The project of the stack.
    pub project: ProjectId,
    runtime: Runtime,
}

impl StackTable {
    /// Opens the table of a stack.
    pub fn of(stack: &Stack) -> Outcome<Self> {
        Self::through(stack, aws_smithy_http_client::Builder::new().build_http())
    }

    /// Opens it with another HTTP client.
    pub fn through(stack: &Stack, http: impl Into<SharedHttpClient>) -> Outcome<Self> {
        let text = fs::read_to_string(stack.data.join("stack.json")).map_err(|cause| format!("stack.json: {cause}"))?;
        let stack_file: Value = serde_json::from_str(&text).map_err(|cause| format!("stack.json: {cause}"))?;
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .endpoint_url(stack_file["database"].as_str().unwrap_or_default())
            .http_client(http.into())
            .build();
        let (sdk, name) = (Client::from_conf(config), stack_file["table"].as_str().unwrap_or_default().to_owned());
        let runtime = Runtime::new().map_err(|cause| format!("no runtime: {cause}"))?;
        let project = ProjectId::parse(stack.env("PROJECT_ID")).map_err(|invalid| invalid.to_string())?;
        Ok(Self { store: Store::new(sdk.clone(), &name), sdk, name, project, runtime })
    }

    /// Runs a future to its end.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Creates a user with two sessions, `ago` seconds before now.
    pub async fn user(&self, id: &str, ago: u64) -> Stored<UserId> {
        let project = self.store.get_project(&self.project).await?;
        let id = UserId::parse(id)?;
        let email = Email::parse(&format!("{id}@example.com"))?;
        let name = Name::parse(&format!("Stored {id}"))?;
        let new = NewUser { id: id.clone(), email: Some(email), phone: None, name, password: None };
        self.store.create_user(&project, new, &change(ago)).await?;
        for session in [session_of(&id, 60), session_of(&id, 30)] {
            let secret = SecretHash::from_stored(format!("{:064x}", random()));
            self.store.create_session(&self.project, &session, &secret, &Proof::Key, &change(ago)).await?;
        }
        Ok(id)
    }

    /// Creates a project without users.
    pub async fn empty_project(&self, id: &str) -> Stored<ProjectId> {
        let jwt_key = (0..4).map(|_| format!("{:016x}", random())).collect();
        let project = Project::create(ProjectId::parse(id)?, Name::parse(id)?, jwt_key, now());
        self.store.create_project(&project, &change(0)).await?;
        Ok(project.id)
    }

    /// Creates an API key of a project. Returns its secret.
    pub async fn key(&self, project: &ProjectId, id: &str, scopes: &[Scope]) -> Stored<String> {
        self.key_until(project, id, scopes, None).await
    }

    /// Creates an expired API key with all scopes. Returns its secret.
    pub async fn expired_key(&self, project: &ProjectId) -> Stored<String> {
        self.key_until(project, "expired", &Scope::ALL, Some(now().before(Duration::from_mins(1)))).await
    }

    async fn key_until(
        &self,
        project: &ProjectId,
        id: &str,
        scopes: &[Scope],
        expires_at: Option<Timestamp>,
    ) -> Stored<String> {
        let mut bytes = [0; 32];
        bytes.chunks_mut(8).for_each(|part| part.copy_from_slice(&random().to_le_bytes()));
        let secret = KeySecret::create(bytes);
        let key = ApiKey {
            id: KeyId::parse(id)?,
            project: project.clone(),
            name: Name::parse(id)?,
            hash: secret.hash(),
            scopes: scopes.to_vec(),
            expires_at,
            created_at: now().before(Duration::from_hours(1)),
        };
        self.store.create_key(&key, &change(0)).await?;
        Ok(secret.reveal().to_owned())
    }
}

/// A session that began `age` seconds ago.
fn session_of(user: &UserId, age: u64) -> Session {
    let created_at = now().before(Duration::from_secs(age));
    Session {
        id: SessionId::generate(created_at, random()),
        user: user.clone(),
        provider: "email".into(),
        provider_uid: format!("{user}@example.com"),
        ip: "192.0.2.7".into(),
        client: roster_core::Client { os_name: "Debian".into(), client_name: "Firefox".into(), ..Default::default() },
        country_code: "--".into(),
        created_at,
        updated_at: created_at,
        expires_at: now().after(Duration::from_hours(24)),
        factors: vec![Factor::Password],
        challenged_at: None,
    }
}

/// A change by an operator, `ago` seconds before now.
pub fn change(ago: u64) -> Change {
    Change::new(now().before(Duration::from_secs(ago)), random().into(), Origin::new(Actor::Operator, "", ""))
}

/// Randomness that is good enough for ids: every hasher starts with new keys.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}

#[expect(clippy::disallowed_methods, reason = "the tested stack uses the real clock")]
fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(since_epoch.as_millis() as u64)
}
