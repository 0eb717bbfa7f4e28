//! The providers that take messages.

mod aws;
mod ses;
mod smtp;
mod sns;

use crate::mime;
use crate::render::Content;
use crate::send_error::SendError;
use crate::settings::{MailSettings, MailTransport, TextTransport};
use lettre::message::Mailbox;
use roster_core::{Phone, Ulid};
use ses::Ses;
use smtp::SmtpServer;
use sns::Sns;

/// How this deployment sends.
pub(crate) struct Transports {
    from: Option<Mailbox>,
    email: Option<Email>,
    text: Option<Text>,
}

enum Email {
    Ses(Ses),
    Smtp(SmtpServer),
}

enum Text {
    Sns(Sns),
    /// By an email to this domain.
    Gateway(String),
}

impl Transports {
    pub(crate) fn new(settings: MailSettings) -> Self {
        let endpoints = settings.endpoints;
        let email = settings.mail.map(|mail| match mail {
            MailTransport::Ses(set) => Email::Ses(Ses::new(set, endpoints.ses)),
            MailTransport::Smtp(server) => Email::Smtp(SmtpServer::new(server, endpoints.secrets)),
        });
        let text = settings.text.map(|text| match text {
            TextTransport::Sns => Text::Sns(Sns::new(endpoints.sns)),
            TextTransport::Email(domain) => Text::Gateway(domain),
        });
        Self { from: settings.from, email, text }
    }

    pub(crate) const fn has_email(&self) -> bool {
        self.email.is_some()
    }

    pub(crate) const fn has_text(&self) -> bool {
        self.text.is_some()
    }

    /// Sends an email.
    pub(crate) async fn email(&self, id: Ulid, to: (&str, &str), content: &Content) -> Result<(), SendError> {
        let (Some(transport), Some(from)) = (&self.email, &self.from) else {
            return Err(SendError::Unavailable("emails are not configured".to_owned()));
        };
        let email = mime::email(id, from, to, content)?;
        match transport {
            Email::Ses(ses) => ses.send(&email).await,
            Email::Smtp(server) => server.send(from.email.domain(), &email).await,
        }
    }

    /// Sends a text message.
    pub(crate) async fn text(&self, id: Ulid, phone: &Phone, content: &Content) -> Result<(), SendError> {
        match &self.text {
            None => Err(SendError::Unavailable("text messages are not configured".to_owned())),
            Some(Text::Sns(sns)) => sns.send(phone, &content.text).await,
            Some(Text::Gateway(domain)) => {
                let digits = phone.as_str().trim_start_matches('+');
                self.email(id, (&format!("{digits}@{domain}"), ""), content).await
            }
        }
    }
}
