use super::*;
use crate::message::{MailKind, Recipient};
use roster_core::{Email, MessageKind, Name, Phone, ProjectId, Ulid, UserId};
use std::time::Duration;

/// A value that would do harm wherever it is not escaped.
const HOSTILE: &str = "<img src=x onerror=alert(1)>\"'&\r\nBcc: eve@example.com";
const LINK: &str = "https://app.example.com/verify?userId=u&secret=s3cret";

fn message(kind: MailKind, language: Language, user: &str) -> Message {
    Message {
        id: Ulid::from_parts(1, 2),
        project: ProjectId::parse("shop").unwrap(),
        project_name: Name::parse("Shop").unwrap(),
        has_templates: false,
        user: UserId::parse("u").unwrap(),
        to: if kind.kind().is_text_message() {
            Recipient::Phone(Phone::parse("+15555550100").unwrap())
        } else {
            Recipient::Email { email: Email::parse("ann@example.com").unwrap(), name: Name::parse(user).unwrap() }
        },
        kind,
        language,
        valid_for: Some(Duration::from_secs(3_600)),
    }
}

/// A message of each kind, with these texts as names and phrase.
fn every_kind(text: &str) -> Vec<MailKind> {
    let (link, code, text) = (LINK.to_owned(), "123456".to_owned(), text.to_owned());
    vec![
        MailKind::Verification { link: link.clone() },
        MailKind::Recovery { link: link.clone() },
        MailKind::MagicUrl { link: link.clone(), phrase: Some(text.clone()) },
        MailKind::EmailCode { code: code.clone(), phrase: Some(text.clone()) },
        MailKind::PhoneCode { code: code.clone() },
        MailKind::FactorCode { code: code.clone() },
        MailKind::FactorText { code },
        MailKind::Invitation { team: text.clone(), inviter: text.clone(), link: link.clone() },
        MailKind::InvitationText { team: text.clone(), link },
        MailKind::SessionAlert { time: text.clone(), client: text.clone(), ip: text.clone(), country: text },
    ]
}

/// What the message is for: its link or its code.
fn purpose(kind: &MailKind) -> Option<&str> {
    match kind.kind() {
        MessageKind::SessionAlert => None,
        MessageKind::EmailCode | MessageKind::PhoneCode | MessageKind::FactorCode | MessageKind::FactorText => {
            Some("123456")
        }
        _ => Some(LINK),
    }
}

#[test]
fn every_kind_has_its_link_or_code_in_text_and_html_in_both_languages() {
    for language in Language::ALL {
        for kind in every_kind("Ann") {
            let content = render(&message(kind.clone(), language, "Ann"), None);
            let what = format!("{:?} {language:?}", kind.kind());
            assert!(purpose(&kind).is_none_or(|purpose| content.text.contains(purpose)), "{what}");
            assert!(content.text.contains("Shop"), "{what}");
            assert_eq!(content.html.is_none(), kind.kind().is_text_message(), "{what}");
            assert_eq!(content.subject.is_empty(), kind.kind().is_text_message(), "{what}");
            if let Some(html) = content.html {
                assert!(html.contains(&format!("<html lang=\"{}\">", language.as_str())), "{what}");
                let link = LINK.replace('&', "&amp;");
                let purpose = purpose(&kind).map(|purpose| if purpose == LINK { link.as_str() } else { purpose });
                assert!(purpose.is_none_or(|purpose| html.contains(purpose)), "{what}");
                assert!(!html.contains("src=") && !html.contains("<script"), "{what}: it loads nothing");
            }
        }
    }
}

#[test]
fn the_languages_differ_in_every_kind() {
    for kind in every_kind("Ann") {
        let of = |language| render(&message(kind.clone(), language, "Ann"), None);
        assert_ne!(of(Language::English).text, of(Language::German).text, "{:?}", kind.kind());
    }
}

