//! A user as a file tells of him, and what becomes of that.

use roster_core::{
    Email, Invalid, Labels, Name, NewUser, PasswordHash, Phone, Prefs, SecretHash, Timestamp, User, UserId,
};
use roster_store::Incoming;
use serde_json::value::RawValue;

/// What a file says of a user; nothing of it has passed a rule yet.
#[derive(Default)]
pub struct Newcomer {
    /// Who it is where it comes from.
    pub source: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub name: String,
    /// The hash of the password, or why there can be none.
    pub password: Option<Result<PasswordHash, String>>,
    pub password_updated_at: Option<Timestamp>,
    /// Whether a password without a date is one that nobody ever set by choice. Where that cannot be told, a password is as old
    /// as its user.
    pub dates_tell: bool,
    pub is_blocked: bool,
    /// Until when the user is blocked; who is blocked for a time is blocked here until somebody lifts it.
    pub blocked_until: Option<Timestamp>,
    pub email_verified: bool,
    pub phone_verified: bool,
    pub labels: Vec<String>,
    pub prefs: Option<Box<RawValue>>,
    pub mfa: bool,
    pub impersonator: bool,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub accessed_at: Option<Timestamp>,
}

/// What is the same for every row of an import.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The name of the format: the same id means other users elsewhere.
    pub format: &'static str,
    /// When the import began: the time of creation of who has none.
    pub now: Timestamp,
    /// Whether who has a hash that cannot be taken comes without a password.
    pub drop_hashes: bool,
}

/// A user who passed every rule.
pub struct Admitted {
    pub incoming: Incoming,
    /// What he lost on the way.
    pub note: Option<String>,
}

/// Why a row cannot become a user. Names fields and rules, and holds nothing of the row.
#[derive(Debug, PartialEq, Eq)]
pub struct Unfit {
    pub reason: String,
    /// The id that he would have had, where that is known.
    pub id: Option<UserId>,
}

impl From<String> for Unfit {
    fn from(reason: String) -> Self {
        Self { reason, id: None }
    }
}

impl Newcomer {
    /// Makes a user of it.
    pub fn admit(self, row: u32, rules: Rules) -> Result<Admitted, Unfit> {
        let who = [self.source.as_str(), self.email.as_deref().unwrap_or(""), self.phone.as_deref().unwrap_or("")];
        let Some(who) = who.into_iter().find(|text| !text.is_empty()) else {
            return Err("nothing tells who this is: no id, no e-mail, no phone".to_owned().into());
        };
        let source = format!("{}#{who}", rules.format);
        let id = id_of(&self.source, &source);
        let failed = |reason| Unfit { reason, id: Some(id.clone()) };
        let (user, note) = self.into_user(id.clone(), rules).map_err(failed)?;
        Ok(Admitted { incoming: Incoming::new(user, &source, row), note })
    }

    fn into_user(self, id: UserId, rules: Rules) -> Result<(User, Option<String>), String> {
        let created_at = self.created_at.unwrap_or(rules.now);
        if created_at > rules.now {
            return Err("createdAt: lies in the future".to_owned());
        }
        let (password, note) = match self.password.transpose() {
            Ok(password) => (password, None),
            Err(reason) if rules.drop_hashes => (None, Some(format!("without a password: {reason}"))),
            Err(reason) => return Err(format!("password: {reason}")),
        };
        let new = NewUser {
            id,
            email: self.email.map(|email| Email::parse(&email)).transpose().map_err(of("email"))?,
            phone: self.phone.map(|phone| Phone::parse(&phone)).transpose().map_err(of("phone"))?,
            name: Name::parse(&self.name).map_err(of("name"))?,
            password,
        };
        let prefs = self.prefs.map(|prefs| Prefs::parse(prefs.get())).transpose().map_err(of("prefs"))?;
        let user = User::create(new, created_at);
        let password_updated_at = if self.dates_tell {
            self.password_updated_at
        } else {
            self.password_updated_at.or(user.password_updated_at)
        };
        let user = User {
            status: !self.is_blocked && self.blocked_until.is_none_or(|until| until <= rules.now),
            email_verified: self.email_verified && user.email.is_some(),
            phone_verified: self.phone_verified && user.phone.is_some(),
            password_updated_at,
            prefs: prefs.unwrap_or_default(),
            labels: Labels::parse(self.labels).map_err(of("labels"))?,
            mfa: self.mfa,
            impersonator: self.impersonator,
            accessed_at: self.accessed_at,
            updated_at: self.updated_at.unwrap_or(created_at).max(created_at),
            ..user
        };
        Ok((user, note))
    }
}

