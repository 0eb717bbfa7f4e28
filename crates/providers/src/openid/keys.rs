//! The keys that providers sign `id_token`s with.

use super::signature::{Algorithm, Key, KeySet};
use crate::error::ProviderError;
use crate::outbound::{Call, Outbound};
use roster_core::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long keys are kept: a key that a provider withdraws is not trusted for longer.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// How often keys are read again because of an unknown one: a caller could name unknown keys all the time.
const PAUSE: Duration = Duration::from_secs(60);

/// Where keys are, and of which provider.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub provider: &'static str,
    pub url: &'a str,
    pub outbound: &'a Outbound,
}

/// The keys that were read, by their URL.
#[derive(Default)]
pub(crate) struct Keys(Mutex<HashMap<String, (Timestamp, Arc<KeySet>)>>);

impl Keys {
    /// The key with an id, or the only one for `algorithm` if the token names none. A provider that has begun to sign
    /// with a new key is asked for its keys again.
    ///
    /// # Errors
    /// [`ProviderError::Unavailable`] if the keys cannot be had, [`ProviderError::NotVerified`] if none fits.
    pub(crate) async fn key(
        &self,
        source: Source<'_>,
        id: Option<&str>,
        algorithm: Algorithm,
        now: Timestamp,
    ) -> Result<Key, ProviderError> {
        let kept = self.kept().get(source.url).cloned();
        if let Some((read, keys)) = kept.filter(|(read, _)| now < read.after(LIFETIME)) {
            if let Some(key) = keys.find(id, algorithm) {
                return Ok(key);
            }
            if now < read.after(PAUSE) {
                return Err(unknown(source));
            }
            // Before the call: others who have the same unknown key do not ask as well.
            self.kept().insert(source.url.to_owned(), (now, keys));
        }
        let keys = Arc::new(read(source).await?);
        self.kept().insert(source.url.to_owned(), (now, Arc::clone(&keys)));
        keys.find(id, algorithm).ok_or_else(|| unknown(source))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Timestamp, Arc<KeySet>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown(source: Source<'_>) -> ProviderError {
    ProviderError::NotVerified { provider: source.provider, cause: "the key of the id_token is unknown" }
}

async fn read(source: Source<'_>) -> Result<KeySet, ProviderError> {
    let unavailable =
        |cause: &str| ProviderError::Unavailable { provider: source.provider, cause: format!("the keys: {cause}") };
    let call = Call { url: source.url, form: None, headers: &[] };
    let answer = source.outbound.send(call).await.map_err(unavailable)?;
    if answer.status != 200 {
        return Err(unavailable(&format!("status {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|_| unavailable("they are malformed"))
}
