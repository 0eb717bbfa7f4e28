//! An email as MIME.

use crate::render::Content;
use crate::send_error::SendError;
use lettre::Address;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use roster_core::Ulid;
use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

/// The name of a receiver that an email has, in characters.
const LONGEST_NAME: usize = 64;

/// An email that a program wrote: other programs do not answer it, as with notices of absence (source: RFC 3834, 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// An email to one receiver. Id and date are those of the message, so that every attempt to send it makes the same email.
pub(crate) fn email(
    id: Ulid,
    from: &Mailbox,
    (email, name): (&str, &str),
    content: &Content,
) -> Result<Message, SendError> {
    let malformed = |what: &str| SendError::Rejected(format!("{what} cannot be written as MIME"));
    let (local, domain) = email.rsplit_once('@').ok_or_else(|| malformed("the email"))?;
    let address = Address::new(local, domain).map_err(|_| malformed("the email"))?;
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_NAME).collect();
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let made_at = SystemTime::UNIX_EPOCH + Duration::from_millis(id.timestamp_ms());
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(&content.subject)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .date(made_at)
        .header(AutoSubmitted);
    let message = match &content.html {
        Some(html) => message.multipart(MultiPart::alternative_plain_html(content.text.clone(), html.clone())),
        None => message.singlepart(SinglePart::plain(content.text.clone())),
    };
    message.map_err(|_| malformed("the message"))
}
