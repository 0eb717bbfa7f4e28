//! The texts of a project, with their variables filled in.

use super::Content;
use super::escape;
use super::letter::Names;
use crate::message::{MailKind, Message};
use roster_core::escape_html;
use roster_core::{TemplatePart, TemplateText, template_parts};

/// Fills in a template. The texts of the project are copied; values are escaped for their part.
pub(super) fn fill(template: &TemplateText, message: &Message) -> Content {
    let values = values_of(message);
    Content {
        subject: escape::one_line(&filled(template.subject(), &values, str::to_owned)),
        text: filled(template.text(), &values, str::to_owned),
        html: template.html().map(|html| filled(html, &values, escape_html)),
    }
}

fn filled(text: &str, values: &[(&str, String)], escaped: impl Fn(&str) -> String) -> String {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let part = |part| match part {
        TemplatePart::Literal(text) => text.to_owned(),
        TemplatePart::Variable(name) => escaped(value(name)),
    };
    template_parts(text).map(part).collect()
}

/// The values of the variables of a message (see `MessageKind::variables`), each in one line.
fn values_of(message: &Message) -> Vec<(&'static str, String)> {
    let Names { user, project } = Names::of(message);
    let mut values = vec![("user", user), ("project", project)];
    let own: Vec<(&'static str, String)> = match &message.kind {
        MailKind::Verification { link } | MailKind::Recovery { link } => vec![("link", link.clone())],
        MailKind::MagicUrl { link, phrase } => vec![("link", link.clone()), ("phrase", or_empty(phrase))],
        MailKind::EmailCode { code, phrase } => vec![("code", code.clone()), ("phrase", or_empty(phrase))],
        MailKind::PhoneCode { code } | MailKind::FactorCode { code } | MailKind::FactorText { code } => {
            vec![("code", code.clone())]
        }
        MailKind::Invitation { team, inviter, link } => {
            vec![("link", link.clone()), ("team", escape::name(team)), ("inviter", escape::name(inviter))]
        }
        MailKind::InvitationText { team, link } => vec![("link", link.clone()), ("team", escape::name(team))],
        MailKind::SessionAlert { time, client, ip, country } => vec![
            ("time", time.clone()),
            ("client", escape::name(client)),
            ("ip", ip.clone()),
            ("country", country.clone()),
        ],
    };
    values.extend(own.into_iter().map(|(name, value)| (name, escape::one_line(&value))));
    values
}

fn or_empty(phrase: &Option<String>) -> String {
    phrase.clone().unwrap_or_default()
}
