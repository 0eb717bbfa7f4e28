//! The caller of a request, as handlers see it.

use crate::answers::view::{Refusal, View};
use crate::app::App;
use crate::auth::cookies::SessionCookie;
use crate::auth::identity::{CallerIdentity, PendingAuth};
use crate::auth::tally::Tally;
use crate::entry::context::{Guarded, RequestContext};
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use roster_core::{
    Actor, ApiKey, Change, Error, KeptSession, Origin, OtherSessions, Project, ProjectId, Result, Role, Scope, Session,
    SessionId, User, UserId,
};
use roster_store::SignedIn;
use std::net::IpAddr;
use std::sync::Arc;

/// A caller that passed the check: for handlers that change something, or that need the project's settings.
pub struct AuthedCaller {
    pub(super) app: App,
    known: Arc<CallerIdentity>,
    origin: Origin,
    is_v1: bool,
    pub(crate) tally: Tally,
}

impl AuthedCaller {
    /// The caller's project.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.known.access.project
    }

    /// The id of the caller's project.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.known.access.project.id
    }

    /// The user who is signed in; `None` for an API key or a guest.
    #[must_use]
    pub fn signed_in(&self) -> Option<&SignedIn> {
        self.known.signed_in.as_ref()
    }

    /// Whether the caller is a server that may create sessions without the user's password.
    #[must_use]
    pub fn may_make_sessions(&self) -> bool {
        self.known.may_make_sessions()
    }

    /// Whether the caller uses the dialect of 1.0 and later.
    #[must_use]
    pub fn is_v1(&self) -> bool {
        self.is_v1
    }

    /// What happens to the sessions of a user whose password the caller changes; `own` is the session of the call, if
    /// it is one of that user (source: docs/reference/appwrite/account.md#password-changes).
    #[must_use]
    pub fn other_sessions(&self, own: Option<&SessionId>) -> OtherSessions {
        if self.project().on_password_change.ends_sessions(self.is_v1) {
            let epoch = self.known.signed_in.as_ref().map_or(0, SignedIn::epoch);
            OtherSessions::End { except: own.map(|id| KeptSession { id: id.clone(), epoch }) }
        } else {
            OtherSessions::Stay
        }
    }

    /// Whether the caller acts as another user.
    #[must_use]
    pub fn is_impersonator(&self) -> bool {
        self.known.impersonator.is_some()
    }

    /// The view of the signed-in user in their current state.
    #[must_use]
    pub fn account(&self, user: User) -> View {
        View::account(user, self.known.impersonator.clone())
    }

    /// The origin of the call: actor, IP address and user agent.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The IP address of the call.
    #[must_use]
    pub fn ip(&self) -> &str {
        &self.origin.ip
    }

    /// A change that the caller makes now.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no randomness.
    pub fn change(&self) -> Result<Change> {
        self.app.change(self.origin.clone())
    }

    /// A change that a user makes now who was not authenticated before it: signing up, or signing in.
    ///
    /// # Errors
    /// As [`AuthedCaller::change`].
    pub fn change_of(&self, user: &UserId) -> Result<Change> {
        self.app.change(Origin { actor: Actor::User(user.clone()), ..self.origin.clone() })
    }
}

impl FromRequestParts<App> for AuthedCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let context = RequestContext::of(&parts.extensions)?;
        let Guarded { auth, tally, .. } = context.guarded()?.clone();
        let known = auth.await?;
        let origin = origin(&parts.headers, &context.source_ip, &known);
        Ok(Self { app: app.clone(), known, origin, is_v1: context.dialect()?.is_v1(), tally })
    }
}

/// A user who is signed in and acts for themselves.
pub struct SignedInUser {
    /// The caller.
    pub caller: AuthedCaller,
    /// The user as of the check of the session.
    pub user: User,
    /// The session; `None` for a JWT that a server created without one.
    pub session: Option<Session>,
}

impl SignedInUser {
    /// Whether it is the session of this call.
    #[must_use]
    pub fn is_current(&self, id: &SessionId) -> bool {
        self.session.as_ref().is_some_and(|session| session.id == *id)
    }

    /// Whether the session of this call lacks a second factor.
    #[must_use]
    pub fn lacks_factors(&self) -> bool {
        self.session.as_ref().is_some_and(|session| self.user.lacks_factors(session))
    }

