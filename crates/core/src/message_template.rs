//! The kinds of messages, their languages, and the texts with which a project replaces ours.

use std::fmt;

/// The language of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English, also for every language that we have no texts in.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code of ISO 639-1.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Reads what [`Language::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == text)
    }

    /// The language for a locale that a client sent (`de`, `de-AT`, `de_CH`): English if we have no texts in it.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let first = locale.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(first)).unwrap_or_default()
    }
}

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// A link that proves an email.
    Verification,
    /// A link with which a user sets a new password.
    Recovery,
    /// A link that signs a user in.
    MagicUrl,
    /// A code that signs a user in.
    EmailCode,
    /// A code in a text message: it signs a user in, or proves a phone.
    PhoneCode,
    /// A code as a second factor.
    FactorCode,
    /// A code as a second factor in a text message.
    FactorText,
    /// An invitation to a team.
    Invitation,
    /// An invitation to a team in a text message.
    InvitationText,
    /// Informs a user about a new session.
    SessionAlert,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Verification,
        Self::Recovery,
        Self::MagicUrl,
        Self::EmailCode,
        Self::PhoneCode,
        Self::FactorCode,
        Self::FactorText,
        Self::Invitation,
        Self::InvitationText,
        Self::SessionAlert,
    ];

    /// The kind as operators write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::Recovery => "recovery",
            Self::MagicUrl => "magic-url",
            Self::EmailCode => "email-code",
            Self::PhoneCode => "phone-code",
            Self::FactorCode => "factor-code",
            Self::FactorText => "factor-text",
            Self::Invitation => "invitation",
            Self::InvitationText => "invitation-text",
            Self::SessionAlert => "session-alert",
        }
    }

    /// Reads what [`MessageKind::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it is a text message: it has neither subject nor HTML.
    #[must_use]
    pub const fn is_text_message(self) -> bool {
        matches!(self, Self::PhoneCode | Self::FactorText | Self::InvitationText)
    }

    /// The variables of its templates. The first is the one without which the message has no purpose.
    #[must_use]
    pub const fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Verification | Self::Recovery => &["link", "user", "project"],
            Self::MagicUrl => &["link", "phrase", "user", "project"],
            Self::EmailCode => &["code", "phrase", "user", "project"],
            Self::FactorCode => &["code", "user", "project"],
            Self::PhoneCode | Self::FactorText => &["code", "project"],
            Self::Invitation => &["link", "team", "inviter", "user", "project"],
            Self::InvitationText => &["link", "team", "project"],
            Self::SessionAlert => &["client", "time", "ip", "country", "user", "project"],
        }
    }
}

/// Texts with which a project replaces those of one kind of message in one language. A variable is written as
/// `{{name}}`.
#[derive(Clone, PartialEq, Eq)]
pub struct TemplateText {
    subject: String,
    text: String,
    html: Option<String>,
}

