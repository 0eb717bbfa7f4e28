//! One message, before it has words.

use roster_core::{Email, Language, MessageKind, Name, Phone, Project, ProjectId, Ulid, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// A message to a user.
#[derive(Clone)]
pub struct Message {
    /// Its id: the same in every attempt to send it. Usually the id of the change that asks for it.
    pub id: Ulid,
    /// The project of the user.
    pub project: ProjectId,
    /// The name of the project, for the text.
    pub project_name: Name,
    /// Whether the project has texts of its own.
    pub has_templates: bool,
    /// The user.
    pub user: UserId,
    /// Where it goes.
    pub to: Recipient,
    /// What it says.
    pub kind: MailKind,
    /// The language.
    pub language: Language,
    /// How long its link or code is valid, if the text says so.
    pub valid_for: Option<Duration>,
}

/// Where a message goes.
#[derive(Clone)]
pub enum Recipient {
    /// An email, and the name of its owner, which may be empty.
    Email {
        /// The email.
        email: Email,
        /// The name.
        name: Name,
    },
    /// A phone.
    Phone(Phone),
}

/// What a message says, with the values that its text needs. A link is a whole URL with its secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each value has the name of a variable of its template")]
pub enum MailKind {
    /// A link that proves an email.
    Verification { link: String },
    /// A link with which a user sets a new password.
    Recovery { link: String },
    /// A link that signs a user in, and the two words that the screen shows, if the client asked for them.
    MagicUrl { link: String, phrase: Option<String> },
    /// A code that signs a user in, and the two words that the screen shows, if the client asked for them.
    EmailCode { code: String, phrase: Option<String> },
    /// A code in a text message.
    PhoneCode { code: String },
    /// A code as a second factor.
    FactorCode { code: String },
    /// A code as a second factor in a text message.
    FactorText { code: String },
    /// An invitation to a team; `inviter` may be empty.
    Invitation { team: String, inviter: String, link: String },
    /// An invitation to a team in a text message.
    InvitationText { team: String, link: String },
    /// Informs a user about a new session; what is unknown is empty.
    SessionAlert { time: String, client: String, ip: String, country: String },
}

impl Message {
    /// A message to a user of this project, without a time in its text.
    #[must_use]
    pub fn new(project: &Project, user: &UserId, id: Ulid, to: Recipient, kind: MailKind, language: Language) -> Self {
        Self {
            id,
            project: project.id.clone(),
            project_name: project.name.clone(),
            has_templates: project.rules.has_templates,
            user: user.clone(),
            to,
            kind,
            language,
            valid_for: None,
        }
    }

    /// Says in the text how long the link or the code is valid.
    #[must_use]
    pub fn valid_for(self, lifetime: Duration) -> Self {
        Self { valid_for: Some(lifetime), ..self }
    }

    /// The name of the user; empty for a text message.
    pub(crate) fn user_name(&self) -> &str {
        match &self.to {
            Recipient::Email { name, .. } => name.as_str(),
            Recipient::Phone(_) => "",
        }
    }

    /// The message as the text that is encrypted. Project, user and id are beside it in the outbox.
    pub(crate) fn to_sealed_form(&self) -> Zeroizing<Vec<u8>> {
        let (email, name, phone) = match &self.to {
            Recipient::Email { email, name } => (Some(email.as_str()), Some(name.as_str()), None),
            Recipient::Phone(phone) => (None, None, Some(phone.as_str())),
        };
        let form = SealedForm {
            email: email.map(Into::into),
            name: name.map(Into::into),
            phone: phone.map(Into::into),
            kind: self.kind.clone(),
            language: self.language.as_str().into(),
            project: self.project_name.as_str().into(),
            templates: self.has_templates,
            valid: self.valid_for.map(|lifetime| lifetime.as_secs()),
        };
        // Texts and numbers can always be written as JSON.
        Zeroizing::new(serde_json::to_vec(&form).unwrap_or_default())
    }

    /// Reads what [`Message::to_sealed_form`] wrote; `None` for another form.
    pub(crate) fn from_sealed_form(id: Ulid, project: &ProjectId, user: &UserId, bytes: &[u8]) -> Option<Self> {
        let form: SealedForm = serde_json::from_slice(bytes).ok()?;
        let to = match (form.email, form.phone) {
            (Some(email), None) => Recipient::Email {
                email: Email::parse(&email).ok()?,
                name: Name::parse(&form.name.unwrap_or_default()).ok()?,
            },
            (None, Some(phone)) => Recipient::Phone(Phone::parse(&phone).ok()?),
            _ => return None,
        };
        Some(Self {
            id,
            project: project.clone(),
            project_name: Name::parse(&form.project).ok()?,
            has_templates: form.templates,
            user: user.clone(),
            to,
            kind: form.kind,
            language: Language::parse(&form.language).unwrap_or_default(),
            valid_for: form.valid.map(Duration::from_secs),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct SealedForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    kind: MailKind,
    language: String,
    project: String,
    #[serde(default)]
    templates: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid: Option<u64>,
}

impl MailKind {
    /// The kind, without values.
    #[must_use]
    pub const fn kind(&self) -> MessageKind {
        match self {
            Self::Verification { .. } => MessageKind::Verification,
            Self::Recovery { .. } => MessageKind::Recovery,
            Self::MagicUrl { .. } => MessageKind::MagicUrl,
            Self::EmailCode { .. } => MessageKind::EmailCode,
            Self::PhoneCode { .. } => MessageKind::PhoneCode,
            Self::FactorCode { .. } => MessageKind::FactorCode,
            Self::FactorText { .. } => MessageKind::FactorText,
            Self::Invitation { .. } => MessageKind::Invitation,
            Self::InvitationText { .. } => MessageKind::InvitationText,
            Self::SessionAlert { .. } => MessageKind::SessionAlert,
        }
    }
}

/// A debug print shows neither receiver nor values.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({}, {:?})", self.id, self.kind.kind())
    }
}

/// A debug print does not show the receiver.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email { .. } => "Email(..)",
            Self::Phone(_) => "Phone(..)",
        })
    }
}

/// A debug print does not show the values.
impl fmt::Debug for MailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(f)
    }
}
