//! Invitations: memberships that their users have not accepted yet.

use crate::{Email, Factor, MembershipId, NewMembership, Phone, SecretHash, TeamId, User, UserId};

/// An invitation that is to be sent.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The membership, which is not confirmed.
    pub membership: NewMembership,
    /// The hash of the secret in the link.
    pub secret: SecretHash,
    /// The hash of the email or the phone to which the link is sent.
    pub sent_to: SecretHash,
}

/// The end of a link in an invitation: somebody who has the secret wants to be the member.
#[derive(Debug)]
pub struct Acceptance {
    /// The team.
    pub team: TeamId,
    /// The membership.
    pub membership: MembershipId,
    /// The user that the link names.
    pub user: UserId,
    /// The hash of the secret in the link.
    pub secret: SecretHash,
    /// The user who is signed in, if somebody is.
    pub signed_in: Option<User>,
}

/// What the secret of an invitation proves, because it was sent there and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// The user's email.
    Email,
    /// The user's phone.
    Phone,
    /// An email or a phone that the user no longer has.
    Neither,
}

impl Reached {
    /// What an invitation proves that was sent to an email or phone with this hash.
    #[must_use]
    pub fn of(user: &User, sent_to: &SecretHash) -> Self {
        let is = |own: Option<&str>| own.is_some_and(|own| SecretHash::of(own).is(sent_to));
        if is(user.email.as_ref().map(Email::as_str)) {
            Self::Email
        } else if is(user.phone.as_ref().map(Phone::as_str)) {
            Self::Phone
        } else {
            Self::Neither
        }
    }

    /// The factor that the secret is.
    #[must_use]
    pub const fn factor(self) -> Factor {
        match self {
            Self::Phone => Factor::Phone,
            Self::Email | Self::Neither => Factor::Email,
        }
    }

    /// The way of signing in that the session of the invited user names, and their name there (source:
    /// docs/reference/appwrite/teams.md#invitations).
    #[must_use]
    pub fn provider(self, user: &User) -> (&'static str, &str) {
        match self {
            Self::Phone => ("phone", ""),
            Self::Email | Self::Neither => ("email", user.email.as_ref().map_or("", Email::as_str)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, NewUser, Timestamp};

    #[test]
    fn an_invitation_proves_the_email_or_the_phone_to_which_it_was_sent() {
        let (email, phone) = (Email::parse("a@example.com").ok(), Phone::parse("+4930123456").ok());
        let id = UserId::parse("ann").unwrap();
        let user =
            User::create(NewUser { id, email, phone, name: Name::default(), password: None }, Timestamp::default());
        for (sent_to, reached, provider) in [
            ("a@example.com", Reached::Email, ("email", "a@example.com")),
            ("+4930123456", Reached::Phone, ("phone", "")),
            ("b@example.com", Reached::Neither, ("email", "a@example.com")),
        ] {
            let found = Reached::of(&user, &SecretHash::of(sent_to));
            assert_eq!((found, found.provider(&user)), (reached, provider));
        }
        let without = User { email: None, phone: None, ..user };
        assert_eq!(Reached::of(&without, &SecretHash::of("")), Reached::Neither);
    }
}
