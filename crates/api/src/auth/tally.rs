//! The attempts that were counted for a request, as callers see them.

use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use roster_core::Attempts;
use std::sync::{Arc, Mutex, PoisonError};

/// What was counted for a request: told with every answer, whatever came after the count.
#[derive(Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<Option<Attempts>>>);

impl Tally {
    /// Keeps the counter that is nearest to its limit.
    pub(crate) fn keep(&self, attempts: Attempts) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none_or(|kept| attempts.remaining < kept.remaining) {
            *kept = Some(attempts);
        }
    }

    /// Tells the caller.
    pub(crate) fn tell(&self, response: &mut Response) {
        if let Some(attempts) = *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            tell(response.headers_mut(), &attempts);
        }
    }
}

/// Tells a caller how many attempts are left.
pub(crate) fn tell(headers: &mut HeaderMap, attempts: &Attempts) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(attempts.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(attempts.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(attempts.reset.as_secs()));
}
