//! Who is calling: project, key and session, before anything else is looked at.

use crate::App;
use crate::credentials::{Credentials, Impersonated};
use crate::dialect::Dialect;
use crate::guard::Guard;
use crate::inputs::{self, Inputs};
use crate::limits::Tally;
use crate::origins;
use crate::view::Refusal;
use crate::{cookies, jwt};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use roster_core::{Error, KeySecret, ProjectId, Result, Role, Scope, SecretHash, UserId};
use roster_store::{Access, SignedIn};
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

/// What is known of a caller who may call.
pub(crate) struct Known {
    /// The project, and the key if one was shown.
    pub(crate) access: Arc<Access>,
    /// The user who is signed in, where sessions count.
    pub(crate) signed_in: Option<SignedIn>,
    /// Who calls in that user's name.
    pub(crate) impersonator: Option<UserId>,
    /// Whether anybody may call: a key has opened nothing then.
    pub(crate) is_open: bool,
}

impl Known {
    /// Whether a server calls that may make sessions anyway: with a key of `users.write` or `sessions.write`. Any other key
    /// signs nobody in more easily than no key does.
    pub(crate) fn may_make_sessions(&self) -> bool {
        let key = self.access.key.as_ref();
        key.is_some_and(|key| key.allows(&[Scope::UsersWrite, Scope::SessionsWrite]))
    }
}

/// Why a caller may not call; the project, if there is one, says which pages may read that.
#[derive(Clone)]
pub(crate) struct Denied {
    refusal: Refusal,
    access: Option<Arc<Access>>,
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self { refusal: error.into(), access: None }
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        denied.refusal
    }
}

/// The check of project, key and session, done or still under way.
pub(crate) type Checked = Shared<BoxFuture<'static, Result<Arc<Known>, Denied>>>;

