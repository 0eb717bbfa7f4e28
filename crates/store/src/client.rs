//! The client: HTTPS on ring, bounded in time and in attempts.

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::region::ProvideRegion;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig, retry::RetryConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use std::time::Duration;

/// A connection inside a region is there in some milliseconds, or not at all.
const CONNECT: Duration = Duration::from_millis(500);
/// One attempt: DynamoDB answers in milliseconds; the slowest honest answer is a full page of a megabyte.
const ATTEMPT: Duration = Duration::from_secs(1);
/// One operation with all its attempts: under the timeout of every function.
const OPERATION: Duration = Duration::from_secs(3);
/// Attempts of one operation; throttling and lost answers are worth another, with backoff.
const ATTEMPTS: u32 = 3;

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
        .timeout_config(timeouts())
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
        .timeout_config(timeouts())
        .retry_config(retries())
}

fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}
