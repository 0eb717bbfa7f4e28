//! The rules that values break, as callers read them.

use roster_core::{Invalid, Roles};

/// The text of the rule that a value does not follow (source: docs/reference/appwrite/validation.md#texts).
pub(crate) fn describe(reason: Invalid) -> String {
    match reason {
        Invalid::CustomId => {
            "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and \
                              underscore. Can't start with a special char"
                .into()
        }
        Invalid::Id => {
            "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a \
                        leading underscore"
                .into()
        }
        Invalid::Email | Invalid::EmailOrNull => "Value must be a valid email address".into(),
        Invalid::Phone | Invalid::PhoneOrNull => {
            "Phone number must start with a '+' can have a maximum of fifteen digits.".into()
        }
        Invalid::PasswordTooShort => "Password must be at least 8 characters".into(),
        Invalid::PasswordTooLong => "Password must be between 8 and 256 characters long.".into(),
        // The 265 is Appwrite's.
        Invalid::PasswordCommon => "Password must be between 8 and 265 characters long, and should not be one of the \
                                    commonly used password."
            .into(),
        Invalid::Hash(rule) => format!("Value must be {rule}"),
        Invalid::Text(max) | Invalid::TextOrEmpty(max) => {
            format!("Value must be a valid string and no longer than {max} chars")
        }
        Invalid::Range(min, max) => {
            format!("Value must be a valid range between {} and {}", thousands(min), thousands(max))
        }
        Invalid::OneOf(words) => format!("Value must be one of ({})", words.join(", ")),
        Invalid::Integer => "Value must be a valid integer".into(),
        Invalid::Labels => "Value must a valid array and labels are of letters and digits".into(),
        Invalid::Boolean => "Value must be a valid boolean".into(),
        Invalid::Object => "Value must be a valid object.".into(),
        Invalid::Roles(chars) => format!(
            "Value must a valid array and Parameter must contain at most {chars} chars. Valid chars are a-z, A-Z, 0-9, \
             period, hyphen, and underscore. Can't start with a special char"
        ),
        Invalid::Color => "Value must be a valid Hex color code".into(),
        Invalid::Url => "Value must be a valid URL".into(),
        Invalid::Origin => "Value must be a valid origin".into(),
        Invalid::Scope => "Value must be a valid scope".into(),
        Invalid::Query(query) => query.to_string(),
    }
}

/// A number with separators: 5000 becomes 5,000.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// The text of the rule that a value does not follow, where it differs from 0.15 (source:
/// docs/reference/appwrite/validation.md#texts).
pub(crate) fn describe_v1(reason: Invalid) -> String {
    let or_null = |reason| format!("{} or null", describe(reason));
    match reason {
        Invalid::PasswordTooShort | Invalid::PasswordTooLong => {
            "Password must be between 8 and 256 characters long.".to_owned()
        }
        Invalid::Text(max) => {
            format!("Value must be a valid string and at least 1 chars and no longer than {max} chars")
        }
        Invalid::EmailOrNull => or_null(Invalid::Email),
        Invalid::PhoneOrNull => or_null(Invalid::Phone),
        Invalid::Integer => {
            "Value must be a valid signed 32-bit integer between -2,147,483,648 and 2,147,483,647".to_owned()
        }
        Invalid::Labels => format!(
            "Value must a valid array no longer than 1000 items and Value must be a valid string and at least 1 chars and \
             no longer than 36 chars and only consist of '{}' chars",
            characters_of_labels()
        ),
        Invalid::Roles(chars) => format!(
            "Value must a valid array no longer than {} items and Parameter must contain at most {chars} chars. Valid \
             chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char",
            Roles::MOST
        ),
        Invalid::Url => "Invalid URI.".to_owned(),
        other => describe(other),
    }
}

/// The characters of labels, listed as Appwrite lists them.
fn characters_of_labels() -> String {
    let all = ('0'..='9').chain('A'..='Z').chain('a'..='z');
    all.map(String::from).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(0, "0"), (100, "100"), (5_000, "5,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }
}
