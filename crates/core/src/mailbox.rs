//! Mailboxes: the provider of an email, and whether two emails reach the same mailbox.

use crate::Email;
use crate::sorted_lines::holds;

/// Providers of disposable emails, one for each line, sorted.
const DISPOSABLE: &str = include_str!("../data/disposable-domains.txt");
/// Providers that give an email to anybody, one for each line, sorted.
const FREE: &str = include_str!("../data/free-domains.txt");

/// The mailbox that an email reaches.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The one email of the mailbox, without the parts that its provider ignores.
    pub canonical: String,
    /// Whether the provider gives an email to anybody.
    pub is_free: bool,
    /// Whether the provider gives disposable emails.
    pub is_disposable: bool,
}

impl Mailbox {
    /// Whether the provider is neither free nor disposable.
    #[must_use]
    pub fn is_corporate(&self) -> bool {
        !self.is_free && !self.is_disposable
    }
}

/// An email is personal data: a debug print does not show it.
impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailbox(..)")
    }
}

impl Email {
    /// The mailbox that the email reaches.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        let (local, domain) = self.as_str().rsplit_once('@').unwrap_or((self.as_str(), ""));
        // `+tag@gmail.com` and some quoted texts leave an invalid email: then the email stays as it is.
        let canonical = Some(canonical(local, domain)).filter(|canonical| Self::parse(canonical).is_ok());
        Mailbox {
            canonical: canonical.unwrap_or_else(|| self.as_str().to_owned()),
            is_free: holds(FREE, domain),
            is_disposable: holds(DISPOSABLE, domain),
        }
    }
}

/// Removes the parts that each provider documents as ignored. Emails of all other providers stay as they are.
fn canonical(local: &str, domain: &str) -> String {
    let without_tag = |mark| local.split_once(mark).map_or(local, |(front, _)| front);
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", without_tag('+').replace('.', "")),
        "icloud.com" | "me.com" | "mac.com" => format!("{}@icloud.com", without_tag('+')),
        "proton.me" | "protonmail.com" | "pm.me" => {
            format!("{}@proton.me", without_tag('+').replace(['.', '-', '_'], ""))
        }
        _ if domain.starts_with("yahoo.") || matches!(domain, "ymail.com" | "rocketmail.com") => {
            format!("{}@{domain}", without_tag('-'))
        }
        _ if is_outlook(domain) || matches!(domain, "fastmail.com" | "fastmail.fm") => {
            format!("{}@{domain}", without_tag('+'))
        }
        _ => format!("{local}@{domain}"),
    }
}

fn is_outlook(domain: &str) -> bool {
    ["outlook.", "hotmail.", "live.", "msn."].iter().any(|brand| domain.starts_with(brand)) && holds(FREE, domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(email: &str) -> Mailbox {
        Email::parse(email).unwrap().mailbox()
    }

    #[test]
    fn the_lists_are_sorted_and_every_line_is_found() {
        for lines in [FREE, DISPOSABLE] {
            assert!(lines.is_ascii() && lines.lines().is_sorted());
            assert!(lines.lines().all(|domain| holds(lines, domain)));
            for absent in ["", "a", "zzzz", "example.com", "gmail.co", "gmail.comm", "\n"] {
                assert!(!holds(lines, absent), "{absent:?}");
            }
        }
        assert!(FREE.lines().all(|domain| !holds(DISPOSABLE, domain)));
    }

    #[test]
    fn emails_that_differ_only_in_ignored_parts_have_one_mailbox() {
        for (email, canonical) in [
            ("A.da+news@GoogleMail.com", "ada@gmail.com"),
            ("ada@me.com", "ada@icloud.com"),
            ("a-d_a+x@pm.me", "ada@proton.me"),
            ("ada-shop@yahoo.co.uk", "ada@yahoo.co.uk"),
            ("ada+x@hotmail.fr", "ada@hotmail.fr"),
            ("a.da+x@live.example.org", "a.da+x@live.example.org"),
            ("a.da+x@example.org", "a.da+x@example.org"),
            ("+news@gmail.com", "+news@gmail.com"),
            ("\"a+b\"@hotmail.fr", "\"a+b\"@hotmail.fr"),
        ] {
            assert_eq!(mailbox(email).canonical, canonical);
        }
    }

    #[test]
    fn providers_are_free_disposable_or_neither() {
        let kinds = |email: &str| {
            let found = mailbox(email);
            (found.is_free, found.is_disposable, found.is_corporate())
        };
        assert_eq!(kinds("ada@gmail.com"), (true, false, false));
        assert_eq!(kinds("ada@mailinator.com"), (false, true, false));
        assert_eq!(kinds("ada@example.org"), (false, false, true));
    }
}
