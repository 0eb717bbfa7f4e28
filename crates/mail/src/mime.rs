//! An email as MIME.

use crate::render::{Content, escape};
use crate::send_error::SendError;
use lettre::Address;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use roster_core::Ulid;
use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

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

/// An email to one receiver. Id and date are those of the message, so that every attempt to send it makes the same email. The name
/// is shown as in the text of the email: anybody can choose it.
pub(crate) fn email(
    id: Ulid,
    from: &Mailbox,
    (email, name): (&str, &str),
    content: &Content,
) -> Result<Message, SendError> {
    let malformed = |what: &str| SendError::Rejected(format!("{what} cannot be written as MIME"));
    let (local, domain) = email.rsplit_once('@').ok_or_else(|| malformed("the email"))?;
    let address = Address::new(local, domain).map_err(|_| malformed("the email"))?;
    let name = Some(escape::name(name)).filter(|name| !name.is_empty());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn header(of_name: &str) -> String {
        let content = Content { subject: "Hello".to_owned(), text: "Hello".to_owned(), html: None };
        let from = "no-reply@shop.example".parse().unwrap();
        let email = email(Ulid::from_parts(1, 2), &from, ("ann@example.com", of_name), &content).unwrap();
        let text = String::from_utf8(email.formatted()).unwrap();
        text.lines().find(|line| line.starts_with("To: ")).unwrap().to_owned()
    }

    #[test]
    fn a_name_in_the_header_is_no_advertisement() {
        for (chosen, shown) in [
            ("Win at https://evil.example/x", "Win at https: //evil. example/x"),
            ("\r\nBcc: bob@example.com", "Bcc: bob@example. com"),
        ] {
            assert_eq!(header(chosen), header(shown), "{chosen}");
        }
        assert_eq!(header("\u{202e}ann\u{2066}"), "To: ann <ann@example.com>");
        assert_eq!(header(" \t "), "To: ann@example.com");
    }
}
