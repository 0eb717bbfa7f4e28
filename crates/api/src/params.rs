//! From what a caller sent to typed values: in the order in which the API declares them, the first bad one answers.

use crate::access::Received;
use crate::dialect::Dialect;
use crate::value::Value;
use crate::view::Refusal;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use roster_core::{Error, Invalid, Result, UserId};

/// What a caller sent, not yet looked at.
pub struct Params {
    received: Received,
    path: Vec<(String, String)>,
    dialect: Dialect,
}

/// A request that can be read from parameters.
pub trait FromParams: Sized {
    /// Reads the parameters in their declared order.
    ///
    /// # Errors
    /// [`Error::ParamMissing`], [`Error::ParamInvalid`] of the first bad one.
    fn from_params(params: &Params) -> Result<Self>;
}

/// A request that names a user and says no more.
pub struct OneUser(pub UserId);

impl FromParams for OneUser {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.path("userId", UserId::parse)?))
    }
}

/// Extracts a request whose every parameter passed its rule.
pub struct Valid<T>(pub T);

impl Params {
    /// A parameter of the path.
    ///
    /// # Errors
    /// [`Error::ParamInvalid`].
    pub fn path<T>(&self, name: &'static str, rule: fn(&str) -> Result<T, Invalid>) -> Result<T> {
        let found = self.path.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
        rule(found).map_err(Error::invalid(name))
    }

    /// A parameter that must be sent.
    ///
    /// # Errors
    /// [`Error::ParamMissing`], [`Error::ParamInvalid`].
    pub fn required<T>(&self, name: &'static str, rule: impl FnOnce(&Value) -> Result<T, Invalid>) -> Result<T> {
        self.optional(name, rule)?.ok_or(Error::ParamMissing(name))
    }

    /// A parameter that need not be sent: the empty text and `null` are as good as nothing.
    ///
    /// # Errors
    /// [`Error::BodyMalformed`] when there is no telling what was sent, [`Error::ParamInvalid`].
    pub fn optional<T>(
        &self,
        name: &'static str,
        rule: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>> {
        let inputs = self.received.inputs()?;
        let sent = inputs.get(name).filter(|value| !value.is_empty());
        sent.map(rule).transpose().map_err(Error::invalid(name))
    }

    /// Whether the caller speaks as clients did before ids could be chosen: those send none.
    #[must_use]
    pub fn ids_are_made(&self) -> bool {
        self.dialect.is_before_0_12
    }

    /// Whether the caller speaks as clients did when a status was a number.
    #[must_use]
    pub fn status_is_number(&self) -> bool {
        self.dialect.is_before_0_12
    }
}

impl<S: Send + Sync, T: FromParams> FromRequestParts<S> for Valid<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let raw = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::RouteNotFound)?;
        let path = raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let received = parts.extensions.get::<Received>().cloned().unwrap_or_default();
        let dialect = parts.extensions.get::<Dialect>().copied().unwrap_or_default();
        Ok(Self(T::from_params(&Params { received, path, dialect })?))
    }
}
