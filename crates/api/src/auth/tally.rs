//! The rate limit headers: the attempts that were counted for a request.

use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use roster_core::Attempts;
use std::sync::{Arc, Mutex, PoisonError};

/// The counter of a request. Every answer to it has the counter in its headers, also if the request failed after it was
/// counted.
#[derive(Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<Option<Attempts>>>);

impl Tally {
    /// Keeps this counter, if it is nearer to its limit than the one that is kept.
    pub(crate) fn keep(&self, attempts: Attempts) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none_or(|kept| attempts.remaining < kept.remaining) {
            *kept = Some(attempts);
        }
    }

    /// Writes the headers, if something was counted.
    pub(crate) fn write(&self, response: &mut Response) {
        if let Some(attempts) = *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            write_headers(response.headers_mut(), &attempts);
        }
    }
}

/// Writes the rate limit headers of a counter.
pub(crate) fn write_headers(headers: &mut HeaderMap, attempts: &Attempts) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(attempts.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(attempts.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(attempts.reset.as_secs()));
}
