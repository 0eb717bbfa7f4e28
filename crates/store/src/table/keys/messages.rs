//! Keys of messages: those that are still to be sent, and the texts of projects.

use super::{Key, prefix};
use roster_core::{Language, MessageKind, ProjectId, Timestamp, Ulid};

/// Partitions over which messages that are still to be sent are spread.
pub(crate) const OUTBOX_BUCKETS: u128 = 8;

/// The partition of the messages of one bucket that are still to be sent.
pub(crate) fn outbox_partition(bucket: u128) -> String {
    format!("O#{bucket}")
}

/// A message that is still to be sent, in the order of the time from which it may be.
pub(crate) fn outbox(due_at: Timestamp, id: Ulid) -> Key {
    Key::new(outbox_partition(id.random() % OUTBOX_BUCKETS), format!("{}#{id}", outbox_time(due_at)))
}

/// The sort key after those of all messages that may be sent at this time.
pub(crate) fn outbox_end(now: Timestamp) -> String {
    format!("{}#{}", outbox_time(now), prefix::END)
}

/// Thirteen digits: enough until the year 2286, and in the order of time.
fn outbox_time(at: Timestamp) -> String {
    format!("{:013}", at.as_millis())
}

/// The texts with which a project replaces those of a kind of message in a language.
pub(crate) fn template(project: &ProjectId, kind: MessageKind, language: Language) -> Key {
    Key::new(format!("P#{project}"), format!("{}{}#{}", prefix::TEMPLATE, kind.as_str(), language.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_in_the_order_of_the_time_from_which_they_may_be_sent() {
        let id = Ulid::from_parts(1, 9);
        let (early, late) = (outbox(Timestamp::from_millis(999), id), outbox(Timestamp::from_millis(1_000), id));
        assert_eq!(early.pk, "O#1");
        assert!(early.sk < late.sk);
        assert!(early.sk < outbox_end(Timestamp::from_millis(999)));
        assert!(
            late.sk > outbox_end(Timestamp::from_millis(999)) && late.sk < outbox_end(Timestamp::from_millis(1_000))
        );
    }
}
