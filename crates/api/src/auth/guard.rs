//! The layer in front of every route: it checks the caller before the rest of the request is handled.

use crate::answers::dialect::Dialect;
use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::check::{AuthRequest, check};
use crate::auth::identity::PendingAuth;
use crate::auth::policy::Policy;
use crate::auth::tally::Tally;
use crate::auth::{cookies, origins};
use crate::entry::context::{Guarded, RequestContext};
use crate::params::inputs::RequestInputs;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use roster_core::{Error, ProjectId, Result, Role, Scope};

/// Passes a request to its handler, or answers with the reason why not.
///
/// A read whose API key is not in the cache starts at the same time as the check, and is dropped as soon as the check
/// fails. Its connection is dropped, too, which costs less than a long read for a caller with an invented key. Handlers
/// that take `AuthedCaller` wait for the check, also in reads; those with `UncheckedReader` do not. A write always
/// waits. In all cases a caller is rejected before any error of a parameter is returned.
pub(crate) async fn guard(State((app, policy)): State<(App, Policy)>, mut request: Request, next: Next) -> Response {
    let origin = origins::WebOrigin::of(request.headers());
    let guarded = match enter(&app, policy, &mut request).await {
        Ok(guarded) => guarded,
        Err(error) => return Refusal::from(error).into_response(),
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
    let (mut response, access) = match answered {
        Ok((identity, response)) => (response, Some(identity.access.clone())),
        Err(rejection) => (rejection.refusal.into_response(), rejection.access),
    };
    tally.write(&mut response);
    if let Some(access) = access {
        origins::allow(&mut response, origin.as_ref(), &access.project);
        cookies::write(&mut response, &access.project.id);
    }
    response
}

/// Reads the parameters and the project, prepares the check of the caller, and completes the context of the request.
async fn enter(app: &App, policy: Policy, request: &mut Request) -> Result<Guarded> {
    let context = RequestContext::of(request.extensions())?;
    ensure_on_its_route(request, context)?;
    let dialect = context.dialect()?;
    let inputs = RequestInputs::read(request).await;
    let project = match named_project(request, &inputs, policy.scopes(request.method()), dialect) {
        Err(Error::ScopeMissing { .. }) if policy == Policy::Public => ProjectId::console(),
        named => named?,
    };
    let auth: PendingAuth = check(app.clone(), AuthRequest::of(policy, request, &project, dialect)).boxed().shared();
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
/// no project.
fn named_project(
    request: &Request,
    inputs: &RequestInputs,
    scopes: &'static [Scope],
    dialect: Dialect,
) -> Result<ProjectId> {
    let header = |headers: &HeaderMap| headers.get("x-appwrite-project")?.to_str().ok().map(str::to_owned);
    let named = inputs.text("project").or_else(|| header(request.headers()));
    let has_key = dialect.is_v1() && request.headers().contains_key("x-appwrite-key");
    let nobody = || if has_key { Error::ProjectIdMissing } else { Error::ScopeMissing { role: Role::Guest, scopes } };
    let named = named.filter(|id| !id.is_empty()).ok_or_else(nobody)?;
    ProjectId::parse(&named).map_err(|_| Error::ProjectNotFound)
}
