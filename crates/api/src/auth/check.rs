//! The check of a caller: web origin, session, API key, impersonation.

use crate::answers::dialect::Dialect;
use crate::app::App;
use crate::auth::access_cache::Lookup;
use crate::auth::credentials::{Credentials, Impersonated};
use crate::auth::identity::{AuthRejection, CallerIdentity};
use crate::auth::jwt;
use crate::auth::origins;
use crate::auth::policy::Policy;
use crate::params::inputs::RequestInputs;
use axum::extract::Request;
use axum::http::Method;
use roster_core::{ApiKey, Error, KeySecret, Name, Project, ProjectId, Result, Role, Scope, SecretHash, UserId};
use roster_store::{Access, SignedIn};
use std::sync::Arc;

/// The parts of a request that the check needs.
pub(crate) struct AuthRequest {
    policy: Policy,
    method: Method,
    project: ProjectId,
    dialect: Dialect,
    credentials: Credentials,
    origin: Option<origins::CallerOrigin>,
}

impl AuthRequest {
    pub(crate) fn of(
        policy: Policy,
        request: &Request,
        inputs: &RequestInputs,
        project: &ProjectId,
        dialect: Dialect,
    ) -> Self {
        // Since 1.0 a read may name the user to act as in its query; the query of any other method is ignored.
        let query = inputs.inputs().ok().filter(|_| dialect.is_v1() && request.method().is_safe());
        Self {
            policy,
            method: request.method().clone(),
            project: project.clone(),
            dialect,
            credentials: Credentials::of(request.headers(), query, project),
            origin: origins::CallerOrigin::of(request.headers()),
        }
    }

    /// The error of a caller whose project does not exist. Appwrite has a project for its console, which no API key
    /// and no session here belongs to (source: docs/reference/appwrite/requests.md#project-and-key-errors).
    fn without_project(&self) -> Error {
        if !self.project.is_console() {
            return Error::ProjectNotFound;
        }
        let guest = Error::ScopeMissing { role: Role::Guest, scopes: self.policy.scopes(&self.method) };
        self.ensure_key_is_known(None).err().unwrap_or(guest)
    }

    /// Whether the web origin is checked: of web pages and apps, not of servers, which have a valid API key. A session
    /// beside the key could come from a browser: its writes are checked. 0.15 does not check reads, which no page of an
    /// unknown web origin can see (source: docs/reference/appwrite/requests.md#order-of-checks).
    fn needs_known_origin(&self, access: &Access, signed_in: Option<&SignedIn>) -> bool {
        let is_read = self.method.is_safe();
        let is_server = access.key.is_some() && (is_read || signed_in.is_none());
        self.policy != Policy::Returning && !is_server && (self.dialect.is_v1() || !is_read)
    }

    /// From 1.0 on an unknown key is an error, unless it is of a kind that this service does not have (source:
    /// docs/reference/appwrite/requests.md#project-and-key-errors).
    fn ensure_key_is_known(&self, known: Option<&ApiKey>) -> Result<()> {
        let is_of_a_project = |key: &String| key.starts_with("standard_") || !key.contains('_');
        let unknown = self.credentials.key.as_ref().filter(|_| known.is_none()).is_some_and(is_of_a_project);
        if self.dialect.is_v1() && unknown { Err(Error::Unauthorized) } else { Ok(()) }
    }

    /// In 0.15 an API key does not have the scope of signing up, unlike every other caller (source:
    /// docs/reference/appwrite/account.md#endpoints-of-015).
    fn ensure_may_sign_up(&self, access: &Access) -> Result<()> {
        match &access.key {
            Some(key) if self.policy == Policy::SignUp && !self.dialect.is_v1() => {
                let role = Role::Application(key.project.clone());
                Err(Error::ScopeMissing { role, scopes: &[Scope::Public] })
            }
            _ => Ok(()),
        }
    }
}

/// Checks a caller. Project and session are read at the same time.
pub(crate) async fn check(app: App, request: AuthRequest) -> Result<Arc<CallerIdentity>, AuthRejection> {
    app.ensure_current()?;
    let key = request.credentials.key.as_deref();
    let hash = key.and_then(KeySecret::parse).map(|secret| secret.hash());
    let found = tokio::try_join!(find_or_console(&app, &request, hash), find_signed_in(&app, &request));
    let (access, signed_in) = match found {
        Err(Error::ProjectNotFound) => return Err(AuthRejection::without_project(request.without_project())),
        found => found?,
    };
    match admit(&app, &request, &access, signed_in).await {
        Ok((signed_in, impersonator)) => {
            let is_open = request.policy.is_open();
            Ok(Arc::new(CallerIdentity { access, signed_in, impersonator, is_open }))
        }
        Err(error) => Err(AuthRejection::in_project(access, error)),
    }
}

