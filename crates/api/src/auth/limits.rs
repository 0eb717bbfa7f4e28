//! Counting attempts of callers.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{Result, SecretHash};

impl App {
    /// Counts an attempt of this client at a user's address: by both counters, side by side. A server that may make
    /// sessions signs in whoever comes to it, and is not counted; in Appwrite this
    /// holds for every key (source: docs/reference/appwrite/account.md#rate-limits).
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
