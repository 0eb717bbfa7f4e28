//! One client of the table, like one running function.

use crate::dynamo::Dynamo;
use crate::faults::Faults;
use crate::meter::Meter;
use crate::wire::Wire;
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::{Client, Config};
use roster_store::Store;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The attempts of the product, with shorter pauses: tests lose hundreds of responses.
const ATTEMPTS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(40);

/// A client of its own, with its own connections, faults and meter.
#[derive(Clone)]
pub struct Caller {
    /// The store, as a function has it.
    pub store: Store,
    /// The SDK client, for calls of a test to the table.
    pub sdk: Client,
    /// The faults of this caller.
    pub faults: Faults,
    /// The meter of this caller's calls.
    pub meter: Meter,
    wire: Wire,
}

impl Caller {
    /// A caller of this emulator, with a store on this table.
    ///
    /// It has no timeouts: a slow response on a busy machine must not count as a lost one.
    #[must_use]
    pub fn new(dynamo: &Dynamo, table: &str) -> Self {
        Self::at(&dynamo.endpoint(), dynamo.access_key(), table)
    }

    /// The same for a URL and an access key.
    pub(crate) fn at(endpoint: &str, access_key: &str, table: &str) -> Self {
        let (faults, meter) = (Faults::default(), Meter::default());
        let wire = Wire::new(faults.clone(), meter.clone());
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new(access_key, "test", None, None, "test"))
            .endpoint_url(endpoint)
            .retry_partition(partition())
            .retry_config(retries())
            .http_client(wire.clone())
            .build();
        let sdk = Client::from_conf(config);
        Self { store: Store::new(sdk.clone(), table), sdk, faults, meter, wire }
    }

    /// Waits until the table has answered every call of this caller, including those that were dropped.
    pub async fn settle(&self) {
        self.wire.settle().await;
    }
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE)
}

/// A retry partition for each caller: callers of one partition share a bucket of retries, and a test that loses many responses
/// would take the retries of others. A real function is a separate process.
fn partition() -> RetryPartition {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    RetryPartition::new(format!("caller-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}
