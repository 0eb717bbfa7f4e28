//! Changes of the password of a user.

use crate::{PasswordHash, SessionId};

/// A password that a user is to have, and what becomes of their sessions.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// The hash of the password; `None` removes the password.
    pub hash: Option<PasswordHash>,
    /// What happens to the user's sessions.
    pub sessions: OtherSessions,
    /// The former passwords, in a project that keeps them.
    pub history: Option<PasswordHistory>,
}

/// The passwords that a new one was compared with, and those that are kept for the next comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordHistory {
    /// The present password. If it is another by now, the comparison does not count.
    pub present: Option<PasswordHash>,
    /// The passwords that become former ones, newest first.
    pub kept: Vec<PasswordHash>,
}

impl PasswordHistory {
    /// The history after a change of the password, in a project that forbids the last `most`: the new password will be one of
    /// them.
    #[must_use]
    pub fn after(last: LastPasswords, most: u8) -> Self {
        let mut kept = last.hashes;
        kept.truncate(usize::from(most).saturating_sub(1));
        Self { present: last.present, kept }
    }
}

/// The last passwords of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastPasswords {
    /// The present one, if there is one.
    pub present: Option<PasswordHash>,
    /// The present one and those before it, newest first.
    pub hashes: Vec<PasswordHash>,
}

/// What a change of the password does to the sessions of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherSessions {
    /// All of them stay valid.
    Stay,
    /// All of them end, except this one if there is one: the session in which the user changed the password.
    End {
        /// The session that stays valid.
        except: Option<KeptSession>,
    },
}

/// The session in which a user changes their password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// Its id.
    pub id: SessionId,
    /// The epoch of the user's sessions when the session was checked. With a later one, it has ended in between.
    pub epoch: u64,
}

impl From<Option<PasswordHash>> for NewPassword {
    fn from(hash: Option<PasswordHash>) -> Self {
        Self { hash, sessions: OtherSessions::Stay, history: None }
    }
}

impl From<PasswordHash> for NewPassword {
    fn from(hash: PasswordHash) -> Self {
        Some(hash).into()
    }
}
