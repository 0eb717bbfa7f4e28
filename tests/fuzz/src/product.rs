//! The product in this process: the routers of all functions over the embedded table.

use crate::echo;
use axum::Router;
use roster_api::{App, Config, router};
use roster_core::{HashCost, Timestamp};
use roster_store::Store;
use roster_tests::product::product;
use std::path::Path;
use std::sync::Arc;

/// A deployment whose hashes cost next to nothing, which counts usage, and where nobody is limited: with so many calls from
/// one address nothing but refusals would be seen.
#[must_use]
pub fn config() -> Config {
    let unset = Config::default();
    Config {
        hash_cost: HashCost { memory_kib: 8, iterations: 1 },
        country_db: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/agents/tests/data/tiny.mmdb"),
        limits: roster_api::Limits { per_email: 1_000_000_000, per_client: 1_000_000_000 },
        ..unset
    }
}

/// The router of all functions, and of the route that shows what was read.
pub fn serve(
    store: Store,
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
    random: impl Fn() -> u64 + Send + Sync + 'static,
) -> Router {
    let entropy = move || Ok(u128::from(random()) << 64 | u128::from(random()));
    let app = App::new(store, &config(), Arc::new(now), Arc::new(entropy));
    router(product().into_iter().chain([echo::routes()]), app)
}
