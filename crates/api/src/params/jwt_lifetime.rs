//! The lifetime of a JWT as a parameter.

use crate::auth::jwt::LIFETIME;
use crate::params::extract::{FromParams, Params};
use crate::params::rules::number;
use roster_core::{Invalid, Result};
use std::time::Duration;

/// The longest lifetime of a token, in seconds (source: docs/reference/appwrite/account.md#jwts).
const MOST_SECONDS: i64 = 3_600;

/// The lifetime of a JWT: a parameter since 1.0, with 15 minutes as its default.
pub struct JwtLifetime(pub Duration);

impl FromParams for JwtLifetime {
    fn from_params(params: &Params) -> Result<Self> {
        if params.is_v1() { Self::of(params) } else { Ok(Self(LIFETIME)) }
    }
}

impl JwtLifetime {
    /// The parameter `duration` in every dialect, for a route that 0.15 does not have.
    ///
    /// # Errors
    /// As [`Params::optional`].
    pub fn of(params: &Params) -> Result<Self> {
        let seconds = params.optional("duration", number(seconds, MOST_SECONDS as u64))?;
        Ok(Self(seconds.unwrap_or(LIFETIME)))
    }
}

fn seconds(number: i64) -> Result<Duration, Invalid> {
    let out_of_range = Invalid::Range(0, MOST_SECONDS as u64);
    u64::try_from(number).ok().filter(|_| number <= MOST_SECONDS).map(Duration::from_secs).ok_or(out_of_range)
}
