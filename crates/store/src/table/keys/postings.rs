//! Keys of what finds users by words, values and orders.

use super::{Key, Place};
use roster_core::{ORDERED, ProjectId, Ulid};

/// The partition of the postings of all words that begin with the same two letters.
pub(crate) fn posting_partition(project: &ProjectId, place: Place, word: &str) -> String {
    let letters: String = word.chars().take(2).collect();
    format!("W#{project}#{place}#{letters}")
}

/// The posting of a word. Four random characters precede the incarnation, so that DynamoDB can split the partition of a
/// popular word.
pub(crate) fn posting(project: &ProjectId, place: Place, word: &str, cid: Ulid) -> Key {
    if let Some(entry) = word.strip_prefix(ORDERED) {
        let (order, value) = entry.split_at_checked(1).unwrap_or_default();
        return Key::new(order_partition(project, order), format!("{}{cid}", order_value(value)));
    }
    let cid = cid.to_string();
    let spread = &cid[cid.len() - 4..];
    Key::new(posting_partition(project, place, word), format!("{word}#{spread}{cid}"))
}

/// The partition of all users in an order.
pub(crate) fn order_partition(project: &ProjectId, order: &str) -> String {
    format!("B#{project}#{order}")
}

/// The beginning of the sort keys of the users with a value. Its last character is in no value, and sorts before all others.
pub(crate) fn order_value(value: &str) -> String {
    format!("{value}\u{1}")
}

/// The value and the incarnation in the sort key of an order.
pub(crate) fn parts_of_order(sk: &str) -> Option<(&str, Ulid)> {
    let (value, cid) = sk.rsplit_once('\u{1}')?;
    Some((value, Ulid::from_string(cid).ok()?))
}

/// The incarnation at the end of a posting's sort key.
pub(crate) fn cid_of_posting(sk: &str) -> Option<Ulid> {
    sk.get(sk.len().checked_sub(ulid_len())?..).and_then(|cid| Ulid::from_string(cid).ok())
}

const fn ulid_len() -> usize {
    26
}
