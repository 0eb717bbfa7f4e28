//! How often something may be tried.

use crate::Timestamp;

/// The state of a counter of attempts, as callers are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many there may be in a window.
    pub limit: u64,
    /// How many are left in this one.
    pub remaining: u64,
    /// When the next window begins.
    pub reset: Timestamp,
}
