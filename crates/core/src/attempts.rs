//! Limits of attempts.

use crate::{SecretHash, Timestamp};
use std::time::Duration;

/// A limit: the number of attempts in a window of time. Windows begin at multiples of their length since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// The number of attempts allowed in a window.
    pub attempts: u64,
    /// The length of a window, in whole seconds.
    pub window: Duration,
}

impl RateLimit {
    /// A limit for each hour.
    #[must_use]
    pub const fn an_hour(attempts: u64) -> Self {
        Self { attempts, window: Duration::from_hours(1) }
    }

    /// A limit for each minute.
    #[must_use]
    pub const fn a_minute(attempts: u64) -> Self {
        Self { attempts, window: Duration::from_mins(1) }
    }
}

/// A counter of attempts: the attempts of somebody at something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptCounter {
    /// The kind of the attempts.
    pub what: &'static str,
    /// The party that makes them: a hash, because the table key must not contain an email or IP address.
    pub who: SecretHash,
    /// How many there may be.
    pub limit: RateLimit,
}

/// The state of a counter of attempts, as callers read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// The number of attempts allowed in a window.
    pub limit: u64,
    /// The number of attempts left in this window.
    pub remaining: u64,
    /// When the next window begins.
    pub reset: Timestamp,
}
