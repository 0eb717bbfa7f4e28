//! From a Lambda invocation to a request of the router, and back: events, routes, response headers, the request log.

pub(crate) mod context;
mod event;
pub(crate) mod gateway;
pub(crate) mod group;
pub(crate) mod headers;
pub(crate) mod logging;
pub(crate) mod metrics;
pub(crate) mod request_log;
pub(crate) mod run;
