//! The texts that Roster stores and exports. Most of them are those of other software.

use super::Read;
use crate::Invalid;
use crate::hash::{PasswordHash, prehash, scheme};

const RULE: &str = "a hash in the form in which Roster exports it";

pub(super) fn read(text: &str) -> Option<Read> {
    let begins = |tags: &[&str]| tags.iter().any(|tag| text.starts_with(tag));
    if begins(&["$argon2"]) {
        Some(PasswordHash::argon2(text))
    } else if begins(&["$2"]) {
        Some(PasswordHash::bcrypt(text))
    } else if begins(&["$P$", "$H$"]) {
        Some(PasswordHash::phpass(text))
    } else if begins(&["$1$", "$5$", "$6$"]) {
        Some(PasswordHash::crypt(text))
    } else if begins(&["$pre$"]) {
        Some(prepared(text).ok_or(Invalid::Hash(prehash::RULE)))
    } else if begins(&["$digest$", "$sha$", "$scrypt$n=", "$scrypt-modified$", "$pbkdf2$sha"]) {
        // These are within their bounds when they can be parsed.
        let hash = scheme::read(text).map(|_| PasswordHash(text.to_owned()));
        Some(hash.ok_or(Invalid::Hash(RULE)))
    } else {
        None
    }
}

/// A prepared hash, if the hash in it is accepted without its steps.
fn prepared(text: &str) -> Option<PasswordHash> {
    let rest = text.strip_prefix("$pre$")?;
    let (_, hash) = rest.split_at_checked(rest.find('$')?)?;
    // A prepared hash holds none, so this does not call itself again.
    let is_accepted = hash.starts_with("$S$") || (!hash.starts_with("$pre$") && PasswordHash::recognise(hash)?.is_ok());
    prehash::PreparedHash::read(text).filter(|_| is_accepted).map(|hash| PasswordHash(hash.to_text()))
}
