//! Names and phones, as the formats of other systems have them.

use crate::users::source::{Fields, SourcePassword};
use roster_core::{Password, Phone};

/// The note on a user whose file says that they have a password, and has no hash of it.
pub const PASSWORD: &str = "the password, which is not in the file";
/// The note on a user with second factors. They have to be set up again.
pub const FACTORS: &str = "second factors";
/// The note on a user who signs in through another provider.
pub const IDENTITIES: &str = "sign-ins through other providers";

/// A name of several parts. Missing ones are left out.
pub fn full_name<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts = parts.iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// Takes the phone of the first of these fields that has an international one. Another text stays, and is reported: in these fields
/// systems keep what people wrote, and nobody can sign in with it.
pub fn contact_phone(user: &mut Fields, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| Some((*name, international(&user.peek_text(&[name])?)?)));
    let (name, phone) = found?;
    user.ignore(&[name]);
    Some(phone)
}

/// A password that the file has as it is typed. The import hashes it.
pub fn plain(text: &str) -> SourcePassword {
    match Password::parse_candidate(text) {
        Ok(password) => SourcePassword::Plain(password),
        Err(rule) => SourcePassword::unknown(rule.to_string()),
    }
}

/// `+1 (555) 010-1234` is `+15550101234`. A zero in parentheses (`+44 (0)20 …`) is not dialled from abroad, and is not guessed at.
fn international(text: &str) -> Option<String> {
    let is_mark = |character: char| matches!(character, ' ' | '-' | '.' | '(' | ')' | '/');
    let phone: String = text.chars().filter(|character| !is_mark(*character)).collect();
    (!text.contains("(0") && Phone::parse(&phone).is_ok()).then_some(phone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_international_phone_is_taken_and_another_text_is_left() {
        let mut user =
            Fields::from_json(r#"{"a":"+1 (555) 010-1234","b":"555 0101","c":"+44 (0)20 7946 0000"}"#).unwrap();
        assert_eq!(contact_phone(&mut user, &["b", "c", "a"]).as_deref(), Some("+15550101234"));
        assert_eq!(contact_phone(&mut user, &["b", "c"]), None);
        assert_eq!(user.left().collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn missing_parts_of_a_name_are_left_out() {
        assert_eq!(full_name([Some("Ann ".into()), None, Some(String::new()), Some("Lee".into())]), "Ann Lee");
    }
}