/// Why texts are not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    /// A part is longer than this number of bytes.
    #[error("the {0} is longer than {1} bytes")]
    TooLong(&'static str, usize),
    /// A part is missing.
    #[error("the {0} is missing")]
    Missing(&'static str),
    /// A text message has no such part.
    #[error("a text message has no {0}")]
    Unexpected(&'static str),
    /// A part has a line break or another control character.
    #[error("the {0} has a control character")]
    Control(&'static str),
    /// A part has a variable that does not exist; holds what exists.
    #[error("the {0} has an unknown variable {{{{{1}}}}}: there are {2}")]
    Unknown(&'static str, String, String),
    /// A part does not have the variable without which the message has no purpose.
    #[error("the {0} does not have the variable {{{{{1}}}}}")]
    Purposeless(&'static str, &'static str),
    /// Two braces open a variable and nothing closes it.
    #[error("the {0} has {{{{ without }}}}")]
    Unclosed(&'static str),
}

impl TemplateText {
    /// Longest subject, in bytes.
    pub const MAX_SUBJECT: usize = 200;
    /// Longest plain text, in bytes.
    pub const MAX_TEXT: usize = 16 * 1024;
    /// Longest text of a text message, in bytes.
    pub const MAX_TEXT_MESSAGE: usize = 480;
    /// Longest HTML, in bytes.
    pub const MAX_HTML: usize = 128 * 1024;

    /// Checks texts for a kind of message.
    ///
    /// # Errors
    /// [`InvalidTemplate`] says which part is wrong.
    pub fn parse(
        kind: MessageKind,
        subject: Option<String>,
        text: String,
        html: Option<String>,
    ) -> Result<Self, InvalidTemplate> {
        let longest = if kind.is_text_message() { Self::MAX_TEXT_MESSAGE } else { Self::MAX_TEXT };
        check_part("text", &text, longest, kind, true)?;
        if kind.is_text_message() {
            let extra = subject.as_ref().map(|_| "subject").or(html.as_ref().map(|_| "HTML"));
            return extra.map_or_else(
                || Ok(Self { subject: String::new(), text, html: None }),
                |part| Err(InvalidTemplate::Unexpected(part)),
            );
        }
        let subject = subject.ok_or(InvalidTemplate::Missing("subject"))?;
        check_part("subject", &subject, Self::MAX_SUBJECT, kind, false)?;
        if subject.chars().any(char::is_control) {
            return Err(InvalidTemplate::Control("subject"));
        }
        if let Some(html) = &html {
            check_part("HTML", html, Self::MAX_HTML, kind, true)?;
        }
        Ok(Self { subject, text, html })
    }

    /// The subject; empty for a text message.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The plain text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The HTML, if the template has its own; otherwise the message has only plain text.
    #[must_use]
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }
}

/// A debug print shows no text.
impl fmt::Debug for TemplateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TemplateText(..)")
    }
}

/// A part of a text: as it is, or the name of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePart<'a> {
    /// A text to be copied.
    Literal(&'a str),
    /// The name of a variable, without braces and spaces.
    Variable(&'a str),
}

/// Takes a text apart. Braces that nothing closes are copied.
pub fn template_parts(text: &str) -> impl Iterator<Item = TemplatePart<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let variable = rest.strip_prefix("{{").and_then(|inner| inner.split_once("}}"));
        if let Some((name, after)) = variable {
            rest = after;
            return Some(TemplatePart::Variable(name.trim()));
        }
        // The braces that begin the rest are not closed.
        let skipped = if rest.starts_with("{{") { 2 } else { 0 };
        let end = rest[skipped..].find("{{").map_or(rest.len(), |at| at + skipped);
        let (literal, after) = rest.split_at(end);
        rest = after;
        Some(TemplatePart::Literal(literal))
    })
}

fn check_part(
    part: &'static str,
    text: &str,
    longest: usize,
    kind: MessageKind,
    has_purpose: bool,
) -> Result<(), InvalidTemplate> {
    if text.trim().is_empty() {
        return Err(InvalidTemplate::Missing(part));
    }
    if text.len() > longest {
        return Err(InvalidTemplate::TooLong(part, longest));
    }
    let (known, mut found) = (kind.variables(), false);
    for piece in template_parts(text) {
        match piece {
            TemplatePart::Variable(name) if known.contains(&name) => found |= name == known[0],
            TemplatePart::Variable(name) => {
                let name: String = name.chars().take(40).collect();
                return Err(InvalidTemplate::Unknown(part, name, known.join(", ")));
            }
            TemplatePart::Literal(literal) if literal.contains("{{") => return Err(InvalidTemplate::Unclosed(part)),
            TemplatePart::Literal(_) => {}
        }
    }
    if has_purpose && !found { Err(InvalidTemplate::Purposeless(part, known[0])) } else { Ok(()) }
}

#[cfg(test)]
#[path = "message_template/tests.rs"]
mod tests;
