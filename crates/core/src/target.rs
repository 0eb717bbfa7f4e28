//! Targets: where messages reach a user. Those of the address and the number follow from the user; others are kept.

use crate::key::hex;
use crate::{Email, Invalid, Name, Phone, TargetId, Timestamp, User};
use sha2::{Digest, Sha256};

/// By what kind of message a target is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// E-mail.
    Email,
    /// Text message.
    Sms,
    /// Push notification.
    Push,
}

impl TargetKind {
    /// The names of all kinds.
    pub const NAMES: [&str; 3] = ["email", "sms", "push"];

    /// Takes the name of a kind.
    ///
    /// # Errors
    /// [`Invalid::OneOf`].
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

/// Where messages reach a user.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// The id, unique among the targets of its user.
    pub id: TargetId,
    /// What people call it; may be empty.
    pub name: Name,
    /// By what it is reached.
    pub kind: TargetKind,
    /// Who delivers; nobody in particular when there is none.
    pub provider: Option<String>,
    /// The address, the number, or the token of a device.
    pub identifier: String,
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
    /// Longest identifier, in characters (source: the reference).
    pub const MAX_CHARS: usize = 255;
    /// Most targets that are kept for a user beside those of its address and number.
    pub const MOST: usize = 50;
}

impl User {
    /// Every target of the user: that of the address, that of the number, and those that are kept.
    #[must_use]
    pub fn all_targets(&self) -> Vec<Target> {
        let email = self.email.as_ref().map(Email::as_str).map(|address| self.own_target(TargetKind::Email, address));
        let phone = self.phone.as_ref().map(Phone::as_str).map(|number| self.own_target(TargetKind::Sms, number));
        email.into_iter().chain(phone).chain(self.targets.iter().cloned()).collect()
    }

    /// Its id stays the same as long as the user lives, and is another for a later user of the same id.
    fn own_target(&self, kind: TargetKind, identifier: &str) -> Target {
        let seed = format!("{}#{}#{}", self.id, self.created_at.as_millis(), kind.as_str());
        let id = hex(&Sha256::digest(seed.as_bytes())[..10]);
        Target {
            id: TargetId::from_own(id),
            name: Name::default(),
            kind,
            provider: None,
            identifier: identifier.to_owned(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
