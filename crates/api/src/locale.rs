//! The language of country names.

use crate::access::Received;
use crate::value::Value;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// The caller's locale (`X-Appwrite-Locale`, or the parameter `locale`); `en` when none is named.
pub struct Locale(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let received = parts.extensions.get::<Received>().and_then(|received| received.text("locale"));
        let header = || parts.headers.get("x-appwrite-locale")?.to_str().ok().map(str::to_owned);
        Ok(Self(received.or_else(header).unwrap_or_else(|| "en".to_owned())))
    }
}

impl Received {
    /// A text that was sent, if it was.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.inputs().ok()?.get(name)? {
            Value::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }
}
