//! The state of a function, which all of its requests share.

use crate::answers::dialect::Dialect;
use crate::auth::access_cache::AccessCache;
use crate::config::{Config, Limits};
use roster_core::{Change, Error, HashCost, Origin, Result, Timestamp};
use roster_store::{SCHEMA_VERSION, Store, bounds, with_retry_budget};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The clock: an argument, so that tests can set the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// The source of 128 random bits: an argument, so that tests can set them.
pub type Entropy = Arc<dyn Fn() -> Result<u128> + Send + Sync>;

/// The state of a function. It is little more than a pointer, because every layer of the router has one, and each
/// request copies all of them.
#[derive(Clone)]
pub struct App {
    state: Arc<State>,
    /// The time that a request may lose on failed calls to the table.
    pub(crate) retry_budget: Option<Duration>,
}

/// The fields of the state.
pub struct State {
    /// The store.
    pub store: Store,
    /// The file of the country database; it need not exist.
    pub country_db: PathBuf,
    pub(crate) access_cache: AccessCache,
    pub(crate) default_dialect: Dialect,
    pub(crate) limits: Limits,
    /// The namespace of metrics; without it, no metrics are written.
    pub metrics: Option<String>,
    clock: Clock,
    entropy: Entropy,
    pub(crate) hash_cost: HashCost,
    outdated: bool,
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl State {
    fn new(store: Store, config: &Config, clock: Clock, entropy: Entropy) -> Self {
        Self {
            store: store.with_log_retention(config.log_retention).with_usage(config.usage_stats),
            country_db: config.country_db.clone(),
            access_cache: AccessCache::default(),
            default_dialect: Dialect::parse(&config.response_format),
            limits: config.limits,
            metrics: config.metrics.clone(),
            clock,
            entropy,
            hash_cost: config.hash_cost,
            outdated: false,
        }
    }
}

impl App {
    /// An app on this store, with this clock and this source of randomness.
    #[must_use]
    pub fn new(store: Store, config: &Config, clock: Clock, entropy: Entropy) -> Self {
        Self { state: Arc::new(State::new(store, config, clock, entropy)), retry_budget: None }
    }

    /// Sets the time that a request may lose on calls to the table that fail or are sent again; without it only each
    /// single call is bounded.
    #[must_use]
    pub fn with_retry_budget(self, retry_budget: Duration) -> Self {
        Self { retry_budget: Some(retry_budget), ..self }
    }

    /// An app on the table of the deployment. It reads the table's version, which also opens the connection that the
    /// first request needs. The function starts even if the table cannot be read now.
    pub async fn connect(config: &Config) -> Self {
        let store = Store::connect_function(config.endpoint.as_deref(), &config.table).await;
        let version = with_retry_budget(bounds::START, store.schema_version()).await;
        let mut state = State::new(store, config, Arc::new(now), Arc::new(random));
        match version {
            Ok(version) => state.outdated = version.is_some_and(|version| version > SCHEMA_VERSION),
            Err(cause) => tracing::error!(?cause, "the table cannot be read"),
        }
        Self { state: Arc::new(state), retry_budget: None }.with_retry_budget(bounds::RETRY_BUDGET)
    }

    /// Rejects calls if the layout of the table is that of a newer version.
    ///
    /// # Errors
    /// [`Error::Internal`] in that case.
    pub(crate) fn ensure_current(&self) -> Result<()> {
        if self.outdated { Err(Error::internal("the layout of the table is that of a newer version")) } else { Ok(()) }
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// 128 random bits.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no randomness.
    pub fn random(&self) -> Result<u128> {
        (self.entropy)()
    }

    /// A change that begins now.
    ///
    /// # Errors
    /// As [`App::random`].
    pub fn change(&self, origin: Origin) -> Result<Change> {
        Ok(Change::new(self.now(), self.random()?, origin))
    }

    /// 256 random bits.
    ///
    /// # Errors
    /// As [`App::random`].
    pub fn secret(&self) -> Result<[u8; 32]> {
        let mut secret = [0; 32];
        let (front, back) = secret.split_at_mut(16);
        front.copy_from_slice(&self.random()?.to_be_bytes());
        back.copy_from_slice(&self.random()?.to_be_bytes());
        Ok(secret)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that the app gets as its argument")]
fn now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(since_epoch.as_millis() as u64)
}

fn random() -> Result<u128> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|cause| Error::internal(format!("no randomness: {cause}")))?;
    Ok(u128::from_be_bytes(bytes))
}
