//! The targets of a user: those of the email and the phone, and those that are stored.

use crate::hex::hex;
use crate::{Email, Error, Name, Phone, Result, Target, TargetId, TargetKind, User};
use sha2::{Digest, Sha256};

impl User {
    /// Every target of the user: those of email and phone, and the stored ones.
    #[must_use]
    pub fn all_targets(&self) -> Vec<Target> {
        let email = self.email.as_ref().map(Email::as_str).map(|email| self.own_target(TargetKind::Email, email));
        let phone = self.phone.as_ref().map(Phone::as_str).map(|phone| self.own_target(TargetKind::Sms, phone));
        email.into_iter().chain(phone).chain(self.targets.iter().cloned()).collect()
    }

    /// A target of the user.
    ///
    /// # Errors
    /// [`Error::TargetNotFound`] when the user has no target with this id.
    pub fn target(&self, id: &TargetId) -> Result<Target> {
        self.all_targets().into_iter().find(|target| target.id == *id).ok_or(Error::TargetNotFound)
    }

    /// A stored target of the user: only these can be changed.
    ///
    /// # Errors
    /// [`Error::TargetNotFound`]; [`Error::TargetIsOwn`] for the target of the email or the phone.
    pub fn kept_target(&self, id: &TargetId) -> Result<&Target> {
        match self.targets.iter().find(|target| target.id == *id) {
            Some(kept) => Ok(kept),
            None => self.target(id).and(Err(Error::TargetIsOwn)),
        }
    }

    /// A stored target for push notifications: the only kind that users register themselves.
    ///
    /// # Errors
    /// [`Error::TargetNotFound`] when the user has no such target.
    pub fn push_target(&self, id: &TargetId) -> Result<&Target> {
        let is_it = |target: &&Target| target.id == *id && target.kind == TargetKind::Push;
        self.targets.iter().find(is_it).ok_or(Error::TargetNotFound)
    }

    /// With one more target.
    ///
    /// # Errors
    /// [`Error::TargetAlreadyExists`] when the user has a target with this id, [`Error::TooManyTargets`].
    pub fn with_target(mut self, target: Target) -> Result<Self> {
        if self.target(&target.id).is_ok() {
            return Err(Error::TargetAlreadyExists);
        }
        let of_sessions = self.targets.iter().filter(|target| target.session.is_some()).count();
        let is_one_too_many = target.session.is_some() && of_sessions >= Target::MOST_OF_SESSIONS;
        if is_one_too_many || self.targets.len() >= Target::MOST {
            return Err(Error::TooManyTargets);
        }
        self.targets.push(target);
        Ok(self)
    }

    /// The id of such a target never changes for a user, and differs for a later user with the same id.
    fn own_target(&self, kind: TargetKind, identifier: &str) -> Target {
        let seed = format!("{}#{}#{}", self.id, self.created_at.as_millis(), kind.as_str());
        let id = hex(&Sha256::digest(seed.as_bytes())[..10]);
        Target {
            id: TargetId::from_own(id),
            name: Name::default(),
            kind,
            provider: None,
            identifier: identifier.to_owned(),
            session: None,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
