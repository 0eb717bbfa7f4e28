//! The outbox: messages that a change asked for and that no provider has taken yet. The request that wrote one sends it
//! at once and deletes it; the sweeper sends what killed functions and providers without an answer have left.

use crate::Store;
use crate::table::condition::Condition;
use crate::table::failure::{failed, malformed};
use crate::table::item::{Item, decode, encode, ulid_text};
use crate::table::keys::{self, Key, OUTBOX_BUCKETS};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    CodeOfMessage, DueMessage, OutboxContent, OutboxEntry, ProjectId, Result, SecretHash, SessionAlert, Timestamp,
    Ulid, UserId,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long after its end a message may stay, so that the sweeper can count it before DynamoDB removes it.
const AFTER_ITS_END: Duration = Duration::from_hours(24);
/// Messages that are read in one step.
const STEP: usize = 100;
/// The attribute with the encrypted message.
const SEALED: &str = "s";

#[derive(Serialize, Deserialize)]
struct OutboxItem {
    #[serde(with = "ulid_text")]
    id: Ulid,
    pid: String,
    uid: String,
    /// The incarnation of the user.
    #[serde(with = "ulid_text")]
    uc: Ulid,
    /// When it was written.
    mt: u64,
    /// When it is given up.
    gt: u64,
    /// When it may be sent.
    dt: u64,
    /// Tries of the sweeper.
    #[serde(default, skip_serializing_if = "is_zero")]
    n: u32,
    /// The sort key and the id of the code that the message carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    co: Option<[String; 2]>,
    /// A session alert, in the order of the fields of [`SessionAlert`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    al: Option<[String; 6]>,
    exp: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A place in the outbox, from which reading goes on.
#[derive(Debug, Clone)]
pub struct OutboxCursor {
    bucket: u128,
    start: Option<Item>,
    /// Buckets that come after this one.
    left: u128,
}

impl OutboxCursor {
    /// The first bucket depends on the millisecond: a sweep that has no time for all of them leaves other ones each time.
    fn first(now: Timestamp) -> Self {
        Self { bucket: u128::from(now.as_millis()) % OUTBOX_BUCKETS, start: None, left: OUTBOX_BUCKETS - 1 }
    }

    fn next(&self) -> Option<Self> {
        let left = self.left.checked_sub(1)?;
        Some(Self { bucket: (self.bucket + 1) % OUTBOX_BUCKETS, start: None, left })
    }
}

/// A part of the outbox.
#[derive(Debug)]
pub struct OutboxPage {
    /// The messages that may be sent, by the time since when.
    pub messages: Vec<DueMessage>,
    /// Where reading goes on, unless this was the end.
    pub next: Option<OutboxCursor>,
}

impl Store {
    /// Deletes a message that its request has sent, or that a provider has rejected for good.
    ///
    /// # Errors
    /// Only those of every call; the sweeper then sends the message once more.
    pub async fn delete_message(&self, entry: &OutboxEntry) -> Result<()> {
        self.delete_outbox_item(&keys::outbox(entry.due_at(), entry.id)).await
    }

    /// Reads messages that may be sent at this time, from any part of the outbox or from where the page before ended, each part
    /// once. Messages that another process sends meanwhile may be among them: [`Store::claim_message`] decides.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn due_messages(&self, now: Timestamp, from: Option<OutboxCursor>) -> Result<OutboxPage> {
        let at = from.unwrap_or_else(|| OutboxCursor::first(now));
        // At half the units: a message that such a read misses is sent in the next sweep, and one that is gone is not claimed.
        let due = Range::of(keys::outbox_partition(at.bucket)).before(keys::outbox_end(now)).eventual();
        let page = self.query(&due, at.start.clone(), Some(STEP)).await?;
        let read = page.items.into_iter().map(from_item);
        let messages = read.filter_map(|read| {
            // It stays where it is: an item that this version cannot read may be one of a newer version.
            read.inspect_err(|cause| tracing::error!(?cause, "a message in the outbox cannot be read")).ok()
        });
        let next = match page.next {
            Some(start) => Some(OutboxCursor { start: Some(start), ..at }),
            None => at.next(),
        };
        Ok(OutboxPage { messages: messages.collect(), next })
    }

    /// Takes a message for one try, and puts it back for the next one in case that this one does not succeed. Of several
    /// processes, one gets it; `None` for the others, and for a message that was sent or dropped meanwhile.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn claim_message(&self, message: DueMessage, now: Timestamp) -> Result<Option<DueMessage>> {
        let claimed =
            DueMessage { due_at: message.next_try(now), tries: message.tries.saturating_add(1), ..message.clone() };
        let put_back = self
            .shared_work()
            .delete_if(&key_of(&message), &Condition::present(), OnConditionFailed::Stale)?
            .put(to_item(&claimed)?)?;
        match put_back.run().await {
            Ok(()) => Ok(Some(claimed)),
            Err(TransactError::Stale) => Ok(None),
            Err(TransactError::Failed(error)) => Err(error),
        }
    }

    /// Deletes a message that was sent, or that nobody is to get any more.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn drop_message(&self, message: &DueMessage) -> Result<()> {
        self.delete_outbox_item(&key_of(message)).await
    }

    async fn delete_outbox_item(&self, key: &Key) -> Result<()> {
        let request = self.client.delete_item().table_name(&self.table).set_key(Some(key.attributes()));
        request.send().await.map(drop).map_err(failed("DeleteItem"))
    }
}