/// Checks web origin, session and key, in this order. A JWT can only be verified once its project is read. Returns the
/// user who is signed in, and the user who acts as them.
async fn admit(
    app: &App,
    request: &AuthRequest,
    access: &Access,
    signed_in: Option<SignedIn>,
) -> Result<(Option<SignedIn>, Option<UserId>)> {
    if request.needs_known_origin(access, signed_in.as_ref()) {
        origins::ensure_known(request.origin.as_ref(), &access.project)?;
    }
    let signed_in = match (&signed_in, &request.credentials.jwt) {
        (None, Some(token)) if request.policy.looks_for_sessions() => {
            find_jwt_user(app, request.dialect, access, token).await?
        }
        _ => signed_in,
    };
    // From 1.0 on a key takes precedence over a session (source:
    // docs/reference/appwrite/requests.md#project-and-key-errors).
    let signed_in = signed_in.filter(|_| !request.dialect.is_v1() || access.key.is_none());
    request.ensure_key_is_known(access.key.as_ref())?;
    let is_v1 = request.dialect.is_v1();
    request.policy.admit(access, signed_in.as_ref(), request.policy.scopes(&request.method), is_v1, app.now())?;
    request.ensure_may_sign_up(access)?;
    let signed_in = match signed_in {
        // Somebody who lacks a second factor is not known to be the user.
        Some(signed_in) if is_v1 && !request.policy.is_open() && !signed_in.lacks_factors() => {
            Some(app.store.note_access(&request.project, signed_in, app.now()).await)
        }
        signed_in => signed_in,
    };
    match (&request.credentials.impersonated, signed_in) {
        (Some(name), Some(own)) => {
            let named = impersonate(app, request, &own, name).await?;
            Ok((Some(named), Some(own.user.id)))
        }
        (_, signed_in) => Ok((signed_in, None)),
    }
}

/// The user of a JWT.
///
/// # Errors
/// [`Error::JwtInvalid`].
pub(crate) async fn find_jwt_user(
    app: &App,
    dialect: Dialect,
    access: &Access,
    token: &str,
) -> Result<Option<SignedIn>> {
    let (project, now) = (&access.project.id, app.now());
    let subject = jwt::verify(&access.project, token, now, jwt::leeway(dialect))?;
    match &subject.session {
        Some(session) => app.store.find_session_by_id(project, &subject.user, session, now).await,
        None => app.store.find_jwt_user(project, &subject.user, subject.user_created_at).await,
    }
}

/// Loads the user to impersonate. A caller without the right is rejected, and not run under their own identity, which
/// they did not ask for.
async fn impersonate(app: &App, request: &AuthRequest, own: &SignedIn, name: &Impersonated) -> Result<SignedIn> {
    if !own.user.impersonator {
        return Err(Error::Unauthorized);
    }
    // Also on the routes that such a session may call for itself.
    if own.lacks_factors() {
        return Err(Error::MoreFactorsRequired);
    }
    let Impersonated(Some(name)) = name else { return Err(Error::UserNotFound) };
    let named = app.store.find_named(&request.project, name).await?;
    if named.user.status { Ok(named) } else { Err(Error::UserBlocked) }
}

async fn find_signed_in(app: &App, request: &AuthRequest) -> Result<Option<SignedIn>> {
    match &request.credentials.token {
        Some(token) if request.policy.looks_for_sessions() => {
            app.store.find_signed_in(&request.project, token, app.now()).await
        }
        _ => Ok(None),
    }
}

/// The project and the API key of a request. A route that needs no project accepts Appwrite's own, `console`, although it
/// does not exist here: command lines call in its name before a project is chosen.
async fn find_or_console(app: &App, request: &AuthRequest, hash: Option<SecretHash>) -> Result<Arc<Access>> {
    match find(app, &request.project, hash).await {
        Err(Error::ProjectNotFound) if request.policy.needs_no_project() && request.project.is_console() => {
            // Nothing of it is ever signed or verified with the empty key: see `Visitor`.
            let console = Project::create(request.project.clone(), Name::default(), String::new(), app.now());
            Ok(Arc::new(Access { project: console, key: None }))
        }
        found => found,
    }
}

async fn find(app: &App, project: &ProjectId, hash: Option<SecretHash>) -> Result<Arc<Access>> {
    let key = (project.clone(), hash);
    match app.access_cache.get(&key, app.now()) {
        Lookup::Hit(access) => return Ok(access),
        Lookup::KnownAbsent => return Err(Error::ProjectNotFound),
        Lookup::Miss => {}
    }
    let found = match app.store.find_access(&key.0, key.1.as_ref()).await {
        Ok(access) => Some(Arc::new(access)),
        Err(Error::ProjectNotFound) => None,
        Err(error) => return Err(error),
    };
    app.access_cache.put(key, found.clone(), app.now());
    found.ok_or(Error::ProjectNotFound)
}
