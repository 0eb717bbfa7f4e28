//! How functions reach services of AWS: HTTPS on ring, the certificate authorities that they trust, region and credentials
//! from the environment, limits of time.
//!
//! Here belongs what all clients of the SDK have in common, and what every HTTPS client of a function needs. Here do not belong: clients, calls, and what is sent.

mod trust;

pub use trust::authorities;

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::region::ProvideRegion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// A client of HTTPS on ring: no other TLS library is linked.
#[must_use]
pub fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// The settings of a client in a function, optionally for another endpoint than that of the region.
///
/// Lambda puts region and credentials into the environment for the life of the process. The SDK's chain of other sources
/// is not linked: it costs half a megabyte and a search for files at every cold start.
pub async fn function_config(endpoint: Option<&str>, timeouts: TimeoutConfig, retries: RetryConfig) -> SdkConfig {
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(EnvironmentVariableRegionProvider::new().region().await)
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
        .http_client(https())
        .timeout_config(timeouts)
        .retry_config(retries);
    let config = match endpoint {
        Some(endpoint) => config.endpoint_url(endpoint),
        None => config,
    };
    config.build()
}
