//! The language of country names.

use crate::answers::view::Refusal;
use crate::entry::context::RequestContext;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The longest locale that is looked at, in bytes (source: RFC 5646, 4.4.1): it is stored with some messages.
const MAX_BYTES: usize = 35;

/// The caller's locale (`X-Appwrite-Locale`, or the parameter `locale`); the default is `en`, also in place of one that is too
/// long to be a locale.
pub struct Locale(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let sent = RequestContext::of(&parts.extensions)?.guarded()?.inputs.text("locale");
        let header = || parts.headers.get("x-appwrite-locale")?.to_str().ok().map(str::to_owned);
        let locale = sent.or_else(header).filter(|locale| locale.len() <= MAX_BYTES);
        Ok(Self(locale.unwrap_or_else(|| "en".to_owned())))
    }
}