fn of(field: &'static str) -> impl Fn(Invalid) -> String {
    move |reason| format!("{field}: {reason}")
}

/// The id of the source where it can be one of ours, or else one that follows from it: the same each time.
fn id_of(given: &str, source: &str) -> UserId {
    UserId::parse(given).unwrap_or_else(|_| {
        let hash = SecretHash::of(source);
        let digits = hash.as_str().get(..20).unwrap_or_default();
        // Twenty hex digits are an id; this is for the compiler.
        UserId::parse(digits).unwrap_or_else(|_| UserId::generate(Timestamp::default(), 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(2_000_000_000);
    const RULES: Rules = Rules { format: "auth0", now: NOW, drop_hashes: false };

    fn ann() -> Newcomer {
        Newcomer { source: "ann".into(), email: Some("Ann@Example.com".into()), ..Newcomer::default() }
    }

    fn reason(newcomer: Newcomer) -> String {
        newcomer.admit(1, RULES).err().unwrap().reason
    }

    #[test]
    fn an_id_that_can_be_ours_is_kept_and_another_follows_from_it() {
        let id = |source: &str| ann_with(source).admit(1, RULES).ok().unwrap().incoming.user.id;
        assert_eq!(id("b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f").as_str(), "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f");
        assert!(id("auth0|5f7c8ec7").is_generated());
        assert_eq!(id("auth0|5f7c8ec7"), id("auth0|5f7c8ec7"));
        assert_ne!(id("auth0|5f7c8ec7"), id("google|5f7c8ec7"));
        assert!(id("").is_generated());
    }

    fn ann_with(source: &str) -> Newcomer {
        Newcomer { source: source.into(), ..ann() }
    }

    #[test]
    fn a_reason_names_the_field_and_the_rule_and_nothing_else() {
        let phone = Some("12345".to_owned());
        assert_eq!(reason(Newcomer { phone, ..ann() }), "phone: not a valid phone number");
        assert_eq!(reason(Newcomer { email: Some("ann".into()), ..ann() }), "email: not a valid e-mail address");
        assert_eq!(reason(Newcomer { name: "x".repeat(129), ..ann() }), "name: not a text of at most 128 characters");
        let future = Some(NOW.after(std::time::Duration::from_secs(1)));
        assert_eq!(reason(Newcomer { created_at: future, ..ann() }), "createdAt: lies in the future");
        assert!(reason(Newcomer::default()).starts_with("nothing tells who this is"));
    }

    #[test]
    fn a_hash_that_cannot_be_taken_keeps_its_user_out_unless_it_may_be_dropped() {
        let odd = || Newcomer { password: Some(Err("of an unknown kind".into())), ..ann() };
        assert_eq!(reason(odd()), "password: of an unknown kind");
        let admitted = odd().admit(1, Rules { drop_hashes: true, ..RULES }).ok().unwrap();
        assert_eq!(admitted.note.as_deref(), Some("without a password: of an unknown kind"));
        assert_eq!(admitted.incoming.user.password, None);
    }

    #[test]
    fn dates_are_kept_and_what_is_missing_follows() {
        let at = Timestamp::from_secs(1_000);
        let user = Newcomer { created_at: Some(at), ..ann() }.admit(1, RULES).ok().unwrap().incoming.user;
        assert_eq!((user.created_at, user.updated_at, user.password_updated_at), (at, at, None));
        assert_eq!(user.email.unwrap().as_str(), "ann@example.com");
        assert_eq!(ann().admit(1, RULES).ok().unwrap().incoming.user.created_at, NOW);
    }
}
