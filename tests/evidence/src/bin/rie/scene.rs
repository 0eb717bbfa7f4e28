//! The table that the sample events need: the project `demo`, its API key, and two users.

use roster_core::{
    ApiKey, HashCost, KeyId, KeySecret, Name, NewUser, Password, Prefs, Project, Proof, Scope, SessionId, SessionToken,
};
use roster_store::Store;
use roster_tests::clock::{TestClock, bare, founder, full, name, project, team_id, user_id};
use roster_tests::table::Table;
use serde_json::{Value, json};
use std::path::Path;

/// As in `events/`.
const PROJECT: &str = "demo";
const KEY: &str = "standard_demo";
const PASSWORD: &str = "analytical engine";
const SESSION: &str = "655f1d2a0c3b14f5e6d7";
const SECRET_OF_SESSION: [u8; 32] = [0x7a; 32];
/// In place of the temporary credentials that Lambda provides.
const AWS_SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Texts that no log may have.
pub const SECRETS: [&str; 6] = [KEY, PASSWORD, AWS_SECRET, "7a7a7a7a", "ada@example.com", "Lovelace"];

/// A table with a project and users.
pub struct Scene {
    table: Table,
    store: Store,
    project: Project,
    clock: TestClock,
}

impl Scene {
    /// Creates the table.
    pub async fn build() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(5), project(PROJECT));
        let store = table.caller().store;
        store.create_project(&project, &clock.change()).await.expect("a project");
        let key = ApiKey {
            id: KeyId::generate(clock.now(), clock.bits()),
            project: project.id.clone(),
            name: Name::default(),
            hash: KeySecret::parse(KEY).expect("a key").hash(),
            scopes: Scope::ALL.to_vec(),
            expires_at: None,
            created_at: clock.now(),
        };
        store.create_key(&key, &clock.change()).await.expect("a key");
        let scene = Self { table, store, project, clock };
        for id in ["ada", "grace"] {
            scene.add_user(id).await;
        }
        scene
    }

    async fn add_user(&self, id: &str) {
        let (store, p, clock, user) = (&self.store, &self.project.id, &self.clock, user_id(id));
        let password = Password::parse(PASSWORD).expect("a password");
        let password = HashCost { memory_kib: 64, iterations: 1 }.hash(&password, [3; 16]).expect("a hash");
        let phone = format!("+4420{:08}", clock.bits() % 100_000_000);
        let new = full(id, &format!("{id}@example.com"), &phone, &format!("{id} Lovelace"));
        let new = NewUser { password: Some(password), ..new };
        store.create_user(&self.project, new, &clock.change()).await.expect("a user");
        let (session, _) = clock.session(&user, SESSION);
        let token = SessionToken::create(user.clone(), SessionId::parse(SESSION).expect("an id"), SECRET_OF_SESSION);
        store.create_session(p, &session, &token.hash(), &Proof::Key, &clock.change()).await.expect("a session");
        let founder = founder(&user, &format!("membership-of-{id}"));
        let team = team_id(&format!("team-of-{id}"));
        store.create_team(p, &team, &name("A team"), Some(&founder), &clock.change()).await.expect("a team");
    }

    /// Adds users whose preferences are nearly as large as they may be.
    pub async fn add_users_with_large_prefs(&self, users: usize) {
        let prefs = Prefs::parse(&json!({ "blob": "x".repeat(65_000) }).to_string()).expect("preferences");
        for n in 0..users {
            let new = bare(&format!("large-{n}"));
            let id = self.store.create_user(&self.project, new, &self.clock.change()).await.expect("a user").id;
            let change = self.clock.change();
            self.store.update_prefs(&self.project.id, &id, prefs.clone(), &change).await.expect("preferences");
        }
    }

    /// The event of a list with this limit, newest users first.
    #[must_use]
    pub fn list_of(&self, limit: usize) -> Value {
        let mut event = sample("list-users");
        event["rawQueryString"] = format!("limit={limit}&orderType=DESC").into();
        event["headers"]["accept-encoding"] = "identity".into();
        event
    }

    /// The environment of a function.
    pub fn environment(&self, function: &str) -> Vec<(String, String)> {
        let (endpoint, table) = self.table.address();
        [
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", AWS_SECRET),
            ("AWS_SESSION_TOKEN", "a-session-token"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &endpoint),
            ("AWS_LAMBDA_FUNCTION_NAME", function),
            ("AWS_LAMBDA_FUNCTION_TIMEOUT", "30"),
            ("ROSTER_TABLE", table),
        ]
        .map(owned)
        .into()
    }
}

/// A variable of an environment.
pub fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The sample event of this name.
pub fn sample(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    serde_json::from_str(&text).expect("an event is JSON")
}
