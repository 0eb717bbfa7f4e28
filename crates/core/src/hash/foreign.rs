//! Hashes in the texts of other software. Each file has the texts of one kind of software; a function in it returns
//! `None` for a text that is not of this kind.

mod aspnet;
mod django;
mod firebase;
mod kratos;
mod ldap;
mod node;
mod own;
mod passlib;
mod php;
mod werkzeug;

use super::PasswordHash;
use crate::Invalid;

type Read = Result<PasswordHash, Invalid>;

/// The kinds whose texts name their scheme. No two of them take the same text.
const KINDS: [fn(&str) -> Option<Read>; 9] = [
    own::read,
    php::read,
    passlib::read,
    kratos::read,
    firebase::read,
    ldap::read,
    django::read,
    werkzeug::read,
    node::read,
];

impl PasswordHash {
    /// Parses a hash whose text names its scheme, whatever software wrote it; `None` for a text that names none, or
    /// that several kinds of software write (hex, `sha1$salt$hex`, `salt:hex`).
    ///
    /// # Errors
    /// [`Invalid::Hash`] when the text names a scheme and is not a hash of it, or one that costs too much.
    #[must_use]
    pub fn recognise(text: &str) -> Option<Result<Self, Invalid>> {
        KINDS.into_iter().find_map(|read| read(text))
    }

    /// Parses a hash as Django stores it, also `md5$salt$hex` and `sha1$salt$hex`, which Werkzeug writes for another
    /// function.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash that costs too much.
    pub fn django(text: &str) -> Result<Self, Invalid> {
        django::read(text).or_else(|| django::weak(text)).unwrap_or(Err(Invalid::Hash(django::RULE)))
    }

    /// Parses a hash as Werkzeug stores it, also `sha256$salt$hex` of the versions before 3.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash that costs too much.
    pub fn werkzeug(text: &str) -> Result<Self, Invalid> {
        werkzeug::read(text).or_else(|| werkzeug::old(text)).unwrap_or(Err(Invalid::Hash(werkzeug::RULE)))
    }

    /// Parses a hash of ASP.NET Identity, version 2 or 3, which is base64.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash that costs too much.
    pub fn aspnet(text: &str) -> Result<Self, Invalid> {
        aspnet::read(text).unwrap_or(Err(Invalid::Hash(aspnet::RULE)))
    }

    /// Parses a hash of better-auth (`salt:hash` in hex).
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text.
    pub fn better_auth(text: &str) -> Result<Self, Invalid> {
        node::better_auth(text).unwrap_or(Err(Invalid::Hash(node::BETTER_AUTH_RULE)))
    }

    /// Parses a hash of Lucia: `s2:salt:hash` of versions 1 and 2, `salt:hash` of version 3, or `salt:hash` of the
    /// versions before 1, which have shorter salts and another cost.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text.
    pub fn lucia(text: &str) -> Result<Self, Invalid> {
        node::lucia(text).unwrap_or(Err(Invalid::Hash(node::LUCIA_RULE)))
    }
}
