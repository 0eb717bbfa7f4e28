//! A caller of a route that anyone may call, who may be signed in.

use crate::answers::dialect::Dialect;
use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::check::find_jwt_user;
use crate::auth::credentials::Credentials;
use crate::auth::identity::PendingAuth;
use crate::entry::context::{Guarded, RequestContext};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use roster_core::{Error, User};

/// A caller of a public route. Their session is looked up only by a handler that needs it.
pub struct Visitor {
    app: App,
    auth: PendingAuth,
    credentials: Credentials,
    dialect: Dialect,
}

impl Visitor {
    /// The user who is signed in. `None` for everybody else, also with a session or a JWT that is invalid or of a blocked
    /// user: the route is open to them as to any guest.
    ///
    /// # Errors
    /// Those of the check of project and API key.
    pub async fn user(&self) -> Result<Option<User>, Refusal> {
        let known = self.auth.clone().await?;
        let (access, store, now) = (&known.access, &self.app.store, self.app.now());
        // A key takes precedence over a session from 1.0 on. The console has no users, and no key for JWTs.
        let is_server = self.dialect.is_v1() && access.key.is_some();
        let found = match (&self.credentials.token, &self.credentials.jwt) {
            _ if is_server || access.project.jwt_key.is_empty() => None,
            (Some(token), _) => store.find_signed_in(&access.project.id, token, now).await?,
            (None, Some(jwt)) => match find_jwt_user(&self.app, self.dialect, access, jwt).await {
                Err(Error::JwtInvalid(_)) => None,
                found => found?,
            },
            (None, None) => None,
        };
        let is_active = |user: &User| user.status && !(user.mfa && user.has_more_factors());
        Ok(found.map(|found| found.user).filter(is_active))
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let context = RequestContext::of(&parts.extensions)?;
        let Guarded { auth, project, .. } = context.guarded()?.clone();
        let credentials = Credentials::of(&parts.headers, None, &project);
        Ok(Self { app: app.clone(), auth, credentials, dialect: context.dialect()? })
    }
}
