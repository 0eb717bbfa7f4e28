//! A user of another system, as a file describes them, and the rules that make a row of it which can be imported.

use super::fields::Fields;
use super::note::{Note, NoteKind};
use crate::users::import::report::RowStatus;
use roster_core::{
    Email, Invalid, Labels, Name, NewUser, Password, PasswordHash, Phone, Prefs, SecretHash, Timestamp, User, UserId,
};
use roster_store::ImportUser;
use serde_json::value::RawValue;

/// What a record says.
pub enum Reading {
    /// It describes a user.
    User(Box<SourceUser>),
    /// It is no user to import, for this reason: a service account, a deleted user.
    Skip(String),
}

/// A user as a file describes them. No field has been validated yet.
#[derive(Default)]
pub struct SourceUser {
    /// The user's id in the source system.
    pub source_id: String,
    /// The name with which the user signs in, if it is not their email.
    pub username: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub name: String,
    pub password: Option<SourcePassword>,
    pub password_updated_at: Option<Timestamp>,
    /// Whether a missing `password_updated_at` means that the user has never set the password. Otherwise the format may just lack
    /// the date, and the password counts as old as the user.
    pub has_password_dates: bool,
    pub is_blocked: bool,
    /// When the block of the user ends in the source system. Here, a user who is still blocked stays so until somebody unblocks them.
    pub blocked_until: Option<Timestamp>,
    pub email_verified: bool,
    pub phone_verified: bool,
    pub labels: Vec<String>,
    /// The roles of the user: `--labels-from roles` makes labels of them.
    pub roles: Vec<String>,
    /// The groups of the user: `--labels-from groups` makes labels of them, `--teams-from groups` teams.
    pub groups: Vec<String>,
    /// The claims of the user that are set or have a value: `--labels-from claims` makes labels of them.
    pub claims: Vec<String>,
    pub prefs: Option<Box<RawValue>>,
    pub mfa: bool,
    pub impersonator: bool,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub accessed_at: Option<Timestamp>,
    /// What the format knows of the user and an import does not keep, in plain words: `second factors`, `identities`.
    pub losses: Vec<&'static str>,
    /// What the format has to say of this user beyond that: why there is no password, what became of a user name.
    pub notes: Vec<Note>,
    /// The fields that the format did not read. Those that are not empty are reported by name.
    pub left: Fields,
}

/// The password of a user, as the file has it.
pub enum SourcePassword {
    /// Its hash.
    Hash(PasswordHash),
    /// The password itself. It is hashed by the import.
    Plain(Password),
    /// A hash that cannot be imported, for this reason.
    Unknown(String),
}

impl SourcePassword {
    /// A hash that cannot be imported, for this reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(reason.into())
    }
}

/// The rules that are the same for every row of an import.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The name of the format: the same id belongs to different users in different systems.
    pub format: &'static str,
    /// When the import began. Users without a time of creation get this one.
    pub now: Timestamp,
    /// Whether a user whose hash cannot be imported is imported without a password, or not at all.
    pub drop_hashes: bool,
}

/// A row whose user passed every rule.
pub struct ValidRow {
    pub import_user: ImportUser,
    /// The password that is still to be hashed, for a user whose file has it.
    pub plain_password: Option<Password>,
    /// The groups of the user.
    pub groups: Vec<String>,
    /// What of the user is not imported, or not as it was.
    pub notes: Vec<Note>,
}

/// Why a row is not imported. Contains names of fields and rules, and nothing personal of the row beyond the id.
#[derive(Debug, PartialEq, Eq)]
pub struct RowError {
    /// What the report says of the row.
    pub status: RowStatus,
    /// The rule that the row breaks.
    pub reason: String,
    /// The id that the user would have had, where it is known.
    pub id: Option<UserId>,
}

impl From<String> for RowError {
    fn from(reason: String) -> Self {
        Self { status: RowStatus::Invalid, reason, id: None }
    }
}

