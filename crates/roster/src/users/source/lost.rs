//! The notes on what a row has and its user will not have.

use super::note::{Note, NoteKind};
use super::user::SourceUser;
use roster_core::{Timestamp, User};

/// The most fields that a note names.
const MOST_NAMES: usize = 20;
/// The longest name of a field in a note, in characters.
const MAX_CHARS: usize = 64;
/// A name with as many digits may be a phone or an id: the first row of a table that has no header.
const MANY_DIGITS: usize = 7;

/// The notes on what is left of a record when a user has been made of it.
pub fn notes(source: &SourceUser) -> Vec<Note> {
    let mut notes = source.notes.clone();
    if !source.losses.is_empty() {
        notes.push(Note::loss(NoteKind::Fields, format!("not imported: {}", source.losses.join(", "))));
    }
    let left: Vec<&str> = source.left.left().collect();
    if !left.is_empty() {
        notes.push(Note::loss(NoteKind::Fields, format!("fields not imported: {}", named(&left))));
    }
    let lists = [("role", &source.roles), ("group", &source.groups), ("claim", &source.claims)];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(one, list)| counted(list.len(), one));
    let lists: Vec<_> = lists.collect();
    if !lists.is_empty() {
        notes.push(Note::loss(NoteKind::Fields, format!("not imported: {}", lists.join(", "))));
    }
    notes
}

/// The notes on what the user is here, and was not in the source.
pub fn notes_on(user: &User, blocked_until: Option<Timestamp>) -> Vec<Note> {
    let mut notes = Vec::new();
    if user.mfa && user.has_more_factors() {
        let text = "mfa is on and authenticators are not imported: sign-in needs a code sent to the email or phone";
        notes.push(Note::loss(NoteKind::Mfa, text));
    } else if user.mfa {
        let text = "mfa is on and authenticators are not imported: sign-in needs one factor until there is another";
        notes.push(Note::loss(NoteKind::Mfa, text));
    }
    if !user.status && blocked_until.is_some() {
        notes.push(Note::loss(NoteKind::Fields, "not imported: the end of the block; the user stays blocked"));
    }
    notes
}

/// `3 roles`
pub fn counted(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// The names of fields, as many as a note may have.
fn named(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| shown(name)).collect();
    let more = names.len() - shown.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", shown.join(", "))
}

/// The name of a field, cut, and without characters that could change how the report is shown. A name that may be personal, because
/// it looks like an email, a phone or an id, is not shown.
fn shown(name: &str) -> String {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    if name.chars().skip(1).any(|letter| letter == '@') || digits >= MANY_DIGITS {
        return "(a name that may be personal)".to_owned();
    }
    let is_plain = |letter: char| letter.is_alphanumeric() || (letter.is_ascii_graphic() || letter == ' ');
    let cut = name.chars().take(MAX_CHARS).map(|letter| if is_plain(letter) { letter } else { '?' });
    let more = if name.chars().nth(MAX_CHARS).is_some() { "…" } else { "" };
    cut.collect::<String>() + more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::source::Fields;

    fn notes_of(json: &str) -> Vec<String> {
        let left = Fields::from_json(json).unwrap();
        notes(&SourceUser { left, ..SourceUser::default() }).into_iter().map(|note| note.text).collect()
    }

    #[test]
    fn fields_that_are_left_are_named_and_empty_ones_are_not() {
        assert_eq!(notes_of(r#"{"plan":"gold","city":"","age":null,"tags":[],"x":{}}"#), ["fields not imported: plan"]);
        assert!(notes_of(r#"{"city":""}"#).is_empty());
    }

    #[test]
    fn a_note_names_at_most_twenty_fields_each_cut_and_without_control_characters() {
        let many: Vec<String> = (0..23).map(|n| format!("\"c{n}\":1")).collect();
        let [note] = <[String; 1]>::try_from(notes_of(&format!("{{{}}}", many.join(",")))).unwrap();
        assert!(note.starts_with("fields not imported: c0, c1, ") && note.ends_with(", c19 and 3 more"), "{note}");
        let long = "x".repeat(70);
        let [note] = <[String; 1]>::try_from(notes_of(&format!("{{\"a\\u001b[2J\":1,\"{long}\":2}}"))).unwrap();
        assert_eq!(note, format!("fields not imported: a?[2J, {}…", "x".repeat(64)));
    }

    #[test]
    fn the_name_of_a_field_that_may_be_personal_is_not_shown() {
        let [note] =
            <[String; 1]>::try_from(notes_of(r#"{"ann@example.com":"1","+15551234567":"2","@type":"3"}"#)).unwrap();
        assert_eq!(note, "fields not imported: (a name that may be personal), (a name that may be personal), @type");
    }

    #[test]
    fn roles_groups_claims_and_losses_are_reported_without_their_names() {
        let user = SourceUser {
            roles: vec!["admin".into(), "editor".into()],
            claims: vec!["plan".into()],
            losses: vec!["identities", "second factors"],
            ..SourceUser::default()
        };
        let notes = notes(&user);
        let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["not imported: identities, second factors", "not imported: 2 roles, 1 claim"]);
        assert!(notes.iter().all(|note| note.is_loss && note.kind == NoteKind::Fields));
    }
}
