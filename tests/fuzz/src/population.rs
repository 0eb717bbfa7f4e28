//! Who is there at the beginning, and again after a while.

use crate::world::{PROJECT, SESSION, TEAM, USERS};
use roster_core::{
    ApiKey, Email, KeyId, KeySecret, Name, NewUser, Phone, Project, Proof, Scope, SessionToken, Timestamp, UserId,
};
use roster_store::Store;
use roster_tests::clock::{BEGINNING, TestClock, founder, project, team_id};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A project with its people, and what opens it.
pub struct People {
    store: Store,
    project: Project,
    /// The secret of the key that may do everything.
    pub key: String,
    /// The token of ann's session.
    pub session: String,
}

/// Lets time pass: to what it is, since the table's own clock is asked for, and always a little.
#[allow(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
pub fn tick(time: &TestClock) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let later = time.now().after(Duration::from_millis(1));
    let is_behind = time.now() == BEGINNING || later.as_millis() < now.as_millis() as u64;
    time.set(if is_behind { Timestamp::from_millis(now.as_millis() as u64) } else { later });
}

/// Makes a project, a key, three users, a team and a session.
///
/// # Panics
/// When the table refuses.
pub async fn populate(store: Store, time: &TestClock) -> People {
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
    let people = People { store, project, key: secret.reveal().to_owned(), session: token(time).reveal() };
    revive(&people, time).await;
    people
}

fn ann() -> UserId {
    UserId::parse(USERS[0]).expect("an id")
}

/// The same token at all times.
fn token(time: &TestClock) -> SessionToken {
    SessionToken::create(ann(), time.session(&ann(), SESSION).0.id, [9; 32])
}

/// Makes whatever of it is not there. What is there, or in the way, stays.
pub async fn revive(people: &People, time: &TestClock) {
    let People { store, project, .. } = people;
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
    let (crew, change) = (Name::parse("Crew").expect("a name"), time.change());
    let _ = store.create_team(&project.id, &team_id(TEAM), &crew, Some(&founder(&ann(), "m1")), &change).await;
    let (session, _) = time.session(&ann(), SESSION);
    let _ = store.create_session(&project.id, &session, &token(time).hash(), &Proof::Key, &time.change()).await;
}