impl SourceUser {
    /// Validates the user of the `row`th row.
    pub fn validate(self, row: u32, rules: Rules) -> Result<ValidRow, RowError> {
        let identities =
            [self.source_id.as_str(), self.email.as_deref().unwrap_or(""), self.phone.as_deref().unwrap_or("")];
        let Some(identity) = identities.into_iter().find(|text| !text.is_empty()) else {
            return Err("nothing identifies the user: no id, no email, no phone".to_owned().into());
        };
        let source = format!("{}#{identity}", rules.format);
        let id = id_of(&self.source_id, &source);
        let failed = |reason: String| RowError { id: Some(id.clone()), ..reason.into() };
        let (user, note) = self.into_user(id.clone(), rules).map_err(failed)?;
        Ok(ValidRow { import_user: ImportUser::new(user, &source, row), note })
    }

    fn into_user(self, id: UserId, rules: Rules) -> Result<(User, Option<String>), String> {
        let created_at = self.created_at.unwrap_or(rules.now);
        if created_at > rules.now {
            return Err("createdAt: is in the future".to_owned());
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
        let password_updated_at = if self.has_password_dates {
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

/// The id in the source system where that is a valid id here, or else one derived from it: the same in every import.
fn id_of(given: &str, source: &str) -> UserId {
    UserId::parse(given).unwrap_or_else(|_| {
        let hash = SecretHash::of(source);
        let digits = hash.as_str().get(..20).unwrap_or_default();
        // Twenty hex digits are always a valid id, so the alternative never runs.
        UserId::parse(digits).unwrap_or_else(|_| UserId::generate(Timestamp::default(), 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(2_000_000_000);
    const RULES: Rules = Rules { format: "auth0", now: NOW, drop_hashes: false };

    fn ann() -> SourceUser {
        SourceUser { source_id: "ann".into(), email: Some("Ann@Example.com".into()), ..SourceUser::default() }
    }

    fn reason(user: SourceUser) -> String {
        user.validate(1, RULES).err().unwrap().reason
    }

    #[test]
    fn a_valid_id_is_kept_and_another_is_derived_from_an_invalid_one() {
        let id = |source_id: &str| ann_with(source_id).validate(1, RULES).ok().unwrap().import_user.user.id;
        assert_eq!(id("b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f").as_str(), "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f");
        assert!(id("auth0|5f7c8ec7").is_generated());
        assert_eq!(id("auth0|5f7c8ec7"), id("auth0|5f7c8ec7"));
        assert_ne!(id("auth0|5f7c8ec7"), id("google|5f7c8ec7"));
        assert!(id("").is_generated());
    }

    fn ann_with(source_id: &str) -> SourceUser {
        SourceUser { source_id: source_id.into(), ..ann() }
    }

    #[test]
    fn a_reason_contains_the_field_and_the_rule_and_nothing_else() {
        let phone = Some("12345".to_owned());
        assert_eq!(reason(SourceUser { phone, ..ann() }), format!("phone: {}", Phone::parse("12345").unwrap_err()));
        let email = Some("ann".to_owned());
        assert_eq!(reason(SourceUser { email, ..ann() }), format!("email: {}", Email::parse("ann").unwrap_err()));
        let name = "x".repeat(129);
        let rule = Name::parse(&name).unwrap_err();
        assert_eq!(reason(SourceUser { name, ..ann() }), format!("name: {rule}"));
        let future = Some(NOW.after(std::time::Duration::from_secs(1)));
        assert_eq!(reason(SourceUser { created_at: future, ..ann() }), "createdAt: is in the future");
        assert!(reason(SourceUser::default()).starts_with("nothing identifies the user"));
    }

    #[test]
    fn a_user_whose_hash_cannot_be_imported_is_rejected_unless_hashes_are_dropped() {
        let unknown = || SourceUser { password: Some(Err("of an unknown kind".into())), ..ann() };
        assert_eq!(reason(unknown()), "password: of an unknown kind");
        let row = unknown().validate(1, Rules { drop_hashes: true, ..RULES }).ok().unwrap();
        assert_eq!(row.note.as_deref(), Some("without a password: of an unknown kind"));
        assert_eq!(row.import_user.user.password, None);
    }

    #[test]
    fn dates_are_kept_and_missing_ones_are_derived() {
        let at = Timestamp::from_secs(1_000);
        let user = SourceUser { created_at: Some(at), ..ann() }.validate(1, RULES).ok().unwrap().import_user.user;
        assert_eq!((user.created_at, user.updated_at, user.password_updated_at), (at, at, None));
        assert_eq!(user.email.unwrap().as_str(), "ann@example.com");
        assert_eq!(ann().validate(1, RULES).ok().unwrap().import_user.user.created_at, NOW);
    }
}