/// Lets a request through to its handler, or answers why not.
///
/// A read whose key is not remembered goes out beside the check, and is given up as soon as the check fails: its
/// connection with it, which costs less than a long read for anybody who makes up a key. A write waits. Either way a
/// refusal comes before any complaint about parameters.
pub(crate) async fn guard(State((app, guard)): State<(App, Guard)>, mut request: Request, next: Next) -> Response {
    if !is_on_its_route(&request) {
        return Refusal::from(Error::RouteNotFound).into_response();
    }
    let received = Received(Some(Arc::new(inputs::read(&mut request).await)));
    let dialect = request.extensions().get::<Dialect>().copied().unwrap_or_default();
    let project = match claimed_project(&request, &received, guard.scopes(request.method()), dialect) {
        Ok(project) => project,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let asked = Asked::of(guard, &request, &project, dialect);
    let page = origins::page(request.headers());
    let check: Checked = check(app.clone(), asked).boxed().shared();
    request.extensions_mut().insert(received);
    request.extensions_mut().insert(check.clone());
    request.extensions_mut().insert(Claimed(project));
    let tally = Tally::default();
    request.extensions_mut().insert(tally.clone());
    let answered = if request.method().is_safe() {
        tokio::try_join!(check, async { Ok(next.run(request).await) })
    } else {
        match check.await {
            Ok(known) => Ok((known, next.run(request).await)),
            Err(denied) => Err(denied),
        }
    };
    let (mut response, access) = match answered {
        Ok((known, response)) => (response, Some(known.access.clone())),
        Err(denied) => (denied.refusal.into_response(), denied.access),
    };
    tally.tell(&mut response);
    if let Some(access) = access {
        origins::allow(&mut response, page.as_ref(), &access.project);
        cookies::name(&mut response, &access.project.id);
    }
    response
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
fn claimed_project(
    request: &Request,
    received: &Received,
    scopes: &'static [Scope],
    dialect: Dialect,
) -> Result<ProjectId> {
    let header = |headers: &HeaderMap| headers.get("x-appwrite-project")?.to_str().ok().map(str::to_owned);
    let named = received.text("project").or_else(|| header(request.headers()));
    let has_key = dialect.is_1() && request.headers().contains_key("x-appwrite-key");
    let nobody = || if has_key { Error::ProjectIdMissing } else { Error::ScopeMissing { role: Role::Guest, scopes } };
    let named = named.filter(|id| !id.is_empty()).ok_or_else(nobody)?;
    ProjectId::parse(&named).map_err(|_| Error::ProjectNotFound)
}

/// What the check needs of a request.
struct Asked {
    guard: Guard,
    method: Method,
    project: ProjectId,
    dialect: Dialect,
    credentials: Credentials,
    page: Option<origins::Page>,
}

impl Asked {
    fn of(guard: Guard, request: &Request, project: &ProjectId, dialect: Dialect) -> Self {
        Self {
            guard,
            method: request.method().clone(),
            project: project.clone(),
            dialect,
            credentials: Credentials::of(request.headers(), project),
            page: origins::page(request.headers()),
        }
    }
}

impl Asked {
    /// From 1.0 on a key that does not exist is not the same as none, unless it is of a kind that is not known here
    /// (source: api-reference 2.3).
    fn ensure_key_is_known(&self, access: &Access) -> Result<()> {
        let is_of_a_project = |key: &String| key.starts_with("standard_") || !key.contains('_');
        let unknown = self.credentials.key.as_ref().filter(|_| access.key.is_none()).is_some_and(is_of_a_project);
        if self.dialect.is_1() && unknown { Err(Error::Unauthorized) } else { Ok(()) }
    }
}

/// Project and session are read side by side.
async fn check(app: App, asked: Asked) -> Result<Arc<Known>, Denied> {
    app.ensure_current()?;
    let key = asked.credentials.key.as_deref();
    let hash = key.and_then(KeySecret::parse).map(|secret| secret.hash());
    let (access, signed_in) = tokio::try_join!(find(&app, &asked.project, hash), find_signed_in(&app, &asked))?;
    match admit(&app, &asked, &access, signed_in).await {
        Ok((signed_in, impersonator)) => {
            let is_open = asked.guard == Guard::Anyone;
            Ok(Arc::new(Known { access, signed_in, impersonator, is_open }))
        }
        Err(error) => Err(Denied { refusal: error.into(), access: Some(access) }),
    }
}

/// Page, session and key, in this order. A JWT can only be read once its project is known. Answers who is signed in, and
/// who calls in his name.
async fn admit(
    app: &App,
    asked: &Asked,
    access: &Access,
    signed_in: Option<SignedIn>,
) -> Result<(Option<SignedIn>, Option<UserId>)> {
    // A key that is none, or that comes with the session of a user, may be sent by any page.
    let is_server = access.key.is_some() && signed_in.is_none();
    if !is_server && !asked.method.is_safe() {
        origins::ensure_known(asked.page.as_ref(), &access.project)?;
    }
    let signed_in = match (&signed_in, &asked.credentials.jwt) {
        (None, Some(token)) if asked.guard.looks_for_sessions() => find_lent(app, asked, access, token).await?,
        _ => signed_in,
    };
    // From 1.0 on a key goes before a session (source: the reference).
    let signed_in = signed_in.filter(|_| !asked.dialect.is_1() || access.key.is_none());
    asked.ensure_key_is_known(access)?;
    asked.guard.admit(access, signed_in.as_ref(), asked.guard.scopes(&asked.method), app.now())?;
    if let Some(signed_in) = signed_in.as_ref().filter(|_| asked.dialect.is_1() && asked.guard != Guard::Anyone) {
        app.store.note_access(&asked.project, signed_in, app.now()).await;
    }
    match (&asked.credentials.impersonated, signed_in) {
        (Some(name), Some(own)) => {
            let named = impersonate(app, asked, &own, name).await?;
            Ok((Some(named), Some(own.user.id)))
        }
        (_, signed_in) => Ok((signed_in, None)),
    }
}

async fn find_lent(app: &App, asked: &Asked, access: &Access, token: &str) -> Result<Option<SignedIn>> {
    let (project, now) = (&asked.project, app.now());
    let lent = jwt::verify(&access.project, token, now, jwt::leeway(asked.dialect))?;
    match &lent.session {
        Some(session) => app.store.find_session_by_id(project, &lent.user, session, now).await,
        None => app.store.find_lent(project, &lent.user, lent.born).await,
    }
}

/// The user whom a caller wants to be, who may. Refusing who may not is safer than to let him act as himself, which he did
/// not ask for.
async fn impersonate(app: &App, asked: &Asked, own: &SignedIn, name: &Impersonated) -> Result<SignedIn> {
    if !own.user.impersonator {
        return Err(Error::Unauthorized);
    }
    let Impersonated(Some(name)) = name else { return Err(Error::UserNotFound) };
    let named = app.store.find_named(&asked.project, name).await?;
    if named.user.status { Ok(named) } else { Err(Error::UserBlocked) }
}

async fn find_signed_in(app: &App, asked: &Asked) -> Result<Option<SignedIn>> {
    match &asked.credentials.token {
        Some(token) if asked.guard.looks_for_sessions() => {
            app.store.find_signed_in(&asked.project, token, app.now()).await
        }
        _ => Ok(None),
    }
}

async fn find(app: &App, project: &ProjectId, hash: Option<SecretHash>) -> Result<Arc<Access>> {
    let question = (project.clone(), hash);
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
