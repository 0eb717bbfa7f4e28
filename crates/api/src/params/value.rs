//! The value of a parameter, as it was sent.

use roster_core::{Invalid, Prefs};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Number;
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;

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
    /// A list or an object that PHP's brackets make, in JSON text. Where a list is expected, the values of the object
    /// are the list.
    Brackets(Box<RawValue>),
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
            Self::Json(raw) | Self::Brackets(raw) => Prefs::parse(raw.get()),
            _ => Err(Invalid::Object),
        }
    }

    /// The entries of a list; `None` for a value that is not a list. Brackets with names in them are one, too: the
    /// numbered entries in the order of their numbers, or if there are others, all of them in the order in which they
    /// were sent.
    pub(crate) fn entries<T: DeserializeOwned>(&self) -> Option<serde_json::Result<Vec<T>>> {
        match self {
            Self::Brackets(raw) if raw.get().starts_with('{') => {
                Some(serde_json::from_str(raw.get()).map(InOrder::into_entries))
            }
            Self::Json(raw) | Self::Brackets(raw) if raw.get().starts_with('[') => {
                Some(serde_json::from_str(raw.get()))
            }
            _ => None,
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

/// The fields of an object, in the order in which they were sent.
struct InOrder<T>(Vec<(String, T)>);

impl<T> InOrder<T> {
    fn into_entries(self) -> Vec<T> {
        let Self(mut fields) = self;
        if fields.iter().all(|(name, _)| name.parse::<u64>().is_ok()) {
            fields.sort_by_key(|(name, _)| name.parse::<u64>().unwrap_or_default());
        }
        fields.into_iter().map(|(_, value)| value).collect()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for InOrder<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = InOrder<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(InOrder(fields))
            }
        }

        deserializer.deserialize_map(Fields(PhantomData))
    }
}
