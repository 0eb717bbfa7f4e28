//! Parameters as typed values. They are checked in the order in which the API declares them; the first invalid one is
//! the error.

use crate::answers::dialect::Dialect;
use crate::answers::view::Refusal;
use crate::entry::context::RequestContext;
use crate::params::inputs::RequestInputs;
use crate::params::rules::{loose_bool, or_empty, text};
use crate::params::value::Value;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use roster_core::{Email, Error, Invalid, Result, UserId};

/// The parameters that a caller sent, not yet checked.
pub struct Params {
    inputs: RequestInputs,
    path: Vec<(String, String)>,
    /// The last part of the path.
    last: String,
    dialect: Dialect,
}

/// A request that can be made from parameters.
pub trait FromParams: Sized {
    /// Checks the parameters in their declared order.
    ///
    /// # Errors
    /// [`Error::ParamMissing`] or [`Error::ParamInvalid`] of the first invalid one.
    fn from_params(params: &Params) -> Result<Self>;
}

/// A request whose only parameter is the id of a user.
pub struct OneUser(pub UserId);

impl FromParams for OneUser {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.path("userId", UserId::parse)?))
    }
}

/// The user whose id is the last part of the path: a parameter, or the fixed word of a route that takes only other
/// methods. `GET /v1/users/md5` reads the user `md5` (source: docs/reference/appwrite/requests.md#routes).
pub struct LastUser(pub UserId);

impl FromParams for LastUser {
    fn from_params(params: &Params) -> Result<Self> {
        let is_parameter = params.path.iter().any(|(name, _)| name == "userId");
        if is_parameter {
            return Ok(Self(params.path("userId", UserId::parse)?));
        }
        UserId::parse(&params.last).map(Self).map_err(Error::invalid("userId"))
    }
}

/// Whether a list has the number of all its entries: the parameter `total`.
pub struct WithTotal(pub bool);

impl FromParams for WithTotal {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.optional("total", loose_bool)?.unwrap_or(true)))
    }
}

/// Extracts a request in which every parameter has passed its rule.
pub struct Valid<T>(pub T);

impl Params {
    /// A parameter of the path.
    ///
    /// # Errors
    /// [`Error::ParamInvalid`] when it does not follow the rule.
    pub fn path<T>(&self, name: &'static str, rule: fn(&str) -> Result<T, Invalid>) -> Result<T> {
        let found = self.path.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
        rule(found).map_err(Error::invalid(name))
    }

    /// A parameter that must be sent. In 0.15 the empty text and `null` count as missing; from 1.0 on they count as
    /// sent, and the rule decides.
    ///
    /// # Errors
    /// [`Error::ParamMissing`], [`Error::ParamInvalid`], [`Error::BodyMalformed`].
    pub fn required<T>(&self, name: &'static str, rule: impl FnOnce(&Value) -> Result<T, Invalid>) -> Result<T> {
        let sent = self.inputs.inputs()?.get(name).filter(|value| self.is_v1() || !value.is_empty());
        rule(sent.ok_or(Error::ParamMissing(name))?).map_err(Error::invalid(name))
    }

    /// An optional parameter. `null` counts as missing, and in 0.15 the empty text does, too.
    ///
    /// # Errors
    /// [`Error::BodyMalformed`] when the parameters cannot be read, [`Error::ParamInvalid`].
    pub fn optional<T>(
        &self,
        name: &'static str,
        rule: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>> {
        let is_nothing = |value: &Value| if self.is_v1() { value.is_null() } else { value.is_empty() };
        let sent = self.inputs.inputs()?.get(name).filter(|value| !is_nothing(value));
        sent.map(rule).transpose().map_err(Error::invalid(name))
    }

    /// A parameter that must be sent in 0.15, and is optional from 1.0 on.
    ///
    /// # Errors
    /// As [`Params::required`] and [`Params::optional`].
    pub fn optional_since_v1<T>(
        &self,
        name: &'static str,
        rule: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>> {
        if self.is_v1() { self.optional(name, rule) } else { self.required(name, rule).map(Some) }
    }

    /// An email that must be sent. From 1.0 on it may have blanks around it (source:
    /// docs/reference/appwrite/validation.md#email).
    ///
    /// # Errors
    /// As [`Params::required`].
    pub fn email(&self, name: &'static str) -> Result<Email> {
        self.required(name, self.email_rule())
    }

    /// An optional email.
    ///
    /// # Errors
    /// As [`Params::optional`].
    pub fn optional_email(&self, name: &'static str) -> Result<Option<Email>> {
        self.optional(name, self.email_rule())
    }

    /// An email that must be sent; from 1.0 on the empty text is accepted, too, and clears the email.
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

    /// A parameter as it was sent, if it is a text and not empty.
    #[must_use]
    pub fn sent(&self, name: &str) -> Option<String> {
        self.inputs.text(name)
    }

    /// Whether the caller uses the dialect of 1.0 and later, which has other parameters.
    #[must_use]
    pub fn is_v1(&self) -> bool {
        self.dialect.is_v1()
    }

    /// Whether the caller uses the dialect of clients that cannot choose ids, and so do not send them.
    #[must_use]
    pub fn ids_are_made(&self) -> bool {
        self.dialect.is_before_0_12
    }

    /// Whether the caller uses the dialect of clients that send a status as a number.
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
        let last = parts.uri.path().rsplit('/').next().unwrap_or_default().to_owned();
        let context = RequestContext::of(&parts.extensions)?;
        let (inputs, dialect) = (context.guarded()?.inputs.clone(), context.dialect()?);
        Ok(Self(T::from_params(&Params { inputs, path, last, dialect })?))
    }
}
