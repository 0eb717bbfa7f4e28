//! Sending a message as part of a request.

use crate::mailer::Mailer;
use crate::message::Message;
use crate::send_error::SendError;
use roster_core::{OutboxEntry, Result, TemplateText, Timestamp};
use roster_store::Store;
use std::time::Duration;

/// A message that is ready to be written to the outbox, and then to be sent.
#[derive(Debug)]
pub struct Prepared {
    message: Message,
    entry: OutboxEntry,
}

impl Prepared {
    /// The entry for the transaction of the change that asks for the message.
    #[must_use]
    pub const fn entry(&self) -> &OutboxEntry {
        &self.entry
    }
}

impl Mailer {
    /// Prepares a message: encrypts it for the outbox.
    ///
    /// # Errors
    /// [`roster_core::Error::SecretKeyMissing`], or [`roster_core::Error::Unavailable`] when the key cannot be used now:
    /// then nothing must be written.
    pub async fn prepare(&self, message: Message, made_at: Timestamp, give_up_at: Timestamp) -> Result<Prepared> {
        let entry = self.seal(&message, made_at, give_up_at).await?;
        Ok(Prepared { message, entry })
    }

    /// Sends a message that is in the outbox, within this time, and takes it out. A failure does not change the response
    /// of the request: the message stays in the outbox, also when the provider rejects it, and the sweeper tries again. It
    /// counts what it gives up, so that an operator is informed.
    pub async fn deliver(&self, store: &Store, prepared: Prepared, within: Duration) {
        let Prepared { message, entry } = prepared;
        let sent = async { self.send(&message, self.template_of(store, &message).await.as_ref()).await };
        let late = |_| Err(SendError::Temporary("no response in time".to_owned()));
        let sent = tokio::time::timeout(within.min(Self::BOUND), sent).await.unwrap_or_else(late);
        if let Err(cause) = &sent {
            log_failure(&message, cause);
            return;
        }
        if let Err(cause) = store.delete_message(&entry).await {
            tracing::warn!(?cause, message.id = %message.id, "a message was sent and is still in the outbox");
        }
    }

    /// The texts of the project for a message. If they cannot be read, the message has ours: it is better than none.
    pub async fn template_of(&self, store: &Store, message: &Message) -> Option<TemplateText> {
        if !message.has_templates {
            return None;
        }
        let found = store.find_template(&message.project, message.kind.kind(), message.language).await;
        found.inspect_err(|cause| tracing::warn!(?cause, "a template cannot be read")).ok().flatten()
    }
}

/// Logs why a message was not sent: its id and the cause, never where it was to go.
pub(crate) fn log_failure(message: &Message, cause: &SendError) {
    let (id, kind) = (message.id, message.kind.kind().as_str());
    tracing::warn!(message.id = %id, message.kind = kind, %cause, "a message was not sent");
}
