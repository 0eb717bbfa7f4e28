//! A user of another system, as a file describes them.

use super::fields::Fields;
use super::note::Note;
use roster_core::{Password, PasswordHash, Timestamp};
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
