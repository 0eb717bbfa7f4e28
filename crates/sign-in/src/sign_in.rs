//! A new session for a user whose proof was checked.

use crate::show::{client_and_country, session_view};
use roster_api::{App, AuthedCaller, KnownUser, SessionCookie, ShownSession, View};
use roster_core::{
    AttemptCounter, Change, Factor, OutboxContent, OutboxEntry, Proof, Result, SecretHash, Session, SessionAlert,
    SignInEffects,
};
use std::time::Duration;

/// For how long it is worth informing a user about a new session.
const ALERT: Duration = Duration::from_hours(24);

/// A user who signs in, the proof that was checked, and the way of signing in with the user's name there.
pub struct Proven<'a> {
    /// The user.
    pub user: KnownUser,
    /// The proof that was checked.
    pub proof: &'a Proof,
    /// The way of signing in, and the user's name there.
    pub provider: (&'a str, &'a str),
    /// What the user has proven, if the provider does not say it.
    pub factor: Option<Factor>,
}

/// Creates a session for a user whose proof was checked. The token is shown to a server that signs a user in, which passes it
/// on; a browser gets it as a cookie. In the 1.x dialect a success forgets the attempts that `counter` counted (source:
/// docs/reference/appwrite/account.md#rate-limits), and counts as an access of the user.
///
/// # Errors
/// As `Store::create_session` of `roster_store`.
pub async fn sign_in(
    app: &App,
    caller: &AuthedCaller,
    Proven { user, proof, provider, factor }: Proven<'_>,
    counter: Option<AttemptCounter>,
    locale: &str,
) -> Result<(SessionCookie, View)> {
    let (client, country) = client_and_country(app, caller.origin());
    let id = &user.user().id.clone();
    let mut new = app.new_session(caller, id, provider, client, country)?;
    new.session.factors = factor.map_or(new.session.factors, |factor| vec![factor]);
    let (hash, change) = (new.token.hash(), caller.change_of(id)?);
    let forgets = counter.filter(|_| caller.is_v1());
    let alert = session_alert(app, caller, (&user, &new.session), &change, locale).await?;
    let effects = SignInEffects { forgets, is_access: caller.is_v1(), alert };
    app.store.sign_in(caller.project_id(), Some(user), (&new.session, &hash), proof, &effects, &change).await?;
    app.end_oldest_sessions(caller, id, &new.session.id).await;
    let cookie = SessionCookie::of(&new.token, new.session.expires_at);
    let secret = caller.may_make_sessions().then(|| new.token.reveal());
    Ok((cookie, View::new_session(ShownSession { secret, ..session_view(app, new.session, true, locale) })))
}

/// The message that informs a user about a session, if the project wants one: the sweeper sends it, because `account` does
/// not send. A session that a link or code in an email began needs none, and neither does the first one of a user (source:
/// docs/reference/appwrite/settings.md#sessions). That is decided here: a moment later, somebody who has stolen the password can
/// have ended the other sessions.
///
/// # Errors
/// Only those of every call.
pub async fn session_alert(
    app: &App,
    caller: &AuthedCaller,
    (user, session): (&KnownUser, &Session),
    change: &Change,
    locale: &str,
) -> Result<Option<OutboxEntry>> {
    let is_wanted = caller.rules().session_alerts && !session.factors.contains(&Factor::Email);
    let Some(email) = user.user().email.as_ref().filter(|_| is_wanted) else { return Ok(None) };
    if !app.store.has_live_session(caller.project_id(), user, change.at).await? {
        return Ok(None);
    }
    let alert = SessionAlert {
        to: SecretHash::of(email.as_str()),
        ip: session.ip.clone(),
        country_code: session.country_code.clone(),
        client_name: session.client.client_name.clone(),
        os_name: session.client.os_name.clone(),
        locale: locale.to_owned(),
    };
    Ok(Some(OutboxEntry {
        id: change.id,
        content: OutboxContent::SessionAlert(alert),
        made_at: change.at,
        give_up_at: change.at.after(ALERT),
    }))
}
