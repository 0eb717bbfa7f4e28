//! Counting the attempts of callers.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{Result, SecretHash};

impl App {
    /// Counts an attempt of this client to sign in with an email, or with another name of a user, in both counters at
    /// the same time. A server that may create sessions is not counted, because it signs in all of its users from one
    /// IP address; in Appwrite no key is counted (source: docs/reference/appwrite/account.md#rate-limits).
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`] when one of the counters is at its limit.
    pub async fn count_sign_in(&self, caller: &AuthedCaller, what: &'static str, email: &str) -> Result<()> {
        if caller.may_make_sessions() {
            return Ok(());
        }
        let (project, client, now) = (caller.project_id(), caller.ip(), self.now());
        let (one, all) = (SecretHash::of(&format!("{client}#{email}")), SecretHash::of(client));
        let (of_email, of_client) = tokio::try_join!(
            self.store.count_attempt(project, what, &one, self.limits.per_email, now),
            self.store.count_attempt(project, "client", &all, self.limits.per_client, now),
        )?;
        caller.tally.keep(of_email);
        caller.tally.keep(of_client);
        Ok(())
    }

    /// Counts an attempt of an authenticated caller, by its id, at something that is limited to `limit` attempts an
    /// hour.
    ///
    /// # Errors
    /// [`roster_core::Error::TooManyAttempts`] when the counter is at its limit.
    pub async fn count_call(&self, caller: &AuthedCaller, what: &'static str, id: &str, limit: u64) -> Result<()> {
        let id = SecretHash::of(id);
        caller.tally.keep(self.store.count_attempt(caller.project_id(), what, &id, limit, self.now()).await?);
        Ok(())
    }
}
