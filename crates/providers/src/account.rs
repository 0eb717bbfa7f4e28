//! Which account the documents of a provider describe.

use crate::error::ProviderError;
use crate::table::Entry;
use roster_core::{Email, Name, Provider, ProviderAccount, ProviderUid};
use serde_json::Value;

/// How the documents of a provider are read.
pub(crate) enum Reading {
    /// By the places of the fields.
    Fields(Fields),
    /// By a function of its own.
    Own(fn(&Documents<'_>) -> Found),
}

/// The places of the fields (RFC 6901).
pub(crate) struct Fields {
    pub uid: &'static str,
    pub email: &'static str,
    pub verified: Verified,
    /// The first of them that is not empty.
    pub names: &'static [&'static str],
}

/// When the email counts as verified.
pub(crate) enum Verified {
    /// If this field is true.
    Claim(&'static str),
    /// If this field has a value.
    Set(&'static str),
    /// Never: the provider does not say it.
    Never,
}

/// What a provider sent about an account.
#[derive(Default)]
pub(crate) struct Documents<'a> {
    /// The claims of the verified `id_token`.
    pub claims: Option<&'a Value>,
    /// The user document.
    pub user: Option<&'a Value>,
    /// The list of emails.
    pub emails: Option<&'a Value>,
}

/// The fields that were found.
#[derive(Default)]
pub(crate) struct Found {
    pub uid: Option<String>,
    pub email: Option<String>,
    pub is_verified: bool,
    pub name: Option<String>,
}

impl<'a> Documents<'a> {
    /// The first document that has a value at `pointer`: the `id_token` is signed, so it comes first.
    pub(crate) fn with(&self, pointer: &str) -> Option<&'a Value> {
        [self.claims, self.user].into_iter().flatten().find(|document| text(document, pointer).is_some())
    }

    /// The first value at `pointer`.
    pub(crate) fn text(&self, pointer: &str) -> Option<String> {
        self.with(pointer).and_then(|document| text(document, pointer))
    }

    fn read(&self, fields: &Fields) -> Found {
        // The email and the claim that it is verified are of one document.
        let with_email = self.with(fields.email);
        let is_verified = with_email.is_some_and(|document| match fields.verified {
            Verified::Claim(pointer) => document.pointer(pointer).is_some_and(is_true),
            Verified::Set(pointer) => text(document, pointer).is_some(),
            Verified::Never => false,
        });
        Found {
            uid: self.text(fields.uid),
            email: with_email.and_then(|document| text(document, fields.email)),
            is_verified,
            name: fields.names.iter().find_map(|pointer| self.text(pointer)),
        }
    }
}

/// A text that is not empty, or a number as text.
pub(crate) fn text(document: &Value, pointer: &str) -> Option<String> {
    match document.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// Whether a claim is true. Apple writes some as texts.
pub(crate) fn is_true(value: &Value) -> bool {
    *value == true || value == "true"
}

/// The account that the documents describe. An email that is not valid here counts as missing, and a name is cut.
///
/// # Errors
/// [`ProviderError::MissingUid`].
pub(crate) fn read(
    provider: Provider,
    entry: &Entry,
    documents: &Documents<'_>,
    user_parameter: Option<&str>,
) -> Result<ProviderAccount, ProviderError> {
    let found = match &entry.reading {
        Reading::Fields(fields) => documents.read(fields),
        Reading::Own(read) => read(documents),
    };
    let missing = ProviderError::MissingUid { provider: entry.name };
    let uid = found.uid.and_then(|uid| ProviderUid::parse(&uid).ok()).ok_or(missing)?;
    let email = found.email.and_then(|email| Email::parse(&email).ok());
    let name = found.name.or_else(|| user_parameter.and_then(name_in_parameter));
    let name = name.and_then(|name| Name::parse(&name.chars().take(Name::MAX_CHARS).collect::<String>()).ok());
    let email_verified = email.is_some() && found.is_verified;
    Ok(ProviderAccount { provider, uid, email, email_verified, name })
}

/// The name in Apple's parameter `user`: `{"name":{"firstName":"…","lastName":"…"},"email":"…"}`. Nobody signed it, so
/// its email is not read.
fn name_in_parameter(parameter: &str) -> Option<String> {
    let parameter: Value = serde_json::from_str(parameter).ok()?;
    let part = |name: &str| parameter["name"][name].as_str().unwrap_or_default().trim().to_owned();
    let name = format!("{} {}", part("firstName"), part("lastName")).trim().to_owned();
    (!name.is_empty()).then_some(name)
}
