//! The client: HTTPS on ring, with limits of time and attempts.

use crate::table::{bounds, lean, transport};
use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::region::ProvideRegion;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, retry::RetryConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{
    self, Credentials, ProvideCredentials as _, SharedCredentialsProvider, SharedHttpClient,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use std::time::Duration;

/// Attempts of one call. A table that throttles three of ten calls rejects eight attempts in a row once in fifteen
/// thousand calls. The SDK's retry quota limits the retries of a process; successful calls refill it.
const ATTEMPTS: u32 = 8;
/// The upper limits of the pause before the second attempt, and of any pause. Each pause is random between zero and a
/// limit that doubles: some 0.8 s in all, half of it before the last two attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// A client for the command line: it reads everything that the AWS command line reads, profiles too.
pub(crate) async fn connect() -> Client {
    Client::new(&settings().load().await)
}

/// The settings of the client of a function. Lambda puts region and credentials into the environment for the life of the
/// process. The SDK's chain of other sources is not linked: it costs half a megabyte and a search for files at every cold
/// start.
///
/// What the SDK does for every service and DynamoDB does not need is left out (`lean`): a third of the CPU time of a
/// call.
pub(crate) async fn of_function(endpoint: Option<&str>) -> config::Builder {
    let region = EnvironmentVariableRegionProvider::new().region().await;
    let builder = config::Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(region.clone())
        .credentials_provider(credentials().await)
        .http_client(transport::client(bounds::CONNECTION))
        .timeout_config(timeouts(bounds::CALL))
        .retry_config(retries());
    let builder = match endpoint {
        Some(endpoint) => builder.endpoint_url(endpoint),
        None => builder,
    };
    lean::applied(builder, region.as_ref())
}

/// The credentials that are in the environment now. Without any, each call looks again, and fails with the reason.
async fn credentials() -> SharedCredentialsProvider {
    let environment = EnvironmentVariableCredentialsProvider::new();
    match environment.provide_credentials().await {
        Ok(credentials) => SharedCredentialsProvider::new(credentials),
        Err(_) => SharedCredentialsProvider::new(environment),
    }
}

/// A client for an embedded table, which ignores region and credentials.
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