#[test]
fn hostile_values_are_escaped_in_every_part() {
    for language in Language::ALL {
        for kind in every_kind(HOSTILE) {
            let mut message = message(kind, language, HOSTILE);
            message.project_name = Name::parse(HOSTILE).unwrap();
            let content = render(&message, None);
            assert!(!content.subject.contains(['\r', '\n']), "{}", content.subject);
            assert!(!content.text.contains("\r\nBcc"), "{}", content.text);
            if let Some(html) = content.html {
                assert!(!html.contains("<img") && html.contains("&lt;img"), "{html}");
            }
        }
    }
}

#[test]
fn hostile_values_are_escaped_in_templates_of_projects() {
    for kind in every_kind(HOSTILE) {
        let message = message(kind, Language::English, HOSTILE);
        let variables: String =
            message.kind.kind().variables().iter().map(|name| format!("[{{{{{name}}}}}]")).collect();
        let is_text = message.kind.kind().is_text_message();
        let html = (!is_text).then(|| format!("<a title=\"{variables}\">{variables}</a>"));
        let subject = (!is_text).then(|| "{{project}} {{user}}".to_owned());
        let template = TemplateText::parse(message.kind.kind(), subject, variables, html).unwrap();
        let content = render(&message, Some(&template));
        assert!(!content.subject.contains(['\r', '\n']) && !content.text.contains(['\r', '\n']));
        assert!(content.html.is_none_or(|html| !html.contains("<img") && html.matches('"').count() == 2));
    }
}

#[test]
fn a_template_replaces_subject_text_and_html() {
    let text = |text: &str| text.to_owned();
    let template = TemplateText::parse(
        MessageKind::Recovery,
        Some(text("{{ user }}: {{project}}")),
        text("Go to {{link}}!"),
        Some(text("<a href=\"{{link}}\">Go</a>")),
    );
    let message = message(MailKind::Recovery { link: LINK.to_owned() }, Language::German, "Ann");
    let content = render(&message, Some(&template.unwrap()));
    assert_eq!(content.subject, "Ann: Shop");
    assert_eq!(content.text, format!("Go to {LINK}!"));
    assert_eq!(content.html.unwrap(), format!("<a href=\"{}\">Go</a>", LINK.replace('&', "&amp;")));
}

#[test]
fn a_message_says_how_long_its_link_or_code_is_valid() {
    let says = |seconds, language| {
        let kind = MailKind::Recovery { link: LINK.to_owned() };
        render(&message(kind, language, "").valid_for(Duration::from_secs(seconds)), None).text
    };
    for (seconds, english, german) in [
        (900, "valid for 15 minutes.", "gilt 15 Minuten."),
        (3_600, "valid for 1 hour.", "gilt eine Stunde."),
        (604_800, "valid for 7 days.", "gilt 7 Tage."),
    ] {
        assert!(says(seconds, Language::English).contains(english), "{english}");
        assert!(says(seconds, Language::German).contains(german), "{german}");
    }
}

#[test]
fn unknown_names_and_facts_leave_no_gap() {
    let alert = MailKind::SessionAlert {
        time: "1 May 2026, 12:00 UTC".to_owned(),
        client: "Firefox".to_owned(),
        ip: "192.0.2.1".to_owned(),
        country: String::new(),
    };
    let text = render(&message(alert, Language::English, ""), None).text;
    assert!(text.starts_with("Hello,\n") && text.contains("Client: Firefox") && !text.contains("Country"), "{text}");
    let invitation = MailKind::Invitation { team: "Blue".to_owned(), inviter: String::new(), link: LINK.to_owned() };
    let text = render(&message(invitation, Language::English, ""), None).text;
    assert!(text.contains("you are invited to the team Blue at Shop."), "{text}");
}

#[test]
fn a_message_is_read_back_from_its_sealed_form() {
    for kind in every_kind("Ann") {
        let message = message(kind, Language::German, "Ann");
        let form = message.to_sealed_form();
        let read = Message::from_sealed_form(message.id, &message.project, &message.user, &form).unwrap();
        assert_eq!(render(&read, None), render(&message, None));
        assert_eq!(read.to_sealed_form(), form);
    }
    assert!(
        Message::from_sealed_form(Ulid::nil(), &ProjectId::parse("p").unwrap(), &UserId::parse("u").unwrap(), b"{}")
            .is_none()
    );
}
