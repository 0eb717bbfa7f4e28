//! The value of a parameter, as it was sent.

use roster_core::{Invalid, Prefs};
use serde_json::Number;
use serde_json::value::RawValue;

/// The value that a caller sent for a parameter: from a query or a form always a text (or, with PHP's brackets, a list
/// or an object); from JSON any value.
#[derive(Debug, Clone)]
pub enum Value {
    /// JSON's `null`, which was sent but counts as missing.
    Null,
    /// A text.
    Text(String),
    /// A number.
    Number(Number),
    /// A boolean.
    Bool(bool),
    /// A list or an object, in its JSON text.
    Json(Box<RawValue>),
}

impl Value {
    /// The value in a JSON text. A text that cannot be decoded (half a surrogate pair) stays JSON.
    pub(crate) fn from_json(raw: &RawValue) -> Self {
        match raw.get().as_bytes().first() {
            None | Some(b'n') => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => serde_json::from_str(raw.get()).map_or_else(|_| Self::Json(raw.to_owned()), Self::Text),
            Some(b'{' | b'[') => Self::Json(raw.to_owned()),
            Some(_) => serde_json::from_str(raw.get()).map_or_else(|_| Self::Json(raw.to_owned()), Self::Number),
        }
    }

    /// Preferences: an object, stored as it was sent.
    ///
    /// # Errors
    /// [`Invalid::Object`] when the value is not an object, or is too large.
    pub fn to_prefs(&self) -> Result<Prefs, Invalid> {
        match self {
            Self::Json(raw) => Prefs::parse(raw.get()),
            _ => Err(Invalid::Object),
        }
    }

    /// Whether the value counts as missing in 0.15, as the empty text does (source:
    /// docs/reference/appwrite/requests.md#missing-parameters).
    pub(crate) fn is_empty(&self) -> bool {
        self.is_null() || self.is_empty_text()
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_empty_text(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}
