//! What the tests of the clients need to find: keys, projects, and users with what no route of theirs makes.

use crate::report::Outcome;
use crate::stack::Stack;
use crate::tools::make;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region, SharedHttpClient};
use roster_core::{
    Actor, ApiKey, Change, Email, KeyId, KeySecret, MembershipId, Name, NewUser, Origin, ProjectId, Scope, Session,
    SessionId, TeamId, Timestamp, UserId,
};
use roster_store::{NewMembership, Store};
use serde_json::Value;
use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::runtime::Runtime;

/// A user who must be there whenever the stack is.
pub const KEPT: &str = "ada";
/// The suites, each with a user of its own, whom it uses up.
pub const SUITES: [&str; 2] = ["node", "python"];

/// What the environment of the clients' tests says, apart from `DATA/env`.
pub struct Seeds {
    read_key: String,
    expired_key: String,
    other_project: String,
    other_key: String,
}

impl Seeds {
    /// Makes keys and a project as people do, and the rest through the store.
    pub fn plant(stack: &Stack) -> Outcome<Self> {
        let data = format!("DATA={}", stack.data.display());
        let key = make(&["key", "SCOPES=users.read", "NAME=reader", &data])?;
        let project = make(&["project", "NAME=Another one", &data])?;
        let seeds = Self {
            read_key: secret_in(&key)?,
            expired_key: KeySecret::create([7; 32]).reveal().to_owned(),
            other_project: field("id", &project)?,
            other_key: secret_in(&project)?,
        };
        Garden::of(stack)?.plant(&seeds.expired_key)?;
        Ok(seeds)
    }

    /// The environment of a suite, as tests/clients/README.md names it.
    pub fn environment(&self, suite: &str) -> Vec<(&'static str, String)> {
        vec![
            ("READ_KEY", self.read_key.clone()),
            ("EXPIRED_KEY", self.expired_key.clone()),
            ("OTHER_PROJECT_ID", self.other_project.clone()),
            ("OTHER_KEY", self.other_key.clone()),
            ("SEEDED_USER", format!("seeded-{suite}")),
            ("SEEDED_SESSIONS", "older,newer".to_owned()),
            ("SEEDED_TEAM_NAME", team_name(suite)),
        ]
    }

    /// Looks whether a stack has the user that an earlier one had, under the same key.
    pub fn are_there(&self, stack: &Stack) -> Outcome {
        match stack.get(&format!("/v1/users/{KEPT}"))? {
            (200, _) => Ok(()),
            (status, answer) => Err(format!("the user of the last start: {status} {answer}")),
        }
    }
}

fn team_name(suite: &str) -> String {
    format!("Team of {suite}")
}

/// The secret that a command has shown.
fn secret_in(text: &str) -> Outcome<String> {
    let word = text.split_whitespace().find(|word| word.starts_with("standard_"));
    word.map(str::to_owned).ok_or_else(|| format!("no secret was shown: {text}"))
}

/// A field that a command has shown.
fn field(name: &str, text: &str) -> Outcome<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::trim));
    value.map(str::to_owned).ok_or_else(|| format!("no {name} was shown: {text}"))
}

/// The table of a stack, and the time of everything that is planted there.
pub struct Garden {
    /// The store.
    pub store: Store,
    /// The SDK, for what only tests look at.
    pub sdk: Client,
    /// The name of the table.
    pub table: String,
    /// The project of the stack.
    pub project: ProjectId,
    runtime: Runtime,
}

impl Garden {
    /// Opens the table of a stack.
    pub fn of(stack: &Stack) -> Outcome<Self> {
        Self::through(stack, aws_smithy_http_client::Builder::new().build_http())
    }

