//! The parts of an email, before they are laid out.

use super::escape;
use crate::message::Message;

/// An email.
pub(super) struct Letter {
    /// The subject.
    pub(super) subject: String,
    /// The parts, in order.
    pub(super) parts: Vec<Part>,
}

/// A part of an email.
pub(super) enum Part {
    /// A paragraph.
    Text(String),
    /// A link, with the words on its button.
    Link { label: &'static str, url: String },
    /// A code, large.
    Code(String),
    /// Names and values.
    Facts(Vec<(&'static str, String)>),
}

/// Names in a message, as they may be shown.
pub(super) struct Names {
    /// The user; may be empty.
    pub(super) user: String,
    /// The project. Its operator chose it, so it may look like a link.
    pub(super) project: String,
}

impl Names {
    pub(super) fn of(message: &Message) -> Self {
        let project = escape::one_line(message.project_name.as_str());
        let project = if project.is_empty() { message.project.to_string() } else { project };
        Self { user: escape::name(message.user_name()), project }
    }
}

/// A paragraph.
pub(super) fn text(text: impl Into<String>) -> Part {
    Part::Text(text.into())
}

/// A link with the words on its button.
pub(super) fn link(label: &'static str, url: &str) -> Part {
    Part::Link { label, url: url.to_owned() }
}
