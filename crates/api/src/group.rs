//! Groups of routes: one for each function, merged into one router where all are needed.

use crate::access::guard;
use crate::app::App;
use crate::view::Refusal;
use crate::{headers, logging, render};
use axum::Router;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::MethodRouter;
use roster_core::{Error, Scope};

/// What a key must be allowed to do for a group of routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// `users.read`, `users.write`.
    Users,
    /// As users; `sessions.read`, `sessions.write` will do as well.
    Sessions,
}

impl Guard {
    /// The scopes of which any one will do; the first is the one that a refusal names.
    pub(crate) fn scopes(self, method: &Method) -> &'static [Scope] {
        match (self, method.is_safe()) {
            (Self::Users, true) => &[Scope::UsersRead],
            (Self::Users, false) => &[Scope::UsersWrite],
            (Self::Sessions, true) => &[Scope::UsersRead, Scope::SessionsRead],
            (Self::Sessions, false) => &[Scope::UsersWrite, Scope::SessionsWrite],
        }
    }
}

/// The routes of one function.
pub struct Group {
    guard: Guard,
    routes: Vec<(&'static str, MethodRouter<App>)>,
}

impl Group {
    /// A group without routes yet.
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self { guard, routes: Vec::new() }
    }

    /// With a route: its path, and the handlers of its methods.
    #[must_use]
    pub fn route(mut self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.routes.push((path, methods));
        self
    }

    /// The paths of the group, as the template must name them.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.routes.iter().map(|(path, _)| *path)
    }
}

/// The router of some groups: guarded routes, and for everything else the answer that there is no such route, before
/// anybody is asked for a key.
pub fn router(groups: impl IntoIterator<Item = Group>, app: App) -> Router {
    let mut router = Router::new();
    for Group { guard: guarded_by, routes } in groups {
        for (path, methods) in routes {
            let methods = methods.route_layer(from_fn_with_state((app.clone(), guarded_by), guard));
            router = router.route(path, methods.fallback(no_such_route));
        }
    }
    router
        .fallback(no_such_route)
        .layer(from_fn_with_state(app.clone(), render::render))
        .layer(from_fn(headers::add))
        .layer(from_fn(logging::log))
        .with_state(app)
}

async fn no_such_route() -> Refusal {
    Refusal::from(Error::RouteNotFound)
}
