//! Preferences: an object of the caller, stored exactly as it was sent.

use crate::Invalid;
use serde_json::value::RawValue;

/// A JSON object of at most 65,535 bytes, stored and returned byte for byte: nested `{}` and `[]`, `1` and `1.0` stay
/// as they were sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Prefs(Box<str>);

impl Prefs {
    /// Largest object, in bytes of its JSON text.
    pub const MAX_BYTES: usize = 65_535;

    /// Parses the JSON text of an object. The empty list means the empty object, because PHP clients send it for one.
    ///
    /// # Errors
    /// [`Invalid::Object`] when the text is not a JSON object or is over [`Prefs::MAX_BYTES`].
    pub fn parse(json: &str) -> Result<Self, Invalid> {
        let json = json.trim();
        if json.len() > Self::MAX_BYTES {
            return Err(Invalid::Object);
        }
        serde_json::from_str::<&RawValue>(json).map_err(|_| Invalid::Object)?;
        match json.as_bytes().first() {
            Some(b'{') => Ok(Self(json.into())),
            Some(b'[') if json[1..json.len() - 1].trim().is_empty() => Ok(Self::default()),
            _ => Err(Invalid::Object),
        }
    }

    /// Wraps a stored object.
    #[must_use]
    pub fn from_stored(json: String) -> Self {
        Self(json.into())
    }

    /// The object's JSON text, as it was sent.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

impl Default for Prefs {
    fn default() -> Self {
        Self("{}".into())
    }
}

/// Preferences may contain anything, also personal data: a debug print shows only their size.
impl std::fmt::Debug for Prefs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prefs({} bytes)", self.0.len())
    }
}

/// The preferences of a team, as far as they were read. A list reads many teams and shows few of them.
#[derive(Clone, PartialEq, Eq)]
pub enum TeamPrefs {
    /// Read: the object itself.
    Known(Prefs),
    /// Compressed, as they are stored: an object of 64 kB may take under 100 bytes.
    Packed(Box<[u8]>),
    /// In an item of their own, which was not read.
    Separate,
}

impl TeamPrefs {
    /// The object, if it was read.
    #[must_use]
    pub fn known(&self) -> Option<&Prefs> {
        match self {
            Self::Known(prefs) => Some(prefs),
            Self::Packed(_) | Self::Separate => None,
        }
    }
}

/// As of [`Prefs`], only the size is shown.
impl std::fmt::Debug for TeamPrefs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(prefs) => std::fmt::Debug::fmt(prefs, f),
            Self::Packed(packed) => write!(f, "Prefs({} bytes, compressed)", packed.len()),
            Self::Separate => f.write_str("Prefs(not read)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debug_print_of_a_teams_preferences_shows_only_their_size() {
        let shown = |prefs: TeamPrefs| format!("{prefs:?}");
        assert_eq!(shown(TeamPrefs::Known(Prefs::default())), "Prefs(2 bytes)");
        assert_eq!(shown(TeamPrefs::Packed(Box::from([1, 2, 3]))), "Prefs(3 bytes, compressed)");
        assert_eq!(shown(TeamPrefs::Separate), "Prefs(not read)");
    }

    #[test]
    fn an_object_is_stored_byte_for_byte() {
        let json = r#"{"b":1.0,"a":{},"l":[],"n":1e2,"s":"é\u00e9\/"}"#;
        assert_eq!(Prefs::parse(json).unwrap().as_json(), json);
    }

    #[test]
    fn the_empty_list_is_the_empty_object() {
        assert_eq!(Prefs::parse("[ ]").unwrap().as_json(), "{}");
        assert_eq!(Prefs::default().as_json(), "{}");
    }

    #[test]
    fn values_that_are_not_objects_are_rejected() {
        for bad in ["", "1", "null", "\"x\"", "true", "[1]", "[[]]", "{", "{\"a\":}", "{} {}"] {
            assert_eq!(Prefs::parse(bad), Err(Invalid::Object), "{bad}");
        }
    }

    #[test]
    fn the_size_limit_is_to_the_byte() {
        let of = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
        assert!(Prefs::parse(&of(65_535)).is_ok());
        assert_eq!(Prefs::parse(&of(65_536)), Err(Invalid::Object));
    }
}
