//! The client: HTTPS on ring, bounded in time and in attempts.

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, retry::RetryConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
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

/// A client for the table, with region, credentials and endpoint from the environment
/// (`AWS_ENDPOINT_URL_DYNAMODB` points it at an embedded table).
pub(crate) async fn connect() -> Client {
    Client::new(&settings().load().await)
}

/// A client for an embedded table, which looks at neither region nor credentials.
pub(crate) async fn connect_to(endpoint: &str) -> Client {
    let nobody = Credentials::new("local", "local", None, None, "local");
    let settings = settings().endpoint_url(endpoint).region(Region::new("us-east-1")).credentials_provider(nobody);
    Client::new(&settings.load().await)
}

fn settings() -> ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(https)
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
}
