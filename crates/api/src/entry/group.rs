//! Groups of routes: one for each function, merged into one router where several are needed.

use crate::answers::render;
use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::guard::guard;
use crate::auth::origins::{self, CallerOrigin, Readers};
use crate::auth::policy::Policy;
use crate::entry::headers;
use crate::entry::request_log;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use roster_core::Error;

/// The routes of one function.
pub struct Group {
    guard: Policy,
    routes: Vec<(&'static str, MethodRouter<App>, Policy)>,
}

impl Group {
    /// A group without routes.
    #[must_use]
    pub fn new(guard: Policy) -> Self {
        Self { guard, routes: Vec::new() }
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
    pub fn public_route(mut self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.routes.push((path, methods, Policy::Public));
        self
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
    for (path, methods, guarded_by) in groups.into_iter().flat_map(|group| group.routes) {
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
