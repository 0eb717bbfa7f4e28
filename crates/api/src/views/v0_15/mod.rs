//! The JSON of 0.15 and before, field by field in the order of
//! docs/reference/appwrite/models.md#models-of-015. A field that an older form lacks is `None`.

pub(crate) mod log;
mod membership;
pub(crate) mod session;
mod team;
pub(crate) mod team_log;
mod token;
mod user;

pub(crate) use log::logs;
pub(crate) use membership::{MembershipView, memberships};
pub(crate) use session::{SessionView, sessions};
pub(crate) use team::{TeamView, teams};
pub(crate) use team_log::team_logs;
pub(crate) use token::TokenView;
pub(crate) use user::{UserView, users};

use crate::answers::dialect::Format;
use roster_core::{Listing, Timestamp};
use serde::Serialize;

/// The number of entries of a list: `total`, or `sum` in the form of 0.12.
#[derive(Serialize)]
pub(crate) struct Total {
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<u64>,
}

impl Total {
    pub(crate) fn of<T>(listing: &Listing<T>, format: Format) -> Self {
        Self::new(listing.total, format)
    }

    fn new(total: u64, format: Format) -> Self {
        let older = format == Format::V0_12;
        Self { total: (!older).then_some(total), sum: older.then_some(total) }
    }
}

/// A time that the form of 0.14 does not have.
pub(crate) fn since_15(at: Timestamp, format: Format) -> Option<u64> {
    (format != Format::V0_14).then_some(at.as_secs())
}

/// An optional time; 0 for `None`.
pub(crate) fn or_zero(at: Option<Timestamp>) -> u64 {
    at.map_or(0, Timestamp::as_secs)
}
