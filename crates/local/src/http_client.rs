//! Calls the functions over HTTP.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use roster::failure::{Failure, Outcome};

/// An HTTP client for this machine.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: Client<HttpConnector, Full<Bytes>>,
    base: String,
}

impl HttpClient {
    /// A client for a port of this machine.
    pub fn new(port: u16) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, base: format!("http://127.0.0.1:{port}") }
    }

    /// The status of `GET path`.
    pub async fn get(&self, path: &str, headers: &[(&'static str, &str)]) -> Outcome<StatusCode> {
        let request = Request::get(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Full::default())).await
    }

    /// The status of invoking a function by its name, as a schedule does.
    pub async fn invoke(&self, function: &str, event: &'static str) -> Outcome<StatusCode> {
        let uri = format!("{}/2015-03-31/functions/{function}/invocations", self.base);
        self.send(Request::post(uri).body(Full::from(event))).await
    }

    async fn send(&self, request: http::Result<Request<Full<Bytes>>>) -> Outcome<StatusCode> {
        let request = request.map_err(|cause| Failure::new(format!("the request is invalid: {cause}")))?;
        let failed = |cause: &dyn std::error::Error| Failure::new(format!("no response: {cause}"));
        let response = self.client.request(request).await.map_err(|cause| failed(&cause))?;
        let status = response.status();
        // A response counts when it has arrived in full.
        response.into_body().collect().await.map_err(|cause| failed(&cause))?;
        Ok(status)
    }
}
