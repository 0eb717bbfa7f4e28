//! The rules that values of parameters can break.

use crate::QueryError;

/// The rule that a value does not follow. It does not hold the value: an error message never repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Not an id that a caller may choose.
    #[error("not a valid id")]
    CustomId,
    /// Not an id.
    #[error("not a valid id")]
    Id,
    /// Not an email.
    #[error("not a valid email")]
    Email,
    /// Not a phone.
    #[error("not a valid phone")]
    Phone,
    /// A password under [`crate::Password::MIN_CHARS`].
    #[error("password too short")]
    PasswordTooShort,
    /// A password over [`crate::Password::MAX_CHARS`].
    #[error("password too long")]
    PasswordTooLong,
    /// A password that is one of the most used.
    #[error("password too common")]
    PasswordCommon,
    /// Not a password hash, or a hash that costs too much to compare; holds what the value must be.
    #[error("not {0}")]
    Hash(&'static str),
    /// Not a text, or longer than this number of characters.
    #[error("not a text of at most {0} characters")]
    Text(usize),
    /// Not a text, or longer than this number of characters; the empty text is allowed.
    #[error("not a text of at most {0} characters")]
    TextOrEmpty(usize),
    /// Neither an email nor null.
    #[error("not a valid email or null")]
    EmailOrNull,
    /// Neither a phone nor null.
    #[error("not a valid phone or null")]
    PhoneOrNull,
    /// Not a whole number.
    #[error("not a whole number")]
    Integer,
    /// Not a list of labels.
    #[error("not a list of labels")]
    Labels,
    /// Not a whole number in this range; both ends belong to it.
    #[error("not a whole number from {0} to {1}")]
    Range(u64, u64),
    /// Not one of these words.
    #[error("not one of the allowed values")]
    OneOf(&'static [&'static str]),
    /// Not a boolean.
    #[error("not a boolean")]
    Boolean,
    /// Not an object, or one over [`crate::Prefs::MAX_BYTES`].
    #[error("not an object of an allowed size")]
    Object,
    /// Not a list of at most [`crate::Roles::MOST`] roles of at most this number of characters.
    #[error("not a list of roles of at most {0} characters")]
    Roles(usize),
    /// Not a colour of three or six hex digits.
    #[error("not a colour")]
    Color,
    /// Not a URL (`https://example.com/path`).
    #[error("not a URL")]
    Url,
    /// Not a web origin (`https://example.com`).
    #[error("not a web origin")]
    Origin,
    /// Not a scope that exists.
    #[error("not a scope")]
    Scope,
    /// Not a list of queries, or not valid queries for this list.
    #[error("{0}")]
    Query(QueryError),
}
