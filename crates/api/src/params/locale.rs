//! The language of country names.

use crate::answers::view::Refusal;
use crate::entry::context::RequestContext;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The caller's locale (`X-Appwrite-Locale`, or the parameter `locale`); the default is `en`.
pub struct Locale(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let sent = RequestContext::of(&parts.extensions)?.guarded()?.inputs.text("locale");
        let header = || parts.headers.get("x-appwrite-locale")?.to_str().ok().map(str::to_owned);
        Ok(Self(sent.or_else(header).unwrap_or_else(|| "en".to_owned())))
    }
}
