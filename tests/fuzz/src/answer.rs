//! The checks of every response.

use axum::http::{HeaderMap, HeaderName, header};
use roster_tests::openapi::{Answered, Dialect, Document};
use serde_json::Value;

/// A response.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// The request of a response, as far as the checks depend on it.
pub struct SentRequest<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without query.
    pub path: &'a str,
    /// The value of `X-Appwrite-Response-Format`, if it was sent and is text.
    pub format: Option<&'a str>,
    /// The whole request, for the message of a failed check.
    pub summary: &'a str,
}

impl SentRequest<'_> {
    /// Whether browsers open paths like this one, to sign in with a provider: they get redirects, and errors as pages.
    fn is_for_browsers(&self) -> bool {
        ["/v1/account/sessions/oauth2/", "/v1/account/tokens/oauth2/"].iter().any(|it| self.path.starts_with(it))
    }
}

impl std::fmt::Display for SentRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({})", self.method, self.path, self.summary)
    }
}

impl Answer {
    /// The response in the format of the gateway.
    ///
    /// # Panics
    /// When the value has another format.
    #[must_use]
    pub fn of_event(event: &Value) -> Self {
        let mut headers = HeaderMap::new();
        for (name, value) in event["headers"].as_object().into_iter().flatten() {
            let value = value.as_str().expect("a header is a text").parse().expect("a header has a value");
            headers.insert(name.parse::<HeaderName>().expect("a header has a name"), value);
        }
        let status = event["statusCode"].as_u64().expect("an answer has a status");
        let body = event["body"].as_str().unwrap_or_default().as_bytes().to_vec();
        Self { status: u16::try_from(status).expect("a status is small"), headers, body }
    }

    /// A header, if it exists and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When the body is invalid JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|cause| panic!("invalid JSON ({cause}): {self}"))
    }

    /// Checks the rules of every response.
    ///
    /// # Panics
    /// When a rule is violated.
    pub fn ensure_valid(&self, sent: &SentRequest<'_>) {
        assert!(self.status < 500 || self.status == 501, "{sent}: a server error: {self}");
        let redirects = sent.is_for_browsers() && (302..=303).contains(&self.status);
        assert!((200..300).contains(&self.status) || self.status >= 400 || redirects, "{sent}: {self}");
        self.ensure_headers(sent);
        let is_empty = sent.method == "HEAD" || self.status == 204;
        assert!(!is_empty || self.body.is_empty(), "{sent}: a body: {self}");
        if self.status >= 400 && !is_empty && !self.is_compressed() && !sent.is_for_browsers() {
            self.ensure_envelope(sent);
        }
        self.ensure_documented(sent);
    }

    fn ensure_headers(&self, sent: &SentRequest<'_>) {
        let kind = self.header("content-type").unwrap_or_default();
        let expected = match (self.status, sent.path) {
            (204, _) | (200, "/v1/ping") => "text/plain; charset=UTF-8",
            (200, "/v1/avatars/initials") => "image/svg+xml; charset=UTF-8",
            (302..=303, _) => "text/plain; charset=UTF-8",
            _ if sent.is_for_browsers() => "text/html; charset=UTF-8",
            _ => "application/json; charset=UTF-8",
        };
        assert_eq!(kind, expected, "{sent}: {self}");
        assert_eq!(self.header("server"), Some("Appwrite"), "{sent}: {self}");
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "{sent}: {self}");
        let length = self.header(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<usize>().ok());
        if sent.method != "HEAD" && self.status != 204 && !self.is_compressed() {
            assert_eq!(length, Some(self.body.len()), "{sent}: {self}");
        }
    }

    /// An error has these fields and no others. Up to 0.12 there was no `type`.
    fn ensure_envelope(&self, sent: &SentRequest<'_>) {
        let body = self.json();
        let fields = body.as_object().unwrap_or_else(|| panic!("no envelope: {self}"));
        let known = |name: &String| ["message", "code", "type", "version"].contains(&name.as_str());
        let names = fields.keys().all(known);
        let versions = ["0.15.3", "1.9.6"].contains(&body["version"].as_str().unwrap_or_default());
        let kind = body["type"].as_str().is_some_and(|kind| !kind.is_empty());
        let kind = kind || (body.get("type").is_none() && sent.format.is_some());
        // An error quotes no more of a request than a name.
        let message = body["message"].as_str().is_some_and(|message| (1..=1_024).contains(&message.len()));
        let code = body["code"] == self.status;
        assert!(names && versions && kind && message && code, "{sent}: {self}");
    }

    /// Checks the response against `openapi.yaml`, if the route is documented there.
    fn ensure_documented(&self, sent: &SentRequest<'_>) {
        let SentRequest { method, path, format, .. } = sent;
        let Some(dialect) = Dialect::of(format.unwrap_or("0.15.0")) else { return };
        if self.is_compressed() || *method == "OPTIONS" || *path == crate::echo::PATH {
            return;
        }
        let document = Document::of(dialect);
        let complaints = document.complaints(method, path, &Answered { status: self.status, body: &self.body });
        assert!(complaints.is_empty(), "{sent}: openapi.yaml says otherwise: {complaints:#?}\n{self}");
        if self.status != 404 {
            assert!(document.find(method, path).is_some(), "{sent}: no such route: {self}");
        }
    }

    /// Whether the body is compressed.
    fn is_compressed(&self) -> bool {
        self.headers.contains_key(header::CONTENT_ENCODING)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {}", self.status, self.headers, String::from_utf8_lossy(&self.body))
    }
}
