//! The model: users in lists, and the rules of their sessions and targets.

use super::steps::{IDENTIFIERS, TARGETS};

/// The expected error of a call: its status and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure(pub u16, pub &'static str);

pub const INVALID: Failure = Failure(400, "general_argument_invalid");
pub const NO_USER: Failure = Failure(404, "user_not_found");
pub const NO_SESSION: Failure = Failure(404, "user_session_not_found");
pub const NO_TARGET: Failure = Failure(404, "user_target_not_found");
pub const TARGET_TAKEN: Failure = Failure(409, "user_target_already_exists");

/// A user with all data that callers can read.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub password: Option<String>,
    pub status: bool,
    pub email_verified: bool,
    pub phone_verified: bool,
    pub mfa: bool,
    pub impersonator: bool,
    pub prefs: String,
    pub labels: Vec<String>,
    pub targets: Vec<Target>,
    pub sessions: Vec<Session>,
    /// Oldest first.
    pub log: Vec<LogEntry>,
    pub created_at: u64,
    pub updated_at: u64,
    pub password_updated_at: Option<u64>,
    pub accessed_at: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Target {
    pub id: String,
    pub kind: &'static str,
    pub identifier: String,
    pub created_at: u64,
    pub updated_at: u64,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub id: String,
    pub created_at: u64,
    pub way: Way,
}

/// How a session began.
#[derive(Debug, Clone)]
pub enum Way {
    /// A server created it.
    Server,
    /// With an email and a password.
    Email(String),
    /// With an account at the provider, by its id there.
    Account(String),
}

/// The account of a user at the provider.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The id that the product made; empty until it was read.
    pub id: String,
    pub user: String,
    pub account: String,
    pub email: String,
}

#[derive(Debug, Clone)]
pub struct LogEntry {
    /// The name of the event in 0.15, without the user.
    pub event: String,
    pub is_own: bool,
    pub at: u64,
    /// The name and the email of the user at that time.
    pub name: String,
    pub email: Option<String>,
}

/// A project: its users in the order of their creation, and all sessions, deleted ones included.
#[derive(Debug, Default)]
pub struct Project {
    pub people: Vec<Person>,
    /// In the order in which they were linked.
    pub identities: Vec<Identity>,
    /// Id and token.
    pub sessions: Vec<(String, String)>,
}

impl Person {
    pub fn new(id: &str, at: u64) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            email: None,
            phone: None,
            password: None,
            status: true,
            email_verified: false,
            phone_verified: false,
            mfa: false,
            impersonator: false,
            prefs: "{}".to_owned(),
            labels: Vec::new(),
            targets: Vec::new(),
            sessions: Vec::new(),
            log: Vec::new(),
            created_at: at,
            updated_at: at,
            password_updated_at: None,
            accessed_at: None,
        }
    }

    pub fn note(&mut self, event: impl Into<String>, is_own: bool, at: u64) {
        let (name, email) = (self.name.clone(), self.email.clone());
        self.log.push(LogEntry { event: event.into(), is_own, at, name, email });
    }

    /// A change of the user by a server.
    pub fn change(&mut self, event: &str, at: u64, change: impl FnOnce(&mut Self)) {
        change(self);
        self.updated_at = at;
        self.note(event, false, at);
    }

    pub fn has_another_factor(&self) -> bool {
        (self.email.is_some() && self.email_verified) || (self.phone.is_some() && self.phone_verified)
    }
}

impl Project {
    pub fn find(&self, id: &str) -> Result<&Person, Failure> {
        self.people.iter().find(|person| person.id == id).ok_or(NO_USER)
    }

    pub fn find_mut(&mut self, id: &str) -> Result<&mut Person, Failure> {
        self.people.iter_mut().find(|person| person.id == id).ok_or(NO_USER)
    }

    /// Whether another user has this email.
    pub fn email_is_taken(&self, email: &str, id: &str) -> bool {
        self.people.iter().any(|person| person.id != id && person.email.as_deref() == Some(email))
    }

