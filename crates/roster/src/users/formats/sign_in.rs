//! User names in the form of an email.

use crate::users::source::{Note, NoteKind};
use roster_core::Email;

/// With what a user signs in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Their email.
    pub email: Option<String>,
    /// Their user name, if it is not the email.
    pub username: Option<String>,
    /// What became of the user name.
    pub note: Option<Note>,
}

impl SignIn {
    /// The user name and the email of a user. A user name in the form of an email is the email of a user who has none: it is what they
    /// enter when they sign in. Nobody has verified it, and a note says so.
    pub fn of(username: Option<String>, email: Option<String>) -> Self {
        let username =
            username.filter(|name| !email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(name.trim())));
        match username {
            Some(name) if email.is_none() && Email::parse(name.trim()).is_ok() => {
                let text = "the user name is an email, and the file has no other: it is the email, not verified";
                let note = Note::kept(NoteKind::Username, text);
                Self { email: Some(name.trim().to_owned()), username: None, note: Some(note) }
            }
            username => Self { email, username, note: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(username: &str, email: Option<&str>) -> SignIn {
        SignIn::of(Some(username.to_owned()), email.map(str::to_owned))
    }

    #[test]
    fn a_user_name_in_the_form_of_an_email_is_the_email_of_a_user_without_one() {
        let found = of("ann@example.com", None);
        assert_eq!((found.email.as_deref(), found.username), (Some("ann@example.com"), None));
        assert!(found.note.is_some_and(|note| !note.is_loss && !note.text.contains("ann")));
    }

    #[test]
    fn any_other_user_name_stays_one() {
        assert_eq!(of("Ann@example.com", Some("ann@example.com")).username, None);
        let other = of("old@example.com", Some("ann@example.com"));
        assert_eq!(
            (other.email.as_deref(), other.username.as_deref()),
            (Some("ann@example.com"), Some("old@example.com"))
        );
        assert_eq!((of("ann", None).username.as_deref(), of("ann", None).note), (Some("ann"), None));
    }
}
