//! Hashes as texts. [`known`] takes those that name their scheme, [`named`] those whose scheme an option or a column names, and the
//! modules those whose salt and cost are fields of their own.

pub mod auth0;
pub mod clerk;
pub mod columns;

use super::super::source::SourcePassword;
use roster_core::{Invalid, PasswordHash, ShaVersion};

/// The names that [`named`] takes, for `--hash`.
pub const NAMES: &[&str] = &[
    "argon2",
    "aspnet",
    "bcrypt",
    "better-auth",
    "crypt",
    "django",
    "drupal",
    "ldap",
    "lucia",
    "md5",
    "passlib",
    "phpass",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "werkzeug",
    "wordpress",
];

/// A hash whose text names its scheme. Any other text is not guessed at: the reason says what it could be.
pub fn known(text: &str) -> SourcePassword {
    PasswordHash::recognise(text).map_or_else(|| SourcePassword::unknown(unnamed(text)), SourcePassword::from)
}

/// A hash of one of the [`NAMES`], or one whose text names another scheme: sources often have some of both.
pub fn named(name: &str, text: &str) -> SourcePassword {
    if let Some(hash) = PasswordHash::recognise(text) {
        return hash.into();
    }
    match name {
        "aspnet" => PasswordHash::aspnet(text).into(),
        "better-auth" => PasswordHash::better_auth(text).into(),
        "django" => PasswordHash::django(text).into(),
        "lucia" => PasswordHash::lucia(text).into(),
        "werkzeug" => PasswordHash::werkzeug(text).into(),
        // What WordPress and Drupal had before phpass.
        "md5" | "wordpress" | "drupal" => PasswordHash::md5(text).into(),
        _ => match ShaVersion::of(name) {
            Some(version) => PasswordHash::sha(version, text).into(),
            None => known(text),
        },
    }
}

/// Whether a text says that the user has no password: Django's `!` and what follows it, and what Unix has in its place.
pub fn is_unusable(text: &str) -> bool {
    text.is_empty() || text.starts_with('!') || ["*", "*0", "*1"].contains(&text)
}

/// What a text without the name of a scheme can be.
fn unnamed(text: &str) -> &'static str {
    let is_hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts: Vec<_> = text.split('$').collect();
    match (parts.as_slice(), text.len()) {
        ([name, _, hash], _) if !name.is_empty() && is_hex(hash) => {
            "a digest with a salt, which does not say how they are joined: name it with --hash (django, werkzeug)"
        }
        ([_], 32) if is_hex(text) => "hex of 32 digits, which does not say its scheme: name it with --hash (md5)",
        ([_], 40) if is_hex(text) => "hex of 40 digits, which does not say its scheme: name it with --hash (sha1)",
        ([_], 64) if is_hex(text) => {
            "hex of 64 digits, which does not say its scheme: name it with --hash (sha256, sha3-256)"
        }
        ([_], 128) if is_hex(text) => {
            "hex of 128 digits, which does not say its scheme: name it with --hash (sha512, sha3-512)"
        }
        ([_], _) if text.split_once(':').is_some_and(|(_, hash)| hash.len() == 128 && is_hex(hash)) => {
            "a salt and a hash, which do not say their scheme: name it with --hash (better-auth, lucia)"
        }
        ([_], 68 | 84) if PasswordHash::aspnet(text).is_ok() => {
            "base64, which does not say its scheme: name it with --hash (aspnet)"
        }
        _ => "a hash of an unknown kind",
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

#[cfg(test)]
mod tests;
