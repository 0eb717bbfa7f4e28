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
    /// A second factor is required, and none is imported.
    Mfa,
    /// A role, group or claim is not a label, or became another one.
    Labels,
    /// A group is not a team of the user.
    Teams,
}

impl NoteKind {
    /// All of them, in the order in which they are printed.
    pub const ALL: [(Self, &str); 6] = [
        (Self::Password, "password"),
        (Self::Username, "username"),
        (Self::Fields, "fields"),
        (Self::Mfa, "mfa"),
        (Self::Labels, "labels"),
        (Self::Teams, "teams"),
    ];
}

/// A note on a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// What is not imported, or not as it was. Names fields and rules; nothing personal of the row.
    pub text: String,
    /// Whether something of the user is lost: it is in the file, and not in the table.
    #[serde(rename = "loss")]
    pub is_loss: bool,
}

impl Note {
    /// A note on something that is lost.
    pub fn loss(kind: NoteKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), is_loss: true }
    }

    /// A note on something that is kept, in another place or form.
    pub fn kept(kind: NoteKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), is_loss: false }
    }
}
