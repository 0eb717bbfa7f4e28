//! The context of a request: the values that its layers and its handler share.

use crate::answers::dialect::Dialect;
use crate::auth::identity::PendingAuth;
use crate::auth::tally::Tally;
use crate::params::inputs::RequestInputs;
use axum::http::Extensions;
use roster_core::{Error, ProjectId, Result};

/// The invocation of Lambda that carried a request.
#[derive(Debug, Clone, Default)]
pub struct Invocation {
    /// Lambda's id of the invocation.
    pub id: String,
    /// Whether it is the first invocation of this process.
    pub is_first: bool,
}

/// The context of one request. The gateway's event fills the public fields, rendering adds the dialect, and the guard
/// of the route adds the rest. A request without a context is answered with 500: no value in it has a default.
#[derive(Clone, Default)]
pub struct RequestContext {
    /// The gateway's id of the request, as its access log has it.
    pub request_id: String,
    /// The IP address that called the gateway.
    pub source_ip: String,
    /// The route that the gateway chose (`ANY /v1/users/{userId}`); `None` where it found none.
    pub route_key: Option<String>,
    /// The invocation that carried the request.
    pub invocation: Invocation,
    /// The dialect of the response, once rendering has read the headers.
    pub(crate) dialect: Option<Dialect>,
    /// The values that the guard of the route has read.
    pub(crate) guarded: Option<Guarded>,
}

/// The values that the guard of a route has read from a request.
#[derive(Clone)]
pub(crate) struct Guarded {
    /// The parameters.
    pub(crate) inputs: RequestInputs,
    /// The project that the caller names; it may be read until [`Guarded::auth`] fails.
    pub(crate) project: ProjectId,
    /// The check of project, API key and session.
    pub(crate) auth: PendingAuth,
    /// The attempts that were counted for the request.
    pub(crate) tally: Tally,
}

impl RequestContext {
    /// The context of a request.
    ///
    /// # Errors
    /// [`Error::Internal`] when it has none: neither the gateway nor a test made one.
    pub(crate) fn of(extensions: &Extensions) -> Result<&Self> {
        extensions.get().ok_or_else(|| Error::internal("a request has no context"))
    }

    /// The dialect of the response.
    ///
    /// # Errors
    /// [`Error::Internal`] before rendering has read it.
    pub(crate) fn dialect(&self) -> Result<Dialect> {
        self.dialect.ok_or_else(|| Error::internal("the dialect of a request was not read"))
    }

    /// The values of the guard of the route.
    ///
    /// # Errors
    /// [`Error::Internal`] when a handler was reached without its guard.
    pub(crate) fn guarded(&self) -> Result<&Guarded> {
        self.guarded.as_ref().ok_or_else(|| Error::internal("a handler was reached without its guard"))
    }
}