    /// The same through an HTTP client of the test's choice.
    pub fn through(stack: &Stack, http: impl Into<SharedHttpClient>) -> Outcome<Self> {
        let text = fs::read_to_string(stack.data.join("stack.json")).map_err(|cause| format!("stack.json: {cause}"))?;
        let told: Value = serde_json::from_str(&text).map_err(|cause| format!("stack.json: {cause}"))?;
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .endpoint_url(told["database"].as_str().unwrap_or_default())
            .http_client(http.into())
            .build();
        let (sdk, table) = (Client::from_conf(config), told["table"].as_str().unwrap_or_default().to_owned());
        let runtime = Runtime::new().map_err(|cause| format!("no runtime: {cause}"))?;
        let project = valid(ProjectId::parse(stack.env("PROJECT_ID")))?;
        Ok(Self { store: Store::new(sdk.clone(), &table), sdk, table, project, runtime })
    }

    /// Runs something to its end.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn plant(&self, expired_key: &str) -> Outcome {
        self.run(async {
            self.user(KEPT, 0).await?;
            self.expired_key(expired_key).await?;
            for suite in SUITES {
                let user = self.user(&format!("seeded-{suite}"), 0).await?;
                self.team(suite, &user).await?;
            }
            Ok(())
        })
        .map_err(|error: roster_core::Error| format!("cannot plant: {error}"))
    }

    /// A user with two sessions.
    pub async fn user(&self, id: &str, ago: u64) -> roster_core::Result<UserId> {
        let project = self.store.get_project(&self.project).await?;
        let id = UserId::parse(id)?;
        let email = Email::parse(&format!("{id}@example.com"))?;
        let name = Name::parse(&format!("Planted {id}"))?;
        let new = NewUser { id: id.clone(), email: Some(email), phone: None, name, password: None };
        self.store.create_user(&project, new, &change(ago)).await?;
        for (session, age) in [("older", 60), ("newer", 30)] {
            let (session, secret) = (session_of(&id, session, age)?, KeySecret::create([age as u8; 32]).hash());
            self.store.create_session(&self.project, &session, &secret, &change(ago)).await?;
        }
        Ok(id)
    }

    async fn team(&self, suite: &str, user: &UserId) -> roster_core::Result<()> {
        let team = TeamId::parse(&format!("team-of-{suite}"))?;
        self.store.create_team(&self.project, &team, &Name::parse(&team_name(suite))?, &change(0)).await?;
        let membership = NewMembership {
            id: MembershipId::parse(&format!("membership-of-{suite}"))?,
            user: user.clone(),
            team,
            roles: vec!["owner".to_owned()],
            confirmed: true,
        };
        self.store.create_membership(&self.project, &membership, &change(0)).await
    }

    async fn expired_key(&self, secret: &str) -> roster_core::Result<()> {
        let Some(secret) = KeySecret::parse(secret) else { return Err(roster_core::Error::internal("no key")) };
        let key = ApiKey {
            id: KeyId::parse("expired")?,
            project: self.project.clone(),
            name: Name::parse("Expired")?,
            hash: secret.hash(),
            scopes: Scope::ALL.to_vec(),
            expires_at: Some(now().before(Duration::from_mins(1))),
            created_at: now().before(Duration::from_hours(1)),
        };
        self.store.create_key(&key, &change(0)).await
    }
}

fn session_of(user: &UserId, id: &str, age: u64) -> roster_core::Result<Session> {
    Ok(Session {
        id: SessionId::parse(id)?,
        user: user.clone(),
        provider: "email".into(),
        provider_uid: format!("{user}@example.com"),
        ip: "192.0.2.7".into(),
        client: roster_core::Client { os_name: "Debian".into(), client_name: "Firefox".into(), ..Default::default() },
        country_code: "--".into(),
        created_at: now().before(Duration::from_secs(age)),
        expires_at: now().after(Duration::from_hours(24)),
    })
}

/// A change by an operator, so many seconds ago.
pub fn change(ago: u64) -> Change {
    let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
    Change::new(now().before(Duration::from_secs(ago)), random.into(), Origin::new(Actor::Operator, "", ""))
}

#[expect(clippy::disallowed_methods, reason = "the stack that is tested lives now")]
fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(since_epoch.as_millis() as u64)
}

fn valid<T, E: std::fmt::Display>(parsed: Result<T, E>) -> Outcome<T> {
    parsed.map_err(|invalid| invalid.to_string())
}
