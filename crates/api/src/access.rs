//! Who is calling: project and key, before anything else is looked at.

use crate::App;
use crate::group::Guard;
use crate::inputs::{self, Inputs};
use crate::view::Refusal;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use roster_core::{Error, KeySecret, ProjectId, Result, Role, Scope, SecretHash};
use roster_store::Access;
use std::sync::Arc;

/// The route that the gateway chose, as it names it (`ANY /v1/users/{userId}`).
#[derive(Debug, Clone)]
pub(crate) struct RouteKey(pub(crate) String);

/// The parameters of a request, or why they cannot be read.
#[derive(Clone, Default)]
pub(crate) struct Received(Option<Arc<Result<Inputs>>>);

impl Received {
    /// The parameters.
    ///
    /// # Errors
    /// [`Error::BodyMalformed`].
    pub(crate) fn inputs(&self) -> Result<&Inputs> {
        match self.0.as_deref() {
            Some(Ok(inputs)) => Ok(inputs),
            Some(Err(Error::BodyMalformed(why))) => Err(Error::BodyMalformed(why.clone())),
            _ => Err(Error::internal("parameters were not read")),
        }
    }
}

/// The project that a caller names: good for reading, until the check of the key says otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Claimed(pub(crate) ProjectId);

/// The check of project and key, done or still under way.
pub(crate) type Checked = Shared<BoxFuture<'static, Result<Arc<Access>, Refusal>>>;

/// Lets a request through to its handler, or answers why not.
///
/// A read whose key is not remembered goes out beside the check, and its answer is thrown away if the check fails. A write
/// waits. Either way a refusal comes before any complaint about parameters.
pub(crate) async fn guard(State((app, guard)): State<(App, Guard)>, mut request: Request, next: Next) -> Response {
    if !is_on_its_route(&request) {
        return Refusal::from(Error::RouteNotFound).into_response();
    }
    let received = Received(Some(Arc::new(inputs::read(&mut request).await)));
    let scopes = guard.scopes(request.method());
    let project = match claimed_project(&request, &received, scopes) {
        Ok(project) => project,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let secret = request.headers().get("x-appwrite-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let check: Checked = check(app, project.clone(), secret, scopes).boxed().shared();
    request.extensions_mut().insert(received);
    request.extensions_mut().insert(check.clone());
    request.extensions_mut().insert(Claimed(project));
    if request.method().is_safe() {
        let (checked, response) = tokio::join!(check, next.run(request));
        return checked.map_or_else(IntoResponse::into_response, |_| response);
    }
    match check.await {
        Ok(_) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The gateway hands paths over decoded: `/v1/users/a%2femail` arrives as `/v1/users/a/email`. What it chose by the path
/// as sent is the truth; an id with a slash in it never reaches another route.
/// The router takes an empty segment for a parameter: no id is empty.
fn is_on_its_route(request: &Request) -> bool {
    if request.uri().path().contains("//") {
        return false;
    }
    let matched = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let chosen = request.extensions().get::<RouteKey>().and_then(|key| key.0.split_once(' '));
    chosen.is_none_or(|(_, path)| path == matched)
}

/// The parameter wins over the header. Who names no project is a guest of none.
fn claimed_project(request: &Request, received: &Received, scopes: &'static [Scope]) -> Result<ProjectId> {
    let named = received.text("project").or_else(|| header(request.headers(), "x-appwrite-project").map(str::to_owned));
    let named = named.filter(|id| !id.is_empty()).ok_or(Error::ScopeMissing { role: Role::Guest, scopes })?;
    ProjectId::parse(&named).map_err(|_| Error::ProjectNotFound)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

async fn check(
    app: App,
    project: ProjectId,
    secret: Option<String>,
    scopes: &'static [Scope],
) -> Result<Arc<Access>, Refusal> {
    app.ensure_current()?;
    let hash = secret.as_deref().and_then(KeySecret::parse).map(|secret| secret.hash());
    let access = find(&app, project, hash).await?;
    match &access.key {
        None => Err(Error::ScopeMissing { role: Role::Guest, scopes })?,
        Some(key) if key.is_expired(app.now()) => Err(Error::KeyExpired)?,
        Some(key) if !key.allows(scopes) => {
            Err(Error::ScopeMissing { role: Role::Application(key.project.clone()), scopes })?
        }
        Some(_) => Ok(access),
    }
}

async fn find(app: &App, project: ProjectId, hash: Option<SecretHash>) -> Result<Arc<Access>> {
    let question = (project, hash);
    let remembered = app.remembered.get(&question, app.now());
    let answer = match remembered {
        Some(answer) => answer,
        None => {
            let answer = match app.store.find_access(&question.0, question.1.as_ref()).await {
                Ok(access) => Some(Arc::new(access)),
                Err(Error::ProjectNotFound) => None,
                Err(error) => return Err(error),
            };
            app.remembered.put(question, answer.clone(), app.now());
            answer
        }
    };
    answer.ok_or(Error::ProjectNotFound)
}
