//! Emails.

use crate::Invalid;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest email, in bytes.
const MAX_LENGTH: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Longest label of a domain, in bytes (RFC 1035, 2.3.4).
const MAX_LABEL: usize = 63;

/// An email in lower case, unique among the users of a project.
///
/// The rule is PHP's `FILTER_VALIDATE_EMAIL`: ASCII only, a dot in the domain, no comments (source:
/// docs/reference/appwrite/validation.md#email).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Parses an email that a caller sent, and converts it to lower case.
    ///
    /// # Errors
    /// [`Invalid::Email`] when the text does not follow the rule.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let (local, domain) = text.rsplit_once('@').ok_or(Invalid::Email)?;
        let valid = text.len() <= MAX_LENGTH && local.len() <= MAX_LOCAL && is_local(local) && is_domain(domain);
        if valid { Ok(Self(text.to_ascii_lowercase())) } else { Err(Invalid::Email) }
    }

    /// The email as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The part before the last `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

/// An email is personal data: a debug print shows that there is one, not which.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// Whether the text is words joined by single dots; a word is an atom or a quoted text.
fn is_local(local: &str) -> bool {
    let mut rest = local;
    loop {
        let Some(end) = word_end(rest) else { return false };
        match rest.as_bytes().get(end) {
            None => return true,
            Some(b'.') => rest = &rest[end + 1..],
            Some(_) => return false,
        }
    }
}

/// The end of the first word of `text`; `None` when `text` does not begin with a word.
fn word_end(text: &str) -> Option<usize> {
    if text.starts_with('"') { quoted_end(text.as_bytes()) } else { atom_end(text.as_bytes()) }
}

fn atom_end(text: &[u8]) -> Option<usize> {
    let end = text.iter().position(|byte| !is_atom(*byte)).unwrap_or(text.len());
    (end > 0).then_some(end)
}

fn quoted_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            // The escaped byte may be any ASCII character: a byte that is not ASCII is rejected by the next turn of the
            // loop.
            b'\\' => at += 2,
            0x01..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x21 | 0x23..=0x5b | 0x5d..=0x7f => at += 1,
            _ => return None,
        }
    }
}

fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Whether the text is an IP address in brackets, or labels of which the last begins with a letter.
fn is_domain(domain: &str) -> bool {
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return is_literal(literal);
    }
    let Some((front, last)) = domain.rsplit_once('.') else { return false };
    last.starts_with(|first: char| first.is_ascii_alphabetic()) && is_label(last) && front.split('.').all(is_label)
}

fn is_literal(literal: &str) -> bool {
    match literal.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("ipv6:") => literal[5..].parse::<Ipv6Addr>().is_ok(),
        _ => literal.parse::<Ipv4Addr>().is_ok(),
    }
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_emails_are_accepted() {
        let longest = format!("{}@x.com", "l".repeat(64));
        let label = format!("a@{}.com", "l".repeat(63));
        for good in [
            "a@b.co",
            "A.B+c@Example.COM",
            "a'b@x.com",
            "a@b.c",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "\"q\"@x.com",
            r#""a\"b"@x.com"#,
            r#""abc\"d"@x.com"#,
            r#""\\"."\"c"@x.com"#,
            "a#b@x.com",
            "a@xn--80ak6aa92e.xn--p1ai",
            &longest,
            &label,
        ] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn invalid_emails_are_rejected() {
        let local = format!("{}@x.com", "l".repeat(65));
        let label = format!("a@{}.com", "l".repeat(64));
        let long = format!("{}@{}.com", "l".repeat(64), ["x"; 100].join("."));
        for bad in [
            "",
            "@",
            "a",
            "a@",
            "@b.co",
            "a@b",
            "a@localhost",
            "\"q s\"@x.com",
            "\"q@x.com",
            r#""q\"@x.com"#,
            r#""q\é"@x.com"#,
            r#""q"x@x.com"#,
            "a..b@x.com",
            ".a@x.com",
            "a.@x.com",
            "a@-x.com",
            "a@x-.com",
            "ä@x.com",
            "a@ü.com",
            " a@x.com",
            "a@x.com ",
            "a@x.com\n",
            "a@1.2.3.4",
            "a@x_y.com",
            "a@b.co.",
            "a@.com",
            "a@b@c.com",
            "a@[300.1.1.1]",
            "a,b@x.com",
            &local,
            &label,
            &long,
        ] {
            assert_eq!(Email::parse(bad), Err(Invalid::Email), "{bad:?}");
        }
    }

    #[test]
    fn an_email_is_stored_in_lower_case() {
        assert_eq!(Email::parse("A.B@X.Com").unwrap().as_str(), "a.b@x.com");
    }

    #[test]
    fn a_debug_print_does_not_show_the_email() {
        assert!(!format!("{:?}", Email::parse("a@x.com").unwrap()).contains("a@x"));
    }
}
