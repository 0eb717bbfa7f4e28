//! Ids, names, origins and fields of memberships as arguments, parsed before a command runs.

use roster_core::{Invalid, KeyId, MemberField, MemberFields, Name, ProjectId};

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

/// The fields that members of a team see of each other: a list, `all`, `none`, or what each dialect shows (`default`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown(pub Option<MemberFields>);

/// Parses the fields that members of a team see of each other.
pub fn shown_fields(text: &str) -> Result<Shown, String> {
    let list = || -> Option<MemberFields> { text.split(',').map(MemberField::parse).collect() };
    match text {
        "default" => Ok(Shown(None)),
        "all" => Ok(Shown(Some(MemberFields::ALL))),
        "none" => Ok(Shown(Some(MemberFields::NONE))),
        _ => list().map(|fields| Shown(Some(fields))).ok_or_else(|| {
            let names = MemberField::ALL.map(MemberField::as_str).join(", ");
            format!("all, none, default, or a list with commas of: {names}")
        }),
    }
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
    fn fields_of_members_are_a_list_or_a_word() {
        let two = [MemberField::UserName, MemberField::UserMfa].into_iter().collect();
        for (text, shown) in [
            ("default", None),
            ("all", Some(MemberFields::ALL)),
            ("none", Some(MemberFields::NONE)),
            ("userMFA,userName", Some(two)),
        ] {
            assert_eq!(shown_fields(text), Ok(Shown(shown)), "{text}");
        }
        for invalid in ["", "name", "userName,", "userName, userMFA", "all,none"] {
            assert!(shown_fields(invalid).unwrap_err().contains("userAccessedAt"), "{invalid}");
        }
    }

    #[test]
    fn an_invalid_id_is_rejected_with_the_rule() {
        assert!(project_id("my shop").unwrap_err().starts_with("1 to 36"));
        assert!(project_id("my-shop").is_ok());
    }
}
