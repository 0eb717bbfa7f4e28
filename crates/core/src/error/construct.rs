//! The result and the cause of errors, and errors that are made in many places.

use super::Error;
use crate::Invalid;

/// The result of an operation that can fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The boxed cause of a failure of the service, not of the caller: it is logged and never sent to the caller.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

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
