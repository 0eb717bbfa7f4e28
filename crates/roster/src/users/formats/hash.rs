//! Hashes as texts.

use super::super::source::SourcePassword;
use roster_core::{Invalid, PasswordHash};

/// A hash whose first characters identify its scheme.
pub fn known(text: &str) -> SourcePassword {
    if text.starts_with("$argon2") {
        PasswordHash::argon2(text).into()
    } else if text.starts_with("$2") {
        PasswordHash::bcrypt(text).into()
    } else if text.starts_with("$P$") || text.starts_with("$H$") {
        PasswordHash::phpass(text).into()
    } else {
        SourcePassword::unknown("a hash of an unknown kind")
    }
}

impl From<Result<PasswordHash, Invalid>> for SourcePassword {
    fn from(read: Result<PasswordHash, Invalid>) -> Self {
        match read {
            Ok(hash) => Self::Hash(hash),
            Err(reason) => Self::Unknown(reason.to_string()),
        }
    }
}

impl From<Result<PasswordHash, String>> for SourcePassword {
    fn from(read: Result<PasswordHash, String>) -> Self {
        match read {
            Ok(hash) => Self::Hash(hash),
            Err(reason) => Self::Unknown(reason),
        }
    }
}
