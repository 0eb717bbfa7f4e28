//! The JSON of 1.0 and later, field by field in the order of
//! docs/reference/appwrite/models.md#models-of-1x. A field that an older form of 1.x lacks is `None`.

mod identity;
mod log;
mod membership;
mod mfa;
mod session;
mod target;
mod team;
mod team_log;
mod token;
mod usage;
mod user;

pub(crate) use identity::identities;
pub(crate) use log::logs;
pub(crate) use membership::{MembershipView, memberships};
pub(crate) use mfa::{AuthenticatorView, ChallengeView, FactorsView, RecoveryCodesView};
pub(crate) use session::{SessionView, sessions};
pub(crate) use target::{TargetView, targets};
pub(crate) use team::{TeamView, teams};
pub(crate) use team_log::team_logs;
pub(crate) use token::TokenView;
pub(crate) use usage::UsageView;
pub(crate) use user::{AccountView, UserView, users};

use roster_core::Timestamp;
use std::time::{Duration, UNIX_EPOCH};

/// A time as 1.x writes it: `2020-10-15T06:38:00.000+00:00`.
pub(crate) fn moment(at: Timestamp) -> String {
    let utc = humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(at.as_millis())).to_string();
    format!("{}+00:00", utc.trim_end_matches('Z'))
}

/// An optional time; the empty text for `None`.
fn moment_or_empty(at: Option<Timestamp>) -> String {
    at.map(moment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_milliseconds_and_an_offset() {
        assert_eq!(moment(Timestamp::from_millis(1_602_743_880_007)), "2020-10-15T06:38:00.007+00:00");
        assert_eq!(moment(Timestamp::default()), "1970-01-01T00:00:00.000+00:00");
        assert_eq!(moment_or_empty(None), "");
    }
}
