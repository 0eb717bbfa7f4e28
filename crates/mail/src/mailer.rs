//! The one way by which functions send.

use crate::message::{Message, Recipient};
use crate::render::render;
use crate::send_error::SendError;
use crate::settings::MailSettings;
use crate::transport::Transports;
use roster_core::{
    EmailFor, Error, OutboxContent, OutboxEntry, ProjectId, Result, TemplateText, Timestamp, Ulid, UserId,
};
use roster_keyring::{Keyring, KeyringSettings, SettingError};
use std::sync::Arc;
use std::time::Duration;

/// Sends messages. Cheap to clone; it connects to nothing before the first message.
#[derive(Clone)]
pub struct Mailer(Arc<State>);

struct State {
    transports: Transports,
    keyring: Keyring,
}

impl Mailer {
    /// The longest that one attempt to send a message takes, connecting included. A provider that needs longer may have
    /// taken the message: the sweeper then sends it once more, with the same id.
    pub const BOUND: Duration = Duration::from_secs(3);

    /// A mailer with the settings of the environment.
    ///
    /// # Errors
    /// [`SettingError`] for the first invalid setting.
    pub async fn from_env() -> Result<Self, SettingError> {
        Ok(Self::connect(MailSettings::from_env()?, Keyring::connect(&KeyringSettings::from_env()?)))
    }

    /// A mailer with these settings and this key.
    #[must_use]
    pub fn connect(settings: MailSettings, keyring: Keyring) -> Self {
        Self(Arc::new(State { transports: Transports::new(settings), keyring }))
    }

    /// The key of the secrets, which also encrypts messages that wait to be sent.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// Whether emails are sent that carry a secret.
    #[must_use]
    pub fn can_email(&self) -> bool {
        self.has_email() && self.0.keyring.has_key()
    }

    /// Whether there is a way to send emails. One without a secret, such as a session alert, needs no key.
    #[must_use]
    pub fn has_email(&self) -> bool {
        self.0.transports.has_email()
    }

    /// Whether text messages are sent.
    #[must_use]
    pub fn can_text(&self) -> bool {
        self.0.transports.has_text() && self.0.keyring.has_key()
    }

    /// Accepts an email that is to be sent for this.
    ///
    /// # Errors
    /// [`Error::EmailDisabled`] without a transport, [`Error::SecretKeyMissing`] without a key.
    pub fn ensure_email(&self, what: EmailFor) -> Result<()> {
        if !self.0.transports.has_email() {
            return Err(Error::EmailDisabled(what));
        }
        self.ensure_key()
    }

    /// Accepts a text message that is to be sent.
    ///
    /// # Errors
    /// [`Error::TextDisabled`] without a transport, [`Error::SecretKeyMissing`] without a key.
    pub fn ensure_text(&self) -> Result<()> {
        if !self.0.transports.has_text() {
            return Err(Error::TextDisabled);
        }
        self.ensure_key()
    }

    fn ensure_key(&self) -> Result<()> {
        if self.0.keyring.has_key() { Ok(()) } else { Err(Error::SecretKeyMissing) }
    }

    /// Encrypts a message for the outbox.
    pub(crate) async fn seal(
        &self,
        message: &Message,
        made_at: Timestamp,
        give_up_at: Timestamp,
    ) -> Result<OutboxEntry> {
        let context = context(&message.project, message.id);
        let sealed = self.0.keyring.seal(&context, &message.to_sealed_form()).await?;
        Ok(OutboxEntry { id: message.id, content: OutboxContent::Sealed(sealed), made_at, give_up_at })
    }

    /// Decrypts a message of the outbox.
    ///
    /// # Errors
    /// [`Error::Internal`] for bytes that are not a message of this project and id, [`Error::Unavailable`] when the key
    /// cannot be used now.
    pub async fn open(&self, id: Ulid, project: &ProjectId, user: &UserId, sealed: &[u8]) -> Result<Message> {
        let opened = self.0.keyring.open(&context(project, id), sealed).await?;
        Message::from_sealed_form(id, project, user, &opened)
            .ok_or_else(|| Error::internal("a message in the outbox has another form"))
    }

    /// Sends a message, with the texts of its project if it has any.
    ///
    /// # Errors
    /// [`SendError`]: after [`Mailer::BOUND`], too.
    pub async fn send(&self, message: &Message, template: Option<&TemplateText>) -> Result<(), SendError> {
        let content = render(message, template);
        let sent = async {
            match &message.to {
                Recipient::Email { email, name } => {
                    self.0.transports.email(message.id, (email.as_str(), name.as_str()), &content).await
                }
                Recipient::Phone(phone) => self.0.transports.text(message.id, phone, &content).await,
            }
        };
        let late = |_| Err(SendError::Temporary("no response in time".to_owned()));
        tokio::time::timeout(Self::BOUND, sent).await.unwrap_or_else(late)
    }
}

/// The context of an encrypted message: it cannot be moved to another project, or repeated with another id.
fn context(project: &ProjectId, id: Ulid) -> String {
    format!("{project}#{id}#outbox")
}

/// A debug print shows no settings.
impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailer({:?})", self.0.keyring)
    }
}
