//! Ids, names, origins and settings as arguments, parsed before a command runs.

use roster_core::{Invalid, KeyId, Name, OnPasswordChange, ProjectId};

/// The rule for an id, as an error message.
const ID_RULE: &str = "1 to 36 letters, digits, underscores, periods and hyphens, beginning with a letter or digit";

/// Parses the id of a project.
pub fn project_id(text: &str) -> Result<ProjectId, String> {
    ProjectId::parse(text).map_err(|_| ID_RULE.to_owned())
}

/// Parses the id of an API key.
pub fn key_id(text: &str) -> Result<KeyId, String> {
    KeyId::parse(text).map_err(|_| ID_RULE.to_owned())
}

/// Parses a name.
pub fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|invalid: Invalid| invalid.to_string())
}

/// Parses a web origin from which browsers may call: scheme, host and optional port, as a browser sends it.
pub fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_host = |host: &str| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'))
    };
    if host.is_some_and(is_host) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("scheme and host, without a path: https://example.com".to_owned())
    }
}

/// Parses what a new password does to sessions.
pub fn on_password_change(text: &str) -> Result<OnPasswordChange, String> {
    let words = OnPasswordChange::ALL.map(OnPasswordChange::as_str).join(", ");
    OnPasswordChange::parse(text).ok_or_else(|| format!("one of {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_and_host() {
        for valid in ["https://example.com", "http://127.0.0.1:8080", "http://[::1]:3000"] {
            assert_eq!(origin(valid).as_deref(), Ok(valid));
        }
        assert_eq!(origin("https://Example.com").as_deref(), Ok("https://example.com"));
        for invalid in ["", "example.com", "https://", "https://example.com/", "ftp://example.com", "https://a b"] {
            assert!(origin(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn an_invalid_id_is_rejected_with_the_rule() {
        assert!(project_id("my shop").unwrap_err().starts_with("1 to 36"));
        assert!(project_id("my-shop").is_ok());
    }
}
