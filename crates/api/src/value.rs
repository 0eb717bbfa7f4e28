//! The value of a parameter, as it was sent.

use roster_core::{Invalid, Prefs};
use serde_json::Number;
use serde_json::value::RawValue;

/// What a caller sent for a parameter: from a query or form always a text (or a list or object, by PHP's brackets), from
/// JSON anything.
#[derive(Debug, Clone)]
pub enum Value {
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
    /// The value in a JSON text; nothing for `null`, and for a text that cannot be one (half a surrogate pair).
    pub(crate) fn from_json(raw: &RawValue) -> Option<Self> {
        match raw.get().as_bytes().first()? {
            b'n' => None,
            b't' => Some(Self::Bool(true)),
            b'f' => Some(Self::Bool(false)),
            b'"' => Some(serde_json::from_str(raw.get()).map_or_else(|_| Self::Json(raw.to_owned()), Self::Text)),
            b'{' | b'[' => Some(Self::Json(raw.to_owned())),
            _ => Some(serde_json::from_str(raw.get()).map_or_else(|_| Self::Json(raw.to_owned()), Self::Number)),
        }
    }

    /// Preferences: an object, kept as it was sent.
    ///
    /// # Errors
    /// [`Invalid::Object`].
    pub fn to_prefs(&self) -> Result<Prefs, Invalid> {
        match self {
            Self::Json(raw) => Prefs::parse(raw.get()),
            _ => Err(Invalid::Object),
        }
    }

    /// Whether it counts as not sent: the reference takes the empty text for that.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}
