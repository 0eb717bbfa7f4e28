//! The clock and the randomness of the command line. All else is given them as arguments.
#![allow(clippy::disallowed_methods, reason = "the one module of the command line that reads the clock")]

use crate::failure::{Failure, Outcome};
use roster_core::{Actor, Change, Origin, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the log of a change names as its user agent.
const AGENT: &str = concat!("roster/", env!("CARGO_PKG_VERSION"));

/// What time it is.
pub fn now() -> Timestamp {
    // A clock before 1970 counts as 1970.
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().after(since_epoch)
}

/// Random bytes of the operating system.
pub fn random<const BYTES: usize>() -> Outcome<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Failure::new(format!("this machine gives no random bytes: {cause}")))?;
    Ok(bytes)
}

/// A change made by whoever sits at the command line, now.
pub fn change() -> Outcome<Change> {
    let random = u128::from_be_bytes(random()?);
    Ok(Change::new(now(), random, Origin::new(Actor::Operator, "", AGENT)))
}
