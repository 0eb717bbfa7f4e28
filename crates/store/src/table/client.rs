//! The client: HTTPS on ring, bounded in time and in attempts.

use crate::table::bounds;
use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::region::ProvideRegion;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig, retry::RetryConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use std::time::Duration;

/// Attempts of one call. A table that throttles three calls of ten refuses eight attempts in a row once in fifteen thousand
/// calls; and no process sends again more than its bucket of retries holds, which successes fill.
const ATTEMPTS: u32 = 8;
/// The longest pause before the second attempt, and before any: each is drawn from nothing to that, and that doubles. Some 0.8 s
/// in all, half of it before the last two.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// A client for a tool on somebody's machine: everything that the AWS command line reads, profiles too.
pub(crate) async fn connect() -> Client {
    Client::new(&settings().load().await)
}

/// A client for a function, whose region and credentials Lambda puts into the environment, for good. The chain of all other
/// places where they might be is not even linked: half a megabyte, and a look for files at every cold start.
pub(crate) async fn connect_function(endpoint: Option<&str>) -> Client {
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(EnvironmentVariableRegionProvider::new().region().await)
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
        .http_client(https())
        .timeout_config(timeouts(bounds::CALL))
        .retry_config(retries());
    let config = match endpoint {
        Some(endpoint) => config.endpoint_url(endpoint),
        None => config,
    };
    Client::new(&config.build())
}

/// A client for an embedded table, which looks at neither region nor credentials.
pub(crate) async fn connect_to(endpoint: &str) -> Client {
    let nobody = Credentials::new("local", "local", None, None, "local");
    let settings = settings().endpoint_url(endpoint).region(Region::new("us-east-1")).credentials_provider(nobody);
    Client::new(&settings.load().await)
}

fn settings() -> ConfigLoader {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(https())
        .timeout_config(timeouts(bounds::CALL_OF_A_TOOL))
        .retry_config(retries())
}

fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

fn timeouts(call: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(bounds::CONNECTION)
        .operation_attempt_timeout(bounds::ATTEMPT)
        .operation_timeout(call)
        .build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE)
}
