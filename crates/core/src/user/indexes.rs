//! The words of a user in indexes that no search reads: rare values, verified emails and phones, and orders.

use super::User;
use crate::words::fold;
use crate::{Attribute, Email, ListIndexes};

/// The beginning of the words that hold a place in an order, which no other word has.
pub const ORDERED: char = '^';
/// The bytes of a folded text that decide its place in an order: they are in a sort key, which has 1,024.
const MAX_ORDER_BYTES: usize = 900;
/// The beginning of the words of booleans, which no word of a text and no label has.
pub(crate) const FLAG: char = '!';
/// The word of every blocked user.
pub(crate) const BLOCKED: &str = "!blocked";
/// The word of every user who may act as another user.
pub(crate) const IMPERSONATOR: &str = "!impersonator";
/// The words of values that few users have, and no new user.
pub const RARE_VALUES: [&str; 2] = [BLOCKED, IMPERSONATOR];

impl User {
    /// The words of values that few users have, and no new user: so that lists find them without reading all users.
    pub(super) fn rare_values(&self) -> impl Iterator<Item = String> {
        let values = [(!self.status, BLOCKED), (self.impersonator, IMPERSONATOR)];
        values.into_iter().filter(|(is_rare, _)| *is_rare).map(|(_, word)| word.to_owned())
    }

    /// The word that holds the place of the user in the order of an attribute; `None` for an attribute in whose order
    /// lists are not kept. A user without a value comes before all others. Values with the same first 900 bytes have
    /// the same word. No word has the character U+0001, which ends a value in a table key: the first characters of
    /// Unicode are written as two, whose order is the same.
    #[must_use]
    pub fn order_word(&self, attribute: Attribute) -> Option<String> {
        let (letter, value) = match attribute {
            Attribute::Name => ('n', Some(self.name.as_str())),
            Attribute::Email => ('e', self.email.as_ref().map(Email::as_str)),
            _ => return None,
        };
        let Some(value) = value else { return Some(format!("{ORDERED}{letter}0")) };
        let ordered = in_order(fold(value));
        let end = (0..=ordered.len().min(MAX_ORDER_BYTES)).rev().find(|end| ordered.is_char_boundary(*end));
        Some(format!("{ORDERED}{letter}1{}", &ordered[..end.unwrap_or_default()]))
    }

    /// The words of the user in these indexes.
    pub fn index_words(&self, indexes: ListIndexes) -> impl Iterator<Item = String> {
        indexes.attributes().filter_map(|attribute| match attribute {
            Attribute::EmailVerification => flag_word(attribute, self.email_verified).map(str::to_owned),
            Attribute::PhoneVerification => flag_word(attribute, self.phone_verified).map(str::to_owned),
            _ => self.order_word(attribute),
        })
    }
}

/// The word of the users with a value of a boolean, if they have one: it is written only for rare values, or if the project
/// keeps an index of the attribute.
pub(crate) fn flag_word(attribute: Attribute, value: bool) -> Option<&'static str> {
    match (attribute, value) {
        (Attribute::Status, false) => Some(BLOCKED),
        (Attribute::Impersonator, true) => Some(IMPERSONATOR),
        (Attribute::EmailVerification, true) => Some("!email+"),
        (Attribute::EmailVerification, false) => Some("!email-"),
        (Attribute::PhoneVerification, true) => Some("!phone+"),
        (Attribute::PhoneVerification, false) => Some("!phone-"),
        _ => None,
    }
}

/// The text without U+0000 and U+0001, in the same order as other texts.
fn in_order(folded: String) -> String {
    if folded.chars().all(|c| c > '\u{2}') {
        return folded;
    }
    let mut ordered = String::with_capacity(folded.len() + 8);
    for c in folded.chars() {
        match c {
            '\0' => ordered.push_str("\u{2}a"),
            '\u{1}' => ordered.push_str("\u{2}b"),
            '\u{2}' => ordered.push_str("\u{2}c"),
            other => ordered.push(other),
        }
    }
    ordered
}
