//! From a message to its words: ours in English and German, or those of the project.

mod english;
pub(crate) mod escape;
mod german;
mod layout;
mod letter;
mod overrides;

use crate::message::Message;
use roster_core::{Language, TemplateText};

/// The words of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The subject, one line; empty for a text message.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML, if there is any.
    pub html: Option<String>,
}

/// The words of a message: those of the template, or ours in the language of the message. Every value is escaped for its
/// place.
#[must_use]
pub fn render(message: &Message, template: Option<&TemplateText>) -> Content {
    match template {
        Some(template) => overrides::fill(template, message),
        None if message.kind.kind().is_text_message() => {
            let text = match message.language {
                Language::English => english::text_message(message),
                Language::German => german::text_message(message),
            };
            Content { subject: String::new(), text, html: None }
        }
        None => {
            let letter = match message.language {
                Language::English => english::letter(message),
                Language::German => german::letter(message),
            };
            Content {
                subject: escape::one_line(&letter.subject),
                text: layout::text(&letter),
                html: Some(layout::html(&letter, message.language)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
