//! Events of an HTTP API (payload 2.0).

use serde_json::{Value, json};

/// A request as an event of the gateway.
#[derive(Debug, Clone)]
pub struct Event(Value);

impl Event {
    /// A request without a body to a route (`/v1/users/{userId}`), with this path (`/v1/users/ann`).
    #[must_use]
    pub fn new(method: &str, route: &str, path: &str, query: &str) -> Self {
        let key = format!("ANY {route}");
        Self(json!({
            "version": "2.0",
            "routeKey": key,
            "rawPath": path,
            "rawQueryString": query,
            "headers": {
                "accept": "*/*",
                "content-type": "application/json",
                "host": "api.example.com",
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
                "x-forwarded-for": "192.0.2.10",
                "x-forwarded-port": "443",
                "x-forwarded-proto": "https",
                "x-sdk-version": "appwrite:nodejs:7.0.3",
            },
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "roster",
                "domainName": "api.example.com",
                "domainPrefix": "api",
                "http": {
                    "method": method,
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.10",
                    "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
                },
                "requestId": "JKJaXmPLvHcESHA=",
                "routeKey": key,
                "stage": "$default",
                "time": "23/Nov/2026:09:30:00 +0000",
                "timeEpoch": 1_795_426_200_000_u64,
            },
            "isBase64Encoded": false,
        }))
    }

    /// The same with a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.0["headers"][name] = value.into();
        self
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn with_body(mut self, body: &Value) -> Self {
        self.0["body"] = body.to_string().into();
        self
    }

    /// The event as JSON text.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }
}
