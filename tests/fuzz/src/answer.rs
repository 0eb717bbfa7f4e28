//! What every answer must be, whatever was asked.

use axum::http::{HeaderMap, HeaderName, header};
use roster_tests::openapi::{Answered, Dialect, Document};
use serde_json::Value;

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// What was asked, as far as the answer depends on it.
pub struct Asked<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without query.
    pub path: &'a str,
    /// The value of `X-Appwrite-Response-Format`, if it was sent and is text.
    pub format: Option<&'a str>,
    /// All of it, for who reads of a failure.
    pub told: &'a str,
}

impl std::fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({})", self.method, self.path, self.told)
    }
}

impl Answer {
    /// The answer in an event of the gateway.
    ///
    /// # Panics
    /// When it is none.
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

    /// A header, if it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|cause| panic!("no JSON ({cause}): {self}"))
    }

    /// Holds the answer against all that is true of every answer.
    ///
    /// # Panics
    /// When something is not.
    pub fn ensure_ours(&self, asked: &Asked<'_>) {
        assert!(self.status < 500 || self.status == 501, "{asked}: a failure of ours: {self}");
        assert!((200..300).contains(&self.status) || self.status >= 400, "{asked}: {self}");
        self.ensure_headers(asked);
        let is_empty = asked.method == "HEAD" || self.status == 204;
        assert!(!is_empty || self.body.is_empty(), "{asked}: a body: {self}");
        if self.status >= 400 && !is_empty && !self.is_packed() {
            self.ensure_envelope(asked);
        }
        self.ensure_documented(asked);
    }

    fn ensure_headers(&self, asked: &Asked<'_>) {
        let kind = self.header("content-type").unwrap_or_default();
        let expected = if self.status == 204 { "text/plain; charset=UTF-8" } else { "application/json; charset=UTF-8" };
        assert_eq!(kind, expected, "{asked}: {self}");
        assert_eq!(self.header("server"), Some("Appwrite"), "{asked}: {self}");
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "{asked}: {self}");
        let length = self.header(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<usize>().ok());
        if asked.method != "HEAD" && self.status != 204 && !self.is_packed() {
            assert_eq!(length, Some(self.body.len()), "{asked}: {self}");
        }
    }

    /// A refusal has these fields and no others. Up to 0.12 there was no `type`.
    fn ensure_envelope(&self, asked: &Asked<'_>) {
        let body = self.json();
        let fields = body.as_object().unwrap_or_else(|| panic!("no envelope: {self}"));
        let known = |name: &String| ["message", "code", "type", "version"].contains(&name.as_str());
        let names = fields.keys().all(known);
        let versions = ["0.15.3", "1.9.6"].contains(&body["version"].as_str().unwrap_or_default());
        let kind = body["type"].as_str().is_some_and(|kind| !kind.is_empty());
        let kind = kind || (body.get("type").is_none() && asked.format.is_some());
        // No refusal echoes more of a request than a name.
        let message = body["message"].as_str().is_some_and(|message| (1..=1_024).contains(&message.len()));
        let code = body["code"] == self.status;
        assert!(names && versions && kind && message && code, "{asked}: {self}");
    }

    /// What `openapi.yaml` says of it, where it says anything.
    fn ensure_documented(&self, asked: &Asked<'_>) {
        let Asked { method, path, format, .. } = asked;
        let Some(dialect) = Dialect::of(format.unwrap_or("0.15.0")) else { return };
        if self.is_packed() || *method == "OPTIONS" || *path == crate::echo::PATH {
            return;
        }
        let document = Document::of(dialect);
        let told = document.complaints(method, path, &Answered { status: self.status, body: &self.body });
        assert!(told.is_empty(), "{asked}: openapi.yaml says otherwise: {told:#?}\n{self}");
        if self.status != 404 {
            assert!(document.find(method, path).is_some(), "{asked}: no such route: {self}");
        }
    }

    /// Whether the body is packed: then it is what it would be otherwise, made smaller.
    fn is_packed(&self) -> bool {
        self.headers.contains_key(header::CONTENT_ENCODING)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {}", self.status, self.headers, String::from_utf8_lossy(&self.body))
    }
}
