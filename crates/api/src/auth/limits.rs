//! Counters of attempts, as callers see them.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use roster_core::{Attempts, Result, SecretHash};
use std::sync::{Arc, Mutex, PoisonError};

/// How often something may be tried in an hour, each by its own counter.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// By one client at one address of a user.
    pub per_address: u64,
    /// By one client at all.
    pub per_client: u64,
}

/// What was counted for a request: told with every answer, whatever came after the count.
#[derive(Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<Option<Attempts>>>);

impl Tally {
    /// Keeps the counter that is nearest to its limit.
    fn keep(&self, attempts: Attempts) {
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

impl App {
    /// Counts an attempt of this client at a user's address: by both counters, side by side. A server that may make
    /// sessions signs in whoever comes to it, and is not counted (source: the reference, for any key).
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`].
    pub async fn count_sign_in(&self, caller: &AuthedCaller, what: &'static str, address: &str) -> Result<()> {
        if caller.may_make_sessions() {
            return Ok(());
        }
        let (project, client, now) = (caller.project_id(), caller.ip(), self.now());
        let (one, all) = (SecretHash::of(&format!("{client}#{address}")), SecretHash::of(client));
        let (of_address, of_client) = tokio::try_join!(
            self.store.count_attempt(project, what, &one, self.limits.per_address, now),
            self.store.count_attempt(project, "client", &all, self.limits.per_client, now),
        )?;
        caller.tally.keep(of_address);
        caller.tally.keep(of_client);
        Ok(())
    }

    /// Counts an attempt of one who is known, by his id, at something that is limited to so many an hour.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`].
    pub async fn count_call(&self, caller: &AuthedCaller, what: &'static str, who: &str, limit: u64) -> Result<()> {
        let who = SecretHash::of(who);
        caller.tally.keep(self.store.count_attempt(caller.project_id(), what, &who, limit, self.now()).await?);
        Ok(())
    }
}

/// Tells a caller how many attempts are left.
pub(crate) fn tell(headers: &mut HeaderMap, attempts: &Attempts) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(attempts.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(attempts.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(attempts.reset.as_secs()));
}
