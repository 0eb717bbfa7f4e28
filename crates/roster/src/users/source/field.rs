//! Fields as other programs write them: a flag may be a word, a date may be a number, and CSV has only texts.

use super::date;
use roster_core::Timestamp;
use serde_json::Value;

/// A flag, if the value is one.
pub fn flag_of(value: &Value) -> Option<bool> {
    let word = match value {
        Value::Bool(flag) => return Some(*flag),
        Value::Number(number) => number.to_string(),
        Value::String(word) => word.to_ascii_lowercase(),
        _ => return None,
    };
    match word.trim() {
        "true" | "t" | "1" | "yes" => Some(true),
        "false" | "f" | "0" | "no" => Some(false),
        _ => None,
    }
}

/// A point in time, if the value is one: a text, a number, or an object as MongoDB writes it.
pub fn moment_of(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(_) | Value::String(_) => date::parse(&text_of(value)),
        Value::Object(object) => moment_of(object.get("$date").or_else(|| object.get("$numberLong"))?),
        _ => None,
    }
}

/// A value as a text: JSON, unless it is one already.
pub fn text_of(value: &Value) -> String {
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
        for (json, expected) in [
            ("true", Some(true)),
            ("\"TRUE\"", Some(true)),
            ("1", Some(true)),
            ("\"f\"", Some(false)),
            ("\"maybe\"", None),
            ("[]", None),
        ] {
            assert_eq!(flag_of(&serde_json::from_str(json).unwrap()), expected, "{json}");
        }
    }

    #[test]
    fn dates_are_texts_numbers_or_objects() {
        let when = |json: &str| moment_of(&serde_json::from_str(json).unwrap());
        let moment = Some(Timestamp::from_millis(1_706_702_400_123));
        for json in [
            "1706702400123",
            "\"1706702400123\"",
            "{\"$date\":\"2024-01-31T12:00:00.123Z\"}",
            "{\"$date\":{\"$numberLong\":\"1706702400123\"}}",
        ] {
            assert_eq!(when(json), moment, "{json}");
        }
        assert_eq!(when("\"soon\""), None);
        assert_eq!(when("1.5"), None);
    }
}