    /// The cookie of the caller, whose session has ended. An impersonator keeps their own session.
    #[must_use]
    pub fn ended_session(&self) -> Option<SessionCookie> {
        self.session.as_ref().map(|_| SessionCookie::Clear)
    }
}

impl FromRequestParts<App> for SignedInUser {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let caller = AuthedCaller::from_request_parts(parts, app).await?;
        let SignedIn { user, session, .. } = caller.signed_in().cloned().ok_or_else(|| Error::ScopeMissing {
            role: caller.known.access.key.as_ref().map_or(Role::Guest, |key| Role::Application(key.project.clone())),
            scopes: &[Scope::Account],
        })?;
        Ok(Self { caller, user, session })
    }
}

/// A caller of a read whose API key may still be unchecked; the read is dropped if the check fails.
pub struct UncheckedReader {
    project: ProjectId,
    auth: PendingAuth,
}

impl UncheckedReader {
    /// The project that the caller names.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.project
    }

    /// Whether the caller is a server, and not the impersonator who reads users with a session. It waits for the check:
    /// a handler asks after its own reads, so that both run at the same time.
    pub async fn is_server(&self) -> bool {
        self.auth.clone().await.is_ok_and(|identity| identity.signed_in.is_none())
    }
}

impl FromRequestParts<App> for UncheckedReader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        // For any other method, the guard has waited for the check.
        let Guarded { project, auth, .. } = RequestContext::of(&parts.extensions)?.guarded()?.clone();
        Ok(Self { project, auth })
    }
}

/// A server with an API key calls for its users: it may set the IP address and the user agent of the user. Nobody else
/// may. On a route that anyone may call, neither may a key without the right to sign users in: it could try passwords
/// from IP addresses that it invents.
fn origin(headers: &HeaderMap, source_ip: &str, known: &CallerIdentity) -> Origin {
    match (&known.signed_in, &known.access.key) {
        (Some(signed_in), _) => {
            // The actor of an impersonated call is the impersonator (source:
            // docs/reference/appwrite/requests.md#impersonation).
            let actor = known.impersonator.as_ref().unwrap_or(&signed_in.user.id);
            plain(headers, source_ip, Actor::User(actor.clone()))
        }
        (None, Some(key)) if known.is_open && !known.may_make_sessions() => plain(headers, source_ip, key_actor(key)),
        (None, Some(key)) => forwarded(headers, source_ip, key_actor(key)),
        (None, None) => plain(headers, source_ip, Actor::Guest),
    }
}

/// The key was read for the check, so its name costs nothing.
fn key_actor(key: &ApiKey) -> Actor {
    Actor::Key(key.id.clone(), key.name.clone())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn plain(headers: &HeaderMap, source_ip: &str, actor: Actor) -> Origin {
    Origin::new(actor, source_ip, header(headers, "user-agent").unwrap_or_default())
}

fn forwarded(headers: &HeaderMap, source_ip: &str, actor: Actor) -> Origin {
    let first = header(headers, "x-forwarded-for").and_then(|list| list.split(',').next()).map(str::trim);
    let ip = first.filter(|ip| ip.parse::<IpAddr>().is_ok()).unwrap_or(source_ip);
    let agent = header(headers, "x-forwarded-user-agent").or_else(|| header(headers, "user-agent"));
    Origin::new(actor, ip, agent.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin_of(fields: &[(&'static str, &str)]) -> Origin {
        let headers = fields.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        forwarded(&headers, "192.0.2.9", Actor::Operator)
    }

    #[test]
    fn a_server_sets_the_ip_address_and_the_user_agent_of_its_user() {
        let origin = origin_of(&[
            ("x-forwarded-for", " 2001:db8::1 , 192.0.2.1"),
            ("x-forwarded-user-agent", "Firefox"),
            ("user-agent", "server"),
        ]);
        assert_eq!((origin.ip.as_str(), origin.agent.as_str()), ("2001:db8::1", "Firefox"));
    }

    #[test]
    fn an_invalid_forwarded_ip_address_is_ignored() {
        assert_eq!(origin_of(&[("x-forwarded-for", "<script>")]).ip, "192.0.2.9");
        assert_eq!(origin_of(&[]).ip, "192.0.2.9");
    }
}
