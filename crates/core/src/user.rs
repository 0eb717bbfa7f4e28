//! Users, and the rules for changing them.

mod indexes;

pub(crate) use indexes::{FLAG, flag_word};
pub use indexes::{ORDERED, RARE_VALUES};

use crate::words::{WORDS_OF_NAME, first_words};
use crate::{Email, Labels, Name, PasswordHash, Phone, Prefs, Target, Timestamp, UserId};
use std::collections::BTreeSet;
use std::time::Duration;

/// The number of words of each part of a user that a search finds, beside [`WORDS_OF_NAME`]. The sum, 40 (20 + 12 + 7,
/// and 1 for the phone), bounds the writes of a change: replacing every word takes 84 operations, under the 100 of a
/// transaction.
const WORDS_OF_EMAIL: usize = 12;
const WORDS_OF_ID: usize = 7;
/// Labels that have a word of their own. A user with more is also found by [`MANY_LABELS`], and their labels are
/// compared.
const WORDS_OF_LABELS: usize = 40;

/// How long after a recorded access the next one is recorded (source: docs/reference/appwrite/users.md#last-access).
const BETWEEN_ACCESSES: Duration = Duration::from_hours(24);

/// A user that is to be created; every value has passed its rule.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The id, chosen or generated.
    pub id: UserId,
    /// The email, if there is one.
    pub email: Option<Email>,
    /// The phone, if there is one.
    pub phone: Option<Phone>,
    /// The name; may be empty.
    pub name: Name,
    /// The hash of the password, if there is one.
    pub password: Option<PasswordHash>,
}

/// A user as stored. The type has no JSON form: responses are made from views, and no view has a password field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id, unique in its project.
    pub id: UserId,
    /// The email, unique in its project.
    pub email: Option<Email>,
    /// The phone, unique in its project.
    pub phone: Option<Phone>,
    /// The name; may be empty.
    pub name: Name,
    /// Whether the user may sign in and use sessions.
    pub status: bool,
    /// Whether the email is verified.
    pub email_verified: bool,
    /// Whether the phone is verified.
    pub phone_verified: bool,
    /// The hash of the password, if there is one.
    pub password: Option<PasswordHash>,
    /// When the user or a server last set the password; a new hash of the same password does not count.
    pub password_updated_at: Option<Timestamp>,
    /// The user's preferences.
    pub prefs: Prefs,
    /// The labels that servers gave the user.
    pub labels: Labels,
    /// Whether signing in requires a second factor.
    pub mfa: bool,
    /// Whether the user has a verified authenticator.
    pub totp: bool,
    /// Whether the user may act as another user.
    pub impersonator: bool,
    /// The targets of the user, besides those of email and phone. They are stored in items of their own: empty until
    /// loaded.
    pub targets: Vec<Target>,
    /// When the user last called with a session, to the day.
    pub accessed_at: Option<Timestamp>,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
}