/// Writes a message in the transaction of the change that asks for it; with the key and the id of the code that it carries, if it
/// carries one. (Links are not replaced, and with the key of one an item of usual size would cost two units more.)
pub(crate) fn with_outbox<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    (user, cid): (&UserId, Ulid),
    (entry, code): (&OutboxEntry, Option<(&Key, &str)>),
) -> Result<Transaction<'a>> {
    let message = DueMessage {
        due_at: entry.due_at(),
        entry: entry.clone(),
        project: project.clone(),
        user: user.clone(),
        cid,
        code: code.map(|(key, id)| CodeOfMessage { place: key.sk.clone(), id: id.to_owned() }),
        tries: 0,
    };
    writes.put(to_item(&message)?)
}

fn key_of(message: &DueMessage) -> Key {
    keys::outbox(message.due_at, message.entry.id)
}

fn to_item(message: &DueMessage) -> Result<Item> {
    let entry = &message.entry;
    let (sealed, alert) = match &entry.content {
        OutboxContent::Sealed(bytes) => (Some(bytes), None),
        OutboxContent::SessionAlert(alert) => (None, Some(texts_of(alert))),
    };
    let attributes = OutboxItem {
        id: entry.id,
        pid: message.project.to_string(),
        uid: message.user.to_string(),
        uc: message.cid,
        mt: entry.made_at.as_millis(),
        gt: entry.give_up_at.as_millis(),
        dt: message.due_at.as_millis(),
        n: message.tries,
        co: message.code.clone().map(|CodeOfMessage { place, id }| [place, id]),
        al: alert,
        exp: entry.give_up_at.after(AFTER_ITS_END).as_secs(),
    };
    let mut item = encode(&key_of(message), &attributes)?;
    if let Some(bytes) = sealed {
        item.insert(SEALED.to_owned(), AttributeValue::B(Blob::new(bytes.clone())));
    }
    Ok(item)
}

fn texts_of(alert: &SessionAlert) -> [String; 6] {
    let SessionAlert { to, ip, country_code, client_name, os_name, locale } = alert;
    [to.as_str(), ip, country_code, client_name, os_name, locale].map(str::to_owned)
}

fn alert_of([to, ip, country_code, client_name, os_name, locale]: [String; 6]) -> SessionAlert {
    SessionAlert { to: SecretHash::from_stored(to), ip, country_code, client_name, os_name, locale }
}

fn from_item(mut item: Item) -> Result<DueMessage> {
    let broken = || malformed("message in the outbox");
    let sealed = match item.remove(SEALED) {
        Some(AttributeValue::B(bytes)) => Some(bytes.into_inner()),
        Some(_) => return Err(broken()),
        None => None,
    };
    let stored: OutboxItem = decode("message in the outbox", item)?;
    let content = match (sealed, stored.al) {
        (Some(bytes), None) => OutboxContent::Sealed(bytes),
        (None, Some(alert)) => OutboxContent::SessionAlert(alert_of(alert)),
        _ => return Err(broken()),
    };
    Ok(DueMessage {
        entry: OutboxEntry {
            id: stored.id,
            content,
            made_at: Timestamp::from_millis(stored.mt),
            give_up_at: Timestamp::from_millis(stored.gt),
        },
        project: ProjectId::parse(&stored.pid).map_err(|_| broken())?,
        user: UserId::parse(&stored.uid).map_err(|_| broken())?,
        cid: stored.uc,
        code: stored.co.map(|[place, id]| CodeOfMessage { place, id }),
        due_at: Timestamp::from_millis(stored.dt),
        tries: stored.n,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(content: OutboxContent) -> DueMessage {
        let entry = OutboxEntry {
            id: Ulid::from_parts(1, 2),
            content,
            made_at: Timestamp::from_millis(100_001),
            give_up_at: Timestamp::from_secs(1_000),
        };
        let (project, user) = (ProjectId::parse("p").unwrap(), UserId::parse("u").unwrap());
        DueMessage {
            due_at: Timestamp::from_millis(160_001),
            entry,
            project,
            user,
            cid: Ulid::from_parts(3, 4),
            code: Some(CodeOfMessage { place: "Q#c#phone".to_owned(), id: "t".to_owned() }),
            tries: 2,
        }
    }

    #[test]
    fn a_message_is_read_back_as_it_was_written() {
        let alert = alert_of(["hash", "192.0.2.7", "de", "Firefox", "", "de-AT"].map(str::to_owned));
        for content in [OutboxContent::Sealed(vec![0, 255, 7]), OutboxContent::SessionAlert(alert)] {
            let message = message(content);
            assert_eq!(from_item(to_item(&message).unwrap()).unwrap(), message);
        }
    }

    #[test]
    fn an_item_without_content_is_an_error() {
        let mut item = to_item(&message(OutboxContent::Sealed(vec![1]))).unwrap();
        item.remove(SEALED);
        assert!(from_item(item).is_err());
    }
}
