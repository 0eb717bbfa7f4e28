//! The life of a function: it starts once, and then answers requests.

use crate::app::App;
use crate::config::Config;
use crate::entry::context::Invocation;
use crate::entry::gateway;
use crate::entry::group::{Group, router};
use crate::entry::logging;
use lambda_http::lambda_runtime::{self, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Serves a group of routes to the gateway.
pub async fn run(group: Group) -> ExitCode {
    run_with(async |_| Ok(group)).await
}

/// Serves a group of routes that needs settings or connections of its own, which are made when the function starts.
pub async fn run_with(group: impl AsyncFnOnce(&Config) -> Result<Group, lambda_runtime::Error>) -> ExitCode {
    run_function(async |config| {
        let router = router([group(&config).await?], App::connect(&config).await);
        let is_new = AtomicBool::new(true);
        let serve = service_fn(move |event: LambdaEvent<Box<RawValue>>| {
            let router = router.clone();
            let is_first = is_new.swap(false, Ordering::Relaxed);
            let invocation = Invocation { id: event.context.request_id, is_first };
            async move { Ok::<_, Infallible>(gateway::serve(router, &event.payload, invocation).await) }
        });
        lambda_runtime::run(serve).await
    })
    .await
}

/// Reads the settings, starts the log, and runs a function until its process is stopped. If a setting is invalid, or
/// the connection to the Lambda runtime ends, it logs the reason and ends: Lambda shows nothing but the log.
pub async fn run_function(serve: impl AsyncFnOnce(Config) -> Result<(), lambda_runtime::Error>) -> ExitCode {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => {
            // With the usual settings of the log: those of the environment are not read.
            logging::init(&Config::default());
            tracing::error!(setting = error.name(), expected = error.expected(), "a setting is invalid");
            return ExitCode::FAILURE;
        }
    };
    logging::init(&config);
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            tracing::error!(%cause, "the connection to the Lambda runtime has ended");
            ExitCode::FAILURE
        }
    }
}