    /// Whether another user has this phone.
    pub fn phone_is_taken(&self, phone: &str, id: &str) -> bool {
        self.people.iter().any(|person| person.id != id && person.phone.as_deref() == Some(phone))
    }

    /// The user of a session.
    pub fn user_of(&mut self, place: usize) -> Option<&mut Person> {
        let id = self.sessions.get(place)?.0.clone();
        self.people.iter_mut().find(|person| person.sessions.iter().any(|session| session.id == id))
    }

    pub fn create_session(
        &mut self,
        user: &str,
        session: (String, String),
        way: Way,
        at: u64,
    ) -> Result<Session, Failure> {
        let person = self.find_mut(user)?;
        let new = Session { id: session.0.clone(), created_at: at, way };
        person.note(format!("sessions.{}.create", session.0), !matches!(new.way, Way::Server), at);
        person.sessions.push(new.clone());
        self.sessions.push(session);
        Ok(new)
    }

    pub fn delete_session(&mut self, user: &str, session: &str, is_own: bool, at: u64) -> Result<(), Failure> {
        let person = self.find_mut(user)?;
        let count = person.sessions.len();
        person.sessions.retain(|known| known.id != session);
        if person.sessions.len() == count {
            return Err(NO_SESSION);
        }
        person.note(format!("sessions.{session}.delete"), is_own, at);
        Ok(())
    }

    /// Whether a target or a user has this email, phone or identifier.
    fn is_in_use(&self, kind: &str, identifier: &str) -> bool {
        self.people.iter().any(|person| {
            let kept = person.targets.iter().any(|target| target.identifier == identifier);
            let own = match kind {
                "email" => person.email.as_deref() == Some(identifier),
                "sms" => person.phone.as_deref() == Some(identifier),
                _ => false,
            };
            kept || own
        })
    }

    pub fn add_target(&mut self, user: &str, target: usize, identifier: usize, at: u64) -> Result<Target, Failure> {
        let (kind, identifier) = IDENTIFIERS[identifier];
        if identifier == "no email" {
            return Err(Failure(400, "general_invalid_email"));
        }
        let taken = self.is_in_use(kind, identifier);
        let person = self.find_mut(user)?;
        if taken || person.targets.iter().any(|known| known.id == TARGETS[target]) {
            return Err(TARGET_TAKEN);
        }
        let new = Target {
            id: TARGETS[target].to_owned(),
            kind,
            identifier: identifier.to_owned(),
            created_at: at,
            updated_at: at,
        };
        person.targets.push(new.clone());
        person.note(format!("targets.{}.create", new.id), false, at);
        Ok(new)
    }

    pub fn update_target(&mut self, user: &str, target: usize, identifier: usize, at: u64) -> Result<Target, Failure> {
        let (_, identifier) = IDENTIFIERS[identifier];
        let former =
            self.find(user)?.targets.iter().find(|known| known.id == TARGETS[target]).cloned().ok_or(NO_TARGET)?;
        match former.kind {
            "email" if !identifier.contains('@') => return Err(Failure(400, "general_invalid_email")),
            "sms" if !identifier.starts_with('+') => return Err(Failure(400, "general_invalid_phone")),
            _ => {}
        }
        if former.identifier != identifier && self.is_in_use(former.kind, identifier) {
            return Err(TARGET_TAKEN);
        }
        let person = self.find_mut(user)?;
        let known = person.targets.iter_mut().find(|known| known.id == TARGETS[target]).ok_or(NO_TARGET)?;
        (known.identifier, known.updated_at) = (identifier.to_owned(), at);
        let updated = known.clone();
        person.note(format!("targets.{}.update", updated.id), false, at);
        Ok(updated)
    }

    pub fn delete_target(&mut self, user: &str, target: usize, at: u64) -> Result<(), Failure> {
        let person = self.find_mut(user)?;
        let place = person.targets.iter().position(|known| known.id == TARGETS[target]).ok_or(NO_TARGET)?;
        person.targets.remove(place);
        person.note(format!("targets.{}.delete", TARGETS[target]), false, at);
        Ok(())
    }
}
