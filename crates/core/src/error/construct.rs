//! Errors that are made in many places.

use super::{Cause, Error};
use crate::Invalid;

impl Error {
    /// An internal error with a text as its cause, for the log: it must not contain what a caller sent.
    #[must_use]
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// The error of a parameter that does not follow its rule: `Email::parse(text).map_err(Error::invalid("email"))`.
    pub fn invalid(param: &'static str) -> impl FnOnce(Invalid) -> Self {
        move |reason| Self::ParamInvalid { param, reason }
    }
}
