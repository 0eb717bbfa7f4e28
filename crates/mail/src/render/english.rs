//! Our words in English.

use super::escape;
use super::letter::{Letter, Names, Part, link, text};
use crate::message::{MailKind, Message};
use std::time::Duration;

/// The email of a message.
pub(super) fn letter(message: &Message) -> Letter {
    let Names { user, project } = Names::of(message);
    let hello = if user.is_empty() { "Hello,".to_owned() } else { format!("Hello {user},") };
    let valid = |what: &str| message.valid_for.map(|span| text(format!("The {what} is valid for {}.", lifetime(span))));
    let unasked = || text("If you did not ask for this, you can ignore this email.");
    let (subject, parts) = match &message.kind {
        MailKind::Verification { link: url } => (
            format!("Confirm your email for {project}"),
            vec![
                text(format!("please confirm that this is the email of your account at {project}.")),
                link("Confirm email", url),
            ],
        ),
        MailKind::Recovery { link: url } => (
            format!("Set a new password for {project}"),
            vec![
                text(format!("follow this link to set a new password for your account at {project}.")),
                link("Set a new password", url),
            ],
        ),
        MailKind::MagicUrl { link: url, phrase } => (
            format!("Sign in to {project}"),
            with_phrase(phrase, vec![text(format!("follow this link to sign in to {project}.")), link("Sign in", url)]),
        ),
        MailKind::EmailCode { code, phrase } => (
            format!("{code} is your code for {project}"),
            with_phrase(
                phrase,
                vec![text(format!("enter this code to sign in to {project}.")), Part::Code(code.clone())],
            ),
        ),
        MailKind::FactorCode { code } => (
            format!("{code} is your verification code for {project}"),
            vec![text(format!("enter this code to finish signing in to {project}.")), Part::Code(code.clone())],
        ),
        MailKind::Invitation { team, inviter, link: url } => {
            let team = escape::name(team);
            let invited = match escape::name(inviter) {
                inviter if inviter.is_empty() => format!("you are invited to the team {team} at {project}."),
                inviter => format!("{inviter} invites you to the team {team} at {project}."),
            };
            (format!("Invitation to {team} at {project}"), vec![text(invited), link("Accept the invitation", url)])
        }
        MailKind::SessionAlert { time, client, ip, country } => {
            let client = &escape::name(client);
            let facts = [("Time", time), ("Client", client), ("IP address", ip), ("Country", country)];
            return Letter {
                subject: format!("New sign-in to your account at {project}"),
                parts: vec![
                    text(hello),
                    text(format!("your account at {project} has a new session.")),
                    facts_of(facts),
                    text(
                        "If this was you, there is nothing to do. If not, set a new password and end your other sessions.",
                    ),
                ],
            };
        }
        MailKind::PhoneCode { .. } | MailKind::FactorText { .. } | MailKind::InvitationText { .. } => {
            (project, vec![text(text_message(message))])
        }
    };
    let what = if parts.iter().any(|part| matches!(part, Part::Code(_))) { "code" } else { "link" };
    let parts = [text(hello)].into_iter().chain(parts).chain(valid(what)).chain([unasked()]);
    Letter { subject, parts: parts.collect() }
}

/// The text message of a message.
pub(super) fn text_message(message: &Message) -> String {
    let Names { project, .. } = Names::of(message);
    match &message.kind {
        MailKind::PhoneCode { code } | MailKind::FactorText { code } => format!("{code} is your code for {project}."),
        MailKind::InvitationText { team, link } => {
            format!("You are invited to the team {} at {project}: {}", escape::name(team), escape::one_line(link))
        }
        _ => letter(message).subject,
    }
}

fn with_phrase(phrase: &Option<String>, mut parts: Vec<Part>) -> Vec<Part> {
    if let Some(phrase) = phrase {
        let phrase = escape::one_line(phrase);
        parts.push(text(format!("Your screen shows the words: {phrase}. If it shows others, do not go on.")));
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
    let (number, unit) = match minutes {
        _ if minutes >= 2 * 1_440 && minutes.is_multiple_of(1_440) => (minutes / 1_440, "day"),
        _ if minutes >= 60 && minutes.is_multiple_of(60) => (minutes / 60, "hour"),
        _ => (minutes, "minute"),
    };
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}
