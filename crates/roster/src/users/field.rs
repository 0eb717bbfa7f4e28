//! Fields as other programs write them: a flag may be a word, a date may be a number, and CSV has only texts.

use super::date;
use roster_core::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A flag, which may be missing. A missing flag is not set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flag(pub Option<bool>);

impl Flag {
    /// Whether it is set.
    pub fn is_set(self) -> bool {
        self.0 == Some(true)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = match Value::deserialize(deserializer)? {
            Value::Null => return Ok(Self(None)),
            Value::Bool(flag) => return Ok(Self(Some(flag))),
            Value::Number(number) => number.to_string(),
            Value::String(word) => word.to_ascii_lowercase(),
            _ => return Err(D::Error::custom("not a flag")),
        };
        match word.trim() {
            "" => Ok(Self(None)),
            "true" | "t" | "1" | "yes" => Ok(Self(Some(true))),
            "false" | "f" | "0" | "no" => Ok(Self(Some(false))),
            _ => Err(D::Error::custom("not a flag")),
        }
    }
}

/// A point in time, which may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct When(pub Option<Timestamp>);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::Null => return Ok(Self(None)),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text,
            // As MongoDB writes it.
            Value::Object(object) => object.get("$date").map(text_of).unwrap_or_default(),
            _ => return Err(D::Error::custom("not a date")),
        };
        if text.trim().is_empty() {
            return Ok(Self(None));
        }
        date::parse(&text).map(|at| Self(Some(at))).ok_or_else(|| D::Error::custom("not a date"))
    }
}

/// A text, which may be missing: then it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Text {
    /// The text, unless it is empty.
    pub fn some(self) -> Option<String> {
        Some(self.0).filter(|text| !text.is_empty())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Array(_) | Value::Object(_) | Value::Bool(_) => Err(D::Error::custom("not a text")),
            value => Ok(Self(text_of(&value))),
        }
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The first of these fields of an object that exists, as a whole number. It may be written as a text, and in a list.
pub fn number(object: &Value, names: &[&str]) -> Option<u32> {
    text(object, names)?.parse().ok()
}

/// The first of these fields of an object that exists, as a text. It may be in a list, as its first entry.
pub fn text(object: &Value, names: &[&str]) -> Option<String> {
    let value = names.iter().find_map(|name| object.get(name))?;
    let value = value.as_array().map_or(Some(value), |list| list.first())?;
    Some(text_of(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_words_numbers_or_booleans() {
        let flag = |json: &str| serde_json::from_str::<Flag>(json).ok().map(|flag| flag.0);
        for (json, expected) in [
            ("true", Some(Some(true))),
            ("\"TRUE\"", Some(Some(true))),
            ("1", Some(Some(true))),
            ("\"f\"", Some(Some(false))),
            ("\"\"", Some(None)),
            ("null", Some(None)),
            ("\"maybe\"", None),
            ("[]", None),
        ] {
            assert_eq!(flag(json), expected, "{json}");
        }
    }

    #[test]
    fn dates_are_texts_numbers_or_objects() {
        let when = |json: &str| serde_json::from_str::<When>(json).ok().map(|when| when.0);
        let moment = Some(Some(Timestamp::from_millis(1_706_702_400_123)));
        for json in ["1706702400123", "\"1706702400123\"", "{\"$date\":\"2024-01-31T12:00:00.123Z\"}"] {
            assert_eq!(when(json), moment, "{json}");
        }
        assert_eq!(when("\"\""), Some(None));
        assert_eq!(when("\"soon\""), None);
        assert_eq!(when("1.5"), None);
    }
}
