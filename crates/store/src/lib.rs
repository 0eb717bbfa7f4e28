//! Storage of users: one DynamoDB table, and every access to it.
//!
//! Here belong all keys, items and expressions, and the promise that items that must agree are written together. A
//! change is one consistent read, a rule of `roster_core`, and one transaction whose conditions are the values that
//! were read.
//!
//! Here do not belong: status codes, JSON of the API, dialects, clocks and randomness (they come in as a
//! [`roster_core::Change`]). No other crate uses `aws-sdk-dynamodb`. Tests: `tests/store`.

mod factors;
mod identities;
mod jobs;
mod lists;
mod messages;
mod projects;
mod sessions;
mod table;
mod teams;
mod users;

pub use factors::authenticators::Authenticator;
pub use factors::passing::{OpenChallenge, Passed};
pub use identities::find::FoundAccount;
pub use identities::sign_in::{Begins, NewIdentity};
pub use jobs::job::Swept;
pub use lists::explain::Explanation;
pub use messages::addressee::Addressee;
pub use messages::outbox::{OutboxCursor, OutboxPage};
pub use messages::templates::StoredTemplate;
pub use projects::access::Access;
pub use sessions::sign_in::{KnownUser, SignedIn};
pub use table::bounds;
pub use table::capacity::{ConsumedCapacity, metered};
pub use table::retry_budget::with_retry_budget;
pub use table::schema::{Finding, SCHEMA_VERSION};
pub use teams::acceptance::{FirstSession, OpenInvitation};
pub use teams::import::{ImportTeam, TeamOutcome};
pub use users::import::{ImportBatch, ImportOutcome, ImportUser};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{self, SharedInterceptor};
use std::time::Duration;
use table::capacity::CapacityInterceptor;
use table::client;
use table::retry_budget::BudgetInterceptor;
use table::wire::BodyInterceptor;

/// How long a line of a user's log is kept unless the deployment says otherwise (source:
/// docs/reference/appwrite/logs.md#retention).
pub const DEFAULT_LOG_RETENTION: Duration = Duration::from_hours(14 * 24);

/// The table and all operations on it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    log_retention: Duration,
    keeps_usage: bool,
}

impl Store {
    /// A store on this table, through this client. [`metered`] counts its calls, [`with_retry_budget`] limits the time
    /// they lose.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self::of(client.config().to_builder(), table)
    }

    fn of(mut config: config::Builder, table: impl Into<String>) -> Self {
        config.push_interceptor(SharedInterceptor::permanent(CapacityInterceptor));
        config.push_interceptor(SharedInterceptor::permanent(BudgetInterceptor));
        config.push_interceptor(SharedInterceptor::permanent(BodyInterceptor));
        let client = Client::from_conf(config.build());
        Self { client, table: table.into(), log_retention: DEFAULT_LOG_RETENTION, keeps_usage: false }
    }

    /// A store on this table, with region, credentials and endpoint as the AWS command line finds them.
    pub async fn connect(table: impl Into<String>) -> Self {
        Self::new(client::connect().await, table)
    }

    /// A store on this table for a function, with region and credentials from Lambda, and optionally another endpoint
    /// than that of the region.
    pub async fn connect_function(endpoint: Option<&str>, table: impl Into<String>) -> Self {
        Self::of(client::of_function(endpoint).await, table)
    }

    /// A store on an embedded table on this machine.
    pub async fn connect_to(endpoint: &str, table: impl Into<String>) -> Self {
        Self::new(client::connect_to(endpoint).await, table)
    }

    /// Counts usage statistics, or not; without them nothing is written for them.
    #[must_use]
    pub fn with_usage(self, keeps_usage: bool) -> Self {
        Self { keeps_usage, ..self }
    }

    /// Keeps the entries of users' logs and of projects' audits for this long.
    #[must_use]
    pub fn with_log_retention(self, log_retention: Duration) -> Self {
        Self { log_retention, ..self }
    }
}
