//! A message as it is shown.

use crate::TEXT_DOMAIN;
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};

/// A message that the inbox has received.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Received {
    /// Its id in the inbox; later messages have greater ids.
    pub id: String,
    /// When it was received, in milliseconds since the epoch.
    pub time: u64,
    /// The email or the phone that it was sent to; several are separated by `, `.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML, or the empty text.
    pub html: String,
    /// `email` or `text`.
    pub kind: String,
    /// The id that the sender gave it.
    pub message_id: String,
    /// The sender.
    pub from: String,
}

impl Received {
    /// Reads an email. What cannot be read is empty.
    pub(crate) fn parse(id: String, time: u64, to: &[String], email: &[u8]) -> Self {
        let phones: Option<Vec<_>> = to.iter().map(|to| phone_of(to)).collect();
        let kind = if phones.is_some() { "text" } else { "email" }.to_owned();
        let empty = Self { id, time, kind, to: phones.unwrap_or_else(|| to.to_vec()).join(", "), ..Self::default() };
        // Without a header there is no message: an empty one of the library cannot be asked for anything.
        let Some(parsed) = MessageParser::default().parse(email) else { return empty };
        let html_is_its_own = parsed.html_part(0).is_some_and(mail_parser::MessagePart::is_text_html);
        let html = html_is_its_own.then(|| parsed.body_html(0)).flatten();
        let sender = parsed.from().and_then(|from| from.first()).and_then(|from| from.address());
        Self {
            subject: parsed.subject().unwrap_or_default().to_owned(),
            text: parsed.body_text(0).unwrap_or_default().into_owned(),
            html: html.unwrap_or_default().into_owned(),
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            from: sender.unwrap_or_default().to_owned(),
            ..empty
        }
    }
}

/// The phone to which a text message was sent as an email.
fn phone_of(email: &str) -> Option<String> {
    let (digits, domain) = email.rsplit_once('@')?;
    let is_phone = domain.eq_ignore_ascii_case(TEXT_DOMAIN) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_phone.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(to: &str, email: &str) -> Received {
        Received::parse("1".to_owned(), 1, &[to.to_owned()], email.as_bytes())
    }

    #[test]
    fn both_parts_of_an_email_are_read() {
        let email = "From: Shop <shop@example.com>\r\nMessage-ID: <1@example.com>\r\nSubject: =?utf-8?b?w7xiZXI=?=\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\
            \r\nplain\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--x--\r\n";
        let read = received("ann@example.com", email);
        assert_eq!((read.kind.as_str(), read.to.as_str(), read.subject.as_str()), ("email", "ann@example.com", "über"));
        assert_eq!((read.text.trim(), read.html.trim()), ("plain", "<p>html</p>"));
        assert_eq!((read.message_id.as_str(), read.from.as_str()), ("1@example.com", "shop@example.com"));
    }

    #[test]
    fn a_text_message_has_a_phone_and_no_html() {
        let read = received("15555550100@text.invalid", "Content-Type: text/plain\r\n\r\n123456 is your code.\r\n");
        assert_eq!((read.kind.as_str(), read.to.as_str(), read.html.as_str()), ("text", "+15555550100", ""));
        assert_eq!(read.text.trim(), "123456 is your code.");
    }

    #[test]
    fn what_is_not_an_email_is_kept_with_empty_fields() {
        for garbage in ["", "\r\n", "\u{0}\u{0}", "Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n"] {
            let read = received("ann@example.com", garbage);
            assert_eq!((read.to.as_str(), read.subject.as_str()), ("ann@example.com", ""), "{garbage:?}");
        }
    }
}
