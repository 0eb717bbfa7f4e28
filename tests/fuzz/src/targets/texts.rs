//! Every text type of core: an accepted value is within its bounds, parses to the same value again, and has its canonical form.

use crate::{Pace, Target};
use roster_core::{
    Email, Identifier, IdentityId, KeySecret, Labels, MembershipId, Name, NewTargetId, NewTeamId, NewUserId, Password,
    Phone, Roles, Scope, SecretHash, TargetKind, TeamId, TokenSecret, UserId,
};

/// Emails and their mailboxes.
pub(crate) const EMAILS: Target = Target {
    name: "emails",
    run: emails,
    seeds: &[
        b"ada@example.com",
        b"A.da+news@GoogleMail.com",
        b"ada-shop@yahoo.co.uk",
        b"a-d_a+x@pm.me",
        b"\"a b\\\"+c\"@hotmail.fr",
        b"ada@[IPv6:2001:db8::1]",
        b"ada@[127.0.0.1]",
        b"+@gmail.com",
        b"x@mailinator.com",
    ],
    pace: Pace::Call,
};

/// All other text types.
pub(crate) const TEXTS: Target = Target {
    name: "texts",
    run: texts,
    seeds: &[
        b"\x00+4930901820",
        b"\x01unique()",
        b"\x0165b1f0c2a3b4c5d6e7f8",
        b"\x02\xc3\x85ngstr\xc3\xb6m \xef\xac\x81",
        b"\x03vip\nAdmin\na1\nvip",
        b"\x04owner\nmember-1",
        b"\x05correct horse",
        b"\x06 Ada@example.com ",
        b"\x07standard_0707070707070707070707070707070707070707070707070707070707070707d1b9c1a5",
        b"\x08users.read",
    ],
    pace: Pace::Call,
};

fn emails(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(email) = Email::parse(text) else { return };
    let kept = email.as_str();
    assert!(kept.is_ascii() && kept.len() <= 254 && kept.eq_ignore_ascii_case(text), "{text:?} became {kept:?}");
    assert!(!kept.bytes().any(|byte| byte.is_ascii_uppercase()), "{kept:?}");
    assert_eq!(Email::parse(kept), Ok(email.clone()), "{kept:?} is kept but not accepted");
    assert_eq!(Email::parse(&text.to_ascii_uppercase()), Ok(email.clone()), "{text:?}");
    let mailbox = email.mailbox();
    let canonical = Email::parse(&mailbox.canonical);
    let canonical =
        canonical.unwrap_or_else(|_| panic!("the mailbox of {kept:?} has an invalid email: {:?}", mailbox.canonical));
    assert_eq!(canonical.as_str(), mailbox.canonical);
    assert_eq!(canonical.mailbox().canonical, mailbox.canonical, "of {kept:?}");
    assert!(!(mailbox.is_free && mailbox.is_disposable), "{kept:?}");
    assert_eq!(mailbox.is_corporate(), !mailbox.is_free && !mailbox.is_disposable);
}

fn texts(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    match kind % 9 {
        0 => phone(text),
        1 => ids(text),
        2 => name(text),
        3 => labels(text),
        4 => roles(text),
        5 => password(text),
        6 => identifier(text),
        7 => secrets(text),
        _ => scope(text),
    }
}

fn phone(text: &str) {
    if let Ok(phone) = Phone::parse(text) {
        assert_eq!(phone.as_str(), text);
        assert!((3..=16).contains(&text.len()) && text[1..].bytes().all(|byte| byte.is_ascii_digit()), "{text:?}");
    }
}

/// No part of a table key may contain a separator.
fn ids(text: &str) {
    let id = UserId::parse(text);
    if let Ok(id) = &id {
        assert_eq!(id.as_str(), text);
        assert!((1..=36).contains(&text.len()) && !text.contains(['#', '/', ' ', '%']), "{text:?}");
        assert!(!text.starts_with('.'), "{text:?} begins with a dot");
    }
    let taken = [
        TeamId::parse(text).is_ok(),
        MembershipId::parse(text).is_ok(),
        IdentityId::parse(text).is_ok(),
        NewUserId::parse(text).is_ok_and(|new| new != NewUserId::Unique),
        NewTeamId::parse(text).is_ok_and(|new| new != NewTeamId::Unique),
        NewTargetId::parse(text).is_ok_and(|new| new != NewTargetId::Unique),
    ];
    assert_eq!(taken, [id.is_ok(); 6], "one rule for {text:?}");
}

fn name(text: &str) {
    match Name::parse(text) {
        Ok(name) => assert!(name.as_str() == text && text.chars().count() <= Name::MAX_CHARS),
        Err(_) => assert!(text.chars().count() > Name::MAX_CHARS),
    }
}

fn list(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

fn labels(text: &str) {
    if let Ok(labels) = Labels::parse(list(text)) {
        let kept = labels.as_slice().to_vec();
        assert!(kept.len() <= Labels::MOST && kept.iter().all(|label| label.len() <= Labels::MAX_CHARS));
        assert_eq!(Labels::parse(kept), Ok(labels));
    }
}

fn roles(text: &str) {
    if let Ok(roles) = Roles::parse(list(text)) {
        let kept = roles.clone().into_vec();
        assert!(kept.len() <= Roles::MOST);
        assert_eq!(Roles::parse(kept), Ok(roles));
    }
}

/// Every password that can be set is a valid candidate; a candidate may be too short to be set.
fn password(text: &str) {
    let length = text.chars().count();
    assert_eq!(Password::parse(text).is_ok(), (Password::MIN_CHARS..=Password::MAX_CHARS).contains(&length));
    match Password::parse_candidate(text) {
        Ok(candidate) => assert_eq!(candidate.is_short(), length < Password::MIN_CHARS),
        Err(_) => assert!(length == 0 || length > Password::MAX_CHARS),
    }
}

fn identifier(text: &str) {
    let Ok(identifier) = Identifier::parse(text) else { return };
    for kind in [TargetKind::Email, TargetKind::Sms, TargetKind::Push] {
        assert_eq!(TargetKind::parse(kind.as_str()), Ok(kind));
        if let Ok(kept) = identifier.of_kind(kind) {
            let again = Identifier::parse(&kept).expect("a kept value is an identifier");
            assert_eq!(again.of_kind(kind).ok(), Some(kept));
        }
    }
}

fn secrets(text: &str) {
    if let Some(secret) = KeySecret::parse(text) {
        assert!(secret.reveal() == text && text.len() <= 512);
        assert!(secret.hash().is(&SecretHash::of(text)));
    }
    if let Ok(secret) = TokenSecret::parse(text) {
        assert!(secret.reveal() == text && (1..=TokenSecret::MAX_CHARS).contains(&text.chars().count()));
    }
}

fn scope(text: &str) {
    if let Ok(scope) = Scope::parse(text) {
        assert_eq!(scope.as_str(), text);
    }
}
