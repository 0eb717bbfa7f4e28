//! The log line of each request, which can also have its metrics.

use crate::app::App;
use crate::entry::context::{Invocation, RequestContext};
use crate::entry::logging::log_line;
use crate::entry::metrics::{Metric, Metrics};
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use roster_core::{Timestamp, UserId};
use roster_store::{ConsumedCapacity, metered, with_retry_budget};
use serde::Serialize;
use std::time::{Duration, Instant};

/// The metrics of a request, by route. A route is a pattern: there is one series for each route, and one for unknown
/// routes.
const METRICS: [Metric; 6] = [
    Metric::count("requests"),
    Metric::count("errors.client"),
    Metric::count("errors.server"),
    Metric::milliseconds("duration_ms"),
    Metric::count("table.read_units"),
    Metric::count("table.write_units"),
];
const DIMENSIONS: [&str; 1] = ["http.route"];

/// The log line.
#[derive(Serialize)]
struct RequestLogLine<'a> {
    level: &'static str,
    message: &'static str,
    #[serde(rename = "request.id")]
    request_id: &'a str,
    #[serde(rename = "function.request.id")]
    invocation_id: &'a str,
    #[serde(rename = "http.method")]
    method: &'a str,
    #[serde(rename = "http.route")]
    route: &'a str,
    #[serde(rename = "http.status")]
    status: u16,
    duration_ms: f64,
    cold_start: bool,
    #[serde(rename = "table.calls")]
    calls: u32,
    #[serde(rename = "table.read_units")]
    read_units: f64,
    #[serde(rename = "table.write_units")]
    write_units: f64,
    #[serde(rename = "user.id", skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(flatten)]
    measured: Option<Measured<'a>>,
}

/// The further fields of a line that has metrics.
#[derive(Serialize)]
struct Measured<'a> {
    requests: u8,
    #[serde(rename = "errors.client")]
    client_errors: u8,
    #[serde(rename = "errors.server")]
    server_errors: u8,
    #[serde(rename = "_aws")]
    metrics: Metrics<'a>,
}

impl<'a> Measured<'a> {
    fn of(status: StatusCode, namespace: &'a str, at: Timestamp) -> Self {
        Self {
            requests: 1,
            client_errors: status.is_client_error().into(),
            server_errors: status.is_server_error().into(),
            metrics: Metrics::new(at, namespace, &DIMENSIONS, &METRICS),
        }
    }
}

/// The fields of the line that follow from the request.
struct RequestLogFields {
    request_id: String,
    invocation: Invocation,
    method: Method,
    route: Option<MatchedPath>,
    user: Option<UserId>,
}

impl RequestLogFields {
    /// The request has its route and never its path, because a path has any text that a caller puts there. Only a user
    /// id is taken from it: a part in the place of one, if it has the form of an id.
    fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().cloned();
        // A request without a context is answered with 500, and logged without ids.
        let context = RequestContext::of(request.extensions()).ok();
        Self {
            request_id: context.map(|context| context.request_id.clone()).unwrap_or_default(),
            invocation: context.map(|context| context.invocation.clone()).unwrap_or_default(),
            method: request.method().clone(),
            user: route.as_ref().and_then(|route| user_in(route.as_str(), request.uri().path())),
            route,
        }
    }

    /// The user, unless the call was rejected or the user does not exist: the id of a rejected call can be any text.
    fn user(&self, status: StatusCode) -> Option<&str> {
        const NOBODY: [StatusCode; 3] = [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND];
        self.user.as_ref().filter(|_| !NOBODY.contains(&status)).map(UserId::as_str)
    }

    fn line<'a>(&'a self, status: StatusCode, took: Duration, spent: ConsumedCapacity) -> RequestLogLine<'a> {
        RequestLogLine {
            level: "INFO",
            message: "request",
            request_id: &self.request_id,
            invocation_id: &self.invocation.id,
            method: self.method.as_str(),
            route: self.route.as_ref().map_or("none", MatchedPath::as_str),
            status: status.as_u16(),
            duration_ms: took.as_micros() as f64 / 1_000.0,
            cold_start: self.invocation.is_first,
            calls: spent.calls,
            read_units: spent.read_units,
            write_units: spent.write_units,
            user: self.user(status),
            measured: None,
        }
    }
}

/// The id of a user in a path; `None` if the part in its place is not an id without decoding.
fn user_in(route: &str, path: &str) -> Option<UserId> {
    let place = route.split('/').position(|part| part == "{userId}")?;
    UserId::parse(path.split('/').nth(place)?).ok()
}

/// Logs a request when it is answered.
pub(crate) async fn log(app: &App, request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let start = Instant::now();
    let fields = RequestLogFields::of(&request);
    let answer = async {
        match app.retry_budget {
            Some(retry_budget) => with_retry_budget(retry_budget, next(request)).await,
            None => next(request).await,
        }
    };
    let (response, spent) = metered(answer).await;
    let status = response.status();
    let measured = app.metrics.as_deref().map(|namespace| Measured::of(status, namespace, app.now()));
    log_line(&RequestLogLine { measured, ..fields.line(status, start.elapsed(), spent) });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_of_a_user_is_logged_of_a_path() {
        let of = |path: &str| user_in("/v1/users/{userId}/email", path).map(|id| id.to_string());
        assert_eq!(of("/v1/users/ann/email").as_deref(), Some("ann"));
        assert_eq!(of("/v1/users/a%20b/email"), None);
        assert_eq!(of("/v1/users/ann@example.com/email"), None);
        assert_eq!(user_in("/v1/users", "/v1/users"), None);
        assert_eq!(user_in("/v1/teams/{teamId}", "/v1/teams/ann"), None);
        assert_eq!(user_in("none", "/ann"), None);
    }
}
