//! Who is calling, for handlers.

use crate::answers::view::{Refusal, View};
use crate::app::App;
use crate::auth::identity::CallerIdentity;
use crate::auth::tally::Tally;
use crate::entry::context::{Guarded, RequestContext};
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use roster_core::{
    Actor, Change, Error, Origin, Project, ProjectId, Result, Role, Scope, Session, SessionId, User, UserId,
};
use roster_store::SignedIn;
use std::net::IpAddr;
use std::sync::Arc;

/// A caller who may call: what a handler needs that changes something, or that needs the project's settings.
pub struct AuthedCaller {
    app: App,
    known: Arc<CallerIdentity>,
    origin: Origin,
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

    /// Who is signed in; nobody where a key calls.
    #[must_use]
    pub fn signed_in(&self) -> Option<&SignedIn> {
        self.known.signed_in.as_ref()
    }

    /// Whether a server calls that may make sessions anyway.
    #[must_use]
    pub fn may_make_sessions(&self) -> bool {
        self.known.may_make_sessions()
    }

    /// The signed-in user as he is by now, in his own view.
    #[must_use]
    pub fn account(&self, user: User) -> View {
        View::account(user, self.known.impersonator.clone())
    }

    /// From where the call comes, and with what.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The address from which the call comes.
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

    /// A change that a user makes now who is not known before it: by signing up, by signing in.
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
        Ok(Self { app: app.clone(), known, origin, tally })
    }
}

/// A user who is signed in, and calls for himself.
pub struct SignedInUser {
    /// The call.
    pub caller: AuthedCaller,
    /// The user, as it was when the session was checked.
    pub user: User,
    /// The session that he calls with; none where a server lent him a token without one.
    pub session: Option<Session>,
}

impl SignedInUser {
    /// Whether it is the session that he calls with.
    #[must_use]
    pub fn is_current(&self, id: &SessionId) -> bool {
        self.session.as_ref().is_some_and(|session| session.id == *id)
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

/// Somebody who reads while the key is still being checked; the read is given up if the check fails.
pub struct UncheckedReader {
    project: ProjectId,
}

impl UncheckedReader {
    /// The project that the caller names.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.project
    }
}

impl FromRequestParts<App> for UncheckedReader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        // For anything but a read, the guard has waited for the check.
        Ok(Self { project: RequestContext::of(&parts.extensions)?.guarded()?.project.clone() })
    }
}

/// A server with a key speaks for its users: it may say from where, and with what, its user came. Nobody else is believed; nor
/// is a key that could not sign a user in by itself, where anybody may: it would try passwords from addresses that it makes up.
fn origin(headers: &HeaderMap, source_ip: &str, known: &CallerIdentity) -> Origin {
    match (&known.signed_in, &known.access.key) {
        (Some(signed_in), _) => {
            // The impersonator is the one who acts, and that the log names (source:
            // docs/reference/appwrite/requests.md#impersonation).
            let actor = known.impersonator.as_ref().unwrap_or(&signed_in.user.id);
            plain(headers, source_ip, Actor::User(actor.clone()))
        }
        (None, Some(key)) if known.is_open && !known.may_make_sessions() => {
            plain(headers, source_ip, Actor::Key(key.id.clone()))
        }
        (None, Some(key)) => forwarded(headers, source_ip, Actor::Key(key.id.clone())),
        (None, None) => plain(headers, source_ip, Actor::Guest),
    }
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
    fn a_server_speaks_for_its_user() {
        let origin = origin_of(&[
            ("x-forwarded-for", " 2001:db8::1 , 192.0.2.1"),
            ("x-forwarded-user-agent", "Firefox"),
            ("user-agent", "server"),
        ]);
        assert_eq!((origin.ip.as_str(), origin.agent.as_str()), ("2001:db8::1", "Firefox"));
    }

    #[test]
    fn what_is_no_address_is_not_believed() {
        assert_eq!(origin_of(&[("x-forwarded-for", "<script>")]).ip, "192.0.2.9");
        assert_eq!(origin_of(&[]).ip, "192.0.2.9");
    }
}
