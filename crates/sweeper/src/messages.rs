//! Sending what is left in the outbox: messages of functions that were killed, and those that no provider took.

use crate::alert;
use futures_util::{StreamExt as _, stream};
use roster_api::App;
use roster_core::{DueMessage, Error, OutboxContent, Result, Timestamp};
use roster_mail::{Mailer, Message};
use roster_store::Addressee;
use std::time::{Duration, Instant};

/// Messages that are sent at a time.
const AT_ONCE: usize = 8;

/// What happened to the messages of one sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SweptMessages {
    /// Sent.
    pub sent: u64,
    /// Dropped, because nobody is to get them any more, or the deployment has no way to send them.
    pub dropped: u64,
    /// Given up: rejected by the provider, tried too often, or unreadable.
    pub given_up: u64,
    /// Left for a later sweep.
    pub left: u64,
    /// Of those left, the ones that were tried so often that an operator should look.
    pub stuck: u64,
    /// When the oldest message that is left was written.
    pub oldest_left: Option<Timestamp>,
}

/// The end of one message in this sweep.
enum End {
    Sent,
    Dropped,
    GivenUp,
    Left,
    /// Another process has it.
    Taken,
}

impl SweptMessages {
    fn note(&mut self, message: &DueMessage, end: &End) {
        match end {
            End::Sent => self.sent += 1,
            End::Dropped => self.dropped += 1,
            End::GivenUp => self.given_up += 1,
            End::Left => {
                self.left += 1;
                self.stuck += u64::from(message.is_stuck());
                self.oldest_left = self.oldest_left.into_iter().chain([message.entry.made_at]).min();
            }
            End::Taken => {}
        }
    }
}

/// Sends the messages that are due, oldest first in each part of the outbox, until the time is used up.
///
/// # Errors
/// Only when the outbox cannot be read.
pub async fn send_due(app: &App, mailer: &Mailer, budget: Duration) -> Result<SweptMessages> {
    let end = Instant::now() + budget;
    let (mut swept, mut from, now) = (SweptMessages::default(), None, app.now());
    loop {
        let page = app.store.due_messages(now, from).await?;
        let work = page.messages.into_iter().map(|message| async {
            let outcome = if Instant::now() < end { handle(app, mailer, &message).await } else { Ok(End::Left) };
            (message, outcome)
        });
        let mut work = stream::iter(work).buffer_unordered(AT_ONCE);
        while let Some((message, outcome)) = work.next().await {
            let failed = |cause: Error| {
                tracing::warn!(?cause, message.id = %message.entry.id, "a message is left in the outbox");
                End::Left
            };
            swept.note(&message, &outcome.unwrap_or_else(failed));
        }
        drop(work);
        match page.next {
            Some(next) if Instant::now() < end => from = Some(next),
            _ => return Ok(swept),
        }
    }
}

/// Takes a message, so that no other process sends it, then sends or drops it.
async fn handle(app: &App, mailer: &Mailer, message: &DueMessage) -> Result<End> {
    let now = app.now();
    if message.is_given_up(now) {
        tracing::warn!(message.id = %message.entry.id, tries = message.tries, "a message was given up");
        app.store.drop_message(message).await?;
        return Ok(End::GivenUp);
    }
    // `account`, which writes it, does not know whether the deployment sends.
    if matches!(message.entry.content, OutboxContent::SessionAlert(_)) && !mailer.has_email() {
        app.store.drop_message(message).await?;
        return Ok(End::Dropped);
    }
    let Some(message) = app.store.claim_message(message.clone(), now).await? else { return Ok(End::Taken) };
    let Some(addressee) = app.store.find_addressee(&message).await? else {
        app.store.drop_message(&message).await?;
        return Ok(End::Dropped);
    };
    let end = match text_of(app, mailer, &message, &addressee).await {
        Ok(Some(text)) => send(app, mailer, &text).await,
        Ok(None) => End::Dropped,
        Err(cause @ Error::Internal(_)) => {
            tracing::error!(?cause, message.id = %message.entry.id, "a message cannot be read and was given up");
            End::GivenUp
        }
        Err(cause) => return Err(cause),
    };
    if !matches!(end, End::Left) {
        app.store.drop_message(&message).await?;
    }
    Ok(end)
}

/// The message itself; `None` if there is nobody to send it to.
async fn text_of(app: &App, mailer: &Mailer, due: &DueMessage, to: &Addressee) -> Result<Option<Message>> {
    match &due.entry.content {
        OutboxContent::Sealed(bytes) => mailer.open(due.entry.id, &due.project, &due.user, bytes).await.map(Some),
        OutboxContent::SessionAlert(alert) => alert::message(app, due, to, alert).await,
    }
}

async fn send(app: &App, mailer: &Mailer, message: &Message) -> End {
    let template = mailer.template_of(&app.store, message).await;
    match mailer.send(message, template.as_ref()).await {
        Ok(()) => End::Sent,
        Err(cause) => {
            tracing::warn!(message.id = %message.id, %cause, "a message was not sent");
            if cause.is_temporary() { End::Left } else { End::GivenUp }
        }
    }
}
