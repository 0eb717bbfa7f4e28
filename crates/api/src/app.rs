//! What a function holds between requests.

use crate::answers::dialect::Dialect;
use crate::auth::access_cache::AccessCache;
use crate::config::{Config, Limits};
use roster_core::{Change, Error, HashCost, Invalid, Origin, Password, PasswordHash, Proof, Result, Timestamp, User};
use roster_store::{SCHEMA_VERSION, Store, bounds, with_retry_budget};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Tells the time: an argument, so that tests decide it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// Gives 128 random bits: an argument, so that tests decide them.
pub type Entropy = Arc<dyn Fn() -> Result<u128> + Send + Sync>;

/// The state of a function. Little more than a pointer: every layer of the router has one, and each request copies them all.
#[derive(Clone)]
pub struct App {
    state: Arc<State>,
    /// What a request may lose on calls to the table that fail.
    pub(crate) retry_budget: Option<Duration>,
}

/// What is in it.
pub struct State {
    /// Where users live.
    pub store: Store,
    /// The country database; it need not exist.
    pub country_db: PathBuf,
    pub(crate) access_cache: AccessCache,
    pub(crate) default_dialect: Dialect,
    pub(crate) limits: Limits,
    /// Where metrics go, if anywhere.
    pub metrics: Option<String>,
    clock: Clock,
    entropy: Entropy,
    hash_cost: HashCost,
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
    /// An app on this store, with clock and randomness of the caller's choice.
    #[must_use]
    pub fn new(store: Store, config: &Config, clock: Clock, entropy: Entropy) -> Self {
        Self { state: Arc::new(State::new(store, config, clock, entropy)), retry_budget: None }
    }

    /// Bounds what a request may lose on calls to the table that fail or are sent again; without that only each call is bounded.
    #[must_use]
    pub fn with_retry_budget(self, retry_budget: Duration) -> Self {
        Self { retry_budget: Some(retry_budget), ..self }
    }

    /// An app on the table of the deployment. Reads the table's version, which opens the connection that the first
    /// request needs; a table that cannot be read now is no reason not to start.
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

    /// Refuses to work on a table that a newer version has laid out.
    pub(crate) fn ensure_current(&self) -> Result<()> {
        if self.outdated { Err(Error::internal("the table was laid out by a newer version")) } else { Ok(()) }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Random bits.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has none.
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

    /// Hashes a password, off the thread that serves requests.
    ///
    /// # Errors
    /// [`Error::Internal`] when the deployment's cost is outside of what the algorithm allows.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash> {
        let (cost, salt) = (self.hash_cost, self.random()?.to_be_bytes());
        tokio::task::spawn_blocking(move || cost.hash(&password, salt)).await.map_err(Error::internal)?
    }
}

impl App {
    /// Compares a password with a user's, or with a decoy when there is no user: the same work either way. Answers the
    /// user, and what its session may be made on; a hash of another kind or cost than today's is made anew.
    ///
    /// The decoy is a hash of ours. That of a user who moved in takes another time until he signs in for the first time;
    /// to hide that, every call would have to take as long as the dearest hash that may be imported.
    ///
    /// # Errors
    /// [`Error::CredentialsInvalid`], whatever was wrong. Of a password that is shorter than a new one may be, its shortness
    /// ([`Error::ParamInvalid`]), whoever was asked for: behind an imported hash there may be a short one, so it was tried.
    pub async fn prove(&self, user: Option<User>, password: Password) -> Result<(User, Proof)> {
        let stored = user.as_ref().and_then(|user| user.password.clone());
        let against = stored.clone().unwrap_or_else(|| self.hash_cost.decoy());
        let (candidate, is_short) = (password.clone(), password.is_short());
        let compared = tokio::task::spawn_blocking(move || against.matches(&candidate)).await;
        match (compared.map_err(Error::internal)??, user, stored) {
            (true, Some(user), Some(verified)) => {
                let outdated = !verified.is_current(self.hash_cost);
                let upgraded = if outdated { Some(self.hash(password).await?) } else { None };
                Ok((user, Proof::Password { verified, upgraded }))
            }
            _ if is_short => Err(Error::invalid("password")(Invalid::PasswordTooShort)),
            _ => Err(Error::CredentialsInvalid),
        }
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

#[expect(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
fn now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(since_epoch.as_millis() as u64)
}

fn random() -> Result<u128> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|cause| Error::internal(format!("no randomness: {cause}")))?;
    Ok(u128::from_be_bytes(bytes))
}
