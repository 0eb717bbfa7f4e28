//! A cache of projects and API keys, for as long as a function stays warm.

use roster_core::{ProjectId, SecretHash, Timestamp};
use roster_store::Access;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a valid API key is cached. A revoked key keeps working for up to this long.
const POSITIVE_TTL: Duration = Duration::from_secs(60);
/// How long everything else is cached: unknown keys and projects, and projects read without a key. A new key or project
/// starts to work up to this much later.
const NEGATIVE_TTL: Duration = Duration::from_secs(5);
/// How many entries are kept: a caller that tries keys must not fill the memory.
const MAX_ENTRIES: usize = 1_000;

/// A project, and the hash of the API key if one was sent.
pub(crate) type CacheKey = (ProjectId, Option<SecretHash>);

/// The result of looking up a project and a key in the cache.
#[derive(Debug, Clone)]
pub(crate) enum Lookup {
    /// The project exists; its access says whether the key does.
    Hit(Arc<Access>),
    /// The project does not exist.
    KnownAbsent,
    /// Not in the cache, or too old.
    Miss,
}

struct CacheEntry {
    valid_until: Timestamp,
    /// `None` where the project does not exist.
    access: Option<Arc<Access>>,
}

/// A cache of projects and API keys.
#[derive(Default)]
pub(crate) struct AccessCache(Mutex<HashMap<CacheKey, CacheEntry>>);

impl AccessCache {
    /// Looks up a project and a key.
    pub(crate) fn get(&self, key: &CacheKey, now: Timestamp) -> Lookup {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match entries.get(key).filter(|entry| entry.valid_until > now) {
            Some(CacheEntry { access: Some(access), .. }) => Lookup::Hit(access.clone()),
            Some(CacheEntry { access: None, .. }) => Lookup::KnownAbsent,
            None => Lookup::Miss,
        }
    }

    /// Caches the result of a read; `access` is `None` where the project does not exist.
    pub(crate) fn put(&self, key: CacheKey, access: Option<Arc<Access>>, now: Timestamp) {
        let is_valid = access.as_ref().is_some_and(|access| access.key.is_some());
        let valid_until = now.after(if is_valid { POSITIVE_TTL } else { NEGATIVE_TTL });
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_ENTRIES {
            entries.retain(|_, entry| entry.valid_until > now);
        }
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        entries.insert(key, CacheEntry { valid_until, access });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: usize) -> CacheKey {
        (ProjectId::parse("p").unwrap(), Some(SecretHash::from_stored(n.to_string())))
    }

    #[test]
    fn an_unknown_key_is_forgotten_after_five_seconds() {
        let cache = AccessCache::default();
        cache.put(key(1), None, Timestamp::from_secs(100));
        assert!(matches!(cache.get(&key(1), Timestamp::from_secs(104)), Lookup::KnownAbsent));
        assert!(matches!(cache.get(&key(1), Timestamp::from_secs(105)), Lookup::Miss));
        assert!(matches!(cache.get(&key(2), Timestamp::from_secs(100)), Lookup::Miss));
    }

    #[test]
    fn a_caller_that_tries_keys_does_not_fill_the_memory() {
        let cache = AccessCache::default();
        for n in 0..10_000 {
            cache.put(key(n), None, Timestamp::from_secs(100));
        }
        assert!(cache.0.lock().unwrap().len() <= MAX_ENTRIES);
    }
}
