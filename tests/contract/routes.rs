//! A route is declared three times: in the template, in the watch router, and in the function.

use crate::deployment::{SCHEDULED, groups};
use crate::sources::in_manifest;
use crate::template::Template;
use std::collections::{BTreeMap, BTreeSet};

/// The function for paths without a route.
const DEFAULT: (&str, &str) = ("$default", "users");
/// The same for the watch router, whose `*` does not match an empty path.
const CATCH_ALL: [&str; 2] = ["/", "/{*rest}"];

fn routes_of_the_functions() -> BTreeMap<String, String> {
    let mut routes: BTreeMap<_, _> = [DEFAULT].map(|(path, name)| (path.to_owned(), name.to_owned())).into();
    for (name, group) in groups() {
        routes.extend(group.paths().map(|path| (path.to_owned(), name.to_owned())));
    }
    routes
}

fn routes_of_the_watch_router() -> BTreeMap<String, String> {
    let router = in_manifest("workspace.metadata.lambda.watch.router");
    let function = |target: &toml::Value| target.as_str().expect("a route is for every method").to_owned();
    let router = router.as_table().expect("the router is a table").iter();
    let mut routes: BTreeMap<_, _> = router.map(|(path, target)| (path.clone(), function(target))).collect();
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
        groups().map(|(name, _)| name).into_iter().chain([SCHEDULED]).map(str::to_owned).collect();
    assert_eq!(built, deployed);
    assert_eq!(known, deployed, "deployment.rs lists every function");
}
