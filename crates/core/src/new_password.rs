//! Changes of the password of a user.

use crate::{PasswordHash, SessionId};

/// A password that a user is to have, and what becomes of their sessions.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// The hash of the password; `None` removes the password.
    pub hash: Option<PasswordHash>,
    /// What happens to the user's sessions.
    pub sessions: OtherSessions,
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
        Self { hash, sessions: OtherSessions::Stay }
    }
}

impl From<PasswordHash> for NewPassword {
    fn from(hash: PasswordHash) -> Self {
        Some(hash).into()
    }
}
