//! The values of queries, and of the entries of lists.

use super::raw::Literal;
use super::{Attribute, Kind};
use crate::{Email, MemberField, Membership, Phone, Target, Team, Timestamp, User, UserId, fold, parse_moment};
use std::fmt;

/// A value to compare with, of the type of its attribute. Texts are folded, except for ids and for values of lists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Bool(bool),
    Number(i64),
    /// Milliseconds since the epoch.
    Time(i64),
    Text(String),
}

/// A value that a caller searches for may be personal data: a debug print shows only its type.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number(_) => "Number(..)",
            Self::Time(_) => "Time(..)",
            Self::Text(_) => "Text(..)",
        })
    }
}

impl Value {
    /// The value of a literal; `None` when it is of another type than the attribute.
    pub(super) fn of(literal: &Literal, kind: Kind) -> Option<Self> {
        match (literal, kind) {
            (Literal::Text(text), Kind::Text) => Some(Self::Text(fold(text))),
            (Literal::Text(text), Kind::Contact) => Some(Self::Text(text.to_ascii_lowercase())),
            (Literal::Text(text), Kind::Id | Kind::Array) => Some(Self::Text(text.clone())),
            (Literal::Text(text), Kind::Time) => parse_moment(text).map(Self::Time),
            (Literal::Number(Some(number)), Kind::Number) => Some(Self::Number(*number)),
            (Literal::Bool(bool), Kind::Bool) => Some(Self::Bool(*bool)),
            _ => None,
        }
    }

    /// The text; the empty text for a value of another type.
    pub(super) fn as_text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

/// The value that an entry has for an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held<'a> {
    /// No value.
    Null,
    /// A text or an id.
    Text(&'a str),
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Number(u64),
    /// A point in time.
    Time(Timestamp),
    /// A list of texts.
    Texts(Vec<&'a str>),
}

impl<'a> Held<'a> {
    /// An optional text.
    #[must_use]
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }

    /// An optional point in time.
    #[must_use]
    pub fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Null, Self::Time)
    }

    /// The value to compare with others of its attribute; `None` for a missing value and for lists.
    pub(super) fn to_value(&self, kind: Kind) -> Option<Value> {
        match self {
            Self::Text(text) if kind == Kind::Text => Some(Value::Text(fold(text))),
            Self::Text(text) if kind == Kind::Contact => Some(Value::Text(text.to_ascii_lowercase())),
            Self::Text(text) => Some(Value::Text((*text).to_owned())),
            Self::Bool(bool) => Some(Value::Bool(*bool)),
            Self::Number(number) => Some(Value::Number(i64::try_from(*number).unwrap_or(i64::MAX))),
            Self::Time(time) => Some(Value::Time(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))),
            Self::Null | Self::Texts(_) => None,
        }
    }
}

/// An entry of a list that can be queried.
pub trait Queryable {
    /// The value of an attribute; [`Held::Null`] for one that entries of this list do not have.
    fn held(&self, attribute: Attribute) -> Held<'_>;
}

impl Queryable for User {
    fn held(&self, attribute: Attribute) -> Held<'_> {
        match attribute {
            Attribute::Id => Held::Text(self.id.as_str()),
            Attribute::CreatedAt | Attribute::Registration | Attribute::Sequence => Held::Time(self.created_at),
            Attribute::UpdatedAt => Held::Time(self.updated_at),
            Attribute::Name => Held::Text(self.name.as_str()),
            Attribute::Email => Held::text(self.email.as_ref().map(Email::as_str)),
            Attribute::Phone => Held::text(self.phone.as_ref().map(Phone::as_str)),
            Attribute::Status => Held::Bool(self.status),
            Attribute::PasswordUpdate => Held::time(self.password_updated_at),
            Attribute::EmailVerification => Held::Bool(self.email_verified),
            Attribute::PhoneVerification => Held::Bool(self.phone_verified),
            Attribute::Labels => Held::Texts(self.labels.as_slice().iter().map(String::as_str).collect()),
            Attribute::Impersonator => Held::Bool(self.impersonator),
            Attribute::AccessedAt => Held::time(self.accessed_at),
            _ => Held::Null,
        }
    }
}

/// A target with its user.
impl Queryable for (UserId, Target) {
    fn held(&self, attribute: Attribute) -> Held<'_> {
        let (user, target) = self;
        match attribute {
            Attribute::Id => Held::Text(target.id.as_str()),
            Attribute::CreatedAt | Attribute::Sequence => Held::Time(target.created_at),
            Attribute::UpdatedAt => Held::Time(target.updated_at),
            Attribute::UserId => Held::Text(user.as_str()),
            Attribute::ProviderId => Held::text(target.provider.as_deref()),
            Attribute::Identifier => Held::Text(&target.identifier),
            Attribute::ProviderType => Held::Text(target.kind.as_str()),
            _ => Held::Null,
        }
    }
}

impl Queryable for Team {
    fn held(&self, attribute: Attribute) -> Held<'_> {
        match attribute {
            Attribute::Id => Held::Text(self.id.as_str()),
            Attribute::CreatedAt | Attribute::Sequence => Held::Time(self.created_at),
            Attribute::UpdatedAt => Held::Time(self.updated_at),
            Attribute::Name => Held::Text(self.name.as_str()),
            Attribute::Total => Held::Number(self.total),
            _ => Held::Null,
        }
    }
}

impl Queryable for Membership {
    fn held(&self, attribute: Attribute) -> Held<'_> {
        match attribute {
            Attribute::Id => Held::Text(self.id.as_str()),
            Attribute::CreatedAt | Attribute::Sequence => Held::Time(self.created_at),
            Attribute::UpdatedAt => Held::Time(self.updated_at),
            // No filter and no order finds out an id that is not shown.
            Attribute::UserId => Held::text(Some(self.user.as_str()).filter(|_| self.shown.has(MemberField::UserId))),
            Attribute::TeamId => Held::Text(self.team.as_str()),
            Attribute::Invited => Held::Time(self.invited_at),
            Attribute::Joined => Held::time(self.joined_at),
            Attribute::Confirm => Held::Bool(self.joined_at.is_some()),
            Attribute::Roles => Held::Texts(self.roles.iter().map(String::as_str).collect()),
            _ => Held::Null,
        }
    }
}
