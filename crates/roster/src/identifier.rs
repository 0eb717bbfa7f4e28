//! Ids, names, origins and settings as arguments, parsed before a command runs.

use roster_core::{
    Attribute, Invalid, KeyId, ListIndexes, MemberField, MemberFields, Name, OnPasswordChange, ProjectId, WebOrigin,
};

/// The rule for an id, as an error message.
const ID_RULE: &str = "1 to 36 letters, digits, underscores, periods and hyphens, beginning with a letter or digit";

/// The rule for a web origin, as an error message.
const ORIGIN_RULE: &str = "scheme and host, without a path: https://example.com, https://*.example.com, \
                           chrome-extension://ID, tauri://localhost, appwrite-ios://com.example.app (or -android, -macos, \
                           -windows, -linux, -watchos, -tvos)";

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

/// Parses a web origin from which clients may call: scheme and host, as a browser or an app sends it.
pub fn origin(text: &str) -> Result<String, String> {
    WebOrigin::parse_entry(text).map_err(|_| ORIGIN_RULE.to_owned())
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

/// Parses indexes of a list of users.
pub fn indexes(text: &str) -> Result<ListIndexes, String> {
    let indexes = if text == "none" { Some(ListIndexes::default()) } else { ListIndexes::parse(text.split(',')) };
    let names = || ListIndexes::ALL.map(Attribute::name).join(", ");
    indexes.ok_or_else(|| format!("none, or a list with commas of: {}", names()))
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
    fn an_invalid_origin_is_rejected_with_the_rule() {
        assert_eq!(origin("https://Example.com").as_deref(), Ok("https://example.com"));
        assert!(origin("appwrite-android://com.example.app").is_ok() && origin("https://*.example.com:8443").is_ok());
        for invalid in ["example.com", "https://example.com/", "https://*.com", "appwrite-palm://com.example.app"] {
            assert!(origin(invalid).unwrap_err().starts_with("scheme and host"), "{invalid}");
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
