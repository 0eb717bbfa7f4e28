//! The product in this process: the routers of all functions with the embedded table.

use crate::echo;
use axum::Router;
use roster_api::{App, Config, router};
use roster_core::{HashCost, Timestamp};
use roster_mail::Mailer;
use roster_store::Store;
use roster_tests::product::product_with;
use std::path::Path;
use std::sync::Arc;

/// A deployment with cheap hashes, statistics, and without rate limits: most calls come from one IP address, and would be
/// rejected.
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

/// The router of all functions, and of the echo route. Messages are sent by this mailer.
pub fn serve(
    store: Store,
    mailer: &Mailer,
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
    random: impl Fn() -> u64 + Send + Sync + 'static,
) -> Router {
    let entropy = move || Ok(u128::from(random()) << 64 | u128::from(random()));
    let app = App::new(store, &config(), Arc::new(now), Arc::new(entropy));
    router(product_with(mailer).into_iter().chain([echo::routes()]), app)
}
