//! Counters of attempts, as callers see them.

use crate::app::App;
use crate::caller::Caller;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use roster_core::{Attempts, Result, SecretHash};
use std::convert::Infallible;

/// How often something may be tried in an hour, each by its own counter.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// By one client at one address of a user.
    pub per_address: u64,
    /// By one client at all.
    pub per_client: u64,
}

/// The counter that is nearest to its limit, told in headers.
#[derive(Debug, Clone, Copy)]
pub struct Counted(Attempts);

impl App {
    /// Counts an attempt of this client at a user's address: by both counters, side by side.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`].
    pub async fn count_sign_in(&self, caller: &Caller, what: &'static str, address: &str) -> Result<Counted> {
        let (project, client, now) = (caller.project_id(), caller.ip(), self.now());
        let (one, all) = (SecretHash::of(&format!("{client}#{address}")), SecretHash::of(client));
        let (of_address, _) = tokio::try_join!(
            self.store.count_attempt(project, what, &one, self.limits.per_address, now),
            self.store.count_attempt(project, "client", &all, self.limits.per_client, now),
        )?;
        Ok(Counted(of_address))
    }

    /// Counts an attempt of one who is known, by his id, at something that is limited to so many an hour.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`].
    pub async fn count_call(&self, caller: &Caller, what: &'static str, who: &str, limit: u64) -> Result<Counted> {
        let who = SecretHash::of(who);
        self.store.count_attempt(caller.project_id(), what, &who, limit, self.now()).await.map(Counted)
    }
}

/// Tells a caller how many attempts are left.
pub(crate) fn tell(headers: &mut HeaderMap, attempts: &Attempts) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(attempts.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(attempts.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(attempts.reset.as_secs()));
}

impl IntoResponseParts for Counted {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        tell(response.headers_mut(), &self.0);
        Ok(response)
    }
}
