//! Our words in German.

use super::escape;
use super::letter::{Letter, Names, Part, link, text};
use crate::message::{MailKind, Message};
use std::time::Duration;

/// The email of a message.
pub(super) fn letter(message: &Message) -> Letter {
    let Names { user, project } = Names::of(message);
    let hello = if user.is_empty() { "Hallo,".to_owned() } else { format!("Hallo {user},") };
    let valid = |what: &str| message.valid_for.map(|span| text(format!("{what} gilt {}.", lifetime(span))));
    let unasked = || text("Falls Sie das nicht angefordert haben, brauchen Sie nichts zu tun.");
    let (subject, parts) = match &message.kind {
        MailKind::Verification { link: url } => (
            format!("E-Mail-Adresse für {project} bestätigen"),
            vec![
                text(format!("bitte bestätigen Sie, dass dies die E-Mail-Adresse Ihres Kontos bei {project} ist.")),
                link("E-Mail-Adresse bestätigen", url),
            ],
        ),
        MailKind::Recovery { link: url } => (
            format!("Neues Passwort für {project}"),
            vec![
                text(format!("über diesen Link setzen Sie ein neues Passwort für Ihr Konto bei {project}.")),
                link("Neues Passwort setzen", url),
            ],
        ),
        MailKind::MagicUrl { link: url, phrase } => (
            format!("Anmelden bei {project}"),
            with_phrase(
                phrase,
                vec![text(format!("über diesen Link melden Sie sich bei {project} an.")), link("Anmelden", url)],
            ),
        ),
        MailKind::EmailCode { code, phrase } => (
            format!("{code} ist Ihr Code für {project}"),
            with_phrase(
                phrase,
                vec![text(format!("mit diesem Code melden Sie sich bei {project} an.")), Part::Code(code.clone())],
            ),
        ),
        MailKind::FactorCode { code } => (
            format!("{code} ist Ihr Bestätigungscode für {project}"),
            vec![
                text(format!("mit diesem Code schließen Sie die Anmeldung bei {project} ab.")),
                Part::Code(code.clone()),
            ],
        ),
        MailKind::Invitation { team, inviter, link: url } => {
            let team = escape::name(team);
            let invited = match escape::name(inviter) {
                inviter if inviter.is_empty() => format!("Sie sind in das Team {team} bei {project} eingeladen."),
                inviter => format!("{inviter} lädt Sie in das Team {team} bei {project} ein."),
            };
            (
                format!("Einladung in das Team {team} bei {project}"),
                vec![text(invited), link("Einladung annehmen", url)],
            )
        }
        MailKind::SessionAlert { time, client, ip, country } => {
            let client = &escape::name(client);
            let facts = [("Zeit", time), ("Programm", client), ("IP-Adresse", ip), ("Land", country)];
            return Letter {
                subject: format!("Neue Anmeldung bei {project}"),
                parts: vec![
                    text(hello),
                    text(format!("bei Ihrem Konto bei {project} hat sich jemand angemeldet.")),
                    facts_of(facts),
                    text(
                        "Wenn Sie das waren, brauchen Sie nichts zu tun. Sonst setzen Sie ein neues Passwort und beenden die \
                         anderen Sitzungen.",
                    ),
                ],
            };
        }
        MailKind::PhoneCode { .. } | MailKind::FactorText { .. } | MailKind::InvitationText { .. } => {
            (project, vec![text(text_message(message))])
        }
    };
    let what = if parts.iter().any(|part| matches!(part, Part::Code(_))) { "Der Code" } else { "Der Link" };
    let parts = [text(hello)].into_iter().chain(parts).chain(valid(what)).chain([unasked()]);
    Letter { subject, parts: parts.collect() }
}

/// The text message of a message.
pub(super) fn text_message(message: &Message) -> String {
    let Names { project, .. } = Names::of(message);
    match &message.kind {
        MailKind::PhoneCode { code } | MailKind::FactorText { code } => format!("{code} ist Ihr Code für {project}."),
        MailKind::InvitationText { team, link } => {
            format!("Sie sind in das Team {} bei {project} eingeladen: {}", escape::name(team), escape::one_line(link))
        }
        _ => letter(message).subject,
    }
}

fn with_phrase(phrase: &Option<String>, mut parts: Vec<Part>) -> Vec<Part> {
    if let Some(phrase) = phrase {
        let phrase = escape::one_line(phrase);
        let words =
            format!("Auf dem Bildschirm stehen die Wörter: {phrase}. Stehen dort andere, brechen Sie bitte ab.");
        parts.push(text(words));
    }
    parts
}

fn facts_of<const N: usize>(facts: [(&'static str, &String); N]) -> Part {
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    Part::Facts(known.map(|(name, value)| (name, escape::one_line(value))).collect())
}

/// A time in the largest unit of which it is a whole number.
fn lifetime(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    let (number, one, many) = match minutes {
        _ if minutes >= 2 * 1_440 && minutes.is_multiple_of(1_440) => (minutes / 1_440, "einen Tag", "Tage"),
        _ if minutes >= 60 && minutes.is_multiple_of(60) => (minutes / 60, "eine Stunde", "Stunden"),
        _ => (minutes, "eine Minute", "Minuten"),
    };
    if number == 1 { one.to_owned() } else { format!("{number} {many}") }
}
