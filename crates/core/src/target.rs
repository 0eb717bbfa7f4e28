//! Targets: where messages reach a user. The targets of email and phone are derived from the user; others are stored.

use crate::{Email, Error, Invalid, Name, Phone, Result, SessionId, TargetId, Timestamp};

/// The kind of message that reaches a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// Email.
    Email,
    /// Text message.
    Sms,
    /// Push notification.
    Push,
}

impl TargetKind {
    /// The names of all kinds.
    pub const NAMES: [&str; 3] = ["email", "sms", "push"];

    /// Parses the name of a kind.
    ///
    /// # Errors
    /// [`Invalid::OneOf`] when there is no such kind.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "email" => Ok(Self::Email),
            "sms" => Ok(Self::Sms),
            "push" => Ok(Self::Push),
            _ => Err(Invalid::OneOf(&Self::NAMES)),
        }
    }

    /// The name of the kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
        }
    }
}

/// The identifier of a target as a caller sent it: an email, a phone or a device token, depending on the kind.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier(String);

impl Identifier {
    /// Longest identifier, in characters (source: docs/reference/appwrite/users.md#targets).
    pub const MAX_CHARS: usize = 255;

    /// Parses an identifier that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Text`] when it is empty or over [`Identifier::MAX_CHARS`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count());
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid::Text(Self::MAX_CHARS)) }
    }

    /// The identifier as it is stored for a target of this kind: an email in lower case, as emails are claimed.
    ///
    /// # Errors
    /// [`Error::TargetEmailInvalid`], [`Error::TargetPhoneInvalid`].
    pub fn of_kind(&self, kind: TargetKind) -> Result<String> {
        match kind {
            TargetKind::Email => {
                let email = Email::parse(self.0.trim()).map_err(|_| Error::TargetEmailInvalid)?;
                Ok(email.as_str().to_owned())
            }
            TargetKind::Sms => {
                let phone = Phone::parse(&self.0).map_err(|_| Error::TargetPhoneInvalid)?;
                Ok(phone.as_str().to_owned())
            }
            TargetKind::Push => Ok(self.0.clone()),
        }
    }
}

/// An identifier is personal data: a debug print does not show it.
impl std::fmt::Debug for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identifier(..)")
    }
}

/// A way in which messages reach a user.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// The id, unique among the targets of its user.
    pub id: TargetId,
    /// The name that callers gave it; may be empty.
    pub name: Name,
    /// The kind of message.
    pub kind: TargetKind,
    /// The provider that delivers the messages; `None` for no particular provider.
    pub provider: Option<String>,
    /// The email, the phone, or the token of a device.
    pub identifier: String,
    /// The session in which the user registered it: it is deleted with that session. `None` for one that a server created.
    pub session: Option<SessionId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// An identifier is personal data: a debug print does not show it.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Target({}, {})", self.id, self.kind.as_str())
    }
}

impl Target {
    /// Most targets that are stored for a user, besides those of email and phone: the user's item has their ids, and a
    /// deletion frees all of their identifiers in one transaction.
    pub const MOST: usize = 50;
    /// Most of them that belong to a session: ending all sessions deletes these, with their identifiers, in one transaction.
    pub const MOST_OF_SESSIONS: usize = 40;

    /// With the new identifier and the new name, if the change has them.
    ///
    /// # Errors
    /// [`Error::TargetEmailInvalid`], [`Error::TargetPhoneInvalid`].
    pub fn changed(&self, change: &TargetChange, at: Timestamp) -> Result<Self> {
        let identifier = change.identifier.as_ref().map(|identifier| identifier.of_kind(self.kind)).transpose()?;
        Ok(Self {
            identifier: identifier.unwrap_or_else(|| self.identifier.clone()),
            name: change.name.clone().unwrap_or_else(|| self.name.clone()),
            updated_at: at.max(self.updated_at),
            ..self.clone()
        })
    }
}

