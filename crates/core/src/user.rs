//! Users, and the rules by which one becomes the next.

use crate::words::{WORDS_OF_NAME, first_words};
use crate::{Email, Labels, Name, PasswordHash, Phone, Prefs, Target, Timestamp, UserId};
use std::collections::BTreeSet;

/// How many words of each part of a user are found by a search, beside [`WORDS_OF_NAME`]. The sum, 40, bounds the writes of
/// a change: one that swaps every word is 84 operations, under the 100 of a transaction.
const WORDS_OF_EMAIL: usize = 12;
const WORDS_OF_ID: usize = 7;
/// Labels that are found each by itself; who has more is found by [`MANY_LABELS`] and looked at.
const WORDS_OF_LABELS: usize = 40;

/// A user who is to be created; everything in it has passed its rule.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The id, chosen or made.
    pub id: UserId,
    /// The address, if there is one.
    pub email: Option<Email>,
    /// The number, if there is one.
    pub phone: Option<Phone>,
    /// The name; may be empty.
    pub name: Name,
    /// The hash of the password, if there is one.
    pub password: Option<PasswordHash>,
}

/// A user as it is. Has no way to JSON of its own: what leaves is a view, and no view has a password field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id, unique in its project.
    pub id: UserId,
    /// The address, unique in its project.
    pub email: Option<Email>,
    /// The number, unique in its project.
    pub phone: Option<Phone>,
    /// The name; may be empty.
    pub name: Name,
    /// Whether the user may sign in and use sessions.
    pub status: bool,
    /// Whether the address is known to be the user's.
    pub email_verified: bool,
    /// Whether the number is known to be the user's.
    pub phone_verified: bool,
    /// The hash of the password, if there is one.
    pub password: Option<PasswordHash>,
    /// When the password was last set by choice.
    pub password_updated_at: Option<Timestamp>,
    /// The user's preferences.
    pub prefs: Prefs,
    /// What servers wrote on the user.
    pub labels: Labels,
    /// Whether signing in asks for a second factor.
    pub mfa: bool,
    /// Whether the user may act as another.
    pub impersonator: bool,
    /// Where messages reach the user, beside address and number. Kept apart from the user: empty until they were fetched.
    pub targets: Vec<Target>,
    /// When the user last came with a session, to the day.
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
            impersonator: false,
            targets: Vec::new(),
            accessed_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    /// With another address, or without one; unverified even when it is the same one.
    #[must_use]
    pub fn with_email(self, email: Option<Email>, at: Timestamp) -> Self {
        Self { email, email_verified: false, ..self.touched(at) }
    }

    /// With another number, or without one; unverified even when it is the same one.
    #[must_use]
    pub fn with_phone(self, phone: Option<Phone>, at: Timestamp) -> Self {
        Self { phone, phone_verified: false, ..self.touched(at) }
    }

    /// With another name.
    #[must_use]
    pub fn with_name(self, name: Name, at: Timestamp) -> Self {
        Self { name, ..self.touched(at) }
    }

    /// With another password, or without one; sessions stay.
    #[must_use]
    pub fn with_password(self, password: Option<PasswordHash>, at: Timestamp) -> Self {
        Self { password, password_updated_at: Some(at), ..self.touched(at) }
    }

    /// Active or blocked; sessions stay and are refused while the user is blocked.
    #[must_use]
    pub fn with_status(self, status: bool, at: Timestamp) -> Self {
        Self { status, ..self.touched(at) }
    }

    /// With the address verified or not.
    #[must_use]
    pub fn with_email_verification(self, email_verified: bool, at: Timestamp) -> Self {
        Self { email_verified, ..self.touched(at) }
    }

    /// With the number verified or not.
    #[must_use]
    pub fn with_phone_verification(self, phone_verified: bool, at: Timestamp) -> Self {
        Self { phone_verified, ..self.touched(at) }
    }

    /// With other preferences, which replace the former ones whole.
    #[must_use]
    pub fn with_prefs(self, prefs: Prefs, at: Timestamp) -> Self {
        Self { prefs, ..self.touched(at) }
    }

    /// With other labels, which replace the former ones whole.
    #[must_use]
    pub fn with_labels(self, labels: Labels, at: Timestamp) -> Self {
        Self { labels, ..self.touched(at) }
    }

    /// With a second factor asked for, or not.
    #[must_use]
    pub fn with_mfa(self, mfa: bool, at: Timestamp) -> Self {
        Self { mfa, ..self.touched(at) }
    }

    /// With the right to act as others, or without.
    #[must_use]
    pub fn with_impersonator(self, impersonator: bool, at: Timestamp) -> Self {
        Self { impersonator, ..self.touched(at) }
    }

    /// Whether the user could show a second factor, were he asked for one: a verified address or number.
    #[must_use]
    pub fn has_more_factors(&self) -> bool {
        (self.email.is_some() && self.email_verified) || (self.phone.is_some() && self.phone_verified)
    }

    /// The words under which a search finds the user: of the name, of the e-mail without its last label (half of all
    /// users would carry `com`), of the phone, of an id that was chosen by hand, and of the labels.
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
            .collect()
    }

    fn label_words(&self) -> impl Iterator<Item = String> {
        let labels = self.labels.as_slice();
        let rest = (labels.len() > WORDS_OF_LABELS).then(|| MANY_LABELS.to_owned());
        labels.iter().take(WORDS_OF_LABELS).map(|label| label_word(label)).chain(rest)
    }

    /// Every text of the user that a quoted search looks into.
    pub(crate) fn texts(&self) -> [&str; 4] {
        [
            self.name.as_str(),
            self.email.as_ref().map_or("", Email::as_str),
            self.phone.as_ref().map_or("", Phone::as_str),
            self.id.as_str(),
        ]
    }

    /// A change never moves time backwards, whatever the clock of this function says.
    fn touched(self, at: Timestamp) -> Self {
        Self { updated_at: at.max(self.updated_at), ..self }
    }
}

/// The word of everybody with more labels than have words of their own.
pub const MANY_LABELS: &str = ":+";

/// The word under which users with a label are found: no word of a text holds a colon. It begins with the label in small
/// letters, for searches; one with capitals stands behind it as it is, so that a filter tells the two apart.
#[must_use]
pub fn label_word(label: &str) -> String {
    let small = label.to_ascii_lowercase();
    if small == label { format!(":{small}") } else { format!(":{small}:{label}") }
}

fn without_last_label(address: &str) -> &str {
    address.rsplit_once('.').map_or(address, |(front, _)| front)
}

#[cfg(test)]
mod tests;
