//! The clock, the randomness and the user of the command line. All other modules take them as arguments.
#![allow(clippy::disallowed_methods, reason = "the one module of the command line that reads them")]

use crate::failure::{Failure, Outcome};
use roster_core::{Actor, Change, Origin, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// The user agent of changes in the log.
const AGENT: &str = concat!("roster/", env!("CARGO_PKG_VERSION"));

/// The present time.
pub fn now() -> Timestamp {
    // A clock before 1970 counts as 1970.
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().after(since_epoch)
}

/// Random bytes of the operating system.
///
/// # Errors
/// Only when it has none.
pub fn random<const BYTES: usize>() -> Outcome<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Failure::new(format!("the operating system has no random bytes: {cause}")))?;
    Ok(bytes)
}

/// A change by an operator, now.
///
/// # Errors
/// Only when the operating system has no random bytes.
pub fn change() -> Outcome<Change> {
    let random = u128::from_be_bytes(random()?);
    Ok(Change::new(now(), random, Origin::new(Actor::Operator, "", AGENT)))
}

/// The name that the operating system has for the user; empty if it has none.
pub fn user_name() -> String {
    std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default()
}
