//! What of a user is not imported, or not as it was.

use serde::Serialize;

/// What a note is about. The names are part of the report, and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// The user has no password here, and had one in the source, or may have had one.
    Password,
    /// The user name became the id or the name, or is not imported.
    Username,
    /// Fields of the record that the user does not have here: second factors, roles, unknown columns.
    Fields,
    /// A role, group or claim is not a label, or became another one.
    Labels,
    /// A group is not a team of the user.
    Teams,
}

/// A note on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// What is not imported, or not as it was. Names fields and rules; nothing personal of the row.
    pub text: String,
}

impl Note {
    /// A note.
    pub fn new(kind: NoteKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}
