//! A builder of requests: `app.post("/v1/users").key().json(json!({ .. })).send().await`.

use crate::answer::Answer;
use crate::app::{HOST, PROJECT, TestApp};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request as HttpRequest, header};
use serde_json::Value;
use std::fmt;

/// A request to be sent.
#[must_use]
pub struct Request<'a> {
    app: &'a TestApp,
    http: HttpRequest<Body>,
    /// The IP address of the caller; if it is set, the request is sent as an event of the gateway.
    ip: Option<&'static str>,
}

impl TestApp {
    pub fn get(&self, path: &str) -> Request<'_> {
        self.request(Method::GET, path)
    }

    pub fn head(&self, path: &str) -> Request<'_> {
        self.request(Method::HEAD, path)
    }

    pub fn post(&self, path: &str) -> Request<'_> {
        self.request(Method::POST, path)
    }

    pub fn put(&self, path: &str) -> Request<'_> {
        self.request(Method::PUT, path)
    }

    pub fn patch(&self, path: &str) -> Request<'_> {
        self.request(Method::PATCH, path)
    }

    pub fn delete(&self, path: &str) -> Request<'_> {
        self.request(Method::DELETE, path)
    }

    /// A request without project and API key.
    pub fn request(&self, method: Method, path: &str) -> Request<'_> {
        let http = HttpRequest::builder().method(method).uri(path).header(header::HOST, HOST);
        Request { app: self, http: http.body(Body::empty()).unwrap(), ip: None }
    }
}

/// The text of a request in failed tests, without its body, which can be large or binary.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.http.method(), self.http.uri(), self.http.headers())
    }
}

impl Request<'_> {
    /// As the project, with the API key that has all scopes.
    pub fn key(self) -> Self {
        let secret = self.app.key().to_owned();
        self.project(PROJECT).secret(&secret)
    }

    /// With the secret of this API key.
    pub fn secret(self, secret: &str) -> Self {
        self.header("x-appwrite-key", secret)
    }

    /// In this project.
    pub fn project(self, id: &str) -> Self {
        self.header("x-appwrite-project", id)
    }

    /// As the user of this session token, which is sent in a cookie as browsers do.
    pub fn session(self, token: &str) -> Self {
        self.project(PROJECT).header("cookie", &format!("a_session_{PROJECT}={token}"))
    }

    /// As the user of this JWT.
    pub fn jwt(self, jwt: &str) -> Self {
        self.project(PROJECT).header("x-appwrite-jwt", jwt)
    }

    /// From this IP address, through the gateway, which is the only source of IP addresses.
    pub fn from(self, ip: &'static str) -> Self {
        Self { ip: Some(ip), ..self }
    }

    /// In this response format.
    pub fn format(self, version: &str) -> Self {
        self.header("x-appwrite-response-format", version)
    }

    pub fn header(self, name: &'static str, value: &str) -> Self {
        self.header_bytes(name, value.as_bytes())
    }

    /// With a header value that need not be text.
    pub fn header_bytes(mut self, name: &'static str, value: &[u8]) -> Self {
        self.http.headers_mut().insert(name, HeaderValue::from_bytes(value).unwrap());
        self
    }

    pub fn json(self, body: Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With a body of this content type.
    pub fn body(self, content_type: &str, body: impl Into<Body>) -> Self {
        self.untyped(body).header("content-type", content_type)
    }

    /// With a body without a content type.
    pub fn untyped(mut self, body: impl Into<Body>) -> Self {
        *self.http.body_mut() = body.into();
        self
    }

    /// Sends the request, one millisecond after the previous one.
    pub async fn send(self) -> Answer {
        match self.ip {
            Some(ip) => self.app.call_from(ip, self.http).await,
            None => self.app.call(self.http).await,
        }
    }
}
