//! What every way of signing in ends with: a new session, its cookie and its view.

use crate::show::{client_and_country, session_view};
use roster_api::{App, AuthedCaller, SessionCookie, ShownSession, View};
use roster_core::{Proof, Result, UserId};

/// Creates a session for a user whose proof was checked. `provider` names the way of signing in and the user's name there. The
/// token is shown to a server that signs a user in, which passes it on; a browser gets it as a cookie.
///
/// # Errors
/// As `Store::create_session` of `roster_store`.
pub(crate) async fn sign_in(
    app: &App,
    caller: &AuthedCaller,
    user: &UserId,
    provider: (&str, &str),
    proof: &Proof,
    locale: &str,
) -> Result<(SessionCookie, View)> {
    let (client, country) = client_and_country(app, caller.origin());
    let new = app.new_session(caller, user, provider, client, country)?;
    let (hash, change) = (new.token.hash(), caller.change_of(user)?);
    app.store.create_session(caller.project_id(), &new.session, &hash, proof, &change).await?;
    let cookie = SessionCookie::of(&new.token, new.session.expires_at);
    let secret = caller.may_make_sessions().then(|| new.token.reveal());
    Ok((cookie, View::new_session(ShownSession { secret, ..session_view(app, new.session, true, locale) })))
}
