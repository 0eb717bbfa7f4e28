//! One client for all services: HTTP/1.1, and connections that stay open.

use super::people::People;
use super::service::{Call, Service};
use axum::body::Bytes;
use axum::http::{Method, Request, StatusCode, header};
use futures_util::future::join_all;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use std::time::{Duration, Instant};

/// The client.
pub(crate) struct Client(legacy::Client<HttpConnector, Full<Bytes>>);

impl Client {
    /// A client without connections.
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self(legacy::Client::builder(TokioExecutor::new()).build(connector))
    }

    /// Sends the request of a row a few times, so that everything is loaded and every response is seen to be right.
    pub(crate) async fn check(&self, service: &Service, row: &str, people: &People) {
        if let Some(call) = service.call(row) {
            for _ in 0..20 {
                self.send(service, &call, people).await;
            }
        }
    }

    /// Requests a second of this many callers; `None` when there is no such endpoint.
    pub(crate) async fn measure(
        &self,
        service: &Service,
        row: &str,
        people: &People,
        callers: usize,
        span: Duration,
    ) -> Option<f64> {
        let call = service.call(row)?;
        let began = Instant::now();
        let counts = join_all((0..callers).map(|_| async {
            let mut count = 0_u32;
            while began.elapsed() < span {
                self.send(service, &call, people).await;
                count += 1;
            }
            count
        }));
        let count: u32 = counts.await.into_iter().sum();
        Some(f64::from(count) / began.elapsed().as_secs_f64())
    }

    /// Sends one request and checks the response: a wrong one ends the run.
    async fn send(&self, service: &Service, call: &Call<'_>, people: &People) {
        let (person, fresh) = (people.another(), people.fresh());
        let method = Method::from_bytes(call.method.as_bytes()).expect("a method");
        let mut request = Request::builder().method(method).uri(person.fill(&call.url, &fresh));
        for (name, value) in &call.headers {
            request = request.header(*name, *value);
        }
        let body = call.body.as_ref().map(|body| person.fill(body, &fresh));
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::from(body.unwrap_or_default())).expect("a request");
        let response = self.0.request(request).await.unwrap_or_else(|cause| panic!("{}: {cause}", service.name));
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&body);
        let is_expected =
            call.status.map_or(status.is_success(), |code| status == StatusCode::from_u16(code).expect("a status"));
        let is_right =
            call.contains.is_none_or(|(part, times)| text.matches(&person.fill(part, &fresh)).count() == times);
        assert!(is_expected && is_right, "{}: {} {}: {status} {text}", service.name, call.method, call.url);
    }
}
