//! The life of a function: it starts once, and then answers requests.

use crate::app::App;
use crate::config::{Config, ConfigError};
use crate::entry::context::Invocation;
use crate::entry::gateway;
use crate::entry::group::{Group, router};
use crate::entry::logging;
use lambda_http::lambda_runtime::{self, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};

/// The reason why a function does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The Lambda runtime is missing, or its connection ended.
    #[error(transparent)]
    Runtime(#[from] lambda_runtime::Error),
}

/// Serves a group of routes to the gateway.
///
/// # Errors
/// [`StartError`].
pub async fn run(group: Group) -> Result<(), StartError> {
    let config = Config::from_env()?;
    logging::init(&config);
    let router = router([group], App::connect(&config).await);
    let is_new = AtomicBool::new(true);
    let serve = service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let router = router.clone();
        let invocation = Invocation { id: event.context.request_id, is_first: is_new.swap(false, Ordering::Relaxed) };
        async move { Ok::<_, Infallible>(gateway::serve(router, &event.payload, invocation).await) }
    });
    Ok(lambda_runtime::run(serve).await?)
}
