//! Groups of routes: one for each function, merged into one router where several are needed.

use crate::answers::render;
use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::guard::guard;
use crate::auth::origins::{self, CallerOrigin, Readers};
use crate::auth::policy::Policy;
use crate::entry::headers;
use crate::entry::request_log;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use roster_core::Error;

/// The routes of one function.
pub struct Group {
    guard: Policy,
    routes: Vec<(&'static str, MethodRouter<App>, Policy)>,
    share: Option<Share>,
}

/// Gives the handlers of a route what the group shares.
type Share = Box<dyn Fn(MethodRouter<App>) -> MethodRouter<App> + Send + Sync>;

impl Group {
    /// A group without routes.
    #[must_use]
    pub fn new(guard: Policy) -> Self {
        Self { guard, routes: Vec::new(), share: None }
    }

    /// Shares a value with the handlers of all routes, also of those that are added later: they take it as
    /// `Extension<T>`. For what only one function has, such as the means to send messages; what all have is in [`App`].
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(self, value: T) -> Self {
        let share = move |methods: MethodRouter<App>| methods.layer(Extension(value.clone()));
        Self { share: Some(Box::new(share)), ..self }
    }

    /// Adds a route: its path, and the handlers of its methods.
    #[must_use]
    pub fn route(mut self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.routes.push((path, methods, self.guard));
        self
    }

    /// Adds a route for the callers of another policy than that of the group.
    #[must_use]
    pub fn route_for(mut self, policy: Policy, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.routes.push((path, methods, policy));
        self
    }

    /// Adds a route that anyone may call.
    #[must_use]
    pub fn open_route(self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.route_for(Policy::Anyone, path, methods)
    }

    /// Adds a route that anyone may call, also without a project.
    #[must_use]
    pub fn public_route(self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.route_for(Policy::Public, path, methods)
    }

    /// Adds a route to which a provider sends browsers back: from every web origin, without a project.
    #[must_use]
    pub fn return_route(self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.route_for(Policy::Returning, path, methods)
    }

    /// The routes, whose handlers have what the group shares.
    fn into_routes(self) -> impl Iterator<Item = (&'static str, MethodRouter<App>, Policy)> {
        let Self { routes, share, .. } = self;
        routes.into_iter().map(move |(path, methods, policy)| {
            let methods = match &share {
                Some(share) => share(methods),
                None => methods,
            };
            (path, methods, policy)
        })
    }

    /// The paths of the group, as the template must name them.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.routes.iter().map(|(path, ..)| *path)
    }
}

/// The router of some groups: guarded routes, and a 404 for every other path and method, which callers get without
/// being authenticated.
pub fn router(groups: impl IntoIterator<Item = Group>, app: App) -> Router {
    let mut router = Router::new();
    for (path, methods, guarded_by) in groups.into_iter().flat_map(Group::into_routes) {
        router = router.route(path, methods.route_layer(from_fn_with_state((app.clone(), guarded_by), guard)));
    }
    router
        .method_not_allowed_fallback(no_such_route)
        .fallback(no_such_route)
        .layer(from_fn_with_state(app.clone(), answer))
        .with_state(app)
}

/// The layers around every request: the log line, headers, rendering. They are one layer of the router, because each
/// layer costs some microseconds of every request.
async fn answer(State(app): State<App>, request: Request, next: Next) -> Response {
    let render = async |request| render::render(&app, request, next).await;
    let add_headers = async |request| headers::add(&app, request, render).await;
    request_log::log(&app, request, add_headers).await
}

/// Every web page may read this error: it is the same for all callers.
async fn no_such_route(headers: HeaderMap) -> Response {
    let mut response = Refusal::from(Error::RouteNotFound).into_response();
    origins::allow(&mut response, CallerOrigin::of(&headers).as_ref(), Readers::Everybody);
    response
}
