//! A clock and random numbers for tests, and values for tests: users, sessions, tokens, teams.

use crate::random::Random;
use roster_core::{
    Actor, Change, Client, Email, Factor, Founder, KeyId, MembershipId, Name, NewMembership, NewUser, Origin,
    PasswordHash, Phone, Project, ProjectId, Roles, SecretHash, Session, SessionId, SignInToken, Target, TargetId,
    TargetKind, TeamId, Timestamp, TokenId, TokenKind, UserId,
};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The start of every test clock: 2030-03-17, so that no item has expired by the clock of the machine.
pub const BEGINNING: Timestamp = Timestamp::from_secs(1_900_000_000);

/// The clock of one test.
pub struct TestClock {
    now: AtomicU64,
    random: Mutex<Random>,
}

impl TestClock {
    /// A clock whose random numbers depend on this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { now: AtomicU64::new(BEGINNING.as_millis()), random: Mutex::new(Random::new(seed)) }
    }

    /// Another clock with the same time and the same next random numbers.
    #[must_use]
    pub fn twin(&self) -> Self {
        let random = self.random.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { now: AtomicU64::new(self.now().as_millis()), random: Mutex::new(random) }
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.load(Ordering::SeqCst))
    }

    /// Sets the clock.
    pub fn set(&self, now: Timestamp) {
        self.now.store(now.as_millis(), Ordering::SeqCst);
    }

    /// Advances the clock.
    pub fn pass(&self, span: Duration) {
        self.now.fetch_add(span.as_millis() as u64, Ordering::SeqCst);
    }

    /// 64 random bits.
    pub fn bits(&self) -> u64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).bits()
    }

    /// A random number under `end`.
    pub fn below(&self, end: usize) -> usize {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).below(end)
    }

    /// A change by an API key, one millisecond after the previous one.
    pub fn change(&self) -> Change {
        self.pass(Duration::from_millis(1));
        self.change_now()
    }

    /// A change at the current time.
    pub fn change_now(&self) -> Change {
        let random = u128::from(self.bits()) << 16 ^ u128::from(self.bits());
        Change::new(self.now(), random & ((1 << 80) - 1), origin())
    }

    /// A token of this user with this secret, valid for an hour.
    pub fn token(&self, user: &UserId, id: &str, secret: &str) -> SignInToken {
        SignInToken {
            id: TokenId::parse(id).unwrap(),
            user: user.clone(),
            kind: TokenKind::Server,
            hash: SecretHash::of(secret),
            bound_to: None,
            account: None,
            created_at: self.now(),
            expires_at: self.now().after(Duration::from_hours(1)),
        }
    }

    /// A session of this user, valid for a day.
    pub fn session(&self, user: &UserId, id: &str) -> (Session, SecretHash) {
        let session = Session {
            id: SessionId::parse(id).unwrap(),
            user: user.clone(),
            provider: "email".into(),
            provider_uid: "someone@example.com".into(),
            ip: "192.0.2.7".into(),
            client: Client { os_name: "Debian".into(), client_name: "Firefox".into(), ..Client::default() },
            country_code: "--".into(),
            created_at: self.now(),
            updated_at: self.now(),
            // In whole seconds, as the table's time to live.
            expires_at: Timestamp::from_secs(self.now().as_secs() + 86_400),
            factors: vec![Factor::Password],
            challenged_at: None,
        };
        (session, SecretHash::from_stored(format!("{:064x}", self.bits())))
    }
}

/// The origin of every change.
#[must_use]
pub fn origin() -> Origin {
    Origin::new(Actor::Key(KeyId::parse("key-1").unwrap(), Name::default()), "192.0.2.1", "roster-tests/1.0")
}

/// A project with one shard.
#[must_use]
pub fn project(id: &str) -> Project {
    let id = ProjectId::parse(id).unwrap();
    Project::create(id, Name::parse("Tests").unwrap(), "00".repeat(32), BEGINNING)
}

/// A user id.
#[must_use]
pub fn user_id(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

/// A team id.
#[must_use]
pub fn team_id(id: &str) -> TeamId {
    TeamId::parse(id).unwrap()
}

/// An email.
#[must_use]
pub fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// A phone.
#[must_use]
pub fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}

/// A name.
#[must_use]
pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A fixed hash: the store does not verify it.
#[must_use]
pub fn hash(salt: &str) -> PasswordHash {
    PasswordHash::from_stored(format!("$argon2id$v=19$m=19456,t=2,p=1${salt}$c29tZWhhc2g"))
}

/// A user with only an id.
#[must_use]
pub fn bare(id: &str) -> NewUser {
    NewUser { id: user_id(id), email: None, phone: None, name: Name::default(), password: None }
}

/// A user with an email, a phone, a name of two words, and a password.
#[must_use]
pub fn full(id: &str, email_text: &str, phone_text: &str, name_text: &str) -> NewUser {
    NewUser {
        id: user_id(id),
        email: Some(email(email_text)),
        phone: Some(phone(phone_text)),
        name: name(name_text),
        password: Some(hash("c2FsdA")),
    }
}

/// A messaging target of this kind.
#[must_use]
pub fn target(id: &str, kind: TargetKind, identifier: &str) -> Target {
    Target {
        id: TargetId::parse(id).unwrap(),
        name: Name::default(),
        kind,
        provider: None,
        identifier: identifier.to_owned(),
        session: None,
        created_at: BEGINNING,
        updated_at: BEGINNING,
    }
}

/// A confirmed membership.
#[must_use]
pub fn membership(id: &str, user: &UserId, team: &str) -> NewMembership {
    NewMembership {
        id: MembershipId::parse(id).unwrap(),
        user: user.clone(),
        team: team_id(team),
        roles: vec!["owner".into()],
        confirmed: true,
    }
}

/// The user that creates a team and owns it.
#[must_use]
pub fn founder(user: &UserId, id: &str) -> Founder {
    Founder { user: user.clone(), roles: Roles::owner(), membership: MembershipId::parse(id).unwrap() }
}
