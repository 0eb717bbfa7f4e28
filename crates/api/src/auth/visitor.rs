//! A caller of a route that anyone may call, who may be signed in.

use crate::answers::dialect::Dialect;
use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::check::find_jwt_user;
use crate::auth::credentials::{Credentials, Impersonated};
use crate::auth::identity::PendingAuth;
use crate::entry::context::{Guarded, RequestContext};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use roster_core::{Error, Result as CoreResult, User};
use roster_store::{Access, SignedIn};

/// A caller of a public route. Their session is looked up only by a handler that needs it.
pub struct Visitor {
    app: App,
    auth: PendingAuth,
    credentials: Credentials,
    dialect: Dialect,
}

impl Visitor {
    /// The user who is signed in, or the one that they act as. `None` for everybody else, also with a session or a JWT
    /// that is invalid or of a blocked user, with a session that lacks a second factor, and for a user without the right to
    /// act as another: the route is open to them as to any guest.
    ///
    /// # Errors
    /// Those of the check of project and API key.
    pub async fn user(&self) -> Result<Option<User>, Refusal> {
        let known = self.auth.clone().await?;
        let Some(own) = self.signed_in().await?.map(|own| own.user) else { return Ok(None) };
        let named = match &self.credentials.impersonated {
            None => return Ok(Some(own)),
            Some(Impersonated(Some(name))) if own.impersonator => name,
            Some(_) => return Ok(None),
        };
        match self.app.store.find_named(&known.access.project.id, named).await {
            Ok(found) => Ok(Some(found.user).filter(|user| user.status)),
            Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The session or the JWT of the caller, if it is valid and lacks no factor. Nobody is impersonated.
    ///
    /// # Errors
    /// Those of the check of project and API key.
    pub async fn signed_in(&self) -> Result<Option<SignedIn>, Refusal> {
        let known = self.auth.clone().await?;
        let is_active = |own: &SignedIn| own.user.status && !own.lacks_factors();
        Ok(self.own(&known.access).await?.filter(is_active))
    }

    /// The user of the session or of the JWT.
    async fn own(&self, access: &Access) -> CoreResult<Option<SignedIn>> {
        let (store, now) = (&self.app.store, self.app.now());
        // A key takes precedence over a session from 1.0 on. The console has no users, and no key for JWTs.
        let is_server = self.dialect.is_v1() && access.key.is_some();
        match (&self.credentials.token, &self.credentials.jwt) {
            _ if is_server || access.project.jwt_key.is_empty() => Ok(None),
            (Some(token), _) => store.find_signed_in(&access.project.id, token, now).await,
            (None, Some(jwt)) => match find_jwt_user(&self.app, self.dialect, access, jwt).await {
                Err(Error::JwtInvalid(_)) => Ok(None),
                found => found,
            },
            (None, None) => Ok(None),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let context = RequestContext::of(&parts.extensions)?;
        let (Guarded { auth, project, inputs, .. }, dialect) = (context.guarded()?.clone(), context.dialect()?);
        let query = inputs.inputs().ok().filter(|_| dialect.is_v1());
        let credentials = Credentials::of(&parts.headers, query, &project);
        Ok(Self { app: app.clone(), auth, credentials, dialect })
    }
}
