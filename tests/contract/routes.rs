//! A route is declared three times: in the template, in the watch router, and in the function.

use crate::deployment::{CONSOLE, SCHEDULED, groups};
use crate::sources::in_manifest;
use crate::template::{SHARED, Template};
use std::collections::{BTreeMap, BTreeSet};

/// The function for paths without a route.
const DEFAULT: (&str, &str) = ("$default", "users");
/// The same for the watch router, whose `*` does not match an empty path.
const CATCH_ALL: [&str; 2] = ["/", "/{*rest}"];

fn routes_of_the_functions() -> BTreeMap<String, String> {
    let mut routes: BTreeMap<_, _> = [DEFAULT].map(|(path, name)| (path.to_owned(), name.to_owned())).into();
    for (name, group) in groups() {
        let is_shared = |path: &str| name == SHARED.0 && SHARED.1.ends_with(&format!(" {path}"));
        let key = |path: &str| if is_shared(path) { SHARED.1.to_owned() } else { path.to_owned() };
        routes.extend(group.paths().map(|path| (key(path), name.to_owned())));
    }
    routes.extend(roster_console::PATHS.map(|path| (path.to_owned(), CONSOLE.to_owned())));
    routes
}

/// The functions of one path, by their methods: the one that has the path has all methods but that of the other.
fn functions_of_the_shared_path(path: &str, methods: &[toml::Value]) -> [(String, String); 2] {
    let mut methods: BTreeMap<_, _> = methods
        .iter()
        .map(|route| (route["method"].as_str().expect("a method"), route["function"].as_str().expect("a function")))
        .collect();
    let (method, _) = SHARED.1.split_once(' ').expect("a method and a path");
    let sends = methods.remove(method).expect("the method of the other function");
    assert_eq!(methods.keys().copied().collect::<Vec<_>>(), ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"]);
    let rest: BTreeSet<_> = methods.into_values().collect();
    assert_eq!(rest.len(), 1, "{path} belongs to two functions: {rest:?}");
    let rest = rest.into_iter().next().expect("one function").to_owned();
    [(format!("{method} {path}"), sends.to_owned()), (path.to_owned(), rest)]
}

fn routes_of_the_watch_router() -> BTreeMap<String, String> {
    let router = in_manifest("workspace.metadata.lambda.watch.router");
    let functions = |path: &str, target: &toml::Value| match target {
        toml::Value::String(function) => vec![(path.to_owned(), function.clone())],
        toml::Value::Array(methods) => functions_of_the_shared_path(path, methods).to_vec(),
        other => panic!("{path}: {other:?}"),
    };
    let router = router.as_table().expect("the router is a table").iter();
    let mut routes: BTreeMap<_, _> = router.flat_map(|(path, target)| functions(path, target)).collect();
    for path in CATCH_ALL {
        assert_eq!(routes.remove(path).as_deref(), Some(DEFAULT.1), "{path}");
    }
    routes.insert(DEFAULT.0.to_owned(), DEFAULT.1.to_owned());
    routes
}

#[test]
fn the_template_has_the_routes_of_the_functions() {
    assert_eq!(Template::read().routes(), routes_of_the_functions());
}

#[test]
fn the_watch_router_has_the_routes_of_the_functions() {
    assert_eq!(routes_of_the_watch_router(), routes_of_the_functions());
}

#[test]
fn the_built_functions_are_those_of_the_template() {
    let built = in_manifest("workspace.metadata.lambda.build.bin");
    let built = built.as_array().expect("a list of binaries").iter();
    let built: BTreeSet<String> = built.map(|name| name.as_str().expect("a name").to_owned()).collect();
    let deployed: BTreeSet<String> = Template::read().functions().into_keys().collect();
    let known: BTreeSet<String> =
        groups().map(|(name, _)| name).into_iter().chain([CONSOLE, SCHEDULED]).map(str::to_owned).collect();
    assert_eq!(built, deployed);
    assert_eq!(known, deployed, "deployment.rs lists every function");
}