/// The change of a target; a value of `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct TargetChange {
    /// The new identifier.
    pub identifier: Option<Identifier>,
    /// The new name.
    pub name: Option<Name>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewUser, User, UserId};

    const AT: Timestamp = Timestamp::from_secs(1_000);

    fn user(id: &str, at: Timestamp) -> User {
        User::create(
            NewUser {
                id: UserId::parse(id).unwrap(),
                email: Some(Email::parse("ann@example.com").unwrap()),
                phone: Some(Phone::parse("+4911111").unwrap()),
                name: Name::default(),
                password: None,
            },
            at,
        )
    }

    fn target(id: &str) -> Target {
        Target {
            id: TargetId::parse(id).unwrap(),
            name: Name::default(),
            kind: TargetKind::Push,
            provider: None,
            identifier: format!("device of {id}"),
            session: None,
            created_at: AT,
            updated_at: AT,
        }
    }

    #[test]
    fn email_and_phone_are_targets_with_ids_of_their_own() {
        let targets = user("ann", AT).all_targets();
        assert_eq!(targets.iter().map(|target| target.kind).collect::<Vec<_>>(), [TargetKind::Email, TargetKind::Sms]);
        assert_eq!(targets[1].identifier, "+4911111");
        let later = user("ann", Timestamp::from_secs(2_000)).all_targets();
        assert!(targets[0].id != targets[1].id && targets[0].id != later[0].id);
        assert_eq!(targets, user("ann", AT).all_targets());
    }

    #[test]
    fn only_a_stored_target_can_be_changed() {
        let user = user("ann", AT).with_target(target("t1")).unwrap();
        let own = user.all_targets()[0].id.clone();
        assert!(user.kept_target(&TargetId::parse("t1").unwrap()).is_ok());
        assert!(matches!(user.kept_target(&own), Err(Error::TargetIsOwn)));
        assert!(matches!(user.kept_target(&TargetId::parse("t2").unwrap()), Err(Error::TargetNotFound)));
    }

    #[test]
    fn ids_of_targets_are_unique_and_their_number_is_bounded() {
        let mut user = user("ann", AT);
        let own = user.all_targets()[0].clone();
        assert!(matches!(user.clone().with_target(own), Err(Error::TargetAlreadyExists)));
        for n in 0..Target::MOST {
            user = user.with_target(target(&format!("t{n}"))).unwrap();
        }
        assert!(matches!(user.clone().with_target(target("t0")), Err(Error::TargetAlreadyExists)));
        assert!(matches!(user.with_target(target("one-more")), Err(Error::TooManyTargets)));
    }

    #[test]
    fn the_number_of_targets_that_belong_to_sessions_is_bounded_lower() {
        let of_session = |id: &str| Target { session: Some(SessionId::parse("s").unwrap()), ..target(id) };
        let mut user = user("ann", AT);
        for n in 0..Target::MOST_OF_SESSIONS {
            user = user.with_target(of_session(&format!("t{n}"))).unwrap();
        }
        assert!(matches!(user.clone().with_target(of_session("more")), Err(Error::TooManyTargets)));
        assert!(user.with_target(target("of-a-server")).is_ok());
    }

    #[test]
    fn users_see_only_stored_targets_for_push_notifications_as_theirs_to_change() {
        let email = Target { kind: TargetKind::Email, ..target("t2") };
        let user = user("ann", AT).with_target(target("t1")).unwrap().with_target(email).unwrap();
        assert!(user.push_target(&TargetId::parse("t1").unwrap()).is_ok());
        let own = user.all_targets()[0].id.clone();
        for other in [own, TargetId::parse("t2").unwrap(), TargetId::parse("t3").unwrap()] {
            assert!(matches!(user.push_target(&other), Err(Error::TargetNotFound)));
        }
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in [TargetKind::Email, TargetKind::Sms, TargetKind::Push] {
            assert_eq!(TargetKind::parse(kind.as_str()), Ok(kind));
            assert!(TargetKind::NAMES.contains(&kind.as_str()));
        }
        assert_eq!(TargetKind::parse("Email"), Err(Invalid::OneOf(&TargetKind::NAMES)));
    }

    #[test]
    fn a_change_leaves_values_that_it_does_not_have() {
        let (later, kept) = (Timestamp::from_secs(2_000), target("t1"));
        let renamed = TargetChange { name: Some(Name::parse("Phone").unwrap()), ..TargetChange::default() };
        let changed = kept.changed(&renamed, later).unwrap();
        assert_eq!((changed.name.as_str(), &changed.identifier), ("Phone", &kept.identifier));
        assert_eq!((changed.created_at, changed.updated_at), (AT, later));
        let moved = TargetChange { identifier: Some(Identifier::parse("other").unwrap()), ..TargetChange::default() };
        let changed = changed.changed(&moved, Timestamp::from_secs(1)).unwrap();
        assert_eq!((changed.name.as_str(), changed.identifier.as_str(), changed.updated_at), ("Phone", "other", later));
    }

    #[test]
    fn an_identifier_follows_the_rule_of_its_kind() {
        let of = |text: &str, kind| Identifier::parse(text).unwrap().of_kind(kind);
        assert_eq!(of(" Ann@Example.com", TargetKind::Email).unwrap(), "ann@example.com");
        assert!(matches!(of("ann", TargetKind::Email), Err(Error::TargetEmailInvalid)));
        assert!(matches!(of("4911", TargetKind::Sms), Err(Error::TargetPhoneInvalid)));
        assert_eq!(of("Any Thing", TargetKind::Push).unwrap(), "Any Thing");
        assert!(Identifier::parse("").is_err() && Identifier::parse(&"ä".repeat(256)).is_err());
        assert!(Identifier::parse(&"ä".repeat(255)).is_ok());
    }
}
