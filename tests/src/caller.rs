//! One caller of the table: what one running function is.

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

/// The attempts of the product, with shorter pauses between them: tests lose hundreds of answers.
const ATTEMPTS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(40);

/// A client of its own, with its own connections, faults and meter.
#[derive(Clone)]
pub struct Caller {
    /// The store, as a function has it.
    pub store: Store,
    /// The SDK, for what a test asks of the table itself.
    pub sdk: Client,
    /// What goes wrong for this caller.
    pub faults: Faults,
    /// What this caller's calls cost.
    pub meter: Meter,
    wire: Wire,
}

impl Caller {
    /// A caller of this emulator, for a store on this table.
    ///
    /// It has no timeouts: a machine that is busy with other tests must not look like a lost answer.
    #[must_use]
    pub fn new(dynamo: &Dynamo, table: &str) -> Self {
        let (faults, meter) = (Faults::default(), Meter::default());
        let wire = Wire::new(faults.clone(), meter.clone());
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .endpoint_url(dynamo.endpoint())
            .retry_partition(partition())
            .retry_config(retries())
            .http_client(wire.clone())
            .build();
        let sdk = Client::from_conf(config);
        Self { store: Store::new(sdk.clone(), table), sdk, faults, meter, wire }
    }

    /// Waits until the table has answered all that this caller sent, also what it no longer waits for.
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

/// A partition for each caller: those of one partition share what they may retry, and tests that lose many answers would
/// starve those beside them. The function that a caller stands for is a process of its own.
fn partition() -> RetryPartition {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    RetryPartition::new(format!("caller-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}
