//! Limits of attempts.

use crate::Timestamp;

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