impl User {
    /// A new user: active, nothing verified, no preferences.
    #[must_use]
    pub fn create(new: NewUser, at: Timestamp) -> Self {
        Self {
            id: new.id,
            email: new.email,
            phone: new.phone,
            name: new.name,
            status: true,
            email_verified: false,
            phone_verified: false,
            password_updated_at: new.password.is_some().then_some(at),
            password: new.password,
            prefs: Prefs::default(),
            labels: Labels::default(),
            mfa: false,
            totp: false,
            impersonator: false,
            targets: Vec::new(),
            accessed_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    /// With another email, or without one; unverified even when it is the same email.
    #[must_use]
    pub fn with_email(self, email: Option<Email>, at: Timestamp) -> Self {
        Self { email, email_verified: false, ..self.touched(at) }
    }

    /// With another phone, or without one; unverified even when it is the same phone.
    #[must_use]
    pub fn with_phone(self, phone: Option<Phone>, at: Timestamp) -> Self {
        Self { phone, phone_verified: false, ..self.touched(at) }
    }

    /// With another name.
    #[must_use]
    pub fn with_name(self, name: Name, at: Timestamp) -> Self {
        Self { name, ..self.touched(at) }
    }

    /// With another password, or without one.
    #[must_use]
    pub fn with_password(self, password: Option<PasswordHash>, at: Timestamp) -> Self {
        Self { password, password_updated_at: Some(at), ..self.touched(at) }
    }

    /// Active or blocked; sessions stay stored, and are rejected while the user is blocked.
    #[must_use]
    pub fn with_status(self, status: bool, at: Timestamp) -> Self {
        Self { status, ..self.touched(at) }
    }

    /// With the email verified or not.
    #[must_use]
    pub fn with_email_verification(self, email_verified: bool, at: Timestamp) -> Self {
        Self { email_verified, ..self.touched(at) }
    }

    /// With the phone verified or not.
    #[must_use]
    pub fn with_phone_verification(self, phone_verified: bool, at: Timestamp) -> Self {
        Self { phone_verified, ..self.touched(at) }
    }

    /// With other preferences, which replace all former ones.
    #[must_use]
    pub fn with_prefs(self, prefs: Prefs, at: Timestamp) -> Self {
        Self { prefs, ..self.touched(at) }
    }

    /// With other labels, which replace all former ones.
    #[must_use]
    pub fn with_labels(self, labels: Labels, at: Timestamp) -> Self {
        Self { labels, ..self.touched(at) }
    }

    /// With or without the requirement of a second factor.
    #[must_use]
    pub fn with_mfa(self, mfa: bool, at: Timestamp) -> Self {
        Self { mfa, ..self.touched(at) }
    }

    /// With a verified authenticator, or without.
    #[must_use]
    pub fn with_totp(self, totp: bool, at: Timestamp) -> Self {
        Self { totp, ..self.touched(at) }
    }

    /// With the right to act as others, or without.
    #[must_use]
    pub fn with_impersonator(self, impersonator: bool, at: Timestamp) -> Self {
        Self { impersonator, ..self.touched(at) }
    }

    /// With this time of the last access. It does not count as a change of the user.
    #[must_use]
    pub fn with_access(self, at: Timestamp) -> Self {
        Self { accessed_at: Some(at), ..self }
    }

    /// Whether an access at this time is to be recorded: the first of a day is.
    #[must_use]
    pub fn is_access_due(&self, at: Timestamp) -> bool {
        self.accessed_at.is_none_or(|last| last.after(BETWEEN_ACCESSES) <= at)
    }

    /// The words by which a search finds the user: of the name, of the email without its last label (half of all users
    /// would have `com`), of the phone, of an id that was chosen by a caller, and of the labels; and the words of rare values,
    /// which only filters look up.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        let email = self.email.as_ref().map_or("", |email| without_last_label(email.as_str()));
        let phone = self.phone.as_ref().map_or("", Phone::as_str);
        let id = if self.id.is_generated() { "" } else { self.id.as_str() };
        first_words(self.name.as_str(), WORDS_OF_NAME)
            .chain(first_words(email, WORDS_OF_EMAIL))
            .chain(first_words(phone, 1))
            .chain(first_words(id, WORDS_OF_ID))
            .chain(self.label_words())
            .chain(self.rare_values())
            .collect()
    }

    fn label_words(&self) -> impl Iterator<Item = String> {
        let labels = self.labels.as_slice();
        let rest = (labels.len() > WORDS_OF_LABELS).then(|| MANY_LABELS.to_owned());
        labels.iter().take(WORDS_OF_LABELS).map(|label| label_word(label)).chain(rest)
    }

    /// Every text of the user that a quoted search compares.
    pub(crate) fn texts(&self) -> [&str; 4] {
        [
            self.name.as_str(),
            self.email.as_ref().map_or("", Email::as_str),
            self.phone.as_ref().map_or("", Phone::as_str),
            self.id.as_str(),
        ]
    }

    /// A change never moves the time of the last change backwards, even if the clock of this function is behind.
    fn touched(self, at: Timestamp) -> Self {
        Self { updated_at: at.max(self.updated_at), ..self }
    }
}

/// The word of every user with more labels than get words of their own.
pub const MANY_LABELS: &str = ":+";

/// The word by which users with a label are found; it begins with a colon, which no word of a text has. The label
/// follows in lower case, for searches, and once more as it is if it has capitals, so that a filter can distinguish the
/// two.
#[must_use]
pub fn label_word(label: &str) -> String {
    let lower = label.to_ascii_lowercase();
    if lower == label { format!(":{lower}") } else { format!(":{lower}:{label}") }
}

fn without_last_label(email: &str) -> &str {
    email.rsplit_once('.').map_or(email, |(front, _)| front)
}

#[cfg(test)]
mod tests;
