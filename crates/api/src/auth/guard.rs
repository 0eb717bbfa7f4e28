//! The layer in front of every route: it checks the caller before the rest of the request is handled.

use crate::answers::dialect::Dialect;
use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::check::{AuthRequest, check};
use crate::auth::cookies;
use crate::auth::identity::PendingAuth;
use crate::auth::origins::{self, CallerOrigin, Readers};
use crate::auth::policy::Policy;
use crate::auth::site::CallerSite;
use crate::auth::tally::Tally;
use crate::entry::context::{Guarded, RequestContext};
use crate::params::inputs::RequestInputs;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use roster_core::{Error, ProjectId, Result, Role};

/// Passes a request to its handler, or answers with the reason why not.
///
/// A read whose API key is not in the cache starts at the same time as the check, and is dropped as soon as the check
/// fails. Its connection is dropped, too, which costs less than a long read for a caller with an invented key. Handlers
/// that take `AuthedCaller` wait for the check, also in reads; those with `UncheckedReader` do not. A write always
/// waits. In all cases a caller is rejected before any error of a parameter is returned.
pub(crate) async fn guard(State((app, policy)): State<(App, Policy)>, mut request: Request, next: Next) -> Response {
    let (origin, site) = (CallerOrigin::of(request.headers()), CallerSite::of(request.headers()));
    let guarded = match enter(&app, policy, &mut request).await {
        Ok(guarded) => guarded,
        Err(error) => {
            let mut response = Refusal::from(error).into_response();
            origins::allow(&mut response, origin.as_ref(), Readers::Everybody);
            return response;
        }
    };
    let Guarded { auth, tally, .. } = guarded;
    let answered = if request.method().is_safe() {
        tokio::try_join!(auth, async { Ok(next.run(request).await) })
    } else {
        match auth.await {
            Ok(identity) => Ok((identity, next.run(request).await)),
            Err(rejection) => Err(rejection),
        }
    };
    let (mut response, access, is_public) = match answered {
        Ok((identity, response)) => (response, Some(identity.access.clone()), false),
        Err(rejection) => (rejection.refusal.into_response(), rejection.access, rejection.is_public),
    };
    tally.write(&mut response);
    let readers = match &access {
        Some(access) => Readers::Of(&access.project),
        None if is_public => Readers::Everybody,
        None => Readers::Nobody,
    };
    origins::allow(&mut response, origin.as_ref(), readers);
    if let Some(access) = &access {
        cookies::write(&mut response, &access.project.id, || site.is_of(origin.as_ref()));
    }
    response
}

/// Reads the parameters and the project, prepares the check of the caller, and completes the context of the request.
async fn enter(app: &App, policy: Policy, request: &mut Request) -> Result<Guarded> {
    let context = RequestContext::of(request.extensions())?;
    ensure_on_its_route(request, context)?;
    let dialect = context.dialect()?;
    let inputs = RequestInputs::read(request).await;
    let project = match named_project(request, &inputs, policy, dialect) {
        Err(Error::ScopeMissing { .. }) if policy.needs_no_project() => ProjectId::console(),
        named => named?,
    };
    let auth_request = AuthRequest::of(policy, request, &inputs, &project, dialect);
    let auth: PendingAuth = check(app.clone(), auth_request).boxed().shared();
    let guarded = Guarded { inputs, project, auth, tally: Tally::default() };
    if let Some(context) = request.extensions_mut().get_mut::<RequestContext>() {
        context.guarded = Some(guarded.clone());
    }
    Ok(guarded)
}

/// The gateway passes paths decoded: `/v1/users/a%2femail` arrives as `/v1/users/a/email`. The route that the gateway
/// chose by the path as it was sent decides; so an id with a slash in it never reaches another route. The router
/// accepts an empty segment as a parameter, but no id is empty, so a path with one has no route.
fn ensure_on_its_route(request: &Request, context: &RequestContext) -> Result<()> {
    let matched = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let chosen = context.route_key.as_deref().and_then(|key| key.split_once(' '));
    let is_on_it = chosen.is_none_or(|(_, path)| path == matched);
    if is_on_it && !request.uri().path().contains("//") { Ok(()) } else { Err(Error::RouteNotFound) }
}

/// The project that a caller names; the parameter takes precedence over the header. A caller without one is a guest of
/// no project. In 0.15 an empty header names a project that does not exist, but on routes that need none; since 1.0 an
/// API key needs the header, also beside the parameter (source:
/// docs/reference/appwrite/requests.md#project-and-key-errors).
fn named_project(request: &Request, inputs: &RequestInputs, policy: Policy, dialect: Dialect) -> Result<ProjectId> {
    let header = |name: &'static str| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_sent = |name| header(name).is_some_and(|value| !value.is_empty());
    if dialect.is_v1() && is_sent("x-appwrite-key") && !is_sent("x-appwrite-project") {
        return Err(Error::ProjectIdMissing);
    }
    let named = inputs.text("project").or_else(|| header("x-appwrite-project").map(str::to_owned));
    let is_ignored = |id: &str| id.is_empty() && (dialect.is_v1() || policy.needs_no_project());
    let scopes = policy.scopes(request.method());
    let named = named.filter(|id| !is_ignored(id)).ok_or(Error::ScopeMissing { role: Role::Guest, scopes })?;
    ProjectId::parse(&named).map_err(|_| Error::ProjectNotFound)
}
