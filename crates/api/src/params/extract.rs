//! From what a caller sent to typed values: in the order in which the API declares them, the first bad one answers.

use crate::answers::dialect::Dialect;
use crate::answers::view::Refusal;
use crate::entry::context::RequestContext;
use crate::params::inputs::RequestInputs;
use crate::params::rules::{loose_bool, or_empty, text};
use crate::params::value::Value;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use roster_core::{Email, Error, Invalid, Result, UserId};

/// What a caller sent, not yet looked at.
pub struct Params {
    inputs: RequestInputs,
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

/// Whether a list tells how many entries there are in all: the parameter `total`.
pub struct WithTotal(pub bool);

impl FromParams for WithTotal {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.optional("total", loose_bool)?.unwrap_or(true)))
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

    /// A parameter that must be sent. In 0.15 the empty text and `null` are as good as nothing; from 1.0 on they were
    /// sent, and the rule decides.
    ///
    /// # Errors
    /// [`Error::ParamMissing`], [`Error::ParamInvalid`].
    pub fn required<T>(&self, name: &'static str, rule: impl FnOnce(&Value) -> Result<T, Invalid>) -> Result<T> {
        let sent = self.inputs.inputs()?.get(name).filter(|value| self.is_v1() || !value.is_empty());
        rule(sent.ok_or(Error::ParamMissing(name))?).map_err(Error::invalid(name))
    }

    /// A parameter that need not be sent. `null` is as good as nothing, and in 0.15 so is the empty text.
    ///
    /// # Errors
    /// [`Error::BodyMalformed`] when there is no telling what was sent, [`Error::ParamInvalid`].
    pub fn optional<T>(
        &self,
        name: &'static str,
        rule: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>> {
        let is_nothing = |value: &Value| if self.is_v1() { value.is_null() } else { value.is_empty() };
        let sent = self.inputs.inputs()?.get(name).filter(|value| !is_nothing(value));
        sent.map(rule).transpose().map_err(Error::invalid(name))
    }

    /// A parameter that must be sent in 0.15, and need not from 1.0 on.
    ///
    /// # Errors
    /// As [`Params::required`], as [`Params::optional`].
    pub fn optional_since_v1<T>(
        &self,
        name: &'static str,
        rule: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>> {
        if self.is_v1() { self.optional(name, rule) } else { self.required(name, rule).map(Some) }
    }

    /// An address that must be sent. From 1.0 on it may have blanks around it (source:
    /// docs/reference/appwrite/validation.md#email).
    ///
    /// # Errors
    /// As [`Params::required`].
    pub fn email(&self, name: &'static str) -> Result<Email> {
        self.required(name, self.email_rule())
    }

    /// An address that need not be sent.
    ///
    /// # Errors
    /// As [`Params::optional`].
    pub fn optional_email(&self, name: &'static str) -> Result<Option<Email>> {
        self.optional(name, self.email_rule())
    }

    /// An address that must be sent, or the empty text from 1.0 on, which clears it.
    ///
    /// # Errors
    /// As [`Params::required`].
    pub fn email_or_empty(&self, name: &'static str) -> Result<Option<Email>> {
        self.required(name, or_empty(self.email_rule()))
    }

    fn email_rule(&self) -> impl Fn(&Value) -> Result<Email, Invalid> {
        let trimmed: fn(&str) -> Result<Email, Invalid> = |text| Email::parse(text.trim());
        text(if self.is_v1() { trimmed } else { Email::parse }, Invalid::Email)
    }

    /// Whether the caller speaks the dialect of 1.0 and later, which has other parameters.
    #[must_use]
    pub fn is_v1(&self) -> bool {
        self.dialect.is_v1()
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
        let context = RequestContext::of(&parts.extensions)?;
        let (inputs, dialect) = (context.guarded()?.inputs.clone(), context.dialect()?);
        Ok(Self(T::from_params(&Params { inputs, path, dialect })?))
    }
}
