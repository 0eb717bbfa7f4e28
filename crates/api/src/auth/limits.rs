//! Counting the attempts of callers.

use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::caller::AuthedCaller;
use crate::params::extract::Valid;
use roster_core::{AttemptCounter, RateLimit, Result, SecretHash};

impl App {
    /// The counter of the attempts of this client to sign in with an email, or with another name of a user. A server
    /// that may create sessions has none, because it signs in all of its users from one IP address; in Appwrite no key
    /// is counted (source: docs/reference/appwrite/account.md#rate-limits).
    #[must_use]
    pub fn sign_in_counter(&self, caller: &AuthedCaller, what: &'static str, name: &str) -> Option<AttemptCounter> {
        let limit = RateLimit::an_hour(self.limits.per_email);
        (!caller.may_make_sessions()).then(|| counter_of(what, &format!("{}#{name}", caller.ip()), limit))
    }

    /// The counter of the calls of this client to something that anybody may call, with the limit of sign-ins. A server that may
    /// create sessions has none.
    #[must_use]
    pub fn client_counter(&self, caller: &AuthedCaller, what: &'static str) -> Option<AttemptCounter> {
        let limit = RateLimit::an_hour(self.limits.per_client);
        (!caller.may_make_sessions()).then(|| counter_of(what, caller.ip(), limit))
    }

    /// Counts an attempt to sign in: in the counter of [`App::sign_in_counter`] and in that of the client, at the same
    /// time.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`] when one of the counters is at its limit.
    pub async fn count_sign_in(&self, caller: &AuthedCaller, counter: Option<&AttemptCounter>) -> Result<()> {
        let Some(by_name) = counter else { return Ok(()) };
        let (project, now) = (caller.project_id(), self.now());
        let by_client = counter_of("client", caller.ip(), RateLimit::an_hour(self.limits.per_client));
        let (of_name, of_client) = tokio::try_join!(
            self.store.count_attempt(project, by_name, now),
            self.store.count_attempt(project, &by_client, now),
        )?;
        caller.tally.keep(of_name);
        caller.tally.keep(of_client);
        Ok(())
    }

    /// Counts an attempt of an authenticated caller, by its id, at something that is limited to `limit` attempts an
    /// hour.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`] when the counter is at its limit.
    pub async fn count_call(&self, caller: &AuthedCaller, what: &'static str, id: &str, limit: u64) -> Result<()> {
        self.count_calls(caller, &counter_of(what, id, RateLimit::an_hour(limit))).await
    }

    /// Counts an attempt of an authenticated caller.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`] when the counter is at its limit.
    pub async fn count_calls(&self, caller: &AuthedCaller, counter: &AttemptCounter) -> Result<()> {
        caller.tally.keep(self.store.count_attempt(caller.project_id(), counter, self.now()).await?);
        Ok(())
    }

    /// The parameters of a request that is counted once they are valid. The answer to invalid ones shows the counter
    /// as it is (source: docs/reference/appwrite/account.md#rate-limits), unless it cannot be read.
    ///
    /// # Errors
    /// The error of the parameters.
    pub async fn valid_or_shown<T>(
        &self,
        caller: &AuthedCaller,
        params: Result<Valid<T>, Refusal>,
        counter: Option<&AttemptCounter>,
    ) -> Result<T, Refusal> {
        let shown = counter.filter(|_| params.is_err());
        if let Some(counter) = shown
            && let Ok(attempts) = self.store.read_attempts(caller.project_id(), counter, self.now()).await
        {
            caller.tally.keep(attempts);
        }
        params.map(|Valid(params)| params)
    }
}

/// The counter of the attempts of a caller, by its id.
#[must_use]
pub fn counter_of(what: &'static str, id: &str, limit: RateLimit) -> AttemptCounter {
    AttemptCounter { what, who: SecretHash::of(id), limit }
}
