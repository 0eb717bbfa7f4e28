//! The project, users, team and session that every request finds; deleted ones are created again from time to time.

use crate::test_app::{PROJECT, SESSION, TEAM, USERS};
use roster_core::{
    ApiKey, Email, KeyId, KeySecret, Name, NewUser, Phone, Project, Proof, Scope, SessionToken, Timestamp, UserId,
};
use roster_store::Store;
use roster_tests::clock::{BEGINNING, TestClock, founder, project, team_id};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A project with users, and credentials for it.
pub struct Fixture {
    store: Store,
    project: Project,
    /// The secret of an API key with every scope.
    pub key: String,
    /// The token of ann's session.
    pub session: String,
}

/// Advances the clock to the time of the machine, because the product compares it with the table's clock, and always by a
/// millisecond at least.
#[allow(clippy::disallowed_methods, reason = "this clock is passed to the product")]
pub fn tick(time: &TestClock) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let later = time.now().after(Duration::from_millis(1));
    let is_behind = time.now() == BEGINNING || later.as_millis() < now.as_millis() as u64;
    time.set(if is_behind { Timestamp::from_millis(now.as_millis() as u64) } else { later });
}

/// Creates a project, an API key, three users, a team and a session.
///
/// # Panics
/// When a write fails.
pub async fn create_fixture(store: Store, time: &TestClock) -> Fixture {
    tick(time);
    let project = project(PROJECT);
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
    let fixture = Fixture { store, project, key: secret.reveal().to_owned(), session: token(time).reveal() };
    recreate_deleted(&fixture, time).await;
    fixture
}

fn ann() -> UserId {
    UserId::parse(USERS[0]).expect("an id")
}

/// The token of the session, always the same.
fn token(time: &TestClock) -> SessionToken {
    SessionToken::create(ann(), time.session(&ann(), SESSION).0.id, [9; 32])
}

/// Creates the users, the team and the session that are missing. Existing items, and items that conflict, are not changed.
pub async fn recreate_deleted(fixture: &Fixture, time: &TestClock) {
    let Fixture { store, project, .. } = fixture;
    for (number, id) in USERS.into_iter().enumerate() {
        let new = NewUser {
            id: UserId::parse(id).expect("an id"),
            email: Email::parse(&format!("{id}@example.com")).ok(),
            phone: Phone::parse(&format!("+4912345{number}")).ok(),
            name: Name::parse(&format!("{id} Lee")).expect("a name"),
            password: None,
        };
        let _ = store.create_user(project, new, &time.change()).await;
    }
    let (team, change) = (Name::parse("Crew").expect("a name"), time.change());
    let _ = store.create_team(&project.id, &team_id(TEAM), &team, Some(&founder(&ann(), "m1")), &change).await;
    let (session, _) = time.session(&ann(), SESSION);
    let _ = store.create_session(&project.id, &session, &token(time).hash(), &Proof::Key, &time.change()).await;
}
