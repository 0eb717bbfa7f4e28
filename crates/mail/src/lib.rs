//! Messages to users: emails and text messages, their texts in each language, and the transports that send them.
//!
//! A handler checks with [`Mailer::ensure_email`] that messages are sent at all, prepares one, writes its
//! [`roster_core::OutboxEntry`] in the transaction of its change, and then delivers it. Whatever is not delivered then, the
//! sweeper sends.
//!
//! Here does not belong: who gets which message and when (that is in the functions), the outbox (`roster_store`), the
//! kinds of messages and the rules of templates (`roster_core`).

mod deliver;
mod mailer;
mod message;
mod mime;
mod render;
mod send_error;
mod settings;
mod transport;

pub use deliver::Prepared;
pub use mailer::Mailer;
pub use message::{MailKind, Message, Recipient};
pub use render::{Content, render};
pub use send_error::SendError;
pub use settings::{MailSettings, MailTransport, SmtpTls, TextTransport};

/// The key of the messages that wait to be sent, and an invalid setting.
pub use roster_keyring::{Keyring, KeyringSettings, SettingError};
