//! Requests that are counted: by the IP address of the client, and by what they name.

use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, counter_of};
use roster_core::{AttemptCounter, RateLimit, Result};

/// The usual limit (source: docs/reference/appwrite/account.md#rate-limits).
pub(crate) const TEN: RateLimit = RateLimit::an_hour(10);

/// A request with a name by which it is counted, which may be an email, a phone or the id of a user.
pub(crate) trait Named: FromParams {
    /// The name as it was sent, or in its stored form if it is valid.
    fn name(params: &Params) -> String;
}

/// A request that may be invalid: also its answer shows the counters.
pub(crate) struct Counted<T> {
    name: String,
    request: Result<Valid<T>, Refusal>,
}

impl<T: Named> FromParams for Counted<T> {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { name: T::name(params), request: T::from_params(params).map(Valid).map_err(Refusal::from) })
    }
}

impl<T> Counted<T> {
    /// The request, once it is valid and counted: for its name, whoever sends it, and for the client, whatever it names. A
    /// server that may make sessions is not counted, because its IP address is its own and not that of its users.
    pub(crate) async fn by_name_and_client(
        self,
        app: &App,
        caller: &AuthedCaller,
        what: (&'static str, &'static str),
        limit: RateLimit,
    ) -> Result<T, Refusal> {
        let counters = [counter_of(what.0, &self.name, limit), counter_of(what.1, caller.ip(), limit)];
        self.admit(app, caller, &counters).await
    }

    /// The request, once it is valid and counted for this client and this name: nobody can use up the attempts of others.
    pub(crate) async fn by_client(
        self,
        app: &App,
        caller: &AuthedCaller,
        what: &'static str,
        limit: RateLimit,
    ) -> Result<T, Refusal> {
        let counter = counter_of(what, &format!("{}#{}", caller.ip(), self.name), limit);
        self.admit(app, caller, &[counter]).await
    }

    /// The request, once it is valid and counted for its name, whoever sends it: for short secrets.
    pub(crate) async fn by_name(
        self,
        app: &App,
        caller: &AuthedCaller,
        what: &'static str,
        limit: RateLimit,
    ) -> Result<T, Refusal> {
        let counter = counter_of(what, &self.name, limit);
        self.admit(app, caller, &[counter]).await
    }

    async fn admit(self, app: &App, caller: &AuthedCaller, counters: &[AttemptCounter]) -> Result<T, Refusal> {
        let counters = if caller.may_make_sessions() { &[] } else { counters };
        let request = app.valid_or_shown(caller, self.request, counters.first()).await?;
        match counters {
            [one, other] => tokio::try_join!(app.count_calls(caller, one), app.count_calls(caller, other)).map(drop)?,
            [one] => app.count_calls(caller, one).await?,
            _ => {}
        }
        Ok(request)
    }
}
